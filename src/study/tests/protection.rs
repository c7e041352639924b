//! What the study says of replicas, instances, storage, cuts of links and room elsewhere.

use super::super::fixture::{
    GROUP, application, outage, protected, record, replication, run_made_up, standby,
};
use crate::model::ObjectiveOf;
use crate::model::outcome::{CutOutcome, Outcome, ServedOutcome};
use crate::model::record::{
    Back, Data, InstanceTally, Path, ReplicaTally, Resource, StorageTally, TrialRecord, Way,
};
use crate::model::{
    ApplicationId, Blueprint, Class, Component, LinkId, Objective, ReplicationGroup, ReplicationId,
    ReplicationMode, StampId, VmId,
};
use crate::stats::nine_digits;
use crate::units::{Bytes, HOUR, MINUTE, Rate, Share, Span};
use crate::world::Mode;

fn quiet(blueprint: &Blueprint) -> Outcome {
    run_made_up(blueprint, Some(10), 1, |_, trial| {
        record(blueprint, trial, Vec::new())
    })
}

/// Two failovers with a loss of 6 and 12 min, one restore with 20 h, one failback, one that never
/// ended: each under its way, with the name of what did it.
#[test]
fn every_outage_is_served_by_one_way() {
    let blueprint = protected();
    let one = |at: f64, hours: f64, path: Path, loss: u64| {
        let mut made = outage(&blueprint, "erp", "fire", at, hours);
        made.back = made.back.map(|back| Back { path, ..back });
        made.data = Data::SetBack(loss);
        made
    };
    let outcome = run_made_up(&blueprint, Some(10), 1, |_, trial| {
        let outages = match trial {
            2 => vec![
                one(10.0, 2.0, Path::Failover, 6 * MINUTE),
                one(500.0, 3.0, Path::Failover, 12 * MINUTE),
            ],
            3 => vec![one(10.0, 9.0, Path::Restore, 20 * HOUR)],
            4 => {
                let mut back = one(10.0, 0.5, Path::Failback, 0);
                back.class = Class::Planned;
                vec![back]
            }
            5 => {
                let mut lost = one(10.0, 1.0, Path::Restart, 0);
                lost.back = None;
                vec![lost]
            }
            _ => Vec::new(),
        };
        record(&blueprint, trial, outages)
    });
    let erp = &outcome.applications[application(&blueprint, "erp")];
    let ways: Vec<(Way, &[String], u64, u64)> = erp
        .by_path
        .iter()
        .map(|one| {
            (
                one.way,
                one.protections.as_slice(),
                one.outages,
                one.planned,
            )
        })
        .collect();
    let metro = ["metro".to_string()];
    assert_eq!(
        ways,
        [
            (Way::By(Path::Failover), metro.as_slice(), 2, 0),
            (Way::By(Path::Failback), metro.as_slice(), 1, 1),
            (
                Way::By(Path::Restore),
                ["nightly".to_string()].as_slice(),
                1,
                0
            ),
            (Way::Never, [].as_slice(), 1, 0),
        ]
    );
    let failover = &erp.by_path[0];
    assert_eq!(failover.outages_per_year.point, Some(0.2));
    assert_eq!(failover.recovery_s.p50, Some(7_200.0));
    assert_eq!(failover.data_loss_s.max, Some(720.0));
    let rows: Vec<(Class, Way, u64, Option<f64>)> = outcome
        .served
        .iter()
        .map(|one| (one.class, one.way, one.outages, one.rate.point))
        .collect();
    assert_eq!(
        rows,
        [
            (Class::Site, Way::By(Path::Failover), 2, Some(0.2)),
            (Class::Site, Way::By(Path::Restore), 1, Some(0.1)),
            (Class::Site, Way::Never, 1, Some(0.1)),
            (Class::Planned, Way::By(Path::Failback), 1, Some(0.1)),
        ]
    );
    assert_eq!(outcome.served[2].recovery_s.infinite, 1);
}

/// In a drill ways are counted per trial, over all applications.
#[test]
fn a_drill_counts_ways_by_trial() {
    let blueprint = protected();
    let outcome = run_made_up(&blueprint, Some(1), 1, |mode, trial| {
        if mode == Mode::Years {
            return record(&blueprint, trial, Vec::new());
        }
        let way = |name: &str, path: Path| {
            let mut made = outage(&blueprint, name, "lose-alpha", 24.0, 2.0);
            made.back = made.back.map(|back| Back { path, ..back });
            made
        };
        record(
            &blueprint,
            trial,
            vec![way("erp", Path::Failover), way("web", Path::Failover)],
        )
    });
    let served: &[ServedOutcome] = &outcome.drills[0].served;
    assert_eq!(served.len(), 1);
    assert_eq!((served[0].outages, served[0].rate.point), (80, Some(2.0)));
    let erp = &outcome.drills[0].applications[application(&blueprint, "erp")];
    assert_eq!(erp.by_path[0].outages, 40);
    assert_eq!(erp.by_path[0].outages_per_year.high, None);
}

