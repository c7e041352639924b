//! `[crew.NAME]`: people who repair or decide.
//!
//! Always true here: somebody belongs to it.

use crate::model::{Crew, Hours, Law};
use crate::scenario::context::Context;
use crate::scenario::keys::{Bound, Form, Kind, Lines, Whole, keys};
use crate::scenario::limit;
use crate::scenario::names::Named;
use crate::scenario::places::Places;
use crate::scenario::problem::{FaultProblem, KeyProblem};
use crate::scenario::table::Table;
use crate::units::Span;

keys! {
    name: "crew", pattern: "crew.*", header: "[crew.NAME]", collapse: false,
    doc: "People who repair, decide, restore or check: a shared, limited resource.";

    PEOPLE: Whole<1> = "people", "How many of them; each has one piece of work at a time.",
        default("1", Assumed, "the smallest crew"),
        bounds [Bound::Most(limit::SMALL_COUNT.most)];
    HOURS: Hours = "hours", "When they begin work; what has begun is finished.",
        default("always", Read, "HPE support data sheet: on-site response is sold around the clock as well as in office hours");
    ANSWERS_IN: Law = "answers_in", "Time from the call for a repair to the start of work: answer and travel.",
        default("4 h", Read, "HPE support data sheet: on site within 4 h (24x7); no response time is published for Azure Stack Hub itself");
    ON_CALL_AFTER: Law = "on_call_after", "How long somebody takes to answer who is called outside of `hours`; whoever has come goes on with what waits.", optional("nobody answers before the hours begin");
    REPAIR_WITHIN: Span = "repair_within", "So long after the call, counted in `hours`, a repair is over at the latest, whatever it waits for: what a contract with a call-to-repair time promises (whoever has to keep it brings another person, or another machine).", optional("nobody promises it"),
        bounds [Bound::NotZero];
    SPARES: Spares = "spares", "Spare parts are a table of their own.", optional("");
}

/// Spare parts.
pub(in crate::scenario) enum Spares {}

impl Form for Spares {
    const KIND: Kind = Kind::Refused("spare parts are a table of their own, [parts.NAME]");
}

/// Reads one crew.
pub(in crate::scenario) fn read(context: &Context<'_>, crew: &Named<'_>, places: &mut Places) {
    let table = Table::<Keys>::named(context, crew);
    places.names.crew.push(crew.name.clone());
    places.crew_spots.push(crew.spot.clone());
    places.crews.push(Crew {
        name: crew.name.clone(),
        people: table.get_count(PEOPLE, limit::SMALL_COUNT),
        hours: table.get(HOURS),
        answers_in: table.get(ANSWERS_IN),
        on_call_after: on_call_after(&table),
        repair_within: repair_within(&table),
    });
}

/// Nobody repairs in no time.
fn repair_within(table: &Table<'_, '_, Keys>) -> Option<Span> {
    let within = table.may(REPAIR_WITHIN)?;
    if within == Span::ZERO {
        table.problem(REPAIR_WITHIN, KeyProblem::ZeroLength);
        return None;
    }
    Some(within)
}

/// Whoever is there at all hours is not on call.
fn on_call_after(table: &Table<'_, '_, Keys>) -> Option<Law> {
    let law = table.may(ON_CALL_AFTER)?;
    if matches!(table.get(HOURS), Hours::Always) {
        table.problem(ON_CALL_AFTER, FaultProblem::OnCallAlways);
    }
    Some(law)
}

/// What the resolved scenario says of a crew.
pub(in crate::scenario) fn write(crew: &Crew) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.count(PEOPLE, crew.people);
    lines.put(HOURS, &crew.hours);
    lines.put(ANSWERS_IN, &crew.answers_in);
    lines.put_maybe(ON_CALL_AFTER, crew.on_call_after.as_ref());
    lines.put_maybe(REPAIR_WITHIN, crew.repair_within.as_ref());
    lines
}
