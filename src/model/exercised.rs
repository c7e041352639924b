//! What a sweep exercised of what a scenario has to recover with.
//!
//! Always true here: whatever an outage can say of how it was recovered from has its item, by exhaustive matches.

use super::blueprint::Blueprint;
use super::protection::Prefer;
use super::record::{ChainEnd, Decision, Outage, Path, TakenFrom};

/// Declares the items, each with its word in files and what it means.
macro_rules! exercises {
    ($( $item:ident = $word:literal, $meaning:literal; )+) => {
        /// One of them.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Exercise {
            $( #[doc = $meaning] $item, )+
        }

        impl Exercise {
            /// All of them, in the order of reports.
            pub const ALL: &[Exercise] = &[$( Exercise::$item ),+];
            /// The word for it in files.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $( Exercise::$item => $word, )+
                }
            }
            /// What it means, in a few words.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $( Exercise::$item => $meaning, )+
                }
            }
        }
    };
}

exercises! {
    Restart = "restart", "restart with intact disks";
    Repair = "repair", "repair of software";
    Dependency = "dependency", "return of an application that is needed";
    Switch = "switch", "takeover by another instance";
    Reseed = "reseed", "an instance built again from another";
    Failover = "failover", "failover to a replica";
    Failback = "failback", "failback to where it belongs";
    Restore = "restore", "restore of a restore point";
    Redeploy = "redeploy", "redeployment from a template";
    FirstRepository = "first_repository", "a point read where backups are written";
    SecondRepository = "second_repository", "a point read at the second repository";
    Replica = "replica", "state taken from a replica";
    Instance = "instance", "state taken from another instance";
    NewestLog = "newest_log", "replay to the newest log";
    BeforeFault = "before_corruption", "replay to before a corruption";
    BadLog = "bad_log", "replay that ended at a bad log";
    MissingLog = "missing_log", "replay that ended at a missing log";
    NewestCopy = "newest_copy", "replay to the newest log that was copied";
    Sooner = "soonest", "replay that was cut short to be back sooner";
    Waited = "waited", "a decision to wait for what is intact";
    GaveUp = "gave_up", "a decision to give up what is intact";
}

impl Exercise {
    /// What an outage exercised.
    fn of(outage: &Outage) -> impl Iterator<Item = Exercise> {
        let path = outage.path().map(|path| match path {
            Path::Restart => Exercise::Restart,
            Path::Switch => Exercise::Switch,
            Path::Failover => Exercise::Failover,
            Path::Failback => Exercise::Failback,
            Path::Restore => Exercise::Restore,
            Path::Reseed => Exercise::Reseed,
            Path::Redeploy => Exercise::Redeploy,
            Path::Repair => Exercise::Repair,
            Path::Dependency => Exercise::Dependency,
        });
        let from = match outage.resumed.from {
            TakenFrom::Own | TakenFrom::Nothing(..) => None,
            TakenFrom::Point { second: false, .. } => Some(Exercise::FirstRepository),
            TakenFrom::Point { second: true, .. } => Some(Exercise::SecondRepository),
            TakenFrom::Replica(_) => Some(Exercise::Replica),
            TakenFrom::Instance(_) => Some(Exercise::Instance),
        };
        let end = outage.replayed.map(|replayed| match replayed.end {
            ChainEnd::Newest => Exercise::NewestLog,
            ChainEnd::Fault => Exercise::BeforeFault,
            ChainEnd::Bad => Exercise::BadLog,
            ChainEnd::Missing => Exercise::MissingLog,
            ChainEnd::NotCopied => Exercise::NewestCopy,
            ChainEnd::Sooner => Exercise::Sooner,
        });
        let decided = match outage.decision {
            Decision::None => None,
            Decision::Waited => Some(Exercise::Waited),
            Decision::GaveUp { .. } => Some(Exercise::GaveUp),
        };
        [path, from, end, decided].into_iter().flatten()
    }

    /// Whether a scenario has anything that could exercise it.
    #[must_use]
    pub fn is_there(self, blueprint: &Blueprint) -> bool {
        let all = &blueprint.protections;
        let instances = !all.high_availabilities.is_empty();
        let mut backups = all.backups.iter();
        match self {
            Exercise::Restart | Exercise::Repair => !blueprint.vms.is_empty(),
            Exercise::Dependency => blueprint
                .applications
                .iter()
                .any(|one| !one.needs.is_empty()),
            Exercise::Switch | Exercise::Reseed | Exercise::Instance => instances,
            Exercise::Failover | Exercise::Replica => !blueprint.groups.is_empty(),
            Exercise::Failback => blueprint.groups.iter().any(|one| one.failback.is_some()),
            Exercise::Restore | Exercise::FirstRepository => !all.backups.is_empty(),
            Exercise::Redeploy => !all.redeploys.is_empty(),
            Exercise::SecondRepository => backups.any(|one| one.copy_to.is_some()),
            Exercise::NewestLog
            | Exercise::BeforeFault
            | Exercise::BadLog
            | Exercise::MissingLog => backups.any(|one| one.logs.is_some()),
            Exercise::NewestCopy => backups.any(|one| one.logs.is_some() && one.copy_to.is_some()),
            Exercise::Sooner => backups
                .any(|one| one.logs.is_some() && matches!(one.preference.prefer, Prefer::Soonest)),
            // Whether there is another way depends on what is struck.
            Exercise::Waited | Exercise::GaveUp => {
                !all.backups.is_empty() || !blueprint.groups.is_empty()
            }
        }
    }
}

/// How many outages exercised each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Exercised([u64; Exercise::ALL.len()]);

impl Exercised {
    /// Adds an outage.
    pub fn add(&mut self, outage: &Outage) {
        for one in Exercise::of(outage) {
            self.0[one as usize] += 1;
        }
    }

    /// How many outages exercised it.
    #[must_use]
    pub fn of(&self, one: Exercise) -> u64 {
        self.0[one as usize]
    }

    /// Adds what another one counted.
    pub fn merge(&mut self, other: &Exercised) {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own += other;
        }
    }
}
