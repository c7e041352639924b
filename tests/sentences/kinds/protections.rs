//! Sentences on replicas, links, instances, storage and room.
//!
//! Always true here: each function is the check of one kind; it knows the data of the run, and not how the sentence was made.

use super::*;

/// `orders: alpha → beta (twin)` as the key of a group: `orders/twin/alpha`.
pub(super) fn group(text: &str) -> String {
    fit("{}: {} → {} ({})", text).map_or(String::new(), |found| {
        format!("{}/{}/{}", found[0], found[3], found[1])
    })
}

/// The group that was furthest behind of those that keep up, and those that fell behind their log.
pub(super) fn furthest(run: &Run, groups: &Value, name: &str, lag: &str) -> Option<Vec<String>> {
    let all = groups.as_object()?;
    let of = |one: &Value| at(one, "/furthest_behind_s").unwrap_or(0.0);
    let keeps_up = |key: &String| run.summary["replication"][key]["keeps_up"] != false;
    let kept = all.iter().filter(|(key, _)| keeps_up(key));
    let most = kept.map(|(_, one)| of(one)).fold(0.0, f64::max);
    let broken = |one: &Value| {
        let rates = ["/broken_per_year/point", "/broken_share_of_trials/point"];
        rates.iter().any(|path| at(one, path).is_some())
    };
    let is_furthest = is_time(lag, most) && (of(&all[&group(name)]) - most).abs() < 1e-6;
    let fell = all
        .iter()
        .filter(|(_, one)| broken(one))
        .map(|(key, _)| key.clone());
    (is_furthest && keeps_up(&group(name))).then(|| fell.collect())
}

pub(super) fn replicas_of_drill(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let Some(drill) = drill else { return false };
    let groups = &run.summary["drills"][drill]["replication"];
    let all = groups.as_object().map_or(0, serde_json::Map::len);
    let fell = furthest(run, groups, &found[0], &found[1]);
    fell.is_some_and(|fell| number(&found[2]) == Some(fell.len() as f64))
        && of_count(&found[3], all as f64)
}

pub(super) fn replicas(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let (lag, fell) = match found[1].split_once("; behind their log fell ") {
        Some((lag, fell)) => (lag, Some(fell)),
        None => (found[1].as_str(), None),
    };
    let Some(expected) = furthest(run, &run.summary["replication"], &found[0], lag) else {
        return false;
    };
    match fell {
        None => expected.is_empty(),
        Some(fell) => {
            let (names, more) = list(fell);
            names.len() + more == expected.len()
                && names.iter().all(|name| expected.contains(&group(name)))
        }
    }
}

pub(super) fn endless(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let queue = if let Some(copies) = fit("Copies of backup {} to repository {}", &found[0]) {
        &run.summary["backups"][&copies[0]]
    } else if let Some(name) = found[0].strip_prefix("Replica ") {
        &run.summary["replication"][&group(name)]
    } else {
        return false;
    };
    queue["keeps_up"] == false
        && at(queue, "/grows_s_per_day").is_some_and(|grows| is_time(&found[1], grows))
}

pub(super) fn no_room(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let all = run.summary["room_elsewhere"].as_array();
    let mut all = all.into_iter().flatten();
    all.any(|one| {
        let without = &one["without_room"];
        one["lost"] == found[0].as_str()
            && one["target"] == found[1].as_str()
            && of_count(&found[2], at(without, "/vms").unwrap_or(0.0))
            && at(without, "/bytes").is_some_and(|bytes| is_bytes(&found[3], bytes))
    })
}

pub(super) fn cut(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let (link, rpo) = match found[0].split_once(" breaks the first RPO after ") {
        Some((link, rpo)) => (link, Some(rpo)),
        None => (found[0].as_str(), None),
    };
    let groups = run.summary["replication"].as_object();
    let cuts: Vec<&Value> = groups
        .into_iter()
        .flat_map(|groups| groups.values())
        .map(|one| &one["cut"])
        .filter(|cut| cut["link"] == link && cut["stands_still"] == false)
        .collect();
    let first = |path: &str| {
        let all = cuts.iter().filter_map(|cut| at(cut, path));
        all.reduce(f64::min)
    };
    let (log, rest) = found[1].split_once(" (").unwrap_or((&found[1], ""));
    let last = cuts
        .iter()
        .filter_map(|cut| cut["after"].as_array()?.last())
        .map(|one| at(one, "/catch_up_s").unwrap_or(f64::INFINITY))
        .fold(0.0, f64::max);
    let caught_up = match rest.split_once("; after ") {
        None => last == 0.0,
        Some((_, told)) => match fit("{} all have caught up {} later", told) {
            Some(found) => is_time(&found[1], last),
            None => told.ends_with("not all ever catch up") && last.is_infinite(),
        },
    };
    let breaks = match (rpo, first("/until_rpo_s")) {
        (Some(rpo), Some(first)) => is_time(rpo.split(" (").next().unwrap_or(""), first),
        (rpo, first) => rpo.is_none() && first.is_none(),
    };
    first("/until_log_limit_s").is_some_and(|first| is_time(log, first)) && breaks && caught_up
}

