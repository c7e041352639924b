//! What a stamp operator would object to: small stories, each with one thing that must not happen.

use super::*;

pub(super) const FAST: Rate = Rate(1 << 40);

/// Adds a scheduled fault; returns the position of its source.
pub(super) fn fault_at(
    blueprint: &mut Blueprint,
    label: &str,
    target: Component,
    destroys: f64,
    instants: Vec<Span>,
    lasts: Span,
) -> usize {
    let effect = Effect::Stops {
        destroys: Share(destroys),
    };
    logical_at(blueprint, label, target, effect, instants, lasts)
}

pub(super) fn logical_at(
    blueprint: &mut Blueprint,
    label: &str,
    target: Component,
    effect: Effect,
    instants: Vec<Span>,
    lasts: Span,
) -> usize {
    blueprint.sources.push(Source {
        label: label.into(),
        stream: format!("fault/{label}"),
        target,
        class: Class::of(target),
        arrival: Arrival::Scheduled(instants),
        effect,
        restoration: Restoration {
            parts: None,
            by_itself: false,
            detect: Law::Constant(0.0),
            crew: None,
            repair: Law::Constant(lasts.0 as f64),
        },
    });
    blueprint.sources.len() - 1
}

pub(super) fn logical(kind: LogicalKind, noticed: Span) -> Effect {
    Effect::Logical {
        kind,
        noticed: Law::Constant(noticed.0 as f64),
    }
}

pub(super) fn add_stamp(
    blueprint: &mut Blueprint,
    name: &str,
    site: SiteId,
    nodes: u32,
) -> StampId {
    let id = StampId::from_index(blueprint.stamps.len());
    let first = blueprint.nodes.len() as u32;
    let mut added = stamp(name, first, nodes);
    added.site = site;
    added.uplink = FAST;
    added.disk_rate = FAST;
    blueprint.stamps.push(added);
    blueprint.nodes.extend((0..nodes).map(|index| Node {
        stamp: id,
        number: index + 1,
        rack: None,
    }));
    id
}

pub(super) fn add_site(blueprint: &mut Blueprint) -> SiteId {
    let id = SiteId::from_index(blueprint.sites.len());
    blueprint.sites.push(Site {
        name: format!("site{}", id.0),
    });
    id
}

/// One VM of one application with a daily full to one repository; nothing takes time but what the
/// test makes take time.
pub(super) fn protected(vms: u32, required: u32) -> Blueprint {
    let mut blueprint = cluster(4);
    blueprint.run.build_up = Span::days(16);
    blueprint.run.horizon = Span::days(60);
    blueprint.run.drain = Span::days(60);
    blueprint.stamps[0].uplink = FAST;
    blueprint.stamps[0].disk_rate = FAST;
    application(&mut blueprint, "app", vms, required, 8);
    repository(&mut blueprint, FAST.0, 1_000);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    blueprint.protections.backups[0].keep = Retention::Count(14);
    for vm in &mut blueprint.vms {
        vm.used = Bytes(0);
    }
    blueprint
}

fn hourly_blips(days: u64) -> Vec<Span> {
    (0..24 * days).map(Span::hours).collect()
}

/// Blips of the control plane end snapshots; an agent in the guest does not notice them.
#[test]
fn a_control_plane_ends_snapshots_and_not_agents() {
    let mut blueprint = protected(1, 1);
    blueprint.vms[0].used = Bytes(100_000_000 * 4 * 3_600);
    blueprint.repositories[0].write = Rate(100_000_000);
    let control = Component::ControlPlane(StampId(0));
    let blips = hourly_blips(60);
    fault_at(
        &mut blueprint,
        "blip",
        control,
        0.0,
        blips,
        Span::minutes(1),
    );
    let agents = years(&blueprint, 1, 1)[0].backups[0];
    assert!(agents.interrupted == 0 && agents.good >= 59, "{agents:?}");
    blueprint.protections.backups[0].method = BackupMethod::Snapshot;
    let snapshots = years(&blueprint, 1, 1)[0].backups[0];
    assert!(
        snapshots.interrupted >= 58 && snapshots.good <= 2,
        "{snapshots:?}"
    );
}

