//! Outages: when one began, by what, what joined in, when it ended for good, and its row.
//!
//! Always true here: an application that recovers for less than it must stay so is in the same outage.

use crate::model::record::{Back, CONTRIBUTORS, Outage, Path, Phase, Resource, Resumed};
use crate::model::{ApplicationId, Class};
use crate::units::Moment;
use crate::world::account::Account;
use crate::world::account::decision::decision;
use crate::world::account::ledger::Fate;
use crate::world::account::loss::{data, way_of_data};
use crate::world::account::state::OutageState;
use crate::world::frame::Frame;
use crate::world::which::Fault;

impl Account {
    /// Whether an outage is open of which it is known by now that it is over.
    pub(in crate::world) fn is_over(&self, frame: &Frame<'_>, application: ApplicationId) -> bool {
        let outage = &self.outages[application];
        let stays = frame.blueprint.run.stays_recovered;
        outage.open && frame.now.since(outage.end) >= stays
    }

    /// Whether an application is down by planned work alone.
    pub(in crate::world) fn is_planned(&self, application: ApplicationId) -> bool {
        let outage = &self.outages[application];
        outage.down && outage.class == Class::Planned
    }

    /// Whether the fault that began the outage of an application is among these.
    pub(in crate::world) fn is_caused_by(&self, application: ApplicationId, by: &[Fault]) -> bool {
        let fault = self.outages[application].fault;
        fault.is_some_and(|fault| by.contains(&fault))
    }

    /// The fault that began the outage of an application that is down, if that is not planned.
    pub(in crate::world) fn unplanned_fault(&self, application: ApplicationId) -> Option<Fault> {
        let outage = &self.outages[application];
        let unplanned = outage.down && outage.class != Class::Planned;
        outage.fault.filter(|_| unplanned)
    }

    /// Whether this fault begins another outage than the one that is open: that is known to be over by now; or it is none
    /// that a drill caused, and the drill stops the application now that it had just come back from it.
    pub(in crate::world) fn is_another(
        &self,
        frame: &Frame<'_>,
        application: ApplicationId,
        fault: Fault,
    ) -> bool {
        let outage = &self.outages[application];
        let had_come_back = outage.open && !outage.down && !outage.counted;
        let by_drill = had_come_back && frame.is_of_drill(fault);
        by_drill || self.is_over(frame, application)
    }

    /// What a drill does to an application that something else has stopped since it struck is of the drill: so the outage
    /// is as well.
    pub(in crate::world) fn takes_over(
        &mut self,
        frame: &mut Frame<'_>,
        application: ApplicationId,
        fault: Fault,
    ) {
        let outage = &mut self.outages[application];
        let struck = frame.horizon_start.0 + frame.record.strike;
        if !frame.is_of_drill(fault) || !outage.down || outage.counted || outage.start.0 < struck {
            return;
        }
        let before = outage.fault.replace(fault);
        (outage.target, outage.class, outage.cause) = frame.fault_facts(fault);
        outage.counted = true;
        frame.course.open_counted += 1;
        if let Some(before) = before {
            self.contribute(frame, application, before);
        }
    }

    /// Whether an outage is open.
    pub(in crate::world) fn is_open(&self, application: ApplicationId) -> bool {
        self.outages[application].open
    }

    /// Whether an application is down: whether any fault may join its outage.
    pub(in crate::world) fn is_down(&self, application: ApplicationId) -> bool {
        self.outages[application].down
    }

    /// Whether an application is down in an outage that counts.
    pub(in crate::world) fn is_down_and_counts(&self, application: ApplicationId) -> bool {
        let outage = &self.outages[application];
        outage.open && outage.counted && outage.down
    }

    /// The service of an application ends now, by this fault: its own, or that of one that it needs.
    /// True where a new outage begins; where it had recovered for too short, the same one goes on.
    pub(in crate::world) fn begins(
        &mut self,
        frame: &mut Frame<'_>,
        application: ApplicationId,
        fault: Fault,
        inherited: bool,
    ) -> bool {
        let now = frame.now;
        let outage = &mut self.outages[application];
        let anew = !outage.open;
        if anew {
            let (target, class, cause) = frame.fault_facts(fault);
            *outage = OutageState {
                open: true,
                start: now,
                counted: frame.counts(fault),
                fault: Some(fault),
                cause,
                class,
                target,
                inherited,
                end: outage.end,
                book: Some(self.ledger.open()),
                ..OutageState::new()
            };
        } else {
            outage.phases[Phase::Relapse as usize] += now.since(outage.end).0;
        }
        let (from, counted) = (outage.end, outage.counted);
        outage.down = true;
        outage.comes_outside(frame.course.outside.then_some(now));
        outage.since = now;
        outage.down_since = now;
        // What it waits for is known when the event is over.
        outage.phase = Phase::Detect;
        outage.resource = Resource::None;
        frame.dirty.application(application);
        frame.course.open_counted += u32::from(counted);
        self.claims_stakes(frame, application, fault);
        if !anew {
            let relapse = (Phase::Relapse, Resource::None);
            self.stretch(frame, application, relapse, from);
            self.contribute(frame, application, fault);
        }
        anew
    }

    /// State of an application that is down has stopped: what is lost may be found out later.
    pub(in crate::world) fn puts_at_risk(&mut self, application: ApplicationId) {
        let outage = &mut self.outages[application];
        outage.at_risk |= outage.down;
    }

