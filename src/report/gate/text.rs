//! A test as text: file by file, the sum last.
//!
//! Always true here: a line of a verdict begins with its word, and says at which level it was judged.

use super::{Refused, Row, Suite, Tested, found, judged, reseeded, word};
use crate::model::outcome::Verdict;
use crate::report::{Regression, words};
use crate::units::number;

/// Everything, with what is refused in its place and the sum in the last line.
#[must_use]
pub fn test_text(suite: &Suite) -> String {
    let mut text = String::new();
    for file in &suite.files {
        text.push_str(&match file {
            Ok(tested) => of_file(tested),
            Err(refused) => of_refused(refused),
        });
        text.push('\n');
    }
    text.push_str(&sum(suite));
    text.push('\n');
    text
}

fn of_file(file: &Tested) -> String {
    let mut text = format!("{}\n", heading(file));
    if !file.changed.is_empty() {
        text.push_str(&format!("  with {}\n", file.changed.join(" ")));
    }
    for one in &file.regressions {
        text.push_str(&of_regression(one));
    }
    let width = file.rows.iter().map(|row| file.label(row).chars().count());
    let width = width.max().unwrap_or(0);
    for row in &file.rows {
        text.push_str(&of_row(file, row, width));
    }
    if let Some(nothing) = file.nothing() {
        text.push_str(&format!("  {nothing}\n"));
    }
    if !file.unseen.is_empty() {
        let names: Vec<String> = file.unseen.iter().map(|row| file.label(row)).collect();
        text.push_str(&format!("  not seen: {}\n", names.join(", ")));
    }
    for failed in &file.failed {
        text.push_str(&format!("  error: {failed}\n"));
    }
    text
}

fn heading(file: &Tested) -> String {
    format!(
        "{}: {}, seed {}, at most {} each; all verdicts together at {}",
        file.file,
        words::counted(file.rows.len(), "assertion", "assertions"),
        file.seed,
        words::trials(file.at_most),
        number::share(file.level)
    )
}

/// A schedule that broke the plan once.
fn of_regression(one: &Regression) -> String {
    let mut text = format!(
        "  {:12}  regression {}\n",
        word(one.verdict).to_uppercase(),
        one.told()
    );
    if one.verdict != Verdict::Met {
        text.push_str(&format!("{:16}{}\n", "", one.command));
    }
    text
}

fn of_row(file: &Tested, row: &Row, width: usize) -> String {
    let word = word(row.verdict).to_uppercase();
    let mut text = format!(
        "  {word:12}  {:width$}  {}; {}\n",
        file.label(row),
        found(row),
        judged(row)
    );
    let mut below = |line: &str| text.push_str(&format!("{:16}{line}\n", ""));
    if row.verdict == Verdict::Missed {
        below(&format!("{}:{}: {}", row.file, row.line, row.name));
    }
    if let Some(example) = &row.example {
        below(&example.words);
        below(&example.command);
    }
    if let Some(more) = reseeded(file, row) {
        below(&more);
    }
    text
}

fn of_refused(refused: &Refused) -> String {
    format!(
        "{}: refused\n{}\n",
        refused.file,
        refused.message.trim_end()
    )
}

/// The last line: `3 passed, 5 failed, 0 inconclusive; 2 were not seen; 1 file was refused`.
pub(super) fn sum(suite: &Suite) -> String {
    let mut text = format!(
        "{} passed, {} failed, {} inconclusive",
        suite.count(Verdict::Met),
        suite.count(Verdict::Missed),
        suite.count(Verdict::Inconclusive)
    );
    let unseen = suite.count(Verdict::NotSeen);
    if unseen > 0 {
        text.push_str(&format!("; not seen: {unseen}"));
    }
    let nothing = suite.tested().filter(|one| one.nothing().is_some()).count();
    if nothing > 0 {
        let files = words::counted(nothing, "file", "files");
        text.push_str(&format!("; nothing was judged in {files}"));
    }
    let refused = suite.refused().count();
    if refused > 0 {
        let files = words::counted(refused, "file", "files");
        text.push_str(&format!("; refused: {files}"));
    }
    text
}
