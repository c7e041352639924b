//! Which pipes there are, and which of them what moves goes through: the one answer for the simulated world,
//! the queues and cuts that are worked out, the run-in, and the calculator beside a drill.
//!
//! Always true here: a route names each pipe once; no route goes over a link that only stands in for
//! another one. On the pool of a stamp what moves counts as what is read and written there (see
//! `bytes`), twice where both happen on one pool.

use super::application::Vm;
use super::blueprint::Blueprint;
use super::bytes::{disk_rate, weight_in_pool};
use super::ids::{LinkId, RepositoryId, SiteId, StampId};
use super::place::{Place, joined};
use super::protection::Backup;
use super::record::Resource;
use super::topology;
use crate::engine::WEIGHT;
use crate::units::Rate;

/// Something with a rate that is shared by all that goes through it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pipe {
    /// The uplink of a stamp.
    Uplink(StampId),
    /// A link between two sites.
    Link(LinkId),
    /// What is written to a repository.
    Write(RepositoryId),
    /// What is read from a repository.
    Read(RepositoryId),
    /// The storage pool of a stamp.
    Pool(StampId),
}

impl Pipe {
    /// What reports call it.
    #[must_use]
    pub fn resource(self) -> Resource {
        match self {
            Pipe::Uplink(id) => Resource::Uplink(id),
            Pipe::Link(id) => Resource::Link(id),
            Pipe::Write(id) => Resource::RepositoryWrite(id),
            Pipe::Read(id) => Resource::RepositoryRead(id),
            Pipe::Pool(id) => Resource::Storage(id),
        }
    }

    /// What it carries while nothing is wrong.
    #[must_use]
    pub fn rate(self, blueprint: &Blueprint) -> Rate {
        match self {
            Pipe::Uplink(id) => blueprint.stamp(id).uplink,
            Pipe::Link(id) => blueprint.link(id).rate,
            Pipe::Write(id) => blueprint.repository(id).write,
            Pipe::Read(id) => blueprint.repository(id).read,
            Pipe::Pool(id) => {
                let storage = blueprint.stamp(id).storage.as_ref();
                storage.map_or(Rate(0), |storage| storage.rate)
            }
        }
    }
}

/// A pipe on a route, and how often what moves is read or written there, if it is a pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// Which pipe.
    pub pipe: Pipe,
    /// How often as the data of a VM.
    pub as_data: u8,
    /// How often as it lies in a repository.
    pub as_stored: u8,
}

impl Step {
    /// What a byte that is left after a reduction counts here, in parts of [`WEIGHT`].
    #[must_use]
    pub fn weight(self, reduction: f64) -> u32 {
        match self.pipe {
            Pipe::Pool(_) => weight_in_pool(self.as_data, self.as_stored, reduction),
            Pipe::Uplink(_) | Pipe::Link(_) | Pipe::Write(_) | Pipe::Read(_) => WEIGHT,
        }
    }
}

/// The pipes that something goes through, in the order in which they are looked at.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Route(pub Vec<Step>);

impl Route {
    fn push(&mut self, pipe: Pipe) {
        self.0.push(Step {
            pipe,
            as_data: 0,
            as_stored: 0,
        });
    }

    /// Adds what is read or written on the pool of a stamp, if it is simulated.
    fn add_pool(&mut self, blueprint: &Blueprint, stamp: StampId, as_data: u8, as_stored: u8) {
        if blueprint.stamp(stamp).storage.is_none() {
            return;
        }
        let pipe = Pipe::Pool(stamp);
        let known = self.0.iter_mut().find(|step| step.pipe == pipe);
        if let Some(step) = known {
            step.as_data += as_data;
            step.as_stored += as_stored;
        } else {
            self.0.push(Step {
                pipe,
                as_data,
                as_stored,
            });
        }
    }

    /// Adds the pool that a repository lies on: one at a stamp lives on its volumes.
    fn add_pool_of(&mut self, blueprint: &Blueprint, repository: RepositoryId) {
        if let Place::Stamp(stamp) = blueprint.repository(repository).at {
            self.add_pool(blueprint, stamp, 0, 1);
        }
    }

