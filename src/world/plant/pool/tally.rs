//! What the pools of stamps have been through, and whether their books balance.
//!
//! Always true here: sums are clipped to the horizon, in a drill to the time from its strike on.

use crate::model::{StampId, VmId};
use crate::units::Moment;
use crate::world::carry::Transfer;
use crate::world::frame::Frame;
use crate::world::plant::Plant;
use crate::world::plant::pool::{Copies, fixed_rate};

impl Plant {
    pub(in crate::world::plant) fn count_rebuild(
        &mut self,
        frame: &mut Frame<'_>,
        stamp: StampId,
        since: Moment,
    ) {
        if frame.counts_now() {
            let length = frame.now.since(since).0;
            let tally = &mut frame.record.storage[stamp.index()];
            tally.rebuilds += 1;
            tally.rebuild_sum += length;
            tally.rebuild_max = tally.rebuild_max.max(length);
        }
    }

    /// Rebuilds that are not done count in the longest as far as they have come: at the end of the
    /// horizon, in a drill at the end of the trial.
    pub(in crate::world) fn count_open_rebuilds(&mut self, frame: &mut Frame<'_>) {
        for stamp in self.stamps.ids() {
            let Some(storage) = frame.storage_of(stamp) else {
                continue;
            };
            let mut longest = 0;
            for disk in storage.disk_ids() {
                let disk = &self.pools.disks[disk];
                let open = matches!(disk.copies, Copies::Missing | Copies::Rebuilding);
                if open {
                    longest = frame.counted_since(disk.since).max(longest);
                }
            }
            let tally = &mut frame.record.storage[stamp.index()];
            tally.rebuild_max = tally.rebuild_max.max(longest);
        }
    }

    /// Adds the time since the last change to the tally of a pool.
    pub(in crate::world::plant) fn tally_pool(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        let pool = &mut self.pools.stamps[stamp];
        let since = std::mem::replace(&mut pool.tallied, frame.now);
        let (impaired, offline) = (pool.impaired, pool.offline);
        if self.copies_whole(stamp) {
            return;
        }
        let length = frame.counted_since(since);
        let copies = frame.copies_on(stamp);
        let tally = &mut frame.record.storage[stamp.index()];
        tally.degraded += length;
        if impaired + 1 == copies {
            tally.exposed += length;
        }
        if offline.is_some() {
            tally.offline_ms += length;
        }
    }

    /// Whether every pool has all its copies, and no volume is full.
    pub(in crate::world) fn storage_whole(&self) -> bool {
        let mut stamps = self.stamps.ids();
        stamps.all(|stamp| self.copies_whole(stamp)) && self.none_is_full()
    }

    /// Closes the sums of a pool and its volumes at the end of a trial, and checks them: of VMs there it
    /// is told what they write, and whether any serves.
    ///
    /// # Panics
    /// When the books do not balance, which is a fault of the program.
    pub(in crate::world) fn close_pool(
        &mut self,
        frame: &mut Frame<'_>,
        stamp: StampId,
        churn: u64,
        serving: bool,
    ) {
        self.tally_pool(frame, stamp);
        self.tally_volumes(frame, stamp);
        self.check_pool(frame, stamp, churn, serving);
    }

    /// What a VM changes on its pool per millisecond.
    pub(in crate::world) fn churn_of(&self, frame: &Frame<'_>, vm: VmId) -> u64 {
        fixed_rate(frame.blueprint.vm(vm).churn)
    }

    fn check_pool(&self, frame: &Frame<'_>, stamp: StampId, churn: u64, serving: bool) {
        let pool = &self.pools.stamps[stamp];
        let (mut impaired, mut lost, mut reserved) = (0, 0, 0);
        for node in frame.blueprint.stamp(stamp).node_ids() {
            let state = &self.pools.nodes[node];
            let (mut whole, mut loses) = (self.nodes[node].faults == 0, false);
            for disk in frame.disks_of(node) {
                let disk = &self.pools.disks[disk];
                whole &= disk.copies == Copies::Whole;
                loses |= matches!(disk.copies, Copies::Missing | Copies::Rebuilding);
                reserved += u32::from(disk.reserved);
            }
            let moves = frame.moves(Transfer::Node(node));
            assert!(moves == state.resynchronising, "a node gets what it has");
            impaired += u32::from(!whole || moves);
            lost += u32::from(loses);
        }
        let disks = frame.storage_of(stamp).map(|one| one.disk_ids());
        for disk in disks.into_iter().flatten() {
            let copies = self.pools.disks[disk].copies;
            let moves = matches!(copies, Copies::Rebuilding | Copies::Resynchronising);
            let flow = frame.moves(Transfer::Disk(disk));
            assert!(moves == flow, "a disk gets what it has");
        }
        let found = (impaired, lost, reserved, churn);
        let counted = (pool.impaired, pool.lost, pool.reserved, pool.churn);
        assert!(
            found == counted,
            "copies are {found:?}, counted as {counted:?}"
        );
        let too_few = impaired >= frame.copies_on(stamp);
        assert!(
            pool.offline.is_some() == too_few,
            "volumes do not go with their copies"
        );
        assert!(
            pool.offline.is_none() || !serving,
            "a VM runs without its volume"
        );
    }

    /// Whether any stamp has storage.
    #[inline]
    pub(in crate::world) fn has_pools(&self) -> bool {
        self.pools.on
    }
}