/// Where running VMs may not be snapshotted, there are no snapshots of running VMs.
#[test]
fn a_stamp_that_cannot_snapshot_running_vms_does_not() {
    let mut blueprint = protected(1, 1);
    blueprint.protections.backups[0].method = BackupMethod::Snapshot;
    assert!(years(&blueprint, 1, 1)[0].backups[0].good >= 59);
    blueprint.stamps[0].running_vm_snapshot = false;
    let jobs = years(&blueprint, 1, 1)[0].backups[0];
    assert!(jobs.good == 0 && jobs.interrupted == jobs.due, "{jobs:?}");
}

/// A job whose path goes in flight leaves nothing; a restore waits for the link and goes on.
#[test]
fn a_link_that_is_cut_ends_the_jobs_on_it() {
    let mut blueprint = protected(1, 1);
    let far = add_site(&mut blueprint);
    blueprint.repositories[0].at = Place::Site(far);
    blueprint.repositories[0].site = far;
    blueprint.links.push(Link {
        name: "wan".into(),
        between: (SiteId(0), far),
        rate: Rate(100_000_000),
        latency: Span::ZERO,
        fallback: None,
    });
    blueprint.vms[0].used = Bytes(100_000_000 * 4 * 3_600);
    let wan = Component::Link(LinkId(0));
    let blips = hourly_blips(60);
    fault_at(&mut blueprint, "cut", wan, 0.0, blips, Span::minutes(1));
    let jobs = years(&blueprint, 1, 1)[0].backups[0];
    assert!(jobs.good <= 2 && jobs.interrupted >= 58, "{jobs:?}");
    // The link is down from an hour before the loss to nine hours after it.
    blueprint.sources.clear();
    fault_at(
        &mut blueprint,
        "cut",
        wan,
        0.0,
        vec![Span::hours(479)],
        Span::hours(10),
    );
    let stamp = Component::Stamp(StampId(0));
    fault_at(
        &mut blueprint,
        "loss",
        stamp,
        1.0,
        vec![Span::hours(480)],
        Span::ZERO,
    );
    let outage = years(&blueprint, 1, 1)[0].outages[0];
    assert_eq!(
        outage.recovery(),
        Some(13 * HOUR),
        "nine hours of waiting, four of reading"
    );
    assert_eq!(outage.binding, Resource::Link(LinkId(0)));
    assert_eq!(outage.contributor_count, 1, "the cut link is named");
}

/// While the control plane is down no batch of the resource manager goes, whoever was in the queue.
#[test]
fn no_batch_goes_while_the_control_plane_is_down() {
    let mut blueprint = protected(1, 1);
    for name in ["b", "c"] {
        application(&mut blueprint, name, 1, 1, 8);
    }
    for vm in &mut blueprint.vms {
        vm.used = Bytes(0);
        vm.protection.backup = Some(BackupId(0));
    }
    blueprint.stamps[0].manager_start = Batch {
        count: 1,
        every: Span::minutes(10),
    };
    let stamp = Component::Stamp(StampId(0));
    let control = Component::ControlPlane(StampId(0));
    fault_at(
        &mut blueprint,
        "loss",
        stamp,
        1.0,
        vec![Span::hours(100)],
        Span::hours(1),
    );
    let later = Span(101 * HOUR + 5 * MINUTE);
    fault_at(
        &mut blueprint,
        "control",
        control,
        0.0,
        vec![later],
        Span::hours(2),
    );
    let record = &years(&blueprint, 1, 1)[0];
    let mut minutes: Vec<u64> = record
        .outages
        .iter()
        .map(|outage| outage.recovery().expect("recovers") / MINUTE)
        .collect();
    minutes.sort_unstable();
    assert_eq!(minutes, [60, 185, 195]);
    assert!(
        record
            .outages
            .iter()
            .all(|outage| outage.recovery() == Some(HOUR)
                || outage.binding == Resource::ControlPlane(StampId(0)))
    );
}

