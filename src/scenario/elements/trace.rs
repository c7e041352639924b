//! `[trace]`: recorded faults of nodes from a CSV.
//!
//! Always true here: the columns are named by the scenario.

use super::stamp;
use crate::scenario::keys::{Form, Kind, Lines, Name, Whole, keys};

keys! {
    name: "trace", pattern: "trace", header: "[trace]", collapse: false,
    doc: "Recorded faults of nodes from a CSV; each group of rows is a trial. Starts are rounded to the minute.";

    FILE: String = "file", "The CSV.", optional("the file that the command line gives");
    STAMP: Name<stamp::Keys> = "stamp", "The stamp whose nodes the rows are about.", optional("the only stamp");
    GROUP: String = "group", "Column whose values tell the groups apart.", optional("one group");
    NODE: String = "node", "Column with the number of the node.", required;
    FIRST_NODE: Whole<0> = "first_node", "The number that the file gives to the first node.", optional("0 where the file has a node 0, else 1");
    START: Start = "start", "When the fault began, since the start of the trace.", required;
    LENGTH: Length = "length", "How long the node was down.", required;
    CAUSE: String = "cause", "Column with the cause.", optional("all rows have the cause `trace`");
}

/// A column of lengths of time with their unit: when a fault began.
pub(in crate::scenario) enum Start {}

impl Form for Start {
    const KIND: Kind = Kind::Own(
        "a column and its unit",
        "{ column = \"start_h\", unit = \"h\" }",
    );
}

/// A column of lengths of time with their unit: how long it lasted.
pub(in crate::scenario) enum Length {}

impl Form for Length {
    const KIND: Kind = Kind::Own(
        "a column and its unit",
        "{ column = \"down_min\", unit = \"min\" }",
    );
}

/// What the resolved scenario says of a trace of this stamp, but for its file: names of the columns that are written.
pub(in crate::scenario) fn write(stamp: &str) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.name(STAMP, stamp);
    lines.put(NODE, &"node".to_string());
    lines.count(FIRST_NODE, 1_u32);
    lines.toml(
        START,
        "{ column = \"start_min\", unit = \"min\" }".to_string(),
    );
    lines.toml(
        LENGTH,
        "{ column = \"length_ms\", unit = \"ms\" }".to_string(),
    );
    lines.put(CAUSE, &"cause".to_string());
    lines.put(GROUP, &"group".to_string());
    lines
}

use crate::scenario::context::Context;
use crate::scenario::keys::{Element, KeyOf, Row};
use crate::scenario::limit::Limit;
use crate::scenario::problem::Problem;
use crate::scenario::table::Table;
use crate::scenario::tree::{Node, Spot, Tree};
use crate::scenario::value::label;

impl KeyOf<Keys> for &str {
    fn row(self) -> &'static Row {
        Keys::SECTION
            .key(self)
            .expect("only keys of this table are asked for")
    }
}

impl<'a, 'f> Table<'a, 'f, Keys> {
    pub(in crate::scenario) fn open(
        context: &'a Context<'f>,
        _: &str,
        path: String,
        tree: &'a Tree,
        spot: &Spot,
    ) -> Self {
        Table::new(context, path, tree, spot)
    }
    pub(in crate::scenario) fn name_or_only(&self, _: &str, names: &[String], _: &str) -> usize {
        self.name_or_the_only(STAMP, names)
    }
    pub(in crate::scenario) fn count_maybe(&self, _: &str, most: Limit) -> Option<u32> {
        self.may_count(FIRST_NODE, most)
    }
    pub(in crate::scenario) fn text(&self, key: &str) -> Option<String> {
        self.maybe(key, |node| label(node).map(str::to_string))
    }
    pub(in crate::scenario) fn required<T>(
        &self,
        key: &str,
        fallback: T,
        parse: impl Fn(&Node) -> Result<T, Problem>,
    ) -> T {
        self.refuse_missing(key);
        self.maybe(key, parse).unwrap_or(fallback)
    }
}
