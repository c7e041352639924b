//! Scenarios and made-up trials for tests of the study.
//!
//! Always true here: a made-up trial is a pure function of mode and number, like a real one.

use super::sums::{Plan, Sum, Sums, reaches};
use super::{Options, Simulate, run_with};
use crate::model::outcome::Outcome;
use crate::model::record::{
    Back, CONTRIBUTORS, Data, Decision, Outage, Path, Phase, Resource, Resumed, StampTally,
    Stretch, TrialRecord, causes,
};
use crate::model::{
    ApplicationId, Blueprint, GroupId, HighAvailability, HighAvailabilityId, Law, Link, LinkId,
    Replication, ReplicationGroup, ReplicationId, ReplicationLevel, ReplicationMode, StampId,
    Standby, Storage, VmId,
};
use crate::units::{Bytes, HOUR, Rate, SECOND, Share, Span, YEAR};
use crate::world::Mode;

/// Two sites; `erp` and `web`, which needs it, in one; `far` alone in the other.
pub(crate) const SCENARIO: &str = r#"
[run]
trials = 400
[site.east]
[site.west]
[stamp.alpha]
at = "site.east"
nodes = 4
node_memory = "384 GiB"
[stamp.beta]
at = "site.west"
nodes = 4
node_memory = "384 GiB"
[link.wan]
between = ["east", "west"]
rate = "1 Gbps"
[repository]
vault = { at = "site.west", capacity = "40 TiB", read = "100 MB/s", write = "100 MB/s" }
[protection.nightly.backup]
every = "24 h"
full_every = "168 h"
to = "vault"
reduction = 2.0
detect = "10 min"
decide = "20 min"
provision = "30 min"
restore_to = ["beta"]
[application]
erp = { rto = "2 h", rpo = "24 h", size = "DS14_v2", stamp = "alpha", used = "1 TiB", churn = "1 MB/s", protection = "nightly", availability = "99 %" }
web = { rto = { node = "1 h", site = "8 h" }, needs = ["erp"], size = "DS14_v2", stamp = "alpha", stateful = false, protection = "nightly" }
far = { expendable = true, stamp = "beta" }
[hazard]
fire = { of = "site.east", every = "20000 h", destroys = true, returns = "100 h" }
node-failure = { of = "node", every = "7550 h" }
[drill]
lose-alpha = { of = "stamp.alpha", destroys = true, returns = "4 weeks", trials = 40 }
"#;

/// Reads a scenario that has to be right.
pub(crate) fn blueprint(text: &str) -> Blueprint {
    match crate::scenario::load(text, "test.toml", &|name: &str| Err(format!("no {name}"))) {
        Ok(loaded) => loaded.blueprint,
        Err(issues) => panic!("{issues:#?}"),
    }
}

/// What records add up to.
pub(crate) fn sums(blueprint: &Blueprint, mode: Mode, records: &[TrialRecord]) -> Sums {
    let reaches = reaches(blueprint);
    let plan = Plan {
        blueprint,
        reaches: &reaches,
        queues: &[],
        drill: match mode {
            Mode::Years => None,
            Mode::Drill(id) => Some(id),
        },
        within: false,
        below: u32::MAX,
        most: usize::MAX,
    };
    let mut made = Sums::none(&plan);
    records.iter().for_each(|record| made.add(&plan, record));
    made.settle();
    made
}

/// The scenario with a replica of `erp` in the other site over a link with a fallback, instances of
/// `web` in both sites, and storage in the first stamp. Nothing in it is read from text.
pub(crate) fn protected() -> Blueprint {
    let mut made = blueprint(SCENARIO);
    let (erp, web) = (application(&made, "erp"), application(&made, "web"));
    let (alpha, beta) = (StampId(0), StampId(1));
    made.links.push(Link {
        name: "satellite".into(),
        rate: Rate(250_000),
        ..made.links[0].clone()
    });
    made.links[0].fallback = Some(LinkId(1));
    made.protections.replications.push(replication(beta));
    let vm = VmId(made.applications[erp].vms.start);
    made.vms[vm.index()].protection.replication = Some(ReplicationId(0));
    made.groups.push(ReplicationGroup {
        replication: ReplicationId(0),
        application: ApplicationId::from_index(erp),
        from: alpha,
        vms: vec![vm],
        failback: None,
    });
    made.protections.high_availabilities.push(HighAvailability {
        name: "pair".into(),
        across: vec![alpha, beta],
        one_active: None,
        witness: None,
        detect: Law::Constant(10.0 * SECOND as f64),
        failover: Law::Constant(20.0 * SECOND as f64),
        probe: Span::seconds(15),
        dns_ttl: Span::ZERO,
        switch_failure: Share(0.02),
        switch_repair: Law::Constant(HOUR as f64),
        switch_repaired_by: None,
    });
    let role = made.applications[web].roles.start as usize;
    made.roles[role].protection.high_availability = Some(HighAvailabilityId(0));
    made.stamps[0].storage = Some(storage());
    made
}

