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
        blueprint.protections.backups[number].copy_to = Some(RepositoryId(1));
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
        vm.protection.backup = Some(BackupId(backup));
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
    blueprint.protections.backups[0].keep = Retention::Count(2);
    blueprint.protections.backups[0].bad_point = Share(1.0);
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

/// Two VMs read at a near repository from hour 0 on, which stops at half past; the far one has one slot,
/// and a read there takes two and a half hours. The second VM is more urgent: it reads there until hour 3,
/// and the first one after it until 5.5 h. So it is where the slot is free, and where the copy of a third one's point holds it that stops as well.
#[test]
fn whose_repository_stops_looks_again_by_tier() {
    for copies in [false, true] {
        let mut blueprint = cluster(4);
        blueprint.stamps[0].uplink = FAST;
        blueprint.stamps[0].disk_rate = FAST;
        for (number, name) in ["a", "b", "c"].into_iter().enumerate() {
            application(&mut blueprint, name, 1, 1, 8);
            blueprint.applications[number].tier = [2, 1, 3][number];
        }
        repository(&mut blueprint, 1 << 40, 4);
        repository(&mut blueprint, 1 << 40, 1);
        backup(&mut blueprint, Span::hours(24), ChainKind::Full);
        blueprint.protections.backups[0].copy_to = Some(RepositoryId(1));
        for (vm, hours) in blueprint.vms.iter_mut().zip([1, 1, 40]) {
            vm.used = Bytes(100_000_000 * 3_600 * hours);
        }
        // Side by side at the near one each would take two hours.
        blueprint.repositories[0].read = Rate(100_000_000);
        blueprint.repositories[1].read = Rate(40_000_000);
        if !copies {
            blueprint.vms[2].protection.backup = None;
        }
        for application in [0, 1] {
            logical_at(
                &mut blueprint,
                "gone",
                Component::Application(ApplicationId(application)),
                logical(LogicalKind::Deletion, Span::ZERO),
                vec![DELETION],
                Span::ZERO,
            );
        }
        fault_at(
            &mut blueprint,
            "stops",
            Component::Repository(RepositoryId(0)),
            0.0,
            vec![DELETION + Span::minutes(30)],
            Span::days(20),
        );
        for record in years(&blueprint, 1, 8) {
            near(&record, 1, &[3.0]);
            near(&record, 0, &[5.5]);
        }
    }
}

/// The only repository is destroyed while a VM reads there: the VM goes on empty, and what took its points
/// is told beside what deleted its data.
#[test]
fn what_takes_the_points_that_are_read_contributes() {
    let mut blueprint = two_by_two_places();
    blueprint.protections.backups[0].copy_to = None;
    fault_at(
        &mut blueprint,
        "stops",
        Component::Repository(RepositoryId(0)),
        1.0,
        vec![DELETION + Span::minutes(30)],
        Span::ZERO,
    );
    for record in years(&blueprint, 1, 8) {
        near(&record, 0, &[0.5]);
        let outage = record.outages.iter().find(|one| one.application.0 == 0);
        let outage = outage.expect("its data was deleted");
        assert!(outage.total_loss());
        assert_eq!((outage.cause, outage.contributor_count), (0, 1));
        assert_eq!(outage.contributors[0], 2, "the third source");
    }
}
