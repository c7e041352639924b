//! A schedule of faults as a file of a few lines: what strikes when in which scenario, and what that broke.
//!
//! Always true here: what is written is read back to the same; keys of a fault but its instant are those of a drill, and are judged by the
//! reader of drills; the first thing that is wrong is told with its line.

mod read;

pub use read::read_schedule;

use super::bare;
use super::calendar;
use super::elements::drill;
use super::keys::{KeyOf, Lines, quote};
use super::law::time_text;
use super::resolved;
use super::setting::Edit;
use crate::model::{Blueprint, ObjectiveOf, Source};
use crate::units::WEEK;

/// The form of the file, which changes only where a key is renamed or goes.
const FORM: &str = "firedrill.schedule/1";
/// Most faults of a schedule.
const MOST_FAULTS: usize = 100;
/// The last instant after the first fault at which another one strikes.
const LATEST: u64 = 8 * WEEK;

/// A schedule of faults.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Schedule {
    /// The version that wrote it; none where any will do.
    pub version: Option<String>,
    /// The seed of all streams; none for that of the scenario.
    pub seed: Option<u64>,
    /// The quantile at which every length stands while nothing else fails; none in a trial.
    pub quantile: Option<f64>,
    /// The trial, where nothing stands still.
    pub trial: u32,
    /// The name of the scenario.
    pub scenario: String,
    /// The file of the scenario; empty where none is named.
    pub file: String,
    /// The hash of the scenario; none where any will do.
    pub sha256: Option<String>,
    /// What is set in the scenario and taken out of it.
    pub changes: Vec<Edit>,
    /// The faults, in the order in which they strike.
    pub faults: Vec<Planned>,
    /// What it broke.
    pub breaks: Vec<Break>,
}

/// A fault of a schedule.
#[derive(Clone, PartialEq, Debug)]
pub struct Planned {
    /// Its name, which is that of a drill.
    pub name: String,
    /// Of the first: milliseconds after the cycle, or the week, begins. Of the others: after the first.
    pub at: u64,
    /// Other keys of a drill with their TOML; empty for a drill that the scenario has.
    pub keys: Vec<(String, String)>,
    /// Its line in the file, from 1 on.
    pub line: usize,
}

/// What a schedule broke.
#[derive(Clone, PartialEq, Debug)]
pub struct Break {
    /// The application.
    pub application: String,
    /// Recovery or loss.
    pub of: ObjectiveOf,
    /// Milliseconds; none where it has no end.
    pub value: Option<u64>,
    /// What is stated for it, in milliseconds.
    pub limit: Option<u64>,
    /// Its line in the file, from 1 on.
    pub line: usize,
}

/// What is wrong with a schedule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScheduleProblem {
    /// The line, from 1 on.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What helps.
    pub help: String,
}

/// The word for a figure in files.
#[must_use]
pub fn figure_name(of: ObjectiveOf) -> &'static str {
    match of {
        ObjectiveOf::Recovery => "recovery",
        ObjectiveOf::Loss => "loss",
    }
}

/// The keys of a drill that does what a source does, with their TOML; none where they need a file of their own.
#[must_use]
pub fn drill_keys(
    blueprint: &Blueprint,
    of: &str,
    source: &Source,
) -> Option<Vec<(String, String)>> {
    let mut lines: Lines<drill::Keys> = Lines::new();
    resolved::faults::effect(&source.effect, &mut lines);
    resolved::faults::restoration(blueprint, source, &mut lines);
    if !lines.companions.is_empty() {
        return None;
    }
    let own = lines.keys.into_iter();
    let own = own.map(|(key, value)| (key.to_string(), value));
    Some(
        [(drill::OF.name().to_string(), quote(of))]
            .into_iter()
            .chain(own)
            .collect(),
    )
}

/// An instant of the cycle as two keys: `at = "Mon 22:00"`, with `week` where it is not the first.
fn instant(ms: u64) -> String {
    let at = format!("at = {}\n", quote(&calendar::of_week_text(ms % WEEK)));
    match ms / WEEK {
        0 => at,
        weeks => format!("week = {}\n{at}", weeks + 1),
    }
}

