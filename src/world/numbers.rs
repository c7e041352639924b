//! Which number an entity has in the calendar, and which among the flows.
//!
//! Always true here: numbers of one kind are consecutive; nothing changes after construction.

use crate::model::Blueprint;

/// Positions of entities in the calendar. The lower slot goes first at the same instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct SlotPlan {
    pub(super) flows: u32,
    pub(super) jobs: u32,
    pub(super) vms: u32,
    pub(super) gates: u32,
    pub(super) starts: u32,
    pub(super) nodes: u32,
    pub(super) disks: u32,
    pub(super) volumes: u32,
    pub(super) crews: u32,
    pub(super) groups: u32,
    pub(super) instances: u32,
    pub(super) mark: u32,
    pub(super) trace_end: u32,
    pub(super) trace: u32,
    pub(super) sources: u32,
    pub(super) count: u32,
}

pub(super) fn slot_plan(blueprint: &Blueprint) -> SlotPlan {
    let vms = blueprint.vms.len() as u32;
    let stamps = blueprint.stamps.len() as u32;
    let flows = 0;
    let jobs = 1;
    let vm_first = jobs + vms;
    let gates = vm_first + vms;
    let starts = gates + 2 * stamps;
    let nodes = starts + stamps;
    let disks = nodes + blueprint.nodes.len() as u32;
    let storage = || {
        blueprint
            .stamps
            .iter()
            .filter_map(|one| one.storage.as_ref())
    };
    let volumes = disks + storage().map(|one| one.disks.len() as u32).sum::<u32>();
    let crews = volumes + storage().map(|one| one.volumes.len() as u32).sum::<u32>();
    let groups = crews + blueprint.crews.len() as u32;
    let instances = groups + blueprint.groups.len() as u32;
    let mark = instances + blueprint.roles.len() as u32;
    let trace_end = mark + 1;
    let trace = trace_end + 1;
    let sources = trace + 1;
    let count = sources + blueprint.sources.len() as u32;
    SlotPlan {
        flows,
        jobs,
        vms: vm_first,
        gates,
        starts,
        nodes,
        disks,
        volumes,
        crews,
        groups,
        instances,
        mark,
        trace_end,
        trace,
        sources,
        count,
    }
}

/// Numbers of flows: those of VMs come first (restores and reseeds by VM), then these.
#[derive(Clone, Copy, Debug)]
pub(super) struct FlowPlan {
    pub(super) backups: u32,
    pub(super) copies: u32,
    pub(super) groups: u32,
    pub(super) disks: u32,
    pub(super) nodes: u32,
    pub(super) count: u32,
}

pub(super) fn flow_plan(blueprint: &Blueprint, slots: &SlotPlan) -> FlowPlan {
    let vms = blueprint.vms.len() as u32;
    let (backups, copies, groups) = (vms, 2 * vms, 3 * vms);
    let disks = groups + blueprint.groups.len() as u32;
    let nodes = disks + (slots.volumes - slots.disks);
    let with_storage = blueprint.stamps.iter().any(|one| one.storage.is_some());
    let resynchronised = if with_storage {
        blueprint.nodes.len() as u32
    } else {
        0
    };
    FlowPlan {
        backups,
        copies,
        groups,
        disks,
        nodes,
        count: nodes + resynchronised,
    }
}
