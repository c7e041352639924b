//! Differences of products of large whole numbers, exact until they are rounded once.
//!
//! Always true here: nothing is lost before the last step, so that sums of squares are centred as if every
//! value had been held against the mean.

/// A whole number of 256 bits that is not negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Wide {
    high: u128,
    low: u128,
}

impl Wide {
    /// The whole product, by halves.
    fn product(one: u128, other: u128) -> Wide {
        const HALF: u128 = (1 << 64) - 1;
        let (one_high, one_low) = (one >> 64, one & HALF);
        let (other_high, other_low) = (other >> 64, other & HALF);
        let low = one_low * other_low;
        let (middle, carried) = (one_low * other_high).overflowing_add(one_high * other_low);
        let (low, carry) = low.overflowing_add(middle << 64);
        let high = one_high * other_high
            + (middle >> 64)
            + (u128::from(carried) << 64)
            + u128::from(carry);
        Wide { high, low }
    }

    fn plus(self, other: Wide) -> Wide {
        let (low, carry) = self.low.overflowing_add(other.low);
        let high = self.high.saturating_add(other.high);
        Wide {
            high: high.saturating_add(u128::from(carry)),
            low,
        }
    }

    /// None where the other one is larger.
    fn minus(self, other: Wide) -> Option<Wide> {
        if self < other {
            return None;
        }
        let (low, borrow) = self.low.overflowing_sub(other.low);
        Some(Wide {
            high: self.high - other.high - u128::from(borrow),
            low,
        })
    }

    /// Rounded once, to the nearest real number.
    fn real(self) -> f64 {
        if self.high == 0 {
            return self.low as f64;
        }
        let empty = self.high.leading_zeros();
        let mut top = if empty == 0 {
            self.high
        } else {
            (self.high << empty) | (self.low >> (128 - empty))
        };
        let rest = if empty == 0 {
            self.low
        } else {
            self.low << empty
        };
        // What is cut off decides a tie, and nothing else.
        top |= u128::from(rest != 0);
        let exponent = u64::from(1_023 + 128 - empty);
        top as f64 * f64::from_bits(exponent << 52)
    }
}

/// Σ(x − mean)² of `number` values, from their sum and the sum of their squares.
#[must_use]
pub fn centred(number: u64, sum: u128, squares: u128) -> f64 {
    let all = Wide::product(u128::from(number), squares);
    let rest = all.minus(Wide::product(sum, sum));
    rest.map_or(0.0, Wide::real) / number as f64
}

/// Σ(h − p·a)² with p = Σh/Σa, from Σh and Σa, which are below 2^64, and Σh², Σh·a, Σa².
#[must_use]
pub fn residues(
    hits: u64,
    all: u64,
    (hits_squared, cross, all_squared): (u128, u128, u128),
) -> f64 {
    let (h, a) = (u128::from(hits), u128::from(all));
    let plus = Wide::product(a * a, hits_squared).plus(Wide::product(h * h, all_squared));
    let half = Wide::product(h * a, cross);
    let rest = plus.minus(half).and_then(|rest| rest.minus(half));
    rest.map_or(0.0, Wide::real) / (all as f64 * all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_carry_and_are_rounded_once() {
        let most = Wide::product(u128::MAX, u128::MAX);
        assert_eq!(
            most,
            Wide {
                high: u128::MAX - 1,
                low: 1
            }
        );
        assert_eq!(most.real(), libm::exp2(256.0));
        let one = Wide::product(1 << 100, 3 << 60);
        assert_eq!(one.real(), 3.0 * libm::exp2(160.0));
        assert_eq!(one.minus(one).map(Wide::real), Some(0.0));
        assert_eq!(one.minus(most), None);
        let next = one.plus(Wide::product(1, 1));
        assert_eq!(next.minus(one).map(Wide::real), Some(1.0));
    }

    /// By hand: 1, 2, 6 have the mean 3 and Σ(x − 3)² = 14. Far from nought reals lose all of it.
    #[test]
    fn squares_are_centred_exactly() {
        assert_eq!(centred(3, 9, 41), 14.0);
        let far = 1_000_000_000_000_000_u128;
        let values = [far + 1, far + 2, far + 6];
        let squares = values.iter().map(|value| value * value).sum();
        assert_eq!(centred(3, values.iter().sum(), squares), 14.0);
        let plain: f64 = values
            .iter()
            .map(|value| (*value as f64) * (*value as f64))
            .sum();
        let sum: f64 = values.iter().map(|value| *value as f64).sum();
        assert_ne!(plain - sum * sum / 3.0, 14.0);
    }

    /// By hand: 1 of 2 and 3 of 4 are 4 of 6; (1 − 4/3)² + (3 − 8/3)² = 2/9.
    #[test]
    fn residues_are_those_of_the_ratio() {
        let got = residues(4, 6, (1 + 9, 2 + 12, 4 + 16));
        assert!((got - 2.0 / 9.0).abs() < 1e-15, "{got}");
        assert_eq!(residues(6, 6, (20, 20, 20)), 0.0);
    }
}
