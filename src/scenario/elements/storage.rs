//! `storage` of a stamp: its pool of disks.
//!
//! Always true here: what the volumes and the reserve take is in the pool.

use super::crew;
use crate::model::place::COPIES;
use crate::model::{Law, Reserve, Stamp, Storage, WORKED_OUT};
use crate::scenario::keys::{Bound, Lines, Name, Whole, keys};
use crate::scenario::limit;
use crate::scenario::places::{PlaceNames, Places, crew as crew_of};
use crate::scenario::problem::{OverLimit, PlaceProblem};
use crate::scenario::table::Table;
use crate::scenario::value::whole;
use crate::units::{Bytes, Rate, Share, Span};

keys! {
    name: "storage", pattern: "stamp.*.storage", header: "storage = { ... } in [stamp.NAME]", collapse: false,
    doc: "The storage pool of a stamp: a three-way mirror over its nodes, with one volume for VMs for each node.";

    DISKS: Whole<1> = "disks", "Capacity disks of each node.", required,
        bounds [Bound::Most(limit::DISKS.most)];
    DISK_SIZE: Bytes = "disk_size", "Capacity of one disk.",
        default("4 TB", Assumed, "depends on what was bought; a common size of capacity disks"),
        bounds [Bound::NotZero];
    RATE: Rate = "rate", "What the pool gives in all: bytes as VMs read and write them, before any `reduction`; its copies are behind it. What lies in a repository at the stamp counts as it is stored, a copy that is rebuilt once. Shared by rebuilds, resynchronisation, backups, restores and replication.",
        default("4 GB/s", Assumed, "no figure published; four nodes with two ports of 10 Gbps move about 10 GB/s, and the guests use a good part of it");
    REBUILD_RATE: Rate = "rebuild_rate", "Most that the rebuild of one disk, or the resynchronisation of one node, takes of it: bytes of the copies that are made.",
        default("1 GB/s", Assumed, "no figure published; the documentation calls a repair with new disks a matter of several hours, which 200 MB/s to 2 GB/s would explain");
    RETIRE_AFTER: Span = "retire_after", "After so long without an answer a disk is retired and its data is rebuilt.",
        default("15 min", Read, "Windows Server documentation, health service settings: a disk that does not answer is retired after 900 s");
    SILENT_SHARE: Share = "silent_share", "Share of failing disks that fall silent rather than report an error.",
        default("20 %", Assumed, "no figure published: most failing disks report errors, some no longer answer");
    RESERVE_DISKS: Whole<0> = "reserve_disks", "How many disks can be rebuilt into the room that is kept free for it.",
        worked_out(WORKED_OUT, Read, "Azure Stack Hub documentation, capacity planning: storage: one disk of each node is kept free for rebuilds (the engine beneath it recommends at most four)"),
        bounds [Bound::Most(limit::DISKS.most)];
    VOLUME_SIZE: Bytes = "volume_size", "What one volume holds.",
        worked_out(WORKED_OUT, Read, "Azure Stack Hub documentation, capacity planning: storage: a third of the pool without the reserve, less 3.5 TB of infrastructure volumes and less the volumes of temporary disks (5.2 times the memory of a node, at most a tenth of what is usable), split evenly over the nodes (a generic cluster has neither of them); rounded down to whole GiB");
    WARNING: Share = "warning", "A volume fuller than this raises a warning.",
        default("90 %", Read, "Azure Stack Hub release notes, build 2008: alerts at 90 % and 95 % (80 % and 90 % before)");
    CRITICAL: Share = "critical", "A volume fuller than this raises a critical alert.",
        default("95 %", Read, "Azure Stack Hub release notes, build 2008: alerts at 90 % and 95 % (80 % and 90 % before)");
    RELIEF: Law = "relief", "Time from the critical alert until somebody has made room.", optional("nobody makes room");
    RELIEF_BY: Name<crew::Keys> = "relief_by", "Whose people make room: one of them for each volume, in the hours of the crew, behind its repairs and recoveries; only with `relief`.", optional("somebody is always there");
    RELIEF_TO: Share = "relief_to", "How full a volume is after that; only with `relief`.",
        default("80 %", Assumed, "whoever makes room makes some to spare");
}

