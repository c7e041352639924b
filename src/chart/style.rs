//! Colours, dashes, markers and hatches.
//!
//! Always true here: no two series differ by colour alone, so that colour-blind readers and
//! black-and-white prints can tell them apart. Colours are those of Okabe and Ito (2008).

/// A colour: red, green, blue.
pub(crate) type Colour = (u8, u8, u8);

/// Text.
pub(crate) const INK: Colour = (0x1f, 0x29, 0x37);
/// Text of less weight.
pub(crate) const MUTED: Colour = (0x4b, 0x55, 0x63);
/// Lines of an axis.
pub(crate) const AXIS: Colour = (0x6b, 0x72, 0x80);
/// Lines of a grid.
pub(crate) const GRID: Colour = (0xe5, 0xe7, 0xeb);
/// Behind everything.
pub(crate) const PAPER: Colour = (0xff, 0xff, 0xff);
/// Behind a window in which something may happen.
pub(crate) const SHADE: Colour = (0xf3, 0xf4, 0xf6);

pub(crate) const BLACK: Colour = (0x00, 0x00, 0x00);
pub(crate) const ORANGE: Colour = (0xe6, 0x9f, 0x00);
pub(crate) const SKY: Colour = (0x56, 0xb4, 0xe9);
pub(crate) const GREEN: Colour = (0x00, 0x9e, 0x73);
pub(crate) const YELLOW: Colour = (0xf0, 0xe4, 0x42);
pub(crate) const BLUE: Colour = (0x00, 0x72, 0xb2);
pub(crate) const VERMILION: Colour = (0xd5, 0x5e, 0x00);
pub(crate) const PURPLE: Colour = (0xcc, 0x79, 0xa7);
pub(crate) const GREY: Colour = (0x9c, 0xa3, 0xaf);

/// Drawn and left-out lengths, in turn; empty for a whole line.
pub(crate) type Dash = &'static [f64];

/// A sign on a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Marker {
    Disc,
    Square,
    Triangle,
    Diamond,
    Ring,
}

/// How a curve is drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Stroke {
    pub(crate) colour: Colour,
    pub(crate) dash: Dash,
    pub(crate) marker: Marker,
}

const COLOURS: [Colour; 7] = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK];
const DASHES: [Dash; 4] = [&[], &[9.0, 4.0], &[3.0, 3.0], &[12.0, 3.0, 3.0, 3.0]];
const MARKERS: [Marker; 5] = [
    Marker::Disc,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
    Marker::Ring,
];

/// The stroke with this number; the same number is the same stroke in every chart.
pub(crate) fn stroke(number: usize) -> Stroke {
    Stroke {
        colour: COLOURS[number % COLOURS.len()],
        dash: DASHES[number % DASHES.len()],
        marker: MARKERS[number % MARKERS.len()],
    }
}

/// Lines over a filled area.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hatch {
    Plain,
    Rising,
    Falling,
    Level,
    Upright,
}

/// How an area is filled.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Fill {
    pub(crate) colour: Colour,
    pub(crate) hatch: Hatch,
    /// Whether text on it is light.
    pub(crate) dark: bool,
}

/// A fill from its parts.
pub(crate) const fn fill(colour: Colour, hatch: Hatch, dark: bool) -> Fill {
    Fill {
        colour,
        hatch,
        dark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_ten_strokes_differ_by_more_than_colour() {
        for first in 0..10 {
            for second in first + 1..10 {
                let (a, b) = (stroke(first), stroke(second));
                assert!(
                    a.dash != b.dash || a.marker != b.marker,
                    "{first} and {second}"
                );
            }
        }
    }
}
