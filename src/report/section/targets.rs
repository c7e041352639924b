//! What does not fit if a place is lost tonight: what comes to another stamp against the memory that
//! its formula leaves.
//!
//! Always true here: memory only; caps of nodes and what is down meanwhile are left to the drills.

use super::super::findings::{some, told, unfit};
use super::super::page::{Block, Cell, alert, cell, head, table, text};
use super::super::words;
use super::Source;
use crate::model::Blueprint;
use crate::model::outcome::{TargetOutcome, Unfit};
use crate::model::topology::component_label;
use crate::units::number::{self, DASH};

/// Sentences and a table; nothing where no stamp would take anything.
pub(crate) fn blocks(source: &Source<'_>) -> Vec<Block> {
    let targets = &source.outcome.targets;
    let rows = targets.iter().map(|one| row(source, one)).collect();
    let Some(made) = table(
        "If a place is lost tonight: what comes to another stamp against the memory that is free there",
        &[
            "Lost",
            "To",
            "#Warm standbys",
            "#Restored or built again there",
            "#Free by the formula",
            "#Finds no room",
            "#Stopped to make room",
            "#Still finds no room",
        ],
        rows,
    ) else {
        return vec![];
    };
    let mut blocks = vec![];
    let unfit = targets
        .iter()
        .filter_map(|one| unfit(source.blueprint, one));
    // One by one: each place that is lost has its sentence here.
    blocks.extend(unfit.flat_map(|one| told(&[one])).map(alert));
    if blocks.is_empty() {
        blocks.push(text(
            "If any one place is lost tonight, everything that is to run elsewhere fits there by the \
             memory formula.",
        ));
    }
    blocks.push(made);
    blocks.push(text(
        "By the same formula that admits VMs, with the largest VM that would then be there; the most \
         urgent comes first. Hot standbys hold their memory there already and are part of the \
         tenants. To make room, only VMs of the tiers that the stamp may stop are stopped, and only \
         for a more urgent one that fails over. Room on single nodes, other losses and quotas are left \
         to the drills.",
    ));
    blocks
}

fn row(source: &Source<'_>, one: &TargetOutcome) -> Vec<Cell> {
    let blueprint = source.blueprint;
    let amount = |vms: u32, bytes: f64| {
        if vms == 0 {
            cell(DASH)
        } else {
            cell(number::bytes(bytes)).detail(words::counted(vms as usize, "VM", "VMs"))
        }
    };
    let without = |unfit: &Unfit| {
        let made = amount(unfit.vms, unfit.bytes);
        if unfit.vms == 0 {
            made
        } else {
            made.note(some(&names(blueprint, unfit)))
        }
    };
    vec![
        head(words::clean(&component_label(blueprint, one.lost))),
        cell(words::clean(&blueprint.stamp(one.target).name)),
        amount(one.warm_vms, one.warm_bytes),
        amount(one.other_vms, one.other_bytes),
        cell(number::bytes(one.free_bytes)),
        without(&one.unfit),
        cell(if one.shed_bytes > 0.0 {
            number::bytes(one.shed_bytes)
        } else {
            DASH.to_string()
        }),
        without(&one.unfit_after_shedding),
    ]
}

fn names(blueprint: &Blueprint, unfit: &Unfit) -> Vec<String> {
    let all = unfit.applications.iter();
    all.map(|id| words::clean(&blueprint.application(*id).name))
        .collect()
}
