//! `firedrill chaos`: every fault by itself, what it breaks, in which form, and with which exit code.

mod claims;
mod planted;

use crate::run::{Desk, Ran};
use crate::schemas::assert_chaos;
use serde_json::Value;
use std::collections::BTreeMap;

fn json(ran: &Ran) -> Value {
    let value: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_chaos(&value);
    value
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} of {value}"))
}

fn cell<'v>(value: &'v Value, fault: &str, application: &str) -> &'v Value {
    let all = value["cells"].as_array().unwrap();
    let found = all
        .iter()
        .find(|one| one["fault"] == fault && one["application"] == application);
    found.unwrap_or_else(|| panic!("no {fault} of {application}"))
}

fn verdict<'v>(value: &'v Value, fault: &str, application: &str) -> &'v str {
    text(cell(value, fault, application), "verdict")
}

fn fault<'v>(value: &'v Value, name: &str) -> &'v Value {
    let all = value["faults"].as_array().unwrap();
    let found = all.iter().find(|one| one["fault"] == name);
    found.unwrap_or_else(|| panic!("no fault {name}"))
}

fn swept(desk: &Desk, arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["chaos"].iter().chain(arguments).copied().collect();
    let all: Vec<&str> = all.into_iter().chain(["--format", "json"]).collect();
    json(&desk.run(&all))
}

/// The largest value of a column among the outages of a drill and an application; none where there is no outage, and without a
/// value where one has none.
fn largest(rows: &[BTreeMap<String, String>], run: &str, of: &str, column: &str) -> Option<f64> {
    let own = rows
        .iter()
        .filter(|row| row["run"] == run && row["application"] == of && row["counted"] == "true");
    own.filter_map(|row| row[column].parse::<f64>().ok())
        .reduce(f64::max)
}

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let cells = line.split(',').map(str::to_string);
            head.iter()
                .map(|name| (*name).to_string())
                .zip(cells)
                .collect()
        })
        .collect()
}

