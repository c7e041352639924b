//! Data that is lost for good, whether service comes back without it or not at all.
//!
//! Always true here: what another instance holds, a replica offers or a restore point keeps is not
//! lost, though nobody may come to it in time; what is lost is booked once.

use crate::model::VmId;
use crate::model::record::Path;
use crate::world::World;
use crate::world::account::Fate;
use crate::world::life::VmPhase;
use crate::world::policy::Way;

impl World<'_> {
    /// A VM waits for what will never come, or the trial ends: if its data is lost for good, that goes
    /// into the account, though it never resumes without it.
    pub(in crate::world) fn give_up(&mut self, vm: VmId) {
        if !self.vms[vm].needs_data() {
            return;
        }
        let kept = |vm: VmId| match self.way_back(vm) {
            Way::Restart | Way::Failover(_) => true,
            Way::Build(by) => self.is_kept(vm, by),
            Way::Nothing => false,
        };
        let left = |vm: VmId| self.vms[vm].left.is_some();
        let for_good = |vm: VmId| self.vms[vm].needs_data() && !left(vm) && !kept(vm);
        let booked = self.vms[vm].lost.is_some_and(|lost| lost.given_up);
        if !self.frame.plan.vms[vm].stateful || booked || !for_good(vm) {
            return;
        }
        let role = self.frame.blueprint.role(self.frame.blueprint.vm(vm).role);
        if self.frame.is_instance(vm) && !role.vm_ids().all(for_good) {
            return;
        }
        self.lose_data(vm).given_up = true;
        self.nothing_served(vm);
        let reason = self.reason_of_nothing(vm);
        self.book_loss(vm, 0, (Fate::Gone, reason));
    }

    /// Nothing can bring a VM back.
    pub(in crate::world) fn never_comes_back(&mut self, vm: VmId) {
        self.vms[vm].path = Path::Redeploy;
        self.set_phase(vm, VmPhase::Hopeless);
        self.give_up(vm);
        self.stop_awaiting(vm);
    }

    /// The trial ends: a VM that is not back is given up, whichever it is. What could have been brought back, and was not in
    /// time, is no total loss, and no state that anybody has either.
    pub(in crate::world) fn give_up_what_is_not_back(&mut self) {
        for vm in self.vms.ids() {
            self.give_up(vm);
            let lost = self.vms[vm].lost.filter(|lost| !lost.given_up);
            // Of instances the state is that of their role: while none has it, that is down.
            if lost.is_some() && self.frame.plan.vms[vm].stateful && !self.frame.is_instance(vm) {
                let reason = self.reason_of_not_back(vm);
                self.book_loss(vm, 0, (Fate::NotBack, reason));
            }
        }
    }

    /// Whether every application that counts and is waited for has recovered: what is back without its
    /// data, or without a VM that nothing can bring back, is not as it was.
    pub(in crate::world) fn everything_recovered(&self) -> bool {
        let waits = |application: crate::model::ApplicationId| {
            !self.frame.blueprint.application(application).expendable
        };
        let mut vms = self.frame.blueprint.vms.iter().zip(&self.vms);
        let mut outages = self.frame.record.outages.iter();
        vms.all(|(plan, vm)| vm.phase != VmPhase::Hopeless || !waits(plan.application))
            && outages.all(|outage| {
                !outage.counted || outage.recovered_after().is_some() || !waits(outage.application)
            })
    }
}
