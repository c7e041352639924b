//! What is nearly a scenario, an inventory or a trace is refused or accepted, and neither stops the program nor keeps it
//! busy for ever.
//!
//! `FIREDRILL_MUTATIONS=1000000 cargo test --test tests mutated -- --nocapture` makes that many;
//! `FIREDRILL_FIRST=N` begins at another number. A number names one mutation, always the same.

#![allow(
    clippy::print_stdout,
    reason = "a long run says how far it came and repeats what fails"
)]

use crate::generated::from_environment;
use crate::generated::scenario::Dice;
use crate::keys;
use crate::resolved::{DIFFERENT, START, resolves_to_itself};
use crate::run::checkout;
use crate::stress::EVERYTHING;
use crate::watchdog::watched;
use firedrill::cli::check_bytes;
use firedrill::scenario::load;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Mutations in the suite.
const IN_THE_SUITE: u64 = 20_000;
/// No mutation of these small files takes a second, on whatever machine.
const LIMIT: Duration = Duration::from_secs(60);

/// A scenario with the files beside it, each a text with its name; the scenario comes first.
type Family = Vec<(String, Vec<u8>)>;

/// A law whose values stand in a file.
const OBSERVED: &str = "[stamp.pod]\nnode_memory = \"384 GiB\"\n[application.a]\nexpendable = true\n[hazard.x]\nof = \"node\"\nevery = { empirical = { file = \"lives.csv\", column = \"life\", unit = \"d\" } }\nrepair = { empirical = \"repairs.csv\" }\n";

fn families() -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    let mut shipped: Vec<_> = fs::read_dir(checkout("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    shipped.sort();
    let name = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let tables: Family = shipped
        .iter()
        .filter(|path| path.extension().is_some_and(|one| one == "csv"))
        .map(|path| (name(path), fs::read(path).unwrap()))
        .collect();
    for path in &shipped {
        if path.extension().is_some_and(|one| one == "toml") {
            let text = fs::read_to_string(path).unwrap();
            let own = tables
                .iter()
                .filter(|(table, _)| text.contains(table.as_str()));
            let mut family = vec![(name(path), text.clone().into_bytes())];
            family.extend(own.cloned());
            families.push(family);
        }
    }
    let own = |text: &str, beside: &[(&str, &str)]| {
        let mut family = vec![("own.toml".to_string(), text.as_bytes().to_vec())];
        let files = beside.iter();
        family.extend(files.map(|(name, text)| ((*name).to_string(), text.as_bytes().to_vec())));
        family
    };
    families.push(own(keys::BASE, &[]));
    families.push(own(EVERYTHING, &[]));
    families.push(own(keys::TRACE, &[("faults.csv", keys::ROWS)]));
    let lives = ("lives.csv", "life,x\n1,2\n30.5,\n1e3,x\n");
    families.push(own(
        OBSERVED,
        &[lives, ("repairs.csv", "t\n1 h\n\"2 h, 5 min\"\n")],
    ));
    for (_, rest) in DIFFERENT {
        families.push(own(&format!("{START}{rest}"), &[]));
    }
    families
}

/// Words, numbers and signs that mean something somewhere, or should not.
const WORDS: &[&str] = &[
    "0",
    "-1",
    "1",
    "2",
    "3.5",
    "1e308",
    "-0.0",
    "nan",
    "inf",
    "9223372036854775807",
    "18446744073709551616",
    "1e-320",
    "true",
    "\"\"",
    "\"0 s\"",
    "\"1 ms\"",
    "\"100 years\"",
    "\"9999999 years\"",
    "\"0 %\"",
    "\"100 %\"",
    "\"1e9 %\"",
    "\"1 B\"",
    "\"8 PiB\"",
    "\"0 GiB\"",
    "\"1 bps\"",
    "\"1 PB/s\"",
    "\"00:00-24:00\"",
    "\"always\"",
    "\"any\"",
    "[]",
    "{}",
    "[[]]",
    "{ default = \"1 h\" }",
    "{ exponential = \"1 ms\" }",
    "{ empirical = [] }",
    "{ weibull = { shape = 0.1, scale = \"1 ms\" } }",
    "{ count = 1, every = \"0 s\" }",
    "\"node\"",
    "\"disk\"",
    "\"stamp\"",
    "\"site\"",
    "\"application\"",
    "[\"a\", \"a\"]",
    "\u{202e}",
    "\u{0}",
    "\u{feff}",
    "ß",
    "\u{1F600}",
    "'",
    "\"\"\"",
    "#",
    "=",
    ".",
    ",",
    "[",
    "]",
    "{",
    "}",
    "\r",
    "\n",
    "\n\n",
    "\t",
    ";",
    "|",
    "\\",
];

/// Where words, numbers and signs begin and end.
fn tokens(text: &[u8]) -> Vec<(usize, usize)> {
    let kind = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | 128.. => 0,
        b'0'..=b'9' => 1,
        b' ' | b'\t' => 2,
        other => other,
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let own = kind(text[at]);
        let length = text[at..]
            .iter()
            .take_while(|byte| kind(**byte) == own)
            .count();
        found.push((at, at + length));
        at += length;
    }
    found
}

