//! Advice about horizons that are too short for what the scenario states.
//!
//! Always true here: of backups, replicas and outages the longest one is told of, since the others follow.

use super::Scene;
use crate::model::advice::BeyondAdvice;
use crate::model::{Arrival, Source};
use crate::units::{SECOND, Span};
use std::collections::BTreeSet;

/// Advice about a horizon.
pub(in super::super) fn horizon(scene: &Scene<'_, '_>) {
    let cadences = cadences(scene);
    if let Some((length, what)) = cadences.into_iter().max() {
        let so = "in most trials none comes due";
        too_short(scene, what, (length.0 as f64, false), so);
    }
    // Drills have trials of their own, which last until the outage is over.
    let of_years = |(_, source): &(_, &Source)| !matches!(source.arrival, Arrival::Drill(_));
    let outages = scene.strikes().filter(of_years).map(outage);
    let longest = outages.max_by(|one, other| one.0.total_cmp(&other.0));
    if let Some((length, mean, what)) = longest {
        let so = "what is seen of the years is a part of one outage, or none";
        too_short(scene, what, (length, mean), so);
    }
    hardly_anything(scene);
}

fn too_short(scene: &Scene<'_, '_>, what: String, (length, mean): (f64, bool), so: &'static str) {
    let horizon = scene.blueprint.run.horizon;
    if length <= horizon.0 as f64 {
        return;
    }
    scene.context.advise(
        &scene.horizon_spot,
        BeyondAdvice::HorizonTooShort {
            horizon,
            what,
            length: length / SECOND as f64,
            mean,
            so,
        },
    );
}

/// Times between jobs, and between recovery points, of what some VM has.
fn cadences(scene: &Scene<'_, '_>) -> Vec<(Span, String)> {
    let blueprint = scene.blueprint;
    let backups: BTreeSet<_> = blueprint
        .vms
        .iter()
        .filter_map(|vm| vm.protection.backup)
        .collect();
    let jobs = backups.into_iter().map(|id| {
        let backup = blueprint.backup(id);
        let what = format!("the time between jobs of backup `{}`", backup.name);
        (backup.every, what)
    });
    let replications: BTreeSet<_> = blueprint
        .groups
        .iter()
        .map(|group| group.replication)
        .collect();
    let points = replications.into_iter().map(|id| {
        let plan = blueprint.replication(id);
        let what = format!(
            "the time between recovery points of replication `{}`",
            plan.name
        );
        (plan.points, what)
    });
    jobs.chain(points).collect()
}

/// How long an outage by a source is, whether that is a mean, and what it is called.
fn outage((kind, source): (&str, &Source)) -> (f64, bool, String) {
    let restoration = &source.restoration;
    let what = format!("an outage by {kind} `{}`", source.label);
    (restoration.mean(), restoration.is_spread(), what)
}

/// Fewer than one fault over all trials.
fn hardly_anything(scene: &Scene<'_, '_>) {
    let run = &scene.blueprint.run;
    let trials = run.trials.most();
    let years = run.horizon.as_years();
    let random = |source: &&Source| matches!(source.arrival, Arrival::Renewal { .. });
    let sources = || scene.blueprint.sources.iter();
    let expected: f64 = sources()
        .filter(random)
        .map(|source| source.expected_per_year(years) * years * f64::from(trials))
        .sum();
    let scheduled = sources().any(|source| match &source.arrival {
        Arrival::Scheduled(instants) => instants.iter().any(|at| *at < run.horizon),
        _ => false,
    });
    if expected <= 0.0 || expected >= 1.0 || scheduled || scene.blueprint.trace.is_some() {
        return;
    }
    scene.context.advise(
        &scene.horizon_spot,
        BeyondAdvice::HardlyAnything {
            horizon: run.horizon,
            trials,
            expected,
        },
    );
}
