//! Reading keys of one table by its section of `keys`.
//!
//! Always true here: only keys of the section are asked for, unknown ones are refused when the
//! table is opened, and a missing key takes its value from `model::default` by the same parser.

use super::context::Context;
use super::keys::{self, Key, Kind, Need, Section};
use super::limit;
use super::problem::{KeyProblem, Known, OverLimit, Problem};
use super::text;
use super::tree::{Item, Node, Spot, Tree, from_default};
use crate::model::default::{self, DefaultValue};
use crate::units::{Bytes, DAY, Rate, Share, Span};

/// A table that is being read.
pub(super) struct Table<'a, 'f> {
    pub(super) context: &'a Context<'f>,
    pub(super) section: &'static Section,
    /// Path of its keys, such as `stamp.alpha`.
    pub(super) path: String,
    pub(super) tree: &'a Tree,
    /// Where its name stands.
    pub(super) spot: Spot,
}

type Parsed<T> = Result<T, Problem>;

impl<'a, 'f> Table<'a, 'f> {
    /// Opens a table and refuses keys that it does not have.
    pub(super) fn open(
        context: &'a Context<'f>,
        section: &str,
        path: String,
        tree: &'a Tree,
        spot: &Spot,
    ) -> Table<'a, 'f> {
        let table = Table::of(context, section, path, tree, spot);
        table.refuse_unknown_keys();
        table
    }

    /// A table whose keys are looked at already.
    pub(super) fn of(
        context: &'a Context<'f>,
        section: &str,
        path: String,
        tree: &'a Tree,
        spot: &Spot,
    ) -> Table<'a, 'f> {
        Table {
            context,
            section: keys::section(section),
            path,
            tree,
            spot: spot.clone(),
        }
    }

    fn refuse_unknown_keys(&self) {
        let legal: Vec<&str> = self
            .section
            .keys
            .iter()
            .filter(|key| !matches!(key.kind, Kind::Refused(_)))
            .map(|key| key.name)
            .collect();
        for (name, entry) in &self.tree.entries {
            match self.section.key(name) {
                Some(Key {
                    kind: Kind::Refused(reason),
                    ..
                }) => self.context.problem(
                    &entry.key_spot,
                    KeyProblem::NotSupported {
                        key: name.clone(),
                        reason,
                    },
                ),
                Some(_) => {}
                None => self.context.problem(
                    &entry.key_spot,
                    KeyProblem::UnknownKey {
                        key: name.clone(),
                        section: self.section.name,
                        known: Known::in_place_of(name, &legal),
                    },
                ),
            }
        }
    }

