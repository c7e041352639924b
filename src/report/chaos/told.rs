//! Faults and cells of a sweep in words.
//!
//! Always true here: what has no end is said so, never as a number.

use super::Chaos;
use crate::model::exercised::Exercise;
use crate::model::outcome::Verdict;
use crate::model::record::LossReason;
use crate::model::swept::{CellVerdict, EndOf, Harm, SweptCell, SweptFault, SweptRow, Worst};
use crate::model::topology::component_label;
use crate::report::words::{self, clean};
use crate::scenario::of_week_words;
use crate::units::number::{self, DASH};

/// A verdict with a sign that survives black-and-white print.
pub(super) fn verdict(verdict: CellVerdict) -> &'static str {
    match verdict {
        CellVerdict::Lost => "● lost",
        CellVerdict::Missed => "✗ missed",
        CellVerdict::Undecided => "? undecided",
        CellVerdict::Met => "✓ met",
        CellVerdict::Unstated => "– back, nothing stated",
        CellVerdict::Survived => "· survived",
    }
}

/// What became of a schedule that broke the plan once, with a sign that survives black-and-white print.
pub(super) fn again(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "✓ held",
        Verdict::Missed => "✗ still breaks",
        Verdict::Inconclusive | Verdict::NotSeen => "? not tried",
    }
}

/// What is hit: several applications by the words that name them all.
fn label(chaos: &Chaos<'_>, one: &SweptFault) -> String {
    clean(&match one.harm {
        Harm::Ransomware => match one.of.strip_suffix(".applications") {
            Some(place) => format!("all of {}", place.replace('.', " ")),
            None => one.of.replace('.', " "),
        },
        _ => component_label(chaos.blueprint, one.target),
    })
}

/// A fault: `stamp alpha is destroyed`, with how many it stands for.
pub(super) fn fault(chaos: &Chaos<'_>, one: &SweptFault) -> String {
    let name = label(chaos, one);
    let others = match one.stands_for.len() {
        0 => String::new(),
        1 => " (or another one like it)".to_string(),
        more => format!(" (or one of {more} others like it)"),
    };
    format!("{name} {}{others}{}", one.harm.words(), beyond(one))
}

/// That the plan does not claim to survive a fault.
fn beyond(one: &SweptFault) -> &'static str {
    match one.is_held_to() {
        true => "",
        false => " [outside the claims]",
    }
}

/// The same in few words, for a table.
pub(super) fn short(chaos: &Chaos<'_>, one: &SweptFault) -> String {
    let name = label(chaos, one);
    match one.stands_for.len() {
        0 => format!("{name}: {}{}", one.harm.name(), beyond(one)),
        more => format!("{name}: {} (×{}){}", one.harm.name(), more + 1, beyond(one)),
    }
}

/// How a fault ends and from where that is known.
pub(super) fn end(one: &SweptFault) -> String {
    let how = match one.end.is_empty() {
        true => "ends when the protection has brought the data back".to_string(),
        false => clean(&one.end),
    };
    match &one.end_of {
        EndOf::Stated(table) => format!("{how} (as {})", clean(table)),
        EndOf::Alike(table) => {
            format!("{how} (as {}, which hits others of its kind)", clean(table))
        }
        EndOf::Assumed => format!("{how} (assumed: nothing in the scenario says it)"),
    }
}

/// A recovery or a loss.
pub(super) fn length(worst: Option<&Worst>, endless: &str) -> String {
    match worst {
        None => DASH.to_string(),
        Some(Worst { value: None, .. }) => endless.to_string(),
        Some(Worst {
            value: Some(ms), ..
        }) => number::duration(*ms as f64 / 1_000.0),
    }
}

/// What a recovery took longest with, and what that waited for.
pub(super) fn delay(chaos: &Chaos<'_>, worst: &Worst) -> String {
    let resource = clean(&worst.resource.label(chaos.blueprint));
    match resource.as_str() {
        "-" => worst.phase.name().to_string(),
        _ => format!("{}: {resource}", worst.phase.name()),
    }
}

/// Everything about a cell in a sentence or two.
pub(super) fn cell(chaos: &Chaos<'_>, one: &SweptFault, cell: &SweptCell) -> String {
    let application = clean(&chaos.blueprint.application(cell.application).name);
    let mut said = format!(
        "{application}, {}: {}",
        fault(chaos, one),
        verdict(cell.verdict)
    );
    said.push_str(&format!("; hit in {} of {} trials", cell.hit, cell.trials));
    if cell.lost > 0 {
        said.push_str(&format!(", lost in {}", cell.lost));
    }
    if cell.outside > 0 {
        said.push_str(&format!("; {}", left_out(cell)));
    }
    for (name, kept) in [("RTO", cell.rto_kept), ("RPO", cell.rpo_kept)] {
        if let Some(kept) = kept {
            said.push_str(&format!("; {name} kept in {}", number::share(kept)));
        }
    }
    if let Some(worst) = &cell.recovery {
        said.push_str(&format!(
            "; longest recovery {} ({}, struck {})",
            length(Some(worst), "never, or without its data"),
            delay(chaos, worst),
            of_week_words(worst.of_week),
        ));
    }
    if let Some(worst) = cell.loss.as_ref().filter(|worst| worst.value != Some(0)) {
        said.push_str(&format!(
            "; largest loss {}",
            length(Some(worst), "everything")
        ));
        if worst.reason != LossReason::None {
            said.push_str(&format!(" by {}", worst.reason.label()));
        }
    }
    said
}

