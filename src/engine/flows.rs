//! Transfers that share the resources on their paths.
//!
//! Always true here: within a class the rates are max–min fair under the flows' own caps, a class gets
//! only what the classes before it leave, and amounts are integers (2^-32 of a byte), so that what
//! flows moved and what resources carried agree exactly.
//!
//! On some resources flows weigh: a byte of a flow is `weight` bytes there, as where what moves is
//! packed and the resource counts what is unpacked. Fair are the rates of the flows themselves.
//!
//! Flows of equal path, weights, cap and class always have the same rate. They form a group, which is shared out
//! as one, and whose members are told apart only by when their last byte moves.

mod account;
mod query;
mod share;
mod week;

use crate::units::{Moment, Rate};
use account::{Account, Counting};
pub use account::{CLASSES, FlowTally};
use share::Scratch;
use std::ops::Range;

/// The bottleneck of a flow that is bounded by its own cap.
pub const NO_RESOURCE: u16 = u16::MAX;

/// Bits of an amount below one byte.
pub const FRACTION_BITS: u32 = 32;
/// One byte.
const BYTE: u128 = 1 << FRACTION_BITS;
/// The fastest rate that is told apart from unlimited, some 10^12 bytes a second.
const FASTEST: u64 = 1 << 62;
/// The instant of what does not happen.
const NEVER: u64 = Moment::NEVER.0;
/// One byte for each byte of a flow, as a weight.
pub const WEIGHT: u32 = 1_000;

/// The group of a flow that is not under way.
const NO_GROUP: u32 = u32::MAX;

