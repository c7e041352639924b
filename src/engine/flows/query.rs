//! What can be asked of the transfers: rates, bottlenecks, tallies, and whether the books balance.
//!
//! Always true here: asking changes no rate and no amount; at most it works out what is due.

use super::{BYTE, FRACTION_BITS, Flow, FlowTally, Flows, NO_GROUP, NO_RESOURCE};
use crate::units::Moment;

impl Flows {
    /// The resource that bounds the rate of a flow; none where its own cap does, or where it is not
    /// under way.
    pub fn bottleneck(&mut self, flow: u32) -> Option<u16> {
        self.refresh();
        let group = self.groups.get(self.flows[flow as usize].group as usize)?;
        (group.bottleneck != NO_RESOURCE).then_some(group.bottleneck)
    }

    /// The rate of a flow in bytes per millisecond; 0 where it is not under way.
    pub fn rate(&mut self, flow: u32) -> f64 {
        self.refresh();
        let group = self.groups.get(self.flows[flow as usize].group as usize);
        group.map_or(0.0, |group| group.rate as f64 / BYTE as f64)
    }

    /// The rate of a flow in 2^-32 bytes per millisecond; 0 where it is not under way.
    pub fn exact_rate(&mut self, flow: u32) -> u64 {
        self.refresh();
        let group = self.groups.get(self.flows[flow as usize].group as usize);
        group.map_or(0, |group| group.rate)
    }

    /// Whether the rate of a flow that is watched may have changed since this was last asked.
    pub fn watched_moved(&mut self) -> bool {
        self.refresh();
        std::mem::take(&mut self.watched_moved)
    }

    /// The whole bytes of a flow that have not moved; 0 where it is not under way.
    pub fn remaining(&mut self, now: Moment, flow: u32) -> u64 {
        self.pass(now.0);
        let Flow { group, target, .. } = self.flows[flow as usize];
        let Some(group) = self.groups.get_mut(group as usize) else {
            return 0;
        };
        group.pass(now.0);
        (target.saturating_sub(group.served) >> FRACTION_BITS) as u64
    }

    /// Whether a flow is under way.
    #[must_use]
    pub fn is_active(&self, flow: u32) -> bool {
        self.flows[flow as usize].group != NO_GROUP
    }

    /// The flows under way, in a fixed order that means nothing.
    pub fn active(&self) -> impl Iterator<Item = u32> + '_ {
        self.order
            .iter()
            .flat_map(|entry| self.groups[entry.group as usize].members.iter().copied())
    }

    /// Lets time pass with the flows as they are, so that tallies reach up to this instant.
    pub fn settle(&mut self, now: Moment) {
        self.pass(now.0);
        for account in &mut self.accounts {
            account.pass(now.0, &self.counting);
        }
    }

    /// What a resource carried in the counted interval, up to the last [`Flows::settle`].
    #[must_use]
    pub fn tally(&self, resource: u16) -> FlowTally {
        self.accounts[usize::from(resource)].tally()
    }

    /// Whole bytes of all classes but the first that a resource carried in the counted interval, by hour of
    /// the week (Monday 00:00 first), up to the last [`Flows::settle`].
    #[must_use]
    pub fn hours(&self, resource: u16) -> [u128; 168] {
        let mut hours = [0; 168];
        self.tell_hours(resource, &mut hours);
        hours
    }

    /// The same into hours that are zero.
    pub fn tell_hours(&self, resource: u16, hours: &mut [u128; 168]) {
        self.accounts[usize::from(resource)].tell_hours(hours);
    }

    /// Conservation, exactly: what a resource carried is what its flows moved, no resource carries
    /// more than it can, and what was started is moved, stopped or still to come.
    ///
    /// # Panics
    /// When it does not hold, which is a fault of the program.
    pub fn check(&self) {
        let mut under_way = 0;
        let mut moved = vec![0_u128; self.accounts.len()];
        for entry in &self.order {
            let group = &self.groups[entry.group as usize];
            let served =
                group.served + u128::from(group.rate) * u128::from(self.clock - group.since);
            for &flow in &group.members {
                let Flow { bytes, start, .. } = self.flows[flow as usize];
                under_way += u128::from(bytes) << FRACTION_BITS;
                for (place, &resource) in group.path.iter().enumerate() {
                    let weight = u128::from(self.weight(group, place));
                    moved[usize::from(resource)] += (served - start) * weight;
                }
            }
        }
        for (resource, account) in self.accounts.iter().enumerate() {
            account.check(resource, self.clock, moved[resource]);
        }
        let found = self.moved + self.stopped + under_way;
        assert!(
            self.started == found,
            "{} were started, {found} are found again (in 2^-32 bytes)",
            self.started
        );
    }
}
