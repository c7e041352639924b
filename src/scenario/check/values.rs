//! Advice about values that nothing real has.
//!
//! Always true here: each bound is generous and stands here once, with where it comes from.

use super::super::elements::{protection, vm};
use super::super::protections::LengthOf;
use super::Scene;
use super::first::First;
use crate::model::advice::ValueAdvice;
use crate::model::size::SIZES;
use crate::model::{Delivery, Hours, Law, Replication, RoleId, Stamp, Tabled};
use crate::units::{Bytes, DAY, HOUR, Rate, SECOND, Span};
use std::collections::BTreeMap;

/// The largest managed disk of Azure.
const LARGEST_DISK: Bytes = Bytes(32 << 40);
/// The least that a host of Azure Stack HCI must have.
const LEAST_HOST: Bytes = Bytes(32 << 30);
/// The fastest port of Ethernet: 1.6 Tbit/s (IEEE P802.3dj).
const FASTEST_PORT: Rate = Rate(200_000_000_000);
const OF_PORT: &str = "the fastest port of Ethernet (IEEE P802.3dj) carries 1.6 Tbit/s";
/// What a pair of fibres carries in the best submarine cables, rounded up: 50 Tbit/s.
const FASTEST_FIBRE: Rate = Rate(6_250_000_000_000);
const OF_FIBRE: &str = "no pair of fibres in service carries 50 Tbit/s";
/// What four lanes of PCI Express 5.0 carry.
const FASTEST_DISK: Rate = Rate(16_000_000_000);
const OF_DISK: &str = "four lanes of PCI Express 5.0 carry 16 GB/s";

const OF_BOOT: &str = "guests boot in minutes, and with a check of large file systems in hours";
const OF_CHECK: &str = "what is restored is checked in hours or days before users are let in";
const OF_DRAIN: &str = "an outage that needs it is never over before `run.drain` gives it up";
const OF_NAMES: &str = "resolvers keep names for a week at most (max-cache-ttl of BIND)";
const OF_PROBE: &str = "load balancers probe every few seconds";
const OF_BATCH: &str = "batches of starts follow one another in minutes";
const OF_DISK_GONE: &str = "a disk that does not answer is retired in minutes";
const OF_WAY_BACK: &str = "whoever fails back at all does so in hours, days or weeks";
const OF_LOG: &str = "a log of changes reaches back hours or days, then all is copied as a whole";
const OF_WAY: &str = "the way over a geostationary satellite takes 0.3 s";

/// Advice about absurd values.
pub(in super::super) fn values(scene: &Scene<'_, '_>) {
    vms(scene);
    machines(scene);
    crews(scene);
    wires(scene);
    roles(scene);
    times(scene);
}

fn vms(scene: &Scene<'_, '_>) {
    let mut found: BTreeMap<(RoleId, Beyond), First> = BTreeMap::new();
    let least = SIZES.iter().map(|size| size.memory()).min();
    let least = least.unwrap_or_default();
    for (index, vm) in scene.blueprint.vms.iter().enumerate() {
        let disks = u64::from(vm.disks.max(1));
        let writes = scene
            .blueprint
            .stamp(vm.stamp)
            .disk_rate
            .0
            .saturating_mul(disks) as f64;
        let held = LARGEST_DISK.0.saturating_mul(disks);
        let wrong = [
            (Beyond::Churn, vm.churn > writes),
            (Beyond::Growth, vm.growth > writes),
            (Beyond::Used, vm.used.0 > held),
            (Beyond::Memory, vm.memory < least),
        ];
        for (beyond, _) in wrong.iter().filter(|(_, wrong)| *wrong) {
            First::count(&mut found, (vm.role, *beyond), index);
        }
    }
    for ((_, beyond), first) in found {
        vm_beyond(scene, beyond, &first, least);
    }
}

/// What of a VM is beyond what can be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Beyond {
    Churn,
    Growth,
    Memory,
    Used,
}

