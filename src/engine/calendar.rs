//! The calendar: for each slot at most one coming event, the earliest first.
//!
//! Always true here: of events at one instant the lowest slot comes first, so the order is total; and
//! time never falls, which is asserted in release builds too.

use crate::units::Moment;
use std::hint::select_unpredictable;

/// Low bits of a key that hold the slot; the instant stands above them.
pub const SLOT_BITS: u32 = 20;
/// Every instant fits above the slot.
const _: () = assert!(Moment::NEVER.0 < 1 << (64 - SLOT_BITS));

/// The key of a slot without an event: later than any other.
const EMPTY: u64 = u64::MAX;
const SLOT_MASK: u64 = (1 << SLOT_BITS) - 1;

/// Leaves of one block of a tournament.
const FAN: usize = 16;
/// Matches on the way through a block.
const ROUNDS: usize = FAN.trailing_zeros() as usize;

/// Sixteen leaves and the winners of their matches: root at 1, which is not kept, children of `i` at `2i` and
/// `2i + 1`, leaves in the second half. Its size is known, so that nothing is checked on the way.
type Block = [u64; 2 * FAN];

/// A tournament of some slots: each inner node holds the smaller key of its two children, the root the next
/// event. A change plays again the matches on the way from one leaf to the root. Its nodes lie in blocks; the
/// winner of a block is a leaf of one above it.
#[derive(Debug)]
struct Tournament {
    blocks: Vec<Block>,
    /// The first block of each level above that of the leaves.
    above: Vec<usize>,
}

super::clones!(Tournament { blocks, above });

impl Tournament {
    fn new(slots: usize) -> Tournament {
        let mut above = Vec::new();
        let mut width = slots.div_ceil(FAN).max(1);
        let mut count = width;
        while width > 1 {
            above.push(count);
            width = width.div_ceil(FAN);
            count += width;
        }
        Tournament {
            blocks: vec![[EMPTY; 2 * FAN]; count],
            above,
        }
    }

    /// The key of a leaf.
    #[inline]
    fn key(&self, leaf: u32) -> u64 {
        let leaf = leaf as usize;
        self.blocks[leaf / FAN][FAN + leaf % FAN]
    }

    /// Gives a leaf a new key and plays its matches up to the root, whose key is given back in its place. Where a block on
    /// the way keeps its winner, all above it keep theirs.
    #[inline(always)]
    fn play(&mut self, leaf: u32, key: u64, root: &mut u64) {
        let place = leaf as usize;
        let winner = play_block(&mut self.blocks[place / FAN], place % FAN, key);
        match self.above.as_slice() {
            [] => *root = winner,
            [first] => self.play_top(*first, place / FAN, winner, root),
            _ => self.play_above(place / FAN, winner, root),
        }
    }

    /// Plays the matches of the one block above those of the leaves.
    #[inline(always)]
    fn play_top(&mut self, first: usize, place: usize, winner: u64, root: &mut u64) {
        let block = &mut self.blocks[first];
        if block[FAN + place % FAN] != winner {
            *root = play_one_above(block, place % FAN, winner);
        }
    }

    /// Plays the matches of the blocks above one of the leaves.
    #[inline(never)]
    fn play_above(&mut self, mut place: usize, mut winner: u64, root: &mut u64) {
        for first in &self.above {
            let block = &mut self.blocks[first + place / FAN];
            if block[FAN + place % FAN] == winner {
                return;
            }
            winner = play_one_above(block, place % FAN, winner);
            place /= FAN;
        }
        *root = winner;
    }

    /// The key at the root if a leaf were empty.
    fn without(&self, leaf: u32) -> u64 {
        let mut place = leaf as usize;
        let mut winner = EMPTY;
        for first in std::iter::once(&0).chain(&self.above) {
            let block = &self.blocks[first + place / FAN];
            let mut node = FAN + place % FAN;
            for _ in 0..ROUNDS {
                winner = winner.min(block[node ^ 1]);
                node /= 2;
            }
            place /= FAN;
        }
        winner
    }

