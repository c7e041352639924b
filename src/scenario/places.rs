//! Reads sites, enclosures, stamps, racks, links, repositories and crews.
//!
//! Always true here: every place has its parent, and the nodes of a stamp are consecutive.

mod link;
mod storage;

use super::calendar;
use super::context::{Context, Kept};
use super::law;
use super::limit;
use super::names::{Named, look_up, named};
use super::problem::{NameProblem, PlaceProblem, Problem};
use super::table::{Table, bytes, label, whole};
use super::tree::{Entry, Item, Node, Spot, Tree};
use crate::model::advice::PlaceAdvice;
use crate::model::{
    Batch, Crew, CrewId, Enclosure, EnclosureId, Hours, Law, Link, Node as StampNode, Place,
    Quorum, Rack, RackId, Repository, Reserve, Site, SiteId, Stamp, StampId,
};
use crate::units::{Bytes, Rate, Share, Span};
use std::collections::{BTreeMap, BTreeSet};

/// All places of a scenario.
#[derive(Default)]
pub(super) struct Places {
    pub(super) sites: Vec<Site>,
    pub(super) enclosures: Vec<Enclosure>,
    pub(super) stamps: Vec<Stamp>,
    pub(super) stamp_spots: Vec<Spot>,
    /// Whether a stamp was read without a problem, so that its memory can be judged.
    pub(super) stamp_is_whole: Vec<bool>,
    /// The raw rate of each stamp's uplink and the share that is left.
    pub(super) uplinks: Vec<(Rate, Share)>,
    pub(super) nodes: Vec<StampNode>,
    pub(super) racks: Vec<Rack>,
    pub(super) links: Vec<Link>,
    pub(super) link_spots: Vec<Spot>,
    pub(super) repositories: Vec<Repository>,
    pub(super) repository_spots: Vec<Spot>,
    pub(super) crews: Vec<Crew>,
    pub(super) crew_spots: Vec<Spot>,
    pub(super) names: PlaceNames,
}

/// Names by kind, in the order of the tables.
#[derive(Default)]
pub(super) struct PlaceNames {
    pub(super) site: Vec<String>,
    pub(super) enclosure: Vec<String>,
    pub(super) stamp: Vec<String>,
    pub(super) rack: Vec<String>,
    pub(super) link: Vec<String>,
    pub(super) repository: Vec<String>,
    pub(super) crew: Vec<String>,
}

impl Places {
    /// What a place stands in, itself included: its site, enclosure and stamp.
    pub(super) fn around(&self, at: Place) -> (SiteId, Option<EnclosureId>, Option<StampId>) {
        let stamp = match at {
            Place::Site(site) => return (site, None, None),
            Place::Enclosure(id) => return (self.enclosures[id.index()].site, Some(id), None),
            Place::Stamp(id) => id,
            Place::Rack(id) => self.racks[id.index()].stamp,
        };
        // After a problem a rack may belong to a stamp that does not exist.
        let own = self.stamps.get(stamp.index());
        (
            own.map_or(SiteId(0), |own| own.site),
            own.and_then(|own| own.enclosure),
            Some(stamp),
        )
    }
}

