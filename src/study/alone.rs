//! What a calculator would say of a restore: each VM alone on an idle path, every phase at its mean.
//!
//! Always true here: nothing waits for anything else; the gap to the simulated figure is the price of
//! contention.

use super::classes::range;
use super::gather::Seen;
use crate::model::outcome::AloneEstimate;
use crate::model::place::link_between;
use crate::model::record::{Path, Way};
use crate::model::{
    ApplicationId, Backup, BackupScope, Blueprint, ChainKind, Component, Effect, Place,
    RepositoryId, SiteId, Source, StampId, Vm,
};
use crate::stats::nine_digits;
use crate::units::SECOND;

/// Whether a restore brought the application back with its data at least once.
pub(crate) fn restores(seen: &[Seen<'_>]) -> bool {
    seen.iter()
        .any(|one| one.is_outage() && one.outage.way() == Way::By(Path::Restore))
}

/// The recovery of an application after this fault, its slowest VM alone. None where none of its VMs
/// has a backup that can be reached.
pub(crate) fn estimate(
    blueprint: &Blueprint,
    application: usize,
    source: &Source,
) -> Option<AloneEstimate> {
    let vms = &blueprint.vms[range(&blueprint.applications[application].vms)];
    let (recovery_s, transfer_s) = vms
        .iter()
        .filter(|vm| vm.redeploy.is_none() || blueprint.role(vm.role).stateful)
        .filter_map(|vm| {
            let backup = blueprint.backup(vm.backup?);
            let stamp = restored_to(blueprint, source, vm, backup);
            let from = repository(blueprint, source, backup)?;
            let transfer = chain_bytes(vm, backup) / rate(blueprint, vm, from, stamp)?;
            let role = blueprint.role(vm.role);
            let laws = [&backup.detect, &backup.decide, &role.boot, &role.validate];
            let mut rest_ms: f64 = laws.iter().map(|law| law.mean()).sum();
            // Data goes back into a VM that still stands; everything else is built first.
            let stands = matches!(source.effect, Effect::Logical { .. });
            if !(stands && backup.scope == BackupScope::Data) {
                rest_ms += backup.provision.mean();
            }
            Some((rest_ms / SECOND as f64 + transfer, transfer))
        })
        .max_by(|one, other| one.0.total_cmp(&other.0))?;
    Some(AloneEstimate {
        application: ApplicationId::from_index(application),
        recovery_s: nine_digits(recovery_s),
        transfer_s: nine_digits(transfer_s),
    })
}

/// Bytes that a restore reads on average: the full and half of the increments of a cycle, or the full
/// and a differential from the middle of it.
fn chain_bytes(vm: &Vm, backup: &Backup) -> f64 {
    let used = vm.used.0 as f64;
    let changed = (vm.churn * backup.every.as_seconds()).min(used);
    let steps = match backup.every.0 {
        0 => 0,
        every => (backup.full_every.0 / every).saturating_sub(1),
    };
    let half = steps as f64 / 2.0;
    let increments = match backup.chain {
        ChainKind::Full => 0.0,
        ChainKind::Incremental => changed * half,
        ChainKind::Differential => (changed * half).min(used),
    };
    (used + increments) / backup.reduction
}

/// Whether a place goes down with what a fault hits.
fn is_in(blueprint: &Blueprint, place: Place, target: Component) -> bool {
    let stamp_is_in = |id: StampId| {
        let stamp = blueprint.stamp(id);
        match target {
            Component::Site(site) => stamp.site == site,
            Component::Enclosure(enclosure) => stamp.enclosure == Some(enclosure),
            Component::Stamp(hit) => id == hit,
            _ => false,
        }
    };
    match place {
        Place::Site(site) => target == Component::Site(site),
        Place::Enclosure(id) => {
            target == Component::Enclosure(id)
                || target == Component::Site(blueprint.enclosures[id.index()].site)
        }
        Place::Stamp(id) => stamp_is_in(id),
        Place::Rack(id) => {
            target == Component::Rack(id) || stamp_is_in(blueprint.racks[id.index()].stamp)
        }
    }
}

fn destroys(source: &Source) -> bool {
    matches!(&source.effect, Effect::Stops { destroys } if destroys.0 > 0.0)
}

/// The stamp that a VM is restored to: where its own is lost, the first that is meant for it and
/// stands.
fn restored_to(blueprint: &Blueprint, source: &Source, vm: &Vm, backup: &Backup) -> StampId {
    let lost = |stamp: &StampId| is_in(blueprint, Place::Stamp(*stamp), source.target);
    if destroys(source) && lost(&vm.stamp) {
        let standing = backup.restore_to.iter().find(|stamp| !lost(stamp));
        standing.copied().unwrap_or(vm.stamp)
    } else {
        vm.stamp
    }
}

/// The repository that is read: the first that the fault leaves, none where it leaves none.
fn repository(blueprint: &Blueprint, source: &Source, backup: &Backup) -> Option<RepositoryId> {
    [Some(backup.to), backup.copy_to]
        .into_iter()
        .flatten()
        .find(|id| {
            let hit = is_in(blueprint, blueprint.repository(*id).at, source.target)
                || source.target == Component::Repository(*id);
            !(hit && destroys(source))
        })
}

/// Bytes per second on an idle path: the least of the repository's read rate, the link between the
/// sites, the uplinks of the stamps in which the data does not stay, and the disks of the VM.
fn rate(blueprint: &Blueprint, vm: &Vm, from: RepositoryId, to: StampId) -> Option<f64> {
    let repository = blueprint.repository(from);
    let stamp = blueprint.stamp(to);
    let home = match repository.at {
        Place::Stamp(id) => Some(id),
        Place::Rack(id) => Some(blueprint.racks[id.index()].stamp),
        Place::Site(_) | Place::Enclosure(_) => None,
    };
    let disks = stamp.disk_rate.0.saturating_mul(u64::from(vm.disks.max(1)));
    let mut least = repository.read.0.min(disks);
    if home != Some(to) {
        least = least.min(stamp.uplink.0);
        if let Some(home) = home {
            least = least.min(blueprint.stamp(home).uplink.0);
        }
    }
    if repository.site != stamp.site {
        least = least.min(link(blueprint, repository.site, stamp.site)?);
    }
    (least > 0).then_some(least as f64)
}

fn link(blueprint: &Blueprint, one: SiteId, other: SiteId) -> Option<u64> {
    let link = link_between(&blueprint.links, one, other)?;
    Some(blueprint.links[link.index()].rate.0)
}
