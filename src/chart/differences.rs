//! Differences of two variants with their intervals: better on the left of nought, worse on the right, a panel for each unit.
//!
//! Always true here: the worst stands first in each panel; an interval that goes beyond its panel, or has no end, has an arrow there; nothing
//! differs by colour alone.

use super::canvas::{Anchor, Area, Canvas, Caption, plain, sheet};
use super::panel;
use super::scale::{Scale, Tick};
use super::style::{AXIS, BLUE, Colour, GRID, INK, MUTED, Marker, VERMILION};
use super::{Chart, Error, text};
use crate::model::compared::{Change, ComparedUnit};
use crate::model::outcome::Estimate;
use crate::units::number;

/// Most rows of a panel.
const MOST_ROWS: usize = 24;
const ROW: f64 = 22.0;
/// Height of what stands around the rows of a panel.
const AROUND: f64 = 86.0;

/// One difference, turned so that more is worse.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What it is of.
    pub name: String,
    /// Its unit.
    pub unit: ComparedUnit,
    /// How much worse, with its interval.
    pub difference: Estimate,
    /// How it is judged.
    pub change: Change,
    /// The difference in words, as it is and not turned.
    pub told: String,
}

/// What to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct Differences {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// Rows in any order.
    pub rows: Vec<Row>,
}

/// Rows of one unit, the worst first.
struct Panel<'p> {
    unit: ComparedUnit,
    rows: Vec<&'p Row>,
    more: usize,
    reach: f64,
}

fn middle(row: &Row) -> f64 {
    let Estimate { point, low, high } = row.difference;
    point
        .or(low.zip(high).map(|(low, high)| 0.5 * (low + high)))
        .or(low)
        .or(high)
        .unwrap_or(0.0)
}

fn panel(spec: &Differences, unit: ComparedUnit) -> Option<Panel<'_>> {
    let mut rows: Vec<&Row> = spec.rows.iter().filter(|row| row.unit == unit).collect();
    let decided = |row: &Row| matches!(row.change, Change::Worse | Change::Better);
    // Who is decided stays, then who differs most.
    rows.sort_by(|one, other| {
        let undecided = decided(other).cmp(&decided(one));
        undecided.then(middle(other).abs().total_cmp(&middle(one).abs()))
    });
    let more = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    rows.sort_by(|one, other| middle(other).total_cmp(&middle(one)));
    // What is decided sets the scale, where anything is.
    let any = rows.iter().any(|row| decided(row));
    let shown = rows.iter().filter(|row| decided(row) || !any);
    let largest = shown.map(|row| middle(row).abs()).fold(0.0, f64::max);
    let ends = rows
        .iter()
        .filter(|row| decided(row))
        .flat_map(|row| [row.difference.low, row.difference.high]);
    let widest = ends.flatten().map(f64::abs).fold(largest, f64::max);
    // One wide interval is not to hide what all others say.
    let reach = widest.min(2.5 * largest);
    (!rows.is_empty() && reach > 0.0).then_some(Panel {
        unit,
        rows,
        more,
        reach: 1.06 * reach,
    })
}

impl Panel<'_> {
    fn height(&self) -> f64 {
        AROUND + ROW * self.rows.len() as f64 + if self.more > 0 { 18.0 } else { 0.0 }
    }
}

/// The chart; none where nothing differs.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Differences) -> Result<Option<Chart>, Error> {
    let panels = ComparedUnit::ALL.into_iter();
    let panels: Vec<Panel<'_>> = panels.filter_map(|unit| panel(spec, unit)).collect();
    if panels.is_empty() {
        return Ok(None);
    }
    let count = |change| spec.rows.iter().filter(|row| row.change == change).count();
    let named = |change: Change| {
        let all = spec.rows.iter().filter(|row| row.change == change).take(3);
        let all: Vec<String> = all
            .map(|row| format!("{}: {}", row.name, row.told))
            .collect();
        all.join("; ")
    };
    let description = format!(
        "{} worse, {} better, {} cannot be told. Worse: {}. Better: {}.",
        count(Change::Worse),
        count(Change::Better),
        count(Change::Undecided),
        said(named(Change::Worse)),
        said(named(Change::Better)),
    );
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    let height = 84.0 + panels.iter().map(Panel::height).sum::<f64>();
    sheet(&caption, panel::WIDTH, height, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        legend(canvas);
        let mut top = 84.0;
        for one in &panels {
            draw_panel(canvas, one, top);
            top += one.height();
        }
    })
    .map(Some)
}

