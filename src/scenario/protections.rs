//! Reads protections: backups and redeployments here, the other kinds in files of their own.
//!
//! Always true here: under each name stands exactly one kind of protection.

mod high_availability;
mod replication;

use super::calendar;
use super::context::Context;
use super::limit;
use super::names::{Named, named};
use super::places::{Places, crew};
use super::problem::{FitProblem, KeyProblem, OverLimit, Problem, ProtectionProblem};
use super::table::{Table, inner, label, number, quantity, span, whole};
use super::text::milliseconds;
use super::tree::{Item, Node, Spot, Tree};
use crate::model::advice::ProtectionAdvice;
use crate::model::{
    Backup, BackupId, BackupMethod, BackupScope, ChainKind, HighAvailability, HighAvailabilityId,
    Redeploy, RedeployId, Replication, ReplicationId, RepositoryId, Retention, StampId, Window,
};
use crate::units::{DAY, Span, WEEK};

/// What a name of a protection stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Protection {
    Backup(BackupId),
    Redeploy(RedeployId),
    Replication(ReplicationId),
    HighAvailability(HighAvailabilityId),
    /// A table with problems.
    Broken,
}

/// All protections.
#[derive(Default)]
pub(super) struct Protections {
    pub(super) backups: Vec<Backup>,
    pub(super) backup_spots: Vec<Spot>,
    pub(super) redeploys: Vec<Redeploy>,
    pub(super) redeploy_spots: Vec<Spot>,
    pub(super) replications: Vec<Replication>,
    /// Whether `to` named a stamp, so that what follows from it can be judged.
    pub(super) replication_has_target: Vec<bool>,
    pub(super) replication_spots: Vec<Spot>,
    pub(super) high_availabilities: Vec<HighAvailability>,
    pub(super) high_availability_spots: Vec<Spot>,
    /// Whether one instance serves at a time, where a high availability says so.
    pub(super) one_active: Vec<Option<bool>>,
    pub(super) names: Vec<String>,
    pub(super) kinds: Vec<Protection>,
}

/// Reads all protections.
pub(super) fn read(context: &Context<'_>, top: &Tree, places: &Places) -> Protections {
    let mut protections = Protections::default();
    for entry in named(context, top, "protection", limit::APPLICATIONS) {
        let path = format!("protection.{}", entry.name);
        let table = Table::open(context, "protection", path, entry.tree, &entry.spot);
        let stated: Vec<&str> = KINDS
            .iter()
            .copied()
            .filter(|kind| table.node(kind).is_some())
            .collect();
        let kind = if let [kind] = stated.as_slice() {
            read_kind(context, &entry, kind, places, &mut protections)
        } else {
            // A single unknown key has its message already.
            if entry.tree.entries.len() != 1 {
                context.problem(
                    &entry.spot,
                    ProtectionProblem::NotOneKind {
                        protection: entry.name.clone(),
                    },
                );
            }
            Protection::Broken
        };
        protections.names.push(entry.name);
        protections.kinds.push(kind);
    }
    protections
}

const KINDS: &[&str] = &["backup", "none", "replication", "high_availability"];

fn read_kind(
    context: &Context<'_>,
    entry: &Named<'_>,
    kind: &str,
    places: &Places,
    protections: &mut Protections,
) -> Protection {
    let tree = entry
        .tree
        .get(kind)
        .and_then(|node| inner(context, node, kind));
    let Some(tree) = tree else {
        return Protection::Broken;
    };
    let path = format!("protection.{}.{kind}", entry.name);
    let table = Table::open(context, kind, path, tree, &entry.spot);
    match kind {
        "backup" => read_backup(&table, &entry.name, places, protections),
        "none" => read_redeploy(&table, &entry.name, places, protections),
        "replication" => replication::read(&table, &entry.name, places, protections),
        _ => high_availability::read(&table, &entry.name, places, protections),
    }
}

