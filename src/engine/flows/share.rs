//! Sharing out: the rates of all groups by progressive filling (Bertsekas and Gallager 1992, "Data
//! Networks", section 6.5.2).
//!
//! Always true here: only groups that are connected with a change through common resources get new
//! rates; changes at one instant are worked out together, when time goes on or a rate is asked for.

use super::account::Account;
use super::{BYTE, Entry, Flows, Group, NEVER, NO_RESOURCE, WEIGHT, bit};

/// Room for the work, kept from one time to the next.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    /// Resources that are shared out again, in ascending order.
    touched: Vec<u16>,
    /// Groups that are shared out again, in the order of class and cap; taken off as they get a rate.
    open: Vec<Entry>,
    /// Of the resources those on which flows of the class at hand have no rate yet.
    bounds: Vec<u16>,
}

impl Scratch {
    pub(super) fn new() -> Scratch {
        Scratch {
            touched: Vec::new(),
            open: Vec::new(),
            bounds: Vec::new(),
        }
    }
}

impl Flows {
    /// Works the rates out again if something has changed.
    #[inline]
    pub(super) fn refresh(&mut self) {
        if self.stale {
            self.share_out();
        }
    }

    #[inline(never)]
    fn share_out(&mut self) {
        self.stale = false;
        self.collect();
        let mut open = std::mem::take(&mut self.scratch.open);
        let mut first = 0;
        while first < open.len() {
            let class = open[first].class;
            let count = open[first..].partition_point(|entry| entry.class == class);
            self.fill(&mut open[first..first + count]);
            first += count;
        }
        self.scratch.open = open;
        for &resource in &self.scratch.touched {
            let account = &mut self.accounts[usize::from(resource)];
            account.take_next(self.clock, &self.counting);
        }
        self.earliest = self
            .order
            .iter()
            .map(|entry| self.groups[entry.group as usize].due)
            .fold(NEVER, u64::min);
    }

    /// Finds what is connected with the changes. Nearly always that is what shares a resource with them, and once through the
    /// groups is enough.
    fn collect(&mut self) {
        let mut affected = std::mem::take(&mut self.dirty);
        let scratch = &mut self.scratch;
        loop {
            let before = affected;
            scratch.open.clear();
            for entry in &self.order {
                let group = &self.groups[entry.group as usize];
                if group.stale || group.mask & affected != 0 {
                    affected |= group.mask;
                    scratch.open.push(*entry);
                }
            }
            if affected == before {
                break;
            }
        }
        scratch.touched.clear();
        let mut first = 0;
        while first < self.accounts.len() {
            let mut bits = affected;
            while bits != 0 {
                let resource = first + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let Some(account) = self.accounts.get_mut(resource) else {
                    break;
                };
                account.open();
                scratch.touched.push(resource as u16);
            }
            // Resources so far apart share a bit.
            first += 64;
        }
    }

    /// Gives rates to the groups of one class, which come in the order of their caps: the level rises
    /// for all alike, until a flow reaches its cap or a resource is used up.
    fn fill(&mut self, open: &mut [Entry]) {
        for entry in open.iter() {
            let group = &self.groups[entry.group as usize];
            for (place, &resource) in group.path.iter().enumerate() {
                let weight = group.members.len() as u64 * self.weight(group, place);
                self.accounts[usize::from(resource)].weight += weight;
            }
        }
        let (accounts, scratch) = (&self.accounts, &mut self.scratch);
        let awaited = |resource: &u16| accounts[usize::from(*resource)].weight > 0;
        scratch.bounds.clear();
        let bounds = scratch.touched.iter().copied();
        scratch.bounds.extend(bounds.filter(awaited));
        let mut count = open.len();
        let mut capped = 0;
        while capped < count {
            let (tightest, level) = self.tightest();
            if open[capped].cap <= level {
                // The level never falls, so all caps up to it can be given at once.
                while capped < count && open[capped].cap <= level {
                    self.give(open[capped].group, open[capped].cap, NO_RESOURCE);
                    capped += 1;
                }
                continue;
            }
            let mut kept = capped;
            for place in capped..count {
                let entry = open[place];
                let group = &self.groups[entry.group as usize];
                if group.mask & bit(tightest) != 0 && group.path.contains(&tightest) {
                    self.give(entry.group, level, tightest);
                } else {
                    open[kept] = entry;
                    kept += 1;
                }
            }
            count = kept;
        }
    }