    /// Adds the link between two sites; none where nothing joins them.
    fn join(&mut self, blueprint: &Blueprint, one: SiteId, other: SiteId) -> Option<()> {
        let link = joined(&blueprint.links, one, other)?.link();
        if let Some(link) = link {
            self.push(Pipe::Link(link));
        }
        Some(())
    }

    /// The link on it, if it leaves its site.
    #[must_use]
    pub fn link(&self) -> Option<LinkId> {
        let links = self.0.iter().map(|step| match step.pipe {
            Pipe::Link(link) => Some(link),
            Pipe::Uplink(_) | Pipe::Write(_) | Pipe::Read(_) | Pipe::Pool(_) => None,
        });
        links.flatten().next()
    }

    /// The same with another link in place of its own.
    #[must_use]
    pub fn over(mut self, link: LinkId) -> Route {
        for step in &mut self.0 {
            if let Pipe::Link(own) = &mut step.pipe {
                *own = link;
            }
        }
        self
    }

    /// The least that a pipe on it gives one that is alone there and moves with a reduction, in bytes per
    /// second after that; without a bound where there is no pipe.
    #[must_use]
    pub fn alone(&self, blueprint: &Blueprint, reduction: f64) -> f64 {
        let rates = self.0.iter().map(|step| {
            let rate = step.pipe.rate(blueprint).0 as f64;
            rate * f64::from(WEIGHT) / f64::from(step.weight(reduction))
        });
        rates.fold(f64::INFINITY, f64::min)
    }
}

/// Between a stamp and a repository that is read or written.
fn to_stamp(
    blueprint: &Blueprint,
    stamp: StampId,
    (id, own): (RepositoryId, Pipe),
) -> Option<Route> {
    let repository = blueprint.repository(id);
    let mut route = Route::default();
    route.push(own);
    let inside = topology::tree(blueprint).around_place(repository.at).stamp;
    if inside != Some(stamp) {
        route.push(Pipe::Uplink(stamp));
        if let Some(other) = inside {
            route.push(Pipe::Uplink(other));
        }
    }
    route.join(blueprint, blueprint.stamp(stamp).site, repository.site)?;
    route.add_pool(blueprint, stamp, 1, 0);
    route.add_pool_of(blueprint, id);
    Some(route)
}

/// Of a backup from a stamp to a repository; none where no link joins their sites.
#[must_use]
pub fn backup(blueprint: &Blueprint, from: StampId, to: RepositoryId) -> Option<Route> {
    to_stamp(blueprint, from, (to, Pipe::Write(to)))
}

/// Of a restore from a repository to a stamp; none where no link joins their sites.
#[must_use]
pub fn restore(blueprint: &Blueprint, from: RepositoryId, to: StampId) -> Option<Route> {
    to_stamp(blueprint, to, (from, Pipe::Read(from)))
}

/// Bytes per second, as they move after the reduction, at which a VM alone is restored from a repository to a
/// stamp; none where no route leads there or nothing moves on it.
#[must_use]
pub fn restores_alone(
    blueprint: &Blueprint,
    vm: &Vm,
    (backup, from): (&Backup, RepositoryId),
    to: StampId,
) -> Option<f64> {
    let route = restore(blueprint, from, to)?;
    let disks = disk_rate(blueprint.stamp(to), vm.disks, backup.reduction);
    let least = route.alone(blueprint, backup.reduction).min(disks.0 as f64);
    (least > 0.0).then_some(least)
}

/// Of a copy: one repository is read and the other written, over the link between their sites. The
/// uplinks of stamps that they stand in are left out; their pools are not.
#[must_use]
pub fn copy(blueprint: &Blueprint, from: RepositoryId, to: RepositoryId) -> Option<Route> {
    let mut route = Route::default();
    route.push(Pipe::Read(from));
    route.push(Pipe::Write(to));
    let site = |id| blueprint.repository(id).site;
    route.join(blueprint, site(from), site(to))?;
    route.add_pool_of(blueprint, from);
    route.add_pool_of(blueprint, to);
    Some(route)
}

