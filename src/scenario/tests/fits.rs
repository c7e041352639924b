//! What does not fit, what collides, and what goes round in a circle is refused; what is bad but real is not.

use super::*;

/// Four nodes with 4 disks of 2 TB, 4 of them in reserve: 12 x 2 TB / 3 = 8 TB; less 3.5 TB of
/// infrastructure is 1.125 TB a node, less a tenth of the usable 2 TB a node for temporary disks
/// is 0.925 TB: 861 GiB.
const VOLUMES: &str = r#"
[stamp.s]
node_memory = "384 GiB"
storage = { disks = 4, disk_size = "2 TB" }
[stamp.t]
node_memory = "384 GiB"
[repository.r]
[protection]
b.backup = {}
twin.replication = { to = "s", space = 2 }
[application.a]
rto = "1 h"
stamp = "s"
used = "861 GiB"
protection = "b"
"#;

fn volumes(from: &str, to: &str) -> String {
    assert!(VOLUMES.contains(from), "{from}");
    VOLUMES.replacen(from, to, 1)
}

#[test]
fn a_vm_lies_on_one_volume() {
    loaded(VOLUMES);
    refuses(
        &volumes("used = \"861 GiB\"", "used = \"862 GiB\""),
        "vm `a/main/1` uses 862 GiB, and a volume of stamp `s` holds 861 GiB",
        "wholly on one of the 4 volumes",
    );
    refuses(
        &volumes("used = \"861 GiB\"", "count = 3\nused = \"2 TiB\""),
        "vm `a/main/1` uses 2 TiB, and a volume of stamp `s` holds 861 GiB, and so it is with 2 more",
        "",
    );
    // A stamp whose volumes are not simulated holds anything.
    loaded(&volumes("used = \"861 GiB\"", "used = \"2 TiB\"").replacen(
        "stamp = \"s\"",
        "stamp = \"t\"",
        1,
    ));
    let replica = |used: &str| {
        volumes(
            "stamp = \"s\"\nused = \"861 GiB\"\nprotection = \"b\"",
            used,
        )
        .replacen("protection = \"b\"", "", 1)
    };
    loaded(&replica(
        "stamp = \"t\"\nused = \"430 GiB\"\nprotection = \"twin\"",
    ));
    refuses(
        &replica("stamp = \"t\"\nused = \"431 GiB\"\nprotection = \"twin\""),
        "the replica of vm `a/main/1` takes 431 GiB x 2 of space, and a volume of stamp `s` holds 861 GiB",
        "",
    );
    let csv = "vm,application,used\nsmall,a,10 GiB\nlarge,a,900 GiB\n";
    let listed = format!("inventory = \"v.csv\"\n{VOLUMES}");
    let files = |_: &str| Ok(csv.as_bytes().to_vec());
    let found = load(&listed, "x.toml", &files).expect_err("900 GiB on 861 GiB");
    assert!(
        found[0].message().contains("vm `large` uses 900 GiB"),
        "{found:?}"
    );
}

/// A stamp that others are restored to may hold less: that VM waits for its own.
#[test]
fn a_restore_needs_a_volume_that_is_large_enough() {
    use super::keeping::{advises, is_silent};
    let text = |used: &str| {
        volumes(
            "b.backup = {}",
            "b.backup = { restore_to = [\"t\", \"s\"] }",
        )
        .replacen(
            "stamp = \"s\"\nused = \"861 GiB\"",
            &format!("stamp = \"t\"\ncount = 2\nused = \"{used}\""),
            1,
        )
    };
    advises(
        &text("862 GiB"),
        610,
        "vm `a/main/1` (and 1 more) uses 862 GiB, and backup `b` may restore it to stamp `s`, where a volume holds 861 GiB: it never finds room there",
    );
    is_silent(&text("861 GiB"), 610);
}

