//! What trials say of who goes home.
//!
//! Always true here: figures of years are per year, figures of a drill per trial.

use super::estimate;
use super::gather::Sample;
use super::rate::{IN_SECONDS, mean_s};
use super::sums::HomecomingSums;
use super::tally::{events, hours};
use crate::model::HomecomingId;
use crate::model::outcome::HomecomingOutcome;
use crate::stats::nine_digits;

/// All who go home together, in order.
pub(crate) fn homecomings(sample: &Sample<'_>) -> Vec<HomecomingOutcome> {
    let none = HomecomingSums::default();
    let all = 0..sample.blueprint().homecomings.len();
    let told = all.map(|index| {
        let sums = sample.sums.homecomings.get(index).unwrap_or(&none);
        HomecomingOutcome {
            homecoming: HomecomingId::from_index(index),
            times_away: events(sample, &sums.times_away),
            returns: events(sample, &sums.returns),
            until_home_s: estimate(mean_s(sample, &sums.until_home)),
            longest_until_home_s: nine_digits(sums.until_home_max.0 as f64 * IN_SECONDS),
            down_s: estimate(mean_s(sample, &sums.down)),
            hours_down: hours(sample, &sums.down_in_all),
            hours_away: hours(sample, &sums.away),
            put_off: events(sample, &sums.put_off),
            turned_back: events(sample, &sums.turned_back),
            stayed_trials: sums.stayed.trials,
        }
    });
    told.collect()
}
