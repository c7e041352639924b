//! One variant of a comparison: how it is named, read, and simulated or taken from results.
//!
//! Always true here: results are read as a run left them; rows that do not fit are left alone, and the reason is told.

use super::super::arguments::CompareArguments;
use super::super::run::{at_fault, nothing_to_pick};
use super::super::{Stop, progress, source};
use super::refused;
use crate::model::{Blueprint, DrillId, Trials};
use crate::report::{self, Header, Variant, header_of};
use crate::scenario::{Edit, Loaded, Overrides};
use crate::study::{self, Ledger, Options};
use crate::variant::Pick;
use serde_json::Value;
use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// The file by which results are known, and the scenario that they are of.
const SUMMARY: &str = "summary.json";
const RESOLVED: &str = "scenario.resolved.toml";
/// A summary is read as far as this: the largest are a few megabytes.
const LONGEST: u64 = 1 << 30;

/// A variant that is asked for.
#[derive(Clone)]
pub(super) struct Asked {
    path: PathBuf,
    /// Whether it is a folder of results.
    pub(super) saved: bool,
    with: String,
    edits: Vec<Edit>,
}

impl Asked {
    /// A scenario, or a folder of results.
    pub(super) fn named(path: &Path) -> Result<Asked, Stop> {
        let saved = path.join(SUMMARY).is_file();
        if path == Path::new("-") {
            return Err(refused(
                "`compare` reads its scenarios more than once, and a pipe can be read once",
                "name a file",
            ));
        }
        if path.is_dir() && !saved && !source::is_shipped(path) {
            return Err(refused(
                &format!(
                    "{} is no folder of results: it has no {SUMMARY}",
                    path.display()
                ),
                "name a folder that `firedrill run` left, such as out/quickstart, or a scenario",
            ));
        }
        Ok(Asked {
            path: path.to_path_buf(),
            saved,
            with: String::new(),
            edits: Vec::new(),
        })
    }

    /// The same with changes.
    pub(super) fn with(&self, words: &str, edits: Vec<Edit>) -> Asked {
        Asked {
            with: words.to_string(),
            edits,
            ..self.clone()
        }
    }

    /// What it is called in messages.
    pub(super) fn shown(&self) -> String {
        let path = self.path.display();
        match self.with.as_str() {
            "" => path.to_string(),
            with => format!("{path} with {with}"),
        }
    }

    /// Reads it.
    pub(super) fn read(
        &self,
        arguments: &CompareArguments,
        first: Option<u64>,
    ) -> Result<Held, Stop> {
        let content = if self.saved {
            Content::Saved(Box::new(self.results()?))
        } else {
            Content::Scenario(Box::new(self.scenario(arguments, first)?))
        };
        Ok(Held {
            asked: self.clone(),
            content,
        })
    }

    fn scenario(&self, arguments: &CompareArguments, first: Option<u64>) -> Result<Picked, Stop> {
        let mut edits = arguments.changes.0.clone();
        edits.extend(self.edits.iter().cloned());
        let overrides = Overrides {
            seed: arguments.seed,
            trials: arguments.trials,
            trace: None,
            edits,
            expectations: None,
        };
        let mut loaded = source::load(&self.path, &overrides)?.loaded;
        let pick = Pick::read(&arguments.only, &loaded.blueprint).map_err(nothing_to_pick)?;
        loaded.blueprint.run.part = pick.part(&loaded.blueprint);
        // It stays the scenario that it is; only its draws are those of the first.
        if let Some(seed) = first.filter(|_| arguments.seed.is_none()) {
            loaded.blueprint.run.seed = seed;
        }
        Ok(Picked { loaded, pick })
    }

    fn results(&self) -> Result<Saved, Stop> {
        let summary = self.path.join(SUMMARY);
        let problem = |what: &str| {
            refused(
                &format!("{} is no folder of results: {what}", self.path.display()),
                "name a folder that `firedrill run` left, such as out/quickstart",
            )
        };
        let file =
            fs::File::open(&summary).map_err(|error| problem(&format!("{SUMMARY}: {error}")))?;
        let read = serde_json::from_reader(BufReader::new(file.take(LONGEST)));
        let summary: Value =
            read.map_err(|error| problem(&format!("its {SUMMARY} is no JSON ({error})")))?;
        let header = header_of(&summary)
            .ok_or_else(|| problem(&format!("its {SUMMARY} is not one of firedrill's")))?;
        if header.failed > 0 {
            return Err(refused(
                &format!(
                    "{} is without trials that could not be finished ({})",
                    self.path.display(),
                    header.failed
                ),
                "run it again: what is missing on one side would look like a difference",
            ));
        }
        let resolved = fs::read_to_string(self.path.join(RESOLVED))
            .map_err(|error| problem(&format!("{RESOLVED}: {error}")))?;
        Ok(Saved {
            header,
            summary,
            resolved,
        })
    }
}

/// A scenario, and what of it is asked for.
pub(super) struct Picked {
    loaded: Loaded,
    pick: Pick,
}

/// Results as they were left.
pub(super) struct Saved {
    header: Header,
    summary: Value,
    resolved: String,
}

enum Content {
    Scenario(Box<Picked>),
    Saved(Box<Saved>),
}

/// A variant that was read.
pub(super) struct Held {
    pub(super) asked: Asked,
    content: Content,
}

/// A variant with its figures, and its trials where they are there.
pub(super) struct Made {
    pub(super) variant: Variant,
    pub(super) summary: Value,
    pub(super) ledger: Option<Ledger>,
    pub(super) resolved: String,
}

