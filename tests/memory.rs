//! How much memory a run takes, by the outages of a trial and by trials.
//!
//! What is stated is a straight line, so two sizes show it: the difference between them is what each
//! outage and each trial costs, whatever the program itself takes.

use crate::run::Desk;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Bytes for an outage of the trials that are under way, as `src/doc/performance.md` states them.
const OUTAGE: f64 = 1_000.0;
/// Bytes for a trial: its distinct values in a dozen lists.
const TRIAL: f64 = 80.0;

const SCENARIO: &str = r#"
[run]
seed = 1
trials = TRIALS
horizon = "DAYS d"
build_up = "1 h"
drain = "1 d"

[stamp.alpha]
nodes = 4
node_memory = "512 GiB"

[application.erp]
rto = "1 h"
count = 1
stateless = true
size = "DS3_v2"
boot = "1 min"

[hazard.crash]
of = "application.erp"
kind = "crash"
every = "EVERY"
"#;

/// The most memory in bytes that a run of this scenario held, and the rows that it left.
#[cfg(target_os = "linux")]
fn peak(trials: u32, days: u32, every: &str) -> (f64, usize) {
    let desk = Desk::new();
    let text = SCENARIO
        .replace("TRIALS", &trials.to_string())
        .replace("DAYS", &days.to_string())
        .replace("EVERY", every);
    desk.write("s.toml", &text);
    let mut child = Command::new(env!("CARGO_BIN_EXE_firedrill"))
        .args(["run", "s.toml", "--quiet", "--threads", "1"])
        .current_dir(desk.path(""))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0.0_f64;
    let code = loop {
        if let Some(code) = child.try_wait().unwrap() {
            break code;
        }
        // The mark only ever rises, and the last thing that a run does is to wait for its disk.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        most = most.max(kib.unwrap_or(0.0) * 1_024.0);
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(code.success());
    let rows = desk.read("out/s/outages.csv").lines().count() - 1;
    (most, rows)
}

/// What the page states is what is tested here, worked out for the limit of faults.
#[test]
fn the_bound_is_stated() {
    let reference = firedrill::scenario::reference();
    let row = reference
        .lines()
        .find(|line| line.starts_with("| `FAULTS` |"));
    let limit = row.and_then(|row| row.split('|').nth(2)?.trim().parse::<f64>().ok());
    let most = (limit.unwrap() * OUTAGE / 1_048_576.0).ceil();
    let page = std::fs::read_to_string(crate::run::checkout("src/doc/performance.md")).unwrap();
    for part in [
        format!("{OUTAGE} bytes for each outage"),
        format!("{most:.0} MiB"),
    ] {
        assert!(page.contains(&part), "{part} is not stated");
    }
}

/// Many outages in one trial: each costs what is stated, so that the limit of faults has a bound.
#[test]
#[cfg(target_os = "linux")]
fn memory_for_outages_stays_under_what_is_stated() {
    let (few, few_rows) = peak(1, 365, "2 h");
    let (many, many_rows) = peak(1, 3_650, "2 h");
    assert!(many_rows > 30_000, "{many_rows}");
    let each = (many - few) / (many_rows - few_rows) as f64;
    assert!(
        each < OUTAGE,
        "{each} bytes for each outage; {few} and {many}"
    );
}

/// Many trials with an outage or so each: beyond the first batches of records, only values that are new.
#[test]
#[cfg(target_os = "linux")]
fn memory_for_trials_hardly_grows() {
    let (few, few_rows) = peak(20_000, 30, "30 d");
    let (many, many_rows) = peak(60_000, 30, "30 d");
    assert!(many_rows > 2 * few_rows, "{many_rows}");
    let each = (many - few) / 40_000.0;
    assert!(
        each < TRIAL,
        "{each} bytes for each trial; {few} and {many}"
    );
}
