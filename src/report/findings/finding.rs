//! One finding as data: what it is, what it concerns, and its figures.
//!
//! Always true here: names are those of the scenario, untouched and uncut; text is made of them where
//! they are shown (`sentence`), and nothing else reads that text.

use crate::model::Class;
use crate::model::outcome::{
    Decisions, Estimate, HomecomingOutcome, PointChoices, Quantiles, Verdict,
};
use crate::model::record::{JobTally, LossReason, Mistaken};

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Severity {
    /// Service, data or trials are lost.
    Error,
    /// An objective, a protection or room is at risk.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Kinds of things that a finding can be about beside applications.
pub(crate) const SUBJECTS: [&str; 10] = [
    "backup",
    "copies",
    "replica",
    "link",
    "stamp",
    "update",
    "crew",
    "parts",
    "homecoming",
    "repository",
];

/// What a finding is about beside applications.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Subject {
    /// The kind of thing, one of [`SUBJECTS`].
    pub(crate) kind: &'static str,
    /// Its name, or the names that make it up.
    pub(crate) name: String,
}

/// One thing that an operator should know beside the verdicts.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Finding {
    /// The drill that showed it; none for the years.
    pub(crate) drill: Option<String>,
    /// The class of faults; none where it is not of one class.
    pub(crate) class: Option<Class>,
    /// The applications that it concerns, all of them.
    pub(crate) applications: Vec<String>,
    /// What else it concerns.
    pub(crate) subject: Option<Subject>,
    /// What it is, with its figures.
    pub(crate) what: What,
}

impl Finding {
    /// A finding about the whole run.
    pub(crate) fn new(what: What) -> Finding {
        Finding {
            drill: None,
            class: None,
            applications: vec![],
            subject: None,
            what,
        }
    }
    /// The same, shown by a drill.
    pub(crate) fn of_drill(mut self, name: Option<&str>) -> Finding {
        self.drill = name.map(str::to_string);
        self
    }
    /// The same, of a class of faults.
    pub(crate) fn of_class(mut self, class: Class) -> Finding {
        self.class = Some(class);
        self
    }
    /// The same, about these applications.
    pub(crate) fn about(mut self, applications: Vec<String>) -> Finding {
        self.applications = applications;
        self
    }
    /// The same, about something else.
    pub(crate) fn on(mut self, kind: &'static str, name: &str) -> Finding {
        let name = name.to_string();
        self.subject = Some(Subject { kind, name });
        self
    }
}

