//! Reads recorded faults.
//!
//! Always true here: starts are whole minutes; groups are in natural order; the n-th node number
//! of the file is the n-th node of the stamp.

use super::context::Context;
use super::limit;
use super::names::natural;
use super::places::Places;
use super::problem::{FaultProblem, FileProblem, KeyProblem, Known, OverLimit, Problem};
use super::recognise::Expected;
use super::sheet::{self, Row, Sheet};
use super::table::Table;
use super::text::{time_unit, unknown_time_unit};
use super::tree::{Item, Node, Spot, Tree};
use super::value::{label, number};
use crate::model::{Component, NodeId, Trace, TraceGroup, TraceRow};
use crate::units::{DAY, MINUTE, Moment, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A trace and how its nodes are numbered in the resolved file.
pub(super) struct ReadTrace {
    pub(super) trace: Option<Trace>,
    pub(super) stamp: usize,
    /// Where it is named.
    pub(super) spot: Spot,
}

/// Columns of the file.
struct Columns {
    group: Option<usize>,
    node: usize,
    start: (usize, f64),
    length: (usize, f64),
    cause: Option<usize>,
}

/// Reads the trace of a scenario; `file` replaces the one that it names.
pub(super) fn read(
    context: &Context<'_>,
    top: &Tree,
    places: &Places,
    file: Option<&str>,
    most_groups: Option<u32>,
) -> Option<ReadTrace> {
    let Some(node) = top.get("trace") else {
        if file.is_some() {
            context.problem(&Spot::default(), FileProblem::TraceUndescribed);
        }
        return None;
    };
    let Item::Table(tree) = &node.item else {
        context.problem(
            &node.spot,
            KeyProblem::NotATable {
                key: "trace".to_string(),
                found: node.item.kind(),
                inline: false,
            },
        );
        return None;
    };
    let table = Table::open(context, "trace", "trace".to_string(), tree, &node.spot);
    let stamp = table.name_or_only("stamp", &places.names.stamp, "stamp");
    let named = table.text("file");
    let Some(file) = file.map(str::to_string).or(named) else {
        // The columns are checked for their form even where there is no file yet.
        table.required("start", (String::new(), 1.0), timed_column);
        table.required("length", (String::new(), 1.0), timed_column);
        table.required("node", String::new(), |node| {
            label(node).map(str::to_string)
        });
        no_trace(context, &node.spot);
        return None;
    };
    let (index, text) = context.file(&file, &table.spot_of("file"))?;
    let wanted = wanted_columns(&table);
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let expected = Expected {
        what: "the trace that [trace] describes",
        file: &file,
        spot: &table.spot_of("file"),
        marks: &wanted,
        columns: &wanted,
    };
    let sheet = sheet::read(context, &text, index, &expected);
    if sheet.header.is_empty() {
        return None;
    }
    let columns = columns(&table, &sheet)?;
    if sheet.rows.len() as u64 > limit::TRACE_ROWS.most {
        context.problem(
            &table.spot_of("file"),
            OverLimit::Count {
                count: sheet.rows.len() as u64,
                things: "rows",
                limit: limit::TRACE_ROWS,
            },
        );
        return None;
    }
    let mut trace = rows(&table, &sheet, &columns, places, stamp);
    if let Some(most) = most_groups {
        keep_groups(&mut trace, most as usize);
    }
    Some(ReadTrace {
        trace: Some(trace),
        stamp,
        spot: table.spot_of("file"),
    })
}

/// A scenario of recorded faults is none without the records.
fn no_trace(context: &Context<'_>, spot: &Spot) {
    context.problem(spot, FaultProblem::NoRecords);
}

/// Names of the columns that the scenario speaks of.
fn wanted_columns(table: &Table<'_, '_>) -> Vec<String> {
    let plain = ["group", "node", "cause"].map(|key| {
        let node = table.node(key)?;
        label(node).ok().map(str::to_string)
    });
    let timed = ["start", "length"].map(|key| {
        let (column, _) = timed_column(table.node(key)?).ok()?;
        Some(column)
    });
    plain.into_iter().chain(timed).flatten().collect()
}

fn columns(table: &Table<'_, '_>, sheet: &Sheet) -> Option<Columns> {
    let known: Vec<&str> = sheet.header.iter().map(|(name, _)| name.as_str()).collect();
    let find = |key: &str, name: &str| {
        let found = known.iter().position(|column| *column == name);
        if found.is_none() {
            table.problem(
                key,
                FileProblem::NoColumn {
                    table: "the trace",
                    column: name.to_string(),
                    known: Known::in_place_of(name, &known),
                },
            );
        }
        found
    };
    let plain = |key: &str| table.text(key).map(|name| find(key, &name));
    let timed = |key: &str| {
        let (name, factor) = table.required(key, (String::new(), 0.0), timed_column);
        if factor > 0.0 {
            find(key, &name).map(|index| (index, factor))
        } else {
            None
        }
    };
    let group = plain("group");
    let cause = plain("cause");
    let node = if table.node("node").is_some() {
        plain("node").flatten()
    } else {
        table.required("node", None, |_| Ok(None))
    };
    let (start, length) = (timed("start"), timed("length"));
    Some(Columns {
        group: group.flatten(),
        node: node?,
        start: start?,
        length: length?,
        cause: cause.flatten(),
    })
}

/// A column with the unit of its numbers.
fn timed_column(node: &Node) -> Result<(String, f64), Problem> {
    let Item::Table(tree) = &node.item else {
        return Err(FileProblem::NoTimeUnit.into());
    };
    let (Some(column), Some(unit), 2) = (tree.get("column"), tree.get("unit"), tree.entries.len())
    else {
        return Err(FileProblem::TimedColumnKeys.into());
    };
    let unit = label(unit)?;
    let factor = time_unit(unit).ok_or_else(|| unknown_time_unit(unit))?;
    Ok((label(column)?.to_string(), factor))
}

/// Refuses what could not be printed: a control character in the name of a group or a cause.
fn printable(table: &Table<'_, '_>, row: &Row, at: usize) {
    if cell(row, at).chars().any(char::is_control) {
        table
            .context
            .problem(&row.cells[at].spot, FileProblem::ControlCharacter);
    }
}

fn rows(
    table: &Table<'_, '_>,
    sheet: &Sheet,
    columns: &Columns,
    places: &Places,
    stamp: usize,
) -> Trace {
    let nodes: Vec<Option<u64>> = sheet
        .rows
        .iter()
        .map(|row| node_number(table, row, columns))
        .collect();
    let zero = nodes.iter().flatten().any(|number| *number == 0);
    let first = table
        .count_maybe("first_node", limit::NODES)
        .map_or(u64::from(!zero), u64::from);
    let causes: BTreeSet<&str> = sheet.rows.iter().map(|row| cause(row, columns)).collect();
    let causes: Vec<&str> = causes.into_iter().collect();
    let mut groups: BTreeMap<&str, Vec<TraceRow>> = BTreeMap::new();
    for (row, node) in sheet.rows.iter().zip(nodes) {
        let (Some(node), Some((start, length))) = (node, times(table, row, columns)) else {
            continue;
        };
        let Some(stamp) = places.stamps.get(stamp) else {
            continue;
        };
        let count = u64::from(stamp.node_count());
        if node < first || node - first >= count {
            table.context.problem(
                &row.cells[columns.node].spot,
                FileProblem::UnknownNode {
                    stamp: stamp.name.clone(),
                    number: node,
                    first,
                    count,
                },
            );
            continue;
        }
        for at in columns.group.into_iter().chain(columns.cause) {
            printable(table, row, at);
        }
        let group = columns
            .group
            .map_or("all", |at| plain_number(cell(row, at)));
        let cause = cause(row, columns);
        groups.entry(group).or_default().push(TraceRow {
            target: Component::Node(NodeId(stamp.nodes.start + (node - first) as u32)),
            start,
            length,
            cause: causes.binary_search(&cause).unwrap_or(0) as u32,
        });
    }
    if sheet.rows.is_empty() && !sheet.refused {
        table.problem("file", FileProblem::NoRows);
    }
    let mut groups: Vec<TraceGroup> = groups
        .into_iter()
        .map(|(name, mut rows)| {
            rows.sort_by_key(|row| (row.start, row.target, row.length, row.cause));
            let name = name.to_string();
            TraceGroup { name, rows }
        })
        .collect();
    groups.sort_by(|a, b| natural(&a.name, &b.name));
    let causes = causes.into_iter().map(str::to_string).collect();
    Trace { groups, causes }
}

/// Leaves the first groups, and the causes that they have.
fn keep_groups(trace: &mut Trace, most: usize) {
    trace.groups.truncate(most);
    let rows = || trace.groups.iter().flat_map(|group| &group.rows);
    let mut kept: Vec<u32> = rows().map(|row| row.cause).collect();
    kept.sort_unstable();
    kept.dedup();
    let causes = kept
        .iter()
        .map(|cause| trace.causes[*cause as usize].clone());
    trace.causes = causes.collect();
    for row in trace.groups.iter_mut().flat_map(|group| &mut group.rows) {
        row.cause = kept.binary_search(&row.cause).unwrap_or(0) as u32;
    }
}

fn cell(row: &Row, at: usize) -> &str {
    match row.cells.get(at).map(|node| &node.item) {
        Some(Item::Text(text)) => text,
        _ => "",
    }
}

/// `3.0` is group 3: tables written by statistics programs give whole numbers a fraction.
fn plain_number(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, zeros))
            if !whole.is_empty()
                && whole.bytes().all(|byte| byte.is_ascii_digit())
                && zeros.bytes().all(|byte| byte == b'0') =>
        {
            whole
        }
        _ => text,
    }
}

