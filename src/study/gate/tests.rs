//! The whole procedure on samples of which the truth is known, and on made-up trials.

use super::super::fixture::{SCENARIO, blueprint, record};
use super::super::{estimate, judge};
use super::*;
use crate::model::assertion::{Claim, Scope};
use crate::model::record::{Outage, Stretch};
use crate::model::{ApplicationId, Class, ObjectiveOf};
use crate::stats::clusters::Clusters;
use crate::stats::share::{clopper_pearson, pooled};
use crate::world::Mode;
use std::sync::atomic::{AtomicU64, Ordering};

/// The objective of all assertions: kept in 95 % of the trials.
const TARGET: f64 = 0.95;
/// Level of all verdicts together.
const LEVEL: f64 = 0.95;
const AT_MOST: u32 = 10_000;

/// SplitMix64: a stream for whom a word is a trial.
struct Words(u64);

impl Words {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }
    /// How many of so many trials keep it.
    fn hits(&mut self, trials: u32, truth: f64) -> u64 {
        let below = (truth * f64::from(u32::MAX)) as u64;
        (0..trials)
            .map(|_| u64::from(self.next() >> 32 < below))
            .sum()
    }
}

/// The verdict on one of so many assertions whose truth is known: the procedure of a test, without its trials.
fn verdict_on(words: &mut Words, truth: f64, assertions: usize) -> Verdict {
    let looks = doubling(AT_MOST);
    let level = level_of_each(Level::new(LEVEL), assertions, looks.len());
    let (mut hits, mut from) = (0, 0);
    for look in looks {
        hits += words.hits(look - from, truth);
        from = look;
        let share = pooled(&Clusters::flags(hits, look.into()), look.into(), level);
        let verdict = judge::verdict(estimate(share.interval), TARGET);
        if verdict != Verdict::Inconclusive {
            return verdict;
        }
    }
    Verdict::Inconclusive
}

/// In how many of so many repetitions at least one of the assertions passes, and in how many one fails.
fn wrong(repetitions: u64, truth: f64, assertions: usize) -> (u64, u64) {
    let (mut passes, mut fails) = (0, 0);
    for repetition in 0..repetitions {
        let mut words = Words(repetition << 20);
        let verdicts: Vec<Verdict> = (0..assertions)
            .map(|_| verdict_on(&mut words, truth, assertions))
            .collect();
        passes += u64::from(verdicts.contains(&Verdict::Met));
        fails += u64::from(verdicts.contains(&Verdict::Missed));
    }
    (passes, fails)
}

/// A wrong pass and a wrong fail may each come to half of what the level leaves. So few repetitions say that only within an
/// interval, here of 99.9 %, which must reach down to it.
fn is_kept(wrong: u64, repetitions: u64) -> bool {
    let promised = (1.0 - LEVEL) / 2.0;
    let (low, _) = clopper_pearson(wrong as f64, repetitions as f64, Level::new(0.999));
    low <= promised
}

#[test]
fn one_assertion_is_seldom_judged_wrongly() {
    const REPETITIONS: u64 = 400;
    let (passes, fails) = wrong(REPETITIONS, TARGET, 1);
    assert!(is_kept(passes, REPETITIONS), "at the objective: {passes}");
    assert!(is_kept(fails, REPETITIONS), "at the objective: {fails}");
    let (passes, fails) = wrong(REPETITIONS, 0.945, 1);
    assert!(is_kept(passes, REPETITIONS), "a little worse: {passes}");
    assert!(fails > 0, "what is worse fails where it can be told");
    let (passes, fails) = wrong(REPETITIONS, 0.955, 1);
    assert!(is_kept(fails, REPETITIONS), "a little better: {fails}");
    assert!(passes > 0, "what is better passes where it can be told");
}

