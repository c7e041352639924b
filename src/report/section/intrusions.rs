//! What ransomware leaves of each application: the newest clean copy, where it lay, how old it was, and what would have
//! saved more.
//!
//! Always true here: nothing where nothing was struck.

use super::super::measured::{cells, heads};
use super::super::page::{Block, Cell, Section, capped_table, head, text};
use super::super::words;
use super::Source;
use crate::model::measure::{Per, Table, Told};
use crate::model::outcome::{DrillOutcome, IntrusionOutcome};

/// Rows of one table.
const MOST_ROWS: usize = 60;

/// Nothing where no ransomware strikes in the years.
pub(crate) fn section(source: &Source<'_>) -> Option<Section> {
    let all = &source.outcome.intrusions;
    if all.is_empty() {
        return None;
    }
    let mut blocks = vec![text(
        "Intruders were in for some time when they struck: what was captured since holds them, wherever it lies. They \
         encrypted the VMs, their replicas with them, and deleted all restore points that they reached and that were not \
         immutable. A copy serves that is from before they came in; where restored data is scanned, any does. Of an application the VM with state that has the least is told, at the instant of the strike: recovery points of a \
         replica go on ageing until a clean place stands.",
    )];
    let told = source.told(Per::Year);
    blocks.extend(rows(
        "What ransomware left of each application in the years simulated",
        all,
        &told,
    ));
    Some(Section {
        id: "ransomware".into(),
        title: "Ransomware".into(),
        new_page: false,
        blocks,
    })
}

/// What a drill left of each application.
pub(crate) fn of_drill(source: &Source<'_>, drill: &DrillOutcome, name: &str) -> Option<Block> {
    let told = source.told(Per::Trial);
    let title = format!("Drill {name}: what ransomware left of each application");
    rows(&title, &drill.intrusions, &told)
}

fn rows(title: &str, all: &[IntrusionOutcome], told: &Told<'_>) -> Option<Block> {
    let columns = (IntrusionOutcome::MEASURES, Table::Intrusions);
    let row = |one: &IntrusionOutcome| {
        let name = &told.blueprint.application(one.application).name;
        cells(vec![head(words::clean(name))], columns, one, told)
    };
    let rows: Vec<Vec<Cell>> = all.iter().map(row).collect();
    let heads = heads(&["Application"], columns);
    capped_table(title, &heads, rows, MOST_ROWS, "summary.json")
}
