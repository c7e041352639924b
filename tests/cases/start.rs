//! Cases: a trial starts with everything at work.

use super::{assert_near, load_with, summary};
use firedrill::model::ended::Data;
use firedrill::model::record::{Outage, Phase, TrialRecord};
use firedrill::model::{Blueprint, Class, DrillId};
use firedrill::units::Span;
use firedrill::world::{Mode, World};

/// A group that replicates over a narrow link, beside a backup that begins days later.
fn replica_beside_a_backup(every: &str, used: &str, rate: &str) -> String {
    format!(
        r#"
[run]
trials = 1
horizon = "1 d"
[site.e]
[site.w]
[stamp.a]
at = "site.e"
node_memory = "384 GiB"
[stamp.b]
at = "site.w"
like = "a"
[link.wan]
between = ["e", "w"]
rate = "{rate}"
[repository.v]
at = "site.e"
[protection]
t.replication = {{ to = "b" }}
seldom.backup = {{ every = "{every}", keep = "90 d" }}
[application.x]
stamp = "a"
used = "{used}"
churn = "1 %/day"
protection = ["t", "seldom"]
rpo = "1 h"
[drill.lose]
of = "stamp.a"
destroys = true
trials = 200
"#
    )
}

const ATTAINED: &str = "drills/lose/applications/x/rpo/pooled/point";

/// 30 TiB at 1 % a day over 100 Mbps: 3.8 MB/s are written, 12.5 MB/s go through, so that the replica
/// is never an hour behind. The next event of the trial, the weekly backup, is up to 7 d away.
#[test]
fn a_replica_follows_from_the_first_instant() {
    let text = replica_beside_a_backup("7 d", "30 TiB", "100 Mbps");
    assert_near(&summary(&text), ATTAINED, 1.0, 0.0);
    let text = replica_beside_a_backup("28 d", "60 TiB", "200 Mbps");
    assert_near(&summary(&text), ATTAINED, 1.0, 0.0);
}

/// A group that fails over and waits for nothing: each phase is one draw.
const FAILOVER: &str = r#"
[run]
horizon = "365 d"
[site.east]
[site.west]
[stamp.alpha]
at = "site.east"
nodes = 4
node_memory = "384 GiB"
[stamp.beta]
at = "site.west"
nodes = 4
node_memory = "384 GiB"
quota_change = { lognormal = { median = "20 min", sigma = 1.0 } }
[link.wan]
between = ["east", "west"]
rate = "10 Gbps"
[protection]
twin.replication = { to = "beta", failback = false, detect = { lognormal = { median = "20 min", sigma = 1.0 } }, decide = { lognormal = { median = "20 min", sigma = 1.0 } }, failover = { lognormal = { median = "20 min", sigma = 1.0 } }, dns_ttl = "0 s" }
[application.orders]
stamp = "alpha"
role.db = { size = "DS3_v2", used = "10 GiB", churn = "1 %/day", protection = "twin", boot = { lognormal = { median = "20 min", sigma = 1.0 } }, validate = { lognormal = { median = "20 min", sigma = 1.0 } } }
"#;

const TRACE: &str = r#"
[trace]
file = "rows.csv"
stamp = "alpha"
group = "room"
node = "node"
start = { column = "start_h", unit = "h" }
length = { column = "down_min", unit = "min" }
cause = "cause"
"#;

/// Correlations of the logarithms of each pair of phases over the first outage of each record.
fn correlations(records: &[TrialRecord]) -> Vec<(Phase, Phase, f64)> {
    let drawn = [
        Phase::Detect,
        Phase::Decide,
        Phase::Wait,
        Phase::Provision,
        Phase::Boot,
        Phase::Validate,
    ];
    let logs = |phase: Phase| -> Vec<f64> {
        let of = |record: &TrialRecord| record.outages[0].phases[phase as usize] as f64;
        let logs: Vec<f64> = records.iter().map(|one| libm::log(of(one) + 1.0)).collect();
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        logs.iter().map(|one| one - mean).collect()
    };
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut found = Vec::new();
    for (place, one) in drawn.into_iter().enumerate() {
        for other in &drawn[..place] {
            let (a, b) = (logs(one), logs(*other));
            let spread = (product(&a, &a) * product(&b, &b)).sqrt();
            assert!(spread > 100.0, "{one:?} or {other:?} is not drawn");
            found.push((one, *other, product(&a, &b) / spread));
        }
    }
    found
}