/// A warm replica on a stamp: a point every 5 min, a log of 30 h, half of what changes is sent.
pub(crate) fn replication(to: StampId) -> Replication {
    Replication {
        name: "metro".into(),
        level: ReplicationLevel::Guest,
        mode: ReplicationMode::Async,
        to,
        hot: false,
        reduction: 2.0,
        points: Span::minutes(5),
        keep: Span::ZERO,
        log_limit: Span::hours(30),
        rate: None,
        space: 1.5,
        disks_at_once: 31,
        detect: Law::Constant(0.0),
        waiting: crate::model::Waiting {
            give_up_after: Some(Law::Constant(0.0)),
            ..crate::model::Waiting::default()
        },
        decide: Law::Constant(HOUR as f64),
        decided_by: None,
        restored_by: None,
        needs_control_plane: true,
        failover: Law::Constant(10.0 * 60_000.0),
        dns_ttl: Span::minutes(5),
        failback: None,
    }
}

fn storage() -> Storage {
    Storage {
        disks: 0..40,
        disks_per_node: 10,
        disk_size: Bytes(8 << 40),
        volumes: 0..4,
        volume_size: Bytes(20 << 40),
        rate: Rate(2_000_000_000),
        rebuild_rate: Rate(200_000_000),
        retire_after: Span::minutes(15),
        silent_share: Share(0.5),
        reserve_disks: 4,
        warning: Share(0.7),
        critical: Share(0.8),
        relief: None,
        relief_by: None,
        relief_to: Share(0.6),
    }
}

/// The only group of [`protected`].
pub(crate) const GROUP: GroupId = GroupId(0);

/// A hot standby of a VM.
pub(crate) fn standby(vm: u32, stamp: StampId, gib: u64) -> Standby {
    Standby {
        vm: VmId(vm),
        stamp,
        memory: Bytes::gib(gib),
    }
}

/// The number of an application.
pub(crate) fn application(blueprint: &Blueprint, name: &str) -> usize {
    let names = blueprint.applications.iter();
    names
        .enumerate()
        .find(|(_, application)| application.name == name)
        .unwrap()
        .0
}

/// An outage of an application by a source of this label: from an hour of the year, so many hours
/// long.
pub(crate) fn outage(
    blueprint: &Blueprint,
    name: &str,
    label: &str,
    at: f64,
    hours: f64,
) -> Outage {
    let source = blueprint
        .sources
        .iter()
        .find(|source| source.label == label)
        .unwrap();
    let cause = causes(blueprint)
        .iter()
        .position(|known| *known == source.label)
        .unwrap();
    let length = (hours * HOUR as f64) as u64;
    let mut phases = [0; Phase::COUNT];
    phases[Phase::Wait as usize] = length;
    Outage {
        application: ApplicationId::from_index(application(blueprint, name)),
        start: (at * HOUR as f64) as i64,
        counted: true,
        back: Some(Back {
            after: length,
            path: Path::Restart,
        }),
        downtime: length,
        class: source.class,
        cause: cause as u16,
        target: source.target,
        inherited: false,
        outside: None,
        contributors: [0; CONTRIBUTORS],
        contributor_count: 0,
        contributed: 0,
        phases,
        binding: Resource::Disks,
        binding_ms: length,
        data: Data::SetBack(length / 2),
        decision: Decision::None,
        choice: None,
        replayed: None,
        loss_only: false,
        resumed: Resumed::default(),
    }
}

/// A record of a year with these outages.
pub(crate) fn record(blueprint: &Blueprint, trial: u32, outages: Vec<Outage>) -> TrialRecord {
    let mut downtime = vec![0; blueprint.applications.len()];
    for outage in &outages {
        downtime[outage.application.index()] += outage.downtime;
    }
    TrialRecord {
        trial,
        horizon: YEAR,
        outages,
        downtime,
        stamps: vec![StampTally::default(); blueprint.stamps.len()],
        events: 1,
        ..TrialRecord::default()
    }
}

/// Trials made up by a function of mode and number.
pub(crate) struct MadeUp<F>(pub(crate) F);

impl<F: Fn(Mode, u32) -> TrialRecord + Send> Simulate for MadeUp<F> {
    fn trial(&mut self, mode: Mode, number: u32) -> TrialRecord {
        self.0(mode, number)
    }
    fn timeline(&mut self, mode: Mode, number: u32) -> Vec<Stretch> {
        let record = self.0(mode, number);
        let stretch = |outage: &Outage| Stretch {
            application: outage.application,
            phase: Phase::Wait,
            resource: outage.binding,
            from: outage.start,
            to: outage.start + outage.length() as i64,
        };
        record.outages.iter().map(stretch).collect()
    }
}

/// A run over made-up trials.
pub(crate) fn run_made_up(
    blueprint: &Blueprint,
    trials: Option<u32>,
    threads: usize,
    make: impl Fn(Mode, u32) -> TrialRecord + Send + Sync,
) -> Outcome {
    let options = Options {
        seed: 1,
        trials,
        threads,
    };
    run_with(blueprint, &options, &|_, _| {}, || MadeUp(&make))
}
