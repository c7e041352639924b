//! Rows of measures as JSON, as its schema, and as columns of tables.
//!
//! Always true here: a key, its shape and its words come from one row; rates stand before all else in an
//! object.

use super::json::{amount, estimate, quantiles};
use super::page::{Cell, cell};
use super::schema::{array, count, def, flag, nullable, text};
use super::words;
use crate::model::figure;
use crate::model::measure::{Get, Measure, Per, Table, Told, Unit};
use crate::model::outcome::{Estimate, Verdict};
use crate::model::{Blueprint, Class};
use crate::units::number::{self, DASH, Writer};
use serde_json::{Map, Value, json};

/// What rows look at, of the years or of a drill.
pub(crate) fn told<'a>(blueprint: &'a Blueprint, causes: &'a [String], per: Per) -> Told<'a> {
    Told {
        blueprint,
        causes,
        per,
    }
}

/// Rows in the order of objects: rates first.
fn in_order<T>(rows: &[Measure<T>]) -> impl Iterator<Item = &Measure<T>> {
    let rates = rows.iter().filter(|row| row.is_rate);
    rates.chain(rows.iter().filter(|row| !row.is_rate))
}

/// An object with a member for each row.
pub(crate) fn object<T>(rows: &[Measure<T>], one: &T, told: &Told<'_>) -> Map<String, Value> {
    in_order(rows)
        .map(|row| (row.full_key(told.per), value(row, one, told)))
        .collect()
}

/// A figure as JSON.
fn value<T>(row: &Measure<T>, one: &T, told: &Told<'_>) -> Value {
    match row.get {
        Get::Count(get) => json!(get(one)),
        Get::MaybeCount(get) => json!(get(one)),
        Get::Number(get) => json!(get(one)),
        Get::Amount(get) => amount(get(one)),
        Get::Estimate(get) => estimate(get(one)),
        Get::Quantiles(get) => quantiles(get(one)),
        Get::Flag(get) => json!(get(one)),
        Get::MaybeFlag(get) => json!(get(one)),
        Get::Verdict(get) => json!(get(one).map(Verdict::name)),
        Get::Class(get) => json!(get(one).name()),
        Get::MaybeClass(get) => json!(get(one).map(Class::name)),
        Get::Text(get) => json!(get(one, told)),
        Get::MaybeText(get) => json!(get(one, told)),
        Get::Names(get) => json!(get(one, told)),
    }
}

/// The properties of the schema of such an object.
pub(crate) fn properties<T>(rows: &[Measure<T>], per: Per) -> Map<String, Value> {
    in_order(rows)
        .map(|row| (row.full_key(per), shape(row)))
        .collect()
}

/// What a schema says of a figure.
fn shape<T>(row: &Measure<T>) -> Value {
    match row.get {
        Get::Count(_) => count(),
        Get::MaybeCount(_) => nullable(&count()),
        Get::Number(_) => def("number"),
        Get::Amount(_) => def("amount"),
        Get::Estimate(_) => def("estimate"),
        Get::Quantiles(_) => def("quantiles"),
        Get::Flag(_) => flag(),
        Get::MaybeFlag(_) => nullable(&flag()),
        Get::Verdict(_) => def("verdict"),
        Get::Class(_) => def("class"),
        Get::MaybeClass(_) => nullable(&def("class")),
        Get::Text(_) => text(),
        Get::MaybeText(_) => nullable(&text()),
        Get::Names(_) => array(&text()),
    }
}

/// The rows that are columns of a table.
fn columns<T>(rows: &[Measure<T>], table: Table) -> impl Iterator<Item = &Measure<T>> {
    rows.iter().filter(move |row| row.tables.contains(&table))
}

/// The names of the columns of a table: those of what names its rows, then those of figures.
pub(crate) fn heads<T>(before: &[&str], (rows, table): (&[Measure<T>], Table)) -> Vec<String> {
    let before = before.iter().map(|name| (*name).to_string());
    before
        .chain(columns(rows, table).map(|row| match row.unit {
            Unit::Word => row.words.to_string(),
            _ => format!("#{}", row.words),
        }))
        .collect()
}

/// The cells of a table under [`heads`], behind those that name the row.
pub(crate) fn cells<T>(
    before: Vec<Cell>,
    (rows, table): (&[Measure<T>], Table),
    one: &T,
    told: &Told<'_>,
) -> Vec<Cell> {
    let figures =
        columns(rows, table).map(|row| cell(read(row, one, told)).detail((row.detail)(one, told)));
    before.into_iter().chain(figures).collect()
}

