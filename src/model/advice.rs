//! Everything that an operator is told about a legal scenario, as closed lists with data and stable codes.
//!
//! Always true here: nobody decides by the text of advice. Text is made here, when it is shown. What
//! is said follows from the blueprint, so that a resolved scenario gets the same.

mod place;

pub(crate) use place::PlaceAdvice;

use super::code::{Code, Meaning};

/// Declares what advice there is: each list becomes an entry, and gets a `From`.
macro_rules! lists {
    ($($entry:ident($list:ident)),+ $(,)?) => {
        /// Something legal that an operator should know.
        #[derive(Clone, PartialEq, PartialOrd, Debug)]
        pub(crate) enum Advice {
            $( $entry($list), )+
            /// Not yet in a list.
            Old { message: String },
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
                    Advice::Old { .. } => Code(500),
                }
            }
            /// What and why, one sentence.
            pub(crate) fn message(&self) -> String {
                match self {
                    $( Advice::$entry(advice) => advice.message(), )+
                    Advice::Old { message } => message.clone(),
                }
            }
        }
    };
}

lists! {
    Place(PlaceAdvice),
}

/// Advice with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Lint {
    /// What is told.
    pub(crate) advice: Advice,
    /// Line in the scenario, 0 where there is none.
    pub line: usize,
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
