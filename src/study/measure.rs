//! The measure that a precision names.
//!
//! Always true here: it is computed by the same functions as the figure of that name in the outcome.

use super::classes::Reach;
use super::gather::{self, Kind, Sample};
use super::judge;
use super::observe::observed;
use super::uptime::{availability, surely_up};
use crate::model::Class;

/// Half of the width of the interval of `APPLICATION.availability`, `APPLICATION.rto.CLASS` or
/// `APPLICATION.rpo.CLASS`; none while it is unknown, or where there is no such measure.
pub(crate) fn half_width(sample: &Sample<'_>, measure: &str) -> Option<f64> {
    let (name, what) = measure.split_once('.')?;
    let application = sample
        .blueprint
        .applications
        .iter()
        .position(|application| application.name == name)?;
    let seen = gather::by_application(sample.records, sample.blueprint.applications.len());
    if what == "availability" {
        let mut up = availability(sample, application, &seen[application]);
        // With few outages the lower end is the one that is sure.
        up.low = up.low.or(surely_up(sample, application));
        return up.point.and(up.half_width());
    }
    let (kind, class) = what.split_once('.')?;
    let kind = match kind {
        "rto" => Kind::Rto,
        "rpo" => Kind::Rpo,
        _ => return None,
    };
    let class = Class::ALL.into_iter().find(|known| known.name() == class)?;
    let objective = kind
        .objectives(sample.blueprint, application)
        .for_class(class)?;
    let reach = Reach::of(sample.blueprint, application, kind);
    let found = observed(sample, application, kind, &reach, &seen[application])?;
    let own = found
        .values
        .into_iter()
        .filter(|(of, _)| *of == class)
        .map(|(_, observation)| (observation, objective.limit.0 as f64));
    let share = judge::attained(own, sample.trials(), sample.level).interval;
    share.point.and(share.half_width())
}
