//! Advice about values that keys of one kind get alike, whichever component they stand at.

use super::keeping::{advises, is_silent};
use super::{loaded, refuses};

/// Two stamps with storage, the first with more keys of its own, of its storage and of the replication.
fn two(stamp: &str, storage: &str, replication: &str) -> String {
    format!(
        "[stamp.a]\nnode_memory = \"384 GiB\"\n{stamp}\nstorage = {{ disks = 10{storage} }}\n\
         [stamp.b]\nnode_memory = \"384 GiB\"\n\
         [protection.twin.replication]\nto = \"b\"\n{replication}\n\
         [application.x]\nstamp = \"a\"\nprotection = \"twin\"\n\
         [run]\ndrain = \"10 d\"\n"
    )
}

#[test]
fn every_time_of_stamps_and_replications_has_a_bound() {
    let stamp = |keys: &str| two(keys, "", "");
    let storage = |keys: &str| two("", keys, "");
    let replication = |keys: &str| two("", "", keys);
    for (text, within, part) in [
        (
            stamp("quota_change = \"11 d\""),
            stamp("quota_change = \"10 d\""),
            "`quota_change` of stamp `a` is 11 d, longer than 10 d: an outage that needs it",
        ),
        (
            storage(", relief = \"11 d\""),
            storage(", relief = \"10 d\""),
            "`relief` of stamp `a` is 11 d, longer than 10 d",
        ),
        (
            storage(", retire_after = \"8 d\""),
            storage(", retire_after = \"7 d\""),
            "`retire_after` of stamp `a` is 8 d, longer than 7 d: a disk that does not answer",
        ),
        (
            stamp("cluster_restart = { count = 20, every = \"2 d\" }"),
            stamp("cluster_restart = { count = 20, every = \"1 d\" }"),
            "`cluster_restart.every` of stamp `a` is 2 d, longer than 1 d: batches of starts",
        ),
        (
            stamp("manager_start = { count = 20, every = \"2 d\" }"),
            stamp("manager_start = { count = 20, every = \"1 d\" }"),
            "`manager_start.every` of stamp `a` is 2 d, longer than 1 d: batches of starts",
        ),
        (
            replication("failback_takes = \"11 d\""),
            replication("failback_takes = \"10 d\""),
            "`failback_takes` of replication `twin` is 11 d, longer than 10 d",
        ),
        (
            replication("failback_after = \"91 d\""),
            replication("failback_after = \"90 d\""),
            "`failback_after` of replication `twin` is 91 d, longer than 90 d: whoever fails back",
        ),
        (
            replication("log_limit = \"91 d\""),
            replication("log_limit = \"90 d\""),
            "`log_limit` of replication `twin` is 91 d, longer than 90 d: a log of changes",
        ),
    ] {
        advises(&text, 633, part);
        is_silent(&within, 633);
    }
}

#[test]
fn rates_of_rebuilds_and_replicas_have_a_bound_too() {
    advises(
        &two("", ", rebuild_rate = \"10 TB/s\"", ""),
        635,
        "the `rebuild_rate` of stamp `a` is",
    );
    is_silent(&two("", ", rebuild_rate = \"100 MB/s\"", ""), 635);
    advises(
        &two("", "", "rate = \"1601 Gbps\""),
        635,
        "the `rate` of replication `twin` is 1601 Gbps, more than 1600 Gbps",
    );
    is_silent(&two("", "", "rate = \"1600 Gbps\""), 635);
    is_silent(&two("", "", ""), 635);
}

#[test]
fn a_window_of_failbacks_can_be_too_narrow() {
    advises(
        &two("", "", "failback_window = \"20:00-20:59\""),
        543,
        "the failback window of replication `twin` is open for only 59 min a day",
    );
    is_silent(&two("", "", "failback_window = \"20:00-21:00\""), 543);
}

#[test]
fn an_availability_of_everything_is_refused() {
    let stated = |share: &str| {
        format!(
            "[stamp.a]\nnode_memory = \"384 GiB\"\n[application.x]\navailability = \"{share}\"\n"
        )
    };
    refuses(
        &stated("100 %"),
        "a target of 100 % cannot be judged",
        "use a share between 0 % and 100 %",
    );
    loaded(&stated("99.999 %"));
}

/// A stamp with a crew, one protection of each kind, and an application with these.
fn protected(by: &str) -> String {
    format!(
        "[stamp.a]\nnode_memory = \"384 GiB\"\n[stamp.b]\nnode_memory = \"384 GiB\"\n\
         [repository.vault]\n[crew.duty]\n\
         [protection]\nnightly.backup = {{ decided_by = \"duty\" }}\n\
         twin.replication = {{ to = \"b\", decided_by = \"duty\" }}\n\
         anew.none = {{}}\npair.high_availability = {{ across = [\"a\", \"b\"] }}\n\
         [application.x]\nrto = \"1 h\"\nstamp = \"a\"\n{by}\n"
    )
}