/// What is redeployed to another stamp lies on a volume and runs on a node there as well.
#[test]
fn what_is_restored_or_redeployed_fits_volumes_and_nodes() {
    use super::keeping::{advises, is_silent};
    let text = |plan: &str, keys: &str| {
        format!(
            "[stamp.t]\nnode_memory = \"384 GiB\"\n[stamp.s]\nnode_memory = \"40 GiB\"\nreserve = \"none\"\nstorage = {{ disks = 4, disk_size = \"2 TB\", volume_size = \"861 GiB\" }}\n[repository.r]\n[protection]\nb.backup = {{ restore_to = [\"t\", \"s\"] }}\nhome.backup = {{}}\nn.none = {{ redeploy = \"1 h\", to = [\"t\", \"s\"] }}\nstay.none = {{ redeploy = \"1 h\" }}\n[application.a]\nstamp = \"t\"\ncount = 2\nrto = \"1 h\"\nprotection = \"{plan}\"\n{keys}\n"
        )
    };
    let (large, fits) = ("used = \"862 GiB\"", "used = \"861 GiB\"");
    advises(
        &text("n", large),
        610,
        "vm `a/main/1` (and 1 more) uses 862 GiB, and protection `n` may redeploy it to stamp `s`, where a volume holds 861 GiB: it never finds room there",
    );
    is_silent(&text("n", fits), 610);
    is_silent(&text("stay", large), 610);
    let (large, fits) = ("memory = \"41 GiB\"", "memory = \"40 GiB\"");
    advises(
        &text("n", large),
        611,
        "vm `a/main/1` (and 1 more) has 41.0 GiB, and protection `n` may redeploy it to stamp `s`, where a node has 40.0 GiB for VMs: it can never run there",
    );
    advises(
        &text("b", large),
        611,
        "vm `a/main/1` (and 1 more) has 41.0 GiB, and backup `b` may restore it to stamp `s`, where a node has 40.0 GiB for VMs: it can never run there",
    );
    for silent in [
        text("n", fits),
        text("b", fits),
        text("home", large),
        text("stay", large),
    ] {
        is_silent(&silent, 611);
    }
    // With state it is restored, and goes nowhere that its template could.
    let both = text("home", large).replace("\"home\"", "[\"home\", \"n\"]");
    is_silent(&both, 611);
    advises(
        &format!("{both}stateful = false\n"),
        611,
        "vm `a/main/1` (and 1 more) has 41.0 GiB, and protection `n` may redeploy it to stamp `s`, where a node has 40.0 GiB for VMs: it can never run there",
    );
}

/// A full of 2 TiB at a reduction of 2 takes 1 TiB.
#[test]
fn a_repository_holds_one_full_at_least() {
    let text = |capacity: &str, more: &str| {
        format!(
            "[stamp.s]\nnode_memory = \"384 GiB\"\n[repository.big]\n[repository.small]\ncapacity = \"{capacity}\"\n[protection.b.backup]\nreduction = 2\n{more}\n[application.a]\nrto = \"1 h\"\nused = \"2 TiB\"\nprotection = \"b\"\n"
        )
    };
    loaded(&text("1 TiB", "to = \"small\""));
    refuses(
        &text("1023 GiB", "to = \"small\""),
        "repository `small` holds 1023 GiB, and one full backup of vm `a/main/1` takes 1.00 TiB (2 TiB at a reduction of 2)",
        "larger repository",
    );
    loaded(&text("1 TiB", "to = \"big\"\ncopy_to = \"small\""));
    refuses(
        &text("1023 GiB", "to = \"big\"\ncopy_to = \"small\""),
        "repository `small` holds 1023 GiB",
        "",
    );
}

#[test]
fn names_that_cannot_be_told_apart_are_refused() {
    let add = |lines: &str| format!("{SMALL}{lines}\n");
    let drill = |name: &str| add(&format!("[drill.{name}]\nof = \"node\"\n"));
    for name in ["years", "Years", "all", "trace"] {
        refuses(
            &drill(name),
            &format!("a drill cannot be called `{name}`: in results"),
            &format!("`{name}-1`"),
        );
    }
    refuses(
        &add("[hazard.trace]\nof = \"node\"\nevery = \"1 years\""),
        "a hazard cannot be called `trace`: in results `trace` is recorded faults",
        "",
    );
    // Only drills stand beside the years.
    loaded(&add("[hazard.years]\nof = \"node\"\nevery = \"1 years\""));
    refuses(
        &add(
            "[hazard.Power]\nof = \"node\"\nevery = \"1 years\"\n[fault.power]\nof = \"node\"\nat = \"1 d\"",
        ),
        "fault `power` differs from `Power` in case alone",
        "told apart",
    );
    // A list of VMs names roles as well.
    let files = |_: &str| {
        Ok("vm,application,role\nv1,x,db\nv2,x,DB\n"
            .as_bytes()
            .to_vec())
    };
    let text = "inventory = \"i.csv\"\n[stamp.a]\nnode_memory = \"384 GiB\"\n[application.x]\nrto = \"1 h\"\n";
    let refused = load(text, "x.toml", &files).expect_err("refused");
    let said: Vec<String> = refused.iter().map(Issue::message).collect();
    assert_eq!(said, ["role `db` differs from `DB` in case alone"]);
    for (kind, lines) in [
        ("application", "[application.ERP]\nexpendable = true"),
        ("stamp", "[stamp.Alpha]\nlike = \"alpha\""),
        ("repository", "[repository.Vault]"),
        ("crew", "[crew.a]\n[crew.A]"),
    ] {
        refuses(&add(lines), "in case alone", "another name");
        assert!(
            issues(&add(lines))
                .iter()
                .any(|issue| issue.message().starts_with(kind))
        );
    }
    refuses(
        &SMALL.replacen(
            "rto = \"4 h\"",
            "rto = \"4 h\"\nrole.db = {}\nrole.DB = {}",
            1,
        ),
        "role `db` differs from `DB` in case alone",
        "",
    );
    let files = |_: &str| Ok(b"vm,application\nweb,erp\nWEB,erp\n".to_vec());
    let listed = format!("inventory = \"v.csv\"\n{SMALL}");
    let found = load(&listed, "x.toml", &files).expect_err("one name");
    assert!(found[0].message().contains("in case alone"), "{found:?}");
    for name in ["con", "NUL", "com1"] {
        refuses(
            &format!("name = \"{name}\"\n{SMALL}"),
            &format!("a scenario cannot be called `{name}`"),
            "another one",
        );
    }
    loaded(&format!("name = \"com10\"\n{SMALL}"));
}

