//! What can happen next, and which slot of the calendar each of it has.
//!
//! Always true here: the lower slot goes first at the same instant, and slots lie in the order of
//! [`Event`]; of VMs, the more urgent first. Nobody else knows the number of a slot.

use crate::engine::Table;
use crate::model::{
    Blueprint, CrewId, DiskId, GroupId, HomecomingId, NodeId, RoleId, SourceId, StampId, UpdateId,
    VmId, VolumeId,
};

/// Whose batches VMs start in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Batches {
    /// The cluster restarts what it has.
    Cluster,
    /// The resource manager starts and builds.
    Manager,
}

/// What happens, in the order in which it goes at one instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Event {
    /// Transfers end.
    Flows,
    /// The timer of a VM's backup jobs.
    Job(VmId),
    /// A log job of a VM is due.
    Log(VmId),
    /// The timer of a VM's recovery.
    Vm(VmId),
    /// The next batch may start on a stamp.
    Batch(StampId, Batches),
    /// The infrastructure of a stamp runs again.
    Started(StampId),
    /// The cluster notices that a node is gone.
    NodeNoticed(NodeId),
    /// A disk has been silent for too long.
    DiskRetires(DiskId),
    /// A volume passes a threshold, or somebody has made room.
    Volume(VolumeId),
    /// The hours of a crew begin.
    CrewComes(CrewId),
    /// A replication group needs a look.
    Group(GroupId),
    /// The instances of a role need a look.
    Instances(RoleId),
    /// An update takes its next step.
    Update(UpdateId),
    /// Failing jobs of a VM are mended: the person who did it is free.
    Mended(VmId),
    /// Those who go home together take their next step there.
    Homecoming(HomecomingId),
    /// The next part of the trial begins.
    Mark,
    /// Recorded faults end.
    TraceEnds,
    /// The next recorded fault begins.
    TraceBegins,
    /// A source of faults takes its next step.
    Source(SourceId),
}

/// How many kinds of events there are.
const KINDS: usize = 19;

/// Slots of all events.
#[derive(Debug)]
pub(super) struct Events {
    /// The first slot of each kind, in the order of the kinds.
    first: [u32; KINDS],
    /// The kind of each slot before those of sources.
    kinds: Vec<u8>,
    count: u32,
    stamps: u32,
    /// VMs by restart rank, and the rank of each.
    by_rank: Vec<VmId>,
    ranks: Table<VmId, u32>,
}

impl Events {
    /// The slots of a blueprint whose VMs restart in this order.
    pub(super) fn new(blueprint: &Blueprint, by_rank: Vec<VmId>) -> Events {
        let stamps = blueprint.stamps.len() as u32;
        let vms = blueprint.vms.len() as u32;
        let storage = || blueprint.stamps.iter().flat_map(|one| &one.storage);
        let sizes: [u32; KINDS] = [
            1,
            vms,
            if blueprint.has_logs() { vms } else { 0 },
            vms,
            2 * stamps,
            stamps,
            blueprint.nodes.len() as u32,
            storage().map(|one| one.disks.len() as u32).sum(),
            storage().map(|one| one.volumes.len() as u32).sum(),
            blueprint.crews.len() as u32,
            blueprint.groups.len() as u32,
            blueprint.roles.len() as u32,
            blueprint.updates.len() as u32,
            if blueprint.people_mend() { vms } else { 0 },
            blueprint.homecomings.len() as u32,
            1,
            1,
            1,
            blueprint.sources.len() as u32,
        ];
        let mut first = [0; KINDS];
        let mut count = 0;
        let mut kinds = Vec::new();
        for (kind, (start, size)) in first.iter_mut().zip(sizes).enumerate() {
            *start = count;
            count += size;
            if kind + 1 < KINDS {
                kinds.resize(count as usize, kind as u8);
            }
        }
        let mut ranks = Table::of(by_rank.len(), 0);
        for (rank, vm) in by_rank.iter().enumerate() {
            ranks[*vm] = rank as u32;
        }
        Events {
            first,
            kinds,
            count,
            stamps,
            by_rank,
            ranks,
        }
    }

