//! What a run says: estimates, verdicts and the samples behind charts. Made by `study`, drawn by `report`.
//!
//! Always true here: an estimate without observations has no point; a verdict needs observations;
//! lists follow the order of the blueprint's tables.

mod application;
mod backup;
mod cause;
mod choice;
mod claims;
mod class;
mod crew;
mod cut;
mod decisions;
mod ends;
mod homecoming;
mod instance;
mod intrusion;
mod loss;
mod parts;
mod path;
mod replays;
mod replica;
mod stamp;
mod sticky;
mod storage;
mod target;
mod update;
mod upkeep;

pub use super::figure::{Estimate, Quantiles, Verdict};
pub use application::{ApplicationOutcome, ClassPhases, LargestOutage, MissBinding, Sample};
pub use backup::BackupOutcome;
pub use cause::CauseOutcome;
pub use choice::PointChoices;
pub use claims::ClaimOutcome;
pub use class::{ClassOutcome, Judged};
pub use crew::CrewOutcome;
pub use cut::{AfterCut, CutOutcome, WayOutcome};
pub use decisions::Decisions;
pub use ends::Ends;
pub use homecoming::HomecomingOutcome;
pub use instance::InstanceOutcome;
pub use intrusion::{DeletedAt, IntrusionOutcome, MissingOutcome};
pub use loss::RpoMiss;
pub use parts::PartsOutcome;
pub use path::{PathOutcome, ServedOutcome};
pub use replays::ReplayOutcome;
pub use replica::ReplicaOutcome;
pub use stamp::StampOutcome;
pub use sticky::WithoutStickiness;
pub use storage::StorageOutcome;
pub use target::{TargetOutcome, Unfit};
pub use update::{PlannedOutcome, UpdateOutcome};
pub use upkeep::UpkeepOutcome;

use super::ids::{ApplicationId, DrillId};
use super::measure::{Get, Measure, Unit, measure};
use super::queue::Queue;
use super::record::{Outage, PipeTally, RepositoryTally, Stretch};

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

impl AloneEstimate {
    /// What is told of it.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "recovery_s",
            "Calculator: alone on an idle pipe",
            Unit::Seconds,
            Get::Number(|one: &Self| Some(one.recovery_s)),
        ),
        measure(
            "transfer_s",
            "Of it transfer",
            Unit::Seconds,
            Get::Number(|one: &Self| Some(one.transfer_s)),
        ),
    ];
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
    /// Hours until everything but expendable applications is back where it belongs, with all copies, replicas and instances:
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
    /// Crews that have work.
    pub crews: Vec<CrewOutcome>,
    /// Spare parts that some repair needs.
    pub parts: Vec<PartsOutcome>,
    /// Who goes home together.
    pub homecomings: Vec<HomecomingOutcome>,
    /// Applications that ransomware struck.
    pub intrusions: Vec<IntrusionOutcome>,
    /// The worst trial: its timeline for the Gantt chart.
    pub worst: Option<WorstIncident>,
    /// Most distinct values that were held exactly, where there were more.
    pub rounded: Option<u64>,
}

impl DrillOutcome {
    /// What is told of every drill beside its applications.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "trials",
            "Trials",
            Unit::Number,
            Get::Count(|one: &Self| u64::from(one.trials)),
        ),
        measure(
            "whole_again_s",
            "All applications back",
            Unit::Seconds,
            Get::Quantiles(|one: &Self| &one.whole_again_s),
        ),
        measure(
            "unplaced_vms",
            "VMs without room for an hour",
            Unit::Number,
            Get::Estimate(|one: &Self| &one.unplaced_vms),
        ),
    ];
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
    /// The part that was asked for, in words such as `drill lose-stamp`; empty where it is all.
    pub only: Vec<String>,
    /// Seed.
    pub seed: u64,
    /// Trials of years made.
    pub trials: u32,
    /// Horizon in seconds.
    pub horizon_s: f64,
    /// Time observed over all trials of years, in milliseconds.
    pub observed_ms: f64,
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
    /// Updates of stamps.
    pub updates: Vec<UpdateOutcome>,
    /// Crews that have work.
    pub crews: Vec<CrewOutcome>,
    /// Spare parts that some repair needs.
    pub parts: Vec<PartsOutcome>,
    /// Who goes home together.
    pub homecomings: Vec<HomecomingOutcome>,
    /// Applications that ransomware struck.
    pub intrusions: Vec<IntrusionOutcome>,
    /// What planned work costs each application; none where no work is planned.
    pub planned: Vec<PlannedOutcome>,
    /// What comes to other stamps when a place is lost.
    pub targets: Vec<TargetOutcome>,
    /// Pipes, summed over trials of years.
    pub pipes: Vec<PipeTally>,
    /// Repositories: largest over trials.
    pub repositories: Vec<RepositoryTally>,
    /// The worst incident of the years, if there was an outage.
    pub worst: Option<WorstIncident>,
    /// Most distinct values that were held exactly, where there were more, so that they were rounded up to four
    /// digits; none where all figures are exact.
    pub rounded: Option<u64>,
    /// Events handled in all.
    pub events: u64,
    /// Missed RPOs as they would be if jobs did not fail in a row, where that may decide them.
    pub without_stickiness: Vec<WithoutStickiness>,
    /// Trials that could not be finished, years first, then by drill and number.
    pub failed: Vec<FailedTrial>,
}
