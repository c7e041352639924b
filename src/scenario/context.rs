//! What the readers of all tables share: files, problems, assumptions.
//!
//! Always true here: a problem never stops the reading; whatever is read after one is thrown away
//! at the end.

use super::issue::Issue;
use super::limit;
use super::problem::{FileProblem, OverLimit, Problem};
use super::recognise::in_place_of_a_table;
use super::repeated::{self, Column};
use super::setting::{Setting, Stated};
use super::tree::{COMMAND_LINE, EXPECTATIONS, SCENARIO, Spot};
use crate::model::advice::{Advice, Stands};
use crate::model::{Assumption, DefaultValue, Law, Lint};
use crate::units::Share;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Reads a file that the scenario names.
pub type Files<'f> = &'f dyn Fn(&str) -> Result<Vec<u8>, String>;

/// A default that was used.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Used {
    pub(super) value: String,
    pub(super) default: &'static DefaultValue,
    pub(super) shown: bool,
    /// The keys themselves, where they stand for many tables: `application.erp.tier` for `application.*.tier`.
    pub(super) paths: BTreeSet<String>,
}

/// What changes nothing where it stands, and is advised against: the resolved scenario keeps it, so that
/// the advice comes again.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Kept {
    /// A law.
    Law(Law),
    /// A share.
    Share(Share),
}

/// Shared state of a reading.
pub(super) struct Context<'f> {
    files: Files<'f>,
    names: RefCell<Vec<(String, String)>>,
    /// Where lines of the scenario end, in bytes, ascending.
    line_ends: Vec<usize>,
    pub(super) issues: RefCell<Vec<Issue>>,
    pub(super) used: RefCell<BTreeMap<String, Used>>,
    pub(super) lints: RefCell<Vec<Lint>>,
    /// How often the same is wrong in one column of a table.
    repeated: RefCell<BTreeMap<Column, u64>>,
    /// Keys that a resolved scenario says were left to defaults.
    pub(super) from_defaults: RefCell<BTreeSet<String>>,
    /// Keys of many tables that one of them stated at least.
    stated: RefCell<BTreeSet<String>>,
    /// By path of the table and key.
    pub(super) idle: RefCell<BTreeMap<(String, String), Kept>>,
    /// What the command line changes in listed VMs: their list is read later than the tables.
    pub(super) of_vms: RefCell<Vec<Setting>>,
    /// Which arguments of the command line changed something, by their numbers.
    pub(super) changed: RefCell<BTreeSet<usize>>,
    /// Trials of the command line, in place of those of years and of drills.
    pub(super) trials: Option<u32>,
    /// Changes that stand in the file of expectations, and not on the command line.
    pub(super) beside: Vec<Stated>,
}

/// What the command line is called where a file would be named.
pub const ARGUMENTS: &str = "command line";