/// Corruption that is noticed while a bad point is being read: that point will not do any more.
#[test]
fn a_bad_point_in_flight_is_dropped_when_the_corruption_is_noticed() {
    let mut blueprint = protected(1, 1);
    blueprint.repositories[0].read = Rate(100_000_000);
    blueprint.vms[0].used = Bytes(100_000_000 * 10 * 3_600);
    let app = Component::Application(ApplicationId(0));
    let corruption = logical(LogicalKind::Corruption, Span::hours(53));
    logical_at(
        &mut blueprint,
        "rot",
        app,
        corruption,
        vec![Span::days(18)],
        Span::ZERO,
    );
    let stamp = Component::Stamp(StampId(0));
    fault_at(
        &mut blueprint,
        "loss",
        stamp,
        1.0,
        vec![Span::days(20)],
        Span::ZERO,
    );
    for trial in 0..20 {
        let record = World::new(&blueprint, 1).run(Mode::Years, trial);
        assert_eq!(record.outages.len(), 1);
        let outage = &record.outages[0];
        assert_eq!(
            outage.recovery(),
            Some(15 * HOUR),
            "five hours were for nothing"
        );
        assert!(
            (48 * HOUR..=73 * HOUR).contains(&outage.set_back()),
            "{}",
            outage.set_back() / HOUR
        );
    }
}

/// Nobody knows of a corruption until it is noticed: a deletion is restored from the newest point,
/// bad or not, and the corruption comes back with it.
#[test]
fn a_deletion_does_not_reveal_a_corruption() {
    let mut blueprint = protected(1, 1);
    let app = Component::Application(ApplicationId(0));
    let corruption = logical(LogicalKind::Corruption, Span::days(10));
    logical_at(
        &mut blueprint,
        "rot",
        app,
        corruption,
        vec![Span::days(18)],
        Span::ZERO,
    );
    let deletion = logical(LogicalKind::Deletion, Span::ZERO);
    logical_at(
        &mut blueprint,
        "rm",
        app,
        deletion,
        vec![Span::days(20)],
        Span::ZERO,
    );
    for trial in 0..20 {
        let record = World::new(&blueprint, 1).run(Mode::Years, trial);
        let losses: Vec<u64> = record
            .outages
            .iter()
            .map(|outage| outage.set_back())
            .collect();
        assert_eq!(losses.len(), 2, "{losses:?}");
        assert!(losses[0] <= 24 * HOUR, "{losses:?}");
        // Ten days since the corruption, less the writing that the deletion took.
        assert!(losses[1] > 8 * 24 * HOUR, "{losses:?}");
    }
}

/// A snapshot under way when data is lost belongs to data that is not there any more.
#[test]
fn a_snapshot_in_flight_does_not_survive_the_data() {
    let mut blueprint = protected(1, 1);
    blueprint.protections.backups[0].method = BackupMethod::Snapshot;
    blueprint.repositories[0].write = Rate(100_000_000);
    blueprint.vms[0].used = Bytes(100_000_000 * 20 * 3_600);
    let app = Component::Application(ApplicationId(0));
    let deletion = logical(LogicalKind::Deletion, Span::ZERO);
    let twice = vec![Span::days(20), Span(20 * 24 * HOUR + 10 * HOUR)];
    logical_at(&mut blueprint, "rm", app, deletion, twice, Span::ZERO);
    for trial in 0..20 {
        let record = World::new(&blueprint, 1).run(Mode::Years, trial);
        let losses: Vec<u64> = record
            .outages
            .iter()
            .map(|outage| outage.set_back())
            .collect();
        assert!(losses[1].abs_diff(10 * HOUR) < MINUTE, "{losses:?}");
    }
}

/// People come in the morning, and then the larger failure domain goes first, whoever called first.
#[test]
fn the_larger_domain_goes_first_when_the_crew_comes() {
    let mut blueprint = cluster(1);
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 1);
    application(&mut blueprint, "small", 1, 1, 8);
    application(&mut blueprint, "large", 1, 1, 8);
    blueprint.vms[1].stamp = beta;
    let day = 24 * HOUR;
    let hours = (0..7).map(|number| (number * day + 8 * HOUR, number * day + 17 * HOUR));
    blueprint.crews.push(Crew {
        name: "day".into(),
        people: 1,
        hours: Hours::Weekly(hours.collect()),
        answers_in: Law::Constant(0.0),
        on_call_after: None,
        repair_within: None,
    });
    let first = vec![Span::hours(100)];
    let then = vec![Span(100 * HOUR + 10 * MINUTE)];
    let node = Component::Node(NodeId(0));
    let one = fault_at(&mut blueprint, "node", node, 0.0, first, Span::hours(2));
    let stamp = Component::Stamp(beta);
    let two = fault_at(&mut blueprint, "stamp", stamp, 0.0, then, Span::hours(2));
    for source in [one, two] {
        blueprint.sources[source].restoration.crew = Some(CrewId(0));
    }
    let (mut nights, mut days) = (0, 0);
    for trial in 0..60 {
        let record = World::new(&blueprint, 1).run(Mode::Years, trial);
        let recovery = |id: u32| {
            let mine = |outage: &&crate::model::record::Outage| outage.application.0 == id;
            let outage = record.outages.iter().find(mine).expect("stops");
            outage.recovery().expect("recovers")
        };
        let (small, large) = (recovery(0), recovery(1) + 10 * MINUTE);
        if small == 2 * HOUR {
            days += 1;
        } else if large > 3 * HOUR {
            nights += 1;
            assert_eq!(small, large + 2 * HOUR, "trial {trial}");
        }
    }
    assert!(nights > 15 && days > 10, "{nights} {days}");
}

