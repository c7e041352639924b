//! The longest outage of an application.
//!
//! Always true here: of equal ones that of the first trial is held, and of that trial the first.

use super::is_outage;
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
    /// Whether the MTTR is made of it among others: a planned one and one that did not recover are left out there.
    pub(crate) in_mttr: bool,
}

impl Longest {
    /// An outage of so many milliseconds; none where it has no length.
    pub(super) fn of(trial: u32, outage: &Outage, length: u64) -> Option<Longest> {
        (length > 0).then_some(Longest {
            length,
            trial,
            class: outage.class,
            cause: outage.cause,
            in_mttr: is_outage(outage) && outage.recovered_after().is_some(),
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
