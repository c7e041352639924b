//! Advice about what nobody can mean: too short, too slow, too small, too long, and names that say something else.

use super::keeping::{advises, is_silent};
use super::*;

const SITES: &str = "[site.n]\n[site.s]\n[site.w]\n[stamp.a]\nat = \"site.n\"\nnode_memory = \"384 GiB\"\n[stamp.b]\nlike = \"a\"\nat = \"site.s\"\n[stamp.c]\nlike = \"a\"\nat = \"site.w\"\n[link.l]\nbetween = [\"n\", \"s\"]\nrate = \"1 Gbps\"\n[repository.v]\nat = \"site.n\"\n[protection]\np.backup = { to = \"v\" }\nr.replication = { to = \"b\" }\nn.none = {}\n[application.x]\nstamp = \"a\"\nrto = \"4 h\"\nrpo = \"24 h\"\nrole.db = { used = \"100 GiB\", protection = [\"p\", \"r\"] }\nrole.web = { stateless = true, protection = \"n\" }\n[hazard.h]\nof = \"node\"\nevery = \"5000 h\"\n[run]\nhorizon = \"365 d\"\ntrials = 100\n";

fn with(from: &str, to: &str) -> String {
    assert!(SITES.contains(from), "{from}");
    SITES.replacen(from, to, 1)
}

/// Twelve nodes fail each 5,000 h: a year has 21.02 faults less what repairs take, and 100 trials of a second
/// have 12 x 100 / 3,600 / 5,002.5 h = 6.7e-5 of them.
#[test]
fn a_horizon_is_as_long_as_what_it_is_to_show() {
    let horizon = |length: &str| with("horizon = \"365 d\"", &format!("horizon = \"{length}\""));
    advises(
        &horizon("1 s"),
        624,
        "6.7e-5 faults are expected over 100 trials of 1 s",
    );
    advises(
        &horizon("12 h"),
        623,
        "the horizon of 12 h is shorter than the time between jobs of backup `p`, 24 h: in most trials none comes due",
    );
    is_silent(&horizon("24 h"), 623);
    is_silent(&horizon("24 h"), 624);
    let points =
        with("\"365 d\"", "\"23 h\"").replace("{ to = \"v\" }", "{ to = \"v\", every = \"1 h\" }");
    is_silent(&points, 623);
    let points = points.replace(
        "{ to = \"b\" }",
        "{ to = \"b\", points = \"1 d\", keep = \"4 d\", log_limit = \"4 d\" }",
    );
    advises(
        &points,
        623,
        "the time between recovery points of replication `r`, 24 h",
    );
    let outage = |length: &str| {
        SITES.to_string()
            + &format!(
                "[hazard.long]\nof = \"stamp.a\"\nevery = \"1000 d\"\nreturns = \"{length}\"\n"
            )
    };
    advises(
        &outage("366 d"),
        623,
        "the horizon of 365 d is shorter than an outage by hazard `long`, 1 years",
    );
    is_silent(&outage("365 d"), 623);
    // A fault that is stated strikes, however few are expected.
    let stated = horizon("2 d").replace("every = \"5000 h\"", "every = \"500000 h\"")
        + "[fault.f]\nof = \"stamp.a\"\nat = \"1 d\"\nlasts = \"1 h\"\n";
    is_silent(&stated, 624);
    let late = stated.replace("at = \"1 d\"", "at = \"3 d\"");
    advises(
        &late,
        624,
        "0.12 faults are expected over 100 trials of 2 d",
    );
}

#[test]
fn objectives_lie_between_a_second_and_a_year() {
    let rto = |value: &str| with("rto = \"4 h\"", &format!("rto = {value}"));
    advises(
        &rto("\"90 years\""),
        633,
        "`rto` of application `x` is 90 years, longer than 365 d",
    );
    advises(
        &rto("{ node = \"2 years\", default = \"1 h\" }"),
        633,
        "`rto` of application `x` is 2 years",
    );
    is_silent(&rto("\"365 d\""), 633);
    advises(
        &rto("\"1 ms\""),
        636,
        "`rto` of application `x` is 1 ms, shorter than 1 s",
    );
    is_silent(&rto("\"1 s\""), 636);
    let rpo = |value: &str| with("rpo = \"24 h\"", &format!("rpo = {value}"));
    advises(
        &rpo("\"90 years\""),
        633,
        "`rpo` of application `x` is 90 years, longer than 365 d",
    );
    advises(
        &rpo("{ site = \"5 ms\", default = \"0 s\" }"),
        636,
        "`rpo` of application `x` is 5 ms, shorter than 1 s",
    );
    is_silent(&rpo("\"0 s\""), 636);
    // Whatever lasts longer than the drain is never recovered.
    let drain = with("[run]", "[run]\ndrain = \"10 d\"").replace("rto = \"4 h\"", "rto = \"11 d\"");
    advises(
        &drain,
        633,
        "`rto` of application `x` is 11 d, longer than 10 d",
    );
}

