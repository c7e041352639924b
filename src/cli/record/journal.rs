//! A journal of the Chaos Toolkit.
//!
//! Always true here: its own verdict is never believed; a recovery is an interval between two looks, without an end where the hypothesis was never met
//! again.

use super::clock::{Instant, instant};
use super::{RecordArguments, Row, Wrong};
use crate::model::exercise::Measured;
use crate::units::SECOND;
use serde_json::Value;

/// The name by which an experiment says to us what it is about, in its `extensions`.
const OWN: &str = "firedrill";
/// What a probe is named at its end that prints how old the data is.
const AGE: &str = "data-age-seconds";

/// A look at whether the hypothesis is met.
#[derive(Clone, Copy)]
struct Look {
    met: bool,
    start: u64,
    end: u64,
}

/// The exercise of a journal.
pub(super) fn read(text: &str, arguments: &RecordArguments) -> Result<Row, Wrong> {
    let journal: Value = serde_json::from_str(text).map_err(|error| {
        Wrong::new(
            error.line().to_string(),
            error.to_string(),
            "a journal of the Chaos Toolkit is JSON, as `chaos run` leaves it",
        )
    })?;
    it_ran(&journal)?;
    let action = action(&journal, arguments.action.as_deref())?;
    let began = time(action, "start", "run")?;
    let looks = looks(&journal)?;
    let said = |key: &str| {
        let all = journal["experiment"]["extensions"].as_array();
        let own = all.and_then(|all| all.iter().find(|one| one["name"] == OWN));
        own.and_then(|own| own[key].as_str()).map(str::to_string)
    };
    let needed = |given: &Option<String>, key: &str| {
        let wrong = || {
            Wrong::new(
                "experiment.extensions",
                format!("the journal does not say `{key}`"),
                format!(
                    "give --{key}, or {{ \"name\": \"{OWN}\", \"{key}\": \"…\" }} among the extensions of the experiment"
                ),
            )
        };
        given.clone().or_else(|| said(key)).ok_or_else(wrong)
    };
    Ok(Row {
        line: 1,
        start: action["start"].as_str().unwrap_or_default().to_string(),
        of_week: began.of_week(),
        application: needed(&arguments.application, "application")?,
        lost: needed(&arguments.lost, "lost")?,
        recovery: recovery(&looks, began.at),
        loss: age(&journal),
        phases: Vec::new(),
    })
}

/// That the method was run, all of it, on something that worked before. Its status says so too where this is not so.
fn it_ran(journal: &Value) -> Result<(), Wrong> {
    const HELP: &str =
        "its own status is not believed: it says completed also where the method was not run";
    if journal["steady_states"]["before"]["steady_state_met"] != true {
        return Err(Wrong::new(
            "steady_states.before",
            "the hypothesis was not met before the fault",
            HELP,
        ));
    }
    let count = |value: &Value| value.as_array().map_or(0, Vec::len);
    let (planned, run) = (
        count(&journal["experiment"]["method"]),
        count(&journal["run"]),
    );
    if planned != run || run == 0 {
        return Err(Wrong::new(
            "run",
            format!("{run} of {planned} activities were run"),
            HELP,
        ));
    }
    let all = journal["run"].as_array().into_iter().flatten().enumerate();
    for (place, one) in all {
        if one["activity"]["type"] == "action" && one["status"] != "succeeded" {
            return Err(Wrong::new(
                format!("run[{place}]"),
                format!("the action {} did not succeed", one["activity"]["name"]),
                "a fault that did not come says nothing of a recovery",
            ));
        }
    }
    Ok(())
}

/// The action that is the fault.
fn action<'j>(journal: &'j Value, name: Option<&str>) -> Result<&'j Value, Wrong> {
    let all = journal["run"].as_array().into_iter().flatten();
    let mut actions = all.filter(|one| one["activity"]["type"] == "action");
    let found = actions.find(|one| name.is_none_or(|name| one["activity"]["name"] == name));
    found.ok_or_else(|| {
        Wrong::new(
            "run",
            name.map_or_else(
                || "no action was run".to_string(),
                |name| format!("no action `{name}` was run"),
            ),
            "--action names the one that is the fault",
        )
    })
}

