//! `--set`, `--unset` and `--only`: what they change, what they refuse, and that nobody takes one scenario for another.
//!
//! Always true here: a change is told in every result of it; one that changes nothing leaves no trace.

use crate::run::{Desk, files_below};
use firedrill::scenario::{Edit, Issue, Loaded, Overrides, command_line, load, load_with};
use firedrill::variant;
use serde_json::Value;

const BASE: &str = r#"
inventory = "vms.csv"
[site]
north = {}
south = {}
[stamp.alpha]
at = "site.north"
node_memory = "384 GiB"
nodes = 8
[stamp.beta]
at = "site.south"
like = "alpha"
[rack.r1]
stamp = "alpha"
nodes = [1, 2]
[link.wan]
between = ["north", "south"]
rate = "1 Gbps"
[repository.vault]
at = "site.north"
capacity = "60 TiB"
[protection]
nightly.backup = { every = "24 h", restore_to = "beta" }
hourly.backup = { every = "1 h", restore_to = "beta" }
again.none = { redeploy = "40 min" }
[application]
erp = { stamp = "alpha", rto = "8 h", rpo = "24 h", protection = "nightly", size = "DS3_v2", used = "100 GiB" }
web = { stamp = "alpha", rto = "4 h", protection = "again" }
[hazard]
node-failure = { of = "stamp.alpha.node", every = { weibull = { shape = 0.7, scale = "6000 h" } }, repair = "2 h" }
[drill]
lose = { of = "stamp.alpha", returns = "9 h" }
"#;

const VMS: &str = "vm,application,size,used,protection\nweb-1,web,DS3_v2,,again\nweb-2,web,DS3_v2,,again\n\"db 1.2\",web,DS3_v2,20 GiB,nightly;again\n";

fn files(name: &str) -> Result<Vec<u8>, String> {
    match name {
        "vms.csv" => Ok(VMS.as_bytes().to_vec()),
        _ => Err("there is no such file".to_string()),
    }
}

/// What these arguments change: those that begin with `-` are taken out.
fn overrides(arguments: &[&str]) -> Overrides {
    let edit = |one: &&str| match one.strip_prefix('-') {
        Some(path) => Edit::Unset(path.to_string()),
        None => Edit::Set(one.to_string()),
    };
    Overrides {
        edits: arguments.iter().map(edit).collect(),
        ..Overrides::default()
    }
}

fn changed(arguments: &[&str]) -> Result<Loaded, Vec<Issue>> {
    variant::load(BASE, "base.toml", &files, &overrides(arguments))
}

fn words(issues: &[Issue]) -> Vec<String> {
    let told = issues.iter();
    told.map(|one| format!("{:?} {} | {}", one.span, one.message(), one.help()))
        .collect()
}

#[track_caller]
fn legal(arguments: &[&str]) -> Loaded {
    changed(arguments).unwrap_or_else(|issues| panic!("{arguments:?}: {:#?}", words(&issues)))
}

#[track_caller]
fn read(text: &str, rows: &str) -> Loaded {
    let files = |_: &str| Ok(rows.as_bytes().to_vec());
    load(text, "base.toml", &files).unwrap_or_else(|issues| panic!("{:#?}", words(&issues)))
}

#[track_caller]
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

