//! The study on made-up records and on real worlds.

mod failed;
mod protection;

use super::fixture::{SCENARIO, application, blueprint, outage, record, run_made_up};
use super::{Options, run};
use crate::model::outcome::{Outcome, Verdict};
use crate::model::record::{
    Back, Data, Ended, JobTally, Mistaken, Outage, Path, Phase, PipeTally, RepositoryTally,
    Resource, StampTally, TrialRecord,
};
use crate::model::{Address, ApplicationId, Figure, HalfWidth, ObjectiveOf};
use crate::model::{
    Blueprint, Class, Component, Rack, RackId, SourceId, Trace, TraceGroup, TraceRow, Trials,
};
use crate::stats::share::clopper_pearson;
use crate::stats::{Level, nine_digits};
use crate::units::{HOUR, Moment, Share, Span};
use crate::world::Mode;
use std::sync::Mutex;

/// Every trial 30 short node outages of `erp`, every tenth a fire of `fire_hours`.
fn node_storm(blueprint: &Blueprint, fire_hours: f64) -> impl Fn(Mode, u32) -> TrialRecord {
    move |_, trial| {
        let mut outages: Vec<Outage> = (0..30)
            .map(|number| {
                outage(
                    blueprint,
                    "erp",
                    "node-failure",
                    200.0 * f64::from(number),
                    0.1,
                )
            })
            .collect();
        if trial % 10 == 3 {
            outages.push(outage(blueprint, "erp", "fire", 7_000.0, fire_hours));
        }
        record(blueprint, trial, outages)
    }
}

/// Twelve thousand short node restarts must not hide forty fires.
#[test]
fn classes_are_judged_apart() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(400), 1, node_storm(&blueprint, 30.0));
    let erp = &outcome.applications[application(&blueprint, "erp")];
    let rto = erp.rto.as_ref().unwrap();
    // Pooled, the target of 95 % would be met by far.
    assert!(rto.pooled.low.unwrap() > 0.99, "{:?}", rto.pooled);
    assert_eq!(rto.verdict, Some(Verdict::Missed));
    assert_eq!(rto.worst_class, Some(Class::Site));
    let classes: Vec<(Class, u64, Option<Verdict>)> = rto
        .by_class
        .iter()
        .map(|class| (class.class, class.outages, class.verdict))
        .collect();
    assert_eq!(
        classes,
        [
            (Class::Node, 12_000, Some(Verdict::Met)),
            (Class::Site, 40, Some(Verdict::Missed))
        ]
    );
    let site = &rto.by_class[1];
    assert_eq!(site.attained.point, Some(0.0));
    let (_, high) = clopper_pearson(0.0, 40.0, Level::new(0.95));
    assert_eq!(site.attained.high, Some(nine_digits(high)));
    assert_eq!(site.achievable_s.point, Some(30.0 * 3_600.0));
    assert_eq!(site.objective_s, Some(7_200.0));
    // Every tenth year has a miss.
    let (low, high) = clopper_pearson(40.0, 400.0, Level::new(0.95));
    assert_eq!(rto.miss_in_a_year.point, Some(0.1));
    assert!((rto.miss_in_a_year.low.unwrap() - low).abs() < 1e-3);
    assert!((rto.miss_in_a_year.high.unwrap() - high).abs() < 1e-3);
    assert_eq!(erp.miss_bindings.len(), 1);
    assert_eq!(erp.miss_bindings[0].misses, 40);
    assert_eq!(erp.miss_bindings[0].resource, Resource::Disks);
    // Half of each outage is lost: 15 h of 24.
    let rpo = erp.rpo.as_ref().unwrap();
    assert_eq!(rpo.by_class[1].achievable_s.point, Some(15.0 * 3_600.0));
    assert_eq!(rpo.by_class[1].attained.point, Some(1.0));
}

