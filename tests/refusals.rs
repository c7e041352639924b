//! What is refused: exit codes for all typical mistakes, exact messages for some.
//!
//! Always true here: what is refused leaves no file behind.

use crate::run::Desk;
use std::fs;

const SMALL: &str = r#"[stamp.alpha]
node_memory = "384 GiB"
[repository.vault]
capacity = "60 TiB"
[protection]
nightly.backup = { every = "24 h", window = "20:00-06:00" }
[application]
erp = { rto = "8 h", rpo = "24 h", size = "DS3_v2", protection = "nightly" }
[hazard]
node-failure = { of = "node", every = "7550 h" }
"#;

const HEADER: &str = "vm,application,size,used\n";

/// What `check` says about a scenario; with its exit code.
fn check(scenario: &str, files: &[(&str, &str)]) -> (i32, String) {
    let desk = Desk::new();
    desk.write("s.toml", scenario);
    for (name, text) in files {
        desk.write(name, text);
    }
    let ran = desk.run(&["check", "s.toml"]);
    assert!(ran.code != 0 || ran.err.is_empty(), "{}", ran.err);
    (ran.code, ran.err)
}

#[track_caller]
fn refused(scenario: &str, files: &[(&str, &str)], message: &str) {
    let (code, said) = check(scenario, files);
    assert_eq!(code, 2, "{said}");
    assert_eq!(said, format!("{}\n", message.trim_matches('\n')));
}

#[track_caller]
fn refused_with(scenario: &str, files: &[(&str, &str)], parts: &[&str]) {
    let (code, said) = check(scenario, files);
    assert_eq!(code, 2, "{said}");
    for part in parts {
        assert!(said.contains(part), "`{part}` is not in\n{said}");
    }
}

fn with(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    SMALL.replace(from, to)
}

fn with_inventory() -> String {
    format!("inventory = \"v.csv\"\n{}", with("size = \"DS3_v2\", ", ""))
}

fn with_trace() -> String {
    format!(
        "{SMALL}[trace]\nfile = \"t.csv\"\nnode = \"node\"\nstart = {{ column = \"h\", unit = \"h\" }}\nlength = {{ column = \"m\", unit = \"min\" }}\n"
    )
}

#[test]
fn the_scenario_of_these_tests_is_legal() {
    assert_eq!(check(SMALL, &[]), (0, String::new()));
    let inventory = format!("{HEADER}a,erp,DS3_v2,80 GiB\n");
    assert_eq!(
        check(&with_inventory(), &[("v.csv", &inventory)]),
        (0, String::new())
    );
    assert_eq!(
        check(&with_trace(), &[("t.csv", "node,h,m\n1,5,60\n")]),
        (0, String::new())
    );
}

#[test]
fn a_wrong_unit() {
    refused(
        &with("\"8 h\"", "\"8 fortnights\""),
        &[],
        r#"
error[FD133]: `rto`: `fortnights` is no unit of time
 --> s.toml:8:15
  |
8 | erp = { rto = "8 fortnights", rpo = "24 h", size = "DS3_v2", protection = "nightly" }
  |               ^^^^^^^^^^^^^^
  |
  = help: units of time are ms, s, min, h, d, weeks, years: "15 min", "1 h 30 min", "30 d"

1 problem; nothing was simulated
"#,
    );
}

#[test]
fn a_mistyped_key() {
    refused_with(
        &with("rto =", "rt0 ="),
        &[],
        &[
            "error[FD160]: unknown key `rt0` in an application\n --> s.toml:8:9\n",
            "\n  |         ^^^\n",
            "= help: did you mean `rto`? legal keys: owner, tier,",
        ],
    );
}

#[test]
fn a_cycle() {
    refused_with(
        &with(
            "erp = {",
            "web = { needs = \"erp\", size = \"DS3_v2\" }\nerp = { needs = \"web\",",
        ),
        &[],
        &["circle: erp -> web -> erp", "help: leave one `needs` out"],
    );
}

#[test]
fn all_problems_at_once() {
    let wrong = with("\"8 h\"", "\"8\"")
        .replace("DS3_v2", "DS9")
        .replace("\"nightly\"", "\"nightley\"")
        .replace("7550 h", "7550");
    let (code, said) = check(&wrong, &[]);
    assert_eq!(code, 2);
    assert_eq!(said.matches("error[FD").count(), 4, "{said}");
    assert!(
        said.ends_with("\n4 problems; nothing was simulated\n"),
        "{said}"
    );
}

