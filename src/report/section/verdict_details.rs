//! Verdicts in detail: application by class, drills next to years, one table for each objective.
//!
//! Always true here: every cell says its verdict in words; what is missed comes first.

use super::super::page::{Block, Cell, Section, cell, head, table, text};
use super::super::words;
use super::Source;
use super::verdicts::{Column, column_name, columns, of_column};
use crate::model::ApplicationId;
use crate::model::ObjectiveOf;
use crate::model::figure;
use crate::model::outcome::ClassOutcome;
use crate::units::number::{self, DASH};

/// Columns of classes and drills that one table holds; more go into a further table.
const MOST_COLUMNS: usize = 7;

/// Nothing where nothing is stated.
pub(crate) fn section(source: &Source<'_>) -> Option<Section> {
    let mut blocks = vec![text(format!(
        "Each cell gives the verdict, the achievable figure with its {} interval, and the share of \
         the outages seen, in a drill of the strikes, that kept the stated one. Achievable is the \
         smallest observed figure that the required share kept.",
        number::share(source.outcome.level)
    ))];
    for (kind, title, sentence) in [
        (
            ObjectiveOf::Recovery,
            "Recovery time against the RTO",
            "Recovery time runs from the moment service stopped, not from its detection, until the \
             application is back and stays back.",
        ),
        (
            ObjectiveOf::Loss,
            "Data loss against the RPO",
            "Data loss is the time of writing that is gone after recovery; only outages that \
             stopped data from being written count. Losing everything is a miss and never a number.",
        ),
    ] {
        let tables = matrix(source, kind, title);
        if !tables.is_empty() {
            blocks.push(text(sentence));
            blocks.extend(tables);
        }
    }
    (blocks.len() > 1).then(|| Section {
        id: "verdict-details".into(),
        title: "Verdicts in detail".into(),
        new_page: true,
        blocks,
    })
}

fn matrix(source: &Source<'_>, kind: ObjectiveOf, title: &str) -> Vec<Block> {
    let columns = columns(source, &[kind], |_| true);
    columns
        .chunks(MOST_COLUMNS)
        .filter_map(|columns| {
            let mut names = vec!["Application".to_string(), "Stated".to_string()];
            names.extend(columns.iter().map(|column| column_name(source, *column)));
            table(title, &names, rows(source, kind, columns))
        })
        .collect()
}

fn rows(source: &Source<'_>, kind: ObjectiveOf, columns: &[Column]) -> Vec<Vec<Cell>> {
    let mut made = vec![];
    for one in words::by_interest(source.blueprint, &source.outcome.applications) {
        let application = source.blueprint.application(one.application);
        let stated = kind.stated(application);
        if one.judged(kind).is_none() {
            continue;
        }
        let default = stated.default.map(|objective| {
            cell(number::duration(objective.limit.as_seconds()))
                .detail(format!("for {}", number::share(objective.target.0)))
        });
        let mut row = vec![
            head(words::clean(&application.name)).detail(format!("tier {}", application.tier)),
            default.unwrap_or_else(|| {
                cell(if stated.is_empty() {
                    "nothing"
                } else {
                    "by class"
                })
            }),
        ];
        for column in columns {
            row.push(verdict_of(source, kind, one.application, *column));
        }
        made.push(row);
    }
    made
}

fn verdict_of(
    source: &Source<'_>,
    kind: ObjectiveOf,
    application: ApplicationId,
    column: Column,
) -> Cell {
    let stated = kind.stated(source.blueprint.application(application));
    let default_s = stated.default.map(|objective| objective.limit.as_seconds());
    of_column(source, kind, application, column)
        .map_or_else(|| cell(DASH), |class| class_cell(&class, default_s))
}

/// `default_s` is the objective that the row already states; another one is named in the cell.
fn class_cell(class: &ClassOutcome, default_s: Option<f64>) -> Cell {
    let own = match class.objective_s {
        Some(limit) if default_s != Some(limit) => {
            format!(", stated {}", number::duration(limit))
        }
        Some(_) => String::new(),
        None => format!(", for {}", number::share(class.target)),
    };
    let made = match class.verdict {
        Some(verdict) => cell(words::verdict(verdict)).verdict(verdict),
        None => cell(DASH),
    };
    if class.observations == 0 {
        let note = if class.note.is_empty() {
            words::unseen(class)
        } else {
            &class.note
        };
        return made.detail(format!("{note}{own}"));
    }
    let count = number::count(class.observations);
    let made = made.note(match class.attained.point.map(number::share) {
        Some(kept) => format!("{kept} of {count}{own}"),
        None => format!("{count} seen{own}"),
    });
    match class.achievable_s.point {
        None => made.second("none achievable"),
        Some(point) => made
            .second(number::duration(point))
            .detail(figure::short_interval(&class.achievable_s)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Class;
    use crate::model::outcome::{Estimate, Verdict};

    fn outcome(outages: u64, achievable: Option<f64>) -> ClassOutcome {
        ClassOutcome {
            class: Class::Site,
            objective_s: Some(14_400.0),
            target: 0.95,
            outages,
            observations: outages,
            open_at_start: 0,
            faults: None,
            bore_on: 0,
            mttr_s: Estimate::default(),
            mttr_exceeds_rto: None,
            main_cause: None,
            note: String::new(),
            attained: Estimate {
                point: (outages > 0).then_some(0.5),
                ..Estimate::default()
            },
            achievable_s: Estimate {
                point: achievable,
                ..Estimate::default()
            },
            verdict: Some(Verdict::Missed),
            trials_to_decide: None,
            advice: String::new(),
        }
    }

    #[test]
    fn a_cell_names_an_objective_of_its_own() {
        let own = class_cell(&outcome(10, Some(60.0)), Some(300.0));
        assert_eq!(own.note, "50 % of 10, stated 4 h");
        let shared = class_cell(&outcome(10, Some(60.0)), Some(14_400.0));
        assert_eq!(
            (shared.note.as_str(), shared.second.as_str()),
            ("50 % of 10", "1 min")
        );
    }

    #[test]
    fn no_figure_is_made_up() {
        assert_eq!(
            class_cell(&outcome(10, None), None).second,
            "none achievable"
        );
        assert_eq!(
            class_cell(&outcome(0, None), Some(14_400.0)).detail,
            "not seen"
        );
    }
}
