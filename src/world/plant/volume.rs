//! Volumes: what lies on which, how they fill, and what a full one stops.
//!
//! Always true here: what lies on a volume adds up to its level but for what was cleared from it; a
//! full volume grows no more, and nothing on it runs where there is a fault to blame.

mod level;
mod relief;

use crate::engine::{FRACTION_BITS, Id, Table, clones};
use crate::model::filling::{initial_filling, replica_bytes};
use crate::model::{Arrival, Blueprint, CrewId, SourceId, StampId, Storage, VmId, VolumeId};
use crate::random::{Sampler, Stream};
use crate::units::{Moment, Share, Span};
use crate::world::consequence::Consequence;
use crate::world::draws::{Kind, OfRelief};
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::Plant;
use crate::world::plant::pool::fixed_rate;
use crate::world::which::{Fault, Task};
use std::sync::Arc;

/// Nobody makes room sooner.
const SOONEST: Span = Span(crate::units::MINUTE);

/// How full a volume is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
enum Stage {
    #[default]
    Fine,
    Warning,
    Critical,
    Full,
}

/// What does not change of a volume. Amounts in 2^-32 bytes.
#[derive(Debug)]
struct VolumePlan {
    stamp: StampId,
    /// More than these is a warning and critical; as much as this is full.
    warning: u128,
    critical: u128,
    size: u128,
    relief_to: u128,
    relief: Option<Sampler>,
    relief_by: Option<CrewId>,
    name: u128,
}

/// A volume.
#[derive(Debug)]
struct VolumeState {
    level: u128,
    /// Up to when the level is worked out.
    since: Moment,
    /// What it grows by per millisecond, and for how many milliseconds it has grown.
    growth: u64,
    grown: u64,
    /// What people made room for, in all.
    cleared: u128,
    stage: Stage,
    relief_at: Option<Moment>,
    /// How long the relief takes that is under way, or asked for; zero where none is.
    relief_takes: Span,
    /// Index of the next draw.
    reliefs: u64,
    stream: Stream,
}

clones!(VolumeState {
    level,
    since,
    growth,
    grown,
    cleared,
    stage,
    relief_at,
    relief_takes,
    reliefs,
    stream,
});

/// Where something lies, and how much it was when its volume had grown for so long.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Lies {
    stamp: StampId,
    /// None on a stamp without storage.
    volume: Option<VolumeId>,
    bytes: u128,
    grown: u64,
}

/// All volumes, and what lies on them. Copies share what does not change.
#[derive(Debug)]
pub(super) struct Volumes {
    plans: Arc<Table<VolumeId, VolumePlan>>,
    states: Table<VolumeId, VolumeState>,
    /// The volumes at the start of a trial.
    first: Arc<Table<VmId, Option<VolumeId>>>,
    first_of_replicas: Arc<Table<VmId, Option<VolumeId>>>,
    vms: Table<VmId, Lies>,
    replicas: Table<VmId, Option<Lies>>,
    /// What is to blame for full volumes of each stamp; none where they stop nothing.
    sources: Arc<Table<StampId, Option<Fault>>>,
    /// Up to when the tallies of each stamp are worked out.
    tallied: Table<StampId, Moment>,
    /// Growth has begun.
    growing: bool,
}

clones!(Volumes {
    plans,
    states,
    first,
    first_of_replicas,
    vms,
    replicas,
    sources,
    tallied,
    growing,
});