    /// All leaves are empty.
    fn clear(&mut self) {
        self.blocks.fill([EMPTY; 2 * FAN]);
    }
}

/// Plays the matches of a block from one of its leaves on. Returns the key at its root.
#[inline(always)]
fn play_block(block: &mut Block, leaf: usize, key: u64) -> u64 {
    let mut node = FAN + leaf % FAN;
    let mut winner = key;
    for _ in 0..ROUNDS {
        block[node] = winner;
        winner = lower(winner, block[node ^ 1]);
        node /= 2;
    }
    winner
}

/// The same apart: within a loop the compiler makes jumps of the matches, which are wrong half of the time.
#[inline(never)]
fn play_one_above(block: &mut Block, leaf: usize, key: u64) -> u64 {
    play_block(block, leaf, key)
}

/// Two tournaments: that of the slots from a bound on, which change much more often than they are many, and that
/// of all before them. The earliest of what was set last among these plays no match: it is set to come next, mostly, or is
/// set anew before that.
#[derive(Debug)]
pub struct Calendar {
    before: Tournament,
    from: Tournament,
    /// The lowest keys before the bound, with that which plays no match, and from it on.
    first: [u64; 2],
    /// The key at the root of those before the bound.
    root: u64,
    /// The key of the slot before the bound that plays no match: its leaf is empty.
    ahead: u64,
    bound: u32,
    slots: u32,
    now: Moment,
    /// The slot whose event came last and whose leaf has not been emptied yet.
    fired: Option<u32>,
}

super::clones!(Calendar {
    before,
    from,
    first,
    root,
    ahead,
    bound,
    slots,
    now,
    fired,
});

impl Calendar {
    /// A calendar for the slots from 0 to `slots - 1`, all empty, at time zero. Those from the bound on are played
    /// among themselves: few of them set often cost less.
    ///
    /// # Panics
    /// With more than 2^20 - 1 slots, or with a bound beyond the last.
    #[must_use]
    pub fn new(bound: usize, slots: usize) -> Calendar {
        // The highest slot number at the highest time would be the key of an empty slot.
        assert!(
            slots < 1 << SLOT_BITS,
            "{slots} slots do not fit into a key"
        );
        assert!(
            bound <= slots,
            "{bound} is beyond the last of {slots} slots"
        );
        Calendar {
            before: Tournament::new(bound),
            from: Tournament::new(slots - bound),
            first: [EMPTY; 2],
            root: EMPTY,
            ahead: EMPTY,
            bound: bound as u32,
            slots: slots as u32,
            now: Moment::ZERO,
            fired: None,
        }
    }

    /// Empties all slots and goes back to time zero.
    pub fn reset(&mut self) {
        self.before.clear();
        self.from.clear();
        self.first = [EMPTY; 2];
        self.root = EMPTY;
        self.ahead = EMPTY;
        self.now = Moment::ZERO;
        self.fired = None;
    }

    /// The instant of the event that came last.
    #[inline]
    #[must_use]
    pub fn now(&self) -> Moment {
        self.now
    }

    /// The same as [`Calendar::set`] for one of the slots from the bound on, counted from there.
    ///
    /// # Panics
    /// When the instant is before now, or when there is no such slot.
    #[inline(always)]
    pub fn set_from(&mut self, place: u32, at: Moment) {
        let slot = self.bound + place;
        if let Some(key) = self.key_to_set(slot, at) {
            self.sets_again(slot);
            self.from.play(place, key, &mut self.first[1]);
        }
    }

    /// The key that a slot gets; none where its event never comes, and it is empty then.
    #[inline(always)]
    fn key_to_set(&mut self, slot: u32, at: Moment) -> Option<u64> {
        if at < self.now || at >= Moment::NEVER || slot >= self.slots {
            self.never_or_refuse(slot, at);
            return None;
        }
        Some(at.0 << SLOT_BITS | u64::from(slot))
    }

