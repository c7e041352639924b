//! What a resource carries by hour of the week.
//!
//! Always true here: amounts are exact integers; a rate that holds over many hours costs no more than
//! one that holds for a moment.

use crate::units::HOUR;

/// Hours in a week.
pub(super) const HOURS: usize = 168;

/// What a rate makes over so many milliseconds. Most rates fit into 64 bits, and then the product is that of two words.
pub(super) fn over(rate: u128, length: u64) -> i128 {
    match u64::try_from(rate) {
        Ok(rate) => (u128::from(rate) * u128::from(length)) as i128,
        Err(_) => rate as i128 * i128::from(length),
    }
}

/// Amounts by hour of the week. Hours that are filled from end to end stand apart as rates per
/// millisecond that begin and end with an hour, so that nobody goes through all of them.
#[derive(Clone, Debug)]
pub(super) struct Week {
    /// Amounts of hours that were filled in part.
    parts: Box<[i128; HOURS]>,
    /// By how much the sum of the rates of filled hours changes from one hour to the next.
    changes: Box<[i128; HOURS]>,
    /// The sum of the rates of filled hours before the first change of a week.
    first: i128,
    used: bool,
}

impl Week {
    pub(super) fn new() -> Week {
        Week {
            parts: Box::new([0; HOURS]),
            changes: Box::new([0; HOURS]),
            first: 0,
            used: false,
        }
    }

    pub(super) fn reset(&mut self) {
        if std::mem::take(&mut self.used) {
            self.parts.fill(0);
            self.changes.fill(0);
            self.first = 0;
        }
    }

    /// Adds a rate per millisecond from one instant to another, in milliseconds since a Monday 00:00.
    pub(super) fn spread(&mut self, from: u64, to: u64, rate: u128) {
        self.used = true;
        let (begins, ends) = (from / HOUR, to / HOUR);
        if begins == ends {
            self.parts[of_week(begins)] += over(rate, to - from);
            return;
        }
        self.parts[of_week(begins)] += over(rate, (begins + 1) * HOUR - from);
        self.parts[of_week(ends)] += over(rate, to - ends * HOUR);
        let whole = ends - begins - 1;
        if whole == 0 {
            return;
        }
        let rate = rate as i128;
        let (first, after) = (of_week(begins + 1), of_week(ends));
        self.first += rate * i128::from(whole / HOURS as u64);
        if first != after {
            self.changes[first] += rate;
            self.changes[after] -= rate;
        }
        if first > after {
            // It goes on beyond the end of the week.
            self.first += rate;
        }
    }

    /// Takes an amount back that was added in the hour of an instant.
    pub(super) fn take_back(&mut self, at: u64, amount: i128) {
        self.used = true;
        self.parts[of_week(at / HOUR)] -= amount;
    }

    /// All amounts, Monday 00:00 first, in whole parts of this size, into hours that are zero.
    pub(super) fn tell(&self, unit: u128, hours: &mut [u128; HOURS]) {
        if !self.used {
            return;
        }
        let mut rate = self.first;
        for (hour, amount) in hours.iter_mut().enumerate() {
            rate += self.changes[hour];
            let exact = self.parts[hour] + rate * i128::from(HOUR);
            *amount = exact.max(0).unsigned_abs() / unit;
        }
    }
}

fn of_week(hour: u64) -> usize {
    (hour % HOURS as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::{HOURS, Week};
    use crate::units::HOUR;
    use proptest::prelude::*;

    fn told(week: &Week) -> [u128; HOURS] {
        let mut hours = [0; HOURS];
        week.tell(1, &mut hours);
        hours
    }

    /// Hour by hour.
    fn slowly(spans: &[(u64, u64, u32)]) -> [u128; HOURS] {
        let mut found = [0; HOURS];
        for (from, length, rate) in spans {
            let (mut at, to) = (*from, from + length);
            while at < to {
                let until = to.min((at / HOUR + 1) * HOUR);
                found[(at / HOUR) as usize % HOURS] += u128::from(*rate) * u128::from(until - at);
                at = until;
            }
        }
        found
    }

    /// From Sunday 22:30 to Monday 01:15, two weeks later: each hour has a rate of 2 twice over, those
    /// at the ends a part of a third time, and the hours between them all of it.
    #[test]
    fn a_rate_over_two_weeks_is_in_every_hour_twice() {
        let mut week = Week::new();
        let from = 166 * HOUR + HOUR / 2;
        let to = from + 2 * 168 * HOUR + 2 * HOUR + 3 * HOUR / 4;
        week.spread(from, to, 2);
        let hour = u128::from(HOUR);
        let found = told(&week);
        assert_eq!(found[..3], [6 * hour, 4 * hour + hour / 2, 4 * hour]);
        assert_eq!(found[165..], [4 * hour, 5 * hour, 6 * hour]);
        week.take_back(HOUR + 1, 7);
        assert_eq!(told(&week)[1], 4 * hour + hour / 2 - 7);
        week.reset();
        assert_eq!(told(&week), [0; HOURS]);
    }

    proptest! {
        #[test]
        fn hours_at_once_are_as_hour_by_hour(
            spans in prop::collection::vec((0..400 * HOUR, 0..500 * HOUR, 0_u32..9), 1..9),
        ) {
            let mut week = Week::new();
            for (from, length, rate) in &spans {
                week.spread(*from, from + length, u128::from(*rate));
            }
            prop_assert_eq!(told(&week), slowly(&spans));
        }
    }
}
