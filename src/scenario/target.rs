//! What a fault hits, as text: `stamp.alpha.node.3`, and back.
//!
//! Always true here: targets come out sorted and without repetition.

use super::applications::Applications;
use super::keys::{Form, Kind, Targets};
use super::names::{look_up, texts};
use super::places::PlaceNames;
use super::problem::{NameProblem, Problem};
use super::tree::Node;
use super::word::nearest;
use crate::model::topology::Tree;
use crate::model::{
    Application, ApplicationId, Component, DiskId, EnclosureId, Level, LinkId, NodeId, RackId,
    RepositoryId, SiteId, Stamp, StampId, SwitchId, Vm,
};
use std::collections::BTreeSet;

/// What targets are looked up in.
pub(super) struct Scene<'a> {
    pub(super) names: &'a PlaceNames,
    /// What lies in what: what has no name of its own is named by where it lies.
    pub(super) tree: Tree<'a>,
    pub(super) applications: &'a Applications,
}

/// What is hit, as it is told of a key.
const LEGAL: &str = "what is hit: \"node\", \"stamp.NAME.node\", \"stamp.NAME.node.3\", \"stamp.NAME.node.3.disk.2\", \"stamp.NAME.switch.1\", \"stamp.NAME\", \"rack.NAME\", \"site.NAME\", \"enclosure.NAME\", \"link.NAME\", \"repository.NAME\", \"stamp.NAME.control_plane\", \"application.NAME\", \"tier.1\", \"stamp.NAME.applications\", \"site.NAME.applications\", \"everything\", a bare word for all of a kind, or a list";

/// The same, as it is told of a name that is none of these.
const TARGETS: &str = "targets: \"node\", \"stamp.NAME.node\", \"stamp.NAME.node.3\", \"stamp.NAME.disk\", \"stamp.NAME.node.3.disk\", \"stamp.NAME.node.3.disk.2\", \"stamp.NAME.switch\", \"stamp.NAME.switch.1\", \"stamp.NAME\", \"rack.NAME\", \"site.NAME\", \"enclosure.NAME\", \"link.NAME\", \"repository.NAME\", \"stamp.NAME.control_plane\", \"application.NAME\"; the bare word means all of a kind; applications also as \"tier.1\", \"stamp.NAME.applications\", \"enclosure.NAME.applications\", \"site.NAME.applications\", \"everything\"";

/// The same, as a pattern for editors.
pub(super) const PATTERN: &str = r"^(?:node|disk|switch|stamp|rack|site|enclosure|link|repository|control_plane|application|everything|tier\.[0-9]+|(?:site|enclosure)\.[^.]+\.applications|(?:rack|site|enclosure|link|repository|application)\.[^.]+|stamp\.[^.]+(?:\.(?:applications|control_plane|disk|node(?:\.\+?[0-9]+(?:\.disk(?:\.\+?[0-9]+)?)?)?|switch(?:\.\+?[0-9]+)?))?)$";

impl Form for Targets {
    const KIND: Kind = Kind::Targets(LEGAL);
}

/// All components that a key names.
pub(super) fn components(scene: &Scene<'_>, node: &Node) -> Result<Vec<Component>, Problem> {
    let mut found = Vec::new();
    for (text, _) in texts(node)? {
        found.extend(one(scene, text)?);
    }
    found.sort_unstable();
    found.dedup();
    if found.is_empty() {
        return Err(NameProblem::NothingHit { targets: TARGETS }.into());
    }
    Ok(found)
}

pub(super) fn one(scene: &Scene<'_>, text: &str) -> Result<Vec<Component>, Problem> {
    let parts: Vec<&str> = text.split('.').collect();
    let names = scene.names;
    match parts.as_slice() {
        [EVERYTHING] => Ok(all_of(scene, Level::Application)),
        [TIER, number] => {
            let tier: u8 = number.parse().map_err(|_| unknown(TIER, text))?;
            let of_tier = |application: &Application, _: &[Vm]| application.tier == tier;
            applications_where(scene, text, of_tier)
        }
        [kind, name, APPLICATIONS] => standing_in(scene, (kind, name), text),
        ["stamp", name, rest @ ..] => {
            let index = look_up(&names.stamp, name, "stamp")?;
            of_stamp(
                &scene.tree.stamps[index],
                StampId::from_index(index),
                rest,
                text,
            )
        }
        [kind] => Ok(all_of(
            scene,
            level(kind).ok_or_else(|| unknown(kind, text))?,
        )),
        [kind, name] => {
            let named = level(kind).and_then(|level| table(scene, level));
            let (known, make) = named.ok_or_else(|| unknown(kind, text))?;
            let index = look_up(known, name, kind)?;
            Ok(vec![make(index as u32)])
        }
        _ => Err(unknown(parts[0], text)),
    }
}

/// All applications.
const EVERYTHING: &str = "everything";
/// Before a number: the applications of a tier.
const TIER: &str = "tier";
/// Behind a place: those with a VM that stands there at first.
const APPLICATIONS: &str = "applications";

