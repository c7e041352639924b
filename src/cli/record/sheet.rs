//! A CSV of measured recoveries.
//!
//! Always true here: the first wrong cell is told with its row and column.

use super::clock::{Instant, instant};
use super::{Row, Wrong};
use crate::model::exercise::Measured;
use crate::model::record::Phase;
use crate::scenario::{known_names, length};
use crate::units::{SECOND, Span};

/// Columns that every record has.
const NEEDED: [&str; 5] = ["start", "end", "application", "lost", "stayed_up"];
/// What may be measured besides.
const LOSS: &str = "data_loss";
/// Words that are read by nobody.
const NOTE: &str = "note";
/// Rows at most.
const MOST: usize = 10_000;

/// The rows of a record.
pub(super) fn read(text: &str) -> Result<Vec<Row>, Wrong> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns = columns(&mut reader)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        let line = record.position().map_or(0, csv::Position::line) as usize;
        let cell = |name: &str| {
            let place = columns.iter().position(|one| one == name);
            place
                .and_then(|place| record.get(place))
                .unwrap_or_default()
        };
        rows.push(row(line, &columns, &cell)?);
        if rows.len() > MOST {
            return Err(Wrong::new(
                line.to_string(),
                "there are too many rows",
                format!("at most {MOST} are read"),
            ));
        }
    }
    if rows.is_empty() {
        return Err(Wrong::new(
            "1",
            "the record has no row",
            "write a row for each exercise and application",
        ));
    }
    Ok(rows)
}

fn unreadable(error: &csv::Error) -> Wrong {
    let line = error.position().map_or(1, csv::Position::line);
    Wrong::new(
        line.to_string(),
        error.to_string(),
        "a record is CSV with as many cells in each row as in the first, commas between them",
    )
}

fn columns(reader: &mut csv::Reader<&[u8]>) -> Result<Vec<String>, Wrong> {
    let header = reader.headers().map_err(|error| unreadable(&error))?;
    let columns: Vec<String> = header.iter().map(str::to_string).collect();
    let phases = Phase::ALL.iter().map(|phase| phase.name());
    let known: Vec<&str> = NEEDED
        .into_iter()
        .chain([LOSS, NOTE])
        .chain(phases)
        .collect();
    for (place, name) in columns.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            return Err(Wrong::new(
                "1",
                format!("a record has no column `{name}`"),
                known_names(name, &known),
            ));
        }
        if columns[..place].contains(name) {
            return Err(Wrong::new(
                "1",
                format!("the column `{name}` is there twice"),
                "leave one out",
            ));
        }
    }
    let missing = NEEDED
        .iter()
        .find(|name| !columns.iter().any(|one| one == *name));
    match missing {
        None => Ok(columns),
        Some(name) => Err(Wrong::new(
            "1",
            format!("the column `{name}` is missing"),
            format!("a record has the columns {}", NEEDED.join(", ")),
        )),
    }
}

fn row<'c>(line: usize, columns: &[String], cell: &impl Fn(&str) -> &'c str) -> Result<Row, Wrong> {
    let at = |column: &str| format!("{line}: {column}");
    let clock = |column: &str| {
        let wrong = || {
            Wrong::new(
                at(column),
                format!("`{}` is no instant", cell(column)),
                "write such as 2026-11-24 14:00 or 2026-11-24T14:00:05+01:00",
            )
        };
        instant(cell(column)).ok_or_else(wrong)
    };
    let span = |column: &str| match cell(column) {
        "" => Ok(None),
        text => {
            let wrong = || {
                Wrong::new(
                    at(column),
                    format!("`{text}` is no length of time"),
                    "write a number with its unit, such as 12 min or 1 h 30 min",
                )
            };
            length(text).map(Some).ok_or_else(wrong)
        }
    };
    let (start, end) = (clock("start")?, clock("end")?);
    if end.at < start.at {
        return Err(Wrong::new(
            at("end"),
            "the exercise ends before it begins",
            "`end` is when the application served again, or when nobody looked any more",
        ));
    }
    let stayed = stayed(cell("stayed_up"), at("stayed_up"))?;
    for column in ["application", "lost"] {
        if cell(column).is_empty() {
            return Err(Wrong::new(
                at(column),
                "the cell is empty",
                "each exercise says of which application and what was lost",
            ));
        }
    }
    let mut phases = Vec::new();
    for phase in Phase::ALL {
        if columns.iter().any(|one| one == phase.name()) {
            phases.extend(span(phase.name())?.map(|length: Span| (phase, length.0)));
        }
    }
    let loss = span(LOSS)?;
    Ok(Row {
        line,
        start: cell("start").to_string(),
        of_week: start.of_week(),
        application: cell("application").to_string(),
        lost: cell("lost").to_string(),
        recovery: recovery(start, end, stayed),
        loss: loss.map(|Span(ms)| Measured {
            low: ms.saturating_sub(SECOND),
            high: Some(ms + SECOND),
        }),
        phases,
    })
}

/// Whether it stayed up.
fn stayed(cell: &str, at: String) -> Result<bool, Wrong> {
    match cell {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        other => Err(Wrong::new(
            at,
            format!("`{other}` is neither yes nor no"),
            "write yes where the application stayed up from `end` on, no where it did not, or was not back then",
        )),
    }
}

/// Both ends are known as well as the clock was read: a recovery from 10:00 to 11:52 took more than 111 min and less than 113.
fn recovery(start: Instant, end: Instant, stayed: bool) -> Measured {
    let (took, grain) = (end.at - start.at, start.grain.max(end.grain) - 1);
    Measured {
        low: took.saturating_sub(grain),
        high: stayed.then_some(took + grain),
    }
}
