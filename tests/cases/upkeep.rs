//! Cases: jobs that fail are noticed and mended, and restore points are tested.

use super::lost::said;
use super::{number, summary};
use firedrill::world::{Mode, World};
use serde_json::Value;

/// 200 VMs whose tiny backups run each day at 02:00; half of the jobs fail, nine in ten like the one before.
fn fleet(keys: &str) -> Value {
    let text = format!(
        r#"
[run]
trials = 2
horizon = "364 d"
build_up = "100 d"
[stamp.a]
node_memory = "384 GiB"
[repository.vault]
[crew.day]
people = 200
hours = "Mon-Fri 08:00-17:00"
answers_in = "1 h"
[protection.p.backup]
every = "24 h"
chain = "full"
phase = "2 h"
{keys}
[application.fleet]
protection = "p"
count = 200
memory = "1 GiB"
used = "1 MiB"
"#
    );
    summary(&text)
}

const STICKY: &str = "job_failure = \"50 %\"\nstickiness = \"90 %\"";

#[track_caller]
fn told(summary: &Value, path: &str) -> f64 {
    let found = number(summary, &format!("backups/p/{path}"));
    found.unwrap_or_else(|| panic!("{path} has no value"))
}

#[track_caller]
fn is_about(found: f64, expected: f64, off: f64) {
    assert!((found - expected).abs() <= off, "{found} for {expected}");
}

/// Nobody notices: half of the jobs fail. Mended before the next one, a failed job is followed by one that fails with
/// 50 % and a good one by one that fails with 10 % · 50 % = 5 %: of all, p = 50 % p + 5 % (1 − p), so p = 1/11.
#[test]
fn jobs_that_are_mended_at_once_fail_no_more_likely_than_others() {
    let left = fleet(STICKY);
    is_about(told(&left, "good_share/point"), 0.5, 0.01);
    assert!(left["backups"]["p"].get("upkeep").is_none());
    let mended = fleet(&format!("{STICKY}\nnoticed_after = 1\nmend = \"0 s\""));
    is_about(told(&mended, "good_share/point"), 10.0 / 11.0, 0.004);
    assert_eq!(told(&mended, "upkeep/noticed_share/point"), 1.0);
    assert_eq!(told(&mended, "upkeep/failed_unseen_s/point"), 0.0);
}

/// Noticed after three: of the runs 5 % end after the first, 95 % · 5 % after the second, the other 90.25 % are noticed
/// and mended. Unseen they fail for 24 h, 48 h and 48 h: 46.8 h on the mean. Beside one job after a good one that works there are
/// r = 0.05 / (1 − 0.9025 · 50 %) = 0.0911 runs of 1 + 0.95 + 0.9025 jobs: 20.6 % of all fail.
#[test]
fn jobs_that_fail_three_times_are_noticed_and_mended() {
    let made = fleet(&format!("{STICKY}\nnoticed_after = 3\nmend = \"0 s\""));
    is_about(told(&made, "upkeep/noticed_share/point"), 0.9025, 0.01);
    is_about(told(&made, "upkeep/mended_share/point"), 0.9025, 0.01);
    is_about(
        told(&made, "upkeep/failed_unseen_s/point"),
        46.8 * 3_600.0,
        0.4 * 3_600.0,
    );
    is_about(told(&made, "good_share/point"), 1.0 - 0.2063, 0.006);
}

/// All jobs fail, at 02:00. The crew comes at 08:00 on weekdays, answers 1 h later and mends within 1 h. So those of
/// Tuesday to Friday are runs of their own, and Saturday to Monday is one: five a week, and all seven where somebody
/// is there at any hour.
#[test]
fn who_mends_does_so_in_the_hours_of_the_crew() {
    let fails = "job_failure = \"100 %\"\nnoticed_after = 1\nmend = \"1 h\"";
    let runs = |keys: &str| told(&fleet(keys), "upkeep/streaks") / (2.0 * 200.0 * 52.0);
    is_about(runs(fails), 7.0, 0.04);
    is_about(runs(&format!("{fails}\nmended_by = \"day\"")), 5.0, 0.04);
    let slow = fails.replace("1 h", "25 h");
    is_about(runs(&slow), 3.5, 0.04);
}

