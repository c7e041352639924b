//! Defaults that the scenario relied on, with sources, and warnings about the scenario.
//!
//! Always true here: what is only assumed comes before what was quoted, and that before what was
//! read in its source.

use super::super::page::{Block, Section, capped_table, cell, head, table, text};
use super::super::words;
use super::Source;
use crate::model::{Assumption, Status};

/// Rows on the first pages.
const MOST_ROWS: usize = 40;

fn rank(status: Status) -> u8 {
    match status {
        Status::Assumed => 0,
        Status::SecondHand => 1,
        Status::Read => 2,
    }
}

/// Assumptions, the least certain first, then by key.
fn sorted<'a>(source: &'a Source<'_>) -> Vec<&'a Assumption> {
    let mut all: Vec<&Assumption> = source.blueprint.assumptions.iter().collect();
    all.sort_by_key(|one| (rank(one.default.status), &one.key));
    all
}

/// How many defaults without a source are relied on.
pub(crate) fn unconfirmed(source: &Source<'_>) -> usize {
    let all = sorted(source).into_iter();
    all.filter(|one| one.default.status == Status::Assumed)
        .count()
}

/// The assumptions without a source, for the first pages.
pub(crate) fn important(source: &Source<'_>) -> Section {
    let rows: Vec<_> = sorted(source)
        .into_iter()
        .filter(|one| one.default.status == Status::Assumed)
        .map(|one| {
            vec![
                head(words::clean(&one.key)),
                cell(words::clean(&one.value)),
                cell(one.default.source),
            ]
        })
        .collect();
    let count = rows.len();
    let made = capped_table(
        "Unconfirmed assumptions",
        &["Key", "Value used", "Why this value"],
        rows,
        MOST_ROWS,
        "the table of all defaults below",
    );
    let blocks = match made {
        Some(made) => vec![
            text(format!(
                "The scenario leaves {} to defaults for which no source was found. Confirm them \
                 for your site by writing your own figures under these keys; each can change a \
                 verdict.",
                words::counted(count, "value", "values")
            )),
            made,
        ],
        None => vec![text("The scenario relies on no default without a source.")],
    };
    Section {
        id: "unconfirmed".into(),
        title: "Unconfirmed assumptions that matter".into(),
        new_page: false,
        blocks,
    }
}

/// All defaults that were used.
pub(crate) fn all(source: &Source<'_>) -> Section {
    let rows = sorted(source)
        .into_iter()
        .map(|one| {
            vec![
                head(words::clean(&one.key)),
                cell(words::clean(&one.value)),
                cell(one.default.status.name()),
                cell(one.default.source),
            ]
        })
        .collect();
    let made = table(
        "Defaults that this scenario relied on, the least certain first",
        &["Key", "Value used", "Status", "Source"],
        rows,
    );
    let mut blocks = vec![text(
        "Read: taken from the original source. Second-hand: quoted by somebody else. Assumed: no \
         source was found.",
    )];
    blocks
        .push(made.unwrap_or_else(|| text("The scenario states everything; no default was used.")));
    Section {
        id: "defaults".into(),
        title: "All defaults used".into(),
        new_page: true,
        blocks,
    }
}

/// Warnings about the scenario.
pub(crate) fn lints(source: &Source<'_>) -> Section {
    let mut items: Vec<String> = source
        .blueprint
        .lints
        .iter()
        // Without its line: the resolved scenario has others, and gives the same report.
        .map(|lint| format!("{}: {}", lint.code(), words::clean(&lint.message())))
        .collect();
    // What is allowed is told as well, with the reason.
    for one in &source.blueprint.allowed {
        let reason = words::clean(&one.reason);
        items.extend(one.lints.iter().map(|lint| {
            let message = words::clean(&lint.message());
            format!("Allowed: {}: {message} (reason: {reason})", one.rule)
        }));
    }
    let block = if items.is_empty() {
        text("There is none.")
    } else {
        Block::List { items }
    };
    Section {
        id: "warnings".into(),
        title: "Warnings about the scenario".into(),
        new_page: false,
        blocks: vec![block],
    }
}
