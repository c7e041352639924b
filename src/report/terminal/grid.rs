//! Tables for a terminal of a given width.
//!
//! Always true here: every figure keeps its interval, however narrow the terminal is. Where a row has no
//! room in one line, intervals stand below their figures; where it has none then, the table becomes a
//! list; either is said.

use super::wrapped;
use crate::chart::text::shortened;
use crate::units::number::DASH;
use comfy_table::{
    CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};
use unicode_width::UnicodeWidthStr;

/// A column of a table.
#[derive(Clone, Copy)]
pub(crate) struct Column<'c> {
    title: &'c str,
    /// Whether its cells are names, which may be shortened in their middle.
    names: bool,
}

/// A column of names.
pub(crate) const fn names(title: &str) -> Column<'_> {
    Column { title, names: true }
}

/// A column of anything else.
pub(crate) const fn figures(title: &str) -> Column<'_> {
    Column {
        title,
        names: false,
    }
}

/// A figure with its interval, or a word.
#[derive(Clone, Default, Debug)]
pub(crate) struct Cell {
    figure: String,
    interval: String,
}

/// A cell from a figure that may be followed by its interval in brackets.
pub(crate) fn cell(text: impl Into<String>) -> Cell {
    let text = text.into();
    match text.split_once(" (") {
        Some((figure, interval)) => Cell {
            figure: figure.to_string(),
            interval: format!("({interval}"),
        },
        None => word(text),
    }
}

/// A cell without an interval, whatever stands in it.
pub(crate) fn word(text: impl Into<String>) -> Cell {
    Cell {
        figure: text.into(),
        interval: String::new(),
    }
}

/// How a row is written out.
#[derive(Clone, Copy)]
struct Layout {
    /// Most characters of a name.
    name: usize,
    /// Whether intervals stand below their figures.
    stacked: bool,
    gap: u16,
}

/// From most to least; the first that fits is taken.
const LAYOUTS: [Layout; 7] = [
    Layout {
        name: 64,
        stacked: false,
        gap: 2,
    },
    Layout {
        name: 30,
        stacked: false,
        gap: 2,
    },
    Layout {
        name: 18,
        stacked: false,
        gap: 2,
    },
    Layout {
        name: 30,
        stacked: true,
        gap: 2,
    },
    Layout {
        name: 20,
        stacked: true,
        gap: 2,
    },
    Layout {
        name: 15,
        stacked: true,
        gap: 2,
    },
    Layout {
        name: 12,
        stacked: true,
        gap: 1,
    },
];

/// What is said once of a page whose tables had to be folded.
#[derive(Default)]
pub(crate) struct Folded {
    stacked: bool,
    listed: bool,
}

/// A table of these rows in at most this many columns of the terminal. `lead` columns name a row; the others tell of it.
pub(crate) fn grid(
    width: usize,
    folded: &mut Folded,
    (columns, lead): (&[Column], usize),
    rows: &[Vec<Cell>],
) -> String {
    let mut needed = usize::MAX;
    for layout in LAYOUTS {
        let made = drawn(columns, rows, layout);
        let widest = made.lines().map(UnicodeWidthStr::width).max();
        needed = needed.min(widest.unwrap_or(0));
        if needed > width {
            continue;
        }
        let is_news = layout.stacked && !std::mem::replace(&mut folded.stacked, layout.stacked);
        let note = is_news.then(|| {
            format!("The terminal has {width} columns: intervals stand below their figures.")
        });
        return made + &note.map_or_else(String::new, |note| wrapped(&note, width));
    }
    let mut made = String::new();
    if !std::mem::replace(&mut folded.listed, true) {
        let note = format!(
            "The terminal has {width} columns and this table needs {needed}: it is told as a list."
        );
        made.push_str(&wrapped(&note, width));
    }
    made + &list(width, columns, lead, rows)
}

fn drawn(columns: &[Column], rows: &[Vec<Cell>], layout: Layout) -> String {
    let text = |(column, cell): (&Column, &Cell)| {
        let figure = if column.names {
            shortened(&cell.figure, layout.name)
        } else {
            cell.figure.clone()
        };
        match (cell.interval.is_empty(), layout.stacked) {
            (true, _) => figure,
            (false, true) => format!("{figure}\n{}", cell.interval),
            (false, false) => format!("{figure} {}", cell.interval),
        }
    };
    let mut made = Table::new();
    made.load_style(
        TableStyle::new()
            .header_lines(ContentLineStyle::none())
            .header_separator(LineStyle::none().fill('─').junction('─'))
            .content_lines(ContentLineStyle::none()),
    )
    .set_content_arrangement(ContentArrangement::Disabled)
    .set_header(columns.iter().map(|column| column.title))
    .add_rows(
        rows.iter()
            .map(|row| columns.iter().zip(row).map(text).collect::<Vec<_>>()),
    );
    let count = made.column_count();
    for (index, column) in made.column_iter_mut().enumerate() {
        column.set_padding((0, if index + 1 == count { 0 } else { layout.gap }));
    }
    made.trim_fmt() + "\n"
}