/// A figure as people read it.
pub(crate) fn read<T>(row: &Measure<T>, one: &T, told: &Told<'_>) -> String {
    let dash = || DASH.to_string();
    let whole = |count: u64| match row.unit {
        Unit::Bytes => number::bytes(count as f64),
        _ => number::count(count),
    };
    let yes = |flag: bool| if flag { "yes" } else { "no" }.to_string();
    match row.get {
        Get::Count(get) => whole(get(one)),
        Get::MaybeCount(get) => get(one).map_or_else(dash, whole),
        // A length of nothing is one that was not seen.
        Get::Number(get) => get(one)
            .filter(|value| *value > 0.0 || row.unit != Unit::Seconds)
            .map_or_else(dash, writer(row.unit)),
        Get::Amount(get) => number::bytes(get(one) as f64),
        Get::Estimate(get) => interval(row, get(one), told.per),
        Get::Quantiles(get) => get(one).p50.map_or_else(dash, writer(row.unit)),
        Get::Flag(get) => yes(get(one)),
        Get::MaybeFlag(get) => get(one).map_or_else(dash, yes),
        Get::Verdict(get) => get(one).map_or_else(dash, |one| words::verdict(one).to_string()),
        Get::Class(get) => get(one).words(),
        Get::MaybeClass(get) => get(one).map_or_else(dash, Class::words),
        Get::Text(get) => words::clean(&get(one, told)),
        Get::MaybeText(get) => get(one, told).map_or_else(dash, |text| words::clean(&text)),
        Get::Names(get) => words::clean(&get(one, told).join(", ")),
    }
}

/// An estimate with its interval.
fn interval<T>(row: &Measure<T>, found: &Estimate, per: Per) -> String {
    match (row.unit, row.is_rate, per) {
        (Unit::PerYear, ..) | (Unit::Number, true, Per::Year) => figure::rate(found),
        (Unit::SecondsPerYear, ..) => figure::time_per_year(found),
        (Unit::Share, ..) => figure::share(found),
        (unit, ..) => figure::estimate(found, writer(unit)),
    }
}

/// How numbers of a unit are written.
fn writer(unit: Unit) -> Writer {
    match unit {
        Unit::Word | Unit::Number | Unit::SecondsPerSecond => |value| number::significant(value, 3),
        Unit::PerYear => number::per_year,
        Unit::Share => number::share,
        Unit::Seconds => number::duration,
        Unit::Hours => |hours| number::duration(hours * 3_600.0),
        Unit::SecondsPerYear => number::time_per_year,
        Unit::Bytes => number::bytes,
        Unit::BytesPerSecond => words::rate,
    }
}

