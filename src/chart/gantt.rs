//! The worst incident: what each application went through, phase by phase.
//!
//! Always true here: time runs from the strike, every phase has its own colour and hatch, and the
//! longest wait or transfer of an application is named with what it waited for.

use super::canvas::{Anchor, Area, Canvas, Caption, plain, sheet};
use super::panel;
use super::scale::Scale;
use super::style::{
    BLACK, BLUE, Fill, GREEN, GREY, GRID, Hatch, INK, MUTED, ORANGE, PAPER, PURPLE, SKY, VERMILION,
    YELLOW, fill,
};
use super::{Chart, Error, text};
use crate::model::record::{Ended, Phase};
use crate::units::number;

/// Most applications of the chart.
const MOST_ROWS: usize = 24;
const ROW: f64 = 30.0;
/// Most faults of the chart, and the height of one.
const MOST_FAULTS: usize = 8;
const FAULT: f64 = 20.0;

/// One phase of one application.
#[derive(Clone, PartialEq, Debug)]
pub struct Piece {
    /// Which phase.
    pub phase: Phase,
    /// From, in seconds after the strike.
    pub from_s: f64,
    /// To.
    pub to_s: f64,
    /// What it waited for or what bounded it; empty where nothing did.
    pub resource: String,
}

/// One application.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its name.
    pub application: String,
    /// How it ended; where it never came back, its phases end where the simulation stopped looking.
    pub ended: Ended,
    /// Its RTO for this class in seconds, if stated.
    pub objective_s: Option<f64>,
    /// Its phases.
    pub pieces: Vec<Piece>,
}

/// A fault while it lasts.
#[derive(Clone, PartialEq, Debug)]
pub struct Bar {
    /// What it hits.
    pub name: String,
    /// How it is called.
    pub cause: String,
    /// From, in seconds after the strike.
    pub from_s: f64,
    /// To.
    pub to_s: f64,
}

/// What to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct Gantt {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// Faults, in the order in which they began; the first are shown, above the rows.
    pub struck: Vec<Bar>,
    /// What the rows are, such as `applications`.
    pub of: &'static str,
    /// Applications in any order; the slowest are shown.
    pub rows: Vec<Row>,
}

fn look(phase: Phase) -> Fill {
    match phase {
        Phase::Detect => fill(YELLOW, Hatch::Plain, false),
        Phase::Decide => fill(ORANGE, Hatch::Rising, false),
        Phase::Wait => fill(VERMILION, Hatch::Falling, true),
        Phase::Provision => fill(SKY, Hatch::Upright, false),
        Phase::Transfer => fill(BLUE, Hatch::Plain, true),
        Phase::Replay => fill(BLACK, Hatch::Rising, true),
        Phase::Boot => fill(GREEN, Hatch::Level, true),
        Phase::Validate => fill(PURPLE, Hatch::Rising, false),
        Phase::Dependency => fill(GREY, Hatch::Falling, true),
        Phase::Relapse => fill(PAPER, Hatch::Level, false),
    }
}

fn end(row: &Row) -> f64 {
    row.pieces
        .iter()
        .map(|piece| piece.to_s)
        .fold(0.0, f64::max)
}

fn start(row: &Row) -> f64 {
    row.pieces
        .iter()
        .map(|piece| piece.from_s)
        .fold(f64::INFINITY, f64::min)
}

/// The longest piece.
fn longest(row: &Row) -> Option<&Piece> {
    row.pieces
        .iter()
        .max_by(|a, b| (a.to_s - a.from_s).total_cmp(&(b.to_s - b.from_s)))
}

fn result(row: &Row) -> String {
    let after = number::duration(end(row));
    match row.ended {
        Ended::Recovered => format!("back after {after}"),
        Ended::Lost => format!("back, but empty, after {after}"),
        // When looking ended says nothing of when it might have come.
        Ended::Never => "never back".to_string(),
    }
}

