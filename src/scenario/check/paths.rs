//! Refuses what no link carries: backups, copies, restores, templates, replicas, instances and witnesses.
//!
//! Always true here: whether two sites are joined is asked of `model::place::joined` alone; the same
//! way is told once, however many VMs take it.

use super::super::problem::WayProblem;
use super::Scene;
use crate::model::advice::ProtectionAdvice;
use crate::model::place::joined;
use crate::model::{
    BackupId, HighAvailability, Place, RedeployId, RepositoryId, Role, SiteId, StampId, VmId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Refuses ways that do not exist.
pub(in super::super) fn paths(scene: &Scene<'_, '_>) {
    let mut used: BTreeMap<BackupId, BTreeMap<StampId, VmId>> = BTreeMap::new();
    for (index, vm) in scene.blueprint.vms.iter().enumerate() {
        if let Some(backup) = vm.protection.backup {
            let ways = used.entry(backup).or_default();
            ways.entry(vm.stamp).or_insert(VmId::from_index(index));
        }
    }
    for (id, from) in used {
        for (stamp, first) in from {
            backup_way(scene, id, stamp, first);
        }
        copy_way(scene, id);
        restore_ways(scene, id);
    }
    replica_ways(scene);
    template_ways(scene);
    for role in &scene.blueprint.roles {
        // Instances without state that all serve need not see each other, and ask no witness.
        let Some(plan) = role.protection.high_availability else {
            continue;
        };
        let plan = scene.blueprint.high_availability(plan);
        if role.stateful || role.one_active || plan.witness.is_some() {
            instance_ways(scene, role, plan);
        }
    }
}

impl Scene<'_, '_> {
    fn are_joined(&self, one: SiteId, other: SiteId) -> bool {
        joined(&self.blueprint.links, one, other).is_some()
    }

    fn site_of(&self, stamp: StampId) -> SiteId {
        self.blueprint.stamp(stamp).site
    }

    /// The sites that a link would have to join.
    fn names(&self, one: SiteId, other: SiteId) -> [String; 2] {
        [one, other].map(|site| self.places.names.site[site.index()].clone())
    }
}

fn backup_way(scene: &Scene<'_, '_>, id: BackupId, from: StampId, first: VmId) {
    let blueprint = scene.blueprint;
    let backup = blueprint.backup(id);
    let to = blueprint.repository(backup.to);
    let site = scene.site_of(from);
    if scene.are_joined(site, to.site) {
        return;
    }
    let owner = &blueprint.application(blueprint.vm(first).application).name;
    scene.context.problem(
        &scene.applications.vm_spots[first.index()],
        WayProblem::Backup {
            backup: backup.name.clone(),
            application: owner.clone(),
            stamp: blueprint.stamp(from).name.clone(),
            repository: to.name.clone(),
            sites: scene.names(site, to.site),
        },
    );
}

fn copy_way(scene: &Scene<'_, '_>, id: BackupId) {
    let backup = scene.blueprint.backup(id);
    let Some(copy) = backup.copy_to else { return };
    let first = scene.blueprint.repository(backup.to);
    let second = scene.blueprint.repository(copy);
    if scene.are_joined(first.site, second.site) {
        return;
    }
    scene.context.problem(
        scene.protections.spot_of(id),
        WayProblem::Copy {
            backup: backup.name.clone(),
            from: first.name.clone(),
            to: second.name.clone(),
            sites: scene.names(first.site, second.site),
        },
    );
}

/// A stamp that VMs are restored to reaches the repository of their points, or that of the copies.
fn restore_ways(scene: &Scene<'_, '_>, id: BackupId) {
    let backup = scene.blueprint.backup(id);
    for stamp in &backup.restore_to {
        let site = scene.site_of(*stamp);
        let reaches =
            |id: &RepositoryId| scene.are_joined(site, scene.blueprint.repository(*id).site);
        if !backup.repositories().any(|id| reaches(&id)) {
            no_restore_way(scene, id, *stamp);
        }
    }
}

fn no_restore_way(scene: &Scene<'_, '_>, id: BackupId, to: StampId) {
    let backup = scene.blueprint.backup(id);
    let from: Vec<String> = backup
        .repositories()
        .map(|id| scene.blueprint.repository(id).name.clone())
        .collect();
    let site = scene.blueprint.repository(backup.to).site;
    scene.context.problem(
        scene.protections.spot_of(id),
        WayProblem::Restore {
            backup: backup.name.clone(),
            from,
            stamp: scene.blueprint.stamp(to).name.clone(),
            sites: scene.names(site, scene.site_of(to)),
        },
    );
}

/// Every way that a redeployment may take, once: its protection, from where to where, and the first VM of these.
fn redeployments(scene: &Scene<'_, '_>) -> BTreeMap<(RedeployId, StampId, StampId), VmId> {
    let mut ways = BTreeMap::new();
    for (index, vm) in scene.blueprint.vms.iter().enumerate() {
        let Some(id) = vm.protection.redeploy else {
            continue;
        };
        let first = VmId::from_index(index);
        let targets = &scene.blueprint.protections.redeploys[id.index()].to;
        for to in targets.iter().copied().chain([vm.stamp]) {
            ways.entry((id, vm.stamp, to)).or_insert(first);
        }
    }
    ways
}

/// A template reaches the stamps that it is redeployed to, the own one among them.
fn template_ways(scene: &Scene<'_, '_>) {
    let blueprint = scene.blueprint;
    let mut told = BTreeSet::new();
    for ((id, _, to), first) in redeployments(scene) {
        let plan = &blueprint.protections.redeploys[id.index()];
        let Some(template) = plan.template.map(|id| blueprint.repository(id)) else {
            continue;
        };
        let site = scene.site_of(to);
        if scene.are_joined(template.site, site) || !told.insert((id, to)) {
            continue;
        }
        let owner = blueprint.vm(first).application;
        scene.context.problem(
            scene.protections.spot_of(id),
            WayProblem::Template {
                protection: plan.name.clone(),
                application: blueprint.application(owner).name.clone(),
                repository: template.name.clone(),
                stamp: blueprint.stamp(to).name.clone(),
                sites: scene.names(template.site, site),
            },
        );
    }
}

/// Advice about redeployments without a template to where no link leads.
pub(in super::super) fn redeployed(scene: &Scene<'_, '_>) {
    let blueprint = scene.blueprint;
    for ((id, from, to), first) in redeployments(scene) {
        let plan = &blueprint.protections.redeploys[id.index()];
        let (one, other) = (scene.site_of(from), scene.site_of(to));
        if plan.template.is_some() || scene.are_joined(one, other) {
            continue;
        }
        let owner = blueprint.vm(first).application;
        scene.context.advise(
            scene.protections.spot_of(id),
            ProtectionAdvice::NoWayToRedeploy {
                protection: plan.name.clone(),
                application: blueprint.application(owner).name.clone(),
                from: blueprint.stamp(from).name.clone(),
                to: blueprint.stamp(to).name.clone(),
                sites: scene.names(one, other),
            },
        );
    }
}

fn replica_ways(scene: &Scene<'_, '_>) {
    let blueprint = scene.blueprint;
    for group in &blueprint.groups {
        let plan = blueprint.replication(group.replication);
        let (from, to) = (scene.site_of(group.from), scene.site_of(plan.to));
        if scene.are_joined(from, to) {
            continue;
        }
        scene.context.problem(
            &scene.applications.vm_spots[group.vms[0].index()],
            WayProblem::Replica {
                replication: plan.name.clone(),
                application: blueprint.application(group.application).name.clone(),
                from: blueprint.stamp(group.from).name.clone(),
                to: blueprint.stamp(plan.to).name.clone(),
                sites: scene.names(from, to),
            },
        );
    }
}

/// Instances see each other, directly or over sites with other instances; the witness is seen by one.
fn instance_ways(scene: &Scene<'_, '_>, role: &Role, plan: &HighAvailability) {
    let members = role.vms.clone().map(VmId);
    let sites: BTreeSet<SiteId> = members
        .map(|vm| scene.site_of(scene.blueprint.vm(vm).stamp))
        .collect();
    if let Some(apart) = apart(scene, &sites) {
        instances_apart(scene, role, plan, apart);
    }
    let witness = plan.witness.map(|at| (at, scene.places.site_of(at)));
    if let Some((at, site)) = witness
        && !sites.iter().any(|own| scene.are_joined(*own, site))
        && let Some(first) = sites.first()
    {
        witness_apart(scene, role, plan, (at, *first, site));
    }
}

/// The first of these sites, and one that it does not reach over any of them.
fn apart(scene: &Scene<'_, '_>, sites: &BTreeSet<SiteId>) -> Option<(SiteId, SiteId)> {
    let first = *sites.first()?;
    let mut left: BTreeSet<SiteId> = sites.clone();
    left.remove(&first);
    let mut reached = vec![first];
    while let Some(at) = reached.pop() {
        let next: Vec<SiteId> = left
            .iter()
            .copied()
            .filter(|other| scene.are_joined(at, *other))
            .collect();
        for site in next {
            left.remove(&site);
            reached.push(site);
        }
    }
    left.first().map(|other| (first, *other))
}

fn owner(scene: &Scene<'_, '_>, role: &Role) -> String {
    scene.blueprint.application(role.application).name.clone()
}

fn instances_apart(
    scene: &Scene<'_, '_>,
    role: &Role,
    plan: &HighAvailability,
    (one, other): (SiteId, SiteId),
) {
    scene.context.problem(
        &scene.applications.vm_spots[role.vms.start as usize],
        WayProblem::Instances {
            role: role.name.clone(),
            application: owner(scene, role),
            plan: plan.name.clone(),
            sites: scene.names(one, other),
        },
    );
}

fn witness_apart(
    scene: &Scene<'_, '_>,
    role: &Role,
    plan: &HighAvailability,
    (at, from, to): (Place, SiteId, SiteId),
) {
    let place = format!("{} `{}`", at.kind(), scene.places.names.of(at));
    scene.context.problem(
        &scene.applications.vm_spots[role.vms.start as usize],
        WayProblem::Witness {
            role: role.name.clone(),
            application: owner(scene, role),
            plan: plan.name.clone(),
            at: place,
            sites: scene.names(from, to),
        },
    );
}
