//! Instances of a role that stand in for one another: where they run, how many must, what loss stops
//! them.
//!
//! Always true here: all VMs of a role have the same high availability, and stand on its stamps.

use super::super::limit;
use super::super::table::Table;
use super::Reader;
use crate::model::{
    HighAvailability, HighAvailabilityId, Place, ReplicationLevel, Role, SetKind, StampId, Vm,
};
use std::ops::Range;

/// What a VM says as an instance of its role.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instance {
    pub(super) protection: Option<HighAvailabilityId>,
    /// Whether its own row names its stamp.
    pub(super) own_stamp: bool,
    /// Whether a set, or none, was stated for it.
    pub(super) own_set: bool,
}

impl Reader<'_, '_> {
    /// Whether its high availability says on which stamps it may run.
    pub(super) fn is_spread(&self, instance: Instance) -> bool {
        instance.protection.is_some_and(|id| {
            !self.protections.high_availabilities[id.index()]
                .across
                .is_empty()
        })
    }

    /// The high availability of a role, with its instances put on their stamps and nodes apart.
    pub(super) fn high_availability(
        &mut self,
        table: &Table<'_, '_>,
        vms: Range<usize>,
    ) -> Option<HighAvailabilityId> {
        let own = &self.instances[vms.clone()];
        let first = own.first().and_then(|instance| instance.protection);
        if own.iter().any(|instance| instance.protection != first) {
            table.issue(
                "protection",
                format!(
                    "the VMs of {} differ in their high availability",
                    table.title()
                ),
                "all instances of a role stand in for one another, or none: write it at the role",
            );
            return None;
        }
        let id = first?;
        if self.protections.high_availabilities[id.index()]
            .across
            .is_empty()
        {
            self.one_stamp(table, id, vms.clone());
        } else {
            self.spread(id, vms.clone());
        }
        self.keep_apart(vms);
        Some(id)
    }

    /// Without `across` all instances stand on one stamp.
    fn one_stamp(&self, table: &Table<'_, '_>, id: HighAvailabilityId, vms: Range<usize>) {
        let own = &self.out.vms[vms];
        let Some(other) = own.iter().find(|vm| vm.stamp != own[0].stamp) else {
            return;
        };
        let names = &self.places.names.stamp;
        table.issue(
            "protection",
            format!(
                "the instances of {} stand on stamps `{}` and `{}`, but `{}` does not say so",
                table.title(),
                names[own[0].stamp.index()],
                names[other.stamp.index()],
                self.protections.high_availabilities[id.index()].name
            ),
            "write across = [...] there, or put them on one stamp",
        );
    }

    /// The i-th instance stands on the i-th of the stamps, in turn, unless its row names one.
    fn spread(&mut self, id: HighAvailabilityId, vms: Range<usize>) {
        let plan = &self.protections.high_availabilities[id.index()];
        let names = &self.places.names.stamp;
        let known: Vec<&str> = plan
            .across
            .iter()
            .map(|stamp| names[stamp.index()].as_str())
            .collect();
        for (turn, vm) in vms.enumerate() {
            let stamp = self.out.vms[vm].stamp;
            if !self.instances[vm].own_stamp {
                if let Some(spot) = &self.stated_stamp {
                    self.context.issue(
                        spot,
                        format!(
                            "`stamp` names one stamp, but `{}` spreads the instances over {}",
                            plan.name,
                            known.join(", ")
                        ),
                        "leave `stamp` out, or `across`",
                    );
                }
                self.out.vms[vm].stamp = plan.across[turn % plan.across.len()];
            } else if !plan.across.contains(&stamp) {
                self.context.issue(
                    &self.out.vm_spots[vm],
                    format!(
                        "vm `{}` runs on stamp `{}`, but `{}` spreads its instances over {}",
                        self.out.vms[vm].name,
                        names[stamp.index()],
                        plan.name,
                        known.join(", ")
                    ),
                    "put it on one of these, or add its stamp to `across`",
                );
            }
        }
    }

    /// Instances that share a stamp form an availability set where nothing else is stated: one lost
    /// node must not take two of them.
    fn keep_apart(&mut self, vms: Range<usize>) {
        let stamps: Vec<StampId> = self.out.vms[vms.clone()]
            .iter()
            .map(|vm| vm.stamp)
            .collect();
        for vm in vms {
            let stamp = self.out.vms[vm].stamp;
            let together = stamps.iter().filter(|other| **other == stamp).count() > 1;
            if together && !self.instances[vm].own_set {
                self.out.vms[vm].set_kind = SetKind::AvailabilitySet;
            }
        }
    }

