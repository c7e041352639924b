//! What data flows over in the long run: uplinks, links, repositories, pools and slots, shared
//! max–min fairly.
//!
//! Always true here: amounts are averages in bytes per second after a reduction; a byte counts on each
//! resource of its way by a weight; which these are is asked of `model::route` alone.

use crate::model::blueprint::Blueprint;
use crate::model::fair::{Flow, Got, fair};
use crate::model::ids::{RepositoryId, StampId};
use crate::model::record::Resource;
use crate::model::route::{self, Pipes};

/// Everything that flows share: the pipes, then the slots of repositories.
pub(super) struct Network<'b> {
    blueprint: &'b Blueprint,
    pipes: Pipes,
    pub(super) capacity: Vec<f64>,
    resources: Vec<Resource>,
}

impl<'b> Network<'b> {
    pub(super) fn new(blueprint: &'b Blueprint) -> Self {
        let pipes = Pipes::of(blueprint);
        let rates = pipes.all().iter().map(|pipe| pipe.rate(blueprint).0 as f64);
        let slots = blueprint
            .repositories
            .iter()
            .map(|one| f64::from(one.slots));
        let ids = (0..blueprint.repositories.len()).map(RepositoryId::from_index);
        let resources = pipes.all().iter().map(|pipe| pipe.resource());
        Network {
            blueprint,
            capacity: rates.chain(slots).collect(),
            resources: resources.chain(ids.map(Resource::Slots)).collect(),
            pipes,
        }
    }

    pub(super) fn resource(&self, index: Option<usize>) -> Resource {
        index.map_or(Resource::None, |index| self.resources[index])
    }

    pub(super) fn slots_of(&self, repository: RepositoryId) -> usize {
        self.pipes.all().len() + repository.index()
    }

    /// From a stamp to a repository.
    pub(super) fn backup(
        &self,
        stamp: StampId,
        to: RepositoryId,
        reduction: f64,
    ) -> Option<Vec<(usize, f64)>> {
        let route = route::backup(self.blueprint, stamp, to)?;
        Some(self.pipes.weighed(&route, reduction))
    }

    /// From one repository to another, as it is stored, with the slots of the second, which each copy holds for as
    /// long as it takes alone.
    pub(super) fn copy(&self, from: RepositoryId, to: RepositoryId) -> Option<Vec<(usize, f64)>> {
        let route = route::copy(self.blueprint, from, to)?;
        let mut way = self.pipes.weighed(&route, 1.0);
        let alone = self.alone(&way).max(1e-9);
        way.push((self.slots_of(to), 1.0 / alone));
        Some(way)
    }

    /// From one stamp to another.
    pub(super) fn replica(
        &self,
        from: StampId,
        to: StampId,
        reduction: f64,
    ) -> Option<Vec<(usize, f64)>> {
        let route = route::between(self.blueprint, from, to)?;
        Some(self.pipes.weighed(&route, reduction))
    }

    /// Most bytes per second of one flow alone on a way.
    pub(super) fn alone(&self, way: &[(usize, f64)]) -> f64 {
        let rates = way
            .iter()
            .map(|(resource, weight)| self.capacity[*resource] / weight);
        rates.fold(f64::INFINITY, f64::min)
    }

    /// What each flow gets, max–min fairly.
    pub(super) fn fair(&self, flows: &[Flow]) -> Vec<Got> {
        fair(&self.capacity, flows)
    }
}
