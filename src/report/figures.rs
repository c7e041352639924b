//! Which charts a report has, and the numbers that go into each.
//!
//! Always true here: numbers are taken from the outcome as they stand; a chart that would show
//! nothing is absent.

mod application;
pub(crate) mod lag;

use super::words;
use crate::chart::{self, Chart, gantt, jobs, memory, misses, pipe, returns};
use crate::model::outcome::{DrillOutcome, Outcome, WorstIncident};
use crate::model::record::{Ended, Outage, PipeTally, Resource};
use crate::model::{Application, ApplicationId, Blueprint};
use crate::units::number;
use crate::units::{HOUR, WEEK};

/// Applications that get charts of their own, the most interesting first.
pub(crate) const MOST_APPLICATIONS: usize = 30;
const MOST_PIPES: usize = 4;

/// All charts of a report.
pub(crate) struct Figures {
    pub(crate) misses: Option<Chart>,
    pub(crate) memory: Option<Chart>,
    pub(crate) jobs: Option<Chart>,
    pub(crate) pipes: Vec<Chart>,
    pub(crate) worst: Option<Chart>,
    /// Groups that replicate over a link, as many as get a chart.
    pub(crate) lags: Vec<Chart>,
    /// By drill, in their order.
    pub(crate) drills: Vec<DrillFigures>,
    /// By application, as many as get charts.
    pub(crate) applications: Vec<ApplicationFigures>,
}

/// Charts of one drill.
pub(crate) struct DrillFigures {
    pub(crate) returns: Option<Chart>,
    pub(crate) worst: Option<Chart>,
}

/// Charts of one application.
pub(crate) struct ApplicationFigures {
    pub(crate) application: ApplicationId,
    pub(crate) charts: Vec<Chart>,
}

impl Figures {
    /// Every chart once, in the order of the report.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Chart> {
        let drills = self
            .drills
            .iter()
            .flat_map(|drill| drill.returns.iter().chain(&drill.worst));
        let applications = self.applications.iter().flat_map(|one| &one.charts);
        drills
            .chain(&self.memory)
            .chain(&self.lags)
            .chain(&self.jobs)
            .chain(&self.pipes)
            .chain(&self.misses)
            .chain(&self.worst)
            .chain(applications)
    }
}

/// Draws everything.
///
/// # Errors
/// When the drawing backend fails.
pub(crate) fn draw(blueprint: &Blueprint, outcome: &Outcome) -> Result<Figures, chart::Error> {
    let mut drills = vec![];
    for (index, drill) in outcome.drills.iter().enumerate() {
        drills.push(drill_figures(blueprint, outcome, index, drill)?);
    }
    let mut applications = vec![];
    let order = words::by_interest(blueprint, &outcome.applications);
    for one in order.into_iter().take(MOST_APPLICATIONS) {
        applications.push(application::figures(blueprint, outcome, one)?);
    }
    let worst = match &outcome.worst {
        Some(worst) => incident(
            blueprint,
            outcome,
            worst,
            "worst-incident",
            "The worst incident of the years",
        )?,
        None => None,
    };
    Ok(Figures {
        misses: misses::draw(&misses(blueprint, outcome))?,
        memory: memory::draw(&memory(blueprint, outcome))?,
        jobs: jobs::draw(&jobs(blueprint, outcome))?,
        pipes: pipes(blueprint, outcome)?,
        worst,
        lags: lag::figures(blueprint, outcome)?,
        drills,
        applications,
    })
}

/// `400 trials of 365 d`.
fn effort(outcome: &Outcome) -> String {
    format!(
        "{} of {}",
        words::trials(outcome.trials),
        number::duration(outcome.horizon_s)
    )
}