/// A VM that waited four hours for room is counted, though it has its room when the trial ends.
#[test]
fn a_drill_counts_what_did_not_fit() {
    let mut blueprint = cluster(2);
    application(&mut blueprint, "app", 2, 2, 200);
    let nothing = Effect::Stops {
        destroys: Share(0.0),
    };
    drill(
        &mut blueprint,
        Component::Node(NodeId(0)),
        nothing,
        Law::Constant(4.0 * H),
    );
    assert_eq!(drills(&blueprint, 1, 1)[0].unplaced, 1);
    // A spare that does not fit is seen as well, though its application is up.
    blueprint.roles[0].required = 1;
    blueprint.vms.swap(0, 1);
    for node in 0..2 {
        blueprint.sources[0].target = Component::Node(NodeId(node));
        assert_eq!(drills(&blueprint, 1, 1)[0].unplaced, 1);
    }
    blueprint.sources[0].restoration.repair = Law::Constant(0.5 * H);
    assert_eq!(
        drills(&blueprint, 1, 1)[0].unplaced,
        0,
        "half an hour is short"
    );
}

/// What a spare loses in an outage belongs to that outage, however late the spare is restored.
#[test]
fn a_late_restore_belongs_to_its_outage() {
    let mut blueprint = protected(2, 1);
    // One at a time, an hour each; the second VM's jobs come twelve hours after the first one's.
    blueprint.protections.backups[0].stagger = Span::hours(12);
    blueprint.repositories[0].read = Rate(100_000_000);
    blueprint.repositories[0].slots = 1;
    for vm in &mut blueprint.vms {
        vm.used = Bytes(100_000_000 * 3_600);
    }
    let stamp = Component::Stamp(StampId(0));
    let gone = Effect::Stops {
        destroys: Share(1.0),
    };
    drill(&mut blueprint, stamp, gone, Law::Constant(0.0));
    let check = |records: &[TrialRecord]| {
        let losses: Vec<f64> = records
            .iter()
            .map(|record| {
                assert_eq!(record.outages.len(), 1, "one loss, counted once");
                assert_eq!(record.outages[0].recovery(), Some(HOUR));
                record.outages[0].set_back() as f64 / H
            })
            .collect();
        agrees(
            &losses,
            18.0,
            "the larger of two losses that are twelve hours apart",
        );
    };
    check(&drills(&blueprint, 1, 2_000));
    blueprint.sources.clear();
    blueprint.drills.clear();
    fault_at(
        &mut blueprint,
        "loss",
        stamp,
        1.0,
        vec![Span::days(20)],
        Span::ZERO,
    );
    check(&years(&blueprint, 1, 2_000));
    // State lost while the application stays up is an event of its own, in a drill as well.
    blueprint.sources.clear();
    blueprint.vms[1].stamp = add_stamp(&mut blueprint, "beta", SiteId(0), 1);
    let gone = Effect::Stops {
        destroys: Share(1.0),
    };
    drill(&mut blueprint, stamp, gone, Law::Constant(0.0));
    let record = &drills(&blueprint, 1, 1)[0];
    assert!(record.outages.len() == 1 && record.outages[0].loss_only);
}

