//! The sheet that charts are drawn on: plotters' SVG backend in units of a display pixel.
//!
//! Always true here: the sheet is drawn at twice its size, because the backend knows whole numbers
//! only; text is escaped by the backend; the first failure is kept and reported at the end.

use super::harmless::harmless;
use super::style::{BLACK, Colour, Dash, Fill, Hatch, INK, Marker, PAPER};
use super::{Axis, Chart, Error};
use plotters::backend::SVGBackend;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    FontFamily, FontStyle, FontTransform, RGBAColor, RGBColor, ShapeStyle, TextStyle,
};

const SCALE: f64 = 2.0;

/// A point on the sheet: x to the right, y down.
pub(crate) type Point = (f64, f64);

/// A rectangle on the sheet.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }
    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(crate) struct Type {
    pub(crate) size: f64,
    pub(crate) colour: Colour,
    pub(crate) bold: bool,
    pub(crate) anchor: Anchor,
    pub(crate) upright: bool,
}

/// Plain text of this size.
pub(crate) fn plain(size: f64) -> Type {
    Type {
        size,
        colour: INK,
        bold: false,
        anchor: Anchor::Start,
        upright: false,
    }
}

impl Type {
    pub(crate) fn colour(mut self, colour: Colour) -> Type {
        self.colour = colour;
        self
    }
    pub(crate) fn bold(mut self) -> Type {
        self.bold = true;
        self
    }
    pub(crate) fn anchor(mut self, anchor: Anchor) -> Type {
        self.anchor = anchor;
        self
    }
    /// Read from below to above.
    pub(crate) fn upright(mut self) -> Type {
        self.upright = true;
        self
    }
}

/// The sheet.
pub(crate) struct Canvas<'a> {
    backend: SVGBackend<'a>,
    failure: Option<String>,
    axes: Vec<Axis>,
    told: Vec<(Area, String)>,
}

fn at(point: Point) -> (i32, i32) {
    // A sheet has some thousand pixels; anything beyond is a coordinate that nobody can see.
    let pixel = |value: f64| (value * SCALE).round().clamp(-100_000.0, 100_000.0) as i32;
    (pixel(point.0), pixel(point.1))
}

fn shape(colour: Colour, alpha: f64, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: RGBAColor(colour.0, colour.1, colour.2, alpha),
        filled: true,
        stroke_width: (width * SCALE).round().max(1.0) as u32,
    }
}

