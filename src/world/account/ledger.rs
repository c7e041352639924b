//! What was lost, and in which row that is told: that of the outage in which it was lost, or one of its own.
//!
//! Always true here: what a VM has lost stands in one entry of one book; a book is told in one row at most, which is
//! written when its outage is closed and told anew whenever more is known of what it holds.

use crate::engine::{Table, clones};
use crate::model::VmId;
use crate::model::record::{Replayed, Resumed, TakenFrom};
use std::cmp::Reverse;

/// All that was lost in one outage, or in one loss without an outage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct BookId(u32);

/// What one VM has lost in one of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) struct LossId(u32);

/// What became of the state of a VM, from good to bad.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::world) enum Fate {
    /// The VM has gone on with what something had of it.
    SetBack,
    /// It was not back in time, though there was something to bring it back from.
    NotBack,
    /// All of it is lost.
    Gone,
}

#[derive(Clone, Copy, Debug)]
struct Book {
    /// The last entry made.
    last: Option<LossId>,
    /// The row that it is told in, once there is one.
    row: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    vm: VmId,
    book: BookId,
    /// The entry of the same book that was made before.
    before: Option<LossId>,
    /// Its set-backs, in milliseconds of writing.
    sum: u64,
    /// How bad the worst of them was, and what the VM came from then.
    worst: u64,
    resumed: Resumed,
    fate: Fate,
    /// What its last restore read and replayed, where there are logs.
    replayed: Option<Replayed>,
}

/// What a book says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    /// The largest sum of set-backs of a VM, in milliseconds of writing.
    pub(super) loss: u64,
    pub(super) fate: Fate,
    /// What the VM that lost the most resumed from.
    pub(super) resumed: Resumed,
    /// What the one that lost the most of those with logs replayed.
    pub(super) replayed: Option<Replayed>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Ledger {
    books: Vec<Book>,
    entries: Vec<Entry>,
    /// The last entry of each VM.
    latest: Table<VmId, Option<LossId>>,
    /// All that was lost and has not returned, in milliseconds of writing.
    lost: u128,
}

clones!(Ledger {
    books,
    entries,
    latest,
    lost,
});

impl Ledger {
    pub(super) fn new(vms: usize) -> Ledger {
        Ledger {
            books: Vec::new(),
            entries: Vec::new(),
            latest: Table::of(vms, None),
            lost: 0,
        }
    }

    /// As at the start of a trial: nothing is lost.
    pub(super) fn renew(&mut self) {
        let Ledger {
            books,
            entries,
            latest,
            lost,
        } = self;
        *lost = 0;
        books.clear();
        entries.clear();
        latest.fill(None);
    }

    /// A book for an outage, or for a loss without one.
    pub(super) fn open(&mut self) -> BookId {
        self.books.push(Book {
            last: None,
            row: None,
        });
        BookId(self.books.len() as u32 - 1)
    }

    /// From now on a book is told in this row.
    pub(super) fn is_told_in(&mut self, book: BookId, row: usize) {
        self.books[book.0 as usize].row = Some(row);
    }

    /// The row that a book is told in, once there is one.
    pub(super) fn row_of(&self, book: BookId) -> Option<usize> {
        self.books[book.0 as usize].row
    }

    /// The book that an entry stands in.
    pub(super) fn book_of(&self, loss: LossId) -> BookId {
        self.entries[loss.0 as usize].book
    }

    /// A VM has lost so much, by which it came to this.
    pub(super) fn enter(
        &mut self,
        book: BookId,
        vm: VmId,
        set_back: u64,
        (fate, resumed): (Fate, Resumed),
    ) -> LossId {
        self.lost += u128::from(set_back);
        let known = self.latest[vm].filter(|known| self.book_of(*known) == book);
        let id = known.unwrap_or_else(|| self.begin(book, vm));
        let entry = &mut self.entries[id.0 as usize];
        entry.sum += set_back;
        let size = match fate {
            Fate::SetBack => set_back,
            Fate::NotBack => u64::MAX - 1,
            Fate::Gone => u64::MAX,
        };
        if size > entry.worst || entry.resumed.from == TakenFrom::Own {
            (entry.worst, entry.resumed) = (size, resumed);
        }
        entry.fate = entry.fate.max(fate);
        id
    }

    fn begin(&mut self, book: BookId, vm: VmId) -> LossId {
        let id = LossId(self.entries.len() as u32);
        let before = self.books[book.0 as usize].last.replace(id);
        self.entries.push(Entry {
            vm,
            book,
            before,
            sum: 0,
            worst: 0,
            resumed: Resumed::default(),
            fate: Fate::SetBack,
            replayed: None,
        });
        self.latest[vm] = Some(id);
        id
    }

    /// What was lost in an entry has returned, so much of it.
    pub(super) fn returns(&mut self, loss: LossId, set_back: u64) {
        self.lost -= u128::from(set_back);
        let entry = &mut self.entries[loss.0 as usize];
        entry.sum -= set_back;
        if entry.fate == Fate::SetBack {
            entry.worst = entry.worst.min(entry.sum);
            if entry.sum == 0 {
                entry.resumed = Resumed::default();
            }
        }
    }

    /// What the restore of an entry read and replayed.
    pub(super) fn replays(&mut self, loss: LossId, replayed: Replayed) {
        self.entries[loss.0 as usize].replayed = Some(replayed);
    }

    /// What a book says. Of what is as bad, the first VM's is told.
    pub(super) fn told(&self, book: BookId) -> Told {
        let mut told = Told {
            loss: 0,
            fate: Fate::SetBack,
            resumed: Resumed::default(),
            replayed: None,
        };
        let (mut worst, mut longest) = (None, None);
        let mut next = self.books[book.0 as usize].last;
        while let Some(id) = next {
            let entry = &self.entries[id.0 as usize];
            next = entry.before;
            told.loss = told.loss.max(entry.sum);
            told.fate = told.fate.max(entry.fate);
            let (size, first) = (entry.worst.max(entry.sum), Reverse(entry.vm));
            let rank = (size, entry.resumed.from != TakenFrom::Own, first);
            if worst.is_none_or(|known| known < rank) {
                worst = Some(rank);
                told.resumed = entry.resumed;
            }
            // Of those that lost as much, the one that takes longest.
            let rank = entry.replayed.map(|one| (size, one.took, one.files, first));
            if rank > longest {
                longest = rank;
                told.replayed = entry.replayed;
            }
        }
        told
    }

    /// The books that are told, each with its row.
    pub(super) fn rows(&self) -> impl Iterator<Item = (BookId, usize)> {
        let books = self.books.iter().zip(0..);
        books.filter_map(|(book, id)| book.row.map(|row| (BookId(id), row)))
    }

    /// Whether all that was lost is told, and once.
    ///
    /// # Panics
    /// When it is not, which is a fault of the program.
    pub(super) fn check(&self) {
        let (mut told, mut chained) = (0, 0);
        for book in &self.books {
            let mut next = book.last;
            while let Some(id) = next {
                let entry = &self.entries[id.0 as usize];
                told += u128::from(entry.sum);
                chained += 1;
                next = entry.before;
            }
        }
        assert!(chained == self.entries.len(), "a loss stands in no book");
        assert!(told == self.lost, "what was lost is not what is told");
    }
}