fn names_of(tables: &[Named<'_>]) -> Vec<String> {
    tables.iter().map(|table| table.name.clone()).collect()
}

/// Reads all places.
pub(super) fn read(context: &Context<'_>, top: &Tree) -> Places {
    let mut places = Places::default();
    let sites = named(context, top, "site", limit::PLACES);
    places.names.site = names_of(&sites);
    for site in &sites {
        Table::open(
            context,
            "site",
            format!("site.{}", site.name),
            site.tree,
            &site.spot,
        );
    }
    if sites.is_empty() {
        places.names.site.push("site".to_string());
    }
    places.sites = places
        .names
        .site
        .iter()
        .map(|name| Site { name: name.clone() })
        .collect();
    for enclosure in named(context, top, "enclosure", limit::PLACES) {
        let path = format!("enclosure.{}", enclosure.name);
        let table = Table::open(context, "enclosure", path, enclosure.tree, &enclosure.spot);
        let site = table.name_or_only("site", &places.names.site, "site");
        places.names.enclosure.push(enclosure.name.clone());
        places.enclosures.push(Enclosure {
            name: enclosure.name,
            site: SiteId::from_index(site),
        });
    }
    read_stamps(context, top, &mut places);
    for rack in named(context, top, "rack", limit::PLACES) {
        read_rack(context, &rack, &mut places);
    }
    link::read(context, top, &mut places);
    for repository in named(context, top, "repository", limit::PLACES) {
        read_repository(context, &repository, &mut places);
    }
    for crew in named(context, top, "crew", limit::PLACES) {
        read_crew(context, &crew, &mut places);
    }
    places
}

fn read_stamps(context: &Context<'_>, top: &Tree, places: &mut Places) {
    let stamps = named(context, top, "stamp", limit::STAMPS);
    let written = top.get("stamp");
    if stamps.is_empty() && written.is_none_or(|node| matches!(node.item, Item::Table(_))) {
        let spot = written.map_or_else(Spot::default, |node| node.spot.clone());
        context.problem(&spot, PlaceProblem::NoStamp);
    }
    places.names.stamp = names_of(&stamps);
    let trees: BTreeMap<&str, &Tree> = stamps
        .iter()
        .map(|stamp| (stamp.name.as_str(), stamp.tree))
        .collect();
    circles(context, &stamps, &trees);
    let mut next_node = 0;
    for stamp in &stamps {
        let merged = with_models(stamp, &trees);
        let path = format!("stamp.{}", stamp.name);
        let table = Table::open(context, "stamp", path, &merged, &stamp.spot);
        table.name_of("like", &places.names.stamp, "stamp");
        let problems = context.issues.borrow().len();
        let built = read_stamp(&table, &stamp.name, places, next_node);
        next_node = built.nodes.end;
        for number in 1..=built.node_count() {
            places.nodes.push(StampNode {
                stamp: StampId::from_index(places.stamps.len()),
                number,
                rack: None,
            });
        }
        places
            .stamp_is_whole
            .push(context.issues.borrow().len() == problems);
        places.stamp_spots.push(stamp.spot.clone());
        places.stamps.push(built);
    }
}

/// What a stamp says that it is like.
fn model_of(tree: &Tree) -> Option<(&str, &Spot)> {
    let node = tree.get("like")?;
    Some((label(node).ok()?, &node.spot))
}

/// Refuses stamps that are like each other in a circle; each circle is told once, at its first stamp.
fn circles(context: &Context<'_>, stamps: &[Named<'_>], trees: &BTreeMap<&str, &Tree>) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for stamp in stamps {
        let mut walk: Vec<&str> = Vec::new();
        let mut at = stamp.name.as_str();
        while let Some((model, spot)) = trees.get(at).and_then(|tree| model_of(tree)) {
            walk.push(at);
            if let Some(begin) = walk.iter().position(|name| *name == model) {
                like_in_a_circle(context, spot, &walk[begin..]);
                break;
            }
            if !seen.insert(at) {
                break;
            }
            at = model;
        }
        seen.extend(walk);
    }
}

fn like_in_a_circle(context: &Context<'_>, spot: &Spot, circle: &[&str]) {
    let stamps = circle.iter().map(|name| (*name).to_string()).collect();
    context.problem(spot, NameProblem::LikeItself { stamps });
}

/// The keys of a stamp together with those of the stamps that it is like. Where these are like each
/// other in a circle a usual memory stands in, so that nothing else is blamed.
fn with_models(stamp: &Named<'_>, trees: &BTreeMap<&str, &Tree>) -> Tree {
    let mut merged = stamp.tree.clone();
    let mut seen = vec![stamp.name.as_str()];
    let mut at = stamp.tree;
    while let Some((model, spot)) = model_of(at) {
        if seen.contains(&model) {
            let stand_in = Entry {
                key_spot: spot.clone(),
                node: Node {
                    item: Item::Text("384 GiB".to_string()),
                    spot: spot.clone(),
                },
            };
            let memory = "node_memory".to_string();
            merged.entries.entry(memory).or_insert(stand_in);
            break;
        }
        let Some(tree) = trees.get(model) else { break };
        merged = merged.over(tree, |key| key != "like");
        seen.push(model);
        at = tree;
    }
    merged
}

