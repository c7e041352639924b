//! Instances of a role that stand in for one another: who takes part, who serves, who votes.
//!
//! Always true here: where one instance serves at a time there are never two, an instance that serves
//! takes part, and no two sides of a cut go on. What the VMs do is what was last seen of them.

mod majority;
mod switch;

use super::draws::EARLY;
use super::event::Event;
use super::frame::Frame;
use super::which::Fault;
use crate::engine::{Table, clones};
use crate::model::record::{InstanceTally, LossReason, Path, Resumed, TakenFrom};
use crate::model::{Blueprint, RoleId, SiteId, StampId, VmId};
use crate::random::Stream;
use crate::units::Moment;

/// The instant of what does not happen.
const NEVER: Moment = Moment::NEVER;

/// Where a role of which one instance serves is on the way to its next active one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
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
pub(super) enum News {
    /// A fault took an instance or the witness.
    Lost(Fault),
    /// A fault cut a link.
    Cut(Fault),
    /// This VM runs.
    Runs(VmId),
    /// Time has passed, or a link or a witness is back.
    Other,
}

/// What an instance does, as far as the others care.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Its VM runs.
    pub(super) runs: bool,
    /// Where it belongs now.
    pub(super) stamp: StampId,
    /// What brought it back last.
    pub(super) path: Path,
}

/// An instance that takes no part any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Parted {
    /// Users were served by it until this fault.
    Served(Fault),
    /// They were not.
    Stood,
}

/// One instance, by VM.
#[derive(Clone, Copy, Debug)]
struct Member {
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
    /// What it does, as last seen.
    seen: Seen,
    /// When the others notice that it is gone.
    noticed_at: Moment,
    /// When the load balancer finds it.
    counted_at: Moment,
}

impl Member {
    const FRESH: Member = Member {
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
        seen: Seen {
            runs: true,
            stamp: StampId(0),
            path: Path::Restart,
        },
        noticed_at: NEVER,
        counted_at: NEVER,
    };
}

