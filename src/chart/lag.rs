//! How far a replica falls behind while its link is cut, and how it catches up.
//!
//! Always true here: lines are those that were given, cut off at the edge and never bent; a limit
//! that no line comes near is named in words only.

use super::canvas::{Anchor, Area, Canvas, Caption, Point, plain, sheet};
use super::panel::{self, Entry, MOST_CURVES};
use super::scale::{Scale, Tick};
use super::style::{INK, MUTED, stroke};
use super::{Chart, Error, text};

/// Nobody plans for more than this, in seconds.
const LONGEST: f64 = 14.0 * 86_400.0;

/// One cut.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Name in the legend.
    pub label: String,
    /// A smaller line below it.
    pub note: String,
    /// Number of its stroke.
    pub stroke: usize,
    /// Time since the cut began and lag, both in seconds.
    pub points: Vec<(f64, f64)>,
}

/// A lag that must not be passed.
#[derive(Clone, PartialEq, Debug)]
pub struct Bound {
    /// What it is, such as `log 24 h`.
    pub label: String,
    /// In seconds.
    pub seconds: f64,
}

/// What to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct Lag {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// Cuts.
    pub lines: Vec<Line>,
    /// Bounds.
    pub bounds: Vec<Bound>,
}

/// The chart; none where there is no cut.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Lag) -> Result<Option<Chart>, Error> {
    let points = || spec.lines.iter().flat_map(|line| &line.points);
    let end = points().map(|point| point.0).fold(0.0, f64::max);
    if end <= 0.0 {
        return Ok(None);
    }
    let last = end.min(LONGEST) * 1.04;
    let highest = spec
        .lines
        .iter()
        .flat_map(|line| clipped(&line.points, last))
        .map(|point| point.1)
        .fold(0.0, f64::max)
        .max(3_600.0);
    let near = |bound: &&Bound| bound.seconds <= 1.5 * highest;
    let (shown, far): (Vec<&Bound>, Vec<&Bound>) = spec.bounds.iter().partition(near);
    let top = shown
        .iter()
        .map(|bound| bound.seconds)
        .fold(highest, f64::max)
        * 1.08;
    let description = spec
        .lines
        .iter()
        .map(|line| format!("{}: {}", line.label, line.note))
        .collect::<Vec<_>>()
        .join(". ");
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    let height = 420.0_f64.max(110.0 + panel::ENTRY * spec.lines.len().min(MOST_CURVES) as f64);
    sheet(&caption, panel::WIDTH, height, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        let area = Area {
            left: 92.0,
            top: 74.0,
            right: 670.0,
            bottom: height - 52.0,
        };
        let x = Scale::linear(0.0, last, area.left, area.right);
        let y = Scale::linear(0.0, top, area.bottom, area.top);
        let name = "lag, as time of writing that is missing";
        panel::axis_left(canvas, area, &hours(y, top), name);
        let name = "time since the cut began";
        panel::axis_below(canvas, area, &hours(x, last), name);
        bounds(canvas, area, y, &shown, &far);
        lines(canvas, area, x, y, &spec.lines);
    })
    .map(Some)
}

/// Ticks at full hours, at most eight of them.
fn hours(scale: Scale, most: f64) -> Vec<Tick> {
    let steps = [1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 72.0, 168.0];
    let step = steps
        .into_iter()
        .find(|step| most / 3_600.0 / step <= 8.0)
        .unwrap_or(336.0);
    scale.every(step * 3_600.0, |seconds| format!("{} h", seconds / 3_600.0))
}

