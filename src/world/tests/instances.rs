//! High availability: instances are VMs with a place, and what follows from that.

mod chains;
mod property;
mod sides;
mod state;

use super::operator::*;
use super::*;
use crate::model::record::{Outage, Path};

const SECOND: u64 = 1_000;

/// What the only high availability protection of a test takes.
fn available() -> HighAvailability {
    HighAvailability {
        name: "cluster".into(),
        across: Vec::new(),
        one_active: None,
        witness: None,
        detect: Law::Constant(10.0 * SECOND as f64),
        failover: Law::Constant(40.0 * SECOND as f64),
        probe: Span::seconds(15),
        dns_ttl: Span::seconds(300),
        switch_failure: Share(0.0),
        switch_repair: Law::Constant(0.0),
        switch_repaired_by: None,
    }
}

/// Makes the instances of the first role stand in for one another.
fn stand_in(blueprint: &mut Blueprint, one_active: bool, stateful: bool) {
    blueprint.protections.high_availabilities = vec![available()];
    let role = &mut blueprint.roles[0];
    role.protection.high_availability = Some(HighAvailabilityId(0));
    role.one_active = one_active;
    role.stateful = stateful;
    if one_active {
        role.required = 1;
    }
}

/// Instances that fill a node each, one on each of so many stamps, each at a site of its own; the
/// sites are joined in a ring.
fn spread(count: u32, one_active: bool, stateful: bool) -> Blueprint {
    let mut blueprint = cluster(1);
    blueprint.run.stays_recovered = Span::ZERO;
    blueprint.stamps[0].uplink = FAST;
    blueprint.stamps[0].disk_rate = FAST;
    application(&mut blueprint, "app", count, 1, 256);
    for number in 1..count {
        let site = add_site(&mut blueprint);
        let stamp = add_stamp(&mut blueprint, &format!("stamp{number}"), site, 1);
        blueprint.vms[number as usize].stamp = stamp;
        join_sites(&mut blueprint, SiteId(number - 1), SiteId(number));
    }
    if count > 2 {
        join_sites(&mut blueprint, SiteId(0), SiteId(count - 1));
    }
    stand_in(&mut blueprint, one_active, stateful);
    blueprint
}

fn join_sites(blueprint: &mut Blueprint, one: SiteId, other: SiteId) -> Component {
    let number = blueprint.links.len();
    blueprint.links.push(Link {
        name: format!("link{number}"),
        between: (one, other),
        rate: FAST,
        latency: Span::ZERO,
        fallback: None,
    });
    Component::Link(LinkId::from_index(number))
}

/// So many instances that fill a node each, on one stamp of so many nodes.
fn beside(count: u32, nodes: u32, one_active: bool, stateful: bool) -> Blueprint {
    let mut blueprint = cluster(nodes);
    blueprint.run.stays_recovered = Span::ZERO;
    application(&mut blueprint, "app", count, 1, 256);
    stand_in(&mut blueprint, one_active, stateful);
    blueprint
}

fn node(number: u32) -> Component {
    Component::Node(NodeId(number))
}

/// A component is away once: from one hour to another.
fn away(blueprint: &mut Blueprint, target: Component, from: u64, to: u64) {
    let label = format!("away{}", blueprint.sources.len());
    let lasts = Span::hours(to - from);
    fault_at(
        blueprint,
        &label,
        target,
        0.0,
        vec![Span::hours(from)],
        lasts,
    );
}

fn outages(blueprint: &Blueprint) -> Vec<Outage> {
    years(blueprint, 1, 1).remove(0).outages
}

/// Start and length of each outage, in seconds.
fn stretches(blueprint: &Blueprint) -> Vec<(u64, u64)> {
    let length = |one: &Outage| one.recovery().expect("recovers") / SECOND;
    let both = |one: &Outage| (one.start as u64 / SECOND, length(one));
    outages(blueprint).iter().map(both).collect()
}

fn seconds(outage: &Outage, phase: Phase) -> u64 {
    outage.phases[phase as usize] / SECOND
}

const HOURS: u64 = 3_600;

/// A node goes: noticed, taken over, found; nothing else, and on the same stamp no names.
#[test]
fn another_instance_takes_over() {
    let mut blueprint = beside(2, 2, true, false);
    away(&mut blueprint, node(0), 10, 20);
    let record = years(&blueprint, 1, 1).remove(0);
    assert_eq!(record.outages.len(), 1);
    let outage = &record.outages[0];
    assert_eq!(outage.recovery(), Some(65 * SECOND));
    assert_eq!(seconds(outage, Phase::Detect), 10);
    assert_eq!(seconds(outage, Phase::Boot), 40);
    assert_eq!(seconds(outage, Phase::Wait), 15);
    assert_eq!(outage.binding, Resource::Names);
    assert_eq!(outage.path(), Some(Path::Switch));
    assert_eq!(record.instances[0].switches, 1);
    assert_eq!(record.instances[0].failed_switches, 0);

    // It stays where it is: the loss of the one that came back is none.
    away(&mut blueprint, node(0), 30, 40);
    assert_eq!(outages(&blueprint).len(), 1);
    // The other way round it goes back.
    away(&mut blueprint, node(1), 50, 60);
    assert_eq!(stretches(&blueprint), [(10 * HOURS, 65), (50 * HOURS, 65)]);
}

