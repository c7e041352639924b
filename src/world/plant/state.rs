//! What stands, piece by piece: nodes, stamps and sources of faults, as they change during a trial.
//!
//! Always true here: plain data; new state and the state that a trial begins with are the same.

use crate::engine::clones;
use crate::model::StampId;
use crate::random::Stream;
use crate::units::{Moment, Span};
use crate::world::draws::EARLY;
use crate::world::plan::SourceFacts;
use crate::world::which::Fault;

/// A node.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeState {
    /// The stamp that it belongs to.
    pub(super) stamp: StampId,
    /// Faults on it and on its rack.
    pub(super) faults: u16,
    /// Also down because its stamp, enclosure or site is.
    pub(super) stamp_faults: u16,
    /// Down since, for the tally.
    pub(super) down_since: Moment,
    /// Milliseconds of the horizon in which it was down, until then.
    pub(super) downtime: u64,
    /// Its vote counts in the quorum.
    pub(super) votes: bool,
    /// It is to go by planned work at this instant: nothing is moved there.
    pub(super) leaves: bool,
}

impl NodeState {
    /// As at the start of a trial, empty.
    pub(super) fn new(stamp: StampId) -> NodeState {
        NodeState {
            stamp,
            faults: 0,
            stamp_faults: 0,
            down_since: Moment::ZERO,
            downtime: 0,
            votes: true,
            leaves: false,
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
    /// Its cluster keeps a dynamic quorum; that never changes.
    pub(super) dynamic: bool,
    pub(super) control_faults: u16,
    pub(super) down_since: Moment,
    /// Something of it came back last: where it is whole, it has been so since then.
    pub(super) back_since: Moment,
    pub(super) nodes_down: u32,
    /// Since when that number holds, for the tally.
    pub(super) nodes_since: Moment,
    /// Milliseconds of the horizon with a node down, and with two or more, until then.
    pub(super) without_n_minus_1: u64,
    pub(super) two_or_more_down: u64,
    /// Draw indices.
    pub(super) detections: u64,
    pub(super) starts: u64,
    pub(super) stream: Stream,
    pub(super) start_stream: Stream,
}

clones!(StampState {
    faults,
    fault,
    up,
    quorum_lost,
    dynamic,
    control_faults,
    down_since,
    back_since,
    nodes_down,
    nodes_since,
    without_n_minus_1,
    two_or_more_down,
    detections,
    starts,
    stream,
    start_stream,
});

impl StampState {
    /// As at the start of a trial, whatever the one before left: its streams alone are kept.
    pub(super) fn renew(&mut self) {
        *self = StampState {
            stream: std::mem::take(&mut self.stream),
            start_stream: std::mem::take(&mut self.start_stream),
            ..StampState::new(self.dynamic)
        };
    }
    pub(super) fn new(dynamic: bool) -> StampState {
        StampState {
            faults: 0,
            fault: None,
            up: true,
            quorum_lost: false,
            dynamic,
            control_faults: 0,
            down_since: Moment::ZERO,
            back_since: Moment::ZERO,
            nodes_down: 0,
            nodes_since: Moment::ZERO,
            without_n_minus_1: 0,
            two_or_more_down: 0,
            detections: EARLY,
            starts: EARLY,
            stream: Stream::new(),
            start_stream: Stream::new(),
        }
    }
}

/// Where a fault is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum FaultPhase {
    /// Not active; the slot fires at the next fault.
    Quiet,
    /// Active and not noticed (of a corruption: latent).
    Latent,
    /// Planned work that is due, and has not begun: it waits for its part or for the hours of its crew, when the slot fires, or for a
    /// person.
    Due,
    /// Planned work whose part and person are there: the slot fires at this instant, and it begins.
    Ready,
    /// Active, nobody called yet.
    Unnoticed,
    /// Waits for a person of the crew.
    WaitCrew,
    /// Somebody could be there when the slot fires, and the part is later still.
    Answers,
    /// All but the part is there; the slot fires when that arrives.
    WaitPart,
    /// Work, or the time until it returns.
    Repair,
}

/// A source of faults.
#[derive(Debug)]
pub(super) struct FaultState {
    /// What never changes.
    pub(super) facts: SourceFacts,
    pub(super) phase: FaultPhase,
    /// Ordinal of the fault at hand (see `draws`).
    pub(super) ordinal: u64,
    pub(super) began: Moment,
    /// Faults that began in the horizon.
    pub(super) counted: u32,
    /// The next life and the next repair where they are drawn already. A draw has the same value
    /// whenever it is made; made ahead, nothing waits for it between two events.
    pub(super) life_ahead: Option<Span>,
    pub(super) repair_ahead: Option<Span>,
    /// Lives and repairs.
    pub(super) main: Stream,
    pub(super) other: Stream,
}

clones!(FaultState {
    facts,
    phase,
    ordinal,
    began,
    counted,
    life_ahead,
    repair_ahead,
    main,
    other,
});

/// What a source of faults begins a trial with, but for its streams: phase, ordinal, begin, count, and
/// what is drawn ahead.
type Quiet = (FaultPhase, u64, Moment, u32, Option<Span>, Option<Span>);
const QUIET: Quiet = (FaultPhase::Quiet, 0, Moment::ZERO, 0, None, None);

impl FaultState {
    /// As at the start of a trial, whatever the one before left: its streams alone are kept, where they
    /// are. Streams are dear to make, and there may be more sources than faults in a trial.
    pub(super) fn renew(&mut self) {
        let FaultState {
            facts: _,
            phase,
            ordinal,
            began,
            counted,
            life_ahead,
            repair_ahead,
            main: _,
            other: _,
        } = self;
        (
            *phase,
            *ordinal,
            *began,
            *counted,
            *life_ahead,
            *repair_ahead,
        ) = QUIET;
    }
    pub(super) fn new(facts: SourceFacts) -> FaultState {
        let (phase, ordinal, began, counted, life_ahead, repair_ahead) = QUIET;
        FaultState {
            facts,
            phase,
            ordinal,
            began,
            counted,
            life_ahead,
            repair_ahead,
            main: Stream::new(),
            other: Stream::new(),
        }
    }
}
