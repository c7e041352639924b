//! How often an application did not recover: back without its data, or never back.
//!
//! Always true here: planned outages do not count; a trial counts once, however often it happened in
//! it.

use super::estimate;
use super::gather::{Sample, Seen, trials_hit};
use super::rate::events_per_year;
use crate::model::Class;
use crate::model::outcome::{Ends, Estimate};
use crate::model::record::Ended;
use crate::stats::share::{Count, pooled};

/// What became of the outages of one application, which are in the order of trials.
pub(crate) fn ends(sample: &Sample<'_>, application: usize, seen: &[Seen<'_>]) -> Ends {
    let all = || trials_hit(sample.records, application, seen) as u64;
    let ended = |how: Ended| {
        let outages = seen.iter().copied().filter(Seen::is_outage);
        outages.filter(move |one| one.outage.ended() == how)
    };
    let gone = || seen.iter().copied().filter(loses_all);
    let mut ends = Ends {
        lost: ended(Ended::Lost).count() as u64,
        lost_per_year: events_per_year(sample, ended(Ended::Lost)),
        never_per_year: events_per_year(sample, ended(Ended::Never)),
        ..Ends::default()
    };
    if sample.drill.is_some() {
        ends.lost_share = share(sample, all(), trials(ended(Ended::Lost)));
        ends.never_trials = trials(ended(Ended::Never));
        ends.never_share = share(sample, all(), ends.never_trials);
        ends.total_loss_trials = trials(gone());
        ends.total_loss_share = share(sample, all(), ends.total_loss_trials);
    }
    ends
}

/// Whether all data of a VM was lost, be it in an outage or while the application stayed up.
pub(crate) fn loses_all(one: &Seen<'_>) -> bool {
    one.outage.counted && one.outage.class != Class::Planned && one.outage.total_loss()
}

/// Trials in which something was seen that is in the order of trials.
fn trials<'a>(seen: impl Iterator<Item = Seen<'a>>) -> u64 {
    let mut trials: Vec<u32> = seen.map(|one| one.trial).collect();
    trials.dedup();
    trials.len() as u64
}

/// A share of the trials that count; what was in none has no point and a bound.
fn share(sample: &Sample<'_>, all: u64, hits: u64) -> Estimate {
    let counts: Vec<Count> = (0..all)
        .map(|trial| Count {
            hits: u64::from(trial < hits),
            all: 1,
        })
        .collect();
    let mut share = pooled(&counts, all as usize, sample.level).interval;
    if hits == 0 {
        share.point = None;
    }
    estimate(share)
}
