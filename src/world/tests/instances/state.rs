//! What instances do with state: they hold the same, read it from one another, and lose it together.

use super::*;

const HOURLY: u64 = 100_000_000 * 3_600;
const STAMP: Component = Component::Stamp(StampId(0));
const OTHER: Component = Component::Stamp(StampId(1));

/// Two instances with state on two sites and a witness at a third; to read all of it takes two
/// hours over the link.
fn pair() -> Blueprint {
    let mut blueprint = spread(2, true, true);
    let third = add_site(&mut blueprint);
    join_sites(&mut blueprint, SiteId(0), third);
    join_sites(&mut blueprint, SiteId(1), third);
    blueprint.protections.high_availabilities[0].witness = Some(Place::Site(third));
    blueprint.links[0].rate = Rate(100_000_000);
    for vm in &mut blueprint.vms {
        vm.used = Bytes(2 * HOURLY);
    }
    blueprint
}

/// The same with a daily backup of both, at the site of the first.
fn backed_up() -> Blueprint {
    let mut blueprint = pair();
    blueprint.run.build_up = Span::days(3);
    blueprint.links[0].rate = FAST;
    repository(&mut blueprint, FAST.0, 10);
    blueprint.repositories[0].read = Rate(100_000_000);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    blueprint
}

fn destroyed(blueprint: &mut Blueprint, target: Component, from: u64, to: u64) {
    let label = format!("destroyed{}", blueprint.sources.len());
    let lasts = Span::hours(to - from);
    fault_at(
        blueprint,
        &label,
        target,
        1.0,
        vec![Span::hours(from)],
        lasts,
    );
}

/// The stamp of one goes with its state: the other takes over, nothing is lost, and the first reads
/// its state over the link for two hours.
#[test]
fn a_reseed_loses_nothing_and_takes_its_time() {
    let mut blueprint = pair();
    destroyed(&mut blueprint, STAMP, 10, 12);
    let record = years(&blueprint, 1, 1).remove(0);
    assert_eq!(record.outages.len(), 1);
    let outage = &record.outages[0];
    assert_eq!(outage.recovery(), Some(365 * SECOND));
    assert!(outage.at_risk() && !outage.total_loss());
    assert_eq!((outage.set_back(), outage.path()), (0, Some(Path::Switch)));
    assert_eq!(record.instances[0].reseeds, 1);
    let moved = |resource| {
        let pipe = record.pipes.iter().find(|pipe| pipe.resource == resource);
        pipe.expect("is there").restore_bytes as u64
    };
    let link = Resource::Link(LinkId(0));
    let ends = [Resource::Uplink(StampId(0)), Resource::Uplink(StampId(1))];
    for resource in [link, ends[0], ends[1]] {
        assert_eq!(moved(resource), 2 * HOURLY);
    }
    // The other one is lost before, and after.
    let mut late = blueprint.clone();
    away(&mut blueprint, node(1), 13, 16);
    assert_eq!(
        stretches(&blueprint),
        [(10 * HOURS, 365), (13 * HOURS, 3 * HOURS)]
    );
    away(&mut late, node(1), 15, 18);
    assert_eq!(stretches(&late), [(10 * HOURS, 365), (15 * HOURS, 365)]);
    // Broken off at 13 h it begins anew at 16 h: not yet there at 17 h, there at 19 h.
    let mut early = blueprint.clone();
    away(&mut early, node(1), 17, 18);
    assert_eq!(stretches(&early)[2], (17 * HOURS, HOURS));
    away(&mut blueprint, node(1), 19, 20);
    assert_eq!(stretches(&blueprint)[2], (19 * HOURS, 365));
}

/// What builds the VM is that of its backup or template, if it has one.
#[test]
fn a_reseed_builds_the_vm_first() {
    let mut blueprint = pair();
    blueprint.protections.redeploys.push(Redeploy {
        decided_by: None,
        restored_by: None,
        name: "template".into(),
        detect: Law::Constant(H),
        waiting: crate::model::Waiting::default(),
        decide: Law::Constant(H),
        takes: Law::Constant(4.0 * H),
        needs_control_plane: true,
        template: None,
        to: vec![],
        go_home: None,
    });
    for vm in &mut blueprint.vms {
        vm.protection.redeploy = Some(RedeployId(0));
    }
    destroyed(&mut blueprint, STAMP, 10, 11);
    // Noticed, decided, built and read by 18 h; until then all hangs on the other.
    let mut late = blueprint.clone();
    away(&mut blueprint, node(1), 17, 19);
    assert_eq!(stretches(&blueprint)[1], (17 * HOURS, 2 * HOURS));
    away(&mut late, node(1), 19, 20);
    assert_eq!(stretches(&late)[1], (19 * HOURS, 365));
    assert!(
        outages(&late)
            .iter()
            .all(|one| one.set_back() == 0 && !one.total_loss())
    );
}

