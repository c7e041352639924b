//! Cases: lengths. What comes back by itself is as long as stated; `detect` stands before what
//! people do.

use super::load_with;
use firedrill::world::{Mode, World};

const MINUTE: u64 = 60_000;

/// Nothing takes time but what a test states: one node with its disk, one VM, and a twin elsewhere.
const BARE: &str = r#"
[run]
trials = 1
horizon = "60 d"
settle = "0 s"
stays_recovered = "0 s"
[site.here]
[site.there]
[enclosure.box]
site = "here"
[link.wan]
between = ["here", "there"]
rate = "10 Gbps"
latency = "0 s"
[stamp.a]
at = "enclosure.box"
nodes = 1
node_memory = "512 GiB"
reserve = "none"
quorum = "none"
switches = 1
start = "0 s"
detection = "0 s"
isolation_share = "0 %"
[stamp.b]
at = "site.there"
node_memory = "512 GiB"
[rack.r]
stamp = "a"
nodes = [1]
[repository.vault]
at = "site.here"
[crew.duty]
answers_in = "30 min"
[protection]
sync.replication = { to = "b", mode = "sync", when_cut = "stop", detect = "100 d" }
saved.backup = { every = "1 h", chain = "full", job_failure = "0 %", bad_point = "0 %", detect = "0 s", decide = "0 s", provision = "0 s" }
none.none = {}
"#;

/// An application of one VM that boots at once.
fn application(protection: &str, stateful: bool) -> String {
    format!(
        "[application.x]\nstamp = \"a\"\nprotection = \"{protection}\"\nstateful = {stateful}\nboot = \"0 s\"\nused = \"1 GiB\"\nchurn = \"0 B/day\"\nrto = \"1 h\"\n"
    )
}

/// Lines of faults, hazards and drills go to the top, where their dotted keys belong to no table.
fn in_order(text: &str) -> String {
    let is_fault = |line: &&str| {
        let kinds = ["fault.", "hazard.", "drill."];
        kinds.iter().any(|kind| line.starts_with(kind))
    };
    let (faults, rest): (Vec<&str>, Vec<&str>) = text.lines().partition(is_fault);
    format!("{}\n{}\n", faults.join("\n"), rest.join("\n"))
}

/// Minutes of the outages of the horizon.
#[track_caller]
fn of_years(text: &str) -> Vec<f64> {
    let loaded = load_with(&in_order(text), "");
    let record = World::new(&loaded.blueprint, 1).run(Mode::Years, 0);
    let lengths = record.outages.iter().map(|one| one.recovery().unwrap());
    lengths.map(|ms| ms as f64 / MINUTE as f64).collect()
}

/// Minutes of the one outage of a drill.
#[track_caller]
fn of_drill(text: &str) -> f64 {
    let loaded = load_with(&in_order(text), "");
    let drill = loaded.blueprint.drills[0].source;
    assert_eq!(loaded.blueprint.sources[drill.index()].label, "d");
    let mode = Mode::Drill(firedrill::model::DrillId::from_index(0));
    let record = World::new(&loaded.blueprint, 1).run(mode, 0);
    assert_eq!(record.outages.len(), 1);
    record.outages[0].recovery().unwrap() as f64 / MINUTE as f64
}

/// The same fault as a scheduled fault, as a hazard and as a drill: each outage is as long as stated,
/// whatever is said of noticing.
#[track_caller]
fn as_long_as_stated(base: &str, of: &str, more: &str) {
    for detect in ["", ", detect = \"0 s\"", ", detect = \"2 h\""] {
        let fault = format!(
            "{base}fault.f = {{ of = \"{of}\", at = [\"10 d\", \"20 d\"], lasts = \"15 min\"{more}{detect} }}"
        );
        assert_eq!(of_years(&fault), [15.0, 15.0], "fault of {of}{detect}");
        let hazard = format!(
            "{base}hazard.h = {{ of = \"{of}\", every = {{ constant = \"25 d\" }}, returns = \"15 min\"{more}{detect} }}"
        );
        let found = of_years(&hazard);
        assert!(
            found.len() >= 2 && found.iter().all(|one| *one == 15.0),
            "hazard of {of}{detect}: {found:?}"
        );
        let drill =
            format!("{base}drill.d = {{ of = \"{of}\", returns = \"15 min\"{more}{detect} }}");
        assert_eq!(of_drill(&drill), 15.0, "drill of {of}{detect}");
    }
    let planned = format!(
        "{base}fault.f = {{ of = \"{of}\", at = \"10 d\", lasts = \"15 min\", planned = true{more} }}"
    );
    assert_eq!(of_years(&planned), [15.0], "planned fault of {of}");
    let repaired = format!(
        "{base}fault.f = {{ of = \"{of}\", at = \"10 d\", repair = \"15 min\", detect = \"7 min\"{more} }}"
    );
    assert_eq!(of_years(&repaired), [22.0], "repair of {of}");
    let by_crew = repaired.replace("repair", "crew = \"duty\", repair");
    assert_eq!(of_years(&by_crew), [52.0], "repair of {of} by a crew");
}

