//! Schedules that broke a plan once, beside its file: tried again before all else.
//!
//! Always true here: every schedule of the scenario is tried, also one of an older version of it, and that is told; what cannot be read
//! or tried is told, never passed over.

use super::schedule::{self, Opened, Played};
use super::trial::quoted;
use super::{Stop, source};
use crate::model::Blueprint;
use crate::model::outcome::Verdict;
use crate::model::scheduled::Fate;
use crate::report::Regression;
use crate::scenario::{Edit, figure_name, natural};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder beside a scenario that they lie in.
const FOLDER: &str = "regressions";

/// Tries all schedules that lie beside a scenario and are of it, those that still break first.
///
/// # Errors
/// Where one cannot be read.
pub(super) fn tried(
    file: &Path,
    blueprint: &Blueprint,
    changes: &[Edit],
) -> Result<Vec<Regression>, Stop> {
    let mut made = Vec::new();
    for path in files(file)? {
        let Some(opened) = schedule::opened(&path)? else {
            return Err(Stop::Refused(format!(
                "error: {} is no schedule of faults\n  help: the folder {FOLDER} beside a scenario is for schedules such as `chaos` leaves in breaks; they begin with schema = \"firedrill.schedule/1\"",
                path.display()
            )));
        };
        // A folder of scenarios has one folder for the schedules of all of them.
        if opened.schedule.scenario == blueprint.run.name {
            made.push(again(&opened, file, changes)?);
        }
    }
    let rank = |one: &Regression| match one.verdict {
        Verdict::Missed => 0,
        Verdict::Inconclusive | Verdict::NotSeen => 1,
        Verdict::Met => 2,
    };
    made.sort_by_key(rank);
    Ok(made)
}

/// The files of the folder beside a scenario, in the order of their names.
fn files(file: &Path) -> Result<Vec<PathBuf>, Stop> {
    if source::is_shipped(file) && !file.is_file() {
        return Ok(Vec::new());
    }
    let scenario = source::scenario_of(file);
    let folder = scenario.parent().unwrap_or(Path::new("")).join(FOLDER);
    let unread = |error: std::io::Error| {
        Stop::Refused(format!(
            "error: cannot read folder {}: {error}",
            folder.display()
        ))
    };
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        let ends = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        if ends && path.is_file() {
            found.push(path);
        }
    }
    let name = |path: &PathBuf| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    found.sort_by(|one, other| natural(&name(one), &name(other)));
    Ok(found)
}

fn again(opened: &Opened, file: &Path, changes: &[Edit]) -> Result<Regression, Stop> {
    let scenario = source::scenario_of(file);
    let made = opened
        .ready(&scenario, None, changes)
        .and_then(|ready| Ok((opened.play(&ready)?, ready)));
    let shown = opened.path.display().to_string();
    let first = opened.schedule.breaks.first().map(|one| one.line);
    let mut words = vec![
        "firedrill".to_string(),
        "replay".to_string(),
        shown.clone(),
        "--scenario".to_string(),
        scenario.display().to_string(),
    ];
    let flags = changes.iter().map(Edit::parts);
    words.extend(flags.flat_map(|(flag, given)| [flag.to_string(), given.to_string()]));
    let stale = made
        .as_ref()
        .ok()
        .and_then(|(_, ready)| ready.stale.clone());
    words.extend(stale.is_some().then(|| "--anyway".to_string()));
    let (verdict, said) = match made {
        Ok((played, ready)) => judged(opened, &played, &ready.blueprint),
        Err(stop @ Stop::Trouble(_)) => return Err(stop),
        // The scenario is legal: it was read before.
        Err(stop) => (Verdict::Inconclusive, one_line(&stop)),
    };
    Ok(Regression {
        file: shown,
        line: first.unwrap_or(1),
        verdict,
        words: said,
        stale,
        command: words
            .iter()
            .map(|word| quoted(word))
            .collect::<Vec<_>>()
            .join(" "),
    })
}

/// What a message says, in one line.
fn one_line(stop: &Stop) -> String {
    let words = stop.words(false);
    let plain = anstream::adapter::strip_str(&words).to_string();
    let lines = plain.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.take(2).collect();
    lines.join(" ").trim_start_matches("error: ").to_string()
}

/// Whether it still breaks what it broke once, and what it comes to.
fn judged(opened: &Opened, played: &Played, blueprint: &Blueprint) -> (Verdict, String) {
    let name = |fate: &Fate| blueprint.application(fate.application).name.as_str();
    let stated = &opened.schedule.breaks;
    let gone = stated.iter().find(|one| {
        let mut all = blueprint.applications.iter();
        !all.any(|known| known.name == one.application)
    });
    if let Some(gone) = gone {
        let said = format!("the scenario has no application {}", gone.application);
        return (Verdict::Inconclusive, said);
    }
    let is_asked = |fate: &&Fate| {
        let mut all = stated.iter();
        stated.is_empty() || all.any(|one| one.of == fate.of && one.application == name(fate))
    };
    let asked: Vec<&Fate> = played.fates.iter().filter(is_asked).collect();
    let broken: Vec<&&Fate> = asked.iter().filter(|one| one.is_break()).collect();
    let verdict = match broken.is_empty() {
        true => Verdict::Met,
        false => Verdict::Missed,
    };
    let told: Vec<&Fate> = match broken.is_empty() {
        true => asked,
        false => broken.into_iter().copied().collect(),
    };
    let words: Vec<String> = told
        .iter()
        .map(|one| schedule::fate(name(one), one))
        .collect();
    if !words.is_empty() {
        return (verdict, words.join("; "));
    }
    let words = stated
        .iter()
        .map(|one| format!("{}: no {}", one.application, figure_name(one.of)));
    let words: Vec<String> = words.collect();
    match words.is_empty() {
        true => (verdict, "nothing is stopped".to_string()),
        false => (verdict, words.join("; ")),
    }
}
