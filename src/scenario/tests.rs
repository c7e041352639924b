//! Tests of the whole way from text to blueprint.

mod absurd;
mod advised;
mod beyond;
mod fits;
mod keeping;
mod paths;
mod refused;
mod siblings;
mod whole;

use super::*;
use crate::model::{Address, ApplicationId, Figure, HalfWidth, ObjectiveOf};
use crate::model::{
    Arrival, BackupScope, Class, Component, Effect, Law, Objective, Place, Quorum, Reserve,
    Retention, SetKind, Trials,
};
use crate::units::{Bytes, HOUR, Moment, Rate, Share, Span, YEAR};
use proptest::prelude::*;

/// Every shipped scenario with its text.
const SHIPPED: &[(&str, &str)] = &[
    (
        "hourly-backup.toml",
        include_str!("../../scenarios/hourly-backup.toml"),
    ),
    (
        "n-minus-one.toml",
        include_str!("../../scenarios/n-minus-one.toml"),
    ),
    (
        "nearest-copy.toml",
        include_str!("../../scenarios/nearest-copy.toml"),
    ),
    (
        "quickstart.toml",
        include_str!("../../scenarios/quickstart.toml"),
    ),
    (
        "ransomware.toml",
        include_str!("../../scenarios/ransomware.toml"),
    ),
    (
        "remote-mine.toml",
        include_str!("../../scenarios/remote-mine.toml"),
    ),
    (
        "restore-storm.toml",
        include_str!("../../scenarios/restore-storm.toml"),
    ),
    (
        "sql-logs.toml",
        include_str!("../../scenarios/sql-logs.toml"),
    ),
    (
        "trace-small.toml",
        include_str!("../../scenarios/trace-small.toml"),
    ),
    (
        "trace-units-of-16.toml",
        include_str!("../../scenarios/trace-units-of-16.toml"),
    ),
];

fn shipped_files(name: &str) -> Result<Vec<u8>, String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name);
    std::fs::read(path).map_err(|wrong| wrong.to_string())
}

fn loaded(text: &str) -> Loaded {
    load(text, "x.toml", &shipped_files).unwrap_or_else(|issues| panic!("{issues:#?}"))
}

#[track_caller]
fn issues(text: &str) -> Vec<Issue> {
    match load(text, "x.toml", &shipped_files) {
        Ok(_) => panic!("no problem was found in:\n{text}"),
        Err(issues) => issues,
    }
}

/// A blueprint as text, without the lines of lints: they follow the file, not the scenario.
fn content(blueprint: &Blueprint) -> String {
    let mut blueprint = blueprint.clone();
    for lint in &mut blueprint.lints {
        lint.line = 0;
    }
    format!("{blueprint:#?}")
}

fn reload(first: &Loaded) -> Loaded {
    let companions = first.companions.clone();
    let files = move |wanted: &str| {
        let found = companions.iter().find(|(name, _)| name == wanted);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| "not there".to_string())
    };
    load(&first.resolved, "scenario.resolved.toml", &files)
        .unwrap_or_else(|issues| panic!("{issues:#?}\n{}", first.resolved))
}

fn same_after_resolving(first: &Loaded, name: &str) {
    let again = reload(first);
    same_text(&first.resolved, &again.resolved, name);
    same_text(&content(&first.blueprint), &content(&again.blueprint), name);
    assert_eq!(first.companions, again.companions, "{name}");
}

/// Compares line by line, so that a difference can be read.
fn same_text(first: &str, second: &str, name: &str) {
    for (number, (a, b)) in first.lines().zip(second.lines()).enumerate() {
        assert_eq!(a, b, "{name}, line {number}");
    }
    assert_eq!(first.len(), second.len(), "{name}");
}

/// The smallest scenario; tests put more behind it.
const SMALL: &str = "[stamp.alpha]\nnode_memory = \"384 GiB\"\n[application.erp]\nrto = \"4 h\"\nprotection = \"p\"\n[repository.vault]\n[protection.p.backup]\n";

