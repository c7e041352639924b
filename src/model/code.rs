//! Stable codes of what is wrong with a scenario, of what is unwise in it, and of what a run finds.
//!
//! Always true here: a code that was given keeps its meaning for ever, and one that is given up is
//! not given again.

use std::fmt;

/// A stable code, such as `FD101`.
///
/// FD1xx is about a file and its text, FD2xx about names, references and limits, FD3xx and FD4xx about
/// things that do not fit together, FD5xx and FD6xx are advice; FD7xx are findings of a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Code(pub u16);

/// What follows from what a code stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// Nothing is simulated.
    Problem,
    /// The scenario is legal; an operator should know.
    Advice,
    /// Found by a run.
    Finding,
}

impl Code {
    /// What follows from it.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self.0 {
            0..500 => Severity::Problem,
            500..700 => Severity::Advice,
            700.. => Severity::Finding,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "FD{:03}", self.0)
    }
}

impl Severity {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Problem => "problem",
            Severity::Advice => "advice",
            Severity::Finding => "finding",
        }
    }
}

/// What a code stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meaning {
    /// The code.
    pub code: Code,
    /// A few words, the same for ever.
    pub title: &'static str,
    /// One sentence on it.
    pub about: &'static str,
}

/// Declares a closed list of what can be said. An entry has its code, a title, one sentence on it, its
/// data, and the text that is made of them when it is shown: a message, and a help where one is due.
///
/// ```text
/// 307 "A tier stands twice" "A list of tiers names each once."
/// TierTwice { tier: u8 }
///     => format!("tier {tier} stands twice"); "leave one of them out",
/// ```
macro_rules! coded {
    (
        $(#[$outer:meta])*
        $name:ident {
            $(
                $number:literal $title:literal $about:literal
                $variant:ident $({ $($field:ident: $kind:ty),+ $(,)? })?
                    => $message:expr $(; $help:expr)?
            ),+ $(,)?
        }
    ) => {
        $(#[$outer])*
        pub(crate) enum $name {
            $( #[doc = $title] $variant $({ $($field: $kind),+ })? ),+
        }

        impl $name {
            /// What the codes of this list stand for.
            pub(crate) const MEANINGS: &[$crate::model::code::Meaning] = &[
                $( $crate::model::code::Meaning {
                    code: $crate::model::code::Code($number),
                    title: $title,
                    about: $about,
                } ),+
            ];

            /// Its stable code.
            pub(crate) fn code(&self) -> $crate::model::code::Code {
                match self {
                    $( Self::$variant { .. } => $crate::model::code::Code($number) ),+
                }
            }

            /// What is to be said, one sentence.
            #[allow(unused_variables, reason = "a text need not name all data")]
            pub(crate) fn message(&self) -> String {
                match self {
                    $( Self::$variant $({ $($field),+ })? => String::from($message) ),+
                }
            }

            /// What is legal, or what helps; empty where the message says it all.
            #[allow(dead_code, unused_variables, reason = "advice says in its sentence what helps")]
            pub(crate) fn help(&self) -> String {
                match self {
                    $( Self::$variant $({ $($field),+ })? => {
                        let help = String::new();
                        $( let help = String::from($help); )?
                        help
                    } ),+
                }
            }
        }
    };
}
pub(crate) use coded;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_with_three_digits_and_know_what_follows() {
        assert_eq!(Code(101).to_string(), "FD101");
        let severities = [101, 399, 503, 701].map(|number| Code(number).severity().name());
        assert_eq!(severities, ["problem", "problem", "advice", "finding"]);
    }
}
