//! Laws made ready for drawing.
//!
//! Always true here: draw `i` begins with word `i` of the stream, and what it needs beyond comes from
//! the child of that draw; so draws can be made in any order.

use super::law::Law;
use super::powers::{POWERS, Powers};
use super::stream::Stream;
use super::ziggurat::{self, EXPONENTIAL, NORMAL, Words, Ziggurat};
use crate::units::Span;
use std::sync::Arc;

/// A law with the constants of its formula worked out.
#[derive(Clone, Debug)]
pub struct Sampler {
    /// What every draw gives where the law is a constant: no word is read then.
    fixed: Option<Span>,
    kind: Kind,
    exponential: &'static Ziggurat,
    normal: &'static Ziggurat,
    powers: &'static Powers,
}

/// All lengths in milliseconds.
#[derive(Clone, Debug)]
enum Kind {
    Constant(f64),
    Uniform {
        low: f64,
        width: f64,
    },
    Exponential {
        mean: f64,
    },
    Weibull {
        scale: f64,
        /// One over the shape.
        power: f64,
    },
    Lognormal {
        median: f64,
        sigma: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Triangular(Triangle),
    Empirical {
        values: Arc<[f64]>,
        /// Running sums, for draws in proportion to the length.
        sums: Arc<[f64]>,
    },
}

#[derive(Clone, Copy, Debug)]
struct Triangle {
    low: f64,
    high: f64,
    /// Probability of at most the mode.
    knee: f64,
    /// `(high - low) * (mode - low)`.
    rise: f64,
    /// `(high - low) * (high - mode)`.
    fall: f64,
}

impl Sampler {
    /// Makes a law ready.
    #[must_use]
    pub fn new(law: &Law) -> Sampler {
        let kind = match law {
            Law::Constant(value) => Kind::Constant(*value),
            Law::Uniform { low, high } => Kind::Uniform {
                low: *low,
                width: high - low,
            },
            Law::Exponential { mean } => Kind::Exponential { mean: *mean },
            Law::Weibull { shape, scale } => Kind::Weibull {
                scale: *scale,
                power: 1.0 / shape,
            },
            Law::Lognormal { median, sigma } => Kind::Lognormal {
                median: *median,
                sigma: *sigma,
            },
            Law::Gamma { shape, scale } => Kind::Gamma {
                shape: *shape,
                scale: *scale,
            },
            Law::Triangular { low, mode, high } => Kind::Triangular(Triangle {
                low: *low,
                high: *high,
                knee: if high > low {
                    (mode - low) / (high - low)
                } else {
                    1.0
                },
                rise: (high - low) * (mode - low),
                fall: (high - low) * (high - mode),
            }),
            Law::Empirical(values) => Kind::Empirical {
                values: Arc::clone(values),
                sums: values
                    .iter()
                    .scan(0.0, |sum, value| {
                        *sum += value;
                        Some(*sum)
                    })
                    .collect(),
            },
        };
        Sampler {
            fixed: match kind {
                Kind::Constant(value) => Some(Span::from_ms(value)),
                _ => None,
            },
            kind,
            exponential: &EXPONENTIAL,
            normal: &NORMAL,
            powers: &POWERS,
        }
    }

    /// What every draw gives, where that is always the same.
    #[must_use]
    pub fn fixed(&self) -> Option<Span> {
        self.fixed
    }

    /// Draw number `index` of the stream, rounded to the tick.
    #[inline(always)]
    pub fn draw(&self, stream: &mut Stream, index: u64) -> Span {
        match self.fixed {
            Some(value) => value,
            None => self.draw_anew(stream, index),
        }
    }

    #[inline(never)]
    fn draw_anew(&self, stream: &mut Stream, index: u64) -> Span {
        Span::from_ms(self.draw_ms(stream, index))
    }

    /// The same where it is drawn all the time, without a call: lives and repairs.
    #[inline(always)]
    pub fn draw_often(&self, stream: &mut Stream, index: u64) -> Span {
        match self.fixed {
            Some(value) => value,
            None => Span::from_ms(self.frequent_ms(stream, index)),
        }
    }

    /// Draw number `index` of the stream, in milliseconds.
    #[inline(never)]
    pub fn draw_ms(&self, stream: &mut Stream, index: u64) -> f64 {
        self.frequent_ms(stream, index)
    }

