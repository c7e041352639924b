//! `outages.csv`: a row for each outage, and for each loss of data without one.
//!
//! Always true here: every phase has its column, and they add up to the recovery time.

use super::column::{Column, flag, real, seconds, text, time, whole};
use super::{Trial, thing};
use crate::model::Class;
use crate::model::record::{Ended, LossReason, Outage, Phase, Replayed, Resource, TakenFrom};

/// Its columns. The phases stand in the order of the phases.
pub(super) const COLUMNS: &[Column] = &[
    text("application", |trial, at| {
        let application = of(trial, at).application;
        trial.blueprint.application(application).name.clone()
    }),
    real("start_s", |trial, at| {
        seconds(i128::from(of(trial, at).start))
    }),
    text("class", |trial, at| of(trial, at).class.name().to_string()),
    flag("planned", |trial, at| {
        (of(trial, at).class == Class::Planned).to_string()
    }),
    text("cause", |trial, at| cause(trial, of(trial, at).cause)),
    text("target_kind", |trial, at| {
        let target = of(trial, at).target;
        thing::component(trial.blueprint, target).0.to_string()
    }),
    text("target_name", |trial, at| {
        thing::component(trial.blueprint, of(trial, at).target).1
    }),
    whole("contributor_count", |trial, at| {
        of(trial, at).contributor_count.to_string()
    }),
    text("contributors", |trial, at| {
        contributors(trial, of(trial, at))
    }),
    flag("inherited", |trial, at| of(trial, at).inherited.to_string()),
    flag("counted", |trial, at| of(trial, at).counted.to_string()),
    text("outcome", |trial, at| {
        of(trial, at).ended().name().to_string()
    }),
    flag("recovered", |trial, at| {
        (of(trial, at).ended() == Ended::Recovered).to_string()
    }),
    // A loss without an outage has no recovery time.
    real("recovery_s", |trial, at| {
        let outage = of(trial, at);
        time(outage.recovery().filter(|_| !outage.loss_only))
    }),
    real("detect_s", |trial, at| phase(trial, at, Phase::Detect)),
    real("decide_s", |trial, at| phase(trial, at, Phase::Decide)),
    real("wait_s", |trial, at| phase(trial, at, Phase::Wait)),
    real("provision_s", |trial, at| {
        phase(trial, at, Phase::Provision)
    }),
    real("transfer_s", |trial, at| phase(trial, at, Phase::Transfer)),
    real("replay_s", |trial, at| phase(trial, at, Phase::Replay)),
    real("boot_s", |trial, at| phase(trial, at, Phase::Boot)),
    real("validate_s", |trial, at| phase(trial, at, Phase::Validate)),
    real("dependency_s", |trial, at| {
        phase(trial, at, Phase::Dependency)
    }),
    real("relapse_s", |trial, at| phase(trial, at, Phase::Relapse)),
    text("binding_kind", |trial, at| {
        let binding = of(trial, at).binding;
        thing::resource(trial.blueprint, binding).0.to_string()
    }),
    text("binding_name", |trial, at| {
        thing::resource(trial.blueprint, of(trial, at).binding).1
    }),
    text("binding_resource", |trial, at| {
        match of(trial, at).binding {
            Resource::None => String::new(),
            resource => resource.label(trial.blueprint),
        }
    }),
    real("binding_s", |trial, at| {
        seconds(i128::from(of(trial, at).binding_ms))
    }),
    // What people decided about what was down but intact, when, and when that would have been back.
    text("decision", |trial, at| {
        of(trial, at).decision.name().to_string()
    }),
    real("decided_s", |trial, at| {
        time(of(trial, at).decision.after())
    }),
    real("waiting_s", |trial, at| {
        time(of(trial, at).decision.waiting())
    }),
    // Which restore point was taken, and what the other would have given.
    text("point_choice", |trial, at| {
        let choice = of(trial, at).choice;
        choice.map_or_else(String::new, |one| one.name().to_string())
    }),
    real("choice_s", |trial, at| {
        time(of(trial, at).choice.map(|one| one.taken.takes))
    }),
    real("choice_loss_s", |trial, at| {
        time(of(trial, at).choice.map(|one| one.taken.loss))
    }),
    real("other_s", |trial, at| {
        let other = of(trial, at).choice.and_then(|one| one.other);
        time(other.map(|one| one.takes))
    }),
    real("other_loss_s", |trial, at| {
        let other = of(trial, at).choice.and_then(|one| one.other);
        time(other.map(|one| one.loss))
    }),
    real("downtime_s", |trial, at| {
        seconds(i128::from(of(trial, at).downtime))
    }),
    flag("at_risk", |trial, at| of(trial, at).at_risk().to_string()),
    // The loss of a total loss is everything, which is not a number of seconds; and what has not
    // resumed has lost nothing that has a number yet.
    real("data_loss_s", |trial, at| time(of(trial, at).data_loss())),
    flag("total_loss", |trial, at| {
        of(trial, at).total_loss().to_string()
    }),
    flag("loss_only", |trial, at| of(trial, at).loss_only.to_string()),
    text("path", |trial, at| {
        let path = of(trial, at).path();
        path.map_or(Ended::Never.name(), |path| path.name())
            .to_string()
    }),
    // What the state was taken from, by which protection, and what made that old; empty where nothing
    // was lost.
    text("resumed_from", |trial, at| {
        let outage = lossy(trial, at);
        outage.map_or_else(String::new, |one| one.resumed.from.name().to_string())
    }),
    text("protection", |trial, at| {
        let protection = |one: &Outage| one.resumed.from.protection(trial.blueprint);
        let found = lossy(trial, at).and_then(protection);
        found.unwrap_or_default().to_string()
    }),
    text("loss_reason", |trial, at| {
        let outage = lossy(trial, at);
        outage.map_or_else(String::new, |one| one.resumed.reason.name().to_string())
    }),
    real("loss_reason_s", |trial, at| {
        let part = |one: &Outage| one.resumed.part;
        let all = |one: &&Outage| matches!(one.resumed.from, TakenFrom::Nothing(..));
        let found = lossy(trial, at).filter(|one| !all(one));
        time(found.map(part))
    }),
    // What the restore read where there are logs, and how far that reached.
    whole("files_read", |trial, at| {
        replayed(trial, at, |one| one.files.to_string())
    }),
    whole("logs_replayed", |trial, at| {
        replayed(trial, at, |one| one.logs.to_string())
    }),
    real("recovered_to_s", |trial, at| {
        replayed(trial, at, |one| seconds(i128::from(one.instant)))
    }),
    text("chain_end", |trial, at| {
        replayed(trial, at, |one| one.end.name().to_string())
    }),
];

