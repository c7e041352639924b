//! All protections, and what several kinds of them have in common.
//!
//! Always true here: under each name stands exactly one kind of protection.

use super::context::Context;
use super::elements::{backup, high_availability, none, protection, replication, stamp};
use super::keys::{Element, Inner, Key, May, Names, Or, Row};
use super::limit;
use super::names::{named, texts};
use super::places::Places;
use super::problem::{KeyProblem, ProtectionProblem};
use super::table::{Table, inner, number, span};
use super::tree::{Spot, Tree};
use crate::model::advice::ProtectionAdvice;
use crate::model::{
    Backup, BackupId, Blueprint, HighAvailability, HighAvailabilityId, Redeploy, RedeployId,
    Replication, ReplicationId, StampId, Window,
};
use crate::units::{MINUTE, Span};

/// What a name of a protection stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Protection {
    Backup(BackupId),
    Redeploy(RedeployId),
    Replication(ReplicationId),
    HighAvailability(HighAvailabilityId),
    /// A table with problems.
    Broken,
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
}

/// Reads all protections.
pub(super) fn read(context: &Context<'_>, top: &Tree, places: &Places) -> Protections {
    let mut protections = Protections::default();
    for entry in named(context, top, protection::Keys::NAME, limit::APPLICATIONS) {
        let path = format!("protection.{}", entry.name);
        let table = Table::new(context, path, entry.tree, &entry.spot);
        let kind = if KINDS
            .iter()
            .filter(|kind| table.tree.get(kind.name).is_some())
            .count()
            == 1
        {
            read_kind(&table, &entry.name, places, &mut protections)
        } else {
            // A single unknown key has its message already.
            if entry.tree.entries.len() != 1 {
                context.problem(
                    &entry.spot,
                    ProtectionProblem::NotOneKind {
                        protection: entry.name.clone(),
                    },
                );
            }
            Protection::Broken
        };
        protections.names.push(entry.name);
        protections.kinds.push(kind);
    }
    protections
}

/// All kinds.
const KINDS: &[&Row] = protection::Keys::SECTION.keys;

/// Reads the one kind that is stated.
fn read_kind(
    table: &Table<'_, '_, protection::Keys>,
    name: &str,
    places: &Places,
    all: &mut Protections,
) -> Protection {
    let mut one = Kind {
        table,
        name,
        places,
        all,
    };
    one.of(protection::BACKUP, backup::read)
        .or_else(|| one.of(protection::NONE, none::read))
        .or_else(|| one.of(protection::REPLICATION, replication::read))
        .or_else(|| one.of(protection::HIGH_AVAILABILITY, high_availability::read))
        .unwrap_or(Protection::Broken)
}

/// What is known of the name of a protection whose kind is to be found.
struct Kind<'k, 'a, 'f> {
    table: &'k Table<'a, 'f, protection::Keys>,
    name: &'k str,
    places: &'k Places,
    all: &'k mut Protections,
}

impl Kind<'_, '_, '_> {
    /// The protection, if it is of this kind.
    fn of<K: Element>(
        &mut self,
        key: Key<protection::Keys, Inner<K>, May>,
        read: fn(&Table<'_, '_, K>, &str, &Places, &mut Protections) -> Protection,
    ) -> Option<Protection> {
        let (context, spot) = (self.table.context, &self.table.spot);
        let node = self.table.node(key)?;
        let Some(tree) = inner(context, node, K::NAME) else {
            return Some(Protection::Broken);
        };
        let path = format!("{}.{}", self.table.path, K::NAME);
        let table = Table::new(context, path, tree, spot);
        Some(read(&table, self.name, self.places, self.all))
    }
}

/// The stamps that a key lists, in its order.
pub(super) fn stamps<E>(
    table: &Table<'_, '_, E>,
    key: Key<E, Names<stamp::Keys>, May>,
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
