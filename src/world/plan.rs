//! What a world works out once from its blueprint: event slots, pipes, paths, orders, samplers.
//!
//! Always true here: nothing changes after construction.

mod instances;

use super::carry::Carry;
use super::draws::Kind;
use super::event::Events;
use super::pipes::{Farms, PipePath, Routes};
use super::policy::{Means, Occupant, Way};
use crate::engine::{Id, Table, per_tick};
use crate::model::group;
use crate::model::placement::{initial_placement, initial_standbys};
use crate::model::record::{Resource, causes};
use crate::model::route::{Pipe, Pipes};
use crate::model::tiers::{rank, tiers};
use crate::model::{
    ApplicationId, Arrival, Backup, BackupId, Blueprint, Class, Component, Crew, CrewId, Delivery,
    EachProtection, GroupId, HomecomingId, Law, Laws, LinkId, NodeId, PartKindId, Parts,
    ReplicationGroup, Repository, RepositoryId, Role, RoleId, SetId, Source, SourceId, Stamp,
    StampId, StandbyId, Update, UpdateId, VmId,
};
use crate::random::Sampler;
use crate::units::{DAY, Rate, Span};
use instances::InstancesPlan;

/// What every fault of a source asks. It lies with the state of the source, in one row.
#[derive(Clone, Copy, Debug)]
pub(super) struct SourceFacts {
    /// The node that its faults take, where they do nothing else: nobody planned them.
    pub(super) node: Option<NodeId>,
    /// Who repairs it; nobody where it returns by itself.
    pub(super) crew: Option<CrewId>,
    /// Whether its repair orders a part, or is promised an end.
    pub(super) by_contract: bool,
    /// Whether it is planned work that begins when its part, and somebody of its crew, are there.
    pub(super) by_appointment: bool,
    /// Its turn with a crew: the lower first.
    pub(super) turn: u32,
    /// After how long somebody is called, where that is always the same.
    pub(super) detect: Option<Span>,
}

/// Samplers of one source.
#[derive(Debug)]
pub(super) struct SourcePlan {
    pub(super) facts: SourceFacts,
    pub(super) cause: u16,
    /// Whether it hits data or software of an application.
    pub(super) on_application: bool,
    pub(super) life: Option<Sampler>,
    pub(super) repair: Sampler,
    pub(super) detect: Sampler,
    /// How long it goes unnoticed: a corruption after it began, intruders before they strike.
    pub(super) hidden: Sampler,
    pub(super) main_name: u128,
    pub(super) other_name: u128,
}

/// How people of a crew answer.
#[derive(Debug)]
pub(super) struct CrewPlan {
    /// Who is called for a repair in its hours.
    pub(super) answers: Sampler,
    /// Who is called outside of them; none: nobody answers.
    pub(super) on_call: Option<Sampler>,
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
    /// How long it takes to raise the quota; none where that is wide enough.
    pub(super) quota: Option<Sampler>,
}

#[derive(Debug)]
pub(super) struct UpdatePlan {
    pub(super) resync: Sampler,
    pub(super) name: u128,
}

#[derive(Debug)]
pub(super) struct ProtectionPlan {
    pub(super) detect: Sampler,
    pub(super) decide: Sampler,
    pub(super) provision: Sampler,
    pub(super) give_up_after: Option<Sampler>,
    pub(super) known_after: Option<Sampler>,
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
    pub(super) upkeep_name: u128,
    pub(super) files_name: u128,
    pub(super) logs_name: u128,
    pub(super) tier: u8,
    /// Node at the start of a trial.
    pub(super) node: NodeId,
    pub(super) stateful: bool,
    /// The group that it replicates with.
    pub(super) group: Option<GroupId>,
    /// Whether it goes to another node by live migration.
    pub(super) migrates: bool,
    /// Its hot standby.
    pub(super) standby: Option<StandbyId>,
    /// With whom it goes home that was built elsewhere.
    pub(super) homecoming: Option<HomecomingId>,
    /// Whether there is another way for it, with its data, than to wait for its place: a replica, or another stamp on
    /// which it does not come back empty.
    pub(super) may_leave: bool,
}

