//! Storage: rebuilds, hours with copies missing, volumes offline and lost, volumes that fill.
//!
//! Always true here: years are per year, drills per trial; a stamp whose disks are not simulated has
//! no row.

use super::super::measured::{cells, heads};
use super::super::page::{Block, Cell, Section, head, table, text};
use super::super::words;
use super::Source;
use crate::model::measure::{Measure, Per, Table};
use crate::model::outcome::{DrillOutcome, StorageOutcome};

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
        Per::Year,
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
    mirrors(source, &drill.storage, &title, Per::Trial)
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

fn mirrors(source: &Source<'_>, all: &[StorageOutcome], title: &str, per: Per) -> Option<Block> {
    let columns = (StorageOutcome::MEASURES, Table::Mirrors);
    table(
        title,
        &heads(&["Stamp"], columns),
        rows(source, all, columns, per),
    )
}

fn volumes(source: &Source<'_>) -> Option<Block> {
    let columns = (StorageOutcome::MEASURES, Table::Volumes);
    table(
        "Volumes that fill: time in a year in which at least one volume was over a threshold",
        &heads(&["Stamp"], columns),
        rows(source, &source.outcome.storage, columns, Per::Year),
    )
}

fn rows(
    source: &Source<'_>,
    all: &[StorageOutcome],
    columns: (&[Measure<StorageOutcome>], Table),
    per: Per,
) -> Vec<Vec<Cell>> {
    let told = source.told(per);
    all.iter()
        .map(|one| cells(vec![name(source, one)], columns, one, &told))
        .collect()
}
