//! What each trial of a variant adds to each figure that is compared.
//!
//! Always true here: over the years an outage is an observation, in a drill a trial is, as in a report; sums are whole numbers; of
//! values that a quantile is made of no more than [`MOST_VALUES`] are kept, and none at all where there are more.

use super::facts::{Facts, OutageFacts};
use crate::model::compared::{Among, Compared};
use crate::model::{Blueprint, Class, ObjectiveOf};
use crate::stats::arms::Values;
use crate::stats::blocks::{Blocks, folds};
use crate::stats::frequencies::ENDLESS;
use crate::units::{SECOND, YEAR};
use std::collections::BTreeMap;

/// Most values of one class of one application that are kept.
pub(super) const MOST_VALUES: usize = 1 << 14;

/// Shares of time down are kept as whole parts of this.
const WHOLE: u64 = 1_000_000_000_000;

/// One class of one application, for one objective.
#[derive(Clone, Debug)]
struct Observations {
    /// Within the limit, out of all.
    within: Blocks,
    /// With an end, out of all.
    ended: Blocks,
    /// Trial and value, in the order of trials; none where they are too many.
    values: Option<Vec<(u32, u64)>>,
}

impl Default for Observations {
    fn default() -> Observations {
        Observations {
            within: Blocks::default(),
            ended: Blocks::default(),
            values: Some(Vec::new()),
        }
    }
}

impl Observations {
    fn add(&mut self, trial: u32, value: u64, limit: Option<u64>) {
        let within = limit.is_some_and(|limit| value <= limit);
        self.within.add(trial, u64::from(within), 1);
        self.ended.add(trial, u64::from(value < ENDLESS), 1);
        match &mut self.values {
            Some(values) if values.len() < MOST_VALUES => values.push((trial, value)),
            values => *values = None,
        }
    }
}

/// One application over the years, or in a drill.
#[derive(Clone, Debug, Default)]
struct OfApplication {
    observed: BTreeMap<(ObjectiveOf, Class), Observations>,
    /// Recovery times of all, and of each class.
    recoveries: Blocks,
    by_class: BTreeMap<Class, Blocks>,
    /// Shares of time down.
    down: Blocks,
    misses: [Blocks; 2],
}

/// The years, or a drill.
#[derive(Clone, Debug, Default)]
struct Part {
    /// One more than the last number of a trial.
    trials: u32,
    /// Horizons of all trials.
    horizon: u128,
    applications: Vec<OfApplication>,
    exposed: Vec<Blocks>,
    used: Vec<Blocks>,
    gaps: Vec<Blocks>,
}

/// All trials of a variant.
#[derive(Clone, Debug)]
pub struct Ledger {
    names: Names,
    years: Part,
    drills: Vec<Part>,
}

/// What things are called, and what they are told against.
#[derive(Clone, Debug)]
struct Names {
    applications: Vec<String>,
    targets: Vec<[[f64; Class::ALL.len()]; 2]>,
    drills: Vec<String>,
    stamps: Vec<String>,
    repositories: Vec<(String, f64)>,
    backups: Vec<String>,
}

impl Names {
    fn of(blueprint: &Blueprint) -> Names {
        let targets = |index: usize| {
            let application = &blueprint.applications[index];
            ObjectiveOf::ALL
                .map(|of| Class::ALL.map(|class| of.stated(application).target_of(class).0))
        };
        let all = 0..blueprint.applications.len();
        Names {
            applications: blueprint
                .applications
                .iter()
                .map(|one| one.name.clone())
                .collect(),
            targets: all.map(targets).collect(),
            drills: blueprint
                .drills
                .iter()
                .map(|one| one.name.clone())
                .collect(),
            stamps: blueprint
                .stamps
                .iter()
                .map(|one| one.name.clone())
                .collect(),
            repositories: blueprint
                .repositories
                .iter()
                .map(|one| (one.name.clone(), one.capacity.0 as f64))
                .collect(),
            backups: blueprint
                .protections
                .backups
                .iter()
                .map(|one| one.name.clone())
                .collect(),
        }
    }
}

/// What trials add to one figure.
pub(super) enum Kept<'l> {
    /// Amounts, shared by the trials or by the counts beside them; by what they are multiplied.
    Sums {
        blocks: &'l Blocks,
        by_trial: bool,
        unit: f64,
    },
    /// Values of which the quantile is told, and in seconds by how much they are multiplied.
    Values { values: Values, unit: f64 },
}

impl Ledger {
    /// Of no trial yet.
    #[must_use]
    pub fn of(blueprint: &Blueprint) -> Ledger {
        Ledger {
            names: Names::of(blueprint),
            years: Part::default(),
            drills: vec![Part::default(); blueprint.drills.len()],
        }
    }

