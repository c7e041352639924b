//! Judges a scenario in which one number is another: does the fault break the objective, at any instant of the cycle?
//!
//! Always true here: only a march that was whole judges; how much was done is counted in events, so that where it ends depends on nothing
//! else.

use super::{Grounds, Target, Vary};
use crate::model::frozen::{Frozen, StandsAt};
use crate::model::margin::{Amount, Turned};
use crate::model::swept::SweptFault;
use crate::model::{Blueprint, Law, ObjectiveOf};
use crate::study::march;
use crate::units::Span;

/// As many events as it costs to read a VM anew and to set it up, about.
const OF_A_VM: u64 = 1_000;

/// What a value comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// Nothing breaks at any instant.
    Holds,
    /// It breaks.
    Breaks,
    /// There is no such scenario, or its march was not whole.
    Refused,
}

/// See the module.
pub(super) struct Probe<'p> {
    grounds: &'p Grounds<'p>,
    target: Target,
    vary: Vary<'p>,
    left: u64,
    go_on: &'p (dyn Fn() -> bool + Sync),
    /// The fault's name, by which it is found again.
    fault: String,
    application: String,
    limit: u64,
}

impl<'p> Probe<'p> {
    pub(super) fn new(
        grounds: &'p Grounds<'p>,
        target: Target,
        vary: Vary<'p>,
        events: u64,
        go_on: &'p (dyn Fn() -> bool + Sync),
    ) -> Probe<'p> {
        let fault = &grounds.faults[target.fault];
        let rows = grounds
            .march
            .rows
            .iter()
            .filter(|row| row.fault == target.fault);
        let mut cells = rows.flat_map(|row| &row.cells);
        let cell = cells.find(|cell| cell.application == target.application);
        let worst = cell.and_then(|cell| match target.of {
            ObjectiveOf::Recovery => cell.recovery.as_ref(),
            ObjectiveOf::Loss => cell.loss.as_ref(),
        });
        Probe {
            grounds,
            target,
            vary,
            left: events,
            go_on,
            fault: grounds.blueprint.drill(fault.drill).name.clone(),
            application: grounds
                .blueprint
                .application(target.application)
                .name
                .clone(),
            limit: worst.and_then(|worst| worst.limit).unwrap_or(u64::MAX),
        }
    }

    /// Whether there is no time left.
    pub(super) fn stops(&self) -> bool {
        self.left == 0 || !(self.go_on)()
    }

    /// How long the fault lasts in the frozen scenario; none where nothing says so.
    pub(super) fn length_of_fault(&self) -> Option<Amount> {
        let frozen = &self.grounds.frozen.blueprint;
        let drill = self.grounds.faults[self.target.fault].drill;
        let repair = &frozen.source(frozen.drill(drill).source).restoration.repair;
        let length = Span::from_ms(repair.mean());
        (length.0 > 0).then_some(Amount::Length(length))
    }

    /// As what a key stands in the frozen scenario that has a law in the other one.
    pub(super) fn stands_at(&self, key: &str) -> Option<Amount> {
        let held = self
            .grounds
            .frozen
            .held
            .iter()
            .find(|held| held.key == key)?;
        match held.stands_at {
            StandsAt::Length(span) => Some(Amount::Length(span)),
            StandsAt::Happens(_) | StandsAt::Off => None,
        }
    }

    /// The scenario with that number, with the fault in it.
    fn varied(&self, turned: &Turned, value: &Amount) -> Option<(Blueprint, SweptFault)> {
        let (mut blueprint, faults) = match turned {
            Turned::Key(key) => {
                let value = match value {
                    Amount::Count(count) => count.to_string(),
                    other => format!("\"{}\"", other.words()),
                };
                (self.vary)(key, &value)?
            }
            Turned::Fault => (self.grounds.blueprint.clone(), self.grounds.faults.to_vec()),
        };
        let own = |fault: &&SweptFault| blueprint.drill(fault.drill).name == self.fault;
        let fault = faults.iter().find(own)?.clone();
        if *turned == Turned::Fault {
            let source = blueprint.drill(fault.drill).source;
            blueprint.sources[source.index()].restoration.repair = Law::Constant(value.size());
        }
        Some((blueprint, fault))
    }

    /// Whether a value may be as wanted, by a look at the instant that is worst as it is: what breaks there breaks; what
    /// changes nothing there is not looked at any further.
    pub(super) fn may_be(&mut self, turned: &Turned, value: &Amount, wanted: Answer) -> bool {
        let Some((blueprint, fault)) = self.varied(turned, value) else {
            self.spend(100);
            return false;
        };
        let frozen = Frozen::of(&blueprint, self.grounds.frozen.quantile);
        let at = self.target.at;
        let glance = march::glance(&frozen, &fault, (self.grounds.seed, at));
        self.spend(glance.events);
        let named = |one: &&crate::model::Application| one.name == self.application;
        let place = blueprint.applications.iter().position(|one| named(&one));
        let found = place.and_then(|place| glance.of(place, self.target.of));
        match wanted {
            Answer::Holds => found.is_none_or(|found| found <= self.limit),
            _ => found != self.worst(),
        }
    }

    /// Whether a value breaks at the instant that is worst as it is, or is refused.
    fn breaks_at_worst(&mut self, turned: &Turned, value: &Amount) -> bool {
        !self.may_be(turned, value, Answer::Holds)
    }

    /// What the worst instant has as it is.
    fn worst(&self) -> Option<u64> {
        let rows = self.grounds.march.rows.iter();
        let own = rows.filter(|row| row.fault == self.target.fault);
        let mut cells = own.flat_map(|row| &row.cells);
        let cell = cells.find(|cell| cell.application == self.target.application)?;
        match self.target.of {
            ObjectiveOf::Recovery => cell.recovery.as_ref()?.value,
            ObjectiveOf::Loss => cell.loss.as_ref()?.value,
        }
    }

    /// Judges a value by a march of its own. What breaks at the instant that is worst as it is needs none.
    pub(super) fn judge(&mut self, turned: &Turned, value: &Amount) -> Answer {
        if self.breaks_at_worst(turned, value) {
            return match self.varied(turned, value) {
                Some(_) => Answer::Breaks,
                None => Answer::Refused,
            };
        }
        let Some((blueprint, fault)) = self.varied(turned, value) else {
            self.spend(100);
            return Answer::Refused;
        };
        let frozen = Frozen::of(&blueprint, self.grounds.frozen.quantile);
        let (outcome, events) = march::march_one(&frozen, &fault, self.grounds.seed);
        self.spend(events);
        if !outcome.is_complete() {
            return Answer::Refused;
        }
        let cells = outcome.rows.iter().flat_map(|row| &row.cells);
        let named = |place: usize| blueprint.applications[place].name == self.application;
        let mut own = cells.filter(|cell| named(cell.application.index()));
        let worst = own.next().and_then(|cell| match self.target.of {
            ObjectiveOf::Recovery => cell.recovery,
            ObjectiveOf::Loss => cell.loss,
        });
        match worst.is_some_and(|worst| worst.is_break()) {
            true => Answer::Breaks,
            false => Answer::Holds,
        }
    }

    /// Counts what was done, with what it took to read the scenario anew and to make its worlds.
    fn spend(&mut self, events: u64) {
        let read = OF_A_VM * self.grounds.blueprint.vms.len() as u64;
        self.left = self.left.saturating_sub(events + read.max(1));
    }
}
