//! What the jobs of a backup make in the long run.
//!
//! Always true here: jobs that overrun are made less often; what they leave out the next one takes
//! along.

use crate::model::bytes::reduced;
use crate::model::chain;
use crate::model::protection::{Backup, ChainKind};
use crate::units::Span;

/// Bytes after the reduction that one VM's jobs make, per second, where a job alone moves `alone` bytes
/// per second and the VM has `used` bytes of which `churn` change in a second.
pub(super) fn made(backup: &Backup, used: f64, churn: f64, alone: f64) -> f64 {
    let every = backup.every.as_seconds();
    let cycle = chain::cycle(backup).as_seconds();
    let full = reduced(used, backup.reduction);
    // What a job captures that comes so many jobs after the one that it builds on.
    let changed = |jobs: u64| {
        let since = Span(backup.every.0.saturating_mul(jobs));
        reduced(chain::changed(used, churn, since), backup.reduction)
    };
    let jobs = chain::jobs_per_full(backup);
    // Of jobs that fail the next one takes over what a chain of increments lacks; no others do.
    let works = works(backup);
    if works <= 0.0 || alone <= 0.0 {
        return 0.0;
    }
    let logs = reduced(
        chain::logged(backup, churn, Span::seconds(1)),
        backup.reduction,
    );
    if backup.synthetic.is_some() {
        // The full is put together where the increments lie: what moves is one more of these.
        let moved = match backup.chain {
            ChainKind::Full => works * full,
            ChainKind::Incremental => jobs as f64 * changed(1),
            ChainKind::Differential => (1..=jobs).map(|job| works * changed(job)).sum(),
        };
        return moved / cycle + logs;
    }
    let takes = full / alone;
    let rounds = libm::ceil(takes / cycle - 1e-9).max(1.0);
    let skipped = (libm::ceil(takes / every - 1e-9).max(1.0) as u64 - 1).min(jobs);
    let rest = match backup.chain {
        ChainKind::Full => 0.0,
        ChainKind::Incremental if skipped + 1 >= jobs => 0.0,
        ChainKind::Incremental => {
            let first = changed(skipped + 1);
            first + (jobs - 2 - skipped) as f64 * changed(1)
        }
        ChainKind::Differential => (skipped + 1..jobs).map(|job| works * changed(job)).sum(),
    };
    let full = if backup.chain == ChainKind::Full {
        full * works
    } else {
        full
    };
    (full + rest) / (rounds * cycle) + logs
}

/// Bytes after the reduction of the fulls of one VM that are put together at a repository, per second.
pub(super) fn synthesised(backup: &Backup, used: f64) -> f64 {
    match backup.synthetic {
        Some(_) => reduced(used, backup.reduction) / chain::cycle(backup).as_seconds(),
        None => 0.0,
    }
}

/// Share of jobs that work, retries included.
fn works(backup: &Backup) -> f64 {
    let retries = f64::from(backup.retries.min(64));
    1.0 - libm::pow(backup.job_failure.0, 1.0 + retries)
}

/// The part of a day in which slots work for jobs that may start in a window alone: the window, and
/// what the last of them takes.
pub(super) fn part_of_day(backup: &Backup, takes_s: f64) -> f64 {
    let day = Span::days(1).as_seconds();
    backup.window.map_or(1.0, |window| {
        ((window.length().as_seconds() + takes_s) / day).min(1.0)
    })
}
