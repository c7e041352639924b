//! Shared transfers against closed forms, the defining property of max–min fairness, and exact
//! conservation.
//!
//! Always true here: the checks know nothing of how rates are found.

use super::*;
use crate::units::HOUR;
use proptest::prelude::*;

const UNLIMITED: Rate = Rate(u64::MAX);

/// A rate in bytes per millisecond.
fn kb(rate: u64) -> Rate {
    Rate(rate * 1_000)
}

/// Runs until nothing more completes; returns (instant, flow) in the order of completion.
fn run_out(flows: &mut Flows) -> Vec<(u64, u32)> {
    let mut ends = Vec::new();
    let mut done = Vec::new();
    while let Some(at) = flows.next_completion() {
        flows.take_completed(at, &mut done);
        assert!(!done.is_empty(), "a completion without a flow");
        ends.extend(done.drain(..).map(|flow| (at.0, flow)));
        flows.check();
    }
    ends
}

#[test]
fn equal_flows_over_one_pipe_all_end_together() {
    for count in [1, 3, 7, 300] {
        let mut flows = Flows::new(&[Rate(25_000_000)], 300);
        let size = 100_000_000_000;
        for flow in 0..count {
            flows.start(Moment(0), flow, size, &[0], UNLIMITED, 1);
        }
        let end = u64::from(count) * size / 25_000;
        let expected: Vec<_> = (0..count).map(|flow| (end, flow)).collect();
        assert_eq!(run_out(&mut flows), expected);
        flows.settle(Moment(end));
        let tally = flows.tally(0);
        assert_eq!(
            tally.bytes_by_class[1],
            u128::from(count) * u128::from(size)
        );
        assert_eq!((tally.busy_ms, tally.saturated_ms), (end, end));
    }
}

#[test]
fn by_priority_the_kth_flow_ends_after_k_sizes() {
    let mut flows = Flows::new(&[kb(100)], CLASSES);
    let last = CLASSES as u32 - 1;
    for flow in 0..=last {
        let class = (last - flow) as u8;
        flows.start(Moment(0), flow, 1_000_000, &[0], UNLIMITED, class);
    }
    assert_eq!(flows.bottleneck(0), Some(0));
    assert!(flows.rate(0) == 0.0);
    let ends = run_out(&mut flows);
    assert_eq!(ends, [(10_000, 1), (20_000, 0)]);
}

#[test]
fn two_pipes_and_a_flow_through_both() {
    let mut flows = Flows::new(&[kb(10), kb(20)], 3);
    flows.start(Moment(0), 0, 1_000, &[0], UNLIMITED, 0);
    flows.start(Moment(0), 1, 1_000, &[0, 1], UNLIMITED, 0);
    flows.start(Moment(0), 2, 3_000, &[1], UNLIMITED, 0);
    assert_eq!([0, 1, 2].map(|flow| flows.rate(flow)), [5.0, 5.0, 15.0]);
    let bounds = [0, 1, 2].map(|flow| flows.bottleneck(flow));
    assert_eq!(bounds, [Some(0), Some(0), Some(1)]);
    assert_eq!(run_out(&mut flows), [(200, 0), (200, 1), (200, 2)]);
}

#[test]
fn caps_leave_the_rest_to_the_others() {
    let mut flows = Flows::new(&[kb(30)], 4);
    flows.start(Moment(0), 0, 1_000, &[0], kb(5), 0);
    flows.start(Moment(0), 1, 1_000, &[0], kb(20), 0);
    flows.start(Moment(0), 2, 1_000, &[0], UNLIMITED, 0);
    flows.start(Moment(0), 3, 700, &[], kb(7), 1);
    let rates = [0, 1, 2, 3].map(|flow| flows.rate(flow));
    assert_eq!(rates, [5.0, 12.5, 12.5, 7.0]);
    let bounds = [0, 1, 2, 3].map(|flow| flows.bottleneck(flow));
    assert_eq!(bounds, [None, Some(0), Some(0), None]);
    assert_eq!(flows.next_completion(), Some(Moment(80)));
}

