//! The exponential function for the formulas of laws.
//!
//! Always true here: only sums, products and a table from `libm`, so the bits are the same on every
//! machine. It is inlined and needs no division, which makes it faster than the general function where
//! it counts: between an event and the one that it sets.

use std::f64::consts::LN_2;
use std::sync::LazyLock;

/// Steps of the table between 1 and 2.
const STEPS: usize = 64;
/// ln 2 in two parts, the first with enough zeros at the end to be multiplied exactly.
const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
/// 1.5 * 2^52: adding it leaves the nearest whole number in the low bits.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// `2^(i / 64)` for i from 0 to 63.
#[derive(Debug)]
pub(super) struct Powers([f64; STEPS]);

/// The table.
pub(super) static POWERS: LazyLock<Powers> = LazyLock::new(|| {
    let mut powers = [0.0; STEPS];
    for (i, power) in powers.iter_mut().enumerate() {
        *power = libm::exp2(i as f64 / STEPS as f64);
    }
    Powers(powers)
});

impl Powers {
    /// e to the power `x`, with a relative error below 3e-16; `x` is taken as 700 where it is above
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
        let power = self.0[bits as usize % STEPS];
        let value = power + power * series;
        // The whole part goes straight into the exponent of the number.
        f64::from_bits(value.to_bits().wrapping_add((bits >> 6) << 52))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_the_general_function() {
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
    fn what_is_out_of_range_stays_finite() {
        assert!(POWERS.exp(f64::INFINITY) > 1e303);
        assert!(POWERS.exp(f64::INFINITY).is_finite());
        assert!(POWERS.exp(f64::NEG_INFINITY) < 1e-303);
        assert!(POWERS.exp(f64::NEG_INFINITY) > 0.0);
    }
}