/// A scenario that uses every table and most keys.
const RICH: &str = r#"
description = "everything"
[run]
trials = { until = "erp.rto.site", half_width = "0.5 %", at_most = 5000 }
horizon = "2 years"
[site.mine]
[site.depot]
[enclosure.box]
site = "mine"
[stamp.a]
at = "enclosure.box"
nodes = 6
node_memory = "512 GiB"
uplink = "1 Gbps"
[stamp.b]
like = "a"
at = "site.depot"
running_vm_snapshot = false
[stamp.c]
at = "site.depot"
nodes = 2
node_memory = "64 GiB"
reserve = "none"
quorum = "none"
[rack]
left = { stamp = "a", nodes = [1, 2, 3] }
right = { stamp = "a", nodes = 3 }
[link]
vpn = { between = ["depot", "mine"], rate = "200 Mbps" }
[repository]
near = { at = "rack.left", capacity = "20 TiB" }
far = { at = "site.depot", immutable = "14 d" }
[crew.day]
people = 2
hours = "Mon-Fri 07:00-19:00, Sat 22:00-02:00"
answers_in = { lognormal = { p50 = "1 h", p95 = "6 h" } }
[protection]
gold.backup = { method = "snapshot", scope = "vm", chain = "differential", every = "6 h", full_every = "weekly", to = "near", copy_to = "far", keep = 40, decided_by = "day", restore_to = ["b", "a"], reduction = 3 }
data.backup = { scope = "data", every = "1 h", window = "20:00-06:00", to = "far", stagger = "2 min", detect = { empirical = ["5 min", "1 h", "7 min"] } }
again.none = { redeploy = { triangular = ["10 min", "20 min", "2 h"] }, template = "far", to = ["b"] }
[application.erp]
tier = 1
owner = "finance \"department\""
stamp = "a"
rto = { node = "5 min", site = "8 h", default = "1 d" }
rto_share = "99 %"
rpo = "24 h"
availability = "99.9 %"
needs = ["files"]
role.sql = { count = 2, required = 1, memory = "100 GiB", used = "2 TiB", churn = "8 %/day", protection = ["gold", "again"], set = "availability_set" }
role.web = { count = 12, required = 2, stateless = true, set = "scale_set", protection = "again", churn = "1 MB/s", boot = { gamma = { shape = 2, scale = "1 min" } } }
[application.files]
stamp = "b"
protection = "data"
rpo = "1 h"
[application.lab]
expendable = true
stamp = "c"
size = "standard_ds1_V2"
[vm]
"old box" = { application = "lab", role = "box", stamp = "c" }
[hazard]
crash = { of = "node", every = { weibull = { shape = 0.7, scale = "6000 h" } }, crew = "day", repair = "8 h" }
some = { of = ["stamp.a.node", "stamp.b.node.2"], every = { constant = "200 d" } }
fire = { of = "enclosure.box", every = "1000 years", destroys = true, returns = "10 weeks" }
plane = { of = "control_plane", every = "400 d", returns = { uniform = ["1 h", "4 h"] } }
cut = { of = "link.vpn", every = "1710 h", repair = "10 h", crew = "day", detect = "0 s" }
lost = { of = "repository.near", every = "20 years", returns = "1 d", destroys = "50 %" }
rot = { of = "application.erp", every = "5 years", kind = "corruption" }
bad = { of = "application", every = "1 years", kind = "release", repair = "1 h" }
[fault]
patch = { of = "stamp.a.node.1", at = ["30 d", "60 d 4 h"], lasts = "3 h", planned = true }
[drill]
lose = { of = "stamp.a", at = "Tue 14:00", destroys = true, trials = 50 }
off = { of = "site.mine", returns = "4 h" }
"#;

#[test]
fn shipped_scenarios_load_and_their_resolved_form_gives_the_same_blueprint() {
    for (name, text) in SHIPPED {
        // One of them is for the records of others.
        let records = b"unit,node,start_h,down_min,cause\n2,1,5,60,disk\n";
        let files = |file: &str| match file {
            "given.csv" => Ok(records.to_vec()),
            _ => shipped_files(file),
        };
        let needs_records = *name == "trace-units-of-16.toml";
        let overrides = Overrides {
            trace: needs_records.then(|| "given.csv".to_string()),
            ..Overrides::default()
        };
        let first = load_with(text, name, &files, &overrides)
            .unwrap_or_else(|issues| panic!("{name}: {issues:#?}"));
        same_after_resolving(&first, name);
        let lints = &first.blueprint.lints;
        assert!(lints.is_empty(), "{name}: {lints:?}");
    }
}

#[test]
fn a_scenario_of_recorded_faults_needs_the_records() {
    let text = include_str!("../../scenarios/trace-units-of-16.toml");
    refuses(
        text,
        "the scenario is for recorded faults and names no `file` of them",
        "--trace FILE",
    );
    // Also where other faults would strike: half of what it says would be left out in silence.
    let hazard = format!("{text}[hazard.n]\nof = \"node\"\nevery = \"1000 h\"\n");
    assert_eq!(issues(&hazard).len(), 1);
}

#[test]
fn a_scenario_with_everything_resolves_to_itself() {
    same_after_resolving(&loaded(RICH), "rich");
    same_after_resolving(&loaded(SMALL), "small");
}

