//! What the years say of a backup protection.
//!
//! Always true here: jobs are counted over all trials of the years.

use super::{Estimate, UpkeepOutcome};
use crate::model::ids::VmId;
use crate::model::measure::Get::{Count, Estimate as Est};
use crate::model::measure::{Measure, Unit, measure};
use crate::model::record::JobTally;

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
    /// What people did about failing jobs and bad points, where the scenario says that they do anything.
    pub upkeep: Option<UpkeepOutcome>,
}

impl BackupOutcome {
    /// What is told of a backup beside its jobs, its queue and the VMs that it leaves without.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "vms",
            "VMs",
            Unit::Number,
            Count(|one: &Self| u64::from(one.vms)),
        ),
        measure(
            "effective_cadence_s",
            "Effective every (mean)",
            Unit::Seconds,
            Est(|one: &Self| &one.effective_cadence_s),
        ),
        measure(
            "good_share",
            "Jobs that left a good point",
            Unit::Share,
            Est(|one: &Self| &one.good_share),
        ),
        measure(
            "trials_with_a_vm_without_point",
            "Trials with a VM without any point",
            Unit::Number,
            Count(|one: &Self| u64::from(one.trials_without_point)),
        ),
    ];
}
