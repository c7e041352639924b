//! The sections of the HTML page, in the order in which they are read.
//!
//! Always true here: each measure is explained in one plain sentence where it first appears.

mod applications;
mod assumptions;
mod backups;
pub(crate) mod claims;
pub(crate) mod coverage;
mod crews;
mod drills;
mod glance;
mod homecomings;
mod instances;
mod intrusions;
mod parts;
mod repeat;
mod replication;
mod served;
mod stamps;
mod storage;
pub(crate) mod targets;
mod updates;
mod verdict_details;
pub(crate) mod verdicts;
mod waits;

use super::figures::Figures;
use super::measured::told;
use super::page::Section;
use crate::model::Blueprint;
use crate::model::measure::{Per, Told};
use crate::model::outcome::Outcome;

/// Everything that a section may draw on.
pub(crate) struct Source<'a> {
    pub(crate) blueprint: &'a Blueprint,
    pub(crate) outcome: &'a Outcome,
    pub(crate) figures: &'a Figures,
    pub(crate) command: &'a str,
}

impl Source<'_> {
    /// What rows of measures look at.
    pub(crate) fn told(&self, per: Per) -> Told<'_> {
        told(self.blueprint, &self.outcome.causes, per)
    }
}

/// All sections.
pub(crate) fn all(source: &Source<'_>) -> Vec<Section> {
    let mut sections = vec![
        verdicts::section(source),
        drills::section(source),
        coverage::section(source),
        stamps::section(source),
    ];
    sections.extend(claims::section(source));
    sections.extend(updates::section(source));
    sections.extend(intrusions::section(source));
    sections.extend(homecomings::section(source));
    sections.extend(crews::section(source));
    sections.extend(parts::section(source));
    sections.extend(storage::section(source));
    sections.extend(replication::section(source));
    sections.extend(instances::section(source));
    sections.push(backups::section(source));
    sections.push(waits::section(source));
    sections.push(assumptions::important(source));
    sections.extend(verdict_details::section(source));
    sections.push(applications::section(source));
    sections.push(assumptions::all(source));
    sections.push(assumptions::lints(source));
    sections.push(repeat::section(source));
    sections
}