fn misses(blueprint: &Blueprint, outcome: &Outcome) -> misses::Misses {
    let mut rows = vec![];
    for one in &outcome.applications {
        let application = words::clean(&blueprint.application(one.application).name);
        for cause in &one.by_cause {
            for (missed, per_year) in [
                (misses::Missed::Recovery, cause.rto_misses_per_year),
                (misses::Missed::Loss, cause.rpo_misses_per_year),
            ] {
                rows.push(misses::Row {
                    application: application.clone(),
                    cause: words::clean(words::cause(outcome, cause.cause)),
                    missed,
                    per_year,
                });
            }
        }
    }
    misses::Misses {
        name: "misses-by-cause".into(),
        title: "What causes missed objectives".into(),
        subtitle: format!(
            "Misses per year with their {} intervals; {}",
            number::share(outcome.level),
            effort(outcome)
        ),
        rows,
    }
}

fn memory(blueprint: &Blueprint, outcome: &Outcome) -> memory::Memory {
    memory::Memory {
        name: "memory".into(),
        title: "Memory of the stamps and their reserve for the loss of a node".into(),
        subtitle: "At the start of a trial; reserve = H + R·(N−1)·H + V·(N−2)".into(),
        rows: blueprint
            .stamps
            .iter()
            .zip(&outcome.stamps)
            .map(|(stamp, one)| memory::Row {
                stamp: words::clean(&stamp.name),
                memory: one.memory,
                node: stamp.node_memory.0 as f64,
            })
            .collect(),
    }
}

fn jobs(blueprint: &Blueprint, outcome: &Outcome) -> jobs::Jobs {
    jobs::Jobs {
        name: "backup-jobs".into(),
        title: "What became of backup jobs".into(),
        subtitle: format!("Jobs that came due in {}", effort(outcome)),
        rows: blueprint
            .protections
            .backups
            .iter()
            .zip(&outcome.backups)
            .map(|(backup, one)| jobs::Row {
                protection: words::clean(&backup.name),
                tally: one.tally,
            })
            .collect(),
    }
}

fn pipes(blueprint: &Blueprint, outcome: &Outcome) -> Result<Vec<Chart>, chart::Error> {
    let moved = |tally: &PipeTally| tally.backup_bytes.iter().map(|b| *b as f64).sum::<f64>();
    let mut busiest: Vec<&PipeTally> = outcome.pipes.iter().collect();
    busiest.sort_by(|a, b| moved(b).total_cmp(&moved(a)));
    let weeks = outcome.observed_ms / WEEK as f64;
    let mut charts = vec![];
    for (index, tally) in busiest.into_iter().take(MOST_PIPES).enumerate() {
        if weeks <= 0.0 {
            break;
        }
        let share = |ms: u128| number::share(ms as f64 / outcome.observed_ms);
        let spec = pipe::Pipe {
            name: format!("pipe-{}", index + 1),
            title: format!(
                "{} over the week: {}",
                // Replicas are sent in the same class.
                if blueprint.groups.is_empty() {
                    "Backups"
                } else {
                    "Backups and replication"
                },
                words::clean(&tally.resource.label(blueprint))
            ),
            subtitle: format!(
                "In use {} of the time, the bottleneck of a transfer {} of it; {}",
                share(tally.busy),
                share(tally.saturated),
                effort(outcome)
            ),
            bytes: tally
                .backup_bytes
                .iter()
                .map(|bytes| *bytes as f64 / weeks)
                .collect(),
            capacity: capacity(blueprint, tally.resource),
            windows: windows(blueprint, tally.resource),
        };
        charts.extend(pipe::draw(&spec)?);
    }
    Ok(charts)
}

