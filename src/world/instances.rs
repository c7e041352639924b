//! Instances of a role that stand in for one another: who takes part, who serves, who votes.
//!
//! Always true here: where one instance serves at a time there are never two, an instance that serves
//! takes part, and all that take part hold the same state.

mod majority;
mod plan;
mod reseed;
mod switch;

use super::World;
use super::draws::EARLY;
use super::event::Event;
use super::state::VmPhase;
use super::which::Fault;
use crate::model::record::{InstanceTally, LossReason, Path, Phase, Resource, Resumed, TakenFrom};
use crate::model::{RoleId, SiteId, StampId, VmId};
use crate::random::Stream;
use crate::units::Moment;
pub(super) use plan::InstancesPlan;

/// The instant of what does not happen.
const NEVER: Moment = Moment::NEVER;

/// Where a role of which one instance serves is on the way to its next active one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// The active one serves.
    Serving,
    /// The active one is gone, and the others have not noticed.
    Detect,
    /// Another one takes over.
    TakeOver,
    /// That failed, and a person helps.
    Repair,
    /// It could serve, but users do not come to it yet.
    Names,
    /// No instance takes part.
    Idle,
}

/// What makes the instances of a role look at one another again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum News {
    /// A fault took an instance or the witness.
    Lost(Fault),
    /// A fault cut a link.
    Cut(Fault),
    /// This VM runs.
    Runs(VmId),
    /// Time has passed, or a link or a witness is back.
    Other,
}

/// One instance, by VM.
#[derive(Clone, Copy, Debug)]
pub(super) struct InstanceState {
    /// It runs, on the side that goes on, and with a majority where one is needed.
    joined: bool,
    /// It runs on a side that does not go on.
    isolated: bool,
    /// Users reach it.
    serves: bool,
    /// Its vote counts.
    votes: bool,
    /// It resumed with no state at all.
    empty: bool,
    /// What it resumed from.
    resumed: Resumed,
    /// Its VM is built; only its state is missing.
    built: bool,
    /// When the others notice that it is gone.
    noticed_at: Moment,
    /// When the load balancer finds it.
    counted_at: Moment,
    /// The instance that it reads its state from.
    source: Option<VmId>,
}

impl InstanceState {
    pub(super) const FRESH: InstanceState = InstanceState {
        joined: true,
        isolated: false,
        serves: true,
        votes: true,
        empty: false,
        resumed: Resumed {
            from: TakenFrom::Own,
            reason: LossReason::None,
            part: 0,
            endless: false,
        },
        built: false,
        noticed_at: NEVER,
        counted_at: NEVER,
        source: None,
    };
}

/// The instances of one role together.
#[derive(Debug)]
pub(super) struct InstancesState {
    step: Step,
    step_at: Moment,
    /// The one that is active or becomes so.
    active: Option<VmId>,
    /// The one that was lost when the way to the next active one began.
    lost: Option<VmId>,
    /// The one that users were served by last, and the stamp where they look for it.
    last: Option<VmId>,
    last_stamp: Option<StampId>,
    /// What brings the active one back.
    path: Path,
    majority: bool,
    /// A cut has instances that run on both sides.
    split: bool,
    /// Faults on the place of the witness.
    witness_faults: u16,
    witness_up: bool,
    /// The instances count on the witness.
    witness_votes: bool,
    witness_noticed_at: Moment,
    /// The latest write clock that its state ever had.
    newest: u64,
    /// The last fault that took something away.
    fault: Option<Fault>,
    /// Ordinal of the switch at hand, from 1, and number of other losses: indices of draws.
    switches: u64,
    losses: u64,
    stream: Stream,
    losses_stream: Stream,
}

impl InstancesState {
    /// As at the start of a trial, whatever the one before left: its streams alone are kept.
    fn renew(&mut self) {
        *self = InstancesState {
            stream: std::mem::take(&mut self.stream),
            losses_stream: std::mem::take(&mut self.losses_stream),
            ..InstancesState::new()
        };
    }
    pub(super) fn new() -> InstancesState {
        InstancesState {
            step: Step::Serving,
            step_at: NEVER,
            active: None,
            lost: None,
            last: None,
            last_stamp: None,
            path: Path::Restart,
            majority: true,
            split: false,
            witness_faults: 0,
            witness_up: true,
            witness_votes: true,
            witness_noticed_at: NEVER,
            newest: 0,
            fault: None,
            switches: 0,
            losses: 0,
            stream: Stream::new(),
            losses_stream: Stream::new(),
        }
    }
}