#[test]
fn later_classes_share_what_the_first_leaves() {
    let mut flows = Flows::new(&[kb(30)], 3);
    flows.start(Moment(0), 0, 10_000, &[0], kb(20), 0);
    flows.start(Moment(0), 1, 10_000, &[0], UNLIMITED, 1);
    flows.start(Moment(0), 2, 10_000, &[0], UNLIMITED, 1);
    assert_eq!([0, 1, 2].map(|flow| flows.rate(flow)), [20.0, 5.0, 5.0]);
    flows.stop(Moment(0), 0);
    assert_eq!([0, 1, 2].map(|flow| flows.rate(flow)), [0.0, 15.0, 15.0]);
}

#[test]
fn rates_change_when_flows_come_and_go() {
    let mut flows = Flows::new(&[kb(10)], 3);
    flows.start(Moment(0), 0, 1_000, &[0], UNLIMITED, 0);
    flows.start(Moment(50), 1, 400, &[0], UNLIMITED, 0);
    assert_eq!(flows.remaining(Moment(60), 0), 450);
    assert_eq!(run_out(&mut flows), [(130, 1), (140, 0)]);
}

#[test]
fn a_flow_that_is_stopped_says_what_is_missing() {
    let mut flows = Flows::new(&[kb(10)], 3);
    flows.start(Moment(0), 0, 1_000, &[0], UNLIMITED, 0);
    flows.start(Moment(0), 1, 1_000, &[0], UNLIMITED, 0);
    flows.start(Moment(0), 2, 1_000, &[0], UNLIMITED, 0);
    // A third of 10 bytes a millisecond for 30 ms, rounded down to 2^-32 bytes: just below 100.
    assert_eq!(flows.stop(Moment(30), 1), 900);
    assert!(!flows.is_active(1));
    assert_eq!(flows.active().collect::<Vec<_>>().len(), 2);
    flows.check();
    assert_eq!(run_out(&mut flows), [(210, 0), (210, 2)]);
    flows.settle(Moment(500));
    assert_eq!(flows.tally(0).bytes_by_class, [2_099, 0]);
    assert_eq!(flows.tally(0).busy_ms, 210);
}

#[test]
fn what_is_down_moves_nothing() {
    let mut flows = Flows::new(&[kb(10), kb(10)], 2);
    flows.start(Moment(0), 0, 1_000, &[0, 1], UNLIMITED, 0);
    flows.set_up(Moment(40), 1, false);
    assert_eq!(flows.next_completion(), None);
    assert_eq!(flows.bottleneck(0), Some(1));
    flows.set_up(Moment(70), 1, true);
    assert_eq!(run_out(&mut flows), [(130, 0)]);
    flows.settle(Moment(200));
    assert_eq!(flows.tally(0).busy_ms, 100);
    // While it is down it is what holds the flow up; else the first of two equals is named.
    assert_eq!(flows.tally(1).saturated_ms, 30);
    assert_eq!(flows.tally(0).saturated_ms, 100);
}

/// Twice 500 bytes at 10, then at 5 a millisecond, and at 10 again after a reset.
#[test]
fn a_slower_pipe_carries_less() {
    let mut flows = Flows::new(&[kb(10)], 1);
    for _ in 0..2 {
        flows.start(Moment(0), 0, 1_000, &[0], UNLIMITED, 1);
        assert_eq!(flows.next_completion(), Some(Moment(100)));
        flows.set_rate(Moment(50), 0, kb(5));
        flows.check();
        assert_eq!(run_out(&mut flows), [(150, 0)]);
        flows.settle(Moment(200));
        let tally = flows.tally(0);
        assert_eq!((tally.bytes_by_class[1], tally.busy_ms), (1_000, 150));
        flows.reset();
    }
}

#[test]
fn an_end_between_two_ticks_is_rounded_up_and_not_counted_twice() {
    let mut flows = Flows::new(&[Rate(1_000_000)], 1);
    flows.start(Moment(5), 0, 2_500, &[0], UNLIMITED, 1);
    assert_eq!(run_out(&mut flows), [(8, 0)]);
    flows.settle(Moment(10));
    assert_eq!(flows.tally(0).bytes_by_class, [0, 2_500]);
    assert_eq!(flows.hours(0)[0], 2_500);
}