/// Whole again, VMs that were stopped for others, and how the replica fared, from the strike.
#[test]
fn a_drill_says_when_everything_is_whole() {
    let mut blueprint = protected();
    blueprint.drills[0].trials = 4;
    let make = |mode: Mode, trial: u32| {
        let mut made = record(&blueprint, trial, Vec::new());
        if mode != Mode::Years {
            made.whole = (trial != 3).then_some(u64::from(trial + 1) * 10 * HOUR);
            made.shed = 2;
            made.replicas = vec![ReplicaTally {
                lag_max: u64::from(trial) * HOUR,
                unprotected: 3 * HOUR,
                broken: u32::from(trial == 3),
                ..ReplicaTally::default()
            }];
        }
        made
    };
    let outcome = run_made_up(&blueprint, Some(1), 1, make);
    let drill = &outcome.drills[0];
    let whole = drill.restored_s.unwrap();
    assert_eq!((whole.p50, whole.p95), (Some(72_000.0), None));
    assert_eq!(
        (whole.max, whole.count, whole.infinite),
        (Some(108_000.0), 4, 1)
    );
    assert_eq!(drill.shed_vms.point, Some(2.0));
    assert_eq!(drill.replicas[0].lag_max_s, 10_800.0);
    assert_eq!(drill.replicas[0].hours_unprotected.point, Some(3.0));
    assert_eq!(drill.replicas[0].broken_share.point, Some(0.25));
    assert_eq!(drill.replicas[0].broken.point, Some(0.25));
    // Where nothing is copied and nothing stands in, it is not told.
    let plain = super::super::fixture::blueprint(super::super::fixture::SCENARIO);
    let made = run_made_up(&plain, Some(1), 1, |_, trial| {
        record(&plain, trial, Vec::new())
    });
    assert_eq!(made.drills[0].restored_s, None);
}

fn tallied(trial: u32) -> (ReplicaTally, InstanceTally, StorageTally) {
    let odd = trial % 2;
    (
        ReplicaTally {
            lag_max: u64::from(trial) * MINUTE,
            behind: 2 * HOUR,
            unprotected: u64::from(odd) * 3 * HOUR,
            broken: odd,
            copies: 2 * odd,
            copy_sum: u64::from(odd) * 10 * HOUR,
            failovers: 1,
            failbacks: odd,
            put_off: 0,
            shed: 4,
            bytes: 1_000,
        },
        InstanceTally {
            switches: 3,
            failed_switches: odd,
            majority_losses: 0,
            splits: odd,
            reseeds: 2,
        },
        StorageTally {
            rebuilds: 4,
            rebuild_sum: 4 * 6 * HOUR,
            rebuild_max: u64::from(trial) * HOUR,
            degraded: 20 * HOUR,
            exposed: u64::from(odd) * HOUR,
            offline: odd,
            offline_ms: u64::from(odd) * 2 * HOUR,
            lost: 0,
            warning: 8 * HOUR,
            critical: 4 * HOUR,
            full: 0,
            filled: 0,
        },
    )
}

