//! Sums of applications that intruders struck.
//!
//! Always true here: each strike counts once, with what it left.

use super::parts::sums;
use super::{Most, Table};
use crate::model::RepositoryId;
use crate::model::record::{Intrusion, KeptAt, Missing};
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
        /// Strikes after which no copy was left and none had been deleted, by what would have left one: points that are
        /// kept for longer, recovery points that are, a backup, room at a repository; and where that is not known.
        pub(crate) kept: LackSums,
        pub(crate) replica: LackSums,
        pub(crate) no_backup: LackSums,
        pub(crate) room: Table<RepositoryId, u64>,
        pub(crate) unknown: u64,
        /// Strikes on others that took its last restore points.
        pub(crate) bared: u64,
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
        /// Age of the oldest of these.
        pub(crate) oldest_of_none: Most<u64>,
        /// Age of the oldest where an older copy was left.
        pub(crate) oldest_newer: Most<u64>,
    }
}

sums! {
    /// Sums of what was not kept for long enough.
    pub(crate) struct LackSums {
        /// Strikes.
        pub(crate) strikes: u64,
        /// The longest time that would have been needed.
        pub(crate) longest: Most<u64>,
    }
}

impl LackSums {
    fn add(&mut self, length: u64) {
        self.strikes += 1;
        self.longest.take(length);
    }
}

impl IntrusionSums {
    /// Adds a strike.
    pub(super) fn add(&mut self, strike: &Intrusion, rounding: &Rounding) {
        if !strike.struck {
            self.bared += 1;
            return;
        }
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
                match none {
                    0 => sums.oldest_newer.take(age),
                    _ => sums.oldest_of_none.take(age),
                }
            }
            Some((KeptAt::Replica(_), _)) | None => {
                if strike.survived.is_none() {
                    self.add_missing(strike.missing);
                }
            }
        }
    }

    fn add_missing(&mut self, missing: Missing) {
        match missing {
            Missing::Kept(length) => self.kept.add(length),
            Missing::Replica(length) => self.replica.add(length),
            Missing::NoBackup(length) => self.no_backup.add(length),
            Missing::Room(repository) => *self.room.at(repository) += 1,
            Missing::Unknown => self.unknown += 1,
        }
    }
}
