//! What a world works out once from its blueprint: event slots, pipes, paths, orders, samplers.
//!
//! Always true here: nothing changes after construction.

use super::draws::Kind;
use super::failover::Way;
use super::instances::InstancesPlan;
use super::numbers::{FlowPlan, SlotPlan, flow_plan, slot_plan};
use super::pipes::{Paths, PipePath, pipes, pool_pipes};
use super::state::NOWHERE;
use crate::engine::per_tick;
use crate::model::bytes::reduced;
use crate::model::placement::{initial_placement, initial_standbys};
use crate::model::record::{Resource, causes};
use crate::model::{
    Arrival, Blueprint, Class, Component, Law, Place, ReplicationGroup, RepositoryId, Source, Vm,
};
use crate::random::Sampler;
use crate::units::{DAY, Rate, Span};

/// Samplers of one source.
#[derive(Debug)]
pub(super) struct SourcePlan {
    pub(super) cause: u16,
    /// Whether it hits data or software of an application.
    pub(super) on_application: bool,
    /// Its turn with a crew: the lower first.
    pub(super) priority: u32,
    pub(super) life: Option<Sampler>,
    pub(super) repair: Sampler,
    pub(super) detect: Sampler,
    pub(super) noticed: Sampler,
    pub(super) main_name: u128,
    pub(super) other_name: u128,
}

#[derive(Debug)]
pub(super) struct RolePlan {
    pub(super) boot: Sampler,
    pub(super) validate: Sampler,
}

#[derive(Debug)]
pub(super) struct StampPlan {
    pub(super) start: Sampler,
    pub(super) detection: Sampler,
    pub(super) name: u128,
    pub(super) start_name: u128,
}

#[derive(Debug)]
pub(super) struct ProtectionPlan {
    pub(super) detect: Sampler,
    pub(super) decide: Sampler,
    pub(super) provision: Sampler,
}

#[derive(Debug)]
pub(super) struct GroupPlan {
    pub(super) name: u128,
    /// Between its two ends, whichever way.
    pub(super) path: PipePath,
    /// Bytes per second on the wire while it writes, and the same as flows count.
    pub(super) churn: Rate,
    pub(super) demand: u64,
    /// Bytes on the wire of a whole copy, and how many disks it has.
    pub(super) bytes: u64,
    pub(super) disks: u32,
}

#[derive(Debug)]
pub(super) struct VmPlan {
    pub(super) name: u128,
    pub(super) jobs_name: u128,
    pub(super) retries_name: u128,
    pub(super) points_name: u128,
    /// Order of restarts: tier, start order, number.
    pub(super) rank: u32,
    pub(super) tier: u8,
    /// Node at the start of a trial.
    pub(super) node: u32,
    pub(super) stateful: bool,
    /// The group that it replicates with.
    pub(super) group: Option<u32>,
    /// Its hot standby.
    pub(super) standby: Option<u32>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) slots: SlotPlan,
    pub(super) flows: FlowPlan,
    pub(super) pipe_resources: Vec<Resource>,
    pub(super) pipe_rates: Vec<Rate>,
    pub(super) links_first: u16,
    stamp_count: usize,
    repository_count: usize,
    backup_paths: Vec<Option<PipePath>>,
    restore_paths: Vec<Option<PipePath>>,
    copy_paths: Vec<Option<PipePath>>,
    /// The storage pool of each stamp as a pipe.
    pub(super) pools: Vec<Option<u16>>,
    /// Pipes from this one on are pools, on which transfers weigh what is read and written.
    pub(super) pools_first: u16,
    between_paths: Vec<PipePath>,
    pub(super) instances: InstancesPlan,
    pub(super) sources: Vec<SourcePlan>,
    pub(super) roles: Vec<RolePlan>,
    pub(super) stamps: Vec<StampPlan>,
    pub(super) backups: Vec<ProtectionPlan>,
    pub(super) redeploys: Vec<ProtectionPlan>,
    pub(super) replications: Vec<ProtectionPlan>,
    pub(super) quotas: Vec<Option<Sampler>>,
    pub(super) groups: Vec<GroupPlan>,
    /// Groups of each application.
    pub(super) groups_of: Vec<Vec<u32>>,
    /// Node of each hot standby at the start of a trial.
    pub(super) standby_nodes: Vec<u32>,
    pub(super) crews: Vec<Sampler>,
    pub(super) vms: Vec<VmPlan>,
    /// Applications that need this one.
    pub(super) dependents: Vec<Vec<u32>>,
    /// VMs by restart rank.
    pub(super) by_rank: Vec<u32>,
    pub(super) set_members: Vec<Vec<u32>>,
    pub(super) trace_causes: Vec<u16>,
    pub(super) cause_count: usize,
    pub(super) calendar_name: u128,
    pub(super) recorded_name: u128,
    /// Over how long the start of a trial of years is spread.
    pub(super) roam_years: Span,
    /// Nothing has a second place that it must come back from.
    pub(super) stays_as_it_is: bool,
}