#[test]
fn figures_of_an_application_are_those_of_its_records() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(400), 2, node_storm(&blueprint, 30.0));
    let erp = &outcome.applications[application(&blueprint, "erp")];
    assert_eq!(erp.outages, 12_040);
    assert_eq!(erp.outages_per_year.point, Some(30.1));
    assert_eq!(erp.outages_per_trial.point, Some(30.1));
    let seconds = (12_000.0 * 0.1 + 40.0 * 30.0) * 3_600.0;
    assert_eq!(erp.mttr_s.point, Some(nine_digits(seconds / 12_040.0)));
    // Pooled the mean is far within the RTO; fires alone are far beyond.
    assert_eq!(erp.mttr_exceeds_rto, Some(true));
    let rto = erp.rto.as_ref().unwrap();
    let means: Vec<(Option<f64>, Option<bool>)> = rto
        .by_class
        .iter()
        .map(|class| (class.mttr_s.point, class.mttr_exceeds_rto))
        .collect();
    assert_eq!(
        means,
        [(Some(360.0), Some(false)), (Some(108_000.0), Some(true))]
    );
    let causes: Vec<Option<&str>> = rto
        .by_class
        .iter()
        .map(|class| Some(outcome.causes[usize::from(class.main_cause?)].as_str()))
        .collect();
    assert_eq!(causes, [Some("node-failure"), Some("fire")]);
    assert_eq!(erp.downtime_s_per_year.point, Some(seconds / 400.0));
    let down = seconds / 400.0 / (8_760.0 * 3_600.0);
    assert_eq!(erp.availability.point, Some(nine_digits(1.0 - down)));
    assert_eq!(erp.availability_verdict, Some(Verdict::Met));
    assert_eq!(erp.data_loss_s_per_year.point, Some(seconds / 800.0));
    assert_eq!(erp.recovery_s.p50, Some(360.0));
    assert_eq!(erp.recovery_s.max, Some(108_000.0));
    assert_eq!(erp.recovery_s.count, 12_040);
    let names: Vec<&str> = erp
        .by_cause
        .iter()
        .map(|cause| outcome.causes[usize::from(cause.cause)].as_str())
        .collect();
    assert_eq!(names, ["fire", "node-failure"]);
    assert_eq!(erp.by_cause[0].outages_per_year.point, Some(0.1));
    assert_eq!(erp.by_cause[0].rto_misses_per_year.point, Some(0.1));
    assert_eq!(erp.by_cause[1].rto_misses_per_year.point, None);
    assert_eq!(
        erp.by_cause[1].rto_misses_per_year.high,
        Some(nine_digits(-libm::log(0.025) / 400.0))
    );
    let site = erp.phases.iter().find(|phases| phases.class == Class::Site);
    let wait = site.unwrap().mean_s[Phase::Wait as usize];
    assert_eq!(wait, 108_000.0);
    assert_eq!(erp.recovery_sample[1].values_s, [(108_000.0, 40)]);
}

/// A fire that was under way when one horizon began, and over 3 h later, is no observation. But it was
/// seen: its class is in doubt, and not unseen.
#[test]
fn what_was_open_at_the_start_is_in_doubt() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(40), 1, |_, trial| {
        let mut fire = outage(&blueprint, "erp", "fire", -1.0, 3.0);
        fire.counted = false;
        let outages = if trial == 5 { vec![fire] } else { Vec::new() };
        record(&blueprint, trial, outages)
    });
    let erp = &outcome.applications[application(&blueprint, "erp")];
    let site = &erp.rto.as_ref().unwrap().by_class[1];
    assert_eq!(site.class, Class::Site);
    assert_eq!((site.observations, site.open_at_start), (0, 1));
    assert_eq!(site.verdict, Some(Verdict::Inconclusive));
}

