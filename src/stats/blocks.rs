//! Amounts and their counts by trial, so that those of another sample of the same trials can be put beside them.
//!
//! Always true here: sums of blocks are whole numbers and exact. Beyond [`MOST`] trials neighbours are added up to blocks of 2, 4, 8,
//! … trials, the same in every sample of as many trials, so that memory does not grow with them.

/// Most blocks.
pub const MOST: u32 = 4_096;

/// The sums of one block that has any.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Block {
    /// Its number.
    pub number: u32,
    /// What is added up.
    pub amount: u64,
    /// What it is shared by.
    pub count: u64,
}

/// How often trials are folded in two, so that there are no more than `MOST` blocks.
#[must_use]
pub fn folds(trials: u32) -> u32 {
    let mut folds = 0;
    while trials.div_ceil(1 << folds) > MOST {
        folds += 1;
    }
    folds
}

/// How many of so many trials are in a block.
#[must_use]
pub fn trials_in(number: u32, folds: u32, trials: u32) -> u32 {
    let first = u64::from(number) << folds;
    let left = u64::from(trials).saturating_sub(first);
    left.min(1 << folds) as u32
}

/// Adds to the last block where it is that one, else behind it.
fn put(rows: &mut Vec<Block>, block: Block) {
    match rows.last_mut() {
        Some(last) if last.number == block.number => {
            last.amount = last.amount.saturating_add(block.amount);
            last.count = last.count.saturating_add(block.count);
        }
        _ => rows.push(block),
    }
}

/// Sums by block.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Blocks {
    folds: u32,
    rows: Vec<Block>,
}

impl Blocks {
    /// Adds to a trial; trials come in the order of their numbers.
    pub fn add(&mut self, trial: u32, amount: u64, count: u64) {
        if amount == 0 && count == 0 {
            return;
        }
        self.fold(folds(trial.saturating_add(1)));
        let number = trial >> self.folds;
        let block = Block {
            number,
            amount,
            count,
        };
        put(&mut self.rows, block);
    }

    /// Folds until trials are folded so often.
    pub fn fold(&mut self, folds: u32) {
        while self.folds < folds {
            self.folds += 1;
            let mut kept: Vec<Block> = Vec::with_capacity(self.rows.len() / 2 + 1);
            for row in &self.rows {
                let number = row.number / 2;
                put(&mut kept, Block { number, ..*row });
            }
            self.rows = kept;
        }
    }

    /// Blocks with anything, in order.
    #[must_use]
    pub fn rows(&self) -> &[Block] {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, amount: u64, count: u64) -> Block {
        Block {
            number,
            amount,
            count,
        }
    }

    #[test]
    fn blocks_grow_and_not_their_number() {
        assert_eq!((folds(1), folds(4_096), folds(4_097)), (0, 0, 1));
        assert_eq!((folds(8_193), folds(10_000_000)), (2, 12));
        let mut all = Blocks::default();
        for trial in 0..10_000 {
            all.add(trial, u64::from(trial), 1);
        }
        assert_eq!(all.rows().len(), 2_500);
        assert_eq!(all.rows()[1], row(1, 4 + 5 + 6 + 7, 4));
        let sum: u64 = all.rows().iter().map(|one| one.amount).sum();
        assert_eq!(sum, 9_999 * 10_000 / 2);
        assert_eq!(trials_in(2_499, 2, 9_999), 3);
    }

    /// Who saw the last event early folds later, and has the same blocks.
    #[test]
    fn samples_of_as_many_trials_have_the_same_blocks() {
        let mut early = Blocks::default();
        early.add(1, 5, 1);
        early.add(2, 7, 1);
        early.add(3, 1, 0);
        early.fold(folds(5_000));
        let mut late = early.clone();
        late.add(4_999, 3, 1);
        assert_eq!(early.rows(), [row(0, 5, 1), row(1, 8, 1)]);
        assert_eq!(late.rows(), [row(0, 5, 1), row(1, 8, 1), row(2_499, 3, 1)]);
    }
}
