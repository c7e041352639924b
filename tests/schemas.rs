//! The JSON Schemas that the program prints, held against what it reads and writes.

use crate::generated::generated;
use crate::run::Desk;
use jsonschema::Validator;
use serde_json::Value;
use std::sync::LazyLock;

fn validator(text: &str) -> Validator {
    let schema: Value = serde_json::from_str(text).unwrap();
    jsonschema::draft7::new(&schema).unwrap()
}

static SUMMARY: LazyLock<Validator> =
    LazyLock::new(|| validator(&firedrill::report::summary_schema()));
static SCENARIO: LazyLock<Validator> = LazyLock::new(|| validator(&firedrill::scenario::schema()));
static COMPARE: LazyLock<Validator> =
    LazyLock::new(|| validator(&firedrill::report::compare_schema()));
static CHAOS: LazyLock<Validator> =
    LazyLock::new(|| validator(&firedrill::report::chaos::chaos_schema()));
static RECORD: LazyLock<Validator> =
    LazyLock::new(|| validator(&firedrill::report::record_schema()));
static TEST: LazyLock<Validator> = LazyLock::new(|| validator(&firedrill::report::test_schema()));

fn wrong(validator: &Validator, value: &Value) -> Vec<String> {
    let errors = validator.iter_errors(value);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Every summary of the tests passes here.
pub(crate) fn assert_summary(summary: &Value) {
    assert_eq!(wrong(&SUMMARY, summary), Vec::<String>::new());
}

/// Every JSON of a test passes here.
pub(crate) fn assert_test(made: &Value) {
    assert_eq!(wrong(&TEST, made), Vec::<String>::new());
}

/// Every JSON of a comparison passes here.
pub(crate) fn assert_comparison(made: &Value) {
    assert_eq!(wrong(&COMPARE, made), Vec::<String>::new());
}

/// Every JSON of real exercises passes here.
pub(crate) fn assert_record(made: &Value) {
    assert_eq!(wrong(&RECORD, made), Vec::<String>::new());
}

/// Every JSON of a sweep passes here.
pub(crate) fn assert_chaos(made: &Value) {
    assert_eq!(wrong(&CHAOS, made), Vec::<String>::new());
}

fn assert_scenario(text: &str) {
    let table: toml::Table = text.parse().unwrap();
    let value = serde_json::to_value(table).unwrap();
    let wrong = wrong(&SCENARIO, &value);
    assert!(wrong.is_empty(), "{}\n{text}", wrong.join("\n"));
}

#[test]
fn the_program_prints_both() {
    let desk = Desk::new();
    let scenario = desk.run(&["schema"]);
    assert_eq!((scenario.code, scenario.err.as_str()), (0, ""));
    assert_eq!(scenario.out, firedrill::scenario::schema());
    let summary = desk.run(&["schema", "--summary"]);
    assert_eq!((summary.code, summary.err.as_str()), (0, ""));
    assert_eq!(summary.out, firedrill::report::summary_schema());
    let comparison = desk.run(&["schema", "--compare"]);
    assert_eq!((comparison.code, comparison.err.as_str()), (0, ""));
    assert_eq!(comparison.out, firedrill::report::compare_schema());
    let chaos = desk.run(&["schema", "--chaos"]);
    assert_eq!((chaos.code, chaos.err.as_str()), (0, ""));
    assert_eq!(chaos.out, firedrill::report::chaos::chaos_schema());
    let ran = desk.run(&["run", "quickstart", "--trials", "2", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = desk.read("out/quickstart/summary.json");
    assert_summary(&serde_json::from_str(&text).unwrap());
    assert_scenario(&desk.read("out/quickstart/scenario.resolved.toml"));
}

/// What the reader accepts the schema accepts, and what the program writes as well.
#[test]
fn generated_scenarios_and_their_resolved_ones_are_valid() {
    let mut accepted = 0;
    for seed in 0..300 {
        let (text, trace) = generated(seed);
        let companion = |_: &str| Ok(trace.as_bytes().to_vec());
        if let Ok(loaded) = firedrill::scenario::load(&text, "generated.toml", &companion) {
            assert_scenario(&text);
            assert_scenario(&loaded.resolved);
            accepted += 1;
        }
    }
    assert!(accepted > 50, "{accepted}");
}

/// Rows that went to the disk while trials ended are those that are made of all records at once, and
/// the list of files knows them.
#[test]
fn rows_on_the_disk_are_those_of_all_records() {
    let desk = Desk::new();
    let ran = desk.run(&[
        "run",
        "quickstart",
        "--trials",
        "7",
        "--quiet",
        "--threads",
        "2",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let resolved = desk.read("out/quickstart/scenario.resolved.toml");
    let none = |_: &str| Err("no file is needed".to_string());
    let loaded = firedrill::scenario::load(&resolved, "quickstart.toml", &none).unwrap();
    let options = firedrill::study::Options {
        seed: loaded.blueprint.run.seed,
        trials: None,
        threads: 1,
    };
    let made = firedrill::report::in_memory(&loaded.blueprint, &options, &|_, _| {});
    let (_, files) = made.unwrap();
    let list = desk.read("out/quickstart/files.sha256");
    let mut seen = 0;
    for (name, bytes) in &files {
        let written = desk.read(&format!("out/quickstart/{name}"));
        assert!(written.as_bytes() == bytes.as_slice(), "{name}");
        assert!(
            list.contains(&format!("  {name}\n")),
            "{name} is not listed"
        );
        seen += 1;
    }
    assert_eq!(seen, 10);
    // Nothing is left beside the results.
    let left = std::fs::read_dir(desk.path("out")).unwrap().count();
    assert_eq!(left, 1);
}
