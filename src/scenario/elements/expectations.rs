//! A file of expectations: it stands beside a scenario, names it, and says what a test holds it to.
//!
//! Always true here: it changes nothing of the scenario but what it sets in so many words; the scenario itself does not
//! know of it.

use super::{expect, top};
use crate::scenario::context::Context;
use crate::scenario::keys::{Form, Kind, Several, keys};
use crate::scenario::names::texts;
use crate::scenario::setting::{Edit, Stated, given};
use crate::scenario::table::Table;
use crate::scenario::tree::{self, EXPECTATIONS, Entry, Item, Node, Spot, Tree};
use std::ops::Range;

keys! {
    name: "file of expectations", pattern: "", header: "", collapse: false,
    doc: "What `firedrill test` holds a scenario to, in a file beside it.";

    SCENARIO: String = "scenario", "The scenario that it is about: a file, as seen from this one, or the name of a shipped scenario.", required;
    SET: Edits = "set", "What is set in the scenario, as by `--set`.", optional("nothing");
    EXPECT: Several<expect::Keys> = "expect", "What it is held to, beside its own objectives and expectations.", optional("these alone");
}

/// What is set in a scenario.
pub(in crate::scenario) enum Edits {}

impl Form for Edits {
    const KIND: Kind = Kind::Own("a list of PATH=VALUE", "[\"stamp.alpha.nodes=6\"]");
}

/// A file of expectations, as far as it says which scenario it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expectations {
    /// The scenario, as the file names it.
    pub scenario: String,
    /// Where it does, in bytes.
    pub span: Range<usize>,
    /// What it sets in it.
    pub edits: Vec<Edit>,
    /// Where each of these stands, in bytes.
    spans: Vec<Range<usize>>,
}

impl Expectations {
    /// Reads it of a text; none where the text names no scenario, and so is none.
    #[must_use]
    pub fn of(text: &str) -> Option<Expectations> {
        // What is wrong with its syntax is told when it is read whole.
        let top = tree::from_toml(text, EXPECTATIONS, "", &mut Vec::new());
        let node = top.get(SCENARIO.row.name)?;
        let Item::Text(scenario) = &node.item else {
            return None;
        };
        let set = top.get(SET.row.name).and_then(|node| texts(node).ok());
        let set = set.unwrap_or_default().into_iter();
        let (edits, spans) = set
            .map(|(text, spot)| (Edit::Set(text.to_string()), spot.span.clone()))
            .unzip();
        Some(Expectations {
            scenario: scenario.clone(),
            span: node.spot.span.clone(),
            edits,
            spans,
        })
    }

    /// Of changes that begin with those of such a file: where they stand there.
    pub(in crate::scenario) fn stated(text: &str, edits: &[Edit]) -> Vec<Stated> {
        let Some(own) = Expectations::of(text).filter(|own| edits.starts_with(&own.edits)) else {
            return Vec::new();
        };
        let places = given(&own.edits).into_iter().zip(own.spans);
        let stated = own.edits.iter().zip(places).map(|(edit, (at, stands))| {
            // Where something is escaped in it, or it has quotes of three, the whole of it is shown.
            let between = text.get(stands.start + 1..stands.end.saturating_sub(1));
            Stated {
                at,
                is_bare: between == Some(edit.parts().1),
                stands,
            }
        });
        stated.collect()
    }
}

/// Puts the expectations of such a file behind those of the scenario.
pub(in crate::scenario) fn add(context: &Context<'_>, (name, text): (&str, &str), top: &mut Tree) {
    let mut issues = context.issues.borrow_mut();
    let own = tree::from_toml(text, EXPECTATIONS, name, &mut issues);
    drop(issues);
    let spot = Spot {
        file: EXPECTATIONS,
        span: 0..0,
    };
    let table = Table::<Keys>::new(context, String::new(), &own, &spot);
    if let Some(node) = table.node(SET)
        && let Err(problem) = texts(node)
    {
        context.problem(&node.spot, problem);
    }
    let Some(entry) = own.entries.get(EXPECT.row.name) else {
        return;
    };
    let all = |node: &Node| match &node.item {
        Item::List(nodes) => nodes.clone(),
        _ => vec![node.clone()],
    };
    let known = top.get(top::EXPECT.row.name).map(all).unwrap_or_default();
    let nodes = known.into_iter().chain(all(&entry.node)).collect();
    let joined = Entry {
        key_spot: entry.key_spot.clone(),
        node: Node {
            item: Item::List(nodes),
            spot: entry.node.spot.clone(),
        },
    };
    top.entries.insert(top::EXPECT.row.name.to_string(), joined);
}