impl Volumes {
    /// Tables for the volumes of a blueprint; empty ones without storage.
    pub(super) fn new(blueprint: &Blueprint) -> Volumes {
        let mut plans = Vec::new();
        for (index, stamp) in blueprint.stamps.iter().enumerate() {
            let Some(storage) = &stamp.storage else {
                continue;
            };
            for number in 1..=storage.volumes.len() {
                let name = Kind::Reliefs.stream_of(&format!("{}/{number}", stamp.name));
                plans.push(volume_plan(storage, StampId::of_row(index), name));
            }
        }
        let blame = |stamp| {
            let arrival = Arrival::Volume(StampId::of_row(stamp));
            let mut sources = blueprint.sources.iter();
            let place = sources.position(|source| source.arrival == arrival);
            place.map(|place| Fault::Source(SourceId::of_row(place)))
        };
        let on = blueprint.stamps.iter().any(|one| one.storage.is_some());
        let count = if on { blueprint.vms.len() } else { 0 };
        let nowhere = Lies {
            stamp: StampId(0),
            volume: None,
            bytes: 0,
            grown: 0,
        };
        let first = initial_filling(blueprint);
        Volumes {
            states: plans.iter().map(|_| VolumeState::new()).collect(),
            plans: Arc::new(plans.into()),
            first: Arc::new(first.vms.into()),
            first_of_replicas: Arc::new(first.replicas.into()),
            vms: Table::of(count, nowhere),
            replicas: Table::of(count, None),
            sources: Arc::new((0..blueprint.stamps.len()).map(blame).collect()),
            tallied: Table::of(blueprint.stamps.len(), Moment::ZERO),
            growing: false,
        }
    }

    /// Its streams are those of a trial with this key.
    pub(super) fn rekey(&mut self, frame: &Frame<'_>, key: u64) {
        for (state, plan) in self.states.iter_mut().zip(self.plans.iter()) {
            state.stream.rekey(frame.seed, key, plan.name);
        }
    }

    /// As at the start of a trial, whatever the one before left: everything lies where it is put first,
    /// and nothing grows yet.
    pub(super) fn renew(&mut self, frame: &Frame<'_>) {
        let Volumes {
            plans: _,
            states,
            first,
            first_of_replicas,
            vms,
            replicas,
            sources: _,
            tallied,
            growing,
        } = self;
        if vms.is_empty() {
            return;
        }
        *growing = false;
        tallied.fill(Moment::ZERO);
        for state in &mut *states {
            state.renew();
        }
        let lies = |stamp: StampId, volume: Option<VolumeId>, bytes: u64| Lies {
            stamp,
            volume,
            bytes: fixed(bytes),
            grown: 0,
        };
        for vm in vms.ids() {
            let plan = frame.blueprint.vm(vm);
            vms[vm] = lies(plan.stamp, first[vm], plan.used.0);
            let replication = plan
                .protection
                .replication
                .map(|id| frame.blueprint.replication(id));
            let bytes = replica_bytes(frame.blueprint, vm.index());
            let volume = first_of_replicas[vm];
            replicas[vm] = replication.map(|one| lies(one.to, volume, bytes));
            if let Some(volume) = vms[vm].volume {
                let state = &mut states[volume];
                state.level += vms[vm].bytes;
                state.growth += fixed_rate(plan.growth);
            }
            if let Some(replica) = replicas[vm]
                && let Some(volume) = replica.volume
            {
                states[volume].level += replica.bytes;
            }
        }
    }
}

impl VolumeState {
    /// As at the start of a trial, whatever the one before left: its stream alone is kept.
    fn renew(&mut self) {
        *self = VolumeState {
            stream: std::mem::take(&mut self.stream),
            ..VolumeState::new()
        };
    }
    fn new() -> VolumeState {
        VolumeState {
            level: 0,
            since: Moment::ZERO,
            growth: 0,
            grown: 0,
            cleared: 0,
            stage: Stage::Fine,
            relief_at: None,
            relief_takes: Span::ZERO,
            reliefs: 0,
            stream: Stream::new(),
        }
    }
}

impl VolumePlan {
    fn stage(&self, level: u128) -> Stage {
        if level >= self.size {
            Stage::Full
        } else if level > self.critical {
            Stage::Critical
        } else if level > self.warning {
            Stage::Warning
        } else {
            Stage::Fine
        }
    }
}

