//! One rule of the model after the other, each with the number that follows from it by hand.

use super::operator::*;
use super::*;

const HOURLY: u64 = 100_000_000 * 3_600;

fn gone() -> Effect {
    Effect::Stops {
        destroys: Share(1.0),
    }
}

fn stops() -> Effect {
    Effect::Stops {
        destroys: Share(0.0),
    }
}

fn hours_of(records: &[TrialRecord]) -> Vec<f64> {
    let recovery = |record: &TrialRecord| record.outages[0].recovery().expect("recovers");
    let hours = |record| recovery(record) as f64 / H;
    records.iter().map(hours).collect()
}

fn lost_hours(records: &[TrialRecord]) -> Vec<f64> {
    let hours = |record: &TrialRecord| record.outages[0].set_back() as f64 / H;
    records.iter().map(hours).collect()
}

const STAMP: Component = Component::Stamp(StampId(0));

/// A full takes ten hours to read, a day's changes one; on average three days have passed since the
/// full. The whole chain is read, of differentials two points, and no increment is larger than the VM.
#[test]
fn a_restore_reads_its_chain() {
    let mut blueprint = protected(1, 1);
    blueprint.run.build_up = Span::days(30);
    blueprint.protections.backups[0].full_every = Span::days(7);
    blueprint.repositories[0].read = Rate(100_000_000);
    blueprint.vms[0].used = Bytes(10 * HOURLY);
    blueprint.vms[0].churn = HOURLY as f64 / 86_400.0;
    drill(&mut blueprint, STAMP, gone(), Law::Constant(0.0));
    for chain in [ChainKind::Incremental, ChainKind::Differential] {
        blueprint.protections.backups[0].chain = chain;
        agrees(
            &hours_of(&drills(&blueprint, 1, 2_000)),
            13.0,
            "hours of reading",
        );
    }
    blueprint.protections.backups[0].chain = ChainKind::Incremental;
    blueprint.vms[0].churn *= 100.0;
    agrees(
        &hours_of(&drills(&blueprint, 1, 2_000)),
        40.0,
        "hours of reading, saturated",
    );
}

/// A chain goes as a whole: with three points to keep, six increments stay until three younger
/// points are there.
#[test]
fn retention_drops_whole_chains() {
    let mut blueprint = protected(1, 1);
    blueprint.protections.backups[0].chain = ChainKind::Incremental;
    blueprint.protections.backups[0].full_every = Span::days(7);
    blueprint.protections.backups[0].keep = Retention::Count(3);
    blueprint.vms[0].used = Bytes(864_000_000);
    blueprint.vms[0].churn = 1_000.0;
    let used = years(&blueprint, 1, 1)[0].repositories[0].most_used;
    let parts = 10 + 6 + 10 + 2;
    assert!(used.abs_diff(parts * 86_400_000) < 2_000_000, "{used}");
    // By age: nothing of a chain goes before its youngest point is two days old.
    blueprint.protections.backups[0].keep = Retention::Age(Span::hours(47));
    let used = years(&blueprint, 1, 1)[0].repositories[0].most_used;
    let parts = 10 + 6 + 10 + 1;
    assert!(used.abs_diff(parts * 86_400_000) < 2_000_000, "{used}");
}

/// Two VMs on one pipe, one of them bounded by its own disk: the other gets what that one leaves.
#[test]
fn what_a_slow_disk_leaves_goes_to_the_others() {
    let mut blueprint = protected(1, 1);
    application(&mut blueprint, "b", 1, 1, 8);
    blueprint.vms[1].protection.backup = Some(BackupId(0));
    blueprint.repositories[0].read = Rate(100_000_000);
    blueprint.stamps[0].disk_rate = Rate(20_000_000);
    blueprint.vms[0].disks = 1;
    blueprint.vms[1].disks = 10;
    blueprint.vms[0].used = Bytes(HOURLY);
    blueprint.vms[1].used = Bytes(HOURLY * 8 / 10);
    drill(&mut blueprint, STAMP, gone(), Law::Constant(0.0));
    let record = &drills(&blueprint, 1, 1)[0];
    let recovery = |id: u32| {
        let mine = |outage: &&crate::model::record::Outage| outage.application.0 == id;
        let outage = record.outages.iter().find(mine).expect("stops");
        outage.recovery().expect("recovers") as f64 / H
    };
    assert!((recovery(0) - 5.0).abs() < 1e-3, "{}", recovery(0));
    assert!((recovery(1) - 1.0).abs() < 1e-3, "{}", recovery(1));
}

