//! A CSV whose cells know where they stand, for messages with a caret under the cell.
//!
//! Always true here: rows are never empty and as long as the header; cells are trimmed text, and point into the
//! text of the file: there may be half a million rows.

use super::context::Context;
use super::limit;
use super::problem::FileProblem;
use super::recognise::Expected;
use super::tree::{Item, Node, Spot};
use std::borrow::Cow;

// Places in a file take half a word each.
const _: () = assert!(limit::FILE_BYTES.most <= u32::MAX as u64);

/// A cell: its text, and the bytes of the file that it stands on.
#[derive(Debug)]
pub(super) struct Cell<'t> {
    pub(super) text: Cow<'t, str>,
    start: u32,
    end: u32,
}

/// A CSV with a header.
#[derive(Default)]
pub(super) struct Sheet<'t> {
    /// Index of the file, for spots.
    file: usize,
    pub(super) header: Vec<(String, Spot)>,
    /// Row after row.
    cells: Vec<Cell<'t>>,
    /// Whether rows were left out because they are wrong.
    pub(super) refused: bool,
}

impl<'t> Sheet<'t> {
    /// Rows, each with a cell for each column.
    pub(super) fn rows(&self) -> std::slice::ChunksExact<'_, Cell<'t>> {
        // A sheet without a header has no cells either.
        self.cells.chunks_exact(self.header.len().max(1))
    }
    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        self.rows().len()
    }
    /// Where a cell stands.
    pub(super) fn spot(&self, cell: &Cell<'_>) -> Spot {
        Spot {
            file: self.file,
            span: cell.start as usize..cell.end as usize,
        }
    }
    /// A cell as the value of a key.
    pub(super) fn node(&self, cell: &Cell<'_>) -> Node {
        Node {
            item: Item::Text(cell.text.to_string()),
            spot: self.spot(cell),
        }
    }
}

/// Splits a text into cells; rows whose length differs from the header's are reported. An empty
/// sheet, and one that is not what is expected, is reported here: whoever asks need not say it again.
pub(super) fn read<'t>(
    context: &Context<'_>,
    text: &'t str,
    file: usize,
    expected: &Expected<'_>,
) -> Sheet<'t> {
    let mut records = Records::of(text);
    let mut cells = Vec::new();
    if !records.next(&mut cells) {
        context.problem(&Spot { file, span: 0..0 }, FileProblem::Empty);
        return Sheet::default();
    }
    let mut sheet = Sheet {
        file,
        ..Sheet::default()
    };
    let named = |cell: &Cell<'_>| (cell.text.to_string(), sheet.spot(cell));
    let header: Vec<(String, Spot)> = cells.iter().map(named).collect();
    let line = Spot {
        file,
        span: header[0].1.span.start..header[header.len() - 1].1.span.end,
    };
    let written = &text[line.span.clone()];
    let columns = written.split([',', ';', '\t', '|']);
    if !expected.fits(columns.map(|name| name.trim().trim_matches('"'))) {
        context.problem(
            expected.spot,
            FileProblem::OtherTable {
                file: expected.file.to_string(),
                expected: expected.what,
                columns: expected.columns.iter().map(ToString::to_string).collect(),
            },
        );
        return Sheet::default();
    }
    if let Some(separator) = separator(written) {
        context.problem(&line, FileProblem::Separator { separator });
        return Sheet::default();
    }
    for (index, (name, spot)) in header.iter().enumerate() {
        if header[..index].iter().any(|(earlier, _)| earlier == name) {
            let column = name.clone();
            context.problem(spot, FileProblem::ColumnTwice { column });
        }
    }
    cells.clear();
    let mut start = 0;
    while records.next(&mut cells) {
        let row = &cells[start..];
        if row.len() == header.len() {
            start = cells.len();
            continue;
        }
        let spot = Spot {
            file,
            span: row[0].start as usize..row[row.len() - 1].end as usize,
        };
        let problem = wrong_length(&text[spot.span.clone()], row.len(), header.len());
        sheet.refused = true;
        context.problem(&spot, problem);
        cells.truncate(start);
    }
    sheet.header = header;
    sheet.cells = cells;
    sheet
}

/// What separates the names of columns, where it is not a comma.
fn separator(header: &str) -> Option<char> {
    let count = |separator: char| header.matches(separator).count();
    let commas = count(',');
    [';', '\t', '|']
        .into_iter()
        .find(|other| count(*other) > commas)
}

