//! Reads figures out of a `summary.json`, so that those of a run that is made now and of one that lies there are read alike.
//!
//! Always true here: a key that is missing leaves its figure out; names come as they stand there.

use crate::model::compared::{Among, Compared};
use crate::model::outcome::Estimate;
use crate::model::{Class, ObjectiveOf};
use serde_json::Value;

/// What results say of themselves.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Header {
    /// Version of the program.
    pub version: String,
    /// Name of the scenario.
    pub name: String,
    /// Hash of what was simulated.
    pub sha256: String,
    /// What the command line changed in it.
    pub changed: Vec<String>,
    /// The part of it that was asked for.
    pub only: Vec<String>,
    /// Seed.
    pub seed: u64,
    /// Trials of years.
    pub trials: u32,
    /// Their length in seconds.
    pub horizon_s: f64,
    /// Level of intervals.
    pub level: f64,
    /// Drills with their trials.
    pub drills: Vec<(String, u32)>,
    /// How many trials are missing.
    pub failed: usize,
}

/// What a summary says of itself; none where it is no summary of a run.
#[must_use]
pub fn header_of(summary: &Value) -> Option<Header> {
    let schema = summary.get("schema")?.as_str()?;
    if !schema.starts_with("firedrill.summary/") {
        return None;
    }
    let scenario = summary.get("scenario")?;
    let text = |value: &Value, key: &str| {
        let found = value.get(key).and_then(Value::as_str);
        found.unwrap_or_default().to_string()
    };
    let texts = |key: &str| {
        let all = scenario
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        all.filter_map(Value::as_str).map(str::to_string).collect()
    };
    let drills = summary.get("drills").and_then(Value::as_object);
    let drills = drills.into_iter().flatten();
    Some(Header {
        version: text(summary, "version"),
        name: text(scenario, "name"),
        sha256: text(scenario, "sha256"),
        changed: texts("changed"),
        only: texts("only"),
        seed: whole(summary.get("seed")?)?,
        trials: u32::try_from(whole(summary.get("trials")?)?).ok()?,
        horizon_s: summary.get("horizon_s")?.as_f64()?,
        level: summary.get("level")?.as_f64()?,
        drills: drills
            .filter_map(|(name, drill)| {
                let trials = u32::try_from(whole(drill.get("trials")?)?).ok()?;
                Some((name.clone(), trials))
            })
            .collect(),
        failed: summary
            .get("failed_trials")
            .and_then(Value::as_array)
            .map_or(0, Vec::len),
    })
}

/// Large numbers are strings of their digits.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn estimate(value: Option<&Value>) -> Option<Estimate> {
    let value = value?.as_object()?;
    let end = |key: &str| value.get(key).and_then(Value::as_f64);
    Some(Estimate {
        point: end("point"),
        low: end("low"),
        high: end("high"),
    })
}

/// Figures that a summary has, application by application, then drill by drill, then stamps; `misses` asks for those a year as well, and
/// for what recovered, of which it has none and trials have all.
#[must_use]
pub fn figures_of(summary: &Value, misses: bool) -> Vec<(Compared, Option<Estimate>)> {
    let mut made = Vec::new();
    for (name, one) in members(summary, "applications") {
        of_application(&mut made, name, one, misses);
    }
    for (drill, one) in members(summary, "drills") {
        for (name, one) in members(one, "applications") {
            of_drill(&mut made, drill, name, one, misses);
        }
    }
    for (name, one) in members(summary, "stamps") {
        let hours = estimate(one.get("hours_without_n_minus_1_per_year"));
        if let Some(hours) = hours {
            let seconds = hours.each(|hours| Some(hours * 3_600.0));
            made.push((Compared::Exposed(name.clone()), Some(seconds)));
        }
    }
    made
}

fn members<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

type Made = Vec<(Compared, Option<Estimate>)>;

fn of_application(made: &mut Made, name: &String, one: &Value, misses: bool) {
    let among = |class| Among { drill: None, class };
    for of in ObjectiveOf::ALL {
        let Some(judged) = one.get(of.key()).filter(|judged| judged.is_object()) else {
            continue;
        };
        let mut stated = false;
        for (class, told) in members(judged, "by_class") {
            let Some(class) = Class::named(class) else {
                continue;
            };
            stated |= told.get("objective_s").is_some_and(Value::is_number);
            of_class(made, (name, of, &among(class)), told, misses);
        }
        if stated && misses {
            made.push((Compared::Misses(name.clone(), of), None));
        }
    }
    let mut add = |figure: Compared, key: &str| {
        if let Some(found) = estimate(one.get(key)) {
            made.push((figure, Some(found)));
        }
    };
    add(Compared::Mttr(name.clone(), None), "mttr_s");
    add(Compared::Availability(name.clone()), "availability");
    add(Compared::Downtime(name.clone()), "downtime_s_per_year");
}

/// Attained, achievable and recovered, and over the years the mean of the class.
fn of_class(
    made: &mut Made,
    (name, of, among): (&String, ObjectiveOf, &Among),
    told: &Value,
    trials: bool,
) {
    if told.get("objective_s").is_some_and(Value::is_number) {
        let figure = Compared::Attained(name.clone(), of, among.clone());
        made.push((figure, estimate(told.get("attained"))));
    }
    let figure = Compared::Achievable(name.clone(), of, among.clone());
    made.push((figure, estimate(told.get("achievable_s"))));
    if of == ObjectiveOf::Recovery && trials {
        // Trials have it, and no summary.
        made.push((Compared::Recovered(name.clone(), among.clone()), None));
    }
    if of == ObjectiveOf::Recovery && among.drill.is_none() {
        let mean = estimate(told.get("mttr_s"));
        made.push((Compared::Mttr(name.clone(), Some(among.clone())), mean));
    }
}

/// Of a drill the class by which it is judged.
fn of_drill(made: &mut Made, drill: &str, name: &String, one: &Value, trials: bool) {
    let mut known = None;
    for of in ObjectiveOf::ALL {
        let judged = one.get(of.key());
        let worst = judged.and_then(|judged| judged.get("worst_class")?.as_str());
        let Some(class) = worst.and_then(Class::named) else {
            continue;
        };
        let told = judged.and_then(|judged| judged.get("by_class")?.get(class.name()));
        let among = Among {
            drill: Some(drill.to_string()),
            class,
        };
        if let Some(told) = told {
            of_class(made, (name, of, &among), told, trials);
        }
        known.get_or_insert(among);
    }
    if let Some((among, mean)) = known.zip(estimate(one.get("mttr_s"))) {
        made.push((Compared::Mttr(name.clone(), Some(among)), Some(mean)));
    }
}
