//! Advice about scheduled faults and recorded rows that strike while another one has the same component, or
//! one that it lies in.
//!
//! Always true here: two faults are told of once, however many components both hit, and a fault with rows
//! once for the whole trace. Rows among themselves are told of elsewhere.

use super::Scene;
use crate::model::advice::{BeyondAdvice, Striker};
use crate::model::topology::{around, component_label, takes};
use crate::model::{Arrival, Blueprint, Component};
use crate::units::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A fault, or a row of a group, that strikes a component.
#[derive(Clone, Copy)]
struct Strike<'a> {
    at: Span,
    /// Milliseconds, on the mean.
    length: f64,
    by: By<'a>,
    target: Component,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By<'a> {
    Fault(&'a str),
    Row(&'a str),
}

impl<'a> By<'a> {
    /// The fault; none for a row of whatever group.
    fn fault(self) -> Option<&'a str> {
        match self {
            By::Fault(label) => Some(label),
            By::Row(_) => None,
        }
    }

    fn striker(self) -> Striker {
        match self {
            By::Fault(label) => Striker::Fault(label.to_string()),
            By::Row(group) => Striker::Row(group.to_string()),
        }
    }
}

impl Strike<'_> {
    fn end(&self) -> f64 {
        self.at.0 as f64 + self.length
    }
}

type Strikes<'a> = BTreeMap<Component, Vec<Strike<'a>>>;
type Told<'a> = BTreeSet<(Option<&'a str>, Option<&'a str>)>;

/// A strike while another one, or the same, has its component or what that lies in.
pub(super) fn overlaps(scene: &Scene<'_, '_>) {
    let faults = faults(scene.blueprint);
    if faults.is_empty() {
        return;
    }
    let rows = rows(scene.blueprint);
    let mut told = Told::new();
    for own in faults.values() {
        within(scene, &mut told, own);
    }
    let struck: BTreeSet<Component> = faults.keys().chain(rows.keys()).copied().collect();
    for target in struck {
        let own = |strikes: &Strikes<'_>| strikes.contains_key(&target);
        if let (Some(one), Some(other)) = (faults.get(&target), rows.get(&target)) {
            across(scene, &mut told, one, other);
        }
        for around in lies_in(scene.blueprint, target) {
            let pairs = [(&faults, &faults), (&rows, &faults), (&faults, &rows)];
            for (inner, outer) in pairs.into_iter().filter(|(inner, _)| own(inner)) {
                if let (Some(one), Some(other)) = (inner.get(&target), outer.get(&around)) {
                    across(scene, &mut told, one, other);
                }
            }
        }
    }
}

fn faults(blueprint: &Blueprint) -> Strikes<'_> {
    let mut strikes = Strikes::new();
    for source in &blueprint.sources {
        let Arrival::Scheduled(instants) = &source.arrival else {
            continue;
        };
        let length = source.restoration.mean();
        let own = strikes.entry(source.target).or_default();
        own.extend(instants.iter().map(|at| Strike {
            at: *at,
            length,
            by: By::Fault(&source.label),
            target: source.target,
        }));
    }
    strikes
}

fn rows(blueprint: &Blueprint) -> Strikes<'_> {
    let mut strikes = Strikes::new();
    let groups = blueprint.trace.iter().flat_map(|trace| &trace.groups);
    for group in groups {
        let counted = |at: u64| at < blueprint.run.horizon.0;
        for row in group.rows.iter().filter(|row| counted(row.start.0)) {
            strikes.entry(row.target).or_default().push(Strike {
                at: Span(row.start.0),
                length: row.length.0 as f64,
                by: By::Row(&group.name),
                target: row.target,
            });
        }
    }
    strikes
}

/// Everything that a component lies in, so that it is down while that is.
fn lies_in(blueprint: &Blueprint, component: Component) -> impl Iterator<Item = Component> {
    let around = around(blueprint, component).components();
    around.filter(move |one| *one != component)
}

/// Strikes of one component.
fn within<'a>(scene: &Scene<'_, '_>, told: &mut Told<'a>, own: &[Strike<'a>]) {
    let mut own = own.to_vec();
    own.sort_by_key(|strike| (strike.at, strike.by));
    let mut longest: Option<Strike<'_>> = None;
    for next in own {
        if let Some(before) = longest {
            tell(scene, told, before, next);
        }
        if longest.is_none_or(|before| next.end() > before.end()) {
            longest = Some(next);
        }
    }
}

/// Strikes of one kind or component against those of another.
fn across<'a>(
    scene: &Scene<'_, '_>,
    told: &mut Told<'a>,
    one: &[Strike<'a>],
    other: &[Strike<'a>],
) {
    let sides = one.iter().map(|strike| (0, *strike));
    let mut all: Vec<(usize, Strike<'_>)> =
        sides.chain(other.iter().map(|one| (1, *one))).collect();
    all.sort_by_key(|(side, strike)| (strike.at, *side, strike.by));
    let mut longest: [Option<Strike<'_>>; 2] = [None, None];
    for (side, next) in all {
        if let Some(before) = longest[1 - side] {
            tell(scene, told, before, next);
        }
        if longest[side].is_none_or(|before| next.end() > before.end()) {
            longest[side] = Some(next);
        }
    }
}

/// Tells of two strikes where the second begins before the first is over, once for each two faults.
fn tell<'a>(scene: &Scene<'_, '_>, told: &mut Told<'a>, before: Strike<'a>, next: Strike<'a>) {
    let over = next.at.0 as f64 >= before.end();
    if over || !told.insert((before.by.fault(), next.by.fault())) {
        return;
    }
    let label = |target| component_label(scene.blueprint, target);
    let length = before.length / 1_000.0;
    let inner = if takes(scene.blueprint, before.target, next.target) {
        next.target
    } else {
        before.target
    };
    let advice = match (before.by, next.by) {
        (By::Fault(fault), By::Fault(same)) if fault == same => BeyondAdvice::FaultOverItself {
            fault: fault.to_string(),
            target: label(before.target),
            first: before.at,
            length,
            second: next.at,
        },
        _ => BeyondAdvice::FaultsOverlap {
            before: before.by.striker(),
            target: label(before.target),
            first: before.at,
            length,
            next: next.by.striker(),
            other: (before.target != next.target).then(|| label(next.target)),
            second: next.at,
            back: (before.target != next.target).then(|| label(inner)),
        },
    };
    let fault = next.by.fault().or(before.by.fault()).unwrap_or_default();
    scene.context.advise(&scene.spot_of(fault), advice);
}
