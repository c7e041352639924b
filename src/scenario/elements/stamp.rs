//! `[stamp.NAME]`: one Azure Stack Hub.
//!
//! Always true here: a key that is left out has its default here, or that of the stamp that it is like.

use super::storage;
use crate::model::advice::PlaceAdvice;
use crate::model::place::COPIES;
use crate::model::{Batch, Law, Place, Quorum, Reserve, SiteId, Stamp, Storage};
use crate::scenario::context::{Context, Kept};
use crate::scenario::keys::{
    Bound, Companions, Form, Inner, KeyOf, Kind, Lines, Name, Plain, Whole, keys, quote, words,
};
use crate::scenario::limit;
use crate::scenario::places::{PlaceNames, Places, place_or_only_site};
use crate::scenario::problem::{PlaceProblem, Problem};
use crate::scenario::table::{Table, inner};
use crate::scenario::tree::{Item, Node};
use crate::scenario::value::{bytes, span, unexpected, whole};
use crate::units::{Bytes, Rate, Share, Span};
use std::ops::Range;

keys! {
    name: "stamp", pattern: "stamp.*", header: "[stamp.NAME]", collapse: false,
    doc: "One Azure Stack Hub: one scale unit, one control plane.";

    AT: Place = "at", "Where it stands: a site or an enclosure.", optional("the only site");
    LIKE: Name<Keys> = "like", "Another stamp whose keys hold here unless they are stated.", optional("no model");
    NODES: Whole<1> = "nodes", "Number of nodes.",
        default("4", Read, "Azure Stack Hub documentation, capacity planner: a scale unit has 4 to 16 nodes; 4 is the smallest"),
        bounds [Bound::Most(limit::NODES.most)];
    NODE_MEMORY: Bytes = "node_memory", "Memory of one node.", required,
        bounds [Bound::NotZero];
    UPLINK: Rate = "uplink", "Rate of the uplink, both directions together. It carries bytes as they are left after the `reduction` of what moves.",
        default("10 Gbps", Assumed, "MDC network documentation lists 1, 10 and 40 Gbps optics without a usual one; the middle one");
    UPLINK_SHARE: Share = "uplink_share", "Share of the uplink that is left for tenants, backups and restores.",
        default("50 %", Read, "Azure architecture center, backup of Azure Stack Hub: half of the uplink capacity is reserved for critical infrastructure"),
        bounds [Bound::NotNone];
    RESERVE: ReserveRule = "reserve", "Rule of the memory reserve; `none` is a generic cluster.",
        default("azure_stack_hub", Read, "Azure Stack Hub documentation, capacity planning: compute");
    HOST_OS: Share = "host_os", "R of the memory formula: what each host keeps for itself.",
        default("15 %", Read, "Azure Stack Hub documentation, capacity planning: compute: R = 0.15"),
        bounds [Bound::UpToNinety];
    VMS_PER_NODE: Whole<1> = "vms_per_node", "Most VMs on a node.",
        default("60", Read, "Azure Stack Hub documentation, capacity planning: compute: at most 60 VMs per host"),
        bounds [Bound::Most(limit::VMS.most)];
    VMS_PER_STAMP: Whole<1> = "vms_per_stamp", "Most VMs on the stamp.",
        default("700", Read, "Azure Stack Hub documentation, capacity planning: compute: at most 700 VMs per solution (its spreadsheet uses 670)"),
        bounds [Bound::Most(limit::VMS.most)];
    START: Law = "start", "Time from power to running infrastructure after the whole stamp was down.",
        default("2 h", Read, "Azure Stack Hub documentation, start and stop: infrastructure services take up to 2 h after power-on");
    SHUTDOWN: Law = "shutdown", "How long it takes to shut the whole stamp down on purpose (`planned = true` with `lasts` or `returns`), from when its VMs stop until it is off: before the stated length. `Stop-AzureStack` gives up after 40 min.", optional("no time");
    DETECTION: Law = "detection", "Time until the cluster notices a lost node.",
        default("{ uniform = [\"5 s\", \"20 s\"] }", SecondHand, "Windows Server failover clustering: heartbeat every second, threshold 5 documented, 20 reported for later versions; the setting of Azure Stack Hub is not published");
    ISOLATION_SHARE: Share = "isolation_share", "Share of node failures that are silent, so that the node is isolated first.",
        default("20 %", Assumed, "no figure published: most lost nodes lose power or crash, some fall silent and are isolated first");
    ISOLATION: Span = "isolation", "How long an isolated node is waited for, on top of the detection.",
        default("240 s", Read, "Windows Server failover clustering: ResiliencyDefaultPeriod is 240 s");
    CLUSTER_RESTART: Restarts = "cluster_restart", "Batches in which the cluster restarts VMs of a lost node.",
        default("{ count = 20, every = \"1 min\" }", Assumed, "no figure published for restarts by the cluster; faster than what goes through the resource manager");
    MANAGER_START: Starts = "manager_start", "Batches in which the resource manager starts VMs (restore, redeploy).",
        default("{ count = 30, every = \"5 min\" }", Read, "Azure Stack Hub documentation, capacity planning: compute: start at most 30 VMs per batch, 5 min between batches");
    QUORUM: Quorum = "quorum", "How the cluster keeps its quorum; `none` runs while one node runs.",
        default("dynamic", Read, "Windows Server failover clustering: dynamic quorum with a witness");
    DISK_RATE: Rate = "disk_rate", "Most that one managed disk gives or takes: bytes as the VM reads and writes them, before any `reduction`.",
        default("145 MB/s", Read, "Azure Stack Hub documentation, managed disk considerations: 145 MB/s for each premium disk");
    RUNNING_VM_SNAPSHOT: bool = "running_vm_snapshot", "Whether running VMs may be snapshotted.",
        default("true", SecondHand, "change of the Azure Stack Hub documentation in November 2023: incremental snapshots of running VMs are supported; before, they were not");
    STORAGE: Inner<storage::Keys> = "storage", "Its storage pool.", optional("disks and volumes are not simulated");
    SWITCHES: Whole<1> = "switches", "Number of its top-of-rack switches, 1 to 4: while one of them is up the stamp has its network.", optional("not simulated"),
        bounds [Bound::Most(MOST_SWITCHES as u64)];
    SHED_TIERS: Tiers = "shed_tiers", "Tiers whose VMs are stopped to make room for more urgent ones that fail over to here.", optional("nothing is stopped");
    DISPLACE_TIERS: Tiers = "displace_tiers", "Tiers whose VMs are stopped to make room for more urgent ones that find none on this stamp: when they restart, as after the loss of a node, when they are built anew, or when their node is drained.", optional("nothing is stopped");
    QUOTA_CHANGE: Law = "quota_change", "Time until a raised quota takes hold, before VMs of other stamps can start here: up to 2 h (read: Azure Stack Hub documentation, quota types).", optional("quotas are wide enough");
}

