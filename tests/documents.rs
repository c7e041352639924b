//! Documents that run: every block of the README does what it says.
//!
//! A block fenced as `console` holds commands behind `$ ` and, where lines follow, exactly what they
//! print (`[..]` stands for anything up to the end of the line). A block fenced as `toml` is a scenario
//! that loads, or, where it opens with `# NAME.toml`, a file of that name for the commands after it.

use crate::run::{Desk, checkout};
use std::fs;

/// The fenced blocks of a document: language and text.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.trim().to_string(), String::new())),
            (Some(_), Some("")) => found.extend(open.take()),
            (Some((_, body)), _) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// The name of a file that a block of TOML is.
fn named<'b>(language: &str, body: &'b str) -> Option<&'b str> {
    let first = body.lines().next()?.strip_prefix("# ")?;
    (language == "toml" && first.ends_with(".toml") && !first.contains(' ')).then_some(first)
}

fn matches(expected: &str, printed: &str) -> bool {
    let expected: Vec<&str> = expected.trim_end().lines().collect();
    let printed: Vec<&str> = printed.trim_end().lines().collect();
    expected.len() == printed.len()
        && expected.iter().zip(&printed).all(|(expected, printed)| {
            match expected.split_once("[..]") {
                Some((before, _)) => printed.starts_with(before),
                None => expected.trim_end() == printed.trim_end(),
            }
        })
}

#[test]
fn blocks_of_the_readme_run() {
    let text = fs::read_to_string(checkout("README.md")).unwrap();
    let desk = Desk::new();
    let mut ran = 0;
    for (language, body) in blocks(&text) {
        if let Some(name) = named(&language, &body) {
            desk.write(name, &body);
        }
        if language != "console" {
            continue;
        }
        let mut commands: Vec<(String, String)> = Vec::new();
        for line in body.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                commands.push((command.to_string(), String::new()));
            } else if let Some((_, output)) = commands.last_mut() {
                output.push_str(line);
                output.push('\n');
            }
        }
        for (command, output) in commands {
            // Cargo's own commands are what continuous integration runs; `cargo run --release -- X` is `firedrill X` here.
            let Some(arguments) = command
                .strip_prefix("cargo run --release -- ")
                .or_else(|| command.strip_prefix("firedrill "))
            else {
                assert!(
                    command.starts_with("cargo ") || command.starts_with("git "),
                    "the README has a command that no test runs: {command}"
                );
                continue;
            };
            let arguments: Vec<&str> = arguments.split(' ').collect();
            let result = desk.run(&arguments);
            ran += 1;
            let printed = if output.starts_with("error") {
                &result.err
            } else {
                &result.out
            };
            if !output.trim().is_empty() {
                assert!(
                    matches(&output, printed),
                    "`{command}` printed\n{printed}\ninstead of\n{output}"
                );
            } else {
                assert_eq!(result.code, 0, "`{command}`: {}", result.err);
            }
        }
    }
    assert!(ran >= 4, "only {ran} commands of the README were run");
}

#[test]
fn scenarios_of_the_readme_are_the_shipped_ones_or_load() {
    let text = fs::read_to_string(checkout("README.md")).unwrap();
    let desk = Desk::new();
    let mut seen = 0;
    for (number, (_, body)) in blocks(&text)
        .into_iter()
        .filter(|(language, body)| language == "toml" && named(language, body).is_none())
        .enumerate()
    {
        let file = desk.write(&format!("readme-{number}.toml"), &body);
        let result = desk.run(&["check", &file.display().to_string()]);
        assert_eq!(result.code, 0, "{}", result.err);
        seen += 1;
    }
    assert!(seen >= 1);
    let quickstart = fs::read_to_string(checkout("scenarios/quickstart.toml")).unwrap();
    assert!(
        text.contains(quickstart.trim_end()),
        "the README shows quickstart.toml as it is shipped"
    );
}

#[test]
fn the_reference_of_keys_is_current() {
    let printed = Desk::new().run(&["reference"]);
    let stored = fs::read_to_string(checkout("src/doc/reference.md")).unwrap();
    assert!(
        printed.out.trim_end() == stored.trim_end(),
        "run: cargo run -- reference > src/doc/reference.md"
    );
}

#[test]
fn links_of_documents_lead_somewhere() {
    for document in [
        "README.md",
        "CHANGELOG.md",
        "src/doc/architecture.md",
        "src/doc/chaos.md",
        "src/doc/record.md",
        "src/doc/compare.md",
        "src/doc/container.md",
        "src/doc/model.md",
        "src/doc/performance.md",
        "src/doc/reference.md",
        "src/doc/results.md",
    ] {
        let path = checkout(document);
        let text = fs::read_to_string(&path).unwrap();
        for (at, _) in text.match_indices("](") {
            let target: String = text[at + 2..].chars().take_while(|c| *c != ')').collect();
            if target.starts_with("http") || target.starts_with('#') {
                continue;
            }
            let file = path
                .parent()
                .unwrap()
                .join(target.split('#').next().unwrap());
            assert!(
                file.exists(),
                "{document} links to {target}, which is not there"
            );
        }
    }
}
