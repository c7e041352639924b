//! Backups: the effective cadence against the stated one, missed windows, pipes, repositories.
//!
//! Always true here: jobs are counted over all trials of the years.

use super::super::findings;
use super::super::measured::{cells, heads};
use super::super::page::{Block, Section, alert, cell, figure, head, table, text};
use super::super::words;
use super::Source;
use crate::model::measure::{Per, Table};
use crate::model::outcome::{ApplicationOutcome, ReplayOutcome, UpkeepOutcome};
use crate::model::queue::QueueOf;
use crate::model::record::{AgainTally, JobTally, LogTally, SyntheticTally};
use crate::model::{Source as Faults, Upkeep, figure};
use crate::units::number::{self, DASH};

pub(crate) fn section(source: &Source<'_>) -> Section {
    let mut blocks = vec![];
    if source.blueprint.protections.backups.is_empty() {
        blocks.push(text("The scenario has no backup."));
    } else {
        blocks.push(text(
            "The effective cadence is the time of all VMs over the restore points that became \
             complete in it, so that a VM which never gets one makes it longer. The longest gap is \
             that of the worst VM, from the start of the years to their end. They, not the schedule, \
             bound what is lost: jobs fail, miss their window or overrun.",
        ));
        if source.blueprint.has_logs() {
            blocks.push(text(
                "Where there are logs, the cadence is theirs: what can be recovered to is an instant up to the newest \
                 log that nothing is missing before. The table of jobs counts fulls, differentials and increments; \
                 logs have their own.",
            ));
        }
        for sentence in findings::told(&findings::bare(source.blueprint, source.outcome)) {
            blocks.push(alert(sentence));
        }
        blocks.extend(cadence(source));
        blocks.extend(queues(source, |of| matches!(of, QueueOf::Copies(_))));
        blocks.extend(jobs(source));
        blocks.extend(synthetic(source));
        blocks.extend(copied_again(source));
        blocks.extend(logs(source));
        blocks.extend(replays(source));
        blocks.extend(mending(source));
        blocks.extend(tests(source));
        blocks.push(figure(
            source.figures.jobs.as_ref(),
            "No chart of backup jobs: none came due in the years simulated.",
        ));
        if source.figures.pipes.is_empty() {
            blocks.push(text(
                "No chart of the backup window: no backup moved any data in the years simulated.",
            ));
        }
        for chart in &source.figures.pipes {
            blocks.push(figure(Some(chart), ""));
        }
        blocks.extend(repositories(source));
    }
    Section {
        id: "backups".into(),
        title: "Backups".into(),
        new_page: !source.blueprint.protections.backups.is_empty(),
        blocks,
    }
}

fn cadence(source: &Source<'_>) -> Option<Block> {
    let rows = source
        .blueprint
        .protections
        .backups
        .iter()
        .zip(&source.outcome.backups)
        .map(|(backup, one)| {
            let tally = &one.tally;
            let mean_lag = (tally.good > 0).then(|| tally.lag_sum as f64 / tally.good as f64);
            let seconds = |ms: u64| number::duration(ms as f64 / 1_000.0);
            vec![
                head(words::clean(&backup.name)).detail(words::counted(
                    one.vms as usize,
                    "VM",
                    "VMs",
                )),
                cell(number::duration(backup.cadence().as_seconds())),
                cell(figure::estimate(&one.effective_cadence_s, number::duration)),
                cell(if tally.vm_time == 0 {
                    DASH.to_string()
                } else {
                    seconds(tally.gap_max)
                }),
                cell(figure::share(&one.good_share)),
                cell(
                    mean_lag.map_or_else(|| DASH.to_string(), |ms| number::duration(ms / 1_000.0)),
                )
                .detail(if tally.good == 0 {
                    String::new()
                } else {
                    format!("longest {}", seconds(tally.lag_max))
                }),
                cell(match one.without_point.len() {
                    0 => DASH.to_string(),
                    count => format!("{count} of {}", one.vms),
                }),
            ]
        })
        .collect();
    table(
        "Stated and effective cadence",
        &[
            "Protection",
            "#Stated every",
            "#Effective every (mean)",
            "#Longest gap",
            "#Jobs that left a good point",
            "#From due to complete (mean of good ones)",
            "#VMs without any point",
        ],
        rows,
    )
}