fn said(text: String) -> String {
    if text.is_empty() {
        "none".to_string()
    } else {
        text
    }
}

fn look(change: Change) -> (Colour, Marker) {
    match change {
        Change::Worse => (VERMILION, Marker::Square),
        Change::Better => (BLUE, Marker::Disc),
        Change::Undecided | Change::Same => (MUTED, Marker::Ring),
    }
}

fn legend(canvas: &mut Canvas<'_>) {
    let mut x = panel::LEFT + 8.0;
    for (change, label) in [
        (Change::Worse, "worse"),
        (Change::Better, "better"),
        (Change::Undecided, "cannot be told"),
    ] {
        let (colour, marker) = look(change);
        canvas.line((x, 66.0), (x + 30.0, 66.0), colour, 2.0);
        canvas.marker((x + 15.0, 66.0), marker, colour);
        canvas.text((x + 38.0, 66.0), label, plain(12.0));
        x += 56.0 + text::width(label, 12.0);
    }
}

fn title(unit: ComparedUnit) -> &'static str {
    match unit {
        ComparedUnit::Share => "Shares",
        ComparedUnit::Seconds => "Times",
        ComparedUnit::SecondsPerYear => "Time a year",
        ComparedUnit::PerYear => "Number a year",
    }
}

fn axis_name(unit: ComparedUnit) -> &'static str {
    match unit {
        ComparedUnit::Share => "percentage points better (left) or worse (right)",
        ComparedUnit::Seconds => "time by which it is better (left) or worse (right)",
        ComparedUnit::SecondsPerYear => "time a year by which it is better (left) or worse (right)",
        ComparedUnit::PerYear => "number a year by which it is better (left) or worse (right)",
    }
}

/// Ticks on both sides of nought, without a sign: of a share more is better, of a time less.
fn ticks(unit: ComparedUnit, reach: f64, area: Area) -> Vec<Tick> {
    let half = Scale::linear(0.0, reach, 0.0, 1.0);
    let found = match unit {
        ComparedUnit::Seconds | ComparedUnit::SecondsPerYear => half.linear_time_ticks(3),
        ComparedUnit::Share => {
            let points = Scale::linear(0.0, 100.0 * reach, 0.0, 1.0);
            points.linear_ticks(3, |value| number::significant(value, 3))
        }
        ComparedUnit::PerYear => half.linear_ticks(3, |value| number::significant(value, 3)),
    };
    let (centre, room) = (0.5 * (area.left + area.right), 0.5 * area.width());
    let mut made = Vec::new();
    for tick in found {
        if tick.at > 1e-9 {
            made.push(Tick {
                at: centre - tick.at * room,
                label: tick.label.clone(),
            });
            made.push(Tick {
                at: centre + tick.at * room,
                label: tick.label,
            });
        }
    }
    made.push(Tick {
        at: centre,
        label: "0".to_string(),
    });
    made.sort_by(|one, other| one.at.total_cmp(&other.at));
    made
}

fn draw_panel(canvas: &mut Canvas<'_>, one: &Panel<'_>, top: f64) {
    let area = Area {
        left: 308.0,
        top: top + 26.0,
        right: 628.0,
        bottom: top + 26.0 + ROW * one.rows.len() as f64,
    };
    canvas.text(
        (panel::LEFT, top + 12.0),
        title(one.unit),
        plain(13.0).bold(),
    );
    let ticks = ticks(one.unit, one.reach, area);
    for tick in &ticks {
        canvas.line((tick.at, area.top), (tick.at, area.bottom), GRID, 1.0);
    }
    let scale = Scale::linear(-one.reach, one.reach, area.left, area.right);
    let nought = scale.place(0.0);
    canvas.line((nought, area.top - 4.0), (nought, area.bottom), AXIS, 1.5);
    canvas.text(
        (nought - 8.0, area.top - 10.0),
        "← better",
        plain(11.0).colour(MUTED).anchor(Anchor::End),
    );
    canvas.text(
        (nought + 8.0, area.top - 10.0),
        "worse →",
        plain(11.0).colour(MUTED),
    );
    for (index, row) in one.rows.iter().enumerate() {
        draw_row(
            canvas,
            (area, scale, one.reach),
            area.top + ROW * (index as f64 + 0.5),
            row,
        );
    }
    panel::axis_below(canvas, area, &ticks, axis_name(one.unit));
    if one.more > 0 {
        canvas.text(
            (panel::LEFT, area.bottom + 50.0),
            &format!("Not shown here, but in the table: {} more.", one.more),
            plain(11.0).colour(MUTED),
        );
    }
}