/// On another stamp users find it when the names have passed.
#[test]
fn names_take_their_time() {
    let mut blueprint = spread(2, true, false);
    away(&mut blueprint, node(0), 10, 20);
    let outages = outages(&blueprint);
    assert_eq!(outages.len(), 1);
    assert_eq!(outages[0].recovery(), Some(365 * SECOND));
    assert_eq!(seconds(&outages[0], Phase::Wait), 315);
    assert_eq!(outages[0].binding, Resource::Names);
    assert_eq!(outages[0].binding_ms, 315 * SECOND);
}

/// Rather where users look for it: of two that could, the one on the same stamp, though it is last.
#[test]
fn it_stays_on_its_stamp_if_it_can() {
    let mut blueprint = spread(3, true, false);
    let stamp = add_stamp(&mut blueprint, "wide", SiteId(0), 2);
    blueprint.vms[0].stamp = stamp;
    blueprint.vms[2].stamp = stamp;
    for vm in [0, 2] {
        blueprint.vms[vm].set = Some(SetId(0));
        blueprint.vms[vm].set_kind = SetKind::AvailabilitySet;
    }
    blueprint.sets = 1;
    let first = initial_node(&blueprint, 0);
    away(&mut blueprint, Component::Node(first), 10, 20);
    assert_eq!(stretches(&blueprint), [(10 * HOURS, 65)]);
}

/// Without a switch: back before it was noticed, or nobody there to take over. Its boot is all.
#[test]
fn what_is_back_first_serves() {
    let mut blueprint = beside(2, 2, true, false);
    blueprint.roles[0].boot = Law::Constant(5.0 * SECOND as f64);
    let crash = logical(LogicalKind::Crash, Span::ZERO);
    let target = Component::Application(ApplicationId(0));
    let at = vec![Span::hours(10)];
    logical_at(&mut blueprint, "crash", target, crash, at, Span::ZERO);
    let found = outages(&blueprint);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].recovery(), Some(5 * SECOND));
    assert_eq!(found[0].path(), Some(Path::Restart));

    // Back after five seconds, before the others have noticed at ten.
    let mut blueprint = beside(2, 2, true, false);
    let at = vec![Span::hours(10)];
    fault_at(&mut blueprint, "blip", node(0), 0.0, at, Span::seconds(5));
    let found = outages(&blueprint);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].recovery(), Some(5 * SECOND));
    assert_eq!(seconds(&found[0], Phase::Detect), 5);
    assert_eq!(found[0].path(), Some(Path::Restart));

    // Both lost, the second one for less long.
    let mut blueprint = beside(2, 2, true, false);
    blueprint.roles[0].boot = Law::Constant(60.0 * SECOND as f64);
    away(&mut blueprint, node(0), 10, 20);
    away(&mut blueprint, node(1), 10, 12);
    let found = outages(&blueprint);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].recovery(), Some((2 * HOURS + 60) * SECOND));
    assert_eq!(seconds(&found[0], Phase::Boot), 60);
    assert_eq!(seconds(&found[0], Phase::Wait), 2 * HOURS);
    let tally = years(&blueprint, 1, 1)[0].instances[0];
    assert_eq!(tally.switches, 0);

    // On another stamp users must find it even so.
    let mut blueprint = spread(2, true, false);
    away(&mut blueprint, node(0), 10, 20);
    away(&mut blueprint, node(1), 10, 12);
    assert_eq!(stretches(&blueprint), [(10 * HOURS, 2 * HOURS + 315)]);
}

/// The one that was lost comes back while another takes over: the switch goes on. That one is lost
/// in the middle of it: noticed again, and the first takes over.
#[test]
fn a_switch_under_way_goes_on() {
    let mut blueprint = beside(2, 2, true, false);
    blueprint.protections.high_availabilities[0].failover = Law::Constant(5.0 * H);
    away(&mut blueprint, node(0), 10, 11);
    assert_eq!(stretches(&blueprint), [(10 * HOURS, 5 * HOURS + 25)]);

    away(&mut blueprint, node(1), 12, 30);
    let record = years(&blueprint, 1, 1).remove(0);
    let outage = &record.outages[0];
    assert_eq!(outage.recovery(), Some((7 * HOURS + 25) * SECOND));
    assert_eq!(seconds(outage, Phase::Detect), 20);
    assert_eq!(seconds(outage, Phase::Boot), 7 * HOURS - 10);
    assert_eq!(record.instances[0].switches, 1, "the broken one is none");
}