    /// How many slots there are.
    pub(super) fn count(&self) -> usize {
        self.count as usize
    }
    /// The slot of the first source: all from there on are those of sources.
    pub(super) fn first_source(&self) -> usize {
        self.first[KINDS - 1] as usize
    }
    /// VMs by restart rank.
    #[cfg(test)]
    pub(super) fn by_rank(&self) -> &[VmId] {
        &self.by_rank
    }
    /// The restart rank of a VM: by tier, start order, number.
    #[inline]
    pub(super) fn rank(&self, vm: VmId) -> u32 {
        self.ranks[vm]
    }
    /// Where a VM stands, or would stand, among others that are in the order of their ranks.
    pub(super) fn place_in(&self, line: &[VmId], vm: VmId) -> usize {
        let rank = self.rank(vm);
        line.partition_point(|other| self.rank(*other) < rank)
    }

    /// The slot of an event.
    #[inline(always)]
    pub(super) fn slot(&self, event: Event) -> u32 {
        let (kind, place) = match event {
            Event::Flows => (0, 0),
            Event::Job(vm) => (1, vm.0),
            Event::Log(vm) => (2, vm.0),
            Event::Vm(vm) => (3, self.ranks[vm]),
            Event::Batch(stamp, Batches::Cluster) => (4, stamp.0),
            Event::Batch(stamp, Batches::Manager) => (4, self.stamps + stamp.0),
            Event::Started(stamp) => (5, stamp.0),
            Event::NodeNoticed(node) => (6, node.0),
            Event::DiskRetires(disk) => (7, disk.0),
            Event::Volume(volume) => (8, volume.0),
            Event::CrewComes(crew) => (9, crew.0),
            Event::Group(group) => (10, group.0),
            Event::Instances(role) => (11, role.0),
            Event::Update(update) => (12, update.0),
            Event::Mended(vm) => (13, vm.0),
            Event::Homecoming(homecoming) => (14, homecoming.0),
            Event::Mark => (15, 0),
            Event::TraceEnds => (16, 0),
            Event::TraceBegins => (17, 0),
            Event::Source(source) => (18, source.0),
        };
        self.first[kind] + place
    }

    /// The source whose event has this slot: most have, and come last.
    #[inline(always)]
    pub(super) fn source(&self, slot: u32) -> Option<SourceId> {
        slot.checked_sub(self.first[KINDS - 1]).map(SourceId)
    }

    /// The event of a slot that is not one of a source.
    #[inline(always)]
    pub(super) fn event(&self, slot: u32) -> Event {
        let kind = self.kinds[slot as usize];
        let place = slot - self.first[usize::from(kind)];
        match kind {
            0 => Event::Flows,
            1 => Event::Job(VmId(place)),
            2 => Event::Log(VmId(place)),
            3 => Event::Vm(self.by_rank[place as usize]),
            4 if place < self.stamps => Event::Batch(StampId(place), Batches::Cluster),
            4 => Event::Batch(StampId(place - self.stamps), Batches::Manager),
            5 => Event::Started(StampId(place)),
            6 => Event::NodeNoticed(NodeId(place)),
            7 => Event::DiskRetires(DiskId(place)),
            8 => Event::Volume(VolumeId(place)),
            9 => Event::CrewComes(CrewId(place)),
            10 => Event::Group(GroupId(place)),
            11 => Event::Instances(RoleId(place)),
            12 => Event::Update(UpdateId(place)),
            13 => Event::Mended(VmId(place)),
            14 => Event::Homecoming(HomecomingId(place)),
            15 => Event::Mark,
            16 => Event::TraceEnds,
            17 => Event::TraceBegins,
            _ => Event::Source(SourceId(place)),
        }
    }
}