#[test]
fn those_that_end_together_come_by_number() {
    let mut flows = Flows::new(&[kb(1_000)], 4);
    flows.start(Moment(0), 3, 30_000, &[0], kb(300), 0);
    flows.start(Moment(0), 0, 40_000, &[0], kb(400), 0);
    flows.start(Moment(0), 2, 9_990, &[0], kb(100), 0);
    flows.start(Moment(0), 1, 10_000, &[0], kb(100), 0);
    let mut done = vec![9];
    assert_eq!(flows.next_completion(), Some(Moment(100)));
    flows.take_completed(Moment(99), &mut done);
    flows.take_completed(Moment(100), &mut done);
    assert_eq!(done, [9, 0, 1, 2, 3], "what was there before stays first");
}

#[test]
fn nothing_to_move_is_complete_at_once() {
    let mut flows = Flows::new(&[Rate(0)], 2);
    flows.start(Moment(3), 0, 0, &[0], UNLIMITED, 0);
    flows.start(Moment(3), 1, 1, &[0], UNLIMITED, 0);
    assert_eq!(run_out(&mut flows), [(3, 0)]);
    assert!(flows.is_active(1));
}

#[test]
fn only_the_counted_interval_is_in_the_tallies() {
    let mut flows = Flows::new(&[kb(10)], 2);
    // Time zero is Sunday 23:30; counted are Monday 00:30 to 02:30.
    let offset = 167 * HOUR + HOUR / 2;
    flows.count_from(Moment(HOUR), Moment(3 * HOUR), offset);
    flows.start(Moment(0), 0, 10 * 10 * HOUR, &[0], UNLIMITED, 1);
    flows.start(Moment(0), 1, 5 * HOUR, &[0], UNLIMITED, 0);
    assert_eq!(flows.next_completion(), Some(Moment(HOUR / 2)));
    flows.take_completed(Moment(HOUR / 2), &mut Vec::new());
    flows.settle(Moment(5 * HOUR));
    let tally = flows.tally(0);
    assert_eq!(tally.bytes_by_class, [0, u128::from(20 * HOUR)]);
    assert_eq!((tally.busy_ms, tally.saturated_ms), (2 * HOUR, 2 * HOUR));
    let hours = flows.hours(0);
    let hour = u128::from(HOUR);
    assert_eq!(hours[..4], [5 * hour, 10 * hour, 5 * hour, 0]);
    assert_eq!(hours[4..].iter().sum::<u128>(), 0);
    flows.check();
    flows.reset();
    assert_eq!(flows.tally(0), FlowTally::default());
    assert_eq!(flows.hours(0).iter().sum::<u128>(), 0);
}

/// Six of ten go to the one that is watched. Another pipe, or somebody who takes what is left, is nothing
/// to it; of eight it has half.
#[test]
fn a_watched_flow_is_told_of_when_its_rate_changes() {
    let mut flows = Flows::new(&[kb(10), kb(10)], 3);
    flows.watch(2..3);
    flows.start(Moment(0), 2, 1_000_000, &[0], kb(6), 1);
    assert!(flows.watched_moved());
    assert!(!flows.watched_moved());
    flows.start(Moment(0), 0, 1_000_000, &[1], UNLIMITED, 1);
    flows.start(Moment(0), 1, 40_000, &[0], kb(4), 1);
    assert!(!flows.watched_moved());
    flows.set_rate(Moment(10), 0, kb(8));
    assert!(flows.watched_moved());
    assert!(flows.rate(2) == flows.rate(1));
}

/// Flow 2 is held up by the second pipe (8 of 10), then by the first, which two share (5 each).
#[test]
fn a_flow_is_held_up_by_what_is_tightest_now() {
    let mut flows = Flows::new(&[kb(10), kb(8)], 4);
    flows.start(Moment(0), 2, 10_000, &[0, 1], UNLIMITED, 0);
    flows.start(Moment(0), 3, 10_000, &[], kb(1), 0);
    assert_eq!([2, 3].map(|flow| flows.bottleneck(flow)), [Some(1), None]);
    flows.start(Moment(1), 0, 10_000, &[0], UNLIMITED, 0);
    assert_eq!([0, 2].map(|flow| flows.bottleneck(flow)), [Some(0); 2]);
}

