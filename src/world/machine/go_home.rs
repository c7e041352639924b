//! What was built again on another stamp goes home: its stamp must have been whole for long enough, what it holds is
//! copied there while it runs, and a planned outage moves it.
//!
//! Always true here: nothing is lost by going home; whoever cannot go runs on where it is, also where home goes in the
//! middle of the move.

use crate::model::{CrewId, GoHome, HomecomingId, StampId, VmId, chain};
use crate::units::{DAY, HOUR, Span};
use crate::world::World;
use crate::world::carry::Transfer;
use crate::world::event::Event;
use crate::world::home::{Round, Step};
use crate::world::life::{HandWork, Route, VmPhase};
use crate::world::which::Fault;

/// How long those are put off who find no room at home.
const PUT_OFF: Span = Span(DAY);
/// How soon it is tried again where something is not as it should be.
const SOON: Span = Span(HOUR);

impl World<'_> {
    /// A stamp goes, by a fault: what was copied there is dropped, and who was being moved there runs on where it was.
    pub(in crate::world) fn homes_go(&mut self, stamp: StampId, fault: Fault) {
        for index in 0..self.frame.plan.homes_of[stamp].len() {
            let id = self.frame.plan.homes_of[stamp][index];
            self.drop_copies(id);
            if self.home.step(id) != Step::Moves {
                continue;
            }
            let mut turned = false;
            for vm in &self.frame.blueprint.homecoming(id).vms {
                let Some(host) = self.home.host(*vm) else {
                    continue;
                };
                if self.plant.stands(host) {
                    self.home.forget_host(*vm);
                    self.turn_back(*vm, host, fault);
                    turned = true;
                } else {
                    // Where it ran is away as well: what it has is at home, and it waits there.
                    self.comes_to_stay(*vm);
                }
            }
            if turned {
                self.home.turn_back(&mut self.frame, id);
            }
        }
    }

    /// What was left on a stamp is destroyed: nobody who is being moved home turns back to it.
    pub(in crate::world) fn hosts_are_gone(&mut self, stamp: StampId) {
        for id in self.home.ids() {
            for vm in &self.frame.blueprint.homecoming(id).vms {
                if self.home.host(*vm) == Some(stamp) {
                    self.comes_to_stay(*vm);
                }
            }
        }
    }

    /// A VM that was to start at home starts where it ran: what it had is there.
    fn turn_back(&mut self, vm: VmId, host: StampId, fault: Fault) {
        self.cancel_recovery(vm);
        self.set_phase(vm, VmPhase::Decide);
        self.room.unplace(&mut self.frame, vm);
        self.move_home(vm, host);
        let state = &mut self.vms[vm];
        state.path = crate::model::record::Path::Restart;
        state.recovery.powered_off = true;
        let application = self.frame.blueprint.vm(vm).application;
        self.account.contribute(&self.frame, application, fault);
        self.room.wake(vm);
    }

    /// The slot of a homecoming fires.
    #[inline(never)]
    pub(in crate::world) fn homecoming_timer(&mut self, id: HomecomingId) {
        let mut vms = self.frame.blueprint.homecoming(id).vms.iter();
        let all_serve = vms.all(|vm| self.vms[*vm].phase == VmPhase::Serving);
        let away = self.who_is_away(id).next().is_some();
        match (away, self.home.step(id)) {
            (false, _) if all_serve => self.is_at_home(id),
            (true, Step::Stays | Step::Ready) => self.try_to_go(id),
            (true, Step::Moves) if all_serve => {
                // One of them was brought back elsewhere once more.
                self.home.begin_anew(id);
                self.try_to_go(id);
            }
            // They go on when they serve, or when their copies arrive.
            _ => {}
        }
    }

    fn is_at_home(&mut self, id: HomecomingId) {
        self.home.all_at_home(&mut self.frame, id);
        // Others of the application may have waited for these.
        self.look_home_to(self.frame.blueprint.homecoming(id).home);
    }

    /// VMs of a homecoming that are not where they belong.
    fn who_is_away(&self, id: HomecomingId) -> impl Iterator<Item = VmId> + '_ {
        let one = self.frame.blueprint.homecoming(id);
        let away = |vm: &VmId| self.room.stamp_of(*vm) != one.home;
        one.vms.iter().copied().filter(away)
    }

    /// The next step home, if that may be taken now; else it is looked at again when it may.
    fn try_to_go(&mut self, id: HomecomingId) {
        let home = self.frame.blueprint.homecoming(id).home;
        let runs = |vm: VmId| self.vms[vm].phase == VmPhase::Serving;
        // Who serves, or stands again, looks again.
        if !self.who_is_away(id).all(runs) || !self.plant.is_whole(home) {
            return;
        }
        let whole_long_enough =
            self.plant.back_since(home) + self.frame.blueprint.go_home(id).after;
        let from = whole_long_enough.max(self.home.not_before(id));
        if from > self.frame.now {
            self.frame.schedule(Event::Homecoming(id), from);
        } else if self.home.step(id) == Step::Ready {
            self.go_when_they_may(id);
        } else {
            self.copy_all_home(id);
        }
    }

    /// Whether a stamp would take a VM in: the formula admits it, and its volume has room.
    fn would_take_in(&self, vm: VmId, stamp: StampId) -> bool {
        let lacking = || self.plant.lacking_volume(&self.frame, vm, stamp);
        self.room.admits(&self.frame, vm, stamp) && lacking().is_none()
    }

    /// What those who are away hold begins to be copied home, while they run.
    fn copy_all_home(&mut self, id: HomecomingId) {
        let one = self.frame.blueprint.homecoming(id);
        let carries = one.by.brings_data();
        let room = |vm: VmId| self.would_take_in(vm, one.home);
        if !self.who_is_away(id).all(room) {
            let until = self.frame.now + PUT_OFF;
            self.home.put_off(&mut self.frame, id, until);
            return;
        }
        let routes = &self.frame.plan.routes;
        let leads = |vm: VmId| routes.between(self.room.stamp_of(vm), one.home).is_some();
        if carries && !self.who_is_away(id).all(leads) {
            // Nothing leads there: they stay.
            return;
        }
        let copies = match carries {
            true => self.who_is_away(id).count() as u32,
            false => 0,
        };
        self.home.begin_copies(id, copies);
        if copies == 0 {
            self.go_when_they_may(id);
            return;
        }
        for vm in &one.vms {
            if self.room.stamp_of(*vm) != one.home {
                let bytes = self.frame.blueprint.vm(*vm).used.0;
                self.begin_round(*vm, one.home, bytes);
            }
        }
    }

    /// So many bytes of a VM begin to move home, without a reduction.
    fn begin_round(&mut self, vm: VmId, home: StampId, bytes: u64) {
        let routes = &self.frame.plan.routes;
        let path = routes.between(self.room.stamp_of(vm), home);
        let path = *path.expect("what is copied home has a way there");
        let round = Round {
            began: self.frame.now,
            clock: self.vms[vm].clock_at(self.frame.now),
        };
        self.home.begin_round(vm, round);
        let cap = self.disk_rate(vm, 1.0);
        let flow = (Transfer::Home(vm), self.frame.order().class_of_others());
        self.frame.start_transfer(flow, bytes, &path, 1.0, cap);
    }

    /// What moved of a VM has arrived at home: what was written meanwhile follows, until hardly anything is left.
    pub(in crate::world) fn round_done(&mut self, vm: VmId) {
        let id = self.frame.plan.vms[vm].homecoming;
        let id = id.expect("who is copied home goes home");
        let round = self.home.end_round(vm);
        let round = round.expect("a part of a copy that arrives has begun");
        let plan = self.frame.blueprint.vm(vm);
        let written = Span(self.vms[vm].clock_at(self.frame.now) - round.clock);
        let stateful = self.frame.plan.vms[vm].stateful;
        if stateful && self.frame.now.since(round.began) > GoHome::LEVEL && written > Span::ZERO {
            let bytes = chain::changed(plan.used.0 as f64, plan.churn, written) as u64;
            let home = self.frame.blueprint.homecoming(id).home;
            if bytes > 0 {
                self.begin_round(vm, home, bytes);
                return;
            }
        }
        if self.home.copied(id) {
            self.look_home_to(self.frame.blueprint.homecoming(id).home);
        }
    }

    /// Those whose copies are at home go, inside of the window and when somebody is there to do it.
    fn go_when_they_may(&mut self, id: HomecomingId) {
        let go_home = self.frame.blueprint.go_home(id);
        let (now, offset) = (self.frame.now, self.frame.offset);
        let crew = self.frame.blueprint.who_moves(id);
        let opens = go_home.window.opens_from(now, offset);
        let comes = crew.map_or(now, |crew| self.frame.crew_opens(crew));
        let from = opens.max(comes);
        let busy = crew.is_some_and(|crew| !self.plant.somebody_is_free(crew));
        if from > now {
            self.frame.schedule(Event::Homecoming(id), from);
        } else if busy || self.others_keep(id) {
            self.frame.schedule(Event::Homecoming(id), now + SOON);
        } else if self.take_places(id) {
            self.go_home(id, crew);
        } else {
            let until = now + PUT_OFF;
            self.home.put_off(&mut self.frame, id, until);
        }
    }

    /// Whether something keeps those who could go: others of their application are still copied to the same stamp and go
    /// together with them, an instance would be missed, the template is away, or nothing carries what they hold.
    fn others_keep(&self, id: HomecomingId) -> bool {
        let blueprint = self.frame.blueprint;
        let one = blueprint.homecoming(id);
        let template = blueprint.protections.builder(one.by).template();
        if template.is_some_and(|repository| !self.vault.stands(repository)) {
            return true;
        }
        // What is written until the move has to follow.
        let cut_off = |vm: VmId| {
            let path = self
                .frame
                .plan
                .routes
                .between(self.room.stamp_of(vm), one.home);
            path.is_some_and(|path| !self.plant.path_stands(&self.frame, path))
        };
        if one.by.brings_data() && self.who_is_away(id).any(cut_off) {
            return true;
        }
        if one.vms.iter().any(|vm| self.is_alone(*vm)) {
            return true;
        }
        let copied = |other: HomecomingId| {
            let two = blueprint.homecoming(other);
            (two.application, two.home) == (one.application, one.home)
                && self.home.step(other) == Step::Copies
        };
        self.home.ids().any(copied)
    }

    /// Whether an instance would be missed: another one of its role does not serve beside it as it should.
    fn is_alone(&self, vm: VmId) -> bool {
        if !self.frame.is_instance(vm) {
            return false;
        }
        let id = self.frame.blueprint.vm(vm).role;
        let one_active = self.frame.plan.instances.one_active(id);
        let fellows = self.frame.blueprint.role(id).vm_ids();
        let mut fellows = fellows.filter(|other| *other != vm);
        let ready = |other: VmId| match one_active {
            true => self.cluster.takes_part(other),
            false => self.cluster.serves(other),
        };
        !fellows.all(ready) || (one_active && self.services.serving(id) == 0)
    }

    /// All those who are away get their places at home, or none does.
    fn take_places(&mut self, id: HomecomingId) -> bool {
        let one = self.frame.blueprint.homecoming(id);
        self.room.begin_moves();
        for vm in one.vms.iter().copied() {
            let host = self.room.stamp_of(vm);
            if host == one.home {
                continue;
            }
            let before = self.room.node_of(vm);
            let fits = self.would_take_in(vm, one.home) && self.create_anew(vm, one.home);
            if fits {
                let before = before.expect("a VM that serves has its place");
                self.room.note_move(vm, before);
                self.home.leaves(vm, host);
                self.move_home(vm, one.home);
                continue;
            }
            while let Some((moved, node)) = self.room.last_move() {
                self.room.unplace(&mut self.frame, moved);
                let host = self.home.forget_host(moved);
                self.move_home(moved, host.expect("who moved came from somewhere"));
                self.room.put_on(&self.frame, moved, node);
            }
            return false;
        }
        true
    }

    /// The planned outage: all who have their places at home stop, and are made to run there.
    fn go_home(&mut self, id: HomecomingId, crew: Option<CrewId>) {
        let one = self.frame.blueprint.homecoming(id);
        let fault = Fault::Source(one.source);
        self.home.begin_move(&self.frame, id);
        self.frame
            .count_fault(self.frame.plan.sources[one.source].cause);
        let takes = self.plant.begin_planned(&mut self.frame, one.source);
        let mut at = 0;
        while let Some((vm, _)) = self.room.moved(at) {
            at += 1;
            self.interrupt_transfer(vm);
            self.stop_vm(vm, fault, VmPhase::Provision(Route::Failback));
            self.take_route(vm, Route::Failback);
            self.do_by_hand(vm, crew, HandWork::Build(Route::Failback, takes));
        }
        self.plant.count_on(&self.frame, one.source);
    }
}
