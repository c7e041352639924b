//! Places and things: sites, enclosures, stamps, racks, nodes, links, repositories, crews.
//!
//! Always true here: the places form a tree (site > enclosure > stamp > rack > node).

use super::ids::{
    ApplicationId, CrewId, DiskId, EnclosureId, LinkId, NodeId, RackId, RepositoryId, ScopeId,
    SiteId, StampId, SwitchId, VolumeId,
};
use crate::random::Law;
use crate::units::{Bytes, Rate, Share, Span};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A place: everything in it shares power, cooling, fire and position.
#[derive(Clone, Debug)]
pub struct Site {
    /// Name, unique among sites.
    pub name: String,
}

/// A group between site and stamp that fails together, such as an MDC container.
#[derive(Clone, Debug)]
pub struct Enclosure {
    /// Name, unique among enclosures.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
}

/// The memory reserve of a stamp.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Reserve {
    /// Azure Stack Hub: `H + R (N-1) H + V (N-2)` with this host share R; infrastructure 242 GB + 4 GB N.
    AzureStackHub {
        /// R, the share of a host's memory that its own system keeps (0.15).
        host_os: Share,
    },
    /// A generic cluster: no reserve, no infrastructure, all memory is for VMs.
    None,
}

/// How the cluster of a stamp keeps its quorum.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quorum {
    /// Votes follow the nodes that are up; a witness votes when their number is even.
    Dynamic,
    /// The cluster runs while one node runs.
    None,
}

/// How many operations start at once, and after how long the next batch may.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Batch {
    /// Operations per batch, at least 1.
    pub count: u32,
    /// Time between the starts of two batches.
    pub every: Span,
}

/// One Azure Stack Hub: one scale unit, one control plane.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// Name, unique among stamps.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// The enclosure that it shares, if any.
    pub enclosure: Option<EnclosureId>,
    /// Its nodes, consecutive.
    pub nodes: Range<u32>,
    /// Memory of one node.
    pub node_memory: Bytes,
    /// Rule of the memory reserve.
    pub reserve: Reserve,
    /// Most VMs on a node (60).
    pub vms_per_node: u32,
    /// Most VMs on the stamp (700).
    pub vms_per_stamp: u32,
    /// What the uplink leaves for tenants, backups and restores (half of its rate), both directions together.
    pub uplink: Rate,
    /// Time from power to running infrastructure after the whole stamp was down.
    pub start: Law,
    /// How long a shutdown on purpose takes, before it is off; none: no time.
    pub shutdown: Option<Law>,
    /// Time until the cluster notices a lost node (fast path).
    pub detection: Law,
    /// Share of node failures that are silent, so that the cluster isolates the node first.
    pub isolation_share: Share,
    /// How long an isolated node is waited for, on top of `detection`.
    pub isolation: Span,
    /// Batches in which the cluster restarts VMs.
    pub cluster_restart: Batch,
    /// Batches in which the resource manager starts VMs (restore, redeploy).
    pub manager_start: Batch,
    /// Quorum rule.
    pub quorum: Quorum,
    /// Whether running VMs may be snapshotted.
    pub running_vm_snapshot: bool,
    /// Most bytes per second that one managed disk gives or takes (145 MB/s).
    pub disk_rate: Rate,
    /// Its storage pool, where disks are simulated.
    pub storage: Option<Storage>,
    /// Its top-of-rack switches, consecutive; empty where they are not simulated. While one of them
    /// is up the stamp has its network; without any it stops.
    pub switches: Range<u32>,
    /// Tiers whose VMs are stopped to make room for more urgent ones that fail over to here.
    pub shed_tiers: Vec<u8>,
    /// Tiers whose VMs are stopped to make room for more urgent ones that restart here after a loss.
    pub displace_tiers: Vec<u8>,
    /// Time until a raised quota takes hold, before VMs of other stamps can start here; none where
    /// quotas are wide enough.
    pub quota_change: Option<Law>,
}

