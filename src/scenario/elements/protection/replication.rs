//! `[protection.NAME.replication]`: the state lives a second time on another stamp.
//!
//! Always true here: what belongs to a mode or to failback is stated, and written, only together with it.

use crate::model::{
    Blueprint, Failback, Law, Replication, ReplicationLevel, ReplicationMode, StampId, WORKED_OUT,
    Waiting, Window,
};
use crate::scenario::elements::{crew as crews, stamp};
use crate::scenario::keys::{Bound, Element, KeyOf, Lines, Name, Whole, keys, words};
use crate::scenario::limit;
use crate::scenario::names::look_up;
use crate::scenario::places::{PlaceNames, Places, crew};
use crate::scenario::problem::{KeyProblem, OverLimit, ProtectionProblem};
use crate::scenario::protections::{
    Length, LengthOf, Protections, Stated, narrow_window, positive, reduction,
};
use crate::scenario::table::Table;
use crate::scenario::value::{label, number};
use crate::units::{Rate, Span};

keys! {
    name: "replication", pattern: "protection.*.replication", header: "[protection.NAME.replication]", collapse: false,
    doc: "Replication with failover by people: the VMs of one application that run on one stamp fall behind, fail over and come back together.";

    LEVEL: ReplicationLevel = "level", "Who replicates: a product through the stamp's API, an agent in the guest, or the application itself. It decides what is assumed where these are left out: `vm` needs the control plane of the target, `application` resumes from the last byte (`points`, `keep`).",
        default("vm", Assumed, "a product that replicates whole VMs asks nothing of the application");
    MODE: Mode = "mode", "`async`: a write counts at once and the replica follows; `sync`: it counts when the replica has it.",
        default("async", Read, "Azure Stack Hub documentation, N-tier application on two stamps: the secondary at the other site is asynchronous");
    WHEN_CUT: WhenCut = "when_cut", "For `sync`, while the replica cannot be reached: writes go on alone, or the VMs stand still.",
        default("continue", Assumed, "few would stop production because its copy cannot be reached");
    TO: Name<stamp::Keys> = "to", "The stamp that replicas live on.", required;
    STANDBY: Held = "standby", "`hot` runs and holds memory there all the time; `warm` looks for memory at failover.",
        default("warm", Read, "Azure Stack Hub documentation, Azure Site Recovery: VMs at the target take memory only at failover");
    REDUCTION: f64 = "reduction", "Bytes read or written by the VM per byte sent: 2.0 halves what links and uplinks see, not what disks and storage pools do.",
        default("1.0", Assumed, "no figure published; products that compress send less"),
        bounds [Bound::Between(0.1, 1_000.0)];
    POINTS: Span = "points", "Time between recovery points, one of which a replica resumes from; \"0 s\": from the last byte.",
        worked_out(WORKED_OUT, Read, "5 min where VMs or guests are replicated asynchronously (Azure architecture center, Azure Site Recovery: crash-consistent points every 5 min); else 0 s: an application, or a synchronous copy, resumes from the last byte");
    KEEP: Span = "keep", "How far back recovery points reach; \"0 s\": only the newest is kept.",
        worked_out(WORKED_OUT, Read, "24 h where VMs or guests are replicated asynchronously (Azure architecture center, Azure Site Recovery: points are kept for 24 h with premium disks, 72 h with standard ones); else 0 s");
    LOG_LIMIT: Span = "log_limit", "A replica further behind than this must be copied as a whole again.",
        default("24 h", Read, "Azure Stack Hub documentation, Azure Site Recovery: the log holds at most one day, then everything is synchronised again"),
        bounds [Bound::NotZero];
    RATE: Rate = "rate", "Most that the VMs of one application on one stamp send: bytes as they are sent, after the `reduction`; one appliance of Azure Site Recovery was measured at \"136 MB/s\".", optional("what its path gives");
    SPACE: f64 = "space", "How much of the target's storage one byte takes.",
        default("1.5", Read, "Azure Stack Hub documentation, Azure Site Recovery: the target needs 1.5 to 2 times the storage"),
        bounds [Bound::Between(1.0, 100.0)];
    DISKS_AT_ONCE: Whole<1> = "disks_at_once", "Disks that are copied at once when a whole replica is made.",
        default("31", Read, "Azure Stack Hub documentation, Azure Site Recovery: at most 31 disks at a time are protected again"),
        bounds [Bound::Most(limit::SMALL_COUNT.most)];
    DETECT: Law = "detect", "Time to notice that a failover is needed.",
        default("{ lognormal = { median = \"20 min\", sigma = 1.0 } }", SecondHand, "one review of a large cloud outage: investigation began 19 min after the impact; the spread is a guess");
    DECIDE: Law = "decide", "Time to decide on it.",
        default("{ lognormal = { median = \"45 min\", sigma = 0.9 } }", Assumed, "no distribution published: not knowing when to declare is a main problem");
    GIVE_UP_AFTER: Option<Law> = "give_up_after", "How long what is down with its data intact (the stamp, or its control plane) is waited for, from the strike on, before people decide to fail over; \"never\": until it is back.",
        default("0 s", Assumed, "a replica costs seconds to minutes of writing: people decide on it as soon as the loss is noticed");
    KNOWN_AFTER: Law = "known_after", "When people know how long that lasts, from the strike on: from then on they give up at once where the rest of the wait is longer than the failover would take, and wait where it is shorter.", optional("not before it is over");
    MERGES: bool = "merges", "Whether what the old place still holds is merged with what went on elsewhere once it is back: then nothing is lost.",
        default("false", Assumed, "two states of one system are seldom brought together; what the old place holds is dropped");
    DECIDED_BY: Name<crews::Keys> = "decided_by", "Whose people decide: one of them for each fault that is decided about, in the hours of the crew.", optional("somebody decides at any hour");
    RESTORED_BY: Name<crews::Keys> = "restored_by", "Whose people do the hand work of `failover`: one of them for each VM, in the hours of the crew, urgent tiers first.", optional("somebody does it at any hour, however much there is");
    NEEDS_CONTROL_PLANE: bool = "needs_control_plane", "Whether a failover goes through the control plane of the target.",
        worked_out(WORKED_OUT, Assumed, "true where VMs are replicated through the stamp's API; guests and applications have a way of their own");
    FAILOVER: Law = "failover", "Time to make the VMs run there: attach disks, or promote the standby.",
        default("{ lognormal = { median = \"10 min\", sigma = 0.5 } }", Assumed, "no figure published; AWS documents 5 to 20 min for its own service, boot included");
    DNS_TTL: Span = "dns_ttl", "Time to live of names: until users find the new place.",
        default("300 s", Read, "Azure Stack Hub documentation, N-tier application on two stamps: names live 300 s by default");
    FAILBACK: bool = "failback", "Whether it goes back to the stamp where it belongs, by a planned short outage.",
        default("true", Assumed, "what failed over goes home once that can be done safely");
    FAILBACK_AFTER: Span = "failback_after", "How long the way back must have been replicated without a break before it is used.",
        default("24 h", Assumed, "no figure published: a day of undisturbed replication before it is trusted");
    FAILBACK_WINDOW: Window = "failback_window", "Daily window in which a failback may begin.", optional("at any time");
    FAILBACK_TAKES: Law = "failback_takes", "How long the planned outage of a failback takes, before the guests boot.",
        default("{ lognormal = { median = \"15 min\", sigma = 0.5 } }", Assumed, "no figure published; as a failover, with a last synchronisation");
}

