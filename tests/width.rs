//! The table of verdicts in a window of a given width: the program runs on a pseudo-terminal.
#![cfg(unix)]

use crate::run::{Desk, checkout};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::process::{Command, Stdio};

/// What the program prints into a window of this many columns.
fn printed(arguments: &[&str], columns: u16, stated: Option<&str>) -> String {
    let desk = Desk::new();
    let window = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&window).unwrap();
    unlockpt(&window).unwrap();
    let size = Winsize {
        ws_row: 50,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let name = ptsname(&window, Vec::new()).unwrap().into_string().unwrap();
    let inside = OpenOptions::new()
        .read(true)
        .write(true)
        .open(name)
        .unwrap();
    tcsetwinsize(&inside, size).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    command
        .args(arguments)
        .current_dir(desk.path(""))
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .stdout(inside);
    if let Some(stated) = stated {
        command.env("COLUMNS", stated);
    }
    let mut running = command.spawn().unwrap();
    // The command keeps its end of the window open as long as it lives.
    drop(command);
    let mut text = Vec::new();
    let mut window = File::from(window);
    let mut piece = [0; 4_096];
    // Where nobody holds the other end any more, reading fails: that is the end of the text.
    while let Ok(count @ 1..) = window.read(&mut piece) {
        text.extend_from_slice(&piece[..count]);
    }
    assert!(running.wait().unwrap().success());
    String::from_utf8(text).unwrap().replace("\r\n", "\n")
}

const QUICK: [&str; 4] = ["run", "quickstart", "--trials", "4"];

/// Lines of the page, without the folder of the results.
fn page(text: &str) -> Vec<&str> {
    text.lines()
        .take_while(|line| !line.starts_with("results:"))
        .collect()
}

fn widest(text: &str) -> usize {
    page(text)
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0)
}

#[test]
fn the_table_follows_the_window_and_keeps_every_interval() {
    let mut intervals = vec![];
    for columns in [60, 80, 140, 200] {
        let text = printed(&QUICK, columns, None);
        assert!(widest(&text) <= usize::from(columns), "{columns}: {text}");
        // Intervals of the drill's figures: each of five rows has one, and so has the MTTR of the three with an RTO.
        let of_drill = text.split("Drill lose-stamp").nth(1).unwrap();
        let whole = page(of_drill).join(" ");
        let rows = whole.split("Missed RTOs").next().unwrap().to_string();
        let found: Vec<String> = rows
            .split('(')
            .skip(1)
            .filter_map(|part| part.split_once(')'))
            .map(|(interval, _)| interval.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|interval| interval.contains(['–', '≥']))
            .collect();
        assert_eq!(found.len(), 8, "{columns}: {text}");
        intervals.push(found);
        let said = text.contains(&format!("The terminal has {columns} columns"));
        assert_eq!(said, columns <= 80, "{columns}: {text}");
    }
    assert!(
        intervals.windows(2).all(|pair| pair[0] == pair[1]),
        "{intervals:?}"
    );
}

#[test]
fn sentences_fill_a_wide_window_and_columns_that_are_stated_win() {
    assert!(widest(&printed(&QUICK, 140, None)) > 110);
    assert!(widest(&printed(&QUICK, 80, None)) <= 80);
    let text = printed(&QUICK, 200, Some("60"));
    assert!(widest(&text) <= 60 && text.contains("The terminal has 60 columns"));
    // What is no width states none; a window that does not know its width has a hundred columns.
    assert!(widest(&printed(&QUICK, 140, Some("wide"))) > 110);
    let text = printed(&QUICK, 0, None);
    assert!((90..=100).contains(&widest(&text)), "{text}");
}

#[test]
fn what_is_no_terminal_has_a_hundred_columns() {
    let file = checkout("scenarios/quickstart.toml").display().to_string();
    let ran = Desk::new().run(&["run", &file, "--trials", "4"]);
    assert!((90..=100).contains(&widest(&ran.out)), "{}", ran.out);
}

/// Advice of `check` is folded like the sentences of `run`, and stays in one line where a program reads it.
#[test]
fn advice_follows_the_window_too() {
    const TEXT: &str = "description = \"A description that is longer than a window of sixty columns is wide, by some words\"\n\
        [stamp.a]\nnode_memory = \"384 GiB\"\n[repository.v]\nread = \"1 B/s\"\n[protection]\np.backup = { retries = 1000, retry_after = \"1 s\" }\n\
        [application.x]\nrto = \"90 years\"\nprotection = \"p\"\n";
    let desk = Desk::new();
    let file = desk.write("s.toml", TEXT).display().to_string();
    let advice = |text: &str| -> Vec<String> {
        let found = text.split("\nadvice\n").nth(1).unwrap();
        let joined = found
            .split("\n  advice[")
            .map(|one| one.split_whitespace().collect::<Vec<_>>().join(" "));
        joined.collect()
    };
    let whole = desk.run(&["check", &file]).out;
    assert!(
        whole.lines().any(|line| line.chars().count() > 120),
        "{whole}"
    );
    for columns in [60, 80, 140] {
        let text = printed(&["check", &file], columns, None);
        assert_eq!(advice(&text), advice(&whole), "{text}");
        let sentences = text.split("\nmemory in GiB").next().unwrap().to_string()
            + text.split("\nadvice\n").nth(1).unwrap();
        for line in sentences.lines().filter(|line| !line.contains("sha256")) {
            assert!(
                line.chars().count() <= usize::from(columns),
                "{columns}: {line}"
            );
        }
    }
}
