//! Checks over the whole scenario: order of starts, memory of stamps, advice.
//!
//! Always true here: what cannot be simulated is a problem, what is legal but unwise a lint.

mod queues;
mod replicas;
mod storage;

pub(super) use queues::queues;
pub(super) use replicas::replication;
pub(super) use storage::storage;

use super::applications::Applications;
use super::context::Context;
use super::faults::Faults;
use super::limit;
use super::places::Places;
use super::protections::Protections;
use super::replicas::Replicas;
use super::tree::{Item, Spot, Tree};
use crate::model::memory::memory_terms;
use crate::model::placement::{initial_placement, initial_standbys};
use crate::model::{
    ApplicationId, Blueprint, ChainKind, NodeId, Place, Repository, Reserve, Run, Stamp, StampId,
    Trials, Vm,
};
use crate::units::Bytes;

/// Gives every application its place in a start order; a cycle is a problem.
pub(super) fn order_by_needs(context: &Context<'_>, applications: &mut Applications) {
    let count = applications.applications.len();
    let mut placed = vec![false; count];
    let mut next = 0;
    while next < count {
        let ready: Vec<usize> = (0..count)
            .filter(|index| !placed[*index])
            .filter(|index| {
                let needs = &applications.applications[*index].needs;
                needs.iter().all(|need| placed[need.index()])
            })
            .collect();
        if ready.is_empty() {
            report_cycle(context, applications, &placed);
            return;
        }
        for index in ready {
            placed[index] = true;
            applications.applications[index].start_order = next as u32;
            next += 1;
        }
    }
}

fn report_cycle(context: &Context<'_>, applications: &Applications, placed: &[bool]) {
    let list = &applications.applications;
    // Everything that is not placed needs something that is not placed: walking on must repeat.
    let mut walk: Vec<ApplicationId> = Vec::new();
    let mut at = placed
        .iter()
        .position(|done| !done)
        .map(ApplicationId::from_index);
    while let Some(id) = at {
        if let Some(begin) = walk.iter().position(|seen| *seen == id) {
            let mut names: Vec<&str> = walk[begin..]
                .iter()
                .map(|id| list[id.index()].name.as_str())
                .collect();
            names.push(&list[id.index()].name);
            context.issue(
                &applications.application_spots[id.index()],
                format!(
                    "applications need each other in a circle: {}",
                    names.join(" -> ")
                ),
                "leave one `needs` out: no application can start before itself",
            );
            return;
        }
        walk.push(id);
        at = list[id.index()]
            .needs
            .iter()
            .copied()
            .find(|need| !placed[need.index()]);
    }
}

/// Refuses stamps over their memory formula, VMs larger than a node, and too many VMs. A hot
/// standby is a VM like any other.
pub(super) fn memory(
    context: &Context<'_>,
    places: &Places,
    applications: &Applications,
    replicas: &Replicas,
) {
    for (index, stamp) in places.stamps.iter().enumerate() {
        if !places.stamp_is_whole[index] {
            continue;
        }
        let id = StampId::from_index(index);
        let own = applications.vms.iter().filter(|vm| vm.stamp == id);
        let hot = replicas.standbys.iter().filter(|one| one.stamp == id);
        let standbys = hot.clone().count();
        let held: Vec<Bytes> = own
            .map(|vm| vm.memory)
            .chain(hot.map(|standby| standby.memory))
            .collect();
        let tenant = Bytes(held.iter().map(|memory| memory.0).sum());
        let largest = held.iter().copied().max().unwrap_or_default();
        let spot = &places.stamp_spots[index];
        if vms_fit_nodes(context, applications, replicas, stamp, id) {
            formula(context, stamp, spot, tenant, largest);
        }
        let per_node = u64::from(stamp.vms_per_node) * u64::from(stamp.node_count());
        let most = per_node.min(u64::from(stamp.vms_per_stamp));
        if held.len() as u64 > most {
            let included = match standbys {
                0 => String::new(),
                count => format!(" ({count} hot standbys included)"),
            };
            context.issue(
                spot,
                format!(
                    "stamp `{}` has {} VMs{included}, at most {most} are possible",
                    stamp.name,
                    held.len()
                ),
                format!(
                    "{} per node and {} per stamp",
                    stamp.vms_per_node, stamp.vms_per_stamp
                ),
            );
        }
    }
}

/// Refuses a stamp on whose nodes not all VMs find a place: the sum may fit where the parts do not.
pub(super) fn placement(context: &Context<'_>, places: &Places, blueprint: &Blueprint) {
    let nodes = initial_placement(blueprint);
    let standbys = initial_standbys(blueprint, &nodes);
    for (index, spot) in places.stamp_spots.iter().enumerate() {
        let id = StampId::from_index(index);
        let mut homeless = blueprint
            .vms
            .iter()
            .zip(&nodes)
            .filter(|(vm, node)| vm.stamp == id && node.is_none())
            .map(|(vm, _)| vm);
        let Some(first) = homeless.next() else {
            standbys_find_room(context, spot, blueprint, (id, &standbys));
            continue;
        };
        context.issue(
            spot,
            format!(
                "stamp `{}` has no node with room for {} of its VMs, first `{}` with {}",
                blueprint.stamp(id).name,
                1 + homeless.count(),
                first.name,
                first.memory
            ),
            "what is free is spread over the nodes, and a VM needs one node: use smaller VMs, fewer of them, or more nodes",
        );
    }
}