/// A restore does not share with a backup, unless the scenario says so.
#[test]
fn restores_go_before_backups() {
    let mut blueprint = protected(1, 1);
    application(&mut blueprint, "large", 1, 1, 8);
    blueprint.vms[1].protection.backup = Some(BackupId(0));
    blueprint.stamps[0].uplink = Rate(100_000_000);
    blueprint.vms[0].used = Bytes(HOURLY);
    blueprint.vms[1].used = Bytes(HOURLY * 22);
    let app = Component::Application(ApplicationId(0));
    let deletion = logical(LogicalKind::Deletion, Span::ZERO);
    drill(&mut blueprint, app, deletion, Law::Constant(0.0));
    let first = hours_of(&drills(&blueprint, 1, 200));
    assert!(first.iter().all(|hours| (hours - 1.0).abs() < 1e-3));
    blueprint.run.restores_first = false;
    let (shared, _) = mean(&hours_of(&drills(&blueprint, 1, 200)));
    assert!(shared > 1.8, "{shared}");
}

/// Every part of a restore takes its time, in its phase.
#[test]
fn a_restore_goes_through_its_phases() {
    let mut blueprint = protected(1, 1);
    blueprint.repositories[0].read = Rate(100_000_000);
    blueprint.vms[0].used = Bytes(HOURLY);
    let minutes = |count: u64| Law::Constant((count * MINUTE) as f64);
    blueprint.protections.backups[0].detect = minutes(5);
    blueprint.protections.backups[0].decide = minutes(30);
    blueprint.protections.backups[0].provision = minutes(20);
    blueprint.roles[0].boot = minutes(3);
    blueprint.roles[0].validate = minutes(7);
    drill(&mut blueprint, STAMP, gone(), minutes(50));
    let outage = drills(&blueprint, 1, 1)[0].outages[0];
    let mut phases = outage.phases.map(|ms| (ms + MINUTE / 2) / MINUTE);
    assert_eq!(phases[..4], [5, 30, 15, 20]);
    assert_eq!(phases[4..], [60, 0, 3, 7, 0, 0]);
    assert_eq!(outage.path(), Some(crate::model::record::Path::Restore));
    // Who decides comes at eight; the stamp has long been back.
    let hours = Hours::Weekly(vec![(8 * HOUR, 17 * HOUR), (32 * HOUR, 41 * HOUR)]);
    blueprint.crews.push(Crew {
        name: "deciders".into(),
        people: 1,
        hours,
        answers_in: Law::Constant(0.0),
        on_call_after: None,
        repair_within: None,
    });
    blueprint.protections.backups[0].decided_by = Some(CrewId(0));
    blueprint.drills[0].time = DrillTime::OfWeek(20 * HOUR);
    let outage = drills(&blueprint, 1, 1)[0].outages[0];
    phases = outage.phases;
    let decide = 12 * HOUR - 5 * MINUTE + 30 * MINUTE;
    assert_eq!((phases[1], phases[2]), (decide, 0));
    // What is waited for longest are the hours of who decides, from when it is noticed until they begin.
    assert_eq!(outage.binding, Resource::Crew(CrewId(0)));
    assert_eq!(outage.binding_ms, 12 * HOUR - 5 * MINUTE);
    // A decision that takes no time waits for the hours all the same.
    blueprint.protections.backups[0].decide = Law::Constant(0.0);
    let outage = drills(&blueprint, 1, 1)[0].outages[0];
    assert_eq!(outage.phases[1], 12 * HOUR - 5 * MINUTE);
    assert_eq!(
        (outage.binding, outage.binding_ms),
        (Resource::Crew(CrewId(0)), 12 * HOUR - 5 * MINUTE)
    );
}