impl<'f> Context<'f> {
    /// A reading of a scenario of this name and text, with this command line.
    pub(super) fn new(
        name: &str,
        text: &str,
        files: Files<'f>,
        arguments: String,
        (expectations, expected): (&str, &str),
    ) -> Context<'f> {
        // In the order of their indices: `SCENARIO`, `COMMAND_LINE`, `EXPECTATIONS`, then whatever the scenario names.
        let named = |name: &str, text: String| (name.to_string(), text);
        Context {
            files,
            names: RefCell::new(vec![
                named(name, text.to_string()),
                named(ARGUMENTS, arguments),
                named(expectations, expected.to_string()),
            ]),
            line_ends: text.match_indices('\n').map(|(at, _)| at).collect(),
            issues: RefCell::default(),
            used: RefCell::default(),
            lints: RefCell::default(),
            repeated: RefCell::default(),
            from_defaults: RefCell::default(),
            stated: RefCell::default(),
            idle: RefCell::default(),
            of_vms: RefCell::default(),
            changed: RefCell::default(),
            trials: None,
            beside: Vec::new(),
        }
    }

    /// The text of a table that the scenario names, with its index for spots.
    pub(super) fn file(&self, name: &str, spot: &Spot) -> Option<(usize, String)> {
        self.file_of(name, spot, in_place_of_a_table)
    }

    /// The text of a file that the scenario names, with its index for spots; none where it is known to be of another kind.
    pub(super) fn file_of(
        &self,
        name: &str,
        spot: &Spot,
        other_kind: impl Fn(&[u8]) -> Option<(&'static str, &'static str)>,
    ) -> Option<(usize, String)> {
        if let Some(index) =
            self.names
                .borrow()
                .iter()
                .enumerate()
                .position(|(index, (known, _))| {
                    known == name && !matches!(index, COMMAND_LINE | EXPECTATIONS)
                })
        {
            return Some((index, self.names.borrow()[index].1.clone()));
        }
        let bytes = match (self.files)(name) {
            Ok(bytes) => bytes,
            Err(reason) => {
                let file = name.to_string();
                self.problem(spot, FileProblem::Unreadable { file, reason });
                return None;
            }
        };
        if bytes.len() as u64 > limit::FILE_BYTES.most {
            self.problem(
                spot,
                OverLimit::File {
                    file: Some(name.to_string()),
                    limit: limit::FILE_BYTES,
                },
            );
            return None;
        }
        if let Some((kind, remedy)) = other_kind(&bytes) {
            let file = name.to_string();
            self.problem(spot, FileProblem::OtherKind { file, kind, remedy });
            return None;
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let mut names = self.names.borrow_mut();
                names.push((name.to_string(), text.clone()));
                Some((names.len() - 1, text))
            }
            Err(wrong) => {
                let at = wrong.utf8_error().valid_up_to();
                let file = name.to_string();
                self.problem(spot, FileProblem::NotUtf8 { file, at });
                None
            }
        }
    }

    /// Where people find it: what a file of expectations sets stands there.
    fn shown(&self, spot: &Spot) -> Spot {
        let beside = match spot.file {
            COMMAND_LINE => self.beside.iter().find_map(|one| one.place(&spot.span)),
            _ => None,
        };
        beside.map_or_else(
            || spot.clone(),
            |span| Spot {
                file: EXPECTATIONS,
                span,
            },
        )
    }

    /// Records what is wrong at a place.
    pub(super) fn problem(&self, spot: &Spot, problem: impl Into<Problem>) {
        let spot = &self.shown(spot);
        let issue = Issue {
            problem: problem.into(),
            file: self.names.borrow()[spot.file].0.clone(),
            span: spot.span.clone(),
            more_rows: 0,
        };
        if let Some(column) = self.column(spot.file, &issue) {
            let mut repeated = self.repeated.borrow_mut();
            let count = repeated.entry(column).or_insert(0);
            *count += 1;
            if *count > repeated::SHOWN {
                return;
            }
        }
        let mut issues = self.issues.borrow_mut();
        if (issues.len() as u64) < limit::ISSUES.most && !issues.contains(&issue) {
            issues.push(issue);
        }
    }

    /// What is wrong with a column of a table, if the problem stands in one.
    fn column(&self, file: usize, issue: &Issue) -> Option<Column> {
        let names = self.names.borrow();
        let (_, text) = names.get(file).filter(|_| file > EXPECTATIONS)?;
        repeated::column(text, issue)
    }

    /// All problems; what is wrong with a whole column is said once.
    pub(super) fn all_issues(&self) -> Vec<Issue> {
        let names = self.names.borrow();
        let file = |issue: &Issue| names.iter().position(|(name, _)| *name == issue.file);
        let column = |issue: &Issue| file(issue).and_then(|file| self.column(file, issue));
        repeated::said_once(self.issues.take(), &self.repeated.borrow(), column)
    }

    /// The file and the line, from 1 on, of a place.
    pub(super) fn place(&self, spot: &Spot) -> (String, usize) {
        let spot = &self.shown(spot);
        let names = self.names.borrow();
        let (name, text) = &names[spot.file];
        let line = if spot.file == 0 {
            self.line_of(spot)
        } else {
            let before = text.as_bytes().iter().take(spot.span.start);
            before.filter(|byte| **byte == b'\n').count() + 1
        };
        (name.clone(), line)
    }

    /// The line of a place in the scenario itself.
    fn line_of(&self, spot: &Spot) -> usize {
        let before = |end: &usize| *end < spot.span.start;
        self.line_ends.partition_point(before) + 1
    }

    /// Records something legal that an operator should know.
    pub(super) fn advise(&self, spot: &Spot, advice: impl Into<Advice>) {
        let spot = &self.shown(spot);
        let line = if spot.file == SCENARIO {
            self.line_of(spot)
        } else {
            0
        };
        let file = self
            .names
            .borrow()
            .get(spot.file)
            .map(|(name, _)| name.clone());
        self.lints.borrow_mut().push(Lint {
            advice: advice.into(),
            line,
            stands: Stands {
                file: file.unwrap_or_default(),
                span: spot.span.clone(),
            },
        });
    }

    /// Notes that a default was used.
    pub(super) fn assume(
        &self,
        key: String,
        value: String,
        default: &'static DefaultValue,
        shown: bool,
    ) {
        self.used.borrow_mut().entry(key).or_insert(Used {
            value,
            default,
            shown,
            paths: BTreeSet::new(),
        });
    }

    /// Notes that a default was used for the key of one table of many, with its path. What is worked out may
    /// differ between them: all values are told, in the order of the tables.
    pub(super) fn assume_of_many(
        &self,
        key: String,
        path: String,
        (value, default): (&str, &'static DefaultValue),
        shown: bool,
    ) {
        self.assume(key.clone(), value.to_string(), default, shown);
        let mut used = self.used.borrow_mut();
        let Some(used) = used.get_mut(&key) else {
            return;
        };
        if !used.value.split(" or ").any(|known| known == value) {
            used.value = format!("{} or {value}", used.value);
        }
        used.paths.insert(path);
    }

    /// Notes that the key of one table of many was stated.
    pub(super) fn state(&self, key: String) {
        self.stated.borrow_mut().insert(key);
    }

    /// What was left to a default in the table of one VM was so in equal ones too.
    pub(super) fn assume_alike(&self, table: &str, equals: &[String]) {
        const VM: &str = "vm.*.";
        let mut used = self.used.borrow_mut();
        let patterns = used.range_mut(VM.to_string()..);
        for (pattern, used) in patterns.take_while(|(pattern, _)| pattern.starts_with(VM)) {
            let (_, key) = pattern.rsplit_once('.').unwrap_or(("", pattern));
            if used.paths.contains(&format!("{table}.{key}")) {
                let own = equals.iter().map(|equal| format!("{equal}.{key}"));
                used.paths.extend(own);
            }
        }
    }

    /// What a resolved scenario says was left to defaults: a key of many tables stands for all of them
    /// only where none stated it.
    pub(super) fn left_to_defaults(&self) -> Vec<String> {
        let (used, stated) = (self.used.borrow(), self.stated.borrow());
        let mut keys = Vec::new();
        for (key, used) in used.iter() {
            if used.paths.is_empty() || !stated.contains(key) {
                keys.push(key.clone());
            } else {
                keys.extend(used.paths.iter().cloned());
            }
        }
        keys
    }

    /// Keeps what changes nothing for the resolved scenario.
    pub(super) fn keep(&self, table: &str, key: &str, idle: Kept) {
        let place = (table.to_string(), key.to_string());
        self.idle.borrow_mut().insert(place, idle);
    }

    /// The assumptions to show, sorted by key.
    pub(super) fn assumptions(&self) -> Vec<Assumption> {
        self.used
            .borrow()
            .iter()
            .filter(|(_, used)| used.shown)
            .map(|(key, used)| Assumption {
                key: key.clone(),
                value: used.value.clone(),
                default: used.default,
            })
            .collect()
    }
}
