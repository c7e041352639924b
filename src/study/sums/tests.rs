//! Sums by hand, in any order, on any number of threads, and with values rounded.

use super::super::fixture::{
    SCENARIO, application, blueprint, outage, protected, record, run_made_up,
};
use super::super::{Options, Run};
use super::*;
use crate::model::outcome::Outcome;
use crate::model::record::{Data, Path, TrialRecord};
use crate::model::{Blueprint, DrillId, ObjectiveOf};
use crate::units::{HOUR, MINUTE};
use crate::world::{Mode, World};
use proptest::prelude::*;
use std::sync::OnceLock;

fn plan<'b>(blueprint: &'b Blueprint, reaches: &'b plan::Reaches<'b>, mode: Mode) -> Plan<'b> {
    Plan {
        blueprint,
        reaches,
        queues: &[],
        drill: match mode {
            Mode::Years => None,
            Mode::Drill(id) => Some(id),
        },
        within: false,
        below: u32::MAX,
        most: usize::MAX,
    }
}

fn added(plan: &Plan<'_>, records: &[TrialRecord]) -> Sums {
    let mut made = Sums::default();
    records.iter().for_each(|record| made.add(plan, record));
    made
}

fn bytes(mut sums: Sums) -> Vec<u8> {
    sums.settle();
    serde_json::to_vec(&sums).expect("memory")
}

/// Two years. Fires stop `erp`, whose RTO is 2 h, for 3 h and 1 h in the first, and for 1 h in the second. So three
/// outages, of which one missed; at 1 h there are two, both the first of their trial (1 + 1), of trials of 2 and 1
/// outages; at 3 h the second of its trial (3), of 2.
#[test]
fn sums_worked_out_by_hand() {
    let blueprint = blueprint(SCENARIO);
    let fire = |at, hours| outage(&blueprint, "erp", "fire", at, hours);
    let records = [
        record(&blueprint, 0, vec![fire(1.0, 3.0), fire(90.0, 1.0)]),
        record(&blueprint, 1, vec![fire(5.0, 1.0)]),
    ];
    let reaches = reaches(&blueprint);
    let mut sums = added(&plan(&blueprint, &reaches, Mode::Years), &records);
    sums.settle();
    assert_eq!((sums.trials, sums.events), (2, 2));
    let erp = &sums.applications[application(&blueprint, "erp")];
    assert_eq!(
        erp.outages,
        Moments {
            trials: 2,
            sum: 3,
            squares: 4 + 1
        }
    );
    let site = erp.recovery.classes.get(Class::Site).expect("seen");
    let rows: Vec<(u64, [u64; 3])> = site
        .of_years()
        .map(|row| (row.value, row.weights))
        .collect();
    assert_eq!(rows, [(HOUR, [2, 2, 3]), (3 * HOUR, [1, 3, 2])]);
    let observed = site.observed;
    assert_eq!((observed.hits, observed.all, observed.seen), (2, 3, 2));
    assert_eq!(
        (observed.hits_squared, observed.cross, observed.all_squared),
        (2, 3, 5)
    );
    assert_eq!(
        (site.recoveries.amount, site.recoveries.count),
        (u128::from(5 * HOUR), 3)
    );
    let missed = erp.recovery.missed;
    assert_eq!((missed.hits, missed.all, missed.seen), (1, 1, 1));
    let cause = erp.causes.rows().next().expect("a cause").1;
    assert_eq!(
        (cause.downtime.sum, cause.downtime.events),
        (u128::from(5 * HOUR), 3)
    );
    assert_eq!(cause.rto_misses.sum, 1);
    let down: Vec<u64> = erp.downtime.rows().map(|(horizon, _)| horizon).collect();
    assert_eq!(down, [YEAR]);
}

/// Of equal ones that of the first trial is held, whichever is added first.
#[test]
fn of_equal_candidates_the_first_trial_is_held() {
    let blueprint = blueprint(SCENARIO);
    let year = |trial, hours| {
        let fire = outage(&blueprint, "erp", "fire", 10.0, hours);
        record(&blueprint, trial, vec![fire])
    };
    let years = [year(0, 2.0), year(1, 3.0), year(2, 3.0)];
    let backwards: Vec<TrialRecord> = years.iter().rev().cloned().collect();
    let reaches = reaches(&blueprint);
    let plan = plan(&blueprint, &reaches, Mode::Years);
    for records in [&years[..], &backwards] {
        let sums = added(&plan, records);
        let erp = &sums.applications[application(&blueprint, "erp")];
        let longest = erp.longest.as_ref().expect("an outage");
        assert_eq!((longest.length, longest.trial), (3 * HOUR, 1));
        assert_eq!(sums.worst.as_ref().map(|one| one.trial), Some(1));
    }
}

