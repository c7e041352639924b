//! Reads what people write: near names, other notations, other ways in; and nothing hostile gets through.
//!
//! Always true here: what a scenario says is the same whatever way it comes in.

use crate::run::{Desk, Ran};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SMALL: &str = r#"description = "small"
[stamp.alpha]
node_memory = "384 GiB"
[repository.vault]
capacity = "60 TiB"
[protection]
nightly.backup = { every = "24 h", window = "20:00-06:00" }
[application]
erp = { rto = "8 h", rpo = "24 h", protection = "nightly", size = "DS3_v2" }
[hazard]
node-failure = { of = "node", every = "7550 h" }
"#;

fn with_inventory() -> String {
    format!(
        "inventory = \"v.csv\"\n{}",
        SMALL.replace(", size = \"DS3_v2\"", "")
    )
}

fn with_trace() -> String {
    format!(
        "{SMALL}[trace]\nfile = \"t.csv\"\nnode = \"node\"\ngroup = \"run\"\ncause = \"why\"\nstart = {{ column = \"h\", unit = \"h\" }}\nlength = {{ column = \"m\", unit = \"min\" }}\n"
    )
}

/// Runs a shell in the folder, with the program as `$FIREDRILL`; at most 20 s.
pub(crate) fn shell(desk: &Desk, script: &str) -> Ran {
    let started = Instant::now();
    let output = Command::new("timeout")
        .args(["20", "bash", "-c", script])
        .current_dir(desk.path("."))
        .env("FIREDRILL", env!("CARGO_BIN_EXE_firedrill"))
        .output()
        .unwrap();
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "`{script}` hangs"
    );
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn check(files: &[(&str, &[u8])]) -> Ran {
    let desk = Desk::new();
    for (name, bytes) in files {
        std::fs::write(desk.path(name), bytes).unwrap();
    }
    desk.run(&["check", files[0].0])
}

#[track_caller]
fn refused(ran: &Ran, parts: &[&str], hidden: &[&str]) {
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    for part in parts {
        assert!(ran.err.contains(part), "`{part}` is not in\n{}", ran.err);
    }
    for part in hidden {
        assert!(!ran.err.contains(part), "`{part}` is in\n{}", ran.err);
    }
}

#[test]
fn scenarios_come_from_standard_input_and_pipes() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    desk.write(
        "v.csv",
        "vm,application,size,used\nweb 1,erp,DS3_v2,80 GiB\n",
    );
    desk.write("i.toml", &with_inventory());
    desk.write("t.csv", "node,run,why,h,m\n1,1,disk,5,60\n");
    desk.write("t.toml", &with_trace().replace("file = \"t.csv\"\n", ""));
    let expected = desk.run(&["check", "s.toml"]).out;
    for (script, name) in [
        ("cat s.toml | \"$FIREDRILL\" check -", "standard-input"),
        ("\"$FIREDRILL\" check - < s.toml", "standard-input"),
        (
            "(sleep 0.4; cat s.toml) | \"$FIREDRILL\" check -",
            "standard-input",
        ),
        ("cat s.toml | \"$FIREDRILL\" check /dev/stdin", "stdin"),
        ("\"$FIREDRILL\" check <(sleep 0.4; cat s.toml)", ""),
        (
            "mkfifo p; (sleep 0.4; cat s.toml > p) & \"$FIREDRILL\" check p",
            "p",
        ),
    ] {
        let ran = shell(&desk, script);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{script}");
        let (first, rest) = ran.out.split_once('\n').unwrap();
        assert!(first.contains(name), "{script}: {first}");
        assert_eq!(rest, expected.split_once('\n').unwrap().1, "{script}");
    }
    // What the scenario refers to lies where the command is given; results have the scenario's own name.
    let ran = shell(
        &desk,
        "(echo 'name = \"mine\"'; cat i.toml) | \"$FIREDRILL\" run - --trials 2 --quiet",
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(desk.path("out/mine/report.html").is_file());
    let ran = shell(&desk, "cat t.csv | \"$FIREDRILL\" check t.toml --trace -");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    refused(
        &shell(&desk, "\"$FIREDRILL\" check - --trace - < s.toml"),
        &["both"],
        &[],
    );
    refused(
        &shell(&desk, "sed s/erp/=/ s.toml | \"$FIREDRILL\" check -"),
        &["--> standard input:9:"],
        &[],
    );
}

