//! Instances of a role that stand in for one another: where they run, and how many must.
//!
//! Always true here: all VMs of a role have the same high availability, and stand on its stamps.

use super::super::elements::{role, vm};
use super::super::problem::ApplicationProblem;
use super::super::table::Table;
use super::Reader;
use crate::model::{HighAvailabilityId, ProtectingRole, SetKind, StampId};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a VM says as an instance of its role.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instance {
    pub(super) protection: ProtectingRole,
    /// Whether its own row names its stamp.
    pub(super) own_stamp: bool,
    /// Whether a set, or none, was stated for it.
    pub(super) own_set: bool,
}

impl Reader<'_, '_> {
    /// Whether its high availability says on which stamps it may run.
    pub(super) fn is_spread(&self, instance: Instance) -> bool {
        instance.protection.high_availability.is_some_and(|id| {
            !self.protections.tables.high_availabilities[id.index()]
                .across
                .is_empty()
        })
    }

    /// What protects the VMs of a role together, with instances put on their stamps and nodes apart.
    pub(super) fn protection_of_role(
        &mut self,
        table: &Table<'_, '_, role::Keys>,
        vms: Range<usize>,
    ) -> ProtectingRole {
        let own = &self.instances[vms.clone()];
        let first = own.first().map(|instance| instance.protection);
        let first = first.unwrap_or_default();
        if own.iter().any(|instance| instance.protection != first) {
            table.problem(
                vm::PROTECTION.handed(),
                ApplicationProblem::AvailabilitiesDiffer {
                    role: table.title(),
                },
            );
            return ProtectingRole::default();
        }
        let Some(id) = first.high_availability else {
            return first;
        };
        if self.protections.tables.high_availabilities[id.index()]
            .across
            .is_empty()
        {
            self.one_stamp(table, id, vms.clone());
        } else {
            self.spread(id, vms.clone());
        }
        self.keep_apart(vms);
        first
    }

    /// Without `across` all instances stand on one stamp.
    fn one_stamp(
        &self,
        table: &Table<'_, '_, role::Keys>,
        id: HighAvailabilityId,
        vms: Range<usize>,
    ) {
        let own = &self.out.vms[vms];
        let Some(other) = own.iter().find(|vm| vm.stamp != own[0].stamp) else {
            return;
        };
        let names = &self.places.names.stamp;
        table.problem(
            vm::PROTECTION.handed(),
            ApplicationProblem::StampsDiffer {
                role: table.title(),
                stamps: [own[0].stamp, other.stamp].map(|id| names[id.index()].clone()),
                plan: self.protections.tables.high_availabilities[id.index()]
                    .name
                    .clone(),
            },
        );
    }

    /// The i-th instance stands on the i-th of the stamps, in turn, unless its row names one.
    fn spread(&mut self, id: HighAvailabilityId, vms: Range<usize>) {
        let plan = &self.protections.tables.high_availabilities[id.index()];
        let names = &self.places.names.stamp;
        let known: Vec<String> = plan
            .across
            .iter()
            .map(|stamp| names[stamp.index()].clone())
            .collect();
        for (turn, vm) in vms.enumerate() {
            let stamp = self.out.vms[vm].stamp;
            if !self.instances[vm].own_stamp {
                if let Some(spot) = &self.stated_stamp {
                    self.context.problem(
                        spot,
                        ApplicationProblem::StampAndAcross {
                            plan: plan.name.clone(),
                            across: known.clone(),
                        },
                    );
                }
                self.out.vms[vm].stamp = plan.across[turn % plan.across.len()];
            } else if !plan.across.contains(&stamp) {
                self.context.problem(
                    &self.out.vm_spots[vm],
                    ApplicationProblem::StampNotAcross {
                        vm: self.out.vms[vm].name.clone(),
                        stamp: names[stamp.index()].clone(),
                        plan: plan.name.clone(),
                        across: known.clone(),
                    },
                );
            }
        }
    }

    /// Instances that share a stamp form an availability set where nothing else is stated: one lost
    /// node must not take two of them.
    fn keep_apart(&mut self, vms: Range<usize>) {
        let mut together: BTreeMap<StampId, u32> = BTreeMap::new();
        for vm in &self.out.vms[vms.clone()] {
            *together.entry(vm.stamp).or_default() += 1;
        }
        for vm in vms {
            let count = together.get(&self.out.vms[vm].stamp).copied();
            if count.is_some_and(|count| count > 1) && !self.instances[vm].own_set {
                self.out.vms[vm].set_kind = SetKind::AvailabilitySet;
            }
        }
    }
}
