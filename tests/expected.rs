//! What a test holds a scenario to beside its objectives: the loss of any one component, an earlier run, a file beside it.

use crate::gate::{json, verdicts as found};
use crate::run::Desk;
use serde_json::Value;

/// A cluster of two and a single VM on a stamp of four nodes. A VM whose node is lost is noticed within minutes and starts again
/// elsewhere: its boot takes ten minutes at least, and always.
const PAIR: &str = r#"
[stamp.alpha]
node_memory = "256 GiB"
[protection.pair.high_availability]
switch_failure = "0 %"
[application]
web = { count = 2, required = 1, stateful = false, memory = "16 GiB", protection = "pair" }
erp = { memory = "16 GiB", stateful = false, boot = "10 min" }
"#;

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let all = all.iter();
    all.map(|(one, other)| (one.to_string(), other.to_string()))
        .collect()
}

/// The cluster is back in less than a minute, whichever node it was; the single VM never within ten minutes, and always within two hours.
/// It runs on one of four nodes: a loss of one of the others alone would say nothing against it.
#[test]
fn the_loss_of_any_one_node_is_survived_or_not() {
    let desk = Desk::new();
    let limits = [("erp", "9 min"), ("erp", "2 h"), ("web", "2 min")];
    let tables = limits.map(|(name, rto)| {
        format!("[[expect]]\napplication = \"{name}\"\nsurvives = \"node\"\nrto = \"{rto}\"\n")
    });
    let text = format!("{PAIR}{}", tables.concat());
    desk.write("x.toml", &text);
    let (code, value) = json(&desk, &["x.toml"]);
    assert_eq!(code, 1);
    let wanted = [
        ("erp.survives.node", "fail"),
        ("erp.survives.node", "pass"),
        ("web.survives.node", "pass"),
    ];
    assert_eq!(found(&value), pairs(&wanted));
    // No trial keeps nine minutes, and all keep two hours.
    assert_eq!(value["assertions"][0]["found"]["point"], 0.0);
    assert_eq!(value["assertions"][1]["found"]["point"], 1.0);
    let line = 1 + text
        .lines()
        .position(|line| line.starts_with("survives"))
        .unwrap();
    assert_eq!(value["assertions"][0]["line"], line);
    // What is shown can be pasted, and is as bad as was said.
    let example = &value["assertions"][0]["counterexample"];
    let command = example["command"].as_str().unwrap();
    assert!(
        command.contains(" --set 'drill.lose-stamp-alpha-node-"),
        "{command}"
    );
    let mut words: Vec<&str> = Vec::new();
    for (index, part) in command.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part);
        } else {
            words.extend(part.split_whitespace());
        }
    }
    words.extend(["--format", "json"]);
    let ran = desk.run(&words[1..]);
    assert_eq!(ran.code, 0, "{command}: {}", ran.err);
    let trial: Value = serde_json::from_str(&ran.out).unwrap();
    let outages = trial["outages"].as_array().unwrap();
    let own = outages
        .iter()
        .find(|one| one["application"] == "erp")
        .unwrap();
    let (back, told) = (
        own["recovery_s"].as_f64().unwrap(),
        example["value_s"].as_f64().unwrap(),
    );
    assert!((back - told).abs() < 1e-3 && back > 540.0, "{back} {told}");
}

