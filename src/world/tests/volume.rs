//! Volumes that fill, day by day.

use super::operator::*;
use super::storage::{add_pool, replicated};
use super::*;
use crate::model::filling::initial_filling;
use crate::model::record::{Outage, Path};
use crate::units::DAY;

const GB: u64 = 1_000_000_000;

/// Four volumes of 1 TB with a VM each: 500, 400, 300 and 200 GB. The first grows by 10 GB a day.
fn filling() -> Blueprint {
    let mut blueprint = cluster(4);
    blueprint.run.horizon = Span::days(100);
    blueprint.run.drain = Span::days(100);
    for (name, used) in [("a", 500), ("b", 400), ("c", 300), ("d", 200)] {
        application(&mut blueprint, name, 1, 1, 8);
        blueprint.vms.last_mut().expect("there is one").used = Bytes(used * GB);
    }
    add_pool(&mut blueprint, 0, 2);
    pool(&mut blueprint).volume_size = Bytes(1_000 * GB);
    blueprint.vms[0].growth = (10 * GB) as f64 / 86_400.0;
    blame(&mut blueprint, 0);
    blueprint
}

fn pool(blueprint: &mut Blueprint) -> &mut Storage {
    blueprint.stamps[0].storage.as_mut().expect("it has a pool")
}

/// The source that full volumes of a stamp are blamed on.
fn blame(blueprint: &mut Blueprint, stamp: u32) {
    blueprint.sources.push(Source {
        label: "full-volume".into(),
        stream: format!("volume/{stamp}"),
        target: Component::Stamp(StampId(stamp)),
        class: Class::Stamp,
        arrival: Arrival::Volume(StampId(stamp)),
        effect: Effect::Stops {
            destroys: Share(0.0),
        },
        restoration: Restoration {
            parts: None,
            by_itself: false,
            detect: Law::Constant(0.0),
            crew: None,
            repair: Law::Constant(0.0),
        },
    });
}

fn days(ms: u64) -> f64 {
    ms as f64 / DAY as f64
}

fn about(ms: u64, expected: f64) {
    let found = days(ms);
    assert!(
        (found - expected).abs() < 1e-5,
        "{found} days instead of {expected}"
    );
}

fn first_of(record: &TrialRecord, application: u32) -> Outage {
    let mine = |outage: &&Outage| outage.application.0 == application;
    *record.outages.iter().find(mine).expect("it stops")
}

/// The largest first onto the least full; then the replicas.
#[test]
fn the_largest_goes_onto_the_least_full() {
    let mut blueprint = filling();
    application(&mut blueprint, "e", 2, 2, 8);
    blueprint.vms[4].used = Bytes(250 * GB);
    blueprint.vms[5].used = Bytes(10 * GB);
    let filled = initial_filling(&blueprint);
    let on = |vm: usize| filled.vms[vm].map(|id| id.0);
    let found: Vec<Option<u32>> = (0..6).map(on).collect();
    // 500, 400, 300, 250 are first on four volumes; 200 goes on the last, 10 beside 300.
    assert_eq!(found, [0, 1, 2, 3, 3, 2].map(Some));
    assert_eq!(filled.bytes, [500, 400, 310, 450].map(|gb| gb * GB));
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 2);
    add_pool(&mut blueprint, 1, 2);
    replicated(&mut blueprint, beta);
    let filled = initial_filling(&blueprint);
    assert_eq!(filled.replicas[0], Some(VolumeId(4)));
    assert_eq!(filled.bytes[4..], [750 * GB, 0]);
    assert_eq!(filled.replicas[1..], [None; 5]);
}

/// 500 GB and 10 GB a day: 900 GB on day 40, 950 on day 45, full on day 50. What is on the volume
/// stops, nothing else does.
#[test]
fn a_volume_is_full_on_its_day() {
    let mut blueprint = filling();
    let record = &years(&blueprint, 1, 1)[0];
    let tally = record.storage[0];
    about(tally.warning, 60.0);
    about(tally.critical, 55.0);
    about(tally.full, 50.0);
    assert_eq!(tally.filled, 1);
    assert_eq!(record.outages.len(), 1);
    let outage = first_of(record, 0);
    about(outage.start as u64, 50.0);
    assert_eq!(outage.recovery(), None, "nobody makes room");
    assert_eq!(outage.class, Class::Stamp);
    assert_eq!(outage.binding, Resource::Volume(VolumeId(0)));
    assert_eq!(record.faults, [1]);
    // The growth of years before the horizon does not count: it is as stated when that begins.
    blueprint.run.settle = Span::days(80);
    about(years(&blueprint, 1, 1)[0].storage[0].warning, 60.0);
    // Without a fault to blame it is full, and nothing stops.
    blueprint.sources.clear();
    let record = &years(&blueprint, 1, 1)[0];
    about(record.storage[0].full, 50.0);
    assert!(record.outages.is_empty());
}