#[test]
fn tallies_become_figures_a_year() {
    let blueprint = protected();
    let role = blueprint.applications[application(&blueprint, "web")]
        .roles
        .start;
    let outcome = run_made_up(&blueprint, Some(10), 1, |_, trial| {
        let (replica, instance, storage) = tallied(trial);
        let mut instances = vec![InstanceTally::default(); blueprint.roles.len()];
        instances[role as usize] = instance;
        TrialRecord {
            // Two years, so that a rate is not a mean of trials.
            horizon: 2 * crate::units::YEAR,
            replicas: vec![replica],
            storage: vec![storage, StorageTally::default()],
            instances,
            ..record(&blueprint, trial, Vec::new())
        }
    });
    let replica = &outcome.replicas[0];
    assert_eq!(replica.group, GROUP);
    assert_eq!(replica.lag_max_s, 540.0);
    assert_eq!(replica.hours_behind.point, Some(1.0));
    assert_eq!(replica.hours_unprotected.point, Some(0.75));
    assert_eq!(replica.broken.point, Some(0.25));
    assert_eq!(replica.broken_share.point, Some(0.5));
    assert_eq!(replica.copies.point, Some(0.5));
    assert_eq!(replica.copy_s.point, Some(5.0 * 3_600.0));
    assert_eq!(replica.failovers.point, Some(0.5));
    assert_eq!(replica.failbacks.point, Some(0.25));
    assert_eq!(replica.put_off.point, None);
    assert_eq!(
        replica.put_off.high,
        Some(nine_digits(3.688_879_454_11 / 20.0))
    );
    assert_eq!(replica.shed_vms.point, Some(2.0));
    assert_eq!(replica.bytes.point, Some(500.0));
    let instance = &outcome.instances[0];
    assert_eq!((outcome.instances.len(), instance.role.0), (1, role));
    assert_eq!(instance.switches.point, Some(1.5));
    assert_eq!(instance.failed_switches.point, Some(0.25));
    assert_eq!(instance.majority_losses.point, None);
    assert_eq!(instance.splits.point, Some(0.25));
    assert_eq!(instance.reseeds.point, Some(1.0));
    let storage = &outcome.storage[0];
    assert_eq!((outcome.storage.len(), storage.stamp), (1, StampId(0)));
    assert_eq!(storage.rebuilds.point, Some(2.0));
    assert_eq!(storage.rebuild_s.point, Some(6.0 * 3_600.0));
    assert_eq!(storage.longest_rebuild_s, 9.0 * 3_600.0);
    assert_eq!(storage.hours_degraded.point, Some(10.0));
    assert_eq!(storage.hours_exposed.point, Some(0.25));
    assert_eq!(storage.offline.point, Some(0.25));
    assert_eq!(storage.hours_offline.point, Some(0.5));
    // Never lost in 20 years: no point, and the bound of 3.69 over them.
    assert_eq!(storage.losses.point, None);
    assert_eq!(
        storage.losses.high,
        Some(nine_digits(3.688_879_454_11 / 20.0))
    );
    assert_eq!(storage.hours_warning.point, Some(4.0));
    assert_eq!(storage.hours_critical.point, Some(2.0));
    assert_eq!(
        (storage.hours_full.point, storage.filled.point),
        (None, None)
    );
}

fn cut(blueprint: &Blueprint) -> CutOutcome {
    quiet(blueprint).cuts[0].clone()
}

/// 1 MB/s of changes, halved, over 1 Gbps: 0.5 of 125 MB/s. After a cut of T the backlog is 0.5·T and
/// falls by 124.5 MB/s; over a satellite of 0.25 MB/s the lag grows by (1 − r/c) = one half.
#[test]
fn a_cut_by_hand() {
    let blueprint = protected();
    let made = cut(&blueprint);
    assert_eq!(made.churn, 500_000.0);
    assert_eq!(
        (made.main.rate, made.main.share),
        (500_000.0, 125_000_000.0)
    );
    assert_eq!(made.main.bottleneck, Resource::Link(LinkId(0)));
    assert_eq!((made.main.growth, made.main.link), (0.0, Some(LinkId(0))));
    // The RPO of 24 h, less one point of 5 min; the log of 30 h.
    assert_eq!(made.rpo_s, Some(86_400.0));
    assert_eq!(made.main.until_rpo_s, Some(86_100.0));
    assert_eq!(made.main.until_log_s, Some(108_000.0));
    let after: Vec<(f64, bool)> = made
        .after_cut
        .iter()
        .map(|one| (one.cut_s, one.whole_copy))
        .collect();
    assert_eq!(
        after,
        [
            (3_600.0, false),
            (28_800.0, false),
            (86_400.0, false),
            (259_200.0, true)
        ]
    );
    let day = 86_400.0 * 0.5 / 124.5;
    assert_eq!(made.after_cut[2].catch_up_s, Some(nine_digits(day)));
    assert_eq!(
        made.after_cut[2].lag,
        [
            (0.0, 0.0),
            (86_400.0, 86_400.0),
            (nine_digits(86_400.0 + day), 0.0)
        ]
    );
    // 1 TiB from the VM's one disk of 145 MB/s, halved 72.5 MB/s over the link; then what was written
    // meanwhile.
    let whole = f64::from(1 << 10) * f64::from(1 << 29) / 72.5e6;
    let rest = whole * 0.5 / 124.5;
    assert_eq!(made.main.copy_s, Some(nine_digits(whole)));
    assert_eq!(
        made.after_cut[3].catch_up_s,
        Some(nine_digits(whole + rest))
    );
    let back = &made.after_cut[3].lag;
    let copied = nine_digits(259_200.0 + whole);
    assert_eq!(back[2..4], [(copied, copied), (copied, nine_digits(whole))]);
    assert_eq!(back[4], (nine_digits(259_200.0 + whole + rest), 0.0));
    // Closed form 8.
    let fallback = made.fallback.as_ref().unwrap();
    assert_eq!((fallback.rate, fallback.growth), (250_000.0, 0.5));
    assert_eq!(fallback.until_rpo_s, Some(2.0 * 86_100.0));
    assert_eq!(fallback.until_log_s, Some(2.0 * 108_000.0));
    assert_eq!(
        fallback.copy_s,
        Some(nine_digits(f64::from(1 << 10) * f64::from(1 << 29) / 250e3))
    );
    assert_eq!(made.after_fallback[2].lag[1], (86_400.0, 43_200.0));
    assert_eq!(
        made.after_fallback[2].catch_up_s,
        Some(nine_digits(day / 2.0))
    );
    // Three days at half: 36 h behind a log of 30 h.
    assert!(made.after_fallback[3].whole_copy);
}

