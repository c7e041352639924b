//! What backups leave less of than is stated: VMs without any point, points too seldom.
//!
//! Always true here: what is held against a stated cadence is its interval, not its point.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::outcome::{ApplicationOutcome, Outcome, Verdict};
use crate::model::record::JobTally;
use crate::model::{Blueprint, VmId};
use crate::units::number;

/// Backups that leave a VM without a point, or without any at the second repository.
pub(crate) fn bare(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let mut found = vec![];
    for (backup, one) in blueprint.protections.backups.iter().zip(&outcome.backups) {
        if !one.without_point.is_empty() {
            let what = What::WithoutPoint {
                vms: one.vms,
                without: names(blueprint, &one.without_point),
                trials_seen: one.trials_without_point,
                trials: outcome.trials,
            };
            found.push(Finding::new(what).on("backup", &backup.name));
        }
        let more = one.without_copy.len() > one.without_point.len();
        if let Some(to) = backup.copy_to.filter(|_| more) {
            let what = What::WithoutCopy {
                vms: one.vms,
                without: names(blueprint, &one.without_copy),
                repository: blueprint.repository(to).name.clone(),
            };
            found.push(Finding::new(what).on("backup", &backup.name));
        }
    }
    found
}

fn names(blueprint: &Blueprint, vms: &[VmId]) -> Vec<String> {
    vms.iter()
        .map(|id| blueprint.vm(*id).name.clone())
        .collect()
}

/// Backups whose effective cadence is clearly longer than the stated one.
pub(super) fn cadences(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    blueprint
        .protections
        .backups
        .iter()
        .zip(&outcome.backups)
        .filter_map(|(backup, one)| {
            let stated_s = backup.cadence().as_seconds();
            let jobs = one.tally;
            // In a short horizon no job need come due and be done: the points of before it stand.
            let bare = one.trials_without_point > 0;
            if bare && jobs.due > 0 && jobs.good == 0 {
                let what = What::NoGoodPoint { stated_s, jobs };
                return Some(Finding::new(what).on("backup", &backup.name));
            }
            // Where the interval holds what is stated, nothing is amiss.
            let surely = one.effective_cadence_s.low?;
            let effective = one.effective_cadence_s.point?;
            let what = What::PointsTooSeldom {
                stated_s,
                effective_s: one.effective_cadence_s,
                jobs,
            };
            (surely > stated_s && effective > 1.05 * stated_s)
                .then(|| Finding::new(what).on("backup", &backup.name))
        })
        .collect()
}

/// Missed RPOs that no run of the backup could keep: its cadence is as long as they are.
pub(crate) fn long_cadences(
    blueprint: &Blueprint,
    applications: &[&ApplicationOutcome],
) -> Vec<Finding> {
    let mut names = vec![vec![]; blueprint.protections.backups.len()];
    for one in applications {
        if one.rpo.as_ref().and_then(|judged| judged.verdict) != Some(Verdict::Missed) {
            continue;
        }
        let stated = blueprint.application(one.application);
        let Some(limit) = words::tightest(&stated.rpo) else {
            continue;
        };
        for (index, backup) in blueprint.protections.backups.iter().enumerate() {
            let uses = blueprint
                .vms_of(&stated.vms)
                .iter()
                .any(|vm| vm.protection.backup.is_some_and(|id| id.index() == index));
            if uses && backup.cadence() >= limit {
                names[index].push(stated.name.clone());
            }
        }
    }
    let all = blueprint.protections.backups.iter().zip(names);
    all.filter(|(_, names)| !names.is_empty())
        .map(|(backup, names)| {
            let stated_s = backup.cadence().as_seconds();
            Finding::new(What::CadenceBeyondRpo { stated_s })
                .on("backup", &backup.name)
                .about(names)
        })
        .collect()
}

/// What a backup leaves that can be recovered to.
pub(super) fn what_it_leaves(tally: &JobTally) -> &'static str {
    match tally.logs.due {
        0 => "a good restore point",
        _ => "a log",
    }
}

/// Why what a backup leaves comes too seldom, as the end of a sentence: its logs, where it has any, else its jobs.
pub(super) fn why_seldom(tally: &JobTally) -> String {
    let logs = &tally.logs;
    if logs.due == 0 {
        return lost_jobs(tally);
    }
    let reasons = [
        (logs.failed, "failed"),
        (logs.without_full, "had no full to hang on"),
        (logs.overrun, OVERRUN),
        (logs.interrupted, "were interrupted"),
        (logs.repository_full, FULL),
    ];
    shares(reasons, logs.due, "logs")
}

const OVERRUN: &str = "came due before the one before was done";
const FULL: &str = "found the repository full";

/// Why jobs left no good point, the most frequent reason first, as the end of a sentence.
pub(super) fn lost_jobs(tally: &JobTally) -> String {
    let reasons = [
        (tally.failed, "failed"),
        (tally.window_missed, "missed the window"),
        (tally.overrun, OVERRUN),
        (tally.interrupted, "were interrupted"),
        (tally.repository_full, FULL),
    ];
    shares(reasons, tally.due, "jobs")
}

fn shares(mut reasons: [(u64, &str); 5], due: u64, of: &str) -> String {
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.0));
    let parts: Vec<String> = reasons
        .iter()
        .filter(|(jobs, _)| *jobs as f64 >= 0.005 * due as f64 && *jobs > 0)
        .map(|(jobs, why)| {
            let share = number::share(*jobs as f64 / due as f64);
            format!("{share} of the {of} {why}")
        })
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(": {}", parts.join(", "))
    }
}