/// The applications of which this is true, with the VMs of each. To name none of them is a mistake.
fn applications_where(
    scene: &Scene<'_>,
    text: &str,
    is_meant: impl Fn(&Application, &[Vm]) -> bool,
) -> Result<Vec<Component>, Problem> {
    let all = scene.applications;
    let own = |one: &Application| {
        let vms = one.vms.start as usize..one.vms.end as usize;
        all.vms.get(vms).unwrap_or_default()
    };
    let rows = all.applications.iter().enumerate();
    let meant = rows.filter(|(_, one)| is_meant(one, own(one)));
    let found: Vec<Component> = meant
        .map(|(index, _)| Component::Application(ApplicationId::from_index(index)))
        .collect();
    match found.is_empty() {
        true => Err(NameProblem::NobodyThere { text: text.into() }.into()),
        false => Ok(found),
    }
}

/// The applications with a VM in a place.
fn standing_in(
    scene: &Scene<'_>,
    (kind, name): (&str, &str),
    text: &str,
) -> Result<Vec<Component>, Problem> {
    let known = match kind {
        "site" => &scene.names.site,
        "enclosure" => &scene.names.enclosure,
        "stamp" => &scene.names.stamp,
        other => return Err(unknown(other, text)),
    };
    let index = look_up(known, name, kind)?;
    let stands = |vm: &Vm| {
        let around = scene.tree.around_stamp(vm.stamp);
        match kind {
            "site" => around.site == Some(SiteId::from_index(index)),
            "enclosure" => around.enclosure == Some(EnclosureId::from_index(index)),
            _ => vm.stamp.index() == index,
        }
    };
    applications_where(scene, text, |_, vms| vms.iter().any(stands))
}

/// The level that a word stands for.
fn level(word: &str) -> Option<Level> {
    levels().find(|level| level.word() == word)
}

/// Levels that a word stands for.
fn levels() -> impl Iterator<Item = Level> {
    let all = Level::ALL.iter().copied();
    all.filter(|level| *level != Level::Applications)
}

type Make = fn(u32) -> Component;

/// The names of a level whose components have names of their own, and what they stand for.
fn table<'a>(scene: &Scene<'a>, level: Level) -> Option<(&'a [String], Make)> {
    let names = scene.names;
    Some(match level {
        Level::Stamp => (&names.stamp, |i| Component::Stamp(StampId(i))),
        Level::Rack => (&names.rack, |i| Component::Rack(RackId(i))),
        Level::Site => (&names.site, |i| Component::Site(SiteId(i))),
        Level::Enclosure => (&names.enclosure, |i| Component::Enclosure(EnclosureId(i))),
        Level::Link => (&names.link, |i| Component::Link(LinkId(i))),
        Level::Repository => (&names.repository, |i| {
            Component::Repository(RepositoryId(i))
        }),
        Level::Application => (&scene.applications.names, |i| {
            Component::Application(ApplicationId(i))
        }),
        Level::Node | Level::Disk | Level::Switch | Level::ControlPlane | Level::Applications => {
            return None;
        }
    })
}

/// All that the bare word of a level stands for.
pub(super) fn all_of(scene: &Scene<'_>, level: Level) -> Vec<Component> {
    let stamps = scene.tree.stamps.iter();
    match level {
        Level::Node => stamps.flat_map(nodes).collect(),
        Level::Disk => stamps.flat_map(disks).collect(),
        Level::Switch => stamps.flat_map(switches).collect(),
        Level::ControlPlane => all(scene.names.stamp.len(), |i| {
            Component::ControlPlane(StampId(i))
        }),
        Level::Site
        | Level::Enclosure
        | Level::Stamp
        | Level::Rack
        | Level::Link
        | Level::Repository
        | Level::Application
        | Level::Applications => {
            table(scene, level).map_or_else(Vec::new, |(names, make)| all(names.len(), make))
        }
    }
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
    let words = levels().map(Level::word);
    NameProblem::NotATarget {
        text: text.to_string(),
        near: nearest(kind, words).filter(|near| *near != kind),
        targets: TARGETS,
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
        Component::Application(id) => {
            format!("application.{}", scene.applications.names[id.index()])
        }
        // Whatever they are: who hits them has draws that do not follow from that.
        Component::Applications(_) => APPLICATIONS.to_string(),
        Component::Switch(id) => {
            let stamp = scene
                .tree
                .stamps
                .iter()
                .find(|stamp| stamp.switches.contains(&id.0))
                .expect("every switch belongs to a stamp");
            let number = id.0 - stamp.switches.start + 1;
            format!("stamp.{}.switch.{number}", stamp.name)
        }
        Component::Disk(id) => {
            let (stamp, storage) = scene
                .tree
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
                .tree
                .stamps
                .iter()
                .find(|stamp| stamp.nodes.contains(&id.0))
                .expect("every node belongs to a stamp");
            format!("stamp.{}.node.{}", stamp.name, id.0 - stamp.nodes.start + 1)
        }
    }
}

/// The stamps of which a node, disk or switch is among these sorted components.
fn touched<'s>(scene: &Scene<'s>, components: &[Component]) -> Vec<&'s Stamp> {
    let has = |low: Component, high: Component| {
        let at = components.partition_point(|one| *one < low);
        components.get(at).is_some_and(|one| *one < high)
    };
    let stamps = scene.tree.stamps.iter();
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
    // All of one level have its bare word.
    if let Some(first) = components.first() {
        let level = first.level();
        let alike = components.iter().all(|one| one.level() == level);
        if alike && all_of(scene, level).len() == components.len() {
            return vec![level.word().to_string()];
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
