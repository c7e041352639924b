//! `[fault.NAME]`: a fault at stated times.
//!
//! Always true here: it comes back by itself or by a repair, never by both.

use super::strike::{Destroys, strikes};
use super::{crew, parts};
use crate::model::{Arrival, Law, LogicalKind};
use crate::scenario::keys::{Form, Key, Kind, Lines, May, Must, Name, Or, Targets, keys, list};
use crate::scenario::problem::FaultProblem;
use crate::scenario::table::Table;
use crate::scenario::tree::Item;
use crate::scenario::value::span;
use crate::units::Span;

keys! {
    name: "fault", pattern: "fault.*", header: "[fault.NAME]", collapse: false,
    doc: "A fault at stated times.";

    OF: Targets = "of", "What it hits.", required;
    AT: Instants = "at", "When.", required;
    LASTS: Law = "lasts", "Time until it comes back by itself: all of its length, from the fault on. A stamp begins its `start` then.", optional("it is repaired");
    REPAIR: Law = "repair", "Length of the work of a repair, in place of `lasts`: after `detect`, and after a person of the `crew` has come.", optional("it lasts");
    CREW: Name<crew::Keys> = "crew", "Who repairs.", optional("somebody is always there");
    PARTS: Name<parts::Keys> = "parts", "The part that its repair needs: work begins when part and person are there, each waited for from the call on. Planned work waits for its part before it begins.", optional("it needs none");
    DESTROYS: Destroys<false> = "destroys", "Probability that state is lost.", optional("false");
    DETECT: Law = "detect", "Time until somebody starts to do something about it, before a `repair` or the boot after a crash. What comes back by itself (`lasts`) needs nobody: there it changes nothing, nor where a protection brings data back after a deletion or corruption.",
        default("10 min", Assumed, "alerts are raised within minutes and read a little later");
    KIND: LogicalKind = "kind", "For applications: how the fault shows.", optional("crash");
    TOGETHER: bool = "together", "For several applications: all of them are hit at one instant, by one draw of when; that is one disaster, noticed once and decided once.", optional("each is hit by itself");
    NOTICED: Law = "noticed", "For corruption: time until it is noticed.",
        default("{ lognormal = { median = \"11 d\", sigma = 1.6 } }", Assumed, "corruption only: as for hazards");
    PLANNED: bool = "planned", "Planned maintenance, counted apart. A node is drained first: its VMs go to other nodes of the stamp without an outage, as far as there is room.", optional("false");
}

/// Instants after the start of the horizon.
pub(in crate::scenario) enum Instants {}

impl Form for Instants {
    const KIND: Kind = Kind::Own(
        "a time after the start of the horizon, or a list",
        "\"30 d 4 h\"",
    );
}

strikes!(false, repair: REPAIR, back: LASTS, planned: Some(PLANNED));

/// Reads when it strikes.
pub(in crate::scenario) fn read(table: &Table<'_, '_, Keys>) -> Arrival {
    let mut instants = table.must(AT, Vec::new(), |node| match &node.item {
        Item::List(items) => items.iter().map(span).collect(),
        _ => Ok(vec![span(node)?]),
    });
    instants.sort_unstable();
    if instants.windows(2).any(|pair| pair[0] == pair[1]) {
        table.problem(AT, FaultProblem::InstantTwice);
    }
    Arrival::Scheduled(instants)
}

/// What the resolved scenario says beside what all tables of faults have.
pub(in crate::scenario) fn write(lines: &mut Lines<Keys>, instants: &[Span]) {
    let texts: Vec<String> = instants.iter().map(ToString::to_string).collect();
    lines.toml(AT, list(&texts));
}
