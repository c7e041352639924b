//! Numbers of events and transfers, both ways.

use super::operator::{add_site, add_stamp, fault_at};
use super::storage::{add_pool, replicated};
use super::*;
use crate::world::carry::{Carry, Transfer};
use crate::world::event::{Batches, Event, Events};
use crate::world::plan::Plan;
use std::ops::Range;

/// Two of everything that has events or transfers; the second application is the more urgent one.
fn everything() -> Blueprint {
    let mut blueprint = cluster(3);
    let far = add_site(&mut blueprint);
    let beta = add_stamp(&mut blueprint, "beta", far, 2);
    blueprint.links.push(Link {
        name: "wan".into(),
        between: (SiteId(0), far),
        rate: Rate(1_000_000),
        latency: Span::ZERO,
        fallback: None,
    });
    application(&mut blueprint, "later", 3, 1, 8);
    application(&mut blueprint, "first", 2, 1, 8);
    blueprint.applications[0].tier = 3;
    blueprint.applications[1].tier = 1;
    replicated(&mut blueprint, beta);
    add_pool(&mut blueprint, 0, 2);
    add_pool(&mut blueprint, 1, 3);
    for name in ["one", "other"] {
        blueprint.crews.push(Crew {
            name: name.into(),
            people: 1,
            hours: Hours::Always,
            answers_in: Law::Constant(0.0),
            on_call_after: None,
            repair_within: None,
        });
        let target = Component::Stamp(beta);
        fault_at(&mut blueprint, name, target, 0.0, vec![], Span::hours(1));
    }
    blueprint
}

/// All events of a blueprint in the order of their slots, by hand.
fn events_of(blueprint: &Blueprint, by_rank: &[VmId]) -> Vec<Event> {
    let count = |rows: usize| 0..rows as u32;
    let stamps = || count(blueprint.stamps.len()).map(StampId);
    let vms = || count(blueprint.vms.len()).map(VmId);
    let storage = || blueprint.stamps.iter().flat_map(|one| &one.storage);
    let all = |of: fn(&Storage) -> &Range<u32>| storage().flat_map(move |one| of(one).clone());
    let batches = |batches| move |stamp| Event::Batch(stamp, batches);
    let mut events = vec![Event::Flows];
    events.extend(vms().map(Event::Job));
    if blueprint.has_logs() {
        events.extend(vms().map(Event::Log));
    }
    events.extend(by_rank.iter().copied().map(Event::Vm));
    events.extend(stamps().map(batches(Batches::Cluster)));
    events.extend(stamps().map(batches(Batches::Manager)));
    events.extend(stamps().map(Event::Started));
    let nodes = count(blueprint.nodes.len()).map(NodeId);
    events.extend(nodes.map(Event::NodeNoticed));
    events.extend(all(|one| &one.disks).map(DiskId).map(Event::DiskRetires));
    events.extend(all(|one| &one.volumes).map(VolumeId).map(Event::Volume));
    let crews = count(blueprint.crews.len()).map(CrewId);
    events.extend(crews.map(Event::CrewComes));
    let groups = count(blueprint.groups.len()).map(GroupId);
    events.extend(groups.map(Event::Group));
    let roles = count(blueprint.roles.len()).map(RoleId);
    events.extend(roles.map(Event::Instances));
    events.extend([Event::Mark, Event::TraceEnds, Event::TraceBegins]);
    let sources = count(blueprint.sources.len()).map(SourceId);
    events.extend(sources.map(Event::Source));
    events
}

/// All transfers of a blueprint in the order of their flows, by hand.
fn transfers_of(blueprint: &Blueprint) -> Vec<Transfer> {
    let vms = || (0..blueprint.vms.len() as u32).map(VmId);
    let storage = || blueprint.stamps.iter().flat_map(|one| &one.storage);
    let mut transfers: Vec<Transfer> = vms().map(Transfer::ToVm).collect();
    transfers.extend(vms().map(Transfer::Backup));
    transfers.extend(vms().map(Transfer::Copy));
    if blueprint.has_logs() {
        transfers.extend(vms().map(Transfer::Log));
        transfers.extend(vms().map(Transfer::LogCopy));
    }
    let groups = (0..blueprint.groups.len() as u32).map(GroupId);
    transfers.extend(groups.map(Transfer::Replica));
    let disks = storage().flat_map(|one| one.disk_ids());
    transfers.extend(disks.map(Transfer::Disk));
    if storage().next().is_some() {
        let nodes = (0..blueprint.nodes.len() as u32).map(NodeId);
        transfers.extend(nodes.map(Transfer::Node));
    }
    if blueprint.has_synthetic_fulls() {
        transfers.extend(vms().map(Transfer::Synthesis));
    }
    if blueprint.sources.iter().any(has_farm) {
        transfers.extend(vms().map(Transfer::Scan));
    }
    transfers
}

/// Whether the scans of a source share a farm.
fn has_farm(source: &Source) -> bool {
    let Effect::Ransomware(intruders) = &source.effect else {
        return false;
    };
    intruders.scan.is_some_and(|scan| scan.farm.is_some())
}

/// Intruders in place of what a source does, whose scans share a farm or do not.
fn intruded(source: &mut Source, farm: Option<Rate>) {
    source.effect = Effect::Ransomware(Ransomware {
        dwell: Law::Constant(0.0),
        scan: Some(Scan {
            rate: Rate(1_000_000),
            farm,
            misses: Share(0.0),
        }),
        entered: Vec::new(),
        deleted: Vec::new(),
        corrupted: Vec::new(),
    });
}

fn assert_both_ways(blueprint: &Blueprint) {
    let events: Events = Plan::new(blueprint).events;
    let expected = events_of(blueprint, events.by_rank());
    assert_eq!(events.count(), expected.len());
    for (slot, event) in expected.into_iter().enumerate() {
        let of_source = events.source(slot as u32).map(Event::Source);
        let found = of_source.unwrap_or_else(|| events.event(slot as u32));
        assert_eq!(found, event);
        assert_eq!(events.slot(event), slot as u32, "{event:?}");
    }
    let carry = Carry::new(blueprint);
    let expected = transfers_of(blueprint);
    assert_eq!(carry.count(), expected.len());
    for (flow, transfer) in expected.into_iter().enumerate() {
        assert_eq!(carry.transfer(flow as u32), transfer);
        assert_eq!(carry.flow(transfer), flow as u32, "{transfer:?}");
    }
}

#[test]
fn every_slot_and_every_flow_is_of_one_thing() {
    let blueprint = everything();
    let plan = Plan::new(&blueprint);
    let first: Vec<u32> = plan.events.by_rank().iter().map(|vm| vm.0).collect();
    assert_eq!(first, [3, 4, 0, 1, 2]);
    assert_eq!(plan.events.rank(VmId(3)), 0);
    assert_both_ways(&blueprint);
}

/// What there is none of has no number, and takes none from what comes after it.
#[test]
fn what_is_missing_has_no_number() {
    assert_both_ways(&cluster(2));
    let mut blueprint = everything();
    intruded(&mut blueprint.sources[0], None);
    assert_both_ways(&blueprint);
    intruded(&mut blueprint.sources[1], Some(Rate(1_000_000)));
    assert_both_ways(&blueprint);
    blueprint.crews.clear();
    assert_both_ways(&blueprint);
    for stamp in [1, 0] {
        blueprint.stamps[stamp].storage = None;
        assert_both_ways(&blueprint);
    }
    blueprint.sources.clear();
    assert_both_ways(&blueprint);
}
