//! `[trace]`: recorded faults of nodes from a CSV.
//!
//! Always true here: starts are whole minutes; groups are in natural order; the n-th node number
//! of the file is the n-th node of the stamp.

use super::stamp;
use crate::model::{Component, NodeId, Trace, TraceGroup, TraceRow};
use crate::scenario::context::Context;
use crate::scenario::keys::{Element, Form, Key, KeyOf, Kind, Lines, Must, Name, Whole, keys};
use crate::scenario::limit;
use crate::scenario::names::natural;
use crate::scenario::places::Places;
use crate::scenario::problem::{FaultProblem, FileProblem, Known, OverLimit, Problem};
use crate::scenario::recognise::Expected;
use crate::scenario::sheet::{self, Cell, Sheet};
use crate::scenario::table::Table;
use crate::scenario::table_of;
use crate::scenario::text::{time_unit, unknown_time_unit};
use crate::scenario::tree::{Item, Node, Spot, Tree};
use crate::scenario::value::{label, number_of_cell};
use crate::units::{DAY, MINUTE, Moment, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

keys! {
    name: "trace", pattern: "trace", header: "[trace]", collapse: false,
    doc: "Recorded faults of nodes from a CSV; each group of rows is a trial. Starts are rounded to the minute.";

    FILE: String = "file", "The CSV.", optional("the file that the command line gives");
    STAMP: Name<stamp::Keys> = "stamp", "The stamp whose nodes the rows are about.", optional("the only stamp");
    GROUP: String = "group", "Column whose values tell the groups apart.", optional("one group");
    NODE: String = "node", "Column with the number of the node.", required;
    FIRST_NODE: Whole<0> = "first_node", "The number that the file gives to the first node.", optional("0 where the file has a node 0, else 1");
    START: Start = "start", "When the fault began, since the start of the trace.", required;
    LENGTH: Length = "length", "How long the node was down.", required;
    CAUSE: String = "cause", "Column with the cause.", optional("all rows have the cause `trace`");
}

/// A column of lengths of time with their unit: when a fault began.
pub(in crate::scenario) enum Start {}

impl Form for Start {
    const KIND: Kind = Kind::Own(
        "a column and its unit",
        "{ column = \"start_h\", unit = \"h\" }",
    );
}

/// A column of lengths of time with their unit: how long it lasted.
pub(in crate::scenario) enum Length {}

impl Form for Length {
    const KIND: Kind = Kind::Own(
        "a column and its unit",
        "{ column = \"down_min\", unit = \"min\" }",
    );
}

/// A trace and the stamp whose nodes its rows are about.
pub(in crate::scenario) struct ReadTrace {
    pub(in crate::scenario) trace: Trace,
    pub(in crate::scenario) stamp: usize,
    /// Where it is named.
    pub(in crate::scenario) spot: Spot,
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
pub(in crate::scenario) fn read(
    context: &Context<'_>,
    top: &Tree,
    places: &Places,
    file: Option<&str>,
    most_groups: Option<u32>,
) -> Option<ReadTrace> {
    if top.get(Keys::NAME).is_none() {
        if file.is_some() {
            context.problem(&Spot::default(), FileProblem::TraceUndescribed);
        }
        return None;
    }
    let (tree, spot) = table_of(context, top, Keys::NAME)?;
    let table = Table::new(context, Keys::NAME.to_string(), tree, &spot);
    let stamp = table.name_or_the_only(STAMP, &places.names.stamp);
    let named = table.may(FILE);
    let Some(file) = file.map(str::to_string).or(named) else {
        // The columns are checked for their form even where there is no file yet.
        table.must(START, (String::new(), 1.0), timed_column);
        table.must(LENGTH, (String::new(), 1.0), timed_column);
        table.must(NODE, String::new(), |node| label(node).map(str::to_string));
        no_trace(context, &spot);
        return None;
    };
    let (index, text) = context.file(&file, &table.spot_of(FILE))?;
    let wanted = wanted_columns(&table);
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let expected = Expected {
        what: "the trace that [trace] describes",
        file: &file,
        spot: &table.spot_of(FILE),
        marks: &wanted,
        columns: &wanted,
    };
    let sheet = sheet::read(context, &text, index, &expected);
    if sheet.header.is_empty() {
        return None;
    }
    let columns = columns(&table, &sheet)?;
    if sheet.count() as u64 > limit::TRACE_ROWS.most {
        let problem = OverLimit::Count {
            count: sheet.count() as u64,
            things: "rows",
            limit: limit::TRACE_ROWS,
        };
        context.problem(&table.spot_of(FILE), problem);
        return None;
    }
    let mut trace = rows(&table, &sheet, &columns, places, stamp);
    if let Some(most) = most_groups {
        keep_groups(&mut trace, most as usize);
    }
    Some(ReadTrace {
        trace,
        stamp,
        spot: table.spot_of(FILE),
    })
}

/// A scenario of recorded faults is none without the records.
fn no_trace(context: &Context<'_>, spot: &Spot) {
    context.problem(spot, FaultProblem::NoRecords);
}

/// Names of the columns that the scenario speaks of.
fn wanted_columns(table: &Table<'_, '_, Keys>) -> Vec<String> {
    let plain = [table.node(GROUP), table.node(NODE), table.node(CAUSE)];
    let plain = plain.map(|node| label(node?).ok().map(str::to_string));
    let timed = [table.node(START), table.node(LENGTH)];
    let timed = timed.map(|node| timed_column(node?).ok().map(|(column, _)| column));
    plain.into_iter().chain(timed).flatten().collect()
}

fn columns(table: &Table<'_, '_, Keys>, sheet: &Sheet<'_>) -> Option<Columns> {
    let header = sheet.header.iter().map(|(name, _)| name.as_str());
    let header = Header {
        table,
        known: header.collect(),
    };
    let group = header.plain(GROUP);
    let cause = header.plain(CAUSE);
    table.refuse_missing(NODE);
    let node = header.plain(NODE);
    let (start, length) = (header.timed(START), header.timed(LENGTH));
    Some(Columns {
        group,
        node: node?,
        start: start?,
        length: length?,
        cause,
    })
}

/// The names of the columns of the file.
struct Header<'h, 't, 'f> {
    table: &'h Table<'t, 'f, Keys>,
    known: Vec<&'h str>,
}

impl Header<'_, '_, '_> {
    /// The column that a key names.
    fn plain<N: Copy>(&self, key: Key<Keys, String, N>) -> Option<usize> {
        let name = self
            .table
            .maybe(key, |node| label(node).map(str::to_string))?;
        self.find(key, &name)
    }

    /// The column that a key names, and its unit in milliseconds.
    fn timed<F>(&self, key: Key<Keys, F, Must>) -> Option<(usize, f64)> {
        let (name, factor) = self.table.must(key, (String::new(), 0.0), timed_column);
        if factor <= 0.0 {
            return None;
        }
        self.find(key, &name).map(|index| (index, factor))
    }

    fn find(&self, key: impl KeyOf<Keys>, name: &str) -> Option<usize> {
        let found = self.known.iter().position(|column| *column == name);
        if found.is_none() {
            let problem = FileProblem::NoColumn {
                table: "the trace",
                column: name.to_string(),
                known: Known::in_place_of(name, &self.known),
            };
            self.table.problem(key, problem);
        }
        found
    }
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
fn printable(table: &Table<'_, '_, Keys>, sheet: &Sheet<'_>, cell: &Cell<'_>) {
    if cell.text.chars().any(char::is_control) {
        table
            .context
            .problem(&sheet.spot(cell), FileProblem::ControlCharacter);
    }
}

fn rows(
    table: &Table<'_, '_, Keys>,
    sheet: &Sheet<'_>,
    columns: &Columns,
    places: &Places,
    stamp: usize,
) -> Trace {
    let nodes: Vec<Option<u64>> = sheet
        .rows()
        .map(|row| node_number(table, sheet, &row[columns.node]))
        .collect();
    let zero = nodes.iter().flatten().any(|number| *number == 0);
    let first = table
        .may_count(FIRST_NODE, limit::NODES)
        .map_or(u64::from(!zero), u64::from);
    let causes: BTreeSet<&str> = sheet.rows().map(|row| cause(row, columns)).collect();
    let causes: Vec<&str> = causes.into_iter().collect();
    let mut groups: BTreeMap<&str, Vec<TraceRow>> = BTreeMap::new();
    for (row, node) in sheet.rows().zip(nodes) {
        let (Some(node), Some((start, length))) = (node, times(table, sheet, row, columns)) else {
            continue;
        };
        let Some(stamp) = places.stamps.get(stamp) else {
            continue;
        };
        let count = u64::from(stamp.node_count());
        if node < first || node - first >= count {
            table.context.problem(
                &sheet.spot(&row[columns.node]),
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
            printable(table, sheet, &row[at]);
        }
        let group = columns
            .group
            .map_or("all", |at| plain_number(&row[at].text));
        let cause = cause(row, columns);
        groups.entry(group).or_default().push(TraceRow {
            target: Component::Node(NodeId(stamp.nodes.start + (node - first) as u32)),
            start,
            length,
            cause: causes.binary_search(&cause).unwrap_or(0) as u32,
        });
    }
    if sheet.count() == 0 && !sheet.refused {
        table.problem(FILE, FileProblem::NoRows);
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

fn node_number(table: &Table<'_, '_, Keys>, sheet: &Sheet<'_>, cell: &Cell<'_>) -> Option<u64> {
    let parsed = plain_number(&cell.text).parse();
    if parsed.is_err() {
        table.context.problem(
            &sheet.spot(cell),
            FileProblem::NotANode {
                text: cell.text.to_string(),
            },
        );
    }
    parsed.ok()
}

fn cause<'r>(row: &'r [Cell<'_>], columns: &Columns) -> &'r str {
    let text = columns.cause.map_or("", |at| &row[at].text);
    if text.is_empty() { "trace" } else { text }
}

/// Start, rounded half up to the minute, and length.
fn times(
    table: &Table<'_, '_, Keys>,
    sheet: &Sheet<'_>,
    row: &[Cell<'_>],
    columns: &Columns,
) -> Option<(Moment, Span)> {
    let read = |(at, factor): (usize, f64), what: &'static str| {
        let cell = &row[at];
        let most = (limit::DAYS.most * DAY) as f64;
        let problem = match number_of_cell(&cell.text) {
            Ok(value) if (0.0..=most).contains(&(value * factor)) => return Some(value * factor),
            Ok(value) => FileProblem::ImpossibleTime { what, value }.into(),
            Err(problem) => problem,
        };
        table.context.problem(&sheet.spot(cell), problem);
        None
    };
    let (start, length) = (read(columns.start, "start"), read(columns.length, "length"));
    let minutes = ((start? / MINUTE as f64) + 0.5).floor() as u64;
    Some((Moment(minutes * MINUTE), Span::from_ms(length?)))
}

/// The canonical CSV of a trace, as the resolved scenario refers to it.
pub(in crate::scenario) fn csv(trace: &Trace, first_node: u32) -> String {
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

/// What the resolved scenario says of a trace of this stamp, but for its file: names of the columns that are written.
pub(in crate::scenario) fn write(stamp: &str) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.name(STAMP, stamp);
    lines.put(NODE, &"node".to_string());
    lines.count(FIRST_NODE, 1_u32);
    lines.toml(
        START,
        "{ column = \"start_min\", unit = \"min\" }".to_string(),
    );
    lines.toml(
        LENGTH,
        "{ column = \"length_ms\", unit = \"ms\" }".to_string(),
    );
    lines.put(CAUSE, &"cause".to_string());
    lines.put(GROUP, &"group".to_string());
    lines
}