/// To notice, to decide, to raise the quota, to fail over, to boot and to validate are laws of their
/// own: of 800 independent pairs the correlation is within 4 / sqrt(800) = 0.14 of zero.
#[track_caller]
fn assert_independent(records: &[TrialRecord]) {
    for (one, other, correlation) in correlations(records) {
        assert!(
            correlation.abs() < 0.14,
            "{one:?} and {other:?} go together: {correlation}"
        );
    }
}

#[test]
fn what_recorded_faults_draw_is_independent() {
    let mut rows = String::from("room,node,start_h,down_min,cause\n");
    for room in 1..=800 {
        for node in 1..=3 {
            rows += &format!("{room},{node},{}.5,6000,power\n", 1_000 + room);
        }
    }
    let blueprint = load_with(&format!("{FAILOVER}{TRACE}"), &rows).blueprint;
    let mut world = World::new(&blueprint, 1);
    let records: Vec<TrialRecord> = (0..800)
        .map(|trial| world.run(Mode::Years, trial))
        .collect();
    assert_independent(&records);
}

#[test]
fn what_drills_draw_is_independent() {
    let drill = "[drill.lose]\nof = \"stamp.alpha\"\nreturns = \"90 d\"\n";
    let blueprint = load_with(&format!("{FAILOVER}{drill}"), "").blueprint;
    let mut world = World::new(&blueprint, 1);
    let mode = Mode::Drill(DrillId(0));
    let records: Vec<TrialRecord> = (0..800).map(|trial| world.run(mode, trial)).collect();
    assert_independent(&records);
}

/// Points every 5 min, 4.6 MB/s written of 125: a failover loses what was written since the last point,
/// which is uniform in 0..5 min. So 1 min is kept in 20 % of the drills, 3 min in 60 %.
#[test]
fn a_drill_strikes_a_replica_that_has_points() {
    for (objective, points, share) in [("1 min", "5 min", 0.2), ("3 h", "5 h", 0.6)] {
        let text = format!(
            "{HEALTHY_REPLICA}rpo = \"{objective}\"\n[protection.asr.replication]\nto = \"b\"\npoints = \"{points}\"\n{LOST}"
        );
        let path = "drills/lost/applications/x/rpo/pooled/point";
        // Four standard errors of a share of 1,000 drills.
        assert_near(&summary(&text), path, share, 0.06);
    }
}

const HEALTHY_REPLICA: &str = r#"
[run]
trials = 2
[site.a]
[site.b]
[stamp.a]
at = "site.a"
node_memory = "384 GiB"
[stamp.b]
at = "site.b"
node_memory = "384 GiB"
[link.wan]
between = ["a", "b"]
rate = "1 Gbps"
[application.x]
stamp = "a"
protection = "asr"
used = "200 GiB"
churn = "2 %/day"
"#;

const LOST: &str = r#"
[drill.lost]
of = "site.a"
destroys = true
trials = 1000
"#;

/// A backup that is longer under way than its cadence: every second job, or two of three, are skipped.
fn skipping(every: &str, used: &str, objective: &str) -> String {
    format!(
        r#"
[run]
trials = 1
horizon = "1 d"
[stamp.a]
node_memory = "384 GiB"
[repository.v]
capacity = "2 PiB"
[protection]
b.backup = {{ every = "{every}", full_every = "{every}", keep = "14 d", job_failure = "0 %", bad_point = "0 %" }}
[application.x]
disks = 16
used = "{used}"
protection = "b"
rpo = "{objective}"
[drill.lose]
of = "application.x"
kind = "deletion"
trials = 2000
"#
    )
}

/// 80 TiB at 820 MB/s take 30 h: of jobs that are due every 24 h each second one is skipped, and a
/// drill loses 30.5 to 78.5 h, evenly: 54.5 h are kept in a half. A loss of 48 to 72 h is that of every
/// second drill. With jobs due every 12 h and 30 h on the way two of three are skipped: 30.5 to 66.5 h.
#[test]
fn a_drill_strikes_anywhere_in_a_cycle_that_the_calendar_does_not_bind() {
    for (every, objective, from, to) in [
        ("24 h", "54.5 h", 48.0, 72.0),
        ("12 h", "48.5 h", 40.0, 58.0),
    ] {
        let text = skipping(every, "80 TiB", objective);
        let path = "drills/lose/applications/x/rpo/pooled/point";
        assert_near(&summary(&text), path, 0.5, 0.045);
        let losses = losses(&load_with(&text, "").blueprint, 1, 600);
        let between = losses.iter().filter(|loss| (from..to).contains(*loss));
        let share = between.count() as f64 / losses.len() as f64;
        assert!((share - 0.5).abs() < 0.08, "{share} lose {from} to {to} h");
    }
}

