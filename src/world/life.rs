//! A VM's life: where it is, what it waits for, which way it comes back.
//!
//! Always true here: a phase has with it what means something in it alone; what a VM waits for, and which
//! phase of a recovery that is, follows from its phase.

use super::vault::Reading;
use crate::model::record::{Path, Phase, Resource};
use crate::model::{
    ApplicationId, CrewId, NodeId, Rebuild, RepositoryId, RoleId, StampId, VmId, VolumeId,
};
use crate::units::{Moment, Span};

/// How a VM that is built gets what it had.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Route {
    /// As what builds it again has it: from a restore point, from its template, empty.
    Build(Rebuild),
    /// From another instance of its role.
    Reseed,
    /// At home, from its replica that has no room to run.
    Homeward,
    /// Where its replica was.
    Failover,
    /// At home again, together with its group.
    Failback,
}

impl Route {
    /// How an outage is told to have ended this way.
    pub(super) fn path(self) -> Path {
        match self {
            Route::Build(by) => by.path(),
            Route::Reseed | Route::Homeward => Path::Reseed,
            Route::Failover => Path::Failover,
            Route::Failback => Path::Failback,
        }
    }
}

/// What a VM does when its batch of the resource manager comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Next {
    /// It starts: its whole stamp was down.
    Start,
    /// It is built, on its way.
    Build(Route),
}

/// What a person of a crew does for a VM with their hands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum HandWork {
    /// Builds it, on its way, for so long.
    Build(Route, Span),
    /// Checks it, for so long.
    Check(Span),
}

impl HandWork {
    /// The phase in which that is done, and for how long.
    #[inline]
    pub(super) fn phase(self) -> (VmPhase, Span) {
        match self {
            HandWork::Build(route, length) => (VmPhase::Provision(route), length),
            HandWork::Check(length) => (VmPhase::Validate, length),
        }
    }
}

/// Where the state of a VM comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum From {
    /// A restore point, with a slot of its repository.
    Point(Reading),
    /// Another instance of its role.
    Instance(VmId),
    /// Its replica.
    Replica,
}

impl From {
    /// What bounds it, before it is known.
    fn bound(self) -> Resource {
        match self {
            From::Point(reading) => Resource::RepositoryRead(reading.repository),
            From::Instance(_) | From::Replica => Resource::Disks,
        }
    }
}

/// Where a VM is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum VmPhase {
    /// It serves.
    Serving,
    /// This node, on which it was, is lost and the cluster has not noticed.
    DetectNode(NodeId),
    /// Its guest crashed and nobody has noticed.
    DetectCrash,
    /// Its state is lost and nobody has noticed.
    DetectLoss,
    /// Somebody of this crew will decide to restore or redeploy, whose hours have not begun; how long it
    /// takes then.
    DecideIn(CrewId, Span),
    /// Somebody decides to restore or redeploy.
    Decide,
    /// Waits for what is away to return, or for whoever brings that back: what that is called now.
    WaitReturn(Resource),
    /// Waits for the control plane of this stamp.
    WaitControl(StampId),
    /// Waits for room on this stamp, since then.
    WaitCapacity(StampId, Moment),
    /// Waits for the repository of its template.
    WaitTemplate(RepositoryId),
    /// Waits for a repository of its points.
    WaitPoints(RepositoryId),
    /// Nothing can bring it back.
    Hopeless,
    /// Waits for its batch of the resource manager of this stamp.
    WaitManager(StampId, Next),
    /// Waits for its batch of cluster restarts of this stamp.
    WaitCluster(StampId),
    /// Is built.
    Provision(Route),
    /// Waits for a slot of a repository to read a restore point there.
    WaitSlot(Reading),
    /// Its state comes from somewhere, bounded by something.
    Transfer(From, Resource),
    /// Its point was read, and logs are replayed on it.
    Replay(Reading),
    /// Waits until what lies at this offline repository has been fetched.
    WaitShipment(RepositoryId),
    /// Is scanned, bounded by something: it was restored with this point, and its logs.
    Scan(Reading, Resource),
    /// Waits to boot until the applications that it needs are up: the first that is not.
    WaitDependency(ApplicationId),
    /// Waits for another instance of its role to read its state from.
    WaitSource(RoleId),
    /// Waits for a person of this crew, or for one who was called to come.
    WaitPerson(CrewId, HandWork),
    /// Boots.
    Boot,
    /// Is checked.
    Validate,
    /// A bad release keeps it down until it is repaired: what that waits for is called now.
    Held(Resource),
    /// Waits until this volume has room.
    WaitVolume(VolumeId),
    /// Runs, but nothing may be written while the replica cannot be reached: for want of this.
    Frozen(Resource),
    /// Waits until a raised quota of this stamp takes hold.
    WaitQuota(StampId),
    /// Serves, but users do not know yet where.
    WaitNames,
}

