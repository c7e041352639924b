//! People of crews: who asks for one, who has one, whose turn is next.
//!
//! Always true here: whoever asks waits, or has a person, until it lets that person go or asks no more; a
//! person has one piece of work at a time and finishes it.

use crate::model::{CrewId, SourceId, VmId};
use crate::units::Moment;
use crate::world::consequence::Consequence;
use crate::world::frame::Frame;
use crate::world::plant::Plant;
use crate::world::which::{Matter, Task};

/// What a person of a crew is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Work {
    /// Repairs what a source broke.
    Repair(SourceId),
    /// Decides.
    Decision(Matter),
    /// Builds or checks a VM.
    OnVm(VmId),
    /// Does what has a timer of its own.
    Task(Task),
}

/// The turn of a recovery of this tier with a crew: the lower first. Repairs of places and of the ways between
/// them go before, since much waits for each of them; repairs of nodes, disks and software go behind
/// (`plan::priority`).
pub(in crate::world) fn turn_of_tier(tier: u8) -> u32 {
    100 + u32::from(tier)
}

/// What is being decided, or waits to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decision {
    crew: CrewId,
    matter: Matter,
    /// VMs that it is about.
    vms: u32,
    /// From when on somebody decides; none while nobody has come.
    since: Option<Moment>,
}

impl Plant {
    /// Asks for a person of a crew. Returns whether one comes at once; else whoever asks waits, by turn and then
    /// first come, first served, until `Plant::person_begins` says that one comes.
    pub(in crate::world) fn ask_for_person(
        &mut self,
        frame: &mut Frame<'_>,
        crew: CrewId,
        asked: (Work, u32),
    ) -> bool {
        self.crews[crew].ask(frame, crew, asked)
    }

    /// A person of a crew is done with a piece of work, and goes to the next one.
    #[inline(always)]
    pub(in crate::world) fn let_person_go(&mut self, frame: &mut Frame<'_>, crew: CrewId) {
        if let Some(next) = self.crews[crew].is_done(frame, crew) {
            self.person_begins(frame, crew, next);
        }
    }

    /// Whoever waits for a person of a crew waits no more.
    pub(super) fn ask_no_more(&mut self, frame: &mut Frame<'_>, crew: CrewId, work: Work) {
        let state = &mut self.crews[crew];
        state.pass(frame);
        state.slots.cancel(frame.now, work);
    }

    /// The hours of a crew begin, and somebody called meanwhile.
    #[inline(never)]
    pub(in crate::world) fn crew_comes(&mut self, frame: &mut Frame<'_>, crew: CrewId) {
        let mut called = std::mem::take(&mut self.called);
        let people = frame.blueprint.crew(crew).people;
        let state = &mut self.crews[crew];
        state.pass(frame);
        state.slots.resize(frame.now, people, &mut called);
        for work in called.drain(..) {
            self.person_begins(frame, crew, work);
        }
        self.called = called;
    }

    /// A person of a crew comes to a piece of work, from another one or when its hours begin.
    #[inline(never)]
    pub(super) fn person_begins(&mut self, frame: &mut Frame<'_>, crew: CrewId, work: Work) {
        self.crews[crew].count_work(frame, work);
        match work {
            Work::Repair(source) => {
                frame.agenda.push(Consequence::RepairBegins(source));
            }
            Work::Decision(matter) => {
                if let Some(one) = self.decision(crew, matter) {
                    one.since = Some(frame.now);
                }
                frame
                    .agenda
                    .push(Consequence::SomebodyDecides(crew, matter));
            }
            Work::OnVm(vm) => {
                self.attended[vm] = Some(crew);
                frame.agenda.push(Consequence::PersonComes(vm));
            }
            Work::Task(task) => {
                let mut tasks = self.tasks.iter_mut();
                if let Some(one) = tasks.find(|one| one.task == task) {
                    (one.begun, one.called) = (true, true);
                }
                frame.agenda.push(Consequence::TaskBegins(task));
            }
        }
    }