/// Corruption that a drill sets is counted however late it is noticed.
#[test]
fn a_drill_waits_for_its_corruption_to_be_noticed() {
    let mut blueprint = protected(1, 1);
    blueprint.run.drain = Span::days(5);
    let app = Component::Application(ApplicationId(0));
    let corruption = logical(LogicalKind::Corruption, Span::days(10));
    drill(&mut blueprint, app, corruption, Law::Constant(0.0));
    let record = &drills(&blueprint, 1, 1)[0];
    assert_eq!(record.outages.len(), 1);
    assert_eq!(record.outages[0].recovery(), Some(0));
}

/// After a power loss a cluster forms from the majority that knew of each other, not from one node.
#[test]
fn a_cold_start_needs_a_quorum() {
    let mut blueprint = cluster(4);
    blueprint.stamps[0].quorum = Quorum::Dynamic;
    application(&mut blueprint, "app", 1, 1, 8);
    let power = Component::Stamp(StampId(0));
    fault_at(
        &mut blueprint,
        "power",
        power,
        0.0,
        vec![Span::hours(100)],
        Span::hours(1),
    );
    for node in 0..3 {
        let label = format!("node{node}");
        let target = Component::Node(NodeId(node));
        let lasts = Span::hours(10 + u64::from(node));
        fault_at(
            &mut blueprint,
            &label,
            target,
            0.0,
            vec![Span::hours(100)],
            lasts,
        );
    }
    let outage = years(&blueprint, 1, 1)[0].outages[0];
    assert_eq!(
        outage.recovery(),
        Some(10 * HOUR),
        "two nodes and the witness"
    );
    // Nodes that the cluster had already taken out of the votes do not hold it up.
    for (node, source) in blueprint.sources.iter_mut().skip(1).enumerate() {
        source.arrival = Arrival::Scheduled(vec![Span(90 * HOUR + node as u64 * HOUR)]);
        source.restoration.repair = Law::Constant(20.0 * H);
    }
    let record = &years(&blueprint, 1, 1)[0];
    let of_power = record
        .outages
        .iter()
        .find(|outage| outage.class == Class::Stamp);
    assert_eq!(of_power.map(|outage| outage.recovery()), Some(Some(HOUR)));
}

/// The phase of a weekly full is an instant of the week, not only of the day.
#[test]
fn fulls_come_on_their_day() {
    let mut blueprint = protected(1, 1);
    blueprint.protections.backups[0].chain = ChainKind::Incremental;
    blueprint.protections.backups[0].full_every = Span::days(7);
    blueprint.protections.backups[0].phase = Span(5 * 24 * HOUR + 22 * HOUR);
    blueprint.vms[0].used = Bytes(1_000_000_000);
    let record = &years(&blueprint, 1, 1)[0];
    let write = Resource::RepositoryWrite(RepositoryId(0));
    let pipe = record.pipes.iter().find(|pipe| pipe.resource == write);
    let bytes = pipe.expect("a pipe").backup_bytes;
    let saturday = 5 * 24 + 22;
    for (hour, bytes) in bytes.into_iter().enumerate() {
        assert_eq!(
            bytes > 0,
            hour == saturday,
            "{bytes} bytes in hour {hour} of the week"
        );
    }
}

/// A full that could not run is made up for by the next job.
#[test]
fn a_full_that_was_missed_is_made_up_for() {
    let mut blueprint = protected(1, 1);
    blueprint.run.horizon = Span::days(28);
    blueprint.protections.backups[0].chain = ChainKind::Incremental;
    blueprint.protections.backups[0].full_every = Span::days(7);
    blueprint.vms[0].used = Bytes(1_000_000_000);
    let vault = Component::Repository(RepositoryId(0));
    fault_at(
        &mut blueprint,
        "vault",
        vault,
        0.0,
        vec![Span::days(10)],
        Span::days(1),
    );
    for record in years(&blueprint, 1, 30) {
        assert_eq!(record.backups[0].bytes, 4_000_000_000);
        assert_eq!(record.backups[0].interrupted, 1);
    }
}

/// A repository never holds more than it can, copies included.
#[test]
fn copies_keep_to_the_capacity() {
    let mut blueprint = protected(4, 1);
    repository(&mut blueprint, 1_000_000, 1);
    blueprint.repositories[1].capacity = Bytes(2_500_000_000);
    blueprint.protections.backups[0].copy_to = Some(RepositoryId(1));
    for vm in &mut blueprint.vms {
        vm.used = Bytes(1_000_000_000);
    }
    let used = years(&blueprint, 1, 1)[0].repositories[1].most_used;
    assert_eq!(used, 2_000_000_000);
}