impl Canvas<'_> {
    /// Keeps what an axis says, for whoever reads a chart and does not see it.
    pub(crate) fn axis(&mut self, name: &str, labels: impl IntoIterator<Item = String>) {
        self.axes.push(Axis {
            name: harmless(name),
            labels: labels.into_iter().collect(),
        });
    }

    /// What is told of a mark to whoever points at it.
    pub(crate) fn tell(&mut self, area: Area, what: String) {
        self.told.push((area, what));
    }

    fn keep<T, E: std::fmt::Display>(&mut self, result: Result<T, E>) {
        if let Err(problem) = result {
            self.failure.get_or_insert_with(|| problem.to_string());
        }
    }

    /// A straight line.
    pub(crate) fn line(&mut self, from: Point, to: Point, colour: Colour, width: f64) {
        let result = self
            .backend
            .draw_line(at(from), at(to), &shape(colour, 1.0, width));
        self.keep(result);
    }

    /// A line through points, dashed or whole.
    pub(crate) fn path(&mut self, points: &[Point], colour: Colour, width: f64, dash: Dash) {
        let style = shape(colour, 1.0, width);
        for piece in dashed(points, dash) {
            let result = self
                .backend
                .draw_path(piece.into_iter().map(at).collect::<Vec<_>>(), &style);
            self.keep(result);
        }
    }

    /// A filled rectangle without hatch.
    pub(crate) fn block(&mut self, area: Area, colour: Colour) {
        let result = self.backend.draw_rect(
            at((area.left, area.top)),
            at((area.right, area.bottom)),
            &shape(colour, 1.0, 1.0),
            true,
        );
        self.keep(result);
    }

    /// A rectangle with its fill, hatch and a thin frame.
    pub(crate) fn bar(&mut self, area: Area, fill: Fill) {
        self.block(area, fill.colour);
        for (from, to) in hatching(area, fill.hatch) {
            let result = self.backend.draw_line(
                at(from),
                at(to),
                &shape(if fill.dark { PAPER } else { BLACK }, 0.45, 0.5),
            );
            self.keep(result);
        }
        if area.width() > 2.0 {
            self.frame(area, INK, 0.5);
        }
    }

    /// The outline of a rectangle.
    pub(crate) fn frame(&mut self, area: Area, colour: Colour, width: f64) {
        let corners = [
            (area.left, area.top),
            (area.right, area.top),
            (area.right, area.bottom),
            (area.left, area.bottom),
            (area.left, area.top),
        ];
        self.path(&corners, colour, width, &[]);
    }

    /// A marker of a curve.
    pub(crate) fn marker(&mut self, point: Point, marker: Marker, colour: Colour) {
        let (x, y) = point;
        let style = shape(colour, 1.0, 1.5);
        let result = match marker {
            Marker::Disc => self.backend.draw_circle(at(point), 7, &style, true),
            Marker::Ring => {
                let hole = shape(PAPER, 1.0, 1.0);
                let result = self.backend.draw_circle(at(point), 7, &hole, true);
                self.keep(result);
                self.backend.draw_circle(at(point), 7, &style, false)
            }
            Marker::Square => {
                self.backend
                    .draw_rect(at((x - 3.2, y - 3.2)), at((x + 3.2, y + 3.2)), &style, true)
            }
            Marker::Triangle => self.backend.fill_polygon(
                [(x, y - 4.2), (x + 4.0, y + 3.2), (x - 4.0, y + 3.2)].map(at),
                &style,
            ),
            Marker::Diamond => self.backend.fill_polygon(
                [(x, y - 4.5), (x + 4.5, y), (x, y + 4.5), (x - 4.5, y)].map(at),
                &style,
            ),
        };
        self.keep(result);
    }

    /// A text whose middle line is at the point's height.
    pub(crate) fn text(&mut self, point: Point, text: &str, look: Type) {
        let horizontal = match look.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let weight = if look.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        // The backend divides the size of a face by 1.24.
        let size = look.size * SCALE * 1.24;
        let mut font = plotters::style::FontDesc::new(FontFamily::SansSerif, size, weight);
        if look.upright {
            font = font.transform(FontTransform::Rotate270);
        }
        let colour = RGBColor(look.colour.0, look.colour.1, look.colour.2);
        let style = TextStyle::from(font)
            .color(&colour)
            .pos(Pos::new(horizontal, VPos::Center));
        let result = self.backend.draw_text(&harmless(text), &style, at(point));
        self.keep(result);
    }
}

/// What a chart says about itself.
pub(crate) struct Caption<'a> {
    /// Name of the file without its ending; unique in a report.
    pub(crate) name: &'a str,
    /// Title.
    pub(crate) title: &'a str,
    /// What a reader who cannot see it should know.
    pub(crate) description: &'a str,
}

/// A chart of this size in display pixels, drawn by the closure.
pub(crate) fn sheet(
    caption: &Caption<'_>,
    width: f64,
    height: f64,
    draw: impl FnOnce(&mut Canvas<'_>),
) -> Result<Chart, Error> {
    let mut svg = String::new();
    let size = at((width, height));
    let unsigned = |value: i32| u32::try_from(value).unwrap_or(1).max(1);
    let (failure, axes, told) = {
        let mut canvas = Canvas {
            backend: SVGBackend::with_string(&mut svg, (unsigned(size.0), unsigned(size.1))),
            failure: None,
            axes: vec![],
            told: vec![],
        };
        canvas.block(
            Area {
                left: 0.0,
                top: 0.0,
                right: width,
                bottom: height,
            },
            PAPER,
        );
        draw(&mut canvas);
        let result = canvas.backend.present();
        canvas.keep(result);
        (canvas.failure, canvas.axes, canvas.told)
    };
    if let Some(problem) = failure {
        return Err(Error::Drawing(problem));
    }
    Ok(Chart {
        name: caption.name.to_string(),
        title: harmless(caption.title),
        description: harmless(caption.description),
        svg: labelled(&svg, caption, (width, height), &told),
        axes,
    })
}

/// The drawing with its size, a role, a title and a description for readers that cannot see it, and what is told of its marks.
fn labelled(
    svg: &str,
    caption: &Caption<'_>,
    (width, height): (f64, f64),
    told: &[(Area, String)],
) -> String {
    let body = svg.split_once('>').map_or("", |(_, body)| body);
    let body = body.trim_end().strip_suffix("</svg>").unwrap_or(body);
    let name = caption.name;
    let size = at((width, height));
    let mut made = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" \
         width=\"{}\" height=\"{}\" aria-labelledby=\"{name}-title {name}-desc\">\n\
         <title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-desc\">{}</desc>{body}",
        size.0,
        size.1,
        width.round(),
        height.round(),
        escaped(caption.title),
        escaped(caption.description),
    );
    for (area, what) in told {
        let (from, to) = (at((area.left, area.top)), at((area.right, area.bottom)));
        made.push_str(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#FFFFFF\" opacity=\"0\">\
             <title>{}</title></rect>\n",
            from.0,
            from.1,
            (to.0 - from.0).max(2),
            (to.1 - from.1).max(2),
            escaped(what)
        ));
    }
    made.push_str("</svg>\n");
    made
}

