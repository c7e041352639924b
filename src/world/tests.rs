//! Closed forms and small stories on worlds made by hand.

mod instances;
mod network;
mod numbers;
mod operator;
mod replica;
mod rules;
mod seating;
mod slots;
mod storage;
mod volume;

use super::{Mode, World};
use crate::model::record::{Phase, Resource, TrialRecord};
use crate::model::*;
use crate::units::{Bytes, HOUR, MINUTE, Rate, Share, Span, YEAR};

const H: f64 = HOUR as f64;

/// A generic cluster at one site: no applications, no faults.
fn cluster(nodes: u32) -> Blueprint {
    Blueprint {
        run: Run {
            name: "test".into(),
            description: String::new(),
            changed: Vec::new(),
            seed: 1,
            trials: Trials::Fixed(1),
            max_trials: None,
            horizon: Span(YEAR),
            build_up: Span::ZERO,
            settle: Span::ZERO,
            drain: Span(YEAR),
            stays_recovered: Span::minutes(5),
            level: Share(0.95),
            roam: Span::ZERO,
            restores_first: true,
            part: crate::model::Part::default(),
        },
        sites: vec![Site {
            name: "here".into(),
        }],
        enclosures: vec![],
        stamps: vec![stamp("alpha", 0, nodes)],
        racks: vec![],
        nodes: (0..nodes)
            .map(|index| Node {
                stamp: StampId(0),
                number: index + 1,
                rack: None,
            })
            .collect(),
        links: vec![],
        repositories: vec![],
        crews: vec![],
        parts: vec![],
        applications: vec![],
        roles: vec![],
        vms: vec![],
        sets: 0,
        protections: Protections::default(),
        groups: Vec::new(),
        standbys: Vec::new(),
        sources: vec![],
        scopes: vec![],
        drills: vec![],
        updates: vec![],
        homecomings: vec![],
        trace: None,
        claims: None,
        assumptions: vec![],
        lints: vec![],
        allowed: vec![],
        sha256: String::new(),
    }
}

fn stamp(name: &str, first: u32, nodes: u32) -> Stamp {
    Stamp {
        name: name.into(),
        site: SiteId(0),
        enclosure: None,
        nodes: first..first + nodes,
        node_memory: Bytes::gib(256),
        reserve: Reserve::None,
        vms_per_node: 60,
        vms_per_stamp: 700,
        uplink: Rate(1_250_000_000),
        start: Law::Constant(0.0),
        shutdown: None,
        detection: Law::Constant(0.0),
        isolation_share: Share(0.0),
        isolation: Span::ZERO,
        cluster_restart: Batch {
            count: 1_000,
            every: Span::minutes(1),
        },
        manager_start: Batch {
            count: 1_000,
            every: Span::minutes(1),
        },
        quorum: Quorum::None,
        running_vm_snapshot: true,
        disk_rate: Rate(145_000_000),
        storage: None,
        switches: 0..0,
        displace_tiers: Vec::new(),
        shed_tiers: Vec::new(),
        quota_change: None,
    }
}

fn hazard(
    blueprint: &mut Blueprint,
    target: Component,
    life: Law,
    repair: Law,
    crew: Option<CrewId>,
    destroys: f64,
) {
    let number = blueprint.sources.len();
    blueprint.sources.push(Source {
        label: "hazard".into(),
        stream: format!("hazard/{number}"),
        target,
        class: Class::of(target),
        arrival: Arrival::Renewal { life },
        effect: Effect::Stops {
            destroys: Share(destroys),
        },
        restoration: Restoration {
            parts: None,
            by_itself: false,
            detect: Law::Constant(0.0),
            crew,
            repair,
        },
    });
}

fn drill(blueprint: &mut Blueprint, target: Component, effect: Effect, returns: Law) {
    let source = SourceId::from_index(blueprint.sources.len());
    blueprint.sources.push(Source {
        label: "drill".into(),
        stream: "drill/lose".into(),
        target,
        class: Class::of(target),
        arrival: Arrival::Drill(DrillId(0)),
        effect,
        restoration: Restoration {
            parts: None,
            by_itself: false,
            detect: Law::Constant(0.0),
            crew: None,
            repair: returns,
        },
    });
    blueprint.drills.push(Drill {
        name: "lose".into(),
        source,
        time: DrillTime::Any,
        trials: 1,
        loss: None,
    });
}