#[test]
#[should_panic(expected = "the completion at 100 was passed over at 101")]
fn a_completion_cannot_be_passed_over() {
    let mut flows = Flows::new(&[kb(10)], 2);
    flows.start(Moment(0), 0, 1_000, &[0], UNLIMITED, 0);
    flows.start(Moment(101), 1, 1_000, &[0], UNLIMITED, 0);
}

#[test]
#[should_panic(expected = "started twice")]
fn a_flow_cannot_be_started_twice() {
    let mut flows = Flows::new(&[kb(10)], 2);
    flows.start(Moment(0), 0, 1_000, &[0], UNLIMITED, 0);
    flows.start(Moment(0), 0, 1_000, &[0], UNLIMITED, 0);
}

#[test]
#[should_panic(expected = "resource 0 carried")]
fn a_byte_that_is_carried_for_nobody_is_noticed() {
    let mut flows = Flows::new(&[kb(10)], 1);
    flows.start(Moment(0), 0, 1_000, &[0], UNLIMITED, 0);
    flows.next_completion();
    flows.settle(Moment(10));
    flows.groups[0].served += 1;
    flows.check();
}

/// A flow as the checks see it.
#[derive(Clone, Debug)]
struct Wish {
    path: Vec<u16>,
    /// In bytes per millisecond.
    cap: u64,
    /// What it weighs on each resource of the path, or nothing said.
    weights: Vec<u32>,
    class: u8,
}

impl Wish {
    /// What it counts on a resource for each of its bytes; nothing on one that is not on its path.
    fn weight(&self, resource: u16) -> f64 {
        let Some(place) = self.path.iter().position(|one| *one == resource) else {
            return 0.0;
        };
        let stated = self.weights.get(place).copied().unwrap_or(WEIGHT);
        let weighs = usize::from(resource) >= WEIGHED_FROM;
        if weighs {
            f64::from(stated) / 1_000.0
        } else {
            1.0
        }
    }

    fn rate(&self) -> Rate {
        if self.cap == 0 {
            UNLIMITED
        } else {
            kb(self.cap)
        }
    }
    fn limit(&self) -> f64 {
        if self.cap == 0 {
            f64::INFINITY
        } else {
            self.cap as f64
        }
    }
}

#[test]
fn many_resources_are_told_apart() {
    let mut flows = Flows::new(&[kb(10); 130], 3);
    // These two share a bit in the masks and nothing else.
    flows.start(Moment(0), 0, 1_000, &[1], UNLIMITED, 0);
    flows.start(Moment(0), 1, 1_000, &[65, 2], UNLIMITED, 0);
    flows.start(Moment(0), 2, 1_000, &[129, 2], UNLIMITED, 0);
    assert_eq!([0, 1, 2].map(|flow| flows.rate(flow)), [10.0, 5.0, 5.0]);
    assert_eq!(flows.bottleneck(1), Some(2));
    assert_eq!(run_out(&mut flows), [(100, 0), (200, 1), (200, 2)]);
}

/// Flows weigh on the resources from this one on.
const WEIGHED_FROM: usize = 3;

/// A pool that counts unpacked bytes: a flow of 100 bytes that are 250 there takes as long as its pool
/// needs for 250; what is carried and tallied is counted in the pool's own bytes.
#[test]
fn flows_weigh_on_some_resources() {
    let mut flows = Flows::weighed(&[kb(10), kb(10)], 1, 3);
    let way: (&[u16], &[u32]) = (&[0, 1], &[2_500, 2_500]);
    flows.start_weighing(Moment(0), 0, 100_000, way, UNLIMITED, 1);
    assert_eq!(flows.rate(0), 4.0);
    assert_eq!(flows.bottleneck(0), Some(1));
    assert_eq!(run_out(&mut flows), [(25_000, 0)]);
    flows.settle(Moment(25_000));
    assert_eq!(flows.tally(0).bytes_by_class, [0, 100_000]);
    assert_eq!(flows.tally(1).bytes_by_class, [0, 250_000]);
    assert_eq!(flows.hours(1).iter().sum::<u128>(), 250_000);
    assert_eq!(flows.tally(1).saturated_ms, 25_000);
    // 10 bytes a millisecond for flows that weigh 1 and 4: each gets 2, since rates are fair.
    let other: (&[u16], &[u32]) = (&[1], &[4_000]);
    flows.start(Moment(25_000), 1, 100_000, &[1], UNLIMITED, 0);
    flows.start_weighing(Moment(25_000), 2, 50_000, other, UNLIMITED, 0);
    assert_eq!((flows.rate(1), flows.rate(2)), (2.0, 2.0));
    // The second ends after 25 s; then the first has all of it: 50,000 bytes in 5 s.
    assert_eq!(run_out(&mut flows), [(50_000, 2), (55_000, 1)]);
}

