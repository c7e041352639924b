//! Slots of a repository that go from hand to hand while their holders go down together.

use super::operator::*;
use super::*;

/// Five VMs whose restores take an hour each, one after the other, by tier. Their stamp is destroyed at
/// hour 0 and again at hour 1.5, when the second one reads and three wait. The slot then goes from one to
/// the next while all of them stop: nobody may keep it. All begin anew: the first is back at 2.5 h, the
/// last at 6.5 h. The first one's earlier hour is an outage of its own.
#[test]
fn a_slot_passes_through_all_who_stop_together() {
    let mut blueprint = cluster(4);
    for (tier, name) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        application(&mut blueprint, name, 1, 1, 8);
        blueprint.applications[tier].tier = tier as u8 + 1;
    }
    repository(&mut blueprint, 1 << 40, 1);
    blueprint.repositories[0].read = Rate(100_000_000);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    for vm in &mut blueprint.vms {
        vm.used = Bytes(100_000_000 * 3_600);
    }
    let first = Span::days(30) + Span::hours(12);
    let again = first + Span::minutes(90);
    fault_at(
        &mut blueprint,
        "fire",
        Component::Stamp(StampId(0)),
        1.0,
        vec![first, again],
        Span::ZERO,
    );
    let record = &years(&blueprint, 1, 1)[0];
    let hours = |application: u32| -> Vec<f64> {
        let outages = record.outages.iter();
        let own = outages.filter(|outage| outage.application.0 == application);
        own.map(|outage| outage.recovery().expect("recovers") as f64 / H)
            .collect()
    };
    let near = |made: Vec<f64>, truth: &[f64]| {
        let close = made
            .iter()
            .zip(truth)
            .all(|(made, truth)| (made - truth).abs() < 1e-3);
        assert!(
            made.len() == truth.len() && close,
            "{made:?}, not {truth:?}"
        );
    };
    near(hours(0), &[1.0, 1.0]);
    near(hours(1), &[3.5]);
    near(hours(2), &[4.5]);
    near(hours(3), &[5.5]);
    near(hours(4), &[6.5]);
}