fn standbys_find_room(
    context: &Context<'_>,
    spot: &Spot,
    blueprint: &Blueprint,
    (id, nodes): (StampId, &[Option<NodeId>]),
) {
    let mut homeless = blueprint
        .standbys
        .iter()
        .zip(nodes)
        .filter(|(standby, node)| standby.stamp == id && node.is_none())
        .map(|(standby, _)| standby);
    if let Some(first) = homeless.next() {
        context.issue(
            spot,
            format!(
                "stamp `{}` has no node with room for {} of its hot standbys, first that of `{}` with {}",
                blueprint.stamp(id).name,
                1 + homeless.count(),
                blueprint.vm(first.vm).name,
                first.memory
            ),
            "a standby needs one node: use warm standbys, fewer of them, or more nodes",
        );
    }
}

fn vms_fit_nodes(
    context: &Context<'_>,
    applications: &Applications,
    replicas: &Replicas,
    stamp: &Stamp,
    id: StampId,
) -> bool {
    let room = room_of_node(stamp);
    let help = || format!("a node has {:.0} GiB for VMs", room / Bytes::GIB as f64);
    let mut fits = true;
    for (vm, spot) in applications.vms.iter().zip(&applications.vm_spots) {
        if vm.stamp == id && vm.memory.0 as f64 > room {
            fits = false;
            context.issue(
                spot,
                format!(
                    "vm `{}` with {} does not fit on a node of stamp `{}`",
                    vm.name, vm.memory, stamp.name
                ),
                help(),
            );
        }
    }
    for standby in &replicas.standbys {
        if standby.stamp == id && standby.memory.0 as f64 > room {
            fits = false;
            context.issue(
                &applications.vm_spots[standby.vm.index()],
                format!(
                    "the hot standby of vm `{}` with {} does not fit on a node of stamp `{}`",
                    applications.vms[standby.vm.index()].name,
                    standby.memory,
                    stamp.name
                ),
                help(),
            );
        }
    }
    fits
}

/// Memory of one node that VMs may hold.
fn room_of_node(stamp: &Stamp) -> f64 {
    let host_os = match stamp.reserve {
        Reserve::AzureStackHub { host_os } => host_os.0,
        Reserve::None => 0.0,
    };
    stamp.node_memory.0 as f64 * (1.0 - host_os)
}

fn formula(context: &Context<'_>, stamp: &Stamp, spot: &Spot, tenant: Bytes, largest: Bytes) {
    let terms = memory_terms(
        stamp.reserve,
        stamp.node_count(),
        stamp.node_memory,
        largest,
        tenant,
    );
    if terms.available >= 0.0 {
        return;
    }
    let gib = |bytes: f64| format!("{:.1} GiB", bytes / Bytes::GIB as f64);
    context.issue(
        spot,
        format!("stamp `{}` is {} over its memory formula", stamp.name, gib(-terms.available)),
        format!(
            "total {} = reserve {} (host {}, host systems {}, largest VM {}) + infrastructure {} + VMs {}; a VM can be placed only where something is left",
            gib(terms.total),
            gib(terms.reserve_host + terms.reserve_host_os + terms.reserve_largest_vm),
            gib(terms.reserve_host),
            gib(terms.reserve_host_os),
            gib(terms.reserve_largest_vm),
            gib(terms.infrastructure),
            gib(terms.tenant),
        ),
    );
}

/// Refuses what would run for weeks or keep more than memory holds.
pub(super) fn work(
    context: &Context<'_>,
    top: &Tree,
    run: &Run,
    faults: &Faults,
    protections: &Protections,
    applications: &Applications,
) {
    let trials = match run.trials {
        Trials::Fixed(trials) => trials,
        Trials::Until { at_most, .. } => at_most,
    };
    let drills: f64 = faults.drills.iter().map(|drill| drill.trials as f64).sum();
    let all = f64::from(trials) + drills;
    let years = run.horizon.as_years();
    let faults: f64 = all
        * faults
            .sources
            .iter()
            .map(|source| source.expected_per_year(years) * years)
            .sum::<f64>();
    let before = run.build_up.0 as f64 + run.settle.0 as f64 + run.roam.0 as f64 / 2.0;
    let length = before + run.horizon.0 as f64;
    let jobs: f64 = all
        * applications
            .vms
            .iter()
            .filter_map(|vm| protections.backups.get(vm.backup?.index()))
            .map(|backup| length / backup.every.0.max(1) as f64)
            .sum::<f64>();
    let spot = match top.get("run").map(|node| &node.item) {
        Some(Item::Table(run)) => run.get("trials").or(run.get("horizon")),
        _ => None,
    }
    .map_or_else(Spot::default, |node| node.spot.clone());
    for (count, what, limit) in [
        (faults, "faults are expected", limit::FAULTS),
        (jobs, "backup jobs come due", limit::JOBS),
    ] {
        if count > limit.most as f64 {
            context.issue(
                &spot,
                format!(
                    "about {count:.1e} {what} over all trials: more than the limit {} of {}",
                    limit.name, limit.most
                ),
                "use fewer trials, a shorter horizon, or longer times between them",
            );
        }
    }
}

