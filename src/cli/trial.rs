//! One trial by itself: `run --trial N`, with `--drill NAME` of a drill.
//!
//! Always true here: it is the trial of that number in any run of the scenario with that seed, and a number
//! that no run would come to is refused; no results are written.

use super::arguments::{Format, RunArguments, TestArguments};
use super::changes::Changes;
use super::{Failed, Stop};
use crate::model::record::Followed;
use crate::model::{Blueprint, DrillId, Loss, Trials};
use crate::report::{OneTrial, trial_json, trial_text};
use crate::scenario::Loaded;
use crate::study;
use crate::units::number;
use crate::world::Mode;
use std::io::Write;
use std::path::Path;

/// Simulates one trial and prints it.
pub(super) fn run_one(
    arguments: &RunArguments,
    loaded: &Loaded,
    trial: u32,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let blueprint = &loaded.blueprint;
    let drill = match &arguments.drill {
        None => None,
        Some(name) => Some(drill_of(blueprint, name)?),
    };
    let seed = blueprint.run.seed;
    let followed = followed(blueprint, drill, trial)?.map_err(|message| {
        let failed = Failed {
            drill: arguments.drill.clone(),
            trial,
            message,
        };
        Stop::Trouble(told(arguments, loaded, &[failed]))
    })?;
    let one = OneTrial {
        seed,
        drill,
        record: &followed.record,
        stretches: &followed.stretches,
    };
    match arguments.format {
        Format::Json => write!(out, "{}", trial_json(blueprint, &one))?,
        Format::Table if arguments.quiet => {}
        Format::Table => write!(out, "{}", trial_text(blueprint, &one))?,
    }
    Ok(())
}

/// A trial with what happened in it, or what the program said where it could not finish it.
///
/// # Errors
/// When no run comes to a trial of this number.
pub(super) fn followed(
    blueprint: &Blueprint,
    drill: Option<DrillId>,
    trial: u32,
) -> Result<Result<Followed, String>, Stop> {
    let mode = drill.map_or(Mode::Years, Mode::Drill);
    number_is_legal(blueprint, drill, trial)?;
    Ok(study::repeat(blueprint, blueprint.run.seed, mode, trial))
}

/// How many trials of the years or of a drill a run has, and a sentence on it.
fn trials_of(blueprint: &Blueprint, drill: Option<DrillId>) -> (u32, String) {
    match (drill, &blueprint.trace, &blueprint.run.trials) {
        (Some(id), ..) => {
            let drill = &blueprint.drills[id.index()];
            let count = number::counted(drill.trials as usize, "trial");
            let holder = format!("drill {} has {count}", drill.name);
            (drill.trials, holder)
        }
        (None, Some(trace), _) => {
            let groups = trace.groups.len();
            (groups as u32, format!("the trace has {groups} groups"))
        }
        (None, None, Trials::Fixed(count)) => {
            let trials = number::counted(*count as usize, "trial");
            (*count, format!("the years have {trials}"))
        }
        (None, None, Trials::Until { at_most, .. }) => {
            (*at_most, format!("the years have {at_most} trials at most"))
        }
    }
}

/// Refuses a trial that no run would come to, with those that there are.
fn number_is_legal(blueprint: &Blueprint, drill: Option<DrillId>, trial: u32) -> Result<(), Stop> {
    let (count, holder) = trials_of(blueprint, drill);
    if trial < count {
        return Ok(());
    }
    Err(Stop::Refused(format!(
        "error: there is no trial {trial}: {holder}, numbered 0 to {}",
        count.saturating_sub(1)
    )))
}

pub(super) fn drill_of(blueprint: &Blueprint, name: &str) -> Result<DrillId, Stop> {
    let drills = &blueprint.drills;
    let place = drills.iter().position(|drill| drill.name == name);
    place.map(DrillId::from_index).ok_or_else(|| {
        let known: Vec<&str> = drills.iter().map(|drill| drill.name.as_str()).collect();
        Stop::Refused(format!(
            "error: the scenario has no drill `{name}`\n  help: {}",
            crate::scenario::known_names(name, &known)
        ))
    })
}

/// How many failed trials are told one by one.
const TOLD: usize = 5;

/// What to say of trials that could not be finished, with the commands that repeat them.
pub(super) fn told(arguments: &RunArguments, loaded: &Loaded, failed: &[Failed]) -> String {
    let blueprint = &loaded.blueprint;
    let count = failed.len();
    let mut text = format!(
        "error: firedrill broke one of its own rules in {count} {}; this is a fault of firedrill, not of \
         the scenario\n",
        if count == 1 { "trial" } else { "trials" }
    );
    for one in failed.iter().take(TOLD) {
        let run = one
            .drill
            .as_ref()
            .map_or_else(|| "years".to_string(), |name| format!("drill {name}"));
        text.push_str(&format!(
            "  scenario {}, seed {}, {run}, trial {}: {}\n    to repeat it: {}\n",
            blueprint.sha256,
            blueprint.run.seed,
            one.trial,
            one.message,
            command(arguments, one)
        ));
    }
    if count > TOLD {
        text.push_str(&format!("  and {} more\n", count - TOLD));
    }
    text
}

/// The command that repeats one trial.
fn command(arguments: &RunArguments, one: &Failed) -> String {
    let own = own(
        arguments.trace.as_deref(),
        &arguments.changes,
        arguments.trials,
    );
    let drill = one.drill.as_deref();
    again(&arguments.file, (arguments.seed, own), drill, one.trial)
}

