//! Cases: fulls that are put together at the repository.

use super::lost::{Said, said};
use super::{assert_near, number};

/// A database of 100 GB of which 10 GB change in a day, behind 10 MB/s (half of its uplink is for transfers): an increment takes 1,000 s on its way, a full
/// 10,000 s. The repository reads 50 MB/s and writes 200 MB/s, so that a full is put together in 2,000 s. Jobs at 00:00,
/// the full on Monday.
fn weekly(keys: &str, drills: &str) -> String {
    format!(
        r#"
[run]
trials = 2
horizon = "70 d"
[site.main]
[site.far]
[stamp.a]
at = "site.main"
node_memory = "384 GiB"
uplink = "160 Mbps"
disk_rate = "1 GB/s"
[stamp.b]
at = "site.far"
node_memory = "384 GiB"
uplink = "8 Gbps"
disk_rate = "1 GB/s"
[link.wan]
between = ["main", "far"]
rate = "8 Mbps"
[repository.vault]
at = "site.main"
capacity = "2 TB"
write = "200 MB/s"
read = "50 MB/s"
[repository.deep]
at = "site.far"
capacity = "2 TB"
write = "200 MB/s"
read = "50 MB/s"
[protection.p.backup]
to = "vault"
chain = "incremental"
every = "24 h"
full_every = "7 d"
keep = "14 d"
reduction = 1.0
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
{keys}
[application.x]
stamp = "a"
protection = "p"
used = "100 GB"
churn = "10 GB/day"
rto = "12 h"
rpo = "24 h"
boot = "0 s"
validate = "0 s"
{drills}
"#
    )
}

const SYNTHETIC: &str = "synthetic = true";

fn deleted(name: &str, at: &str) -> String {
    format!(
        "[drill.{name}]\nof = \"application.x\"\nkind = \"deletion\"\ndetect = \"0 s\"\nat = \"{at}\"\ntrials = 2\n"
    )
}

/// What all outages of a drill lost and read for.
#[track_caller]
fn cost(said: &Said, drill: &str, loss_s: f64, transfer_s: f64) {
    for (column, expected) in [("data_loss_s", loss_s), ("transfer_s", transfer_s)] {
        let found = said.rows.numbers(drill, "x", column);
        assert!(
            !found.is_empty() && found.iter().all(|one| (one - expected).abs() < 0.5),
            "{drill} {column}: {found:?} for {expected}"
        );
    }
}

fn jobs(key: &str) -> String {
    format!("backups/p/{key}")
}

/// Ten weeks, two trials: 140 jobs of 10 GB each, and 20 fulls of 100 GB that nothing but the repository moves, 2,000 s each.
/// Read from the VM it is 20 fulls and 120 increments, 3,200 GB.
#[test]
fn a_synthetic_full_moves_an_increment() {
    let said = said(&weekly(SYNTHETIC, ""));
    let told = |key: &str, expected: f64| assert_near(&said.summary, &jobs(key), expected, 1.0);
    told("jobs/due", 140.0);
    told("jobs/good", 140.0);
    told("jobs/bytes", 1.4e12);
    told("jobs/longest_from_due_to_complete_s", 1_000.0);
    told("synthetic/made", 20.0);
    told("synthetic/bytes", 2e12);
    told("synthetic/longest_s", 2_000.0);
    for none in [
        "bad_file",
        "interrupted",
        "repository_full",
        "active",
        "copies",
    ] {
        told(&format!("synthetic/{none}"), 0.0);
    }
    assert!(
        said.report
            .contains("Fulls that are put together at the repository")
    );
    let active = super::summary(&weekly("", ""));
    // Of the last of each trial some bytes may be on their way.
    assert_near(&active, &jobs("jobs/bytes"), 3.2e12, 2.01e11);
    assert_near(
        &active,
        &jobs("jobs/longest_from_due_to_complete_s"),
        10_000.0,
        1.0,
    );
    assert!(active.pointer("/backups/p/synthetic").is_none());
}

/// Deleted at 00:10 on a Monday, before the increment is there (00:16:40): 24 h 10 min are lost, and full and six increments
/// are read, 160 GB at 10 MB/s. At 00:40 it is there, and the full is being put together: 40 min, 170 GB. At 01:00 the full
/// has taken its place (00:50): 100 GB. A full that is read from the VM would be on its way until 02:46:40.
#[test]
fn the_increment_serves_until_the_full_takes_its_place() {
    let drills = [
        deleted("early", "Mon 00:10"),
        deleted("meanwhile", "Mon 00:40"),
        deleted("later", "Mon 01:00"),
        deleted("next", "Tue 12:00"),
    ]
    .concat();
    let made = said(&weekly(SYNTHETIC, &drills));
    cost(&made, "early", 87_000.0, 16_000.0);
    cost(&made, "meanwhile", 2_400.0, 17_000.0);
    cost(&made, "later", 3_600.0, 10_000.0);
    cost(&made, "next", 43_200.0, 11_000.0);
    let active = said(&weekly("", &drills));
    cost(&active, "meanwhile", 88_800.0, 16_000.0);
    cost(&active, "later", 90_000.0, 16_000.0);
}

