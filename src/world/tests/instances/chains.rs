//! Instances against the Markov chains of the textbooks.

use super::*;

const LIFE: f64 = 100.0;
const MEND: f64 = 10.0;
const TAKES: f64 = 4.0;
const HORIZON: u64 = 20_000;

/// Every node fails and is repaired by crews of so many people; nothing takes time but what the
/// chain has.
fn repaired(blueprint: &mut Blueprint, people: u32) {
    let protection = &mut blueprint.protections.high_availabilities[0];
    protection.detect = Law::Constant(0.0);
    protection.failover = Law::Exponential { mean: TAKES * H };
    protection.probe = Span::ZERO;
    protection.dns_ttl = Span::ZERO;
    blueprint.run.horizon = Span::hours(HORIZON);
    blueprint.run.settle = Span::hours(1_000);
    blueprint.crews.push(Crew {
        name: "crew".into(),
        people,
        hours: Hours::Always,
        answers_in: Law::Constant(0.0),
        on_call_after: None,
        repair_within: None,
    });
    for number in 0..blueprint.nodes.len() as u32 {
        let life = Law::Exponential { mean: LIFE * H };
        let repair = Law::Exponential { mean: MEND * H };
        hazard(blueprint, node(number), life, repair, Some(CrewId(0)), 0.0);
    }
}

/// Share of time down and outages per 1,000 h, over trials of several seeds.
fn follows(blueprint: &Blueprint, down: f64, per_hour: f64, what: &str) {
    for seed in [1, 2, 3] {
        let records = years(blueprint, seed, 150);
        let share = |record: &TrialRecord| record.downtime[0] as f64 / H / HORIZON as f64;
        let shares: Vec<f64> = records.iter().map(share).collect();
        agrees(&shares, down, &format!("{what}: share of time down"));
        let counted =
            |record: &TrialRecord| record.outages.iter().filter(|one| one.counted).count();
        let rate = |record: &TrialRecord| counted(record) as f64 * 1_000.0 / HORIZON as f64;
        let rates: Vec<f64> = records.iter().map(rate).collect();
        agrees(&rates, 1_000.0 * per_hour, &format!("{what}: outages"));
    }
}

/// k of n with c people: the birth–death chain of the number of nodes down.
#[test]
fn k_of_n_follows_the_birth_death_chain() {
    for (k, people) in [(3, 1), (3, 2), (2, 1)] {
        let mut blueprint = beside(4, 4, false, false);
        blueprint.roles[0].required = k;
        repaired(&mut blueprint, people);
        let mut rates = Vec::new();
        for down in 0..4usize {
            rates.push((down, down + 1, (4 - down) as f64 / LIFE));
            let work = (down + 1).min(people as usize);
            rates.push((down + 1, down, work as f64 / MEND));
        }
        let shares: [f64; 5] = stationary(&rates);
        let spare = 4 - k as usize;
        let down = shares[spare + 1..].iter().sum();
        let per_hour = shares[spare] * f64::from(k) / LIFE;
        follows(
            &blueprint,
            down,
            per_hour,
            &format!("{k} of 4, {people} people"),
        );
    }
}

/// The hot standby of the textbooks, with switches that take no time: rates 2λ and λ.
#[test]
fn a_hot_standby_follows_its_chain() {
    for people in [1, 2] {
        let mut blueprint = spread(2, true, false);
        repaired(&mut blueprint, people);
        blueprint.protections.high_availabilities[0].failover = Law::Constant(0.0);
        let rates = [
            (0, 1, 2.0 / LIFE),
            (1, 2, 1.0 / LIFE),
            (1, 0, 1.0 / MEND),
            (2, 1, f64::from(people) / MEND),
        ];
        let shares: [f64; 3] = stationary(&rates);
        // Every loss of the active one ends the service, if only for an instant.
        let visible = shares[1] / LIFE + shares[0] / LIFE;
        follows(&blueprint, shares[2], visible, &format!("{people} people"));
    }
}

/// With a switch that takes an exponential time: two up, one up alone, one that takes over, the same
/// with the other one back, none.
#[test]
fn a_switch_that_takes_time_follows_its_chain() {
    for people in [1, 2] {
        let mut blueprint = spread(2, true, false);
        repaired(&mut blueprint, people);
        let (fails, mends, takes) = (1.0 / LIFE, 1.0 / MEND, 1.0 / TAKES);
        const BOTH: usize = 0;
        const ALONE: usize = 1;
        const SWITCH: usize = 2;
        const SWITCH_BOTH: usize = 3;
        const NONE: usize = 4;
        let rates = [
            (BOTH, SWITCH, fails),
            (BOTH, ALONE, fails),
            (ALONE, BOTH, mends),
            (ALONE, NONE, fails),
            (SWITCH, ALONE, takes),
            (SWITCH, SWITCH_BOTH, mends),
            (SWITCH, NONE, fails),
            (SWITCH_BOTH, BOTH, takes),
            // Whichever is lost, the one left takes over, or goes on to.
            (SWITCH_BOTH, SWITCH, 2.0 * fails),
            (NONE, ALONE, f64::from(people) * mends),
        ];
        let shares: [f64; 5] = stationary(&rates);
        let down = shares[SWITCH] + shares[SWITCH_BOTH] + shares[NONE];
        let per_hour = (shares[BOTH] + shares[ALONE]) * fails;
        follows(&blueprint, down, per_hour, &format!("{people} people"));
    }
}

/// With state and a witness the last one up is waited for: of two that are down only its return
/// ends the outage.
#[test]
fn instances_with_state_wait_for_the_last() {
    let mut blueprint = spread(2, true, true);
    let third = add_site(&mut blueprint);
    for site in 0..2 {
        join_sites(&mut blueprint, SiteId(site), third);
    }
    blueprint.protections.high_availabilities[0].witness = Some(Place::Site(third));
    repaired(&mut blueprint, 2);
    let (fails, mends, takes) = (1.0 / LIFE, 1.0 / MEND, 1.0 / TAKES);
    const BOTH: usize = 0;
    const ALONE: usize = 1;
    const SWITCH: usize = 2;
    const SWITCH_BOTH: usize = 3;
    const NONE: usize = 4;
    const WAITS: usize = 5;
    let rates = [
        (BOTH, SWITCH, fails),
        (BOTH, ALONE, fails),
        (ALONE, BOTH, mends),
        (ALONE, NONE, fails),
        (SWITCH, ALONE, takes),
        (SWITCH, SWITCH_BOTH, mends),
        (SWITCH, NONE, fails),
        (SWITCH_BOTH, BOTH, takes),
        (SWITCH_BOTH, SWITCH, 2.0 * fails),
        (NONE, ALONE, mends),
        (NONE, WAITS, mends),
        (WAITS, NONE, fails),
        (WAITS, BOTH, mends),
    ];
    let shares: [f64; 6] = stationary(&rates);
    let down = shares[SWITCH..].iter().sum();
    let per_hour = (shares[BOTH] + shares[ALONE]) * fails;
    follows(&blueprint, down, per_hour, "with state");
}
