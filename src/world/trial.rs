//! One trial from build-up to the end of its last counted outage.
//!
//! Always true here: events are handled in the order of (instant, slot); every trial ends.

use crate::model::record::TrialRecord;
use crate::model::{RoleId, VmId};
use crate::units::{Moment, Span, WEEK};
use crate::world::World;
use crate::world::arrivals::Arrivals;
use crate::world::course::Mark;
use crate::world::draws::EARLY;
use crate::world::event::Event;
use crate::world::life::VmPhase;
use crate::world::plant::FaultPhase;
use crate::world::which::Task;

impl World<'_> {
    /// A trial that has begun goes on to its end: all that it tells.
    pub(super) fn run_out(&mut self) -> TrialRecord {
        while !self.frame.course.over && self.step() {}
        self.close()
    }

    /// A trial begins: all is as it is before the first event.
    pub(super) fn begin(&mut self, arrivals: Arrivals, trial: u32) {
        self.reset(arrivals, trial);
        // Groups send from the first instant, not from the first event: that may be a week away.
        if self.frame.must_settle() {
            self.settle();
        }
        self.settle_outages();
    }

    /// The next event, with all that follows from it. Returns whether the trial goes on.
    #[inline(always)]
    pub(super) fn step(&mut self) -> bool {
        let Some((at, slot)) = self.frame.calendar.next() else {
            self.frame.course.over = true;
            return false;
        };
        self.frame.now = at;
        self.frame.record.events += 1;
        match self.frame.plan.events.source(slot) {
            Some(source) => self.source_fires(source),
            None => self.dispatch(slot),
        }
        if self.something_follows() {
            self.hand_on();
            self.settle_names();
            self.settle_instant();
        }
        if self.frame.course.mark == Mark::Over
            && !self.room.turns_are_due(&self.frame)
            && self.is_over()
        {
            self.frame.course.over = true;
        }
        !self.frame.course.over
    }

    /// Whether anything follows from the event at hand. From most faults nothing does.
    #[inline(always)]
    fn something_follows(&self) -> bool {
        let clean = self.frame.agenda.is_empty() & self.frame.dirty.is_clean();
        !clean | self.frame.must_settle() | self.room.turns_are_due(&self.frame)
    }

    /// At the end of an instant everybody has had their turn; flows and outages are settled.
    #[inline(always)]
    pub(super) fn settle_instant(&mut self) {
        if self.room.turns_are_due(&self.frame) {
            if self.room.nobody_waits() {
                self.frame.dirty.waiters = false;
            } else if self.room.instant_is_over(&mut self.frame) {
                self.take_turns();
            }
        }
        if self.frame.must_settle() {
            self.settle();
        }
        self.settle_outages();
    }

    /// The trial has ended: what is open is closed, and all that it tells is given back.
    fn close(&mut self) -> TrialRecord {
        self.give_up_what_is_not_back();
        for application in self.services.applications() {
            if self.account.is_open(application) {
                self.account.stop(&mut self.frame, application);
                self.close_outage(application);
            }
        }
        self.account.check_all_is_told(&self.frame);
        if !self.everything_recovered() {
            self.frame.record.whole = None;
        }
        self.close_tallies();
        self.frame.record.unplaced = self.count_unplaced();
        std::mem::take(&mut self.frame.record)
    }

    /// What moves has changed: replicas see what reaches them, where that may concern them, and flows their
    /// next completion.
    fn settle(&mut self) {
        let steers = self.mirror.must_be_steered(&mut self.frame);
        if steers {
            self.freeze_or_thaw();
        }
        self.hand_on();
        if steers || self.frame.dirty.groups {
            self.mirror.steer_all(&mut self.frame);
        }
        self.settle_flows();
    }

    fn count_unplaced(&self) -> u32 {
        let long = |since: Moment| self.frame.now.since(since) >= Span::hours(1);
        let long = |vm: &super::state::VmState| {
            vm.waited_an_hour || vm.phase.short_of_room_since().is_some_and(long)
        };
        self.vms.iter().filter(|vm| long(vm)).count() as u32
    }

    /// Whether the trial is over; else the mark is set to when it will be, as things are. It ends when
    /// nothing that counts can still change, and at its last instant at the latest, whether outages
    /// are open then or not.
    fn is_over(&mut self) -> bool {
        if self.frame.course.to_come > 0 {
            return false;
        }
        let whole = self.is_whole();
        let open = self.frame.course.open_counted > 0 && !self.only_the_hopeless_are_down();
        let course = &self.frame.course;
        let end = if course.latent > 0 || course.awaited > 0 || course.merging > 0 || !whole || open
        {
            self.frame.last
        } else {
            self.frame.course.pending_until.min(self.frame.last)
        };
        if self.frame.now >= end {
            return true;
        }
        if self
            .frame
            .calendar
            .at(self.frame.plan.events.slot(Event::Mark))
            != Some(end)
        {
            self.frame.schedule(Event::Mark, end);
        }
        false
    }

    /// Whether no counted outage that is open can ever end: nothing can bring back the VMs that are
    /// missing.
    fn only_the_hopeless_are_down(&self) -> bool {
        let mut applications = self.services.down().iter().copied();
        applications.all(|application| {
            let plan = self.frame.blueprint.application(application);
            !self.account.is_down_and_counts(application)
                || plan.role_ids().any(|role| self.is_hopeless(role))
        })
    }

    fn is_hopeless(&self, role: RoleId) -> bool {
        let plan = self.frame.blueprint.role(role);
        let gone = |vm: &VmId| self.vms[*vm].phase == VmPhase::Hopeless;
        let missing = self.services.who_is_missing(&self.frame, role);
        plan.vms.len() - missing.filter(gone).count() < plan.required as usize
    }

    /// In a drill: whether everything is as it was before; the first time it is noted. Where nothing
    /// has a second place, that is no question.
    fn is_whole(&mut self) -> bool {
        let Some(source) = self.frame.arrivals.source(self.frame.blueprint) else {
            return true;
        };
        if self.frame.plan.stays_as_it_is || self.frame.record.whole.is_some() {
            return true;
        }
        let mut sources = self.frame.behind.iter().chain([&source]);
        let over = sources.all(|source| self.plant.phase_of(*source) == FaultPhase::Quiet);
        let whole = over
            && self.room.waiters().is_empty()
            && self.mirror.whole(&self.frame)
            && self.frame.course.away == 0
            // What is expendable is not waited for.
            && self.frame.course.unsettled == 0
            && self.plant.storage_whole();
        if whole {
            let struck = self.frame.horizon_start.0 + self.frame.record.strike;
            self.frame.record.whole = Some(self.frame.now.0 - struck);
        }
        whole
    }

    /// The tallies of groups, storage and instances begin.
    fn counts_from_now(&mut self) {
        for group in self.mirror.ids() {
            self.mirror.pass(&mut self.frame, group);
        }
        self.frame.counts_from = self.frame.now;
    }

    /// An event comes that is not one of a source. One match, where the compiler sees what a slot is and what follows, and from
    /// which it goes on without a call: what comes is not done in place.
    #[inline(never)]
    fn dispatch(&mut self, slot: u32) {
        match self.frame.plan.events.event(slot) {
            Event::Flows => self.flows_fire(),
            Event::Job(vm) => self.job_timer(vm),
            Event::Log(vm) => self.log_due(vm),
            Event::Vm(vm) => self.vm_timer(vm),
            Event::Batch(stamp, batches) => self.room.gate_is_due(stamp, batches),
            Event::Started(stamp) => self.stamp_started(stamp),
            Event::NodeNoticed(node) => self.node_noticed(node),
            Event::DiskRetires(disk) => self.plant.disk_retires(&mut self.frame, disk),
            Event::Volume(volume) => self.plant.volume_timer(&mut self.frame, volume),
            Event::CrewComes(crew) => self.plant.crew_comes(&mut self.frame, crew),
            Event::Group(group) => self.group_timer(group),
            Event::Instances(role) => self.instances_timer(role),
            Event::Update(update) => self.update_timer(update),
            Event::Mended(vm) => self.plant.task_ends(&mut self.frame, Task::Mend(vm)),
            Event::Homecoming(id) => self.homecoming_timer(id),
            Event::Mark => self.mark(),
            Event::TraceEnds => self.trace_ends(),
            Event::TraceBegins => self.trace_begins(),
            Event::Source(source) => self.source_fires(source),
        }
    }

    #[inline(never)]
    fn mark(&mut self) {
        match self.frame.course.mark {
            Mark::HazardsOn => {
                self.plant.updates_begin(&mut self.frame);
                if self.frame.now < self.frame.horizon_start {
                    self.plant.hazards_begin(&mut self.frame);
                }
                self.frame.course.mark = Mark::HorizonStart;
                self.frame.schedule(Event::Mark, self.frame.horizon_start);
            }
            Mark::HorizonStart => {
                self.plant.volumes_grow(&mut self.frame);
                self.hand_on();
                self.draws_begin();
                self.horizon_begins();
            }
            Mark::Strike => self.strike_comes(),
            Mark::HorizonEnd => {
                self.close_gaps();
                self.frame.course.mark = Mark::Over;
            }
            // What may end the trial is looked at after every event.
            Mark::Over => {}
        }
    }

    /// What strikes once does.
    fn strike_comes(&mut self) {
        let source = self.frame.arrivals.source(self.frame.blueprint);
        let source = source.expect("a prepared trial is struck before it ends");
        self.frame.course.struck = true;
        self.counts_from_now();
        for vm in &mut self.vms {
            vm.waited_an_hour = false;
        }
        self.frame.record.strike = self.frame.now.since(self.frame.horizon_start).0;
        self.frame.record.strike_of_week = (self.frame.offset + self.frame.now.0) % WEEK;
        self.frame.course.mark = Mark::Over;
        self.frame.give_time(Span::ZERO);
        self.note_what_is_struck(self.frame.blueprint.source(source).target);
        self.fault_begins_apart(source);
    }

    fn horizon_begins(&mut self) {
        self.plant.schedule_trace(&mut self.frame);
        let frame = &mut self.frame;
        let ends = (frame.now, frame.horizon_end);
        let (mark, at) = frame.arrivals.first_mark(ends);
        frame.course.mark = mark;
        frame.schedule(Event::Mark, at);
    }

    /// All as it is at the start of a trial, whatever the one before left.
    fn reset(&mut self, arrivals: Arrivals, trial: u32) {
        let key = self.frame.renew(arrivals, trial);
        self.vault.renew(&self.frame.plan, self.frame.seed, key);
        self.plant.renew(&self.frame, key);
        self.room.renew(&self.frame);
        self.account.renew();
        self.mirror.renew(&mut self.frame, key);
        self.home.renew();
        self.reset_vms(key);
        self.services.renew(&self.frame);
        self.reset_instances(key);
        self.first_jobs();
        self.first_log_jobs();
        let begin = self.frame.hazards_start;
        self.frame.schedule(Event::Mark, begin);
    }

    fn reset_vms(&mut self, key: u64) {
        let seed = self.frame.seed;
        for (state, plan) in self.vms.iter_mut().zip(&self.frame.plan.vms) {
            state.renew();
            state.stops = EARLY;
            state.writing_since = plan.stateful.then_some(Moment::ZERO);
            state.rekey(plan, seed, key);
        }
    }

    /// Streams of VMs are those of a trial with this key.
    pub(super) fn rekey_vms(&mut self, key: u64) {
        let seed = self.frame.seed;
        for (state, plan) in self.vms.iter_mut().zip(&self.frame.plan.vms) {
            state.rekey(plan, seed, key);
        }
    }

    /// The horizon begins, and with it all draws. What is up has the rest of a life before it that is
    /// drawn anew: so it is for any source of faults that has been going on for long and is met when it
    /// is up. What is under repair goes on with that, and has its first whole life afterwards.
    fn draws_begin(&mut self) {
        self.frame.course.in_horizon = true;
        for vm in &mut self.vms {
            vm.stops = 0;
        }
        self.cluster.begin();
        self.plant.draws_begin(&mut self.frame);
    }
}
