//! Schedules of faults: what breaks is written as a file, played again, and tried before all else where it lies beside the scenario.

use crate::run::Desk;
use crate::schemas::{assert_chaos, assert_test};
use serde_json::Value;

/// A full each night at 22:00 takes 36 GB / 100 MB/s = 6 min; y serves without data.
const PLAN: &str = r#"
name = "wiped"
[stamp.a]
node_memory = "384 GiB"
[repository.vault]
read = "100 MB/s"
write = "100 MB/s"
capacity = "100 TiB"
[protection.p.backup]
to = "vault"
every = "24 h"
phase = "22 h"
stagger = "0 s"
reduction = 1
chain = "full"
job_failure = "0 %"
bad_point = "0 %"
detect = "10 min"
decide = "30 min"
provision = "20 min"
[application.x]
stamp = "a"
protection = "p"
used = "36 GB"
boot = "2 min"
rto = "2 h"
rpo = "24 h"
[application.y]
stamp = "a"
boot = "2 min"
protection = "again"
role.main = { stateful = false }
[protection.again.none]
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("wiped.toml", PLAN);
    desk
}

fn broken(desk: &Desk) -> String {
    let only = ["--only", "deletion-application-x"];
    let ran = desk.run(&[&["chaos", "wiped.toml", "--quiet"], &only[..]].concat());
    assert_eq!(ran.code, 1, "{}", ran.err);
    desk.read("chaos/wiped/breaks/01.toml")
}

/// The point of Sunday 22:00 is complete at 22:06 on Monday's night only then: a strike a millisecond before finds the one of the day before,
/// which is 24 h 5 min 59.999 s old.
#[test]
fn a_break_is_a_file_that_replays_to_the_same() {
    let desk = desk();
    let text = broken(&desk);
    for line in [
        "quantile = \"95 %\"",
        "name = \"wiped\"",
        "file = \"wiped.toml\"",
        "at = \"Mon 22:05:59.999\"",
        "of = \"application.x\"",
        "kind = \"deletion\"",
        "application = \"x\"",
        "figure = \"loss\"",
        "value = \"1 d 5 min 59 s 999 ms\"",
        "limit = \"1 d\"",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}: {text}");
    }
    let first = text.lines().next().unwrap();
    assert!(
        first.contains("Monday 22:05:59.999, a millisecond before the daily full of x is complete"),
        "{first}"
    );
    let line = ["replay", "chaos/wiped/breaks/01.toml", "--out", "told"];
    let ran = desk.run(&line);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(
        ran.out
            .contains("\nAs written down: x: loss 24 h 6 min, ✗ missed (RPO 24 h).\n"),
        "{}",
        ran.out
    );
    // Struck at 22:05:59.999; 10 min to notice, 30 min to decide, 20 min to build, 6 min to read, 2 min to boot.
    assert!(
        ran.out
            .contains("Mon 23:13:59.999      +1:08:00  x: serving again"),
        "{}",
        ran.out
    );
    assert_eq!(desk.run(&line).out, ran.out);
    for (format, file) in [
        ("text", "incident.txt"),
        ("html", "incident.html"),
        ("trace", "incident.trace.json"),
    ] {
        let printed = desk.run(&[&line[..2], &["--format", format]].concat());
        assert_eq!(
            printed.out,
            desk.read(&format!("told/wiped-schedule-01/{file}")),
            "{format}"
        );
    }
    let trial: Value =
        serde_json::from_str(&desk.read("told/wiped-schedule-01/trial.json")).unwrap();
    assert_eq!(trial["schedule"]["faults"][0], "deletion-application-x");
    // The command in the text tells it again.
    let command = ran
        .out
        .lines()
        .find(|line| line.starts_with("To tell it again: "))
        .unwrap();
    assert_eq!(
        command,
        "To tell it again: firedrill replay chaos/wiped/breaks/01.toml"
    );
}

