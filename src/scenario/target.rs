//! What a fault hits, as text: `stamp.alpha.node.3`, and back.
//!
//! Always true here: targets come out sorted and without repetition.

use super::names::{look_up, texts};
use super::places::PlaceNames;
use super::problem::{NameProblem, Problem};
use super::tree::Node;
use super::word::nearest;
use crate::model::{
    ApplicationId, Component, DiskId, EnclosureId, LinkId, NodeId, RackId, RepositoryId, SiteId,
    Stamp, StampId, SwitchId,
};
use std::collections::BTreeSet;

/// What targets are looked up in.
pub(super) struct Scene<'a> {
    pub(super) names: &'a PlaceNames,
    pub(super) stamps: &'a [Stamp],
    pub(super) applications: &'a [String],
}

const KINDS: &[&str] = &[
    "node",
    "disk",
    "switch",
    "stamp",
    "rack",
    "site",
    "enclosure",
    "link",
    "repository",
    "control_plane",
    "application",
];

/// All components that a key names.
pub(super) fn components(scene: &Scene<'_>, node: &Node) -> Result<Vec<Component>, Problem> {
    let mut found = Vec::new();
    for (text, _) in texts(node)? {
        found.extend(one(scene, text)?);
    }
    found.sort_unstable();
    found.dedup();
    if found.is_empty() {
        return Err(NameProblem::NothingHit.into());
    }
    Ok(found)
}

