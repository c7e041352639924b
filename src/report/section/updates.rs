//! Updates and planned work: how long runs take, how long N−1 is in use for them, and what they cost applications.
//!
//! Always true here: nothing where no work is planned; planned outages are counted apart, and no RTO or RPO is held against them.

use super::super::measured::{cells, heads};
use super::super::page::{Block, Cell, Section, capped_table, head, table, text};
use super::super::words;
use super::Source;
use crate::model::Blueprint;
use crate::model::measure::{Per, Table};
use crate::model::outcome::{PlannedOutcome, UpdateOutcome};

/// Rows of one table.
const MOST_ROWS: usize = 60;

/// Nothing where no work is planned.
pub(crate) fn section(source: &Source<'_>) -> Option<Section> {
    let outcome = source.outcome;
    if outcome.updates.is_empty() && outcome.planned.is_empty() {
        return None;
    }
    let mut blocks = vec![text(
        "An update takes node after node away: each is drained by live migration and comes back, and the next one goes \
         when all copies are whole and no other node is missing. While a node is away N−1 is in use: the loss of another \
         one may find no room. A pause is a node that was to go and could not, because another one, a copy or the whole \
         stamp was missing. Planned outages are counted apart: no RTO \
         or RPO is held against them; their downtime counts in the availability.",
    )];
    blocks.extend(updates(source));
    blocks.extend(planned(source));
    blocks.extend(fixed(source.blueprint).map(text));
    Some(Section {
        id: "updates".into(),
        title: "Updates and planned work".into(),
        new_page: false,
        blocks,
    })
}

fn updates(source: &Source<'_>) -> Option<Block> {
    let columns = (UpdateOutcome::MEASURES, Table::Updates);
    let told = source.told(Per::Year);
    let row = |one: &UpdateOutcome| {
        let plan = source.blueprint.update(one.update);
        let stamps = plan.stamps.iter();
        let stamps = stamps.map(|stamp| words::clean(&source.blueprint.stamp(*stamp).name));
        let named = head(words::clean(&plan.name)).detail(format!(
            "{} of {}",
            words::counted(plan.nodes.len(), "node", "nodes"),
            stamps.collect::<Vec<String>>().join(", ")
        ));
        cells(vec![named], columns, one, &told)
    };
    let rows: Vec<Vec<Cell>> = source.outcome.updates.iter().map(row).collect();
    table(
        "Updates in the years simulated, per year",
        &heads(&["Update"], columns),
        rows,
    )
}

fn planned(source: &Source<'_>) -> Option<Block> {
    let columns = (PlannedOutcome::MEASURES, Table::Planned);
    let told = source.told(Per::Year);
    let row = |one: &PlannedOutcome| {
        let application = source.blueprint.application(one.application);
        cells(
            vec![head(words::clean(&application.name))],
            columns,
            one,
            &told,
        )
    };
    let rows = source.outcome.planned.iter().map(row).collect();
    capped_table(
        "What planned work costs, in the years simulated",
        &heads(&["Application"], columns),
        rows,
        MOST_ROWS,
        "summary.json",
    )
}

/// VMs that do not migrate: a node that is drained stops them.
fn fixed(blueprint: &Blueprint) -> Option<String> {
    let fixed: Vec<String> = blueprint
        .vms
        .iter()
        .filter(|vm| !vm.migrates)
        .map(|vm| words::clean(&vm.name))
        .collect();
    let shown = fixed.len().min(8);
    let more = match fixed.len() - shown {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!fixed.is_empty()).then(|| {
        format!(
            "Without live migration: {}{more}. Where their node is drained they stop and start again on another one.",
            fixed[..shown].join(", ")
        )
    })
}
