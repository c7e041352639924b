//! Margins: what would mend a break, and until when what holds does, as sentences, a table, CSV and JSON.
//!
//! Always true here: of each change both values that were judged are told; what was not tried is counted.

use super::{Chaos, told};
use crate::model::ObjectiveOf;
use crate::model::margin::{Amount, Change, Margin, Turned};
use crate::report::Error;
use crate::report::page::{Cell, Section, capped_table, cell, head, section, text};
use crate::report::words::clean;
use serde_json::{Value, json};

/// The columns.
pub(super) const COLUMNS: [&str; 12] = [
    "fault",
    "of",
    "harm",
    "application",
    "figure",
    "breaks_as_it_is",
    "key",
    "as_it_is",
    "holds_at",
    "breaks_at",
    "otherwise_at",
    "not_tried",
];
/// Rows of the table at most.
const ROWS: usize = 200;

/// RTO or RPO.
fn objective(one: &Margin) -> &'static str {
    match one.of {
        ObjectiveOf::Recovery => "RTO",
        ObjectiveOf::Loss => "RPO",
    }
}

fn application(chaos: &Chaos<'_>, one: &Margin) -> String {
    clean(&chaos.blueprint.application(one.application).name)
}

/// What is changed, as a subject.
fn turned(change: &Change) -> String {
    match &change.turned {
        Turned::Key(key) => clean(key),
        Turned::Fault => "the length of the fault".to_string(),
    }
}

fn amount(amount: &Amount) -> String {
    clean(&amount.words())
}

/// One change: `with protection.nightly.backup.decide at most 41 min (2 h as it is)`.
fn said(one: &Margin, change: &Change) -> String {
    let (subject, now) = (turned(change), amount(&change.now));
    let (holds, breaks) = (amount(&change.holds), amount(&change.breaks));
    let side = if change.is_most() {
        "at most"
    } else {
        "at least"
    };
    let mut said = match one.breaks {
        true => format!("{subject} {side} {holds} ({now} as it is)"),
        false => format!("{subject} is {breaks} ({now} as it is)"),
    };
    if let Some(odd) = &change.odd {
        said.push_str(&format!(
            ", though not on all of that side: {} is otherwise",
            amount(odd)
        ));
    }
    said
}

/// Everything that was found of one, as a sentence; none where nothing was.
pub(super) fn sentence(chaos: &Chaos<'_>, one: &Margin) -> String {
    let fault = told::fault(chaos, &chaos.faults[one.fault]);
    let start = format!("{}, {}, {fault}", application(chaos, one), objective(one));
    let changes: Vec<String> = one.changes.iter().map(|change| said(one, change)).collect();
    let left = match one.left {
        0 => String::new(),
        left => format!("; {left} more keys were not tried"),
    };
    match (changes.is_empty(), one.breaks) {
        (false, true) => format!("{start}: holds with {}{left}.", changes.join("; or with ")),
        (false, false) => format!(
            "{start}: holds until {}{left}.",
            changes.join("; or until ")
        ),
        (true, true) => format!(
            "{start}: no single key that was tried ({}) makes it hold{left}.",
            one.tried
        ),
        (true, false) => format!(
            "{start}: no single key that was tried ({}) breaks it{left}.",
            one.tried
        ),
    }
}

/// The section of the page; none where none was looked for.
pub(super) fn margins(chaos: &Chaos<'_>) -> Option<Section> {
    if chaos.margins.is_empty() {
        return None;
    }
    let mut blocks = vec![text(
        "What would mend the breaks that are worst, and until when what is nearest to breaking holds: each key by itself, in round values, each of them judged by a march over the whole \
         cycle at the same quantiles, under this fault alone. The nearest three are told. Nearest is least change, and not least cost.",
    )];
    let rows = chaos.margins.iter().flat_map(|one| {
        let each = one
            .changes
            .iter()
            .map(move |change| row(chaos, one, Some(change)));
        let none = one.changes.is_empty().then(|| row(chaos, one, None));
        each.chain(none)
    });
    let names = [
        "Application",
        "Fault",
        "Objective",
        "What is changed",
        "As it is",
        "Holds at",
        "Breaks at",
    ];
    blocks.extend(capped_table(
        "Margins",
        &names,
        rows.collect(),
        ROWS,
        "margins.csv",
    ));
    Some(section("margins", "Margins", blocks))
}

