//! Everything that an operator is told about a legal scenario, as closed lists with data and stable codes.
//!
//! Always true here: nobody decides by the text of advice. Text is made here, when it is shown. What
//! is said follows from the blueprint, so that a resolved scenario gets the same.

mod allow;
mod application;
mod backup;
mod beyond;
mod fault;
mod place;
mod protection;
mod value;

pub(crate) use allow::AllowAdvice;
pub(crate) use application::{ApplicationAdvice, Back};
pub(crate) use backup::BackupAdvice;
pub(crate) use beyond::{BeyondAdvice, Striker};
pub(crate) use fault::{FaultAdvice, Unused};
pub(crate) use place::PlaceAdvice;
pub(crate) use protection::{
    Meanwhile, NeverGivenUp, NobodyGoesHome, ProtectionAdvice, Queue, QueueLimit,
};
pub(crate) use value::ValueAdvice;

use super::code::{Code, Meaning};
use crate::units::{Bytes, SECOND, Span};
use std::fmt;
use std::ops::Range;

/// Declares what advice there is: each list becomes an entry, and gets a `From`.
macro_rules! lists {
    ($($entry:ident($list:ident)),+ $(,)?) => {
        /// Something legal that an operator should know.
        #[derive(Clone, PartialEq, PartialOrd, Debug)]
        pub(crate) enum Advice {
            $( $entry($list), )+
        }

        $( impl From<$list> for Advice {
            fn from(advice: $list) -> Advice {
                Advice::$entry(advice)
            }
        } )+

        /// What the codes of advice stand for, list by list.
        pub(crate) const MEANINGS: &[&[Meaning]] = &[$( $list::MEANINGS ),+];

        impl Advice {
            /// Its stable code.
            pub(crate) fn code(&self) -> Code {
                match self {
                    $( Advice::$entry(advice) => advice.code(), )+
                }
            }
            /// What and why, one sentence.
            pub(crate) fn message(&self) -> String {
                match self {
                    $( Advice::$entry(advice) => advice.message(), )+
                }
            }
        }
    };
}

lists! {
    Allow(AllowAdvice),
    Place(PlaceAdvice),
    Application(ApplicationAdvice),
    Protection(ProtectionAdvice),
    Fault(FaultAdvice),
    Backup(BackupAdvice),
    Beyond(BeyondAdvice),
    Value(ValueAdvice),
}

/// Bytes that are worked out: `2.36 TiB`.
pub(crate) fn rough(bytes: f64) -> String {
    let units = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")];
    let found = units.iter().find_map(|(shift, name)| {
        let value = bytes / (1_u64 << shift) as f64;
        (value >= 0.1).then(|| format!("{value:.2} {name}"))
    });
    found.unwrap_or_else(|| format!("{bytes:.0} B"))
}

/// A stated size and a larger one that is worked out, with as many digits as tell them apart.
pub(crate) fn apart(stated: Bytes, worked_out: f64) -> [String; 2] {
    let short = [size(stated), rough(worked_out)];
    if short[0] != short[1] {
        return short;
    }
    let units = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB"), (0, "B")];
    let both = [stated.0 as f64, worked_out];
    let unit = units
        .iter()
        .find(|(shift, _)| worked_out / (1_u64 << shift) as f64 >= 0.1);
    let (shift, name) = unit.copied().unwrap_or((0, "B"));
    let told = |digits: usize| {
        both.map(|bytes| format!("{:.digits$} {name}", bytes / (1_u64 << shift) as f64))
    };
    let more = (3..=12).map(told).find(|[one, other]| one != other);
    more.unwrap_or(short)
}

/// A stated size: exact where that is short.
pub(crate) fn size(bytes: Bytes) -> String {
    let exact = bytes.to_string();
    if exact.len() <= "1023 GiB".len() {
        exact
    } else {
        rough(bytes.0 as f64)
    }
}

/// A length that is worked out, in seconds: `45 min`, `7.46 h`, `28 d`, `100 years`.
pub(crate) fn about(seconds: f64) -> String {
    let units = [
        (365.0 * 86_400.0, "years"),
        (172_800.0, "d"),
        (3_600.0, "h"),
        (60.0, "min"),
    ];
    let found = units.iter().find(|(least, _)| seconds >= *least);
    let Some((least, name)) = found else {
        return Span::from_ms((seconds * SECOND as f64).round()).to_string();
    };
    let unit = if *name == "d" { 86_400.0 } else { *least };
    format!("{} {name}", (seconds / unit * 100.0).round() / 100.0)
}

/// Advice with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Lint {
    /// What is told.
    pub(crate) advice: Advice,
    /// Line in the scenario, 0 where there is none.
    pub line: usize,
    /// Where it stands.
    pub stands: Stands,
}

/// Where advice stands: no part of what is told, so that it is not shown with it. A resolved scenario has the same
/// advice in other places.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Stands {
    /// The file, as it was named.
    pub file: String,
    /// Bytes of that file; none where it is about no place in it.
    pub span: Range<usize>,
}

impl fmt::Debug for Stands {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Stands")
    }
}

/// Advice that the scenario allows.
#[derive(Clone, PartialEq, Debug)]
pub struct Allowed {
    /// Its code.
    pub rule: Code,
    /// Why, in the words of the scenario.
    pub reason: String,
    /// What would be told.
    pub lints: Vec<Lint>,
}

impl Lint {
    /// The stable code of the advice.
    #[must_use]
    pub fn code(&self) -> Code {
        self.advice.code()
    }
    /// What and why, one sentence; made anew at each call.
    #[must_use]
    pub fn message(&self) -> String {
        self.advice.message()
    }
}
