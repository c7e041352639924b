//! `[rack.NAME]`: a rack or pod of a stamp.
//!
//! Always true here: a node stands in one rack at most.

use super::stamp;
use crate::model::{Blueprint, Rack, RackId, StampId};
use crate::scenario::context::Context;
use crate::scenario::keys::{Form, Kind, Lines, Name, keys};
use crate::scenario::limit;
use crate::scenario::names::Named;
use crate::scenario::places::Places;
use crate::scenario::problem::{NameProblem, PlaceProblem};
use crate::scenario::table::Table;
use crate::scenario::tree::Item;
use crate::scenario::value::whole;

keys! {
    name: "rack", pattern: "rack.*", header: "[rack.NAME]", collapse: false,
    doc: "A rack or pod of a stamp: its loss takes its nodes.";

    STAMP: Name<stamp::Keys> = "stamp", "The stamp that it belongs to.", optional("the only stamp");
    NODES: Nodes = "nodes", "Which nodes stand in it: numbers from 1, or a count that takes the next free ones.", required;
}

/// Nodes by their numbers, or how many.
pub(in crate::scenario) enum Nodes {}

impl Form for Nodes {
    const KIND: Kind = Kind::Own("a list of node numbers, or how many", "[1, 2]");
}

/// Reads one rack.
pub(in crate::scenario) fn read(context: &Context<'_>, rack: &Named<'_>, places: &mut Places) {
    let table = Table::<Keys>::named(context, rack);
    let stamp = table.name_or_the_only(STAMP, &places.names.stamp);
    let id = RackId::from_index(places.racks.len());
    places.names.rack.push(rack.name.clone());
    places.racks.push(Rack {
        name: rack.name.clone(),
        stamp: StampId::from_index(stamp),
    });
    let Some(first) = places.stamps.get(stamp).map(|stamp| stamp.nodes.clone()) else {
        return;
    };
    let count = first.end - first.start;
    let numbers = table.must(NODES, Vec::new(), |node| match &node.item {
        Item::List(items) => items
            .iter()
            .map(|item| whole(item, 1, limit::NODES))
            .collect(),
        _ => {
            let wanted = whole(node, 1, limit::NODES)?;
            let free: Vec<u32> = (1..=count)
                .filter(|number| {
                    places.nodes[(first.start + number - 1) as usize]
                        .rack
                        .is_none()
                })
                .take(wanted as usize)
                .collect();
            if free.len() < wanted as usize {
                return Err(PlaceProblem::RackTooLarge { free: free.len() }.into());
            }
            Ok(free)
        }
    });
    for number in numbers {
        if number > count {
            table.problem(
                NODES,
                NameProblem::NoSuchNumber {
                    holder: format!("stamp `{}`", places.names.stamp[stamp]),
                    kind: "node",
                    number,
                    count,
                },
            );
            continue;
        }
        let node = &mut places.nodes[(first.start + number - 1) as usize];
        if node.rack.is_some() {
            table.problem(NODES, PlaceProblem::NodeInTwoRacks { number });
        }
        node.rack = Some(id);
    }
}

/// What the resolved scenario says of a rack with nodes of these numbers.
pub(in crate::scenario) fn write(
    rack: &Rack,
    nodes: &[String],
    blueprint: &Blueprint,
) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.name(STAMP, &blueprint.stamp(rack.stamp).name);
    lines.toml(NODES, format!("[{}]", nodes.join(", ")));
    lines
}
