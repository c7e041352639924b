//! Advice about faults and records that no trial counts, records that overlap, and returns after the drain.
//!
//! Always true here: a fault or drill is told of once, however many components it hits.

use super::Scene;
use crate::model::advice::BeyondAdvice;
use crate::model::topology::component_label;
use crate::model::{Arrival, Component, Source, TraceGroup, TraceRow};
use crate::units::{Moment, Span};
use std::collections::BTreeMap;

/// Advice about what begins or ends beyond what is simulated.
pub(in super::super) fn beyond(scene: &Scene<'_, '_>) {
    for (kind, source) in scene.strikes() {
        beyond_horizon(scene, source);
        beyond_drain(scene, kind, source);
    }
    super::overlaps::overlaps(scene);
    rows(scene);
}

fn beyond_horizon(scene: &Scene<'_, '_>, source: &Source) {
    let Arrival::Scheduled(instants) = &source.arrival else {
        return;
    };
    let horizon = scene.blueprint.run.horizon;
    let late = instants.iter().filter(|at| **at >= horizon).count();
    let Some(first) = instants.iter().copied().find(|at| *at >= horizon) else {
        return;
    };
    scene.context.advise(
        &scene.spot_of(&source.label),
        BeyondAdvice::FaultBeyondHorizon {
            fault: source.label.clone(),
            late,
            all: instants.len(),
            first,
            horizon,
        },
    );
}

fn beyond_drain(scene: &Scene<'_, '_>, kind: &'static str, source: &Source) {
    let drain = scene.blueprint.run.drain;
    let length = source.restoration.mean();
    if length <= drain.0 as f64 {
        return;
    }
    scene.context.advise(
        &scene.spot_of(&source.label),
        BeyondAdvice::ReturnAfterDrain {
            kind,
            name: source.label.clone(),
            length: length / 1_000.0,
            mean: source.restoration.is_spread(),
            drain,
        },
    );
}

fn rows(scene: &Scene<'_, '_>) {
    let Some(trace) = &scene.blueprint.trace else {
        return;
    };
    let all = trace.groups.iter().map(|group| group.rows.len()).sum();
    let horizon = scene.blueprint.run.horizon;
    let (mut late, mut over) = ((0, None), (0, None));
    for group in &trace.groups {
        let mut ends: BTreeMap<Component, Moment> = BTreeMap::new();
        for row in &group.rows {
            if row.start.0 >= horizon.0 {
                late.0 += 1;
                late.1.get_or_insert((group, row));
            }
            let end = ends.entry(row.target).or_default();
            if row.start < *end {
                over.0 += 1;
                over.1.get_or_insert((group, row, *end));
            }
            *end = (*end).max(row.start + row.length);
        }
    }
    if let Some(first) = late.1 {
        rows_beyond_horizon(scene, (late.0, all), first);
    }
    if let Some(first) = over.1 {
        rows_overlap(scene, (over.0, all), first);
    }
}

fn rows_beyond_horizon(
    scene: &Scene<'_, '_>,
    (late, all): (usize, usize),
    (group, row): (&TraceGroup, &TraceRow),
) {
    scene.context.advise(
        &scene.trace_spot,
        BeyondAdvice::RowsBeyondHorizon {
            late,
            all,
            first: Span(row.start.0),
            group: group.name.clone(),
            horizon: scene.blueprint.run.horizon,
        },
    );
}

fn rows_overlap(
    scene: &Scene<'_, '_>,
    (rows, all): (usize, usize),
    (group, row, until): (&TraceGroup, &TraceRow, Moment),
) {
    scene.context.advise(
        &scene.trace_spot,
        BeyondAdvice::RowsOverlap {
            rows,
            all,
            target: component_label(scene.blueprint, row.target),
            group: group.name.clone(),
            at: Span(row.start.0),
            until: Span(until.0),
        },
    );
}