#[test]
fn values_arrive_where_they_belong() {
    let blueprint = loaded(RICH).blueprint;
    let a = &blueprint.stamps[0];
    assert_eq!((a.name.as_str(), a.node_count()), ("a", 6));
    assert_eq!(a.uplink, Rate(62_500_000), "half of 1 Gbps is left");
    assert!(a.enclosure.is_some());
    let b = &blueprint.stamps[1];
    assert_eq!(b.node_memory, Bytes::gib(512), "taken from the model");
    assert!(!b.running_vm_snapshot && a.running_vm_snapshot);
    assert_eq!(
        (blueprint.stamps[2].reserve, blueprint.stamps[2].quorum),
        (Reserve::None, Quorum::None)
    );
    let racks: Vec<_> = blueprint
        .nodes
        .iter()
        .take(6)
        .map(|node| node.rack.map(|id| id.0))
        .collect();
    assert_eq!(
        racks,
        [Some(0), Some(0), Some(0), Some(1), Some(1), Some(1)]
    );
    assert!(matches!(blueprint.repositories[1].at, Place::Rack(_)));
    let gold = &blueprint.protections.backups[1];
    assert_eq!(
        (gold.keep, gold.scope),
        (Retention::Count(40), BackupScope::Vm)
    );
    assert_eq!(
        gold.restore_to.iter().map(|id| id.0).collect::<Vec<_>>(),
        [1, 0],
        "in order of preference"
    );
    let data = &blueprint.protections.backups[0];
    assert_eq!(data.phase, Span::hours(20), "the opening of the window");
    assert_eq!(
        data.detect,
        Law::Empirical(vec![300_000.0, 420_000.0, 3_600_000.0].into())
    );
    assert!(
        blueprint.run.build_up >= Span::hours(24 * 14 + 6),
        "two cycles and a job"
    );
    let until = Trials::Until {
        measure: Address {
            application: ApplicationId(0),
            figure: Figure::Attained(ObjectiveOf::Recovery, Class::Site),
        },
        half_width: HalfWidth::Points(Share(0.005)),
        at_most: 5000,
    };
    assert_eq!(blueprint.run.trials, until);
}

#[test]
fn applications_have_their_roles_vms_and_objectives() {
    let blueprint = loaded(RICH).blueprint;
    let erp = &blueprint.applications[0];
    let site = erp.rto.for_class(Class::Site);
    assert_eq!(
        site,
        Some(Objective {
            limit: Span::hours(8),
            target: Share(0.99)
        })
    );
    assert_eq!(
        erp.rto.for_class(Class::Rack).map(|o| o.limit),
        Some(Span::days(1))
    );
    assert_eq!(
        erp.rpo.for_class(Class::Node).map(|o| o.target),
        Some(Share(0.95))
    );
    assert!(
        erp.start_order > blueprint.applications[1].start_order,
        "files start first"
    );
    let (sql, web) = (&blueprint.roles[0], &blueprint.roles[1]);
    assert_eq!(
        (sql.required, sql.vms.clone(), sql.stateful),
        (1, 0..2, true)
    );
    assert_eq!(
        (web.required, web.vms.clone(), web.stateful),
        (2, 2..14, false)
    );
    let names: Vec<&str> = blueprint.vms[2..14]
        .iter()
        .map(|vm| vm.name.as_str())
        .collect();
    assert_eq!(
        (names[0], names[1], names[11]),
        ("erp/web/1", "erp/web/2", "erp/web/12")
    );
    let vm = &blueprint.vms[0];
    assert_eq!((vm.memory, vm.size.as_str()), (Bytes::gib(100), "custom"));
    let per_second = (2_u64 << 40) as f64 * 0.08 / 86_400.0;
    assert!((vm.churn - per_second).abs() < 1e-6);
    assert!(vm.protection.backup.is_some() && vm.protection.redeploy.is_some());
    assert_eq!(
        (vm.set_kind, vm.set),
        (SetKind::AvailabilitySet, blueprint.vms[1].set)
    );
    assert_ne!(vm.set, blueprint.vms[2].set);
    assert_eq!((vm.backup_order, blueprint.vms[1].backup_order), (0, 1));
    let lab = blueprint.vms.last().expect("the listed VM");
    assert_eq!(
        (lab.name.as_str(), lab.size.as_str()),
        ("old box", "DS1_v2"),
        "size of its application"
    );
}

