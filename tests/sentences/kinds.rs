//! Every kind of sentence, with what its figures are compared with.

mod backups;
mod decisions;
mod drills;
mod facts;
mod homecomings;
mod intruders;
mod people;
mod points;
mod protections;
mod verdicts;

use super::Run;
use super::figures::{
    at, fit, is_bytes, is_estimate, is_interval, is_number, is_rate, is_share, is_time, list,
    number,
};
use super::tables;
use backups::*;
use decisions::*;
use drills::*;
use facts::*;
use firedrill::model::Status;
use homecomings::*;
use intruders::*;
use people::*;
use points::*;
use protections::*;
use serde_json::Value;
use std::collections::BTreeSet;
use verdicts::*;

/// What a kind is checked with: the run, what its pattern left open, and the drill in whose part it stands.
type Check = fn(&Run, &[String], Option<&str>) -> bool;

/// A kind: its name, its pattern, its check.
type Kind = (&'static str, &'static str, Check);

const KINDS: &[Kind] = &[
    (
        "heading",
        "{}: {} of {}, seed {}; intervals at {}.",
        heading,
    ),
    (
        "data lost in a drill",
        "All data of {} is lost in {} of the drills {}.",
        lost_in_drill,
    ),
    (
        "never in a drill",
        "Never back: {} in {} of {}.",
        never_in_drill,
    ),
    (
        "data lost",
        "Over the years, all data of {} is lost {}, seen {}.",
        lost,
    ),
    (
        "never back",
        "Over the years, never back: {}, {}, seen {}.",
        never,
    ),
    (
        "claims",
        "The plan claims to survive {}: outages of the years within that {} ({} missed an RTO, {} an RPO, {} never back or without its data), outside {} ({} missed an RTO, {} an RPO, {} never back or without its data).",
        claimed,
    ),
    (
        "more of a kind",
        "And {} more of this kind; see summary.json.",
        |_, found, _| is_count(&found[0]),
    ),
    ("drill", "Drill {} ({}): stops {} of {}.", drill),
    (
        "points destroyed",
        "Drill {} destroys what lies in {}: no restore point of {} is left, and until new ones are complete what takes their disks takes all their data: {}.",
        points_destroyed,
    ),
    ("restored", "Restored: {}.", |run, found, drill| {
        drill.is_some_and(|drill| restored(run, &found[0], drill))
    }),
    (
        "stopped for room",
        "{} stopped to make room for others (mean).",
        shed,
    ),
    (
        "replicas in a drill",
        "Replicas: furthest behind is {} with {}; behind their log in at least one trial: {} of {}.",
        replicas_of_drill,
    ),
    (
        "no copy in a drill",
        "In drill {}, no copy of {} survived ransomware at {} of {}. It would have taken: {}.",
        no_copy_in_drill,
    ),
    (
        "no copy",
        "Over the years, no copy of {} survived ransomware at {} of {}. It would have taken: {}.",
        no_copy_over_years,
    ),
    (
        "no copy in a drill, and nobody knows why",
        "In drill {}, no copy of {} survived ransomware at {} of {}. What it would have taken is not known.",
        unknown_in_drill,
    ),
    (
        "no copy, and nobody knows why",
        "Over the years, no copy of {} survived ransomware at {} of {}. What it would have taken is not known.",
        unknown_over_years,
    ),
    (
        "left bare in a drill",
        "In drill {}, ransomware that struck others took the last restore points of {}: {}.",
        left_bare_in_drill,
    ),
    (
        "left bare",
        "Over the years, ransomware that struck others took the last restore points of {}: {}.",
        left_bare_over_years,
    ),
    (
        "went home in a drill",
        "In drill {}, {} was away {} a trial and went home {}, {} after it had begun to serve elsewhere on average, by a planned outage of {}.",
        went_home_in_drill,
    ),
    (
        "went home",
        "Over the years, {} was away {} a year and went home {}, {} after it had begun to serve elsewhere on average, by a planned outage of {}.",
        went_home_over_years,
    ),
    (
        "never home in a drill",
        "In drill {}, {} was away {} a trial and never went home in a planned way{}.",
        stayed_in_drill,
    ),
    (
        "never home",
        "Over the years, {} was away {} a year and never went home in a planned way{}.",
        stayed_over_years,
    ),
    (
        "largest",
        "{}: one outage carries {} of all {} ({} in trial {}, {} by {}): {}.",
        largest,
    ),
    (
        "more applications",
        "… and {}; see the report.",
        |_, found, _| tables::more(&found[0]),
    ),
    ("waits", "{}issed RTOs wait most for: {} ({}).", waits),
    ("losses", "{}issed RPOs lose most by: {}: {}.", losses),
    (
        "too seldom",
        "Backup {} every {} is too seldom for the RPO of {}: the newest point counts only when it is complete, and can be older than the cadence.",
        seldom,
    ),
    (
        "never keeps up",
        "{}: never keeps up: grows by {} a day; {} a day come up, {} a day are carried, bounded by {}. What a loss costs that rests on it has no end: {}.",
        endless,
    ),
    ("queues more", "{} more queue{} up.", |_, found, _| {
        is_count(&found[0])
    }),
    (
        "always down",
        "Down all the time in {} of the trials: {}.",
        always_down,
    ),
    (
        "hardly up",
        "Down for more than half of the years: {}.",
        hardly_up,
    ),
    (
        "beyond",
        "{}, {}: {}, RTO {}: a failure causes an unacceptable business disruption.",
        beyond,
    ),
    (
        "more beyond",
        "{} beyond the RTO; report.html names them under each application and drill.",
        more_beyond,
    ),
    (
        "unprotected",
        "Data without any protection, and not on purpose: {}.",
        unprotected,
    ),
    (
        "without a point",
        "Backup {} leaves VMs without any restore point at the end: {} of {} in the worst trial ({}), some in {} of {}.",
        bare,
    ),
    (
        "without a copy",
        "Backup {}: no restore point of {} of {} ever reached repository {} in the worst trial ({}).",
        uncopied,
    ),
    (
        "no good point",
        "Backup {} is stated every {}, but left no good restore point{}.",
        no_good,
    ),
    (
        "reach in a drill",
        "In drill {}, intruders enter {}, and reach from there: {}. They delete points at {}. They do not reach: {}.",
        reach,
    ),
    (
        "reach over years",
        "Intruders of {} enter {}, and reach from there: {}. They delete points at {}. They do not reach: {}.",
        reach,
    ),
    (
        "deleted by mistake",
        "Over the years, people deleted {} of repository {} by mistake; {} of those meant could not be deleted. VMs were left without any {}.",
        mistaken,
    ),
    (
        "cadence",
        "Backup {} is stated every {}, but leaves a good restore point every {} on average{}.",
        cadence,
    ),
    (
        "cadence of logs",
        "Backup {} is stated every {}, but leaves a log every {} on average{}.",
        cadence_of_logs,
    ),
    (
        "no room",
        "If {} is lost tonight, by the memory formula stamp {} has no room for {} of {} ({}){}.",
        no_room,
    ),
    (
        "replicas",
        "Replicas over the years: furthest behind was {} with {}.",
        replicas,
    ),
    (
        "cut",
        "A cut of link {} makes the first whole copy due after {}.",
        cut,
    ),
    (
        "majority",
        "High availability lost its majority at least once in: {}.",
        majority,
    ),
    (
        "storage",
        "Storage of stamp {}: {}; {}; volumes lost {}.",
        storage,
    ),
    ("update", "Update {}: {}; {}.", update),
    (
        "over the formula",
        "Stamp {} is {} over its memory formula.",
        |run, found, _| {
            memory(run, &found[0], "available").is_some_and(|left| is_bytes(&found[1], -left))
        },
    ),
    ("stamp", "Stamp {}: {} without N−1; {}.", stamp),
    (
        "inconclusive",
        "{} inconclusive: more trials or a drill would decide; the report says which.",
        inconclusive,
    ),
    (
        "assumptions",
        "{} used; confirm for your site (the report lists them).",
        assumptions,
    ),
    (
        "warnings",
        "{} about the scenario; see the report.",
        |run, found, _| of_count(&found[0], run.scenario.lints.len() as f64),
    ),
    (
        "assessed",
        "Where no objective is stated, achievable is what {} of the outages keep. Of these applications:",
        |_, found, _| is_share(&found[0], firedrill::model::DEFAULT_TARGET.0),
    ),
    ("summary", "Over the years {}. In drill {}", summary),
    ("summary", "Over the years {}.", |run, found, _| {
        summary_of(run, &found[0], None)
    }),
    (
        "legend of verdicts",
        "✓ met: the whole interval of the share of outages {}",
        |_, _, _| true,
    ),
    (
        "legend of ways",
        "Years are per year, drills per trial, over all applications together; below, {}",
        |_, _, _| true,
    ),
    (
        "assessment",
        "Where nothing is stated nothing is judged. The achievable figures above are those that {} of the outages keep, in a drill of the strikes: a first proposal for an RTO and an RPO.",
        |_, found, _| is_share(&found[0], firedrill::model::DEFAULT_TARGET.0),
    ),
    (
        "what would decide",
        "What would decide the inconclusive verdicts, and show what was not seen:",
        |_, _, _| true,
    ),
    (
        "no sooner point",
        "{}: in none of {} would an older point have been back sooner within the stated loss.",
        never_sooner,
    ),
    (
        "a sooner point taken",
        "{}: in {} of {} an older point was taken because it was back sooner: by {} on average, for {} more loss, as estimated when it was chosen.",
        taken_sooner,
    ),
    (
        "a sooner point left",
        "{}: in {} of {} an older point would have been back sooner, and the newest was taken: by {} on average, for {} more loss, as estimated when it was chosen.",
        left_sooner,
    ),
    (
        "given up in a drill",
        "In drill {}, people gave up waiting for {} in {} of {}; they gave up {} after service stopped on average; {}.",
        gave_up_in_drill,
    ),
    (
        "given up over the years",
        "Over the years, people gave up waiting for {} in {} of {}; they gave up {} after service stopped on average; {}.",
        gave_up_over_years,
    ),
    (
        "work waits in a drill",
        "Work waits for crew {} for {} a trial of drill {}, and its people are busy for {}; at most {} pieces of work waited at once: missed RTOs wait for that most.",
        work_waits_in_drill,
    ),
    (
        "work waits over the years",
        "Work waits for crew {} for {} a year, and its people are busy for {}; at most {} pieces of work waited at once: missed RTOs wait for that most.",
        work_waits_over_years,
    ),
    (
        "repairs wait in a drill",
        "Repairs wait for parts {} for {} a trial of drill {}: missed RTOs wait for that most.",
        repairs_wait_in_drill,
    ),
    (
        "repairs wait over the years",
        "Repairs wait for parts {} for {} a year: missed RTOs wait for that most.",
        repairs_wait_over_years,
    ),
    (
        "without stickiness",
        "If jobs failed one by one and not in a row, {} of the {} of {} would keep the RPO of {}, and not {}: {}. The stickiness is an assumption unless you state your own.",
        without_stickiness,
    ),
    ("advice", "{}: {} ({}){}", advice),
    ("note", "{}: {}.", note),
];

