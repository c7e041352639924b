//! What a fault hits, as text: `stamp.alpha.node.3`, and back.
//!
//! Always true here: targets come out sorted and without repetition.

use super::issue::nearest;
use super::names::{look_up, texts};
use super::places::PlaceNames;
use super::text::Wrong;
use super::tree::Node;
use crate::model::{
    ApplicationId, Component, EnclosureId, LinkId, NodeId, RackId, RepositoryId, SiteId, Stamp,
    StampId,
};

/// What targets are looked up in.
pub(super) struct Scene<'a> {
    pub(super) names: &'a PlaceNames,
    pub(super) stamps: &'a [Stamp],
    pub(super) applications: &'a [String],
}

const KINDS: &[&str] = &[
    "node",
    "stamp",
    "rack",
    "site",
    "enclosure",
    "link",
    "repository",
    "control_plane",
    "application",
];

const HELP: &str = "targets: \"node\", \"stamp.NAME.node\", \"stamp.NAME.node.3\", \"stamp.NAME\", \"rack.NAME\", \"site.NAME\", \"enclosure.NAME\", \"link.NAME\", \"repository.NAME\", \"stamp.NAME.control_plane\", \"application.NAME\"; the bare word means all of a kind";

/// All components that a key names.
pub(super) fn components(scene: &Scene<'_>, node: &Node) -> Result<Vec<Component>, Wrong> {
    let mut found = Vec::new();
    for (text, _) in texts(node)? {
        found.extend(one(scene, text)?);
    }
    found.sort_unstable();
    found.dedup();
    if found.is_empty() {
        return Err(Wrong::new(
            "nothing is hit: the list is empty, or the scenario has none of these",
            HELP,
        ));
    }
    Ok(found)
}

fn one(scene: &Scene<'_>, text: &str) -> Result<Vec<Component>, Wrong> {
    let parts: Vec<&str> = text.split('.').collect();
    let names = scene.names;
    match parts.as_slice() {
        ["node"] => Ok(scene.stamps.iter().flat_map(nodes).collect()),
        ["control_plane"] => Ok(all(names.stamp.len(), |i| {
            Component::ControlPlane(StampId(i))
        })),
        ["stamp", name, rest @ ..] => {
            let index = look_up(&names.stamp, name, "stamp")?;
            of_stamp(&scene.stamps[index], StampId::from_index(index), rest, text)
        }
        [kind] => {
            let (count, make) = table(scene, kind).ok_or_else(|| unknown(kind, text))?;
            Ok(all(count.len(), make))
        }
        [kind, name] => {
            let (known, make) = table(scene, kind).ok_or_else(|| unknown(kind, text))?;
            let index = look_up(known, name, kind)?;
            Ok(vec![make(index as u32)])
        }
        _ => Err(unknown(parts[0], text)),
    }
}

type Make = fn(u32) -> Component;

fn table<'a>(scene: &Scene<'a>, kind: &str) -> Option<(&'a [String], Make)> {
    let names = scene.names;
    Some(match kind {
        "stamp" => (&names.stamp, |i| Component::Stamp(StampId(i))),
        "rack" => (&names.rack, |i| Component::Rack(RackId(i))),
        "site" => (&names.site, |i| Component::Site(SiteId(i))),
        "enclosure" => (&names.enclosure, |i| Component::Enclosure(EnclosureId(i))),
        "link" => (&names.link, |i| Component::Link(LinkId(i))),
        "repository" => (&names.repository, |i| {
            Component::Repository(RepositoryId(i))
        }),
        "application" => (scene.applications, |i| {
            Component::Application(ApplicationId(i))
        }),
        _ => return None,
    })
}

fn all(count: usize, make: impl Fn(u32) -> Component) -> Vec<Component> {
    (0..count as u32).map(make).collect()
}

fn nodes(stamp: &Stamp) -> impl Iterator<Item = Component> + use<> {
    stamp.node_ids().map(Component::Node)
}

