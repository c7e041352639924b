//! Colours, dashes, markers and hatches.
//!
//! Always true here: no two series differ by colour alone, so that colour-blind readers and
//! black-and-white prints can tell them apart; no two series of one chart share a colour; whoever sees
//! no red or no green sees them apart as well. Colours are those of Okabe and Ito (2008), with an
//! indigo as the eighth.

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
/// Vermilion for text: dark enough to be read.
pub(crate) const DARK_VERMILION: Colour = (0xa8, 0x3f, 0x00);
pub(crate) const PURPLE: Colour = (0xcc, 0x79, 0xa7);
pub(crate) const INDIGO: Colour = (0x3d, 0x1f, 0xb8);
pub(crate) const GREY: Colour = (0x4b, 0x55, 0x63);
/// Behind what is beyond an objective.
pub(crate) const BEYOND: Colour = (0xf9, 0xcd, 0xb8);

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

const COLOURS: [Colour; 8] = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK, INDIGO];
const DASHES: [Dash; 4] = [&[], &[9.0, 4.0], &[3.0, 3.0], &[12.0, 3.0, 3.0, 3.0]];
const MARKERS: [Marker; 5] = [
    Marker::Disc,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
    Marker::Ring,
];

/// The stroke with this number, as a curve has it that stands alone.
fn stroke(number: usize) -> Stroke {
    Stroke {
        colour: COLOURS[number % COLOURS.len()],
        dash: DASHES[number % DASHES.len()],
        marker: MARKERS[number % MARKERS.len()],
    }
}