    /// A VM asks for a person to build or check it. Returns, where one comes at once, whether that person was called just
    /// now; none while nobody comes.
    pub(in crate::world) fn ask_for_vm(
        &mut self,
        frame: &mut Frame<'_>,
        (vm, crew): (VmId, CrewId),
        turn: u32,
    ) -> Option<bool> {
        let comes = self.ask_for_person(frame, crew, (Work::OnVm(vm), turn));
        comes.then(|| {
            self.attended[vm] = Some(crew);
            !self.crews[crew].is_there(frame)
        })
    }

    /// Whether a person builds or checks a VM.
    #[inline]
    pub(in crate::world) fn is_attended(&self, vm: VmId) -> bool {
        self.attended[vm].is_some()
    }

    /// Nobody is needed any more to build or check a VM that waits for this crew, or is worked on.
    pub(in crate::world) fn leave_vm(
        &mut self,
        frame: &mut Frame<'_>,
        (vm, waits_for): (VmId, Option<CrewId>),
    ) {
        if let Some(crew) = self.attended[vm].take() {
            self.let_person_go(frame, crew);
        } else if let Some(crew) = waits_for {
            self.ask_no_more(frame, crew, Work::OnVm(vm));
        }
    }

    fn decision(&mut self, crew: CrewId, matter: Matter) -> Option<&mut Decision> {
        let mut all = self.decisions.iter_mut();
        all.find(|one| one.crew == crew && one.matter == matter)
    }

    /// A VM waits for a decision. Returns from when on somebody decides, and whether that person was called just
    /// now; none while nobody has come.
    pub(in crate::world) fn join_decision(
        &mut self,
        frame: &mut Frame<'_>,
        (crew, matter): (CrewId, Matter),
        turn: u32,
    ) -> Option<(Moment, bool)> {
        if let Some(one) = self.decision(crew, matter) {
            one.vms += 1;
            let since = one.since;
            if since.is_none() {
                // It is as urgent as the most urgent of those that it is about.
                self.crews[crew].slots.hurry(Work::Decision(matter), turn);
            }
            return since.map(|since| (since, false));
        }
        let comes = self.ask_for_person(frame, crew, (Work::Decision(matter), turn));
        let since = comes.then_some(frame.now);
        self.decisions.push(Decision {
            crew,
            matter,
            vms: 1,
            since,
        });
        since.map(|since| (since, !self.crews[crew].is_there(frame)))
    }

    /// Somebody who was called decides from an instant on.
    pub(in crate::world) fn decides_from(&mut self, crew: CrewId, matter: Matter, from: Moment) {
        if let Some(one) = self.decision(crew, matter) {
            one.since = Some(from);
        }
    }

    /// A VM waits for a decision no more: with the last one the person goes, or is asked for no more.
    pub(in crate::world) fn leave_decision(
        &mut self,
        frame: &mut Frame<'_>,
        (crew, matter): (CrewId, Matter),
    ) {
        let mut all = self.decisions.iter();
        let place = all.position(|one| one.crew == crew && one.matter == matter);
        let Some(place) = place else {
            return;
        };
        self.decisions[place].vms -= 1;
        if self.decisions[place].vms > 0 {
            return;
        }
        let gone = self.decisions.swap_remove(place);
        if gone.since.is_some() {
            self.let_person_go(frame, crew);
        } else {
            self.ask_no_more(frame, crew, Work::Decision(matter));
        }
    }

    /// How many people of a crew decide, build or check.
    pub(super) fn people_in_recoveries(&self, crew: CrewId) -> usize {
        let decide = |one: &&Decision| one.crew == crew && one.since.is_some();
        let attend = |one: &&Option<CrewId>| **one == Some(crew);
        self.decisions.iter().filter(decide).count() + self.attended.iter().filter(attend).count()
    }
}

/// A task that is done, or waits to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct TaskState {
    pub(super) crew: CrewId,
    pub(super) task: Task,
    /// Whether a person is at it.
    pub(super) begun: bool,
    /// That person came from other work, and has not been told yet that it begins.
    pub(super) called: bool,
}
