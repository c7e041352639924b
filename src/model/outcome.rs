//! What a run says: estimates, verdicts and the samples behind charts. Made by `study`, drawn by `report`.
//!
//! Always true here: an estimate without observations has no point; a verdict is three-valued;
//! lists follow the order of the blueprint's tables.

mod loss;
mod protection;

pub use loss::RpoMiss;
pub use protection::{
    AfterCut, CutOutcome, InstanceOutcome, PathOutcome, ReplicaOutcome, ServedOutcome,
    StorageOutcome, TargetOutcome, Unfit, WayOutcome,
};

use super::fault::Class;
use super::ids::{ApplicationId, DrillId};
use super::memory::MemoryTerms;
use super::record::{
    JobTally, Outage, Phase, PipeTally, RepositoryTally, Resource, Stretch, TrialRecord,
};

/// A figure with its interval. `None` as a bound: unbounded or unknown.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Estimate {
    /// Best value; none where nothing was seen.
    pub point: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

/// Whether an objective is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// The whole interval of the attained share is at or above the target.
    Met,
    /// Neither.
    Inconclusive,
    /// The whole interval is below the target.
    Missed,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Inconclusive => "inconclusive",
            Verdict::Missed => "missed",
        }
    }
}

/// An objective against the outages of one class.
#[derive(Clone, PartialEq, Debug)]
pub struct ClassOutcome {
    /// Which class.
    pub class: Class,
    /// Stated limit in seconds.
    pub objective_s: f64,
    /// Share of outages that must keep it.
    pub target: f64,
    /// Outages that count (for an RPO: those that put state at risk).
    pub outages: u64,
    /// Share within the limit.
    pub attained: Estimate,
    /// Smallest observed value whose share reaches the target, in seconds.
    pub achievable_s: Estimate,
    /// Verdict.
    pub verdict: Verdict,
    /// Trials that would probably decide an inconclusive verdict.
    pub trials_to_decide: Option<u64>,
    /// What to do about an inconclusive verdict, such as "add a drill of a site"; empty otherwise.
    pub advice: String,
}

/// An objective of an application over all classes.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// Verdict of the worst class.
    pub verdict: Verdict,
    /// Which that is.
    pub worst_class: Option<Class>,
    /// Every class that can occur or has an objective of its own.
    pub by_class: Vec<ClassOutcome>,
    /// Attained share over all classes, unjudged.
    pub pooled: Estimate,
    /// Probability of at least one miss in a year.
    pub miss_in_a_year: Estimate,
}

/// Quantiles of observed values, in seconds. None: nothing seen, or infinite (unrecovered, total loss).
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Quantiles {
    /// Median.
    pub p50: Option<f64>,
    /// 95 % of observations are at or below it.
    pub p95: Option<f64>,
    /// 99 % of observations are at or below it.
    pub p99: Option<f64>,
    /// Largest finite observation.
    pub max: Option<f64>,
    /// Observations.
    pub count: u64,
    /// Of these, infinite ones.
    pub infinite: u64,
}

/// What one cause costs an application.
#[derive(Clone, PartialEq, Debug)]
pub struct CauseOutcome {
    /// Index into `Outcome::causes`.
    pub cause: u16,
    /// Outages per year.
    pub outages_per_year: Estimate,
    /// Downtime in seconds per year.
    pub downtime_s_per_year: Estimate,
    /// Outages per year that missed the RTO of their class.
    pub rto_misses_per_year: Estimate,
    /// Outages per year that missed the RPO of their class.
    pub rpo_misses_per_year: Estimate,
}

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

/// Observed values of one class, for curves. Seconds, ascending; infinite ones only counted.
#[derive(Clone, PartialEq, Debug)]
pub struct Sample {
    /// Which class.
    pub class: Class,
    /// Finite values.
    pub values_s: Vec<f64>,
    /// Infinite ones.
    pub infinite: u64,
}

