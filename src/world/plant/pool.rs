//! The storage pool of a stamp: which copies are missing where, and what that costs.
//!
//! Always true here: a volume has three copies in distinct nodes (as many as there are nodes where
//! there are fewer); slabs of every volume are spread over all nodes, so what holds for one volume
//! of a stamp holds for all; a rebuild runs exactly while copies are rebuilt.

mod layout;
mod offline;
mod reach;
mod tally;

use crate::engine::{FRACTION_BITS, Table, clones};
use crate::model::{Blueprint, DiskId, NodeId, StampId, VmId};
use crate::units::Moment;
use crate::world::carry::Transfer;
use crate::world::draws::OfFault;
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::Plant;
use crate::world::which::Fault;
use std::sync::Arc;

/// What a disk holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Copies {
    /// All that it should, or others hold it for it.
    #[default]
    Whole,
    /// It does not answer; if it does again in time, only what changed is missing.
    Silent,
    /// Nothing, and no rebuild has begun.
    Missing,
    /// Its copies are being made again.
    Rebuilding,
    /// It answers again and gets what changed meanwhile.
    Resynchronising,
}

/// A disk.
#[derive(Clone, Copy, Debug, Default)]
struct DiskState {
    faults: u16,
    /// The fault that took it last.
    fault: Option<Fault>,
    copies: Copies,
    /// Its copies are, or are being, put into the reserve.
    reserved: bool,
    /// Since when copies are missing.
    since: Moment,
    /// What the pool had written when it fell silent.
    stale_from: u128,
}

/// The copies in a node.
#[derive(Clone, Copy, Debug, Default)]
struct CopyState {
    /// Disks of it that are not whole, and of these whose copies are lost.
    missing: u32,
    lost: u32,
    /// The node is back and gets what changed meanwhile.
    resynchronising: bool,
    /// Copies are missing, as counted by the pool; and lost ones.
    impaired: bool,
    loses: bool,
    /// Since when the node is away.
    since: Moment,
    /// What the pool had written when it went, and bytes that it lacked already.
    left_at: u128,
    owed: u64,
}

/// The pool of a stamp. Amounts in 2^-32 bytes.
#[derive(Clone, Copy, Debug, Default)]
struct PoolState {
    /// What its VMs change per millisecond.
    churn: u64,
    /// What was written up to `since`.
    written: u128,
    since: Moment,
    /// The stamp runs.
    powered: bool,
    /// Too many copies are away, so that nothing on the volumes runs: by this fault.
    offline: Option<Fault>,
    /// The fault that took copies last.
    fault: Option<Fault>,
    /// Nodes with missing copies, and of these with lost ones.
    impaired: u32,
    lost: u32,
    /// Disks whose copies are in the reserve.
    reserved: u32,
    /// Up to when the tally is worked out.
    tallied: Moment,
}

/// The pools of all stamps.
#[derive(Debug)]
pub(super) struct Pools {
    /// Whether any stamp has storage.
    pub(super) on: bool,
    stamps: Table<StampId, PoolState>,
    nodes: Table<NodeId, CopyState>,
    disks: Table<DiskId, DiskState>,
    /// The node of each disk. Copies share it.
    node_of: Arc<Table<DiskId, NodeId>>,
}

clones!(Pools {
    on,
    stamps,
    nodes,
    disks,
    node_of,
});

impl Pools {
    /// Tables for the pools of a blueprint; empty ones without storage.
    pub(super) fn new(blueprint: &Blueprint) -> Pools {
        let mut node_of = Vec::new();
        for stamp in &blueprint.stamps {
            if let Some(storage) = &stamp.storage {
                node_of.resize(storage.disks.start as usize, NodeId(0));
                let node = |disk| NodeId(stamp.nodes.start + storage.node_of(disk));
                node_of.extend(storage.disk_ids().map(node));
            }
        }
        let node_of: Table<DiskId, NodeId> = node_of.into();
        let on = blueprint.stamps.iter().any(|one| one.storage.is_some());
        let nodes = if on { blueprint.nodes.len() } else { 0 };
        Pools {
            on,
            stamps: Table::of(blueprint.stamps.len(), PoolState::default()),
            nodes: Table::of(nodes, CopyState::default()),
            disks: Table::of(node_of.len(), DiskState::default()),
            node_of: Arc::new(node_of),
        }
    }