#[test]
fn starts_and_repairs_take_their_time() {
    let role = |key: &str| with("role.db = {", &format!("role.db = {{ {key},"));
    advises(
        &role("boot = \"1 ms\""),
        636,
        "`boot` of role `db` of application `x` is 1 ms, shorter than 125 ms",
    );
    is_silent(&role("boot = \"125 ms\""), 636);
    is_silent(&role("boot = \"0 s\""), 636);
    let repair = |length: &str| {
        with(
            "every = \"5000 h\"",
            &format!("every = \"5000 h\"\nrepair = \"{length}\""),
        )
    };
    advises(
        &repair("9 ms"),
        636,
        "`repair` of hazard `h` is 9 ms, shorter than 1 s",
    );
    is_silent(&repair("1 s"), 636);
    let start = with("node_memory", "start = \"1 s\"\nnode_memory");
    advises(
        &start,
        636,
        "`start` of stamp `a` is 1 s, shorter than 1 min",
    );
    let stays = with("[run]", "[run]\nstays_recovered = \"2 d\"");
    advises(
        &stays,
        633,
        "`stays_recovered` of the run is 2 d, longer than 1 d",
    );
}

#[test]
fn rates_are_told_that_nothing_in_use_is_as_slow_as() {
    let stamp = |key: &str| with("node_memory", &format!("{key}\nnode_memory"));
    let repository = |key: &str| with("[repository.v]", &format!("[repository.v]\n{key}"));
    advises(
        &repository("read = \"1 B/s\""),
        637,
        "the `read` rate of repository `v` is 1 B/s, less than 10 Mbps",
    );
    advises(
        &repository("write = \"9 Mbps\""),
        637,
        "the `write` rate of repository `v` is 9 Mbps, less than 10 Mbps",
    );
    is_silent(&repository("write = \"10 Mbps\""), 637);
    advises(
        &stamp("uplink = \"8 kbps\""),
        637,
        "the uplink of stamp `a` is 8 kbps",
    );
    advises(
        &stamp("disk_rate = \"1 B/s\""),
        637,
        "the `disk_rate` of stamp `a` is 1 B/s, less than 26 Mbps",
    );
    for key in ["rate", "rebuild_rate"] {
        let storage = stamp(&format!("storage = {{ disks = 10, {key} = \"1 B/s\" }}"));
        advises(&storage, 637, &format!("`{key}` of stamp `a` is 1 B/s"));
    }
    advises(
        &with("rate = \"1 Gbps\"", "rate = \"8 bps\""),
        637,
        "the rate of link `l` is 1 B/s, less than 56 kbps",
    );
    let replication = with("{ to = \"b\" }", "{ to = \"b\", rate = \"1 B/s\" }");
    advises(&replication, 637, "the `rate` of replication `r` is 1 B/s");
    is_silent(SITES, 637);
}

#[test]
fn sizes_and_changes_are_told_that_nothing_in_use_is_as_small_as() {
    let db = |keys: &str| with("used = \"100 GiB\"", keys);
    advises(
        &db("used = \"1 B\""),
        638,
        "what vm `x/db/1` uses is 1 B, less than 1440 KiB",
    );
    is_silent(&db("used = \"2 MiB\""), 638);
    let volume = "storage = { disks = 10, volume_size = \"1000 MiB\" }\nnode_memory";
    let volume = with("node_memory", volume).replace("used = \"100 GiB\"", "used = \"1 MB\"");
    let volume = volume.replace("stateless = true", "stateless = true, used = \"1 MB\"");
    advises(
        &volume,
        638,
        "the `volume_size` of stamp `a` is 1000 MiB, less than 1 GiB",
    );
    let capacity =
        with("[repository.v]", "[repository.v]\ncapacity = \"1 GB\"").replace("100 GiB", "1 GiB");
    advises(&capacity, 638, "the `capacity` of repository `v` is ");
    advises(
        &db("used = \"9 GiB\", churn = \"1 B/day\""),
        639,
        "vm `x/db/1` has a `churn` of 1.00 bytes a day, less than 86400",
    );
    advises(
        &db("used = \"9 GiB\", growth = \"5 B/day\""),
        639,
        "vm `x/db/1` has a `growth` of 5.00 bytes a day",
    );
    is_silent(&db("used = \"9 GiB\", churn = \"0 B/s\""), 639);
    is_silent(&db("used = \"9 GiB\", churn = \"1 B/s\""), 639);
}

