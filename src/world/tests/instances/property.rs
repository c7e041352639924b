//! Whatever happens: never two active, phases that add up, and the same again.

use super::*;
use crate::model::record::InstanceTally;
use proptest::prelude::*;

/// Hours of the mean life and repair of a component.
fn lives(blueprint: &mut Blueprint, target: Component, life: f64, repair: f64, destroys: f64) {
    let life = Law::Exponential { mean: life * H };
    let repair = Law::Exponential { mean: repair * H };
    hazard(blueprint, target, life, repair, None, destroys);
}

#[derive(Clone, Debug)]
struct Shape {
    count: u32,
    one_active: bool,
    stateful: bool,
    witness: Option<u32>,
    backed_up: bool,
    failure: f64,
    detect: f64,
    /// Mean lives in hours: nodes, stamps, links, sites, corruption.
    lives: [f64; 5],
}

fn shape() -> impl Strategy<Value = Shape> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let life = || prop_oneof![Just(20.0), Just(100.0), Just(400.0)];
    (
        1u32..6,
        flags,
        proptest::option::of(0u32..5),
        prop_oneof![Just(0.0), Just(0.5)],
        prop_oneof![Just(0.0), Just(0.5), Just(5.0)],
        [life(), life(), life(), life(), life()],
    )
        .prop_map(|(count, flags, witness, failure, detect, lives)| Shape {
            count,
            one_active: flags.0,
            stateful: flags.1,
            witness,
            backed_up: flags.2,
            failure,
            detect,
            lives,
        })
}

/// Three sites, three stamps of two nodes, instances over all of them, and everything fails.
fn everything_fails(shape: &Shape) -> Blueprint {
    let mut blueprint = cluster(2);
    blueprint.run.horizon = Span::days(200);
    blueprint.run.build_up = Span::days(2);
    blueprint.run.drain = Span::days(60);
    for number in 1..3 {
        let site = add_site(&mut blueprint);
        add_stamp(&mut blueprint, &format!("stamp{number}"), site, 2);
    }
    application(&mut blueprint, "app", shape.count, 1, 100);
    stand_in(&mut blueprint, shape.one_active, shape.stateful);
    if !shape.one_active {
        blueprint.roles[0].required = 1 + shape.count / 2;
    }
    blueprint.roles[0].boot = Law::Exponential { mean: 0.1 * H };
    let protection = &mut blueprint.protections.high_availabilities[0];
    protection.switch_failure = Share(shape.failure);
    protection.switch_repair = Law::Exponential { mean: H };
    protection.detect = Law::Exponential {
        mean: shape.detect.max(0.001) * H,
    };
    protection.witness = shape.witness.map(|at| match at {
        0..3 => Place::Site(SiteId(at)),
        3 => Place::Stamp(StampId(1)),
        _ => Place::Enclosure(EnclosureId(0)),
    });
    blueprint.enclosures.push(Enclosure {
        name: "box".into(),
        site: SiteId(2),
    });
    blueprint.stamps[2].enclosure = Some(EnclosureId(0));
    for (number, vm) in blueprint.vms.iter_mut().enumerate() {
        vm.stamp = StampId(number as u32 % 3);
        vm.used = Bytes(1_000_000_000_000);
    }
    if shape.backed_up {
        repository(&mut blueprint, 100_000_000, 2);
        backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    }
    let [nodes, stamps, links, sites, rot] = shape.lives;
    for (one, other) in [(0, 1), (1, 2), (0, 2)] {
        let link = join_sites(&mut blueprint, SiteId(one), SiteId(other));
        blueprint.links[0].rate = Rate(100_000_000);
        lives(&mut blueprint, link, links, 10.0, 0.0);
    }
    for number in 0..6 {
        lives(&mut blueprint, node(number), 4.0 * nodes, 10.0, 0.0);
    }
    for number in 0..3 {
        let (stamp, site) = (StampId(number), SiteId(number));
        lives(
            &mut blueprint,
            Component::Stamp(stamp),
            5.0 * stamps,
            20.0,
            0.3,
        );
        lives(&mut blueprint, Component::Site(site), 5.0 * sites, 5.0, 0.0);
    }
    lives(
        &mut blueprint,
        Component::Enclosure(EnclosureId(0)),
        5.0 * sites,
        5.0,
        0.5,
    );
    let number = blueprint.sources.len();
    let app = Component::Application(ApplicationId(0));
    lives(&mut blueprint, app, 5.0 * rot, 1.0, 0.0);
    blueprint.sources[number].effect = logical(LogicalKind::Corruption, Span::hours(40));
    blueprint
}

/// The property has occasion to fail: all that it is about happens.
#[test]
fn everything_happens() {
    let shape = Shape {
        count: 3,
        one_active: true,
        stateful: true,
        witness: Some(2),
        backed_up: true,
        failure: 0.5,
        detect: 0.5,
        lives: [100.0; 5],
    };
    let records = years(&everything_fails(&shape), 1, 20);
    let sum = |count: fn(&InstanceTally) -> u32| -> u32 {
        records.iter().map(|one| count(&one.instances[0])).sum()
    };
    let counts = [
        sum(|one| one.switches),
        sum(|one| one.failed_switches),
        sum(|one| one.majority_losses),
        sum(|one| one.splits),
        sum(|one| one.reseeds),
    ];
    assert!(counts.iter().all(|count| *count > 20), "{counts:?}");
    let restored = |one: &&Outage| one.path() == Some(Path::Restore) && one.set_back() > 0;
    let all = records.iter().flat_map(|record| &record.outages);
    assert!(all.filter(restored).count() > 20);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    /// The world asserts at every change that at most one instance is active, that those who serve
    /// take part, and at the end that those who take part agree; here it has much occasion to.
    #[test]
    fn never_two_active(shape in shape(), seed in 0u64..1_000) {
        let blueprint = everything_fails(&shape);
        let records = years(&blueprint, seed, 3);
        prop_assert_eq!(&records, &years(&blueprint, seed, 3), "not the same again");
        for record in &records {
            let tally = record.instances[0];
            prop_assert!(tally.failed_switches <= tally.switches);
            prop_assert!(shape.one_active || tally.switches == 0);
            prop_assert!(shape.stateful || shape.witness.is_some() || tally.majority_losses == 0);
            for outage in &record.outages {
                let phases: u64 = outage.phases.iter().sum();
                prop_assert!(outage.recovery().is_none_or(|length| length == phases));
                prop_assert!(!outage.total_loss() || shape.stateful);
            }
        }
    }
}
