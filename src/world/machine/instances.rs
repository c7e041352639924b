//! Instances of a role as they meet the rest of the world: what their VMs do, write and serve.
//!
//! Always true here: all instances that take part hold the same state; who takes part, serves and votes
//! is said by the cluster, and what follows for VMs and applications is done here.

use crate::model::{Component, RoleId, SiteId, StampId, VmId};
use crate::world::World;
use crate::world::account::Fate;
use crate::world::cluster::{News, Parted, Seen};
use crate::world::life::VmPhase;
use crate::world::plant::turn_of_tier;
use crate::world::vault::GoesOn;
use crate::world::which::{Fault, Task};

impl World<'_> {
    /// All instances as they are at the start of a trial.
    pub(in crate::world) fn reset_instances(&mut self, key: u64) {
        self.cluster.renew(&self.frame, key);
        self.show_links();
    }

    /// Shows the cluster which sites reach each other as things are: over the link that joins them, or
    /// over its fallback.
    fn show_links(&mut self) {
        if self.frame.plan.instances.count() == 0 {
            return;
        }
        let whole = self.plant.no_link_is_down();
        self.cluster.see_links(whole);
        for one in self.sites() {
            for other in self.sites() {
                let joined = self.plant.sites_joined(&self.frame, one, other);
                self.cluster.see_sites(one, other, joined);
            }
        }
    }

    fn sites(&self) -> impl Iterator<Item = SiteId> + use<> {
        (0..self.frame.blueprint.sites.len() as u32).map(SiteId)
    }

    /// Shows the cluster what the VMs of a role do.
    fn show_instances(&mut self, role: RoleId) {
        for vm in self.frame.blueprint.role(role).vm_ids() {
            let state = &self.vms[vm];
            let seen = Seen {
                runs: state.phase == VmPhase::Serving,
                stamp: self.room.stamp_of(vm),
                path: state.path,
            };
            self.cluster.see(vm, seen);
        }
    }

    /// An instance runs.
    pub(in crate::world) fn instance_runs(&mut self, vm: VmId) {
        let role = self.frame.blueprint.vm(vm).role;
        self.cluster.set_built(vm, false);
        self.reassess(role, News::Runs(vm));
    }

    /// An instance that ran has stopped, because of a fault.
    pub(in crate::world) fn instance_left(&mut self, vm: VmId, fault: Fault) {
        let plan = self.frame.blueprint.vm(vm);
        let (role, application) = (plan.role, plan.application);
        self.reassess(role, News::Lost(fault));
        self.account.contribute(&self.frame, application, fault);
    }

    /// A link goes, by a fault, or is back.
    pub(in crate::world) fn instances_see_links(&mut self, fault: Option<Fault>) {
        self.show_links();
        let news = fault.map_or(News::Other, News::Cut);
        for index in 0..self.frame.plan.instances.count() {
            self.reassess(self.frame.plan.instances.role(index), news);
        }
    }

    /// The timer of a role's instances fires.
    #[inline(never)]
    pub(in crate::world) fn instances_timer(&mut self, role: RoleId) {
        self.show_instances(role);
        if let Some(path) = self.cluster.advance_switch(&mut self.frame, role) {
            self.role_gains(role, path);
        }
        self.reassess(role, News::Other);
    }

    /// Somebody has decided that an instance is lost with its state: its vote counts no more.
    pub(in crate::world) fn give_up_vote(&mut self, vm: VmId) {
        let role = self.frame.blueprint.vm(vm).role;
        if self.vms[vm].recovery.decided && self.cluster.give_up_vote(role, vm) {
            self.reassess(role, News::Other);
        }
    }

    /// A switch that has failed needs a person of the crew, where one is named; one that is over needs none any more.
    fn call_helper(&mut self, role: RoleId) {
        let Some(crew) = self.frame.plan.instances.of(role).helper else {
            return;
        };
        let task = Task::Switch(role);
        match self.cluster.needs_help(role) {
            None => self.plant.task_ends(&mut self.frame, task),
            Some(false) if !self.plant.has_task(task) => {
                let application = self.frame.blueprint.role(role).application;
                let vms = self.frame.blueprint.application(application).vm_ids();
                let tier = vms.map(|vm| self.frame.plan.vms[vm].tier).min();
                let turn = turn_of_tier(tier.unwrap_or(u8::MAX));
                if self
                    .plant
                    .ask_for_task(&mut self.frame, (task, crew), Some(turn))
                {
                    let from = self.plant.task_from(&self.frame, crew);
                    self.cluster.somebody_helps(&self.frame, role, from);
                }
            }
            Some(_) => {}
        }
    }

    /// A person comes from other work, or when the hours of the crew begin, to help a switch that has failed.
    pub(in crate::world) fn somebody_helps(&mut self, role: RoleId) {
        let now = self.frame.now;
        self.cluster.somebody_helps(&self.frame, role, now);
        self.cluster.set_timer(&mut self.frame, role);
    }

    /// A fault takes what witnesses stand on, or gives it back.
    pub(in crate::world) fn witnesses_fault(&mut self, target: Component, fault: Option<Fault>) {
        for index in 0..self.frame.plan.instances.count() {
            let role = self.frame.plan.instances.role(index);
            let plan = &self.frame.plan.instances;
            if plan.takes_witness(self.frame.blueprint, role, target) {
                let up = self.cluster.witness_fault(role, fault.is_some());
                self.see_witness(role, up, fault);
            }
        }
    }

    /// A stamp stops or runs again, and with it the witnesses that stand on it.
    pub(in crate::world) fn witnesses_on(&mut self, stamp: StampId, fault: Option<Fault>) {
        for index in 0..self.frame.plan.instances.count() {
            let role = self.frame.plan.instances.role(index);
            if self.frame.plan.instances.witness_on(role, stamp) {
                self.see_witness(role, fault.is_none(), fault);
            }
        }
    }

    fn see_witness(&mut self, role: RoleId, up: bool, fault: Option<Fault>) {
        if self.cluster.see_witness(role, up) {
            self.reassess(role, fault.map_or(News::Other, News::Lost));
        }
    }

    /// Who takes part as things are, who has a vote, and what follows for those who serve.
    fn reassess(&mut self, role: RoleId, news: News) {
        if let News::Lost(fault) | News::Cut(fault) = news {
            self.cluster.note_fault(role, fault);
        }
        self.show_instances(role);
        let side = self.cluster.take_sides(&mut self.frame, role, news);
        self.part(role, side);
        self.join(role, side);
        if self.frame.plan.instances.one_active(role) {
            if let Some(path) = (self.cluster).settle_active(&mut self.frame, role, news) {
                self.role_gains(role, path);
            }
        } else {
            for vm in self.frame.blueprint.role(role).vm_ids() {
                if self.cluster.is_found(&self.frame, role, vm) {
                    self.role_gains(role, self.vms[vm].path);
                }
            }
        }
        if self.frame.plan.instances.majority(role) {
            self.cluster.settle_votes(&self.frame, role);
        }
        self.look_at_reseeds(role);
        self.call_helper(role);
        self.cluster.set_timer(&mut self.frame, role);
        let application = self.frame.blueprint.role(role).application;
        self.frame.dirty.application(application);
        let serving = self.cluster.check(&self.frame, role);
        assert!(
            self.services.serving(role) == serving,
            "instances serve that are not counted"
        );
    }

    /// Those who do not take part any more stop to serve and to write.
    fn part(&mut self, role: RoleId, side: Option<SiteId>) {
        for vm in self.frame.blueprint.role(role).vm_ids() {
            let clock = self.vms[vm].clock_at(self.frame.now);
            match (self.cluster).part(&self.frame, (role, vm), side, clock) {
                None => {}
                Some(Parted::Stood) => self.stop_writing(vm),
                Some(Parted::Served(fault)) => {
                    self.stop_writing(vm);
                    self.role_loses(role, fault);
                }
            }
        }
    }

    /// Those who take part from now on get the state of the others. Where there are none, the
    /// newest of them decides what the state is; what it lacks is lost.
    fn join(&mut self, role: RoleId, side: Option<SiteId>) {
        let vms = self.frame.blueprint.role(role).vm_ids();
        let there = vms.clone().find(|vm| self.cluster.takes_part(*vm));
        let belongs = |vm: &VmId| self.cluster.belongs(&self.frame, *vm, side);
        let newest = || {
            let joining = vms.clone().filter(belongs);
            joining.min_by_key(|vm| (std::cmp::Reverse(self.vms[*vm].clock), *vm))
        };
        let Some(from) = there.or_else(newest) else {
            return;
        };
        let stateful = self.frame.blueprint.role(role).stateful;
        if there.is_none() && stateful {
            let clock = self.vms[from].clock;
            let (loss, all, resumed) = self.cluster.decide_state(role, from, clock);
            let fate = match all {
                true => Fate::Gone,
                false => Fate::SetBack,
            };
            self.book_loss(from, loss, (fate, resumed));
        }
        let up = (self.services).is_up(self.frame.blueprint.role(role).application);
        for vm in vms {
            let joins = self.cluster.belongs(&self.frame, vm, side);
            if self.cluster.takes_part(vm) || !joins {
                continue;
            }
            self.cluster.join(vm);
            if stateful {
                self.take_state(vm, from);
                if up {
                    self.start_writing(vm);
                }
            }
        }
    }

    /// An instance gets the state of another one, with all that is wrong with it.
    pub(in crate::world) fn take_state(&mut self, vm: VmId, from: VmId) {
        let clock = self.vms[from].clock_at(self.frame.now);
        let corrupt = self.vms[from].corrupt;
        self.cluster.take_state(vm, from);
        let state = &mut self.vms[vm];
        state.clock = clock;
        state.corrupt = corrupt;
        let goes_on = GoesOn {
            clock,
            instant: None,
            corrupt: corrupt.is_some(),
        };
        self.vault.leave_behind(vm, goes_on);
    }

    /// All instances that take part hold the same state.
    ///
    /// # Panics
    /// When they do not, which is a fault of the program.
    pub(in crate::world) fn check_instances_agree(&self) {
        for role in self.frame.plan.instances.roles() {
            let vms = self.frame.blueprint.role(role).vm_ids();
            let joined = vms.filter(|vm| self.cluster.takes_part(*vm));
            let states = joined.map(|vm| {
                let state = &self.vms[vm];
                (
                    state.clock_at(self.frame.now),
                    state.corrupt.map(|one| one.since),
                )
            });
            let (mut first, stateful) = (None, self.frame.blueprint.role(role).stateful);
            for state in states.filter(|_| stateful) {
                let known = *first.get_or_insert(state);
                assert!(known == state, "instances hold different states");
            }
        }
    }
}
