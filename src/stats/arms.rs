//! Differences of two figures of which only the interval at any level is known: of quantiles, and of figures whose trials are not
//! there any more.
//!
//! Always true here: nothing is assumed of densities; a figure that steps or is without end stays what it is.
//!
//! An [`Arm`] says where a figure ends at so many standard deviations of its sample. The difference is looked for over all pairs of
//! deviations that samples which go together so much have with the probability of the level: over an ellipse. Its reach in one
//! direction is that of one deviation, so that the interval of a figure that goes straight is the usual one (the method of variance
//! estimates recovery of Zou and Donner, Statistics in Medicine 27, 2008, for all figures that go straight). Where a quantile steps, its
//! steps are followed.

use super::blocks::Blocks;
use super::clusters::Clusters;
use super::frequencies::{Frequencies, Rounding, real};
use super::quantile::{ends, smallest_reaching};
use super::special::normal_quantile;
use super::{Interval, Level};

/// A quarter of a turn in so many steps.
const QUARTER: usize = 16;
/// Places of an arm: cosines of half a turn.
const PLACES: usize = 2 * QUARTER + 1;

/// Where a figure ends at the cosine of each angle, times the quantile of the level: the upper end first, the lower one last.
#[derive(Clone, PartialEq, Debug)]
pub struct Arm([f64; PLACES]);

fn cosine(place: usize) -> f64 {
    libm::cos(core::f64::consts::PI * place as f64 / (PLACES - 1) as f64)
}

impl Arm {
    /// Of a figure with its interval at one level, as if it went straight from the point to each end, at another level. No figure
    /// goes below nought, nor above `most`.
    #[must_use]
    pub fn straight(of: &Interval, known: Level, most: f64, level: Level) -> Option<Arm> {
        let point = of.point?;
        let stretch = normal_quantile(level.tail()) / normal_quantile(known.tail());
        let at = |place: usize| {
            let way = stretch * cosine(place);
            let end = match way > 0.0 {
                true => of
                    .high
                    .map_or(f64::INFINITY, |high| point + way * (high - point)),
                false => of.low.map_or(0.0, |low| point + way * (point - low)),
            };
            match place == QUARTER {
                true => point,
                false => end.clamp(0.0, most),
            }
        };
        Some(Arm(core::array::from_fn(at)))
    }

    /// Of a quantile of values.
    #[must_use]
    pub fn quantile(values: &Values, level: Level) -> Option<Arm> {
        let rows = &values.list;
        let total = values.clusters.all;
        let point = real(smallest_reaching(rows.rows(), total, values.target)?);
        let deviation = -normal_quantile(level.tail());
        let levels: Vec<Level> = (0..=QUARTER)
            .map(|place| Level::new(within(deviation * cosine(place))))
            .collect();
        let all = ends(
            rows.rows(),
            &values.clusters,
            u64::from(values.trials),
            values.target,
            &levels,
        );
        let at = |place: usize| match place {
            QUARTER => point,
            place if place < QUARTER => all[place].1.unwrap_or(f64::INFINITY),
            place => all[PLACES - 1 - place].0.unwrap_or(f64::INFINITY),
        };
        Some(Arm(core::array::from_fn(at)))
    }

    /// The figure itself; infinite where it is.
    #[must_use]
    pub fn point(&self) -> f64 {
        self.0[QUARTER]
    }

    /// The second less the first, as samples that go together so much have it: 1 for those that are one, 0 for those that know
    /// nothing of each other.
    #[must_use]
    pub fn difference(&self, other: &Arm, together: f64) -> Interval {
        let angle = libm::acos(together.clamp(-1.0, 1.0));
        let apart = angle / core::f64::consts::PI * (PLACES - 1) as f64;
        // Less together than they are: never too narrow.
        let apart = libm::ceil(apart - 1e-9) as usize;
        let turn = 2 * (PLACES - 1);
        let place = |step: usize| match step % turn {
            step if step < PLACES => step,
            step => turn - step,
        };
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for step in 0..turn {
            let gap = other.0[place(step + apart)] - self.0[place(step)];
            // Nobody knows by how much one thing without end is more than another.
            let (least, most) = match gap.is_nan() {
                true => (f64::NEG_INFINITY, f64::INFINITY),
                false => (gap, gap),
            };
            low = low.min(least);
            high = high.max(most);
        }
        let gap = other.0[QUARTER] - self.0[QUARTER];
        Interval {
            point: Some(gap).filter(|gap| gap.is_finite()),
            low: Some(low).filter(|low| *low > f64::NEG_INFINITY),
            high: Some(high).filter(|high| *high < f64::INFINITY),
        }
    }
}

