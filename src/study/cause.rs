//! What each cause costs an application, and the samples behind its curves.
//!
//! Always true here: downtime of all causes adds up to that of the application; only causes that
//! occurred are listed.

use super::gather::Sample;
use super::rate::{amount_per_year, events_per_year};
use super::sums::{ApplicationSums, ClassSums};
use crate::model::outcome::{self, CauseOutcome};
use crate::model::{Class, ObjectiveOf};
use crate::stats::frequencies::{ENDLESS, four_digits_up, merged};
use crate::units::SECOND;

/// A curve of more steps than this is drawn from values of four digits: nobody sees more.
const MOST_STEPS: usize = 20_000;

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
pub(crate) fn samples(kind: ObjectiveOf, sums: &ApplicationSums) -> Vec<outcome::Sample> {
    let classes = sums.kind(kind).classes.rows();
    classes
        .filter(|(class, sums)| *class != Class::Planned && sums.outages > 0)
        .map(|(class, sums)| sample_of(class, sums))
        .collect()
}

fn sample_of(class: Class, sums: &ClassSums) -> outcome::Sample {
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
        let ms = if coarse {
            four_digits_up(row.value)
        } else {
            row.value
        };
        let seconds = ms as f64 / SECOND as f64;
        match made.values_s.last_mut() {
            Some((last, count)) if *last == seconds => *count += row.count(),
            _ => made.values_s.push((seconds, row.count())),
        }
    }
    made
}