/// Bytes that a pipe carries in an hour.
fn capacity(blueprint: &Blueprint, resource: Resource) -> Option<f64> {
    let rate = match resource {
        Resource::RepositoryRead(id) => blueprint.repository(id).read,
        Resource::RepositoryWrite(id) => blueprint.repository(id).write,
        Resource::Uplink(id) => blueprint.stamp(id).uplink,
        Resource::Link(id) => blueprint.links[id.index()].rate,
        Resource::Storage(id) => blueprint.stamp(id).storage.as_ref()?.rate,
        Resource::None
        | Resource::Return(_)
        | Resource::Crew(_)
        | Resource::Part(_)
        | Resource::CleanPlace
        | Resource::Shipment(_)
        | Resource::Scan
        | Resource::ScanFarm
        | Resource::Capacity(_)
        | Resource::ControlPlane(_)
        | Resource::ManagerBatch(_)
        | Resource::ClusterBatch(_)
        | Resource::Slots(_)
        | Resource::Repository(_)
        | Resource::RestorePoint
        | Resource::Disks
        | Resource::Replay
        | Resource::Volume(_)
        | Resource::Quota(_)
        | Resource::Names
        | Resource::Switch(_)
        | Resource::Majority(_)
        | Resource::Application(_) => return None,
    };
    Some(rate.0 as f64 * 3_600.0)
}

/// Windows of the backups that may use a pipe, each once, in hours of the day.
fn windows(blueprint: &Blueprint, resource: Resource) -> Vec<(f64, f64)> {
    let mut windows = vec![];
    for backup in &blueprint.protections.backups {
        let concerned = match resource {
            Resource::RepositoryWrite(id) => backup.to == id || backup.copy_to == Some(id),
            _ => true,
        };
        if let (true, Some(window)) = (concerned, backup.window) {
            let hours = (
                window.start as f64 / HOUR as f64,
                window.end as f64 / HOUR as f64,
            );
            if !windows.contains(&hours) {
                windows.push(hours);
            }
        }
    }
    windows
}

fn incident(
    blueprint: &Blueprint,
    outcome: &Outcome,
    worst: &WorstIncident,
    name: &str,
    opening: &str,
) -> Result<Option<Chart>, chart::Error> {
    let cause = words::clean(words::cause(outcome, worst.cause));
    let class = blueprint
        .sources
        .iter()
        .find(|source| source.label == words::cause(outcome, worst.cause))
        .map(|source| source.class);
    let seconds = |ms: i64| (ms - worst.at) as f64 / 1_000.0;
    let mut rows: Vec<gantt::Row> = vec![];
    for (index, application) in blueprint.applications.iter().enumerate() {
        let id = ApplicationId::from_index(index);
        let pieces: Vec<gantt::Piece> = worst
            .stretches
            .iter()
            .filter(|stretch| stretch.application == id)
            .map(|stretch| gantt::Piece {
                phase: stretch.phase,
                from_s: seconds(stretch.from),
                to_s: seconds(stretch.to),
                resource: match stretch.resource {
                    Resource::None => String::new(),
                    resource => words::clean(&resource.label(blueprint)),
                },
            })
            .collect();
        rows.push(gantt::Row {
            application: words::clean(&application.name),
            objective_s: class
                .and_then(|class| application.rto.for_class(class))
                .map(|objective| objective.limit.as_seconds()),
            ended: ended(worst, id),
            pieces,
        });
    }
    let day = worst.at.max(0) as f64 / (24.0 * HOUR as f64);
    gantt::draw(&gantt::Gantt {
        name: name.to_string(),
        title: format!("{opening}: {cause}"),
        subtitle: format!(
            "Trial {}, day {} after the start of its horizon; slowest application first",
            worst.trial,
            day.floor()
        ),
        struck: Vec::new(),
        of: "applications",
        rows,
    })
}

/// How an incident ended for an application: the worst that any of its outages came to.
fn ended(worst: &WorstIncident, id: ApplicationId) -> Ended {
    let own = worst.outages.iter().filter(|one| one.application == id);
    let most = own.map(Outage::ended).max();
    most.unwrap_or(Ended::Recovered)
}

