//! The codes of everything that can be said about a scenario.
//!
//! Always true here: they stand in the order of their numbers, each once.

use super::problem;
use crate::model::{Meaning, Severity, advice};

/// What the codes of all problems and all advice stand for, by number.
#[must_use]
pub fn codes() -> Vec<Meaning> {
    let lists = problem::MEANINGS.iter().chain(advice::MEANINGS);
    let mut codes: Vec<Meaning> = lists.flat_map(|list| list.iter().copied()).collect();
    codes.sort_by_key(|meaning| meaning.code);
    codes
}

/// The page on all codes, as Markdown.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Codes\n\nEverything that is wrong with a scenario, and everything unwise in it, has a code that stays what it is. \
         Messages may get better words; a code keeps its meaning, and one that is given up is not given again.\n\n\
         | codes | what they are about |\n| --- | --- |\n\
         | FD1xx | a file and its text: what cannot be read |\n\
         | FD2xx | names, references and limits |\n\
         | FD3xx, FD4xx | things that do not fit together |\n\
         | FD5xx, FD6xx | advice: legal, but an operator should know |\n\
         | FD7xx | findings of a run, in its report and `summary.json`: [their list](results.md) |\n",
    );
    let mut under = None;
    for meaning in codes() {
        let severity = meaning.code.severity();
        if under != Some(severity) {
            page.push_str(match severity {
                Severity::Problem => {
                    "\n## Problems\n\n`check` and `run` refuse the scenario, and nothing is simulated.\n\n"
                }
                _ => "\n## Advice\n\nThe scenario is simulated all the same.\n\n",
            });
            page.push_str("| code | what it is | |\n| --- | --- | --- |\n");
            under = Some(severity);
        }
        page.push_str(&format!(
            "| {} | {} | {} |\n",
            meaning.code, meaning.title, meaning.about
        ));
    }
    page
}
