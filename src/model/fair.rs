//! Max–min fair rates by progressive filling: all flows rise together until a resource is full or a flow
//! has all that it wants. The one answer for all that is worked out without simulating.
//!
//! Always true here: amounts are real numbers in bytes per second. A flow is stopped once, and only the
//! resources on its way are looked at then, so that the work is near-linear in the lengths of all ways.
//! The simulation shares in integers inside its event loop (`engine::flows`); a test below holds one
//! against the other.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Equal flows that want so much each.
#[derive(Clone, Debug)]
pub struct Flow {
    /// How many there are.
    pub count: f64,
    /// Bytes per second that each wants; may be infinite.
    pub want: f64,
    /// Resources, and what a byte counts there; none where there is no way.
    pub way: Option<Vec<(usize, f64)>>,
}

/// What each of some equal flows gets.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Got {
    /// Bytes per second.
    pub rate: f64,
    /// The resource that bounds it; none where it has all that it wants.
    pub bottleneck: Option<usize>,
}

/// What each of those gets over one resource that claim more than that, where claims rise; `more` of them
/// claim everything. Without any such claim it is without a bound.
#[must_use]
pub fn level(ascending: &[f64], more: usize, rate: f64) -> f64 {
    let mut left = rate;
    for (place, claim) in ascending.iter().enumerate() {
        let share = left / (ascending.len() - place + more) as f64;
        if *claim > share {
            return share;
        }
        left -= claim;
    }
    if more > 0 {
        left / more as f64
    } else {
        f64::INFINITY
    }
}

/// What each flow gets over resources of these capacities, in bytes per second.
#[must_use]
pub fn fair(capacity: &[f64], flows: &[Flow]) -> Vec<Got> {
    let mut filling = Filling::new(capacity, flows);
    let mut wants: Vec<usize> = (0..flows.len()).filter(|one| filling.open[*one]).collect();
    wants.sort_by(|one, other| flows[*one].want.total_cmp(&flows[*other].want));
    let mut wants = wants.into_iter().peekable();
    loop {
        while wants.next_if(|one| !filling.open[*one]).is_some() {}
        let Some(next) = wants.peek().copied() else {
            return filling.got;
        };
        match filling.next_full() {
            Some((level, resource)) if level <= flows[next].want => filling.full(resource, level),
            _ => {
                filling.level = flows[next].want;
                filling.stop(next, None);
            }
        }
    }
}

/// A resource while it fills.
struct Resource {
    /// What is left of it at a level, and that level.
    left: f64,
    at: f64,
    /// What all open flows on it take for each step of the level.
    weight: f64,
    /// The weight when it was last summed, and flows that were open then.
    summed: (f64, usize),
    /// Flows on it, and how many of them are open.
    flows: Vec<usize>,
    open: usize,
    /// Grows with each change, so that old entries of the heap are known.
    version: u32,
}

struct Filling<'f> {
    flows: &'f [Flow],
    got: Vec<Got>,
    open: Vec<bool>,
    resources: Vec<Resource>,
    /// When resources are full: bits of the level, which order as the numbers do, resource, version.
    heap: BinaryHeap<Reverse<(u64, usize, u32)>>,
    level: f64,
}

fn way(flow: &Flow) -> &[(usize, f64)] {
    flow.way.as_deref().unwrap_or(&[])
}

