//! Checks of storage: what is in use must fit on the volumes.
//!
//! Always true here: replicas count with the space that they take on the stamp of the copy.

use super::super::applications::Applications;
use super::super::context::Context;
use super::super::places::Places;
use super::super::protections::Protections;
use crate::model::{StampId, Storage};

/// Refuses stamps whose volumes do not hold what is in use.
pub(in super::super) fn storage(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    applications: &Applications,
) {
    for (index, stamp) in places.stamps.iter().enumerate() {
        let Some(storage) = &stamp.storage else {
            continue;
        };
        let used = Used::on(StampId::from_index(index), protections, applications);
        let room = room(storage);
        if places.stamp_is_whole[index] && used.sum() > room {
            context.issue(
                &places.stamp_spots[index],
                format!(
                    "the volumes of stamp `{}` hold {}, but {} are in use",
                    stamp.name,
                    tib(room),
                    tib(used.sum())
                ),
                format!(
                    "VMs use {}, replicas of others take {} with their recovery points: use more or larger disks",
                    tib(used.vms),
                    tib(used.replicas)
                ),
            );
        }
    }
}

/// Advice about storage.
pub(super) fn lints(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    applications: &Applications,
) {
    for (index, stamp) in places.stamps.iter().enumerate() {
        let id = StampId::from_index(index);
        let spot = &places.stamp_spots[index];
        let grows = applications
            .vms
            .iter()
            .any(|vm| vm.stamp == id && vm.growth > 0.0);
        let Some(storage) = &stamp.storage else {
            if grows {
                context.lint(
                    spot,
                    format!(
                        "VMs on stamp `{}` grow, but its storage is not simulated: nothing gets full",
                        stamp.name
                    ),
                );
            }
            continue;
        };
        let full = Used::on(id, protections, applications).sum() / room(storage);
        if full > storage.warning.0 {
            context.lint(
                spot,
                format!(
                    "the volumes of stamp `{}` are {:.1} % full from the start, above the warning at {}",
                    stamp.name,
                    full * 100.0,
                    storage.warning
                ),
            );
        }
    }
}

/// What is in use on a stamp, in bytes.
struct Used {
    vms: f64,
    replicas: f64,
}

impl Used {
    fn on(stamp: StampId, protections: &Protections, applications: &Applications) -> Used {
        let mut used = Used {
            vms: 0.0,
            replicas: 0.0,
        };
        for vm in &applications.vms {
            if vm.stamp == stamp {
                used.vms += vm.used.0 as f64;
            }
            let Some(id) = vm.replication.map(|id| id.index()) else {
                continue;
            };
            let plan = &protections.replications[id];
            if plan.to == stamp && protections.replication_has_target[id] {
                used.replicas += vm.used.0 as f64 * plan.space;
            }
        }
        used
    }
    fn sum(&self) -> f64 {
        self.vms + self.replicas
    }
}

fn room(storage: &Storage) -> f64 {
    storage.volumes.len() as f64 * storage.volume_size.0 as f64
}

fn tib(bytes: f64) -> String {
    format!("{:.1} TiB", bytes / (1_u64 << 40) as f64)
}
