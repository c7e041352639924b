//! What a scenario asserts, and how it came out under test.
//!
//! Always true here: an assertion is made while a scenario is read, points to things that there are, and knows the line on
//! which it stands.

use super::address::ObjectiveOf;
use super::application::Objective;
use super::blueprint::Blueprint;
use super::figure::{Estimate, Verdict};
use super::ids::{ApplicationId, CrewId, DrillId, PartKindId, RepositoryId, StampId};
use super::outcome::FailedTrial;
use super::place::Level;
use super::protection::BackupId;
use super::record::{LossReason, Path, Resource};
use crate::units::{Share, Span, number};

mod origin;
mod scope;
mod wanted;
pub use origin::Origin;
pub use scope::Scope;
pub use wanted::Wanted;

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
    /// The mean recovery time is within a limit.
    Recovers {
        /// Whose.
        application: ApplicationId,
        /// Of which outages; none for all of the years.
        scope: Option<Scope>,
        /// The most that it may be.
        limit: Span,
    },
    /// A share of the outages is ended in one way.
    Served {
        /// Whose.
        application: ApplicationId,
        /// Of which outages; none for all of the years.
        scope: Option<Scope>,
        /// What brings service back.
        by: Path,
        /// The share of them.
        share: Share,
    },
    /// A share of what ends ends well, in whatever time: outages with service back and with its data, losses with some of
    /// the data left. Of a drill a share of its trials.
    Recovered {
        /// Whose.
        application: ApplicationId,
        /// Of outages (recovery) or of losses of data.
        of: ObjectiveOf,
        /// Of which of them; none for all of the years.
        scope: Option<Scope>,
        /// The share of them.
        share: Share,
    },
    /// Whichever component of a level is lost, an application is back in time and with its data, in a share of the trials.
    Survives {
        /// Whose.
        application: ApplicationId,
        /// What is lost: every component of it, each by itself.
        level: Level,
        /// The longest that it may be down; none where it is enough that it comes back.
        rto: Option<Span>,
        /// The most that it may lose; none where that is not asked.
        rpo: Option<Span>,
        /// In which share of the trials.
        share: Share,
    },
    /// So many misses a year of the stated objective, and no more.
    Misses {
        /// Whose.
        application: ApplicationId,
        /// Of which objective.
        of: ObjectiveOf,
        /// Most misses a year.
        most: f64,
    },
    /// So much time a year without N−1, and no more.
    Exposed {
        /// Of which stamp.
        stamp: StampId,
        /// Most time a year.
        most: Span,
    },
    /// A repository is never fuller, in a share of the trials.
    Filled {
        /// Which.
        repository: RepositoryId,
        /// Its fullest.
        most: Share,
        /// In which share of the trials.
        share: Share,
    },
    /// Captures of a VM are never further apart, in a share of the trials.
    Gap {
        /// Of which backup.
        backup: BackupId,
        /// The longest time between them.
        most: Span,
        /// In which share of the trials.
        share: Share,
    },
    /// So much work waits for a person of a crew in a year, and no more.
    WaitsForCrew {
        /// Whose people.
        crew: CrewId,
        /// Most time a year, summed over pieces of work.
        most: Span,
    },
    /// So much of its hours a crew works, and no more.
    Busy {
        /// Whose people.
        crew: CrewId,
        /// The most of the hours of all of them.
        most: Share,
    },
    /// Repairs wait so long for nothing but their part in a year, and no longer.
    WaitsForPart {
        /// Which parts.
        parts: PartKindId,
        /// Most time a year, summed over repairs.
        most: Span,
    },
    /// There is no advice about the scenario.
    Silent,
}

impl Claim {
    /// The drill whose trials it is about; none for the years.
    #[must_use]
    pub fn drill(&self) -> Option<DrillId> {
        match self {
            Claim::Within { scope, .. } => scope.drill(),
            Claim::Recovers { scope, .. }
            | Claim::Served { scope, .. }
            | Claim::Recovered { scope, .. } => scope.and_then(Scope::drill),
            _ => None,
        }
    }

    /// Whether it is judged by trials, and not by the scenario alone.
    #[must_use]
    pub fn needs_trials(&self) -> bool {
        *self != Claim::Silent
    }

    /// Whether it is judged by trials in which one component after the other is lost.
    #[must_use]
    pub fn is_of_losses(&self) -> bool {
        matches!(self, Claim::Survives { .. })
    }

