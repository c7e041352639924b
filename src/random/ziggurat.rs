//! Standard exponential and normal variates by the ziggurat method of Marsaglia and Tsang (2000),
//! "The Ziggurat Method for Generating Random Variables", with 256 layers.
//!
//! Always true here: one word is enough for about 99 of 100 variates; the others go on with the words
//! of a child. The tables are made with `libm`, so that they have the same bits on every machine.

use super::stream::{Child, Stream, unit};
use std::sync::LazyLock;

/// Number of layers of equal area.
const LAYERS: usize = 256;
/// Where the tail of the exponential begins.
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;
/// Where the tail of the normal begins.
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;
/// 2^52: the number of places across a layer.
const ACROSS: f64 = 4_503_599_627_370_496.0;

/// One layer: a point at place `bits` of those across lies under the curve for certain where
/// `bits < sure`.
#[derive(Clone, Copy, Debug, Default)]
struct Layer {
    sure: u64,
    width: f64,
}

/// The layers under one falling density.
#[derive(Debug)]
pub(super) struct Ziggurat {
    layers: [Layer; LAYERS],
    /// Height of the density at the outer edge of each layer, and 1 at the end.
    heights: [f64; LAYERS + 1],
}

/// Layers under `exp(-x)`.
pub(super) static EXPONENTIAL: LazyLock<Ziggurat> = LazyLock::new(|| {
    Ziggurat::new(
        EXPONENTIAL_TAIL,
        (EXPONENTIAL_TAIL + 1.0) * libm::exp(-EXPONENTIAL_TAIL),
        |x| libm::exp(-x),
        |y| -libm::log(y),
    )
});

/// Layers under `exp(-x^2 / 2)` for positive x.
pub(super) static NORMAL: LazyLock<Ziggurat> = LazyLock::new(|| {
    let half_pi: f64 = std::f64::consts::FRAC_PI_2;
    let tail = half_pi.sqrt() * libm::erfc(NORMAL_TAIL / std::f64::consts::SQRT_2);
    Ziggurat::new(
        NORMAL_TAIL,
        NORMAL_TAIL * libm::exp(-NORMAL_TAIL * NORMAL_TAIL / 2.0) + tail,
        |x| libm::exp(-x * x / 2.0),
        |y| (-2.0 * libm::log(y)).sqrt(),
    )
});

impl Ziggurat {
    /// Layers of this `area` under a density, the lowest with the tail from `tail` on.
    fn new(
        tail: f64,
        area: f64,
        density: impl Fn(f64) -> f64,
        inverse: impl Fn(f64) -> f64,
    ) -> Ziggurat {
        let mut edges = [0.0; LAYERS + 1];
        // The lowest layer holds the tail: as if it were a rectangle of the same area.
        edges[0] = area / density(tail);
        edges[1] = tail;
        for i in 2..LAYERS {
            edges[i] = inverse(area / edges[i - 1] + density(edges[i - 1]));
        }
        let mut ziggurat = Ziggurat {
            layers: [Layer::default(); LAYERS],
            heights: [1.0; LAYERS + 1],
        };
        for i in 0..LAYERS {
            ziggurat.layers[i] = Layer {
                sure: (edges[i + 1] / edges[i] * ACROSS) as u64,
                width: edges[i],
            };
            ziggurat.heights[i] = density(edges[i]);
        }
        ziggurat
    }

    /// The layer (lowest 8 bits), the place across it (highest 52 bits), and whether that is enough.
    #[inline]
    fn point(&self, word: u64) -> (usize, f64, bool) {
        let number = (word & 0xff) as usize;
        let layer = self.layers[number];
        let bits = word >> 12;
        // As the fraction of a number from 1 to 2: unlike a conversion from an integer this does not
        // wait for what the register held before.
        let share = f64::from_bits(1.0_f64.to_bits() | bits) - 1.0;
        (number, share * layer.width, bits < layer.sure)
    }