/// When a write counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scenario) enum Mode {
    Async,
    Sync,
}

/// What a synchronous replication does while the replica cannot be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scenario) enum WhenCut {
    Continue,
    Stop,
}

/// Whether the second place holds memory all the time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scenario) enum Held {
    Warm,
    Hot,
}

words!(ReplicationLevel { "vm" => Vm, "guest" => Guest, "application" => Application });
words!(Mode { "async" => Async, "sync" => Sync });
words!(WhenCut { "continue" => Continue, "stop" => Stop });
words!(Held { "warm" => Warm, "hot" => Hot });

impl Stated for Replication {
    type Keys = Keys;

    fn read(
        table: &Table<'_, '_, Keys>,
        name: &str,
        places: &Places,
        all: &mut Protections,
    ) -> Replication {
        read(table, name, places, all)
    }

    fn write(&self, blueprint: &Blueprint, _: &PlaceNames) -> Lines<Keys> {
        write(self, blueprint)
    }

    fn lengths(&self) -> Vec<Length<'_>> {
        let mut all = vec![
            Length::of_outage(DETECT.row.name, &self.detect),
            Length::of_outage(DECIDE.row.name, &self.decide),
            Length::of_outage(FAILOVER.row.name, &self.failover),
            Length::constant(DNS_TTL.row.name, self.dns_ttl, LengthOf::Names),
            Length::constant(LOG_LIMIT.row.name, self.log_limit, LengthOf::Log),
        ];
        if let Some(failback) = &self.failback {
            let after = failback.after;
            all.push(Length::of_outage(FAILBACK_TAKES.row.name, &failback.takes));
            all.push(Length::constant(
                FAILBACK_AFTER.row.name,
                after,
                LengthOf::WayBack,
            ));
        }
        all
    }
}

