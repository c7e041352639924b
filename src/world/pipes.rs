//! Which pipes there are, and which of them a transfer goes through.
//!
//! Always true here: nothing changes after construction; a path names each pipe once; no path goes
//! over a link that only stands in for another one. On the pool of a stamp what moves counts as what
//! is read and written there (see `model::bytes`), twice where both happen on one pool.

use crate::engine::{Id, Table, WEIGHT};
use crate::model::bytes::weight_in_pool;
use crate::model::place::joined;
use crate::model::record::Resource;
use crate::model::{Blueprint, LinkId, Place, RepositoryId, SiteId, StampId};
use crate::units::Rate;

/// Most resources on one path: read or write of a repository, two uplinks, a link, two storage pools.
const LONGEST_PATH: usize = 6;

/// The pipes that a transfer goes through.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PipePath {
    pipes: [u16; LONGEST_PATH],
    /// How often what moves is read or written on each pipe, if it is a pool: as the data of a VM, and
    /// as it lies in a repository.
    ends: [(u8, u8); LONGEST_PATH],
    count: u8,
    over_pools: bool,
}

/// What the bytes of a transfer count on the pipes of its path.
pub(super) struct Weights {
    weights: [u32; LONGEST_PATH],
    count: u8,
}

impl Weights {
    /// One for each pipe of the path; none where none is a pool.
    pub(super) fn of_pipes(&self) -> &[u32] {
        &self.weights[..usize::from(self.count)]
    }
}

impl PipePath {
    fn push(&mut self, pipe: u16) {
        self.pipes[usize::from(self.count)] = pipe;
        self.count += 1;
    }
    pub(super) fn pipes(&self) -> &[u16] {
        &self.pipes[..usize::from(self.count)]
    }
    /// What bytes that are left after a reduction count on each pipe.
    pub(super) fn weights(&self, reduction: f64) -> Weights {
        let mut weights = Weights {
            weights: [WEIGHT; LONGEST_PATH],
            count: 0,
        };
        if self.over_pools {
            weights.count = self.count;
            for (weight, ends) in weights.weights.iter_mut().zip(self.ends) {
                if ends != (0, 0) {
                    *weight = weight_in_pool(ends.0, ends.1, reduction);
                }
            }
        }
        weights
    }
}

/// All pipes, by what they are, and their rates. Pools come last, of stamps with storage only.
pub(super) fn pipes(blueprint: &Blueprint) -> (Vec<Resource>, Vec<Rate>) {
    let mut resources = Vec::new();
    let mut rates = Vec::new();
    for (index, stamp) in blueprint.stamps.iter().enumerate() {
        resources.push(Resource::Uplink(StampId::from_index(index)));
        rates.push(stamp.uplink);
    }
    for (index, link) in blueprint.links.iter().enumerate() {
        resources.push(Resource::Link(LinkId::from_index(index)));
        rates.push(link.rate);
    }
    for (index, repository) in blueprint.repositories.iter().enumerate() {
        resources.push(Resource::RepositoryWrite(RepositoryId::from_index(index)));
        rates.push(repository.write);
    }
    for (index, repository) in blueprint.repositories.iter().enumerate() {
        resources.push(Resource::RepositoryRead(RepositoryId::from_index(index)));
        rates.push(repository.read);
    }
    for (index, stamp) in blueprint.stamps.iter().enumerate() {
        if let Some(storage) = &stamp.storage {
            resources.push(Resource::Storage(StampId::from_index(index)));
            rates.push(storage.rate);
        }
    }
    (resources, rates)
}

/// The pool of each stamp as a pipe.
pub(super) fn pool_pipes(
    blueprint: &Blueprint,
    resources: &[Resource],
) -> Table<StampId, Option<u16>> {
    (0..blueprint.stamps.len())
        .map(|index| {
            let pool = Resource::Storage(StampId::from_index(index));
            let place = resources.iter().position(|resource| *resource == pool);
            place.map(|pipe| pipe as u16)
        })
        .collect()
}

/// Works out paths.
pub(super) struct Paths<'b> {
    pub(super) blueprint: &'b Blueprint,
    pub(super) links_first: u16,
    pub(super) pools: &'b Table<StampId, Option<u16>>,
}

