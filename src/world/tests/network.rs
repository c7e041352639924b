//! Links with fallbacks, switches, and power that comes back.

use super::operator::*;
use super::*;
use crate::model::record::{Outage, Path};

/// A VM whose points lie at another site, beyond a link of 100 MB/s with a satellite of half of it.
fn far() -> Blueprint {
    let mut blueprint = protected(1, 1);
    let site = add_site(&mut blueprint);
    blueprint.repositories[0].at = Place::Site(site);
    blueprint.repositories[0].site = site;
    for (name, rate, fallback) in [
        ("satellite", 50_000_000, None),
        ("wan", 100_000_000, Some(LinkId(0))),
    ] {
        blueprint.links.push(Link {
            name: name.into(),
            between: (SiteId(0), site),
            rate: Rate(rate),
            latency: Span::ZERO,
            fallback,
        });
    }
    blueprint.vms[0].used = Bytes(100_000_000 * 4 * 3_600);
    blueprint
}

fn cut(blueprint: &mut Blueprint, link: u32, hour: u64, hours: u64) {
    let label = format!("cut{}", blueprint.sources.len());
    let target = Component::Link(LinkId(link));
    let when = vec![Span::hours(hour)];
    fault_at(blueprint, &label, target, 0.0, when, Span::hours(hours));
}

fn lose(blueprint: &mut Blueprint) {
    let stamp = Component::Stamp(StampId(0));
    let when = vec![Span::hours(480)];
    fault_at(blueprint, "loss", stamp, 1.0, when, Span::ZERO);
}

fn first(blueprint: &Blueprint) -> Outage {
    years(blueprint, 1, 1)[0].outages[0]
}

/// Four hours of reading over the link; an hour of it over half the rate makes it half an hour more.
#[test]
fn a_fallback_halves_the_rate() {
    let mut blueprint = far();
    lose(&mut blueprint);
    assert_eq!(first(&blueprint).recovery(), Some(4 * HOUR));
    assert_eq!(first(&blueprint).binding, Resource::Link(LinkId(1)));
    cut(&mut blueprint, 1, 481, 1);
    assert_eq!(first(&blueprint).recovery(), Some(4 * HOUR + 30 * MINUTE));
    // All the time: eight hours, and the link that carries is named.
    blueprint.sources.truncate(1);
    cut(&mut blueprint, 1, 479, 20);
    let slow = first(&blueprint);
    assert_eq!(slow.recovery(), Some(8 * HOUR));
    assert_eq!(slow.binding, Resource::Link(LinkId(0)));
    assert_eq!(slow.contributor_count, 1);
    // The fallback is cut as well, for two hours: nothing moves then.
    cut(&mut blueprint, 0, 482, 2);
    let both = first(&blueprint);
    assert_eq!(both.recovery(), Some(10 * HOUR));
    assert_eq!(both.contributor_count, 2);
    // The fallback alone is nobody's loss.
    blueprint.sources.remove(1);
    let alone = first(&blueprint);
    assert_eq!(
        (alone.recovery(), alone.contributor_count),
        (Some(4 * HOUR), 0)
    );
}

/// Jobs in flight go on over the fallback; without one they leave nothing.
#[test]
fn jobs_go_on_over_the_fallback() {
    let mut blueprint = far();
    for day in 0..60 {
        cut(&mut blueprint, 1, 24 * day, 23);
    }
    let jobs = years(&blueprint, 1, 1)[0].backups[0];
    assert!(jobs.interrupted == 0 && jobs.good >= 58, "{jobs:?}");
    assert!(
        jobs.lag_sum >= jobs.good * 7 * HOUR,
        "mostly at half the rate: {jobs:?}"
    );
    for day in 0..60 {
        cut(&mut blueprint, 0, 24 * day, 23);
    }
    let jobs = years(&blueprint, 1, 1)[0].backups[0];
    assert!(jobs.good <= 2 && jobs.interrupted >= 58, "{jobs:?}");
}

fn outages_of(blueprint: &Blueprint) -> Vec<Outage> {
    years(blueprint, 1, 1).remove(0).outages
}