#[test]
fn a_cause_of_the_trace_is_no_hazard_as_well() {
    let text = |name: &str| {
        format!(
            "{SMALL}[trace]\nfile = \"t.csv\"\nnode = \"node\"\ncause = \"cause\"\nstart = {{ column = \"h\", unit = \"h\" }}\nlength = {{ column = \"m\", unit = \"min\" }}\n[hazard.{name}]\nof = \"node\"\nevery = \"1 years\"\n"
        )
    };
    let files = |_: &str| Ok(b"node,h,m,cause\n1,5,60,disk\n".to_vec());
    load(&text("power"), "x.toml", &files).expect("two causes");
    let found = load(&text("disk"), "x.toml", &files).expect_err("one name");
    assert_eq!(
        found[0].message(),
        "`disk` is also the name of a cause in the trace"
    );
}

#[test]
fn retries_need_a_pause_where_they_are_many() {
    let add = |lines: &str| format!("{SMALL}{lines}\n");
    loaded(&add("retries = 100\nretry_after = \"0 s\""));
    for retries in ["retries = 101", "retries = 1000"] {
        for pause in ["0 s", "999 ms"] {
            refuses(
                &add(&format!("{retries}\nretry_after = \"{pause}\"")),
                &format!(
                    "retries with {pause} between them: more than the limit RETRIES_AT_ONCE of 100"
                ),
                "`retry_after` of 1 s or more",
            );
        }
    }
    loaded(&add("retries = 1000\nretry_after = \"1 s\""));
}

/// One VM on a stamp that it names.
const PLACED: &str =
    "[stamp.a]\nnode_memory = \"384 GiB\"\n[application.x]\nexpendable = true\nstamp = \"a\"\n";

#[test]
fn stamps_that_are_like_each_other_are_one_problem() {
    let circle = |lines: &str| {
        let found = issues(&format!("{PLACED}{lines}\n"));
        assert_eq!(found.len(), 1, "{found:#?}");
        found[0].message()
    };
    assert_eq!(
        circle("[stamp.b]\nlike = \"c\"\n[stamp.c]\nlike = \"d\"\n[stamp.d]\nlike = \"b\""),
        "stamps are like each other in a circle: b -> c -> d -> b"
    );
    // The one before the circle is not in it.
    assert_eq!(
        circle("[stamp.aa]\nlike = \"c\"\n[stamp.b]\nlike = \"c\"\n[stamp.c]\nlike = \"b\""),
        "stamps are like each other in a circle: c -> b -> c"
    );
    assert_eq!(
        circle("[stamp.b]\nlike = \"b\""),
        "stamp `b` is like itself"
    );
    let two = "[stamp.b]\nlike = \"c\"\n[stamp.c]\nlike = \"b\"\n[stamp.d]\nlike = \"e\"\n[stamp.e]\nlike = \"d\"\n";
    assert_eq!(issues(&format!("{PLACED}{two}")).len(), 2);
}

/// A job that has failed since it was set up is a state of affairs, and it leaves nothing to wait for.
#[test]
fn backups_that_never_work_are_legal() {
    for key in ["job_failure", "bad_point"] {
        let run = loaded(&format!("{SMALL}{key} = \"100 %\"\n")).blueprint.run;
        let usual = loaded(&format!("{SMALL}{key} = \"0 %\"\n")).blueprint.run;
        assert_eq!(run.build_up, usual.build_up, "{key}");
    }
}
