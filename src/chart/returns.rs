//! The return of applications after a drill, from a quarter of an hour to weeks.
//!
//! Always true here: a cell is the share of the drill's trials in which no outage that the drill caused has the application
//! down at that moment, whatever else has; its number is written into it; a heavy line in a row is its RTO, and cells beyond it
//! where fewer are back than the target asks are pale red; the row above is the mean over applications.

use super::canvas::{Anchor, Area, Canvas, Caption, plain, sheet};
use super::panel;
use super::style::{BEYOND, BLACK, Colour, GRID, INK, MUTED, PAPER};
use super::{Chart, Error, text};
use crate::units::number;

/// Most applications of the chart.
const MOST_ROWS: usize = 30;
/// Most moments across.
pub const MOST_MARKS: usize = 24;
const ROW: f64 = 20.0;

/// One application.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its name.
    pub application: String,
    /// Its tier.
    pub tier: u8,
    /// Its RTO for the drill's class in seconds, and the share of outages that must keep it, if stated.
    pub objective: Option<(f64, f64)>,
    /// Share of trials in which no outage that the drill caused has it down, at each mark.
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
    /// Moments in seconds after the strike, ascending.
    pub marks_s: Vec<f64>,
    /// Applications that the drill stops at least once.
    pub rows: Vec<Row>,
}

/// The chart; none where the drill stops no application.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Returns) -> Result<Option<Chart>, Error> {
    if spec.rows.is_empty() || spec.marks_s.is_empty() {
        return Ok(None);
    }
    let mut rows: Vec<&Row> = spec.rows.iter().collect();
    rows.sort_by(|a, b| (a.tier, &a.application).cmp(&(b.tier, &b.application)));
    let marks: Vec<f64> = spec.marks_s.iter().take(MOST_MARKS).copied().collect();
    let mean = |mark: usize| -> f64 {
        let shares = rows.iter().filter_map(|row| row.up_share.get(mark));
        shares.sum::<f64>() / rows.len() as f64
    };
    let means: Vec<f64> = (0..marks.len()).map(mean).collect();
    let description = format!(
        "Of {}, {} % are not down by the drill at the strike, {} % after {}, as means over trials.",
        if rows.len() == 1 {
            "1 application".to_string()
        } else {
            format!("{} applications", rows.len())
        },
        percent(means[0]),
        percent(means[means.len() - 1]),
        number::duration(marks[marks.len() - 1]),
    );
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    let shown = rows.len().min(MOST_ROWS);
    let more = rows.len() - shown;
    let height = 164.0 + ROW * (shown + 1) as f64 + if more > 0 { 16.0 } else { 0.0 };
    sheet(&caption, panel::WIDTH, height, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        let area = Area {
            left: 200.0,
            top: 92.0,
            right: panel::WIDTH - 16.0,
            bottom: 92.0 + ROW * (shown + 1) as f64,
        };
        let cell = (area.width() / marks.len() as f64).min(44.0);
        header(canvas, area, cell, &marks);
        total(canvas, area, cell, &means, rows.len());
        for (index, row) in rows.iter().take(shown).enumerate() {
            let top = area.top + 6.0 + ROW * (index + 1) as f64;
            application(canvas, area, cell, top, &marks, row);
        }
        foot(canvas, height, more);
    })
    .map(Some)
}