impl RolePlan {
    fn new(role: &Role) -> RolePlan {
        RolePlan {
            boot: Sampler::new(&role.boot),
            validate: Sampler::new(&role.validate),
        }
    }
}

impl ProtectionPlan {
    fn new(laws: Laws<'_>) -> ProtectionPlan {
        ProtectionPlan {
            detect: Sampler::new(laws.detect),
            decide: Sampler::new(laws.decide),
            provision: Sampler::new(laws.provision),
            give_up_after: laws.waiting.give_up_after.as_ref().map(Sampler::new),
            known_after: laws.waiting.known_after.as_ref().map(Sampler::new),
        }
    }
}

/// See the module.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) events: Events,
    pub(super) carry: Carry,
    pub(super) pipe_resources: Vec<Resource>,
    pub(super) pipe_rates: Vec<Rate>,
    pub(super) pipes: Pipes,
    pub(super) routes: Routes,
    pub(super) farms: Farms,
    /// The storage pool of each stamp as a pipe.
    pub(super) pools: Table<StampId, Option<u16>>,
    pub(super) instances: InstancesPlan,
    pub(super) sources: Table<SourceId, SourcePlan>,
    pub(super) roles: Table<RoleId, RolePlan>,
    pub(super) stamps: Table<StampId, StampPlan>,
    pub(super) updates: Table<UpdateId, UpdatePlan>,
    /// Stated planned work on nodes and racks.
    pub(super) planned: Vec<SourceId>,
    /// Samplers of those whose way back is decided about.
    protections: EachProtection<Option<ProtectionPlan>>,
    /// How long it takes to mend failing jobs of each backup.
    pub(super) mending: Table<BackupId, Option<Sampler>>,
    pub(super) groups: Table<GroupId, GroupPlan>,
    /// Groups of each application.
    pub(super) groups_of: Table<ApplicationId, Vec<GroupId>>,
    /// Homecomings of those who belong to each stamp.
    pub(super) homes_of: Table<StampId, Vec<HomecomingId>>,
    /// Node of each hot standby at the start of a trial.
    pub(super) standby_nodes: Table<StandbyId, Option<NodeId>>,
    pub(super) crews: Table<CrewId, CrewPlan>,
    /// How long it takes to fetch what lies at each repository, where that is offline.
    pub(super) shipments: Table<RepositoryId, Option<Sampler>>,
    /// How long deliveries take; none where business days are counted.
    pub(super) deliveries: Table<PartKindId, Option<Sampler>>,
    pub(super) vms: Table<VmId, VmPlan>,
    /// Applications that need this one.
    pub(super) dependents: Table<ApplicationId, Vec<ApplicationId>>,
    pub(super) set_members: Table<SetId, Vec<VmId>>,
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
    /// A VM that holds room, as whoever wants that room sees it.
    pub(super) fn occupant(&self, vm: VmId) -> Occupant {
        let (rank, tier) = (self.events.rank(vm), self.vms[vm].tier);
        Occupant { rank, tier, vm }
    }

    pub(super) fn new(blueprint: &Blueprint) -> Plan {
        let pipes = Pipes::of(blueprint);
        let cause_names = causes(blueprint);
        let cause = |label: &str| {
            cause_names
                .binary_search_by(|name| name.as_str().cmp(label))
                .map_or(0, |at| at as u16)
        };
        let tiers = tiers(&blueprint.applications);
        let routes = Routes::new(blueprint, &pipes);
        let farms = Farms::new(blueprint, &pipes);
        let placed = initial_placement(blueprint);
        Plan {
            events: Events::new(blueprint, restart_order(blueprint, &tiers)),
            carry: Carry::new(blueprint),
            pools: pools(blueprint, &pipes),
            instances: InstancesPlan::new(blueprint),
            pipe_resources: pipes.all().iter().map(|pipe| pipe.resource()).collect(),
            pipe_rates: (pipes.all().iter().map(|pipe| pipe.rate(blueprint)))
                .chain(farms.rates())
                .collect(),
            sources: blueprint
                .sources
                .iter()
                .map(|source| source_plan(blueprint, source, cause(&source.label)))
                .collect(),
            roles: blueprint.roles.iter().map(RolePlan::new).collect(),
            stamps: blueprint.stamps.iter().map(stamp_plan).collect(),
            updates: blueprint.updates.iter().map(update_plan).collect(),
            planned: planned(blueprint),
            protections: blueprint
                .protections
                .each(|one| one.laws().map(ProtectionPlan::new)),
            mending: mending(blueprint),
            groups: group_plans(blueprint, &routes),
            groups_of: groups_of(blueprint),
            homes_of: homes_of(blueprint),
            standby_nodes: initial_standbys(blueprint, &placed).into(),
            crews: blueprint.crews.iter().map(crew_plan).collect(),
            shipments: blueprint.repositories.iter().map(shipment).collect(),
            deliveries: blueprint.parts.iter().map(delivery).collect(),
            vms: vm_plans(blueprint, &tiers, placed.into()),
            dependents: dependents(blueprint),
            set_members: set_members(blueprint),
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
                && blueprint.homecomings.is_empty()
                && blueprint.protections.high_availabilities.is_empty()
                && blueprint.stamps.iter().all(|one| one.storage.is_none()),
            routes,
            farms,
            pipes,
        }
    }

    /// The pipe of a link.
    pub(super) fn pipe_of(&self, link: LinkId) -> u16 {
        self.pipes.number(Pipe::Link(link)) as u16
    }
    /// Whether a path goes over a link.
    pub(super) fn goes_over(&self, path: &PipePath, link: LinkId) -> bool {
        path.pipes().contains(&self.pipe_of(link))
    }
    /// What a VM has to come back by.
    pub(super) fn means(&self, blueprint: &Blueprint, vm: VmId) -> Means {
        let plan = &self.vms[vm];
        Means::of(blueprint, vm, plan.group, plan.stateful)
    }

    /// Samplers of the protection that a way back belongs to.
    pub(super) fn protection(&self, blueprint: &Blueprint, way: Way) -> Option<&ProtectionPlan> {
        self.protections[way.protection(blueprint)?].as_ref()
    }
}

