//! The command `chaos`: tries every fault by itself and tells what it breaks.
//!
//! Always true here: a folder is written whole or not at all; what was found before somebody stopped it is told, and that it is not all.

use super::arguments::{ChaosArguments, ChaosFormat};
use super::folder::{Draft, Place, of_chaos};
use super::plain::Plain;
use super::run::{at_fault, cannot_write, nothing_to_pick};
use super::source::Source;
use super::{Exit, Stop, colour, progress, regressions, source, trial};
use crate::model::frozen::Frozen;
use crate::model::marched::MarchOutcome;
use crate::model::margin::Margin;
use crate::model::swept::{SweepOutcome, SweptFault};
use crate::model::{ApplicationId, Blueprint};
use crate::report;
use crate::report::chaos::{
    Chaos, break_files, chaos_json, chaos_page, chaos_text, margins_csv, matrix_csv, moments_csv,
};
use crate::scenario::{Alphabet, Overrides, bare, length, of_week_words};
use crate::study::{self, Grounds, MarchOptions, SweepOptions};
use crate::units::{WEEK, number};
use crate::variant;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// After what a sweep stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Budget {
    Trials(u64),
    Time(Duration),
}

/// Runs the command.
pub(super) fn chaos(arguments: &ChaosArguments, out: &mut dyn Write) -> Result<Exit, Stop> {
    let budget = arguments.budget.as_deref().map(budget).transpose()?;
    let overrides = Overrides {
        seed: arguments.seed,
        edits: arguments.changes.0.clone(),
        ..Overrides::default()
    };
    let source = source::load(&arguments.file, &overrides)?;
    let Alphabet { blueprint, faults } = Alphabet::of(&source.loaded.blueprint);
    let faults = variant::picked(&arguments.only, faults, &blueprint).map_err(nothing_to_pick)?;
    let name = of_chaos(&blueprint.run.name);
    let place = Place {
        out: &arguments.out,
        name: &source.results,
        scenario: &name,
        origin: Some(&source.origin),
        sha256: "",
    };
    // Whether it could be written there is found out before anything is simulated.
    let draft = Draft::begin(&place).map_err(cannot_write)?;
    let limit = Limit {
        budget,
        began: Instant::now(),
        stopped: asked_to_stop(),
    };
    let again_first = regressions::tried(
        &arguments.file,
        &source.loaded.blueprint,
        &arguments.changes.0,
    )?;
    let made = swept(arguments, &blueprint, &faults, &limit)?;
    let march = marched(arguments, &blueprint, &faults, (&limit, made.trials))?;
    let again_at = |fault: &SweptFault, at: u64| {
        // `at` of a drill is an instant of any week: of a longer cycle it would strike in another one.
        if at >= WEEK {
            return None;
        }
        // The keys of the drill stand between braces.
        let table = fault.table.strip_suffix('}')?.trim_end();
        let table = format!("{table}, at = \"{}\" }}", of_week_words(at));
        again(arguments, &blueprint, (fault, &table), 0)
    };
    let again =
        |fault: &SweptFault, trial: u32| again(arguments, &blueprint, (fault, &fault.table), trial);
    let margins = match &march {
        Some(march) => margins(arguments, &source, (&blueprint, &faults), (march, &limit)),
        None => Vec::new(),
    };
    let chaos = Chaos {
        margins: &margins,
        blueprint: &blueprint,
        faults: &faults,
        made: &made,
        march: march.as_ref(),
        planned: arguments.trials,
        seed: blueprint.run.seed,
        again: &again,
        again_at: &again_at,
        only: &arguments.only,
        file: &named(&arguments.file),
        changes: &arguments.changes.0,
        regressions: &again_first,
    };
    let files = files(&chaos)?;
    let published = draft.publish(&place, &files, &[]).map_err(cannot_write)?;
    printed(arguments, &chaos, (&files, &published.folder), out)?;
    finished(&blueprint, &made)?;
    Ok(ended(&chaos))
}

/// What a sweep means for whoever asked.
fn ended(chaos: &Chaos<'_>) -> Exit {
    match (chaos.breaks(), chaos.is_certified()) {
        (true, _) => Exit::Missed,
        (false, true) => Exit::Done,
        // Nothing was found, and not everything was tried.
        (false, false) => Exit::Inconclusive,
    }
}