/// Adds an application of one role with equal VMs.
fn application(blueprint: &mut Blueprint, name: &str, count: u32, required: u32, memory: u64) {
    let application = ApplicationId::from_index(blueprint.applications.len());
    let role = RoleId::from_index(blueprint.roles.len());
    let first = blueprint.vms.len() as u32;
    blueprint.applications.push(Application {
        name: name.into(),
        owner: String::new(),
        tier: 1,
        roles: role.0..role.0 + 1,
        vms: first..first + count,
        needs: vec![],
        start_order: application.0,
        rto: Objectives::default(),
        rpo: Objectives::default(),
        availability: None,
        expendable: false,
        reached_by: vec![],
    });
    blueprint.roles.push(Role {
        name: "main".into(),
        application,
        vms: first..first + count,
        required,
        stateful: true,
        boot: Law::Constant(0.0),
        validate: Law::Constant(0.0),
        checked_by: None,
        protection: ProtectingRole::default(),
        one_active: false,
    });
    for index in 0..count {
        blueprint.vms.push(Vm {
            name: format!("{name}/main/{}", index + 1),
            role,
            application,
            stamp: StampId(0),
            size: "test".into(),
            memory: Bytes::gib(memory),
            disks: 1,
            used: Bytes(1_000_000_000_000),
            churn: 0.0,
            set: None,
            set_kind: SetKind::Single,
            protection: Protecting::default(),
            backup_order: index,
            growth: 0.0,
            migrates: true,
        });
    }
}

fn repository(blueprint: &mut Blueprint, rate: u64, slots: u32) {
    blueprint.repositories.push(Repository {
        name: format!("vault{}", blueprint.repositories.len()),
        at: Place::Site(SiteId(0)),
        site: SiteId(0),
        capacity: Bytes(u64::MAX / 4),
        write: Rate(rate),
        read: Rate(rate),
        slots,
        immutable: None,
        credentials: Credentials::Shared,
        offline: None,
        reached_by: crate::model::ReachedBy::Everything,
    });
}

/// A backup of all VMs to the first repository with nothing random in it.
fn backup(blueprint: &mut Blueprint, every: Span, chain: ChainKind) {
    blueprint.protections.backups.push(Backup {
        name: "gold".into(),
        method: BackupMethod::Agent,
        scope: BackupScope::Vm,
        chain,
        every,
        full_every: if chain == ChainKind::Full {
            every
        } else {
            Span(every.0 * 7)
        },
        synthetic: None,
        phase: Span::ZERO,
        window: None,
        stagger: Span::ZERO,
        logs: None,
        to: RepositoryId(0),
        copy_to: None,
        keep: Retention::Count(3),
        reduction: 1.0,
        job_failure: Share(0.0),
        stickiness: Share(0.0),
        retries: 0,
        retry_after: Span::minutes(10),
        bad_point: Share(0.0),
        upkeep: crate::model::Upkeep::default(),
        preference: crate::model::Preference::default(),
        detect: Law::Constant(0.0),
        decide: Law::Constant(0.0),
        decided_by: None,
        restored_by: None,
        provision: Law::Constant(0.0),
        waiting: crate::model::Waiting::default(),
        restore_to: vec![],
        go_home: None,
    });
    for vm in &mut blueprint.vms {
        vm.protection.backup = Some(BackupId(0));
    }
}

fn years(blueprint: &Blueprint, seed: u64, trials: u32) -> Vec<TrialRecord> {
    let mut world = World::new(blueprint, seed);
    (0..trials)
        .map(|trial| world.run(Mode::Years, trial))
        .collect()
}

fn drills(blueprint: &Blueprint, seed: u64, trials: u32) -> Vec<TrialRecord> {
    let mut world = World::new(blueprint, seed);
    (0..trials)
        .map(|trial| world.run(Mode::Drill(DrillId(0)), trial))
        .collect()
}

fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum::<f64>()
        / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// Inside 4 standard errors: once in 16,000 by chance, and the seeds are fixed.
fn agrees(values: &[f64], truth: f64, what: &str) {
    let (mean, error) = mean(values);
    assert!(
        (mean - truth).abs() <= 4.0 * error + 1e-12,
        "{what}: {mean} ± {error} instead of {truth}"
    );
}

/// The stationary law of a chain with these rates, by elimination.
fn stationary<const N: usize>(rates: &[(usize, usize, f64)]) -> [f64; N] {
    // Balance of each state but the last, whose row says that all shares add up to one.
    let mut rows = vec![[0.0; N]; N];
    let mut right = [0.0; N];
    for (from, to, rate) in rates {
        rows[*from][*from] -= rate;
        rows[*to][*from] += rate;
    }
    rows[N - 1] = [1.0; N];
    right[N - 1] = 1.0;
    for pivot in 0..N {
        let best =
            (pivot..N).max_by(|a, b| rows[*a][pivot].abs().total_cmp(&rows[*b][pivot].abs()));
        let best = best.expect("a row is left");
        rows.swap(pivot, best);
        right.swap(pivot, best);
        for row in (0..N).filter(|row| *row != pivot) {
            let factor = rows[row][pivot] / rows[pivot][pivot];
            let pivots = rows[pivot];
            for (value, by) in rows[row].iter_mut().zip(pivots) {
                *value -= factor * by;
            }
            right[row] -= factor * right[pivot];
        }
    }
    std::array::from_fn(|state| right[state] / rows[state][state])
}