#[test]
fn nothing_to_simulate() {
    refused(
        "",
        &[],
        "
error[FD301]: s.toml: the scenario has no stamp
 |
 = help: define one: [stamp.NAME] with node_memory = \"384 GiB\"

1 problem; nothing was simulated
",
    );
    refused_with(
        "[stamp]\n[application]\n[hazard]\n",
        &[],
        &["error[FD301]: the scenario has no stamp\n --> s.toml:1:1\n"],
    );
}

#[test]
fn impossible_numbers() {
    for (from, to, part) in [
        ("\"8 h\"", "\"-8 h\"", "is negative"),
        ("\"8 h\"", "\"0 h\"", "an RTO of zero is always missed"),
        ("\"8 h\"", "8", "8 has no unit"),
        ("\"7550 h\"", "\"0 s\"", "a length of zero makes no sense"),
        ("\"7550 h\"", "\"1e300 h\"", "is no unit of time"),
        ("rto =", "count = 1000000000, rto =", "limit VMS of 100000"),
        ("rto =", "count = 0, rto =", "0 is less than 1"),
        ("rto =", "count = -1, rto =", "-1 is less than 1"),
        (
            "rto =",
            "tier = 9999999, rto =",
            "limit SMALL_COUNT of 1000",
        ),
        (
            "rto =",
            "rto_share = \"120 %\", rto =",
            "not between 0 % and 100 %",
        ),
        ("erp =", "\"../up\" =", "`../up` is not a legal name"),
        ("every = \"24 h\"", "every = \"1 ms\"", "less than a minute"),
        (
            "every = \"24 h\"",
            "method = \"hypervisor\", every = \"24 h\"",
            "no backup from the hypervisor",
        ),
        ("\"60 TiB\"", "\"0 B\"", "without capacity"),
        (
            "\"7550 h\"",
            "{ weibull = { shape = 1e308, scale = \"6 h\" } }",
            "shape 1e308 is not between 0.1 and 100",
        ),
    ] {
        refused_with(&with(from, to), &[], &[part, "s.toml:"]);
    }
    // What could not be read is reported once, and not for its stand-in as well.
    let unreadable = with("\"7550 h\"", "{ empirical = \"none.csv\" }");
    refused_with(&unreadable, &[], &["cannot read `none.csv`", "1 problem;"]);
    for (run, part) in [
        ("trials = 0", "0 is less than 1"),
        ("trials = 100000000000", "limit TRIALS of 10000000"),
        ("horizon = \"0 s\"", "a length of zero makes no sense"),
        ("horizon = \"1000 years\"", "limit DAYS of 36500"),
    ] {
        refused_with(
            &format!("{SMALL}[run]\n{run}\n"),
            &[],
            &[part, "s.toml:12:"],
        );
    }
}