/// Whether what happens in years falls anywhere in every cycle by itself: over a long horizon, and
/// where no fault comes at a stated instant.
fn falls_anywhere(blueprint: &Blueprint) -> bool {
    let stated = |source: &Source| matches!(source.arrival, Arrival::Scheduled(_));
    let long = blueprint.run.horizon >= Span(183 * DAY);
    long && blueprint.trace.is_none() && !blueprint.sources.iter().any(stated)
}

fn source_plan(blueprint: &Blueprint, source: &Source, cause: u16) -> SourcePlan {
    use crate::model::Effect;
    let crew = source.restoration.crew.map(|id| blueprint.crew(id));
    let promised = crew.is_some_and(|crew| crew.repair_within.is_some());
    let life = match &source.arrival {
        Arrival::Renewal { life } => Some(Sampler::new(life)),
        Arrival::Scheduled(_)
        | Arrival::Drill(_)
        | Arrival::Failback(_)
        | Arrival::GoHome(_)
        | Arrival::Volume(_)
        | Arrival::Update(..) => None,
    };
    let hidden = match &source.effect {
        Effect::Logical { noticed, .. } => Sampler::new(noticed),
        Effect::Ransomware(intruders) => Sampler::new(&intruders.dwell),
        Effect::Stops { .. } | Effect::Mistake(_) => Sampler::new(&Law::Constant(0.0)),
    };
    let node = match (source.target, &source.effect) {
        (Component::Node(node), Effect::Stops { .. }) => {
            let planned = source.class == Class::Planned;
            (!planned && !matches!(source.arrival, Arrival::Update(..))).then_some(node)
        }
        _ => None,
    };
    let detect = Sampler::new(&source.restoration.detect);
    SourcePlan {
        facts: SourceFacts {
            node,
            crew: source.restoration.crew,
            by_contract: source.restoration.parts.is_some() || promised,
            by_appointment: source.is_planned_work() && source.restoration.needs_a_call(),
            turn: priority(source.class),
            detect: detect.fixed(),
        },
        cause,
        on_application: source.target.is_logical(),
        life,
        repair: Sampler::new(&source.restoration.repair),
        detect,
        hidden,
        main_name: Kind::Lives.stream_of(&source.stream),
        other_name: Kind::Faults.stream_of(&source.stream),
    }
}

