//! Moments after a strike at which the return of applications is told.
//!
//! Always true here: they rise from the strike itself; each is about twice the one before; every RTO stated for the class of the
//! drill is among them as far as there is room; the last is at or after the last return that was seen.

use super::gather::Sample;
use crate::stats::frequencies::ENDLESS;
use crate::units::{DAY, HOUR, MINUTE, WEEK, YEAR};

/// Most moments: as many as a chart has room for.
const MOST: usize = 24;

/// The moments without the objectives, in milliseconds. Nobody looks further than the last.
const LADDER: [u64; 21] = [
    0,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    12 * HOUR,
    24 * HOUR,
    48 * HOUR,
    4 * DAY,
    WEEK,
    2 * WEEK,
    30 * DAY,
    60 * DAY,
    120 * DAY,
    240 * DAY,
    YEAR,
    2 * YEAR,
    10 * YEAR,
    100 * YEAR,
];

/// Always told: strike, quarter, half and whole hour.
const FEWEST: usize = 4;

/// The moments of a drill in milliseconds after its strike.
pub(super) fn marks(sample: &Sample<'_>) -> Vec<u64> {
    let Some(source) = sample.plan.source() else {
        return Vec::new();
    };
    let all = sample.sums.applications.iter();
    let stopped = || all.clone().filter(|sums| sums.outages.sum > 0);
    let with_names = all.clone().zip(&sample.blueprint().applications);
    let mut limits: Vec<u64> = with_names
        .filter(|(sums, _)| sums.outages.sum > 0)
        .filter_map(|(_, application)| application.rto.for_class(source.class))
        .map(|objective| objective.limit.0)
        .collect();
    limits.sort_unstable();
    limits.dedup();
    let back = stopped().flat_map(|sums| sums.over.rows());
    let back = back.filter(|row| row.value < ENDLESS).map(|row| row.value);
    let last = back.max().unwrap_or(0);
    chosen(last.max(limits.last().copied().unwrap_or(0)), &limits)
}

/// The ladder up to the last moment that matters, with the limits in between.
fn chosen(last: u64, limits: &[u64]) -> Vec<u64> {
    let length = LADDER
        .iter()
        .position(|mark| *mark >= last)
        .map_or(LADDER.len(), |at| at + 1);
    let mut made = LADDER[..length.max(FEWEST)].to_vec();
    for limit in limits {
        if made.len() < MOST && !made.contains(limit) {
            made.push(*limit);
        }
    }
    made.sort_unstable();
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_double_until_all_are_back_and_hold_every_objective() {
        let made = chosen(5 * HOUR, &[HOUR, 90 * MINUTE, 3 * HOUR]);
        let minutes: Vec<u64> = made.iter().map(|ms| ms / MINUTE).collect();
        assert_eq!(minutes, [0, 15, 30, 60, 90, 120, 180, 240, 480]);
        let made = chosen(0, &[5 * MINUTE]);
        let minutes: Vec<u64> = made.iter().map(|ms| ms / MINUTE).collect();
        assert_eq!(minutes, [0, 5, 15, 30, 60]);
    }

    #[test]
    fn there_is_an_end_to_moments_and_to_objectives() {
        assert_eq!(chosen(1_000 * YEAR, &[]).len(), LADDER.len());
        let many: Vec<u64> = (1..90).map(|number| number * 7 * MINUTE).collect();
        assert_eq!(chosen(40 * DAY, &many).len(), MOST);
    }
}
