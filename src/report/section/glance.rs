//! The first page in a few lines: drills, coverage, reserve, backups, what is unconfirmed.
//!
//! Always true here: every line repeats what a later section tells in full; of each kind there are
//! few, and the rest is counted.

use super::super::page::Block;
use super::super::words;
use super::{Source, assumptions, coverage, drills};
use crate::units::number;

/// Lines that one kind gets.
const MOST: usize = 3;

pub(crate) fn block(source: &Source<'_>) -> Block {
    let mut facts = vec![];
    add(&mut facts, "drills", drilled(source));
    facts.push(("Coverage".to_string(), coverage::line(source.blueprint)));
    add(&mut facts, "stamps", reserves(source));
    add(&mut facts, "backups", cadences(source));
    facts.push((
        "Unconfirmed".to_string(),
        format!(
            "{} left to a default without a source",
            words::counted(assumptions::unconfirmed(source), "value is", "values are")
        ),
    ));
    Block::Facts { facts }
}

/// The first lines of a kind, and how many more there are.
fn add(facts: &mut Vec<(String, String)>, kind: &str, mut lines: Vec<(String, String)>) {
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    facts.extend(lines);
    if more > 0 {
        facts.push((String::new(), format!("and {more} more {kind}, see below")));
    }
}

fn drilled(source: &Source<'_>) -> Vec<(String, String)> {
    let all = source.outcome.drills.iter();
    all.map(|drill| {
        let name = words::clean(&source.blueprint.drills[drill.drill.index()].name);
        let back = words::whole_again(source.blueprint, &drill.whole_again_s)
            .unwrap_or_else(|| "stops no application".to_string());
        let whole = words::restored(source.blueprint, drill)
            .map_or_else(String::new, |whole| format!("; {whole}"));
        (
            format!("Drill {name}"),
            format!("{back}{whole}. {}", drills::unplaced(drill)),
        )
    })
    .collect()
}

fn reserves(source: &Source<'_>) -> Vec<(String, String)> {
    let all = source.blueprint.stamps.iter().zip(&source.outcome.stamps);
    all.map(|(stamp, one)| {
        let memory = &one.memory;
        let [host, systems, largest, available] = [
            memory.reserve_host,
            memory.reserve_host_os,
            memory.reserve_largest_vm,
            memory.available,
        ]
        .map(number::bytes);
        (
            format!("Reserve of {}", words::clean(&stamp.name)),
            format!(
                "H {host} + R·(N−1)·H {systems} + V·(N−2) {largest}; {available} are available"
            ),
        )
    })
    .collect()
}

fn cadences(source: &Source<'_>) -> Vec<(String, String)> {
    let all = source
        .blueprint
        .protections
        .backups
        .iter()
        .zip(&source.outcome.backups);
    all.map(|(backup, one)| {
        let effective = match one.effective_cadence_s.point {
            Some(effective) => format!("effectively every {}", number::duration(effective)),
            None => "no good point seen".to_string(),
        };
        let share = if one.tally.due > 0 {
            one.tally.window_missed as f64 / one.tally.due as f64
        } else {
            0.0
        };
        (
            format!("Backup {}", words::clean(&backup.name)),
            format!(
                "stated every {}, {effective}; {} of the jobs missed their window",
                number::duration(backup.cadence().as_seconds()),
                number::share(share)
            ),
        )
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut_and_counted() {
        let mut facts = vec![];
        let lines: Vec<_> = (0..5).map(|n| (n.to_string(), String::new())).collect();
        add(&mut facts, "stamps", lines);
        assert_eq!(facts.len(), MOST + 1);
        assert_eq!(facts[MOST].1, "and 2 more stamps, see below");
    }
}