fn fixed(bytes: u64) -> u128 {
    u128::from(bytes) << FRACTION_BITS
}

fn volume_plan(storage: &Storage, stamp: StampId, name: u128) -> VolumePlan {
    let size = storage.volume_size.0;
    let part = |share: Share| fixed((size as f64 * share.0) as u64);
    VolumePlan {
        stamp,
        warning: part(storage.warning),
        critical: part(storage.critical),
        size: fixed(size),
        relief_to: part(storage.relief_to),
        relief: storage.relief.as_ref().map(Sampler::new),
        relief_by: storage.relief_by,
        name,
    }
}

impl Plant {
    /// The horizon begins: volumes are as the scenario states them, and grow from now on.
    pub(in crate::world) fn volumes_grow(&mut self, frame: &mut Frame<'_>) {
        self.volumes.growing = true;
        for volume in self.volumes.states.ids() {
            self.volumes.states[volume].since = frame.now;
            self.look_at_volume(frame, volume, SOONEST);
        }
    }

    /// The stamp that a volume is part of.
    pub(in crate::world) fn stamp_of_volume(&self, volume: VolumeId) -> StampId {
        self.volumes.plans[volume].stamp
    }

    /// Lets a volume grow up to now. A full one grows no more.
    fn pass_volume(&mut self, frame: &mut Frame<'_>, volume: VolumeId) {
        let growing = self.volumes.growing;
        let state = &mut self.volumes.states[volume];
        let passed = frame
            .now
            .since(std::mem::replace(&mut state.since, frame.now));
        if growing && state.stage < Stage::Full {
            state.level += u128::from(state.growth) * u128::from(passed.0);
            state.grown += passed.0;
        }
    }

    /// A volume passes a threshold, or somebody has made room.
    #[inline(never)]
    pub(in crate::world) fn volume_timer(&mut self, frame: &mut Frame<'_>, volume: VolumeId) {
        self.pass_volume(frame, volume);
        let mut at_least = SOONEST;
        if self.volumes.states[volume]
            .relief_at
            .is_some_and(|at| at <= frame.now)
        {
            let state = &mut self.volumes.states[volume];
            let excess = state
                .level
                .saturating_sub(self.volumes.plans[volume].relief_to);
            state.level -= excess;
            state.cleared += excess;
            state.relief_at = None;
            state.relief_takes = Span::ZERO;
            // Where what is made room for is not enough, the next one takes its time as well.
            at_least = Span::hours(1);
            self.task_ends(frame, Task::Relief(volume));
        }
        self.look_at_volume(frame, volume, at_least);
    }

    /// Works out how full a volume is, what follows, and when to look again.
    fn look_at_volume(&mut self, frame: &mut Frame<'_>, volume: VolumeId, at_least: Span) {
        if !self.volumes.growing {
            return;
        }
        let plan = &self.volumes.plans[volume];
        let stamp = plan.stamp;
        let stage = plan.stage(self.volumes.states[volume].level);
        let before = self.volumes.states[volume].stage;
        if stage != before {
            self.tally_volumes(frame, stamp);
        }
        let state = &mut self.volumes.states[volume];
        state.stage = stage;
        if stage >= Stage::Critical
            && state.relief_at.is_none()
            && state.relief_takes == Span::ZERO
            && let Some(relief) = &self.volumes.plans[volume].relief
        {
            let word = OfRelief::Takes.at(state.reliefs);
            let delay = relief.draw(&mut state.stream, word).max(at_least);
            state.reliefs += 1;
            state.relief_takes = delay;
            match self.volumes.plans[volume].relief_by {
                Some(crew) => self.call_to_relieve(frame, (volume, crew)),
                None => state.relief_at = Some(frame.now + delay),
            }
        }
        self.set_volume_timer(frame, volume);
        if stage == Stage::Full && before != Stage::Full {
            self.fill(frame, volume);
        }
        frame.dirty.waiters |= stage < before;
    }