    /// Puts the event of a slot at an instant, in place of the one that it had. At [`Moment::NEVER`]
    /// the slot is empty. It is most likely a slot before the bound, and not worth being done in place.
    ///
    /// # Panics
    /// When the instant is before now, or when there is no such slot.
    #[inline(never)]
    pub fn set(&mut self, slot: u32, at: Moment) {
        let Some(key) = self.key_to_set(slot, at) else {
            return;
        };
        match slot.checked_sub(self.bound) {
            Some(leaf) => {
                self.sets_again(slot);
                self.play_from(leaf, key);
            }
            None => self.set_before(slot, key),
        }
    }

    /// Gives a slot before the bound a new key.
    #[inline(always)]
    fn set_before(&mut self, slot: u32, key: u64) {
        if let Some(fired) = self.fired
            && self.is_ahead(fired)
        {
            (self.ahead, self.fired) = (EMPTY, None);
        }
        if self.is_ahead(slot) {
            self.ahead = EMPTY;
        } else if self.before.key(slot) != EMPTY {
            // Its leaf is not empty, or not yet.
            self.sets_again(slot);
            return self.play_before(slot, key);
        }
        if key > self.ahead {
            return self.play_before(slot, key);
        }
        let later = std::mem::replace(&mut self.ahead, key);
        match later {
            EMPTY => self.first[0] = lower(self.root, key),
            later => self.play_before((later & SLOT_MASK) as u32, later),
        }
    }

    /// The leaf of the event that came last need not be emptied where that slot is set again.
    #[inline(always)]
    fn sets_again(&mut self, slot: u32) {
        if self.fired == Some(slot) {
            self.fired = None;
        }
    }

    /// An event that never comes empties its slot; else this says what is wrong with it.
    #[cold]
    #[inline(never)]
    fn never_or_refuse(&mut self, slot: u32, at: Moment) {
        assert!(slot < self.slots, "there is no slot {slot}");
        assert!(
            at >= Moment::NEVER,
            "slot {slot} set at {} when it is {}",
            at.0,
            self.now.0
        );
        self.clear(slot);
    }

    /// Empties a slot; nothing happens where it is empty. The leaf of the one whose event came last is emptied by the next
    /// event anyway.
    #[inline]
    pub fn clear(&mut self, slot: u32) {
        assert!(slot < self.slots, "there is no slot {slot}");
        let key = match self.is_ahead(slot) {
            true => self.ahead,
            false => self.leaf(slot),
        };
        if key != EMPTY && self.fired != Some(slot) {
            self.empty(slot);
        }
    }

    /// The instant of the event of a slot.
    #[must_use]
    pub fn at(&self, slot: u32) -> Option<Moment> {
        assert!(slot < self.slots, "there is no slot {slot}");
        let key = match self.is_ahead(slot) {
            true => self.ahead,
            false => self.leaf(slot),
        };
        (key != EMPTY && self.fired != Some(slot)).then_some(Moment(key >> SLOT_BITS))
    }

    /// Whether the event of a slot is the one that plays no match. No slot has the number that an empty key has.
    #[inline(always)]
    fn is_ahead(&self, slot: u32) -> bool {
        self.ahead & SLOT_MASK == u64::from(slot)
    }

    /// The key that lies at the leaf of a slot.
    #[inline]
    fn leaf(&self, slot: u32) -> u64 {
        match slot.checked_sub(self.bound) {
            Some(leaf) => self.from.key(leaf),
            None => self.before.key(slot),
        }
    }

    /// The instant of the event that comes next. The leaf of the one that came last is emptied for it, as [`Calendar::next`]
    /// would do else: whoever goes on without setting that slot again has lost nothing.
    pub fn comes_next(&mut self) -> Option<Moment> {
        if let Some(slot) = self.fired.take() {
            self.empty(slot);
        }
        event(lower(self.first[0], self.first[1])).map(|(at, _)| at)
    }

