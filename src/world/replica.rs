//! Groups that replicate: where they run, what their replica holds, and how it is made again.
//!
//! Always true here: a replica is never ahead of its source; the stamp that a group runs on and the
//! stamp of its replica are the two ends that its protection names.

mod lag;
mod tally;

use super::World;
use super::carry::Transfer;
use super::draws::OfGroup;
use super::state::VmPhase;
use super::which::Fault;
use crate::model::record::{LossReason, Resumed, TakenFrom};
use crate::model::{
    ApplicationId, Component, GroupId, Replication, ReplicationMode, StampId, VmId, bytes,
};
use crate::random::Stream;
use crate::units::{Moment, Rate};
pub(super) use lag::Going;

/// Flows of groups share with backups.
const CLASS: u8 = 1;
/// More than a stream ever sends: it ends when it is stopped.
const ENDLESS: u64 = 1 << 60;

/// What the replica of a group is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Following {
    /// It follows, perhaps a little behind.
    Follows,
    /// It fell further behind than the log reaches: it stands where it was.
    Broken,
    /// There is none that could be used.
    Gone,
    /// A whole copy is on its way; what stood before can still be used where there was something.
    Copied {
        /// Whether an older replica stands meanwhile.
        stands: bool,
    },
}

/// A group.
#[derive(Debug)]
pub(super) struct GroupState {
    /// It runs where its replica was.
    pub(super) away: bool,
    pub(super) following: Following,
    pub(super) going: Going,
    /// Its application is up, so that it writes.
    pub(super) writing: bool,
    /// Its VMs stand still because nothing may be written.
    pub(super) frozen: bool,
    /// None of its VMs is where it was replicated from any more: backups took them elsewhere.
    pub(super) disbanded: bool,
    /// What it had not sent is lost with what it lay on.
    pub(super) source_lost: bool,
    /// It writes no faster than its replica does.
    pub(super) in_step: bool,
    /// Amounts are as of this instant.
    pub(super) since: Moment,
    /// Milliseconds of writing since the start of the trial.
    pub(super) written: u64,
    /// Bytes not yet sent, in 2^-32 bytes.
    pub(super) backlog: u128,
    /// Of it, what was left by a whole copy: a map of changed blocks remembers it, not the log.
    pub(super) mapped: u128,
    /// What is sent now, in 2^-32 bytes per millisecond.
    pub(super) rate: u64,
    /// What a replica that does not follow holds, in milliseconds of writing.
    pub(super) held: u64,
    /// Since when the copy at hand is under way, and what had been written then.
    pub(super) copy_began: Moment,
    pub(super) copy_from: u64,
    /// At the last failover: what had been written, and what of it the replica had. It holds for
    /// those of the group that come after, until it goes back.
    pub(super) cut: (u64, u64),
    pub(super) turned: bool,
    /// At the last failover the replica had broken off.
    pub(super) cut_broken: bool,
    /// When it may go back.
    pub(super) failback_at: Option<Moment>,
    /// Where in their interval the recovery points of this trial lie, in writing.
    pub(super) points_phase: u64,
}

impl GroupState {
    pub(super) fn new() -> GroupState {
        GroupState {
            away: false,
            following: Following::Follows,
            going: Going::Nothing,
            writing: false,
            frozen: false,
            disbanded: false,
            source_lost: false,
            in_step: false,
            since: Moment::ZERO,
            written: 0,
            backlog: 0,
            mapped: 0,
            rate: 0,
            held: 0,
            copy_began: Moment::ZERO,
            copy_from: 0,
            cut: (0, 0),
            turned: false,
            cut_broken: false,
            failback_at: None,
            points_phase: 0,
        }
    }
}

/// What a replica offers a VM.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Offer {
    /// How far the write clock is set back, in milliseconds.
    pub(super) set_back: u64,
    /// Whether what is resumed holds a corruption.
    pub(super) bad: bool,
    /// What makes it as old as it is.
    pub(super) resumed: Resumed,
}

