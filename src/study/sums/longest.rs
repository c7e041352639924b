//! The longest outage of an application.
//!
//! Always true here: of equal ones that of the first trial is held, and of that trial the first.

use super::parts::Candidate;
use crate::model::Class;
use crate::model::record::Outage;
use serde::{Deserialize, Serialize};

/// The longest outage so far.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Longest {
    /// Milliseconds.
    pub(crate) length: u64,
    /// Its trial.
    pub(crate) trial: u32,
    /// Class of the fault that began it.
    pub(crate) class: Class,
    /// That fault's source.
    pub(crate) cause: u16,
}

impl Longest {
    /// An outage of so many milliseconds; none where it has no length.
    pub(super) fn of(trial: u32, outage: &Outage, length: u64) -> Option<Longest> {
        (length > 0).then_some(Longest {
            length,
            trial,
            class: outage.class,
            cause: outage.cause,
        })
    }
}

impl Candidate for Longest {
    fn size(&self) -> u64 {
        self.length
    }
    fn trial(&self) -> u32 {
        self.trial
    }
}