fn node_number(table: &Table<'_, '_>, row: &Row, columns: &Columns) -> Option<u64> {
    let node = row.cells.get(columns.node)?;
    let parsed = plain_number(cell(row, columns.node)).parse();
    if parsed.is_err() {
        table.context.problem(
            &node.spot,
            FileProblem::NotANode {
                text: cell(row, columns.node).to_string(),
            },
        );
    }
    parsed.ok()
}

fn cause<'r>(row: &'r Row, columns: &Columns) -> &'r str {
    let text = columns.cause.map_or("", |at| cell(row, at));
    if text.is_empty() { "trace" } else { text }
}

/// Start, rounded half up to the minute, and length.
fn times(table: &Table<'_, '_>, row: &Row, columns: &Columns) -> Option<(Moment, Span)> {
    let read = |(at, factor): (usize, f64), what: &'static str| {
        let node = row.cells.get(at)?;
        match number(node) {
            Ok(value) if (0.0..=(limit::DAYS.most * DAY) as f64).contains(&(value * factor)) => {
                Some(value * factor)
            }
            Ok(value) => {
                let problem = FileProblem::ImpossibleTime { what, value };
                table.context.problem(&node.spot, problem);
                None
            }
            Err(problem) => {
                table.context.problem(&node.spot, problem);
                None
            }
        }
    };
    let (start, length) = (read(columns.start, "start"), read(columns.length, "length"));
    let minutes = ((start? / MINUTE as f64) + 0.5).floor() as u64;
    Some((Moment(minutes * MINUTE), Span::from_ms(length?)))
}

/// The canonical CSV of a trace, as the resolved scenario refers to it.
pub(super) fn csv(trace: &Trace, first_node: u32) -> String {
    let mut out = String::from("group,node,start_min,length_ms,cause\n");
    let causes: Vec<String> = trace.causes.iter().map(|cause| quoted(cause)).collect();
    for group in &trace.groups {
        let name = quoted(&group.name);
        for row in &group.rows {
            let Component::Node(node) = row.target else {
                continue;
            };
            let (start, length) = (row.start.0 / MINUTE, row.length.0);
            let (node, cause) = (node.0 - first_node + 1, &causes[row.cause as usize]);
            // Writing into a text never fails.
            let _ = writeln!(out, "{name},{node},{start},{length},{cause}");
        }
    }
    out
}

/// A cell: in double quotes where it needs them, behind an apostrophe where a program would take it for a formula.
fn quoted(text: &str) -> String {
    let sign = text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err();
    if sign {
        return quoted(&format!("'{text}"));
    }
    // Spaces around a cell are cut off unless they stand in double quotes.
    if text.contains([',', '"', '\n', '\r', '#']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}
