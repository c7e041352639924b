//! What is counted trial by trial for claims that no figure of a report is about.
//!
//! Always true here: trials come in the order of their numbers; of equally bad ones the first is kept.

use super::super::sums::{counts, loses_all, missed};
use crate::model::assertion::{Claim, Counterexample, Scope};
use crate::model::record::{Ended, Outage, Resource, TrialRecord, Way};
use crate::model::{ApplicationId, Blueprint, Class, DrillId, ObjectiveOf};
use crate::stats::clusters::Clusters;
use crate::stats::moments::Moments;

/// What was counted of one claim.
#[derive(Clone, Default)]
pub(super) struct Counted {
    /// Those that keep it, out of how many.
    pub(super) kept: Clusters,
    /// Events.
    pub(super) events: Moments,
    /// How bad the worst trial was, in a unit of the claim, and its number.
    worst: Option<(u64, u32)>,
}

impl Counted {
    /// Counts one trial.
    pub(super) fn add(&mut self, blueprint: &Blueprint, claim: &Claim, record: &TrialRecord) {
        let bad = match *claim {
            Claim::Within { .. }
            | Claim::Available { .. }
            | Claim::Recovers { .. }
            | Claim::Survives { .. }
            | Claim::Silent => 0,
            Claim::Served {
                application,
                scope,
                by,
                ..
            } => {
                let meant = |one: &&Outage| {
                    one.application == application
                        && one.counted
                        && !one.loss_only
                        && is_of(scope, one.class)
                };
                let own = || record.outages.iter().filter(meant);
                let all = own().count() as u64;
                let hits = own().filter(|one| one.way() == Way::By(by)).count() as u64;
                self.kept.add(hits, all);
                all - hits
            }
            Claim::Recovered {
                application,
                of,
                scope,
                ..
            } => {
                let (kept, all) = recovered(application, of, scope, record);
                self.kept.add(kept, all);
                all - kept
            }
            Claim::Misses {
                application, of, ..
            } => {
                let misses = misses(blueprint, application, of, record);
                self.events.add(misses);
                misses
            }
            Claim::Exposed { .. }
            | Claim::WaitsForCrew { .. }
            | Claim::Busy { .. }
            | Claim::WaitsForPart { .. } => amount(claim, record),
            Claim::Filled {
                repository, most, ..
            } => {
                let own = record.repositories.get(repository.index());
                let used = own.map_or(0, |one| one.most_used);
                let room = blueprint.repository(repository).capacity.0 as f64 * most.0;
                self.kept.add(u64::from(used as f64 <= room), 1);
                used
            }
            Claim::Gap { backup, most, .. } => {
                let own = record.backups.get(backup.index());
                let gap = own.map_or(0, |one| one.gap_max);
                self.kept.add(u64::from(gap <= most.0), 1);
                gap
            }
        };
        if self.worst.is_none_or(|(known, _)| bad > known) {
            self.worst = Some((bad, record.trial));
        }
    }

    /// The trial that speaks most against it.
    pub(super) fn against(&self, drill: Option<DrillId>) -> Option<Counterexample> {
        let (bad, trial) = self.worst?;
        (bad > 0).then_some(Counterexample {
            drill,
            trial,
            value_s: None,
            cause: None,
            waited_for: Resource::None,
            waited_s: 0.0,
            reason: None,
        })
    }
}

/// How many outages or losses of a trial missed what the application states.
fn misses(
    blueprint: &Blueprint,
    application: ApplicationId,
    of: ObjectiveOf,
    record: &TrialRecord,
) -> u64 {
    let stated = of.stated(blueprint.application(application));
    let own = record
        .outages
        .iter()
        .filter(|one| one.application == application);
    let misses = own.filter(|one| {
        let objective = stated.for_class(one.class);
        missed(of, objective.map(|objective| objective.limit.0), one)
    });
    misses.count() as u64
}

/// How many ended well, out of how many: outages recovered with their data, losses that left some of it. A drill is one
/// sample, well where nothing ended otherwise, unless it found the application down and did nothing more to it.
fn recovered(
    application: ApplicationId,
    of: ObjectiveOf,
    scope: Option<Scope>,
    record: &TrialRecord,
) -> (u64, u64) {
    let own = record
        .outages
        .iter()
        .filter(|one| one.application == application && one.counted);
    let meant = own.clone().filter(|one| {
        is_of(scope, one.class)
            && match of {
                ObjectiveOf::Recovery => !one.loss_only,
                ObjectiveOf::Loss => one.at_risk(),
            }
    });
    let (mut kept, mut all) = (0, 0);
    for outage in meant {
        all += 1;
        kept += u64::from(match of {
            ObjectiveOf::Recovery => outage.ended() == Ended::Recovered,
            ObjectiveOf::Loss => !loses_all(outage),
        });
    }
    if !matches!(scope, Some(Scope::Drill(_))) {
        return (kept, all);
    }
    let counts = counts(record, application.index(), own.count() > 0);
    (u64::from(counts && kept == all), u64::from(counts))
}

/// Milliseconds of a trial that count against a claim on a sum of them.
fn amount(claim: &Claim, record: &TrialRecord) -> u64 {
    let found = match *claim {
        Claim::Exposed { stamp, .. } => {
            let own = record.stamps.get(stamp.index());
            own.map(|one| one.without_n_minus_1)
        }
        Claim::WaitsForCrew { crew, .. } => record.crews.get(crew.index()).map(|one| one.waited),
        Claim::Busy { crew, .. } => record.crews.get(crew.index()).map(|one| one.busy),
        Claim::WaitsForPart { parts, .. } => record.parts.get(parts.index()).map(|one| one.waited),
        _ => None,
    };
    found.unwrap_or(0)
}

/// Whether outages of a class are among those that are meant; of a drill, and of all, planned ones are not.
pub(super) fn is_of(scope: Option<Scope>, own: Class) -> bool {
    match scope {
        Some(Scope::Class(class)) => own == class,
        Some(Scope::Drill(_)) | None => own != Class::Planned,
    }
}