/// Closed form 1: exponential life L, repair of any law with mean D; starts with the part up, so at
/// a finite horizon T with exponential repair: A = m/(l+m) + l/(l+m)²/T (1 − e^(−(l+m)T)).
#[test]
fn one_part_alternates_between_life_and_repair() {
    let mut blueprint = cluster(1);
    blueprint.run.horizon = Span::hours(2_000);
    hazard(
        &mut blueprint,
        Component::Node(NodeId(0)),
        Law::Exponential { mean: 100.0 * H },
        Law::Exponential { mean: 20.0 * H },
        None,
        0.0,
    );
    application(&mut blueprint, "app", 1, 1, 8);
    for seed in [1, 2, 3] {
        let records = years(&blueprint, seed, 2_000);
        let (l, m, t) = (0.01, 0.05, 2_000.0);
        let availability =
            m / (l + m) + l / ((l + m) * (l + m)) / t * (1.0 - libm::exp(-(l + m) * t));
        let down: Vec<f64> = records
            .iter()
            .map(|record| record.node_downtime[0] as f64 / H / t)
            .collect();
        agrees(&down, 1.0 - availability, "share of time down");
        let application: Vec<f64> = records
            .iter()
            .map(|record| record.downtime[0] as f64 / H / t)
            .collect();
        agrees(
            &application,
            1.0 - availability,
            "share of time the application is down",
        );
    }
}

#[test]
fn mean_up_time_and_mean_down_time_are_those_of_the_laws() {
    let mut blueprint = cluster(1);
    blueprint.run.horizon = Span::hours(50_000);
    blueprint.run.stays_recovered = Span::ZERO;
    hazard(
        &mut blueprint,
        Component::Node(NodeId(0)),
        Law::Weibull {
            shape: 0.7,
            scale: 100.0 * H,
        },
        Law::Lognormal {
            median: 5.0 * H,
            sigma: 0.8,
        },
        None,
        0.0,
    );
    application(&mut blueprint, "app", 1, 1, 8);
    let records = years(&blueprint, 7, 100);
    let recoveries: Vec<f64> = records
        .iter()
        .flat_map(|record| &record.outages)
        .filter(|outage| outage.counted)
        .map(|outage| outage.recovery().expect("recovers") as f64 / H)
        .collect();
    agrees(&recoveries, 5.0 * libm::exp(0.32), "mean down time");
    let cycle = 100.0 * libm::tgamma(1.0 + 1.0 / 0.7) + 5.0 * libm::exp(0.32);
    let counts: Vec<f64> = records
        .iter()
        .map(|record| {
            record
                .outages
                .iter()
                .filter(|outage| outage.counted)
                .count() as f64
        })
        .collect();
    // Equilibrium lives: the expected number of faults is T / cycle, up to the start with the part up.
    let (count, error) = mean(&counts);
    assert!(
        (count - 50_000.0 / cycle).abs() < 4.0 * error + 0.1,
        "{count} ± {error} instead of {}",
        50_000.0 / cycle
    );
}

/// Closed form 2: birth–death chain with N = 4, life 10,000 h, repair 8 h, one crew.
#[test]
fn nodes_and_crews_follow_the_birth_death_chain() {
    let mut blueprint = cluster(4);
    blueprint.crews.push(Crew {
        name: "one".into(),
        people: 1,
        hours: Hours::Always,
        answers_in: Law::Constant(0.0),
        on_call_after: None,
        repair_within: None,
    });
    for node in 0..4 {
        hazard(
            &mut blueprint,
            Component::Node(NodeId(node)),
            Law::Exponential { mean: 10_000.0 * H },
            Law::Exponential { mean: 8.0 * H },
            Some(CrewId(0)),
            0.0,
        );
    }
    for seed in [11, 12] {
        let records = years(&blueprint, seed, 60_000);
        let hits: Vec<f64> = records
            .iter()
            .map(|record| f64::from(u8::from(record.stamps[0].two_or_more_down > 0)))
            .collect();
        agrees(&hits, 8.320_429_181e-3, "two or more down within a year");
    }
    // The stationary figure, over long trials after a settling time.
    blueprint.run.horizon = Span(100 * YEAR);
    blueprint.run.settle = Span::hours(1_000);
    let records = years(&blueprint, 13, 400);
    let shares: Vec<f64> = records
        .iter()
        .map(|record| record.stamps[0].two_or_more_down as f64 / (100.0 * YEAR as f64))
        .collect();
    agrees(
        &shares,
        7.667_702_20e-6,
        "share of time with two or more down",
    );
}