#[test]
fn a_protection_that_no_vm_has_is_told_and_calls_nobody() {
    let names = ["nightly", "twin", "anew"];
    for used in names {
        let text = protected(&format!("protection = \"{used}\""));
        for name in ["nightly", "twin", "anew", "pair"] {
            let part = format!("protection `{name}` is used by no VM");
            let given = super::keeping::advice(&text, 550);
            assert_eq!(given.contains(&part), name != used, "{used}: {given}");
        }
    }
    let pair = "protection = \"pair\"\ncount = 2".to_string();
    let pair = protected(&pair).replace("stamp = \"a\"\n", "");
    assert!(!super::keeping::advice(&pair, 550).contains("`pair`"));
    // One role of two, or one VM of many, is a use.
    let role =
        "role.r = { protection = \"nightly\" }\nrole.s = { protection = [\"twin\", \"anew\"] }";
    let given = super::keeping::advice(&protected(role), 550);
    assert_eq!(given.lines().count(), 1, "{given}");
    // What calls the crew is a protection that is used.
    let told = "crew `duty` has nothing to do";
    advises(&protected(""), 621, told);
    advises(&protected("protection = \"anew\""), 621, told);
    is_silent(&protected("protection = \"nightly\""), 621);
    is_silent(&protected("protection = \"twin\""), 621);
}

/// Two stamps with an application each, which have more keys of their own, and faults.
fn apart(x: &str, y: &str, faults: &str) -> String {
    format!(
        "[stamp.a]\nnode_memory = \"384 GiB\"\n[stamp.b]\nnode_memory = \"384 GiB\"\n\
         [repository.vault]\n[protection]\nnightly.backup = {{ restore_to = \"b\" }}\n\
         twin.replication = {{ to = \"b\" }}\nanew.none = {{ to = \"b\" }}\n\
         [application.x]\nstamp = \"a\"\nrto = {{ node = \"1 h\", logical = \"1 h\" }}\n{x}\n\
         [application.y]\nstamp = \"b\"\nrto = \"1 h\"\n{y}\n{faults}\n"
    )
}

#[test]
fn an_objective_is_idle_when_its_class_strikes_others_alone() {
    let node = |stamp: &str| {
        format!("[fault.n]\nof = \"stamp.{stamp}.node.1\"\nat = \"1 d\"\nlasts = \"1 h\"\n")
    };
    let rot = |application: &str| {
        format!("[drill.rot]\nof = \"application.{application}\"\nkind = \"crash\"\n")
    };
    let never = |classes: &str| {
        format!(
            "application `x` states an RTO for {classes}, and nothing in the scenario that reaches it is of that class: it is never judged"
        )
    };
    let both = node("b") + &rot("y");
    advises(&apart("", "", &both), 622, &never("`node`, `logical`"));
    is_silent(&apart("", "", &(node("a") + &rot("x"))), 622);
    let own_node = apart("", "", &(node("a") + &rot("y")));
    advises(&own_node, 622, &never("`logical`"));
    // One class is nowhere, the other elsewhere: each is told as it is.
    let given = super::keeping::advice(&apart("", "", &node("b")), 622);
    assert!(given.contains(&never("`node`")), "{given}");
    assert!(
        given.contains("an RTO for `logical`, and nothing in the scenario is of that class"),
        "{given}"
    );
    // Whoever needs the other is struck with it, and not the other way round by what is logical.
    is_silent(&apart("needs = \"y\"", "", &both), 622);
    advises(&apart("", "needs = \"x\"", &both), 622, &never("`logical`"));
    // Whoever may go to the other stamp can be struck there.
    for protection in ["nightly", "twin", "anew"] {
        let text = apart(&format!("protection = \"{protection}\""), "", &both);
        assert_eq!(super::keeping::advice(&text, 622), never("`logical`"));
    }
    let lies_there = apart("protection = \"nightly\"", "", &both)
        .replace("{ restore_to = \"b\" }", "{}")
        .replace("[repository.vault]", "[repository.vault]\nat = \"stamp.b\"");
    assert_eq!(super::keeping::advice(&lies_there, 622), never("`logical`"));
    // Where a failover may stop others, nothing is said about what is logical.
    let sheds = apart("", "", &both).replace("[stamp.b]", "shed_tiers = [3]\n[stamp.b]");
    assert_eq!(super::keeping::advice(&sheds, 622), never("`node`"));
    // What strikes a whole site is everybody's.
    let site = "[hazard.n]\nof = \"node\"\nevery = \"1 years\"\n".to_string() + &rot("x");
    is_silent(&apart("", "", &site), 622);
}
