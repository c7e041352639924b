//! Worst moments of generated scenarios: no march panics, and no random moment is worse than the worst of a march that is complete.

use super::{from_environment, generated};
use firedrill::model::ObjectiveOf;
use firedrill::model::frozen::Frozen;
use firedrill::model::marched::{Cycle, MarchedRow, Unmarched};
use firedrill::model::swept::SweptFault;
use firedrill::random::{Stream, name_hash};
use firedrill::scenario::{Alphabet, load};
use firedrill::study::{MarchOptions, march};
use firedrill::units::{Span, WEEK};
use firedrill::world::{Strike, World};

/// Accepted scenarios in the suite.
const IN_THE_SUITE: u64 = 10;
/// Faults of each scenario, runs of each fault, and random moments that it is held against.
const FAULTS: usize = 4;
const RUNS: u64 = 250;
const MOMENTS: u64 = 50;

/// What was seen: faults whose march is complete, and moments that these were held against.
#[derive(Default)]
struct Seen {
    complete: u64,
    held_against: u64,
}

/// A frozen scenario has no law that is drawn from.
fn stands_still(frozen: &Frozen) {
    let laws = [
        "Uniform {",
        "Exponential {",
        "Weibull {",
        "Lognormal {",
        "Gamma {",
        "Triangular {",
        "Empirical(",
    ];
    let text = format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}",
        frozen.blueprint.stamps,
        frozen.blueprint.repositories,
        frozen.blueprint.crews,
        frozen.blueprint.roles,
        frozen.blueprint.protections,
        frozen.blueprint.updates,
    );
    for law in laws {
        assert!(!text.contains(law), "{law} in {text}");
    }
    let hazards = frozen.blueprint.sources.iter();
    let mut hazards = hazards.map(|one| format!("{:?}", one.arrival));
    assert!(hazards.all(|one| !one.starts_with("Renewal")));
}

/// Strikes at random moments: none is worse than the worst of the march.
fn hold_against(frozen: &Frozen, cycle: Cycle, fault: &SweptFault, row: &MarchedRow, seed: u64) {
    let mut history = World::new(&frozen.blueprint, seed);
    history.prepare(0, Span(0), false);
    let monday = (WEEK - history.horizon_of_week()) % WEEK;
    let begins = monday + u64::from(cycle.warm_up) * cycle.length;
    let mut stream = Stream::new();
    stream.rekey(seed, 1, name_hash("moments"));
    let mut moments: Vec<u64> = (0..MOMENTS)
        .map(|draw| stream.word(draw) % cycle.length)
        .collect();
    moments.sort_unstable();
    let mut struck = history.clone();
    for at in moments {
        history.go_on(Span(begins + at));
        history.fork_into(&mut struck);
        assert!(struck.strike(Strike::Drill(fault.drill)));
        let record = struck.finish().0;
        for outage in record.outages.iter().filter(|one| one.counted) {
            let cell = row
                .cells
                .iter()
                .find(|cell| cell.application == outage.application);
            let cell =
                cell.unwrap_or_else(|| panic!("{} at {at}: {outage:?} was never seen", fault.of));
            for (kind, worst) in [
                (ObjectiveOf::Recovery, &cell.recovery),
                (ObjectiveOf::Loss, &cell.loss),
            ] {
                let there = match kind {
                    ObjectiveOf::Recovery if outage.loss_only => continue,
                    ObjectiveOf::Recovery => outage.recovered_after(),
                    ObjectiveOf::Loss if !outage.at_risk() => continue,
                    ObjectiveOf::Loss => outage.data_loss(),
                };
                if outage.class == firedrill::model::Class::Planned {
                    continue;
                }
                let worst = worst.unwrap_or_else(|| panic!("{} at {at}: no {kind:?}", fault.of));
                let most = worst.value.unwrap_or(u64::MAX);
                assert!(
                    there.unwrap_or(u64::MAX) <= most,
                    "{} at {at}, seed {seed}: {kind:?} {there:?} beyond {worst:?}",
                    fault.of
                );
            }
        }
    }
}

/// Returns whether the scenario of a seed is one.
fn try_moments(seed: u64, seen: &mut Seen) -> bool {
    let (text, trace) = generated(seed);
    let Ok(loaded) = load(&text, "generated.toml", &|_| Ok(trace.clone().into_bytes())) else {
        return false;
    };
    let Alphabet { blueprint, faults } = Alphabet::of(&loaded.blueprint);
    let frozen = Frozen::of(&blueprint, 0.95);
    stands_still(&frozen);
    let step = faults.len().div_ceil(FAULTS).max(1);
    let some: Vec<SweptFault> = faults
        .iter()
        .skip(seed as usize % step)
        .step_by(step)
        .cloned()
        .collect();
    let options = MarchOptions {
        seed,
        threads: 2,
        runs: Some(RUNS),
    };
    let outcome = march(&frozen, &some, &options, &|_| true, &|_, _| {});
    let cycle = outcome.cycle.expect("a history can be made");
    for row in &outcome.rows {
        let failed = matches!(row.unmarched, Some(Unmarched::Failed(_)));
        assert!(!failed, "{}: {:?}", some[row.fault].of, row.unmarched);
        assert!(row.runs <= RUNS);
        if row.unmarched.is_none() {
            seen.complete += 1;
            assert_eq!(row.marched, cycle.length, "{}", some[row.fault].of);
            hold_against(&frozen, cycle, &some[row.fault], row, seed);
            seen.held_against += MOMENTS;
        }
    }
    true
}

#[test]
fn no_random_moment_is_worse_than_the_worst_of_a_march() {
    let wanted = from_environment("FIREDRILL_SCENARIOS").unwrap_or(IN_THE_SUITE);
    let first = from_environment("FIREDRILL_FIRST").unwrap_or(0);
    let mut seen = Seen::default();
    let accepted = (first..)
        .filter(|seed| try_moments(*seed, &mut seen))
        .take(wanted as usize);
    assert_eq!(accepted.count() as u64, wanted);
    assert!(
        seen.complete >= wanted,
        "{} marches were complete",
        seen.complete
    );
    assert!(seen.held_against >= wanted * MOMENTS);
}