/// Closed form 3: loss uniform on [d, T + d).
#[test]
fn loss_after_a_backup_is_uniform() {
    let mut blueprint = cluster(1);
    blueprint.run.build_up = Span::days(3);
    application(&mut blueprint, "app", 1, 1, 8);
    repository(&mut blueprint, 0, 4);
    // 24 h cadence, 4 h of constant transfer time by the disk rate.
    blueprint.repositories[0].write = Rate(1 << 40);
    blueprint.repositories[0].read = Rate(1 << 40);
    blueprint.stamps[0].uplink = Rate(1 << 40);
    blueprint.vms[0].used = Bytes(145_000_000 * 4 * 3_600);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    drill(
        &mut blueprint,
        Component::Stamp(StampId(0)),
        Effect::Stops {
            destroys: Share(1.0),
        },
        Law::Constant(0.0),
    );
    for seed in [1, 2, 3] {
        let records = drills(&blueprint, seed, 3_000);
        let mut losses: Vec<f64> = records
            .iter()
            .map(|record| record.outages[0].set_back() as f64 / H)
            .collect();
        agrees(&losses, 16.0, "mean loss");
        losses.sort_by(f64::total_cmp);
        assert!(
            losses[0] >= 4.0 - 1e-3 && losses[losses.len() - 1] < 28.0 + 1e-3,
            "{} to {}",
            losses[0],
            losses[losses.len() - 1]
        );
        // Kolmogorov–Smirnov distance to the uniform law, at 1 in 10,000.
        let n = losses.len() as f64;
        let distance = losses
            .iter()
            .enumerate()
            .map(|(index, loss)| ((loss - 4.0) / 24.0 - (index as f64 + 0.5) / n).abs())
            .fold(0.0, f64::max);
        assert!(distance < 2.23 / n.sqrt(), "distance {distance}");
    }
    // With independent failures of jobs of constant size: + T × geometric.
    blueprint.run.build_up = Span::days(40);
    blueprint.protections.backups[0].keep = Retention::Count(2);
    blueprint.protections.backups[0].job_failure = Share(0.2);
    let records = drills(&blueprint, 4, 6_000);
    let losses: Vec<f64> = records
        .iter()
        .map(|record| record.outages[0].set_back() as f64 / H)
        .collect();
    agrees(&losses, 16.0 + 24.0 * 0.25, "mean loss with failing jobs");
}

/// With churn × elapsed time the job after a failed one is longer: T = 24, d = 4, p = 0.2 gives 23.97 h.
#[test]
fn the_job_after_a_failed_one_is_longer() {
    let mut blueprint = cluster(1);
    blueprint.run.build_up = Span::days(40);
    application(&mut blueprint, "app", 1, 1, 8);
    repository(&mut blueprint, 1 << 40, 4);
    blueprint.stamps[0].uplink = Rate(1 << 40);
    backup(&mut blueprint, Span::hours(24), ChainKind::Incremental);
    // A day's churn takes 4 h to move; never saturates; the only full is long ago.
    blueprint.vms[0].used = Bytes(145_000_000 * 100 * 3_600);
    blueprint.vms[0].churn = 145_000_000.0 * 4.0 / 24.0;
    blueprint.protections.backups[0].full_every = Span::days(24 * 1_000);
    blueprint.protections.backups[0].keep = Retention::Count(1);
    blueprint.protections.backups[0].job_failure = Share(0.2);
    drill(
        &mut blueprint,
        Component::Stamp(StampId(0)),
        Effect::Stops {
            destroys: Share(1.0),
        },
        Law::Constant(0.0),
    );
    let records = drills(&blueprint, 5, 6_000);
    let losses: Vec<f64> = records
        .iter()
        .map(|record| record.outages[0].set_back() as f64 / H)
        .collect();
    agrees(&losses, 23.97, "mean loss with churn");
}

/// Closed form 4: n restores of S bytes over one pipe of B.
#[test]
fn restores_share_a_pipe() {
    for (slots, shared) in [(100, true), (1, false)] {
        let mut blueprint = cluster(4);
        blueprint.run.build_up = Span::days(3);
        for name in ["a", "b", "c", "d", "e"] {
            application(&mut blueprint, name, 1, 1, 8);
        }
        for (tier, application) in blueprint.applications.iter_mut().enumerate() {
            application.tier = tier as u8 + 1;
        }
        repository(&mut blueprint, 1 << 40, slots);
        blueprint.repositories[0].read = Rate(100_000_000);
        backup(&mut blueprint, Span::hours(24), ChainKind::Full);
        for vm in &mut blueprint.vms {
            vm.used = Bytes(100_000_000 * 3_600);
        }
        drill(
            &mut blueprint,
            Component::Stamp(StampId(0)),
            Effect::Stops {
                destroys: Share(1.0),
            },
            Law::Constant(0.0),
        );
        let record = &drills(&blueprint, 1, 1)[0];
        let mut recoveries: Vec<(u32, f64)> = record
            .outages
            .iter()
            .map(|outage| {
                (
                    outage.application.0,
                    outage.recovery().expect("recovers") as f64 / H,
                )
            })
            .collect();
        recoveries.sort_by_key(|(application, _)| *application);
        for (application, hours) in recoveries {
            let truth = if shared {
                5.0
            } else {
                f64::from(application + 1)
            };
            assert!(
                (hours - truth).abs() < 1e-4,
                "application {application} after {hours} h instead of {truth} h"
            );
        }
        let transfer: u64 = record
            .outages
            .iter()
            .map(|outage| outage.phases[Phase::Transfer as usize])
            .sum();
        let wait: u64 = record
            .outages
            .iter()
            .map(|outage| outage.phases[Phase::Wait as usize])
            .sum();
        assert_eq!(
            wait > 0,
            !shared,
            "waits for a slot only where slots are few"
        );
        assert!((transfer as f64 / H - if shared { 25.0 } else { 5.0 }).abs() < 1e-3);
        assert!(record.outages.iter().any(|outage| outage.binding
            == if shared {
                Resource::RepositoryRead(RepositoryId(0))
            } else {
                Resource::Slots(RepositoryId(0))
            }));
    }
}

