//! All protections, and what several kinds of them have in common.
//!
//! Always true here: under each name stands exactly one kind of protection.

use super::keys::{Element, Key, May, Names, Or};
use super::names::texts;
use super::places::Places;
use super::problem::{KeyProblem, ProtectionProblem};
use super::table::Table;
use super::tree::Spot;
use super::value::{number, span};
use crate::model::advice::ProtectionAdvice;
use crate::model::{
    Backup, BackupId, Blueprint, HighAvailability, HighAvailabilityId, Redeploy, RedeployId,
    Replication, ReplicationId, Role, StampId, Vm, Window,
};
use crate::units::{MINUTE, Span};
use std::collections::BTreeSet;

/// What a name of a protection stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Protection {
    Backup(BackupId),
    Redeploy(RedeployId),
    Replication(ReplicationId),
    HighAvailability(HighAvailabilityId),
    /// A table with problems.
    Broken,
}

impl Protection {
    /// Gives it to a VM, or to its role where it is a high availability. Whether it had one of this kind.
    pub(super) fn protects(self, vm: &mut Vm, of_role: &mut Option<HighAvailabilityId>) -> bool {
        match self {
            Protection::Backup(id) => vm.backup.replace(id).is_some(),
            Protection::Redeploy(id) => vm.redeploy.replace(id).is_some(),
            Protection::Replication(id) => vm.replication.replace(id).is_some(),
            Protection::HighAvailability(id) => of_role.replace(id).is_some(),
            Protection::Broken => false,
        }
    }

    /// All that some VM or role has.
    pub(super) fn in_use(blueprint: &Blueprint) -> BTreeSet<Protection> {
        let of_vm = |vm: &Vm| {
            [
                vm.backup.map(Protection::Backup),
                vm.redeploy.map(Protection::Redeploy),
                vm.replication.map(Protection::Replication),
            ]
        };
        let of_role = |role: &Role| role.high_availability.map(Protection::HighAvailability);
        let of_vms = blueprint.vms.iter().flat_map(of_vm).flatten();
        of_vms
            .chain(blueprint.roles.iter().filter_map(of_role))
            .collect()
    }
}

/// All protections.
#[derive(Default)]
pub(super) struct Protections {
    pub(super) backups: Vec<Backup>,
    pub(super) backup_spots: Vec<Spot>,
    pub(super) redeploys: Vec<Redeploy>,
    pub(super) redeploy_spots: Vec<Spot>,
    pub(super) replications: Vec<Replication>,
    /// Whether `to` named a stamp, so that what follows from it can be judged.
    pub(super) replication_has_target: Vec<bool>,
    pub(super) replication_spots: Vec<Spot>,
    pub(super) high_availabilities: Vec<HighAvailability>,
    pub(super) high_availability_spots: Vec<Spot>,
    /// Whether one instance serves at a time, where a high availability says so.
    pub(super) one_active: Vec<Option<bool>>,
    pub(super) names: Vec<String>,
    pub(super) kinds: Vec<Protection>,
    pub(super) spots: Vec<Spot>,
}

/// The stamps that a key lists, in its order.
pub(super) fn stamps<E, K: Element>(
    table: &Table<'_, '_, E>,
    key: Key<E, Names<K>, May>,
    places: &Places,
) -> Vec<StampId> {
    // The order of the list is the order of preference, so it is kept as written.
    let Some(node) = table.node(key) else {
        return Vec::new();
    };
    table.names_of(key, &places.names.stamp);
    texts(node)
        .unwrap_or_default()
        .iter()
        .filter_map(|(name, _)| places.names.stamp.iter().position(|known| known == name))
        .map(StampId::from_index)
        .collect()
}

/// A length of time of a minute at least.
pub(super) fn positive<E>(table: &Table<'_, '_, E>, key: Key<E, Span, Or>) -> Span {
    let value = table.get_as(key, Span::days(1), span);
    if value.0 < MINUTE {
        let problem = ProtectionProblem::TooOften {
            key: key.row.name,
            value,
        };
        table.problem(key, problem);
        return Span::days(1);
    }
    value
}

/// Bytes of the VM per byte that is moved.
pub(super) fn reduction<E>(table: &Table<'_, '_, E>, key: Key<E, f64, Or>) -> f64 {
    table.get_as(key, 1.0, |node| {
        let value = number(node)?;
        if (0.1..=1_000.0).contains(&value) {
            Ok(value)
        } else {
            Err(KeyProblem::OutOfRange {
                number: value,
                least: 0.1,
                most: 1_000.0,
                remedy: "2.0 halves what is moved and stored",
            }
            .into())
        }
    })
}

/// Advice about a window, given its key and its word, that is open for less than an hour a day.
pub(super) fn narrow_window<E>(
    table: &Table<'_, '_, E>,
    (key, word): (Key<E, Window, May>, &'static str),
    of: String,
    window: Window,
) {
    let open = window.length();
    if open < Span(crate::units::HOUR) {
        table.context.advise(
            &table.spot_of(key),
            ProtectionAdvice::NarrowWindow {
                window: word,
                of,
                open,
            },
        );
    }
}

/// Names of stamps, in their order.
pub(super) fn stamp_names<'b>(blueprint: &'b Blueprint, ids: &[StampId]) -> Vec<&'b str> {
    let names = ids.iter().map(|id| blueprint.stamp(*id).name.as_str());
    names.collect()
}
