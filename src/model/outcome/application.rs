//! What a run or a drill says of one application.
//!
//! Always true here: rates are per year of 365 days and exist only for years; planned outages are counted
//! apart.

use super::{
    CauseOutcome, ClaimOutcome, Decisions, Ends, Estimate, Judged, PathOutcome, PointChoices,
    Quantiles, ReplayOutcome, RpoMiss, Verdict,
};
use crate::model::address::{Figure, ObjectiveOf};
use crate::model::fault::Class;
use crate::model::ids::ApplicationId;
use crate::model::measure::Get::{
    Class as Of, Count, Estimate as Est, MaybeFlag, Number, Quantiles as Quant, Text,
};
use crate::model::measure::{Measure, Unit, measure};
use crate::model::record::{Phase, Resource};

/// What misses waited for.
#[derive(Clone, PartialEq, Debug)]
pub struct MissBinding {
    /// The resource.
    pub resource: Resource,
    /// Outages that missed their RTO with this binding resource.
    pub misses: u64,
}

/// Mean phases of the outages of a class.
#[derive(Clone, PartialEq, Debug)]
pub struct ClassPhases {
    /// Which class.
    pub class: Class,
    /// Recovered outages.
    pub outages: u64,
    /// Mean seconds in each phase.
    pub mean_s: [f64; Phase::COUNT],
}

/// Observed values of one class, for curves; infinite ones only counted.
#[derive(Clone, PartialEq, Debug)]
pub struct Sample {
    /// Which class.
    pub class: Class,
    /// Finite values in seconds, ascending, and how often each was seen.
    pub values_s: Vec<(f64, u64)>,
    /// Infinite ones.
    pub infinite: u64,
}

/// One outage, the largest of all trials.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct LargestOutage {
    /// Its share of the downtime of all trials; in a drill of their recovery times.
    pub share: f64,
    /// How long it is, in seconds; in years the part inside the horizon.
    pub length_s: f64,
    /// Number of its trial.
    pub trial: u32,
    /// Class of the fault that began it.
    pub class: Class,
    /// That fault's source: index into the causes of the outcome.
    pub cause: u16,
    /// Whether the MTTR is made of it among others: planned ones and those that did not recover are left out there.
    pub in_mttr: bool,
}

/// One application, over years or over one drill.
#[derive(Clone, PartialEq, Debug)]
pub struct ApplicationOutcome {
    /// Which.
    pub application: ApplicationId,
    /// Counted outages.
    pub outages: u64,
    /// Of these, not back within `drain`.
    pub unrecovered: u64,
    /// How often it did not recover: data lost, or never back.
    pub ends: Ends,
    /// Outages per year; in a drill: no rate, all none.
    pub outages_per_year: Estimate,
    /// Outages per trial: in a drill, the share of drills that stop the application.
    pub outages_per_trial: Estimate,
    /// Mean recovery time over recovered outages of all classes, in seconds: those after which the data
    /// was lost are left out as well as those that never ended. A figure without a verdict: classes
    /// are compared with their RTOs one by one.
    pub mttr_s: Estimate,
    /// Whether the MTTR of any class exceeds its RTO; false where none of those that were judged does,
    /// none where that is undecided or nothing was judged.
    pub mttr_exceeds_rto: Option<bool>,
    /// Share of the trials of years in which it was down all the time.
    pub down_all_the_time: Estimate,
    /// Share of time up; below `stats::ENOUGH` outages without a lower end.
    pub availability: Estimate,
    /// What the share of time up is not below whatever the law of outages is, in years; the verdict
    /// rests on it where the share has no lower end.
    pub availability_surely: Option<f64>,
    /// Verdict on a stated availability.
    pub availability_verdict: Option<Verdict>,
    /// Downtime in seconds per year.
    pub downtime_s_per_year: Estimate,
    /// The outage that carries most of it; in a drill most of the recovery times.
    pub largest_outage: Option<LargestOutage>,
    /// Total losses of data per year, also those of which service never came back.
    pub total_losses_per_year: Estimate,
    /// Total losses seen.
    pub total_losses: u64,
    /// Data lost in seconds of writing per year, total losses left out.
    pub data_loss_s_per_year: Estimate,
    /// Recovery times by class; none in a drill that cannot stop it.
    pub rto: Option<Judged>,
    /// Data losses by class; none where it holds no data, and in a drill that cannot reach its data.
    pub rpo: Option<Judged>,
    /// Recovery times.
    pub recovery_s: Quantiles,
    /// Data losses of outages that put state at risk.
    pub data_loss_s: Quantiles,
    /// By cause, in the order of `Outcome::causes`, only those that occurred.
    pub by_cause: Vec<CauseOutcome>,
    /// By what brought it back, in the order of [`Path::ALL`], only what occurred.
    ///
    /// [`Path::ALL`]: crate::model::record::Path::ALL
    pub by_path: Vec<PathOutcome>,
    /// What RTO misses waited for, most frequent first.
    pub miss_bindings: Vec<MissBinding>,
    /// What RPO misses came from, most frequent first.
    pub rpo_misses: Vec<RpoMiss>,
    /// Phases by class.
    pub phases: Vec<ClassPhases>,
    /// Recovery times by class.
    pub recovery_sample: Vec<Sample>,
    /// Data losses by class.
    pub loss_sample: Vec<Sample>,
    /// Planned outages (counted apart).
    pub planned_outages: u64,
    /// Which restore points were taken, where there was a choice.
    pub points: Option<PointChoices>,
    /// What restores read and replayed, where there are logs.
    pub replays: Option<ReplayOutcome>,
    /// What people decided about what was down but intact, where there was another way back.
    pub decisions: Option<Decisions>,
    /// What was inside of what the plan claims to survive, and outside; none where it claims nothing.
    pub claims: Option<ClaimOutcome>,
}

