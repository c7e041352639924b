//! What every kind of protection says of itself, so that nobody has to ask which kind it is.
//!
//! Always true here: what holds for a kind as such is a constant of [`Kind`], and can be asked of an id alone;
//! what depends on the protection is a method of [`Protects`].

use super::go_home::GoHome;
use super::waiting::Waiting;
use crate::model::ended::Path;
use crate::model::ids::{CrewId, RepositoryId, StampId};
use crate::model::place::{Place, Repository, Stamp};
use crate::random::Law;
use crate::units::Bytes;
use crate::units::number::counted;

/// What a protection keeps of the data of a VM.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keeps {
    /// Earlier states: what was done to the data can be undone.
    Points,
    /// A second copy that follows the first: what was done to the data is done to it as well.
    Copy,
    /// Nothing: the VM comes back empty.
    Nothing,
}

/// What holds for all protections of a kind.
pub trait Kind {
    /// The word for it in lists of protections.
    const WORD: &'static str;
    /// The word before a name in sentences: backup `nightly`.
    const TITLE: &'static str = Self::WORD;
    /// What it keeps.
    const KEEPS: Keeps;
    /// In which ways somebody comes back by it.
    const PATHS: &'static [Path];
    /// What a VM is that has it: replicated.
    const DONE: &'static str;
}

/// What a protection says of itself.
pub trait Protects {
    /// Its name, unique among protections.
    fn name(&self) -> &str;
    /// How long its way back takes, where a VM is decided about and then made.
    fn laws(&self) -> Option<Laws<'_>>;
    /// Whose people decide to use it; none: somebody does at any hour, or nobody decides.
    fn decided_by(&self) -> Option<CrewId>;
    /// Whose people do the hand work of it; none: somebody does at any hour, however much there is.
    fn restored_by(&self) -> Option<CrewId>;
    /// What it reaches beyond the stamp of the VM.
    fn reaches(&self) -> Reaches;
    /// What it does, in a few words, for those that have it.
    fn told(&self, names: Names<'_>, own: Protected) -> String;
}

/// What a protection says that builds a VM again whose state is lost.
pub trait Builds: Protects {
    /// The stamps that the VM may be built on beside its own, in the order in which they are asked.
    fn elsewhere(&self) -> &[StampId];
    /// Whether it goes through the control plane of the stamp.
    fn needs_control_plane(&self) -> bool {
        true
    }
    /// Whether its data goes into the VM as it stands, where its place and its disks are left, so that none is made.
    fn fills_what_stands(&self) -> bool {
        false
    }
    /// The repository that must stand before the VM can be built, if one must.
    fn template(&self) -> Option<RepositoryId> {
        None
    }
    /// How a VM that was built on another stamp goes home; none: it stays there.
    fn go_home(&self) -> Option<&GoHome>;
}

/// How long a way back takes.
#[derive(Clone, Copy, Debug)]
pub struct Laws<'p> {
    /// To notice that it is needed.
    pub detect: &'p Law,
    /// To decide on it.
    pub decide: &'p Law,
    /// To make the VM.
    pub provision: &'p Law,
    /// How long what is down but intact is waited for before that.
    pub waiting: &'p Waiting,
}

/// What a protection reaches beyond the stamp of a VM.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reaches {
    /// Stamps that the VM, its replica or its fellows may run on.
    pub stamps: Vec<StampId>,
    /// Repositories that its points or its template lie in.
    pub repositories: Vec<RepositoryId>,
    /// Where a witness stands.
    pub witness: Option<Place>,
}

/// Those that have a protection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Protected {
    /// How many VMs.
    pub count: usize,
    /// Their bytes in use.
    pub used: Bytes,
}

impl Protected {
    /// How many VMs there are.
    #[must_use]
    pub fn vms(self) -> String {
        counted(self.count, "VM")
    }
}

/// What things of a scenario are called.
#[derive(Clone, Copy, Debug)]
pub struct Names<'b> {
    pub(in crate::model) stamps: &'b [Stamp],
    pub(in crate::model) repositories: &'b [Repository],
}

impl<'b> Names<'b> {
    /// A stamp.
    #[must_use]
    pub fn stamp(self, id: StampId) -> &'b str {
        &self.stamps[id.index()].name
    }
    /// A repository.
    #[must_use]
    pub fn repository(self, id: RepositoryId) -> &'b str {
        &self.repositories[id.index()].name
    }
}
