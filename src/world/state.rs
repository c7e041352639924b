//! What a VM has lost, what stopped it, and how far it has come, as they change during a trial.
//!
//! Always true here: plain data, made anew at the start of each trial but for streams.

use super::life::{Traits, VmPhase};
use super::plan::VmPlan;
use super::vault::JobsThen;
use crate::engine::clones;
use crate::model::record::{Path, PointChoice, Replayed};
use crate::model::{CrewId, SourceId, StampId};
use crate::random::Stream;
use crate::units::{Moment, Span};
use crate::world::account::LossId;
use crate::world::which::{Fault, Matter};

/// How data went bad.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Corruption {
    pub(super) since: Moment,
    /// Its write clock then.
    pub(super) clock: u64,
}

/// What a VM has lost. It has its data again, as it will be, when there is none of this.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lost {
    /// Its disks are gone: the VM itself must be built again.
    pub(super) disks: bool,
    /// Its data was deleted, and not by the loss of what it lay on: a replica does the same.
    pub(super) deleted: bool,
    /// Its corruption is known.
    pub(super) noticed: bool,
    /// Intruders struck it, most often by encrypting it: nothing is restored before a clean place stands.
    pub(super) encrypted: bool,
    /// The ransomware whose scan cleans what is restored: any point will do.
    pub(super) cleaned: Option<SourceId>,
    /// All of it is lost, nothing can bring it back, and that is in the account.
    pub(super) given_up: bool,
    /// What its jobs stood at when it was lost.
    pub(super) then: JobsThen,
}

impl Lost {
    /// Nothing but the data, with its jobs at this.
    pub(super) fn at(then: JobsThen) -> Lost {
        Lost {
            disks: false,
            deleted: false,
            noticed: false,
            encrypted: false,
            cleaned: None,
            given_up: false,
            then,
        }
    }
}

/// How far the recovery of a VM has come. A new one begins when it serves.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Recovery {
    /// It stopped by something that counts, and the trial goes on until it is back.
    pub(super) awaited: bool,
    /// Its whole stamp was down: the resource manager starts it, not the cluster.
    pub(super) powered_off: bool,
    /// The restore or redeployment is decided.
    pub(super) decided: bool,
    /// It has its place where its replica was, and is still to be made to run there.
    pub(super) failing_over: bool,
    /// Its hot standby gave it its place: it runs already.
    pub(super) promoted: bool,
    /// The quota where its replica is has been raised.
    pub(super) quota_raised: bool,
    /// Others were stopped for it, and it did not fit all the same.
    pub(super) shed_in_vain: bool,
    /// Which restore point is read, where there was a choice.
    pub(super) choice: Option<PointChoice>,
    /// What was read and is replayed, where there are logs.
    pub(super) replayed: Option<Replayed>,
    /// What asking over links took for the state that was read last.
    pub(super) round_trip: Span,
}

/// How people wait for the place of a VM that is away, before they go one way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Wait {
    /// From then on they are ready to go.
    pub(super) gives_up: Moment,
    /// From then on they know how long it lasts.
    pub(super) known: Moment,
    /// They look at that again then.
    pub(super) looks: Moment,
}

impl Wait {
    /// They never go that way.
    pub(super) const FOR_EVER: Wait = Wait {
        gives_up: Moment::NEVER,
        known: Moment::NEVER,
        looks: Moment::NEVER,
    };
}

/// How people wait for the place of a VM that is away and has its data.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Before they fail over.
    pub(super) failover: Wait,
    /// Before they build it on another stamp.
    pub(super) build: Wait,
}

impl Patience {
    /// It is waited for, whatever it lasts.
    pub(super) const FOR_EVER: Patience = Patience {
        failover: Wait::FOR_EVER,
        build: Wait::FOR_EVER,
    };
    /// When people look at it again.
    pub(super) fn looks(&self) -> Moment {
        self.failover.looks.min(self.build.looks)
    }
    /// Before one of the two ways.
    pub(super) fn of(&mut self, failover: bool) -> &mut Wait {
        match failover {
            true => &mut self.failover,
            false => &mut self.build,
        }
    }
}

/// What a VM left behind where it is to be merged from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    /// Where it lies.
    pub(super) at: StampId,
    /// How far the write clock was set back when the VM went on without it.
    pub(super) set_back: u64,
    /// Where that stands in the account, if it counts.
    pub(super) loss: Option<LossId>,
    /// The trial waits for it.
    pub(super) awaited: bool,
}

/// What stopped a VM, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    pub(super) fault: Fault,
    /// Which fault of that source it was.
    pub(super) ordinal: u64,
    pub(super) at: Moment,
}

