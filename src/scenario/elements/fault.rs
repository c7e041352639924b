//! `[fault.NAME]`: a fault at stated times.
//!
//! Always true here: it comes back by itself or by a repair, never by both.

use super::strike::{Destroys, Farm, FaultKind, KindsOf, strikes};
use super::{crew, parts};
use crate::model::{Arrival, Law, Retention};
use crate::scenario::keys::{
    Bound, Form, Key, Kind, Lines, May, Must, Name, Or, Targets, keys, list,
};
use crate::scenario::problem::FaultProblem;
use crate::scenario::table::Table;
use crate::scenario::tree::Item;
use crate::scenario::value::span;
use crate::units::{Rate, Share, Span};

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
    KIND: FaultKind = "kind", "For applications: how the fault shows; `ransomware` hits all of them at one instant. For repositories: what people do to restore points by mistake: with `deletion` all go at once that can be deleted, with `retention` a wrong one (`keep`) holds until somebody notices (`detect`) and mends it (`repair`).", optional("applications crash, and repositories are down");
    KEEP: Retention = "keep", "For a wrong retention: how long points are kept, or how many, until that is mended.", optional("no retention is wrong");
    KINDS: KindsOf = "kinds", "For ransomware: what intruders do to some of those whom they strike in place of encrypting them: `deletion` (their data is deleted at the strike) or `corruption` (it has been spoilt since they came in).", optional("they encrypt all of them");
    DWELL: Law = "dwell", "For ransomware: how long before the strike the intruders came in. What was captured since holds them.",
        default("{ lognormal = { median = \"6 d\", sigma = 1.5 } }", Assumed, "ransomware only: fitted by eye to dwell times of ransomware in M-Trends 2025 (6 d overall, 29 d where found internally, 56.5 % under a week)");
    REBUILD: Law = "rebuild", "For ransomware: length of the work until a clean place stands, after `detect`. Nothing is restored before.",
        default("24 h", Assumed, "ransomware only: no figure published; a clean network, directory and backup server come before the first restore");
    REBUILT_BY: Name<crew::Keys> = "rebuilt_by", "For ransomware: whose people build the clean place.", optional("somebody is always there");
    SCAN: Rate = "scan", "For ransomware: the newest points are used, also those that hold the intruders, and a VM is scanned at this rate before it boots.", optional("only points from before the intruders came in are used"), bounds [Bound::NotZero];
    SCAN_FARM: Farm = "scan_farm", "For ransomware with `scan`: the rate that all VMs share evenly which are scanned at one time after the same fault, each at most at `scan`.",
        default("unlimited", Assumed, "with `scan` only: no figure published; however many VMs there are, each is scanned as fast as one alone: state what the scanners do together"), bounds [Bound::NotZero];
    SCAN_MISSES: Share = "scan_misses", "For ransomware: share of VMs restored with the intruders in them that are not clean after the scan: they go to a point from before the entry.",
        default("10 %", Assumed, "with `scan` only: no figure published; 63 % of organisations restored at the risk of a new infection (Veeam 2024)");
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

strikes!(false, repair: REPAIR, back: LASTS, planned: Some(PLANNED), keep: Some(KEEP));

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
