//! Cases: log backups between the jobs, and recovery to an instant.

use super::lost::{Said, said};
use super::summary;

/// A database of 500 GiB of which 30 % change in a day: 1,677,721,600 bytes in each log of 15 min. A full at 00:00 each day;
/// disks give 200 MB/s, and nothing behind them is slower. Nothing takes time but the transfer and the replay.
pub(super) fn database(keys: &str, drills: &str) -> String {
    format!(
        r#"
[run]
trials = 1
horizon = "30 d"
[stamp.a]
node_memory = "384 GiB"
uplink = "100 Gbps"
disk_rate = "200 MB/s"
[repository.vault]
write = "10 GB/s"
read = "10 GB/s"
[protection.sql.backup]
scope = "data"
chain = "full"
every = "24 h"
reduction = 1.0
keep = "7 d"
job_failure = "0 %"
bad_point = "0 %"
log_every = "15 min"
log_failure = "0 %"
bad_log = "0 %"
replay = "50 MB/s"
detect = "0 s"
decide = "0 s"
provision = "0 s"
{keys}
[application.db]
protection = "sql"
used = "500 GiB"
churn = "30 %/day"
rto = "4 h"
rpo = "15 min"
boot = "0 s"
validate = "0 s"
{drills}
"#
    )
}

pub(super) fn drill(name: &str, keys: &str) -> String {
    format!("[drill.{name}]\nof = \"application.db\"\n{keys}\n")
}

const COLUMNS: &[&str] = &["loss_reason", "files_read", "logs_replayed", "chain_end"];

#[track_caller]
pub(super) fn all_near(said: &Said, drill: &str, column: &str, expected: f64, within: f64) {
    let found = said.rows.numbers(drill, "db", column);
    assert!(!found.is_empty());
    for one in found {
        assert!(
            (one - expected).abs() <= within,
            "{column}: {one} for {expected}"
        );
    }
}

#[track_caller]
fn all_say(said: &Said, drill: &str, expected: &str) {
    let rows = said.rows.of(drill, "db", COLUMNS);
    assert!(
        !rows.is_empty() && rows.iter().all(|row| row == expected),
        "{rows:?}"
    );
}

/// How long before its outage the instant lies that each restore recovered to.
pub(super) fn before(said: &Said, drill: &str) -> Vec<f64> {
    let starts = said.rows.numbers(drill, "db", "start_s");
    let to = said.rows.numbers(drill, "db", "recovered_to_s");
    starts
        .iter()
        .zip(to)
        .map(|(start, to)| start - to)
        .collect()
}

/// What `replays` of `summary.json` says.
#[track_caller]
pub(super) fn tells(said: &Said, drill: &str, key: &str, expected: f64) {
    let path = format!("/drills/{drill}/applications/db/replays/{key}");
    let found = said
        .summary
        .pointer(&path)
        .and_then(serde_json::Value::as_f64);
    let found = found.unwrap_or_else(|| panic!("no {path}"));
    assert!(
        (found - expected).abs() < 0.1,
        "{key}: {found} for {expected}"
    );
}

/// Deleted at 00:20, while the full of 00:00 runs (it takes 44.7 min): the log of 00:15 is there, so that 5 min are lost.
/// The newest complete point is the full of the day before. With it 97 logs are read (00:15 to 00:15): 536,870,912,000 +
/// 97 · 1,677,721,600 = 699,609,907,200 bytes at 200 MB/s are 3,498.0 s, and 162,738,995,200 bytes at 50 MB/s 3,254.8 s.
/// Struck at any time, 0 to 15 min are lost and the 8.4 s that a log is under way: that is all that the cadence costs.
#[test]
fn logs_go_on_while_a_full_runs() {
    let drills = [
        drill(
            "night",
            "kind = \"deletion\"\ndetect = \"0 s\"\nat = \"Wed 00:20\"\ntrials = 5",
        ),
        drill("any", "kind = \"deletion\"\ndetect = \"0 s\"\ntrials = 300"),
    ];
    let said = said(&database("", &drills.concat()));
    all_say(&said, "night", "log_cadence 98 97 newest");
    all_near(&said, "night", "data_loss_s", 300.0, 0.001);
    all_near(&said, "night", "transfer_s", 3_498.05, 0.1);
    all_near(&said, "night", "replay_s", 3_254.78, 0.1);
    all_near(&said, "night", "recovery_s", 6_752.83, 0.2);
    assert!(
        before(&said, "night")
            .iter()
            .all(|one| (one - 300.0).abs() < 0.001)
    );
    let losses = said.rows.numbers("any", "db", "data_loss_s");
    assert!(losses.iter().all(|loss| *loss <= 908.5));
    let mean = losses.iter().sum::<f64>() / losses.len() as f64;
    assert!((mean - 458.4).abs() < 60.0, "{mean}");
    tells(&said, "night", "restores", 5.0);
    tells(&said, "night", "files_mean", 98.0);
    tells(&said, "night", "files_most", 98.0);
    tells(&said, "night", "logs_mean", 97.0);
    tells(&said, "night", "logs_most", 97.0);
    tells(&said, "night", "replay_s/point", 3_254.78);
    tells(&said, "night", "longest_replay_s", 3_254.78);
    tells(&said, "night", "to_the_newest_log", 5.0);
    assert!(said.report.contains("Restores from backups with logs"));
}

