//! What each cause costs an application, and the samples behind its curves.
//!
//! Always true here: downtime of all causes adds up to that of the application; only causes that
//! occurred are listed.

use super::gather::Sample;
use super::rate::{amount_per_year, events_per_year};
use super::sums::{ApplicationSums, ClassSums};
use crate::model::outcome::{self, CauseOutcome};
use crate::model::{Class, ObjectiveOf};
use crate::stats::frequencies::{ENDLESS, merged, rounded_up};
use crate::units::SECOND;

/// A curve of more steps than this is drawn from values of three digits, which is finer than its line.
const MOST_STEPS: usize = 10_000;

/// By the source that ended uptime. Planned sources are listed like the others; outages that were
/// open when the horizon began count for their downtime only.
pub(crate) fn by_cause(sample: &Sample<'_>, sums: &ApplicationSums) -> Vec<CauseOutcome> {
    let all = sums.causes.rows();
    all.map(|(cause, sums)| CauseOutcome {
        cause,
        outages_per_year: events_per_year(sample, &sums.outages),
        downtime_s_per_year: amount_per_year(sample, &sums.downtime),
        rto_misses_per_year: events_per_year(sample, &sums.rto_misses),
        rpo_misses_per_year: events_per_year(sample, &sums.rpo_misses),
    })
    .collect()
}

/// The values of the outages of each class, ascending, in seconds.
pub(crate) fn samples(
    sample: &Sample<'_>,
    application: usize,
    kind: ObjectiveOf,
) -> Vec<outcome::Sample> {
    let classes = sample.application(application).kind(kind).classes.rows();
    classes
        .filter(|(class, sums)| *class != Class::Planned && sums.outages > 0)
        .map(|(class, sums)| {
            let limit = sample.plan.limit(application, kind, class);
            sample_of(class, sums, limit.unwrap_or(0))
        })
        .collect()
}

/// What was within the limit of its class (ms) stays within, also where its digits are few.
fn sample_of(class: Class, sums: &ClassSums, limit: u64) -> outcome::Sample {
    let rows = merged(sums.of_outages());
    let coarse = rows.clone().nth(MOST_STEPS).is_some();
    let mut made = outcome::Sample {
        class,
        values_s: Vec::new(),
        infinite: 0,
    };
    for row in rows {
        if row.value >= ENDLESS {
            made.infinite += row.count();
            continue;
        }
        let ms = match coarse {
            true if row.value <= limit => rounded_up(row.value, 1_000).min(limit),
            true => rounded_up(row.value, 1_000),
            false => row.value,
        };
        let seconds = ms as f64 / SECOND as f64;
        match made.values_s.last_mut() {
            Some((last, count)) if *last == seconds => *count += row.count(),
            _ => made.values_s.push((seconds, row.count())),
        }
    }
    made.values_s.shrink_to_fit();
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::Way;
    use crate::stats::frequencies::Rounding;

    fn drawn(values: u64, limit: u64) -> outcome::Sample {
        let mut sums = ClassSums::default();
        let list = sums.values.at((Way::Lost, false));
        for value in 0..values {
            list.add(1_000_000 + value, [1; 3], &Rounding::beyond(usize::MAX));
        }
        list.add(ENDLESS, [2; 3], &Rounding::beyond(usize::MAX));
        list.settle();
        sample_of(Class::Node, &sums, limit)
    }

    /// 10,000 values from 1,000,000 to 1,009,999 ms are drawn as they are. Of twice as many, up to 1,019,999 ms, those
    /// up to the limit of 1,005,500 are drawn there, and all others at 1,010,000 or 1,020,000 ms.
    #[test]
    fn curves_of_very_many_steps_are_drawn_from_three_digits_and_what_is_within_stays_within() {
        let fine = drawn(9_999, 1_005_500);
        assert_eq!(fine.values_s.len(), 9_999);
        assert_eq!(fine.values_s[9_998], (1_009.998, 1));
        let coarse = drawn(20_000, 1_005_500);
        let steps = [
            (1_000.0, 1),
            (1_005.5, 5_500),
            (1_010.0, 4_500),
            (1_020.0, 9_999),
        ];
        assert_eq!(coarse.values_s, steps);
        assert_eq!((fine.infinite, coarse.infinite), (2, 2));
    }
}
