//! The storage pool of a stamp, against hand computation and a Markov chain.

use super::operator::*;
use super::*;
use crate::model::record::{Outage, Path, StorageTally};

const MB: u64 = 1_000_000;
const GB: u64 = 1_000 * MB;

/// Gives a stamp a pool: whatever a test does not set takes no part in it.
pub(super) fn add_pool(blueprint: &mut Blueprint, stamp: usize, disks_per_node: u32) {
    let pools = blueprint.stamps.iter().flat_map(|one| &one.storage);
    let (disk, volume) = pools
        .map(|pool| (pool.disks.end, pool.volumes.end))
        .max()
        .unwrap_or((0, 0));
    let nodes = blueprint.stamps[stamp].node_count();
    blueprint.stamps[stamp].storage = Some(Storage {
        disks: disk..disk + nodes * disks_per_node,
        disks_per_node,
        disk_size: Bytes(4_000 * GB),
        volumes: volume..volume + nodes,
        volume_size: Bytes(1 << 50),
        rate: Rate(1_000 * MB),
        rebuild_rate: Rate(100 * MB),
        retire_after: Span::minutes(15),
        silent_share: Share(0.0),
        reserve_disks: nodes,
        warning: Share(0.9),
        critical: Share(0.95),
        relief: None,
        relief_by: None,
        relief_to: Share(0.8),
    });
}

/// Four nodes with two disks each, one VM of 480 GB on the first node: 180 GB of copies on a disk, so
/// that a rebuild takes half an hour, and 360 GB in a node.
fn pool() -> Blueprint {
    let mut blueprint = cluster(4);
    blueprint.run.horizon = Span::days(30);
    application(&mut blueprint, "app", 1, 1, 8);
    blueprint.vms[0].used = Bytes(480 * GB);
    add_pool(&mut blueprint, 0, 2);
    blueprint
}

fn storage(blueprint: &mut Blueprint) -> &mut Storage {
    blueprint.stamps[0].storage.as_mut().expect("it has a pool")
}

fn disk(number: u32) -> Component {
    Component::Disk(DiskId(number))
}

fn node(number: u32) -> Component {
    Component::Node(NodeId(number))
}

/// A fault at one instant, in minutes after the first hundred hours.
fn at(blueprint: &mut Blueprint, target: Component, minute: u64, lasts: Span) {
    let label = format!("{}", blueprint.sources.len());
    let instant = Span::hours(100) + Span::minutes(minute);
    fault_at(blueprint, &label, target, 0.0, vec![instant], lasts);
}

fn tally(blueprint: &Blueprint) -> StorageTally {
    years(blueprint, 1, 1)[0].storage[0]
}

fn outages(blueprint: &Blueprint) -> Vec<Outage> {
    let took_time = |outage: &Outage| outage.recovery() != Some(0);
    let record = years(blueprint, 1, 1).remove(0);
    record.outages.into_iter().filter(took_time).collect()
}

fn minutes(ms: u64) -> f64 {
    ms as f64 / MINUTE as f64
}

fn about(ms: u64, expected: f64) {
    let found = minutes(ms);
    assert!(
        (found - expected).abs() < 0.001,
        "{found} min instead of {expected}"
    );
}

/// Bytes over the rate of one rebuild, or over what the pool gives it.
#[test]
fn a_rebuild_takes_its_bytes_over_its_rate() {
    let mut blueprint = pool();
    at(&mut blueprint, disk(0), 0, Span::days(10));
    let record = &years(&blueprint, 1, 1)[0];
    let one = record.storage[0];
    assert_eq!((one.rebuilds, one.offline, one.lost), (1, 0, 0));
    about(one.rebuild_sum, 30.0);
    about(one.degraded, 30.0);
    assert_eq!((one.rebuild_max, one.exposed), (one.rebuild_sum, 0));
    assert!(record.outages.is_empty());
    let pipe = record.pipes.last().expect("the pool comes last");
    assert_eq!(pipe.resource, Resource::Storage(StampId(0)));
    about(pipe.busy as u64, 30.0);
    assert_eq!(pipe.backup_bytes.iter().sum::<u128>() / u128::from(GB), 180);
    // Two at once, in two nodes, share a slow pool.
    storage(&mut blueprint).rate = Rate(100 * MB);
    at(&mut blueprint, disk(2), 0, Span::days(10));
    let two = tally(&blueprint);
    about(two.rebuild_sum, 120.0);
    about(two.rebuild_max, 60.0);
    about(two.degraded, 60.0);
    about(two.exposed, 60.0);
}

