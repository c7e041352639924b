//! A comparison on a terminal: what differs in what goes in, then what differs in what comes out, the worst first.
//!
//! Always true here: a verdict is a word and a sign, colour only repeats it; what is left out is counted.

use super::{Comparison, told};
use crate::chart::harmless::harmless_lines;
use crate::model::compared::{Change, DifferenceOutcome};
use crate::report::terminal::grid::{self, Cell, Column, Folded, cell, grid, word};
use crate::report::terminal::wrapped;
use crate::report::words;
use anstyle::{AnsiColor, Style};

/// Rows of a table, inputs and names that are shown of one kind at most.
const ROWS: usize = 40;
const INPUTS: usize = 12;
const NAMES: usize = 8;

/// Everything for a terminal of so many columns. Ends with a line feed.
#[must_use]
pub fn compare_text(made: &Comparison, width: usize, colour: bool) -> String {
    let width = width.clamp(40, 400);
    let mut text = String::new();
    for (number, one) in made.variants.iter().enumerate() {
        let letter = Comparison::letter(number);
        text.push_str(&wrapped(&format!("{letter}: {}", told::name(one)), width));
    }
    text.push_str(&wrapped(&format!("{}.", told::trials(made)), width));
    let mut folded = Folded::default();
    for (number, one) in made.variants.iter().enumerate().skip(1) {
        text.push('\n');
        if made.variants.len() > 2 {
            text.push_str(&format!("{} against A\n", Comparison::letter(number)));
        }
        if let Some(why) = &one.unpaired {
            let said = format!(
                "Not held against A trial by trial: {why}. Intervals are those of samples that know nothing of each other."
            );
            text.push_str(&wrapped(&said, width));
        }
        text.push_str(&inputs(made, number, width));
        text.push_str(&of_variant(made, number, (width, &mut folded)));
    }
    text.push('\n');
    if let Some(saved) = told::saved(made) {
        text.push_str(&wrapped(&saved, width));
    }
    text.push_str(&wrapped(&told::levels(made), width));
    let counts = Change::ALL.map(|change| format!("{} {}", made.told(change), change.name()));
    text.push_str(&format!("{}\n", counts.join(", ")));
    let text = harmless_lines(&text);
    if colour { coloured(&text) } else { text }
}

fn inputs(made: &Comparison, variant: usize, width: usize) -> String {
    let own = made.inputs.iter().filter(|one| one.variant == variant);
    let own: Vec<_> = own.collect();
    if own.is_empty() {
        return wrapped("No input differs.", width);
    }
    let mut text = "Inputs that differ:\n".to_string();
    for one in own.iter().take(INPUTS) {
        let value = |value: &Option<String>| {
            value
                .as_ref()
                .map_or_else(|| "not there".to_string(), |text| words::clean(text))
        };
        let line = format!(
            "  {}: {} → {}",
            words::clean(&one.path),
            value(&one.first),
            value(&one.second)
        );
        text.push_str(&wrapped(&line, width));
    }
    if own.len() > INPUTS {
        text.push_str(&format!("  and {} more\n", own.len() - INPUTS));
    }
    text
}

/// Columns, the last but one under the letter of the variant.
fn columns(letter: &str) -> [Column<'_>; 5] {
    [
        // An address that is shortened says nothing.
        grid::figures("Measure"),
        grid::figures("Verdict"),
        grid::figures("A"),
        grid::figures(letter),
        grid::figures("Difference"),
    ]
}

fn of_variant(made: &Comparison, variant: usize, (width, folded): (usize, &mut Folded)) -> String {
    // What is not up is down: told once.
    let own = made
        .differences
        .iter()
        .filter(|(number, one)| *number == variant && one.figure.counts());
    let own: Vec<&DifferenceOutcome> = own.map(|(_, one)| one).collect();
    let of = |change: Change| own.iter().filter(move |one| one.change == change);
    let decided: Vec<&&DifferenceOutcome> = of(Change::Worse).chain(of(Change::Better)).collect();
    let row = |one: &&&DifferenceOutcome| {
        vec![
            word(words::clean(&one.figure.measure())),
            word(told::change(one.change)),
            word(told::short_value(&one.figure, &one.first)),
            word(told::short_value(&one.figure, &one.second)),
            cell(told::difference(one)),
        ]
    };
    let rows: Vec<Vec<Cell>> = decided.iter().take(ROWS).map(row).collect();
    let letter = Comparison::letter(variant);
    let mut text = match rows.is_empty() {
        true => wrapped(
            "Nothing is better or worse, as far as these trials can tell.",
            width,
        ),
        false => format!("\n{}", grid(width, folded, (&columns(&letter), 2), &rows)),
    };
    if decided.len() > ROWS {
        let left = decided.len() - ROWS;
        text.push_str(&format!("and {left} more (--format json has all)\n"));
    }
    text.push_str(&others(&own, width));
    text
}

/// What is neither better nor worse, by name.
fn others(own: &[&DifferenceOutcome], width: usize) -> String {
    let mut text = String::new();
    let mut say = |what: &str, keep: &dyn Fn(&DifferenceOutcome) -> bool, figures: bool| {
        let all = own.iter().filter(|one| keep(one));
        let names = all.map(|one| match figures {
            false => words::clean(&one.figure.measure()),
            true => format!(
                "{} {}",
                words::clean(&one.figure.measure()),
                told::difference(one)
            ),
        });
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            let said = format!("{what} ({}): {}", names.len(), listed(&names));
            text.push_str(&wrapped(&said, width));
        }
    };
    let open = |one: &DifferenceOutcome| one.change == Change::Undecided && one.only.is_none();
    let seen = |one: &DifferenceOutcome| one.difference.point.is_some();
    say("Cannot be told", &|one| open(one) && seen(one), true);
    say(
        "No difference, as one or both have no figure",
        &|one| open(one) && !seen(one),
        false,
    );
    say("Only in one of both", &|one| one.only.is_some(), false);
    say(
        "The same in every trial",
        &|one| one.change == Change::Same,
        false,
    );
    text
}

/// The first names, and how many more there are.
fn listed(names: &[String]) -> String {
    let mut text = names
        .iter()
        .take(NAMES)
        .cloned()
        .collect::<Vec<_>>()
        .join("; ");
    if names.len() > NAMES {
        text.push_str(&format!("; and {} more", names.len() - NAMES));
    }
    text
}

fn coloured(text: &str) -> String {
    let mut made = text.to_string();
    for (change, colour) in [
        (Change::Worse, AnsiColor::Red),
        (Change::Better, AnsiColor::Green),
    ] {
        let style = Style::new().fg_color(Some(colour.into())).bold();
        let word = told::change(change);
        made = made.replace(word, &format!("{style}{word}{style:#}"));
    }
    made
}
