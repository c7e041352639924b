//! Recovery times or data losses as cumulative curves by class, with the objective drawn in.
//!
//! Always true here: a curve that does not reach 100 % has observations that are infinite, and the
//! legend says how many; values are steps, not smoothed.

use super::canvas::{Area, Canvas, Caption, Point, plain, sheet};
use super::panel::{self, Entry, MOST_CURVES};
use super::scale::Scale;
use super::style::{MUTED, strokes};
use super::{Chart, Curve, Error, Limit};
use crate::units::number;

/// What to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct Cumulative {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// What the x axis shows, such as `recovery time`.
    pub quantity: String,
    /// What the y axis counts, such as `outages`.
    pub counted: String,
    /// What an infinite value means, such as `never recovered`.
    pub infinite: String,
    /// What a value of zero means where it deserves a word, such as `lost nothing`.
    pub zero: Option<String>,
    /// One per class.
    pub curves: Vec<Curve>,
    /// Stated limits.
    pub limits: Vec<Limit>,
}

/// The chart; none where no curve has an observation.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Cumulative) -> Result<Option<Chart>, Error> {
    let curves: Vec<&Curve> = spec.curves.iter().filter(|c| c.count() > 0).collect();
    if curves.is_empty() {
        return Ok(None);
    }
    let description = curves
        .iter()
        .map(|curve| format!("{}: {}", curve.label, note(spec, curve)))
        .collect::<Vec<_>>()
        .join(". ");
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    let shown = curves.len().min(MOST_CURVES);
    let height = 420.0_f64.max(110.0 + panel::ENTRY * shown as f64);
    sheet(&caption, panel::WIDTH, height, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        let mut area = Area {
            left: 76.0,
            top: 86.0,
            right: 640.0,
            bottom: height - 52.0,
        };
        let x = time_scale(&curves, &spec.limits, area);
        area.top += panel::room_for_limits(area, x, &spec.limits);
        let y = Scale::linear(0.0, 1.0, area.bottom, area.top);
        let percent = |share: f64| format!("{} %", (share * 100.0).round());
        panel::axis_left(
            canvas,
            area,
            &y.every(0.2, percent),
            &format!("share of {}", spec.counted),
        );
        panel::axis_below(canvas, area, &x.log_time_ticks(58.0), &spec.quantity);
        targets(canvas, area, y, &spec.limits);
        let mut entries = vec![];
        let looks = strokes(&panel::numbers(&curves));
        for (curve, look) in curves.iter().zip(looks) {
            let points = steps(curve, x, y);
            canvas.path(&points, look.colour, 2.0, look.dash);
            for point in panel::markers(&points, curve.stroke) {
                canvas.marker(point, look.marker, look.colour);
            }
            entries.push(Entry {
                stroke: look,
                label: curve.label.clone(),
                note: note(spec, curve),
            });
        }
        panel::limits(canvas, area, x, &spec.limits);
        let room = Area {
            left: 694.0,
            right: panel::WIDTH - 8.0,
            ..area
        };
        panel::legend(canvas, room, &entries, curves.len() - shown);
    })
    .map(Some)
}

/// From a little below the smallest value to a little above the largest, limits included.
pub(crate) fn time_scale(curves: &[&Curve], limits: &[Limit], area: Area) -> Scale {
    let finite = curves
        .iter()
        .flat_map(|curve| {
            [
                curve.values_s.iter().find(|(value, _)| *value > 0.0),
                curve.values_s.last(),
            ]
        })
        .flatten()
        .map(|(value, _)| *value)
        .chain(limits.iter().map(|limit| limit.seconds))
        .filter(|value| *value > 0.0);
    let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
    for value in finite {
        low = low.min(value);
        high = high.max(value);
    }
    if high <= 0.0 {
        (low, high) = (1.0, 3_600.0);
    }
    Scale::logarithmic(
        (low / 1.4).max(0.01),
        high * 1.4,
        60.0,
        area.left,
        area.right,
    )
}

/// From the first value at zero to the last at its share; on to the right edge only where some
/// observations are infinite, so that the curve shows that it never gets there.
fn steps(curve: &Curve, x: Scale, y: Scale) -> Vec<Point> {
    let total = curve.count() as f64;
    let (mut seen, mut share) = (0, 0.0);
    let mut points = vec![];
    for (value, count) in &curve.values_s {
        let at = x.place(*value);
        let before = share;
        seen += count;
        share = seen as f64 / total;
        // All that is zero stands at the left edge from the start.
        if *value > 0.0 {
            points.push((at, y.place(before)));
        } else {
            points.clear();
        }
        points.push((at, y.place(share)));
    }
    if curve.infinite > 0 || points.len() < 2 {
        points.push((x.place(x.high()), y.place(share)));
    }
    panel::thinned(points)
}