impl Stamp {
    /// The ids of its nodes.
    pub fn node_ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + Clone + use<> {
        self.nodes.clone().map(NodeId)
    }
    /// The ids of its switches.
    pub fn switch_ids(&self) -> impl DoubleEndedIterator<Item = SwitchId> + Clone + use<> {
        self.switches.clone().map(SwitchId)
    }
    /// Most VMs that it holds, whatever their memory.
    #[must_use]
    pub fn most_vms(&self) -> u64 {
        let on_nodes = u64::from(self.vms_per_node) * u64::from(self.node_count());
        on_nodes.min(u64::from(self.vms_per_stamp))
    }
    /// How many nodes it has.
    #[must_use]
    pub fn node_count(&self) -> u32 {
        self.nodes.end - self.nodes.start
    }
}

/// Copies of everything on a volume.
pub const COPIES: u32 = 3;

/// The storage pool of a stamp: every volume is a three-way mirror over its nodes.
#[derive(Clone, PartialEq, Debug)]
pub struct Storage {
    /// Its disks, consecutive: those of the first node, then those of the second, and so on.
    pub disks: Range<u32>,
    /// Disks of each node.
    pub disks_per_node: u32,
    /// Capacity of one disk.
    pub disk_size: Bytes,
    /// Its volumes for VMs, consecutive, one for each node.
    pub volumes: Range<u32>,
    /// What one volume holds.
    pub volume_size: Bytes,
    /// What the pool gives in all: shared by rebuilds, resynchronisation, backups, restores.
    pub rate: Rate,
    /// Most that the rebuild of one disk, or the resynchronisation of one node, takes of it.
    pub rebuild_rate: Rate,
    /// After so long without an answer a disk is retired and its data is rebuilt.
    pub retire_after: Span,
    /// Share of failing disks that fall silent rather than report an error.
    pub silent_share: Share,
    /// How many disks can be rebuilt into the room that is kept free for it.
    pub reserve_disks: u32,
    /// A volume fuller than this raises a warning.
    pub warning: Share,
    /// A volume fuller than this raises a critical alert.
    pub critical: Share,
    /// Time from the critical alert until somebody has made room; none: nobody does.
    pub relief: Option<Law>,
    /// Whose people make room.
    pub relief_by: Option<CrewId>,
    /// How full a volume is after that.
    pub relief_to: Share,
}

impl Storage {
    /// The ids of its disks.
    pub fn disk_ids(&self) -> impl DoubleEndedIterator<Item = DiskId> + Clone + use<> {
        self.disks.clone().map(DiskId)
    }
    /// The ids of its volumes.
    pub fn volume_ids(&self) -> impl DoubleEndedIterator<Item = VolumeId> + Clone + use<> {
        self.volumes.clone().map(VolumeId)
    }
    /// The node, counted from the first of the stamp, that a disk is in.
    #[must_use]
    pub fn node_of(&self, disk: DiskId) -> u32 {
        (disk.0 - self.disks.start) / self.disks_per_node
    }
}

/// A rack of a stamp: its loss takes its nodes.
#[derive(Clone, Debug)]
pub struct Rack {
    /// Name, unique among racks.
    pub name: String,
    /// The stamp it belongs to.
    pub stamp: StampId,
}

/// A server of a scale unit.
#[derive(Clone, Debug)]
pub struct Node {
    /// The stamp it belongs to.
    pub stamp: StampId,
    /// Its number in the stamp, from 1.
    pub number: u32,
    /// Its rack, if racks are stated.
    pub rack: Option<RackId>,
}

/// The WAN between two sites.
#[derive(Clone, Debug)]
pub struct Link {
    /// Name, unique among links.
    pub name: String,
    /// Its two ends.
    pub between: (SiteId, SiteId),
    /// Rate, both directions together.
    pub rate: Rate,
    /// Time for one way. Reported; transfers of this length do not feel it.
    pub latency: Span,
    /// The link that takes over while this one is down.
    pub fallback: Option<LinkId>,
}

/// The link that paths between two different sites go over: the first that is nobody's fallback. None
/// where no link joins them.
pub(crate) fn link_between(links: &[Link], one: SiteId, other: SiteId) -> Option<LinkId> {
    let joins = |link: &Link| link.between == (one, other) || link.between == (other, one);
    let stands_in = |id: LinkId| links.iter().any(|link| link.fallback == Some(id));
    let theirs = (0..links.len()).filter(|link| joins(&links[*link]));
    theirs.map(LinkId::from_index).find(|id| !stands_in(*id))
}