fn mending(blueprint: &Blueprint) -> Table<BackupId, Option<Sampler>> {
    let backups = blueprint.protections.backups.iter();
    let of = |one: &Backup| {
        one.upkeep
            .mending
            .as_ref()
            .map(|one| Sampler::new(&one.takes))
    };
    backups.map(of).collect()
}

fn crew_plan(crew: &Crew) -> CrewPlan {
    CrewPlan {
        answers: Sampler::new(&crew.answers_in),
        on_call: crew.on_call_after.as_ref().map(Sampler::new),
    }
}

fn shipment(repository: &Repository) -> Option<Sampler> {
    repository.offline.as_ref().map(Sampler::new)
}

fn delivery(parts: &Parts) -> Option<Sampler> {
    match &parts.delivery {
        Delivery::After(law) => Some(Sampler::new(law)),
        Delivery::BusinessDays(_) => None,
    }
}

/// Crews serve larger failure domains first. What much waits for goes before recoveries (`turn_of_tier`), the rest
/// behind them.
fn priority(class: Class) -> u32 {
    match class {
        // Nothing is restored before a clean place stands.
        Class::Site | Class::Ransomware => 0,
        Class::Enclosure => 1,
        Class::Stamp => 2,
        Class::Rack => 3,
        Class::ControlPlane => 4,
        Class::Repository => 5,
        Class::Switch => 6,
        Class::Link => 7,
        Class::Node => 1_000,
        Class::Disk => 1_001,
        Class::Logical => 1_002,
        Class::Planned => 1_003,
    }
}

fn stamp_plan(stamp: &Stamp) -> StampPlan {
    StampPlan {
        start: Sampler::new(&stamp.start),
        detection: Sampler::new(&stamp.detection),
        name: Kind::Detections.stream_of(&stamp.name),
        start_name: Kind::Starts.stream_of(&stamp.name),
        quota: stamp.quota_change.as_ref().map(Sampler::new),
    }
}

fn update_plan(update: &Update) -> UpdatePlan {
    UpdatePlan {
        resync: Sampler::new(&update.resync),
        name: Kind::Updates.stream_of(&update.name),
    }
}

/// Planned work on nodes and racks that comes at instants of its own.
fn planned(blueprint: &Blueprint) -> Vec<SourceId> {
    let drains = |source: &Source| {
        let part = matches!(source.target, Component::Node(_) | Component::Rack(_));
        let of_itself = matches!(
            source.arrival,
            Arrival::Renewal { .. } | Arrival::Scheduled(_)
        );
        source.class == Class::Planned && part && of_itself
    };
    let sources = blueprint.sources.iter().enumerate();
    let planned = sources.filter(|(_, source)| drains(source));
    planned.map(|(index, _)| SourceId::of_row(index)).collect()
}

/// VMs in the order of their restarts: tier, start order, number.
fn restart_order(blueprint: &Blueprint, tiers: &Table<ApplicationId, u8>) -> Vec<VmId> {
    let mut order: Vec<VmId> = (0..blueprint.vms.len()).map(VmId::of_row).collect();
    order.sort_by_key(|vm| rank(blueprint, tiers, *vm));
    order
}

