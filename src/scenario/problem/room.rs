//! What does not fit: VMs on nodes and stamps, data on volumes.
//!
//! Always true here: names are those of the file, amounts are exact; text rounds them.

use crate::model::code::coded;
use crate::model::memory::MemoryTerms;
use crate::units::Bytes;

coded! {
    /// What finds no room.
    #[derive(Clone, PartialEq, Debug)]
    RoomProblem {
        326 "Too many VMs on a stamp" "A stamp runs so many VMs on each node and so many in all; hot standbys count."
        TooManyVms { stamp: String, vms: usize, standbys: usize, most: u64, per_node: u32, per_stamp: u32 }
            => {
                let included = match standbys {
                    0 => String::new(),
                    count => format!(" ({count} hot standbys included)"),
                };
                format!("stamp `{stamp}` has {vms} VMs{included}, at most {most} are possible")
            };
            format!("{per_node} per node and {per_stamp} per stamp"),

        327 "VMs for which no node has room" "The sum of free memory may suffice where no node has enough for a VM."
        NoNodeForVms { stamp: String, count: usize, first: String, memory: Bytes }
            => format!("stamp `{stamp}` has no node with room for {count} of its VMs, first `{first}` with {memory}");
            "what is free is spread over the nodes, and a VM needs one node: use smaller VMs, fewer of them, or more nodes",

        328 "Hot standbys for which no node has room" "A hot standby holds memory of one node, as any VM does."
        NoNodeForStandbys { stamp: String, count: usize, first: String, memory: Bytes }
            => format!("stamp `{stamp}` has no node with room for {count} of its hot standbys, first that of `{first}` with {memory}");
            "a standby needs one node: use warm standbys, fewer of them, or more nodes",

        329 "A VM larger than a node" "A VM runs on one node."
        VmLargerThanNode { vm: String, memory: Bytes, stamp: String, room: Bytes }
            => format!("vm `{vm}` with {memory} does not fit on a node of stamp `{stamp}`");
            room_of_node(*room),

        330 "A hot standby larger than a node" "A hot standby runs on one node."
        StandbyLargerThanNode { vm: String, memory: Bytes, stamp: String, room: Bytes }
            => format!("the hot standby of vm `{vm}` with {memory} does not fit on a node of stamp `{stamp}`");
            room_of_node(*room),

        331 "A stamp over its memory formula" "VMs, reserve and infrastructure fit into the memory of a stamp."
        OverMemory { stamp: String, terms: Box<MemoryTerms> }
            => format!("stamp `{stamp}` is {} over its memory formula", gib(-terms.available));
            sum_of_memory(terms),

        332 "Volumes smaller than what is in use" "VMs and replicas fit on the volumes of their stamp."
        OverStorage { stamp: String, room: Bytes, vms: Bytes, replicas: Bytes }
            => format!("the volumes of stamp `{stamp}` hold {}, but {} are in use", tib(*room), tib(Bytes(vms.0 + replicas.0)));
            format!("VMs use {}, replicas of others take {} with their recovery points: use more or larger disks", tib(*vms), tib(*replicas)),
    }
}

fn room_of_node(room: Bytes) -> String {
    format!("a node has {:.0} GiB for VMs", room.as_gib())
}

fn gib(bytes: f64) -> String {
    format!("{:.1} GiB", bytes / Bytes::GIB as f64)
}

fn tib(bytes: Bytes) -> String {
    format!("{:.1} TiB", bytes.0 as f64 / (1_u64 << 40) as f64)
}

fn sum_of_memory(terms: &MemoryTerms) -> String {
    format!(
        "total {} = reserve {} (host {}, host systems {}, largest VM {}) + infrastructure {} + VMs {}; a VM can be placed only where something is left",
        gib(terms.total),
        gib(terms.reserve_host + terms.reserve_host_os + terms.reserve_largest_vm),
        gib(terms.reserve_host),
        gib(terms.reserve_host_os),
        gib(terms.reserve_largest_vm),
        gib(terms.infrastructure),
        gib(terms.tenant),
    )
}