fn bounds(canvas: &mut Canvas<'_>, area: Area, y: Scale, shown: &[&Bound], far: &[&Bound]) {
    // Labels of bounds at nearly the same height stand on both sides of their lines.
    let mut last = f64::INFINITY;
    let mut sorted = shown.to_vec();
    sorted.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    for bound in sorted {
        let at = y.place(bound.seconds);
        canvas.path(
            &[(area.left, at), (area.right, at)],
            INK,
            1.5,
            &[7.0, 3.0, 2.0, 3.0],
        );
        let (end, anchor) = if last - at < 14.0 {
            (area.right - 6.0, Anchor::End)
        } else {
            (area.left + 6.0, Anchor::Start)
        };
        last = at;
        let look = plain(11.5).bold().anchor(anchor);
        canvas.text((end, at - 8.0), &bound.label, look);
    }
    if !far.is_empty() {
        let names: Vec<&str> = far.iter().map(|bound| bound.label.as_str()).collect();
        let label = format!("far above: {}", names.join(", "));
        canvas.text(
            (area.left + 6.0, area.top + 2.0),
            &text::fitted(&label, 11.0, area.width()),
            plain(11.0).colour(MUTED),
        );
    }
}

fn lines(canvas: &mut Canvas<'_>, area: Area, x: Scale, y: Scale, lines: &[Line]) {
    let shown = lines.len().min(MOST_CURVES);
    let mut entries = vec![];
    for line in &lines[..shown] {
        let look = stroke(line.stroke);
        let points: Vec<Point> = clipped(&line.points, x.high())
            .into_iter()
            .map(|(at, lag)| (x.place(at), y.place(lag)))
            .collect();
        canvas.path(&points, look.colour, 2.0, look.dash);
        for point in panel::markers(&points, line.stroke) {
            canvas.marker(point, look.marker, look.colour);
        }
        entries.push(Entry {
            stroke: look,
            label: line.label.clone(),
            note: line.note.clone(),
        });
    }
    let room = Area {
        left: 694.0,
        right: panel::WIDTH - 8.0,
        ..area
    };
    panel::legend(canvas, room, &entries, lines.len() - shown);
}

/// The line up to this time; a piece that passes it ends there.
fn clipped(points: &[(f64, f64)], last: f64) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = vec![];
    for point in points {
        if point.0 <= last {
            kept.push(*point);
            continue;
        }
        if let Some(before) = kept.last().copied() {
            let part = (last - before.0) / (point.0 - before.0);
            kept.push((last, before.1 + part * (point.1 - before.1)));
        }
        break;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(points: Vec<(f64, f64)>, bound: f64) -> Lag {
        Lag {
            name: "lag-1".into(),
            title: "Lag of erp".into(),
            subtitle: "by closed form".into(),
            lines: vec![Line {
                label: "cut of 8 h".into(),
                note: "caught up 2 h later".into(),
                stroke: 0,
                points,
            }],
            bounds: vec![Bound {
                label: "log 24 h".into(),
                seconds: bound,
            }],
        }
    }

    #[test]
    fn lines_are_cut_off_and_not_bent() {
        let line = [(0.0, 0.0), (10.0, 10.0), (30.0, 0.0)];
        assert_eq!(
            clipped(&line, 20.0),
            [(0.0, 0.0), (10.0, 10.0), (20.0, 5.0)]
        );
        assert_eq!(clipped(&line, 40.0), line);
        assert_eq!(clipped(&[], 40.0), []);
    }

    #[test]
    fn bounds_are_drawn_or_named() {
        let line = vec![(0.0, 0.0), (28_800.0, 28_800.0), (36_000.0, 0.0)];
        let near = draw(&spec(line.clone(), 36_000.0))
            .expect("memory")
            .expect("a chart");
        assert!(near.svg.contains("log 24 h") && !near.svg.contains("far above"));
        assert!(near.svg.contains("cut of 8 h") && near.svg.contains("time since the cut"));
        let far = draw(&spec(line, 864_000.0))
            .expect("memory")
            .expect("a chart");
        assert!(far.svg.contains("far above: log 24 h"));
        assert_eq!(far.description, "cut of 8 h: caught up 2 h later");
    }

    #[test]
    fn no_cut_is_no_chart() {
        assert!(draw(&spec(vec![], 1.0)).expect("memory").is_none());
    }
}
