//! A comparison as JSON and as CSV.
//!
//! Always true here: every object is closed; numbers above 2^53 are strings of their digits; a difference is the second less
//! the first.

use super::Comparison;
use crate::chart::harmless;
use crate::model::compared::{Change, DifferenceOutcome, Only};
use crate::report::Error;
use crate::report::json::{estimate, keep_exact};
use serde_json::{Map, Value, json};

/// The form of the file, which changes only where a key is renamed or goes.
pub(super) const SCHEMA: &str = "firedrill.compare/1";

/// The comparison as JSON with a final line feed.
#[must_use]
pub fn compare_json(made: &Comparison) -> String {
    let mut value = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "level": made.level,
        "level_of_each": made.level_of_each,
    });
    for change in Change::ALL {
        value[change.name()] = json!(made.count(change));
    }
    let saved = made.saved();
    value["pairing"] = json!(saved.map(|(least, middle, most)| json!({
        "variance_ratio": { "least": least, "median": middle, "most": most },
    })));
    value["variants"] = made.variants.iter().enumerate().map(variant).collect();
    let inputs = made.inputs.iter().map(
        |one| json!({ "variant": one.variant, "path": one.path, "a": one.first, "b": one.second }),
    );
    value["inputs"] = inputs.collect();
    let differences = made.differences.iter();
    value["differences"] = differences
        .map(|(variant, one)| difference(*variant, one))
        .collect();
    keep_exact(&mut value);
    harmless::json(&format!("{value:#}\n"))
}

fn variant((number, one): (usize, &super::Variant)) -> Value {
    let header = &one.header;
    let drills = header.drills.iter();
    let drills: Map<String, Value> = drills
        .map(|(name, trials)| (name.clone(), json!(trials)))
        .collect();
    json!({
        "variant": number,
        "letter": Comparison::letter(number),
        "source": one.source,
        "kind": if one.saved { "results" } else { "scenario" },
        "with": one.with,
        "scenario": { "name": header.name, "sha256": header.sha256 },
        "changed": header.changed,
        "only": header.only,
        "version": header.version,
        "seed": header.seed,
        "trials": header.trials,
        "horizon_s": header.horizon_s,
        "drills": drills,
        "unpaired": one.unpaired,
    })
}

fn difference(variant: usize, one: &DifferenceOutcome) -> Value {
    json!({
        "variant": variant,
        "measure": one.figure.measure(),
        "unit": one.figure.unit().name(),
        "better": if one.figure.more_is_better() { "more" } else { "less" },
        "a": estimate(&one.first),
        "b": estimate(&one.second),
        "difference": estimate(&one.difference),
        "verdict": one.change.name(),
        "paired": one.paired,
        "variance_ratio": one.saved,
        "only": only(one),
    })
}

fn only(one: &DifferenceOutcome) -> Option<&'static str> {
    one.only.map(|only| match only {
        Only::First => "a",
        Only::Second => "b",
    })
}

/// The differences as CSV, a row each.
///
/// # Errors
/// When a row cannot be written, which memory alone can cause.
pub fn compare_csv(made: &Comparison) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "variant",
        "measure",
        "unit",
        "better",
        "a",
        "a_low",
        "a_high",
        "b",
        "b_low",
        "b_high",
        "difference",
        "difference_low",
        "difference_high",
        "verdict",
        "paired",
        "variance_ratio",
        "only",
    ])?;
    let real = |value: Option<f64>| {
        value.map_or_else(String::new, |value| match value == value.trunc() {
            // A reader that guesses takes a column for one kind.
            true => format!("{value:.1}"),
            false => format!("{value}"),
        })
    };
    for (variant, one) in &made.differences {
        let mut row = vec![
            Comparison::letter(*variant),
            crate::report::words::clean(&one.figure.measure()),
            one.figure.unit().name().to_string(),
            if one.figure.more_is_better() {
                "more"
            } else {
                "less"
            }
            .to_string(),
        ];
        for figure in [&one.first, &one.second, &one.difference] {
            row.extend([figure.point, figure.low, figure.high].map(real));
        }
        row.extend([
            one.change.name().to_string(),
            one.paired.to_string(),
            real(one.saved),
            only(one).unwrap_or_default().to_string(),
        ]);
        writer.write_record(row)?;
    }
    let inner = writer.into_inner();
    inner.map_err(|problem| Error::Table(problem.to_string()))
}
