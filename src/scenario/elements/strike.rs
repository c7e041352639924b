//! What hazards, faults and drills have in common.
//!
//! Always true here: what is legal for one of them is legal for the others.

use super::{crew, parts};
use crate::model::{Law, LogicalKind, Retention};
use crate::scenario::context::Context;
use crate::scenario::keys::{
    Companions, Element, Form, Key, Kind, May, Must, Name, Or, Plain, Targets, quote, words,
};
use crate::scenario::problem::Problem;
use crate::scenario::tree::{Item, Node};
use crate::scenario::value::{flag, rate, share, unexpected};
use crate::units::{Rate, Share};

/// How a fault of applications shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scenario) enum FaultKind {
    Crash,
    Release,
    Deletion,
    Corruption,
    Ransomware,
    Retention,
}

words!(FaultKind {
    "crash" => Crash, "release" => Release, "deletion" => Deletion, "corruption" => Corruption,
    "ransomware" => Ransomware, "retention" => Retention,
});

impl FaultKind {
    /// The kind of logical fault; none for ransomware, which is more than that, and for a wrong retention, which is none.
    pub(in crate::scenario) fn logical(self) -> Option<LogicalKind> {
        match self {
            FaultKind::Crash => Some(LogicalKind::Crash),
            FaultKind::Release => Some(LogicalKind::Release),
            FaultKind::Deletion => Some(LogicalKind::Deletion),
            FaultKind::Corruption => Some(LogicalKind::Corruption),
            FaultKind::Ransomware | FaultKind::Retention => None,
        }
    }
}

impl From<LogicalKind> for FaultKind {
    fn from(kind: LogicalKind) -> FaultKind {
        match kind {
            LogicalKind::Crash => FaultKind::Crash,
            LogicalKind::Release => FaultKind::Release,
            LogicalKind::Deletion => FaultKind::Deletion,
            LogicalKind::Corruption => FaultKind::Corruption,
        }
    }
}

/// What intruders do to some of those whom they strike.
pub(in crate::scenario) enum KindsOf {}

impl Form for KindsOf {
    const KIND: Kind = Kind::Own(
        "kinds by what they hit",
        "{ \"tier.1\" = \"deletion\", \"application.NAME\" = \"corruption\" }",
    );
}

/// What all scans of a strike share, or nothing that they do.
pub(in crate::scenario) enum Farm {}

/// What stands in place of a rate for what bounds nothing.
const UNLIMITED: &str = "unlimited";

impl Form for Farm {
    const KIND: Kind = Kind::Own("a rate, or \"unlimited\"", "\"600 MB/s\"");
}

impl Plain for Farm {
    type Value = Option<Rate>;
    fn stand_in() -> Option<Rate> {
        None
    }
    fn read(_: &Context<'_>, node: &Node) -> Result<Option<Rate>, Problem> {
        match &node.item {
            Item::Text(word) if word == UNLIMITED => Ok(None),
            _ => rate(node).map(Some),
        }
    }
    fn write(farm: &Option<Rate>, _: &mut Companions) -> String {
        quote(&farm.map_or_else(|| UNLIMITED.to_string(), |rate| rate.to_string()))
    }
}

/// Probability that state is lost; `ALL` where the example is that it always is.
pub(in crate::scenario) struct Destroys<const ALL: bool>;

impl<const ALL: bool> Form for Destroys<ALL> {
    const KIND: Kind = Kind::Own(
        "false, true or a share",
        if ALL { "true" } else { "\"5 %\"" },
    );
}

/// The probability that state is lost.
pub(in crate::scenario) fn destroys(node: &Node) -> Result<Share, Problem> {
    match &node.item {
        Item::Flag(_) => flag(node).map(|all| Share(if all { 1.0 } else { 0.0 })),
        Item::Text(_) => share(node),
        other => Err(unexpected(other)),
    }
}

/// The keys of a table of faults that all three have, and of what it calls its end.
pub(in crate::scenario) trait Strike: Element + Sized {
    /// How its table writes what it destroys.
    type Destroys: Form;
    const OF: Key<Self, Targets, Must>;
    const DESTROYS: Key<Self, Self::Destroys, May>;
    const KIND: Key<Self, FaultKind, May>;
    const KINDS: Key<Self, KindsOf, May>;
    /// What a wrong retention keeps.
    const KEEP: Option<Key<Self, Retention, May>>;
    const DWELL: Key<Self, Law, Or>;
    const REBUILD: Key<Self, Law, Or>;
    const REBUILT_BY: Key<Self, Name<crew::Keys>, May>;
    const SCAN: Key<Self, Rate, May>;
    const SCAN_FARM: Key<Self, Farm, Or>;
    const SCAN_MISSES: Key<Self, Share, Or>;
    const TOGETHER: Key<Self, bool, May>;
    const NOTICED: Key<Self, Law, Or>;
    const DETECT: Key<Self, Law, Or>;
    const REPAIR: Key<Self, Law, May>;
    const CREW: Key<Self, Name<crew::Keys>, May>;
    const PARTS: Key<Self, Name<parts::Keys>, May>;
    /// Time until it comes back by itself.
    const BACK: Key<Self, Law, May>;
    const PLANNED: Option<Key<Self, bool, May>>;
}

/// Tells which constants of a file are those of all three.
macro_rules! strikes {
    ($all:literal, repair: $repair:expr, back: $back:expr, planned: $planned:expr, keep: $keep:expr) => {
        impl $crate::scenario::elements::strike::Strike for Keys {
            type Destroys = $crate::scenario::elements::strike::Destroys<$all>;
            const OF: Key<Keys, Targets, Must> = OF;
            const DESTROYS: Key<Keys, Self::Destroys, May> = DESTROYS;
            const KIND: Key<Keys, FaultKind, May> = KIND;
            const KINDS: Key<Keys, $crate::scenario::elements::strike::KindsOf, May> = KINDS;
            const KEEP: Option<Key<Keys, $crate::model::Retention, May>> = $keep;
            const DWELL: Key<Keys, Law, Or> = DWELL;
            const REBUILD: Key<Keys, Law, Or> = REBUILD;
            const REBUILT_BY: Key<Keys, Name<crew::Keys>, May> = REBUILT_BY;
            const SCAN: Key<Keys, Rate, May> = SCAN;
            const SCAN_FARM: Key<Keys, $crate::scenario::elements::strike::Farm, Or> = SCAN_FARM;
            const SCAN_MISSES: Key<Keys, Share, Or> = SCAN_MISSES;
            const TOGETHER: Key<Keys, bool, May> = TOGETHER;
            const NOTICED: Key<Keys, Law, Or> = NOTICED;
            const DETECT: Key<Keys, Law, Or> = DETECT;
            const REPAIR: Key<Keys, Law, May> = $repair;
            const CREW: Key<Keys, Name<crew::Keys>, May> = CREW;
            const PARTS: Key<Keys, Name<parts::Keys>, May> = PARTS;
            const BACK: Key<Keys, Law, May> = $back;
            const PLANNED: Option<Key<Keys, bool, May>> = $planned;
        }
    };
}

pub(in crate::scenario) use strikes;
