//! `[drill.NAME]`: one fault, forced once in each trial of its own.
//!
//! Always true here: it hits one thing, or applications together.

use super::strike::{Destroys, Farm, FaultKind, KindsOf, strikes};
use super::{crew, parts};
use crate::model::{Drill, DrillTime, Law, SourceId};
use crate::scenario::calendar;
use crate::scenario::context::Context;
use crate::scenario::keys::{
    Bound, Companions, Form, Key, Kind, Lines, May, Must, Name, Or, Plain, Targets, Whole, keys,
    quote,
};
use crate::scenario::limit;
use crate::scenario::problem::Problem;
use crate::scenario::table::Table;
use crate::scenario::tree::Node;
use crate::scenario::value::label;
use crate::units::{Rate, Share};

keys! {
    name: "drill", pattern: "drill.*", header: "[drill.NAME]", collapse: false,
    doc: "One named fault, forced once in each trial of its own, everything else as usual.";

    OF: Targets = "of", "What it hits: exactly one thing, or applications `together`.", required;
    AT: DrillTime = "at", "When it strikes.",
        default("any", Assumed, "a disaster keeps no hours");
    RETURNS: Law = "returns", "Time until it comes back by itself: all of its length, from the strike on. A stamp begins its `start` then. The default holds only where it is destroyed.",
        where_destroyed("{ lognormal = { median = \"10 weeks\", sigma = 0.5 } }", Assumed, "what is destroyed is bought again: Azure Stack Hub documentation says that new hardware may take weeks");
    REPAIR: Law = "repair", "Length of the work of a repair, in place of `returns`: after `detect`, and after a person of the `crew` has come.", optional("it returns");
    CREW: Name<crew::Keys> = "crew", "Who repairs.", optional("somebody is always there");
    PARTS: Name<parts::Keys> = "parts", "The part that its repair needs: work begins when part and person are there, each waited for from the call on.", optional("it needs none");
    DESTROYS: Destroys<true> = "destroys", "Probability that state is lost.", optional("false");
    DETECT: Law = "detect", "Time until somebody starts to do something about it, before a `repair` or the boot after a crash. What comes back by itself (`returns`) needs nobody: there it changes nothing, nor where a protection brings data back after a deletion or corruption.",
        default("10 min", Assumed, "alerts are raised within minutes and read a little later");
    KIND: FaultKind = "kind", "For applications: how the fault shows; `ransomware` hits all of them at one instant. For repositories: with `deletion` people delete all restore points by mistake that can be deleted, which stops nothing.", optional("applications crash, and repositories are down");
    KINDS: KindsOf = "kinds", "For ransomware: what intruders do to some of those whom they strike in place of encrypting them: `deletion` (their data is deleted at the strike) or `corruption` (it has been spoilt since they came in).", optional("they encrypt all of them");
    DWELL: Law = "dwell", "For ransomware: how long before the strike the intruders came in. What was captured since holds them.",
        default("{ lognormal = { median = \"6 d\", sigma = 1.5 } }", Assumed, "ransomware only: fitted by eye to dwell times of ransomware in M-Trends 2025 (6 d overall, 29 d where found internally, 56.5 % under a week)");
    REBUILD: Law = "rebuild", "For ransomware: length of the work until a clean place stands, after `detect`. Nothing is restored before.",
        default("24 h", Assumed, "ransomware only: no figure published; a clean network, directory and backup server come before the first restore");
    REBUILT_BY: Name<crew::Keys> = "rebuilt_by", "For ransomware: whose people build the clean place.", optional("somebody is always there");
    SCAN: Rate = "scan", "For ransomware: the newest points are used, also those that hold the intruders, and a VM is scanned at this rate before it boots.", optional("only points from before the intruders came in are used"), bounds [Bound::NotZero];
    SCAN_FARM: Farm = "scan_farm", "For ransomware with `scan`: the rate that all VMs share evenly which are scanned at one time after the same drill, each at most at `scan`.",
        default("unlimited", Assumed, "with `scan` only: no figure published; however many VMs there are, each is scanned as fast as one alone: state what the scanners do together"), bounds [Bound::NotZero];
    SCAN_MISSES: Share = "scan_misses", "For ransomware: share of VMs restored with the intruders in them that are not clean after the scan: they go to a point from before the entry.",
        default("10 %", Assumed, "with `scan` only: no figure published; 63 % of organisations restored at the risk of a new infection (Veeam 2024)");
    TOGETHER: bool = "together", "For several applications: all of them are hit at one instant, by one draw of when; that is one disaster, noticed once and decided once.", optional("each is hit by itself");
    NOTICED: Law = "noticed", "For corruption: time until it is noticed.",
        default("{ lognormal = { median = \"11 d\", sigma = 1.6 } }", Assumed, "corruption only: as for hazards");
    TRIALS: Whole<1> = "trials", "How many trials.",
        quiet("1000", Assumed, "enough for a share near 95 % to be known within about 1.4 points"),
        bounds [Bound::Most(limit::TRIALS.most)];
}

impl Form for DrillTime {
    const KIND: Kind = Kind::Own("\"any\" or an instant of the week", "\"Tue 14:00\"");
}

/// How many trials a drill has that says nothing of them.
pub(in crate::scenario) const TRIALS_OF_A_DRILL: u32 = 1_000;

/// At any instant.
const ANY: &str = "any";

impl Plain for DrillTime {
    type Value = DrillTime;
    fn stand_in() -> DrillTime {
        DrillTime::Any
    }
    fn read(_: &Context<'_>, node: &Node) -> Result<DrillTime, Problem> {
        match label(node)? {
            ANY => Ok(DrillTime::Any),
            text => Ok(DrillTime::OfWeek(calendar::of_week(text)?)),
        }
    }
    fn write(time: &DrillTime, _: &mut Companions) -> String {
        match time {
            DrillTime::Any => quote(ANY),
            DrillTime::OfWeek(ms) => quote(&calendar::of_week_text(*ms)),
        }
    }
}

strikes!(true, repair: REPAIR, back: RETURNS.stated(), planned: None, keep: None);

/// Reads when it strikes, and how often it is tried; its source is numbered when all sources are sorted.
pub(in crate::scenario) fn read(table: &Table<'_, '_, Keys>, name: &str) -> Drill {
    Drill {
        name: name.to_string(),
        source: SourceId(0),
        time: table.get(AT),
        trials: trials(table),
        loss: None,
    }
}

/// How often it is tried: the command line goes before the table.
fn trials(table: &Table<'_, '_, Keys>) -> u32 {
    let stated = table.get_count(TRIALS, limit::TRIALS);
    let Some(trials) = table.context.trials else {
        return stated;
    };
    // It is stated now, so that its default is no assumption.
    let path = format!("{}.{}", table.path, TRIALS.row.name);
    table.context.used.borrow_mut().remove(&path);
    trials
}

/// What the resolved scenario says beside what all tables of faults have.
pub(in crate::scenario) fn write(lines: &mut Lines<Keys>, drill: &Drill) {
    lines.put(AT, &drill.time);
    lines.count(TRIALS, drill.trials);
}