/// Thousands of jobs that fail in a row must not exhaust the stack.
#[test]
fn a_long_queue_fails_without_harm() {
    let mut blueprint = cluster(4);
    blueprint.run.horizon = Span::days(2);
    blueprint.stamps[0].vms_per_node = 100_000;
    application(&mut blueprint, "app", 20_000, 1, 0);
    repository(&mut blueprint, 1 << 30, 1);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    blueprint.protections.backups[0].method = BackupMethod::Snapshot;
    let vault = Component::Repository(RepositoryId(0));
    let often = (0..40).map(Span::hours).collect();
    fault_at(&mut blueprint, "vault", vault, 0.0, often, Span::minutes(1));
    let jobs = years(&blueprint, 1, 1)[0].backups[0];
    assert!(jobs.interrupted >= 20_000, "{jobs:?}");
}

/// A stamp that no link joins to the points is no place to restore to.
#[test]
fn restores_go_only_where_the_points_can_be_read() {
    let mut blueprint = protected(1, 1);
    let far = add_site(&mut blueprint);
    let beta = add_stamp(&mut blueprint, "beta", far, 4);
    blueprint.protections.backups[0].restore_to = vec![beta];
    let stamp = Component::Stamp(StampId(0));
    fault_at(
        &mut blueprint,
        "loss",
        stamp,
        1.0,
        vec![Span::days(20)],
        Span::hours(10),
    );
    let outage = years(&blueprint, 1, 1)[0].outages[0];
    assert!(!outage.total_loss());
    assert_eq!(
        outage.recovery(),
        Some(10 * HOUR),
        "it waits for its own stamp"
    );
}

/// A scale set is created on distinct nodes or not at all; a restart is not so strict.
#[test]
fn a_scale_set_is_created_on_distinct_nodes() {
    let mut blueprint = protected(3, 3);
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 4);
    application(&mut blueprint, "filler", 2, 2, 250);
    blueprint.sets = 1;
    for vm in &mut blueprint.vms {
        if vm.application == ApplicationId(0) {
            (vm.set, vm.set_kind) = (Some(SetId(0)), SetKind::ScaleSet);
        } else {
            vm.stamp = beta;
        }
    }
    blueprint.protections.backups[0].restore_to = vec![beta];
    let stamp = Component::Stamp(StampId(0));
    fault_at(
        &mut blueprint,
        "loss",
        stamp,
        1.0,
        vec![Span::days(20)],
        Span::hours(10),
    );
    let outage = years(&blueprint, 1, 1)[0].outages[0];
    assert_eq!(
        outage.recovery(),
        Some(10 * HOUR),
        "two nodes have room, three are needed"
    );
    blueprint.vms[0].set_kind = SetKind::AvailabilitySet;
    for vm in &mut blueprint.vms {
        vm.set_kind = SetKind::AvailabilitySet;
    }
    assert_eq!(years(&blueprint, 1, 1)[0].outages[0].recovery(), Some(0));
}

/// A repository on a stamp goes with the stamp, also when it is the quorum that is lost.
#[test]
fn a_repository_on_a_stamp_goes_with_its_quorum() {
    let mut blueprint = protected(1, 1);
    let beta = add_stamp(&mut blueprint, "beta", SiteId(0), 4);
    blueprint.stamps[1].quorum = Quorum::Dynamic;
    blueprint.stamps[1].start = Law::Constant(2.0 * H);
    blueprint.stamps[1].detection = Law::Constant(10_000.0);
    blueprint.repositories[0].at = Place::Stamp(beta);
    for node in 4..7 {
        let label = format!("node{node}");
        let target = Component::Node(NodeId(node));
        fault_at(
            &mut blueprint,
            &label,
            target,
            0.0,
            vec![Span::hours(479)],
            Span::hours(10),
        );
    }
    let stamp = Component::Stamp(StampId(0));
    fault_at(
        &mut blueprint,
        "loss",
        stamp,
        1.0,
        vec![Span::hours(480)],
        Span::ZERO,
    );
    let record = &years(&blueprint, 1, 1)[0];
    assert_eq!(
        record.outages[0].recovery(),
        Some(11 * HOUR),
        "nine hours and its start"
    );
    assert_eq!(record.repositories[0].down, 12 * HOUR);
}

