//! What VMs have lost: told in the outage in which they lost it, also where that is closed by then; else as an event of
//! its own.
//!
//! Always true here: of the losses of an outage the worst is told, and what it came from.

use crate::model::VmId;
use crate::model::record::{
    Back, CONTRIBUTORS, Data, Decision, Outage, Path, Phase, Replayed, Resource, Resumed, TakenFrom,
};
use crate::world::account::Account;
use crate::world::account::ledger::{BookId, Fate, LossId, Told};
use crate::world::account::stake::Stake;
use crate::world::frame::Frame;

/// A VM that resumes with less state than it had, or does not.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Loss {
    /// The VM.
    pub(in crate::world) vm: VmId,
    /// How far its write clock is set back, in milliseconds.
    pub(in crate::world) set_back: u64,
    /// What became of its state.
    pub(in crate::world) fate: Fate,
    /// What it resumes from, and why that is old.
    pub(in crate::world) resumed: Resumed,
    /// How it came back.
    pub(in crate::world) path: Path,
}

impl Account {
    /// A VM resumes with less state than it had, or will not in time. That belongs to the outage in which it was lost, else it is
    /// an event of its own, of when it was lost. None where it counts for nothing: what was lost without an outage before the
    /// years began, or not by the drill.
    pub(in crate::world) fn lose(&mut self, frame: &mut Frame<'_>, loss: &Loss) -> Option<LossId> {
        let outage = &self.outages[frame.blueprint.vm(loss.vm).application];
        let book = match self.stakes[loss.vm] {
            Some(stake) => match stake.book {
                Some(book) => book,
                None if stake.counted => self.begin_event(frame, loss, &stake),
                None => return None,
            },
            // The instances of a role that have all parted are down together until one has decided what their state is.
            None => {
                debug_assert!(outage.down, "what nothing stopped has lost nothing");
                outage.book.filter(|_| outage.down)?
            }
        };
        self.has_state_again(loss.vm);
        let (vm, became) = (loss.vm, (loss.fate, loss.resumed));
        let id = self.ledger.enter(book, vm, loss.set_back, became);
        self.tell_anew(frame, book);
        Some(id)
    }

    /// A VM resumes from a restore point on which logs were replayed, or could have been.
    pub(in crate::world) fn replays(
        &mut self,
        frame: &mut Frame<'_>,
        loss: LossId,
        replayed: Replayed,
    ) {
        self.ledger.replays(loss, replayed);
        self.tell_anew(frame, self.ledger.book_of(loss));
    }

    /// The same of a VM that has no state of its own to lose, or none yet.
    pub(in crate::world) fn replays_only(
        &mut self,
        frame: &Frame<'_>,
        vm: VmId,
        replayed: Replayed,
    ) {
        let outage = &self.outages[frame.blueprint.vm(vm).application];
        if let Some(book) = outage.book {
            let nothing = (Fate::SetBack, Resumed::default());
            let loss = self.ledger.enter(book, vm, 0, nothing);
            self.ledger.replays(loss, replayed);
        }
    }

    /// What a VM had left behind is merged with what it went on with: it has lost so much less.
    pub(in crate::world) fn merges(&mut self, frame: &mut Frame<'_>, loss: LossId, set_back: u64) {
        self.ledger.returns(loss, set_back);
        self.tell_anew(frame, self.ledger.book_of(loss));
    }

    /// Whether each state that was lost is told once, as it was lost or as nobody has it, and each row says what is known.
    ///
    /// # Panics
    /// When it is not so, which is a fault of the program.
    pub(in crate::world) fn check_all_is_told(&self, frame: &Frame<'_>) {
        self.ledger.check();
        let untold = self.stakes.iter().flatten().any(|stake| stake.lost);
        assert!(!untold, "a state is lost of which nothing is told");
        let mut rows = 0;
        for (book, row) in self.ledger.rows() {
            let outage = &frame.record.outages[row];
            let same = outage.data == data(&self.ledger.told(book), outage.at_risk());
            assert!(same, "a row does not say what was lost");
            rows += 1;
        }
        assert!(rows == frame.record.outages.len(), "a row has no book");
    }

    /// State was lost while the application stayed up.
    fn begin_event(&mut self, frame: &mut Frame<'_>, loss: &Loss, stake: &Stake) -> BookId {
        let book = self.ledger.open();
        self.ledger.is_told_in(book, frame.record.outages.len());
        let (target, class, cause) = frame.fault_facts(stake.fault);
        frame.record.outages.push(Outage {
            application: frame.blueprint.vm(loss.vm).application,
            start: frame.after_start(stake.at),
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
            outside: stake.outside.then_some(0),
            contributors: [0; CONTRIBUTORS],
            contributor_count: 0,
            contributed: 0,
            phases: [0; Phase::COUNT],
            binding: Resource::None,
            binding_ms: 0,
            decision: Decision::None,
            choice: None,
            replayed: None,
            data: Data::SetBack(0),
            loss_only: true,
            resumed: Resumed::default(),
        });
        book
    }

    /// The row of a book says what is known by now. That of an open outage is still to be written.
    fn tell_anew(&self, frame: &mut Frame<'_>, book: BookId) {
        let Some(row) = self.ledger.row_of(book) else {
            return;
        };
        let told = self.ledger.told(book);
        let row = &mut frame.record.outages[row];
        row.data = data(&told, row.at_risk());
        if row.loss_only {
            row.back = row.back.filter(|_| told.fate != Fate::NotBack);
            if let Some(back) = &mut row.back {
                back.path = way_of_data(back.path, told.resumed.from);
            }
            row.resumed = told.resumed;
            return;
        }
        row.replayed = told.replayed;
        match &mut row.back {
            Some(back) => {
                back.path = way_of_data(back.path, told.resumed.from);
                row.resumed = told.resumed;
                // As where that is known when the outage is closed.
                if told.fate == Fate::Gone {
                    (row.binding, row.binding_ms) = (Resource::RestorePoint, 0);
                }
            }
            // Why it was not back is known already, unless there is nothing to be back with.
            None if told.fate == Fate::Gone => row.resumed = told.resumed,
            None => {}
        }
    }
}

/// What became of the data of an outage. Also what was not serving when it began can lose data in it.
pub(super) fn data(told: &Told, at_risk: bool) -> Data {
    match told.fate {
        Fate::Gone => Data::Gone,
        Fate::NotBack => Data::NotBack,
        Fate::SetBack if at_risk || told.loss > 0 => Data::SetBack(told.loss),
        Fate::SetBack => Data::Safe,
    }
}

/// How an outage ended whose last step was a restart: where state was taken from elsewhere on the way, the disks were
/// not intact, and that is what brought it back.
pub(super) fn way_of_data(last: Path, from: TakenFrom) -> Path {
    match (last, from) {
        (Path::Restart, TakenFrom::Replica(_)) => Path::Failover,
        (Path::Restart, TakenFrom::Point { of, .. }) => of.paths().first().copied().unwrap_or(last),
        (last, _) => last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BackupId, GroupId, RepositoryId};

    #[test]
    fn a_restart_has_its_own_disks() {
        let point = TakenFrom::Point {
            of: BackupId(0).into(),
            repository: Some(RepositoryId(0)),
            second: false,
        };
        let replica = TakenFrom::Replica(GroupId(0));
        assert_eq!(way_of_data(Path::Restart, replica), Path::Failover);
        assert_eq!(way_of_data(Path::Restart, point), Path::Restore);
        assert_eq!(way_of_data(Path::Restart, TakenFrom::Own), Path::Restart);
        assert_eq!(way_of_data(Path::Dependency, replica), Path::Dependency);
    }
}
