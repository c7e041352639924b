//! The commands `explain` and `rules`: what the codes stand for.
//!
//! Always true here: what is said of an example is what the program says of it when it is asked, never a copy.

use super::Stop;
use super::colour;
use super::plain::Plain;
use crate::model::{Code, Severity};
use crate::report::{finding_rules, folded};
use crate::scenario::explain::{Example, code_of, meaning_of, story};
use crate::scenario::{codes, known_names};
use std::io::{self, Write};

/// Runs `rules`: all codes, with their severity and title.
pub(super) fn rules(out: &mut dyn Write) -> Result<(), Stop> {
    let mut text = String::new();
    for (code, severity, title) in all() {
        text.push_str(&format!("{code}  {:<8}  {title}\n", severity.name()));
    }
    Ok(out.write_all(text.as_bytes())?)
}

/// Every code with its severity and title, by number.
fn all() -> Vec<(String, Severity, String)> {
    let stated = codes().into_iter();
    let stated = stated.map(|one| {
        (
            one.code.to_string(),
            one.code.severity(),
            one.title.to_string(),
        )
    });
    let found = finding_rules().into_iter();
    let found = found.map(|(code, title)| (code.to_string(), Severity::Finding, title.to_string()));
    let mut all: Vec<_> = stated.chain(found).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

/// Runs `explain`.
pub(super) fn explain(named: &str, out: &mut dyn Write) -> Result<(), Stop> {
    let known = all();
    let code = code_of(named).filter(|code| {
        let code = code.to_string();
        known.iter().any(|(one, ..)| *one == code)
    });
    let Some(code) = code else {
        let names: Vec<&str> = known.iter().map(|(one, ..)| one.as_str()).collect();
        let help = known_names(&named.to_uppercase(), &names);
        return Err(Stop::Refused(format!(
            "error: there is no rule `{named}`\n  help: {help}; `firedrill rules` lists all of them"
        )));
    };
    let mut text = Vec::new();
    tell(code, &known, &mut text)?;
    Ok(Plain(out).write_all(&text)?)
}

fn tell(code: Code, known: &[(String, Severity, String)], out: &mut Vec<u8>) -> io::Result<()> {
    let name = code.to_string();
    let found = known.iter().find(|(one, ..)| *one == name);
    let (severity, title) = found.map_or(("", ""), |(_, severity, title)| {
        (severity.name(), title.as_str())
    });
    writeln!(out, "{name}, {severity}: {title}\n")?;
    let story = story(code);
    if let Some(meaning) = meaning_of(code) {
        sentence(meaning.about, out)?;
        writeln!(out)?;
    }
    sentence(&story.why, out)?;
    writeln!(out)?;
    sentence(&format!("Source: {}", story.source), out)?;
    example("Wrong", &story.wrong, out)?;
    if !story.wrong.in_words {
        let said = story.wrong.said();
        for (_, message, help) in said.iter().filter(|(one, ..)| *one == code) {
            writeln!(out)?;
            sentence(&format!("  {name}: {message}"), out)?;
            if !help.is_empty() {
                sentence(&format!("  help: {help}"), out)?;
            }
        }
    }
    example("Right", &story.right, out)?;
    if code.severity() == Severity::Advice {
        writeln!(out)?;
        let allowed = format!("allow = [{{ rule = \"{name}\", reason = \"…\" }}]");
        sentence(&format!("Where it is meant to be so: {allowed}"), out)?;
    }
    Ok(())
}

fn sentence(text: &str, out: &mut Vec<u8>) -> io::Result<()> {
    let indent = text.len() - text.trim_start_matches(' ').len();
    match colour::window() {
        Some(columns) => write!(out, "{}", folded(text, indent, columns)),
        None => writeln!(out, "{text}"),
    }
}

/// An example: its text, the files beside it, and the arguments.
fn example(called: &str, one: &Example, out: &mut Vec<u8>) -> io::Result<()> {
    if one.text.is_empty() && one.files.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{called}:\n")?;
    indented(&one.text, out)?;
    for (name, text) in &one.files {
        let empty = if text.is_empty() { " (empty)" } else { "" };
        writeln!(out, "\n    # {name}{empty}")?;
        indented(text, out)?;
    }
    for edit in &one.edits {
        let words = edit.words();
        writeln!(out, "\n    firedrill check example.toml {words}")?;
    }
    Ok(())
}

fn indented(text: &str, out: &mut Vec<u8>) -> io::Result<()> {
    for line in text.lines() {
        writeln!(out, "    {line}")?;
    }
    Ok(())
}
