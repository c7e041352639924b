//! Worst moments in words: when, and what happens just then.
//!
//! Always true here: an instant is told to the millisecond, as `at` of a drill takes it; what is as bad for a while is told with its end.

use super::{Chaos, told};
use crate::model::frozen::StandsAt;
use crate::model::marched::{
    Edge, Happening, MarchOutcome, MarchedCell, MarchedRow, Unmarched, WorstMoment,
};
use crate::model::record::{LossReason, Phase};
use crate::model::swept::SweptFault;
use crate::model::topology::component_label;
use crate::model::{Blueprint, ObjectiveOf, SourceId, VmId};
use crate::report::words::{clean, of_week};
use crate::units::number::{self, counted};
use crate::units::{DAY, MINUTE, SECOND, Span, WEEK};

/// A worst moment with what it is of.
#[derive(Clone, Copy)]
pub(super) struct Found<'c> {
    pub(super) row: &'c MarchedRow,
    pub(super) cell: &'c MarchedCell,
    pub(super) kind: ObjectiveOf,
    pub(super) worst: &'c WorstMoment,
}

impl Found<'_> {
    /// The word for the figure in files.
    pub(super) fn figure(&self) -> &'static str {
        match self.kind {
            ObjectiveOf::Recovery => "recovery",
            ObjectiveOf::Loss => "loss",
        }
    }

    /// What comes first: what breaks, by how far beyond what is stated; then the longest.
    fn rank(&self) -> (bool, u64, u64) {
        let value = self.worst.value.unwrap_or(u64::MAX);
        let beyond = self
            .worst
            .limit
            .map_or(0, |limit| value.saturating_sub(limit));
        (self.worst.is_break(), beyond, value)
    }
}

/// The worst moments of all faults and applications at which anything is lost or stops, the worst first.
/// What the plan does not claim to survive comes behind the rest.
pub(super) fn found<'c>(chaos: &Chaos<'c>) -> Vec<Found<'c>> {
    let Some(march) = chaos.march else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for row in &march.rows {
        for cell in &row.cells {
            for (kind, worst) in [
                (ObjectiveOf::Recovery, &cell.recovery),
                (ObjectiveOf::Loss, &cell.loss),
            ] {
                let worst = worst.as_ref().filter(|worst| worst.value != Some(0));
                all.extend(worst.map(|worst| Found {
                    row,
                    cell,
                    kind,
                    worst,
                }));
            }
        }
    }
    // Of equals in the order of faults and applications.
    all.sort_by_key(|one| {
        let outside = !chaos.faults[one.row.fault].is_held_to();
        (outside, std::cmp::Reverse(one.rank()))
    });
    all
}

/// A length, or what it is where it has none.
pub(super) fn length(found: &Found<'_>) -> String {
    match (found.worst.value, found.kind) {
        (Some(ms), _) => number::duration(ms as f64 / 1_000.0),
        (None, ObjectiveOf::Recovery) => "never, or without its data".to_string(),
        (None, ObjectiveOf::Loss) => "everything".to_string(),
    }
}

/// An instant of the cycle as people say it: `Sunday 21:58:12.250`, with the week where the cycle has several.
pub(super) fn at(chaos: &Chaos<'_>, ms: u64) -> String {
    let mut said = of_week(ms % WEEK);
    if !ms.is_multiple_of(MINUTE) {
        said.push_str(&format!(":{:02}", ms % MINUTE / SECOND));
    }
    if !ms.is_multiple_of(SECOND) {
        said.push_str(&format!(".{:03}", ms % SECOND));
    }
    let several = chaos.march.and_then(|march| march.cycle);
    match several.is_some_and(|cycle| cycle.length > WEEK) {
        true => format!("week {}, {said}", ms / WEEK + 1),
        false => said,
    }
}

/// When, and what happens just then.
pub(super) fn when(chaos: &Chaos<'_>, fault: &SweptFault, worst: &WorstMoment) -> String {
    let why = edge(chaos, fault, worst.edge);
    if worst.edge == Edge::Always {
        return why;
    }
    let begins = at(chaos, worst.at);
    if worst.until == worst.at {
        return format!("{begins}, {why}");
    }
    format!("{begins}, {why}, and until {}", at(chaos, worst.until))
}