/// The write clock: backup at 0 h, failure at 20 h, resumed at 30 h, failure at 31 h before a new
/// backup: 20 h, then 1 h, not 31 h.
#[test]
fn the_write_clock_is_set_back_on_resuming() {
    let mut blueprint = cluster(1);
    blueprint.run.build_up = Span::ZERO;
    blueprint.run.horizon = Span::days(60);
    application(&mut blueprint, "app", 1, 1, 8);
    repository(&mut blueprint, 1 << 50, 4);
    blueprint.stamps[0].uplink = Rate(1 << 50);
    blueprint.stamps[0].disk_rate = Rate(1 << 50);
    blueprint.vms[0].used = Bytes(0);
    backup(&mut blueprint, Span::days(28), ChainKind::Full);
    let number = blueprint.sources.len();
    blueprint.sources.push(Source {
        label: "twice".into(),
        stream: format!("fault/{number}"),
        target: Component::Stamp(StampId(0)),
        class: Class::Stamp,
        arrival: Arrival::Scheduled(vec![Span::days(30), Span(Span::days(30).0 + 11 * HOUR)]),
        effect: Effect::Stops {
            destroys: Share(1.0),
        },
        restoration: Restoration {
            parts: None,
            by_itself: false,
            detect: Law::Constant(0.0),
            crew: None,
            repair: Law::Constant(10.0 * H),
        },
    });
    let mut checked = 0;
    for trial in 0..40 {
        let record = World::new(&blueprint, 3).run(Mode::Years, trial);
        let losses: Vec<u64> = record
            .outages
            .iter()
            .map(|outage| outage.set_back())
            .collect();
        assert_eq!(losses.len(), 2);
        let jobs_between = record.outages[1].set_back() != HOUR;
        checked += u32::from(!jobs_between);
        assert!(losses[0] <= 28 * 24 * HOUR, "{losses:?}");
    }
    assert!(
        checked > 35,
        "only {checked} trials had no backup between the faults"
    );
}

/// A node is lost: detection, then a restart elsewhere, with the phases in the row.
#[test]
fn a_lost_node_restarts_its_vms_elsewhere() {
    let mut blueprint = cluster(2);
    blueprint.stamps[0].detection = Law::Constant(15_000.0);
    application(&mut blueprint, "app", 1, 1, 8);
    blueprint.roles[0].boot = Law::Constant(5.0 * MINUTE as f64);
    drill(
        &mut blueprint,
        Component::Node(NodeId(0)),
        Effect::Stops {
            destroys: Share(0.0),
        },
        Law::Constant(4.0 * H),
    );
    let record = &drills(&blueprint, 1, 1)[0];
    let outage = &record.outages[0];
    assert_eq!(outage.recovery(), Some(15_000 + 5 * MINUTE));
    assert_eq!(outage.phases[Phase::Detect as usize], 15_000);
    assert_eq!(outage.phases[Phase::Boot as usize], 5 * MINUTE);
    assert_eq!(
        (outage.set_back(), outage.at_risk(), outage.total_loss()),
        (0, true, false)
    );
}

/// Without room on the other node the VM waits for the lost one, and memory is named.
#[test]
fn without_room_a_vm_waits_for_its_node() {
    let mut blueprint = cluster(2);
    blueprint.stamps[0].detection = Law::Constant(15_000.0);
    application(&mut blueprint, "app", 2, 2, 200);
    drill(
        &mut blueprint,
        Component::Node(NodeId(0)),
        Effect::Stops {
            destroys: Share(0.0),
        },
        Law::Constant(4.0 * H),
    );
    let outage = drills(&blueprint, 1, 1)[0].outages[0];
    assert_eq!(outage.recovery(), Some(4 * HOUR));
    assert_eq!(outage.binding, Resource::Capacity(StampId(0)));
    assert_eq!(outage.phases[Phase::Wait as usize], 4 * HOUR - 15_000);
}