/// How one site reaches another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Joined {
    /// They are one site.
    Within,
    /// Over this link, or over its fallback while it is down.
    Over(LinkId),
}

impl Joined {
    /// The link on the way, if there is one.
    #[must_use]
    pub fn link(self) -> Option<LinkId> {
        match self {
            Joined::Within => None,
            Joined::Over(link) => Some(link),
        }
    }
}

/// Whether and how two sites are joined: the one rule for backups, copies, restores, templates, replicas,
/// instances and witnesses. Sites without a link between them are not joined, whatever third site both
/// have a link to.
#[must_use]
pub fn joined(links: &[Link], one: SiteId, other: SiteId) -> Option<Joined> {
    if one == other {
        return Some(Joined::Within);
    }
    link_between(links, one, other).map(Joined::Over)
}

/// A failure domain.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Place {
    /// A site.
    Site(SiteId),
    /// An enclosure.
    Enclosure(EnclosureId),
    /// A stamp.
    Stamp(StampId),
    /// A rack.
    Rack(RackId),
}

impl Place {
    /// The word for its kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Place::Site(_) => "site",
            Place::Enclosure(_) => "enclosure",
            Place::Stamp(_) => "stamp",
            Place::Rack(_) => "rack",
        }
    }
    /// How deep in the tree of places it lies: the deeper, the smaller.
    #[must_use]
    pub fn depth(&self) -> u8 {
        match self {
            Place::Site(_) => 0,
            Place::Enclosure(_) => 1,
            Place::Stamp(_) => 2,
            Place::Rack(_) => 3,
        }
    }
}

/// Where backups lie.
#[derive(Clone, Debug)]
pub struct Repository {
    /// Name, unique among repositories.
    pub name: String,
    /// The failure domain that it stands in.
    pub at: Place,
    /// The site of that domain.
    pub site: SiteId,
    /// How much it holds.
    pub capacity: Bytes,
    /// Write rate over all jobs.
    pub write: Rate,
    /// Read rate over all restores.
    pub read: Rate,
    /// Jobs and restores at once.
    pub slots: u32,
    /// How long nobody can delete a point, from when it is complete there; none where points can be deleted.
    pub immutable: Option<Span>,
    /// Who can delete points that are not immutable.
    pub credentials: Credentials,
    /// How long it takes to fetch what lies there, where that is offline: nobody reaches it in another way.
    pub offline: Option<Law>,
    /// From where intruders reach it, who have the credentials that it is run with.
    pub reached_by: ReachedBy,
}

/// From where intruders reach something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReachedBy {
    /// Wherever they are.
    Everything,
    /// Where they are in one of these applications; ascending.
    These(Vec<ApplicationId>),
}

impl ReachedBy {
    /// Whether it is reached by who is in these applications.
    pub fn any_of(&self, struck: impl IntoIterator<Item = ApplicationId>) -> bool {
        match self {
            ReachedBy::Everything => true,
            ReachedBy::These(all) => struck
                .into_iter()
                .any(|one| all.binary_search(&one).is_ok()),
        }
    }
}

/// With whose credentials a repository is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Credentials {
    /// With those of the estate: intruders have them when they strike.
    Shared,
    /// With credentials of its own, which intruders do not have.
    Own,
}

/// Weekly hours of a crew: half-open intervals in milliseconds of the week (Monday 00:00 = 0), sorted, disjoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Hours {
    /// Day and night.
    Always,
    /// These intervals of each week.
    Weekly(Vec<(u64, u64)>),
}

/// People who repair: a shared, limited resource.
#[derive(Clone, Debug)]
pub struct Crew {
    /// Name, unique among crews.
    pub name: String,
    /// How many of them; each has one piece of work at a time.
    pub people: u32,
    /// When they begin work. What has begun is finished.
    pub hours: Hours,
    /// Time from the call for a repair to the start of work (answer, travel).
    pub answers_in: Law,
    /// How long somebody takes to answer who is called outside of the hours; none: nobody does.
    pub on_call_after: Option<Law>,
    /// So long after the call, counted in the hours, a repair is over whatever it waits for; none: nobody promises it.
    pub repair_within: Option<Span>,
}