/// Somebody comes ten days after the critical alert, five days after the volume was full, and makes
/// room down to 80 %: 15 days later it is critical again, five more and it is full again.
#[test]
fn relief_comes_after_the_critical_alert() {
    let mut blueprint = filling();
    pool(&mut blueprint).relief = Some(Law::Constant(10.0 * DAY as f64));
    let record = &years(&blueprint, 1, 1)[0];
    let outages = &record.outages;
    assert_eq!(outages.len(), 2);
    about(outages[0].recovery().expect("recovers"), 5.0);
    assert_eq!(outages[0].path(), Some(Path::Restart));
    about(outages[1].start as u64, 75.0);
    about(outages[1].recovery().expect("recovers"), 5.0);
    let tally = record.storage[0];
    assert_eq!(tally.filled, 2);
    // Days 40 to 55, 65 to 80, 90 to 100.
    about(tally.warning, 40.0);
    about(tally.critical, 10.0 + 10.0 + 5.0);
    about(tally.full, 10.0);
    // In time nothing stops.
    pool(&mut blueprint).relief = Some(Law::Constant(3.0 * DAY as f64));
    let record = &years(&blueprint, 1, 1)[0];
    assert!(record.outages.is_empty());
    assert_eq!((record.storage[0].filled, record.storage[0].full), (0, 0));
    // Relief that leaves it critical ends all the same.
    pool(&mut blueprint).relief = Some(Law::Constant(0.0));
    pool(&mut blueprint).relief_to = Share(0.99);
    assert_eq!(years(&blueprint, 1, 1)[0].storage[0].filled, 0);
}

/// While its volume is full a VM starts nowhere: neither after a node loss, nor after its data is
/// restored. Others on other volumes do.
#[test]
fn nothing_starts_on_a_full_volume() {
    let mut blueprint = filling();
    pool(&mut blueprint).relief = Some(Law::Constant(10.0 * DAY as f64));
    let stamp = Component::Stamp(StampId(0));
    let when = vec![Span::days(52)];
    fault_at(&mut blueprint, "power", stamp, 0.0, when, Span::hours(1));
    let record = &years(&blueprint, 1, 1)[0];
    let outage = first_of(record, 0);
    about(outage.recovery().expect("recovers"), 5.0);
    assert_eq!(outage.contributor_count, 1);
    assert_eq!(first_of(record, 1).recovery(), Some(HOUR));
}

/// Backups and growth apart: a VM that is restored to another stamp takes its bytes along, and needs
/// a volume that has room for them.
#[test]
fn a_vm_needs_room_on_a_volume_where_it_goes() {
    let mut blueprint = filling();
    blueprint.run.build_up = Span::days(3);
    repository(&mut blueprint, FAST.0, 100);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    blueprint.stamps[0].uplink = FAST;
    blueprint.stamps[0].disk_rate = FAST;
    pool(&mut blueprint).rate = FAST;
    for vm in &mut blueprint.vms[1..] {
        vm.protection.backup = None;
    }
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 2);
    add_pool(&mut blueprint, 1, 1);
    let there = blueprint.stamps[1].storage.as_mut().expect("just added");
    there.volume_size = Bytes(699 * GB);
    there.rate = FAST;
    blueprint.protections.backups[0].restore_to = vec![beta];
    blueprint.sources.clear();
    let stamp = Component::Stamp(StampId(0));
    let when = vec![Span::days(20)];
    fault_at(&mut blueprint, "loss", stamp, 1.0, when, Span::days(3));
    // 700 GB after twenty days: no room there, so it waits for its own stamp.
    let outage = first_of(&years(&blueprint, 1, 1)[0], 0);
    about(outage.recovery().expect("recovers"), 3.0);
    assert_eq!(outage.binding, Resource::Volume(VolumeId(4)));
    let there = blueprint.stamps[1].storage.as_mut().expect("just added");
    there.volume_size = Bytes(800 * GB);
    let record = &years(&blueprint, 1, 1)[0];
    let outage = first_of(record, 0);
    assert!(days(outage.recovery().expect("recovers")) < 0.1);
    // It goes on growing there: 760 GB was full on day 26 at home; there 800 are on day 30.
    about(record.storage[1].warning, 100.0 - 22.0);
    about(record.storage[1].full, 100.0 - 30.0);
    assert_eq!(record.storage[0].warning, 0, "its old place is free");
}

/// After a failover the replica is the VM: it has its room already, and grows there.
#[test]
fn a_replica_has_its_room() {
    let mut blueprint = filling();
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 2);
    add_pool(&mut blueprint, 1, 1);
    let there = blueprint.stamps[1].storage.as_mut().expect("just added");
    there.volume_size = Bytes(760 * GB);
    replicated(&mut blueprint, beta);
    blueprint.sources.clear();
    // One that is restored there finds it as well; others need room of their own.
    blueprint.vms[1].used = Bytes(770 * GB);
    let mut world = World::new(&blueprint, 1);
    world.run(Mode::Years, 0);
    let lacks = [0, 1, 2].map(|vm| {
        world
            .plant
            .lacking_volume(&world.frame, VmId(vm), StampId(1))
    });
    assert_eq!(lacks, [None, Some(VolumeId(5)), None]);
    let stamp = Component::Stamp(StampId(0));
    let when = vec![Span::days(20)];
    fault_at(&mut blueprint, "loss", stamp, 0.0, when, Span::days(300));
    let record = &years(&blueprint, 1, 1)[0];
    let outage = first_of(record, 0);
    assert_eq!(
        (outage.path(), outage.recovery()),
        (Some(Path::Failover), Some(2 * HOUR))
    );
    // 750 GB were there from the start; from day 20 and an hour on it grows, a day to be full.
    about(record.storage[1].full, 100.0 - 21.0 - 1.0 / 24.0);
    assert_eq!(record.storage[0].warning, 0);
}
