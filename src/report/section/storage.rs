//! Storage: rebuilds, hours with copies missing, volumes offline and lost, volumes that fill.
//!
//! Always true here: years are per year, drills per trial; a stamp whose disks are not simulated has
//! no row.

use super::super::page::{Block, Cell, Section, cell, head, table, text};
use super::super::words;
use super::Source;
use super::replication::per_trial;
use crate::model::figure;
use crate::model::outcome::{DrillOutcome, Estimate, StorageOutcome};
use crate::units::number::{self, DASH};

/// Nothing where no stamp has simulated disks.
pub(crate) fn section(source: &Source<'_>) -> Option<Section> {
    if source.outcome.storage.is_empty() {
        return None;
    }
    let mut blocks = vec![text(
        "Every volume is a three-way mirror over the nodes of its stamp. Degraded: copies are missing \
         in one node or more. Exposed: in two, so that the next loss in a third one takes a volume \
         offline (a node that comes back) or loses it (a disk that does not).",
    )];
    let all = &source.outcome.storage;
    blocks.extend(mirrors(
        source,
        all,
        "Mirrors in the years simulated, per year",
        figure::rate,
    ));
    blocks.extend(volumes(source));
    Some(Section {
        id: "storage".into(),
        title: "Storage".into(),
        new_page: false,
        blocks,
    })
}

/// How the mirrors fared in a drill.
pub(crate) fn of_drill(source: &Source<'_>, drill: &DrillOutcome, name: &str) -> Option<Block> {
    let title = format!("Drill {name}: mirrors from the strike to the end of the trial, per trial");
    mirrors(source, &drill.storage, &title, per_trial)
}

fn hours(estimate: &Estimate) -> Cell {
    cell(figure::estimate(estimate, |hours| {
        number::duration(hours * 3_600.0)
    }))
}

fn name(source: &Source<'_>, one: &StorageOutcome) -> Cell {
    let stamp = source.blueprint.stamp(one.stamp);
    let made = head(words::clean(&stamp.name));
    match &stamp.storage {
        Some(storage) => made.detail(format!(
            "{}, {}",
            words::counted(
                (storage.disks.end - storage.disks.start) as usize,
                "disk",
                "disks"
            ),
            words::counted(
                (storage.volumes.end - storage.volumes.start) as usize,
                "volume",
                "volumes"
            )
        )),
        None => made,
    }
}

fn mirrors(
    source: &Source<'_>,
    all: &[StorageOutcome],
    title: &str,
    write: fn(&Estimate) -> String,
) -> Option<Block> {
    let rate = |estimate: &Estimate| cell(write(estimate));
    let rows = all
        .iter()
        .map(|one| {
            vec![
                name(source, one),
                rate(&one.rebuilds),
                cell(figure::estimate(&one.rebuild_s, number::duration)),
                cell(if one.longest_rebuild_s > 0.0 {
                    number::duration(one.longest_rebuild_s)
                } else {
                    DASH.to_string()
                }),
                hours(&one.hours_degraded),
                hours(&one.hours_exposed),
                rate(&one.offline),
                hours(&one.hours_offline),
                rate(&one.losses),
            ]
        })
        .collect();
    table(
        title,
        &[
            "Stamp",
            "#Rebuilds",
            "#Time of one, mean",
            "#Longest",
            "#Degraded",
            "#Exposed",
            "#Volumes offline",
            "#Time offline",
            "#Volumes lost",
        ],
        rows,
    )
}

fn volumes(source: &Source<'_>) -> Option<Block> {
    let rows = source
        .outcome
        .storage
        .iter()
        .map(|one| {
            let storage = source.blueprint.stamp(one.stamp).storage.as_ref();
            let over = |estimate: &Estimate, threshold: Option<f64>| {
                let made = hours(estimate);
                match threshold {
                    Some(share) => made.detail(format!("over {}", number::share(share))),
                    None => made,
                }
            };
            vec![
                name(source, one),
                over(&one.hours_warning, storage.map(|one| one.warning.0)),
                over(&one.hours_critical, storage.map(|one| one.critical.0)),
                hours(&one.hours_full),
                cell(figure::rate(&one.filled)),
            ]
        })
        .collect();
    table(
        "Volumes that fill: time in a year in which at least one volume was over a threshold",
        &["Stamp", "#Warning", "#Critical", "#Full", "#Became full"],
        rows,
    )
}
