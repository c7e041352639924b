//! What comes again with each recovery point of a replica: a loss rises from one to the next, and falls there.
//!
//! Always true here: from tooth to tooth everything stays as it is, or moves as it does within one.

use super::meet::{Slope, moved};
use super::sight::Sight;

/// By how much each figure of a run is another one in the next tooth.
pub(super) struct Drift {
    /// Milliseconds from one tooth to the next.
    every: u64,
    by: Vec<i64>,
}

impl Drift {
    /// From the run at the beginning of a tooth, with how everything moves within it, to the one at the beginning of the next; none where that
    /// is not as it has to be.
    pub(super) fn of((start, slopes): (&Sight, &[Slope]), next: &Sight) -> Option<Drift> {
        if !start.is_like(next) {
            return None;
        }
        let every = next.at - start.at;
        let figures = start.figures().zip(next.figures());
        let by = figures.zip(slopes).map(|((one, other), slope)| {
            let whole = slope.by == 0 || slope.by == slope.over;
            let by = other as i64 - one as i64;
            let straight = moved(one, *slope, every as i64) == other as i64;
            (whole && (by == 0 || straight)).then_some(by)
        });
        let by = by.collect::<Option<Vec<i64>>>()?;
        Some(Drift { every, by })
    }

    /// Whether a run is what another one leads to so many teeth later.
    pub(super) fn leads(&self, (from, teeth): (&Sight, u64), to: &Sight) -> bool {
        let figures = from.figures().zip(to.figures());
        let mut all = figures.zip(&self.by);
        let leads =
            |((one, other), by): ((u64, u64), &i64)| one as i64 + by * teeth as i64 == other as i64;
        from.is_like(to) && to.at == from.at + teeth * self.every && all.all(leads)
    }

    /// A run as it is so many teeth later, but for what happens in it.
    pub(super) fn later(&self, from: &Sight, teeth: u64) -> Sight {
        let mut sight = from.clone();
        sight.at += teeth * self.every;
        let lengths = sight.fates.iter_mut();
        let lengths = lengths.flat_map(|fate| [&mut fate.recovery, &mut fate.loss]);
        let by = &self.by[from.told.len()..];
        for (length, by) in lengths.flatten().zip(by) {
            *length = length.saturating_add_signed(by * teeth as i64);
        }
        sight.told.clear();
        sight
    }
}