/// Places and nodes: with `start`, `boot` and the cluster's detection at nothing, an outage of 15 min
/// is an outage of 15 min.
#[test]
fn places_come_back_when_stated() {
    let base = format!("{BARE}{}", application("none", false))
        .replace("none.none = {}", "none.none = { detect = \"100 d\" }");
    for of in [
        "site.here",
        "enclosure.box",
        "stamp.a",
        "rack.r",
        "stamp.a.node.1",
        "stamp.a.switch.1",
    ] {
        as_long_as_stated(&base, of, "");
    }
}

/// A bad release holds the application until it is back or repaired.
#[test]
fn releases_come_back_when_stated() {
    let base = format!("{BARE}{}", application("saved", true));
    as_long_as_stated(&base, "application.x", ", kind = \"release\"");
}

/// A link: what writes only together with its replica stands still exactly as long as it is cut.
#[test]
fn links_come_back_when_stated() {
    let base = format!("{BARE}{}", application("sync", true));
    as_long_as_stated(&base, "link.wan", "");
}

/// What only a restore feels: a repository, the control plane, a link between them. The data is
/// deleted when it goes: without that fault the outage is the transfer alone, with it 15 min more.
#[test]
fn what_a_restore_waits_for_comes_back_when_stated() {
    let shore = BARE.replace(
        "[repository.vault]\nat = \"site.here\"",
        "[repository.vault]\nat = \"site.there\"",
    );
    for (base, of) in [
        (BARE, "repository.vault"),
        (BARE, "stamp.a.control_plane"),
        (&shore, "link.wan"),
    ] {
        // 10 d and 30 min: no job is under way.
        let base = format!(
            "{base}{}fault.gone = {{ of = \"application.x\", kind = \"deletion\", at = \"10 d 30 min\" }}\n",
            application("saved", true)
        );
        let alone = of_years(&base);
        assert_eq!(alone.len(), 1);
        for detect in ["", ", detect = \"0 s\"", ", detect = \"2 h\""] {
            let with = format!(
                "{base}fault.away = {{ of = \"{of}\", at = \"10 d 30 min\", lasts = \"15 min\"{detect} }}"
            );
            // Of a link the transfer stands still, of the others it has not begun.
            let found = of_years(&with);
            assert_eq!(found.len(), 1, "{of}");
            assert!(
                (found[0] - alone[0] - 15.0).abs() < 1e-3,
                "{of}: {found:?}, alone {alone:?}"
            );
        }
    }
}

/// Two faults on one place that overlap are over when both are, each as long as stated; the start of
/// a stamp is a length of its own after that.
#[test]
fn overlapping_faults_and_the_start_of_a_stamp() {
    let base = format!("{BARE}{}", application("none", false))
        .replace("none.none = {}", "none.none = { detect = \"100 d\" }");
    let two = format!(
        "{base}fault.f = {{ of = \"stamp.a\", at = \"10 d\", lasts = \"15 min\" }}\nfault.g = {{ of = \"site.here\", at = \"10 d 10 min\", lasts = \"20 min\" }}"
    );
    assert_eq!(of_years(&two), [30.0]);
    let started = two.replace("start = \"0 s\"", "start = \"2 h\"");
    assert_eq!(of_years(&started), [150.0]);
    let drill = format!(
        "{started}\ndrill.d = {{ of = \"stamp.a\", returns = \"45 min\", at = \"Tue 10:00\" }}"
    );
    assert_eq!(of_drill(&drill), 165.0);
}

