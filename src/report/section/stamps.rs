//! N−1 in the operator's terms: the formula's terms, what still fits, hours without the reserve.
//!
//! Always true here: the terms of a stamp add up to its memory.

use super::super::measured::{cells, heads};
use super::super::page::{Block, Section, alert, cell, figure, head, table, text};
use super::super::words;
use super::{Source, targets};
use crate::model::Reserve;
use crate::model::measure::{Per, Table};
use crate::model::outcome::StampOutcome;
use crate::units::number::{self, DASH};

pub(crate) fn section(source: &Source<'_>) -> Section {
    let mut blocks = vec![text(
        "N−1 means that the VMs of any one node find room on the others. Azure Stack Hub keeps \
         memory free for it: H, one host; R·(N−1)·H, the share that host systems keep on the \
         others; V·(N−2), room against fragmentation, sized by the largest VM.",
    )];
    for (stamp, one) in source.blueprint.stamps.iter().zip(&source.outcome.stamps) {
        if one.memory.available < 0.0 {
            blocks.push(alert(format!(
                "Stamp {} is {} over the formula: a lost node's VMs may not all find room.",
                words::clean(&stamp.name),
                number::bytes(-one.memory.available)
            )));
        }
    }
    blocks.extend(memory(source));
    blocks.push(figure(
        source.figures.memory.as_ref(),
        "No chart of memory: the scenario has no stamp.",
    ));
    blocks.extend(hours(source));
    blocks.extend(targets::blocks(source));
    Section {
        id: "reserve".into(),
        title: "Memory and N−1".into(),
        new_page: false,
        blocks,
    }
}

fn memory(source: &Source<'_>) -> Option<Block> {
    let rows = source
        .blueprint
        .stamps
        .iter()
        .zip(&source.outcome.stamps)
        .map(|(stamp, one)| {
            let memory = &one.memory;
            let generic = stamp.reserve == Reserve::None;
            let term = |bytes: f64| {
                cell(if generic {
                    DASH.to_string()
                } else {
                    number::bytes(bytes)
                })
            };
            vec![
                head(words::clean(&stamp.name)).detail(format!(
                    "{} of {}",
                    words::counted(stamp.node_count() as usize, "node", "nodes"),
                    number::bytes(stamp.node_memory.0 as f64)
                )),
                cell(number::bytes(memory.total)),
                if one.standby_bytes > 0.0 {
                    let held = number::bytes(one.standby_bytes);
                    cell(number::bytes(memory.tenant)).detail(format!("of it hot standbys {held}"))
                } else {
                    cell(number::bytes(memory.tenant))
                },
                term(memory.infrastructure),
                term(memory.reserve_host),
                term(memory.reserve_host_os),
                term(memory.reserve_largest_vm),
                cell(number::bytes(memory.available)),
                cell(number::bytes(memory.largest_placeable)),
            ]
        })
        .collect();
    table(
        "Memory at the start of a trial",
        &[
            "Stamp",
            "#All nodes",
            "#Tenant VMs",
            "#Infrastructure",
            "#Reserve H",
            "#R·(N−1)·H",
            "#V·(N−2)",
            "#Available",
            "#Largest VM that still fits",
        ],
        rows,
    )
}

fn hours(source: &Source<'_>) -> Option<Block> {
    let told = source.told(Per::Year);
    let columns = (StampOutcome::MEASURES, Table::Reserve);
    let stamps = source.blueprint.stamps.iter();
    let rows = stamps
        .zip(&source.outcome.stamps)
        .map(|(stamp, one)| cells(vec![head(words::clean(&stamp.name))], columns, one, &told))
        .collect();
    table(
        "Time per year without N−1: at least one node is down, so that the next loss is not covered",
        &heads(&["Stamp"], columns),
        rows,
    )
}
