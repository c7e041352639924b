//! Compared figures and their differences in words.
//!
//! Always true here: a difference has its sign; what was not seen is never nought.

use super::{Comparison, Variant};
use crate::model::compared::{Change, Compared, ComparedUnit, DifferenceOutcome, Only};
use crate::model::figure;
use crate::model::outcome::Estimate;
use crate::report::words;
use crate::units::number::{self, DASH};

/// Percentage points, behind a number.
const POINTS: &str = " points";

/// A change with a sign that survives black-and-white print.
pub(super) fn change(change: Change) -> &'static str {
    match change {
        Change::Worse => "✗ worse",
        Change::Better => "✓ better",
        Change::Undecided => "? undecided",
        Change::Same => "= same",
    }
}

/// A figure of one variant.
pub(super) fn value(of: &Compared, one: &Estimate) -> String {
    match (of.unit(), of) {
        (ComparedUnit::Seconds, Compared::Achievable(..)) if one.point.is_none() => {
            let above = one.low.filter(|low| *low > 0.0);
            above.map_or_else(
                || "none".to_string(),
                |low| format!("none (≥ {})", number::duration(low)),
            )
        }
        (ComparedUnit::Share, Compared::Availability(_)) => figure::up(one),
        (ComparedUnit::Share, _) => figure::share(one),
        (ComparedUnit::Seconds, _) => figure::estimate(one, number::duration),
        (ComparedUnit::SecondsPerYear, _) => figure::estimate(one, number::duration),
        (ComparedUnit::PerYear, _) => figure::estimate(one, |value| number::significant(value, 3)),
    }
}

/// The same without its interval.
pub(super) fn short_value(of: &Compared, one: &Estimate) -> String {
    let text = value(of, one);
    match text.split_once(" (") {
        Some((point, interval)) if !matches!(interval, "not seen)" | "never down)") => {
            point.to_string()
        }
        _ => text,
    }
}

/// A length with its sign.
fn signed(value: f64, write: impl Fn(f64) -> String) -> String {
    let text = write(value.abs());
    match value {
        value if value > 0.0 => format!("+{text}"),
        value if value < 0.0 => format!("−{text}"),
        _ => text,
    }
}

/// One end of a difference.
pub(super) fn end(unit: ComparedUnit, value: f64) -> String {
    match unit {
        ComparedUnit::Share => signed(value * 100.0, |points| {
            format!("{}{POINTS}", number::significant(points, 3))
        }),
        ComparedUnit::Seconds | ComparedUnit::SecondsPerYear => signed(value, number::duration),
        ComparedUnit::PerYear => signed(value, |value| number::significant(value, 3)),
    }
}

/// Both ends of a difference in one unit, which stands behind them: `−53 to −51 min`.
fn ends(unit: ComparedUnit, low: f64, high: f64) -> String {
    let (name, factor) = match unit {
        ComparedUnit::Share => ("points", 0.01),
        ComparedUnit::PerYear => ("", 1.0),
        ComparedUnit::Seconds | ComparedUnit::SecondsPerYear => {
            number::unit_for(low.abs().max(high.abs()))
        }
    };
    let write = |end: f64| signed(end / factor, |value| number::significant(value, 3));
    format!("{} to {} {name}", write(low), write(high))
        .trim_end()
        .to_string()
}

/// A difference with its interval: `−2 h (−2.34 to −1.68 h)`.
pub(super) fn difference(one: &DifferenceOutcome) -> String {
    let unit = one.figure.unit();
    let Estimate { point, low, high } = one.difference;
    if let (Some(only), None) = (one.only, point) {
        return match only {
            Only::First => "only in A".to_string(),
            Only::Second => "not in A".to_string(),
        };
    }
    let range = match (low, high) {
        (Some(low), Some(high)) if low == high => None,
        (Some(low), Some(high)) => Some(ends(unit, low, high)),
        (Some(low), None) => Some(format!("≥ {}", end(unit, low))),
        (None, Some(high)) => Some(format!("≤ {}", end(unit, high))),
        (None, None) => None,
    };
    match (point, range) {
        (Some(point), Some(range)) => format!("{} ({range})", end(unit, point)),
        (Some(point), None) if low.is_none() && one.change == Change::Undecided => {
            format!("{} (no interval)", end(unit, point))
        }
        (Some(point), None) => end(unit, point),
        (None, Some(range)) => format!("– ({range})"),
        (None, None) => DASH.to_string(),
    }
}

/// What a variant is called: `quickstart with stamp.beta.nodes=6`.
pub(super) fn name(one: &Variant) -> String {
    let mut text = words::clean(&one.source);
    if one.saved {
        text.push_str(" (results)");
    }
    if !one.with.is_empty() {
        text.push_str(&format!(" with {}", words::clean(&one.with)));
    }
    text
}

/// What was simulated, in a sentence.
pub(super) fn trials(made: &Comparison) -> String {
    let Some(first) = made.variants.first().map(|one| &one.header) else {
        return String::new();
    };
    let mut parts = Vec::new();
    if first.trials > 0 {
        parts.push(format!(
            "{} of {}",
            words::trials(first.trials),
            number::duration(first.horizon_s)
        ));
    }
    let counts: Vec<u32> = first.drills.iter().map(|(_, trials)| *trials).collect();
    match (counts.iter().min(), counts.iter().max()) {
        (Some(least), Some(most)) if least == most => {
            let each = if counts.len() == 1 {
                "of the drill"
            } else {
                "of each drill"
            };
            parts.push(format!("{} {each}", words::trials(*least)));
        }
        (Some(least), Some(most)) => {
            parts.push(format!("{least} to {} of each drill", words::trials(*most)));
        }
        _ => {}
    }
    format!("{}, seed {}", parts.join(", "), first.seed)
}

/// How verdicts share what they may err.
pub(super) fn levels(made: &Comparison) -> String {
    format!(
        "All verdicts together at {}: each of {} at {}.",
        number::share(made.level),
        words::counted(made.judged, "difference", "differences"),
        number::share(made.level_of_each)
    )
}

/// What pairing is worth, in a sentence; none where nothing was paired, or nothing differs.
pub(super) fn saved(made: &Comparison) -> Option<String> {
    let (least, middle, most) = made.saved()?;
    let times = |value: f64| match value {
        value if value < 1_000.0 => number::significant(value, 2),
        _ => "more than 1,000".to_string(),
    };
    Some(format!(
        "Each trial is held against the same trial: trials of their own would have to be {} times as many for the same \
         intervals (half of the differences; {} to {} times).",
        times(middle),
        times(least),
        times(most)
    ))
}