/// The probability within so many standard deviations.
fn within(deviations: f64) -> f64 {
    libm::erf(deviations / core::f64::consts::SQRT_2)
}

/// Observed values by block, for a quantile.
#[derive(Clone, PartialEq, Debug)]
pub struct Values {
    /// Which share of them the quantile reaches.
    pub target: f64,
    /// Trials.
    pub trials: u32,
    clusters: Clusters,
    list: Frequencies<3>,
    /// Block and value, in order.
    sorted: Vec<(u32, u64)>,
}

impl Values {
    /// Of values with the numbers of their blocks.
    #[must_use]
    pub fn of(mut sorted: Vec<(u32, u64)>, target: f64, trials: u32) -> Values {
        sorted.sort_unstable();
        let mut list = Frequencies::default();
        let mut clusters = Clusters::default();
        let rounding = Rounding::beyond(usize::MAX);
        for own in sorted.chunk_by(|one, other| one.0 == other.0) {
            let size = own.len() as u64;
            for (rank, (_, value)) in (0..).zip(own) {
                list.add(*value, [1, 2 * rank + 1, size], &rounding);
            }
            clusters.add(0, size);
        }
        list.settle();
        Values {
            target,
            trials,
            clusters,
            list,
            sorted,
        }
    }

    /// Whether both have the same values in the same blocks, and look for the same share.
    #[must_use]
    pub fn is_same(&self, other: &Values) -> bool {
        self.target == other.target && self.sorted == other.sorted
    }

    /// How much both quantiles go together: the correlation of how many in a block are up to them, less by what its own sample
    /// leaves uncertain.
    #[must_use]
    pub fn together(&self, other: &Values) -> f64 {
        if self.is_same(other) {
            return 1.0;
        }
        let (Some(own), Some(its)) = (self.deviations(), other.deviations()) else {
            return 0.0;
        };
        let (mut squares, mut others, mut both, mut seen) = (0.0, 0.0, 0.0, 0.0);
        let mut its = its.into_iter().peekable();
        let mut lone = |value: f64| others += value * value;
        let mut pairs = Vec::new();
        for (block, value) in own {
            while let Some((_, value)) = its.next_if(|(number, _)| *number < block) {
                lone(value);
            }
            squares += value * value;
            if let Some((_, other)) = its.next_if(|(number, _)| *number == block) {
                lone(other);
                pairs.push((value, other));
            }
        }
        its.for_each(|(_, value)| lone(value));
        for (value, other) in pairs {
            both += value * other;
            // Those beyond a quantile are few, and decide.
            seen += f64::from(u8::from(value < 0.0 || other < 0.0));
        }
        if squares <= 0.0 || others <= 0.0 || seen < 4.0 {
            return 0.0;
        }
        let found = (both / (squares * others).sqrt()).clamp(-1.0, 1.0 - 1.0 / seen);
        libm::tanh(libm::atanh(found) - 1.0 / (seen - 3.0).sqrt())
    }

    /// By block: how many are up to the quantile, less as many as of its size there should be.
    fn deviations(&self) -> Option<Vec<(u32, f64)>> {
        let total = self.clusters.all;
        let up_to = smallest_reaching(self.list.rows(), total, self.target)?;
        let hits = self.sorted.iter().filter(|(_, value)| *value <= up_to);
        let share = hits.count() as f64 / total as f64;
        let each = self.sorted.chunk_by(|one, other| one.0 == other.0);
        let each = each.map(|own| {
            let hits = own.iter().filter(|(_, value)| *value <= up_to).count();
            (own[0].0, hits as f64 - share * own.len() as f64)
        });
        Some(each.collect())
    }

    /// Values up to a limit, and all, by block.
    #[must_use]
    pub fn within(&self, limit: u64) -> Blocks {
        let mut made = Blocks::default();
        for (block, value) in &self.sorted {
            made.add(*block, u64::from(*value <= limit), 1);
        }
        made
    }
}