/// A rate in 2^-32 bytes per millisecond, rounded down: how the flows count.
#[must_use]
pub fn per_tick(rate: Rate) -> u64 {
    // Up to 4 GiB/s in 64 bits: a division of 128 bits takes many times as long.
    match u32::try_from(rate.0) {
        Ok(rate) => (u64::from(rate) << FRACTION_BITS) / 1_000,
        Err(_) => {
            let exact = (u128::from(rate.0) << FRACTION_BITS) / 1_000;
            u64::try_from(exact).map_or(FASTEST, |value| value.min(FASTEST))
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Flow {
    group: u32,
    bytes: u64,
    /// What its group had served when it started, and will have served when it ends.
    start: u128,
    target: u128,
}

const IDLE: Flow = Flow {
    group: NO_GROUP,
    bytes: 0,
    start: 0,
    target: 0,
};

/// Flows of equal path, weights, cap and class.
#[derive(Clone, Debug, Default)]
struct Group {
    path: Vec<u16>,
    /// What a byte weighs on each resource of the path, in parts of [`WEIGHT`]; where it is empty, or on
    /// a resource on which nothing weighs, it is one byte.
    weights: Vec<u32>,
    cap: u64,
    class: u8,
    /// The resources of the path, as bits (see [`bit`]).
    mask: u64,
    /// The flows, the one that ends first at the end.
    members: Vec<u32>,
    /// What each flow would have got that had been there from the start, up to `since`.
    served: u128,
    since: u64,
    /// What each flow gets per millisecond.
    rate: u64,
    bottleneck: u16,
    /// When the first member ends at this rate.
    due: u64,
    /// Whether members came or went since the rates were worked out.
    stale: bool,
    /// Whether one of those that are watched was in it.
    watched: bool,
}

impl Group {
    fn pass(&mut self, now: u64) {
        self.served += u128::from(self.rate) * u128::from(now - self.since);
        self.since = now;
    }
}

/// A place in the order in which groups are shared out: by class, then cap, then age.
#[derive(Clone, Copy, Debug)]
struct Entry {
    class: u8,
    cap: u64,
    group: u32,
}

/// All transfers over a fixed set of resources.
#[derive(Clone, Debug)]
pub struct Flows {
    flows: Vec<Flow>,
    groups: Vec<Group>,
    free: Vec<u32>,
    order: Vec<Entry>,
    accounts: Vec<Account>,
    /// Resources from this one on are those on which flows weigh.
    weighed_from: usize,
    counting: Counting,
    clock: u64,
    /// Resources whose flows or state changed since the rates were worked out.
    dirty: u64,
    stale: bool,
    earliest: u64,
    /// The flows whose rates are watched, and whether one has changed since that was last asked.
    watched: Range<u32>,
    watched_moved: bool,
    /// Amounts in 2^-32 bytes: all that was started, and where it went when a flow ended.
    started: u128,
    moved: u128,
    stopped: u128,
    scratch: Scratch,
}

/// The bit of a resource in a mask. With more than 64 resources some share a bit; then a change is
/// taken to touch more than it does, which costs time and changes nothing.
fn bit(resource: u16) -> u64 {
    1 << (resource % 64)
}

impl Flows {
    /// Resources with these capacities, and room for flows numbered from 0 to `flows - 1`.
    ///
    /// # Panics
    /// With more than 65,535 resources.
    #[must_use]
    pub fn new(capacities: &[Rate], flows: usize) -> Flows {
        Flows::weighed(capacities, capacities.len(), flows)
    }

    /// The same, where flows weigh on the resources from `weighed_from` on.
    ///
    /// # Panics
    /// With more than 65,535 resources.
    #[must_use]
    pub fn weighed(capacities: &[Rate], weighed_from: usize, flows: usize) -> Flows {
        assert!(
            capacities.len() < usize::from(NO_RESOURCE),
            "too many resources"
        );
        Flows {
            flows: vec![IDLE; flows],
            groups: Vec::new(),
            free: Vec::new(),
            order: Vec::new(),
            accounts: capacities
                .iter()
                .enumerate()
                .map(|(resource, rate)| {
                    let weighs = resource >= weighed_from;
                    let parts = if weighs { u64::from(WEIGHT) } else { 1 };
                    Account::new(per_tick(*rate), parts)
                })
                .collect(),
            weighed_from,
            counting: Counting::default(),
            clock: 0,
            dirty: 0,
            stale: false,
            earliest: NEVER,
            watched: 0..0,
            watched_moved: false,
            started: 0,
            moved: 0,
            stopped: 0,
            scratch: Scratch::new(),
        }
    }

    /// No flows, all resources up, time and tallies at zero, everything counted.
    pub fn reset(&mut self) {
        for entry in self.order.drain(..) {
            let group = &mut self.groups[entry.group as usize];
            for flow in group.members.drain(..) {
                self.flows[flow as usize] = IDLE;
            }
            self.free.push(entry.group);
        }
        self.accounts.iter_mut().for_each(Account::reset);
        self.counting = Counting::default();
        self.clock = 0;
        self.dirty = 0;
        self.stale = false;
        self.earliest = NEVER;
        self.watched_moved = false;
        self.started = 0;
        self.moved = 0;
        self.stopped = 0;
    }

    /// Tallies only what moves from one instant to another. `week_offset_ms` is the time since Monday
    /// 00:00 at time zero. To be called before the first flow.
    pub fn count_from(&mut self, from: Moment, to: Moment, week_offset_ms: u64) {
        assert!(self.clock == 0, "counting is changed in mid-trial");
        self.counting = Counting {
            from: from.0,
            to: to.0,
            week_offset_ms,
        };
    }

    /// Watches the rates of some flows: see [`Flows::watched_moved`].
    pub fn watch(&mut self, flows: Range<u32>) {
        self.watched = flows;
    }

    /// Tallies until a later instant than was said before; what has passed counts as it did.
    pub fn count_until(&mut self, to: Moment) {
        let before = std::mem::replace(&mut self.counting.to, to.0);
        assert!(
            self.clock <= before && before <= to.0,
            "what had not counted would have"
        );
    }

    /// Starts a flow of so many bytes over the resources of a path, no faster than `cap`; class 0
    /// is served first.
    ///
    /// # Panics
    /// When the flow is under way, or when there is no such flow, resource or class.
    pub fn start(
        &mut self,
        now: Moment,
        flow: u32,
        bytes: u64,
        path: &[u16],
        cap: Rate,
        class: u8,
    ) {
        self.start_weighing(now, flow, bytes, (path, &[]), cap, class);
    }

    /// The same with what each byte of the flow weighs on each resource of the path, in parts of
    /// [`WEIGHT`]; it counts only where flows weigh.
    ///
    /// # Panics
    /// As [`Flows::start`], and when weights are stated, but not one for each resource.
    pub fn start_weighing(
        &mut self,
        now: Moment,
        flow: u32,
        bytes: u64,
        path: (&[u16], &[u32]),
        cap: Rate,
        class: u8,
    ) {
        self.pass(now.0);
        assert!(
            self.flows[flow as usize].group == NO_GROUP,
            "flow {flow} is started twice"
        );
        assert!(usize::from(class) < CLASSES, "there is no class {class}");
        let id = self.group_of(path, per_tick(cap), class);
        let group = &mut self.groups[id as usize];
        group.pass(now.0);
        let amount = u128::from(bytes) << FRACTION_BITS;
        let target = group.served + amount;
        self.flows[flow as usize] = Flow {
            group: id,
            bytes,
            start: group.served,
            target,
        };
        let flows = &self.flows;
        let place = group
            .members
            .partition_point(|&other| (flows[other as usize].target, other) > (target, flow));
        group.members.insert(place, flow);
        group.stale = true;
        group.watched |= self.watched.contains(&flow);
        self.dirty |= group.mask;
        self.stale = true;
        self.started += amount;
    }

    /// Ends a flow before its last byte. Returns the whole bytes that have not moved.
    ///
    /// # Panics
    /// When the flow is not under way.
    pub fn stop(&mut self, now: Moment, flow: u32) -> u64 {
        self.pass(now.0);
        let Flow { group, target, .. } = self.flows[flow as usize];
        assert!(
            group != NO_GROUP,
            "flow {flow} is stopped but not under way"
        );
        let flows = &self.flows;
        let one = &mut self.groups[group as usize];
        one.pass(now.0);
        let place = one
            .members
            .partition_point(|&other| (flows[other as usize].target, other) > (target, flow));
        one.members.remove(place);
        let missing = target.saturating_sub(one.served);
        self.end(flow, missing);
        if self.groups[group as usize].members.is_empty() {
            self.order.retain(|entry| entry.group != group);
            self.free.push(group);
        }
        (missing >> FRACTION_BITS) as u64
    }

    /// Takes a resource down or up. One that is down moves nothing.
    pub fn set_up(&mut self, now: Moment, resource: u16, up: bool) {
        self.pass(now.0);
        let account = &mut self.accounts[usize::from(resource)];
        if account.up != up {
            account.up = up;
            self.dirty |= bit(resource);
            self.stale = true;
        }
    }

    /// Changes what a resource carries at most, until the next reset.
    pub fn set_rate(&mut self, now: Moment, resource: u16, rate: Rate) {
        self.pass(now.0);
        let account = &mut self.accounts[usize::from(resource)];
        let rate = per_tick(rate);
        if account.rate != rate {
            account.rate = rate;
            self.dirty |= bit(resource);
            self.stale = true;
        }
    }

    /// The first instant at which the last byte of some flow has moved, rounded up to the tick.
    pub fn next_completion(&mut self) -> Option<Moment> {
        self.refresh();
        (self.earliest < NEVER).then_some(Moment(self.earliest))
    }

    /// Takes out the flows whose last byte has moved by now (less than one byte is missing), and adds
    /// them to `out` in the order of their numbers.
    pub fn take_completed(&mut self, now: Moment, out: &mut Vec<u32>) {
        self.pass(now.0);
        self.refresh();
        if self.earliest > now.0 {
            return;
        }
        let first = out.len();
        let mut place = 0;
        while place < self.order.len() {
            let id = self.order[place].group;
            if self.groups[id as usize].due <= now.0 {
                self.take_from(now.0, id, out);
            }
            if self.groups[id as usize].members.is_empty() {
                self.order.remove(place);
                self.free.push(id);
            } else {
                place += 1;
            }
        }
        if out.len() > first + 1 {
            out[first..].sort_unstable();
        }
    }

    /// The group of a path, cap and class; a new one if there is none.
    fn group_of(&mut self, (path, weights): (&[u16], &[u32]), cap: u64, class: u8) -> u32 {
        let mut place = self
            .order
            .partition_point(|entry| (entry.class, entry.cap) < (class, cap));
        while let Some(entry) = self.order.get(place) {
            if (entry.class, entry.cap) != (class, cap) {
                break;
            }
            let group = &self.groups[entry.group as usize];
            if group.path == path && group.weights == weights {
                return entry.group;
            }
            place += 1;
        }
        assert!(
            weights.is_empty() || weights.len() == path.len(),
            "a path has one weight for each resource, or none"
        );
        for &resource in path {
            assert!(
                usize::from(resource) < self.accounts.len(),
                "there is no resource {resource}"
            );
        }
        let id = self.free.pop().unwrap_or_else(|| {
            self.groups.push(Group::default());
            (self.groups.len() - 1) as u32
        });
        let group = &mut self.groups[id as usize];
        // One that was there before often had the same path.
        if group.path != path {
            group.path.clear();
            group.path.extend_from_slice(path);
            group.mask = path.iter().fold(0, |mask, &resource| mask | bit(resource));
        }
        group.weights.clear();
        group.weights.extend_from_slice(weights);
        group.cap = cap;
        group.class = class;
        group.served = 0;
        group.since = self.clock;
        group.rate = 0;
        group.bottleneck = NO_RESOURCE;
        group.due = NEVER;
        group.watched = false;
        let entry = Entry {
            class,
            cap,
            group: id,
        };
        self.order.insert(place, entry);
        id
    }

    /// What a byte of a group counts on a resource of its path, in what that resource counts in.
    fn weight(&self, group: &Group, place: usize) -> u64 {
        if usize::from(group.path[place]) < self.weighed_from {
            return 1;
        }
        u64::from(group.weights.get(place).copied().unwrap_or(WEIGHT))
    }

    /// Takes the completed members out of a group.
    fn take_from(&mut self, now: u64, id: u32, out: &mut Vec<u32>) {
        self.groups[id as usize].pass(now);
        while let Some(&flow) = self.groups[id as usize].members.last() {
            let target = self.flows[flow as usize].target;
            if target >= self.groups[id as usize].served + BYTE {
                break;
            }
            self.groups[id as usize].members.pop();
            self.end(flow, 0);
            out.push(flow);
        }
    }

    /// Ends a flow that has left the members of its group, with so much missing, and corrects what
    /// its resources carried by what rounding to the tick and to the byte made of it.
    fn end(&mut self, flow: u32, missing: u128) {
        let Flow {
            group: id,
            bytes,
            start,
            ..
        } = std::mem::replace(&mut self.flows[flow as usize], IDLE);
        let group = &self.groups[id as usize];
        let moved = (u128::from(bytes) << FRACTION_BITS) - missing;
        let excess = (group.served - start) as i128 - moved as i128;
        for (place, &resource) in group.path.iter().enumerate() {
            let weight = self.weight(group, place);
            let (moved, excess) = match weight {
                1 => (moved, excess),
                _ => (moved * u128::from(weight), excess * i128::from(weight)),
            };
            let account = &mut self.accounts[usize::from(resource)];
            account.end(self.clock, group.class, moved, excess, &self.counting);
        }
        let group = &mut self.groups[id as usize];
        group.stale = true;
        self.dirty |= group.mask;
        self.stale = true;
        self.moved += moved;
        self.stopped += missing;
    }

    /// Lets time pass up to an instant; the rates must hold until then.
    fn pass(&mut self, now: u64) {
        assert!(now >= self.clock, "time fell from {} to {now}", self.clock);
        if now > self.clock {
            self.refresh();
            assert!(
                now <= self.earliest,
                "the completion at {} was passed over at {now}",
                self.earliest
            );
            self.clock = now;
        }
    }
}

#[cfg(test)]
mod tests;