/// What was not seen is not nothing.
#[test]
fn unseen_classes_are_not_in_doubt_and_name_the_drill() {
    let blueprint = blueprint(SCENARIO);
    let quiet = run_made_up(&blueprint, Some(400), 1, |_, trial| {
        record(&blueprint, trial, Vec::new())
    });
    let erp = &quiet.applications[application(&blueprint, "erp")];
    let rto = erp.rto.as_ref().unwrap();
    assert_eq!(rto.verdict, Some(Verdict::NotSeen));
    assert_eq!(rto.by_class.len(), 2);
    for class in &rto.by_class {
        assert_eq!((class.outages, class.attained.point), (0, None));
        assert_eq!(class.achievable_s.point, None);
        assert_eq!(class.verdict, Some(Verdict::NotSeen));
        assert_eq!(class.mttr_exceeds_rto, None);
    }
    assert_eq!(
        (
            rto.by_class[1].note.as_str(),
            rto.by_class[1].advice.as_str()
        ),
        (
            "no site fault came in 400 years",
            "add a drill of site east"
        )
    );
    let unseen = nine_digits(-libm::log(0.025) / 400.0);
    assert_eq!(erp.outages_per_year.point, None);
    assert_eq!(erp.outages_per_year.low, Some(0.0));
    assert_eq!(erp.outages_per_year.high, Some(unseen));
    assert_eq!(erp.total_losses_per_year.high, Some(unseen));
    assert_eq!(erp.availability.point, None);
    assert_eq!(
        erp.availability.low,
        Some(nine_digits(1.0 + libm::log(0.025) / 400.0))
    );
    assert_eq!(erp.availability_verdict, Some(Verdict::NotSeen));
    assert_eq!(erp.mttr_s.point, None);
    assert!(rto.miss_in_a_year.point.is_none() && rto.miss_in_a_year.high.unwrap() > 0.0);
    assert!(quiet.worst.is_none());
    assert_eq!(quiet.stamps[0].hours_without_n_minus_1_per_year.point, None);
}

/// Classes: of what it stands in and of what it needs, and those with an objective of their own.
#[test]
fn classes_that_can_occur_are_read_off_the_scenario() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(100), 1, |_, trial| {
        record(&blueprint, trial, Vec::new())
    });
    let classes = |name: &str| -> Vec<Class> {
        let index = application(&blueprint, name);
        let rto = outcome.applications[index].rto.as_ref();
        rto.map_or(Vec::new(), |rto| {
            rto.by_class.iter().map(|class| class.class).collect()
        })
    };
    assert_eq!(classes("erp"), [Class::Node, Class::Site]);
    assert_eq!(classes("web"), [Class::Node, Class::Site]);
    // Nothing is stated for it, and it is told what it suffers all the same.
    assert_eq!(classes("far"), [Class::Node]);
    let far = &outcome.applications[application(&blueprint, "far")];
    assert_eq!(far.rto.as_ref().unwrap().verdict, None);
    // It has no state, whatever protects it.
    let web = &outcome.applications[application(&blueprint, "web")];
    assert!(web.rpo.is_none());
}

/// Planned outages are downtime, but never judged; losses without an outage count for the RPO only.
#[test]
fn planned_and_loss_only_rows_count_where_they_should() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(50), 1, |_, trial| {
        let mut planned = outage(&blueprint, "erp", "node-failure", 10.0, 9.0);
        planned.class = Class::Planned;
        let mut silent = outage(&blueprint, "erp", "fire", 900.0, 0.0);
        silent.loss_only = true;
        silent.data = Data::SetBack(30 * HOUR);
        let mut early = outage(&blueprint, "erp", "node-failure", -1.0, 5.0);
        early.counted = false;
        record(&blueprint, trial, vec![planned, silent, early])
    });
    let erp = &outcome.applications[application(&blueprint, "erp")];
    assert_eq!((erp.outages, erp.planned_outages), (0, 50));
    assert_eq!(erp.recovery_s.count, 0);
    assert_eq!(erp.downtime_s_per_year.point, Some(14.0 * 3_600.0));
    let rto = erp.rto.as_ref().unwrap();
    assert!(rto.by_class.iter().all(|class| class.outages == 0));
    let rpo = erp.rpo.as_ref().unwrap();
    assert_eq!(rpo.worst_class, Some(Class::Site));
    assert_eq!(rpo.verdict, Some(Verdict::Missed));
    assert_eq!(erp.data_loss_s.max, Some(30.0 * 3_600.0));
}

