//! Who goes home after having been built again on another stamp: how often, when, and what it costs.
//!
//! Always true here: nothing where nobody goes home.

use super::super::findings::{self, homecomings};
use super::super::measured::{cells, heads};
use super::super::page::{Block, Cell, Section, capped_table, head, text};
use super::super::words;
use super::Source;
use crate::model::measure::{Per, Table, Told};
use crate::model::outcome::{DrillOutcome, HomecomingOutcome};

/// Rows of one table.
const MOST_ROWS: usize = 60;

/// Nothing where nobody goes home.
pub(crate) fn section(source: &Source<'_>) -> Option<Section> {
    if source.outcome.homecomings.is_empty() {
        return None;
    }
    let mut blocks = vec![text(
        "What was restored or redeployed on another stamp goes home once its own one has been whole for long enough: what it \
         holds is copied there while it runs, then a planned outage moves it, without loss. Until then it takes room where it \
         runs. Who is put off found no room at home and tries again a day later; who is broken off lost its home in the middle of \
         the move and ran on where it was. Planned outages are counted apart: no RTO \
         or RPO is held against them; their downtime counts in the availability.",
    )];
    let told = source.told(Per::Year);
    let found = homecomings(source.blueprint, &source.outcome.homecomings, None);
    blocks.extend(findings::told(&found).into_iter().map(text));
    blocks.extend(rows(
        "Who went home in the years simulated, per year",
        &source.outcome.homecomings,
        &told,
    ));
    Some(Section {
        id: "homecomings".into(),
        title: "Going home".into(),
        new_page: false,
        blocks,
    })
}

/// Who went home after a drill.
pub(crate) fn of_drill(source: &Source<'_>, drill: &DrillOutcome, name: &str) -> Vec<Block> {
    let told = source.told(Per::Trial);
    let title = format!("Drill {name}: who went home, per trial");
    let stated = source.blueprint.drills[drill.drill.index()].name.as_str();
    let found = homecomings(source.blueprint, &drill.homecomings, Some(stated));
    let sentences = findings::told(&found).into_iter().map(text);
    let mut blocks: Vec<Block> = sentences.collect();
    blocks.extend(rows(&title, &drill.homecomings, &told));
    blocks
}

fn rows(title: &str, all: &[HomecomingOutcome], told: &Told<'_>) -> Option<Block> {
    let columns = (HomecomingOutcome::MEASURES, Table::Homecomings);
    let row = |one: &HomecomingOutcome| {
        let plan = told.blueprint.homecoming(one.homecoming);
        let name = told.blueprint.name_of_homecoming(one.homecoming);
        let vms = words::counted(plan.vms.len(), "VM", "VMs");
        let home = words::clean(&told.blueprint.stamp(plan.home).name);
        let named = head(words::clean(&name).replace('/', "/\u{200b}"))
            .detail(format!("{vms} of stamp {home}"));
        cells(vec![named], columns, one, told)
    };
    let rows: Vec<Vec<Cell>> = all.iter().map(row).collect();
    let heads = heads(&["Protection, application and stamp"], columns);
    capped_table(title, &heads, rows, MOST_ROWS, "summary.json")
}