impl MissBinding {
    /// What is told of a resource that misses waited for.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "resource",
            "Resource",
            Unit::Word,
            Text(|one: &Self, told| one.resource.label(told.blueprint)),
        ),
        measure(
            "misses",
            "Misses",
            Unit::Number,
            Count(|one: &Self| one.misses),
        ),
    ];
}

impl LargestOutage {
    /// What is told of it.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "share",
            "Share of the downtime",
            Unit::Share,
            Number(|one: &Self| Some(one.share)),
        ),
        measure(
            "length_s",
            "Length",
            Unit::Seconds,
            Number(|one: &Self| Some(one.length_s)),
        ),
        measure(
            "trial",
            "Trial",
            Unit::Number,
            Count(|one: &Self| u64::from(one.trial)),
        ),
        measure("class", "Class", Unit::Word, Of(|one: &Self| one.class)),
        measure(
            "cause",
            "Cause",
            Unit::Word,
            Text(|one: &Self, told| told.cause(one.cause)),
        ),
    ];
}

impl ApplicationOutcome {
    /// What came out of an objective.
    #[must_use]
    pub fn judged(&self, of: ObjectiveOf) -> Option<&Judged> {
        match of {
            ObjectiveOf::Recovery => self.rto.as_ref(),
            ObjectiveOf::Loss => self.rpo.as_ref(),
        }
    }

    /// The figure of this application that an address names; none where it is not among the figures.
    #[must_use]
    pub fn at(&self, figure: Figure) -> Option<Estimate> {
        match figure {
            Figure::Availability => Some(self.availability),
            Figure::Downtime => Some(self.downtime_s_per_year),
            Figure::Mttr => Some(self.mttr_s),
            Figure::Attained(of, class) => {
                let classes = &self.judged(of)?.by_class;
                let found = classes.iter().find(|one| one.class == class)?;
                Some(found.attained)
            }
        }
    }