/// What a command says that makes a trial again beside its number: a trial beyond what the scenario states is one only of so
/// many.
pub(super) fn own(trace: Option<&Path>, changes: &Changes, trials: Option<u32>) -> Vec<String> {
    let said = |flag: &str, value: String| [flag.to_string(), value];
    let trace = trace.map(|path| said("--trace", path.display().to_string()));
    let trials = trials.map(|trials| said("--trials", trials.to_string()));
    let mut own: Vec<String> = trace.into_iter().flatten().collect();
    own.extend(changed(changes));
    own.extend(trials.into_iter().flatten());
    own
}

/// The arguments that change the scenario.
pub(super) fn changed(changes: &Changes) -> impl Iterator<Item = String> + '_ {
    let pairs = changes.0.iter().map(|edit| edit.parts());
    pairs.flat_map(|(flag, given)| [flag.to_string(), given.to_string()])
}

/// The command that makes one trial of a test again. A test may come to more trials than a run has: then the command says
/// how many there are.
pub(super) fn repeat(
    file: &Path,
    blueprint: &Blueprint,
    arguments: &TestArguments,
    (drill, trial, seed): (Option<&str>, u32, Option<u64>),
) -> String {
    let mut own: Vec<String> = changed(&arguments.changes).collect();
    let place = drill.and_then(|name| blueprint.drills.iter().position(|one| one.name == name));
    let stated = place.map(|place| &blueprint.drills[place]);
    // No table of the file states the loss: the command does.
    if let Some((drill, loss)) = stated.and_then(|drill| Some((drill, drill.loss.as_ref()?))) {
        own.push("--set".to_string());
        own.push(format!(
            "drill.{}={{ of = \"{}\", returns = \"{}\" }}",
            drill.name,
            loss.of,
            Loss::AWAY
        ));
    }
    let (count, _) = trials_of(blueprint, place.map(DrillId::from_index));
    if trial >= count {
        own.extend(["--trials".to_string(), (trial + 1).to_string()]);
    }
    again(file, (seed.or(arguments.seed), own), drill, trial)
}

/// The command that makes one trial again, with the seed and what else is said of the scenario.
pub(super) fn again(
    file: &Path,
    (seed, own): (Option<u64>, Vec<String>),
    drill: Option<&str>,
    trial: u32,
) -> String {
    again_by("run", file, (seed, own), drill, trial)
}

/// The same by another command that takes these arguments.
pub(super) fn again_by(
    command: &str,
    file: &Path,
    (seed, own): (Option<u64>, Vec<String>),
    drill: Option<&str>,
    trial: u32,
) -> String {
    let mut words = ["firedrill", command].map(str::to_string).to_vec();
    words.push(file.display().to_string());
    if let Some(seed) = seed {
        words.extend(["--seed".to_string(), seed.to_string()]);
    }
    words.extend(own);
    if let Some(drill) = drill {
        words.extend(["--drill".to_string(), drill.to_string()]);
    }
    words.extend(["--trial".to_string(), trial.to_string()]);
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    words.join(" ")
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "._-/\\:".contains(letter);
    if word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// A drill that stops nothing says what it struck, and that nothing stopped.
    #[test]
    fn a_drill_without_an_outage_says_what_it_struck() {
        const TEXT: &str = "[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.v]\n[protection]\np.backup = {}\n\
            [application.x]\nrto = \"4 h\"\nprotection = \"p\"\n[drill.lose]\nof = \"repository.v\"\ndestroys = \"30 %\"\nreturns = \"28 d\"\n\
            [drill.rot]\nof = \"application.x\"\nkind = \"release\"\nrepair = \"1 h\"\n[run]\nhorizon = \"30 d\"\n";
        let files = |_: &str| Err(String::new());
        let loaded = crate::scenario::load(TEXT, "x.toml", &files)
            .unwrap_or_else(|issues| panic!("{issues:#?}"));
        let printed = |drill: Option<&str>, format| {
            let arguments = RunArguments {
                file: PathBuf::from("x.toml"),
                out: PathBuf::from("out"),
                seed: None,
                trials: None,
                trial: Some(0),
                drill: drill.map(str::to_string),
                threads: None,
                trace: None,
                changes: super::super::Changes::default(),
                only: Vec::new(),
                format,
                quiet: false,
            };
            let mut out = Vec::new();
            assert!(run_one(&arguments, &loaded, 0, &mut out).is_ok());
            String::from_utf8_lossy(&out).into_owned()
        };
        let text = printed(Some("lose"), Format::Table);
        let (_, told) = text.split_once('\n').unwrap_or_default();
        assert_eq!(
            told,
            "Struck: repository v, and destroyed with a probability of 30 %; class repository.\n\
             No outage: no application was stopped by it.\n"
        );
        let text = printed(Some("rot"), Format::Table);
        assert!(
            text.contains("\nStruck: application x by a bad release; class logical.\n"),
            "{text}"
        );
        assert!(!text.contains("No outage"), "{text}");
        let text = printed(None, Format::Table);
        assert!(
            text.ends_with(
                "\nNo outage: no application was stopped at any instant of the horizon.\n"
            ),
            "{text}"
        );
        let json: serde_json::Value =
            serde_json::from_str(&printed(Some("lose"), Format::Json)).unwrap_or_default();
        assert_eq!(json["struck"], "repository v");
    }
}
