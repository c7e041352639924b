//! Intruders strike: what they encrypt, what they delete, and what of each application they leave that is clean.
//!
//! Always true here: what was captured since they came in holds them, wherever it lies; what is immutable, offline or
//! run with credentials of its own is not deleted.

use crate::model::record::{Intrusion, KeptAt, Survivor};
use crate::model::{ApplicationId, Blueprint, Component, Effect, RoleId, SourceId, VmId};
use crate::units::{Moment, Span};
use crate::world::World;
use crate::world::life::VmPhase;
use crate::world::state::Corruption;
use crate::world::which::Fault;

/// What intruders leave of a VM that serves, clean or to be scanned, and what newer they deleted.
#[derive(Clone, Copy)]
struct Left {
    survived: Option<Survivor>,
    deleted: Option<Survivor>,
}

impl Left {
    /// Nothing is the worst, and then the oldest.
    fn badness(self) -> u64 {
        self.survived.map_or(u64::MAX, |one| one.age)
    }
}

/// All VMs of the applications that a fault hits.
fn vms_of(blueprint: &Blueprint, target: Component) -> impl Iterator<Item = VmId> {
    let hit = blueprint.applications_hit(target);
    hit.flat_map(|application| blueprint.application(application).vm_ids())
}

impl World<'_> {
    /// Intruders who have been in for some time encrypt all VMs of the applications that are struck at one instant,
    /// with their replicas, and delete the restore points that they reach.
    pub(in crate::world) fn intruders_strike(&mut self, source: SourceId) {
        let blueprint = self.frame.blueprint;
        let plan = blueprint.source(source);
        let dwell = self.plant.dwelt(&self.frame, source);
        let entry = Moment(self.frame.now.0.saturating_sub(dwell.0));
        for vm in vms_of(blueprint, plan.target) {
            if blueprint.vm(vm).protection.backup.is_some() {
                self.vault.infect(vm, entry);
            }
        }
        let scans = matches!(&plan.effect, Effect::Ransomware(one) if one.scan.is_some());
        for repository in self.vault.repositories() {
            if blueprint.repository(repository).is_reached_by_intruders() {
                self.repository_is_wiped(repository, scans);
            }
        }
        let cleaned = scans.then_some(source);
        for vm in vms_of(blueprint, plan.target) {
            self.encrypt(vm, Fault::Source(source), (entry, dwell), cleaned);
        }
        for application in blueprint.applications_hit(plan.target) {
            self.note_what_is_left(application, Fault::Source(source), (dwell, scans));
        }
    }

    /// A VM is encrypted, with what it left behind elsewhere. Its state has been bad since the entry.
    fn encrypt(
        &mut self,
        vm: VmId,
        fault: Fault,
        (entry, dwell): (Moment, Span),
        cleaned: Option<SourceId>,
    ) {
        self.forget_merge(vm);
        let clock = self.vms[vm]
            .clock_at(self.frame.now)
            .saturating_sub(dwell.0);
        let then = match self.frame.blueprint.vm(vm).protection.backup {
            Some(_) => Some(self.vault.jobs_at_entry(vm, clock)),
            None => self.vms[vm].corrupt_then,
        };
        let state = &mut self.vms[vm];
        state.left = None;
        state.patience = None;
        if state.corrupt.is_none_or(|known| known.clock > clock) {
            state.corrupt = Some(Corruption {
                since: entry,
                clock,
            });
            state.corrupt_then = then;
        }
        if state.phase == VmPhase::Hopeless {
            return;
        }
        let lost = self.lose_data(vm);
        lost.disks = true;
        lost.deleted = true;
        lost.noticed = cleaned.is_none();
        lost.cleaned = cleaned;
        lost.encrypted = true;
        self.stop_vm(vm, fault, VmPhase::DetectLoss);
    }

    /// Notes of an application what is left of it that serves: of the VM with state that has the least.
    fn note_what_is_left(
        &mut self,
        application: ApplicationId,
        fault: Fault,
        (dwell, scanned): (Span, bool),
    ) {
        let roles = self.frame.blueprint.application(application).role_ids();
        let left = roles.filter_map(|role| self.left_of_role(role, scanned));
        let Some(worst) = left.max_by_key(|left| left.badness()) else {
            return;
        };
        let (_, _, cause) = self.frame.fault_facts(fault);
        let counted = self.frame.counts(fault);
        self.frame.record.intrusions.push(Intrusion {
            application,
            cause,
            counted,
            dwell: dwell.0,
            survived: worst.survived,
            deleted: worst.deleted,
            infected_again: 0,
        });
    }

    /// The same of a role: any one instance of several with the same state is enough.
    fn left_of_role(&self, role: RoleId, scanned: bool) -> Option<Left> {
        let plan = self.frame.blueprint.role(role);
        let left = plan
            .vm_ids()
            .filter(|_| plan.stateful)
            .map(|vm| self.left_of(vm, scanned));
        match plan.protection.high_availability.is_some() {
            true => left.min_by_key(|left| left.badness()),
            false => left.max_by_key(|left| left.badness()),
        }
    }

    fn left_of(&self, vm: VmId, scanned: bool) -> Left {
        let backed = self.frame.blueprint.vm(vm).protection.backup.is_some();
        let now = self.frame.now;
        let of_point = |(captured, repository): (Moment, _)| Survivor {
            at: KeptAt::Repository(repository),
            age: now.since(captured).0,
        };
        let point = backed
            .then(|| self.vault.newest_left(vm, scanned))
            .flatten();
        let replica = self.clean_offer(vm).map(|(group, age)| Survivor {
            at: KeptAt::Replica(group),
            age,
        });
        let all = replica.into_iter().chain(point.map(of_point));
        let survived = all.min_by_key(|one| one.age);
        let deleted = backed.then(|| self.vault.newest_deleted(vm)).flatten();
        let newer = |one: &Survivor| survived.is_none_or(|known| one.age < known.age);
        Left {
            survived,
            deleted: deleted.map(of_point).filter(newer),
        }
    }

    /// A VM that was cleaned has the intruders in it all the same: from now on only points from before they came in
    /// will do.
    pub(in crate::world) fn is_infected_again(&mut self, vm: VmId) {
        let lost = self.lose_data(vm);
        lost.noticed = true;
        lost.cleaned = None;
        let application = self.frame.blueprint.vm(vm).application;
        let mut known = self.frame.record.intrusions.iter_mut().rev();
        if let Some(one) = known.find(|one| one.application == application) {
            one.infected_again += 1;
        }
    }
}
