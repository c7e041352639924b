//! What happened, in lines that people read.
//!
//! Always true here: lines stand in the order of time; of VMs of one application that come to the same at the same instant one
//! line tells.

use super::clock;
use super::scene::Scene;
use crate::model::record::{Ended, JobStep, Noted, Outage, Path, Phase, Resource, Stretch, What};
use crate::model::topology::component_label;
use crate::model::{ApplicationId, Objective, VmId};
use crate::report::words::clean;
use crate::units::DAY;
use crate::units::number;
use std::collections::{BTreeMap, BTreeSet};

/// So many VMs are named in a line, the others counted.
const NAMED: usize = 3;
/// Of so many outages of an application at most the jobs before them are told.
const OUTAGES: usize = 100;

/// A line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Line {
    /// In milliseconds after the start of the horizon.
    pub(super) at: i64,
    /// What or who.
    pub(super) who: String,
    /// Does or is what.
    pub(super) what: String,
}

/// VMs that come to the same at the same instant.
struct Group {
    at: i64,
    vms: Vec<VmId>,
    what: String,
}

enum Made {
    Line(Line),
    Vms(Group),
}

/// The lines of an incident: by application, or by VM.
pub(super) fn lines(scene: &Scene<'_>, vms: bool) -> Vec<Line> {
    // At one instant causes come before what follows from them: the sort keeps this order.
    let (faults, rest) = noted(scene, vms)
        .into_iter()
        .partition::<Vec<(bool, Line)>, _>(|(fault, _)| *fault);
    let mut made = jobs(scene);
    made.extend(faults.into_iter().map(|(_, line)| line));
    if !vms {
        made.extend(applications(scene));
    }
    made.extend(rest.into_iter().map(|(_, line)| line));
    made.extend(ends(scene));
    made.sort_by_key(|line| line.at);
    made
}

/// What is noted: faults, what is read and what is lost, and with `vms` all that VMs go through.
/// With each whether it is of a fault.
fn noted(scene: &Scene<'_>, vms: bool) -> Vec<(bool, Line)> {
    let incident = scene.incident;
    let notes = incident.followed.notes.iter();
    let mut notes: Vec<&Noted> = notes.filter(|noted| matters(scene, noted, vms)).collect();
    // Steps of jobs are noted when something else happens.
    notes.sort_by_key(|noted| noted.at);
    let mut made: Vec<Made> = Vec::new();
    let mut was: BTreeMap<VmId, String> = BTreeMap::new();
    for instant in notes.chunk_by(|one, other| one.at == other.at) {
        let mut now: BTreeMap<(ApplicationId, String), usize> = BTreeMap::new();
        let last = last_of(instant);
        for (place, noted) in instant.iter().enumerate() {
            let at = noted.at;
            if matches!(noted.what, What::Passes { vm, .. } if last.get(&vm) != Some(&place))
                || is_over_at_once(&instant[..place], noted)
            {
                continue;
            }
            match words(scene, noted) {
                Said::Line(who, what) => made.push(Made::Line(Line { at, who, what })),
                Said::Of(vm, what) => {
                    let is_phase = matches!(noted.what, What::Passes { .. });
                    if is_phase && was.insert(vm, what.clone()).as_ref() == Some(&what) {
                        continue;
                    }
                    let application = incident.blueprint.vm(vm).application;
                    let place = *now.entry((application, what.clone())).or_insert(made.len());
                    match made.get_mut(place) {
                        Some(Made::Vms(group)) => group.vms.push(vm),
                        _ => made.push(Made::Vms(Group {
                            at,
                            vms: vec![vm],
                            what,
                        })),
                    }
                }
            }
        }
    }
    let made = made.into_iter().map(|one| match one {
        Made::Line(line) => (true, line),
        Made::Vms(group) => {
            let line = Line {
                at: group.at,
                who: named(scene, &group.vms),
                what: group.what,
            };
            (false, line)
        }
    });
    made.collect()
}

/// Where in the notes of an instant each VM comes to what it is in afterwards: what it passes through before is not told.
fn last_of(instant: &[&Noted]) -> BTreeMap<VmId, usize> {
    let places = instant.iter().enumerate();
    let places = places.filter_map(|(place, noted)| match noted.what {
        What::Passes { vm, .. } => Some((vm, place)),
        _ => None,
    });
    places.collect()
}