/// A length, or that it has no end.
fn length(ms: Option<u64>) -> String {
    quote(&ms.map_or_else(|| "never".to_string(), |ms| time_text(ms as f64)))
}

impl Schedule {
    /// The file, with sentences as a comment on top.
    #[must_use]
    pub fn text(&self, comment: &[String]) -> String {
        let mut text = String::new();
        for line in comment {
            text.push_str(&format!("# {}\n", line.replace('\n', " ")));
        }
        text.push_str(&format!("schema = {}\n", quote(FORM)));
        if let Some(version) = &self.version {
            text.push_str(&format!("version = {}\n", quote(version)));
        }
        if let Some(seed) = self.seed {
            // TOML has no whole numbers beyond 2^63.
            let written = i64::try_from(seed)
                .map_or_else(|_| quote(&seed.to_string()), |one| one.to_string());
            text.push_str(&format!("seed = {written}\n"));
        }
        match self.quantile {
            Some(quantile) => text.push_str(&format!(
                "quantile = {}\n",
                quote(&format!("{} %", percent(quantile)))
            )),
            None => text.push_str(&format!("trial = {}\n", self.trial)),
        }
        text.push_str(&format!("\n[scenario]\nname = {}\n", quote(&self.scenario)));
        if !self.file.is_empty() {
            text.push_str(&format!("file = {}\n", quote(&self.file)));
        }
        if let Some(sha256) = &self.sha256 {
            text.push_str(&format!("sha256 = {}\n", quote(sha256)));
        }
        if !self.changes.is_empty() {
            let changes = self.changes.iter().map(|one| {
                let (flag, given) = one.parts();
                quote(&format!("{} {given}", flag.trim_start_matches('-')))
            });
            let changes: Vec<String> = changes.collect();
            text.push_str(&format!("changes = [{}]\n", changes.join(", ")));
        }
        for (place, fault) in self.faults.iter().enumerate() {
            text.push_str(&format!("\n[[fault]]\nname = {}\n", quote(&fault.name)));
            match place {
                0 => text.push_str(&instant(fault.at)),
                _ => text.push_str(&format!("after = {}\n", length(Some(fault.at)))),
            }
            for (key, value) in &fault.keys {
                text.push_str(&format!("{} = {value}\n", bare(key)));
            }
        }
        for one in &self.breaks {
            text.push_str(&format!(
                "\n[[breaks]]\napplication = {}\nfigure = {}\nvalue = {}\n",
                quote(&one.application),
                quote(figure_name(one.of)),
                length(one.value)
            ));
            if one.limit.is_some() {
                text.push_str(&format!("limit = {}\n", length(one.limit)));
            }
        }
        text
    }

    /// What changes a scenario into one that has its faults as drills.
    #[must_use]
    pub fn edits(&self) -> Vec<Edit> {
        self.faults.iter().filter_map(Planned::edit).collect()
    }
}

/// A share in per cent, as short as it is exact: `95`, `99.9`.
fn percent(share: f64) -> String {
    let written = |digits: usize| format!("{:.digits$}", share * 100.0);
    let is_exact = |text: &String| text.parse::<f64>().is_ok_and(|one| one / 100.0 == share);
    let mut all = (0..17).map(written);
    all.find(is_exact).unwrap_or_else(|| written(17))
}

