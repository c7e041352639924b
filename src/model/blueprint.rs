//! The whole checked scenario.
//!
//! Always true here: tables are sorted by name and ids point into them.

use super::address::Address;
use super::advice::{Allowed, Lint};
use super::application::{Application, Role, Vm};
use super::claims::Claims;
use super::default::DefaultValue;
use super::fault::{Arrival, Class, Drill, Scope, Source, Trace};
use super::ids::{
    ApplicationId, CrewId, DiskId, DrillId, EnclosureId, GroupId, HomecomingId, LinkId, NodeId,
    PartKindId, RackId, RepositoryId, RoleId, ScopeId, SourceId, StampId, StandbyId, SwitchId,
    UpdateId, VmId, VolumeId,
};
use super::parts::Parts;
use super::place::{Component, Crew, Enclosure, Link, Node, Rack, Repository, Site, Stamp};
use super::precision::Trials;
use super::protection::{
    Backup, BackupId, GoHome, HighAvailability, HighAvailabilityId, Homecoming, Names, Protection,
    Protections, Redeploy, RedeployId, Replication, ReplicationGroup, ReplicationId, Standby,
};
use super::update::Update;
use crate::units::{Share, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// How a run is made.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    /// Name of the scenario.
    pub name: String,
    /// One sentence for the report; may be empty.
    pub description: String,
    /// What the command line changed in the scenario file, as it was typed: `--set stamp.alpha.nodes=6`.
    pub changed: Vec<String>,
    /// Seed of all streams.
    pub seed: u64,
    /// How many trials of years.
    pub trials: Trials,
    /// Most trials of years, and of each drill, that a test makes, where stated.
    pub max_trials: Option<u32>,
    /// What is counted: the years of a trial.
    pub horizon: Span,
    /// Without faults, so that backup chains exist.
    pub build_up: Span,
    /// With faults, uncounted, so that ages and repairs are as in the long run.
    pub settle: Span,
    /// The start of a trial is spread over so much before the build-up, so that cycles which the calendar
    /// does not bind are met anywhere. It follows from the rest.
    pub roam: Span,
    /// An outage longer than this is unrecovered.
    pub drain: Span,
    /// Uptime that ends an outage for good.
    pub stays_recovered: Span,
    /// Level of all intervals (0.95).
    pub level: Share,
    /// Whether restores go before backups.
    pub restores_first: bool,
    /// What is left out of it, for nobody asks for it. No table of the scenario says so.
    pub part: Part,
}

/// What of a scenario is not simulated; nothing of the rest changes by that.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Part {
    /// Whether the years are left out.
    pub without_years: bool,
    /// Drills that are left out.
    pub without_drills: BTreeSet<DrillId>,
}

/// A default that the scenario left to us, or that the report must show.
#[derive(Clone, PartialEq, Debug)]
pub struct Assumption {
    /// Key as the user would write it, such as `protection.gold.backup.job_failure`.
    pub key: String,
    /// Its value as text with unit.
    pub value: String,
    /// Which default it is, with its source and how well it is known.
    pub default: &'static DefaultValue,
}

