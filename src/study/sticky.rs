//! What the stickiness of failing jobs is worth: missed RPOs once more, in the same trials, with jobs that fail one by one.
//!
//! Always true here: it is done only for applications of which `check` says that stickiness alone may decide their RPO, and
//! only where that is missed; the trials of the run itself are never changed by it.

use super::{Options, Run, Worlds, most_values};
use crate::model::advice::{Advice, BackupAdvice, Lint};
use crate::model::outcome::{
    ApplicationOutcome, ClassOutcome, Outcome, Verdict, WithoutStickiness,
};
use crate::model::{ApplicationId, Blueprint, DrillId};
use crate::units::Share;
use std::collections::BTreeSet;

/// Fills in what missed RPOs would be without stickiness; costs as many trials again as they were judged in.
pub(super) fn look(blueprint: &Blueprint, options: &Options, outcome: &mut Outcome) {
    let asked = decided(blueprint);
    if asked.is_empty() {
        return;
    }
    let missed = |all: &[ApplicationOutcome]| all.iter().any(|one| misses(one, &asked));
    let years = missed(&outcome.applications);
    let drills: BTreeSet<DrillId> = outcome
        .drills
        .iter()
        .filter(|one| missed(&one.applications))
        .map(|one| one.drill)
        .collect();
    if !years && drills.is_empty() {
        return;
    }
    let without = without(blueprint, (years, &drills));
    let options = Options {
        trials: Some(outcome.trials.max(1)),
        ..options.clone()
    };
    let run = Run {
        blueprint: &without,
        options: &options,
        progress: &|_, _| {},
        most: most_values(&without),
        told: false,
    };
    let other = run.untold(|| Worlds::new(&without, options.seed));
    let mut found = Vec::new();
    if years {
        let both = (
            outcome.applications.as_slice(),
            other.applications.as_slice(),
        );
        compare(both, (None, &asked), &mut found);
    }
    for one in &outcome.drills {
        let again = other.drills.iter().find(|again| again.drill == one.drill);
        if let Some(again) = again.filter(|_| drills.contains(&one.drill)) {
            let both = (one.applications.as_slice(), again.applications.as_slice());
            compare(both, (Some(one.drill), &asked), &mut found);
        }
    }
    outcome.without_stickiness = found;
}

/// Applications of which `check` says that stickiness alone may decide, whether that is allowed or not.
fn decided(blueprint: &Blueprint) -> BTreeSet<ApplicationId> {
    let allowed = blueprint.allowed.iter().flat_map(|one| &one.lints);
    let names = blueprint
        .lints
        .iter()
        .chain(allowed)
        .filter_map(|lint: &Lint| match &lint.advice {
            Advice::Backup(BackupAdvice::StickinessDecides { application, .. }) => {
                Some(application)
            }
            _ => None,
        });
    let place = |name: &String| {
        let mut all = blueprint.applications.iter();
        all.position(|one| one.name == *name)
    };
    let places = names.filter_map(place);
    places.map(ApplicationId::from_index).collect()
}

fn misses(one: &ApplicationOutcome, asked: &BTreeSet<ApplicationId>) -> bool {
    let verdict = one.rpo.as_ref().and_then(|judged| judged.verdict);
    asked.contains(&one.application) && verdict == Some(Verdict::Missed)
}

/// The same scenario with jobs that fail one by one; only what was missed is run.
fn without(blueprint: &Blueprint, (years, drills): (bool, &BTreeSet<DrillId>)) -> Blueprint {
    let mut without = blueprint.clone();
    for backup in &mut without.protections.backups {
        backup.stickiness = Share(0.0);
    }
    let all = (0..blueprint.drills.len()).map(DrillId::from_index);
    without.run.part.without_years |= !years;
    without.run.part.without_drills = all.filter(|id| !drills.contains(id)).collect();
    without
}

fn compare(
    (with, without): (&[ApplicationOutcome], &[ApplicationOutcome]),
    (drill, asked): (Option<DrillId>, &BTreeSet<ApplicationId>),
    found: &mut Vec<WithoutStickiness>,
) {
    for one in with.iter().filter(|one| misses(one, asked)) {
        let again = without
            .iter()
            .find(|again| again.application == one.application);
        let again = again.and_then(|again| again.rpo.as_ref());
        let (Some(judged), Some(again)) = (&one.rpo, again) else {
            continue;
        };
        let missed = judged.by_class.iter();
        let missed = missed.filter(|class| class.verdict == Some(Verdict::Missed));
        for class in missed {
            let same = |other: &&ClassOutcome| other.class == class.class;
            let other = again.by_class.iter().find(same);
            if let (Some(other), Some(objective_s)) = (other, class.objective_s) {
                found.push(WithoutStickiness {
                    application: one.application,
                    drill,
                    class: class.class,
                    objective_s,
                    target: class.target,
                    attained: class.attained,
                    without: other.attained,
                    verdict: other.verdict.unwrap_or(Verdict::NotSeen),
                });
            }
        }
    }
}