#[test]
fn many_retries_have_a_pause() {
    let retries = |keys: &str| with("{ to = \"v\" }", &format!("{{ to = \"v\", {keys} }}"));
    advises(
        &retries("retries = 1000, retry_after = \"1 s\""),
        612,
        "backup `p` tries a job that fails 1000 times again, 1 s apart",
    );
    advises(
        &retries("retries = 11, retry_after = \"59 s\""),
        612,
        "11 times again",
    );
    is_silent(&retries("retries = 10, retry_after = \"1 s\""), 612);
    is_silent(&retries("retries = 1000, retry_after = \"1 min\""), 612);
}

#[test]
fn a_template_is_joined_to_where_it_is_redeployed() {
    let none = |keys: &str| {
        with("n.none = {}", &format!("n.none = {{ {keys} }}")).replace(
            "[repository.v]",
            "[repository.far]\nat = \"site.w\"\n[repository.v]",
        )
    };
    let told = |keys: &str| {
        let issues = load(&none(keys), "x.toml", &|_| Err(String::new()));
        issues.map_or_else(
            |issues| issues.iter().map(|issue| issue.message()).collect(),
            |_| Vec::new(),
        )
    };
    assert_eq!(
        told("template = \"far\""),
        [
            "protection `n` of application `x` redeploys from repository `far` to stamp `a`, but no link joins their sites"
        ]
    );
    assert_eq!(
        told("template = \"v\", to = [\"b\", \"c\"]"),
        [
            "protection `n` of application `x` redeploys from repository `v` to stamp `c`, but no link joins their sites"
        ]
    );
    assert!(told("template = \"v\", to = \"b\"").is_empty());
    advises(
        &none("to = [\"b\", \"c\"]"),
        551,
        "protection `n` may redeploy application `x` from stamp `a` to stamp `c`, and no link joins site `n` to site `w`",
    );
    is_silent(&none("to = \"b\""), 551);
}

#[test]
fn a_name_that_says_another_kind_is_told() {
    let logical =
        |table: &str, rest: &str| format!("{SITES}[{table}]\nof = \"application.x\"\n{rest}\n");
    let hazard = |name: &str, kind: &str| {
        let repair = if kind == "release" {
            "\nrepair = \"1 h\""
        } else {
            ""
        };
        logical(
            &format!("hazard.{name}"),
            &format!("every = \"9000 h\"\nkind = \"{kind}\"{repair}"),
        )
    };
    advises(
        &hazard("corruption", "crash"),
        573,
        "hazard `corruption` is by its `kind` a crash, and its name says `corruption`",
    );
    advises(
        &hazard("Data-Deleted", "corruption"),
        573,
        "`Data-Deleted` is by its `kind` a corruption, and its name says `deletion`",
    );
    advises(
        &hazard("crash", "release"),
        573,
        "a bad release, and its name says `crash`",
    );
    is_silent(&hazard("corruption", "corruption"), 573);
    is_silent(&hazard("corruption-after-crash", "corruption"), 573);
    is_silent(&hazard("bug", "crash"), 573);
    let drill = logical("drill.crash", "kind = \"deletion\"");
    advises(&drill, 573, "drill `crash` is by its `kind` a deletion");
    let fault =
        format!("{SITES}[fault.corruption]\nof = \"stamp.a\"\nat = \"2 d\"\nlasts = \"1 h\"\n");
    advises(
        &fault,
        573,
        "fault `corruption` is by its `of` a fault of a stamp",
    );
    let class = |name: &str, of: &str| {
        format!("{SITES}[hazard.{name}]\nof = \"{of}\"\nevery = \"9000 h\"\nreturns = \"1 h\"\n")
    };
    advises(
        &class("sites", "stamp.a"),
        573,
        "hazard `sites` is by its `of` a fault of a stamp, and its name says `site`",
    );
    advises(
        &class("planned-work", "stamp.a"),
        573,
        "hazard `planned-work` is by its `planned` not planned",
    );
    is_silent(&class("stamps", "stamp.a"), 573);
    is_silent(&class("site-outage", "stamp.a"), 573);
}

