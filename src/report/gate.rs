//! What a test says: of each file its assertions with their verdicts, as text, JSON, JUnit and annotations.
//!
//! Always true here: all forms say the same of the same rows; nothing of them depends on threads or the clock.

mod annotations;
mod json;
mod junit;
mod text;

pub use annotations::github;
pub use json::{test_json, test_schema};
pub use junit::junit;
pub use text::test_text;

use super::{Regression, words};
use crate::model::assertion::{
    AssertionOutcome, Claim, Counterexample, GateOutcome, Origin, Wanted,
};
use crate::model::figure;
use crate::model::outcome::{Estimate, Verdict};
use crate::model::record::Resource;
use crate::model::{Blueprint, DrillId, ObjectiveOf};
use crate::units::number;

/// The command that makes a trial again, by drill and number, with another seed where one is given.
pub type Repeat<'r> = &'r dyn Fn(Option<&str>, u32, Option<u64>) -> String;

/// What an assertion counts as that is not decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Rest {
    /// Neither a pass nor a fail.
    #[default]
    Inconclusive,
    /// A pass.
    Pass,
    /// A fail.
    Fail,
}

/// A file that was tested.
#[derive(Clone, PartialEq, Debug)]
pub struct Tested {
    /// The file as the user named it.
    pub file: String,
    scenario: String,
    sha256: String,
    /// What the command line, and a file of expectations, set in it.
    changed: Vec<String>,
    seed: u64,
    level: f64,
    at_most: u32,
    reseeded: u32,
    /// Schedules that broke the plan once, tried again before all else.
    pub regressions: Vec<Regression>,
    rows: Vec<Row>,
    /// Of what was not seen.
    unseen: Vec<Row>,
    /// Trials that could not be finished, each with the command that makes it again.
    pub failed: Vec<String>,
}

/// A file that was not tested.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// The file as the user named it.
    pub file: String,
    /// Where its first problem stands: a file, and a line of it.
    pub place: (String, usize),
    /// What is wrong with it, without colours.
    pub message: String,
}

/// All files, in their order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Suite {
    /// Those that were tested, and those that could not be.
    pub files: Vec<Result<Tested, Refused>>,
    /// What undecided assertions count as.
    pub rest: Rest,
}

/// One assertion.
#[derive(Clone, PartialEq, Debug)]
struct Row {
    file: String,
    line: usize,
    origin: Origin,
    name: String,
    measure: String,
    verdict: Verdict,
    level: f64,
    trials: u32,
    found: Estimate,
    wanted: Wanted,
    /// What a figure is held against, as people say it: ` within 8 h`.
    limit: String,
    example: Option<Example>,
    flipped: u32,
    changed: u32,
}

/// The trial that speaks most against an assertion.
#[derive(Clone, PartialEq, Debug)]
struct Example {
    drill: Option<String>,
    trial: u32,
    value_s: Option<f64>,
    cause: Option<String>,
    waited_for: Option<String>,
    waited_s: f64,
    /// In a sentence.
    words: String,
    command: String,
}

impl Suite {
    fn tested(&self) -> impl Iterator<Item = &Tested> {
        self.files.iter().filter_map(|one| one.as_ref().ok())
    }

    fn refused(&self) -> impl Iterator<Item = &Refused> {
        self.files.iter().filter_map(|one| one.as_ref().err())
    }

    /// How many assertions and regressions of all files have a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.tested().map(|one| one.count(verdict)).sum()
    }

    /// Whether something was left undecided: an assertion, or a file of which nothing was judged.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.count(Verdict::Inconclusive) > 0 || self.tested().any(Tested::is_empty)
    }

    /// Whether any file was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.refused().next().is_some()
    }

    /// Whether any trial could not be finished.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.tested().any(|one| !one.failed.is_empty())
    }
}

impl Tested {
    fn count(&self, verdict: Verdict) -> usize {
        let all = self.rows.iter().chain(&self.unseen);
        let again = self.regressions.iter();
        let again = again.filter(|one| one.verdict == verdict).count();
        all.filter(|row| row.verdict == verdict).count() + again
    }