fn vm_beyond(scene: &Scene<'_, '_>, beyond: Beyond, first: &First, least: Bytes) {
    let (vm, more) = (&scene.blueprint.vms[first.vm], first.more);
    let stamp = scene.blueprint.stamp(vm.stamp);
    let (name, disks) = (vm.name.clone(), vm.disks.max(1));
    let changes = |vm: String, key: &'static str, rate: f64| ValueAdvice::ChangesBeyondDisks {
        vm,
        more,
        key,
        rate,
        disks,
        disk_rate: stamp.disk_rate,
        stamp: stamp.name.clone(),
    };
    let advice = match beyond {
        Beyond::Used => ValueAdvice::UsedBeyondDisks {
            vm: name,
            more,
            used: vm.used,
            disks,
            largest: LARGEST_DISK,
        },
        Beyond::Memory => ValueAdvice::LittleMemory {
            what: format!("vm `{name}`"),
            more,
            memory: vm.memory,
            bound: least,
            source: "the smallest published size (Basic_A0)",
        },
        Beyond::Churn => changes(name, vm::CHURN.row.name, vm.churn),
        Beyond::Growth => changes(name, vm::GROWTH.row.name, vm.growth),
    };
    let spot = &scene.applications.vm_spots[first.vm];
    scene.context.advise(spot, advice);
}

fn machines(scene: &Scene<'_, '_>) {
    for (stamp, spot) in scene.blueprint.stamps.iter().zip(&scene.places.stamp_spots) {
        if stamp.node_memory < LEAST_HOST {
            let advice = ValueAdvice::LittleMemory {
                what: format!("each node of stamp `{}`", stamp.name),
                more: 0,
                memory: stamp.node_memory,
                bound: LEAST_HOST,
                source: "the smallest host of Azure Stack HCI",
            };
            scene.context.advise(spot, advice);
        }
    }
}

fn crews(scene: &Scene<'_, '_>) {
    for (crew, spot) in scene.blueprint.crews.iter().zip(&scene.places.crew_spots) {
        let Hours::Weekly(pieces) = &crew.hours else {
            continue;
        };
        let hours = Span(pieces.iter().map(|(from, to)| to - from).sum());
        if hours < Span(HOUR) {
            let crew = crew.name.clone();
            scene
                .context
                .advise(spot, ValueAdvice::FewHours { crew, hours });
        }
    }
}

fn wires(scene: &Scene<'_, '_>) {
    let (places, blueprint) = (scene.places, scene.blueprint);
    let uplinks = blueprint.stamps.iter().zip(&places.uplinks);
    for ((stamp, (uplink, _)), spot) in uplinks.zip(&places.stamp_spots) {
        let name = &stamp.name;
        let wire = |what: &str, rate, bound, source| {
            fast_wire(
                scene,
                spot,
                &format!("{what} of stamp `{name}`"),
                (rate, bound, source),
            );
        };
        wire("the uplink", *uplink, FASTEST_PORT, OF_PORT);
        wire("the `disk_rate`", stamp.disk_rate, FASTEST_DISK, OF_DISK);
        if let Some(storage) = &stamp.storage {
            let disks = storage.disks.len() as u64;
            let bound = Rate(FASTEST_DISK.0.saturating_mul(disks));
            wire("the storage `rate`", storage.rate, bound, OF_DISK);
            wire("the `rebuild_rate`", storage.rebuild_rate, bound, OF_DISK);
        }
    }
    for (link, spot) in blueprint.links.iter().zip(&places.link_spots) {
        let what = format!("the rate of link `{}`", link.name);
        fast_wire(scene, spot, &what, (link.rate, FASTEST_FIBRE, OF_FIBRE));
    }
    for (one, spot) in blueprint.repositories.iter().zip(&places.repository_spots) {
        for (key, rate) in [("write", one.write), ("read", one.read)] {
            let what = format!("the `{key}` rate of repository `{}`", one.name);
            fast_wire(scene, spot, &what, (rate, FASTEST_PORT, OF_PORT));
        }
    }
    for (id, one) in Replication::all(&blueprint.protections) {
        let what = format!("the `rate` of replication `{}`", one.name);
        let rate = one.rate.unwrap_or_default();
        let spot = scene.protections.spot_of(id);
        fast_wire(scene, spot, &what, (rate, FASTEST_PORT, OF_PORT));
    }
}

