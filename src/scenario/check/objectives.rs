//! Advice about objectives and times that nobody can mean.
//!
//! Always true here: nothing is said of zero, which is a statement and no slip of a unit.

use super::super::elements::protection;
use super::super::protections::LengthOf;
use super::Scene;
use super::Spot;
use super::values::long_time;
use crate::model::advice::ValueAdvice;
use crate::model::{Law, Objectives};
use crate::units::{DAY, MINUTE, SECOND, Span};

/// Whoever can wait for a year, or do without a year of data, does not need what is protected.
const LONGEST: Span = Span(365 * DAY);
const OF_WAIT: &str = "whoever can wait for longer than a year does without it";
const OF_LOSS: &str = "whoever can do without a year of data needs no copy of it";
const OF_DRAIN: &str =
    "an outage of that length is given up by `run.drain` and counts as never recovered";
/// Heartbeats of clusters are a second apart (the default of Windows Server Failover Clustering), so that
/// nothing is even noticed sooner.
const SHORTEST_RTO: Span = Span(SECOND);
const OF_HEARTBEAT: &str =
    "heartbeats of clusters are a second apart, so that nothing is noticed sooner";
const SHORTEST_RPO: Span = Span(SECOND);
const OF_LAG: &str =
    "what is copied afterwards lags by a second or more: say 0 s where nothing may be lost";
/// The quickest published start of a machine: 125 ms (Firecracker).
const SHORTEST_BOOT: Span = Span(125);
const OF_START: &str = "the quickest virtual machine that is published starts in 125 ms (Firecracker): say 0 s where its start does not count";
const SHORTEST_WORK: Span = Span(SECOND);
const OF_HANDS: &str =
    "nobody repairs anything in less than a second: say 0 s where it is over at once";
const SHORTEST_JOB: Span = Span(MINUTE);

/// Advice about absurd objectives and about times that are too short.
pub(in super::super) fn objectives(scene: &Scene<'_, '_>) {
    let applications = scene.blueprint.applications.iter();
    for (one, spot) in applications.zip(&scene.applications.application_spots) {
        let of = format!("application `{}`", one.name);
        let drain = scene.blueprint.run.drain;
        let rto = match drain < LONGEST {
            true => (SHORTEST_RTO, OF_HEARTBEAT, drain, OF_DRAIN),
            false => (SHORTEST_RTO, OF_HEARTBEAT, LONGEST, OF_WAIT),
        };
        bounded(scene, spot, ("rto", &of, &one.rto), rto);
        let rpo = (SHORTEST_RPO, OF_LAG, LONGEST, OF_LOSS);
        bounded(scene, spot, ("rpo", &of, &one.rpo), rpo);
    }
    stays(scene);
    guests(scene);
    repairs(scene);
}

/// How long an application has to stay up before its outage is over.
fn stays(scene: &Scene<'_, '_>) {
    let law = constant(scene.blueprint.run.stays_recovered);
    let source = "what goes down again a day later is an outage of its own";
    let stays = ("stays_recovered", "the run", &law, Span(DAY), source);
    long_time(scene, &Spot::default(), stays);
}

/// A length that is stated, as a law.
fn constant(length: Span) -> Law {
    Law::Constant(length.0 as f64)
}

fn bounded(
    scene: &Scene<'_, '_>,
    spot: &Spot,
    (key, of, stated): (&'static str, &str, &Objectives),
    (least, why_least, most, why_most): (Span, &'static str, Span, &'static str),
) {
    let classes = stated.by_class.iter().map(|(_, objective)| objective.limit);
    let limits = stated.default.map(|objective| objective.limit);
    let limits: Vec<Span> = limits.into_iter().chain(classes).collect();
    if let Some(longest) = limits.iter().max() {
        long_time(scene, spot, (key, of, &constant(*longest), most, why_most));
    }
    let shortest = limits.iter().filter(|limit| limit.0 > 0).min();
    if let Some(shortest) = shortest {
        let law = constant(*shortest);
        short(scene, spot, (key, of, &law), (least, why_least));
    }
}

fn short(
    scene: &Scene<'_, '_>,
    spot: &Spot,
    (key, of, law): (&'static str, &str, &Law),
    (bound, source): (Span, &'static str),
) {
    let mean = law.mean();
    if mean <= 0.0 || mean >= bound.0 as f64 {
        return;
    }
    scene.context.advise(
        spot,
        ValueAdvice::ShortTime {
            key,
            of: of.to_string(),
            length: mean / SECOND as f64,
            mean: law.is_spread(),
            bound,
            source,
        },
    );
}

/// Starts of guests, and of what they are made of.
fn guests(scene: &Scene<'_, '_>) {
    let blueprint = scene.blueprint;
    for role in &blueprint.roles {
        let application = role.application.index();
        let owner = &blueprint.applications[application].name;
        let of = format!("role `{}` of application `{owner}`", role.name);
        let spot = &scene.applications.application_spots[application];
        let bound = (SHORTEST_BOOT, OF_START);
        short(scene, spot, ("boot", &of, &role.boot), bound);
    }
    for (id, lengths) in protection::lengths(&blueprint.protections) {
        let of = scene.title_of(id);
        let spot = scene.protections.spot_of(id);
        let starts = lengths.iter().filter(|one| one.of == LengthOf::Start);
        for one in starts {
            let length = (one.key, of.as_str(), &*one.law);
            short(scene, spot, length, (SHORTEST_BOOT, OF_START));
        }
    }
    for (one, spot) in blueprint.stamps.iter().zip(&scene.places.stamp_spots) {
        let of = format!("stamp `{}`", one.name);
        let bound = (
            SHORTEST_JOB,
            "a server alone takes minutes to start: say 0 s where the start does not count",
        );
        short(scene, spot, ("start", &of, &one.start), bound);
    }
}

/// Repairs by people.
fn repairs(scene: &Scene<'_, '_>) {
    for (kind, source) in scene.strikes() {
        if source.restoration.by_itself {
            continue;
        }
        let of = format!("{kind} `{}`", source.label);
        let law = &source.restoration.repair;
        let spot = scene.spot_of(&source.label);
        short(
            scene,
            &spot,
            ("repair", &of, law),
            (SHORTEST_WORK, OF_HANDS),
        );
    }
}