/// The chart; none where no application was down.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Gantt) -> Result<Option<Chart>, Error> {
    let (rows, more) = shown(spec);
    if rows.is_empty() {
        return Ok(None);
    }
    let description = rows
        .iter()
        .map(|row| format!("{}: {}", row.application, result(row)))
        .collect::<Vec<_>>()
        .join("; ");
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    let phases: Vec<Phase> = Phase::ALL
        .into_iter()
        .filter(|phase| {
            rows.iter()
                .any(|row| row.pieces.iter().any(|piece| piece.phase == *phase))
        })
        .collect();
    // What begins beyond the axis is counted, not drawn.
    let reach = reach(&rows);
    let seen = spec.struck.iter().take_while(|bar| bar.from_s <= reach);
    let struck = &spec.struck[..seen.count().min(MOST_FAULTS)];
    let unseen = spec.struck.len() - struck.len();
    let faults = FAULT * struck.len() as f64;
    let said = usize::from(more > 0) + usize::from(unseen > 0);
    let height = 158.0 + faults + ROW * rows.len() as f64 + 20.0 * said as f64;
    sheet(&caption, panel::WIDTH, height, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        let area = Area {
            left: 170.0,
            top: 92.0,
            right: 600.0,
            bottom: 92.0 + faults + ROW * rows.len() as f64,
        };
        let from = rows.iter().map(|row| start(row)).fold(0.0, f64::min);
        let cut = rows.iter().any(|row| end(row) > reach);
        let x = Scale::linear(from, reach.max(from + 1.0), area.left, area.right);
        let mut limits = rows.iter().filter_map(|row| row.objective_s);
        // The legend names what is drawn.
        legend(canvas, &phases, limits.any(|limit| limit <= x.high()));
        let ticks = x.linear_time_ticks(7);
        for tick in &ticks {
            canvas.line((tick.at, area.top), (tick.at, area.bottom), GRID, 1.0);
        }
        for (index, bar) in struck.iter().enumerate() {
            fault(canvas, area, x, area.top + FAULT * index as f64, bar);
        }
        for (index, row) in rows.iter().enumerate() {
            application(canvas, area, x, area.top + faults + ROW * index as f64, row);
        }
        let name = if cut {
            "time since the fault struck; bars that reach the right edge go on beyond it"
        } else {
            "time since the fault struck"
        };
        panel::axis_below(canvas, area, &ticks, name);
        left_out(canvas, spec.of, (more, unseen), height);
    })
    .map(Some)
}

/// What is not shown, at the bottom.
fn left_out(canvas: &mut Canvas<'_>, of: &str, (more, unseen): (usize, usize), height: f64) {
    let mut notes = Vec::new();
    if more > 0 {
        let what = match of {
            "applications" => "more".to_string(),
            other => format!("more {other}"),
        };
        notes.push(format!(
            "Not shown, because they were back sooner: {more} {what}."
        ));
    }
    if unseen > 0 {
        notes.push(format!(
            "Not shown, because they began later: {unseen} more faults."
        ));
    }
    for (index, note) in notes.iter().rev().enumerate() {
        let at = (panel::LEFT, height - 12.0 - 20.0 * index as f64);
        canvas.text(at, note, plain(11.0).colour(MUTED));
    }
}

/// The rows that are drawn, the slowest first, and how many there are beside them.
fn shown(spec: &Gantt) -> (Vec<&Row>, usize) {
    let mut rows: Vec<&Row> = spec
        .rows
        .iter()
        .filter(|row| !row.pieces.is_empty())
        .collect();
    // What did not recover comes first, however soon looking ended or service was back.
    rows.sort_by(|a, b| {
        b.ended
            .cmp(&a.ended)
            .then_with(|| end(b).total_cmp(&end(a)))
            .then_with(|| a.application.cmp(&b.application))
    });
    let more = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    (rows, more)
}

/// Where the axis ends. What never came back, or came back much later than several others, must not press these together: its bar
/// runs to the edge, and how long it took stands beside it.
fn reach(rows: &[&Row]) -> f64 {
    const MUCH: f64 = 10.0;
    const SEVERAL: usize = 3;
    let back = rows.iter().filter(|row| row.ended != Ended::Never);
    let mut ends: Vec<f64> = back.map(|row| end(row)).filter(|end| *end > 0.0).collect();
    ends.sort_by(f64::total_cmp);
    let gap = |index: &usize| ends[*index] > MUCH * ends[index - 1];
    let kept = (SEVERAL..ends.len()).find(gap).unwrap_or(ends.len());
    match ends[..kept].last() {
        Some(last) => last * 1.08,
        None => rows.iter().map(|row| end(row)).fold(0.0, f64::max),
    }
}

