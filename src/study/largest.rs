//! The one outage that carries most of the downtime: a mean that rests on it says little.
//!
//! Always true here: the share is of all trials together; of equal outages that of the first trial is named.

use super::sums::ApplicationSums;
use crate::model::outcome::LargestOutage;
use crate::stats::nine_digits;
use crate::units::SECOND;

/// Of years the outage with most downtime inside the horizon, planned ones included as they are in the
/// downtime; of a drill the longest recovery, out of those that the MTTR is made of. None where
/// nothing was down.
pub(crate) fn largest(sums: &ApplicationSums) -> Option<LargestOutage> {
    let longest = sums.longest.as_ref()?;
    Some(LargestOutage {
        share: nine_digits(longest.length as f64 / sums.lengths as f64),
        length_s: nine_digits(longest.length as f64 / SECOND as f64),
        trial: longest.trial,
        class: longest.class,
        cause: longest.cause,
        in_mttr: longest.in_mttr,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::model::DrillId;
    use crate::world::Mode;

    /// By hand: 2 + 3 + 10 + 5 h of which 10 h are half, in trial 7.
    #[test]
    fn the_longest_of_all_trials_is_named() {
        let blueprint = fixture::blueprint(fixture::SCENARIO);
        let outage = |at, hours| fixture::outage(&blueprint, "erp", "fire", at, hours);
        let mut records = [
            fixture::record(&blueprint, 3, vec![outage(1.0, 2.0), outage(90.0, 3.0)]),
            fixture::record(&blueprint, 7, vec![outage(1.0, 10.0), outage(90.0, 5.0)]),
        ];
        let erp = fixture::application(&blueprint, "erp");
        let of = |records: &[_], mode| {
            let sums = fixture::sums(&blueprint, mode, records);
            largest(&sums.applications[erp])
        };
        let found = of(&records, Mode::Years).unwrap();
        assert_eq!((found.share, found.trial), (0.5, 7));
        assert_eq!(found.length_s, 36_000.0);
        // What never came back is downtime of the year, but not in the mean of a drill: 5 of 10 h.
        records[1].outages[0].back = None;
        assert_eq!(of(&records, Mode::Years).unwrap().share, 0.5);
        let found = of(&records, Mode::Drill(DrillId::from_index(0))).unwrap();
        assert_eq!((found.share, found.length_s), (0.5, 18_000.0));
        assert_eq!(largest(&ApplicationSums::default()), None);
    }
}
