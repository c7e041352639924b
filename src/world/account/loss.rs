//! What VMs have lost: in the outage in which they lost it, else as an event of its own.
//!
//! Always true here: of the losses of an outage the worst is told, and what it came from.

use crate::model::record::{
    Back, CONTRIBUTORS, Data, Decision, Outage, Path, Phase, Replayed, Resource, Resumed, TakenFrom,
};
use crate::model::{ApplicationId, VmId};
use crate::units::Moment;
use crate::world::account::Account;
use crate::world::frame::Frame;
use crate::world::which::Fault;

/// What a VM has lost in the open outage of its application.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Losses {
    /// Its set-backs, in milliseconds of writing.
    pub(super) sum: u64,
    /// Of them the largest, `u64::MAX` where all was lost, and what it came from.
    worst: (u64, Resumed),
    /// What its last restore in that outage read and replayed, where there are logs.
    replayed: Option<Replayed>,
}

impl Losses {
    /// No losses, of the same restore.
    pub(super) fn of_nothing(self) -> Losses {
        Losses {
            replayed: self.replayed,
            ..Losses::default()
        }
    }
}

/// A VM that resumes with less state than it had.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Loss {
    /// The VM.
    pub(in crate::world) vm: VmId,
    /// How far its write clock is set back, in milliseconds.
    pub(in crate::world) set_back: u64,
    /// All of it is lost.
    pub(in crate::world) total: bool,
    /// What it resumes from, and why that is old.
    pub(in crate::world) resumed: Resumed,
    /// When it stopped last, by which fault, and how it came back.
    pub(in crate::world) stopped_at: Option<Moment>,
    pub(in crate::world) fault: Option<Fault>,
    pub(in crate::world) path: Path,
    /// Whether it is waited for: it stopped by something that counts.
    pub(in crate::world) awaited: bool,
}

impl Account {
    /// A VM resumes with less state than it had. That belongs to the outage in which it was lost,
    /// also where the application came up before this VM did; else it is an event of its own.
    pub(in crate::world) fn lose(&mut self, frame: &mut Frame<'_>, loss: &Loss) {
        let application = frame.blueprint.vm(loss.vm).application;
        let outage = &mut self.outages[application];
        if outage.down || loss.stopped_at.is_some_and(|at| outage.holds(at)) {
            let size = if loss.total { u64::MAX } else { loss.set_back };
            let known = &mut self.losses[loss.vm];
            known.sum += loss.set_back;
            if size > known.worst.0 || known.worst.1.from == TakenFrom::Own {
                known.worst = (size, loss.resumed);
            }
            outage.total_loss |= loss.total;
        } else if loss.awaited {
            self.settled[loss.vm] = Some((frame.after_start(frame.now), loss.set_back));
            lose_while_up(frame, loss);
        }
    }

    /// A VM resumes from a restore point on which logs were replayed, or could have been.
    pub(in crate::world) fn replays(&mut self, frame: &Frame<'_>, vm: VmId, replayed: Replayed) {
        if self.outages[frame.blueprint.vm(vm).application].open {
            self.losses[vm].replayed = Some(replayed);
        }
    }

    /// The largest set-back over the VMs of an application in this outage, what the VM that lost
    /// the most resumed from, and what the one that lost the most of those with logs replayed; forgets them.
    pub(super) fn take_losses(
        &mut self,
        frame: &Frame<'_>,
        application: ApplicationId,
    ) -> (u64, Resumed, Option<Replayed>) {
        let mut worst = (0, (0, Resumed::default()));
        let mut told: Option<(u64, Replayed)> = None;
        for vm in frame.blueprint.application(application).vm_ids() {
            let losses = std::mem::take(&mut self.losses[vm]);
            let Losses {
                sum,
                worst: from,
                replayed,
            } = losses;
            if sum > 0 {
                self.settled[vm] = Some((frame.after_start(self.outages[application].start), sum));
            }
            // A total loss is no number, and worse than any.
            let size = from.0.max(sum);
            if size > worst.1.0 || worst.1.1.from == TakenFrom::Own {
                worst.1 = (size, from.1);
            }
            worst.0 = worst.0.max(sum);
            // Of those that lost as much, the one that takes longest.
            let rank = |lost: u64, one: &Replayed| (lost, one.took, one.files);
            if let Some(one) = replayed
                && told.is_none_or(|(lost, told)| rank(lost, &told) < rank(size, &one))
            {
                told = Some((size, one));
            }
        }
        (worst.0, worst.1.1, told.map(|(_, told)| told))
    }
}

/// What was lost before the years began, or not by the drill, counts for nothing.
fn lose_while_up(frame: &mut Frame<'_>, loss: &Loss) {
    let Some(fault) = loss.fault.filter(|fault| frame.counts(*fault)) else {
        return;
    };
    let (target, class, cause) = frame.fault_facts(fault);
    frame.record.outages.push(Outage {
        application: frame.blueprint.vm(loss.vm).application,
        start: frame.after_start(frame.now),
        counted: true,
        back: Some(Back {
            after: 0,
            path: loss.path,
        }),
        downtime: 0,
        class,
        cause,
        target,
        inherited: false,
        contributors: [0; CONTRIBUTORS],
        contributor_count: 0,
        phases: [0; Phase::COUNT],
        binding: Resource::None,
        binding_ms: 0,
        decision: Decision::None,
        choice: None,
        replayed: None,
        data: if loss.total {
            Data::Gone
        } else {
            Data::SetBack(loss.set_back)
        },
        loss_only: true,
        resumed: loss.resumed,
    });
}