#[test]
fn what_would_run_for_weeks() {
    // 4 nodes, a fault a day on each, 100 years, ten million trials: 1.5e12 faults.
    let wrong = with("\"7550 h\"", "\"24 h\"");
    refused_with(
        &format!("{wrong}[run]\ntrials = 10000000\nhorizon = \"36500 d\"\n"),
        &[],
        &[
            "faults are expected over all trials: more than the limit FAULTS of 10000000\n  --> s.toml:12:10",
            "backup jobs come due over all trials: more than the limit JOBS of 10000000000",
            "help: use fewer trials",
        ],
    );
    let desk = Desk::new();
    desk.write("s.toml", &wrong);
    let ran = desk.run(&["run", "s.toml", "--trials", "10000000"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("limit FAULTS"), "{}", ran.err);
    assert!(!desk.path("out").exists());
}

#[test]
fn a_disk_where_none_is_simulated() {
    refused(
        &with("of = \"node\"", "of = \"stamp.alpha.disk\"")
            .replace("7550 h\"", "7550 h\", repair = \"8 h\""),
        &[],
        r#"
error[FD210]: `of`: the disks of stamp `alpha` are not simulated
  --> s.toml:10:23
   |
10 | node-failure = { of = "stamp.alpha.disk", every = "7550 h", repair = "8 h" }
   |                       ^^^^^^^^^^^^^^^^^^
   |
   = help: state them in [stamp.alpha], such as storage = { disks = 10 }

1 problem; nothing was simulated
"#,
    );
}

#[test]
fn replication_instances_and_storage_all_at_once() {
    let wrong = with(
        "384 GiB\"",
        "384 GiB\"\nstorage = { disk = 10 }\nswitches = 9",
    )
    .replace(
        "[protection]",
        "[protection]\ntwin.replication = { too = \"alpha\", when_cut = \"stop\" }\npair.high_availability = { across = [\"alpha\", \"bravo\"], active = \"both\" }",
    )
    .replace("\"nightly\" }", "[\"nightly\", \"twin\", \"pair\"] }");
    let (code, said) = check(&wrong, &[]);
    assert_eq!(code, 2);
    for part in [
        "storage `alpha` has no `disks`\n --> s.toml:3:11\n",
        "unknown key `disk` in a storage\n --> s.toml:3:13\n",
        "9 top-of-rack switches on one stamp\n --> s.toml:4:12\n",
        "replication `twin` has no `to`\n --> s.toml:8:1\n",
        "unknown key `too` in a replication\n --> s.toml:8:22\n",
        "`when_cut` is for synchronous replication",
        "stamp `bravo` is not defined\n --> s.toml:9:47\n",
        "`active`: `both` is not one of the legal words\n --> s.toml:9:66\n",
    ] {
        assert!(said.contains(part), "`{part}` is not in\n{said}");
    }
    assert!(
        said.ends_with("\n8 problems; nothing was simulated\n"),
        "{said}"
    );
}

#[test]
fn a_replica_that_nothing_reaches() {
    let two = format!(
        "[site.mine]\n[site.depot]\n[stamp.beta]\nat = \"site.depot\"\nnode_memory = \"384 GiB\"\n{}",
        with("[stamp.alpha]", "[stamp.alpha]\nat = \"site.mine\"")
            .replace("capacity", "at = \"site.mine\"\ncapacity")
            .replace(
                "[protection]",
                "[protection]\ntwin.replication = { to = \"beta\" }"
            )
            .replace(
                "\"nightly\" }",
                "[\"nightly\", \"twin\"], stamp = \"alpha\" }"
            )
    );
    refused(
        &two,
        &[],
        r#"
error[FD336]: replication `twin` of application `erp` goes from stamp `alpha` to stamp `beta`, but no link joins their sites
  --> s.toml:16:1
   |
16 | erp = { rto = "8 h", rpo = "24 h", size = "DS3_v2", protection = ["nightly", "twin"], stamp = "alpha" }
   | ^^^
   |
   = help: define one: [link.NAME] with between = ["mine", "depot"]

1 problem; nothing was simulated
"#,
    );
}

#[test]
fn inventories_of_the_wrong_form() {
    let scenario = with_inventory();
    refused(
        &scenario,
        &[("v.csv", "vm;application;size;used\na;erp;DS3_v2;80,5 GiB\n")],
        "
error[FD108]: the columns are separated by `;`, not by commas
 --> v.csv:1:1
  |
1 | vm;application;size;used
  | ^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: save it with commas between columns, and `.` in numbers

1 problem; nothing was simulated
",
    );
    for (text, parts) in [
        ("vm\tapplication\na\terp\n", &["separated by tabs"][..]),
        (
            "",
            &["error[FD106]: v.csv: the file is empty", "\n1 problem;"],
        ),
        (HEADER, &["the inventory lists no VM", "\n1 problem;"]),
        (
            "vm,application,size,used\n\"a,erp,DS3_v2,80 GiB\n",
            &["a double quote is not closed", "v.csv:2:1", "\n1 problem;"],
        ),
        (
            "vm,application,size,used\na,erp\n",
            &["the row has 2 cells, the header has 4", "\n1 problem;"],
        ),
        ("name,application\na,erp\n", &["no column `vm`"]),
        (
            "vm,application,size,used\na,erq,DS3_v2,80\n",
            &[
                "did you mean `erp`?",
                "`80` has no unit",
                "v.csv:2:3",
                "v.csv:2:14",
            ],
        ),
        (
            "vm,application,size,used\na,erp,DS3_v2,1 GiB\na,erp,DS3_v2,1 GiB\n",
            &["vm `a` is listed twice", "v.csv:3:1"],
        ),
    ] {
        refused_with(&scenario, &[("v.csv", text)], parts);
    }
}

#[test]
fn inventories_from_elsewhere() {
    let scenario = with_inventory();
    let bytes = format!("\u{feff}{HEADER}\"a\",erp,DS3_v2,80 GiB\n").replace('\n', "\r\n");
    assert_eq!(check(&scenario, &[("v.csv", &bytes)]), (0, String::new()));
    refused_with(&scenario, &[], &["cannot read `v.csv`", "s.toml:1:13"]);
    // A device has no end; nothing of it is read.
    for odd in ["/dev/zero", "."] {
        let scenario = scenario.replace("v.csv", odd);
        refused_with(
            &scenario,
            &[],
            &[&format!("cannot read `{odd}`: it is not a file")],
        );
    }
}

#[test]
fn traces_of_the_wrong_form() {
    let scenario = with_trace();
    for (text, part) in [
        ("node,h,m\n", "the trace has no row"),
        ("", "t.csv: the file is empty"),
        (
            "node,h,m\n9,5,60\n",
            "stamp `alpha` has no node for number 9",
        ),
        ("node,h,m\n1,-5,60\n", "a start of -5 is not possible"),
        ("node,h,m\n1,1e300,60\n", "a start of 1e300 is not possible"),
        ("node,h,m\n1,nan,60\n", "not a finite number"),
        ("node,hours,m\n1,5,60\n", "no column `h`"),
    ] {
        refused_with(&scenario, &[("t.csv", text)], &[part, "\n1 problem;"]);
    }
}

#[test]
fn arguments_that_are_refused() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    for arguments in [
        &["frobnicate"][..],
        &["run"],
        &["run", "s.toml", "--trials", "0"],
        &["run", "s.toml", "--threads", "0"],
        &["run", "s.toml", "--seed=-1"],
        &["run", "s.toml", "--format", "yaml"],
        &["run", "nothing.toml"],
        &["check", "."],
        &["check", "/dev/zero"],
        &["init", "s.toml"],
    ] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        let marks = ["error: ", "error[FD"];
        let marked = marks.iter().any(|mark| ran.err.starts_with(mark));
        assert!(marked, "{}", ran.err);
        assert_eq!(ran.out, "");
    }
    assert_eq!(desk.read("s.toml"), SMALL);
    assert!(!desk.path("out").exists());
}

