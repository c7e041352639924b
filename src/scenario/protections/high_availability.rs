//! Reads high availabilities.
//!
//! Always true here: the stamps that instances are spread over stand in the order of the file.

use super::super::places::{Places, place};
use super::super::table::Table;
use super::{Protection, Protections, stamps};
use crate::model::{HighAvailability, HighAvailabilityId};
use crate::units::Span;

/// Reads one high availability.
pub(super) fn read(
    table: &Table<'_, '_>,
    name: &str,
    places: &Places,
    protections: &mut Protections,
) -> Protection {
    let across = stamps(table, "across", places);
    // On one stamp nobody looks for a name elsewhere: no assumption about it then.
    let dns_ttl = if across.len() > 1 || table.node("dns_ttl").is_some() {
        table.span("dns_ttl")
    } else {
        Span::ZERO
    };
    protections.high_availabilities.push(HighAvailability {
        name: name.to_string(),
        across,
        witness: table.maybe("witness", |node| place(node, &places.names)),
        detect: table.law("detect"),
        failover: table.law("failover"),
        probe: table.span("probe"),
        dns_ttl,
        switch_failure: table.share("switch_failure"),
        switch_repair: table.law("switch_repair"),
    });
    let active = table.choice_maybe("active");
    protections
        .one_active
        .push(active.map(|word| word == "one"));
    protections.high_availability_spots.push(table.spot.clone());
    Protection::HighAvailability(HighAvailabilityId::from_index(
        protections.high_availabilities.len() - 1,
    ))
}