/// Outages that never end and returns without the data are misses of both objectives and infinite,
/// never a number: a quarter of each, beside a half that recovers in an hour.
#[test]
fn infinite_values_are_misses() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(100), 1, |_, trial| {
        let mut one = outage(&blueprint, "erp", "fire", 10.0, 1.0);
        if trial % 4 == 0 {
            one.back = None;
        } else if trial % 4 == 1 {
            one.data = Data::Gone;
        }
        record(&blueprint, trial, vec![one])
    });
    let erp = &outcome.applications[application(&blueprint, "erp")];
    assert_eq!((erp.unrecovered, erp.ends.lost), (25, 25));
    assert_eq!(erp.phases[0].outages, 50);
    assert_eq!(erp.total_losses, 25);
    assert_eq!(erp.mttr_s.point, Some(3_600.0));
    assert_eq!(
        (erp.recovery_s.p50, erp.recovery_s.p95),
        (Some(3_600.0), None)
    );
    assert_eq!(
        (erp.recovery_s.max, erp.recovery_s.infinite),
        (Some(3_600.0), 50)
    );
    assert_eq!(erp.data_loss_s.infinite, 50);
    let site = &erp.rto.as_ref().unwrap().by_class[1];
    assert_eq!(site.achievable_s.point, None);
    assert_eq!(site.attained.point, Some(0.5));
    assert_eq!(
        erp.rpo.as_ref().unwrap().by_class[1].attained.point,
        Some(0.5)
    );
}

/// The worst incident is one fault with all that it cost, not the longest single outage.
#[test]
fn the_worst_incident_is_one_fault_over_all_applications() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(20), 2, |_, trial| {
        let outages = match trial {
            // Long, but expendable; and longer than any single outage of the worst.
            5 => vec![outage(&blueprint, "far", "node-failure", 50.0, 99.0)],
            7 => vec![outage(&blueprint, "erp", "node-failure", 50.0, 9.0)],
            11 => vec![
                outage(&blueprint, "far", "node-failure", 90.0, 1.0),
                outage(&blueprint, "erp", "fire", 100.0, 6.0),
                outage(&blueprint, "web", "fire", 100.0, 5.0),
                // The same hazard again, months later: another incident.
                outage(&blueprint, "erp", "fire", 4_000.0, 6.0),
            ],
            _ => Vec::new(),
        };
        record(&blueprint, trial, outages)
    });
    let worst = outcome.worst.unwrap();
    assert_eq!((worst.trial, worst.at), (11, 100 * HOUR as i64));
    assert_eq!(outcome.causes[usize::from(worst.cause)], "fire");
    assert_eq!(worst.stretches.len(), 2);
    assert!(
        worst
            .stretches
            .iter()
            .all(|stretch| stretch.from == worst.at)
    );
}

/// What else befalls an application while others wait is no part of the incident; and what never comes
/// back costs more than what does.
#[test]
fn an_incident_has_its_own_outages_only() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(20), 1, |_, trial| {
        let outages = match trial {
            3 => vec![outage(&blueprint, "erp", "fire", 100.0, 1_000.0)],
            7 => {
                let mut never = outage(&blueprint, "web", "fire", 100.0, 500.0);
                never.back = None;
                vec![
                    outage(&blueprint, "erp", "fire", 100.0, 6.0),
                    outage(&blueprint, "erp", "node-failure", 300.0, 9.0),
                    never,
                ]
            }
            _ => Vec::new(),
        };
        record(&blueprint, trial, outages)
    });
    let worst = outcome.worst.unwrap();
    assert_eq!(worst.trial, 7);
    let ends: Vec<i64> = worst.stretches.iter().map(|one| one.to).collect();
    assert_eq!(ends, [106, 600].map(|hour| hour * HOUR as i64));
    let ended: Vec<Ended> = worst.outages.iter().map(Outage::ended).collect();
    assert_eq!(ended, [Ended::Recovered, Ended::Never]);
}