/// A moment as narrow as a column: `¼ h`, `36 h`, `4 d`, `1 wk`, `1 mo`.
fn moment(seconds: f64) -> String {
    const HOUR: f64 = 3_600.0;
    const DAY: f64 = 24.0 * HOUR;
    let units = [
        (365.0 * DAY, "y"),
        (30.0 * DAY, "mo"),
        (7.0 * DAY, "wk"),
        (DAY, "d"),
    ];
    if seconds == 0.0 {
        return "0".to_string();
    }
    if seconds == HOUR / 4.0 {
        return "¼ h".to_string();
    }
    if seconds == HOUR / 2.0 {
        return "½ h".to_string();
    }
    // Two days and three are said in hours.
    if seconds > 72.0 * HOUR
        && let Some((unit, name)) = units
            .iter()
            .find(|(unit, _)| (seconds / unit).fract() == 0.0)
    {
        return format!("{} {name}", seconds / unit);
    }
    // What two digits say exactly; else the largest unit of which it is a whole number: two RTOs look alike only where they are.
    let smaller = [(HOUR, "h"), (60.0, "m"), (1.0, "s")];
    for (unit, name) in smaller.into_iter().filter(|(unit, _)| seconds >= *unit) {
        let value = seconds / unit;
        let is_exact = (value * 10.0).fract() == 0.0 && value < 10.0;
        if is_exact || value.fract() == 0.0 {
            return format!("{value} {name}");
        }
    }
    format!("{seconds} s")
}

fn header(canvas: &mut Canvas<'_>, area: Area, cell: f64, marks: &[f64]) {
    let name = "after the strike";
    canvas.axis(name, marks.iter().map(|mark| moment(*mark)));
    canvas.text(
        (area.left - 10.0, area.top - 14.0),
        name,
        plain(11.5).colour(MUTED).anchor(Anchor::End),
    );
    for (index, mark) in marks.iter().enumerate() {
        canvas.text(
            (area.left + cell * (index as f64 + 0.5), area.top - 14.0),
            &moment(*mark),
            plain(10.5).anchor(Anchor::Middle),
        );
    }
}

fn total(canvas: &mut Canvas<'_>, area: Area, cell: f64, means: &[f64], all: usize) {
    let middle = area.top + ROW / 2.0;
    canvas.text(
        (area.left - 10.0, middle),
        &format!("mean of all {all}, per cent"),
        plain(11.5).bold().anchor(Anchor::End),
    );
    for (index, value) in means.iter().enumerate() {
        canvas.text(
            (area.left + cell * (index as f64 + 0.5), middle),
            &percent(*value),
            plain(10.5).bold().anchor(Anchor::Middle),
        );
    }
    canvas.line(
        (panel::LEFT, area.top + ROW + 1.0),
        (area.left + cell * means.len() as f64, area.top + ROW + 1.0),
        GRID,
        1.0,
    );
}

fn application(canvas: &mut Canvas<'_>, area: Area, cell: f64, top: f64, marks: &[f64], row: &Row) {
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
    for (index, (mark, share)) in marks.iter().zip(&row.up_share).enumerate() {
        let left = area.left + cell * index as f64;
        let is_beyond = row
            .objective
            .is_some_and(|(limit, target)| *mark > limit && *share < target);
        let (ground, dark) = if is_beyond {
            (BEYOND, false)
        } else {
            shade(*share)
        };
        let square = Area {
            left: left + 0.5,
            top: top + 0.5,
            right: left + cell - 0.5,
            bottom: top + ROW - 0.5,
        };
        canvas.block(square, ground);
        canvas.tell(square, told(row, *mark, *share));
        canvas.text(
            (left + cell / 2.0, middle),
            &percent(*share),
            plain(10.0)
                .colour(if dark { PAPER } else { INK })
                .anchor(Anchor::Middle),
        );
    }
    if let Some((limit, _)) = row.objective {
        objective(canvas, area, cell, top, marks, limit);
    }
}

/// The RTO: right of the last moment at which it is not yet over.
fn objective(canvas: &mut Canvas<'_>, area: Area, cell: f64, top: f64, marks: &[f64], limit: f64) {
    let within = marks.iter().filter(|mark| **mark <= limit).count();
    let x = area.left + cell * within as f64;
    canvas.line((x, top), (x, top + ROW), BLACK, 3.0);
}

