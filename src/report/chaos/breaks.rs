//! What breaks as schedules of faults: a file for each fault, at the moment that hurts most.
//!
//! Always true here: the worst comes first; of a fault that breaks in the march the schedule is of the world that stands still, of one that
//! breaks in the sweep alone it is of its worst trial; what has no file is counted.

use super::moment::{self, Found};
use super::{Chaos, told};
use crate::model::ObjectiveOf;
use crate::model::frozen::Frozen;
use crate::model::swept::{SweptCell, SweptFault, Worst};
use crate::report::words::clean;
use crate::scenario::{Break, Planned, Schedule, drill_keys, figure_name};
use crate::units::number;

/// Schedules that are written at most.
const MOST: usize = 20;

/// A break with its schedule.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Broken {
    /// The name of its file below that of the report.
    pub(super) file: String,
    /// Its fault: index into the faults of the sweep.
    pub(super) fault: usize,
    /// What is broken, as in the file.
    pub(super) what: Break,
    /// What, how much and when, in a sentence.
    pub(super) words: String,
    /// The file.
    pub(super) text: String,
}

/// What breaks, the worst first, and how many faults more break of which there is no file.
pub(super) fn broken(chaos: &Chaos<'_>) -> (Vec<Broken>, usize) {
    let mut all: Vec<One<'_>> = Vec::new();
    let marched = moment::found(chaos);
    for found in marched.into_iter().filter(|one| one.worst.is_break()) {
        if !all.iter().any(|one| one.fault == found.row.fault) {
            all.push(One::marched(chaos, found));
        }
    }
    for row in &chaos.made.rows {
        if all.iter().any(|one| one.fault == row.fault) {
            continue;
        }
        let cells = row.cells.iter().filter(|one| one.verdict.is_break());
        let own = cells.filter_map(|cell| One::swept(chaos, row.fault, cell));
        all.extend(own.max_by_key(One::rank));
    }
    all.sort_by_key(|one| (std::cmp::Reverse(one.rank()), one.fault));
    let frozen = chaos
        .march
        .map(|march| Frozen::of(chaos.blueprint, march.quantile));
    let count = all.len();
    let mut made = Vec::new();
    for one in all {
        if made.len() == MOST {
            break;
        }
        let file = format!("breaks/{:02}.toml", made.len() + 1);
        made.extend(one.written(chaos, frozen.as_ref(), file));
    }
    let more = count - made.len();
    (made, more)
}

/// One fault at its worst.
struct One<'c> {
    fault: usize,
    what: Break,
    words: String,
    of: Strikes<'c>,
}

enum Strikes<'c> {
    InTheMarch(Found<'c>),
    InATrial(Worst),
}