impl World<'_> {
    /// Draws of switches and losses are counted from the horizon.
    pub(super) fn instances_begin(&mut self) {
        for state in &mut self.instances {
            state.switches = 0;
            state.losses = 0;
        }
    }

    /// All instances as they are at the start of a trial: all run, the first one is active.
    pub(super) fn reset_instances(&mut self, key: u64) {
        self.members.fill(InstanceState::FRESH);
        for index in 0..self.frame.plan.instances.roles.len() {
            let role = self.frame.plan.instances.roles[index];
            let Some(plan) = self.frame.plan.instances.of(role) else {
                continue;
            };
            let mut vms = self.frame.blueprint.role(role).vm_ids();
            let state = &mut self.instances[role];
            state.renew();
            state.switches = EARLY;
            state.losses = EARLY;
            state.stream.rekey(self.frame.seed, key, plan.name);
            state
                .losses_stream
                .rekey(self.frame.seed, key, plan.losses_name);
            if plan.one_active {
                state.active = vms.next();
                state.last = state.active;
                state.last_stamp = state.active.map(|vm| self.vms[vm].stamp);
                self.role_serving[role] = 1;
                for vm in vms {
                    self.members[vm].serves = false;
                }
            }
        }
    }

    /// Whether a VM is an instance of a role with high availability.
    #[inline]
    pub(super) fn is_instance(&self, vm: VmId) -> bool {
        let role = self.frame.blueprint.vm(vm).role;
        self.frame.blueprint.role(role).high_availability.is_some()
    }

    /// Whether what the application writes goes to a VM that runs: an instance that takes no part
    /// gets none of it.
    pub(super) fn takes_writes(&self, vm: VmId) -> bool {
        self.members[vm].joined || !self.is_instance(vm)
    }

    /// Whether an instance runs on a side of a cut that does not go on.
    pub(super) fn is_isolated(&self, vm: VmId) -> bool {
        self.members[vm].isolated
    }

    /// An instance runs.
    pub(super) fn instance_runs(&mut self, vm: VmId) {
        let role = self.frame.blueprint.vm(vm).role;
        self.members[vm].built = false;
        self.reassess(role, News::Runs(vm));
    }

    /// An instance that ran has stopped, because of a fault.
    pub(super) fn instance_left(&mut self, vm: VmId, fault: Fault) {
        let plan = self.frame.blueprint.vm(vm);
        let (role, application) = (plan.role, plan.application);
        self.reassess(role, News::Lost(fault));
        self.contribute(application, fault);
    }

    /// A link goes, by a fault, or is back.
    pub(super) fn instances_see_links(&mut self, fault: Option<Fault>) {
        let news = fault.map_or(News::Other, News::Cut);
        for index in 0..self.frame.plan.instances.roles.len() {
            let role = self.frame.plan.instances.roles[index];
            self.reassess(role, news);
        }
    }

    /// The timer of a role's instances fires.
    pub(super) fn instances_timer(&mut self, role: RoleId) {
        self.advance_switch(role);
        self.reassess(role, News::Other);
    }

    /// Who takes part as things are, who has a vote, and what follows for those who serve.
    fn reassess(&mut self, role: RoleId, news: News) {
        let Some(plan) = self.frame.plan.instances.of(role) else {
            return;
        };
        let (one_active, cares) = (plan.one_active, plan.majority);
        if let News::Lost(fault) | News::Cut(fault) = news {
            self.instances[role].fault = Some(fault);
        }
        let side = self.side_that_goes_on(role, news);
        let majority = side.is_some() || !cares;
        if self.instances[role].majority && !majority {
            self.tally_instances(role, |tally| tally.majority_losses += 1);
        }
        self.instances[role].majority = majority;
        self.part(role, side);
        self.join(role, side);
        if one_active {
            self.settle_active(role, news);
        } else {
            self.settle_all(role);
        }
        if cares {
            self.settle_votes(role);
        }
        self.look_at_reseeds(role);
        self.set_instances_timer(role);
        let application = self.frame.blueprint.role(role).application;
        self.frame.dirty.application(application);
        self.check_instances(role);
    }

    /// Whether an instance runs on the side that goes on.
    fn belongs(&self, vm: VmId, side: Option<SiteId>) -> bool {
        self.vms[vm].phase == VmPhase::Serving && side.is_some() && side == self.side_of(vm)
    }

    /// Those who do not take part any more stop to serve and to write.
    fn part(&mut self, role: RoleId, side: Option<SiteId>) {
        for vm in self.frame.blueprint.role(role).vm_ids() {
            let belongs = self.belongs(vm, side);
            let runs = self.vms[vm].phase == VmPhase::Serving;
            self.members[vm].isolated = runs && side.is_some() && !belongs;
            if belongs || !self.members[vm].joined {
                continue;
            }
            let clock = self.vms[vm].clock_at(self.frame.now);
            self.stop_writing(vm);
            let state = &mut self.instances[role];
            state.newest = state.newest.max(clock);
            let fault = state.fault;
            let member = &mut self.members[vm];
            member.joined = false;
            member.counted_at = NEVER;
            if std::mem::take(&mut member.serves) {
                let fault = fault.expect("an instance parts because of a fault");
                self.role_loses(role, fault);
            }
        }
    }

    /// Those who take part from now on get the state of the others. Where there are none, the
    /// newest of them decides what the state is; what it lacks is lost.
    fn join(&mut self, role: RoleId, side: Option<SiteId>) {
        let vms = self.frame.blueprint.role(role).vm_ids();
        let there = vms.clone().find(|vm| self.members[*vm].joined);
        let newest = || {
            let joining = vms.clone().filter(|vm| self.belongs(*vm, side));
            joining.min_by_key(|vm| (std::cmp::Reverse(self.vms[*vm].clock), *vm))
        };
        let Some(from) = there.or_else(newest) else {
            return;
        };
        let stateful = self.frame.blueprint.role(role).stateful;
        if there.is_none() && stateful {
            let clock = self.vms[from].clock;
            let loss = self.instances[role].newest.saturating_sub(clock);
            self.instances[role].newest = clock;
            let empty = std::mem::take(&mut self.members[from].empty);
            let resumed = std::mem::take(&mut self.members[from].resumed);
            let resumed = if resumed.from == TakenFrom::Own {
                older_instance(role, loss)
            } else {
                resumed
            };
            self.book_loss(from, if empty { 0 } else { loss }, empty, resumed);
        }
        let up = self.applications[self.frame.blueprint.role(role).application].up;
        for vm in vms {
            if self.members[vm].joined || !self.belongs(vm, side) {
                continue;
            }
            self.members[vm].joined = true;
            if stateful {
                self.take_state(vm, from);
                if up {
                    self.start_writing(vm);
                }
            }
        }
    }

    /// An instance gets the state of another one, with all that is wrong with it.
    fn take_state(&mut self, vm: VmId, from: VmId) {
        let clock = self.vms[from].clock_at(self.frame.now);
        let corrupt = (self.vms[from].corrupt_since, self.vms[from].corrupt_clock);
        self.members[vm].empty = self.members[from].empty;
        self.members[vm].resumed = self.members[from].resumed;
        let state = &mut self.vms[vm];
        state.clock = clock;
        (state.corrupt_since, state.corrupt_clock) = corrupt;
    }

    /// An instance resumes with less state than it had, or with none. What that costs is known when
    /// it takes part: others may have more.
    pub(super) fn instance_loses(&mut self, vm: VmId, all: bool, resumed: Resumed) {
        self.members[vm].empty = all;
        self.members[vm].resumed = resumed;
    }

    /// Every instance that takes part serves, from when the load balancer finds it.
    fn settle_all(&mut self, role: RoleId) {
        let Some(id) = self.frame.blueprint.role(role).high_availability else {
            return;
        };
        let probe = self.frame.blueprint.high_availability(id).probe;
        for vm in self.frame.blueprint.role(role).vm_ids() {
            let now = self.frame.now;
            let member = &mut self.members[vm];
            if !member.joined || member.serves {
                continue;
            }
            if member.counted_at == NEVER {
                member.counted_at = now + probe;
            }
            if member.counted_at <= now {
                member.counted_at = NEVER;
                member.serves = true;
                self.role_gains(role, self.vms[vm].path);
            }
        }
    }

    /// The next instant at which something happens by itself.
    fn set_instances_timer(&mut self, role: RoleId) {
        let state = &self.instances[role];
        let mut at = state.step_at;
        if state.majority {
            at = at.min(state.witness_noticed_at);
        }
        for vm in self.frame.blueprint.role(role).vm_ids() {
            let member = &self.members[vm];
            at = at.min(member.counted_at);
            if state.majority {
                at = at.min(member.noticed_at);
            }
        }
        if at == NEVER {
            self.frame.unschedule(Event::Instances(role));
        } else {
            self.frame
                .schedule(Event::Instances(role), at.max(self.frame.now));
        }
    }

    /// Counts something inside the horizon, in a drill from its strike.
    fn tally_instances(&mut self, role: RoleId, count: impl FnOnce(&mut InstanceTally)) {
        if self.frame.counts_now() {
            count(&mut self.frame.record.instances[role.index()]);
        }
    }

    /// What the instances of a role wait for together, whatever each of them does.
    pub(super) fn instances_phase(&self, role: RoleId) -> Option<(Phase, Resource)> {
        let plan = self.frame.plan.instances.of(role)?;
        let state = &self.instances[role];
        match state.step {
            Step::Detect => return Some((Phase::Detect, Resource::None)),
            Step::TakeOver => return Some((Phase::Boot, Resource::Switch(role))),
            Step::Repair => return Some((Phase::Decide, Resource::Switch(role))),
            Step::Names => return Some((Phase::Wait, Resource::Names)),
            Step::Serving | Step::Idle => {}
        }
        let mut vms = self.frame.blueprint.role(role).vm_ids();
        let enough = if plan.one_active {
            vms.any(|vm| self.vms[vm].phase == VmPhase::Serving)
        } else {
            let run = |vm: &VmId| self.vms[*vm].phase == VmPhase::Serving;
            vms.filter(run).count() >= self.frame.blueprint.role(role).required as usize
        };
        (!state.majority && enough).then_some((Phase::Wait, Resource::Majority(role)))
    }

    /// In which phase a VM is that its role misses, and what it waits for; none where it serves.
    pub(super) fn missing_phase(&self, vm: VmId) -> Option<(Phase, Resource)> {
        let state = &self.vms[vm];
        if state.phase != VmPhase::Serving {
            return Some((state.phase.phase(), state.resource));
        }
        if !self.is_instance(vm) || self.members[vm].serves {
            None
        } else if self.members[vm].joined {
            Some((Phase::Wait, Resource::Names))
        } else {
            Some((
                Phase::Wait,
                Resource::Majority(self.frame.blueprint.vm(vm).role),
            ))
        }
    }

    /// Who serves is who should.
    ///
    /// # Panics
    /// When two instances serve where one should, or one that takes no part: a fault of the program.
    fn check_instances(&self, role: RoleId) {
        let plan = self.frame.blueprint.role(role);
        let mut serving = 0;
        for vm in plan.vm_ids() {
            let (member, state) = (&self.members[vm], &self.vms[vm]);
            serving += u32::from(member.serves);
            assert!(
                !member.serves || (member.joined && state.phase == VmPhase::Serving),
                "an instance serves that takes no part"
            );
        }
        assert!(!plan.one_active || serving <= 1, "two instances are active");
        assert!(
            self.role_serving[role] == serving,
            "instances serve that are not counted"
        );
    }

    /// All instances that take part hold the same state.
    ///
    /// # Panics
    /// When they do not, which is a fault of the program.
    pub(super) fn check_instances_agree(&self) {
        for role in &self.frame.plan.instances.roles {
            let vms = self.frame.blueprint.role(*role).vm_ids();
            let joined = vms.filter(|vm| self.members[*vm].joined);
            let states = joined.map(|vm| {
                let state = &self.vms[vm];
                (state.clock_at(self.frame.now), state.corrupt_since)
            });
            let (mut first, stateful) = (None, self.frame.blueprint.role(*role).stateful);
            for state in states.filter(|_| stateful) {
                let known = *first.get_or_insert(state);
                assert!(known == state, "instances hold different states");
            }
        }
    }
}

/// The first to take part again lacks so much of what others had.
fn older_instance(role: RoleId, loss: u64) -> Resumed {
    Resumed {
        from: TakenFrom::Instance(role),
        reason: if loss > 0 {
            LossReason::OlderInstance
        } else {
            LossReason::None
        },
        part: loss,
        endless: false,
    }
}
