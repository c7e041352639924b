//! Schedules of faults: finds the scenario that one is of, makes its faults drills of it, and plays it.
//!
//! Always true here: a schedule of another scenario or version is never taken for one of this; what was written down is held against what is
//! found, millisecond by millisecond.

use super::run::at_fault;
use super::source::{self, Source};
use super::{Stop, read};
use crate::model::frozen::Frozen;
use crate::model::record::Followed;
use crate::model::scheduled::{Due, Fate, Stand};
use crate::model::{Blueprint, DrillId, ObjectiveOf};
use crate::report::Scheduled;
use crate::scenario::{Break, Edit, Overrides, Schedule, is_schedule, known_names, read_schedule};
use crate::study::{self, Unplayed};
use crate::units::number;
use std::path::{Path, PathBuf};

/// A schedule that was read.
pub(super) struct Opened {
    /// The file as it was named.
    pub(super) path: PathBuf,
    pub(super) schedule: Schedule,
}

/// A schedule with its scenario.
pub(super) struct Ready {
    pub(super) source: Source,
    /// The scenario, which stands still where the schedule says so, with the faults as drills.
    pub(super) blueprint: Blueprint,
    pub(super) seed: u64,
    /// Why it is of another scenario or version, in words; none where it is of this.
    pub(super) stale: Option<String>,
    stand: Stand,
    dues: Vec<Due>,
}

/// What a schedule came to.
pub(super) struct Played {
    pub(super) followed: Followed,
    /// All figures of all applications that it hit.
    pub(super) fates: Vec<Fate>,
    /// What was written down, with whether the same was found.
    pub(super) held: Vec<Held>,
}

/// Something that was written down, and what was found.
pub(super) struct Held {
    pub(super) stated: Break,
    pub(super) found: Option<Fate>,
}

impl Held {
    /// Whether the same was found.
    pub(super) fn is_same(&self) -> bool {
        match self.found {
            // Nothing was stopped, or nothing was at risk.
            None => false,
            Some(found) => found.value == self.stated.value,
        }
    }
}

/// The schedule that a file is; none where it is none.
pub(super) fn opened(path: &Path) -> Result<Option<Opened>, Stop> {
    if source::is_shipped(path) {
        return Ok(None);
    }
    // What cannot be read is told by whoever reads it for a scenario.
    let Ok(bytes) = read::file(path) else {
        return Ok(None);
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Ok(None);
    };
    if !is_schedule(&text) {
        return Ok(None);
    }
    let schedule = read_schedule(&text).map_err(|problem| {
        Stop::Refused(format!(
            "error: {}:{}: {}\n  help: {}",
            path.display(),
            problem.line,
            problem.message,
            problem.help
        ))
    })?;
    Ok(Some(Opened {
        path: path.to_path_buf(),
        schedule,
    }))
}

