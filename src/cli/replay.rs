//! The command `replay`: tells one incident as a timeline for people.
//!
//! Always true here: the trial is that of its number in any run of the scenario with that seed; a folder is written whole or
//! not at all.

use super::arguments::{ReplayArguments, ReplayFormat};
use super::folder::{Draft, Place, of_incident};
use super::plain::Plain;
use super::run::{at_fault, cannot_write};
use super::schedule::{Held, Opened, opened};
use super::source::Source;
use super::{Exit, Stop, source, trial};
use crate::report::{self, Incident, incident_page, incident_text, incident_trace};
use crate::scenario::Overrides;
use std::io::Write;

/// Runs the command.
pub(super) fn replay(arguments: &ReplayArguments, out: &mut dyn Write) -> Result<Exit, Stop> {
    if let Some(opened) = opened(&arguments.file)? {
        return replay_schedule(&opened, arguments, out);
    }
    if arguments.scenario.is_some() || arguments.anyway {
        return Err(Stop::Refused(format!(
            "error: {} is no schedule of faults, and `--scenario` and `--anyway` are for schedules\n  help: `chaos` leaves schedules in `breaks`; they begin with schema = \"firedrill.schedule/1\"",
            arguments.file.display()
        )));
    }
    let source = source::load(&arguments.file, &overrides(arguments))?;
    let blueprint = &source.loaded.blueprint;
    let drill = match &arguments.drill {
        None => None,
        Some(name) => Some(trial::drill_of(blueprint, name)?),
    };
    let name = folder(arguments, &source.results);
    written(arguments, (&source, &name), out, &mut |tell| {
        let followed = trial::followed(blueprint, drill, arguments.trial.unwrap_or(0))?;
        let followed = followed.map_err(|message| {
            Stop::Trouble(format!(
                "error: the trial could not be finished: {}",
                at_fault(&message)
            ))
        })?;
        tell(&Incident {
            blueprint,
            seed: blueprint.run.seed,
            drill,
            followed: &followed,
            again: &again(arguments),
            schedule: None,
        })
    })?;
    Ok(Exit::Done)
}

/// Plays a schedule; other figures than were written down end with 1.
fn replay_schedule(
    opened: &Opened,
    arguments: &ReplayArguments,
    out: &mut dyn Write,
) -> Result<Exit, Stop> {
    let given = [
        ("--drill", arguments.drill.is_some()),
        ("--trial", arguments.trial.is_some()),
        ("--trials", arguments.trials.is_some()),
        ("--trace", arguments.trace.is_some()),
    ];
    if let Some((flag, _)) = given.iter().find(|(_, given)| *given) {
        return Err(Stop::Refused(format!(
            "error: `{flag}` is for scenarios, and {} is a schedule of faults, which says itself what strikes in which trial",
            opened.path.display()
        )));
    }
    let file = arguments.scenario.clone();
    let file = file.map_or_else(|| opened.scenario(), Ok)?;
    let ready = opened.ready(&file, arguments.seed, &arguments.changes.0)?;
    if let (Some(stale), false) = (&ready.stale, arguments.anyway) {
        return Err(Stop::Refused(format!(
            "error: {} {stale}\n  help: --anyway plays it all the same, and says where it comes to something else; the scenario is {}",
            opened.path.display(),
            file.display()
        )));
    }
    let name = format!(
        "{}-schedule-{}",
        ready.source.results,
        report::slug(&opened.name())
    );
    let mut same = true;
    let again = again_of_schedule(arguments);
    written(arguments, (&ready.source, &name), out, &mut |tell| {
        let played = opened.play(&ready)?;
        same = played.held.iter().all(Held::is_same);
        let schedule = opened.told(&ready, &played);
        tell(&Incident {
            blueprint: &ready.blueprint,
            seed: ready.seed,
            drill: schedule.drills.first().copied(),
            followed: &played.followed,
            again: &again,
            schedule: Some(&schedule),
        })
    })?;
    Ok(match same {
        true => Exit::Done,
        false => Exit::Missed,
    })
}

