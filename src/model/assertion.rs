//! What a scenario asserts, and how it came out under test.
//!
//! Always true here: an assertion is made while a scenario is read, points to things that there are, and knows the line on
//! which it stands.

use super::address::ObjectiveOf;
use super::application::Objective;
use super::blueprint::Blueprint;
use super::fault::Class;
use super::figure::{Estimate, Verdict};
use super::ids::{ApplicationId, DrillId};
use super::outcome::FailedTrial;
use super::record::{LossReason, Resource};
use crate::units::{Share, number};

/// Of which trials something is asserted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Scope {
    /// Of the outages of a class over the years.
    Class(Class),
    /// Of a drill.
    Drill(DrillId),
}

impl Scope {
    /// The drill, if it is one.
    #[must_use]
    pub fn drill(self) -> Option<DrillId> {
        match self {
            Scope::Class(_) => None,
            Scope::Drill(drill) => Some(drill),
        }
    }

    /// The word for it in addresses.
    #[must_use]
    pub fn key(self, blueprint: &Blueprint) -> &str {
        match self {
            Scope::Class(class) => class.name(),
            Scope::Drill(drill) => &blueprint.drill(drill).name,
        }
    }

    /// How people say it: `class node`, `drill lose-stamp`.
    #[must_use]
    pub fn words(self, blueprint: &Blueprint) -> String {
        match self {
            Scope::Class(class) => format!("class {}", class.name()),
            Scope::Drill(drill) => format!("drill {}", blueprint.drill(drill).name),
        }
    }
}

/// What is asserted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Claim {
    /// A share of outages, or of the trials of a drill, keeps a limit of recovery time or data loss.
    Within {
        /// Whose.
        application: ApplicationId,
        /// Recovery time or data loss.
        of: ObjectiveOf,
        /// Of which outages.
        scope: Scope,
        /// The limit, and the share that must keep it.
        objective: Objective,
    },
    /// An application is up for a share of the time.
    Available {
        /// Whose.
        application: ApplicationId,
        /// The share of the years.
        share: Share,
    },
}

impl Claim {
    /// The drill whose trials it is about; none for the years.
    #[must_use]
    pub fn drill(&self) -> Option<DrillId> {
        match self {
            Claim::Within { scope, .. } => scope.drill(),
            Claim::Available { .. } => None,
        }
    }

    /// The address of the figure that it is held against: `erp.rto.node.attained`.
    #[must_use]
    pub fn measure(&self, blueprint: &Blueprint) -> String {
        match self {
            Claim::Within {
                application,
                of,
                scope,
                ..
            } => format!(
                "{}.{}.{}.attained",
                blueprint.application(*application).name,
                of.key(),
                scope.key(blueprint)
            ),
            Claim::Available { application, .. } => {
                format!("{}.availability", blueprint.application(*application).name)
            }
        }
    }

    /// What is asserted in words: `RTO 8 h in 95 %, class node`.
    #[must_use]
    pub fn words(&self, blueprint: &Blueprint) -> String {
        match self {
            Claim::Within {
                application,
                of,
                scope,
                objective,
            } => format!(
                "{}: {} {} in {}, {}",
                blueprint.application(*application).name,
                of.name(),
                objective.limit,
                number::share(objective.target.0),
                scope.words(blueprint)
            ),
            Claim::Available { application, share } => format!(
                "{}: available {}",
                blueprint.application(*application).name,
                number::share(share.0)
            ),
        }
    }
}

/// What is asserted, and where.
#[derive(Clone, PartialEq, Debug)]
pub struct Assertion {
    /// The file in which it stands, as it was named.
    pub file: String,
    /// The line of that file, from 1 on.
    pub line: usize,
    /// Whether what it is about can happen, as far as the scenario alone says. Where it cannot, it is told only if it
    /// did.
    pub expected: bool,
    /// What is asserted.
    pub claim: Claim,
}

/// The trial that speaks most against an assertion.
#[derive(Clone, PartialEq, Debug)]
pub struct Counterexample {
    /// The drill that it is of; none for the years.
    pub drill: Option<DrillId>,
    /// Its number.
    pub trial: u32,
    /// Recovery time, data loss or downtime in seconds; none where it has no end.
    pub value_s: Option<f64>,
    /// What began its outage: index into the causes of the outcome.
    pub cause: u16,
    /// What the outage waited for longest.
    pub waited_for: Resource,
    /// How long that was, in seconds.
    pub waited_s: f64,
    /// Of a data loss: why what was resumed from was old.
    pub reason: Option<LossReason>,
}

/// How an assertion came out.
#[derive(Clone, PartialEq, Debug)]
pub struct AssertionOutcome {
    /// What is asserted, and where.
    pub assertion: Assertion,
    /// Met is a pass, missed a fail. What was not seen is neither, and no doubt either.
    pub verdict: Verdict,
    /// Level of the interval that decided, so that all of a file and all looks err no more than its level says.
    pub level: f64,
    /// Trials after which it was decided, or after which the looking ended.
    pub trials: u32,
    /// The share that was found, with its interval at that level.
    pub found: Estimate,
    /// The share that must be reached.
    pub target: f64,
    /// The trial that speaks most against it; only of what failed.
    pub counterexample: Option<Counterexample>,
    /// With how many other seeds the verdict was the opposite.
    pub flipped: u32,
    /// With how many other seeds it was another one, but not the opposite.
    pub changed: u32,
}

/// How the assertions of a file came out.
#[derive(Clone, PartialEq, Debug)]
pub struct GateOutcome {
    /// Seed of all streams.
    pub seed: u64,
    /// Level of all verdicts together.
    pub level: f64,
    /// Most trials of years, and of each drill.
    pub at_most: u32,
    /// Other seeds that were tried.
    pub reseeded: u32,
    /// Names of causes.
    pub causes: Vec<String>,
    /// In the order of the file.
    pub assertions: Vec<AssertionOutcome>,
    /// Trials that could not be finished, years first, then by drill and number.
    pub failed: Vec<FailedTrial>,
}

impl GateOutcome {
    /// How many assertions have a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        let all = self.assertions.iter();
        all.filter(|one| one.verdict == verdict).count()
    }
}