/// In a drill the worst of a trial counts, and a strike that stopped nothing is within every limit: of three trials
/// one has 3 h, one nothing, and in one the application was down already.
#[test]
fn strikes_worked_out_by_hand() {
    let blueprint = blueprint(SCENARIO);
    let erp = application(&blueprint, "erp");
    let strike = |hours| outage(&blueprint, "erp", "lose-alpha", 0.0, hours);
    let mut records = vec![
        record(&blueprint, 0, vec![strike(1.0), strike(3.0)]),
        record(&blueprint, 1, vec![]),
        record(&blueprint, 2, vec![]),
    ];
    records[2].struck = vec![Default::default(); blueprint.applications.len()];
    records[2].struck[erp].down = true;
    let reaches = reaches(&blueprint);
    let mode = Mode::Drill(DrillId::from_index(0));
    let mut sums = added(&plan(&blueprint, &reaches, mode), &records);
    sums.settle();
    let kind = &sums.applications[erp].recovery;
    let stamp = kind.classes.get(Class::Stamp).expect("seen");
    assert_eq!((stamp.outages, kind.survived, kind.down_already), (2, 1, 1));
    let rows: Vec<(u64, u64)> = stamp
        .others
        .rows()
        .map(|row| (row.value, row.count()))
        .collect();
    assert_eq!(rows, [(3 * HOUR, 1)]);
    assert_eq!((stamp.observed.hits, stamp.observed.all), (0, 1));
    assert_eq!(
        (kind.pooled_with_idle.hits, kind.pooled_with_idle.all),
        (1, 2)
    );
    assert_eq!(sums.applications[erp].counted_trials, 2);
    let whole: Vec<u64> = sums.whole_again.rows().map(|row| row.value).collect();
    assert_eq!((whole, sums.stopped), (vec![3 * HOUR], 1));
}

/// Real trials of years and of a drill, with replicas, instances and storage.
fn simulated() -> &'static (Blueprint, Vec<TrialRecord>, Vec<TrialRecord>) {
    static MADE: OnceLock<(Blueprint, Vec<TrialRecord>, Vec<TrialRecord>)> = OnceLock::new();
    MADE.get_or_init(|| {
        let blueprint = protected();
        let mut world = World::new(&blueprint, 1);
        let drill = Mode::Drill(DrillId::from_index(0));
        let years = (0..24).map(|trial| world.run(Mode::Years, trial)).collect();
        let drilled = (0..12).map(|trial| world.run(drill, trial)).collect();
        (blueprint, years, drilled)
    })
}

/// Splits records into parts by these choices and adds the parts in an order that these give.
fn shuffled(plan: &Plan<'_>, records: &[TrialRecord], choices: &[u32]) -> Sums {
    let mut parts: Vec<Sums> = (0..4).map(|_| Sums::default()).collect();
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|place| choices[*place % choices.len()].rotate_left(*place as u32));
    for place in order {
        let part = choices[(place * 7) % choices.len()] as usize % parts.len();
        parts[part].add(plan, &records[place]);
    }
    let first = choices[0] as usize % parts.len();
    parts.rotate_left(first);
    // Two and two, then both together.
    let [mut a, b, mut c, d] = <[Sums; 4]>::try_from(parts).expect("four");
    a.merge(&b);
    c.settle();
    c.merge(&d);
    a.merge(&c);
    a
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However trials are split and in whatever order the parts are added: the same bytes, rounded or not.
    #[test]
    fn sums_add_up_in_any_order(
        choices in proptest::collection::vec(any::<u32>(), 8..40),
        most in prop_oneof![Just(usize::MAX), 1_usize..20],
    ) {
        let (blueprint, years, drilled) = simulated();
        let reaches = reaches(blueprint);
        for (mode, records) in [
            (Mode::Years, years),
            (Mode::Drill(DrillId::from_index(0)), drilled),
        ] {
            let plan = Plan { most, ..plan(blueprint, &reaches, mode) };
            let whole = bytes(added(&plan, records));
            prop_assert!(bytes(shuffled(&plan, records, &choices)) == whole);
        }
    }
}

/// Parts of a run can be written and read: sums and records come back as they were.
#[test]
fn what_is_handed_on_is_read_back() {
    let (blueprint, years, drilled) = simulated();
    for record in years.iter().chain(drilled) {
        let text = serde_json::to_string(record).expect("memory");
        assert!(serde_json::from_str::<TrialRecord>(&text).expect("a record") == *record);
    }
    let reaches = reaches(blueprint);
    let mut sums = added(&plan(blueprint, &reaches, Mode::Years), years);
    sums.settle();
    let text = serde_json::to_string(&sums).expect("memory");
    let back: Sums = serde_json::from_str(&text).expect("sums");
    assert!(back == sums);
    assert!(serde_json::from_str::<TrialRecord>("{\"trial\": 1}").is_err());
}