type Tell<'t> = &'t mut dyn FnMut(&Incident<'_>) -> Result<(), Stop>;

/// Prints an incident in the form that is asked for, and leaves all forms in a folder where that is asked for. Whether it could be
/// written there is found out before anything is simulated: then `simulate` tells of the incident.
fn written(
    arguments: &ReplayArguments,
    (source, name): (&Source, &str),
    out: &mut dyn Write,
    simulate: &mut dyn FnMut(Tell<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let scenario = of_incident(&source.loaded.blueprint.run.name);
    let place = arguments.out.as_ref().map(|folder| Place {
        out: folder,
        name,
        scenario: &scenario,
        origin: Some(&source.origin),
        sha256: "",
    });
    let draft = place.map(|place| Draft::begin(&place).map(|draft| (draft, place)));
    let mut draft = draft.transpose().map_err(cannot_write)?;
    simulate(&mut |incident| tell(arguments, incident, draft.take(), out))
}

fn tell(
    arguments: &ReplayArguments,
    incident: &Incident<'_>,
    draft: Option<(Draft, Place<'_>)>,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let problem = |problem: report::Error| Stop::Trouble(format!("error: {problem}"));
    let text = incident_text(incident, arguments.vms);
    let trace = incident_trace(incident);
    let page = match arguments.format == ReplayFormat::Html || draft.is_some() {
        true => incident_page(incident).map_err(problem)?,
        false => String::new(),
    };
    match arguments.format {
        ReplayFormat::Text => out.write_all(text.as_bytes())?,
        ReplayFormat::Html => out.write_all(page.as_bytes())?,
        ReplayFormat::Trace => out.write_all(trace.as_bytes())?,
    }
    let Some((draft, place)) = draft else {
        return Ok(());
    };
    let files = [
        ("incident.html".to_string(), page.into_bytes()),
        ("incident.trace.json".to_string(), trace.into_bytes()),
        ("incident.txt".to_string(), text.into_bytes()),
        ("trial.json".to_string(), incident.json().into_bytes()),
    ];
    let published = draft.publish(&place, &files, &[]).map_err(cannot_write)?;
    if arguments.format == ReplayFormat::Text {
        let page = published.folder.join("incident.html");
        writeln!(Plain(out), "page: {}", page.display())?;
    }
    Ok(())
}

/// The name of its folder.
fn folder(arguments: &ReplayArguments, results: &str) -> String {
    let of = arguments.drill.as_deref().map(report::slug);
    let of = of.unwrap_or_else(|| "trial".to_string());
    format!("{results}-{of}-{}", arguments.trial.unwrap_or(0))
}

fn overrides(arguments: &ReplayArguments) -> Overrides {
    let trace = arguments.trace.as_ref();
    Overrides {
        seed: arguments.seed,
        trials: arguments.trials,
        trace: trace.map(|path| path.display().to_string()),
        edits: arguments.changes.0.clone(),
        expectations: None,
    }
}

/// The command that tells it again.
fn again(arguments: &ReplayArguments) -> String {
    let own = trial::own(
        arguments.trace.as_deref(),
        &arguments.changes,
        arguments.trials,
    );
    let drill = arguments.drill.as_deref();
    let given = (arguments.seed, own);
    trial::again_by(
        "replay",
        &arguments.file,
        given,
        drill,
        arguments.trial.unwrap_or(0),
    )
}

/// The same of a schedule.
fn again_of_schedule(arguments: &ReplayArguments) -> String {
    let mut words = vec!["firedrill".to_string(), "replay".to_string()];
    words.push(arguments.file.display().to_string());
    if let Some(file) = &arguments.scenario {
        words.extend(["--scenario".to_string(), file.display().to_string()]);
    }
    if arguments.anyway {
        words.push("--anyway".to_string());
    }
    if let Some(seed) = arguments.seed {
        words.extend(["--seed".to_string(), seed.to_string()]);
    }
    words.extend(trial::changed(&arguments.changes));
    let words: Vec<String> = words.iter().map(|word| trial::quoted(word)).collect();
    words.join(" ")
}
