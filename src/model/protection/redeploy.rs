//! No protection, but a way back: redeployment.
//!
//! Always true here: no data comes back.

use super::go_home::GoHome;
use super::protects::{Builds, Keeps, Kind, Laws, Names, Protected, Protects, Reaches};
use super::waiting::Waiting;
use crate::model::ended::Path;
use crate::model::ids::{CrewId, RepositoryId, StampId};
use crate::random::Law;

/// No protection, but a way back: redeploy from template or pipeline.
#[derive(Clone, Debug)]
pub struct Redeploy {
    /// Name, unique among protections.
    pub name: String,
    /// Time to notice.
    pub detect: Law,
    /// Time to decide.
    pub decide: Law,
    /// Whose people decide; none: somebody at any hour.
    pub decided_by: Option<CrewId>,
    /// Whose people redeploy; none: somebody at any hour, however much there is.
    pub restored_by: Option<CrewId>,
    /// How long the redeployment takes.
    pub takes: Law,
    /// Whether it goes through the stamp's control plane.
    pub needs_control_plane: bool,
    /// The repository or library that holds the template, if its loss matters.
    pub template: Option<RepositoryId>,
    /// How long what is down but intact is waited for.
    pub waiting: Waiting,
    /// Stamps to redeploy to when the own one lost its state, or is given up, and is not back; the own one when empty.
    pub to: Vec<StampId>,
    /// How what was redeployed elsewhere goes home; none: it stays there.
    pub go_home: Option<GoHome>,
}

impl Kind for Redeploy {
    const WORD: &'static str = "none";
    const TITLE: &'static str = "protection";
    const KEEPS: Keeps = Keeps::Nothing;
    const PATHS: &'static [Path] = &[Path::Redeploy];
    const DONE: &'static str = "redeployed";
}

impl Protects for Redeploy {
    fn name(&self) -> &str {
        &self.name
    }
    fn laws(&self) -> Option<Laws<'_>> {
        Some(Laws {
            detect: &self.detect,
            decide: &self.decide,
            provision: &self.takes,
            waiting: &self.waiting,
        })
    }
    fn decided_by(&self) -> Option<CrewId> {
        self.decided_by
    }
    fn restored_by(&self) -> Option<CrewId> {
        self.restored_by
    }
    fn reaches(&self) -> Reaches {
        Reaches {
            stamps: self.to.clone(),
            repositories: self.template.into_iter().collect(),
            witness: None,
        }
    }
    fn told(&self, _: Names<'_>, own: Protected) -> String {
        format!("{} redeployed", own.vms())
    }
}

impl Builds for Redeploy {
    fn elsewhere(&self) -> &[StampId] {
        &self.to
    }
    fn needs_control_plane(&self) -> bool {
        self.needs_control_plane
    }
    fn template(&self) -> Option<RepositoryId> {
        self.template
    }
    fn go_home(&self) -> Option<&GoHome> {
        self.go_home.as_ref()
    }
}