    /// Adds one trial; those of one drill, and of the years, come in the order of their numbers.
    pub fn add(&mut self, blueprint: &Blueprint, facts: &Facts) {
        let part = match facts.drill {
            None => &mut self.years,
            Some(drill) => match self.drills.get_mut(drill.index()) {
                Some(part) => part,
                None => return,
            },
        };
        part.trials = facts.trial.saturating_add(1);
        part.horizon += u128::from(facts.horizon);
        let all = blueprint.applications.len();
        part.applications.resize_with(all, OfApplication::default);
        for outage in &facts.outages {
            if let Some(own) = part.applications.get_mut(outage.application.index()) {
                own.add_recovery(facts.trial, outage);
                if facts.drill.is_none() {
                    own.add_of_years(blueprint, facts.trial, outage);
                }
            }
        }
        match facts.drill {
            Some(drill) => {
                let class = blueprint.source(blueprint.drill(drill).source).class;
                for (index, own) in part.applications.iter_mut().enumerate() {
                    own.add_strike(blueprint, index, facts, class);
                }
            }
            None => part.add_tallies(facts),
        }
    }

    /// Trials of the years, or of a drill by its name.
    #[must_use]
    pub fn trials(&self, drill: Option<&str>) -> Option<u32> {
        self.part(drill).map(|part| part.trials)
    }

    fn part(&self, drill: Option<&str>) -> Option<&Part> {
        match drill {
            None => Some(&self.years),
            Some(name) => {
                let place = self.names.drills.iter().position(|one| one == name)?;
                self.drills.get(place)
            }
        }
    }

    /// Folds sums so that those of as many trials lie in the same blocks.
    pub fn settle(&mut self) {
        for part in std::iter::once(&mut self.years).chain(&mut self.drills) {
            let folds = folds(part.trials);
            for own in &mut part.applications {
                for observed in own.observed.values_mut() {
                    observed.within.fold(folds);
                    observed.ended.fold(folds);
                }
                own.by_class.values_mut().for_each(|one| one.fold(folds));
                own.misses.iter_mut().for_each(|one| one.fold(folds));
                own.recoveries.fold(folds);
                own.down.fold(folds);
            }
            let tallies = [&mut part.exposed, &mut part.used, &mut part.gaps];
            tallies
                .into_iter()
                .flatten()
                .for_each(|one| one.fold(folds));
        }
    }

    /// What trials add to a figure; none where nothing of it was seen, or nobody kept it.
    pub(super) fn kept(&self, figure: &Compared) -> Option<Kept<'_>> {
        let part = self.part(figure.drill())?;
        let application = |name: &String| {
            let place = self.names.applications.iter().position(|one| one == name)?;
            Some((place, part.applications.get(place)?))
        };
        let observed = |name: &String, of: ObjectiveOf, among: &Among| {
            application(name)?.1.observed.get(&(of, among.class))
        };
        let years = part.years();
        let seconds = 1.0 / SECOND as f64;
        let of_trials = |blocks, unit| sums(blocks, true, unit);
        let shared = |blocks, unit| sums(blocks, false, unit);
        let named = |names: &[String], tallies, name: &String, unit| {
            let place = names.iter().position(|one| one == name)?;
            Some(of_trials(<[Blocks]>::get(tallies, place)?, unit))
        };
        match figure {
            Compared::Attained(name, of, among) => {
                Some(shared(&observed(name, *of, among)?.within, 1.0))
            }
            Compared::Achievable(name, of, among) => {
                let (place, own) = application(name)?;
                let values = own.observed.get(&(*of, among.class))?.values.as_ref()?;
                let target = self.names.targets[place][place_of(*of)][among.class as usize];
                Some(Kept::Values {
                    values: part.values(values, target),
                    unit: seconds,
                })
            }
            Compared::Recovered(name, among) => Some(shared(
                &observed(name, ObjectiveOf::Recovery, among)?.ended,
                1.0,
            )),
            Compared::Mttr(name, None) => Some(shared(&application(name)?.1.recoveries, seconds)),
            Compared::Mttr(name, Some(among)) => {
                let own = application(name)?.1;
                let recoveries = match among.drill {
                    Some(_) => &own.recoveries,
                    None => own.by_class.get(&among.class)?,
                };
                Some(shared(recoveries, seconds))
            }
            Compared::Availability(name) | Compared::Downtime(name) => {
                let unit = match figure {
                    Compared::Downtime(_) => YEAR as f64 * seconds / WHOLE as f64,
                    _ => 1.0 / WHOLE as f64,
                };
                Some(of_trials(&application(name)?.1.down, unit))
            }
            Compared::Misses(name, of) => Some(of_trials(
                &application(name)?.1.misses[place_of(*of)],
                1.0 / years,
            )),
            Compared::Exposed(name) => {
                named(&self.names.stamps, &part.exposed, name, seconds / years)
            }
            Compared::Filled(name) => {
                let all = &self.names.repositories;
                let place = all.iter().position(|(one, _)| one == name)?;
                Some(of_trials(part.used.get(place)?, 1.0 / all[place].1))
            }
            Compared::Gap(name) => named(&self.names.backups, &part.gaps, name, seconds),
        }
    }

    /// The figures of years that no report has and trials add up to, but for misses: how full repositories become, the longest gaps
    /// of backups.
    #[must_use]
    pub fn beside_the_report(&self) -> Vec<Compared> {
        let mut made = Vec::new();
        if self.years.trials == 0 {
            return made;
        }
        let stored = self.names.repositories.iter().zip(&self.years.used);
        made.extend(stored.map(|((name, _), _)| Compared::Filled(name.clone())));
        let gaps = self.names.backups.iter().zip(&self.years.gaps);
        made.extend(gaps.map(|(name, _)| Compared::Gap(name.clone())));
        made
    }
}