/// Applications come back in the order of what they need, and dependants inherit the cause.
#[test]
fn dependants_wait_and_inherit_the_cause() {
    let mut blueprint = cluster(2);
    application(&mut blueprint, "data", 1, 1, 8);
    application(&mut blueprint, "front", 1, 1, 8);
    blueprint.applications[1].needs = vec![ApplicationId(0)];
    blueprint.roles[0].boot = Law::Constant(10.0 * MINUTE as f64);
    blueprint.roles[1].boot = Law::Constant(3.0 * MINUTE as f64);
    drill(
        &mut blueprint,
        Component::Stamp(StampId(0)),
        Effect::Stops {
            destroys: Share(0.0),
        },
        Law::Constant(H),
    );
    let record = &drills(&blueprint, 1, 1)[0];
    let of = |id| {
        record
            .outages
            .iter()
            .find(|outage| outage.application == ApplicationId(id))
            .expect("both stop")
    };
    assert_eq!(of(0).recovery(), Some(HOUR + 10 * MINUTE));
    assert_eq!(
        of(1).recovery(),
        Some(HOUR + 13 * MINUTE),
        "the front boots when the data is up"
    );
    assert_eq!(of(1).phases[Phase::Dependency as usize], 10 * MINUTE);
    assert_eq!(
        of(0).binding,
        Resource::Return(Component::Stamp(StampId(0)))
    );
    // Only the data's node is lost: the front goes down by inheritance and comes back at once.
    let node = initial_node(&blueprint, 0);
    blueprint.sources[0].target = Component::Node(node);
    blueprint.sources[0].class = Class::Node;
    let record = &drills(&blueprint, 1, 1)[0];
    let front = record
        .outages
        .iter()
        .find(|outage| outage.application == ApplicationId(1))
        .expect("the front stops");
    assert!(front.inherited && !front.at_risk());
    assert_eq!(front.recovery(), Some(10 * MINUTE));
    assert_eq!(front.path(), Some(crate::model::record::Path::Dependency));
}

fn initial_node(blueprint: &Blueprint, vm: usize) -> NodeId {
    crate::model::placement::initial_placement(blueprint)[vm].expect("placed")
}

/// With the control plane down nothing is restored; VMs of a lost node restart all the same.
#[test]
fn the_control_plane_blocks_restores_and_not_restarts() {
    let mut blueprint = cluster(2);
    blueprint.run.build_up = Span::days(3);
    application(&mut blueprint, "app", 1, 1, 8);
    repository(&mut blueprint, 1 << 50, 4);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    blueprint.vms[0].used = Bytes(0);
    blueprint.sources.push(Source {
        label: "control".into(),
        stream: "hazard/control".into(),
        target: Component::ControlPlane(StampId(0)),
        class: Class::ControlPlane,
        // Down for ever from the first minute on.
        arrival: Arrival::Renewal {
            life: Law::Constant(1.0),
        },
        effect: Effect::Stops {
            destroys: Share(0.0),
        },
        restoration: Restoration {
            parts: None,
            by_itself: false,
            detect: Law::Constant(0.0),
            crew: None,
            repair: Law::Constant(400.0 * 24.0 * H),
        },
    });
    blueprint.run.settle = Span::hours(1);
    drill(
        &mut blueprint,
        Component::Application(ApplicationId(0)),
        Effect::Logical {
            kind: LogicalKind::Deletion,
            noticed: Law::Constant(0.0),
        },
        Law::Constant(0.0),
    );
    let record = &drills(&blueprint, 1, 1)[0];
    let outage = &record.outages[0];
    assert_eq!(
        (outage.recovery(), outage.binding),
        (None, Resource::ControlPlane(StampId(0))),
        "unrecovered within a year"
    );
    assert_eq!(
        outage.contributor_count, 1,
        "the control plane is named as a contributor"
    );
    let node = initial_node(&blueprint, 0);
    let last = blueprint.sources.len() - 1;
    blueprint.sources[last].target = Component::Node(node);
    blueprint.sources[last].effect = Effect::Stops {
        destroys: Share(0.0),
    };
    blueprint.sources[last].class = Class::Node;
    let record = &drills(&blueprint, 1, 1)[0];
    assert_eq!(
        record.outages.first().map(|outage| outage.recovery()),
        Some(Some(0)),
        "the cluster restarts at once"
    );
}

/// Corruption at c, noticed at d: points in between are bad, and the loss runs from the newest good one to d.
#[test]
fn corruption_spoils_the_points_after_it() {
    let mut blueprint = cluster(1);
    blueprint.run.build_up = Span::days(30);
    application(&mut blueprint, "app", 1, 1, 8);
    repository(&mut blueprint, 1 << 50, 4);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    blueprint.protections.backups[0].keep = Retention::Count(14);
    blueprint.vms[0].used = Bytes(0);
    drill(
        &mut blueprint,
        Component::Application(ApplicationId(0)),
        Effect::Logical {
            kind: LogicalKind::Corruption,
            noticed: Law::Constant(60.0 * H),
        },
        Law::Constant(0.0),
    );
    let losses: Vec<f64> = drills(&blueprint, 1, 4_000)
        .iter()
        .map(|record| record.outages[0].set_back() as f64 / H)
        .collect();
    assert!(losses.iter().all(|loss| (60.0..84.001).contains(loss)));
    agrees(
        &losses,
        72.0,
        "loss of a corruption that is noticed after 60 h",
    );
    // Points older than the corruption are gone: a total loss, never a number.
    blueprint.protections.backups[0].keep = Retention::Count(2);
    let records = drills(&blueprint, 1, 50);
    assert!(
        records
            .iter()
            .all(|record| record.outages[0].total_loss() && record.outages[0].set_back() == 0)
    );
    // A deletion is noticed at once: the newest point will do.
    blueprint.sources[0].effect = Effect::Logical {
        kind: LogicalKind::Deletion,
        noticed: Law::Constant(0.0),
    };
    let losses: Vec<f64> = drills(&blueprint, 1, 4_000)
        .iter()
        .map(|record| record.outages[0].set_back() as f64 / H)
        .collect();
    agrees(&losses, 12.0, "loss of a deletion");
}