/// One application, over years or over one drill.
#[derive(Clone, PartialEq, Debug)]
pub struct ApplicationOutcome {
    /// Which.
    pub application: ApplicationId,
    /// Counted outages.
    pub outages: u64,
    /// Of these, unrecovered within `drain`.
    pub unrecovered: u64,
    /// Outages per year; in a drill: no rate, all none.
    pub outages_per_year: Estimate,
    /// Outages per trial: in a drill, the share of drills that stop the application.
    pub outages_per_trial: Estimate,
    /// Mean recovery time over recovered outages, in seconds.
    pub mttr_s: Estimate,
    /// Whether the MTTR (its point) exceeds the tightest stated RTO.
    pub mttr_exceeds_rto: bool,
    /// Share of time up; below `stats::ENOUGH` outages without a lower end.
    pub availability: Estimate,
    /// What the share of time up is not below whatever the law of outages is, in years; the verdict
    /// rests on it where the share has no lower end.
    pub availability_surely: Option<f64>,
    /// Verdict on a stated availability.
    pub availability_verdict: Option<Verdict>,
    /// Downtime in seconds per year.
    pub downtime_s_per_year: Estimate,
    /// Total losses of state per year.
    pub total_losses_per_year: Estimate,
    /// Total losses seen.
    pub total_losses: u64,
    /// Data lost in seconds of writing per year, total losses left out.
    pub data_loss_s_per_year: Estimate,
    /// RTO, where stated.
    pub rto: Option<Judged>,
    /// RPO, where stated.
    pub rpo: Option<Judged>,
    /// Recovery times.
    pub recovery_s: Quantiles,
    /// Data losses of outages that put state at risk.
    pub data_loss_s: Quantiles,
    /// By cause, in the order of `Outcome::causes`, only those that occurred.
    pub by_cause: Vec<CauseOutcome>,
    /// By what brought it back, in the order of [`Path::ALL`], only what occurred.
    ///
    /// [`Path::ALL`]: super::record::Path::ALL
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
}

/// What a calculator would say of one application's recovery by restore: each VM alone on an idle pipe.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct AloneEstimate {
    /// Which application.
    pub application: ApplicationId,
    /// Sum of mean phases with the slowest required VM's transfer at full path rate, in seconds.
    pub recovery_s: f64,
    /// Of it, the transfer.
    pub transfer_s: f64,
}

/// How many applications are back, hour by hour after a drill.
#[derive(Clone, PartialEq, Debug)]
pub struct ReturnCurve {
    /// Which application.
    pub application: ApplicationId,
    /// Share of this drill's trials in which the application was up (or never down) at each full
    /// hour after the strike: element h is at h hours. As long as for all applications of the drill.
    pub up_share: Vec<f64>,
}

/// One drill.
#[derive(Clone, PartialEq, Debug)]
pub struct DrillOutcome {
    /// Which.
    pub drill: DrillId,
    /// Trials made.
    pub trials: u32,
    /// Applications, all of them, in order.
    pub applications: Vec<ApplicationOutcome>,
    /// Return hour by hour, applications that the drill stops at least once.
    pub returns: Vec<ReturnCurve>,
    /// Calculator's view, applications that recover by restore.
    pub alone: Vec<AloneEstimate>,
    /// Hours until all stopped applications are back: quantiles in seconds.
    pub whole_again_s: Quantiles,
    /// Hours until everything is back where it belongs, with all copies, replicas and instances:
    /// quantiles in seconds, infinite where not within `drain`. None where the scenario has neither
    /// storage nor replication nor high availability.
    pub restored_s: Option<Quantiles>,
    /// VMs that found no room for at least an hour: mean over trials.
    pub unplaced_vms: Estimate,
    /// VMs stopped to make room for others: mean over trials.
    pub shed_vms: Estimate,
    /// Over all applications: which class of outage ended in which way.
    pub served: Vec<ServedOutcome>,
    /// Groups that replicate, all of them.
    pub replicas: Vec<ReplicaOutcome>,
    /// Roles with high availability.
    pub instances: Vec<InstanceOutcome>,
    /// Stamps with storage.
    pub storage: Vec<StorageOutcome>,
    /// The worst trial: its timeline for the Gantt chart.
    pub worst: Option<WorstIncident>,
}