#[test]
fn sources_hit_one_component_each_and_have_stable_streams() {
    let blueprint = loaded(RICH).blueprint;
    let of = |label: &str| {
        blueprint
            .sources
            .iter()
            .filter(|source| source.label == label)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("crash").len(), 14);
    assert_eq!(of("some").len(), 7);
    assert_eq!(of("crash")[0].stream, "hazard/crash/stamp/a/node/1");
    let fire = of("fire")[0];
    assert_eq!(
        fire.effect,
        Effect::Stops {
            destroys: Share(1.0)
        }
    );
    assert_eq!(
        fire.arrival,
        Arrival::Renewal {
            life: Law::Exponential {
                mean: 1000.0 * YEAR as f64
            }
        }
    );
    assert_eq!(of("patch")[0].class, Class::Planned);
    assert_eq!(
        of("patch")[0].arrival,
        Arrival::Scheduled(vec![Span::days(30), Span::hours(1444)])
    );
    assert!(of("cut")[0].restoration.crew.is_some());
    assert!(matches!(of("plane")[0].target, Component::ControlPlane(_)));
    let sorted = blueprint
        .sources
        .windows(2)
        .all(|pair| pair[0].stream < pair[1].stream);
    assert!(sorted);
    for (index, drill) in blueprint.drills.iter().enumerate() {
        let source = blueprint.source(drill.source);
        assert_eq!(source.label, drill.name);
        assert!(matches!(source.arrival, Arrival::Drill(id) if id.index() == index));
    }
}

#[test]
fn the_order_of_tables_and_comments_mean_nothing() {
    let blocks: Vec<&str> = RICH.split("\n[").collect();
    let mut turned = String::from("# a comment\ndescription = \"everything\"\n");
    for block in blocks[1..].iter().rev() {
        turned.push_str(&format!("[{}\n", block.trim_end()));
    }
    let (first, second) = (loaded(RICH), loaded(&turned));
    assert_eq!(content(&first.blueprint), content(&second.blueprint));
    assert_eq!(first.resolved, second.resolved);
    assert_eq!(first.blueprint.sha256.len(), 64);
}

#[test]
fn the_hash_covers_what_is_simulated_and_only_that() {
    let hash = |text: &str| loaded(text).blueprint.sha256;
    let plain = hash(SMALL);
    assert_eq!(
        hash(&format!("description = \"other words\"\n{SMALL}")),
        plain
    );
    assert_ne!(hash(&SMALL.replace("4 h", "5 h")), plain);
    assert_ne!(hash(&format!("{SMALL}every = \"12 h\"\n")), plain);
    assert_eq!(hash(&SMALL.replace("4 h", "240 min")), plain);
}

#[test]
fn the_hash_covers_the_files_that_a_scenario_refers_to() {
    let text = include_str!("../../scenarios/trace-small.toml");
    let with = |trace: &'static str| {
        let files = move |_: &str| Ok(trace.as_bytes().to_vec());
        load(text, "x.toml", &files)
            .expect("legal")
            .blueprint
            .sha256
    };
    let one = with("room,node,start_h,down_min,cause\n1,1,10,5,x\n");
    assert_ne!(one, with("room,node,start_h,down_min,cause\n1,1,10,6,x\n"));
    assert_eq!(
        one,
        with("node,room,start_h,down_min,cause\n1,1,10.0,5.0,x\n")
    );
}

#[test]
fn defaults_are_listed_and_confirmed_values_are_not() {
    let left = loaded(SMALL).blueprint.assumptions;
    let keys: Vec<&str> = left
        .iter()
        .map(|assumption| assumption.key.as_str())
        .collect();
    assert!(keys.contains(&"protection.p.backup.job_failure"));
    assert!(keys.contains(&"vm.*.churn"));
    assert!(keys.contains(&"stamp.alpha.uplink_share"));
    // What decides whether a restore is in time, and what a recovery is, is no matter of presentation.
    for key in [
        "run.restores_first",
        "run.drain",
        "protection.p.backup.prefer",
    ] {
        assert!(keys.contains(&key), "{key} is not in {keys:?}");
    }
    // Without a backup nothing is restored before another one.
    let bare = loaded("[stamp.a]\nnode_memory = \"384 GiB\"\n")
        .blueprint
        .assumptions;
    let of_run: Vec<&str> = bare
        .iter()
        .map(|one| one.key.as_str())
        .filter(|key| key.starts_with("run."))
        .collect();
    assert_eq!(of_run, ["run.drain", "run.stays_recovered"]);
    let stated = loaded(&format!("{SMALL}job_failure = \"4 %\"\n"))
        .blueprint
        .assumptions;
    assert!(
        !stated
            .iter()
            .any(|assumption| assumption.key.ends_with("job_failure"))
    );
}