/// Hours lost by application 0 in each drill; everything counts as 1e9 h. The build-up is that many
/// times what is worked out.
fn losses(blueprint: &Blueprint, times: u64, trials: u32) -> Vec<f64> {
    let mut blueprint = blueprint.clone();
    blueprint.run.build_up.0 *= times;
    let records = records(&blueprint, Mode::Drill(DrillId(0)), trials);
    let loss = |record: &TrialRecord| {
        let data = record
            .outages
            .first()
            .map_or(Data::Safe, |outage| outage.data);
        match data {
            Data::Safe => 0.0,
            Data::SetBack(loss) => loss as f64 / 3.6e6,
            Data::NotBack | Data::Gone => 1e9,
        }
    };
    records.iter().map(loss).collect()
}

/// The largest difference between the shares that two samples have up to any value.
fn distance(one: &[f64], other: &[f64]) -> f64 {
    let share = |of: &[f64], up_to: f64| {
        of.iter().filter(|value| **value <= up_to).count() as f64 / of.len() as f64
    };
    let all = one.iter().chain(other);
    all.map(|at| (share(one, *at) - share(other, *at)).abs())
        .fold(0.0, f64::max)
}

/// A stamp with one VM, a repository beside it and one at another site, and one mechanism with memory.
fn one_mechanism(
    run: &str,
    places: &str,
    protection: &str,
    application: &str,
    drill: &str,
) -> Blueprint {
    let text = format!(
        r#"
[run]
horizon = "1 d"
{run}
[site.e]
[site.w]
[stamp.a]
at = "site.e"
node_memory = "384 GiB"
[stamp.b]
at = "site.w"
node_memory = "384 GiB"
{places}
[protection]
{protection}
[application.x]
stamp = "a"
{application}
[drill.lose]
{drill}
"#
    );
    load_with(&text, "").blueprint
}

const DELETED: &str = "of = \"application.x\"\nkind = \"deletion\"";
const DESTROYED: &str = "of = \"site.e\"\ndestroys = true";
const PLACES: &str = r#"
[link.wan]
between = ["e", "w"]
rate = "100 Mbps"
[repository.v]
at = "site.e"
[repository.far]
at = "site.w"
"#;

/// Two samples of 1,000 from one law are further apart than 0.087 once in a thousand times.
#[track_caller]
fn assert_same_law(what: &str, blueprint: &Blueprint) {
    let (once, twice) = (losses(blueprint, 1, 1_000), losses(blueprint, 2, 1_000));
    let distance = distance(&once, &twice);
    let days = blueprint.run.build_up.0 as f64 / 86.4e6;
    assert!(
        distance < 0.1,
        "{what}: {distance} apart after {days} d of build-up"
    );
}

#[test]
fn a_doubled_build_up_changes_no_law_of_backups() {
    let chain =
        "p.backup = { to = \"far\", every = \"1 d\", full_every = \"7 d\", keep = \"30 d\" }";
    let slow = "used = \"2 TiB\"\nchurn = \"3 %/day\"\nprotection = \"p\"";
    assert_same_law(
        "cadence and chain",
        &one_mechanism("", PLACES, chain, slow, DELETED),
    );

    let fails = "p.backup = { to = \"v\", every = \"12 h\", job_failure = \"40 %\", stickiness = \"90 %\", retries = 0, bad_point = \"0 %\", keep = \"90 d\" }";
    let small = "used = \"20 GiB\"\nprotection = \"p\"";
    assert_same_law(
        "failures in a row",
        &one_mechanism("", PLACES, fails, small, DELETED),
    );

    let bad = "p.backup = { to = \"v\", every = \"12 h\", full_every = \"12 h\", job_failure = \"0 %\", bad_point = \"70 %\", keep = \"90 d\" }";
    assert_same_law(
        "points that are bad",
        &one_mechanism("", PLACES, bad, small, DELETED),
    );

    let copied = "p.backup = { to = \"v\", copy_to = \"far\", every = \"1 d\", full_every = \"28 d\", keep = \"60 d\", job_failure = \"0 %\", bad_point = \"0 %\" }";
    let large = "used = \"10 TiB\"\nchurn = \"2 %/day\"\nprotection = \"p\"";
    assert_same_law(
        "copies",
        &one_mechanism("", PLACES, copied, large, DESTROYED),
    );

    let tight = PLACES.replace("[repository.v]\n", "[repository.v]\ncapacity = \"1 TiB\"\n");
    let full = "p.backup = { to = \"v\", every = \"1 d\", full_every = \"7 d\", keep = \"21 d\", job_failure = \"0 %\", bad_point = \"0 %\", reduction = 1.0 }";
    let held = "used = \"300 GiB\"\nchurn = \"5 %/day\"\nprotection = \"p\"";
    assert_same_law(
        "a repository that fills",
        &one_mechanism("", &tight, full, held, DELETED),
    );
}