fn lines(text: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        found.push((at, at + line.len()));
        at += line.len();
    }
    found
}

fn below(dice: &mut Dice, end: usize) -> usize {
    dice.between(0, end.saturating_sub(1) as u64) as usize
}

/// One of these pieces; all of an empty text.
fn one_of(dice: &mut Dice, pieces: &[(usize, usize)]) -> (usize, usize) {
    if pieces.is_empty() {
        (0, 0)
    } else {
        pieces[below(dice, pieces.len())]
    }
}

/// One change to a text; `other` is where words and lines of somebody else come from.
fn change(dice: &mut Dice, text: &mut Vec<u8>, other: &[u8]) {
    let at = below(dice, text.len() + 1);
    let length = below(dice, 40).min(text.len() - at);
    match dice.between(0, 13) {
        0 if at < text.len() => text[at] ^= 1 << dice.between(0, 7),
        1 if at < text.len() => text[at] = dice.between(0, 255) as u8,
        2 => drop(text.drain(at..at + length)),
        3 => text.truncate(at),
        4 => {
            let from = below(dice, other.len() + 1);
            let piece = other[from..]
                .iter()
                .take(length)
                .copied()
                .collect::<Vec<u8>>();
            text.splice(at..at, piece);
        }
        5..=8 => {
            let (start, end) = one_of(dice, &tokens(text));
            let new = match dice.between(0, 3) {
                0 => dice.one(WORDS).as_bytes().to_vec(),
                1 => {
                    let (from, to) = one_of(dice, &tokens(other));
                    other[from..to].to_vec()
                }
                2 => [&text[start..end], &text[start..end]].concat(),
                _ => Vec::new(),
            };
            text.splice(start..end, new);
        }
        // A whole value.
        9 | 10 => {
            let (start, end) = one_of(dice, &lines(text));
            let equals = text[start..end].iter().position(|byte| *byte == b'=');
            if let Some(equals) = equals {
                let value = format!(" {}\n", dice.one(WORDS));
                text.splice(start + equals + 1..end, value.into_bytes());
            }
        }
        11 => {
            let (start, end) = one_of(dice, &lines(text));
            text.drain(start..end);
        }
        12 => {
            let (start, end) = one_of(dice, &lines(other));
            let (to, _) = one_of(dice, &lines(text));
            text.splice(to..to, other[start..end].to_vec());
        }
        _ => {
            let (start, end) = one_of(dice, &lines(text));
            let line = text[start..end].to_vec();
            let (to, _) = one_of(dice, &lines(text));
            for _ in 0..dice.between(1, 3) {
                text.splice(to..to, line.clone());
            }
        }
    }
}

fn is_large(family: &Family) -> bool {
    family.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 5_000
}

