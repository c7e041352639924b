//! Looking at a growing sample without fooling oneself.
//!
//! Always true here: looks are planned beforehand, at 100·2^k trials and at the largest number, and
//! the error that they may make adds up to that of one interval.

use super::Level;

/// The sizes at which the sample is looked at, ascending, up to and with `at_most`.
#[must_use]
pub fn planned(at_most: u32) -> Vec<u32> {
    let mut sizes = Vec::new();
    let mut size = 100u64;
    while size < u64::from(at_most) {
        sizes.push(size as u32);
        size *= 2;
    }
    sizes.push(at_most);
    sizes
}

/// The level of the interval at each of `looks` looks, so that all of them hold together with
/// the level asked for, wherever the looking ends (each may err with an equal part of the error).
#[must_use]
pub fn level_of_look(level: Level, looks: usize) -> Level {
    Level::new(1.0 - (1.0 - level.share()) / looks.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_double_and_end_at_the_most() {
        assert_eq!(planned(1_000), [100, 200, 400, 800, 1_000]);
        assert_eq!(planned(800), [100, 200, 400, 800]);
        assert_eq!(planned(60), [60]);
        assert_eq!(planned(u32::MAX).len(), 27);
    }

    #[test]
    fn the_errors_of_all_looks_add_up() {
        let level = level_of_look(Level::new(0.95), 5);
        assert!((level.share() - 0.99).abs() < 1e-12);
        assert_eq!(level_of_look(Level::new(0.95), 1), Level::new(0.95));
    }
}
