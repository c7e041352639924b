//! Running sums along ascending rows, looked at anywhere without keeping all of them.
//!
//! Always true here: what is found is what a search over all sums would find; a few hundred of them are kept,
//! and those between are added up again.

use super::frequencies::Row;

/// Sums over all rows up to one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Step {
    /// Value of the row.
    pub(super) value: u64,
    /// Observations.
    pub(super) hits: u64,
    /// Sum over trials of their squared number.
    pub(super) hits_squared: u128,
    /// Sum over trials of their number times that of all observations.
    pub(super) cross: u128,
}

impl Step {
    fn over(mut self, row: &Row<3>) -> Step {
        let [count, squares, cross] = row.weights;
        self.value = row.value;
        self.hits += count;
        self.hits_squared += u128::from(squares);
        self.cross += u128::from(cross);
        self
    }
}

/// So many places are kept at most.
const KEPT: usize = 512;

/// Running sums along rows.
pub(super) struct Steps<I> {
    /// Sums before every so many rows, and what comes from there on.
    kept: Vec<(Step, I)>,
    every: usize,
    rows: usize,
    /// Observations in all.
    pub(super) total: u64,
    /// The last value.
    pub(super) last: Option<f64>,
}

impl<I: Iterator<Item = Row<3>> + Clone> Steps<I> {
    pub(super) fn of(mut rows: I) -> Self {
        let mut made = Steps {
            kept: Vec::new(),
            every: 1,
            rows: 0,
            total: 0,
            last: None,
        };
        let mut step = Step::default();
        loop {
            let here = rows.clone();
            let Some(row) = rows.next() else { break };
            if made.rows.is_multiple_of(made.every) {
                made.keep(step, here);
            }
            step = step.over(&row);
            made.rows += 1;
            made.last = Some(row.real());
        }
        made.total = step.hits;
        made
    }

    fn keep(&mut self, step: Step, from: I) {
        if self.kept.len() == KEPT {
            let mut place = 0;
            self.kept.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.every *= 2;
        }
        if self.rows.is_multiple_of(self.every) {
            self.kept.push((step, from));
        }
    }

    /// Sums up to the row at this place.
    fn at(&self, place: usize) -> Step {
        let Some((step, from)) = self.kept.get(place / self.every) else {
            return Step::default();
        };
        let rows = from.clone().take(place % self.every + 1);
        rows.fold(*step, |step, row| step.over(&row))
    }

    /// The value of the first row whose sums are enough, where those of all later ones are as well.
    pub(super) fn first(&self, enough: impl Fn(&Step) -> bool) -> Option<f64> {
        let place = first_place(self.rows, |place| enough(&self.at(place)));
        (place < self.rows).then(|| super::frequencies::real(self.at(place).value))
    }
}

/// The first of so many places that is enough, where all later ones are as well; their number where none is. Where
/// not all later ones are, it is one that is enough after one that is not: which one follows from the halving alone, which
/// is ours, so that no other library's way of halving can move a number.
pub(super) fn first_place(places: usize, enough: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (0, places);
    while from < to {
        let middle = from + (to - from) / 2;
        if enough(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    from
}
