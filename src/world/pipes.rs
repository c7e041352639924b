//! The routes of a blueprint as numbers of pipes, so that a transfer starts without a list.
//!
//! Always true here: nothing changes after construction; which pipes a route goes through is asked of
//! `model::route` alone.

use crate::engine::{Id, Table, WEIGHT};
use crate::model::route::{self, Pipes, Route, Step};
use crate::model::{Blueprint, Effect, RepositoryId, SourceId, StampId};
use crate::units::Rate;

/// Most resources on one path: read or write of a repository, two uplinks, a link, two storage pools.
const LONGEST_PATH: usize = 6;

/// The pipes that a transfer goes through.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PipePath {
    pipes: [u16; LONGEST_PATH],
    /// What each pipe is, and what counts on it.
    steps: [Option<Step>; LONGEST_PATH],
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
    /// The path of a route.
    pub(super) fn of(pipes: &Pipes, route: &Route) -> PipePath {
        let mut path = PipePath::default();
        for (place, step) in route.0.iter().enumerate() {
            let number = pipes.number(step.pipe);
            path.pipes[place] = number as u16;
            path.steps[place] = Some(*step);
            path.over_pools |= number >= pipes.pools_first();
        }
        path.count = route.0.len() as u8;
        path
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
            for (weight, step) in weights.weights.iter_mut().zip(self.steps) {
                *weight = step.map_or(WEIGHT, |step| step.weight(reduction));
            }
        }
        weights
    }
}

/// What all scans of one source of faults share, as pipes that come after all others: no route goes through them.
#[derive(Debug)]
pub(super) struct Farms {
    of: Table<SourceId, Option<u16>>,
    rates: Vec<Rate>,
}

impl Farms {
    /// Those of a blueprint, numbered after its pipes.
    pub(super) fn new(blueprint: &Blueprint, pipes: &Pipes) -> Farms {
        let first = pipes.all().len();
        let mut rates = Vec::new();
        let of = blueprint.sources.iter().map(|source| match &source.effect {
            Effect::Ransomware(intruders) => {
                rates.push(intruders.scan?.farm?);
                Some((first + rates.len() - 1) as u16)
            }
            Effect::Stops { .. } | Effect::Logical { .. } | Effect::Mistake(_) => None,
        });
        let of = of.collect();
        Farms { of, rates }
    }

    /// The farm that the scans of a source share, if they do.
    pub(super) fn of(&self, source: SourceId) -> Option<u16> {
        self.of[source]
    }

    /// What each of them does, in the order of their numbers.
    pub(super) fn rates(&self) -> impl Iterator<Item = Rate> + '_ {
        self.rates.iter().copied()
    }
}

/// Whether scans of any source share a farm.
pub(super) fn has_farms(blueprint: &Blueprint) -> bool {
    let farm = |effect: &Effect| match effect {
        Effect::Ransomware(intruders) => intruders.scan.is_some_and(|scan| scan.farm.is_some()),
        Effect::Stops { .. } | Effect::Logical { .. } | Effect::Mistake(_) => false,
    };
    blueprint.sources.iter().any(|source| farm(&source.effect))
}

/// All paths of a blueprint, worked out once.
#[derive(Debug)]
pub(super) struct Routes {
    backups: Table<StampId, Table<RepositoryId, Option<PipePath>>>,
    restores: Table<StampId, Table<RepositoryId, Option<PipePath>>>,
    copies: Table<RepositoryId, Table<RepositoryId, Option<PipePath>>>,
    between: Table<StampId, Table<StampId, Option<PipePath>>>,
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
    pub(super) fn new(blueprint: &Blueprint, pipes: &Pipes) -> Routes {
        let stamps = blueprint.stamps.len();
        let repositories = blueprint.repositories.len();
        let path = |route: Option<Route>| route.map(|route| PipePath::of(pipes, &route));
        Routes {
            backups: by_two(stamps, repositories, |from, to| {
                path(route::backup(blueprint, from, to))
            }),
            restores: by_two(stamps, repositories, |to, from| {
                path(route::restore(blueprint, from, to))
            }),
            copies: by_two(repositories, repositories, |from, to| {
                path(route::copy(blueprint, from, to))
            }),
            between: by_two(stamps, stamps, |from, to| {
                path(route::between(blueprint, from, to))
            }),
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
    /// From one stamp to another; none where no link joins their sites.
    pub(super) fn between(&self, from: StampId, to: StampId) -> Option<&PipePath> {
        self.between[from][to].as_ref()
    }
}
