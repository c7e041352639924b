//! How far a replica falls behind while its link is cut, and how it catches up.
//!
//! Always true here: both axes are logarithmic, so that an RPO of minutes and a cut of days are both
//! seen; every limit is drawn in, its name beside the area, where no line runs; a shorter cut lies
//! over a longer one as far as they are the same.

use super::canvas::{Area, Canvas, Caption, Point, plain, sheet};
use super::panel::{self, Entry, MOST_CURVES};
use super::scale::Scale;
use super::style::{INK, Stroke, strokes};
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
            right: 548.0,
            bottom: height - 52.0,
        };
        let (x, y) = scales(spec, end, area);
        let name = "lag, as time of writing that is missing (logarithmic)";
        panel::axis_left(canvas, area, &y.log_time_ticks(24.0), name);
        let name = "time since the cut began (logarithmic)";
        panel::axis_below(canvas, area, &x.log_time_ticks(54.0), name);
        bounds(canvas, area, y, &spec.bounds);
        lines(canvas, area, x, y, &spec.lines);
    })
    .map(Some)
}

/// Both axes begin at the same length of time, so that the lag during a cut, which is the time since it began, is a straight line
/// from their corner.
fn scales(spec: &Lag, end: f64, area: Area) -> (Scale, Scale) {
    let last = end.clamp(60.0, LONGEST) * 1.1;
    let points = || spec.lines.iter().flat_map(|line| &line.points);
    let bounds = || spec.bounds.iter().map(|bound| bound.seconds);
    let ends = spec.lines.iter().filter_map(|line| {
        let peak = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        line.points.iter().max_by(peak).map(|peak| peak.1)
    });
    let first = ends
        .chain(bounds())
        .filter(|value| *value > 0.0)
        .fold(last, f64::min);
    let low = (first / 4.0).clamp(1.0, 900.0).min(last / 60.0);
    let highest = points().map(|point| point.1).chain(bounds());
    let top = highest.fold(0.0, f64::max).max(60.0 * low) * 1.3;
    let x = Scale::logarithmic(low, last, 60.0, area.left, area.right);
    (
        x,
        Scale::logarithmic(x.low(), top, 60.0, area.bottom, area.top),
    )
}

fn bounds(canvas: &mut Canvas<'_>, area: Area, y: Scale, bounds: &[Bound]) {
    const LINE: f64 = 13.0;
    let (left, room) = (area.right + 6.0, 128.0);
    let labels: Vec<Vec<String>> = bounds
        .iter()
        .map(|bound| text::lines(&bound.label, 11.0, room))
        .collect();
    let wanted: Vec<(f64, f64)> = bounds
        .iter()
        .zip(&labels)
        .map(|(bound, lines)| (y.place(bound.seconds), LINE * lines.len() as f64 + 3.0))
        .collect();
    let middles = panel::apart(area, &wanted);
    for ((lines, (at, height)), middle) in labels.iter().zip(wanted).zip(middles) {
        // A kink leads from the line to its name where others pushed it away.
        let way = [(area.left, at), (area.right, at), (left - 1.0, middle)];
        canvas.path(&way, INK, 1.5, &panel::LIMIT_DASH);
        for (number, line) in lines.iter().enumerate() {
            let y = middle - height / 2.0 + LINE * (number as f64 + 0.5) + 1.5;
            canvas.text((left + 2.0, y), line, plain(11.0).bold());
        }
    }
}

fn lines(canvas: &mut Canvas<'_>, area: Area, x: Scale, y: Scale, lines: &[Line]) {
    let shown = lines.len().min(MOST_CURVES);
    let numbers: Vec<usize> = lines[..shown].iter().map(|line| line.stroke).collect();
    let looks = strokes(&numbers);
    // The longest first: a shorter cut lies over it as long as both last.
    let mut order: Vec<usize> = (0..shown).collect();
    let peak = |index: usize| {
        let lags = lines[index].points.iter().map(|point| point.1);
        lags.fold(0.0, f64::max)
    };
    order.sort_by(|a, b| peak(*b).total_cmp(&peak(*a)));
    for index in order {
        let (line, look) = (&lines[index], looks[index]);
        let points = curve(&clipped(&line.points, x.high()), x, y);
        canvas.path(&points, look.colour, 2.0, look.dash);
        for point in panel::markers(&points, line.stroke) {
            canvas.marker(point, look.marker, look.colour);
        }
    }
    let entry = |(line, stroke): (&Line, Stroke)| Entry {
        stroke,
        label: line.label.clone(),
        note: line.note.clone(),
    };
    let entries: Vec<Entry> = lines.iter().zip(looks).map(entry).collect();
    let room = Area {
        left: 694.0,
        right: panel::WIDTH - 8.0,
        ..area
    };
    panel::legend(canvas, room, &entries, lines.len() - shown);
}

