//! What VMs and faults went through, each in a lane of its own.
//!
//! Always true here: pieces of a lane do not overlap; what is open when the trial ends, ends there.

use super::Incident;
use crate::model::record::{JobStep, Phase, Resource, What};
use crate::model::{Component, VmId};
use std::collections::{BTreeMap, BTreeSet};

/// A stretch of a VM in one phase, in milliseconds after the start of the horizon.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Stretch {
    pub(super) phase: Phase,
    pub(super) resource: Resource,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// A fault from its beginning to its end.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Struck {
    pub(super) cause: u16,
    pub(super) target: Component,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// A backup job that was under way.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Job {
    pub(super) from: i64,
    pub(super) to: i64,
    /// How it ended; none where the trial ended before it.
    pub(super) end: Option<JobStep>,
}

/// All lanes.
#[derive(Default, Debug)]
pub(super) struct Lanes {
    pub(super) faults: Vec<Struck>,
    pub(super) vms: BTreeMap<VmId, Vec<Stretch>>,
    pub(super) jobs: BTreeMap<VmId, Vec<Job>>,
    /// VMs whose data is gone.
    pub(super) empty: BTreeSet<VmId>,
}

/// The lanes of an incident.
pub(super) fn lanes(incident: &Incident<'_>) -> Lanes {
    let mut lanes = Lanes::default();
    let mut open: BTreeMap<VmId, Stretch> = BTreeMap::new();
    let mut jobs: BTreeMap<VmId, i64> = BTreeMap::new();
    let mut struck: Vec<Struck> = Vec::new();
    let end = incident.followed.ended;
    for noted in &incident.followed.notes {
        let at = noted.at;
        match noted.what {
            What::Begins { cause, target, .. } => struck.push(Struck {
                cause,
                target,
                from: at,
                to: end,
            }),
            What::Ends { cause, target } => {
                let same = |one: &Struck| one.cause == cause && one.target == target;
                if let Some(place) = struck.iter().position(same) {
                    let one = struck.remove(place);
                    lanes.faults.push(Struck { to: at, ..one });
                }
            }
            What::Passes {
                vm,
                phase,
                resource,
                ..
            } => {
                lanes.close(&mut open, vm, at);
                if let Some(phase) = phase {
                    open.insert(vm, stretch(phase, resource, at));
                }
            }
            What::Renamed { vm, resource } => {
                if let Some(before) = open.get(&vm).copied() {
                    lanes.close(&mut open, vm, at);
                    open.insert(vm, stretch(before.phase, resource, at));
                }
            }
            What::Job { vm, step } => lanes.step(&mut jobs, (vm, step), at),
            What::Resumes {
                vm, total: true, ..
            } => {
                lanes.empty.insert(vm);
            }
            What::Reads { .. } | What::Resumes { .. } => {}
        }
    }
    for vm in open.keys().copied().collect::<Vec<VmId>>() {
        lanes.close(&mut open, vm, end);
    }
    for (vm, from) in jobs {
        let open = Job {
            from,
            to: end,
            end: None,
        };
        lanes.jobs.entry(vm).or_default().push(open);
    }
    lanes.faults.extend(struck);
    lanes.faults.sort_by_key(|one| (one.from, one.to));
    lanes
}

fn stretch(phase: Phase, resource: Resource, from: i64) -> Stretch {
    Stretch {
        phase,
        resource,
        from,
        to: from,
    }
}

impl Lanes {
    /// A job takes a step; `open` says since when jobs are under way.
    fn step(&mut self, open: &mut BTreeMap<VmId, i64>, (vm, step): (VmId, JobStep), at: i64) {
        match step {
            JobStep::Captures => {
                open.insert(vm, at);
            }
            JobStep::Completes | JobStep::Fails(_) => {
                if let Some(from) = open.remove(&vm) {
                    let end = Some(step);
                    let own = self.jobs.entry(vm).or_default();
                    own.push(Job { from, to: at, end });
                }
            }
            JobStep::Copied | JobStep::Synthesised => {}
        }
    }

    /// What a VM was in ends; a stretch without a length is none.
    fn close(&mut self, open: &mut BTreeMap<VmId, Stretch>, vm: VmId, at: i64) {
        let Some(stretch) = open.remove(&vm) else {
            return;
        };
        if stretch.from < at {
            let own = self.vms.entry(vm).or_default();
            own.push(Stretch { to: at, ..stretch });
        }
    }
}
