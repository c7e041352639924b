//! Codes: which there are, that they stay what they are, and a scenario for each.
//!
//! Always true here: a code is never given to something else; the list of numbers only grows.

mod advice;
mod problems;

use crate::run::checkout;
use firedrill::model::{Code, Severity};
use firedrill::scenario::{self, Edit, Overrides};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A scenario for a code.
struct Case {
    code: u16,
    text: String,
    files: Vec<(&'static str, Vec<u8>)>,
    trace: Option<&'static str>,
    edits: Vec<Edit>,
}

impl Case {
    fn new(code: u16, text: String) -> Case {
        Case {
            code,
            text,
            files: Vec::new(),
            trace: None,
            edits: Vec::new(),
        }
    }

    /// A case of the command line: what it sets, or takes out where there is no `=`.
    fn of_edits(code: u16, text: String, edits: &[Edit]) -> Case {
        Case {
            edits: edits.to_vec(),
            ..Case::new(code, text)
        }
    }

    /// The codes of all problems, or of all advice where there is none.
    fn raised(&self) -> (bool, BTreeSet<u16>) {
        let files = |name: &str| {
            let found = self.files.iter().find(|(file, _)| *file == name);
            found
                .map(|(_, bytes)| bytes.clone())
                .ok_or_else(|| "there is no such file".to_string())
        };
        let overrides = Overrides {
            trace: self.trace.map(str::to_string),
            edits: self.edits.clone(),
            ..Overrides::default()
        };
        match scenario::load_with(&self.text, "s.toml", &files, &overrides) {
            Err(issues) => (false, issues.iter().map(|issue| issue.code().0).collect()),
            Ok(loaded) => {
                let lints = &loaded.blueprint.lints;
                (true, lints.iter().map(|lint| lint.code().0).collect())
            }
        }
    }
}

/// Codes without a small scenario, and why.
const WITHOUT: &[(u16, &str)] = &[
    (126, "the command line finds it before a scenario is read"),
    (127, "the command line finds it before a scenario is read"),
    (128, "the command line finds it before a scenario is read"),
    (129, "the command line finds it before a scenario is read"),
    (206, "the inventory names a VM twice: `files_and_limits`"),
    (240, "a file of more than 32 MiB: `files_and_limits`"),
];

#[test]
fn every_problem_has_a_scenario_that_raises_it_and_nothing_else() {
    let mut wrong = Vec::new();
    for case in problems::all() {
        let (legal, raised) = case.raised();
        if legal || raised != BTreeSet::from([case.code]) {
            wrong.push(format!(
                "{} raises {raised:?} (legal: {legal})",
                Code(case.code)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_advice_has_a_legal_scenario_that_gets_it() {
    let mut wrong = Vec::new();
    for case in advice::all() {
        let (legal, raised) = case.raised();
        if !legal || !raised.contains(&case.code) {
            wrong.push(format!(
                "{} raises {raised:?} (legal: {legal})",
                Code(case.code)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_and_limits() {
    let inventory = |text: Vec<u8>| Case {
        files: vec![("v.csv", text)],
        ..Case::new(
            0,
            format!("inventory = 'v.csv'\n{}[application.x]\n", problems::STAMP),
        )
    };
    let twice = inventory(b"vm,application\na,x\na,x\n".to_vec());
    assert_eq!(twice.raised(), (false, BTreeSet::from([206])));
    let large = inventory(vec![b'x'; (32 << 20) + 1]);
    assert_eq!(large.raised(), (false, BTreeSet::from([240])));
}

#[test]
fn one_mistake_in_a_whole_column_is_told_once_and_two_mistakes_twice() {
    let mut rows = "vm,application,size,used\n".to_string();
    for row in 0..5 {
        rows.push_str(&format!("a{row},x,DS{row},{row}0\n"));
        rows.push_str(&format!("b{row},x,DS3_v2,{row}0 gib\n"));
    }
    let text = format!("inventory = 'v.csv'\n{}[application.x]\n", problems::STAMP);
    let files = |_: &str| Ok(rows.clone().into_bytes());
    let issues = scenario::load(&text, "s.toml", &files).unwrap_err();
    let told: Vec<(u16, u64)> = issues
        .iter()
        .map(|issue| (issue.code().0, issue.more_rows))
        .collect();
    // Five sizes that are none, five amounts without a unit, five with an unknown one.
    assert_eq!(told, [(215, 4), (138, 4), (139, 4)]);
    assert!(
        issues[0]
            .message()
            .ends_with("; so it is in 4 more rows of this column")
    );
}

#[test]
fn every_code_of_a_scenario_is_raised_by_one_of_these() {
    let raised: BTreeSet<u16> = problems::all()
        .iter()
        .chain(&advice::all())
        .map(|case| case.code)
        .chain(WITHOUT.iter().map(|(code, _)| *code))
        .collect();
    let known: BTreeSet<u16> = scenario::codes().iter().map(|one| one.code.0).collect();
    assert_eq!(raised, known);
}

#[test]
fn codes_are_in_order_and_mean_one_thing() {
    let codes = scenario::codes();
    assert!(codes.windows(2).all(|pair| pair[0].code < pair[1].code));
    let titles: BTreeSet<&str> = codes.iter().map(|one| one.title).collect();
    assert_eq!(titles.len(), codes.len(), "two codes with one title");
    for one in codes {
        let kind = if one.code.0 < 500 {
            Severity::Problem
        } else {
            Severity::Advice
        };
        assert_eq!(one.code.severity(), kind);
        assert!(
            one.about.ends_with('.') && !one.title.ends_with('.'),
            "{}",
            one.code
        );
    }
}

#[test]
fn the_page_on_codes_is_what_the_program_knows() {
    let made = scenario::codes::page();
    let kept = checkout("src/doc/codes.md");
    if fs::read_to_string(&kept).ok().as_deref() != Some(made.as_str()) {
        let new = Path::new(env!("CARGO_TARGET_TMPDIR")).join("codes.md");
        fs::write(&new, made).unwrap();
        panic!("src/doc/codes.md is to become {}", new.display());
    }
}

/// Codes as they were given. A line is added for a new one, and none is ever changed.
const GIVEN: &str = include_str!("codes/given.txt");

#[test]
fn no_code_that_was_given_means_something_else() {
    let now: BTreeMap<String, &str> = scenario::codes()
        .iter()
        .map(|one| (one.code.to_string(), one.title))
        .collect();
    let given: BTreeMap<String, &str> = GIVEN
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(code, title)| (code.to_string(), title))
        .collect();
    assert_eq!(given.len(), GIVEN.lines().count(), "a code is given twice");
    assert_eq!(now, given);
}