    /// The event that comes next and its slot.
    #[must_use]
    pub fn peek(&self) -> Option<(Moment, u32)> {
        let [mut before, mut from] = self.first;
        // The leaf of the fired slot still holds its key: play its matches without it.
        if let Some(fired) = self.fired {
            match fired.checked_sub(self.bound) {
                Some(leaf) => from = self.from.without(leaf),
                None if self.is_ahead(fired) => before = self.root,
                None => before = self.before.without(fired).min(self.ahead),
            }
        }
        event(before.min(from))
    }

    /// Takes the event that comes next, and makes its instant now. Its slot is empty afterwards.
    #[allow(
        clippy::should_implement_trait,
        reason = "events come between changes by the caller, which an iterator would forbid"
    )]
    #[inline(always)]
    pub fn next(&mut self) -> Option<(Moment, u32)> {
        // Most events set their own slot again, and then the leaf has been overwritten by now: one
        // pass instead of two.
        if let Some(slot) = self.fired.take() {
            self.empty(slot);
        }
        let (at, slot) = event(lower(self.first[0], self.first[1]))?;
        assert!(at >= self.now, "time fell from {} to {}", self.now.0, at.0);
        self.now = at;
        self.fired = Some(slot);
        Some((at, slot))
    }

    #[inline(never)]
    fn empty(&mut self, slot: u32) {
        match slot.checked_sub(self.bound) {
            Some(leaf) => self.play_from(leaf, EMPTY),
            None if self.is_ahead(slot) => {
                self.ahead = EMPTY;
                self.first[0] = self.root;
            }
            None => self.play_before(slot, EMPTY),
        }
    }

    #[inline(never)]
    fn play_before(&mut self, slot: u32, key: u64) {
        self.before.play(slot, key, &mut self.root);
        self.first[0] = lower(self.root, self.ahead);
    }
    #[inline(never)]
    fn play_from(&mut self, leaf: u32, key: u64) {
        self.from.play(leaf, key, &mut self.first[1]);
    }
}

/// The lower of two keys. Nobody can guess which one that is: a jump would be wrong half of the time.
#[inline(always)]
fn lower(one: u64, other: u64) -> u64 {
    select_unpredictable(other < one, other, one)
}