    /// What is wanted of its figure.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        match self {
            Claim::Within { objective, .. } => Wanted::Share(objective.target.0),
            Claim::Available { share, .. }
            | Claim::Served { share, .. }
            | Claim::Recovered { share, .. }
            | Claim::Survives { share, .. }
            | Claim::Filled { share, .. }
            | Claim::Gap { share, .. } => Wanted::Share(share.0),
            Claim::Recovers { limit: most, .. }
            | Claim::Exposed { most, .. }
            | Claim::WaitsForCrew { most, .. }
            | Claim::WaitsForPart { most, .. } => Wanted::Seconds(most.as_seconds()),
            Claim::Busy { most, .. } => Wanted::ShareAtMost(most.0),
            Claim::Misses { most, .. } => Wanted::PerYear(*most),
            Claim::Silent => Wanted::Nothing,
        }
    }

    /// The address of the figure that it is held against: `erp.rto.node.attained`.
    #[must_use]
    pub fn measure(&self, blueprint: &Blueprint) -> String {
        let name = |id: &ApplicationId| blueprint.application(*id).name.as_str();
        let within = |scope: &Option<Scope>| {
            scope.map_or_else(String::new, |scope| format!(".{}", scope.key(blueprint)))
        };
        match self {
            Claim::Within {
                application,
                of,
                scope,
                ..
            } => {
                let scope = scope.key(blueprint);
                format!("{}.{}.{scope}.attained", name(application), of.key())
            }
            Claim::Available { application, .. } => format!("{}.availability", name(application)),
            Claim::Recovers {
                application, scope, ..
            } => format!("{}.mttr{}", name(application), within(scope)),
            Claim::Served {
                application,
                scope,
                by,
                ..
            } => format!(
                "{}.served_by{}.{}",
                name(application),
                within(scope),
                by.name()
            ),
            Claim::Recovered {
                application,
                of,
                scope,
                ..
            } => {
                let word = match of {
                    ObjectiveOf::Recovery => "recovered",
                    ObjectiveOf::Loss => "data_left",
                };
                format!("{}.{word}{}", name(application), within(scope))
            }
            Claim::Survives {
                application, level, ..
            } => format!("{}.survives.{}", name(application), level.word()),
            Claim::Misses {
                application, of, ..
            } => format!("{}.{}.misses_per_year", name(application), of.key()),
            Claim::Exposed { stamp, .. } => {
                format!("stamp.{}.without_n_minus_1", blueprint.stamp(*stamp).name)
            }
            Claim::Filled { repository, .. } => {
                format!(
                    "repository.{}.filled",
                    blueprint.repository(*repository).name
                )
            }
            Claim::Gap { backup, .. } => {
                format!("protection.{}.longest_gap", blueprint.backup(*backup).name)
            }
            Claim::WaitsForCrew { crew, .. } => {
                format!("crew.{}.waits", blueprint.crew(*crew).name)
            }
            Claim::Busy { crew, .. } => format!("crew.{}.busy_share", blueprint.crew(*crew).name),
            Claim::WaitsForPart { parts, .. } => {
                format!("parts.{}.waits", blueprint.parts(*parts).name)
            }
            Claim::Silent => "scenario.advice".to_string(),
        }
    }

    /// The limit that a share keeps, behind its figure: ` within 8 h`; nothing where the figure says it all.
    #[must_use]
    pub fn limit(&self) -> String {
        match self {
            Claim::Within { objective, .. } => format!(" within {}", objective.limit),
            Claim::Served { by, .. } => format!(" by {}", by.name()),
            Claim::Recovered { of, .. } => match of {
                ObjectiveOf::Recovery => " recovered with its data".to_string(),
                ObjectiveOf::Loss => " with some data left".to_string(),
            },
            Claim::Survives { .. } => " survived".to_string(),
            Claim::Filled { most, .. } => format!(" never above {most}"),
            Claim::Gap { most, .. } => format!(" within {most}"),
            _ => String::new(),
        }
    }

    /// What is asserted in words: `erp: RTO 8 h in 95 %, class node`.
    #[must_use]
    pub fn words(&self, blueprint: &Blueprint) -> String {
        let name = |id: &ApplicationId| blueprint.application(*id).name.as_str();
        let within = |scope: &Option<Scope>| {
            scope.map_or_else(String::new, |scope| format!(", {}", scope.words(blueprint)))
        };
        match self {
            Claim::Within {
                application,
                of,
                scope,
                objective,
            } => format!(
                "{}: {} {} in {}, {}",
                name(application),
                of.name(),
                objective.limit,
                number::share(objective.target.0),
                scope.words(blueprint)
            ),
            Claim::Available { application, share } => {
                let share = number::share(share.0);
                format!("{}: available {share}", name(application))
            }
            Claim::Recovers {
                application,
                scope,
                limit,
            } => format!(
                "{}: MTTR at most {limit}{}",
                name(application),
                within(scope)
            ),
            Claim::Served {
                application,
                scope,
                by,
                share,
            } => format!(
                "{}: {} of the outages ended by {}{}",
                name(application),
                number::share(share.0),
                by.name(),
                within(scope)
            ),
            Claim::Misses {
                application,
                of,
                most,
            } => format!(
                "{}: at most {} {} misses a year",
                name(application),
                number::significant(*most, 3),
                of.name()
            ),
            Claim::Recovered {
                application,
                of,
                scope,
                share,
            } => format!(
                "{}: {}{}",
                name(application),
                ends_well(*of, *scope, *share),
                within(scope)
            ),
            _ => self.words_of_things(blueprint),
        }
    }

    /// The same of what is lost, and of what is about no application.
    fn words_of_things(&self, blueprint: &Blueprint) -> String {
        match self {
            Claim::Survives {
                application,
                level,
                rto,
                rpo,
                share,
            } => format!(
                "{}: survives the loss of any one {} in {} of the trials, {}",
                blueprint.application(*application).name,
                level.words(),
                number::share(share.0),
                limits(*rto, *rpo)
            ),
            Claim::Exposed { stamp, most } => format!(
                "stamp {}: at most {most} a year without N−1",
                blueprint.stamp(*stamp).name
            ),
            Claim::Filled {
                repository,
                most,
                share,
            } => format!(
                "repository {}: never above {most} in {} of the trials",
                blueprint.repository(*repository).name,
                number::share(share.0)
            ),
            Claim::Gap {
                backup,
                most,
                share,
            } => format!(
                "backup {}: captures at most {most} apart in {} of the trials",
                blueprint.backup(*backup).name,
                number::share(share.0)
            ),
            Claim::WaitsForCrew { crew, most } => format!(
                "crew {}: work waits for it at most {most} a year",
                blueprint.crew(*crew).name
            ),
            Claim::Busy { crew, most } => format!(
                "crew {}: busy at most {} of its hours",
                blueprint.crew(*crew).name,
                number::share(most.0)
            ),
            Claim::WaitsForPart { parts, most } => format!(
                "parts {}: repairs wait for nothing else at most {most} a year",
                blueprint.parts(*parts).name
            ),
            _ => "the scenario gets no advice".to_string(),
        }
    }
}