/// A valid scenario.
#[derive(Clone, Debug)]
pub struct Blueprint {
    /// How a run is made.
    pub run: Run,
    /// Sites.
    pub sites: Vec<Site>,
    /// Enclosures.
    pub enclosures: Vec<Enclosure>,
    /// Stamps.
    pub stamps: Vec<Stamp>,
    /// Racks.
    pub racks: Vec<Rack>,
    /// Nodes, stamp by stamp.
    pub nodes: Vec<Node>,
    /// Links.
    pub links: Vec<Link>,
    /// Repositories.
    pub repositories: Vec<Repository>,
    /// Crews.
    pub crews: Vec<Crew>,
    /// Spare parts, by kind.
    pub parts: Vec<Parts>,
    /// Applications.
    pub applications: Vec<Application>,
    /// Roles, application by application.
    pub roles: Vec<Role>,
    /// VMs, role by role.
    pub vms: Vec<Vm>,
    /// Number of availability sets and scale sets.
    pub sets: u32,
    /// Protections of all kinds.
    pub protections: Protections,
    /// What replicates together, by replication, application, stamp.
    pub groups: Vec<ReplicationGroup>,
    /// Hot standbys, by VM.
    pub standbys: Vec<Standby>,
    /// Who goes home together after having been built again elsewhere, by application, stamp, protection and VM.
    pub homecomings: Vec<Homecoming>,
    /// Sources of faults: hazards, scheduled faults and drills, sorted by stream name.
    pub sources: Vec<Source>,
    /// Applications that one fault hits together, each scope once.
    pub scopes: Vec<Scope>,
    /// Drills.
    pub drills: Vec<Drill>,
    /// Updates of stamps, sorted by name.
    pub updates: Vec<Update>,
    /// Recorded faults, if the run follows a trace.
    pub trace: Option<Trace>,
    /// What the plan claims to survive at once, where it claims anything.
    pub claims: Option<Claims>,
    /// Defaults that were used.
    pub assumptions: Vec<Assumption>,
    /// Warnings.
    pub lints: Vec<Lint>,
    /// Warnings that the scenario allows, by code.
    pub allowed: Vec<Allowed>,
    /// SHA-256 of the canonical resolved scenario and the contents of its CSVs, in hex.
    pub sha256: String,
}

impl Blueprint {
    /// How many trials of a drill are made: none where it is left out.
    #[must_use]
    pub fn trials_of(&self, drill: DrillId) -> u32 {
        if self.run.part.without_drills.contains(&drill) {
            0
        } else {
            self.drill(drill).trials
        }
    }

    /// An address as scenarios have it.
    #[must_use]
    pub fn text_of(&self, address: &Address) -> String {
        address.text(&self.application(address.application).name)
    }

