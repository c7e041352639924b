//! Advice about backups: what they keep, how long they take, when they start.
//!
//! Always true here: every figure of a sentence is data of its entry; lengths are in seconds where they
//! are worked out.

use super::{about, apart, rough, size};
use crate::model::code::coded;
use crate::units::{Bytes, Span, number};

coded! {
    /// What is told about backups.
    #[derive(Clone, PartialEq, PartialOrd, Debug)]
    BackupAdvice {
        600 "A repository too small for its retention" "Retention drops whole chains, so that more is kept than is stated until the oldest one goes."
        RepositoryTooSmall {
            repository: String, capacity: Bytes, needs: f64,
            backup: String, vms: usize, fulls: u64, increments: u64, logs: bool, all_fulls: f64, others: usize
        } => {
            let (backups, each) = match (others, vms) {
                (0, 1) => (String::new(), ""),
                (0, _) => (String::new(), " for each VM"),
                (count, _) => (format!(", and {count} more"), " for each VM"),
            };
            let (between, rest) = match logs {
                true => (" and the logs between them", "increments and logs"),
                false => ("", "increments"),
            };
            let [holds, most] = apart(*capacity, *needs);
            format!(
                "repository `{repository}` holds {holds}, and its retention needs up to {most}: backup `{backup}` of {vms} VMs keeps up to {fulls} fulls and {increments} increments{between}{each}{backups}; all fulls take {}, all {rest} {}; jobs that find no room leave no point",
                rough(*all_fulls), rough(needs - all_fulls)
            ).replace(" of 1 VMs", " of 1 VM")
        },

        601 "A round of jobs longer than the time to the next" "All jobs that come due together take longer, at best, than the time until they come due again. Restores, rebuilds and windows are left out of the sum."
        RoundTooLong { backups: String, jobs: &'static str, vms: u64, bytes: f64, seconds: f64, bound: String, next: Span, what_next: &'static str }
            => format!(
                "one round of {jobs} of {backups} moves {} of {vms} VMs and takes {} at least (bounded by {bound}), longer than the {next} to the next {what_next}: jobs that come due meanwhile are skipped",
                rough(*bytes), about(*seconds)
            ).replace(" of 1 VMs", " of 1 VM"),

        602 "A window too short for a round of jobs" "The last job of a round can start only when the window has closed again."
        WindowTooShort { backups: String, jobs: &'static str, vms: u64, bytes: f64, last_start: f64, bound: String, open: Span, slots: u32 }
            => format!(
                "one round of {jobs} of {backups} moves {} of {vms} VMs through {} (bounded by {bound}): the last job starts {} after the first at the earliest, but the window is open for {open}, so some jobs miss it",
                rough(*bytes),
                if *slots == 1 { "1 slot".to_string() } else { format!("{slots} slots") },
                about(*last_start)
            ),

        603 "A stagger beyond the window" "Jobs that come due when the window has closed wait until it opens again."
        StaggerBeyondWindow { backup: String, vms: u32, stagger: Span, closes: Span, late: u32 }
            => format!(
                "backup `{backup}` starts the jobs of {vms} VMs {stagger} apart, the last one {} after the first, but the window closes {closes} after the first is due: the jobs of {late} of them wait until it opens again",
                Span(stagger.0.saturating_mul(u64::from(vms - 1)))
            ),

        604 "A stagger beyond the time between jobs" "Jobs of the last VMs come due together with later ones of the first."
        StaggerBeyondCadence { backup: String, vms: u32, stagger: Span, every: Span }
            => format!(
                "backup `{backup}` starts the jobs of {vms} VMs {stagger} apart, the last one {} after the first: that is beyond the {every} between jobs, so the last ones come due together with the next of the first",
                Span(stagger.0.saturating_mul(u64::from(vms - 1)))
            ),

        605 "A phase outside of the window" "Jobs come due while the window is closed, and wait until it opens."
        PhaseOutsideWindow { backup: String, phase: Span, opens: Span, wait: Span }
            => format!("the jobs of backup `{backup}` come due at {} of the day by its `phase`, outside of its window: each waits {wait} until it opens at {}", clock(*phase), clock(*opens)),

        606 "Retries that last into the next job" "A job that is tried again when the next one is due makes that one skip."
        RetriesIntoNext { backup: String, retries: u32, after: Span, every: Span }
            => format!(
                "backup `{backup}` tries a job that fails {retries} times again, {after} apart: that takes {}, and the next job is due after {every}, so it is skipped",
                Span(after.0.saturating_mul(u64::from(*retries)))
            ),

        607 "Backups of which no job works" "Every job fails, as after a change that nobody noticed."
        NoJobWorks { backup: String }
            => format!("every job of backup `{backup}` fails (job_failure = 100 %): no restore point is ever made, and what only it protects is lost with its disks"),

        608 "Backups of which no point is good" "Every point turns out bad when it is restored."
        NoPointIsGood { backup: String }
            => format!("every point of backup `{backup}` is bad (bad_point = 100 %): each restore tries one after the other, and what only it protects is lost with its disks"),

        609 "Points kept for less than corruption stays unseen" "When corruption is noticed, every point that is left was captured after it."
        NoticedTooLate { cause: String, application: String, noticed: Span, mean: bool, protection: String, kept: Span }
            => format!(
                "corruption by `{cause}` of application `{application}` is noticed after {noticed}{}, but `{protection}` reaches {kept} back: by then every point may be corrupt",
                if *mean { " on the mean" } else { "" }
            ),

        612 "Retries in quick succession" "What failed for a reason fails for it again a moment later."
        QuickRetries { backup: String, retries: u32, after: Span, bound: u32, pause: Span }
            => format!(
                "backup `{backup}` tries a job that fails {retries} times again, {after} apart: each try is drawn by itself, so hardly a job fails in the end; products try a few times, minutes apart, so state `retries` of at most {bound} or `retry_after` of at least {pause}"
            ),

        610 "A restore to volumes that are too small" "A VM lies wholly on one volume, also where it is restored or redeployed."
        VolumeTooSmallForRestore { vm: String, more: usize, used: Bytes, brings: String, stamp: String, volume: Bytes }
            => format!(
                "vm `{vm}`{} uses {}, and {brings} stamp `{stamp}`, where a volume holds {}: it never finds room there",
                and_more(*more), size(*used), size(*volume)
            ),

        611 "A VM that can never be restored there" "It is larger than a node of a stamp that it may be restored or redeployed to."
        NodeTooSmallForRestore { vm: String, more: usize, memory: Bytes, brings: String, stamp: String, room: Bytes }
            => format!(
                "vm `{vm}`{} has {:.1} GiB, and {brings} stamp `{stamp}`, where a node has {:.1} GiB for VMs: it can never run there",
                and_more(*more), memory.as_gib(), room.as_gib()
            ),

        613 "Mending that changes nothing" "What is mended is that a job which failed fails again more likely."
        NothingToMend { backup: String, why: &'static str }
            => format!("failing jobs of backup `{backup}` are noticed and mended, but {why}: mending changes nothing"),

        614 "Tests of points that are never bad" "A test finds points that cannot be read."
        NothingToFind { backup: String }
            => format!("points of backup `{backup}` are tested, but none is ever bad (bad_point = 0 %): tests find nothing"),

        640 "An RPO that only the stickiness of jobs misses" "Jobs that fail in a row make losses old, where the same number of failures one by one would not."
        StickinessDecides { application: String, backup: String, rpo: Span, share: f64, stickiness: f64, kept: f64, without: f64 }
            => format!(
                "by the cadence and the odds of backup `{backup}` alone, {} of the losses of application `{application}` are within its RPO of {rpo} and {} are to be: with the stickiness of {} jobs fail in a row, and one by one it would be {}; `noticed_after` mends them, and `stickiness` is worth a look at your own jobs",
                number::share(*kept), number::share(*share), number::share(*stickiness), number::share(*without)
            ),
    }
}

fn and_more(more: usize) -> String {
    if more > 0 {
        format!(" (and {more} more)")
    } else {
        String::new()
    }
}

/// A time of day.
fn clock(of_day: Span) -> String {
    let minutes = of_day.0 / crate::units::MINUTE;
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}