/// Reads one replication.
fn read(
    table: &Table<'_, '_, Keys>,
    name: &str,
    places: &Places,
    all: &mut Protections,
) -> Replication {
    let level = table.get(LEVEL);
    let mode = mode(table);
    let stamps = &places.names.stamp;
    let to = table.must(TO, None, |node| {
        Ok(Some(look_up(stamps, label(node)?, stamp::Keys::NAME)?))
    });
    let (points, keep) = points(table, level, mode);
    let log_limit = positive(table, LOG_LIMIT);
    if points > log_limit {
        table.problem(
            LOG_LIMIT,
            ProtectionProblem::LogTooShort {
                log: log_limit,
                points,
            },
        );
    }
    all.replication_has_target.push(to.is_some());
    Replication {
        name: name.to_string(),
        level,
        mode,
        to: StampId::from_index(to.unwrap_or(0)),
        hot: table.get(STANDBY) == Held::Hot,
        reduction: reduction(table, REDUCTION),
        points,
        keep,
        log_limit,
        rate: table.may(RATE),
        space: space(table),
        disks_at_once: table.get_count(DISKS_AT_ONCE, limit::SMALL_COUNT),
        detect: table.get(DETECT),
        decide: table.get(DECIDE),
        waiting: Waiting {
            give_up_after: table.get(GIVE_UP_AFTER),
            known_after: table.may(KNOWN_AFTER),
            merges: table.get(MERGES),
        },
        restored_by: crew(table, RESTORED_BY, &places.names),
        decided_by: crew(table, DECIDED_BY, &places.names),
        needs_control_plane: table.worked_out(NEEDS_CONTROL_PLANE, level == ReplicationLevel::Vm),
        failover: table.get(FAILOVER),
        dns_ttl: table.get(DNS_TTL),
        failback: failback(table, name),
    }
}

fn mode(table: &Table<'_, '_, Keys>) -> ReplicationMode {
    match table.get(MODE) {
        Mode::Async => {
            if table.node(WHEN_CUT).is_some() {
                table.problem(WHEN_CUT, ProtectionProblem::WhenCutAsync);
            }
            ReplicationMode::Async
        }
        Mode::Sync => match table.get(WHEN_CUT) {
            WhenCut::Continue => ReplicationMode::SyncOrAlone,
            WhenCut::Stop => ReplicationMode::SyncOrStop,
        },
    }
}

/// How often points come, and how far back they reach.
fn points(
    table: &Table<'_, '_, Keys>,
    level: ReplicationLevel,
    mode: ReplicationMode,
) -> (Span, Span) {
    let from_the_last_byte =
        level == ReplicationLevel::Application || mode != ReplicationMode::Async;
    let (points, keep) = if from_the_last_byte {
        (Span::ZERO, Span::ZERO)
    } else {
        (Span::minutes(5), Span::hours(24))
    };
    let points = table.worked_out(POINTS, points);
    let keep = table.worked_out(KEEP, keep);
    let count = keep.0.checked_div(points.0).unwrap_or(0);
    if count > limit::POINTS.most {
        let problem = OverLimit::RecoveryPoints {
            keep,
            every: points,
            points: count,
            limit: limit::POINTS,
        };
        table.problem(KEEP, problem);
    }
    if keep.0 > 0 && keep < points {
        table.problem(
            KEEP,
            ProtectionProblem::RecoveryPointsExpire {
                keep,
                every: points,
            },
        );
    }
    (points, keep)
}