fn edge(chaos: &Chaos<'_>, fault: &SweptFault, edge: Edge) -> String {
    let blueprint = chaos.blueprint;
    let says = |what| clause(blueprint, fault, what);
    match edge {
        Edge::Before(swap) if swap.moves == Happening::Strike => {
            format!("a millisecond before {}", says(swap.meets))
        }
        Edge::From(swap) if swap.moves == Happening::Strike => {
            format!("just when {}", says(swap.meets))
        }
        Edge::Before(swap) => format!(
            "the last moment at which {} before {}",
            says(swap.moves),
            says(swap.meets)
        ),
        Edge::From(swap) => format!(
            "the first moment at which {} after {}",
            says(swap.moves),
            says(swap.meets)
        ),
        Edge::JustBefore => "a millisecond before it changes".to_string(),
        Edge::JustFrom => "from when it changes".to_string(),
        Edge::Always => "at every instant alike".to_string(),
        Edge::Unknown => "the worst that was tried".to_string(),
    }
}

fn vm(blueprint: &Blueprint, vm: VmId) -> String {
    let own = blueprint.vm(vm);
    let application = blueprint.application(own.application);
    match application.vms.len() {
        1 => clean(&application.name),
        _ => clean(&own.name),
    }
}

/// What is full how often: `the weekly full of erp`.
fn full(blueprint: &Blueprint, one: VmId) -> String {
    let backup = blueprint.vm(one).protection.backup;
    let every = backup.map_or(0, |id| blueprint.backup(id).full_every.0);
    let often = match every {
        DAY => "daily full".to_string(),
        WEEK => "weekly full".to_string(),
        other => format!("full of every {}", Span(other)),
    };
    format!("the {often} of {}", vm(blueprint, one))
}

fn struck(blueprint: &Blueprint, source: SourceId) -> String {
    clean(&component_label(blueprint, blueprint.source(source).target))
}

/// What happens, as a sentence without its full stop.
fn clause(blueprint: &Blueprint, fault: &SweptFault, what: Happening) -> String {
    let stamp = |id| clean(&blueprint.stamp(id).name);
    let crew = |id| clean(&blueprint.crew(id).name);
    let own = blueprint.drill(fault.drill).source;
    let group = |id| {
        let group = blueprint.group(id);
        clean(&blueprint.application(group.application).name)
    };
    match what {
        Happening::Strike => "the fault strikes".to_string(),
        Happening::Log(one)
        | Happening::LogDone(one)
        | Happening::LogCopied(one)
        | Happening::Job(one)
        | Happening::JobDone(one, _)
        | Happening::Synthesised(one)
        | Happening::CopyDone(one) => of_job(blueprint, what, one),
        Happening::StateArrives(one) => format!("{} has its state again", vm(blueprint, one)),
        Happening::ReplicaCopied(id) => format!("the replica of {} is whole", group(id)),
        Happening::DiskRebuilt(_) => "the copies of a disk are made again".to_string(),
        Happening::NodeCaughtUp(_) => "the copies of a node are whole again".to_string(),
        Happening::CopiedHome(one) => format!("{} is copied home", vm(blueprint, one)),
        Happening::Recovery(one, phase) => recovery(&vm(blueprint, one), phase),
        Happening::Batch(id) => format!("the next VMs of stamp {} start", stamp(id)),
        Happening::StampRuns(id) => format!("stamp {} runs again", stamp(id)),
        Happening::NodeNoticed(_) => "the cluster notices the loss of the node".to_string(),
        Happening::DiskRetires(_) => "the disk is retired".to_string(),
        Happening::Volume(_) => "a volume passes a threshold".to_string(),
        Happening::CrewComes(id) | Happening::HoursBegin(id) => {
            format!("the hours of crew {} begin", crew(id))
        }
        Happening::HoursEnd(id) => format!("the hours of crew {} end", crew(id)),
        Happening::Group(id) => format!("the replica of {} takes its next step", group(id)),
        Happening::Instances(id) => {
            let role = blueprint.role(id);
            let application = &blueprint.application(role.application).name;
            format!("instances of {} take over", clean(application))
        }
        Happening::Update(id) => {
            format!(
                "update {} takes its next step",
                clean(&blueprint.update(id).name)
            )
        }
        Happening::Mended(one) => format!("the jobs of {} are mended", vm(blueprint, one)),
        Happening::Homecoming(id) => {
            format!(
                "{} takes its next step",
                clean(&blueprint.name_of_homecoming(id))
            )
        }
        Happening::FaultNoticed(source) if source == own => "it is noticed".to_string(),
        Happening::FaultNoticed(source) => {
            format!("the fault of {} is noticed", struck(blueprint, source))
        }
        Happening::FaultEnds(source) if source == own => "the fault ends".to_string(),
        Happening::FaultEnds(source) => format!("{} is back", struck(blueprint, source)),
        Happening::Fault(source) if source == own => "its repair goes on".to_string(),
        Happening::Fault(source) => format!("{} takes its next step", struck(blueprint, source)),
        Happening::Mark => "the trial goes on".to_string(),
        Happening::DeliveryHours(kind) => {
            let name = clean(&blueprint.parts(kind).name);
            format!("the hours of the delivery of part {name} begin or end")
        }
        Happening::IntrudersEnter => "intruders come in".to_string(),
        Happening::LocksEnd => "the lock of a point ends".to_string(),
    }
}