/// Where a VM is as its role counts it: missing in one of the phases of recovery, by number, or serving.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Footing(u8);

impl Footing {
    /// More than there are.
    pub(super) const COUNT: usize = 16;
    pub(super) const SERVES: Footing = Footing(Footing::COUNT as u8 - 1);

    /// Its place among all of them.
    #[inline(always)]
    pub(super) fn place(self) -> usize {
        usize::from(self.0) % Footing::COUNT
    }
}

const _: () = assert!(Phase::COUNT < Footing::COUNT);

/// What is asked of a phase whenever a VM comes into it or leaves it, in one word: one look at the phase answers all.
/// Its low four bits are the phase of recovery, the next four how its role counts it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Traits(u16);

impl Traits {
    const SERVES: u16 = 1 << 8;
    const SETTLED: u16 = 1 << 9;
    const PEOPLE: u16 = 1 << 10;
    const LOOKS: u16 = 1 << 11;
    const SHORT: u16 = 1 << 12;
    const UNNOTICED: u16 = 1 << 13;

    #[inline(always)]
    fn has(self, what: u16) -> bool {
        self.0 & what != 0
    }
    #[inline(always)]
    fn phase(self) -> Phase {
        Phase::ALL[usize::from(self.0 & 0xf)]
    }
    /// How its role counts it.
    #[inline(always)]
    pub(super) fn footing(self) -> Footing {
        Footing((self.0 >> 4 & 0xf) as u8)
    }
    /// The phase of recovery; none where it serves.
    #[inline(always)]
    pub(super) fn missing(self) -> Option<Phase> {
        (!self.has(Traits::SERVES)).then(|| self.phase())
    }
    /// Whether nothing more comes of it by itself: it serves, or nothing can bring it back.
    #[inline(always)]
    pub(super) fn is_settled(self) -> bool {
        self.has(Traits::SETTLED)
    }
    /// Whether people decide, build or check for it, or are waited for to do so.
    #[inline(always)]
    pub(super) fn has_people(self) -> bool {
        self.has(Traits::PEOPLE)
    }
    /// Whether it looks again when something frees up.
    #[inline(always)]
    pub(super) fn looks_again(self) -> bool {
        self.has(Traits::LOOKS)
    }
    /// Whether it waits for room.
    #[inline(always)]
    pub(super) fn is_short_of_room(self) -> bool {
        self.has(Traits::SHORT)
    }
    /// Whether the cluster has not noticed yet that its node is lost.
    #[inline(always)]
    pub(super) fn is_unnoticed(self) -> bool {
        self.has(Traits::UNNOTICED)
    }
    /// Whether it stands in a list of the room while it lasts: of those that look again, or that nobody misses yet.
    #[inline(always)]
    pub(super) fn is_listed(self) -> bool {
        self.has(Traits::LOOKS | Traits::SHORT | Traits::UNNOTICED)
    }
}

impl VmPhase {
    /// Its state begins to come from somewhere.
    pub(super) fn transfer(from: From) -> VmPhase {
        VmPhase::Transfer(from, from.bound())
    }

    /// What is asked of it whenever a VM comes into it or leaves it.
    #[inline(always)]
    pub(super) fn traits(self) -> Traits {
        const fn of(phase: Phase, more: u16) -> u16 {
            let footing = match more & Traits::SERVES {
                0 => phase as u16,
                _ => Footing::SERVES.0 as u16,
            };
            phase as u16 | footing << 4 | more
        }
        Traits(match self {
            VmPhase::Serving => of(Phase::Dependency, Traits::SERVES | Traits::SETTLED),
            VmPhase::DetectNode(_) => of(Phase::Detect, Traits::UNNOTICED),
            VmPhase::DetectCrash | VmPhase::DetectLoss => of(Phase::Detect, 0),
            VmPhase::DecideIn(..) | VmPhase::Decide => of(Phase::Decide, Traits::PEOPLE),
            VmPhase::WaitReturn(_)
            | VmPhase::WaitControl(_)
            | VmPhase::WaitTemplate(_)
            | VmPhase::WaitPoints(_)
            | VmPhase::WaitVolume(_)
            | VmPhase::WaitSource(_) => of(Phase::Wait, Traits::LOOKS),
            VmPhase::WaitCapacity(..) => of(Phase::Wait, Traits::LOOKS | Traits::SHORT),
            VmPhase::Hopeless => of(Phase::Wait, Traits::SETTLED),
            VmPhase::WaitPerson(..) => of(Phase::Wait, Traits::PEOPLE),
            VmPhase::WaitManager(..)
            | VmPhase::WaitCluster(_)
            | VmPhase::WaitSlot(_)
            | VmPhase::Held(_)
            | VmPhase::Frozen(_)
            | VmPhase::WaitQuota(_)
            | VmPhase::WaitShipment(_)
            | VmPhase::WaitNames => of(Phase::Wait, 0),
            VmPhase::Provision(_) => of(Phase::Provision, Traits::PEOPLE),
            VmPhase::Transfer(..) | VmPhase::Scan(..) => of(Phase::Transfer, 0),
            VmPhase::Replay(_) => of(Phase::Replay, 0),
            VmPhase::Boot => of(Phase::Boot, 0),
            VmPhase::Validate => of(Phase::Validate, Traits::PEOPLE),
            VmPhase::WaitDependency(_) => of(Phase::Dependency, 0),
        })
    }

