//! Data files read back by a reader of CSV, over several scenarios.

use super::super::fixture::{self, rows as all};
use super::*;
use crate::model::record::{Ended, Phase};

/// Names of the columns and the rows of a file.
struct Read {
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

impl Read {
    fn of(files: &[(&'static str, Vec<u8>)], name: &str) -> Read {
        let found = files.iter().find(|(known, _)| *known == name);
        let (_, bytes) = found.unwrap_or_else(|| panic!("no {name}"));
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        Read {
            header: reader.headers().expect("a header").clone(),
            rows: reader
                .records()
                .collect::<Result<Vec<_>, _>>()
                .expect("rows of equal length"),
        }
    }
    fn at(&self, row: &csv::StringRecord, column: &str) -> String {
        let found = self.header.iter().position(|name| name == column);
        row[found.unwrap_or_else(|| panic!("{column} is no column"))].to_string()
    }
}

fn plain() -> (Blueprint, fixture::Records) {
    let blueprint = fixture::blueprint(3);
    let records = fixture::records(&blueprint);
    (blueprint, records)
}

fn protected() -> (Blueprint, fixture::Records) {
    let blueprint = fixture::protected(3);
    let records = fixture::protected_records(&blueprint);
    (blueprint, records)
}

/// Every column of every file is explained on the page of files, with the kind that it has, and no other
/// is.
#[test]
fn columns_are_explained() {
    let page = include_str!("../../doc/results.md");
    for file in FILES {
        let heading = format!("\n## `{}`", file.name);
        let from = page.find(&heading);
        let from = from.unwrap_or_else(|| panic!("{} is not explained", file.name));
        let section = page[from + 1..].split("\n## ").next().unwrap_or_default();
        let mut explained = vec![];
        for line in section.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = line.split(" | ").collect();
            assert!(cells.len() == 3 && cells[2].len() > 8, "{line}");
            for name in cells[0].trim_start_matches("| ").split(' ') {
                explained.push((name.trim_matches(['`', ',']), cells[1]));
            }
        }
        let own: Vec<(&str, &str)> = RUN
            .iter()
            .chain(file.columns)
            .map(|column| (column.name, column.kind.name()))
            .collect();
        assert_eq!(explained, own, "{}", file.name);
    }
}

/// Two runs can be put under each other: the same files with the same columns, each of its kind in
/// every scenario.
#[test]
fn files_and_kinds_of_columns_are_those_of_every_scenario() {
    for (blueprint, records) in [plain(), protected()] {
        let files = all(&blueprint, &records);
        for file in FILES {
            let read = Read::of(&files, file.name);
            let columns: Vec<&Column> = RUN.iter().chain(file.columns).collect();
            let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
            assert_eq!(read.header.iter().collect::<Vec<_>>(), names);
            for row in &read.rows {
                for (column, field) in columns.iter().zip(row) {
                    let fits = match column.kind {
                        _ if field.is_empty() => true,
                        Kind::Text => true,
                        Kind::Whole => field.parse::<u64>().is_ok(),
                        Kind::Real => {
                            let real = field.parse::<f64>().is_ok_and(f64::is_finite);
                            real && field.contains('.')
                        }
                        Kind::Flag => ["true", "false"].contains(&field),
                    };
                    assert!(fits, "{}, {}: {field}", file.name, column.name);
                }
            }
        }
    }
}

#[test]
fn names_of_columns_need_no_quotes() {
    for file in FILES {
        let mut names: Vec<&str> = RUN
            .iter()
            .chain(file.columns)
            .map(|column| column.name)
            .collect();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(
            names.iter().all(|name| name.chars().all(plain)),
            "{names:?}"
        );
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
    // The phases are those that are recorded, in their order.
    let outages = FILES[0].columns.iter().map(|column| column.name);
    let own: Vec<String> = Phase::ALL
        .iter()
        .map(|phase| format!("{}_s", phase.name()))
        .collect();
    let named: Vec<&str> = outages
        .filter(|name| own.iter().any(|own| own == name))
        .collect();
    assert_eq!(named, own);
}

#[test]
fn phases_add_up_to_the_recovery_time() {
    let (blueprint, records) = plain();
    let read = Read::of(&all(&blueprint, &records), "outages.csv");
    assert!(read.rows.len() > 500);
    let drill = read.rows.iter().find(|row| &row[1] == "lose-stamp");
    assert_eq!(&drill.expect("rows of the drill")[0], "drill");
    for row in &read.rows {
        let of = |name: &str| read.at(row, name).parse::<f64>().expect("a number");
        let phases = Phase::ALL.iter();
        let sum: f64 = phases.map(|phase| of(&format!("{}_s", phase.name()))).sum();
        let recovery = of("recovery_s");
        assert!((sum - recovery).abs() < 1e-6, "{sum} against {recovery}");
        let lost = read.at(row, "total_loss") == "true";
        assert!(!lost || read.at(row, "data_loss_s").is_empty());
    }
}

#[test]
fn a_row_for_each_trial_and_application() {
    let (blueprint, records) = plain();
    let files = all(&blueprint, &records);
    assert_eq!(Read::of(&files, "trials.csv").rows.len(), 400 + 200);
    let read = Read::of(&files, "trial_applications.csv");
    assert_eq!(read.rows.len(), (400 + 200) * blueprint.applications.len());
    assert_eq!(read.at(&read.rows[1], "application"), "erp");
    assert_eq!(
        read.at(&read.rows[1], "downtime_s"),
        column::time(Some(records[0][0].downtime[1]))
    );
}

#[test]
fn trials_tell_of_protections_where_there_are_some() {
    let (blueprint, records) = protected();
    let files = all(&blueprint, &records);
    let replicas = Read::of(&files, "trial_replicas.csv");
    let row = replicas.rows.iter().find(|row| {
        ["application", "protection", "stamp"].map(|name| replicas.at(row, name))
            == ["erp", "metro", "alpha"]
    });
    let row = row.expect("a row of that group");
    assert_eq!(replicas.at(row, "furthest_behind_s"), "144000.0");
    assert_eq!(replicas.at(row, "broken"), "1");
    let stamps = Read::of(&files, "trial_stamps.csv");
    assert_eq!(stamps.at(&stamps.rows[0], "stamp"), "alpha");
    assert_eq!(stamps.at(&stamps.rows[0], "rebuilds"), "4");
    let instances = Read::of(&files, "trial_instances.csv");
    let row = &instances.rows[0];
    assert_eq!(
        ["application", "role", "switches"].map(|name| instances.at(row, name)),
        ["files", "sql", "2"]
    );
    let trials = Read::of(&files, "trials.csv");
    assert_eq!(trials.at(&trials.rows[0], "whole_s"), "");
    assert_eq!(trials.at(&trials.rows[400], "whole_s"), "90000.0");
    // What a scenario does not have leaves the names of the columns, and what it does not simulate no
    // noughts.
    let (blueprint, records) = plain();
    let files = all(&blueprint, &records);
    assert!(Read::of(&files, "trial_replicas.csv").rows.is_empty());
    let stamps = Read::of(&files, "trial_stamps.csv");
    assert_eq!(stamps.at(&stamps.rows[0], "rebuilds"), "");
}

#[test]
fn hostile_names_come_back_whole() {
    let name = "a,\"b\"\n<c>".to_string();
    let blueprint = fixture::named_blueprint(std::slice::from_ref(&name));
    let records = fixture::records(&blueprint);
    let read = Read::of(&all(&blueprint, &records), "outages.csv");
    assert_eq!(read.at(&read.rows[0], "application"), name);
}

#[test]
fn milliseconds_are_kept_and_a_point_is_always_there() {
    use column::seconds;
    assert_eq!(seconds(1_250), "1.25");
    assert_eq!(seconds(-12_500), "-12.5");
    assert_eq!(seconds(60_000), "60.0");
    assert_eq!(seconds(0), "0.0");
    assert_eq!(seconds(7), "0.007");
}

#[test]
fn what_a_fault_hit_is_a_kind_and_a_name() {
    use crate::model::{Component, StampId};
    let blueprint = fixture::blueprint(3);
    let node = blueprint.nodes.len();
    assert!(node > 0);
    let of = |component| thing::component(&blueprint, component);
    assert_eq!(
        of(Component::Node(crate::model::NodeId(0))),
        ("node", "alpha/1".to_string())
    );
    assert_eq!(
        of(Component::ControlPlane(StampId(0))),
        ("control_plane", "alpha".to_string())
    );
    assert_eq!(
        of(Component::Stamp(StampId(0))),
        ("stamp", "alpha".to_string())
    );
}

#[test]
fn an_unrecovered_outage_has_no_recovery_time() {
    let blueprint = fixture::blueprint(1);
    let mut records = fixture::records(&blueprint);
    records[0][0].outages[0].back = None;
    records[0][0].outages[0].contributor_count = 9;
    assert_eq!(records[0][0].outages[0].ended(), Ended::Never);
    let read = Read::of(&all(&blueprint, &records), "outages.csv");
    assert_eq!(
        ["outcome", "recovered", "recovery_s", "data_loss_s", "path"]
            .map(|name| read.at(&read.rows[0], name)),
        ["never", "false", "", "", "never"]
    );
    assert_eq!(read.at(&read.rows[0], "contributor_count"), "9");
}
