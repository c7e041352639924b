//! How many trials: a number, or as many as it takes until a figure is known well enough.
//!
//! Always true here: a half-width is greater than nought; how many trials it will probably take is a guess that
//! decides nothing but whether a run is too long to begin with.

use super::address::{Address, Figure};
use crate::units::{Share, Span, number};

/// How many trials.
#[derive(Clone, PartialEq, Debug)]
pub enum Trials {
    /// This many.
    Fixed(u32),
    /// Until the interval of a measure is narrow enough, looked at only at planned numbers of trials.
    Until {
        /// The figure, such as `erp.availability` or `erp.rto.node`.
        measure: Address,
        /// Half-width of its interval to reach.
        half_width: HalfWidth,
        /// Stop here at the latest.
        at_most: u32,
    },
}

/// Half of the width of an interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum HalfWidth {
    /// Of a share: as a share of one, in points.
    Points(Share),
    /// Of a length of time: as one.
    Length(Span),
    /// Of any figure: as a share of the figure itself.
    Relative(Share),
}

impl HalfWidth {
    /// Whether an interval around `point` with this half-width, `half`, is narrow enough (both shares, or both in
    /// seconds).
    #[must_use]
    pub fn is_reached(self, half: f64, point: f64) -> bool {
        let wanted = match self {
            HalfWidth::Points(points) => points.0,
            HalfWidth::Length(length) => length.as_seconds(),
            HalfWidth::Relative(share) => share.0 * point,
        };
        half <= wanted
    }

    /// As people say it: `0.1 points`, `5 min`, `10 % of it`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            HalfWidth::Points(points) => {
                format!("{} points", number::significant(points.0 * 100.0, 3))
            }
            HalfWidth::Length(length) => length.to_string(),
            HalfWidth::Relative(share) => format!("{share} of it"),
        }
    }
}

/// Square of the quantile of the normal law that an interval at the level of late looks takes, for 95 %.
const SQUARE: f64 = 2.17 * 2.17;

impl Trials {
    /// How many there are at most.
    #[must_use]
    pub fn most(&self) -> u32 {
        match self {
            Trials::Fixed(trials) => *trials,
            Trials::Until { at_most, .. } => *at_most,
        }
    }

    /// How many there will probably be, where a trial of years has `faults` faults on average, or `faults_of` a class
    /// those of that class. A share is taken to be as uncertain as a share can be, lengths of outages to vary as much as
    /// exponential ones; where the figure itself would have to be known, it is the most.
    #[must_use]
    pub fn probable(&self, faults: impl Fn(Option<super::Class>) -> f64) -> f64 {
        let most = f64::from(self.most());
        let Trials::Until {
            measure,
            half_width,
            ..
        } = self
        else {
            return most;
        };
        let (seen, a_trial) = match (measure.figure, *half_width) {
            (Figure::Attained(_, class), HalfWidth::Points(Share(half))) => {
                (SQUARE / (4.0 * half * half), faults(Some(class)))
            }
            (Figure::Attained(_, class), HalfWidth::Relative(Share(half))) => {
                (SQUARE / (half * half), faults(Some(class)))
            }
            (Figure::Downtime | Figure::Mttr, HalfWidth::Relative(Share(half))) => {
                (2.0 * SQUARE / (half * half), faults(None))
            }
            _ => return most,
        };
        // Nothing that comes, nothing that is ever known.
        if a_trial > 0.0 {
            (seen / a_trial).clamp(most.min(100.0), most)
        } else {
            most
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ApplicationId, Class, ObjectiveOf};

    fn until(figure: Figure, half_width: HalfWidth) -> Trials {
        Trials::Until {
            measure: Address {
                application: ApplicationId::from_index(0),
                figure,
            },
            half_width,
            at_most: 1_000_000,
        }
    }

    /// A share of one half, known to ± 1 point, takes 2.17² / 4 / 0.01² = 11,772 outages; two a trial are half
    /// as many trials.
    #[test]
    fn what_will_probably_be_simulated_is_less_than_the_most() {
        let attained = Figure::Attained(ObjectiveOf::Recovery, Class::Node);
        let point = until(attained, HalfWidth::Points(Share(0.01)));
        let faults = |class: Option<Class>| match class {
            Some(Class::Node) => 2.0,
            Some(_) => 0.0,
            None => 10.0,
        };
        assert!((point.probable(faults) - 5_886.125).abs() < 1e-6);
        // Outages of exponential length, ± 10 %: twice 2.17² / 0.1² of them, ten a trial: fewer than the first look.
        let mttr = until(Figure::Mttr, HalfWidth::Relative(Share(0.1)));
        assert_eq!(mttr.probable(faults), 100.0);
        let mttr = until(Figure::Mttr, HalfWidth::Relative(Share(0.01)));
        assert!((mttr.probable(faults) - 9_417.8).abs() < 1e-6);
        // Never more than the most, and the most where nobody can tell.
        assert_eq!(point.probable(|_| 0.0), 1_000_000.0);
        assert_eq!(point.probable(|_| 1e-9), 1_000_000.0);
        let up = until(Figure::Availability, HalfWidth::Points(Share(0.001)));
        assert_eq!(up.probable(faults), 1_000_000.0);
        assert_eq!(Trials::Fixed(7).probable(faults), 7.0);
    }

    #[test]
    fn a_half_width_is_of_points_of_a_length_or_of_the_figure() {
        assert!(HalfWidth::Points(Share(0.01)).is_reached(0.01, 0.5));
        assert!(!HalfWidth::Points(Share(0.01)).is_reached(0.011, 0.5));
        assert!(HalfWidth::Relative(Share(0.01)).is_reached(36.0, 3_600.0));
        assert!(!HalfWidth::Relative(Share(0.01)).is_reached(36.1, 3_600.0));
        assert!(HalfWidth::Length(Span::minutes(1)).is_reached(60.0, 3_600.0));
        assert!(!HalfWidth::Length(Span::minutes(1)).is_reached(60.1, 3_600.0));
    }
}