impl<'f> Filling<'f> {
    fn new(capacity: &[f64], flows: &'f [Flow]) -> Filling<'f> {
        let nothing = Got {
            rate: 0.0,
            bottleneck: None,
        };
        let resource = |left: &f64| Resource {
            left: *left,
            at: 0.0,
            weight: 0.0,
            summed: (0.0, 0),
            flows: Vec::new(),
            open: 0,
            version: 0,
        };
        let starts = |flow: &Flow| flow.want > 0.0 && flow.way.is_some();
        let mut filling = Filling {
            flows,
            got: vec![nothing; flows.len()],
            open: flows.iter().map(starts).collect(),
            resources: capacity.iter().map(resource).collect(),
            heap: BinaryHeap::new(),
            level: 0.0,
        };
        for (index, flow) in flows.iter().enumerate() {
            for (on, _) in way(flow).iter().filter(|_| filling.open[index]) {
                filling.resources[*on].flows.push(index);
                filling.resources[*on].open += 1;
            }
        }
        for resource in 0..filling.resources.len() {
            filling.sum(resource);
            filling.plan(resource);
        }
        filling
    }

    /// Sums what the open flows on a resource take, exactly.
    fn sum(&mut self, resource: usize) {
        let (flows, open) = (self.flows, &self.open);
        let one = &mut self.resources[resource];
        one.flows.retain(|flow| open[*flow]);
        let mut known = one.flows.clone();
        known.dedup();
        let weights = known.iter().map(|flow| {
            let own = way(&flows[*flow]).iter().filter(|(on, _)| *on == resource);
            own.map(|(_, weight)| weight).sum::<f64>() * flows[*flow].count
        });
        one.weight = weights.sum();
        one.summed = (one.weight, one.open);
    }

    /// Puts the level at which a resource is full into the heap.
    fn plan(&mut self, resource: usize) {
        let one = &self.resources[resource];
        if one.open > 0 && one.weight > 0.0 && one.left.is_finite() {
            let level = one.at + one.left.max(0.0) / one.weight;
            self.heap
                .push(Reverse((level.to_bits(), resource, one.version)));
        }
    }

    /// The level at which the next resource is full, and which one that is.
    fn next_full(&mut self) -> Option<(f64, usize)> {
        while let Some(Reverse((level, resource, version))) = self.heap.peek().copied() {
            let one = &self.resources[resource];
            if one.version == version && one.open > 0 {
                return Some((f64::from_bits(level), resource));
            }
            self.heap.pop();
        }
        None
    }

    /// A resource is full: what is open on it is stopped there.
    fn full(&mut self, resource: usize, level: f64) {
        self.level = self.level.max(level);
        for flow in std::mem::take(&mut self.resources[resource].flows) {
            if self.open[flow] {
                self.stop(flow, Some(resource));
            }
        }
    }

    /// A flow has what it wants, or as much as a full resource gives.
    fn stop(&mut self, flow: usize, full: Option<usize>) {
        let want = self.flows[flow].want;
        let bounded = full.filter(|_| want > self.level);
        self.got[flow] = Got {
            rate: want.min(self.level),
            bottleneck: bounded,
        };
        self.open[flow] = false;
        for (on, weight) in way(&self.flows[flow]) {
            let one = &mut self.resources[*on];
            one.left -= (self.level - one.at) * one.weight;
            one.at = self.level;
            one.weight -= weight * self.flows[flow].count;
            one.open -= 1;
            one.version += 1;
        }
        for (on, _) in way(&self.flows[flow]) {
            if full == Some(*on) {
                continue;
            }
            // Differences of large sums are not exact.
            let one = &self.resources[*on];
            let (weight, open) = one.summed;
            if 2 * one.open <= open || one.weight < 1e-3 * weight {
                self.sum(*on);
            }
            self.plan(*on);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Flows, WEIGHT};
    use crate::units::{Moment, Rate};
    use proptest::prelude::*;

    /// The same step by step: everything is looked at in each step.
    fn step_by_step(capacity: &[f64], flows: &[Flow]) -> Vec<f64> {
        let mut rates = vec![0.0; flows.len()];
        let mut left = capacity.to_vec();
        let mut open: Vec<usize> = (0..flows.len())
            .filter(|one| flows[*one].want > 0.0)
            .collect();
        let mut level = 0.0;
        while !open.is_empty() {
            let mut weights = vec![0.0; left.len()];
            for one in &open {
                for (on, weight) in way(&flows[*one]) {
                    weights[*on] += weight * flows[*one].count;
                }
            }
            let full = (0..left.len())
                .filter(|one| weights[*one] > 0.0)
                .map(|one| (left[one].max(0.0) / weights[one], one))
                .min_by(|one, other| one.0.total_cmp(&other.0));
            let wishes = open.iter().map(|one| flows[*one].want - level);
            let wish = wishes.fold(f64::INFINITY, f64::min);
            let rise = full.map_or(wish, |(room, _)| room.min(wish));
            level += rise;
            for (room, weight) in left.iter_mut().zip(&weights) {
                *room -= rise * weight;
            }
            open.retain(|one| {
                rates[*one] = level.min(flows[*one].want);
                let stuck = full.is_some_and(|(room, full)| {
                    room <= wish && way(&flows[*one]).iter().any(|(on, _)| *on == full)
                });
                flows[*one].want > level && !stuck
            });
        }
        rates
    }

    proptest! {
        #[test]
        fn it_fills_as_step_by_step(
            capacity in prop::collection::vec(0.0_f64..1e9, 1..8),
            drawn in prop::collection::vec(
                (1_u32..50, 0.0_f64..1e8, prop::collection::vec((0_usize..8, 0.01_f64..10.0), 0..4)),
                0..40,
            ),
        ) {
            let flows: Vec<Flow> = drawn
                .into_iter()
                .map(|(count, want, way)| {
                    let on = |(one, weight): (usize, f64)| (one % capacity.len(), weight);
                    Flow { count: f64::from(count), want, way: Some(way.into_iter().map(on).collect()) }
                })
                .collect();
            let expected = step_by_step(&capacity, &flows);
            let found = fair(&capacity, &flows);
            for ((flow, found), expected) in flows.iter().zip(&found).zip(&expected) {
                prop_assert!((found.rate - expected).abs() <= 1e-6 * expected.max(1.0), "{} for {}", found.rate, expected);
                prop_assert_eq!(found.bottleneck.is_some(), found.rate < flow.want);
            }
        }
    }

    proptest! {
        /// One resource as a closed form, and by filling with as many that claim everything.
        #[test]
        fn the_level_of_one_resource_is_what_the_greedy_get(
            claims in prop::collection::vec(0.0_f64..100.0, 0..8),
            more in 1_usize..4,
            rate in 1.0_f64..200.0,
        ) {
            let mut ascending = claims.clone();
            ascending.sort_by(f64::total_cmp);
            let flow = |want| Flow { count: 1.0, want, way: Some(vec![(0, 1.0)]) };
            let greedy = std::iter::repeat_n(f64::INFINITY, more);
            let flows: Vec<Flow> = claims.iter().copied().chain(greedy).map(flow).collect();
            let found = fair(&[rate], &flows)[claims.len()].rate;
            let expected = level(&ascending, more, rate);
            prop_assert!((found - expected).abs() <= 1e-9 * rate, "{found} for {expected}");
        }

        /// The same flows over the same pipes, shared out here in real numbers and by the simulation in
        /// integers: bytes per second up to what 2^-32 of a byte in a millisecond rounds away.
        #[test]
        fn what_is_worked_out_is_what_the_simulation_shares_out(
            capacity in prop::collection::vec(0_u64..5_000_000, 1..6),
            drawn in prop::collection::vec(
                (1_u64..3_000_000, prop::collection::vec((0_usize..6, 1_u32..8_000), 1..4)),
                1..24,
            ),
        ) {
            let rates: Vec<Rate> = capacity.iter().map(|one| Rate(*one)).collect();
            let mut simulated = Flows::weighed(&rates, 0, drawn.len());
            let mut flows = Vec::new();
            for (index, (cap, way)) in drawn.iter().enumerate() {
                let mut steps: Vec<(usize, u32)> = Vec::new();
                for (on, weight) in way {
                    let on = on % capacity.len();
                    // A route names each pipe once.
                    if steps.iter().all(|step| step.0 != on) {
                        steps.push((on, *weight));
                    }
                }
                let pipes: Vec<u16> = steps.iter().map(|step| step.0 as u16).collect();
                let weights: Vec<u32> = steps.iter().map(|step| step.1).collect();
                let path = (&pipes[..], &weights[..]);
                simulated.start_weighing(Moment(0), index as u32, 1 << 40, path, Rate(*cap), 1);
                let counts = |step: &(usize, u32)| (step.0, f64::from(step.1) / f64::from(WEIGHT));
                flows.push(Flow {
                    count: 1.0,
                    want: *cap as f64,
                    way: Some(steps.iter().map(counts).collect()),
                });
            }
            let capacity: Vec<f64> = capacity.iter().map(|one| *one as f64).collect();
            for (index, got) in fair(&capacity, &flows).iter().enumerate() {
                let found = simulated.rate(index as u32) * 1_000.0;
                let close = (found - got.rate).abs() <= 1e-3 + 1e-6 * got.rate;
                prop_assert!(close, "flow {index}: {found} simulated, {} worked out", got.rate);
            }
        }
    }

    #[test]
    fn what_is_left_of_a_pipe_goes_to_those_who_want_more() {
        let flow = |want: f64, on: usize| Flow {
            count: 1.0,
            want,
            way: Some(vec![(on, 1.0), (2, 1.0)]),
        };
        // 100 over all: 10 for the first, and 90 for two, of which one has no more than 30.
        let got = fair(
            &[1e9, 30.0, 100.0],
            &[flow(10.0, 0), flow(80.0, 0), flow(80.0, 1)],
        );
        let rates: Vec<f64> = got.iter().map(|one| one.rate).collect();
        assert_eq!(rates, [10.0, 60.0, 30.0]);
        let bounds: Vec<Option<usize>> = got.iter().map(|one| one.bottleneck).collect();
        assert_eq!(bounds, [None, Some(2), Some(1)]);
    }
}