/// The family of this number, changed: most often the scenario itself, else a file beside it.
fn mutation(number: u64, families: &[Family]) -> Family {
    let mut dice = Dice::new(number);
    let mut chosen = below(&mut dice, families.len());
    // Large ones take most of the time and have nothing that small ones have not: one in four is enough.
    while is_large(&families[chosen]) && dice.chance(75) {
        chosen = below(&mut dice, families.len());
    }
    let mut family = families[chosen].clone();
    let other = &families[below(&mut dice, families.len())];
    let other = other[below(&mut dice, other.len())].1.clone();
    let which = if dice.chance(60) {
        0
    } else {
        below(&mut dice, family.len())
    };
    for _ in 0..dice.between(1, 4) {
        change(&mut dice, &mut family[which].1, &other);
    }
    family
}

/// What `check` does with a scenario; whether it is accepted. What is accepted resolves to itself.
fn try_out(family: &Family) -> bool {
    let beside = |wanted: &str| {
        let found = family[1..].iter().find(|(name, _)| name == wanted);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| "not there".to_string())
    };
    let (name, bytes) = &family[0];
    let said = check_bytes(name, bytes.clone(), &beside);
    let (Ok(text) | Err(text)) = &said;
    assert!(!text.is_empty());
    let hostile = |sign: char| sign.is_control() && sign != '\n' || sign == '\u{202e}';
    assert!(!text.contains(hostile), "{text:?}");
    if said.is_err() {
        return false;
    }
    let text = String::from_utf8(bytes.clone()).unwrap();
    let first = load(&text, name, &beside).unwrap();
    if let Err(wrong) = resolves_to_itself(&first) {
        panic!("{wrong}");
    }
    true
}

#[derive(Default)]
struct Tries {
    next: AtomicU64,
    accepted: AtomicU64,
    failed: Mutex<Vec<u64>>,
    slowest: Mutex<(Duration, u64)>,
}

#[test]
fn what_is_nearly_a_scenario_stops_nothing() {
    let wanted = from_environment("FIREDRILL_MUTATIONS").unwrap_or(IN_THE_SUITE);
    let first = from_environment("FIREDRILL_FIRST").unwrap_or(0);
    let families = Arc::new(families());
    let tried = Arc::new(Tries {
        next: AtomicU64::new(first),
        ..Tries::default()
    });
    let (shared, all) = (tried.clone(), families.clone());
    let started = Instant::now();
    watched(2, LIMIT, move |desk| {
        while shared.failed.lock().unwrap().len() < 20 {
            let number = shared.next.fetch_add(1, Ordering::Relaxed);
            if number >= first + wanted {
                return;
            }
            let family = mutation(number, &all);
            desk.begins(format!("mutation {number}"));
            let since = Instant::now();
            match catch_unwind(AssertUnwindSafe(|| try_out(&family))) {
                Ok(accepted) => drop(
                    shared
                        .accepted
                        .fetch_add(accepted.into(), Ordering::Relaxed),
                ),
                Err(_) => {
                    shared.failed.lock().unwrap().push(number);
                    for (name, bytes) in &family {
                        println!(
                            "mutation {number}, {name}:\n{}",
                            String::from_utf8_lossy(bytes)
                        );
                    }
                }
            }
            let mut slowest = shared.slowest.lock().unwrap();
            *slowest = (*slowest).max((since.elapsed(), number));
            desk.ends();
        }
    });
    let accepted = tried.accepted.load(Ordering::Relaxed);
    let seconds = started.elapsed().as_secs_f64();
    let (slowest, number) = *tried.slowest.lock().unwrap();
    println!(
        "{wanted} mutations, {accepted} of them accepted, {:.0} a second; the slowest, {number}, took {} ms",
        wanted as f64 / seconds,
        slowest.as_millis()
    );
    let failed = tried.failed.lock().unwrap().clone();
    assert!(failed.is_empty(), "mutations that fail: {failed:?}");
    assert!(accepted > wanted / 50, "only {accepted} were accepted");
    assert!(accepted < wanted / 2, "{accepted} were accepted");
}