#[test]
fn fifty_assertions_together_are_judged_wrongly_no_more_often_than_one() {
    const REPETITIONS: u64 = 40;
    for truth in [TARGET, 0.945, 0.955] {
        let (passes, fails) = wrong(REPETITIONS, truth, 50);
        if truth <= TARGET {
            assert!(is_kept(passes, REPETITIONS), "{truth}: {passes} passes");
        }
        if truth >= TARGET {
            assert!(is_kept(fails, REPETITIONS), "{truth}: {fails} fails");
        }
    }
}

/// What is far from the objective is decided at the first looks, also among fifty.
#[test]
fn what_is_far_from_the_objective_is_decided() {
    for assertions in [1, 50] {
        let verdict = |truth| verdict_on(&mut Words(7), truth, assertions);
        assert_eq!(verdict(0.999), Verdict::Met);
        assert_eq!(verdict(0.8), Verdict::Missed);
    }
}

/// Trials of which every fourth has an outage of three hours, and every other one of one.
struct Made<'m>(&'m Blueprint, &'m AtomicU64);

impl Simulate for Made<'_> {
    fn trial(&mut self, mode: Mode, number: u32) -> TrialRecord {
        self.1.fetch_add(1, Ordering::Relaxed);
        let outages: Vec<Outage> = match (mode, number % 4) {
            (Mode::Drill(_), _) => vec![],
            (Mode::Years, 0) => vec![outage(self.0, 3 + u64::from(number == 8))],
            (Mode::Years, _) => vec![outage(self.0, 1)],
        };
        record(self.0, number, outages)
    }
    fn timeline(&mut self, _: Mode, _: u32) -> Vec<Stretch> {
        vec![]
    }
}

/// An outage of `erp` of so many hours by a node.
fn outage(blueprint: &Blueprint, hours: u64) -> Outage {
    super::super::fixture::outage(blueprint, "erp", "node-failure", 100.0, hours as f64)
}

fn tested(threads: usize) -> (GateOutcome, u64) {
    let blueprint = blueprint(SCENARIO);
    let loaded = crate::scenario::load(SCENARIO, "test.toml", &|_| Err(String::new()));
    let assertions = loaded.map(|one| one.assertions()).unwrap_or_default();
    let options = GateOptions {
        seed: 1,
        threads,
        at_most: 3_200,
        reseed: 0,
    };
    let gate = Gate {
        blueprint: &blueprint,
        assertions: &assertions,
        options: &options,
        progress: &|_, _| {},
    };
    let made = AtomicU64::new(0);
    let outcome = gate.outcome(|| Made(&blueprint, &made));
    (outcome, made.into_inner())
}

/// 25 % of the outages last longer than the 2 h of the RTO, of which 5 % may: that is clear at the first look, and the worst
/// of them is the one of 4 h.
#[test]
fn a_miss_is_decided_at_the_first_look_and_names_its_worst_trial() {
    let (outcome, _) = tested(2);
    let found = outcome.assertions.iter().find(|one| {
        matches!(
            one.assertion.claim,
            Claim::Within {
                of: ObjectiveOf::Recovery,
                scope: Scope::Class(Class::Node),
                application: ApplicationId(0),
                ..
            }
        )
    });
    let found = found.unwrap_or_else(|| panic!("erp has an RTO: {outcome:#?}"));
    assert_eq!(found.verdict, Verdict::Missed);
    assert_eq!(found.trials, 100);
    assert_eq!(found.found.point, Some(0.75));
    let worst = found.counterexample.as_ref();
    let worst = worst.map(|one| (one.trial, one.value_s));
    assert_eq!(worst, Some((8, Some(4.0 * 3_600.0))));
    let looks = doubling(3_200).len();
    let each = 1.0 - 0.05 / (looks * outcome.assertions.len()) as f64;
    assert!((found.level - each).abs() < 1e-12, "{}", found.level);
}

#[test]
fn threads_change_no_verdict() {
    assert_eq!(tested(1).0, tested(2).0);
}
