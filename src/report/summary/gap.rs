//! The part of `summary.json` about VMs without points and about copies at the second repository.
//!
//! Always true here: a VM that was left without is counted and, among the first ones, named.

use crate::model::outcome::BackupOutcome;
use crate::model::{Backup, Blueprint, VmId};
use serde_json::{Value, json};

/// Names that one list gets.
const MOST: usize = 100;

/// VMs that were left without something, in the trial in which they were most.
pub(super) fn bare(blueprint: &Blueprint, vms: &[VmId]) -> Value {
    let names: Vec<&String> = vms
        .iter()
        .take(MOST)
        .map(|id| &blueprint.vm(*id).name)
        .collect();
    json!({ "worst_trial": vms.len(), "names": names })
}

/// What became of copies at the second repository; null where there is none.
pub(super) fn copies(blueprint: &Blueprint, backup: &Backup, one: &BackupOutcome) -> Value {
    let Some(to) = backup.copy_to else {
        return Value::Null;
    };
    json!({
        "to": blueprint.repository(to).name,
        "furthest_behind_s": one.tally.copy_behind_max as f64 / 1_000.0,
        "vms_without_copy": bare(blueprint, &one.without_copy),
    })
}
