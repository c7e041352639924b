//! Results are safe: whatever ends a run, whoever runs at the same time, and whatever else stands in the folder.
//!
//! Always true here: results are whole where every file of their list has the bytes that the list says.

use crate::run::{Desk, Ran, files_below};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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

/// Asserts that results are whole, and nothing but results where `alone`; their seed.
#[track_caller]
fn whole(folder: &Path, alone: bool) -> u64 {
    let list = fs::read_to_string(folder.join("files.sha256")).unwrap();
    let checked = Command::new("sha256sum")
        .args(["--check", "--quiet", "--strict", "files.sha256"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(checked.status.success(), "{checked:?}");
    if alone {
        let names: Vec<String> = files_below(folder)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names.len(), list.lines().count() + 1, "{names:?}\n{list}");
    }
    let summary = fs::read_to_string(folder.join("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    assert!(list.contains("  report.html\n") && list.contains("  charts/"));
    summary["seed"].as_u64().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn run(desk: &Desk, seed: &str) -> Ran {
    desk.run(&[
        "run",
        "s.toml",
        "--trials",
        "3",
        "--seed",
        seed,
        "--threads",
        "1",
    ])
}

/// Kills runs by signal: some at any instant, most while they write.
#[cfg(unix)]
#[test]
fn a_run_that_is_killed_leaves_the_old_or_the_new_results() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    let started = Instant::now();
    assert_eq!(run(&desk, "1").code, 0);
    let lasts = started.elapsed();
    let target = desk.path("out/s");
    fs::write(target.join("notes.txt"), "mine").unwrap();
    let mut seed = 1;
    for kill in 0..24_u32 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_firedrill"))
            .args(["run", "s.toml", "--trials", "3", "--threads", "1", "--seed"])
            .arg((seed + 1).to_string())
            .current_dir(desk.path("."))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let until = Instant::now() + lasts * 4;
        if kill % 4 == 0 {
            std::thread::sleep(lasts * kill / 24);
        } else {
            // The second temporary folder is the one that is filled; the first only tries whether that is possible.
            let filling = || {
                let out = names(&desk.path("out"));
                let found = out.iter().any(|name| {
                    name.starts_with(".s.new-")
                        && desk.path("out").join(name).join("summary.json").exists()
                });
                found || fs::read(target.join("summary.json")).is_err()
            };
            while Instant::now() < until && !filling() {}
            std::thread::sleep(Duration::from_micros(u64::from(kill % 7) * 900));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let found = whole(&target, false);
        assert!(found == seed || found == seed + 1, "{found} after {seed}");
        seed = found;
        assert_eq!(
            fs::read_to_string(target.join("notes.txt")).unwrap(),
            "mine"
        );
    }
    assert_eq!(run(&desk, "99").code, 0);
    assert_eq!(whole(&target, false), 99);
    assert_eq!(names(&desk.path("out")), ["s"]);
    assert_eq!(
        fs::read_to_string(target.join("notes.txt")).unwrap(),
        "mine"
    );
}

#[test]
fn two_runs_at_once_leave_one_whole_result() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    for round in 0..4 {
        std::thread::scope(|scope| {
            for seed in 0..3 {
                let seed = (round * 10 + seed).to_string();
                let desk = &desk;
                scope.spawn(move || {
                    let ran = run(desk, &seed);
                    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
                });
            }
        });
        let seed = whole(&desk.path("out/s"), true);
        assert!((round * 10..round * 10 + 3).contains(&seed));
        assert_eq!(names(&desk.path("out")), ["s"]);
    }
}

#[test]
fn what_somebody_puts_into_results_is_kept_and_said() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    assert_eq!(run(&desk, "1").code, 0);
    desk.write("out/s/notes.txt", "mine");
    desk.write("out/s/report.html", "annotated");
    let ran = run(&desk, "2");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.ends_with(
            "results: out/s\n  kept there: notes.txt\n  kept there: report.html.kept-1\n"
        ),
        "{}",
        ran.out
    );
    assert_eq!(whole(&desk.path("out/s"), false), 2);
    assert_eq!(desk.read("out/s/notes.txt"), "mine");
    assert_eq!(desk.read("out/s/report.html.kept-1"), "annotated");
}