/// The jobs of three VMs fail at 02:00 every day, and mending takes 8 h each. One person begins with the first at 02:00, the
/// second at 10:00, the third at 18:00: busy at all hours, and 8 h + 16 h are waited for each day. Three people are busy for as
/// long, and nobody waits. Somebody who is not of a crew is no work of it.
#[test]
fn who_mends_is_taken_from_other_work() {
    let tally = |crew: &str, by: &str| {
        let text = format!(
            "[run]\ntrials = 1\nhorizon = \"10 d\"\n[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.vault]\n\
             [crew.day]\nanswers_in = \"0 s\"\n{crew}\n[protection.p.backup]\nevery = \"24 h\"\nchain = \"full\"\n\
             phase = \"2 h\"\njob_failure = \"100 %\"\nnoticed_after = 1\nmend = \"8 h\"\n{by}\n\
             [application.fleet]\nprotection = \"p\"\ncount = 3\nmemory = \"1 GiB\"\nused = \"1 MiB\"\n"
        );
        let loaded = super::load_with(&text, "");
        World::new(&loaded.blueprint, 1).run(Mode::Years, 0).crews[0]
    };
    let hours = |ms: u64| ms as f64 / 3_600_000.0;
    let by = "mended_by = \"day\"";
    let one = tally("people = 1", by);
    assert_eq!((hours(one.busy), hours(one.waited)), (240.0, 240.0));
    assert_eq!((one.most_busy, one.most_waiting), (1, 2));
    let three = tally("people = 3", by);
    assert_eq!((hours(three.busy), hours(three.waited)), (240.0, 0.0));
    assert_eq!(three.most_busy, 3);
    assert_eq!(tally("people = 1", "").busy, 0);
}

/// Data of 1 TiB is deleted at noon. Half of all points are bad; each is read for some hours before that shows.
fn wiped(keys: &str) -> Vec<f64> {
    let text = format!(
        r#"
[run]
trials = 1
[stamp.a]
node_memory = "384 GiB"
[repository.vault]
[protection.p.backup]
every = "24 h"
chain = "full"
job_failure = "0 %"
bad_point = "50 %"
reduction = 1.0
detect = "0 s"
decide = "0 s"
provision = "0 s"
{keys}
[application.db]
protection = "p"
used = "1 TiB"
churn = "0 %/day"
boot = "0 s"
[drill.wiped]
of = "application.db"
kind = "deletion"
detect = "0 s"
at = "Tue 12:00"
trials = 200
"#
    );
    let mut lengths = said(&text).rows.numbers("wiped", "db", "recovery_s");
    lengths.sort_by(f64::total_cmp);
    lengths
}

/// Points are tested each day, as the next one is made: the newest is not tested yet when it is needed, all older ones
/// are. So a restore reads one point or, with 50 %, two, and never three; untested, one in four reads three or more.
#[test]
fn a_point_that_was_tested_does_not_turn_out_bad() {
    let untested = wiped("");
    let once = untested[0];
    let reads = |lengths: &[f64], least: f64| {
        let long = lengths.iter().filter(|length| **length > least * once);
        long.count() as f64 / lengths.len() as f64
    };
    is_about(reads(&untested, 1.5), 0.5, 0.1);
    is_about(reads(&untested, 2.5), 0.25, 0.09);
    let tested = wiped("restore_test = { every = \"24 h\", cost = \"0 s\" }");
    assert_eq!(tested[0], once);
    is_about(reads(&tested, 1.5), 0.5, 0.1);
    assert_eq!(reads(&tested, 2.5), 0.0);
}

/// Each test finds the newest point bad: 52 a year, which take 2 h each. The rest that is in no test counts as ever.
#[test]
fn tests_are_told_with_what_they_find_and_take() {
    let keys = "job_failure = \"0 %\"\nbad_point = \"100 %\"\nrestore_test = { every = \"7 d\", cost = \"2 h\" }";
    let made = fleet(keys);
    is_about(
        told(&made, "upkeep/tests_per_year/point"),
        200.0 * 365.0 / 7.0,
        60.0,
    );
    assert_eq!(told(&made, "upkeep/found_bad_share/point"), 1.0);
    is_about(
        told(&made, "upkeep/hours_of_tests_per_year/point"),
        2.0 * 200.0 * 365.0 / 7.0,
        120.0,
    );
}