#[test]
fn a_doubled_build_up_changes_no_law_of_replicas() {
    let points = "p.replication = { to = \"b\", points = \"6 h\" }";
    let small = "used = \"200 GiB\"\nprotection = \"p\"";
    assert_same_law(
        "recovery points",
        &one_mechanism("", PLACES, points, small, DESTROYED),
    );

    let breaks = "p.replication = { to = \"b\", log_limit = \"24 h\" }";
    let large = "used = \"20 TiB\"\nchurn = \"8 %/day\"\nprotection = \"p\"";
    assert_same_law(
        "a log that breaks",
        &one_mechanism("", PLACES, breaks, large, DESTROYED),
    );
}

/// A mechanism without memory costs no run-in.
#[test]
fn nothing_runs_in_where_nothing_remembers() {
    let text = "[stamp.a]\nnode_memory = \"384 GiB\"\n[application.x]\nused = \"1 GiB\"\n";
    let run = load_with(text, "").blueprint.run;
    assert!(run.build_up.0 == 0 && run.settle.0 == 0);
}

/// Outages come every two hours and an hour must pass before one is over: the first of a day is the end
/// of an older one as often as any other is.
#[test]
fn an_outage_that_is_not_over_when_the_horizon_begins_is_no_new_one() {
    let text = r#"
[run]
horizon = "2 h"
stays_recovered = "4 h"
[stamp.a]
node_memory = "384 GiB"
[application.x]
used = "1 GiB"
[hazard.stamp]
of = "stamp.a"
every = "2 h"
returns = "1 min"
"#;
    let blueprint = load_with(text, "").blueprint;
    let mut longer = blueprint.clone();
    longer.run.settle.0 *= 4;
    let counted = |blueprint: &Blueprint| -> Vec<f64> {
        let counted = |record: &TrialRecord| {
            let outages = record.outages.iter();
            outages.filter(|outage| outage.counted).count() as f64
        };
        let records = records(blueprint, Mode::Years, 500);
        records.iter().map(counted).collect()
    };
    let distance = distance(&counted(&blueprint), &counted(&longer));
    assert!(distance < 0.1, "{distance}");
}

/// Disks fail every four days and are rebuilt for a day: when two nodes go, a third one lacks copies
/// in some of the drills, and the volumes are offline.
#[test]
fn a_longer_settling_changes_no_law_of_rebuilds() {
    let text = r#"
[run]
horizon = "1 d"
[stamp.a]
nodes = 8
node_memory = "384 GiB"
storage = { disks = 4, disk_size = "8 TiB", rebuild_rate = "20 MB/s" }
[application.x]
used = "4 TiB"
[hazard.disk]
of = "stamp.a.disk"
every = "120 d"
repair = "1 min"
[drill.rack]
of = "stamp.a.node.1"
returns = "4 h"
"#;
    let blueprint = load_with(text, "").blueprint;
    let mut longer = blueprint.clone();
    longer.run.settle.0 *= 3;
    let restored = |blueprint: &Blueprint| -> Vec<f64> {
        let mode = Mode::Drill(DrillId(0));
        let records = records(blueprint, mode, 300);
        records
            .iter()
            .map(|one| one.whole.unwrap_or(0) as f64 / 3.6e6)
            .collect()
    };
    let distance = distance(&restored(&blueprint), &restored(&longer));
    assert!(distance < 0.13, "{distance}");
}