    /// As at the start of a trial, whatever the one before left: all copies are there.
    pub(super) fn renew(&mut self, frame: &Frame<'_>) {
        let Pools {
            on,
            stamps,
            nodes,
            disks,
            node_of: _,
        } = self;
        if !*on {
            return;
        }
        nodes.fill(CopyState::default());
        disks.fill(DiskState::default());
        stamps.fill(PoolState {
            powered: true,
            ..PoolState::default()
        });
        for plan in &frame.blueprint.vms {
            stamps[plan.stamp].churn += fixed_rate(plan.churn);
        }
    }
}

/// A rate of bytes per second as amounts per millisecond.
pub(super) fn fixed_rate(rate: f64) -> u64 {
    (rate / 1_000.0 * (1_u64 << FRACTION_BITS) as f64) as u64
}

impl Plant {
    /// A stamp stops or runs again: writing and rebuilding do the same.
    pub(super) fn power_pool(&mut self, frame: &mut Frame<'_>, stamp: StampId, up: bool) {
        if let Some(pipe) = frame.plan.pools[stamp] {
            self.pass_pool(frame, stamp);
            self.pools.stamps[stamp].powered = up;
            frame.set_pipe_up(pipe, up);
        }
    }

    /// A VM writes on another stamp from now on.
    pub(super) fn move_churn(
        &mut self,
        frame: &mut Frame<'_>,
        vm: VmId,
        from: StampId,
        to: StampId,
    ) {
        self.pass_pool(frame, from);
        self.pass_pool(frame, to);
        let churn = self.churn_of(frame, vm);
        self.pools.stamps[from].churn -= churn;
        self.pools.stamps[to].churn += churn;
    }

    /// Bytes that one of `parts` equal parts of a pool holds.
    fn share_of(&self, frame: &Frame<'_>, stamp: StampId, parts: u32) -> u64 {
        let bytes = self.bytes_on(frame, stamp) * u128::from(frame.copies_on(stamp));
        (bytes >> FRACTION_BITS) as u64 / u64::from(parts.max(1))
    }

    /// Bytes that one of `parts` equal parts of a pool missed since so much had been written.
    fn missed(
        &mut self,
        frame: &mut Frame<'_>,
        stamp: StampId,
        from: u128,
        owed: u64,
        parts: u32,
    ) -> u64 {
        self.pass_pool(frame, stamp);
        let written = self.pools.stamps[stamp].written - from;
        let changed = written * u128::from(frame.copies_on(stamp)) / u128::from(parts.max(1));
        let bytes = u64::try_from(changed >> FRACTION_BITS).unwrap_or(u64::MAX);
        bytes
            .saturating_add(owed)
            .min(self.share_of(frame, stamp, parts))
    }

    /// Bytes begin to move within the pool of a stamp.
    fn start_rebuild(
        &mut self,
        frame: &mut Frame<'_>,
        stamp: StampId,
        transfer: Transfer,
        bytes: u64,
    ) {
        let (Some(pipe), Some(storage)) = (frame.plan.pools[stamp], frame.storage_of(stamp)) else {
            return;
        };
        let (cap, class) = (storage.rebuild_rate, frame.order().class_of_others());
        frame.start_within((transfer, class), bytes, pipe, cap);
    }

    /// A node has gone by a fault of its own: its copies go stale as the pool writes.
    pub(in crate::world) fn copies_leave(
        &mut self,
        frame: &mut Frame<'_>,
        node: NodeId,
        fault: Fault,
    ) {
        let stamp = frame.stamp_of_node(node);
        if frame.storage_of(stamp).is_none() || self.nodes[node].faults != 1 {
            return;
        }
        self.pass_pool(frame, stamp);
        let mut owed = 0;
        if std::mem::take(&mut self.pools.nodes[node].resynchronising) {
            owed = frame.stop_transfer(Transfer::Node(node));
        } else {
            self.pools.nodes[node].since = frame.now;
        }
        let copies = &mut self.pools.nodes[node];
        copies.owed = owed;
        copies.left_at = self.pools.stamps[stamp].written;
        self.reassess_pool(frame, node, Some(fault));
    }