fn time(one: &Value, key: &str, place: &str) -> Result<Instant, Wrong> {
    let found = one[key].as_str().and_then(instant);
    found.ok_or_else(|| {
        Wrong::new(
            place,
            format!("`{key}` is no instant"),
            "the Chaos Toolkit writes such as 2026-11-22T11:07:27.273360+00:00",
        )
    })
}

/// The looks during the method, in their order.
fn looks(journal: &Value) -> Result<Vec<Look>, Wrong> {
    let mut made = Vec::new();
    let all = journal["steady_states"]["during"].as_array();
    for (place, one) in all.into_iter().flatten().enumerate() {
        let at = format!("steady_states.during[{place}]");
        let probes = one["probes"].as_array().filter(|all| !all.is_empty());
        let Some(probes) = probes else {
            return Err(Wrong::new(
                at,
                "it has no probes",
                "a journal has their instants",
            ));
        };
        let (mut start, mut end) = (u64::MAX, 0);
        for probe in probes {
            start = start.min(time(probe, "start", &at)?.at);
            end = end.max(time(probe, "end", &at)?.at);
        }
        let Some(met) = one["steady_state_met"].as_bool() else {
            return Err(Wrong::new(
                at,
                "it does not say whether the hypothesis was met",
                "a journal has `steady_state_met`",
            ));
        };
        made.push(Look { met, start, end });
    }
    made.sort_by_key(|one| (one.start, one.end));
    match made.is_empty() {
        false => Ok(made),
        true => Err(Wrong::new(
            "steady_states.during",
            "nobody looked while the method ran",
            "a recovery is measured with `chaos run --hypothesis-strategy continuously`",
        )),
    }
}

/// From the first look at which the hypothesis was not met to the end of the last one at least; from the fault to the next one at which it was met at most. Where it was met at all
/// looks it took no longer than the longest gap between two of them.
fn recovery(looks: &[Look], fault: u64) -> Measured {
    let after = looks.iter().filter(|one| one.end >= fault);
    let after: Vec<&Look> = after.collect();
    let unmet = || after.iter().enumerate().filter(|(_, one)| !one.met);
    let (Some((_, first)), Some((place, last))) = (unmet().next(), unmet().next_back()) else {
        let ends = after.iter().map(|one| one.end);
        let starts = [fault].into_iter().chain(after.iter().map(|one| one.start));
        let gap = starts
            .zip(ends)
            .map(|(start, end)| end.saturating_sub(start))
            .max();
        return Measured { low: 0, high: gap };
    };
    Measured {
        low: last.end.saturating_sub(first.start),
        high: after
            .get(place + 1)
            .map(|met| met.end.saturating_sub(fault)),
    }
}

/// How much was lost, where a probe was asked for it by our convention: the last time that it was.
fn age(journal: &Value) -> Option<Measured> {
    let states = &journal["steady_states"];
    let lists = [&journal["run"], &states["after"]["probes"]];
    let all = lists.into_iter().filter_map(Value::as_array).flatten();
    let mut own = all.filter(|one| {
        one["activity"]["name"]
            .as_str()
            .is_some_and(|name| name.ends_with(AGE))
    });
    let output = &own.next_back()?["output"];
    let printed = output["stdout"]
        .as_str()
        .and_then(|text| text.trim().parse::<f64>().ok());
    let seconds = printed.or_else(|| output.as_f64())?;
    let ms = ((0.0..1e10).contains(&seconds)).then_some((seconds * 1_000.0) as u64)?;
    Some(Measured {
        low: ms.saturating_sub(SECOND),
        high: Some(ms + SECOND),
    })
}