fn sums(blocks: &Blocks, by_trial: bool, unit: f64) -> Kept<'_> {
    Kept::Sums {
        blocks,
        by_trial,
        unit,
    }
}

fn place_of(of: ObjectiveOf) -> usize {
    usize::from(of == ObjectiveOf::Loss)
}

impl Part {
    /// Years of a trial, on average.
    fn years(&self) -> f64 {
        let trials = f64::from(self.trials.max(1));
        (self.horizon as f64 / trials / YEAR as f64).max(f64::MIN_POSITIVE)
    }

    /// Values by block.
    fn values(&self, values: &[(u32, u64)], target: f64) -> Values {
        let folds = folds(self.trials);
        let blocks = values.iter().map(|(trial, value)| (trial >> folds, *value));
        Values::of(blocks.collect(), target, self.trials.div_ceil(1 << folds))
    }

    fn add_tallies(&mut self, facts: &Facts) {
        for (own, down) in self.applications.iter_mut().zip(&facts.downtime) {
            let share = u128::from(*down) * u128::from(WHOLE) / u128::from(facts.horizon.max(1));
            own.down
                .add(facts.trial, share.min(u128::from(WHOLE)) as u64, 0);
        }
        for (sums, tallies) in [
            (&mut self.exposed, &facts.exposed),
            (&mut self.used, &facts.used),
            (&mut self.gaps, &facts.gaps),
        ] {
            sums.resize_with(sums.len().max(tallies.len()), Blocks::default);
            for (sum, tally) in sums.iter_mut().zip(tallies) {
                sum.add(facts.trial, *tally, 0);
            }
        }
    }
}

impl OfApplication {
    fn add_recovery(&mut self, trial: u32, outage: &OutageFacts) {
        if let Some(time) = outage.recovered() {
            self.recoveries.add(trial, time, 1);
            let own = self.by_class.entry(outage.class).or_default();
            own.add(trial, time, 1);
        }
    }

    /// Over the years: each outage is an observation.
    fn add_of_years(&mut self, blueprint: &Blueprint, trial: u32, outage: &OutageFacts) {
        for of in ObjectiveOf::ALL {
            let application = blueprint.application(outage.application);
            let limit = of.stated(application).for_class(outage.class);
            let limit = limit.map(|one| one.limit.0);
            let Some(value) = outage.value(of) else {
                continue;
            };
            if outage.counted || outage.open {
                let observed = self.observed.entry((of, outage.class)).or_default();
                observed.add(trial, value, limit);
            }
            if outage.counted && limit.is_some_and(|limit| value > limit) {
                self.misses[place_of(of)].add(trial, 1, 0);
            }
        }
    }

    /// In a drill the worst of a trial is an observation, and a strike that stops nothing one of nought.
    fn add_strike(&mut self, blueprint: &Blueprint, index: usize, facts: &Facts, class: Class) {
        for of in ObjectiveOf::ALL {
            let own = facts.outages.iter();
            let own = own.filter(|one| one.application.index() == index && one.counted);
            let mut worst: BTreeMap<Class, u64> = BTreeMap::new();
            let mut hit = false;
            for (outage, value) in own.filter_map(|one| Some((one, one.value(of)?))) {
                let known = worst.entry(outage.class).or_insert(value);
                *known = (*known).max(value);
                hit |= outage.class == class;
            }
            let down = facts.down_already.get(index).copied().unwrap_or(false);
            if !hit && !down && class != Class::Planned {
                worst.insert(class, 0);
            }
            for (class, value) in worst {
                let limit = of.stated(&blueprint.applications[index]).for_class(class);
                let observed = self.observed.entry((of, class)).or_default();
                observed.add(facts.trial, value, limit.map(|one| one.limit.0));
            }
        }
    }
}
