//! What intruders left of an application when they struck.
//!
//! Always true here: ages are told at the instant of the strike; of several VMs with state the one with the least is
//! told.

use crate::model::ids::{ApplicationId, GroupId, RepositoryId};
use serde::{Deserialize, Serialize};

/// Where a state lies that can be gone back to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum KeptAt {
    /// At a repository.
    Repository(RepositoryId),
    /// Among the recovery points of a replica.
    Replica(GroupId),
}

/// A state that serves: from before intruders came in, or any that is scanned before it is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Survivor {
    /// Where it lies.
    pub at: KeptAt,
    /// How old it is, in milliseconds; of a replica in milliseconds of writing.
    pub age: u64,
}

/// What kept a copy that serves from being there, where none was left and none was deleted.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub enum Missing {
    /// Points were not kept for so long, in milliseconds.
    Kept(u64),
    /// Recovery points of a replica were not kept for so long, in milliseconds.
    Replica(u64),
    /// A repository had no room for it.
    Room(RepositoryId),
    /// There are no restore points at all; intruders had been in for so long, in milliseconds.
    NoBackup(u64),
    /// That is not known.
    #[default]
    Unknown,
}

/// An application that was struck by intruders, or whose last restore points they deleted when they struck others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Intrusion {
    /// Which.
    pub application: ApplicationId,
    /// The cause, among the names of causes.
    pub cause: u16,
    /// Whether it counts: in the horizon, or by what a drill strikes with.
    pub counted: bool,
    /// When they struck, in milliseconds since the start of the trial.
    pub at: u64,
    /// Whether they struck this one, rather than others and its restore points with them.
    pub struck: bool,
    /// How long they had been in, in milliseconds.
    pub dwell: u64,
    /// The newest such state that is left; none where no copy survived, or none that served in the end.
    pub survived: Option<Survivor>,
    /// A newer one that they deleted.
    pub deleted: Option<Survivor>,
    /// One from before they came in that they deleted, newer than all such that are left.
    pub clean_deleted: Option<Survivor>,
    /// Why nothing is left, where nothing is and nothing was deleted.
    pub missing: Missing,
    /// How many VMs were scanned and had the intruders in them all the same.
    pub infected_again: u32,
}
