//! Sides of a cut, votes and the witness.
//!
//! Always true here: no two sides have a majority of the same votes, and taking the vote of one that
//! is gone, or giving one back, never ends a majority.

use super::{Cluster, Frame, NEVER, News, tally};
use crate::model::{RoleId, SiteId, VmId};
use crate::units::Span;
use crate::world::draws::OfLoss;

/// Everybody reaches everybody.
const ONE_SIDE: Option<SiteId> = Some(SiteId(0));

impl Cluster {
    /// Which side of a cut goes on as things are; with that it is known whether there is a majority.
    pub(in crate::world) fn take_sides(
        &mut self,
        frame: &mut Frame<'_>,
        role: RoleId,
        news: News,
    ) -> Option<SiteId> {
        let side = self.side_that_goes_on(frame, role, news);
        let majority = side.is_some() || !frame.plan.instances.of(role).majority;
        if self.roles[role].majority && !majority {
            tally(frame, role, |tally| tally.majority_losses += 1);
        }
        self.roles[role].majority = majority;
        side
    }

    /// Gives all sites where instances of a role run, and that reach one another, the same side;
    /// true where there are two sides or more. Our choice: two sites that a third one with instances
    /// joins are on one side.
    fn find_sides(&mut self, frame: &Frame<'_>, role: RoleId) -> bool {
        if self.whole {
            self.sides.fill(ONE_SIDE);
            return false;
        }
        self.sides.fill(None);
        for vm in frame.blueprint.role(role).vm_ids() {
            if self.runs(vm) {
                let site = self.site_of(frame, vm);
                self.sides[site] = Some(site);
            }
        }
        loop {
            let mut changed = false;
            for one in self.sides.ids() {
                for other in self.sides.ids().take_while(|other| *other < one) {
                    if let (Some(left), Some(right)) = (self.sides[one], self.sides[other])
                        && left != right
                        && self.joined[one][other]
                    {
                        let least = Some(left.min(right));
                        (self.sides[one], self.sides[other]) = (least, least);
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        let mut sides = self.sides.iter().flatten();
        let first = sides.next();
        sides.any(|side| Some(side) != first)
    }

    /// The side that goes on: the one with a majority, if one is needed; none where there is none.
    /// Without need of one, a cut leaves the side with more instances, at a tie that of the first;
    /// later the side of the active one stays.
    fn side_that_goes_on(
        &mut self,
        frame: &mut Frame<'_>,
        role: RoleId,
        news: News,
    ) -> Option<SiteId> {
        let split = self.find_sides(frame, role);
        let plan = frame.plan.instances.of(role);
        let (majority, one_active) = (plan.majority, plan.one_active);
        if !majority && !one_active {
            // Each of them serves those who reach it.
            self.sides.fill(ONE_SIDE);
            return ONE_SIDE;
        }
        let was_split = self.roles[role].split;
        if split && !was_split {
            tally(frame, role, |tally| tally.splits += 1);
        }
        self.roles[role].split = split;
        self.votes.fill(0);
        if majority {
            return self.side_with_majority(frame, role);
        }
        let active = self.roles[role].active;
        let cut = matches!(news, News::Cut(_)) && !was_split;
        if let Some(active) = active.filter(|active| !cut && self.runs(*active)) {
            return self.side_of(frame, active);
        }
        let vms = frame.blueprint.role(role).vm_ids();
        for vm in vms.clone() {
            if self.runs(vm) {
                self.vote_with(self.side_of(frame, vm));
            }
        }
        let votes = |vm: &VmId| self.side_of(frame, *vm).map(|side| self.votes[side]);
        let running = vms.filter(|vm| self.runs(*vm));
        let best = running.min_by_key(|vm| (std::cmp::Reverse(votes(vm)), *vm));
        best.and_then(|vm| self.side_of(frame, vm))
    }

    /// One vote more for a side.
    fn vote_with(&mut self, side: Option<SiteId>) {
        if let Some(side) = side {
            self.votes[side] += 1;
        }
    }

    /// The side that has more than half of the votes. The witness votes where the number of voters is
    /// even; without one the last voter's vote does not count then.
    fn side_with_majority(&mut self, frame: &Frame<'_>, role: RoleId) -> Option<SiteId> {
        let vms = frame.blueprint.role(role).vm_ids();
        if !vms.clone().any(|vm| self.members[vm].votes) {
            // Somebody has given up all that had a vote: those who run begin anew.
            for vm in vms.clone() {
                self.members[vm].votes = self.runs(vm);
            }
        }
        let voters = vms.clone().filter(|vm| self.members[*vm].votes);
        let (mut total, last) = (voters.clone().count() as u32, voters.max());
        let even = total.is_multiple_of(2);
        let asks_witness = even && self.counts_on_witness(frame, role);
        let mute = last.filter(|_| even && !asks_witness);
        total = total + u32::from(asks_witness) - u32::from(mute.is_some());
        for vm in vms.clone() {
            if self.runs(vm) && self.members[vm].votes && mute != Some(vm) {
                self.vote_with(self.side_of(frame, vm));
            }
        }
        if asks_witness {
            self.vote_with(self.side_of_witness(frame, role));
        }
        let running = vms.filter(|vm| self.runs(*vm));
        let mut sides = running.filter_map(|vm| self.side_of(frame, vm));
        sides.find(|side| 2 * self.votes[*side] > total)
    }

    fn counts_on_witness(&self, frame: &Frame<'_>, role: RoleId) -> bool {
        frame.plan.instances.of(role).witness.is_some() && self.roles[role].witness_votes
    }

    /// The side that the witness votes with: of those that reach it the one of the active instance,
    /// else that of the first one that takes part or did.
    fn side_of_witness(&self, frame: &Frame<'_>, role: RoleId) -> Option<SiteId> {
        let (_, site) = frame.plan.instances.of(role).witness?;
        let state = &self.roles[role];
        if !state.witness_up {
            return None;
        }
        let reaches = |vm: &VmId| self.runs(*vm) && self.joined[self.site_of(frame, *vm)][site];
        let vms = || frame.blueprint.role(role).vm_ids();
        let joined = vms().filter(|vm| self.members[*vm].joined);
        let mut votes_with = state
            .active
            .into_iter()
            .chain(joined)
            .chain(state.last)
            .chain(vms());
        votes_with
            .find(reaches)
            .and_then(|vm| self.side_of(frame, vm))
    }

    /// Those who take part have a vote; those who are gone lose theirs when the others notice it.
    /// A majority remains throughout.
    pub(in crate::world) fn settle_votes(&mut self, frame: &Frame<'_>, role: RoleId) {
        let majority = self.roles[role].majority;
        for vm in frame.blueprint.role(role).vm_ids() {
            let gone = !self.runs(vm) || self.members[vm].isolated;
            let member = &mut self.members[vm];
            if !gone {
                member.noticed_at = NEVER;
                member.votes |= member.joined;
            } else if member.votes && member.noticed_at == NEVER {
                self.members[vm].noticed_at = frame.now + self.draw_notice(frame, role);
            } else if majority && member.noticed_at <= frame.now {
                member.votes = false;
                member.noticed_at = NEVER;
            }
        }
        let Some((_, site)) = frame.plan.instances.of(role).witness else {
            return;
        };
        let mut vms = frame.blueprint.role(role).vm_ids();
        let reached = self.roles[role].witness_up
            && vms.any(|vm| self.members[vm].joined && self.joined[self.site_of(frame, vm)][site]);
        let now = frame.now;
        let state = &mut self.roles[role];
        if reached {
            state.witness_votes = true;
            state.witness_noticed_at = NEVER;
        } else if majority && state.witness_votes && state.witness_noticed_at == NEVER {
            let delay = self.draw_notice(frame, role);
            self.roles[role].witness_noticed_at = now + delay;
        } else if majority && state.witness_noticed_at <= now {
            state.witness_votes = false;
            state.witness_noticed_at = NEVER;
        }
    }

    /// How long it takes the others to notice a loss that starts no switch.
    fn draw_notice(&mut self, frame: &Frame<'_>, role: RoleId) -> Span {
        let plan = frame.plan.instances.of(role);
        let state = &mut self.roles[role];
        state.losses += 1;
        let word = OfLoss::Detect.at(state.losses);
        plan.detect.draw(&mut state.losses_stream, word)
    }

    /// Somebody has decided that an instance is lost with its state: its vote counts no more, though
    /// nobody is there who could have noticed. Whether that changes anything.
    pub(in crate::world) fn give_up_vote(&mut self, role: RoleId, vm: VmId) -> bool {
        let member = &mut self.members[vm];
        let gives = !self.roles[role].majority && member.votes;
        if gives {
            member.votes = false;
            member.noticed_at = NEVER;
        }
        gives
    }

    /// A fault takes what the witness of a role stands on, or gives it back. Whether the witness stands
    /// afterwards.
    pub(in crate::world) fn witness_fault(&mut self, role: RoleId, begins: bool) -> bool {
        let faults = &mut self.roles[role].witness_faults;
        if begins {
            *faults += 1;
        } else {
            *faults -= 1;
        }
        *faults == 0
    }

    /// The witness of a role stands, or does not; whether that is news.
    pub(in crate::world) fn see_witness(&mut self, role: RoleId, up: bool) -> bool {
        std::mem::replace(&mut self.roles[role].witness_up, up) != up
    }
}