fn row(chaos: &Chaos<'_>, one: &Margin, change: Option<&Change>) -> Vec<Cell> {
    let sign = if one.breaks {
        "✗ breaks"
    } else {
        "✓ holds"
    };
    let left = match one.left {
        0 => String::new(),
        left => format!("{left} keys were not tried"),
    };
    let start = [
        head(application(chaos, one)),
        cell(told::fault(chaos, &chaos.faults[one.fault])),
        cell(format!("{} {sign}", objective(one))).note(left),
    ];
    let rest = match change {
        Some(change) => {
            let odd = change.odd.as_ref().map(amount);
            let odd = odd.map_or_else(String::new, |odd| {
                format!("not all of that side: {odd} is otherwise")
            });
            [
                cell(turned(change)).note(odd),
                cell(amount(&change.now)),
                cell(amount(&change.holds)),
                cell(amount(&change.breaks)),
            ]
        }
        None => [
            cell(format!("none of {} keys that were tried", one.tried)),
            cell(String::new()),
            cell(String::new()),
            cell(String::new()),
        ],
    };
    start.into_iter().chain(rest).collect()
}

/// Margins as CSV, a row for each change, and one for each of which nothing was found.
///
/// # Errors
/// When a row cannot be written, which memory alone can cause.
pub fn margins_csv(chaos: &Chaos<'_>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for one in chaos.margins {
        let fault = &chaos.faults[one.fault];
        let start = [
            clean(&chaos.blueprint.drill(fault.drill).name),
            clean(&fault.of),
            fault.harm.name().to_string(),
            application(chaos, one),
            figure(one).to_string(),
            one.breaks.to_string(),
        ];
        let none = one
            .changes
            .is_empty()
            .then(|| std::array::from_fn(|_| String::new()));
        let changes = one.changes.iter().map(|change| {
            [
                key(change),
                amount(&change.now),
                amount(&change.holds),
                amount(&change.breaks),
                change.odd.as_ref().map_or_else(String::new, amount),
            ]
        });
        for rest in changes.chain(none) {
            let all = start.iter().chain(&rest).cloned();
            writer.write_record(all.chain([one.left.to_string()]))?;
        }
    }
    let inner = writer.into_inner();
    inner.map_err(|problem| Error::Table(problem.to_string()))
}

fn figure(one: &Margin) -> &'static str {
    match one.of {
        ObjectiveOf::Recovery => "recovery",
        ObjectiveOf::Loss => "loss",
    }
}

/// The key; of the fault's own length this word.
fn key(change: &Change) -> String {
    match &change.turned {
        Turned::Key(key) => clean(key),
        Turned::Fault => "(length of the fault)".to_string(),
    }
}

/// Margins as JSON.
pub(super) fn margins_json(chaos: &Chaos<'_>) -> Value {
    let each = chaos.margins.iter().map(|one| {
        let changes = one.changes.iter().map(|change| {
            json!({
                "key": match &change.turned {
                    Turned::Key(key) => json!(key),
                    Turned::Fault => Value::Null,
                },
                "as_it_is": change.now.words(),
                "holds_at": change.holds.words(),
                "breaks_at": change.breaks.words(),
                "otherwise_at": change.odd.as_ref().map(Amount::words),
            })
        });
        json!({
            "fault": chaos.blueprint.drill(chaos.faults[one.fault].drill).name,
            "application": chaos.blueprint.application(one.application).name,
            "of": figure(one),
            "breaks": one.breaks,
            "words": sentence(chaos, one),
            "changes": changes.collect::<Vec<Value>>(),
            "tried": one.tried,
            "not_tried": one.left,
        })
    });
    each.collect()
}