    /// More faults last now than the plan claims to survive: what is down is so outside of that from now on.
    pub(in crate::world) fn is_outside(&mut self, now: Moment) {
        for outage in &mut self.outages {
            outage.comes_outside(Some(now).filter(|_| outage.down));
        }
    }

    /// Adds a fault to the contributors of an open outage.
    pub(in crate::world) fn contribute(
        &mut self,
        frame: &Frame<'_>,
        application: ApplicationId,
        fault: Fault,
    ) {
        let outage = &mut self.outages[application];
        if !outage.down || Some(fault) == outage.fault {
            return;
        }
        let (target, class, cause) = frame.fault_facts(fault);
        outage.contributed |= class.bit();
        if outage.class == Class::Planned && class != Class::Planned {
            outage.class = match class {
                Class::Ransomware => class,
                _ => Class::of(target),
            };
        }
        let known = usize::from(outage.contributor_count).min(CONTRIBUTORS);
        if cause == outage.cause || outage.contributors[..known].contains(&cause) {
            return;
        }
        if known < CONTRIBUTORS {
            outage.contributors[known] = cause;
            outage.contributors[..=known].sort_unstable();
        }
        outage.contributor_count = outage.contributor_count.saturating_add(1);
    }

    /// Service is back: the outage ends unless it comes again soon.
    pub(in crate::world) fn pauses(
        &mut self,
        frame: &mut Frame<'_>,
        application: ApplicationId,
        path: Path,
    ) {
        self.pass(frame, application);
        self.stop_counting(frame, application);
        let stays = frame.blueprint.run.stays_recovered;
        let outage = &mut self.outages[application];
        outage.down = false;
        outage.path = path;
        if outage.counted {
            frame.course.open_counted -= 1;
            frame.course.pending_until = frame.course.pending_until.max(frame.now + stays);
        }
    }

    /// The time that an application was down ends now.
    fn stop_counting(&mut self, frame: &mut Frame<'_>, application: ApplicationId) {
        let outage = &mut self.outages[application];
        let clipped = frame.in_horizon(outage.down_since, frame.now);
        outage.end = frame.now;
        outage.downtime += clipped;
        frame.record.downtime[application.index()] += clipped;
    }

    /// The trial ends. Where an application is down then, its outage has come as far as it has.
    pub(in crate::world) fn stop(&mut self, frame: &mut Frame<'_>, application: ApplicationId) {
        if self.outages[application].down {
            self.pass(frame, application);
            self.stop_counting(frame, application);
        }
    }

    /// Whether an outage that is closed now is one that the application was not back from in time, with
    /// state at risk of which nothing is known: why, is to be told with it.
    pub(in crate::world) fn wants_reason(
        &self,
        frame: &Frame<'_>,
        application: ApplicationId,
    ) -> bool {
        let outage = &self.outages[application];
        let written = outage.counted || outage.downtime > 0;
        let gone = |book| self.ledger.told(book).fate == Fate::Gone;
        written && outage.at_risk && !is_back(frame, outage) && !outage.book.is_some_and(gone)
    }

    /// Ends the outage of an application for good and writes its row, with the reason of what it lost
    /// where it wants one.
    pub(in crate::world) fn close(
        &mut self,
        frame: &mut Frame<'_>,
        application: ApplicationId,
        reason: Option<Resumed>,
    ) {
        let outage = &mut self.outages[application];
        outage.open = false;
        let Some(book) = outage.book.take() else {
            return;
        };
        let told = self.ledger.told(book);
        let resumed = told.resumed;
        let length = outage.end.since(outage.start).0;
        let phases: u64 = outage.phases.iter().sum();
        assert_eq!(phases, length, "phases of an outage do not add up");
        if !outage.counted && outage.downtime == 0 {
            return;
        }
        let (mut binding, mut binding_ms) = outage.binding();
        let back = is_back(frame, outage);
        // Who is back without data missed for want of anything to restore, whatever else was waited for.
        if back && told.fate == Fate::Gone {
            (binding, binding_ms) = (Resource::RestorePoint, 0);
        }
        // What nothing can bring back is known at once, before any time has passed.
        if !back && binding == Resource::None {
            binding = outage.resource;
        }
        self.ledger.is_told_in(book, frame.record.outages.len());
        frame.record.outages.push(Outage {
            application,
            start: frame.after_start(outage.start),
            counted: outage.counted,
            back: back.then_some(Back {
                after: length,
                path: way_of_data(outage.path, resumed.from),
            }),
            downtime: outage.downtime,
            class: outage.class,
            cause: outage.cause,
            target: outage.target,
            inherited: outage.inherited,
            outside: outage.outside,
            contributors: outage.contributors,
            contributor_count: outage.contributor_count,
            contributed: outage.contributed,
            phases: outage.phases,
            binding,
            binding_ms,
            decision: decision(outage),
            choice: outage.choice,
            replayed: told.replayed,
            data: data(&told, outage.at_risk),
            loss_only: false,
            resumed: reason.unwrap_or(resumed),
        });
    }
}

/// Whether an application was back in time.
fn is_back(frame: &Frame<'_>, outage: &OutageState) -> bool {
    !outage.down && outage.end.since(outage.start) <= frame.blueprint.run.drain
}
