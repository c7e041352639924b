//! The march of the chaos harness: for each fault and application the instant of the cycle at which it hurts most.
//!
//! Always true here: plain data; what was not marched is told with why; instants are whole milliseconds.

use super::frozen::Held;
use super::ids::{
    ApplicationId, CrewId, DiskId, GroupId, HomecomingId, NodeId, PartKindId, RoleId, SourceId,
    StampId, UpdateId, VmId, VolumeId,
};
use super::record::{LossReason, Phase, Resource};

/// Something that happens in a trial, or an hour at which something begins or ends to hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Happening {
    /// The fault strikes.
    Strike,
    /// A backup job of a VM comes due, begins, is tried again or misses its window.
    Job(VmId),
    /// A backup job of a VM is complete; whether the schedule has a full there.
    JobDone(VmId, bool),
    /// A restore point of a VM has reached its second repository.
    CopyDone(VmId),
    /// A full of a VM was put together at its repository, or given up.
    Synthesised(VmId),
    /// A log job of a VM comes due.
    Log(VmId),
    /// A log of a VM has reached its repository.
    LogDone(VmId),
    /// A log of a VM has reached its second repository.
    LogCopied(VmId),
    /// A VM has its state again.
    StateArrives(VmId),
    /// A whole copy of a replica is made.
    ReplicaCopied(GroupId),
    /// The copies of a disk are made again.
    DiskRebuilt(DiskId),
    /// A node has what changed while it was away.
    NodeCaughtUp(NodeId),
    /// What a VM holds has been copied home.
    CopiedHome(VmId),
    /// A step in the recovery of a VM ends: in this phase of it.
    Recovery(VmId, Phase),
    /// A batch of VMs may start on a stamp.
    Batch(StampId),
    /// The infrastructure of a stamp runs again.
    StampRuns(StampId),
    /// The cluster notices that a node is gone.
    NodeNoticed(NodeId),
    /// A silent disk is retired.
    DiskRetires(DiskId),
    /// A volume passes a threshold.
    Volume(VolumeId),
    /// Somebody of a crew comes to what waits for it.
    CrewComes(CrewId),
    /// A replication group takes its next step.
    Group(GroupId),
    /// Instances of a role take their next step.
    Instances(RoleId),
    /// An update takes its next step.
    Update(UpdateId),
    /// The failing jobs of a VM are mended.
    Mended(VmId),
    /// Who go home together take their next step.
    Homecoming(HomecomingId),
    /// A fault is noticed, and its repair is called for.
    FaultNoticed(SourceId),
    /// A fault is over: what it took down is back.
    FaultEnds(SourceId),
    /// Another step of a source of faults.
    Fault(SourceId),
    /// A part of the trial begins.
    Mark,
    /// The hours of a crew begin.
    HoursBegin(CrewId),
    /// The hours of a crew end.
    HoursEnd(CrewId),
    /// Hours of the delivery of a part begin or end, or another day begins.
    DeliveryHours(PartKindId),
    /// Intruders come in.
    IntrudersEnter,
    /// Points could be deleted again.
    LocksEnd,
}

/// Two things that happen in another order when a fault strikes later: the first goes before the second until then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Swap {
    /// What moves along with the strike.
    pub moves: Happening,
    /// What it meets.
    pub meets: Happening,
}

/// Why a moment is the worst: what happens on its near or far side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    /// A millisecond later the order is another.
    Before(Swap),
    /// A millisecond earlier the order was another.
    From(Swap),
    /// A millisecond later it is otherwise, and nothing that was watched says why.
    JustBefore,
    /// A millisecond earlier it was otherwise, and nothing that was watched says why.
    JustFrom,
    /// It is as bad at every instant of the cycle.
    Always,
    /// Nothing was found out about what lies beside it.
    Unknown,
}

/// The worst of a recovery or of a loss of an application under a fault.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct WorstMoment {
    /// Milliseconds; none where it has no end: never back, or all data gone.
    pub value: Option<u64>,
    /// The first instant at which it is as bad, in milliseconds after the cycle begins.
    pub at: u64,
    /// The last instant of the plateau that begins there; the same where it is a single one.
    pub until: u64,
    /// What makes it the worst.
    pub edge: Edge,
    /// The phase that takes longest then.
    pub phase: Phase,
    /// What it waits for, or what bounds it.
    pub resource: Resource,
    /// Why so much is lost.
    pub reason: LossReason,
    /// The limit that is stated for it, in milliseconds.
    pub limit: Option<u64>,
}

impl WorstMoment {
    /// Whether what is stated is missed, or there is no end to it.
    #[must_use]
    pub fn is_break(&self) -> bool {
        match (self.value, self.limit) {
            (None, _) => true,
            (Some(value), Some(limit)) => value > limit,
            (Some(_), None) => false,
        }
    }
}

