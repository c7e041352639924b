//! What intruders reach from where they enter, and what not, where the scenario states that of anything.
//!
//! Always true here: one finding for each hazard, fault or drill that is ransomware, in the order of their names; nothing of it
//! depends on trials.

use super::super::words;
use super::finding::{Finding, Reach, Severity, What};
use super::kind::{Kind, Shape, kind};
use super::sentence::listed;
use crate::model::{
    ApplicationId, Arrival, Blueprint, Effect, Ransomware, RepositoryId, Source, Unreached,
};
use serde_json::{Value, json};

/// What is told of it.
pub(super) const REACH: Kind = kind(
    "FD744",
    Severity::Note,
    "What intruders reach from where they enter, and from where; and what they do not reach. Said where `reached_by` is stated anywhere.",
    &[
        ("source", Shape::Text),
        ("entered", Shape::Names),
        ("reached", Shape::Names),
        ("repositories", Shape::Names),
        ("unreached", Shape::Names),
    ],
);

/// The figures of such a finding.
pub(super) fn reach(one: &Reach) -> Value {
    json!({
        "source": one.source, "entered": one.entered, "reached": one.reached,
        "repositories": one.repositories, "unreached": one.unreached,
    })
}

/// Of each source of ransomware.
pub(super) fn reaches(blueprint: &Blueprint) -> Vec<Finding> {
    if !blueprint.states_reach() {
        return Vec::new();
    }
    let all = blueprint.sources.iter();
    let told = all.filter_map(|source| match &source.effect {
        Effect::Ransomware(intruders) => {
            let what = What::Reach(of(blueprint, source, intruders));
            let drill = match source.arrival {
                Arrival::Drill(_) => Some(source.label.as_str()),
                _ => None,
            };
            Some(Finding::new(what).of_drill(drill))
        }
        Effect::Stops { .. } | Effect::Logical { .. } | Effect::Mistake(_) => None,
    });
    told.collect()
}

fn of(blueprint: &Blueprint, source: &Source, intruders: &Ransomware) -> Reach {
    let name = |id: ApplicationId| words::clean(&blueprint.application(id).name);
    let struck = blueprint.reached_by(intruders);
    let reached = struck.iter().filter_map(|(one, from)| {
        let from = name((*from)?);
        Some(format!("{} (from {from})", name(*one)))
    });
    let spared = (0..blueprint.applications.len()).map(ApplicationId::from_index);
    let spared = spared.filter(|id| struck.iter().all(|(one, _)| one != id));
    let mut told = Reach {
        source: words::clean(&source.label),
        entered: intruders.entered.iter().map(|id| name(*id)).collect(),
        reached: reached.collect(),
        repositories: Vec::new(),
        unreached: spared.map(name).collect(),
    };
    for (index, repository) in blueprint.repositories.iter().enumerate() {
        let name = words::clean(&repository.name);
        let all = struck.iter().map(|(one, _)| *one);
        let why = match blueprint.unreached(RepositoryId::from_index(index), all) {
            None => {
                told.repositories.push(name);
                continue;
            }
            Some(Unreached::Offline) => "offline",
            Some(Unreached::OwnCredentials) => "credentials of its own",
            Some(Unreached::FromNowhere) => "reached from none of these",
        };
        told.unreached.push(format!("repository {name} ({why})"));
    }
    told
}

impl Finding {
    /// The sentence about what intruders reach.
    pub(super) fn of_reach(&self, one: &Reach) -> String {
        let some = |all: &[String]| match all {
            [] => "nothing".to_string(),
            all => listed(all),
        };
        let place = match &self.drill {
            Some(drill) => format!("In drill {}, intruders", words::clean(drill)),
            None => format!("Intruders of {}", one.source),
        };
        format!(
            "{place} enter {}, and reach from there: {}. They delete points at {}. They do not reach: {}.",
            some(&one.entered),
            some(&one.reached),
            some(&one.repositories),
            some(&one.unreached),
        )
    }
}
