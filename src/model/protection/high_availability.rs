//! High availability: instances of a role stand in for one another.
//!
//! Always true here: no person has a part in it unless a switch fails.

use super::protects::{Keeps, Kind, Laws, Names, Protected, Protects, Reaches};
use crate::model::ended::Path;
use crate::model::ids::{CrewId, StampId};
use crate::model::place::Place;
use crate::random::Law;
use crate::units::number::counted;
use crate::units::{Share, Span};

/// A high availability protection: instances of a role stand in for one another without a person.
#[derive(Clone, Debug)]
pub struct HighAvailability {
    /// Name, unique among protections.
    pub name: String,
    /// Stamps over which instances are spread in turn; empty: all on the stamp of the role.
    pub across: Vec<StampId>,
    /// Whether one instance at a time serves, or all do; none: as suits the state of the role.
    pub one_active: Option<bool>,
    /// Where the witness stands, if there is one.
    pub witness: Option<Place>,
    /// Time until the cluster notices that an instance is gone.
    pub detect: Law,
    /// Time until another instance has taken over.
    pub failover: Law,
    /// Time until the load balancer sends users to an instance that serves.
    pub probe: Span,
    /// Time to live of names: until users find an instance on another stamp.
    pub dns_ttl: Span,
    /// Probability that taking over fails, so that a person must help.
    pub switch_failure: Share,
    /// How long that takes.
    pub switch_repair: Law,
    /// Whose people help; none: somebody is always there.
    pub switch_repaired_by: Option<CrewId>,
}

impl Kind for HighAvailability {
    const WORD: &'static str = "high availability";
    const KEEPS: Keeps = Keeps::Copy;
    const PATHS: &'static [Path] = &[Path::Switch, Path::Reseed];
    const DONE: &'static str = "highly available";
}

impl Protects for HighAvailability {
    fn name(&self) -> &str {
        &self.name
    }
    fn laws(&self) -> Option<Laws<'_>> {
        None
    }
    fn decided_by(&self) -> Option<CrewId> {
        None
    }
    fn restored_by(&self) -> Option<CrewId> {
        None
    }
    fn reaches(&self) -> Reaches {
        Reaches {
            stamps: self.across.clone(),
            repositories: Vec::new(),
            witness: self.witness,
        }
    }
    fn told(&self, names: Names<'_>, own: Protected) -> String {
        let across: Vec<&str> = self.across.iter().map(|id| names.stamp(*id)).collect();
        let across = match across.as_slice() {
            [] => String::new(),
            across => format!(" across {}", across.join(", ")),
        };
        format!("{}{across}", counted(own.count, "instance"))
    }
}
