//! A comparison as one HTML page: the differences as a chart, then all of them as a table.
//!
//! Always true here: one file, no script, nothing loaded from elsewhere.

use super::{Comparison, told};
use crate::chart::differences::{self, Differences, Row};
use crate::model::compared::{Change, Compared, DifferenceOutcome};
use crate::model::outcome::Verdict;
use crate::report::page::{Block, Cell, Section, capped_table, cell, figure, head, table, text};
use crate::report::{Error, html, words};

/// Rows of the table of all differences at most.
const ROWS: usize = 600;

/// The page as text.
///
/// # Errors
/// When a chart cannot be drawn, or the template and the page do not fit together.
pub fn compare_page(made: &Comparison) -> Result<String, Error> {
    let mut sections = Vec::new();
    for number in 1..made.variants.len() {
        sections.push(of_variant(made, number)?);
    }
    sections.push(method(made));
    let first = made.variants.first().map(told::name).unwrap_or_default();
    let title = match made.variants.as_slice() {
        [_, other] => format!("{first} against {}", told::name(other)),
        all => format!("{first} against {} variants", all.len().saturating_sub(1)),
    };
    let seed = made.variants.first().map_or(0, |one| one.header.seed);
    let run = format!("{}. {}", told::trials(made), told::levels(made));
    html::page_of((&title, run), seed, sections)
}

fn of_variant(made: &Comparison, variant: usize) -> Result<Section, Error> {
    let letter = Comparison::letter(variant);
    let own = made
        .differences
        .iter()
        .filter(|(number, _)| *number == variant);
    let own: Vec<&DifferenceOutcome> = own.map(|(_, one)| one).collect();
    let one = &made.variants[variant];
    let once = own.iter().copied().filter(|one| one.figure.counts());
    let once: Vec<&DifferenceOutcome> = once.collect();
    let count = |change: Change| once.iter().filter(|one| one.change == change).count();
    let mut blocks = vec![text(format!(
        "{letter} is {}. Of {} {} worse than A, {} better, {} undecided, {} the same in every trial.",
        told::name(one),
        words::counted(once.len(), "figure", "figures"),
        is(count(Change::Worse)),
        is(count(Change::Better)),
        is(count(Change::Undecided)),
        is(count(Change::Same)),
    ))];
    if let Some(why) = &one.unpaired {
        blocks.push(crate::report::page::alert(format!(
            "{letter} is not held against A trial by trial: {why}. Intervals are those of samples that know nothing of each other."
        )));
    }
    blocks.extend(inputs(made, variant));
    let spec = Differences {
        name: format!("differences-{variant}"),
        title: format!("What {letter} changes"),
        subtitle: "Difference to A with its interval: left of nought better, right of it worse"
            .to_string(),
        rows: own.iter().filter_map(|one| row(one)).collect(),
    };
    let chart = differences::draw(&spec)?;
    blocks.push(figure(
        chart.as_ref(),
        "No figure differs, so there is nothing to draw.",
    ));
    blocks.extend(all(&own, &letter));
    Ok(Section {
        id: format!("variant-{variant}"),
        title: format!("{letter} against A"),
        new_page: variant > 1,
        blocks,
    })
}

fn is(count: usize) -> String {
    match count {
        0 => "none is".to_string(),
        1 => "1 is".to_string(),
        count => format!("{count} are"),
    }
}

fn inputs(made: &Comparison, variant: usize) -> Option<Block> {
    let own = made.inputs.iter().filter(|one| one.variant == variant);
    let value = |value: &Option<String>| cell(value.clone().unwrap_or_else(|| "not there".into()));
    let rows: Vec<Vec<Cell>> = own
        .map(|one| vec![head(&one.path), value(&one.first), value(&one.second)])
        .collect();
    if rows.is_empty() {
        return Some(text("No input differs."));
    }
    let letter = Comparison::letter(variant);
    let columns = ["Input", "A", letter.as_str()];
    capped_table("Inputs that differ", &columns, rows, 100, "compare.json")
}

