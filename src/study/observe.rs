//! What a verdict is made of: the values of each class that are held against an objective.
//!
//! Always true here: over the years an outage is an observation, in a drill a trial is: a strike that
//! stopped nothing was within every objective.

use super::gather::Sample;
use super::sums::{ClassSums, KindSums};
use crate::model::{Class, ObjectiveOf};
use crate::stats::clusters::Clusters;
use crate::stats::frequencies::{Frequencies, Merged, Rounding, merged};
use std::collections::BTreeSet;

/// The observations of one application for one kind of objective.
pub(crate) struct Observed<'a> {
    /// Classes that can occur or did.
    pub(crate) classes: BTreeSet<Class>,
    sums: &'a KindSums,
    in_drill: bool,
    /// In a drill that can hit the application: its class, and strikes that stopped nothing. Each is an
    /// observation of nought.
    idle: Option<Idle>,
    /// In a drill: trials in which the application was down already.
    pub(crate) down_already: u64,
}

struct Idle {
    class: Class,
    strikes: u64,
    within: u64,
    list: Frequencies<3>,
}

/// Everything that counts; none where there is nothing to hit, or a drill hits nothing of it.
pub(crate) fn observed<'a>(
    sample: &Sample<'a>,
    application: usize,
    kind: ObjectiveOf,
) -> Option<Observed<'a>> {
    let sums = sample.application(application).kind(kind);
    let reach = sample.plan.reach(application, kind);
    let mut made = Observed {
        classes: BTreeSet::new(),
        sums,
        in_drill: sample.drill().is_some(),
        idle: None,
        down_already: 0,
    };
    match sample.drill() {
        None => {
            made.classes = reach.classes_of_years();
            // What has no state has no class of losing it, whatever is stated.
            if !reach.is_empty() {
                let stated = kind.stated(&sample.blueprint().applications[application]);
                made.classes
                    .extend(stated.by_class.iter().map(|(class, _)| *class));
            }
            made.classes.extend(seen(sums, |class| class.open > 0));
        }
        Some(_) => made.add_strikes(sample, application, kind),
    }
    made.classes
        .extend(seen(sums, |class| class.observed.all > 0));
    made.classes.remove(&Class::Planned);
    if made.classes.is_empty() && (reach.is_empty() || made.in_drill) {
        return None;
    }
    Some(made)
}

/// Classes of which something was seen.
fn seen(sums: &KindSums, what: impl Fn(&ClassSums) -> bool) -> impl Iterator<Item = Class> {
    let all = sums.classes.rows().filter(move |(_, class)| what(class));
    all.map(|(class, _)| class)
}

impl<'a> Observed<'a> {
    /// A drill can hit an application where in some trial something of it stood there, or it was stopped.
    fn add_strikes(&mut self, sample: &Sample<'a>, application: usize, kind: ObjectiveOf) {
        let Some(source) = sample
            .plan
            .source()
            .filter(|one| one.class != Class::Planned)
        else {
            return;
        };
        let touched = || {
            sample
                .plan
                .reach(application, kind)
                .touched_by(source.target)
        };
        if sample.trials() == 0 && touched() {
            self.classes.insert(source.class);
        }
        let sums = self.sums;
        let strikes = sums.survived;
        let hit = self.of(source.class).is_some_and(|own| own.outages > 0);
        if (sums.stood_there == 0 && !hit) || strikes + sums.down_already == 0 {
            return;
        }
        self.classes.insert(source.class);
        self.down_already = sums.down_already;
        let stated = sample.plan.limit(application, kind, source.class);
        let mut list = Frequencies::default();
        if strikes > 0 {
            list.add(0, [strikes; 3], &Rounding::beyond(usize::MAX));
            list.settle();
        }
        self.idle = Some(Idle {
            class: source.class,
            strikes,
            within: if stated.is_some() { strikes } else { 0 },
            list,
        });
    }

    /// What was seen of a class.
    pub(crate) fn of(&self, class: Class) -> Option<&'a ClassSums> {
        self.sums.classes.get(class)
    }

    /// How many of the outages that count faults of a class bore on without having begun them.
    pub(crate) fn bore_on(&self, class: Class) -> u64 {
        self.sums.bore_on.get(class).copied().unwrap_or(0)
    }

    /// In a drill: trials in which something of the application stood where it struck.
    pub(crate) fn stood_there(&self) -> u64 {
        self.sums.stood_there
    }

    fn idle(&self, class: Class) -> Option<&Idle> {
        self.idle.as_ref().filter(|idle| idle.class == class)
    }

    /// All observations of a class; hits are those within its limit.
    pub(crate) fn clusters(&self, class: Class) -> Clusters {
        let mut made = self
            .of(class)
            .map_or_else(Clusters::default, |sums| sums.observed);
        if let Some(idle) = self.idle(class) {
            made.merge(&Clusters::flags(idle.within, idle.strikes));
        }
        made
    }

    /// All observations of all classes with a limit.
    pub(crate) fn pooled(&self) -> &Clusters {
        match self.idle {
            Some(_) => &self.sums.pooled_with_idle,
            None => &self.sums.pooled,
        }
    }

    /// The observed values of a class, ascending.
    pub(crate) fn values(&self, class: Class) -> Merged<'_, 3> {
        let own = self.of(class);
        if self.in_drill {
            let idle = self.idle(class).map(|idle| &idle.list);
            merged(own.map(|sums| &sums.others).into_iter().chain(idle))
        } else {
            own.map_or_else(|| merged([].into_iter()), ClassSums::of_years)
        }
    }
}