/// The points of a line on the sheet. What is straight in hours is bent on logarithmic axes: each piece is drawn through many points.
fn curve(points: &[(f64, f64)], x: Scale, y: Scale) -> Vec<Point> {
    const PARTS: u32 = 48;
    let mut made: Vec<Point> = vec![];
    for pair in points.windows(2) {
        let ((from, start), (to, end)) = (pair[0], pair[1]);
        let low = from.max(x.low());
        for part in 0..=PARTS {
            // Close to each other where the piece ends, where a lag that falls to nothing falls fastest.
            let share = f64::from(part) / f64::from(PARTS);
            let share = 1.0 - (1.0 - share) * (1.0 - share);
            let at = low * libm::pow(to.max(low) / low, share);
            let along = if to > from {
                ((at - from) / (to - from)).clamp(0.0, 1.0)
            } else {
                share
            };
            made.push((x.place(at), y.place(start + along * (end - start))));
        }
    }
    panel::thinned(made)
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
    fn an_rpo_of_minutes_and_cuts_of_an_hour_are_seen_beside_a_cut_of_days() {
        let cut = |hours: f64| {
            vec![
                (0.0, 0.0),
                (hours * 3_600.0, hours * 3_600.0),
                (hours * 3_960.0, 0.0),
            ]
        };
        let mut spec = spec(cut(72.0), 86_400.0);
        for (stroke, hours) in [(1, 8.0), (2, 1.0)] {
            let line = Line {
                label: format!("cut of {hours} h"),
                stroke,
                points: cut(hours),
                ..spec.lines[0].clone()
            };
            spec.lines.push(line);
        }
        spec.bounds.push(Bound {
            label: "RPO 15 min".into(),
            seconds: 900.0,
        });
        let area = Area {
            left: 0.0,
            top: 0.0,
            right: 456.0,
            bottom: 294.0,
        };
        let (x, y) = scales(&spec, 72.0 * 3_960.0, area);
        // Each cut and each limit stands well away from the corner and from the next.
        for (one, other) in [
            (900.0, 3_600.0),
            (3_600.0, 28_800.0),
            (28_800.0, 72.0 * 3_600.0),
        ] {
            assert!(x.place(other) - x.place(one) > 50.0);
            assert!(y.place(one) - y.place(other) > 35.0);
        }
        assert!(y.place(900.0) < 294.0 - 30.0);
        let chart = draw(&spec).expect("memory").expect("a chart");
        for label in ["RPO 15 min", "log 24 h", "cut of 1 h", "cut of 8 h"] {
            assert!(chart.svg.contains(label), "{label}");
        }
        assert_eq!(
            chart.description,
            "cut of 8 h: caught up 2 h later. cut of 8 h: caught up 2 h later. cut of 1 h: caught up 2 h later"
        );
    }

    #[test]
    fn names_of_limits_stand_beside_the_lines_and_apart_from_each_other() {
        let line = vec![(0.0, 0.0), (28_800.0, 28_800.0), (36_000.0, 0.0)];
        let mut spec = spec(line, 86_400.0);
        spec.bounds.push(Bound {
            label: "RPO 24 h less a recovery point of 5 min".into(),
            seconds: 86_100.0,
        });
        let chart = draw(&spec).expect("memory").expect("a chart");
        let page = roxmltree::Document::parse(&chart.svg).expect("XML");
        let labels: Vec<(f64, f64)> = page
            .descendants()
            .filter(|node| node.text().is_some_and(|text| text.contains("24 h")))
            .filter(|node| {
                node.tag_name().name() == "text" && node.attribute("font-weight").is_some()
            })
            .map(|node| {
                ["x", "y"].map(|name| {
                    node.attribute(name)
                        .expect("a place")
                        .parse()
                        .expect("a number")
                })
            })
            .map(|place: [f64; 2]| (place[0], place[1]))
            .collect();
        assert!(labels.len() >= 2, "{}", chart.svg);
        // The area ends at 548 display pixels.
        assert!(labels.iter().all(|(x, _)| *x > 2.0 * 548.0), "{labels:?}");
        assert!((labels[0].1 - labels[1].1).abs() >= 24.0, "{labels:?}");
    }

    #[test]
    fn a_straight_fall_is_bent_as_logarithmic_axes_bend_it() {
        let x = Scale::logarithmic(10.0, 1_000.0, 10.0, 0.0, 200.0);
        let y = Scale::logarithmic(10.0, 1_000.0, 10.0, 200.0, 0.0);
        let made = curve(&[(0.0, 0.0), (100.0, 100.0), (200.0, 0.0)], x, y);
        let near = |at: f64| {
            let distance = |point: &&Point| ((point.0 - x.place(at)).abs() * 1_000.0) as u64;
            made.iter().min_by_key(distance).expect("a point").1
        };
        // The way up is the diagonal; half way down in time half of the lag is left.
        assert!((near(30.0) - y.place(30.0)).abs() < 3.0);
        assert!(
            (near(150.0) - y.place(50.0)).abs() < 3.0,
            "{} {}",
            near(150.0),
            y.place(50.0)
        );
        assert_eq!(made.last().expect("a point").1, 200.0);
    }

    #[test]
    fn no_cut_is_no_chart() {
        assert!(draw(&spec(vec![], 1.0)).expect("memory").is_none());
    }
}
