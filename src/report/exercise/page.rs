//! Real exercises as one HTML page.
//!
//! Always true here: one file, no script, nothing loaded from elsewhere.

use super::{METHOD, Recorded, among, interval, length, measured, of_which, sign, sum, why};
use crate::report::page::{Section, capped_table, cell, head, section, text};
use crate::report::{Error, html, words};
use crate::scenario::figure_name;

/// Rows of a table at most.
const ROWS: usize = 500;

/// The page as text.
///
/// # Errors
/// When the template and the page do not fit together.
pub fn record_page(recorded: &Recorded<'_>) -> Result<String, Error> {
    let sections = vec![
        figures(recorded),
        section("method", "How it was made", vec![text(METHOD)]),
    ];
    let name = words::clean(&recorded.blueprint.run.name);
    let title = format!("Real exercises beside {name}");
    let run = format!("{} trials of each exercise.", recorded.trials);
    html::page_of((&title, run), recorded.blueprint.run.seed, sections)
}

fn figures(recorded: &Recorded<'_>) -> Section {
    let all = recorded.made.rows.iter();
    let rows = all.flat_map(|(one, figures)| figures.iter().map(move |held| (one, held)));
    let rows = rows.map(|(one, held)| {
        let [narrow, wide] = &held.intervals;
        vec![
            head(of_which(recorded, one)),
            cell(sign(held)).detail(why(held)),
            cell(format!(
                "{} {}",
                figure_name(held.of),
                measured(held.of, held.measured)
            )),
            cell(interval(held.of, wide)).detail(interval(held.of, narrow)),
            cell(length(held.of, held.median)),
            cell(among(held)),
        ]
    });
    let names = [
        "Exercise",
        "Lies",
        "Measured",
        "Predicted",
        "Median",
        "Among the trials",
    ];
    let mut blocks = vec![text(sum(recorded.made))];
    blocks.extend(capped_table(
        "Measured and predicted",
        &names,
        rows.collect(),
        ROWS,
        "record.csv",
    ));
    section("exercises", "Measured and predicted", blocks)
}