fn fast_wire(
    scene: &Scene<'_, '_>,
    spot: &super::Spot,
    what: &str,
    (rate, bound, source): (Rate, Rate, &'static str),
) {
    if rate <= bound {
        return;
    }
    let advice = ValueAdvice::FastWire {
        what: what.to_string(),
        rate,
        bound,
        source,
    };
    scene.context.advise(spot, advice);
}

/// A key, what it is of, its law, the bound and where that comes from.
pub(super) type Length<'a> = (&'static str, &'a str, &'a Law, Span, &'static str);

/// Advice about a length of time that is longer than anything real.
pub(super) fn long_time(
    scene: &Scene<'_, '_>,
    spot: &super::Spot,
    (key, of, law, bound, source): Length<'_>,
) {
    if law.mean() <= bound.0 as f64 {
        return;
    }
    let advice = ValueAdvice::LongTime {
        key,
        of: of.to_string(),
        length: law.mean() / SECOND as f64,
        mean: law.is_spread(),
        bound,
        source,
    };
    scene.context.advise(spot, advice);
}

fn roles(scene: &Scene<'_, '_>) {
    for role in &scene.blueprint.roles {
        let owner = &scene.blueprint.application(role.application).name;
        let of = format!("role `{}` of application `{owner}`", role.name);
        let spot = &scene.applications.application_spots[role.application.index()];
        long_time(scene, spot, ("boot", &of, &role.boot, Span(DAY), OF_BOOT));
        let week = Span(7 * DAY);
        long_time(
            scene,
            spot,
            ("validate", &of, &role.validate, week, OF_CHECK),
        );
    }
}

/// Laws of something that are compared with the drain.
fn lasting(scene: &Scene<'_, '_>, spot: &super::Spot, of: &str, laws: &[(&'static str, &Law)]) {
    let drain = scene.blueprint.run.drain;
    for (key, law) in laws {
        long_time(scene, spot, (key, of, law, drain, OF_DRAIN));
    }
}

fn times(scene: &Scene<'_, '_>) {
    let blueprint = scene.blueprint;
    for (id, lengths) in protection::lengths(&blueprint.protections) {
        let of = scene.title_of(id);
        for one in lengths {
            let (bound, source) = longest(scene, one.of);
            let length = (one.key, of.as_str(), &*one.law, bound, source);
            long_time(scene, scene.protections.spot_of(id), length);
        }
    }
    for (one, spot) in blueprint.crews.iter().zip(&scene.places.crew_spots) {
        let of = format!("crew `{}`", one.name);
        lasting(scene, spot, &of, &[("answers_in", &one.answers_in)]);
    }
    for (one, spot) in blueprint.parts.iter().zip(&scene.places.part_spots) {
        if let Delivery::After(law) = &one.delivery {
            let of = format!("parts `{}`", one.name);
            lasting(scene, spot, &of, &[("delivery", law)]);
        }
    }
    for (one, spot) in blueprint.stamps.iter().zip(&scene.places.stamp_spots) {
        stamp_times(scene, spot, one);
    }
    for (one, spot) in blueprint.links.iter().zip(&scene.places.link_spots) {
        let latency = Law::Constant(one.latency.0 as f64);
        let of = format!("link `{}`", one.name);
        long_time(
            scene,
            spot,
            ("latency", &of, &latency, Span(SECOND), OF_WAY),
        );
    }
}

/// How long a length of a protection can be.
fn longest(scene: &Scene<'_, '_>, of: LengthOf) -> (Span, &'static str) {
    match of {
        LengthOf::Outage | LengthOf::Start => (scene.blueprint.run.drain, OF_DRAIN),
        LengthOf::Names => (Span(7 * DAY), OF_NAMES),
        LengthOf::Probe => (Span(HOUR), OF_PROBE),
        LengthOf::Log => (Span(90 * DAY), OF_LOG),
        LengthOf::WayBack => (Span(90 * DAY), OF_WAY_BACK),
    }
}

fn stamp_times(scene: &Scene<'_, '_>, spot: &super::Spot, one: &Stamp) {
    let of = format!("stamp `{}`", one.name);
    let isolation = Law::Constant(one.isolation.0 as f64);
    let mut laws = vec![
        ("start", &one.start),
        ("detection", &one.detection),
        ("isolation", &isolation),
    ];
    laws.extend(one.quota_change.iter().map(|law| ("quota_change", law)));
    let relief = one.storage.iter().filter_map(|own| own.relief.as_ref());
    laws.extend(relief.map(|law| ("relief", law)));
    lasting(scene, spot, &of, &laws);
    for (key, batch) in [
        ("cluster_restart.every", one.cluster_restart),
        ("manager_start.every", one.manager_start),
    ] {
        let every = Law::Constant(batch.every.0 as f64);
        long_time(scene, spot, (key, &of, &every, Span(DAY), OF_BATCH));
    }
    if let Some(storage) = &one.storage {
        let retire = Law::Constant(storage.retire_after.0 as f64);
        let week = Span(7 * DAY);
        long_time(
            scene,
            spot,
            ("retire_after", &of, &retire, week, OF_DISK_GONE),
        );
    }
}