fn drill_figures(
    blueprint: &Blueprint,
    outcome: &Outcome,
    index: usize,
    drill: &DrillOutcome,
) -> Result<DrillFigures, chart::Error> {
    let stated = &blueprint.drills[drill.drill.index()];
    let name = words::clean(&stated.name);
    let class = blueprint.source(stated.source).class;
    let file = format!("drill-{}-{}", index + 1, words::slug(&stated.name));
    let spec = returns::Returns {
        name: format!("{file}-return"),
        title: format!("Return of applications after drill {name}"),
        subtitle: format!(
            "{}, the fault strikes once in each; back without its data is not back",
            words::trials(drill.trials)
        ),
        marks_s: drill.marks_s.clone(),
        rows: drill
            .returns
            .iter()
            .map(|curve| {
                let application = blueprint.application(curve.application);
                returns::Row {
                    application: words::clean(&application.name),
                    tier: application.tier,
                    objective: application
                        .rto
                        .for_class(class)
                        .map(|stated| (stated.limit.as_seconds(), stated.target.0)),
                    up_share: curve.up_at_marks.clone(),
                }
            })
            .collect(),
    };
    let worst = match &drill.worst {
        Some(worst) => incident(
            blueprint,
            outcome,
            worst,
            &format!("{file}-worst"),
            "The worst trial of the drill",
        )?,
        None => None,
    };
    Ok(DrillFigures {
        returns: returns::draw(&spec)?,
        worst,
    })
}

/// Whether an application has an objective on which it is judged.
pub(crate) fn is_judged(application: &Application) -> bool {
    !application.rto.is_empty() || !application.rpo.is_empty() || application.availability.is_some()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, Told};
    use super::*;

    fn names(told: &Told) -> Vec<String> {
        let figures = draw(&told.blueprint, &told.outcome).expect("memory");
        figures.all().map(|chart| chart.name.clone()).collect()
    }

    #[test]
    fn file_names_are_unique() {
        for told in fixture::all() {
            let mut names = names(told);
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{}", told.blueprint.run.name);
        }
        // Nine without an objective have two, sixteen with a loss as well four; of drill, memory, jobs, misses and
        // worst incident there are six, of pipes two.
        assert_eq!(names(fixture::crowd()).len(), 9 * 2 + 16 * 4 + 6 + 2);
    }

    /// Drills first, then stamps, backups and pipes, what is missed, and applications as far as they miss.
    #[test]
    fn every_kind_of_chart_is_there_in_the_order_of_the_report() {
        let common = |lag: &[&str], pipes: usize, misses: &[&str]| -> Vec<String> {
            let mut all = vec![
                "drill-1-lose-stamp-return",
                "drill-1-lose-stamp-worst",
                "memory",
            ];
            all.extend(lag);
            all.push("backup-jobs");
            all.extend(&["pipe-1", "pipe-2", "pipe-3", "pipe-4"][..pipes]);
            all.extend(misses);
            all.push("worst-incident");
            all.into_iter().map(String::from).collect()
        };
        let of = |number: u32, name: &str, kinds: &[&str]| -> Vec<String> {
            let kinds = kinds.iter();
            kinds
                .map(|kind| format!("application-{number:02}-{name}-{kind}"))
                .collect()
        };
        let recovery = ["recovery", "recovery-per-year"];
        let both = ["recovery", "recovery-per-year", "loss", "loss-per-year"];
        let mut expected = common(&[], 2, &["misses-by-cause"]);
        expected.extend(of(2, "erp", &both));
        expected.extend(of(3, "files", &both));
        expected.extend(of(1, "build", &recovery));
        assert_eq!(names(fixture::plain()), expected);
        // Of files nothing was ever lost, and nothing is missed.
        let mut expected = common(&["lag-01-erp", "lag-02-mail"], 4, &[]);
        expected.extend(of(2, "erp", &both));
        expected.extend(of(3, "files", &recovery));
        expected.extend(of(4, "mail", &both));
        expected.extend(of(1, "build", &recovery));
        assert_eq!(names(fixture::protected()), expected);
    }

    #[test]
    fn nothing_happened_leaves_only_memory() {
        assert_eq!(names(fixture::calm()), ["memory"]);
    }
}
