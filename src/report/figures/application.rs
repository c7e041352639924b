//! Charts of one application: recovery and data loss, as shares and as rates per year.
//!
//! Always true here: a class has the same stroke in every chart; drills stand beside the years in
//! shares and never in rates per year.

use super::super::words;
use super::{ApplicationFigures, effort};
use crate::chart::{self, Curve, Limit, cumulative, exceedance};
use crate::model::outcome::{ApplicationOutcome, Outcome, Sample};
use crate::model::{Blueprint, Class, Objective, Objectives};
use crate::units::YEAR;
use crate::units::number;

/// Stated limits that one chart draws.
const MOST_LIMITS: usize = 4;

/// Charts of one application over the years, its drills beside them.
///
/// # Errors
/// When the drawing backend fails.
pub(crate) fn figures(
    blueprint: &Blueprint,
    outcome: &Outcome,
    one: &ApplicationOutcome,
) -> Result<ApplicationFigures, chart::Error> {
    let stated = blueprint.application(one.application);
    let name = words::clean(&stated.name);
    let file = format!(
        "application-{:02}-{}",
        one.application.index() + 1,
        words::slug(&stated.name)
    );
    let mut charts = vec![];
    charts.extend(cumulative::draw(&recovery(
        blueprint, outcome, one, &name, &file,
    ))?);
    let years = outcome.observed_ms / YEAR as f64;
    charts.extend(exceedance::draw(&exceedance::Exceedance {
        name: format!("{file}-recovery-per-year"),
        title: format!("How often recovery of {name} takes longer than …"),
        subtitle: format!(
            "Read upwards from a time to the curve, then left: outages per year that last longer; {}",
            effort(outcome)
        ),
        quantity: "recovery time (logarithmic)".into(),
        counted: "outages".into(),
        curves: class_curves(&one.recovery_sample),
        limits: limits(&stated.rto, "RTO"),
        years,
    })?);
    charts.extend(cumulative::draw(&loss(
        blueprint, outcome, one, &name, &file,
    ))?);
    charts.extend(exceedance::draw(&exceedance::Exceedance {
        name: format!("{file}-loss-per-year"),
        title: format!("How often {name} loses more than …"),
        subtitle: format!(
            "Read upwards from a time to the curve, then left: outages per year that lose more; {}",
            effort(outcome)
        ),
        quantity: "data lost, as time of writing (logarithmic)".into(),
        counted: "any loss".into(),
        curves: only_losses(class_curves(&one.loss_sample)),
        limits: limits(&stated.rpo, "RPO"),
        years,
    })?);
    Ok(ApplicationFigures {
        application: one.application,
        charts,
    })
}

fn recovery(
    blueprint: &Blueprint,
    outcome: &Outcome,
    one: &ApplicationOutcome,
    name: &str,
    file: &str,
) -> cumulative::Cumulative {
    let stated = blueprint.application(one.application);
    // The curves of drills stand beside those of the years.
    let drills = outcome.drills.iter().flat_map(|drill| &drill.applications);
    let own = drills.filter(|other| other.application == one.application);
    let runs: Vec<&ApplicationOutcome> = std::iter::once(one).chain(own).collect();
    cumulative::Cumulative {
        name: format!("{file}-recovery"),
        title: format!("Recovery time of {name}"),
        subtitle: format!(
            "Share of outages over by then, by class and drill, from the moment service stopped; {}",
            effort(outcome)
        ),
        quantity: "recovery time (logarithmic)".into(),
        counted: "outages".into(),
        infinite: words::no_recovery_in(&runs).into(),
        zero: None,
        curves: with_drills(blueprint, outcome, one, |one| &one.recovery_sample),
        limits: limits(&stated.rto, "RTO"),
    }
}

fn loss(
    blueprint: &Blueprint,
    outcome: &Outcome,
    one: &ApplicationOutcome,
    name: &str,
    file: &str,
) -> cumulative::Cumulative {
    let stated = blueprint.application(one.application);
    let curves = with_drills(blueprint, outcome, one, |one| &one.loss_sample);
    cumulative::Cumulative {
        name: format!("{file}-loss"),
        title: format!("Data loss of {name}"),
        subtitle: format!(
            "Share of the outages that put data at risk, by what they lost at most; {}",
            effort(outcome)
        ),
        quantity: "data lost, as time of writing (logarithmic)".into(),
        counted: "outages".into(),
        infinite: words::endless_loss(one).replace("everything", "lost everything"),
        zero: Some("lost nothing".into()),
        curves: lossy(curves),
        limits: limits(&stated.rpo, "RPO"),
    }
}

/// No curves at all where nothing was ever lost: a chart of zeros says less than a sentence.
fn lossy(curves: Vec<Curve>) -> Vec<Curve> {
    let lost = |curve: &Curve| {
        curve.infinite > 0 || curve.values_s.last().is_some_and(|(value, _)| *value > 0.0)
    };
    if curves.iter().any(lost) {
        curves
    } else {
        vec![]
    }
}