/// One of two switches is nothing; with the last one the stamp goes, and starts when one is back.
#[test]
fn the_last_switch_takes_the_stamp() {
    let mut blueprint = cluster(4);
    application(&mut blueprint, "app", 1, 1, 8);
    blueprint.stamps[0].switches = 0..2;
    blueprint.stamps[0].start = Law::Constant(2.0 * H);
    let mut fails = |number: u32, hour: u64, hours: u64| {
        let target = Component::Switch(SwitchId(number));
        let when = vec![Span::hours(hour)];
        let label = format!("switch{number}");
        fault_at(
            &mut blueprint,
            &label,
            target,
            0.0,
            when,
            Span::hours(hours),
        )
    };
    fails(0, 100, 10);
    fails(1, 105, 4);
    let outages = outages_of(&blueprint);
    assert_eq!(outages.len(), 1);
    assert_eq!(
        outages[0].recovery(),
        Some(6 * HOUR),
        "four hours and its start"
    );
    assert_eq!(outages[0].start, 105 * HOUR as i64);
    assert_eq!(
        (outages[0].class, outages[0].path()),
        (Class::Switch, Some(Path::Restart))
    );
    assert_eq!(
        outages[0].binding,
        Resource::Return(Component::Switch(SwitchId(1)))
    );
    assert_eq!(outages[0].contributor_count, 1, "the other switch");
    assert_eq!(outages[0].set_back(), 0);
    let record = &years(&blueprint, 1, 1)[0];
    assert_eq!(record.stamps[0].down, 6 * HOUR);
    // The one that was lost first comes back first: the stamp starts with it.
    blueprint.sources[0].restoration.repair = Law::Constant(6.0 * H);
    assert_eq!(outages_of(&blueprint)[0].recovery(), Some(3 * HOUR));
    // Not at the same time: nothing.
    blueprint.sources[0].restoration.repair = Law::Constant(4.0 * H);
    assert!(outages_of(&blueprint).is_empty());
}

/// What stands in a rack of the stamp cannot be reached without its switches.
#[test]
fn a_repository_in_a_rack_needs_the_switches() {
    let mut blueprint = protected(1, 1);
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 4);
    blueprint.stamps[1].switches = 0..1;
    blueprint.racks.push(Rack {
        name: "west".into(),
        stamp: beta,
    });
    blueprint.repositories[0].at = Place::Rack(RackId(0));
    let target = Component::Switch(SwitchId(0));
    let when = vec![Span::hours(100)];
    fault_at(&mut blueprint, "switch", target, 0.0, when, Span::hours(30));
    let record = &years(&blueprint, 1, 1)[0];
    assert_eq!(record.repositories[0].down, 30 * HOUR);
}

/// Seventy VMs on a stamp that was down as a whole: the resource manager starts thirty, and thirty
/// more every five minutes.
fn powered() -> Blueprint {
    let mut blueprint = cluster(4);
    for number in 0..70 {
        application(&mut blueprint, &format!("app{number:02}"), 1, 1, 1);
    }
    blueprint.stamps[0].manager_start = Batch {
        count: 30,
        every: Span::minutes(5),
    };
    blueprint
}

fn after(outages: &[Outage], time: u64) -> usize {
    let mine = |outage: &&Outage| outage.recovery() == Some(time);
    outages.iter().filter(mine).count()
}