/// What a finding is. Times in seconds, sizes in bytes, rates per year.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum What {
    /// Trials are missing by a fault of the program.
    TrialsMissing {
        missing: u64,
        planned: u64,
        first_trial: u32,
        message: String,
    },
    /// A drill loses all data of the applications.
    DrillLosesData(InDrill),
    /// Applications do not come back after a drill.
    DrillNeverBack(InDrill),
    /// All data of an application is lost over the years.
    YearsLoseData(OverYears),
    /// An application does not come back over the years.
    YearsNeverBack(OverYears),
    /// A queue of copies or of a replica never keeps up.
    QueueGrows {
        grows_s_per_day: f64,
        demand_bytes_per_s: f64,
        served_bytes_per_s: f64,
        /// None where its own limit bounds it.
        bottleneck: Option<String>,
        /// Where copies go; none for a replica.
        to_repository: Option<String>,
    },
    /// Applications are down from the first to the last instant of some trials.
    AlwaysDown { share: f64 },
    /// Applications are down more often than up.
    MostlyDown,
    /// The mean recovery is beyond the RTO.
    MeanBeyondRto {
        mttr_s: Estimate,
        objective_s: Option<f64>,
    },
    /// One outage carries a third of the downtime or more.
    LargestOutage {
        share: f64,
        length_s: f64,
        trial: u32,
        cause: String,
        in_mttr: bool,
    },
    /// What missed RTOs wait most for; no resource where people and software take the time.
    RtoWaits { resource: Option<String> },
    /// What missed RPOs lose most by.
    RpoLoses {
        reason: LossReason,
        protection: Option<String>,
        keeps_up: bool,
    },
    /// Data without any protection, and not on purpose.
    Unprotected,
    /// A backup leaves VMs without any restore point.
    WithoutPoint {
        vms: u32,
        without: Vec<String>,
        trials_seen: u32,
        trials: u32,
    },
    /// A backup leaves VMs without any restore point at the second repository.
    WithoutCopy {
        vms: u32,
        without: Vec<String>,
        repository: String,
    },
    /// A backup left no good restore point at all.
    NoGoodPoint { stated_s: f64, jobs: JobTally },
    /// A backup leaves points less often than stated.
    PointsTooSeldom {
        stated_s: f64,
        effective_s: Estimate,
        jobs: JobTally,
    },
    /// A stated cadence is as long as the RPO that is missed.
    CadenceBeyondRpo { stated_s: f64 },
    /// Faults came and never stopped the applications.
    Survived { note: String },
    /// What a drill struck without stopping it in every trial.
    Struck { note: String },
    /// A drill destroys the only restore points of VMs that it does not strike.
    PointsDestroyed {
        repositories: Vec<String>,
        vms: u32,
        /// With which it destroys what it strikes.
        probability: f64,
    },
    /// What would come to another stamp if a place is lost finds no room there.
    NoRoomElsewhere {
        lost: String,
        unfit: Unroomed,
        shed_bytes: f64,
        left: Unroomed,
    },
    /// How far replicas were behind, and which fell behind their log.
    ReplicasBehind {
        furthest_s: f64,
        broken: Vec<String>,
        groups: usize,
    },
    /// How long a link may be cut.
    LinkCut {
        until_rpo_s: Option<(f64, String)>,
        until_copy_s: f64,
        first_copy: String,
        /// The longest cut that was worked out, and how long the slowest group then takes; infinite
        /// where not all ever catch up.
        catch_up_s: Option<(f64, f64)>,
    },
    /// High availability lost its majority.
    MajorityLost { roles: Vec<String> },
    /// How an update fares.
    Updates {
        runs: Estimate,
        run_s: Estimate,
        hours_away: Estimate,
        pauses: Estimate,
    },
    /// How much work waits for the people, or the parts, that missed RTOs wait for most.
    WaitsForPeople {
        hours_waited: Estimate,
        hours_busy: Option<Estimate>,
        most_waiting: Option<u32>,
    },
    /// What a missed RPO would be if jobs did not fail in a row.
    WithoutStickiness {
        objective_s: f64,
        attained: Estimate,
        without: Estimate,
        verdict: Verdict,
    },
    /// How storage rebuilds, and what it loses.
    Storage {
        rebuilds: Estimate,
        rebuild_s: Estimate,
        hours_exposed: Estimate,
        losses: Estimate,
        hours_full: Estimate,
    },
    /// A stamp is over its memory formula.
    MemoryOver { bytes: f64 },
    /// How long a stamp is without N−1, and what still fits.
    WithoutReserve {
        hours: Estimate,
        largest_placeable_bytes: f64,
    },
    /// When everything is back where it belongs after a drill, in words as well.
    Restored { whole: Quantiles, words: String },
    /// VMs that a drill stops to make room for others.
    VmsStopped { mean: f64 },
    /// Applications whose verdict is open.
    Inconclusive { applications: usize },
    /// Assumptions without a source.
    Assumed { values: usize },
    /// Advice about the scenario.
    Advised { warnings: usize },
    /// More different values than are held exactly.
    Rounded { most: u64 },
    /// Which restore points were taken.
    PointsChosen(PointChoices),
    /// That people gave up waiting for what was down but intact.
    GaveUpWaiting(Decisions),
    /// Who went home that was built again elsewhere.
    WentHome(HomecomingOutcome),
    /// People deleted restore points of a repository by mistake.
    PointsMistaken(Mistaken),
    /// What intruders reach from where they enter, and what not.
    Reach(Reach),
    /// Ransomware left no clean copy of an application.
    NoCopySurvived {
        strikes: u64,
        no_copy: u64,
        survived_share: Estimate,
        would_have_saved: String,
        /// How many strikes on others took its last restore points.
        left_bare: u64,
    },
}

