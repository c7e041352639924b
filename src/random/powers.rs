//! Powers and the exponential function for the formulas of laws.
//!
//! Always true here: only sums, products and tables made with `libm`, so the bits are the same on every
//! machine. The functions are inlined and need no division, which makes them faster than the general
//! ones where it counts: between an event and the one that it sets.

use std::f64::consts::LN_2;
use std::sync::LazyLock;

/// Steps of the table of powers between 1 and 2.
const STEPS: usize = 64;
/// Steps of the table of logarithms between 1 and 2.
const CELLS: usize = 128;
/// ln 2 in two parts, the first with enough zeros at the end to be multiplied exactly.
const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
/// 1.5 * 2^52: adding it leaves the nearest whole number in the low bits.
const ROUNDING: f64 = 6_755_399_441_055_744.0;
/// Bits of a number below its exponent.
const FRACTION: u64 = (1 << 52) - 1;

/// The tables.
#[derive(Debug)]
pub(super) struct Powers {
    /// `2^(i / 64)`.
    powers: [f64; STEPS],
    /// One over the middle of each cell from 1 to 2, and minus the logarithm of that.
    cells: [(f64, f64); CELLS],
}

/// The tables.
pub(super) static POWERS: LazyLock<Powers> = LazyLock::new(|| {
    let mut powers = [0.0; STEPS];
    for (i, power) in powers.iter_mut().enumerate() {
        *power = libm::exp2(i as f64 / STEPS as f64);
    }
    let mut cells = [(0.0, 0.0); CELLS];
    for (i, cell) in cells.iter_mut().enumerate() {
        let inverse = 1.0 / (1.0 + (i as f64 + 0.5) / CELLS as f64);
        *cell = (inverse, -libm::log(inverse));
    }
    Powers { powers, cells }
});

impl Powers {
    /// A positive number to a power, with a relative error below 1e-15 times the larger of 1 and the
    /// logarithm of the result; the result is kept between e^-700 and e^700.
    #[inline]
    pub(super) fn power(&self, base: f64, power: f64) -> f64 {
        self.exp(self.ln(base) * power)
    }

    /// The natural logarithm of a positive number, with an error below 5e-16 times the larger of 1 and
    /// the result. That of zero is a finite number near -709.
    #[inline]
    fn ln(&self, x: f64) -> f64 {
        let bits = x.to_bits();
        // x = 2^exponent * mantissa, the mantissa = middle of a cell * (1 + rest).
        let exponent = (bits >> 52) as i64 - 1_023;
        let mantissa = f64::from_bits(bits & FRACTION | 1.0_f64.to_bits());
        let (inverse, middle) = self.cells[(bits >> 45) as usize % CELLS];
        let rest = mantissa * inverse - 1.0;
        let square = rest * rest;
        let series = rest
            - square
                * ((0.5 - rest * (1.0 / 3.0))
                    + square * ((0.25 - rest * 0.2) + square * (1.0 / 6.0)));
        exponent as f64 * LN_2 + (middle + series)
    }

    /// e to the power `x`, with a relative error below 4e-16; `x` is taken as 700 where it is above
    /// and as -700 where it is below.
    #[inline]
    pub(super) fn exp(&self, x: f64) -> f64 {
        let x = x.clamp(-700.0, 700.0);
        // x = (64 * whole + part) * ln 2 / 64 + rest.
        let shifted = x * (STEPS as f64 / LN_2) + ROUNDING;
        let count = shifted - ROUNDING;
        let bits = shifted.to_bits();
        let rest = (x - count * (LN_2_HIGH / STEPS as f64)) - count * (LN_2_LOW / STEPS as f64);
        let square = rest * rest;
        let series = rest
            + square * ((0.5 + rest * (1.0 / 6.0)) + square * (1.0 / 24.0 + rest * (1.0 / 120.0)));
        let power = self.powers[bits as usize % STEPS];
        let value = power + power * series;
        // The whole part goes straight into the exponent of the number.
        f64::from_bits(value.to_bits().wrapping_add((bits >> 6) << 52))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_agrees_with_the_general_function() {
        let mut worst: f64 = 0.0;
        for step in -690_000..690_000 {
            let x = f64::from(step) * 0.001_01;
            let exact = libm::exp(x);
            worst = worst.max((POWERS.exp(x) - exact).abs() / exact);
        }
        assert!(worst < 4e-16, "{worst:e}");
        assert!(POWERS.exp(0.0) == 1.0);
    }

    #[test]
    fn the_logarithm_agrees_with_the_general_function() {
        let mut worst: f64 = 0.0;
        for step in 1..1_000_000 {
            for x in [f64::from(step) * 1e-5, f64::from(step) * 1e-12] {
                let exact = libm::log(x);
                let error = (POWERS.ln(x) - exact).abs();
                worst = worst.max(error / exact.abs().max(1.0));
            }
        }
        assert!(worst < 5e-16, "{worst:e}");
    }

    #[test]
    fn a_power_agrees_with_the_general_function() {
        let mut worst: f64 = 0.0;
        for step in 1..10_000 {
            let base = f64::from(step) * 0.001;
            for power in [0.2, 0.5, 1.0, 1.7, 10.0] {
                let exact = libm::pow(base, power);
                worst = worst.max((POWERS.power(base, power) - exact).abs() / exact);
            }
        }
        assert!(worst < 5e-14, "{worst:e}");
    }

    #[test]
    fn what_is_out_of_range_stays_finite() {
        assert!(POWERS.exp(f64::INFINITY) > 1e303);
        assert!(POWERS.exp(f64::INFINITY).is_finite());
        assert!(POWERS.exp(f64::NEG_INFINITY) < 1e-303);
        assert!(POWERS.exp(f64::NEG_INFINITY) > 0.0);
        assert!((POWERS.ln(0.0) + 709.0).abs() < 1.0);
        assert!(POWERS.power(0.0, 2.0) < 1e-303);
    }
}