impl Paths<'_> {
    /// Adds the pool of a stamp, if it is simulated: data of a VM is read or written there.
    fn add_pool(&self, path: &mut PipePath, stamp: StampId) {
        self.add_end(path, stamp, (1, 0));
    }
    /// Adds the pool that a repository lies on, where what moves is read or written as it is stored:
    /// one at a stamp lives on its volumes.
    fn add_pool_of(&self, path: &mut PipePath, repository: RepositoryId) {
        if let Place::Stamp(stamp) = self.blueprint.repository(repository).at {
            self.add_end(path, stamp, (0, 1));
        }
    }
    fn add_end(&self, path: &mut PipePath, stamp: StampId, (as_data, as_stored): (u8, u8)) {
        let Some(pool) = self.pools[stamp] else {
            return;
        };
        let place = path.pipes().iter().position(|pipe| *pipe == pool);
        let place = place.unwrap_or_else(|| {
            path.push(pool);
            usize::from(path.count) - 1
        });
        let ends = &mut path.ends[place];
        *ends = (ends.0 + as_data, ends.1 + as_stored);
        path.over_pools = true;
    }
    fn write_pipe(&self, repository: RepositoryId) -> u16 {
        self.links_first + self.blueprint.links.len() as u16 + repository.0 as u16
    }
    fn read_pipe(&self, repository: RepositoryId) -> u16 {
        self.write_pipe(repository) + self.blueprint.repositories.len() as u16
    }
    /// The stamp that a repository stands in, if any.
    fn stamp_of(&self, repository: RepositoryId) -> Option<StampId> {
        match self.blueprint.repository(repository).at {
            Place::Stamp(stamp) => Some(stamp),
            Place::Rack(rack) => Some(self.blueprint.rack(rack).stamp),
            Place::Site(_) | Place::Enclosure(_) => None,
        }
    }
    /// Adds the link between two sites; false where there is none. A link that another one falls
    /// back on carries nothing of its own.
    fn add_link(&self, path: &mut PipePath, one: SiteId, other: SiteId) -> bool {
        let Some(found) = joined(&self.blueprint.links, one, other) else {
            return false;
        };
        if let Some(link) = found.link() {
            path.push(self.links_first + link.0 as u16);
        }
        true
    }
    fn to_stamp(&self, stamp: StampId, repository: RepositoryId, own: u16) -> Option<PipePath> {
        let mut path = PipePath::default();
        path.push(own);
        let inside = self.stamp_of(repository);
        if inside != Some(stamp) {
            path.push(stamp.0 as u16);
            if let Some(other) = inside {
                path.push(other.0 as u16);
            }
        }
        let joined = self.add_link(
            &mut path,
            self.blueprint.stamp(stamp).site,
            self.blueprint.repository(repository).site,
        );
        self.add_pool(&mut path, stamp);
        self.add_pool_of(&mut path, repository);
        joined.then_some(path)
    }
    /// Both uplinks, the link between the sites, and both pools; the scenario reader refuses ends that
    /// no link joins.
    pub(super) fn between(&self, one: StampId, other: StampId) -> PipePath {
        let mut path = PipePath::default();
        path.push(one.0 as u16);
        path.push(other.0 as u16);
        let site = |stamp: StampId| self.blueprint.stamp(stamp).site;
        self.add_link(&mut path, site(one), site(other));
        self.add_pool(&mut path, one);
        self.add_pool(&mut path, other);
        path
    }
    fn backup(&self, stamp: StampId, repository: RepositoryId) -> Option<PipePath> {
        self.to_stamp(stamp, repository, self.write_pipe(repository))
    }
    pub(super) fn restore(&self, stamp: StampId, repository: RepositoryId) -> Option<PipePath> {
        self.to_stamp(stamp, repository, self.read_pipe(repository))
    }
    /// From one stamp to another; within a stamp its pool alone, which gives and takes.
    fn between_any(&self, from: StampId, to: StampId) -> PipePath {
        if from != to {
            return self.between(from, to);
        }
        let mut path = PipePath::default();
        self.add_pool(&mut path, from);
        self.add_pool(&mut path, to);
        path
    }
    /// Copies read one repository and write the other, over the link between their sites. The
    /// uplinks of stamps that they stand in are left out; their pools are not.
    fn copy(&self, from: RepositoryId, to: RepositoryId) -> Option<PipePath> {
        let mut path = PipePath::default();
        path.push(self.read_pipe(from));
        path.push(self.write_pipe(to));
        let joined = self.add_link(
            &mut path,
            self.blueprint.repository(from).site,
            self.blueprint.repository(to).site,
        );
        self.add_pool_of(&mut path, from);
        self.add_pool_of(&mut path, to);
        joined.then_some(path)
    }
}

/// All paths of a blueprint, worked out once.
#[derive(Debug)]
pub(super) struct Routes {
    backups: Table<StampId, Table<RepositoryId, Option<PipePath>>>,
    restores: Table<StampId, Table<RepositoryId, Option<PipePath>>>,
    copies: Table<RepositoryId, Table<RepositoryId, Option<PipePath>>>,
    between: Table<StampId, Table<StampId, PipePath>>,
}

/// A table of tables.
fn by_two<I: Id, J: Id, T>(
    rows: usize,
    columns: usize,
    cell: impl Fn(I, J) -> T,
) -> Table<I, Table<J, T>> {
    let row = |one: I| {
        (0..columns)
            .map(|other| cell(one, J::of_row(other)))
            .collect()
    };
    (0..rows).map(|one| row(I::of_row(one))).collect()
}

impl Routes {
    pub(super) fn new(paths: &Paths<'_>) -> Routes {
        let stamps = paths.blueprint.stamps.len();
        let repositories = paths.blueprint.repositories.len();
        Routes {
            backups: by_two(stamps, repositories, |from, to| paths.backup(from, to)),
            restores: by_two(stamps, repositories, |to, from| paths.restore(to, from)),
            copies: by_two(repositories, repositories, |from, to| paths.copy(from, to)),
            between: by_two(stamps, stamps, |from, to| paths.between_any(from, to)),
        }
    }
    /// Of a backup from a stamp to a repository; none where no link joins their sites.
    pub(super) fn backup(&self, from: StampId, to: RepositoryId) -> Option<&PipePath> {
        self.backups[from][to].as_ref()
    }
    /// Of a restore to a stamp from a repository.
    pub(super) fn restore(&self, to: StampId, from: RepositoryId) -> Option<&PipePath> {
        self.restores[to][from].as_ref()
    }
    /// Of a copy between repositories.
    pub(super) fn copy(&self, from: RepositoryId, to: RepositoryId) -> Option<&PipePath> {
        self.copies[from][to].as_ref()
    }
    /// From one stamp to another; within a stamp there is nothing but its disks.
    pub(super) fn between(&self, from: StampId, to: StampId) -> &PipePath {
        &self.between[from][to]
    }
}