/// Which rule says what a stamp keeps free.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scenario) enum ReserveRule {
    AzureStackHub,
    None,
}

words!(ReserveRule { "azure_stack_hub" => AzureStackHub, "none" => None });
words!(Quorum { "dynamic" => Dynamic, "none" => None });

/// Operations in batches: the cluster's restarts.
pub(in crate::scenario) enum Restarts {}

/// Operations in batches: the starts of the resource manager.
pub(in crate::scenario) enum Starts {}

/// Makes a form of batches, with an example.
macro_rules! batches {
    ($kind:ident, $example:literal) => {
        impl Form for $kind {
            const KIND: Kind = Kind::Own("a batch", $example);
        }

        impl Plain for $kind {
            type Value = Batch;
            fn stand_in() -> Batch {
                Batch {
                    count: 1,
                    every: Span::seconds(1),
                }
            }
            fn read(_: &Context<'_>, node: &Node) -> Result<Batch, Problem> {
                batch(node)
            }
            fn write(batch: &Batch, _: &mut Companions) -> String {
                let every = quote(&batch.every.to_string());
                format!("{{ count = {}, every = {every} }}", batch.count)
            }
        }
    };
}

batches!(Restarts, "{ count = 20, every = \"1 min\" }");
batches!(Starts, "{ count = 30, every = \"5 min\" }");