/// What is on the disks: VMs that have come from elsewhere, and replicas, are rebuilt as well.
#[test]
fn a_rebuild_copies_all_that_lies_there() {
    let mut blueprint = pool();
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 4);
    application(&mut blueprint, "other", 1, 1, 8);
    blueprint.vms[1].stamp = beta;
    blueprint.vms[1].used = Bytes(480 * GB);
    at(&mut blueprint, disk(0), 0, Span::days(10));
    about(tally(&blueprint).rebuild_sum, 30.0);
    blueprint.vms[1].stamp = StampId(0);
    about(tally(&blueprint).rebuild_sum, 60.0);
}

/// A silent disk is waited for. Back in time it gets what changed meanwhile; else it is rebuilt.
#[test]
fn a_silent_disk_is_retired_in_the_end() {
    let mut blueprint = pool();
    storage(&mut blueprint).silent_share = Share(1.0);
    at(&mut blueprint, disk(0), 0, Span::days(10));
    about(tally(&blueprint).rebuild_sum, 45.0);
    // Ten minutes of 80 MB/s, three copies over eight disks: 18 GB.
    blueprint.vms[0].churn = (80 * MB) as f64;
    blueprint.sources.clear();
    at(&mut blueprint, disk(0), 0, Span::minutes(10));
    let back = tally(&blueprint);
    assert_eq!((back.rebuilds, back.lost), (1, 0));
    about(back.rebuild_sum, 13.0);
    about(back.degraded, 13.0);
    // Nothing changed, nothing to copy.
    blueprint.vms[0].churn = 0.0;
    let back = tally(&blueprint);
    assert_eq!(back.rebuilds, 0);
    about(back.degraded, 10.0);
}

/// So many of a hundred are silent.
#[test]
fn the_share_of_silent_disks_is_kept() {
    let mut blueprint = pool();
    storage(&mut blueprint).silent_share = Share(0.3);
    at(&mut blueprint, disk(0), 0, Span::days(10));
    let minutes = |record: &TrialRecord| minutes(record.storage[0].rebuild_sum);
    let found: Vec<f64> = years(&blueprint, 1, 2_000).iter().map(minutes).collect();
    agrees(&found, 30.0 + 0.3 * 15.0, "mean rebuild");
}

/// The reserve holds so many disks that are not replaced; the next one waits until one is.
#[test]
fn the_reserve_is_limited() {
    let mut blueprint = pool();
    storage(&mut blueprint).reserve_disks = 1;
    at(&mut blueprint, disk(0), 0, Span::hours(2));
    at(&mut blueprint, disk(1), 0, Span::hours(9));
    about(tally(&blueprint).rebuild_sum, 30.0 + 150.0);
    // Replaced before its turn it is rebuilt onto itself, and the reserve stays as it is.
    blueprint.sources.clear();
    at(&mut blueprint, disk(0), 0, Span::hours(9));
    at(&mut blueprint, disk(1), 0, Span::hours(1));
    at(&mut blueprint, disk(2), 600, Span::hours(1));
    about(tally(&blueprint).rebuild_sum, 30.0 + 90.0 + 30.0);
    about(tally(&blueprint).rebuild_max, 90.0);
    // Without a reserve all wait.
    storage(&mut blueprint).reserve_disks = 0;
    let none = tally(&blueprint);
    about(none.rebuild_sum, 570.0 + 90.0 + 90.0);
    about(none.exposed, 0.0);
}

/// A disk that fails again while it is rebuilt onto itself begins again.
#[test]
fn a_rebuild_that_is_broken_off_begins_again() {
    let mut blueprint = pool();
    storage(&mut blueprint).reserve_disks = 0;
    at(&mut blueprint, disk(0), 0, Span::minutes(10));
    at(&mut blueprint, disk(0), 30, Span::minutes(10));
    let once = tally(&blueprint);
    assert_eq!(once.rebuilds, 1);
    about(once.rebuild_sum, 70.0);
}

