//! Waiting for what is down but intact, and when people give that up.
//!
//! Always true here: it counts from the strike that took the place of a VM, until that runs it again; who knows
//! how long it lasts gives up what lasts longer than the other way takes, and nothing else.

use crate::model::route::restores_alone;
use crate::model::{Prefer, Rebuild, RepositoryId, StampId, VmId};
use crate::units::{Moment, Span};
use crate::world::World;
use crate::world::draws::Common;
use crate::world::event::Event;
use crate::world::life::VmPhase;
use crate::world::machine::phase::draw_common;
use crate::world::plant::Return;
use crate::world::policy::{NEVER, Way};
use crate::world::state::{Patience, Wait};
use crate::world::vault::{Choice, Target};

impl World<'_> {
    /// A VM whose place does not run it waits for that, or people see to it that it goes another way.
    pub(in crate::world) fn wait_for_place(&mut self, vm: VmId, phase: VmPhase) {
        self.be_patient(vm);
        if self.leaves(vm) {
            self.set_phase(vm, VmPhase::DetectLoss);
            self.notice_loss(vm);
            return;
        }
        self.wait_until_next_look(vm, phase);
    }

    /// A VM waits for its place until people look at that again.
    pub(in crate::world) fn wait_until_next_look(&mut self, vm: VmId, phase: VmPhase) {
        self.set_phase(vm, phase);
        match self.next_look(vm) {
            Some(at) => self.frame.schedule(Event::Vm(vm), at),
            None => self.frame.unschedule(Event::Vm(vm)),
        }
    }

    /// Whether people go another way with a VM that has its data.
    pub(in crate::world) fn leaves(&self, vm: VmId) -> bool {
        match self.way_back(vm) {
            Way::Failover(_) => self.offer(vm).is_some(),
            Way::Build(_) => true,
            Way::Restart | Way::Nothing => false,
        }
    }

    /// The place of a VM runs it again.
    pub(in crate::world) fn stop_being_patient(&mut self, vm: VmId) {
        if self.vms[vm].patience.take().is_some() {
            self.vms[vm].recovery.decided = false;
        }
    }

    /// From when on people are ready to give up the place of a VM, as they know things. Who cannot leave is waited for for
    /// ever.
    #[inline(always)]
    pub(in crate::world) fn be_patient(&mut self, vm: VmId) {
        let state = &mut self.vms[vm];
        match &state.patience {
            Some(known) if known.looks() > self.frame.now => {}
            None if !self.frame.plan.vms[vm].may_leave => {
                state.patience = Some(Patience::FOR_EVER);
                state.patience_then = None;
            }
            Some(_) | None => self.think_of_leaving(vm),
        }
    }

    #[inline(never)]
    fn think_of_leaving(&mut self, vm: VmId) {
        let now = self.frame.now;
        let mut patience = match self.vms[vm].patience {
            Some(known) => known,
            None => self.first_patience(vm),
        };
        for failover in [true, false] {
            let wait = patience.of(failover);
            if wait.looks <= now {
                *wait = self.judge(vm, failover, *wait);
            }
        }
        self.vms[vm].patience = Some(patience);
        // What it went on without, where its place is given up, is known only then.
        if self.may_give_up(vm) && self.account.stake_counts(&self.frame, vm) {
            self.await_return(vm);
        }
    }

    /// How long people are patient with the place of a VM that may leave, from the strike on.
    fn first_patience(&mut self, vm: VmId) -> Patience {
        let mut patience = Patience::FOR_EVER;
        let clock = self.vms[vm].clock_at(self.frame.now);
        self.vms[vm].patience_then = Some(self.vault.jobs_now(vm, clock));
        // What was shut down on purpose comes back as planned.
        let fault = self.vms[vm].fault();
        if fault.is_some_and(|fault| self.frame.is_planned(fault)) {
            return patience;
        }
        let means = self.means(vm);
        if let Some(group) = means.group {
            patience.failover = self.draw_wait(vm, Way::Failover(group));
        }
        let way = means.built_by();
        let elsewhere = !way.goal(self.frame.blueprint).elsewhere.is_empty();
        // What would come back empty is waited for.
        if elsewhere && (!means.stateful || way.brings_data() || self.frame.is_instance(vm)) {
            patience.build = self.draw_wait(vm, way);
        }
        let application = self.frame.blueprint.vm(vm).application;
        self.account.waits(application);
        patience
    }

    /// The way that people have decided to go with a VM that finds no room at its place, if they have by now.
    pub(in crate::world) fn goes_for_want_of_room(&mut self, vm: VmId) -> Option<Way> {
        let fell = |at: Option<Moment>, now| at.is_some_and(|at| at <= now);
        let now = self.frame.now;
        let ways = self.ways_for_want_of_room(vm);
        let way = ways
            .into_iter()
            .flatten()
            .find(|way| fell(self.falls(vm, *way), now))?;
        let application = self.frame.blueprint.vm(vm).application;
        self.account.gives_up(&self.frame, application, None);
        Some(way)
    }

    /// A VM that waits for room is looked at when the decision to go another way falls.
    pub(in crate::world) fn look_when_decided(&mut self, vm: VmId) {
        let ways = self.ways_for_want_of_room(vm);
        let falls = ways
            .into_iter()
            .flatten()
            .filter_map(|way| self.falls(vm, way))
            .min();
        match falls.filter(|at| *at > self.frame.now && *at < Moment::NEVER) {
            Some(at) => self.frame.schedule(Event::Vm(vm), at),
            None => self.frame.unschedule(Event::Vm(vm)),
        }
    }

    /// Whether anybody ever gives up the place of a VM, as they know things: else nothing else is asked.
    #[inline(always)]
    pub(in crate::world) fn may_give_up(&self, vm: VmId) -> bool {
        let patience = self.vms[vm].patience.as_ref();
        let first = patience.map(|one| one.failover.gives_up.min(one.build.gives_up));
        first.is_some_and(|at| at < Moment::NEVER)
    }

    /// The ways that a VM without room at its place may go. A group goes as one: not while any of it has a place here. An
    /// instance that holds state waits.
    fn ways_for_want_of_room(&self, vm: VmId) -> [Option<Way>; 2] {
        if !self.may_give_up(vm) {
            return [None, None];
        }
        let means = self.means(vm);
        if means.stateful && self.frame.is_instance(vm) {
            return [None, None];
        }
        let home = self.room.stamp_of(vm);
        let stays =
            |one: &VmId| self.room.node_of(*one).is_some() && self.room.stamp_of(*one) == home;
        let alone = |group: &crate::model::GroupId| {
            let vms = &self.frame.blueprint.group(*group).vms;
            !vms.iter().any(stays)
        };
        let group = means.group.filter(alone);
        let failover = group
            .filter(|_| self.offer(vm).is_some())
            .map(Way::Failover);
        let comes_back = |way: &Way| match *way {
            Way::Build(by) => {
                let made_anew = !means.stateful && !by.brings_data();
                made_anew || self.newest_kept(vm, by).is_some()
            }
            _ => false,
        };
        let build = Some(means.built_by()).filter(comes_back);
        [failover, build.filter(|_| !self.is_served_without(vm))]
    }

    /// When the decision to go this way falls, which people come to while it is waited for: noticed meanwhile, and
    /// decided from when it is given up, in the hours of whoever decides.
    fn falls(&mut self, vm: VmId, way: Way) -> Option<Moment> {
        let mut patience = self.vms[vm].patience?;
        let gives_up = patience.of(matches!(way, Way::Failover(_))).gives_up;
        if gives_up >= Moment::NEVER {
            return None;
        }
        let plan = self.frame.plan.protection(self.frame.blueprint, way)?;
        let state = &mut self.vms[vm];
        let strike = state.stop.map_or(self.frame.now, |stop| stop.at);
        let detect = draw_common(&mut self.plant, state, &plan.detect, Common::NoticeLoss);
        let decide = draw_common(&mut self.plant, state, &plan.decide, Common::Decide);
        let begins = gives_up.max(strike + detect);
        let opens = match way.decider(self.frame.blueprint) {
            Some(crew) => self.answers_to_decide_after(vm, crew, begins),
            None => begins,
        };
        Some(opens + decide)
    }

    fn draw_wait(&mut self, vm: VmId, way: Way) -> Wait {
        let Some(plan) = self.frame.plan.protection(self.frame.blueprint, way) else {
            return Wait::FOR_EVER;
        };
        let state = &mut self.vms[vm];
        let strike = state.stop.map_or(self.frame.now, |stop| stop.at);
        let mut at = |sampler: Option<&crate::random::Sampler>, what| {
            sampler.map_or(Moment::NEVER, |sampler| {
                strike + draw_common(&mut self.plant, state, sampler, what)
            })
        };
        let known = at(plan.known_after.as_ref(), Common::Known);
        Wait {
            gives_up: at(plan.give_up_after.as_ref(), Common::GiveUp),
            known,
            looks: known,
        }
    }

    /// When people look at the place of a VM again.
    fn next_look(&self, vm: VmId) -> Option<Moment> {
        let patience = self.vms[vm].patience.as_ref()?;
        let waits = [patience.failover, patience.build];
        let all = waits
            .into_iter()
            .flat_map(|wait| [wait.gives_up, wait.looks]);
        let ahead = all.filter(|at| *at > self.frame.now && *at < Moment::NEVER);
        ahead.min()
    }

    /// What people who know how long the place of a VM is away make of that.
    fn judge(&self, vm: VmId, failover: bool, wait: Wait) -> Wait {
        let now = self.frame.now;
        let back = self.place_returns(vm);
        let takes = self.takes_elsewhere(vm, failover);
        match back.filter(|back| back.at.since(now).0 <= takes) {
            // When it should be back it is looked at again.
            Some(back) => Wait {
                gives_up: Moment::NEVER,
                looks: back.at.max(now + Span(1)),
                ..wait
            },
            None => Wait {
                gives_up: wait.gives_up.min(now),
                looks: Moment::NEVER,
                ..wait
            },
        }
    }

    /// Somebody has decided about a VM whose place is away: who knows by now that it is back sooner than the
    /// other way takes, waits all the same.
    pub(in crate::world) fn thinks_better_of_it(&mut self, vm: VmId) -> bool {
        let (now, way) = (self.frame.now, self.way_back(vm));
        let failover = matches!(way, Way::Failover(_));
        let Some(mut patience) = self.vms[vm].patience else {
            return false;
        };
        let wait = patience.of(failover);
        if self.vms[vm].recovery.failing_over || wait.known > now {
            return false;
        }
        *wait = self.judge(vm, failover, *wait);
        let stays = wait.gives_up == Moment::NEVER;
        self.vms[vm].patience = Some(patience);
        stays
    }

    /// When the place of a VM would run it again; none where nothing says so.
    pub(in crate::world) fn place_returns(&self, vm: VmId) -> Option<Return> {
        let control = self.vms[vm].recovery.powered_off;
        let home = self.room.stamp_of(vm);
        self.plant.stands_again(&self.frame, home, control)
    }

    /// Milliseconds that the other way takes from now on, by the means of what people do and the rate that
    /// its path has for it alone. Boot and checks are left out, since they come on either way.
    fn takes_elsewhere(&self, vm: VmId, failover: bool) -> u64 {
        let means = self.means(vm);
        let way = match means.group.filter(|_| failover) {
            Some(group) => Way::Failover(group),
            None => means.built_by(),
        };
        let Some(one) = way.protection(self.frame.blueprint) else {
            return NEVER;
        };
        let Some(laws) = self.frame.blueprint.protections.of(one).laws() else {
            return NEVER;
        };
        let state = &self.vms[vm];
        let mut takes = laws.provision.mean();
        if !state.recovery.decided {
            let since = state.stop.map_or(0, |stop| self.frame.now.since(stop.at).0);
            let opens = way.decider(self.frame.blueprint).map_or(0, |crew| {
                let opens = self.frame.crew_answers_after(crew, self.frame.now);
                opens.since(self.frame.now).0
            });
            takes += (laws.detect.mean() - since as f64).max(opens as f64);
            takes += laws.decide.mean();
        }
        match way {
            Way::Failover(group) => {
                takes += self.frame.replication_of(group).dns_ttl.0 as f64;
                takes as u64
            }
            Way::Build(Rebuild::Restore(_)) => (takes as u64).saturating_add(self.reads_alone(vm)),
            _ => takes as u64,
        }
    }

    /// Milliseconds that the point of a VM that would be taken takes to a stamp that it may go to, alone on its path.
    fn reads_alone(&self, vm: VmId) -> u64 {
        let (id, backup) = self.vault.backup_of(vm);
        let goal = Way::Build(Rebuild::Restore(id)).goal(self.frame.blueprint);
        let routes = &self.frame.plan.routes;
        let read = |stamp| {
            let mut asking = self.asking(vm);
            asking.stamp = stamp;
            let Choice::Read(newest, places) = self.vault.choose(asking, routes) else {
                return None;
            };
            let first = self.reads_point_alone(vm, stamp, (newest, places));
            let within = backup.preference.within;
            let Some(within) = within.filter(|_| backup.preference.prefer == Prefer::Soonest)
            else {
                return first;
            };
            let clock = self.vms[vm].clock_at(self.frame.now);
            let mut before = newest.point + u32::from(backup.logs.is_some());
            let mut soonest = first;
            let enough = clock.saturating_sub(within.0);
            while let Some((target, places)) =
                self.vault.older_than(asking, before, (enough, routes))
            {
                before = target.point;
                let recovered = self.vault.recovered(vm, target, asking.only_good);
                if recovered.clock < enough {
                    break;
                }
                let takes = self.reads_point_alone(vm, stamp, (target, places));
                soonest = [soonest, takes].into_iter().flatten().min();
            }
            soonest
        };
        let stands = |stamp: &StampId| self.plant.stands(*stamp);
        let belongs = self.away_from(vm);
        let stamps = belongs.into_iter().chain(goal.elsewhere.iter().copied());
        stamps.filter(stands).find_map(read).unwrap_or(NEVER)
    }

    /// Milliseconds that a point takes to a stamp from where that goes fastest, alone on its path, with the replay of its
    /// logs.
    fn reads_point_alone(
        &self,
        vm: VmId,
        stamp: StampId,
        (target, (first, second)): (Target, (RepositoryId, Option<RepositoryId>)),
    ) -> Option<u64> {
        let blueprint = self.frame.blueprint;
        let backup = self.vault.backup_of(vm).1;
        let places = std::iter::once(first).chain(second);
        let takes = |from| {
            let bytes = self.vault.bytes_to_read(vm, target, from)?;
            let rate = restores_alone(blueprint, blueprint.vm(vm), (backup, from), stamp)?;
            Some((bytes as f64 / rate * 1_000.0) as u64)
        };
        let replay = (self.vault).replay_takes(vm, target, self.vms[vm].noticed());
        let reads = places.filter_map(takes).min()?;
        Some(reads.saturating_add(replay))
    }
}
