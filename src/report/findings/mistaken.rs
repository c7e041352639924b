//! What people deleted of restore points by mistake, over the years.
//!
//! Always true here: one finding for each repository where it came to that.

use super::super::words;
use super::finding::{Finding, Severity, What};
use super::kind::{Kind, Shape, kind};
use crate::model::Blueprint;
use crate::model::outcome::Outcome;
use crate::model::record::Mistaken;
use crate::units::number;
use serde_json::{Value, json};

/// What is told of it.
pub(super) const MISTAKEN: Kind = kind(
    "FD743",
    Severity::Note,
    "How many restore points of a repository people deleted by mistake, how many of those meant could not be deleted, and how often a VM was left without any; in all trials together.",
    &[
        ("deleted", Shape::Count),
        ("kept", Shape::Count),
        ("bared", Shape::Count),
    ],
);

/// The figures of such a finding.
pub(super) fn mistaken(one: &Mistaken) -> Value {
    json!({ "deleted": one.deleted, "kept": one.kept, "bared": one.bared })
}

/// Of each repository by name.
pub(super) fn mistakes(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let all = blueprint.repositories.iter().zip(&outcome.repositories);
    let told = all.filter(|(_, one)| one.mistaken != Mistaken::default());
    told.map(|(repository, one)| {
        Finding::new(What::PointsMistaken(one.mistaken)).on("repository", &repository.name)
    })
    .collect()
}

impl Finding {
    /// The sentence about what people deleted by mistake.
    pub(super) fn of_mistaken(&self, one: &Mistaken) -> String {
        let points =
            |count: u64| words::amount(&number::count(count), "restore point", "restore points");
        format!(
            "Over the years, people deleted {} of repository {} by mistake; {} of those meant could not be deleted. VMs were left without any {}.",
            points(one.deleted),
            self.on_name(),
            number::count(one.kept),
            words::amount(&number::count(one.bared), "time", "times"),
        )
    }
}
