//! Forms of values: what a key of each looks like, how it is read, and how the resolved scenario writes it.
//!
//! Always true here: what is written is read back to the same value.

use super::super::calendar;
use super::super::context::Context;
use super::super::law;
use super::super::problem::Problem;
use super::super::text::Churn;
use super::super::tree::Node;
use super::super::value::{bytes, churn, flag, label, rate, share, span};
use super::{Element, Kind};
use crate::model::{Hours, Law, Place, Window};
use crate::units::{Bytes, Rate, Share, Span};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::marker::PhantomData;

/// What values of a key look like.
pub(in crate::scenario) trait Form {
    /// As schema, reference and messages say it.
    const KIND: Kind;
}

/// A form that needs nothing of the rest of the scenario.
pub(in crate::scenario) trait Plain: Form {
    /// What is read.
    type Value: PartialEq;
    /// Stands in after a problem.
    fn stand_in() -> Self::Value;
    /// Reads a value.
    fn read(context: &Context<'_>, node: &Node) -> Result<Self::Value, Problem>;
    /// A value as TOML; what is too long for the scenario goes into a companion.
    fn write(value: &Self::Value, companions: &mut Companions) -> String;
}

/// Files beside a resolved scenario, by name.
pub(in crate::scenario) type Companions = BTreeMap<String, Vec<u8>>;

/// The name of a table of this element.
pub(in crate::scenario) struct Name<E>(PhantomData<E>);

/// A name or a list of names of tables of this element.
pub(in crate::scenario) struct Names<E>(PhantomData<E>);

/// One table of this element.
pub(in crate::scenario) struct Inner<E>(PhantomData<E>);

/// Tables of this element, keyed by name.
pub(in crate::scenario) struct Each<E>(PhantomData<E>);

/// Tables of this element, one after the other.
pub(in crate::scenario) struct Several<E>(PhantomData<E>);

impl<E: Element> Form for Several<E> {
    const KIND: Kind = Kind::Listed(E::NAME);
}

/// A whole number from `LEAST` on.
pub(in crate::scenario) struct Whole<const LEAST: u64>;

/// The law of the time between faults.
pub(in crate::scenario) enum Every {}

/// A VM size.
pub(in crate::scenario) enum Size {}

/// What is hit: `target` says how that is written.
pub(in crate::scenario) enum Targets {}

impl<E: Element> Form for Name<E> {
    const KIND: Kind = Kind::NameOf(E::NAME);
}

impl<E: Element> Form for Names<E> {
    const KIND: Kind = Kind::NamesOf(E::NAME);
}

impl<E: Element> Form for Inner<E> {
    const KIND: Kind = Kind::Table(E::NAME);
}

impl<E: Element> Form for Each<E> {
    const KIND: Kind = Kind::Tables(E::NAME);
}

impl<const LEAST: u64> Form for Whole<LEAST> {
    const KIND: Kind = Kind::Whole(LEAST);
}

impl Form for Every {
    const KIND: Kind = Kind::LawOfEvery;
}

impl Form for Size {
    const KIND: Kind = Kind::Size;
}

impl Form for Place {
    const KIND: Kind = Kind::Place;
}

impl Form for f64 {
    const KIND: Kind = Kind::Number;
}

/// Declares plain forms: kind, what stands in after a problem, reader, writer.
macro_rules! plain {
    ($( $form:ty: $kind:ident, $stand_in:expr, $read:expr, $write:expr; )+) => {
        $(
            impl Form for $form {
                const KIND: Kind = Kind::$kind;
            }

            impl Plain for $form {
                type Value = $form;
                fn stand_in() -> $form {
                    $stand_in
                }
                fn read(context: &Context<'_>, node: &Node) -> Result<$form, Problem> {
                    let read: fn(&Context<'_>, &Node) -> Result<$form, Problem> = $read;
                    read(context, node)
                }
                fn write(value: &$form, companions: &mut Companions) -> String {
                    let write: fn(&$form, &mut Companions) -> String = $write;
                    write(value, companions)
                }
            }
        )+
    };
}

plain! {
    String: Text, String::new(), |_, node| label(node).map(str::to_string), |text, _| quote(text);
    bool: Flag, false, |_, node| flag(node), |flag, _| flag.to_string();
    Span: Span, Span::ZERO, |_, node| span(node), |span, _| quote(&span.to_string());
    Share: Share, Share(0.5), |_, node| share(node), |share, _| quote(&share.to_string());
    Bytes: Bytes, Bytes(1), |_, node| bytes(node), |bytes, _| quote(&bytes.to_string());
    Rate: Rate, Rate(1), |_, node| rate(node), |rate, _| quote(&rate.to_string());
    Churn: Churn, Churn::Fixed(0.0), |_, node| churn(node), |churn, _| quote(&churn.text());
    Law: Law, Law::Constant(1.0), law::law, write_law;
    Option<Law>: LawOrNever, None, law::law_or_never, |law, companions| law.as_ref().map_or_else(|| quote(law::NEVER), |law| write_law(law, companions));
    Window: Window, Window { start: 0, end: 0 }, |_, node| Ok(calendar::window(label(node)?)?), |window, _| quote(&calendar::window_text(*window));
    Hours: Hours, Hours::Always, |_, node| Ok(calendar::hours(label(node)?)?), |hours, _| quote(&calendar::hours_text(hours));
}

/// A text as TOML.
pub(in crate::scenario) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let plain = |byte: u8| (0x20..0x7f).contains(&byte) && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        out.push_str(text);
        out.push('"');
        return out;
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A law as TOML; many observed values go into a companion that is named by what is in it.
fn write_law(law: &Law, companions: &mut Companions) -> String {
    law::toml(law, &mut |values| {
        let mut content = String::from("ms\n");
        for value in values {
            content.push_str(&format!("{value}\n"));
        }
        let hash = Sha256::digest(content.as_bytes());
        let hex: String = hash
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let name = format!("empirical-{hex}.csv");
        companions.insert(name.clone(), content.into_bytes());
        name
    })
}
