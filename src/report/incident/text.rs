//! An incident as text for a terminal.
//!
//! Always true here: the columns of time have one width.

use super::lines::lines;
use super::scene::Scene;
use super::{Incident, clock};
use crate::report::trial::{schedule_head, trial_head};

/// The incident in words: what was struck, its outages, and what happened one thing after the other; with `vms` VM by VM.
#[must_use]
pub fn incident_text(incident: &Incident<'_>, vms: bool) -> String {
    let one = incident.one();
    let mut text = match incident.schedule {
        None => trial_head(incident.blueprint, &one, true),
        Some(schedule) => schedule_head(incident.blueprint, &one, schedule),
    };
    let lines = lines(&Scene::of(incident), vms);
    if lines.is_empty() {
        return text;
    }
    let from = match incident.drill {
        None => "the start of the horizon",
        Some(_) => "the strike",
    };
    text.push_str(&format!(
        "\nWhat happened, by the calendar and from {from} on:\n"
    ));
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let times = (
                clock::of_week(incident, line.at),
                clock::after(incident, line.at),
            );
            (times, line)
        })
        .collect();
    let wide = |text: &str| text.chars().count();
    let week = lines.iter().map(|((week, _), _)| wide(week)).max();
    let after = lines.iter().map(|((_, after), _)| wide(after)).max();
    let (week, after) = (week.unwrap_or(0), after.unwrap_or(0));
    for ((at, since), line) in &lines {
        text.push_str(&format!(
            "  {at:week$}  {since:>after$}  {}: {}\n",
            line.who, line.what
        ));
    }
    if incident.followed.cut {
        text.push_str("  So much happened that what came later is not told.\n");
    }
    text.push_str(&format!("\nTo tell it again: {}\n", incident.again));
    text
}
