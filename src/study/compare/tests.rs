//! Two variants whose difference is worked out by hand.

use super::super::Options;
use super::*;
use crate::model::compared::{Among, Change, Compared, DifferenceOutcome};
use crate::model::outcome::Estimate;
use crate::model::{ApplicationId, Class, DrillId, ObjectiveOf};
use crate::stats::Level;
use crate::stats::frequencies::ENDLESS;

const TEXT: &str = "[stamp]\na = { node_memory = \"384 GiB\" }\n[application]\nerp = { rto = \"4 h\" }\n\
    [hazard]\nn = { of = \"stamp.a.node\", every = \"90 d\" }\n[drill]\nlose = { of = \"stamp.a\", returns = \"9 h\" }\n";

fn blueprint() -> Blueprint {
    let files = |_: &str| Err(String::new());
    let loaded = crate::scenario::load(TEXT, "x.toml", &files);
    loaded
        .unwrap_or_else(|issues| panic!("{issues:#?}"))
        .blueprint
}

const HOUR: u64 = 3_600_000;

fn outage(class: Class, hours: Option<u64>) -> OutageFacts {
    OutageFacts {
        application: ApplicationId::from_index(0),
        class,
        counted: true,
        open: false,
        recovery: Some(hours.map_or(ENDLESS, |hours| hours * HOUR)),
        loss: None,
    }
}

/// A ledger of trials of years, each with outages by node of so many hours.
fn years(trials: &[&[Option<u64>]]) -> Ledger {
    let blueprint = blueprint();
    let mut ledger = Ledger::of(&blueprint);
    for (number, hours) in (0..).zip(trials) {
        let down = hours.iter().map(|one| one.unwrap_or(100) * HOUR).sum();
        let facts = Facts {
            trial: number,
            horizon: 365 * 24 * HOUR,
            outages: hours.iter().map(|one| outage(Class::Node, *one)).collect(),
            downtime: vec![down],
            exposed: vec![down / 2],
            ..Facts::default()
        };
        ledger.add(&blueprint, &facts);
    }
    ledger.settle();
    ledger
}

fn node() -> Among {
    Among {
        drill: None,
        class: Class::Node,
    }
}

fn erp() -> String {
    "erp".to_string()
}

fn attained() -> Compared {
    Compared::Attained(erp(), ObjectiveOf::Recovery, node())
}

fn point(point: f64) -> Option<Estimate> {
    Some(Estimate {
        point: Some(point),
        ..Estimate::default()
    })
}

fn against(
    (first, one): (&Ledger, &[(Compared, Option<Estimate>)]),
    (second, two): (&Ledger, &[(Compared, Option<Estimate>)]),
) -> Vec<DifferenceOutcome> {
    held((first, one), (second, two), false)
}

/// The same; `known` where both simulate the same thing.
fn held(
    (first, one): (&Ledger, &[(Compared, Option<Estimate>)]),
    (second, two): (&Ledger, &[(Compared, Option<Estimate>)]),
    known: bool,
) -> Vec<DifferenceOutcome> {
    let other = Other {
        figures: Figures::of(two, 0.95, Some(second)),
        pair: true,
        known,
    };
    let first = Figures::of(one, 0.95, Some(first));
    let mut made = compared(&first, &[other], Level::new(0.95));
    made.pop().expect("one variant")
}

/// Ten trials with two outages each, of 3 h and 6 h; then all take 2 h less: the 6 h keep the RTO of 4 h as well. 10 of 20
/// against 20 of 20, a mean of 4.5 h against 2.5 h, 9 h down in a year against 5 h, one miss a year against none.
#[test]
fn differences_are_those_that_are_worked_out_by_hand() {
    let before: Vec<&[Option<u64>]> = vec![&[Some(3), Some(6)]; 10];
    let after: Vec<&[Option<u64>]> = vec![&[Some(1), Some(4)]; 10];
    let (before, after) = (years(&before), years(&after));
    let figures = |share: f64, mean: f64, down: f64| {
        vec![
            (attained(), point(share)),
            (Compared::Mttr(erp(), None), point(mean * 3_600.0)),
            (Compared::Mttr(erp(), Some(node())), point(mean * 3_600.0)),
            (Compared::Downtime(erp()), point(down * 3_600.0)),
            (Compared::Availability(erp()), point(1.0 - down / 8_760.0)),
            (Compared::Exposed("a".into()), point(down * 1_800.0)),
            (Compared::Misses(erp(), ObjectiveOf::Recovery), None),
        ]
    };
    let (one, two) = (figures(0.5, 4.5, 9.0), figures(1.0, 2.5, 5.0));
    let found = against((&before, &one), (&after, &two));
    let points: Vec<Option<f64>> = found.iter().map(|one| one.difference.point).collect();
    let up = crate::stats::nine_digits(4.0 / 8_760.0);
    assert_eq!(
        points,
        [0.5, -7_200.0, -7_200.0, -14_400.0, up, -7_200.0, -1.0].map(Some)
    );
    for one in &found {
        assert!(one.paired, "{one:?}");
        assert_eq!(one.change, Change::Better, "{one:?}");
        let (low, high) = (one.difference.low, one.difference.high);
        let zero_is_out = low.is_some_and(|low| low > 0.0) || high.is_some_and(|high| high < 0.0);
        assert!(zero_is_out, "{one:?}");
    }
    // The other way round it is worse by as much.
    let back = against((&after, &two), (&before, &one));
    for (one, back) in found.iter().zip(&back) {
        assert_eq!(back.change, Change::Worse, "{back:?}");
        let turned = back.difference.each(|end| Some(-end));
        assert_eq!(one.difference.point, turned.point);
        assert!((one.difference.low.unwrap_or(0.0) - turned.high.unwrap_or(1.0)).abs() < 1e-4);
    }
}