/// Four nodes hold the VMs of three and no more: with one of them away for good since before, one more cannot be spared. The years
/// and drills of the same scenario are what they are without the losses.
#[test]
fn losses_change_nothing_of_what_is_tested_beside_them() {
    let desk = Desk::new();
    let drill = "[drill.lose]\nof = \"stamp.alpha\"\nreturns = \"1 d\"\n[hazard.node]\nof = \"node\"\nevery = \"2000 h\"\n";
    let text = PAIR.replace("boot =", "rto = \"30 min\", boot =");
    desk.write("plain.toml", &format!("{text}{drill}"));
    desk.write(
        "lost.toml",
        &format!(
            "{text}{drill}[[expect]]\napplication = \"web\"\nsurvives = \"node\"\nrto = \"2 min\"\n"
        ),
    );
    // The level of each is another one, since there are more assertions: a fixed number of trials shows the same figures.
    let figures = |file: &str| {
        let (_, value) = json(&desk, &[file, "--max-trials", "100"]);
        let all = value["assertions"].as_array().unwrap().clone();
        let own = all
            .into_iter()
            .filter(|one| !one["measure"].as_str().unwrap().contains("survives"));
        own.map(|one| {
            (
                one["measure"].clone(),
                one["found"]["point"].clone(),
                one["trials"].clone(),
            )
        })
        .collect::<Vec<_>>()
    };
    let plain = figures("plain.toml");
    assert!(plain.len() >= 2, "{plain:?}");
    assert_eq!(plain, figures("lost.toml"));
}

/// A stamp is lost, and what stood on it with its data comes back with the stamp, 30 days later: that is not to survive it, whatever is stated.
#[test]
fn whoever_waits_for_what_is_lost_comes_back_with_it() {
    let desk = Desk::new();
    let table = "[[expect]]\napplication = \"erp\"\nsurvives = \"stamp\"\n";
    desk.write("any.toml", &format!("{PAIR}{table}"));
    desk.write("soon.toml", &format!("{PAIR}{table}rto = \"29 d\"\n"));
    assert_eq!(json(&desk, &["any.toml"]).0, 1);
    let (code, value) = json(&desk, &["soon.toml"]);
    assert_eq!(code, 1);
    let seconds = value["assertions"][0]["counterexample"]["value_s"]
        .as_f64()
        .unwrap();
    assert!((30.0..30.5).contains(&(seconds / 86_400.0)), "{seconds}");
}

/// The vault alone is not enough: a database without protection that loses nothing, since its stamp keeps its data, keeps any RPO.
#[test]
fn threads_do_not_change_what_is_lost() {
    let desk = Desk::new();
    desk.write(
        "x.toml",
        &format!("{PAIR}[[expect]]\nsurvives = \"node\"\nrto = \"15 min\"\n"),
    );
    let one = desk.run(&["test", "x.toml", "--threads", "1", "--max-trials", "400"]);
    let four = desk.run(&["test", "x.toml", "--threads", "4", "--max-trials", "400"]);
    assert_eq!((one.code, one.out), (four.code, four.out));
}

#[test]
fn what_cannot_be_lost_is_refused() {
    let desk = Desk::new();
    let mut said = String::new();
    for (name, table) in [
        ("rack", "survives = \"rack\"\n"),
        ("word", "survives = \"nodes\"\n"),
        ("self", "survives = \"application\"\n"),
        ("drill", "survives = \"node\"\nclass = \"node\"\n"),
        ("alone", "worse_by = \"2 %\"\n"),
        ("bare", "baseline = \"old\"\n"),
        ("none", "baseline = \"old\"\nworse_by = \"2 %\"\n"),
    ] {
        let file = format!("{name}.toml");
        desk.write(&file, &format!("{PAIR}[[expect]]\n{table}"));
        let ran = desk.run(&["test", &file]);
        assert_eq!(ran.code, 2, "{name}: {}", ran.out);
        said.push_str(&ran.out);
    }
    for wanted in [
        "error[FD491]: there is no rack that could be lost",
        "did you mean `node`?",
        "error[FD490]: `survives` is about the loss of any one component, and `class` is stated",
        "error[FD493]: `worse_by` is stated, and no `baseline`",
        "error[FD492]: `worse_by` is missing",
        "error[FD103]: cannot read `old/summary.json`",
    ] {
        assert!(said.contains(wanted), "{wanted}\n{said}");
    }
}

