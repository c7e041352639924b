//! Reading the keys of one table.
//!
//! Always true here: a table is asked for its own keys only, unknown ones are refused when it is opened, and a missing
//! key takes its default by the same reader.

use super::context::Context;
use super::keys::{
    Element, Key, KeyOf, May, Must, Need, Or, Plain, Row, Section, Whole, WorkedOut,
};
use super::limit;
use super::problem::{KeyProblem, Problem};
use super::tree::{Item, Node, Spot, Tree, from_default};
use super::value::{Parsed, whole};
use crate::model::DefaultValue;
use std::marker::PhantomData;

/// A table that is being read; its keys are those of `E`.
pub(super) struct Table<'a, 'f, E> {
    pub(super) context: &'a Context<'f>,
    pub(super) section: &'static Section,
    /// Path of its keys, such as `stamp.alpha`.
    pub(super) path: String,
    pub(super) tree: &'a Tree,
    /// Where its name stands.
    pub(super) spot: Spot,
    keys: PhantomData<E>,
}

impl<'a, 'f, E: Element> Table<'a, 'f, E> {
    /// A table; keys that it does not have are refused.
    pub(super) fn new(
        context: &'a Context<'f>,
        path: String,
        tree: &'a Tree,
        spot: &Spot,
    ) -> Table<'a, 'f, E> {
        let table = Table::of(context, path, tree, spot);
        table.refuse_unknown_keys();
        table
    }

    /// A table whose keys are looked at already.
    pub(super) fn of(
        context: &'a Context<'f>,
        path: String,
        tree: &'a Tree,
        spot: &Spot,
    ) -> Table<'a, 'f, E> {
        Table {
            context,
            section: E::SECTION,
            path,
            tree,
            spot: spot.clone(),
            keys: PhantomData,
        }
    }
}

