//! Advice about what never acts: faults and records beyond the horizon, overlaps, objectives without a cause.
//!
//! Always true here: every figure of a sentence is data of its entry.

use super::about;
use crate::model::code::coded;
use crate::units::Span;
use crate::units::number::counted;

coded! {
    /// What is told about what never acts, or acts otherwise than it reads.
    #[derive(Clone, PartialEq, PartialOrd, Debug)]
    BeyondAdvice {
        615 "A fault beyond the horizon" "It is scheduled for a time that no trial counts."
        FaultBeyondHorizon { fault: String, late: usize, all: usize, first: Span, horizon: Span }
            => format!("fault `{fault}` is stated at {all} instants, and {late} of them are not before the end of the horizon of {horizon}, first {first}: they never strike"),

        616 "A fault that strikes again before it is over" "A source has one fault at a time."
        FaultOverItself { fault: String, target: String, first: Span, length: f64, second: Span }
            => format!("fault `{fault}` strikes {target} at {first} for {}, and again at {second}, before that is over: the second begins when the first has ended", about(*length)),

        617 "Two scheduled faults that overlap" "A component is back when all its faults, and those of what it lies in, are over."
        FaultsOverlap { before: Striker, target: String, first: Span, length: f64, next: Striker, other: Option<String>, second: Span, back: Option<String> }
            => {
                let strikes = other.as_ref().map_or(String::new(), |other| format!(" strikes {other}"));
                let back = back.as_deref().unwrap_or("it");
                format!(
                    "{} strikes {target} at {first} for {}, and {}{strikes} at {second}, before that is over: {back} is back when both are over",
                    before.words(), about(*length), next.words()
                )
            },

        618 "Records beyond the horizon" "What is recorded after the end of the horizon is not simulated."
        RowsBeyondHorizon { late: usize, all: usize, first: Span, group: String, horizon: Span }
            => format!("{late} of {all} rows of the trace begin at or after the end of the horizon of {horizon}, first {first} in group `{group}`: they are left out"),

        619 "Records that overlap" "One component is down twice at once; it is back when both are over."
        RowsOverlap { rows: usize, all: usize, target: String, group: String, at: Span, until: Span }
            => format!("{rows} of {all} rows of the trace begin while their component is down already, first {target} at {at} in group `{group}`, which is down until {until}: it is back when both are over"),

        620 "A return after the drain" "An outage that lasts longer than `run.drain` counts as never recovered."
        ReturnAfterDrain { kind: &'static str, name: String, length: f64, mean: bool, drain: Span }
            => format!(
                "what {kind} `{name}` takes is back after {}{}, later than the {drain} of `run.drain` after which an outage counts as never recovered: what has no other way back is told as that",
                about(*length),
                if *mean { " on the mean" } else { "" }
            ),

        621 "A crew that nobody calls" "No repair names it, no protection that a VM has and no role."
        IdleCrew { crew: String }
            => format!("crew `{crew}` has nothing to do: name it as `crew` of a hazard or drill, as `decided_by`, `restored_by` or `mended_by` of a protection that a VM has, or as `checked_by` of an application"),

        622 "Objectives for classes that nothing can cause" "No hazard, fault, drill or trace that reaches the application has this class."
        ObjectiveWithoutCause { application: String, objective: &'static str, classes: String, elsewhere: bool }
            => format!(
                "application `{application}` states an {objective} for {classes}, and nothing in the scenario {}: it is never judged",
                if *elsewhere { "that reaches it is of that class" } else { "is of that class" }
            ),

        623 "A horizon shorter than what it is to show" "A trial ends before what is stated has had its time."
        HorizonTooShort { horizon: Span, what: String, length: f64, mean: bool, so: &'static str }
            => format!(
                "the horizon of {horizon} is shorter than {what}, {}{}: {so}",
                about(*length),
                if *mean { " on the mean" } else { "" }
            ),

        624 "A run in which hardly anything happens" "So few faults are expected over all trials that the years show nothing."
        HardlyAnything { horizon: Span, trials: u32, expected: f64 }
            => format!(
                "{} faults are expected over {} of {horizon}: the years show nothing, or chance; state a longer horizon or more trials",
                few(*expected), counted(*trials as usize, "trial")
            ),

        627 "Spare parts that nothing needs" "No repair names them."
        IdleParts { parts: String }
            => format!("parts `{parts}` are never used: name them as `parts` of a hazard, fault or drill that is repaired"),
    }
}

/// What strikes a component.
#[derive(Clone, PartialEq, PartialOrd, Debug)]
pub(crate) enum Striker {
    /// A scheduled fault, by name.
    Fault(String),
    /// A row of the trace, by its group.
    Row(String),
}

impl Striker {
    fn words(&self) -> String {
        match self {
            Striker::Fault(name) => format!("fault `{name}`"),
            Striker::Row(group) => format!("a row of the trace in group `{group}`"),
        }
    }
}

/// A number below 1, to two digits.
fn few(number: f64) -> String {
    if number >= 0.01 {
        format!("{number:.2}")
    } else {
        format!("{number:.1e}")
    }
}
