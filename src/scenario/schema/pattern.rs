//! Regular expressions of values with units, for the JSON Schema of scenarios.
//!
//! Always true here: whatever the reader accepts matches; of what it refuses, only what depends on other
//! values or on limits may match. No look-ahead, so that every validator knows them; what must not be is a pattern of its own.

use crate::model::size;

/// A number as the reader of quantities takes it: `4`, `4.5`, `.5`, `1_000`.
const NUMBER: &str = r"_*(?:[0-9][0-9_]*\.?[0-9_]*|\._*[0-9][0-9_]*)";
/// A number of per cent that is not negative.
const PLAIN: &str = r"(?:\+?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-0+(?:\.0*)?)";
/// A share from 0 to 100.
const HUNDRED: &str = r"(?:\+?(?:0*100(?:\.0*)?|0*[0-9]{1,2}(?:\.[0-9]*)?|\.[0-9]+|[0-9.]+[eE][+-]?[0-9]+)|-0+(?:\.0*)?)";
/// Units of data.
const BYTES: &str = "(?:B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB)";
/// Units of rates.
const RATE: &str =
    "(?:bps|bit/s|[kMGT]bps|[kMGT]bit/s|[kMGT]b/s|(?:B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB)/s)";
/// A time of day that something begins at.
const BEGIN: &str = r"\s*(?:[01]?[0-9]|2[0-3]):[0-5][0-9]\s*";
/// A time of day.
const CLOCK: &str = r"\s*(?:(?:[01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)\s*";
/// From a time of day to the same one, however it is written.
const NOTHING: &str = r"0?([0-9]{1,2}):([0-9]{2})\s*-\s*0?\1:\2\s*";
/// The number behind a unit, with what tells it from the unit.
const NEXT: &str = r"(?:[ ,]+_*(?:[0-9][0-9_]*\.?[0-9_]*|\._*[0-9][0-9_]*)|[0-9][0-9_]*\.?[0-9_]*)";
/// A whole number of a period, and one that may have a fraction.
const OF_PERIOD: &str = "[0-9]+";
const LAST_OF_PERIOD: &str = "[0-9]+(?:[.,][0-9]{1,9})?";

/// Words of units of time, in any case, by what they mean; longer ones first.
const TIME_WORDS: &[&[&str]] = &[
    &["milliseconds", "millisecond", "ms"],
    &["seconds", "second", "sec", "s"],
    &["minutes", "minute", "mins", "min"],
    &["hours", "hour", "hr", "h"],
    &["days", "day", "d"],
    &["weeks", "week", "w"],
    &["years", "year", "y"],
];

/// Days of the week, as far as they must be written.
const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// A word in any case.
fn any_case(word: &str) -> String {
    let letter = |character: char| {
        if character.is_ascii_alphabetic() {
            let (small, large) = (
                character.to_ascii_lowercase(),
                character.to_ascii_uppercase(),
            );
            format!("[{small}{large}]")
        } else {
            character.to_string()
        }
    };
    word.chars().map(letter).collect()
}

/// One of these words in any case.
fn one_of<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.map(any_case).collect();
    format!("(?:{})", words.join("|"))
}

/// A day by three letters of its name or more.
fn day() -> String {
    let names: Vec<String> = DAYS
        .iter()
        .map(|name| {
            let (needed, rest) = name.split_at(3);
            let mut rest: Vec<String> = rest.chars().map(|c| any_case(&c.to_string())).collect();
            let mut open = String::new();
            while let Some(last) = rest.pop() {
                open = format!("(?:{last}{open})?");
            }
            format!("{}{open}", any_case(needed))
        })
        .collect();
    format!("(?:{})", names.join("|"))
}

fn unit() -> String {
    one_of(TIME_WORDS.iter().flat_map(|words| words.iter().copied()))
}

/// A period as ISO 8601 writes it, of hours, days, weeks and years; months only where there are none of them.
fn period() -> String {
    let (n, last) = (OF_PERIOD, LAST_OF_PERIOD);
    let clock = format!("(?:(?:{n}[hH])?(?:{n}[mM])?{last}[sS]|(?:{n}[hH])?{last}[mM]|{last}[hH])");
    let weeks = format!("(?:{n}[wW])?(?:{n}[dD])?");
    let date = format!("(?:{n}[yY](?:0+[mM])?{weeks}|0+[mM]{weeks}|{n}[wW](?:{n}[dD])?|{n}[dD])");
    format!("[pP](?:{date}(?:[tT]{clock})?|[tT]{clock})")
}