/// Tiers, ascending.
pub(in crate::scenario) enum Tiers {}

impl Form for Tiers {
    const KIND: Kind = Kind::Own("a list of tiers", "[4]");
}

/// Most switches of one stamp.
pub(in crate::scenario) const MOST_SWITCHES: u32 = 4;

/// Reads one stamp, whose first node has this number among all.
pub(in crate::scenario) fn read(
    table: &Table<'_, '_, Keys>,
    name: &str,
    places: &mut Places,
    first_node: u32,
) -> Stamp {
    let nodes = table.get_count(NODES, limit::NODES);
    if !(4..=16).contains(&nodes) && table.get(RESERVE) == ReserveRule::AzureStackHub {
        table.context.advise(
            &table.spot_of(NODES),
            PlaceAdvice::NodesOfScaleUnit {
                stamp: name.to_string(),
                nodes,
            },
        );
    }
    let (site, enclosure) = match place_or_only_site(table, AT, &places.names) {
        Place::Site(site) => (site, None),
        Place::Enclosure(id) => (places.enclosures[id.index()].site, Some(id)),
        Place::Stamp(_) | Place::Rack(_) => {
            table.problem(AT, PlaceProblem::StampPlace);
            (SiteId(0), None)
        }
    };
    let problems = table.context.issues.borrow().len();
    let raw = table.get(UPLINK);
    let share = table.get(UPLINK_SHARE);
    let uplink = Rate((raw.0 as f64 * share.0) as u64);
    // What stands in for a rate that could not be read is not blamed.
    if uplink.0 == 0 && table.context.issues.borrow().len() == problems {
        table.problem(UPLINK_SHARE, PlaceProblem::EmptyUplink);
    }
    places.uplinks.push((raw, share));
    let reserve = read_reserve(table, name);
    let node_memory = table.must(NODE_MEMORY, Bytes::gib(384), bytes);
    if node_memory.0 == 0 {
        table.problem(NODE_MEMORY, PlaceProblem::NodeWithoutMemory);
    }
    Stamp {
        name: name.to_string(),
        site,
        enclosure,
        nodes: first_node..first_node + nodes,
        node_memory,
        reserve,
        vms_per_node: table.get_count(VMS_PER_NODE, limit::VMS),
        vms_per_stamp: table.get_count(VMS_PER_STAMP, limit::VMS),
        uplink,
        start: table.get(START),
        shutdown: table.may(SHUTDOWN),
        detection: table.get(DETECTION),
        isolation_share: table.get(ISOLATION_SHARE),
        isolation: table.get(ISOLATION),
        cluster_restart: table.get(CLUSTER_RESTART),
        manager_start: table.get(MANAGER_START),
        quorum: table.get(QUORUM),
        running_vm_snapshot: table.get(RUNNING_VM_SNAPSHOT),
        disk_rate: table.get(DISK_RATE),
        storage: pool(table, name, places, (nodes, node_memory, reserve)),
        switches: switches(table, places),
        shed_tiers: table.maybe(SHED_TIERS, tiers).unwrap_or_default(),
        displace_tiers: table.maybe(DISPLACE_TIERS, tiers).unwrap_or_default(),
        quota_change: table.may(QUOTA_CHANGE),
    }
}

/// The pool of a stamp, if it is stated.
fn pool(
    table: &Table<'_, '_, Keys>,
    name: &str,
    places: &Places,
    (nodes, node_memory, reserve): (u32, Bytes, Reserve),
) -> Option<Storage> {
    let node = table.node(STORAGE)?;
    let tree = inner(table.context, node, STORAGE.name())?;
    let path = format!("stamp.{name}.storage");
    let own = Table::new(table.context, path, tree, &node.spot);
    if nodes < COPIES {
        table.problem(
            STORAGE,
            PlaceProblem::TooFewForMirror {
                stamp: name.to_string(),
                nodes,
            },
        );
    }
    Some(storage::read(&own, places, (nodes, node_memory, reserve)))
}

