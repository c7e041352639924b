//! The longer story of every code: why it is so, where that stands, and a small wrong and right example.
//!
//! Always true here: stories are one text (`explain/stories.txt`); an example that can stand in a file is one that a test
//! has read: what is wrong raises its code, what is right does not.

use super::codes::codes;
use super::{Edit, Overrides, load_with};
use crate::model::{Code, Meaning};

const STORIES: &str = include_str!("explain/stories.txt");

/// What is told of a code.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Story {
    /// Why it is so, in sentences.
    pub why: String,
    /// Where that stands.
    pub source: String,
    /// What raises it.
    pub wrong: Example,
    /// The same without it.
    pub right: Example,
}

/// A small scenario.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Example {
    /// Its text; empty where there is none.
    pub text: String,
    /// Files that it names, with their text.
    pub files: Vec<(String, String)>,
    /// What the command line changes.
    pub edits: Vec<Edit>,
    /// Whether it only says in words what cannot stand in a file of text.
    pub in_words: bool,
}

impl Example {
    /// What is said of it, sentence and help: all problems, or where there are none all advice.
    #[must_use]
    pub fn said(&self) -> Vec<(Code, String, String)> {
        let files = |name: &str| {
            let mut known = self.files.iter();
            let found = known.find(|(file, _)| file == name);
            let bytes = found.map(|(_, text)| text.clone().into_bytes());
            bytes.ok_or_else(|| "there is no such file".to_string())
        };
        let overrides = Overrides {
            edits: self.edits.clone(),
            ..Overrides::default()
        };
        match load_with(&self.text, "example.toml", &files, &overrides) {
            Ok(loaded) => {
                let lints = loaded.blueprint.lints.iter();
                lints
                    .map(|lint| (lint.code(), lint.message(), String::new()))
                    .collect()
            }
            Err(issues) => {
                let issues = issues.iter();
                issues
                    .map(|one| (one.code(), one.message(), one.help()))
                    .collect()
            }
        }
    }

    fn add(&mut self, what: &str, text: &str) {
        match what.split_once(' ').unwrap_or((what, "")) {
            ("in", _) => {
                self.text = text.to_string();
                self.in_words = true;
            }
            ("file", name) => self.files.push((name.to_string(), text.to_string())),
            _ => {
                let line = text.trim_end();
                let set = line
                    .strip_prefix("--set ")
                    .map(|one| Edit::Set(one.to_string()));
                let unset = line.strip_prefix("--unset ");
                self.edits.extend(set);
                self.edits
                    .extend(unset.map(|one| Edit::Unset(one.to_string())));
            }
        }
    }
}

/// The code that somebody means by `FD101`, `fd101` or `101`.
#[must_use]
pub fn code_of(named: &str) -> Option<Code> {
    let digits = named.trim();
    let digits = digits
        .strip_prefix("FD")
        .or(digits.strip_prefix("fd"))
        .unwrap_or(digits);
    let is_number = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number).map(Code)
}

/// What a code of a scenario stands for.
#[must_use]
pub fn meaning_of(code: Code) -> Option<Meaning> {
    codes().into_iter().find(|one| one.code == code)
}

/// The story of a code: its own, or that of its range.
#[must_use]
pub fn story(code: Code) -> Story {
    let mut story = Story::default();
    for section in STORIES.split("\n=== ").skip(1) {
        let (holds, blocks) = section.split_once('\n').unwrap_or((section, ""));
        if is_of(holds, code) {
            add(&mut story, blocks);
        }
    }
    story
}

/// Whether a section is about a code: `FD101`, or `101-129`.
fn is_of(holds: &str, code: Code) -> bool {
    match holds.split_once('-') {
        Some((from, to)) => {
            let within = |from: u16, to: u16| (from..=to).contains(&code.0);
            let both = from.parse().ok().zip(to.parse().ok());
            both.is_some_and(|(from, to)| within(from, to))
        }
        None => holds == code.to_string(),
    }
}

/// Adds the blocks of a section; those of a code come behind those of its range, and go before them.
fn add(story: &mut Story, blocks: &str) {
    let blocks = format!("\n{blocks}");
    for block in blocks.split("\n--- ").skip(1) {
        let (what, text) = block.split_once('\n').unwrap_or((block, ""));
        match what
            .split_once(' ')
            .map_or((what, None), |(one, more)| (one, Some(more)))
        {
            ("why", _) => story.why = text.trim().to_string(),
            ("source", _) => story.source = text.trim().to_string(),
            (side, more) => {
                let example = if side == "wrong" {
                    &mut story.wrong
                } else {
                    &mut story.right
                };
                let mut text = text.to_string();
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                match more {
                    None => example.text = text,
                    Some(more) => example.add(more, &text),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;

    #[test]
    fn codes_are_meant_in_several_ways_of_writing() {
        for named in ["FD101", "fd101", "101", " FD101 "] {
            assert_eq!(code_of(named), Some(Code(101)));
        }
        for named in ["", "FD", "FD1", "FD1010", "FD+01", "x101", "٣٣٣"] {
            assert_eq!(code_of(named), None, "{named}");
        }
    }

    #[test]
    fn every_code_has_a_story_with_its_source_and_both_examples() {
        for one in codes() {
            let story = story(one.code);
            assert!(story.why.len() > 20, "{}", one.code);
            assert!(story.source.len() > 5, "{}", one.code);
            assert!(!story.wrong.text.is_empty(), "{}", one.code);
            assert!(!story.right.text.is_empty(), "{}", one.code);
        }
    }

    #[test]
    fn what_is_wrong_raises_its_code_and_what_is_right_does_not() {
        let mut wrong = Vec::new();
        for one in codes() {
            let story = story(one.code);
            // What stands for a thousand of its kind is told and not read.
            if !story.wrong.in_words {
                let said = story.wrong.said();
                if !said.iter().any(|(code, ..)| *code == one.code) {
                    wrong.push(format!("{} is not raised: {said:?}", one.code));
                }
            }
            if !story.right.in_words {
                let said = story.right.said();
                let refused = said
                    .iter()
                    .any(|(code, ..)| code.severity() == Severity::Problem);
                if refused || said.iter().any(|(code, ..)| *code == one.code) {
                    wrong.push(format!("{} is not right: {said:?}", one.code));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
