//! Instants as records write them.
//!
//! Always true here: the clock on the wall counts, an offset is read and not applied; an instant is as coarse as it is written.

use crate::units::{DAY, HOUR, MINUTE, SECOND, WEEK};

/// An instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Instant {
    /// Milliseconds after 1970-01-01 00:00 by the same clock.
    pub(super) at: u64,
    /// How coarse it is, in milliseconds.
    pub(super) grain: u64,
}

impl Instant {
    /// Millisecond of the week (Monday 00:00 = 0): 1970 began on a Thursday.
    pub(super) fn of_week(self) -> u64 {
        (self.at + 3 * DAY) % WEEK
    }
}

/// `2026-11-24 14:00`, `2026-11-24T14:00:05.250+01:00`, `2026-11-24T14:00:05Z`; of more than three digits the rest is left out.
pub(super) fn instant(text: &str) -> Option<Instant> {
    let (date, time) = text.trim().split_once(['T', ' '])?;
    let mut parts = date.split('-').map(|part| (part.len(), digits(part)));
    let (Some((4, year)), Some((2, month)), Some((2, day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let days = days(year?, month?, day?)?;
    let time = time.trim();
    let time = time.strip_suffix('Z').unwrap_or(time);
    let time = time.find(['+', '-']).map_or(time, |at| &time[..at]);
    let mut parts = time.split(':');
    let (hours, minutes) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let seconds = parts.next();
    let (whole, part) =
        seconds.map_or(("0", ""), |text| text.split_once('.').unwrap_or((text, "")));
    let whole = digits(whole)?;
    let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
    let thousandths = digits(&thousandths)?;
    if parts.next().is_some()
        || hours > 23
        || minutes > 59
        || whole > 59
        || !part.bytes().all(|one| one.is_ascii_digit())
    {
        return None;
    }
    Some(Instant {
        at: days * DAY + hours * HOUR + minutes * MINUTE + whole * SECOND + thousandths,
        grain: match (seconds, part) {
            (None, _) => MINUTE,
            (Some(_), "") => SECOND,
            _ => 1,
        },
    })
}

fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|one| one.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

/// Days from 1970-01-01 to a day of the Gregorian calendar.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    let leap = |year: u64| {
        (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
    };
    let lengths = [
        31,
        if leap(year) { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let length = *lengths.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    if year < 1970 || day == 0 || day > length {
        return None;
    }
    let before: u64 = (1970..year)
        .map(|one| if leap(one) { 366 } else { 365 })
        .sum();
    let months: u64 = lengths[..month as usize - 1].iter().sum();
    Some(before + months + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-24 is a Tuesday, as 2000-02-29 was: 14:00 is 38 h after Monday 00:00.
    #[test]
    fn instants_are_read_by_the_clock_on_the_wall() {
        let read = |text| instant(text).map(|one| (one.of_week(), one.grain));
        assert_eq!(read("2026-11-24 14:00"), Some((38 * HOUR, MINUTE)));
        assert_eq!(
            read("2000-02-29T14:00:05Z"),
            Some((38 * HOUR + 5 * SECOND, SECOND))
        );
        let fine = Some((38 * HOUR + 5_250, 1));
        assert_eq!(read("2026-11-24T14:00:05.250999+01:00"), fine);
        for wrong in [
            "2026-11-31 14:00",
            "2026-11-24",
            "24.11.2026 14:00",
            "2026-11-24 24:00",
            "2026-11-24 14:00:0x",
            "2026-02-29 10:00",
        ] {
            assert_eq!(instant(wrong), None, "{wrong}");
        }
    }
}
