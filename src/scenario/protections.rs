//! Reads protections: backups and redeployments.
//!
//! Always true here: under each name stands exactly one kind of protection.

use super::calendar;
use super::context::Context;
use super::limit;
use super::names::{Named, named};
use super::places::{Places, crew};
use super::table::{Table, label, number, quantity, span, whole};
use super::text::{Wrong, milliseconds};
use super::tree::{Item, Node, Tree};
use crate::model::{
    Backup, BackupId, BackupMethod, BackupScope, ChainKind, Redeploy, RedeployId, RepositoryId,
    Retention, StampId, Window,
};
use crate::units::{DAY, Span, WEEK};

/// What a name of a protection stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Protection {
    Backup(BackupId),
    Redeploy(RedeployId),
    /// A table with problems.
    Broken,
}

/// All protections.
#[derive(Default)]
pub(super) struct Protections {
    pub(super) backups: Vec<Backup>,
    pub(super) redeploys: Vec<Redeploy>,
    pub(super) names: Vec<String>,
    pub(super) kinds: Vec<Protection>,
}

/// Reads all protections.
pub(super) fn read(context: &Context<'_>, top: &Tree, places: &Places) -> Protections {
    let mut protections = Protections::default();
    for entry in named(context, top, "protection", limit::APPLICATIONS) {
        let path = format!("protection.{}", entry.name);
        let table = Table::open(context, "protection", path, entry.tree, &entry.spot);
        let kind = match (table.node("backup"), table.node("none")) {
            (Some(node), None) => read_backup(context, &entry, node, places, &mut protections),
            (None, Some(node)) => read_redeploy(context, &entry, node, places, &mut protections),
            _ => {
                if entry.tree.entries.len() != 1 || table.node("backup").is_some() {
                    context.issue(
                        &entry.spot,
                        format!("protection `{}` needs exactly one kind", entry.name),
                        format!(
                            "write {0}.backup = {{ ... }} or {0}.none = {{ ... }}",
                            entry.name
                        ),
                    );
                }
                Protection::Broken
            }
        };
        protections.names.push(entry.name);
        protections.kinds.push(kind);
    }
    protections
}

fn inner<'a>(context: &Context<'_>, node: &'a Node, what: &str) -> Option<&'a Tree> {
    if let Item::Table(tree) = &node.item {
        return Some(tree);
    }
    context.issue(
        &node.spot,
        format!("`{what}` is {}, not a table", node.item.kind()),
        format!("write {what} = {{ }}"),
    );
    None
}

fn read_backup(
    context: &Context<'_>,
    entry: &Named<'_>,
    node: &Node,
    places: &Places,
    protections: &mut Protections,
) -> Protection {
    let Some(tree) = inner(context, node, "backup") else {
        return Protection::Broken;
    };
    let path = format!("protection.{}.backup", entry.name);
    let table = Table::open(context, "backup", path, tree, &entry.spot);
    let every = positive(&table, "every");
    let chain = match table.choice("chain") {
        "full" => ChainKind::Full,
        "differential" => ChainKind::Differential,
        _ => ChainKind::Incremental,
    };
    let window = table.maybe("window", |node| calendar::window(label(node)?));
    let names = &places.names;
    let keep = table.with_default("keep", Retention::Count(1), retention);
    check_points(&table, keep, every);
    let copy_to = table.name_of("copy_to", &names.repository, "repository");
    let to = table.name_or_only("to", &names.repository, "repository");
    if copy_to == Some(to) && table.node("to").is_some() {
        table.issue(
            "copy_to",
            "the copy would go to the same repository",
            "name another one",
        );
    }
    let job_failure = table.share("job_failure");
    if job_failure.0 >= 1.0 {
        table.issue(
            "job_failure",
            "no job would ever succeed",
            "use a share below 100 %",
        );
    }
    let backup = Backup {
        name: entry.name.clone(),
        method: match table.choice("method") {
            "snapshot" => BackupMethod::Snapshot,
            _ => BackupMethod::Agent,
        },
        scope: match table.choice("scope") {
            "disks" => BackupScope::Disks,
            "data" => BackupScope::Data,
            _ => BackupScope::Vm,
        },
        chain,
        every,
        full_every: full_every(&table, chain, every),
        phase: phase(&table, window),
        window,
        stagger: table.span("stagger"),
        to: RepositoryId::from_index(to),
        copy_to: copy_to.map(RepositoryId::from_index),
        keep,
        reduction: reduction(&table),
        job_failure,
        stickiness: stickiness(&table),
        retries: table.count("retries", limit::POINTS),
        retry_after: table.span("retry_after"),
        bad_point: table.share("bad_point"),
        detect: table.law("detect"),
        decide: table.law("decide"),
        decided_by: crew(&table, "decided_by", names),
        provision: table.law("provision"),
        restore_to: stamps(&table, "restore_to", places),
    };
    window_lint(&table, &backup);
    protections.backups.push(backup);
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

fn positive(table: &Table<'_, '_>, key: &str) -> Span {
    let value = table.with_default(key, Span::days(1), span);
    if value.0 < crate::units::MINUTE {
        table.issue(key, format!("`{key}` of {value} is less than a minute"), "");
        return Span::days(1);
    }
    value
}

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
        table.issue(
            "full_every",
            format!("`full_every` of {value} is not a multiple of `every` ({every})"),
            "every n-th job is a full backup",
        );
        return every;
    }
    if chain == ChainKind::Full && value != every {
        table.issue(
            "full_every",
            "every backup of a full chain is full",
            "leave `full_every` out, or choose chain = \"incremental\"",
        );
    }
    value
}