/// A share of the switches fails; then a person helps, who takes as long as that takes.
#[test]
fn switches_fail_as_often_as_stated() {
    let mut blueprint = beside(2, 2, true, false);
    blueprint.protections.high_availabilities[0].switch_failure = Share(0.3);
    blueprint.protections.high_availabilities[0].switch_repair = Law::Constant(2.0 * H);
    blueprint.run.horizon = Span(10 * YEAR);
    for number in 0..2 {
        let life = Law::Exponential { mean: 500.0 * H };
        hazard(
            &mut blueprint,
            node(number),
            life,
            Law::Constant(H),
            None,
            0.0,
        );
    }
    for seed in [1, 2] {
        let records = years(&blueprint, seed, 100);
        let share = |record: &TrialRecord| {
            let tally = record.instances[0];
            f64::from(tally.failed_switches) - 0.3 * f64::from(tally.switches)
        };
        let shares: Vec<f64> = records.iter().map(share).collect();
        agrees(&shares, 0.0, "failed switches beyond their share");
        let all = || records.iter().flat_map(|record| &record.outages);
        let failed = all().filter(|one| one.phases[Phase::Decide as usize] > 0);
        assert!(all().count() > 5_000);
        for outage in failed.filter(|one| one.recovery() == Some((2 * HOURS + 65) * SECOND)) {
            assert_eq!(seconds(outage, Phase::Decide), 2 * HOURS);
            assert_eq!(outage.path(), Some(Path::Switch));
        }
    }
}

/// Of three that all serve two must; one that comes back counts when the load balancer has found it.
#[test]
fn a_returning_instance_waits_for_its_probe() {
    let mut blueprint = beside(3, 3, false, false);
    blueprint.roles[0].required = 2;
    away(&mut blueprint, node(0), 10, 20);
    away(&mut blueprint, node(1), 15, 30);
    let found = outages(&blueprint);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].start as u64, 15 * HOURS * SECOND);
    assert_eq!(found[0].recovery(), Some((5 * HOURS + 15) * SECOND));
    let names = found[0].phases[Phase::Wait as usize];
    assert_eq!(names, (5 * HOURS + 15) * SECOND);
    assert_eq!(found[0].path(), Some(Path::Restart));
}

/// Two instances stand where there is room for one after the loss of a node. A formula of
/// independent instances has the second one back at once.
#[test]
fn an_instance_needs_room() {
    let mut blueprint = beside(2, 3, false, false);
    blueprint.roles[0].required = 2;
    application(&mut blueprint, "other", 1, 1, 256);
    let lost = initial_node(&blueprint, 0);
    away(&mut blueprint, Component::Node(lost), 10, 20);
    let found = outages(&blueprint);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].recovery(), Some((10 * HOURS + 15) * SECOND));
    // Both resources waited for are named, the longer one binds.
    assert_eq!(found[0].binding, Resource::Capacity(StampId(0)));
}

/// Where only one node has room it takes both instances, and they do not go back by themselves: its
/// loss is the loss of both, though the other node is there again.
#[test]
fn two_instances_on_one_node_fail_together() {
    let mut blueprint = beside(2, 3, true, false);
    blueprint.roles[0].boot = Law::Constant(600.0 * SECOND as f64);
    blueprint.vms[0].memory = Bytes::gib(100);
    blueprint.vms[1].memory = Bytes::gib(100);
    blueprint.vms[0].set = Some(SetId(0));
    blueprint.vms[1].set = Some(SetId(0));
    blueprint.sets = 1;
    application(&mut blueprint, "other", 1, 1, 256);
    let (first, second) = (initial_node(&blueprint, 0), initial_node(&blueprint, 1));
    assert_ne!(first, second);
    away(&mut blueprint, Component::Node(first), 10, 20);
    away(&mut blueprint, Component::Node(second), 30, 40);
    assert_eq!(stretches(&blueprint), [(10 * HOURS, 65), (30 * HOURS, 600)]);
    // With room elsewhere they stand apart, and the second loss is a switch like the first.
    blueprint.applications.pop();
    blueprint.roles.pop();
    blueprint.vms.pop();
    assert_eq!(stretches(&blueprint), [(10 * HOURS, 65), (30 * HOURS, 65)]);
}

/// In a drill only what follows the strike is counted, not the dozen of switches before it.
#[test]
fn a_drill_counts_its_own_switches() {
    let mut blueprint = spread(2, true, false);
    blueprint.run.settle = Span::days(30);
    for number in 0..2 {
        let life = Law::Exponential { mean: 40.0 * H };
        hazard(
            &mut blueprint,
            node(number),
            life,
            Law::Constant(H),
            None,
            0.0,
        );
    }
    let stops = Effect::Stops {
        destroys: Share(0.0),
    };
    drill(&mut blueprint, node(0), stops, Law::Constant(0.25 * H));
    let switches = |record: &TrialRecord| record.instances[0].switches;
    let records = drills(&blueprint, 1, 100);
    assert!(records.iter().all(|record| switches(record) <= 3));
    assert!(records.iter().map(switches).sum::<u32>() > 10);
}
