//! What a VM resumed from, and why that was as old as it was.
//!
//! Always true here: of several reasons the one that cost the most writing is named; nothing lost has
//! no reason.

use crate::model::blueprint::Blueprint;
use crate::model::ids::{GroupId, RepositoryId, RoleId};
use crate::model::protection::{BackupId, Protection};
use serde::{Deserialize, Serialize};

/// What the state of a VM was taken from.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub enum TakenFrom {
    /// Its own disks: nothing was lost.
    #[default]
    Own,
    /// A restore point.
    Point {
        /// Of which protection.
        of: Protection,
        /// Where it was read; none: on the stamp of the VM.
        repository: Option<RepositoryId>,
        /// Whether that is the second repository.
        second: bool,
    },
    /// The replica of its group.
    Replica(GroupId),
    /// Another instance of its role.
    Instance(RoleId),
    /// Nothing: all is lost, or service never came back. The backup or the group that should have
    /// had something.
    Nothing(Option<BackupId>, Option<GroupId>),
}

impl TakenFrom {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TakenFrom::Own => "own disks",
            TakenFrom::Point { second: false, .. } => "restore point",
            TakenFrom::Point { second: true, .. } => "copied restore point",
            TakenFrom::Replica(_) => "replica",
            TakenFrom::Instance(_) => "other instance",
            TakenFrom::Nothing(..) => "nothing",
        }
    }

    /// The protection that it belongs to, if any.
    #[must_use]
    pub fn protection(self, blueprint: &Blueprint) -> Option<&str> {
        let of_group = |id| {
            let group = blueprint.group(id);
            blueprint.replication(group.replication).name.as_str()
        };
        match self {
            TakenFrom::Own => None,
            TakenFrom::Point { of, .. } => Some(blueprint.protections.of(of).name()),
            TakenFrom::Replica(id) => Some(of_group(id)),
            TakenFrom::Instance(id) => {
                let id = blueprint.role(id).protection.high_availability?;
                Some(&blueprint.high_availability(id).name)
            }
            TakenFrom::Nothing(backup, group) => backup
                .map(|id| blueprint.backup(id).name.as_str())
                .or_else(|| group.map(of_group)),
        }
    }
}

/// Why what was resumed from was old.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub enum LossReason {
    /// Nothing was lost.
    #[default]
    None,
    /// The newest job that had come due left its point: the next one was not due yet.
    Cadence,
    /// A job was under way, whose point did not count yet.
    JobUnderWay,
    /// Jobs failed.
    JobFailed,
    /// Jobs were skipped because the one before was not done.
    Overrun,
    /// Jobs missed their window.
    WindowMissed,
    /// Jobs were interrupted, or could not run.
    Interrupted,
    /// Jobs or copies found a repository full.
    RepositoryFull,
    /// Newer points had not arrived at the second repository.
    CopyNotArrived,
    /// The replica was behind.
    ReplicaLag,
    /// Recovery points lie apart.
    PointSpacing,
    /// The replica had broken off, and a whole copy was due or under way.
    WholeCopy,
    /// Newer points turned out bad.
    BadPoint,
    /// A corruption was noticed late: newer states hold it.
    NoticedLate,
    /// The instance that came back first lacked what others had had.
    OlderInstance,
    /// Points or replica went with what they lay on.
    LostWithPlace,
    /// There was no point, or none that could be read.
    NoPoint,
    /// Nothing protects the state.
    NoProtection,
    /// Service was not back within `drain`.
    NotBack,
    /// An older point was taken because it was back sooner.
    SoonerPoint,
    /// Intruders deleted newer points.
    Deleted,
    /// Intruders were in: newer states hold them.
    Dwell,
    /// The newest log that had come due was there: the next one was not due yet.
    LogCadence,
    /// A log was under way, which did not count yet.
    LogUnderWay,
    /// Log jobs failed.
    LogFailed,
    /// Logs were not made: interrupted, skipped behind the one before, or without room.
    LogMissed,
    /// No log was made: there was no full that it could hang on yet.
    LogWithoutFull,
    /// A log turned out bad, at which its chain ends.
    LogBad,
    /// A log is missing where the point lies, and its chain ends there.
    LogMissing,
    /// A VM was not back with its data within `drain`, though something had it.
    DataNotBack,
    /// People deleted newer points by mistake, or a wrong retention let them go.
    DeletedByMistake,
}

