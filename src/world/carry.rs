//! What transfers are for, who holds a slot of a repository, and which flow each transfer is.
//!
//! Always true here: flows lie in the order of [`Transfer`]; nobody else knows the number of a flow. A
//! VM gets its state one way at a time, so that one flow is enough for all of them.

use super::pipes::has_farms;
use crate::model::{Blueprint, DiskId, GroupId, NodeId, VmId};

/// What a flow is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Transfer {
    /// A VM gets its state: from a restore point, from another instance, or home from its replica. Its
    /// phase tells which.
    ToVm(VmId),
    /// A backup job of a VM.
    Backup(VmId),
    /// The copy of a VM's restore point to a second repository.
    Copy(VmId),
    /// A log of a VM.
    Log(VmId),
    /// The copy of a log to a second repository.
    LogCopy(VmId),
    /// What a replication group sends.
    Replica(GroupId),
    /// The copies of a disk are made again.
    Disk(DiskId),
    /// A node gets what changed while it was away.
    Node(NodeId),
    /// What a VM holds that is to go home is copied there while it runs.
    Home(VmId),
    /// A full of a VM is put together at its repository.
    Synthesis(VmId),
    /// What a VM was restored with is scanned, at a farm that others share.
    Scan(VmId),
}

/// Who holds, or wants, a slot of a repository.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Holder {
    /// The restore of a VM.
    Restore(VmId),
    /// The backup job of a VM.
    Backup(VmId),
    /// The copy of a VM's restore point; the slot is that of the second repository.
    Copy(VmId),
}

/// How many kinds of transfers there are.
const KINDS: usize = 11;

/// The kind of what groups send.
const REPLICAS: usize = 5;

/// Flows of all transfers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carry {
    /// The first flow of each kind, in the order of the kinds.
    first: [u32; KINDS],
    count: u32,
}

impl Carry {
    /// The flows of a blueprint.
    pub(super) fn new(blueprint: &Blueprint) -> Carry {
        let vms = blueprint.vms.len() as u32;
        let logs = if blueprint.has_logs() { vms } else { 0 };
        let storage = || blueprint.stamps.iter().flat_map(|one| &one.storage);
        let nodes = match storage().next() {
            Some(_) => blueprint.nodes.len() as u32,
            None => 0,
        };
        let sizes: [u32; KINDS] = [
            vms,
            vms,
            vms,
            logs,
            logs,
            blueprint.groups.len() as u32,
            storage().map(|one| one.disks.len() as u32).sum(),
            nodes,
            if blueprint.homecomings.is_empty() {
                0
            } else {
                vms
            },
            if blueprint.has_synthetic_fulls() {
                vms
            } else {
                0
            },
            if has_farms(blueprint) { vms } else { 0 },
        ];
        let mut first = [0; KINDS];
        let mut count = 0;
        for (start, size) in first.iter_mut().zip(sizes) {
            *start = count;
            count += size;
        }
        Carry { first, count }
    }

    /// How many flows there are.
    pub(super) fn count(&self) -> usize {
        self.count as usize
    }

    /// The flow of a transfer.
    #[inline]
    pub(super) fn flow(&self, transfer: Transfer) -> u32 {
        let (kind, place) = match transfer {
            Transfer::ToVm(vm) => (0, vm.0),
            Transfer::Backup(vm) => (1, vm.0),
            Transfer::Copy(vm) => (2, vm.0),
            Transfer::Log(vm) => (3, vm.0),
            Transfer::LogCopy(vm) => (4, vm.0),
            Transfer::Replica(group) => (REPLICAS, group.0),
            Transfer::Disk(disk) => (6, disk.0),
            Transfer::Node(node) => (7, node.0),
            Transfer::Home(vm) => (8, vm.0),
            Transfer::Synthesis(vm) => (9, vm.0),
            Transfer::Scan(vm) => (10, vm.0),
        };
        self.first[kind] + place
    }

    /// The flows of all that groups send.
    pub(super) fn replicas(&self) -> std::ops::Range<u32> {
        self.first[REPLICAS]..self.first[REPLICAS + 1]
    }

    /// The transfer of a flow.
    pub(super) fn transfer(&self, flow: u32) -> Transfer {
        // The last kind that begins at this flow or before it; those without a flow end where they begin.
        let begun = self.first.partition_point(|first| *first <= flow);
        let kind = begun.saturating_sub(1);
        let place = flow - self.first[kind];
        match kind {
            0 => Transfer::ToVm(VmId(place)),
            1 => Transfer::Backup(VmId(place)),
            2 => Transfer::Copy(VmId(place)),
            3 => Transfer::Log(VmId(place)),
            4 => Transfer::LogCopy(VmId(place)),
            REPLICAS => Transfer::Replica(GroupId(place)),
            6 => Transfer::Disk(DiskId(place)),
            7 => Transfer::Node(NodeId(place)),
            8 => Transfer::Home(VmId(place)),
            9 => Transfer::Synthesis(VmId(place)),
            _ => Transfer::Scan(VmId(place)),
        }
    }
}