fn of_stamp(
    stamp: &Stamp,
    id: StampId,
    rest: &[&str],
    text: &str,
) -> Result<Vec<Component>, Wrong> {
    match rest {
        [] => Ok(vec![Component::Stamp(id)]),
        ["control_plane"] => Ok(vec![Component::ControlPlane(id)]),
        ["node"] => Ok(nodes(stamp).collect()),
        ["node", number] => {
            let number: u32 = number.parse().map_err(|_| unknown("node", text))?;
            if (1..=stamp.node_count()).contains(&number) {
                Ok(vec![Component::Node(NodeId(
                    stamp.nodes.start + number - 1,
                ))])
            } else {
                Err(Wrong::new(
                    format!("stamp `{}` has no node {number}", stamp.name),
                    format!("its nodes are 1 to {}", stamp.node_count()),
                ))
            }
        }
        _ => Err(unknown("stamp", text)),
    }
}

fn unknown(kind: &str, text: &str) -> Wrong {
    let help = match nearest(kind, KINDS.iter().copied()) {
        Some(near) if near != kind => format!("did you mean `{near}`? {HELP}"),
        _ => HELP.to_string(),
    };
    Wrong::new(format!("`{text}` is not something that can be hit"), help)
}

/// The text of one component.
pub(super) fn text(scene: &Scene<'_>, component: Component) -> String {
    let names = scene.names;
    match component {
        Component::Site(id) => format!("site.{}", names.site[id.index()]),
        Component::Enclosure(id) => format!("enclosure.{}", names.enclosure[id.index()]),
        Component::Stamp(id) => format!("stamp.{}", names.stamp[id.index()]),
        Component::Rack(id) => format!("rack.{}", names.rack[id.index()]),
        Component::Link(id) => format!("link.{}", names.link[id.index()]),
        Component::Repository(id) => format!("repository.{}", names.repository[id.index()]),
        Component::ControlPlane(id) => format!("stamp.{}.control_plane", names.stamp[id.index()]),
        Component::Application(id) => format!("application.{}", scene.applications[id.index()]),
        Component::Switch(id) => {
            let stamp = scene
                .stamps
                .iter()
                .find(|stamp| stamp.switches.contains(&id.0))
                .expect("every switch belongs to a stamp");
            let number = id.0 - stamp.switches.start + 1;
            format!("stamp.{}.switch.{number}", stamp.name)
        }
        Component::Disk(id) => {
            let (stamp, storage) = scene
                .stamps
                .iter()
                .filter_map(|stamp| Some((stamp, stamp.storage.as_ref()?)))
                .find(|(_, storage)| storage.disks.contains(&id.0))
                .expect("every disk belongs to a stamp");
            let number = (id.0 - storage.disks.start) % storage.disks_per_node + 1;
            let node = storage.node_of(id) + 1;
            format!("stamp.{}.node.{node}.disk.{number}", stamp.name)
        }
        Component::Node(id) => {
            let stamp = scene
                .stamps
                .iter()
                .find(|stamp| stamp.nodes.contains(&id.0))
                .expect("every node belongs to a stamp");
            format!("stamp.{}.node.{}", stamp.name, id.0 - stamp.nodes.start + 1)
        }
    }
}

/// The shortest list of texts for a sorted list of components.
pub(super) fn texts_of(scene: &Scene<'_>, components: &[Component]) -> Vec<String> {
    // One component keeps its own name: the bare word would follow others that are added later.
    for kind in KINDS.iter().filter(|_| components.len() > 1) {
        if one(scene, kind).is_ok_and(|mut all| {
            all.sort_unstable();
            !all.is_empty() && all == components
        }) {
            return vec![(*kind).to_string()];
        }
    }
    let mut left: Vec<Component> = components.to_vec();
    let mut texts_of = Vec::new();
    for stamp in scene.stamps {
        let own: Vec<Component> = nodes(stamp).collect();
        if own.len() > 1 && own.iter().all(|node| left.contains(node)) {
            left.retain(|component| !own.contains(component));
            texts_of.push(format!("stamp.{}.node", stamp.name));
        }
    }
    texts_of.extend(left.iter().map(|component| text(scene, *component)));
    texts_of
}