/// A repository in the stamp goes with the stamp: the backup is worth nothing then.
#[test]
fn a_repository_in_the_stamp_shares_its_fate() {
    let mut blueprint = cluster(1);
    blueprint.run.build_up = Span::days(3);
    application(&mut blueprint, "app", 1, 1, 8);
    repository(&mut blueprint, 1 << 50, 4);
    blueprint.repositories[0].at = Place::Stamp(StampId(0));
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    drill(
        &mut blueprint,
        Component::Stamp(StampId(0)),
        Effect::Stops {
            destroys: Share(1.0),
        },
        Law::Constant(H),
    );
    assert!(
        drills(&blueprint, 1, 20)
            .iter()
            .all(|record| record.outages[0].total_loss())
    );
    // With a copy elsewhere it is not.
    repository(&mut blueprint, 1 << 50, 4);
    blueprint.protections.backups[0].copy_to = Some(RepositoryId(1));
    assert!(
        drills(&blueprint, 1, 20)
            .iter()
            .all(|record| !record.outages[0].total_loss() && record.outages[0].set_back() > 0)
    );
}

/// A crew leaves at 17:00 and returns at 08:00; noticing takes 10 min, the repair 60 min: a fault
/// at 16:50 costs 970 min, one at 17:00 only 960.
#[test]
fn crews_keep_their_hours() {
    let mut blueprint = cluster(1);
    let day = 24 * HOUR;
    let hours = (0..7)
        .map(|number| (number * day + 8 * HOUR, number * day + 17 * HOUR))
        .collect();
    blueprint.crews.push(Crew {
        name: "day".into(),
        people: 1,
        hours: Hours::Weekly(hours),
        answers_in: Law::Constant(0.0),
        on_call_after: None,
        repair_within: None,
    });
    application(&mut blueprint, "app", 1, 1, 8);
    drill(
        &mut blueprint,
        Component::Node(NodeId(0)),
        Effect::Stops {
            destroys: Share(0.0),
        },
        Law::Constant(60.0 * MINUTE as f64),
    );
    blueprint.sources[0].restoration.detect = Law::Constant(10.0 * MINUTE as f64);
    blueprint.sources[0].restoration.crew = Some(CrewId(0));
    for (minute_of_day, truth) in [
        (16 * 60 + 50, 970),
        (17 * 60, 960),
        (9 * 60, 70),
        (16 * 60 + 49, 70),
    ] {
        blueprint.drills[0].time = DrillTime::OfWeek(2 * day + minute_of_day * MINUTE);
        let outage = drills(&blueprint, 1, 1)[0].outages[0];
        assert_eq!(
            outage.recovery(),
            Some(truth * MINUTE),
            "fault at minute {minute_of_day}"
        );
    }
}

/// Four nodes and a witness survive two losses at once, not three; one after the other they go further.
#[test]
fn quorum_is_dynamic_with_a_witness() {
    let mut blueprint = cluster(4);
    blueprint.stamps[0].quorum = Quorum::Dynamic;
    blueprint.stamps[0].detection = Law::Constant(10_000.0);
    let at = |seconds: [u64; 3]| -> u32 {
        let mut blueprint = blueprint.clone();
        for (node, second) in seconds.into_iter().enumerate() {
            blueprint.sources.push(Source {
                label: "fault".into(),
                stream: format!("fault/{node}"),
                target: Component::Node(NodeId(node as u32)),
                class: Class::Node,
                arrival: Arrival::Scheduled(vec![Span::seconds(1_000 + second)]),
                effect: Effect::Stops {
                    destroys: Share(0.0),
                },
                restoration: Restoration {
                    parts: None,
                    by_itself: false,
                    detect: Law::Constant(0.0),
                    crew: None,
                    repair: Law::Constant(10.0 * H),
                },
            });
        }
        years(&blueprint, 1, 1)[0].stamps[0].quorum_losses
    };
    assert_eq!(at([0, 0, 9_000]), 0, "two at once, the third noticed later");
    assert_eq!(at([0, 1, 2]), 1, "three before the cluster has noticed");
    assert_eq!(at([0, 20, 40]), 0, "three, each noticed before the next");
}

/// Starts through the resource manager go in batches: 30 at once, the next 30 five minutes later.
#[test]
fn the_resource_manager_starts_in_batches() {
    let mut blueprint = cluster(4);
    blueprint.run.build_up = Span::days(3);
    for number in 0..70 {
        application(&mut blueprint, &format!("app{number:02}"), 1, 1, 1);
    }
    repository(&mut blueprint, 1 << 50, 1_000);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    for vm in &mut blueprint.vms {
        vm.used = Bytes(0);
    }
    blueprint.stamps[0].manager_start = Batch {
        count: 30,
        every: Span::minutes(5),
    };
    drill(
        &mut blueprint,
        Component::Stamp(StampId(0)),
        Effect::Stops {
            destroys: Share(1.0),
        },
        Law::Constant(H),
    );
    let record = &drills(&blueprint, 1, 1)[0];
    let after = |minutes: u64| {
        record
            .outages
            .iter()
            .filter(|outage| outage.recovery() == Some(HOUR + minutes * MINUTE))
            .count()
    };
    assert_eq!((after(0), after(5), after(10)), (30, 30, 10));
    assert!(
        record
            .outages
            .iter()
            .any(|outage| outage.binding == Resource::Return(Component::Stamp(StampId(0))))
    );
}

