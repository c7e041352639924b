//! How what a fault hits comes back: by itself, by the work of people, or when guests have booted.
//!
//! Always true here: a key is legal only where it has a part in the length: `detect` and `crew` stand
//! before the work of people, what comes back by itself is as long as stated.

use super::{Common, Reader};
use crate::model::advice::{FaultAdvice, Unused};
use crate::model::{Component, DefaultValue, Effect, Law, LogicalKind, Mistake, Restoration};
use crate::scenario::context::Kept;
use crate::scenario::elements::strike::Strike;
use crate::scenario::elements::{drill, hazard};
use crate::scenario::keys::{Element, Key, KeyOf, May, Plain};
use crate::scenario::law;
use crate::scenario::places::{crew, parts};
use crate::scenario::problem::{ApplicationProblem, FaultProblem};
use crate::scenario::table::Table;
use crate::scenario::tree;

/// How a fault ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    ByItself,
    Repaired,
}

impl Reader<'_, '_> {
    /// By itself after the law that its table has for it, or by a repair.
    pub(super) fn restoration<E: Strike>(
        &self,
        table: &Table<'_, '_, E>,
        common: &Common,
    ) -> Restoration {
        if let Effect::Logical { kind, .. } = common.effect
            && kind != LogicalKind::Release
        {
            return ends_with_the_guests(table, kind);
        }
        if let Effect::Ransomware(_) = common.effect {
            return self.rebuilt(table);
        }
        if let Effect::Mistake(mistake) = common.effect {
            return self.mended(table, mistake);
        }
        let returns = E::BACK.row.name;
        let returned = table.may(E::BACK);
        let repaired = table.may(E::REPAIR);
        let crew = crew(table, E::CREW, &self.places.names);
        let parts = parts(table, E::PARTS, &self.places.names);
        let (has_returns, has_repair) = (
            table.node(E::BACK).is_some(),
            table.node(E::REPAIR).is_some(),
        );
        if has_returns && has_repair {
            table.problem(
                E::REPAIR,
                ApplicationProblem::BothStated {
                    keys: [E::REPAIR.row.name, returns],
                    remedy: "it comes back in one of these ways",
                },
            );
        }
        self.repeat_assumption(table, E::BACK, drill::RETURNS.need.0);
        self.repeat_assumption(table, E::REPAIR, hazard::REPAIR.need.0);
        let by_default = self.default_of(table, common);
        let by_itself = has_returns || by_default == Some(End::ByItself);
        if by_itself && crew.is_some() {
            table.problem(E::CREW, FaultProblem::CrewWithoutRepair { returns });
        }
        if by_itself && parts.is_some() {
            table.problem(E::PARTS, FaultProblem::PartsWithoutRepair { returns });
        }
        if let Effect::Logical { kind, .. } = common.effect {
            has_no_part(table, E::PARTS, kind);
        }
        if by_itself {
            idle_detect(table, Unused::ComesBackByItself { returns });
            let by_default = || self.use_default(table, E::BACK, drill::RETURNS.need.0);
            return Restoration::by_itself(returned.unwrap_or_else(by_default));
        }
        let stated = repaired.or_else(|| {
            by_default.map(|_| self.use_default(table, E::REPAIR, hazard::REPAIR.need.0))
        });
        Restoration {
            by_itself: false,
            detect: match (common.planned, &common.effect) {
                (true, Effect::Stops { .. }) => {
                    idle_detect(table, Unused::IsPlanned);
                    Law::Constant(0.0)
                }
                _ => table.get(E::DETECT),
            },
            crew,
            parts,
            repair: stated.unwrap_or(Law::Constant(0.0)),
        }
    }

    /// A clean place is built by whoever does that.
    fn rebuilt<E: Strike>(&self, table: &Table<'_, '_, E>) -> Restoration {
        Restoration {
            by_itself: false,
            detect: table.get(E::DETECT),
            crew: crew(table, E::REBUILT_BY, &self.places.names),
            parts: None,
            repair: table.get(E::REBUILD),
        }
    }

