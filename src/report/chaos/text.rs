//! A sweep on a terminal: the faults by damage, what they do to whom, and the sum last.
//!
//! Always true here: a verdict is a word and a sign, colour only repeats it; what is left out is counted.

use super::moment::{self, Found};
use super::{Chaos, breaks, margins, told};
use crate::chart::harmless::harmless_lines;
use crate::model::marched::Edge;
use crate::model::outcome::Verdict;
use crate::model::swept::{CellVerdict, SweptCell, SweptRow};
use crate::report::terminal::grid::{self, Cell, Column, Folded, grid, word};
use crate::report::terminal::wrapped;
use crate::report::words;
use crate::units::number::DASH;
use anstyle::{AnsiColor, Style};

/// Rows that are shown at most, and names in one of them.
const ROWS: usize = 30;
const NAMES: usize = 4;
/// Worst moments that are shown at most.
const MOMENTS: usize = 10;

const COLUMNS: [Column; 6] = [
    grid::names("Fault"),
    grid::figures("Lost"),
    grid::figures("Missed"),
    grid::figures("Longest recovery"),
    grid::figures("Largest loss"),
    grid::figures("Most time"),
];

/// Everything for a terminal of so many columns. Ends with a line feed.
#[must_use]
pub fn chaos_text(chaos: &Chaos<'_>, width: usize, colour: bool) -> String {
    let width = width.clamp(40, 400);
    let mut text = regressions(chaos, width);
    let hurt = chaos.made.rows.iter();
    let hurt: Vec<&SweptRow> = hurt.filter(|row| row.damage().2 > 0).collect();
    let rows = hurt.iter().take(ROWS).map(|row| line(chaos, row));
    let rows: Vec<Vec<Cell>> = rows.collect();
    if !rows.is_empty() {
        let mut folded = Folded::default();
        text.push_str(&grid(width, &mut folded, (&COLUMNS, 1), &rows));
    }
    if hurt.len() > ROWS {
        text.push_str(&format!(
            "and {} more that stop something (chaos.html and matrix.csv have all)\n",
            hurt.len() - ROWS
        ));
    }
    let survived = chaos.made.rows.len() - hurt.len();
    if survived > 0 {
        text.push_str(&wrapped(
            &format!(
                "{} stopped nothing and lost nothing.",
                crate::units::number::counted(survived, "fault")
            ),
            width,
        ));
    }
    text.push('\n');
    for row in hurt.iter().take(3) {
        text.push_str(&detail(chaos, row, width));
    }
    text.push_str(&moments(chaos, width));
    for one in chaos.margins {
        text.push_str(&wrapped(&margins::sentence(chaos, one), width));
    }
    if let Some(said) = breaks::counted(&breaks::broken(chaos)) {
        text.push_str(&wrapped(&said, width));
    }
    if !chaos.made.complete {
        text.push_str(&wrapped(
            &format!(
                "Not complete: {} had no trial, others too few.",
                crate::units::number::counted(chaos.made.not_swept.len(), "fault")
            ),
            width,
        ));
    }
    text.push_str(&wrapped(&told::method(chaos), width));
    text.push_str(&wrapped(&told::covered(chaos), width));
    if let Some(march) = chaos.march {
        text.push_str(&wrapped(&moment::method(march), width));
        for said in moment::left_out(march) {
            text.push_str(&wrapped(&said, width));
        }
    }
    text.push_str(&wrapped(&told::headline(chaos), width));
    if let Some(said) = moment::certificate(chaos) {
        text.push_str(&wrapped(&said, width));
    }
    let counts = CellVerdict::ALL.map(|one| format!("{} {}", chaos.count(one), one.name()));
    text.push_str(&format!("{}\n", counts.join(", ")));
    let text = harmless_lines(&text);
    if colour { coloured(&text) } else { text }
}

/// Schedules that broke the plan once: what still does comes first.
fn regressions(chaos: &Chaos<'_>, width: usize) -> String {
    if chaos.regressions.is_empty() {
        return String::new();
    }
    let mut text = String::from("Regressions:\n");
    for one in chaos.regressions {
        let said = format!("{} {}.", told::again(one.verdict), one.told());
        text.push_str(&wrapped(&said, width));
        if one.verdict != Verdict::Met {
            text.push_str(&format!("  {}\n", one.command));
        }
    }
    text.push('\n');
    text
}