/// Why an allocation is not max–min fair with caps and classes; none if it is. Capacities and rates in
/// bytes per millisecond.
fn violation(capacities: &[f64], wishes: &[(Wish, f64)]) -> Option<String> {
    const CLOSE: f64 = 1e-6;
    let load = |resource: u16, class: u8| -> f64 {
        let users = wishes.iter().filter(|(wish, _)| wish.class <= class);
        users.map(|(wish, rate)| wish.weight(resource) * rate).sum()
    };
    for (resource, capacity) in capacities.iter().enumerate() {
        if load(resource as u16, u8::MAX) > capacity + CLOSE {
            return Some(format!("resource {resource} carries more than it can"));
        }
    }
    for (wish, rate) in wishes {
        if *rate > wish.limit() + CLOSE {
            return Some(format!("{wish:?} is faster than its cap: {rate}"));
        }
        let bounded = wish.path.iter().any(|resource| {
            let full = load(*resource, wish.class) >= capacities[usize::from(*resource)] - CLOSE;
            let same = wishes
                .iter()
                .filter(|(other, _)| other.class == wish.class && other.path.contains(resource));
            full && same.into_iter().all(|(_, other)| *other <= rate + CLOSE)
        });
        if !bounded && *rate < wish.limit() - CLOSE {
            return Some(format!("{wish:?} could be faster than {rate}"));
        }
    }
    None
}

#[test]
fn a_share_by_count_alone_is_found_out() {
    let wish = |path: &[u16], cap, class| Wish {
        path: path.to_vec(),
        weights: Vec::new(),
        cap,
        class,
    };
    // Each pipe divided by the number of its flows, whatever happens elsewhere.
    let by_count = [
        (wish(&[0], 0, 0), 5.0),
        (wish(&[0, 1], 0, 0), 5.0),
        (wish(&[1], 0, 0), 10.0),
    ];
    assert!(violation(&[10.0, 20.0], &by_count).is_some_and(|why| why.contains("could be faster")));
    let capped = [(wish(&[0], 2, 0), 2.0), (wish(&[0], 0, 0), 5.0)];
    assert!(violation(&[10.0], &capped).is_some());
    let classes = [(wish(&[0], 0, 0), 5.0), (wish(&[0], 0, 1), 5.0)];
    assert!(violation(&[10.0], &classes).is_some());
    let greedy = [(wish(&[0], 0, 0), 7.0), (wish(&[0], 0, 0), 5.0)];
    assert!(violation(&[10.0], &greedy).is_some_and(|why| why.contains("more than it can")));
    let fair = [(wish(&[0], 2, 0), 2.0), (wish(&[0], 0, 0), 8.0)];
    assert_eq!(violation(&[10.0], &fair), None);
    let heavy = |weight, rate| {
        let mut one = wish(&[3], 0, 0);
        one.weights = vec![weight];
        (one, rate)
    };
    let pool = [0.0, 0.0, 0.0, 10.0];
    let by_bytes = [heavy(1_000, 5.0), heavy(4_000, 1.25)];
    assert!(violation(&pool, &by_bytes).is_some_and(|why| why.contains("could be faster")));
    let alike = [heavy(1_000, 2.0), heavy(4_000, 2.0)];
    assert_eq!(violation(&pool, &alike), None);
    let unweighed = [heavy(1_000, 5.0), heavy(4_000, 5.0)];
    assert!(violation(&pool, &unweighed).is_some_and(|why| why.contains("more than it can")));
}

