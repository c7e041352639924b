//! The top of a scenario.
//!
//! Always true here: every table below it is keyed by name, but `run` and `trace`.

use super::{
    application, crew, drill, enclosure, expect, fault, hazard, link, parts, protection, rack,
    repository, run, site, stamp, survives, trace, update, vm,
};
use crate::scenario::keys::{Each, Element, Form, Inner, Kind, Several, keys};

keys! {
    name: "scenario", pattern: "", header: "", collapse: false,
    doc: "The top of the file. Every table below it is keyed by name.";

    NAME: String = "name", "Name of the scenario; results go into a folder of this name.", optional("the name of the file");
    DESCRIPTION: String = "description", "One sentence for the report.", optional("none");
    INVENTORY: String = "inventory", "A CSV with a row for each VM. Columns: `vm` (its name) and the keys of `[vm]`; several protections are separated by `;`.", optional("no inventory");
    FROM_DEFAULTS: KeyList = "from_defaults", "Written into resolved scenarios: keys whose value was left to the default, so that the report still lists them as assumptions.", optional("none");
    ALLOW: Allowances = "allow", "Advice that is meant to be so here, each with its reason: `check` and reports do not tell it among the warnings, and tell what is allowed. Problems cannot be allowed.", optional("nothing");
    CHANGED: Changes = "changed", "Written into resolved scenarios: what the command line changed in the file that was run (`--set`, `--unset`), in order. Report and results say it.", optional("nothing");
    RUN: Inner<run::Keys> = "run", "How the run is made.", optional("all defaults");
    SITE: Each<site::Keys> = "site", "Places.", optional("one site named `site`");
    ENCLOSURE: Each<enclosure::Keys> = "enclosure", "Containers and the like, between site and stamp.", optional("none");
    STAMP: Each<stamp::Keys> = "stamp", "Azure Stack Hub stamps.", required;
    RACK: Each<rack::Keys> = "rack", "Racks inside stamps.", optional("none");
    LINK: Each<link::Keys> = "link", "Wide area links between sites.", optional("none");
    REPOSITORY: Each<repository::Keys> = "repository", "Where backups lie.", optional("none");
    CREW: Each<crew::Keys> = "crew", "People who repair or decide.", optional("none");
    PARTS: Each<parts::Keys> = "parts", "Spare parts, by kind.", optional("none");
    PROTECTION: Each<protection::Keys> = "protection", "Ways for applications to survive.", optional("none");
    APPLICATION: Each<application::Keys> = "application", "What has an RTO and an RPO.", optional("none: only stamps are simulated");
    VM: Each<vm::Keys> = "vm", "Single VMs, with the same keys as the inventory.", optional("none");
    HAZARD: Each<hazard::Keys> = "hazard", "Sources of random faults.", optional("none");
    FAULT: Each<fault::Keys> = "fault", "Faults at stated times.", optional("none");
    DRILL: Each<drill::Keys> = "drill", "Faults forced once in each trial of their own: what if?", optional("none");
    UPDATE: Each<update::Keys> = "update", "Stamps that are updated again and again, node after node.", optional("none");
    TRACE: Inner<trace::Keys> = "trace", "Recorded faults from a CSV; each group of the trace is a trial.", optional("none");
    SURVIVES: Inner<survives::Keys> = "survives", "What the plan claims to survive at once.", optional("nothing is claimed");
    EXPECT: Several<expect::Keys> = "expect", "What `firedrill test` holds the scenario to, beside its objectives.", optional("its objectives alone");
}

/// Keys that were left to their defaults, in a resolved scenario.
pub(in crate::scenario) enum KeyList {}

/// Advice that is allowed.
pub(in crate::scenario) enum Allowances {}

impl Form for Allowances {
    const KIND: Kind = Kind::Own(
        "a list of rules with reasons",
        "[{ rule = \"FD523\", reason = \"kept for an audit\" }]",
    );
}

/// What the command line changed, in a resolved scenario.
pub(in crate::scenario) enum Changes {}

impl Form for Changes {
    const KIND: Kind = Kind::Own("a list of arguments", "[\"--set run.seed=7\"]");
}

impl Form for KeyList {
    const KIND: Kind = Kind::Own("a list of keys", "[\"run.drain\"]");
}

/// Whether a text is meant as a scenario: it is empty, or a table of a scenario stands in it, well written or nearly so.
#[must_use]
pub(crate) fn is_scenario(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    if lines.clone().next().is_none() {
        return true;
    }
    let tables: Vec<&str> = Keys::SECTION
        .keys
        .iter()
        .filter(|key| matches!(key.kind, Kind::Table(_) | Kind::Tables(_) | Kind::Listed(_)))
        .map(|key| key.name)
        .collect();
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    lines.any(|line| {
        let inner = line.trim_start_matches(['[', ' ', '"', '\'']);
        let word: String = inner.chars().take_while(|c| legal(*c)).take(40).collect();
        let rest = inner[word.len()..].trim_start_matches(['"', '\'', ' ']);
        if line.starts_with('[') {
            let near = || {
                word.len() > 3
                    && tables
                        .iter()
                        .any(|table| strsim::damerau_levenshtein(table, &word) == 1)
            };
            rest.starts_with(['.', ']']) && (tables.contains(&word.as_str()) || near())
        } else {
            // `stamp.alpha.nodes = 4`, `stamp = { ... }`: a table without a header.
            let table = rest.starts_with('.')
                || rest
                    .strip_prefix('=')
                    .is_some_and(|value| value.trim_start().starts_with('{'));
            let names_one = word == "scenario" && rest.starts_with('=');
            names_one || table && tables.contains(&word.as_str())
        }
    })
}