/// The everyday link is the one that is nobody's fallback, wherever it stands among the links.
#[test]
fn the_fallback_is_not_the_everyday_link() {
    let mut blueprint = protected();
    blueprint.links.swap(0, 1);
    blueprint.links[1].fallback = Some(LinkId(0));
    let made = cut(&blueprint);
    assert_eq!(made.main.link, Some(LinkId(1)));
    assert_eq!(made.main.share, 125_000_000.0);
    assert_eq!(made.fallback.unwrap().link, Some(LinkId(0)));
}

/// A storage pool bounds what is sent like any pipe: 10 MB/s read there, halved.
#[test]
fn a_pool_can_be_the_narrowest_part() {
    let mut blueprint = protected();
    if let Some(storage) = &mut blueprint.stamps[0].storage {
        storage.rate = Rate(10_000_000);
    }
    let made = cut(&blueprint);
    assert_eq!(made.main.share, 5_000_000.0);
    assert_eq!(made.main.bottleneck, Resource::Storage(StampId(0)));
}

/// A second group on the same link: both are cut, both catch up, and the small one leaves the link.
#[test]
fn groups_share_what_they_catch_up_over() {
    let mut blueprint = protected();
    blueprint.links[0].rate = Rate(10_000_000);
    let far = application(&blueprint, "far");
    let vm = VmId(blueprint.applications[far].vms.start);
    // 12 MB/s of changes, halved, the other way round over the same link.
    blueprint.vms[vm.index()].churn = 12e6;
    blueprint.vms[vm.index()].protection.replication = Some(ReplicationId(1));
    blueprint
        .protections
        .replications
        .push(replication(StampId(0)));
    blueprint.groups.push(ReplicationGroup {
        replication: ReplicationId(1),
        application: ApplicationId::from_index(far),
        from: StampId(1),
        vms: vec![vm],
        failback: None,
    });
    let cuts = quiet(&blueprint).cuts;
    assert_eq!(cuts[1].churn, 6e6);
    assert_eq!((cuts[0].main.share, cuts[1].main.share), (5e6, 5e6));
    // At 5 MB/s the small one gains 4.5; meanwhile the large one falls behind by 1, then gains 3.5.
    let first = 28_800.0 * 0.5 / 4.5;
    let backlog = 28_800.0 * 6.0 + first;
    assert_eq!(cuts[0].after_cut[1].catch_up_s, Some(nine_digits(first)));
    let second = nine_digits(first + backlog / 3.5);
    assert_eq!(cuts[1].after_cut[1].catch_up_s, Some(second));
    // Over the satellite the fair shares are half of it each.
    let half = cuts[1].fallback.as_ref().unwrap();
    assert_eq!(half.rate, 125_000.0);
    assert_eq!(half.growth, nine_digits(1.0 - 0.125 / 6.0));
    assert_eq!(cuts[0].fallback.as_ref().unwrap().growth, 0.75);
    // A limit of its own holds as well.
    blueprint.protections.replications[0].rate = Some(Rate(1_000_000));
    let limited = quiet(&blueprint).cuts;
    assert_eq!(limited[0].main.share, 1e6);
    assert_eq!(limited[0].main.bottleneck, Resource::None);
    assert_eq!(limited[0].after_cut[1].catch_up_s, Some(28_800.0));
}

