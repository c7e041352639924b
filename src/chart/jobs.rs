//! What became of backup jobs, protection by protection.
//!
//! Always true here: the segments of a bar are shares of the jobs that came due.

use super::canvas::{Anchor, Area, Canvas, Caption, plain, sheet};
use super::panel;
use super::scale::Scale;
use super::style::{
    BLACK, Fill, GREEN, GRID, Hatch, INK, MUTED, ORANGE, PAPER, PURPLE, SKY, VERMILION, YELLOW,
    fill,
};
use super::{Chart, Error, text};
use crate::model::record::JobTally;
use crate::units::number;

const MOST_ROWS: usize = 20;
const ROW: f64 = 40.0;

/// One protection.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its name.
    pub protection: String,
    /// What became of its jobs.
    pub tally: JobTally,
}

/// What to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct Jobs {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// Protections.
    pub rows: Vec<Row>,
}

fn segments(tally: &JobTally) -> [(&'static str, u64, Fill); 6] {
    [
        ("good", tally.good, fill(GREEN, Hatch::Plain, true)),
        ("failed", tally.failed, fill(VERMILION, Hatch::Rising, true)),
        (
            "window missed",
            tally.window_missed,
            fill(ORANGE, Hatch::Upright, false),
        ),
        (
            "overrun",
            tally.overrun,
            fill(YELLOW, Hatch::Falling, false),
        ),
        (
            "interrupted",
            tally.interrupted,
            fill(PURPLE, Hatch::Level, false),
        ),
        (
            "repository full",
            tally.repository_full,
            fill(BLACK, Hatch::Plain, true),
        ),
    ]
}

/// The chart; none where no job came due.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Jobs) -> Result<Option<Chart>, Error> {
    let rows: Vec<&Row> = spec.rows.iter().filter(|row| row.tally.due > 0).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let shown = rows.len().min(MOST_ROWS);
    let more = rows.len() - shown;
    let description = rows
        .iter()
        .map(|row| {
            format!(
                "{}: {} of {} jobs left a good restore point",
                row.protection,
                number::count(row.tally.good),
                number::count(row.tally.due)
            )
        })
        .collect::<Vec<_>>()
        .join(". ");
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    let height = 148.0 + ROW * shown as f64 + if more > 0 { 16.0 } else { 0.0 };
    sheet(&caption, panel::WIDTH, height, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        let mut left = panel::LEFT;
        for (label, _, look) in segments(&rows[0].tally) {
            let sample = Area {
                left,
                top: 59.0,
                right: left + 22.0,
                bottom: 71.0,
            };
            canvas.bar(sample, look);
            canvas.text((left + 27.0, 65.0), label, plain(11.5));
            left += 42.0 + text::width(label, 11.5);
        }
        let area = Area {
            left: 160.0,
            top: 86.0,
            right: 690.0,
            bottom: 86.0 + ROW * shown as f64,
        };
        let x = Scale::linear(0.0, 1.0, area.left, area.right);
        let ticks = x.every(0.2, |share| format!("{} %", (share * 100.0).round()));
        for tick in &ticks {
            canvas.line((tick.at, area.top), (tick.at, area.bottom), GRID, 1.0);
        }
        for (index, row) in rows.iter().take(shown).enumerate() {
            protection(canvas, area, x, area.top + ROW * index as f64, row);
        }
        panel::axis_below(canvas, area, &ticks, "share of the jobs that came due");
        if more > 0 {
            canvas.text(
                (panel::LEFT, height - 10.0),
                &format!("Not shown here, but in the tables: {more} more."),
                plain(11.0).colour(MUTED),
            );
        }
    })
    .map(Some)
}

fn protection(canvas: &mut Canvas<'_>, area: Area, x: Scale, top: f64, row: &Row) {
    let middle = top + ROW / 2.0;
    canvas.text(
        (area.left - 10.0, middle),
        &text::fitted_name(&row.protection, 12.5, area.left - 10.0 - panel::LEFT),
        plain(12.5).anchor(Anchor::End),
    );
    let share = |count: u64| count as f64 / row.tally.due as f64;
    let mut from = 0.0;
    for (what, count, look) in segments(&row.tally) {
        if count == 0 {
            continue;
        }
        let bar = Area {
            left: x.place(from),
            top: top + 8.0,
            right: x.place(from + share(count)),
            bottom: top + ROW - 8.0,
        };
        canvas.bar(bar, look);
        let label = number::share(share(count));
        let told = format!("{}, {what}: {label} of the jobs", row.protection);
        canvas.tell(bar, told);
        if look.hatch == Hatch::Plain && text::width(&label, 11.0) + 8.0 < bar.width() {
            canvas.text(
                ((bar.left + bar.right) / 2.0, middle),
                &label,
                plain(11.0)
                    .colour(if look.dark { PAPER } else { INK })
                    .anchor(Anchor::Middle),
            );
        }
        from += share(count);
    }
    // Jobs that were still under way at the end of the horizon.
    if from < 0.999 {
        let rest = Area {
            left: x.place(from),
            top: top + 8.0,
            right: x.place(1.0),
            bottom: top + ROW - 8.0,
        };
        canvas.frame(rest, SKY, 0.5);
        let told = format!(
            "{}, under way when their trial ended: {} of the jobs",
            row.protection,
            number::share(1.0 - from)
        );
        canvas.tell(rest, told);
    }
    let room = panel::WIDTH - area.right - 22.0;
    let jobs = if row.tally.due == 1 { "job" } else { "jobs" };
    let note = format!("{} {jobs} due", number::count(row.tally.due));
    canvas.text(
        (area.right + 14.0, middle),
        &text::fitted(&note, 11.5, room),
        plain(11.5),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_jobs_is_apart_for_all_eyes() {
        let colours = segments(&JobTally::default()).map(|(name, _, look)| (name, look.colour));
        crate::chart::style::tests::all_apart(&colours);
    }

    #[test]
    fn shares_are_of_the_jobs_due() {
        let tally = JobTally {
            due: 1_000,
            good: 900,
            failed: 60,
            window_missed: 40,
            ..JobTally::default()
        };
        let spec = |tally| Jobs {
            name: "jobs".into(),
            title: "Backup jobs".into(),
            subtitle: String::new(),
            rows: vec![Row {
                protection: "gold".into(),
                tally,
            }],
        };
        let chart = draw(&spec(tally)).expect("memory").expect("a chart");
        assert!(chart.svg.contains("90 %") && chart.svg.contains("1,000 jobs due"));
        assert!(chart.description.contains("900 of 1,000 jobs"));
        assert!(draw(&spec(JobTally::default())).expect("memory").is_none());
    }
}
