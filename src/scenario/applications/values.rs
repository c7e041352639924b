//! Reads single values of applications, roles and VMs.
//!
//! Always true here: contradicting words (`size` and `memory`, `stateful` and `stateless`) are problems.

use super::super::issue::known_names;
use super::super::keys::class_names;
use super::super::table::{Table, bytes, flag, label, share, span};
use super::super::text::Wrong;
use super::super::tree::{Item, Node};
use crate::model::size;
use crate::model::{Class, Objective, Objectives};
use crate::units::{Bytes, Share};

pub(super) fn size_of(table: &Table<'_, '_>) -> (String, Bytes) {
    if let Some(memory) = table.maybe("memory", bytes) {
        if table.node("size").is_some() {
            table.issue(
                "memory",
                "`size` and `memory` are both stated",
                "leave one of them out",
            );
        }
        if memory.0 == 0 {
            table.issue(
                "memory",
                "a VM without memory does not run",
                "write \"14 GiB\"",
            );
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
                Wrong::new(
                    format!("`{name}` is not a published VM size"),
                    format!(
                        "{}; other sizes are given by `memory`",
                        known_names(name, &known)
                    ),
                )
            })
    })
}

pub(super) fn stateful(table: &Table<'_, '_>, worked_out: bool) -> bool {
    if let Some(stateless) = table.maybe("stateless", flag) {
        if table.node("stateful").is_some() {
            table.issue(
                "stateless",
                "`stateful` and `stateless` are both stated",
                "leave one of them out",
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
        table.issue(
            "availability",
            "an availability of 0 % asks for nothing",
            "write \"99.9 %\"",
        );
    }
    Some(share)
}

/// An objective: one length, or a table by class with an optional `default`.
pub(super) fn objectives(table: &Table<'_, '_>, key: &str, share_key: &str) -> Objectives {
    let Some(node) = table.node(key) else {
        if table.node(share_key).is_some() {
            table.issue(
                share_key,
                format!("`{share_key}` without `{key}`"),
                format!("state `{key}`, or leave it out"),
            );
        }
        return Objectives::default();
    };
    let target = table.share(share_key);
    if target.0 <= 0.0 || target.0 >= 1.0 {
        table.issue(
            share_key,
            format!("a target of {target} cannot be judged"),
            "use a share between 0 % and 100 %, such as \"95 %\"",
        );
    }
    let one = |node: &Node| {
        let limit = span(node)?;
        // Without any loss of data one can live, but nothing is back at once.
        if key == "rto" && limit.0 == 0 {
            return Err(Wrong::new(
                "no outage is over at once: an RTO of zero is always missed",
                "an RTO is a length of time such as \"4 h\"",
            ));
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
        table.issue(
            key,
            format!("`{key}` is an empty table, which states no objective"),
            format!("leave `{key}` out, or write one for each class: {{ node = \"5 min\", site = \"8 h\" }}"),
        );
    }
    let mut objectives = Objectives::default();
    for (name, entry) in &tree.entries {
        let class = Class::ALL.iter().find(|class| class.name() == name);
        match (class, one(&entry.node)) {
            (_, Err(wrong)) => table.context.wrong(&entry.node.spot, wrong),
            (Some(class), Ok(objective)) => objectives.by_class.push((*class, objective)),
            (None, Ok(objective)) if name == "default" => objectives.default = Some(objective),
            (None, Ok(_)) => {
                let mut known = vec!["default"];
                known.extend(class_names());
                table.context.issue(
                    &entry.key_spot,
                    format!("`{name}` is not a class of faults"),
                    known_names(name, &known),
                );
            }
        }
    }
    objectives.by_class.sort_by_key(|(class, _)| *class);
    objectives
}
