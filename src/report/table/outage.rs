//! `outages.csv`: a row for each outage, and for each loss of data without one.
//!
//! Always true here: every phase has its column, and they add up to the recovery time.

use super::super::Error;
use super::column::{Column, flag, real, seconds, text, time, whole};
use super::{Take, Trial, thing};
use crate::chart::harmless::cell;
use crate::model::Blueprint;
use crate::model::record::{Ended, LossReason, Outage, Resource, TakenFrom};

/// Its columns. The phases stand in the order of the phases.
pub(super) const COLUMNS: &[Column] = &[
    text("application"),
    real("start_s"),
    text("class"),
    text("cause"),
    text("target_kind"),
    text("target_name"),
    whole("contributor_count"),
    text("contributors"),
    flag("inherited"),
    flag("counted"),
    text("outcome"),
    flag("recovered"),
    real("recovery_s"),
    real("detect_s"),
    real("decide_s"),
    real("wait_s"),
    real("provision_s"),
    real("transfer_s"),
    real("boot_s"),
    real("validate_s"),
    real("dependency_s"),
    real("relapse_s"),
    text("binding_kind"),
    text("binding_name"),
    text("binding_resource"),
    real("binding_s"),
    real("downtime_s"),
    flag("at_risk"),
    real("data_loss_s"),
    flag("total_loss"),
    flag("loss_only"),
    text("path"),
    text("resumed_from"),
    text("protection"),
    text("loss_reason"),
    real("loss_reason_s"),
];

/// Counted outages of a trial and those that were open at the start of the horizon.
pub(super) fn rows(trial: &Trial<'_>, write: Take<'_>) -> Result<(), Error> {
    let outages = &trial.record.outages;
    outages
        .iter()
        .try_for_each(|outage| write(row(trial, outage)))
}

fn row(trial: &Trial<'_>, outage: &Outage) -> Vec<String> {
    let blueprint = trial.blueprint;
    let (kind, name) = thing::component(blueprint, outage.target);
    let mut row = vec![
        cell(&blueprint.application(outage.application).name),
        seconds(i128::from(outage.start)),
        outage.class.name().to_string(),
        cell(cause(trial, outage.cause)),
        kind.to_string(),
        cell(&name),
        outage.contributor_count.to_string(),
        cell(&contributors(trial, outage)),
        outage.inherited.to_string(),
        outage.counted.to_string(),
        outage.ended().name().to_string(),
        (outage.ended() == Ended::Recovered).to_string(),
        // A loss without an outage has no recovery time.
        time(outage.recovery().filter(|_| !outage.loss_only)),
    ];
    row.extend(outage.phases.iter().map(|ms| seconds(i128::from(*ms))));
    let (kind, name) = thing::resource(blueprint, outage.binding);
    row.extend([
        kind.to_string(),
        cell(&name),
        match outage.binding {
            Resource::None => String::new(),
            resource => cell(&resource.label(blueprint)),
        },
        seconds(i128::from(outage.binding_ms)),
        seconds(i128::from(outage.downtime)),
        outage.at_risk().to_string(),
        // The loss of a total loss is everything, which is not a number of seconds; and what has not
        // resumed has lost nothing that has a number yet.
        time(outage.data_loss()),
        outage.total_loss().to_string(),
        outage.loss_only.to_string(),
        outage.path().map_or_else(
            || Ended::Never.name().to_string(),
            |path| path.name().to_string(),
        ),
    ]);
    row.extend(reason(blueprint, outage));
    row
}

fn cause<'a>(trial: &Trial<'a>, index: u16) -> &'a str {
    let found = trial.causes.get(usize::from(index));
    found.map_or("", String::as_str)
}

/// What the state was taken from, by which protection, and what made that old; empty where nothing was
/// lost.
fn reason(blueprint: &Blueprint, outage: &Outage) -> [String; 4] {
    let resumed = outage.resumed;
    if !outage.at_risk() || resumed.reason == LossReason::None {
        return Default::default();
    }
    let protection = resumed.from.protection(blueprint).unwrap_or_default();
    let all = matches!(resumed.from, TakenFrom::Nothing(..));
    [
        resumed.from.name().to_string(),
        cell(protection),
        resumed.reason.name().to_string(),
        if all {
            String::new()
        } else {
            seconds(i128::from(resumed.part))
        },
    ]
}

/// The first contributors; how many there are stands beside them.
fn contributors(trial: &Trial<'_>, outage: &Outage) -> String {
    let all = usize::from(outage.contributor_count);
    let named = all.min(outage.contributors.len());
    let names: Vec<&str> = outage.contributors[..named]
        .iter()
        .map(|index| cause(trial, *index))
        .collect();
    names.join("; ")
}
