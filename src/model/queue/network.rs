//! What data flows over in the long run: uplinks, links, repositories, pools and slots, shared
//! max–min fairly.
//!
//! Always true here: amounts are averages in bytes per second after a reduction; a byte counts on each
//! resource of its way by a weight.

use super::fill::fill;
use super::flow::{Flow, Got};
use crate::model::blueprint::Blueprint;
use crate::model::ids::{LinkId, RepositoryId, SiteId, StampId};
use crate::model::place::{Place, joined};
use crate::model::record::Resource;

/// Everything that flows share. In order: uplinks, links, write and read rates of repositories, pools
/// of stamps (without a bound where they are not simulated), slots of repositories.
pub(super) struct Network<'b> {
    blueprint: &'b Blueprint,
    pub(super) capacity: Vec<f64>,
    resources: Vec<Resource>,
    links: usize,
    writes: usize,
    reads: usize,
    pools: usize,
    slots: usize,
}

impl<'b> Network<'b> {
    pub(super) fn new(blueprint: &'b Blueprint) -> Self {
        let (stamps, links) = (blueprint.stamps.len(), blueprint.links.len());
        let repositories = blueprint.repositories.len();
        let mut capacity = Vec::new();
        let mut resources = Vec::new();
        let mut add = |resource, rate: f64| {
            resources.push(resource);
            capacity.push(rate);
        };
        for (index, stamp) in blueprint.stamps.iter().enumerate() {
            let id = StampId::from_index(index);
            add(Resource::Uplink(id), stamp.uplink.0 as f64);
        }
        for (index, link) in blueprint.links.iter().enumerate() {
            add(
                Resource::Link(LinkId::from_index(index)),
                link.rate.0 as f64,
            );
        }
        let ids = || (0..repositories).map(RepositoryId::from_index);
        for id in ids() {
            let write = blueprint.repository(id).write.0 as f64;
            add(Resource::RepositoryWrite(id), write);
        }
        for id in ids() {
            let read = blueprint.repository(id).read.0 as f64;
            add(Resource::RepositoryRead(id), read);
        }
        for (index, stamp) in blueprint.stamps.iter().enumerate() {
            let rate = stamp.storage.as_ref().map(|one| one.rate.0 as f64);
            let id = StampId::from_index(index);
            add(Resource::Storage(id), rate.unwrap_or(f64::INFINITY));
        }
        for id in ids() {
            add(
                Resource::Slots(id),
                f64::from(blueprint.repository(id).slots),
            );
        }
        Network {
            blueprint,
            capacity,
            resources,
            links: stamps,
            writes: stamps + links,
            reads: stamps + links + repositories,
            pools: stamps + links + 2 * repositories,
            slots: 2 * stamps + links + 2 * repositories,
        }
    }

    pub(super) fn resource(&self, index: Option<usize>) -> Resource {
        index.map_or(Resource::None, |index| self.resources[index])
    }

    pub(super) fn slots_of(&self, repository: RepositoryId) -> usize {
        self.slots + repository.index()
    }

    fn stamp_of(&self, repository: RepositoryId) -> Option<usize> {
        match self.blueprint.repository(repository).at {
            Place::Stamp(stamp) => Some(stamp.index()),
            Place::Rack(rack) => Some(self.blueprint.racks[rack.index()].stamp.index()),
            Place::Site(_) | Place::Enclosure(_) => None,
        }
    }

    /// Adds the link between two sites; none where no link joins them.
    fn join(&self, way: &mut Vec<(usize, f64)>, one: SiteId, other: SiteId) -> Option<()> {
        let link = joined(&self.blueprint.links, one, other)?.link();
        way.extend(link.map(|link| (self.links + link.index(), 1.0)));
        Some(())
    }

    /// Adds a byte that is read or written on the volumes of a stamp.
    fn add_pool(&self, way: &mut Vec<(usize, f64)>, stamp: usize, weight: f64) {
        let pool = self.pools + stamp;
        match way.iter_mut().find(|(resource, _)| *resource == pool) {
            Some((_, sum)) => *sum += weight,
            None => way.push((pool, weight)),
        }
    }

    fn add_pool_of(&self, way: &mut Vec<(usize, f64)>, repository: RepositoryId) {
        if let Place::Stamp(stamp) = self.blueprint.repository(repository).at {
            self.add_pool(way, stamp.index(), 1.0);
        }
    }

    /// From a stamp to a repository.
    pub(super) fn backup(
        &self,
        stamp: StampId,
        to: RepositoryId,
        reduction: f64,
    ) -> Option<Vec<(usize, f64)>> {
        let mut way = vec![(self.writes + to.index(), 1.0)];
        let inside = self.stamp_of(to);
        if inside != Some(stamp.index()) {
            way.push((stamp.index(), 1.0));
            way.extend(inside.map(|other| (other, 1.0)));
        }
        let site = self.blueprint.stamp(stamp).site;
        self.join(&mut way, site, self.blueprint.repository(to).site)?;
        self.add_pool(&mut way, stamp.index(), reduction);
        self.add_pool_of(&mut way, to);
        Some(way)
    }

    /// From one repository to another.
    pub(super) fn copy(&self, from: RepositoryId, to: RepositoryId) -> Option<Vec<(usize, f64)>> {
        let mut way = vec![
            (self.reads + from.index(), 1.0),
            (self.writes + to.index(), 1.0),
        ];
        let site = |id| self.blueprint.repository(id).site;
        self.join(&mut way, site(from), site(to))?;
        self.add_pool_of(&mut way, from);
        self.add_pool_of(&mut way, to);
        Some(way)
    }

    /// From one stamp to another.
    pub(super) fn replica(
        &self,
        from: StampId,
        to: StampId,
        reduction: f64,
    ) -> Option<Vec<(usize, f64)>> {
        let mut way = vec![(from.index(), 1.0), (to.index(), 1.0)];
        let site = |id| self.blueprint.stamp(id).site;
        self.join(&mut way, site(from), site(to))?;
        self.add_pool(&mut way, from.index(), reduction);
        self.add_pool(&mut way, to.index(), reduction);
        Some(way)
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
        fill(&self.capacity, flows)
    }
}