#[test]
fn special_files_neither_hang_nor_fill_the_memory() {
    let desk = Desk::new();
    desk.write(
        "kernel.toml",
        &with_inventory().replace("v.csv", "/proc/kmsg"),
    );
    desk.write("pipe.toml", &with_inventory().replace("v.csv", "silent"));
    desk.write("zero.toml", &with_inventory().replace("v.csv", "/dev/zero"));
    for (script, part) in [
        ("\"$FIREDRILL\" check /proc/kmsg", "cannot read /proc/kmsg"),
        (
            "\"$FIREDRILL\" check /proc/self/environ",
            "a file of the kernel",
        ),
        (
            "\"$FIREDRILL\" check kernel.toml",
            "cannot read `/proc/kmsg`",
        ),
        ("\"$FIREDRILL\" check zero.toml", "it is not a file"),
        ("\"$FIREDRILL\" check /dev/zero", "/dev/zero is not a file"),
        (
            "\"$FIREDRILL\" check - < /dev/zero",
            "more bytes than the limit FILE_BYTES",
        ),
        (
            "\"$FIREDRILL\" check - < /proc/self/environ",
            "a file of the kernel",
        ),
        ("\"$FIREDRILL\" check - < /dev/null", "no stamp"),
        ("\"$FIREDRILL\" check - < .", "cannot read standard input"),
        (
            "mkfifo alone; \"$FIREDRILL\" check alone",
            "nothing came through the pipe",
        ),
        (
            "mkfifo silent; (exec 3<>silent; sleep 15) & \"$FIREDRILL\" check pipe.toml",
            "nothing came through the pipe for 10 s",
        ),
        (
            "\"$FIREDRILL\" check <(cat /dev/zero)",
            "more bytes than the limit FILE_BYTES",
        ),
    ] {
        let ran = shell(&desk, &format!("ulimit -v 4000000; {script}"));
        assert_eq!(ran.code, 2, "{script}: {}", ran.err);
        assert!(ran.err.contains(part), "{script}: {}", ran.err);
    }
}

#[test]
fn near_names_of_shipped_scenarios_and_files() {
    let desk = Desk::new();
    desk.write("plant.toml", SMALL);
    desk.write("mine/north.toml", SMALL);
    for (wrong, near) in [
        ("quickstat", "quickstart"),
        ("Quickstart", "quickstart"),
        ("scenarios/quickstat.toml", "quickstart"),
        ("quick-start", "quickstart"),
        ("hourly-bakcup", "hourly-backup"),
        ("plan.toml", "plant.toml"),
        ("mine/norht.toml", "mine/north.toml"),
    ] {
        let ran = desk.run(&["check", wrong]);
        refused(
            &ran,
            &[&format!("did you mean `{near}`?"), "shipped scenarios are"],
            &[],
        );
    }
    refused(
        &desk.run(&["check", "zzz"]),
        &["shipped scenarios are"],
        &["did you mean"],
    );
    // A folder of results has the scenario's name and hides no shipped scenario.
    desk.write("quickstart/notes.txt", "");
    assert_eq!(desk.run(&["check", "quickstart"]).code, 0);
}