/// The instances of one role together.
#[derive(Debug)]
struct Instances {
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

clones!(Instances {
    step,
    step_at,
    active,
    lost,
    last,
    last_stamp,
    path,
    majority,
    split,
    witness_faults,
    witness_up,
    witness_votes,
    witness_noticed_at,
    newest,
    fault,
    switches,
    losses,
    stream,
    losses_stream,
});

impl Instances {
    /// As at the start of a trial, whatever the one before left: its streams alone are kept.
    fn renew(&mut self) {
        *self = Instances {
            stream: std::mem::take(&mut self.stream),
            losses_stream: std::mem::take(&mut self.losses_stream),
            ..Instances::new()
        };
    }
    fn new() -> Instances {
        Instances {
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

/// The instances of a world.
#[derive(Debug)]
pub(super) struct Cluster {
    roles: Table<RoleId, Instances>,
    members: Table<VmId, Member>,
    /// Whether no link is down, and whether two sites reach each other as things are.
    whole: bool,
    joined: Table<SiteId, Table<SiteId, bool>>,
    /// The side of a cut that each site is on, named by the first site there; and the votes of each
    /// side.
    sides: Table<SiteId, Option<SiteId>>,
    votes: Table<SiteId, u32>,
}

clones!(Cluster {
    roles,
    members,
    whole,
    joined,
    sides,
    votes,
});

/// Counts something of a role inside the horizon, in a drill from its strike.
fn tally(frame: &mut Frame<'_>, role: RoleId, count: impl FnOnce(&mut InstanceTally)) {
    if frame.counts_now() {
        count(&mut frame.record.instances[role.index()]);
    }
}

impl Cluster {
    /// All instances, before a trial.
    pub(super) fn new(blueprint: &Blueprint) -> Cluster {
        let sites = blueprint.sites.len();
        Cluster {
            roles: Table::made(blueprint.roles.len(), Instances::new),
            members: Table::of(blueprint.vms.len(), Member::FRESH),
            whole: true,
            joined: Table::made(sites, || Table::of(sites, false)),
            sides: Table::of(sites, None),
            votes: Table::of(sites, 0),
        }
    }

    /// All instances as they are at the start of a trial: all run, the first one is active.
    pub(super) fn renew(&mut self, frame: &Frame<'_>, key: u64) {
        let Cluster {
            roles,
            members,
            // What links join is shown next, and sides and their votes are worked out where they are asked for.
            whole: _,
            joined: _,
            sides: _,
            votes: _,
        } = self;
        for role in frame.plan.instances.roles() {
            // Nobody else than instances is a member of anything.
            for vm in frame.blueprint.role(role).vm_ids() {
                members[vm] = Member::FRESH;
            }
            let plan = frame.plan.instances.of(role);
            let state = &mut roles[role];
            state.renew();
            state.switches = EARLY;
            state.losses = EARLY;
            if plan.one_active {
                let mut vms = frame.blueprint.role(role).vm_ids();
                state.active = vms.next();
                state.last = state.active;
                state.last_stamp = state.active.map(|vm| frame.blueprint.vm(vm).stamp);
                for vm in vms {
                    members[vm].serves = false;
                }
            }
        }
        self.rekey(frame, key);
    }

    /// Its streams are those of a trial with this key.
    pub(super) fn rekey(&mut self, frame: &Frame<'_>, key: u64) {
        for role in frame.plan.instances.roles() {
            let plan = frame.plan.instances.of(role);
            let state = &mut self.roles[role];
            state.stream.rekey(frame.seed, key, plan.name);
            state.losses_stream.rekey(frame.seed, key, plan.losses_name);
        }
    }

    /// Draws of switches and losses are counted from the horizon.
    pub(super) fn begin(&mut self) {
        for state in &mut self.roles {
            state.switches = 0;
            state.losses = 0;
        }
    }

    /// Notes what an instance does.
    pub(super) fn see(&mut self, vm: VmId, seen: Seen) {
        self.members[vm].seen = seen;
    }

    /// Notes whether no link is down.
    pub(super) fn see_links(&mut self, whole: bool) {
        self.whole = whole;
    }

    /// Notes whether two sites reach each other: over the link that joins them, or over its fallback.
    pub(super) fn see_sites(&mut self, one: SiteId, other: SiteId, joined: bool) {
        self.joined[one][other] = joined;
    }

    fn site_of(&self, frame: &Frame<'_>, vm: VmId) -> SiteId {
        frame.blueprint.stamp(self.members[vm].seen.stamp).site
    }

    fn runs(&self, vm: VmId) -> bool {
        self.members[vm].seen.runs
    }

    /// Whether an instance takes part.
    pub(super) fn takes_part(&self, vm: VmId) -> bool {
        self.members[vm].joined
    }

    /// Whether an instance runs on a side of a cut that does not go on.
    pub(super) fn is_isolated(&self, vm: VmId) -> bool {
        self.members[vm].isolated
    }

    /// Whether users reach an instance.
    pub(super) fn serves(&self, vm: VmId) -> bool {
        self.members[vm].serves
    }

    /// Whether the instances of a role may serve: they have a majority, or need none.
    pub(super) fn has_majority(&self, role: RoleId) -> bool {
        self.roles[role].majority
    }

    /// How far a role is on the way to its next active instance.
    pub(super) fn step(&self, role: RoleId) -> Step {
        self.roles[role].step
    }

    /// Whether the VM of an instance is built, so that only its state is missing.
    pub(super) fn is_built(&self, vm: VmId) -> bool {
        self.members[vm].built
    }

    /// Notes whether the VM of an instance is built.
    pub(super) fn set_built(&mut self, vm: VmId, built: bool) {
        self.members[vm].built = built;
    }

    /// An instance resumes with less state than it had, or with none. What that costs is known when
    /// it takes part: others may have more.
    pub(super) fn lose(&mut self, vm: VmId, all: bool, resumed: Resumed) {
        self.members[vm].empty = all;
        self.members[vm].resumed = resumed;
    }

    /// The fault that took something away last.
    pub(super) fn note_fault(&mut self, role: RoleId, fault: Fault) {
        self.roles[role].fault = Some(fault);
    }

    /// The side that a VM is on, as last worked out.
    fn side_of(&self, frame: &Frame<'_>, vm: VmId) -> Option<SiteId> {
        self.sides[self.site_of(frame, vm)]
    }

    /// Whether an instance runs on the side that goes on.
    pub(super) fn belongs(&self, frame: &Frame<'_>, vm: VmId, side: Option<SiteId>) -> bool {
        self.runs(vm) && side.is_some() && side == self.side_of(frame, vm)
    }

    /// An instance stops to take part where it does not belong to the side that goes on; none where it
    /// still does, or did not. So much had been written there.
    pub(super) fn part(
        &mut self,
        frame: &Frame<'_>,
        (role, vm): (RoleId, VmId),
        side: Option<SiteId>,
        clock: u64,
    ) -> Option<Parted> {
        let belongs = self.belongs(frame, vm, side);
        let runs = self.runs(vm);
        let member = &mut self.members[vm];
        member.isolated = runs && side.is_some() && !belongs;
        if belongs || !member.joined {
            return None;
        }
        let state = &mut self.roles[role];
        state.newest = state.newest.max(clock);
        member.joined = false;
        member.counted_at = NEVER;
        if !std::mem::take(&mut member.serves) {
            return Some(Parted::Stood);
        }
        let fault = state.fault.expect("an instance parts because of a fault");
        Some(Parted::Served(fault))
    }

    /// The first instance begins to take part that decides what the state is, at this write clock: what
    /// is lost by that, all of it or a part, and why.
    pub(super) fn decide_state(
        &mut self,
        role: RoleId,
        vm: VmId,
        clock: u64,
    ) -> (u64, bool, Resumed) {
        let state = &mut self.roles[role];
        let loss = state.newest.saturating_sub(clock);
        state.newest = clock;
        let member = &mut self.members[vm];
        let empty = std::mem::take(&mut member.empty);
        let resumed = std::mem::take(&mut member.resumed);
        let resumed = if resumed.from == TakenFrom::Own {
            older_instance(role, loss)
        } else {
            resumed
        };
        (if empty { 0 } else { loss }, empty, resumed)
    }

    /// An instance takes part from now on.
    pub(super) fn join(&mut self, vm: VmId) {
        self.members[vm].joined = true;
    }

    /// An instance gets the state of another one, with all that is wrong with it.
    pub(super) fn take_state(&mut self, vm: VmId, from: VmId) {
        self.members[vm].empty = self.members[from].empty;
        self.members[vm].resumed = self.members[from].resumed;
    }

    /// Where all instances that take part serve: whether the load balancer finds this one now.
    pub(super) fn is_found(&mut self, frame: &Frame<'_>, role: RoleId, vm: VmId) -> bool {
        let probe = frame.plan.instances.of(role).probe;
        let member = &mut self.members[vm];
        if !member.joined || member.serves {
            return false;
        }
        if member.counted_at == NEVER {
            member.counted_at = frame.now + probe;
        }
        member.serves = member.counted_at <= frame.now;
        if member.serves {
            member.counted_at = NEVER;
        }
        member.serves
    }

    /// The next instant at which something happens by itself.
    pub(super) fn set_timer(&self, frame: &mut Frame<'_>, role: RoleId) {
        let state = &self.roles[role];
        let mut at = state.step_at;
        if state.majority {
            at = at.min(state.witness_noticed_at);
        }
        for vm in frame.blueprint.role(role).vm_ids() {
            let member = &self.members[vm];
            at = at.min(member.counted_at);
            if state.majority {
                at = at.min(member.noticed_at);
            }
        }
        if at == NEVER {
            frame.unschedule(Event::Instances(role));
        } else {
            frame.schedule(Event::Instances(role), at.max(frame.now));
        }
    }

    /// Who serves is who should; returns how many do.
    ///
    /// # Panics
    /// When two instances serve where one should, or one that takes no part: a fault of the program.
    pub(super) fn check(&self, frame: &Frame<'_>, role: RoleId) -> u32 {
        let plan = frame.blueprint.role(role);
        let mut serving = 0;
        for vm in plan.vm_ids() {
            let member = &self.members[vm];
            serving += u32::from(member.serves);
            assert!(
                !member.serves || (member.joined && self.runs(vm)),
                "an instance serves that takes no part"
            );
        }
        assert!(!plan.one_active || serving <= 1, "two instances are active");
        serving
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
