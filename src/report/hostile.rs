//! Every output with names that nobody should give, read back by strict readers.
//!
//! Always true here: these names come around the reader of scenarios, which refuses most of them.

use super::fixture;
use crate::chart::harmless::is_deceptive;
use crate::model::Blueprint;
use crate::model::advice::PlaceAdvice;
use crate::model::outcome::Outcome;
use std::sync::OnceLock;

/// Texts that end an element, a comment or a string, begin a formula, turn the direction of writing, or command a terminal.
fn hostile() -> Vec<String> {
    let mut names: Vec<String> = [
        "<b>&\"'</title><script>alert(1)</script>",
        "]]> --> <!-- <![CDATA[ &amp; &#0; &nope; &#x1b;",
        "=HYPERLINK(\"http://x\",\"y\")",
        "@SUM(1+1)|' /C calc'!A0",
        "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m",
        "erp\u{202e}gnp.\u{2066}exe\u{2069}\u{200f}\u{61c}",
        "tag\u{e0041}\u{e007f}\u{feff}\u{fff9}\u{ffff}\u{fdd0}\u{10ffff}",
        "two\nlines\r\nand\ttabs\u{2028}\u{85}",
        "{{ name }}{% raw %}\\\\\u{0}",
        "ok",
    ]
    .map(String::from)
    .to_vec();
    // Every control character, and the edges of every range that XML leaves out.
    let every = (0_u32..0xa1).chain([0xfffd, 0xfffe, 0xffff, 0x1_fffe]);
    names.push(every.filter_map(char::from_u32).collect());
    names
}

/// Files of two fixtures, and what the terminal shows of one.
type Outputs = (Vec<(String, Vec<u8>)>, String);

/// Outputs in which everything that has a name has this one, by each of the names, once for all tests.
fn outputs() -> &'static [(String, Outputs)] {
    static MADE: OnceLock<Vec<(String, Outputs)>> = OnceLock::new();
    MADE.get_or_init(|| {
        let names = hostile().into_iter();
        names.map(|name| (name.clone(), made(&name))).collect()
    })
}

/// Outputs of the fixtures in which everything that has a name has this one.
fn made(name: &str) -> Outputs {
    let named = |told: &fixture::Told| {
        let mut told = told.clone();
        rename(&mut told.blueprint, name);
        rename_causes(&mut told.outcome, name);
        told
    };
    let protected = named(fixture::protected());
    let mut all = protected.files(&format!("run {name}")).expect("memory");
    all.extend(named(fixture::plain()).files(name).expect("memory"));
    (all, protected.printed(100))
}

fn rename(blueprint: &mut Blueprint, name: &str) {
    let set = |to: &mut String| to.replace_range(.., name);
    set(&mut blueprint.run.name);
    set(&mut blueprint.run.description);
    blueprint
        .sites
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint
        .stamps
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint
        .links
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint
        .repositories
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint
        .crews
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint
        .parts
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint.applications.iter_mut().for_each(|one| {
        set(&mut one.name);
        set(&mut one.owner);
    });
    blueprint
        .roles
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint.vms.iter_mut().for_each(|one| set(&mut one.name));
    blueprint
        .protections
        .backups
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint
        .protections
        .replications
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint
        .protections
        .high_availabilities
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint
        .protections
        .redeploys
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint
        .drills
        .iter_mut()
        .for_each(|one| set(&mut one.name));
    blueprint
        .sources
        .iter_mut()
        .for_each(|one| set(&mut one.label));
    for lint in &mut blueprint.lints {
        let mut repository = String::new();
        set(&mut repository);
        lint.advice = PlaceAdvice::UnusedRepository { repository }.into();
    }
    blueprint.assumptions.iter_mut().for_each(|one| {
        set(&mut one.key);
        set(&mut one.value);
    });
}

fn rename_causes(outcome: &mut Outcome, name: &str) {
    outcome
        .causes
        .iter_mut()
        .for_each(|one| one.replace_range(.., name));
}

#[track_caller]
fn is_harmless(text: &str, what: &str) {
    let found = text
        .chars()
        .find(|c| (c.is_control() && *c != '\n') || is_deceptive(*c));
    assert_eq!(found, None, "{what}");
}

#[test]
fn charts_and_page_are_well_formed_whatever_the_names() {
    for (name, (files, _)) in outputs() {
        let mut drawings = 0;
        for (file, bytes) in files {
            if !file.ends_with(".svg") && !file.ends_with(".html") {
                continue;
            }
            let text = std::str::from_utf8(bytes).expect("text");
            is_harmless(text, file);
            let options = roxmltree::ParsingOptions {
                allow_dtd: true,
                ..roxmltree::ParsingOptions::default()
            };
            let document = roxmltree::Document::parse_with_options(text, options)
                .unwrap_or_else(|error| panic!("{file} with {name:?}: {error}"));
            for node in document.descendants().filter(roxmltree::Node::is_element) {
                let tag = node.tag_name().name();
                assert!(
                    !matches!(tag, "script" | "iframe" | "object" | "link"),
                    "{file}: {tag}"
                );
                for attribute in node.attributes() {
                    assert!(!attribute.name().starts_with("on"), "{file}: {attribute:?}");
                }
            }
            let mut ids: Vec<&str> = document
                .descendants()
                .filter_map(|node| node.attribute("id"))
                .collect();
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), all, "{file} has an anchor twice");
            drawings += usize::from(file.ends_with(".svg"));
        }
        // Of the scenario with protections 23, of the other one 18.
        assert_eq!(drawings, 23 + 18);
    }
}

#[test]
fn tables_begin_no_formula_and_hold_no_command_whatever_the_names() {
    for (_, (files, _)) in outputs() {
        for (file, bytes) in files {
            if !file.ends_with(".csv") {
                continue;
            }
            is_harmless(std::str::from_utf8(bytes).expect("text"), file);
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            let header = reader.headers().expect("a header").clone();
            let rows = reader
                .records()
                .map(|row| row.expect("rows of equal length"));
            for cell in std::iter::once(header)
                .chain(rows)
                .flat_map(|row| row.iter().map(String::from).collect::<Vec<_>>())
            {
                let begins = cell.trim_start().starts_with(['=', '+', '-', '@']);
                assert!(!begins || cell.parse::<f64>().is_ok(), "{file}: {cell:?}");
            }
        }
    }
}

#[test]
fn terminal_and_json_hold_no_command_whatever_the_names() {
    for (name, (files, text)) in outputs() {
        is_harmless(text, "the terminal");
        for (file, bytes) in files.iter().filter(|(file, _)| file == "summary.json") {
            let text = std::str::from_utf8(bytes).expect("text");
            is_harmless(text, file);
            let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(value["scenario"]["name"], name.as_str());
        }
    }
}