/// A node gets what changed while it was away: churn × time × 3 copies over 4 nodes, at most its
/// share; nothing for the time in which the stamp was down.
#[test]
fn a_node_that_returns_gets_what_changed() {
    let mut blueprint = pool();
    blueprint.vms[0].churn = (4 * MB) as f64;
    at(&mut blueprint, node(3), 0, Span::hours(3));
    let back = tally(&blueprint);
    // 4 MB/s × 10,800 s × 3 / 4 = 32.4 GB at 100 MB/s.
    about(back.rebuild_sum, 180.0 + 5.4);
    about(back.degraded, 180.0 + 5.4);
    blueprint.vms[0].churn = (80 * MB) as f64;
    about(tally(&blueprint).rebuild_sum, 180.0 + 60.0);
    blueprint.vms[0].churn = (4 * MB) as f64;
    let stamp = Component::Stamp(StampId(0));
    at(&mut blueprint, stamp, 60, Span::hours(1));
    about(tally(&blueprint).rebuild_sum, 180.0 + 3.6);
    // The resynchronisation stands still while the stamp does.
    blueprint.sources.truncate(1);
    at(&mut blueprint, stamp, 181, Span::hours(1));
    about(tally(&blueprint).rebuild_sum, 180.0 + 60.0 + 5.4);
    // Away again before it was current: it still lacks what it lacked.
    blueprint.sources.truncate(1);
    at(&mut blueprint, node(3), 182, Span::minutes(10));
    let again = tally(&blueprint);
    assert_eq!(again.rebuilds, 1);
    // Two minutes of it had arrived; ten more minutes of writing are 1.8 GB, 18 s.
    about(again.rebuild_sum, 192.0 + 3.4 + 0.3);
}

/// Two nodes away cost nothing. A third takes the volumes offline until it is back: all that ran
/// there waits for it, whatever node it was on.
#[test]
fn the_third_node_takes_the_volumes_offline() {
    let mut blueprint = pool();
    blueprint.vms[0].churn = (4 * MB) as f64;
    at(&mut blueprint, node(1), 0, Span::hours(5));
    at(&mut blueprint, node(2), 0, Span::hours(5));
    let two = tally(&blueprint);
    assert_eq!((two.offline, two.rebuilds), (0, 2));
    about(two.exposed, 300.0 + 9.0);
    assert!(outages(&blueprint).is_empty());
    at(&mut blueprint, node(3), 120, Span::hours(1));
    let three = tally(&blueprint);
    assert_eq!((three.offline, three.lost, three.rebuilds), (1, 0, 2));
    about(three.offline_ms, 60.0);
    // Nothing was written in the hour: the third lacks nothing, the others four hours.
    about(three.rebuild_max, 300.0 + 7.2);
    about(three.exposed, 240.0 + 7.2);
    about(three.degraded, 300.0 + 7.2);
    let outage = outages(&blueprint)[0];
    assert_eq!(outage.recovery(), Some(HOUR));
    assert_eq!(outage.phases[Phase::Wait as usize], HOUR);
    assert_eq!(outage.class, Class::Node);
    assert_eq!(outage.binding, Resource::Return(node(3)));
    assert_eq!(outage.contributor_count, 2, "the first two are named");
    assert_eq!((outage.path(), outage.set_back()), (Some(Path::Restart), 0));
    assert_eq!(outages(&blueprint).len(), 1);
}

/// Any of them may be the one that returns; what it must get first is waited for.
#[test]
fn volumes_come_back_with_the_first_node_that_is_current() {
    let mut blueprint = pool();
    blueprint.vms[0].churn = (4 * MB) as f64;
    at(&mut blueprint, node(1), 0, Span::hours(3));
    at(&mut blueprint, node(2), 0, Span::hours(9));
    at(&mut blueprint, node(3), 120, Span::hours(9));
    // Two hours of writing: 21.6 GB.
    let outage = outages(&blueprint)[0];
    about(outage.recovery().expect("recovers"), 60.0 + 3.6);
    about(tally(&blueprint).offline_ms, 60.0 + 3.6);
}

