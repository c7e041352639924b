//! Replication, failover and failback against hand computation, closed forms and textbook chains.

use super::operator::{FAST, add_site, add_stamp, fault_at, logical, logical_at};
use super::*;
use crate::model::record::{Outage, Path};
use crate::units::Moment;
use crate::world::frame::Frame;
use crate::world::mirror::{Loser, Mirror, Reach};
use proptest::prelude::*;

const ALPHA: Component = Component::Stamp(StampId(0));
const BETA: Component = Component::Stamp(StampId(1));
const WAN: Component = Component::Link(LinkId(0));
const MBS: u64 = 1_000_000;

/// Two stamps at two sites and a link between; one application on the first, replicated to the
/// second. Nothing takes time and nothing is lost but what a test makes so.
fn replicated(vms: u32, churn: u64, rate: u64) -> Blueprint {
    let mut blueprint = cluster(4);
    blueprint.run.horizon = Span::days(60);
    blueprint.run.drain = Span::days(60);
    blueprint.run.stays_recovered = Span::ZERO;
    blueprint.stamps[0].uplink = FAST;
    blueprint.stamps[0].disk_rate = FAST;
    let far = add_site(&mut blueprint);
    add_stamp(&mut blueprint, "beta", far, 4);
    blueprint.links.push(Link {
        name: "wan".into(),
        between: (SiteId(0), far),
        rate: Rate(rate),
        latency: Span::ZERO,
        fallback: None,
    });
    application(&mut blueprint, "app", vms, vms, 8);
    for vm in &mut blueprint.vms {
        vm.churn = churn as f64 / f64::from(vms);
        vm.used = Bytes(360_000 * MBS);
    }
    replicate(&mut blueprint);
    blueprint
}

fn replicate(blueprint: &mut Blueprint) {
    blueprint.protections.replications.push(Replication {
        name: "twin".into(),
        level: ReplicationLevel::Vm,
        mode: ReplicationMode::Async,
        to: StampId(1),
        hot: false,
        reduction: 1.0,
        points: Span::ZERO,
        keep: Span::ZERO,
        log_limit: Span::days(50),
        rate: None,
        space: 1.0,
        disks_at_once: 1_000,
        detect: Law::Constant(0.0),
        waiting: crate::model::Waiting {
            give_up_after: Some(Law::Constant(0.0)),
            ..crate::model::Waiting::default()
        },
        decide: Law::Constant(0.0),
        decided_by: None,
        restored_by: None,
        needs_control_plane: true,
        failover: Law::Constant(0.0),
        dns_ttl: Span::ZERO,
        failback: None,
    });
    for application in 0..blueprint.applications.len() {
        let vms = blueprint.applications[application].vms.clone();
        blueprint.groups.push(ReplicationGroup {
            replication: ReplicationId(0),
            application: ApplicationId::from_index(application),
            from: StampId(0),
            vms: vms.map(VmId).collect(),
            failback: None,
        });
    }
    for vm in &mut blueprint.vms {
        vm.protection.replication = Some(ReplicationId(0));
    }
}

/// The group of the first application goes back after so long, in a planned outage of five minutes.
fn with_failback(blueprint: &mut Blueprint, after: Span) {
    let takes = Law::Constant(5.0 * MINUTE as f64);
    blueprint.protections.replications[0].failback = Some(Failback {
        after,
        window: None,
        takes: takes.clone(),
    });
    blueprint.groups[0].failback = Some(SourceId::from_index(blueprint.sources.len()));
    blueprint.sources.push(Source {
        label: "failback-twin".into(),
        stream: "failback/twin".into(),
        target: Component::Application(ApplicationId(0)),
        class: Class::Planned,
        arrival: Arrival::Failback(GroupId(0)),
        effect: Effect::Stops {
            destroys: Share(0.0),
        },
        restoration: Restoration {
            parts: None,
            by_itself: false,
            detect: Law::Constant(0.0),
            crew: None,
            repair: takes,
        },
    });
}

fn lose(blueprint: &mut Blueprint, target: Component, destroys: f64, at: Span, lasts: Span) {
    let label = format!("fault{}", blueprint.sources.len());
    fault_at(blueprint, &label, target, destroys, vec![at], lasts);
}

fn counted(record: &TrialRecord) -> Vec<Outage> {
    let counted = record.outages.iter().filter(|outage| outage.counted);
    counted.copied().collect()
}

fn first(blueprint: &Blueprint) -> (Outage, TrialRecord) {
    let record = years(blueprint, 1, 1).remove(0);
    (counted(&record)[0], record)
}

/// A group of two writes twice as fast as its link goes, for 100 hours: its replica is 50 hours behind. The
/// first VM that goes there turns the group over; the one that comes after loses as much as the first,
/// though its replica is where the group runs by then. One that is at neither end is offered nothing.
#[test]
fn who_comes_after_the_first_of_a_group_loses_as_much() {
    let blueprint = replicated(2, 2 * MBS, MBS);
    let mut frame = Frame::new(&blueprint, 1);
    let mut mirror = Mirror::new(&blueprint);
    let group = GroupId(0);
    mirror.renew(&mut frame, 0);
    let whole = Reach {
        runs: true,
        open: true,
    };
    assert_eq!(mirror.sees(&mut frame, group, whole), None);
    mirror.steer_all(&mut frame);
    frame.now = Moment::ZERO + Span::hours(100);
    mirror.pass(&mut frame, group);
    let set_back = |mirror: &Mirror, frame: &Frame<'_>, stamp: u32| {
        let loser = Loser {
            group,
            stamp: StampId(stamp),
            clock: 100 * HOUR,
            corrupt: None,
            noticed: false,
            deleted: None,
            encrypted: false,
        };
        mirror.offer(frame, &loser).map(|offer| offer.set_back)
    };
    let first = set_back(&mirror, &frame, 0);
    assert!(
        first.is_some_and(|lag| lag.abs_diff(50 * HOUR) <= 1),
        "{first:?}"
    );
    assert_eq!(set_back(&mirror, &frame, 1), None);
    assert_eq!(set_back(&mirror, &frame, 2), None);
    mirror.turn_over(&mut frame, group, false);
    assert_eq!(mirror.source_stamp(&frame, group), StampId(1));
    assert_eq!(set_back(&mirror, &frame, 0), first);
}

