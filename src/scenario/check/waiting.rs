//! Advice about waits for what is down but intact that nobody ever gives up, and about ways home that nothing leads along.
//!
//! Always true here: what might matter in some trial is not advised against; what stands on its default is not either.

use super::Scene;
use crate::model::advice::{NeverGivenUp, NobodyGoesHome, ProtectionAdvice};
use crate::model::bytes::disk_rate;
use crate::model::chain::changed;
use crate::model::route::between;
use crate::model::topology::stamps_touched;
use crate::model::{
    Arrival, Backup, Blueprint, Class, Component, CrewId, Effect, GoHome, Homecoming, HomecomingId,
    Hours, Keeps, Law, Protection, Rebuild, Source, StampId, Vm, Waiting,
};
use crate::units::{HOUR, Rate, Span};
use std::collections::BTreeSet;

/// Advice about waits, and about ways home.
pub(in super::super) fn waiting(scene: &Scene<'_, '_>) {
    for one in scene.blueprint.in_use() {
        if let Some(why) = never_given_up(scene.blueprint, one) {
            let protection = scene.title_of(one);
            let advice = ProtectionAdvice::NeverGivenUp { protection, why };
            scene.context.advise(scene.protections.spot_of(one), advice);
        }
    }
    ways_home(scene);
}

/// Why what a protection says of waiting can never matter; none where it may, or says no more than its default.
fn never_given_up(blueprint: &Blueprint, one: Protection) -> Option<NeverGivenUp> {
    let waiting = blueprint.protections.of(one).laws()?.waiting;
    let default = match one {
        Protection::Backup(_) => 24.0 * HOUR as f64,
        _ => 0.0,
    };
    let after = waiting.give_up_after.as_ref();
    let stated = after.is_some_and(|law| *law != Law::Constant(default));
    if !stated && waiting.known_after.is_none() {
        return None;
    }
    let vms: Vec<&Vm> = blueprint
        .vms
        .iter()
        .filter(|vm| goes_by(blueprint, vm, one))
        .collect();
    if vms.is_empty() {
        return None;
    }
    if let Some(by) = one.rebuild() {
        let elsewhere = by.elsewhere(blueprint);
        let nowhere = |vm: &&Vm| elsewhere.iter().all(|stamp| *stamp == vm.stamp);
        if vms.iter().all(nowhere) {
            return Some(NeverGivenUp::NoStamp);
        }
    }
    if let Protection::Backup(id) = one
        && no_point(blueprint.backup(id))
    {
        return Some(NeverGivenUp::NoPoint);
    }
    let stamps: BTreeSet<StampId> = vms.iter().map(|vm| vm.stamp).collect();
    let longest = stamps
        .iter()
        .map(|stamp| longest_away(blueprint, *stamp))
        .collect::<Option<Vec<f64>>>()?;
    let longest = longest.into_iter().fold(0.0, f64::max);
    let least = least_wait(waiting)?;
    (longest > 0.0 && longest < least).then(|| NeverGivenUp::Shorter {
        after: Span::from_ms(least),
        longest: Span::from_ms(longest),
    })
}

/// Whether a protection decides how a VM goes another way: it fails over by it, or is built again by it and would
/// not come back empty.
fn goes_by(blueprint: &Blueprint, vm: &Vm, one: Protection) -> bool {
    if let Protection::Replication(id) = one {
        return vm.protection.replication == Some(id);
    }
    let stateful = blueprint.role(vm.role).stateful;
    let by = Rebuild::of(blueprint, vm).map(Protection::from);
    by == Some(one) && (one.keeps() != Keeps::Nothing || !stateful)
}

fn no_point(backup: &Backup) -> bool {
    backup.job_failure.0 >= 1.0
}

/// The least that is waited, or until people know how long it lasts, in milliseconds; none where it is waited for ever.
fn least_wait(waiting: &Waiting) -> Option<f64> {
    let laws = [&waiting.give_up_after, &waiting.known_after];
    let least = laws.into_iter().flatten().map(|law| ends(law).0);
    least.reduce(f64::min)
}

/// The longest that anything may keep VMs of a stamp down with their data intact, in milliseconds; none where that
/// has no bound, or none is known.
fn longest_away(blueprint: &Blueprint, stamp: StampId) -> Option<f64> {
    let others_come = blueprint.in_use().into_iter().any(|one| {
        let reached = blueprint.protections.of(one).reaches().stamps;
        reached.contains(&stamp)
    });
    let grows = blueprint.vms.iter().any(|vm| vm.growth > 0.0);
    if blueprint.trace.is_some() || others_come || grows {
        return None;
    }
    let touching = blueprint.sources.iter().filter(|source| {
        let keeps = match &source.effect {
            Effect::Stops { destroys } => destroys.0 < 1.0,
            Effect::Logical { .. } | Effect::Ransomware(_) | Effect::Mistake(_) => false,
        };
        keeps && source.class != Class::Planned && touches(blueprint, source, stamp)
    });
    let start = ends(&blueprint.stamp(stamp).start).1;
    let (mut all, mut any) = (start, false);
    for source in touching {
        any = true;
        let again = matches!(source.arrival, Arrival::Renewal { .. });
        let parts = matches!(source.target, Component::Disk(_) | Component::Switch(_));
        let crew = source.restoration.crew.is_some();
        // What may strike again before it is started, waits for people or leaves copies behind has no bound here.
        if again || parts || crew {
            return None;
        }
        all += ends(&source.restoration.detect).1 + ends(&source.restoration.repair).1;
    }
    (any && all.is_finite()).then_some(all)
}