#[test]
fn overrides_stand_in_the_resolved_scenario() {
    let overrides = Overrides {
        seed: Some(99),
        trials: Some(3),
        trace: None,
        edits: Vec::new(),
        expectations: None,
    };
    let first = load_with(SMALL, "x.toml", &shipped_files, &overrides).expect("legal");
    assert_eq!(
        (first.blueprint.run.seed, &first.blueprint.run.trials),
        (99, &Trials::Fixed(3))
    );
    same_after_resolving(&first, "overridden");
}

#[test]
fn a_trace_is_rounded_to_the_minute_and_grouped() {
    let text = include_str!("../../scenarios/trace-units-of-16.toml");
    let trace = "unit,node,start_h,down_min,cause\n10.0,0.0,1.0,5,a\n2.0,15.0,855.8833,1026,\n2.0,15.0,0.0083333334,1,b\n";
    let files = |name: &str| match name {
        "given.csv" => Ok(trace.as_bytes().to_vec()),
        _ => Err("not there".to_string()),
    };
    let overrides = Overrides {
        trace: Some("given.csv".to_string()),
        ..Overrides::default()
    };
    let first = load_with(text, "x.toml", &files, &overrides).expect("legal");
    let read = first.blueprint.trace.as_ref().expect("a trace");
    let names: Vec<&str> = read
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .collect();
    assert_eq!(names, ["2", "10"]);
    assert_eq!(read.causes, ["a", "b", "trace"]);
    let rows = &read.groups[0].rows;
    // 0.0083333334 h is half a minute: rounded up. 855.8833 h is 51,352.998 min.
    assert_eq!(rows[0].start, Moment(60_000));
    assert_eq!(rows[1].start, Moment(51_353 * 60_000));
    assert_eq!(rows[1].length, Span(1026 * 60_000));
    assert!(matches!(rows[0].target, Component::Node(id) if id.0 == 15));
    same_after_resolving(&first, "trace");
    let fewer = Overrides {
        trials: Some(1),
        ..overrides
    };
    let first = load_with(text, "x.toml", &files, &fewer).expect("legal");
    let read = first.blueprint.trace.as_ref().expect("a trace");
    assert_eq!(
        (read.groups.len(), read.causes.as_slice()),
        (1, ["b".to_string(), "trace".to_string()].as_slice())
    );
    same_after_resolving(&first, "one group");
}

#[test]
fn many_observed_values_become_a_companion() {
    let mut csv = String::from("hours,note\n");
    for value in 0..500 {
        csv.push_str(&format!("{}.25,x\n", 500 - value));
    }
    let text = format!(
        "{SMALL}decide = {{ empirical = {{ file = \"seen.csv\", column = \"hours\", unit = \"h\" }} }}\n"
    );
    let files = move |_: &str| Ok(csv.clone().into_bytes());
    let first = load(&text, "x.toml", &files).expect("legal");
    let Law::Empirical(values) = &first.blueprint.protections.backups[0].decide else {
        panic!("an empirical law")
    };
    assert_eq!((values.len(), values[0]), (500, 1.25 * HOUR as f64));
    assert_eq!(first.companions.len(), 1);
    same_after_resolving(&first, "empirical");
}

/// A change to a scenario, and the message that it must give.
#[track_caller]
fn refuses(text: &str, message: &str, help: &str) {
    let found = issues(text);
    let hit = found.iter().find(|issue| issue.message().contains(message));
    let Some(hit) = hit else {
        panic!("`{message}` is not among {found:#?}")
    };
    assert!(
        hit.help().contains(help),
        "`{help}` is not in `{}`",
        hit.help()
    );
    assert!(hit.span.end <= text.len() || hit.file != "x.toml");
}