/// A length of time.
pub(super) fn span() -> String {
    let (unit, period) = (unit(), period());
    format!(r"^\s*(?:daily|weekly|hourly|{period}|{NUMBER}\s*{unit}(?:{NEXT}\s*{unit})*[ ,]*)\s*$")
}

/// Lengths of time in which a unit stands twice: one pattern for each unit.
pub(super) fn unit_twice() -> Vec<String> {
    let twice = TIME_WORDS.iter().map(|words| {
        let unit = one_of(words.iter().copied());
        format!(r"[0-9._]\s*{unit}(?:[ ,0-9._].*)?[0-9._]\s*{unit}(?:[ ,0-9]|\s*$)")
    });
    twice.collect()
}

/// A quantity of nothing: no digit but zeros.
pub(super) const ZERO: &str = "^[^1-9]*0[^1-9]*$";
/// A share of nothing.
pub(super) const NO_SHARE: &str = r"^\s*[+-]?(?:0+\.?0*|\.0+)(?:[eE][+-]?[0-9]+)?\s*%\s*$";
/// All of it.
pub(super) const ALL: &str = r"^\s*\+?0*100(?:\.0*)?\s*%\s*$";
/// Less than half of it.
pub(super) const BELOW_HALF: &str = r"^\s*\+?(?:0*[0-4]?[0-9](?:\.[0-9]*)?|\.[0-9]+)\s*%\s*$";
/// More than nine tenths of it.
pub(super) const ABOVE_NINETY: &str = r"^\s*\+?0*(?:100|9[1-9]|90\.0*[1-9]|99\.)[0-9.]*\s*%\s*$";
/// More than 99 % of it.
pub(super) const ABOVE_99: &str = r"^\s*\+?0*(?:100|99\.0*[1-9])[0-9.]*\s*%\s*$";

/// An amount of data.
pub(super) fn bytes() -> String {
    format!(r"^\s*{NUMBER}\s*{BYTES}[ ,]*\s*$")
}

/// A rate.
pub(super) fn rate() -> String {
    format!(r"^\s*{NUMBER}\s*{RATE}[ ,]*\s*$")
}

/// A share.
pub(super) fn share() -> String {
    format!(r"^\s*{HUNDRED}\s*%\s*$")
}

/// A churn.
pub(super) fn churn() -> String {
    let unit = unit();
    format!(r"^\s*(?:{PLAIN}\s*%|{NUMBER}\s*{BYTES}[ ,]*)\s*/\s*{unit}\s*$")
}

/// A daily window.
pub(super) fn window() -> String {
    format!("^{BEGIN}-{CLOCK}$")
}

/// A window that is never open.
pub(super) fn no_window() -> String {
    format!(r"^\s*{NOTHING}$")
}

/// Weekly hours.
pub(super) fn hours() -> String {
    let day = day();
    let part = format!(r"\s*{day}(?:-{day})?\s{CLOCK}-{CLOCK}");
    format!(r"^(?:\s*always\s*|{part}(?:,{part})*)$")
}

/// Weekly hours of which one part is empty.
pub(super) fn no_hours() -> String {
    format!(r"\s(?:{NOTHING}|24:00\s*-\s*0?0:00\s*)(?:,|$)")
}

/// A name in a key.
pub(super) const NAME: &str = r"^[\p{Alphabetic}\p{N}_-]{1,100}$";
/// The name of a VM.
pub(super) const NAME_OF_VM: &str = r"^[\p{Alphabetic}\p{N}_/. -]{1,100}$";

/// An instant of the week, or any.
pub(super) fn instant() -> String {
    let day = day();
    format!(r"^(?:\s*any\s*|\s*{day}\s{CLOCK})$")
}

/// A VM size, however it is written.
pub(super) fn size() -> String {
    let names = one_of(size::SIZES.iter().map(|size| size.name));
    format!(r"^\s*(?:{})?{names}\s*$", any_case("standard_"))
}

/// A place.
pub(super) const PLACE: &str = r"^(?:site|enclosure|stamp|rack)\.[^.]+$";

/// A unit of time alone.
pub(super) fn unit_of_time() -> String {
    format!("^{}$", unit())
}
