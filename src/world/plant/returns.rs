//! When what is down would be back, as people who know the damage would say.
//!
//! Always true here: asking changes nothing and draws nothing that is not drawn already; what is not known
//! yet counts with its mean.

use crate::model::topology::takes_stamp;
use crate::model::{Component, CrewId, Law, SourceId, StampId};
use crate::units::{Moment, Span};
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::{FaultPhase, Plant};
use crate::world::which::Fault;

/// When something is back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) struct Return {
    /// The instant.
    pub(in crate::world) at: Moment,
    /// Whether that is settled: nothing of it is a mean.
    pub(in crate::world) settled: bool,
}

impl Return {
    fn later(self, other: Return) -> Return {
        Return {
            at: self.at.max(other.at),
            settled: self.settled && other.settled,
        }
    }

    fn sooner(self, other: Return) -> Return {
        match self.at <= other.at {
            true => self,
            false => other,
        }
    }

    fn after(self, law: &Law) -> Return {
        Return {
            at: self.at + Span::from_ms(law.mean()),
            settled: self.settled && !law.is_spread(),
        }
    }
}

/// The latest, or the first there is.
fn latest(all: impl Iterator<Item = Return>) -> Option<Return> {
    all.reduce(Return::later)
}

impl Plant {
    /// When a stamp stands again, and its control plane with it where that is asked for; none where
    /// nothing brings it back.
    pub(in crate::world) fn stands_again(
        &self,
        frame: &Frame<'_>,
        stamp: StampId,
        control: bool,
    ) -> Option<Return> {
        let stands = match self.stands(stamp) {
            true => Some(Return {
                at: frame.now,
                settled: true,
            }),
            false => self.returns(frame, stamp),
        };
        if !control || self.stamps[stamp].control_faults == 0 {
            return stands;
        }
        let of_control =
            |fault: &&Fault| frame.fault_facts(**fault).0 == Component::ControlPlane(stamp);
        let control = self.active_faults.iter().filter(of_control);
        let control = latest(control.filter_map(|fault| self.ends(frame, *fault)));
        Some(stands?.later(control?))
    }

    /// When a stamp that does not stand does so again.
    fn returns(&self, frame: &Frame<'_>, stamp: StampId) -> Option<Return> {
        let starts = frame
            .calendar
            .at(frame.plan.events.slot(Event::Started(stamp)));
        if let Some(at) = starts {
            return Some(Return { at, settled: true });
        }
        let ends = |fault: &Fault| self.ends(frame, *fault);
        let hits =
            |fault: &&Fault| takes_stamp(frame.blueprint, frame.fault_facts(**fault).0, stamp);
        let start = &frame.blueprint.stamp(stamp).start;
        if self.stamps[stamp].faults > 0 {
            let whole = self.active_faults.iter().filter(hits);
            let whole = latest(whole.filter_map(ends));
            // The first switch that is back is enough.
            let cut = |fault: &&Fault| match frame.fault_facts(**fault).0 {
                Component::Switch(switch) => self.cuts_off(frame, switch, stamp),
                _ => false,
            };
            let switches = self.active_faults.iter().filter(cut);
            let switch = switches.filter_map(ends).reduce(Return::sooner);
            return latest(whole.into_iter().chain(switch)).map(|one| one.after(start));
        }
        let parts = |fault: &&Fault| match frame.fault_facts(**fault).0 {
            Component::Disk(disk) => self.stamp_of_disk(frame, disk) == stamp,
            _ => self.takes_nodes_of(frame, **fault, stamp),
        };
        let parts = latest(self.active_faults.iter().filter(parts).filter_map(ends))?;
        Some(match self.stamps[stamp].quorum_lost {
            true => parts.after(start),
            // What changed meanwhile is copied first, which nobody can say in advance.
            false => Return {
                settled: false,
                ..parts
            },
        })
    }

    /// When a fault is over.
    fn ends(&self, frame: &Frame<'_>, fault: Fault) -> Option<Return> {
        let Some(source) = fault.source() else {
            let mut ends = self.trace_ends.iter();
            let own = ends.find(|one| Fault::Recorded(one.0.1) == fault);
            return own.map(|one| Return {
                at: one.0.0,
                settled: true,
            });
        };
        let slot = frame.plan.events.slot(Event::Source(source));
        let plan = frame.blueprint.source(source);
        let called = match self.faults[source].phase {
            FaultPhase::Quiet | FaultPhase::Due | FaultPhase::Ready | FaultPhase::Latent => {
                return None;
            }
            FaultPhase::Repair => {
                let at = frame.calendar.at(slot)?;
                return Some(Return { at, settled: true });
            }
            FaultPhase::Unnoticed => frame.calendar.at(slot)?,
            FaultPhase::WaitCrew | FaultPhase::Answers | FaultPhase::WaitPart => frame.now,
        };
        let repair = plan.restoration.repair.mean();
        if self.is_by_contract(source) {
            let at = self.ends_by_contract(frame, source, called);
            return Some(Return { at, settled: false });
        }
        let at = self.comes(frame, plan.restoration.crew?, (called, repair));
        Some(Return { at, settled: false })
    }

    /// When the repair is over of a fault that is called at an instant, or was: when its part and somebody are there, and
    /// as promised at the latest.
    fn ends_by_contract(&self, frame: &Frame<'_>, source: SourceId, called: Moment) -> Moment {
        let restoration = &frame.blueprint.source(source).restoration;
        let is_called = self.faults[source].phase != FaultPhase::Unnoticed;
        let part = match self.part_at(source) {
            Some(at) => at,
            None => restoration.parts.map_or(called, |parts| {
                let parts = frame.blueprint.parts(parts);
                parts.arrives_on_the_mean(called, frame.offset)
            }),
        };
        let repair = Span::from_ms(restoration.repair.mean());
        let Some(crew) = restoration.crew else {
            return part.max(called) + repair;
        };
        // Who was there already comes back without another way, in the hours of the crew or on call.
        let begins = match self.has_come_before(source) {
            true => frame.crew_answers_after(crew, part.max(called)),
            false => self.comes(frame, crew, (called, 0.0)).max(part),
        };
        let people = frame.blueprint.crew(crew);
        let promised = match (is_called, people.repair_within) {
            (true, _) => self.promised(source),
            (false, Some(within)) => people.hours.after(called, frame.offset, within),
            (false, None) => Moment::NEVER,
        };
        (begins + repair).min(promised)
    }

    /// When somebody of a crew is done who is called at an instant and works for so many milliseconds, on the mean.
    fn comes(&self, frame: &Frame<'_>, crew: CrewId, (called, works): (Moment, f64)) -> Moment {
        let people = frame.blueprint.crew(crew);
        let opens = frame.crew_opens_after(crew, called);
        let in_hours = opens + Span::from_ms(people.answers_in.mean() + works);
        // Whoever is on call has answered when that is over, and answers no second time.
        let on_call = people.on_call_after.as_ref().filter(|_| opens > called);
        on_call.map_or(in_hours, |law| {
            in_hours.min(called + Span::from_ms(law.mean() + works))
        })
    }
}
