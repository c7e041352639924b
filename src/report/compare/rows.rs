//! Reads the rows that a run left, so that its trials can be held against others.
//!
//! Always true here: what does not fit, or is missing, is no rows at all: half of the trials would look like a difference.

use crate::model::{ApplicationId, Blueprint, Class, DrillId};
use crate::stats::frequencies::ENDLESS;
use crate::study::{Facts, Ledger, OutageFacts};
use std::collections::BTreeMap;
use std::io::Read;

/// A file of rows as it is read, by its name.
pub type OpenRows<'o> = &'o dyn Fn(&str) -> std::io::Result<Box<dyn Read>>;

/// What the trials of a run say, from its rows; none where they are not there or do not fit the scenario.
#[must_use]
pub fn rows_of(blueprint: &Blueprint, open: OpenRows<'_>) -> Option<Ledger> {
    let mut outages = Table::open(open, "outages.csv")?;
    let mut applications = Table::open(open, "trial_applications.csv")?;
    let mut stamps = Table::open(open, "trial_stamps.csv")?;
    let mut trials = Table::open(open, "trials.csv")?;
    let mut ledger = Ledger::of(blueprint);
    let names = Names::of(blueprint);
    let horizon = trials.column("horizon_s")?;
    while let Some(row) = trials.next()? {
        let key = row.clone();
        let (drill, trial) = names.trial(&key)?;
        let horizon = milliseconds(row.get(horizon)?)?;
        let mut facts = Facts {
            drill,
            trial,
            horizon,
            downtime: vec![0; blueprint.applications.len()],
            exposed: vec![0; blueprint.stamps.len()],
            ..Facts::default()
        };
        for row in outages.of(&key)? {
            facts.outages.push(outage(&outages, &names, &row, horizon)?);
        }
        for row in applications.of(&key)? {
            let place = names.application(applications.text(&row, "application")?)?;
            facts.downtime[place.index()] = milliseconds(applications.text(&row, "downtime_s")?)?;
        }
        for row in stamps.of(&key)? {
            let place = *names.stamps.get(stamps.text(&row, "stamp")?)?;
            let without = stamps.text(&row, "without_n_minus_1_s")?;
            facts.exposed[place] = if without.is_empty() {
                0
            } else {
                milliseconds(without)?
            };
        }
        ledger.add(blueprint, &facts);
    }
    // Rows of trials that are not there.
    let left = [outages.next()?, applications.next()?, stamps.next()?];
    ledger.settle();
    left.iter().all(Option::is_none).then_some(ledger)
}

fn outage(
    table: &Table,
    names: &Names,
    row: &csv::StringRecord,
    horizon: u64,
) -> Option<OutageFacts> {
    let flag = |name: &str| Some(table.text(row, name)? == "true");
    let class = table.text(row, "class")?;
    let class = Class::named(class)?;
    let unplanned = class != Class::Planned;
    let counted = flag("counted")?;
    let time = |name: &str, there: bool| match table.text(row, name)? {
        text if there && !text.is_empty() => milliseconds(text),
        _ => Some(ENDLESS),
    };
    let recovered = flag("recovered")?;
    let recovery = (unplanned && !flag("loss_only")?)
        .then(|| time("recovery_s", recovered))
        .map_or(Some(None), |found| found.map(Some))?;
    let loss = (unplanned && flag("at_risk")?)
        .then(|| time("data_loss_s", true))
        .map_or(Some(None), |found| found.map(Some))?;
    let downtime = milliseconds(table.text(row, "downtime_s")?)?;
    Some(OutageFacts {
        application: names.application(table.text(row, "application")?)?,
        class,
        counted,
        open: !counted && horizon > 0 && downtime >= horizon,
        recovery,
        loss,
    })
}

/// Seconds with a point, as they are written, in milliseconds.
fn milliseconds(text: &str) -> Option<u64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let mut rest = rest.to_string();
    while rest.len() < 3 {
        rest.push('0');
    }
    let whole: u64 = whole.parse().ok()?;
    let rest: u64 = rest.get(..3).filter(|_| rest.len() == 3)?.parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(rest)
}

/// Things by the names that rows have for them.
struct Names {
    applications: BTreeMap<String, ApplicationId>,
    stamps: BTreeMap<String, usize>,
    drills: BTreeMap<String, DrillId>,
}

impl Names {
    fn of(blueprint: &Blueprint) -> Names {
        let applications = blueprint.applications.iter().enumerate();
        let stamps = blueprint.stamps.iter().enumerate();
        let drills = blueprint.drills.iter().enumerate();
        Names {
            applications: applications
                .map(|(place, one)| (one.name.clone(), ApplicationId::from_index(place)))
                .collect(),
            stamps: stamps
                .map(|(place, one)| (one.name.clone(), place))
                .collect(),
            drills: drills
                .map(|(place, one)| (one.name.clone(), DrillId::from_index(place)))
                .collect(),
        }
    }

    fn application(&self, name: &str) -> Option<ApplicationId> {
        self.applications.get(name).copied()
    }

    /// The first three columns of every row: kind, run and trial.
    fn trial(&self, row: &csv::StringRecord) -> Option<(Option<DrillId>, u32)> {
        let trial = row.get(2)?.parse().ok()?;
        match row.get(0)? {
            "years" => Some((None, trial)),
            "drill" => Some((Some(*self.drills.get(plain(row.get(1)?))?), trial)),
            _ => None,
        }
    }
}

/// Text that would begin a formula has an apostrophe before it.
fn plain(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text)
}

/// One file of rows.
struct Table {
    columns: BTreeMap<String, usize>,
    rows: csv::StringRecordsIntoIter<Box<dyn Read>>,
    waiting: Option<csv::StringRecord>,
}

impl Table {
    fn open(open: OpenRows<'_>, name: &str) -> Option<Table> {
        let mut reader = csv::Reader::from_reader(open(name).ok()?);
        let columns = reader
            .headers()
            .ok()?
            .iter()
            .map(str::to_string)
            .zip(0..)
            .collect();
        Some(Table {
            columns,
            rows: reader.into_records(),
            waiting: None,
        })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied()
    }

    fn text<'r>(&self, row: &'r csv::StringRecord, name: &str) -> Option<&'r str> {
        row.get(self.column(name)?).map(plain)
    }

    /// The next row, none at the end; nothing at all where it cannot be read.
    fn next(&mut self) -> Option<Option<csv::StringRecord>> {
        if let Some(waiting) = self.waiting.take() {
            return Some(Some(waiting));
        }
        self.rows.next().transpose().ok()
    }

    /// The rows that follow of the trial of this row.
    fn of(&mut self, key: &csv::StringRecord) -> Option<Vec<csv::StringRecord>> {
        let mut made = Vec::new();
        while let Some(row) = self.next()? {
            if (0..3).any(|column| row.get(column) != key.get(column)) {
                self.waiting = Some(row);
                break;
            }
            made.push(row);
        }
        Some(made)
    }
}
