//! What an earlier run found, as expectations: nothing is worse than that by more than is said.
//!
//! Always true here: what the earlier run did not see asserts nothing; limits are those of the earlier run, so that a looser
//! objective makes nothing better.

use super::context::Context;
use super::elements::expect::{Earlier, Expect};
use super::problem::ExpectProblem;
use super::recognise::by_first_bytes;
use crate::model::{Blueprint, Class, ObjectiveOf};
use crate::units::{Share, Span};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file of a folder of results that is read.
const SUMMARY: &str = "summary.json";
/// How its form begins to be called.
const SCHEMA: &str = "firedrill.summary/";

/// The largest share that can be wanted.
const ALL: f64 = 1.0 - 1e-9;

#[derive(Deserialize)]
struct Summary {
    schema: String,
    applications: BTreeMap<String, Figures>,
    #[serde(default)]
    drills: BTreeMap<String, Drill>,
}

#[derive(Deserialize)]
struct Drill {
    applications: BTreeMap<String, Figures>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Figures {
    outages: f64,
    /// Outages after which service was back without its data, and those that never ended.
    lost: f64,
    unrecovered: f64,
    /// Losses of all data, with an outage or without, out of all losses.
    total_losses: f64,
    data_loss_s: Counted,
    /// The same of a drill, by trial; absent where there was none.
    lost_share: Found,
    never_share: Found,
    total_loss_share: Found,
    mttr_s: Found,
    availability: Found,
    rto: Option<Kind>,
    rpo: Option<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    by_class: BTreeMap<String, OfClass>,
}

#[derive(Deserialize)]
struct OfClass {
    objective_s: Option<f64>,
    attained: Found,
}

/// How many observations there were.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Counted {
    count: f64,
}

impl Figures {
    /// Which share of the outages of the years did not end recovered, and which share of the losses left nothing. Where
    /// nothing was seen, nothing ended badly.
    fn ended_badly(&self) -> [f64; 2] {
        let share = |bad: f64, all: f64| if all > 0.0 { bad / all } else { 0.0 };
        [
            share(self.lost + self.unrecovered, self.outages),
            share(self.total_losses, self.data_loss_s.count),
        ]
    }

    /// The same of the trials of a drill.
    fn ended_badly_in_drill(&self) -> [f64; 2] {
        let share = |found: &Found| found.point.unwrap_or(0.0);
        [
            share(&self.lost_share) + share(&self.never_share),
            share(&self.total_loss_share),
        ]
    }
}

/// A figure; its interval is not asked for.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Found {
    point: Option<f64>,
}

/// Puts what follows from earlier runs in the place of the tables that name them.
pub(super) fn put(
    context: &Context<'_>,
    blueprint: &Blueprint,
    expects: Vec<Expect>,
) -> Vec<Expect> {
    let mut made = Vec::new();
    for one in expects {
        let derived = one.earlier.as_ref().map(|earlier| {
            let baseline = Baseline {
                earlier,
                table: &one,
            };
            baseline.read(context, blueprint)
        });
        if one.says() || derived.is_none() {
            made.push(one);
        }
        made.extend(derived.into_iter().flatten());
    }
    made
}

/// What a table of expectations says of an earlier run.
struct Baseline<'b> {
    earlier: &'b Earlier,
    /// The table: whom it is about, and of what.
    table: &'b Expect,
}

