//! Sides of a cut, votes and the witness.
//!
//! Always true here: no two sides have a majority of the same votes, and taking the vote of one that
//! is gone, or giving one back, never ends a majority.

use super::plan::covers_place;
use super::{NEVER, News};
use crate::model::{Component, Place, RoleId, SiteId, StampId, VmId};
use crate::world::World;
use crate::world::draws::OfLoss;
use crate::world::state::VmPhase;
use crate::world::which::Fault;

/// Everybody reaches everybody.
const ONE_SIDE: Option<SiteId> = Some(SiteId(0));

impl World<'_> {
    pub(super) fn site_of(&self, vm: VmId) -> SiteId {
        self.frame.blueprint.stamp(self.vms[vm].stamp).site
    }

    /// The side that a VM is on, as last worked out.
    pub(super) fn side_of(&self, vm: VmId) -> Option<SiteId> {
        self.sides[self.site_of(vm)]
    }

    /// Gives all sites where instances of a role run, and that reach one another, the same side;
    /// true where there are two sides or more. Our choice: two sites that a third one with instances
    /// joins are on one side.
    fn find_sides(&mut self, role: RoleId) -> bool {
        if self.plant.no_link_is_down() {
            self.sides.fill(ONE_SIDE);
            return false;
        }
        self.sides.fill(None);
        for vm in self.frame.blueprint.role(role).vm_ids() {
            if self.runs(vm) {
                let site = self.site_of(vm);
                self.sides[site] = Some(site);
            }
        }
        loop {
            let mut changed = false;
            for one in self.sides.ids() {
                for other in self.sides.ids().take_while(|other| *other < one) {
                    if let (Some(left), Some(right)) = (self.sides[one], self.sides[other])
                        && left != right
                        && self.plant.sites_joined(&self.frame, one, other)
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
    pub(super) fn side_that_goes_on(&mut self, role: RoleId, news: News) -> Option<SiteId> {
        let split = self.find_sides(role);
        let plan = self.frame.plan.instances.of(role)?;
        let (majority, one_active) = (plan.majority, plan.one_active);
        if !majority && !one_active {
            // Each of them serves those who reach it.
            self.sides.fill(ONE_SIDE);
            return ONE_SIDE;
        }
        let was_split = self.instances[role].split;
        if split && !was_split {
            self.tally_instances(role, |tally| tally.splits += 1);
        }
        self.instances[role].split = split;
        self.side_votes.fill(0);
        if majority {
            return self.side_with_majority(role);
        }
        let active = self.instances[role].active;
        let cut = matches!(news, News::Cut(_)) && !was_split;
        if let Some(active) = active.filter(|active| !cut && self.runs(*active)) {
            return self.side_of(active);
        }
        let vms = self.frame.blueprint.role(role).vm_ids();
        for vm in vms.clone() {
            if self.runs(vm) {
                self.vote_with(self.side_of(vm));
            }
        }
        let votes = |vm: &VmId| self.side_of(*vm).map(|side| self.side_votes[side]);
        let running = vms.filter(|vm| self.runs(*vm));
        let best = running.min_by_key(|vm| (std::cmp::Reverse(votes(vm)), *vm));
        best.and_then(|vm| self.side_of(vm))
    }

    /// One vote more for a side.
    fn vote_with(&mut self, side: Option<SiteId>) {
        if let Some(side) = side {
            self.side_votes[side] += 1;
        }
    }

    fn runs(&self, vm: VmId) -> bool {
        self.vms[vm].phase == VmPhase::Serving
    }

    /// The side that has more than half of the votes. The witness votes where the number of voters is
    /// even; without one the last voter's vote does not count then.
    fn side_with_majority(&mut self, role: RoleId) -> Option<SiteId> {
        let vms = self.frame.blueprint.role(role).vm_ids();
        if !vms.clone().any(|vm| self.members[vm].votes) {
            // Somebody has given up all that had a vote: those who run begin anew.
            for vm in vms.clone() {
                self.members[vm].votes = self.runs(vm);
            }
        }
        let voters = vms.clone().filter(|vm| self.members[*vm].votes);
        let (mut total, last) = (voters.clone().count() as u32, voters.max());
        let even = total.is_multiple_of(2);
        let asks_witness = even && self.counts_on_witness(role);
        let mute = last.filter(|_| even && !asks_witness);
        total = total + u32::from(asks_witness) - u32::from(mute.is_some());
        for vm in vms.clone() {
            if self.runs(vm) && self.members[vm].votes && mute != Some(vm) {
                self.vote_with(self.side_of(vm));
            }
        }
        if asks_witness {
            self.vote_with(self.side_of_witness(role));
        }
        let running = vms.filter(|vm| self.runs(*vm));
        let mut sides = running.filter_map(|vm| self.side_of(vm));
        sides.find(|side| 2 * self.side_votes[*side] > total)
    }

    fn counts_on_witness(&self, role: RoleId) -> bool {
        let plan = self.frame.plan.instances.of(role);
        plan.is_some_and(|plan| plan.witness.is_some()) && self.instances[role].witness_votes
    }

    /// The side that the witness votes with: of those that reach it the one of the active instance,
    /// else that of the first one that takes part or did.
    fn side_of_witness(&self, role: RoleId) -> Option<SiteId> {
        let (_, site) = self.frame.plan.instances.of(role)?.witness?;
        let state = &self.instances[role];
        if !state.witness_up {
            return None;
        }
        let reaches = |vm: &VmId| {
            self.runs(*vm)
                && self
                    .plant
                    .sites_joined(&self.frame, self.site_of(*vm), site)
        };
        let vms = || self.frame.blueprint.role(role).vm_ids();
        let joined = vms().filter(|vm| self.members[*vm].joined);
        let mut votes_with = state
            .active
            .into_iter()
            .chain(joined)
            .chain(state.last)
            .chain(vms());
        votes_with.find(reaches).and_then(|vm| self.side_of(vm))
    }

    /// Those who take part have a vote; those who are gone lose theirs when the others notice it.
    /// A majority remains throughout.
    pub(super) fn settle_votes(&mut self, role: RoleId) {
        let majority = self.instances[role].majority;
        for vm in self.frame.blueprint.role(role).vm_ids() {
            let gone = !self.runs(vm) || self.members[vm].isolated;
            let member = &mut self.members[vm];
            if !gone {
                member.noticed_at = NEVER;
                member.votes |= member.joined;
            } else if member.votes && member.noticed_at == NEVER {
                self.members[vm].noticed_at = self.frame.now + self.draw_notice(role);
            } else if majority && member.noticed_at <= self.frame.now {
                member.votes = false;
                member.noticed_at = NEVER;
            }
        }
        let plan = self.frame.plan.instances.of(role);
        let Some((_, site)) = plan.and_then(|plan| plan.witness) else {
            return;
        };
        let mut vms = self.frame.blueprint.role(role).vm_ids();
        let reached = self.instances[role].witness_up
            && vms.any(|vm| {
                self.members[vm].joined
                    && self.plant.sites_joined(&self.frame, self.site_of(vm), site)
            });
        let now = self.frame.now;
        let state = &mut self.instances[role];
        if reached {
            state.witness_votes = true;
            state.witness_noticed_at = NEVER;
        } else if majority && state.witness_votes && state.witness_noticed_at == NEVER {
            let delay = self.draw_notice(role);
            self.instances[role].witness_noticed_at = now + delay;
        } else if majority && state.witness_noticed_at <= now {
            state.witness_votes = false;
            state.witness_noticed_at = NEVER;
        }
    }

    /// How long it takes the others to notice a loss that starts no switch.
    fn draw_notice(&mut self, role: RoleId) -> crate::units::Span {
        let Some(plan) = self.frame.plan.instances.of(role) else {
            return crate::units::Span::ZERO;
        };
        let state = &mut self.instances[role];
        state.losses += 1;
        let word = OfLoss::Detect.at(state.losses);
        plan.detect.draw(&mut state.losses_stream, word)
    }

    /// Somebody has decided that an instance is lost with its state: its vote counts no more, though
    /// nobody is there who could have noticed.
    pub(super) fn give_up_vote(&mut self, vm: VmId) {
        let role = self.frame.blueprint.vm(vm).role;
        let without = !self.instances[role].majority;
        if without && self.vms[vm].decided && self.members[vm].votes {
            self.members[vm].votes = false;
            self.members[vm].noticed_at = NEVER;
            self.reassess(role, News::Other);
        }
    }

    /// A fault takes what witnesses stand on, or gives it back.
    pub(in crate::world) fn witnesses_fault(&mut self, target: Component, fault: Option<Fault>) {
        for index in 0..self.frame.plan.instances.roles.len() {
            let role = self.frame.plan.instances.roles[index];
            let plan = self.frame.plan.instances.of(role);
            let Some((place, _)) = plan.and_then(|plan| plan.witness) else {
                continue;
            };
            if covers_place(self.frame.blueprint, target, place) {
                let state = &mut self.instances[role];
                if fault.is_some() {
                    state.witness_faults += 1;
                } else {
                    state.witness_faults -= 1;
                }
                let up = state.witness_faults == 0;
                self.see_witness(role, up, fault);
            }
        }
    }

    /// A stamp stops or runs again, and with it the witnesses that stand on it.
    pub(in crate::world) fn witnesses_on(&mut self, stamp: StampId, fault: Option<Fault>) {
        for index in 0..self.frame.plan.instances.roles.len() {
            let role = self.frame.plan.instances.roles[index];
            let plan = self.frame.plan.instances.of(role);
            if let Some((Place::Stamp(id), _)) = plan.and_then(|plan| plan.witness)
                && id == stamp
            {
                self.see_witness(role, fault.is_none(), fault);
            }
        }
    }

    fn see_witness(&mut self, role: RoleId, up: bool, fault: Option<Fault>) {
        if std::mem::replace(&mut self.instances[role].witness_up, up) != up {
            self.reassess(role, fault.map_or(News::Other, News::Lost));
        }
    }
}