/// What a job of a VM does.
fn of_job(blueprint: &Blueprint, what: Happening, of: VmId) -> String {
    let name = vm(blueprint, of);
    match what {
        Happening::Log(_) => format!("a log of {name} is due"),
        Happening::LogDone(_) => format!("a log of {name} is complete"),
        Happening::LogCopied(_) => format!("a log of {name} is at its second repository"),
        Happening::JobDone(_, true) => format!("{} is complete", full(blueprint, of)),
        Happening::JobDone(_, false) => format!("the backup of {name} is complete"),
        Happening::Synthesised(_) => format!("a full of {name} is put together"),
        Happening::CopyDone(_) => format!("the copy of the point of {name} arrives"),
        _ => format!("a backup of {name} begins"),
    }
}

/// A step in the recovery of a VM that ends.
fn recovery(name: &str, phase: Phase) -> String {
    match phase {
        Phase::Detect => format!("the loss of {name} is noticed"),
        Phase::Decide => format!("it is decided what becomes of {name}"),
        Phase::Wait => format!("the wait of {name} ends"),
        Phase::Provision => format!("{name} is built"),
        Phase::Transfer => format!("{name} has its state"),
        Phase::Replay => format!("the logs of {name} are replayed"),
        Phase::Boot => format!("{name} has started"),
        Phase::Validate => format!("{name} is checked"),
        Phase::Dependency | Phase::Relapse => format!("{name} goes on"),
    }
}

/// What it takes longest with, or why so much is lost.
pub(super) fn because(chaos: &Chaos<'_>, found: &Found<'_>) -> String {
    let worst = found.worst;
    match found.kind {
        ObjectiveOf::Loss if worst.reason == LossReason::None => String::new(),
        ObjectiveOf::Loss => worst.reason.label().to_string(),
        ObjectiveOf::Recovery => {
            let resource = clean(&worst.resource.label(chaos.blueprint));
            match resource.as_str() {
                "-" => worst.phase.name().to_string(),
                _ => format!("{}: {resource}", worst.phase.name()),
            }
        }
    }
}

/// A worst moment in a sentence: of what, how much, what is stated, and when.
pub(super) fn sentence(chaos: &Chaos<'_>, one: &Found<'_>) -> String {
    let fault = &chaos.faults[one.row.fault];
    let application = clean(&chaos.blueprint.application(one.cell.application).name);
    let stated = match (one.worst.limit, one.kind) {
        (Some(ms), ObjectiveOf::Recovery) => {
            format!(", RTO {}", number::duration(ms as f64 / 1_000.0))
        }
        (Some(ms), ObjectiveOf::Loss) => format!(", RPO {}", number::duration(ms as f64 / 1_000.0)),
        (None, _) => String::new(),
    };
    let sign = if one.worst.is_break() {
        "✗ missed"
    } else {
        "kept"
    };
    let sign = match (one.worst.limit, one.worst.value) {
        (None, Some(_)) => String::new(),
        (None, None) => " (✗ missed)".to_string(),
        (Some(_), _) => format!(" ({sign}{stated})"),
    };
    format!(
        "{application}, {}: {} {}{sign}: {}",
        told::fault(chaos, fault),
        one.figure(),
        length(one),
        when(chaos, fault, one.worst)
    )
}