/// Advice.
pub(super) fn lints(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    applications: &Applications,
    faults: &Faults,
    replicas: &Replicas,
    traced: bool,
) {
    replicas::lints(context, places, protections, replicas, applications);
    storage::lints(context, places, protections, applications);
    shared_fate(context, places, protections, applications);
    slow_full(context, places, protections, applications);
    if faults.sources.is_empty() && !traced {
        context.lint(
            &Spot::default(),
            "the scenario has no hazard, no fault and no drill",
        );
    }
    for (index, repository) in places.repositories.iter().enumerate() {
        let used = protections.backups.iter().any(|backup| {
            backup.to.index() == index || backup.copy_to.is_some_and(|to| to.index() == index)
        });
        let template = protections
            .redeploys
            .iter()
            .any(|redeploy| redeploy.template.is_some_and(|to| to.index() == index));
        if !used && !template {
            context.lint(
                &places.repository_spots[index],
                format!("repository `{}` is used by no protection", repository.name),
            );
        }
    }
}

/// A repository that stands or falls with the stamps that it protects.
fn shared_fate(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    applications: &Applications,
) {
    let protected = by_backup(protections, applications);
    for (backup, vms) in protections.backups.iter().zip(&protected) {
        for stamp in stamps_of(places, vms) {
            let repository = &places.repositories[backup.to.index()];
            let copy = backup.copy_to.map(|id| &places.repositories[id.index()]);
            let Some(fate) = common_fate(places, repository, stamp) else {
                continue;
            };
            if copy.is_some_and(|copy| common_fate(places, copy, stamp).is_none()) {
                continue;
            }
            context.lint(
                &places.repository_spots[backup.to.index()],
                format!(
                    "repository `{}` of backup `{}` stands in the same {fate} as stamp `{}` that it protects: one loss takes both",
                    repository.name, backup.name, stamp.name
                ),
            );
        }
    }
}

/// The VMs of each backup.
fn by_backup<'a>(protections: &Protections, applications: &'a Applications) -> Vec<Vec<&'a Vm>> {
    let mut sorted = vec![Vec::new(); protections.backups.len()];
    for vm in &applications.vms {
        if let Some(id) = vm.backup {
            sorted[id.index()].push(vm);
        }
    }
    sorted
}

fn stamps_of<'p>(places: &'p Places, vms: &[&Vm]) -> Vec<&'p Stamp> {
    let mut ids: Vec<StampId> = vms.iter().map(|vm| vm.stamp).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.iter().map(|id| &places.stamps[id.index()]).collect()
}

/// The smallest failure domain that takes both, unless it is only the site: with one site there is
/// no other place to put a repository.
fn common_fate(places: &Places, repository: &Repository, stamp: &Stamp) -> Option<&'static str> {
    match repository.at {
        Place::Stamp(id) if places.stamps[id.index()].name == stamp.name => Some("stamp"),
        Place::Rack(id) => {
            let owner = &places.stamps[places.racks[id.index()].stamp.index()];
            (owner.name == stamp.name).then_some("stamp")
        }
        Place::Enclosure(id) => (stamp.enclosure == Some(id)).then_some("enclosure"),
        Place::Stamp(id) => {
            let other = &places.stamps[id.index()];
            (other.enclosure.is_some() && other.enclosure == stamp.enclosure).then_some("enclosure")
        }
        Place::Site(id) => (places.sites.len() > 1 && id == stamp.site).then_some("site"),
    }
}

/// Fulls that cannot fit between two of their own starts, or into their window.
fn slow_full(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    applications: &Applications,
) {
    let protected = by_backup(protections, applications);
    for (backup, vms) in protections.backups.iter().zip(&protected) {
        let used: f64 = vms.iter().map(|vm| vm.used.0 as f64).sum();
        let rate = places.repositories[backup.to.index()].write.0 as f64;
        let hours = used / backup.reduction / rate / 3_600.0;
        let between = if backup.chain == ChainKind::Full {
            backup.every
        } else {
            backup.full_every
        };
        if hours > between.as_hours() {
            context.lint(
                &places.repository_spots[backup.to.index()],
                format!(
                    "one round of full backups of `{}` takes about {hours:.0} h at the write rate of repository `{}`, longer than the {between} between two rounds",
                    backup.name,
                    places.repositories[backup.to.index()].name,
                ),
            );
        }
    }
}