/// Whether a fault is over that began at the same instant: a crash and a deletion leave nothing to repair.
fn is_over_at_once(before: &[&Noted], noted: &Noted) -> bool {
    let What::Ends { cause, target } = noted.what else {
        return false;
    };
    before.iter().any(|one| {
        matches!(one.what, What::Begins { cause: begun, target: hit, .. } if begun == cause && hit == target)
    })
}

/// Whether a note is of interest: in a drill what happened from a day before its strike on, of jobs those that left no point
/// while their application was down.
fn matters(scene: &Scene<'_>, noted: &Noted, vms: bool) -> bool {
    let incident = scene.incident;
    let lasts = |vm: VmId| {
        let application = incident.blueprint.vm(vm).application;
        scene.lasts(application, noted.at, noted.at)
    };
    if incident.drill.is_some() && noted.at < incident.zero() - DAY as i64 {
        return false;
    }
    match noted.what {
        // Long after the strike only what comes while somebody may still return.
        What::Begins { .. } | What::Ends { .. } => {
            incident.drill.is_none() || noted.at <= scene.last_return
        }
        What::Resumes { vm, total, .. } => vms || (total && lasts(vm)),
        What::Reads { vm, .. } => vms || lasts(vm),
        What::Passes { .. } | What::Renamed { .. } => vms,
        What::Job { vm, step } => {
            let fails = matches!(step, JobStep::Fails(_));
            fails && vms && lasts(vm)
        }
    }
}

/// Of each outage, what jobs of its application did in the day before: the newest backups and copies, and what failed since.
fn jobs(scene: &Scene<'_>) -> Vec<Line> {
    let incident = scene.incident;
    let mut by_application: BTreeMap<ApplicationId, Vec<(i64, VmId, JobStep)>> = BTreeMap::new();
    for noted in &incident.followed.notes {
        if let What::Job { vm, step } = noted.what {
            let application = incident.blueprint.vm(vm).application;
            let own = by_application.entry(application).or_default();
            own.push((noted.at, vm, step));
        }
    }
    let mut made = Vec::new();
    for (application, steps) in &by_application {
        for from in scene.begins(*application).take(OUTAGES) {
            let before = |at: i64| at >= from - DAY as i64 && at < from;
            let own = steps.iter().copied().filter(|(at, ..)| before(*at));
            made.extend(newest(scene, *application, own));
        }
    }
    made
}

/// The newest step of each VM's jobs and copies.
fn newest(
    scene: &Scene<'_>,
    application: ApplicationId,
    steps: impl Iterator<Item = (i64, VmId, JobStep)>,
) -> Vec<Line> {
    let incident = scene.incident;
    let (mut jobs, mut copies) = (BTreeMap::new(), BTreeMap::new());
    let mut complete = BTreeMap::new();
    for (at, vm, step) in steps {
        match step {
            JobStep::Copied => {
                copies.insert(vm, at);
            }
            JobStep::Completes => {
                complete.insert(vm, at);
                jobs.remove(&vm);
            }
            JobStep::Synthesised => {}
            JobStep::Captures | JobStep::Fails(_) => {
                jobs.insert(vm, (at, step));
            }
        }
    }
    let all = incident.blueprint.application(application).vm_ids().count();
    let who = |count: usize| {
        let name = clean(&incident.blueprint.application(application).name);
        match count == all {
            true => name,
            false => format!("{name}, {} of {}", count, number::counted(all, "VM")),
        }
    };
    let mut made = Vec::new();
    for (done, what) in [(complete, "newest backup"), (copies, "newest copy of it")] {
        let (Some(first), Some(last)) = (done.values().min(), done.values().max()) else {
            continue;
        };
        let since = match first == last {
            true => String::new(),
            false => format!(", the first of them {}", clock::of_week(incident, *first)),
        };
        made.push(Line {
            at: *last,
            who: who(done.len()),
            what: format!("{what} complete{since}"),
        });
    }
    made.extend(jobs.into_iter().map(|(vm, (at, step))| Line {
        at,
        who: clean(&incident.blueprint.vm(vm).name),
        what: match step {
            JobStep::Captures => "backup begins, and is not complete when it goes down".to_string(),
            other => step_words(other),
        },
    }));
    made
}

