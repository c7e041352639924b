//! Advice about what never acts, and about values that nothing real has.

use super::keeping::{advises, is_silent};
use super::*;

const PLAIN: &str = "[run]\nhorizon = \"30 d\"\ndrain = \"10 d\"\n[site.x]\n[site.y]\n[stamp.s]\nat = \"site.x\"\nnode_memory = \"384 GiB\"\n[crew.duty]\n[link.wan]\nbetween = [\"x\", \"y\"]\nrate = \"1 Gbps\"\n[repository.vault]\nat = \"site.x\"\n[protection.p.backup]\ndecided_by = \"duty\"\n[application.a]\nrto = \"1 h\"\nprotection = \"p\"\nused = \"100 GiB\"\n";

fn plain(lines: &str) -> String {
    format!("{PLAIN}{lines}\n")
}

fn with(from: &str, to: &str) -> String {
    assert!(PLAIN.contains(from), "{from}");
    PLAIN.replacen(from, to, 1)
}

#[test]
fn faults_lie_within_the_horizon() {
    let at = |at: &str| {
        plain(&format!(
            "[fault.f]\nof = \"node\"\nat = {at}\nlasts = \"1 h\""
        ))
    };
    advises(
        &at("[\"2 d\", \"30 d\", \"40 d\"]"),
        615,
        "fault `f` is stated at 3 instants, and 2 of them are not before the end of the horizon of 30 d, first 30 d: they never strike",
    );
    is_silent(&at("[\"2 d\", \"29 d 23 h\"]"), 615);
}

#[test]
fn faults_that_overlap_are_told_once() {
    let two = |second: &str| {
        plain(&format!(
            "[fault.f]\nof = \"stamp.s.node\"\nat = \"2 d\"\nlasts = \"4 h\"\n[fault.g]\nof = \"stamp.s.node.2\"\nat = \"{second}\"\nlasts = \"1 h\""
        ))
    };
    advises(
        &two("2 d 3 h"),
        617,
        "fault `f` strikes node s/2 at 2 d for 4 h, and fault `g` at 2 d 3 h, before that is over: it is back when both are over",
    );
    is_silent(&two("2 d 4 h"), 617);
    let one = |second: &str| {
        plain(&format!(
            "[fault.f]\nof = \"stamp.s.node\"\nat = [\"2 d\", \"{second}\"]\nlasts = \"4 h\""
        ))
    };
    advises(
        &one("2 d 3 h"),
        616,
        "fault `f` strikes node s/1 at 2 d for 4 h, and again at 2 d 3 h, before that is over: the second begins when the first has ended",
    );
    is_silent(&one("2 d 4 h"), 616);
    // A long fault reaches over a short one in between.
    let three = plain(
        "[fault.f]\nof = \"site.x\"\nat = \"2 d\"\nlasts = \"9 h\"\n[fault.g]\nof = \"site.x\"\nat = [\"2 d 1 h\", \"2 d 8 h\"]\nlasts = \"1 h\"",
    );
    let lints = loaded(&three).blueprint.lints;
    assert_eq!(lints.iter().filter(|lint| lint.code().0 == 617).count(), 1);
}

#[test]
fn faults_of_a_part_and_of_the_whole_overlap() {
    let two = |whole: &str, part: &str, second: &str| {
        plain(&format!(
            "[fault.f]\nof = \"{whole}\"\nat = \"2 d\"\nlasts = \"4 h\"\n[fault.g]\nof = \"{part}\"\nat = \"{second}\"\nlasts = \"3 h\""
        ))
    };
    advises(
        &two("stamp.s", "stamp.s.node.2", "2 d 3 h"),
        617,
        "fault `f` strikes stamp s at 2 d for 4 h, and fault `g` strikes node s/2 at 2 d 3 h, before that is over: node s/2 is back when both are over",
    );
    advises(
        &two("stamp.s", "stamp.s.node.2", "1 d 22 h"),
        617,
        "fault `g` strikes node s/2 at 1 d 22 h for 3 h, and fault `f` strikes stamp s at 2 d, before that is over: node s/2 is back when both are over",
    );
    for (whole, part) in [
        ("stamp.s", "stamp.s.node.2"),
        ("site.x", "stamp.s"),
        ("site.x", "stamp.s.node.2"),
        ("site.x", "repository.vault"),
    ] {
        advises(&two(whole, part, "2 d 3 h"), 617, "before that is over");
        is_silent(&two(whole, part, "2 d 4 h"), 617);
    }
    is_silent(&two("site.y", "stamp.s", "2 d 3 h"), 617);
    is_silent(&two("stamp.s.node.1", "stamp.s.node.2", "2 d 3 h"), 617);
}

