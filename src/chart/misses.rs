//! Misses by cause: a bar for each application, objective and cause, with interval whiskers.
//!
//! Always true here: bars start at zero on a linear axis, the most frequent comes first, and the
//! figure stands beside each bar.

use super::canvas::{Anchor, Area, Canvas, Caption, plain, sheet};
use super::panel;
use super::scale::Scale;
use super::style::{BLUE, Fill, GRID, Hatch, INK, MUTED, ORANGE, fill};
use super::{Chart, Error, text};
use crate::model::figure;
use crate::model::outcome::Estimate;
use crate::units::number;

/// Most rows of the chart.
const MOST_ROWS: usize = 20;
const ROW: f64 = 26.0;

/// Which objective was missed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missed {
    /// The RTO.
    Recovery,
    /// The RPO.
    Loss,
}

/// One bar.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Application.
    pub application: String,
    /// Cause.
    pub cause: String,
    /// Objective.
    pub missed: Missed,
    /// Misses per year.
    pub per_year: Estimate,
}

/// What to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct Misses {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// Bars in any order; those without a point are left out.
    pub rows: Vec<Row>,
}

fn look(missed: Missed) -> Fill {
    match missed {
        Missed::Recovery => fill(BLUE, Hatch::Plain, true),
        Missed::Loss => fill(ORANGE, Hatch::Rising, false),
    }
}

/// The chart; none where no miss was seen.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Misses) -> Result<Option<Chart>, Error> {
    let point = |row: &Row| row.per_year.point.unwrap_or(0.0);
    let mut rows: Vec<&Row> = spec.rows.iter().filter(|row| point(row) > 0.0).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    rows.sort_by(|a, b| point(b).total_cmp(&point(a)));
    let more = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    let description = format!(
        "The most frequent: {} misses its {} because of {}, {}.",
        rows[0].application,
        name(rows[0].missed),
        rows[0].cause,
        figure::rate(&rows[0].per_year)
    );
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    let height = 150.0 + ROW * rows.len() as f64 + if more > 0 { 20.0 } else { 0.0 };
    sheet(&caption, panel::WIDTH, height, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        legend(canvas);
        let area = Area {
            left: 290.0,
            top: 84.0,
            right: 640.0,
            bottom: 84.0 + ROW * rows.len() as f64,
        };
        let reach = |row: &&Row| row.per_year.high.unwrap_or(0.0).max(point(row));
        let high = rows.iter().map(reach).fold(0.0, f64::max);
        let x = Scale::linear(0.0, high, area.left, area.right);
        let ticks = x.linear_ticks(5, |value| number::significant(value, 3));
        for tick in &ticks {
            canvas.line((tick.at, area.top), (tick.at, area.bottom), GRID, 1.0);
        }
        for (index, row) in rows.iter().enumerate() {
            bar(canvas, area, x, area.top + ROW * index as f64, row);
        }
        panel::axis_below(canvas, area, &ticks, "misses per year");
        if more > 0 {
            canvas.text(
                (panel::LEFT, height - 12.0),
                &format!("Not shown here, but in the tables: {more} less frequent."),
                plain(11.0).colour(MUTED),
            );
        }
    })
    .map(Some)
}

fn name(missed: Missed) -> &'static str {
    match missed {
        Missed::Recovery => "RTO",
        Missed::Loss => "RPO",
    }
}

fn legend(canvas: &mut Canvas<'_>) {
    let mut x = 290.0;
    for missed in [Missed::Recovery, Missed::Loss] {
        let sample = Area {
            left: x,
            top: 58.0,
            right: x + 26.0,
            bottom: 70.0,
        };
        canvas.bar(sample, look(missed));
        let label = format!("{} missed", name(missed));
        canvas.text((x + 33.0, 64.0), &label, plain(12.0));
        x += 48.0 + text::width(&label, 12.0);
    }
    canvas.line((x, 64.0), (x + 26.0, 64.0), INK, 1.5);
    for end in [x, x + 26.0] {
        canvas.line((end, 60.0), (end, 68.0), INK, 1.5);
    }
    canvas.text((x + 33.0, 64.0), "interval", plain(12.0));
}

fn bar(canvas: &mut Canvas<'_>, area: Area, x: Scale, top: f64, row: &Row) {
    let middle = top + ROW / 2.0;
    let room = area.left - 46.0 - panel::LEFT;
    // Both names stay recognisable: the cause gets up to half, the application the rest.
    let cause = text::fitted_name(&row.cause, 12.0, room * 0.48);
    let left = room - text::width(&cause, 12.0) - text::width(": ", 12.0);
    let application = text::fitted_name(&row.application, 12.0, left);
    canvas.text(
        (area.left - 46.0, middle),
        &format!("{application}: {cause}"),
        plain(12.0).anchor(Anchor::End),
    );
    canvas.text(
        (area.left - 8.0, middle),
        name(row.missed),
        plain(11.0).colour(MUTED).anchor(Anchor::End),
    );
    let point = row.per_year.point.unwrap_or(0.0);
    let bar = Area {
        left: area.left,
        top: top + 5.0,
        right: x.place(point).max(area.left + 1.0),
        bottom: top + ROW - 5.0,
    };
    canvas.bar(bar, look(row.missed));
    let told = format!(
        "{}, {}, {} missed: {}",
        row.application,
        row.cause,
        name(row.missed),
        figure::rate(&row.per_year)
    );
    canvas.tell(bar, told);
    let (low, high) = (
        x.place(row.per_year.low.unwrap_or(point)),
        x.place(row.per_year.high.unwrap_or(point)),
    );
    if high - low > 1.0 {
        canvas.line((low, middle), (high, middle), INK, 1.5);
        for end in [low, high] {
            canvas.line((end, middle - 4.0), (end, middle + 4.0), INK, 1.5);
        }
    }
    canvas.text(
        (area.right + 12.0, middle),
        &text::fitted(
            &figure::rate(&row.per_year),
            11.5,
            panel::WIDTH - area.right - 20.0,
        ),
        plain(11.5),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(count: u32) -> Misses {
        Misses {
            name: "misses-by-cause".into(),
            title: "Misses by cause".into(),
            subtitle: String::new(),
            rows: (0..count)
                .map(|number| Row {
                    application: format!("application {number}"),
                    cause: "power <&>".into(),
                    missed: if number % 2 == 0 {
                        Missed::Recovery
                    } else {
                        Missed::Loss
                    },
                    per_year: Estimate {
                        point: (number != 3).then(|| f64::from(number) * 0.02),
                        low: Some(0.0),
                        high: Some(1.0),
                    },
                })
                .collect(),
        }
    }

    #[test]
    fn the_most_frequent_comes_first_and_the_rest_is_counted() {
        let chart = draw(&spec(25)).expect("memory").expect("a chart");
        assert!(chart.description.contains("application 24 misses its RTO"));
        // 25 rows without the one that was not seen and the one at zero, 20 of them shown.
        assert!(chart.svg.contains("in the tables: 3 less frequent"));
        assert!(chart.svg.contains("power &lt;&amp;&gt;"));
    }

    #[test]
    fn objectives_are_apart_for_all_eyes() {
        let colour = |missed| (name(missed), look(missed).colour);
        let both = [Missed::Recovery, Missed::Loss].map(colour);
        crate::chart::style::tests::all_apart(&both);
    }

    #[test]
    fn no_miss_is_no_chart() {
        assert!(draw(&spec(1)).expect("memory").is_none());
    }
}
