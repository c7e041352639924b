//! One run of a march: the fault strikes at an instant, and what that comes to.
//!
//! Always true here: of what happens in a run that is kept on which an outcome can hang; the rest is left out by an argument that has a name.

use super::Worlds;
use super::ground::Ground;
use crate::model::marched::{Happening, Skipped};
use crate::model::record::{
    Data, Decision, LossReason, Outage, Phase, Resource, TakenFrom, TrialRecord,
};
use crate::model::{Class, GroupId, ObjectiveOf, SourceId, VmId};
use crate::study::endless;
use crate::study::sums::measured;
use crate::world::{Strike, Told};

/// What became of one application.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Fate {
    /// The longest recovery, in milliseconds; none where it did not stop.
    pub(super) recovery: Option<u64>,
    /// The largest loss, the same; none where nothing was at risk.
    pub(super) loss: Option<u64>,
}

impl Fate {
    pub(super) fn of(&self, kind: ObjectiveOf) -> Option<u64> {
        match kind {
            ObjectiveOf::Recovery => self.recovery,
            ObjectiveOf::Loss => self.loss,
        }
    }
}

/// What told of the outage that made a figure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Detail {
    pub(super) phase: Phase,
    pub(super) resource: Resource,
    pub(super) reason: LossReason,
    pub(super) class: Class,
}

/// What a fault reaches in a run.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Reach {
    /// VMs that it stopped.
    pub(super) stopped: Vec<bool>,
    /// Whether anything was read from a restore point, or asked for one.
    pub(super) reads: bool,
    /// Whether anything went on from a replica.
    pub(super) replicas: bool,
}

/// A run.
#[derive(Clone, Debug)]
pub(super) struct Sight {
    /// When it strikes, in milliseconds after the cycle begins.
    pub(super) at: u64,
    /// What happens from then on, in that order and by the same clock.
    pub(super) told: Vec<(u64, Happening)>,
    /// By application.
    pub(super) fates: Vec<Fate>,
    pub(super) details: Vec<[Option<Detail>; 2]>,
    pub(super) reach: Reach,
    /// Events of the run, from its strike on.
    pub(super) events: u64,
}

/// Strikes at an instant in a copy of the world that stands before it. None where the fault cannot strike.
pub(super) fn look(
    ground: &Ground<'_>,
    worlds: &mut Worlds<'_>,
    (strike, source): (Strike, SourceId),
    at: u64,
) -> Option<Sight> {
    let Worlds { base, probe, .. } = worlds;
    base.fork_into(probe);
    probe.go_on(ground.in_world(at));
    let before: Vec<u64> = probe.stops().collect();
    let mut told = Vec::new();
    let mut record = probe.strike_watched(strike, &mut told)?;
    endless::mark(&ground.queues, &mut record);
    let stopped = probe
        .stops()
        .zip(before)
        .map(|(after, before)| after > before);
    let stopped: Vec<bool> = stopped.collect();
    let mut sight = Sight {
        at,
        told: Vec::new(),
        fates: vec![Fate::default(); ground.blueprint.applications.len()],
        details: vec![[None, None]; ground.blueprint.applications.len()],
        reach: reach(&record, &told, stopped),
        events: told.len() as u64,
    };
    for outage in record.outages.iter().filter(|one| one.counted) {
        sight.take(outage);
    }
    let ends = Ends::of(&record, &told, source);
    let mut was_read = false;
    told.retain(|one| {
        // What comes right after a read may come into it when that is later.
        let beside = was_read && traffic_of(one.what).is_some();
        was_read =
            one.reads || was_read && !beside || matches!(one.what, Happening::StateArrives(_));
        beside || ends.hold(one) && weigh(ground, &sight.reach, one.what, one.reads).is_ok()
    });
    let told = told.into_iter();
    sight.told = told
        .map(|one| (ground.in_cycle(one.at), one.what))
        .collect();
    Some(sight)
}