/// Nothing happens for 100 hours to a group that writes twice as fast as its link goes, with recovery points an
/// hour apart, and nobody brings its amounts up to now. All the same it is level at the start and never after, and
/// offers the newest point of the half that has arrived. That somebody looked meanwhile moves neither.
#[test]
fn what_a_replica_offers_depends_on_the_time_and_on_nobody_who_looked() {
    let mut blueprint = replicated(1, 2 * MBS, MBS);
    blueprint.protections.replications[0].points = Span::hours(1);
    let mut frame = Frame::new(&blueprint, 1);
    let mut mirror = Mirror::new(&blueprint);
    let group = GroupId(0);
    mirror.renew(&mut frame, 0);
    // Where in their hour the points lie is drawn.
    let phase = mirror.points_phase(group);
    let at = |minutes: u64| Moment::ZERO + Span(minutes * MINUTE);
    let open = Reach {
        runs: true,
        open: true,
    };
    assert_eq!(mirror.sees(&mut frame, group, open), None);
    mirror.steer_all(&mut frame);
    assert!(mirror.is_level(&frame, group) && mirror.whole(&frame));
    let set_back = |mirror: &Mirror, frame: &Frame<'_>| {
        let loser = Loser {
            group,
            stamp: StampId(0),
            clock: frame.now.0,
            corrupt: None,
            noticed: false,
            deleted: None,
            encrypted: false,
        };
        mirror.offer(frame, &loser).map(|offer| offer.set_back)
    };
    let by_hand = |minutes: u64| {
        let (written, arrived) = (minutes * MINUTE, minutes * MINUTE / 2);
        let point = match arrived.checked_sub(phase) {
            Some(since_first) => since_first / HOUR * HOUR + phase,
            None => 0,
        };
        Some(written - point)
    };
    for minutes in [20, 600, 5_960] {
        frame.now = at(minutes);
        assert!(!mirror.is_level(&frame, group) && !mirror.whole(&frame));
        let found = set_back(&mirror, &frame);
        assert!(
            found
                .zip(by_hand(minutes))
                .is_some_and(|(one, other)| one.abs_diff(other) <= 1),
            "after {minutes} minutes {found:?} instead of {:?}",
            by_hand(minutes)
        );
        if minutes == 600 {
            // Somebody looks.
            mirror.pass(&mut frame, group);
            assert_eq!(set_back(&mirror, &frame), found);
        }
    }
}

/// Closed form 8: churn c over a rate r < c: the lag grows as (1 - r/c) t.
#[test]
fn the_lag_grows_with_what_the_link_does_not_carry() {
    for (churn, rate) in [(2, 1), (4, 1), (4, 3), (10, 9)] {
        let mut blueprint = replicated(1, churn * MBS, rate * MBS);
        lose(&mut blueprint, ALPHA, 1.0, Span::hours(100), Span::days(59));
        let (outage, record) = first(&blueprint);
        let lag = 100 * HOUR - 100 * HOUR * rate / churn;
        assert!(
            outage.set_back().abs_diff(lag) <= 1,
            "{} instead of {lag}",
            outage.set_back()
        );
        let most = record.replicas[0].lag_max;
        assert!(
            most.abs_diff(lag) <= 1,
            "{churn} {rate}: {most} instead of {lag}"
        );
        assert_eq!(outage.path(), Some(Path::Failover));
        assert_eq!(outage.recovery(), Some(0));
    }
}

/// A link that carries what is written loses nothing, and one that is shared carries its share.
#[test]
fn groups_share_a_link_fairly() {
    let mut blueprint = replicated(1, MBS, 4 * MBS);
    lose(&mut blueprint, ALPHA, 1.0, Span::hours(100), Span::days(50));
    assert_eq!(first(&blueprint).0.set_back(), 0);
    // A second one that writes 9 MB/s leaves the first its 1 MB/s, and lags by a third itself.
    application(&mut blueprint, "busy", 1, 1, 8);
    blueprint.vms[1].churn = 9.0 * MBS as f64;
    blueprint.vms[1].used = Bytes(360_000 * MBS);
    blueprint.protections.replications.clear();
    blueprint.groups.clear();
    replicate(&mut blueprint);
    let record = years(&blueprint, 1, 1).remove(0);
    let losses: Vec<u64> = counted(&record)
        .iter()
        .map(|outage| outage.set_back())
        .collect();
    assert_eq!(losses.len(), 2);
    assert_eq!(losses[0], 0);
    assert!(losses[1].abs_diff(100 * HOUR * 2 / 3) <= 1, "{losses:?}");
}

