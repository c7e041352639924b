//! `[parts.NAME]`: spare parts of one kind, on the shelf and by delivery.
//!
//! Always true here: a delivery arrives.

use crate::model::{Delivery, Hours, Law, Parts};
use crate::scenario::context::Context;
use crate::scenario::keys::{Companions, Form, Kind, Lines, Plain, Whole, keys, quote};
use crate::scenario::law;
use crate::scenario::limit;
use crate::scenario::names::Named;
use crate::scenario::places::Places;
use crate::scenario::problem::Problem;
use crate::scenario::table::Table;
use crate::scenario::tree::{Item, Node};
use crate::scenario::value::whole;

keys! {
    name: "parts", pattern: "parts.*", header: "[parts.NAME]", collapse: false,
    doc: "Spare parts of one kind: what lies on a shelf, and how long a delivery takes. A repair that names them (`parts = \"NAME\"` of a hazard, fault or drill) needs one, beside a person of its crew: it takes one from the shelf and orders another, or waits for the next that arrives, first come, first served. For example: `[parts.disks]` with `spares = 2` and `delivery = \"next business day\"`.";

    SPARES: Whole<0> = "spares", "How many lie on the shelf at the start. Whoever takes one orders another, which takes `delivery`.",
        default("0", Assumed, "whoever keeps spares knows how many");
    DELIVERY: Delivery = "delivery", "From the order, when the repair is called for, to the arrival: a length or a law, which counts in `hours` alone, or business days: when the `hours` of so many days later begin, that of the order not counted.", required;
    HOURS: Hours = "hours", "When time counts for a delivery, and which days are business days.", optional("always; where business days are counted Mon-Fri 08:00-17:00, the standard business hours of HPE's support data sheet");
}

/// The word for one business day.
const NEXT: &str = "next business day";
/// Behind a number of them.
const DAYS: &str = " business days";

impl Form for Delivery {
    const KIND: Kind = Kind::Own(
        "a length of time, a law, or business days",
        "\"next business day\"",
    );
}

impl Plain for Delivery {
    type Value = Delivery;
    fn stand_in() -> Delivery {
        Delivery::After(Law::Constant(0.0))
    }
    fn read(context: &Context<'_>, node: &Node) -> Result<Delivery, Problem> {
        if let Item::Text(text) = &node.item {
            if text == NEXT {
                return Ok(Delivery::BusinessDays(1));
            }
            let days = text.strip_suffix(DAYS).and_then(|days| days.parse().ok());
            if let Some(days) = days.filter(|days| (1..=MOST_DAYS).contains(days)) {
                return Ok(Delivery::BusinessDays(days));
            }
        }
        law::law(context, node).map(Delivery::After)
    }
    fn write(delivery: &Delivery, companions: &mut Companions) -> String {
        match delivery {
            Delivery::After(law) => Law::write(law, companions),
            Delivery::BusinessDays(1) => quote(NEXT),
            Delivery::BusinessDays(days) => quote(&format!("{days}{DAYS}")),
        }
    }
}

/// Most business days of a delivery: what takes longer is no spare part.
const MOST_DAYS: u32 = limit::SMALL_COUNT.most as u32;

/// Reads the parts of one kind.
pub(in crate::scenario) fn read(context: &Context<'_>, parts: &Named<'_>, places: &mut Places) {
    let table = Table::<Keys>::named(context, parts);
    places.names.parts.push(parts.name.clone());
    places.part_spots.push(parts.spot.clone());
    let delivery = table.must(DELIVERY, Delivery::stand_in(), |node| {
        Delivery::read(context, node)
    });
    let usual = match delivery {
        Delivery::After(_) => Hours::Always,
        Delivery::BusinessDays(_) => Hours::of_offices(),
    };
    places.parts.push(Parts {
        name: parts.name.clone(),
        spares: table.get_as(SPARES, 0, |node| whole(node, 0, limit::SMALL_COUNT)),
        delivery,
        hours: table.may(HOURS).unwrap_or(usual),
    });
}

/// What the resolved scenario says of them.
pub(in crate::scenario) fn write(parts: &Parts) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.count(SPARES, parts.spares);
    lines.put(DELIVERY, &parts.delivery);
    lines.put(HOURS, &parts.hours);
    lines
}