/// A disk, in bytes: stands in for one without capacity, so that nothing else is blamed.
const USUAL_DISK: u64 = 4_000_000_000_000;

/// The pool of a stamp with as many nodes of this memory, and with this rule of what infrastructure takes.
pub(in crate::scenario) fn read(
    table: &Table<'_, '_, Keys>,
    places: &Places,
    (nodes, node_memory, reserve): (u32, Bytes, Reserve),
) -> Storage {
    // After a problem with `disks` a usual number stands in, so that nothing else is blamed.
    let disks_per_node = table.must(DISKS, 10, |node| whole(node, 1, limit::DISKS));
    let mut disk_size = table.get(DISK_SIZE);
    if disk_size.0 == 0 {
        table.problem(DISK_SIZE, PlaceProblem::EmptyDisk);
        disk_size = Bytes(USUAL_DISK);
    }
    let first_disk = next(&places.stamps, |storage| storage.disks.end);
    let first_volume = next(&places.stamps, |storage| storage.volumes.end);
    let disks = u64::from(first_disk) + u64::from(disks_per_node) * u64::from(nodes);
    if disks > limit::DISKS.most {
        let spot = table.spot_of(DISKS);
        table.context.problem(
            &spot,
            OverLimit::Count {
                count: disks,
                things: "disks",
                limit: limit::DISKS,
            },
        );
    }
    let reserve_disks =
        table.worked_out_as(RESERVE_DISKS, nodes, |node| whole(node, 0, limit::DISKS));
    let pool = Pool {
        nodes,
        node_memory,
        disks: (u64::from(disks_per_node) * u64::from(nodes)).saturating_sub(reserve_disks.into()),
        disk_size,
        reserve,
    };
    let (warning, critical, relief, relief_to) = thresholds(table);
    let relief_by = crew_of(table, RELIEF_BY, &places.names);
    if relief_by.is_some() && relief.is_none() {
        table.problem(
            RELIEF_BY,
            PlaceProblem::ReliefAlone {
                key: RELIEF_BY.row.name,
            },
        );
    }
    Storage {
        // Over the limit is refused above; the numbers must not overflow all the same.
        disks: first_disk..disks.min(limit::DISKS.most) as u32,
        disks_per_node,
        disk_size,
        volumes: first_volume..first_volume + nodes,
        volume_size: volume_size(table, &pool),
        rate: table.get(RATE),
        rebuild_rate: table.get(REBUILD_RATE),
        retire_after: table.get(RETIRE_AFTER),
        silent_share: table.get(SILENT_SHARE),
        reserve_disks,
        warning,
        critical,
        relief,
        relief_by,
        relief_to,
    }
}

fn next(stamps: &[Stamp], end: impl Fn(&Storage) -> u32) -> u32 {
    let storage = stamps.iter().filter_map(|stamp| stamp.storage.as_ref());
    storage.map(end).max().unwrap_or(0)
}

/// Thresholds of the alerts, and what is done about them.
fn thresholds(table: &Table<'_, '_, Keys>) -> (Share, Share, Option<Law>, Share) {
    let (warning, critical) = (table.get(WARNING), table.get(CRITICAL));
    if warning.0 > critical.0 {
        table.problem(WARNING, PlaceProblem::WarningTooLate { warning, critical });
    }
    let relief = table.may(RELIEF);
    if table.node(RELIEF).is_none() {
        if table.node(RELIEF_TO).is_some() {
            table.problem(
                RELIEF_TO,
                PlaceProblem::ReliefAlone {
                    key: RELIEF_TO.row.name,
                },
            );
        }
        // Nobody reads it; the assumptions must not list what has no meaning.
        return (warning, critical, relief, critical);
    }
    let relief_to = table.get(RELIEF_TO);
    if relief_to.0 >= critical.0 {
        table.problem(
            RELIEF_TO,
            PlaceProblem::ReliefTooSmall {
                to: relief_to,
                critical,
            },
        );
    }
    (warning, critical, relief, relief_to)
}