    /// Whether it serves: a comparison of whole phases is a call.
    #[inline(always)]
    pub(super) fn serves(self) -> bool {
        matches!(self, VmPhase::Serving)
    }

    /// The phase of recovery that this is.
    #[inline]
    pub(super) fn phase(self) -> Phase {
        self.traits().phase()
    }

    /// Whether it is built or checked, by whoever does that.
    #[inline]
    pub(super) fn is_hand_work(self) -> bool {
        matches!(self, VmPhase::Provision(_) | VmPhase::Validate)
    }

    /// The crew of whose people it waits for one to build or check it.
    #[inline]
    pub(super) fn waits_for_person(self) -> Option<CrewId> {
        match self {
            VmPhase::WaitPerson(crew, _) => Some(crew),
            _ => None,
        }
    }

    /// Whether somebody decides, or will in their hours.
    #[inline]
    pub(super) fn is_deciding(self) -> bool {
        matches!(self, VmPhase::DecideIn(..) | VmPhase::Decide)
    }

    /// What it waits for, or what bounds what moves.
    #[inline]
    pub(super) fn resource(self) -> Resource {
        match self {
            VmPhase::DecideIn(crew, _) | VmPhase::WaitPerson(crew, _) => Resource::Crew(crew),
            VmPhase::WaitReturn(name) | VmPhase::Held(name) | VmPhase::Frozen(name) => name,
            VmPhase::WaitControl(stamp) => Resource::ControlPlane(stamp),
            VmPhase::WaitCapacity(stamp, _) => Resource::Capacity(stamp),
            VmPhase::WaitTemplate(repository) | VmPhase::WaitPoints(repository) => {
                Resource::Repository(repository)
            }
            VmPhase::Hopeless => Resource::RestorePoint,
            VmPhase::WaitManager(stamp, _) => Resource::ManagerBatch(stamp),
            VmPhase::WaitCluster(stamp) => Resource::ClusterBatch(stamp),
            VmPhase::WaitSlot(reading) => Resource::Slots(reading.repository),
            VmPhase::Transfer(_, bound) | VmPhase::Scan(_, bound) => bound,
            VmPhase::WaitDependency(need) => Resource::Application(need),
            VmPhase::WaitSource(role) => Resource::Majority(role),
            VmPhase::WaitVolume(volume) => Resource::Volume(volume),
            VmPhase::WaitQuota(stamp) => Resource::Quota(stamp),
            VmPhase::WaitNames => Resource::Names,
            VmPhase::Replay(_) => Resource::Replay,
            VmPhase::WaitShipment(repository) => Resource::Shipment(repository),
            VmPhase::Serving
            | VmPhase::DetectNode(_)
            | VmPhase::DetectCrash
            | VmPhase::DetectLoss
            | VmPhase::Decide
            | VmPhase::Provision(_)
            | VmPhase::Boot
            | VmPhase::Validate => Resource::None,
        }
    }

    /// The same phase where what it waits for, or what bounds what moves, has another name.
    ///
    /// # Panics
    /// In a phase in which the name follows from what is waited for.
    pub(super) fn renamed(self, name: Resource) -> VmPhase {
        match self {
            VmPhase::WaitReturn(_) => VmPhase::WaitReturn(name),
            VmPhase::Held(_) => VmPhase::Held(name),
            VmPhase::Transfer(from, _) => VmPhase::Transfer(from, name),
            VmPhase::Scan(reading, _) => VmPhase::Scan(reading, name),
            other => panic!("what a VM waits for in phase {other:?} has one name"),
        }
    }

