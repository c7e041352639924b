//! The tables that change during a trial.
//!
//! Always true here: plain data, reset at the start of each trial, indexed by the ids of the blueprint.

use super::job::Reading;
use super::reason::JobsThen;
use super::which::Fault;
use crate::model::record::{CONTRIBUTORS, Path, Phase, Resource, Resumed};
use crate::model::{Class, Component, NodeId, StampId, VmId};
use crate::random::Stream;
use crate::units::{Moment, Span};

/// Where a VM is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum VmPhase {
    /// It serves.
    Serving,
    /// Its node is lost and the cluster has not noticed.
    DetectNode,
    /// Its guest crashed and nobody has noticed.
    DetectCrash,
    /// Its state is lost and nobody has noticed.
    DetectLoss,
    /// Somebody decides to restore or redeploy.
    Decide,
    /// Waits for a stamp to return.
    WaitReturn,
    /// Waits for a control plane.
    WaitControl,
    /// Waits for room.
    WaitCapacity,
    /// Waits for the repository of its template or of all its points.
    WaitRepository,
    /// Nothing can bring it back.
    WaitPoint,
    /// Waits for its batch of the resource manager.
    WaitManager,
    /// Waits for its batch of cluster restarts.
    WaitCluster,
    /// Is built or redeployed.
    Provision,
    /// Waits for a slot of the repository.
    WaitSlot,
    /// Its data moves.
    Transfer,
    /// Waits to boot until the applications that it needs are up.
    WaitDependency,
    /// Waits for another instance of its role to read its state from.
    WaitSource,
    /// Reads its state from another instance.
    Reseed,
    /// Boots.
    Boot,
    /// Is checked.
    Validate,
    /// A bad release keeps it down until it is repaired.
    Held,
    /// Waits until its volume, or one where it may go, has room.
    WaitVolume,
    /// Runs, but nothing may be written while the replica cannot be reached.
    Frozen,
    /// Its data comes home from its replica.
    CopyHome,
    /// Waits until a raised quota takes hold.
    WaitQuota,
    /// Serves, but users do not know yet where.
    WaitNames,
}

impl VmPhase {
    /// The phase of recovery that this is.
    pub(super) fn phase(self) -> Phase {
        match self {
            VmPhase::DetectNode | VmPhase::DetectCrash | VmPhase::DetectLoss => Phase::Detect,
            VmPhase::Decide => Phase::Decide,
            VmPhase::WaitReturn
            | VmPhase::WaitControl
            | VmPhase::WaitCapacity
            | VmPhase::WaitRepository
            | VmPhase::WaitPoint
            | VmPhase::WaitManager
            | VmPhase::WaitCluster
            | VmPhase::WaitSlot
            | VmPhase::WaitSource
            | VmPhase::Held
            | VmPhase::WaitVolume
            | VmPhase::Frozen
            | VmPhase::WaitQuota
            | VmPhase::WaitNames => Phase::Wait,
            VmPhase::Provision => Phase::Provision,
            VmPhase::Transfer | VmPhase::Reseed | VmPhase::CopyHome => Phase::Transfer,
            VmPhase::Boot => Phase::Boot,
            VmPhase::Validate => Phase::Validate,
            VmPhase::WaitDependency | VmPhase::Serving => Phase::Dependency,
        }
    }
    /// Whether it looks again when something frees up.
    pub(super) fn looks_again(self) -> bool {
        matches!(
            self,
            VmPhase::WaitReturn
                | VmPhase::WaitControl
                | VmPhase::WaitCapacity
                | VmPhase::WaitRepository
                | VmPhase::WaitVolume
                | VmPhase::WaitSource
        )
    }
}