    /// A node is back: what changed meanwhile is copied to it.
    pub(in crate::world) fn copies_return(&mut self, frame: &mut Frame<'_>, node: NodeId) {
        let stamp = frame.stamp_of_node(node);
        if frame.storage_of(stamp).is_none() || self.nodes[node].faults > 0 {
            return;
        }
        let CopyState { left_at, owed, .. } = self.pools.nodes[node];
        let nodes = frame.blueprint.stamp(stamp).node_count();
        let bytes = self.missed(frame, stamp, left_at, owed, nodes);
        if bytes > 0 {
            self.pools.nodes[node].resynchronising = true;
            self.start_rebuild(frame, stamp, Transfer::Node(node), bytes);
        }
        self.reassess_pool(frame, node, None);
    }

    /// The copies in a node that was away are current again.
    pub(in crate::world) fn node_resynchronised(&mut self, frame: &mut Frame<'_>, node: NodeId) {
        self.pools.nodes[node].resynchronising = false;
        self.count_rebuild(
            frame,
            frame.stamp_of_node(node),
            self.pools.nodes[node].since,
        );
        self.reassess_pool(frame, node, None);
    }

    /// A disk fails: at once, or it falls silent.
    pub(in crate::world) fn disk_down(
        &mut self,
        frame: &mut Frame<'_>,
        disk: DiskId,
        fault: Fault,
    ) {
        self.pools.disks[disk].faults += 1;
        if self.pools.disks[disk].faults > 1 {
            return;
        }
        let stamp = self.stamp_of_disk(frame, disk);
        self.pass_pool(frame, stamp);
        let written = self.pools.stamps[stamp].written;
        let copies = self.pools.disks[disk].copies;
        match copies {
            Copies::Rebuilding | Copies::Resynchronising => {
                frame.stop_transfer(Transfer::Disk(disk));
            }
            Copies::Whole | Copies::Silent | Copies::Missing => {
                self.pools.disks[disk].since = frame.now;
                self.pools.disks[disk].stale_from = written;
            }
        }
        self.pools.disks[disk].fault = Some(fault);
        if copies != Copies::Rebuilding && self.falls_silent(frame, stamp, fault) {
            self.pools.disks[disk].copies = Copies::Silent;
            let after = frame
                .storage_of(stamp)
                .map_or(frame.now, |one| frame.now + one.retire_after);
            frame.schedule(Event::DiskRetires(disk), after);
            self.reassess_pool(frame, self.pools.node_of[disk], Some(fault));
        } else {
            self.disk_retires(frame, disk);
        }
    }

    /// Recorded faults are never silent: what a record tells is known.
    fn falls_silent(&mut self, frame: &mut Frame<'_>, stamp: StampId, fault: Fault) -> bool {
        let share = frame
            .storage_of(stamp)
            .map_or(0.0, |one| one.silent_share.0);
        let Some(source) = fault.source().filter(|_| share > 0.0) else {
            return false;
        };
        let source = &mut self.faults[source];
        source.other.uniform(OfFault::Silent.at(source.ordinal)) < share
    }

    /// The copies of a disk are lost for good, at once or because it has been silent for too long: they are
    /// made again in the reserve.
    #[inline(never)]
    pub(in crate::world) fn disk_retires(&mut self, frame: &mut Frame<'_>, disk: DiskId) {
        self.pools.disks[disk].copies = Copies::Missing;
        self.reassess_pool(
            frame,
            self.pools.node_of[disk],
            self.pools.disks[disk].fault,
        );
        self.fill_reserve(frame, self.stamp_of_disk(frame, disk));
    }

