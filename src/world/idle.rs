//! What a restore gets of a path that nobody else uses: for a calculator beside a drill.
//!
//! Always true here: paths and the bytes that count on them are those of the simulation.

use super::pipes::{Paths, pipes, pool_pipes};
use crate::engine::{Table, WEIGHT};
use crate::model::{Backup, Blueprint, RepositoryId, StampId, Vm, bytes};
use crate::units::Rate;

/// The paths of a blueprint with nothing on them.
#[derive(Debug)]
pub struct IdlePaths<'b> {
    blueprint: &'b Blueprint,
    rates: Vec<Rate>,
    pools: Table<StampId, Option<u16>>,
}

impl<'b> IdlePaths<'b> {
    /// The paths of this blueprint.
    #[must_use]
    pub fn new(blueprint: &'b Blueprint) -> IdlePaths<'b> {
        let (resources, rates) = pipes(blueprint);
        IdlePaths {
            blueprint,
            pools: pool_pipes(blueprint, &resources),
            rates,
        }
    }

    /// Bytes per second, as they move after the reduction, at which a VM alone is restored from a
    /// repository to a stamp; none where no path leads there or nothing moves on it.
    #[must_use]
    pub fn restore(
        &self,
        vm: &Vm,
        backup: &Backup,
        from: RepositoryId,
        to: StampId,
    ) -> Option<f64> {
        let paths = Paths {
            blueprint: self.blueprint,
            links_first: self.blueprint.stamps.len() as u16,
            pools: &self.pools,
        };
        let path = paths.restore(to, from)?;
        let weights = path.weights(backup.reduction);
        let disks = bytes::disk_rate(self.blueprint.stamp(to), vm.disks, backup.reduction);
        let pipes = path.pipes().iter().enumerate();
        let rates = pipes.map(|(place, pipe)| {
            let weight = weights.of_pipes().get(place).copied().unwrap_or(WEIGHT);
            self.rates[usize::from(*pipe)].0 as f64 * f64::from(WEIGHT) / f64::from(weight)
        });
        let least = rates.fold(disks.0 as f64, f64::min);
        (least > 0.0).then_some(least)
    }
}