    /// The resource that has least for each of its flows without a rate, and how much that is.
    fn tightest(&mut self) -> (u16, u64) {
        let mut tightest = (NO_RESOURCE, u64::MAX);
        let (accounts, weighed_from) = (&self.accounts, self.weighed_from);
        self.scratch.bounds.retain(|&resource| {
            let Account { left, weight, .. } = accounts[usize::from(resource)];
            // All of its flows have a rate.
            if weight == 0 {
                return false;
            }
            let share = match usize::from(resource) < weighed_from {
                true => left / weight,
                false => weighed_share(left, weight),
            };
            if share < tightest.1 {
                tightest = (resource, share);
            }
            true
        });
        tightest
    }

    /// Gives each flow of a group a rate.
    fn give(&mut self, id: u32, rate: u64, bottleneck: u16) {
        let group = &self.groups[id as usize];
        let count = group.members.len() as u64;
        for (place, &resource) in group.path.iter().enumerate() {
            let weight = self.weight(group, place);
            let resource = usize::from(resource);
            let account = &mut self.accounts[resource];
            let used = &mut account.next.used[usize::from(group.class)];
            account.weight -= count * weight;
            if resource < self.weighed_from {
                account.left -= rate * count;
                *used += u128::from(rate * count);
            } else {
                // Exactly in parts; of what is left a part begun is taken whole, so that the shares
                // that follow are never too large.
                let parts = u128::from(rate) * u128::from(count * weight);
                let whole = match u64::try_from(parts) {
                    Ok(parts) => parts.div_ceil(u64::from(WEIGHT)),
                    Err(_) => whole_of(parts.div_ceil(u128::from(WEIGHT))),
                };
                account.left = account.left.saturating_sub(whole);
                *used += parts;
            }
        }
        let group = &mut self.groups[id as usize];
        if let Some(account) = self.accounts.get_mut(usize::from(bottleneck)) {
            account.next.saturated = true;
        }
        group.bottleneck = bottleneck;
        let moved = group.rate != rate;
        if !moved && !group.stale {
            // It goes on as before: what it has served, and when it ends, stand as they are.
            return;
        }
        group.stale = false;
        group.pass(self.clock);
        group.rate = rate;
        self.watched_moved |= moved && group.watched;
        let missing = group.members.last().map_or(0, |&flow| {
            self.flows[flow as usize]
                .target
                .saturating_sub(group.served)
        });
        group.due = due(self.clock, missing, group);
    }
}

/// As many whole bytes as fit.
fn whole_of(amount: u128) -> u64 {
    u64::try_from(amount).unwrap_or(u64::MAX)
}

/// What flows that weigh so much in all get each of what is left. Where that fits into 64 bits, so does the division.
fn weighed_share(left: u64, weight: u64) -> u64 {
    match left.checked_mul(u64::from(WEIGHT)) {
        Some(parts) => parts / weight,
        None => whole_of(u128::from(left) * u128::from(WEIGHT) / u128::from(weight)),
    }
}

/// The first tick at which less than one byte is missing.
fn due(clock: u64, missing: u128, group: &Group) -> u64 {
    if missing < BYTE {
        return clock;
    }
    if group.rate == 0 {
        return NEVER;
    }
    let needed = missing - (BYTE - 1);
    // Some GiB at most: mostly it fits.
    if let Ok(needed) = u64::try_from(needed) {
        let ticks = needed.div_ceil(group.rate);
        return clock.saturating_add(ticks).min(NEVER);
    }
    let rate = u128::from(group.rate);
    // The quotient as real numbers is wrong by less than one tick in 2^46, and faster than a division
    // of 128 bits; then it is put right in integers.
    let guess = needed as f64 / group.rate as f64;
    if guess >= NEVER as f64 {
        return NEVER;
    }
    let mut ticks = guess as u64;
    while rate * u128::from(ticks) < needed {
        ticks += 1;
    }
    while ticks > 0 && rate * u128::from(ticks - 1) >= needed {
        ticks -= 1;
    }
    (clock + ticks).min(NEVER)
}