/// What a key says.
#[inline]
fn event(key: u64) -> Option<(Moment, u32)> {
    (key != EMPTY).then_some((Moment(key >> SLOT_BITS), (key & SLOT_MASK) as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn events_come_by_time_and_then_by_slot() {
        let mut calendar = Calendar::new(0, 5);
        for (slot, at) in [(4, 7), (2, 9), (3, 7), (0, 8), (1, 7)] {
            calendar.set(slot, Moment(at));
        }
        calendar.clear(3);
        let mut seen = Vec::new();
        while let Some((at, slot)) = calendar.next() {
            assert_eq!(calendar.now(), at);
            seen.push((at.0, slot));
        }
        assert_eq!(seen, [(7, 1), (7, 4), (8, 0), (9, 2)]);
    }

    #[test]
    fn a_fired_slot_is_empty_and_can_be_set_again() {
        let mut calendar = Calendar::new(0, 2);
        calendar.set(0, Moment(5));
        calendar.set(1, Moment(6));
        assert_eq!(calendar.next(), Some((Moment(5), 0)));
        assert_eq!(calendar.at(0), None);
        assert_eq!(calendar.peek(), Some((Moment(6), 1)));
        calendar.set(0, Moment(5));
        assert_eq!(calendar.at(0), Some(Moment(5)));
        assert_eq!(calendar.next(), Some((Moment(5), 0)));
        assert_eq!(calendar.next(), Some((Moment(6), 1)));
        assert_eq!(calendar.next(), None);
        assert_eq!(calendar.now(), Moment(6), "time stays where it is");
    }

    #[test]
    fn the_last_slot_and_the_last_instant_fit() {
        let slots = (1 << SLOT_BITS) - 1;
        let last = Moment(Moment::NEVER.0 - 1);
        let mut calendar = Calendar::new(0, slots);
        calendar.set(slots as u32 - 1, last);
        assert_eq!(calendar.next(), Some((last, slots as u32 - 1)));
        let mut none = Calendar::new(0, 0);
        assert_eq!(none.next(), None);
        let mut one = Calendar::new(0, 1);
        one.set(0, last);
        assert_eq!(one.next(), Some((last, 0)));
    }

    #[test]
    #[should_panic(expected = "slot 0 set at 4 when it is 5")]
    fn the_past_cannot_be_set() {
        let mut calendar = Calendar::new(0, 1);
        calendar.set(0, Moment(5));
        calendar.next();
        calendar.set(0, Moment(4));
    }

    #[test]
    fn what_is_set_at_the_end_of_time_never_comes() {
        let mut calendar = Calendar::new(0, 2);
        for at in [Moment::NEVER, Moment(u64::MAX)] {
            calendar.set(0, Moment(5));
            calendar.set(0, at);
            assert_eq!(calendar.at(0), None);
        }
        calendar.set(1, Moment(7));
        assert_eq!(calendar.next(), Some((Moment(7), 1)));
        assert_eq!(calendar.next(), None);
    }

    #[test]
    #[should_panic(expected = "there is no slot 3")]
    fn a_slot_beyond_the_last_cannot_be_set() {
        // Four leaves, three slots: the fourth leaf is nobody's.
        Calendar::new(0, 3).set(3, Moment(1));
    }

    /// The calendar as a table that is searched from end to end.
    #[derive(Default)]
    struct Model {
        events: BTreeMap<u32, u64>,
        now: u64,
    }

    impl Model {
        fn first(&self) -> Option<(Moment, u32)> {
            let first = self.events.iter().map(|(slot, at)| (*at, *slot)).min();
            first.map(|(at, slot)| (Moment(at), slot))
        }
    }

    proptest! {
        #[test]
        fn it_behaves_like_a_table_that_is_searched(
            slots in prop_oneof![1_u32..20, 60_u32..70, 500_u32..600],
            part in 0_u32..=4,
            steps in prop::collection::vec((0_u8..8, 0_u32..600, 0_u64..10), 1..300),
        ) {
            let bound = slots * part / 4;
            let mut calendar = Calendar::new(bound as usize, slots as usize);
            let mut model = Model::default();
            for (what, slot, later) in steps {
                let slot = slot % slots;
                match what {
                    0..=3 => {
                        let at = Moment(model.now + later);
                        // Two ways to do the same.
                        match slot.checked_sub(bound) {
                            Some(place) if what % 2 == 0 => calendar.set_from(place, at),
                            _ => calendar.set(slot, at),
                        }
                        model.events.insert(slot, model.now + later);
                    }
                    4 => {
                        calendar.clear(slot);
                        model.events.remove(&slot);
                    }
                    5 if later == 0 => {
                        calendar.reset();
                        model = Model::default();
                    }
                    _ => {
                        let expected = model.first();
                        prop_assert_eq!(calendar.next(), expected);
                        if let Some((at, slot)) = expected {
                            model.events.remove(&slot);
                            model.now = at.0;
                        }
                    }
                }
                // Looking must not change what comes; sometimes nobody looks between two changes.
                if later % 3 == 0 {
                    prop_assert_eq!(calendar.comes_next(), model.first().map(|(at, _)| at));
                }
                if later % 2 == 0 {
                    prop_assert_eq!(calendar.peek(), model.first());
                    prop_assert_eq!(calendar.now(), Moment(model.now));
                    prop_assert_eq!(calendar.at(slot), model.events.get(&slot).map(|at| Moment(*at)));
                }
            }
        }
    }
}
