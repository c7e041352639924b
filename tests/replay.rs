//! `firedrill replay`: one incident as a timeline, as text, page and trace.

use crate::run::{Desk, Ran};
use firedrill::model::Blueprint;
use firedrill::model::record::Followed;
use firedrill::report::{Incident, incident_page, incident_text, incident_trace};
use firedrill::world::Mode;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A full each night at 22:00 takes 36 GB / 100 MB/s = 6 min; somebody wipes x on Monday at 10:00.
const PLAN: &str = r#"
name = "wiped"
[run]
trials = 1
horizon = "40 d"
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
rto = "1 h"
rpo = "24 h"
[drill.wipe]
of = "application.x"
kind = "deletion"
at = "Mon 10:00"
trials = 1
"#;

/// 10 min to notice, 30 min to decide, 20 min to build, 6 min to read, 2 min to boot: back at 11:08 with what was written until
/// Sunday 22:00.
const TOLD: &str = "\
What happened, by the calendar and from the strike on:
  Sun 22:06  −11:54:00  x: newest backup complete
  Mon 10:00   +0:00:00  application x: struck: wipe (class logical)
  Mon 10:00   +0:00:00  x: down, and nobody has noticed
  Mon 10:10   +0:10:00  x: being decided about
  Mon 10:40   +0:40:00  x: being built
  Mon 11:00   +1:00:00  x: getting data, bounded by read rate of repository vault
  Mon 11:00   +1:00:00  x/main/1: restore point of Sun 22:00 is read at repository vault
  Mon 11:06   +1:06:00  x: booting
  Mon 11:08   +1:08:00  x: serving again, back by restore after 1 h 8 min (over RTO 1 h); data lost: 12 h (within RPO 24 h)
";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("wiped.toml", PLAN);
    desk
}

fn told(ran: &Ran) -> &str {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let (_, told) = ran.out.split_once("\n\nWhat happened").unwrap();
    told
}

#[test]
fn an_incident_is_told_as_it_was_worked_out_by_hand() {
    let desk = desk();
    let ran = desk.run(&["replay", "wiped.toml", "--drill", "wipe"]);
    let again = "\nTo tell it again: firedrill replay wiped.toml --drill wipe --trial 0\n";
    assert_eq!(
        format!("What happened{}", told(&ran)),
        format!("{TOLD}{again}")
    );
    assert!(
        ran.out
            .contains("\nx: down at 0 s for 1 h 8 min, back by restore\n")
    );
    // What it says repeats it.
    let command = again.trim().split_once(": ").unwrap().1;
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    assert_eq!(desk.run(&words).out, ran.out);
}

#[test]
fn every_vm_is_told_where_that_is_asked_for() {
    let desk = desk();
    let ran = desk.run(&["replay", "wiped.toml", "--drill", "wipe", "--vms"]);
    let lines: Vec<&str> = told(&ran).lines().map(str::trim).collect();
    for line in [
        "Mon 10:40   +0:40:00  x/main/1: being built (restore)",
        "Mon 11:06   +1:06:00  x/main/1: data there but for the last 12 h of writing",
        "Mon 11:08   +1:08:00  x/main/1: serving",
    ] {
        assert!(lines.contains(&line), "{line}: {lines:#?}");
    }
}

/// At 20:00 a job and a log of the one VM come due, and it is down: one line, one name.
#[test]
fn a_vm_is_named_once_where_two_of_its_jobs_fail_at_one_instant() {
    let desk = Desk::new();
    desk.write(
        "x.toml",
        "[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.v]\n[protection.p.backup]\nchain = \"full\"\nevery = \"12 h\"\nlog_every = \"30 min\"\n\
         detect = \"0 s\"\ndecide = \"2 h\"\nwindow = \"20:00-06:00\"\nmethod = \"snapshot\"\n[application.x]\nprotection = \"p\"\nused = \"500 GB\"\nrto = \"1 h\"\n\
         [drill.d]\nof = \"application.x\"\nkind = \"deletion\"\nat = \"Mon 18:30\"\n",
    );
    let ran = desk.run(&["replay", "x.toml", "--drill", "d", "--vms"]);
    let lines: Vec<&str> = told(&ran).lines().map(str::trim).collect();
    let failed = lines.iter().filter(|line| line.contains("no point"));
    let failed: Vec<&&str> = failed.collect();
    assert_eq!(
        failed,
        [&"Mon 20:00              +1:30:00  x/main/1: backup leaves no point: interrupted jobs"]
    );
}

