//! A recovery or a loss over the cycle of the calendar, with its worst moment marked.
//!
//! Always true here: lines are straight between the instants at which they bend, and broken where nothing was marched; what has no end lies
//! above the highest line, in a band of its own.

use super::canvas::{Anchor, Area, Canvas, Caption, plain, sheet};
use super::panel;
use super::scale::{Scale, Tick};
use super::style::{BEYOND, BLUE, INK, MUTED, VERMILION};
use super::{Chart, Error, text};

const DAY: f64 = 86_400.0;
/// Days that an axis names one by one.
const DAYS: f64 = 15.0;

/// What to draw. All times in seconds.
#[derive(Clone, PartialEq, Debug)]
pub struct Cycle {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// What is drawn upwards: `recovery`.
    pub quantity: String,
    /// How long the cycle is.
    pub length: f64,
    /// Straight lines, each through its corners: time since the cycle began, and length.
    pub lines: Vec<Vec<(f64, f64)>>,
    /// From when to when it has no end.
    pub endless: Vec<(f64, f64)>,
    /// The limit that is stated, with its name.
    pub limit: Option<(String, f64)>,
    /// The worst: when, how long where it has an end, and what is told of it.
    pub worst: (f64, Option<f64>, String),
}

/// The chart; none where nothing was marched.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Cycle) -> Result<Option<Chart>, Error> {
    if spec.lines.is_empty() && spec.endless.is_empty() || spec.length <= 0.0 {
        return Ok(None);
    }
    let description = format!(
        "{}. {}. Worst: {}.",
        spec.title, spec.subtitle, spec.worst.2
    );
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    sheet(&caption, panel::WIDTH, 330.0, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        let area = Area {
            left: 92.0,
            top: 84.0,
            right: panel::WIDTH - 20.0,
            bottom: 276.0,
        };
        let lengths = spec.lines.iter().flatten().map(|corner| corner.1);
        let limit = spec.limit.iter().map(|limit| limit.1);
        let most = lengths.chain(limit).fold(1.0, f64::max);
        let x = Scale::linear(0.0, spec.length, area.left, area.right);
        let y = Scale::linear(0.0, most * 1.08, area.bottom, area.top);
        panel::axis_left(canvas, area, &y.linear_time_ticks(6), &spec.quantity);
        panel::axis_below(canvas, area, &days(spec.length, x), "struck at");
        limits(canvas, area, y, spec);
        for (from, to) in &spec.endless {
            let band = Area {
                left: x.place(*from),
                right: x.place(*to).max(x.place(*from) + 1.0),
                top: area.top - 10.0,
                bottom: area.top - 2.0,
            };
            canvas.block(band, BEYOND);
            canvas.tell(band, "no end: never back, or all is gone".to_string());
        }
        for line in &spec.lines {
            let points = line
                .iter()
                .map(|(at, value)| (x.place(*at), y.place(*value)));
            let points: Vec<_> = points.collect();
            match points.as_slice() {
                // What was tried by itself, or is too short to be seen.
                [single] => canvas.line(
                    (single.0 - 1.0, single.1),
                    (single.0 + 1.0, single.1),
                    BLUE,
                    2.5,
                ),
                _ => canvas.path(&panel::thinned(points), BLUE, 1.8, &[]),
            }
        }
        worst(canvas, (area, x, y), spec);
    })
    .map(Some)
}

fn limits(canvas: &mut Canvas<'_>, area: Area, y: Scale, spec: &Cycle) {
    let Some((label, seconds)) = &spec.limit else {
        return;
    };
    let at = y.place(*seconds);
    canvas.path(
        &[(area.left, at), (area.right, at)],
        INK,
        1.5,
        &panel::LIMIT_DASH,
    );
    canvas.text(
        (area.right - 4.0, at - 8.0),
        label,
        plain(11.0).bold().anchor(Anchor::End),
    );
}

fn worst(canvas: &mut Canvas<'_>, (area, x, y): (Area, Scale, Scale), spec: &Cycle) {
    let (at, value, told) = &spec.worst;
    let point = (
        x.place(*at),
        value.map_or(area.top - 6.0, |value| y.place(value)),
    );
    canvas.line((point.0, area.bottom), point, VERMILION, 1.0);
    let spot = Area {
        left: point.0 - 4.0,
        right: point.0 + 4.0,
        top: point.1 - 4.0,
        bottom: point.1 + 4.0,
    };
    canvas.frame(spot, VERMILION, 2.0);
    canvas.tell(spot, told.clone());
    let room = panel::WIDTH - 2.0 * panel::LEFT;
    let said = text::fitted(told, 12.0, room);
    canvas.text((panel::LEFT, 64.0), &said, plain(12.0).bold().colour(MUTED));
}

/// Days by their names, or by their numbers where there are many.
fn days(length: f64, x: Scale) -> Vec<Tick> {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let step = if length / DAY > DAYS { 7.0 * DAY } else { DAY };
    let label = |seconds: f64| {
        let day = (seconds / DAY) as usize;
        match step > DAY {
            true => format!("week {}", day / 7 + 1),
            false => NAMES[day % 7].to_string(),
        }
    };
    let mut ticks = x.every(step, label);
    // What begins where the cycle ends is no part of it.
    ticks.retain(|tick| tick.at < x.place(length) - 0.5);
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> Cycle {
        Cycle {
            name: "moment-1".into(),
            title: "Recovery of erp".into(),
            subtitle: "stamp alpha is down".into(),
            quantity: "recovery".into(),
            length: 7.0 * DAY,
            lines: vec![
                vec![(0.0, 3_600.0), (DAY, 3_600.0)],
                vec![(DAY, 7_200.0), (2.0 * DAY, 60.0)],
            ],
            endless: vec![(3.0 * DAY, 4.0 * DAY)],
            limit: Some(("RTO 1 h".into(), 3_600.0)),
            worst: (DAY, Some(7_200.0), "Tuesday 00:00".into()),
        }
    }

    #[test]
    fn the_week_is_drawn_with_its_worst_moment() {
        let chart = draw(&spec()).unwrap().unwrap();
        for said in ["Mon", "Sun", "Recovery of erp", "RTO 1 h", "Tuesday 00:00"] {
            assert!(chart.svg.contains(said), "{said}");
        }
        // Seven days and no eighth.
        let below = chart
            .axes
            .iter()
            .find(|axis| axis.name == "struck at")
            .unwrap();
        assert_eq!(below.labels.len(), 7);
    }

    #[test]
    fn nothing_is_no_chart() {
        let spec = Cycle {
            lines: Vec::new(),
            endless: Vec::new(),
            ..spec()
        };
        assert!(draw(&spec).unwrap().is_none());
    }
}
