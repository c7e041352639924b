//! Replication: how far replicas were behind, how long a link may be cut, and how long it takes to
//! catch up.
//!
//! Always true here: what was simulated and what is worked out by closed form stand in tables of
//! their own, the assumptions under the latter.

use super::super::figures::lag;
use super::super::findings::furthest;
use super::super::measured::{cells, heads};
use super::super::page::{Block, Cell, Section, capped_table, cell, dense, figure, head, text};
use super::super::words::{self, rate};
use super::Source;
use super::backups::queues;
use crate::model::measure::{Measure, Per, Table};
use crate::model::outcome::{AfterCut, CutOutcome, DrillOutcome, ReplicaOutcome, WayOutcome};
use crate::model::queue::QueueOf;
use crate::model::record::Resource;
use crate::units::number::{self, DASH};

/// Rows of one table; the others are counted.
const MOST_ROWS: usize = 60;

/// Nothing where nothing replicates.
pub(crate) fn section(source: &Source<'_>) -> Option<Section> {
    if source.outcome.replicas.is_empty() {
        return None;
    }
    let mut blocks = vec![text(
        "VMs of one application that one protection replicates from one stamp fall behind together. \
         How far is counted in time of writing: what a failover at that moment would lose, beside \
         up to one interval of recovery points.",
    )];
    blocks.extend(years(source).map(dense));
    let groups = |of| matches!(of, QueueOf::Group(_));
    blocks.extend(queues(source, groups).map(dense));
    blocks.push(text(
        "How long may the link be cut before the RPO breaks or a whole copy is due, and how long \
         does it take to catch up? The next tables answer this by calculation, without any trial.",
    ));
    blocks.extend(cuts(source).map(dense));
    blocks.extend(after_cuts(source).map(dense));
    blocks.extend(fallbacks(source).map(dense));
    blocks.push(text(ASSUMPTIONS));
    for chart in &source.figures.lags {
        blocks.push(figure(Some(chart), ""));
    }
    let left_out = lag::left_out(source.outcome);
    if left_out > 0 {
        blocks.push(text(format!(
            "Drawn are those that break their RPO soonest; {} in the tables above only.",
            words::counted(left_out, "more group stands", "more groups stand")
        )));
    }
    Some(Section {
        id: "replication".into(),
        title: "Replication".into(),
        new_page: true,
        blocks,
    })
}

const ASSUMPTIONS: &str = "Assumed for this: data changes evenly, day and night, on the VMs that hold \
     data, divided by the reduction. The replica is caught up when the cut begins. All groups on the \
     link are cut together and catch up at once, at max–min fair rates over both uplinks, the link and \
     the storage pools and under their own limits; who is done leaves the others more. Backups and restores are left \
     out, so at night it takes longer. A failover loses up to one interval of recovery points more \
     than the lag: the RPO breaks that much earlier. The RPO is the tightest for the loss of a stamp, \
     an enclosure or a site. A whole copy sends what is in use, at most so many disks at once.";

fn name(source: &Source<'_>, id: crate::model::GroupId) -> Cell {
    let group = source.blueprint.group(id);
    head(words::group(source.blueprint, id)).detail(words::counted(group.vms.len(), "VM", "VMs"))
}

fn years(source: &Source<'_>) -> Option<Block> {
    let columns = (ReplicaOutcome::MEASURES, Table::Replicas);
    capped_table(
        "Replicas in the years simulated; times and bytes are per year",
        &heads(&["Group", "#Furthest behind"], columns),
        replicas(source, &source.outcome.replicas, columns, Per::Year),
        MOST_ROWS,
        "summary.json",
    )
}

fn replicas(
    source: &Source<'_>,
    all: &[ReplicaOutcome],
    columns: (&[Measure<ReplicaOutcome>], Table),
    per: Per,
) -> Vec<Vec<Cell>> {
    let told = source.told(per);
    let row = |one: &ReplicaOutcome| {
        // What never keeps up has no furthest.
        let behind = furthest(source.outcome, one.group, one.lag_max_s);
        let before = vec![name(source, one.group), cell(behind)];
        cells(before, columns, one, &told)
    };
    all.iter().map(row).collect()
}

fn bottleneck(source: &Source<'_>, way: &WayOutcome) -> String {
    match way.bottleneck {
        Resource::None => "its own limit".to_string(),
        resource => words::clean(&resource.label(source.blueprint)),
    }
}

/// How long something may last until a limit; `never` where it never comes, a dash where none is
/// stated.
fn until(value: Option<f64>, stated: bool) -> Cell {
    match value {
        Some(seconds) if seconds <= 0.0 => cell("at once"),
        Some(seconds) => cell(number::duration(seconds)),
        None if stated => cell("never"),
        None => cell(DASH),
    }
}