/// A change makes what a file with it is, whether the key is there, is missing, lies deep or in many tables.
#[test]
fn a_change_is_what_the_file_with_it_would_be() {
    let drill = "[drill]\nlose = { of = \"stamp.alpha\", returns = \"9 h\" }\n";
    let rack = "[rack.r1]\nstamp = \"alpha\"\nnodes = [1, 2]\n";
    let other = "[drill]\nother = { of = 'stamp.beta', returns = '1 h' }\n";
    let cases: [(&[&str], &str, &str); 20] = [
        (&["stamp.alpha.nodes=6"], "nodes = 8", "nodes = 6"),
        (
            &["stamp.alpha.start=20 min"],
            "nodes = 8",
            "nodes = 8\nstart = '20 min'",
        ),
        (&["run.trials = 17"], "[site]", "[run]\ntrials = 17\n[site]"),
        (
            &["run={ trials = 17 }"],
            "[site]",
            "[run]\ntrials = 17\n[site]",
        ),
        (&["name=other"], "inventory", "name = 'other'\ninventory"),
        (&["application.erp.rto=2 h"], "\"8 h\"", "\"2 h\""),
        (&["application.erp.rto=\"2 h\""], "\"8 h\"", "\"2 h\""),
        (
            &["application.erp.rto={ node = '5 min', stamp = '8 h' }"],
            "\"8 h\"",
            "{ node = '5 min', stamp = '8 h' }",
        ),
        (
            &["hazard.node-failure.every.weibull.shape=0.9"],
            "0.7",
            "0.9",
        ),
        (
            &["protection.nightly.backup.every=12 h"],
            "\"24 h\", restore",
            "\"12 h\", restore",
        ),
        (&["rack.r1.nodes=[1, 2, 3]"], "[1, 2]", "[1, 2, 3]"),
        (&["rack.r1.nodes.1=4"], "[1, 2]", "[1, 4]"),
        (&["-rack.r1.nodes.0"], "[1, 2]", "[2]"),
        (&["-rack.r1"], rack, ""),
        (&["-drill"], drill, ""),
        (
            &[
                "drill.other={ of = 'stamp.beta', returns = '2 h' }",
                "drill.other.returns=1 h",
            ],
            "[drill]\n",
            other,
        ),
        (&["-application.erp.rpo"], ", rpo = \"24 h\"", ""),
        (&["-application.*.rpo"], ", rpo = \"24 h\"", ""),
        (
            &["-application.erp.rpo", "application.erp.rpo=6 h"],
            "rpo = \"24 h\"",
            "rpo = \"6 h\"",
        ),
        (&["link.wan.rate=2 Gbps"], "1 Gbps", "2 Gbps"),
    ];
    for (arguments, from, to) in cases {
        let (varied, written) = (legal(arguments), read(&replaced(BASE, from, to), VMS));
        assert_eq!(
            varied.blueprint.sha256, written.blueprint.sha256,
            "{arguments:?}"
        );
        assert_eq!(varied.blueprint.run.name, written.blueprint.run.name);
        assert!(!varied.blueprint.run.changed.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_pattern_reaches_all_that_there_are_and_adds_no_table() {
    let loaded = legal(&["application.*.rto=2 h", "protection.*.backup.every=6 h"]);
    for application in &loaded.blueprint.applications {
        let rto = application.rto.default.map(|one| one.limit.as_seconds());
        assert_eq!(rto, Some(7200.0), "{}", application.name);
    }
    assert!(loaded.resolved.contains("[protection.again.none]"));
    assert!(!loaded.resolved.contains("[protection.again.backup]"));
    assert_eq!(loaded.resolved.matches("every = \"6 h\"").count(), 2);
    let some = legal(&["application.w*.tier=1"]);
    assert_eq!(some.blueprint.run.changed, ["--set application.w*.tier=1"]);
}

#[test]
fn rows_of_the_inventory_are_reached_by_the_name_of_the_vm() {
    let web = "web-1,web,DS3_v2,,again\nweb-2,web,DS3_v2,,again\n";
    let no_web = format!("{web}\"db 1.2\",web,DS3_v2,20 GiB");
    let added = "web-3,web,DS3_v2,,again\n\"db";
    let larger = VMS.replace("DS3_v2", "DS4_v2");
    let cases: [(&[&str], &str, &str); 8] = [
        (
            &["vm.web-1.size=DS14_v2"],
            "web-1,web,DS3_v2",
            "web-1,web,DS14_v2",
        ),
        (&["vm.\"db 1.2\".used=90 GiB"], "20 GiB", "90 GiB"),
        (
            &["vm.'db 1.2'.protection=hourly;again"],
            "nightly;again",
            "hourly;again",
        ),
        (
            &["vm.'db 1.2'.protection=['hourly', 'again']"],
            "nightly;again",
            "hourly;again",
        ),
        (&["-vm.web-2"], "web-2,web,DS3_v2,,again\n", ""),
        (
            &["-vm.web-*", "vm.'db 1.2'.used=90 GiB"],
            &no_web,
            "\"db 1.2\",web,DS3_v2,90 GiB",
        ),
        (
            &["vm.web-3={ application = 'web', size = 'DS3_v2', protection = 'again' }"],
            "\"db",
            added,
        ),
        (&["vm.*.size=DS4_v2"], VMS, &larger),
    ];
    let plain = legal(&[]).blueprint.sha256;
    for (arguments, from, to) in cases {
        let written = read(BASE, &replaced(VMS, from, to));
        let varied = legal(arguments);
        assert_eq!(
            varied.blueprint.sha256, written.blueprint.sha256,
            "{arguments:?}"
        );
        assert_ne!(varied.blueprint.sha256, plain, "{arguments:?}");
    }
}

/// Whatever is set to what it is already leaves the very scenario, and is not told.
#[test]
fn what_is_there_already_changes_nothing() {
    let plain = legal(&[]);
    for same in [
        "stamp.alpha.nodes=8",
        "application.erp.rto=8 h",
        "application.erp.rto='480 min'",
        "rack.r1.nodes=[1, 2]",
        "rack.*.stamp=alpha",
        "vm.web-1.size=DS3_v2",
        "vm.'db 1.2'.protection=nightly;again",
        "hazard.node-failure.every.weibull={ scale = '6000 h', shape = 0.7 }",
        "link.wan.rate=1000 Mbps",
    ] {
        let loaded = legal(&[same]);
        assert_eq!(loaded.resolved, plain.resolved, "{same}");
        assert!(loaded.blueprint.run.changed.is_empty(), "{same}");
    }
    // Beside another change it is not told either, where it left the tree as it was.
    let beside = legal(&["stamp.beta.nodes=5", "stamp.alpha.nodes=8"]);
    assert_eq!(beside.blueprint.run.changed, ["--set stamp.beta.nodes=5"]);
}

#[test]
fn a_change_is_told_by_the_resolved_scenario_and_by_what_is_made_of_it() {
    let first = legal(&["stamp.alpha.nodes=6", "-application.erp.rpo"]);
    let told = ["--set stamp.alpha.nodes=6", "--unset application.erp.rpo"];
    assert_eq!(first.blueprint.run.changed, told);
    let again = read(&first.resolved, "");
    assert_eq!(again.blueprint.run.changed, told);
    assert_eq!(again.blueprint.sha256, first.blueprint.sha256);
    let seed = overrides(&["run.seed=5"]);
    let further = load_with(&first.resolved, "base.toml", &files, &seed);
    let further = further.unwrap_or_else(|issues| panic!("{:#?}", words(&issues)));
    let further = further.blueprint.run.changed;
    assert_eq!(further, [told[0], told[1], "--set run.seed=5"]);
}

#[test]
fn what_is_refused_is_refused_at_its_place_all_at_once() {
    let cases = [
        ("stamp.alhpa.nodes=6", "alhpa", "did you mean `alpha`?"),
        ("stmp.alpha.nodes=6", "stmp", "did you mean `stamp`?"),
        ("stamp.alpha.nods=6", "nods", "did you mean `nodes`?"),
        (
            "application.*.rto=2 parsecs",
            "2 parsecs",
            "units of time are",
        ),
        (
            "application.erp.rpo.node=5 min",
            "node",
            "set `rpo` as a whole",
        ),
        ("vm.web-9.size=DS3_v2", "web-9", "did you mean `web-1`?"),
        ("vm.web-1.sise=DS3_v2", "sise", "did you mean `size`?"),
        ("-application.erp.availability", "availability", "stated: "),
        (
            "-hazard.nod-failure",
            "nod-failure",
            "did you mean `node-failure`?",
        ),
        ("stamp.beta.nodes=six", "six", "a whole number"),
        (
            "protection.nightly.backup.every.x.y=1",
            "x",
            "set `every` as a whole",
        ),
        (
            "crew.night.people=2",
            "night",
            "none is defined; one is added as a whole table",
        ),
        (
            "protection.*.replication.to=beta",
            "*",
            "known: again, hourly, nightly",
        ),
    ];
    let arguments = cases.map(|(argument, ..)| argument);
    let issues = changed(&arguments).expect_err("refused");
    let text = command_line(&overrides(&arguments).edits);
    for (number, (_, marked, near)) in cases.into_iter().enumerate() {
        let found = issues.iter().any(|issue| {
            let before = text.get(..issue.span.start).unwrap_or_default();
            issue.file == "command line"
                && before.matches('\n').count() == number
                && text.get(issue.span.clone()) == Some(marked)
                && issue.help().contains(near)
        });
        assert!(found, "{marked}: {:#?}", words(&issues));
    }
}

/// No path and no value stops the program.
#[test]
fn any_path_and_any_value_end_in_a_scenario_or_a_message() {
    let deep = format!("run.{}", ["a"; 30].join("."));
    let paths = [
        "",
        " ",
        ".",
        "..",
        "*",
        "*.*",
        "a",
        "run",
        "run.trials",
        "stamp",
        "stamp.alpha",
        "stamp.*",
        "stamp.*.*",
        "stamp.alpha.*",
        "stamp.\"alpha\".nodes",
        "stamp.'al.pha'.nodes",
        "stamp.al pha.nodes",
        "name",
        "inventory",
        "vm",
        "vm.*",
        "vm.*.*",
        "vm.web-1",
        "vm.web-1.x.y.z",
        "vm.\"\".x",
        "rack.r1.nodes",
        "rack.r1.nodes.0",
        "rack.r1.nodes.*",
        "rack.r1.nodes.-1",
        "rack.r1.nodes.99999999999999999999",
        "rack.r1.nodes.0.0",
        "application.erp.rto.node.x",
        "trace.file",
        "drill.lose.of",
        "drill.*",
        "hazard.*.every.*",
        "hazard.*.every.*.*",
        "from_defaults",
        "changed",
        "protection.*.*.every",
        "protection.nightly",
        "link.wan.between.0",
        "\u{202e}",
        "ü.ö",
        "\"\\u0000\"",
        "\"",
        "'",
        "a\"b",
        "🦀",
        deep.as_str(),
    ];
    let huge = "9".repeat(5_000);
    let nested = format!("{}1{}", "[".repeat(20), "]".repeat(20));
    let values = [
        "",
        "-1",
        "0",
        "1e400",
        "nan",
        "true",
        "x",
        "2 h",
        "''",
        "[]",
        "[[]]",
        "{}",
        "{ a = 1 }",
        "{ a = ",
        "\"",
        "1979-05-27",
        "\0",
        "a\nb = 1",
        "🦀",
        "../../etc/passwd",
        "==",
        huge.as_str(),
        nested.as_str(),
        "{ of = 'stamp.alpha' }",
        "['x', 1, {}]",
    ];
    for path in paths {
        drop(changed(&[&format!("-{path}")]));
        for value in values {
            if let Err(issues) = changed(&[&format!("{path}={value}")]) {
                assert!(!issues.is_empty());
                assert!(issues.iter().all(|one| !one.message().is_empty()));
            }
        }
    }
}

#[test]
fn a_scenario_that_is_refused_may_be_mended_by_a_change() {
    let broken = replaced(BASE, "nodes = 8", "nodes = 0");
    assert!(load(&broken, "b.toml", &files).is_err());
    let eight = overrides(&["stamp.alpha.nodes=8"]);
    let mended = variant::load(&broken, "b.toml", &files, &eight);
    let mended = mended.unwrap_or_else(|issues| panic!("{:#?}", words(&issues)));
    assert_eq!(mended.blueprint.run.changed, ["--set stamp.alpha.nodes=8"]);
    // Text that is no TOML is told, and how arguments are written, and nothing else.
    let both = overrides(&["stamp.b.nodes=1", "stamp.b"]);
    let issues = variant::load("[stamp.a\n", "b.toml", &files, &both).expect_err("refused");
    let codes: Vec<u16> = issues.iter().map(|one| one.code().0).collect();
    assert!(codes.contains(&101) && codes.contains(&155), "{codes:?}");
    assert!(!codes.contains(&197), "{codes:?}");
}

#[test]
fn the_place_that_is_shown_is_the_argument() {
    let desk = Desk::new();
    let ran = desk.run(&["check", "quickstart", "--set", "stamp.alhpa.nodes=6"]);
    assert_eq!(ran.code, 2);
    let expected = "error[FD197]: stamp `alhpa` is not defined\n --> command line:1:13\n  |\n1 | --set stamp.alhpa.nodes=6\n  |             ^^^^^\n  |\n  = help: did you mean `alpha`? known: alpha, beta; one is added as a whole table: --set 'stamp.alhpa={ … }'\n";
    assert!(ran.err.starts_with(expected), "{}", ran.err);
}

#[test]
fn results_of_a_change_say_so_lie_beside_the_others_and_repeat() {
    let desk = Desk::new();
    let run = |more: &[&str]| {
        let mut all = vec!["run", "quickstart", "--trials", "3", "--out", "o"];
        all.extend_from_slice(more);
        let ran = desk.run(&all);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    run(&["--set", "application.erp.rto=8 h"]);
    let same = files_below(&desk.path("o/quickstart"));
    run(&[]);
    assert!(
        same == files_below(&desk.path("o/quickstart")),
        "it changed a byte"
    );
    let printed = run(&[
        "--set",
        "application.*.rto=2 h",
        "--unset",
        "drill.lose-stamp",
    ]);
    let heading = "quickstart with --set application.*.rto=2 h, --unset drill.lose-stamp: 3 trials";
    assert!(printed.replace('\n', " ").starts_with(heading), "{printed}");
    let folders = std::fs::read_dir(desk.path("o")).unwrap();
    let mut names = folders.map(|one| one.unwrap().file_name().to_string_lossy().into_owned());
    let name = names
        .find(|name| name.starts_with("quickstart-set-"))
        .unwrap();
    let read = |file: &str| desk.read(&format!("o/{name}/{file}"));
    let summary: Value = serde_json::from_str(&read("summary.json")).unwrap();
    let told = serde_json::json!(["--set application.*.rto=2 h", "--unset drill.lose-stamp"]);
    assert_eq!(summary["scenario"]["changed"], told);
    assert!(read("report.html").contains("<code>--set application.*.rto=2 h</code>"));
    let resolved = format!("o/{name}/scenario.resolved.toml");
    assert!(
        desk.read(&resolved)
            .contains("changed = [\n    \"--set application.*.rto=2 h\",\n")
    );
    let again = desk.run(&["run", &resolved, "--out", "again", "--quiet"]);
    assert_eq!(again.code, 0, "{}", again.err);
    let of = |folder: &str| files_below(&desk.path(&format!("{folder}/{name}")));
    assert!(of("o") == of("again"), "it does not repeat");
    let rto = ["--set", "application.erp.rto=2 h"];
    let one = desk.run(&["run", "quickstart", "--trial", "1", rto[0], rto[1]]);
    let heading = "quickstart with --set application.erp.rto=2 h: trial 1";
    assert!(one.out.starts_with(heading), "{}", one.out);
    let check = desk.run(&["check", "quickstart", rto[0], rto[1]]);
    assert!(
        check
            .out
            .contains("\n  with --set application.erp.rto=2 h\n"),
        "{}",
        check.out
    );
}

#[test]
fn a_part_is_told_as_one_and_trials_reach_drills() {
    let desk = Desk::new();
    let run = |more: &[&str]| {
        let mut all = vec!["run", "quickstart", "--trials", "3"];
        all.extend_from_slice(more);
        desk.run(&all)
    };
    let json = |more: &[&str]| -> Value {
        let ran = run(more);
        serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err))
    };
    let whole = json(&["--format", "json"]);
    assert_eq!(whole["drills"]["lose-stamp"]["trials"], 3);
    let part = json(&["--only", "lose-stamp", "--only", "erp", "--format", "json"]);
    let asked = serde_json::json!(["drill lose-stamp", "application erp"]);
    assert_eq!(part["scenario"]["only"], asked);
    let applications = |value: &Value| value["drills"]["lose-stamp"]["applications"].clone();
    assert_eq!(applications(&part)["erp"], applications(&whole)["erp"]);
    assert!(applications(&part)["web"].is_null());
    let folder = "out/quickstart-only-drill-lose-stamp-application-erp";
    assert!(desk.path(folder).join("report.html").exists());
    let table = run(&["--only", "class.node"]).out;
    assert!(
        table.starts_with("quickstart, only class node: 3 trials"),
        "{table}"
    );
    assert!(!table.contains("Drill lose-stamp"), "{table}");
    let table = run(&["--only", "lose-stamp"]).out;
    assert!(
        table.starts_with("quickstart, only drill lose-stamp: seed 1"),
        "{table}"
    );
    assert!(!table.contains("Main cause"), "{table}");
    let refused = run(&["--only", "loose-stamp", "--only", "drill.erp"]);
    assert_eq!(refused.code, 2);
    let all = refused.err;
    assert!(all.contains("did you mean `lose-stamp`?"), "{all}");
    assert!(all.contains("there is no drill `erp`"), "{all}");
}