fn legend(canvas: &mut Canvas<'_>, phases: &[Phase], objective: bool) {
    let mut x = panel::LEFT;
    for phase in phases {
        let sample = Area {
            left: x,
            top: 59.0,
            right: x + 22.0,
            bottom: 71.0,
        };
        canvas.bar(sample, look(*phase));
        canvas.text((x + 27.0, 65.0), phase.name(), plain(11.5));
        x += 39.0 + text::width(phase.name(), 11.5);
    }
    if objective {
        canvas.path(&[(x, 58.0), (x, 72.0)], BLACK, 2.0, &[3.0, 2.0]);
        canvas.text((x + 6.0, 65.0), "RTO", plain(11.5));
    }
}

/// A fault as a bar, as far as the axis reaches.
fn fault(canvas: &mut Canvas<'_>, area: Area, x: Scale, top: f64, bar: &Bar) {
    let middle = top + FAULT / 2.0;
    canvas.text(
        (area.left - 10.0, middle),
        &text::fitted(&bar.name, 11.5, area.left - 10.0 - panel::LEFT),
        plain(11.5).anchor(Anchor::End).bold(),
    );
    let drawn = Area {
        left: x.place(bar.from_s.clamp(x.low(), x.high())),
        top: top + 6.0,
        // A fault that left nothing to repair is a mark.
        right: (x.place(bar.to_s.clamp(x.low(), x.high())))
            .max(x.place(bar.from_s.max(x.low())) + 3.0),
        bottom: top + FAULT - 6.0,
    };
    canvas.block(drawn, INK);
    let length = number::duration(bar.to_s - bar.from_s);
    canvas.tell(drawn, format!("{}, {}, {length}", bar.name, bar.cause));
    canvas.text(
        (area.right + 14.0, middle),
        &text::fitted(&length, 11.0, panel::WIDTH - area.right - 22.0),
        plain(11.0),
    );
}

fn application(canvas: &mut Canvas<'_>, area: Area, x: Scale, top: f64, row: &Row) {
    let middle = top + ROW / 2.0;
    canvas.text(
        (area.left - 10.0, middle),
        &text::fitted_name(&row.application, 12.5, area.left - 10.0 - panel::LEFT),
        plain(12.5).anchor(Anchor::End),
    );
    let words = bars(canvas, x, top, row);
    if let Some(objective) = row.objective_s.filter(|limit| *limit <= x.high()) {
        let at = x.place(objective);
        canvas.path(
            &[(at, top + 1.0), (at, top + ROW - 1.0)],
            BLACK,
            2.0,
            &[3.0, 2.0],
        );
    }
    // Last, so that the line of the RTO does not run through them.
    for (bar, label, look) in words {
        inscription(canvas, bar, label, look);
    }
    outcome(canvas, area, middle, row);
}

/// Draws a bar for each phase, and gives the words that have room on them.
fn bars(canvas: &mut Canvas<'_>, x: Scale, top: f64, row: &Row) -> Vec<(Area, &'static str, Fill)> {
    let mut words = vec![];
    for piece in &row.pieces {
        let bar = Area {
            left: x.place(piece.from_s),
            top: top + 6.0,
            right: x.place(piece.to_s),
            bottom: top + ROW - 6.0,
        };
        let look = look(piece.phase);
        canvas.bar(bar, look);
        let told = format!(
            "{}, {}: {}{}",
            row.application,
            piece.phase.name(),
            number::duration(piece.to_s - piece.from_s),
            if piece.resource.is_empty() {
                String::new()
            } else {
                format!(", {}", piece.resource)
            }
        );
        canvas.tell(bar, told);
        let label = piece.phase.name();
        if text::width(label, 10.5) + 8.0 < bar.width() {
            words.push((bar, label, look));
        }
    }
    words
}

/// How long it took or that it never ended, and its longest wait, to the right of the bars.
fn outcome(canvas: &mut Canvas<'_>, area: Area, middle: f64, row: &Row) {
    let room = panel::WIDTH - area.right - 22.0;
    let total = result(row);
    let reason = longest(row).map(|piece| {
        let mut reason = format!(
            "{}: {}",
            piece.phase.name(),
            number::duration(piece.to_s - piece.from_s)
        );
        if !piece.resource.is_empty() {
            reason.push_str(", ");
            reason.push_str(&piece.resource);
        }
        reason
    });
    let left = area.right + 14.0;
    let lift = if reason.is_some() { 7.0 } else { 0.0 };
    canvas.text(
        (left, middle - lift),
        &text::fitted(&total, 11.5, room),
        plain(11.5).bold(),
    );
    if let Some(reason) = reason {
        canvas.text(
            (left, middle + 7.0),
            &text::fitted(&reason, 10.5, room),
            plain(10.5).colour(MUTED),
        );
    }
}

