//! Who served what: which class of loss was ended by which protection.
//!
//! Always true here: an outage stands under the one way in which its last required VM came back, or
//! under none where it came back without its data or not at all;
//! years and drills stand side by side and are never added up.

use super::super::page::{Block, Cell, cell, dense_table, head, table, text};
use super::super::words;
use super::Source;
use crate::model::figure;
use crate::model::outcome::{ApplicationOutcome, PathOutcome, Quantiles, ServedOutcome};
use crate::model::record::{Path, Way};
use crate::model::{Class, Protection};
use crate::units::number::{self, DASH};
use std::collections::BTreeSet;

/// One row of the table of losses.
struct Row<'a> {
    name: String,
    drill: bool,
    served: Vec<&'a ServedOutcome>,
}

fn rows<'a>(source: &'a Source<'_>) -> Vec<Row<'a>> {
    let of_class = |class: Class| -> Vec<&ServedOutcome> {
        let years = source.outcome.served.iter();
        years.filter(|one| one.class == class).collect()
    };
    let mut made: Vec<Row<'_>> = Class::ALL
        .into_iter()
        .map(|class| Row {
            name: class.words(),
            drill: false,
            served: of_class(class),
        })
        .collect();
    for drill in &source.outcome.drills {
        let name = words::clean(&source.blueprint.drills[drill.drill.index()].name);
        made.push(Row {
            name: format!("drill {name}"),
            drill: true,
            served: drill.served.iter().collect(),
        });
    }
    made.retain(|row| !row.served.is_empty());
    made
}

/// Which protection served which loss, over all applications.
pub(crate) fn losses(source: &Source<'_>) -> Vec<Block> {
    let rows = rows(source);
    let occurs = |way: &Way| {
        let mut all = rows.iter().flat_map(|row| &row.served);
        all.any(|one| one.way == *way)
    };
    let ways: Vec<Way> = Way::all().filter(occurs).collect();
    let mut names = vec!["Loss".to_string()];
    names.extend(ways.iter().map(|way| words::way(*way).to_string()));
    let cells = rows
        .iter()
        .map(|row| {
            let mut cells = vec![head(row.name.clone())];
            cells.extend(ways.iter().map(|way| of_way(row, *way)));
            cells
        })
        .collect();
    let Some(made) = dense_table(
        "Which protection served which loss: outages of all applications by what ended them",
        &names,
        cells,
    ) else {
        return vec![];
    };
    vec![made, text(legend(source, &ways))]
}

fn of_way(row: &Row<'_>, way: Way) -> Cell {
    // A drill strikes with one class; outages that others inherit may have another.
    let found: Vec<&&ServedOutcome> = row.served.iter().filter(|one| one.way == way).collect();
    let Some(one) = found.first() else {
        return cell(DASH);
    };
    let rate = one.rate.point.unwrap_or(0.0);
    let made = cell(if row.drill {
        format!("{} a trial", number::significant(rate, 3))
    } else {
        number::per_year(rate)
    });
    if matches!(way, Way::Lost | Way::Never) {
        return made;
    }
    let half = one
        .recovery_s
        .p50
        .map(|half| format!("half back in {}", number::duration(half)));
    made.detail(half.unwrap_or_default())
        .note(match worst_loss(&one.data_loss_s) {
            Some(loss) if loss == NOTHING => "no data lost".to_string(),
            Some(loss) => format!("at worst {loss} lost"),
            None => String::new(),
        })
}

/// No data lost although some was at risk.
const NOTHING: &str = "nothing";

/// The worst data loss; none where no data was at risk.
fn worst_loss(losses: &Quantiles) -> Option<String> {
    match losses.max {
        _ if losses.infinite > 0 => Some("everything".to_string()),
        Some(most) if most <= 0.0 => Some(NOTHING.to_string()),
        Some(most) => Some(number::duration(most)),
        None => None,
    }
}

/// What the words above the columns mean, with the names of the protections behind them.
fn legend(source: &Source<'_>, ways: &[Way]) -> String {
    let used = source.blueprint.in_use();
    let parts: Vec<String> = ways
        .iter()
        .map(|way| {
            let names = match way {
                Way::By(path) => protections(source, &used, *path),
                Way::Lost | Way::Never => vec![],
            };
            let (word, meaning) = (words::way(*way), way.meaning());
            if names.is_empty() {
                format!("{word}: {meaning}.")
            } else {
                format!("{word}: {meaning} ({}).", names.join(", "))
            }
        })
        .collect();
    format!(
        "Years are per year, drills per trial, over all applications together; below, the time within \
         which half of them were back, and the most data that one of them lost. {}",
        parts.join(" ")
    )
}

/// Names of those protections, of all that some VM has, that work in this way.
fn protections(source: &Source<'_>, used: &BTreeSet<Protection>, path: Path) -> Vec<String> {
    let all = &source.blueprint.protections;
    let own = used.iter().filter(|one| one.paths().contains(&path));
    own.map(|one| words::clean(all.of(*one).name())).collect()
}

/// What brought one application back, in the years and in each drill.
pub(crate) fn of_application(source: &Source<'_>, one: &ApplicationOutcome) -> Option<Block> {
    let mut rows: Vec<Vec<Cell>> = one
        .by_path
        .iter()
        .map(|path| way("years", figure::rate(&path.outages_per_year), path))
        .collect();
    for drill in &source.outcome.drills {
        let name = words::clean(&source.blueprint.drills[drill.drill.index()].name);
        let same = |other: &&ApplicationOutcome| other.application == one.application;
        let trials = f64::from(drill.trials.max(1));
        for path in drill
            .applications
            .iter()
            .filter(same)
            .flat_map(|one| &one.by_path)
        {
            let rate = number::significant(path.outages as f64 / trials, 3);
            rows.push(way(
                &format!("drill {name}"),
                format!("{rate} a trial"),
                path,
            ));
        }
    }
    table(
        "What brought it back: which protection served which outage",
        &[
            "Run",
            "Way",
            "Protection",
            "#Outages",
            "#Recovery, half",
            "#95 %",
            "#Data lost, at most",
        ],
        rows,
    )
}

fn way(run: &str, outages: String, path: &PathOutcome) -> Vec<Cell> {
    let time = |value: Option<f64>| cell(value.map_or_else(|| DASH.to_string(), number::duration));
    let names: Vec<String> = path
        .protections
        .iter()
        .map(|name| words::clean(name))
        .collect();
    let outages = match path.planned {
        _ if path.outages == 0 => cell("lost data only"),
        0 => cell(outages),
        planned => cell(outages).detail(format!("{} of them planned", number::count(planned))),
    };
    vec![
        head(run),
        cell(words::way(path.way)),
        cell(names.join(", ")),
        outages,
        time(path.recovery_s.p50),
        time(path.recovery_s.p95),
        cell(worst_loss(&path.data_loss_s).unwrap_or_default()),
    ]
}