#[test]
fn a_row_and_a_fault_overlap() {
    let told = |of: &str, hour: u64| {
        let text = plain(&format!(
            "[fault.f]\nof = \"{of}\"\nat = \"2 d\"\nlasts = \"4 h\"\n[trace]\nfile = \"t.csv\"\ngroup = \"g\"\nnode = \"node\"\nstart = {{ column = \"h\", unit = \"h\" }}\nlength = {{ column = \"m\", unit = \"min\" }}"
        ));
        let files =
            move |_: &str| Ok(format!("g,node,h,m\n7,1,{hour},30\n8,1,{hour},30\n").into_bytes());
        let read = load(&text, "x.toml", &files).unwrap_or_else(|issues| panic!("{issues:#?}"));
        let lints = read.blueprint.lints.iter();
        let own = lints.filter(|lint| lint.code().0 == 617);
        own.map(crate::model::Lint::message).collect::<Vec<_>>()
    };
    assert_eq!(
        told("stamp.s.node.1", 51),
        [
            "fault `f` strikes node s/1 at 2 d for 4 h, and a row of the trace in group `7` at 2 d 3 h, before that is over: it is back when both are over"
        ]
    );
    assert_eq!(told("stamp.s", 51).len(), 1);
    assert!(told("stamp.s.node.1", 52).is_empty());
    assert!(told("stamp.s.node.2", 51).is_empty());
}

#[test]
fn rows_of_a_trace_lie_within_the_horizon_and_apart() {
    let text = plain(
        "[trace]\nfile = \"t.csv\"\ngroup = \"g\"\nnode = \"node\"\nstart = { column = \"h\", unit = \"h\" }\nlength = { column = \"m\", unit = \"min\" }",
    );
    let lints = |rows: &'static str| {
        let files = move |_: &str| Ok(format!("g,node,h,m\n{rows}").into_bytes());
        let read = load(&text, "x.toml", &files).unwrap_or_else(|issues| panic!("{issues:#?}"));
        let lints = read.blueprint.lints.iter();
        let own = lints.filter(|lint| (615..=622).contains(&lint.code().0));
        own.map(|lint| format!("{} {}", lint.code(), lint.message()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        lints("1,1,719,30\n2,1,720,5\n2,2,1000,5\n"),
        [
            "FD618 2 of 3 rows of the trace begin at or after the end of the horizon of 30 d, first 30 d in group `2`: they are left out"
        ]
    );
    assert_eq!(
        lints("1,1,5,61\n1,1,6,30\n2,1,5,60\n2,1,6,30\n1,2,6,30\n"),
        [
            "FD619 1 of 5 rows of the trace begin while their component is down already, first node s/1 at 6 h in group `1`, which is down until 6 h 1 min: it is back when both are over"
        ]
    );
    assert!(lints("1,1,5,60\n1,1,6,30\n").is_empty());
}

#[test]
fn what_returns_after_the_drain_is_told() {
    let drill = |keys: &str| plain(&format!("[drill.d]\nof = \"stamp.s\"\n{keys}"));
    advises(
        &drill("returns = \"28 d\"\ndestroys = true"),
        620,
        "what drill `d` takes is back after 28 d, later than the 10 d of `run.drain`",
    );
    is_silent(&drill("returns = \"10 d\""), 620);
    // A repair is noticed first.
    advises(
        &drill("detect = \"1 h\"\nrepair = \"10 d\""),
        620,
        "back after 10.04 d, later",
    );
    advises(
        &plain(
            "[hazard.h]\nof = \"stamp\"\nevery = \"1 years\"\nrepair = { exponential = \"11 d\" }\ndetect = \"0 s\"",
        ),
        620,
        "what hazard `h` takes is back after 11 d on the mean, later",
    );
    advises(
        &plain("[fault.f]\nof = \"stamp.s\"\nat = \"1 d\"\nlasts = \"11 d\""),
        620,
        "what fault `f` takes",
    );
}

#[test]
fn crews_are_called_and_objectives_can_be_missed() {
    is_silent(PLAIN, 621);
    advises(
        &with("decided_by = \"duty\"", ""),
        621,
        "crew `duty` has nothing to do",
    );
    let repair = "[hazard.h]\nof = \"node\"\nevery = \"1 years\"\ncrew = \"duty\"\n";
    is_silent(
        &format!("{}{repair}", with("decided_by = \"duty\"", "")),
        621,
    );
    let stated = |lines: &str| {
        format!(
            "{}{lines}\n",
            with(
                "rto = \"1 h\"",
                "rto = { node = \"1 h\", site = \"2 h\", rack = \"2 h\", default = \"9 h\" }\nrpo = { node = \"1 h\" }"
            )
        )
    };
    let node = "[hazard.n]\nof = \"node\"\nevery = \"1 years\"";
    advises(
        &stated(node),
        622,
        "application `a` states an RTO for `rack`, `site`, and nothing in the scenario is of that class: it is never judged",
    );
    is_silent(
        &stated(&format!(
            "{node}\n[drill.s]\nof = \"site.x\"\nreturns = \"1 h\"\n[rack.r]\nnodes = 2\n[fault.r]\nof = \"rack.r\"\nat = \"1 d\"\nlasts = \"1 h\""
        )),
        622,
    );
    // Where nothing strikes at all, that is told and nothing else.
    is_silent(&stated(""), 622);
}

#[test]
fn amounts_of_a_vm_are_possible() {
    // A disk of 145 MB/s writes that much and no more.
    advises(
        &with("used", "churn = \"500 GiB/s\"\nused"),
        630,
        "vm `a/main/1` has a `churn` of 536.9 GB/s, and its 1 disk writes at most 145 MB/s (`disk_rate` of stamp `s` is 145 MB/s)",
    );
    is_silent(&with("used", "churn = \"145 MB/s\"\nused"), 630);
    advises(
        &with("used", "disks = 4\ncount = 3\nchurn = \"581 MB/s\"\nused"),
        630,
        "vm `a/main/1` (and 2 more) has a `churn` of 581 MB/s, and its 4 disks write at most 580 MB/s",
    );
    is_silent(&with("used", "disks = 4\nchurn = \"580 MB/s\"\nused"), 630);
    advises(
        &with("used", "growth = \"1 GB/s\"\nused"),
        630,
        "a `growth` of 1 GB/s",
    );
    advises(
        &with("\"100 GiB\"", "\"33 TiB\""),
        631,
        "vm `a/main/1` uses 33 TiB, and its 1 disk holds at most 32 TiB",
    );
    is_silent(&with("\"100 GiB\"", "\"32 TiB\""), 631);
    advises(
        &with("used", "memory = \"1 B\"\nused"),
        632,
        "vm `a/main/1` has 1 B of memory, less than the 768 MiB of the smallest published size (Basic_A0)",
    );
    is_silent(&with("used", "memory = \"768 MiB\"\nused"), 632);
    let csv = "vm,application,memory\nsmall,a,1 MiB\nusual,a,4 GiB\n";
    let files = |_: &str| Ok(csv.as_bytes().to_vec());
    let listed = load(&format!("inventory = \"v.csv\"\n{PLAIN}"), "x.toml", &files).expect("legal");
    let lints = listed
        .blueprint
        .lints
        .iter()
        .filter(|lint| lint.code().0 == 632);
    let told: Vec<String> = lints.map(crate::model::Lint::message).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("vm `small` has 1 MiB"), "{told:?}");
    let bare = with(
        "node_memory = \"384 GiB\"",
        "reserve = \"none\"\nnode_memory = \"31 GiB\"",
    );
    advises(
        &bare,
        632,
        "each node of stamp `s` has 31 GiB of memory, less than the 32 GiB of",
    );
    is_silent(&bare.replacen("31 GiB", "32 GiB", 1), 632);
}

