//! Cases: logs and points after a restore, logs beside a job, why a loss is as large as it is, and what `check` says of logs.

use super::load_with;
use super::logs::{all_near, before, database, drill, ship, tells};
use super::lost::{Said, said};

const NO_LOGS: &[(&str, &str)] = &[(
    "log_every = \"15 min\"\nlog_failure = \"0 %\"\nbad_log = \"0 %\"\nreplay = \"50 MB/s\"\n",
    "",
)];

fn with(text: String, replaced: &[(&str, &str)]) -> String {
    let mut text = text;
    for (from, to) in replaced {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

/// Of each trial of the years its outages: when each began, when it was over, what it lost, and whether all.
fn outages(said: &Said) -> Vec<Vec<[f64; 4]>> {
    let columns = [
        "trial",
        "start_s",
        "recovery_s",
        "data_loss_s",
        "total_loss",
    ];
    let mut trials: Vec<(String, Vec<[f64; 4]>)> = vec![];
    for row in said.rows.of("years", "db", &columns) {
        let cells: Vec<&str> = row.split(' ').collect();
        let of = |place: usize| cells[place].parse().unwrap_or(0.0);
        let total = f64::from(u8::from(cells[4] == "true"));
        let outage = [of(1), of(1) + of(2), of(3), total];
        match trials.last_mut().filter(|(trial, _)| *trial == cells[0]) {
            Some((_, all)) => all.push(outage),
            None => trials.push((cells[0].to_string(), vec![outage])),
        }
    }
    trials.into_iter().map(|(_, all)| all).collect()
}

/// In how many trials the second outage lost just what was written since the first was over; in all others it lost less, and
/// at least `least`, since a full was captured meanwhile.
fn since_the_first(said: &Said, least: f64) -> (usize, usize) {
    let trials = outages(said);
    let mut all = 0;
    for trial in &trials {
        let [first, second] = trial[..] else {
            panic!("{trial:?}");
        };
        let written = second[0] - first[1];
        let just = (second[2] - written).abs() < 0.01;
        assert!(
            just || (second[2] >= least && second[2] < written),
            "{second:?} for {written}"
        );
        all += usize::from(just);
    }
    (all, trials.len())
}

const ROT: &str = "[fault.rot]\nof = \"application.db\"\nkind = \"corruption\"\nat = \"10 d\"\nnoticed = \"3 h\"\n";
const AGAIN: &str = "[fault.gone]\nof = \"application.db\"\nkind = \"deletion\"\ndetect = \"0 s\"\nat = \"10 d 6 h\"\n";

/// Corrupt from 10 d on, noticed at 10 d 3 h and recovered to just before 10 d, in 45 min to 5 h with the replay of up to a day.
/// Deleted at 10 d 6 h: no log was made since then, unless a full came in between (24 h apart: in one trial of eight, or
/// fewer), so that all that was written since it was back is lost. The logs of the three corrupt hours still lie there, and
/// reach up to 10 d 3 h by their clocks: what is in them was given up, and nothing of it comes back. So no restore reaches
/// beyond 10 d, which is 864,000 s, without a new full.
#[test]
fn logs_that_a_restore_left_behind_are_not_replayed() {
    let text = with(
        database("", &format!("{ROT}{AGAIN}")),
        &[
            ("trials = 1\n", "trials = 40\n"),
            ("replay = \"50 MB/s\"", "replay = \"1 GB/s\""),
        ],
    );
    let said = said(&text);
    let (just, all) = since_the_first(&said, 0.0);
    assert!(all == 40 && just >= 30, "{just} of {all}");
    let to = said.rows.numbers("years", "db", "recovered_to_s");
    let beyond = to.iter().filter(|to| **to > 864_000.0).count();
    assert_eq!(beyond, all - just);
    let reasons = said.rows.of("years", "db", &["loss_reason"]);
    let without = reasons.iter().filter(|one| *one == "log_without_full");
    assert!(without.count() >= 25, "{reasons:?}");
}

/// The same without logs: a full that was captured in the three corrupt hours (in one trial of eight) is left behind as well.
#[test]
fn points_that_a_restore_left_behind_are_not_taken() {
    let text = with(
        database("", &format!("{ROT}{AGAIN}")),
        &[NO_LOGS[0], ("trials = 1\n", "trials = 60\n")],
    );
    let (just, all) = since_the_first(&said(&text), 1.0);
    assert!(all == 60 && just >= 48, "{just} of {all}");
}

/// The repository on board is down for 2 h, and a restore takes what has come to the far one, which lags. Back on board lie newer points and
/// logs: a deletion at 10 d 4 h takes none of them, and loses all that was written since the restore.
#[test]
fn what_a_repository_held_that_was_away_is_left_behind() {
    let faults = "[fault.neardown]\nof = \"repository.onboard\"\nat = \"10 d\"\nlasts = \"2 h\"\n\
        [fault.gone]\nof = \"application.db\"\nkind = \"deletion\"\ndetect = \"0 s\"\nat = [\"10 d 30 min\", \"10 d 4 h\"]\n";
    let text = with(
        ship("scope = \"data\"", faults),
        &[
            ("trials = 1\n", "trials = 30\nhorizon = \"30 d\"\n"),
            ("rate = \"20 Mbps\"", "rate = \"10 Mbps\""),
        ],
    );
    let (just, all) = since_the_first(&said(&text), 0.0);
    assert!(all == 30 && just >= 24, "{just} of {all}");
}

/// What was read is back at once, six days of logs (2.4 TB at 30 MB/s) take up to a day: what a missed RTO waited for is the replay.
#[test]
fn a_replay_binds() {
    let lost = drill(
        "lost",
        "kind = \"deletion\"\ndetect = \"0 s\"\nat = \"Sun 00:30\"\ntrials = 3",
    );
    let text = with(
        database("", &lost),
        &[
            ("every = \"24 h\"", "every = \"7 d\""),
            ("keep = \"7 d\"", "keep = \"14 d\""),
            ("replay = \"50 MB/s\"", "replay = \"30 MB/s\""),
            ("churn = \"30 %/day\"", "churn = \"400 GB/day\""),
        ],
    );
    let said = said(&text);
    let columns = ["binding_kind", "binding_resource", "binding_s", "replay_s"];
    for row in said.rows.of("lost", "db", &columns) {
        let rest = row.strip_prefix("replay replay of logs ").expect(&row);
        let (bound, replay) = rest.split_once(' ').unwrap();
        assert_eq!(bound, replay);
    }
    assert!(said.report.contains("replay of logs"));
}

/// Every log job fails. The full of 00:00 is complete at 00:44:44; what was written since it is lost at 12:07: 43,620 s, of
/// which the 48 logs of 00:15 to 12:00 should have taken 43,200 s. What logs before that full should have taken it holds.
#[test]
fn a_point_settles_what_logs_before_it_missed() {
    let noon = drill(
        "noon",
        "kind = \"deletion\"\ndetect = \"0 s\"\nat = \"Wed 12:07\"\ntrials = 3",
    );
    let text = with(
        database("", &noon),
        &[("log_failure = \"0 %\"", "log_failure = \"100 %\"")],
    );
    let said = said(&text);
    all_near(&said, "noon", "data_loss_s", 43_620.0, 0.001);
    all_near(&said, "noon", "loss_reason_s", 43_200.0, 0.001);
    let reasons = said.rows.of("noon", "db", &["loss_reason"]);
    assert!(reasons.iter().all(|one| one == "log_failed"), "{reasons:?}");
}

/// Logs of 90 GB and a full of 360 GB share disks that give 200 MB/s: the log of 00:00 takes 900 s at half of it and is there at
/// 00:15, that of 00:15 at 00:30. Deleted at 00:28, 28 min are lost. The full takes as long as all four logs beside it and itself, 60 min.
#[test]
fn a_full_and_a_log_share_the_disks() {
    let noon = drill(
        "night",
        "kind = \"deletion\"\ndetect = \"0 s\"\nat = \"Wed 00:28\"\ntrials = 2",
    );
    let text = with(
        database("", &noon),
        &[
            ("used = \"500 GiB\"", "used = \"360 GB\""),
            ("churn = \"30 %/day\"", "churn = \"8640 GB/day\""),
        ],
    );
    let said = said(&text);
    all_near(&said, "night", "data_loss_s", 1_680.0, 0.001);
    let lag = said.summary["backups"]["sql"]["jobs"]["longest_from_due_to_complete_s"].as_f64();
    assert!((lag.unwrap() - 3_600.0).abs() < 1.0, "{lag:?}");
}

/// Built on stamp b when stamp a is lost at 10 d, it goes home after 12 d, unchanged and in a planned outage: its logs go on. At 12 d 8 h no
/// more is lost than a log and its transfer, 908.4 s.
#[test]
fn a_move_home_keeps_the_chain_of_logs() {
    let faults = "[stamp.b]\nlike = \"a\"\n[fault.lost]\nof = \"stamp.a\"\ndestroys = true\nat = \"10 d\"\nlasts = \"2 d\"\n\
        [fault.gone]\nof = \"application.db\"\nkind = \"deletion\"\ndetect = \"0 s\"\nat = \"12 d 8 h\"\n";
    let keys = "restore_to = \"b\"\ngo_home = \"1 h\"\ngo_home_after = \"1 h\"";
    let text = with(
        database(keys, faults),
        &[
            ("trials = 1\n", "trials = 12\n"),
            (
                "protection = \"sql\"",
                "protection = \"sql\"\nstamp = \"a\"",
            ),
        ],
    );
    let said = said(&text);
    let trials = outages(&said);
    assert_eq!(trials.len(), 12);
    for trial in &trials {
        let moved = trial
            .iter()
            .find(|one| one[0] > 1_036_800.0 && one[2] == 0.0);
        assert!(moved.is_some(), "{trial:?}");
        let gone = trial.iter().find(|one| (one[0] - 1_065_600.0).abs() < 1.0);
        assert!(gone.expect("a deletion")[2] <= 908.5, "{trial:?}");
    }
}

/// Three VMs whose jobs and logs come 5 min apart, deleted at 12:07: the last logs are of 12:00, 12:05 and 11:55, so that 12 min are
/// lost, and what is told is the restore that lost them, though others replay longer.
#[test]
fn the_instant_told_is_that_of_the_vm_that_lost_most() {
    let noon = drill(
        "noon",
        "kind = \"deletion\"\ndetect = \"0 s\"\nat = \"Wed 12:07\"\ntrials = 2",
    );
    let text = with(
        database("stagger = \"5 min\"", &noon),
        &[("used = \"500 GiB\"", "used = \"500 GiB\"\ncount = 3")],
    );
    let said = said(&text);
    all_near(&said, "noon", "data_loss_s", 720.0, 0.001);
    let before = before(&said, "noon");
    assert!(
        before.iter().all(|one| (one - 720.0).abs() < 0.001),
        "{before:?}"
    );
}

/// The link is cut for 3 h when the ship is lost: the 12 logs of that time were on board alone. That is no newest log.
#[test]
fn logs_that_were_not_copied_are_told() {
    let faults = "[fault.cut]\nof = \"link.sat\"\nat = \"10 d\"\nlasts = \"6 h\"\n\
        [fault.sinks]\nof = \"site.ship\"\ndestroys = true\nat = \"10 d 3 h\"\nlasts = \"5 d\"\n";
    let text = with(
        ship("", faults),
        &[("trials = 1\n", "trials = 6\nhorizon = \"30 d\"\n")],
    );
    let said = said(&text);
    let columns = ["logs_replayed", "chain_end", "loss_reason"];
    let rows = said.rows.of("years", "db", &columns);
    let restored: Vec<&String> = rows.iter().filter(|row| !row.starts_with(' ')).collect();
    assert_eq!(restored.len(), 6, "{rows:?}");
    assert!(
        restored.iter().all(|row| row.contains(" not_copied ")),
        "{rows:?}"
    );
}

/// What `check` advises: codes and sentences.
fn advice(text: &str) -> Vec<(u16, String)> {
    let loaded = load_with(text, "");
    let lints = &loaded.blueprint.lints;
    lints
        .iter()
        .map(|lint| (lint.code().0, lint.message()))
        .collect()
}

fn advises(text: &str, code: u16) -> Option<String> {
    advice(text)
        .into_iter()
        .find(|one| one.0 == code)
        .map(|one| one.1)
}

/// A job each hour and a log each 45 min: over 3 h they capture at 0, 45, 60, 90, 120, 135 and 180 min, at most 45 min apart and twice of six
/// times so. With an RPO of 42 min 3 min of each of those two are too late: 6 of 180, so that 96.7 % keep it and 95 % are asked for. With jobs each
/// day 42 of 45 min keep it, 93.3 %, and a share of 42 min in a day.
#[test]
fn points_between_logs_keep_an_rpo_too() {
    let lost = "[drill.lost]\nof = \"stamp.a\"\ndestroys = true\nreturns = \"1 d\"\ntrials = 1\n";
    let every = |every: &str| {
        with(
            database("", lost),
            &[
                ("log_every = \"15 min\"", "log_every = \"45 min\""),
                ("every = \"24 h\"", &format!("every = \"{every}\"")),
                ("used = \"500 GiB\"", "used = \"1 GiB\""),
                ("rpo = \"15 min\"", "rpo = \"42 min\""),
            ],
        )
    };
    assert_eq!(advises(&every("1 h"), 536), None);
    // 42 / 45 of logs and 42 / 1,440 of points are 96.3 %; of 40 min it is 91.7 %.
    assert_eq!(advises(&every("24 h"), 536), None);
    let short = every("24 h").replace("rpo = \"42 min\"", "rpo = \"40 min\"");
    let told = advises(&short, 536).expect("an RPO that is not kept");
    assert!(told.contains("91.7 %"), "{told}");
}

/// A test replays logs: where one in thirty of them is bad it finds that, however good all points are.
#[test]
fn tests_find_bad_logs() {
    let text = |bad: &str| {
        with(
            database("restore_test = { every = \"1 d\", cost = \"1 h\" }", ""),
            &[("bad_log = \"0 %\"", &format!("bad_log = \"{bad}\""))],
        )
    };
    assert!(advises(&text("0 %"), 614).is_some());
    assert_eq!(advises(&text("3 %"), 614), None);
}

/// All logs are bad. Tested once a day at midnight, the newest full is that of the day before, and the first log behind it has not been
/// read: each test finds one. Tested each hour, the full of midnight is there at 1:00, and the log of 0:15 is found bad; the
/// other 23 tests of the day know it, and end before it.
#[test]
fn a_bad_log_is_found_by_the_first_test_that_reads_it() {
    let share = |bad: &str, test: &str| {
        let keys = format!("phase = \"0 h\"\nstagger = \"0 s\"\nrestore_test = {{ {test} }}");
        let bad = format!("bad_log = \"{bad}\"");
        let said = said(&with(database(&keys, ""), &[("bad_log = \"0 %\"", &bad)]));
        let path = "/backups/sql/upkeep/found_bad_share/point";
        said.summary
            .pointer(path)
            .and_then(serde_json::Value::as_f64)
    };
    let daily = "every = \"24 h\", cost = \"1 h\"";
    assert_eq!(share("100 %", daily), Some(1.0));
    assert_eq!(share("0 %", daily), Some(0.0));
    let hourly = share("100 %", "every = \"1 h\", cost = \"5 min\"").unwrap();
    assert!((hourly - 1.0 / 24.0).abs() < 0.001, "{hourly}");
}

/// Eight fulls of 536.87 GB are 4.295 TB, and seven days of logs of 161.06 GB 1.127 TB: 5.422 TB, so that 5.5 TB are enough and
/// 5.4 TB are not.
#[test]
fn logs_are_kept_from_the_oldest_point_to_the_newest() {
    let of = |capacity: &str| {
        let capacity = format!("capacity = \"{capacity}\"\nwrite = \"10 GB/s\"");
        with(database("", ""), &[("write = \"10 GB/s\"", &capacity)])
    };
    assert_eq!(advises(&of("5.5 TB"), 600), None);
    assert!(advises(&of("5.4 TB"), 600).is_some());
}

/// Fulls each 60 d in a horizon of 30 d: in most trials none comes due, however often logs do.
#[test]
fn a_horizon_is_too_short_for_jobs_with_logs() {
    let text = with(
        database("", ""),
        &[
            ("every = \"24 h\"", "every = \"60 d\""),
            ("keep = \"7 d\"", "keep = \"120 d\""),
        ],
    );
    assert!(advises(&text, 623).is_some());
}

/// A full of 536.87 GB at 200 MB/s is 44.7 min, within 4 h. Half a week of logs, 1.4 TB, takes 1.94 h more of transfer and 12.96 h of
/// replay at 30 MB/s.
#[test]
fn an_rto_below_the_replay_is_told() {
    let lost = "[drill.lost]\nof = \"stamp.a\"\ndestroys = true\nreturns = \"1 s\"\ntrials = 1\n";
    let text = with(
        database("", lost),
        &[
            ("every = \"24 h\"", "every = \"7 d\""),
            ("keep = \"7 d\"", "keep = \"14 d\""),
            ("replay = \"50 MB/s\"", "replay = \"30 MB/s\""),
            ("churn = \"30 %/day\"", "churn = \"400 GB/day\""),
        ],
    );
    let told = advises(&text, 534).expect("an RTO that is not kept");
    assert!(told.contains("replay of logs"), "{told}");
    let quick = text.replace("replay = \"30 MB/s\"", "replay = \"3 GB/s\"");
    assert_eq!(advises(&quick, 534), None);
}

/// Logs each 15 min that are kept for a year are 35,040: more than points of one VM may be, and fewer than logs. A key of logs is
/// not told off where the time between them cannot be read.
#[test]
fn logs_have_a_limit_of_their_own() {
    let text = with(database("", ""), &[("keep = \"7 d\"", "keep = \"365 d\"")]);
    load_with(&text, "");
    let refused = |every: &str| {
        let text = with(text.clone(), &[("log_every = \"15 min\"", every)]);
        let read = |_: &str| Err("none".to_string());
        let issues = firedrill::scenario::load(&text, "case.toml", &read).expect_err("refused");
        let codes: Vec<u16> = issues.iter().map(|issue| issue.code().0).collect();
        codes
    };
    assert_eq!(refused("log_every = \"1 min\""), [249]);
    for every in ["-15 min", "never"] {
        let codes = refused(&format!("log_every = \"{every}\""));
        assert!(codes.len() == 1 && codes[0] != 359, "{codes:?}");
    }
}

/// One log in ten is bad, and the newest is at 12:00: what ended the chains is told of each restore once.
#[test]
fn what_ended_the_chains_adds_up() {
    let noon = drill(
        "noon",
        "kind = \"deletion\"\ndetect = \"0 s\"\nat = \"Wed 12:07\"\ntrials = 40",
    );
    let text = with(
        database("", &noon),
        &[("bad_log = \"0 %\"", "bad_log = \"1 %\"")],
    );
    let said = said(&text);
    let ends = said.rows.of("noon", "db", &["chain_end"]);
    let bad = ends.iter().filter(|end| *end == "bad").count();
    let newest = ends.iter().filter(|end| *end == "newest").count();
    assert!(bad + newest == 40 && bad > 0, "{ends:?}");
    tells(&said, "noon", "to_the_newest_log", newest as f64);
    tells(&said, "noon", "to_a_bad_log", bad as f64);
    tells(&said, "noon", "to_the_newest_copy", 0.0);
}