fn read_stamp(table: &Table<'_, '_>, name: &str, places: &mut Places, first_node: u32) -> Stamp {
    let nodes = table.count("nodes", limit::NODES);
    if !(4..=16).contains(&nodes) && table.choice("reserve") == "azure_stack_hub" {
        table.context.advise(
            &table.spot_of("nodes"),
            PlaceAdvice::NodesOfScaleUnit {
                stamp: name.to_string(),
                nodes,
            },
        );
    }
    let (site, enclosure) = match place_or_only_site(table, &places.names) {
        Place::Site(site) => (site, None),
        Place::Enclosure(id) => (places.enclosures[id.index()].site, Some(id)),
        Place::Stamp(_) | Place::Rack(_) => {
            table.problem("at", PlaceProblem::StampPlace);
            (SiteId(0), None)
        }
    };
    let problems = table.context.issues.borrow().len();
    let raw = table.rate("uplink");
    let share = table.share("uplink_share");
    let uplink = Rate((raw.0 as f64 * share.0) as u64);
    // What stands in for a rate that could not be read is not blamed.
    if uplink.0 == 0 && table.context.issues.borrow().len() == problems {
        table.problem("uplink_share", PlaceProblem::EmptyUplink);
    }
    places.uplinks.push((raw, share));
    let reserve = read_reserve(table, name);
    let node_memory = table.required("node_memory", Bytes::gib(384), bytes);
    if node_memory.0 == 0 {
        table.problem("node_memory", PlaceProblem::NodeWithoutMemory);
    }
    Stamp {
        name: name.to_string(),
        site,
        enclosure,
        nodes: first_node..first_node + nodes,
        node_memory,
        reserve,
        vms_per_node: table.count("vms_per_node", limit::VMS),
        vms_per_stamp: table.count("vms_per_stamp", limit::VMS),
        uplink,
        start: table.law("start"),
        detection: table.law("detection"),
        isolation_share: table.share("isolation_share"),
        isolation: table.span("isolation"),
        cluster_restart: table.batch("cluster_restart"),
        manager_start: table.batch("manager_start"),
        quorum: match table.choice("quorum") {
            "none" => Quorum::None,
            _ => Quorum::Dynamic,
        },
        running_vm_snapshot: table.flag("running_vm_snapshot"),
        disk_rate: table.rate("disk_rate"),
        storage: storage::read(table, name, places, (nodes, node_memory, reserve)),
        switches: storage::switches(table, places),
        shed_tiers: table.maybe("shed_tiers", tiers).unwrap_or_default(),
        quota_change: table.law_maybe("quota_change"),
    }
}

/// What a stamp keeps free, and its hosts for themselves.
fn read_reserve(table: &Table<'_, '_>, name: &str) -> Reserve {
    let none = table.choice("reserve") == "none";
    if none && table.node("host_os").is_none() {
        return Reserve::None;
    }
    let host_os = table.share("host_os");
    if host_os.0 > 0.9 {
        table.problem("host_os", PlaceProblem::HostMemory { share: host_os });
    }
    if none {
        table
            .context
            .keep(&table.path, "host_os", Kept::Share(host_os));
        table.context.advise(
            &table.spot_of("host_os"),
            PlaceAdvice::IdleHostMemory {
                stamp: name.to_string(),
            },
        );
        return Reserve::None;
    }
    Reserve::AzureStackHub { host_os }
}

/// A list of tiers, ascending.
fn tiers(node: &Node) -> Result<Vec<u8>, Problem> {
    let Item::List(items) = &node.item else {
        return Err(super::table::unexpected(&node.item));
    };
    let mut tiers = Vec::new();
    for item in items {
        let tier = u8::try_from(whole(item, 1, limit::SMALL_COUNT)?)
            .map_err(|_| PlaceProblem::TierTooHigh)?;
        if tiers.contains(&tier) {
            return Err(PlaceProblem::TierTwice { tier }.into());
        }
        tiers.push(tier);
    }
    tiers.sort_unstable();
    Ok(tiers)
}

impl Table<'_, '_> {
    /// A law with a default.
    pub(super) fn law(&self, key: &str) -> Law {
        self.with_default(key, Law::Constant(1.0), |node| law::law(self.context, node))
    }
    /// A law that may be missing.
    pub(super) fn law_maybe(&self, key: &str) -> Option<Law> {
        self.maybe(key, |node| law::law(self.context, node))
    }
    fn batch(&self, key: &str) -> Batch {
        let fallback = Batch {
            count: 1,
            every: Span::seconds(1),
        };
        self.with_default(key, fallback, batch)
    }
}

fn batch(node: &Node) -> Result<Batch, Problem> {
    let Item::Table(tree) = &node.item else {
        return Err(PlaceProblem::NotABatch {
            found: node.item.kind(),
        }
        .into());
    };
    let (Some(count), Some(every), 2) = (tree.get("count"), tree.get("every"), tree.entries.len())
    else {
        return Err(PlaceProblem::BatchKeys.into());
    };
    Ok(Batch {
        count: whole(count, 1, limit::VMS)?,
        every: super::table::span(every)?,
    })
}

/// The place under `at`, or the only site.
fn place_or_only_site(table: &Table<'_, '_>, names: &PlaceNames) -> Place {
    let stated = table.maybe("at", |node| place(node, names));
    stated.unwrap_or_else(|| {
        let only = match table.node("at") {
            Some(_) => 0,
            None => table.name_or_only("at", &names.site, "site"),
        };
        Place::Site(SiteId::from_index(only))
    })
}