impl Made {
    /// Whether an input is that of the first whatever its scenario states.
    pub(super) fn is_forced(&self, path: &str) -> bool {
        let trials =
            path == "run.trials" || (path.starts_with("drill.") && path.ends_with(".trials"));
        !self.variant.saved && (trials || path == "run.seed")
    }
}

impl Held {
    /// Its seed.
    pub(super) fn seed(&self) -> u64 {
        match &self.content {
            Content::Scenario(picked) => picked.loaded.blueprint.run.seed,
            Content::Saved(saved) => saved.header.seed,
        }
    }

    /// The drills of which it has trials.
    pub(super) fn drills(&self) -> Vec<String> {
        match &self.content {
            Content::Scenario(picked) => {
                let blueprint = &picked.loaded.blueprint;
                let all = blueprint.drills.iter().enumerate();
                let asked = all.filter(|(place, _)| {
                    let id = DrillId::from_index(*place);
                    !blueprint.run.part.without_drills.contains(&id)
                });
                asked.map(|(_, one)| one.name.clone()).collect()
            }
            Content::Saved(saved) => saved
                .header
                .drills
                .iter()
                .map(|one| one.0.clone())
                .collect(),
        }
    }

    /// Its figures: simulated as often as the first, or as they were left.
    pub(super) fn made(
        self,
        first: Option<&Made>,
        arguments: &CompareArguments,
    ) -> Result<Made, Stop> {
        let asked = self.asked;
        let mut made = match self.content {
            Content::Scenario(picked) => simulated(&asked, *picked, first, arguments)?,
            Content::Saved(saved) => taken(&asked, *saved),
        };
        if let Some(first) = first {
            made.variant.unpaired = unpaired(first, &made);
        }
        Ok(made)
    }
}

fn variant(asked: &Asked, header: Header) -> Variant {
    Variant {
        source: asked.path.display().to_string(),
        saved: asked.saved,
        with: asked.with.clone(),
        header,
        unpaired: None,
    }
}

fn simulated(
    asked: &Asked,
    mut picked: Picked,
    first: Option<&Made>,
    arguments: &CompareArguments,
) -> Result<Made, Stop> {
    let loaded = &mut picked.loaded;
    let blueprint = &mut loaded.blueprint;
    if let Some(first) = first.filter(|_| arguments.trials.is_none()) {
        as_often(blueprint, &first.variant.header);
    }
    let options = Options {
        seed: blueprint.run.seed,
        trials: None,
        threads: arguments.threads.map_or(0, usize::from),
    };
    let bar = progress::bar(arguments.quiet);
    let show = |done, total| progress::show(&bar, done, total);
    let ran = study::caught(|| study::run_compared(blueprint, &options, &show));
    bar.finish_and_clear();
    let trouble =
        |message: &str| Stop::Trouble(format!("error: {}: {}", asked.shown(), at_fault(message)));
    let (mut outcome, ledger) = ran.map_err(|message| trouble(&message))?;
    if let Some(failed) = outcome.failed.first() {
        // Trials that are missing on one side are no difference.
        return Err(trouble(&format!(
            "trial {}: {}",
            failed.trial, failed.message
        )));
    }
    picked.pick.narrow(&mut outcome);
    let summary = report::summary_json(blueprint, &outcome);
    let summary: Value =
        serde_json::from_str(&summary).map_err(|error| trouble(&error.to_string()))?;
    let header = header_of(&summary).ok_or_else(|| trouble("its summary has no head"))?;
    Ok(Made {
        variant: variant(asked, header),
        summary,
        ledger: Some(ledger),
        resolved: picked.loaded.resolved.clone(),
    })
}

/// The trials of the first: of the years, and of drills of the same names.
fn as_often(blueprint: &mut Blueprint, first: &Header) {
    if first.trials > 0 {
        blueprint.run.trials = Trials::Fixed(first.trials);
    }
    for drill in &mut blueprint.drills {
        let known = first.drills.iter().find(|(name, _)| *name == drill.name);
        if let Some((_, trials)) = known {
            drill.trials = *trials;
        }
    }
}

/// What a run left, with its rows where they fit its scenario.
fn taken(asked: &Asked, saved: Saved) -> Made {
    let open = |name: &str| -> io::Result<Box<dyn Read>> {
        Ok(Box::new(BufReader::new(fs::File::open(
            asked.path.join(name),
        )?)))
    };
    let loaded = source::load(&asked.path.join(RESOLVED), &Overrides::default()).ok();
    let fits = |source: &source::Source| source.loaded.blueprint.sha256 == saved.header.sha256;
    let loaded = loaded.filter(fits);
    let ledger = loaded.and_then(|source| report::rows_of(&source.loaded.blueprint, &open));
    Made {
        variant: variant(asked, saved.header),
        summary: saved.summary,
        ledger,
        resolved: saved.resolved,
    }
}

/// Why trials of a variant do not belong to those of the first; none where they do.
fn unpaired(first: &Made, other: &Made) -> Option<String> {
    let (own, its) = (&first.variant.header, &other.variant.header);
    if own.version != its.version {
        return Some(format!(
            "its results are of version {}, those of A of version {}",
            its.version, own.version
        ));
    }
    if own.seed != its.seed {
        return Some(format!("its seed is {}, that of A {}", its.seed, own.seed));
    }
    if own.trials != its.trials {
        return Some(format!(
            "it has {} trials of years, A has {}",
            its.trials, own.trials
        ));
    }
    let gone = |one: &Made, whose: &str| {
        let missing = one.ledger.is_none();
        missing.then(|| format!("the rows of {whose} are not there, or do not fit its scenario"))
    };
    gone(first, "A").or_else(|| gone(other, "it"))
}