    /// Since when it waits for room, if it does.
    #[inline]
    pub(super) fn short_of_room_since(self) -> Option<Moment> {
        match self {
            VmPhase::WaitCapacity(_, since) => Some(since),
            _ => None,
        }
    }

    /// Whether it looks again when something frees up.
    #[inline]
    pub(super) fn looks_again(self) -> bool {
        self.traits().looks_again()
    }

    /// The restore point that is read, or waited for.
    #[inline]
    pub(super) fn reading(self) -> Option<Reading> {
        match self {
            VmPhase::WaitSlot(reading) | VmPhase::Transfer(From::Point(reading), _) => {
                Some(reading)
            }
            _ => None,
        }
    }

    /// The same where it is read.
    #[inline]
    pub(super) fn reads(self) -> Option<Reading> {
        match self {
            VmPhase::Transfer(From::Point(reading), _) => Some(reading),
            _ => None,
        }
    }

    /// The restore point that it has, or reads, or that logs are replayed on: it is not dropped meanwhile.
    #[inline]
    pub(super) fn holds(self) -> Option<Reading> {
        match self {
            VmPhase::Replay(reading) | VmPhase::Scan(reading, _) => Some(reading),
            other => other.reads(),
        }
    }

    /// Whether something is read, or waited for, at a repository.
    pub(super) fn reads_at(self, repository: RepositoryId) -> bool {
        let there = |reading: Reading| reading.repository == repository;
        self.reading().is_some_and(there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is waited for is what the phase says, without a word about it beside it.
    #[test]
    fn what_a_vm_waits_for_follows_from_its_phase() {
        let (stamp, repository) = (StampId(3), RepositoryId(5));
        let reading = Reading {
            point: 7,
            log: None,
            repository,
        };
        let control = VmPhase::WaitControl(stamp);
        assert_eq!(control.resource(), Resource::ControlPlane(stamp));
        assert_eq!(
            VmPhase::WaitSlot(reading).resource(),
            Resource::Slots(repository)
        );
        let moves = VmPhase::transfer(From::Point(reading));
        assert_eq!(moves.resource(), Resource::RepositoryRead(repository));
        let bound = moves.renamed(Resource::Uplink(stamp));
        assert_eq!(bound.resource(), Resource::Uplink(stamp));
        assert_eq!(
            (bound.reads(), bound.phase()),
            (Some(reading), Phase::Transfer)
        );
        assert!(bound.reads_at(repository) && !bound.reads_at(RepositoryId(6)));
        let replica = VmPhase::transfer(From::Replica);
        assert_eq!(
            (replica.resource(), replica.reads()),
            (Resource::Disks, None)
        );
        assert_eq!(VmPhase::Boot.resource(), Resource::None);
    }

    #[test]
    fn a_wait_for_room_tells_since_when() {
        let waits = VmPhase::WaitCapacity(StampId(0), Moment(60_000));
        assert_eq!(waits.short_of_room_since(), Some(Moment(60_000)));
        assert!(waits.looks_again() && waits.traits().is_short_of_room());
        assert_eq!(VmPhase::WaitControl(StampId(0)).short_of_room_since(), None);
    }

    /// One phase of each kind of answer, as the words above say it.
    #[test]
    fn one_look_at_a_phase_answers_all_that_is_asked() {
        let stamp = StampId(0);
        let asked = |phase: VmPhase| {
            let one = phase.traits();
            let flags = [
                one.is_settled(),
                one.has_people(),
                one.looks_again(),
                one.is_listed(),
            ];
            (one.missing(), flags)
        };
        let serves = asked(VmPhase::Serving);
        assert_eq!(serves, (None, [true, false, false, false]));
        assert_eq!(VmPhase::Serving.phase(), Phase::Dependency);
        let unnoticed = asked(VmPhase::DetectNode(NodeId(1)));
        assert_eq!(
            unnoticed,
            (Some(Phase::Detect), [false, false, false, true])
        );
        let hopeless = asked(VmPhase::Hopeless);
        assert_eq!(hopeless, (Some(Phase::Wait), [true, false, false, false]));
        let control = asked(VmPhase::WaitControl(stamp));
        assert_eq!(control, (Some(Phase::Wait), [false, false, true, true]));
        let validate = asked(VmPhase::Validate);
        assert_eq!(
            validate,
            (Some(Phase::Validate), [false, true, false, false])
        );
        let batch = asked(VmPhase::WaitCluster(stamp));
        assert_eq!(batch, (Some(Phase::Wait), [false; 4]));
        let needs = asked(VmPhase::WaitDependency(ApplicationId(0)));
        assert_eq!(needs, (Some(Phase::Dependency), [false; 4]));
    }
}