fn touches(blueprint: &Blueprint, source: &Source, stamp: StampId) -> bool {
    match source.target {
        Component::Application(_)
        | Component::Applications(_)
        | Component::Repository(_)
        | Component::Link(_) => false,
        target => stamps_touched(blueprint, target).any(|one| one == stamp),
    }
}

/// The shortest and the longest length of a law, in milliseconds.
fn ends(law: &Law) -> (f64, f64) {
    match law {
        Law::Constant(value) => (*value, *value),
        Law::Uniform { low, high } | Law::Triangular { low, high, .. } => (*low, *high),
        Law::Empirical(values) => {
            let end = |value: Option<&f64>| value.copied().unwrap_or(0.0);
            (end(values.first()), end(values.last()))
        }
        Law::Exponential { .. }
        | Law::Weibull { .. }
        | Law::Lognormal { .. }
        | Law::Gamma { .. } => (0.0, f64::INFINITY),
    }
}

/// Advice about stamps from which nothing can be copied home, and about windows in which nobody is there to do it.
fn ways_home(scene: &Scene<'_, '_>) {
    let blueprint = scene.blueprint;
    let mut told = BTreeSet::new();
    for (index, one) in blueprint.homecomings.iter().enumerate() {
        let by = Protection::from(one.by);
        let tell = |why| {
            let protection = scene.title_of(by);
            let advice = ProtectionAdvice::NobodyGoesHome { protection, why };
            scene.context.advise(scene.protections.spot_of(by), advice);
        };
        let id = HomecomingId::from_index(index);
        if let Some(crew) = never_there(blueprint, id)
            && told.insert((one.by, one.home, one.home))
        {
            let crew = blueprint.crew(crew).name.clone();
            tell(NobodyGoesHome::NobodyThere { crew });
        }
        for host in one.by.elsewhere(blueprint) {
            let leads = *host == one.home || between(blueprint, *host, one.home).is_some();
            let carries = *host != one.home && one.by.brings_data();
            if carries
                && leads
                && let Some((written, carried)) = never_copied(blueprint, one, *host)
            {
                tell(NobodyGoesHome::NeverKeepsUp {
                    application: blueprint.application(one.application).name.clone(),
                    from: blueprint.stamp(*host).name.clone(),
                    to: blueprint.stamp(one.home).name.clone(),
                    written: whole(written),
                    carried: whole(carried),
                });
            }
            if leads || !one.by.brings_data() || !told.insert((one.by, *host, one.home)) {
                continue;
            }
            tell(NobodyGoesHome::NoLink {
                from: blueprint.stamp(*host).name.clone(),
                to: blueprint.stamp(one.home).name.clone(),
            });
        }
    }
}

/// Bytes per second, told without what is behind the point.
fn whole(rate: f64) -> Rate {
    Rate(libm::round(rate) as u64)
}

/// What those who go home together write, and what the way there carries, in bytes per second, where their copy never ends: alone
/// on its way it takes as long, again and again, as what is left for the planned outage may not. Who is copied leaves its share to
/// the others.
fn never_copied(blueprint: &Blueprint, one: &Homecoming, host: StampId) -> Option<(f64, f64)> {
    let rate = between(blueprint, host, one.home)?.alone(blueprint, 1.0);
    let stateful = |vm: &&Vm| blueprint.role(vm.role).stateful;
    let all = one.vms.iter().map(|vm| blueprint.vm(*vm));
    let mut left: Vec<&Vm> = all.filter(stateful).collect();
    let disks = |vm: &Vm| disk_rate(blueprint.stamp(host), vm.disks, 1.0).0 as f64;
    let level = GoHome::LEVEL;
    while !left.is_empty() {
        let share = rate / left.len() as f64;
        // What slower disks leave is another one's.
        let all: f64 = left.iter().map(|other| disks(other).min(share)).sum();
        let others = |vm: &Vm| rate - (all - disks(vm).min(share));
        let ends = |vm: &Vm| {
            let carried = disks(vm).min(others(vm)) * level.as_seconds();
            changed(vm.used.0 as f64, vm.churn, level) <= carried
        };
        let stay: Vec<&Vm> = left.iter().copied().filter(|vm| !ends(vm)).collect();
        if stay.len() == left.len() {
            let written = left.iter().map(|vm| vm.churn).sum();
            let carried = left.iter().map(|vm| disks(vm).min(others(vm))).sum::<f64>();
            return Some((written, carried.min(rate)));
        }
        left = stay;
    }
    None
}

/// The crew that moves those who go home, where it is never there in their window.
fn never_there(blueprint: &Blueprint, id: HomecomingId) -> Option<CrewId> {
    let crew = blueprint.who_moves(id)?;
    let windows = (&blueprint.go_home(id).window, &blueprint.crew(crew).hours);
    let (Hours::Weekly(window), Hours::Weekly(hours)) = windows else {
        return None;
    };
    let meets = |one: &(u64, u64)| hours.iter().any(|two| one.0 < two.1 && two.0 < one.1);
    (!window.iter().any(meets)).then_some(crew)
}