/// A virtual machine.
#[derive(Debug)]
pub(super) struct VmState {
    pub(super) phase: VmPhase,
    /// What is asked of its phase.
    pub(super) traits: Traits,
    /// What stopped it last.
    pub(super) stop: Option<Stop>,
    /// What brings it back, or brought it back last.
    pub(super) path: Path,
    /// What it lost, while its disks are gone or its data is known to be bad.
    pub(super) lost: Option<Lost>,
    /// How far its recovery has come.
    pub(super) recovery: Recovery,
    /// What is decided for it, and by whose people, while it is.
    pub(super) matter: Option<(CrewId, Matter)>,
    /// How people wait for its place, while that is away and holds its data.
    pub(super) patience: Option<Patience>,
    /// What its jobs stood at when that began, of one that may leave.
    pub(super) patience_then: Option<JobsThen>,
    /// Where its state still lies, while it is brought back elsewhere.
    pub(super) left: Option<StampId>,
    /// What it left behind at one place after the other and is to be merged.
    pub(super) merges: Vec<Kept>,
    /// How its data went bad, while it is.
    pub(super) corrupt: Option<Corruption>,
    /// How often it stopped: index of its draws.
    pub(super) stops: u64,
    /// Write clock: milliseconds of writing that its data stands for.
    pub(super) clock: u64,
    /// The clock runs since then.
    pub(super) writing_since: Option<Moment>,
    /// What its jobs stood at when its data went bad last.
    pub(super) corrupt_then: Option<JobsThen>,
    pub(super) waited_an_hour: bool,
    pub(super) stream: Stream,
}

clones!(VmState {
    phase,
    traits,
    stop,
    path,
    lost,
    recovery,
    matter,
    patience,
    patience_then,
    left,
    merges,
    corrupt,
    stops,
    clock,
    writing_since,
    corrupt_then,
    waited_an_hour,
    stream,
});

impl VmState {
    /// As at the start of a trial, whatever the one before left: its stream alone is kept. Each field is set by
    /// itself: most of a row is room for what a VM seldom has, which is then left as it lies.
    pub(super) fn renew(&mut self) {
        let VmState {
            phase,
            traits,
            stop,
            path,
            lost,
            recovery,
            matter,
            patience,
            patience_then,
            left,
            merges,
            corrupt,
            stops,
            clock,
            writing_since,
            corrupt_then,
            waited_an_hour,
            stream: _,
        } = self;
        *phase = VmPhase::Serving;
        *traits = VmPhase::Serving.traits();
        *stop = None;
        *path = Path::Restart;
        *lost = None;
        *recovery = Recovery::default();
        *matter = None;
        *patience = None;
        *patience_then = None;
        *left = None;
        merges.clear();
        *corrupt = None;
        *stops = 0;
        *clock = 0;
        *writing_since = None;
        *corrupt_then = None;
        *waited_an_hour = false;
    }
    pub(super) fn new() -> VmState {
        VmState {
            phase: VmPhase::Serving,
            traits: VmPhase::Serving.traits(),
            stop: None,
            path: Path::Restart,
            lost: None,
            recovery: Recovery::default(),
            matter: None,
            patience: None,
            patience_then: None,
            left: None,
            merges: Vec::new(),
            corrupt: None,
            stops: 0,
            clock: 0,
            writing_since: None,
            corrupt_then: None,
            waited_an_hour: false,
            stream: Stream::new(),
        }
    }
    /// Its stream is that of a trial with this key.
    pub(super) fn rekey(&mut self, plan: &VmPlan, seed: u64, key: u64) {
        self.stream.rekey(seed, key, plan.name);
    }
    /// Its disks are gone or its data is known to be bad.
    pub(super) fn needs_data(&self) -> bool {
        self.lost.is_some()
    }
    /// Its disks are gone: the VM itself must be built again.
    pub(super) fn disks_lost(&self) -> bool {
        self.lost.is_some_and(|lost| lost.disks)
    }
    /// Its corruption is known.
    pub(super) fn noticed(&self) -> bool {
        self.lost.is_some_and(|lost| lost.noticed)
    }
    /// Points that hold intruders will do, since they are scanned before they are used.
    pub(super) fn is_cleaned(&self) -> bool {
        self.lost.is_some_and(|lost| lost.cleaned.is_some())
    }
    /// Intruders encrypted it.
    pub(super) fn encrypted(&self) -> bool {
        self.lost.is_some_and(|lost| lost.encrypted)
    }
    /// Its data was deleted, and not by the loss of what it lay on: a replica does the same.
    pub(super) fn deleted(&self) -> bool {
        self.lost.is_some_and(|lost| lost.deleted)
    }
    /// The fault that stopped it last.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.stop.map(|stop| stop.fault)
    }
    /// What has state writes from now on, unless it does already.
    #[inline(always)]
    pub(super) fn write_from(&mut self, now: Moment) {
        if self.writing_since.is_none() {
            self.writing_since = Some(now);
        }
    }
    /// The write clock at an instant.
    pub(super) fn clock_at(&self, now: Moment) -> u64 {
        self.clock + self.writing_since.map_or(0, |since| now.since(since).0)
    }
}
