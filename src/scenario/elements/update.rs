//! `[update.NAME]`: stamps that are updated again and again, node after node.
//!
//! Always true here: a window is as long as a node takes, and one run is over before the next one is due, each on the
//! mean.

use super::stamp;
use crate::model::{Blueprint, Hours, Law, StampId, Update};
use crate::scenario::keys::{Lines, Names, keys};
use crate::scenario::places::Places;
use crate::scenario::problem::FaultProblem;
use crate::scenario::protections::stamp_names;
use crate::scenario::table::Table;
use crate::scenario::tree::{Item, Node};
use crate::units::Span;

keys! {
    name: "update", pattern: "update.*", header: "[update.NAME]", collapse: false,
    doc: "Stamps that are updated again and again, node after node. Each node is drained by live migration, is away, and comes back; the next one goes when the copies of the one before are whole, while no other node and no copy is missing, inside of the window. Planned: counted apart, no RTO or RPO is held against it, and its downtime counts in the availability. For example: `[update.monthly]` with `stamp = \"alpha\"`, `every = \"4 weeks\"`, `window = \"Sat 08:00-20:00\"` and `per_node = \"2 h\"`.";

    STAMP: Names<stamp::Keys> = "stamp", "The stamps whose nodes are updated: stamp after stamp, in the order of their names.", optional("the only stamp");
    EVERY: Span = "every", "Time from one run to the next, along the calendar. A run that comes due while one is under way is left out.",
        default("30 d", Read, "Azure Stack Hub release notes: full updates came about monthly (builds 1903 to 2008); supported are the latest and the two before it (servicing policy)");
    WINDOW: Hours = "window", "When a node may be taken away. A node that is under way when it closes is finished; the next one waits for the next window.",
        default("always", Assumed, "the patch and update process of Azure Stack Hub goes on by itself until all nodes are done, day and night");
    PER_NODE: Law = "per_node", "How long a node is away: drained, updated, restarted.",
        default("{ uniform = [\"45 min\", \"2.9 h\"] }", Read, "Azure Stack Hub release notes, what a node more adds to a full update: 0.75 h (13 h on 4 nodes, 22 h on 16) to 1.5 h (20 and 38 h) for builds 2005 and 2008, 2.9 h (35 and 70 h) for 1905; how long one node is away is not published");
    RESYNC: Law = "resync", "How long the copies of a node take to become whole once it is back, before the next one goes. On stamps with `storage` that is simulated, and this is the least.",
        default("0 s", Assumed, "depends on what was written meanwhile; Azure Stack Hub waits for the storage jobs of the node before (replacement of a node, documentation for operators)");
}

/// Reads one update; the planned work on its nodes is listed later.
pub(in crate::scenario) fn read(
    table: &Table<'_, '_, Keys>,
    name: &str,
    places: &Places,
) -> Update {
    let names = &places.names.stamp;
    let stamps = match table.names_of(STAMP, names) {
        Some(stamps) => stamps,
        None => vec![table.only(STAMP, names, "stamp")],
    };
    let every = table.get(EVERY);
    let update = Update {
        name: name.to_string(),
        stamps: stamps.into_iter().map(StampId::from_index).collect(),
        every,
        window: table.get(WINDOW),
        per_node: table.get(PER_NODE),
        resync: table.get(RESYNC),
        nodes: Vec::new(),
    };
    fits(table, &update, places);
    update
}

/// Refuses windows and cadences in which no run would ever end.
fn fits(table: &Table<'_, '_, Keys>, update: &Update, places: &Places) {
    let nothing = |node: &Node| matches!(&node.item, Item::List(names) if names.is_empty());
    if table.node(STAMP).is_some_and(nothing) {
        table.problem(STAMP, FaultProblem::UpdateOfNothing);
    }
    let node = update.per_node.mean();
    if let Some(open) = update
        .longest_window()
        .filter(|open| (open.0 as f64) < node)
    {
        table.problem(WINDOW, FaultProblem::UpdateWindow { open, node });
        return;
    }
    let stamps = update.stamps.iter();
    let stamps = stamps.filter_map(|stamp| places.stamps.get(stamp.index()));
    let nodes: u32 = stamps.map(|stamp| stamp.node_count()).sum();
    let takes = update.takes(nodes as usize);
    if takes.is_none_or(|takes| takes >= update.every) {
        let every = update.every;
        let problem = FaultProblem::UpdateTooOften {
            every,
            nodes,
            takes,
        };
        table.problem(EVERY, problem);
    }
}

/// What the resolved scenario says of an update.
pub(in crate::scenario) fn write(update: &Update, blueprint: &Blueprint) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.names(STAMP, &stamp_names(blueprint, &update.stamps));
    lines.put(EVERY, &update.every);
    lines.put(WINDOW, &update.window);
    lines.put(PER_NODE, &update.per_node);
    lines.put(RESYNC, &update.resync);
    lines
}
