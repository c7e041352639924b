//! `[enclosure.NAME]`: a group of stamps that fails together.
//!
//! Always true here: it stands at one site.

use super::site;
use crate::model::{Blueprint, Enclosure, SiteId};
use crate::scenario::context::Context;
use crate::scenario::keys::{Lines, Name, keys};
use crate::scenario::names::Named;
use crate::scenario::places::Places;
use crate::scenario::table::Table;

keys! {
    name: "enclosure", pattern: "enclosure.*", header: "[enclosure.NAME]", collapse: false,
    doc: "A group of stamps that fails together, such as the container of an MDC.";

    SITE: Name<site::Keys> = "site", "Where it stands.", optional("the only site");
}

/// Reads one enclosure.
pub(in crate::scenario) fn read(context: &Context<'_>, enclosure: &Named<'_>, places: &mut Places) {
    let table = Table::<Keys>::named(context, enclosure);
    let site = table.name_or_the_only(SITE, &places.names.site);
    places.names.enclosure.push(enclosure.name.clone());
    places.enclosures.push(Enclosure {
        name: enclosure.name.clone(),
        site: SiteId::from_index(site),
    });
}

/// What the resolved scenario says of an enclosure.
pub(in crate::scenario) fn write(enclosure: &Enclosure, blueprint: &Blueprint) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.name(SITE, &blueprint.sites[enclosure.site.index()].name);
    lines
}
