//! `[link.NAME]`: the WAN between two sites.
//!
//! Always true here: a fallback joins the same two sites, and has no fallback of its own.

use super::site;
use crate::model::advice::PlaceAdvice;
use crate::model::place::link_between;
use crate::model::{Blueprint, Link, LinkId, SiteId};
use crate::scenario::context::Context;
use crate::scenario::keys::{Element, Form, Kind, Lines, Name, keys, list};
use crate::scenario::limit;
use crate::scenario::names::{Named, look_up, named, texts};
use crate::scenario::places::Places;
use crate::scenario::problem::{PlaceProblem, Problem};
use crate::scenario::table::Table;
use crate::scenario::tree::{Node, Tree};
use crate::scenario::value::{label, rate};
use crate::units::{Rate, Span};

keys! {
    name: "link", pattern: "link.*", header: "[link.NAME]", collapse: false,
    doc: "The WAN between two sites.";

    BETWEEN: Ends = "between", "Its two ends.", required;
    RATE: Rate = "rate", "Its rate, both directions together. It carries bytes as they are left after the `reduction` of what moves.", required;
    LATENCY: Span = "latency", "Time for one way. A restore over it asks and is answered once; how fast bytes then move is its rate. `check` advises where writes of a synchronous replica would wait for it.",
        default("20 ms", Assumed, "a wide area link of some hundred kilometres; a restore over it asks and is answered once");
    FALLBACK: Name<Keys> = "fallback", "The link between the same sites that takes over while this one is down; until then it carries nothing.", optional("none");
}

/// The two sites that a link joins.
pub(in crate::scenario) enum Ends {}

impl Form for Ends {
    const KIND: Kind = Kind::Own("two sites", "[\"mine\", \"depot\"]");
}

/// Reads all links.
pub(in crate::scenario) fn read(context: &Context<'_>, top: &Tree, places: &mut Places) {
    let links = named(context, top, Keys::NAME, limit::PLACES);
    for link in &links {
        read_link(context, link, places);
    }
    for (index, link) in links.iter().enumerate() {
        read_fallback(context, link, index, places);
    }
    for (index, link) in links.iter().enumerate() {
        check_use(context, link, index, places);
    }
}

fn read_link(context: &Context<'_>, link: &Named<'_>, places: &mut Places) {
    let table = Table::<Keys>::named(context, link);
    let sites = &places.names.site;
    let between = table.must(BETWEEN, (0, 0), |node| {
        let ends = texts(node)?;
        let [(first, _), (second, _)] = ends.as_slice() else {
            return Err(PlaceProblem::LinkEnds.into());
        };
        if first == second {
            return Err(PlaceProblem::LinkToItself {
                site: first.to_string(),
            }
            .into());
        }
        Ok((
            look_up(sites, first, site::Keys::NAME)?,
            look_up(sites, second, site::Keys::NAME)?,
        ))
    });
    let (first, second) = (between.0.min(between.1), between.0.max(between.1));
    places.names.link.push(link.name.clone());
    places.link_spots.push(link.spot.clone());
    places.links.push(Link {
        name: link.name.clone(),
        between: (SiteId::from_index(first), SiteId::from_index(second)),
        rate: table.must(RATE, Rate(1), rate),
        latency: table.get(LATENCY),
        fallback: None,
    });
}

/// A link can be named before its own table is read, so this comes after all of them.
fn read_fallback(context: &Context<'_>, link: &Named<'_>, index: usize, places: &mut Places) {
    let path = format!("link.{}", link.name);
    let table = Table::<Keys>::of(context, path, link.tree, &link.spot);
    let found = table.maybe(FALLBACK, |node| fallback_of(node, link, index, places));
    places.links[index].fallback = found;
}

fn fallback_of(
    node: &Node,
    link: &Named<'_>,
    index: usize,
    places: &Places,
) -> Result<LinkId, Problem> {
    let found = look_up(&places.names.link, label(node)?, Keys::NAME)?;
    let name = &places.names.link[found];
    if found == index {
        return Err(PlaceProblem::FallbackToItself { link: name.clone() }.into());
    }
    if places.links[found].between != places.links[index].between {
        let (one, other) = places.links[found].between;
        let site = |id: SiteId| places.names.site[id.index()].clone();
        return Err(PlaceProblem::FallbackElsewhere {
            link: name.clone(),
            sites: [site(one), site(other)],
        }
        .into());
    }
    // Only the links before this one are settled, so both ways are asked: whether the other has a fallback, and whether
    // this one is a fallback. Of two such links the later is refused, and so a circle ends here too.
    let other = places.links[found].fallback.is_some();
    let earlier = places
        .links
        .iter()
        .position(|link| link.fallback == Some(LinkId::from_index(index)));
    if other || earlier.is_some() {
        let (first, second) = match earlier {
            Some(first) => (&places.names.link[first], &link.name),
            None => (&link.name, name),
        };
        return Err(PlaceProblem::FallbackOfFallback {
            link: first.clone(),
            fallback: second.clone(),
        }
        .into());
    }
    Ok(LinkId::from_index(found))
}

/// Paths take the first link between two sites that is nobody's fallback.
fn check_use(context: &Context<'_>, link: &Named<'_>, index: usize, places: &Places) {
    let own = &places.links[index];
    let id = LinkId::from_index(index);
    let first = link_between(&places.links, own.between.0, own.between.1);
    let is_fallback = places.links.iter().any(|link| link.fallback == Some(id));
    if let Some(first) = first.filter(|first| *first != id && !is_fallback) {
        context.advise(
            &link.spot,
            PlaceAdvice::IdleLink {
                link: own.name.clone(),
                other: places.names.link[first.index()].clone(),
            },
        );
    }
}

/// What the resolved scenario says of a link.
pub(in crate::scenario) fn write(link: &Link, blueprint: &Blueprint) -> Lines<Keys> {
    let ends = [
        &blueprint.sites[link.between.0.index()].name,
        &blueprint.sites[link.between.1.index()].name,
    ];
    let mut lines = Lines::new();
    lines.toml(BETWEEN, list(&ends));
    lines.put(RATE, &link.rate);
    lines.put(LATENCY, &link.latency);
    if let Some(id) = link.fallback {
        lines.name(FALLBACK, &blueprint.links[id.index()].name);
    }
    lines
}