/// A place such as `site.mine`.
pub(super) fn place(node: &Node, names: &PlaceNames) -> Result<Place, Problem> {
    let text = label(node)?;
    let wrong = || NameProblem::NotAPlace { text: text.into() };
    let (kind, name) = text.split_once('.').ok_or_else(wrong)?;
    match kind {
        "site" => Ok(Place::Site(SiteId::from_index(look_up(
            &names.site,
            name,
            kind,
        )?))),
        "enclosure" => Ok(Place::Enclosure(EnclosureId::from_index(look_up(
            &names.enclosure,
            name,
            kind,
        )?))),
        "stamp" => Ok(Place::Stamp(StampId::from_index(look_up(
            &names.stamp,
            name,
            kind,
        )?))),
        "rack" => Ok(Place::Rack(RackId::from_index(look_up(
            &names.rack,
            name,
            kind,
        )?))),
        _ => Err(wrong().into()),
    }
}

fn read_rack(context: &Context<'_>, rack: &Named<'_>, places: &mut Places) {
    let path = format!("rack.{}", rack.name);
    let table = Table::open(context, "rack", path, rack.tree, &rack.spot);
    let stamp = table.name_or_only("stamp", &places.names.stamp, "stamp");
    let id = RackId::from_index(places.racks.len());
    places.names.rack.push(rack.name.clone());
    places.racks.push(Rack {
        name: rack.name.clone(),
        stamp: StampId::from_index(stamp),
    });
    let Some(first) = places.stamps.get(stamp).map(|stamp| stamp.nodes.clone()) else {
        return;
    };
    let count = first.end - first.start;
    let numbers = table.required("nodes", Vec::new(), |node| match &node.item {
        Item::List(items) => items
            .iter()
            .map(|item| whole(item, 1, limit::NODES))
            .collect(),
        _ => {
            let wanted = whole(node, 1, limit::NODES)?;
            let free: Vec<u32> = (1..=count)
                .filter(|number| {
                    places.nodes[(first.start + number - 1) as usize]
                        .rack
                        .is_none()
                })
                .take(wanted as usize)
                .collect();
            if free.len() < wanted as usize {
                return Err(PlaceProblem::RackTooLarge { free: free.len() }.into());
            }
            Ok(free)
        }
    });
    for number in numbers {
        if number > count {
            table.problem(
                "nodes",
                NameProblem::NoSuchNumber {
                    holder: format!("stamp `{}`", places.names.stamp[stamp]),
                    kind: "node",
                    number,
                    count,
                },
            );
            continue;
        }
        let node = &mut places.nodes[(first.start + number - 1) as usize];
        if node.rack.is_some() {
            table.problem("nodes", PlaceProblem::NodeInTwoRacks { number });
        }
        node.rack = Some(id);
    }
}

fn read_repository(context: &Context<'_>, repository: &Named<'_>, places: &mut Places) {
    let path = format!("repository.{}", repository.name);
    let table = Table::open(
        context,
        "repository",
        path,
        repository.tree,
        &repository.spot,
    );
    let at = place_or_only_site(&table, &places.names);
    let (site, ..) = places.around(at);
    let capacity = table.bytes("capacity");
    if capacity.0 == 0 {
        table.problem("capacity", PlaceProblem::EmptyRepository);
    }
    places.names.repository.push(repository.name.clone());
    places.repository_spots.push(repository.spot.clone());
    if table.node("immutable").is_some() {
        table.context.advise(
            &table.spot_of("immutable"),
            PlaceAdvice::ImmutableIdle {
                repository: repository.name.clone(),
            },
        );
    }
    places.repositories.push(Repository {
        name: repository.name.clone(),
        at,
        site,
        capacity,
        write: table.rate("write"),
        read: table.rate("read"),
        slots: table.count("slots", limit::VMS),
        immutable: table.span_maybe("immutable"),
    });
}

fn read_crew(context: &Context<'_>, crew: &Named<'_>, places: &mut Places) {
    let path = format!("crew.{}", crew.name);
    let table = Table::open(context, "crew", path, crew.tree, &crew.spot);
    places.names.crew.push(crew.name.clone());
    places.crew_spots.push(crew.spot.clone());
    places.crews.push(Crew {
        name: crew.name.clone(),
        people: table.count("people", limit::SMALL_COUNT),
        hours: table.with_default("hours", Hours::Always, |node| {
            Ok(calendar::hours(label(node)?)?)
        }),
        answers_in: table.law("answers_in"),
    });
}

/// The crew that a key names, if any.
pub(super) fn crew(table: &Table<'_, '_>, key: &str, names: &PlaceNames) -> Option<CrewId> {
    table
        .name_of(key, &names.crew, "crew")
        .map(CrewId::from_index)
}
