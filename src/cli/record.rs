//! The command `drill-record`: real exercises beside what is simulated.
//!
//! Always true here: what is wrong in a record is told with its row and column and nothing is simulated; a folder is written whole or not at all.

mod clock;
mod journal;
mod sheet;

use super::arguments::{RecordArguments, RecordFailOn, RecordFormat};
use super::folder::{Draft, Place, of_record};
use super::plain::Plain;
use super::run::{at_fault, cannot_write};
use super::{Exit, Stop, progress, read, source};
use crate::model::exercise::{Exercise, Measured};
use crate::model::record::Phase;
use crate::model::swept::{Harm, SweptFault};
use crate::model::{ApplicationId, Blueprint, DrillId};
use crate::report::{self, Recorded, record_csv, record_json, record_page, record_text};
use crate::scenario::{Alphabet, Overrides, known_names};
use crate::study::{self, ExerciseOptions};
use std::io::Write;
use std::path::Path;

/// An exercise as it was written.
struct Row {
    line: usize,
    start: String,
    of_week: u64,
    application: String,
    lost: String,
    recovery: Measured,
    loss: Option<Measured>,
    phases: Vec<(Phase, u64)>,
}

/// What is wrong with a record: where, what, and what helps.
struct Wrong {
    place: String,
    message: String,
    help: String,
}

impl Wrong {
    fn new(place: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Wrong {
        Wrong {
            place: place.into(),
            message: message.into(),
            help: help.into(),
        }
    }

    fn stop(self, file: &Path) -> Stop {
        Stop::Refused(format!(
            "error: {}:{}: {}\n  help: {}",
            file.display(),
            self.place,
            self.message,
            self.help
        ))
    }
}

/// Runs the command.
pub(super) fn record(arguments: &RecordArguments, out: &mut dyn Write) -> Result<Exit, Stop> {
    let overrides = Overrides {
        seed: arguments.seed,
        edits: arguments.changes.0.clone(),
        ..Overrides::default()
    };
    let source = source::load(&arguments.scenario, &overrides)?;
    let alphabet = Alphabet::of(&source.loaded.blueprint);
    let blueprint = &alphabet.blueprint;
    let rows = rows(arguments)?;
    let all = rows
        .into_iter()
        .map(|row| exercise(row, blueprint, &alphabet.faults));
    let all: Result<Vec<Exercise>, Wrong> = all.collect();
    let all = all.map_err(|wrong| wrong.stop(&arguments.file))?;
    let name = of_record(&blueprint.run.name);
    let place = Place {
        out: &arguments.out,
        name: &source.results,
        scenario: &name,
        origin: Some(&source.origin),
        sha256: "",
    };
    let draft = Draft::begin(&place).map_err(cannot_write)?;
    let options = ExerciseOptions {
        seed: blueprint.run.seed,
        trials: arguments.trials,
        threads: arguments.threads.map_or(0, usize::from),
    };
    let bar = progress::bar(arguments.quiet);
    let show = |done, total| progress::show(&bar, done, total);
    let made = study::caught(|| study::exercises(blueprint, &all, &options, &show));
    bar.finish_and_clear();
    let made = made.map_err(|message| Stop::Trouble(format!("error: {}", at_fault(&message))))?;
    let recorded = Recorded {
        blueprint,
        made: &made,
        trials: arguments.trials,
    };
    let problem = |problem: report::Error| Stop::Trouble(format!("error: {problem}"));
    let json = record_json(&recorded);
    let files = [
        ("record.json".to_string(), json.clone().into_bytes()),
        (
            "record.html".to_string(),
            record_page(&recorded).map_err(problem)?.into_bytes(),
        ),
        (
            "record.csv".to_string(),
            record_csv(&recorded).map_err(problem)?,
        ),
    ];
    let published = draft.publish(&place, &files, &[]).map_err(cannot_write)?;
    match arguments.format {
        RecordFormat::Json => out.write_all(json.as_bytes())?,
        RecordFormat::Table if arguments.quiet => {}
        RecordFormat::Table => {
            Plain(out).write_all(record_text(&recorded).as_bytes())?;
            let page = published.folder.join("record.html");
            writeln!(Plain(out), "\npage: {}", page.display())?;
        }
    }
    let outside = made.figures().any(|one| one.is_outside());
    Ok(match arguments.fail_on {
        Some(RecordFailOn::Outside) if outside => Exit::Missed,
        _ => Exit::Done,
    })
}

/// The exercises of a file.
fn rows(arguments: &RecordArguments) -> Result<Vec<Row>, Stop> {
    let file = &arguments.file;
    let refused =
        |why: String| Stop::Refused(format!("error: cannot read {}: {why}", file.display()));
    let bytes = read::file(file).map_err(|why| refused(why.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| refused("it is not UTF-8 text".to_string()))?;
    let text = text.trim_start_matches('\u{feff}');
    let is_journal = text.trim_start().starts_with('{');
    let given = [
        ("--application", arguments.application.is_some()),
        ("--lost", arguments.lost.is_some()),
        ("--action", arguments.action.is_some()),
    ];
    if let (false, Some((flag, _))) = (is_journal, given.iter().find(|(_, given)| *given)) {
        return Err(Stop::Refused(format!(
            "error: `{flag}` is for journals of the Chaos Toolkit, and {} is none: each row of a CSV says it itself",
            file.display()
        )));
    }
    let made = match is_journal {
        true => journal::read(text, arguments).map(|one| vec![one]),
        false => sheet::read(text),
    };
    made.map_err(|wrong| wrong.stop(file))
}

/// An exercise with the application and the drill that its words stand for.
fn exercise(row: Row, blueprint: &Blueprint, faults: &[SweptFault]) -> Result<Exercise, Wrong> {
    let names: Vec<&str> = blueprint
        .applications
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let place = names.iter().position(|name| *name == row.application);
    let place = place.ok_or_else(|| {
        Wrong::new(
            format!("{}: application", row.line),
            format!("the scenario has no application `{}`", row.application),
            known_names(&row.application, &names),
        )
    })?;
    Ok(Exercise {
        line: row.line,
        application: ApplicationId::from_index(place),
        drill: drill(&row, blueprint, faults)?,
        start: row.start,
        of_week: row.of_week,
        lost: row.lost,
        recovery: row.recovery,
        loss: row.loss,
        phases: row.phases,
    })
}

/// The drill that a word stands for: its name, that of a fault of `chaos`, or that of what was down.
fn drill(row: &Row, blueprint: &Blueprint, faults: &[SweptFault]) -> Result<DrillId, Wrong> {
    let names: Vec<&str> = blueprint
        .drills
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    if let Some(place) = names.iter().position(|name| *name == row.lost) {
        return Ok(DrillId::from_index(place));
    }
    let is_it = |one: &&SweptFault| {
        one.harm == Harm::Down && (one.of == row.lost || one.stands_for.contains(&row.lost))
    };
    if let Some(found) = faults.iter().find(is_it) {
        return Ok(found.drill);
    }
    let own = faults.iter().filter(|one| one.of == row.lost);
    let own: Vec<&str> = own
        .map(|one| blueprint.drill(one.drill).name.as_str())
        .collect();
    let help = match own.is_empty() {
        true => format!(
            "name a drill of the scenario, a fault of `chaos`, or what was down, such as stamp.alpha; {}",
            known_names(&row.lost, &names)
        ),
        false => format!("say what happened to it: {}", own.join(", ")),
    };
    Err(Wrong::new(
        format!("{}: lost", row.line),
        format!("`{}` is no fault of the scenario", row.lost),
        help,
    ))
}
