//! What holds for every chart of every kind, whatever its numbers are.

use super::*;
use crate::model::memory::memory_terms;
use crate::model::outcome::Estimate;
use crate::model::place::Reserve;
use crate::model::record::{Ended, JobTally, Phase};
use crate::units::number;
use crate::units::{Bytes, Share};

/// Ranges that break axes: one point, all equal, twelve decades, zeros, and what lies at the edges of units.
fn hostile() -> Vec<Vec<f64>> {
    let decades = |from: f64, count: i32| -> Vec<f64> {
        (0..count)
            .map(|power| from * libm::pow(10.0, f64::from(power)))
            .collect()
    };
    let mut made = vec![
        vec![0.0],
        vec![0.0, 0.0, 0.0],
        vec![0.0, 3_600.0],
        vec![90.0; 50],
        decades(0.001, 13),
        decades(1.0, 13),
    ];
    for value in [
        0.001, 0.02, 0.9, 1.0, 59.0, 60.0, 3_599.0, 86_400.0, 6e5, 3.1e7, 3.2e7, 3.3e9, 1e11,
    ] {
        made.push(vec![value]);
        made.push(vec![value, value * 1.7]);
    }
    made
}

fn curve(values_s: &[f64], stroke: usize) -> Curve {
    Curve {
        label: format!("class {stroke}"),
        stroke,
        values_s: values_s.iter().map(|value| (*value, 1)).collect(),
        infinite: 0,
    }
}

fn limits(values: &[f64]) -> Vec<Limit> {
    let limit = |seconds: &f64| Limit {
        label: format!("RTO {}", number::duration(*seconds)),
        seconds: *seconds,
        target: 0.95,
    };
    values
        .iter()
        .filter(|value| **value > 0.0)
        .take(4)
        .map(limit)
        .collect()
}

fn text(name: &str) -> (String, String, String) {
    (
        name.to_string(),
        format!("Title of {name}"),
        "subtitle".to_string(),
    )
}

/// Charts over axes of time: with and without limits.
fn of_times(values: &[f64]) -> Vec<Option<Chart>> {
    let mut made = vec![];
    for limits in [vec![], limits(values)] {
        let (name, title, subtitle) = text("cumulative");
        made.push(cumulative::draw(&cumulative::Cumulative {
            name,
            title,
            subtitle,
            quantity: "recovery time".into(),
            counted: "outages".into(),
            infinite: "never back".into(),
            zero: Some("lost nothing".into()),
            curves: vec![curve(values, 1), curve(values, 17)],
            limits: limits.clone(),
        }));
        for years in [0.01, 1.0, 1e6] {
            let (name, title, subtitle) = text("exceedance");
            made.push(exceedance::draw(&exceedance::Exceedance {
                name,
                title,
                subtitle,
                quantity: "recovery time".into(),
                counted: "outages".into(),
                curves: vec![curve(values, 1), curve(values, 17)],
                limits: limits.clone(),
                years,
            }));
        }
    }
    made.into_iter().map(|one| one.expect("memory")).collect()
}

fn of_lags(values: &[f64]) -> Option<Chart> {
    let (name, title, subtitle) = text("lag");
    let line = |(stroke, cut): (usize, &f64)| lag::Line {
        label: format!("cut {stroke}"),
        note: String::new(),
        stroke,
        points: vec![(0.0, 0.0), (*cut, *cut), (cut * 1.3, 0.0)],
    };
    let made = lag::draw(&lag::Lag {
        name,
        title,
        subtitle,
        lines: values.iter().take(8).enumerate().map(line).collect(),
        bounds: limits(values)
            .into_iter()
            .map(|limit| lag::Bound {
                label: limit.label,
                seconds: limit.seconds,
            })
            .collect(),
    });
    made.expect("memory")
}

/// The moments of a drill: at least four, with RTOs that differ by a minute among them.
fn of_returns(values: &[f64]) -> Option<Chart> {
    let (name, title, subtitle) = text("returns");
    let mut marks_s = vec![0.0, 900.0, 1_800.0, 3_600.0, 5_400.0, 5_460.0, 5_461.0];
    marks_s.extend([864_000.0, 867_600.0, 867_601.0]);
    let row = |value: &f64| returns::Row {
        application: "erp".into(),
        tier: 1,
        objective: Some((*value, 0.95)),
        up_share: marks_s.iter().map(|mark| mark / 900_000.0).collect(),
    };
    let rows = values.iter().map(row).collect();
    let made = returns::draw(&returns::Returns {
        name,
        title,
        subtitle,
        marks_s: marks_s.clone(),
        rows,
    });
    made.expect("memory")
}

