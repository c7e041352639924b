//! A test as commands of a GitHub workflow: annotations at the lines of what failed.
//!
//! Always true here: one line each; what the workflow would take for the end of a part is escaped.

use super::text::sum;
use super::{Rest, Row, Suite, Tested, found, judged};
use crate::chart::harmless::harmless_lines;
use crate::model::outcome::Verdict;

/// The annotations, and the sum in the last line.
#[must_use]
pub fn github(suite: &Suite) -> String {
    let mut text = String::new();
    for file in &suite.files {
        match file {
            Ok(tested) => text.push_str(&of_file(tested, suite.rest)),
            Err(refused) => text.push_str(&annotation(
                "error",
                (&refused.place.0, refused.place.1),
                "refused",
                &refused.message,
            )),
        }
    }
    text.push_str(&sum(suite));
    text.push('\n');
    text
}

fn of_file(file: &Tested, rest: Rest) -> String {
    let mut text = String::new();
    for one in &file.regressions {
        let (level, title) = match one.verdict {
            Verdict::Missed => ("error", "still breaks"),
            Verdict::Inconclusive => (undecided(rest), "not tried"),
            Verdict::Met | Verdict::NotSeen => continue,
        };
        let said = format!("{}\n{}", one.told(), one.command);
        text.push_str(&annotation(level, (&one.file, one.line), title, &said));
    }
    for row in &file.rows {
        text.push_str(&of_row(file, row, rest));
    }
    if let Some(nothing) = file.nothing() {
        text.push_str(&annotation(
            undecided(rest),
            (&file.file, 1),
            "nothing judged",
            nothing,
        ));
    }
    for failed in &file.failed {
        text.push_str(&annotation(
            "error",
            (&file.file, 1),
            "unfinished trial",
            failed,
        ));
    }
    text
}

fn undecided(rest: Rest) -> &'static str {
    match rest {
        Rest::Inconclusive => "warning",
        Rest::Pass => "notice",
        Rest::Fail => "error",
    }
}

fn of_row(file: &Tested, row: &Row, rest: Rest) -> String {
    let (kind, title) = match row.verdict {
        Verdict::Met | Verdict::NotSeen => return String::new(),
        Verdict::Missed => ("error", "missed"),
        Verdict::Inconclusive => (undecided(rest), "inconclusive"),
    };
    let mut message = format!("{}: {}; {}", row.name, found(row), judged(row));
    if let Some(example) = &row.example {
        message.push_str(&format!("\n{}\n{}", example.words, example.command));
    }
    let title = format!("{}: {title}", file.label(row));
    annotation(kind, (&row.file, row.line), &title, &message)
}

fn annotation(kind: &str, (file, line): (&str, usize), title: &str, message: &str) -> String {
    format!(
        "::{kind} file={},line={line},title={}::{}\n",
        property(file),
        property(title),
        data(message.trim_end())
    )
}

/// Text behind the two colons.
fn data(text: &str) -> String {
    let text = harmless_lines(text);
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_part_is_escaped() {
        let made = annotation("error", ("a,b:c.toml", 7), "erp.rto", "54 % of 95 %\nworst");
        assert_eq!(
            made,
            "::error file=a%2Cb%3Ac.toml,line=7,title=erp.rto::54 %25 of 95 %25%0Aworst\n"
        );
    }
}
