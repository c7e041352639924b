//! The shipped scenarios give the committed results, byte for byte, on any number of threads, and
//! again from the resolved scenario and after its tables were put into another order.

use crate::run::{Desk, checkout, files_below};
use std::fs;

/// Every shipped scenario that runs by itself.
const SHIPPED: [&str; 11] = [
    "quickstart",
    "hourly-backup",
    "restore-storm",
    "n-minus-one",
    "trace-small",
    "two-stamps-failover",
    "mdc-container",
    "remote-mine",
    "ransomware",
    "nearest-copy",
    "sql-logs",
];

/// A summary that is longer is kept as its checksum.
const LONGEST_SUMMARY: usize = 400_000;

/// The chart of the README.
const SHOWN: &str = "drill-1-lose-stamp-return.svg";

/// What is committed of a run, small, and enough to see what moved: the summary, the terminal's
/// table, the chart that the README shows, and checksums of the tables.
fn kept(name: &str) -> Vec<(String, String)> {
    let desk = Desk::new();
    let ran = desk.run(&["run", name, "--out", "out"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let folder = desk.path("out").join(name);
    let mut checksums = String::new();
    let mut summary = String::new();
    let mut chart = None;
    for (file, bytes) in files_below(&folder) {
        if file == "summary.json" {
            summary = String::from_utf8(bytes).unwrap();
        } else if file == format!("charts/{SHOWN}") {
            chart = Some(String::from_utf8(bytes).unwrap());
        } else if file.ends_with(".csv") || file.ends_with(".toml") {
            checksums.push_str(&format!("{:016x}  {file}\n", fnv(&bytes)));
        }
    }
    let table = ran
        .out
        .lines()
        .filter(|line| !line.starts_with("results: "))
        .collect::<Vec<_>>()
        .join("\n");
    let chart = chart
        .filter(|_| name == "quickstart")
        .map(|chart| (SHOWN.to_string(), chart));
    let mut texts = vec![(
        "verdicts.txt".to_string(),
        table.trim_end().to_string() + "\n",
    )];
    if summary.len() > LONGEST_SUMMARY {
        checksums.push_str(&format!("{:016x}  summary.json\n", fnv(summary.as_bytes())));
    } else {
        texts.push(("summary.json".to_string(), summary));
    }
    texts.push(("checksums.txt".to_string(), checksums));
    texts.into_iter().chain(chart).collect()
}

/// 64-bit FNV-1a: enough to see a change.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// With FIREDRILL_RESULTS=write the committed results are made anew.
fn compare(name: &str) {
    let folder = checkout("results").join(name);
    let made = kept(name);
    if std::env::var_os("FIREDRILL_RESULTS").is_some_and(|value| value == "write") {
        fs::create_dir_all(&folder).unwrap();
        for (file, text) in &made {
            fs::write(folder.join(file), text).unwrap();
        }
        return;
    }
    for (file, text) in &made {
        let stored = fs::read_to_string(folder.join(file)).unwrap_or_default();
        if stored != *text {
            let line = stored
                .lines()
                .zip(text.lines())
                .find(|(stored, made)| stored != made);
            panic!(
                "results/{name}/{file} moved{}; if that is meant, say so in the changelog under \"moves numbers\" and run the tests with FIREDRILL_RESULTS=write",
                line.map_or(String::new(), |(stored, made)| format!(
                    ":\n- {stored}\n+ {made}\n"
                ))
            );
        }
    }
}

#[test]
fn quickstart_gives_the_committed_results() {
    compare(SHIPPED[0]);
}
#[test]
fn hourly_backup_gives_the_committed_results() {
    compare(SHIPPED[1]);
}
#[test]
fn restore_storm_gives_the_committed_results() {
    compare(SHIPPED[2]);
}
#[test]
fn n_minus_one_gives_the_committed_results() {
    compare(SHIPPED[3]);
}
#[test]
fn trace_small_gives_the_committed_results() {
    compare(SHIPPED[4]);
}

#[test]
fn two_stamps_failover_gives_the_committed_results() {
    compare(SHIPPED[5]);
}
#[test]
fn mdc_container_gives_the_committed_results() {
    compare(SHIPPED[6]);
}
#[test]
fn remote_mine_gives_the_committed_results() {
    compare(SHIPPED[7]);
}
#[test]
fn sql_logs_gives_the_committed_results() {
    compare(SHIPPED[10]);
}
#[test]
fn nearest_copy_gives_the_committed_results() {
    compare(SHIPPED[9]);
}
#[test]
fn ransomware_gives_the_committed_results() {
    compare(SHIPPED[8]);
}

fn results(desk: &Desk, arguments: &[&str], folder: &str) -> Vec<(String, Vec<u8>)> {
    let ran = desk.run(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    files_below(&desk.path(folder))
}

/// The same bytes on 1 and 8 threads, twice, and from the resolved scenario.
#[test]
fn results_do_not_depend_on_threads_or_the_way_to_the_scenario() {
    for name in ["quickstart", "trace-small", "n-minus-one"] {
        let desk = Desk::new();
        same_whatever_the_way(&desk, name, name);
    }
    // The container has everything; a few trials of it are enough to see an order that matters.
    let desk = Desk::new();
    for (file, text) in few_trials_of_the_container() {
        desk.write(&file, &text);
    }
    same_whatever_the_way(&desk, "few.toml", "few");
}

/// The container with three trials of its drills, and its inventory.
fn few_trials_of_the_container() -> [(String, String); 2] {
    let read = |file: &str| fs::read_to_string(checkout("scenarios").join(file)).unwrap();
    let inventory = "mdc-container-vms.csv";
    [
        (
            "few.toml".to_string(),
            read("mdc-container.toml").replace("trials = 200", "trials = 3"),
        ),
        (inventory.to_string(), read(inventory)),
    ]
}

fn same_whatever_the_way(desk: &Desk, scenario: &str, name: &str) {
    let trials = if scenario == name {
        "--trials=60"
    } else {
        "--trials=3"
    };
    let one = results(
        desk,
        &["run", scenario, trials, "--threads", "1", "--out", "one"],
        &format!("one/{name}"),
    );
    let eight = results(
        desk,
        &["run", scenario, trials, "--threads", "8", "--out", "eight"],
        &format!("eight/{name}"),
    );
    let again = results(
        desk,
        &["run", scenario, trials, "--threads", "8", "--out", "eight"],
        &format!("eight/{name}"),
    );
    assert!(
        one == eight && eight == again,
        "{name}: threads move results"
    );
    let resolved = format!("one/{name}/scenario.resolved.toml");
    let from_resolved = results(
        desk,
        &["run", &resolved, "--out", "resolved"],
        &format!("resolved/{name}"),
    );
    assert_eq!(one.len(), from_resolved.len(), "{name}: files");
    for ((file, bytes), (other, others)) in one.iter().zip(&from_resolved) {
        assert_eq!(file, other);
        assert!(
            bytes == others,
            "{name}: {file} differs from the resolved scenario's"
        );
    }
}

/// Tables of a scenario in another order: the same hash and the same results.
#[test]
fn the_order_of_tables_means_nothing() {
    let text = fs::read_to_string(checkout("scenarios/n-minus-one.toml")).unwrap();
    // Whole tables, each with the comments above it, in reverse order.
    let mut tables: Vec<String> = Vec::new();
    let mut head = String::new();
    let mut comments = String::new();
    for line in text.lines() {
        if line.starts_with('[') {
            tables.push(std::mem::take(&mut comments));
        }
        let place = if line.starts_with('#') {
            &mut comments
        } else {
            tables.last_mut().unwrap_or(&mut head)
        };
        place.push_str(line);
        place.push('\n');
    }
    assert!(tables.len() > 5);
    tables.reverse();
    let turned = head + &tables.concat();
    let desk = Desk::new();
    desk.write("a/n-minus-one.toml", &text);
    desk.write("b/n-minus-one.toml", &turned);
    let one = results(
        &desk,
        &["run", "a/n-minus-one.toml", "--trials=40", "--out", "one"],
        "one/n-minus-one",
    );
    let other = results(
        &desk,
        &["run", "b/n-minus-one.toml", "--trials=40", "--out", "other"],
        "other/n-minus-one",
    );
    assert!(one == other, "the order of tables moves results");
}