    /// A person comes from other work, or when the hours of the crew begin, to make room on a volume.
    pub(in crate::world) fn somebody_relieves(&mut self, frame: &mut Frame<'_>, volume: VolumeId) {
        // It has grown since it was looked at last: the timer counts from what it holds now.
        self.pass_volume(frame, volume);
        let state = &mut self.volumes.states[volume];
        state.relief_at = Some(frame.now + state.relief_takes);
        self.set_volume_timer(frame, volume);
    }

    fn set_volume_timer(&mut self, frame: &mut Frame<'_>, volume: VolumeId) {
        let (state, plan) = (&self.volumes.states[volume], &self.volumes.plans[volume]);
        let (limit, more) = match state.stage {
            Stage::Fine => (plan.warning, 1),
            Stage::Warning => (plan.critical, 1),
            Stage::Critical => (plan.size, 0),
            Stage::Full => (0, 0),
        };
        let mut at = state.relief_at;
        if state.stage < Stage::Full && state.growth > 0 {
            let missing = (limit + more).saturating_sub(state.level);
            let ticks = missing.div_ceil(u128::from(state.growth)).max(1);
            let crosses = frame.now + Span::from_ticks(ticks);
            at = Some(at.map_or(crosses, |relief| relief.min(crosses)));
        }
        match at {
            Some(at) => frame.schedule(Event::Volume(volume), at.max(frame.now)),
            None => frame.unschedule(Event::Volume(volume)),
        }
    }

    /// A volume is full: it counts, and where a fault stands for that, what runs on it stops.
    pub(in crate::world) fn fill(&mut self, frame: &mut Frame<'_>, volume: VolumeId) {
        let stamp = self.volumes.plans[volume].stamp;
        if frame.counts_now() {
            frame.record.storage[stamp.index()].filled += 1;
        }
        let Some(fault) = self.volumes.sources[stamp] else {
            return;
        };
        frame.count_fault(frame.fault_facts(fault).2);
        if let Some(source) = fault.source() {
            self.count_on(frame, source);
        }
        frame.agenda.push(Consequence::VolumeFull(volume));
    }

    /// The fault that stands for a full volume, where that stops what runs on it.
    pub(in crate::world) fn fault_of_volume(&self, volume: VolumeId) -> Option<Fault> {
        self.volumes.sources[self.volumes.plans[volume].stamp]
    }

    /// The volume that a VM lies on; none on a stamp without storage.
    pub(in crate::world) fn volume_of(&self, vm: VmId) -> Option<VolumeId> {
        self.volumes.vms.get(vm)?.volume
    }

    /// The full volume that keeps a VM from running where it is.
    #[inline(always)]
    pub(in crate::world) fn full_volume(&self, vm: VmId) -> Option<VolumeId> {
        let lies = self.volumes.vms.get(vm)?;
        let volume = lies.volume?;
        let stops = self.volumes.sources[lies.stamp].is_some();
        (stops && self.volumes.states[volume].stage == Stage::Full).then_some(volume)
    }

    /// The volume of a stamp that is least full.
    fn least_full(&self, frame: &Frame<'_>, stamp: StampId) -> Option<VolumeId> {
        let storage = frame.blueprint.stamp(stamp).storage.as_ref()?;
        let volumes = storage.volume_ids();
        volumes.min_by_key(|volume| (self.level(frame, *volume), *volume))
    }

    /// What a VM takes on a volume now.
    fn bytes_of(&self, frame: &Frame<'_>, vm: VmId) -> u128 {
        let lies = &self.volumes.vms[vm];
        let grown = match lies.volume.map(|volume| &self.volumes.states[volume]) {
            Some(state) if self.volumes.growing && state.stage < Stage::Full => {
                state.grown + frame.now.since(state.since).0 - lies.grown
            }
            Some(state) => state.grown - lies.grown,
            None => 0,
        };
        lies.bytes + u128::from(fixed_rate(frame.blueprint.vm(vm).growth)) * u128::from(grown)
    }

