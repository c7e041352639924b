//! The return of applications after a drill, hour by hour.
//!
//! Always true here: a cell is the share of the drill's trials in which the application was up at
//! that full hour; its number is written into it; the row above adds the shares up to a mean
//! number of applications.

use super::canvas::{Anchor, Area, Canvas, Caption, plain, sheet};
use super::panel;
use super::style::{Colour, GRID, INK, MUTED, PAPER};
use super::{Chart, Error, number, text};

/// Most applications of the chart.
const MOST_ROWS: usize = 30;
/// Most hours across.
const MOST_CELLS: usize = 25;
const ROW: f64 = 20.0;

/// One application.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its name.
    pub application: String,
    /// Its tier.
    pub tier: u8,
    /// Share of trials in which it was up, at each full hour after the strike.
    pub up_share: Vec<f64>,
}

/// What to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct Returns {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// Applications that the drill stops at least once.
    pub rows: Vec<Row>,
}

/// The hours to show: every one, or every second, third, sixth, … where there are too many; the
/// last hour is always among them.
#[must_use]
pub fn hours(length: usize, most: usize) -> Vec<usize> {
    let step = [1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 168, 336]
        .into_iter()
        .find(|step| length.div_ceil(*step) < most.max(2))
        .unwrap_or(length / most.max(2) + 1);
    let mut hours: Vec<usize> = (0..length).step_by(step).collect();
    if let Some(last) = length.checked_sub(1)
        && hours.last() != Some(&last)
    {
        hours.push(last);
    }
    hours
}

/// The chart; none where the drill stops no application.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Returns) -> Result<Option<Chart>, Error> {
    let length = spec.rows.iter().map(|row| row.up_share.len()).max();
    let Some(length) = length.filter(|length| *length > 0) else {
        return Ok(None);
    };
    let mut rows: Vec<&Row> = spec.rows.iter().collect();
    rows.sort_by(|a, b| (a.tier, &a.application).cmp(&(b.tier, &b.application)));
    let hours = hours(length, MOST_CELLS);
    let back: Vec<f64> = hours
        .iter()
        .map(|hour| rows.iter().filter_map(|row| row.up_share.get(*hour)).sum())
        .collect();
    let last = back.last().copied().unwrap_or(0.0);
    let description = format!(
        "Of {} applications, {} are up at the strike's hour, {} after {} h, as means over trials.",
        rows.len(),
        number::significant(back[0], 3),
        number::significant(last, 3),
        length - 1
    );
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    let shown = rows.len().min(MOST_ROWS);
    let more = rows.len() - shown;
    let height = 150.0 + ROW * (shown + 1) as f64 + if more > 0 { 16.0 } else { 0.0 };
    sheet(&caption, panel::WIDTH, height, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        let area = Area {
            left: 200.0,
            top: 92.0,
            right: panel::WIDTH - 16.0,
            bottom: 92.0 + ROW * (shown + 1) as f64,
        };
        let cell = (area.width() / hours.len() as f64).min(44.0);
        header(canvas, area, cell, &hours);
        total(canvas, area, cell, &back, rows.len());
        for (index, row) in rows.iter().take(shown).enumerate() {
            let top = area.top + 6.0 + ROW * (index + 1) as f64;
            application(canvas, area, cell, top, &hours, row);
        }
        foot(canvas, height, more);
    })
    .map(Some)
}

fn header(canvas: &mut Canvas<'_>, area: Area, cell: f64, hours: &[usize]) {
    canvas.text(
        (area.left - 10.0, area.top - 14.0),
        "hours after the strike",
        plain(11.5).colour(MUTED).anchor(Anchor::End),
    );
    for (index, hour) in hours.iter().enumerate() {
        canvas.text(
            (area.left + cell * (index as f64 + 0.5), area.top - 14.0),
            &hour.to_string(),
            plain(11.0).anchor(Anchor::Middle),
        );
    }
}

fn total(canvas: &mut Canvas<'_>, area: Area, cell: f64, back: &[f64], all: usize) {
    let middle = area.top + ROW / 2.0;
    canvas.text(
        (area.left - 10.0, middle),
        &format!("applications up, of {all}"),
        plain(11.5).bold().anchor(Anchor::End),
    );
    for (index, value) in back.iter().enumerate() {
        let label = if *value >= 99.5 {
            format!("{value:.0}")
        } else {
            number::significant((value * 10.0).round() / 10.0, 3)
        };
        canvas.text(
            (area.left + cell * (index as f64 + 0.5), middle),
            &label,
            plain(10.5).bold().anchor(Anchor::Middle),
        );
    }
    canvas.line(
        (panel::LEFT, area.top + ROW + 1.0),
        (area.left + cell * back.len() as f64, area.top + ROW + 1.0),
        GRID,
        1.0,
    );
}