#[test]
fn the_same_trials_have_no_difference_and_what_was_not_seen_is_undecided() {
    let trials: Vec<&[Option<u64>]> = vec![&[Some(3)], &[], &[Some(9), None], &[]];
    let ledger = years(&trials);
    let unseen = Estimate {
        point: None,
        low: Some(0.0),
        high: Some(0.25),
    };
    let other = Among {
        drill: None,
        class: Class::Stamp,
    };
    let figures = vec![
        (attained(), point(1.0 / 3.0)),
        (Compared::Mttr(erp(), None), point(6.0 * 3_600.0)),
        (
            Compared::Achievable(erp(), ObjectiveOf::Recovery, node()),
            Some(Estimate::default()),
        ),
        (
            Compared::Attained(erp(), ObjectiveOf::Recovery, other),
            Some(unseen),
        ),
        (Compared::Misses(erp(), ObjectiveOf::Loss), None),
    ];
    let found = against((&ledger, &figures), (&ledger, &figures));
    let changes: Vec<Change> = found.iter().map(|one| one.change).collect();
    assert_eq!(changes[..2], [Change::Same, Change::Same]);
    // Of another class nothing happened, so no trial says anything of it; each trial has its number of misses, and it is nought.
    assert_eq!(changes[3..], [Change::Undecided, Change::Same]);
    assert_eq!(found[0].difference.point, Some(0.0));
    // Never 0 for what was not seen, and no bound better than that of both.
    assert_eq!(
        found[3].difference,
        Estimate {
            point: None,
            low: Some(-0.25),
            high: Some(0.25)
        }
    );
    assert_eq!(found[4].difference.point, Some(0.0));
    // What can have gone unseen in four years on either side: −ln 0.05 / 4 = 0.749 a year.
    assert!(
        found[4]
            .difference
            .high
            .is_some_and(|high| (high - 0.749).abs() < 0.2),
        "{found:?}"
    );
    assert_eq!(
        found[4].difference.low,
        found[4].difference.high.map(|high| -high)
    );
    assert_eq!((found[4].second.point, found[4].paired), (None, true));
    // The same plan twice: whatever was seen or not, nothing differs.
    for one in held((&ledger, &figures), (&ledger, &figures), true) {
        let nought = Some(0.0);
        assert_eq!(one.change, Change::Same, "{one:?}");
        assert_eq!(
            one.difference,
            Estimate {
                point: nought,
                low: nought,
                high: nought
            }
        );
    }
}

/// Two plans of which one has no trial of the same number: nothing can be the same in every trial.
#[test]
fn what_neither_saw_in_unlike_numbers_of_trials_is_undecided() {
    let (four, five) = (
        years(&[&[], &[], &[], &[]]),
        years(&[&[], &[], &[], &[], &[]]),
    );
    let unseen = |most: f64| Estimate {
        point: None,
        low: Some(1.0 - most),
        high: None,
    };
    let figures = |most: f64| {
        [
            (Compared::Misses(erp(), ObjectiveOf::Recovery), None),
            (Compared::Availability(erp()), Some(unseen(most))),
        ]
    };
    let (one, two) = (figures(0.25), figures(0.125));
    let found = against((&four, &one), (&five, &two));
    assert!(found.iter().all(|one| one.change == Change::Undecided));
    let found = against((&four, &one), (&four, &two));
    assert!(
        found.iter().all(|one| one.change == Change::Same),
        "{found:?}"
    );
    // Up for 75 % at the least against 87.5 %: from 12.5 points less to 25 points more.
    assert_eq!(
        found[1].difference,
        Estimate {
            point: Some(0.0),
            low: Some(-0.125),
            high: Some(0.25)
        }
    );
}