/// All of them lost: one is restored and loses what a single VM would lose, once; the other reads
/// from it, not from the repository.
#[test]
fn the_first_is_restored_and_the_others_reseed() {
    let mut blueprint = backed_up();
    let mut single = blueprint.clone();
    for target in [STAMP, OTHER] {
        destroyed(&mut blueprint, target, 100, 102);
    }
    let record = years(&blueprint, 1, 1).remove(0);
    assert_eq!(record.outages.len(), 1);
    let outage = &record.outages[0];
    assert_eq!(outage.recovery(), Some(4 * HOURS * SECOND));
    assert_eq!(outage.path(), Some(Path::Restore));
    assert_eq!(record.instances[0].reseeds, 1);
    let read = Resource::RepositoryRead(RepositoryId(0));
    let pipe = record.pipes.iter().find(|pipe| pipe.resource == read);
    assert_eq!(pipe.expect("is there").restore_bytes as u64, 2 * HOURLY);

    single.vms.truncate(1);
    single.roles[0].vms = 0..1;
    single.applications[0].vms = 0..1;
    single.roles[0].protection.high_availability = None;
    single.roles[0].one_active = false;
    destroyed(&mut single, STAMP, 100, 102);
    let alone = outages(&single);
    assert!(outage.set_back() > 0 && !outage.total_loss());
    assert_eq!(outage.set_back(), alone[0].set_back());
}

/// Without any way back the loss of all is for good; with a template it is a total loss, once.
#[test]
fn all_lost_without_a_copy_is_a_total_loss() {
    let mut blueprint = pair();
    blueprint.run.horizon = Span::days(30);
    blueprint.run.drain = Span::days(30);
    for target in [STAMP, OTHER] {
        destroyed(&mut blueprint, target, 100, 102);
    }
    assert_eq!(outages(&blueprint)[0].recovery(), None);
    blueprint.protections.redeploys.push(Redeploy {
        decided_by: None,
        restored_by: None,
        name: "template".into(),
        detect: Law::Constant(0.0),
        waiting: crate::model::Waiting::default(),
        decide: Law::Constant(0.0),
        takes: Law::Constant(H),
        needs_control_plane: true,
        template: None,
        to: vec![],
        go_home: None,
    });
    for vm in &mut blueprint.vms {
        vm.protection.redeploy = Some(RedeployId(0));
    }
    let record = years(&blueprint, 1, 1).remove(0);
    assert_eq!(record.outages.len(), 1);
    let outage = &record.outages[0];
    assert_eq!(outage.recovery(), Some(3 * HOURS * SECOND));
    assert!(outage.total_loss() && outage.set_back() == 0);
    assert_eq!(outage.path(), Some(Path::Redeploy));
    assert_eq!(record.instances[0].reseeds, 1);
}

/// A reseed takes the corruption along: when it is noticed nobody is clean, all stop, and what is
/// restored is from before it.
#[test]
fn corruption_is_carried() {
    let mut blueprint = backed_up();
    let corruption = logical(LogicalKind::Corruption, Span::hours(50));
    let target = Component::Application(ApplicationId(0));
    let at = vec![Span::hours(100)];
    logical_at(&mut blueprint, "rot", target, corruption, at, Span::ZERO);
    destroyed(&mut blueprint, STAMP, 110, 111);
    let record = years(&blueprint, 1, 1).remove(0);
    let outages = &record.outages;
    assert_eq!(outages.len(), 2);
    assert_eq!(
        (outages[0].path(), outages[0].set_back()),
        (Some(Path::Switch), 0)
    );
    assert_eq!(outages[1].start as u64, 150 * HOURS * SECOND);
    assert_eq!(outages[1].path(), Some(Path::Restore));
    assert_eq!(
        outages[1].recovery(),
        Some((2 * HOURS) * SECOND + 315 * SECOND)
    );
    assert!(
        outages[1].set_back() > 49 * HOURS * SECOND,
        "{}",
        outages[1].set_back()
    );
    assert!(
        outages[1].set_back() < 75 * HOURS * SECOND,
        "{}",
        outages[1].set_back()
    );
    assert_eq!(record.instances[0].reseeds, 2);
}