#[test]
fn what_never_keeps_up_and_what_stands_still_are_told_apart() {
    let mut blueprint = protected();
    blueprint.links[0].rate = Rate(400_000);
    let slow = cut(&blueprint);
    assert_eq!(slow.main.growth, 0.2);
    assert_eq!(
        (slow.main.until_rpo_s, slow.main.until_log_s),
        (Some(0.0), Some(0.0))
    );
    assert_eq!(slow.after_cut[0].catch_up_s, None);
    // Writing that waits for its replica is slow rather than ahead of it.
    blueprint.protections.replications[0].mode = ReplicationMode::SyncOrAlone;
    let held = cut(&blueprint);
    assert_eq!((held.main.growth, held.main.rate), (0.0, 400_000.0));
    assert_eq!(held.main.until_rpo_s, Some(86_100.0));
    let mut blueprint = protected();
    blueprint.protections.replications[0].mode = ReplicationMode::SyncOrStop;
    let still = cut(&blueprint);
    assert!(still.stands_still);
    assert_eq!(
        (still.main.until_rpo_s, still.main.until_log_s),
        (None, None)
    );
    assert_eq!(still.after_cut[3].catch_up_s, Some(0.0));
    // The RPO is the tightest for the loss of a whole place, not that of a node.
    let mut blueprint = protected();
    let erp = application(&blueprint, "erp");
    let limit = |minutes| Objective {
        limit: Span::minutes(minutes),
        target: Share(0.95),
    };
    blueprint.applications[erp].rpo.by_class =
        vec![(Class::Node, limit(1)), (Class::Site, limit(30))];
    assert_eq!(cut(&blueprint).main.until_rpo_s, Some(25.0 * 60.0));
    blueprint.protections.replications[0].points = Span::hours(1);
    assert_eq!(cut(&blueprint).main.until_rpo_s, Some(0.0));
}

/// Links touch what writes or votes over them, and only where no other one takes over; a stamp that
/// an application may have failed over to can touch it, though not by itself.
#[test]
fn classes_follow_replicas_and_instances() {
    use super::super::classes::Reach;

    let mut blueprint = protected();
    let link = |name: &str| Component::Link(LinkId(u32::from(name == "satellite")));
    let (erp, web) = (
        application(&blueprint, "erp"),
        application(&blueprint, "web"),
    );
    let touched = |blueprint: &Blueprint, one: usize, kind: ObjectiveOf, component: Component| {
        Reach::of(blueprint, one, kind).touched_by(component)
    };
    let beta = Component::Stamp(StampId(1));
    // web has an instance in beta; erp only a replica.
    assert!(touched(&blueprint, web, ObjectiveOf::Recovery, beta));
    assert!(!touched(&blueprint, erp, ObjectiveOf::Recovery, beta));
    // A node of beta can still hit erp once it is there: the class of the hazard on all nodes, and of
    // the west where only the west has fires.
    for source in &mut blueprint.sources {
        if source.label == "fire" {
            source.target = Component::Site(crate::model::SiteId(1));
        }
    }
    assert!(
        Reach::of(&blueprint, erp, ObjectiveOf::Recovery)
            .classes_of_years()
            .contains(&Class::Site)
    );
    // The satellite stands in for the link, and by itself nothing hangs on it.
    assert!(!touched(
        &blueprint,
        web,
        ObjectiveOf::Recovery,
        link("wan")
    ));
    assert!(!touched(
        &blueprint,
        web,
        ObjectiveOf::Recovery,
        link("satellite")
    ));
    blueprint.links[0].fallback = None;
    assert!(touched(&blueprint, web, ObjectiveOf::Recovery, link("wan")));
    assert!(!touched(
        &blueprint,
        erp,
        ObjectiveOf::Recovery,
        link("wan")
    ));
    // web holds no data, so nothing of it is at risk.
    assert!(!touched(&blueprint, web, ObjectiveOf::Loss, link("wan")));
    blueprint.protections.replications[0].mode = ReplicationMode::SyncOrStop;
    assert!(touched(&blueprint, erp, ObjectiveOf::Recovery, link("wan")));
    assert!(touched(&blueprint, erp, ObjectiveOf::Loss, link("wan")));
}

