//! Where faults come from and what they do.
//!
//! Always true here: a source hits exactly one component; a hazard on many targets is many sources, unless it hits
//! applications together: then these are one component.

use super::ids::{
    ApplicationId, CrewId, DrillId, GroupId, HomecomingId, PartKindId, ScopeId, StampId, UpdateId,
};
use super::place::{Component, Level};
use super::protection::Retention;
use crate::random::Law;
use crate::units::{DAY, Moment, Rate, Share, Span, YEAR};
use serde::{Deserialize, Serialize};

/// The kind of an initiating fault. Figures are judged by class, always.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Class {
    /// A disk of a node.
    Disk,
    /// One node.
    Node,
    /// A switch of a stamp.
    Switch,
    /// A rack.
    Rack,
    /// A whole stamp.
    Stamp,
    /// An enclosure.
    Enclosure,
    /// A site.
    Site,
    /// A link.
    Link,
    /// A repository.
    Repository,
    /// A control plane.
    ControlPlane,
    /// Data or software of an application.
    Logical,
    /// Intruders who encrypt what they reach.
    Ransomware,
    /// Planned maintenance, counted apart.
    Planned,
}

impl Class {
    /// All classes in the order of reports.
    pub const ALL: [Class; 13] = [
        Class::Disk,
        Class::Node,
        Class::Switch,
        Class::Rack,
        Class::Stamp,
        Class::Enclosure,
        Class::Site,
        Class::Link,
        Class::Repository,
        Class::ControlPlane,
        Class::Logical,
        Class::Ransomware,
        Class::Planned,
    ];

    /// Its bit in a set of classes.
    pub(crate) fn bit(self) -> u16 {
        1 << self as u16
    }

    /// The class of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.name() == name)
    }

    /// The word for it in scenario keys, results and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Class::Disk => "disk",
            Class::Node => "node",
            Class::Switch => "switch",
            Class::Rack => "rack",
            Class::Stamp => "stamp",
            Class::Enclosure => "enclosure",
            Class::Site => "site",
            Class::Link => "link",
            Class::Repository => "repository",
            Class::ControlPlane => "control_plane",
            Class::Logical => "logical",
            Class::Ransomware => "ransomware",
            Class::Planned => "planned",
        }
    }

    /// The name as people read it: `control plane` rather than `control_plane`.
    #[must_use]
    pub fn words(self) -> String {
        self.name().replace('_', " ")
    }
}

/// How a logical fault shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogicalKind {
    /// Guests crash and boot again; data is intact.
    Crash,
    /// A bad release: the application is down until it is repaired (rolled back); data is intact.
    Release,
    /// Data is gone at once and noticed at once.
    Deletion,
    /// Data goes bad now and is noticed later; every point captured in between is bad.
    Corruption,
}

/// What a fault does to the component that it hits.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// It is down until it is restored; with this probability its state is lost as well
    /// (disks of VMs homed there for stamp and above, restore points for repositories).
    Stops {
        /// Probability that state is lost: 0 never, 1 always.
        destroys: Share,
    },
    /// A logical fault on an application.
    Logical {
        /// How it shows.
        kind: LogicalKind,
        /// Time from the fault until it is noticed (corruption only, else constant 0).
        noticed: Law,
    },
    /// Intruders encrypt the VMs of applications and delete the restore points that they reach.
    Ransomware(Ransomware),
    /// People delete restore points of a repository by mistake. Nothing stops, and nobody notices before a restore asks.
    Mistake(Mistake),
}

impl Effect {
    /// The class of a fault of this effect that is not planned, on a component.
    #[must_use]
    pub fn class(&self, target: Component) -> Class {
        match self {
            Effect::Ransomware(_) => Class::Ransomware,
            Effect::Stops { .. } | Effect::Logical { .. } | Effect::Mistake(_) => Class::of(target),
        }
    }
}

/// How people delete restore points that would be needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mistake {
    /// All that can be deleted goes at one instant.
    Deletion,
    /// Points are kept so long, or so many of them, from then on until that is mended: what is past it goes when the next
    /// point comes.
    Retention(Retention),
}

