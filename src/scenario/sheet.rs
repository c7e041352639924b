//! A CSV whose cells know where they stand, for messages with a caret under the cell.
//!
//! Always true here: rows are never empty; cells are trimmed text.

use super::context::Context;
use super::problem::FileProblem;
use super::recognise::Expected;
use super::tree::{Item, Node, Spot};

/// A row.
pub(super) struct Row {
    pub(super) cells: Vec<Node>,
}

/// A CSV with a header.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) header: Vec<(String, Spot)>,
    pub(super) rows: Vec<Row>,
    /// Whether rows were left out because they are wrong.
    pub(super) refused: bool,
}

/// Splits a text into cells; rows whose length differs from the header's are reported. An empty
/// sheet, and one that is not what is expected, is reported here: whoever asks need not say it again.
pub(super) fn read(
    context: &Context<'_>,
    text: &str,
    file: usize,
    expected: &Expected<'_>,
) -> Sheet {
    let mut records = split(text, file).into_iter();
    let Some(first) = records.next() else {
        context.problem(&Spot { file, span: 0..0 }, FileProblem::Empty);
        return Sheet::default();
    };
    let header: Vec<(String, Spot)> = first
        .into_iter()
        .map(|node| match node.item {
            Item::Text(text) => (text, node.spot),
            _ => (String::new(), node.spot),
        })
        .collect();
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
    let mut rows = Vec::new();
    let mut refused = false;
    for cells in records {
        if cells.len() == header.len() {
            rows.push(Row { cells });
        } else {
            let spot = Spot {
                file,
                span: cells[0].spot.span.start..cells[cells.len() - 1].spot.span.end,
            };
            let problem = wrong_length(&text[spot.span.clone()], cells.len(), header.len());
            refused = true;
            context.problem(&spot, problem);
        }
    }
    Sheet {
        header,
        rows,
        refused,
    }
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
fn split(text: &str, file: usize) -> Vec<Vec<Node>> {
    let bytes = text.as_bytes();
    let mut records: Vec<Vec<Node>> = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while at < bytes.len() {
        let line_end = bytes[at..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(bytes.len(), |n| at + n);
        let line = text[at..line_end].trim();
        if line.is_empty() || line.starts_with('#') {
            at = line_end + 1;
            continue;
        }
        // As many as the row before has: there may be half a million rows.
        let mut cells = Vec::with_capacity(records.last().map_or(8, Vec::len));
        loop {
            let (node, end) = cell(text, at, file);
            cells.push(node);
            at = end + 1;
            if end >= bytes.len() || bytes[end] == b'\n' {
                break;
            }
            // A comma at the very end of the file opens one more, empty cell.
            if at >= bytes.len() {
                cells.push(Node {
                    item: Item::Text(String::new()),
                    spot: Spot {
                        file,
                        span: end..end,
                    },
                });
                break;
            }
        }
        records.push(cells);
    }
    records
}

/// The cell that begins at `start`, and the position of the comma or line break after it.
fn cell(text: &str, start: usize, file: usize) -> (Node, usize) {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() && matches!(bytes[at], b' ' | b'\t') {
        at += 1;
    }
    let mut content = String::new();
    let quoted = bytes.get(at) == Some(&b'"');
    let content_start = at;
    if quoted {
        at += 1;
        let mut piece = at;
        while at < bytes.len() {
            if bytes[at] == b'"' {
                content.push_str(&text[piece..at]);
                if bytes.get(at + 1) == Some(&b'"') {
                    content.push('"');
                    at += 2;
                    piece = at;
                    continue;
                }
                at += 1;
                piece = at;
                break;
            }
            at += 1;
        }
        if piece < at && at >= bytes.len() {
            content.push_str(&text[piece.min(at)..at]);
        }
    }
    let tail = at;
    while at < bytes.len() && !matches!(bytes[at], b',' | b'\n') {
        at += 1;
    }
    content.push_str(text[tail..at].trim());
    // An apostrophe keeps other programs from taking a text for a formula; it is no part of the text.
    if let Some(rest) = content.strip_prefix('\'')
        && rest.starts_with(['=', '+', '-', '@'])
    {
        content = rest.to_string();
    }
    let visible = text[content_start.min(at)..at].trim_end().len();
    let node = Node {
        item: Item::Text(content),
        spot: Spot {
            file,
            span: content_start.min(at)..content_start.min(at) + visible,
        },
    };
    (node, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        split(text, 1)
            .into_iter()
            .map(|row| {
                row.into_iter()
                    .map(|node| match node.item {
                        Item::Text(text) => text,
                        _ => String::new(),
                    })
                    .collect()
            })
            .collect()
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
        let rows = split(text, 1);
        assert_eq!(&text[rows[1][0].spot.span.clone()], "web 1");
        assert_eq!(&text[rows[1][1].spot.span.clone()], "DS9");
    }
}