    fn key(&self, name: &str) -> &'static Key {
        self.section
            .key(name)
            .expect("readers ask only for keys of their section")
    }

    /// The value of a key, if it is stated.
    pub(super) fn node(&self, name: &str) -> Option<&'a Node> {
        self.tree.get(name)
    }

    /// Where a key's value stands, else the table's name.
    pub(super) fn spot_of(&self, name: &str) -> Spot {
        self.node(name)
            .map_or_else(|| self.spot.clone(), |node| node.spot.clone())
    }

    /// Records a problem at the value of a key.
    pub(super) fn problem(&self, name: &str, problem: impl Into<Problem>) {
        self.context.problem(&self.spot_of(name), problem);
    }

    fn assumption_key(&self, name: &str) -> String {
        if self.section.collapse {
            format!("{}.{name}", self.section.pattern)
        } else {
            self.path_of(name)
        }
    }

    /// A key that may be missing.
    pub(super) fn maybe<T>(&self, name: &str, parse: impl Fn(&Node) -> Parsed<T>) -> Option<T> {
        let node = self.node(name)?;
        match parse(node) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.context.problem(&node.spot, self.of_key(name, wrong));
                None
            }
        }
    }

    /// A problem with the value of a key.
    pub(super) fn of_key(&self, name: &str, problem: Problem) -> Problem {
        let key = self.key(name);
        Problem::OfKey {
            key: key.name,
            legal: key.kind,
            problem: Box::new(problem),
        }
    }

    /// A key that must be there; `fallback` stands in after a problem.
    pub(super) fn required<T>(
        &self,
        name: &str,
        fallback: T,
        parse: impl Fn(&Node) -> Parsed<T>,
    ) -> T {
        if self.node(name).is_none() {
            let key = self.key(name);
            self.context.problem(
                &self.spot,
                KeyProblem::MissingKey {
                    section: self.section.name,
                    name: self.short_name().to_string(),
                    key: key.name,
                    legal: key.kind,
                },
            );
        }
        self.maybe(name, parse).unwrap_or(fallback)
    }

    /// Its name without the kinds of table around it: `alpha` for `stamp.alpha.storage`.
    pub(super) fn short_name(&self) -> &str {
        let (_, name) = self.path.split_once('.').unwrap_or(("", &self.path));
        name.strip_suffix(self.section.name)
            .and_then(|name| name.strip_suffix('.'))
            .unwrap_or(name)
    }

    /// A key with a default in the table of defaults.
    pub(super) fn with_default<T: PartialEq>(
        &self,
        name: &str,
        fallback: T,
        parse: impl Fn(&Node) -> Parsed<T>,
    ) -> T {
        let pattern = format!("{}.{name}", self.section.pattern);
        let known = default::of(&pattern);
        let text = known.value;
        let by_default = || parse(&from_default(text)).ok();
        if self.node(name).is_some() {
            let Some(value) = self.maybe(name, &parse) else {
                return fallback;
            };
            if self.was_default(name) && by_default().as_ref() == Some(&value) {
                self.note(name, text.to_string(), known);
            } else {
                self.state(name);
            }
            return value;
        }
        self.note(name, text.to_string(), known);
        by_default().unwrap_or(fallback)
    }

    /// A key whose default is worked out from the rest of the scenario.
    pub(super) fn worked_out<T: PartialEq>(
        &self,
        name: &str,
        worked_out: T,
        print: impl Fn(&T) -> String,
        parse: impl Fn(&Node) -> Parsed<T>,
    ) -> T {
        let pattern = format!("{}.{name}", self.section.pattern);
        let known = default::of(&pattern);
        if self.node(name).is_some() {
            let value = self.maybe(name, &parse).unwrap_or(worked_out);
            if self.was_default(name) {
                self.note(name, print(&value), known);
            } else {
                self.state(name);
            }
            return value;
        }
        self.note(name, print(&worked_out), known);
        worked_out
    }

    /// Whether a resolved scenario says that this key was left to its default.
    pub(super) fn was_default(&self, name: &str) -> bool {
        let known = self.context.from_defaults.borrow();
        known.contains(&self.assumption_key(name))
            || (self.section.collapse && known.contains(&self.path_of(name)))
    }

    fn path_of(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    /// Notes that a key of one table of many does not stand on the default.
    pub(super) fn state(&self, name: &str) {
        if self.section.collapse {
            self.context.state(self.assumption_key(name));
        }
    }

    fn note(&self, name: &str, value: String, known: &'static DefaultValue) {
        let shown = matches!(self.key(name).need, Need::Default | Need::Optional(_));
        let key = self.assumption_key(name);
        if self.section.collapse {
            self.context
                .assume_of_many(key, self.path_of(name), (&value, known), shown);
        } else {
            self.context.assume(key, value, known, shown);
        }
    }

    // One reader for each kind of value.

    pub(super) fn span(&self, name: &str) -> Span {
        self.with_default(name, Span::ZERO, span)
    }
    pub(super) fn span_maybe(&self, name: &str) -> Option<Span> {
        self.maybe(name, span)
    }
    pub(super) fn share(&self, name: &str) -> Share {
        self.with_default(name, Share(0.5), share)
    }
    pub(super) fn bytes(&self, name: &str) -> Bytes {
        self.with_default(name, Bytes(1), bytes)
    }
    pub(super) fn rate(&self, name: &str) -> Rate {
        self.with_default(name, Rate(1), rate)
    }
    pub(super) fn flag(&self, name: &str) -> bool {
        self.with_default(name, false, flag)
    }
    pub(super) fn flag_or(&self, name: &str, absent: bool) -> bool {
        self.maybe(name, flag).unwrap_or(absent)
    }
    /// A whole number with a default, at most `most`.
    pub(super) fn count(&self, name: &str, most: limit::Limit) -> u32 {
        let least = self.least(name);
        self.with_default(name, 1, |node| whole(node, least, most))
    }
    /// A whole number that may be missing.
    pub(super) fn count_maybe(&self, name: &str, most: limit::Limit) -> Option<u32> {
        let least = self.least(name);
        self.maybe(name, |node| whole(node, least, most))
    }
    fn least(&self, name: &str) -> u64 {
        match self.key(name).kind {
            Kind::Whole(least) => least,
            _ => 0,
        }
    }
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.maybe(name, |node| label(node).map(str::to_string))
    }
    /// The position of a word in the key's choices.
    pub(super) fn choice(&self, name: &str) -> &'static str {
        let words = self.words(name);
        self.with_default(name, words[0], |node| word(node, words))
    }
    pub(super) fn choice_maybe(&self, name: &str) -> Option<&'static str> {
        let words = self.words(name);
        self.maybe(name, |node| word(node, words))
    }
    fn words(&self, name: &str) -> &'static [&'static str] {
        match self.key(name).kind {
            Kind::Choice(words) => words,
            _ => &[""],
        }
    }
}