impl Baseline<'_> {
    /// What it asserts.
    fn read(&self, context: &Context<'_>, blueprint: &Blueprint) -> Vec<Expect> {
        let name = format!("{}/{SUMMARY}", self.earlier.folder.trim_end_matches('/'));
        let Some((_, text)) = context.file_of(&name, &self.earlier.spot, by_first_bytes) else {
            return Vec::new();
        };
        let read: Option<Summary> = serde_json::from_str(&text).ok();
        let Some(summary) = read.filter(|one| one.schema.starts_with(SCHEMA)) else {
            context.problem(&self.earlier.spot, ExpectProblem::NoResults { file: name });
            return Vec::new();
        };
        self.missing(context, blueprint, &summary, &name);
        let mut made = Vec::new();
        for index in self.table.meant(blueprint) {
            let application = &blueprint.applications[index].name;
            let of_years = summary.applications.get(application);
            if let Some(figures) = of_years.filter(|_| self.table.drill.is_none()) {
                made.extend(self.of_years(index, figures));
            }
            for (place, drill) in blueprint.drills.iter().enumerate() {
                let known = summary.drills.get(&drill.name);
                let figures = known.and_then(|known| known.applications.get(application));
                let is_meant = match self.table.drill {
                    Some(meant) => meant == place,
                    None => self.table.class.is_none(),
                };
                if let Some(figures) = figures.filter(|_| is_meant) {
                    made.extend(self.within(index, figures, Some(place)));
                    let badly = figures.ended_badly_in_drill();
                    made.extend(self.recovered(index, badly, Some(place)));
                }
            }
        }
        if made.is_empty() && context.issues.borrow().is_empty() {
            context.problem(
                &self.earlier.spot,
                ExpectProblem::NothingKnown { file: name },
            );
        }
        made
    }

    /// What the earlier run knew, and what is not here any more, would drop out of the comparison without a word.
    fn missing(&self, context: &Context<'_>, blueprint: &Blueprint, summary: &Summary, file: &str) {
        let table = self.table;
        let is_narrowed = table.applications.is_some()
            || table.tier.is_some()
            || table.class.is_some()
            || table.drill.is_some();
        if is_narrowed {
            return;
        }
        let here = |name: &str| blueprint.applications.iter().any(|one| one.name == name);
        let gone = summary.applications.keys().filter(|name| !here(name));
        let gone = gone.map(|name| ("application", name));
        let here = |name: &str| blueprint.drills.iter().any(|one| one.name == name);
        let drills = summary.drills.keys().filter(|name| !here(name));
        let gone = gone.chain(drills.map(|name| ("drill", name))).next();
        if let Some((kind, name)) = gone {
            let problem = ExpectProblem::Gone {
                file: file.to_string(),
                kind,
                name: name.clone(),
            };
            context.problem(&self.earlier.spot, problem);
        }
    }

    fn of_years(&self, application: usize, figures: &Figures) -> Vec<Expect> {
        let mut made = self.within(application, figures, None);
        if self.table.class.is_some() {
            return made;
        }
        made.extend(self.recovered(application, figures.ended_badly(), None));
        let more = 1.0 + self.earlier.worse_by.0;
        let mean = figures.mttr_s.point.and_then(|mean| span(mean * more));
        if let Some(mttr) = mean.filter(|mttr| *mttr > Span::ZERO) {
            made.push(Expect {
                mttr: Some(mttr),
                ..self.expect(application)
            });
        }
        let down = figures.availability.point.map(|up| (1.0 - up) * more);
        if let Some(down) = down.filter(|down| *down > 0.0 && *down < 1.0) {
            made.push(Expect {
                availability: Some(Share(1.0 - down)),
                ..self.expect(application)
            });
        }
        made
    }

    /// That no larger share ends badly: neither MTTR nor availability knows of what is lost.
    fn recovered(&self, application: usize, badly: [f64; 2], drill: Option<usize>) -> Vec<Expect> {
        let shares = badly.map(|badly| 1.0 - badly - self.earlier.worse_by.0);
        let [recovered, data_left] =
            shares.map(|share| (share > 0.0).then_some(Share(share.min(ALL))));
        let of = |recovered, data_left| Expect {
            drill,
            recovered,
            data_left,
            ..self.expect(application)
        };
        let made = [of(recovered, None), of(None, data_left)];
        made.into_iter().filter(Expect::says).collect()
    }

    /// What is kept of recovery times and losses, class by class of the years, or in a drill.
    fn within(&self, application: usize, figures: &Figures, drill: Option<usize>) -> Vec<Expect> {
        let mut made = Vec::new();
        let kinds = [
            (ObjectiveOf::Recovery, &figures.rto),
            (ObjectiveOf::Loss, &figures.rpo),
        ];
        for (of, kind) in kinds {
            for (word, found) in kind.iter().flat_map(|kind| &kind.by_class) {
                let class = Class::named(word).filter(|class| self.is_meant(*class, drill));
                let Some(class) = class else {
                    continue;
                };
                let limit = found.objective_s.and_then(span);
                let share = found
                    .attained
                    .point
                    .map(|share| share - self.earlier.worse_by.0);
                // All of it can be missed, and never be proved: then it is in doubt.
                let share = share.filter(|share| *share > 0.0);
                let share = share.map(|share| share.min(ALL));
                let (Some(limit), Some(share)) = (limit, share) else {
                    continue;
                };
                let mut one = Expect {
                    class: drill.is_none().then_some(class),
                    drill,
                    share: Some(Share(share)),
                    ..self.expect(application)
                };
                match of {
                    ObjectiveOf::Recovery => one.rto = Some(limit),
                    ObjectiveOf::Loss => one.rpo = Some(limit),
                }
                made.push(one);
            }
        }
        made
    }

    fn is_meant(&self, class: Class, drill: Option<usize>) -> bool {
        drill.is_some() || self.table.class.is_none_or(|meant| meant == class)
    }

    fn expect(&self, application: usize) -> Expect {
        Expect::of_baseline(self.table, application)
    }
}

/// Seconds of a summary; none where they are no length.
fn span(seconds: f64) -> Option<Span> {
    let ms = libm::round(seconds * 1_000.0);
    let is_legal = ms.is_finite() && ms >= 0.0 && ms < (1_u64 << 53) as f64;
    is_legal.then_some(Span(ms as u64))
}