#[test]
fn wrong_values_are_refused_with_what_is_legal() {
    let add = |line: &str| format!("{SMALL}{line}\n");
    refuses(
        &add("evrey = \"1 h\""),
        "unknown key `evrey`",
        "did you mean `every`?",
    );
    refuses(&add("every = \"1\""), "has no unit", "min");
    refuses(&add("every = 24"), "24 has no unit", "a length of time");
    refuses(&add("every = \"30 s\""), "less than a minute", "");
    refuses(
        &add("full_every = \"25 h\""),
        "not a multiple",
        "every n-th job",
    );
    refuses(&add("keep = \"1 h\""), "come only every", "two cadences");
    refuses(&add("keep = 30000"), "limit POINTS", "");
    refuses(
        &add("every = \"1 min\"\nkeep = \"60 d\""),
        "limit POINTS of 20000",
        "",
    );
    refuses(
        &add("job_failure = \"105 %\""),
        "not between 0 % and 100 %",
        "95 %",
    );
    refuses(&add("retries = -1"), "-1 is less than 0", "");
    refuses(
        &add("method = \"hypervisor\""),
        "no backup from the hypervisor",
        "agent",
    );
    refuses(
        &add("to = \"vualt\""),
        "repository `vualt` is not defined",
        "did you mean `vault`?",
    );
    refuses(
        &add("window = \"06:00-06:00\""),
        "is empty",
        "leave the window out",
    );
    refuses(
        &add("[crew.c]\nspares = { node = 1 }"),
        "`spares` is not supported",
        "",
    );
    refuses(&add("[protection.q]"), "needs exactly one kind", "q.backup");
    refuses(&add("[run]\nhorizon = \"0 s\""), "zero makes no sense", "");
    refuses(
        &add("[run]\nhorizon = \"200 years\""),
        "limit DAYS of 36500",
        "",
    );
    refuses(
        &add("[run]\ntrials = 20000000"),
        "limit TRIALS of 10000000",
        "",
    );
    refuses(
        &add("[run]\ntrials = { until = \"epr.availability\", half_width = \"1 %\", at_most = 9 }"),
        "application `epr` is not defined",
        "erp",
    );
    refuses(
        &add("[hazard.h]\nof = \"nodes\"\nevery = \"1 h\""),
        "not something that can be hit",
        "did you mean `node`?",
    );
    refuses(
        &add("[hazard.h]\nof = \"stamp.alpha\"\nevery = \"1 h\""),
        "neither `repair` nor `returns`",
        "crew",
    );
    refuses(
        &add("[hazard.h]\nof = \"node\"\nevery = \"0 s\""),
        "zero makes no sense",
        "",
    );
    refuses(
        &add("[hazard.h]\nof = \"stamp.alpha.node.7\"\nevery = \"1 h\""),
        "has no node 7",
        "1 to 4",
    );
    refuses(
        &add("[drill.h]\nof = \"node\""),
        "exactly one thing, this is 4",
        "name one",
    );
    refuses(
        &add("[drill.h]\nof = \"node\"\n[hazard.h]\nof = \"node\"\nevery = \"1 h\""),
        "two sources of faults",
        "unique",
    );
}

#[test]
fn wrong_structures_are_refused() {
    let add = |line: &str| format!("{SMALL}{line}\n");
    refuses("", "has no stamp", "[stamp.NAME]");
    refuses(
        &SMALL.replace("[stamp.alpha]", "[stamp.\"a.b\"]"),
        "not a legal name",
        "letters",
    );
    refuses(
        &add("[application.b]\nneeds = [\"c\"]\n[application.c]\nneeds = [\"b\"]"),
        "in a circle: b -> c -> b",
        "leave one",
    );
    refuses(
        &add("[stamp.b]\nlike = \"c\"\n[stamp.c]\nlike = \"b\""),
        "stamps are like each other in a circle: b -> c -> b",
        "leave one `like` out",
    );
    refuses(
        &add("[application.b]\nrequired = 3\ncount = 2"),
        "`required` is 3",
        "at most all",
    );
    refuses(
        &add("[application.b]\ncount = 130000"),
        "limit VMS of 100000",
        "",
    );
    refuses(
        &add("[application.b]\nmemory = \"350 GiB\""),
        "does not fit on a node",
        "326 GiB",
    );
    refuses(
        &add("[application.b]\ncount = 60"),
        "over its memory formula",
        "largest VM",
    );
    // The sum fits into the stamp, three of them do not fit onto two nodes.
    refuses(
        "[stamp.a]\nnodes = 2\nnode_memory = \"256 GiB\"\nreserve = \"none\"\n[application.b]\ncount = 3\nmemory = \"150 GiB\"",
        "stamp `a` has no node with room for 1 of its VMs, first `b/main/3` with 150 GiB",
        "a VM needs one node",
    );
    refuses(
        &add("[hazard.x]\nof = \"node\"\nevery = \"59 s\"\nrepair = \"1 s\""),
        "less than a minute",
        "no end",
    );
    refuses(
        &add("[application.b]\ncount = 300\nmemory = \"0.1 GiB\""),
        "has 301 VMs, at most 240",
        "60 per node",
    );
    refuses(
        &add("[application.b]\nsize = \"DS3\""),
        "not a published VM size",
        "did you mean `DS3_v2`?",
    );
    refuses(
        &add("[application.b]\nprotection = [\"p\", \"p\"]"),
        "stands twice",
        "",
    );
    refuses(
        &add("[application.b]\nrto = \"1 h\"\nexpendable = true"),
        "is expendable",
        "leave one",
    );
    refuses(
        &add("[application.b]\nrto = { stite = \"1 h\" }"),
        "not a class of faults",
        "did you mean `site`?",
    );
    refuses(&add("[rack.r]\nnodes = [5]"), "has no node 5", "1 to 4");
    refuses(
        &add("[rack.r]\nnodes = [1]\n[rack.s]\nnodes = [1]"),
        "stands in two racks",
        "",
    );
    refuses(
        &add("[stamp.b]\nnode_memory = \"1 TiB\""),
        "needs `stamp`, because there is more than one",
        "alpha, b",
    );
    refuses(&add("x = = 1"), "not valid TOML", "");
    refuses(
        "inventory = \"gone.csv\"\n",
        "cannot read `gone.csv`",
        "relative",
    );
    refuses(&format!("stamp = 3\n{SMALL}"), "not valid TOML", "");
}