/// Restarts come in the batches of the cluster, and none while volumes are offline.
#[test]
fn nothing_starts_while_volumes_are_offline() {
    let mut blueprint = pool();
    application(&mut blueprint, "late", 1, 1, 8);
    blueprint.vms[1].used = Bytes(0);
    blueprint.stamps[0].cluster_restart = Batch {
        count: 1,
        every: Span::minutes(5),
    };
    for number in 1..4 {
        at(&mut blueprint, node(number), 0, Span::hours(1));
    }
    // A stamp that is down and starts meanwhile does not help.
    at(
        &mut blueprint,
        Component::Stamp(StampId(0)),
        10,
        Span::minutes(10),
    );
    let found = outages(&blueprint);
    let of = |id: u32| {
        found
            .iter()
            .find(|one| one.application.0 == id)
            .map(|one| one.recovery())
    };
    assert_eq!(of(0), Some(Some(HOUR)));
    assert_eq!(
        of(1),
        Some(Some(HOUR)),
        "through the other gate, after a power-on"
    );
    blueprint.sources.truncate(3);
    let found = outages(&blueprint);
    let of = |id: u32| {
        found
            .iter()
            .find(|one| one.application.0 == id)
            .map(|one| one.recovery())
    };
    assert_eq!(of(0), Some(Some(HOUR)));
    assert_eq!(of(1), Some(Some(HOUR + 5 * MINUTE)));
}

fn with_backup(blueprint: &mut Blueprint) {
    blueprint.run.build_up = Span::days(3);
    blueprint.vms[0].used = Bytes(480 * GB);
    repository(blueprint, FAST.0, 100);
    backup(blueprint, Span::hours(24), ChainKind::Full);
    blueprint.stamps[0].disk_rate = FAST;
    blueprint.stamps[0].uplink = FAST;
}

/// Disks in three nodes before the first is rebuilt: the data is gone, the stamp is not.
#[test]
fn three_disks_in_three_nodes_lose_the_data() {
    let mut blueprint = pool();
    with_backup(&mut blueprint);
    storage(&mut blueprint).rate = Rate(1_000 * MB);
    for (number, minute) in [(0, 0), (2, 5), (4, 10)] {
        at(&mut blueprint, disk(number), minute, Span::hours(9));
    }
    let record = &years(&blueprint, 1, 1)[0];
    let lost = record.storage[0];
    assert_eq!((lost.lost, lost.offline, lost.rebuilds), (1, 0, 0));
    about(lost.degraded, 10.0);
    about(lost.exposed, 5.0);
    assert_eq!(record.stamps[0].down, 0);
    let outage = record.outages[0];
    assert_eq!(
        (outage.class, outage.path()),
        (Class::Disk, Some(Path::Restore))
    );
    assert_eq!(outage.target, disk(4));
    assert!(outage.at_risk() && !outage.total_loss());
    assert!(outage.set_back() > 0 && outage.set_back() <= 24 * HOUR);
    // 480 GB come back through the pool.
    about(outage.recovery().expect("recovers"), 8.0);
    assert_eq!(outage.binding, Resource::Storage(StampId(0)));
    assert_eq!(outage.contributor_count, 2);
    // Two in one node count once.
    blueprint.sources[2].target = disk(3);
    let record = &years(&blueprint, 1, 1)[0];
    assert_eq!((record.storage[0].lost, record.storage[0].rebuilds), (0, 3));
    assert!(record.outages.is_empty());
    // After the rebuild of the first a third one costs nothing.
    blueprint.sources[2].target = disk(4);
    blueprint.sources[2].arrival = Arrival::Scheduled(vec![Span::hours(100) + Span::minutes(31)]);
    assert_eq!(tally(&blueprint).lost, 0);
}

/// What is lost stays lost until it is rebuilt, whatever else happens to its node.
#[test]
fn a_node_that_returns_does_not_bring_a_lost_disk_back() {
    let mut blueprint = pool();
    at(&mut blueprint, disk(0), 0, Span::hours(9));
    at(&mut blueprint, node(0), 2, Span::minutes(1));
    at(&mut blueprint, disk(2), 5, Span::hours(9));
    at(&mut blueprint, disk(4), 10, Span::hours(9));
    assert_eq!(tally(&blueprint).lost, 1);
}

