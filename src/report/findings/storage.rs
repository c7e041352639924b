//! Findings about storage, links and memory of stamps in words.
//!
//! Always true here: what was not seen is bounded, and said to be so.

use super::super::words;
use super::finding::What;
use crate::model::figure;
use crate::model::outcome::Estimate;
use crate::units::number;

fn hours(hours: f64) -> String {
    number::duration(hours * 3_600.0)
}

/// How long a stamp is without N−1, and what still fits.
pub(super) fn without_reserve(on: &str, time: &Estimate, largest_placeable: f64) -> String {
    let without = match (time.point, time.high) {
        (Some(point), _) => format!("{} a year", hours(point)),
        (None, high) => format!("less than {} a year (not seen)", hours(high.unwrap_or(0.0))),
    };
    let fits = if largest_placeable > 0.0 {
        format!(
            "the largest VM that still fits has {}",
            number::bytes(largest_placeable)
        )
    } else {
        "no further VM fits".to_string()
    };
    format!("Stamp {on}: {without} without N−1; {fits}.")
}

/// How storage rebuilds, and what it loses.
pub(super) fn storage(on: &str, what: &What) -> String {
    let What::Storage {
        rebuilds,
        rebuild_s,
        hours_exposed,
        losses,
        hours_full,
    } = what
    else {
        return String::new();
    };
    let rebuilds = match (rebuilds.point, rebuild_s.point) {
        (Some(rate), Some(mean)) => format!(
            "{} a year of {} on average",
            words::amount(&number::significant(rate, 3), "rebuild", "rebuilds"),
            number::duration(mean)
        ),
        _ => "no rebuild was seen".to_string(),
    };
    let exposed = match (hours_exposed.point, hours_exposed.high) {
        (Some(point), _) => format!("{} a year with copies missing in two nodes", hours(point)),
        (None, Some(high)) => format!(
            "less than {} a year (not seen) with copies missing in two nodes",
            hours(high)
        ),
        (None, None) => "nothing known of copies missing in two nodes".to_string(),
    };
    let full = hours_full.point.map_or_else(String::new, |point| {
        format!("; a volume is full {} a year", hours(point))
    });
    format!(
        "Storage of stamp {on}: {rebuilds}; {exposed}; volumes lost {}{full}.",
        figure::rate(losses)
    )
}

/// How an update fares, and how long the next loss is not covered for it.
pub(super) fn update(on: &str, what: &What) -> String {
    let What::Updates {
        runs,
        run_s,
        hours_away,
        pauses,
    } = what
    else {
        return String::new();
    };
    let runs = match (runs.point, run_s.point) {
        (Some(rate), Some(mean)) => format!(
            "{} a year of {} on average",
            words::amount(&number::significant(rate, 3), "run", "runs"),
            number::duration(mean)
        ),
        _ => "no run has ended".to_string(),
    };
    let away = hours_away.point.map_or_else(
        || "no node was away".to_string(),
        |point| format!("a node is away {} a year, and N−1 in use", hours(point)),
    );
    let pauses = pauses.point.map_or_else(String::new, |point| {
        let times = words::amount(&number::significant(point, 3), "time", "times");
        format!("; paused {times} a year")
    });
    format!("Update {on}: {runs}; {away}{pauses}.")
}

/// How long a link may be cut until the first RPO breaks, the first whole copy is due, and how long
/// the slowest group then takes.
pub(super) fn cut(on: &str, what: &What) -> String {
    let What::LinkCut {
        until_rpo_s,
        until_copy_s,
        first_copy,
        catch_up_s,
    } = what
    else {
        return String::new();
    };
    let mut sentence = format!("A cut of link {on}");
    if let Some((after, application)) = until_rpo_s {
        sentence.push_str(&format!(
            " breaks the first RPO after {} ({}) and",
            number::duration(*after),
            words::clean(application)
        ));
    }
    sentence.push_str(&format!(
        " makes the first whole copy due after {} ({})",
        number::duration(*until_copy_s),
        words::clean(first_copy)
    ));
    if let Some((cut, catch_up)) = catch_up_s {
        let cut = number::duration(*cut);
        sentence.push_str(&if catch_up.is_finite() {
            let catch_up = number::duration(*catch_up);
            format!("; after {cut} all have caught up {catch_up} later")
        } else {
            format!("; after {cut} not all ever catch up")
        });
    }
    sentence.push('.');
    sentence
}