/// What a first-tier application needs comes back with the first tier, whatever its own tier.
#[test]
fn what_is_needed_has_the_tier_of_those_that_need_it() {
    let mut blueprint = cluster(2);
    application(&mut blueprint, "front", 1, 1, 200);
    application(&mut blueprint, "data", 1, 1, 200);
    blueprint.applications[0].needs = vec![ApplicationId(1)];
    blueprint.applications[0].start_order = 1;
    blueprint.applications[1].start_order = 0;
    blueprint.applications[1].tier = 3;
    let power = Component::Stamp(StampId(0));
    let node = Component::Node(NodeId(1));
    fault_at(
        &mut blueprint,
        "power",
        power,
        0.0,
        vec![Span::hours(100)],
        Span::hours(1),
    );
    fault_at(
        &mut blueprint,
        "node",
        node,
        0.0,
        vec![Span::hours(100)],
        Span::days(10),
    );
    let record = &years(&blueprint, 1, 1)[0];
    let data = record
        .outages
        .iter()
        .find(|outage| outage.application == ApplicationId(1));
    assert_eq!(data.map(|outage| outage.recovery()), Some(Some(HOUR)));
}

/// Two bad releases at once: the application is back when both are repaired.
#[test]
fn a_second_release_does_not_repair_the_first() {
    let mut blueprint = protected(1, 1);
    let app = Component::Application(ApplicationId(0));
    for (label, at, lasts) in [("one", 100, 10), ("two", 101, 1)] {
        let release = logical(LogicalKind::Release, Span::ZERO);
        let (at, lasts) = (vec![Span::hours(at)], Span::hours(lasts));
        logical_at(&mut blueprint, label, app, release, at, lasts);
    }
    let record = &years(&blueprint, 1, 1)[0];
    assert_eq!(record.outages.len(), 1);
    assert_eq!(record.outages[0].recovery(), Some(10 * HOUR));
}

/// Lives that round to nothing still let time pass.
#[test]
fn a_trial_ends_whatever_the_lives() {
    let mut blueprint = cluster(1);
    blueprint.run.horizon = Span(1_000);
    blueprint.run.drain = Span(1_000);
    let node = Component::Node(NodeId(0));
    let (life, repair) = (Law::Constant(0.2), Law::Constant(0.0));
    hazard(&mut blueprint, node, life, repair, None, 0.0);
    assert_eq!(
        years(&blueprint, 1, 1)[0].faults[0],
        999,
        "one each millisecond"
    );
}

/// At night a VM lets the person go who was to come to it from other work, and asks anew within the same event: somebody is called, who
/// takes an hour to answer. That the first person was on the way does not make the second come sooner.
#[test]
fn a_person_who_was_let_go_does_not_come() {
    use crate::world::life::{HandWork, VmPhase};
    let mut blueprint = cluster(1);
    blueprint.crews.push(Crew {
        name: "day".into(),
        people: 1,
        hours: Hours::Weekly(vec![(8 * HOUR, 9 * HOUR)]),
        answers_in: Law::Constant(0.0),
        on_call_after: Some(Law::Constant(H)),
        repair_within: None,
    });
    application(&mut blueprint, "app", 1, 1, 8);
    let mut world = World::new(&blueprint, 1);
    // Whichever night of the week that is: at most an hour of it is not.
    let night = (0..3).find(|hours| {
        world.prepare(0, Span::hours(*hours), false);
        let opens = world.frame.crew_opens(CrewId(0));
        opens.since(world.frame.now) > Span::hours(2)
    });
    assert!(night.is_some());
    let (vm, check) = (VmId(0), HandWork::Check(Span::hours(2)));
    world.do_by_hand(vm, Some(CrewId(0)), check);
    let waits = VmPhase::WaitPerson(CrewId(0), check);
    assert_eq!(world.vms[vm].phase, waits);
    world.person_comes(vm, false);
    assert_eq!(
        world.vms[vm].phase, waits,
        "somebody is called and has not answered"
    );
}
