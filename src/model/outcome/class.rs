//! What was seen of one class of faults, and the verdict over all of them.
//!
//! Always true here: classes are never pooled for a verdict.

use super::{Estimate, Verdict};
use crate::model::fault::Class;
use crate::model::measure::Get::{
    Count, Estimate as Est, MaybeClass, MaybeCount, MaybeFlag, MaybeText, Number, Text,
    Verdict as Judgement,
};
use crate::model::measure::{Measure, Unit, measure};

/// What was seen of one class of faults, against the objective of that class where one is stated.
#[derive(Clone, PartialEq, Debug)]
pub struct ClassOutcome {
    /// Which class.
    pub class: Class,
    /// Stated limit in seconds; none where nothing is stated for this class.
    pub objective_s: Option<f64>,
    /// Share of observations that must keep it; where nothing is stated, the default share, for which
    /// the achievable figure is told.
    pub target: f64,
    /// Outages that count (for an RPO: those that put state at risk).
    pub outages: u64,
    /// What the shares are made of. Over the years: the outages, and those that were open through a
    /// whole horizon. In a drill: the trials in which it struck the application.
    pub observations: u64,
    /// Outages that were open when the horizon began: they are not among the outages.
    pub open_at_start: u64,
    /// Over the years: faults of this class that struck where the application stands; none where that
    /// is not counted, and in a drill.
    pub faults: Option<u64>,
    /// How many outages such faults bore on that faults of other classes had begun: those were not survived.
    pub bore_on: u64,
    /// Share within the limit; nothing where none is stated.
    pub attained: Estimate,
    /// Smallest observed value whose share reaches the target, in seconds.
    pub achievable_s: Estimate,
    /// Verdict; none where nothing is stated.
    pub verdict: Option<Verdict>,
    /// Of an RTO: mean recovery time over recovered outages, in seconds.
    pub mttr_s: Estimate,
    /// Whether the MTTR is beyond the RTO of this class: only where its whole interval is, or where no
    /// outage ever ended; not beyond where its whole interval is within. None where undecided,
    /// unseen, or nothing is stated.
    pub mttr_exceeds_rto: Option<bool>,
    /// The cause of most misses in this class, else of the most time; index into `Outcome::causes`.
    pub main_cause: Option<u16>,
    /// Trials that would probably decide an inconclusive verdict.
    pub trials_to_decide: Option<u64>,
    /// What was seen where that is not plain from the figures, such as "never stopped by a disk (12
    /// disk faults)"; empty otherwise.
    pub note: String,
    /// What would decide it, such as "add a drill of site east"; empty otherwise.
    pub advice: String,
}

impl ClassOutcome {
    /// Share within the limit.
    pub const ATTAINED: Measure<Self> = measure(
        "attained",
        "Kept",
        Unit::Share,
        Est(|one: &Self| &one.attained),
    )
    .or("Attained");
    /// Whether such faults came, and neither began an outage nor bore on one.
    #[must_use]
    pub fn survived(&self) -> bool {
        self.faults.is_some_and(|faults| faults > 0) && self.bore_on == 0
    }

    /// What the target share of them keeps.
    pub const ACHIEVABLE: Measure<Self> = measure(
        "achievable_s",
        "Achievable",
        Unit::Seconds,
        Est(|one: &Self| &one.achievable_s),
    );
    /// The class that decides over all of these.
    #[must_use]
    pub fn gravest(all: &[ClassOutcome]) -> Option<&ClassOutcome> {
        all.iter()
            .min_by(|one, other| ClassOutcome::by_gravity(one, other))
    }

    /// Mean recovery time.
    pub const MTTR: Measure<Self> = measure(
        "mttr_s",
        "Mean recovery (MTTR)",
        Unit::Seconds,
        Est(|one: &Self| &one.mttr_s),
    )
    .or("MTTR");