/// As what something stands.
pub(super) fn stands(at: StandsAt) -> String {
    match at {
        StandsAt::Length(span) => span.to_string(),
        StandsAt::Happens(true) => "always".to_string(),
        StandsAt::Happens(false) => "never".to_string(),
        StandsAt::Off => "does not strike".to_string(),
    }
}

/// Why the march of a fault is not complete.
pub(super) fn why(why: &Unmarched) -> String {
    match why {
        Unmarched::Budget => "its runs were used up; --runs gives it more".to_string(),
        Unmarched::Stopped => "it was stopped before".to_string(),
        Unmarched::Failed(message) => format!("a run could not be finished: {}", clean(message)),
        Unmarched::CannotStrike => "it cannot strike there".to_string(),
    }
}

/// What the march leaves out, in sentences; none where it is complete.
pub(super) fn left_out(march: &MarchOutcome) -> Vec<String> {
    let mut said = Vec::new();
    let Some(cycle) = march.cycle else {
        return vec!["Worst moments: nothing was marched.".to_string()];
    };
    if cycle.whole > cycle.length {
        said.push(format!(
            "Cycle: what the calendar binds comes again after {}, of which {} were marched.",
            number::duration(cycle.whole as f64 / 1_000.0),
            number::duration(cycle.length as f64 / 1_000.0)
        ));
    }
    if !cycle.repeats {
        said.push(format!(
            "Cycle: what happens does not repeat itself from one cycle to the next, after {}: later ones may be worse.",
            counted(cycle.warm_up as usize + 1, "cycle")
        ));
    }
    let mut reasons: Vec<&Unmarched> = march
        .rows
        .iter()
        .filter_map(|row| row.unmarched.as_ref())
        .collect();
    reasons.sort();
    reasons.dedup();
    for reason in reasons {
        let own = march
            .rows
            .iter()
            .filter(|row| row.unmarched.as_ref() == Some(reason));
        let marched: u64 = own.clone().map(|row| row.marched).sum();
        let count = own.count();
        let share = marched as f64 / (cycle.length * count as u64) as f64;
        said.push(format!(
            "Worst moments: the march of {} is not complete ({}): {} of the cycle were marched; elsewhere single instants were tried.",
            counted(count, "fault"),
            why(reason),
            number::share(share)
        ));
    }
    said
}

/// How the march was made, in a sentence or two.
pub(super) fn method(march: &MarchOutcome) -> String {
    let skipped = march.skipped();
    let length = march.cycle.map_or(0, |cycle| cycle.length);
    format!(
        "March over {} at the {} of every length: {} runs, {} instants at which an order changes, both sides of each; {} passed over ({} out of \
         reach, {} where no point is read, {} of other replicas).",
        number::duration(length as f64 / 1_000.0),
        quantile(march.quantile),
        number::count(march.runs()),
        number::count(march.critical()),
        number::count(skipped.sum()),
        number::count(skipped.out_of_reach),
        number::count(skipped.no_point_read),
        number::count(skipped.other_replicas),
    )
}

/// `95 % quantile`.
pub(super) fn quantile(quantile: f64) -> String {
    format!("{} quantile", number::share(quantile))
}

/// The certificate in words; none where there is none.
pub(super) fn certificate(chaos: &Chaos<'_>) -> Option<String> {
    let march = chaos.march.filter(|_| chaos.is_certified())?;
    let cycle = march.cycle?;
    let own = || chaos.faults.iter().filter(|one| one.is_held_to());
    let which = match chaos.blueprint.claims {
        Some(_) => " within the claims",
        None => "",
    };
    let critical = march.rows.iter();
    let critical = critical.filter(|row| chaos.faults[row.fault].is_held_to());
    Some(format!(
        "Certificate: none of {}{which} ({} with those that nothing of the scenario tells from them), struck by itself at any millisecond of {}, breaks an RTO or RPO that is stated, with every length at its {}, \
         every probability at its likelier side and no other fault; {} critical instants, both sides of each.",
        counted(own().count(), "fault"),
        number::count(own().count() as u64 + Chaos::stood_for(own())),
        number::duration(cycle.length as f64 / 1_000.0),
        quantile(march.quantile),
        number::count(critical.map(|row| row.critical).sum()),
    ))
}
