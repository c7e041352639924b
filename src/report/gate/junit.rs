//! A test as JUnit's XML, which most build servers read.
//!
//! Always true here: a fail is a failure, what is refused or could not be finished an error; what was not seen is skipped;
//! what is undecided is what the command line says it counts as, else an error.

use super::{Rest, Row, Suite, Tested, found, judged};
use crate::chart::harmless::{harmless, harmless_lines};
use crate::model::outcome::Verdict;
use crate::report::{Error, Regression};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

const TEMPLATE: &str = include_str!("junit.xml");

#[derive(Serialize)]
struct Page {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    suites: Vec<OfFile>,
}

#[derive(Serialize)]
struct OfFile {
    name: String,
    failures: usize,
    errors: usize,
    skipped: usize,
    cases: Vec<Case>,
}

#[derive(Serialize)]
struct Case {
    class: String,
    name: String,
    file: String,
    line: usize,
    outcome: &'static str,
    kind: &'static str,
    message: String,
    text: String,
}

/// The test as XML.
///
/// # Errors
/// When the template and what fills it do not fit together, which a test rules out.
pub fn junit(suite: &Suite) -> Result<String, Error> {
    let suites: Vec<OfFile> = suite
        .files
        .iter()
        .map(|file| match file {
            Ok(tested) => of_file(tested, suite.rest),
            Err(refused) => of_cases(
                &refused.file,
                vec![Case {
                    outcome: "error",
                    kind: "refused",
                    message: "the file is refused".to_string(),
                    text: harmless_lines(&refused.message),
                    ..case(
                        &refused.file,
                        "scenario",
                        (&refused.place.0, refused.place.1),
                    )
                }],
            ),
        })
        .collect();
    let sum = |of: fn(&OfFile) -> usize| suites.iter().map(of).sum();
    let page = Page {
        tests: sum(|one| one.cases.len()),
        failures: sum(|one| one.failures),
        errors: sum(|one| one.errors),
        skipped: sum(|one| one.skipped),
        suites,
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let template = environment.template_from_named_str("junit.xml", TEMPLATE)?;
    let mut made = template.render(minijinja::value::Serde(&page))?;
    made.push('\n');
    Ok(made)
}

fn of_cases(name: &str, cases: Vec<Case>) -> OfFile {
    let count = |outcome: &str| cases.iter().filter(|one| one.outcome == outcome).count();
    OfFile {
        name: harmless(name),
        failures: count("failure"),
        errors: count("error"),
        skipped: count("skipped"),
        cases,
    }
}

fn case(class: &str, name: &str, (file, line): (&str, usize)) -> Case {
    Case {
        class: harmless(class),
        name: harmless(name),
        file: harmless(file),
        line,
        outcome: "pass",
        kind: "",
        message: String::new(),
        text: String::new(),
    }
}

fn of_file(file: &Tested, rest: Rest) -> OfFile {
    let rows = file.rows.iter().chain(&file.unseen);
    let again = file.regressions.iter();
    let again = again.map(|one| of_regression(file, one, rest));
    let mut cases: Vec<Case> = again
        .chain(rows.map(|row| of_row(file, row, rest)))
        .collect();
    if let Some(nothing) = file.nothing() {
        cases.push(Case {
            outcome: undecided(rest),
            kind: "nothing",
            message: nothing.to_string(),
            ..case(&file.scenario, "objectives", (&file.file, 1))
        });
    }
    for failed in &file.failed {
        cases.push(Case {
            outcome: "error",
            kind: "unfinished",
            message: "a trial could not be finished".to_string(),
            text: harmless(failed),
            ..case(&file.scenario, "trials", (&file.file, 1))
        });
    }
    of_cases(&file.file, cases)
}

fn undecided(rest: Rest) -> &'static str {
    match rest {
        Rest::Inconclusive => "error",
        Rest::Pass => "skipped",
        Rest::Fail => "failure",
    }
}

/// A schedule that broke the plan once.
fn of_regression(file: &Tested, one: &Regression, rest: Rest) -> Case {
    let name = format!("regression {}", one.file);
    let bare = case(&file.scenario, &name, (&one.file, one.line));
    let (outcome, kind) = match one.verdict {
        Verdict::Met => return bare,
        Verdict::Missed => ("failure", "regression"),
        Verdict::Inconclusive | Verdict::NotSeen => (undecided(rest), "inconclusive"),
    };
    Case {
        outcome,
        kind,
        message: harmless(&one.told()),
        text: harmless(&one.command),
        ..bare
    }
}

fn of_row(file: &Tested, row: &Row, rest: Rest) -> Case {
    // Servers know a case by its name: an objective and an expectation may be about one figure.
    let bare = case(&file.scenario, &file.label(row), (&row.file, row.line));
    let message = harmless(&format!("{}: {}; {}", row.name, found(row), judged(row)));
    let (outcome, kind, message) = match row.verdict {
        Verdict::Met => return bare,
        Verdict::Missed => ("failure", "missed", message),
        Verdict::Inconclusive => (undecided(rest), "inconclusive", message),
        Verdict::NotSeen => ("skipped", "not_seen", "not seen".to_string()),
    };
    let example = row.example.as_ref();
    let text = example.map(|one| format!("{}\n{}", harmless(&one.words), harmless(&one.command)));
    Case {
        outcome,
        kind,
        message,
        text: text.unwrap_or_default(),
        ..bare
    }
}