/// A virtual machine.
#[derive(Debug)]
pub(super) struct VmState {
    pub(super) phase: VmPhase,
    pub(super) resource: Resource,
    pub(super) since: Moment,
    /// Stamp that it belongs to now.
    pub(super) stamp: StampId,
    /// Node whose memory it holds, if any.
    pub(super) node: Option<NodeId>,
    /// Fault that stopped it last.
    pub(super) fault: Option<Fault>,
    /// Which fault of that source it was.
    pub(super) fault_ordinal: u64,
    pub(super) path: Path,
    /// Its disks are gone or its data is known to be bad.
    pub(super) needs_data: bool,
    /// Its whole stamp was down: the resource manager starts it, not the cluster.
    pub(super) powered_off: bool,
    /// Its disks are gone: the VM itself must be built again.
    pub(super) disks_lost: bool,
    /// The restore or redeployment of this outage is decided.
    pub(super) decided: bool,
    /// Whoever decides does not work yet: how long it takes when they do.
    pub(super) decides_in: Option<Span>,
    /// Corrupt since then, or none.
    pub(super) corrupt_since: Option<Moment>,
    /// Its write clock when it went bad.
    pub(super) corrupt_clock: u64,
    /// Its corruption is known.
    pub(super) noticed: bool,
    /// Its data was deleted, and not by the loss of what it lay on: a replica does the same.
    pub(super) deleted: bool,
    /// It has its place where its replica was, and is still to be made to run there.
    pub(super) failing_over: bool,
    /// Its hot standby gave it its place in this recovery: it runs already.
    pub(super) promoted: bool,
    /// The quota where its replica is has been raised for this recovery.
    pub(super) quota_raised: bool,
    /// What asking over links took for the state that was read last.
    pub(super) round_trip: Span,
    /// It was stopped to make room for more urgent ones, and has no place that is counted.
    pub(super) shed: bool,
    /// Others were stopped for it in this recovery, and it did not fit all the same.
    pub(super) shed_in_vain: bool,
    /// Node that it stood on when that was lost.
    pub(super) lost_node: Option<NodeId>,
    /// Bad release that keeps it from serving.
    pub(super) held_by: Option<Fault>,
    /// How often it stopped: index of its draws.
    pub(super) stops: u64,
    /// Restore points tried in this recovery.
    pub(super) attempts: u32,
    /// What it waits to read in a restore, or reads.
    pub(super) reading: Option<Reading>,
    /// Write clock: milliseconds of writing that its data stands for.
    pub(super) clock: u64,
    /// The clock runs since then.
    pub(super) writing_since: Option<Moment>,
    /// Set-backs of the open outage.
    pub(super) loss: u64,
    /// Of them the largest, `u64::MAX` where all was lost, and what it came from.
    pub(super) worst_loss: (u64, Resumed),
    /// What its jobs stood at when its state was lost, and when it went bad.
    pub(super) lost_then: JobsThen,
    pub(super) corrupt_then: JobsThen,
    pub(super) waited_an_hour: bool,
    /// Its turn comes when the instant is over.
    pub(super) woken: bool,
    /// When its state was lost.
    pub(super) lost_at: Moment,
    /// It stopped by something that counts, and the trial goes on until it is back.
    pub(super) awaited: bool,
    /// All of its data is lost, nothing can bring it back, and that is in the ledger.
    pub(super) given_up: bool,
    pub(super) stream: Stream,
    pub(super) points_stream: Stream,
}

impl VmState {
    /// As at the start of a trial, whatever the one before left: its streams alone are kept.
    pub(super) fn renew(&mut self) {
        *self = VmState {
            stream: std::mem::take(&mut self.stream),
            points_stream: std::mem::take(&mut self.points_stream),
            ..VmState::new()
        };
    }
    pub(super) fn new() -> VmState {
        VmState {
            phase: VmPhase::Serving,
            resource: Resource::None,
            since: Moment::ZERO,
            stamp: StampId(0),
            node: None,
            fault: None,
            fault_ordinal: 0,
            path: Path::Restart,
            needs_data: false,
            powered_off: false,
            disks_lost: false,
            decided: false,
            decides_in: None,
            corrupt_since: None,
            corrupt_clock: 0,
            noticed: false,
            deleted: false,
            failing_over: false,
            promoted: false,
            quota_raised: false,
            round_trip: Span::ZERO,
            shed: false,
            shed_in_vain: false,
            lost_node: None,
            held_by: None,
            stops: 0,
            attempts: 0,
            reading: None,
            clock: 0,
            writing_since: None,
            loss: 0,
            worst_loss: (0, Resumed::default()),
            lost_then: JobsThen::default(),
            corrupt_then: JobsThen::default(),
            waited_an_hour: false,
            woken: false,
            lost_at: Moment::ZERO,
            awaited: false,
            given_up: false,
            stream: Stream::new(),
            points_stream: Stream::new(),
        }
    }
    /// The write clock at an instant.
    pub(super) fn clock_at(&self, now: Moment) -> u64 {
        self.clock + self.writing_since.map_or(0, |since| now.since(since).0)
    }
}