#[test]
fn times_hours_and_rates_are_possible() {
    advises(
        &with("used", "boot = \"100 years\"\nused"),
        633,
        "`boot` of role `main` of application `a` is 100 years, longer than 1 d: guests boot in minutes",
    );
    is_silent(&with("used", "boot = \"24 h\"\nused"), 633);
    advises(
        &with("used", "validate = { uniform = [\"1 d\", \"14 d\"] }\nused"),
        633,
        "`validate` of role `main` of application `a` is 7.5 d on the mean, longer than 7 d",
    );
    advises(
        &with("decided_by", "provision = \"11 d\"\ndecided_by"),
        633,
        "`provision` of backup `p` is 11 d, longer than 10 d: an outage that needs it is never over before `run.drain` gives it up",
    );
    is_silent(&with("decided_by", "provision = \"10 d\"\ndecided_by"), 633);
    advises(
        &with("[link.wan]", "[link.wan]\nlatency = \"2 s\""),
        633,
        "`latency` of link `wan` is 2 s",
    );
    is_silent(&with("[link.wan]", "[link.wan]\nlatency = \"1 s\""), 633);
    advises(
        &with("[crew.duty]", "[crew.duty]\nhours = \"Mon 08:00-08:01\""),
        634,
        "crew `duty` works for 1 min a week, less than an hour",
    );
    is_silent(
        &with("[crew.duty]", "[crew.duty]\nhours = \"Mon 08:00-09:00\""),
        634,
    );
    advises(
        &with(
            "at = \"site.x\"\nnode_memory",
            "at = \"site.x\"\nuplink = \"1601 Gbps\"\nnode_memory",
        ),
        635,
        "the uplink of stamp `s` is 1601 Gbps, more than 1600 Gbps: the fastest port of Ethernet (IEEE P802.3dj) carries 1.6 Tbit/s",
    );
    is_silent(
        &with(
            "at = \"site.x\"\nnode_memory",
            "at = \"site.x\"\nuplink = \"1600 Gbps\"\nnode_memory",
        ),
        635,
    );
    advises(
        &with("1 Gbps", "50001 Gbps"),
        635,
        "the rate of link `wan` is 50001 Gbps, more than 50000 Gbps",
    );
    is_silent(&with("1 Gbps", "50000 Gbps"), 635);
    advises(
        &with(
            "[repository.vault]",
            "[repository.vault]\nread = \"201 GB/s\"",
        ),
        635,
        "the `read` rate of repository `vault`",
    );
    advises(
        &with("node_memory", "disk_rate = \"17 GB/s\"\nnode_memory"),
        635,
        "the `disk_rate` of stamp `s`",
    );
}
