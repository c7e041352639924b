//! Hours of the day and of the week as text: windows, hours of crews, instants of drills.
//!
//! Always true here: the week begins on Monday 00:00; intervals are half-open, sorted, disjoint.

use super::problem::TextProblem;
use crate::model::{Hours, Window};
use crate::units::{DAY, HOUR, MINUTE, SECOND, WEEK};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Millisecond of the day of `07:30`, `07:30:15` or `07:30:15.250`; `24:00` is the end of the day.
fn clock(text: &str) -> Option<u64> {
    let (hours, rest) = text.trim().split_once(':')?;
    let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "00"));
    let (seconds, thousandths) = seconds.split_once('.').unwrap_or((seconds, "000"));
    let of_digits = |text: &str, most: usize| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        (digits && text.len() <= most).then(|| text.parse::<u64>().ok())?
    };
    if minutes.len() != 2 || seconds.len() != 2 || thousandths.len() != 3 {
        return None;
    }
    let (hours, minutes) = (of_digits(hours, 2)?, of_digits(minutes, 2)?);
    let (seconds, thousandths) = (of_digits(seconds, 2)?, of_digits(thousandths, 3)?);
    let ms = hours * HOUR + minutes * MINUTE + seconds * SECOND + thousandths;
    (minutes < 60 && seconds < 60 && ms <= DAY).then_some(ms)
}

fn day(text: &str) -> Option<usize> {
    let wanted = text.trim().to_lowercase();
    if wanted.len() < 3 {
        return None;
    }
    let names = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    names.iter().position(|name| name.starts_with(&wanted))
}

fn clock_text(ms: u64) -> String {
    let mut text = format!("{:02}:{:02}", ms / HOUR, ms % HOUR / MINUTE);
    if !ms.is_multiple_of(MINUTE) {
        text.push_str(&format!(":{:02}", ms % MINUTE / SECOND));
    }
    if !ms.is_multiple_of(SECOND) {
        text.push_str(&format!(".{:03}", ms % SECOND));
    }
    text
}

/// A daily window such as `20:00-06:00`.
pub(super) fn window(text: &str) -> Result<Window, TextProblem> {
    let wrong = || TextProblem::NotAWindow { text: text.into() };
    let (start, end) = text.split_once('-').ok_or_else(wrong)?;
    let (start, end) = (
        clock(start).ok_or_else(wrong)?,
        clock(end).ok_or_else(wrong)?,
    );
    if start == DAY || start == end {
        return Err(TextProblem::EmptyWindow { text: text.into() });
    }
    Ok(Window {
        start,
        end: if end == 0 { DAY } else { end },
    })
}

/// The text of a window.
pub(super) fn window_text(window: Window) -> String {
    format!("{}-{}", clock_text(window.start), clock_text(window.end))
}

/// Weekly hours such as `Mon-Fri 07:00-19:00, Sat 08:00-12:00`, or `always`.
pub(super) fn hours(text: &str) -> Result<Hours, TextProblem> {
    let wrong = || TextProblem::NotHours { text: text.into() };
    if text.trim() == "always" {
        return Ok(Hours::Always);
    }
    let mut pieces = Vec::new();
    for part in text.split(',') {
        let (days, times) = part
            .trim()
            .split_once(char::is_whitespace)
            .ok_or_else(wrong)?;
        let (first, last) = match days.split_once('-') {
            Some((first, last)) => (day(first).ok_or_else(wrong)?, day(last).ok_or_else(wrong)?),
            None => (day(days).ok_or_else(wrong)?, day(days).ok_or_else(wrong)?),
        };
        let (start, end) = times.split_once('-').ok_or_else(wrong)?;
        let (start, end) = (
            clock(start).ok_or_else(wrong)?,
            clock(end).ok_or_else(wrong)?,
        );
        let length = if end > start {
            end - start
        } else {
            end + DAY - start
        };
        if start == end || length == 0 || length > DAY {
            return Err(wrong());
        }
        let mut at = first;
        loop {
            let from = at as u64 * DAY + start;
            let to = from + length;
            if to <= WEEK {
                pieces.push((from, to));
            } else {
                pieces.push((from.min(WEEK), WEEK));
                pieces.push((0, to - WEEK));
            }
            if at == last {
                break;
            }
            at = (at + 1) % 7;
        }
    }
    Ok(merged(pieces))
}

