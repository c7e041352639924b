//! A counted resource with a queue: job slots, crews, batches.
//!
//! Always true here: nobody waits while a unit is free, those who wait are served by priority and
//! then by arrival, and the time spent waiting is counted twice in different ways that must agree.

use crate::units::Moment;
use std::collections::VecDeque;

/// What a counted resource has seen since its reset.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SlotTally {
    /// Requests.
    pub arrivals: u64,
    /// Requests that got a unit, at once or after waiting.
    pub granted: u64,
    /// Requests that gave up before they got one.
    pub cancelled: u64,
    /// Sum of the waits that have ended, in milliseconds.
    pub waited_ms: u64,
    /// Longest of them.
    pub longest_ms: u64,
    /// Length of the queue, summed over all milliseconds.
    pub queue_ms: u64,
    /// Longest queue.
    pub most_waiting: u32,
}

/// One who waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Waiting<H> {
    priority: u32,
    ticket: u64,
    holder: H,
    since: Moment,
}

/// A number of equal units that are asked for and given back by holders of one kind.
#[derive(Debug)]
pub struct Slots<H> {
    capacity: u32,
    initial: u32,
    used: u32,
    /// In the order of service.
    queue: VecDeque<Waiting<H>>,
    ticket: u64,
    clock: Moment,
    tally: SlotTally,
}

super::clones!(Slots<H: Copy> {
    capacity,
    initial,
    used,
    queue,
    ticket,
    clock,
    tally,
});

impl<H: Copy + PartialEq> Slots<H> {
    /// A resource of so many units, all free.
    #[must_use]
    pub fn new(capacity: u32) -> Slots<H> {
        Slots {
            capacity,
            initial: capacity,
            used: 0,
            queue: VecDeque::new(),
            ticket: 0,
            clock: Moment::ZERO,
            tally: SlotTally::default(),
        }
    }

    /// All units free, nobody waiting, the first capacity, tallies and time at zero.
    pub fn reset(&mut self) {
        self.capacity = self.initial;
        self.used = 0;
        self.queue.clear();
        self.ticket = 0;
        self.clock = Moment::ZERO;
        self.tally = SlotTally::default();
    }

    /// Asks for a unit for a holder, a lower priority first. Returns whether it has it at once;
    /// else the holder waits.
    #[inline(always)]
    pub fn request(&mut self, now: Moment, holder: H, priority: u32) -> bool {
        self.pass(now);
        self.tally.arrivals += 1;
        if self.used < self.capacity {
            self.used += 1;
            self.tally.granted += 1;
            return true;
        }
        self.wait(now, holder, priority);
        false
    }

    /// Puts a holder into the queue.
    #[inline(never)]
    fn wait(&mut self, now: Moment, holder: H, priority: u32) {
        let waiting = Waiting {
            priority,
            ticket: self.ticket,
            holder,
            since: now,
        };
        self.ticket += 1;
        // A new ticket is the highest: behind all of its own priority.
        let place = self
            .queue
            .partition_point(|other| other.priority <= priority);
        self.queue.insert(place, waiting);
        self.tally.most_waiting = self.tally.most_waiting.max(self.queue.len() as u32);
    }

    /// Gives a unit back. Returns the holder who has it now, if somebody waited.
    ///
    /// # Panics
    /// When no unit is in use.
    #[inline(always)]
    pub fn release(&mut self, now: Moment) -> Option<H> {
        self.pass(now);
        assert!(self.used > 0, "a unit is given back that nobody had");
        self.used -= 1;
        self.grant(now)
    }

    /// A holder who waits goes on waiting at a lower priority, if that is lower than its own: before those who came later.
    pub fn hurry(&mut self, holder: H, priority: u32) {
        let waits = |one: &Waiting<H>| one.holder == holder && one.priority > priority;
        let place = self.queue.iter().position(waits);
        let Some(mut one) = place.and_then(|place| self.queue.remove(place)) else {
            return;
        };
        one.priority = priority;
        let before = (priority, one.ticket);
        let place = self
            .queue
            .partition_point(|other| (other.priority, other.ticket) < before);
        self.queue.insert(place, one);
    }

