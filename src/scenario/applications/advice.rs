//! Advice about applications and their roles.
//!
//! Always true here: what is said follows from the blueprint, so that a resolved scenario gets the
//! same advice.

use super::super::elements::{application, role};
use super::super::problem::ApplicationProblem;
use super::super::table::Table;
use super::Reader;
use crate::model::advice::ApplicationAdvice;
use crate::model::{
    Application, BackupScope, HighAvailability, Keeps, Place, Protection, ReplicationLevel, Role,
    SetKind, Vm,
};
use std::collections::BTreeSet;

/// Whether a VM has any protection of its own.
fn is_protected(vm: &Vm) -> bool {
    vm.protection.all().next().is_some()
}

impl Reader<'_, '_> {
    pub(super) fn objective_lints(
        &self,
        table: &Table<'_, '_, application::Keys>,
        application: &Application,
    ) {
        let none = application.rto.is_empty()
            && application.rpo.is_empty()
            && application.availability.is_none();
        if none && !application.expendable {
            self.context.advise(
                &table.spot,
                ApplicationAdvice::NoObjective {
                    application: application.name.clone(),
                },
            );
        }
        if !application.rpo.is_empty() {
            self.rpo_lints(table, application);
        }
        if !none && application.expendable {
            table.problem(
                application::EXPENDABLE,
                ApplicationProblem::ExpendableObjective {
                    application: application.name.clone(),
                },
            );
        }
    }

    /// An RPO that says nothing, and one that no loss of a disk can keep.
    fn rpo_lints(&self, table: &Table<'_, '_, application::Keys>, application: &Application) {
        let name = &application.name;
        let place = |id: &u32| self.out.roles.get(*id as usize);
        let roles = || application.roles.clone().filter_map(|id| place(&id));
        if !roles().any(|role| role.stateful) {
            self.context.advise(
                &table.spot,
                ApplicationAdvice::RpoWithoutData {
                    application: name.clone(),
                },
            );
        }
        for role in roles().filter(|role| role.stateful && !role.protection.keeps_data()) {
            let members = self.out.vms[role.vms.start as usize..role.vms.end as usize].iter();
            let only = |vm: &Vm| is_protected(vm) && !vm.protection.keeps_data();
            let bare = members.filter(|vm| only(vm)).count();
            if bare > 0 {
                self.context.advise(
                    &table.spot,
                    ApplicationAdvice::RpoOfRedeployed {
                        application: name.clone(),
                        role: role.name.clone(),
                    },
                );
            }
        }
    }

    pub(super) fn role_lints(
        &self,
        table: &Table<'_, '_, role::Keys>,
        role: &Role,
        members: &[Vm],
    ) {
        let application = &self.out.names[role.application.index()];
        let (name, owner) = (|| role.name.clone(), || application.clone());
        // Without data to save, what is protected may still have no other way back.
        let comes_back_empty = |vm: &Vm| vm.protection.keep(Keeps::Nothing);
        let only_way = !members.iter().all(comes_back_empty);
        let own = members.iter().flat_map(|vm| vm.protection.all());
        let needless = own.filter(|one| !role.stateful && one.keeps() != Keeps::Nothing);
        let needless: BTreeSet<&'static str> = needless.map(Protection::done).collect();
        for how in needless {
            self.context.advise(
                &table.spot,
                ApplicationAdvice::NeedlessProtection {
                    role: name(),
                    application: owner(),
                    how,
                    only_way,
                },
            );
        }
        let kept = |vm: &Vm| vm.protection.keeps_data() || role.protection.keeps_data();
        let bare = members.iter().filter(|vm| !kept(vm)).count();
        let unprotected = members.iter().any(|vm| !kept(vm) && !is_protected(vm));
        if role.stateful && unprotected && !self.expendable {
            self.context.advise(
                &table.spot,
                ApplicationAdvice::Unprotected {
                    role: name(),
                    application: owner(),
                    vms: bare,
                },
            );
        }
        let vm_level = members.iter().any(|vm| {
            vm.set_kind != SetKind::Single
                && vm.protection.backup.is_some_and(|id| {
                    self.protections.tables.backups[id.index()].scope != BackupScope::Data
                })
        });
        if vm_level {
            self.context.advise(
                &table.spot,
                ApplicationAdvice::SetBackedUp {
                    role: name(),
                    application: owner(),
                },
            );
        }
    }

    /// Advice about a set of which some are enough, and that nothing balances.
    fn balancing_lint(&self, table: &Table<'_, '_, role::Keys>, role: &Role, members: &[Vm]) {
        let mut kinds = members.iter().map(|vm| vm.set_kind);
        let is_set = kinds.any(|kind| kind == SetKind::AvailabilitySet);
        if is_set && (role.required as usize) < members.len() {
            let application = self.out.names[role.application.index()].clone();
            let advice = ApplicationAdvice::NoLoadBalancing {
                role: role.name.clone(),
                application,
                required: role.required,
                vms: members.len(),
            };
            self.context.advise(&table.spot, advice);
        }
    }