fn one(scene: &Scene<'_>, text: &str) -> Result<Vec<Component>, Problem> {
    let parts: Vec<&str> = text.split('.').collect();
    let names = scene.names;
    match parts.as_slice() {
        ["node"] => Ok(scene.stamps.iter().flat_map(nodes).collect()),
        ["disk"] => Ok(scene.stamps.iter().flat_map(disks).collect()),
        ["switch"] => Ok(scene.stamps.iter().flat_map(switches).collect()),
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

fn disks(stamp: &Stamp) -> impl Iterator<Item = Component> + use<> {
    let all = stamp.storage.as_ref().map(|storage| storage.disks.clone());
    all.into_iter()
        .flatten()
        .map(|id| Component::Disk(DiskId(id)))
}

fn switches(stamp: &Stamp) -> impl Iterator<Item = Component> + use<> {
    stamp
        .switches
        .clone()
        .map(|id| Component::Switch(SwitchId(id)))
}

/// The disks of the node with this number from 1.
fn disks_of_node(stamp: &Stamp, number: u32) -> Vec<Component> {
    let per_node = stamp
        .storage
        .as_ref()
        .map_or(0, |storage| storage.disks_per_node);
    disks(stamp)
        .skip(((number - 1) * per_node) as usize)
        .take(per_node as usize)
        .collect()
}

fn of_stamp(
    stamp: &Stamp,
    id: StampId,
    rest: &[&str],
    text: &str,
) -> Result<Vec<Component>, Problem> {
    let name = &stamp.name;
    let holder = format!("stamp `{name}`");
    match rest {
        [] => Ok(vec![Component::Stamp(id)]),
        ["control_plane"] => Ok(vec![Component::ControlPlane(id)]),
        ["node"] => Ok(nodes(stamp).collect()),
        ["node", number] => {
            let number = numbered(number, stamp.node_count(), "node", &holder, text)?;
            Ok(vec![Component::Node(NodeId(
                stamp.nodes.start + number - 1,
            ))])
        }
        ["disk"] => some(
            disks(stamp).collect(),
            "disks",
            "storage = { disks = 10 }",
            name,
        ),
        ["node", number, "disk", rest @ ..] => {
            let number = numbered(number, stamp.node_count(), "node", &holder, text)?;
            let own = disks_of_node(stamp, number);
            let own = some(own, "disks", "storage = { disks = 10 }", name)?;
            match rest {
                [] => Ok(own),
                [disk] => {
                    let holder = format!("node {number} of stamp `{name}`");
                    let disk = numbered(disk, own.len() as u32, "disk", &holder, text)?;
                    Ok(vec![own[disk as usize - 1]])
                }
                _ => Err(unknown("disk", text)),
            }
        }
        ["switch", rest @ ..] => {
            let own = some(switches(stamp).collect(), "switches", "switches = 2", name)?;
            match rest {
                [] => Ok(own),
                [number] => {
                    let number = numbered(number, own.len() as u32, "switch", &holder, text)?;
                    Ok(vec![own[number as usize - 1]])
                }
                _ => Err(unknown("switch", text)),
            }
        }
        _ => Err(unknown("stamp", text)),
    }
}

/// A number from 1 to the number of these things that their holder has.
fn numbered(
    number: &str,
    count: u32,
    kind: &'static str,
    holder: &str,
    text: &str,
) -> Result<u32, Problem> {
    let number: u32 = number.parse().map_err(|_| unknown(kind, text))?;
    if (1..=count).contains(&number) {
        return Ok(number);
    }
    Err(NameProblem::NoSuchNumber {
        holder: holder.to_string(),
        kind,
        number,
        count,
    }
    .into())
}

/// Things that a stamp has only where they are stated.
fn some(
    found: Vec<Component>,
    what: &'static str,
    example: &'static str,
    stamp: &str,
) -> Result<Vec<Component>, Problem> {
    if found.is_empty() {
        return Err(NameProblem::NotSimulated {
            what,
            stamp: stamp.to_string(),
            example,
        }
        .into());
    }
    Ok(found)
}

fn unknown(kind: &str, text: &str) -> Problem {
    NameProblem::NotATarget {
        text: text.to_string(),
        near: nearest(kind, KINDS.iter().copied()).filter(|near| *near != kind),
    }
    .into()
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

/// How many components the bare word of a kind stands for.
fn count(scene: &Scene<'_>, kind: &str) -> usize {
    let stamps = scene.stamps;
    match kind {
        "node" => stamps.iter().map(|stamp| stamp.nodes.len()).sum(),
        "disk" => {
            let storages = stamps.iter().filter_map(|stamp| stamp.storage.as_ref());
            storages.map(|storage| storage.disks.len()).sum()
        }
        "switch" => stamps.iter().map(|stamp| stamp.switches.len()).sum(),
        "control_plane" => stamps.len(),
        _ => table(scene, kind).map_or(0, |(names, _)| names.len()),
    }
}

/// The stamps of which a node, disk or switch is among these sorted components.
fn touched<'s>(scene: &Scene<'s>, components: &[Component]) -> Vec<&'s Stamp> {
    let has = |low: Component, high: Component| {
        let at = components.partition_point(|one| *one < low);
        components.get(at).is_some_and(|one| *one < high)
    };
    let stamps = scene.stamps.iter();
    let own = stamps.filter(|stamp| {
        let (nodes, switches) = (&stamp.nodes, &stamp.switches);
        let disks = stamp.storage.as_ref().map(|storage| &storage.disks);
        let disk = |id: u32| Component::Disk(DiskId(id));
        let switch = |id: u32| Component::Switch(SwitchId(id));
        has(
            Component::Node(NodeId(nodes.start)),
            Component::Node(NodeId(nodes.end)),
        ) || disks.is_some_and(|disks| has(disk(disks.start), disk(disks.end)))
            || has(switch(switches.start), switch(switches.end))
    });
    own.collect()
}

/// The shortest list of texts for a sorted list of components.
pub(super) fn texts_of(scene: &Scene<'_>, components: &[Component]) -> Vec<String> {
    // One component keeps its own name: the bare word would follow others that are added later.
    if let [one] = components {
        return vec![text(scene, *one)];
    }
    for kind in KINDS {
        if count(scene, kind) == components.len()
            && one(scene, kind).is_ok_and(|mut all| {
                all.sort_unstable();
                !all.is_empty() && all == components
            })
        {
            return vec![(*kind).to_string()];
        }
    }
    let mut left: BTreeSet<Component> = components.iter().copied().collect();
    let mut texts_of = Vec::new();
    let mut fold = |own: Vec<Component>, name: String| {
        if own.len() > 1 && own.iter().all(|one| left.contains(one)) {
            own.iter().for_each(|one| {
                left.remove(one);
            });
            texts_of.push(name);
        }
    };
    for stamp in touched(scene, components) {
        let name = &stamp.name;
        fold(nodes(stamp).collect(), format!("stamp.{name}.node"));
        fold(disks(stamp).collect(), format!("stamp.{name}.disk"));
        if stamp.storage.is_some() {
            for number in 1..=stamp.node_count() {
                let own = disks_of_node(stamp, number);
                fold(own, format!("stamp.{name}.node.{number}.disk"));
            }
        }
        fold(switches(stamp).collect(), format!("stamp.{name}.switch"));
    }
    texts_of.extend(left.iter().map(|component| text(scene, *component)));
    texts_of
}