fn wish() -> impl Strategy<Value = Wish> {
    let path = prop::sample::subsequence(vec![0_u16, 1, 2, 3, 4], 0..4);
    let weight = prop::sample::select(vec![100_u32, 1_000, 1_700, 2_000, 3_333]);
    let weights = prop::option::of(prop::collection::vec(weight, 4));
    let cap = prop::sample::select(vec![0_u64, 3, 50, 200]);
    (path, weights, cap, 0..CLASSES as u8).prop_map(|(path, weights, cap, class)| {
        let count = path.len();
        Wish {
            // An empty path without a cap would be over at once.
            cap: if path.is_empty() && cap == 0 { 3 } else { cap },
            path,
            weights: weights.map_or_else(Vec::new, |all| all[..count].to_vec()),
            class,
        }
    })
}

/// What can happen to the flows.
#[derive(Clone, Debug)]
enum Step {
    Start(u32, u64, Wish),
    Stop(u32),
    Up(u16, bool),
    Rate(u16, u64),
}

fn step() -> impl Strategy<Value = (u64, Step)> {
    let what = prop_oneof![
        4 => (0_u32..8, 0_u64..100_000, wish()).prop_map(|(flow, bytes, wish)| Step::Start(flow, bytes, wish)),
        1 => (0_u32..8).prop_map(Step::Stop),
        1 => (0_u16..5, any::<bool>()).prop_map(|(resource, up)| Step::Up(resource, up)),
        1 => (0_u16..5, 0_u64..300).prop_map(|(resource, rate)| Step::Rate(resource, rate)),
    ];
    (0_u64..400, what)
}

/// Flows, and next to them what the checks need to know.
struct Twin {
    flows: Flows,
    capacities: Vec<u64>,
    up: Vec<bool>,
    wishes: Vec<Option<Wish>>,
    ends: Vec<(u64, u32)>,
}

impl Twin {
    fn new(capacities: &[u64]) -> Twin {
        let rates: Vec<Rate> = capacities.iter().map(|rate| kb(*rate)).collect();
        Twin {
            flows: Flows::weighed(&rates, WEIGHED_FROM, 8),
            capacities: capacities.to_vec(),
            up: vec![true; capacities.len()],
            wishes: vec![None; 8],
            ends: Vec::new(),
        }
    }

    /// Lets time pass, with what completes until then.
    fn until(&mut self, now: u64) {
        let mut done = Vec::new();
        while let Some(at) = self.flows.next_completion().filter(|at| at.0 <= now) {
            self.flows.take_completed(at, &mut done);
            assert!(!done.is_empty(), "the same completion for ever");
            for flow in done.drain(..) {
                self.wishes[flow as usize] = None;
                self.ends.push((at.0, flow));
            }
        }
    }

    fn apply(&mut self, now: u64, step: &Step) {
        match step {
            Step::Start(flow, bytes, wish) => {
                if self.wishes[*flow as usize].is_none() {
                    let (way, cap) = ((&wish.path[..], &wish.weights[..]), wish.rate());
                    self.flows
                        .start_weighing(Moment(now), *flow, *bytes, way, cap, wish.class);
                    self.wishes[*flow as usize] = Some(wish.clone());
                }
            }
            Step::Stop(flow) => {
                if self.wishes[*flow as usize].take().is_some() {
                    self.flows.stop(Moment(now), *flow);
                }
            }
            Step::Up(resource, up) => {
                self.flows.set_up(Moment(now), *resource, *up);
                self.up[usize::from(*resource)] = *up;
            }
            Step::Rate(resource, rate) => {
                self.flows.set_rate(Moment(now), *resource, kb(*rate));
                self.capacities[usize::from(*resource)] = *rate;
            }
        }
    }