fn drill_trial(blueprint: &Blueprint, mode: Mode, trial: u32) -> TrialRecord {
    if mode == Mode::Years {
        return record(blueprint, trial, Vec::new());
    }
    // Struck 24 h after the start of the horizon; back after 2.5 h, or 4 h in every fourth trial.
    let hours = if trial.is_multiple_of(4) { 4.0 } else { 2.5 };
    let mut one = outage(blueprint, "erp", "lose-alpha", 24.0, hours);
    one.back = one.back.map(|back| Back {
        path: Path::Restore,
        ..back
    });
    // What is expendable never comes back.
    let mut lost = outage(blueprint, "far", "lose-alpha", 24.0, 9.0);
    lost.back = None;
    let outages = if trial == 1 {
        Vec::new()
    } else {
        vec![one, lost]
    };
    let mut made = record(blueprint, trial, outages);
    made.strike = 24 * HOUR;
    made.unplaced = trial % 2;
    made
}

#[test]
fn a_drill_counts_from_its_strike() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(1), 1, |mode, trial| {
        drill_trial(&blueprint, mode, trial)
    });
    let drill = &outcome.drills[0];
    assert_eq!(drill.trials, 40);
    assert_eq!(drill.returns.len(), 2);
    assert_eq!(drill.returns[1].up_share, [0.025; 5]);
    assert_eq!(drill.returns[0].up_share, [0.025, 0.025, 0.025, 0.75, 1.0]);
    // A strike that stopped nothing had nothing to bring back.
    assert_eq!(drill.whole_again_s.count, 40);
    assert_eq!(drill.whole_again_s.p50, Some(9_000.0));
    assert_eq!(drill.whole_again_s.max, Some(14_400.0));
    assert_eq!(drill.unplaced_vms.point, Some(0.5));
    let erp = &drill.applications[application(&blueprint, "erp")];
    assert_eq!(
        erp.outages_per_year.point.or(erp.outages_per_year.high),
        None
    );
    assert_eq!(erp.availability.low, None);
    assert_eq!(erp.outages_per_trial.point, Some(0.975));
    let rto = erp.rto.as_ref().unwrap();
    assert_eq!(rto.by_class.len(), 1);
    assert_eq!(rto.by_class[0].class, Class::Stamp);
    assert_eq!(rto.verdict, Some(Verdict::Missed));
    assert_eq!(rto.by_class[0].achievable_s.point, Some(14_400.0));
    let web = &drill.applications[application(&blueprint, "web")];
    // Its objectives are for other classes than that of the drill: figures, but no verdict.
    let rto = web.rto.as_ref().unwrap();
    assert_eq!(rto.verdict, None);
    assert_eq!(
        (rto.by_class[0].outages, rto.by_class[0].observations),
        (0, 40)
    );
    assert_eq!(rto.by_class[0].achievable_s.point, Some(0.0));
    // It stands elsewhere.
    let far = &drill.applications[application(&blueprint, "far")];
    assert_eq!(far.rto.as_ref().unwrap().by_class[0].outages, 39);
    assert_eq!(web.outages_per_trial.point, None);
}

/// The calculator: 30 + 20 + 10 min, and 1 TiB / 2 plus half of six days' increments over 100 MB/s.
#[test]
fn alone_is_what_a_calculator_says() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(1), 1, |mode, trial| {
        drill_trial(&blueprint, mode, trial)
    });
    let alone = &outcome.drills[0].alone;
    assert_eq!(alone.len(), 1);
    assert_eq!(alone[0].application.index(), application(&blueprint, "erp"));
    let bytes = (1_099_511_627_776.0 + 3.0 * 86_400.0 * 1e6) / 2.0;
    // The disk takes 145 MB/s unpacked: 72.5 MB/s of what is read at up to 100 MB/s.
    let transfer = bytes / 72.5e6;
    assert!(
        (alone[0].transfer_s / transfer - 1.0).abs() < 1e-6,
        "{alone:?}"
    );
    let role = &blueprint.roles[blueprint.applications[alone[0].application.index()]
        .roles
        .start as usize];
    let rest = 3_600.0 + (role.boot.mean() + role.validate.mean()) / 1_000.0;
    assert!(
        (alone[0].recovery_s - transfer - rest).abs() < 1e-3,
        "{alone:?}"
    );
}