/// A silent node is isolated first.
#[test]
fn isolation_takes_its_time() {
    let mut blueprint = cluster(2);
    blueprint.stamps[0].detection = Law::Constant(15_000.0);
    blueprint.stamps[0].isolation_share = Share(0.25);
    blueprint.stamps[0].isolation = Span::seconds(240);
    application(&mut blueprint, "app", 1, 1, 8);
    let node = Component::Node(initial_node(&blueprint, 0));
    drill(&mut blueprint, node, stops(), Law::Constant(H));
    let seconds: Vec<f64> = hours_of(&drills(&blueprint, 1, 2_000))
        .iter()
        .map(|hours| hours * 3_600.0)
        .collect();
    agrees(&seconds, 15.0 + 60.0, "seconds of detection");
}

/// Retries are fresh draws; the first outcome of a job repeats the one before it, so often.
#[test]
fn jobs_fail_in_runs_and_are_tried_again() {
    let mut blueprint = protected(1, 1);
    blueprint.run.build_up = Span::days(60);
    blueprint.protections.backups[0].keep = Retention::Count(2);
    blueprint.protections.backups[0].job_failure = Share(0.2);
    blueprint.protections.backups[0].stickiness = Share(0.5);
    drill(&mut blueprint, STAMP, gone(), Law::Constant(0.0));
    // A run of failures goes on with 0.5 + 0.5 · 0.2: on average 0.2 / (1 − 0.6) jobs are missing.
    let losses = lost_hours(&drills(&blueprint, 1, 6_000));
    agrees(
        &losses,
        12.0 + 24.0 * 0.5,
        "hours lost with sticky failures",
    );
    blueprint.protections.backups[0].stickiness = Share(0.0);
    blueprint.protections.backups[0].job_failure = Share(0.5);
    blueprint.protections.backups[0].retries = 2;
    let failed: Vec<f64> = years(&blueprint, 2, 200)
        .iter()
        .map(|record| record.backups[0].failed as f64 / record.backups[0].due as f64)
        .collect();
    agrees(&failed, 0.125, "share of jobs that fail three times");
}

/// Jobs start in their window, and what finds no slot in it is missed.
#[test]
fn jobs_keep_to_their_window() {
    let mut blueprint = protected(2, 1);
    blueprint.protections.backups[0].phase = Span::hours(12);
    blueprint.protections.backups[0].window = Some(Window {
        start: 22 * HOUR,
        end: 23 * HOUR,
    });
    blueprint.repositories[0].slots = 1;
    blueprint.repositories[0].write = Rate(100_000_000);
    for vm in &mut blueprint.vms {
        vm.used = Bytes(HOURLY * 2);
    }
    let record = &years(&blueprint, 1, 1)[0];
    let write = Resource::RepositoryWrite(RepositoryId(0));
    let pipe = record.pipes.iter().find(|pipe| pipe.resource == write);
    for (hour, bytes) in pipe.expect("a pipe").backup_bytes.into_iter().enumerate() {
        assert_eq!(
            bytes > 1_000_000,
            [22, 23].contains(&(hour % 24)),
            "hour {hour}"
        );
    }
    let jobs = record.backups[0];
    assert!(jobs.window_missed.abs_diff(60) <= 1, "{jobs:?}");
    assert_eq!(jobs.due, jobs.good + jobs.window_missed);
}

/// Hours without N−1 and with two nodes down, from two overlapping faults.
#[test]
fn hours_without_n_minus_1_are_counted_once() {
    let mut blueprint = cluster(4);
    for (node, at) in [(0, 100), (1, 105)] {
        let target = Component::Node(NodeId(node));
        let label = format!("node{node}");
        let (at, lasts) = (vec![Span::hours(at)], Span::hours(10));
        fault_at(&mut blueprint, &label, target, 0.0, at, lasts);
    }
    let record = &years(&blueprint, 1, 1)[0];
    let tally = record.stamps[0];
    assert_eq!(tally.without_n_minus_1, 15 * HOUR);
    assert_eq!(tally.two_or_more_down, 5 * HOUR);
    assert_eq!(record.node_downtime, [10 * HOUR, 10 * HOUR, 0, 0]);
}

