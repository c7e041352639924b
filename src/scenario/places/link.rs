//! Reads links, and which of them takes over for which.
//!
//! Always true here: a fallback joins the same two sites, and has no fallback of its own.

use super::super::context::Context;
use super::super::limit;
use super::super::names::{Named, look_up, named, texts};
use super::super::problem::{PlaceProblem, Problem};
use super::super::table::{Table, label, rate};
use super::super::tree::{Node, Tree};
use super::Places;
use crate::model::advice::PlaceAdvice;
use crate::model::place::link_between;
use crate::model::{Link, LinkId, SiteId};
use crate::units::Rate;

/// Reads all links.
pub(super) fn read(context: &Context<'_>, top: &Tree, places: &mut Places) {
    let links = named(context, top, "link", limit::PLACES);
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
    let path = format!("link.{}", link.name);
    let table = Table::open(context, "link", path, link.tree, &link.spot);
    let sites = &places.names.site;
    let between = table.required("between", (0, 0), |node| {
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
            look_up(sites, first, "site")?,
            look_up(sites, second, "site")?,
        ))
    });
    let (first, second) = (between.0.min(between.1), between.0.max(between.1));
    places.names.link.push(link.name.clone());
    places.link_spots.push(link.spot.clone());
    places.links.push(Link {
        name: link.name.clone(),
        between: (SiteId::from_index(first), SiteId::from_index(second)),
        rate: table.required("rate", Rate(1), rate),
        latency: table.span("latency"),
        fallback: None,
    });
}

/// A link can be named before its own table is read, so this comes after all of them.
fn read_fallback(context: &Context<'_>, link: &Named<'_>, index: usize, places: &mut Places) {
    let Some(node) = link.tree.get("fallback") else {
        return;
    };
    match fallback_of(node, link, index, places) {
        Ok(found) => places.links[index].fallback = Some(found),
        Err(problem) => {
            let path = format!("link.{}", link.name);
            let table = Table::of(context, "link", path, link.tree, &link.spot);
            context.problem(&node.spot, table.of_key("fallback", problem));
        }
    }
}

fn fallback_of(
    node: &Node,
    link: &Named<'_>,
    index: usize,
    places: &Places,
) -> Result<LinkId, Problem> {
    let found = look_up(&places.names.link, label(node)?, "link")?;
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
    // The table of the other link may come later, so its text is asked. A circle ends here too.
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