impl World<'_> {
    /// All groups as they are at the start of a trial: at home, followed without a lag.
    pub(super) fn reset_groups(&mut self, key: u64) {
        let mut stream = Stream::new();
        for index in self.groups.ids() {
            let interval = self.replication_of(index).points.0.max(1);
            stream.rekey(self.frame.seed, key, self.frame.plan.groups[index].name);
            let word = stream.word(OfGroup::PointsPhase.at(0));
            self.groups[index] = GroupState {
                writing: true,
                // Points lie where they do in the horizon, whatever is written before it.
                points_phase: (word % interval + self.frame.horizon_start.0 % interval) % interval,
                ..GroupState::new()
            };
        }
        self.frame.counts_from = match self.frame.mode {
            super::Mode::Years => self.frame.horizon_start,
            super::Mode::Drill(_) => Moment::NEVER,
        };
        self.frame.dirty.flows |= !self.groups.is_empty();
    }

    pub(super) fn replication_of(&self, group: GroupId) -> &Replication {
        self.frame
            .blueprint
            .replication(self.frame.blueprint.group(group).replication)
    }

    /// The stamp that a group runs on.
    pub(super) fn source_stamp(&self, group: GroupId) -> StampId {
        if self.groups[group].away {
            self.replication_of(group).to
        } else {
            self.frame.blueprint.group(group).from
        }
    }

    /// The stamp of its replica.
    pub(super) fn replica_stamp(&self, group: GroupId) -> StampId {
        if self.groups[group].away {
            self.frame.blueprint.group(group).from
        } else {
            self.replication_of(group).to
        }
    }

    /// Whether both ends run. What lies between them may be cut all the same.
    fn ends_run(&self, group: GroupId) -> bool {
        self.plant.stands(self.source_stamp(group)) && self.plant.stands(self.replica_stamp(group))
    }

    /// Whether a byte can go from one end to the other.
    pub(super) fn path_open(&self, group: GroupId) -> bool {
        self.ends_run(group)
            && self
                .plant
                .path_stands(&self.frame, &self.frame.plan.groups[group].path)
    }

    /// An application goes up or down, and with it the writing of its groups.
    pub(super) fn groups_write(&mut self, application: ApplicationId, writing: bool) {
        for index in 0..self.frame.plan.groups_of[application].len() {
            let group = self.frame.plan.groups_of[application][index];
            self.pass_group(group);
            self.groups[group].writing = writing;
            self.frame.dirty.flows = true;
        }
    }

    /// A stamp lost its state: replicas there are gone, and what was to be sent from there.
    pub(super) fn replicas_lost(&mut self, stamp: StampId) {
        for group in self.groups.ids() {
            if self.replica_stamp(group) == stamp {
                self.replica_gone(group);
            } else if self.source_stamp(group) == stamp {
                self.pass_group(group);
                self.stop_sending(group);
                let state = &mut self.groups[group];
                state.source_lost = true;
                if let Following::Copied { stands } = state.following {
                    state.following = if stands {
                        Following::Broken
                    } else {
                        Following::Gone
                    };
                }
                self.frame.dirty.flows = true;
            }
        }
    }

    /// A VM has its state at home again. With the last of its group the replica follows on.
    pub(super) fn source_stands_again(&mut self, group: GroupId) {
        let source = self.source_stamp(group);
        let mut vms = self.frame.blueprint.group(group).vms.iter();
        let lacks = |vm: &VmId| {
            let state = &self.vms[*vm];
            state.needs_data && state.stamp == source
        };
        if !vms.any(lacks) {
            self.pass_group(group);
            self.groups[group].backlog = 0;
            self.groups[group].source_lost = false;
            self.frame.dirty.flows = true;
        }
    }

    /// What a replica holds is of no use any more: a whole copy is needed.
    pub(super) fn replica_gone(&mut self, group: GroupId) {
        self.pass_group(group);
        self.stop_sending(group);
        let state = &mut self.groups[group];
        state.following = Following::Gone;
        state.backlog = 0;
        state.source_lost = false;
        state.failback_at = None;
        self.frame.dirty.flows = true;
    }

    /// A VM's state went another way than its replica's: it was restored from a backup.
    pub(super) fn replica_diverged(&mut self, vm: VmId) {
        let Some(group) = self.frame.plan.vms[vm].group else {
            return;
        };
        let source = self.source_stamp(group);
        let here = |vm: &VmId| self.vms[*vm].stamp == source;
        if !self.frame.blueprint.group(group).vms.iter().any(here) {
            self.replica_gone(group);
            self.groups[group].disbanded = true;
        } else if self.vms[vm].stamp == source {
            self.replica_gone(group);
        }
    }

    /// A group that writes only together with its replica stands still while that cannot be reached.
    pub(super) fn freeze_or_thaw(&mut self, group: GroupId) {
        if self.replication_of(group).mode != ReplicationMode::SyncOrStop {
            return;
        }
        // A replica that is made again is waited for by nobody: then writing goes on alone.
        let follows = self.groups[group].following == Following::Follows;
        let cut = follows && !self.groups[group].away && !self.path_open(group);
        if cut == self.groups[group].frozen {
            return;
        }
        self.groups[group].frozen = cut;
        let blueprint = self.frame.blueprint;
        for vm in blueprint.group(group).vms.iter().copied() {
            if cut && self.vms[vm].phase == VmPhase::Serving {
                let fault = self.fault_between(group);
                let fault = fault.expect("what cuts a path is a fault");
                self.stop_vm(vm, fault, VmPhase::Frozen);
            } else if !cut && self.vms[vm].phase == VmPhase::Frozen {
                self.vm_serves(vm);
            }
        }
    }

    /// The group together with which a VM that is ready must stand still all the same.
    pub(super) fn frozen_with(&self, vm: VmId) -> Option<GroupId> {
        let group = self.frame.plan.vms[vm].group;
        group.filter(|group| self.groups[*group].frozen)
    }

    /// The fault that keeps the two ends of a group apart: the newest one that is active, else what
    /// took an end down that has not started since, though it is over itself.
    pub(super) fn fault_between(&self, group: GroupId) -> Option<Fault> {
        let path = &self.frame.plan.groups[group].path;
        let ends = [self.replica_stamp(group), self.source_stamp(group)];
        let between = |fault: &&Fault| match self.frame.fault_facts(**fault).0 {
            Component::Link(link) => self.plant.has_part(&self.frame, path, link),
            Component::Switch(switch) => ends
                .iter()
                .any(|stamp| self.plant.cuts_off(&self.frame, switch, *stamp)),
            target => ends
                .iter()
                .any(|stamp| super::plan::covers_stamp(self.frame.blueprint, target, *stamp)),
        };
        let newest = self.plant.active().iter().rev().find(between).copied();
        let offline = || ends.iter().find_map(|stamp| self.plant.offline_by(*stamp));
        let down = || {
            let mut down = ends.iter().filter(|stamp| !self.plant.is_up(**stamp));
            down.find_map(|stamp| self.plant.fault_of(*stamp))
        };
        newest.or_else(offline).or_else(down)
    }

    /// What the replica of a VM offers, if it can be resumed from.
    pub(super) fn offer(&self, vm: VmId) -> Option<Offer> {
        let group = self.frame.plan.vms[vm].group?;
        let stamp = self.vms[vm].stamp;
        if stamp == self.source_stamp(group) {
            let stands = self.replica_stands(group);
            let written = self.groups[group].written;
            let broken = self.groups[group].following != Following::Follows;
            let cut = (written, self.reached(group));
            return stands.then(|| self.offer_of(vm, group, cut, broken))?;
        }
        // Others of its group failed over before it: its replica stands where they run now.
        let behind = stamp == self.replica_stamp(group) && self.groups[group].turned;
        let state = &self.groups[group];
        behind.then(|| self.offer_of(vm, group, state.cut, state.cut_broken))?
    }

    /// The stamp of a VM's replica.
    pub(super) fn refuge(&self, vm: VmId) -> Option<StampId> {
        let group = self.frame.plan.vms[vm].group?;
        let stamp = self.vms[vm].stamp;
        let (source, replica) = (self.source_stamp(group), self.replica_stamp(group));
        match stamp {
            _ if stamp == source => Some(replica),
            _ if stamp == replica => Some(source),
            _ => None,
        }
    }

    /// Whether there is a replica of a group that could be resumed from.
    pub(super) fn replica_stands(&self, group: GroupId) -> bool {
        match self.groups[group].following {
            Following::Follows | Following::Broken => true,
            Following::Copied { stands } => stands,
            Following::Gone => false,
        }
    }

    /// What is offered after a cut at which so much had been written, and so much had arrived: the
    /// newest recovery point; or the newest one from before a corruption that is known or a deletion
    /// that has arrived, if points reach back so far.
    fn offer_of(&self, vm: VmId, group: GroupId, cut: (u64, u64), broken: bool) -> Option<Offer> {
        let (written, reached) = cut;
        let replication = self.replication_of(group);
        let state = &self.vms[vm];
        let clock = state.clock_at(self.frame.now);
        let on_group = |of_vm: u64| written.saturating_sub(clock.saturating_sub(of_vm));
        let corrupt = state.corrupt_since.map(|_| on_group(state.corrupt_clock));
        let spoilt = [
            corrupt.filter(|_| state.noticed),
            state.deleted.then(|| on_group(clock)),
        ];
        let mut usable = reached;
        let mut point = self.point_at(group, reached);
        if let Some(spoilt) = spoilt.into_iter().flatten().min()
            && reached >= spoilt
        {
            usable = spoilt.saturating_sub(1);
            point = self.point_at(group, usable);
            let since = if state.deleted {
                self.frame.now.since(state.lost_at).0
            } else {
                0
            };
            if written - point + since > replication.keep.0 {
                return None;
            }
        }
        Some(Offer {
            set_back: (written - point).min(clock),
            bad: corrupt.is_some_and(|corrupt| point >= corrupt),
            resumed: why_behind(group, (written, reached, usable, point), broken),
        })
    }

    /// The newest recovery point at or before so much writing.
    fn point_at(&self, group: GroupId, written: u64) -> u64 {
        let interval = self.replication_of(group).points.0;
        if interval == 0 {
            return written;
        }
        let phase = self.groups[group].points_phase;
        if written < phase {
            return 0;
        }
        (written - phase) / interval * interval + phase
    }

    /// The group runs at its other end from now on: what had not arrived stays behind. Where the
    /// state that it leaves `stands`, it can be gone back to as it was.
    pub(super) fn turn_over(&mut self, group: GroupId, stands: bool) {
        self.pass_group(group);
        let reached = self.reached(group);
        self.stop_sending(group);
        let state = &mut self.groups[group];
        state.cut = (state.written, reached);
        state.cut_broken = state.following != Following::Follows;
        state.away = !state.away;
        state.turned = true;
        state.following = if stands {
            Following::Broken
        } else {
            Following::Gone
        };
        state.held = reached;
        state.backlog = 0;
        state.source_lost = false;
        state.frozen = false;
        state.failback_at = None;
        self.frame.dirty.flows = true;
    }

    /// The group goes back to where it belongs: its replica is the same as it is, and follows on.
    pub(super) fn turn_home(&mut self, group: GroupId) {
        self.pass_group(group);
        self.stop_sending(group);
        let state = &mut self.groups[group];
        state.away = false;
        state.turned = false;
        state.failback_at = None;
        self.frame.dirty.flows = true;
    }

    /// A whole copy of a group has arrived: from now on the replica follows, behind by what was
    /// written meanwhile.
    pub(super) fn replica_copied(&mut self, group: GroupId) {
        self.pass_group(group);
        self.tally_copy(group);
        let demand = u128::from(self.frame.plan.groups[group].demand);
        let state = &mut self.groups[group];
        state.going = Going::Nothing;
        state.rate = 0;
        state.following = Following::Follows;
        state.backlog = demand * u128::from(state.written - state.copy_from);
        state.mapped = state.backlog;
        self.frame.dirty.flows = true;
        self.frame.dirty.waiters = true;
    }

    /// The cap of a whole copy: what the disks that are copied at once give, and what a group may send,
    /// both after the reduction.
    fn copy_cap(&self, group: GroupId) -> Rate {
        let replication = self.replication_of(group);
        let stamp = self.frame.blueprint.stamp(self.source_stamp(group));
        let disks = self.frame.plan.groups[group]
            .disks
            .min(replication.disks_at_once);
        let of_disks = bytes::disk_rate(stamp, disks, replication.reduction).0;
        Rate(
            replication
                .rate
                .map_or(of_disks, |most| most.0.min(of_disks)),
        )
    }

    /// Whether every group is at home, followed, and not behind.
    pub(super) fn groups_whole(&self) -> bool {
        self.groups.pairs().all(|(group, state)| {
            let back = !state.away || self.replication_of(group).failback.is_none();
            let follows = state.following == Following::Follows && state.backlog == 0;
            state.disbanded || (back && follows && !state.frozen)
        })
    }
}

/// What makes a recovery point old: how far the replica was behind, what of it is of no use, or how far
/// points lie apart.
fn why_behind(
    group: GroupId,
    (written, reached, usable, point): (u64, u64, u64, u64),
    broken: bool,
) -> Resumed {
    let lag = if broken {
        LossReason::WholeCopy
    } else {
        LossReason::ReplicaLag
    };
    let parts = [
        (written - reached, lag),
        (reached.saturating_sub(usable), LossReason::NoticedLate),
        (usable - point, LossReason::PointSpacing),
    ];
    let (part, reason) = parts
        .into_iter()
        .max_by_key(|(part, reason)| (*part, std::cmp::Reverse(*reason)))
        .unwrap_or_default();
    Resumed {
        from: TakenFrom::Replica(group),
        reason: if part == 0 { LossReason::None } else { reason },
        part,
        endless: false,
    }
}
