//! Crews: how busy their people are, how much work waits for them, and who makes most wait.
//!
//! Always true here: nothing where no crew has work.

use super::super::measured::{cells, heads};
use super::super::page::{Block, Cell, Section, head, table, text};
use super::super::words;
use super::Source;
use crate::model::figure;
use crate::model::measure::{Measure, Per, Table, Told};
use crate::model::outcome::{CrewOutcome, DrillOutcome};
use crate::model::{Crew, Hours};
use crate::units::number;

type Columns = (&'static [Measure<CrewOutcome>], Table);
const ALWAYS: Columns = (CrewOutcome::MEASURES, Table::Crews);
const OF_YEARS: Columns = (CrewOutcome::OF_YEARS, Table::Crews);

/// Nothing where no crew has work.
pub(crate) fn section(source: &Source<'_>) -> Option<Section> {
    let all = &source.outcome.crews;
    if all.is_empty() {
        return None;
    }
    let told = source.told(Per::Year);
    let mut blocks = vec![text(
        "A person of a crew has one piece of work at a time: a repair (with the way to it), a decision, a build or a check. \
         Hours are summed over people, and over pieces of work that wait; they wait at night as well. The share is that of \
         the hours of all people of the crew in a year; what they finish or are called for outside of their hours counts, \
         so that it may be more than 100 %.",
    )];
    blocks.extend(sentences(all, &told).into_iter().map(text));
    let rows = all.iter().map(|one| {
        let before = row(one, &told);
        cells(before, OF_YEARS, one, &told)
    });
    let mut names = heads(&["Crew"], ALWAYS);
    names.extend(heads(&[], OF_YEARS));
    blocks.extend(table(
        "Crews in the years simulated: figures per year, most at once over all trials",
        &names,
        rows.collect(),
    ));
    Some(Section {
        id: "crews".into(),
        title: "Crews".into(),
        new_page: false,
        blocks,
    })
}

/// How crews fared in a drill.
pub(crate) fn of_drill(source: &Source<'_>, drill: &DrillOutcome, name: &str) -> Vec<Block> {
    let told = source.told(Per::Trial);
    let said = sentences(&drill.crews, &told);
    let mut blocks: Vec<Block> = said.into_iter().map(text).collect();
    blocks.extend(table(
        &format!("Drill {name}: crews from the strike to the end of the trial: figures per trial, most at once over all trials"),
        &heads(&["Crew"], ALWAYS),
        drill.crews.iter().map(|one| row(one, &told)).collect(),
    ));
    blocks
}

fn row(one: &CrewOutcome, told: &Told<'_>) -> Vec<Cell> {
    let crew = told.blueprint.crew(one.crew);
    let named = head(words::clean(&crew.name)).detail(people(crew));
    cells(vec![named], ALWAYS, one, told)
}

fn people(crew: &Crew) -> String {
    let people = words::counted(crew.people as usize, "person", "people");
    match crew.hours {
        Hours::Always => format!("{people}, day and night"),
        Hours::Weekly(_) => {
            let hours = number::significant(crew.hours.share_of_week() * 168.0, 3);
            format!("{people}, {hours} h a week")
        }
    }
}

/// Which crew made most wait, and which ones nobody waited for.
fn sentences(all: &[CrewOutcome], told: &Told<'_>) -> Vec<String> {
    let name = |one: &CrewOutcome| words::clean(&told.blueprint.crew(one.crew).name);
    let waited = |one: &CrewOutcome| one.hours_waited.point.filter(|hours| *hours > 0.0);
    let mut most: Option<(&CrewOutcome, f64)> = None;
    let mut idle = Vec::new();
    for one in all {
        match waited(one) {
            None => idle.push(name(one)),
            Some(hours) if most.is_none_or(|(_, known)| hours > known) => most = Some((one, hours)),
            Some(_) => {}
        }
    }
    let per = match told.per {
        Per::Year => "a year",
        Per::Trial => "a trial",
    };
    let most = most.map(|(one, _)| {
        let hours = figure::estimate(&one.hours_waited, |hours| {
            format!("{} h", number::significant(hours, 3))
        });
        format!(
            "Most work waited for crew {}: {hours} {per}, summed over pieces of work, of which at most {} waited at once.",
            name(one),
            one.most_waiting
        )
    });
    let idle =
        (!idle.is_empty()).then(|| format!("Nobody waited for a person of {}.", idle.join(", ")));
    most.into_iter().chain(idle).collect()
}
