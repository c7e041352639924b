//! How often per year a value is exceeded, by class, on logarithmic axes.
//!
//! Always true here: the height of a curve at a value is the number of observations above it
//! divided by the years observed; infinite observations are above every value.

use super::canvas::{Area, Caption, Point, sheet};
use super::cumulative::time_scale;
use super::panel::{self, Entry, MOST_CURVES};
use super::scale::Scale;
use super::style::strokes;
use super::{Chart, Curve, Error, Limit};
use crate::units::number;

/// What to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct Exceedance {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// What the x axis shows.
    pub quantity: String,
    /// What the note in the legend counts, such as `outages`.
    pub counted: String,
    /// One per class.
    pub curves: Vec<Curve>,
    /// Stated limits.
    pub limits: Vec<Limit>,
    /// Years over which the values were observed.
    pub years: f64,
}

/// The chart; none where no curve has an observation or no time was observed.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Exceedance) -> Result<Option<Chart>, Error> {
    let curves: Vec<&Curve> = spec.curves.iter().filter(|c| c.count() > 0).collect();
    if curves.is_empty() || spec.years <= 0.0 {
        return Ok(None);
    }
    let rate = |count: u64| count as f64 / spec.years;
    let note = |curve: &Curve| {
        let any = number::per_year(rate(curve.count()));
        format!("{}: {any}", spec.counted)
    };
    let description = curves
        .iter()
        .map(|curve| format!("{}, {}", curve.label, note(curve)))
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
            left: 126.0,
            top: 86.0,
            right: 670.0,
            bottom: height - 52.0,
        };
        let x = time_scale(&curves, &spec.limits, area);
        area.top += panel::room_for_limits(area, x, &spec.limits);
        let most = curves.iter().map(|curve| curve.count()).max().unwrap_or(1);
        let y = Scale::logarithmic(rate(1) / 1.5, rate(most) * 1.5, 30.0, area.bottom, area.top);
        panel::axis_left(
            canvas,
            area,
            &y.log_rate_ticks(22.0),
            "how often it is exceeded",
        );
        panel::axis_below(canvas, area, &x.log_time_ticks(58.0), &spec.quantity);
        let mut entries = vec![];
        let looks = strokes(&panel::numbers(&curves));
        for (curve, look) in curves.iter().zip(looks) {
            let points = steps(curve, spec.years, x, y);
            canvas.path(&points, look.colour, 2.0, look.dash);
            for point in panel::markers(&points, curve.stroke) {
                canvas.marker(point, look.marker, look.colour);
            }
            entries.push(Entry {
                stroke: look,
                label: curve.label.clone(),
                note: note(curve),
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

fn steps(curve: &Curve, years: f64, x: Scale, y: Scale) -> Vec<Point> {
    let total = curve.count();
    // A rate of zero lies at the bottom of a logarithmic axis.
    let height = |above: u64| y.place(above as f64 / years);
    let mut points = vec![(x.place(0.0), height(total))];
    let mut above = total;
    for (value, count) in &curve.values_s {
        let at = x.place(*value);
        points.push((at, height(above)));
        above = above.saturating_sub(*count);
        points.push((at, height(above)));
    }
    if above > 0 {
        points.push((x.place(x.high()), height(above)));
    }
    panel::thinned(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(values_s: Vec<f64>, infinite: u64) -> Exceedance {
        Exceedance {
            name: "erp-exceedance".into(),
            title: "How often recovery takes longer".into(),
            subtitle: String::new(),
            quantity: "recovery time".into(),
            counted: "outages".into(),
            curves: vec![Curve {
                label: "node".into(),
                stroke: 0,
                values_s: values_s.into_iter().map(|value| (value, 1)).collect(),
                infinite,
            }],
            limits: vec![],
            years: 100.0,
        }
    }

    #[test]
    fn rates_fall_from_all_observations_to_none() {
        let spec = spec(vec![10.0, 20.0, 40.0], 0);
        let x = Scale::logarithmic(1.0, 100.0, 10.0, 0.0, 1_000.0);
        let y = Scale::logarithmic(0.001, 1.0, 10.0, 3_000.0, 0.0);
        let points = steps(&spec.curves[0], 100.0, x, y);
        assert!((points[0].1 - y.place(0.03)).abs() < 1e-9);
        assert!((points.last().expect("points").1 - 3_000.0).abs() < 1e-9);
    }

    #[test]
    fn what_never_recovers_is_exceeded_at_every_value() {
        let chart = draw(&spec(vec![10.0], 4))
            .expect("memory")
            .expect("a chart");
        assert!(chart.svg.contains("outages: once in 20 years"));
        assert!(chart.svg.contains("once in 100 y"));
    }

    #[test]
    fn nothing_seen_is_no_chart() {
        assert!(draw(&spec(vec![], 0)).expect("memory").is_none());
    }
}
