//! The command `compare`: holds variants against the first of them, trial by trial.
//!
//! Always true here: everything is read before anything is simulated; all variants have the seed and the trials of the first; a folder
//! is written whole or not at all.

mod variant;

use super::arguments::{CompareArguments, CompareFormat, FailOn};
use super::folder::{COMPARISON, Draft, Place};
use super::plain::Plain;
use super::run::cannot_write;
use super::{Exit, Stop, colour};
use crate::model::compared::{Change, Compared};
use crate::model::outcome::Estimate;
use crate::report::{self, Comparison, Input};
use crate::scenario;
use crate::stats::Level;
use crate::stats::gate::level_of_each;
use crate::study::{self, Figures, Other};
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use variant::{Asked, Held, Made};

/// Runs the command.
pub(super) fn compare(arguments: &CompareArguments, out: &mut dyn Write) -> Result<Exit, Stop> {
    let asked = asked(arguments)?;
    let held = held(&asked, arguments)?;
    // Whether it could be written there is found out before anything is simulated.
    let place = arguments.out.as_deref().map(place).transpose()?;
    let place = place.as_ref().map(|(folder, name)| Place {
        out: folder,
        name,
        scenario: COMPARISON,
        origin: None,
        sha256: "",
    });
    let draft = place.as_ref().map(Draft::begin).transpose();
    let draft = draft.map_err(cannot_write)?;
    let mut all: Vec<Made> = Vec::new();
    for one in held {
        let made = one.made(all.first(), arguments)?;
        all.push(made);
    }
    let comparison = compared(&all);
    let mut written = None;
    if let Some((draft, place)) = draft.zip(place.as_ref()) {
        let problem = |problem: report::Error| Stop::Trouble(format!("error: {problem}"));
        let page = report::compare_page(&comparison).map_err(problem)?;
        let rows = report::compare_csv(&comparison).map_err(problem)?;
        let files = [
            ("compare.html".to_string(), page.into_bytes()),
            (
                "compare.json".to_string(),
                report::compare_json(&comparison).into_bytes(),
            ),
            ("compare.csv".to_string(), rows),
        ];
        let published = draft.publish(place, &files, &[]).map_err(cannot_write)?;
        written = Some(published.folder);
    }
    match arguments.format {
        CompareFormat::Json => out.write_all(report::compare_json(&comparison).as_bytes())?,
        CompareFormat::Table => {
            let text = report::compare_text(&comparison, colour::width(), colour::on_output());
            out.write_all(text.as_bytes())?;
            if let Some(folder) = written {
                writeln!(
                    Plain(out),
                    "\npage: {}",
                    folder.join("compare.html").display()
                )?;
            }
        }
    }
    let worse = comparison.count(Change::Worse) > 0;
    Ok(match arguments.fail_on {
        Some(FailOn::Worse) if worse => Exit::Missed,
        _ => Exit::Done,
    })
}

fn refused(message: &str, help: &str) -> Stop {
    Stop::Refused(format!("error: {message}\n  help: {help}"))
}

/// The variants that are asked for: those that are named, then the first with changes.
fn asked(arguments: &CompareArguments) -> Result<Vec<Asked>, Stop> {
    let mut all = Vec::new();
    for path in &arguments.variants {
        all.push(Asked::named(path)?);
    }
    for given in &arguments.with {
        let Some(edits) = crate::variant::changes(given) else {
            return Err(refused(
                &format!("a quote is not closed in `--with {given}`"),
                "close it; what stands between quotes is one value",
            ));
        };
        if edits.is_empty() {
            return Err(refused(
                &format!("`--with {given}` changes nothing"),
                "write --with 'stamp.alpha.nodes=6', several changes with ; between them",
            ));
        }
        let first = &all[0];
        if first.saved {
            return Err(refused(
                &format!(
                    "`--with` changes a scenario, and {} are results",
                    first.shown()
                ),
                "name the scenario first; results can be compared with it",
            ));
        }
        let one = first.with(given.trim(), edits);
        all.push(one);
    }
    if all.len() < 2 {
        return Err(refused(
            "there is nothing to compare it with",
            "name another scenario or a folder of results, or change this one: --with 'stamp.alpha.nodes=6'",
        ));
    }
    if !arguments.only.is_empty() && all.iter().any(|one| one.saved) {
        return Err(refused(
            "`--only` picks what is simulated, and results were simulated before",
            "leave it out, or name scenarios alone",
        ));
    }
    let given = [
        (!arguments.changes.0.is_empty(), "--set and --unset change"),
        (arguments.seed.is_some(), "--seed changes"),
        (arguments.trials.is_some(), "--trials changes"),
    ];
    let changes = given.iter().find(|(given, _)| *given);
    if let (true, Some((_, what))) = (all.iter().all(|one| one.saved), changes) {
        return Err(refused(
            &format!("{what} what is simulated, and all that is named are results"),
            "name scenarios",
        ));
    }
    Ok(all)
}