/// The kind of a sentence whose figures are those of the data.
pub(crate) fn check(run: &Run, text: &str, drill: Option<&str>) -> Result<&'static str, String> {
    let text = text.strip_prefix("Attention: ").unwrap_or(text);
    let mut fitting = vec![];
    for (name, pattern, check) in KINDS {
        let Some(found) = fit(pattern, text) else {
            continue;
        };
        if check(run, &found, drill) {
            return Ok(name);
        }
        fitting.push(*name);
    }
    match fitting.first() {
        Some(_) => Err(format!("not what the data say (tried {fitting:?}): {text}")),
        None => Err(format!("a sentence that no test reads back: {text}")),
    }
}

/// The same for a line of the glance.
pub(crate) fn check_fact(run: &Run, title: &str, fact: &str) -> Result<&'static str, String> {
    let right = if let Some(drill) = title.strip_prefix("Drill ") {
        drill_fact(run, drill, fact)
    } else if let Some(stamp) = title.strip_prefix("Reserve of ") {
        reserve(run, stamp, fact)
    } else if let Some(backup) = title.strip_prefix("Backup ") {
        backup_fact(run, backup, fact)
    } else {
        match title {
            "Coverage" => fit(
                "{} of {} protected ({} needlessly), {} unprotected on purpose, {} by omission",
                fact,
            )
            .is_some_and(|found| of_count(&found[1], run.scenario.vms.len() as f64)),
            "Unconfirmed" => fit("{} left to a default without a source", fact).is_some(),
            "" => fit("and {} more {}, see below", fact).is_some_and(|found| is_count(&found[0])),
            _ => return Err(format!("a fact that no test reads back: {title}: {fact}")),
        }
    };
    if right {
        Ok("fact")
    } else {
        Err(format!("not what the data say: {title}: {fact}"))
    }
}