fn note(spec: &Cumulative, curve: &Curve) -> String {
    let counted = match curve.count() {
        1 => spec.counted.trim_end_matches('s'),
        _ => spec.counted.as_str(),
    };
    let mut parts = vec![format!("{} {counted}", number::count(curve.count()))];
    let zeros = curve.values_s.iter().take_while(|(value, _)| *value == 0.0);
    let zeros: u64 = zeros.map(|(_, count)| count).sum();
    if let (Some(zero), true) = (&spec.zero, zeros > 0) {
        let share = number::share(zeros as f64 / curve.count() as f64);
        parts.push(format!("{share} {zero}"));
    }
    if curve.infinite > 0 {
        parts.push(format!(
            "{} {}",
            number::count(curve.infinite),
            spec.infinite
        ));
    }
    parts.join(", ")
}

/// The shares that must be kept, as level lines; their names stand beside the area, where no curve runs.
fn targets(canvas: &mut Canvas<'_>, area: Area, y: Scale, limits: &[Limit]) {
    const LINE: f64 = 12.0;
    let mut seen: Vec<f64> = vec![];
    for limit in limits {
        if !seen.contains(&limit.target) {
            seen.push(limit.target);
        }
    }
    seen.sort_by(|a, b| b.total_cmp(a));
    let places: Vec<(f64, f64)> = seen.iter().map(|share| (y.place(*share), LINE)).collect();
    let heights = panel::apart(area, &places);
    for (at, _) in &places {
        let ends = [(area.left, *at), (area.right, *at)];
        canvas.path(&ends, MUTED, 1.0, &[2.0, 4.0]);
    }
    let look = plain(10.5).colour(MUTED);
    for (share, height) in seen.iter().zip(&heights) {
        canvas.text((area.right + 4.0, *height), &number::share(*share), look);
    }
    if let Some(last) = heights.last() {
        let word = if seen.len() == 1 { "target" } else { "targets" };
        canvas.text((area.right + 4.0, last + LINE), word, look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(curves: usize) -> Cumulative {
        Cumulative {
            name: "erp-recovery".into(),
            title: "Recovery time of erp".into(),
            subtitle: "by class".into(),
            quantity: "recovery time".into(),
            counted: "outages".into(),
            infinite: "never recovered".into(),
            zero: None,
            curves: (0..curves)
                .map(|number| Curve {
                    label: format!("class {number}"),
                    stroke: number,
                    values_s: (1..200).map(|n| (f64::from(n) * 60.0, 1)).collect(),
                    infinite: number as u64,
                })
                .collect(),
            limits: vec![Limit {
                label: "RTO 4 h".into(),
                seconds: 14_400.0,
                target: 0.95,
            }],
        }
    }

    fn drawn(spec: &Cumulative) -> String {
        draw(spec).expect("memory").expect("a chart").svg
    }

    #[test]
    fn the_objective_and_its_target_are_drawn_in() {
        let svg = drawn(&spec(1));
        assert!(svg.contains("RTO 4 h") && svg.contains("\n95 %\n") && svg.contains("\ntarget\n"));
        assert!(svg.contains("share of outages") && svg.contains("recovery time"));
        assert!(!svg.contains("never recovered"));
    }

    #[test]
    fn one_outage_is_no_outages() {
        let mut spec = spec(1);
        spec.curves[0].values_s.truncate(1);
        assert!(drawn(&spec).contains("\n1 outage\n"));
    }

    #[test]
    fn infinite_values_are_named_and_curves_beyond_the_cap_are_counted() {
        let svg = drawn(&spec(10));
        assert!(svg.contains("3 never recovered"));
        assert!(svg.contains("and 2 more in the tables"));
        assert_eq!(svg, drawn(&spec(10)));
    }

    #[test]
    fn the_curve_ends_below_the_top_where_some_never_recovered() {
        let area = (
            Scale::linear(0.0, 1.0, 0.0, 1.0),
            Scale::linear(0.0, 1.0, 0.0, 100.0),
        );
        let curve = Curve {
            label: String::new(),
            stroke: 0,
            values_s: vec![(0.2, 1), (0.4, 1), (0.6, 1)],
            infinite: 1,
        };
        let points = steps(&curve, area.0, area.1);
        assert!(points.iter().all(|point| point.1 <= 75.0 + 1e-9));
    }

    #[test]
    fn nothing_seen_is_no_chart() {
        assert!(draw(&spec(0)).expect("memory").is_none());
    }
}