fn draw_row(canvas: &mut Canvas<'_>, (area, scale, reach): (Area, Scale, f64), y: f64, row: &Row) {
    let (colour, marker) = look(row.change);
    let room = area.left - 12.0 - panel::LEFT;
    canvas.text(
        (area.left - 12.0, y),
        &text::fitted_address(&row.name, 11.5, room),
        plain(11.5).anchor(Anchor::End),
    );
    let Estimate { point, low, high } = row.difference;
    let end = |value: Option<f64>, beyond: f64| value.unwrap_or(beyond).clamp(-reach, reach);
    let (from, to) = (end(low, -reach), end(high, reach));
    let known = low.is_some() || high.is_some();
    if known {
        canvas.line((scale.place(from), y), (scale.place(to), y), colour, 2.0);
        for (value, at, side) in [(low, from, -1.0), (high, to, 1.0)] {
            let x = scale.place(at);
            match value {
                Some(value) if value.abs() <= reach => {
                    canvas.line((x, y - 4.0), (x, y + 4.0), colour, 1.5);
                }
                // All of it lies beyond the other edge.
                Some(value) if value * side < -reach => {}
                // It goes on beyond, or nobody knows how far.
                _ => {
                    canvas.line((x - 6.0 * side, y - 4.0), (x, y), colour, 1.5);
                    canvas.line((x - 6.0 * side, y + 4.0), (x, y), colour, 1.5);
                }
            }
        }
    }
    if let Some(point) = point.filter(|point| point.abs() <= reach) {
        canvas.marker((scale.place(point), y), marker, colour);
    }
    let around = Area {
        left: area.left,
        top: y - 0.5 * ROW,
        right: area.right,
        bottom: y + 0.5 * ROW,
    };
    canvas.tell(around, format!("{}: {}", row.name, row.told));
    canvas.text(
        (area.right + 12.0, y),
        &text::fitted(&row.told, 11.0, panel::WIDTH - area.right - 20.0),
        plain(11.0).colour(INK),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, unit: ComparedUnit, at: f64, change: Change) -> Row {
        Row {
            name: name.to_string(),
            unit,
            difference: Estimate {
                point: Some(at),
                low: Some(at - 1.0),
                high: (at < 50.0).then_some(at + 1.0),
            },
            change,
            told: format!("{at} s <&>"),
        }
    }

    fn spec(rows: Vec<Row>) -> Differences {
        Differences {
            name: "differences-1".into(),
            title: "What B changes".into(),
            subtitle: String::new(),
            rows,
        }
    }

    #[test]
    fn each_unit_has_a_panel_and_the_rest_is_counted() {
        let mut rows: Vec<Row> = (0..30)
            .map(|number| {
                let at = f64::from(number) - 10.0;
                row(
                    &format!("erp.mttr.{number}"),
                    ComparedUnit::Seconds,
                    at,
                    Change::Undecided,
                )
            })
            .collect();
        rows.push(row(
            "erp.rto.node.attained",
            ComparedUnit::Share,
            -5.0,
            Change::Better,
        ));
        let chart = draw(&spec(rows)).expect("memory").expect("a chart");
        assert_eq!(chart.axes.len(), 2);
        assert!(chart.svg.contains("in the table: 6 more"));
        assert!(
            chart
                .description
                .starts_with("0 worse, 1 better, 30 cannot be told.")
        );
        assert!(chart.svg.contains("&lt;&amp;&gt;"));
        for axis in &chart.axes {
            assert!(
                axis.labels.contains(&"0".to_string()) && axis.labels.len() >= 3,
                "{axis:?}"
            );
        }
    }

    #[test]
    fn nothing_that_differs_is_no_chart() {
        assert!(draw(&spec(vec![])).expect("memory").is_none());
        let nought = row("x", ComparedUnit::PerYear, 0.0, Change::Undecided);
        assert!(draw(&spec(vec![nought])).expect("memory").is_none());
    }
}