fn application(
    canvas: &mut Canvas<'_>,
    area: Area,
    cell: f64,
    top: f64,
    hours: &[usize],
    row: &Row,
) {
    let middle = top + ROW / 2.0;
    let label = text::fitted_name(
        &row.application,
        11.5,
        area.left - 10.0 - panel::LEFT - 42.0,
    );
    canvas.text(
        (panel::LEFT, middle),
        &format!("tier {}", row.tier),
        plain(10.5).colour(MUTED),
    );
    canvas.text(
        (area.left - 10.0, middle),
        &label,
        plain(11.5).anchor(Anchor::End),
    );
    for (index, hour) in hours.iter().enumerate() {
        let Some(share) = row.up_share.get(*hour) else {
            continue;
        };
        let left = area.left + cell * index as f64;
        let (ground, dark) = shade(*share);
        canvas.block(
            Area {
                left: left + 0.5,
                top: top + 0.5,
                right: left + cell - 0.5,
                bottom: top + ROW - 0.5,
            },
            ground,
        );
        canvas.text(
            (left + cell / 2.0, middle),
            &percent(*share),
            plain(10.0)
                .colour(if dark { PAPER } else { INK })
                .anchor(Anchor::Middle),
        );
    }
}

/// Whole per cent that never rounds to none or to all.
fn percent(share: f64) -> String {
    let percent = (share * 100.0).round();
    if share > 0.0 && percent < 1.0 {
        "<1".to_string()
    } else if share < 1.0 && percent >= 100.0 {
        ">99".to_string()
    } else {
        format!("{percent}")
    }
}

/// From white, nobody is back, to dark blue, all are; and whether text on it is light.
fn shade(share: f64) -> (Colour, bool) {
    let share = share.clamp(0.0, 1.0);
    let mix = |from: f64, to: f64| (from + (to - from) * share).round() as u8;
    (
        (mix(244.0, 0.0), mix(246.0, 82.0), mix(249.0, 140.0)),
        share > 0.5,
    )
}

fn foot(canvas: &mut Canvas<'_>, height: f64, more: usize) {
    canvas.text(
        (panel::LEFT, height - if more > 0 { 32.0 } else { 16.0 }),
        "Cells: per cent of this drill's trials in which the application is up at that hour. \
         Darker is better.",
        plain(11.0).colour(MUTED),
    );
    if more > 0 {
        canvas.text(
            (panel::LEFT, height - 14.0),
            &format!("Counted in the first row and not shown: {more} more."),
            plain(11.0).colour(MUTED),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(applications: usize, length: usize) -> Returns {
        Returns {
            name: "return".into(),
            title: "Return after a drill".into(),
            subtitle: String::new(),
            rows: (0..applications)
                .map(|number| Row {
                    application: format!("application {number}"),
                    tier: 1,
                    up_share: (0..length)
                        .map(|hour| hour as f64 / length as f64)
                        .collect(),
                })
                .collect(),
        }
    }

    #[test]
    fn hours_are_thinned_to_round_steps_and_keep_the_last() {
        assert_eq!(hours(4, 25), [0, 1, 2, 3]);
        let thinned = hours(100, 25);
        assert_eq!(thinned[..3], [0, 6, 12]);
        assert_eq!(thinned.last(), Some(&99));
        assert!(hours(9_000, 25).len() <= 30);
        assert!(hours(0, 25).is_empty());
    }

    #[test]
    fn shares_add_up_to_applications_that_are_up() {
        let chart = draw(&spec(4, 10)).expect("memory").expect("a chart");
        // At hour 9 each of four is up with 0.9.
        assert!(
            chart.svg.contains("\n3.6\n") || chart.svg.contains(">3.6"),
            "{}",
            chart.svg
        );
        assert!(chart.description.contains("3.6 after 9 h"));
    }

    #[test]
    fn rounding_never_says_none_or_all() {
        assert_eq!(percent(0.001), "<1");
        assert_eq!(percent(0.999), ">99");
        assert_eq!(percent(1.0), "100");
        assert_eq!(percent(0.0), "0");
    }

    #[test]
    fn many_rows_are_capped_and_none_is_no_chart() {
        let chart = draw(&spec(40, 60)).expect("memory").expect("a chart");
        assert!(chart.svg.contains("not shown: 10 more"));
        assert!(draw(&spec(0, 9)).expect("memory").is_none());
        assert!(draw(&spec(3, 0)).expect("memory").is_none());
    }
}
