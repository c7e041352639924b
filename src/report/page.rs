//! What the HTML page is made of: sections, paragraphs, tables, figures.
//!
//! Always true here: everything is text that the template escapes; only drawings are passed
//! through as they are.

use super::words;
use crate::chart::Chart;
use crate::model::outcome::Verdict;
use crate::units::number::DASH;
use serde::Serialize;

/// A part of the page with a title of its own.
#[derive(Serialize, Debug)]
pub(crate) struct Section {
    /// Anchor.
    pub(crate) id: String,
    pub(crate) title: String,
    /// Whether print starts a new page here.
    pub(crate) new_page: bool,
    pub(crate) blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Serialize, Debug)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Block {
    /// A sentence or two.
    Text { text: String },
    /// A sentence that must not be overlooked.
    Alert { text: String },
    /// A smaller title.
    Heading { id: String, text: String },
    /// A list.
    List { items: Vec<String> },
    /// Words and what they mean.
    Facts { facts: Vec<(String, String)> },
    /// A table.
    Table { table: Table },
    /// A chart.
    Figure { svg: String, caption: String },
}

/// A table with a caption.
#[derive(Serialize, Debug)]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// How many rows are left out.
    pub(crate) more: usize,
    /// Whether it is set close, so that many rows and columns stay on one page.
    pub(crate) dense: bool,
    /// Where all of them are.
    pub(crate) elsewhere: String,
}

/// A column.
#[derive(Serialize, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// Whether its cells are figures, which stand on the right.
    pub(crate) figures: bool,
}

/// A cell.
#[derive(Serialize, Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// A second line of the same size.
    pub(crate) second: String,
    /// A smaller line below.
    pub(crate) detail: String,
    /// Another one.
    pub(crate) note: String,
    /// `met`, `missed`, `inconclusive`, `not_seen` or nothing.
    pub(crate) verdict: String,
    /// Whether it names its row.
    pub(crate) head: bool,
}

/// A cell with this text; an empty one becomes a dash.
pub(crate) fn cell(text: impl Into<String>) -> Cell {
    let text = text.into();
    Cell {
        text: if text.is_empty() {
            DASH.to_string()
        } else {
            text
        },
        ..Cell::default()
    }
}

/// The cell that names its row.
pub(crate) fn head(text: impl Into<String>) -> Cell {
    Cell {
        head: true,
        ..cell(text)
    }
}

impl Cell {
    /// With a second line of the same size.
    pub(crate) fn second(mut self, second: impl Into<String>) -> Cell {
        self.second = second.into();
        self
    }
    /// With a smaller line below.
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Cell {
        self.detail = detail.into();
        self
    }
    /// With one more smaller line.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Cell {
        self.note = note.into();
        self
    }
    /// Coloured as a verdict.
    pub(crate) fn verdict(mut self, verdict: Verdict) -> Cell {
        self.verdict = verdict.name().to_string();
        self
    }
}

/// A verdict as a cell of its own.
pub(crate) fn verdict_cell(verdict: Verdict) -> Cell {
    cell(words::verdict(verdict)).verdict(verdict)
}

/// Columns from names; a name that begins with `#` is a column of figures.
pub(crate) fn columns(names: &[impl AsRef<str>]) -> Vec<Column> {
    names
        .iter()
        .map(AsRef::as_ref)
        .map(|name| Column {
            name: name.trim_start_matches('#').to_string(),
            figures: name.starts_with('#'),
        })
        .collect()
}

/// A section that goes on below the one before.
pub(crate) fn section(id: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section {
        id: id.to_string(),
        title: title.to_string(),
        new_page: false,
        blocks,
    }
}

/// A block with a table; none where it would have no row.
pub(crate) fn table(
    caption: &str,
    names: &[impl AsRef<str>],
    rows: Vec<Vec<Cell>>,
) -> Option<Block> {
    capped_table(caption, names, rows, usize::MAX, "")
}

/// The same, set close.
pub(crate) fn dense_table(
    caption: &str,
    names: &[impl AsRef<str>],
    rows: Vec<Vec<Cell>>,
) -> Option<Block> {
    table(caption, names, rows).map(dense)
}

/// A table set close; anything else as it is.
pub(crate) fn dense(block: Block) -> Block {
    match block {
        Block::Table { table } => Block::Table {
            table: Table {
                dense: true,
                ..table
            },
        },
        other => other,
    }
}

/// The same with at most this many rows; the page says how many there are beside these, and where.
pub(crate) fn capped_table(
    caption: &str,
    names: &[impl AsRef<str>],
    mut rows: Vec<Vec<Cell>>,
    most: usize,
    elsewhere: &str,
) -> Option<Block> {
    if rows.is_empty() {
        return None;
    }
    let more = rows.len().saturating_sub(most);
    rows.truncate(most);
    Some(Block::Table {
        table: Table {
            caption: caption.to_string(),
            columns: columns(names),
            rows,
            more,
            dense: false,
            elsewhere: elsewhere.to_string(),
        },
    })
}

/// A paragraph.
pub(crate) fn text(text: impl Into<String>) -> Block {
    Block::Text { text: text.into() }
}

/// A sentence that must not be overlooked.
pub(crate) fn alert(text: impl Into<String>) -> Block {
    Block::Alert { text: text.into() }
}

/// A chart, or the sentence that says why there is none.
pub(crate) fn figure(chart: Option<&Chart>, without: &str) -> Block {
    match chart {
        Some(chart) => Block::Figure {
            svg: chart.inline(),
            caption: chart.title.clone(),
        },
        None => text(without),
    }
}
