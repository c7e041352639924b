//! The open outage of an application, as it changes during a trial.
//!
//! Always true here: plain data; new state and the state that a trial begins with are the same.

use crate::model::record::{CONTRIBUTORS, Path, Phase, PointChoice, Resource};
use crate::model::{Class, Component};
use crate::units::Moment;
use crate::world::account::ledger::BookId;
use crate::world::which::Fault;

/// How many different resources an outage can tell apart; the rest is added to the last.
pub(super) const RESOURCES: usize = 12;

/// What people decide in an outage, as it changes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decides {
    /// There is something to wait for, and another way beside it.
    pub(super) waits: bool,
    /// When it was decided first to give that up, and when it would have been back.
    pub(super) fell: Option<(Moment, Option<Moment>)>,
    /// That was done.
    pub(super) left: bool,
}

/// The open outage of an application, or the last one.
#[derive(Clone, Debug)]
pub(super) struct OutageState {
    /// The application is down.
    pub(super) down: bool,
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
    /// How long after its start more faults lasted than the plan claims to survive, in milliseconds.
    pub(super) outside: Option<u64>,
    pub(super) contributors: [u16; CONTRIBUTORS],
    pub(super) contributor_count: u16,
    /// The classes of the contributors, a bit for each.
    pub(super) contributed: u16,
    pub(super) phases: [u64; Phase::COUNT],
    pub(super) phase: Phase,
    pub(super) resource: Resource,
    pub(super) since: Moment,
    pub(super) resources: [(Resource, u64); RESOURCES],
    pub(super) path: Path,
    pub(super) at_risk: bool,
    /// Where what is lost in it stands.
    pub(super) book: Option<BookId>,
    pub(super) downtime: u64,
    pub(super) decides: Decides,
    /// Which restore point was taken, of the VM whose restore takes longest.
    pub(super) choice: Option<PointChoice>,
}

impl OutageState {
    pub(super) fn new() -> OutageState {
        OutageState {
            down: false,
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
            outside: None,
            contributors: [0; CONTRIBUTORS],
            contributor_count: 0,
            contributed: 0,
            phases: [0; Phase::COUNT],
            phase: Phase::Detect,
            resource: Resource::None,
            since: Moment::ZERO,
            resources: [(Resource::None, 0); RESOURCES],
            path: Path::Restart,
            at_risk: false,
            book: None,
            downtime: 0,
            decides: Decides::default(),
            choice: None,
        }
    }
    /// From then on more faults last than the plan claims to survive.
    pub(super) fn comes_outside(&mut self, at: Option<Moment>) {
        if let Some(at) = at {
            self.outside.get_or_insert(at.since(self.start).0);
        }
    }
    /// The resource that it waited for longest, if any, and for how long. Old names die in a fixed
    /// time: they are what bound it only where people took less.
    pub(super) fn binding(&self) -> (Resource, u64) {
        // Where none is told any more, none follows.
        let resources = self.resources.iter().copied();
        let resources = resources.take_while(|(resource, _)| *resource != Resource::None);
        let longest = resources.max_by_key(|(resource, ms)| (*ms, std::cmp::Reverse(*resource)));
        let people = self.phases[Phase::Detect as usize] + self.phases[Phase::Decide as usize];
        longest
            .filter(|(resource, ms)| *ms > 0 && (*resource != Resource::Names || *ms >= people))
            .unwrap_or((Resource::None, 0))
    }
}