    /// Takes a holder out of the queue. Returns whether it waited.
    pub fn cancel(&mut self, now: Moment, holder: H) -> bool {
        self.pass(now);
        let Some(place) = self.queue.iter().position(|one| one.holder == holder) else {
            return false;
        };
        let since = self.queue[place].since;
        self.queue.remove(place);
        self.tally.cancelled += 1;
        self.end_wait(since, now);
        true
    }

    /// Changes the number of units. Those in use stay in use until they are given back; holders who
    /// get one of the new units are added to `granted` in the order of service.
    pub fn resize(&mut self, now: Moment, capacity: u32, granted: &mut Vec<H>) {
        self.pass(now);
        self.capacity = capacity;
        while let Some(holder) = self.grant(now) {
            granted.push(holder);
        }
    }

    /// Up to when time has passed for it.
    #[inline]
    #[must_use]
    pub fn clock(&self) -> Moment {
        self.clock
    }

    /// Units in use.
    #[inline]
    #[must_use]
    pub fn used(&self) -> u32 {
        self.used
    }

    /// Units that are free.
    #[must_use]
    pub fn free(&self) -> u32 {
        self.capacity.saturating_sub(self.used)
    }

    /// Those who wait, in the order of service.
    pub fn line(&self) -> impl Iterator<Item = &H> {
        self.queue.iter().map(|one| &one.holder)
    }

    /// How many wait.
    #[inline]
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// How many of those who wait would be served before somebody who comes now with this priority.
    #[must_use]
    pub fn before(&self, priority: u32) -> usize {
        self.queue
            .partition_point(|other| other.priority <= priority)
    }

    /// What has been seen up to the last change, or to the last [`Slots::settle`].
    #[must_use]
    pub fn tally(&self) -> SlotTally {
        self.tally
    }

    /// Counts up to an instant, such as the end of a trial.
    pub fn settle(&mut self, now: Moment) {
        self.pass(now);
    }

    /// Little's law in whole milliseconds: the length of the queue summed over time is the sum of all
    /// waits, those under way included. And nobody waits beside a free unit.
    ///
    /// # Panics
    /// When it does not hold, which is a fault of the program.
    pub fn check(&self) {
        let under_way: u64 = self
            .queue
            .iter()
            .map(|one| self.clock.since(one.since).0)
            .sum();
        let waits = self.tally.waited_ms + under_way;
        assert!(
            self.tally.queue_ms == waits,
            "queue length over time is {} ms, waits are {waits} ms",
            self.tally.queue_ms
        );
        let seen = self.tally.granted + self.tally.cancelled + self.queue.len() as u64;
        assert!(
            self.tally.arrivals == seen,
            "{} arrivals, {seen} accounted for",
            self.tally.arrivals
        );
        assert!(
            self.queue.is_empty() || self.used >= self.capacity,
            "{} wait beside a free unit",
            self.queue.len()
        );
    }

    /// Gives a free unit to the first who waits.
    #[inline]
    fn grant(&mut self, now: Moment) -> Option<H> {
        if self.queue.is_empty() || self.used >= self.capacity {
            return None;
        }
        self.grant_first(now)
    }

    #[inline(never)]
    fn grant_first(&mut self, now: Moment) -> Option<H> {
        let first = self.queue.pop_front()?;
        self.used += 1;
        self.tally.granted += 1;
        self.end_wait(first.since, now);
        Some(first.holder)
    }

    fn end_wait(&mut self, since: Moment, now: Moment) {
        let wait = now.since(since).0;
        self.tally.waited_ms += wait;
        self.tally.longest_ms = self.tally.longest_ms.max(wait);
    }