/// A word on a bar, on a plain ground so that the hatch does not run through it.
fn inscription(canvas: &mut Canvas<'_>, bar: Area, label: &str, look: Fill) {
    let middle = (bar.left + bar.right) / 2.0;
    let half = text::width(label, 10.5) / 2.0 + 2.0;
    canvas.block(
        Area {
            left: middle - half,
            top: bar.top + 2.5,
            right: middle + half,
            bottom: bar.bottom - 2.5,
        },
        look.colour,
    );
    canvas.text(
        (middle, (bar.top + bar.bottom) / 2.0),
        label,
        plain(10.5)
            .colour(if look.dark { PAPER } else { INK })
            .anchor(Anchor::Middle),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(applications: usize) -> Gantt {
        Gantt {
            name: "worst".into(),
            title: "The worst incident".into(),
            subtitle: "site".into(),
            struck: Vec::new(),
            of: "applications",
            rows: (0..applications)
                .map(|number| Row {
                    application: format!("application {number}"),
                    ended: if number == 3 {
                        Ended::Never
                    } else {
                        Ended::Recovered
                    },
                    objective_s: Some(14_400.0),
                    pieces: vec![
                        Piece {
                            phase: Phase::Wait,
                            from_s: 0.0,
                            to_s: 3_600.0 * (number + 2) as f64,
                            resource: "return of site mine".into(),
                        },
                        Piece {
                            phase: Phase::Boot,
                            from_s: 3_600.0 * (number + 2) as f64,
                            to_s: 3_600.0 * (number + 2) as f64 + 60.0,
                            resource: String::new(),
                        },
                    ],
                })
                .collect(),
        }
    }

    #[test]
    fn the_longest_wait_is_named() {
        let chart = draw(&spec(1)).expect("memory").expect("a chart");
        assert!(chart.svg.contains("wait: 2 h, return of site mine"));
        assert!(chart.svg.contains("back after 2 h 1 min"));
        assert!(!chart.svg.contains("transfer"));
    }

    #[test]
    fn the_slowest_are_shown_and_the_others_counted() {
        let chart = draw(&spec(30)).expect("memory").expect("a chart");
        assert!(chart.svg.contains("they were back sooner: 6 more"));
        assert!(!chart.svg.contains(">\napplication 5\n<"));
        assert!(chart.svg.contains("application 29"));
    }

    #[test]
    fn what_never_came_back_says_so_and_does_not_stretch_the_axis() {
        let mut spec = spec(4);
        spec.rows[3].pieces[1].to_s = 3.0e7;
        let chart = draw(&spec).expect("memory").expect("a chart");
        assert!(chart.svg.contains("never back"));
        assert!(chart.svg.contains("back after 4 h 1 min"));
        assert!(chart.svg.contains("4 h\n") && !chart.svg.contains("weeks"));
    }

    #[test]
    fn what_takes_weeks_does_not_hide_what_takes_hours() {
        let mut spec = spec(5);
        spec.rows[4].pieces[1].to_s = 2.3e7;
        let chart = draw(&spec).expect("memory").expect("a chart");
        assert!(chart.svg.contains("back after 266 d") && chart.svg.contains("go on beyond it"));
        assert!(
            chart.axes[0].labels.contains(&"2 h".to_string()),
            "{:?}",
            chart.axes
        );

        // Two that are back in hours are too few to cut the axis for.
        let few = draw(&Gantt {
            rows: spec.rows[2..].to_vec(),
            ..spec
        })
        .expect("memory");
        assert!(!few.expect("a chart").svg.contains("go on beyond it"));
    }

    #[test]
    fn phases_are_apart_for_all_eyes() {
        let colours: Vec<(&str, _)> = Phase::ALL
            .into_iter()
            .map(|phase| (phase.name(), look(phase).colour))
            .collect();
        crate::chart::style::tests::all_apart(&colours);
    }

    #[test]
    fn nobody_down_is_no_chart() {
        assert!(draw(&spec(0)).expect("memory").is_none());
    }
}
