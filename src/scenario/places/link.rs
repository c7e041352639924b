//! Reads links, and which of them takes over for which.
//!
//! Always true here: a fallback joins the same two sites, and has no fallback of its own.

use super::super::context::Context;
use super::super::limit;
use super::super::names::{Named, look_up, named, texts};
use super::super::table::{Table, label, rate};
use super::super::text::Wrong;
use super::super::tree::Tree;
use super::Places;
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
            return Err(Wrong::new("a link has two ends", ""));
        };
        if first == second {
            return Err(Wrong::new(format!("both ends are `{first}`"), ""));
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
    let message = |what: String, help: &str| {
        context.issue(&node.spot, format!("`fallback`: {what}"), help);
    };
    let found = match label(node).and_then(|name| look_up(&places.names.link, name, "link")) {
        Ok(found) => found,
        Err(wrong) => return message(wrong.message(), &wrong.help()),
    };
    let name = &places.names.link[found];
    if found == index {
        return message(
            format!("link `{name}` would take over for itself"),
            "name another link between the same sites",
        );
    }
    if places.links[found].between != places.links[index].between {
        let (one, other) = places.links[found].between;
        return message(
            format!(
                "link `{name}` joins other sites: {} and {}",
                places.names.site[one.index()],
                places.names.site[other.index()]
            ),
            "a fallback joins the same two sites",
        );
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
        return message(
            format!("link `{second}`, the fallback of `{first}`, has a fallback of its own"),
            "only one link takes over: leave one `fallback` out",
        );
    }
    places.links[index].fallback = Some(LinkId::from_index(found));
}

/// Paths take the first link between two sites that is nobody's fallback.
fn check_use(context: &Context<'_>, link: &Named<'_>, index: usize, places: &Places) {
    let own = &places.links[index];
    let id = LinkId::from_index(index);
    let first = link_between(&places.links, own.between.0, own.between.1);
    let is_fallback = places.links.iter().any(|link| link.fallback == Some(id));
    if let Some(first) = first.filter(|first| *first != id && !is_fallback) {
        context.lint(
            &link.spot,
            format!(
                "link `{}` carries nothing: link `{}` joins the same sites; make one of them the `fallback` of the other",
                own.name, places.names.link[first.index()]
            ),
        );
    }
}