impl Plan {
    pub(super) fn new(blueprint: &Blueprint) -> Plan {
        let (pipe_resources, pipe_rates) = pipes(blueprint);
        let links_first = blueprint.stamps.len() as u16;
        let cause_names = causes(blueprint);
        let cause = |label: &str| {
            cause_names
                .binary_search_by(|name| name.as_str().cmp(label))
                .map_or(0, |at| at as u16)
        };
        let vms = vm_plans(blueprint);
        let mut by_rank: Vec<u32> = (0..blueprint.vms.len() as u32).collect();
        by_rank.sort_by_key(|vm| vms[*vm as usize].rank);
        let mut dependents = vec![Vec::new(); blueprint.applications.len()];
        let mut set_members = vec![Vec::new(); blueprint.sets as usize];
        for (index, application) in blueprint.applications.iter().enumerate() {
            for need in &application.needs {
                dependents[need.index()].push(index as u32);
            }
        }
        for (index, vm) in blueprint.vms.iter().enumerate() {
            if let Some(set) = vm.set {
                set_members[set.index()].push(index as u32);
            }
        }
        let pools = pool_pipes(blueprint, &pipe_resources);
        let pools_first = pools.iter().flatten().copied().min();
        let paths = Paths {
            blueprint,
            links_first,
            pools: &pools,
        };
        let slots = slot_plan(blueprint);
        Plan {
            flows: flow_plan(blueprint, &slots),
            slots,
            links_first,
            stamp_count: blueprint.stamps.len(),
            repository_count: blueprint.repositories.len(),
            backup_paths: paths.table(|stamp, repository| paths.backup(stamp, repository)),
            restore_paths: paths.table(|stamp, repository| paths.restore(stamp, repository)),
            copy_paths: paths.copies(),
            pools: pools.clone(),
            pools_first: pools_first.unwrap_or(pipe_rates.len() as u16),
            between_paths: paths.all_between(),
            instances: InstancesPlan::new(blueprint),
            pipe_resources,
            pipe_rates,
            sources: blueprint
                .sources
                .iter()
                .map(|source| source_plan(source, cause(&source.label)))
                .collect(),
            roles: blueprint
                .roles
                .iter()
                .map(|role| RolePlan {
                    boot: Sampler::new(&role.boot),
                    validate: Sampler::new(&role.validate),
                })
                .collect(),
            stamps: (0..blueprint.stamps.len())
                .map(|index| stamp_plan(blueprint, index))
                .collect(),
            backups: blueprint
                .backups
                .iter()
                .map(|backup| ProtectionPlan {
                    detect: Sampler::new(&backup.detect),
                    decide: Sampler::new(&backup.decide),
                    provision: Sampler::new(&backup.provision),
                })
                .collect(),
            redeploys: blueprint
                .redeploys
                .iter()
                .map(|redeploy| ProtectionPlan {
                    detect: Sampler::new(&redeploy.detect),
                    decide: Sampler::new(&redeploy.decide),
                    provision: Sampler::new(&redeploy.takes),
                })
                .collect(),
            replications: blueprint
                .replications
                .iter()
                .map(|replication| ProtectionPlan {
                    detect: Sampler::new(&replication.detect),
                    decide: Sampler::new(&replication.decide),
                    provision: Sampler::new(&replication.failover),
                })
                .collect(),
            quotas: blueprint
                .stamps
                .iter()
                .map(|stamp| stamp.quota_change.as_ref().map(Sampler::new))
                .collect(),
            groups: group_plans(blueprint, &paths),
            groups_of: groups_of(blueprint),
            standby_nodes: standby_nodes(blueprint),
            crews: blueprint
                .crews
                .iter()
                .map(|crew| Sampler::new(&crew.answers_in))
                .collect(),
            vms,
            dependents,
            by_rank,
            set_members,
            trace_causes: blueprint.trace.as_ref().map_or_else(Vec::new, |trace| {
                trace.causes.iter().map(|name| cause(name)).collect()
            }),
            cause_count: cause_names.len(),
            roam_years: match falls_anywhere(blueprint) {
                true => Span::ZERO,
                false => blueprint.run.roam,
            },
            recorded_name: Kind::Recorded.stream_of("trace"),
            calendar_name: Kind::Trial.stream_of("calendar"),
            stays_as_it_is: blueprint.groups.is_empty()
                && blueprint.high_availabilities.is_empty()
                && blueprint.stamps.iter().all(|one| one.storage.is_none()),
        }
    }

