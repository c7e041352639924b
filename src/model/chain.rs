//! How long a chain of restore points is, and how many bytes its jobs capture: the one answer for jobs of
//! the simulated world and for all that is worked out without it.
//!
//! Always true here: bytes are those that a job reads, before the reduction; every job works and comes in
//! time. A chain begins with a full.

use super::application::Vm;
use super::blueprint::Blueprint;
use super::protection::{Backup, ChainKind};
use crate::units::Span;

/// Jobs from one full to the next, the first full included.
#[must_use]
pub fn jobs_per_full(backup: &Backup) -> u64 {
    match backup.chain {
        ChainKind::Full => 1,
        ChainKind::Incremental | ChainKind::Differential => {
            (backup.full_every.0 / backup.every.0.max(1)).max(1)
        }
    }
}

/// From one full to the next.
#[must_use]
pub fn cycle(backup: &Backup) -> Span {
    Span(backup.every.0.saturating_mul(jobs_per_full(backup)))
}

/// Bytes that change on the data of a VM in a second; what holds no data writes none that counts.
#[must_use]
pub fn written(blueprint: &Blueprint, vm: &Vm) -> f64 {
    if blueprint.role(vm.role).stateful {
        vm.churn
    } else {
        0.0
    }
}

/// Bytes that differ after so long a time of writing: never more than are used.
#[must_use]
pub fn changed(used: f64, churn: f64, since: Span) -> f64 {
    (churn * since.0 as f64 / 1_000.0).min(used)
}

/// Bytes that the job at a place of its chain captures, the full at 0: of a VM that uses so many bytes, of
/// which `churn` change in a second. A differential takes all since the full.
#[must_use]
pub fn captured(backup: &Backup, used: f64, churn: f64, place: u64) -> f64 {
    let jobs = match backup.chain {
        _ if place == 0 => return used,
        ChainKind::Full => return used,
        ChainKind::Incremental => 1,
        ChainKind::Differential => place,
    };
    changed(used, churn, Span(backup.every.0.saturating_mul(jobs)))
}

/// Bytes that the first so many jobs after a full capture together.
#[must_use]
pub fn after_full(backup: &Backup, used: f64, churn: f64, jobs: u64) -> f64 {
    let step = churn * backup.every.as_seconds();
    let count = jobs as f64;
    if backup.chain != ChainKind::Differential || step <= 0.0 {
        return count * step.min(used);
    }
    // As many grow by one step each; the others hold all that is used.
    let grow = libm::floor(used / step).min(count);
    step * grow * (grow + 1.0) / 2.0 + (count - grow) * used
}

/// Bytes that a restore reads on the mean over the points of a chain: the full with all increments up to
/// the point, or with the one differential.
#[must_use]
pub fn mean_read(backup: &Backup, used: f64, churn: f64) -> f64 {
    let last = jobs_per_full(backup) - 1;
    // Of the logs half of those between two jobs, on the mean.
    used + logged(backup, churn, backup.every) / 2.0
        + match backup.chain {
            ChainKind::Full => 0.0,
            ChainKind::Incremental => captured(backup, used, churn, 1) * (last as f64 / 2.0),
            ChainKind::Differential => after_full(backup, used, churn, last) / (last + 1) as f64,
        }
}

/// Bytes of all logs in so long a time of writing: each block counts as often as it is written.
#[must_use]
pub fn logged(backup: &Backup, churn: f64, length: Span) -> f64 {
    if backup.logs.is_some() {
        churn * length.as_seconds()
    } else {
        0.0
    }
}