/// The folder holds all forms of the same trial, and takes the place of an older one of its kind alone.
#[test]
fn a_folder_holds_all_forms() {
    let desk = desk();
    let line = ["replay", "wiped.toml", "--drill", "wipe", "--out", "out"];
    let ran = desk.run(&line);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let (text, page) = ran.out.split_once("page: ").unwrap();
    assert_eq!(page.trim(), "out/wiped-wipe-0/incident.html");
    assert_eq!(desk.read("out/wiped-wipe-0/incident.txt"), text);
    let forms = [
        ("html", "incident.html"),
        ("trace", "incident.trace.json"),
        ("text", "incident.txt"),
    ];
    for (format, file) in forms {
        let printed = desk.run(&[&line[..4], &["--format", format]].concat());
        assert_eq!(printed.out, desk.read(&format!("out/wiped-wipe-0/{file}")));
    }
    let trial = desk.run(&[
        "run",
        "wiped.toml",
        "--drill",
        "wipe",
        "--trial",
        "0",
        "--format",
        "json",
    ]);
    assert_eq!(trial.out, desk.read("out/wiped-wipe-0/trial.json"));
    assert_eq!(desk.run(&line).out, ran.out);
    // Somebody else's folder is left alone.
    desk.write("theirs/wiped-wipe-0/notes.txt", "mine");
    let theirs = ["replay", "wiped.toml", "--drill", "wipe", "--out", "theirs"];
    let refused = desk.run(&theirs);
    assert_eq!(
        (refused.code, refused.out.as_str()),
        (2, ""),
        "{}",
        refused.err
    );
    assert_eq!(desk.read("theirs/wiped-wipe-0/notes.txt"), "mine");
    // A run of the scenario does not take its place either.
    desk.write(
        "wiped-wipe-0.toml",
        &PLAN.replace("\"wiped\"", "\"wiped-wipe-0\""),
    );
    let run = desk.run(&["run", "wiped-wipe-0.toml", "--quiet", "--out", "out"]);
    assert_eq!(run.code, 2, "{}", run.out);
}

