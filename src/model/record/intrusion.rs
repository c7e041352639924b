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

/// An application that was struck by intruders.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Intrusion {
    /// Which.
    pub application: ApplicationId,
    /// The cause, among the names of causes.
    pub cause: u16,
    /// Whether it counts: in the horizon, or by what a drill strikes with.
    pub counted: bool,
    /// How long they had been in, in milliseconds.
    pub dwell: u64,
    /// The newest such state that is left; none where no copy survived.
    pub survived: Option<Survivor>,
    /// A newer one that they deleted.
    pub deleted: Option<Survivor>,
    /// How many VMs were scanned and had the intruders in them all the same.
    pub infected_again: u32,
}
