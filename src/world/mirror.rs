//! Groups that replicate: where they run, what their replica holds, and how it is made again.
//!
//! Always true here: a replica is never ahead of its source; the stamp that a group runs on and the
//! stamp of its replica are the two ends that its protection names.

mod failback;
mod lag;
mod line;
mod offer;
mod tally;
mod turn;

use super::carry::Transfer;
use super::draws::OfGroup;
use super::frame::Frame;
use crate::engine::{Table, clones};
use crate::model::{Blueprint, GroupId, Replication, StampId, group};
use crate::random::Stream;
use crate::units::{Moment, Rate};
use lag::Going;
pub(super) use offer::{Loser, Offer};

/// Flows of groups share with backups.
const CLASS: u8 = 1;
/// More than a stream ever sends: it ends when it is stopped.
const ENDLESS: u64 = 1 << 60;

/// What the replica of a group is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Following {
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

impl Following {
    /// Of a replica that follows no more: it stands where it was, or there is none.
    fn left(stands: bool) -> Following {
        if stands {
            Following::Broken
        } else {
            Following::Gone
        }
    }
}

/// What of a group reaches its replica.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Reach {
    /// Both ends run. What lies between them may be cut all the same.
    pub(super) runs: bool,
    /// A byte can go from one end to the other.
    pub(super) open: bool,
}

/// A group.
#[derive(Clone, Copy, Debug)]
struct GroupState {
    /// It runs where its replica was.
    away: bool,
    following: Following,
    going: Going,
    /// Its application is up, so that it writes.
    writing: bool,
    /// Its VMs stand still because nothing may be written.
    frozen: bool,
    /// None of its VMs is where it was replicated from any more: backups took them elsewhere.
    disbanded: bool,
    /// What it had not sent is lost with what it lay on.
    source_lost: bool,
    /// It writes no faster than its replica does.
    in_step: bool,
    /// Amounts are as of this instant.
    since: Moment,
    /// Milliseconds of writing since the start of the trial.
    written: u64,
    /// Bytes not yet sent, in 2^-32 bytes.
    backlog: u128,
    /// Of it, what was left by a whole copy: a map of changed blocks remembers it, not the log.
    mapped: u128,
    /// What is sent now, in 2^-32 bytes per millisecond.
    rate: u64,
    /// What was sent in all that counts, but for whole copies, in 2^-32 bytes.
    sent: u128,
    /// What a replica that does not follow holds, in milliseconds of writing.
    held: u64,
    /// Since when the copy at hand is under way, and what had been written then.
    copy_began: Moment,
    copy_from: u64,
    /// At the last failover: what had been written, and what of it the replica had. It holds for
    /// those of the group that come after, until it goes back.
    cut: (u64, u64),
    turned: bool,
    /// At the last failover the replica had broken off.
    cut_broken: bool,
    /// How much had been written at the first of the recovery points that the replica has had since it was made last,
    /// and at that of the replica that was failed over to last.
    began: u64,
    cut_began: u64,
    /// What stands is what the group left behind when it failed over: one state, and no recovery points.
    left_behind: bool,
    /// What of it reaches its replica.
    reach: Reach,
    /// When it may go back.
    failback_at: Option<Moment>,
    /// Where in their interval the recovery points of this trial lie, in writing.
    points_phase: u64,
}

impl GroupState {
    fn new() -> GroupState {
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
            sent: 0,
            held: 0,
            copy_began: Moment::ZERO,
            copy_from: 0,
            cut: (0, 0),
            turned: false,
            cut_broken: false,
            began: 0,
            cut_began: 0,
            left_behind: false,
            reach: Reach::default(),
            failback_at: None,
            points_phase: 0,
        }
    }
}

/// The groups of a world.
#[derive(Debug)]
pub(super) struct Mirror {
    groups: Table<GroupId, GroupState>,
    /// The first instant at which a group is to be looked at.
    next: Moment,
}

clones!(Mirror { groups, next });

impl Frame<'_> {
    /// How a group replicates.
    pub(super) fn replication_of(&self, group: GroupId) -> &Replication {
        let replication = self.blueprint.group(group).replication;
        self.blueprint.replication(replication)
    }
}

impl Mirror {
    /// All groups at home, before a trial.
    pub(super) fn new(blueprint: &Blueprint) -> Mirror {
        Mirror {
            groups: Table::made(blueprint.groups.len(), GroupState::new),
            next: Moment::NEVER,
        }
    }

    /// All groups.
    pub(super) fn ids(&self) -> impl Iterator<Item = GroupId> + use<> {
        self.groups.ids()
    }

    /// All groups as they are at the start of a trial: at home, followed without a lag.
    pub(super) fn renew(&mut self, frame: &mut Frame<'_>, key: u64) {
        let Mirror { groups, next } = self;
        *next = Moment::NEVER;
        let mut stream = Stream::new();
        for index in groups.ids() {
            let interval = frame.replication_of(index).points.0.max(1);
            stream.rekey(frame.seed, key, frame.plan.groups[index].name);
            let word = stream.word(OfGroup::PointsPhase.at(0));
            groups[index] = GroupState {
                writing: true,
                // Points lie where they do in the horizon, whatever is written before it.
                points_phase: (word % interval + frame.horizon_start.0 % interval) % interval,
                ..GroupState::new()
            };
        }
        frame.dirty.groups |= !groups.is_empty();
    }

    /// The stamp that a group runs on.
    pub(super) fn source_stamp(&self, frame: &Frame<'_>, group: GroupId) -> StampId {
        if self.groups[group].away {
            frame.replication_of(group).to
        } else {
            frame.blueprint.group(group).from
        }
    }

    /// The stamp of its replica.
    pub(super) fn replica_stamp(&self, frame: &Frame<'_>, group: GroupId) -> StampId {
        if self.groups[group].away {
            frame.blueprint.group(group).from
        } else {
            frame.replication_of(group).to
        }
    }

    /// Whether there is a replica of a group that could be resumed from.
    pub(super) fn stands(&self, group: GroupId) -> bool {
        match self.groups[group].following {
            Following::Follows | Following::Broken => true,
            Following::Copied { stands } => stands,
            Following::Gone => false,
        }
    }

    /// The cap of a whole copy: what the disks that are copied at once give, and what a group may send,
    /// both after the reduction.
    fn copy_cap(&self, frame: &Frame<'_>, group: GroupId) -> Rate {
        let replication = frame.replication_of(group);
        let stamp = frame.blueprint.stamp(self.source_stamp(frame, group));
        group::copy_rate(replication, stamp, frame.plan.groups[group].disks)
    }

    /// Whether every group is at home, followed, and not behind.
    pub(super) fn whole(&self, frame: &Frame<'_>) -> bool {
        self.groups.pairs().all(|(group, state)| {
            let back = !state.away || frame.replication_of(group).failback.is_none();
            let follows = state.following == Following::Follows && self.is_level(frame, group);
            state.disbanded || (back && follows && !state.frozen)
        })
    }

    /// Whether the VMs of a group must stand still.
    pub(super) fn is_frozen(&self, group: GroupId) -> bool {
        self.groups[group].frozen
    }

    /// Whether there is no replica of a group that could be used, nor one on its way.
    pub(super) fn is_gone(&self, group: GroupId) -> bool {
        self.groups[group].following == Following::Gone
    }
}