/// A node.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeState {
    /// Faults on it and on its rack.
    pub(super) faults: u16,
    /// Also down because its stamp, enclosure or site is.
    pub(super) stamp_faults: u16,
    /// Down since, for the tally.
    pub(super) down_since: Moment,
    /// Its vote counts in the quorum.
    pub(super) votes: bool,
    /// Memory held by VMs.
    pub(super) used: u64,
    /// Memory held by infrastructure.
    pub(super) infrastructure: u64,
    /// VMs on it.
    pub(super) vms: u32,
}

impl NodeState {
    /// As at the start of a trial, empty.
    pub(super) fn new() -> NodeState {
        NodeState {
            faults: 0,
            stamp_faults: 0,
            down_since: Moment::ZERO,
            votes: true,
            used: 0,
            infrastructure: 0,
            vms: 0,
        }
    }
}

/// A stamp.
#[derive(Debug)]
pub(super) struct StampState {
    /// Faults on it, its enclosure, its site.
    pub(super) faults: u16,
    /// The fault that took it down last, by itself or by the quorum; none before the first.
    pub(super) fault: Option<Fault>,
    /// Its infrastructure runs.
    pub(super) up: bool,
    pub(super) quorum_lost: bool,
    pub(super) control_faults: u16,
    pub(super) down_since: Moment,
    pub(super) nodes_down: u32,
    /// Since when that number holds, for the tally.
    pub(super) nodes_since: Moment,
    /// Memory that the formula counts for its VMs, and their number.
    pub(super) admitted: u64,
    pub(super) admitted_vms: u32,
    pub(super) infrastructure_unplaced: u64,
    /// Draw indices.
    pub(super) detections: u64,
    pub(super) starts: u64,
    pub(super) waiting_for_room: u32,
    pub(super) cluster: Gate,
    pub(super) manager: Gate,
    pub(super) stream: Stream,
    pub(super) start_stream: Stream,
}

impl StampState {
    /// As at the start of a trial, whatever the one before left: its streams and the room of its
    /// queues alone are kept.
    pub(super) fn renew(&mut self) {
        self.cluster.queue.clear();
        self.manager.queue.clear();
        *self = StampState {
            cluster: Gate {
                queue: std::mem::take(&mut self.cluster.queue),
                ..Gate::default()
            },
            manager: Gate {
                queue: std::mem::take(&mut self.manager.queue),
                ..Gate::default()
            },
            stream: std::mem::take(&mut self.stream),
            start_stream: std::mem::take(&mut self.start_stream),
            ..StampState::new()
        };
    }
    pub(super) fn new() -> StampState {
        StampState {
            faults: 0,
            fault: None,
            up: true,
            quorum_lost: false,
            control_faults: 0,
            down_since: Moment::ZERO,
            nodes_down: 0,
            nodes_since: Moment::ZERO,
            admitted: 0,
            admitted_vms: 0,
            infrastructure_unplaced: 0,
            detections: 0,
            starts: 0,
            waiting_for_room: 0,
            cluster: Gate::default(),
            manager: Gate::default(),
            stream: Stream::new(),
            start_stream: Stream::new(),
        }
    }
}

/// A gate that lets operations through in batches.
#[derive(Debug, Default)]
pub(super) struct Gate {
    /// Start of the current batch; none before the first.
    pub(super) opened: Option<Moment>,
    pub(super) passed: u32,
    /// VMs that wait, in the order of their ranks.
    pub(super) queue: Vec<VmId>,
}

/// A repository.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RepositoryState {
    pub(super) faults: u16,
    pub(super) down_since: Moment,
    pub(super) used: u64,
}

