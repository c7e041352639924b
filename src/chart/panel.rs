//! What charts with axes share: title, grid, axes, legend, limits.
//!
//! Always true here: titles stand on the left, labels stay inside their room, and a legend that
//! would be too long says how many entries it leaves out.

use super::canvas::{Anchor, Area, Canvas, Point, plain};
use super::scale::{Scale, Tick};
use super::style::{AXIS, GRID, INK, MUTED, PAPER, Stroke};
use super::text;
use super::{Curve, Limit};

/// Width of every chart in display pixels.
pub(crate) const WIDTH: f64 = 900.0;
/// Left margin of titles.
pub(crate) const LEFT: f64 = 16.0;
/// Height of an entry of a legend of curves.
pub(crate) const ENTRY: f64 = 50.0;
/// Most entries of a legend of curves.
pub(crate) const MOST_CURVES: usize = 8;

/// Title and, below it, one line of explanation.
pub(crate) fn heading(canvas: &mut Canvas<'_>, title: &str, subtitle: &str) {
    let room = WIDTH - 2.0 * LEFT;
    canvas.text(
        (LEFT, 22.0),
        &text::fitted(title, 16.0, room),
        plain(16.0).bold(),
    );
    canvas.text(
        (LEFT, 43.0),
        &text::fitted(subtitle, 12.0, room),
        plain(12.0).colour(MUTED),
    );
}

/// An axis below an area, with the name of its quantity.
pub(crate) fn axis_below(canvas: &mut Canvas<'_>, area: Area, ticks: &[Tick], name: &str) {
    canvas.axis(name, ticks.iter().map(|tick| tick.label.clone()));
    canvas.line(
        (area.left, area.bottom),
        (area.right, area.bottom),
        AXIS,
        1.0,
    );
    for tick in ticks {
        canvas.line(
            (tick.at, area.bottom),
            (tick.at, area.bottom + 4.0),
            AXIS,
            1.0,
        );
        canvas.text(
            (tick.at, area.bottom + 14.0),
            &tick.label,
            plain(11.5).anchor(Anchor::Middle),
        );
    }
    canvas.text(
        ((area.left + area.right) / 2.0, area.bottom + 34.0),
        name,
        plain(12.0).colour(MUTED).anchor(Anchor::Middle),
    );
}

/// Horizontal grid lines with labels on the left, and the name of the quantity upright.
pub(crate) fn axis_left(canvas: &mut Canvas<'_>, area: Area, ticks: &[Tick], name: &str) {
    canvas.axis(name, ticks.iter().map(|tick| tick.label.clone()));
    for tick in ticks {
        canvas.line((area.left, tick.at), (area.right, tick.at), GRID, 1.0);
        canvas.text(
            (area.left - 7.0, tick.at),
            &tick.label,
            plain(11.5).anchor(Anchor::End),
        );
    }
    canvas.line((area.left, area.top), (area.left, area.bottom), AXIS, 1.0);
    canvas.text(
        (LEFT + 4.0, (area.top + area.bottom) / 2.0),
        name,
        plain(12.0).colour(MUTED).anchor(Anchor::Middle).upright(),
    );
}

/// Numbers of the strokes of the curves that a chart shows.
pub(crate) fn numbers(curves: &[&Curve]) -> Vec<usize> {
    let shown = curves.iter().take(MOST_CURVES);
    shown.map(|curve| curve.stroke).collect()
}

/// One entry of a legend of curves: a stroke, a name, and a smaller line below it.
pub(crate) struct Entry {
    pub(crate) stroke: Stroke,
    pub(crate) label: String,
    pub(crate) note: String,
}

/// A legend of curves in an area on the right, and how many curves there are beside these.
pub(crate) fn legend(canvas: &mut Canvas<'_>, area: Area, entries: &[Entry], more: usize) {
    let mut y = area.top + 10.0;
    for entry in entries {
        let stroke = entry.stroke;
        canvas.path(
            &[(area.left, y), (area.left + 34.0, y)],
            stroke.colour,
            2.0,
            stroke.dash,
        );
        canvas.marker((area.left + 17.0, y), stroke.marker, stroke.colour);
        let room = area.width() - 42.0;
        let left = area.left + 42.0;
        canvas.text(
            (left, y),
            &text::fitted_name(&entry.label, 12.5, room),
            plain(12.5).bold(),
        );
        for (line, part) in text::lines(&entry.note, 11.0, room)
            .iter()
            .take(2)
            .enumerate()
        {
            canvas.text(
                (left, y + 15.0 + 13.0 * line as f64),
                part,
                plain(11.0).colour(MUTED),
            );
        }
        y += ENTRY;
    }
    if more > 0 {
        canvas.text(
            (area.left, y),
            &format!("and {more} more in the tables"),
            plain(11.0).colour(MUTED),
        );
    }
}

