//! Verdicts on several assertions from a sample that grows until they are decided.
//!
//! Always true here: how often is looked is planned beforehand; what all looks at all assertions may err is shared evenly
//! between them, so that not even together they err more often than the level says, however they depend on each other.

use super::Level;

/// The first look.
const FIRST: u32 = 100;

/// The numbers of trials at which the sample is looked at: each twice the one before, up to and with `at_most`.
#[must_use]
pub fn doubling(at_most: u32) -> Vec<u32> {
    let mut sizes = Vec::new();
    let mut size = FIRST;
    while size < at_most {
        sizes.push(size);
        size = size.saturating_mul(2);
    }
    sizes.push(at_most);
    sizes
}

/// The level of the interval that decides one of so many assertions at one of so many looks. A verdict is wrong at a look
/// where the interval of that look does not hold the truth; the probabilities of all that may go wrong add up to no more
/// than that of `level`.
#[must_use]
pub fn level_of_each(level: Level, assertions: usize, looks: usize) -> Level {
    let all = (assertions.max(1) * looks.max(1)) as f64;
    Level::new(1.0 - (1.0 - level.share()) / all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_double_and_end_at_the_most() {
        let up_to_ten_thousand = [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000];
        assert_eq!(doubling(10_000), up_to_ten_thousand);
        assert_eq!(doubling(200), [100, 200]);
        assert_eq!(doubling(60), [60]);
        assert_eq!(doubling(u32::MAX).last(), Some(&u32::MAX));
    }

    /// 5 % over eight looks at five assertions: one in 800 each.
    #[test]
    fn the_error_is_shared_evenly() {
        let each = level_of_each(Level::new(0.95), 5, 8);
        assert!((1.0 - each.share() - 0.05 / 40.0).abs() < 1e-12);
        assert_eq!(
            level_of_each(Level::new(0.95), 0, 1).share(),
            Level::new(0.95).share()
        );
    }
}
