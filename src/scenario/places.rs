//! All places of a scenario: sites, enclosures, stamps, racks, links, repositories, crews and spare parts.
//!
//! Always true here: every place has its parent, and the nodes of a stamp are consecutive.

use super::keys::{Element, Key, May, Name, quote};
use super::names::look_up;
use super::problem::{NameProblem, Problem};
use super::table::Table;
use super::tree::{Node, Spot};
use super::value::label;
use crate::model::topology::{Around, Tree};
use crate::model::{
    Blueprint, Crew, CrewId, Effect, Enclosure, EnclosureId, Link, Node as StampNode, PartKindId,
    Parts, Place, Rack, RackId, Repository, Site, SiteId, Source, Stamp, StampId,
};
use crate::units::{Rate, Share};

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
    /// From where intruders reach each of them, as it was stated.
    pub(super) reached_by: Vec<Option<Node>>,
    pub(super) crews: Vec<Crew>,
    pub(super) crew_spots: Vec<Spot>,
    pub(super) parts: Vec<Parts>,
    pub(super) part_spots: Vec<Spot>,
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
    pub(super) parts: Vec<String>,
    /// Whether any fault is ransomware: then it is told who reaches a repository.
    pub(super) intruders: bool,
    /// Whether people delete restore points by mistake.
    pub(super) mistakes: bool,
}

impl Places {
    /// What lies in what, as far as it has been read.
    pub(super) fn tree(&self) -> Tree<'_> {
        Tree {
            enclosures: &self.enclosures,
            stamps: &self.stamps,
            racks: &self.racks,
        }
    }

    /// The smallest failure domain that takes both, unless it is only the site: with one site there is no
    /// other place to put anything.
    pub(super) fn common_fate(&self, one: Around, other: Around) -> Option<&'static str> {
        match one.shared_with(other)? {
            Place::Site(_) if self.sites.len() < 2 => None,
            smallest => Some(smallest.kind()),
        }
    }

    /// The site of a place. After a problem that is any.
    pub(super) fn site_of(&self, at: Place) -> SiteId {
        self.tree().around_place(at).site.unwrap_or(SiteId(0))
    }
}

/// The words of places.
const SITE: &str = "site";
const ENCLOSURE: &str = "enclosure";
const STAMP: &str = "stamp";
const RACK: &str = "rack";

fn strikes(source: &Source) -> bool {
    matches!(source.effect, Effect::Ransomware(_))
}

impl PlaceNames {
    /// Those of a scenario that was read.
    pub(super) fn of_all(blueprint: &Blueprint) -> PlaceNames {
        let names = |all: &mut dyn Iterator<Item = &String>| all.cloned().collect();
        PlaceNames {
            site: names(&mut blueprint.sites.iter().map(|one| &one.name)),
            enclosure: names(&mut blueprint.enclosures.iter().map(|one| &one.name)),
            stamp: names(&mut blueprint.stamps.iter().map(|one| &one.name)),
            rack: names(&mut blueprint.racks.iter().map(|one| &one.name)),
            link: names(&mut blueprint.links.iter().map(|one| &one.name)),
            repository: names(&mut blueprint.repositories.iter().map(|one| &one.name)),
            crew: names(&mut blueprint.crews.iter().map(|one| &one.name)),
            parts: names(&mut blueprint.parts.iter().map(|one| &one.name)),
            intruders: blueprint.sources.iter().any(strikes),
            mistakes: blueprint.sources.iter().any(Source::is_mistake),
        }
    }

    /// The name of a place.
    pub(super) fn of(&self, place: Place) -> &str {
        match place {
            Place::Site(id) => &self.site[id.index()],
            Place::Enclosure(id) => &self.enclosure[id.index()],
            Place::Stamp(id) => &self.stamp[id.index()],
            Place::Rack(id) => &self.rack[id.index()],
        }
    }

    /// A place as TOML.
    pub(super) fn toml(&self, place: Place) -> String {
        quote(&format!("{}.{}", place.kind(), self.of(place)))
    }
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
            None => table.only(at, &names.site, SITE),
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
        SITE => Ok(Place::Site(SiteId::from_index(id(&names.site, kind)?))),
        ENCLOSURE => {
            let found = id(&names.enclosure, kind)?;
            Ok(Place::Enclosure(EnclosureId::from_index(found)))
        }
        STAMP => Ok(Place::Stamp(StampId::from_index(id(&names.stamp, kind)?))),
        RACK => Ok(Place::Rack(RackId::from_index(id(&names.rack, kind)?))),
        _ => Err(wrong().into()),
    }
}

/// The crew that a key names, if any.
pub(super) fn crew<E, K: Element, N: Copy>(
    table: &Table<'_, '_, E>,
    key: Key<E, Name<K>, N>,
    names: &PlaceNames,
) -> Option<CrewId> {
    table.name_of(key, &names.crew).map(CrewId::from_index)
}

/// The parts that a key names, if any.
pub(super) fn parts<E, K: Element, N: Copy>(
    table: &Table<'_, '_, E>,
    key: Key<E, Name<K>, N>,
    names: &PlaceNames,
) -> Option<PartKindId> {
    table.name_of(key, &names.parts).map(PartKindId::from_index)
}