#[test]
fn a_summary_of_another_program_makes_no_folder_ours() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    desk.write("out/s/summary.json", "{\"coverage\": 80}");
    desk.write("out/s/trials.csv", "years of work");
    let ran = run(&desk, "1");
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: cannot write results: out/s exists and does not look like results (its summary.json is not one of firedrill's); it is left alone\n"
    );
    assert_eq!(desk.read("out/s/trials.csv"), "years of work");
}

#[test]
fn two_scenarios_of_one_name_do_not_replace_each_other_in_silence() {
    let desk = Desk::new();
    desk.write("a/s.toml", SMALL);
    desk.write("b/s.toml", &SMALL.replace("7550 h", "5000 h"));
    let run = |file: &str| desk.run(&["run", file, "--trials", "3"]);
    assert_eq!(run("a/s.toml").code, 0);
    let before = files_below(&desk.path("out/s"));
    let other = run("b/s.toml");
    if other.code == 0 {
        // A file system without attributes: what was replaced is said.
        assert!(
            other
                .out
                .contains("in the place of results of another scenario")
        );
        return;
    }
    assert_eq!(other.code, 2);
    assert!(
        other.err.contains("another scenario of this name"),
        "{}",
        other.err
    );
    assert!(other.err.contains("a/s.toml"), "{}", other.err);
    assert_eq!(files_below(&desk.path("out/s")), before);
    // Standard input that is a file is that file.
    let given = |file: &str| {
        let script = format!("\"$FIREDRILL\" run - --trials 3 --out given < {file}");
        crate::reads::shell(&desk, &script)
    };
    assert_eq!(given("a/s.toml").code, 0);
    let other = given("b/s.toml");
    assert_eq!(other.code, 2, "{}", other.out);
    assert!(
        other.err.contains("another scenario of this name"),
        "{}",
        other.err
    );
    assert_eq!(given("a/s.toml").code, 0);
    // The scenario that they are of is edited and run again, by whatever path.
    desk.write("a/s.toml", &SMALL.replace("7550 h", "6000 h"));
    assert_eq!(run("b/../a/s.toml").code, 0);
    assert_eq!(
        desk.run(&["run", "b/s.toml", "--trials", "3", "--out", "other"])
            .code,
        0
    );
}

/// What comes through a pipe has no file: its hash tells it from another scenario of its name.
#[cfg(unix)]
#[test]
fn two_scenarios_that_come_through_pipes_have_folders_of_their_own() {
    let desk = Desk::new();
    desk.write("one.toml", SMALL);
    desk.write("two.toml", &SMALL.replace("7550 h", "5000 h"));
    let shell = |script: &str| {
        let ran = crate::reads::shell(
            &desk,
            &script.replace("RUN", "\"$FIREDRILL\" run --trials 3 --quiet"),
        );
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.err
    };
    let there = || names(&desk.path("out"));
    shell("cat one.toml | RUN -");
    let first = there();
    assert_eq!(first.len(), 1);
    let digits = first[0].strip_prefix("standard-input-").unwrap();
    assert!(digits.len() == 8 && digits.chars().all(|c| c.is_ascii_hexdigit()));
    let before = files_below(&desk.path("out").join(&first[0]));
    shell("cat two.toml | RUN -");
    assert_eq!(there().len(), 2);
    assert_eq!(files_below(&desk.path("out").join(&first[0])), before);
    // The same once more, also with a name and through a pipe that has a path.
    shell("cat one.toml | RUN -");
    assert_eq!(there().len(), 2);
    shell("(echo 'name = \"erp\"'; cat one.toml) | RUN -");
    shell("(echo 'name = \"erp\"'; cat one.toml) | RUN -");
    let before = files_below(&desk.path("out/erp"));
    let other = "(echo 'name = \"erp\"'; cat two.toml) | \"$FIREDRILL\" run -";
    let refused = crate::reads::shell(&desk, other);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(
        refused.err.contains("out/erp holds the results of another scenario of this name, which came through a pipe (sha256 "),
        "{}",
        refused.err
    );
    assert_eq!(files_below(&desk.path("out/erp")), before);
    shell("mkfifo s.toml; cat one.toml > s.toml & RUN s.toml; cat two.toml > s.toml & RUN s.toml");
    let called: Vec<String> = there()
        .into_iter()
        .filter(|name| name.starts_with("s-"))
        .collect();
    assert_eq!(called.len(), 2);
    // What was resolved there repeats the run, as a file of its own.
    let resolved = format!("RUN out/{}/scenario.resolved.toml --out again", first[0]);
    shell(&resolved);
    assert_eq!(names(&desk.path("again")), ["standard-input"]);
}