/// Full, differential and logs: 600,000 MB, four days of 15,000 MB, and 48 logs of 125 MB each, so 6,000 MB, at 100 MB/s
/// are 6,660 s, 111 min; and 6 s of replay at 1 GB/s.
#[test]
fn a_mixture_reads_full_differential_and_logs() {
    let night = drill(
        "friday",
        "kind = \"deletion\"\ndetect = \"0 s\"\nat = \"Fri 09:40\"\ntrials = 3",
    );
    let text = database("", &night)
        .replace(
            "chain = \"full\"",
            "chain = \"differential\"\nfull_every = \"7 d\"",
        )
        .replace("log_every = \"15 min\"", "log_every = \"12 min\"")
        .replace("replay = \"50 MB/s\"", "replay = \"1 GB/s\"")
        .replace("keep = \"7 d\"", "keep = \"14 d\"")
        .replace("disk_rate = \"200 MB/s\"", "disk_rate = \"100 MB/s\"")
        .replace("used = \"500 GiB\"", "used = \"600 GB\"")
        .replace("churn = \"30 %/day\"", "churn = \"15 GB/day\"");
    let said = said(&text);
    all_say(&said, "friday", "log_cadence 50 48 newest");
    all_near(&said, "friday", "transfer_s", 6_660.0, 0.5);
    all_near(&said, "friday", "replay_s", 6.0, 0.01);
    all_near(&said, "friday", "data_loss_s", 240.0, 0.001);
}

/// A base of 2.1 h and six days of 400 GB of logs: 2.4 TB at 30 MB/s of replay are 80,000 s, so it takes 24.3 h and not
/// the 2.1 h of the base.
#[test]
fn a_long_chain_of_logs_is_a_day_of_replay() {
    let night = drill(
        "sunday",
        "kind = \"deletion\"\ndetect = \"0 s\"\nat = \"Sun 00:30\"\ntrials = 2",
    );
    let text = database("", &night)
        .replace("scope = \"data\"", "scope = \"vm\"")
        .replace("every = \"24 h\"", "every = \"7 d\"")
        .replace("keep = \"7 d\"", "keep = \"14 d\"")
        .replace("log_every = \"15 min\"", "log_every = \"1 h\"")
        .replace("replay = \"50 MB/s\"", "replay = \"30 MB/s\"")
        .replace("provision = \"0 s\"", "provision = \"2.1 h\"")
        .replace("uplink = \"100 Gbps\"", "uplink = \"1000 Gbps\"")
        .replace("disk_rate = \"200 MB/s\"", "disk_rate = \"100 GB/s\"")
        .replace("\"10 GB/s\"", "\"100 GB/s\"")
        .replace("used = \"500 GiB\"", "used = \"756 GB\"")
        .replace("churn = \"30 %/day\"", "churn = \"400 GB/day\"");
    let said = said(&text);
    all_say(&said, "sunday", "log_cadence 145 144 newest");
    all_near(&said, "sunday", "replay_s", 80_000.0, 1.0);
    // What is read comes within a minute.
    all_near(&said, "sunday", "transfer_s", 50.5, 1.0);
    all_near(
        &said,
        "sunday",
        "recovery_s",
        7_560.0 + 80_000.0 + 50.5,
        2.0,
    );
}