    /// All steps, then what is left; returns (instant, flow) in the order of completion.
    fn play(&mut self, steps: &[(u64, Step)]) -> Vec<(u64, u32)> {
        let mut now = 0;
        for (passed, step) in steps {
            now += passed;
            self.until(now);
            self.apply(now, step);
            // Several changes at one instant are worked out together.
            if passed % 3 != 0 {
                self.check_rates();
            }
            self.flows.check();
        }
        for resource in 0..5 {
            self.apply(now, &Step::Up(resource, true));
        }
        self.until(u64::MAX);
        self.flows.check();
        std::mem::take(&mut self.ends)
    }

    fn check_rates(&mut self) {
        let capacities: Vec<f64> = self
            .capacities
            .iter()
            .zip(&self.up)
            .map(|(rate, up)| if *up { *rate as f64 } else { 0.0 })
            .collect();
        let mut wishes = Vec::new();
        // The same flows started afresh must get the same rates, to the last bit: what was left
        // alone when something changed elsewhere was left alone rightly.
        let mut afresh = Twin::new(&self.capacities).flows;
        for (resource, up) in self.up.iter().enumerate() {
            afresh.set_up(Moment(0), resource as u16, *up);
        }
        for (flow, wish) in self.wishes.iter().enumerate() {
            if let Some(wish) = wish {
                afresh.start_weighing(
                    Moment(0),
                    flow as u32,
                    1_000,
                    (&wish.path, &wish.weights),
                    wish.rate(),
                    wish.class,
                );
            }
        }
        for (flow, wish) in self.wishes.iter().enumerate() {
            if let Some(wish) = wish {
                let rate = self.flows.rate(flow as u32);
                wishes.push((wish.clone(), rate));
                assert!(rate.to_bits() == afresh.rate(flow as u32).to_bits());
                let bound = self.flows.bottleneck(flow as u32);
                assert!(bound.is_none_or(|resource| wish.path.contains(&resource)));
                assert!(bound.is_some() || rate == wish.limit());
            }
        }
        assert_eq!(violation(&capacities, &wishes), None);
    }
}

proptest! {
    #[test]
    fn rates_are_max_min_fair_and_nothing_is_lost(
        capacities in prop::collection::vec(0_u64..300, 5),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut twin = Twin::new(&capacities);
        let ends = twin.play(&steps);
        // The second time, in used memory, must be like the first.
        twin.flows.reset();
        let mut again = Twin { flows: twin.flows, ..Twin::new(&capacities) };
        prop_assert_eq!(again.play(&steps), ends);
    }

    #[test]
    fn a_pipe_carries_what_its_flows_moved(
        sizes in prop::collection::vec((0_u64..5_000_000, 0_u64..10_000, 0..CLASSES as u8), 1..40),
        rate in 1_000_u64..5_000_000,
    ) {
        let mut flows = Flows::new(&[Rate(rate)], sizes.len());
        let mut sorted: Vec<_> = sizes.iter().enumerate().collect();
        sorted.sort_by_key(|(_, (_, at, _))| *at);
        let (mut sums, mut ended, mut done) = ([0; CLASSES], 0, Vec::new());
        for (flow, (bytes, at, class)) in sorted {
            while let Some(end) = flows.next_completion().filter(|end| end.0 <= *at) {
                flows.take_completed(end, &mut done);
            }
            flows.start(Moment(*at), flow as u32, *bytes, &[0], UNLIMITED, *class);
            sums[usize::from(*class)] += u128::from(*bytes);
        }
        while let Some(end) = flows.next_completion() {
            flows.take_completed(end, &mut done);
            ended = end.0;
        }
        flows.settle(Moment(ended + 1));
        flows.check();
        prop_assert_eq!(done.len(), sizes.len());
        let tally = flows.tally(0);
        prop_assert_eq!(tally.bytes_by_class, sums);
        // Work conservation: busy for as long as the bytes need, but for a tick at each end.
        let needed = sums.iter().sum::<u128>() as u64 * 1_000 / rate;
        prop_assert!(tally.busy_ms.abs_diff(needed) <= sizes.len() as u64 + 1);
        // Less than a byte of each hour is lost in whole bytes.
        let (hours, later): (u128, u128) = (flows.hours(0).iter().sum(), sums[1..].iter().sum());
        prop_assert!(hours <= later && later - hours < 168, "{} of {}", hours, later);
    }
}
