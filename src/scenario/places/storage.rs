//! Reads the storage pool and the switches of a stamp.
//!
//! Always true here: what the volumes and the reserve take is in the pool; disks, volumes and
//! switches of a stamp follow those of the stamp before it.

use super::super::limit;
use super::super::problem::{OverLimit, PlaceProblem};
use super::super::table::{Table, bytes, inner, whole};
use super::Places;
use crate::model::{Reserve, Stamp, Storage};
use crate::units::{Bytes, Share};
use std::ops::Range;

/// Copies of everything on a volume.
const COPIES: u64 = 3;
/// A disk, in bytes: stands in for one without capacity, so that nothing else is blamed.
const USUAL_DISK: u64 = 4_000_000_000_000;
/// Most switches of one stamp.
const MOST_SWITCHES: u32 = 4;

/// The storage of the stamp that is being read, if it is stated; the stamp has this many nodes of
/// this memory, and this rule of what infrastructure takes.
pub(super) fn read(
    stamp: &Table<'_, '_>,
    name: &str,
    places: &Places,
    (nodes, node_memory, reserve): (u32, Bytes, Reserve),
) -> Option<Storage> {
    let node = stamp.node("storage")?;
    let tree = inner(stamp.context, node, "storage")?;
    let path = format!("stamp.{name}.storage");
    let table = Table::open(stamp.context, "storage", path, tree, &node.spot);
    if u64::from(nodes) < COPIES {
        stamp.problem(
            "storage",
            PlaceProblem::TooFewForMirror {
                stamp: name.to_string(),
                nodes,
            },
        );
    }
    // After a problem with `disks` a usual number stands in, so that nothing else is blamed.
    let disks_per_node = table.required("disks", 10, |node| whole(node, 1, limit::DISKS));
    let mut disk_size = table.bytes("disk_size");
    if disk_size.0 == 0 {
        table.problem("disk_size", PlaceProblem::EmptyDisk);
        disk_size = Bytes(USUAL_DISK);
    }
    let first_disk = next(&places.stamps, |storage| storage.disks.end);
    let first_volume = next(&places.stamps, |storage| storage.volumes.end);
    let disks = u64::from(first_disk) + u64::from(disks_per_node) * u64::from(nodes);
    if disks > limit::DISKS.most {
        let spot = table.spot_of("disks");
        table.context.problem(
            &spot,
            OverLimit::Count {
                count: disks,
                things: "disks",
                limit: limit::DISKS,
            },
        );
    }
    let reserve_disks = table.worked_out("reserve_disks", nodes, ToString::to_string, |node| {
        whole(node, 0, limit::DISKS)
    });
    let pool = Pool {
        nodes,
        node_memory,
        disks: (u64::from(disks_per_node) * u64::from(nodes)).saturating_sub(reserve_disks.into()),
        disk_size,
        reserve,
    };
    let (warning, critical, relief, relief_to) = thresholds(&table);
    Some(Storage {
        // Over the limit is refused above; the numbers must not overflow all the same.
        disks: first_disk..disks.min(limit::DISKS.most) as u32,
        disks_per_node,
        disk_size,
        volumes: first_volume..first_volume + nodes,
        volume_size: volume_size(&table, &pool),
        rate: table.rate("rate"),
        rebuild_rate: table.rate("rebuild_rate"),
        retire_after: table.span("retire_after"),
        silent_share: table.share("silent_share"),
        reserve_disks,
        warning,
        critical,
        relief,
        relief_to,
    })
}

fn next(stamps: &[Stamp], end: impl Fn(&Storage) -> u32) -> u32 {
    let storage = stamps.iter().filter_map(|stamp| stamp.storage.as_ref());
    storage.map(end).max().unwrap_or(0)
}

/// Thresholds of the alerts, and what is done about them.
fn thresholds(table: &Table<'_, '_>) -> (Share, Share, Option<crate::model::Law>, Share) {
    let (warning, critical) = (table.share("warning"), table.share("critical"));
    if warning.0 > critical.0 {
        table.problem(
            "warning",
            PlaceProblem::WarningTooLate { warning, critical },
        );
    }
    let relief = table.law_maybe("relief");
    if table.node("relief").is_none() {
        if table.node("relief_to").is_some() {
            table.problem("relief_to", PlaceProblem::ReliefToAlone);
        }
        // Nobody reads it; the assumptions must not list what has no meaning.
        return (warning, critical, relief, critical);
    }
    let relief_to = table.share("relief_to");
    if relief_to.0 >= critical.0 {
        table.problem(
            "relief_to",
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
        self.disks as f64 * self.disk_size.0 as f64 / COPIES as f64
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

fn volume_size(table: &Table<'_, '_>, pool: &Pool) -> Bytes {
    let whole_gib = (pool.volume().max(0.0) / Bytes::GIB as f64) as u64;
    let worked_out = Bytes::gib(whole_gib);
    let size = table.worked_out("volume_size", worked_out, ToString::to_string, bytes);
    if size.0 == 0 {
        table.problem("volume_size", PlaceProblem::NoRoomForVolumes);
    } else if size.0 as f64 * f64::from(pool.nodes) > pool.usable() {
        table.problem(
            "volume_size",
            PlaceProblem::VolumesTooLarge {
                count: pool.nodes,
                size,
                usable: Bytes(pool.usable() as u64),
            },
        );
    }
    size
}

/// The switches of the stamp that is being read.
pub(super) fn switches(table: &Table<'_, '_>, places: &Places) -> Range<u32> {
    let first = places
        .stamps
        .iter()
        .map(|stamp| stamp.switches.end)
        .max()
        .unwrap_or(0);
    let Some(count) = table.count_maybe("switches", limit::SMALL_COUNT) else {
        return first..first;
    };
    if count > MOST_SWITCHES {
        table.problem(
            "switches",
            PlaceProblem::TooManySwitches {
                count,
                most: MOST_SWITCHES,
            },
        );
    }
    first..first + count
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
