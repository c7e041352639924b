//! Everything that can be wrong with a scenario, as a closed list with data and stable codes.
//!
//! Always true here: nobody decides by the text of a problem. Text is made here, when it is shown.
//!
//! A new problem is a new entry of one of the lists with the next free number of its hundred, a
//! message and, where something helps, a help. Its number is never given to another.

mod allow;
mod application;
mod expect;
mod fault;
mod file;
mod fit;
mod key;
mod known;
mod law;
mod name;
mod over;
mod place;
mod protection;
mod room;
mod setting;
mod text;
mod way;

pub(crate) use allow::AllowProblem;
pub(crate) use application::ApplicationProblem;
pub(crate) use expect::ExpectProblem;
pub(crate) use fault::FaultProblem;
pub(crate) use file::FileProblem;
pub(crate) use fit::FitProblem;
pub(crate) use key::KeyProblem;
pub(crate) use known::Known;
pub(crate) use law::LawProblem;
pub(crate) use name::NameProblem;
pub(crate) use over::OverLimit;
pub(crate) use place::PlaceProblem;
pub(crate) use protection::ProtectionProblem;
pub(crate) use room::RoomProblem;
pub(crate) use setting::SettingProblem;
pub(crate) use text::TextProblem;
pub(crate) use way::WayProblem;

use super::kind::Kind;
use crate::model::code::{Code, Meaning};

/// Declares what a problem can be: each list of problems becomes an entry, and gets a `From`.
macro_rules! lists {
    ($($entry:ident($list:ident)),+ $(,)?) => {
        /// What is wrong; boxed, for it travels through every reader as the other way out.
        #[derive(Clone, PartialEq, Debug)]
        pub(crate) enum Problem {
            $( $entry(Box<$list>), )+
            /// A problem with the value of a key, which the message names.
            OfKey { key: &'static str, legal: Kind, problem: Box<Problem> },
            /// A problem with a part of a value, which the message names.
            OfPart { name: &'static str, problem: Box<Problem> },
        }

        $( impl From<$list> for Problem {
            fn from(problem: $list) -> Problem {
                Problem::$entry(Box::new(problem))
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
                }
            }
            /// What is wrong, one sentence.
            pub(crate) fn message(&self) -> String {
                match self {
                    $( Problem::$entry(problem) => problem.message(), )+
                    Problem::OfKey { key, problem, .. } => format!("`{key}`: {}", problem.message()),
                    Problem::OfPart { name, problem } => format!("{name}: {}", problem.message()),
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
                }
            }
        }
    };
}

lists! {
    Allow(AllowProblem),
    File(FileProblem),
    Setting(SettingProblem),
    Text(TextProblem),
    Key(KeyProblem),
    Law(LawProblem),
    Name(NameProblem),
    Over(OverLimit),
    Place(PlaceProblem),
    Room(RoomProblem),
    Way(WayProblem),
    Fit(FitProblem),
    Application(ApplicationProblem),
    Protection(ProtectionProblem),
    Fault(FaultProblem),
    Expect(ExpectProblem),
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
                **problem,
                FileProblem::NotToml { .. }
                    | FileProblem::TooDeep { .. }
                    | FileProblem::UnknownColumn { .. }
            ),
            Problem::Key(problem) => matches!(**problem, KeyProblem::UnknownKey { .. }),
            // How arguments are written has nothing to do with the text.
            Problem::Setting(problem) => matches!(
                **problem,
                SettingProblem::NoValue { .. }
                    | SettingProblem::Sign { .. }
                    | SettingProblem::EmptyPart
                    | SettingProblem::Quote
                    | SettingProblem::ValueToTakeOut { .. }
                    | SettingProblem::PatternOfTables { .. }
            ),
            _ => false,
        }
    }
}