fn vm_plans(
    blueprint: &Blueprint,
    tiers: &Table<ApplicationId, u8>,
    nodes: Table<VmId, Option<NodeId>>,
) -> Table<VmId, VmPlan> {
    let mut groups = Table::of(blueprint.vms.len(), None);
    for (index, group) in blueprint.groups.iter().enumerate() {
        for vm in &group.vms {
            groups[*vm] = Some(GroupId::of_row(index));
        }
    }
    let mut standbys = Table::of(blueprint.vms.len(), None);
    for (index, standby) in blueprint.standbys.iter().enumerate() {
        standbys[standby.vm] = Some(StandbyId::of_row(index));
    }
    let mut homecomings = Table::of(blueprint.vms.len(), None);
    for (index, homecoming) in blueprint.homecomings.iter().enumerate() {
        for vm in &homecoming.vms {
            homecomings[*vm] = Some(HomecomingId::of_row(index));
        }
    }
    let plan = |id: VmId| {
        let vm = blueprint.vm(id);
        let stateful = blueprint.role(vm.role).stateful;
        let way = Means::of(blueprint, id, groups[id], stateful).built_by();
        let elsewhere = !way.goal(blueprint).elsewhere.is_empty();
        let comes_back = !stateful || way.brings_data() || blueprint.is_instance(id);
        VmPlan {
            name: Kind::Recoveries.stream_of(&vm.name),
            jobs_name: Kind::Jobs.stream_of(&vm.name),
            retries_name: Kind::Retries.stream_of(&vm.name),
            upkeep_name: Kind::Upkeep.stream_of(&vm.name),
            files_name: Kind::Files.stream_of(&vm.name),
            logs_name: Kind::Logs.stream_of(&vm.name),
            tier: tiers[vm.application],
            node: nodes[id].expect("the reader refuses a stamp without room for its VMs"),
            stateful,
            group: groups[id],
            migrates: vm.migrates,
            standby: standbys[id],
            homecoming: homecomings[id],
            may_leave: groups[id].is_some() || elsewhere && comes_back,
        }
    };
    nodes.ids().map(plan).collect()
}

fn group_plans(blueprint: &Blueprint, routes: &Routes) -> Table<GroupId, GroupPlan> {
    let plan = |group: &ReplicationGroup| {
        let replication = blueprint.replication(group.replication);
        let application = &blueprint.application(group.application).name;
        let from = &blueprint.stamp(group.from).name;
        let path = routes.between(group.from, replication.to);
        let churn = Rate(libm::ceil(group::written(blueprint, group)) as u64);
        GroupPlan {
            name: Kind::Groups.stream_of(&format!("{}/{application}/{from}", replication.name)),
            path: *path.expect("the reader refuses replicas that no link leads to"),
            churn,
            demand: per_tick(churn),
            bytes: group::whole(blueprint, group) as u64,
            disks: group::disks(blueprint, group),
        }
    };
    blueprint.groups.iter().map(plan).collect()
}

/// The storage pool of each stamp as a pipe.
fn pools(blueprint: &Blueprint, pipes: &Pipes) -> Table<StampId, Option<u16>> {
    let stamps = (0..blueprint.stamps.len()).map(StampId::of_row);
    let pool = |stamp| pipes.pool(stamp).map(|number| number as u16);
    stamps.map(pool).collect()
}

fn dependents(blueprint: &Blueprint) -> Table<ApplicationId, Vec<ApplicationId>> {
    let mut dependents = Table::of(blueprint.applications.len(), Vec::new());
    for (index, application) in blueprint.applications.iter().enumerate() {
        for need in &application.needs {
            dependents[*need].push(ApplicationId::of_row(index));
        }
    }
    dependents
}

fn set_members(blueprint: &Blueprint) -> Table<SetId, Vec<VmId>> {
    let mut set_members = Table::of(blueprint.sets as usize, Vec::new());
    for (index, vm) in blueprint.vms.iter().enumerate() {
        if let Some(set) = vm.set {
            set_members[set].push(VmId::of_row(index));
        }
    }
    set_members
}

fn groups_of(blueprint: &Blueprint) -> Table<ApplicationId, Vec<GroupId>> {
    let mut groups_of = Table::of(blueprint.applications.len(), Vec::new());
    for (index, group) in blueprint.groups.iter().enumerate() {
        groups_of[group.application].push(GroupId::of_row(index));
    }
    groups_of
}

fn homes_of(blueprint: &Blueprint) -> Table<StampId, Vec<HomecomingId>> {
    let mut homes_of = Table::of(blueprint.stamps.len(), Vec::new());
    for (index, homecoming) in blueprint.homecomings.iter().enumerate() {
        homes_of[homecoming.home].push(HomecomingId::of_row(index));
    }
    homes_of
}