/// Reads everything, and refuses what does not belong together.
fn held(asked: &[Asked], arguments: &CompareArguments) -> Result<Vec<Held>, Stop> {
    let mut all: Vec<Held> = Vec::new();
    for one in asked {
        let first = all.first().map(Held::seed);
        all.push(one.read(arguments, first)?);
    }
    let (first, others) = all.split_at(1);
    for other in others {
        let (own, its) = (first[0].drills(), other.drills());
        let lacks = |one: &[String], other: &[String]| {
            let lacking = one.iter().filter(|name| !other.contains(name));
            lacking
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let (gone, new) = (lacks(&own, &its), lacks(&its, &own));
        let mut said = Vec::new();
        if !gone.is_empty() {
            said.push(format!("{} has no drill {gone}", other.asked.shown()));
        }
        if !new.is_empty() {
            said.push(format!("{} has no drill {new}", first[0].asked.shown()));
        }
        if !said.is_empty() {
            return Err(refused(
                &format!("different drills: {}", said.join("; ")),
                "pick what both have with --only NAME",
            ));
        }
    }
    Ok(all)
}

/// The folder in which the folder of the comparison lies, and its name.
fn place(target: &Path) -> Result<(PathBuf, String), Stop> {
    let plain: PathBuf = target.components().collect();
    let name = match plain.components().next_back() {
        Some(Component::Normal(name)) => name.to_str().map(str::to_string),
        _ => None,
    };
    let name = name.ok_or_else(|| {
        refused(
            &format!("`--out {}` is no name for a new folder", target.display()),
            "write --out comparison",
        )
    })?;
    let folder = plain.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let here = folder.as_os_str().is_empty();
    Ok((if here { PathBuf::from(".") } else { folder }, name))
}

/// Everything against the first.
fn compared(all: &[Made]) -> Comparison {
    let with_trials = all.iter().all(|one| one.ledger.is_some());
    // The fullest and the longest are over the horizon: those of two lengths are no figures of one kind.
    let length = |one: &Made| one.variant.header.horizon_s.to_bits();
    let simulated = all
        .iter()
        .all(|one| !one.variant.saved && length(one) == length(&all[0]));
    let figures: Vec<Vec<(Compared, Option<Estimate>)>> = all
        .iter()
        .map(|one| {
            let mut figures = report::figures_of(&one.summary, with_trials);
            if let Some(ledger) = one.ledger.as_ref().filter(|_| simulated) {
                let beside = ledger.beside_the_report().into_iter();
                figures.extend(beside.map(|figure| (figure, None)));
            }
            // What is picked are applications, classes and drills.
            if !one.variant.header.only.is_empty() {
                figures.retain(|(one, _)| is_of_applications(one));
            }
            figures
        })
        .collect();
    let judged = judged(&figures);
    let level = Level::new(all[0].variant.header.level);
    let each = level_of_each(level, judged, 1);
    let mut made = Comparison {
        level: level.share(),
        level_of_each: each.share(),
        judged,
        variants: all.iter().map(|one| one.variant.clone()).collect(),
        inputs: inputs(all),
        differences: Vec::new(),
    };
    let side = |number: usize| {
        let one = &all[number];
        Figures::of(
            &figures[number],
            one.variant.header.level,
            one.ledger.as_ref(),
        )
    };
    let first = &all[0].variant.header;
    let other = |(number, one): (usize, &Made)| {
        let header = &one.variant.header;
        let pair = one.variant.unpaired.is_none();
        let known = header.sha256 == first.sha256
            && !header.sha256.is_empty()
            && (header.trials, header.seed, &header.version, &header.drills)
                == (first.trials, first.seed, &first.version, &first.drills);
        Other {
            figures: side(number),
            pair,
            known: known && pair,
        }
    };
    let others: Vec<Other<'_>> = all.iter().enumerate().skip(1).map(other).collect();
    let found = study::compared(&side(0), &others, each);
    for (number, found) in (1..).zip(found) {
        made.differences
            .extend(found.into_iter().map(|found| (number, found)));
    }
    made
}

/// Inputs of each variant that are not those of the first.
fn inputs(all: &[Made]) -> Vec<Input> {
    let mut made = Vec::new();
    for (number, one) in all.iter().enumerate().skip(1) {
        let inputs = scenario::different(&all[0].resolved, &one.resolved).into_iter();
        made.extend(inputs.filter(|(path, ..)| !one.is_forced(path)).map(
            |(path, first, second)| Input {
                variant: number,
                path,
                first,
                second,
            },
        ));
    }
    made
}

/// Whether a figure is about an application, and not about stamps, repositories and backups that all share.
fn is_of_applications(one: &Compared) -> bool {
    !matches!(
        one,
        Compared::Exposed(_) | Compared::Filled(_) | Compared::Gap(_)
    )
}

/// How many differences share what may be wrong. (What is not up is down: that is one.)
fn judged(figures: &[Vec<(Compared, Option<Estimate>)>]) -> usize {
    let Some((first, others)) = figures.split_first() else {
        return 0;
    };
    let of = |other: &Vec<(Compared, Option<Estimate>)>| {
        let new = other
            .iter()
            .filter(|(one, _)| !first.iter().any(|(known, _)| known == one));
        let all = first.iter().chain(new);
        all.filter(|(one, _)| one.counts()).count()
    };
    others.iter().map(of).sum()
}