    /// Path of a backup from a stamp to a repository; none where no link joins their sites.
    pub(super) fn backup_path(&self, stamp: u32, repository: RepositoryId) -> Option<&PipePath> {
        self.backup_paths[stamp as usize * self.repository_count + repository.index()].as_ref()
    }
    /// Path of a restore from a repository to a stamp.
    pub(super) fn restore_path(&self, stamp: u32, repository: RepositoryId) -> Option<&PipePath> {
        self.restore_paths[stamp as usize * self.repository_count + repository.index()].as_ref()
    }
    /// Path of a copy between repositories.
    pub(super) fn copy_path(&self, from: RepositoryId, to: RepositoryId) -> Option<&PipePath> {
        self.copy_paths[from.index() * self.repository_count + to.index()].as_ref()
    }
    /// Path from one stamp to another; within a stamp there is nothing but its disks.
    pub(super) fn between_path(&self, from: u32, to: u32) -> &PipePath {
        &self.between_paths[from as usize * self.stamp_count + to as usize]
    }
    /// Whether a path goes over a link.
    pub(super) fn goes_over(&self, path: &PipePath, link: usize) -> bool {
        path.pipes().contains(&(self.links_first + link as u16))
    }
    /// Whether a VM comes back by restore rather than by redeployment after its state is lost.
    pub(super) fn restores(&self, blueprint: &Blueprint, vm: usize) -> bool {
        let plan = &blueprint.vms[vm];
        plan.backup.is_some() && (self.vms[vm].stateful || plan.redeploy.is_none())
    }

    /// The calendar slot of a VM: at one instant the more urgent goes first.
    pub(super) fn vm_slot(&self, vm: usize) -> u32 {
        self.slots.vms + self.vms[vm].rank
    }

    /// Samplers of the protection that a way back belongs to.
    pub(super) fn protection(
        &self,
        blueprint: &Blueprint,
        way: Way,
        vm: usize,
    ) -> Option<&ProtectionPlan> {
        let plan = &blueprint.vms[vm];
        match way {
            Way::Failover => plan.replication.map(|id| &self.replications[id.index()]),
            Way::Restore => plan.backup.map(|id| &self.backups[id.index()]),
            Way::Redeploy => plan.redeploy.map(|id| &self.redeploys[id.index()]),
            Way::Restart | Way::Nothing => None,
        }
    }

    pub(super) fn cluster_gate(&self, stamp: u32) -> u32 {
        self.slots.gates + stamp
    }
    pub(super) fn manager_gate(&self, stamp: u32) -> u32 {
        self.slots.gates + self.stamp_count as u32 + stamp
    }
}

