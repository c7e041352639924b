//! The data files: what happened, row by row.
//!
//! Always true here: every scenario has the same files with the same columns, and a column is of one
//! kind: times and other real numbers have a decimal point, whole numbers never; flags are `true` or
//! `false`; what does not exist is an empty field. Rows go out as they come, in the order of trials.

mod column;
mod outage;
mod thing;
mod trial;

pub(crate) use column::Column;
#[cfg(test)]
pub(crate) use column::Kind;

use super::Error;
use crate::model::record::{TrialRecord, causes};
use crate::model::{Blueprint, DrillId};
use std::io::Write;

/// A data file.
pub(crate) struct File {
    /// Its name in the folder of results.
    pub(crate) name: &'static str,
    /// Its columns, after those of [`RUN`].
    pub(crate) columns: &'static [Column],
    /// The things of one trial that have a row in it, by their indices.
    rows: fn(&Trial<'_>) -> Vec<usize>,
}

/// The columns with which every row of every file begins.
pub(crate) const RUN: &[Column] = &[
    column::text("kind", |trial, _| match trial.drill {
        Some(_) => "drill".to_string(),
        None => "years".to_string(),
    }),
    column::text("run", |trial, _| match trial.drill {
        Some(drill) => trial.blueprint.drills[drill.index()].name.clone(),
        None => "years".to_string(),
    }),
    column::whole("trial", |trial, _| trial.record.trial.to_string()),
];

/// All data files.
pub(crate) const FILES: &[File] = &[
    File {
        name: "outages.csv",
        columns: outage::COLUMNS,
        rows: outage::rows,
    },
    File {
        name: "trials.csv",
        columns: trial::COLUMNS,
        rows: trial::rows,
    },
    File {
        name: "trial_applications.csv",
        columns: trial::APPLICATION_COLUMNS,
        rows: |trial| each(&trial.blueprint.applications),
    },
    File {
        name: "trial_stamps.csv",
        columns: trial::STAMP_COLUMNS,
        rows: |trial| each(&trial.blueprint.stamps),
    },
    File {
        name: "trial_backups.csv",
        columns: trial::BACKUP_COLUMNS,
        rows: |trial| each(&trial.blueprint.protections.backups),
    },
    File {
        name: "trial_replicas.csv",
        columns: trial::REPLICA_COLUMNS,
        rows: |trial| each(&trial.blueprint.groups),
    },
    File {
        name: "trial_instances.csv",
        columns: trial::INSTANCE_COLUMNS,
        rows: trial::instance_rows,
    },
    File {
        name: "trial_updates.csv",
        columns: trial::UPDATE_COLUMNS,
        rows: |trial| each(&trial.blueprint.updates),
    },
    File {
        name: "trial_crews.csv",
        columns: trial::CREW_COLUMNS,
        rows: |trial| each(&trial.blueprint.crews),
    },
    File {
        name: "trial_parts.csv",
        columns: trial::PARTS_COLUMNS,
        rows: |trial| each(&trial.blueprint.parts),
    },
];

/// A row for each of these.
fn each<T>(all: &[T]) -> Vec<usize> {
    (0..all.len()).collect()
}

/// One trial and what its rows are made with.
struct Trial<'a> {
    blueprint: &'a Blueprint,
    causes: &'a [String],
    drill: Option<DrillId>,
    record: &'a TrialRecord,
}

/// Writers of all data files, fed trial by trial.
pub struct Rows<'b, W: Write> {
    blueprint: &'b Blueprint,
    causes: Vec<String>,
    writers: Vec<csv::Writer<W>>,
}

impl<'b, W: Write> Rows<'b, W> {
    /// Opens every file by its name and writes the names of its columns.
    ///
    /// # Errors
    /// When a file cannot be opened or written.
    pub fn new(
        blueprint: &'b Blueprint,
        mut open: impl FnMut(&'static str) -> std::io::Result<W>,
    ) -> Result<Self, Error> {
        let mut writers = vec![];
        for file in FILES {
            let made = open(file.name).map_err(|problem| Error::Table(problem.to_string()))?;
            let mut writer = csv::Writer::from_writer(made);
            let columns = RUN.iter().chain(file.columns);
            writer.write_record(columns.map(|column| column.name))?;
            writers.push(writer);
        }
        Ok(Rows {
            blueprint,
            causes: causes(blueprint),
            writers,
        })
    }

    /// Writes the rows of one trial: of the years, or of a drill.
    ///
    /// # Errors
    /// When a row cannot be written.
    pub fn add(&mut self, drill: Option<DrillId>, record: &TrialRecord) -> Result<(), Error> {
        let trial = Trial {
            blueprint: self.blueprint,
            causes: &self.causes,
            drill,
            record,
        };
        let start: Vec<String> = RUN.iter().map(|column| column.of(&trial, 0)).collect();
        for (file, writer) in FILES.iter().zip(&mut self.writers) {
            for index in (file.rows)(&trial) {
                for field in &start {
                    writer.write_field(field)?;
                }
                for column in file.columns {
                    writer.write_field(column.of(&trial, index))?;
                }
                writer.write_record(None::<&[u8]>)?;
            }
        }
        Ok(())
    }

    /// Writes what is left, and gives the files back with their names.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn finish(self) -> Result<Vec<(&'static str, W)>, Error> {
        let names = FILES.iter().map(|file| file.name);
        names
            .zip(self.writers)
            .map(|(name, writer)| {
                let inner = writer.into_inner();
                let inner = inner.map_err(|problem| Error::Table(problem.to_string()))?;
                Ok((name, inner))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
