//! What people do about backups, as it is written: failures in a row, and tests of restore points.
//!
//! Always true here: what is written is read back to the same value.

use crate::model::RestoreTest;
use crate::scenario::context::Context;
use crate::scenario::keys::{Companions, Form, Kind, Plain, quote};
use crate::scenario::limit;
use crate::scenario::problem::{Problem, ProtectionProblem};
use crate::scenario::tree::{Item, Node};
use crate::scenario::value::{span, whole};
use crate::units::{MINUTE, Span};

/// Failures in a row until somebody notices, or never.
pub(in crate::scenario) enum Streak {}

/// What stands in place of a number for what nobody ever notices.
const NEVER: &str = "never";

impl Form for Streak {
    const KIND: Kind = Kind::Own("a number of failures in a row, or \"never\"", "3");
}

impl Plain for Streak {
    type Value = Option<u32>;
    fn stand_in() -> Option<u32> {
        None
    }
    fn read(_: &Context<'_>, node: &Node) -> Result<Option<u32>, Problem> {
        match &node.item {
            Item::Text(word) if word == NEVER => Ok(None),
            _ => whole(node, 1, limit::POINTS).map(Some),
        }
    }
    fn write(streak: &Option<u32>, _: &mut Companions) -> String {
        streak.map_or_else(|| quote(NEVER), |count| count.to_string())
    }
}

/// Tests of restore points.
pub(in crate::scenario) enum Tests {}

impl Form for Tests {
    const KIND: Kind = Kind::Own(
        "tests of restore points",
        "{ every = \"30 d\", cost = \"2 h\" }",
    );
}

impl Plain for Tests {
    type Value = RestoreTest;
    fn stand_in() -> RestoreTest {
        RestoreTest {
            every: Span::days(1),
            cost: Span::ZERO,
        }
    }
    fn read(_: &Context<'_>, node: &Node) -> Result<RestoreTest, Problem> {
        let Item::Table(tree) = &node.item else {
            return Err(ProtectionProblem::TestKeys.into());
        };
        let (Some(every), Some(cost), 2) =
            (tree.get("every"), tree.get("cost"), tree.entries.len())
        else {
            return Err(ProtectionProblem::TestKeys.into());
        };
        let (every, cost) = (span(every)?, span(cost)?);
        if every.0 < MINUTE {
            let key = "every";
            let value = every;
            return Err(ProtectionProblem::TooOften { key, value }.into());
        }
        if cost > every {
            return Err(ProtectionProblem::TestsOverlap { every, cost }.into());
        }
        Ok(RestoreTest { every, cost })
    }
    fn write(test: &RestoreTest, _: &mut Companions) -> String {
        let [every, cost] = [test.every, test.cost].map(|length| quote(&length.to_string()));
        format!("{{ cost = {cost}, every = {every} }}")
    }
}
