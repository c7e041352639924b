//! What trials say of crews: how busy they are, and what waits for their people.
//!
//! Always true here: only crews that something asks for are told of; figures of years are per year, figures of a drill
//! per trial.

use super::gather::Sample;
use super::sums::CrewSums;
use super::tally::{events, hours_of};
use crate::model::outcome::{CrewOutcome, Estimate};
use crate::model::{Crew, CrewId};
use crate::stats::nine_digits;
use crate::units::{HOUR, YEAR};
use rayon::prelude::*;

/// All crews that have work, in order.
pub(crate) fn crews(sample: &Sample<'_>) -> Vec<CrewOutcome> {
    let all = sample.blueprint().crews_with_work();
    all.into_par_iter().map(|id| crew(sample, id)).collect()
}

/// One crew.
pub(crate) fn crew(sample: &Sample<'_>, id: CrewId) -> CrewOutcome {
    let none = CrewSums::default();
    let sums = sample.sums.crews.get(id.index()).unwrap_or(&none);
    let crew = sample.blueprint().crew(id);
    let people = f64::from(crew.people);
    let mut hours_busy = hours_of(sample, &sums.busy, people);
    if sample.drill().is_none() {
        // Its people have no more hours in a year, however little a few trials say.
        let most = people * YEAR as f64 / HOUR as f64;
        hours_busy.high = hours_busy.high.map(|high| high.min(most));
    }
    CrewOutcome {
        crew: id,
        hours_busy,
        // However much there is may wait at once.
        hours_waited: hours_of(sample, &sums.waited, f64::INFINITY),
        repairs: events(sample, &sums.repairs),
        recoveries: events(sample, &sums.recoveries),
        most_busy: sums.most_busy.0,
        most_waiting: sums.most_waiting.0,
        busy_share: match sample.drill() {
            None => share(crew, &hours_busy),
            Some(_) => Estimate::default(),
        },
    }
}

/// Hours busy in a year as a share of the hours in which its people work.
fn share(crew: &Crew, hours_busy: &Estimate) -> Estimate {
    let all = f64::from(crew.people) * crew.hours.share_of_week() * YEAR as f64 / HOUR as f64;
    hours_busy.each(|hours| Some(nine_digits(hours / all)).filter(|share| share.is_finite()))
}
