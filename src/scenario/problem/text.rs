//! Quantities, windows and hours that cannot be read.
//!
//! Always true here: the data is what stands in the file, and a unit that may have been meant.

use crate::model::code::coded;

const TIME: &str =
    "units of time are ms, s, min, h, d, weeks, years: \"15 min\", \"1 h 30 min\", \"30 d\"";
const PERIOD: &str = "periods are written like PT4H, P1D, P1DT12H or P2W; or write \"1 d 12 h\"";
const BYTES: &str =
    "amounts need a unit: B, KiB, MiB, GiB, TiB, PiB or KB, MB, GB, TB, PB: \"4 TiB\"";
const RATE: &str = "rates need a unit per second: kbps, Mbps, Gbps (bits) or KB/s, MB/s, GB/s, MiB/s (bytes): \"200 Mbps\"";
const SHARE: &str = "shares are written in per cent from 0 % to 100 %: \"95 %\"";
const CHURN: &str = "churn is per cent of the used bytes or bytes, per time: \"8 %/day\", \"50 GiB/day\", \"2 MB/s\"";
const HOURS: &str = "hours are \"always\" or days with times: \"Mon-Sat 07:00-19:00\", \"Mon-Fri 08:00-17:00, Sat 09:00-12:00\"";

coded! {
    /// What is wrong with a text that stands for a quantity.
    #[derive(Clone, PartialEq, Debug)]
    TextProblem {
        130 "A negative length of time" "Lengths of time are zero or more."
        NegativeTime { text: String }
            => format!("`{text}` is negative, a length of time is not"); TIME,

        131 "Not a length of time" "A length of time is a number and its unit, or several of them."
        NotATime { text: String }
            => format!("`{text}` is not a length of time"); TIME,

        132 "A length of time without unit" "Every number of a length of time has a unit."
        TimeWithoutUnit { text: String }
            => format!("`{text}` has no unit of time"); TIME,

        133 "An unknown unit of time" "Units of time go from milliseconds to years; months differ in length and are none."
        UnknownTimeUnit { unit: String, near: Option<&'static str> }
            => format!("`{unit}` is no unit of time"); help_on_time(unit, *near),

        134 "A unit stands twice" "Twice the same unit in one length of time is a slip more often than a sum."
        UnitTwice { unit: String, text: String }
            => format!("`{unit}` stands twice in `{text}`");
            "add them up: each unit stands once, as in \"1 h 30 min\"",

        135 "Not a period" "What begins with a P is read as a period of ISO 8601."
        NotAPeriod { text: String }
            => format!("`{text}` is not a period"); PERIOD,

        136 "A period with months" "Months differ in length, so a period is written in days or weeks."
        PeriodWithMonths { text: String }
            => format!("`{text}` has months, which differ in length");
            "write days, such as P30D; minutes stand behind a T, as in PT30M",

        137 "Not an amount of data" "An amount of data is a number and a unit of bytes."
        NotBytes { text: String }
            => format!("`{text}` is not an amount of data"); BYTES,

        138 "An amount of data without unit" "An amount of data has a unit of bytes."
        BytesWithoutUnit { text: String }
            => format!("`{text}` has no unit"); BYTES,

        139 "An unknown unit of data" "Units of data are B, KB to PB and KiB to PiB, with large and small letters as here."
        UnknownByteUnit { unit: String, near: Option<&'static str> }
            => format!("`{unit}` is no unit of data"); near_first(*near, BYTES),

        140 "An amount of data beyond all measure" "Amounts go up to 9000 TB."
        TooManyBytes { text: String }
            => format!("`{text}` is more than 8 PiB"); "amounts go up to 9000 TB",

        141 "Not a rate" "A rate is an amount of data for each second."
        NotARate { text: String }
            => format!("`{text}` is not a rate"); RATE,

        142 "A rate without unit" "A rate has a unit of bits or bytes for each second."
        RateWithoutUnit { text: String }
            => format!("`{text}` has no unit"); RATE,

        143 "An amount in place of a rate" "A rate says for which time its bytes are."
        AmountForRate { text: String }
            => format!("`{text}` is an amount; a rate needs `/s`"); RATE,

        144 "An unknown unit of rate" "A small b is for bits, a large B for bytes."
        UnknownRateUnit { unit: String, near: Option<&'static str> }
            => format!("`{unit}` is no unit of rate"); near_first(*near, RATE),

        145 "A rate beyond all measure" "Rates go up to 1 PB/s."
        RateTooHigh { text: String }
            => format!("`{text}` is faster than 1 PB/s"); RATE,

        146 "Not a share" "A share is written in per cent."
        NotAShare { text: String }
            => format!("`{text}` is not a share"); SHARE,

        147 "A share outside of 0 % to 100 %" "A share is a part of a whole."
        ShareOutOfRange { text: String }
            => format!("`{text}` is not between 0 % and 100 %"); SHARE,

        148 "Not a churn" "A churn is per cent of the used bytes, or bytes, for some time."
        NotAChurn { text: String, near: Option<&'static str> }
            => format!("`{text}` is not a churn"); near_first(*near, CHURN),

        149 "A churn of too many per cent" "A churn goes up to 100000 % of the used bytes a day."
        ChurnOutOfRange { text: String }
            => format!("`{text}` is not between 0 and 100000 %/day"); CHURN,

        150 "A churn beyond all measure" "A churn goes up to 1 TB/s."
        ChurnTooHigh { text: String }
            => format!("`{text}` is more than 1 TB/s"); CHURN,

        151 "Not a daily window" "A window is two times of day."
        NotAWindow { text: String }
            => format!("`{text}` is not a daily window");
            "a window is written as two times of day: \"20:00-06:00\"",

        152 "An empty window" "A window that ends when it begins lets nothing through."
        EmptyWindow { text: String }
            => format!("the window `{text}` is empty");
            "leave the window out to allow jobs at any time",

        153 "Not weekly hours" "Hours are `always`, or days of the week with times."
        NotHours { text: String }
            => format!("`{text}` is not weekly hours"); HOURS,

        154 "Not an instant of the week" "An instant of the week is a day and a time."
        NotOfWeek { text: String }
            => format!("`{text}` is not an instant of the week");
            "write \"any\" or a day and a time: \"Tue 14:00\"",
    }
}

/// The help on a unit, with the one that may have been meant in front.
fn near_first(near: Option<&str>, help: &str) -> String {
    match near {
        Some(near) => format!("did you mean `{near}`? {help}"),
        None => help.to_string(),
    }
}

fn help_on_time(unit: &str, near: Option<&str>) -> String {
    match unit {
        "m" => "`m` could be minutes or months: write min".to_string(),
        "month" | "months" | "mo" => {
            "months differ in length: write days, such as \"30 d\"".to_string()
        }
        _ => near_first(near, TIME),
    }
}
