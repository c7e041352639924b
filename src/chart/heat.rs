//! Faults against applications as a field of signs: what each fault does to each of them.
//!
//! Always true here: a verdict has a sign of its own, so that nothing differs by colour alone; rows and columns that have no room
//! are counted.

use super::canvas::{Anchor, Area, Canvas, Caption, plain, sheet};
use super::panel;
use super::style::{BEYOND, Colour, GREEN, GRID, INK, MUTED, PAPER, SHADE, VERMILION, YELLOW};
use super::{Chart, Error, text};
use crate::model::swept::CellVerdict;

/// Most rows and columns.
pub const ROWS: usize = 48;
/// Most columns.
pub const COLUMNS: usize = 30;
const ROW: f64 = 19.0;
const NAMES: f64 = 250.0;
const HEAD: f64 = 96.0;
const TOP: f64 = 86.0;

/// One fault.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What it is.
    pub name: String,
    /// What it does to each application, with what is told of it to whoever points there.
    pub cells: Vec<(CellVerdict, String)>,
}

/// What to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct Heat {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// The applications.
    pub columns: Vec<String>,
    /// The faults, the worst first.
    pub rows: Vec<Row>,
}

/// The sign, its colour and what lies behind it.
fn look(verdict: CellVerdict) -> (&'static str, Colour, Colour) {
    match verdict {
        CellVerdict::Lost => ("●", PAPER, VERMILION),
        CellVerdict::Missed => ("✗", INK, BEYOND),
        CellVerdict::Undecided => ("?", INK, YELLOW),
        CellVerdict::Met => ("✓", PAPER, GREEN),
        CellVerdict::Unstated => ("–", INK, GRID),
        CellVerdict::Survived => ("", MUTED, SHADE),
    }
}

/// What a sign stands for.
fn meaning(verdict: CellVerdict) -> &'static str {
    match verdict {
        CellVerdict::Lost => "lost",
        CellVerdict::Missed => "missed",
        CellVerdict::Undecided => "undecided",
        CellVerdict::Met => "met",
        CellVerdict::Unstated => "back, nothing stated",
        CellVerdict::Survived => "survived",
    }
}

/// The chart; none where there is no fault or no application.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Heat) -> Result<Option<Chart>, Error> {
    let rows = &spec.rows[..spec.rows.len().min(ROWS)];
    let columns = &spec.columns[..spec.columns.len().min(COLUMNS)];
    if rows.is_empty() || columns.is_empty() {
        return Ok(None);
    }
    let count = |verdict| {
        let all = spec.rows.iter().flat_map(|row| &row.cells);
        all.filter(|(one, _)| *one == verdict).count()
    };
    let counts = CellVerdict::ALL.map(|one| format!("{} {}", count(one), meaning(one)));
    let worst = rows.iter().take(3).map(|row| row.name.as_str());
    let description = format!(
        "Cells: {}. Most damage: {}.",
        counts.join(", "),
        worst.collect::<Vec<_>>().join("; ")
    );
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    let more = spec.rows.len() > rows.len() || spec.columns.len() > columns.len();
    let height = TOP + HEAD + ROW * rows.len() as f64 + if more { 34.0 } else { 14.0 };
    sheet(&caption, panel::WIDTH, height, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        legend(canvas);
        field(canvas, rows, columns);
        if more {
            let said = format!(
                "Not shown here, but in matrix.csv: {} more faults, {} more applications.",
                spec.rows.len() - rows.len(),
                spec.columns.len() - columns.len(),
            );
            canvas.text(
                (panel::LEFT, height - 14.0),
                &said,
                plain(11.0).colour(MUTED),
            );
        }
    })
    .map(Some)
}

fn square(canvas: &mut Canvas<'_>, area: Area, verdict: CellVerdict) {
    let (sign, colour, behind) = look(verdict);
    canvas.block(area, behind);
    canvas.frame(area, PAPER, 1.0);
    let middle = (
        0.5 * (area.left + area.right),
        0.5 * (area.top + area.bottom),
    );
    canvas.text(
        middle,
        sign,
        plain(12.0).colour(colour).bold().anchor(Anchor::Middle),
    );
}

fn legend(canvas: &mut Canvas<'_>) {
    let mut x = panel::LEFT;
    for verdict in CellVerdict::ALL {
        let area = Area {
            left: x,
            top: 58.0,
            right: x + 20.0,
            bottom: 75.0,
        };
        square(canvas, area, verdict);
        let word = meaning(verdict);
        canvas.text((x + 26.0, 66.5), word, plain(12.0));
        x += 46.0 + text::width(word, 12.0);
    }
}

fn field(canvas: &mut Canvas<'_>, rows: &[Row], columns: &[String]) {
    let left = panel::LEFT + NAMES + 8.0;
    let step = ((panel::WIDTH - panel::LEFT - left) / columns.len() as f64).min(56.0);
    let top = TOP + HEAD;
    canvas.axis("application", columns.iter().cloned());
    canvas.axis("fault", rows.iter().map(|row| row.name.clone()));
    for (place, name) in columns.iter().enumerate() {
        let x = left + step * (place as f64 + 0.5);
        canvas.text(
            (x, top - 6.0),
            &text::fitted(name, 11.5, HEAD - 8.0),
            plain(11.5).anchor(Anchor::Start).upright(),
        );
    }
    for (line, row) in rows.iter().enumerate() {
        let y = top + ROW * line as f64;
        canvas.text(
            (left - 8.0, y + 0.5 * ROW),
            &text::fitted(&row.name, 11.5, NAMES),
            plain(11.5).anchor(Anchor::End),
        );
        for (place, (verdict, told)) in row.cells.iter().take(columns.len()).enumerate() {
            let area = Area {
                left: left + step * place as f64,
                top: y,
                right: left + step * (place as f64 + 1.0),
                bottom: y + ROW,
            };
            square(canvas, area, *verdict);
            canvas.tell(area, told.clone());
        }
    }
}