    /// An application by id.
    #[inline]
    #[must_use]
    pub fn application(&self, id: ApplicationId) -> &Application {
        &self.applications[id.index()]
    }
    /// A role by id.
    #[inline]
    #[must_use]
    pub fn role(&self, id: RoleId) -> &Role {
        &self.roles[id.index()]
    }
    /// The roles of an application whose VMs have state.
    #[inline]
    pub fn stateful_roles(&self, application: ApplicationId) -> impl Iterator<Item = RoleId> {
        let roles = self.application(application).role_ids();
        roles.filter(|role| self.role(*role).stateful)
    }
    /// A VM by id.
    #[inline]
    #[must_use]
    pub fn vm(&self, id: VmId) -> &Vm {
        &self.vms[id.index()]
    }
    /// The VMs of an application or of a role.
    #[must_use]
    pub fn vms_of(&self, ids: &Range<u32>) -> &[Vm] {
        &self.vms[ids.start as usize..ids.end as usize]
    }
    /// The roles of an application.
    #[must_use]
    pub fn roles_of(&self, ids: &Range<u32>) -> &[Role] {
        &self.roles[ids.start as usize..ids.end as usize]
    }
    /// All protections that some VM or role has.
    #[must_use]
    pub fn in_use(&self) -> BTreeSet<Protection> {
        let of_vms = self.vms.iter().flat_map(|vm| vm.protection.all());
        let of_roles = self.roles.iter().flat_map(|one| one.protection.all());
        of_vms.chain(of_roles).collect()
    }
    /// A stamp by id.
    #[inline]
    #[must_use]
    pub fn stamp(&self, id: StampId) -> &Stamp {
        &self.stamps[id.index()]
    }
    /// A node by id.
    #[inline]
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }
    /// An enclosure by id.
    #[inline]
    #[must_use]
    pub fn enclosure(&self, id: EnclosureId) -> &Enclosure {
        &self.enclosures[id.index()]
    }
    /// A rack by id.
    #[inline]
    #[must_use]
    pub fn rack(&self, id: RackId) -> &Rack {
        &self.racks[id.index()]
    }
    /// A link by id.
    #[inline]
    #[must_use]
    pub fn link(&self, id: LinkId) -> &Link {
        &self.links[id.index()]
    }
    /// A crew by id.
    #[inline]
    #[must_use]
    pub fn crew(&self, id: CrewId) -> &Crew {
        &self.crews[id.index()]
    }
    /// Spare parts by id.
    #[must_use]
    pub fn parts(&self, id: PartKindId) -> &Parts {
        &self.parts[id.index()]
    }
    /// Whether work is planned over the years: by faults, hazards or updates.
    #[must_use]
    pub fn plans_work(&self) -> bool {
        let own = |source: &Source| {
            let follows = matches!(
                source.arrival,
                Arrival::Failback(_) | Arrival::GoHome(_) | Arrival::Drill(_)
            );
            source.class == Class::Planned && !follows
        };
        self.sources.iter().any(own)
    }
    /// An update by id.
    #[inline]
    #[must_use]
    pub fn update(&self, id: UpdateId) -> &Update {
        &self.updates[id.index()]
    }
    /// The node that a source of faults hits, if it is one.
    #[must_use]
    pub fn node_of(&self, id: SourceId) -> Option<NodeId> {
        match self.source(id).target {
            Component::Node(node) => Some(node),
            _ => None,
        }
    }
    /// A drill by id.
    #[inline]
    #[must_use]
    pub fn drill(&self, id: DrillId) -> &Drill {
        &self.drills[id.index()]
    }
    /// Who goes home together, by id.
    #[must_use]
    pub fn homecoming(&self, id: HomecomingId) -> &Homecoming {
        &self.homecomings[id.index()]
    }
    /// How those go home who do so together.
    ///
    /// # Panics
    /// Where their protection leaves them elsewhere: then there is no homecoming.
    #[must_use]
    pub fn go_home(&self, id: HomecomingId) -> &GoHome {
        let builder = self.protections.builder(self.homecoming(id).by);
        builder
            .go_home()
            .expect("who goes home has a protection that says how")
    }
    /// Whose people move those who go home together; none: somebody at any hour.
    #[must_use]
    pub fn who_moves(&self, id: HomecomingId) -> Option<CrewId> {
        let builder = self.protections.builder(self.homecoming(id).by);
        self.go_home(id).by.or(builder.restored_by())
    }
    /// What those are called who go home together: protection, application and stamp.
    #[must_use]
    pub fn name_of_homecoming(&self, id: HomecomingId) -> String {
        let one = self.homecoming(id);
        let application = &self.application(one.application).name;
        let name = self.protections.of(one.by).name();
        let home = &self.stamp(one.home).name;
        match one.vms.as_slice() {
            [vm] if self.is_instance(*vm) => {
                format!("{name}/{application}/{home}/{}", self.vm(*vm).name)
            }
            _ => format!("{name}/{application}/{home}"),
        }
    }
    /// Whether a VM is an instance of a role with high availability.
    #[inline]
    #[must_use]
    pub fn is_instance(&self, vm: VmId) -> bool {
        self.role(self.vm(vm).role)
            .protection
            .high_availability
            .is_some()
    }
    /// A hot standby by id.
    #[inline]
    #[must_use]
    pub fn standby(&self, id: StandbyId) -> &Standby {
        &self.standbys[id.index()]
    }
    /// A repository by id.
    #[inline]
    #[must_use]
    pub fn repository(&self, id: RepositoryId) -> &Repository {
        &self.repositories[id.index()]
    }
    /// All protections that a VM or its role has, in the order of the kinds.
    pub fn protecting(&self, vm: &Vm) -> impl Iterator<Item = Protection> + Clone + use<> {
        let of_role = self.role(vm.role).protection.all();
        vm.protection.all().chain(of_role)
    }
    /// What stamps and repositories are called.
    #[must_use]
    pub fn names(&self) -> Names<'_> {
        Names {
            stamps: &self.stamps,
            repositories: &self.repositories,
        }
    }
    /// A backup by id.
    #[inline]
    #[must_use]
    pub fn backup(&self, id: BackupId) -> &Backup {
        &self.protections.backups[id.index()]
    }
    /// A redeploy by id.
    #[inline]
    #[must_use]
    pub fn redeploy(&self, id: RedeployId) -> &Redeploy {
        &self.protections.redeploys[id.index()]
    }
    /// A replication by id.
    #[inline]
    #[must_use]
    pub fn replication(&self, id: ReplicationId) -> &Replication {
        &self.protections.replications[id.index()]
    }
    /// A group by id.
    #[inline]
    #[must_use]
    pub fn group(&self, id: GroupId) -> &ReplicationGroup {
        &self.groups[id.index()]
    }
    /// A high availability protection by id.
    #[inline]
    #[must_use]
    pub fn high_availability(&self, id: HighAvailabilityId) -> &HighAvailability {
        &self.protections.high_availabilities[id.index()]
    }
    /// The stamp that a disk, switch or volume belongs to.
    ///
    /// # Panics
    /// For a number that no stamp has.
    #[must_use]
    pub fn stamp_of_disk(&self, disk: DiskId) -> StampId {
        self.stamp_where(|stamp| {
            let storage = stamp.storage.as_ref();
            storage.is_some_and(|storage| storage.disks.contains(&disk.0))
        })
    }
    /// The stamp that a switch belongs to.
    ///
    /// # Panics
    /// For a number that no stamp has.
    #[must_use]
    pub fn stamp_of_switch(&self, switch: SwitchId) -> StampId {
        self.stamp_where(|stamp| stamp.switches.contains(&switch.0))
    }
    /// The stamp that a volume belongs to.
    ///
    /// # Panics
    /// For a number that no stamp has.
    #[must_use]
    pub fn stamp_of_volume(&self, volume: VolumeId) -> StampId {
        self.stamp_where(|stamp| {
            let storage = stamp.storage.as_ref();
            storage.is_some_and(|storage| storage.volumes.contains(&volume.0))
        })
    }
    fn stamp_where(&self, holds: impl Fn(&Stamp) -> bool) -> StampId {
        let found = self.stamps.iter().position(holds);
        StampId::from_index(found.expect("every part belongs to a stamp"))
    }
    /// The node, and the number in it from 1, of a disk.
    #[must_use]
    pub fn place_of_disk(&self, disk: DiskId) -> (NodeId, u32) {
        let stamp = self.stamp(self.stamp_of_disk(disk));
        let storage = stamp
            .storage
            .as_ref()
            .expect("a stamp with disks has storage");
        let within = disk.0 - storage.disks.start;
        (
            NodeId(stamp.nodes.start + within / storage.disks_per_node),
            within % storage.disks_per_node + 1,
        )
    }
    /// Applications that one fault hits together, by id.
    #[inline]
    #[must_use]
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.index()]
    }
    /// The applications whose data or software a fault on a component hits, ascending; none of a place or thing.
    #[must_use]
    pub fn applications_hit(&self, target: Component) -> ApplicationsHit<'_> {
        match target {
            Component::Application(id) => ApplicationsHit::One(Some(id)),
            Component::Applications(id) => ApplicationsHit::Several(self.scope(id).0.iter()),
            _ => ApplicationsHit::One(None),
        }
    }
    /// A source by id.
    #[inline]
    #[must_use]
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.index()]
    }
}

/// See [`Blueprint::applications_hit`].
#[derive(Clone, Debug)]
pub enum ApplicationsHit<'b> {
    /// One, or none.
    One(Option<ApplicationId>),
    /// Those of a scope.
    Several(std::slice::Iter<'b, ApplicationId>),
}

impl Iterator for ApplicationsHit<'_> {
    type Item = ApplicationId;
    fn next(&mut self) -> Option<ApplicationId> {
        match self {
            ApplicationsHit::One(one) => one.take(),
            ApplicationsHit::Several(rest) => rest.next().copied(),
        }
    }
}