/// Everything that draws: lives and repairs, jobs and retries, points, restarts, failover, switches.
const DRAWS: &str = r#"
[site.e]
[site.w]
[stamp.a]
at = "site.e"
node_memory = "384 GiB"
isolation_share = "30 %"
[stamp.b]
at = "site.w"
like = "a"
[link.wan]
between = ["e", "w"]
rate = "1 Gbps"
[repository.v]
at = "site.e"
[protection]
nightly.backup = { to = "v", job_failure = "20 %", stickiness = "50 %", retries = 2, bad_point = "20 %", detect = { exponential = "1 h" } }
twin.replication = { to = "b", failback = false, points = "7 min", detect = { exponential = "1 h" } }
pair.high_availability = { detect = { exponential = "1 min" }, switch_failure = "20 %" }
[application]
data = { stamp = "a", used = "50 GiB", protection = "nightly", boot = { exponential = "10 min" } }
twin = { stamp = "a", used = "50 GiB", protection = "twin", validate = { exponential = "10 min" } }
web = { stamp = "a", used = "10 GiB", role.web = { count = 2, required = 1, protection = "pair" } }
[crew.staff]
people = 2
answers_in = { exponential = "1 h" }
[hazard.node]
of = "stamp.a.node"
every = { weibull = { scale = "200 d", shape = 0.7 } }
repair = { lognormal = { median = "5 h", sigma = 1.0 } }
crew = "staff"
[hazard.stamp]
of = "stamp.a"
every = "200 d"
returns = { exponential = "2 h" }
[hazard.deletion]
of = "application.data"
kind = "deletion"
every = "60 d"
[fault.cut]
of = "link.wan"
at = ["20 d", "200 d"]
lasts = { exponential = "5 h" }
[drill.lose]
of = "stamp.a"
destroys = true
"#;

fn records(blueprint: &Blueprint, mode: Mode, trials: u32) -> Vec<TrialRecord> {
    let mut world = World::new(blueprint, 7);
    (0..trials).map(|trial| world.run(mode, trial)).collect()
}

/// In how many of the trials the outages are the same to the millisecond: when they begin, and every
/// phase of what follows.
fn alike(one: &[TrialRecord], other: &[TrialRecord]) -> f64 {
    let same = one
        .iter()
        .zip(other)
        .filter(|(one, other)| !one.outages.is_empty() && one.outages == other.outages);
    same.count() as f64 / one.len() as f64
}

/// The horizon and what happens in it stay where they are when more runs before it.
#[test]
fn a_longer_build_up_moves_nothing_in_the_horizon() {
    let loaded = load_with(DRAWS, "");
    let mut plan = loaded.blueprint;
    plan.run.settle = Span::ZERO;
    let mut longer = plan.clone();
    longer.run.build_up = firedrill::units::Span(2 * plan.run.build_up.0 + 12_345_678);
    for mode in [Mode::Years, Mode::Drill(DrillId(0))] {
        let share = alike(&records(&plan, mode, 40), &records(&longer, mode, 40));
        assert!(share == 1.0, "{share} of the trials are alike in {mode:?}");
    }
}

/// With faults before the horizon only what is under repair when it begins has its next life later, and
/// VMs stand on other nodes: losses of the stamp, deletions, and what follows stay what they are.
#[test]
fn a_longer_settling_moves_no_life_and_no_repair() {
    let loaded = load_with(DRAWS, "");
    let mut plan = loaded.blueprint;
    plan.run.settle = Span::ZERO;
    let mut longer = plan.clone();
    longer.run.settle = Span::days(30);
    let of_data = |record: &TrialRecord| -> Vec<(i64, Class, u64)> {
        let outages = record.outages.iter();
        let whole = |one: &&Outage| {
            let class = matches!(one.class, Class::Stamp | Class::Logical);
            class && one.counted && one.contributor_count == 0 && one.application.0 == 0
        };
        let facts = |one: &Outage| (one.start, one.class, one.phases[Phase::Detect as usize]);
        outages.filter(whole).map(facts).collect()
    };
    let one = records(&plan, Mode::Years, 60);
    let other = records(&longer, Mode::Years, 60);
    let (mut alike, mut all) = (0, 0);
    for (one, other) in one.iter().zip(&other) {
        let (one, other) = (of_data(one), of_data(other));
        alike += one.iter().filter(|outage| other.contains(outage)).count();
        all += one.len();
    }
    assert!(
        all > 200 && 100 * alike >= 95 * all,
        "{alike} of {all} outages are alike"
    );
}
