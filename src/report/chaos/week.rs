//! The part of the page of a sweep that tells the worst moments: a table, the week of the worst of them, what stood still.
//!
//! Always true here: whatever a certificate rests on is listed.

use super::moment::{self, Found};
use super::{Chaos, told};
use crate::chart::cycle::{self, Cycle};
use crate::model::ObjectiveOf;
use crate::model::marched::{Corner, MarchOutcome};
use crate::report::page::{Block, Cell, Section, capped_table, cell, figure, head, section, text};
use crate::report::{Error, words};
use crate::units::number;

/// Rows of a table at most, and weeks that are drawn.
const ROWS: usize = 200;
const DRAWN: usize = 6;

/// The section; none where nobody looked for worst moments.
pub(super) fn moments(chaos: &Chaos<'_>) -> Result<Option<Section>, Error> {
    let Some(march) = chaos.march else {
        return Ok(None);
    };
    let all = moment::found(chaos);
    let mut blocks = Vec::new();
    if let Some(said) = moment::certificate(chaos) {
        blocks.push(text(said));
    }
    blocks.push(text(moment::method(march)));
    blocks.push(text(
        "A fault strikes a world in which nothing is drawn: what it costs changes only where two things that happen come in another order. Each \
         such instant was looked at from both sides, and between them it goes in straight lines.",
    ));
    let left = moment::left_out(march);
    if !left.is_empty() {
        blocks.push(Block::List { items: left });
    }
    if all.is_empty() {
        blocks.push(text(
            "No fault stops or costs anything at any instant that was tried.",
        ));
    }
    for (place, one) in drawn(&all).into_iter().enumerate() {
        let chart = cycle::draw(&week(chaos, march, one, place + 1))?;
        blocks.push(figure(chart.as_ref(), "Nothing was marched."));
    }
    let rows: Vec<Vec<Cell>> = all.iter().map(|one| row(chaos, one)).collect();
    let names = [
        "Application",
        "Fault",
        "Worst",
        "Stated",
        "Worst moment",
        "Show it",
    ];
    blocks.extend(capped_table(
        "Worst moments",
        &names,
        rows,
        ROWS,
        "moments.csv",
    ));
    blocks.extend(held(march));
    Ok(Some(section("moments", "Worst moments", blocks)))
}

/// The worst of each application and figure whose lines say anything: a line that never bends is a sentence.
fn drawn<'f, 'c>(all: &'f [Found<'c>]) -> Vec<&'f Found<'c>> {
    let mut known = Vec::new();
    let mut kept = Vec::new();
    for one in all {
        let key = (one.cell.application, one.figure());
        if corners(one).len() > 2 && !known.contains(&key) {
            known.push(key);
            kept.push(one);
        }
    }
    kept.truncate(DRAWN);
    kept
}

fn corners<'c>(one: &Found<'c>) -> &'c [Corner] {
    match one.kind {
        ObjectiveOf::Recovery => &one.cell.recoveries,
        ObjectiveOf::Loss => &one.cell.losses,
    }
}

fn week(chaos: &Chaos<'_>, march: &MarchOutcome, one: &Found<'_>, number: usize) -> Cycle {
    let s = |ms: u64| ms as f64 / 1_000.0;
    let fault = &chaos.faults[one.row.fault];
    let application = words::clean(&chaos.blueprint.application(one.cell.application).name);
    let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut endless: Vec<(f64, f64)> = Vec::new();
    let mut open = false;
    for corner in corners(one) {
        match (corner.value, lines.last_mut(), endless.last_mut()) {
            (Some(value), Some(line), _) if corner.joined && !open => {
                line.push((s(corner.at), s(value)));
            }
            (Some(value), ..) => {
                lines.push(vec![(s(corner.at), s(value))]);
                open = false;
            }
            (None, _, Some(band)) if corner.joined && open => band.1 = s(corner.at),
            (None, ..) => {
                endless.push((s(corner.at), s(corner.at)));
                open = true;
            }
        }
    }
    let limit = one.worst.limit.map(|ms| {
        let name = if one.kind == ObjectiveOf::Recovery {
            "RTO"
        } else {
            "RPO"
        };
        (format!("{name} {}", number::duration(s(ms))), s(ms))
    });
    Cycle {
        name: format!("moment-{number}"),
        title: format!(
            "{application}: {} if {}",
            one.figure(),
            told::fault(chaos, fault)
        ),
        subtitle: format!(
            "by when it strikes, every length at its {}",
            moment::quantile(march.quantile)
        ),
        quantity: one.figure().to_string(),
        length: march.cycle.map_or(0.0, |cycle| s(cycle.length)),
        lines,
        endless,
        limit,
        worst: (
            s(one.worst.at),
            one.worst.value.map(s),
            format!(
                "{}: {}",
                moment::length(one),
                moment::when(chaos, fault, one.worst)
            ),
        ),
    }
}

fn row(chaos: &Chaos<'_>, one: &Found<'_>) -> Vec<Cell> {
    let fault = &chaos.faults[one.row.fault];
    let sign = if one.worst.is_break() { "✗ " } else { "" };
    let limit = one.worst.limit;
    let command = (chaos.again_at)(fault, one.worst.at);
    vec![
        head(words::clean(
            &chaos.blueprint.application(one.cell.application).name,
        )),
        cell(told::fault(chaos, fault)),
        cell(format!("{sign}{} {}", one.figure(), moment::length(one)))
            .detail(moment::because(chaos, one)),
        cell(limit.map_or_else(String::new, |ms| number::duration(ms as f64 / 1_000.0))),
        cell(moment::when(chaos, fault, one.worst)).note(match one.row.unmarched {
            Some(_) => "the march of this fault is not complete".to_string(),
            None => String::new(),
        }),
        cell(command.unwrap_or_else(|| "its drill needs a file of its own".to_string())),
    ]
}

/// What stood still, and as what.
fn held(march: &MarchOutcome) -> Vec<Block> {
    let rows = march.held.iter().map(|one| {
        vec![
            head(words::clean(&one.key)),
            cell(words::clean(&one.stated)),
            cell(moment::stands(one.stands_at)),
        ]
    });
    let title = format!(
        "What is drawn in the scenario and stood still here: lengths at their {}, longer counting as worse",
        moment::quantile(march.quantile)
    );
    let names = ["What", "Stated", "Stood at"];
    capped_table(&title, &names, rows.collect(), ROWS, "chaos.json")
        .into_iter()
        .collect()
}