    /// Lets time pass with the queue as it is.
    #[inline]
    fn pass(&mut self, now: Moment) {
        if !self.queue.is_empty() {
            let passed = now.since(self.clock).0;
            self.tally.queue_ms += passed * self.queue.len() as u64;
        }
        self.clock = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn service_is_by_priority_and_then_by_arrival() {
        let mut slots = Slots::new(1);
        assert!(slots.request(Moment(0), 9, 5));
        for (at, holder, priority) in [(1, 1, 2), (2, 2, 1), (3, 3, 2), (4, 4, 1)] {
            assert!(!slots.request(Moment(at), holder, priority));
        }
        let served: Vec<_> = (10..15).map(|at| slots.release(Moment(at))).collect();
        assert_eq!(served, [Some(2), Some(4), Some(1), Some(3), None]);
        slots.check();
        let tally = slots.tally();
        assert_eq!(tally.waited_ms, (10 - 2) + (11 - 4) + (12 - 1) + (13 - 3));
        assert_eq!(tally.longest_ms, 11);
        assert_eq!(tally.most_waiting, 4);
        assert_eq!((tally.arrivals, tally.granted, tally.cancelled), (5, 5, 0));
    }

    /// Two wait at 5, then one at 3: who hurries to 4 goes behind that one, and to 3 before it, since it came first.
    #[test]
    fn who_hurries_goes_before_those_who_came_later() {
        for (to, order) in [(6, [3, 1, 2]), (4, [3, 2, 1]), (3, [2, 3, 1])] {
            let mut slots = Slots::new(1);
            assert!(slots.request(Moment(0), 0, 0));
            for (holder, priority) in [(1, 5), (2, 5), (3, 3)] {
                assert!(!slots.request(Moment(holder), holder, priority));
            }
            slots.hurry(2, to);
            // Who does not wait cannot hurry.
            slots.hurry(9, 0);
            for next in order {
                assert_eq!(slots.release(Moment(10)), Some(next));
            }
            slots.settle(Moment(20));
            slots.check();
        }
    }

    #[test]
    fn a_cancelled_wait_counts_until_then() {
        let mut slots = Slots::new(0);
        assert!(!slots.request(Moment(0), 1, 0));
        assert!(slots.cancel(Moment(7), 1));
        assert!(!slots.cancel(Moment(8), 1));
        slots.check();
        assert_eq!(slots.tally().waited_ms, 7);
        assert_eq!(slots.tally().cancelled, 1);
    }

    #[test]
    fn a_larger_resource_serves_at_once_and_a_smaller_one_waits_for_returns() {
        let mut slots = Slots::new(0);
        for holder in 0..4 {
            assert!(!slots.request(Moment(0), holder, 0));
        }
        let mut granted = Vec::new();
        slots.resize(Moment(5), 2, &mut granted);
        assert_eq!(granted, [0, 1]);
        slots.resize(Moment(6), 1, &mut granted);
        assert_eq!(
            slots.release(Moment(7)),
            None,
            "two were in use, one is left"
        );
        assert_eq!(slots.release(Moment(8)), Some(2));
        slots.check();
        assert_eq!((slots.used(), slots.free(), slots.waiting()), (1, 0, 1));
    }

    #[test]
    #[should_panic(expected = "queue length over time")]
    fn a_wrong_account_of_waits_is_noticed() {
        let mut slots = Slots::new(0);
        slots.request(Moment(0), 1, 0);
        slots.cancel(Moment(7), 1);
        slots.tally.waited_ms += 1;
        slots.check();
    }

    proptest! {
        #[test]
        fn littles_law_holds_whatever_happens(
            steps in prop::collection::vec((0u64..50, 0u8..4, 0u32..6, 0u32..3), 1..200),
        ) {
            let mut slots = Slots::new(2);
            let mut now = 0;
            let mut granted = Vec::new();
            for (passed, what, holder, priority) in steps {
                now += passed;
                match what {
                    0 | 1 => { slots.request(Moment(now), holder, priority); }
                    2 if slots.used() > 0 => { slots.release(Moment(now)); }
                    3 => { slots.cancel(Moment(now), holder); }
                    _ => slots.resize(Moment(now), priority, &mut granted),
                }
                slots.check();
            }
            slots.settle(Moment(now + 100));
            slots.check();
            slots.reset();
            slots.check();
            prop_assert_eq!(slots.tally(), SlotTally::default());
        }
    }
}