/// Puts a member behind another one.
pub(crate) fn put_after(made: &mut Map<String, Value>, known: &str, key: &str, value: Value) {
    let at = made.keys().position(|key| key == known);
    let behind = at.map_or(made.len(), |at| at + 1);
    made.shift_insert(behind, key.to_string(), value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::measure::{measure, rate};
    use crate::model::outcome::{
        AfterCut, AloneEstimate, ApplicationOutcome, BackupOutcome, CauseOutcome, ClassOutcome,
        CrewOutcome, CutOutcome, Decisions, DrillOutcome, InstanceOutcome, Judged, LargestOutage,
        MissBinding, PartsOutcome, PathOutcome, PlannedOutcome, ReplicaOutcome, RpoMiss,
        ServedOutcome, StampOutcome, StorageOutcome, TargetOutcome, Unfit, UpdateOutcome,
        UpkeepOutcome, WayOutcome,
    };
    use crate::model::record::{JobTally, PipeTally};
    use std::collections::BTreeSet;

    struct Fire {
        rate: Estimate,
        longest_s: f64,
    }

    const FIRES: &[Measure<Fire>] = &[
        measure(
            "longest_s",
            "Longest",
            Unit::Seconds,
            Get::Number(|one: &Fire| Some(one.longest_s)),
        )
        .in_tables(&[Table::Jobs]),
        rate("fires", "Fires", Unit::Number, |one: &Fire| &one.rate)
            .in_tables(&[Table::Jobs])
            .detail(|one, _| format!("longest {} s", one.longest_s)),
    ];

    /// One row is a member of the object, of its schema, and a column with its figure.
    #[test]
    fn a_row_is_told_everywhere() {
        let fire = Fire {
            rate: Estimate {
                point: Some(0.5),
                low: Some(0.25),
                high: Some(1.0),
            },
            longest_s: 90.0,
        };
        let blueprint = &crate::report::fixture::calm().blueprint;
        let told = told(blueprint, &[], Per::Year);
        let made = Value::Object(object(FIRES, &fire, &told));
        let expected = r#"{"fires_per_year":{"point":0.5,"low":0.25,"high":1.0},"longest_s":90.0}"#;
        assert_eq!(made.to_string(), expected);
        let shapes = Value::Object(properties(FIRES, Per::Trial));
        let expected = r##"{"fires_per_trial":{"$ref":"#/definitions/estimate"},"longest_s":{"$ref":"#/definitions/number"}}"##;
        assert_eq!(shapes.to_string(), expected);
        assert_eq!(
            heads(&["Place"], (FIRES, Table::Jobs)),
            ["Place", "#Longest", "#Fires"]
        );
        let cells = cells(vec![cell("here")], (FIRES, Table::Jobs), &fire, &told);
        let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, ["here", "1 min 30 s", "0.5 a year (0.25 to 1)"]);
        assert_eq!(cells[2].detail, "longest 90 s");
        assert_eq!(heads(&[], (FIRES, Table::Causes)), Vec::<String>::new());
    }

    fn keys_are_sound<T>(rows: &[Measure<T>]) {
        let keys: Vec<String> = rows.iter().map(|row| row.full_key(Per::Year)).collect();
        let once: BTreeSet<&String> = keys.iter().collect();
        assert_eq!(once.len(), keys.len(), "a key stands twice: {keys:?}");
        for row in rows {
            let is_key = |letter: char| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'
            };
            assert!(row.key.chars().all(is_key), "{}", row.key);
            assert!(!row.words.is_empty() && !row.short.is_empty());
            // What has a unit says so in its key.
            let ends = |end: &str| row.full_key(Per::Year).ends_with(end);
            let fits = match row.unit {
                Unit::Seconds => ends("_s"),
                Unit::SecondsPerYear => row.key.ends_with("_s_per_year"),
                Unit::Hours => row.key.starts_with("hours_"),
                Unit::PerYear => ends("_per_year"),
                Unit::Bytes => row.key.contains("bytes"),
                Unit::BytesPerSecond => ends("bytes_per_s"),
                Unit::SecondsPerSecond => ends("_s_per_s"),
                Unit::Share | Unit::Number | Unit::Word => true,
            };
            assert!(fits, "{} is in {:?}", row.key, row.unit);
        }
    }

    #[test]
    fn keys_stand_once_and_say_their_unit() {
        keys_are_sound(AfterCut::MEASURES);
        keys_are_sound(AloneEstimate::MEASURES);
        keys_are_sound(ApplicationOutcome::MEASURES);
        keys_are_sound(ApplicationOutcome::OF_DRILL);
        keys_are_sound(BackupOutcome::MEASURES);
        keys_are_sound(CauseOutcome::MEASURES);
        keys_are_sound(ClassOutcome::MEASURES);
        keys_are_sound(ClassOutcome::OF_RECOVERY);
        keys_are_sound(CrewOutcome::MEASURES);
        keys_are_sound(CrewOutcome::OF_YEARS);
        keys_are_sound(CutOutcome::MEASURES);
        keys_are_sound(Decisions::MEASURES);
        keys_are_sound(DrillOutcome::MEASURES);
        keys_are_sound(InstanceOutcome::MEASURES);
        keys_are_sound(JobTally::MEASURES);
        keys_are_sound(Judged::MEASURES);
        keys_are_sound(LargestOutage::MEASURES);
        keys_are_sound(MissBinding::MEASURES);
        keys_are_sound(PartsOutcome::MEASURES);
        keys_are_sound(PathOutcome::MEASURES);
        keys_are_sound(PipeTally::MEASURES);
        keys_are_sound(PlannedOutcome::MEASURES);
        keys_are_sound(ReplicaOutcome::MEASURES);
        keys_are_sound(RpoMiss::MEASURES);
        keys_are_sound(ServedOutcome::MEASURES);
        keys_are_sound(StampOutcome::MEASURES);
        keys_are_sound(StorageOutcome::MEASURES);
        keys_are_sound(TargetOutcome::MEASURES);
        keys_are_sound(Unfit::MEASURES);
        keys_are_sound(UpdateOutcome::MEASURES);
        keys_are_sound(UpkeepOutcome::MEASURES);
        keys_are_sound(WayOutcome::MEASURES);
    }
}