/// Hand-read from the summary of the earlier run: what it attained, less the tolerance, is what is wanted now.
#[test]
fn nothing_is_worse_than_in_an_earlier_run() {
    let desk = Desk::new();
    let text = "[stamp.a]\nnode_memory = \"256 GiB\"\n[repository.v]\n[protection.p.backup]\n[application.x]\n\
        protection = \"p\"\nrto = \"6 h\"\nrpo = \"30 h\"\n[drill.lose]\nof = \"stamp.a\"\ndestroys = true\nreturns = \"2 h\"\n\
        [hazard.node]\nof = \"node\"\nevery = \"2000 h\"\n";
    desk.write("x.toml", text);
    let ran = desk.run(&[
        "run", "x.toml", "--out", "old", "--trials", "1000", "--quiet",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let summary: Value = serde_json::from_str(&desk.read("old/x/summary.json")).unwrap();
    let of_drill = &summary["drills"]["lose"]["applications"]["x"]["rto"]["by_class"]["stamp"];
    let attained = of_drill["attained"]["point"].as_f64().unwrap();
    let table = "[[expect]]\nbaseline = \"old/x\"\nworse_by = \"5 %\"\n";
    // A looser objective makes nothing better: the limit is that of the earlier run.
    desk.write(
        "same.toml",
        &format!("{}{table}", text.replace("6 h", "60 h")),
    );
    let (_, value) = json(&desk, &["same.toml", "--inconclusive", "pass"]);
    let all = value["assertions"].as_array().unwrap();
    let derived: Vec<&Value> = all.iter().filter(|one| one["line"] == 17).collect();
    let measures: Vec<&str> = derived
        .iter()
        .map(|one| one["measure"].as_str().unwrap())
        .collect();
    let wanted = [
        "x.rto.node.attained",
        "x.rpo.node.attained",
        "x.recovered",
        "x.data_left",
        "x.mttr",
        "x.availability",
        "x.rto.lose.attained",
        "x.rpo.lose.attained",
        "x.recovered.lose",
        "x.data_left.lose",
    ];
    assert_eq!(measures, wanted);
    assert!((derived[6]["target"].as_f64().unwrap() - (attained - 0.05)).abs() < 1e-9);
    assert!(
        derived[6]["name"].as_str().unwrap().contains("RTO 6 h"),
        "{}",
        derived[6]
    );
    let mttr = summary["applications"]["x"]["mttr_s"]["point"]
        .as_f64()
        .unwrap();
    assert!((derived[4]["target"].as_f64().unwrap() / mttr - 1.05).abs() < 1e-6);
    assert!(
        derived.iter().all(|one| one["verdict"] != "fail"),
        "{value:#}"
    );
    // Slower restores are worse, whatever the objective says now.
    let slow = text
        .replace("6 h", "60 h")
        .replace("[repository.v]", "[repository.v]\nread = \"5 MB/s\"");
    desk.write("slow.toml", &format!("{slow}{table}"));
    let (code, value) = json(&desk, &["slow.toml"]);
    assert_eq!(code, 1);
    let all = value["assertions"].as_array().unwrap().iter();
    let failed = all.filter(|one| one["line"] == 18 && one["verdict"] == "fail");
    let failed = failed.inspect(|one| assert_eq!(one["origin"], "baseline"));
    let failed: Vec<&str> = failed.map(|one| one["measure"].as_str().unwrap()).collect();
    assert_eq!(failed, ["x.rto.lose.attained"]);
    let shown = desk.run(&["test", "slow.toml", "--max-trials", "100"]).out;
    for wanted in [
        "x.rto.lose.attained (objective) ",
        "x.rto.lose.attained (baseline) ",
    ] {
        assert!(shown.contains(wanted), "{wanted}\n{shown}");
    }
    // An earlier run of somebody else says nothing of it.
    desk.write(
        "other.toml",
        &format!(
            "{}{table}",
            text.replace("application.x", "application.y")
                .replace("drill.lose", "drill.gone")
        ),
    );
    let ran = desk.run(&["test", "other.toml"]);
    assert!(
        ran.code == 2
            && ran
                .out
                .contains("error[FD496]: `old/x/summary.json` knows application `x`"),
        "{}",
        ran.out
    );
    desk.write("old/x/summary.json", "{\"schema\": \"other/1\"}");
    let ran = desk.run(&["test", "same.toml"]);
    assert!(
        ran.code == 2
            && ran
                .out
                .contains("error[FD494]: `old/x/summary.json` is not the summary of a run"),
        "{}",
        ran.out
    );
}

/// Site e burns at 10 d, x is deleted at 40 d. The repository stands at w, or burns with e: then the fire leaves nothing, and
/// backups go on with what is written anew.
fn burning(repository_at: &str, more: &str) -> String {
    format!(
        "[run]\nhorizon = \"60 d\"\n[site.e]\n[site.w]\n[stamp.a]\nat = \"site.e\"\nnode_memory = \"384 GiB\"\nisolation_share = \"0 %\"\n\
         [stamp.b]\nlike = \"a\"\nat = \"site.w\"\n[link.l]\nbetween = [\"e\", \"w\"]\nrate = \"10 Gbps\"\n\
         [repository.v]\nat = \"site.{repository_at}\"\ncapacity = \"1450 GB\"\n[protection.p.backup]\nchain = \"full\"\nevery = \"24 h\"\n\
         keep = 3\nrestore_to = \"b\"\njob_failure = \"0 %\"\nbad_point = \"0 %\"\ngive_up_after = \"1 h\"\n\
         [application.x]\nstamp = \"a\"\nprotection = \"p\"\nused = \"145 GB\"\n\
         [fault.f]\nof = \"site.e\"\nat = \"10 d\"\nlasts = \"1 h\"\ndestroys = true\n\
         [fault.g]\nof = \"application.x\"\nkind = \"deletion\"\nat = \"40 d\"\n\
         [drill.burn]\nof = \"site.e\"\nreturns = \"1 h\"\ndestroys = true\n{more}"
    )
}

/// By hand: with the repository at w both outages of each trial recover (2 of 2), with it at e the first is lost (1 of 2, 50 %); the
/// drill then loses all in every trial (0 %). No objective is stated, and what is lost is outside of the MTTR and comes back empty, no
/// later than before: only what recovered tells the two apart. 5 points less than 100 % are wanted.
#[test]
fn what_is_lost_is_worse_than_in_an_earlier_run_without_an_objective() {
    let desk = Desk::new();
    desk.write("old.toml", &burning("w", ""));
    let ran = desk.run(&["run", "old.toml", "--trials", "20", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let table = "[[expect]]\nbaseline = \"out/old\"\nworse_by = \"5 %\"\n";
    let ends = |at: &str| {
        desk.write("new.toml", &burning(at, table));
        let arguments = ["new.toml", "--max-trials", "400", "--inconclusive", "pass"];
        let (code, value) = json(&desk, &arguments);
        let all = value["assertions"].as_array().unwrap().iter();
        let all = all.filter(|one| one["measure"].as_str().unwrap() != "x.availability");
        let rows = all.map(|one| {
            let [measure, verdict] = ["measure", "verdict"].map(|key| one[key].as_str().unwrap());
            let found = one["found"]["point"].as_f64().unwrap();
            match one["unit"] == "share" {
                true => format!("{measure} {verdict} {found} of {}", one["target"]),
                false => format!("{measure} {verdict}"),
            }
        });
        (code, rows.collect::<Vec<String>>())
    };
    let (code, same) = ends("w");
    let wanted = [
        "x.recovered pass 1 of 0.95",
        "x.data_left pass 1 of 0.95",
        "x.recovered.burn pass 1 of 0.95",
        "x.data_left.burn pass 1 of 0.95",
    ];
    let own = |rows: &[String]| -> Vec<String> {
        let own = rows.iter().filter(|one| !one.starts_with("x.mttr"));
        own.cloned().collect()
    };
    assert_eq!((own(&same), code), (wanted.map(String::from).to_vec(), 0));
    let (code, worse) = ends("e");
    let wanted = [
        "x.recovered fail 0.5 of 0.95",
        "x.data_left fail 0.5 of 0.95",
        "x.recovered.burn fail 0 of 0.95",
        "x.data_left.burn fail 0 of 0.95",
    ];
    assert_eq!((own(&worse), code), (wanted.map(String::from).to_vec(), 1));
    let shown = desk.run(&["test", "new.toml", "--max-trials", "100"]).out;
    for wanted in [
        "x.recovered",
        "recovered with its data, 95 % wanted",
        "with some data left, 95 % wanted",
        "never back, or without its data, by f",
    ] {
        assert!(shown.contains(wanted), "{wanted}\n{shown}");
    }
}

/// The same said in so many words: 1 of 2 outages recovers.
#[test]
fn a_share_that_recovers_is_expected() {
    for (least, verdict, code) in [("40 %", "pass", 0), ("60 %", "fail", 1)] {
        for key in ["recovered", "data_left"] {
            let desk = Desk::new();
            let table = format!("[[expect]]\n{key} = \"{least}\"\n");
            desk.write("x.toml", &burning("e", &table));
            let (ended, value) = json(&desk, &["x.toml", "--max-trials", "800"]);
            let all = value["assertions"].as_array().unwrap();
            let found = all[0]["verdict"].as_str();
            assert_eq!((found, ended), (Some(verdict), code), "{key}: {value:#}");
            assert_eq!(all[0]["measure"], format!("x.{key}"));
        }
    }
}

/// The scenario, its list of VMs beside it, and expectations in another folder that set something in it.
#[test]
fn a_file_beside_a_scenario_holds_it_to_more() {
    let desk = Desk::new();
    desk.write(
        "plans/vms.csv",
        "vm,application,memory\nw1,web,16 GiB\nw2,web,16 GiB\n",
    );
    let text = "inventory = \"vms.csv\"\n[stamp.alpha]\nnode_memory = \"256 GiB\"\n[application.web]\nrto = \"1 h\"\nstateful = false\n\
        [drill.lose-node]\nof = \"stamp.alpha.node.1\"\nreturns = \"1 d\"\n";
    desk.write("plans/mine.toml", text);
    let own = "scenario = \"../plans/mine.toml\"\nset = [\"application.web.boot=2 h\"]\n[[expect]]\napplication = \"web\"\nsurvives = \"node\"\nrto = \"1 h\"\n";
    desk.write("gates/mine.toml", own);
    let (code, value) = json(&desk, &["gates"]);
    assert_eq!(code, 1);
    let all = value["assertions"].as_array().unwrap();
    let places: Vec<(&str, u64, &str)> = all
        .iter()
        .map(|one| {
            (
                one["file"].as_str().unwrap(),
                one["line"].as_u64().unwrap(),
                one["verdict"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("plans/mine.toml", 5, "fail"),
            ("gates/mine.toml", 5, "fail")
        ]
    );
    assert_eq!(
        value["files"][0]["changed"][0],
        "--set application.web.boot=2 h"
    );
    let command = all[0]["counterexample"]["command"].as_str().unwrap();
    assert!(
        command.starts_with("firedrill run gates/mine.toml --drill lose-node"),
        "{command}"
    );
    // Without what it sets, both hold; and what the command line sets comes last.
    let (code, _) = json(&desk, &["gates", "--set", "application.web.boot=2 min"]);
    assert_eq!(code, 0);
    // In one folder the scenario is tested once, with what stands beside it.
    desk.write("plans/gate.toml", &own.replace("../plans/", ""));
    let (_, value) = json(&desk, &["plans"]);
    let files: Vec<&str> = value["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["file"].as_str().unwrap())
        .collect();
    assert_eq!(files, ["plans/gate.toml"]);
    // What is wrong in it is shown in it.
    desk.write(
        "gates/bad.toml",
        "scenario = \"../plans/mine.toml\"\nname = \"x\"\n[[expect]]\nsurvivs = \"node\"\n",
    );
    let ran = desk.run(&["check", "gates/bad.toml"]);
    assert_eq!(ran.code, 2);
    for wanted in [
        "gates/bad.toml:2:1",
        "gates/bad.toml:4:1",
        "did you mean `survives`?",
    ] {
        assert!(ran.err.contains(wanted), "{wanted}\n{}", ran.err);
    }
    // So is what it sets, with a caret at the part of it that is wrong; where it is escaped, at the whole.
    desk.write(
        "gates/set.toml",
        "scenario = \"../plans/mine.toml\"\nset = [\n  \"application.web.boot=2 h\",\n  'aplication.web.boot=2 h',\n  \"application.web.tier=\\\"x\\\"\",\n]\n",
    );
    let ran = desk.run(&[
        "check",
        "gates/set.toml",
        "--set",
        "application.web.boot=2 hh",
    ]);
    assert_eq!(ran.code, 2);
    for wanted in [
        "gates/set.toml:4:4\n",
        "gates/set.toml:5:3\n",
        "command line:4:28\n",
        "did you mean `application`?",
    ] {
        assert!(ran.err.contains(wanted), "{wanted}\n{}", ran.err);
    }
    let ran = desk.run(&["check", "gates/set.toml", "--format", "github"]);
    assert!(
        ran.out
            .contains("file=gates/set.toml,line=4,col=4,endLine=4,endColumn=14"),
        "{}",
        ran.out
    );
    desk.write("gates/lost.toml", "scenario = \"../plan/mine.toml\"\n");
    let ran = desk.run(&["check", "gates/lost.toml"]);
    assert!(
        ran.code == 2
            && ran.err.contains("gates/lost.toml:1:12")
            && ran.err.contains("error[FD103]"),
        "{}",
        ran.err
    );
}

/// A hazard has the name that the loss of a stamp would have: the loss has another one, and its command works.
#[test]
fn a_loss_has_a_name_that_nothing_else_has() {
    let desk = Desk::new();
    desk.write(
        "n.toml",
        "[stamp.a]\nnode_memory = \"384 GiB\"\n[application.x]\nrto = \"4 h\"\n[hazard.lose-stamp-a]\nof = \"stamp.a.node\"\nevery = \"900 d\"\n[[expect]]\nsurvives = \"stamp\"\n",
    );
    let (code, value) = json(&desk, &["n.toml", "--max-trials", "100"]);
    assert_eq!(code, 1);
    let all = value["assertions"].as_array().unwrap();
    let lost = all.iter().find(|one| one["measure"] == "x.survives.stamp");
    let example = &lost.unwrap()["counterexample"];
    assert_eq!(example["drill"], "lose-lose-stamp-a");
    let command = example["command"]
        .as_str()
        .unwrap()
        .replace("firedrill ", "");
    let (before, more) = command.split_once(" --set '").unwrap();
    let (set, after) = more.split_once("' ").unwrap();
    let words = before
        .split(' ')
        .chain(["--set", set])
        .chain(after.split(' '));
    let ran = desk.run(&words.collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "{command}: {}", ran.err);
}

/// Many files, more than there are threads: the order of what is said is that of their names.
#[test]
fn files_of_a_suite_are_tested_side_by_side() {
    let desk = Desk::new();
    for index in 0..7 {
        let table = "[[expect]]\napplication = \"web\"\nsurvives = \"node\"\nrto = \"2 min\"\n";
        desk.write(&format!("suite/{index}.toml"), &format!("{PAIR}{table}"));
    }
    desk.write("suite/3.toml", "[stamp.alpha]\nnode_memory = \"many\"\n");
    let one = desk.run(&["test", "suite", "--threads", "1"]);
    let many = desk.run(&["test", "suite", "--threads", "3"]);
    assert_eq!(one.code, 2);
    assert_eq!((one.code, &one.out), (many.code, &many.out));
    let places: Vec<usize> = (0..7)
        .map(|index| one.out.find(&format!("suite/{index}.toml: ")).unwrap())
        .collect();
    assert!(places.is_sorted(), "{}", one.out);
    assert!(
        one.out
            .contains("6 passed, 0 failed, 0 inconclusive; refused: 1 file"),
        "{}",
        one.out
    );
}
