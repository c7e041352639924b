//! How what a fault hits comes back: by itself, by the work of people, or when guests have booted.
//!
//! Always true here: a key is legal only where it has a part in the length: `detect` and `crew` stand
//! before the work of people, what comes back by itself is as long as stated.

use super::{Common, Reader};
use crate::model::advice::{FaultAdvice, Unused};
use crate::model::default;
use crate::model::{Component, Effect, Law, LogicalKind, Restoration};
use crate::scenario::context::Kept;
use crate::scenario::law;
use crate::scenario::places::crew;
use crate::scenario::problem::{ApplicationProblem, FaultProblem};
use crate::scenario::table::Table;
use crate::scenario::tree;

impl Reader<'_, '_> {
    /// By itself after the law under `returns`, or by a repair.
    pub(super) fn restoration(
        &self,
        table: &Table<'_, '_>,
        common: &Common,
        returns: &'static str,
    ) -> Restoration {
        if let Effect::Logical { kind, .. } = common.effect
            && kind != LogicalKind::Release
        {
            return ends_with_the_guests(table, kind, returns);
        }
        let returned = table.law_maybe(returns);
        let repaired = table.law_maybe("repair");
        let crew = crew(table, "crew", &self.places.names);
        let (has_returns, has_repair) = (
            table.node(returns).is_some(),
            table.node("repair").is_some(),
        );
        if has_returns && has_repair {
            table.problem(
                "repair",
                ApplicationProblem::BothStated {
                    keys: ["repair", returns],
                    remedy: "it comes back in one of these ways",
                },
            );
        }
        self.repeat_assumption(table, returns, "drill.*.returns");
        self.repeat_assumption(table, "repair", "hazard.*.repair");
        let by_default = self.default_of(table, common, returns);
        if crew.is_some() && (has_returns || by_default == Some(returns)) {
            table.problem("crew", FaultProblem::CrewWithoutRepair { returns });
        }
        if has_returns || by_default == Some(returns) {
            if let Some(detect) = notices(table) {
                let spot = table.spot_of("detect");
                table.context.keep(&table.path, "detect", Kept::Law(detect));
                table.context.advise(
                    &spot,
                    FaultAdvice::IdleDetect {
                        source: table.title(),
                        because: Unused::ComesBackByItself { returns },
                    },
                );
            }
            let stated = || returned.unwrap_or_else(|| self.use_default(table, returns));
            return Restoration::by_itself(stated());
        }
        let stated = repaired.or_else(|| by_default.map(|key| self.use_default(table, key)));
        Restoration {
            by_itself: false,
            detect: table.law("detect"),
            crew,
            repair: stated.unwrap_or(Law::Constant(0.0)),
        }
    }

    /// A resolved scenario states what was left to a default, and says so.
    fn repeat_assumption(&self, table: &Table<'_, '_>, key: &str, default: &str) {
        let path = format!("{}.{key}", table.path);
        if table.node(key).is_some() && self.context.from_defaults.borrow().contains(&path) {
            let known = default::of(default);
            self.context
                .assume(path, known.value.to_string(), known, true);
        }
    }

    /// Which of the two keys has a default where neither is stated: a repair of nodes, and the return
    /// of what a drill destroys. Without one that is a problem of the scenario.
    fn default_of(
        &self,
        table: &Table<'_, '_>,
        common: &Common,
        returns: &'static str,
    ) -> Option<&'static str> {
        if table.node(returns).is_some() || table.node("repair").is_some() {
            return None;
        }
        if let Effect::Logical { .. } = common.effect {
            table.problem("of", FaultProblem::ReleaseWithoutEnd { returns });
            return None;
        }
        let nodes = common
            .targets
            .iter()
            .all(|target| matches!(target, Component::Node(_)));
        let destroyed = matches!(common.effect, Effect::Stops { destroys } if destroys.0 >= 1.0);
        if table.section.name == "drill" && destroyed {
            Some(returns)
        } else if nodes {
            Some("repair")
        } else {
            table.problem(
                "of",
                FaultProblem::NoEnd {
                    source: table.title(),
                    returns,
                },
            );
            None
        }
    }

    /// Takes the default of `repair` or of the return, and lists it.
    fn use_default(&self, table: &Table<'_, '_>, key: &str) -> Law {
        let default = if key == "repair" {
            "hazard.*.repair"
        } else {
            "drill.*.returns"
        };
        let known = default::of(default);
        let text = known.value;
        self.context.assume(
            format!("{}.{key}", table.path),
            text.to_string(),
            known,
            true,
        );
        law::law(self.context, &tree::from_default(text)).unwrap_or(Law::Constant(0.0))
    }
}

/// A stated time until somebody notices that is not nothing.
fn notices(table: &Table<'_, '_>) -> Option<Law> {
    let stated = table.law_maybe("detect");
    stated.filter(|law| *law != Law::Constant(0.0))
}

/// A crash is over when its guests have booted, a deletion or corruption when its protection has
/// brought the data back: nobody repairs anything, and nothing comes back by itself.
fn ends_with_the_guests(
    table: &Table<'_, '_>,
    kind: LogicalKind,
    returns: &'static str,
) -> Restoration {
    for key in ["repair", returns, "crew"] {
        if table.node(key).is_some() {
            table.problem(key, FaultProblem::NoPart { key, kind });
        }
    }
    let detect = if kind == LogicalKind::Crash {
        table.law("detect")
    } else {
        if let Some(stated) = notices(table) {
            let spot = table.spot_of("detect");
            table.context.keep(&table.path, "detect", Kept::Law(stated));
            let because = if kind == LogicalKind::Corruption {
                Unused::NoticedInstead
            } else {
                Unused::ProtectionDetects
            };
            let source = table.title();
            let advice = FaultAdvice::IdleDetect { source, because };
            table.context.advise(&spot, advice);
        }
        Law::Constant(0.0)
    };
    Restoration {
        by_itself: false,
        detect,
        crew: None,
        repair: Law::Constant(0.0),
    }
}
