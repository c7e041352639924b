//! High availability: how often other instances took over, and when they could not.
//!
//! Always true here: years are per year, drills per trial; a role without high availability has no row.

use super::super::measured::{cells, heads};
use super::super::page::{Block, Cell, Section, capped_table, cell, head, text};
use super::super::words;
use super::Source;
use crate::model::measure::{Measure, Per, Table, Told};
use crate::model::outcome::{DrillOutcome, InstanceOutcome};

/// Rows of one table.
const MOST_ROWS: usize = 60;

/// Columns behind role and protection.
const COLUMNS: (&[Measure<InstanceOutcome>], Table) = (InstanceOutcome::MEASURES, Table::Instances);

/// Nothing where no role has it.
pub(crate) fn section(source: &Source<'_>) -> Option<Section> {
    if source.outcome.instances.is_empty() {
        return None;
    }
    let mut blocks = vec![text(
        "Instances of a role stand in for one another without a person. A switch is one that took \
         over; a failed one needed a person. Without a majority no instance serves, so that there \
         are never two. Reseeded: built again from an instance that still had the state.",
    )];
    blocks.extend(of(
        source,
        &source.outcome.instances,
        "High availability in the years simulated, per year",
        Per::Year,
    ));
    Some(Section {
        id: "availability".into(),
        title: "High availability".into(),
        new_page: false,
        blocks,
    })
}

/// How the instances fared in a drill.
pub(crate) fn of_drill(source: &Source<'_>, drill: &DrillOutcome, name: &str) -> Option<Block> {
    let title = format!("Drill {name}: high availability, per trial");
    of(source, &drill.instances, &title, Per::Trial)
}

fn of(source: &Source<'_>, all: &[InstanceOutcome], title: &str, per: Per) -> Option<Block> {
    let told = source.told(per);
    let rows = all.iter().map(|one| row(source, one, &told)).collect();
    capped_table(
        title,
        &heads(&["Role", "Protection"], COLUMNS),
        rows,
        MOST_ROWS,
        "summary.json",
    )
}

fn row(source: &Source<'_>, one: &InstanceOutcome, told: &Told<'_>) -> Vec<Cell> {
    let blueprint = source.blueprint;
    let role = blueprint.role(one.role);
    let application = words::clean(&blueprint.application(role.application).name);
    let protection = role
        .protection
        .high_availability
        .map_or_else(String::new, |id| {
            words::clean(&blueprint.high_availability(id).name)
        });
    let named = vec![
        head(format!("{application}/{}", words::clean(&role.name))).detail(format!(
            "{} of {} must serve",
            role.required,
            role.vms.end - role.vms.start
        )),
        cell(protection),
    ];
    cells(named, COLUMNS, one, told)
}
