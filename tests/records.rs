//! `firedrill drill-record`: measured recoveries beside simulated ones.

use crate::run::{Desk, Ran};
use crate::schemas::assert_record;
use serde_json::Value;

/// 10 min to notice, 30 min to decide, 20 min to build, 50 min to read 300 GB at 100 MB/s, 2 min to boot: 112 min, whenever it strikes.
const PLAN: &str = r#"
name = "constant"
[stamp.a]
node_memory = "384 GiB"
[repository.vault]
read = "100 MB/s"
write = "1 GB/s"
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
used = "300 GB"
boot = "2 min"
rto = "4 h"
rpo = "24 h"
[drill.wipe]
of = "application.x"
kind = "deletion"
"#;

const HEAD: &str = "start,end,application,lost,stayed_up\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("plan.toml", PLAN);
    desk
}

fn held(desk: &Desk, record: &str, more: &[&str]) -> Ran {
    desk.write("record.csv", record);
    let line = ["drill-record", "record.csv", "plan.toml", "--trials", "40"];
    desk.run(&[&line[..], more].concat())
}

fn json(ran: &Ran) -> Value {
    assert_eq!(ran.err, "");
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_record(&value);
    value
}

/// Tuesday 10:00 to 11:52 are 112 min; to 11:40 100; to 12:10 130. What stood still until 12:10 and did not stay up is open at 11:40 and slower at 12:10.
#[test]
fn measurements_lie_inside_before_and_behind_a_constant() {
    let desk = desk();
    let record = format!(
        "{HEAD}2026-11-24 10:00,2026-11-24 11:52,x,wipe,yes\n2026-11-24 10:00,2026-11-24 11:40,x,deletion-application-x,yes\n\
         2026-11-24 10:00,2026-11-24 12:10,x,wipe,yes\n2026-11-24 10:00,2026-11-24 11:40,x,wipe,no\n2026-11-24 10:00,2026-11-24 12:10,x,wipe,no\n"
    );
    let ran = held(&desk, &record, &["--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let found = json(&ran);
    let all = found["exercises"].as_array().unwrap();
    let place = |place: usize| all[place]["figures"][0]["place"].as_str().unwrap();
    assert_eq!(
        [0, 1, 2, 3, 4].map(place),
        ["inside", "faster", "slower", "open", "slower"]
    );
    let first = &all[0]["figures"][0];
    assert_eq!(
        (&first["median_s"], &all[0]["at"]),
        (&Value::from(6_720.0), &Value::from("Tue 10:00"))
    );
    assert_eq!(
        (
            &first["intervals"][1]["low_s"],
            &first["intervals"][1]["high_s"]
        ),
        (&Value::from(6_720.0), &Value::from(6_720.0))
    );
    // Of 40 trials 2.5 % of 41 is one at each end: a further one lies between them with a probability of 39 / 41.
    let level = first["intervals"][1]["level"].as_f64().unwrap();
    assert!((level - 39.0 / 41.0).abs() < 1e-12, "{level}");
    // Five figures, each outside with 2 / 41: 0.244 by chance; three of them are.
    assert_eq!(found["outside"], 3);
    let expected = found["outside_by_chance"].as_f64().unwrap();
    assert!((expected - 10.0 / 41.0).abs() < 1e-9, "{expected}");
    // 12 min less, within what the clock says: reading takes longest, so that 50 min less 11 min and a millisecond would explain it.
    let reason = &all[1]["figures"][0]["reason"];
    assert_eq!(
        (&reason["phase"], &reason["measured"]),
        (&Value::from("transfer"), &Value::from(false))
    );
    assert_eq!(
        (&reason["took_s"], &reason["median_s"]),
        (&Value::from(2_339.999), &Value::from(3_000.0))
    );
    // The same in all forms.
    let ran = held(&desk, &record, &["--fail-on", "outside"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.out.contains(
            "line 3, x, deletion-application-x, 2026-11-24 10:00 (Tue 10:00)\n  ✗ faster  recovery"
        ),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("Of 5 figures 1 inside the wider interval, 1 below it, 2 above it, 1 open."),
        "{}",
        ran.out
    );
    let csv = desk.read("records/constant/record.csv");
    assert_eq!(csv.lines().count(), 6);
    assert!(
        desk.read("records/constant/record.html")
            .contains("✗ slower")
    );
    let again: Value = serde_json::from_str(&desk.read("records/constant/record.json")).unwrap();
    assert!(again == found);
}

/// 130 min, of which the decision took 48 in place of 30: that is the reason. A loss of 20 h is more than the 12 h since Monday 22:00.
#[test]
fn a_measured_phase_and_a_loss_are_held_too() {
    let desk = desk();
    let record = "start,end,application,lost,stayed_up,decide,boot,data_loss,note\n2026-11-24T10:00:00Z,2026-11-24T12:10:00Z,x,wipe,yes,48 min,2 min,20 h,\"a, b\"\n";
    let found = json(&held(&desk, record, &["--format", "json"]));
    let figures = &found["exercises"][0]["figures"];
    let reason = &figures[0]["reason"];
    assert_eq!(
        (&reason["phase"], &reason["measured"], &reason["took_s"]),
        (
            &Value::from("decide"),
            &Value::from(true),
            &Value::from(2_880.0)
        )
    );
    assert_eq!(
        (
            &figures[1]["of"],
            &figures[1]["place"],
            &figures[1]["median_s"]
        ),
        (
            &Value::from("loss"),
            &Value::from("more"),
            &Value::from(43_200.0)
        )
    );
}

#[test]
fn wrong_cells_are_refused_with_row_and_column() {
    let desk = desk();
    let good = "2026-11-24 10:00,2026-11-24 11:52,x,wipe,yes\n";
    for (record, said) in [
        (
            format!("{HEAD}{good}24.11.2026,2026-11-24 11:52,x,wipe,yes\n"),
            "record.csv:3: start: `24.11.2026` is no instant",
        ),
        (
            format!("{HEAD}2026-11-24 10:00,2026-11-24 09:52,x,wipe,yes\n"),
            "record.csv:2: end: the exercise ends before it begins",
        ),
        (
            format!("{HEAD}2026-11-24 10:00,2026-11-24 11:52,x,wipe,maybe\n"),
            "record.csv:2: stayed_up: `maybe` is neither yes nor no",
        ),
        (
            format!("{HEAD}2026-11-24 10:00,2026-11-24 11:52,y,wipe,yes\n"),
            "record.csv:2: application: the scenario has no application `y`",
        ),
        (
            format!("{HEAD}2026-11-24 10:00,2026-11-24 11:52,x,wiped,yes\n"),
            "record.csv:2: lost: `wiped` is no fault of the scenario",
        ),
        (
            format!("{HEAD}2026-11-24 10:00,2026-11-24 11:52,x,application.x,yes\n"),
            "say what happened to it: crash-application-x",
        ),
        (format!("{HEAD}2026-11-24 10:00,x\n"), "record.csv:2: "),
        (
            "start,end,application,lost\n".to_string(),
            "record.csv:1: the column `stayed_up` is missing",
        ),
        (
            "start,end,application,lost,stayed_up,decides\n".to_string(),
            "record.csv:1: a record has no column `decides`",
        ),
        (
            format!("{},decide\n{},30\n", HEAD.trim(), good.trim()),
            "record.csv:2: decide: `30` is no length of time",
        ),
        (HEAD.to_string(), "record.csv:1: the record has no row"),
    ] {
        let ran = held(&desk, &record, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{said}: {}", ran.err);
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    let ran = held(&desk, &format!("{HEAD}{good}"), &["--lost", "wipe"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`--lost` is for journals"), "{}", ran.err);
}

/// The fault at 0.000; the hypothesis is met until then, is not from 0.252 on, is looked at for the last time without success until 0.770, and is met at 1.022: at least
/// 0.770 - 0.252 = 0.518 s, at most 1.022 s.
fn journal(looks: &[(bool, &str, &str)]) -> String {
    let looks = looks.iter().map(|(met, start, end)| {
        format!("{{\"steady_state_met\":{met},\"probes\":[{{\"start\":\"2026-11-24T10:00:0{start}+00:00\",\"end\":\"2026-11-24T10:00:0{end}+00:00\"}}]}}")
    });
    let looks: Vec<String> = looks.collect();
    format!(
        "{{\"experiment\":{{\"method\":[{{}}],\"extensions\":[{{\"name\":\"firedrill\",\"application\":\"x\",\"lost\":\"wipe\"}}]}},\"status\":\"completed\",\"deviated\":false,\
         \"steady_states\":{{\"before\":{{\"steady_state_met\":true}},\"during\":[{}],\"after\":{{\"probes\":[{{\"activity\":{{\"name\":\"x-data-age-seconds\"}},\"output\":{{\"stdout\":\"43200\\n\"}}}}]}}}},\
         \"run\":[{{\"activity\":{{\"type\":\"action\",\"name\":\"wipe-x\"}},\"start\":\"2026-11-24T10:00:00.000+00:00\",\"status\":\"succeeded\"}}]}}",
        looks.join(",")
    )
}

const LOOKS: [(bool, &str, &str); 5] = [
    (true, "0.000", "0.002"),
    (false, "0.252", "0.254"),
    (false, "0.504", "0.506"),
    (false, "0.756", "0.770"),
    (true, "1.020", "1.022"),
];

#[test]
fn a_journal_is_an_interval_and_its_status_is_not_believed() {
    let desk = desk();
    desk.write("journal.json", &journal(&LOOKS));
    let line = [
        "drill-record",
        "journal.json",
        "plan.toml",
        "--trials",
        "40",
        "--format",
        "json",
    ];
    let found = json(&desk.run(&line));
    let one = &found["exercises"][0];
    let [recovery, loss] = [0, 1].map(|place| &one["figures"][place]);
    assert_eq!(
        (&recovery["measured_low_s"], &recovery["measured_high_s"]),
        (&Value::from(0.518), &Value::from(1.022))
    );
    assert_eq!(
        (&recovery["place"], &loss["place"], &one["at"]),
        (
            &Value::from("faster"),
            &Value::from("inside"),
            &Value::from("Tue 10:00")
        )
    );
    // Never met again: at least so long.
    desk.write("journal.json", &journal(&LOOKS[..4]));
    let found = json(&desk.run(&line));
    let recovery = &found["exercises"][0]["figures"][0];
    assert_eq!(
        (
            &recovery["measured_low_s"],
            &recovery["measured_high_s"],
            &recovery["place"]
        ),
        (&Value::from(0.518), &Value::Null, &Value::from("open"))
    );
    // Met at all looks: no longer than the longest gap between the beginning of one and the end of the next, 0.254 s to 1.022 s.
    desk.write(
        "journal.json",
        &journal(&[(true, "0.000", "0.002"), (true, "0.254", "0.256"), LOOKS[4]]),
    );
    let found = json(&desk.run(&line));
    let recovery = &found["exercises"][0]["figures"][0];
    assert_eq!(
        (&recovery["measured_low_s"], &recovery["measured_high_s"]),
        (&Value::from(0.0), &Value::from(0.768))
    );
    for (from, to, said) in [
        (
            "\"before\":{\"steady_state_met\":true}",
            "\"before\":{\"steady_state_met\":false}",
            "steady_states.before: the hypothesis was not met before the fault",
        ),
        (
            "\"method\":[{}]",
            "\"method\":[{},{}]",
            "run: 1 of 2 activities were run",
        ),
        (
            "\"status\":\"succeeded\"",
            "\"status\":\"failed\"",
            "run[0]: the action \"wipe-x\" did not succeed",
        ),
        (
            "\"lost\":\"wipe\"",
            "\"what\":\"wipe\"",
            "experiment.extensions: the journal does not say `lost`",
        ),
        ("\"experiment\"", "\"experiment", "journal.json:1: "),
    ] {
        let text = journal(&LOOKS);
        assert!(text.contains(from), "{from}");
        desk.write("journal.json", &text.replace(from, to));
        let ran = desk.run(&line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{said}: {}", ran.err);
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    desk.write("journal.json", &journal(&[]));
    let ran = desk.run(&line);
    assert!(
        ran.err
            .contains("steady_states.during: nobody looked while the method ran"),
        "{}",
        ran.err
    );
}

/// The record that is shipped is read, each of its rows.
#[test]
fn the_shipped_record_is_read() {
    let desk = Desk::new();
    let record = crate::run::checkout("scenarios/records/quickstart.csv");
    let record = record.display().to_string();
    let line = [
        "drill-record",
        &record,
        "quickstart",
        "--trials",
        "40",
        "--format",
        "json",
    ];
    let ran = desk.run(&line);
    let found = json(&ran);
    assert_eq!(found["exercises"].as_array().unwrap().len(), 3);
    assert_eq!(found["figures"], 4);
    // The same bytes on any number of threads.
    assert_eq!(
        desk.run(&[&line[..], &["--threads", "1"]].concat()).out,
        ran.out
    );
}
