//! `[survives]`: what the plan as a whole claims to survive.
//!
//! Always true here: what is claimed is there to fail; a claim changes nothing of what is simulated.

use crate::model::{Application, Blueprint, Claimed, Claims};
use crate::scenario::context::Context;
use crate::scenario::keys::{Bound, Element, Key, KeyOf, Lines, May, Whole, keys};
use crate::scenario::limit;
use crate::scenario::problem::ExpectProblem;
use crate::scenario::table::Table;
use crate::scenario::table_of;
use crate::scenario::tree::Tree;

keys! {
    name: "survives", pattern: "survives", header: "[survives]", collapse: false,
    doc: "What the plan claims to survive: so many of each kind may fail at once, all of them together, each whatever happens to it. `chaos` holds the plan to it and tells apart what breaks outside of it; reports tell apart the misses of outages in which more failed at once. What fails in part is charged to the whole that it is a part of, where that is claimed. For example: `survives = { node = 1, rack = 1 }`.";

    SITE: Whole<1> = "site", "Sites that may be down or destroyed.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    ENCLOSURE: Whole<1> = "enclosure", "Enclosures that may be.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    STAMP: Whole<1> = "stamp", "Stamps that may be.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    RACK: Whole<1> = "rack", "Racks that may be. One that keeps its state and holds no repository may be charged to `node` as well, as so many as it has.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    NODE: Whole<1> = "node", "Nodes that may be down.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    DISK: Whole<1> = "disk", "Disks that may have failed.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    SWITCH: Whole<1> = "switch", "Switches that may be down.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    LINK: Whole<1> = "link", "Links that may be down.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    REPOSITORY: Whole<1> = "repository", "Repositories that may be down or destroyed.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    CONTROL_PLANE: Whole<1> = "control_plane", "Control planes of stamps that may be down.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    CRASH: Whole<1> = "crash", "Crashes of applications.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    RELEASE: Whole<1> = "release", "Bad releases.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    DELETION: Whole<1> = "deletion", "Deletions of data.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    CORRUPTION: Whole<1> = "corruption", "Corruptions of data, each until it is noticed.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
    RANSOMWARE: Whole<1> = "ransomware", "Strikes of intruders, whatever they encrypt, each until a clean place stands.", optional("none is claimed"), bounds [Bound::Most(limit::CLAIMED.most)];
}

/// The key of a kind.
fn key(kind: Claimed) -> Key<Keys, Whole<1>, May> {
    match kind {
        Claimed::Site => SITE,
        Claimed::Enclosure => ENCLOSURE,
        Claimed::Stamp => STAMP,
        Claimed::Rack => RACK,
        Claimed::Node => NODE,
        Claimed::Disk => DISK,
        Claimed::Switch => SWITCH,
        Claimed::Link => LINK,
        Claimed::Repository => REPOSITORY,
        Claimed::ControlPlane => CONTROL_PLANE,
        Claimed::Crash => CRASH,
        Claimed::Release => RELEASE,
        Claimed::Deletion => DELETION,
        Claimed::Corruption => CORRUPTION,
        Claimed::Ransomware => RANSOMWARE,
    }
}

/// How many of a kind there are to fail.
fn present(blueprint: &Blueprint, kind: Claimed) -> usize {
    let holds_data = |one: &&Application| {
        let mut roles = blueprint.roles_of(&one.roles).iter();
        roles.any(|role| role.stateful)
    };
    let stamps = blueprint.stamps.iter();
    match kind {
        Claimed::Site => blueprint.sites.len(),
        Claimed::Enclosure => blueprint.enclosures.len(),
        Claimed::Stamp | Claimed::ControlPlane => blueprint.stamps.len(),
        Claimed::Rack => blueprint.racks.len(),
        Claimed::Node => blueprint.nodes.len(),
        Claimed::Disk => stamps
            .filter_map(|one| one.storage.as_ref())
            .map(|one| one.disks.len())
            .sum(),
        Claimed::Switch => stamps.map(|one| one.switches.len()).sum(),
        Claimed::Link => blueprint.links.len(),
        Claimed::Repository => blueprint.repositories.len(),
        Claimed::Crash | Claimed::Release | Claimed::Ransomware => blueprint.applications.len(),
        Claimed::Deletion | Claimed::Corruption => {
            blueprint.applications.iter().filter(holds_data).count()
        }
    }
}

/// Reads what is claimed; none where nothing is. What there is to fail is looked up in this blueprint.
pub(in crate::scenario) fn read(
    context: &Context<'_>,
    top: &Tree,
    blueprint: &Blueprint,
) -> Option<Claims> {
    let (tree, spot) = table_of(context, top, Keys::NAME)?;
    let table = Table::<Keys>::new(context, Keys::NAME.to_string(), tree, &spot);
    if tree.entries.is_empty() {
        context.problem(&spot, ExpectProblem::ClaimOfNothing);
    }
    let sound = context.issues.borrow().is_empty();
    let mut claims = Claims::default();
    for kind in Claimed::ALL {
        let Some(count) = table.may_count(key(kind), limit::CLAIMED) else {
            continue;
        };
        let there = present(blueprint, kind);
        // Where something else is wrong, not all of it was read.
        if sound && count as usize > there {
            let problem = ExpectProblem::ClaimBeyond {
                key: key(kind).name(),
                count,
                there,
                what: things(kind),
            };
            table.problem(key(kind), problem);
        }
        claims.set(kind, count);
    }
    Some(claims)
}

/// What of a kind there is to fail.
fn things(kind: Claimed) -> &'static str {
    match kind {
        Claimed::ControlPlane => "stamp",
        Claimed::Crash | Claimed::Release | Claimed::Ransomware => "application",
        Claimed::Deletion | Claimed::Corruption => "application with data",
        _ => kind.word(),
    }
}

/// What the resolved scenario says of them.
pub(in crate::scenario) fn write(claims: &Claims) -> Lines<Keys> {
    let mut lines = Lines::new();
    for kind in Claimed::ALL {
        if claims.of(kind) > 0 {
            lines.count(key(kind), claims.of(kind));
        }
    }
    lines
}