/// The worst of an application under a fault.
#[derive(Clone, PartialEq, Debug)]
pub struct MarchedCell {
    /// The application.
    pub application: ApplicationId,
    /// The longest recovery; none where it never stops.
    pub recovery: Option<WorstMoment>,
    /// The largest loss; none where no data is at risk.
    pub loss: Option<WorstMoment>,
    /// Recovery over the cycle: corners of straight lines; after the cycle begins and length, in milliseconds. A length without end is none.
    pub recoveries: Vec<Corner>,
    /// Loss over the cycle, the same.
    pub losses: Vec<Corner>,
}

/// A corner of a line over the cycle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Corner {
    /// Milliseconds after the cycle begins.
    pub at: u64,
    /// Milliseconds; none where it has no end.
    pub value: Option<u64>,
    /// Whether a line leads here from the corner before.
    pub joined: bool,
}

/// How many instants were not looked at, by why nothing can change there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Skipped {
    /// Jobs and copies of VMs that the fault does not stop, while nobody reads what it shares with them.
    pub out_of_reach: u64,
    /// Jobs and copies of VMs that it stops, where nobody asks for a restore point.
    pub no_point_read: u64,
    /// Steps of replicas whose VMs it does not stop.
    pub other_replicas: u64,
}

impl Skipped {
    /// All of them.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.out_of_reach + self.no_point_read + self.other_replicas
    }
    /// Adds what another one counted.
    pub fn add(&mut self, other: &Skipped) {
        self.out_of_reach += other.out_of_reach;
        self.no_point_read += other.no_point_read;
        self.other_replicas += other.other_replicas;
    }
}

/// Why the march of a fault is not complete.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Unmarched {
    /// Its runs were used up.
    Budget,
    /// Somebody stopped it, or its time was up.
    Stopped,
    /// The program could not finish one of its runs: what it said.
    Failed(String),
    /// The fault is there already, or cannot strike by itself.
    CannotStrike,
}

/// The march of one fault.
#[derive(Clone, PartialEq, Debug)]
pub struct MarchedRow {
    /// Which fault: index into the faults of the sweep.
    pub fault: usize,
    /// Applications that it hits at some instant, in the order of the scenario.
    pub cells: Vec<MarchedCell>,
    /// Runs that were made.
    pub runs: u64,
    /// Instants at which an order changes, both sides of which were looked at.
    pub critical: u64,
    /// Instants that were not looked at.
    pub skipped: Skipped,
    /// Milliseconds of the cycle between critical instants that were marched.
    pub marched: u64,
    /// Why the rest was not; none where all of it was.
    pub unmarched: Option<Unmarched>,
}

impl MarchedRow {
    /// Whether anything breaks at its worst moment.
    #[must_use]
    pub fn breaks(&self) -> bool {
        let mut moments =
            (self.cells.iter()).flat_map(|cell| cell.recovery.iter().chain(&cell.loss));
        moments.any(WorstMoment::is_break)
    }
}

/// The cycle that is marched. It begins on a Monday at 00:00.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cycle {
    /// Its length in milliseconds: after so long everything that the calendar binds comes again.
    pub length: u64,
    /// The length that everything comes again after, where that is longer than what is marched; saturates.
    pub whole: u64,
    /// Whether the history of the cycle was the same as that of the one after it, event by event.
    pub repeats: bool,
    /// Cycles that went before it.
    pub warm_up: u32,
}

/// What a march found.
#[derive(Clone, PartialEq, Debug)]
pub struct MarchOutcome {
    /// The quantile at which lengths stand.
    pub quantile: f64,
    /// What stands still.
    pub held: Vec<Held>,
    /// What was marched; none where nothing was.
    pub cycle: Option<Cycle>,
    /// Faults in their order.
    pub rows: Vec<MarchedRow>,
}

impl MarchOutcome {
    /// Runs that were made.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.rows.iter().map(|row| row.runs).sum()
    }
    /// Critical instants, over all faults.
    #[must_use]
    pub fn critical(&self) -> u64 {
        self.rows.iter().map(|row| row.critical).sum()
    }
    /// Instants that were not looked at, over all faults.
    #[must_use]
    pub fn skipped(&self) -> Skipped {
        let mut sum = Skipped::default();
        for row in &self.rows {
            sum.add(&row.skipped);
        }
        sum
    }
    /// Whether all of the cycle was marched under every fault, and the cycle is one.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete_of(|_| true)
    }
    /// The same of some of the faults alone, by their index.
    #[must_use]
    pub fn is_complete_of(&self, held_to: impl Fn(usize) -> bool) -> bool {
        let cycle = self.cycle;
        let mut own = self.rows.iter().filter(|row| held_to(row.fault));
        cycle.is_some_and(|one| one.repeats && one.whole <= one.length)
            && own.all(|row| row.unmarched.is_none())
    }
    /// Whether anything breaks at its worst moment.
    #[must_use]
    pub fn breaks(&self) -> bool {
        self.rows.iter().any(MarchedRow::breaks)
    }
}