#[test]
fn all_problems_are_found_at_once_in_the_order_of_the_file() {
    let text = SMALL
        .replace("384 GiB", "384")
        .replace("\"4 h\"", "\"4 fortnights\"")
        .replace(
            "[repository.vault]",
            "[repository.vault]\ncapaticy = \"1 TiB\"",
        );
    let found = issues(&text);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(
        found
            .windows(2)
            .all(|pair| pair[0].span.start < pair[1].span.start)
    );
    assert_eq!(&text[found[1].span.clone()], "\"4 fortnights\"");
    assert_eq!(&text[found[2].span.clone()], "capaticy");
}

#[test]
fn rows_of_the_inventory_have_the_same_messages() {
    let text = format!("inventory = \"vms.csv\"\n{SMALL}");
    let csv = "vm,application,size,used,colour\nweb 1,erp,DS3_v2,10 GiB,red\nweb 2,epr,DS3_v2,10 GiB,\nweb 1,erp,DS9_v2,10,x\nweb 3,erp\n";
    let files = |_: &str| Ok(csv.as_bytes().to_vec());
    let found = load(&text, "x.toml", &files).expect_err("refused");
    let at = |message: &str| {
        let issue = found.iter().find(|issue| issue.message().contains(message));
        let issue = issue.unwrap_or_else(|| panic!("`{message}` is not among {found:#?}"));
        assert_eq!(issue.file, "vms.csv");
        &csv[issue.span.clone()]
    };
    assert_eq!(at("unknown column `colour`"), "colour");
    assert_eq!(at("application `epr` is not defined"), "epr");
    assert_eq!(at("`DS9_v2` is not a published VM size"), "DS9_v2");
    assert_eq!(at("has no unit"), "10");
    assert_eq!(at("listed twice"), "web 1");
    assert_eq!(at("the row has 2 cells"), "web 3,erp");
}

#[test]
fn an_inventory_is_read_into_roles() {
    let text = format!("inventory = \"vms.csv\"\n{SMALL}").replace(
        "rto = \"4 h\"",
        "rto = \"4 h\"\nrole.web = { required = 1, stateless = true }",
    );
    let csv = "vm,application,role,size,used,protection\nw10,erp,web,DS1_v2,,\nw9,erp,web,DS1_v2,20 GiB,[]\ndb,erp,sql,DS3_v2,1 TiB,p\n";
    let files = |_: &str| Ok(csv.as_bytes().to_vec());
    let first = load(&text, "x.toml", &files).unwrap_or_else(|issues| panic!("{issues:#?}"));
    let blueprint = &first.blueprint;
    let roles: Vec<&str> = blueprint
        .roles
        .iter()
        .map(|role| role.name.as_str())
        .collect();
    assert_eq!(roles, ["sql", "web"]);
    assert_eq!(
        (blueprint.roles[1].required, blueprint.roles[1].stateful),
        (1, false)
    );
    let names: Vec<&str> = blueprint.vms.iter().map(|vm| vm.name.as_str()).collect();
    assert_eq!(names, ["db", "w9", "w10"]);
    assert!(
        blueprint.vms[1].protection.backup.is_none()
            && blueprint.vms[2].protection.backup.is_some()
    );
    assert_eq!(
        blueprint.vms[2].used,
        Bytes::gib(100),
        "an empty cell is left to the default"
    );
    same_after_resolving(&first, "inventory");
}