/// What applications went through; of those that come to the same at the same instant one line tells.
fn applications(scene: &Scene<'_>) -> Vec<Line> {
    let told = |one: &&Stretch| scene.lasts(one.application, one.from, one.to);
    let mut stretches: Vec<_> = scene
        .incident
        .followed
        .stretches
        .iter()
        .filter(told)
        .collect();
    stretches.sort_by_key(|one| (one.from, one.application));
    let mut was: BTreeMap<ApplicationId, (i64, String)> = BTreeMap::new();
    let mut made = Vec::new();
    for instant in stretches.chunk_by(|one, other| one.from == other.from) {
        let mut now: Vec<(String, Vec<ApplicationId>)> = Vec::new();
        for one in instant {
            let what = phase_words(scene, Some(one.phase), one.resource, None);
            // Of one that goes on with what it was at nothing is said twice.
            let before = was.insert(one.application, (one.to, what.clone()));
            if before == Some((one.from, what.clone())) {
                continue;
            }
            match now.iter_mut().find(|(known, _)| *known == what) {
                Some((_, own)) => own.push(one.application),
                None => now.push((what, vec![one.application])),
            }
        }
        let at = instant.first().map_or(0, |one| one.from);
        made.extend(now.into_iter().map(|(what, own)| Line {
            at,
            who: names(scene, &own),
            what,
        }));
    }
    made
}

/// Applications by name, the first of many.
fn names(scene: &Scene<'_>, all: &[ApplicationId]) -> String {
    let blueprint = scene.incident.blueprint;
    let names = all.iter().map(|id| &blueprint.application(*id).name);
    first(names.map(|name| clean(name)), |more| {
        number::counted(more, "application")
    })
}

/// The first of many names, and of which kind the others are: the number before it is set apart by `more`.
fn first(names: impl ExactSizeIterator<Item = String>, others: impl Fn(usize) -> String) -> String {
    let more = names.len().saturating_sub(NAMED);
    let shown = names.take(NAMED).collect::<Vec<_>>().join(", ");
    match others(more).split_once(' ') {
        Some((count, kind)) if more > 0 => format!("{shown} and {count} more {kind}"),
        _ => shown,
    }
}

/// How each outage ended.
fn ends(scene: &Scene<'_>) -> Vec<Line> {
    let incident = scene.incident;
    let ends = incident.outages().map(|one| Line {
        at: one.end(),
        who: clean(&incident.blueprint.application(one.application).name),
        what: end_words(scene, one),
    });
    ends.collect()
}

/// How an outage ended, held against what is stated.
fn end_words(scene: &Scene<'_>, one: &Outage) -> String {
    let application = scene.incident.blueprint.application(one.application);
    let length = |ms: u64| number::duration(ms as f64 / 1_000.0);
    let stated = |name: &str, limit: Option<Objective>, value: Option<u64>| {
        limit.map_or_else(String::new, |objective| {
            let kept = value.is_some_and(|value| value <= objective.limit.0);
            let sign = if kept { "within" } else { "over" };
            format!(" ({sign} {name} {})", length(objective.limit.0))
        })
    };
    let mut said = match one.ended() {
        _ if one.loss_only => "lost state without going down".to_string(),
        Ended::Never => "not back when the trial ended".to_string(),
        Ended::Lost => "back without its data".to_string(),
        Ended::Recovered => {
            let path = one.path().map_or("nothing", |path| path.name());
            let after = one.recovery().unwrap_or(0);
            format!("serving again, back by {path} after {}", length(after))
        }
    };
    if !one.loss_only {
        let limit = application.rto.for_class(one.class);
        said.push_str(&stated("RTO", limit, one.recovered_after()));
    }
    if one.at_risk() && one.ended() != Ended::Never {
        let limit = application.rpo.for_class(one.class);
        said.push_str(&match (one.ended(), one.data_loss()) {
            (Ended::Recovered, Some(loss)) => format!("; data lost: {}", length(loss)),
            _ => "; data lost: everything".to_string(),
        });
        said.push_str(&stated("RPO", limit, one.lasting_loss()));
    }
    if !one.counted {
        said.push_str("; not counted");
    }
    said
}