/// Prints it in the form that is asked for, with where its page and the worst of its schedules lie.
fn printed(
    arguments: &ChaosArguments,
    chaos: &Chaos<'_>,
    (files, folder): (&[(String, Vec<u8>)], &Path),
    out: &mut dyn Write,
) -> Result<(), Stop> {
    match arguments.format {
        ChaosFormat::Json => out.write_all(&files[0].1)?,
        ChaosFormat::Table if arguments.quiet => {}
        ChaosFormat::Table => {
            let text = chaos_text(chaos, colour::width(), colour::on_output());
            out.write_all(text.as_bytes())?;
            let page = folder.join("chaos.html");
            writeln!(Plain(out), "\npage: {}", page.display())?;
            if let Some((first, _)) = files.iter().find(|(name, _)| name.starts_with("breaks/")) {
                let first = trial::quoted(&folder.join(first).display().to_string());
                writeln!(Plain(out), "the worst: firedrill replay {first}")?;
            }
        }
    }
    Ok(())
}

/// What is left in the folder, the JSON first.
fn files(chaos: &Chaos<'_>) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    let problem = |problem: report::Error| Stop::Trouble(format!("error: {problem}"));
    let named = |name: &str, bytes: Vec<u8>| (name.to_string(), bytes);
    let mut files = vec![
        named("chaos.json", chaos_json(chaos).into_bytes()),
        named(
            "chaos.html",
            chaos_page(chaos).map_err(problem)?.into_bytes(),
        ),
        named("matrix.csv", matrix_csv(chaos).map_err(problem)?),
        named("moments.csv", moments_csv(chaos).map_err(problem)?),
        named("margins.csv", margins_csv(chaos).map_err(problem)?),
    ];
    files.extend(break_files(chaos));
    Ok(files)
}

/// The file of the scenario as schedules name it; none where it came through a pipe.
fn named(file: &Path) -> String {
    match file == Path::new("-") {
        true => String::new(),
        false => file.display().to_string(),
    }
}

/// Until when faults are tried.
struct Limit {
    budget: Option<Budget>,
    began: Instant,
    stopped: Arc<AtomicBool>,
}

impl Limit {
    /// Whether more may be tried after so many trials and runs.
    fn holds(&self, done: u64) -> bool {
        let within = match self.budget {
            Some(Budget::Trials(most)) => done < most,
            Some(Budget::Time(most)) => self.began.elapsed() < most,
            None => true,
        };
        within && !self.stopped.load(Ordering::Relaxed)
    }
}

/// Looks for the worst moments, where that is asked for, within what the sweep has left. Runs are shared evenly, so that what is found depends on no thread.
fn marched(
    arguments: &ChaosArguments,
    blueprint: &Blueprint,
    faults: &[SweptFault],
    (limit, trials): (&Limit, u64),
) -> Result<Option<MarchOutcome>, Stop> {
    if arguments.no_moments {
        return Ok(None);
    }
    let left = match limit.budget {
        Some(Budget::Trials(most)) => {
            Some(most.saturating_sub(trials) / faults.len().max(1) as u64)
        }
        // Time bounds it, and nothing else.
        Some(Budget::Time(_)) => Some(u64::MAX),
        None => None,
    };
    let options = MarchOptions {
        seed: blueprint.run.seed,
        threads: arguments.threads.map_or(0, usize::from),
        runs: [arguments.runs, left].into_iter().flatten().min(),
    };
    let bar = progress::bar(arguments.quiet);
    let show = |done, total| progress::show(&bar, done, total);
    let frozen = Frozen::of(blueprint, arguments.quantile);
    // How many may run follows from their share alone.
    let go_on = |_| match limit.budget {
        Some(Budget::Trials(_)) => !limit.stopped.load(Ordering::Relaxed),
        _ => limit.holds(0),
    };
    let made = study::caught(|| study::march(&frozen, faults, &options, &go_on, &show));
    bar.finish_and_clear();
    made.map(Some)
        .map_err(|message| Stop::Trouble(format!("error: {}", at_fault(&message))))
}

