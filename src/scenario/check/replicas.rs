//! Checks of replications: where replicas live, what carries them, what room they will find.
//!
//! Always true here: a problem or advice comes once for a group, not once for each of its VMs.

use super::super::applications::Applications;
use super::super::context::Context;
use super::super::places::Places;
use super::super::problem::WayProblem;
use super::super::protections::Protections;
use super::super::replicas::Replicas;
use crate::engine::Table;
use crate::model::advice::ProtectionAdvice;
use crate::model::memory::{held, terms_of};
use crate::model::place::joined;
use crate::model::placement::usable;
use crate::model::tiers::tiers;
use crate::model::{
    ApplicationId, Replication, ReplicationGroup, ReplicationMode, Stamp, StampId, Vm,
};
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
        let plan = &protections.tables.replications[group.replication.index()];
        let Some(to) = places.stamps.get(plan.to.index()) else {
            continue;
        };
        let spot = &applications.vm_spots[group.vms[0].index()];
        let owner = &applications.names[group.application.index()];
        if group.from == plan.to {
            context.problem(
                spot,
                WayProblem::ReplicaAtHome {
                    replication: plan.name.clone(),
                    application: owner.clone(),
                    stamp: to.name.clone(),
                },
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
        tiers: tiers(&applications.applications),
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
    tiers: Table<ApplicationId, u8>,
}

impl Advice<'_, '_> {
    fn plan(&self, group: &ReplicationGroup) -> &Replication {
        &self.protections.tables.replications[group.replication.index()]
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
            let spot = self.protections.spot_of(group.replication);
            let tree = self.places.tree();
            let ends = [group.from, plan.to].map(|stamp| tree.around_stamp(stamp));
            let fate = self.places.common_fate(ends[0], ends[1]);
            if let Some(fate) = fate {
                self.context.advise(
                    spot,
                    ProtectionAdvice::ReplicaBeside {
                        replication: plan.name.clone(),
                        from: from.name.clone(),
                        to: to.name.clone(),
                        domain: fate,
                    },
                );
            }
            let link = joined(&self.places.links, from.site, to.site)
                .filter(|_| plan.mode != ReplicationMode::Async)
                .and_then(|joined| joined.link())
                .map(|id| &self.places.links[id.index()]);
            if let Some(link) = link.filter(|link| link.latency > FELT) {
                self.context.advise(
                    spot,
                    ProtectionAdvice::SlowWrites {
                        replication: plan.name.clone(),
                        link: link.name.clone(),
                        latency: link.latency,
                    },
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
        let from = || self.stamp(from).name.clone();
        let tier = |vm: &Vm| self.tiers[vm.application];
        // Whoever is no less urgent than all that come is stopped for none of them.
        let urgent = moving.iter().map(|vm| tier(vm)).min().unwrap_or_default();
        let sheds = |vm: &&Vm| target.shed_tiers.contains(&tier(vm)) && tier(vm) > urgent;
        let own = || self.applications.vms.iter().filter(|vm| vm.stamp == to);
        let staying = own().filter(|vm| !sheds(vm)).map(|vm| vm.memory);
        let hot = held(&[], &self.replicas.standbys, to);
        let coming = moving.iter().map(|vm| vm.memory);
        let held: Vec<Bytes> = staying.chain(hot).chain(coming).collect();
        let shed: u64 = own().filter(sheds).map(|vm| vm.memory.0).sum();
        let terms = terms_of(target, held.iter().copied());
        let room = Bytes(usable(target));
        if let Some(vm) = moving.iter().find(|vm| vm.memory > room) {
            self.context.advise(
                spot,
                ProtectionAdvice::NeverFailsOver {
                    vm: vm.name.clone(),
                    memory: vm.memory,
                    stamp: target.name.clone(),
                    room,
                },
            );
        } else if terms.available < 0.0 {
            self.context.advise(
                spot,
                ProtectionAdvice::ShortOfMemory {
                    stamp: target.name.clone(),
                    short: Bytes(-terms.available as u64),
                    vms: moving.len(),
                    from: from(),
                    stopped: Bytes(shed),
                },
            );
        }
        let most = target.most_vms() as usize;
        if held.len() > most {
            self.context.advise(
                spot,
                ProtectionAdvice::ManyAfterFailover {
                    stamp: target.name.clone(),
                    vms: held.len(),
                    moving: moving.len(),
                    from: from(),
                    stopped: Bytes(shed),
                    most,
                },
            );
        }
    }
}
