//! Reads replications.
//!
//! Always true here: what belongs to a mode or to failback is stated only together with it.

use super::super::calendar;
use super::super::limit;
use super::super::names::look_up;
use super::super::places::{Places, crew};
use super::super::problem::{KeyProblem, OverLimit, ProtectionProblem};
use super::super::table::{Table, flag, label, number, rate, span};
use super::{Protection, Protections, positive, reduction};
use crate::model::{
    Failback, Replication, ReplicationId, ReplicationLevel, ReplicationMode, StampId,
};
use crate::units::Span;

/// Reads one replication.
pub(super) fn read(
    table: &Table<'_, '_>,
    name: &str,
    places: &Places,
    protections: &mut Protections,
) -> Protection {
    let level = match table.choice("level") {
        "guest" => ReplicationLevel::Guest,
        "application" => ReplicationLevel::Application,
        _ => ReplicationLevel::Vm,
    };
    let mode = mode(table);
    let stamps = &places.names.stamp;
    let to = table.required("to", None, |node| {
        Ok(Some(look_up(stamps, label(node)?, "stamp")?))
    });
    let (points, keep) = points(table, level, mode);
    let log_limit = positive(table, "log_limit");
    if points > log_limit {
        table.problem(
            "log_limit",
            ProtectionProblem::LogTooShort {
                log: log_limit,
                points,
            },
        );
    }
    let replication = Replication {
        name: name.to_string(),
        level,
        mode,
        to: StampId::from_index(to.unwrap_or(0)),
        hot: table.choice("standby") == "hot",
        reduction: reduction(table),
        points,
        keep,
        log_limit,
        rate: table.maybe("rate", rate),
        space: space(table),
        disks_at_once: table.count("disks_at_once", limit::SMALL_COUNT),
        detect: table.law("detect"),
        decide: table.law("decide"),
        decided_by: crew(table, "decided_by", &places.names),
        needs_control_plane: table.worked_out(
            "needs_control_plane",
            level == ReplicationLevel::Vm,
            ToString::to_string,
            flag,
        ),
        failover: table.law("failover"),
        dns_ttl: table.span("dns_ttl"),
        failback: failback(table, name),
    };
    protections.replications.push(replication);
    protections.replication_has_target.push(to.is_some());
    protections.replication_spots.push(table.spot.clone());
    Protection::Replication(ReplicationId::from_index(
        protections.replications.len() - 1,
    ))
}

fn mode(table: &Table<'_, '_>) -> ReplicationMode {
    if table.choice("mode") == "async" {
        if table.node("when_cut").is_some() {
            table.problem("when_cut", ProtectionProblem::WhenCutAsync);
        }
        return ReplicationMode::Async;
    }
    match table.choice("when_cut") {
        "stop" => ReplicationMode::SyncOrStop,
        _ => ReplicationMode::SyncOrAlone,
    }
}

/// How often points come, and how far back they reach.
fn points(table: &Table<'_, '_>, level: ReplicationLevel, mode: ReplicationMode) -> (Span, Span) {
    let from_the_last_byte =
        level == ReplicationLevel::Application || mode != ReplicationMode::Async;
    let (points, keep) = if from_the_last_byte {
        (Span::ZERO, Span::ZERO)
    } else {
        (Span::minutes(5), Span::hours(24))
    };
    let print = |value: &Span| value.to_string();
    let points = table.worked_out("points", points, print, span);
    let keep = table.worked_out("keep", keep, print, span);
    let count = keep.0.checked_div(points.0).unwrap_or(0);
    if count > limit::POINTS.most {
        let problem = OverLimit::RecoveryPoints {
            keep,
            every: points,
            points: count,
            limit: limit::POINTS,
        };
        table.problem("keep", problem);
    }
    if keep.0 > 0 && keep < points {
        table.problem(
            "keep",
            ProtectionProblem::RecoveryPointsExpire {
                keep,
                every: points,
            },
        );
    }
    (points, keep)
}

fn space(table: &Table<'_, '_>) -> f64 {
    table.with_default("space", 1.0, |node| {
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

fn failback(table: &Table<'_, '_>, name: &str) -> Option<Failback> {
    if !table.flag("failback") {
        for key in ["failback_after", "failback_window", "failback_takes"] {
            if table.node(key).is_some() {
                table.problem(key, ProtectionProblem::KeyOfFailback { key });
            }
        }
        return None;
    }
    let key = "failback_window";
    let window = table.maybe(key, |node| Ok(calendar::window(label(node)?)?));
    if let Some(window) = window {
        let of = format!("replication `{name}`");
        super::narrow_window(table, (key, "failback window"), of, window);
    }
    Some(Failback {
        after: table.span("failback_after"),
        window,
        takes: table.law("failback_takes"),
    })
}