#[test]
fn a_scenario_without_a_name_is_called_by_what_its_file_is_called() {
    for (file, name) in [
        ("x/erp.toml", "erp"),
        ("ERP.TOML", "ERP"),
        ("erp.resolved.toml", "erp"),
        ("...toml", "scenario"),
        (".toml", "scenario"),
        ("..", "scenario"),
        ("-.toml", "scenario"),
        (" .toml", "scenario"),
        ("__.toml", "scenario"),
        (".hidden.toml", "hidden"),
        ("a.b.toml", "a-b"),
        ("-x-.toml", "x"),
        ("ü.toml", "ü"),
    ] {
        let loaded = load(SITES, file, &|_| Err(String::new()));
        let loaded = loaded.unwrap_or_else(|issues| panic!("{issues:?}"));
        assert_eq!(loaded.blueprint.run.name, name, "{file}");
    }
}

/// A link of 10 Mbit/s carries 108 GB a day. Full backups of 130 GB a day make 65 GB of it, 60 %, and so do the copies
/// of another backup of that size: together 130 GB, which take 28.9 h of the 24 h. The copies alone, or a copy to elsewhere,
/// leave room; a replica of a VM that writes as much fills it as copies do.
#[test]
fn copies_and_replicas_share_a_link_with_jobs() {
    let two = |second: &str, third: &str| {
        format!(
            "[site.n]\n[site.s]\n[stamp.a]\nat = \"site.n\"\nnode_memory = \"384 GiB\"\n[stamp.b]\nlike = \"a\"\nat = \"site.s\"\n\
             [link.l]\nbetween = [\"n\", \"s\"]\nrate = \"10 Mbps\"\n[repository.near]\nat = \"site.n\"\n[repository.far]\nat = \"site.s\"\n\
             [protection]\np.backup = {{ to = \"far\", every = \"24 h\", chain = \"full\", reduction = 2, job_failure = \"0 %\" }}\n\
             q.backup = {{ to = \"near\", every = \"24 h\", chain = \"full\", reduction = 2, job_failure = \"0 %\", phase = \"9 h\"{second} }}\n\
             r.replication = {{ to = \"b\", reduction = 2 }}\n\
             [application.x]\nstamp = \"a\"\nused = \"130 GB\"\nchurn = \"0 B/day\"\nprotection = \"p\"\n\
             [application.y]\nstamp = \"a\"\nused = \"130 GB\"\n{third}\n"
        )
    };
    let copied = two(
        ", copy_to = \"far\"",
        "churn = \"0 B/day\"\nprotection = \"q\"",
    );
    advises(
        &copied,
        601,
        "one round of all fulls and increments, whenever they start, with the copies and replicas that go the same way, of `p`",
    );
    advises(&copied, 601, "takes 28.89 h at least (bounded by link l)");
    let kept = two("", "churn = \"0 B/day\"\nprotection = \"q\"");
    is_silent(&kept, 601);
    let replicated = two("", "churn = \"130 GB/day\"\nprotection = \"r\"");
    advises(
        &replicated,
        601,
        "takes 28.89 h at least (bounded by link l)",
    );
}

/// A role without data needs no backup for its data; where nothing else brings it back, that is said as well.
#[test]
fn a_needless_protection_may_be_the_only_way_back() {
    let web = |protection: &str| {
        with(
            "stateless = true, protection = \"n\"",
            &format!("stateless = true, protection = {protection}"),
        )
    };
    let only = "is stateless and backed up: protection that nobody needs for its data; it is the only way back when its disks are lost";
    advises(&web("\"p\""), 523, only);
    let both = web("[\"p\", \"n\"]");
    advises(
        &both,
        523,
        "is stateless and backed up: protection that nobody needs",
    );
    let lints = loaded(&both).blueprint.lints;
    assert!(
        !lints
            .iter()
            .any(|lint| lint.message().contains("only way back"))
    );
}