#[test]
fn a_folder_of_somebody_else_is_refused_before_anything_is_simulated() {
    let desk = Desk::new();
    // A hundred years of many faults would take minutes.
    let long = with("\"7550 h\"", "\"100 h\"");
    desk.write(
        "s.toml",
        &format!("{long}[run]\ntrials = 200\nhorizon = \"36500 d\"\n"),
    );
    desk.write("out/s/thesis.txt", "years of work");
    let ran = desk.run(&["run", "s.toml"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: cannot write results: out/s exists and does not look like results (no summary.json); it is left alone\n"
    );
    assert_eq!(desk.read("out/s/thesis.txt"), "years of work");
}

#[test]
fn trouble_with_the_disk_has_its_own_code_and_names_the_path() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    desk.write("taken", "a file");
    let ran = desk.run(&["run", "s.toml", "--trials", "2", "--out", "taken"]);
    assert_eq!(ran.code, 4);
    assert!(
        ran.err.starts_with("error: cannot write results: taken: "),
        "{}",
        ran.err
    );
    let ran = desk.run(&["init", "no/such/folder.toml"]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("no/such/folder.toml"), "{}", ran.err);
}

#[test]
fn runs_at_once_into_one_folder_all_end_well() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                let ran = desk.run(&["run", "s.toml", "--trials", "5", "--quiet"]);
                assert_eq!((ran.code, ran.err.as_str()), (0, ""));
            });
        }
    });
    let left: Vec<_> = fs::read_dir(desk.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["s"]);
    assert!(desk.path("out/s/summary.json").is_file());
}