/// The one with the vote goes, and comes back last: the other stands still, and nothing is lost.
#[test]
fn the_last_one_is_waited_for() {
    let mut blueprint = pair();
    away(&mut blueprint, node(0), 10, 20);
    away(&mut blueprint, node(1), 15, 30);
    assert_eq!(
        stretches(&blueprint),
        [(10 * HOURS, 365), (15 * HOURS, 15 * HOURS)]
    );
    let found = &outages(&blueprint)[1];
    assert_eq!(
        (found.set_back(), found.binding),
        (0, Resource::Majority(RoleId(0)))
    );
    assert_eq!(found.binding_ms, 10 * HOURS * SECOND);
}

/// It is destroyed instead: somebody decides that it is gone, and the one that was away goes on
/// with what it has. What was written without it is lost.
#[test]
fn what_was_written_without_it_is_lost() {
    let mut blueprint = backed_up();
    blueprint.protections.backups[0].decide = Law::Constant(H);
    away(&mut blueprint, node(0), 110, 130);
    destroyed(&mut blueprint, OTHER, 120, 122);
    let record = years(&blueprint, 1, 1).remove(0);
    let outages = &record.outages;
    assert_eq!(outages.len(), 2);
    assert_eq!(outages[0].set_back(), 0);
    assert_eq!(outages[1].recovery(), Some((10 * HOURS + 315) * SECOND));
    assert_eq!(outages[1].set_back(), (10 * HOURS - 365) * SECOND);
    assert!(!outages[1].total_loss());
    assert_eq!(record.instances[0].reseeds, 1);

    // It runs all the time behind a cut: what decides is when somebody does, and it is a switch.
    let mut blueprint = backed_up();
    blueprint.protections.high_availabilities[0].witness = Some(Place::Site(SiteId(1)));
    blueprint.protections.backups[0].decide = Law::Constant(H);
    away(&mut blueprint, Component::Link(LinkId(0)), 110, 121);
    destroyed(&mut blueprint, OTHER, 120, 222);
    let found = super::outages(&blueprint);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].recovery(), Some((HOURS + 355) * SECOND));
    assert_eq!(found[1].set_back(), (10 * HOURS - 365) * SECOND);
    assert_eq!(found[1].path(), Some(Path::Switch));
}

/// A deletion is the same for all: the first is restored, the others read from it.
#[test]
fn a_deletion_reaches_all() {
    let mut blueprint = backed_up();
    let deletion = logical(LogicalKind::Deletion, Span::ZERO);
    let target = Component::Application(ApplicationId(0));
    let at = vec![Span::hours(100)];
    logical_at(&mut blueprint, "slip", target, deletion, at, Span::ZERO);
    let record = years(&blueprint, 1, 1).remove(0);
    assert_eq!(record.outages.len(), 1);
    assert_eq!(record.outages[0].recovery(), Some(2 * HOURS * SECOND));
    assert_eq!(record.outages[0].path(), Some(Path::Restore));
    assert!(record.outages[0].set_back() > 0);
    assert_eq!(record.instances[0].reseeds, 1);
}

/// One on the wrong side of a cut is nothing to read from: what is lost there waits for the link.
#[test]
fn nothing_is_read_from_one_that_is_isolated() {
    let mut blueprint = pair();
    blueprint.protections.high_availabilities[0].witness = Some(Place::Site(SiteId(0)));
    for (number, site) in [(2, SiteId(0)), (3, SiteId(1))] {
        let stamp = add_stamp(&mut blueprint, &format!("more{number}"), site, 1);
        let mut vm = blueprint.vms[0].clone();
        vm.name = format!("app/main/{}", number + 1);
        vm.stamp = stamp;
        blueprint.vms.push(vm);
    }
    blueprint.roles[0].vms = 0..4;
    blueprint.applications[0].vms = 0..4;
    away(&mut blueprint, Component::Link(LinkId(0)), 10, 20);
    destroyed(&mut blueprint, Component::Stamp(StampId(3)), 11, 12);
    for (hours, reseeds) in [(19, 0), (40, 1)] {
        blueprint.run.horizon = Span::hours(hours);
        let record = years(&blueprint, 1, 1).remove(0);
        assert_eq!(record.instances[0].reseeds, reseeds, "in {hours} h");
        assert_eq!(record.outages, [], "{hours} h");
    }
}
