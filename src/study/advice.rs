//! What to do about a verdict that the trials could not reach.
//!
//! Always true here: a text is one sentence in the operator's words, without a figure that was not
//! computed.

use super::classes::Reach;
use super::gather::Sample;
use crate::model::record::component_label;
use crate::model::{Arrival, Class};

/// Beyond this many trials of years a drill is the better way.
const MANY: u64 = 100_000;

/// Why a class without outages stays undecided, and what would decide it.
pub(crate) fn unseen(sample: &Sample<'_>, reach: &Reach<'_>, class: Class) -> String {
    let name = words(class);
    if sample.drill.is_some() {
        return "the drill never gave it such an outage: nothing to judge".to_string();
    }
    let years = (sample.trials() as f64 * sample.years_per_trial()).round();
    let seen = format!(
        "no {name} fault stopped it in {} years",
        grouped(years as u64)
    );
    let blueprint = sample.blueprint;
    let drill = blueprint.drills.iter().find(|drill| {
        let source = blueprint.source(drill.source);
        source.class == class && reach.touched_by(source.target)
    });
    if let Some(drill) = drill {
        return format!("{seen}: see drill {}", drill.name);
    }
    match reach.sources().find(|source| source.class == class) {
        Some(source) => format!(
            "{seen}: add a drill of {}",
            component_label(blueprint, source.target)
        ),
        None => format!("{seen}: add a drill of a {name}"),
    }
}

/// Why a class with outages stays undecided; `trials` are those that would probably decide it.
pub(crate) fn undecided(
    sample: &Sample<'_>,
    class: Class,
    trials: Option<u64>,
    target: f64,
) -> String {
    match (trials, sample.drill) {
        (None, _) if target >= 1.0 => {
            "a target of 100 % cannot be shown by any number of trials".to_string()
        }
        (None, _) => "too close to the target for any reasonable number of trials".to_string(),
        (Some(trials), Some(_)) => {
            format!("give the drill about {} trials", grouped(rounded(trials)))
        }
        (Some(trials), None) if sample.blueprint.trace.is_some() => format!(
            "the records are too few: about {} groups would decide it",
            grouped(rounded(trials))
        ),
        (Some(trials), None) if trials > MANY && !has_drill(sample, class) => format!(
            "about {} trials would decide it: add a drill of a {}",
            grouped(rounded(trials)),
            words(class)
        ),
        (Some(trials), None) => format!("run about {} trials", grouped(rounded(trials))),
    }
}

fn has_drill(sample: &Sample<'_>, class: Class) -> bool {
    sample
        .blueprint
        .sources
        .iter()
        .any(|source| matches!(source.arrival, Arrival::Drill(_)) && source.class == class)
}

fn words(class: Class) -> String {
    class.name().replace('_', " ")
}

/// A number of trials to two digits, upwards: it is an estimate.
fn rounded(number: u64) -> u64 {
    let mut unit = 1;
    while number / unit >= 100 {
        unit *= 10;
    }
    number.div_ceil(unit) * unit
}

/// `12,345`: a whole number with thousands apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, rounded};

    #[test]
    fn trials_to_come_are_rounded_up_to_two_digits() {
        assert_eq!(
            [0, 7, 99, 100, 101, 3_087, 99_001].map(rounded),
            [0, 7, 99, 100, 110, 3_100, 100_000]
        );
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(12_345_678), "12,345,678");
    }
}
