//! The suite of policies that is there to be copied, and the workflows of the documents.
//!
//! Always true here: each policy holds, and breaks with the change that its own comment names.

use crate::run::{Desk, checkout};
use std::fs;
use std::process::Command;

/// Where the change that must break a policy stands in it.
const BREAKS: &str = "# Must fail: ";

fn policies() -> Vec<String> {
    let folder = fs::read_dir(checkout("scenarios/policies")).unwrap();
    let mut files: Vec<String> = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    files
}

/// The words of a command line, with those in single quotes whole.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_string());
        } else {
            words.extend(part.split_whitespace().map(str::to_string));
        }
    }
    words
}

#[test]
fn every_policy_holds() {
    let ran = Desk::new().run(&["test", checkout("scenarios/policies").to_str().unwrap()]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(policies().len() >= 12);
    for file in policies() {
        assert!(
            ran.out.contains(&format!("{file}: ")),
            "{file}\n{}",
            ran.out
        );
    }
    assert!(
        ran.out.ends_with(" passed, 0 failed, 0 inconclusive\n"),
        "{}",
        ran.out
    );
}

#[test]
fn every_policy_breaks_with_the_change_that_it_names() {
    for file in policies() {
        let path = checkout("scenarios/policies").join(&file);
        let text = fs::read_to_string(&path).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(BREAKS));
        let changes = words(line.unwrap_or_else(|| panic!("{file} names no change")));
        let mut arguments = vec!["test", path.to_str().unwrap()];
        arguments.extend(changes.iter().map(String::as_str));
        let ran = Desk::new().run(&arguments);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{file}\n{}", ran.out);
        // It begins with the words that it encodes.
        assert!(text.starts_with("# \""), "{file}");
    }
}

/// The commands of the blocks of a language in the page about the gate.
fn commands(language: &str) -> Vec<String> {
    let page = fs::read_to_string(checkout("src/doc/gate.md")).unwrap();
    let fence = format!("```{language}\n");
    let parts = page.split(&fence).skip(1);
    let blocks = parts.map(|part| part.split("```").next().unwrap().to_string());
    if language == "sh" {
        return blocks.collect();
    }
    let lines: Vec<String> = blocks
        .flat_map(|block| {
            let runs = block
                .lines()
                .filter_map(|line| line.trim().strip_prefix("run: "));
            runs.map(str::to_string).collect::<Vec<_>>()
        })
        .collect();
    lines
}

fn run_all(commands: &[String]) -> String {
    let desk = Desk::new();
    let mine = fs::read_to_string(checkout(
        "scenarios/policies/12-anti-affinity-of-nodes.toml",
    ));
    let mine = format!(
        "{}[drill.lose-a-node]\nof = \"stamp.alpha.node.1\"\nreturns = \"1 d\"\n",
        mine.unwrap()
    );
    let mine = mine.replace(
        "protection = \"cluster\"",
        "protection = \"cluster\"\nrto = \"5 min\"",
    );
    desk.write("scenarios/mine.toml", &mine);
    for file in policies() {
        let text = fs::read_to_string(checkout("scenarios/policies").join(&file)).unwrap();
        // One of them is enough: the others have a test of their own.
        if file.starts_with("04") {
            desk.write(&format!("scenarios/policies/{file}"), &text);
        }
    }
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_firedrill"));
    let path = std::env::join_paths(
        std::iter::once(program.parent().unwrap().to_path_buf())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let mut all = String::new();
    for command in commands
        .iter()
        .filter(|one| !one.starts_with("cargo install"))
    {
        let ran = Command::new("sh")
            .args(["-c", command])
            .current_dir(desk.path(""))
            .env("PATH", path.as_ref().unwrap())
            .output()
            .unwrap();
        let out = String::from_utf8(ran.stdout).unwrap();
        let err = String::from_utf8(ran.stderr).unwrap();
        assert!(ran.status.success(), "{command}\n{out}{err}");
        all.push_str(&out);
    }
    for file in [
        "advice.sarif",
        "firedrill.xml",
        "baseline/mine/summary.json",
    ] {
        if commands
            .iter()
            .any(|one| one.contains(file.split('/').next().unwrap()))
        {
            assert!(desk.path(file).is_file(), "{file}");
        }
    }
    all
}

#[test]
fn the_workflow_of_the_page_runs() {
    let commands = commands("yaml");
    assert_eq!(commands.len(), 3);
    let out = run_all(&commands);
    assert!(out.contains(" passed, 0 failed, 0 inconclusive"), "{out}");
}

#[test]
fn the_shell_script_of_the_page_runs() {
    let commands = commands("sh");
    assert_eq!(commands.len(), 2);
    let out = run_all(&commands);
    assert!(out.contains(" passed, 0 failed, 0 inconclusive"), "{out}");
}
