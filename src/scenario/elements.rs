//! The tables of a scenario, each in a file of its own: its keys with their defaults and sources, how they are read, and
//! how the resolved scenario writes them.
//!
//! Always true here: a key that no file of this folder declares is refused.

pub(in crate::scenario) mod application;
pub(in crate::scenario) mod crew;
pub(in crate::scenario) mod drill;
pub(in crate::scenario) mod enclosure;
pub(in crate::scenario) mod expect;
pub(in crate::scenario) mod expectations;
pub(in crate::scenario) mod fault;
pub(in crate::scenario) mod hazard;
mod like;
pub(in crate::scenario) mod link;
pub(in crate::scenario) mod parts;
pub(in crate::scenario) mod protection;
pub(in crate::scenario) mod rack;
pub(in crate::scenario) mod reached;
pub(in crate::scenario) mod repository;
pub(in crate::scenario) mod role;
pub(in crate::scenario) mod run;
pub(in crate::scenario) mod site;
pub(in crate::scenario) mod stamp;
pub(in crate::scenario) mod storage;
pub(in crate::scenario) mod strike;
pub(in crate::scenario) mod survives;
pub(in crate::scenario) mod top;
pub(in crate::scenario) mod trace;
pub(in crate::scenario) mod update;
pub(in crate::scenario) mod vm;

use super::context::Context;
use super::keys::{Element, Section, Words};
use super::limit;
use super::names::{named, texts};
use super::places::Places;
use super::table::Table;
use super::tree::{Item, Node, Tree};
use crate::model::Site;

/// All tables, in the order of the reference.
pub(in crate::scenario) fn sections() -> impl Iterator<Item = &'static Section> + Clone {
    let kinds = protection::SECTIONS;
    let all = [BEFORE_PROTECTIONS, kinds, BEHIND_PROTECTIONS];
    all.into_iter().flatten().copied()
}

const BEFORE_PROTECTIONS: &[&Section] = &[
    top::Keys::SECTION,
    run::Keys::SECTION,
    site::Keys::SECTION,
    enclosure::Keys::SECTION,
    stamp::Keys::SECTION,
    storage::Keys::SECTION,
    rack::Keys::SECTION,
    link::Keys::SECTION,
    repository::Keys::SECTION,
    crew::Keys::SECTION,
    parts::Keys::SECTION,
    protection::Keys::SECTION,
];

const BEHIND_PROTECTIONS: &[&Section] = &[
    application::Keys::SECTION,
    role::Keys::SECTION,
    vm::Keys::SECTION,
    hazard::Keys::SECTION,
    fault::Keys::SECTION,
    drill::Keys::SECTION,
    update::Keys::SECTION,
    trace::Keys::SECTION,
    survives::Keys::SECTION,
    expect::Keys::SECTION,
];

/// Whether any hazard, fault or drill has a kind of which this is true, told with its table.
fn has_kind(top: &Tree, is_meant: impl Fn(&str, &Tree) -> bool) -> bool {
    let tables = [hazard::Keys::NAME, fault::Keys::NAME, drill::Keys::NAME];
    let tables = tables.iter().filter_map(|kind| top.get(kind));
    let is = |node: &Node| match &node.item {
        Item::Table(table) => table
            .get(hazard::KIND.row.name)
            .is_some_and(|kind| matches!(&kind.item, Item::Text(text) if is_meant(text, table))),
        _ => false,
    };
    tables.into_iter().any(|node| match &node.item {
        Item::Table(all) => all.entries.values().any(|entry| is(&entry.node)),
        _ => false,
    })
}

/// Whether any of them is ransomware.
fn has_ransomware(top: &Tree) -> bool {
    let word = strike::FaultKind::Ransomware.word();
    has_kind(top, |kind, _| kind == word)
}

/// Whether in any of them people delete restore points by mistake.
fn has_mistakes(top: &Tree) -> bool {
    let [deletion, retention] =
        [strike::FaultKind::Deletion, strike::FaultKind::Retention].map(strike::FaultKind::word);
    has_kind(top, |kind, table| {
        let of = table.get(hazard::OF.row.name);
        let names = of.and_then(|node| texts(node).ok()).unwrap_or_default();
        let of_points = names
            .iter()
            .any(|(text, _)| text.starts_with(repository::Keys::NAME));
        kind == retention || (kind == deletion && of_points)
    })
}

/// Reads all places.
pub(in crate::scenario) fn places(context: &Context<'_>, top: &Tree) -> Places {
    let mut places = Places::default();
    places.names.intruders = has_ransomware(top);
    places.names.mistakes = has_mistakes(top);
    let sites = named(context, top, site::Keys::NAME, limit::PLACES);
    places.names.site = sites.iter().map(|site| site.name.clone()).collect();
    for site in &sites {
        Table::<site::Keys>::named(context, site);
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
    // What stands is looked after by people.
    for crew in named(context, top, crew::Keys::NAME, limit::PLACES) {
        crew::read(context, &crew, &mut places);
    }
    for parts in named(context, top, parts::Keys::NAME, limit::PLACES) {
        parts::read(context, &parts, &mut places);
    }
    for enclosure in named(context, top, enclosure::Keys::NAME, limit::PLACES) {
        enclosure::read(context, &enclosure, &mut places);
    }
    like::read_all(context, top, &mut places);
    for rack in named(context, top, rack::Keys::NAME, limit::PLACES) {
        rack::read(context, &rack, &mut places);
    }
    link::read(context, top, &mut places);
    for repository in named(context, top, repository::Keys::NAME, limit::PLACES) {
        repository::read(context, &repository, &mut places);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::super::keys::{Kind, Need};
    use super::*;

    #[test]
    fn names_of_tables_and_keys_are_unique_and_everything_is_explained() {
        for (index, section) in sections().enumerate() {
            assert!(sections().take(index).all(|one| one.name != section.name));
            for (index, key) in section.keys.iter().enumerate() {
                let before = &section.keys[..index];
                assert!(
                    before.iter().all(|one| one.name != key.name),
                    "{}",
                    key.name
                );
                assert!(!key.doc.is_empty(), "{} has no meaning", key.name);
                if let Some(default) = key.default {
                    assert!(default.source.len() > 8, "{} has no reason", key.name);
                }
                let taken = matches!(key.need, Need::Default | Need::Quiet);
                assert!(
                    !taken || key.default.is_some(),
                    "{} has no default",
                    key.name
                );
            }
        }
    }

    /// A table that a key holds is one of the list, so that schema and reference tell it.
    #[test]
    fn every_table_that_a_key_holds_or_names_is_in_the_list() {
        let known = |name: &str| sections().any(|section| section.name == name);
        for key in sections().flat_map(|section| section.keys) {
            match key.kind {
                Kind::Table(name)
                | Kind::Tables(name)
                | Kind::Listed(name)
                | Kind::NameOf(name)
                | Kind::NamesOf(name) => {
                    assert!(known(name), "{}: {name} is not in the list", key.name);
                }
                _ => {}
            }
        }
    }

    /// A default that its own reader refuses would be taken for the stand-in of a problem.
    #[test]
    fn every_word_that_is_a_default_can_be_chosen() {
        for key in sections().flat_map(|section| section.keys) {
            if let (Kind::Choice(words), Some(default)) = (key.kind, key.default) {
                assert!(
                    words.contains(&default.value),
                    "{}: {}",
                    key.name,
                    default.value
                );
            }
        }
    }
}