/// Looks for how near the plan is to breaking, and what would mend what breaks; where a budget is stated, as far as that reaches.
fn margins(
    arguments: &ChaosArguments,
    source: &Source,
    (blueprint, faults): (&Blueprint, &[SweptFault]),
    (march, limit): (&MarchOutcome, &Limit),
) -> Vec<Margin> {
    // Of a budget of trials nothing is left that could be told to be enough.
    if matches!(limit.budget, Some(Budget::Trials(_))) {
        return Vec::new();
    }
    let frozen = Frozen::of(blueprint, arguments.quantile);
    let grounds = Grounds {
        blueprint,
        frozen: &frozen,
        faults,
        march,
        seed: blueprint.run.seed,
        threads: arguments.threads.map_or(0, usize::from),
    };
    let levers = |application: ApplicationId| {
        variant::levers(&source.loaded, &blueprint.application(application).name)
    };
    let vary = |key: &str, value: &str| {
        let loaded = source.varied(key, value)?;
        let Alphabet { blueprint, faults } = Alphabet::of(&loaded.blueprint);
        Some((blueprint, faults))
    };
    let go_on = || limit.holds(0);
    study::margins(
        &grounds,
        usize::from(arguments.margins),
        &levers,
        &vary,
        &go_on,
    )
}

/// Sweeps the faults until all are tried, the budget is spent or somebody stops it.
fn swept(
    arguments: &ChaosArguments,
    blueprint: &Blueprint,
    faults: &[SweptFault],
    limit: &Limit,
) -> Result<SweepOutcome, Stop> {
    let options = SweepOptions {
        seed: blueprint.run.seed,
        trials: arguments.trials,
        threads: arguments.threads.map_or(0, usize::from),
    };
    let go_on = |done: u64| limit.holds(done);
    let bar = progress::bar(arguments.quiet);
    let show = |done, total| progress::show(&bar, done, total);
    let made = study::caught(|| study::sweep(blueprint, faults, &options, &go_on, &show));
    bar.finish_and_clear();
    made.map_err(|message| Stop::Trouble(format!("error: {}", at_fault(&message))))
}

/// Trials that could not be finished are trouble of the program, and told when the rest is.
fn finished(blueprint: &Blueprint, made: &SweepOutcome) -> Result<(), Stop> {
    let Some(first) = made.failed.first() else {
        return Ok(());
    };
    let drill = first.drill.map(|drill| blueprint.drill(drill).name.clone());
    Err(Stop::Trouble(format!(
        "error: {} could not be finished, the first of them {} of {}: {}",
        number::counted(made.failed.len(), "trial"),
        first.trial,
        drill.unwrap_or_default(),
        at_fault(&first.message)
    )))
}

/// The command that shows a trial of a fault; none where its drill needs a file of its own.
fn again(
    arguments: &ChaosArguments,
    blueprint: &Blueprint,
    (fault, table): (&SweptFault, &str),
    trial: u32,
) -> Option<String> {
    if fault.table.is_empty() {
        return None;
    }
    let name = &blueprint.drill(fault.drill).name;
    let mut own: Vec<String> = trial::changed(&arguments.changes).collect();
    own.extend([
        "--set".to_string(),
        format!("drill.{}={}", bare(name), table),
    ]);
    Some(trial::again(
        &arguments.file,
        (arguments.seed, own),
        Some(name),
        trial,
    ))
}

/// A flag that Ctrl-C raises; the second one ends the program as ever.
fn asked_to_stop() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let interrupt = signal_hook::consts::SIGINT;
    // Where the system does not let it be, Ctrl-C ends the program as ever.
    drop(signal_hook::flag::register_conditional_default(
        interrupt,
        Arc::clone(&flag),
    ));
    drop(signal_hook::flag::register(interrupt, Arc::clone(&flag)));
    flag
}

/// A length of time such as `60s`, or a number of trials.
fn budget(text: &str) -> Result<Budget, Stop> {
    let refused = |why: &str| {
        Err(Stop::Refused(format!(
            "error: `--budget {text}` {why}\n  help: write a length of time such as 60s or 5min, or a number of trials such as 5000"
        )))
    };
    if let Ok(trials) = text.trim().parse::<u64>() {
        return match trials {
            0 => refused("lets nothing be tried"),
            _ => Ok(Budget::Trials(trials)),
        };
    }
    match length(text) {
        Some(span) if span.0 > 0 => Ok(Budget::Time(Duration::from_millis(span.0))),
        Some(_) => refused("lets nothing be tried"),
        None => refused("is neither a length of time nor a number of trials"),
    }
}