    /// A disk answers again, or is replaced.
    pub(in crate::world) fn disk_back(&mut self, frame: &mut Frame<'_>, disk: DiskId) {
        self.pools.disks[disk].faults -= 1;
        if self.pools.disks[disk].faults > 0 {
            return;
        }
        let stamp = self.stamp_of_disk(frame, disk);
        match self.pools.disks[disk].copies {
            Copies::Silent => {
                frame.unschedule(Event::DiskRetires(disk));
                let disks = frame
                    .storage_of(stamp)
                    .map_or(1, |one| one.disks.len() as u32);
                let bytes = self.missed(frame, stamp, self.pools.disks[disk].stale_from, 0, disks);
                if bytes > 0 {
                    self.pools.disks[disk].copies = Copies::Resynchronising;
                    self.start_rebuild(frame, stamp, Transfer::Disk(disk), bytes);
                } else {
                    self.pools.disks[disk].copies = Copies::Whole;
                    self.reassess_pool(frame, self.pools.node_of[disk], None);
                }
            }
            // No room in the reserve so far: it is rebuilt onto itself.
            Copies::Missing => self.rebuild(frame, disk),
            Copies::Whole | Copies::Rebuilding | Copies::Resynchronising => {
                if std::mem::take(&mut self.pools.disks[disk].reserved) {
                    self.pools.stamps[stamp].reserved -= 1;
                    self.fill_reserve(frame, stamp);
                }
            }
        }
    }

    /// Rebuilds into the reserve what it can take, the longest missing first.
    fn fill_reserve(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        let Some(storage) = frame.storage_of(stamp) else {
            return;
        };
        while self.pools.stamps[stamp].reserved < storage.reserve_disks {
            let missing = |disk: &DiskId| {
                let state = &self.pools.disks[*disk];
                (state.copies == Copies::Missing).then_some((state.since, *disk))
            };
            let Some((_, disk)) = storage.disk_ids().filter_map(|disk| missing(&disk)).min() else {
                return;
            };
            self.pools.disks[disk].reserved = true;
            self.pools.stamps[stamp].reserved += 1;
            self.rebuild(frame, disk);
        }
    }

    fn rebuild(&mut self, frame: &mut Frame<'_>, disk: DiskId) {
        let stamp = self.stamp_of_disk(frame, disk);
        let disks = frame
            .storage_of(stamp)
            .map_or(1, |one| one.disks.len() as u32);
        let bytes = self.share_of(frame, stamp, disks);
        self.pools.disks[disk].copies = Copies::Rebuilding;
        self.start_rebuild(frame, stamp, Transfer::Disk(disk), bytes);
    }

    /// The copies that a disk held are whole again.
    pub(in crate::world) fn disk_rebuilt(&mut self, frame: &mut Frame<'_>, disk: DiskId) {
        self.pools.disks[disk].copies = Copies::Whole;
        self.count_rebuild(
            frame,
            self.stamp_of_disk(frame, disk),
            self.pools.disks[disk].since,
        );
        self.reassess_pool(frame, self.pools.node_of[disk], None);
    }

    /// Counts the missing and the lost copies of a node again, after a fault if it was one.
    fn reassess_pool(&mut self, frame: &mut Frame<'_>, node: NodeId, fault: Option<Fault>) {
        let stamp = frame.stamp_of_node(node);
        let disks = frame.disks_of(node);
        let lies = |wanted: &[Copies]| {
            let wanted = |disk: &DiskId| wanted.contains(&self.pools.disks[*disk].copies);
            disks.clone().filter(wanted).count() as u32
        };
        let lost = lies(&[Copies::Missing, Copies::Rebuilding]);
        let missing = lost + lies(&[Copies::Silent, Copies::Resynchronising]);
        let away = self.nodes[node].faults > 0;
        self.tally_pool(frame, stamp);
        let (state, pool) = (&mut self.pools.nodes[node], &mut self.pools.stamps[stamp]);
        (state.missing, state.lost) = (missing, lost);
        let impaired = away || missing > 0 || state.resynchronising;
        let before = std::mem::replace(&mut state.impaired, impaired);
        pool.impaired = pool.impaired + u32::from(impaired) - u32::from(before);
        let before = std::mem::replace(&mut state.loses, lost > 0);
        pool.lost = pool.lost + u32::from(lost > 0) - u32::from(before);
        pool.fault = fault.or(pool.fault);
        if pool.impaired == 0 {
            self.something_is_back(frame, stamp);
        }
        self.settle_volumes(frame, stamp);
    }
}