#[test]
fn what_there_is_not_is_refused() {
    let desk = desk();
    let cases: [(&[&str], &str); 3] = [
        (&["--drill", "wipes"], "did you mean `wipe`?"),
        (
            &["--trial", "1"],
            "there is no trial 1: the years have 1 trial,",
        ),
        (&["--drill", "wipe", "--trial", "7"], "there is no trial 7"),
    ];
    for (arguments, said) in cases {
        let ran = desk.run(&[&["replay", "wiped.toml", "--out", "out"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    let entries = std::fs::read_dir(desk.path("out"));
    assert_eq!(
        entries.map_or(0, Iterator::count),
        0,
        "nothing is half-written"
    );
}

/// Years without an outage are told so.
#[test]
fn years_without_an_outage_say_so() {
    let ran = desk().run(&["replay", "wiped.toml"]);
    assert!(
        ran.out
            .contains("No outage: no application was stopped at any instant")
    );
    let page = desk().run(&["replay", "wiped.toml", "--format", "html"]);
    assert!(
        page.out
            .contains("No application was stopped, so there is nothing to draw.")
    );
}

/// The trace of a shipped drill of many VMs, by the rules of its format; its lanes of applications are the timeline of the trial.
#[test]
fn the_trace_keeps_the_rules_of_its_format() {
    let desk = desk();
    let line = ["mdc-container", "--drill", "lose-container", "--trial", "3"];
    let trace = desk.run(&[&["replay", "--format", "trace"], &line[..]].concat());
    let trace: Value = serde_json::from_str(&trace.out).unwrap();
    let lanes = assert_trace(&trace);
    let trial = desk.run(&[&["run", "--format", "json"], &line[..]].concat());
    let trial: Value = serde_json::from_str(&trial.out).unwrap();
    let zero = trace["otherData"]["zero_us"].as_i64().unwrap();
    let micros = |value: &Value| (value.as_f64().unwrap() * 1e6).round() as i64;
    let timeline = trial["timeline"].as_array().unwrap();
    let mut told: Vec<(String, i64, i64, String)> = timeline
        .iter()
        .map(|one| {
            let (from, to) = (micros(&one["from_s"]), micros(&one["to_s"]));
            let text = |key: &str| one[key].as_str().unwrap().to_string();
            (text("application"), zero + from, to - from, text("phase"))
        })
        .filter(|one| one.1 + one.2 >= 0)
        .collect();
    told.sort();
    let mut drawn: Vec<(String, i64, i64, String)> = lanes
        .into_iter()
        .filter(|((process, _), _)| process == "applications")
        .flat_map(|((_, name), pieces)| {
            let whole = pieces.into_iter();
            whole.map(move |(from, length, phase)| (name.clone(), from, length, phase))
        })
        .collect();
    drawn.sort();
    assert_eq!(drawn, told);
    assert!(told.len() > 50);
}

/// Pieces of a lane: from when, how long, called what.
type Pieces = Vec<(i64, i64, String)>;

/// A trace in the JSON object form of the Trace Event Format: every event has what its kind needs, every lane a name, and in
/// none do pieces overlap. Returns the lanes by the names of process and lane.
fn assert_trace(trace: &Value) -> BTreeMap<(String, String), Pieces> {
    let mut processes = BTreeMap::new();
    let mut names = BTreeMap::new();
    let mut lanes: BTreeMap<(i64, i64), Pieces> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for event in trace["traceEvents"].as_array().unwrap() {
        let whole = |key: &str| {
            event[key]
                .as_i64()
                .unwrap_or_else(|| panic!("{key} of {event}"))
        };
        let lane = (whole("pid"), whole("tid"));
        let name = event["name"].as_str().unwrap().to_string();
        match event["ph"].as_str().unwrap() {
            "M" => {
                let said = event["args"]["name"].as_str().map(str::to_string);
                match name.as_str() {
                    "process_name" => drop(processes.insert(lane.0, said.unwrap())),
                    "thread_name" => {
                        assert!(names.insert(lane, said.unwrap()).is_none(), "{event}");
                    }
                    _ => assert!(event["args"]["sort_index"].is_i64(), "{event}"),
                }
            }
            "X" => {
                let (from, length) = (whole("ts"), whole("dur"));
                assert!(from >= 0 && length >= 0, "{event}");
                used.insert(lane);
                lanes.entry(lane).or_default().push((from, length, name));
            }
            "i" => {
                assert!(whole("ts") >= 0 && event["s"] == "t", "{event}");
                used.insert(lane);
            }
            other => panic!("{other} of {event}"),
        }
    }
    for pieces in lanes.values_mut() {
        pieces.sort();
        for pair in pieces.windows(2) {
            assert!(pair[0].0 + pair[0].1 <= pair[1].0, "{pair:?}");
        }
    }
    assert!(
        used.iter().all(|lane| names.contains_key(lane)),
        "{names:?}"
    );
    let named = lanes.into_iter().map(|(lane, pieces)| {
        let key = (processes[&lane.0].clone(), names[&lane].clone());
        (key, pieces)
    });
    named.collect()
}

/// A trial that was followed is told in all forms, and what they say holds together.
pub(crate) fn assert_told(blueprint: &Blueprint, seed: u64, mode: Mode, followed: &Followed) {
    let drill = match mode {
        Mode::Years => None,
        Mode::Drill(drill) => Some(drill),
    };
    let incident = Incident {
        schedule: None,
        blueprint,
        seed,
        drill,
        followed,
        again: "firedrill replay",
    };
    assert!(followed.notes.iter().all(|one| one.at <= followed.ended));
    for vms in [false, true] {
        assert!(!incident_text(&incident, vms).is_empty());
    }
    assert!(incident_page(&incident).unwrap().contains("</html>"));
    let trace: Value = serde_json::from_str(&incident_trace(&incident)).unwrap();
    assert_trace(&trace);
}