/// From one stamp to another, whichever way: both uplinks, the link between the sites, and both pools;
/// within a stamp its pool alone, which gives and takes. None where no link joins their sites.
#[must_use]
pub fn between(blueprint: &Blueprint, one: StampId, other: StampId) -> Option<Route> {
    let mut route = Route::default();
    if one != other {
        route.push(Pipe::Uplink(one));
        route.push(Pipe::Uplink(other));
        let site = |stamp| blueprint.stamp(stamp).site;
        route.join(blueprint, site(one), site(other))?;
    }
    route.add_pool(blueprint, one, 1, 0);
    route.add_pool(blueprint, other, 1, 0);
    Some(route)
}

/// All pipes, numbered: uplinks, links, what repositories write, what they read, and last the pools of
/// stamps with storage.
#[derive(Clone, Debug)]
pub struct Pipes {
    all: Vec<Pipe>,
    links_first: usize,
    writes_first: usize,
    reads_first: usize,
    pools_first: usize,
}

impl Pipes {
    /// Those of a blueprint.
    #[must_use]
    pub fn of(blueprint: &Blueprint) -> Pipes {
        let (stamps, links) = (blueprint.stamps.len(), blueprint.links.len());
        let repositories = blueprint.repositories.len();
        let stamp_ids = || (0..stamps).map(StampId::from_index);
        let ids = || (0..repositories).map(RepositoryId::from_index);
        let simulated = |id: &StampId| blueprint.stamp(*id).storage.is_some();
        let all = stamp_ids()
            .map(Pipe::Uplink)
            .chain((0..links).map(LinkId::from_index).map(Pipe::Link))
            .chain(ids().map(Pipe::Write))
            .chain(ids().map(Pipe::Read))
            .chain(stamp_ids().filter(simulated).map(Pipe::Pool));
        Pipes {
            all: all.collect(),
            links_first: stamps,
            writes_first: stamps + links,
            reads_first: stamps + links + repositories,
            pools_first: stamps + links + 2 * repositories,
        }
    }

    /// All of them, in the order of their numbers.
    #[must_use]
    pub fn all(&self) -> &[Pipe] {
        &self.all
    }

    /// The number of the first pool: all from there on are pools.
    #[must_use]
    pub fn pools_first(&self) -> usize {
        self.pools_first
    }

    /// The number of a pipe.
    ///
    /// # Panics
    /// For the pool of a stamp without storage, which no route names.
    #[must_use]
    pub fn number(&self, pipe: Pipe) -> usize {
        match pipe {
            Pipe::Uplink(id) => id.index(),
            Pipe::Link(id) => self.links_first + id.index(),
            Pipe::Write(id) => self.writes_first + id.index(),
            Pipe::Read(id) => self.reads_first + id.index(),
            Pipe::Pool(id) => self.pool(id).expect("a route names simulated pools alone"),
        }
    }

    /// The number of the pool of a stamp, if it is simulated.
    #[must_use]
    pub fn pool(&self, stamp: StampId) -> Option<usize> {
        let mut pools = self.all.iter().skip(self.pools_first);
        let place = pools.position(|pipe| *pipe == Pipe::Pool(stamp))?;
        Some(self.pools_first + place)
    }