/// A bad point is found out after its transfer; then the next older one is read.
#[test]
fn a_bad_point_costs_its_time_and_its_age() {
    let mut blueprint = cluster(1);
    blueprint.run.build_up = Span::days(40);
    application(&mut blueprint, "app", 1, 1, 8);
    repository(&mut blueprint, 1 << 50, 4);
    blueprint.repositories[0].read = Rate(100_000_000);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    blueprint.protections.backups[0].keep = Retention::Count(20);
    blueprint.protections.backups[0].bad_point = Share(0.25);
    blueprint.vms[0].used = Bytes(100_000_000 * 3_600);
    drill(
        &mut blueprint,
        Component::Stamp(StampId(0)),
        Effect::Stops {
            destroys: Share(1.0),
        },
        Law::Constant(0.0),
    );
    let records = drills(&blueprint, 1, 4_000);
    let recoveries: Vec<f64> = records
        .iter()
        .map(|record| record.outages[0].recovery().expect("recovers") as f64 / H)
        .collect();
    agrees(&recoveries, 1.0 / 0.75, "one hour for each point read");
    let losses: Vec<f64> = records
        .iter()
        .map(|record| record.outages[0].set_back() as f64 / H)
        .collect();
    let transfer = 100.0 / 145.0;
    agrees(
        &losses,
        transfer + 12.0 + 24.0 * 0.25 / 0.75,
        "a day for each bad point",
    );
}

/// Where admission obeys the formula, every single node loss is re-placed (memory only).
mod n_minus_one {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn every_single_node_loss_finds_room(nodes in 4u32..=10, sizes in proptest::collection::vec(prop_oneof![Just(8u64), Just(14), Just(28), Just(56), Just(112)], 1..200), lost in 0u32..4, seed in 0u64..1_000) {
            let mut blueprint = cluster(nodes);
            blueprint.stamps[0].reserve = Reserve::AzureStackHub { host_os: Share(0.15) };
            blueprint.stamps[0].node_memory = Bytes::gib(512);
            blueprint.stamps[0].vms_per_node = 10_000;
            let mut tenant = 0;
            let mut largest = 0;
            for (index, size) in sizes.into_iter().enumerate() {
                let terms = crate::model::memory::memory_terms(blueprint.stamps[0].reserve, nodes, Bytes::gib(512), Bytes::gib(size.max(largest)), Bytes::gib(tenant + size));
                if terms.available >= 0.0 {
                    tenant += size;
                    largest = largest.max(size);
                    application(&mut blueprint, &format!("a{index}"), 1, 1, size);
                }
            }
            // The infrastructure is spread as a fluid; the first placement must exist at all.
            prop_assume!(crate::model::placement::initial_placement(&blueprint).iter().all(Option::is_some));
            drill(&mut blueprint, Component::Node(NodeId(lost)), Effect::Stops { destroys: Share(0.0) }, Law::Constant(10.0 * H));
            let record = &drills(&blueprint, seed, 1)[0];
            prop_assert!(record.outages.iter().all(|outage| outage.recovery() == Some(0)), "a VM waited for room");
            prop_assert_eq!(record.stamps[0].most_waiting, 0);
        }
    }
}

/// One disaster is decided once: all VMs that it takes share the draw, so their restores begin together.
#[test]
fn one_disaster_is_decided_once() {
    let mut blueprint = cluster(4);
    blueprint.run.build_up = Span::days(3);
    for name in ["a", "b", "c"] {
        application(&mut blueprint, name, 2, 2, 8);
    }
    repository(&mut blueprint, 1 << 50, 100);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    for vm in &mut blueprint.vms {
        vm.used = Bytes(0);
    }
    blueprint.protections.backups[0].detect = Law::Uniform { low: 0.0, high: H };
    blueprint.protections.backups[0].decide = Law::Lognormal {
        median: H,
        sigma: 0.9,
    };
    drill(
        &mut blueprint,
        Component::Stamp(StampId(0)),
        Effect::Stops {
            destroys: Share(1.0),
        },
        Law::Constant(0.0),
    );
    let records = drills(&blueprint, 1, 3_000);
    for record in &records {
        let first = record.outages[0];
        assert!(
            record
                .outages
                .iter()
                .all(|outage| outage.phases == first.phases),
            "restores begin together"
        );
    }
    let decided: Vec<f64> = records
        .iter()
        .map(|record| record.outages[0].phases[Phase::Decide as usize] as f64 / H)
        .collect();
    agrees(
        &decided,
        libm::exp(0.405),
        "mean time to decide, not that of the slowest of six",
    );
}