/// A repository at the stamp lies on the same volumes: it goes with them.
#[test]
fn a_repository_at_the_stamp_goes_with_its_volumes() {
    let mut blueprint = pool();
    with_backup(&mut blueprint);
    blueprint.repositories[0].at = Place::Stamp(StampId(0));
    for number in 1..4 {
        at(&mut blueprint, node(number), 0, Span::hours(6));
    }
    let record = &years(&blueprint, 1, 1)[0];
    assert_eq!(record.repositories[0].down, 6 * HOUR);
    assert!(record.outages.iter().all(|outage| !outage.total_loss()));
    blueprint.sources.clear();
    for number in [0, 2, 4] {
        at(&mut blueprint, disk(number), 0, Span::hours(6));
    }
    let record = &years(&blueprint, 1, 1)[0];
    assert_eq!(record.repositories[0].down, 0);
    assert!(record.outages[0].total_loss(), "its points are gone too");
}

/// Copies that could come back are waited for; rebuilds go on meanwhile and end it as well.
#[test]
fn a_rebuild_ends_the_wait_for_a_node() {
    let mut blueprint = pool();
    at(&mut blueprint, disk(2), 0, Span::hours(9));
    at(&mut blueprint, disk(4), 0, Span::hours(9));
    at(&mut blueprint, node(3), 10, Span::hours(5));
    let found = tally(&blueprint);
    assert_eq!((found.offline, found.lost, found.rebuilds), (1, 0, 2));
    about(found.offline_ms, 20.0);
    let outage = outages(&blueprint)[0];
    about(outage.recovery().expect("recovers"), 20.0);
    assert_eq!(outage.binding, Resource::Return(node(3)));
}

/// Three silent disks: offline while they may come back, lost when they are retired.
#[test]
fn silent_disks_are_lost_when_they_are_retired() {
    let mut blueprint = pool();
    storage(&mut blueprint).silent_share = Share(1.0);
    for number in [0, 2, 4] {
        at(&mut blueprint, disk(number), 0, Span::minutes(10));
    }
    let back = tally(&blueprint);
    assert_eq!((back.offline, back.lost, back.rebuilds), (1, 0, 0));
    about(outages(&blueprint)[0].recovery().expect("recovers"), 10.0);
    for source in &mut blueprint.sources {
        source.restoration.repair = Law::Constant(20.0 * MINUTE as f64);
    }
    let gone = tally(&blueprint);
    assert_eq!((gone.offline, gone.lost), (1, 1));
    about(gone.offline_ms, 15.0);
    about(gone.degraded, 15.0);
}

/// The VMs of a stamp without enough copies may be restored to another one.
#[test]
fn what_was_lost_may_go_to_another_stamp() {
    let mut blueprint = pool();
    with_backup(&mut blueprint);
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 4);
    add_pool(&mut blueprint, 1, 2);
    blueprint.protections.backups[0].restore_to = vec![beta];
    blueprint.vms[0].churn = 1_000.0;
    at(
        &mut blueprint,
        Component::ControlPlane(StampId(0)),
        0,
        Span::days(3),
    );
    for number in [0, 2, 4] {
        at(&mut blueprint, disk(number), 5, Span::hours(6));
    }
    // There a disk holds half of what two VMs would make.
    at(&mut blueprint, disk(8), 600, Span::days(3));
    let record = &years(&blueprint, 1, 1)[0];
    assert_eq!(record.storage[0].lost, 1);
    assert_eq!(record.storage[1].rebuilds, 1);
    about(record.storage[1].rebuild_sum, 30.0);
    about(record.outages[0].recovery().expect("recovers"), 8.0);
}

/// In a drill only what comes after its strike counts, and the trial goes on until copies are whole.
#[test]
fn a_drill_waits_for_its_rebuild() {
    let mut blueprint = pool();
    blueprint.run.settle = Span::days(3);
    drill(
        &mut blueprint,
        disk(0),
        Effect::Stops {
            destroys: Share(0.0),
        },
        Law::Constant(HOUR as f64 / 6.0),
    );
    hazard(
        &mut blueprint,
        disk(2),
        Law::Constant(60.0 * H),
        Law::Constant(MINUTE as f64),
        None,
        0.0,
    );
    for record in drills(&blueprint, 1, 50) {
        let tally = record.storage[0];
        let whole = record.whole.expect("whole in the end");
        assert!(tally.rebuilds == 1 || tally.rebuilds == 2, "{tally:?}");
        assert_eq!(tally.degraded, whole);
        assert!(minutes(whole) > 29.999 && minutes(whole) < 60.001);
    }
}

