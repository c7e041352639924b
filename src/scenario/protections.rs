//! All protections, and what several kinds of them have in common.
//!
//! Always true here: under each name stands exactly one kind of protection.

use super::keys::{Element, Key, Lines, May, Names, Or};
use super::names::texts;
use super::places::{PlaceNames, Places};
use super::problem::{KeyProblem, ProtectionProblem};
use super::table::Table;
use super::tree::Spot;
use super::value::{number, span};
use crate::model::advice::ProtectionAdvice;
use crate::model::{self, Blueprint, Law, Protection, StampId, Tabled, Window};
use crate::units::{MINUTE, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How a kind of protection stands in a scenario.
pub(super) trait Stated: Tabled {
    /// Its keys.
    type Keys: Element;
    /// Reads one.
    fn read(
        table: &Table<'_, '_, Self::Keys>,
        name: &str,
        places: &Places,
        all: &mut Protections,
    ) -> Self;
    /// What the resolved scenario says of it.
    fn write(&self, blueprint: &Blueprint, names: &PlaceNames) -> Lines<Self::Keys>;
    /// Its lengths of time, so that none is longer or shorter than anything real.
    fn lengths(&self) -> Vec<Length<'_>>;
}

/// A length of time of a protection.
pub(super) struct Length<'p> {
    /// Its key.
    pub(super) key: &'static str,
    /// How long it is.
    pub(super) law: Cow<'p, Law>,
    /// What it is a length of.
    pub(super) of: LengthOf,
}

/// What is so long: bounds of what is real are those of such lengths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LengthOf {
    /// A part of an outage.
    Outage,
    /// The start of a guest, which is a part of an outage.
    Start,
    /// How long resolvers keep a name.
    Names,
    /// How long a load balancer takes to look.
    Probe,
    /// How far a log of changes reaches back.
    Log,
    /// How long something waits before it goes back.
    WayBack,
}

impl<'p> Length<'p> {
    /// A part of an outage.
    pub(super) fn of_outage(key: &'static str, law: &'p Law) -> Length<'p> {
        Length {
            key,
            law: Cow::Borrowed(law),
            of: LengthOf::Outage,
        }
    }

    /// A length that is the same each time.
    pub(super) fn constant(key: &'static str, length: Span, of: LengthOf) -> Length<'p> {
        Length {
            key,
            law: Cow::Owned(Law::Constant(length.0 as f64)),
            of,
        }
    }
}

/// All protections.
#[derive(Default)]
pub(super) struct Protections {
    pub(super) tables: model::Protections,
    /// Whether `to` of each replication named a stamp, so that what follows from it can be judged.
    pub(super) replication_has_target: Vec<bool>,
    pub(super) names: Vec<String>,
    /// What each name stands for; nothing where it has problems.
    pub(super) kinds: Vec<Option<Protection>>,
    spots_of: BTreeMap<Protection, Spot>,
}

impl Protections {
    /// Puts a name behind the others.
    pub(super) fn list(&mut self, name: String, kind: Option<Protection>, spot: Spot) {
        if let Some(kind) = kind {
            self.spots_of.insert(kind, spot);
        }
        self.names.push(name);
        self.kinds.push(kind);
    }

    /// Where a protection stands.
    ///
    /// # Panics
    /// For one that was not read.
    pub(super) fn spot_of(&self, one: impl Into<Protection>) -> &Spot {
        let spot = self.spots_of.get(&one.into());
        spot.expect("every protection stands somewhere")
    }
}

/// The stamps that a key lists, in its order.
pub(super) fn stamps<E, K: Element>(
    table: &Table<'_, '_, E>,
    key: Key<E, Names<K>, May>,
    places: &Places,
) -> Vec<StampId> {
    // The order of the list is the order of preference, so it is kept as written.
    let Some(node) = table.node(key) else {
        return Vec::new();
    };
    table.names_of(key, &places.names.stamp);
    texts(node)
        .unwrap_or_default()
        .iter()
        .filter_map(|(name, _)| places.names.stamp.iter().position(|known| known == name))
        .map(StampId::from_index)
        .collect()
}

/// A length of time of a minute at least.
pub(super) fn positive<E>(table: &Table<'_, '_, E>, key: Key<E, Span, Or>) -> Span {
    let value = table.get_as(key, Span::days(1), span);
    if value.0 < MINUTE {
        let problem = ProtectionProblem::TooOften {
            key: key.row.name,
            value,
        };
        table.problem(key, problem);
        return Span::days(1);
    }
    value
}

/// Bytes of the VM per byte that is moved.
pub(super) fn reduction<E>(table: &Table<'_, '_, E>, key: Key<E, f64, Or>) -> f64 {
    table.get_as(key, 1.0, |node| {
        let value = number(node)?;
        if (0.1..=1_000.0).contains(&value) {
            Ok(value)
        } else {
            Err(KeyProblem::OutOfRange {
                number: value,
                least: 0.1,
                most: 1_000.0,
                remedy: "2.0 halves what is moved and stored",
            }
            .into())
        }
    })
}

/// Advice about a window, given its key and its word, that is open for less than an hour a day.
pub(super) fn narrow_window<E>(
    table: &Table<'_, '_, E>,
    (key, word): (Key<E, Window, May>, &'static str),
    of: String,
    window: Window,
) {
    let open = window.length();
    if open < Span(crate::units::HOUR) {
        table.context.advise(
            &table.spot_of(key),
            ProtectionAdvice::NarrowWindow {
                window: word,
                of,
                open,
            },
        );
    }
}

/// Names of stamps, in their order.
pub(super) fn stamp_names<'b>(blueprint: &'b Blueprint, ids: &[StampId]) -> Vec<&'b str> {
    let names = ids.iter().map(|id| blueprint.stamp(*id).name.as_str());
    names.collect()
}