/// Three hours cut at 1 MB/s, then 3 MB/s to spare: an hour until it has caught up.
#[test]
fn after_a_cut_the_replica_catches_up_in_time() {
    let mut blueprint = replicated(1, MBS, 4 * MBS);
    lose(&mut blueprint, WAN, 0.0, Span::hours(100), Span::hours(3));
    let record = years(&blueprint, 1, 1).remove(0);
    let tally = record.replicas[0];
    assert_eq!(tally.lag_max, 3 * HOUR);
    // Behind by more than a minute: from a minute into the cut until a minute's worth is left.
    let behind = 3 * HOUR - MINUTE + (3 * HOUR - MINUTE) / 3;
    assert!(
        tally.behind.abs_diff(behind) <= 2,
        "{} instead of {behind}",
        tally.behind
    );
    assert_eq!((tally.broken, tally.copies, tally.unprotected), (0, 0, 0));
    assert!(record.outages.is_empty(), "a cut link stops nobody");
    // Whoever is lost half an hour after the link is back has still to send half of it.
    lose(
        &mut blueprint,
        ALPHA,
        1.0,
        Span::minutes(103 * 60 + 30),
        Span::days(50),
    );
    let loss = first(&blueprint).0.set_back();
    assert!(loss.abs_diff(3 * HOUR / 2) <= 1, "{loss}");
}

/// Somebody else's backups every hour move over pipes with room for all: what a replica sends, and how long
/// and how far it is behind, stays the same to the millisecond and the byte.
#[test]
fn backups_of_others_are_nothing_to_a_replica() {
    let mut alone = replicated(1, 999_983, 4 * MBS);
    lose(&mut alone, WAN, 0.0, Span(361_234_567), Span::hours(3));
    let mut beside = alone.clone();
    application(&mut beside, "other", 1, 1, 8);
    repository(&mut beside, FAST.0, 100);
    backup(&mut beside, Span::hours(1), ChainKind::Full);
    beside.vms[0].protection.backup = None;
    beside.vms[1].used = Bytes(7_654_321 * 1_000);
    let (alone, beside) = (
        years(&alone, 1, 1).remove(0),
        years(&beside, 1, 1).remove(0),
    );
    assert!(beside.events > alone.events + 1_000);
    assert!(alone.replicas[0].behind > 3 * HOUR);
    assert_eq!(beside.replicas, alone.replicas);
}

/// Longer cut than the log reaches: the replica stands where it is, and a whole copy is made.
#[test]
fn past_the_log_a_whole_copy_is_made() {
    let mut blueprint = replicated(1, MBS, 4 * MBS);
    blueprint.protections.replications[0].log_limit = Span::hours(24);
    blueprint.vms[0].used = Bytes(288_000 * MBS);
    lose(&mut blueprint, WAN, 0.0, Span::hours(100), Span::hours(30));
    let tally = years(&blueprint, 1, 1)[0].replicas[0];
    // 288,000 MB at 4 MB/s are 20 h; it was without protection from the 24th hour of the cut on, a millisecond later,
    // since what just fills the log is kept.
    assert_eq!((tally.broken, tally.copies), (1, 1));
    assert_eq!(tally.copy_sum, 20 * HOUR);
    assert_eq!(tally.unprotected, (6 + 20) * HOUR - 1);
    assert_eq!(tally.lag_max, (30 + 20) * HOUR, "until the copy is there");
    // Lost in mid-copy: what stood before the cut is all there is.
    let mut lost = blueprint.clone();
    lose(&mut lost, ALPHA, 1.0, Span::hours(140), Span::days(50));
    assert_eq!(first(&lost).0.set_back(), 40 * HOUR);
    // Lost an hour after the copy has come: what was written meanwhile, 20 h at 1 MB/s, is still to be
    // sent, and 3 MB/s are to spare: after an hour 3 h less.
    lose(&mut blueprint, ALPHA, 1.0, Span::hours(151), Span::days(50));
    assert!(first(&blueprint).0.set_back().abs_diff(17 * HOUR) <= 1);
}