impl Opened {
    /// What it is called: the name of its file without the ending.
    pub(super) fn name(&self) -> String {
        let name = self.path.file_stem().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// The file of its scenario: where the command is given, beside the schedule, or in the folder above it.
    pub(super) fn scenario(&self) -> Result<PathBuf, Stop> {
        let named = Path::new(&self.schedule.file);
        let shown = self.path.display();
        if self.schedule.file.is_empty() {
            return Err(Stop::Refused(format!(
                "error: {shown} names no file of scenario {}\n  help: name it with --scenario FILE",
                self.schedule.scenario
            )));
        }
        let own = self.path.parent().unwrap_or(Path::new("")).to_path_buf();
        let above = own.join("..");
        let last = named.file_name().map(PathBuf::from).unwrap_or_default();
        let places = [
            named.to_path_buf(),
            own.join(named),
            above.join(named),
            above.join(last),
        ];
        let mut places = places.into_iter();
        if let Some(found) = places.find(|path| path.is_file()) {
            return Ok(found);
        }
        if source::is_shipped(named) {
            return Ok(named.to_path_buf());
        }
        Err(Stop::Refused(format!(
            "error: {shown}: there is no {}, where this command is given, beside the schedule or in the folder above it\n  help: name the scenario with --scenario FILE",
            named.display()
        )))
    }

    /// The schedule on a scenario. What was changed stands behind what the schedule changes.
    pub(super) fn ready(
        &self,
        file: &Path,
        seed: Option<u64>,
        changes: &[Edit],
    ) -> Result<Ready, Stop> {
        let schedule = &self.schedule;
        let mut edits: Vec<Edit> = schedule.changes.clone();
        edits.extend(changes.iter().cloned());
        let stated = Overrides {
            seed,
            edits,
            ..Overrides::default()
        };
        let mut overrides = stated.clone();
        let mut plain = source::load(file, &stated)?;
        let mut stale = self.stale(&plain.loaded.blueprint);
        // A seed that the scenario does not state is stated by the command line: then its hash is another one.
        if let (None, Some(known)) = (seed, schedule.seed)
            && (stale.is_some() || known != plain.loaded.blueprint.run.seed)
        {
            overrides.seed = Some(known);
            let seeded = source::load(file, &overrides)?;
            let by_seed = self.stale(&seeded.loaded.blueprint);
            stale = match known == plain.loaded.blueprint.run.seed {
                true => by_seed.and(stale),
                false => by_seed,
            };
            plain = seeded;
        }
        let mut edits = overrides.edits.clone();
        edits.extend(schedule.edits());
        let faulty =
            source::load(file, &Overrides { edits, ..overrides }).map_err(|stop| match stop {
                Stop::Issues(_) | Stop::Unread(_) | Stop::Refused(_) => Stop::Refused(format!(
                    "error: {}: its faults are no drills of {}\n{}",
                    self.path.display(),
                    file.display(),
                    anstream::adapter::strip_str(&stop.words(false))
                )),
                other => other,
            })?;
        let blueprint = &faulty.loaded.blueprint;
        let dues = self.dues(blueprint)?;
        let (stand, mut blueprint) = match schedule.quantile {
            Some(quantile) => (Stand::Cycle, Frozen::of(blueprint, quantile).blueprint),
            None => (Stand::Trial(schedule.trial), blueprint.clone()),
        };
        // Its faults are no changes of the scenario.
        blueprint
            .run
            .changed
            .clone_from(&plain.loaded.blueprint.run.changed);
        blueprint.sha256.clone_from(&plain.loaded.blueprint.sha256);
        Ok(Ready {
            seed: blueprint.run.seed,
            source: plain,
            blueprint,
            stale,
            stand,
            dues,
        })
    }

    /// Why it is of another scenario or version.
    fn stale(&self, blueprint: &Blueprint) -> Option<String> {
        let schedule = &self.schedule;
        let version = env!("CARGO_PKG_VERSION");
        if schedule.scenario != blueprint.run.name {
            return Some(format!(
                "is of scenario {}, and this is {}",
                schedule.scenario, blueprint.run.name
            ));
        }
        if schedule
            .sha256
            .as_ref()
            .is_some_and(|known| *known != blueprint.sha256)
        {
            return Some(format!(
                "is of another version of scenario {} (sha256 {}, and this has {})",
                schedule.scenario,
                schedule.sha256.as_deref().unwrap_or_default(),
                blueprint.sha256
            ));
        }
        let known = schedule.version.as_ref().filter(|known| *known != version);
        known.map(|known| format!("was written by firedrill {known}, and this is {version}"))
    }

    fn dues(&self, blueprint: &Blueprint) -> Result<Vec<Due>, Stop> {
        let drills = blueprint.drills.iter();
        let names: Vec<&str> = drills.map(|one| one.name.as_str()).collect();
        let all = self.schedule.faults.iter().map(|fault| {
            let place = names.iter().position(|name| *name == fault.name);
            let missing = || {
                Stop::Refused(format!(
                    "error: {}:{}: the scenario has no drill `{}`, and the fault says not what it hits\n  help: give it `of` and the other keys of a drill, or the name of one; {}",
                    self.path.display(),
                    fault.line,
                    fault.name,
                    known_names(&fault.name, &names)
                ))
            };
            let place = place.ok_or_else(missing)?;
            Ok(Due {
                drill: DrillId::from_index(place),
                at: fault.at,
            })
        });
        all.collect()
    }

    /// Plays it.
    pub(super) fn play(&self, ready: &Ready) -> Result<Played, Stop> {
        let played = study::play(&ready.blueprint, ready.seed, ready.stand, &ready.dues);
        let followed = played.map_err(|why| match why {
            Unplayed::CannotStrike => Stop::Refused(format!(
                "error: {}: its faults cannot strike: one is there already when it should, or comes of what others do",
                self.path.display()
            )),
            Unplayed::Failed(message) => Stop::Trouble(format!(
                "error: {} could not be played: {}",
                self.path.display(),
                at_fault(&message)
            )),
        })?;
        let fates = study::fates(&ready.blueprint, &followed.record.outages);
        let applications = &ready.blueprint.applications;
        let held = self.schedule.breaks.iter().map(|one| {
            let is_it = |fate: &&Fate| {
                fate.of == one.of && applications[fate.application.index()].name == one.application
            };
            Held {
                stated: one.clone(),
                found: fates.iter().find(is_it).copied(),
            }
        });
        Ok(Played {
            held: held.collect(),
            followed,
            fates,
        })
    }

    /// In which world it strikes, what was written down and what was found, in sentences.
    pub(super) fn told(&self, ready: &Ready, played: &Played) -> Scheduled {
        let schedule = &self.schedule;
        let faults = number::counted(schedule.faults.len(), "fault");
        let mut said = vec![match schedule.quantile {
            Some(quantile) => format!(
                "{faults}; every length stands at its {} quantile, every probability at its likelier side, and nothing else fails.",
                number::share(quantile)
            ),
            None => format!(
                "{faults} in trial {}, whose lengths and other faults are drawn.",
                schedule.trial
            ),
        }];
        if let Some(stale) = &ready.stale {
            said.push(format!("This schedule {stale}; it is played all the same."));
        }
        said.extend(played.held.iter().map(in_words));
        Scheduled {
            name: self.name(),
            drills: ready.dues.iter().map(|due| due.drill).collect(),
            said,
        }
    }
}

/// A recovery or a loss in words.
pub(super) fn length(of: ObjectiveOf, value: Option<u64>) -> String {
    match (of, value) {
        (_, Some(ms)) => number::duration(ms as f64 / 1_000.0),
        (ObjectiveOf::Recovery, None) => "never, or without its data".to_string(),
        (ObjectiveOf::Loss, None) => "everything".to_string(),
    }
}

/// What is stated of a figure.
fn limit(of: ObjectiveOf, limit: Option<u64>) -> String {
    let name = match of {
        ObjectiveOf::Recovery => "RTO",
        ObjectiveOf::Loss => "RPO",
    };
    limit.map_or_else(
        || "nothing stated".to_string(),
        |ms| format!("{name} {}", number::duration(ms as f64 / 1_000.0)),
    )
}

/// A figure with what is stated for it: `erp: recovery 9 h, ✗ missed (RTO 4 h)`.
pub(super) fn fate(application: &str, fate: &Fate) -> String {
    let verdict = match (fate.is_break(), fate.limit) {
        (true, _) => "✗ missed",
        (false, Some(_)) => "kept",
        (false, None) => "not judged",
    };
    format!(
        "{application}: {} {}, {verdict} ({})",
        crate::scenario::figure_name(fate.of),
        length(fate.of, fate.value),
        limit(fate.of, fate.limit)
    )
}

/// Whether what was written down is so, in a sentence.
fn in_words(held: &Held) -> String {
    let Held { stated, found } = held;
    let figure = crate::scenario::figure_name(stated.of);
    let was = length(stated.of, stated.value);
    match found {
        Some(found) if held.is_same() => {
            format!("As written down: {}.", fate(&stated.application, found))
        }
        Some(found) => format!(
            "✗ Not as written down ({figure} {was}): {}.",
            fate(&stated.application, found)
        ),
        None => format!(
            "✗ Not as written down ({figure} {was}): {} has no {figure} here.",
            stated.application
        ),
    }
}