#[test]
fn advice_is_given_where_it_is_due() {
    let advice = |text: &str| {
        let lints = loaded(text).blueprint.lints;
        lints
            .into_iter()
            .map(|lint| lint.message())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let add = |line: &str| format!("{SMALL}{line}\n");
    let near = SMALL.replace(
        "[repository.vault]",
        "[repository.vault]\nat = \"stamp.alpha\"",
    );
    assert!(advice(&near).contains("one loss takes both"));
    assert!(advice(&add("[application.b]")).contains("has no objective"));
    assert!(advice(&add("[application.b]\nrto = \"1 h\"")).contains("no protection, by omission"));
    let set = "[application.b]\nrto = \"1 h\"\nprotection = \"p\"\nset = \"scale_set\"";
    assert!(advice(&add(set)).contains("backed up at VM level"));
    let idle = "[application.b]\nrto = \"1 h\"\nprotection = \"p\"\nstateless = true";
    assert!(advice(&add(idle)).contains("protection that nobody needs"));
    let empty = "[application.b]\nrpo = \"1 h\"\nstateless = true";
    assert!(advice(&add(empty)).contains("has an RPO and no role that holds data"));
    let template = "[application.b]\nrpo = \"1 h\"\nstateful = true\nprotection = \"t\"\n[protection.t.none]\nredeploy = \"1 h\"";
    assert!(advice(&add(template)).contains("holds data and is only redeployed"));
    let kept = "[application.b]\nrpo = \"1 h\"\nprotection = \"p\"";
    // Where data is kept, neither is said; that the cadence is too long for the hour is another matter.
    assert!(!advice(&add(kept)).contains("no role that holds data"));
    assert!(!advice(&add(kept)).contains("only redeployed"));
    assert!(
        advice(&add(kept))
            .contains("has an RPO of 1 h for 95 % of losses, and backup `p` comes every 1 d")
    );
    let two = SMALL.replace("[application.erp]", "nodes = 3\n[application.erp]");
    assert!(advice(&two).contains("has 3 nodes"));
    let slow = SMALL.replace(
        "[repository.vault]",
        "[repository.vault]\nwrite = \"1 kbps\"",
    );
    assert!(advice(&slow).contains("longer than"));
    assert!(advice(&add("window = \"20:00-20:30\"")).contains("open for only 30 min"));
}

fn shrug(name: &str) -> Result<Vec<u8>, String> {
    shipped_files(name)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,300}") {
        drop(load(&text, "x.toml", &shrug));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(load(&String::from_utf8_lossy(&bytes), "x.toml", &shrug));
    }

    #[test]
    fn mutated_scenarios_never_panic_and_resolve_to_themselves(
        which in 0..3_usize,
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..9_usize), 1..5),
    ) {
        const PIECES: [&str; 9] = ["", "0", "-1", "\"\"", "1e300 years", "[", "{ }", "\n[x]\n", "\u{0}"];
        let hourly = include_str!("../../scenarios/hourly-backup.toml");
        let mut text = [RICH, whole::WHOLE, hourly][which].to_string();
        for (from, length, piece) in cuts {
            let mut start = from.index(text.len());
            while !text.is_char_boundary(start) { start -= 1; }
            let mut end = (start + length.index(12)).min(text.len());
            while !text.is_char_boundary(end) { end -= 1; }
            text.replace_range(start..end.max(start), PIECES[piece]);
        }
        if let Ok(first) = load(&text, "x.toml", &shrug) {
            let again = reload(&first);
            prop_assert_eq!(&first.resolved, &again.resolved);
            prop_assert_eq!(&first.blueprint.sha256, &again.blueprint.sha256);
        }
    }

    #[test]
    fn broken_inventories_and_traces_never_panic(bytes in "[a-z0-9,\"\n\r ._%/-]{0,200}") {
        let files = |_: &str| Ok(format!("vm,application,unit,node,start_h,down_min\n{bytes}").into_bytes());
        let text = format!("inventory = \"v.csv\"\n{SMALL}[trace]\nfile = \"v.csv\"\nnode = \"node\"\nstart = {{ column = \"start_h\", unit = \"h\" }}\nlength = {{ column = \"down_min\", unit = \"min\" }}\n");
        drop(load(&text, "x.toml", &files));
    }

    #[test]
    fn deep_nesting_never_panics(depth in 1..3000_usize, kind in 0..4_usize) {
        let text = match kind {
            0 => format!("a = {}", "[".repeat(depth)),
            1 => format!("a = {}1{}", "{ a = ".repeat(depth), " }".repeat(depth)),
            2 => format!("[{}]", vec!["a"; depth].join(".")),
            _ => format!("a = {}{}", "[".repeat(depth), "]".repeat(depth)),
        };
        prop_assert!(load(&text, "x.toml", &shrug).is_err());
    }
}