impl Sight {
    fn take(&mut self, outage: &Outage) {
        let application = outage.application.index();
        let longest = outage.phases.iter().enumerate();
        // Of equals the first, as they come.
        let longest = longest.max_by_key(|(place, length)| (**length, std::cmp::Reverse(*place)));
        let detail = Detail {
            phase: longest.map_or(Phase::Detect, |(place, _)| Phase::ALL[place]),
            resource: outage.binding,
            reason: outage.resumed.reason,
            class: outage.class,
        };
        let fate = &mut self.fates[application];
        let [recovery, loss] = &mut self.details[application];
        for (kind, value, known) in [
            (ObjectiveOf::Recovery, &mut fate.recovery, recovery),
            (ObjectiveOf::Loss, &mut fate.loss, loss),
        ] {
            let new = measured(kind, outage);
            if new > *value {
                *value = new;
                *known = Some(detail);
            }
        }
    }

    /// Whether the same happens in the same order, and the same applications are hit.
    pub(super) fn is_like(&self, other: &Sight) -> bool {
        let kinds = |fate: &Fate| (hit(fate.recovery), hit(fate.loss));
        self.told.len() == other.told.len()
            && self.reach == other.reach
            && self
                .told
                .iter()
                .map(|one| one.1)
                .eq(other.told.iter().map(|one| one.1))
            && self
                .fates
                .iter()
                .map(kinds)
                .eq(other.fates.iter().map(kinds))
    }

    /// Whether transfers go on beside each other, so that one is slower for another.
    pub(super) fn shares(&self) -> bool {
        let ends = |what| arrives(what) || matches!(what, Happening::StateArrives(_));
        self.told.iter().filter(|one| ends(one.1)).count() > 1
    }

    /// All instants and lengths that move when the strike does.
    pub(super) fn figures(&self) -> impl Iterator<Item = u64> + '_ {
        let lengths = self.fates.iter();
        let lengths = lengths.flat_map(|fate| [fate.recovery, fate.loss]);
        self.told.iter().map(|one| one.0).chain(lengths.flatten())
    }
}

/// Whether there is a figure, and whether it has an end.
fn hit(value: Option<u64>) -> (bool, bool) {
    let endless = value.is_some_and(|value| value >= crate::stats::frequencies::ENDLESS);
    (value.is_some(), endless)
}

fn reach(record: &TrialRecord, told: &[Told], stopped: Vec<bool>) -> Reach {
    let counted = || record.outages.iter().filter(|one| one.counted);
    let asks = |one: &Outage| {
        let whole = matches!(one.data, Data::Safe | Data::SetBack(0));
        !whole || one.back.is_none() || one.decision != Decision::None
    };
    let resumes = |one: &Outage| matches!(one.resumed.from, TakenFrom::Replica(_));
    let arrives = |one: &Told| matches!(one.what, Happening::StateArrives(_));
    Reach {
        stopped,
        reads: counted().any(asks) || told.iter().any(arrives) || counted().any(resumes),
        replicas: counted().any(resumes),
    }
}

/// Until when what happens can matter.
struct Ends {
    /// When each VM had its state again, where it was brought to it.
    arrived: Vec<(VmId, u64)>,
    /// The last outage that counts is over: none where one never is.
    outages: Option<u64>,
    /// So is the fault, and what must stay recovered has done so.
    all: Option<u64>,
}

impl Ends {
    fn of(record: &TrialRecord, told: &[Told], source: SourceId) -> Ends {
        let counted = record.outages.iter().filter(|one| one.counted);
        let mut outages = Some(record.strike);
        for one in counted.filter(|one| !one.loss_only) {
            let end = one
                .back
                .map(|back| one.start.saturating_add_unsigned(back.after).max(0) as u64);
            outages = outages.zip(end).map(|(known, end)| known.max(end));
        }
        let over = told
            .iter()
            .find(|one| one.what == Happening::FaultEnds(source));
        let all = outages.map(|end| end.max(over.map_or(end, |one| one.at)));
        let arrives = |one: &Told| match one.what {
            Happening::StateArrives(vm) => Some((vm, one.at)),
            _ => None,
        };
        Ends {
            arrived: told.iter().rev().filter_map(arrives).collect(),
            outages,
            all,
        }
    }

