//! All stamps, with the keys of those that they are like.
//!
//! Always true here: the nodes of a stamp are consecutive, and follow those of the stamp before it.

use super::stamp;
use crate::model::{Node as StampNode, StampId};
use crate::scenario::context::Context;
use crate::scenario::keys::Element;
use crate::scenario::limit;
use crate::scenario::names::{Named, named};
use crate::scenario::places::Places;
use crate::scenario::problem::{NameProblem, PlaceProblem};
use crate::scenario::table::Table;
use crate::scenario::tree::{Entry, Item, Node, Spot, Tree};
use crate::scenario::value::label;
use std::collections::{BTreeMap, BTreeSet};

/// Reads all stamps.
pub(in crate::scenario) fn read_all(context: &Context<'_>, top: &Tree, places: &mut Places) {
    let stamps = named(context, top, stamp::Keys::NAME, limit::STAMPS);
    let written = top.get(stamp::Keys::NAME);
    if stamps.is_empty() && written.is_none_or(|node| matches!(node.item, Item::Table(_))) {
        let spot = written.map_or_else(Spot::default, |node| node.spot.clone());
        context.problem(&spot, PlaceProblem::NoStamp);
    }
    places.names.stamp = stamps.iter().map(|stamp| stamp.name.clone()).collect();
    let trees: BTreeMap<&str, &Tree> = stamps
        .iter()
        .map(|stamp| (stamp.name.as_str(), stamp.tree))
        .collect();
    circles(context, &stamps, &trees);
    let mut next_node = 0;
    for stamp in &stamps {
        let merged = with_models(stamp, &trees);
        let path = format!("stamp.{}", stamp.name);
        let table = Table::new(context, path, &merged, &stamp.spot);
        table.name_of(stamp::LIKE, &places.names.stamp);
        let problems = context.issues.borrow().len();
        let built = stamp::read(&table, &stamp.name, places, next_node);
        next_node = built.nodes.end;
        for number in 1..=built.node_count() {
            places.nodes.push(StampNode {
                stamp: StampId::from_index(places.stamps.len()),
                number,
                rack: None,
            });
        }
        places
            .stamp_is_whole
            .push(context.issues.borrow().len() == problems);
        places.stamp_spots.push(stamp.spot.clone());
        places.stamps.push(built);
    }
}

/// What a stamp says that it is like.
fn model_of(tree: &Tree) -> Option<(&str, &Spot)> {
    let node = tree.get(stamp::LIKE.row.name)?;
    Some((label(node).ok()?, &node.spot))
}

/// Refuses stamps that are like each other in a circle; each circle is told once, at its first stamp.
fn circles(context: &Context<'_>, stamps: &[Named<'_>], trees: &BTreeMap<&str, &Tree>) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for stamp in stamps {
        let mut walk: Vec<&str> = Vec::new();
        let mut at = stamp.name.as_str();
        while let Some((model, spot)) = trees.get(at).and_then(|tree| model_of(tree)) {
            walk.push(at);
            if let Some(begin) = walk.iter().position(|name| *name == model) {
                like_in_a_circle(context, spot, &walk[begin..]);
                break;
            }
            if !seen.insert(at) {
                break;
            }
            at = model;
        }
        seen.extend(walk);
    }
}

fn like_in_a_circle(context: &Context<'_>, spot: &Spot, circle: &[&str]) {
    let stamps = circle.iter().map(|name| (*name).to_string()).collect();
    context.problem(spot, NameProblem::LikeItself { stamps });
}

/// The keys of a stamp together with those of the stamps that it is like. Where these are like each
/// other in a circle a usual memory stands in, so that nothing else is blamed.
fn with_models(stamp: &Named<'_>, trees: &BTreeMap<&str, &Tree>) -> Tree {
    let mut merged = stamp.tree.clone();
    let mut seen = vec![stamp.name.as_str()];
    let mut at = stamp.tree;
    while let Some((model, spot)) = model_of(at) {
        if seen.contains(&model) {
            let stand_in = Entry {
                key_spot: spot.clone(),
                node: Node {
                    item: Item::Text("384 GiB".to_string()),
                    spot: spot.clone(),
                },
            };
            let memory = stamp::NODE_MEMORY.row.name.to_string();
            merged.entries.entry(memory).or_insert(stand_in);
            break;
        }
        let Some(tree) = trees.get(model) else { break };
        merged = merged.over(tree, |key| key != stamp::LIKE.row.name);
        seen.push(model);
        at = tree;
    }
    merged
}
