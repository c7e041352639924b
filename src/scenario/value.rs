//! Readers of single values, whatever key they stand under.
//!
//! Always true here: what a reader cannot take is a problem with its reason; nothing is guessed.

use super::limit;
use super::problem::{KeyProblem, Known, OverLimit, Problem};
use super::text;
use super::tree::{Item, Node};
use crate::units::{Bytes, DAY, Share, Span};

/// What a reader makes of a value.
pub(super) type Parsed<T> = Result<T, Problem>;

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
        Item::Text(text) if node.spot.is_cell() => return number_of_cell(text),
        other => return Err(unexpected(other)),
    };
    finite(number)
}

/// The number that a cell of a table holds.
pub(super) fn number_of_cell(text: &str) -> Parsed<f64> {
    let number = text.trim().parse().map_err(|_| KeyProblem::NotANumber {
        text: text.to_string(),
    })?;
    finite(number)
}

fn finite(number: f64) -> Parsed<f64> {
    if number.is_finite() {
        Ok(number)
    } else {
        Err(KeyProblem::NotFinite.into())
    }
}

pub(super) fn whole(node: &Node, least: u64, most: limit::Limit) -> Parsed<u32> {
    let number = match &node.item {
        Item::Whole(number) => *number,
        Item::Text(text) if node.spot.is_cell() => text
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

/// What one of its words stands for.
pub(super) fn chosen<T: Copy>(node: &Node, words: &'static [&'static str], all: &[T]) -> Parsed<T> {
    let text = label(node)?;
    let mut pairs = words.iter().zip(all);
    if let Some((_, found)) = pairs.find(|(word, _)| **word == text) {
        return Ok(*found);
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