/// A precision stops at a planned look, and its intervals are those of that look's level.
#[test]
fn a_precision_is_reached_at_a_planned_look() {
    let mut blueprint = blueprint(SCENARIO);
    let address = Address {
        application: ApplicationId::from_index(application(&blueprint, "erp")),
        figure: Figure::Attained(ObjectiveOf::Recovery, Class::Site),
    };
    let until = |half_width: f64| Trials::Until {
        measure: address,
        half_width: HalfWidth::Points(Share(half_width)),
        at_most: 3_000,
    };
    let made = |blueprint: Blueprint| {
        let source = blueprint.clone();
        let outcome = run_made_up(&blueprint, None, 2, move |_, trial| {
            let hours = if trial.is_multiple_of(5) { 9.0 } else { 1.0 };
            record(
                &source,
                trial,
                vec![outage(&source, "erp", "fire", 10.0, hours)],
            )
        });
        let erp = &outcome.applications[application(&blueprint, "erp")];
        (outcome.trials, erp.at(address.figure).unwrap())
    };
    // Looks at 100, 110, 121, 134, …, 354, 390, 429: each at 1 − 0.05 · 0.6 · n / (n + 100).
    let half_width = |trials: u32| {
        let n = f64::from(trials);
        let level = Level::new(1.0 - 0.03 * n / (n + 100.0));
        let kept = (0..trials).filter(|trial| trial % 5 != 0).count() as f64;
        let (low, high) = clopper_pearson(kept * (n - 1.0) / n, n - 1.0, level);
        (high - low) / 2.0
    };
    blueprint.run.trials = until(half_width(390) + 1e-5);
    let (trials, attained) = made(blueprint.clone());
    assert_eq!(trials, 390);
    let reported = (attained.high.unwrap() - attained.low.unwrap()) / 2.0;
    assert!((reported - half_width(390)).abs() < 1e-5, "{reported}");
    blueprint.run.trials = until(half_width(390) - 1e-4);
    assert_eq!(made(blueprint.clone()).0, 429);
    blueprint.run.trials = until(1e-6);
    assert_eq!(made(blueprint).0, 3_000);
}

/// A precision of the figure itself: outages of 1 h and, one in five, of 9 h last 2.6 h on average, give or take
/// 3.2 h each; each look's interval is compared with a share of 2.6 h.
#[test]
fn a_relative_precision_is_a_share_of_the_figure() {
    let mut blueprint = blueprint(SCENARIO);
    let figure = Figure::Mttr;
    let application = application(&blueprint, "erp");
    let mut made = |half_width: HalfWidth| {
        blueprint.run.trials = Trials::Until {
            measure: Address {
                application: ApplicationId::from_index(application),
                figure,
            },
            half_width,
            at_most: 30_000,
        };
        let source = blueprint.clone();
        let outcome = run_made_up(&blueprint, None, 2, move |_, trial| {
            let hours = if trial.is_multiple_of(5) { 9.0 } else { 1.0 };
            let outages = vec![outage(&source, "erp", "fire", 10.0, hours)];
            record(&source, trial, outages)
        });
        let mttr = outcome.applications[application].at(figure).unwrap();
        let half = (mttr.high.unwrap() - mttr.low.unwrap()) / 2.0;
        (outcome.trials, half / mttr.point.unwrap())
    };
    let (trials, known) = made(HalfWidth::Relative(Share(0.05)));
    assert!(known <= 0.05 && known > 0.05 / 1.1, "{trials}: {known}");
    // 2.17 · 3.2 / (0.05 · 2.6 · √n) = 1 at about 2,850.
    assert!((2_600..3_300).contains(&trials), "{trials}");
    // As a length: 5 % of 2.6 h are 7 min 48 s.
    let (same, _) = made(HalfWidth::Length(Span::seconds(468)));
    assert_eq!(same, trials);
}

