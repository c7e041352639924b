//! `[protection.NAME]`: how an application survives.
//!
//! Always true here: under each name stands one of these kinds.

use super::{backup, high_availability, none, replication};
use crate::scenario::context::Context;
use crate::scenario::keys::{Element, Inner, Key, May, keys};
use crate::scenario::limit;
use crate::scenario::names::named;
use crate::scenario::places::Places;
use crate::scenario::problem::ProtectionProblem;
use crate::scenario::protections::{Protection, Protections};
use crate::scenario::table::{Table, inner};
use crate::scenario::tree::Tree;

keys! {
    name: "protection", pattern: "protection.*", header: "[protection]", collapse: false,
    doc: "How an application survives: exactly one of these kinds under each name.";

    BACKUP: Inner<backup::Keys> = "backup", "`NAME.backup = { ... }`: restore from restore points.", optional("");
    NONE: Inner<none::Keys> = "none", "`NAME.none = { ... }`: no protection, but a way back by redeployment.", optional("");
    REPLICATION: Inner<replication::Keys> = "replication", "`NAME.replication = { ... }`: the state lives a second time on another stamp, and people fail over to it.", optional("");
    HIGH_AVAILABILITY: Inner<high_availability::Keys> = "high_availability", "`NAME.high_availability = { ... }`: instances of a role stand in for one another without a person.", optional("");
}

/// Reads all protections.
pub(in crate::scenario) fn read(context: &Context<'_>, top: &Tree, places: &Places) -> Protections {
    let mut protections = Protections::default();
    for entry in named(context, top, Keys::NAME, limit::APPLICATIONS) {
        let table = Table::named(context, &entry);
        let stated = Keys::SECTION.keys.iter();
        let stated = stated.filter(|kind| table.tree.get(kind.name).is_some());
        let kind = if stated.count() == 1 {
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
        protections.spots.push(entry.spot);
    }
    protections
}

/// Reads the one kind that is stated.
fn read_kind(
    table: &Table<'_, '_, Keys>,
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
    one.of(BACKUP, backup::read)
        .or_else(|| one.of(NONE, none::read))
        .or_else(|| one.of(REPLICATION, replication::read))
        .or_else(|| one.of(HIGH_AVAILABILITY, high_availability::read))
        .unwrap_or(Protection::Broken)
}

/// What is known of the name of a protection whose kind is to be found.
struct Kind<'k, 'a, 'f> {
    table: &'k Table<'a, 'f, Keys>,
    name: &'k str,
    places: &'k Places,
    all: &'k mut Protections,
}

impl Kind<'_, '_, '_> {
    /// The protection, if it is of this kind.
    fn of<K: Element>(
        &mut self,
        key: Key<Keys, Inner<K>, May>,
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