/// What intruders reach, in words.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Reach {
    /// The hazard, fault or drill.
    pub(crate) source: String,
    /// The applications in which they enter.
    pub(crate) entered: Vec<String>,
    /// The applications that they reach from there, each with the one that it is reached from.
    pub(crate) reached: Vec<String>,
    /// The repositories that they reach.
    pub(crate) repositories: Vec<String>,
    /// What they do not reach: applications, and repositories with the reason.
    pub(crate) unreached: Vec<String>,
}

/// What happened in how many trials of a drill.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct InDrill {
    pub(crate) seen: u64,
    /// Trials that found the applications up: of these `seen` and the share are.
    pub(crate) trials: u64,
    /// The other trials of the drill.
    pub(crate) found_down: u64,
    pub(crate) share: Estimate,
    /// Whether it happened to each of them as a whole, not only to one VM of it.
    pub(crate) whole: bool,
    /// Which of them may stay away.
    pub(crate) expendable: Vec<String>,
}

/// What happened how often over the years.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct OverYears {
    pub(crate) seen: u64,
    pub(crate) per_year: Estimate,
    pub(crate) whole: bool,
    pub(crate) expendable: Vec<String>,
}

/// VMs without room.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Unroomed {
    pub(crate) vms: u32,
    pub(crate) bytes: f64,
    pub(crate) applications: Vec<String>,
}

impl What {
    /// Its code and how much it matters. Codes are for good: a finding that goes takes its code with it.
    pub(crate) fn code(&self) -> (&'static str, Severity) {
        use Severity::{Error, Note, Warning};
        match self {
            What::TrialsMissing { .. } => ("FD701", Error),
            What::DrillLosesData(_) => ("FD702", Error),
            What::DrillNeverBack(_) => ("FD703", Error),
            What::YearsLoseData(_) => ("FD704", Error),
            What::YearsNeverBack(_) => ("FD705", Error),
            What::QueueGrows { .. } => ("FD706", Warning),
            What::AlwaysDown { .. } => ("FD707", Warning),
            What::MostlyDown => ("FD708", Warning),
            What::MeanBeyondRto { .. } => ("FD709", Warning),
            What::LargestOutage { .. } => ("FD710", Note),
            What::RtoWaits { .. } => ("FD711", Warning),
            What::RpoLoses { .. } => ("FD712", Warning),
            What::Unprotected => ("FD713", Warning),
            What::WithoutPoint { .. } => ("FD714", Warning),
            What::WithoutCopy { .. } => ("FD715", Warning),
            What::NoGoodPoint { .. } => ("FD716", Warning),
            What::PointsTooSeldom { .. } => ("FD717", Warning),
            What::CadenceBeyondRpo { .. } => ("FD718", Warning),
            What::Survived { .. } => ("FD719", Note),
            What::Struck { .. } => ("FD720", Note),
            What::NoRoomElsewhere { .. } => ("FD721", Warning),
            What::ReplicasBehind { .. } => ("FD722", Note),
            What::LinkCut { .. } => ("FD723", Note),
            What::MajorityLost { .. } => ("FD724", Warning),
            What::Storage { .. } => ("FD725", Note),
            What::MemoryOver { .. } => ("FD726", Warning),
            What::WithoutReserve { .. } => ("FD727", Note),
            What::Restored { .. } => ("FD728", Note),
            What::VmsStopped { .. } => ("FD729", Note),
            What::Inconclusive { .. } => ("FD730", Note),
            What::Assumed { .. } => ("FD731", Note),
            What::Advised { .. } => ("FD732", Note),
            What::PointsDestroyed { .. } => ("FD733", Warning),
            What::Rounded { .. } => ("FD734", Note),
            What::PointsChosen(_) => ("FD735", Note),
            What::Updates { .. } => ("FD736", Note),
            What::GaveUpWaiting(_) => ("FD737", Note),
            What::WaitsForPeople { .. } => ("FD740", Note),
            What::WithoutStickiness { .. } => ("FD741", Note),
            What::WentHome(_) => ("FD738", Note),
            What::NoCopySurvived { .. } => ("FD742", Error),
            What::PointsMistaken(_) => ("FD743", Note),
            What::Reach(_) => ("FD744", Note),
        }
    }
}
