//! Two variants against each other, figure by figure.
//!
//! Always true here: a difference is called better or worse only with its whole interval, and the same only where every trial
//! agrees, or both are the same simulation; what two plans never saw is undecided. Where trials do not add up to the figure that
//! is reported, they are left alone and the intervals of both reports are held against each other.

use super::super::estimate;
use super::ledger::{Kept, Ledger};
use crate::model::compared::{Change, Compared, DifferenceOutcome, Only};
use crate::model::outcome::Estimate;
use crate::stats::arms::{Arm, Values};
use crate::stats::paired::{Difference, Pairing, Side, alone, difference};
use crate::stats::signed::Unseen;
use crate::stats::{Interval, Level, nine_digits};
use std::cell::RefCell;
use std::rc::Rc;

/// No difference at all.
const NONE: Estimate = Estimate {
    point: Some(0.0),
    low: Some(0.0),
    high: Some(0.0),
};

/// What is known of one variant.
pub struct Figures<'f> {
    all: &'f [(Compared, Option<Estimate>)],
    level: f64,
    ledger: Option<&'f Ledger>,
    /// The latest quantile that was worked out of its trials: each variant is held against that of the first.
    latest: RefCell<Option<(Compared, Rc<Quantile>)>>,
}

/// A quantile of the trials of one variant.
struct Quantile {
    values: Values,
    /// A value in seconds.
    unit: f64,
    /// The level at which differences are told.
    level: Level,
    arm: Option<Arm>,
}

impl<'f> Figures<'f> {
    /// Figures as they are reported, without an estimate where no report has them; the level of their intervals; its trials, settled.
    #[must_use]
    pub fn of(
        all: &'f [(Compared, Option<Estimate>)],
        level: f64,
        ledger: Option<&'f Ledger>,
    ) -> Figures<'f> {
        Figures {
            all,
            level,
            ledger,
            latest: RefCell::default(),
        }
    }

    fn find(&self, figure: &Compared) -> Option<Option<Estimate>> {
        let found = self.all.iter().find(|(one, _)| one == figure);
        found.map(|(_, estimate)| *estimate)
    }

    /// The quantile that its trials have, where all of them kept their values.
    fn quantile(&self, figure: &Compared, level: Level) -> Option<Rc<Quantile>> {
        let mut latest = self.latest.borrow_mut();
        if let Some((known, quantile)) = &*latest
            && known == figure
            && quantile.level == level
        {
            return Some(Rc::clone(quantile));
        }
        let Some(Kept::Values { values, unit }) = self.ledger?.kept(figure) else {
            return None;
        };
        let made = Rc::new(Quantile {
            arm: Arm::quantile(&values, level),
            values,
            unit,
            level,
        });
        *latest = Some((figure.clone(), Rc::clone(&made)));
        Some(made)
    }
}

/// A variant that is held against the first.
pub struct Other<'o> {
    /// What is known of it.
    pub figures: Figures<'o>,
    /// Whether its trials belong to those of the first.
    pub pair: bool,
    /// Whether both simulate the same thing.
    pub known: bool,
}

/// Every figure of the first and of each other one, in the order of the first; all intervals of differences are at `level`. One
/// list for each of the others.
#[must_use]
pub fn compared(
    first: &Figures<'_>,
    others: &[Other<'_>],
    level: Level,
) -> Vec<Vec<DifferenceOutcome>> {
    let mut made: Vec<Vec<DifferenceOutcome>> = others.iter().map(|_| Vec::new()).collect();
    let of = |figure: &Compared, other: &Other<'_>| {
        let two = Two {
            figure,
            first,
            second: &other.figures,
            pair: other.pair,
            known: other.known,
            level,
        };
        two.told(first.find(figure), other.figures.find(figure))
    };
    // Figure by figure, so that what the first adds to one is worked out once.
    for (figure, _) in first.all {
        for (other, made) in others.iter().zip(&mut made) {
            made.push(of(figure, other));
        }
    }
    for (other, made) in others.iter().zip(&mut made) {
        let more = other.figures.all.iter().map(|(figure, _)| figure);
        let more = more.filter(|figure| first.find(figure).is_none());
        made.extend(more.map(|figure| of(figure, other)));
    }
    made
}

/// One figure of two variants.
struct Two<'t> {
    figure: &'t Compared,
    first: &'t Figures<'t>,
    second: &'t Figures<'t>,
    pair: bool,
    known: bool,
    level: Level,
}

