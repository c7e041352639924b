//! The command `replay`: tells one incident as a timeline for people.
//!
//! Always true here: the trial is that of its number in any run of the scenario with that seed; a folder is written whole or
//! not at all.

use super::arguments::{ReplayArguments, ReplayFormat};
use super::folder::{Draft, Place, of_incident};
use super::plain::Plain;
use super::run::{at_fault, cannot_write};
use super::{Stop, source, trial};
use crate::report::{self, Incident, incident_page, incident_text, incident_trace, trial_json};
use crate::scenario::Overrides;
use std::io::Write;

/// Runs the command.
pub(super) fn replay(arguments: &ReplayArguments, out: &mut dyn Write) -> Result<(), Stop> {
    let source = source::load(&arguments.file, &overrides(arguments))?;
    let blueprint = &source.loaded.blueprint;
    let drill = match &arguments.drill {
        None => None,
        Some(name) => Some(trial::drill_of(blueprint, name)?),
    };
    let name = folder(arguments, &source.results);
    let scenario = of_incident(&blueprint.run.name);
    let place = arguments.out.as_ref().map(|folder| Place {
        out: folder,
        name: &name,
        scenario: &scenario,
        origin: Some(&source.origin),
        sha256: "",
    });
    // Whether it could be written there is found out before anything is simulated.
    let draft = place.map(|place| Draft::begin(&place).map(|draft| (draft, place)));
    let draft = draft.transpose().map_err(cannot_write)?;
    let followed = trial::followed(blueprint, drill, arguments.trial)?;
    let followed = followed.map_err(|message| {
        Stop::Trouble(format!(
            "error: the trial could not be finished: {}",
            at_fault(&message)
        ))
    })?;
    let again = again(arguments);
    let incident = Incident {
        blueprint,
        seed: blueprint.run.seed,
        drill,
        followed: &followed,
        again: &again,
    };
    let problem = |problem: report::Error| Stop::Trouble(format!("error: {problem}"));
    let text = incident_text(&incident, arguments.vms);
    let trace = incident_trace(&incident);
    let page = match arguments.format == ReplayFormat::Html || draft.is_some() {
        true => incident_page(&incident).map_err(problem)?,
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
        (
            "trial.json".to_string(),
            trial_json(blueprint, &incident.one()).into_bytes(),
        ),
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
    format!("{results}-{of}-{}", arguments.trial)
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
    trial::again_by("replay", &arguments.file, given, drill, arguments.trial)
}