impl Planned {
    /// What gives the scenario this drill; none where it has it.
    #[must_use]
    pub fn edit(&self) -> Option<Edit> {
        if self.keys.is_empty() {
            return None;
        }
        let keys = self
            .keys
            .iter()
            .map(|(key, value)| format!("{} = {value}", bare(key)));
        let keys: Vec<String> = keys.collect();
        let set = format!("drill.{}={{ {} }}", bare(&self.name), keys.join(", "));
        Some(Edit::Set(set))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::recognise::is_schedule;
    use crate::units::HOUR;

    fn wrong(text: &str) -> (usize, String) {
        match read_schedule(text) {
            Ok(made) => panic!("{made:?}"),
            Err(problem) => (problem.line, problem.message),
        }
    }

    const HEAD: &str = "schema = \"firedrill.schedule/1\"\n[scenario]\nname = \"x\"\n";

    #[test]
    fn what_is_written_is_read_back() {
        let made = Schedule {
            version: Some("0.1.0".to_string()),
            seed: Some(u64::MAX),
            quantile: Some(99.9 / 100.0),
            trial: 0,
            scenario: "a \"b\"".to_string(),
            file: "a.toml".to_string(),
            sha256: Some("00ff".to_string()),
            changes: vec![
                Edit::Set("a.b=\"c d\"".to_string()),
                Edit::Unset("e".to_string()),
            ],
            faults: vec![
                Planned {
                    name: "one".to_string(),
                    at: WEEK + 86_399_999,
                    keys: vec![("of".to_string(), "\"stamp.a\"".to_string())],
                    line: 13,
                },
                Planned {
                    name: "two".to_string(),
                    at: 3 * HOUR + 1,
                    keys: Vec::new(),
                    line: 19,
                },
            ],
            breaks: vec![
                Break {
                    application: "x".to_string(),
                    of: ObjectiveOf::Loss,
                    value: None,
                    limit: Some(HOUR),
                    line: 23,
                },
                Break {
                    application: "y".to_string(),
                    of: ObjectiveOf::Recovery,
                    value: Some(90_061_001),
                    limit: None,
                    line: 29,
                },
            ],
        };
        let text = made.text(&["What\nit is.".to_string()]);
        assert!(is_schedule(&text), "{text}");
        assert_eq!(read_schedule(&text), Ok(made), "{text}");
    }

    /// The first on Monday at 22:00; then Tuesday 01:00 is 3 h later, Monday 22:00 a week later, and what stands an hour after the first is before that.
    #[test]
    fn instants_follow_one_another() {
        let fault = |name: &str, when: &str| format!("[[fault]]\nname = \"{name}\"\n{when}\n");
        let three = format!(
            "{HEAD}{}{}{}",
            fault("a", "at = \"Mon 22:00\""),
            fault("b", "at = \"Tue 01:00\""),
            fault("c", "at = \"Mon 22:00\"")
        );
        let made = read_schedule(&three).unwrap_or_else(|problem| panic!("{problem:?}"));
        let at: Vec<u64> = made.faults.iter().map(|one| one.at).collect();
        assert_eq!(at, [22 * HOUR, 3 * HOUR, WEEK]);
        assert_eq!(
            wrong(&format!("{three}{}", fault("d", "after = \"1 h\""))),
            (13, "this fault strikes before the one above it".to_string())
        );
    }

    #[test]
    fn the_first_wrong_thing_is_told_with_its_line() {
        let fault = "[[fault]]\nname = \"a\"\nat = \"Mon 22:00\"\n";
        for (text, line, message) in [
            (
                "schema = \"firedrill.schedule/2\"\n".to_string(),
                1,
                "`firedrill.schedule/2` is no form of schedules that this version reads",
            ),
            (HEAD.to_string(), 1, "the schedule has no fault"),
            (
                format!("{HEAD}{fault}{fault}"),
                8,
                "two faults are named `a`",
            ),
            (
                format!("{HEAD}[[fault]]\nname = \"a\"\nat = \"Mon 25:00\"\n"),
                6,
                "`Mon 25:00` is no instant of the week",
            ),
            (
                format!("{HEAD}[[fault]]\nname = \"a\"\n"),
                4,
                "the first fault has no instant",
            ),
            (
                format!("{HEAD}{fault}[[fault]]\nname = \"b\"\nafter = \"3\"\n"),
                9,
                "`3` is no length of time",
            ),
            (
                format!("{HEAD}{fault}[[fault]]\nname = \"b\"\nafter = \"57 d\"\n"),
                7,
                "this fault strikes too long after the first",
            ),
            (
                format!(
                    "{HEAD}{fault}[[breaks]]\napplication = \"x\"\nfigure = \"rto\"\nvalue = \"1 h\"\n"
                ),
                9,
                "`rto` is no figure",
            ),
            (
                format!("seeds = 1\n{HEAD}{fault}"),
                1,
                "a schedule has no key `seeds`",
            ),
            (
                format!("quantile = \"95 %\"\ntrial = 1\n{HEAD}{fault}"),
                2,
                "a schedule has a `quantile` or a `trial`, not both",
            ),
        ] {
            assert_eq!(wrong(&text), (line, message.to_string()), "{text}");
        }
    }
}