/// What a cell says in words.
fn told(row: &Row, mark: f64, share: f64) -> String {
    let rto = row.objective.map_or_else(String::new, |(limit, target)| {
        let limit = number::duration(limit);
        format!("; RTO {limit} for {}", number::share(target))
    });
    format!(
        "{}: not down by the drill in {} % of the trials {} after the strike{rto}",
        row.application,
        percent(share),
        number::duration(mark)
    )
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
    let lift = if more > 0 { 16.0 } else { 0.0 };
    let look = plain(11.0).colour(MUTED);
    let lines = [
        "Cells: per cent of the trials in which no outage of this drill has the application down then; others are left out.",
        "Heavy line: the application's RTO. Pale red: beyond it, and fewer are back than its target asks.",
    ];
    for (line, text) in lines.iter().enumerate() {
        let y = height - 30.0 - lift + 16.0 * line as f64;
        canvas.text((panel::LEFT, y), text, look);
    }
    if more > 0 {
        let text = format!("Counted in the first row and not shown: {more} more.");
        canvas.text((panel::LEFT, height - 14.0), &text, look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::style::tests::difference;

    const HOUR: f64 = 3_600.0;

    /// Applications that are back bit by bit at a quarter of an hour, half an hour, 1, 2, 4 and 8 h.
    fn spec(applications: usize) -> Returns {
        Returns {
            name: "return".into(),
            title: "Return after a drill".into(),
            subtitle: String::new(),
            marks_s: [0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0]
                .map(|hours| hours * HOUR)
                .to_vec(),
            rows: (0..applications)
                .map(|number| Row {
                    application: format!("application {number}"),
                    tier: 1,
                    objective: Some((2.0 * HOUR, 0.95)),
                    up_share: vec![0.0, 0.1, 0.2, 0.4, 0.6, 0.9, 1.0],
                })
                .collect(),
        }
    }

    fn drawn(spec: &Returns) -> Chart {
        draw(spec).expect("memory").expect("a chart")
    }

    #[test]
    fn moments_are_as_narrow_as_columns() {
        let made = [
            0.0, 0.25, 0.5, 1.0, 1.5, 24.0, 48.0, 96.0, 168.0, 720.0, 8_760.0,
        ];
        let made = made.map(|hours| moment(hours * HOUR));
        let expected = [
            "0", "¼ h", "½ h", "1 h", "1.5 h", "24 h", "48 h", "4 d", "1 wk", "1 mo", "1 y",
        ];
        assert_eq!(made, expected);
        let other = [300.0, 20.0, 5_460.0, 900_000.0, 0.5].map(moment);
        assert_eq!(other, ["5 m", "20 s", "91 m", "250 h", "0.5 s"]);
    }

    #[test]
    fn the_first_row_is_a_share_of_the_applications_and_no_number_of_them() {
        let chart = drawn(&spec(1));
        assert!(chart.svg.contains("mean of all 1, per cent") && !chart.svg.contains("0.4"));
        assert_eq!(
            chart.description,
            "Of 1 application, 0 % are not down by the drill at the strike, 100 % after 8 h, as means over trials."
        );
    }

    #[test]
    fn the_rto_is_a_heavy_line_and_what_lies_beyond_it_is_pale_red() {
        let chart = drawn(&spec(1));
        // Five of seven columns are within 2 h: the line stands at 200 + 5 · 44 pixels, drawn at twice the size.
        let line = "x1=\"840\" y1=\"236\" x2=\"840\" y2=\"276\"";
        assert!(chart.svg.contains(line), "{}", chart.svg);
        // At 4 h 90 % are back and 95 % should be; at 8 h all are.
        assert_eq!(chart.svg.matches("fill=\"#F9CDB8\"").count(), 1);
        let mut free = spec(1);
        free.rows[0].objective = None;
        let chart = drawn(&free);
        assert!(!chart.svg.contains(line) && !chart.svg.contains("#F9CDB8"));
        assert!(chart.svg.contains(
            "application 0: not down by the drill in 40 % of the trials 1 h after the strike<"
        ));
    }

    #[test]
    fn what_is_late_is_told_from_what_is_in_time() {
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let difference = difference(shade(share).0, BEYOND);
            assert!(difference >= 15.0, "{share}: {difference}");
        }
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
        assert!(drawn(&spec(40)).svg.contains("not shown: 10 more"));
        assert!(draw(&spec(0)).expect("memory").is_none());
    }
}