/// The share of the points of a chain that cannot be read, where each file is bad with `bad_point`: an increment needs
/// all files back to its full, a differential two.
#[must_use]
pub fn unreadable(backup: &Backup) -> f64 {
    let bad = backup.bad_point.0;
    let good = 1.0 - bad;
    let points = jobs_per_full(backup) as f64;
    match backup.chain {
        ChainKind::Full => bad,
        ChainKind::Differential => 1.0 - good * (1.0 + (points - 1.0) * good) / points,
        ChainKind::Incremental if bad <= 0.0 => 0.0,
        ChainKind::Incremental => 1.0 - good * (1.0 - libm::pow(good, points)) / (points * bad),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::HOUR;

    /// 1,000 bytes in use, of which 100 change from one job to the next; a full with every fifth job.
    fn backup(chain: &str) -> Backup {
        let text = format!(
            "[stamp.alpha]\nnodes = 4\nnode_memory = \"384 GiB\"\n[repository.vault]\n\
            [protection.gold.backup]\nevery = \"10 h\"\nchain = \"{chain}\"\n{}\
            [application.erp]\nexpendable = true\nprotection = \"gold\"\n",
            if chain == "full" {
                ""
            } else {
                "full_every = \"50 h\"\n"
            }
        );
        let none = |name: &str| Err(format!("no {name}"));
        let loaded = crate::scenario::load(&text, "test.toml", &none);
        loaded
            .expect("a sound scenario")
            .blueprint
            .protections
            .backups
            .remove(0)
    }
    const USED: f64 = 1_000.0;
    const CHURN: f64 = 100.0 / 36_000.0;

    fn five(chain: &str) -> Vec<u64> {
        let backup = backup(chain);
        (0..5)
            .map(|place| captured(&backup, USED, CHURN, place).round() as u64)
            .collect()
    }

    #[test]
    fn increments_build_on_the_job_before_and_differentials_on_the_full() {
        assert_eq!(five("full"), [1_000; 5]);
        assert_eq!(five("incremental"), [1_000, 100, 100, 100, 100]);
        assert_eq!(five("differential"), [1_000, 100, 200, 300, 400]);
        let jobs = |chain| jobs_per_full(&backup(chain));
        assert_eq!([jobs("full"), jobs("incremental")], [1, 5]);
        assert_eq!(cycle(&backup("full")), Span(10 * HOUR));
        assert_eq!(cycle(&backup("differential")), Span(50 * HOUR));
        // A quarter of the data a job: the fourth differential and all later ones hold all of it.
        let full = captured(&backup("differential"), USED, 2.5 * CHURN, 4);
        assert_eq!(full, 1_000.0);
    }

    /// Of the five points the first reads 1,000, the next 1,100 … 1,400 either way: as many increments,
    /// or one differential that holds as much.
    #[test]
    fn a_restore_reads_half_a_cycle_on_the_mean() {
        let read = |chain, churn| mean_read(&backup(chain), USED, churn);
        assert!((read("incremental", CHURN) - 1_200.0).abs() < 1e-9);
        assert!((read("differential", CHURN) - 1_200.0).abs() < 1e-9);
        assert_eq!(read("full", CHURN), 1_000.0);
        // Of 400 bytes a job, differentials hold 0, 400, 800, 1,000, 1,000: 640 on the mean.
        assert!((read("differential", 4.0 * CHURN) - 1_640.0).abs() < 1e-9);
    }

    /// Of five points with files of which one in ten is bad: 0.9 of the fulls can be read, and of the k-th point
    /// 0.9^k with increments (0.9 + 0.81 + 0.729 + 0.6561 + 0.59049 = 3.68559) or 0.81 with differentials.
    #[test]
    fn a_bad_file_hits_all_points_that_hang_on_it() {
        let share = |chain| {
            let mut backup = backup(chain);
            backup.bad_point = crate::units::Share(0.1);
            unreadable(&backup)
        };
        assert!((share("full") - 0.1).abs() < 1e-12);
        assert!((share("incremental") - (1.0 - 3.685_59 / 5.0)).abs() < 1e-12);
        assert!((share("differential") - (1.0 - (0.9 + 4.0 * 0.81) / 5.0)).abs() < 1e-12);
    }

    #[test]
    fn what_many_jobs_hold_is_the_sum_of_what_each_captures() {
        for chain in ["incremental", "differential"] {
            for churn in [0.0, CHURN, 2.5 * CHURN, 4.0 * CHURN, 30.0 * CHURN] {
                let backup = backup(chain);
                let one = |place| captured(&backup, USED, churn, place);
                let sum: f64 = (1..=7).map(one).sum();
                let all = after_full(&backup, USED, churn, 7);
                assert!((sum - all).abs() < 1e-6, "{chain}: {sum} and {all}");
            }
        }
    }
}
