//! Data files read back by a reader of CSV, over several scenarios.

use super::super::fixture::{self, Told};
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

/// The rows of a file of a run.
fn rows(told: &Told, name: &str) -> Read {
    Read::of(&told.tables(), name)
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
    for told in fixture::all() {
        let files = told.tables();
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

/// The flood of plain, to the last digit: 2 h 30 min until the stamp is there, of which 10 min to detect and 30 min
/// to decide, 20 min to provision, 20,169.167 s to read, 2 min and 5 min.
#[test]
fn an_outage_is_told_with_its_phases() {
    let read = rows(fixture::plain(), "outages.csv");
    let flood = read
        .rows
        .iter()
        .find(|row| ["application", "cause"].map(|name| read.at(row, name)) == ["erp", "flood"]);
    let flood = flood.expect("a flood");
    let expected = [
        ("kind", "years"),
        ("run", "years"),
        ("trial", "0"),
        ("start_s", "27698400.0"),
        ("class", "stamp"),
        ("target_kind", "stamp"),
        ("target_name", "alpha"),
        ("counted", "true"),
        ("outcome", "recovered"),
        ("recovered", "true"),
        ("recovery_s", "30789.167"),
        ("detect_s", "600.0"),
        ("decide_s", "1800.0"),
        ("wait_s", "6600.0"),
        ("provision_s", "1200.0"),
        ("transfer_s", "20169.167"),
        ("boot_s", "120.0"),
        ("validate_s", "300.0"),
        ("dependency_s", "0.0"),
        ("relapse_s", "0.0"),
        ("binding_name", "vault"),
        ("binding_s", "20169.167"),
        ("downtime_s", "30789.167"),
        ("at_risk", "true"),
        ("total_loss", "false"),
        ("loss_only", "false"),
        ("path", "restore"),
        ("protection", "gold"),
    ];
    for (column, value) in expected {
        assert_eq!(read.at(flood, column), value, "{column}");
    }
}

/// Erp stops five times a year, files three times and build twice; the drill stops each once.
#[test]
fn phases_add_up_to_the_recovery_time() {
    let read = rows(fixture::plain(), "outages.csv");
    assert_eq!(read.rows.len(), 40 * (5 + 3 + 2) + 10 * 3);
    let drill = read.rows.iter().filter(|row| &row[1] == "lose-stamp");
    assert_eq!(drill.clone().count(), 30);
    assert!(drill.clone().all(|row| &row[0] == "drill"));
    for row in &read.rows {
        let of = |name: &str| read.at(row, name).parse::<f64>().expect("a number");
        let phases = Phase::ALL.iter();
        let sum: f64 = phases.map(|phase| of(&format!("{}_s", phase.name()))).sum();
        let recovery = of("recovery_s");
        assert!((sum - recovery).abs() < 1e-6, "{sum} against {recovery}");
    }
}

#[test]
fn a_row_for_each_trial_and_application() {
    let told = fixture::plain();
    assert_eq!(rows(told, "trials.csv").rows.len(), 40 + 10);
    let read = rows(told, "trial_applications.csv");
    assert_eq!(read.rows.len(), (40 + 10) * 3);
    let down = |row: usize| {
        ["kind", "trial", "application", "downtime_s"].map(|name| read.at(&read.rows[row], name))
    };
    assert_eq!(down(0), ["years", "0", "build", "30240.0"]);
    assert_eq!(down(1), ["years", "0", "erp", "54689.167"]);
    assert_eq!(down(2), ["years", "0", "files", "49639.167"]);
    assert_eq!(down(3 * 40 + 1), ["drill", "0", "erp", "30789.167"]);
}

/// A replica falls behind its log once a year; three disks are replaced, each of which is two rebuilds; instances
/// switch when the mine loses power and when the depot is back.
#[test]
fn trials_tell_of_protections_where_there_are_some() {
    let told = fixture::protected();
    let replicas = rows(told, "trial_replicas.csv");
    assert_eq!(replicas.rows.len(), (20 + 20) * 2);
    let of = |row: usize| {
        ["application", "protection", "stamp", "broken", "failovers"]
            .map(|name| replicas.at(&replicas.rows[row], name))
    };
    assert_eq!(of(0), ["erp", "metro", "alpha", "1", "1"]);
    assert_eq!(of(1), ["mail", "standby", "alpha", "0", "2"]);
    assert_eq!(of(40), ["erp", "metro", "alpha", "0", "1"]);
    let stamps = rows(told, "trial_stamps.csv");
    let of = |row: usize| {
        [
            "stamp",
            "without_n_minus_1_s",
            "down_s",
            "rebuilds",
            "volumes_lost",
        ]
        .map(|name| stamps.at(&stamps.rows[row], name))
    };
    assert_eq!(of(0), ["alpha", "69600.0", "18000.0", "6", "0"]);
    // No storage is simulated there.
    assert_eq!(of(1), ["beta", "10800.0", "18000.0", "", ""]);
    let instances = rows(told, "trial_instances.csv");
    let row = &instances.rows[0];
    assert_eq!(
        ["application", "role", "switches", "majority_losses"].map(|name| instances.at(row, name)),
        ["files", "sql", "2", "1"]
    );
    let trials = rows(told, "trials.csv");
    let whole: Vec<String> = trials
        .rows
        .iter()
        .map(|row| trials.at(row, "restored_s"))
        .collect();
    assert!(whole[..20].iter().all(String::is_empty), "{whole:?}");
    let of_drill = |one: &TrialRecord| column::time(one.whole);
    let expected: Vec<String> = told.drills[0].iter().map(of_drill).collect();
    assert_eq!(whole[20..], expected);
    assert!(expected.contains(&String::new()), "{expected:?}");
    // What a scenario does not have leaves the names of the columns, and what it does not simulate no
    // noughts.
    let plain = fixture::plain();
    assert_eq!(rows(plain, "trial_replicas.csv").rows.len(), 0);
    let stamps = rows(plain, "trial_stamps.csv");
    assert_eq!(stamps.at(&stamps.rows[0], "rebuilds"), "");
    assert_eq!(stamps.at(&stamps.rows[0], "without_n_minus_1_s"), "76800.0");
}

#[test]
fn hostile_names_come_back_whole() {
    // Readers of scenarios refuse it.
    let name = "a,\"b\"\n<c>".to_string();
    let mut told = fixture::plain().clone();
    let erp = told.number("erp");
    told.blueprint.applications[erp].name.clone_from(&name);
    let read = rows(&told, "outages.csv");
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
    let blueprint = &fixture::plain().blueprint;
    let of = |component| thing::component(blueprint, component);
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

/// The corruption of ledger, which nothing brings back; and erp after the drill, which is back without its data.
#[test]
fn an_unrecovered_outage_has_no_recovery_time() {
    let told = fixture::lost();
    let read = rows(told, "outages.csv");
    let of = |cause: &str, application: &str| {
        let mut all = read.rows.iter();
        let found = all.find(|row| {
            ["cause", "application"].map(|name| read.at(row, name)) == [cause, application]
        });
        let row = found.expect("a row");
        [
            "outcome",
            "recovered",
            "recovery_s",
            "at_risk",
            "data_loss_s",
            "total_loss",
            "path",
        ]
        .map(|name| read.at(row, name))
    };
    assert_eq!(told.outages("ledger", "rot")[0].ended(), Ended::Never);
    assert_eq!(
        of("rot", "ledger"),
        ["never", "false", "", "true", "", "true", "never"]
    );
    let crash = [
        "recovered",
        "true",
        "1020.0",
        "true",
        "0.0",
        "false",
        "restart",
    ];
    assert_eq!(of("crash", "ledger"), crash);
    let lost = ["lost", "false", "10620.0", "true", "", "true", "restore"];
    assert_eq!(of("lose-stamp", "erp"), lost);
}
