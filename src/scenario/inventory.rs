//! Rows of the inventory and `[vm]` tables as one list.
//!
//! Always true here: a VM has one name and one application; empty cells count as not written.

use super::context::Context;
use super::issue::known_names;
use super::keys;
use super::limit;
use super::names::{check_name, natural};
use super::recognise::Expected;
use super::sheet;
use super::table::label;
use super::tree::{Entry, Item, Node, Spot, Tree};
use std::collections::BTreeMap;

/// A VM as it is listed.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) tree: Tree,
    pub(super) spot: Spot,
}

/// All listed VMs in natural order of their names.
pub(super) fn read(context: &Context<'_>, top: &Tree) -> Vec<Listed> {
    let mut listed = Vec::new();
    if let Some(node) = top.get("vm") {
        match &node.item {
            Item::Table(tables) => {
                for (name, entry) in &tables.entries {
                    check_name(context, name, "vm", &entry.key_spot);
                    match &entry.node.item {
                        Item::Table(tree) => listed.push(Listed {
                            name: name.clone(),
                            tree: tree.clone(),
                            spot: entry.key_spot.clone(),
                        }),
                        other => context.issue(
                            &entry.node.spot,
                            format!("vm `{name}` is {}, not a table", other.kind()),
                            "write [vm.NAME]",
                        ),
                    }
                }
            }
            other => context.issue(
                &node.spot,
                format!("`vm` is {}, not tables keyed by name", other.kind()),
                "write [vm.NAME]",
            ),
        }
    }
    if let Some(node) = top.get("inventory") {
        match label(node) {
            Ok(file) => from_csv(context, file, node, &mut listed),
            Err(wrong) => context.wrong(&node.spot, wrong),
        }
    }
    if listed.len() as u64 > limit::VMS.most {
        let spot = top
            .get("inventory")
            .map(|node| node.spot.clone())
            .unwrap_or_default();
        context.over(
            &spot,
            limit::VMS,
            &format!("{} VMs are listed", listed.len()),
        );
        listed.truncate(1);
    }
    listed.sort_by(|a, b| natural(&a.name, &b.name));
    for pair in listed.windows(2) {
        if pair[0].name == pair[1].name {
            let message = format!("vm `{}` is listed twice", pair[1].name);
            context.issue(&pair[1].spot, message, "names of VMs are unique");
        }
    }
    listed
}

fn from_csv(context: &Context<'_>, file: &str, node: &Node, listed: &mut Vec<Listed>) {
    let Some((index, text)) = context.file(file, &node.spot) else {
        return;
    };
    let section = keys::section("vm");
    let mut legal = vec!["vm"];
    legal.extend(section.keys.iter().map(|key| key.name));
    let expected = Expected {
        what: "an inventory",
        file,
        spot: &node.spot,
        marks: &["vm", "application"],
        columns: &legal,
    };
    let sheet = sheet::read(context, &text, index, &expected);
    let Some((_, first)) = sheet.header.first() else {
        return;
    };
    for (column, spot) in &sheet.header {
        if !legal.contains(&column.as_str()) {
            context.issue(
                spot,
                format!("unknown column `{column}` in the inventory"),
                known_names(column, &legal).replace("known:", "columns:"),
            );
        }
    }
    let columns: Vec<&str> = sheet.header.iter().map(|(name, _)| name.as_str()).collect();
    if !columns.contains(&"vm") {
        context.issue(
            first,
            "the inventory has no column `vm`",
            format!("columns: {}", legal.join(", ")),
        );
        return;
    }
    if sheet.rows.is_empty() && !sheet.refused {
        context.issue(
            first,
            "the inventory lists no VM",
            "write one VM a line below the names of the columns, or leave `inventory` out",
        );
    }
    for row in &sheet.rows {
        let mut entries = BTreeMap::new();
        let mut name = None;
        for (column, cell) in columns.iter().zip(&row.cells) {
            let Item::Text(text) = &cell.item else {
                continue;
            };
            if *column == "vm" {
                name = Some((text.clone(), cell.spot.clone()));
            } else if !text.is_empty() && legal.contains(column) {
                let entry = Entry {
                    key_spot: cell.spot.clone(),
                    node: cell.clone(),
                };
                entries.insert((*column).to_string(), entry);
            }
        }
        if let Some((name, spot)) = name {
            check_name(context, &name, "vm", &spot);
            listed.push(Listed {
                name,
                tree: Tree { entries },
                spot,
            });
        }
    }
}