/// All drills of the sweep of quickstart, written by hand into one run: each cell says what the run says of it.
#[test]
fn the_matrix_agrees_with_drills_that_are_written_by_hand() {
    let desk = Desk::new();
    let ran = desk.run(&["chaos", "quickstart", "--no-moments", "--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let found = json(&ran);
    let faults = found["faults"].as_array().unwrap();
    let line = "run quickstart --trials 100 --quiet --format json";
    let mut arguments: Vec<String> = line.split(' ').map(str::to_string).collect();
    for one in faults {
        let name = text(one, "fault");
        arguments.extend([
            "--set".into(),
            format!("drill.{name}={}", text(one, "drill")),
        ]);
        arguments.extend(["--only".into(), format!("drill.{name}")]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ran = desk.run(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let summary: Value = serde_json::from_str(&ran.out).unwrap();
    let folder = std::fs::read_dir(desk.path("out"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let outages = std::fs::read_to_string(folder.path().join("outages.csv")).unwrap();
    let outages = rows(&outages);
    let (mut judged, mut stopped) = (0, 0);
    for one in faults {
        let name = text(one, "fault");
        let drill = &summary["drills"][name];
        for application in ["erp", "files", "web"] {
            let cell = cell(&found, name, application);
            let told = &drill["applications"][application];
            assert!(told.is_object(), "{name} says nothing of {application}");
            let verdicts = ["rto", "rpo"].map(|key| told[key]["verdict"].as_str());
            let has = |word: &str| verdicts.contains(&Some(word));
            let own = outages
                .iter()
                .filter(|row| row["run"] == name && row["application"] == application);
            let own: Vec<_> = own.filter(|row| row["counted"] == "true").collect();
            assert_eq!(cell["hit"].as_u64(), Some(own.len() as u64), "{cell}");
            let gone = own
                .iter()
                .any(|row| row["outcome"] != "recovered" || row["total_loss"] == "true");
            let expected = match () {
                () if gone => "lost",
                () if has("missed") => "missed",
                () if own.is_empty() => "survived",
                () if has("inconclusive") => "undecided",
                () if has("met") => "met",
                () => "unstated",
            };
            assert_eq!(text(cell, "verdict"), expected, "{cell} {told}");
            judged += usize::from(has("met") || has("missed"));
            if gone {
                continue;
            }
            let longest = largest(&outages, name, application, "recovery_s");
            assert_eq!(cell["recovery_s"].as_f64(), longest, "{cell}");
            stopped += usize::from(longest.is_some());
        }
    }
    assert!(judged > 20 && stopped > 20, "{judged} {stopped}");
}

#[test]
fn a_command_of_the_sweep_shows_the_trial_that_it_names() {
    let desk = Desk::new();
    let ran = desk.run(&[
        "chaos",
        "quickstart",
        "--no-moments",
        "--only",
        "destroyed-stamp-alpha",
    ]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let line = ran.out.lines().find(|line| line.contains("firedrill run"));
    let line = line.unwrap_or_else(|| panic!("{}", ran.out)).trim();
    // As a shell takes it apart: what stands between quotes is one word.
    let (before, rest) = line.split_once('\'').unwrap();
    let (quoted, after) = rest.split_once('\'').unwrap();
    let mut words: Vec<&str> = before.split_whitespace().skip(1).collect();
    words.push(quoted);
    words.extend(after.split_whitespace());
    let shown = desk.run(&words);
    assert_eq!(shown.code, 0, "{}", shown.err);
    let found = swept(&desk, &["quickstart", "--only", "destroyed-stamp-alpha"]);
    let worst = cell(&found, "destroyed-stamp-alpha", "erp");
    let hours = worst["recovery_s"].as_f64().unwrap();
    let told = firedrill::units::number::duration(hours);
    assert!(shown.out.contains(&told), "{told} in {}", shown.out);
}

/// The stamp is lost and destroyed: two faults, one name of what they hit.
#[test]
fn names_that_are_known_are_told_once() {
    let desk = Desk::new();
    desk.write(
        "x.toml",
        "[stamp.a]\nnode_memory = \"384 GiB\"\n[application.x]\nrto = \"1 h\"\n",
    );
    let ran = desk.run(&["chaos", "x.toml", "--no-moments", "--only", "nonsense"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    let (_, known) = ran.err.split_once("known: ").unwrap();
    let names: Vec<&str> = known.split([',', '\n']).map(str::trim).collect();
    let of_stamp = names.iter().filter(|name| **name == "stamp.a");
    assert_eq!(of_stamp.count(), 1, "{}", ran.err);
}

/// Four nodes of beta have nothing on them: one stands for all. On alpha two carry one VM of files each.
#[test]
fn what_nothing_tells_apart_is_tried_once() {
    let desk = Desk::new();
    let found = swept(&desk, &["quickstart", "--only", "down-stamp-*-node-*"]);
    let alike = |name: &str| fault(&found, name)["stands_for"].as_array().unwrap().len();
    assert_eq!(alike("down-stamp-beta-node-1"), 3);
    let of_alpha = found["faults"].as_array().unwrap().iter();
    let of_alpha = of_alpha.filter(|one| text(one, "of").starts_with("stamp.alpha."));
    // erp, files, web: node 4 has other roles on it than node 1, and these others than nodes 2 and 3.
    assert_eq!(of_alpha.clone().count(), 3);
    let of_alpha: usize = of_alpha
        .map(|one| 1 + one["stands_for"].as_array().unwrap().len())
        .sum();
    assert_eq!(of_alpha, 4);
    // A node is repaired as the hazard of the scenario says, also one that it does not hit.
    let end = |name: &str| {
        (
            text(fault(&found, name), "end_from"),
            &fault(&found, name)["end_of"],
        )
    };
    assert_eq!(
        end("down-stamp-alpha-node-1"),
        ("stated", &Value::from("hazard.node-failure"))
    );
    assert_eq!(
        end("down-stamp-beta-node-1"),
        ("alike", &Value::from("hazard.node-failure"))
    );
    // Whatever is asked for by the name of what stands behind another one is tried by that.
    let same = swept(&desk, &["quickstart", "--only", "stamp.beta.node.3"]);
    assert_eq!(text(&same["faults"][0], "fault"), "down-stamp-beta-node-1");
}

/// All three applications stand on alpha, at the one site: everything, the site and the stamp are one fault. Their only copies lie in a
/// repository that intruders reach.
#[test]
fn intruders_are_tried_over_everything_and_each_tier() {
    let desk = Desk::new();
    let found = swept(&desk, &["quickstart", "--only", "ransomware-*"]);
    let names = found["faults"].as_array().unwrap().iter();
    let names: Vec<&str> = names.map(|one| text(one, "of")).collect();
    assert_eq!(names, ["everything", "tier.1", "tier.2"]);
    let said = fault(&found, "ransomware-tier-1");
    assert_eq!(text(said, "words"), "tier 1 is encrypted by intruders");
    assert_eq!(verdict(&found, "ransomware-everything", "erp"), "lost");
    assert_eq!(verdict(&found, "ransomware-tier-1", "erp"), "lost");
    // Of the second tier files hold data, and erp goes on.
    assert_eq!(verdict(&found, "ransomware-tier-2", "files"), "lost");
    assert_eq!(verdict(&found, "ransomware-tier-2", "erp"), "survived");
}

/// Both copies in one enclosure are lost with it, and a copy elsewhere is not.
#[test]
fn both_copies_in_one_enclosure_are_found() {
    const PLAN: &str = "[site]\nmine = {}\ntown = {}\n[enclosure]\nbox = { site = \"mine\" }\n[link.wan]\nbetween = [\"mine\", \"town\"]\nrate = \"1 Gbps\"\n\
        [stamp]\na = { at = \"enclosure.box\", node_memory = \"384 GiB\" }\nb = { at = \"site.town\", node_memory = \"384 GiB\" }\n\
        [repository]\nfirst = { at = \"enclosure.box\" }\nsecond = { at = \"PLACE\" }\n\
        [protection]\nnightly.backup = { to = \"first\", copy_to = \"second\", restore_to = \"b\", job_failure = \"0 %\", bad_point = \"0 %\" }\n\
        [application]\nerp = { stamp = \"a\", used = \"100 GiB\", protection = \"nightly\", rto = \"3 d\", rpo = \"5 d\" }\n";
    let desk = Desk::new();
    desk.write("bad.toml", &PLAN.replace("PLACE", "enclosure.box"));
    desk.write("good.toml", &PLAN.replace("PLACE", "site.town"));
    let only = ["--only", "destroyed-enclosure-box"];
    let bad = swept(&desk, &[&["bad.toml"], &only[..]].concat());
    assert_eq!(verdict(&bad, "destroyed-enclosure-box", "erp"), "lost");
    let said = "1 of 1 fault breaks an objective or loses an application: 1 cell lost, 0 missed.";
    assert_eq!(text(&bad, "headline"), said);
    let good = swept(&desk, &[&["good.toml"], &only[..]].concat());
    assert_eq!(verdict(&good, "destroyed-enclosure-box", "erp"), "met");
    // Nothing breaks, at any instant: that is a certificate. Where moments were drawn and not all tried it is none.
    let run =
        |more: &[&str]| desk.run(&[&["chaos", "good.toml", "--quiet"], &only[..], more].concat());
    let ran = run(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(good["certificate"]["words"].is_string(), "{good}");
    assert!(bad["certificate"].is_null());
    let ran = run(&["--no-moments"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{}", ran.err);
}

/// Instances in two rooms with their witness in one of them: the loss of that room stops what is left.
#[test]
fn a_witness_in_the_wrong_room_is_found() {
    const PLAN: &str = "[site]\nnorth = {}\nsouth = {}\nthird = {}\n[link]\n\
        ns = { between = [\"north\", \"south\"], rate = \"10 Gbps\" }\nnt = { between = [\"north\", \"third\"], rate = \"1 Gbps\" }\n\
        st = { between = [\"south\", \"third\"], rate = \"1 Gbps\" }\n\
        [stamp]\na = { at = \"site.north\", node_memory = \"384 GiB\" }\nb = { at = \"site.south\", node_memory = \"384 GiB\" }\n\
        [protection.pair.high_availability]\nacross = [\"a\", \"b\"]\nwitness = \"WITNESS\"\n\
        [application.db]\ncount = 2\nrequired = 1\nused = \"100 GiB\"\nprotection = \"pair\"\nrto = \"3 h\"\n";
    let desk = Desk::new();
    desk.write("bad.toml", &PLAN.replace("WITNESS", "site.north"));
    desk.write("good.toml", &PLAN.replace("WITNESS", "site.third"));
    let only = ["--only", "down-site-*"];
    let bad = swept(&desk, &[&["bad.toml"], &only[..]].concat());
    assert_eq!(verdict(&bad, "down-site-north", "db"), "missed");
    let good = swept(&desk, &[&["good.toml"], &only[..]].concat());
    assert!(
        ["met", "survived"].contains(&verdict(&good, "down-site-north", "db")),
        "{}",
        cell(&good, "down-site-north", "db")
    );
}

#[test]
fn the_same_bytes_on_any_number_of_threads_and_a_budget_is_kept() {
    let desk = Desk::new();
    let sweep = |arguments: &[&str]| swept(&desk, &[&["quickstart"], arguments].concat());
    let one = sweep(&["--threads", "1"]);
    assert!(one == sweep(&["--threads", "2"]));
    assert_eq!(one["complete"], true);
    // 27 faults strike 25 trials between two looks: 675 trials, then 1,350, which is enough.
    let some = sweep(&["--budget", "700"]);
    assert_eq!(
        (&some["complete"], &some["runs"]["done"]),
        (&Value::from(false), &Value::from(1_350))
    );
    // Each fault had 50 of its 100 trials: 27 times 50 were not made.
    assert_eq!(some["runs"]["skipped"]["stopped"], 1_350);
    let said = "27 of 27 faults swept, 50 of 100 trials each, seed 1; 1,350 trials made";
    let page = desk.read("chaos/quickstart/chaos.html");
    assert!(page.contains(said), "{page}");
    assert!(page.contains("1,350 trials that had been planned when it was stopped."));
    assert_eq!(one["runs"]["skipped"]["stopped"], 0);
    // On fewer than 100 trials nothing is met and nothing survived.
    assert_eq!(
        (&some["met"], &some["survived"]),
        (&Value::from(0), &Value::from(0))
    );
    // What one trial shows is shown.
    assert_eq!(verdict(&some, "destroyed-site-site", "erp"), "lost");
    assert!(
        page.contains("The sweep is not complete"),
        "the page does not say so"
    );
    let matrix = desk.read("chaos/quickstart/matrix.csv");
    assert_eq!(matrix.lines().count(), 1 + 3 * 27);
}

#[test]
fn a_sweep_never_takes_the_place_of_a_run() {
    let desk = Desk::new();
    assert_eq!(
        desk.run(&["run", "quickstart", "--trials", "2", "--quiet"])
            .code,
        0
    );
    let ran = desk.run(&["chaos", "quickstart", "--out", "out"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("it is left alone"), "{}", ran.err);
    // Its own folder is replaced, and a run does not take that.
    for _ in 0..2 {
        let ran = desk.run(&[
            "chaos",
            "quickstart",
            "--no-moments",
            "--quiet",
            "--only",
            "stamp.beta",
        ]);
        assert_eq!(ran.code, 3, "{}", ran.err);
    }
    let ran = desk.run(&["run", "quickstart", "--trials", "2", "--out", "chaos"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn what_cannot_be_is_refused() {
    let desk = Desk::new();
    for (arguments, wanted) in [
        (["--only", "stamp.alpa"], "stamp.alpha"),
        (["--budget", "0"], "lets nothing be tried"),
        (["--budget", "0 s"], "lets nothing be tried"),
        (
            ["--budget", "soon"],
            "neither a length of time nor a number of trials",
        ),
        (["--budget", "-5"], "-5"),
        (["--trials", "99"], "99 is not in 100"),
        (["--quantile", "101"], "50 to 99.9 per cent"),
        (["--quantile", "high"], "50 to 99.9 per cent"),
        (["--runs", "0"], "0 is not in 1"),
    ] {
        let line: Vec<&str> = ["chaos", "quickstart"]
            .into_iter()
            .chain(arguments)
            .collect();
        let ran = desk.run(&line);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(wanted), "{arguments:?}: {}", ran.err);
    }
    assert!(!desk.path("chaos").exists(), "something was written");
}

/// A night's full of 360 GB at 100 MB/s, kept twice; deleted data is noticed at once, decided about in ten minutes and read in an hour.
const NIGHTLY: &str = "[site]\nmine = {}\n[stamp.a]\nat = \"site.mine\"\nnode_memory = \"384 GiB\"\nstart = \"0 s\"\nuplink = \"100 Gbps\"\n\
    [repository.vault]\nat = \"site.mine\"\nwrite = \"100 MB/s\"\nread = \"100 MB/s\"\n\
    [protection.nightly.backup]\nevery = \"24 h\"\nfull_every = \"24 h\"\nphase = \"22 h\"\nreduction = 1.0\njob_failure = \"0 %\"\nbad_point = \"0 %\"\n\
    detect = \"0 s\"\ndecide = \"10 min\"\nprovision = \"0 s\"\n\
    [application.erp]\nstamp = \"a\"\nsize = \"DS4_v2\"\nused = \"360 GB\"\nchurn = \"0 B/s\"\nboot = \"0 s\"\nvalidate = \"0 s\"\n\
    protection = \"nightly\"\nrto = \"3 h\"\nrpo = \"25 h\"\n";

/// The worst is Monday a millisecond before 23:00: the night before is 25 h less a millisecond away. 25 h keep that; the certificate says so. With an RPO of
/// 24 h and a half it is broken there, though most moments keep it; and a run of the drill that is printed shows the same.
#[test]
fn a_safe_plan_has_its_certificate_and_loses_it_by_one_line() {
    let desk = Desk::new();
    desk.write("safe.toml", NIGHTLY);
    desk.write(
        "weak.toml",
        &NIGHTLY.replace("rpo = \"25 h\"", "rpo = \"1470 min\""),
    );
    let only = ["--only", "deletion-application-erp"];
    let ran = desk.run(&[&["chaos", "safe.toml"], &only[..]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("Certificate: none of 1 fault"),
        "{}",
        ran.out
    );
    let safe = swept(&desk, &[&["safe.toml"], &only[..]].concat());
    assert_eq!(safe["complete"], true);
    let worst = |value: &Value| {
        let all = value["worst"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["of"] == "loss").unwrap()
    };
    let loss = worst(&safe);
    assert_eq!(loss["value_s"].as_f64(), Some(89_999.999));
    assert_eq!(text(&loss, "at"), "Mon 22:59:59.999");
    assert_eq!(
        text(&loss, "at_words"),
        "Monday 22:59:59.999, a millisecond before the daily full of erp is complete"
    );
    assert_eq!(
        (&loss["breaks"], &loss["complete"]),
        (&Value::from(false), &Value::from(true))
    );
    // Seven nights, each with a beginning and an end of a job, seen from the strike and from what follows it.
    let march = &safe["march"];
    assert!(march["critical"].as_u64().unwrap() >= 14, "{march}");
    assert_eq!(march["cycle_s"].as_f64(), Some(7.0 * 86_400.0));
    let weak = swept(&desk, &[&["weak.toml"], &only[..]].concat());
    assert!(weak["certificate"].is_null());
    assert_eq!(
        (&worst(&weak)["breaks"], &weak["march"]["complete"]),
        (&Value::from(true), &Value::from(true))
    );
    let ran = desk.run(&[&["chaos", "weak.toml"], &only[..]].concat());
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("✗ missed, RPO 24 h 30 min"), "{}", ran.out);
    // In the trials of the sweep 95 % keep it: the first sentence says both.
    assert!(
        ran.out.contains("None of 1 fault breaks an objective in a trial of the sweep. One does at its worst moment."),
        "{}",
        ran.out
    );
    // All of its laws are constants: the drill that is printed has the same loss.
    let line = text(&worst(&weak), "command").to_string();
    let (before, rest) = line.split_once('\'').unwrap();
    let (quoted, after) = rest.split_once('\'').unwrap();
    let mut words: Vec<&str> = before.split_whitespace().skip(1).collect();
    words.push(quoted);
    words.extend(after.split_whitespace());
    words.extend(["--format", "json"]);
    let shown = desk.run(&words);
    assert_eq!(shown.code, 0, "{}", shown.err);
    let shown: Value = serde_json::from_str(&shown.out).unwrap();
    let outages = shown["outages"].as_array().unwrap();
    assert_eq!(
        outages[0]["data_loss_s"].as_f64(),
        Some(89_999.999),
        "{shown}"
    );
    let page = desk.read("chaos/weak/chaos.html");
    for said in [
        "Worst moments",
        "a millisecond before the daily full of erp is complete",
        "Stood at",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let rows = desk.read("chaos/weak/moments.csv");
    assert!(rows.contains("deletion-application-erp,application.erp,deletion,erp,loss,89999.999,88200.0,true,Mon 22:59:59.999,"), "{rows}");
}

/// Ten minutes and an hour of reading miss an RTO of 65 min: with 5 min to decide it is kept, with 6 it is not; 360 GB in 55 min are 109.1 MB/s, so that 110 MB/s keep it and
/// 100 do not. 1,470 min of RPO are missed by 25 h less a millisecond, until there are twelve hours between two jobs.
#[test]
fn margins_say_what_would_mend_a_break() {
    let desk = Desk::new();
    let weak = NIGHTLY.replace("rto = \"3 h\"", "rto = \"65 min\"");
    desk.write(
        "weak.toml",
        &weak.replace("rpo = \"25 h\"", "rpo = \"1470 min\""),
    );
    let only = ["weak.toml", "--only", "deletion-application-erp"];
    let value = swept(&desk, &only);
    let change = |of: &str, key: &str| {
        let all = value["margins"].as_array().unwrap();
        let own = all.iter().find(|one| one["of"] == of).unwrap();
        assert_eq!(own["breaks"], true);
        let changes = own["changes"].as_array().unwrap().clone();
        let found = changes.iter().find(|one| one["key"] == key);
        let found = found.unwrap_or_else(|| panic!("no {key} in {own}"));
        ["as_it_is", "holds_at", "breaks_at"].map(|which| text(found, which).to_string())
    };
    assert_eq!(
        change("recovery", "protection.nightly.backup.decide"),
        ["10 min", "5 min", "6 min"]
    );
    let read = change("recovery", "repository.vault.read");
    assert_eq!(read[1..], ["880 Mbps", "870 Mbps"], "{read:?}");
    assert_eq!(
        change("loss", "protection.nightly.backup.every"),
        ["1 d", "12 h", "1 d"]
    );
    let rows = desk.read("chaos/weak/margins.csv");
    let row = "deletion-application-erp,application.erp,deletion,erp,recovery,true,protection.nightly.backup.decide,10 min,5 min,6 min,,0";
    assert!(rows.contains(row), "{rows}");
    let page = desk.read("chaos/weak/chaos.html");
    assert!(
        page.contains("protection.nightly.backup.decide"),
        "no margins on the page"
    );
    // What is told holds: with that value nothing breaks.
    let mended = [
        &["chaos"],
        &only[..],
        &[
            "--margins",
            "0",
            "--set",
            "protection.nightly.backup.decide=5 min",
            "--set",
            "protection.nightly.backup.every=12 h",
        ],
    ];
    let ran = desk.run(&mended.concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

/// Of what holds it is told until when: of 3 h of RTO an hour is for reading, so that 2 h are left to decide; two and a half hours are the next round value, and break it.
/// Data is noticed to be gone at once: with 110 min of noticing and 10 of deciding it is kept, with 111 it is not.
#[test]
fn margins_say_until_when_a_plan_holds() {
    let desk = Desk::new();
    desk.write("safe.toml", NIGHTLY);
    let only = [
        "safe.toml",
        "--only",
        "deletion-application-erp",
        "--margins",
    ];
    let value = swept(&desk, &[&only[..], &["1"]].concat());
    assert_eq!(
        value["margins"].as_array().unwrap().len(),
        1,
        "one objective is nearest"
    );
    // 360 GB in 170 min are 35.3 MB/s: 290 Mbps are 36.25, 280 are 35. With a decision of half an hour there are 150 min, 40 MB/s: 320 Mbps.
    for (decide, kept) in [
        ("10 min", ["290 Mbps", "280 Mbps"]),
        ("30 min", ["320 Mbps", "310 Mbps"]),
    ] {
        let all = [&only[..], &["2", "--set"]].concat();
        let decide = format!("protection.nightly.backup.decide={decide}");
        let value = swept(&desk, &[&all[..], &[&decide]].concat());
        let all = value["margins"].as_array().unwrap();
        let own = all.iter().find(|one| one["of"] == "recovery").unwrap();
        assert_eq!(
            (&own["breaks"], &own["not_tried"]),
            (&Value::from(false), &Value::from(0))
        );
        let words = text(own, "words");
        assert!(words.contains("holds until"), "{words}");
        let changes = own["changes"].as_array().unwrap();
        assert_eq!(changes.len(), 3, "{own}");
        let rate = changes
            .iter()
            .find(|one| one["key"] == "repository.vault.read");
        let rate = rate.unwrap_or_else(|| panic!("{own}"));
        assert_eq!([text(rate, "holds_at"), text(rate, "breaks_at")], kept);
    }
}

/// Cells of all losses of a node: the component, and what becomes of the application.
fn nodes(scenario: &str) -> Vec<(String, String)> {
    let desk = Desk::new();
    desk.write("s.toml", scenario);
    let value = swept(&desk, &["s.toml", "--only", "down-*node*", "--no-moments"]);
    let all = value["faults"].as_array().unwrap().clone();
    let each = all.iter().map(|one| {
        let verdict = cell(&value, text(one, "fault"), "x")["verdict"].clone();
        (
            text(one, "of").to_string(),
            verdict.as_str().unwrap().to_string(),
        )
    });
    each.collect()
}

/// Nodes on which VMs of the same roles stand are told apart by what these VMs need, by which instance serves, and by how long each is away.
#[test]
fn nodes_that_differ_are_tried_one_by_one() {
    let start = "[run]\ntrials = 10\n[stamp.a]\nnode_memory = \"384 GiB\"\nreserve = \"none\"\nhost_os = \"0 %\"\ndetection = \"0 s\"\nisolation_share = \"0 %\"\n";
    // Nodes 1 and 2 are full with f. z1 of 369 GiB leaves room for v1 on node 3, z2 of 20 GiB for v2 of 350 GiB on node 4. v1 finds
    // room anywhere and boots for 4 min; v2 waits 5 h for its node.
    let sizes = format!(
        "{start}[application.x]\nrto = \"10 min\"\nboot = \"4 min\"\nstateless = true\n[vm.v1]\napplication = \"x\"\nmemory = \"8 GiB\"\n[vm.v2]\napplication = \"x\"\nmemory = \"350 GiB\"\n\
         [application.z]\nexpendable = true\nboot = \"4 min\"\nstateless = true\n[vm.z1]\napplication = \"z\"\nmemory = \"369 GiB\"\n[vm.z2]\napplication = \"z\"\nmemory = \"20 GiB\"\n\
         [application.f]\nexpendable = true\nboot = \"4 min\"\ncount = 2\nmemory = \"384 GiB\"\nstateless = true\n[drill.n]\nof = \"stamp.a.node.1\"\nreturns = \"5 h\"\n"
    );
    let of = |verdict: &str, found: &[(String, String)]| {
        found.iter().filter(|one| one.1 == verdict).count()
    };
    let found = nodes(&sizes);
    assert_eq!(
        (of("met", &found), of("missed", &found)),
        (1, 1),
        "{found:?}"
    );
    // One of two instances is active: the loss of its node is 10 + 30 + 20 s of an RTO of 30 s, that of the other one is nothing.
    let pair = format!(
        "{start}[site.site]\n[protection.h.high_availability]\ndetect = \"10 s\"\nfailover = \"30 s\"\nprobe = \"20 s\"\nswitch_failure = \"0 %\"\nwitness = \"site.site\"\n\
         [application.x]\nrto = \"30 s\"\nboot = \"4 min\"\nprotection = \"h\"\ncount = 2\nmemory = \"8 GiB\"\n[drill.n]\nof = \"stamp.a.node.1\"\nreturns = \"5 h\"\n"
    );
    let found = nodes(&pair);
    assert_eq!(of("missed", &found), 1, "{found:?}");
    // Each of two nodes is full: one is away for an hour, the other one for two days.
    let ends = format!(
        "{}[application.x]\nrto = \"4 h\"\nboot = \"4 min\"\nstateless = true\ncount = 2\nmemory = \"384 GiB\"\n[drill.n1]\nof = \"stamp.a.node.1\"\nreturns = \"1 h\"\n\
         [drill.n2]\nof = \"stamp.a.node.2\"\nreturns = \"48 h\"\n",
        start.replace("[stamp.a]", "[stamp.a]\nnodes = 2")
    );
    let found = nodes(&ends);
    assert_eq!(
        (of("met", &found), of("missed", &found)),
        (1, 1),
        "{found:?}"
    );
}

/// What is not marched is told, and nothing is certified; the same bytes on one thread and on two.
#[test]
fn a_march_that_is_cut_short_says_so() {
    let desk = Desk::new();
    desk.write("safe.toml", NIGHTLY);
    let short = swept(&desk, &["safe.toml", "--runs", "20"]);
    assert!(short["certificate"].is_null());
    assert_eq!(short["complete"], false);
    let left = short["left_out"].as_array().unwrap();
    assert!(
        left.iter()
            .any(|one| one.as_str().unwrap().contains("is not complete")),
        "{left:?}"
    );
    for threads in ["1", "2"] {
        let same = swept(&desk, &["safe.toml", "--runs", "20", "--threads", threads]);
        assert!(same == short, "on {threads} threads");
    }
    // Laws that are drawn stand still, and are told.
    let ran = swept(
        &desk,
        &[
            "quickstart",
            "--only",
            "crash-application-web",
            "--quantile",
            "90 %",
        ],
    );
    assert_eq!(ran["march"]["quantile"].as_f64(), Some(0.9));
    let held = ran["march"]["held"].as_array().unwrap();
    assert!(held.len() > 5, "{held:?}");
    assert!(
        held.iter()
            .all(|one| one["key"].is_string() && one["words"] != "")
    );
}