/// In a drill only what the drill causes counts, whatever else fails meanwhile.
#[test]
fn a_drill_counts_its_own_outages_only() {
    let mut blueprint = cluster(1);
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 1);
    application(&mut blueprint, "hit", 1, 1, 8);
    application(&mut blueprint, "other", 1, 1, 8);
    blueprint.vms[1].stamp = beta;
    let node = Component::Node(NodeId(1));
    let (life, repair) = (Law::Constant(20.0 * H), Law::Constant(H));
    hazard(&mut blueprint, node, life, repair, None, 0.0);
    drill(&mut blueprint, STAMP, stops(), Law::Constant(100.0 * H));
    let drill = blueprint.drills[0].source;
    assert_eq!(blueprint.sources[drill.index()].label, "drill");
    for record in drills(&blueprint, 1, 20) {
        let counted = record.outages.iter().filter(|outage| outage.counted);
        let hit: Vec<u32> = counted.map(|outage| outage.application.0).collect();
        assert_eq!(hit, [0]);
    }
}

/// Planned is an outage only while nothing unplanned bears on it.
#[test]
fn an_unplanned_contributor_makes_an_outage_unplanned() {
    let mut blueprint = cluster(1);
    application(&mut blueprint, "app", 1, 1, 8);
    let at = vec![Span::hours(100)];
    let update = fault_at(&mut blueprint, "update", STAMP, 0.0, at, Span::hours(10));
    blueprint.sources[update].class = Class::Planned;
    let class = |blueprint: &Blueprint| years(blueprint, 1, 1)[0].outages[0].class;
    assert_eq!(class(&blueprint), Class::Planned);
    let site = Component::Site(SiteId(0));
    let at = vec![Span::hours(105)];
    fault_at(&mut blueprint, "power", site, 0.0, at, Span::hours(10));
    assert_eq!(class(&blueprint), Class::Site);
    let outage = years(&blueprint, 1, 1)[0].outages[0];
    assert_eq!(outage.recovery(), Some(15 * HOUR));
}

/// Up again for two minutes is no recovery, for six it is; and longer than the drain is never one.
#[test]
fn relapses_merge_and_long_outages_are_unrecovered() {
    let mut blueprint = cluster(1);
    application(&mut blueprint, "app", 1, 1, 8);
    let mut outages = |minutes: u64| {
        blueprint.sources.clear();
        let again = Span(101 * HOUR + minutes * MINUTE);
        let at = vec![Span::hours(100), again];
        fault_at(&mut blueprint, "power", STAMP, 0.0, at, Span::hours(1));
        years(&blueprint, 1, 1)[0].outages.clone()
    };
    assert_eq!(outages(6).len(), 2);
    let merged = outages(2);
    assert_eq!(merged.len(), 1);
    assert_eq!(merged[0].recovery(), Some(2 * HOUR + 2 * MINUTE));
    assert_eq!(merged[0].phases[Phase::Relapse as usize], 2 * MINUTE);
    assert_eq!(merged[0].downtime, 2 * HOUR, "uptime is no downtime");
    for (days, recovers) in [(60, true), (61, false)] {
        blueprint.sources.clear();
        blueprint.run.horizon = Span::days(30);
        blueprint.run.drain = Span::days(60);
        let at = vec![Span::days(1)];
        fault_at(&mut blueprint, "power", STAMP, 0.0, at, Span::days(days));
        let record = &years(&blueprint, 1, 1)[0];
        assert_eq!(record.outages[0].recovery().is_some(), recovers);
        assert_eq!(
            record.outages[0].downtime,
            29 * 24 * HOUR,
            "clipped to the horizon"
        );
    }
}

