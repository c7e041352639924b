//! The trials that speak most against what is asserted.
//!
//! Always true here: trials come in the order of their numbers, and of equally bad ones the first is kept, so that it does
//! not depend on threads.

use super::super::rate::IN_SECONDS;
use super::super::sums::{is_whole_horizon, measured};
use super::counted::is_of;
use crate::model::assertion::{Claim, Counterexample, Scope};
use crate::model::record::{Outage, TrialRecord};
use crate::model::{ApplicationId, Class, DrillId, ObjectiveOf};
use crate::stats::frequencies::ENDLESS;
use crate::stats::nine_digits;
use std::collections::BTreeMap;

/// One outage, and how bad it is.
#[derive(Clone, Copy)]
pub(super) struct Bad {
    pub(super) trial: u32,
    /// Milliseconds; without end where it did not recover.
    pub(super) value: u64,
    pub(super) outage: Outage,
}

/// The worst of what was seen so far.
#[derive(Default)]
pub(super) struct Against {
    within: BTreeMap<(ApplicationId, ObjectiveOf, Class), Bad>,
    down: BTreeMap<ApplicationId, Bad>,
}

impl Against {
    /// Looks at one trial.
    pub(super) fn add(&mut self, record: &TrialRecord) {
        for outage in &record.outages {
            self.add_downtime(record, outage);
            if !(outage.counted || is_whole_horizon(record, outage)) {
                continue;
            }
            for of in ObjectiveOf::ALL {
                let Some(value) = measured(of, outage) else {
                    continue;
                };
                let bad = Bad {
                    trial: record.trial,
                    value,
                    outage: *outage,
                };
                let key = (outage.application, of, outage.class);
                keep(self.within.entry(key).or_insert(bad), bad);
            }
        }
    }

    /// The trial in which an application was down longest is told with the longest of its outages.
    fn add_downtime(&mut self, record: &TrialRecord, outage: &Outage) {
        let all = record.downtime.get(outage.application.index());
        let bad = Bad {
            trial: record.trial,
            value: all.copied().unwrap_or(0),
            outage: *outage,
        };
        let known = self.down.entry(outage.application).or_insert(bad);
        let longer = known.trial == bad.trial && known.outage.downtime < outage.downtime;
        if bad.value > known.value || longer {
            *known = bad;
        }
    }

    /// What speaks most against a claim about the years or this drill.
    pub(super) fn claim(&self, claim: &Claim, drill: Option<DrillId>) -> Option<Counterexample> {
        match *claim {
            Claim::Within {
                application,
                of,
                scope,
                ..
            } => {
                let worst = self.worst(application, of, Some(scope));
                Some(example(&worst?, drill, of == ObjectiveOf::Loss))
            }
            Claim::Recovers {
                application, scope, ..
            } => {
                let of = ObjectiveOf::Recovery;
                Some(example(&self.worst(application, of, scope)?, drill, false))
            }
            Claim::Recovered {
                application,
                of,
                scope,
                ..
            } => {
                let worst = self.worst(application, of, scope);
                let worst = worst.filter(|bad| bad.value >= ENDLESS);
                Some(example(&worst?, drill, of == ObjectiveOf::Loss))
            }
            Claim::Available { application, .. } => {
                Some(example(self.down.get(&application)?, drill, false))
            }
            _ => None,
        }
    }

    /// The worst of a class, of a drill, or of all.
    fn worst(
        &self,
        application: ApplicationId,
        of: ObjectiveOf,
        scope: Option<Scope>,
    ) -> Option<Bad> {
        let own = self.within.iter().filter(|((whose, what, class), _)| {
            *whose == application && *what == of && is_of(scope, *class)
        });
        let mut worst: Option<Bad> = None;
        for (_, bad) in own {
            keep(worst.get_or_insert(*bad), *bad);
        }
        worst
    }
}

/// Keeps the worse one, of equals that of the earlier trial; says whether that is the new one.
pub(super) fn keep(known: &mut Bad, bad: Bad) -> bool {
    let is_worse =
        (bad.value, std::cmp::Reverse(bad.trial)) > (known.value, std::cmp::Reverse(known.trial));
    if is_worse {
        *known = bad;
    }
    is_worse
}

pub(super) fn example(bad: &Bad, drill: Option<DrillId>, loss: bool) -> Counterexample {
    let seconds = |ms: u64| nine_digits(ms as f64 * IN_SECONDS);
    Counterexample {
        drill,
        trial: bad.trial,
        value_s: (bad.value < ENDLESS).then(|| seconds(bad.value)),
        cause: Some(bad.outage.cause),
        waited_for: bad.outage.binding,
        waited_s: seconds(bad.outage.binding_ms),
        reason: loss.then_some(bad.outage.resumed.reason),
    }
}