/// Counted outages of a trial and those that were open at the start of the horizon.
pub(super) fn rows(trial: &Trial<'_>) -> Vec<usize> {
    (0..trial.record.outages.len()).collect()
}

fn of<'a>(trial: &Trial<'a>, at: usize) -> &'a Outage {
    &trial.record.outages[at]
}

/// The outage, where anything was lost.
fn lossy<'a>(trial: &Trial<'a>, at: usize) -> Option<&'a Outage> {
    let outage = of(trial, at);
    let lost = outage.at_risk() && outage.resumed.reason != LossReason::None;
    lost.then_some(outage)
}

/// What is told of the logs that a restore replayed; nothing where there are none.
fn replayed(trial: &Trial<'_>, at: usize, told: impl Fn(&Replayed) -> String) -> String {
    let found = of(trial, at).replayed;
    found.as_ref().map_or_else(String::new, told)
}

fn phase(trial: &Trial<'_>, at: usize, phase: Phase) -> String {
    seconds(i128::from(of(trial, at).phases[phase as usize]))
}

fn cause(trial: &Trial<'_>, index: u16) -> String {
    let found = trial.causes.get(usize::from(index));
    found.cloned().unwrap_or_default()
}

/// The first contributors; how many there are stands beside them.
fn contributors(trial: &Trial<'_>, outage: &Outage) -> String {
    let named = outage.named_contributors().iter();
    let names: Vec<String> = named.map(|index| cause(trial, *index)).collect();
    names.join("; ")
}
