//! Everything that was read, for checks that look at all of it.
//!
//! Always true here: every id points to something, since it is looked at only where nothing was wrong.

use super::super::applications::Applications;
use super::super::context::Context;
use super::super::faults::{Faults, kind_of};
use super::super::places::Places;
use super::super::protections::Protections;
use super::super::tree::Spot;
use crate::model::{Blueprint, Protection, Source};
use std::collections::BTreeSet;

/// A scenario without a problem so far.
pub(in super::super) struct Scene<'a, 'f> {
    pub(in super::super) context: &'a Context<'f>,
    pub(in super::super) places: &'a Places,
    pub(in super::super) protections: &'a Protections,
    pub(in super::super) applications: &'a Applications,
    pub(in super::super) faults: &'a Faults,
    pub(in super::super) blueprint: &'a Blueprint,
    /// Where the trace is named; the whole file where there is none.
    pub(in super::super) trace_spot: Spot,
    /// Where the horizon is stated; the whole file where it is not.
    pub(in super::super) horizon_spot: Spot,
    /// Where the number of trials, or the precision, is stated; the whole file where neither is.
    pub(in super::super) trials_spot: Spot,
}

impl<'a> Scene<'a, '_> {
    /// Each hazard, fault and drill: its kind, and what stands for it. Of what hits several components that is the
    /// first, since they differ in what is hit alone.
    pub(super) fn strikes(&self) -> impl Iterator<Item = (&'static str, &'a Source)> + use<'a> {
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let sources = self.blueprint.sources.iter();
        let stated = sources.filter_map(|source| Some((kind_of(source)?, source)));
        stated.filter(move |(_, source)| known.insert(&source.label))
    }

    /// A protection as sentences call it: backup `nightly`.
    pub(super) fn title_of(&self, one: Protection) -> String {
        let name = self.blueprint.protections.of(one).name();
        format!("{} `{name}`", one.title())
    }

    /// Where a hazard, fault or drill stands; the whole file where it follows from something else.
    pub(super) fn spot_of(&self, label: &str) -> Spot {
        self.faults.spots.get(label).cloned().unwrap_or_default()
    }
}