    fn hold(&self, one: &Told) -> bool {
        let until = match (jobs_of(one.what), one.what) {
            (Some(vm), _) => {
                // Its jobs are as those of others once it has its state.
                let arrived = self.arrived.iter().find(|known| known.0 == vm);
                match (arrived, one.reads) {
                    (Some((_, at)), false) => Some(*at),
                    _ => self.outages,
                }
            }
            (
                None,
                Happening::Group(_)
                | Happening::ReplicaCopied(_)
                | Happening::Homecoming(_)
                | Happening::CopiedHome(_),
            ) => self.outages,
            (None, _) => self.all,
        };
        until.is_none_or(|until| one.at <= until)
    }
}

/// Of which VM something is a step of a job, of a log or of a copy of these.
pub(super) fn traffic_of(what: Happening) -> Option<VmId> {
    match what {
        Happening::Job(vm)
        | Happening::JobDone(vm, _)
        | Happening::CopyDone(vm)
        | Happening::Synthesised(vm)
        | Happening::Log(vm)
        | Happening::LogDone(vm)
        | Happening::LogCopied(vm) => Some(vm),
        _ => None,
    }
}

/// Of which VM something tells of its jobs: a step of one, or that they are mended.
fn jobs_of(what: Happening) -> Option<VmId> {
    match what {
        Happening::Mended(vm) => Some(vm),
        other => traffic_of(other),
    }
}

/// Whether the last byte of a job, of a log or of a copy of these has arrived.
pub(super) fn arrives(what: Happening) -> bool {
    matches!(
        what,
        Happening::JobDone(..)
            | Happening::CopyDone(_)
            | Happening::Synthesised(_)
            | Happening::LogDone(_)
            | Happening::LogCopied(_)
    )
}

/// Why nothing hangs on something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Idle {
    /// A part of the trial begins: that is no event of the world.
    NoEvent,
    /// See [`Skipped`].
    OutOfReach,
    NoPointRead,
    OtherReplica,
}

impl Idle {
    pub(super) fn count(self, skipped: &mut Skipped) {
        match self {
            Idle::NoEvent => {}
            Idle::OutOfReach => skipped.out_of_reach += 1,
            Idle::NoPointRead => skipped.no_point_read += 1,
            Idle::OtherReplica => skipped.other_replicas += 1,
        }
    }
}

/// Whether an outcome can hang on when something happens, in a run with this reach; `reads` while some state is being read.
pub(super) fn weigh(
    ground: &Ground<'_>,
    reach: &Reach,
    what: Happening,
    reads: bool,
) -> Result<(), Idle> {
    let stopped = |vm: VmId| reach.stopped[vm.index()];
    let of_job = |vm: VmId| match (reach.reads, stopped(vm) || reads) {
        (false, _) if !stopped(vm) => Err(Idle::OutOfReach),
        (false, _) => Err(Idle::NoPointRead),
        (true, true) => Ok(()),
        // What groups send shares pipes with jobs, whoever has them.
        (true, false) if reach.replicas => Ok(()),
        (true, false) => Err(Idle::OutOfReach),
    };
    let of_group = |group: GroupId| {
        let own = ground.blueprint.group(group).vms.iter();
        match own.copied().any(stopped) {
            true => Ok(()),
            false => Err(Idle::OtherReplica),
        }
    };
    if let Some(vm) = jobs_of(what) {
        return of_job(vm);
    }
    match what {
        Happening::Mark => Err(Idle::NoEvent),
        Happening::Group(group) | Happening::ReplicaCopied(group) => of_group(group),
        _ => Ok(()),
    }
}