/// A copy that takes longer than the log reaches ends all the same: what is written meanwhile is in a
/// map of changed blocks.
#[test]
fn a_copy_may_take_longer_than_the_log_reaches() {
    let mut blueprint = replicated(1, MBS, 4 * MBS);
    blueprint.protections.replications[0].log_limit = Span::hours(24);
    lose(&mut blueprint, WAN, 0.0, Span::hours(100), Span::hours(30));
    let tally = years(&blueprint, 1, 1)[0].replicas[0];
    assert_eq!((tally.broken, tally.copies), (1, 1));
    assert_eq!(tally.copy_sum, 25 * HOUR);
    assert_eq!(tally.unprotected, (6 + 25) * HOUR - 1);
    // In that state another hour of cut is still within the log.
    let mut again = blueprint.clone();
    lose(&mut again, WAN, 0.0, Span::hours(155), Span::hours(1));
    assert_eq!(years(&again, 1, 1)[0].replicas[0].broken, 1);
    lose(&mut blueprint, WAN, 0.0, Span::hours(155), Span::hours(25));
    assert_eq!(years(&blueprint, 1, 1)[0].replicas[0].broken, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// A replica never loses more than its lag at the cut, and one interval of recovery points.
    #[test]
    fn a_replica_loses_its_lag_and_at_most_one_point(
        minutes in 6_000_u64..20_000, cut in 1_u64..3_000, points in 0_u64..60, seed in 0_u64..1_000,
    ) {
        let mut blueprint = replicated(2, MBS, 3 * MBS);
        blueprint.protections.replications[0].points = Span::minutes(points);
        lose(&mut blueprint, WAN, 0.0, Span::minutes(5_000), Span::minutes(cut));
        lose(&mut blueprint, ALPHA, 1.0, Span::minutes(minutes), Span::days(50));
        let record = years(&blueprint, seed, 1).remove(0);
        let outage = counted(&record)[0];
        let cut = cut.min(minutes - 5_000) * MINUTE;
        let since = (minutes - 5_000) * MINUTE - cut;
        let lag = cut.saturating_sub(2 * since);
        prop_assert!(outage.set_back() + 2 >= lag, "{} < {lag}", outage.set_back());
        prop_assert!(outage.set_back() <= lag + points * MINUTE + 2, "{} > {lag}", outage.set_back());
    }
}

/// Recovery points lie anywhere: the loss without a lag is uniform over one interval.
#[test]
fn the_loss_to_the_newest_point_is_uniform() {
    let mut blueprint = replicated(1, MBS, 3 * MBS);
    blueprint.protections.replications[0].points = Span::minutes(10);
    lose(&mut blueprint, ALPHA, 1.0, Span::hours(50), Span::days(50));
    let losses: Vec<f64> = years(&blueprint, 7, 2_000)
        .iter()
        .map(|record| counted(record)[0].set_back() as f64 / MINUTE as f64)
        .collect();
    agrees(&losses, 5.0, "mean loss");
    let squares: Vec<f64> = losses.iter().map(|loss| loss * loss).collect();
    agrees(&squares, 100.0 / 3.0, "mean square of the loss");
    assert!(losses.iter().all(|loss| (0.0..10.0).contains(loss)));
}

/// Closed form 5: the recovery time is the sum of its phases, and its mean the sum of the means.
#[test]
fn a_manual_failover_takes_the_sum_of_its_phases() {
    let mut blueprint = replicated(1, 0, MBS);
    let minutes = |m: u64| Law::Constant((m * MINUTE) as f64);
    let twin = &mut blueprint.protections.replications[0];
    twin.detect = minutes(11);
    twin.decide = minutes(45);
    twin.failover = minutes(13);
    twin.dns_ttl = Span::minutes(5);
    blueprint.roles[0].boot = minutes(7);
    blueprint.roles[0].validate = minutes(3);
    blueprint.stamps[1].quota_change = Some(minutes(120));
    lose(&mut blueprint, ALPHA, 0.0, Span::hours(50), Span::days(50));
    let (outage, _) = first(&blueprint);
    let phases = |phase: Phase| outage.phases[phase as usize] / MINUTE;
    assert_eq!(phases(Phase::Detect), 11);
    assert_eq!(phases(Phase::Decide), 45);
    assert_eq!(phases(Phase::Provision), 13);
    assert_eq!(phases(Phase::Boot), 7);
    assert_eq!(phases(Phase::Validate), 3);
    assert_eq!(phases(Phase::Wait), 125, "the quota and the old names");
    assert_eq!(
        outage.recovery(),
        Some((11 + 45 + 13 + 7 + 3 + 125) * MINUTE)
    );
    assert_eq!(outage.binding, Resource::Quota(StampId(1)));
    let spread = |m: u64| Law::Exponential {
        mean: (m * MINUTE) as f64,
    };
    blueprint.stamps[1].quota_change = None;
    let twin = &mut blueprint.protections.replications[0];
    twin.detect = spread(11);
    twin.decide = spread(45);
    twin.failover = spread(13);
    let times: Vec<f64> = years(&blueprint, 3, 2_000)
        .iter()
        .map(|record| counted(record)[0].recovery().expect("it comes back") as f64 / MINUTE as f64)
        .collect();
    agrees(
        &times,
        11.0 + 45.0 + 13.0 + 7.0 + 3.0 + 5.0,
        "mean recovery",
    );
}

/// A stamp that is back before anybody has decided: its VMs start there, and nothing is lost.
#[test]
fn nobody_fails_over_when_the_stamp_is_back_first() {
    let mut blueprint = replicated(1, 2 * MBS, MBS);
    blueprint.protections.replications[0].detect = Law::Constant(10.0 * MINUTE as f64);
    blueprint.protections.replications[0].decide = Law::Constant(50.0 * MINUTE as f64);
    lose(
        &mut blueprint,
        ALPHA,
        0.0,
        Span::hours(50),
        Span::minutes(59),
    );
    let (outage, record) = first(&blueprint);
    assert_eq!(outage.recovery(), Some(59 * MINUTE));
    assert_eq!((outage.path(), outage.set_back()), (Some(Path::Restart), 0));
    assert_eq!(record.replicas[0].failovers, 0);
    blueprint.sources.clear();
    lose(
        &mut blueprint,
        ALPHA,
        0.0,
        Span::hours(50),
        Span::minutes(61),
    );
    let (outage, record) = first(&blueprint);
    assert_eq!(outage.recovery(), Some(HOUR));
    assert_eq!(outage.path(), Some(Path::Failover));
    assert_eq!(record.replicas[0].failovers, 1);
    assert!(
        outage.set_back() > 24 * HOUR,
        "what had not been sent stays behind"
    );
}

/// Where the target has no room by its formula the VM waits, however much memory its nodes have.
#[test]
fn a_failover_needs_memory_by_the_formula() {
    // Four nodes of 256 GiB: 1024 - 256 - 0.15 x 768 - 2 V - 258 leaves 394.8 GiB - 2 V.
    for (memory, fits) in [(130, true), (132, false)] {
        let mut blueprint = replicated(1, 0, MBS);
        blueprint.vms[0].memory = Bytes::gib(memory);
        blueprint.stamps[1].reserve = Reserve::AzureStackHub {
            host_os: Share(0.15),
        };
        lose(&mut blueprint, ALPHA, 0.0, Span::hours(50), Span::days(20));
        let (outage, record) = first(&blueprint);
        let failovers = record.replicas[0].failovers;
        if fits {
            assert_eq!((outage.recovery(), failovers), (Some(0), 1));
        } else {
            assert_eq!((outage.recovery(), failovers), (Some(20 * 24 * HOUR), 0));
            assert_eq!(
                outage.path(),
                Some(Path::Restart),
                "it waits for its own stamp"
            );
            assert_eq!(outage.binding, Resource::Capacity(StampId(1)));
        }
    }
}

/// No room where the replica lies, and the own stamp made anew: the VM is built there and reads its
/// state from the replica.
#[test]
fn without_room_it_comes_home_from_its_replica() {
    let mut blueprint = replicated(1, MBS, 4 * MBS);
    blueprint.vms[0].memory = Bytes::gib(200);
    blueprint.stamps[1].nodes = 4..5;
    blueprint.nodes.truncate(5);
    application(&mut blueprint, "guest", 1, 1, 200);
    blueprint.vms[1].stamp = StampId(1);
    blueprint.protections.replications[0].failover = Law::Constant(H);
    lose(&mut blueprint, WAN, 0.0, Span::hours(48), Span::hours(3));
    lose(&mut blueprint, ALPHA, 1.0, Span::hours(50), Span::days(10));
    let (outage, record) = first(&blueprint);
    // Ten days, an hour to build it, 360,000 MB at 4 MB/s.
    assert_eq!(outage.recovery(), Some((240 + 1 + 25) * HOUR));
    assert_eq!(
        (outage.path(), outage.set_back()),
        (Some(Path::Reseed), 2 * HOUR)
    );
    assert_eq!(outage.phases[Phase::Transfer as usize], 25 * HOUR);
    assert_eq!(record.replicas[0].failovers, 0);
    // The other end goes in mid-way and comes back: it is built and read anew.
    lose(&mut blueprint, BETA, 0.0, Span::hours(300), Span::hours(2));
    let (outage, _) = first(&blueprint);
    assert_eq!(outage.recovery(), Some((252 + 1 + 25) * HOUR));
}

/// Room for one of two: the more urgent one gets it, whatever the order of their names.
#[test]
fn the_more_urgent_fails_over_first() {
    let mut blueprint = replicated(1, 0, MBS);
    application(&mut blueprint, "second", 1, 1, 8);
    blueprint.protections.replications.clear();
    blueprint.groups.clear();
    replicate(&mut blueprint);
    for vm in &mut blueprint.vms {
        vm.memory = Bytes::gib(200);
        vm.used = Bytes(0);
    }
    blueprint.applications[0].tier = 2;
    blueprint.stamps[1].nodes = 4..5;
    blueprint.nodes.truncate(5);
    lose(&mut blueprint, ALPHA, 1.0, Span::hours(50), Span::days(55));
    let record = years(&blueprint, 1, 1).remove(0);
    let back = |application: u32| {
        let own = counted(&record);
        let own = own
            .iter()
            .find(|one| one.application == ApplicationId(application));
        own.expect("both are stopped").recovery()
    };
    assert_eq!(back(1), Some(0));
    let returns = Some(55 * 24 * HOUR);
    assert_eq!(
        back(0),
        returns,
        "for the other there is only its own stamp"
    );
}

/// What may be stopped makes room for what is more urgent, and starts again when there is room.
#[test]
fn less_urgent_vms_make_room() {
    let mut blueprint = replicated(1, 0, MBS);
    blueprint.vms[0].memory = Bytes::gib(200);
    blueprint.stamps[1].nodes = 4..5;
    blueprint.nodes.truncate(5);
    application(&mut blueprint, "test", 2, 2, 100);
    for vm in &mut blueprint.vms[1..] {
        vm.stamp = StampId(1);
    }
    blueprint.applications[1].tier = 4;
    with_failback(&mut blueprint, Span::hours(24));
    lose(&mut blueprint, ALPHA, 0.0, Span::hours(50), Span::hours(10));
    // Nothing may be stopped: the application waits for its own stamp.
    let (outage, record) = first(&blueprint);
    assert_eq!(outage.recovery(), Some(10 * HOUR));
    assert_eq!(record.replicas[0].shed, 0);
    blueprint.stamps[1].shed_tiers = vec![3, 4];
    let record = years(&blueprint, 1, 1).remove(0);
    let outages = counted(&record);
    let of = |application: u32| {
        let own = outages
            .iter()
            .filter(move |one| one.application == ApplicationId(application));
        own.copied().collect::<Vec<Outage>>()
    };
    assert_eq!(of(0)[0].recovery(), Some(0));
    assert_eq!(record.replicas[0].shed, 2);
    // Ten hours until alpha is back, 25 h for the copy (360,000 MB at 1 MB/s are 100 h), a day, and
    // then the room is free: five minutes of planned outage do not hold them up.
    let shed = of(1);
    assert_eq!(shed.len(), 1);
    assert_eq!(shed[0].recovery(), Some((10 + 100 + 24) * HOUR));
    assert_eq!(shed[0].binding, Resource::Capacity(StampId(1)));
    assert_eq!(
        shed[0].class,
        Class::Stamp,
        "it inherits what the others fled from"
    );
    // The same tier, or one that is not named, is not stopped.
    blueprint.applications[0].tier = 4;
    assert_eq!(years(&blueprint, 1, 1)[0].replicas[0].shed, 0);
}

/// After a failover: unprotected until a whole copy has gone back, then a short planned outage.
#[test]
fn a_group_goes_back_in_a_planned_outage() {
    let mut blueprint = replicated(2, MBS / 2, MBS);
    with_failback(&mut blueprint, Span::hours(24));
    blueprint.protections.replications[0].dns_ttl = Span::minutes(5);
    blueprint.roles[0].boot = Law::Constant(4.0 * MINUTE as f64);
    lose(&mut blueprint, ALPHA, 0.0, Span::hours(50), Span::hours(10));
    let record = years(&blueprint, 1, 1).remove(0);
    let outages = counted(&record);
    assert_eq!(outages.len(), 2);
    assert_eq!(outages[0].recovery(), Some(9 * MINUTE));
    let back = outages[1];
    assert_eq!(
        (back.class, back.path(), back.set_back()),
        (Class::Planned, Some(Path::Failback), 0)
    );
    assert_eq!(back.recovery(), Some((5 + 4 + 5) * MINUTE));
    // Ten hours down, 720,000 MB at 1 MB/s are 200 h; meanwhile 200 h at 0.5 MB/s piled up, which
    // take 200 h at the 0.5 MB/s to spare.
    let tally = record.replicas[0];
    assert_eq!((tally.failovers, tally.failbacks, tally.copies), (1, 1, 1));
    assert_eq!(tally.copy_sum, 200 * HOUR);
    assert_eq!(tally.unprotected, 210 * HOUR);
    // A day after the copy it would go back, but is behind: it asks again every hour.
    let at = back.start as u64 - 50 * HOUR;
    assert!((410 * HOUR..=412 * HOUR).contains(&at), "{}", at as f64 / H);
    // It is protected again: a second loss fails over again, and loses nothing.
    lose(&mut blueprint, ALPHA, 1.0, Span::hours(800), Span::days(50));
    let record = years(&blueprint, 1, 1).remove(0);
    assert_eq!(record.replicas[0].failovers, 2);
    assert_eq!(counted(&record)[2].set_back(), 0);
}

/// Away and followed back home, the loss of where it runs brings it home.
#[test]
fn what_runs_away_can_fail_over_back() {
    let mut blueprint = replicated(1, 0, 100 * MBS);
    blueprint.vms[0].used = Bytes(0);
    lose(&mut blueprint, ALPHA, 0.0, Span::hours(50), Span::hours(10));
    lose(&mut blueprint, BETA, 1.0, Span::hours(100), Span::days(20));
    let record = years(&blueprint, 1, 1).remove(0);
    let outages = counted(&record);
    assert_eq!(outages.len(), 2);
    assert!(
        outages
            .iter()
            .all(|one| one.path() == Some(Path::Failover) && one.recovery() == Some(0))
    );
    assert_eq!(record.replicas[0].failovers, 2);
    // Lost before its own stamp was back: it goes back to what it left there.
    blueprint.sources.clear();
    lose(&mut blueprint, ALPHA, 0.0, Span::hours(50), Span::hours(80));
    lose(&mut blueprint, BETA, 1.0, Span::hours(100), Span::days(20));
    let record = years(&blueprint, 1, 1).remove(0);
    let back = counted(&record)[1];
    assert_eq!(
        (back.recovery(), back.set_back()),
        (Some(30 * HOUR), 50 * HOUR)
    );
    // If that was destroyed there is nothing to go back to, and no backup.
    blueprint.sources.clear();
    lose(&mut blueprint, ALPHA, 1.0, Span::hours(50), Span::hours(80));
    lose(&mut blueprint, BETA, 1.0, Span::hours(100), Span::days(20));
    let record = years(&blueprint, 1, 1).remove(0);
    assert_eq!(counted(&record)[1].recovery(), None);
}

/// No room at home: the return is put off, day by day.
#[test]
fn a_return_without_room_is_put_off() {
    let mut blueprint = replicated(1, 0, 100 * MBS);
    with_failback(&mut blueprint, Span::hours(2));
    blueprint.vms[0].used = Bytes(0);
    blueprint.vms[0].memory = Bytes::gib(200);
    // Three of four nodes of home are lost for a week from the hour of the return on.
    lose(&mut blueprint, ALPHA, 0.0, Span::hours(50), Span::hours(10));
    for node in 0..4 {
        let node = Component::Node(NodeId(node));
        lose(
            &mut blueprint,
            node,
            0.0,
            Span::hours(61),
            Span::hours(24 * 7),
        );
    }
    let record = years(&blueprint, 1, 1).remove(0);
    let tally = record.replicas[0];
    assert_eq!((tally.put_off, tally.failbacks), (7, 1), "{tally:?}");
}

/// A replica carries corruption: it is noticed there as it would have been at home.
#[test]
fn a_replica_carries_corruption() {
    let mut blueprint = replicated(1, MBS, 4 * MBS);
    blueprint.vms[0].used = Bytes(0);
    repository(&mut blueprint, FAST.0, 100);
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    blueprint.protections.backups[0].keep = Retention::Count(40);
    blueprint.run.build_up = Span::days(10);
    let app = Component::Application(ApplicationId(0));
    let corrupt = logical(LogicalKind::Corruption, Span::hours(100));
    logical_at(
        &mut blueprint,
        "corruption",
        app,
        corrupt,
        vec![Span::hours(300)],
        Span::ZERO,
    );
    lose(&mut blueprint, ALPHA, 1.0, Span::hours(350), Span::days(40));
    let record = years(&blueprint, 1, 1).remove(0);
    let outages = counted(&record);
    assert_eq!(
        outages[0].path(),
        Some(Path::Failover),
        "the loss of the site is served by the replica"
    );
    assert_eq!(outages[0].set_back(), 0);
    let noticed = outages[1];
    assert_eq!(noticed.class, Class::Logical);
    assert_eq!(
        noticed.path(),
        Some(Path::Restore),
        "and the corruption by the backup"
    );
    assert!(
        (100 * HOUR..124 * HOUR).contains(&noticed.set_back()),
        "back to before the corruption: {}",
        noticed.set_back() as f64 / H
    );
}

/// Recovery points that reach back before the corruption serve where there is no backup.
#[test]
fn old_recovery_points_serve_a_corruption() {
    let mut blueprint = replicated(1, MBS, 4 * MBS);
    blueprint.protections.replications[0].points = Span::minutes(5);
    blueprint.protections.replications[0].keep = Span::hours(24);
    let app = Component::Application(ApplicationId(0));
    for (noticed, served) in [(23, true), (25, false)] {
        blueprint.sources.clear();
        let corrupt = logical(LogicalKind::Corruption, Span::hours(noticed));
        logical_at(
            &mut blueprint,
            "corruption",
            app,
            corrupt,
            vec![Span::hours(300)],
            Span::ZERO,
        );
        let (outage, _) = first(&blueprint);
        if served {
            assert_eq!(
                (outage.path(), outage.recovery()),
                (Some(Path::Failover), Some(0))
            );
            let more = outage.set_back() - 23 * HOUR;
            assert!(more <= 5 * MINUTE, "{more}");
        } else {
            assert_eq!(
                outage.recovery(),
                None,
                "all points are bad, and there is no backup"
            );
        }
    }
}

/// A deletion goes the same way to the replica, unless the link was cut before.
#[test]
fn a_deletion_is_replicated() {
    let mut blueprint = replicated(1, MBS, 4 * MBS);
    let app = Component::Application(ApplicationId(0));
    let deletion = logical(LogicalKind::Deletion, Span::ZERO);
    logical_at(
        &mut blueprint,
        "deletion",
        app,
        deletion,
        vec![Span::hours(300)],
        Span::ZERO,
    );
    assert_eq!(first(&blueprint).0.recovery(), None);
    lose(&mut blueprint, WAN, 0.0, Span::hours(299), Span::hours(10));
    let (outage, _) = first(&blueprint);
    assert_eq!(
        (outage.path(), outage.set_back()),
        (Some(Path::Failover), HOUR)
    );
}

/// Synchronous: nothing is lost while the link is up, however slow it is. Alone it lags from the cut
/// on; standing still it is down for as long as the cut.
#[test]
fn synchronous_replication_loses_nothing_while_the_link_is_up() {
    let mut blueprint = replicated(1, 2 * MBS, MBS);
    blueprint.protections.replications[0].mode = ReplicationMode::SyncOrAlone;
    lose(&mut blueprint, ALPHA, 1.0, Span::hours(100), Span::days(50));
    assert_eq!(first(&blueprint).0.set_back(), 0);
    lose(&mut blueprint, WAN, 0.0, Span::hours(97), Span::days(50));
    assert_eq!(
        first(&blueprint).0.set_back(),
        3 * HOUR,
        "since the cut it writes alone"
    );
    blueprint.protections.replications[0].mode = ReplicationMode::SyncOrStop;
    blueprint.sources.clear();
    lose(&mut blueprint, WAN, 0.0, Span::hours(97), Span::hours(5));
    let (outage, record) = first(&blueprint);
    assert_eq!(
        (outage.class, outage.recovery()),
        (Class::Link, Some(5 * HOUR))
    );
    assert_eq!(outage.binding, Resource::Return(WAN));
    assert_eq!((outage.set_back(), record.replicas[0].lag_max), (0, 0));
}

/// The control plane of the target is needed for VMs, not for what replicates by itself.
#[test]
fn failover_of_vms_needs_the_control_plane_of_the_target() {
    let mut blueprint = replicated(1, 0, MBS);
    lose(&mut blueprint, ALPHA, 0.0, Span::hours(50), Span::days(20));
    let control = Component::ControlPlane(StampId(1));
    lose(
        &mut blueprint,
        control,
        0.0,
        Span::hours(40),
        Span::hours(15),
    );
    let (outage, _) = first(&blueprint);
    assert_eq!(outage.recovery(), Some(5 * HOUR));
    assert_eq!(outage.binding, Resource::ControlPlane(StampId(1)));
    blueprint.protections.replications[0].needs_control_plane = false;
    assert_eq!(first(&blueprint).0.recovery(), Some(0));
}

/// A hot standby holds its memory all the time, and is promoted where a cold one must be found room.
#[test]
fn a_hot_standby_has_its_place() {
    let mut blueprint = replicated(1, 0, MBS);
    blueprint.vms[0].memory = Bytes::gib(200);
    blueprint.roles[0].boot = Law::Constant(30.0 * MINUTE as f64);
    blueprint.protections.replications[0].failover = Law::Constant(MINUTE as f64);
    blueprint.stamps[1].nodes = 4..6;
    blueprint.nodes.truncate(6);
    blueprint.protections.replications[0].hot = true;
    blueprint.standbys.push(Standby {
        vm: VmId(0),
        stamp: StampId(1),
        memory: Bytes::gib(200),
    });
    // Another one comes to beta an hour before and takes what is free.
    application(&mut blueprint, "guest", 1, 1, 200);
    blueprint.vms[1].stamp = StampId(1);
    lose(&mut blueprint, ALPHA, 0.0, Span::hours(50), Span::days(20));
    let (outage, _) = first(&blueprint);
    assert_eq!(outage.recovery(), Some(MINUTE), "promoted, not booted");
    // Its node is lost: it finds no other, for the guest has that, and the VM waits for the node.
    let node = Component::Node(NodeId(4));
    lose(&mut blueprint, node, 0.0, Span::hours(49), Span::hours(5));
    let other = Component::Node(NodeId(5));
    let mut both = blueprint.clone();
    lose(&mut both, other, 0.0, Span::hours(49), Span::hours(5));
    let record = years(&both, 1, 1).remove(0);
    let outages = counted(&record);
    let own = outages
        .iter()
        .find(|one| one.application == ApplicationId(0));
    let own = own.expect("it is stopped");
    assert_eq!(
        own.recovery(),
        Some(4 * HOUR + 31 * MINUTE),
        "both nodes come back after four hours; a standby without a node did not run: the VM boots"
    );
}

/// The newest state serves: a replica that broke off long ago gives way to a younger backup.
#[test]
fn a_younger_backup_is_better_than_an_old_replica() {
    let mut blueprint = replicated(1, MBS, 4 * MBS);
    blueprint.protections.replications[0].log_limit = Span::hours(24);
    repository(&mut blueprint, FAST.0, 100);
    let far = blueprint.sites.len() - 1;
    blueprint.repositories[0].at = Place::Site(SiteId::from_index(far));
    backup(&mut blueprint, Span::hours(24), ChainKind::Full);
    blueprint.protections.backups[0].restore_to = vec![StampId(1)];
    blueprint.vms[0].used = Bytes(0);
    lose(&mut blueprint, WAN, 0.0, Span::hours(300), Span::hours(200));
    lose(&mut blueprint, ALPHA, 1.0, Span::hours(400), Span::days(50));
    let (outage, _) = first(&blueprint);
    assert_eq!(outage.path(), Some(Path::Restore));
    assert!(outage.set_back() < 24 * HOUR);
}

/// Two stamps that fail and are repaired, one standby that takes over after an exponential time: the
/// chain of (home up?, away up?, serving where?) solved by hand. Without failback both ends are alike.
#[test]
fn a_warm_standby_follows_its_textbook_chain() {
    // Life 1,000 h, repair 50 h, both exponential; taking over takes 5 h on the mean, once the home
    // is down and the other end up. States: both up; serving end down and the other up (taking
    // over); standby down; both down with the serving end to wait for.
    let (life, repair, over) = (1_000.0, 50.0, 5.0);
    for over in [over, 40.0] {
        let mut blueprint = replicated(1, 0, 1_000_000 * MBS);
        blueprint.vms[0].used = Bytes(0);
        blueprint.run.horizon = Span::hours(40_000);
        blueprint.run.settle = Span::hours(500);
        blueprint.protections.replications[0].needs_control_plane = false;
        blueprint.protections.replications[0].decide = Law::Exponential { mean: over * H };
        for stamp in [ALPHA, BETA] {
            let (life, repair) = (
                Law::Exponential { mean: life * H },
                Law::Exponential { mean: repair * H },
            );
            hazard(&mut blueprint, stamp, life, repair, None, 0.0);
        }
        let expected = chain(1.0 / life, 1.0 / repair, 1.0 / over);
        let shares: Vec<f64> = years(&blueprint, 5, 300)
            .iter()
            .map(|record| record.downtime[0] as f64 / H / 40_000.0)
            .collect();
        agrees(&shares, expected, "unavailability");
    }
}

/// Unavailability of the chain: the standing order is that whoever decides has decided once the time
/// has passed, also while the other end is down; it then takes over at once when that is back.
fn chain(l: f64, m: f64, n: f64) -> f64 {
    // 0 both up · 1 standby down · 2 serving end down, undecided, other up · 3 both down, undecided
    // · 4 both down, decided.
    let p: [f64; 5] = stationary(&[
        (0, 2, l),
        (0, 1, l),
        (1, 0, m),
        (1, 3, l),
        (2, 0, m),
        (2, 1, n),
        (2, 3, l),
        (3, 1, m),
        (3, 2, m),
        (3, 4, n),
        // Decided: whichever end is back first serves; the other one is down then.
        (4, 1, 2.0 * m),
    ]);
    p[2] + p[3] + p[4]
}

/// A drill of the home stamp: whole again when it is back, copied back, and has gone home.
#[test]
fn a_drill_tells_when_all_is_whole_again() {
    let mut blueprint = replicated(1, 0, MBS);
    blueprint.vms[0].used = Bytes(360_000 * MBS);
    with_failback(&mut blueprint, Span::hours(24));
    let effect = Effect::Stops {
        destroys: Share(1.0),
    };
    drill(&mut blueprint, ALPHA, effect, Law::Constant(10.0 * H));
    let record = drills(&blueprint, 1, 1).remove(0);
    // Ten hours, 100 h for the copy, a day, five minutes.
    assert_eq!(record.whole, Some(134 * HOUR + 5 * MINUTE));
    assert_eq!(record.replicas[0].failovers, 1);
    assert_eq!(counted(&record).len(), 1, "the return is not the drill's");
    // The link for three days: nobody is stopped, and it catches up with what it missed.
    blueprint.drills.clear();
    blueprint.sources.clear();
    blueprint.groups[0].failback = None;
    blueprint.protections.replications[0].failback = None;
    blueprint.vms[0].churn = MBS as f64 / 4.0;
    let cut = Effect::Stops {
        destroys: Share(0.0),
    };
    drill(&mut blueprint, WAN, cut, Law::Constant(72.0 * H));
    let record = drills(&blueprint, 1, 1).remove(0);
    assert!(record.outages.is_empty());
    assert_eq!(record.replicas[0].lag_max, 72 * HOUR);
    assert_eq!(
        record.whole,
        Some(96 * HOUR),
        "72 h at a third of what is to spare"
    );
}
