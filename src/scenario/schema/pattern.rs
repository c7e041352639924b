//! Regular expressions of values with units, for the JSON Schema of scenarios.
//!
//! Always true here: whatever the reader accepts matches; of what it refuses, only what depends on other
//! values or on limits may match. No look-ahead, so that every validator knows them.

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
/// A time of day.
const CLOCK: &str = r"\s*(?:(?:[01]?[0-9]|2[0-3]|\+[0-9]):(?:[0-5][0-9]|\+[0-9])|24:(?:00|\+0))\s*";

/// Words of units of time, in any case.
const TIME_WORDS: &[&str] = &[
    "milliseconds",
    "millisecond",
    "ms",
    "seconds",
    "second",
    "sec",
    "s",
    "minutes",
    "minute",
    "mins",
    "min",
    "hours",
    "hour",
    "hr",
    "h",
    "days",
    "day",
    "d",
    "weeks",
    "week",
    "w",
    "years",
    "year",
    "y",
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

/// A length of time.
pub(super) fn span() -> String {
    let unit = one_of(TIME_WORDS.iter().copied());
    format!(
        r"^\s*(?:daily|weekly|hourly|[pP][0-9tT][0-9a-zA-Z.,]*|{NUMBER}\s*{unit}(?:[ ,]*{NUMBER}\s*{unit})*[ ,]*)\s*$"
    )
}

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
    let unit = one_of(TIME_WORDS.iter().copied());
    format!(r"^\s*(?:{PLAIN}\s*%|{NUMBER}\s*{BYTES}[ ,]*)\s*/\s*{unit}\s*$")
}

/// A daily window.
pub(super) fn window() -> String {
    format!("^{CLOCK}-{CLOCK}$")
}

/// Weekly hours.
pub(super) fn hours() -> String {
    let day = day();
    let part = format!(r"\s*{day}(?:-{day})?\s{CLOCK}-{CLOCK}");
    format!(r"^(?:\s*always\s*|{part}(?:,{part})*)$")
}

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

/// What is hit.
pub(super) const TARGET: &str = r"^(?:node|disk|switch|stamp|rack|site|enclosure|link|repository|control_plane|application|(?:rack|site|enclosure|link|repository|application)\.[^.]+|stamp\.[^.]+(?:\.(?:control_plane|disk|node(?:\.\+?[0-9]+(?:\.disk(?:\.\+?[0-9]+)?)?)?|switch(?:\.\+?[0-9]+)?))?)$";

/// A unit of time alone.
pub(super) fn unit_of_time() -> String {
    format!("^{}$", one_of(TIME_WORDS.iter().copied()))
}