#[test]
fn what_one_alone_has_is_said_and_judged_as_nothing() {
    let trials: Vec<&[Option<u64>]> = vec![&[Some(3)]; 9];
    let ledger = years(&trials);
    let figures = [(attained(), point(1.0))];
    let found = against((&ledger, &figures), (&ledger, &[]));
    assert_eq!(found[0].only, Some(crate::model::compared::Only::First));
    assert_eq!(
        (found[0].change, found[0].difference),
        (Change::Undecided, Estimate::default())
    );
    let found = against((&ledger, &[]), (&ledger, &figures));
    assert_eq!(found[0].only, Some(crate::model::compared::Only::Second));
}

/// Rows that do not add up to the figure of the report are left alone: intervals of both reports are compared.
#[test]
fn trials_that_do_not_add_up_to_the_report_are_not_paired() {
    let trials: Vec<&[Option<u64>]> = vec![&[Some(3)]; 9];
    let ledger = years(&trials);
    let sure = |middle: f64| {
        let estimate = Estimate {
            point: Some(middle),
            low: Some(middle - 0.01),
            high: Some(middle + 0.01),
        };
        [(attained(), Some(estimate))]
    };
    let found = against((&ledger, &sure(0.9)), (&ledger, &sure(0.8)));
    assert!(!found[0].paired);
    // By hand: √(0.01² + 0.01²) = 0.0141.
    let high = found[0].difference.high.expect("an end");
    assert!((high - (-0.1 + 0.014_142)).abs() < 1e-4, "{high}");
    assert_eq!(found[0].change, Change::Worse);
}

/// A strike that stops nothing is an observation of nought; one that finds the application down is none.
#[test]
fn strikes_count_as_in_a_report() {
    let blueprint = blueprint();
    let mut ledger = Ledger::of(&blueprint);
    for trial in 0..4 {
        let facts = Facts {
            drill: Some(DrillId::from_index(0)),
            trial,
            horizon: HOUR,
            outages: match trial {
                0 => vec![outage(Class::Stamp, Some(9)), outage(Class::Stamp, Some(2))],
                _ => vec![],
            },
            down_already: vec![trial == 1],
            ..Facts::default()
        };
        ledger.add(&blueprint, &facts);
    }
    ledger.settle();
    let drill = Among {
        drill: Some("lose".into()),
        class: Class::Stamp,
    };
    let figures = [(
        Compared::Attained(erp(), ObjectiveOf::Recovery, drill),
        point(2.0 / 3.0),
    )];
    let found = against((&ledger, &figures), (&ledger, &figures));
    assert!(
        found[0].paired && found[0].change == Change::Same,
        "{found:?}"
    );
}

#[test]
fn what_a_run_reports_is_what_its_trials_add_up_to() {
    let mut blueprint = blueprint();
    blueprint.run.trials = crate::model::Trials::Fixed(200);
    let options = Options {
        seed: 1,
        trials: None,
        threads: 1,
    };
    let (outcome, ledger) = run_compared(&blueprint, &options, &|_, _| {});
    assert_eq!(ledger.trials(None), Some(outcome.trials));
    let one = &outcome.applications[0];
    let rto = one.rto.as_ref().expect("stated");
    let class = &rto.by_class[0];
    let among = Among {
        drill: None,
        class: class.class,
    };
    let figures = [
        (
            Compared::Attained(erp(), ObjectiveOf::Recovery, among.clone()),
            Some(class.attained),
        ),
        (
            Compared::Achievable(erp(), ObjectiveOf::Recovery, among.clone()),
            Some(class.achievable_s),
        ),
        (Compared::Mttr(erp(), Some(among)), Some(class.mttr_s)),
        (Compared::Mttr(erp(), None), Some(one.mttr_s)),
        (Compared::Downtime(erp()), Some(one.downtime_s_per_year)),
        (Compared::Availability(erp()), Some(one.availability)),
        (
            Compared::Exposed("a".into()),
            Some(
                outcome.stamps[0]
                    .hours_without_n_minus_1_per_year
                    .each(|hours| Some(hours * 3_600.0)),
            ),
        ),
    ];
    for one in against((&ledger, &figures), (&ledger, &figures)) {
        assert!(one.paired && one.change == Change::Same, "{one:?}");
    }
}