impl Two<'_> {
    /// How it is told; `first` and `second` are what the reports say, if they have such a figure.
    fn told(
        &self,
        first: Option<Option<Estimate>>,
        second: Option<Option<Estimate>>,
    ) -> DifferenceOutcome {
        let only = match (&first, &second) {
            (Some(_), None) => Some(Only::First),
            (None, Some(_)) => Some(Only::Second),
            _ => None,
        };
        let own = self.own(self.first, first.flatten());
        let its = self.own(self.second, second.flatten());
        let made = match only {
            None => self.judged(own, its),
            Some(_) => self.nothing(own, its),
        };
        DifferenceOutcome { only, ..made }
    }

    /// The figure of one variant: as reported, else from its trials.
    fn own(&self, of: &Figures<'_>, reported: Option<Estimate>) -> Estimate {
        if let Some(reported) = reported {
            return reported;
        }
        let Some((
            Kept::Sums {
                blocks,
                by_trial,
                unit,
            },
            ledger,
        )) = of
            .ledger
            .and_then(|ledger| Some((ledger.kept(self.figure)?, ledger)))
        else {
            return Estimate::default();
        };
        let trials = ledger.trials(self.figure.drill()).unwrap_or(0);
        let pairing = Pairing { trials, by_trial };
        let mut found = alone(Side { blocks, unit }, pairing, Level::new(of.level));
        if let Compared::Recovered(..) = self.figure {
            found.high = found.high.map(|high| high.min(1.0));
        } else if found.point == Some(0.0) {
            // Not seen: no point, and as many as can go unseen.
            found.point = None;
            let unseen = Level::new(of.level).unseen() / f64::from(trials.max(1));
            found.high = matches!(self.figure, Compared::Misses(..)).then_some(unseen * unit);
            found.low = Some(0.0);
        }
        estimate(found)
    }

    fn nothing(&self, first: Estimate, second: Estimate) -> DifferenceOutcome {
        DifferenceOutcome {
            figure: self.figure.clone(),
            first,
            second,
            difference: Estimate::default(),
            change: Change::Undecided,
            paired: false,
            saved: None,
            only: None,
        }
    }

    fn judged(&self, first: Estimate, second: Estimate) -> DifferenceOutcome {
        let nothing = self.nothing(first, second);
        if self.known && first == second {
            // The same thing was simulated twice: nothing differs, and nothing is left to be seen.
            return DifferenceOutcome {
                difference: NONE,
                change: Change::Same,
                paired: true,
                ..nothing
            };
        }
        if self.is_unseen(first) && self.is_unseen(second) {
            return self.unseen(nothing);
        }
        let paired = self.pair.then(|| self.paired(first, second)).flatten();
        let is_paired = paired.is_some();
        let found = paired.unwrap_or_else(|| Difference {
            interval: self.apart(first, second),
            same: false,
            saved: None,
        });
        let interval = found.interval;
        let finite = |end: Option<f64>| end.filter(|end| end.is_finite());
        DifferenceOutcome {
            difference: estimate(Interval {
                point: finite(interval.point),
                low: finite(interval.low),
                high: finite(interval.high),
            }),
            change: self.change(&interval, found.same),
            paired: is_paired,
            saved: found.saved.map(nine_digits),
            ..nothing
        }
    }

    /// What neither has seen: the same where every trial has a figure of its own, and it is nought in all of both; the interval says
    /// what can have gone unseen on either side. Where a trial has a figure only if something happens, none tells anything.
    fn unseen(&self, nothing: DifferenceOutcome) -> DifferenceOutcome {
        let (low, high) = match self.figure {
            // Up is told from below.
            Compared::Availability(_) => {
                let most = |one: Estimate| one.low.map(|low| nine_digits(1.0 - low));
                (most(nothing.second), most(nothing.first))
            }
            _ => (nothing.first.high, nothing.second.high),
        };
        let same = self.pair && self.is_nought_in_every_trial();
        DifferenceOutcome {
            difference: Estimate {
                point: same.then_some(0.0),
                low: low.map(|low| 0.0 - low),
                high,
            },
            change: match same {
                true => Change::Same,
                false => Change::Undecided,
            },
            paired: same,
            ..nothing
        }
    }

    /// Whether trials of both add up, one by one, to nothing.
    fn is_nought_in_every_trial(&self) -> bool {
        let trials = |of: &Figures<'_>| of.ledger?.trials(self.figure.drill());
        let nought = |of: &Figures<'_>| {
            let kept = of.ledger.and_then(|ledger| ledger.kept(self.figure));
            matches!(kept, Some(Kept::Sums { blocks, by_trial: true, .. })
                if blocks.rows().iter().all(|one| one.amount == 0))
        };
        let (own, its) = (trials(self.first), trials(self.second));
        own.is_some_and(|own| own > 0) && own == its && nought(self.first) && nought(self.second)
    }

    /// Without a point and without a bound from below nothing was seen. (What is never achievable has one.)
    fn is_unseen(&self, one: Estimate) -> bool {
        let bounded = one.low.is_none_or(|low| low <= 0.0);
        match self.figure {
            // Nothing was down where there is no point.
            Compared::Availability(_) => one.point.is_none(),
            _ => one.point.is_none() && bounded,
        }
    }

    fn change(&self, interval: &Interval, same: bool) -> Change {
        let more = self.figure.more_is_better();
        let above = interval.low.is_some_and(|low| low > 0.0);
        let below = interval.high.is_some_and(|high| high < 0.0);
        match (same, above, below) {
            (true, ..) => Change::Same,
            (_, true, _) if more => Change::Better,
            (_, true, _) => Change::Worse,
            (_, _, true) if more => Change::Worse,
            (_, _, true) => Change::Better,
            _ => Change::Undecided,
        }
    }

    /// Trial by trial, where trials of both add up to what is reported.
    fn paired(&self, first: Estimate, second: Estimate) -> Option<Difference> {
        let (own, its) = (self.first.ledger?, self.second.ledger?);
        let drill = self.figure.drill();
        let trials = own.trials(drill)?;
        if its.trials(drill)? != trials || trials == 0 {
            return None;
        }
        if matches!(self.figure, Compared::Achievable(..)) {
            return self.quantiles(first, second);
        }
        match (own.kept(self.figure)?, its.kept(self.figure)?) {
            (
                Kept::Sums {
                    blocks,
                    by_trial,
                    unit,
                },
                Kept::Sums {
                    blocks: others,
                    unit: other,
                    ..
                },
            ) => {
                let pairing = Pairing { trials, by_trial };
                let one = Side { blocks, unit };
                let two = Side {
                    blocks: others,
                    unit: other,
                };
                let reported = |side, estimate| self.is_reported(point(side, pairing), estimate);
                if !reported(one, first) || !reported(two, second) {
                    return None;
                }
                let unseen = match self.figure {
                    Compared::Attained(..) | Compared::Recovered(..) => Unseen::AtMost(1.0),
                    _ => Unseen::Largest,
                };
                let mut found = difference(one, two, pairing, unseen, self.level);
                if matches!(self.figure, Compared::Availability(_)) {
                    // Up is what is not down.
                    found.interval = Interval {
                        point: found.interval.point.map(|point| 0.0 - point),
                        low: found.interval.high.map(|high| 0.0 - high),
                        high: found.interval.low.map(|low| 0.0 - low),
                    };
                }
                Some(found)
            }
            _ => None,
        }
    }

    /// The same of quantiles, each beside what is reported of it.
    fn quantiles(&self, first: Estimate, second: Estimate) -> Option<Difference> {
        let own = self.first.quantile(self.figure, self.level)?;
        let its = self.second.quantile(self.figure, self.level)?;
        let (values, others, unit) = (&own.values, &its.values, own.unit);
        let (one, two) = (own.arm.as_ref()?, its.arm.as_ref()?);
        let seconds = |point: f64| Some(point * unit).filter(|point| point.is_finite());
        let reported = |arm: &Arm, estimate| self.is_reported(seconds(arm.point()), estimate);
        if !reported(one, first) || !reported(two, second) {
            return None;
        }
        if values.is_same(others) {
            // Whatever the quantile is: it is one and the same.
            let nought = Some(0.0);
            return Some(Difference {
                interval: Interval {
                    point: nought,
                    low: nought,
                    high: nought,
                },
                same: true,
                saved: None,
            });
        }
        let found = one.difference(two, values.together(others));
        let free = one.difference(two, 0.0);
        Some(Difference {
            interval: found.times(unit),
            same: false,
            saved: match (found.half_width(), free.half_width()) {
                (Some(own), Some(free)) if own > 0.0 && free.is_finite() => {
                    Some((free / own) * (free / own))
                }
                _ => None,
            },
        })
    }

    /// Whether trials add up to what is reported, to the digits that are.
    fn is_reported(&self, point: Option<f64>, reported: Estimate) -> bool {
        let point = point.filter(|point| *point != 0.0 || self.is_seen_as_nought());
        match (point, reported.point) {
            (Some(own), Some(reported)) => {
                let own = match self.figure {
                    Compared::Availability(_) => 1.0 - own,
                    _ => own,
                };
                (own - reported).abs() <= 1e-7 * reported.abs().max(own.abs())
            }
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether nought is a figure that is reported, and not one that was not seen.
    fn is_seen_as_nought(&self) -> bool {
        matches!(
            self.figure,
            Compared::Attained(..)
                | Compared::Achievable(..)
                | Compared::Recovered(..)
                | Compared::Mttr(..)
        )
    }

    /// The intervals of both reports, as if they went straight, for samples that know nothing of each other.
    fn apart(&self, first: Estimate, second: Estimate) -> Interval {
        let most = match self.figure {
            Compared::Attained(..) | Compared::Recovered(..) | Compared::Availability(_) => 1.0,
            _ => f64::INFINITY,
        };
        let arm = |of: &Figures<'_>, estimate: Estimate| {
            let interval = Interval {
                point: estimate.point,
                low: estimate.low,
                high: estimate.high,
            };
            Arm::straight(&interval, Level::new(of.level), most, self.level)
        };
        match (arm(self.first, first), arm(self.second, second)) {
            (Some(one), Some(two)) => one.difference(&two, 0.0),
            _ => Interval::default(),
        }
    }
}

/// The mean or the ratio of one side.
fn point(side: Side<'_>, pairing: Pairing) -> Option<f64> {
    let sum = |of: fn(&crate::stats::blocks::Block) -> u64| {
        side.blocks
            .rows()
            .iter()
            .map(|one| of(one) as f64)
            .sum::<f64>()
    };
    let count = match pairing.by_trial {
        true => f64::from(pairing.trials),
        false => sum(|one| one.count),
    };
    (count > 0.0).then(|| side.unit * sum(|one| one.amount) / count)
}