pub(super) fn majority(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let (names, _) = list(&found[0]);
    names.iter().all(|name| {
        let Some((application, role)) = name.split_once('/') else {
            return false;
        };
        let one = &run.applications(None)[application]["instances"][role];
        at(one, "/majority_losses_per_year/point").is_some()
    })
}

pub(super) fn storage(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.summary["stamps"][&found[0]]["storage"];
    let hours =
        |text: &str, path: &str| at(one, path).is_some_and(|hours| is_time(text, hours * 3_600.0));
    let rebuilds = match fit("{} a year of {} on average", &found[1]) {
        Some(rebuilds) => {
            let count = rebuilds[0].split(' ').next().unwrap_or("");
            at(one, "/rebuilds_per_year/point").is_some_and(|rate| is_number(count, rate))
                && at(one, "/rebuild_s/point").is_some_and(|mean| is_time(&rebuilds[1], mean))
        }
        None => found[1] == "no rebuild was seen",
    };
    let exposed = if let Some(most) = fit(
        "less than {} a year (not seen) with copies missing in two nodes",
        &found[2],
    ) {
        hours(&most[0], "/hours_exposed_per_year/high")
    } else if let Some(mean) = fit("{} a year with copies missing in two nodes", &found[2]) {
        hours(&mean[0], "/hours_exposed_per_year/point")
    } else {
        found[2] == "nothing known of copies missing in two nodes"
    };
    let (losses, full) = match found[3].split_once("; a volume is full ") {
        Some((losses, full)) => (losses, full.strip_suffix(" a year")),
        None => (found[3].as_str(), None),
    };
    let full = match full {
        Some(full) => hours(full, "/hours_full_per_year/point"),
        None => at(one, "/hours_full_per_year/point").is_none(),
    };
    rebuilds && exposed && full && is_rate_estimate(losses, &one["losses_per_year"])
}

pub(super) fn update(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.summary["updates"][&found[0]];
    let is_there = |path: &str| at(one, path).is_some();
    let runs = match fit("{} a year of {} on average", &found[1]) {
        Some(runs) => {
            let count = runs[0].split(' ').next().unwrap_or("");
            at(one, "/runs_per_year/point").is_some_and(|rate| is_number(count, rate))
                && at(one, "/run_s/point").is_some_and(|mean| is_time(&runs[1], mean))
        }
        None => found[1] == "no run has ended" && !is_there("/runs_per_year/point"),
    };
    let (away, pauses) = match found[2].split_once("; paused ") {
        Some((away, pauses)) => (away, pauses.strip_suffix(" times a year")),
        None => (found[2].as_str(), None),
    };
    let away = match fit("a node is away {} a year, and N−1 in use", away) {
        Some(away) => at(one, "/hours_away_per_year/point")
            .is_some_and(|hours| is_time(&away[0], hours * 3_600.0)),
        None => away == "no node was away" && !is_there("/hours_away_per_year/point"),
    };
    let pauses = match pauses {
        Some(pauses) => {
            at(one, "/pauses_per_year/point").is_some_and(|rate| is_number(pauses, rate))
        }
        None => !is_there("/pauses_per_year/point"),
    };
    runs && away && pauses
}

pub(super) fn memory(run: &Run, stamp: &str, term: &str) -> Option<f64> {
    at(
        &run.summary["stamps"][stamp]["memory_bytes"],
        &format!("/{term}"),
    )
}

pub(super) fn stamp(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let hours = &run.summary["stamps"][&found[0]]["hours_without_n_minus_1_per_year"];
    let without = match fit("less than {} a year (not seen)", &found[1]) {
        Some(most) => at(hours, "/high").is_some_and(|hours| is_time(&most[0], hours * 3_600.0)),
        None => fit("{} a year", &found[1]).is_some_and(|mean| {
            at(hours, "/point").is_some_and(|hours| is_time(&mean[0], hours * 3_600.0))
        }),
    };
    let largest = memory(run, &found[0], "largest_placeable").unwrap_or(0.0);
    let fits = match found[2].strip_prefix("the largest VM that still fits has ") {
        Some(bytes) => is_bytes(bytes, largest),
        None => found[2] == "no further VM fits" && largest <= 0.0,
    };
    without && fits
}