/// Where the labels of limits stand: for each limit its place on the axis, the middle of its label and the row above the area.
fn rows_of_limits(area: Area, scale: Scale, limits: &[Limit]) -> Vec<(f64, f64, usize, &Limit)> {
    let mut ends: Vec<f64> = vec![];
    let mut sorted: Vec<&Limit> = limits.iter().collect();
    sorted.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let mut made = vec![];
    for limit in sorted {
        let x = scale.place(limit.seconds);
        let half = text::width(&limit.label, 11.5).min(area.width()) / 2.0;
        let most = (WIDTH - LEFT - half).max(area.left + half);
        let middle = x.clamp(area.left + half, most);
        let free = ends.iter().position(|end| middle - half >= end + 8.0);
        let row = free.unwrap_or(ends.len());
        if row == ends.len() {
            ends.push(0.0);
        }
        ends[row] = middle + half;
        made.push((x, middle, row, limit));
    }
    made
}

/// How many pixels the labels of limits need above an area beside the one row that it leaves free.
pub(crate) fn room_for_limits(area: Area, scale: Scale, limits: &[Limit]) -> f64 {
    let rows = rows_of_limits(area, scale, limits);
    let last = rows.iter().map(|row| row.2).max().unwrap_or(0);
    LIMIT_ROW * last.saturating_sub(1) as f64
}

/// Height of a row of labels of limits.
const LIMIT_ROW: f64 = 14.0;

/// Stated limits as upright lines over an area, their names side by side above it.
pub(crate) fn limits(canvas: &mut Canvas<'_>, area: Area, scale: Scale, limits: &[Limit]) {
    let all = rows_of_limits(area, scale, limits);
    // Lines first: no line of one runs through the name of another.
    for (x, _, row, _) in &all {
        let top = area.top - 2.0 - *row as f64 * LIMIT_ROW;
        canvas.path(&[(*x, top), (*x, area.bottom)], INK, 1.5, &LIMIT_DASH);
    }
    for (_, middle, row, limit) in all {
        let label = text::fitted(&limit.label, 11.5, area.width());
        let half = text::width(&label, 11.5) / 2.0;
        let y = area.top - 9.0 - row as f64 * LIMIT_ROW;
        canvas.block(
            Area {
                left: middle - half,
                top: y - 6.0,
                right: middle + half,
                bottom: y + 6.0,
            },
            PAPER,
        );
        let look = plain(11.5).bold().anchor(Anchor::Middle);
        canvas.text((middle, y), &label, look);
    }
}

/// The dash of what is stated.
pub(crate) const LIMIT_DASH: [f64; 4] = [7.0, 3.0, 2.0, 3.0];

/// Labels beside an area at the heights of their lines, moved apart where they would touch: for each the height of its middle.
/// `heights` are those of the labels themselves.
pub(crate) fn apart(area: Area, wanted: &[(f64, f64)]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].0.total_cmp(&wanted[*b].0));
    let mut made = vec![0.0; wanted.len()];
    let mut free = area.top;
    for index in &order {
        let (at, height) = wanted[*index];
        made[*index] = at.max(free + height / 2.0);
        free = made[*index] + height / 2.0;
    }
    // What was pushed over the lower end goes back up, and pushes in turn.
    let mut free = area.bottom + 8.0;
    for index in order.iter().rev() {
        let height = wanted[*index].1;
        made[*index] = made[*index].min(free - height / 2.0);
        free = made[*index] - height / 2.0;
    }
    made
}

/// Points of a step curve without those that fall on the same pixel as the one before.
pub(crate) fn thinned(points: impl IntoIterator<Item = Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = vec![];
    for point in points {
        let near = |a: f64, b: f64| (a - b).abs() < 0.5;
        match kept.last() {
            Some(last) if near(last.0, point.0) && near(last.1, point.1) => {}
            _ => {
                // A third point on the same upright or level line replaces the second.
                if let [.., before, last] = kept.as_slice()
                    && ((near(before.0, last.0) && near(last.0, point.0))
                        || (near(before.1, last.1) && near(last.1, point.1)))
                {
                    kept.pop();
                }
                kept.push(point);
            }
        }
    }
    kept
}

/// Places for markers along a line: evenly, starting a little later for each stroke.
pub(crate) fn markers(points: &[Point], number: usize) -> Vec<Point> {
    const SPACING: f64 = 150.0;
    let mut until = 25.0 + 31.0 * (number % 5) as f64;
    let mut made = vec![];
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        let mut walked = 0.0;
        while length - walked >= until {
            walked += until;
            made.push((from.0 + dx * walked / length, from.1 + dy * walked / length));
            until = SPACING;
        }
        until -= length - walked;
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_shape() {
        let steps = (0..1_000).map(|n| (f64::from(n) / 1_000.0, 5.0));
        assert!(thinned(steps).len() <= 3);
        let corner = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (20.0, 10.0)];
        assert_eq!(thinned(corner), corner);
        let level = [(0.0, 0.0), (10.0, 0.0), (20.0, 0.0)];
        assert_eq!(thinned(level), [(0.0, 0.0), (20.0, 0.0)]);
    }

    #[test]
    fn markers_stand_on_the_line() {
        let made = markers(&[(0.0, 0.0), (400.0, 0.0)], 0);
        assert_eq!(made, [(25.0, 0.0), (175.0, 0.0), (325.0, 0.0)]);
    }
}