/// All files are bad. Each Monday the chain is read and a bad file is found, and on Tuesday the full is read from the VM.
/// Without the check a full is made of it each Monday, as bad as it is.
#[test]
fn a_bad_file_is_found_while_a_full_is_put_together() {
    let bad = |keys: &str| {
        super::summary(&weekly(keys, "").replace("bad_point = \"0 %\"", "bad_point = \"100 %\""))
    };
    let told = |summary: &serde_json::Value| {
        let one = |key: &str| number(summary, &jobs(&format!("synthetic/{key}"))).unwrap();
        [one("made"), one("bad_file"), one("active")]
    };
    assert_eq!(told(&bad(SYNTHETIC)), [0.0, 20.0, 20.0]);
    let carried = "synthetic = true\nsynthetic_verify = false";
    assert_eq!(told(&bad(carried)), [20.0, 0.0, 0.0]);
}

/// One file in twenty is bad; deleted on a Monday at 06:00. Full, six increments and that of Monday can be read in 0.95^8 =
/// 0.6634 of weeks, and of the seven files after a week in which one was bad in 0.95^7 = 0.6983. In the long run a share s
/// of fulls is made: s = 0.6634 s + 0.6983 (1 − s), so s = 0.6747, and the new file is good in 0.95 of these: 0.641 lose no
/// more than 6 h. A full from the VM: 0.95. Carried along, what was bad once stays bad: a week of eight files is good in
/// 0.6634 of cases, so that in a thousand trials one has a good full after 17 weeks.
#[test]
fn what_is_bad_is_found_or_carried_along() {
    let drill = deleted("monday", "Mon 06:00").replace("trials = 2", "trials = 600");
    let share = |keys: &str| {
        let text = weekly(keys, &drill).replace("bad_point = \"0 %\"", "bad_point = \"5 %\"");
        let said = said(&text);
        let losses = said.rows.of("monday", "x", &["data_loss_s"]);
        assert_eq!(losses.len(), 600);
        let within = losses
            .iter()
            .filter(|one| one.parse().is_ok_and(|loss: f64| loss <= 21_600.5));
        within.count() as f64 / 600.0
    };
    assert!((share("") - 0.95).abs() < 0.03);
    assert!((share(SYNTHETIC) - 0.641).abs() < 0.06);
    let carried = share("synthetic = true\nsynthetic_verify = false");
    assert!(carried < 0.01, "{carried}");
}

/// Copied over 1 MB/s: 10 GB of an increment are 10,000 s, from 00:16:40 to 03:03:20; the full of the copy is put together
/// there in 2,000 s, by 03:36:40. The site is lost at 03:20, and the VM is restored far away from full and seven increments
/// at 50 MB/s, 3,400 s; at 06:00 from the full, 2,000 s. A full over the link would arrive after a day and more: the loss is
/// that since Sunday, 24 h more.
#[test]
fn a_copy_moves_the_increment_and_is_put_together_there() {
    let lost = |name: &str, at: &str| {
        format!(
            "[drill.{name}]\nof = \"site.main\"\ndestroys = true\nreturns = \"28 d\"\nat = \"{at}\"\ntrials = 2\n"
        )
    };
    let drills = [lost("meanwhile", "Mon 03:20"), lost("later", "Mon 06:00")].concat();
    let keys = "copy_to = \"deep\"\nrestore_to = \"b\"";
    let made = said(&weekly(&format!("{SYNTHETIC}\n{keys}"), &drills));
    cost(&made, "meanwhile", 12_000.0, 3_400.0);
    cost(&made, "later", 21_600.0, 2_000.0);
    assert_near(&made.summary, &jobs("synthetic/copies"), 20.0, 0.1);
    let active = said(&weekly(keys, &drills));
    cost(&active, "later", 108_000.0, 3_200.0);
}

/// No room for a second full: 100 GB of 150 are taken by the first, and nothing changes. Each day another one is due, and
/// the increments (of nothing) go on.
#[test]
fn without_room_the_chain_goes_on() {
    let text = weekly(SYNTHETIC, "")
        .replace(
            "capacity = \"2 TB\"\nwrite = \"200 MB/s\"\nread = \"50 MB/s\"\n[repository.deep]",
            "capacity = \"150 GB\"\nwrite = \"200 MB/s\"\nread = \"50 MB/s\"\n[repository.deep]",
        )
        .replace("churn = \"10 GB/day\"", "churn = \"0 B/day\"");
    let summary = super::summary(&text);
    let told = |key: &str, expected: f64| assert_near(&summary, &jobs(key), expected, 0.1);
    told("jobs/good", 140.0);
    told("synthetic/made", 0.0);
    told("synthetic/repository_full", 140.0);
}

/// A repository that is away for an hour now and then breaks off what it is at; the next job makes the full.
#[test]
fn a_repository_that_goes_breaks_it_off() {
    let faults = "[hazard.vault]\nof = \"repository.vault\"\nevery = \"20 h\"\nrepair = \"20 min\"\ndetect = \"0 s\"\ndestroys = false\n";
    let text = weekly(SYNTHETIC, faults).replace("trials = 2", "trials = 40");
    let summary = super::summary(&text);
    let told = |key: &str| number(&summary, &jobs(&format!("synthetic/{key}"))).unwrap();
    // An exponential life of 20 h and 20 min of repair: of 2,000 s it survives exp(−0.0278) = 97.3 %, so that of some 400
    // fulls 11 are broken off. Nothing is lost there, so no full is read from the VM, and of 400 weeks hardly one is without.
    let broken = told("interrupted");
    assert!((2.0..30.0).contains(&broken), "{broken}");
    assert!((told("made") - 400.0).abs() < 15.0);
    assert_eq!(told("active"), 0.0);
}
