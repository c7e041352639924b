//! Checks of replications: where replicas live, what carries them, what room they will find.
//!
//! Always true here: a problem or advice comes once for a group, not once for each of its VMs.

use super::super::applications::Applications;
use super::super::context::Context;
use super::super::places::Places;
use super::super::protections::Protections;
use super::super::replicas::Replicas;
use super::room_of_node;
use crate::model::memory::memory_terms;
use crate::model::place::joined;
use crate::model::{Replication, ReplicationGroup, ReplicationMode, Stamp, StampId, Vm};
use crate::units::{Bytes, Span};
use std::collections::BTreeMap;

/// A write that waits for a replica feels a way of more than this.
const FELT: Span = Span(5);

/// Refuses replicas that stand where their VMs run.
pub(in super::super) fn replication(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    replicas: &Replicas,
    applications: &Applications,
) {
    for group in &replicas.groups {
        if !protections.replication_has_target[group.replication.index()] {
            continue;
        }
        let plan = &protections.replications[group.replication.index()];
        let Some(to) = places.stamps.get(plan.to.index()) else {
            continue;
        };
        let spot = &applications.vm_spots[group.vms[0].index()];
        let owner = &applications.names[group.application.index()];
        if group.from == plan.to {
            context.issue(
                spot,
                format!(
                    "replication `{}` of application `{owner}` goes to stamp `{}`, where its VMs run",
                    plan.name, to.name
                ),
                "a replica on the same stamp is lost with it: name another stamp in `to`",
            );
        }
    }
}

/// Advice about replications.
pub(super) fn lints(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    replicas: &Replicas,
    applications: &Applications,
) {
    let advice = Advice {
        context,
        places,
        protections,
        replicas,
        applications,
    };
    advice.fates();
    advice.rooms();
}

struct Advice<'a, 'f> {
    context: &'a Context<'f>,
    places: &'a Places,
    protections: &'a Protections,
    replicas: &'a Replicas,
    applications: &'a Applications,
}

impl Advice<'_, '_> {
    fn plan(&self, group: &ReplicationGroup) -> &Replication {
        &self.protections.replications[group.replication.index()]
    }

    fn stamp(&self, id: StampId) -> &Stamp {
        &self.places.stamps[id.index()]
    }

    fn vms<'g>(&'g self, group: &'g ReplicationGroup) -> impl Iterator<Item = &'g Vm> {
        group
            .vms
            .iter()
            .map(|id| &self.applications.vms[id.index()])
    }

    /// Replicas that share the fate of what they copy, and writes that wait for a far replica.
    fn fates(&self) {
        for group in &self.replicas.groups {
            let plan = self.plan(group);
            let (from, to) = (self.stamp(group.from), self.stamp(plan.to));
            let spot = &self.protections.replication_spots[group.replication.index()];
            let fate = if from.enclosure.is_some() && from.enclosure == to.enclosure {
                Some("enclosure")
            } else {
                // With one site there is no other place to put a replica.
                (self.places.sites.len() > 1 && from.site == to.site).then_some("site")
            };
            if let Some(fate) = fate {
                self.context.lint(
                    spot,
                    format!(
                        "replication `{}` copies stamp `{}` to stamp `{}` in the same {fate}: one loss takes both",
                        plan.name, from.name, to.name
                    ),
                );
            }
            let link = joined(&self.places.links, from.site, to.site)
                .filter(|_| plan.mode != ReplicationMode::Async)
                .and_then(|joined| joined.link())
                .map(|id| &self.places.links[id.index()]);
            if let Some(link) = link.filter(|link| link.latency > FELT) {
                self.context.lint(
                    spot,
                    format!(
                        "replication `{}` is synchronous over link `{}` with a latency of {}: each write waits for the way there and back",
                        plan.name, link.name, link.latency
                    ),
                );
            }
        }
    }

    /// Warm standbys of one stamp that would not find memory at their target, all at once.
    fn rooms(&self) {
        let mut moving: BTreeMap<(StampId, StampId), Vec<&Vm>> = BTreeMap::new();
        for group in &self.replicas.groups {
            let plan = self.plan(group);
            if !plan.hot {
                let key = (plan.to, group.from);
                moving.entry(key).or_default().extend(self.vms(group));
            }
        }
        for ((to, from), vms) in moving {
            self.room(to, from, &vms);
        }
    }

    fn room(&self, to: StampId, from: StampId, moving: &[&Vm]) {
        let target = self.stamp(to);
        let spot = &self.places.stamp_spots[to.index()];
        let source = &self.stamp(from).name;
        let sheds = |vm: &&Vm| {
            let tier = self.applications.applications[vm.application.index()].tier;
            target.shed_tiers.contains(&tier)
        };
        let own = || self.applications.vms.iter().filter(|vm| vm.stamp == to);
        let hot = || self.replicas.standbys.iter().filter(|one| one.stamp == to);
        let held: Vec<Bytes> = own()
            .filter(|vm| !sheds(vm))
            .map(|vm| vm.memory)
            .chain(hot().map(|standby| standby.memory))
            .chain(moving.iter().map(|vm| vm.memory))
            .collect();
        let shed: u64 = own().filter(sheds).map(|vm| vm.memory.0).sum();
        let after = if shed > 0 {
            format!(", after {} of its own are stopped", gib(shed as f64))
        } else {
            String::new()
        };
        let largest = held.iter().copied().max().unwrap_or_default();
        let terms = memory_terms(
            target.reserve,
            target.node_count(),
            target.node_memory,
            largest,
            Bytes(held.iter().map(|memory| memory.0).sum()),
        );
        let room = room_of_node(target);
        if let Some(vm) = moving.iter().find(|vm| vm.memory.0 as f64 > room) {
            self.context.lint(
                spot,
                format!(
                    "vm `{}` with {} can never fail over to stamp `{}`: a node has {} for VMs",
                    vm.name,
                    vm.memory,
                    target.name,
                    gib(room)
                ),
            );
        } else if terms.available < 0.0 {
            self.context.lint(
                spot,
                format!(
                    "stamp `{}` is {} short by its memory formula when all {} VMs with a warm standby fail over from stamp `{source}`{after}: some will wait",
                    target.name,
                    gib(-terms.available),
                    moving.len()
                ),
            );
        }
        let per_node = target.vms_per_node as usize * target.node_count() as usize;
        let most = per_node.min(target.vms_per_stamp as usize);
        if held.len() > most {
            self.context.lint(
                spot,
                format!(
                    "stamp `{}` would have {} VMs when all {} with a warm standby fail over from stamp `{source}`{after}: at most {most} are possible",
                    target.name,
                    held.len(),
                    moving.len()
                ),
            );
        }
    }
}

fn gib(bytes: f64) -> String {
    format!("{:.1} GiB", bytes / Bytes::GIB as f64)
}
