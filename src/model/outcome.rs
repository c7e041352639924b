//! What a run says: estimates, verdicts and the samples behind charts. Made by `study`, drawn by `report`.
//!
//! Always true here: an estimate without observations has no point; a verdict needs observations;
//! lists follow the order of the blueprint's tables.

mod ends;
mod loss;
mod protection;

pub use ends::Ends;
pub use loss::RpoMiss;
pub use protection::{
    AfterCut, CutOutcome, InstanceOutcome, PathOutcome, ReplicaOutcome, ServedOutcome,
    StorageOutcome, TargetOutcome, Unfit, WayOutcome,
};

use super::fault::Class;
use super::ids::{ApplicationId, DrillId, VmId};
use super::memory::MemoryTerms;
use super::queue::Queue;
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

/// Whether an objective is kept. In the order of gravity: what was not seen is never worse than what
/// was judged, so the greatest of several verdicts is the one that decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// Nothing was seen that could be judged. No doubt, and no proof.
    NotSeen,
    /// The whole interval of the attained share is at or above the target.
    Met,
    /// Neither.
    Inconclusive,
    /// The whole interval is below the target.
    Missed,
}

impl Verdict {
    /// All of them, in the order of gravity.
    pub const ALL: [Verdict; 4] = [
        Verdict::NotSeen,
        Verdict::Met,
        Verdict::Inconclusive,
        Verdict::Missed,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verdict::NotSeen => "not_seen",
            Verdict::Met => "met",
            Verdict::Inconclusive => "inconclusive",
            Verdict::Missed => "missed",
        }
    }
}

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

/// Quantiles of observed values, in seconds. None: nothing seen, or infinite (never back, or all data lost).
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

/// In which share of the trials an application is back, hour by hour after a drill.
#[derive(Clone, PartialEq, Debug)]
pub struct ReturnCurve {
    /// Which application.
    pub application: ApplicationId,
    /// Share of this drill's trials in which the application had recovered (or was never down) at each
    /// full hour after the strike: element h is at h hours. Service without its data is no recovery. As
    /// long as for all applications of the drill.
    pub up_share: Vec<f64>,
    /// The same at each of the drill's marks.
    pub up_at_marks: Vec<f64>,
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
    /// Moments that fit the objectives, in seconds after the strike, ascending: from a quarter of an hour to the last return, each
    /// about twice the one before, and every RTO stated for the class of the drill.
    pub marks_s: Vec<f64>,
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
    /// Its outages, the first one first.
    pub outages: Vec<Outage>,
    /// What each application went through in them.
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
    /// Time of its VMs over their points, in seconds: the effective cadence. Time without a point
    /// counts, also that of VMs that never get one.
    pub effective_cadence_s: Estimate,
    /// VMs without any point at the end of the trial in which they were most.
    pub without_point: Vec<VmId>,
    /// VMs none of whose points had reached the second repository, in the trial in which they were
    /// most; those without any point among them.
    pub without_copy: Vec<VmId>,
    /// Trials that left a VM without any point.
    pub trials_without_point: u32,
}

/// A trial that the program could not finish, by a fault of its own. No figure contains it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FailedTrial {
    /// The drill; none for a trial of years.
    pub drill: Option<DrillId>,
    /// Its number, from 0.
    pub trial: u32,
    /// What the program said.
    pub message: String,
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
    /// Queues in the long run: copies by backup, then groups.
    pub queues: Vec<Queue>,
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
    /// Trials that could not be finished, years first, then by drill and number.
    pub failed: Vec<FailedTrial>,
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
