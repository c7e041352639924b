//! Figures in sentences, read back to numbers.
//!
//! Always true here: a figure is near a number where it is the number to the digits that were written.

use serde_json::Value;

/// What a pattern leaves open: `{}` stands for any text. None where the text is another.
pub(crate) fn fit(pattern: &str, text: &str) -> Option<Vec<String>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut found = vec![];
    let parts: Vec<&str> = parts.collect();
    for (index, part) in parts.iter().enumerate() {
        let last = index + 1 == parts.len();
        let at = match (last, part.is_empty()) {
            (true, true) => rest.len(),
            // The end of a sentence is at its end, whatever stands before.
            (true, false) => rest.strip_suffix(part)?.len(),
            (false, _) => rest.find(part)?,
        };
        found.push(rest[..at].to_string());
        rest = &rest[at + part.len()..];
    }
    rest.is_empty().then_some(found)
}

/// `12,300`, `0.42`.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', "").parse().ok()
}

/// A number and how far the truth may be from it: half of its last digit.
fn with_grain(text: &str) -> Option<(f64, f64)> {
    let plain = text.trim().replace(',', "");
    let value: f64 = plain.parse().ok()?;
    let behind = plain.split_once('.').map_or(0, |(_, digits)| digits.len());
    // Three digits at most are written, zeros at the end of others left out: the grain is that of the third.
    let third = if value == 0.0 {
        0.0
    } else {
        libm::pow(10.0, libm::log10(value.abs()).floor() - 2.0)
    };
    Some((
        value,
        0.5 * third.max(libm::pow(10.0, -(behind as f64)).min(third.max(1e-12))),
    ))
}

/// Units of a kind, with what they are worth.
type Units = &'static [(&'static str, f64)];

const TIMES: Units = &[
    ("ms", 0.001),
    ("s", 1.0),
    ("min", 60.0),
    ("h", 3_600.0),
    ("d", 86_400.0),
    ("years", 31_536_000.0),
];

const BYTES: Units = &[
    ("B", 1.0),
    ("KiB", 1_024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
    ("PiB", 1_125_899_906_842_624.0),
    ("EiB", 1_152_921_504_606_846_976.0),
];

fn measured(text: &str, units: Units) -> Option<(f64, f64)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() || words.len() % 2 == 1 {
        return None;
    }
    let (mut sum, mut grain) = (0.0, f64::INFINITY);
    for pair in words.chunks(2) {
        let (value, own) = with_grain(pair[0])?;
        let unit = units.iter().find(|(name, _)| *name == pair[1])?.1;
        sum += value * unit;
        // Of several units the last is rounded to a whole one.
        grain = own.max(if words.len() > 2 { 0.5 } else { 0.0 }) * unit;
    }
    if words.len() == 2 && units.len() == TIMES.len() {
        grain = grain.max(rounding(words[1], sum));
    }
    Some((sum, grain * 1.01))
}

/// Half of what a length of time in one unit is rounded to: to minutes from twenty of them on, to hours from two days on.
fn rounding(unit: &str, seconds: f64) -> f64 {
    match unit {
        "min" if seconds < 1_200.0 => 0.5,
        "min" => 30.0,
        "h" if seconds < 172_800.0 => 30.0,
        "h" => 1_800.0,
        "d" if seconds < 1_209_600.0 => 1_800.0,
        _ => 0.0,
    }
}

fn is_within(found: Option<(f64, f64)>, truth: f64) -> bool {
    found.is_some_and(|(value, grain)| (value - truth).abs() <= grain + truth.abs() * 1e-6 + 1e-9)
}

/// Whether a length of time such as `12 h 15 min` is this many seconds.
pub(crate) fn is_time(text: &str, seconds: f64) -> bool {
    is_within(measured(text, TIMES), seconds)
}

/// Whether an amount such as `1.5 TiB` is this many bytes.
pub(crate) fn is_bytes(text: &str, bytes: f64) -> bool {
    is_within(measured(text, BYTES), bytes)
}

/// Whether a share such as `99.5 %` is this one. Near none and all more digits are written, and as many count.
pub(crate) fn is_share(text: &str, share: f64) -> bool {
    let Some(written) = text.strip_suffix(" %") else {
        return false;
    };
    let found = with_grain(written);
    if written.contains('.') && number(written).is_some_and(|value| value > 99.0) {
        let digits = written
            .split_once('.')
            .map_or(0, |(_, digits)| digits.len());
        let grain = 0.51 * libm::pow(10.0, -(digits as f64));
        return number(written).is_some_and(|value| (value - share * 100.0).abs() <= grain);
    }
    is_within(
        found.map(|(value, grain)| (value / 100.0, grain / 100.0)),
        share,
    )
}

/// Whether a plain number is this one.
pub(crate) fn is_number(text: &str, truth: f64) -> bool {
    is_within(with_grain(text), truth)
}