/// VMs by name: `erp/sql/1`, or `erp/sql/1, erp/sql/2, erp/web/1 and 9 more VMs of erp`.
fn named(scene: &Scene<'_>, vms: &[VmId]) -> String {
    let blueprint = scene.incident.blueprint;
    // Two of its jobs can come to the same at one instant.
    let mut told = BTreeSet::new();
    let once = vms.iter().filter(|vm| told.insert(**vm));
    let once: Vec<VmId> = once.copied().collect();
    let names = once.iter().map(|vm| clean(&blueprint.vm(*vm).name));
    let of = vms.first().map(|vm| blueprint.vm(*vm).application);
    let of = of.map_or_else(String::new, |id| clean(&blueprint.application(id).name));
    first(names, |more| {
        format!("{} of {of}", number::counted(more, "VM"))
    })
}

enum Said {
    /// Of a VM.
    Of(VmId, String),
    /// Of something else.
    Line(String, String),
}

fn words(scene: &Scene<'_>, noted: &Noted) -> Said {
    let (incident, blueprint) = (scene.incident, scene.incident.blueprint);
    match noted.what {
        What::Begins {
            cause: number,
            target,
            class,
        } => {
            let who = component_label(blueprint, target);
            let what = match scene.cause(number) == who {
                true => format!("struck (class {})", class.name()),
                false => format!("struck: {} (class {})", scene.cause(number), class.name()),
            };
            Said::Line(clean(&who), clean(&what))
        }
        What::Ends {
            cause: number,
            target,
        } => {
            let who = component_label(blueprint, target);
            Said::Line(
                clean(&who),
                clean(&format!("over: {}", scene.cause(number))),
            )
        }
        What::Passes {
            vm,
            phase,
            resource,
            by,
        } => Said::Of(vm, phase_words(scene, phase, resource, by)),
        What::Renamed { vm, resource } => Said::Of(
            vm,
            format!("now for: {}", clean(&resource.label(blueprint))),
        ),
        What::Reads {
            vm,
            repository,
            captured,
        } => Said::Of(
            vm,
            format!(
                "restore point of {} is read at repository {}",
                clock::of_week(incident, captured),
                clean(&blueprint.repository(repository).name)
            ),
        ),
        What::Resumes { vm, loss, total } => Said::Of(vm, resumed(loss, total)),
        What::Job { vm, step } => Said::Of(vm, step_words(step)),
    }
}

fn resumed(loss: u64, total: bool) -> String {
    match (total, loss) {
        (true, _) => "going on empty: all data is gone".to_string(),
        (false, 0) => "data there, nothing of it lost".to_string(),
        (false, loss) => format!(
            "data there but for the last {} of writing",
            number::duration(loss as f64 / 1_000.0)
        ),
    }
}

fn step_words(step: JobStep) -> String {
    match step {
        JobStep::Captures => "backup begins".to_string(),
        JobStep::Completes => "backup complete".to_string(),
        JobStep::Synthesised => "full put together of the backup".to_string(),
        JobStep::Copied => "copy of the backup complete".to_string(),
        JobStep::Fails(reason) => format!("backup leaves no point: {}", reason.label()),
    }
}

fn phase_words(
    scene: &Scene<'_>,
    phase: Option<Phase>,
    resource: Resource,
    by: Option<Path>,
) -> String {
    let Some(phase) = phase else {
        return "serving".to_string();
    };
    let for_what = scene.resource(resource);
    let plain = match phase {
        Phase::Detect => "down, and nobody has noticed",
        Phase::Decide if for_what.is_some() => "to be decided about, waiting for",
        Phase::Decide => "being decided about",
        Phase::Wait if resource == Resource::RestorePoint => "left with",
        Phase::Wait => "waiting for",
        Phase::Provision => "being built",
        Phase::Transfer if matches!(resource, Resource::Scan | Resource::ScanFarm) => {
            "being scanned:"
        }
        Phase::Transfer => "getting data, bounded by",
        Phase::Replay => "going on with",
        Phase::Boot => "booting",
        Phase::Validate => "being checked",
        Phase::Dependency => "waiting for",
        Phase::Relapse => "up again for a while",
    };
    let mut said = plain.to_string();
    if let Some(what) = for_what {
        said.push(' ');
        said.push_str(&what);
    } else if phase == Phase::Wait {
        said.push_str(" a turn");
    }
    if let Some(by) = by {
        said.push_str(&format!(" ({})", by.name()));
    }
    said
}