    /// A wrong retention is mended by whoever notices it; points that are deleted are gone.
    fn mended<E: Strike>(&self, table: &Table<'_, '_, E>, mistake: Mistake) -> Restoration {
        fn none<E>(table: &Table<'_, '_, E>, key: impl KeyOf<E>) {
            table.refuse(key, FaultProblem::NoPartInMistake { key: key.name() });
        }
        none(table, E::BACK);
        none(table, E::PARTS);
        if let Some(key) = E::PLANNED {
            none(table, key);
        }
        if mistake == Mistake::Deletion {
            none(table, E::DETECT);
            none(table, E::REPAIR);
            none(table, E::CREW);
            return nobody_comes();
        }
        let needs = |stated: bool, key: &'static str| {
            if !stated {
                table.problem(E::KIND, FaultProblem::RetentionWithout { key });
            }
        };
        if let Some(key) = E::KEEP {
            needs(table.node(key).is_some(), key.row.name);
        }
        needs(table.node(E::DETECT).is_some(), E::DETECT.row.name);
        needs(table.node(E::REPAIR).is_some(), E::REPAIR.row.name);
        Restoration {
            by_itself: false,
            detect: table.get(E::DETECT),
            crew: crew(table, E::CREW, &self.places.names),
            parts: None,
            repair: table.may(E::REPAIR).unwrap_or(Law::Constant(0.0)),
        }
    }

    /// A resolved scenario states what was left to a default, and says so.
    fn repeat_assumption<E: Strike>(
        &self,
        table: &Table<'_, '_, E>,
        key: Key<E, Law, May>,
        known: &'static DefaultValue,
    ) {
        let path = format!("{}.{}", table.path, key.row.name);
        if table.node(key).is_some() && self.context.from_defaults.borrow().contains(&path) {
            self.context
                .assume(path, known.value.to_string(), known, true);
        }
    }

    /// Which of the two keys has a default where neither is stated: a repair of nodes, and the return
    /// of what a drill destroys. Without one that is a problem of the scenario.
    fn default_of<E: Strike>(&self, table: &Table<'_, '_, E>, common: &Common) -> Option<End> {
        let returns = E::BACK.row.name;
        if table.node(E::BACK).is_some() || table.node(E::REPAIR).is_some() {
            return None;
        }
        if let Effect::Logical { .. } = common.effect {
            table.problem(E::OF, FaultProblem::ReleaseWithoutEnd { returns });
            return None;
        }
        let nodes = common
            .targets
            .iter()
            .all(|target| matches!(target, Component::Node(_)));
        let destroyed = matches!(common.effect, Effect::Stops { destroys } if destroys.0 >= 1.0);
        if E::NAME == drill::Keys::NAME && destroyed {
            Some(End::ByItself)
        } else if nodes {
            Some(End::Repaired)
        } else {
            table.problem(
                E::OF,
                FaultProblem::NoEnd {
                    source: table.title(),
                    returns,
                },
            );
            None
        }
    }

    /// Takes the default of a repair or of a return, and lists it.
    fn use_default<E: Strike>(
        &self,
        table: &Table<'_, '_, E>,
        key: Key<E, Law, May>,
        known: &'static DefaultValue,
    ) -> Law {
        let text = known.value;
        self.context.assume(
            format!("{}.{}", table.path, key.row.name),
            text.to_string(),
            known,
            true,
        );
        law::law(self.context, &tree::from_default(text)).unwrap_or(Law::Constant(0.0))
    }
}

/// Keeps a stated time until somebody notices, and advises that it has no part in anything, unless it is nothing.
fn idle_detect<E: Strike>(table: &Table<'_, '_, E>, because: Unused) {
    let stated = table.maybe(E::DETECT, |node| Law::read(table.context, node));
    let Some(detect) = stated.filter(|law| *law != Law::Constant(0.0)) else {
        return;
    };
    table
        .context
        .keep(&table.path, E::DETECT.row.name, Kept::Law(detect));
    let source = table.title();
    let advice = FaultAdvice::IdleDetect { source, because };
    table.context.advise(&table.spot_of(E::DETECT), advice);
}

/// A crash is over when its guests have booted, a deletion or corruption when its protection has
/// brought the data back: nobody repairs anything, and nothing comes back by itself.
fn ends_with_the_guests<E: Strike>(table: &Table<'_, '_, E>, kind: LogicalKind) -> Restoration {
    has_no_part(table, E::REPAIR, kind);
    has_no_part(table, E::BACK, kind);
    has_no_part(table, E::CREW, kind);
    has_no_part(table, E::PARTS, kind);
    let detect = if kind == LogicalKind::Crash {
        table.get(E::DETECT)
    } else {
        let because = if kind == LogicalKind::Corruption {
            Unused::NoticedInstead
        } else {
            Unused::ProtectionDetects
        };
        idle_detect(table, because);
        Law::Constant(0.0)
    };
    Restoration {
        detect,
        ..nobody_comes()
    }
}

/// Nobody repairs anything, and nothing comes back by itself.
fn nobody_comes() -> Restoration {
    Restoration {
        by_itself: false,
        detect: Law::Constant(0.0),
        crew: None,
        parts: None,
        repair: Law::Constant(0.0),
    }
}

fn has_no_part<E>(table: &Table<'_, '_, E>, key: impl KeyOf<E>, kind: LogicalKind) {
    let name = key.name();
    table.refuse(key, FaultProblem::NoPart { key: name, kind });
}