impl<'c> One<'c> {
    fn marched(chaos: &Chaos<'_>, found: Found<'c>) -> One<'c> {
        let application = &chaos.blueprint.application(found.cell.application).name;
        One {
            fault: found.row.fault,
            what: Break {
                application: application.clone(),
                of: found.kind,
                value: found.worst.value,
                limit: found.worst.limit,
                line: 0,
            },
            words: moment::sentence(chaos, &found),
            of: Strikes::InTheMarch(found),
        }
    }

    /// The worst trial of a cell that breaks.
    fn swept(chaos: &Chaos<'_>, fault: usize, cell: &SweptCell) -> Option<One<'c>> {
        let own = &chaos.faults[fault];
        let application = chaos.blueprint.application(cell.application);
        let class = chaos
            .blueprint
            .source(chaos.blueprint.drill(own.drill).source)
            .class;
        let kinds = [
            (ObjectiveOf::Recovery, cell.recovery, &application.rto),
            (ObjectiveOf::Loss, cell.loss, &application.rpo),
        ];
        let kinds = kinds.into_iter().filter_map(|(of, worst, stated)| {
            let what = Break {
                application: application.name.clone(),
                of,
                value: worst?.value,
                limit: stated.for_class(class).map(|one| one.limit.0),
                line: 0,
            };
            let one = One {
                fault,
                words: told::cell(chaos, own, cell),
                what,
                of: Strikes::InATrial(worst?),
            };
            one.rank().0.then_some(one)
        });
        kinds.max_by_key(One::rank)
    }

    /// What comes first: what has no end, then by how far beyond what is stated; then the longest.
    fn rank(&self) -> (bool, u64, u64) {
        let value = self.what.value.unwrap_or(u64::MAX);
        let limit = self.what.limit;
        let beyond = limit.map_or(0, |limit| value.saturating_sub(limit));
        (self.what.value.is_none() || beyond > 0, beyond, value)
    }

    /// With its file; none where its drill needs a file of its own.
    fn written(self, chaos: &Chaos<'_>, frozen: Option<&Frozen>, file: String) -> Option<Broken> {
        let fault = &chaos.faults[self.fault];
        let (at, trial, frozen) = match &self.of {
            Strikes::InTheMarch(found) => (found.worst.at, 0, frozen),
            Strikes::InATrial(worst) => (worst.of_week, worst.trial, None),
        };
        let schedule = Schedule {
            version: Some(env!("CARGO_PKG_VERSION").to_string()),
            seed: Some(chaos.seed),
            quantile: frozen.map(|frozen| frozen.quantile),
            trial,
            scenario: chaos.blueprint.run.name.clone(),
            file: chaos.file.to_string(),
            sha256: Some(chaos.blueprint.sha256.clone()),
            changes: chaos.changes.to_vec(),
            faults: vec![planned(chaos, fault, frozen, at)?],
            breaks: vec![self.what.clone()],
        };
        let world = match frozen {
            Some(frozen) => format!(
                "Every length stands at its {}, and nothing else fails.",
                moment::quantile(frozen.quantile)
            ),
            None => format!("In trial {trial}, whose lengths and other faults are drawn."),
        };
        let comment = [
            format!("{}.", self.words),
            world,
            "`firedrill replay` with the name of this file tells it step by step.".to_string(),
        ];
        let comment = comment.map(|line| clean(&line));
        Some(Broken {
            text: schedule.text(&comment),
            file,
            fault: self.fault,
            what: self.what,
            words: self.words,
        })
    }
}

/// The fault of a schedule, with the lengths that it has there.
fn planned(
    chaos: &Chaos<'_>,
    fault: &SweptFault,
    frozen: Option<&Frozen>,
    at: u64,
) -> Option<Planned> {
    let blueprint = frozen.map_or(chaos.blueprint, |frozen| &frozen.blueprint);
    let drill = blueprint.drill(fault.drill);
    Some(Planned {
        name: drill.name.clone(),
        at,
        keys: drill_keys(blueprint, &fault.of, blueprint.source(drill.source))?,
        line: 0,
    })
}

/// How many schedules there are, and of what there is none, in a sentence; none where nothing breaks.
pub(super) fn counted((made, more): &(Vec<Broken>, usize)) -> Option<String> {
    let more = match more {
        0 => String::new(),
        more => format!(
            "; of {} more that break something there is none",
            number::counted(*more, "fault")
        ),
    };
    (!made.is_empty()).then(|| {
        format!(
            "Schedules of what breaks, the worst first: {} in breaks, each of which `firedrill replay` tells step by step{more}.",
            number::counted(made.len(), "file")
        )
    })
}

/// What is broken in few words: `erp: loss`.
pub(super) fn short(one: &Broken) -> String {
    format!(
        "{}: {}",
        clean(&one.what.application),
        figure_name(one.what.of)
    )
}

/// The files of what breaks, with their names below that of the report.
#[must_use]
pub fn break_files(chaos: &Chaos<'_>) -> Vec<(String, Vec<u8>)> {
    let (made, _) = broken(chaos);
    let files = made.into_iter();
    files.map(|one| (one.file, one.text.into_bytes())).collect()
}