fn read_backup(
    table: &Table<'_, '_>,
    name: &str,
    places: &Places,
    protections: &mut Protections,
) -> Protection {
    let every = positive(table, "every");
    let chain = match table.choice("chain") {
        "full" => ChainKind::Full,
        "differential" => ChainKind::Differential,
        _ => ChainKind::Incremental,
    };
    let window = table.maybe("window", |node| Ok(calendar::window(label(node)?)?));
    let names = &places.names;
    let keep = table.with_default("keep", Retention::Count(1), retention);
    check_points(table, keep, every);
    let copy_to = table.name_of("copy_to", &names.repository, "repository");
    let to = table.name_or_only("to", &names.repository, "repository");
    if copy_to == Some(to) && table.node("to").is_some() {
        table.problem("copy_to", ProtectionProblem::CopyToItself);
    }
    let (retries, retry_after) = retries(table);
    let backup = Backup {
        name: name.to_string(),
        method: match table.choice("method") {
            "snapshot" => BackupMethod::Snapshot,
            _ => BackupMethod::Agent,
        },
        scope: match table.choice("scope") {
            "data" => BackupScope::Data,
            _ => BackupScope::Vm,
        },
        chain,
        every,
        full_every: full_every(table, chain, every),
        phase: phase(table, window),
        window,
        stagger: table.span("stagger"),
        to: RepositoryId::from_index(to),
        copy_to: copy_to.map(RepositoryId::from_index),
        keep,
        reduction: reduction(table),
        job_failure: table.share("job_failure"),
        stickiness: stickiness(table),
        retries,
        retry_after,
        bad_point: table.share("bad_point"),
        detect: table.law("detect"),
        decide: table.law("decide"),
        decided_by: crew(table, "decided_by", names),
        provision: table.law("provision"),
        restore_to: stamps(table, "restore_to", places),
    };
    window_lint(table, &backup);
    protections.backups.push(backup);
    protections.backup_spots.push(table.spot.clone());
    Protection::Backup(BackupId::from_index(protections.backups.len() - 1))
}

fn stamps(table: &Table<'_, '_>, key: &str, places: &Places) -> Vec<StampId> {
    // The order of the list is the order of preference, so it is kept as written.
    let Some(node) = table.node(key) else {
        return Vec::new();
    };
    table.names_of(key, &places.names.stamp, "stamp");
    super::names::texts(node)
        .unwrap_or_default()
        .iter()
        .filter_map(|(name, _)| places.names.stamp.iter().position(|known| known == name))
        .map(StampId::from_index)
        .collect()
}

fn positive(table: &Table<'_, '_>, key: &'static str) -> Span {
    let value = table.with_default(key, Span::days(1), span);
    if value.0 < crate::units::MINUTE {
        table.problem(key, ProtectionProblem::TooOften { key, value });
        return Span::days(1);
    }
    value
}

/// How often a failed job is tried again, and after how long.
fn retries(table: &Table<'_, '_>) -> (u32, Span) {
    let retries = table.count("retries", limit::POINTS);
    let after = table.span("retry_after");
    if u64::from(retries) > limit::RETRIES_AT_ONCE.most && after < PAUSE {
        let problem = FitProblem::NoPause {
            retries,
            after,
            pause: PAUSE,
            limit: limit::RETRIES_AT_ONCE,
        };
        table.problem("retries", problem);
    }
    (retries, after)
}

/// Less than this between two tries is no pause.
const PAUSE: Span = Span::seconds(1);

fn full_every(table: &Table<'_, '_>, chain: ChainKind, every: Span) -> Span {
    if chain == ChainKind::Full && table.node("full_every").is_none() {
        return every;
    }
    let week = Span(WEEK);
    // The default of a week must be a multiple of the cadence as well.
    let fitting = if every.0 >= week.0 {
        every
    } else {
        Span(week.0 / every.0 * every.0)
    };
    let print = |value: &Span| value.to_string();
    let value = table.worked_out("full_every", fitting, print, span);
    if value.0 == 0 || !value.0.is_multiple_of(every.0) {
        table.problem(
            "full_every",
            ProtectionProblem::FullNotMultiple {
                full_every: value,
                every,
            },
        );
        return every;
    }
    if chain == ChainKind::Full && value != every {
        table.problem("full_every", ProtectionProblem::FullOfFullChain);
    }
    value
}