    #[inline(always)]
    fn frequent_ms(&self, stream: &mut Stream, index: u64) -> f64 {
        // One question after the other, the frequent laws first: a jump through a table is guessed
        // wrong more often.
        if let Kind::Exponential { mean } = &self.kind {
            mean * ziggurat::exponential(self.exponential, stream, index)
        } else if let Kind::Lognormal { median, sigma } = &self.kind {
            let normal = ziggurat::normal(self.normal, stream, index);
            median * self.powers.exp(sigma * normal)
        } else {
            self.draw_seldom_ms(stream, index)
        }
    }

    /// The same for the other laws, kept apart so that drawing from the frequent ones stays short.
    #[inline(never)]
    fn draw_seldom_ms(&self, stream: &mut Stream, index: u64) -> f64 {
        match &self.kind {
            Kind::Uniform { low, width } => low + width * stream.uniform(index),
            Kind::Gamma { shape, scale } => {
                scale * self.gamma(*shape, &mut Words::new(stream, index))
            }
            Kind::Triangular(triangle) => triangle.at(stream.uniform(index)),
            Kind::Empirical { values, .. } => {
                let place = u128::from(stream.word(index)) * values.len() as u128;
                values[(place >> 64) as usize]
            }
            Kind::Weibull { scale, power } => {
                let life = ziggurat::exponential(self.exponential, stream, index);
                scale * self.powers.power(life, *power)
            }
            Kind::Constant(value) => *value,
            Kind::Exponential { .. } | Kind::Lognormal { .. } => self.draw_ms(stream, index),
        }
    }

    /// The time to the next event when the process of events with these distances has been going on
    /// for ever: the rest of a life that is met in proportion to its length (Cox 1962, "Renewal
    /// Theory", section 5.4), rounded to the tick.
    pub fn draw_equilibrium(&self, stream: &mut Stream, index: u64) -> Span {
        if let Kind::Exponential { .. } = self.kind {
            return self.draw(stream, index);
        }
        let mut words = Words::new(stream, index);
        let phase = words.uniform();
        Span::from_ms(phase * self.met_life(&mut words))
    }

    /// A life in proportion to its length, in milliseconds.
    fn met_life(&self, words: &mut Words<'_>) -> f64 {
        match &self.kind {
            Kind::Constant(value) => *value,
            Kind::Uniform { low, width } => {
                let high = low + width;
                (low * low + words.uniform() * (high * high - low * low)).sqrt()
            }
            Kind::Exponential { mean } => mean * self.gamma(2.0, words),
            Kind::Weibull { scale, power } => {
                scale * self.powers.power(self.gamma(1.0 + power, words), *power)
            }
            Kind::Lognormal { median, sigma } => {
                let bent = ziggurat::normal_from(self.normal, words) + sigma;
                median * self.powers.exp(sigma * bent)
            }
            Kind::Gamma { shape, scale } => scale * self.gamma(shape + 1.0, words),
            Kind::Triangular(triangle) => loop {
                let life = triangle.at(words.uniform());
                if words.uniform() * triangle.high < life {
                    return life;
                }
                if triangle.high <= 0.0 {
                    return 0.0;
                }
            },
            Kind::Empirical { values, sums } => {
                let total = sums.last().copied().unwrap_or(0.0);
                let wanted = words.uniform() * total;
                let place = sums.partition_point(|sum| *sum <= wanted);
                values[place.min(values.len() - 1)]
            }
        }
    }

    /// A gamma variate of scale 1 (Marsaglia and Tsang 2000, "A Simple Method for Generating Gamma
    /// Variables"; shapes below 1 by their boost).
    fn gamma(&self, shape: f64, words: &mut Words<'_>) -> f64 {
        let raised = if shape < 1.0 { shape + 1.0 } else { shape };
        let d = raised - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        let variate = loop {
            let x = ziggurat::normal_from(self.normal, words);
            let root = 1.0 + c * x;
            let v = root * root * root;
            if v <= 0.0 {
                continue;
            }
            let u = 1.0 - words.uniform();
            if u < 1.0 - 0.0331 * x * x * x * x
                || libm::log(u) < 0.5 * x * x + d * (1.0 - v + libm::log(v))
            {
                break d * v;
            }
        };
        if shape < 1.0 {
            variate * self.powers.power(1.0 - words.uniform(), 1.0 / shape)
        } else {
            variate
        }
    }
}

impl Triangle {
    /// The quantile at a share from 0 to 1.
    #[inline]
    fn at(&self, share: f64) -> f64 {
        if share < self.knee {
            self.low + (share * self.rise).sqrt()
        } else {
            self.high - ((1.0 - share) * self.fall).sqrt()
        }
    }
}

#[cfg(test)]
mod tests;
