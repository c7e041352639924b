//! How backups use a pipe over the week, against what it can carry, with the backup windows.
//!
//! Always true here: bars are mean bytes in that hour of the week; the line is what the pipe
//! carries in an hour.

use super::canvas::{Anchor, Area, Canvas, Caption, plain, sheet};
use super::panel;
use super::scale::{Scale, Tick};
use super::style::{AXIS, BLUE, GRID, INK, SHADE, VERMILION};
use super::{Chart, Error, text};
use crate::units::number;

/// What to draw: one pipe.
#[derive(Clone, PartialEq, Debug)]
pub struct Pipe {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// Mean bytes moved by backups in each hour of the week, Monday 00:00 first; 168 of them.
    pub bytes: Vec<f64>,
    /// Bytes that the pipe carries in an hour, where its rate is known.
    pub capacity: Option<f64>,
    /// Daily windows as hours of the day, from and to; to may be the smaller.
    pub windows: Vec<(f64, f64)>,
}

/// The chart; none where no backup moved a byte.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Pipe) -> Result<Option<Chart>, Error> {
    let most = spec.bytes.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return Ok(None);
    }
    let description = format!(
        "In the busiest hour of the week backups move {} on average{}.",
        number::bytes(most),
        spec.capacity.map_or_else(String::new, |bytes| format!(
            "; the pipe carries {} an hour",
            number::bytes(bytes)
        ))
    );
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    sheet(&caption, panel::WIDTH, 330.0, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        let area = Area {
            left: 100.0,
            top: 84.0,
            right: panel::WIDTH - 20.0,
            bottom: 276.0,
        };
        let high = most.max(spec.capacity.unwrap_or(0.0)) * 1.08;
        let unit = unit_of(high);
        let y = Scale::linear(0.0, high / unit, area.bottom, area.top);
        let cell = area.width() / 168.0;
        windows(canvas, area, cell, &spec.windows);
        let ticks = y.linear_ticks(4, |value| number::bytes(value * unit));
        panel::axis_left(canvas, area, &ticks, "per hour");
        for (hour, bytes) in spec.bytes.iter().take(168).enumerate() {
            let top = y.place(bytes / unit);
            if area.bottom - top < 0.5 {
                continue;
            }
            let left = area.left + cell * hour as f64;
            let bar = Area {
                left,
                top,
                right: left + cell,
                bottom: area.bottom,
            };
            canvas.block(bar, BLUE);
            let day = DAYS[hour / 24];
            let told = format!(
                "{day}, {}:00 to {}:00: {}",
                hour % 24,
                hour % 24 + 1,
                number::bytes(*bytes)
            );
            canvas.tell(bar, told);
        }
        if let Some(capacity) = spec.capacity {
            let at = y.place(capacity / unit);
            canvas.path(
                &[(area.left, at), (area.right, at)],
                VERMILION,
                2.0,
                &[9.0, 4.0],
            );
        }
        days(canvas, area, cell);
        legend(canvas, spec);
    })
    .map(Some)
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A binary unit that keeps the axis in small numbers.
fn unit_of(bytes: f64) -> f64 {
    let mut unit = 1.0;
    while bytes / unit >= 1_024.0 {
        unit *= 1_024.0;
    }
    unit
}

fn windows(canvas: &mut Canvas<'_>, area: Area, cell: f64, windows: &[(f64, f64)]) {
    for day in 0..7 {
        for (from, to) in windows {
            let midnight = f64::from(day) * 24.0;
            let mut spans = vec![];
            if from <= to {
                spans.push((midnight + from, midnight + to));
            } else {
                spans.push((midnight + from, midnight + 24.0));
                spans.push((midnight, midnight + to));
            }
            for (from, to) in spans {
                canvas.block(
                    Area {
                        left: area.left + cell * from,
                        top: area.top,
                        right: area.left + cell * to,
                        bottom: area.bottom,
                    },
                    SHADE,
                );
            }
        }
    }
}

fn days(canvas: &mut Canvas<'_>, area: Area, cell: f64) {
    let mut ticks = vec![];
    for (index, name) in DAYS.iter().enumerate() {
        let left = area.left + cell * 24.0 * index as f64;
        if index > 0 {
            canvas.line((left, area.top), (left, area.bottom), GRID, 1.0);
        }
        canvas.line((left, area.bottom), (left, area.bottom + 5.0), AXIS, 1.0);
        ticks.push(Tick {
            at: left + cell * 12.0,
            label: (*name).to_string(),
        });
    }
    canvas.line(
        (area.left, area.bottom),
        (area.right, area.bottom),
        AXIS,
        1.0,
    );
    canvas.axis(
        "day of the week",
        ticks.iter().map(|tick| tick.label.clone()),
    );
    for tick in ticks {
        canvas.text(
            (tick.at, area.bottom + 14.0),
            &tick.label,
            plain(11.5).anchor(Anchor::Middle),
        );
    }
    canvas.text(
        ((area.left + area.right) / 2.0, area.bottom + 34.0),
        "day of the week",
        plain(12.0)
            .colour(super::style::MUTED)
            .anchor(Anchor::Middle),
    );
}

fn legend(canvas: &mut Canvas<'_>, spec: &Pipe) {
    let sample = |left: f64| Area {
        left,
        top: 60.0,
        right: left + 22.0,
        bottom: 72.0,
    };
    let mut x = 100.0;
    canvas.block(sample(x), BLUE);
    let label = "moved in an hour (mean)";
    canvas.text((x + 28.0, 66.0), label, plain(11.5));
    x += 56.0 + text::width(label, 11.5);
    if let Some(capacity) = spec.capacity {
        canvas.path(&[(x, 66.0), (x + 24.0, 66.0)], VERMILION, 2.0, &[9.0, 4.0]);
        let label = format!("capacity {} per hour", number::bytes(capacity));
        canvas.text((x + 30.0, 66.0), &label, plain(11.5));
        x += 58.0 + text::width(&label, 11.5);
    }
    if !spec.windows.is_empty() {
        canvas.block(sample(x), SHADE);
        canvas.frame(sample(x), INK, 0.5);
        canvas.text((x + 28.0, 66.0), "backup window", plain(11.5));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(bytes: f64) -> Pipe {
        Pipe {
            name: "pipe".into(),
            title: "Write rate of repository vault".into(),
            subtitle: String::new(),
            bytes: (0..168)
                .map(|hour| if hour % 24 < 6 { bytes } else { 0.0 })
                .collect(),
            capacity: Some(4.5e11),
            windows: vec![(20.0, 6.0)],
        }
    }

    #[test]
    fn capacity_and_busiest_hour_are_told() {
        let chart = draw(&spec(1e11)).expect("memory").expect("a chart");
        assert!(
            chart.description.contains("93.1 GiB"),
            "{}",
            chart.description
        );
        assert!(chart.svg.contains("capacity 419 GiB per hour"));
        assert!(chart.svg.contains("backup window"));
        assert!(chart.svg.contains("Mon") && chart.svg.contains("Sun"));
    }

    #[test]
    fn no_bytes_is_no_chart() {
        assert!(draw(&spec(0.0)).expect("memory").is_none());
    }
}
