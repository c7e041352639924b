//! Reads sites, enclosures, stamps, racks, links, repositories and crews.
//!
//! Always true here: every place has its parent, and the nodes of a stamp are consecutive.

use super::context::Context;
use super::elements::{crew, enclosure, link, rack, repository, site, stamp};
use super::keys::{Element, Key, May, Name, quote};
use super::limit;
use super::names::{Named, look_up, named};
use super::problem::{NameProblem, PlaceProblem, Problem};
use super::table::{Table, label};
use super::tree::{Entry, Item, Node, Spot, Tree};
use crate::model::{
    Crew, CrewId, Enclosure, EnclosureId, Link, Node as StampNode, Place, Rack, RackId, Repository,
    Site, SiteId, Stamp, StampId,
};
use crate::units::{Rate, Share};
use std::collections::{BTreeMap, BTreeSet};

/// All places of a scenario.
#[derive(Default)]
pub(super) struct Places {
    pub(super) sites: Vec<Site>,
    pub(super) enclosures: Vec<Enclosure>,
    pub(super) stamps: Vec<Stamp>,
    pub(super) stamp_spots: Vec<Spot>,
    /// Whether a stamp was read without a problem, so that its memory can be judged.
    pub(super) stamp_is_whole: Vec<bool>,
    /// The raw rate of each stamp's uplink and the share that is left.
    pub(super) uplinks: Vec<(Rate, Share)>,
    pub(super) nodes: Vec<StampNode>,
    pub(super) racks: Vec<Rack>,
    pub(super) links: Vec<Link>,
    pub(super) link_spots: Vec<Spot>,
    pub(super) repositories: Vec<Repository>,
    pub(super) repository_spots: Vec<Spot>,
    pub(super) crews: Vec<Crew>,
    pub(super) crew_spots: Vec<Spot>,
    pub(super) names: PlaceNames,
}

/// Names by kind, in the order of the tables.
#[derive(Default)]
pub(super) struct PlaceNames {
    pub(super) site: Vec<String>,
    pub(super) enclosure: Vec<String>,
    pub(super) stamp: Vec<String>,
    pub(super) rack: Vec<String>,
    pub(super) link: Vec<String>,
    pub(super) repository: Vec<String>,
    pub(super) crew: Vec<String>,
}

impl Places {
    /// What a place stands in, itself included: its site, enclosure and stamp.
    pub(super) fn around(&self, at: Place) -> (SiteId, Option<EnclosureId>, Option<StampId>) {
        let stamp = match at {
            Place::Site(site) => return (site, None, None),
            Place::Enclosure(id) => return (self.enclosures[id.index()].site, Some(id), None),
            Place::Stamp(id) => id,
            Place::Rack(id) => self.racks[id.index()].stamp,
        };
        // After a problem a rack may belong to a stamp that does not exist.
        let own = self.stamps.get(stamp.index());
        (
            own.map_or(SiteId(0), |own| own.site),
            own.and_then(|own| own.enclosure),
            Some(stamp),
        )
    }
}

impl PlaceNames {
    /// A place as TOML.
    pub(super) fn toml(&self, place: Place) -> String {
        let (kind, name) = match place {
            Place::Site(id) => (site::Keys::NAME, &self.site[id.index()]),
            Place::Enclosure(id) => (enclosure::Keys::NAME, &self.enclosure[id.index()]),
            Place::Stamp(id) => (stamp::Keys::NAME, &self.stamp[id.index()]),
            Place::Rack(id) => (rack::Keys::NAME, &self.rack[id.index()]),
        };
        quote(&format!("{kind}.{name}"))
    }
}

fn names_of(tables: &[Named<'_>]) -> Vec<String> {
    tables.iter().map(|table| table.name.clone()).collect()
}

/// Reads all places.
pub(super) fn read(context: &Context<'_>, top: &Tree) -> Places {
    let mut places = Places::default();
    let sites = named(context, top, site::Keys::NAME, limit::PLACES);
    places.names.site = names_of(&sites);
    for site in &sites {
        let path = format!("site.{}", site.name);
        Table::<site::Keys>::new(context, path, site.tree, &site.spot);
    }
    if sites.is_empty() {
        places.names.site.push("site".to_string());
    }
    places.sites = places
        .names
        .site
        .iter()
        .map(|name| Site { name: name.clone() })
        .collect();
    for enclosure in named(context, top, enclosure::Keys::NAME, limit::PLACES) {
        enclosure::read(context, &enclosure, &mut places);
    }
    read_stamps(context, top, &mut places);
    for rack in named(context, top, rack::Keys::NAME, limit::PLACES) {
        rack::read(context, &rack, &mut places);
    }
    link::read(context, top, &mut places);
    for repository in named(context, top, repository::Keys::NAME, limit::PLACES) {
        repository::read(context, &repository, &mut places);
    }
    for crew in named(context, top, crew::Keys::NAME, limit::PLACES) {
        crew::read(context, &crew, &mut places);
    }
    places
}

fn read_stamps(context: &Context<'_>, top: &Tree, places: &mut Places) {
    let stamps = named(context, top, stamp::Keys::NAME, limit::STAMPS);
    let written = top.get(stamp::Keys::NAME);
    if stamps.is_empty() && written.is_none_or(|node| matches!(node.item, Item::Table(_))) {
        let spot = written.map_or_else(Spot::default, |node| node.spot.clone());
        context.problem(&spot, PlaceProblem::NoStamp);
    }
    places.names.stamp = names_of(&stamps);
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

/// The place under this key, or the only site.
pub(super) fn place_or_only_site<E>(
    table: &Table<'_, '_, E>,
    at: Key<E, Place, May>,
    names: &PlaceNames,
) -> Place {
    let stated = table.maybe(at, |node| place(node, names));
    stated.unwrap_or_else(|| {
        let only = match table.node(at) {
            Some(_) => 0,
            None => table.only(at, &names.site, site::Keys::NAME),
        };
        Place::Site(SiteId::from_index(only))
    })
}

/// A place such as `site.mine`.
pub(super) fn place(node: &Node, names: &PlaceNames) -> Result<Place, Problem> {
    let text = label(node)?;
    let wrong = || NameProblem::NotAPlace { text: text.into() };
    let (kind, name) = text.split_once('.').ok_or_else(wrong)?;
    let id = |names: &[String], kind: &str| look_up(names, name, kind);
    match kind {
        site::Keys::NAME => Ok(Place::Site(SiteId::from_index(id(&names.site, kind)?))),
        enclosure::Keys::NAME => {
            let found = id(&names.enclosure, kind)?;
            Ok(Place::Enclosure(EnclosureId::from_index(found)))
        }
        stamp::Keys::NAME => Ok(Place::Stamp(StampId::from_index(id(&names.stamp, kind)?))),
        rack::Keys::NAME => Ok(Place::Rack(RackId::from_index(id(&names.rack, kind)?))),
        _ => Err(wrong().into()),
    }
}

/// The crew that a key names, if any.
pub(super) fn crew<E, N: Copy>(
    table: &Table<'_, '_, E>,
    key: Key<E, Name<crew::Keys>, N>,
    names: &PlaceNames,
) -> Option<CrewId> {
    table.name_of(key, &names.crew).map(CrewId::from_index)
}
