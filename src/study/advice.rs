//! What was seen where figures do not say it, and what to do about a verdict that the trials could not
//! reach.
//!
//! Always true here: a text is one sentence in the operator's words, without a figure that was not
//! computed.

use super::gather::Sample;
use super::observe::Observed;
use crate::model::ObjectiveOf;
use crate::model::outcome::ClassOutcome;
use crate::model::topology::component_label;
use crate::model::{Arrival, Class, Component};
use crate::scenario::with_article;
use crate::stats::frequencies::rounded_up;
use crate::units::number;

/// Beyond this many trials of years a drill is the better way.
const MANY: u64 = 100_000;

/// What was seen of a class where its figures do not say it by themselves. A class whose faults came
/// and stopped nothing was survived; one whose faults never came was not seen. One whose faults struck what others had
/// stopped was neither.
pub(crate) fn note(
    sample: &Sample<'_>,
    kind: ObjectiveOf,
    found: &Observed<'_>,
    class: &ClassOutcome,
) -> String {
    if sample.drill().is_some() {
        return note_of_drill(kind, found, class);
    }
    let name = class.class.words();
    let trials = several(sample.trials(), "trial");
    let years = (sample.trials() as f64 * sample.years_per_trial()).round();
    let years = several(years as u64, "year");
    match (class.outages, class.faults) {
        (0, _) if class.observations > 0 => format!(
            "down all the time in {} of {trials}, since before the years began",
            number::count(class.observations)
        ),
        (0, _) if class.open_at_start > 0 => format!(
            "down when the years began in {} of {trials}; no such outage began in them",
            number::count(class.open_at_start)
        ),
        (0, Some(0)) => format!("no {name} fault came in {years}"),
        (0, Some(faults)) if class.bore_on > 0 => format!(
            "{} began none of its {}, but bore on {} that others had begun",
            several(faults, &format!("{name} fault")),
            match kind {
                ObjectiveOf::Recovery => "outages",
                ObjectiveOf::Loss => "losses",
            },
            number::count(class.bore_on),
        ),
        (0, Some(faults)) => format!(
            "survived: {} by {} ({} {name} {})",
            match kind {
                ObjectiveOf::Recovery => "never stopped",
                ObjectiveOf::Loss => "no data at risk",
            },
            one_of(class.class),
            number::count(faults),
            if faults == 1 { "fault" } else { "faults" }
        ),
        (0, None) => format!("no {name} fault stopped it in {years}"),
        _ => String::new(),
    }
}

fn note_of_drill(kind: ObjectiveOf, found: &Observed<'_>, class: &ClassOutcome) -> String {
    let strikes = several(class.observations, "strike");
    let trials = found.of(class.class).map_or(0, |sums| sums.observed.seen);
    let stood_there = found.stood_there();
    let (verb, not) = match kind {
        ObjectiveOf::Recovery => ("stopped", "not stopped"),
        ObjectiveOf::Loss => ("data at risk", "no data at risk"),
    };
    let mut note = match trials {
        _ if class.observations == 0 => "it was down already whenever the drill struck".to_string(),
        0 => format!("{not} in {strikes}"),
        stopped if stopped < class.observations => {
            format!("{verb} in {} of {strikes}", number::count(stopped))
        }
        _ => String::new(),
    };
    let seen = class.observations + found.down_already;
    if !note.is_empty() && stood_there > 0 && stood_there < seen {
        let stood = several(stood_there, "trial");
        note = format!("{note}; something of it stood there in {stood}");
    }
    if found.down_already > 0 && class.observations > 0 {
        let down = format!("down already in {} more", number::count(found.down_already));
        note = if note.is_empty() {
            let all = number::count(class.observations);
            format!("{verb} in {all} of {strikes}, {down}")
        } else {
            format!("{note}, {down}")
        };
    }
    note
}

/// What would show how a class ends of which nothing was seen. What was survived needs no more, but a
/// drill that strikes it says how sure that is.
pub(crate) fn unseen(
    sample: &Sample<'_>,
    application: usize,
    kind: ObjectiveOf,
    class: &ClassOutcome,
) -> String {
    if sample.drill().is_some() {
        return String::new();
    }
    let blueprint = sample.blueprint();
    let reach = sample.plan.reach(application, kind);
    let answers = |drill: usize, target: Component| match sample.drills.get(drill) {
        Some(struck) => struck.of(application, kind),
        None => reach.touched_by(target),
    };
    let drill = blueprint.drills.iter().enumerate().find(|(index, drill)| {
        let source = blueprint.source(drill.source);
        source.class == class.class && answers(*index, source.target)
    });
    if let Some((_, drill)) = drill {
        return format!("see drill {}", drill.name);
    }
    if class.survived() && class.open_at_start == 0 {
        return String::new();
    }
    match reach.sources().find(|source| source.class == class.class) {
        Some(source) => format!(
            "add a drill of {}",
            component_label(blueprint, source.target)
        ),
        None => format!("add a drill of {}", one_of(class.class)),
    }
}

/// Why a class with outages stays undecided; `trials` are those that would probably decide it.
pub(crate) fn undecided(
    sample: &Sample<'_>,
    class: Class,
    trials: Option<u64>,
    target: f64,
) -> String {
    match (trials, sample.drill()) {
        (None, _) if target >= 1.0 => {
            "a target of 100 % cannot be shown by any number of trials".to_string()
        }
        (None, _) => "too close to the target for any reasonable number of trials".to_string(),
        (Some(trials), Some(_)) => {
            format!("give the drill about {}", several(rounded(trials), "trial"))
        }
        (Some(trials), None) if sample.blueprint().trace.is_some() => format!(
            "the records are too few: about {} would decide it",
            several(rounded(trials), "group")
        ),
        (Some(trials), None) if trials > MANY && !has_drill(sample, class) => format!(
            "about {} would decide it: add a drill of {}",
            several(rounded(trials), "trial"),
            one_of(class)
        ),
        (Some(trials), None) => format!("run about {}", several(rounded(trials), "trial")),
    }
}

/// A count with its word: `1 trial`, `2,000 trials`.
fn several(count: u64, word: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{} {word}{end}", number::count(count))
}

/// `a node`, `an enclosure`.
fn one_of(class: Class) -> String {
    with_article(&class.words())
}

fn has_drill(sample: &Sample<'_>, class: Class) -> bool {
    sample
        .blueprint()
        .sources
        .iter()
        .any(|source| matches!(source.arrival, Arrival::Drill(_)) && source.class == class)
}

/// A number of trials to two digits, upwards: it is an estimate.
fn rounded(number: u64) -> u64 {
    rounded_up(number, 100)
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn trials_to_come_are_rounded_up_to_two_digits() {
        assert_eq!(
            [0, 7, 99, 100, 101, 3_087, 99_001].map(rounded),
            [0, 7, 99, 100, 110, 3_100, 100_000]
        );
    }
}