impl LossReason {
    /// How many there are.
    pub const COUNT: usize = 31;

    /// The word for it in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            LossReason::None => "none",
            LossReason::Cadence => "cadence",
            LossReason::JobUnderWay => "job_under_way",
            LossReason::JobFailed => "job_failed",
            LossReason::Overrun => "overrun",
            LossReason::WindowMissed => "window_missed",
            LossReason::Interrupted => "interrupted",
            LossReason::RepositoryFull => "repository_full",
            LossReason::CopyNotArrived => "copy_not_arrived",
            LossReason::ReplicaLag => "replica_lag",
            LossReason::PointSpacing => "point_spacing",
            LossReason::WholeCopy => "whole_copy",
            LossReason::BadPoint => "bad_point",
            LossReason::NoticedLate => "noticed_late",
            LossReason::OlderInstance => "older_instance",
            LossReason::LostWithPlace => "lost_with_place",
            LossReason::NoPoint => "no_point",
            LossReason::NoProtection => "no_protection",
            LossReason::NotBack => "not_back",
            LossReason::SoonerPoint => "sooner_point",
            LossReason::Deleted => "deleted_by_intruders",
            LossReason::Dwell => "dwell",
            LossReason::LogCadence => "log_cadence",
            LossReason::LogUnderWay => "log_under_way",
            LossReason::LogFailed => "log_failed",
            LossReason::LogMissed => "log_missed",
            LossReason::LogWithoutFull => "log_without_full",
            LossReason::LogBad => "log_bad",
            LossReason::LogMissing => "log_missing",
            LossReason::DataNotBack => "data_not_back",
            LossReason::DeletedByMistake => "deleted_by_mistake",
        }
    }

    /// How reports say it, after "lose most by".
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            LossReason::None => "nothing",
            LossReason::Cadence => "the time since the newest job was due",
            LossReason::JobUnderWay => "the job under way, whose point does not count yet",
            LossReason::JobFailed => "failed jobs",
            LossReason::Overrun => "jobs skipped because the one before was not done",
            LossReason::WindowMissed => "jobs that missed their window",
            LossReason::Interrupted => "interrupted jobs",
            LossReason::RepositoryFull => "a full repository",
            LossReason::CopyNotArrived => "points not yet copied to the second repository",
            LossReason::ReplicaLag => "the lag of the replica",
            LossReason::PointSpacing => "the spacing of recovery points",
            LossReason::WholeCopy => "a replica broken off until a whole copy is made",
            LossReason::BadPoint => "restore points that turn out bad",
            LossReason::NoticedLate => "corruption that is noticed late",
            LossReason::OlderInstance => "an instance that lacks what others had",
            LossReason::LostWithPlace => "points or replicas lost with the place where they lie",
            LossReason::NoPoint => "no restore point that could be read",
            LossReason::NoProtection => "no protection of the data",
            LossReason::NotBack => "service that is not back in time",
            LossReason::SoonerPoint => "older points taken because they are back sooner",
            LossReason::Deleted => "restore points that intruders deleted",
            LossReason::Dwell => "what was written while intruders were in",
            LossReason::LogCadence => "the time since the newest log was due",
            LossReason::LogUnderWay => "the log under way, which does not count yet",
            LossReason::LogFailed => "failed log jobs",
            LossReason::LogMissed => "logs that could not be made",
            LossReason::LogWithoutFull => "logs that waited for a full to hang on",
            LossReason::LogBad => "a bad log, at which the chain ends",
            LossReason::LogMissing => "a missing log, at which the chain ends",
            LossReason::DataNotBack => "data that is not back in time",
            LossReason::DeletedByMistake => "restore points that people deleted by mistake",
        }
    }
}

/// What the VM that lost the most resumed from.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub struct Resumed {
    /// What its state was taken from.
    pub from: TakenFrom,
    /// What made that old, of several reasons the one that cost most.
    pub reason: LossReason,
    /// How much of the loss that reason made, in milliseconds of writing; 0 where all is lost.
    pub part: u64,
    /// It rests on a queue that never keeps up, so that the loss has no end in the long run. Known
    /// only after the trials.
    pub endless: bool,
}
