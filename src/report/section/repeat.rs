//! How to repeat the run.
//!
//! Always true here: the same version, scenario and seed give the same bytes.

use super::super::page::{Block, Section, text};
use super::Source;
use crate::units::number;

pub(crate) fn section(source: &Source<'_>) -> Section {
    let outcome = source.outcome;
    let drills: u64 = outcome
        .drills
        .iter()
        .map(|drill| u64::from(drill.trials))
        .sum();
    let changed = &source.blueprint.run.changed;
    let changed = changed
        .iter()
        .map(|one| ("Changed by".to_string(), one.clone()));
    let mut facts = [
        ("Command", source.command.to_string()),
        (
            "Version",
            format!("firedrill {}", env!("CARGO_PKG_VERSION")),
        ),
        ("Scenario", source.blueprint.run.name.clone()),
        ("SHA-256 of the scenario", source.blueprint.sha256.clone()),
        ("Seed", outcome.seed.to_string()),
        (
            "Trials of years",
            format!(
                "{} of {}",
                number::count(u64::from(outcome.trials)),
                number::duration(outcome.horizon_s)
            ),
        ),
        ("Trials of drills", number::count(drills)),
        ("Events handled", number::count(outcome.events)),
    ]
    .map(|(name, value)| (name.to_string(), value))
    .to_vec();
    // Behind the scenario's name.
    facts.splice(3..3, changed);
    Section {
        id: "repeat".into(),
        title: "How to repeat this".into(),
        new_page: false,
        blocks: vec![
            text(
                "The same version, scenario and seed give the same results to the last byte, on any \
                 machine and any number of threads. scenario.resolved.toml beside this report holds \
                 the scenario with every default filled in; the hash covers it and its CSV files.",
            ),
            Block::Facts { facts },
        ],
    }
}