fn is_count(text: &str) -> bool {
    number(text).is_some_and(|count| count >= 1.0 && count.fract() == 0.0)
}

/// Whether `3 applications` or `1 trial` begins with this count, with the word in the right number.
fn of_count(text: &str, truth: f64) -> bool {
    let Some((count, word)) = text.split_once(' ') else {
        return number(text) == Some(truth);
    };
    let noun = word.split(' ').next().unwrap_or("");
    number(count) == Some(truth) && (truth == 1.0) != noun.ends_with('s')
}

fn as_text(run: &Run, path: &str) -> String {
    run.summary
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or("")
        .to_string()
}

fn plain(name: &str) -> &str {
    name.strip_suffix(" (expendable)").unwrap_or(name)
}

/// Whether a list has these names, as far as it goes, and counts the others.
fn same_names(text: &str, expected: &BTreeSet<String>) -> bool {
    let (names, more) = list(text);
    let names: BTreeSet<String> = names.iter().map(|name| plain(name).to_string()).collect();
    names.len() + more == expected.len() && names.is_subset(expected)
}

/// Applications of a run for which something holds.
fn those(run: &Run, drill: Option<&str>, holds: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let all = run.applications(drill).as_object();
    let all = all.into_iter().flatten();
    all.filter(|(_, one)| holds(one))
        .map(|(name, _)| name.clone())
        .collect()
}

