//! `[hazard.NAME]`: a source of random faults.
//!
//! Always true here: it comes back by itself or by a repair, never by both.

use super::strike::{Destroys, Farm, FaultKind, KindsOf, strikes};
use super::{crew, parts};
use crate::model::{Arrival, Law, Retention};
use crate::scenario::keys::{Bound, Every, Key, Lines, May, Must, Name, Or, Plain, Targets, keys};
use crate::scenario::law;
use crate::scenario::table::Table;
use crate::units::{Rate, Share};

keys! {
    name: "hazard", pattern: "hazard.*", header: "[hazard.NAME]", collapse: false,
    doc: "A source of random faults. A hazard on many targets is as many independent sources, unless it hits applications `together`.";

    OF: Targets = "of", "What it hits.", required;
    EVERY: Every = "every", "Time from restoration to the next fault of each target.", required;
    REPAIR: Law = "repair", "Length of the work of a repair: after `detect`, and after a person of the `crew` has come.",
        sometimes("needed, except for nodes, which have a default, and for crashes, deletions and corruptions, which nobody repairs", "{ lognormal = { median = \"88.4 min\", sigma = 0.974 } }", Read, "nodes only: hardware repairs of LANL system 20, fitted to the failure records that Los Alamos published (LA-UR-05-7318)");
    CREW: Name<crew::Keys> = "crew", "Who repairs.", optional("somebody is always there");
    PARTS: Name<parts::Keys> = "parts", "The part that its repair needs: work begins when part and person are there, each waited for from the call on. Planned work waits for its part before it begins.", optional("it needs none");
    RETURNS: Law = "returns", "Time until it comes back by itself, in place of `repair`: all of its length, from the fault on. A stamp begins its `start` then.", optional("it is repaired");
    DESTROYS: Destroys<false> = "destroys", "Probability that state is lost: disks of VMs there, replicas, restore points in repositories.", optional("false");
    DETECT: Law = "detect", "Time until somebody starts to do something about it, before a `repair` or the boot after a crash. What comes back by itself (`returns`) needs nobody: there it changes nothing, nor where a protection brings data back after a deletion or corruption.",
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
    SCAN_FARM: Farm = "scan_farm", "For ransomware with `scan`: the rate that all VMs share evenly which are scanned at one time after the same hazard, each at most at `scan`.",
        default("unlimited", Assumed, "with `scan` only: no figure published; however many VMs there are, each is scanned as fast as one alone: state what the scanners do together"), bounds [Bound::NotZero];
    SCAN_MISSES: Share = "scan_misses", "For ransomware: share of VMs restored with the intruders in them that are not clean after the scan: they go to a point from before the entry.",
        default("10 %", Assumed, "with `scan` only: no figure published; 63 % of organisations restored at the risk of a new infection (Veeam 2024)");
    TOGETHER: bool = "together", "For several applications: all of them are hit at one instant, by one draw of when; that is one disaster, noticed once and decided once.", optional("each is hit by itself");
    NOTICED: Law = "noticed", "For corruption: time until it is noticed.",
        default("{ lognormal = { median = \"11 d\", sigma = 1.6 } }", Assumed, "corruption only: the median dwell time of intruders (M-Trends 2025) stands in for it; no figure published for corruption");
    PLANNED: bool = "planned", "Planned maintenance, counted apart. A node is drained first: its VMs go to other nodes of the stamp without an outage, as far as there is room.", optional("false");
}

strikes!(false, repair: REPAIR.stated(), back: RETURNS, planned: Some(PLANNED), keep: Some(KEEP));

/// Reads when its faults come.
pub(in crate::scenario) fn read(table: &Table<'_, '_, Keys>) -> Arrival {
    // Long, so that what could not be read does not look like more faults than a run can do.
    let life = table.must(EVERY, Law::Constant(1.0e11), |node| {
        law::law_of_every(table.context, node)
    });
    Arrival::Renewal { life }
}

/// What the resolved scenario says beside what all tables of faults have.
pub(in crate::scenario) fn write(lines: &mut Lines<Keys>, life: &Law) {
    let law = Law::write(life, &mut lines.companions);
    let every = match life {
        // Plain text would be read as the mean of an exponential law.
        Law::Constant(_) => format!("{{ constant = {law} }}"),
        _ => law,
    };
    lines.toml(EVERY, every);
}