fn line(chaos: &Chaos<'_>, row: &SweptRow) -> Vec<Cell> {
    let worst = longest(row);
    let loss = row.cells.iter().filter_map(|cell| cell.loss.as_ref());
    let loss = loss.max_by_key(|worst| worst.value.unwrap_or(u64::MAX));
    vec![
        word(told::short(chaos, &chaos.faults[row.fault])),
        word(named(chaos, row, CellVerdict::Lost)),
        word(named(chaos, row, CellVerdict::Missed)),
        word(told::length(
            worst.and_then(|cell| cell.recovery.as_ref()),
            "never",
        )),
        word(told::length(loss, "everything")),
        word(
            worst
                .and_then(|cell| cell.recovery.as_ref())
                .map_or_else(|| DASH.to_string(), |worst| told::delay(chaos, worst)),
        ),
    ]
}

/// The cell of the longest recovery, of equals the first.
pub(super) fn longest(row: &SweptRow) -> Option<&SweptCell> {
    let all = row.cells.iter().filter(|cell| cell.recovery.is_some());
    all.min_by_key(|cell| {
        let value = cell.recovery.as_ref().and_then(|worst| worst.value);
        std::cmp::Reverse(value.unwrap_or(u64::MAX))
    })
}

/// Who has a verdict, by name as far as there is room.
pub(super) fn named(chaos: &Chaos<'_>, row: &SweptRow, verdict: CellVerdict) -> String {
    let own = row.cells.iter().filter(|cell| cell.verdict == verdict);
    let names = own.map(|cell| words::clean(&chaos.blueprint.application(cell.application).name));
    let names: Vec<String> = names.collect();
    match names.len() {
        0 => DASH.to_string(),
        count if count > NAMES => {
            format!(
                "{} and {} more",
                names[..NAMES - 1].join(", "),
                count + 1 - NAMES
            )
        }
        _ => names.join(", "),
    }
}

/// The worst of a row, with the command that shows it.
fn detail(chaos: &Chaos<'_>, row: &SweptRow, width: usize) -> String {
    let fault = &chaos.faults[row.fault];
    let mut cells: Vec<&SweptCell> = row.cells.iter().collect();
    cells.sort_by_key(|cell| cell.verdict);
    let Some(cell) = cells.first().filter(|cell| cell.hit > 0) else {
        return String::new();
    };
    let mut text = wrapped(&format!("{}.", told::cell(chaos, fault, cell)), width);
    let worst = cell.recovery.as_ref().or(cell.loss.as_ref());
    let command = worst.and_then(|worst| (chaos.again)(fault, worst.trial));
    if let Some(command) = command {
        text.push_str(&format!("  {command}\n"));
    }
    text
}

/// The worst moments: what breaks first, and of that what does so at some moment alone.
fn moments(chaos: &Chaos<'_>, width: usize) -> String {
    let Some(march) = chaos.march else {
        return String::new();
    };
    let all = moment::found(chaos);
    if all.is_empty() {
        return String::new();
    }
    let said = format!(
        "Worst moments, every length at its {}, nothing else failing:",
        moment::quantile(march.quantile)
    );
    let mut text = wrapped(&said, width);
    let at_a_moment: Vec<&Found<'_>> = all
        .iter()
        .filter(|one| one.worst.edge != Edge::Always)
        .collect();
    for one in at_a_moment.iter().take(MOMENTS) {
        text.push_str(&wrapped(
            &format!("{}.", moment::sentence(chaos, one)),
            width,
        ));
    }
    let command = at_a_moment.first().and_then(|one| {
        let fault = &chaos.faults[one.row.fault];
        (chaos.again_at)(fault, one.worst.at)
    });
    if let Some(command) = command {
        text.push_str(&format!("  {command}\n"));
    }
    let shown = at_a_moment.len().min(MOMENTS);
    if all.len() > shown {
        text.push_str(&wrapped(
            &format!(
                "and {} more, {} of them as bad at every instant (chaos.html and moments.csv have all).",
                all.len() - shown,
                all.len() - at_a_moment.len()
            ),
            width,
        ));
    }
    text.push('\n');
    text
}

fn coloured(text: &str) -> String {
    let mut made = text.to_string();
    for (verdict, colour) in [
        (CellVerdict::Lost, AnsiColor::Red),
        (CellVerdict::Missed, AnsiColor::Red),
        (CellVerdict::Undecided, AnsiColor::Yellow),
        (CellVerdict::Met, AnsiColor::Green),
    ] {
        let style = Style::new().fg_color(Some(colour.into())).bold();
        let word = told::verdict(verdict);
        made = made.replace(word, &format!("{style}{word}{style:#}"));
    }
    made
}