/// Intruders who came in unseen and strike at one instant, which is that of the fault. It lasts until a clean place
/// stands to which can be restored: that is its restoration.
#[derive(Clone, PartialEq, Debug)]
pub struct Ransomware {
    /// How long before the strike they came in: what was captured since holds them.
    pub dwell: Law,
    /// How restored data is cleaned of them; none: only points from before the entry are used.
    pub scan: Option<Scan>,
    /// The applications in which they enter, ascending: those that are named. What is struck is all that they reach from there.
    pub entered: Vec<ApplicationId>,
    /// Those of what is struck whose data they delete, and whose data they spoil, ascending; the rest they encrypt.
    pub deleted: Vec<ApplicationId>,
    /// See `deleted`.
    pub corrupted: Vec<ApplicationId>,
}

/// A scan of restored data before it is used.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scan {
    /// Most bytes of a VM that are scanned in a second.
    pub rate: Rate,
    /// Bytes that all VMs which are scanned at one time after the same source of faults share in a second; none: each has its
    /// own rate, however many there are.
    pub farm: Option<Rate>,
    /// Share of VMs restored with the intruders in them that are not clean after it.
    pub misses: Share,
}

impl Scan {
    /// Bytes of a VM that are scanned in a second where no other is.
    #[must_use]
    pub fn alone(&self) -> Rate {
        self.farm.map_or(self.rate, |farm| farm.min(self.rate))
    }
}

/// How a component comes back.
#[derive(Clone, PartialEq, Debug)]
pub struct Restoration {
    /// It comes back by itself (power, a link): `repair` is all of its length, and nobody has a part
    /// in it.
    pub by_itself: bool,
    /// Time until somebody starts to do something about it; constant 0 where nobody need. Of what is shut down on purpose and
    /// comes back by itself, how long that takes.
    pub detect: Law,
    /// Who repairs; none where it comes back by itself, or where somebody is always there.
    pub crew: Option<CrewId>,
    /// The part that the repair needs.
    pub parts: Option<PartKindId>,
    /// Length of the repair, or until the return.
    pub repair: Law,
}

impl Restoration {
    /// A component that comes back by itself after so long.
    #[must_use]
    pub fn by_itself(after: Law) -> Restoration {
        Restoration {
            by_itself: true,
            detect: Law::Constant(0.0),
            crew: None,
            parts: None,
            repair: after,
        }
    }

    /// Mean length in milliseconds, without the wait for a person of the crew.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.detect.mean() + self.repair.mean()
    }

    /// Whether that is a mean of lengths that differ.
    #[must_use]
    pub fn is_spread(&self) -> bool {
        self.detect.is_spread() || self.repair.is_spread()
    }
}

/// When the faults of a source come.
#[derive(Clone, PartialEq, Debug)]
pub enum Arrival {
    /// A life after each restoration, drawn from this law.
    Renewal {
        /// Law of the time from restoration to the next fault.
        life: Law,
    },
    /// At these instants after the start of the horizon. Ascending.
    Scheduled(Vec<Span>),
    /// Once, at the instant of its drill, in the trials of that drill only.
    Drill(DrillId),
    /// When a group that failed over goes back to where it belongs: planned, made by the world.
    Failback(GroupId),
    /// When what was built again on another stamp goes home: planned, made by the world.
    GoHome(HomecomingId),
    /// When a volume of this stamp is full: made by the world, once for each volume that fills. There
    /// is one where a VM grows; its target is the stamp, its class that of a stamp.
    Volume(StampId),
    /// When it is the turn of its node in a run of an update.
    Update(UpdateId, Span),
}

/// One source of faults on one component.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name of the hazard, scheduled fault or drill in the scenario: causes are reported by it.
    pub label: String,
    /// Stable name of its random streams, such as `hazard/hardware/stamp/alpha/node/3`.
    pub stream: String,
    /// What it hits.
    pub target: Component,
    /// Class of its faults; `Planned` for planned maintenance.
    pub class: Class,
    /// When its faults come.
    pub arrival: Arrival,
    /// What they do.
    pub effect: Effect,
    /// How the component comes back.
    pub restoration: Restoration,
}

