//! The one outage that carries most of the downtime: a mean that rests on it says little.
//!
//! Always true here: the share is of all trials together; of equal outages the first is named.

use super::gather::{Sample, Seen};
use crate::model::outcome::LargestOutage;
use crate::stats::nine_digits;
use crate::units::SECOND;

/// Of years the outage with most downtime inside the horizon, planned ones included as they are in the
/// downtime; of a drill the longest recovery, out of those that the MTTR is made of. None where
/// nothing was down.
pub(crate) fn largest(sample: &Sample<'_>, seen: &[Seen<'_>]) -> Option<LargestOutage> {
    let length = |one: &Seen<'_>| match sample.drill {
        None => one.outage.downtime,
        Some(_) if one.is_outage() => one.outage.recovered_after().unwrap_or(0),
        Some(_) => 0,
    };
    let sum: f64 = seen.iter().map(|one| length(one) as f64).sum();
    let mut longest: Option<&Seen<'_>> = None;
    for one in seen {
        if longest.is_none_or(|known| length(one) > length(known)) {
            longest = Some(one);
        }
    }
    let longest = longest.filter(|one| length(one) > 0)?;
    Some(LargestOutage {
        share: nine_digits(length(longest) as f64 / sum),
        length_s: nine_digits(length(longest) as f64 / SECOND as f64),
        trial: sample.records[longest.trial as usize].trial,
        class: longest.outage.class,
        cause: longest.outage.cause,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::super::gather::by_application;
    use super::*;
    use crate::model::DrillId;
    use crate::stats::Level;

    /// By hand: 2 + 3 + 10 + 5 h of which 10 h are half, in trial 7.
    #[test]
    fn the_longest_of_all_trials_is_named() {
        let blueprint = fixture::blueprint(fixture::SCENARIO);
        let outage = |at, hours| fixture::outage(&blueprint, "erp", "fire", at, hours);
        let records = [
            fixture::record(&blueprint, 3, vec![outage(1.0, 2.0), outage(90.0, 3.0)]),
            fixture::record(&blueprint, 7, vec![outage(1.0, 10.0), outage(90.0, 5.0)]),
        ];
        let erp = fixture::application(&blueprint, "erp");
        let seen = by_application(&records, blueprint.applications.len());
        let mut sample = Sample::of_years(&blueprint, &records, Level::new(0.95));
        let found = largest(&sample, &seen[erp]).unwrap();
        assert_eq!((found.share, found.trial), (0.5, 7));
        assert_eq!(found.length_s, 36_000.0);
        // What never came back is downtime of the year, but not in the mean of a drill: 5 of 10 h.
        let mut records = records.clone();
        records[1].outages[0].back = None;
        let seen = by_application(&records, blueprint.applications.len());
        sample.records = &records;
        assert_eq!(largest(&sample, &seen[erp]).unwrap().share, 0.5);
        sample.drill = Some(DrillId::from_index(0));
        let found = largest(&sample, &seen[erp]).unwrap();
        assert_eq!((found.share, found.length_s), (0.5, 18_000.0));
        assert_eq!(largest(&sample, &[]), None);
    }
}