fn cuts(source: &Source<'_>) -> Option<Block> {
    let row = |one: &CutOutcome| {
        let way = &one.main;
        let (rpo, log) = if one.after_cut.is_empty() {
            (cell("no link to be cut"), cell(DASH))
        } else if one.stands_still {
            (cell("nothing is lost").detail("writing stops"), cell(DASH))
        } else {
            (
                until(way.until_rpo_s, one.rpo_s.is_some()).detail(one.rpo_s.map_or_else(
                    || "no RPO stated".to_string(),
                    |rpo| format!("RPO {}", number::duration(rpo)),
                )),
                until(way.until_log_s, true),
            )
        };
        vec![
            name(source, one.group),
            cell(rate(one.churn)),
            cell(rate(way.share)).detail(bottleneck(source, way)),
            keeps_up(way, one.churn),
            rpo,
            log,
            until(way.copy_s, true),
        ]
    };
    capped_table(
        "How long a cut may last, by calculation",
        &[
            "Group",
            "#Changes to be sent",
            "#Share of the way when all catch up",
            "Keeps up every day",
            "#RPO breaks after a cut of",
            "#Whole copy due after a cut of",
            "#A whole copy takes",
        ],
        source.outcome.cuts.iter().map(row).collect(),
        MOST_ROWS,
        "summary.json",
    )
}

/// Whether a way carries what changes, and what comes of it where it does not.
fn keeps_up(way: &WayOutcome, churn: f64) -> Cell {
    if way.growth > 0.0 {
        let behind = number::duration(way.growth * 86_400.0);
        cell("no").detail(format!("{behind} behind in a day"))
    } else if way.rate < churn * (1.0 - 1e-6) {
        cell("no").detail("writing is held back")
    } else {
        cell("yes")
    }
}

fn caught_up(one: &AfterCut) -> Cell {
    let made = match one.catch_up_s {
        Some(seconds) => cell(number::duration(seconds)),
        None => cell("never"),
    };
    if one.whole_copy {
        made.detail("whole copy")
    } else {
        made
    }
}

fn after_cuts(source: &Source<'_>) -> Option<Block> {
    let cut = |one: &&CutOutcome| !one.after_cut.is_empty() && !one.stands_still;
    let all: Vec<&CutOutcome> = source.outcome.cuts.iter().filter(cut).collect();
    let mut names = vec!["Group".to_string()];
    let lengths = all.first().map_or(&[][..], |one| &one.after_cut);
    names.extend(
        lengths
            .iter()
            .map(|one| format!("#After a cut of {}", number::duration(one.cut_s))),
    );
    let rows = all
        .iter()
        .map(|one| {
            let mut row = vec![name(source, one.group)];
            row.extend(one.after_cut.iter().map(caught_up));
            row
        })
        .collect();
    capped_table(
        "From the end of the cut until the replica has caught up, by calculation",
        &names,
        rows,
        MOST_ROWS,
        "summary.json",
    )
}

fn fallbacks(source: &Source<'_>) -> Option<Block> {
    let mut rows = vec![];
    for one in &source.outcome.cuts {
        let Some(way) = &one.fallback else { continue };
        let link = way.link.map_or_else(
            || DASH.to_string(),
            |id| words::clean(&source.blueprint.links[id.index()].name),
        );
        let long = one.after_fallback.last();
        rows.push(vec![
            name(source, one.group),
            cell(link),
            cell(rate(way.rate)).detail(bottleneck(source, way)),
            keeps_up(way, one.churn),
            until(way.until_rpo_s, one.rpo_s.is_some()),
            until(way.until_log_s, true),
            until(way.copy_s, true),
            long.map_or_else(
                || cell(DASH),
                |one| {
                    caught_up(one).note(format!("after {} without it", number::duration(one.cut_s)))
                },
            ),
        ]);
    }
    capped_table(
        "While the everyday link is cut and another takes over, by calculation",
        &[
            "Group",
            "Takes over",
            "#Rate for it",
            "Keeps up",
            "#RPO breaks after",
            "#Whole copy due after",
            "#A whole copy over it takes",
            "#Caught up, once the everyday link is back",
        ],
        rows,
        MOST_ROWS,
        "summary.json",
    )
}

/// How the groups fared in a drill; nothing where nothing replicates.
pub(crate) fn of_drill(
    source: &Source<'_>,
    drill: &DrillOutcome,
    drill_name: &str,
) -> Option<Block> {
    let columns = (ReplicaOutcome::MEASURES, Table::ReplicasOfDrill);
    capped_table(
        &format!("Drill {drill_name}: replicas from the strike to the end of the trial, per trial"),
        &heads(&["Group", "#Furthest behind in any trial"], columns),
        replicas(source, &drill.replicas, columns, Per::Trial),
        MOST_ROWS,
        "summary.json",
    )
}