/// Trials of which each has outages of lengths of its own.
fn uneven(blueprint: &Blueprint, mode: Mode, trial: u32) -> TrialRecord {
    let of = u64::from(trial);
    let label = match mode {
        Mode::Years => "fire",
        Mode::Drill(_) => "lose-alpha",
    };
    let outages = (0..of % 4).map(|number| {
        let ms = 20 * MINUTE + (of * 7_919_333 + number * 104_729) % (4 * HOUR);
        let mut made = outage(
            blueprint,
            "erp",
            label,
            100.0 * number as f64,
            ms as f64 / HOUR as f64,
        );
        made.data = Data::SetBack(ms * 5);
        if ms.is_multiple_of(41) {
            made.back = None;
        } else if ms.is_multiple_of(7) {
            made.back = made.back.map(|back| crate::model::record::Back {
                path: Path::Restore,
                ..back
            });
        }
        made
    });
    record(blueprint, trial, outages.collect())
}

fn of_most(blueprint: &Blueprint, most: usize, threads: usize) -> Outcome {
    let options = Options {
        seed: 1,
        trials: Some(2_000),
        threads,
    };
    let run = Run {
        blueprint,
        options: &options,
        progress: &|_, _| {},
        most,
        told: false,
    };
    let make = |mode, trial| uneven(blueprint, mode, trial);
    run.untold(|| super::super::fixture::MadeUp(&make))
}

#[test]
fn threads_change_nothing() {
    let blueprint = blueprint(SCENARIO);
    for most in [usize::MAX, 300] {
        let one = of_most(&blueprint, most, 1);
        assert!(one == of_most(&blueprint, most, 2) && one == of_most(&blueprint, most, 5));
    }
    let told = run_made_up(&blueprint, Some(2_000), 3, |mode, trial| {
        uneven(&blueprint, mode, trial)
    });
    assert!(told == of_most(&blueprint, 1_000_000, 2));
}

/// Too many values are rounded up to four digits, which the outcome says. Verdicts, shares, counts and means are those
/// of exact values; what is achievable is none the shorter and hardly longer; intervals of means hold the exact ones.
#[test]
fn rounded_values_are_told_and_no_verdict_changes() {
    let blueprint = blueprint(SCENARIO);
    let erp = application(&blueprint, "erp");
    let (exact, rounded) = (
        of_most(&blueprint, usize::MAX, 2),
        of_most(&blueprint, 1_000, 2),
    );
    assert_eq!((exact.rounded, rounded.rounded), (None, Some(1_000)));
    // The forty trials of the drill have no more values than that.
    assert_eq!(rounded.drills[0].rounded, None);
    assert!(exact.drills == rounded.drills);
    let (one, other) = (&exact.applications[erp], &rounded.applications[erp]);
    assert_eq!(
        (one.outages, one.unrecovered),
        (other.outages, other.unrecovered)
    );
    assert_eq!(one.mttr_s.point, other.mttr_s.point);
    assert_eq!(one.availability.point, other.availability.point);
    assert!(other.availability.low <= one.availability.low);
    assert!(other.availability.high >= one.availability.high);
    assert!(other.mttr_s.low <= one.mttr_s.low && other.mttr_s.high >= one.mttr_s.high);
    for kind in ObjectiveOf::ALL {
        let (one, other) = (
            one.judged(kind).expect("state"),
            other.judged(kind).expect("state"),
        );
        assert_eq!((one.verdict, one.pooled), (other.verdict, other.pooled));
        for (one, other) in one.by_class.iter().zip(&other.by_class) {
            assert_eq!((one.verdict, one.attained), (other.verdict, other.attained));
            let ends = |class: &crate::model::outcome::ClassOutcome| {
                [class.achievable_s.point, class.achievable_s.high]
            };
            for (one, other) in ends(one).into_iter().zip(ends(other)) {
                assert!(other >= one && other <= one.map(|seconds| seconds * 1.001));
            }
        }
    }
    let quantiles = (one.recovery_s, other.recovery_s);
    assert_eq!(
        (quantiles.0.count, quantiles.0.infinite),
        (quantiles.1.count, quantiles.1.infinite)
    );
    assert!(quantiles.1.p95 > quantiles.0.p95);
    let ms = quantiles.1.p95.expect("some") * 1_000.0;
    assert_eq!(
        crate::stats::frequencies::four_digits_up(ms.round() as u64),
        ms.round() as u64
    );
}