fn phase(table: &Table<'_, '_>, window: Option<Window>) -> Span {
    let opening = Span(window.map_or(0, |window| window.start));
    let value = table.worked_out("phase", opening, |value| value.to_string(), span);
    if value.0 >= WEEK {
        table.problem("phase", ProtectionProblem::PhaseBeyondWeek);
        return Span::ZERO;
    }
    value
}

fn retention(node: &Node) -> Result<Retention, Problem> {
    match &node.item {
        Item::Whole(_) => Ok(Retention::Count(whole(node, 1, limit::POINTS)?)),
        _ => {
            let ms = milliseconds(quantity(node)?)?;
            if ms <= 0.0 || ms > (limit::DAYS.most * DAY) as f64 {
                return Err(ProtectionProblem::ImpossibleAge.into());
            }
            Ok(Retention::Age(Span::from_ms(ms)))
        }
    }
}

fn check_points(table: &Table<'_, '_>, keep: Retention, every: Span) {
    if let Retention::Age(age) = keep {
        let points = age.0 / every.0.max(1);
        if points > limit::POINTS.most {
            let problem = OverLimit::Points {
                keep: age,
                every,
                points,
                limit: limit::POINTS,
            };
            table.problem("keep", problem);
        }
        if age < every {
            table.problem("keep", ProtectionProblem::PointsExpire { keep: age, every });
        }
    }
}

fn reduction(table: &Table<'_, '_>) -> f64 {
    table.with_default("reduction", 1.0, |node| {
        let value = number(node)?;
        if (0.1..=1_000.0).contains(&value) {
            Ok(value)
        } else {
            Err(KeyProblem::OutOfRange {
                number: value,
                least: 0.1,
                most: 1_000.0,
                remedy: "2.0 halves what is moved and stored",
            }
            .into())
        }
    })
}

fn stickiness(table: &Table<'_, '_>) -> crate::units::Share {
    let value = table.share("stickiness");
    if value.0 > 0.99 {
        table.problem("stickiness", ProtectionProblem::NeverChanges);
    }
    value
}

/// Twice a backup in a window that is shorter than the spread of its own jobs makes no sense.
fn window_lint(table: &Table<'_, '_>, backup: &Backup) {
    let Some(window) = backup.window else { return };
    let length = window.length().0;
    if backup.every.0 < DAY && backup.every.0 < DAY - length {
        table.context.advise(
            &table.spot_of("window"),
            ProtectionAdvice::WindowTooShort {
                backup: backup.name.clone(),
                every: backup.every,
                open: Span(length),
            },
        );
    }
    let of = format!("backup `{}`", backup.name);
    narrow_window(table, ("window", "window"), of, window);
}

/// Advice about a window, given its key and its word, that is open for less than an hour a day.
fn narrow_window(
    table: &Table<'_, '_>,
    (key, word): (&str, &'static str),
    of: String,
    window: Window,
) {
    let open = window.length();
    if open < Span(crate::units::HOUR) {
        table.context.advise(
            &table.spot_of(key),
            ProtectionAdvice::NarrowWindow {
                window: word,
                of,
                open,
            },
        );
    }
}

fn read_redeploy(
    table: &Table<'_, '_>,
    name: &str,
    places: &Places,
    protections: &mut Protections,
) -> Protection {
    protections.redeploy_spots.push(table.spot.clone());
    protections.redeploys.push(Redeploy {
        name: name.to_string(),
        detect: table.law("detect"),
        decide: table.law("decide"),
        takes: table.law("redeploy"),
        needs_control_plane: table.flag("needs_control_plane"),
        template: table
            .name_of("template", &places.names.repository, "repository")
            .map(RepositoryId::from_index),
        to: stamps(table, "to", places),
    });
    Protection::Redeploy(RedeployId::from_index(protections.redeploys.len() - 1))
}