#[test]
fn power_on_goes_in_batches_of_the_resource_manager() {
    let mut blueprint = powered();
    let stamp = Component::Stamp(StampId(0));
    let when = vec![Span::hours(100)];
    fault_at(&mut blueprint, "power", stamp, 0.0, when, Span::minutes(1));
    let outages = outages_of(&blueprint);
    let found = [1, 6, 11].map(|minutes| after(&outages, minutes * MINUTE));
    assert_eq!(found, [30, 30, 10]);
    let batch = Resource::ManagerBatch(StampId(0));
    assert_eq!(
        outages.iter().filter(|one| one.binding == batch).count(),
        40
    );
    // A control plane that is down holds it up, also in the middle.
    let control = Component::ControlPlane(StampId(0));
    let when = vec![Span::hours(100) + Span::minutes(3)];
    fault_at(
        &mut blueprint,
        "control",
        control,
        0.0,
        when,
        Span::hours(1),
    );
    let outages = outages_of(&blueprint);
    let found = [1, 63, 68].map(|minutes| after(&outages, minutes * MINUTE));
    assert_eq!(found, [30, 30, 10]);
    let control = Resource::ControlPlane(StampId(0));
    assert_eq!(
        outages.iter().filter(|one| one.binding == control).count(),
        40
    );
    // The loss of a node is the cluster's, as ever.
    blueprint.sources.clear();
    for node in 0..4 {
        let target = Component::Node(NodeId(node));
        let when = vec![Span::hours(100 + 10 * u64::from(node))];
        fault_at(&mut blueprint, "node", target, 0.0, when, Span::hours(1));
    }
    assert!(
        outages_of(&blueprint)
            .iter()
            .all(|one| one.recovery() == Some(0))
    );
}

/// What was started once belongs to the cluster again.
#[test]
fn after_a_power_on_the_cluster_restarts_again() {
    let mut blueprint = powered();
    let stamp = Component::Stamp(StampId(0));
    let when = vec![Span::hours(100)];
    fault_at(&mut blueprint, "power", stamp, 0.0, when, Span::minutes(1));
    let control = Component::ControlPlane(StampId(0));
    let when = vec![Span::hours(200)];
    fault_at(
        &mut blueprint,
        "control",
        control,
        0.0,
        when,
        Span::hours(9),
    );
    for node in 0..4 {
        let target = Component::Node(NodeId(node));
        let when = vec![Span::hours(201 + u64::from(node))];
        let label = format!("node{node}");
        fault_at(&mut blueprint, &label, target, 0.0, when, Span::minutes(1));
    }
    let outages = outages_of(&blueprint);
    let later = outages.iter().filter(|one| one.class == Class::Node);
    let (count, longest) = later.fold((0, 0), |(count, longest), one| {
        (count + 1, longest.max(one.recovery().unwrap_or(u64::MAX)))
    });
    assert!(
        count > 50 && longest == 0,
        "{count} restarts, up to {longest} ms"
    );
}

/// The power of a container: its three stamps start on their own, each in its time, and then their
/// VMs in batches.
#[test]
fn a_container_without_power_starts_stamp_by_stamp() {
    let mut blueprint = cluster(4);
    blueprint.enclosures.push(Enclosure {
        name: "box".into(),
        site: SiteId(0),
    });
    for name in ["beta", "gamma", "outside"] {
        add_stamp(&mut blueprint, name, SiteId(0), 4);
    }
    for (stamp, starts) in [(0, 2.0), (1, 2.5), (2, 3.0)] {
        blueprint.stamps[stamp].enclosure = Some(EnclosureId(0));
        blueprint.stamps[stamp].start = Law::Constant(starts * H);
    }
    for stamp in 0..4 {
        blueprint.stamps[stamp].manager_start = Batch {
            count: 2,
            every: Span::minutes(5),
        };
        for number in 0..3 {
            application(&mut blueprint, &format!("{stamp}-{number}"), 1, 1, 8);
            let vm = blueprint.vms.last_mut().expect("just added");
            vm.stamp = StampId::from_index(stamp);
        }
    }
    let power = Component::Enclosure(EnclosureId(0));
    let when = vec![Span::hours(100)];
    fault_at(&mut blueprint, "power", power, 0.0, when, Span::hours(1));
    let outages = outages_of(&blueprint);
    assert_eq!(outages.len(), 9, "the one outside runs on");
    for stamp in 0..3_u32 {
        let first = 3 * HOUR + u64::from(stamp) * 30 * MINUTE;
        let mine = |one: &&Outage| one.application.0 / 3 == stamp;
        let mut found: Vec<_> = outages
            .iter()
            .filter(mine)
            .map(|one| one.recovery())
            .collect();
        found.sort();
        assert_eq!(found, [first, first, first + 5 * MINUTE].map(Some));
    }
    assert!(
        outages
            .iter()
            .all(|one| one.class == Class::Enclosure && one.set_back() == 0)
    );
}
