//! What is seen of the faults that can hit an application: whether a drill struck it, and how many came.
//!
//! Always true here: which faults these are is read off the scenario alone ([`Reach`]); only what happened is read
//! off records.

pub(crate) use crate::model::reach::Reach;
use crate::model::record::{Struck, TrialRecord};
use crate::model::{Class, Component, ObjectiveOf, Stamp};
use std::collections::BTreeSet;

impl Reach<'_> {
    /// Whether a drill on this component struck it in a trial. Where its VMs stood then decides, if the
    /// record tells: the loss of a node says nothing of what stands on others.
    pub(crate) fn struck_by(&self, target: Component, record: &TrialRecord) -> bool {
        let by_place = target.carries_vms() && !record.struck.is_empty();
        if !by_place || self.stops_writing(target) {
            return self.touched_by(target);
        }
        let here = |struck: &Struck| match self.kind {
            ObjectiveOf::Recovery => struck.vm,
            ObjectiveOf::Loss => struck.data,
        };
        let mut all = self.applications.iter();
        all.any(|index| record.struck.get(*index).is_some_and(here))
    }

    /// Faults of a class that struck where it stands, from those that struck each stamp (by its place and that of the
    /// class in `Class::ALL`) and each link; none where that is not counted.
    pub(crate) fn faults_of(
        &self,
        class: Class,
        on_stamp: impl Fn(usize, usize) -> u64,
        on_link: impl Fn(usize) -> u64,
    ) -> Option<u64> {
        let stamps = || self.stamps.union(&self.followed).copied();
        let on = |stamps: Vec<usize>| {
            let place = Class::ALL.iter().position(|one| *one == class)?;
            Some(stamps.iter().map(|index| on_stamp(*index, place)).sum())
        };
        // A fault of a site is counted with each stamp there.
        let first_of_each = |place: &dyn Fn(&Stamp) -> usize| {
            let mut known = BTreeSet::new();
            stamps()
                .filter(|index| known.insert(place(&self.blueprint.stamps[*index])))
                .collect()
        };
        match class {
            Class::Disk | Class::Node | Class::Switch | Class::Rack | Class::Stamp => {
                on(stamps().collect())
            }
            Class::Site => on(first_of_each(&|stamp| stamp.site.index())),
            Class::Enclosure => on(first_of_each(&|stamp| {
                stamp.enclosure.map_or(usize::MAX, |id| id.index())
            })),
            Class::Link => Some(self.links.iter().map(|index| on_link(*index)).sum()),
            Class::Repository
            | Class::ControlPlane
            | Class::Logical
            | Class::Ransomware
            | Class::Planned => None,
        }
    }
}