fn of_phases(values: &[f64]) -> Option<Chart> {
    let (name, title, subtitle) = text("gantt");
    let row = |value: &f64| gantt::Row {
        application: "erp".into(),
        ended: Ended::Recovered,
        objective_s: Some(*value),
        pieces: vec![gantt::Piece {
            phase: Phase::Wait,
            from_s: 0.0,
            to_s: *value,
            resource: String::new(),
        }],
    };
    let made = gantt::draw(&gantt::Gantt {
        name,
        title,
        subtitle,
        struck: Vec::new(),
        of: "applications",
        rows: values.iter().map(row).collect(),
    });
    made.expect("memory")
}

/// Charts over axes of counts and amounts.
fn of_amounts(values: &[f64]) -> Vec<Option<Chart>> {
    let (name, title, subtitle) = text("misses");
    let row = |value: &f64| misses::Row {
        application: "erp".into(),
        cause: "node-failure".into(),
        missed: misses::Missed::Recovery,
        per_year: Estimate {
            point: Some(*value),
            low: Some(*value),
            high: Some(value * 1.1),
        },
    };
    let misses = misses::draw(&misses::Misses {
        name,
        title,
        subtitle,
        rows: values.iter().map(row).collect(),
    });
    let (name, title, subtitle) = text("pipe");
    let pipe = pipe::draw(&pipe::Pipe {
        name,
        title,
        subtitle,
        bytes: values.iter().copied().cycle().take(168).collect(),
        capacity: values.last().copied(),
        windows: vec![(20.0, 6.0)],
    });
    let (name, title, subtitle) = text("memory");
    let row = |value: &f64| memory::Row {
        stamp: "alpha".into(),
        memory: memory_terms(
            Reserve::AzureStackHub {
                host_os: Share(0.15),
            },
            4,
            Bytes((value * 1e6) as u64 + 1),
            Bytes(1),
            Bytes(0),
        ),
        node: 1.0,
    };
    let memory = memory::draw(&memory::Memory {
        name,
        title,
        subtitle,
        rows: values.iter().map(row).collect(),
    });
    let (name, title, subtitle) = text("jobs");
    let row = |value: &f64| jobs::Row {
        protection: "nightly".into(),
        tally: JobTally {
            due: *value as u64,
            good: *value as u64 / 2,
            ..JobTally::default()
        },
    };
    let jobs = jobs::draw(&jobs::Jobs {
        name,
        title,
        subtitle,
        rows: values.iter().map(row).collect(),
    });
    [misses, pipe, memory, jobs]
        .map(|one| one.expect("memory"))
        .to_vec()
}

#[test]
fn every_axis_has_at_least_three_labels_and_none_twice() {
    let mut seen: Vec<(String, usize)> = vec![];
    for values in hostile() {
        let mut charts = of_times(&values);
        charts.push(of_lags(&values));
        charts.push(of_phases(&values));
        charts.push(of_returns(&values));
        charts.extend(of_amounts(&values));
        for chart in charts.into_iter().flatten() {
            assert!(!chart.axes.is_empty(), "{} has no axis", chart.name);
            for axis in &chart.axes {
                let labels = &axis.labels;
                assert!(
                    labels.len() >= 3,
                    "{}, {}: {labels:?} for {values:?}",
                    chart.name,
                    axis.name
                );
                let mut once = labels.clone();
                once.sort();
                once.dedup();
                assert_eq!(
                    once.len(),
                    labels.len(),
                    "{}: {labels:?} for {values:?}",
                    chart.name
                );
            }
            match seen.iter_mut().find(|(name, _)| *name == chart.name) {
                Some((_, count)) => *count += 1,
                None => seen.push((chart.name, 1)),
            }
        }
    }
    let mut kinds: Vec<&str> = seen.iter().map(|(name, _)| name.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            "cumulative",
            "exceedance",
            "gantt",
            "jobs",
            "lag",
            "memory",
            "misses",
            "pipe",
            "returns"
        ]
    );
}

#[test]
fn every_chart_has_a_size_and_is_drawn_alike_each_time() {
    for values in hostile() {
        for (one, other) in of_times(&values).into_iter().zip(of_times(&values)) {
            assert_eq!(one, other);
        }
        let mut charts = of_amounts(&values);
        charts.push(of_lags(&values));
        charts.push(of_phases(&values));
        charts.push(of_returns(&values));
        for chart in charts.into_iter().flatten() {
            let page = roxmltree::Document::parse(&chart.svg).expect("XML");
            let root = page.root_element();
            assert_eq!(root.attribute("width"), Some("900"));
            assert!(root.attribute("height").is_some());
        }
    }
}
