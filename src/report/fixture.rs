//! Small scenarios that are really run, for tests of reports.
//!
//! Always true here: only tests see it; what it hands out was read, simulated and judged as every scenario is, once
//! for each scenario; a test that changes anything works on a copy.

use super::{Error, Rows, summary_json, terminal};
use crate::model::outcome::{ApplicationOutcome, ClassOutcome, Judged, Outcome};
use crate::model::record::{Data, Outage, TrialRecord, causes};
use crate::model::{Blueprint, Class, DrillId};
use crate::study::{Options, run_told};
use serde_json::Value;
use std::convert::Infallible;
use std::sync::OnceLock;

/// One stamp, nightly backups, a drill that loses the stamp: applications build, erp and files.
pub(crate) const PLAIN: &str = include_str!("fixture/plain.toml");
/// What nothing brings back: applications archive, erp and ledger.
pub(crate) const LOST: &str = include_str!("fixture/lost.toml");

/// A scenario, what a run says of it, and the records of its trials.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) blueprint: Blueprint,
    pub(crate) outcome: Outcome,
    /// Records of the years, in order.
    pub(crate) years: Vec<TrialRecord>,
    /// Records of each drill, in order.
    pub(crate) drills: Vec<Vec<TrialRecord>>,
}

/// Reads and runs a scenario.
pub(crate) fn run(text: &str) -> Told {
    let blueprint = read(text);
    let options = Options {
        seed: blueprint.run.seed,
        trials: None,
        threads: 1,
    };
    let mut years = vec![];
    let mut drills = vec![vec![]; blueprint.drills.len()];
    let mut keep = |drill: Option<DrillId>, record: &TrialRecord| {
        let all = drill.map_or(&mut years, |drill| &mut drills[drill.index()]);
        all.push(record.clone());
        Ok::<(), Infallible>(())
    };
    let told = run_told(&blueprint, &options, &|_, _| {}, &mut keep);
    let Ok(outcome) = told;
    Told {
        blueprint,
        outcome,
        years,
        drills,
    }
}

/// [`PLAIN`].
pub(crate) fn plain() -> &'static Told {
    static TOLD: OnceLock<Told> = OnceLock::new();
    TOLD.get_or_init(|| run(PLAIN))
}

/// Two sites: a replica, instances, storage, a link with a fallback, and too little room; applications build, erp,
/// files and mail.
pub(crate) fn protected() -> &'static Told {
    static TOLD: OnceLock<Told> = OnceLock::new();
    TOLD.get_or_init(|| run(include_str!("fixture/protected.toml")))
}

/// Nothing happens: one application, erp.
pub(crate) fn calm() -> &'static Told {
    static TOLD: OnceLock<Told> = OnceLock::new();
    TOLD.get_or_init(|| run(include_str!("fixture/calm.toml")))
}

/// Twenty-five applications.
pub(crate) fn crowd() -> &'static Told {
    static TOLD: OnceLock<Told> = OnceLock::new();
    TOLD.get_or_init(|| run(include_str!("fixture/crowd.toml")))
}

/// [`LOST`].
pub(crate) fn lost() -> &'static Told {
    static TOLD: OnceLock<Told> = OnceLock::new();
    TOLD.get_or_init(|| run(LOST))
}

/// All of these.
pub(crate) fn all() -> [&'static Told; 5] {
    [plain(), protected(), calm(), crowd(), lost()]
}

/// Reads a scenario and runs nothing.
pub(crate) fn read(text: &str) -> Blueprint {
    let read = crate::scenario::load(text, "test.toml", &|name: &str| Err(format!("no {name}")));
    match read {
        Ok(loaded) => loaded.blueprint,
        Err(issues) => panic!("{issues:#?}"),
    }
}

impl Told {
    /// What is said of an application over the years.
    pub(crate) fn application(&self, name: &str) -> &ApplicationOutcome {
        &self.outcome.applications[self.number(name)]
    }

    /// The number of an application.
    pub(crate) fn number(&self, name: &str) -> usize {
        let mut all = self.blueprint.applications.iter();
        let found = all.position(|one| one.name == name);
        found.unwrap_or_else(|| panic!("no application {name}"))
    }

    /// Its outages over the years by this cause, in order.
    pub(crate) fn outages(&self, name: &str, cause: &str) -> Vec<&Outage> {
        let number = self.number(name);
        let causes = causes(&self.blueprint);
        let all = self.years.iter().flat_map(|record| &record.outages);
        all.filter(|one| {
            one.application.index() == number && causes[usize::from(one.cause)] == cause
        })
        .collect()
    }

    /// What these lost, in milliseconds: those that lost something, or nothing, of data that was at risk.
    pub(crate) fn losses(&self, name: &str, cause: &str) -> Vec<u64> {
        let all = self.outages(name, cause).into_iter();
        all.filter_map(|one| match one.data {
            Data::SetBack(loss) => Some(loss),
            Data::Safe | Data::NotBack | Data::Gone => None,
        })
        .collect()
    }

    /// The data files by their names.
    pub(crate) fn tables(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut rows = Rows::new(&self.blueprint, |_| Ok(vec![])).expect("memory");
        for record in &self.years {
            rows.add(None, record).expect("memory");
        }
        for (index, records) in self.drills.iter().enumerate() {
            for record in records {
                let drill = DrillId::from_index(index);
                rows.add(Some(drill), record).expect("memory");
            }
        }
        rows.finish().expect("memory")
    }

    /// All files by their names.
    pub(crate) fn files(&self, command: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut files = super::files(&self.blueprint, &self.outcome, "seed = 7\n", command)?;
        let tables = self.tables().into_iter();
        files.extend(tables.map(|(name, rows)| (name.to_string(), rows)));
        Ok(files)
    }

    /// The page.
    pub(crate) fn page(&self) -> String {
        let files = self.files("firedrill run scenarios/mine.toml");
        let mut files = files.expect("memory").into_iter();
        let found = files.find(|(name, _)| name == "report.html");
        let (_, bytes) = found.expect("there is a page");
        String::from_utf8(bytes).expect("text")
    }

    /// What the terminal shows, without colours.
    pub(crate) fn printed(&self, width: usize) -> String {
        terminal(&self.blueprint, &self.outcome, width, false)
    }

    /// The same in one line.
    pub(crate) fn sentences(&self) -> String {
        let text = self.printed(200);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The summary, read back.
    pub(crate) fn summary(&self) -> Value {
        let text = summary_json(&self.blueprint, &self.outcome);
        serde_json::from_str(&text).expect("the summary is JSON")
    }
}

/// What is said of one class.
pub(crate) fn of_class(judged: Option<&Judged>, class: Class) -> &ClassOutcome {
    let mut all = judged.expect("figures").by_class.iter();
    let found = all.find(|one| one.class == class);
    found.unwrap_or_else(|| panic!("nothing of {class:?}"))
}