/// Probability that a chain of four disks, of which i fail at (4 − i) λ and come back at i μ, has
/// reached three within t: the forward equations, by steps of fourth order.
fn reaches_three(lambda: f64, mu: f64, t: f64) -> f64 {
    let slope = |p: [f64; 4]| {
        [
            -4.0 * lambda * p[0] + mu * p[1],
            4.0 * lambda * p[0] - (3.0 * lambda + mu) * p[1] + 2.0 * mu * p[2],
            3.0 * lambda * p[1] - (2.0 * lambda + 2.0 * mu) * p[2],
            2.0 * lambda * p[2],
        ]
    };
    let steps = 100_000;
    let h = t / f64::from(steps);
    let mut p = [1.0, 0.0, 0.0, 0.0];
    for _ in 0..steps {
        let add = |k: [f64; 4], by: f64| std::array::from_fn(|i| p[i] + by * k[i]);
        let first = slope(p);
        let second = slope(add(first, h / 2.0));
        let third = slope(add(second, h / 2.0));
        let fourth = slope(add(third, h));
        for i in 0..4 {
            p[i] += h / 6.0 * (first[i] + 2.0 * second[i] + 2.0 * third[i] + fourth[i]);
        }
    }
    p[3]
}

/// Without a reserve and with nothing to copy a disk is whole when it is replaced: a Markov chain.
#[test]
fn loss_follows_the_markov_chain() {
    let mut blueprint = cluster(4);
    blueprint.run.horizon = Span::hours(2_000);
    application(&mut blueprint, "app", 1, 1, 8);
    blueprint.vms[0].used = Bytes(0);
    add_pool(&mut blueprint, 0, 1);
    storage(&mut blueprint).reserve_disks = 0;
    for number in 0..4 {
        let (life, repair) = (1_000.0 * H, 50.0 * H);
        let life = Law::Exponential { mean: life };
        let repair = Law::Exponential { mean: repair };
        hazard(&mut blueprint, disk(number), life, repair, None, 0.0);
    }
    let truth = reaches_three(1.0 / 1_000.0, 1.0 / 50.0, 2_000.0);
    assert!(truth > 0.02 && truth < 0.2, "{truth}");
    for seed in [1, 2] {
        let hit = |record: &TrialRecord| f64::from(u8::from(record.storage[0].lost > 0));
        let hits: Vec<f64> = years(&blueprint, seed, 10_000).iter().map(hit).collect();
        agrees(&hits, truth, "data lost");
    }
}

/// A rebuild of constant length D: the share of time with exactly two of four disks in rebuild is
/// 6 p² (1 − p)² with p = D / (L + D), whatever the law of D.
#[test]
fn time_exposed_is_that_of_the_binomial() {
    let mut blueprint = cluster(4);
    blueprint.run.horizon = Span(20 * YEAR);
    blueprint.run.settle = Span::hours(5_000);
    application(&mut blueprint, "app", 1, 1, 8);
    // 20 h at 100 MB/s, and it is replaced as long after: into the reserve, then back in use.
    blueprint.vms[0].used = Bytes(7_200 * GB * 4 / 3);
    add_pool(&mut blueprint, 0, 1);
    for number in 0..4 {
        let life = Law::Exponential { mean: 2_000.0 * H };
        let repair = Law::Constant(20.0 * H);
        hazard(&mut blueprint, disk(number), life, repair, None, 0.0);
    }
    let p: f64 = 20.0 / 2_020.0;
    let truth = [
        1.0 - (1.0 - p) * (1.0 - p) * (1.0 - p) * (1.0 - p),
        6.0 * p * p * (1.0 - p) * (1.0 - p),
    ];
    let records = years(&blueprint, 3, 200);
    let share = |of: fn(&StorageTally) -> u64| -> Vec<f64> {
        let share = |record: &TrialRecord| of(&record.storage[0]) as f64 / record.horizon as f64;
        records.iter().map(share).collect()
    };
    agrees(&share(|tally| tally.degraded), truth[0], "degraded");
    agrees(&share(|tally| tally.exposed), truth[1], "exposed");
}