/// Whether `0.42 a year` or `once in 35 years` is this rate.
pub(crate) fn is_rate(text: &str, per_year: f64) -> bool {
    if let Some(found) = fit("{} a year", text) {
        return is_number(&found[0], per_year);
    }
    fit("once in {} years", text)
        .is_some_and(|found| per_year > 0.0 && is_number(&found[0], 1.0 / per_year))
}

/// A number at a path; none where it is null or not there.
pub(crate) fn at(value: &Value, path: &str) -> Option<f64> {
    value.pointer(path).and_then(Value::as_f64)
}

/// Whether an estimate with its interval, as in `38 % (33 % to 43 %)`, is that of a node with point, low and high.
pub(crate) fn is_estimate(text: &str, value: &Value, is: fn(&str, f64) -> bool) -> bool {
    let (figure, interval) = match text.split_once(" (") {
        Some((figure, interval)) => (figure, interval.strip_suffix(')').unwrap_or("")),
        None => (text, ""),
    };
    let (point, low, high) = (at(value, "/point"), at(value, "/low"), at(value, "/high"));
    let Some(point) = point else {
        let bound = figure.strip_prefix("< ");
        return interval == "not seen"
            && bound.is_some_and(|bound| high.is_some_and(|high| is(bound, high)));
    };
    is(figure, point) && is_interval(interval, low, high, is)
}

/// Whether `a to b`, `at least a` or `at most b` is this interval.
pub(crate) fn is_interval(
    text: &str,
    low: Option<f64>,
    high: Option<f64>,
    is: fn(&str, f64) -> bool,
) -> bool {
    match (low, high) {
        (Some(low), Some(high)) => {
            fit("{} to {}", text).is_some_and(|found| is(&found[0], low) && is(&found[1], high))
        }
        (Some(low), None) => fit("at least {}", text).is_some_and(|found| is(&found[0], low)),
        (None, Some(high)) => fit("at most {}", text).is_some_and(|found| is(&found[0], high)),
        (None, None) => text.is_empty(),
    }
}

/// Whether an interval in one unit, `(11.7–13 h)` or `(≥ 15.3 min)`, is this one. None is written where all are alike or nothing
/// is known.
pub(crate) fn is_short_interval(text: &str, low: Option<f64>, high: Option<f64>) -> bool {
    let inner = text.trim_start_matches('(').trim_end_matches(')');
    match (low, high) {
        (Some(low), Some(high)) if low == high => inner.is_empty(),
        (Some(low), Some(high)) => inner.rsplit_once(' ').is_some_and(|(numbers, unit)| {
            numbers.split_once('–').is_some_and(|(from, to)| {
                is_time(&format!("{from} {unit}"), low) && is_time(&format!("{to} {unit}"), high)
            })
        }),
        (Some(low), None) if low <= 0.0 => inner.is_empty(),
        (Some(low), None) => inner
            .strip_prefix("≥ ")
            .is_some_and(|from| is_time(from, low)),
        (None, Some(high)) => inner.strip_prefix("≤ ").is_some_and(|to| is_time(to, high)),
        (None, None) => inner.is_empty(),
    }
}

/// Names of a list such as `a, b and 3 more`, with how many are left out.
pub(crate) fn list(text: &str) -> (Vec<String>, usize) {
    let (names, more) = match text.rsplit_once(" and ") {
        Some((names, more)) if more.ends_with(" more") => {
            let count = more.trim_end_matches(" more").parse().unwrap_or(0);
            (names, count)
        }
        _ => (text, 0),
    };
    (names.split(", ").map(str::to_string).collect(), more)
}

#[test]
fn figures_are_read_as_they_are_written() {
    assert!(is_time("12 h 15 min", 44_100.0) && !is_time("12 h 15 min", 44_200.0));
    assert!(is_time("49 h", 176_591.7) && !is_time("49 h", 180_000.0));
    assert!(is_time("70.4 d", 6_081_512.0) && !is_time("70.4 d", 6_100_000.0));
    // 28 min stand for all from 27.5 to 28.5 min.
    assert!(is_time("28 min", 1_660.0) && !is_time("28 min", 1_640.0));
    assert!(is_share("99.36 %", 0.99362) && !is_share("99.36 %", 0.9931));
    assert!(is_rate("once in 12 years", 1.0 / 12.04) && !is_rate("0.2 a year", 0.25));
    assert!(is_bytes("298 GiB", 319_831_897_975.0));
    assert!(is_short_interval(
        "(11.7–13 h)",
        Some(42_100.0),
        Some(46_800.0)
    ));
    assert!(!is_short_interval(
        "(11.7–13 h)",
        Some(46_000.0),
        Some(46_800.0)
    ));
    assert_eq!(
        list("a, b and 3 more"),
        (vec!["a".to_string(), "b".to_string()], 3)
    );
    assert_eq!(fit("Drill {} ({}): stops {}.", "Drill a (b) c"), None);
}