/// Records come in order, pipes are added up, and progress ends with all trials.
#[test]
fn trials_are_put_together_in_order() {
    let blueprint = blueprint(SCENARIO);
    let calls = Mutex::new(Vec::new());
    let options = Options {
        seed: 9,
        trials: Some(333),
        threads: 2,
    };
    let make = |mode, trial| {
        let mut made = drill_trial(&blueprint, mode, trial);
        made.pipes = vec![PipeTally {
            resource: Resource::Disks,
            backup_bytes: [u128::from(trial); 168],
            restore_bytes: 2,
            busy: 3,
            saturated: 4,
        }];
        made
    };
    let progress = |done, all| calls.lock().unwrap().push((done, all));
    let outcome = super::run_with(&blueprint, &options, &progress, || {
        super::fixture::MadeUp(&make)
    });
    assert_eq!((outcome.trials, outcome.drills[0].trials), (333, 40));
    assert_eq!(outcome.pipes.len(), 1);
    assert_eq!(outcome.pipes[0].backup_bytes[167], 333 * 332 / 2);
    assert_eq!(outcome.pipes[0].saturated, 4 * 333);
    assert_eq!(outcome.events, 373);
    let calls = calls.into_inner().unwrap();
    assert!(calls.contains(&(373, 373)), "{calls:?}");
    assert!(calls.iter().all(|(done, all)| done <= all));
}

/// Each group of a trace is a trial, and what it recorded are classes that can occur.
#[test]
fn a_trace_gives_as_many_trials_as_groups() {
    let mut blueprint = blueprint(SCENARIO);
    blueprint
        .sources
        .retain(|source| source.class == Class::Stamp);
    blueprint.drills[0].source = SourceId(0);
    let row = TraceRow {
        target: Component::Rack(RackId(0)),
        start: Moment(HOUR),
        length: Span::hours(1),
        cause: 0,
    };
    blueprint.racks = vec![Rack {
        name: "one".into(),
        stamp: blueprint.vms[blueprint.applications[application(&blueprint, "erp")]
            .vms
            .start as usize]
            .stamp,
    }];
    let group = |rows: Vec<TraceRow>| TraceGroup {
        name: String::new(),
        rows,
    };
    blueprint.trace = Some(Trace {
        groups: vec![group(vec![]), group(vec![row]), group(vec![])],
        causes: vec!["power".into()],
    });
    let quiet = |_: Mode, trial: u32| record(&blueprint, trial, Vec::new());
    let outcome = run_made_up(&blueprint, None, 1, quiet);
    assert_eq!(outcome.trials, 3);
    let rto = outcome.applications[application(&blueprint, "erp")]
        .rto
        .clone();
    let classes: Vec<Class> = rto
        .unwrap()
        .by_class
        .iter()
        .map(|class| class.class)
        .collect();
    assert_eq!(classes, [Class::Rack]);
    assert_eq!(run_made_up(&blueprint, Some(2), 1, quiet).trials, 2);
    assert_eq!(run_made_up(&blueprint, Some(9), 1, quiet).trials, 3);
}

/// A year with a miss counts once; years of long horizons are counted one by one, short horizons are
/// raised to a year.
#[test]
fn a_miss_in_a_year_is_counted_by_years() {
    let blueprint = blueprint(SCENARIO);
    let miss = |horizon_hours: u64, at: Vec<f64>| {
        let outcome = run_made_up(&blueprint, Some(100), 1, |_, trial| {
            let misses = if trial % 2 == 0 { at.as_slice() } else { &[] };
            let outages = misses
                .iter()
                .map(|at| outage(&blueprint, "erp", "fire", *at, 9.0))
                .collect();
            let mut made = record(&blueprint, trial, outages);
            made.horizon = horizon_hours * HOUR;
            made
        });
        let erp = &outcome.applications[application(&blueprint, "erp")];
        let rate = erp.outages_per_year.point.unwrap();
        (
            erp.rto.as_ref().unwrap().miss_in_a_year.point.unwrap(),
            rate,
        )
    };
    assert_eq!(miss(8_760, vec![5.0, 50.0]), (0.5, 1.0));
    assert_eq!(
        miss(3 * 8_760, vec![5.0, 50.0]),
        (nine_digits(1.0 / 6.0), nine_digits(1.0 / 3.0))
    );
    assert_eq!(
        miss(3 * 8_760, vec![5.0, 9_000.0]).0,
        nine_digits(1.0 / 3.0)
    );
    assert_eq!(miss(4_380, vec![5.0, 50.0]), (0.75, 2.0));
}