/// Queues in the long run, and whether they keep up.
pub(crate) fn queues(source: &Source<'_>, shown: impl Fn(QueueOf) -> bool) -> Option<Block> {
    let rows: Vec<_> = source
        .outcome
        .queues
        .iter()
        .filter(|queue| shown(queue.of))
        .map(|queue| {
            vec![
                head(findings::queue_name(source.blueprint, queue)),
                cell(findings::a_day(queue.demand)),
                cell(findings::a_day(queue.served)),
                cell(if queue.growth() > 0.0 {
                    findings::bound(source.blueprint, queue)
                } else {
                    DASH.to_string()
                }),
                cell(findings::standing(queue)),
            ]
        })
        .collect();
    table(
        "Queues in the long run, by average demand against what carries it",
        &[
            "Queue",
            "#Comes up",
            "#Is carried",
            "Bounded by",
            "Standing",
        ],
        rows,
    )
}

fn jobs(source: &Source<'_>) -> Option<Block> {
    let told = source.told(Per::Year);
    let columns = (JobTally::MEASURES, Table::Jobs);
    let backups = source.blueprint.protections.backups.iter();
    let rows = backups
        .zip(&source.outcome.backups)
        .map(|(backup, one)| {
            let name = head(words::clean(&backup.name));
            cells(vec![name], columns, &one.tally, &told)
        })
        .collect();
    table(
        "Backup jobs over all trials: window missed means that it closed before the job could \
         start; overrun, that the job before was not done; interrupted, that VM, path, control \
         plane or repository was down; under way, that it was not done when its trial ended. \
         The other columns add up to those that came due",
        &heads(&["Protection"], columns),
        rows,
    )
}

/// What became of synthetic fulls.
fn synthetic(source: &Source<'_>) -> Option<Block> {
    let told = source.told(Per::Year);
    let columns = (SyntheticTally::MEASURES, Table::Synthetic);
    let backups = source.blueprint.protections.backups.iter();
    let rows: Vec<_> = backups
        .zip(&source.outcome.backups)
        .filter(|(backup, _)| backup.synthetic.is_some())
        .map(|(backup, one)| {
            let name = head(words::clean(&backup.name));
            cells(vec![name], columns, &one.tally.synthetic, &told)
        })
        .collect();
    table(
        "Fulls that are put together at the repository from the chain that lies there, over all trials: the VM moves an \
         increment alone. Where a bad file is found, or no whole chain lies there, the next full is read from the VM. \
         Longest is from the last byte of the increment on",
        &heads(&["Protection"], columns),
        rows,
    )
}

/// What was copied again.
fn copied_again(source: &Source<'_>) -> Option<Block> {
    let told = source.told(Per::Year);
    let columns = (AgainTally::MEASURES, Table::CopiedAgain);
    let backups = source.blueprint.protections.backups.iter();
    let rows: Vec<_> = backups
        .zip(&source.outcome.backups)
        .filter(|(_, one)| one.tally.again.is_any())
        .map(|(backup, one)| {
            let name = head(words::clean(&backup.name));
            cells(vec![name], columns, &one.tally.again, &told)
        })
        .collect();
    table(
        "Copied again, over all trials, after the second repository had lost what lay there: the newest chain at the first one, \
         its full first. Until that is there nothing can be restored from the second repository",
        &heads(&["Protection"], columns),
        rows,
    )
}

/// What log jobs did.
fn logs(source: &Source<'_>) -> Option<Block> {
    let told = source.told(Per::Year);
    let columns = (LogTally::MEASURES, Table::Logs);
    let backups = source.blueprint.protections.backups.iter();
    let rows: Vec<_> = backups
        .zip(&source.outcome.backups)
        .filter(|(backup, _)| backup.logs.is_some())
        .map(|(backup, one)| {
            let name = head(words::clean(&backup.name));
            cells(vec![name], columns, &one.tally.logs, &told)
        })
        .collect();
    table(
        "Log jobs over all trials: without a full means that none was there yet that a log could hang on, as after a \
         restore; overrun, that the log before was still moving; interrupted, that VM, path or repository was down. \
         The next log takes what one of these left out",
        &heads(&["Protection"], columns),
        rows,
    )
}

