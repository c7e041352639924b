//! Reads single values of applications, roles and VMs.
//!
//! Always true here: contradicting words (`size` and `memory`, `stateful` and `stateless`) are problems.

use super::super::keys::class_names;
use super::super::problem::{ApplicationProblem, Known, NameProblem};
use super::super::table::{Table, bytes, flag, label, share, span};
use super::super::tree::{Item, Node};
use crate::model::size;
use crate::model::{Class, Objective, Objectives};
use crate::units::{Bytes, Share};

pub(super) fn size_of(table: &Table<'_, '_>) -> (String, Bytes) {
    if let Some(memory) = table.maybe("memory", bytes) {
        if table.node("size").is_some() {
            table.problem(
                "memory",
                ApplicationProblem::BothStated {
                    keys: ["size", "memory"],
                    remedy: "leave one of them out",
                },
            );
        }
        if memory.0 == 0 {
            table.problem("memory", ApplicationProblem::VmWithoutMemory);
        }
        return ("custom".to_string(), memory);
    }
    let fallback = ("custom".to_string(), Bytes::gib(1));
    table.with_default("size", fallback, |node| {
        let name = label(node)?;
        size::find(name)
            .map(|size| (size.name.to_string(), size.memory()))
            .ok_or_else(|| {
                let known: Vec<&str> = size::SIZES.iter().map(|size| size.name).collect();
                NameProblem::NotASize {
                    name: name.to_string(),
                    known: Known::in_place_of(name, &known),
                }
                .into()
            })
    })
}

pub(super) fn stateful(table: &Table<'_, '_>, worked_out: bool) -> bool {
    if let Some(stateless) = table.maybe("stateless", flag) {
        if table.node("stateful").is_some() {
            table.problem(
                "stateless",
                ApplicationProblem::BothStated {
                    keys: ["stateful", "stateless"],
                    remedy: "leave one of them out",
                },
            );
        }
        table.state("stateful");
        return !stateless;
    }
    table.worked_out("stateful", worked_out, ToString::to_string, flag)
}

pub(super) fn availability(table: &Table<'_, '_>) -> Option<Share> {
    let share = table.maybe("availability", share)?;
    if share.0 <= 0.0 {
        table.problem("availability", ApplicationProblem::NoAvailability);
    } else if share.0 >= 1.0 {
        // However many trials pass without an outage, the next may have one.
        let target = share;
        table.problem("availability", ApplicationProblem::TargetShare { target });
    }
    Some(share)
}

/// An objective: one length, or a table by class with an optional `default`.
pub(super) fn objectives(table: &Table<'_, '_>, key: &str, share_key: &str) -> Objectives {
    let Some(node) = table.node(key) else {
        if table.node(share_key).is_some() {
            table.problem(
                share_key,
                ApplicationProblem::ShareAlone {
                    share: share_key.to_string(),
                    objective: key.to_string(),
                },
            );
        }
        return Objectives::default();
    };
    let target = table.share(share_key);
    if target.0 <= 0.0 || target.0 >= 1.0 {
        table.problem(share_key, ApplicationProblem::TargetShare { target });
    }
    let one = |node: &Node| {
        let limit = span(node)?;
        // Without any loss of data one can live, but nothing is back at once.
        if key == "rto" && limit.0 == 0 {
            return Err(ApplicationProblem::ZeroRto.into());
        }
        Ok(Objective { limit, target })
    };
    let Item::Table(tree) = &node.item else {
        return Objectives {
            default: table.maybe(key, one),
            by_class: Vec::new(),
        };
    };
    if tree.entries.is_empty() {
        table.problem(
            key,
            ApplicationProblem::EmptyObjectives {
                key: key.to_string(),
            },
        );
    }
    let mut objectives = Objectives::default();
    for (name, entry) in &tree.entries {
        let class = Class::ALL.iter().find(|class| class.name() == name);
        match (class, one(&entry.node)) {
            (_, Err(problem)) => table.context.problem(&entry.node.spot, problem),
            (Some(class), Ok(objective)) => objectives.by_class.push((*class, objective)),
            (None, Ok(objective)) if name == "default" => objectives.default = Some(objective),
            (None, Ok(_)) => {
                let mut known = vec!["default"];
                known.extend(class_names());
                table.context.problem(
                    &entry.key_spot,
                    NameProblem::NotAClass {
                        name: name.clone(),
                        known: Known::in_place_of(name, &known),
                    },
                );
            }
        }
    }
    objectives.by_class.sort_by_key(|(class, _)| *class);
    objectives
}
