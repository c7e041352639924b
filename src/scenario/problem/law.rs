//! Laws of random lengths of time that cannot be.
//!
//! Always true here: the data is what stands in the file, and what is legal.

use super::Known;
use crate::model::code::coded;

const LOGNORMAL: &str = "write { lognormal = { median = \"45 min\", sigma = 0.9 } } or two quantiles: { lognormal = { p50 = \"1 h\", p95 = \"6 h\" } }";
const EMPIRICAL: &str = "write a list [\"1 h\", \"2 h\"], or { file = \"repairs.csv\", column = \"minutes\", unit = \"min\" }";

coded! {
    /// What is wrong with a law.
    #[derive(Clone, PartialEq, Debug)]
    LawProblem {
        180 "Faults without a pause" "What fails every minute is no fault but a property."
        TooFrequent
            => "the mean time between faults is less than a minute";
            "a year of such faults has no end; what fails so often is no fault but a property",

        181 "Not one law" "A law is a table with its name as the only key."
        NotOneLaw { laws: &'static [&'static str] }
            => "a law is a table with exactly one key"; format!("laws: {}", laws.join(", ")),

        182 "An unknown law" "There are a few laws to choose from."
        UnknownLaw { law: String, known: Known }
            => format!("`{law}` is not a law"); known.help("known"),

        183 "A law with other keys" "The law has two parameters."
        TwoKeys { law: &'static str, keys: [&'static str; 2] }
            => format!("a {law} law has exactly the keys `{}` and `{}`", keys[0], keys[1]),

        184 "A law with another number of lengths" "The law is a list of so many lengths of time."
        WrongList { law: &'static str, length: usize }
            => format!("a {law} law is a list of {length} lengths of time"),

        185 "A uniform law without breadth" "A uniform law goes from a shorter length to a longer one."
        UniformOrder
            => "the second length must be longer than the first";
            "write { uniform = [\"5 s\", \"20 s\"] }",

        186 "A triangular law out of order" "The most likely length lies between the shortest and the longest."
        TriangularOrder
            => "shortest, most likely and longest must ascend";
            "write { triangular = [\"10 min\", \"20 min\", \"2 h\"] }",

        187 "A lognormal law that is not a table" "A lognormal law has a median and a spread, or two quantiles."
        NotALognormal => "a lognormal law is a table"; LOGNORMAL,

        188 "An unknown key of a lognormal law" "Quantiles are named p1 to p99."
        LognormalKey { key: String }
            => format!("`{key}` is no key of a lognormal law"); LOGNORMAL,

        189 "Not two quantiles" "Two quantiles make a lognormal law."
        NotTwoQuantiles => "a lognormal law needs two quantiles"; LOGNORMAL,

        190 "Quantiles out of order" "The higher of two quantiles is longer."
        QuantileOrder => "the higher quantile must be longer"; LOGNORMAL,

        191 "Quantiles too far apart or too near" "The spread of a lognormal law is between 0 and 6."
        Spread { sigma: f64 }
            => format!("these quantiles make sigma {sigma:.3}, which is not between 0 and 6"); LOGNORMAL,

        192 "A parameter out of range" "Beyond it, the law has no shape that could be meant."
        Parameter { name: &'static str, value: f64, least: f64, most: f64 }
            => if *value == 0.0 || (1e-6..1e15).contains(&value.abs()) {
                format!("{name} {value} is not between {least} and {most}")
            } else {
                format!("{name} {value:e} is not between {least} and {most}")
            },

        193 "An unknown key of an empirical law" "An empirical law names a file, a column and a unit."
        EmpiricalKey { key: String }
            => format!("`{key}` is no key of an empirical law"); EMPIRICAL,

        194 "An empirical law without a file" "Observed values stand in a list or in a file."
        NoFile => "an empirical law needs a `file`"; EMPIRICAL,

        195 "An empirical law without values" "An empirical law has at least one observed value."
        NoValues => "an empirical law needs at least one value"; EMPIRICAL,
    }
}