/// The worst incident of a run or drill.
#[derive(Clone, PartialEq, Debug)]
pub struct WorstIncident {
    /// Number of the trial.
    pub trial: u32,
    /// Cause, index into `Outcome::causes`.
    pub cause: u16,
    /// When it struck, milliseconds after the start of the horizon.
    pub at: i64,
    /// What each application went through.
    pub stretches: Vec<Stretch>,
}

/// One stamp.
#[derive(Clone, PartialEq, Debug)]
pub struct StampOutcome {
    /// Memory by the formula, at the start.
    pub memory: MemoryTerms,
    /// Hours per year without N−1.
    pub hours_without_n_minus_1_per_year: Estimate,
    /// Hours per year with two or more nodes down.
    pub hours_two_down_per_year: Estimate,
    /// Hours per year with the whole stamp down.
    pub hours_down_per_year: Estimate,
    /// Quorum losses per year.
    pub quorum_losses_per_year: Estimate,
    /// Largest number of VMs that waited for room at once, over all trials.
    pub most_waiting: u32,
    /// Memory that hot standbys hold, in bytes; part of the tenants' memory.
    pub standby_bytes: f64,
}

/// One backup protection over all trials of years.
#[derive(Clone, PartialEq, Debug)]
pub struct BackupOutcome {
    /// Sums over trials.
    pub tally: JobTally,
    /// VMs that have it.
    pub vms: u32,
    /// Share of jobs that left a good point.
    pub good_share: Estimate,
    /// Mean time between captures of good points, in seconds: the effective cadence.
    pub effective_cadence_s: Estimate,
}

/// A run.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// Seed.
    pub seed: u64,
    /// Trials of years made.
    pub trials: u32,
    /// Horizon in seconds.
    pub horizon_s: f64,
    /// Level of intervals.
    pub level: f64,
    /// Names of causes.
    pub causes: Vec<String>,
    /// Applications over years.
    pub applications: Vec<ApplicationOutcome>,
    /// Drills.
    pub drills: Vec<DrillOutcome>,
    /// Stamps.
    pub stamps: Vec<StampOutcome>,
    /// Backups.
    pub backups: Vec<BackupOutcome>,
    /// Over all applications: which class of outage ended in which way.
    pub served: Vec<ServedOutcome>,
    /// Groups that replicate, all of them.
    pub replicas: Vec<ReplicaOutcome>,
    /// What a cut of their links does to them.
    pub cuts: Vec<CutOutcome>,
    /// Roles with high availability.
    pub instances: Vec<InstanceOutcome>,
    /// Stamps with storage.
    pub storage: Vec<StorageOutcome>,
    /// What comes to other stamps when a place is lost.
    pub targets: Vec<TargetOutcome>,
    /// Pipes, summed over trials of years.
    pub pipes: Vec<PipeTally>,
    /// Repositories: largest over trials.
    pub repositories: Vec<RepositoryTally>,
    /// The worst incident of the years, if there was an outage.
    pub worst: Option<WorstIncident>,
    /// Records of the trials of years, for `outages.csv` and `trials.csv`.
    pub records: Vec<TrialRecord>,
    /// Records of the trials of each drill.
    pub drill_records: Vec<Vec<TrialRecord>>,
    /// Events handled in all.
    pub events: u64,
}

impl Outcome {
    /// All counted outages of the years with their trial.
    pub fn counted(&self) -> impl Iterator<Item = (u32, &Outage)> {
        self.records.iter().flat_map(|record| {
            record
                .outages
                .iter()
                .filter(|outage| outage.counted)
                .map(|outage| (record.trial, outage))
        })
    }
}