    /// The numbers of the pipes of a route, and what a byte that is left after a reduction counts on each.
    #[must_use]
    pub fn weighed(&self, route: &Route, reduction: f64) -> Vec<(usize, f64)> {
        let pair = |step: &Step| {
            let weight = f64::from(step.weight(reduction)) / f64::from(WEIGHT);
            (self.number(step.pipe), weight)
        };
        route.0.iter().map(pair).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    /// East has the stamps a, with a pool, and b; west has c and, on it, the vault `on-c`. `by-a` lies on
    /// the volumes of a. The satellite only stands in for the wan.
    const TEXT: &str = r#"
[site]
east = {}
west = {}
[stamp.a]
at = "site.east"
nodes = 4
node_memory = "384 GiB"
uplink = "10 Gbps"
uplink_share = "100 %"
storage = { disks = 2, disk_size = "4 TB", rate = "1 GB/s" }
[stamp.b]
at = "site.east"
nodes = 4
node_memory = "384 GiB"
[stamp.c]
at = "site.west"
nodes = 4
node_memory = "384 GiB"
[link.satellite]
between = ["east", "west"]
rate = "10 Mbps"
[link.wan]
between = ["west", "east"]
rate = "1 Gbps"
fallback = "satellite"
[repository]
by-a = { at = "stamp.a" }
east = { at = "site.east", read = "200 MB/s" }
on-c = { at = "stamp.c" }
[application]
erp = { stamp = "a", expendable = true }
"#;

    fn blueprint() -> Blueprint {
        match load(TEXT, "test.toml", &|name: &str| Err(format!("no {name}"))) {
            Ok(loaded) => loaded.blueprint,
            Err(issues) => panic!("{issues:#?}"),
        }
    }

    const A: StampId = StampId(0);
    const B: StampId = StampId(1);
    const C: StampId = StampId(2);
    const BY_A: RepositoryId = RepositoryId(0);
    const EAST: RepositoryId = RepositoryId(1);
    const ON_C: RepositoryId = RepositoryId(2);
    const WAN: Pipe = Pipe::Link(LinkId(1));

    fn pipes(route: Option<Route>) -> Vec<Pipe> {
        let route = route.expect("a way there");
        route.0.iter().map(|step| step.pipe).collect()
    }

    #[test]
    fn what_moves_goes_through_each_pipe_between_its_ends_once() {
        let text = blueprint();
        assert_eq!(
            pipes(backup(&text, A, ON_C)),
            [
                Pipe::Write(ON_C),
                Pipe::Uplink(A),
                Pipe::Uplink(C),
                WAN,
                Pipe::Pool(A)
            ]
        );
        assert_eq!(
            pipes(restore(&text, EAST, B)),
            [Pipe::Read(EAST), Pipe::Uplink(B)]
        );
        assert_eq!(
            pipes(copy(&text, BY_A, ON_C)),
            [Pipe::Read(BY_A), Pipe::Write(ON_C), WAN, Pipe::Pool(A)]
        );
        assert_eq!(
            pipes(between(&text, C, A)),
            [Pipe::Uplink(C), Pipe::Uplink(A), WAN, Pipe::Pool(A)]
        );
        // Inside one stamp nothing leaves it: the VM reads and the repository is written on one pool.
        let inside = backup(&text, A, BY_A).expect("a way there");
        let step = |pipe, as_data, as_stored| Step {
            pipe,
            as_data,
            as_stored,
        };
        let expected = [step(Pipe::Write(BY_A), 0, 0), step(Pipe::Pool(A), 1, 1)];
        assert_eq!(inside.0, expected);
        assert_eq!(
            between(&text, A, A).map(|one| one.0),
            Some(vec![step(Pipe::Pool(A), 2, 0)])
        );
        assert_eq!(between(&text, B, B), Some(Route::default()));
    }

    /// A restore of unpacked bytes from `east` to a: the repository reads 200 MB/s; with a reduction of 10
    /// the pool of 1 GB/s writes ten bytes for each, and gives 100 MB/s.
    #[test]
    fn alone_the_slowest_pipe_counts_by_the_bytes_that_it_sees() {
        let text = blueprint();
        let route = restore(&text, EAST, A).expect("a way there");
        assert_eq!(route.alone(&text, 1.0), 200e6);
        assert_eq!(route.alone(&text, 10.0), 100e6);
    }

    #[test]
    fn without_a_link_there_is_no_way_and_numbers_are_those_of_the_table() {
        let mut text = blueprint();
        let pipes = Pipes::of(&text);
        for (number, pipe) in pipes.all().iter().enumerate() {
            assert_eq!(pipes.number(*pipe), number);
        }
        assert_eq!(pipes.pool(A), Some(pipes.pools_first()));
        assert_eq!(pipes.pool(B), None);
        text.links.clear();
        assert_eq!(backup(&text, A, ON_C), None);
        assert_eq!(restore(&text, ON_C, A), None);
        assert_eq!(copy(&text, EAST, ON_C), None);
        assert_eq!(between(&text, A, C), None);
        assert!(between(&text, A, B).is_some());
    }
}