    /// What is told of a class.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "objective_s",
            "Stated",
            Unit::Seconds,
            Number(|one: &Self| one.objective_s),
        ),
        measure(
            "target",
            "For a share of",
            Unit::Share,
            Number(|one: &Self| Some(one.target)),
        ),
        measure(
            "outages",
            "Outages",
            Unit::Number,
            Count(|one: &Self| one.outages),
        ),
        measure(
            "observations",
            "Observations",
            Unit::Number,
            Count(|one: &Self| one.observations),
        ),
        measure(
            "open_at_start",
            "Open at the start",
            Unit::Number,
            Count(|one: &Self| one.open_at_start),
        ),
        measure(
            "faults",
            "Faults",
            Unit::Number,
            MaybeCount(|one: &Self| one.faults),
        ),
        Self::ATTAINED,
        Self::ACHIEVABLE,
        measure(
            "verdict",
            "Verdict",
            Unit::Word,
            Judgement(|one: &Self| one.verdict),
        ),
        measure(
            "main_cause",
            "Main cause",
            Unit::Word,
            MaybeText(|one: &Self, told| one.main_cause.map(|cause| told.cause(cause))),
        ),
        measure(
            "trials_to_decide",
            "Trials that would decide",
            Unit::Number,
            MaybeCount(|one: &Self| one.trials_to_decide),
        ),
        measure(
            "note",
            "What was seen",
            Unit::Word,
            Text(|one: &Self, _| one.note.clone()),
        ),
        measure(
            "advice",
            "What would decide",
            Unit::Word,
            Text(|one: &Self, _| one.advice.clone()),
        ),
    ];

    /// What is told of it beside that where recovery times are judged.
    pub const OF_RECOVERY: &[Measure<Self>] = &[
        Self::MTTR,
        measure(
            "mttr_exceeds_rto",
            "Beyond the RTO",
            Unit::Word,
            MaybeFlag(|one: &Self| one.mttr_exceeds_rto),
        ),
    ];

    /// The order in which one of several decides, the gravest first: the graver verdict, then the lower
    /// attained share, then, where nothing is stated, the longer achievable figure; what was not seen
    /// last.
    #[must_use]
    pub fn by_gravity(one: &ClassOutcome, other: &ClassOutcome) -> std::cmp::Ordering {
        let share = |class: &ClassOutcome| class.attained.point.unwrap_or(2.0);
        let figure = |class: &ClassOutcome| match class.achievable_s.point {
            _ if class.observations == 0 => -1.0,
            None => f64::INFINITY,
            Some(seconds) => seconds,
        };
        let verdicts = other.verdict.cmp(&one.verdict);
        verdicts
            .then(share(one).total_cmp(&share(other)))
            .then(figure(other).total_cmp(&figure(one)))
    }
}

/// Recovery times or data losses of an application over all classes, with the objective where one is
/// stated.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// Verdict of the worst class; none where nothing is stated for any of them.
    pub verdict: Option<Verdict>,
    /// Which that is; where nothing is stated, the class with the worst achievable figure.
    pub worst_class: Option<Class>,
    /// Every class that can occur or has an objective of its own.
    pub by_class: Vec<ClassOutcome>,
    /// Attained share over all classes, unjudged.
    pub pooled: Estimate,
    /// Probability of at least one miss in a year.
    pub miss_in_a_year: Estimate,
}

impl Judged {
    /// What is told over all classes.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "verdict",
            "Verdict",
            Unit::Word,
            Judgement(|one: &Self| one.verdict),
        ),
        measure(
            "worst_class",
            "Class",
            Unit::Word,
            MaybeClass(|one: &Self| one.worst_class),
        ),
        measure(
            "pooled",
            "Kept over all classes",
            Unit::Share,
            Est(|one: &Self| &one.pooled),
        ),
        measure(
            "miss_in_a_year",
            "A year with a miss",
            Unit::Share,
            Est(|one: &Self| &one.miss_in_a_year),
        ),
    ];

    /// The class that decides.
    #[must_use]
    pub fn worst(&self) -> Option<&ClassOutcome> {
        let worst = self.worst_class?;
        self.by_class.iter().find(|class| class.class == worst)
    }

    /// Whether an objective is stated for any class that can occur.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        self.verdict.is_some()
    }
}
