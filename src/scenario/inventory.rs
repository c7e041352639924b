//! Rows of the inventory and `[vm]` tables as one list.
//!
//! Always true here: a VM has one name and one application; empty cells count as not written. What the command line
//! changes in a VM is changed here, whether a row or a table lists it.

use super::context::Context;
use super::edit;
use super::elements::{top, vm};
use super::keys::Element;
use super::limit;
use super::names::{check_name, natural};
use super::problem::{FileProblem, KeyProblem, Known, NameProblem, OverLimit};
use super::recognise::Expected;
use super::setting::Setting;
use super::sheet::{self, Cell, Sheet};
use super::tree::{COMMAND_LINE, Entry, Item, Node, Spot, Tree};
use super::value::label;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

/// The column of the names of VMs.
const COLUMN: &str = "vm";

/// A VM as it is listed.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) tree: Tree,
    pub(super) spot: Spot,
}

/// All listed VMs in natural order of their names.
pub(super) fn read(context: &Context<'_>, top: &Tree) -> Vec<Listed> {
    let mut listed = Vec::new();
    if let Some(node) = top.get(vm::Keys::NAME) {
        match &node.item {
            Item::Table(tables) => {
                for (name, entry) in &tables.entries {
                    check_name(context, name, vm::Keys::NAME, &entry.key_spot);
                    match &entry.node.item {
                        Item::Table(tree) => listed.push(Listed {
                            name: name.clone(),
                            tree: tree.clone(),
                            spot: entry.key_spot.clone(),
                        }),
                        other => context.problem(
                            &entry.node.spot,
                            KeyProblem::EntryNotATable {
                                kind: vm::Keys::NAME.to_string(),
                                name: name.clone(),
                                found: other.kind(),
                            },
                        ),
                    }
                }
            }
            other => context.problem(
                &node.spot,
                KeyProblem::NotTables {
                    key: vm::Keys::NAME.to_string(),
                    found: other.kind(),
                },
            ),
        }
    }
    if let Some(node) = top.get(top::INVENTORY.row.name) {
        match label(node) {
            Ok(file) => from_csv(context, file, node, &mut listed),
            Err(problem) => context.problem(&node.spot, problem),
        }
    }
    let settings = context.of_vms.take();
    if !settings.is_empty() {
        listed = changed(context, listed, settings);
    }
    if listed.len() as u64 > limit::VMS.most {
        let spot = top
            .get(top::INVENTORY.row.name)
            .map(|node| node.spot.clone())
            .unwrap_or_default();
        context.problem(
            &spot,
            OverLimit::Count {
                count: listed.len() as u64,
                things: "VMs are listed",
                limit: limit::VMS,
            },
        );
        listed.truncate(1);
    }
    listed.sort_by(|a, b| natural(&a.name, &b.name));
    for pair in listed.windows(2) {
        if pair[0].name == pair[1].name {
            let vm = pair[1].name.clone();
            context.problem(&pair[1].spot, NameProblem::ListedTwice { vm });
        }
    }
    listed
}

/// The list after what the command line sets and takes out in it, wherever a VM is listed.
fn changed(context: &Context<'_>, listed: Vec<Listed>, settings: Vec<Setting>) -> Vec<Listed> {
    let mut vms = Tree::default();
    let mut again = Vec::new();
    for one in listed {
        match vms.entries.entry(one.name.clone()) {
            Slot::Vacant(slot) => {
                let (item, spot) = (Item::Table(one.tree), one.spot);
                slot.insert(Entry {
                    key_spot: spot.clone(),
                    node: Node { item, spot },
                });
            }
            // Listed twice, which is told below.
            Slot::Occupied(_) => again.push(one),
        }
    }
    edit::apply_to_vms(context, &mut vms, settings);
    let mut listed = again;
    for (name, Entry { key_spot, node }) in vms.entries {
        if key_spot.file == COMMAND_LINE {
            check_name(context, &name, vm::Keys::NAME, &key_spot);
        }
        match node.item {
            Item::Table(mut tree) => {
                tree.entries.values_mut().for_each(several);
                let spot = key_spot;
                listed.push(Listed { name, tree, spot });
            }
            other => context.problem(
                &node.spot,
                KeyProblem::EntryNotATable {
                    kind: vm::Keys::NAME.to_string(),
                    name,
                    found: other.kind(),
                },
            ),
        }
    }
    listed
}

/// A text of the command line in which `;` separates names, as in a cell, is a list of them.
fn several(entry: &mut Entry) {
    let Node { item, spot } = &mut entry.node;
    if let Item::Text(text) = item
        && spot.file == COMMAND_LINE
        && text.contains(';')
    {
        let names = text.split(';').map(str::trim);
        let nodes = names.filter(|name| !name.is_empty()).map(|name| Node {
            item: Item::Text(name.to_string()),
            spot: spot.clone(),
        });
        *item = Item::List(nodes.collect());
    }
}

fn from_csv(context: &Context<'_>, file: &str, node: &Node, listed: &mut Vec<Listed>) {
    let Some((index, text)) = context.file(file, &node.spot) else {
        return;
    };
    let mut legal = vec![COLUMN];
    legal.extend(vm::Keys::SECTION.keys.iter().map(|key| key.name));
    let expected = Expected {
        what: "an inventory",
        file,
        spot: &node.spot,
        marks: &[COLUMN, vm::APPLICATION.row.name],
        columns: &legal,
    };
    let sheet = sheet::read(context, &text, index, &expected);
    let Some((_, first)) = sheet.header.first() else {
        return;
    };
    for (column, spot) in &sheet.header {
        if !legal.contains(&column.as_str()) {
            context.problem(
                spot,
                FileProblem::UnknownColumn {
                    column: column.clone(),
                    known: Known::in_place_of(column, &legal),
                },
            );
        }
    }
    let columns: Vec<&str> = sheet.header.iter().map(|(name, _)| name.as_str()).collect();
    if !columns.contains(&COLUMN) {
        context.problem(
            first,
            FileProblem::NoColumn {
                table: "the inventory",
                column: COLUMN.to_string(),
                known: Known::all(&legal),
            },
        );
        return;
    }
    if sheet.count() == 0 && !sheet.refused {
        context.problem(first, FileProblem::NoVms);
    }
    let of = |row| vm_of(context, &columns, (&sheet, row), &legal);
    listed.extend(sheet.rows().filter_map(of));
}

/// The VM of a row; none where it has no name, which is told elsewhere.
fn vm_of(
    context: &Context<'_>,
    columns: &[&str],
    (sheet, row): (&Sheet<'_>, &[Cell<'_>]),
    legal: &[&str],
) -> Option<Listed> {
    let mut entries = BTreeMap::new();
    let mut name = None;
    for (column, cell) in columns.iter().zip(row) {
        if *column == COLUMN {
            name = Some((cell.text.to_string(), sheet.spot(cell)));
        } else if !cell.text.is_empty() && legal.contains(column) {
            let entry = Entry {
                key_spot: sheet.spot(cell),
                node: sheet.node(cell),
            };
            entries.insert((*column).to_string(), entry);
        }
    }
    let (name, spot) = name?;
    check_name(context, &name, vm::Keys::NAME, &spot);
    Some(Listed {
        name,
        tree: Tree { entries },
        spot,
    })
}
