//! `[repository.NAME]`: where backups lie.
//!
//! Always true here: it holds something.

use crate::model::advice::PlaceAdvice;
use crate::model::{Place, Repository};
use crate::scenario::context::Context;
use crate::scenario::keys::{Bound, Lines, Whole, keys};
use crate::scenario::limit;
use crate::scenario::names::Named;
use crate::scenario::places::{PlaceNames, Places, place_or_only_site};
use crate::scenario::problem::PlaceProblem;
use crate::scenario::table::Table;
use crate::units::{Bytes, Rate, Span};

keys! {
    name: "repository", pattern: "repository.*", header: "[repository.NAME]", collapse: false,
    doc: "Where backups lie.";

    AT: Place = "at", "The failure domain that it stands in.", optional("the only site");
    CAPACITY: Bytes = "capacity", "How much it holds: bytes as they are stored, after the `reduction`.",
        default("100 TiB", Assumed, "depends on what was bought"),
        bounds [Bound::NotZero];
    WRITE: Rate = "write", "Write rate over all jobs: bytes as they are stored, after the `reduction`.",
        default("400 MB/s", Assumed, "depends on what was bought; a mid-sized backup appliance");
    READ: Rate = "read", "Read rate over all restores: bytes as they are stored, after the `reduction`.",
        default("400 MB/s", Assumed, "depends on what was bought; a mid-sized backup appliance");
    SLOTS: Whole<1> = "slots", "Jobs and restores at once.",
        default("8", SecondHand, "Veeam best practice: one core per concurrent job; 8 cores assumed"),
        bounds [Bound::Most(limit::VMS.most)];
    IMMUTABLE: Span = "immutable", "How long points cannot be changed by anybody. It does not act yet: what changes points (ransomware) is not simulated.", optional("points can be changed");
}

/// Reads one repository.
pub(in crate::scenario) fn read(
    context: &Context<'_>,
    repository: &Named<'_>,
    places: &mut Places,
) {
    let table = Table::<Keys>::named(context, repository);
    let at = place_or_only_site(&table, AT, &places.names);
    let site = places.site_of(at);
    let capacity = table.get(CAPACITY);
    if capacity.0 == 0 {
        table.problem(CAPACITY, PlaceProblem::EmptyRepository);
    }
    places.names.repository.push(repository.name.clone());
    places.repository_spots.push(repository.spot.clone());
    if table.node(IMMUTABLE).is_some() {
        table.context.advise(
            &table.spot_of(IMMUTABLE),
            PlaceAdvice::ImmutableIdle {
                repository: repository.name.clone(),
            },
        );
    }
    places.repositories.push(Repository {
        name: repository.name.clone(),
        at,
        site,
        capacity,
        write: table.get(WRITE),
        read: table.get(READ),
        slots: table.get_count(SLOTS, limit::VMS),
        immutable: table.may(IMMUTABLE),
    });
}

/// What the resolved scenario says of a repository.
pub(in crate::scenario) fn write(repository: &Repository, names: &PlaceNames) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.toml(AT, names.toml(repository.at));
    lines.put(CAPACITY, &repository.capacity);
    lines.put(WRITE, &repository.write);
    lines.put(READ, &repository.read);
    lines.count(SLOTS, repository.slots);
    lines.put_maybe(IMMUTABLE, repository.immutable.as_ref());
    lines
}