fn merged(mut pieces: Vec<(u64, u64)>) -> Hours {
    pieces.retain(|(from, to)| from < to);
    pieces.sort_unstable();
    let mut merged: Vec<(u64, u64)> = Vec::new();
    for (from, to) in pieces {
        match merged.last_mut() {
            Some(last) if last.1 >= from => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    if merged == [(0, WEEK)] {
        Hours::Always
    } else {
        Hours::Weekly(merged)
    }
}

/// The text of weekly hours, split at midnight.
pub(super) fn hours_text(hours: &Hours) -> String {
    let Hours::Weekly(intervals) = hours else {
        return "always".to_string();
    };
    let mut parts = Vec::new();
    for &(from, to) in intervals {
        let mut at = from;
        while at < to {
            let midnight = (at / DAY + 1) * DAY;
            let end = midnight.min(to);
            let start_of_day = at / DAY * DAY;
            let name = DAYS[(at / DAY % 7) as usize];
            let (start, stop) = (at - start_of_day, end - start_of_day);
            parts.push(format!("{name} {}-{}", clock_text(start), clock_text(stop)));
            at = end;
        }
    }
    parts.join(", ")
}

/// The millisecond of the week of `Tue 14:00`.
pub(super) fn of_week(text: &str) -> Result<u64, TextProblem> {
    let wrong = || TextProblem::NotOfWeek { text: text.into() };
    let (name, time) = text
        .trim()
        .split_once(char::is_whitespace)
        .ok_or_else(wrong)?;
    let at = day(name).ok_or_else(wrong)? as u64 * DAY + clock(time).ok_or_else(wrong)?;
    Ok(at % WEEK)
}

/// The text of an instant of the week.
pub(super) fn of_week_text(ms: u64) -> String {
    format!("{} {}", DAYS[(ms / DAY % 7) as usize], clock_text(ms % DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_may_pass_midnight_and_are_never_empty() {
        let night = window("20:00-06:00").expect("legal");
        assert_eq!((night.start, night.end), (20 * HOUR, 6 * HOUR));
        assert_eq!(window(&window_text(night)), Ok(night));
        assert!(window("06:00-06:00").is_err());
        assert!(window("25:00-06:00").is_err());
    }

    #[test]
    fn hours_are_sorted_disjoint_and_read_back() {
        let office = hours("Mon-Fri 07:00-19:00, Sat 08:00-12:00").expect("legal");
        let Hours::Weekly(intervals) = &office else {
            panic!("weekly")
        };
        assert_eq!(intervals.len(), 6);
        assert_eq!(intervals[5], (5 * DAY + 8 * HOUR, 5 * DAY + 12 * HOUR));
        for text in ["Sun 20:00-06:00", "Fri-Mon 22:00-02:00", "Mon 07:00-24:00"] {
            let read = hours(text).expect("legal");
            assert_eq!(hours(&hours_text(&read)), Ok(read));
        }
        assert_eq!(hours("Mon-Sun 00:00-24:00"), Ok(Hours::Always));
        assert!(hours("Mon").is_err());
        // From midnight to the same midnight.
        assert!(hours("Mon 24:00-00:00").is_err());
        assert!(hours("Mon +8:00-09:00").is_err());
        assert!(hours("Mun 07:00-08:00").is_err());
    }

    #[test]
    fn instants_of_the_week() {
        assert_eq!(of_week("Tue 14:00"), Ok(DAY + 14 * HOUR));
        assert_eq!(of_week_text(DAY + 14 * HOUR), "Tue 14:00");
        assert!(of_week("14:00").is_err());
        // To the millisecond, and read back.
        for (text, ms) in [
            (
                "Sun 21:58:03",
                6 * DAY + 21 * HOUR + 58 * MINUTE + 3 * SECOND,
            ),
            ("Mon 00:00:00.001", 1),
            ("Mon 23:59:59.999", DAY - 1),
        ] {
            assert_eq!(of_week(text), Ok(ms));
            assert_eq!(of_week_text(ms), text);
        }
        for wrong in [
            "Mon 7:30:5",
            "Mon 07:30:60",
            "Mon 07:30:00.5",
            "Mon 24:00:01",
            "Mon 07:30:",
            "Mon 07:30:00.",
            "Mon :30",
            "Mon 07:+5",
        ] {
            assert!(of_week(wrong).is_err(), "{wrong}");
        }
    }
}