    /// Whether nothing of it was judged.
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.regressions.is_empty()
    }

    /// What tells an assertion from all others of the file: its measure; where several are about one, also whose it is, and its line.
    fn label(&self, row: &Row) -> String {
        let all = self.rows.iter().chain(&self.unseen);
        let alike: Vec<&Row> = all.filter(|one| one.measure == row.measure).collect();
        let origin = row.origin.name();
        match alike.iter().filter(|one| one.origin == row.origin).count() {
            _ if alike.len() < 2 => row.measure.clone(),
            0 | 1 => format!("{} ({origin})", row.measure),
            _ => format!(
                "{} ({origin}, line {} of {})",
                row.measure, row.line, row.file
            ),
        }
    }

    /// Why nothing of it was judged; none where something was.
    fn nothing(&self) -> Option<&'static str> {
        match (self.is_empty(), self.unseen.is_empty()) {
            (false, _) => None,
            (true, true) => {
                Some("it states no objective that anything in it could miss: nothing was judged")
            }
            (true, false) => Some("nothing that it asserts was seen: nothing was judged"),
        }
    }
}

/// What is told of a file that was tested.
#[must_use]
pub fn tested(
    file: &str,
    blueprint: &Blueprint,
    outcome: &GateOutcome,
    repeat: Repeat<'_>,
) -> Tested {
    let all = outcome.assertions.iter();
    let (unseen, rows) = all
        .map(|one| row(blueprint, outcome, one, repeat))
        .partition(|row: &Row| row.verdict == Verdict::NotSeen);
    let own = outcome.failed.iter().map(|one| (None, one));
    let others = outcome.failed_elsewhere.iter();
    let others = others.map(|(seed, one)| (Some(*seed), one));
    let failed = own.chain(others).map(|(seed, one)| {
        let drill = one.drill.map(|id| drill_name(blueprint, id));
        let of = drill.map_or_else(|| "the years".to_string(), |name| format!("drill {name}"));
        format!(
            "firedrill broke one of its own rules in trial {} of {of}: {}; to repeat it: {}",
            one.trial,
            one.message,
            repeat(drill, one.trial, seed)
        )
    });
    Tested {
        file: file.to_string(),
        scenario: blueprint.run.name.clone(),
        sha256: blueprint.sha256.clone(),
        changed: blueprint.run.changed.clone(),
        seed: outcome.seed,
        level: outcome.level,
        at_most: outcome.at_most,
        reseeded: outcome.reseeded,
        regressions: Vec::new(),
        rows,
        unseen,
        failed: failed.collect(),
    }
}

fn drill_name(blueprint: &Blueprint, id: DrillId) -> &str {
    &blueprint.drill(id).name
}

fn row(
    blueprint: &Blueprint,
    outcome: &GateOutcome,
    one: &AssertionOutcome,
    repeat: Repeat<'_>,
) -> Row {
    let claim = &one.assertion.claim;
    let example = one.counterexample.as_ref();
    Row {
        file: one.assertion.file.clone(),
        line: one.assertion.line,
        origin: one.assertion.origin,
        name: claim.words(blueprint),
        measure: claim.measure(blueprint),
        verdict: one.verdict,
        level: one.level,
        trials: one.trials,
        found: one.found,
        wanted: claim.wanted(),
        limit: claim.limit(),
        example: example.map(|found| self::example(blueprint, outcome, claim, found, repeat)),
        flipped: one.flipped,
        changed: one.changed,
    }
}

fn example(
    blueprint: &Blueprint,
    outcome: &GateOutcome,
    claim: &Claim,
    found: &Counterexample,
    repeat: Repeat<'_>,
) -> Example {
    let drill = found.drill.map(|id| drill_name(blueprint, id));
    let cause = found
        .cause
        .and_then(|cause| outcome.causes.get(usize::from(cause)));
    let waited_for = match found.waited_for {
        Resource::None => None,
        resource => Some(resource.label(blueprint)),
    };
    let why = match (found.reason, &waited_for) {
        (Some(reason), _) => format!("it lost most by {}", reason.label()),
        (None, Some(resource)) => format!(
            "it waited {} for {resource}",
            number::duration(found.waited_s)
        ),
        (None, None) => format!("it waited for {}", words::NO_WAIT),
    };
    let words = match cause {
        Some(cause) => {
            let value = value(claim, found);
            format!("worst is trial {}: {value}, by {cause}; {why}", found.trial)
        }
        None => format!("worst is trial {}", found.trial),
    };
    Example {
        drill: drill.map(str::to_string),
        trial: found.trial,
        value_s: found.value_s,
        cause: cause.cloned(),
        waited_for,
        waited_s: found.waited_s,
        words,
        command: repeat(drill, found.trial, None),
    }
}

