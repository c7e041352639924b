//! Numbers for people: durations, shares, rates and amounts as text.
//!
//! Always true here: three significant digits at most where a figure is measured, a unit on every
//! figure, and what was never seen is never printed as a bare zero.

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
const YEAR: f64 = 365.0 * DAY;

/// What stands where nothing was seen or nothing is stated.
pub const DASH: &str = "–";

/// A number with this many significant digits, without trailing zeros: `0.42`, `12.3`, `12,300`.
#[must_use]
pub fn significant(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return DASH.to_string();
    }
    if value == 0.0 {
        return "0".to_string();
    }
    let scientific = format!("{:.*e}", digits.saturating_sub(1), value);
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let behind = i32::try_from(digits).unwrap_or(3) - 1 - exponent;
    if behind >= 0 {
        let text = format!("{:.*}", usize::try_from(behind).unwrap_or(0), value);
        return trimmed(&text);
    }
    // More digits before the point than are significant: the rest are zeros.
    let mut whole: String = mantissa.chars().filter(|c| *c != '.').collect();
    for _ in 0..-behind {
        whole.push('0');
    }
    grouped(&whole)
}

/// A count with its thousands set apart: `12,345`.
#[must_use]
pub fn count(value: u64) -> String {
    grouped(&value.to_string())
}

fn grouped(digits: &str) -> String {
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits), |rest| ("-", rest));
    let mut out = String::from(sign);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn trimmed(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    } else {
        grouped(text)
    }
}

/// A length of time in seconds as people say it: `850 ms`, `12.3 s`, `4 min 10 s`, `1 h 23 min`,
/// `36 h`, `72 h`, `4 d 5 h`, `23 d`, `3.2 years`.
#[must_use]
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() {
        return DASH.to_string();
    }
    if seconds < 0.0 {
        return format!("-{}", duration(-seconds));
    }
    if seconds < 0.9995 {
        let ms = (seconds * 1_000.0).round();
        return if ms == 0.0 {
            "0 s".to_string()
        } else {
            format!("{ms} ms")
        };
    }
    if seconds < 59.95 {
        return format!("{} s", significant(seconds, 3));
    }
    if seconds < 20.0 * MINUTE {
        return two_units(seconds.round(), 60.0, "min", "s");
    }
    if seconds < 48.0 * HOUR - 30.0 {
        return two_units((seconds / MINUTE).round(), 60.0, "h", "min");
    }
    // Objectives of two or three days are stated in hours.
    if seconds < 96.0 * HOUR - 1_800.0 {
        return format!("{} h", (seconds / HOUR).round());
    }
    if seconds < 14.0 * DAY - 1_800.0 {
        return two_units((seconds / HOUR).round(), 24.0, "d", "h");
    }
    if seconds < 2.0 * YEAR {
        return format!("{} d", significant(seconds / DAY, 3));
    }
    format!("{} years", significant(seconds / YEAR, 3))
}

fn two_units(total: f64, per: f64, large: &str, small: &str) -> String {
    let whole = (total / per).floor();
    let rest = total - whole * per;
    match (whole == 0.0, rest == 0.0) {
        (true, _) => format!("{rest} {small}"),
        (false, true) => format!("{whole} {large}"),
        (false, false) => format!("{whole} {large} {rest} {small}"),
    }
}

/// The unit in which lengths of about this many seconds are short to write, and its seconds.
#[must_use]
pub fn unit_for(seconds: f64) -> (&'static str, f64) {
    if seconds < 90.0 {
        ("s", 1.0)
    } else if seconds < 90.0 * MINUTE {
        ("min", MINUTE)
    } else if seconds < 72.0 * HOUR {
        ("h", HOUR)
    } else {
        ("d", DAY)
    }
}

/// A share of a whole in per cent. Near one, so many digits that the distance to one keeps two:
/// `97.3 %`, `99.9912 %`; only exactly one is `100 %`.
#[must_use]
pub fn share(value: f64) -> String {
    if !value.is_finite() {
        return DASH.to_string();
    }
    let percent = value * 100.0;
    if value >= 1.0 {
        return format!("{} %", significant(percent, 3));
    }
    let distance = 100.0 - percent;
    if distance >= 1.0 {
        return format!("{} %", significant(percent, 3));
    }
    let mut decimals = 1;
    let mut reach = distance;
    while reach < 1.0 && decimals < 9 {
        reach *= 10.0;
        decimals += 1;
    }
    // Never round up to a perfect score.
    let text = format!("{percent:.decimals$}");
    if text.starts_with("100") {
        "> 99.99999999 %".to_string()
    } else {
        format!("{} %", trimmed(&text))
    }
}