/// Lines whose cells stand under each other, set in by two; cells of columns at these places end on the right.
/// Nothing is shortened: the lines are as wide as what stands in them.
#[must_use]
pub fn aligned(lines: &[Vec<String>], right: &[usize]) -> String {
    let mut made = Table::new();
    made.load_style(TableStyle::new().content_lines(ContentLineStyle::none()))
        .set_content_arrangement(ContentArrangement::Disabled)
        .add_rows(lines);
    for (index, column) in made.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if right.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let text = made.trim_fmt();
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// The same as a list: a line that names the row, and below it, set in, what is told of it.
fn list(width: usize, columns: &[Column], lead: usize, rows: &[Vec<Cell>]) -> String {
    const INDENT: usize = 2;
    let mut made = String::new();
    let mut name = String::new();
    for row in rows {
        // The name stands in the first row of an application only.
        if let Some(first) = row.first().filter(|first| !first.figure.is_empty()) {
            name.clone_from(&first.figure);
        }
        let named = row
            .iter()
            .take(lead)
            .skip(1)
            .map(|cell| cell.figure.as_str());
        let line: Vec<&str> = std::iter::once(name.as_str()).chain(named).collect();
        made.push_str(&wrapped(&line.join("  "), width));
        let told: Vec<String> = columns
            .iter()
            .zip(row)
            .skip(lead)
            .filter(|(_, cell)| cell.figure != DASH)
            .map(|(column, cell)| {
                let title = if column.title.chars().all(char::is_uppercase) {
                    column.title.to_string()
                } else {
                    column.title.to_lowercase()
                };
                let gap = if cell.interval.is_empty() { "" } else { " " };
                format!("{title} {}{gap}{}", cell.figure, cell.interval)
            })
            .collect();
        for line in wrapped(&told.join(", "), width - INDENT).lines() {
            made.push_str(&format!("{:INDENT$}{line}\n", ""));
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        names("Application"),
        figures("Objective"),
        figures("Achievable"),
        names("Main cause"),
    ];

    fn rows() -> Vec<Vec<Cell>> {
        let row = |name: &str, objective: &str, cause: &str| {
            vec![
                word(name),
                word(objective),
                cell("12 h 15 min (11.7–13 h)"),
                word(cause),
            ]
        };
        vec![
            row("warehouse-management", "RTO 8 h", "container-power"),
            row("", "RPO 24 h", "corruption"),
        ]
    }

    fn at(width: usize) -> String {
        grid(width, &mut Folded::default(), (&COLUMNS, 2), &rows())
    }

    #[test]
    fn intervals_stay_at_every_width() {
        for width in 30..120 {
            let text = at(width);
            let words: Vec<&str> = text.split_whitespace().collect();
            let found = words.join(" ").matches("(11.7–13 h)").count();
            assert_eq!(found, 2, "{width}: {text}");
            for line in text.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn a_wide_terminal_has_a_row_in_a_line_and_a_narrow_one_says_what_it_did() {
        let row = "warehouse-management RTO 8 h 12 h 15 min (11.7–13 h) container-power";
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(at(100).lines().any(|line| words(line) == row));
        assert!(!at(100).contains("terminal"));
        let stacked = at(60);
        let said = "The terminal has 60 columns: intervals stand below their figures.";
        assert!(words(&stacked).ends_with(said), "{stacked}");
        let alone = |line: &str| line.trim() == "(11.7–13 h)";
        assert!(stacked.lines().any(alone), "{stacked}");
        let listed = at(40);
        assert!(
            words(&listed).starts_with("The terminal has 40 columns and this table needs "),
            "{listed}"
        );
        let row = "\nwarehouse-management  RPO 24 h\n  achievable 12 h 15 min (11.7–13 h),\n  main cause corruption\n";
        assert!(listed.contains(row), "{listed}");
    }

    #[test]
    fn cells_stand_under_each_other_whatever_their_widths() {
        let line = |cells: [&str; 3]| cells.map(str::to_string).to_vec();
        let lines = [
            line(["a-name-that-is-longer-than-most", "1.0", "so"]),
            line(["b", "1024.5", ""]),
            line(["東京", "3", "it is"]),
        ];
        let expected = "  a-name-that-is-longer-than-most     1.0  so\n  \
                          b                                1024.5\n  \
                          東京                                  3  it is\n";
        assert_eq!(aligned(&lines, &[1]), expected);
        assert_eq!(aligned(&[], &[]), "");
    }

    #[test]
    fn what_was_done_is_said_once_a_page() {
        let mut folded = Folded::default();
        let first = grid(60, &mut folded, (&COLUMNS, 2), &rows());
        let second = grid(60, &mut folded, (&COLUMNS, 2), &rows());
        assert!(first.contains("intervals stand") && !second.contains("intervals stand"));
    }
}