/// Corrupt from 10:07 on, noticed at 13:07: what was written since is lost, 3 h, and nothing before it. The log of 10:15 is
/// replayed up to 10:07: 40 logs and 7/15 of one are 67,891,800,747 bytes, 1,357.8 s. Without logs it would be the 10:07 h
/// since the full on top.
#[test]
fn a_corruption_is_left_out_to_the_instant() {
    let rot = drill(
        "rot",
        "kind = \"corruption\"\nnoticed = \"3 h\"\nat = \"Wed 10:07\"\ntrials = 4",
    );
    let said = said(&database("", &rot));
    all_say(&said, "rot", "noticed_late 42 41 fault");
    all_near(&said, "rot", "data_loss_s", 10_800.0, 0.001);
    tells(&said, "rot", "to_before_a_corruption", 4.0);
    // Three hours before it was noticed, which is when the outage begins.
    assert!(
        before(&said, "rot")
            .iter()
            .all(|one| (one - 10_800.0).abs() < 0.001)
    );
    all_near(&said, "rot", "replay_s", 1_357.8, 0.1);
    let plain = database("", &rot).replace(
        "log_every = \"15 min\"\nlog_failure = \"0 %\"\nbad_log = \"0 %\"\nreplay = \"50 MB/s\"\n",
        "",
    );
    let plain = super::lost::said(&plain);
    all_near(&plain, "rot", "data_loss_s", 10_800.0 + 36_420.0, 0.001);
}

/// One file in a hundred is bad. Deleted at 12:07, a restore reads the full of the night and 48 logs: all of these are good
/// in 0.99^48 = 61.7 % of cases. Where the full is bad (1 %) it is that of the night before with 144 logs, 23.5 %. So
/// the newest log is reached in 0.99 · 0.617 + 0.01 · 0.99 · 0.235 = 61.3 %; else the chain ends before the first bad log.
#[test]
fn a_bad_log_ends_the_chain_there() {
    let noon = drill(
        "noon",
        "kind = \"deletion\"\ndetect = \"0 s\"\nat = \"Wed 12:07\"\ntrials = 1500",
    );
    let text = database("", &noon)
        .replace("bad_point = \"0 %\"", "bad_point = \"1 %\"")
        .replace("bad_log = \"0 %\"", "bad_log = \"1 %\"");
    let said = said(&text);
    let rows = said.rows.of("noon", "db", &["chain_end", "loss_reason"]);
    let newest = rows
        .iter()
        .filter(|row| *row == "newest log_cadence")
        .count() as f64;
    let bad = rows.iter().filter(|row| *row == "bad log_bad").count() as f64;
    assert!((newest / 1_500.0 - 0.613).abs() < 0.04, "{newest}");
    // The cadence costs 7 min, a bad log of 12:00 alone 15 min. Where the full was bad as well, that is told.
    let both = rows.iter().filter(|row| *row == "bad bad_point").count() as f64;
    assert!(newest + bad + both == 1_500.0 && both < 40.0, "{rows:?}");
    tells(&said, "noon", "to_a_bad_log", bad + both);
    let losses = said.rows.numbers("noon", "db", "data_loss_s");
    let mut pairs = before(&said, "noon").into_iter().zip(losses);
    assert!(pairs.all(|(before, loss)| (before - loss).abs() < 0.001));
}

/// 20 GiB on board, stored as 10.74 GB; copies go to shore over 20 Mbps, a full in 71.6 min. The container is lost at 00:37:
/// the full of 00:00 is not on shore yet, but that of the night before is, with all logs up to 00:30.
pub(super) fn ship(keys: &str, drills: &str) -> String {
    format!(
        r#"
[run]
trials = 1
[site.ship]
[site.shore]
[enclosure.container]
site = "ship"
[stamp.pod]
at = "enclosure.container"
node_memory = "384 GiB"
[stamp.home]
like = "pod"
at = "site.shore"
[link.sat]
between = ["ship", "shore"]
rate = "20 Mbps"
[repository.onboard]
at = "site.ship"
[repository.depot]
at = "site.shore"
[protection.n.backup]
chain = "full"
every = "24 h"
log_every = "15 min"
log_failure = "0 %"
bad_log = "0 %"
to = "onboard"
copy_to = "depot"
restore_to = "home"
detect = "0 s"
decide = "0 s"
provision = "0 s"
job_failure = "0 %"
bad_point = "0 %"
{keys}
[application.db]
stamp = "pod"
protection = "n"
used = "20 GiB"
churn = "10 %/day"
boot = "0 s"
validate = "0 s"
rto = "2 h"
rpo = "15 min"
{drills}
"#
    )
}