/// Whether what happens in years falls anywhere in every cycle by itself: over a long horizon, and
/// where no fault comes at a stated instant.
fn falls_anywhere(blueprint: &Blueprint) -> bool {
    let stated = |source: &Source| matches!(source.arrival, Arrival::Scheduled(_));
    let long = blueprint.run.horizon >= Span(183 * DAY);
    long && blueprint.trace.is_none() && !blueprint.sources.iter().any(stated)
}

fn source_plan(source: &Source, cause: u16) -> SourcePlan {
    use crate::model::Effect;
    let life = match &source.arrival {
        Arrival::Renewal { life } => Some(Sampler::new(life)),
        Arrival::Scheduled(_) | Arrival::Drill(_) | Arrival::Failback(_) | Arrival::Volume(_) => {
            None
        }
    };
    let noticed = match &source.effect {
        Effect::Logical { noticed, .. } => Sampler::new(noticed),
        Effect::Stops { .. } => Sampler::new(&Law::Constant(0.0)),
    };
    SourcePlan {
        cause,
        on_application: matches!(source.target, Component::Application(_)),
        priority: priority(source.class),
        life,
        repair: Sampler::new(&source.restoration.repair),
        detect: Sampler::new(&source.restoration.detect),
        noticed,
        main_name: Kind::Lives.stream_of(&source.stream),
        other_name: Kind::Faults.stream_of(&source.stream),
    }
}

/// Crews serve larger failure domains first.
fn priority(class: Class) -> u32 {
    match class {
        Class::Site => 0,
        Class::Enclosure => 1,
        Class::Stamp => 2,
        Class::Rack => 3,
        Class::ControlPlane => 4,
        Class::Repository => 5,
        Class::Switch => 6,
        Class::Link => 7,
        Class::Node => 8,
        Class::Disk => 9,
        Class::Logical => 10,
        Class::Planned => 11,
    }
}

fn stamp_plan(blueprint: &Blueprint, index: usize) -> StampPlan {
    let stamp = &blueprint.stamps[index];
    StampPlan {
        start: Sampler::new(&stamp.start),
        detection: Sampler::new(&stamp.detection),
        name: Kind::Detections.stream_of(&stamp.name),
        start_name: Kind::Starts.stream_of(&stamp.name),
    }
}

fn vm_plans(blueprint: &Blueprint) -> Vec<VmPlan> {
    let nodes = initial_placement(blueprint);
    let tiers = effective_tiers(blueprint);
    let mut order: Vec<usize> = (0..blueprint.vms.len()).collect();
    order.sort_by_key(|vm| {
        let id = blueprint.vms[*vm].application;
        let application = blueprint.application(id);
        (tiers[id.index()], application.start_order, *vm)
    });
    let mut rank = vec![0; order.len()];
    for (position, vm) in order.iter().enumerate() {
        rank[*vm] = position as u32;
    }
    let mut groups = vec![None; order.len()];
    for (index, group) in blueprint.groups.iter().enumerate() {
        for vm in &group.vms {
            groups[vm.index()] = Some(index as u32);
        }
    }
    let mut standbys = vec![None; order.len()];
    for (index, standby) in blueprint.standbys.iter().enumerate() {
        standbys[standby.vm.index()] = Some(index as u32);
    }
    blueprint
        .vms
        .iter()
        .enumerate()
        .map(|(index, vm)| VmPlan {
            name: Kind::Recoveries.stream_of(&vm.name),
            jobs_name: Kind::Jobs.stream_of(&vm.name),
            retries_name: Kind::Retries.stream_of(&vm.name),
            points_name: Kind::Points.stream_of(&vm.name),
            rank: rank[index],
            tier: tiers[vm.application.index()],
            node: nodes[index].map_or(NOWHERE, |node| node.0),
            stateful: blueprint.role(vm.role).stateful,
            group: groups[index],
            standby: standbys[index],
        })
        .collect()
}

