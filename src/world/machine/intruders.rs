//! Intruders strike: what they encrypt, what they delete, and what of each application they leave that is clean.
//!
//! Always true here: what was captured since they came in holds them, wherever it lies; what is immutable, offline or
//! run with credentials of its own is not deleted.

use crate::model::record::{Intrusion, KeptAt, Missing, Survivor};
use crate::model::{
    ApplicationId, Blow, Blueprint, Component, Credentials, Effect, RepositoryId, RoleId, SourceId,
    Unreached, VmId,
};
use crate::units::{Moment, Span};
use crate::world::World;
use crate::world::life::VmPhase;
use crate::world::policy::Way;
use crate::world::state::{Corruption, Lost};
use crate::world::vault::Wiping;
use crate::world::which::Fault;

/// What intruders leave of a VM that serves, clean or to be scanned, what newer they deleted, and what would have been
/// needed.
#[derive(Clone, Copy)]
struct Left {
    survived: Option<Survivor>,
    deleted: Option<Survivor>,
    clean_deleted: Option<Survivor>,
    missing: Missing,
}

impl Left {
    const NOTHING: Left = Left {
        survived: None,
        deleted: None,
        clean_deleted: None,
        missing: Missing::Unknown,
    };

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
        let Effect::Ransomware(intruders) = &plan.effect else {
            panic!("intruders strike where no ransomware does");
        };
        let blow = |vm: VmId| intruders.blow(blueprint.vm(vm).application);
        for vm in vms_of(blueprint, plan.target) {
            if blueprint.vm(vm).protection.backup.is_some() {
                // What is deleted was as it should be up to the strike.
                match blow(vm) {
                    Blow::Encrypts | Blow::Corrupts => self.vault.infect(vm, entry, self.frame.now),
                    Blow::Deletes => self.vault.forget_what_was_deleted(vm),
                }
            }
        }
        let scans = intruders.scan.is_some();
        for repository in self.vault.repositories() {
            if let Some(came_by) = self.is_reached(repository, plan.target) {
                self.repository_is_wiped(Wiping {
                    repository,
                    now: self.frame.now,
                    scanned: scans,
                    came_by,
                });
            }
        }
        let cleaned = scans.then_some(source);
        for vm in vms_of(blueprint, plan.target) {
            let fault = Fault::Source(source);
            match blow(vm) {
                Blow::Encrypts => self.encrypt(vm, fault, (entry, dwell), cleaned),
                _ if !self.frame.plan.vms[vm].stateful => {}
                Blow::Corrupts => self.spoil(vm, fault, (entry, dwell), cleaned),
                Blow::Deletes => self.delete_data(vm, fault),
            }
        }
        for application in blueprint.applications_hit(plan.target) {
            // Any point serves whose data is deleted.
            let blow = intruders.blow(application);
            let any = scans || blow == Blow::Deletes;
            let fault = Fault::Source(source);
            self.note_what_is_left((application, blow), fault, (dwell, any));
        }
        self.note_who_is_bare(source, dwell);
    }

    /// Whether intruders reach what lies at a repository; where it is offline, what had been fetched from there by then.
    fn is_reached(&self, repository: RepositoryId, target: Component) -> Option<Option<Moment>> {
        let blueprint = self.frame.blueprint;
        let plan = blueprint.repository(repository);
        let struck = || blueprint.applications_hit(target);
        match blueprint.unreached(repository, struck()) {
            None => Some(None),
            Some(Unreached::Offline)
                if plan.credentials == Credentials::Shared && plan.reached_by.any_of(struck()) =>
            {
                self.vault.at_hand(repository, self.frame.now).map(Some)
            }
            Some(_) => None,
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
        if let Some(lost) = self.goes_bad(vm, (entry, dwell), cleaned) {
            lost.disks = true;
            self.stop_vm(vm, fault, VmPhase::DetectLoss);
        }
    }

    /// The data of a VM is found to be spoilt since the entry; the VM stands.
    fn spoil(
        &mut self,
        vm: VmId,
        fault: Fault,
        (entry, dwell): (Moment, Span),
        cleaned: Option<SourceId>,
    ) {
        if self.goes_bad(vm, (entry, dwell), cleaned).is_some() {
            self.stop_vm(vm, fault, VmPhase::DetectLoss);
        }
    }

    /// The data of a VM is deleted; the VM stands.
    fn delete_data(&mut self, vm: VmId, fault: Fault) {
        self.forget_merges(vm);
        let state = &mut self.vms[vm];
        state.left = None;
        state.patience = None;
        if state.phase == VmPhase::Hopeless {
            return;
        }
        let lost = self.lose_data(vm);
        lost.deleted = true;
        lost.encrypted = true;
        self.stop_vm(vm, fault, VmPhase::DetectLoss);
    }

    /// The state of a VM, and what it left behind elsewhere, has been bad since the entry, and that is known now. None
    /// where nothing can bring it back any more.
    fn goes_bad(
        &mut self,
        vm: VmId,
        (entry, dwell): (Moment, Span),
        cleaned: Option<SourceId>,
    ) -> Option<&mut Lost> {
        self.forget_merges(vm);
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
            return None;
        }
        let lost = self.lose_data(vm);
        lost.deleted = true;
        lost.noticed = cleaned.is_none();
        lost.cleaned = cleaned;
        lost.encrypted = true;
        Some(lost)
    }

    /// Notes of an application what is left of it that serves: of the VM with state that has the least. What nothing
    /// could bring back any more before has nothing left to lose.
    fn note_what_is_left(
        &mut self,
        (application, blow): (ApplicationId, Blow),
        fault: Fault,
        (dwell, scanned): (Span, bool),
    ) {
        let roles = self.frame.blueprint.application(application).role_ids();
        let left = roles.filter_map(|role| self.left_of_role(role, blow, scanned));
        let Some(worst) = left.max_by_key(|left| left.badness()) else {
            return;
        };
        let mut vms = self.frame.blueprint.application(application).vm_ids();
        if vms.any(|vm| self.is_made_from_data(vm) && self.vms[vm].phase == VmPhase::Hopeless) {
            return;
        }
        let none = worst.survived.is_none() && worst.deleted.is_none();
        let missing = match none {
            true => worst.missing,
            false => Missing::Unknown,
        };
        let left = Left { missing, ..worst };
        self.note(application, (fault, dwell), true, left);
    }

    /// Notes of an application what is left of it, whether it was struck itself or others were.
    fn note(
        &mut self,
        application: ApplicationId,
        (fault, dwell): (Fault, Span),
        struck: bool,
        left: Left,
    ) {
        let (_, _, cause) = self.frame.fault_facts(fault);
        let counted = self.frame.counts(fault);
        self.frame.record.intrusions.push(Intrusion {
            application,
            cause,
            counted,
            at: self.frame.now.0,
            struck,
            dwell: dwell.0,
            survived: left.survived,
            deleted: left.deleted,
            clean_deleted: left.clean_deleted,
            missing: left.missing,
            infected_again: 0,
        });
    }

    /// Notes of whom that was not struck the last restore points were deleted.
    fn note_who_is_bare(&mut self, source: SourceId, dwell: Span) {
        let blueprint = self.frame.blueprint;
        let target = blueprint.source(source).target;
        let fault = Fault::Source(source);
        for (index, plan) in blueprint.applications.iter().enumerate() {
            let application = ApplicationId::from_index(index);
            let mut hit = blueprint.applications_hit(target);
            if hit.any(|one| one == application) {
                continue;
            }
            let bare = |vm: VmId| {
                let backed = blueprint.vm(vm).protection.backup.is_some();
                backed && self.is_made_from_data(vm) && self.vault.is_bared(vm, self.frame.now)
            };
            if plan.vm_ids().any(bare) {
                self.note(application, (fault, dwell), false, Left::NOTHING);
            }
        }
    }

    /// Whether a VM comes back with what was kept of it, or not at all: it holds state, or is made from its backup.
    fn is_made_from_data(&self, vm: VmId) -> bool {
        let restored = matches!(self.means(vm).built_by(), Way::Build(by) if by.brings_data());
        self.frame.plan.vms[vm].stateful || restored
    }

    /// The same of a role: any one instance of several with the same state is enough.
    fn left_of_role(&self, role: RoleId, blow: Blow, scanned: bool) -> Option<Left> {
        let plan = self.frame.blueprint.role(role);
        let struck = |vm: VmId| blow == Blow::Encrypts || self.frame.plan.vms[vm].stateful;
        let left = plan
            .vm_ids()
            .filter(|vm| self.is_made_from_data(*vm) && struck(*vm))
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
        let newest = |any| backed.then(|| self.vault.newest_left(vm, any)).flatten();
        let replica = self.clean_offer(vm).map(|(group, age)| Survivor {
            at: KeptAt::Replica(group),
            age,
        });
        let with_replica = |point: Option<(Moment, RepositoryId)>| {
            let all = replica.into_iter().chain(point.map(of_point));
            all.min_by_key(|one| one.age)
        };
        let survived = with_replica(newest(scanned));
        let clean = with_replica(newest(false));
        let deleted = |only_clean, left: Option<Survivor>| {
            let known = backed.then(|| self.vault.newest_deleted(vm, only_clean));
            let newer = |one: &Survivor| left.is_none_or(|known| one.age < known.age);
            known.flatten().map(of_point).filter(newer)
        };
        let dwell = self.vms[vm].corrupt.map_or(0, |one| now.since(one.since).0);
        Left {
            survived,
            deleted: deleted(false, survived),
            clean_deleted: deleted(true, clean),
            missing: match backed {
                true => self.vault.missing(vm),
                false => Missing::NoBackup(dwell),
            },
        }
    }

    /// Of a VM that was encrypted nothing served in the end, though something had been left when the intruders struck.
    pub(in crate::world) fn nothing_served(&mut self, vm: VmId) {
        if !self.vms[vm].encrypted() {
            return;
        }
        let now = self.frame.now.0;
        let application = self.frame.blueprint.vm(vm).application;
        let mut known = self.frame.record.intrusions.iter_mut().rev();
        let Some(one) = known.find(|one| one.struck && one.application == application) else {
            return;
        };
        let Some(survivor) = one.survived.take() else {
            return;
        };
        one.deleted = one.clean_deleted;
        one.missing = match (survivor.at, one.deleted) {
            // It was too old before anybody could go back to it.
            (KeptAt::Replica(_), None) => {
                Missing::Replica(survivor.age + now.saturating_sub(one.at))
            }
            _ => Missing::Unknown,
        };
    }

    /// A VM that was cleaned has the intruders in it all the same: from now on only points from before they came in
    /// will do.
    pub(in crate::world) fn is_infected_again(&mut self, vm: VmId) {
        let lost = self.lose_data(vm);
        lost.noticed = true;
        lost.cleaned = None;
        let application = self.frame.blueprint.vm(vm).application;
        let mut known = self.frame.record.intrusions.iter_mut().rev();
        if let Some(one) = known.find(|one| one.struck && one.application == application) {
            one.infected_again += 1;
        }
    }
}