/// Trials that say nothing of a cell, since more failed at once than is claimed.
pub(super) fn left_out(cell: &SweptCell) -> String {
    format!(
        "in {} more failed at once than the plan claims to survive: left out",
        words::many(cell.outside, "trial", "trials")
    )
}

/// What the sweep says, in a sentence or two: where the plan claims to survive something, of what is within that, and of the rest.
pub(super) fn headline(chaos: &Chaos<'_>) -> String {
    let Some(claims) = &chaos.blueprint.claims else {
        let rows: Vec<&SweptRow> = chaos.made.rows.iter().collect();
        return headline_of(&rows, "", chaos.only_at_worst(true));
    };
    let part = |held_to: bool| {
        let own = chaos.made.rows.iter();
        let own = own.filter(|row| chaos.faults[row.fault].is_held_to() == held_to);
        own.collect::<Vec<&SweptRow>>()
    };
    let mut said = format!("The plan claims to survive {}. ", claims.words());
    said.push_str(&match part(true) {
        rows if rows.is_empty() => "Nothing within that was tried.".to_string(),
        rows => headline_of(&rows, " within that", chaos.only_at_worst(true)),
    });
    let rest = part(false);
    if !rest.is_empty() {
        said.push_str(&format!(
            " {}",
            headline_of(&rest, " outside the claims", chaos.only_at_worst(false))
        ));
    }
    said
}

/// One sentence over some of the faults, with which they are, and how many of them break something only at their worst moment.
fn headline_of(rows: &[&SweptRow], which: &str, worst: usize) -> String {
    let count = |verdict: CellVerdict| rows.iter().map(|row| row.count(verdict)).sum::<usize>();
    let breaking = rows.iter().filter(|row| row.breaks()).count();
    let all = format!("{}{which}", number::counted(rows.len(), "fault"));
    let others = if breaking == 0 { "" } else { " more" };
    let at_worst = match worst {
        0 => String::new(),
        1 => format!(" One{others} does at its worst moment."),
        _ => format!(" {worst}{others} do at their worst moments."),
    };
    let swept = match breaking {
        0 if worst > 0 => format!("None of {all} breaks an objective in a trial of the sweep."),
        0 if count(CellVerdict::Undecided) > 0 => {
            format!("None of {all} was seen to break an objective, but not all is decided.")
        }
        0 => format!("None of {all} breaks an objective."),
        _ => format!(
            "{breaking} of {all} {} an objective or {} an application: {} lost, {} missed.",
            if breaking == 1 { "breaks" } else { "break" },
            if breaking == 1 { "loses" } else { "lose" },
            number::counted(count(CellVerdict::Lost), "cell"),
            count(CellVerdict::Missed),
        ),
    };
    swept + &at_worst
}

/// How many trials the faults had that were swept: `100 trials`, `25 of 100 trials`.
fn trials(chaos: &Chaos<'_>) -> String {
    let planned = words::trials(chaos.planned);
    let made = || chaos.made.rows.iter().map(|row| row.trials);
    let (least, most) = (made().min().unwrap_or(0), made().max().unwrap_or(0));
    let of = |trials: u32| number::count(u64::from(trials));
    match (least, most) {
        _ if least >= chaos.planned => planned,
        _ if least == most => format!("{} of {planned}", of(least)),
        _ => format!("{} to {} of {planned}", of(least), of(most)),
    }
}

/// What the scenario has to recover with, each with how many outages of the sweep exercised it.
pub(super) fn coverage<'c>(
    chaos: &'c Chaos<'_>,
) -> impl Iterator<Item = (Exercise, u64)> + Clone + use<'c> {
    let all = Exercise::ALL.iter().copied();
    let own = all.filter(|one| one.is_there(chaos.blueprint));
    own.map(|one| (one, chaos.made.exercised.of(one)))
}

/// How many ways to recover were exercised, and which never.
pub(super) fn covered(chaos: &Chaos<'_>) -> String {
    let all = coverage(chaos);
    let never = all.clone().filter(|(_, seen)| *seen == 0);
    let never: Vec<&str> = never.map(|(one, _)| one.meaning()).collect();
    let count = all.count();
    let mut said = format!(
        "Coverage: {} of {} that the scenario has were exercised in the sweep",
        count - never.len(),
        words::counted(count, "step of a recovery", "steps of a recovery"),
    );
    if !never.is_empty() {
        said.push_str(&format!("; never: {}", never.join(", ")));
    }
    said.push('.');
    said
}

/// How it was swept.
pub(super) fn method(chaos: &Chaos<'_>) -> String {
    format!(
        "{} of {} swept, {} each, seed {}; {} made, {} spared because nothing tells their faults from others.",
        chaos.made.rows.len(),
        number::counted(chaos.faults.len(), "fault"),
        trials(chaos),
        chaos.seed,
        words::many(chaos.made.trials, "trial", "trials"),
        number::count(chaos.spared()),
    )
}