/// The figure of the worst trial in words.
fn value(claim: &Claim, found: &Counterexample) -> String {
    let of = match claim {
        Claim::Within { of, .. } | Claim::Recovered { of, .. } => Some(*of),
        Claim::Recovers { .. } => Some(ObjectiveOf::Recovery),
        // What was missed of the two says whether data was lost.
        Claim::Survives { .. } => Some(match found.reason {
            Some(_) => ObjectiveOf::Loss,
            None => ObjectiveOf::Recovery,
        }),
        _ => None,
    };
    match (of, found.value_s.map(number::duration)) {
        (Some(ObjectiveOf::Recovery), Some(time)) => format!("back after {time}"),
        (Some(ObjectiveOf::Recovery), None) => "never back, or without its data".to_string(),
        (Some(ObjectiveOf::Loss), Some(time)) => format!("{time} of data lost"),
        (Some(ObjectiveOf::Loss), None) => "all data lost, or never back".to_string(),
        (None, time) => {
            format!(
                "down for {}",
                time.unwrap_or_else(|| number::DASH.to_string())
            )
        }
    }
}

/// The word for a verdict.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "pass",
        Verdict::Missed => "fail",
        Verdict::Inconclusive => "inconclusive",
        Verdict::NotSeen => "not_seen",
    }
}

/// What was found against what is wanted: `54 % (36.6 % to 70.7 %) within 8 h, 95 % wanted`.
fn found(row: &Row) -> String {
    let (word, wanted): (fn(f64) -> String, &str) = match row.wanted {
        Wanted::Share(_) => (number::share, "wanted"),
        Wanted::ShareAtMost(_) => (number::share, "at most"),
        Wanted::Seconds(_) => (number::duration, "at most"),
        Wanted::PerYear(_) => (number::per_year, "at most"),
        Wanted::Nothing => {
            return match row.verdict {
                Verdict::Met => "there is none".to_string(),
                _ => "there is some: `firedrill check` says what".to_string(),
            };
        }
    };
    let told = |value: Option<f64>| value.map_or_else(|| number::DASH.to_string(), word);
    let limit = word(row.wanted.value());
    let limit = match row.wanted {
        Wanted::Share(_) => format!("{limit} {wanted}"),
        _ => format!("{wanted} {limit}"),
    };
    format!(
        "{} ({}){}, {limit}",
        told(row.found.point),
        figure::interval(&row.found, word).unwrap_or_else(|| number::DASH.to_string()),
        row.limit
    )
}

/// At which level and after how many trials it was judged.
fn judged(row: &Row) -> String {
    if row.wanted == Wanted::Nothing {
        return "judged without trials".to_string();
    }
    format!(
        "judged at {} after {}",
        number::share(row.level),
        words::trials(row.trials)
    )
}

/// How often other seeds say otherwise; nothing where none were tried.
fn reseeded(file: &Tested, row: &Row) -> Option<String> {
    (file.reseeded > 0).then(|| {
        format!(
            "of {} the verdict is the opposite with {}, another with {}",
            words::many(u64::from(file.reseeded), "other seed", "other seeds"),
            row.flipped,
            row.changed
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::FailedTrial;

    /// Trials that could not be finished are made again with the seed that they had: one of `--reseed` has its own.
    #[test]
    fn the_command_of_a_trial_that_failed_has_its_seed() {
        let files = |_: &str| Err(String::new());
        let text = "[stamp.a]\nnode_memory = \"384 GiB\"\n[application.x]\nrto = \"4 h\"\n";
        let loaded = crate::scenario::load(text, "x.toml", &files);
        let blueprint = loaded.expect("it is legal").blueprint;
        let failed = |trial| FailedTrial {
            drill: None,
            trial,
            message: "broken".to_string(),
        };
        let outcome = GateOutcome {
            seed: 5,
            level: 0.95,
            at_most: 100,
            reseeded: 2,
            causes: Vec::new(),
            assertions: Vec::new(),
            failed: vec![failed(3)],
            failed_elsewhere: vec![(6, failed(4)), (7, failed(1))],
        };
        let repeat =
            |_: Option<&str>, trial: u32, seed: Option<u64>| format!("{trial} of {seed:?}");
        let told = tested("x.toml", &blueprint, &outcome, &repeat).failed;
        let ends: Vec<&str> = told
            .iter()
            .filter_map(|one| Some(one.split_once("to repeat it: ")?.1))
            .collect();
        assert_eq!(ends, ["3 of None", "4 of Some(6)", "1 of Some(7)"]);
    }
}