fn space(table: &Table<'_, '_, Keys>) -> f64 {
    table.get_as(SPACE, 1.0, |node| {
        let value = number(node)?;
        if (1.0..=100.0).contains(&value) {
            Ok(value)
        } else {
            Err(KeyProblem::OutOfRange {
                number: value,
                least: 1.0,
                most: 100.0,
                remedy: "a replica takes at least the bytes that are in use; 1.5 to 2 with its recovery points",
            }.into())
        }
    })
}

fn failback(table: &Table<'_, '_, Keys>, name: &str) -> Option<Failback> {
    if !table.get(FAILBACK) {
        only_with_failback(table, FAILBACK_AFTER);
        only_with_failback(table, FAILBACK_WINDOW);
        only_with_failback(table, FAILBACK_TAKES);
        return None;
    }
    let window = table.may(FAILBACK_WINDOW);
    if let Some(window) = window {
        let of = format!("replication `{name}`");
        narrow_window(table, (FAILBACK_WINDOW, "failback window"), of, window);
    }
    Some(Failback {
        after: table.get(FAILBACK_AFTER),
        window,
        takes: table.get(FAILBACK_TAKES),
    })
}

fn only_with_failback(table: &Table<'_, '_, Keys>, key: impl KeyOf<Keys>) {
    table.refuse(key, ProtectionProblem::KeyOfFailback { key: key.name() });
}

/// What the resolved scenario says of a replication.
fn write(plan: &Replication, blueprint: &Blueprint) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.put(LEVEL, &plan.level);
    lines.name(TO, &blueprint.stamp(plan.to).name);
    lines.put(STANDBY, if plan.hot { &Held::Hot } else { &Held::Warm });
    lines.number(REDUCTION, plan.reduction);
    lines.put(POINTS, &plan.points);
    lines.put(KEEP, &plan.keep);
    lines.put(LOG_LIMIT, &plan.log_limit);
    lines.number(SPACE, plan.space);
    lines.count(DISKS_AT_ONCE, plan.disks_at_once);
    lines.put(DETECT, &plan.detect);
    lines.put(DECIDE, &plan.decide);
    lines.put(GIVE_UP_AFTER, &plan.waiting.give_up_after);
    lines.put_maybe(KNOWN_AFTER, plan.waiting.known_after.as_ref());
    lines.put(MERGES, &plan.waiting.merges);
    lines.put(NEEDS_CONTROL_PLANE, &plan.needs_control_plane);
    lines.put(FAILOVER, &plan.failover);
    lines.put(DNS_TTL, &plan.dns_ttl);
    lines.put(FAILBACK, &plan.failback.is_some());
    let (mode, when_cut) = match plan.mode {
        ReplicationMode::Async => (Mode::Async, None),
        ReplicationMode::SyncOrAlone => (Mode::Sync, Some(WhenCut::Continue)),
        ReplicationMode::SyncOrStop => (Mode::Sync, Some(WhenCut::Stop)),
    };
    lines.put(MODE, &mode);
    lines.put_maybe(WHEN_CUT, when_cut.as_ref());
    lines.put_maybe(RATE, plan.rate.as_ref());
    if let Some(id) = plan.decided_by {
        lines.name(DECIDED_BY, &blueprint.crews[id.index()].name);
    }
    if let Some(id) = plan.restored_by {
        lines.name(RESTORED_BY, &blueprint.crews[id.index()].name);
    }
    if let Some(failback) = &plan.failback {
        lines.put(FAILBACK_AFTER, &failback.after);
        lines.put(FAILBACK_TAKES, &failback.takes);
        lines.put_maybe(FAILBACK_WINDOW, failback.window.as_ref());
    }
    lines
}