fn escaped(text: &str) -> String {
    let mut made = String::new();
    for character in harmless(text).chars() {
        match character {
            '<' => made.push_str("&lt;"),
            '>' => made.push_str("&gt;"),
            '&' => made.push_str("&amp;"),
            '"' => made.push_str("&quot;"),
            other => made.push(other),
        }
    }
    made
}

/// The drawn pieces of a dashed line.
fn dashed(points: &[Point], dash: Dash) -> Vec<Vec<Point>> {
    if dash.is_empty() || points.len() < 2 {
        return vec![points.to_vec()];
    }
    let mut pieces = vec![];
    let mut piece = vec![points[0]];
    let mut turn = 0;
    let mut left = dash[0];
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = (dx * dx + dy * dy).sqrt();
            let drawn = turn % 2 == 0;
            if length <= left {
                left -= length;
                if drawn {
                    piece.push(to);
                }
                break;
            }
            from = (from.0 + dx * left / length, from.1 + dy * left / length);
            if drawn {
                piece.push(from);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![from];
            }
            turn += 1;
            left = dash[turn % dash.len()];
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

/// The lines of a hatch inside an area.
fn hatching(area: Area, hatch: Hatch) -> Vec<(Point, Point)> {
    const STEP: f64 = 6.0;
    let mut lines = vec![];
    let (width, height) = (area.width(), area.height());
    match hatch {
        Hatch::Plain => {}
        Hatch::Level => {
            let mut y = area.top + STEP / 2.0;
            while y < area.bottom {
                lines.push(((area.left, y), (area.right, y)));
                y += STEP / 1.5;
            }
        }
        Hatch::Upright => {
            let mut x = area.left + STEP / 2.0;
            while x < area.right {
                lines.push(((x, area.top), (x, area.bottom)));
                x += STEP / 1.5;
            }
        }
        Hatch::Rising | Hatch::Falling => {
            // Lines x + y = offset, cut at the edges; falling ones are mirrored upside down.
            let mut offset = STEP;
            while offset < width + height {
                let from = (offset - height).max(0.0);
                let to = offset.min(width);
                let y = |x: f64| {
                    let below = offset - x;
                    if hatch == Hatch::Rising {
                        area.top + below
                    } else {
                        area.bottom - below
                    }
                };
                lines.push(((area.left + from, y(from)), (area.left + to, y(to))));
                offset += STEP;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_cover_their_share_of_a_line() {
        let pieces = dashed(&[(0.0, 0.0), (60.0, 0.0), (60.0, 40.0)], &[6.0, 4.0]);
        assert_eq!(pieces.len(), 10);
        assert_eq!(pieces[0], [(0.0, 0.0), (6.0, 0.0)]);
        assert_eq!(pieces[6], [(60.0, 0.0), (60.0, 6.0)]);
    }

    #[test]
    fn hatches_stay_inside() {
        let area = Area {
            left: 10.0,
            top: 20.0,
            right: 75.0,
            bottom: 33.0,
        };
        for hatch in [Hatch::Rising, Hatch::Falling, Hatch::Level, Hatch::Upright] {
            let lines = hatching(area, hatch);
            assert!(!lines.is_empty());
            for (x, y) in lines.into_iter().flat_map(|(from, to)| [from, to]) {
                assert!((10.0..=75.0).contains(&x) && (20.0..=33.0).contains(&y));
            }
        }
    }

    #[test]
    fn names_are_escaped_and_described() {
        let caption = Caption {
            name: "a",
            title: "<b>&\"",
            description: "x < y",
        };
        let chart = sheet(&caption, 100.0, 50.0, |canvas| {
            canvas.text((1.0, 1.0), "<i>&", plain(12.0));
        })
        .expect("a drawing in memory");
        assert!(
            chart
                .svg
                .contains("<title id=\"a-title\">&lt;b&gt;&amp;&quot;</title>")
        );
        assert!(chart.svg.contains("&lt;i&gt;&amp;") && !chart.svg.contains("<i>"));
        assert!(chart.svg.contains("viewBox=\"0 0 200 100\" role=\"img\""));
        assert!(chart.inline().starts_with("<svg viewBox"));
    }
}