/// Noticing comes before a return, an answer before the work.
#[test]
fn noticing_and_answering_take_their_time() {
    let mut blueprint = cluster(1);
    application(&mut blueprint, "app", 1, 1, 8);
    drill(&mut blueprint, STAMP, stops(), Law::Constant(H));
    let minutes = |count: u64| Law::Constant((count * MINUTE) as f64);
    blueprint.sources[0].restoration.detect = minutes(10);
    let recovery = |blueprint: &Blueprint| drills(blueprint, 1, 1)[0].outages[0].recovery();
    assert_eq!(recovery(&blueprint), Some(70 * MINUTE));
    blueprint.crews.push(Crew {
        name: "duty".into(),
        people: 1,
        hours: Hours::Always,
        answers_in: minutes(45),
        on_call_after: None,
        repair_within: None,
    });
    blueprint.sources[0].restoration.crew = Some(CrewId(0));
    assert_eq!(recovery(&blueprint), Some(115 * MINUTE));
}

/// A stamp stops at eight in the evening, somebody is called ten minutes later and comes at eight in the
/// morning: until then the crew is what is waited for, before and after it the stamp.
#[test]
fn a_crew_that_is_called_and_has_not_come_is_what_is_waited_for() {
    let mut blueprint = cluster(1);
    application(&mut blueprint, "app", 1, 1, 8);
    drill(&mut blueprint, STAMP, stops(), Law::Constant(H));
    blueprint.sources[0].restoration.detect = Law::Constant((10 * MINUTE) as f64);
    blueprint.crews.push(Crew {
        name: "day".into(),
        people: 1,
        hours: Hours::Weekly(vec![(8 * HOUR, 17 * HOUR), (32 * HOUR, 41 * HOUR)]),
        answers_in: Law::Constant(0.0),
        on_call_after: None,
        repair_within: None,
    });
    blueprint.sources[0].restoration.crew = Some(CrewId(0));
    blueprint.drills[0].time = DrillTime::OfWeek(20 * HOUR);
    let outage = drills(&blueprint, 1, 1)[0].outages[0];
    assert_eq!(outage.recovery(), Some(13 * HOUR));
    let crew = (Resource::Crew(CrewId(0)), 12 * HOUR - 10 * MINUTE);
    assert_eq!((outage.binding, outage.binding_ms), crew);
    // A longer repair outweighs it: what is waited for has its own name again.
    blueprint.sources[0].restoration.repair = Law::Constant(20.0 * H);
    let outage = drills(&blueprint, 1, 1)[0].outages[0];
    let back = (Resource::Return(STAMP), 20 * HOUR + 10 * MINUTE);
    assert_eq!((outage.binding, outage.binding_ms), back);
}

/// The first life is the rest of one that is under way: half of a constant life in half of the time.
#[test]
fn lives_begin_in_the_middle() {
    let mut blueprint = cluster(1);
    blueprint.run.horizon = Span::hours(500);
    let (life, repair) = (Law::Constant(1_000.0 * H), Law::Constant(0.0));
    let node = Component::Node(NodeId(0));
    hazard(&mut blueprint, node, life, repair, None, 0.0);
    let faults: Vec<f64> = years(&blueprint, 1, 4_000)
        .iter()
        .map(|record| f64::from(record.faults[0]))
        .collect();
    agrees(&faults, 0.5, "faults in half a life");
}

/// What comes from another stamp must fit the formula, not only the nodes.
#[test]
fn a_move_must_fit_the_formula() {
    let mut blueprint = protected(1, 1);
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 4);
    blueprint.vms[0].memory = Bytes::gib(100);
    blueprint.stamps[1].node_memory = Bytes::gib(512);
    blueprint.protections.backups[0].restore_to = vec![beta];
    application(&mut blueprint, "filler", 8, 8, 100);
    for vm in blueprint.vms.iter_mut().skip(1) {
        vm.stamp = beta;
    }
    let at = vec![Span::days(20)];
    fault_at(&mut blueprint, "loss", STAMP, 1.0, at, Span::hours(10));
    let recovery = |blueprint: &Blueprint| years(blueprint, 1, 1)[0].outages[0].recovery();
    assert_eq!(
        recovery(&blueprint),
        Some(0),
        "without a reserve there is room"
    );
    blueprint.stamps[1].reserve = Reserve::AzureStackHub {
        host_os: Share(0.15),
    };
    assert_eq!(recovery(&blueprint), Some(10 * HOUR), "47.6 GiB are left");
    let outage = years(&blueprint, 1, 1)[0].outages[0];
    assert_eq!(outage.binding, Resource::Capacity(beta));
}