/// A replica within one site has no link that could be cut.
#[test]
fn within_a_site_there_is_no_cut() {
    let mut blueprint = protected();
    blueprint.stamps[1].site = blueprint.stamps[0].site;
    let made = cut(&blueprint);
    assert!(made.after_cut.is_empty() && made.fallback.is_none());
    assert_eq!((made.main.link, made.main.growth), (None, 0.0));
    assert_eq!(made.main.bottleneck, Resource::Uplink(StampId(0)));
}

/// beta has 4 × 384 GiB. Its formula with `far` of V GiB leaves
/// 1,536 − 384 − 172.8 − 2·V − 258 − V; erp needs 112 GiB and raises V to that.
#[test]
fn what_does_not_fit_elsewhere() {
    let mut blueprint = protected();
    let far = application(&blueprint, "far");
    let (erp_vm, far_vm) = (
        blueprint.applications[application(&blueprint, "erp")]
            .vms
            .start,
        blueprint.applications[far].vms.start as usize,
    );
    blueprint.vms[far_vm].memory = Bytes::gib(100);
    let gib = |bytes: f64| bytes / f64::from(1 << 30);
    let targets = quiet(&blueprint).targets;
    // alpha is all that stands in the east, so its loss is listed once.
    assert_eq!(targets.len(), 1);
    let one = &targets[0];
    assert_eq!(
        (one.lost, one.target),
        (Component::Stamp(StampId(0)), StampId(1))
    );
    assert_eq!((one.warm_vms, gib(one.warm_bytes)), (1, 112.0));
    // `web` has a backup that is restored to beta.
    assert_eq!((one.other_vms, gib(one.other_bytes)), (1, 112.0));
    assert!(
        (gib(one.free_bytes) - (721.2 - 300.0)).abs() < 1e-6,
        "{one:?}"
    );
    // 721.2 − 2·112 − 100 − 112 − 112 = 173.2: both fit.
    assert_eq!((one.unfit.vms, one.shed_bytes), (0, 0.0));
    // A hot standby of 120 GiB of another leaves 721.2 − 2·120 − 100 − 120 = 261.2, less 112 twice; one
    // of 140 only 721.2 − 280 − 100 − 140 = 201.2.
    blueprint.standbys = vec![standby(far_vm as u32, StampId(1), 120)];
    assert_eq!(quiet(&blueprint).targets[0].unfit.vms, 0);
    blueprint.standbys = vec![standby(far_vm as u32, StampId(1), 140)];
    let outcome = quiet(&blueprint);
    let one = &outcome.targets[0];
    assert_eq!((one.unfit.vms, gib(one.unfit.bytes)), (1, 112.0));
    // erp is needed by web and comes first; web finds no room.
    let web = ApplicationId::from_index(application(&blueprint, "web"));
    assert_eq!(one.unfit.applications, [web]);
    assert_eq!(
        (
            outcome.stamps[1].standby_bytes,
            outcome.stamps[0].standby_bytes
        ),
        (140.0 * f64::from(1 << 30), 0.0)
    );
    assert!((gib(outcome.stamps[1].memory.tenant) - 240.0).abs() < 1e-9);
    // Were erp too large by itself, stopping `far` of a lower tier makes room for it.
    blueprint.standbys = vec![standby(far_vm as u32, StampId(1), 160)];
    blueprint.stamps[1].shed_tiers = vec![9];
    blueprint.applications[far].tier = 9;
    blueprint.vms[erp_vm as usize].memory = Bytes::gib(160);
    // 721.2 − 320 − 100 − 160 − 160 < 0, while web would leave 29.2; without far there are 81.2 beside
    // erp, and web does not fit.
    let erp = ApplicationId::from_index(application(&blueprint, "erp"));
    let one = &quiet(&blueprint).targets[0];
    assert_eq!((one.unfit.vms, &one.unfit.applications), (1, &vec![erp]));
    assert_eq!(
        (one.unfit_after_shedding.vms, gib(one.shed_bytes)),
        (1, 100.0)
    );
    assert_eq!(one.unfit_after_shedding.applications, [web]);
    // Nobody of an equal tier is stopped, and none where it would not help.
    blueprint.applications[far].tier = blueprint.applications[application(&blueprint, "erp")].tier;
    blueprint.stamps[1].shed_tiers = vec![blueprint.applications[far].tier];
    let one = &quiet(&blueprint).targets[0];
    assert_eq!(
        (&one.unfit_after_shedding, one.shed_bytes),
        (&one.unfit, 0.0)
    );
    // A hot standby is there already.
    blueprint.protections.replications[0].hot = true;
    assert!(quiet(&blueprint).targets.is_empty());
}
