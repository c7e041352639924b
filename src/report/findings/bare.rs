//! VMs that a backup leaves without any point, or without any at the second repository.
//!
//! Always true here: they are counted, and the first are named.

use super::super::words;
use super::{MOST, some};
use crate::chart::number;
use crate::model::outcome::Outcome;
use crate::model::{Blueprint, VmId};

/// One sentence for each backup that leaves a VM without a point or without a copy.
pub(crate) fn bare(blueprint: &Blueprint, outcome: &Outcome) -> Vec<String> {
    let mut found = vec![];
    for (backup, one) in blueprint.backups.iter().zip(&outcome.backups) {
        let name = words::clean(&backup.name);
        if !one.without_point.is_empty() {
            found.push(format!(
                "Backup {name} leaves VMs without any restore point at the end: {} of {} in the worst \
                 trial ({}), some in {} of {}.",
                one.without_point.len(),
                one.vms,
                names(blueprint, &one.without_point),
                number::count(u64::from(one.trials_without_point)),
                words::trials(outcome.trials),
            ));
        }
        let uncopied = one.without_copy.len();
        if let Some(to) = backup
            .copy_to
            .filter(|_| uncopied > one.without_point.len())
        {
            found.push(format!(
                "Backup {name}: no restore point of {uncopied} of {} ever reached repository {} in \
                 the worst trial ({}).",
                words::counted(one.vms as usize, "VM", "VMs"),
                words::clean(&blueprint.repository(to).name),
                names(blueprint, &one.without_copy),
            ));
        }
    }
    found.truncate(MOST);
    found
}

fn names(blueprint: &Blueprint, vms: &[VmId]) -> String {
    let names: Vec<String> = vms
        .iter()
        .map(|id| words::clean(&blueprint.vm(*id).name))
        .collect();
    some(&names)
}