fn group_plans(blueprint: &Blueprint, paths: &Paths<'_>) -> Vec<GroupPlan> {
    let plan = |group: &ReplicationGroup| {
        let replication = blueprint.replication(group.replication);
        let vms = || group.vms.iter().map(|vm| blueprint.vm(*vm));
        let stateful = |vm: &&Vm| blueprint.role(vm.role).stateful;
        let churn: f64 = vms().filter(stateful).map(|vm| vm.churn).sum();
        let used: f64 = vms().map(|vm| vm.used.0 as f64).sum();
        let application = &blueprint.application(group.application).name;
        let from = &blueprint.stamp(group.from).name;
        let churn = Rate(libm::ceil(reduced(churn, replication.reduction)) as u64);
        GroupPlan {
            name: Kind::Groups.stream_of(&format!("{}/{application}/{from}", replication.name)),
            path: paths.between(group.from.index(), replication.to.index()),
            churn,
            demand: per_tick(churn),
            bytes: reduced(used, replication.reduction) as u64,
            disks: vms().map(|vm| vm.disks).sum(),
        }
    };
    blueprint.groups.iter().map(plan).collect()
}

fn groups_of(blueprint: &Blueprint) -> Vec<Vec<u32>> {
    let mut groups_of = vec![Vec::new(); blueprint.applications.len()];
    for (index, group) in blueprint.groups.iter().enumerate() {
        groups_of[group.application.index()].push(index as u32);
    }
    groups_of
}

fn standby_nodes(blueprint: &Blueprint) -> Vec<u32> {
    let placed = initial_placement(blueprint);
    initial_standbys(blueprint, &placed)
        .iter()
        .map(|node| node.map_or(NOWHERE, |node| node.0))
        .collect()
}

/// The tier of each application, or of the most urgent one that needs it: a first-tier application
/// is not back before what it needs is.
fn effective_tiers(blueprint: &Blueprint) -> Vec<u8> {
    let mut tiers: Vec<u8> = blueprint.applications.iter().map(|one| one.tier).collect();
    let mut order: Vec<usize> = (0..tiers.len()).collect();
    order.sort_by_key(|one| std::cmp::Reverse(blueprint.applications[*one].start_order));
    for one in order {
        for need in &blueprint.applications[one].needs {
            tiers[need.index()] = tiers[need.index()].min(tiers[one]);
        }
    }
    tiers
}

/// Whether a fault on a component takes a stamp with it.
pub(super) fn covers_stamp(blueprint: &Blueprint, component: Component, stamp: usize) -> bool {
    let place = &blueprint.stamps[stamp];
    match component {
        Component::Site(id) => place.site == id,
        Component::Enclosure(id) => place.enclosure == Some(id),
        Component::Stamp(id) => id.index() == stamp,
        Component::Rack(_)
        | Component::Node(_)
        | Component::Disk(_)
        | Component::Switch(_)
        | Component::Link(_)
        | Component::Repository(_)
        | Component::ControlPlane(_)
        | Component::Application(_) => false,
    }
}

/// Whether a fault on a component takes a repository with it.
pub(super) fn covers_repository(
    blueprint: &Blueprint,
    component: Component,
    repository: usize,
) -> bool {
    let place = &blueprint.repositories[repository];
    let stamp = match place.at {
        Place::Stamp(id) => Some(id.index()),
        Place::Rack(id) => Some(blueprint.racks[id.index()].stamp.index()),
        Place::Site(_) | Place::Enclosure(_) => None,
    };
    match component {
        Component::Site(id) => place.site == id,
        Component::Enclosure(id) => {
            place.at == Place::Enclosure(id)
                || stamp.is_some_and(|stamp| blueprint.stamps[stamp].enclosure == Some(id))
        }
        Component::Stamp(id) => stamp == Some(id.index()),
        Component::Rack(id) => place.at == Place::Rack(id),
        Component::Repository(id) => id.index() == repository,
        Component::Node(_)
        | Component::Disk(_)
        | Component::Switch(_)
        | Component::Link(_)
        | Component::ControlPlane(_)
        | Component::Application(_) => false,
    }
}
