//! The same mistake in every row of a table is one mistake.
//!
//! Always true here: a few rows are named one by one; more are counted behind the first of them.

use super::issue::Issue;
use crate::model::Code;
use std::collections::BTreeMap;

/// As many problems of one column are named one by one.
pub(super) const SHOWN: u64 = 3;

/// A column of a file, and the code of what is wrong with it, whatever stands in the cells.
pub(super) type Column = (String, usize, Code);

/// The column that a problem stands in; none for the line of the names of columns.
pub(super) fn column(text: &str, issue: &Issue) -> Option<Column> {
    let start = issue.span.start.min(text.len());
    let line = text.as_bytes()[..start]
        .iter()
        .rposition(|byte| *byte == b'\n')?
        + 1;
    let mut quoted = false;
    let mut number = 0;
    for byte in &text.as_bytes()[line..start] {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => number += 1,
            _ => {}
        }
    }
    Some((issue.file.clone(), number, issue.code()))
}

/// The problems with those of a whole column put into one.
pub(super) fn said_once(
    issues: Vec<Issue>,
    counts: &BTreeMap<Column, u64>,
    column: impl Fn(&Issue) -> Option<Column>,
) -> Vec<Issue> {
    let mut said: Vec<Column> = Vec::new();
    let mut kept = Vec::new();
    for mut issue in issues {
        let many = column(&issue)
            .and_then(|column| counts.get(&column).map(|count| (column, *count)))
            .filter(|(_, count)| *count > SHOWN);
        if let Some((column, count)) = many {
            if said.contains(&column) {
                continue;
            }
            issue.more_rows = count - 1;
            said.push(column);
        }
        kept.push(issue);
    }
    kept
}