/// A share with three digits and no more: where these would say all of it, `> 99.9 %`.
#[must_use]
pub fn rough_share(value: f64) -> String {
    if (0.999..1.0).contains(&value) {
        "> 99.9 %".to_string()
    } else {
        share(value)
    }
}

/// A rate per year: `12.3 a year`, `0.42 a year`, `once in 35 years`.
#[must_use]
pub fn per_year(rate: f64) -> String {
    if !rate.is_finite() {
        return DASH.to_string();
    }
    if rate >= 0.1 || rate <= 0.0 {
        format!("{} a year", significant(rate, 3))
    } else {
        format!("once in {} years", significant(1.0 / rate, 3))
    }
}

/// Hours in a year: `3.2 h a year`, `4 min a year`.
#[must_use]
pub fn time_per_year(seconds: f64) -> String {
    format!("{} a year", duration(seconds))
}

/// An amount of bytes in binary units with three digits: `4.5 TiB`.
#[must_use]
pub fn bytes(amount: f64) -> String {
    if !amount.is_finite() {
        return DASH.to_string();
    }
    if amount < 0.0 {
        return format!("-{}", bytes(-amount));
    }
    let mut value = amount;
    let mut unit = "B";
    for next in ["KiB", "MiB", "GiB", "TiB", "PiB"] {
        if value < 1_023.5 {
            break;
        }
        value /= 1_024.0;
        unit = next;
    }
    format!("{} {unit}", significant(value, 3))
}

/// How a kind of figure is written.
pub type Writer = fn(f64) -> String;

/// How many of something, with the word for one: `1 site`, `2 repositories`.
#[must_use]
pub fn counted(count: usize, word: &str) -> String {
    let plural = match word.strip_suffix('y') {
        _ if count == 1 => return format!("1 {word}"),
        Some(stem) => format!("{stem}ies"),
        None => format!("{word}s"),
    };
    format!("{} {plural}", self::count(count as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_as_people_say_them() {
        for (seconds, text) in [
            (0.0, "0 s"),
            (0.25, "250 ms"),
            (12.34, "12.3 s"),
            (59.97, "1 min"),
            (250.0, "4 min 10 s"),
            (1_500.0, "25 min"),
            (3_599.0, "1 h"),
            (5_400.0, "1 h 30 min"),
            (86_400.0, "24 h"),
            (172_799.0, "48 h"),
            (3.0 * DAY + 4.2 * HOUR, "76 h"),
            (4.0 * DAY + 5.0 * HOUR, "4 d 5 h"),
            (14.0 * DAY, "14 d"),
            (28.33 * DAY, "28.3 d"),
            (3.0 * YEAR, "3 years"),
            (-90.0, "-1 min 30 s"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }

    #[test]
    fn three_digits_are_enough() {
        assert_eq!(significant(0.0041234, 3), "0.00412");
        assert_eq!(significant(12.0, 3), "12");
        assert_eq!(significant(123_456.0, 3), "123,000");
        assert_eq!(significant(999.9, 3), "1,000");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(12_345_678), "12,345,678");
    }

    #[test]
    fn a_share_below_one_is_never_a_hundred_per_cent() {
        assert_eq!(share(0.973), "97.3 %");
        assert_eq!(share(1.0), "100 %");
        assert_eq!(share(0.999_912), "99.9912 %");
        assert_eq!(share(0.999_999_999_999), "> 99.99999999 %");
        assert_eq!(share(0.0), "0 %");
        assert_eq!(rough_share(0.999_999), "> 99.9 %");
        assert_eq!(rough_share(1.0), "100 %");
    }

    #[test]
    fn rare_rates_are_told_in_years() {
        assert_eq!(per_year(0.42), "0.42 a year");
        assert_eq!(per_year(1.0 / 35.0), "once in 35 years");
    }

    #[test]
    fn bytes_are_binary() {
        assert_eq!(bytes(4.5 * 1_024.0 * 1_024.0 * 1_024.0), "4.5 GiB");
        assert_eq!(bytes(17.0), "17 B");
        assert_eq!(bytes(-1_024.0), "-1 KiB");
    }
}