/// One job a day of which one in five fails, half of them like the one before: the newest two failed in 20 % · 60 % = 12 % of
/// losses, and in 4 % if each job fails by itself. An RPO of 48 h for 95 % is missed by that alone.
#[test]
fn check_says_where_jobs_that_fail_in_a_row_alone_miss_an_rpo() {
    const TEXT: &str = "[stamp.a]\nnode_memory = '384 GiB'\n[repository.v]\n[application.x]\nprotection = 'p'\nrpo = '48 h'\n\
        [protection.p.backup]\nevery = '24 h'\njob_failure = '20 %'\nbad_point = '0 %'\nretries = 0\nstickiness = '50 %'\n\
        [hazard.fire]\nof = 'stamp.a'\nevery = '20 years'\nreturns = '1 d'\ndestroys = true\n\
        [hazard.node]\nof = 'node'\nevery = '1 year'\nrepair = '1 h'\n";
    let told = |text: &str| {
        let lints = super::load_with(text, "").blueprint.lints;
        let own = lints.into_iter().filter(|lint| lint.code().0 == 640);
        own.map(|lint| lint.message()).collect::<Vec<_>>()
    };
    let found = told(TEXT);
    let kept = "88 % of the losses of application `x` are within its RPO of 2 d and 95 % are to be";
    assert!(found.len() == 1 && found[0].contains(kept), "{found:?}");
    assert!(
        found[0].contains("one by one it would be 96 %"),
        "{found:?}"
    );
    // The same where only one class of losses has an RPO.
    assert_eq!(told(&TEXT.replace("'48 h'", "{ stamp = '48 h' }")), found);
    for (from, to) in [
        ("stickiness = '50 %'", "stickiness = '0 %'"),
        (
            "stickiness = '50 %'",
            "stickiness = '50 %'\nnoticed_after = 2",
        ),
        // Three in a row are 20 % · 60 % · 60 % = 7.2 %: 10 % may be older.
        ("rpo = '48 h'", "rpo = '72 h'\nrpo_share = '90 %'"),
        // A node takes no data with it, and nothing but the fire destroys a stamp.
        ("rpo = '48 h'", "rpo = { node = '48 h' }"),
        // Missed one by one as well.
        ("rpo = '48 h'", "rpo = '24 h'"),
    ] {
        assert_eq!(told(&TEXT.replace(from, to)), Vec::<String>::new(), "{to}");
    }
    // What is intact is waited for.
    let intact = TEXT.replace("destroys = true", "destroys = false");
    let waits = intact.replace("retries = 0", "retries = 0\ngive_up_after = 'never'");
    assert_eq!(told(&waits), Vec::<String>::new());
    let given_up = intact.replace("retries = 0", "retries = 0\ngive_up_after = '4 h'");
    assert_eq!(told(&given_up), found);
}

/// The same in trials: data is deleted again and again, and 92 % of the losses are to be within 48 h. 88 % are; 96 % would be if jobs
/// failed one by one, in the same trials: met in place of missed. Where it is met as it is, nothing is looked at again.
#[test]
fn the_verdict_without_stickiness_stands_beside_a_miss_that_it_causes() {
    let text = |share: &str| {
        format!(
            "[run]\ntrials = 60\nhorizon = \"364 d\"\n[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.v]\n\
             [protection.p.backup]\nevery = \"24 h\"\nchain = \"full\"\njob_failure = \"20 %\"\nbad_point = \"0 %\"\nretries = 0\n\
             stickiness = \"50 %\"\ndetect = \"0 s\"\ndecide = \"0 s\"\nprovision = \"0 s\"\n[application.x]\nprotection = \"p\"\n\
             used = \"1 MiB\"\nboot = \"0 s\"\nrpo = \"48 h\"\nrpo_share = \"{share}\"\n\
             [hazard.wiped]\nof = \"application.x\"\nkind = \"deletion\"\nevery = {{ uniform = [\"5 d\", \"15 d\"] }}\n"
        )
    };
    let told = said(&text("92 %"));
    let all = told.summary["findings"].as_array().unwrap();
    let found: Vec<&Value> = all.iter().filter(|one| one["code"] == "FD741").collect();
    assert_eq!(found.len(), 1, "{all:#?}");
    let figures = &found[0]["figures"];
    assert_eq!(figures["verdict_without"], "met");
    is_about(figures["share"]["point"].as_f64().unwrap(), 0.88, 0.02);
    is_about(
        figures["share_without"]["point"].as_f64().unwrap(),
        0.96,
        0.015,
    );
    assert!(
        told.report
            .contains("If jobs failed one by one and not in a row")
    );
    let kept = said(&text("80 %"));
    let all = kept.summary["findings"].as_array().unwrap();
    assert!(all.iter().all(|one| one["code"] != "FD741"));
}
