//! Quantities written as text with their units.
//!
//! Always true here: a number without a unit is refused, except zero counts that have no unit;
//! nothing is negative; what `units` prints is read back to the same value.

use super::problem::TextProblem;
use super::word::nearest;
use crate::units::{Bytes, DAY, HOUR, MINUTE, Rate, SECOND, Share, WEEK, YEAR};

/// A number and the unit behind it.
fn pairs(text: &str) -> Option<Vec<(f64, String)>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'))
            .unwrap_or(rest.len());
        let digits: String = rest[..end].chars().filter(|c| *c != '_').collect();
        let number: f64 = digits.parse().ok()?;
        if !number.is_finite() {
            return None;
        }
        rest = rest[end..].trim_start();
        let end = rest
            .find(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == ',')
            .unwrap_or(rest.len());
        found.push((number, rest[..end].to_string()));
        rest = rest[end..].trim_start_matches([' ', ',']);
        if found.len() > 16 {
            return None;
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Units of time as messages suggest them.
const TIME_UNITS: &[&str] = &[
    "ms", "seconds", "min", "minutes", "hours", "days", "weeks", "years",
];
/// Units of data as messages suggest them.
const BYTE_UNITS: &[&str] = &[
    "KiB", "MiB", "GiB", "TiB", "PiB", "KB", "MB", "GB", "TB", "PB",
];
/// Units of rates as messages suggest them.
const RATE_UNITS: &[&str] = &[
    "kbps", "Mbps", "Gbps", "Tbps", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s", "KB/s", "MB/s", "GB/s",
    "TB/s", "KiB/s", "MiB/s", "GiB/s", "TiB/s",
];

/// The unit that may have been meant.
fn near_unit(unit: &str, known: &[&'static str]) -> Option<&'static str> {
    nearest(unit, known.iter().copied())
}

/// What is wrong with an unknown unit of time.
pub(super) fn unknown_time_unit(unit: &str) -> TextProblem {
    TextProblem::UnknownTimeUnit {
        unit: unit.to_string(),
        near: near_unit(unit, TIME_UNITS),
    }
}

/// Milliseconds of a unit of time, in capital letters or small ones.
pub(super) fn time_unit(unit: &str) -> Option<f64> {
    let ms = match unit.to_lowercase().as_str() {
        "ms" | "millisecond" | "milliseconds" => 1,
        "s" | "sec" | "second" | "seconds" => SECOND,
        "min" | "mins" | "minute" | "minutes" => MINUTE,
        "h" | "hr" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => DAY,
        "w" | "week" | "weeks" => WEEK,
        "y" | "year" | "years" => YEAR,
        _ => return None,
    };
    Some(ms as f64)
}

/// A length of time in milliseconds.
pub(super) fn milliseconds(text: &str) -> Result<f64, TextProblem> {
    let trimmed = text.trim();
    match trimmed {
        "daily" => return Ok(DAY as f64),
        "weekly" => return Ok(WEEK as f64),
        "hourly" => return Ok(HOUR as f64),
        _ => {}
    }
    if trimmed.starts_with('-') {
        return Err(TextProblem::NegativeTime { text: text.into() });
    }
    if trimmed.starts_with(['P', 'p']) {
        return period(trimmed);
    }
    let Some(found) = pairs(trimmed) else {
        return Err(TextProblem::NotATime { text: text.into() });
    };
    let mut sum = 0.0;
    let mut seen: Vec<f64> = Vec::new();
    for (number, unit) in found {
        if unit.is_empty() {
            return Err(TextProblem::TimeWithoutUnit { text: text.into() });
        }
        let Some(ms) = time_unit(&unit) else {
            return Err(unknown_time_unit(&unit));
        };
        // Twice the same unit is a slip more often than a sum.
        if seen.contains(&ms) {
            return Err(TextProblem::UnitTwice {
                unit,
                text: text.into(),
            });
        }
        seen.push(ms);
        sum += number * ms;
    }
    Ok(sum)
}

/// A period as ISO 8601 writes it: `PT4H`, `P1D`, `P1DT12H`. Days have 24 hours and years 365 days, as everywhere.
fn period(text: &str) -> Result<f64, TextProblem> {
    let Ok(span) = text.parse::<jiff::Span>() else {
        return Err(TextProblem::NotAPeriod { text: text.into() });
    };
    if span.is_negative() {
        return Err(TextProblem::NegativeTime { text: text.into() });
    }
    if span.get_months() != 0 {
        return Err(TextProblem::PeriodWithMonths { text: text.into() });
    }
    let parts = [
        (i64::from(span.get_years()), YEAR),
        (i64::from(span.get_weeks()), WEEK),
        (i64::from(span.get_days()), DAY),
        (i64::from(span.get_hours()), HOUR),
        (span.get_minutes(), MINUTE),
        (span.get_seconds(), SECOND),
        (span.get_milliseconds(), 1),
    ];
    let whole: f64 = parts
        .iter()
        .map(|(count, unit)| *count as f64 * *unit as f64)
        .sum();
    Ok(whole + span.get_microseconds() as f64 / 1e3 + span.get_nanoseconds() as f64 / 1e6)
}

/// An amount of data.
pub(super) fn bytes(text: &str) -> Result<Bytes, TextProblem> {
    let wrong = || TextProblem::NotBytes { text: text.into() };
    let found = pairs(text).ok_or_else(wrong)?;
    let [(number, unit)] = found.as_slice() else {
        return Err(wrong());
    };
    if unit.is_empty() {
        return Err(TextProblem::BytesWithoutUnit { text: text.into() });
    }
    let factor = byte_unit(unit).ok_or_else(|| TextProblem::UnknownByteUnit {
        unit: unit.clone(),
        near: near_unit(unit, BYTE_UNITS),
    })?;
    let amount = number * factor;
    if amount > 9.0e15 {
        return Err(TextProblem::TooManyBytes { text: text.into() });
    }
    Ok(Bytes((amount + 0.5) as u64))
}

fn byte_unit(unit: &str) -> Option<f64> {
    Some(match unit {
        "B" => 1.0,
        "kB" | "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "TB" => 1e12,
        "PB" => 1e15,
        "KiB" => 1024.0,
        "MiB" => 1_048_576.0,
        "GiB" => 1_073_741_824.0,
        "TiB" => 1_099_511_627_776.0,
        "PiB" => 1_125_899_906_842_624.0,
        _ => return None,
    })
}

/// A rate.
pub(super) fn rate(text: &str) -> Result<Rate, TextProblem> {
    let wrong = || TextProblem::NotARate { text: text.into() };
    let found = pairs(text).ok_or_else(wrong)?;
    let [(number, unit)] = found.as_slice() else {
        return Err(wrong());
    };
    let factor = match unit.as_str() {
        "" => return Err(TextProblem::RateWithoutUnit { text: text.into() }),
        "bps" | "bit/s" => 0.125,
        "kbps" | "kbit/s" | "kb/s" => 125.0,
        "Mbps" | "Mbit/s" | "Mb/s" => 125e3,
        "Gbps" | "Gbit/s" | "Gb/s" => 125e6,
        "Tbps" | "Tbit/s" | "Tb/s" => 125e9,
        other => match other.strip_suffix("/s").and_then(byte_unit) {
            Some(factor) => factor,
            None if byte_unit(other).is_some() || matches!(other, "Mb" | "Gb" | "kb") => {
                return Err(TextProblem::AmountForRate { text: text.into() });
            }
            None => {
                // `MBps` means bytes, and is nearest to the bits of `Mbps`.
                let meant = match other
                    .strip_suffix("Bps")
                    .or_else(|| other.strip_suffix("Bs"))
                {
                    Some(size) => format!("{size}B/s"),
                    None => other.to_string(),
                };
                return Err(TextProblem::UnknownRateUnit {
                    unit: unit.clone(),
                    near: near_unit(&meant, RATE_UNITS),
                });
            }
        },
    };
    let value = number * factor;
    if value > 1e15 {
        return Err(TextProblem::RateTooHigh { text: text.into() });
    }
    Ok(Rate((value + 0.5) as u64))
}

/// Per cent, rounded to nine places so that it prints exactly.
fn per_cent(text: &str) -> Option<f64> {
    let number: f64 = text.trim().parse().ok()?;
    number.is_finite().then_some(nine_places(number))
}

fn nine_places(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

/// A share of a whole.
pub(super) fn share(text: &str) -> Result<Share, TextProblem> {
    let wrong = || TextProblem::NotAShare { text: text.into() };
    let number = text.trim().strip_suffix('%').ok_or_else(wrong)?;
    let number = per_cent(number).ok_or_else(wrong)?;
    if !(0.0..=100.0).contains(&number) {
        return Err(TextProblem::ShareOutOfRange { text: text.into() });
    }
    Ok(Share(number / 100.0))
}

/// How fast the data of a VM changes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Churn {
    /// Per cent of the used bytes a day.
    OfUsed(f64),
    /// Bytes per second.
    Fixed(f64),
}

impl Churn {
    /// Bytes per second for a VM with this much in use.
    pub(super) fn rate(self, used: Bytes) -> f64 {
        match self {
            Churn::OfUsed(per_cent) => used.0 as f64 * per_cent / 100.0 / 86_400.0,
            Churn::Fixed(rate) => rate,
        }
    }
    /// Text that is read back to the same value.
    pub(super) fn text(self) -> String {
        match self {
            Churn::OfUsed(per_cent) => format!("{per_cent} %/day"),
            Churn::Fixed(rate) => format!("{rate} B/s"),
        }
    }
}

/// A churn: `8 %/day`, `50 GiB/day`, `2 MB/s`.
pub(super) fn churn(text: &str) -> Result<Churn, TextProblem> {
    let unknown = |near| TextProblem::NotAChurn {
        text: text.into(),
        near,
    };
    let wrong = || unknown(None);
    let (amount, per) = text.split_once('/').ok_or_else(wrong)?;
    let per_ms = time_unit(per.trim()).ok_or_else(wrong)?;
    if let Some(number) = amount.trim().strip_suffix('%') {
        let number = per_cent(number).ok_or_else(wrong)?;
        // Rounded as it is read again, so that it prints exactly.
        let per_day = nine_places(number * (DAY as f64 / per_ms));
        if !(0.0..=100_000.0).contains(&per_day) {
            return Err(TextProblem::ChurnOutOfRange { text: text.into() });
        }
        return Ok(Churn::OfUsed(per_day));
    }
    let found = pairs(amount).ok_or_else(wrong)?;
    let [(number, unit)] = found.as_slice() else {
        return Err(wrong());
    };
    let factor = byte_unit(unit).ok_or_else(|| unknown(near_unit(unit, BYTE_UNITS)))?;
    let rate = number * factor / (per_ms / 1_000.0);
    if rate > 1e12 {
        return Err(TextProblem::ChurnTooHigh { text: text.into() });
    }
    Ok(Churn::Fixed(rate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Span;

    #[test]
    fn lengths_of_time() {
        assert_eq!(milliseconds("15 min"), Ok(900_000.0));
        assert_eq!(milliseconds("1h30min"), Ok(5_400_000.0));
        assert_eq!(milliseconds("30 d 4 h"), Ok(2_606_400_000.0));
        assert_eq!(milliseconds("0.5 d"), Ok(43_200_000.0));
        assert_eq!(milliseconds("PT4H"), Ok(14_400_000.0));
        assert_eq!(milliseconds("1000 years"), Ok(1000.0 * YEAR as f64));
        assert_eq!(milliseconds("weekly"), Ok(WEEK as f64));
        assert!(milliseconds("30").is_err());
        assert!(milliseconds("-4 h").is_err());
        assert!(milliseconds("4 fortnights").is_err());
        assert!(
            milliseconds("3 m")
                .expect_err("refused")
                .help()
                .contains("minutes or months")
        );
        assert!(milliseconds("").is_err());
    }

    #[test]
    fn periods_as_iso_8601_writes_them() {
        for (text, expected) in [
            ("P1D", DAY),
            ("p1d", DAY),
            ("P1DT12H", 36 * HOUR),
            ("P2W", 2 * WEEK),
            ("P1Y", YEAR),
            ("PT90M", 90 * MINUTE),
            ("PT0.5H", HOUR / 2),
            ("PT1.5S", 1_500),
            ("PT1H30M", 90 * MINUTE),
        ] {
            assert_eq!(milliseconds(text), Ok(expected as f64), "{text}");
        }
        for (text, part) in [
            ("P1M", "months"),
            ("P", "not a period"),
            ("P1", "not a period"),
            ("PT", "not a period"),
            ("P1H", "not a period"),
            ("-P1D", "negative"),
            ("P-1D", "not a period"),
        ] {
            let wrong = milliseconds(text).expect_err(text);
            assert!(
                wrong.message().contains(part) || wrong.message().contains("negative"),
                "{text}: {wrong:?}"
            );
        }
    }

    #[test]
    fn each_unit_of_time_stands_once_in_any_case() {
        assert_eq!(milliseconds("4 H"), Ok(4.0 * HOUR as f64));
        assert_eq!(milliseconds("4 Hours 30 MIN"), Ok(4.5 * HOUR as f64));
        assert_eq!(milliseconds("30 min 1 h"), Ok(1.5 * HOUR as f64));
        for text in ["1 h 1 h", "1 h 30 min 1 hour", "1 d, 1 day"] {
            let wrong = milliseconds(text).expect_err(text);
            assert!(wrong.message().contains("stands twice"), "{wrong:?}");
        }
    }

    #[test]
    fn near_units_are_offered() {
        let near = |wrong: TextProblem| wrong.help().split('`').nth(1).map(str::to_string);
        for (text, expected) in [
            ("200 mbps", "Mbps"),
            ("1 GBPS", "Gbps"),
            ("1 gbit/s", "Gbit/s"),
            ("1 MBps", "MB/s"),
            ("10 gib/s", "GiB/s"),
            ("10 mb/S", "MB/s"),
        ] {
            let wrong = rate(text).expect_err(text);
            assert_eq!(near(wrong).as_deref(), Some(expected), "{text}");
        }
        for (text, expected) in [
            ("4 gib", "GiB"),
            ("4 tb", "TB"),
            ("4 TIB", "TiB"),
            ("4 Gibs", "GiB"),
        ] {
            let wrong = bytes(text).expect_err(text);
            assert_eq!(near(wrong).as_deref(), Some(expected), "{text}");
        }
        for (text, expected) in [
            ("4 minuts", "minutes"),
            ("4 huors", "hours"),
            ("1 wek", "weeks"),
        ] {
            let wrong = milliseconds(text).expect_err(text);
            assert_eq!(near(wrong).as_deref(), Some(expected), "{text}");
        }
        let wrong = churn("50 gib/day").expect_err("refused");
        assert_eq!(near(wrong).as_deref(), Some("GiB"));
        assert_eq!(
            milliseconds("8 fortnights").expect_err("refused").help(),
            milliseconds("8").expect_err("refused").help()
        );
    }

    #[test]
    fn what_units_print_is_read_back() {
        for ms in [0_u64, 1, 999, 61_001, 90 * MINUTE, 12 * WEEK + 7] {
            assert_eq!(milliseconds(&Span(ms).to_string()), Ok(ms as f64));
        }
        for amount in [0_u64, 1, 1023, 1536 << 20, 4 << 40, 123_456_789] {
            assert_eq!(bytes(&Bytes(amount).to_string()), Ok(Bytes(amount)));
        }
        for value in [0_u64, 1, 25_000_000, 1_000_000_007] {
            assert_eq!(rate(&Rate(value).to_string()), Ok(Rate(value)));
        }
        for text in ["0.4 %", "95 %", "33.333333333 %", "0 %", "100 %"] {
            let value = share(text).expect("a share");
            assert_eq!(share(&value.to_string()), Ok(value));
        }
    }

    #[test]
    fn bits_are_not_bytes_and_amounts_are_not_rates() {
        assert_eq!(rate("200 Mbps"), Ok(Rate(25_000_000)));
        assert_eq!(rate("1 GB/s"), Ok(Rate(1_000_000_000)));
        assert_eq!(rate("1 MiB/s"), Ok(Rate(1 << 20)));
        assert!(
            rate("10 Gb")
                .expect_err("refused")
                .message()
                .contains("needs `/s`")
        );
        assert_eq!(bytes("4 TiB"), Ok(Bytes(4 << 40)));
        assert_eq!(bytes("1.5 TB"), Ok(Bytes(1_500_000_000_000)));
        assert!(bytes("10 Gb").is_err());
        assert!(share("105 %").is_err());
        assert!(share("0.95").is_err());
    }

    #[test]
    fn churn_in_per_cent_and_in_bytes() {
        let day = churn("8 %/day").expect("legal");
        assert!((day.rate(Bytes(86_400_000)) - 80.0).abs() < 1e-9);
        assert_eq!(churn("2 MB/s"), Ok(Churn::Fixed(2e6)));
        let hourly = churn("1 %/h").expect("legal");
        assert_eq!(hourly, Churn::OfUsed(24.0));
        assert_eq!(churn(&hourly.text()), Ok(hourly));
        assert!(churn("8 %").is_err());
    }
}
