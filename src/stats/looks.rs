//! Looking at a growing sample without fooling oneself.
//!
//! Always true here: where looks fall is planned beforehand, and so is what each may err; an interval that ends the
//! looking holds the truth as often as the level says (`coverage` works it out exactly for shares, and counts
//! it for what has no closed form).

use super::Level;

/// The first look: before it too little is seen for a width to mean anything.
const FIRST: u32 = 100;

/// Each look is at a tenth more trials than the one before: so much is made in vain at most.
const STEP: u64 = 10;

/// What a look may err in the long run, as a part of what all may. Intervals of neighbouring looks are made of
/// nearly the same trials, and when the looking ends is decided by their width: so the errors of all looks
/// together are far from their sum, and little more than that of the look which ends it.
const PART: f64 = 0.6;

/// The sizes at which the sample is looked at, ascending, up to and with `at_most`.
#[must_use]
pub fn planned(at_most: u32) -> Vec<u32> {
    let mut sizes = Vec::new();
    let mut size = u64::from(FIRST);
    while size < u64::from(at_most) {
        sizes.push(size as u32);
        size += size.div_ceil(STEP);
    }
    sizes.push(at_most);
    sizes
}

/// The level of the interval of a look at `trials` trials, so that the one that ends the looking holds with the
/// level asked for. The error is spent late: in a small sample an interval is narrow by luck most easily, so
/// half of the part is left at the first look, and nearly all of it from thousands on.
#[must_use]
pub fn level_of_look(level: Level, trials: u32) -> Level {
    let trials = f64::from(trials.max(1));
    let error = 1.0 - level.share();
    Level::new(1.0 - PART * error * trials / (trials + f64::from(FIRST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_a_tenth_apart_and_end_at_the_most() {
        assert_eq!(planned(180), [100, 110, 121, 134, 148, 163, 180]);
        assert_eq!(planned(163), [100, 110, 121, 134, 148, 163]);
        assert_eq!(planned(60), [60]);
        assert_eq!(planned(10_000_000).len(), 122);
        assert!(
            planned(u32::MAX)
                .windows(2)
                .all(|pair| pair[0] < pair[1]
                    && f64::from(pair[1]) <= 1.1 * f64::from(pair[0]) + 1.0)
        );
    }

    #[test]
    fn the_error_is_spent_late() {
        let error = |trials| 1.0 - level_of_look(Level::new(0.95), trials).share();
        assert!((error(100) - 0.015).abs() < 1e-12);
        assert!((error(900) - 0.027).abs() < 1e-12);
        assert!((error(10_000_000) - 0.03).abs() < 1e-6);
    }
}