/// Backups, restores and rebuilds share the pool.
#[test]
fn restores_and_rebuilds_share_the_pool() {
    let mut blueprint = pool();
    with_backup(&mut blueprint);
    storage(&mut blueprint).rate = Rate(100 * MB);
    blueprint.run.restores_first = false;
    let app = Component::Application(ApplicationId(0));
    let deletion = logical(LogicalKind::Deletion, Span::ZERO);
    let when = vec![Span::hours(100)];
    logical_at(&mut blueprint, "deleted", app, deletion, when, Span::ZERO);
    // Alone 80 minutes; with a rebuild of 180 GB beside it for the first hour, 110.
    let alone = outages(&blueprint)[0];
    about(alone.recovery().expect("recovers"), 80.0);
    assert_eq!(alone.binding, Resource::Storage(StampId(0)));
    at(&mut blueprint, disk(0), 0, Span::days(3));
    about(outages(&blueprint)[0].recovery().expect("recovers"), 110.0);
    about(tally(&blueprint).rebuild_sum, 60.0);
    blueprint.run.restores_first = true;
    about(outages(&blueprint)[0].recovery().expect("recovers"), 80.0);
    about(tally(&blueprint).rebuild_sum, 110.0);
}

/// A stamp whose volumes are offline fails over like one that is down.
#[test]
fn replicas_take_over_for_offline_volumes() {
    let mut blueprint = pool();
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 4);
    add_pool(&mut blueprint, 1, 2);
    replicated(&mut blueprint, beta);
    for number in 1..4 {
        at(&mut blueprint, node(number), 0, Span::days(3));
    }
    let outage = outages(&blueprint)[0];
    assert_eq!(outage.path(), Some(Path::Failover));
    assert_eq!(outage.recovery(), Some(2 * HOUR));
    // A stamp that stops and starts meanwhile without its volumes starts nothing anew.
    blueprint.protections.replications[0].detect = Law::Constant(2.0 * H);
    let stamp = Component::Stamp(StampId(0));
    at(&mut blueprint, stamp, 60, Span::minutes(10));
    assert_eq!(outages(&blueprint)[0].recovery(), Some(5 * HOUR));
    blueprint.protections.replications[0].detect = Law::Constant(0.0);
    // And lost ones take the replica that lies there.
    blueprint.sources.clear();
    for number in [8, 10, 12] {
        at(&mut blueprint, disk(number), 0, Span::days(3));
    }
    let record = &years(&blueprint, 1, 1)[0];
    assert_eq!(record.storage[1].lost, 1);
    assert_eq!(record.replicas[0].copies, 1);
    assert!(record.outages.is_empty());
}

/// The first VM is replicated to another stamp; a failover takes two hours.
pub(super) fn replicated(blueprint: &mut Blueprint, to: StampId) {
    blueprint.protections.replications.push(Replication {
        name: "twin".into(),
        level: ReplicationLevel::Vm,
        mode: ReplicationMode::Async,
        to,
        hot: false,
        reduction: 1.0,
        points: Span::ZERO,
        keep: Span::ZERO,
        log_limit: Span::days(1),
        rate: None,
        space: 1.5,
        disks_at_once: 10,
        detect: Law::Constant(0.0),
        waiting: crate::model::Waiting {
            give_up_after: Some(Law::Constant(0.0)),
            ..crate::model::Waiting::default()
        },
        decide: Law::Constant(H),
        decided_by: None,
        restored_by: None,
        needs_control_plane: true,
        failover: Law::Constant(H),
        dns_ttl: Span::ZERO,
        failback: None,
    });
    blueprint.groups.push(ReplicationGroup {
        replication: ReplicationId(0),
        application: ApplicationId(0),
        from: StampId(0),
        vms: vec![VmId(0)],
        failback: None,
    });
    blueprint.vms[0].protection.replication = Some(ReplicationId(0));
}