/// What is drawn of a difference: nothing of what agrees in every trial or has no figure.
fn row(one: &DifferenceOutcome) -> Option<Row> {
    if !one.figure.counts() || one.change == Change::Same || one.only.is_some() {
        return None;
    }
    let point = one.difference.point;
    let decided = matches!(one.change, Change::Worse | Change::Better);
    if !decided && point.is_none_or(|point| point == 0.0) {
        return None;
    }
    let turned = one.figure.more_is_better();
    let difference = match turned {
        true => crate::model::outcome::Estimate {
            point: point.map(|point| -point),
            low: one.difference.high.map(|high| -high),
            high: one.difference.low.map(|low| -low),
        },
        false => one.difference,
    };
    Some(Row {
        name: words::clean(&one.figure.measure()),
        unit: one.figure.unit(),
        difference,
        change: one.change,
        told: told::difference(one),
    })
}

/// All figures, in the order in which they are told.
fn all(own: &[&DifferenceOutcome], letter: &str) -> Option<Block> {
    let mut sorted = own.to_vec();
    sorted.sort_by_key(|one| (one.change, one.difference.point.is_none()));
    let rows = sorted.iter().map(|one| {
        let verdict = cell(told::change(one.change));
        let verdict = match one.change {
            Change::Worse => verdict.verdict(Verdict::Missed),
            Change::Better => verdict.verdict(Verdict::Met),
            Change::Undecided => verdict.verdict(Verdict::Inconclusive),
            Change::Same => verdict,
        };
        let (point, interval) = split(told::difference(one));
        let pairing = one.saved.map_or_else(
            || {
                if one.paired || one.difference.point.is_none() {
                    "–".to_string()
                } else {
                    "not paired".to_string()
                }
            },
            |saved| format!("{}×", crate::units::number::significant(saved, 2)),
        );
        vec![
            head(one.figure.measure()).detail(one.figure.words()),
            verdict,
            of(&one.figure, &one.first),
            of(&one.figure, &one.second),
            cell(point).detail(interval),
            cell(pairing),
        ]
    });
    let second = format!("#{letter}");
    let columns = [
        "Measure",
        "Verdict",
        "#A",
        second.as_str(),
        "#Difference",
        "#Pairing saves",
    ];
    capped_table("All figures", &columns, rows.collect(), ROWS, "compare.csv")
        .map(crate::report::page::dense)
}

fn of(figure: &Compared, one: &crate::model::outcome::Estimate) -> Cell {
    let (point, interval) = split(told::value(figure, one));
    cell(point).detail(interval)
}

/// A figure and its interval apart.
fn split(text: String) -> (String, String) {
    match text.split_once(" (") {
        Some((point, interval)) => (
            point.to_string(),
            interval.trim_end_matches(')').to_string(),
        ),
        None => (text, String::new()),
    }
}

fn method(made: &Comparison) -> Section {
    let mut blocks = vec![text(told::levels(made))];
    blocks.extend(told::saved(made).map(text));
    blocks.push(text(
        "A figure is better or worse only where the whole interval of its difference is on one side of nought; the same only where \
         every trial agrees; all else cannot be told. Figures are those of the reports of the variants, at the level of these; \
         differences are at the level of each. A difference that is rarer than these trials show is not allowed for.",
    ));
    let rows = made.variants.iter().enumerate().map(|(number, one)| {
        vec![
            head(Comparison::letter(number)),
            cell(told::name(one)),
            cell(&one.header.sha256).detail(format!(
                "version {}, seed {}",
                one.header.version, one.header.seed
            )),
        ]
    });
    blocks.extend(table(
        "Variants",
        &["", "What it is", "Hash of the scenario"],
        rows.collect(),
    ));
    Section {
        id: "method".to_string(),
        title: "How it was compared".to_string(),
        new_page: false,
        blocks,
    }
}