/// VMs that restart elsewhere do not wait for their node: noticed by the cluster in 10 s, and in
/// 4 min more where the node falls silent.
#[test]
fn a_node_is_noticed_by_the_cluster() {
    let base = format!("{BARE}{}", application("none", false))
        .replace("nodes = 1", "nodes = 2")
        .replace("detection = \"0 s\"", "detection = \"10 s\"");
    // The one that the VM stands on.
    let drill = format!("{base}drill.d = {{ of = \"stamp.a.node.1\", returns = \"15 min\" }}");
    assert!((of_drill(&drill) - 10.0 / 60.0).abs() < 1e-9);
    let silent = drill.replace("isolation_share = \"0 %\"", "isolation_share = \"100 %\"");
    assert!((of_drill(&silent) - 250.0 / 60.0).abs() < 1e-9);
    let sooner = silent.replace("15 min", "3 min");
    assert_eq!(of_drill(&sooner), 250.0 / 60.0);
}

fn refused(text: &str) -> String {
    let wrong = firedrill::scenario::load(&in_order(text), "case.toml", &|_| Ok(Vec::new()));
    let issues = wrong.err().unwrap_or_default();
    let messages: Vec<String> = issues.into_iter().map(|one| one.message()).collect();
    messages.join("\n")
}

/// What has no part in the end of a fault is refused: nobody repairs a crash, a deletion or a
/// corruption, and no crew is there for what comes back by itself.
#[test]
fn keys_without_a_part_are_refused() {
    let base = format!("{BARE}{}", application("saved", true));
    for kind in ["crash", "deletion", "corruption"] {
        let more = "noticed = \"1 d\"";
        let more = if kind == "corruption" {
            more
        } else {
            "planned = false"
        };
        for key in ["repair = \"1 h\"", "lasts = \"1 h\"", "crew = \"duty\""] {
            let name = key.split(' ').next().unwrap();
            let text = format!(
                "{base}fault.f = {{ of = \"application.x\", kind = \"{kind}\", at = \"10 d\", {more}, {key} }}"
            );
            let found = refused(&text);
            assert!(
                found.contains(&format!("`{name}` has no part in a {kind}")),
                "{found}"
            );
        }
    }
    let crew =
        format!("{base}drill.d = {{ of = \"stamp.a\", returns = \"1 h\", crew = \"duty\" }}");
    assert!(
        refused(&crew).contains("a crew repairs"),
        "{}",
        refused(&crew)
    );
    let destroyed =
        format!("{base}drill.d = {{ of = \"stamp.a\", destroys = true, crew = \"duty\" }}");
    assert!(
        refused(&destroyed).contains("a crew repairs"),
        "{}",
        refused(&destroyed)
    );
}

/// A crash is over when its guests have booted: noticed, then booted.
#[test]
fn a_crash_is_noticed_and_boots() {
    let base = format!("{BARE}{}", application("saved", true))
        .replace("boot = \"0 s\"", "boot = \"3 min\"");
    let text =
        format!("{base}fault.f = {{ of = \"application.x\", at = \"10 d\", detect = \"7 min\" }}");
    assert_eq!(of_years(&text), [10.0]);
}

/// The power failures of one year as they were recorded, `detect` stated or not.
#[test]
fn recorded_power_failures() {
    let text = r#"
[run]
trials = 1
horizon = "40 d"
[stamp.a]
nodes = 4
node_memory = "512 GiB"
start = "0 s"
detection = "0 s"
isolation_share = "0 %"
[protection.none.none]
[application.x]
protection = "none"
stateful = false
boot = "0 s"
[fault.blip]
of = "site.site"
at = "10 d"
lasts = "15 min"
[fault.stamp-away]
of = "stamp.a"
at = "20 d"
lasts = "15 min"
[fault.detect-zero]
of = "stamp.a"
at = "30 d"
lasts = "15 min"
detect = "0 s"
"#;
    assert_eq!(of_years(text), [15.0, 15.0, 15.0]);
}