    /// Advice about replicas and instances.
    pub(super) fn instance_lints(
        &self,
        table: &Table<'_, '_, role::Keys>,
        role: &Role,
        members: &[Vm],
    ) {
        let application = &self.out.names[role.application.index()];
        let (name, owner) = (|| role.name.clone(), || application.clone());
        let advise = |advice: ApplicationAdvice| self.context.advise(&table.spot, advice);
        let replications = &self.protections.tables.replications;
        let vm_level = members.iter().any(|vm| {
            vm.set_kind != SetKind::Single
                && vm
                    .protection
                    .replication
                    .is_some_and(|id| replications[id.index()].level == ReplicationLevel::Vm)
        });
        if vm_level {
            advise(ApplicationAdvice::SetReplicated {
                role: name(),
                application: owner(),
            });
        }
        // What its VMs have comes before what it has itself.
        let own = members.iter().flat_map(|vm| vm.protection.all());
        let mut copies = own.chain(role.protection.all());
        let how = copies.find(|one| one.keeps() == Keeps::Copy);
        let kept = members.iter().any(|vm| vm.protection.keep(Keeps::Points));
        if let Some(how) = how.filter(|_| role.stateful && !kept && !self.expendable) {
            advise(ApplicationAdvice::NoOlderState {
                role: name(),
                application: owner(),
                how: how.done(),
            });
        }
        let Some(id) = role.protection.high_availability else {
            self.balancing_lint(table, role, members);
            return;
        };
        let plan = &self.protections.tables.high_availabilities[id.index()];
        if members.len() == 1 {
            advise(ApplicationAdvice::OneInstance {
                role: name(),
                application: owner(),
                plan: plan.name.clone(),
            });
        } else if role.required as usize == members.len() {
            advise(ApplicationAdvice::AllNeeded {
                role: name(),
                application: owner(),
                plan: plan.name.clone(),
                required: role.required,
            });
        } else if role.stateful || role.one_active {
            // Instances without state behind a load balancer need no majority.
            for advice in majority(self, (role, application), plan, members) {
                advise(advice);
            }
        }
        if let Some(fate) = plan.witness.and_then(|at| shared(self, at, members)) {
            advise(ApplicationAdvice::WitnessBesideInstance {
                role: name(),
                application: owner(),
                plan: plan.name.clone(),
                domain: fate,
            });
        }
    }
}

/// Losses that leave no majority. The votes are those of the instances, and of the witness where
/// their number is even; without one the last instance has none then. Losses come at once, so votes do not follow.
fn majority(
    reader: &Reader<'_, '_>,
    (role, application): (&Role, &str),
    plan: &HighAvailability,
    members: &[Vm],
) -> Vec<ApplicationAdvice> {
    let count = members.len();
    let mut found = Vec::new();
    let is_even = count.is_multiple_of(2);
    if is_even && plan.witness.is_none() {
        found.push(ApplicationAdvice::NoWitness {
            role: role.name.clone(),
            application: application.to_string(),
            plan: plan.name.clone(),
            instances: count,
        });
    }
    let (voters, votes) = match (is_even, plan.witness) {
        (false, _) => (members, count),
        (true, Some(_)) => (members, count + 1),
        (true, None) => {
            let voters = members.split_last().map_or(members, |(_, others)| others);
            (voters, voters.len())
        }
    };
    for stamp in &plan.across {
        let lost = voters.iter().filter(|vm| vm.stamp == *stamp).count();
        if plan.across.len() > 1 && (votes - lost) * 2 <= votes {
            found.push(ApplicationAdvice::StampDecides {
                role: role.name.clone(),
                application: application.to_string(),
                plan: plan.name.clone(),
                stamp: reader.places.names.stamp[stamp.index()].clone(),
                lost,
                votes,
            });
        }
    }
    found
}

/// The smallest failure domain that a witness shares with an instance, unless it is only a site
/// that all instances share: a witness elsewhere would not help against its loss.
fn shared(reader: &Reader<'_, '_>, at: Place, members: &[Vm]) -> Option<&'static str> {
    let tree = reader.places.tree();
    let witness = tree.around_place(at);
    let with = |vm: &Vm| tree.around_stamp(vm.stamp).shared_with(witness);
    let shared: Vec<Place> = members.iter().filter_map(with).collect();
    match shared.iter().copied().max_by_key(Place::depth)? {
        Place::Site(_) if shared.len() == members.len() => None,
        smallest => Some(smallest.kind()),
    }
}
