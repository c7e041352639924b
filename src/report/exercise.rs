//! Real exercises beside what is simulated, as text, JSON, CSV and a page.
//!
//! Always true here: all forms say the same of the same figures; how many would lie outside by chance is told wherever it is told how many do.

mod csv;
mod json;
mod page;
mod text;

pub use self::csv::record_csv;
pub use json::{record_json, record_schema};
pub use page::record_page;
pub use text::record_text;

use super::words::clean;
use crate::model::exercise::{Exercise, Exercises, Held, Measured, Place, Predicted, Reason};
use crate::model::{Blueprint, ObjectiveOf};
use crate::scenario::of_week_words;
use crate::units::number;

/// Exercises with what they were held against.
#[derive(Clone, Copy)]
pub struct Recorded<'r> {
    /// The scenario, with the faults of `chaos` as drills.
    pub blueprint: &'r Blueprint,
    /// What was found.
    pub made: &'r Exercises,
    /// Trials of each.
    pub trials: u32,
}

/// The word for where a measurement lies, in files.
fn place(of: ObjectiveOf, place: Place) -> &'static str {
    match (place, of) {
        (Place::Inside, _) => "inside",
        (Place::Below, ObjectiveOf::Recovery) => "faster",
        (Place::Above, ObjectiveOf::Recovery) => "slower",
        (Place::Below, ObjectiveOf::Loss) => "less",
        (Place::Above, ObjectiveOf::Loss) => "more",
        (Place::Open, _) => "open",
    }
}

/// All words for it.
const PLACES: [&str; 6] = ["inside", "faster", "slower", "less", "more", "open"];

/// The same with a sign that survives black-and-white print.
fn sign(held: &Held) -> String {
    let sign = match held.place() {
        Place::Inside => "✓",
        Place::Below | Place::Above => "✗",
        Place::Open => "?",
    };
    format!("{sign} {}", place(held.of, held.place()))
}

/// A length in words; what has no end is said so.
fn length(of: ObjectiveOf, ms: Option<u64>) -> String {
    match (ms, of) {
        (Some(ms), _) => number::duration(ms as f64 / 1_000.0),
        (None, ObjectiveOf::Recovery) => "never".to_string(),
        (None, ObjectiveOf::Loss) => "everything".to_string(),
    }
}

/// What was measured: a length, or an interval where that says something else.
fn measured(of: ObjectiveOf, one: Measured) -> String {
    let low = length(of, Some(one.low));
    match one.high {
        None => format!("more than {low}"),
        Some(high) => {
            let high = length(of, Some(high));
            match low == high {
                true => low,
                false => format!("{low} to {high}"),
            }
        }
    }
}

/// An interval with its level: `1 h to 3 h (95 %)`.
fn interval(of: ObjectiveOf, one: &Predicted) -> String {
    let (low, high) = (length(of, one.low), length(of, one.high));
    let level = number::share(one.level);
    match low == high {
        true => format!("{low} ({level})"),
        false => format!("{low} to {high} ({level})"),
    }
}

/// Where it lies among the trials.
fn among(held: &Held) -> String {
    let (shorter, up_to) = held.between;
    let most = match held.measured.high {
        Some(_) => format!("at most as long in {}", number::share(up_to)),
        None => "it was not over".to_string(),
    };
    format!(
        "shorter in {} of {} trials, {most}",
        number::share(shorter),
        number::count(held.trials)
    )
}

/// Why it lies outside, in a sentence without its full stop; empty where nothing tells.
fn why(held: &Held) -> String {
    let Some(Reason {
        phase,
        took,
        median,
        measured,
        as_far,
    }) = held.reason
    else {
        return String::new();
    };
    let (took, median) = (
        number::duration(took as f64 / 1_000.0),
        number::duration(median as f64 / 1_000.0),
    );
    let far = match held.place() {
        Place::Above => "so long or longer",
        _ => "so short or shorter",
    };
    let said = match measured {
        true => format!(
            "by {}: it took {took}, and {median} in the median of the trials",
            phase.name()
        ),
        false => format!(
            "{} of {took} in place of {median} (the median of the trials) would explain it",
            phase.name()
        ),
    };
    format!(
        "{said}; {far} in {as_far} of {} trials",
        number::count(held.trials)
    )
}

/// Which exercise it is: `line 2, erp, lose-stamp, 2026-11-24 14:00 (Tue 14:00)`.
fn of_which(recorded: &Recorded<'_>, one: &Exercise) -> String {
    clean(&format!(
        "line {}, {}, {}, {} ({})",
        one.line,
        recorded.blueprint.application(one.application).name,
        one.lost,
        one.start,
        of_week_words(one.of_week)
    ))
}

/// How many lie where, and how many would lie outside by chance, in sentences.
fn sum(made: &Exercises) -> String {
    let outside = made.count(Place::Below) + made.count(Place::Above);
    let figures = number::counted(made.figures().count(), "figure");
    let open = match made.count(Place::Open) {
        0 => String::new(),
        open => format!(", {open} open"),
    };
    format!(
        "Of {figures} {} inside the wider interval, {} below it, {} above it{open}. Were every prediction right, {} would lie outside by chance, and {outside} or more with a \
         probability of {}.",
        made.count(Place::Inside),
        made.count(Place::Below),
        made.count(Place::Above),
        number::significant(made.expected, 2),
        number::share(made.chance),
    )
}

/// How it was made, in sentences.
const METHOD: &str = "Each exercise is held against trials of its fault that strike at the same instant of the week, in which everything else goes on as it does: backups, crews, hazards. An interval \
     goes from one of the smallest to one of the largest of these and holds for any law: a further trial lies in it with the stated probability. A measurement is as wide as its clock \
     is coarse, and inside where any of it is. Exercises that hit several applications at once, or were chosen because something went wrong, do not lie outside by chance alone.";
