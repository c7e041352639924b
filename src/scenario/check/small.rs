//! Advice about rates and sizes that are too small for anything in use.
//!
//! Always true here: each bound stands here once, with where it comes from; nothing is said of zero.

use super::first::First;
use super::{Scene, Spot};
use crate::model::advice::ValueAdvice;
use crate::model::{Replication, RoleId, Tabled};
use crate::units::{Bytes, Rate};
use std::collections::BTreeMap;

/// 10BASE-T, which hardly anything is slower than.
const SLOWEST_PORT: Rate = Rate(1_250_000);
const OF_PORT: &str = "the slowest port of Ethernet that is still met carries 10 Mbit/s";
/// A telephone modem (V.90, V.92).
const SLOWEST_LINE: Rate = Rate(7_000);
const OF_LINE: &str = "a telephone modem (V.92) carries 56 kbit/s";
/// The slowest mode of ATA (PIO 0), rounded down to whole Mbit/s.
const SLOWEST_DISK: Rate = Rate(3_250_000);
const OF_DISK: &str = "the slowest mode of ATA disks (PIO 0) carries 3.3 MB/s";
/// The smallest disks that servers start from.
const SMALLEST_DISK: Bytes = Bytes(8_000_000_000);
const OF_SMALL_DISK: &str = "the smallest modules that servers start from hold 8 GB";
const SMALLEST_VOLUME: Bytes = Bytes(1 << 30);
const OF_VOLUME: &str = "hardly a guest finds room on it";
/// A floppy disk.
const SMALLEST_GUEST: Bytes = Bytes(1_474_560);
const OF_GUEST: &str = "a floppy disk holds more, and no guest that holds data starts from less";
/// Bytes per second, as 86.4 kB a day.
const LEAST_CHANGE: f64 = 1.0;

/// Advice about what is too small.
pub(in super::super) fn small(scene: &Scene<'_, '_>) {
    stamps(scene);
    ways(scene);
    vms(scene);
}

fn slow(
    scene: &Scene<'_, '_>,
    spot: &Spot,
    what: &str,
    (rate, bound, source): (Rate, Rate, &'static str),
) {
    if rate >= bound {
        return;
    }
    let what = what.to_string();
    let advice = ValueAdvice::SlowWire {
        what,
        rate,
        bound,
        source,
    };
    scene.context.advise(spot, advice);
}

fn little(
    scene: &Scene<'_, '_>,
    spot: &Spot,
    what: &str,
    (room, bound, source): (Bytes, Bytes, &'static str),
) {
    if room >= bound {
        return;
    }
    let what = what.to_string();
    let advice = ValueAdvice::LittleRoom {
        what,
        more: 0,
        room,
        bound,
        source,
    };
    scene.context.advise(spot, advice);
}

fn stamps(scene: &Scene<'_, '_>) {
    let (places, blueprint) = (scene.places, scene.blueprint);
    let uplinks = blueprint.stamps.iter().zip(&places.uplinks);
    for ((stamp, (uplink, _)), spot) in uplinks.zip(&places.stamp_spots) {
        let name = &stamp.name;
        let of = |what: &str| format!("{what} of stamp `{name}`");
        let wire = (*uplink, SLOWEST_PORT, OF_PORT);
        slow(scene, spot, &of("the uplink"), wire);
        let disk = |rate| (rate, SLOWEST_DISK, OF_DISK);
        slow(scene, spot, &of("the `disk_rate`"), disk(stamp.disk_rate));
        let Some(storage) = &stamp.storage else {
            continue;
        };
        slow(scene, spot, &of("the storage `rate`"), disk(storage.rate));
        let rebuild = disk(storage.rebuild_rate);
        slow(scene, spot, &of("the `rebuild_rate`"), rebuild);
        let size = (storage.disk_size, SMALLEST_DISK, OF_SMALL_DISK);
        little(scene, spot, &of("the `disk_size`"), size);
        let volume = (storage.volume_size, SMALLEST_VOLUME, OF_VOLUME);
        little(scene, spot, &of("the `volume_size`"), volume);
    }
}

fn ways(scene: &Scene<'_, '_>) {
    let (places, blueprint) = (scene.places, scene.blueprint);
    for (link, spot) in blueprint.links.iter().zip(&places.link_spots) {
        let what = format!("the rate of link `{}`", link.name);
        slow(scene, spot, &what, (link.rate, SLOWEST_LINE, OF_LINE));
    }
    for (one, spot) in blueprint.repositories.iter().zip(&places.repository_spots) {
        for (key, rate) in [("write", one.write), ("read", one.read)] {
            let what = format!("the `{key}` rate of repository `{}`", one.name);
            slow(scene, spot, &what, (rate, SLOWEST_PORT, OF_PORT));
        }
        let what = format!("the `capacity` of repository `{}`", one.name);
        let capacity = (one.capacity, SMALLEST_DISK, OF_SMALL_DISK);
        little(scene, spot, &what, capacity);
    }
    for (id, one) in Replication::all(&blueprint.protections) {
        let what = format!("the `rate` of replication `{}`", one.name);
        if let Some(rate) = one.rate {
            let spot = scene.protections.spot_of(id);
            slow(scene, spot, &what, (rate, SLOWEST_LINE, OF_LINE));
        }
    }
}

fn vms(scene: &Scene<'_, '_>) {
    let mut found: BTreeMap<(RoleId, &str), First> = BTreeMap::new();
    for (index, vm) in scene.blueprint.vms.iter().enumerate() {
        // What holds no data writes none that counts.
        if !scene.blueprint.role(vm.role).stateful {
            continue;
        }
        let slow = |rate: f64| rate > 0.0 && rate < LEAST_CHANGE;
        let wrong = [
            ("used", vm.used < SMALLEST_GUEST),
            ("churn", slow(vm.churn)),
            ("growth", slow(vm.growth)),
        ];
        for (key, _) in wrong.iter().filter(|(_, wrong)| *wrong) {
            First::count(&mut found, (vm.role, *key), index);
        }
    }
    for ((_, key), First { vm: index, more }) in found {
        let vm = &scene.blueprint.vms[index];
        let name = vm.name.clone();
        let rate = if key == "churn" { vm.churn } else { vm.growth };
        let advice = match key {
            "used" => ValueAdvice::LittleRoom {
                what: format!("what vm `{name}` uses"),
                more,
                room: vm.used,
                bound: SMALLEST_GUEST,
                source: OF_GUEST,
            },
            _ => ValueAdvice::SlowChange {
                vm: name,
                more,
                key,
                rate,
                bound: LEAST_CHANGE,
            },
        };
        let spot = &scene.applications.vm_spots[index];
        scene.context.advise(spot, advice);
    }
}
