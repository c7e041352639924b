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
    near(record, 0, &[1.0, 1.0]);
    near(record, 1, &[3.5]);
    near(record, 2, &[4.5]);
    near(record, 3, &[5.5]);
    near(record, 4, &[6.5]);
}

/// The outages of an application last so many hours each, whether its data came back or not.
fn near(record: &TrialRecord, application: u32, truth: &[f64]) {
    let outages = record.outages.iter();
    let own = outages.filter(|outage| outage.application.0 == application);
    let made: Vec<f64> = own
        .map(|outage| outage.phases.iter().sum::<u64>() as f64 / H)
        .collect();
    let close = made
        .iter()
        .zip(truth)
        .all(|(made, truth)| (made - truth).abs() < 1e-3);
    assert!(
        made.len() == truth.len() && close,
        "application {application}: {made:?}, not {truth:?}"
    );
}

/// Two VMs whose points lie at a near repository with one slot, where each takes an hour to read, and at
/// a far one with slots enough, where it takes ten. The data of the first is deleted at hour 0, that of
/// the second, which is more urgent, a quarter of an hour later.
fn two_by_two_places() -> Blueprint {
    let mut blueprint = cluster(4);
    // Backups take no time to speak of, whenever the hour strikes.
    blueprint.stamps[0].uplink = FAST;
    blueprint.stamps[0].disk_rate = FAST;
    repository(&mut blueprint, 1 << 40, 1);
    repository(&mut blueprint, 1 << 40, 4);
    blueprint.repositories[0].read = Rate(100_000_000);
    blueprint.repositories[1].read = Rate(10_000_000);
    for (number, name) in ["a", "b"].into_iter().enumerate() {
        application(&mut blueprint, name, 1, 1, 8);
        blueprint.applications[number].tier = 2 - number as u8;
        backup(&mut blueprint, Span::hours(24), ChainKind::Full);
        blueprint.backups[number].copy_to = Some(RepositoryId(1));
        logical_at(
            &mut blueprint,
            name,
            Component::Application(ApplicationId(number as u32)),
            logical(LogicalKind::Deletion, Span::ZERO),
            vec![DELETION + Span::minutes(15 * number as u64)],
            Span::ZERO,
        );
    }
    for (backup, vm) in (0..).zip(&mut blueprint.vms) {
        vm.backup = Some(BackupId(backup));
        vm.used = Bytes(100_000_000 * 3_600);
    }
    blueprint
}

/// Hour 0 of [`two_by_two_places`].
const DELETION: Span = Span(30 * 24 * HOUR);

/// Two points of the first VM, both of which turn out bad. It reads the newer one until hour 1, and the
/// second VM gets the slot. That comes free within the hour: the first waits for it and reads its older
/// point until hour 3, rather than ten hours from afar.
#[test]
fn whose_point_was_bad_waits_for_who_has_the_slot_now() {
    let mut blueprint = two_by_two_places();
    blueprint.backups[0].keep = Retention::Count(2);
    blueprint.backups[0].bad_point = Share(1.0);
    for record in years(&blueprint, 1, 8) {
        near(&record, 0, &[3.0]);
        near(&record, 1, &[1.75]);
    }
}

/// The first VM reads a point that holds a corruption, which is noticed at half past: it leaves the slot
/// to the second one, waits for that until 1.5 h and reads an older point until 2.5 h, rather than ten
/// hours from afar.
#[test]
fn whose_point_will_not_do_any_more_waits_for_who_has_the_slot_now() {
    let mut blueprint = two_by_two_places();
    let (before, noticed) = (30 * HOUR, 30 * HOUR + HOUR / 2);
    logical_at(
        &mut blueprint,
        "rot",
        Component::Application(ApplicationId(0)),
        logical(LogicalKind::Corruption, Span(noticed)),
        vec![Span(DELETION.0 - before)],
        Span::ZERO,
    );
    for record in years(&blueprint, 1, 8) {
        near(&record, 0, &[2.5]);
        near(&record, 1, &[1.25]);
    }
}
