//! Tables and keys that cannot be, and values of another type than their key has.
//!
//! Always true here: what is legal is data, not text.

use super::super::kind::Kind;
use super::super::word::with_article;
use super::Known;
use crate::model::code::coded;

coded! {
    /// What is wrong with a table, a key, or the type of a value.
    #[derive(Clone, PartialEq, Debug)]
    KeyProblem {
        160 "An unknown key" "A key that the table does not have is refused, for it would be taken for said."
        UnknownKey { key: String, section: &'static str, known: Known }
            => format!("unknown key `{key}` in {}", with_article(section)); known.help("legal keys"),

        161 "A key that is not supported" "Other programs know it; what it says is not simulated."
        NotSupported { key: String, reason: &'static str }
            => format!("`{key}` is not supported: {reason}"),

        162 "A key is missing" "There is no default for it."
        MissingKey { section: &'static str, name: String, key: &'static str, legal: Kind }
            => format!("{section} `{name}` has no `{key}`"); format!("`{key}` is {}", legal.legal()),

        163 "Not a table" "A table with keys stands here."
        NotATable { key: String, found: &'static str, inline: bool }
            => format!("`{key}` is {found}, not a table");
            if *inline { format!("write {key} = {{ }}") } else { format!("write [{key}]") },

        164 "Not tables with names" "Each thing of this kind has a name, and a table under it."
        NotTables { key: String, found: &'static str }
            => format!("`{key}` is {found}, not tables keyed by name"); format!("write [{key}.NAME]"),

        165 "A name without a table" "Each thing of this kind has a name, and a table under it."
        EntryNotATable { kind: String, name: String, found: &'static str }
            => format!("{kind} `{name}` is {found}, not a table");
            format!("write {kind}s as tables: [{kind}.NAME]"),

        166 "A value of another type" "The key has values of another type."
        WrongType { found: &'static str }
            => format!("{found} does not fit here"),

        167 "A number without unit" "Quantities are texts with their units."
        NoUnit { number: String }
            => format!("{number} has no unit"),

        169 "Not a number" "The cell has no number in it."
        NotANumber { text: String }
            => format!("`{text}` is not a number"),

        170 "Not a finite number" "Infinity and what is no number cannot be simulated."
        NotFinite => "not a finite number",

        171 "Not a whole number" "The cell has no whole number in it."
        NotWhole { text: String }
            => format!("`{text}` is not a whole number"),

        172 "A number that is too small" "The key has a least value."
        TooSmall { number: i128, least: u64 }
            => format!("{number} is less than {least}"),

        173 "A number out of range" "The key has a least and a largest value."
        OutOfRange { number: f64, least: f64, most: f64, remedy: &'static str }
            => if *number == 0.0 || (1e-6..1e15).contains(&number.abs()) {
                format!("{number} is not between {least} and {most}")
            } else {
                format!("{number:e} is not between {least} and {most}")
            };
            *remedy,

        174 "A length of zero" "Here something has to last."
        ZeroLength => "a length of zero makes no sense here",

        175 "A rate of zero" "What moves nothing never ends."
        ZeroRate => "a rate of zero moves nothing",

        176 "Not one of the legal words" "The key has a few words to choose from."
        NotAWord { text: String, known: Known }
            => format!("`{text}` is not one of the legal words"); known.help("known"),

        177 "A backup from the hypervisor" "Azure Stack Hub has none."
        Hypervisor
            => "Azure Stack Hub has no backup from the hypervisor";
            "use method = \"agent\" (in the guest) or \"snapshot\" (disk snapshots through the stamp's API)",

        178 "Not a seed" "A seed is a whole number of 64 bits."
        NotASeed { number: i128 }
            => format!("{number} is not a seed");
            "a seed is a whole number from 0 to 18446744073709551615",

        179 "A rate below a byte a second" "Rates are whole bytes a second."
        RateBelowAByte { text: String }
            => format!("`{text}` is less than half a byte a second, and rates are whole bytes a second");
            "write at least \"1 B/s\"",
    }
}
