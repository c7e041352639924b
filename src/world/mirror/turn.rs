//! What happens to a group: it writes or does not, is cut off, loses an end, turns over, goes home.
//!
//! Always true here: amounts are brought up to now before anything changes that they follow from.

use super::lag::Going;
use super::{Following, Frame, GroupState, Mirror, Reach};
use crate::model::{ApplicationId, GroupId, ReplicationMode, StampId};

impl Mirror {
    /// A group, to change it: brought up to now, and to be steered again.
    fn change(&mut self, frame: &mut Frame<'_>, group: GroupId) -> &mut GroupState {
        self.pass(frame, group);
        frame.dirty.groups = true;
        &mut self.groups[group]
    }

    /// The timer of a group fires. True where it is due to go back to where it belongs.
    pub(in crate::world) fn timer_fires(&mut self, frame: &mut Frame<'_>, group: GroupId) -> bool {
        self.change(frame, group);
        let due = self.failback_due(frame, group);
        due.is_some_and(|at| at <= frame.now)
    }

    /// An application goes up or down, and with it the writing of its groups.
    pub(in crate::world) fn write(
        &mut self,
        frame: &mut Frame<'_>,
        application: ApplicationId,
        writing: bool,
    ) {
        for index in 0..frame.plan.groups_of[application].len() {
            let group = frame.plan.groups_of[application][index];
            self.change(frame, group).writing = writing;
        }
    }

    /// A stamp lost its state: replicas there are gone, and what was to be sent from there.
    pub(in crate::world) fn lose_stamp(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        for group in self.groups.ids() {
            if self.replica_stamp(frame, group) == stamp {
                self.gone(frame, group);
            } else if self.source_stamp(frame, group) == stamp {
                self.change(frame, group);
                self.stop_sending(frame, group);
                let state = &mut self.groups[group];
                state.source_lost = true;
                if let Following::Copied { stands } = state.following {
                    state.following = Following::left(stands);
                }
            }
        }
    }

    /// The last VM of a group has its state at home again: the replica follows on.
    pub(in crate::world) fn source_restored(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        let state = self.change(frame, group);
        state.backlog = 0;
        state.source_lost = false;
    }

    /// A group goes on from an old recovery point of its replica: those that came after it are of no use to it.
    pub(in crate::world) fn points_restart(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        let state = self.change(frame, group);
        state.began = state.written;
    }

    /// What a replica holds is of no use any more: a whole copy is needed.
    pub(in crate::world) fn gone(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        self.change(frame, group);
        self.stop_sending(frame, group);
        let state = &mut self.groups[group];
        state.following = Following::Gone;
        state.backlog = 0;
        state.source_lost = false;
        state.failback_at = None;
    }

    /// No VM of a group is where it was replicated from any more.
    pub(in crate::world) fn disband(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        self.gone(frame, group);
        self.groups[group].disbanded = true;
    }

    /// The group runs at its other end from now on: what had not arrived stays behind. Where the
    /// state that it leaves `stands`, it can be gone back to as it was.
    pub(in crate::world) fn turn_over(
        &mut self,
        frame: &mut Frame<'_>,
        group: GroupId,
        stands: bool,
    ) {
        self.change(frame, group);
        let reached = self.reached(frame, group);
        self.stop_sending(frame, group);
        let state = &mut self.groups[group];
        state.cut = (state.written, reached);
        state.cut_broken = state.following != Following::Follows;
        state.cut_began = state.began;
        state.began = reached;
        state.left_behind = true;
        state.away = !state.away;
        state.turned = true;
        state.following = Following::left(stands);
        state.held = reached;
        state.backlog = 0;
        state.source_lost = false;
        state.frozen = false;
        state.failback_at = None;
    }

    /// The group goes back to where it belongs: its replica is the same as it is, and follows on. Its recovery points
    /// are those from now on.
    pub(in crate::world) fn turn_home(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        self.change(frame, group);
        self.stop_sending(frame, group);
        let state = &mut self.groups[group];
        state.away = false;
        state.turned = false;
        state.began = state.written;
        state.failback_at = None;
    }

    /// A whole copy of a group has arrived: from now on the replica follows, behind by what was
    /// written meanwhile.
    pub(in crate::world) fn copied(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        self.change(frame, group);
        self.tally_copy(frame, group);
        let demand = u128::from(frame.plan.groups[group].demand);
        let state = &mut self.groups[group];
        state.going = Going::Nothing;
        state.rate = 0;
        state.following = Following::Follows;
        // It is another disk: what the one before had of recovery points is none of its.
        state.began = state.copy_from;
        state.left_behind = false;
        state.backlog = demand * u128::from(state.written - state.copy_from);
        state.mapped = state.backlog;
        frame.dirty.freed();
    }

    /// Notes what of a group reaches its replica. Where it writes only together with that: whether it
    /// stands still from now on (true) or no longer (false); none where nothing changes.
    pub(in crate::world) fn sees(
        &mut self,
        frame: &mut Frame<'_>,
        group: GroupId,
        reach: Reach,
    ) -> Option<bool> {
        self.pass(frame, group);
        let mode = frame.replication_of(group).mode;
        let state = &mut self.groups[group];
        state.reach = reach;
        if mode != ReplicationMode::SyncOrStop {
            return None;
        }
        // A replica that is made again is waited for by nobody: then writing goes on alone.
        let follows = state.following == Following::Follows;
        let cut = follows && !state.away && !reach.open;
        let changes = std::mem::replace(&mut state.frozen, cut) != cut;
        changes.then_some(cut)
    }
}
