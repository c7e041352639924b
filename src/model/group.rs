//! What a group that replicates sends: while it writes, and when a whole replica is made.
//!
//! Always true here: bytes are those on the wire, after the reduction; only VMs with state write, and all
//! are copied.

use super::blueprint::Blueprint;
use super::bytes::{disk_rate, reduced};
use super::chain;
use super::place::Stamp;
use super::protection::{Replication, ReplicationGroup};
use crate::units::Rate;

/// Bytes per second that come up while it writes.
#[must_use]
pub fn written(blueprint: &Blueprint, group: &ReplicationGroup) -> f64 {
    let vms = group.vms.iter().map(|vm| blueprint.vm(*vm));
    let changed: f64 = vms.map(|vm| chain::written(blueprint, vm)).sum();
    reduced(changed, blueprint.replication(group.replication).reduction)
}

/// Bytes of a whole copy.
#[must_use]
pub fn whole(blueprint: &Blueprint, group: &ReplicationGroup) -> f64 {
    let used = group.vms.iter().map(|vm| blueprint.vm(*vm).used.0 as f64);
    reduced(
        used.sum(),
        blueprint.replication(group.replication).reduction,
    )
}

/// Its disks.
#[must_use]
pub fn disks(blueprint: &Blueprint, group: &ReplicationGroup) -> u32 {
    group.vms.iter().map(|vm| blueprint.vm(*vm).disks).sum()
}

/// Most bytes per second that it sends; without a bound where none is stated.
#[must_use]
pub fn limit(blueprint: &Blueprint, group: &ReplicationGroup) -> f64 {
    let stated = blueprint.replication(group.replication).rate;
    stated.map_or(f64::INFINITY, |rate| rate.0 as f64)
}

/// Bytes per second that it sends while it writes.
#[must_use]
pub fn sent(blueprint: &Blueprint, group: &ReplicationGroup) -> f64 {
    written(blueprint, group).min(limit(blueprint, group))
}

/// The most that it sends while a whole copy of so many disks is made from a stamp: those that are copied at
/// once give no more than they can.
#[must_use]
pub fn copy_rate(replication: &Replication, from: &Stamp, disks: u32) -> Rate {
    let at_once = replication.disks_at_once.min(disks);
    let of_disks = disk_rate(from, at_once, replication.reduction);
    replication.rate.map_or(of_disks, |most| most.min(of_disks))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two databases of 100 GB that change 3 MB/s each, and a front end of 20 GB without state, over a
    /// reduction of 2: 3 MB/s while they write, 110 GB as a whole.
    #[test]
    fn only_state_is_written_and_all_is_copied() {
        let text = r#"
[site]
east = {}
west = {}
[stamp.a]
at = "site.east"
nodes = 4
node_memory = "384 GiB"
disk_rate = "100 MB/s"
[stamp.b]
at = "site.west"
nodes = 4
node_memory = "384 GiB"
[link.wan]
between = ["east", "west"]
rate = "1 Gbps"
[protection.twin.replication]
to = "b"
reduction = 2.0
disks_at_once = 4
[application.erp]
expendable = true
stamp = "a"
protection = "twin"
role.db = { count = 2, used = "100 GB", churn = "3 MB/s", disks = 3 }
role.web = { stateless = true, used = "20 GB", churn = "5 MB/s", disks = 1 }
"#;
        let loaded =
            crate::scenario::load(text, "test.toml", &|name: &str| Err(format!("no {name}")));
        let blueprint = loaded.expect("a sound scenario").blueprint;
        let group = &blueprint.groups[0];
        assert_eq!(written(&blueprint, group), 3e6);
        assert_eq!(whole(&blueprint, group), 110e9);
        assert_eq!(disks(&blueprint, group), 7);
        assert_eq!(limit(&blueprint, group), f64::INFINITY);
        // Four disks at once read 400 MB/s, of which half is sent.
        let replication = blueprint.replication(group.replication);
        let from = blueprint.stamp(group.from);
        assert_eq!(copy_rate(replication, from, 7), Rate(200_000_000));
        assert_eq!(copy_rate(replication, from, 1), Rate(50_000_000));
        let slow = Replication {
            rate: Some(Rate(7)),
            ..replication.clone()
        };
        assert_eq!(copy_rate(&slow, from, 7), Rate(7));
    }
}