    /// The volume that keeps a VM from being put on a stamp: its own is full, or none has room for
    /// it. Where its replica lies, it has its place.
    pub(in crate::world) fn lacking_volume(
        &self,
        frame: &Frame<'_>,
        vm: VmId,
        stamp: StampId,
    ) -> Option<VolumeId> {
        let lies = self.volumes.vms.get(vm)?;
        if lies.stamp == stamp {
            return self.full_volume(vm);
        }
        if self.volumes.replicas[vm].is_some_and(|replica| replica.stamp == stamp) {
            return None;
        }
        let least = self.least_full(frame, stamp)?;
        let level = self.level(frame, least) + self.bytes_of(frame, vm);
        (level > self.volumes.plans[least].size).then_some(least)
    }

    /// A VM goes to another stamp. Where its replica lies the two change places: the replica becomes
    /// the VM, and what is left behind becomes the replica.
    pub(in crate::world) fn move_volume(
        &mut self,
        frame: &mut Frame<'_>,
        vm: VmId,
        stamp: StampId,
    ) {
        let Some(lies) = self.volumes.vms.get(vm).copied() else {
            return;
        };
        if lies.stamp == stamp {
            return;
        }
        self.move_churn(frame, vm, lies.stamp, stamp);
        let bytes = self.bytes_of(frame, vm);
        let replica = self.volumes.replicas[vm].filter(|replica| replica.stamp == stamp);
        let swaps = replica.is_some();
        let to = match replica {
            Some(replica) => replica.volume,
            None => self.least_full(frame, stamp),
        };
        let growth = fixed_rate(frame.blueprint.vm(vm).growth);
        if let Some(from) = lies.volume {
            self.pass_volume(frame, from);
            let state = &mut self.volumes.states[from];
            state.growth -= growth;
            if !swaps {
                // What was cleared may have been part of it.
                let short = bytes.saturating_sub(state.level);
                state.level -= bytes - short;
                state.cleared -= short;
            }
        }
        let mut grown = 0;
        if let Some(to) = to {
            self.pass_volume(frame, to);
            let state = &mut self.volumes.states[to];
            state.growth += growth;
            grown = state.grown;
            if !swaps {
                state.level += bytes;
            }
        }
        self.volumes.vms[vm] = Lies {
            stamp,
            volume: to,
            bytes: replica.map_or(bytes, |replica| replica.bytes),
            grown,
        };
        if swaps {
            self.volumes.replicas[vm] = Some(Lies { bytes, ..lies });
        }
        for volume in [lies.volume, to].into_iter().flatten() {
            self.look_at_volume(frame, volume, SOONEST);
        }
    }

    /// What lies on each volume of a stamp adds up to its level, and VMs run where their volumes are.
    pub(in crate::world) fn check_volumes(
        &self,
        frame: &Frame<'_>,
        stamp: StampId,
        stamps: impl Iterator<Item = StampId>,
    ) {
        for (volume, plan) in self.volumes.plans.pairs() {
            if plan.stamp != stamp {
                continue;
            }
            let on = |lies: &&Lies| lies.volume == Some(volume);
            let vms = self
                .volumes
                .vms
                .ids()
                .filter(|vm| on(&&self.volumes.vms[*vm]));
            let found: u128 = vms.map(|vm| self.bytes_of(frame, vm)).sum();
            let replicas = self.volumes.replicas.iter().flatten().filter(on);
            let found = found + replicas.map(|lies| lies.bytes).sum::<u128>();
            let level = self.level(frame, volume) + self.volumes.states[volume].cleared;
            assert!(found == level, "{found} lie on a volume of {level}");
        }
        for (runs, lies) in stamps.zip(&self.volumes.vms) {
            assert!(runs == lies.stamp, "a VM runs where its volume is not");
        }
    }
}