/// Whether `once in 12 years (10 to 14)` or `0.2 a year (0.1 to 0.3)` is this estimate.
fn is_rate_estimate(text: &str, value: &Value) -> bool {
    let Some(point) = at(value, "/point") else {
        let bound = fit("< {} a year (not seen)", text);
        return bound
            .is_some_and(|bound| at(value, "/high").is_some_and(|high| is_bound(&bound[0], high)));
    };
    let (rate, interval) = match text.split_once(" (") {
        Some((rate, interval)) => (rate, interval.trim_end_matches(')')),
        None => (text, ""),
    };
    let (low, high) = (at(value, "/low"), at(value, "/high"));
    let (low, high) = if rate.starts_with("once") {
        let years = |rate: Option<f64>| rate.filter(|rate| *rate > 0.0).map(|rate| 1.0 / rate);
        (years(high), years(low))
    } else {
        (low, high)
    };
    is_rate(rate, point) && is_interval(interval, low, high, is_number)
}

/// Bounds of what was not seen have two digits.
fn is_bound(text: &str, truth: f64) -> bool {
    number(text).is_some_and(|bound| (bound - truth).abs() <= 0.051 * truth)
}

fn heading(run: &Run, found: &[String], _: Option<&str>) -> bool {
    found[0] == as_text(run, "/scenario/name")
        && of_count(&found[1], at(&run.summary, "/trials").unwrap_or(0.0))
        && is_time(&found[2], at(&run.summary, "/horizon_s").unwrap_or(0.0))
        && number(&found[3]) == at(&run.summary, "/seed")
        && is_share(&found[4], at(&run.summary, "/level").unwrap_or(0.0))
}

/// What a reason is called and what code it has.
const REASONS: [(&str, &str); 31] = [
    ("the time since the newest log was due", "log_cadence"),
    (
        "the log under way, which does not count yet",
        "log_under_way",
    ),
    ("failed log jobs", "log_failed"),
    ("logs that could not be made", "log_missed"),
    ("logs that waited for a full to hang on", "log_without_full"),
    ("a bad log, at which the chain ends", "log_bad"),
    ("a missing log, at which the chain ends", "log_missing"),
    ("data that is not back in time", "data_not_back"),
    (
        "restore points that people deleted by mistake",
        "deleted_by_mistake",
    ),
    ("the time since the newest job was due", "cadence"),
    (
        "the job under way, whose point does not count yet",
        "job_under_way",
    ),
    ("failed jobs", "job_failed"),
    (
        "jobs skipped because the one before was not done",
        "overrun",
    ),
    ("jobs that missed their window", "window_missed"),
    ("interrupted jobs", "interrupted"),
    ("a full repository", "repository_full"),
    (
        "points not yet copied to the second repository",
        "copy_not_arrived",
    ),
    ("the lag of the replica", "replica_lag"),
    ("the spacing of recovery points", "point_spacing"),
    (
        "a replica broken off until a whole copy is made",
        "whole_copy",
    ),
    ("restore points that turn out bad", "bad_point"),
    ("corruption that is noticed late", "noticed_late"),
    ("an instance that lacks what others had", "older_instance"),
    (
        "points or replicas lost with the place where they lie",
        "lost_with_place",
    ),
    ("no restore point that could be read", "no_point"),
    ("no protection of the data", "no_protection"),
    ("service that is not back in time", "not_back"),
    (
        "older points taken because they are back sooner",
        "sooner_point",
    ),
    (
        "restore points that intruders deleted",
        "deleted_by_intruders",
    ),
    ("what was written while intruders were in", "dwell"),
    ("data that is not back in time", "data_not_back"),
];