/// What the volumes of a stamp are cut from.
struct Pool {
    nodes: u32,
    node_memory: Bytes,
    /// Disks outside of the reserve.
    disks: u64,
    disk_size: Bytes,
    reserve: Reserve,
}

impl Pool {
    /// What can be stored, every byte three times.
    fn usable(&self) -> f64 {
        self.disks as f64 * self.disk_size.0 as f64 / f64::from(COPIES)
    }
    /// One of as many equal volumes as there are nodes, by the published rule.
    fn volume(&self) -> f64 {
        /// Infrastructure volumes together.
        const INFRASTRUCTURE: f64 = 3.5e12;
        /// Temporary disks per byte of a node's memory.
        const TEMPORARY: f64 = 0.65 * 8.0;
        /// They take at most this share of what is usable.
        const MOST_TEMPORARY: f64 = 0.1;
        let nodes = f64::from(self.nodes);
        let usable = self.usable();
        match self.reserve {
            Reserve::None => usable / nodes,
            Reserve::AzureStackHub { .. } => {
                let wanted = self.node_memory.0 as f64 * TEMPORARY;
                let temporary = wanted.min(MOST_TEMPORARY * usable / nodes);
                (usable - INFRASTRUCTURE) / nodes - temporary
            }
        }
    }
}

fn volume_size(table: &Table<'_, '_, Keys>, pool: &Pool) -> Bytes {
    let whole_gib = (pool.volume().max(0.0) / Bytes::GIB as f64) as u64;
    let worked_out = Bytes::gib(whole_gib);
    let size = table.worked_out(VOLUME_SIZE, worked_out);
    if size.0 == 0 {
        table.problem(VOLUME_SIZE, PlaceProblem::NoRoomForVolumes);
    } else if size.0 as f64 * f64::from(pool.nodes) > pool.usable() {
        table.problem(
            VOLUME_SIZE,
            PlaceProblem::VolumesTooLarge {
                count: pool.nodes,
                size,
                usable: Bytes(pool.usable() as u64),
            },
        );
    }
    size
}

/// What the resolved scenario says of a pool.
pub(in crate::scenario) fn write(storage: &Storage, names: &PlaceNames) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.count(DISKS, storage.disks_per_node);
    lines.put(DISK_SIZE, &storage.disk_size);
    lines.put(RATE, &storage.rate);
    lines.put(REBUILD_RATE, &storage.rebuild_rate);
    lines.put(RETIRE_AFTER, &storage.retire_after);
    lines.put(SILENT_SHARE, &storage.silent_share);
    lines.count(RESERVE_DISKS, storage.reserve_disks);
    lines.put(VOLUME_SIZE, &storage.volume_size);
    lines.put(WARNING, &storage.warning);
    lines.put(CRITICAL, &storage.critical);
    if let Some(relief) = &storage.relief {
        lines.put(RELIEF, relief);
        if let Some(crew) = storage.relief_by {
            lines.name(RELIEF_BY, &names.crew[crew.index()]);
        }
        lines.put(RELIEF_TO, &storage.relief_to);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The arithmetic of the documentation, printed to one decimal: 4 nodes with 10 disks of 4 TB.
    #[test]
    fn volumes_of_the_printed_example() {
        let mut pool = Pool {
            nodes: 4,
            node_memory: Bytes::gib(384),
            disks: 36,
            disk_size: Bytes(4_000_000_000_000),
            reserve: Reserve::AzureStackHub {
                host_os: Share(0.15),
            },
        };
        assert!((pool.usable() - 48e12).abs() < 1.0);
        assert!((pool.volume() - 9.925e12).abs() < 1.0, "{}", pool.volume());
        // With less memory the temporary disks want less than their most: 5.2 times 100 GiB.
        pool.node_memory = Bytes::gib(100);
        let temporary = 520.0 * Bytes::GIB as f64;
        assert!((pool.volume() - (11.125e12 - temporary)).abs() < 1.0);
        pool.reserve = Reserve::None;
        assert!((pool.volume() - 12e12).abs() < 1.0);
    }
}