impl Source {
    /// Whether it is work that people do on purpose: nobody has to notice it, and it begins when whoever does it is there.
    #[must_use]
    pub fn is_planned_work(&self) -> bool {
        let stops = matches!(self.effect, Effect::Stops { .. });
        self.class == Class::Planned && stops && !self.restoration.by_itself
    }

    /// Whether people delete restore points by mistake.
    #[must_use]
    pub fn is_mistake(&self) -> bool {
        matches!(self.effect, Effect::Mistake(_))
    }

    /// Faults per year that are expected over a horizon of this many years, with all other sources
    /// quiet; 0 for a drill, and for what follows from other faults.
    #[must_use]
    pub fn expected_per_year(&self, horizon_years: f64) -> f64 {
        match &self.arrival {
            Arrival::Renewal { life } => YEAR as f64 / (life.mean() + self.restoration.mean()),
            Arrival::Scheduled(instants) => instants.len() as f64 / horizon_years,
            Arrival::Update(_, every) => YEAR as f64 / every.0.max(1) as f64,
            Arrival::Drill(_) | Arrival::Failback(_) | Arrival::GoHome(_) | Arrival::Volume(_) => {
                0.0
            }
        }
    }
}

/// Applications that one fault hits at one instant, ascending; more than one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope(pub Vec<ApplicationId>);

impl Scope {
    /// What is hit where these applications, ascending, are hit together: a single one is itself; several are one component,
    /// which joins those that are known where it is new. None where nobody is hit.
    pub fn hit(applications: Vec<ApplicationId>, known: &mut Vec<Scope>) -> Option<Component> {
        if let [one] = applications.as_slice() {
            return Some(Component::Application(*one));
        }
        if applications.is_empty() {
            return None;
        }
        let scope = Scope(applications);
        let place = known.iter().position(|other| *other == scope);
        let index = place.unwrap_or_else(|| {
            known.push(scope);
            known.len() - 1
        });
        Some(Component::Applications(ScopeId::from_index(index)))
    }

    /// Whether an application is among them.
    #[must_use]
    pub fn holds(&self, application: ApplicationId) -> bool {
        self.0.binary_search(&application).is_ok()
    }
}

/// When a drill strikes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DrillTime {
    /// At a uniformly random instant of the year.
    Any,
    /// At this millisecond of the week (Monday 00:00 = 0), in a random week.
    OfWeek(u64),
}

/// One named fault, forced once in each trial of its own.
#[derive(Clone, Debug)]
pub struct Drill {
    /// Name, unique among drills.
    pub name: String,
    /// The source that carries target, effect and restoration.
    pub source: super::ids::SourceId,
    /// When it strikes.
    pub time: DrillTime,
    /// How many trials.
    pub trials: u32,
    /// What is lost; only where an expectation asks for the loss of any one component, and no table states this drill.
    pub loss: Option<Loss>,
}

/// One of the components of a level, lost to see whether that is survived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    /// The level.
    pub level: Level,
    /// The component, as a scenario names it: `stamp.alpha.node.3`.
    pub of: String,
}

impl Loss {
    /// How long it is away: longer than any recovery that does not wait for it.
    pub const AWAY: Span = Span(30 * DAY);
}

/// One recorded fault.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TraceRow {
    /// What was down.
    pub target: Component,
    /// From when, since the start of the trace.
    pub start: Moment,
    /// How long.
    pub length: Span,
    /// Index into `Trace::causes`.
    pub cause: u32,
}

/// The records of one trial.
#[derive(Clone, PartialEq, Debug)]
pub struct TraceGroup {
    /// The group's value in the file.
    pub name: String,
    /// Its records, sorted by start, target, length, cause.
    pub rows: Vec<TraceRow>,
}

/// Recorded faults: each group is a trial.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    /// Groups in the order of trials.
    pub groups: Vec<TraceGroup>,
    /// Names of causes.
    pub causes: Vec<String>,
}