    /// How many VMs of a role must serve.
    pub(super) fn required(&self, table: &Table<'_, '_>, count: u32, one_active: bool) -> u32 {
        let stated = table.count_maybe("required", limit::VMS);
        if !one_active {
            return stated.unwrap_or(count);
        }
        if stated.is_some_and(|stated| stated != 1) {
            table.issue(
                "required",
                "one instance at a time serves, so `required` is 1",
                "leave it out, or write active = \"all\" in the high availability",
            );
        }
        1
    }

    /// Advice about replicas and instances.
    pub(super) fn instance_lints(&self, table: &Table<'_, '_>, role: &Role, members: &[Vm]) {
        let application = &self.out.names[role.application.index()];
        let title = format!("role `{}` of application `{application}`", role.name);
        let lint = |message: String| self.context.lint(&table.spot, message);
        let replications = &self.protections.replications;
        let vm_level = members.iter().any(|vm| {
            vm.set_kind != SetKind::Single
                && vm
                    .replication
                    .is_some_and(|id| replications[id.index()].level == ReplicationLevel::Vm)
        });
        if vm_level {
            lint(format!(
                "{title} is a set that is replicated at VM level: members of availability and scale sets come and go, replicate their data (level = \"application\") instead"
            ));
        }
        let how = if members.iter().any(|vm| vm.replication.is_some()) {
            Some("replicated")
        } else {
            role.high_availability.map(|_| "highly available")
        };
        let backed_up = members.iter().any(|vm| vm.backup.is_some());
        if let Some(how) = how.filter(|_| role.stateful && !backed_up && !self.expendable) {
            lint(format!(
                "{title} is {how} but not backed up: corruption and deletion travel to every copy, and no older state is left"
            ));
        }
        let Some(id) = role.high_availability else {
            return;
        };
        let plan = &self.protections.high_availabilities[id.index()];
        if members.len() == 1 {
            lint(format!(
                "{title} has `{}` with one instance: nothing stands in for it",
                plan.name
            ));
        } else if role.required as usize == members.len() {
            lint(format!(
                "{title} has `{}` and needs all of its {} instances: the loss of one stops it; state `required`",
                plan.name, role.required
            ));
        } else if role.stateful || role.one_active {
            // Instances without state behind a load balancer need no majority.
            for message in majority(self, &title, plan, members) {
                lint(message);
            }
        }
        if let Some(fate) = plan.witness.and_then(|at| shared(self, at, members)) {
            lint(format!(
                "the witness of `{}` stands in the same {fate} as an instance of {title}: one loss takes two votes",
                plan.name
            ));
        }
    }
}

/// Losses that leave no majority. The votes are those of the instances, and of the witness where
/// their number is even; losses come at once, so votes do not follow.
fn majority(
    reader: &Reader<'_, '_>,
    title: &str,
    plan: &HighAvailability,
    members: &[Vm],
) -> Vec<String> {
    let count = members.len();
    let mut found = Vec::new();
    if count.is_multiple_of(2) && plan.witness.is_none() {
        found.push(format!(
            "{title} has {count} instances and `{}` no witness: the loss of {} of them at once leaves no majority, so add a witness or an instance",
            plan.name,
            count / 2
        ));
    }
    let votes = count + usize::from(count.is_multiple_of(2) && plan.witness.is_some());
    for stamp in &plan.across {
        let lost = members.iter().filter(|vm| vm.stamp == *stamp).count();
        if plan.across.len() > 1 && (votes - lost) * 2 <= votes {
            found.push(format!(
                "{title} stops when stamp `{}` is lost: {lost} of {votes} votes of `{}` stand there",
                reader.places.names.stamp[stamp.index()],
                plan.name
            ));
        }
    }
    found
}

/// The smallest failure domain that a witness shares with an instance, unless it is only a site
/// that all instances share: a witness elsewhere would not help against its loss.
fn shared(reader: &Reader<'_, '_>, at: Place, members: &[Vm]) -> Option<&'static str> {
    let places = reader.places;
    let (site, enclosure, stamp) = places.around(at);
    let stamps = || {
        let own = |vm: &Vm| Some((vm.stamp, places.stamps.get(vm.stamp.index())?));
        members.iter().filter_map(own)
    };
    if stamps().any(|(id, _)| stamp == Some(id)) {
        return Some("stamp");
    }
    if enclosure.is_some() && stamps().any(|(_, own)| own.enclosure == enclosure) {
        return Some("enclosure");
    }
    let sites = stamps().filter(|(_, own)| own.site == site).count();
    (sites > 0 && sites < members.len()).then_some("site")
}