    /// Whether a point of a layer that is partly above the curve lies under it.
    fn under(&self, number: usize, density: f64, height: f64) -> bool {
        let low = self.heights[number];
        low + height * (self.heights[number + 1] - low) < density
    }
}

/// The words of one draw: word `index` of the stream first, then those of the child.
#[derive(Debug)]
pub(super) struct Words<'a> {
    stream: &'a mut Stream,
    index: u64,
    first: bool,
    child: Option<Child>,
}

impl<'a> Words<'a> {
    #[inline]
    pub(super) fn new(stream: &'a mut Stream, index: u64) -> Words<'a> {
        Words {
            stream,
            index,
            first: true,
            child: None,
        }
    }

    /// The next word.
    #[inline]
    pub(super) fn word(&mut self) -> u64 {
        if self.first {
            self.first = false;
            return self.stream.word(self.index);
        }
        let (stream, index) = (&*self.stream, self.index);
        self.child.get_or_insert_with(|| stream.child(index)).word()
    }

    /// The next word as a number from 0 (included) to 1 (excluded).
    pub(super) fn uniform(&mut self) -> f64 {
        unit(self.word())
    }
}

/// A standard exponential variate.
#[inline]
pub(super) fn exponential(table: &Ziggurat, stream: &mut Stream, index: u64) -> f64 {
    let (_, x, sure) = table.point(stream.word(index));
    if sure {
        x
    } else {
        exponential_beyond(table, stream, index)
    }
}

/// A standard normal variate.
#[inline]
pub(super) fn normal(table: &Ziggurat, stream: &mut Stream, index: u64) -> f64 {
    let word = stream.word(index);
    let (_, x, sure) = table.point(word);
    if sure {
        signed(x, word)
    } else {
        normal_beyond(table, stream, index)
    }
}

/// Draw `index` where its first word is not enough; apart, so that the usual way needs no room for more.
#[cold]
#[inline(never)]
fn exponential_beyond(table: &Ziggurat, stream: &mut Stream, index: u64) -> f64 {
    exponential_from(table, &mut Words::new(stream, index))
}

/// The same for the normal law.
#[cold]
#[inline(never)]
fn normal_beyond(table: &Ziggurat, stream: &mut Stream, index: u64) -> f64 {
    normal_from(table, &mut Words::new(stream, index))
}

/// A standard exponential variate from the next words.
#[cold]
#[inline(never)]
pub(super) fn exponential_from(table: &Ziggurat, words: &mut Words<'_>) -> f64 {
    let mut beyond = 0.0;
    loop {
        let (number, x, sure) = table.point(words.word());
        if sure {
            return beyond + x;
        }
        if number == 0 {
            // The law has no memory: past the edge it begins anew.
            beyond += EXPONENTIAL_TAIL;
        } else if table.under(number, libm::exp(-x), words.uniform()) {
            return beyond + x;
        }
    }
}

/// A standard normal variate from the next words.
#[cold]
#[inline(never)]
pub(super) fn normal_from(table: &Ziggurat, words: &mut Words<'_>) -> f64 {
    loop {
        let word = words.word();
        let (number, x, sure) = table.point(word);
        if sure {
            return signed(x, word);
        }
        if number == 0 {
            return signed(normal_tail(words), word);
        }
        if table.under(number, libm::exp(-x * x / 2.0), words.uniform()) {
            return signed(x, word);
        }
    }
}

/// A normal variate given that it is beyond the edge of the lowest layer (Marsaglia 1964).
pub(super) fn normal_tail(words: &mut Words<'_>) -> f64 {
    loop {
        let x = libm::log(1.0 - words.uniform()) / NORMAL_TAIL;
        let y = libm::log(1.0 - words.uniform());
        if -2.0 * y >= x * x {
            return NORMAL_TAIL - x;
        }
    }
}

/// `x` with the sign that bit 8 of the word gives it.
#[inline]
fn signed(x: f64, word: u64) -> f64 {
    f64::from_bits(x.to_bits() | (word & 0x100) << 55)
}