/// Strokes for the curves of one chart, by the numbers that they would have alone, at most as many as there are colours. Who comes
/// first keeps its own stroke; who finds its colour taken gets the first that is free.
pub(crate) fn strokes(numbers: &[usize]) -> Vec<Stroke> {
    let colour = |number: usize| number % COLOURS.len();
    let first_with = |index: usize, number: usize| {
        !numbers[..index]
            .iter()
            .any(|other| colour(*other) == colour(number))
    };
    let mut taken: Vec<usize> = vec![];
    let mut made: Vec<Option<Stroke>> = vec![];
    for (index, number) in numbers.iter().enumerate() {
        let keeps = first_with(index, *number);
        made.push(keeps.then(|| stroke(*number)));
        if keeps {
            taken.push(colour(*number));
        }
    }
    for index in 0..made.len() {
        if made[index].is_some() {
            continue;
        }
        let free = (0..COLOURS.len()).find(|one| !taken.contains(one));
        let free = free.unwrap_or(index % COLOURS.len());
        taken.push(free);
        // Colour alone is not enough: dash and marker together are new as well.
        let rounds =
            (0..DASHES.len() * MARKERS.len()).map(|round| stroke(free + round * COLOURS.len()));
        let is_new = |one: &Stroke| {
            let mut known = made.iter().flatten();
            known.all(|other| (other.dash, other.marker) != (one.dash, one.marker))
        };
        made[index] = Some(rounds.clone().find(is_new).unwrap_or(stroke(free)));
    }
    made.into_iter().flatten().collect()
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
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Two series of a chart are at least this far apart (CIE 1976 ΔE), for all eyes. Of a difference of
    /// two or three people begin to speak.
    const APART: f64 = 15.0;

    /// What is left of a colour without the cones for green, after Machado, Oliveira and Fernandes (2009), severity 1.
    const DEUTERANOPIA: [[f64; 3]; 3] = [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ];

    fn linear(part: u8) -> f64 {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            libm::pow((part + 0.055) / 1.055, 2.4)
        }
    }

    fn lab(colour: Colour, blind: bool) -> [f64; 3] {
        let mut light = [linear(colour.0), linear(colour.1), linear(colour.2)];
        if blind {
            let row = |row: [f64; 3]| -> f64 {
                let sum: f64 = row.iter().zip(light).map(|(a, b)| a * b).sum();
                sum.clamp(0.0, 1.0)
            };
            light = DEUTERANOPIA.map(row);
        }
        let sum = |row: [f64; 3]| -> f64 { row.iter().zip(light).map(|(a, b)| a * b).sum() };
        let [x, y, z] = [
            sum([0.412_456_4, 0.357_576_1, 0.180_437_5]) / 0.950_47,
            sum([0.212_672_9, 0.715_152_2, 0.072_175_0]),
            sum([0.019_333_9, 0.119_192_0, 0.950_304_1]) / 1.088_83,
        ]
        .map(|part| {
            if part > 216.0 / 24_389.0 {
                libm::cbrt(part)
            } else {
                (24_389.0 / 27.0 * part + 16.0) / 116.0
            }
        });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// CIE 1976 ΔE of two colours: for eyes that see all, and without the cones for green; the smaller.
    pub(crate) fn difference(one: Colour, other: Colour) -> f64 {
        let of = |blind| {
            let (one, other) = (lab(one, blind), lab(other, blind));
            let squares = one.iter().zip(other).map(|(a, b)| (a - b) * (a - b));
            squares.sum::<f64>().sqrt()
        };
        f64::min(of(false), of(true))
    }

    /// That all of these are apart: a fill with a hatch of its own stays a fill of its own.
    pub(crate) fn all_apart(colours: &[(&str, Colour)]) {
        for (index, (name, one)) in colours.iter().enumerate() {
            for (other_name, other) in &colours[..index] {
                let difference = difference(*one, *other);
                assert!(
                    difference >= APART,
                    "{name} and {other_name}: {difference:.1}"
                );
            }
        }
    }

    #[test]
    fn differences_are_those_that_others_work_out() {
        // Two greys of the same lightness are the same; white and black are a hundred apart.
        assert!((difference(PAPER, BLACK) - 100.0).abs() < 0.01);
        // A pale red and a pale green that most tell apart at once are nearly one colour without the cones for green.
        let (red, green) = ((0xfb, 0xe3, 0xe1), (0xe3, 0xf3, 0xec));
        assert!((difference(red, green) - 4.129).abs() < 0.001);
    }

    #[test]
    fn colours_of_curves_are_apart_for_all_eyes() {
        let names = [
            "blue",
            "vermilion",
            "green",
            "purple",
            "orange",
            "sky",
            "black",
            "indigo",
        ];
        let mut named: Vec<(&str, Colour)> = names.into_iter().zip(COLOURS).collect();
        named.push(("paper", PAPER));
        all_apart(&named);
    }

    #[test]
    fn a_node_and_a_drill_in_one_chart_are_drawn_apart() {
        // Numbers one and seventeen have the same colour where they stand alone.
        let made = strokes(&[1, 17, 0]);
        assert_eq!(made[0], stroke(1));
        assert_eq!(made[2], stroke(0));
        assert_ne!(made[1].colour, made[0].colour);
        assert_ne!(made[1].colour, made[2].colour);
    }

    proptest! {
        #[test]
        fn no_two_curves_of_a_chart_share_a_colour(numbers in proptest::collection::vec(0_usize..90, 0..=COLOURS.len())) {
            let made = strokes(&numbers);
            prop_assert_eq!(made.len(), numbers.len());
            for (index, one) in made.iter().enumerate() {
                for other in &made[..index] {
                    prop_assert_ne!(one.colour, other.colour);
                }
                // Whose colour nobody before it has keeps it.
                let colour = |number: usize| number % COLOURS.len();
                if !numbers[..index].iter().any(|before| colour(*before) == colour(numbers[index])) {
                    prop_assert_eq!(*one, stroke(numbers[index]));
                }
            }
        }
    }

    #[test]
    fn the_first_eight_strokes_differ_by_more_than_colour() {
        let made = strokes(&[0, 1, 2, 3, 4, 5, 6, 7]);
        for (index, one) in made.iter().enumerate() {
            for other in &made[..index] {
                assert!(one.dash != other.dash || one.marker != other.marker);
            }
        }
    }
}