/// A text.
pub(super) fn label(node: &Node) -> Parsed<&str> {
    match &node.item {
        Item::Text(text) => Ok(text),
        other => Err(unexpected(other)),
    }
}

pub(super) fn unexpected(item: &Item) -> Problem {
    let found = item.kind();
    KeyProblem::WrongType { found }.into()
}

pub(super) fn span(node: &Node) -> Parsed<Span> {
    let ms = text::milliseconds(quantity(node)?)?;
    if ms > (limit::DAYS.most * DAY) as f64 {
        return Err(OverLimit::Length { limit: limit::DAYS }.into());
    }
    Ok(Span::from_ms(ms))
}

/// A text with a number and a unit; a bare number gets its own message.
pub(super) fn quantity(node: &Node) -> Parsed<&str> {
    match &node.item {
        Item::Text(text) => Ok(text),
        Item::Whole(number) => Err(without_unit(number.to_string())),
        Item::Real(number) => Err(without_unit(number.to_string())),
        other => Err(unexpected(other)),
    }
}

fn without_unit(number: String) -> Problem {
    KeyProblem::NoUnit { number }.into()
}

pub(super) fn share(node: &Node) -> Parsed<Share> {
    Ok(text::share(quantity(node)?)?)
}

pub(super) fn bytes(node: &Node) -> Parsed<Bytes> {
    Ok(text::bytes(quantity(node)?)?)
}

/// A rate, never zero.
pub(super) fn rate(node: &Node) -> Parsed<crate::units::Rate> {
    let text = quantity(node)?;
    let rate = text::rate(text)?;
    if rate.0 > 0 {
        return Ok(rate);
    }
    // Rates are whole bytes a second: less is no rate that is simulated, though it may not be zero.
    let less = text.contains(|sign: char| ('1'..='9').contains(&sign));
    Err(if less {
        let text = text.to_string();
        KeyProblem::RateBelowAByte { text }.into()
    } else {
        KeyProblem::ZeroRate.into()
    })
}

pub(super) fn churn(node: &Node) -> Parsed<text::Churn> {
    Ok(text::churn(quantity(node)?)?)
}

pub(super) fn flag(node: &Node) -> Parsed<bool> {
    match &node.item {
        Item::Flag(flag) => Ok(*flag),
        other => Err(unexpected(other)),
    }
}

/// A number; cells of a CSV are text.
pub(super) fn number(node: &Node) -> Parsed<f64> {
    let number = match &node.item {
        Item::Real(number) => *number,
        Item::Whole(number) => *number as f64,
        Item::Text(text) if node.spot.file != 0 => text
            .trim()
            .parse()
            .map_err(|_| KeyProblem::NotANumber { text: text.clone() })?,
        other => return Err(unexpected(other)),
    };
    if number.is_finite() {
        Ok(number)
    } else {
        Err(KeyProblem::NotFinite.into())
    }
}

pub(super) fn whole(node: &Node, least: u64, most: limit::Limit) -> Parsed<u32> {
    let number = match &node.item {
        Item::Whole(number) => *number,
        Item::Text(text) if node.spot.file != 0 => text
            .trim()
            .parse()
            .map_err(|_| KeyProblem::NotWhole { text: text.clone() })?,
        other => return Err(unexpected(other)),
    };
    if number < i128::from(least) {
        return Err(KeyProblem::TooSmall { number, least }.into());
    }
    if number > i128::from(most.most) {
        return Err(OverLimit::Number { limit: most }.into());
    }
    u32::try_from(number).map_err(|_| OverLimit::Number { limit: most }.into())
}

pub(super) fn word(node: &Node, words: &'static [&'static str]) -> Parsed<&'static str> {
    let text = label(node)?;
    if let Some(found) = words.iter().find(|word| **word == text) {
        return Ok(found);
    }
    if text.to_lowercase().contains("hypervisor") {
        return Err(KeyProblem::Hypervisor.into());
    }
    Err(KeyProblem::NotAWord {
        text: text.to_string(),
        known: Known::in_place_of(text, words),
    }
    .into())
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
