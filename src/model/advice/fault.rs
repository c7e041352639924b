//! Advice about hazards, faults and drills, and about how a run is made.
//!
//! Always true here: sources are called by their kind and name.

use crate::model::code::coded;
use crate::units::Span;

coded! {
    /// What is told about sources of faults and the run.
    #[derive(Clone, PartialEq, PartialOrd, Debug)]
    FaultAdvice {
        570 "Nothing happens" "Without faults nothing is down."
        NoFaults => "the scenario has no hazard, no fault and no drill",

        571 "A time until somebody notices that changes nothing" "`detect` stands before the work of people."
        IdleDetect { source: String, because: Unused }
            => format!("`detect` of {source} changes nothing: {}", because.words()),

        572 "A memory longer than the run-in" "What a trial remembers of its past is longer than it is run in for."
        LongMemory { what: String, length: Span, longest: Span }
            => format!("{what} remembers {length}; trials run in for {longest} at most: state `run.build_up` for more"),

        573 "A name that says another kind" "Causes are reported by name, so that a reader takes it for what it says."
        NameOfAnother { kind: &'static str, name: String, says: &'static str, is: String, key: &'static str }
            => format!("{kind} `{name}` is by its `{key}` {is}, and its name says `{says}`: results report it by its name"),

        575 "VMs that stop for planned work" "A node that is drained stops what does not migrate: a planned outage each time."
        FixedVms { source: String, vms: Vec<String>, more: usize }
            => format!(
                "`{source}` drains nodes, and {}{} not migrate: they stop with their node and start again on another one",
                vms.iter().map(|vm| format!("`{vm}`")).collect::<Vec<String>>().join(", "),
                match (vms.len() + more, more) {
                    (1, _) => " does".to_string(),
                    (_, 0) => " do".to_string(),
                    _ => format!(" and {more} more VMs do"),
                }
            ),
    }
}

/// Why a time until somebody notices changes nothing.
#[derive(Clone, PartialEq, PartialOrd, Debug)]
pub(crate) enum Unused {
    /// The fault is as long as this key says.
    ComesBackByItself { returns: &'static str },
    /// It is done on purpose.
    IsPlanned,
    /// Corruption is seen when `noticed` says.
    NoticedInstead,
    /// The protection that brings the data back has a `detect` of its own.
    ProtectionDetects,
}

impl Unused {
    fn words(&self) -> String {
        match self {
            Unused::ComesBackByItself { returns } => format!(
                "it stands before a `repair`, and what comes back by itself (`{returns}`) is as long as stated"
            ),
            Unused::IsPlanned => "nobody has to notice work that is planned".to_string(),
            Unused::NoticedInstead => "`noticed` says when it is seen".to_string(),
            Unused::ProtectionDetects => {
                "the `detect` of the protection that brings the data back acts".to_string()
            }
        }
    }
}