impl<'a, E> Table<'a, '_, E> {
    fn refuse_unknown_keys(&self) {
        for (name, entry) in &self.tree.entries {
            if let Some(problem) = self.section.refusal(name) {
                self.context.problem(&entry.key_spot, problem);
            }
        }
    }

    /// The value of a key, if it is stated.
    pub(super) fn node(&self, key: impl KeyOf<E>) -> Option<&'a Node> {
        self.tree.get(key.name())
    }

    /// Where a key's value stands, else the table's name.
    pub(super) fn spot_of(&self, key: impl KeyOf<E>) -> Spot {
        self.node(key)
            .map_or_else(|| self.spot.clone(), |node| node.spot.clone())
    }

    /// Records a problem at the value of a key.
    pub(super) fn problem(&self, key: impl KeyOf<E>, problem: impl Into<Problem>) {
        self.context.problem(&self.spot_of(key), problem);
    }

    /// Refuses a key, at its value, if it is stated.
    pub(super) fn refuse(&self, key: impl KeyOf<E>, problem: impl Into<Problem>) {
        if self.node(key).is_some() {
            self.problem(key, problem);
        }
    }

    /// A key by a reader of its own, if it is stated.
    pub(super) fn maybe<T>(
        &self,
        key: impl KeyOf<E>,
        parse: impl Fn(&Node) -> Parsed<T>,
    ) -> Option<T> {
        let node = self.node(key)?;
        match parse(node) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.context.problem(&node.spot, self.of_key(key, wrong));
                None
            }
        }
    }

    /// A problem with the value of a key.
    pub(super) fn of_key(&self, key: impl KeyOf<E>, problem: Problem) -> Problem {
        Problem::OfKey {
            key: key.name(),
            legal: key.row().kind,
            problem: Box::new(problem),
        }
    }

    /// A key that must be there; `fallback` stands in after a problem.
    pub(super) fn must<F, T>(
        &self,
        key: Key<E, F, Must>,
        fallback: T,
        parse: impl Fn(&Node) -> Parsed<T>,
    ) -> T {
        self.refuse_missing(key);
        self.maybe(key, parse).unwrap_or(fallback)
    }

    /// Refuses a table without this key.
    pub(super) fn refuse_missing(&self, key: impl KeyOf<E>) {
        if self.node(key).is_none() {
            let row = key.row();
            self.context.problem(
                &self.spot,
                KeyProblem::MissingKey {
                    section: self.section.name,
                    name: self.short_name().to_string(),
                    key: row.name,
                    legal: row.kind,
                },
            );
        }
    }

    /// Its name without the kinds of table around it: `alpha` for `stamp.alpha.storage`.
    pub(super) fn short_name(&self) -> &str {
        let (_, name) = self.path.split_once('.').unwrap_or(("", &self.path));
        name.strip_suffix(self.section.name)
            .and_then(|name| name.strip_suffix('.'))
            .unwrap_or(name)
    }

    /// A key with a default.
    pub(super) fn get<F: Plain>(&self, key: Key<E, F, Or>) -> F::Value {
        self.get_as(key, F::stand_in(), |node| F::read(self.context, node))
    }

    /// A key with a default by a reader of its own; `fallback` stands in after a problem.
    pub(super) fn get_as<F, T: PartialEq>(
        &self,
        key: Key<E, F, Or>,
        fallback: T,
        parse: impl Fn(&Node) -> Parsed<T>,
    ) -> T {
        let text = key.need.0.value;
        let by_default = || parse(&from_default(text)).ok();
        if self.node(key).is_some() {
            let Some(value) = self.maybe(key, &parse) else {
                return fallback;
            };
            if self.was_default(key) && by_default().as_ref() == Some(&value) {
                self.note(key.row, text.to_string(), key.need.0);
            } else {
                self.state(key);
            }
            return value;
        }
        self.note(key.row, text.to_string(), key.need.0);
        by_default().unwrap_or(fallback)
    }

    /// A key that may be left out.
    pub(super) fn may<F: Plain>(&self, key: Key<E, F, May>) -> Option<F::Value> {
        self.maybe(key, |node| F::read(self.context, node))
    }

    /// A key whose default is worked out from the rest of the scenario.
    pub(super) fn worked_out<F: Plain>(
        &self,
        key: Key<E, F, WorkedOut>,
        worked_out: F::Value,
    ) -> F::Value
    where
        F::Value: ToString,
    {
        self.worked_out_as(key, worked_out, |node| F::read(self.context, node))
    }

    /// The same by a reader of its own.
    pub(super) fn worked_out_as<F, T: PartialEq + ToString>(
        &self,
        key: Key<E, F, WorkedOut>,
        worked_out: T,
        parse: impl Fn(&Node) -> Parsed<T>,
    ) -> T {
        if self.node(key).is_some() {
            let value = self.maybe(key, &parse).unwrap_or(worked_out);
            if self.was_default(key) {
                self.note(key.row, value.to_string(), key.need.0);
            } else {
                self.state(key);
            }
            return value;
        }
        self.note(key.row, worked_out.to_string(), key.need.0);
        worked_out
    }

    /// A whole number with a default, at most `most`.
    pub(super) fn get_count<const LEAST: u64>(
        &self,
        key: Key<E, Whole<LEAST>, Or>,
        most: limit::Limit,
    ) -> u32 {
        self.get_as(key, 1, |node| whole(node, LEAST, most))
    }

    /// A whole number that may be left out.
    pub(super) fn may_count<const LEAST: u64>(
        &self,
        key: Key<E, Whole<LEAST>, May>,
        most: limit::Limit,
    ) -> Option<u32> {
        self.maybe(key, |node| whole(node, LEAST, most))
    }

    /// Whether a resolved scenario says that this key was left to its default.
    pub(super) fn was_default(&self, key: impl KeyOf<E>) -> bool {
        let known = self.context.from_defaults.borrow();
        !known.is_empty()
            && (known.contains(&self.assumption_key(key.name()))
                || (self.section.collapse && known.contains(&self.path_of(key.name()))))
    }

    fn path_of(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    fn assumption_key(&self, name: &str) -> String {
        if self.section.collapse {
            format!("{}.{name}", self.section.pattern)
        } else {
            self.path_of(name)
        }
    }

    /// Notes that a key of one table of many does not stand on the default.
    pub(super) fn state(&self, key: impl KeyOf<E>) {
        if self.section.collapse {
            self.context.state(self.assumption_key(key.name()));
        }
    }

    fn note(&self, row: &Row, value: String, known: &'static DefaultValue) {
        let shown = row.need == Need::Default;
        let key = self.assumption_key(row.name);
        if self.section.collapse {
            self.context
                .assume_of_many(key, self.path_of(row.name), (&value, known), shown);
        } else {
            self.context.assume(key, value, known, shown);
        }
    }
}

/// The table that stands under a key, or a message.
pub(super) fn inner<'a>(context: &Context<'_>, node: &'a Node, what: &str) -> Option<&'a Tree> {
    if let Item::Table(tree) = &node.item {
        return Some(tree);
    }
    context.problem(
        &node.spot,
        KeyProblem::NotATable {
            key: what.to_string(),
            found: node.item.kind(),
            inline: true,
        },
    );
    None
}