/// What is wrong with a row of another length than the header.
fn wrong_length(row: &str, cells: usize, columns: usize) -> FileProblem {
    if row.contains('\n') || row.matches('"').count() % 2 == 1 {
        // Only between double quotes does a row go on in the next line.
        FileProblem::QuoteNotClosed
    } else {
        FileProblem::RowLength { cells, columns }
    }
}

/// Records of cells; blank lines and lines that begin with `#` are skipped.
struct Records<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Records<'t> {
    fn of(text: &'t str) -> Records<'t> {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Records { text, at }
    }

    /// Puts the cells of the next record behind those that are there; false at the end of the text.
    fn next(&mut self, cells: &mut Vec<Cell<'t>>) -> bool {
        let (text, bytes) = (self.text, self.text.as_bytes());
        while self.at < bytes.len() {
            let rest = &text[self.at..];
            let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
            let length = line.len();
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                self.record(cells);
                return true;
            }
            self.at += length + 1;
        }
        false
    }

    fn record(&mut self, cells: &mut Vec<Cell<'t>>) {
        let bytes = self.text.as_bytes();
        loop {
            let (cell, end) = cell(self.text, self.at);
            cells.push(cell);
            self.at = end + 1;
            if end >= bytes.len() || bytes[end] == b'\n' {
                return;
            }
            // A comma at the very end of the file opens one more, empty cell.
            if self.at >= bytes.len() {
                cells.push(Cell {
                    text: Cow::Borrowed(""),
                    start: end as u32,
                    end: end as u32,
                });
                return;
            }
        }
    }
}

/// The cell that begins at `start`, and the position of the comma or line break after it.
fn cell(text: &str, start: usize) -> (Cell<'_>, usize) {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() && matches!(bytes[at], b' ' | b'\t') {
        at += 1;
    }
    let content_start = at;
    let mut quoted = None;
    if bytes.get(at) == Some(&b'"') {
        let (content, end) = between_quotes(text, at + 1);
        quoted = Some(content);
        at = end;
    }
    let tail = at;
    while at < bytes.len() && !matches!(bytes[at], b',' | b'\n') {
        at += 1;
    }
    let tail = text[tail..at].trim();
    let mut content = match quoted {
        None => Cow::Borrowed(tail),
        Some(quoted) => Cow::Owned(quoted + tail),
    };
    // An apostrophe keeps other programs from taking a text for a formula; it is no part of the text.
    if let Some(rest) = content.strip_prefix('\'')
        && rest.starts_with(['=', '+', '-', '@'])
    {
        content = Cow::Owned(rest.to_string());
    }
    let content_start = content_start.min(at);
    let visible = text[content_start..at].trim_end().len();
    let cell = Cell {
        text: content,
        start: content_start as u32,
        end: (content_start + visible) as u32,
    };
    (cell, at)
}

/// What stands from here to the closing double quote, and the position after that.
fn between_quotes(text: &str, start: usize) -> (String, usize) {
    let bytes = text.as_bytes();
    let mut content = String::new();
    let (mut at, mut piece) = (start, start);
    while at < bytes.len() {
        if bytes[at] != b'"' {
            at += 1;
            continue;
        }
        content.push_str(&text[piece..at]);
        if bytes.get(at + 1) != Some(&b'"') {
            return (content, at + 1);
        }
        content.push('"');
        at += 2;
        piece = at;
    }
    content.push_str(&text[piece.min(at)..at]);
    (content, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records of a text, one by one.
    fn split(text: &str) -> Vec<Vec<Cell<'_>>> {
        let mut records = Records::of(text);
        std::iter::from_fn(|| {
            let mut cells = Vec::new();
            records.next(&mut cells).then_some(cells)
        })
        .collect()
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        let texts = |row: Vec<Cell<'_>>| row.iter().map(|cell| cell.text.to_string()).collect();
        split(text).into_iter().map(texts).collect()
    }

    #[test]
    fn cells_are_split_with_quotes_and_any_line_end() {
        assert_eq!(
            cells("a, b\r\n\"x,y\",\"say \"\"hi\"\"\"\r\n\n# note\n1,\n"),
            [vec!["a", "b"], vec!["x,y", "say \"hi\""], vec!["1", ""]]
        );
        assert_eq!(cells("a,"), [vec!["a", ""]]);
        assert_eq!(cells("\"open"), [vec!["open"]]);
        assert_eq!(cells(""), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_cell_knows_its_bytes() {
        let text = "vm,size\nweb 1 , DS9 \n";
        let rows = split(text);
        let bytes = |cell: &Cell<'_>| &text[cell.start as usize..cell.end as usize];
        assert_eq!(bytes(&rows[1][0]), "web 1");
        assert_eq!(bytes(&rows[1][1]), "DS9");
    }
}