/// A file in the place of the folder of all results is called what it is, before anything is simulated.
#[test]
fn a_file_in_the_place_of_the_folder_is_called_what_it_is() {
    let desk = Desk::new();
    // A hundred years of many faults would take minutes.
    let long = SMALL.replace("7550 h", "100 h");
    desk.write(
        "s.toml",
        &format!("{long}[run]\ntrials = 200\nhorizon = \"36500 d\"\n"),
    );
    desk.write("there", "mine");
    let mut wrong = vec![
        ("there", "there: this is a file"),
        ("there/below/it", "there: this is a file"),
        ("./there/", "./there: this is a file"),
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", desk.path("link")).unwrap();
        wrong.push(("/dev/null", "/dev/null: this is a device or a pipe"));
        wrong.push(("link", "link: this is a link that leads nowhere"));
    }
    for (out, said) in wrong {
        let ran = desk.run(&["run", "s.toml", "--out", out]);
        assert_eq!(ran.code, 4, "{}", ran.err);
        assert_eq!(
            ran.err,
            format!(
                "error: cannot write results: {said}, and results go into a folder: name another one with --out\n"
            )
        );
    }
    assert_eq!(desk.read("there"), "mine");
}

/// Runs a shell where this user may mount file systems that others do not see; nothing where that is not allowed.
#[cfg(target_os = "linux")]
fn with_mounts(desk: &Desk, script: &str) -> Option<Ran> {
    let may = |script: &str| {
        Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
            .current_dir(desk.path("."))
            .env("FIREDRILL", env!("CARGO_BIN_EXE_firedrill"))
            .output()
    };
    let try_out = "mkdir -p try && mount -t tmpfs tmpfs try";
    may(try_out).ok().filter(|tried| tried.status.success())?;
    let output = may(script).unwrap();
    Some(Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    })
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_results() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    // Room for one set of results and a little more.
    let script = r#"mkdir out && mount -t tmpfs -o size=2m tmpfs out && "$FIREDRILL" run s.toml --trials 3 --seed 1 --quiet &&
        head -c 1700000 /dev/zero > out/filler; "$FIREDRILL" run s.toml --trials 3 --seed 2 --quiet
        echo "code $?"; ls -A out; cd out/s && sha256sum --check --quiet files.sha256 && grep '"seed"' summary.json"#;
    let Some(ran) = with_mounts(&desk, script) else {
        return;
    };
    assert_eq!(
        ran.out, "code 4\nfiller\ns\n  \"seed\": 1,\n",
        "{}",
        ran.err
    );
    assert!(
        ran.err.starts_with("error: cannot write results: out/s: "),
        "{}",
        ran.err
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_before_the_last_trial_is_named() {
    let desk = Desk::new();
    desk.write("s.toml", SMALL);
    // The rows alone do not find room while trials end.
    let script = r#"mkdir out && mount -t tmpfs -o size=64k tmpfs out && "$FIREDRILL" run s.toml --trials 2000 --seed 1 --quiet
        echo "code $?"; ls -A out"#;
    let Some(ran) = with_mounts(&desk, script) else {
        return;
    };
    assert_eq!(ran.out, "code 4\n", "{}", ran.err);
    assert_eq!(
        ran.err,
        "error: cannot write results: out/s: No space left on device (os error 28)\n"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_said_before_anything_is_simulated() {
    let desk = Desk::new();
    // A hundred years of many faults would take minutes.
    let long = SMALL.replace("7550 h", "100 h");
    desk.write(
        "s.toml",
        &format!("{long}[run]\ntrials = 200\nhorizon = \"36500 d\"\n"),
    );
    let script = r#"mkdir out && mount -t tmpfs -o ro tmpfs out && "$FIREDRILL" run s.toml"#;
    let Some(ran) = with_mounts(&desk, script) else {
        return;
    };
    assert_eq!(ran.code, 4);
    assert!(
        ran.err.starts_with("error: cannot write results: out: "),
        "{}",
        ran.err
    );
}