/// Declares what a fault can hit: each level with what tells one from another and with its word in data files and
/// in scenarios.
macro_rules! components {
    ($( $(#[$doc:meta])* $one:ident($id:ty) = $word:literal; )+) => {
        /// Whatever a fault can hit.
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize,
        )]
        pub enum Component {
            $( $(#[$doc])* $one($id), )+
        }

        /// A level of faults: what all components of a kind have in common.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Level {
            $( $(#[$doc])* $one, )+
        }

        impl Level {
            /// All of them.
            pub const ALL: &[Level] = &[$( Level::$one ),+];
            /// The word for it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $( Level::$one => $word, )+
                }
            }
        }

        impl Component {
            /// Its level.
            #[must_use]
            pub fn level(self) -> Level {
                match self {
                    $( Component::$one(_) => Level::$one, )+
                }
            }
        }
    };
}

components! {
    /// A site with everything in it.
    Site(SiteId) = "site";
    /// An enclosure with everything in it.
    Enclosure(EnclosureId) = "enclosure";
    /// A stamp with its nodes and control plane.
    Stamp(StampId) = "stamp";
    /// A rack with its nodes.
    Rack(RackId) = "rack";
    /// One node.
    Node(NodeId) = "node";
    /// One disk.
    Disk(DiskId) = "disk";
    /// One switch.
    Switch(SwitchId) = "switch";
    /// A link.
    Link(LinkId) = "link";
    /// A repository.
    Repository(RepositoryId) = "repository";
    /// The control plane of a stamp; running VMs go on.
    ControlPlane(StampId) = "control_plane";
    /// An application's data or software.
    Application(ApplicationId) = "application";
    /// Data or software of several applications, hit at one instant.
    Applications(ScopeId) = "applications";
}

impl Component {
    /// The word for its kind in data files.
    #[must_use]
    pub fn kind(self) -> &'static str {
        self.level().word()
    }

    /// Whether VMs stand on it or in it, so that it stops them when it fails.
    #[must_use]
    pub fn carries_vms(self) -> bool {
        match self {
            Component::Site(_)
            | Component::Enclosure(_)
            | Component::Stamp(_)
            | Component::Rack(_)
            | Component::Node(_)
            | Component::Disk(_)
            | Component::Switch(_) => true,
            Component::Link(_)
            | Component::Repository(_)
            | Component::ControlPlane(_)
            | Component::Application(_)
            | Component::Applications(_) => false,
        }
    }

    /// Whether a fault may destroy state that lies there by itself: disks of VMs, restore points.
    #[must_use]
    pub fn may_lose_state(self) -> bool {
        match self {
            Component::Site(_)
            | Component::Enclosure(_)
            | Component::Stamp(_)
            | Component::Rack(_)
            | Component::Repository(_)
            | Component::Application(_)
            | Component::Applications(_) => true,
            Component::Node(_)
            | Component::Disk(_)
            | Component::Switch(_)
            | Component::Link(_)
            | Component::ControlPlane(_) => false,
        }
    }

    /// The application, where it is one.
    #[must_use]
    pub fn application(self) -> Option<ApplicationId> {
        match self {
            Component::Application(id) => Some(id),
            _ => None,
        }
    }

    /// Whether it is data or software of applications, and no place or thing.
    #[must_use]
    pub fn is_logical(self) -> bool {
        matches!(self, Component::Application(_) | Component::Applications(_))
    }
}

impl From<Place> for Component {
    fn from(at: Place) -> Component {
        match at {
            Place::Site(id) => Component::Site(id),
            Place::Enclosure(id) => Component::Enclosure(id),
            Place::Stamp(id) => Component::Stamp(id),
            Place::Rack(id) => Component::Rack(id),
        }
    }
}

/// A repair crew, if one is needed.
pub type CrewNeed = Option<CrewId>;