/// What restores read and replayed, over the years and in each drill.
fn replays(source: &Source<'_>) -> Option<Block> {
    let columns = (ReplayOutcome::MEASURES, Table::Replays);
    let mut rows = vec![];
    let mut add = |when: String, all: &[ApplicationOutcome], per: Per| {
        let told = source.told(per);
        for one in all {
            if let Some(replays) = &one.replays {
                let name = &source.blueprint.application(one.application).name;
                let name = head(words::clean(name)).detail(when.clone());
                rows.push(cells(vec![name], columns, replays, &told));
            }
        }
    };
    add("years".to_string(), &source.outcome.applications, Per::Year);
    for drill in &source.outcome.drills {
        let name = words::clean(&source.blueprint.drills[drill.drill.index()].name);
        add(format!("drill {name}"), &drill.applications, Per::Trial);
    }
    table(
        "Restores from backups with logs: how many files they read (the point with all that it hangs on, and its \
         logs), how long the replay took after the transfer, and what ended the chain. Which log was the last of each \
         stands in outages.csv",
        &heads(&["Application"], columns),
        rows,
    )
}

/// How jobs that failed were noticed and mended.
fn mending(source: &Source<'_>) -> Option<Block> {
    let caption = "Runs of failed jobs of one VM: each begins with a job that fails by itself, after its retries, and ends \
         with one that works, or where it is mended. Unseen it fails from the end of its first job until somebody notices, \
         or a job works, or the horizon ends";
    upkeep(source, caption, Table::Mending, |one| one.mending.is_some())
}

/// What tests of restore points found.
fn tests(source: &Source<'_>) -> Option<Block> {
    let caption = "Tests of restore points: the newest point of each VM, restored on trial. What is found bad is not \
         tried when it is needed, and the next job is a full";
    upkeep(source, caption, Table::Tests, |one| one.test.is_some())
}

fn upkeep(
    source: &Source<'_>,
    caption: &str,
    of: Table,
    shown: impl Fn(&Upkeep) -> bool,
) -> Option<Block> {
    let told = source.told(Per::Year);
    let columns = (UpkeepOutcome::MEASURES, of);
    let backups = source.blueprint.protections.backups.iter();
    let rows: Vec<_> = backups
        .zip(&source.outcome.backups)
        .filter(|(backup, _)| shown(&backup.upkeep))
        .filter_map(|(backup, one)| {
            let name = head(words::clean(&backup.name));
            let upkeep = one.upkeep.as_ref()?;
            Some(cells(vec![name], columns, upkeep, &told))
        })
        .collect();
    table(caption, &heads(&["Protection"], columns), rows)
}

fn repositories(source: &Source<'_>) -> Vec<Block> {
    let mut blocks = vec![];
    let mut rows = vec![];
    for (repository, one) in source
        .blueprint
        .repositories
        .iter()
        .zip(&source.outcome.repositories)
    {
        let share = one.most_used as f64 / (repository.capacity.0 as f64).max(1.0);
        if share > 0.9 {
            blocks.push(alert(format!(
                "Repository {} is {} full at the worst moment.",
                words::clean(&repository.name),
                number::rough_share(share)
            )));
        }
        rows.push(vec![
            head(words::clean(&repository.name)),
            cell(number::bytes(repository.capacity.0 as f64)),
            cell(number::bytes(one.most_used as f64)).detail(number::rough_share(share)),
            cell(repository.slots.to_string()),
            cell(repository.write.to_string()),
            cell(repository.read.to_string()),
        ]);
    }
    blocks.extend(table(
        "Repositories",
        &[
            "Repository",
            "#Capacity",
            "#Most stored at once",
            "#Slots",
            "#Write rate",
            "#Read rate",
        ],
        rows,
    ));
    blocks.extend(mistakes(source));
    blocks
}

/// What people deleted by mistake; nothing where nobody errs.
fn mistakes(source: &Source<'_>) -> Option<Block> {
    if !source.blueprint.sources.iter().any(Faults::is_mistake) {
        return None;
    }
    let all = source.blueprint.repositories.iter();
    let rows = all.zip(&source.outcome.repositories);
    let rows = rows.map(|(repository, one)| {
        let count = |count: u64| cell(number::count(count));
        vec![
            head(words::clean(&repository.name)),
            count(one.mistaken.deleted),
            count(one.mistaken.kept),
            count(one.mistaken.bared),
        ]
    });
    table(
        "Restore points deleted by mistake, in all years simulated",
        &[
            "Repository",
            "#Points deleted",
            "#Could not be deleted",
            "#Times a VM was left without any",
        ],
        rows.collect(),
    )
}