/// What a stamp keeps free, and its hosts for themselves.
fn read_reserve(table: &Table<'_, '_, Keys>, name: &str) -> Reserve {
    let none = table.get(RESERVE) == ReserveRule::None;
    if none && table.node(HOST_OS).is_none() {
        return Reserve::None;
    }
    let host_os = table.get(HOST_OS);
    if host_os.0 > 0.9 {
        table.problem(HOST_OS, PlaceProblem::HostMemory { share: host_os });
    }
    if none {
        table
            .context
            .keep(&table.path, HOST_OS.name(), Kept::Share(host_os));
        table.context.advise(
            &table.spot_of(HOST_OS),
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
        return Err(unexpected(&node.item));
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
        every: span(every)?,
    })
}

/// The switches of the stamp that is being read.
fn switches(table: &Table<'_, '_, Keys>, places: &Places) -> Range<u32> {
    let first = places
        .stamps
        .iter()
        .map(|stamp| stamp.switches.end)
        .max()
        .unwrap_or(0);
    let Some(count) = table.may_count(SWITCHES, limit::SMALL_COUNT) else {
        return first..first;
    };
    if count > MOST_SWITCHES {
        table.problem(
            SWITCHES,
            PlaceProblem::TooManySwitches {
                count,
                most: MOST_SWITCHES,
            },
        );
    }
    first..first + count
}

/// What the resolved scenario says of a stamp whose uplink has this raw rate and share.
pub(in crate::scenario) fn write(
    stamp: &Stamp,
    (uplink, uplink_share): (Rate, Share),
    names: &PlaceNames,
) -> Lines<Keys> {
    let at = stamp
        .enclosure
        .map_or(Place::Site(stamp.site), Place::Enclosure);
    let mut lines = Lines::new();
    lines.toml(AT, names.toml(at));
    lines.count(NODES, stamp.node_count());
    lines.put(NODE_MEMORY, &stamp.node_memory);
    lines.put(UPLINK, &uplink);
    lines.put(UPLINK_SHARE, &uplink_share);
    lines.count(VMS_PER_NODE, stamp.vms_per_node);
    lines.count(VMS_PER_STAMP, stamp.vms_per_stamp);
    lines.put(START, &stamp.start);
    lines.put_maybe(SHUTDOWN, stamp.shutdown.as_ref());
    lines.put(DETECTION, &stamp.detection);
    lines.put(ISOLATION_SHARE, &stamp.isolation_share);
    lines.put(ISOLATION, &stamp.isolation);
    lines.put(CLUSTER_RESTART, &stamp.cluster_restart);
    lines.put(MANAGER_START, &stamp.manager_start);
    lines.put(DISK_RATE, &stamp.disk_rate);
    lines.put(RUNNING_VM_SNAPSHOT, &stamp.running_vm_snapshot);
    match stamp.reserve {
        Reserve::AzureStackHub { host_os } => {
            lines.put(RESERVE, &ReserveRule::AzureStackHub);
            lines.put(HOST_OS, &host_os);
        }
        Reserve::None => lines.put(RESERVE, &ReserveRule::None),
    }
    lines.put(QUORUM, &stamp.quorum);
    if !stamp.switches.is_empty() {
        lines.count(SWITCHES, stamp.switches.end - stamp.switches.start);
    }
    for (key, tiers) in [
        (SHED_TIERS, &stamp.shed_tiers),
        (DISPLACE_TIERS, &stamp.displace_tiers),
    ] {
        if !tiers.is_empty() {
            let tiers: Vec<String> = tiers.iter().map(u8::to_string).collect();
            lines.toml(key, format!("[{}]", tiers.join(", ")));
        }
    }
    lines.put_maybe(QUOTA_CHANGE, stamp.quota_change.as_ref());
    lines
}