fn phase(table: &Table<'_, '_>, window: Option<Window>) -> Span {
    let opening = Span(window.map_or(0, |window| window.start));
    let value = table.worked_out("phase", opening, |value| value.to_string(), span);
    if value.0 >= WEEK {
        table.issue(
            "phase",
            "`phase` is an instant of the week",
            "use less than 7 d",
        );
        return Span::ZERO;
    }
    value
}

fn retention(node: &Node) -> Result<Retention, Wrong> {
    match &node.item {
        Item::Whole(_) => Ok(Retention::Count(whole(node, 1, limit::POINTS)?)),
        _ => {
            let ms = milliseconds(quantity(node)?)?;
            if ms <= 0.0 || ms > (limit::DAYS.most * DAY) as f64 {
                return Err(Wrong::new("not a possible age", ""));
            }
            Ok(Retention::Age(Span::from_ms(ms)))
        }
    }
}

fn check_points(table: &Table<'_, '_>, keep: Retention, every: Span) {
    if let Retention::Age(age) = keep {
        let points = age.0 / every.0.max(1);
        if points > limit::POINTS.most {
            let what = format!(
                "keeping {age} at one point every {every} makes {points} points for each VM"
            );
            table
                .context
                .over(&table.spot_of("keep"), limit::POINTS, &what);
        }
        if age < every {
            table.issue(
                "keep",
                format!("points are kept for {age}, but come only every {every}"),
                "keep them for at least two cadences",
            );
        }
    }
}

fn reduction(table: &Table<'_, '_>) -> f64 {
    table.with_default("reduction", 1.0, |node| {
        let value = number(node)?;
        if (0.1..=1_000.0).contains(&value) {
            Ok(value)
        } else {
            Err(Wrong::new(
                format!("{value} is not between 0.1 and 1000"),
                "2.0 halves what is moved and stored",
            ))
        }
    })
}

fn stickiness(table: &Table<'_, '_>) -> crate::units::Share {
    let value = table.share("stickiness");
    if value.0 > 0.99 {
        table.issue(
            "stickiness",
            "a job's outcome would never change",
            "use at most 99 %",
        );
    }
    value
}

/// Twice a backup in a window that is shorter than the spread of its own jobs makes no sense.
fn window_lint(table: &Table<'_, '_>, backup: &Backup) {
    let Some(window) = backup.window else { return };
    let length = if window.end > window.start {
        window.end - window.start
    } else {
        window.end + DAY - window.start
    };
    if backup.every.0 < DAY && backup.every.0 < DAY - length {
        table.context.lint(
            &table.spot_of("window"),
            format!(
                "backup `{}` comes every {} but its window is open for {} a day: jobs outside of it wait or are missed",
                backup.name,
                backup.every,
                Span(length)
            ),
        );
    }
    if length < crate::units::HOUR {
        table.context.lint(
            &table.spot_of("window"),
            format!(
                "the window of backup `{}` is open for only {} a day",
                backup.name,
                Span(length)
            ),
        );
    }
}

fn read_redeploy(
    context: &Context<'_>,
    entry: &Named<'_>,
    node: &Node,
    places: &Places,
    protections: &mut Protections,
) -> Protection {
    let Some(tree) = inner(context, node, "none") else {
        return Protection::Broken;
    };
    let path = format!("protection.{}.none", entry.name);
    let table = Table::open(context, "none", path, tree, &entry.spot);
    protections.redeploys.push(Redeploy {
        name: entry.name.clone(),
        detect: table.law("detect"),
        decide: table.law("decide"),
        takes: table.law("redeploy"),
        needs_control_plane: table.flag("needs_control_plane"),
        template: table
            .name_of("template", &places.names.repository, "repository")
            .map(RepositoryId::from_index),
        to: stamps(&table, "to", places),
    });
    Protection::Redeploy(RedeployId::from_index(protections.redeploys.len() - 1))
}