/// Curves without the observations that lost nothing.
fn only_losses(curves: Vec<Curve>) -> Vec<Curve> {
    curves
        .into_iter()
        .map(|mut curve| {
            curve.values_s.retain(|(value, _)| *value > 0.0);
            curve
        })
        .filter(|curve| curve.count() > 0)
        .collect()
}

fn class_number(class: Class) -> usize {
    Class::ALL
        .iter()
        .position(|one| *one == class)
        .unwrap_or_default()
}

fn class_curves(samples: &[Sample]) -> Vec<Curve> {
    samples
        .iter()
        .map(|sample| Curve {
            label: sample.class.words(),
            stroke: class_number(sample.class),
            values_s: sample.values_s.clone(),
            infinite: sample.infinite,
        })
        .collect()
}

/// Curves of the years by class, then one per drill.
fn with_drills(
    blueprint: &Blueprint,
    outcome: &Outcome,
    one: &ApplicationOutcome,
    samples: fn(&ApplicationOutcome) -> &Vec<Sample>,
) -> Vec<Curve> {
    let mut curves = class_curves(samples(one));
    for (index, drill) in outcome.drills.iter().enumerate() {
        let in_drill = drill
            .applications
            .iter()
            .find(|other| other.application == one.application);
        let Some(in_drill) = in_drill else { continue };
        let mut values_s: Vec<(f64, u64)> = vec![];
        let mut infinite = 0;
        for sample in samples(in_drill) {
            values_s.extend(&sample.values_s);
            infinite += sample.infinite;
        }
        values_s.sort_by(|one, other| one.0.total_cmp(&other.0));
        let name = words::clean(&blueprint.drills[drill.drill.index()].name);
        curves.push(Curve {
            label: format!("drill {name}"),
            stroke: Class::ALL.len() + 3 + index,
            values_s,
            infinite,
        });
    }
    curves
}

/// Stated limits, equal ones as one line, the tightest first. Where classes have limits of their own, each line says whose it is.
fn limits(stated: &Objectives, kind: &str) -> Vec<Limit> {
    let mut found: Vec<(Objective, Vec<String>)> = vec![];
    let of_classes = stated.by_class.iter();
    let of_classes = of_classes.map(|(class, objective)| (class.words(), objective));
    let of_rest = stated.default.iter();
    let of_rest = of_rest.map(|objective| ("all other".to_string(), objective));
    for (name, objective) in of_classes.chain(of_rest) {
        match found.iter_mut().find(|(known, _)| known == objective) {
            Some((_, names)) => names.push(name),
            None => found.push((*objective, vec![name])),
        }
    }
    found.sort_by_key(|(objective, _)| objective.limit);
    let alone = stated.by_class.is_empty();
    found
        .into_iter()
        .take(MOST_LIMITS)
        .map(|(objective, names)| {
            let seconds = objective.limit.as_seconds();
            let mut label = format!("{kind} {}", number::duration(seconds));
            if !alone {
                label.push_str(&format!(" ({})", names.join(", ")));
            }
            Limit {
                label,
                seconds,
                target: objective.target.0,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Share, Span};

    #[test]
    fn equal_limits_are_one_line_and_each_line_says_whose_it_is() {
        let hours = |count| Objective {
            limit: Span::hours(count),
            target: Share(0.95),
        };
        let stated = Objectives {
            default: Some(hours(8)),
            by_class: vec![
                (Class::Node, hours(1)),
                (Class::Rack, hours(1)),
                (Class::Site, hours(8)),
            ],
        };
        let labels: Vec<String> = limits(&stated, "RTO")
            .into_iter()
            .map(|limit| limit.label)
            .collect();
        assert_eq!(
            labels,
            ["RTO 1 h (node, rack)", "RTO 8 h (site, all other)"]
        );
        // One for all needs no names.
        let stated = Objectives {
            default: Some(hours(4)),
            by_class: vec![],
        };
        assert_eq!(limits(&stated, "RPO")[0].label, "RPO 4 h");
    }

    #[test]
    fn rates_of_loss_leave_out_what_lost_nothing() {
        let curve = |values_s: Vec<f64>, infinite| Curve {
            label: String::new(),
            stroke: 0,
            values_s: values_s.into_iter().map(|value| (value, 1)).collect(),
            infinite,
        };
        let kept = only_losses(vec![
            curve(vec![0.0, 0.0], 0),
            curve(vec![0.0, 5.0], 0),
            curve(vec![0.0], 1),
        ]);
        assert_eq!(kept, [curve(vec![5.0], 0), curve(vec![], 1)]);
        assert!(lossy(vec![curve(vec![0.0], 0)]).is_empty());
    }
}