/// Which share ends well, in words: `some data left in 95 % of the losses`.
fn ends_well(of: ObjectiveOf, scope: Option<Scope>, share: Share) -> String {
    let in_drill = scope.and_then(Scope::drill).is_some();
    let (ends, own) = match of {
        ObjectiveOf::Recovery => ("recovered with its data", "outages"),
        ObjectiveOf::Loss => ("some data left", "losses"),
    };
    let own = if in_drill { "trials" } else { own };
    format!("{ends} in {} of the {own}", number::share(share.0))
}

/// What is kept when something is lost, in words: `RTO 8 h and RPO 1 h`.
fn limits(rto: Option<Span>, rpo: Option<Span>) -> String {
    let back = rto.map_or_else(
        || "back before it is".to_string(),
        |rto| format!("RTO {rto}"),
    );
    match rpo {
        Some(rpo) => format!("{back} and RPO {rpo}"),
        None => back,
    }
}

/// What is asserted, and where.
#[derive(Clone, PartialEq, Debug)]
pub struct Assertion {
    /// The file in which it stands, as it was named.
    pub file: String,
    /// The line of that file, from 1 on.
    pub line: usize,
    /// Why.
    pub origin: Origin,
    /// Whether what it is about can happen, as far as the scenario alone says. Where it cannot, it is told only if it
    /// did.
    pub expected: bool,
    /// Whether it was asked for by name, so that it is in doubt where nothing of it was seen.
    pub asked: bool,
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
    /// What began its outage: index into the causes of the outcome; none where it is about no outage.
    pub cause: Option<u16>,
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
    /// What was found, in the unit of what is wanted, with its interval at that level.
    pub found: Estimate,
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
    /// The same of the other seeds, each with its seed.
    pub failed_elsewhere: Vec<(u64, FailedTrial)>,
}
