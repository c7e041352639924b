//! Instants of an incident: when in the week, and how long after the strike.
//!
//! Always true here: an instant is told to the second, and to the millisecond where it does not fall on one.

use super::Incident;
use crate::scenario::of_week_words;
use crate::units::{DAY, HOUR, MINUTE, SECOND, WEEK};

/// When in the week an instant lies, as `at` of a drill takes it.
pub(super) fn of_week(incident: &Incident<'_>, at: i64) -> String {
    of_week_words(week(incident, at))
}

/// Milliseconds after Monday 00:00.
fn week(incident: &Incident<'_>, at: i64) -> u64 {
    let begins = incident.followed.begins_of_week as i64;
    (begins + at).rem_euclid(WEEK as i64) as u64
}

/// How long after the strike, or after the start of the horizon: `+0:10:00`, `−23:54:07`, `+12 d 04:05:06`.
pub(super) fn after(incident: &Incident<'_>, at: i64) -> String {
    let since = at - incident.zero();
    let sign = if since < 0 { '−' } else { '+' };
    let ms = since.unsigned_abs();
    let (hours, minutes, seconds) = (ms / HOUR, ms % HOUR / MINUTE, ms % MINUTE / SECOND);
    let mut said = match ms >= 4 * DAY {
        true => format!(
            "{sign}{} d {:02}:{minutes:02}:{seconds:02}",
            ms / DAY,
            hours % 24
        ),
        false => format!("{sign}{hours}:{minutes:02}:{seconds:02}"),
    };
    if !ms.is_multiple_of(SECOND) {
        said.push_str(&format!(".{:03}", ms % SECOND));
    }
    said
}