#[test]
fn logs_are_copied_beside_the_points() {
    let sinks =
        "[drill.sinks]\nof = \"site.ship\"\ndestroys = true\nat = \"Tue 00:37\"\ntrials = 4";
    let said = said(&ship("", sinks));
    all_say(&said, "sinks", "log_cadence 99 98 newest");
    all_near(&said, "sinks", "data_loss_s", 420.0, 0.001);
}

/// What every trial of a drill lost, in seconds; everything where all is lost.
fn losses(text: &str, drill: &str) -> Vec<f64> {
    let said = said(text);
    let rows = said
        .rows
        .of(drill, "db", &["trial", "total_loss", "data_loss_s"]);
    let cells = rows.iter().map(|row| row.split(' ').collect::<Vec<_>>());
    cells
        .map(|cells| match cells[1] {
            "true" => f64::INFINITY,
            _ => cells[2].parse().unwrap_or(0.0),
        })
        .collect()
}

/// With the same draws, logs that come more often never lose more.
#[test]
fn a_shorter_log_every_never_loses_more() {
    let drills = [
        (
            "rot",
            "kind = \"corruption\"\nnoticed = { lognormal = { median = \"5 h\", sigma = 1.0 } }",
        ),
        ("gone", "kind = \"deletion\"\ndetect = \"0 s\""),
    ];
    for (name, keys) in drills {
        let text = database("", &drill(name, &format!("{keys}\ntrials = 40")));
        let every = |length: &str| {
            let text = text.replace(
                "log_every = \"15 min\"",
                &format!("log_every = \"{length}\""),
            );
            losses(&text, name)
        };
        let all = ["4 h", "2 h", "1 h", "15 min", "5 min"].map(every);
        for pair in all.windows(2) {
            assert_eq!(pair[0].len(), 40);
            let worse = pair[0]
                .iter()
                .zip(&pair[1])
                .find(|(longer, shorter)| shorter > longer);
            assert_eq!(worse, None);
        }
    }
    let sinks = "[drill.sinks]\nof = \"site.ship\"\ndestroys = true\ntrials = 40";
    let every = |length: &str| {
        let text = ship("", sinks).replace(
            "log_every = \"15 min\"",
            &format!("log_every = \"{length}\""),
        );
        losses(&text, "sinks")
    };
    let (hourly, quarter) = (every("1 h"), every("15 min"));
    assert!(
        hourly
            .iter()
            .zip(&quarter)
            .all(|(longer, shorter)| shorter <= longer)
    );
    assert!(quarter.iter().sum::<f64>() < 0.5 * hourly.iter().sum::<f64>());
}

/// With the same draws, and room for all, what is kept longer is never lost more often.
#[test]
fn a_longer_retention_never_loses_all_more_often() {
    let rot = drill(
        "rot",
        "kind = \"corruption\"\nnoticed = { lognormal = { median = \"6 d\", sigma = 1.0 } }\ntrials = 60",
    );
    let kept = |keep: &str| {
        let text = database("", &rot).replace("keep = \"7 d\"", &format!("keep = \"{keep}\""));
        let losses = losses(&text, "rot");
        losses.iter().filter(|loss| loss.is_infinite()).count()
    };
    let counts = ["3 d", "7 d", "30 d"].map(kept);
    assert!(counts.is_sorted_by(|one, other| one >= other), "{counts:?}");
    assert!(counts[0] > counts[2], "{counts:?}");
}

/// After a restore no log can hang on anything until the next full is there: these are counted, and the cadence is told of
/// logs.
#[test]
fn logs_wait_for_a_full_after_a_restore() {
    let hazard = "[hazard.slips]\nof = \"application.db\"\nkind = \"deletion\"\nevery = \"5 d\"\ndetect = \"0 s\"";
    let text = database("", hazard).replace("trials = 1\n", "trials = 30\n");
    let summary = summary(&text);
    let backup = &summary["backups"]["sql"];
    assert_eq!(backup["stated_cadence_s"], 900.0);
    let logs = &backup["logs"];
    let count = |key: &str| logs[key].as_u64().unwrap();
    assert!(count("without_full") > 0 && count("good") > count("without_full"));
    assert_eq!(count("failed") + count("repository_full"), 0);
    assert!(backup["effective_cadence_s"]["point"].as_f64().unwrap() > 900.0);
}