#[test]
fn stamps_backups_and_repositories_are_added_up() {
    let blueprint = blueprint(SCENARIO);
    let outcome = run_made_up(&blueprint, Some(10), 1, |_, trial| {
        let mut made = record(&blueprint, trial, Vec::new());
        made.stamps[0] = StampTally {
            without_n_minus_1: 5 * HOUR,
            two_or_more_down: if trial == 3 { 2 * HOUR } else { 0 },
            down: 0,
            quorum_losses: trial % 2,
            most_waiting: trial,
            ..StampTally::default()
        };
        made.backups = vec![JobTally {
            due: 100,
            good: 90,
            failed: 10,
            vm_time: 90 * 26 * HOUR,
            completed: 90,
            gap_max: u64::from(trial) * HOUR,
            ..JobTally::default()
        }];
        made.repositories = vec![RepositoryTally {
            most_used: u64::from(trial % 7),
            down: u64::from(trial % 3),
            mistaken: Mistaken {
                deleted: 3,
                kept: 2,
                bared: u64::from(trial % 2),
            },
        }];
        made
    });
    let stamp = &outcome.stamps[0];
    assert_eq!(stamp.hours_without_n_minus_1_per_year.point, Some(5.0));
    assert_eq!(stamp.hours_two_down_per_year.point, Some(0.2));
    assert_eq!(stamp.hours_down_per_year.point, None);
    assert_eq!(stamp.quorum_losses_per_year.point, Some(0.5));
    assert_eq!(stamp.most_waiting, 9);
    assert!((stamp.memory.tenant / f64::from(1 << 30) - 224.0).abs() < 1e-9);
    let backup = &outcome.backups[0];
    assert_eq!(
        (backup.tally.due, backup.tally.good, backup.vms),
        (1_000, 900, 2)
    );
    assert_eq!(backup.tally.gap_max, 9 * HOUR);
    assert_eq!(backup.good_share.point, Some(0.9));
    assert_eq!(backup.effective_cadence_s.point, Some(26.0 * 3_600.0));
    let repository = &outcome.repositories[0];
    assert_eq!((repository.most_used, repository.down), (6, 2));
    // Of ten trials.
    let mistaken = repository.mistaken;
    let told = (mistaken.deleted, mistaken.kept, mistaken.bared);
    assert_eq!(told, (30, 20, 5));
}

/// Everything in an outcome.
fn text(outcome: &Outcome) -> String {
    format!("{outcome:?}")
}

/// Real worlds: the same outcome on one thread and on two, and again.
#[test]
fn threads_change_nothing() {
    let mut blueprint = blueprint(SCENARIO);
    blueprint.drills[0].trials = 12;
    let outcome = |threads| {
        let options = Options {
            seed: 4,
            trials: Some(60),
            threads,
        };
        run(&blueprint, &options, &|_, _| {})
    };
    let one = outcome(1);
    assert!(
        one.applications
            .iter()
            .any(|application| application.outages > 0)
    );
    assert!(
        one.drills[0]
            .worst
            .as_ref()
            .is_some_and(|worst| !worst.stretches.is_empty())
    );
    assert_eq!(text(&one), text(&outcome(2)));
    assert_eq!(text(&one), text(&outcome(1)));
}

/// No trials at all is legal for the library, and no figure is made of them.
#[test]
fn no_trials_give_no_figures() {
    let mut blueprint = blueprint(SCENARIO);
    blueprint.drills[0].trials = 0;
    let outcome = run_made_up(&blueprint, Some(0), 1, |_, trial| {
        record(&blueprint, trial, Vec::new())
    });
    let erp = &outcome.applications[application(&blueprint, "erp")];
    assert_eq!(erp.outages_per_year.high, None);
    assert_eq!(erp.availability.low, None);
    let rto = erp.rto.as_ref().unwrap();
    assert_eq!(rto.verdict, Some(Verdict::NotSeen));
    assert!(outcome.drills[0].worst.is_none());
}