    /// Outages per year.
    pub const OUTAGES: Measure<Self> = measure(
        "outages_per_year",
        "Outages",
        Unit::PerYear,
        Est(|one: &Self| &one.outages_per_year),
    );
    /// Mean recovery time.
    pub const MTTR: Measure<Self> = measure(
        "mttr_s",
        "Mean recovery time (MTTR), all classes",
        Unit::Seconds,
        Est(|one: &Self| &one.mttr_s),
    )
    .or("MTTR");
    /// Share of time up.
    pub const AVAILABILITY: Measure<Self> = measure(
        "availability",
        "Availability",
        Unit::Share,
        Est(|one: &Self| &one.availability),
    )
    .or("Up");
    /// Downtime.
    pub const DOWNTIME: Measure<Self> = measure(
        "downtime_s_per_year",
        "Downtime",
        Unit::SecondsPerYear,
        Est(|one: &Self| &one.downtime_s_per_year),
    );
    /// Data lost.
    pub const DATA_LOSS: Measure<Self> = measure(
        "data_loss_s_per_year",
        "Data lost, total losses left out",
        Unit::SecondsPerYear,
        Est(|one: &Self| &one.data_loss_s_per_year),
    );
    /// Total losses.
    pub const TOTAL_LOSSES: Measure<Self> = measure(
        "total_losses_per_year",
        "All data lost",
        Unit::PerYear,
        Est(|one: &Self| &one.total_losses_per_year),
    );
    /// What the share of time up is not below; the stated share stands behind it.
    pub const SURELY_UP: Measure<Self> = measure(
        "availability_surely",
        "Surely available",
        Unit::Share,
        Number(|one: &Self| one.availability_surely),
    );
    /// Planned outages.
    pub const PLANNED: Measure<Self> = measure(
        "planned_outages",
        "Planned outages, counted apart",
        Unit::Number,
        Count(|one: &Self| one.planned_outages),
    );

    /// What is told of an application.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "outages",
            "Outages",
            Unit::Number,
            Count(|one: &Self| one.outages),
        ),
        measure(
            "unrecovered",
            "Never back",
            Unit::Number,
            Count(|one: &Self| one.unrecovered),
        ),
        measure(
            "lost",
            "Back without its data",
            Unit::Number,
            Count(|one: &Self| one.ends.lost),
        ),
        Self::PLANNED,
        Self::OUTAGES,
        measure(
            "outages_per_trial",
            "Outages per trial",
            Unit::Number,
            Est(|one: &Self| &one.outages_per_trial),
        ),
        Self::MTTR,
        measure(
            "mttr_exceeds_rto",
            "Beyond the RTO",
            Unit::Word,
            MaybeFlag(|one: &Self| one.mttr_exceeds_rto),
        ),
        measure(
            "down_all_the_time",
            "Trials down all the time",
            Unit::Share,
            Est(|one: &Self| &one.down_all_the_time),
        ),
        Self::AVAILABILITY,
        Self::SURELY_UP,
        Self::DOWNTIME,
        Self::DATA_LOSS,
        measure(
            "total_losses",
            "Total losses",
            Unit::Number,
            Count(|one: &Self| one.total_losses),
        ),
        Self::TOTAL_LOSSES,
        measure(
            "lost_per_year",
            "Back without its data",
            Unit::PerYear,
            Est(|one: &Self| &one.ends.lost_per_year),
        ),
        measure(
            "never_per_year",
            "Never back",
            Unit::PerYear,
            Est(|one: &Self| &one.ends.never_per_year),
        ),
        measure(
            "recovery_s",
            "Recovery time",
            Unit::Seconds,
            Quant(|one: &Self| &one.recovery_s),
        ),
        measure(
            "data_loss_s",
            "Data lost",
            Unit::Seconds,
            Quant(|one: &Self| &one.data_loss_s),
        ),
    ];

    /// What is told of it beside that in a drill.
    pub const OF_DRILL: &[Measure<Self>] = &[
        measure(
            "lost_share",
            "Back without its data",
            Unit::Share,
            Est(|one: &Self| &one.ends.lost_share),
        ),
        measure(
            "never_share",
            "Never back",
            Unit::Share,
            Est(|one: &Self| &one.ends.never_share),
        ),
        measure(
            "total_loss_share",
            "All data of a VM lost",
            Unit::Share,
            Est(|one: &Self| &one.ends.total_loss_share),
        ),
    ];
}