/// Where a fault is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FaultPhase {
    /// Not active; the slot fires at the next fault.
    Quiet,
    /// Active and not noticed (of a corruption: latent).
    Latent,
    /// Active, nobody called yet.
    Unnoticed,
    /// Waits for a person of the crew.
    WaitCrew,
    /// Work, or the time until it returns.
    Repair,
}

/// A source of faults.
#[derive(Debug)]
pub(super) struct FaultState {
    pub(super) phase: FaultPhase,
    /// Ordinal of the fault at hand (see `draws`).
    pub(super) ordinal: u64,
    pub(super) began: Moment,
    /// The next life and the next repair where they are drawn already. A draw has the same value
    /// whenever it is made; made ahead, nothing waits for it between two events.
    pub(super) life_ahead: Option<Span>,
    pub(super) repair_ahead: Option<Span>,
    /// Lives and repairs.
    pub(super) main: Stream,
    pub(super) other: Stream,
}

/// What a source of faults begins a trial with, but for its streams: phase, ordinal, begin, and what
/// is drawn ahead.
type Quiet = (FaultPhase, u64, Moment, Option<Span>, Option<Span>);
const QUIET: Quiet = (FaultPhase::Quiet, 0, Moment::ZERO, None, None);

impl FaultState {
    /// As at the start of a trial, whatever the one before left: its streams alone are kept, where they
    /// are. Streams are dear to make, and there may be more sources than faults in a trial.
    pub(super) fn renew(&mut self) {
        let FaultState {
            phase,
            ordinal,
            began,
            life_ahead,
            repair_ahead,
            main: _,
            other: _,
        } = self;
        (*phase, *ordinal, *began, *life_ahead, *repair_ahead) = QUIET;
    }
    pub(super) fn new() -> FaultState {
        let (phase, ordinal, began, life_ahead, repair_ahead) = QUIET;
        FaultState {
            phase,
            ordinal,
            began,
            life_ahead,
            repair_ahead,
            main: Stream::new(),
            other: Stream::new(),
        }
    }
}

/// How many different resources an outage can tell apart; the rest is added to the last.
pub(super) const RESOURCES: usize = 12;

/// An application and its open outage.
#[derive(Debug)]
pub(super) struct ApplicationState {
    /// Roles that miss required VMs, and needed applications that are down.
    pub(super) missing_roles: u32,
    pub(super) missing_needs: u32,
    pub(super) up: bool,
    /// An outage is open: down, or recovered for less than `stays_recovered`.
    pub(super) open: bool,
    pub(super) start: Moment,
    pub(super) end: Moment,
    pub(super) down_since: Moment,
    pub(super) counted: bool,
    pub(super) fault: Option<Fault>,
    pub(super) cause: u16,
    pub(super) class: Class,
    pub(super) target: Component,
    pub(super) inherited: bool,
    pub(super) contributors: [u16; CONTRIBUTORS],
    pub(super) contributor_count: u16,
    pub(super) phases: [u64; Phase::COUNT],
    pub(super) phase: Phase,
    pub(super) resource: Resource,
    pub(super) since: Moment,
    pub(super) resources: [(Resource, u64); RESOURCES],
    pub(super) path: Path,
    pub(super) at_risk: bool,
    pub(super) total_loss: bool,
    pub(super) downtime: u64,
}

impl ApplicationState {
    pub(super) fn new() -> ApplicationState {
        ApplicationState {
            missing_roles: 0,
            missing_needs: 0,
            up: true,
            open: false,
            start: Moment::ZERO,
            end: Moment::ZERO,
            down_since: Moment::ZERO,
            counted: false,
            fault: None,
            cause: 0,
            class: Class::Node,
            target: Component::Node(crate::model::NodeId(0)),
            inherited: false,
            contributors: [0; CONTRIBUTORS],
            contributor_count: 0,
            phases: [0; Phase::COUNT],
            phase: Phase::Detect,
            resource: Resource::None,
            since: Moment::ZERO,
            resources: [(Resource::None, 0); RESOURCES],
            path: Path::Restart,
            at_risk: false,
            total_loss: false,
            downtime: 0,
        }
    }
}