#[test]
fn near_names_of_kinds_units_and_words() {
    let wrong = |from: &str, to: &str| {
        assert!(SMALL.contains(from));
        check(&[("s.toml", SMALL.replace(from, to).as_bytes())])
    };
    for (from, to, near) in [
        ("\"node\"", "\"nod\"", "node"),
        ("\"node\"", "\"Node\"", "node"),
        ("\"node\"", "\"stmap\"", "stamp"),
        ("nightly.backup", "nightly.bakcup", "backup"),
        ("[hazard]", "[hazzard]", "hazard"),
        ("\"8 h\"", "{ nod = \"8 h\" }", "node"),
        ("60 TiB", "60 tib", "TiB"),
        (
            "\"7550 h\"",
            "{ weibul = { shape = 1.0, scale = \"1 h\" } }",
            "weibull",
        ),
        ("DS3_v2", "DS3v2", "DS3_v2"),
    ] {
        refused(&wrong(from, to), &[&format!("did you mean `{near}`?")], &[]);
    }
    for (from, to, part) in [
        ("\"8 h\"", "\"1 h 1 h\"", "`h` stands twice"),
        (
            "\"8 h\"",
            "{}",
            "`rto` is an empty table, which states no objective",
        ),
        (
            "\"24 h\", protection",
            "{}, protection",
            "`rpo` is an empty table",
        ),
        ("\"8 h\"", "\"P1M\"", "months"),
        ("erp =", "\"SAP ERP\" =", "write `SAP-ERP`"),
    ] {
        refused(&wrong(from, to), &[part], &[]);
    }
    // Periods and capital letters mean the same as the plain form.
    let hash = |text: &str| {
        let ran = check(&[("s.toml", text.as_bytes())]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let line = ran
            .out
            .lines()
            .find(|line| line.contains("sha256"))
            .map(str::to_string);
        line.unwrap()
    };
    for same in [
        "\"PT8H\"",
        "\"8 H\"",
        "\"8 Hours\"",
        "\"480 min\"",
        "\"7 h, 60 min\"",
    ] {
        assert_eq!(hash(&SMALL.replace("\"8 h\"", same)), hash(SMALL), "{same}");
    }
    assert_eq!(
        hash(&SMALL.replace("rpo = \"24 h\"", "rpo = \"P1D\"")),
        hash(SMALL)
    );
}

#[test]
fn a_whole_wrong_column_is_one_message() {
    let rows = |cell: &str, count: usize| -> String {
        let mut text = "vm,application,size,used\n".to_string();
        for row in 0..count {
            text.push_str(&format!(
                "vm-{row},erp,DS3_v2,{}\n",
                cell.replace('#', &row.to_string())
            ));
        }
        text
    };
    let inventory = with_inventory();
    let ran = |table: &str| {
        check(&[
            ("s.toml", inventory.as_bytes()),
            ("v.csv", table.as_bytes()),
        ])
    };
    let many = ran(&rows("8# ", 40));
    refused(
        &many,
        &[
            "`80` has no unit; so it is in 39 more rows of this column\n --> v.csv:2:",
            "\n1 problem;",
        ],
        &["`81`"],
    );
    // A few are named one by one.
    refused(
        &ran(&rows("8# ", 3)),
        &["`80`", "`81`", "`82`", "\n3 problems;"],
        &["more rows"],
    );
    // Another column, and rows that are too short, are messages of their own.
    let mut table = rows("8#", 40).replace(",DS3_v2,", ",DS3v2,");
    table.push_str("short,erp\nshort,erp\nshort,erp\nshort,erp\n");
    refused(
        &ran(&table),
        &[
            "has no unit",
            "is not a published VM size",
            "the row has 2 cells",
            "\n3 problems;",
        ],
        &[],
    );
    let scenario = with_trace();
    let mut trace = "node,run,why,h,m\n".to_string();
    for row in 0..400 {
        trace.push_str(&format!("{},1,disk,5,sixty\n", row + 90));
    }
    let ran = check(&[("s.toml", scenario.as_bytes()), ("t.csv", trace.as_bytes())]);
    refused(&ran, &["in 399 more rows"], &[]);
    assert!(ran.err.matches("error[FD").count() <= 2, "{}", ran.err);
}

#[test]
fn other_files_are_called_what_they_are() {
    let inventory = with_inventory();
    for (bytes, kind) in [
        (
            &b"PK\x03\x04\x14\0\x06\0[Content_Types].xml\0xl/workbook.xml\xff\xfe"[..],
            "an Excel workbook",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
            "a workbook of an old Excel",
        ),
        (b"\xff\xfev\0m\0,\0", "text in UTF-16"),
        (b"[{\"vm\": \"a\", \"application\": \"erp\"}]", "JSON"),
        (b"{\"vms\": []}", "JSON"),
    ] {
        let table = check(&[("s.toml", inventory.as_bytes()), ("v.csv", bytes)]);
        refused(
            &table,
            &[
                &format!("`v.csv` is {kind}"),
                "s.toml:1:13",
                "help: ",
                "\n1 problem;",
            ],
            &[],
        );
        let scenario = check(&[("s.xlsx", bytes)]);
        refused(
            &scenario,
            &[&format!("s.xlsx is {kind}"), "not a scenario"],
            &[],
        );
    }
    let table = check(&[
        ("s.toml", inventory.as_bytes()),
        ("v.csv", b"vm\tapplication\tused, in GiB\na\terp\t80\n"),
    ]);
    refused(
        &table,
        &["separated by tabs, not by commas", "\n1 problem;"],
        &[],
    );
    let given = check(&[("v.csv", b"vm,application\na,erp\n")]);
    refused(&given, &["v.csv is an inventory, not a scenario"], &[]);
}

/// Files that nobody meant as scenario, inventory, trace or law: nothing of them is shown.
#[test]
fn errors_show_nothing_of_other_files() {
    const SECRETS: [&[u8]; 6] = [
        b"root:$6$hunter2$hash:19000:0:99999:7:::\nalice:$6$hunter2:1:2:3:4:::\n",
        b"root:x:0:0:hunter2:/root:/bin/bash\ndaemon:x:1:1:hunter2,office:/:/bin/sh\n",
        b"[default]\naws_secret_access_key = \"hunter2\"\n",
        b"password = hunter2\n",
        b"user,password\nalice,hunter2\n",
        b"-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n",
    ];
    let inventory = with_inventory();
    let trace = with_trace();
    let law = SMALL.replace("\"7550 h\"", "{ empirical = \"v.csv\" }");
    let column = SMALL.replace(
        "\"7550 h\"",
        "{ empirical = { file = \"v.csv\", column = \"age\", unit = \"h\" } }",
    );
    for secret in SECRETS {
        let shown = String::from_utf8_lossy(secret);
        let hidden = ["hunter2", "alice", "password", "daemon", "PRIVATE"];
        refused(
            &check(&[("shadow", secret)]),
            &["shadow is not a scenario: no table of one stands in it"],
            &hidden,
        );
        for (scenario, name) in [
            (&inventory, "v.csv"),
            (&trace, "t.csv"),
            (&law, "v.csv"),
            (&column, "v.csv"),
        ] {
            let ran = check(&[("s.toml", scenario.as_bytes()), (name, secret)]);
            refused(&ran, &["s.toml:"], &hidden);
            assert!(
                !ran.err.contains(&format!("{name}:1")),
                "{shown}: {}",
                ran.err
            );
        }
    }
    // A scenario or table with a mistake is shown as before.
    let slip = check(&[("s.toml", SMALL.replace("\"8 h\"", "\"8 h").as_bytes())]);
    refused(&slip, &["--> s.toml:9:"], &[]);
}

#[test]
fn names_of_vms_may_have_spaces_wherever_vms_are_named() {
    let desk = Desk::new();
    desk.write("v.csv", "vm,application,size,used\n\"web 1\",erp,DS3_v2,80 GiB\nSAP ERP / db 02,erp,DS3_v2,80 GiB\n");
    desk.write(
        "s.toml",
        &format!(
            "{}[vm.\"file server\"]\napplication = \"erp\"\nsize = \"DS3_v2\"\n",
            with_inventory()
        ),
    );
    let ran = desk.run(&["run", "s.toml", "--trials", "2", "--quiet"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let resolved = desk.read("out/s/scenario.resolved.toml");
    for name in ["\"web 1\"", "\"SAP ERP / db 02\"", "\"file server\""] {
        assert!(resolved.contains(name), "{name} is not in\n{resolved}");
    }
    // And the resolved scenario is read back to the same.
    let again = desk.run(&[
        "run",
        "out/s/scenario.resolved.toml",
        "--out",
        "again",
        "--quiet",
    ]);
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    assert_eq!(
        desk.read("out/s/summary.json"),
        desk.read("again/s/summary.json")
    );
    for wrong in [" web", "web "] {
        desk.write(
            "w.toml",
            &format!("{SMALL}[vm.\"{wrong}\"]\napplication = \"erp\"\n"),
        );
        refused(
            &desk.run(&["check", "w.toml"]),
            &["begins or ends with a space", "write `web`"],
            &[],
        );
    }
}

#[test]
fn no_command_reaches_the_terminal() {
    let desk = Desk::new();
    let hostile = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}";
    let escaped = "\\u001b[2J\\u001b]0;x\\u0007\\u009b31m\\u202e";
    desk.write(
        "s.toml",
        &SMALL.replace("\"small\"", &format!("\"{escaped}\"")),
    );
    desk.write(
        "bad.toml",
        &SMALL
            .replace("8 h", &format!("8 {escaped}"))
            .replace("[hazard]", &format!("# {}\n[hazard]", "\u{9b}31m")),
    );
    let is_plain = |ran: &Ran| {
        for text in [&ran.out, &ran.err] {
            let found = text
                .chars()
                .find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
            assert_eq!(found, None, "{text:?}");
        }
    };
    for arguments in [
        &["check", "s.toml"][..],
        &["run", "s.toml", "--trials", "2"],
        &["run", "s.toml", "--trials", "2", "--format", "json"],
        &[
            "run",
            "s.toml",
            "--trials",
            "2",
            "--out",
            &format!("o{hostile}"),
        ],
        &["check", "bad.toml"],
        &["check", &format!("x{hostile}")],
        &["check", "s.toml", "--trace", &format!("x{hostile}")],
        &[&format!("x{hostile}")],
        &["run", "s.toml", &format!("--x{hostile}")],
        &["run", "s.toml", "--trials", hostile],
        &["init", &format!("no/x{hostile}")],
        &["init", &format!("x{hostile}.toml")],
    ] {
        is_plain(&desk.run(arguments));
    }
}

#[test]
fn causes_of_traces_begin_no_formula_and_are_read_back() {
    let desk = Desk::new();
    desk.write("s.toml", &with_trace());
    desk.write(
        "t.csv",
        "node,run,why,h,m\n1,=2+5,@cmd,5,600\n2,-7,+1+1|x,9,600\n3,north,=a;=b,30,600\n",
    );
    let ran = desk.run(&["run", "s.toml", "--quiet"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for file in ["outages.csv", "trials.csv", "trace.csv"] {
        let text = desk.read(&format!("out/s/{file}"));
        for row in csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes())
            .records()
        {
            for cell in row.unwrap().iter() {
                let begins = cell.starts_with(['=', '+', '-', '@']);
                assert!(!begins || cell.parse::<f64>().is_ok(), "{file}: {cell}");
            }
        }
    }
    let trials = desk.read("out/s/trials.csv");
    assert!(
        trials.contains(",'=2+5,") && trials.contains(",-7,"),
        "{trials}"
    );
    let again = desk.run(&[
        "run",
        "out/s/scenario.resolved.toml",
        "--out",
        "again",
        "--quiet",
    ]);
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    assert_eq!(
        desk.read("out/s/summary.json"),
        desk.read("again/s/summary.json")
    );
    assert_eq!(desk.read("out/s/trace.csv"), desk.read("again/s/trace.csv"));
    desk.write("t.csv", "node,run,why,h,m\n1,1,\u{1b}[2J,5,600\n");
    refused(
        &desk.run(&["check", "s.toml"]),
        &["control character", "t.csv:2:5"],
        &["\u{1b}"],
    );
}

/// A reader that closes its end early, and one that never reads, harm nobody.
#[test]
fn a_pipe_that_is_closed_is_no_error() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    let mut child = Command::new(env!("CARGO_BIN_EXE_firedrill"))
        .args(["check", "-"])
        .current_dir(desk.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(SMALL.as_bytes())
        .unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}

/// The same mistake in every row is said once for each file, in traces and laws as in inventories.
#[test]
fn a_whole_wrong_column_is_said_once_for_each_file() {
    let desk = Desk::new();
    desk.write(
        "s.toml",
        &format!(
            "{}\n[hazard.second]\nof = \"node\"\nevery = \"5000 h\"\nrepair = {{ empirical = \"l.csv\" }}\n",
            with_trace()
        ),
    );
    let rows: String = (1..=500)
        .map(|row| format!("1,{row},why,{row},x{row}\n"))
        .collect();
    desk.write("t.csv", &format!("node,run,why,h,m\n{rows}"));
    let rows: String = (1..=500).map(|row| format!("y{row} min\n")).collect();
    desk.write("l.csv", &format!("length\n1 h\n{rows}"));
    let ran = desk.run(&["check", "s.toml"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err.matches("so it is in 499 more rows").count(),
        2,
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("t.csv:2:") && ran.err.contains("l.csv:3:"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("2 problems"), "{}", ran.err);
}