/// At 12:07 a loss of 6 h is as good as any: the log of 6:15 is the first within it, the 25th. So 5 h 52 min are lost, of which
/// 7 min were not in any log.
#[test]
fn as_few_logs_as_the_stated_loss_allows_are_back_sooner() {
    let noon = drill(
        "noon",
        "kind = \"deletion\"\ndetect = \"0 s\"\nat = \"Wed 12:07\"\ntrials = 3",
    );
    let text = database("prefer = \"soonest\"\nprefer_within = \"6 h\"", &noon);
    let said = said(&text);
    all_say(&said, "noon", "sooner_point 26 25 sooner");
    all_near(&said, "noon", "data_loss_s", 21_120.0, 0.001);
    all_near(&said, "noon", "loss_reason_s", 21_120.0 - 420.0, 0.001);
    tells(&said, "noon", "to_what_was_soonest", 3.0);
    // 25 logs of 1,677,721,600 bytes at 50 MB/s.
    all_near(&said, "noon", "replay_s", 838.9, 0.1);
}

/// Log jobs of one year of 365 d, by what became of them.
fn jobs(keys: &str, replaced: &[(&str, &str)]) -> impl Fn(&str) -> f64 + use<> {
    let mut text = database("", keys).replace("horizon = \"30 d\"", "horizon = \"365 d\"");
    for (from, to) in replaced {
        assert!(text.contains(from));
        text = text.replace(from, to);
    }
    let summary = summary(&text);
    move |key: &str| summary["backups"]["sql"]["logs"][key].as_f64().unwrap()
}

/// A year has 35,040 quarters of an hour. What a job left out the next one takes, so that the bytes are those of the year
/// (1,677,721,600 in a quarter) however many fail.
#[test]
fn what_a_failed_log_left_out_the_next_one_takes() {
    let plain = jobs("", &[]);
    assert!((plain("due") - 35_040.0).abs() <= 1.0);
    assert!((plain("good") - plain("due")).abs() <= 1.0);
    assert!((plain("bytes") / 1_677_721_600.0 - plain("good")).abs() < 2.0);
    let fails = jobs("", &[("log_failure = \"0 %\"", "log_failure = \"20 %\"")]);
    assert!((fails("failed") / fails("due") - 0.2).abs() < 0.01);
    assert!((fails("failed") + fails("good") - fails("due")).abs() <= 1.0);
    assert!((fails("bytes") / 1_677_721_600.0 - 35_040.0).abs() < 20.0);
}

/// What keeps logs from being made is counted, each where it belongs: the VM that is down for a day after each node loss, a repository that has
/// room for two fulls and few logs, and disks that need longer for a log than a quarter of an hour.
#[test]
fn every_log_that_is_not_made_is_counted() {
    let down = "[hazard.gone]\nof = \"stamp.a\"\nevery = \"20 d\"\nrepair = \"1 d\"\n";
    let away = jobs(down, &[]);
    assert!(away("interrupted") > 96.0 && away("repository_full") == 0.0);
    let small = (
        "write = \"10 GB/s\"",
        "capacity = \"1.2 TB\"\nwrite = \"10 GB/s\"",
    );
    let full = jobs("", &[small, ("keep = \"7 d\"", "keep = 1")]);
    assert!(full("repository_full") > 0.0);
    let slow = jobs(
        "",
        &[
            ("disk_rate = \"200 MB/s\"", "disk_rate = \"1.8 MB/s\""),
            ("every = \"24 h\"", "every = \"30 d\""),
            ("keep = \"7 d\"", "keep = \"60 d\""),
        ],
    );
    assert!(slow("overrun") > 10_000.0);
    for of in [away, full, slow] {
        let ends = [
            "good",
            "failed",
            "without_full",
            "overrun",
            "interrupted",
            "repository_full",
        ];
        let ended: f64 = ends.iter().map(|key| of(key)).sum();
        assert!((of("due") - ended).abs() <= 1.0);
    }
}
