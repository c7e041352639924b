//! `[repository.NAME]`: where backups lie.
//!
//! Always true here: it holds something.

use super::reached::{Reached, reached_text};
use crate::model::advice::PlaceAdvice;
use crate::model::{Blueprint, Credentials, Law, Place, ReachedBy, Repository};
use crate::scenario::context::Context;
use crate::scenario::keys::{Bound, Lines, Plain, Whole, keys, words};
use crate::scenario::limit;
use crate::scenario::names::Named;
use crate::scenario::places::{PlaceNames, Places, place_or_only_site};
use crate::scenario::problem::{FaultProblem, KeyProblem, PlaceProblem};
use crate::scenario::table::Table;
use crate::scenario::tree::Node;
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
    IMMUTABLE: Span = "immutable", "How long nobody can delete a point, from when it is complete here: no intruder, and no retention. It takes its room for as long.", optional("points can be deleted"),
        bounds [Bound::NotZero];
    CREDENTIALS: Credentials = "credentials", "Whether it is run with the credentials of the estate, which intruders have when they strike, or with its own. With those of the estate all points that are not immutable are deleted then.",
        default("shared", Assumed, "intruders go for backup repositories in 96 % of attacks, and reach them in 76 % of those (Veeam 2024)");
    REACHED_BY: Reached = "reached_by", "Applications from which intruders reach it who have its credentials: \"everything\", \"tier.1\", \"application.NAME\", \"stamp.NAME.applications\", \"site.NAME.applications\", or a list; `[]` from none. Its points are deleted where one of them is struck.", optional("they reach it from everywhere");
    OFFLINE: bool = "offline", "What lies here is reached by nothing but shipment, once it is complete: no intruder reaches it, and a restore waits until it has been fetched.", optional("it can be read at once");
    SHIPMENT: Law = "shipment", "Where it is offline: time until what lies here has been fetched and can be read. It is fetched once for all that one disaster takes.",
        default("24 h", Assumed, "offline repositories only: a courier brings media the next day");
}

words!(Credentials {
    "shared" => Shared, "own" => Own,
});

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
    let offline = table.may(OFFLINE).unwrap_or(false);
    if !offline {
        table.refuse(SHIPMENT, FaultProblem::ShipmentOfOnline);
    }
    // Without intruders nothing follows from it, and nothing is assumed.
    let credentials = match places.names.intruders {
        true => table.get(CREDENTIALS),
        false => table
            .maybe(CREDENTIALS, |node| Credentials::read(context, node))
            .unwrap_or(Credentials::Shared),
    };
    // Who runs it is nothing to those who err.
    let of_intruders = [table.node(CREDENTIALS), table.node(REACHED_BY)];
    let of_all = [table.node(IMMUTABLE), table.node(OFFLINE)];
    let stated = |all: &[Option<&Node>]| all.iter().any(Option::is_some);
    let protected = stated(&of_intruders) || (!places.names.mistakes && stated(&of_all));
    if !places.names.intruders && protected {
        let repository = repository.name.clone();
        let advice = PlaceAdvice::NoIntruders { repository };
        table.context.advise(&table.spot, advice);
    }
    if credentials == Credentials::Own {
        table.refuse(REACHED_BY, FaultProblem::ReachedWithout);
    }
    let stated = table.node(REACHED_BY).cloned();
    places.reached_by.push(stated);
    places.repositories.push(Repository {
        name: repository.name.clone(),
        at,
        site,
        capacity,
        write: table.get(WRITE),
        read: table.get(READ),
        slots: table.get_count(SLOTS, limit::VMS),
        immutable: immutable(&table),
        credentials,
        offline: offline.then(|| table.get(SHIPMENT)),
        // Whom it names is known later.
        reached_by: ReachedBy::Everything,
    });
}

/// What is locked for no time is not locked.
fn immutable(table: &Table<'_, '_, Keys>) -> Option<Span> {
    let length = table.may(IMMUTABLE)?;
    if length == Span::ZERO {
        table.problem(IMMUTABLE, KeyProblem::ZeroLength);
        return None;
    }
    Some(length)
}

/// What the resolved scenario says of a repository.
pub(in crate::scenario) fn write(
    repository: &Repository,
    names: &PlaceNames,
    blueprint: &Blueprint,
) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.toml(AT, names.toml(repository.at));
    lines.put(CAPACITY, &repository.capacity);
    lines.put(WRITE, &repository.write);
    lines.put(READ, &repository.read);
    lines.count(SLOTS, repository.slots);
    lines.put_maybe(IMMUTABLE, repository.immutable.as_ref());
    if names.intruders || repository.credentials == Credentials::Own {
        lines.put(CREDENTIALS, &repository.credentials);
    }
    if let ReachedBy::These(ids) = &repository.reached_by {
        lines.toml(REACHED_BY, reached_text(ids, blueprint));
    }
    if let Some(shipment) = &repository.offline {
        lines.put(OFFLINE, &true);
        lines.put(SHIPMENT, shipment);
    }
    lines
}
