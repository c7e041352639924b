//! Spare parts: how many repairs took one, how often the shelf was empty, and how long repairs waited for one.
//!
//! Always true here: nothing where no repair needs a part.

use super::super::measured::{cells, heads};
use super::super::page::{Block, Cell, Section, head, table, text};
use super::super::words;
use super::Source;
use crate::model::figure;
use crate::model::measure::{Measure, Per, Table, Told};
use crate::model::outcome::{DrillOutcome, PartsOutcome};
use crate::model::{Delivery, Parts};
use crate::units::number;

const COLUMNS: (&[Measure<PartsOutcome>], Table) = (PartsOutcome::MEASURES, Table::Parts);

/// Nothing where no repair needs a part.
pub(crate) fn section(source: &Source<'_>) -> Option<Section> {
    let all = &source.outcome.parts;
    if all.is_empty() {
        return None;
    }
    let told = source.told(Per::Year);
    let mut blocks = vec![text(
        "A repair that needs a part takes one from the shelf, and another is ordered in its place; where the shelf is empty \
         it waits for the next that arrives, first come, first served. It waits for the part alone from when all else is \
         there that it needs. Who waited already when counting began is among those that waited, and not among parts used.",
    )];
    blocks.extend(sentence(all, &told).map(text));
    blocks.extend(table(
        "Spare parts in the years simulated, figures per year but the longest wait",
        &heads(&["Parts"], COLUMNS),
        all.iter().map(|one| row(one, &told)).collect(),
    ));
    Some(Section {
        id: "parts".into(),
        title: "Spare parts".into(),
        new_page: false,
        blocks,
    })
}

/// How parts were used in a drill.
pub(crate) fn of_drill(source: &Source<'_>, drill: &DrillOutcome, name: &str) -> Vec<Block> {
    let told = source.told(Per::Trial);
    let mut blocks: Vec<Block> = sentence(&drill.parts, &told)
        .map(text)
        .into_iter()
        .collect();
    blocks.extend(table(
        &format!(
            "Drill {name}: spare parts from the strike to the end of the trial, figures per trial but the longest wait"
        ),
        &heads(&["Parts"], COLUMNS),
        drill.parts.iter().map(|one| row(one, &told)).collect(),
    ));
    blocks
}

fn row(one: &PartsOutcome, told: &Told<'_>) -> Vec<Cell> {
    let parts = told.blueprint.parts(one.parts);
    let named = head(words::clean(&parts.name)).detail(shelf(parts));
    cells(vec![named], COLUMNS, one, told)
}

fn shelf(parts: &Parts) -> String {
    let spares = words::counted(parts.spares as usize, "spare", "spares");
    let delivery = match &parts.delivery {
        Delivery::After(law) => number::duration(law.mean() / 1_000.0),
        Delivery::BusinessDays(days) => {
            words::counted(*days as usize, "business day", "business days")
        }
    };
    format!("{spares}, delivery in {delivery}")
}

/// Which parts repairs waited for most.
fn sentence(all: &[PartsOutcome], told: &Told<'_>) -> Option<String> {
    let waited = |one: &&PartsOutcome| one.hours_waited.point.unwrap_or(0.0);
    let most = all.iter().filter(|one| waited(one) > 0.0);
    let most = most.max_by(|one, other| waited(one).total_cmp(&waited(other)))?;
    let per = match told.per {
        Per::Year => "a year",
        Per::Trial => "a trial",
    };
    let hours = figure::estimate(&most.hours_waited, |hours| {
        format!("{} h", number::significant(hours, 3))
    });
    Some(format!(
        "Repairs waited most for {}: {hours} {per}, the longest {}.",
        words::clean(&told.blueprint.parts(most.parts).name),
        number::duration(most.longest_wait_s)
    ))
}
