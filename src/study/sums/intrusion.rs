//! Sums of applications that intruders struck.
//!
//! Always true here: each strike counts once, with what it left.

use super::parts::sums;
use super::{Most, Table};
use crate::model::RepositoryId;
use crate::model::record::{Intrusion, KeptAt};
use crate::stats::frequencies::{ENDLESS, Frequencies, Rounding};

sums! {
    /// Sums of one application. Lengths are in milliseconds.
    pub(crate) struct IntrusionSums {
        /// Strikes.
        pub(crate) strikes: u64,
        /// How long intruders had been in.
        pub(crate) dwell: Frequencies<1>,
        /// Strikes after which no clean copy was left.
        pub(crate) no_copy: u64,
        /// Age of the newest clean copy; without end where none was left.
        pub(crate) clean_age: Frequencies<1>,
        /// Where it lay.
        pub(crate) lay_at: Table<KeptAt, u64>,
        /// Newer clean copies that they deleted.
        pub(crate) deleted: Table<RepositoryId, DeletedSums>,
        /// Strikes after which no copy was left, and none was old enough before.
        pub(crate) too_short: u64,
        /// The longest dwell of these.
        pub(crate) too_short_dwell: Most<u64>,
        /// VMs that a scan missed.
        pub(crate) infected_again: u64,
    }
}

sums! {
    /// Sums of clean copies that intruders deleted at a repository.
    pub(crate) struct DeletedSums {
        /// Strikes.
        pub(crate) strikes: u64,
        /// Of these, those after which no copy was left.
        pub(crate) no_copy: u64,
        /// Age of the oldest.
        pub(crate) oldest: Most<u64>,
    }
}

impl IntrusionSums {
    /// Adds a strike.
    pub(super) fn add(&mut self, strike: &Intrusion, rounding: &Rounding) {
        let none = u64::from(strike.survived.is_none());
        self.strikes += 1;
        self.no_copy += none;
        self.dwell.add(strike.dwell, [1], rounding);
        let age = strike.survived.map_or(ENDLESS, |one| one.age);
        self.clean_age.add(age, [1], rounding);
        if let Some(survivor) = strike.survived {
            *self.lay_at.at(survivor.at) += 1;
        }
        self.infected_again += u64::from(strike.infected_again);
        match strike.deleted.map(|one| (one.at, one.age)) {
            Some((KeptAt::Repository(repository), age)) => {
                let sums = self.deleted.at(repository);
                sums.strikes += 1;
                sums.no_copy += none;
                sums.oldest.take(age);
            }
            Some((KeptAt::Replica(_), _)) | None => {
                if strike.survived.is_none() {
                    self.too_short += 1;
                    self.too_short_dwell.take(strike.dwell);
                }
            }
        }
    }
}
