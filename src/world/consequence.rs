//! What follows from what has just happened, in the order in which it does.
//!
//! Always true here: a part of the world never reaches up to another one; it notes what follows, and
//! `World::hand_on` hands that on right after the step. What follows from a step comes before what
//! was still to come before it (depth first), so that the order within one instant is that of calls.

use super::which::{Fault, Matter, Task};
use crate::engine::clones;
use crate::model::{Blueprint, CrewId, LinkId, RepositoryId, SourceId, StampId, VmId, VolumeId};

/// What follows from a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Consequence {
    /// What a VM that is ready to boot waited for is up.
    Boot(VmId),
    /// A VM takes the next step of its recovery.
    Resume(VmId),
    /// A person comes to repair what a source broke, from other work.
    RepairBegins(SourceId),
    /// A person comes to build or check a VM, from other work.
    PersonComes(VmId),
    /// A person comes to a task, from other work.
    TaskBegins(Task),
    /// Somebody of a crew decides about this.
    SomebodyDecides(CrewId, Matter),
    /// The restore point that a VM was to read has gone: it looks for another one.
    FindData(VmId),
    /// What a VM reads, or waits to read, at a repository is not to be had there any more.
    ReadElsewhere(VmId, RepositoryId),
    /// The volumes of a stamp cannot be reached any more, by this fault.
    VolumesOffline(StampId, Fault),
    /// They can be reached again.
    VolumesOnline(StampId),
    /// All that lay on them is lost, by this fault.
    VolumesLost(StampId, Fault),
    /// They are made anew, and reached as far as their copies are there.
    VolumesSettle(StampId),
    /// A volume is full.
    VolumeFull(VolumeId),
    /// Nothing carries what goes over a link.
    LinkGone(LinkId),
}

/// What is still to follow. Allocated once: it has room for all VMs and nodes at once.
#[derive(Debug)]
pub(super) struct Agenda {
    /// Last comes first, but for what the step at hand has noted: that lies in its own order.
    steps: Vec<Consequence>,
    /// Where what the step at hand has noted begins.
    begun: usize,
}

clones!(Agenda { steps, begun });

impl Agenda {
    /// An empty one.
    pub(super) fn new(blueprint: &Blueprint) -> Agenda {
        let room = 2 * blueprint.vms.len() + 2 * blueprint.nodes.len() + 64;
        Agenda {
            steps: Vec::with_capacity(room),
            begun: 0,
        }
    }

    /// Notes what follows from the step at hand, after what it has noted already.
    #[inline]
    pub(super) fn push(&mut self, consequence: Consequence) {
        self.steps.push(consequence);
    }

    /// Whether nothing is left to follow.
    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// What comes next; none where nothing is left to follow.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Consequence> {
        if self.steps.len() > self.begun + 1 {
            self.steps[self.begun..].reverse();
        }
        let next = self.steps.pop();
        self.begun = self.steps.len();
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a step that notes 1, 2 and 3, where 1 notes 11 and 12 in turn and 11 notes 111, the order is
    /// that in which calls would have happened.
    #[test]
    fn what_follows_from_a_step_comes_before_what_was_still_to_come() {
        let mut agenda = Agenda {
            steps: Vec::new(),
            begun: 0,
        };
        let note = |agenda: &mut Agenda, numbers: &[u32]| {
            for number in numbers {
                agenda.push(Consequence::Boot(VmId(*number)));
            }
        };
        note(&mut agenda, &[1, 2, 3]);
        let mut order = Vec::new();
        while let Some(Consequence::Boot(vm)) = agenda.next() {
            order.push(vm.0);
            match vm.0 {
                1 => note(&mut agenda, &[11, 12]),
                11 => note(&mut agenda, &[111]),
                _ => {}
            }
        }
        assert_eq!(order, [1, 11, 111, 12, 2, 3]);
        assert!(agenda.next().is_none());
    }
}
