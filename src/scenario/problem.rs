//! Everything that can be wrong with a scenario, as a closed list with data and stable codes.
//!
//! Always true here: nobody decides by the text of a problem. Text is made here, when it is shown.
//!
//! A new problem is a new entry of one of the lists with the next free number of its hundred, a
//! message and, where something helps, a help. Its number is never given to another.

mod file;
mod key;
mod known;
mod room;
mod text;

pub(crate) use file::FileProblem;
pub(crate) use key::KeyProblem;
pub(crate) use known::Known;
pub(crate) use room::RoomProblem;
pub(crate) use text::TextProblem;

use super::keys::Kind;
use crate::model::code::{Code, Meaning};

/// Declares what a problem can be: each list of problems becomes an entry, and gets a `From`.
macro_rules! lists {
    ($($entry:ident($list:ident)),+ $(,)?) => {
        /// What is wrong.
        #[derive(Clone, PartialEq, Debug)]
        pub(crate) enum Problem {
            $( $entry($list), )+
            /// A problem with the value of a key, which the message names.
            OfKey { key: &'static str, legal: Kind, problem: Box<Problem> },
            /// A problem with a part of a value, which the message names.
            OfPart { name: &'static str, problem: Box<Problem> },
            /// Not yet in a list.
            Old { message: String, help: String },
        }

        $( impl From<$list> for Problem {
            fn from(problem: $list) -> Problem {
                Problem::$entry(problem)
            }
        } )+

        /// What the codes of problems stand for, list by list.
        pub(crate) const MEANINGS: &[&[Meaning]] = &[$( $list::MEANINGS ),+];

        impl Problem {
            /// Its stable code; a problem with a key has that of what is wrong with the value.
            pub(crate) fn code(&self) -> Code {
                match self {
                    $( Problem::$entry(problem) => problem.code(), )+
                    Problem::OfKey { problem, .. } | Problem::OfPart { problem, .. } => problem.code(),
                    Problem::Old { .. } => Code(100),
                }
            }
            /// What is wrong, one sentence.
            pub(crate) fn message(&self) -> String {
                match self {
                    $( Problem::$entry(problem) => problem.message(), )+
                    Problem::OfKey { key, problem, .. } => format!("`{key}`: {}", problem.message()),
                    Problem::OfPart { name, problem } => format!("{name}: {}", problem.message()),
                    Problem::Old { message, .. } => message.clone(),
                }
            }
            /// What is legal, or a near name; empty where the message says it all.
            pub(crate) fn help(&self) -> String {
                match self {
                    $( Problem::$entry(problem) => problem.help(), )+
                    Problem::OfKey { key, legal, problem } => match problem.help() {
                        help if help.is_empty() => format!("`{key}` is {}", legal.legal()),
                        help => help,
                    },
                    Problem::OfPart { problem, .. } => problem.help(),
                    Problem::Old { help, .. } => help.clone(),
                }
            }
        }
    };
}

lists! {
    File(FileProblem),
    Text(TextProblem),
    Key(KeyProblem),
    Room(RoomProblem),
}

/// A number for a message: 300 digits help nobody.
fn short(value: f64) -> String {
    if value.abs() < 1e15 {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

impl Problem {
    /// Whether it is worth telling where the text of the scenario is broken: what was left out around
    /// the broken place is not missing; only what stands wrongly counts.
    pub(crate) fn stands_in_broken_text(&self) -> bool {
        match self {
            Problem::File(problem) => matches!(
                problem,
                FileProblem::NotToml { .. }
                    | FileProblem::TooDeep { .. }
                    | FileProblem::UnknownColumn { .. }
            ),
            Problem::Key(problem) => matches!(problem, KeyProblem::UnknownKey { .. }),
            _ => false,
        }
    }

    /// A problem that is not yet in a list.
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem::Old {
            message: message.into(),
            help: help.into(),
        }
    }
}
