//! Spare parts: what lies on a shelf, and when what is ordered arrives.
//!
//! Always true here: where business days are counted there are some in a week.

use super::fault::Restoration;
use super::place::Hours;
use crate::random::Law;
use crate::units::{DAY, HOUR, Moment, Span, WEEK};

/// Parts of one kind, of which a repair needs one.
#[derive(Clone, PartialEq, Debug)]
pub struct Parts {
    /// Name, unique among parts.
    pub name: String,
    /// How many lie on the shelf at the start. Whoever takes one orders another.
    pub spares: u32,
    /// From the order to the arrival.
    pub delivery: Delivery,
    /// When time counts for a delivery, and when what counts business days arrives.
    pub hours: Hours,
}

/// How long a part takes from the order on.
#[derive(Clone, PartialEq, Debug)]
pub enum Delivery {
    /// So long, counted in the hours alone; in milliseconds.
    After(Law),
    /// When the hours of so many business days later begin. A business day is one in which some of the hours lie; that of
    /// the order is not counted.
    BusinessDays(u32),
}

impl Parts {
    /// When a part arrives that is ordered at an instant of a trial, which begins so many milliseconds after a Monday
    /// 00:00; the length is that drawn, where there is a law.
    #[must_use]
    pub fn arrives(&self, ordered: Moment, offset: u64, length: Span) -> Moment {
        match &self.delivery {
            Delivery::After(_) => self.hours.after(ordered, offset, length),
            Delivery::BusinessDays(days) => self.hours.business_day(ordered, offset, *days),
        }
    }

    /// The same where the length is the mean of its law.
    #[must_use]
    pub fn arrives_on_the_mean(&self, ordered: Moment, offset: u64) -> Moment {
        let length = match &self.delivery {
            Delivery::After(law) => Span::from_ms(law.mean()),
            Delivery::BusinessDays(_) => Span::ZERO,
        };
        self.arrives(ordered, offset, length)
    }

    /// About how long a delivery takes on the mean, in milliseconds: time that does not count included.
    #[must_use]
    pub fn mean_delivery(&self) -> f64 {
        let business_days = self.hours.business_days().max(1) as f64;
        match &self.delivery {
            Delivery::After(law) => law.mean() / self.hours.share_of_week().max(1e-9),
            Delivery::BusinessDays(days) => f64::from(*days) * WEEK as f64 / business_days,
        }
    }
}

impl Restoration {
    /// Whether somebody or something is called for when it is noticed: a crew, or a part.
    #[must_use]
    pub fn needs_a_call(&self) -> bool {
        self.crew.is_some() || self.parts.is_some()
    }
}

/// Milliseconds of a week in which hours hold.
fn open(intervals: &[(u64, u64)]) -> u64 {
    intervals.iter().map(|(start, end)| end - start).sum()
}

impl Hours {
    /// Hours of offices: Monday to Friday, 8:00 to 17:00.
    #[must_use]
    pub fn of_offices() -> Hours {
        let day = |day: u64| (day * DAY + 8 * HOUR, day * DAY + 17 * HOUR);
        Hours::Weekly((0..5).map(day).collect())
    }

    /// The share of a week in which these hours hold.
    #[must_use]
    pub fn share_of_week(&self) -> f64 {
        match self {
            Hours::Always => 1.0,
            Hours::Weekly(intervals) => open(intervals) as f64 / WEEK as f64,
        }
    }

    /// When so much time has passed in these hours, from an instant of a trial on that begins so many milliseconds after a
    /// Monday 00:00. No time passes at once.
    #[must_use]
    pub fn after(&self, from: Moment, offset: u64, length: Span) -> Moment {
        let Hours::Weekly(intervals) = self else {
            return from + length;
        };
        let open = open(intervals);
        if length == Span::ZERO || open == 0 {
            return from;
        }
        // Whole weeks first; something is left, so that the last of it passes in the hours.
        let weeks = (length.0 - 1) / open;
        let mut left = length.0 - weeks * open;
        let of_week = (offset + from.0) % WEEK;
        for round in [0, WEEK] {
            for (start, end) in intervals {
                let begins = (start + round).max(of_week);
                let passes = (end + round).saturating_sub(begins);
                if passes >= left {
                    return from + Span((weeks * WEEK).saturating_add(begins - of_week + left));
                }
                left -= passes;
            }
        }
        from + length
    }

    /// When the hours of the business day begin that is so many later than the day of an instant.
    #[must_use]
    pub fn business_day(&self, from: Moment, offset: u64, days: u32) -> Moment {
        let in_week = self.business_days();
        if in_week == 0 || days == 0 {
            return from;
        }
        let weeks = u64::from((days - 1) / in_week);
        let mut left = days - weeks as u32 * in_week;
        let calendar = offset + from.0;
        let today = calendar / DAY;
        let mut day = today;
        while left > 0 {
            day += 1;
            left -= u32::from(self.begins_on(day % 7).is_some());
        }
        let begins = self.begins_on(day % 7).unwrap_or(0);
        let at = (day + 7 * weeks) * DAY + begins;
        from + Span(at.saturating_sub(calendar))
    }

