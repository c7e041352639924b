//! Trials that are watched on their way: what happens in them, in the order in which it does.
//!
//! Always true here: a trial that is watched goes the way of one that is not.

use crate::model::marched::Happening;
use crate::model::record::{Phase, TrialRecord};
use crate::units::Span;
use crate::world::World;
use crate::world::arrivals::Strike;
use crate::world::carry::Transfer;
use crate::world::event::Event;
use crate::world::plant::FaultPhase;

/// Something that happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Told {
    /// When, in milliseconds after the horizon began.
    pub at: u64,
    /// What.
    pub what: Happening,
    /// Whether the state of some VM was on its way to it then, or a restore waited for its turn.
    pub reads: bool,
}

impl World<'_> {
    /// Goes on until an instant, so long after the horizon began, as [`World::go_on`] does, and tells what happens.
    pub fn go_on_watched(&mut self, to: Span, told: &mut Vec<Told>) {
        self.go_on_by(to, |world| world.watched_step(told));
    }

    /// Strikes as [`World::strike`] does and runs on to the end, telling what happens from the strike on. None where it cannot strike.
    pub fn strike_watched(&mut self, with: Strike, told: &mut Vec<Told>) -> Option<TrialRecord> {
        if !self.strike(with) {
            return None;
        }
        told.push(self.told(Happening::Strike));
        while !self.frame.course.over && self.watched_step(told) {}
        Some(self.run_out())
    }

    fn told(&self, what: Happening) -> Told {
        Told {
            at: self.frame.now.0.saturating_sub(self.frame.horizon_start.0),
            what,
            reads: !self.frame.readers().is_empty() || self.vault.somebody_waits_to_read(),
        }
    }

    /// One step, and what it was.
    fn watched_step(&mut self, told: &mut Vec<Told>) -> bool {
        let Some((_, slot)) = self.frame.calendar.peek() else {
            return self.one_step();
        };
        let events = &self.frame.plan.events;
        let source = events.source(slot).map(Event::Source);
        let event = source.unwrap_or_else(|| events.event(slot));
        let what = self.happening(event);
        let goes_on = self.one_step();
        match event {
            Event::Flows => {
                for flow in self.frame.last_completed() {
                    let what = self.arrival(self.frame.plan.carry.transfer(*flow));
                    told.push(self.told(what));
                }
            }
            _ => told.push(self.told(what)),
        }
        goes_on
    }

    /// What an event is that is to come.
    fn happening(&self, event: Event) -> Happening {
        match event {
            // What has arrived is known afterwards.
            Event::Flows | Event::Mark | Event::TraceEnds | Event::TraceBegins => Happening::Mark,
            Event::Job(vm) => Happening::Job(vm),
            Event::Log(vm) => Happening::Log(vm),
            Event::Vm(vm) => {
                let phase = self.vms[vm].phase.traits().missing();
                Happening::Recovery(vm, phase.unwrap_or(Phase::Relapse))
            }
            Event::Batch(stamp, _) => Happening::Batch(stamp),
            Event::Started(stamp) => Happening::StampRuns(stamp),
            Event::NodeNoticed(node) => Happening::NodeNoticed(node),
            Event::DiskRetires(disk) => Happening::DiskRetires(disk),
            Event::Volume(volume) => Happening::Volume(volume),
            Event::CrewComes(crew) => Happening::CrewComes(crew),
            Event::Group(group) => Happening::Group(group),
            Event::Instances(role) => Happening::Instances(role),
            Event::Update(update) => Happening::Update(update),
            Event::Mended(vm) => Happening::Mended(vm),
            Event::Homecoming(homecoming) => Happening::Homecoming(homecoming),
            Event::Source(source) => match self.plant.phase_of(source) {
                FaultPhase::Latent | FaultPhase::Unnoticed => Happening::FaultNoticed(source),
                FaultPhase::Repair => Happening::FaultEnds(source),
                _ => Happening::Fault(source),
            },
        }
    }

    /// What a transfer was that has just ended.
    fn arrival(&self, transfer: Transfer) -> Happening {
        match transfer {
            Transfer::ToVm(vm) => Happening::StateArrives(vm),
            Transfer::Backup(vm) => Happening::JobDone(vm, self.vault.last_was_full(vm)),
            Transfer::Copy(vm) => Happening::CopyDone(vm),
            Transfer::Synthesis(vm) => Happening::Synthesised(vm),
            Transfer::Log(vm) => Happening::LogDone(vm),
            Transfer::LogCopy(vm) => Happening::LogCopied(vm),
            Transfer::Replica(group) => Happening::ReplicaCopied(group),
            Transfer::Disk(disk) => Happening::DiskRebuilt(disk),
            Transfer::Node(node) => Happening::NodeCaughtUp(node),
            Transfer::Home(vm) => Happening::CopiedHome(vm),
            Transfer::Scan(vm) => Happening::Recovery(vm, Phase::Transfer),
        }
    }

    /// Where in the week the horizon of this trial begins, in milliseconds.
    #[must_use]
    pub fn horizon_of_week(&self) -> u64 {
        (self.frame.offset + self.frame.horizon_start.0) % crate::units::WEEK
    }

    /// How old what lies at repositories is, and where it lies, and on which node each VM stands: what may change from week to week though nothing else that
    /// happens does; where volumes fill, the instant, since no week is as another.
    pub fn stored(&self) -> impl Iterator<Item = (u64, [bool; 2])> + '_ {
        let now = self.frame.now;
        let fills = self.frame.blueprint.vms.iter().any(|vm| vm.growth > 0.0);
        let fills = fills.then_some((now.0, [false; 2]));
        let nodes = self.vms.ids().map(|vm| self.room.node_of(vm));
        let nodes =
            nodes.map(|node| (node.map_or(u64::MAX, |node| node.index() as u64), [true; 2]));
        self.vault.ages(now).chain(fills).chain(nodes)
    }

    /// How often each VM has stopped so far.
    pub fn stops(&self) -> impl Iterator<Item = u64> + '_ {
        self.vms.iter().map(|vm| vm.stops)
    }
}
