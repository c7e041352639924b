//! What one resource carries, counted over time.
//!
//! Always true here: amounts are exact integers; what counts in a tally lies inside the counted
//! interval.

use super::FRACTION_BITS;
use super::week::{HOURS, Week, over};

/// How many classes there are; class 0 is served first.
pub const CLASSES: usize = 2;

/// What a resource carried in the counted interval.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FlowTally {
    /// Whole bytes, by class.
    pub bytes_by_class: [u128; CLASSES],
    /// Milliseconds in which something moved.
    pub busy_ms: u64,
    /// Milliseconds in which it was the bottleneck of some flow.
    pub saturated_ms: u64,
}

/// The interval that counts, and where in the week time zero is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counting {
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) week_offset_ms: u64,
}

impl Default for Counting {
    fn default() -> Counting {
        Counting {
            from: 0,
            to: u64::MAX,
            week_offset_ms: 0,
        }
    }
}

/// What a resource carries at a time.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Load {
    /// Whether it bounds the rate of some flow.
    pub(super) saturated: bool,
    /// Rates by class.
    pub(super) used: [u128; CLASSES],
}

impl Load {
    fn total(&self) -> u128 {
        self.used.iter().sum()
    }
}

/// The state of one resource. Rates in 2^-32 bytes per millisecond, amounts in 2^-32 bytes; where flows
/// weigh, what is used and carried in parts of that (`parts`), so that products with weights are exact.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// The bound that the rates at hand were worked out with, the one that holds from the next time
    /// on, and the one that it was made with.
    pub(super) capacity: u64,
    pub(super) rate: u64,
    /// While rates are worked out again: what is left, and for how many flows without a rate, or how much they weigh.
    pub(super) left: u64,
    pub(super) weight: u64,
    first: u64,
    parts: u64,
    pub(super) up: bool,
    /// What it carries, and what it is to carry while rates are worked out again.
    load: Load,
    pub(super) next: Load,
    /// What all classes of its load come to.
    total: u128,
    /// Up to when the amounts below are worked out.
    since: u64,
    /// All that was carried: rates over time.
    carried: i128,
    /// All that flows moved that have ended.
    settled: i128,
    counted: [i128; CLASSES],
    busy_ms: u64,
    saturated_ms: u64,
    /// What all classes but the first carried, by hour of the week.
    week: Week,
}

impl Account {
    pub(super) fn new(capacity: u64, parts: u64) -> Account {
        Account {
            capacity,
            rate: capacity,
            left: 0,
            weight: 0,
            first: capacity,
            parts,
            up: true,
            load: Load::default(),
            next: Load::default(),
            total: 0,
            since: 0,
            carried: 0,
            settled: 0,
            counted: [0; CLASSES],
            busy_ms: 0,
            saturated_ms: 0,
            week: Week::new(),
        }
    }

    pub(super) fn reset(&mut self) {
        self.capacity = self.first;
        self.rate = self.first;
        self.up = true;
        self.load = Load::default();
        self.total = 0;
        self.since = 0;
        self.carried = 0;
        self.settled = 0;
        self.counted = [0; CLASSES];
        self.busy_ms = 0;
        self.saturated_ms = 0;
        self.week.reset();
    }

    /// It is to be shared out again: all of it is left, for nobody so far.
    #[inline]
    pub(super) fn open(&mut self) {
        self.next = Load::default();
        self.capacity = self.rate;
        self.left = if self.up { self.capacity } else { 0 };
        self.weight = 0;
    }

    /// It carries from now on what was shared out. Where that is what it carried before, amounts stay as
    /// they were worked out last.
    #[inline]
    pub(super) fn take_next(&mut self, now: u64, counting: &Counting) {
        if self.next != self.load {
            self.pass(now, counting);
            self.load = self.next;
            self.total = self.load.total();
        }
    }

    /// Lets time pass with the rates as they are.
    #[inline]
    pub(super) fn pass(&mut self, now: u64, counting: &Counting) {
        let since = std::mem::replace(&mut self.since, now);
        let total = self.total;
        if now == since || (total == 0 && !self.load.saturated) {
            return;
        }
        self.pass_carrying(since, now, counting);
    }

    /// The same for one that carries something, or is to.
    fn pass_carrying(&mut self, since: u64, now: u64, counting: &Counting) {
        let total = self.total;
        self.carried += over(total, now - since);
        let (from, to) = (since.max(counting.from), now.min(counting.to));
        if from >= to {
            return;
        }
        let counted_ms = to - from;
        if self.load.saturated {
            self.saturated_ms += counted_ms;
        }
        if total == 0 {
            return;
        }
        self.busy_ms += counted_ms;
        for (sum, used) in self.counted.iter_mut().zip(self.load.used) {
            if used > 0 {
                *sum += over(used, counted_ms);
            }
        }
        let later = total - self.load.used[0];
        if later > 0 {
            let offset = counting.week_offset_ms;
            self.week.spread(from + offset, to + offset, later);
        }
    }

    /// A flow ended: it moved so much (in what this resource counts in), while its rate over time is
    /// larger by `excess`, which arose in the last tick.
    pub(super) fn end(
        &mut self,
        now: u64,
        class: u8,
        moved: u128,
        excess: i128,
        counting: &Counting,
    ) {
        self.settled += moved as i128;
        if excess == 0 {
            return;
        }
        self.carried -= excess;
        if now > counting.from && now <= counting.to {
            self.counted[usize::from(class)] -= excess;
            if class > 0 {
                self.week
                    .take_back(now - 1 + counting.week_offset_ms, excess);
            }
        }
    }

    pub(super) fn tally(&self) -> FlowTally {
        FlowTally {
            bytes_by_class: self.counted.map(|amount| {
                (amount.max(0) / i128::from(self.parts)).unsigned_abs() >> FRACTION_BITS
            }),
            busy_ms: self.busy_ms,
            saturated_ms: self.saturated_ms,
        }
    }

    /// Whole bytes of all classes but the first, by hour of the week, into hours that are zero.
    pub(super) fn tell_hours(&self, hours: &mut [u128; HOURS]) {
        self.week
            .tell(u128::from(self.parts) << FRACTION_BITS, hours);
    }

    /// Compares what was carried up to `clock` with what flows moved: those that have ended, and
    /// `under_way` of those that have not.
    pub(super) fn check(&self, resource: usize, clock: u64, under_way: u128) {
        let total = self.load.total();
        let capacity = u128::from(self.capacity) * u128::from(self.parts);
        assert!(
            total <= capacity,
            "resource {resource} carries {total} of {capacity}"
        );
        let carried = self.carried + total as i128 * i128::from(clock - self.since);
        let moved = self.settled + under_way as i128;
        assert!(
            carried == moved,
            "resource {resource} carried {carried}, flows moved {moved} (in 2^-32 bytes over {})",
            self.parts
        );
    }
}
