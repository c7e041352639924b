//! `[protection.NAME]`: how an application survives.
//!
//! Always true here: under each name stands one of these kinds; each has a file of its own and stands in the list
//! below. Nobody else of the scenario lists kinds.

pub(in crate::scenario) mod backup;
mod going_home;
pub(in crate::scenario) mod high_availability;
pub(in crate::scenario) mod none;
pub(in crate::scenario) mod replication;
mod upkeep;

use crate::model::{
    self, Backup, Blueprint, HighAvailability, Protection, Protects, Redeploy, Replication, Tabled,
};
use crate::scenario::context::Context;
use crate::scenario::keys::{Element, Inner, Key, Lines, May, Section, keys};
use crate::scenario::limit;
use crate::scenario::names::named;
use crate::scenario::places::{PlaceNames, Places};
use crate::scenario::problem::ProtectionProblem;
use crate::scenario::protections::{Length, Protections, Stated};
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

/// What is done with every kind, given each with the key that it stands under.
macro_rules! kinds {
    ($( $key:ident: $kind:ident; )+) => {
        /// The tables of the kinds, in the order of the reference.
        pub(in crate::scenario) const SECTIONS: &[&Section] =
            &[$( <$kind as Stated>::Keys::SECTION ),+];

        /// Reads the one kind that is stated; none where it has problems.
        fn read_kind(one: &mut Entry<'_, '_, '_>) -> Option<Protection> {
            $( if one.table.node($key).is_some() {
                return one.of::<$kind>($key);
            } )+
            None
        }

        /// What the resolved scenario says of each protection: its name, its kind and its keys.
        pub(in crate::scenario) fn written<'b>(
            blueprint: &'b Blueprint,
            names: &PlaceNames,
        ) -> Vec<(&'b str, &'static str, Lines<Keys>)> {
            let mut all = Vec::new();
            $( all.extend($kind::all(&blueprint.protections).map(|(_, one)| {
                let kind = <$kind as Stated>::Keys::NAME;
                (one.name(), kind, one.write(blueprint, names).inside())
            })); )+
            all
        }

        /// Each protection with its lengths of time.
        pub(in crate::scenario) fn lengths(
            tables: &model::Protections,
        ) -> Vec<(Protection, Vec<Length<'_>>)> {
            let mut all = Vec::new();
            $( all.extend($kind::all(tables).map(|(id, one)| (id, one.lengths()))); )+
            all
        }
    };
}

kinds! {
    BACKUP: Backup;
    NONE: Redeploy;
    REPLICATION: Replication;
    HIGH_AVAILABILITY: HighAvailability;
}

/// Reads all protections.
pub(in crate::scenario) fn read(context: &Context<'_>, top: &Tree, places: &Places) -> Protections {
    let mut protections = Protections::default();
    for entry in named(context, top, Keys::NAME, limit::APPLICATIONS) {
        let table = Table::named(context, &entry);
        let stated = Keys::SECTION.keys.iter();
        let stated = stated.filter(|kind| table.tree.get(kind.name).is_some());
        let kind = if stated.count() == 1 {
            read_kind(&mut Entry {
                table: &table,
                name: &entry.name,
                places,
                all: &mut protections,
            })
        } else {
            // A single unknown key has its message already.
            if entry.tree.entries.len() != 1 {
                let kinds = Keys::SECTION.keys.iter().map(|kind| kind.name);
                context.problem(
                    &entry.spot,
                    ProtectionProblem::NotOneKind {
                        protection: entry.name.clone(),
                        kinds: kinds.collect(),
                    },
                );
            }
            None
        };
        protections.list(entry.name, kind, entry.spot);
    }
    protections
}

/// A name of a protection whose kind is to be found.
struct Entry<'k, 'a, 'f> {
    table: &'k Table<'a, 'f, Keys>,
    name: &'k str,
    places: &'k Places,
    all: &'k mut Protections,
}

impl Entry<'_, '_, '_> {
    /// The protection, which is of this kind.
    fn of<K: Stated>(&mut self, key: Key<Keys, Inner<K::Keys>, May>) -> Option<Protection> {
        let (context, spot) = (self.table.context, &self.table.spot);
        let word = K::Keys::NAME;
        let tree = inner(context, self.table.node(key)?, word)?;
        let path = format!("{}.{word}", self.table.path);
        let table = Table::new(context, path, tree, spot);
        let one = K::read(&table, self.name, self.places, self.all);
        Some(one.put(&mut self.all.tables))
    }
}