#[test]
fn another_figure_another_scenario_and_another_version_are_told() {
    let desk = desk();
    let text = broken(&desk);
    desk.write("other.toml", &text.replace("5 min 59 s 999 ms", "5 min"));
    let ran = desk.run(&["replay", "other.toml"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let said = "✗ Not as written down (loss 24 h 5 min): x: loss 24 h 6 min, ✗ missed (RPO 24 h).";
    assert!(ran.out.contains(said), "{}", ran.out);
    // Another version of the scenario: here the read is twice as fast, and the write too.
    desk.write("wiped.toml", &PLAN.replace("100 MB/s", "200 MB/s"));
    let ran = desk.run(&["replay", "chaos/wiped/breaks/01.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(
        ran.err.contains("is of another version of scenario wiped"),
        "{}",
        ran.err
    );
    // Now the point is complete at 22:03: the strike at 22:05:59.999 loses the 5 min 59.999 s since it was captured.
    let ran = desk.run(&["replay", "chaos/wiped/breaks/01.toml", "--anyway"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.out.contains("x: loss 6 min, kept (RPO 24 h)."),
        "{}",
        ran.out
    );
    desk.write("old.toml", &text.replace("version = \"", "version = \"0."));
    desk.write("wiped.toml", PLAN);
    let ran = desk.run(&["replay", "old.toml"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("was written by firedrill 0."),
        "{}",
        ran.err
    );
    desk.write("else.toml", &PLAN.replace("\"wiped\"", "\"else\""));
    let ran = desk.run(&[
        "replay",
        "chaos/wiped/breaks/01.toml",
        "--scenario",
        "else.toml",
    ]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("is of scenario wiped, and this is else"),
        "{}",
        ran.err
    );
}

/// x is wiped on Monday at 10:00. From 10:50 to 11:20 the vault is down: what would be read at 11:00 is read from 11:20 to 11:26, and x is
/// back at 11:28, after 88 min. y crashes at 13:00: 10 min until somebody notices, 2 min to boot.
const BY_HAND: &str = r#"
# Written by hand.
schema = "firedrill.schedule/1"
quantile = "95 %"
[scenario]
name = "wiped"
file = "wiped.toml"
[[fault]]
name = "wipe"
at = "Mon 10:00"
of = "application.x"
kind = "deletion"
[[fault]]
name = "vault-away"
after = "50 min"
of = "repository.vault"
returns = "30 min"
[[fault]]
name = "crash"
at = "Mon 13:00"
of = "application.y"
kind = "crash"
detect = "10 min"
[[breaks]]
application = "x"
figure = "recovery"
value = "88 min"
[[breaks]]
application = "y"
figure = "recovery"
value = "12 min"
"#;

#[test]
fn faults_of_a_schedule_strike_one_after_the_other() {
    let desk = desk();
    desk.write("hand.toml", BY_HAND);
    let ran = desk.run(&["replay", "hand.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    for said in [
        "As written down: x: recovery 1 h 28 min, kept (RTO 2 h).",
        "As written down: y: recovery 12 min, not judged (nothing stated).",
        "Struck: application x by a deletion; class logical.\nStruck: repository vault; class repository.\nStruck: application y by a crash; class logical.",
    ] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
    // The same in a trial, in which nothing is drawn here.
    desk.write(
        "trial.toml",
        &BY_HAND.replace("quantile = \"95 %\"", "trial = 7"),
    );
    let ran = desk.run(&["replay", "trial.toml"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    // Without the second fault x is back 20 min sooner.
    let (before, rest) = BY_HAND
        .split_once("[[fault]]\nname = \"vault-away\"")
        .unwrap();
    let (_, after) = rest.split_once("[[fault]]").unwrap();
    desk.write("two.toml", &format!("{before}[[fault]]{after}"));
    let ran = desk.run(&["replay", "two.toml"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("x: recovery 1 h 8 min, kept (RTO 2 h)."),
        "{}",
        ran.out
    );
}

#[test]
fn a_wrong_schedule_is_refused_with_its_line() {
    let desk = desk();
    for (from, to, said) in [
        (
            "after = \"50 min\"",
            "after = \"50\"",
            "bad.toml:15: `50` is no length of time",
        ),
        (
            "of = \"application.y\"\nkind = \"crash\"\ndetect = \"10 min\"\n",
            "",
            "bad.toml:18: the scenario has no drill `crash`",
        ),
        (
            "of = \"application.y\"",
            "of = \"application.z\"",
            "its faults are no drills of wiped.toml",
        ),
        (
            "file = \"wiped.toml\"",
            "file = \"wipped.toml\"",
            "there is no wipped.toml",
        ),
        (
            "[scenario]",
            "[scenarios]",
            "bad.toml:5: a schedule has no key `scenarios`",
        ),
    ] {
        assert!(BY_HAND.contains(from), "{from}");
        desk.write("bad.toml", &BY_HAND.replace(from, to));
        let ran = desk.run(&["replay", "bad.toml"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    desk.write("hand.toml", BY_HAND);
    let ran = desk.run(&["replay", "hand.toml", "--trial", "3"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("`--trial` is for scenarios"),
        "{}",
        ran.err
    );
    let ran = desk.run(&["replay", "wiped.toml", "--anyway"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("wiped.toml is no schedule of faults"),
        "{}",
        ran.err
    );
    let ran = desk.run(&["run", "hand.toml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("a schedule of faults"), "{}", ran.err);
}

#[test]
fn what_broke_once_is_tried_before_all_else() {
    let desk = desk();
    let text = broken(&desk);
    desk.write("regressions/full.toml", &text);
    desk.write(
        "regressions/theirs.toml",
        &text.replace("name = \"wiped\"", "name = \"other\""),
    );
    let line = [
        "chaos",
        "wiped.toml",
        "--only",
        "down-repository-vault",
        "--format",
        "json",
    ];
    // The repository alone breaks nothing; what broke once still does.
    let ran = desk.run(&line);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_chaos(&found);
    let all = found["regressions"].as_array().unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["verdict"], "breaks");
    assert_eq!(all[0]["words"], "x: loss 24 h 6 min, ✗ missed (RPO 24 h)");
    assert_eq!(
        (&found["lost"], &found["missed"]),
        (&Value::from(0), &Value::from(0))
    );
    let ran = desk.run(&line[..4]);
    assert!(
        ran.out
            .starts_with("Regressions:\n✗ still breaks regressions/full.toml: x: loss"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("\n  firedrill replay regressions/full.toml --scenario wiped.toml\n"),
        "{}",
        ran.out
    );
    assert!(
        desk.read("chaos/wiped/chaos.html")
            .contains("What broke once")
    );
    // It fails a test of the scenario too, whatever else is asserted, and first of all.
    let ran = desk.run(&["test", "wiped.toml", "--max-trials", "100"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(
        ran.out
            .lines()
            .nth(1)
            .unwrap()
            .starts_with("  FAIL          regression regressions/full.toml: x: loss 24 h 6 min"),
        "{}",
        ran.out
    );
    for (format, said) in [
        ("junit", "<testcase"),
        ("github", "::error file=regressions/full.toml"),
    ] {
        let ran = desk.run(&[
            "test",
            "wiped.toml",
            "--max-trials",
            "100",
            "--format",
            format,
        ]);
        assert!(
            ran.out.contains(said) && ran.out.contains("full.toml"),
            "{}",
            ran.out
        );
    }
    // The plan is mended: its schedule is of an older version, is tried all the same and said to be.
    desk.write(
        "wiped.toml",
        &PLAN.replace("rpo = \"24 h\"", "rpo = \"25 h\""),
    );
    let ran = desk.run(&line);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["regressions"][0]["verdict"], "held");
    let stale = found["regressions"][0]["stale"].as_str().unwrap();
    assert!(
        stale.starts_with("is of another version of scenario wiped"),
        "{stale}"
    );
    let ran = desk.run(&[
        "test",
        "wiped.toml",
        "--max-trials",
        "100",
        "--format",
        "json",
    ]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_test(&found);
    assert_eq!(found["regressions"][0]["verdict"], "held");
    // What it was about is gone: nobody knows whether it still breaks.
    desk.write(
        "wiped.toml",
        &PLAN.replace("application.x", "application.z"),
    );
    let ran = desk.run(&line);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["regressions"][0]["verdict"], "not tried");
    assert!(found["certificate"].is_null());
    // What is no schedule is no regression.
    desk.write("regressions/notes.toml", "[stamp.a]\n");
    let ran = desk.run(&line);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("regressions/notes.toml is no schedule of faults"),
        "{}",
        ran.err
    );
}

/// Schedules of a run before are gone with it; what somebody put there stays.
#[test]
fn schedules_are_written_anew_by_each_run() {
    let desk = desk();
    broken(&desk);
    desk.write("chaos/wiped/breaks/mine.toml", "# mine\n");
    let ran = desk.run(&[
        "chaos",
        "wiped.toml",
        "--quiet",
        "--only",
        "down-repository-vault",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!desk.path("chaos/wiped/breaks/01.toml").exists());
    assert_eq!(desk.read("chaos/wiped/breaks/mine.toml"), "# mine\n");
}

/// Of a sweep without moments the schedule is that of the worst trial, and comes to the figure that the matrix has.
#[test]
fn a_break_of_the_sweep_alone_is_its_trial() {
    let desk = Desk::new();
    let ran = desk.run(&[
        "chaos",
        "quickstart",
        "--no-moments",
        "--seed",
        "3",
        "--only",
        "d*-application-*",
        "--format",
        "json",
    ]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_chaos(&found);
    let breaks = found["breaks"].as_array().unwrap();
    assert!(breaks.len() > 1, "{breaks:?}");
    for one in breaks {
        let file = format!("chaos/quickstart/{}", one["file"].as_str().unwrap());
        let ran = desk.run(&["replay", &file]);
        assert_eq!(ran.code, 0, "{file}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("\nAs written down: "), "{}", ran.out);
    }
}
