//! Why objectives are missed: causes, what misses wait for, and what they lose by.
//!
//! Always true here: what is named is the resource of the longest wait or transfer of each miss, or
//! the reason that cost most of a loss.

use super::super::findings;
use super::super::page::{Block, Section, capped_table, cell, figure, head, text};
use super::super::words;
use super::Source;
use crate::model::outcome::ApplicationOutcome;
use crate::units::number;

/// Rows of the table.
const MOST_ROWS: usize = 40;

pub(crate) fn section(source: &Source<'_>) -> Section {
    let mut blocks = vec![figure(
        source.figures.misses.as_ref(),
        "No chart of causes: no objective was missed in the years simulated.",
    )];
    blocks.extend(bindings(source));
    blocks.extend(reasons(source));
    blocks.push(figure(
        source.figures.worst.as_ref(),
        "No timeline of a worst incident: there was no outage in the years simulated.",
    ));
    Section {
        id: "causes".into(),
        title: "Why objectives are missed".into(),
        new_page: false,
        blocks,
    }
}

fn bindings(source: &Source<'_>) -> Vec<Block> {
    let mut found: Vec<(String, String, String, u64)> = vec![];
    let mut collect = |run: &str, applications: &[ApplicationOutcome]| {
        for one in applications {
            let name = words::clean(&source.blueprint.application(one.application).name);
            for binding in &one.miss_bindings {
                let label = words::binding(source.blueprint, binding.resource);
                found.push((name.clone(), run.to_string(), label, binding.misses));
            }
        }
    };
    collect("years", &source.outcome.applications);
    for drill in &source.outcome.drills {
        let name = words::clean(&source.blueprint.drills[drill.drill.index()].name);
        collect(&format!("drill {name}"), &drill.applications);
    }
    found.sort_by_key(|row| std::cmp::Reverse(row.3));
    let rows = found
        .into_iter()
        .map(|(application, run, label, misses)| {
            vec![
                head(application),
                cell(run),
                cell(label),
                cell(number::count(misses)),
            ]
        })
        .collect();
    let made = capped_table(
        "What missed RTOs wait for: the resource of the longest wait or transfer",
        &["Application", "Run", "Resource", "#Misses"],
        rows,
        MOST_ROWS,
        "summary.json",
    );
    match made {
        Some(made) => vec![
            text(
                "Look first at the resource that most misses wait for. Slots and people are held \
                 while transfers and repairs run: where slots bind and the pipe behind them is \
                 full, a wider pipe helps and more slots do not.",
            ),
            made,
        ],
        None => vec![text("No RTO was missed, so nothing was waited for.")],
    }
}

fn reasons(source: &Source<'_>) -> Option<Block> {
    let mut found = vec![];
    let mut collect = |run: &str, applications: &[ApplicationOutcome]| {
        for one in applications {
            let name = words::clean(&source.blueprint.application(one.application).name);
            for miss in &one.rpo_misses {
                found.push((name.clone(), run.to_string(), *miss));
            }
        }
    };
    collect("years", &source.outcome.applications);
    for drill in &source.outcome.drills {
        let name = words::clean(&source.blueprint.drills[drill.drill.index()].name);
        collect(&format!("drill {name}"), &drill.applications);
    }
    found.sort_by_key(|row| std::cmp::Reverse(row.2.misses));
    let rows = found
        .into_iter()
        .map(|(application, run, miss)| {
            vec![
                head(application),
                cell(run),
                cell(findings::reason(source.blueprint, &miss)),
                cell(miss.from.name()),
                cell(match miss.longest_s {
                    Some(seconds) => number::duration(seconds),
                    None if miss.endless => "no end".to_string(),
                    None => "everything".to_string(),
                }),
                cell(number::count(miss.misses)),
            ]
        })
        .collect();
    capped_table(
        "What missed RPOs lose by: of several reasons the one that cost most, and the most that it cost",
        &[
            "Application",
            "Run",
            "Lost by",
            "Resumed from",
            "#At most",
            "#Misses",
        ],
        rows,
        MOST_ROWS,
        "summary.json",
    )
}