    /// Days of a week on which these hours begin.
    #[must_use]
    pub fn business_days(&self) -> u32 {
        (0..7)
            .map(|day| u32::from(self.begins_on(day).is_some()))
            .sum()
    }

    /// When these hours begin on a day of the week, in milliseconds of that day. What is left of a shift of the day before is
    /// no beginning; a day that they hold all through begins with it.
    fn begins_on(&self, day: u64) -> Option<u64> {
        let (from, to) = (day * DAY, (day + 1) * DAY);
        let Hours::Weekly(intervals) = self else {
            return Some(0);
        };
        if intervals
            .iter()
            .any(|(start, end)| *start <= from && *end >= to)
        {
            return Some(0);
        }
        let goes_on = |start: u64| {
            let mut before = intervals.iter();
            before.any(|(_, end)| *end % WEEK == start)
        };
        let mut begins = intervals.iter().map(|(start, _)| *start);
        let first = begins.find(|start| (from..to).contains(start) && !goes_on(*start));
        first.map(|start| start - from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds of the week.
    fn at(day: u64, hour: u64) -> Moment {
        Moment(day * DAY + hour * HOUR)
    }

    /// Friday 18:00 and Friday 10:00: the next business day is Monday, and so it is from Saturday and Sunday. From Thursday
    /// 10:00 three business days are Friday, Monday and Tuesday; ten are two weeks.
    #[test]
    fn business_days_leave_the_weekend_out() {
        let office = Hours::of_offices();
        for from in [at(4, 18), at(4, 10), at(5, 12), at(6, 23)] {
            assert_eq!(office.business_day(from, 0, 1), at(7, 8));
        }
        assert_eq!(office.business_day(at(3, 10), 0, 3), at(8, 8));
        assert_eq!(office.business_day(at(3, 10), 0, 10), at(17, 8));
        assert_eq!(office.business_day(at(3, 10), 0, 1), at(4, 8));
        // A trial that begins on a Wednesday.
        assert_eq!(office.business_day(at(2, 18), 2 * DAY, 1), at(5, 8));
    }

    /// A night shift belongs to the day on which it begins: from Tuesday 23:00 the next business day begins on Wednesday 22:00,
    /// 23 h later, from Friday 23:00 and from Saturday 03:00 on Monday 22:00. The night of Sunday runs over the end of the week.
    #[test]
    fn a_night_shift_is_one_business_day() {
        let night = |day: u64| (day * DAY + 22 * HOUR, (day + 1) * DAY + 6 * HOUR);
        let nights = Hours::Weekly((0..5).map(night).collect());
        assert_eq!(nights.business_days(), 5);
        assert_eq!(nights.business_day(at(1, 23), 0, 1), at(2, 22));
        assert_eq!(nights.business_day(at(4, 23), 0, 1), at(7, 22));
        assert_eq!(nights.business_day(at(5, 3), 0, 1), at(7, 22));
        let sunday = Hours::Weekly(vec![(0, 6 * HOUR), (6 * DAY + 22 * HOUR, WEEK)]);
        assert_eq!(sunday.business_days(), 1);
        assert_eq!(sunday.business_day(at(0, 1), 0, 1), at(6, 22));
        // Whole days have no shift that ends in them.
        let days = Hours::Weekly(vec![(0, 5 * DAY)]);
        assert_eq!(days.business_days(), 5);
        assert_eq!(days.business_day(at(0, 12), 0, 1), at(1, 0));
    }

    /// 4 h from Friday 16:00 are one on Friday and three on Monday; 9 h from there are one and eight. A week of 45 h ends
    /// where it began, and the last of 45 h from Monday 8:00 is Friday 17:00.
    #[test]
    fn time_counts_in_the_hours_alone() {
        let office = Hours::of_offices();
        assert_eq!(office.after(at(4, 16), 0, Span::hours(4)), at(7, 11));
        assert_eq!(office.after(at(4, 18), 0, Span::hours(9)), at(7, 17));
        assert_eq!(office.after(at(0, 8), 0, Span::hours(45)), at(4, 17));
        assert_eq!(office.after(at(0, 8), 0, Span::hours(46)), at(7, 9));
        assert_eq!(office.after(at(5, 8), 0, Span::ZERO), at(5, 8));
        assert_eq!(Hours::Always.after(at(4, 16), 0, Span::hours(4)), at(4, 20));
    }

    #[test]
    fn a_mean_delivery_has_its_weekends() {
        let parts = |delivery| Parts {
            name: "disks".into(),
            spares: 0,
            delivery,
            hours: Hours::of_offices(),
        };
        let days = parts(Delivery::BusinessDays(5)).mean_delivery();
        assert!((days - WEEK as f64).abs() < 1.0);
        let week = parts(Delivery::After(Law::Constant(45.0 * HOUR as f64)));
        assert!((week.mean_delivery() - WEEK as f64).abs() < 1.0);
    }
}
