//! Every kind of sentence, with what its figures are compared with.

use super::Run;
use super::figures::{
    at, fit, is_bytes, is_estimate, is_interval, is_number, is_rate, is_share, is_time, list,
    number,
};
use super::tables;
use firedrill::model::Status;
use serde_json::Value;
use std::collections::BTreeSet;

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
    ("whole again", "Whole again: {}.", |run, found, drill| {
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
        "largest",
        "{}: one outage carries {} of all {} ({} in trial {}, {} by {}): {} on it.",
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
        "cadence",
        "Backup {} is stated every {}, but leaves a good restore point every {} on average{}.",
        cadence,
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

fn lost_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let names = found[0]
        .trim_start_matches("at least one VM each of ")
        .trim_start_matches("at least one VM of ");
    let (names, _) = list(names);
    names.iter().all(|name| {
        let one = &run.applications(Some(&found[2]))[plain(name)];
        is_estimate(&found[1], &one["total_loss_share"], is_share)
    })
}

fn never_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    // `200 drills lose-pod (98.2 % to 100 %)`
    let Some((count, rest)) = found[2].split_once(' ') else {
        return false;
    };
    let rest = rest
        .trim_start_matches("drills ")
        .trim_start_matches("drill ");
    let (drill, interval) = rest.split_once(" (").unwrap_or((rest, ""));
    let trials = at(&run.summary, &format!("/drills/{drill}/trials"));
    let (names, _) = list(&found[0]);
    number(count) == trials
        && names.iter().all(|name| {
            let own = run.outages_of(drill, plain(name)).into_iter();
            let never: BTreeSet<&String> = own
                .filter(|row| row["outcome"] == "never")
                .map(|row| &row["trial"])
                .collect();
            let share = &run.applications(Some(drill))[plain(name)]["never_share"];
            let interval = interval.trim_end_matches(')');
            number(&found[1]) == Some(never.len() as f64)
                && is_interval(interval, at(share, "/low"), at(share, "/high"), is_share)
        })
}

fn seen(text: &str) -> Option<f64> {
    if text == "once" {
        return Some(1.0);
    }
    text.strip_suffix(" times")
        .and_then(number)
        .filter(|times| *times > 1.0)
}

fn lost(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let name = plain(found[0].trim_start_matches("at least one VM of "));
    let one = &run.applications(None)[name];
    seen(&found[2]).is_some()
        && seen(&found[2]) == at(one, "/total_losses")
        && is_rate_estimate(&found[1], &one["total_losses_per_year"])
}

fn never(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.applications(None)[plain(&found[0])];
    // Planned work is counted apart.
    let rows = run.outages_of("years", plain(&found[0])).into_iter();
    let unplanned = rows.filter(|row| row["class"] != "planned");
    let never = unplanned.filter(|row| row["outcome"] == "never").count();
    seen(&found[2]) == at(one, "/unrecovered")
        && seen(&found[2]) == Some(never as f64)
        && is_rate_estimate(&found[1], &one["never_per_year"])
}

/// `all are back after … in half of the trials, … in 95 % of them`, or that not all are.
fn again(text: &str, value: &Value) -> bool {
    let (text, never) = match text.split_once("; in ") {
        Some((text, never)) => (text, Some(never)),
        None => (text, None),
    };
    let infinite = at(value, "/infinite").unwrap_or(0.0);
    let told = match never {
        None => infinite == 0.0,
        Some(never) => fit("{} of {} at least one did not recover", never)
            .or_else(|| fit("{} of {} not while it was looked at", never))
            .is_some_and(|found| {
                number(&found[0]) == Some(infinite)
                    && of_count(&found[1], at(value, "/count").unwrap_or(0.0))
            }),
    };
    let (half, most) = (at(value, "/p50"), at(value, "/p95"));
    told && match (half, most) {
        (Some(half), Some(most)) => fit(
            "{} after {} in half of the trials, {} in 95 % of them",
            text,
        )
        .is_some_and(|found| is_time(&found[1], half) && is_time(&found[2], most)),
        (Some(half), None) => fit("{} after {} in half of the trials", text)
            .is_some_and(|found| is_time(&found[1], half)),
        (None, _) => text.starts_with("in at least half of the trials not"),
    }
}

fn drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let this = &run.summary["drills"][&found[0]];
    let stopped = those(run, Some(&found[0]), |one| at(one, "/outages") > Some(0.0));
    let all = those(run, Some(&found[0]), |_| true);
    let mut parts = found[3].splitn(2, "; ");
    let counts = of_count(&found[1], at(this, "/trials").unwrap_or(0.0))
        && number(&found[2]) == Some(stopped.len() as f64)
        && parts
            .next()
            .is_some_and(|of| of_count(of, all.len() as f64));
    let rest = parts.next().unwrap_or("");
    let (back, room) = match rest.rsplit_once("; ") {
        Some((back, room)) if room.ends_with("(mean)") => (back, room),
        _ if rest.ends_with("(mean)") => ("", rest),
        _ => (rest, ""),
    };
    let room_holds = match at(this, "/unplaced_vms/point").filter(|mean| *mean > 0.0) {
        Some(mean) => {
            fit("{} {} no room for an hour or longer (mean)", room).is_some_and(|found| {
                is_number(&found[0], mean) && (found[0] == "1") == (found[1] == "VM finds")
            })
        }
        None => room.is_empty(),
    };
    let back_holds = if at(this, "/whole_again_s/count") == Some(0.0) {
        back.is_empty()
    } else {
        again(back, &this["whole_again_s"])
    };
    counts && room_holds && back_holds
}

/// The finding of the drill has these repositories, VMs and applications.
fn points_destroyed(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let is_it = |one: &&Value| one["code"] == "FD733" && one["drill"] == found[0].as_str();
    let findings = run.summary["findings"].as_array();
    let Some(one) = findings.and_then(|all| all.iter().find(is_it)) else {
        return false;
    };
    let names = |value: &Value| -> Vec<String> {
        let all = value.as_array().into_iter().flatten();
        all.filter_map(|name| name.as_str().map(str::to_string))
            .collect()
    };
    let repositories = names(&one["figures"]["repositories"]);
    let vms = at(one, "/figures/vms").unwrap_or(0.0);
    let word = if vms == 1.0 { "VM" } else { "VMs" };
    let probability = at(one, "/figures/probability").unwrap_or(0.0);
    let how = found[1].split(" with a probability of ").nth(1);
    repositories
        .iter()
        .all(|name| found[1].contains(name.as_str()))
        && !repositories.is_empty()
        && found[2] == format!("{vms} {word}")
        && names(&one["applications"]).join(", ") == found[3]
        && how.map_or(probability == 1.0, |how| is_share(how, probability))
}

fn restored(run: &Run, text: &str, drill: &str) -> bool {
    again(text, &run.summary["drills"][drill]["restored_s"])
}

fn shed(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let mean = drill.and_then(|drill| at(&run.summary, &format!("/drills/{drill}/shed_vms/point")));
    let (count, words) = found[0].split_once(' ').unwrap_or(("", ""));
    mean.is_some_and(|mean| is_number(count, mean))
        && words == if count == "1" { "VM is" } else { "VMs are" }
}

/// `orders: alpha → beta (twin)` as the key of a group: `orders/twin/alpha`.
fn group(text: &str) -> String {
    fit("{}: {} → {} ({})", text).map_or(String::new(), |found| {
        format!("{}/{}/{}", found[0], found[3], found[1])
    })
}

/// The group that was furthest behind of those that keep up, and those that fell behind their log.
fn furthest(run: &Run, groups: &Value, name: &str, lag: &str) -> Option<Vec<String>> {
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

fn replicas_of_drill(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let Some(drill) = drill else { return false };
    let groups = &run.summary["drills"][drill]["replication"];
    let all = groups.as_object().map_or(0, serde_json::Map::len);
    let fell = furthest(run, groups, &found[0], &found[1]);
    fell.is_some_and(|fell| number(&found[2]) == Some(fell.len() as f64))
        && of_count(&found[3], all as f64)
}

fn replicas(run: &Run, found: &[String], _: Option<&str>) -> bool {
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

fn largest(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let one = &run.applications(drill)[&found[0]]["largest_outage"];
    let trial = number(&found[4]);
    let lengths = ["recovery_s", "downtime_s"];
    let rows = run.outages.iter();
    // What never came back is as long as it was looked at; what was open at the start has no start in the years.
    let in_rows = rows
        .filter(|row| row["run"] == drill.unwrap_or("years") && row["application"] == found[0])
        .filter(|row| number(&row["trial"]) == trial)
        .any(|row| {
            row["outcome"] != "recovered"
                || lengths.iter().any(|column| {
                    number(&row[*column]).is_some_and(|length| is_time(&found[3], length))
                })
        });
    at(one, "/share").is_some_and(|share| is_share(&found[1], share))
        && at(one, "/length_s").is_some_and(|length| is_time(&found[3], length))
        && trial == at(one, "/trial")
        && one["class"].as_str() == Some(&found[5].replace(' ', "_"))
        && one["cause"].as_str() == Some(&found[6])
        && in_rows
}

/// The run that a sentence on misses is about: its opening, or the part in which it stands.
fn run_of<'f>(opening: &'f str, drill: Option<&'f str>) -> Option<Option<&'f str>> {
    match opening {
        "M" => Some(drill),
        "Over the years, m" => Some(None),
        _ => opening
            .strip_prefix("In drill ")?
            .strip_suffix(", m")
            .map(Some),
    }
}

fn waits(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let Some(of) = run_of(&found[0], drill) else {
        return false;
    };
    let none = found[1] == "no resource: detection, decisions, starts and checks";
    let label = if none { "-" } else { found[1].as_str() };
    let expected = those(run, of, |one| {
        one["rto"]["verdict"] == "missed" && one["miss_bindings"][0]["resource"] == label
    });
    !expected.is_empty() && same_names(&found[2], &expected)
}

/// What a reason is called and what code it has.
const REASONS: [(&str, &str); 18] = [
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
];

fn losses(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let Some(of) = run_of(&found[0], drill) else {
        return false;
    };
    let (label, protection) = match found[1].rsplit_once(" (") {
        Some((label, protection)) => (label, protection.strip_suffix(')')),
        None => (found[1].as_str(), None),
    };
    let (label, is_endless) = match label.strip_suffix(", a queue that never keeps up") {
        Some(label) => (label, true),
        None => (label, false),
    };
    let Some((_, code)) = REASONS.iter().find(|(known, _)| *known == label) else {
        return false;
    };
    let expected = those(run, of, |one| {
        let first = &one["rpo_misses"][0];
        one["rpo"]["verdict"] == "missed"
            && first["reason"] == *code
            && first["protection"].as_str() == protection
            && (first["keeps_up"] == false) == is_endless
    });
    !expected.is_empty() && same_names(&found[2], &expected)
}

fn seldom(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let stated = at(
        &run.summary,
        &format!("/backups/{}/stated_cadence_s", found[0]),
    );
    let missing = |name: &String| {
        let drills = run.drills();
        let mut all = drills
            .iter()
            .map(|drill| Some(drill.as_str()))
            .chain([None]);
        all.any(|of| run.applications(of)[name]["rpo"]["verdict"] == "missed")
    };
    stated.is_some_and(|stated| is_time(&found[1], stated)) && list(&found[2]).0.iter().all(missing)
}

fn endless(run: &Run, found: &[String], _: Option<&str>) -> bool {
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

fn always_down(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let (names, _) = list(&found[1]);
    names.iter().all(|name| {
        let share = at(&run.applications(None)[name], "/down_all_the_time/point");
        share.is_some_and(|share| is_share(&found[0], share))
    })
}

fn hardly_up(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let expected = those(run, None, |one| {
        at(one, "/availability/point").is_some_and(|share| share < 0.5)
    });
    same_names(&found[0], &expected)
}

/// `loss of a stamp`, `logical fault`, `planned work` as the name of a class.
fn class(text: &str) -> String {
    match text {
        "logical fault" => "logical".to_string(),
        "planned work" => "planned".to_string(),
        _ => {
            let name = text.trim_start_matches("loss of ");
            name.trim_start_matches("an ")
                .trim_start_matches("a ")
                .replace(' ', "_")
        }
    }
}

fn beyond(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let drill = found[1].strip_prefix("drill ");
    let classes = run.applications(drill)[&found[0]]["rto"]["by_class"].as_object();
    let holds = |(name, one): (&String, &Value)| {
        let mean = match found[2].strip_prefix("mean ") {
            Some(mean) => is_estimate(mean, &one["mttr_s"], is_time),
            None => found[2] == "never recovered" && at(one, "/mttr_s/point").is_none(),
        };
        one["mttr_exceeds_rto"] == true
            && mean
            && at(one, "/objective_s").is_some_and(|limit| is_time(&found[3], limit))
            && (drill.is_some() || *name == class(&found[1]))
    };
    classes.into_iter().flatten().any(holds)
}

fn more_beyond(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let drills = run.drills();
    let runs = drills
        .iter()
        .map(|drill| Some(drill.as_str()))
        .chain([None]);
    let beyond: usize = runs
        .flat_map(|of| run.applications(of).as_object().into_iter().flatten())
        .filter_map(|(_, one)| one["rto"]["by_class"].as_object())
        .map(|classes| {
            classes
                .values()
                .filter(|one| one["mttr_exceeds_rto"] == true)
                .count()
        })
        .sum();
    let more = beyond as f64 - 8.0;
    let words = found[0].split_once(' ').map_or("", |(_, words)| words);
    let right = if more == 1.0 {
        "more mean recovery is"
    } else {
        "more mean recoveries are"
    };
    words == right && number(found[0].split(' ').next().unwrap_or("")) == Some(more)
}

fn unprotected(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let (names, _) = list(&found[0]);
    let bare = |name: &String| {
        let all = &run.scenario.applications;
        let own = all.iter().find(|one| one.name == *name);
        own.is_some_and(|own| {
            let vms = &run.scenario.vms[own.vms.start as usize..own.vms.end as usize];
            vms.iter().any(|vm| vm.backup.is_none())
        })
    };
    names.iter().all(bare)
}

fn bare(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.summary["backups"][&found[0]];
    number(&found[1]) == at(one, "/vms_without_point/worst_trial")
        && number(&found[2]) == at(one, "/vms")
        && number(&found[4]) == at(one, "/trials_with_a_vm_without_point")
        && of_count(&found[5], at(&run.summary, "/trials").unwrap_or(0.0))
        && list(&found[3]).0.iter().all(|name| {
            let names = one["vms_without_point"]["names"].as_array();
            names.is_some_and(|names| names.iter().any(|known| known == name))
        })
}

fn uncopied(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.summary["backups"][&found[0]];
    number(&found[1]) == at(one, "/copies/vms_without_copy/worst_trial")
        && of_count(&found[2], at(one, "/vms").unwrap_or(0.0))
        && one["copies"]["to"] == found[3].as_str()
}

/// Why jobs left no good point, each with its share of the jobs that came due.
fn lost_jobs(text: &str, jobs: &Value) -> bool {
    let Some(reasons) = text.strip_prefix(": ") else {
        return text.is_empty();
    };
    let columns = [
        ("failed", "/failed"),
        ("missed the window", "/window_missed"),
        ("came due before the one before was done", "/overrun"),
        ("were interrupted", "/interrupted"),
        ("found the repository full", "/repository_full"),
    ];
    reasons.split(", ").all(|reason| {
        let Some(found) = fit("{} of the jobs {}", reason) else {
            return false;
        };
        let column = columns.iter().find(|(words, _)| *words == found[1]);
        let count = column.and_then(|(_, path)| at(jobs, path));
        let due = at(jobs, "/due").unwrap_or(0.0);
        count.is_some_and(|count| is_share(&found[0], count / due))
    })
}

fn no_good(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.summary["backups"][&found[0]];
    at(one, "/stated_cadence_s").is_some_and(|stated| is_time(&found[1], stated))
        && at(one, "/jobs/good") == Some(0.0)
        && lost_jobs(&found[2], &one["jobs"])
}

fn cadence(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.summary["backups"][&found[0]];
    at(one, "/stated_cadence_s").is_some_and(|stated| is_time(&found[1], stated))
        && at(one, "/effective_cadence_s/point").is_some_and(|every| is_time(&found[2], every))
        && lost_jobs(&found[3], &one["jobs"])
}

fn no_room(run: &Run, found: &[String], _: Option<&str>) -> bool {
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

fn cut(run: &Run, found: &[String], _: Option<&str>) -> bool {
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

fn majority(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let (names, _) = list(&found[0]);
    names.iter().all(|name| {
        let Some((application, role)) = name.split_once('/') else {
            return false;
        };
        let one = &run.applications(None)[application]["instances"][role];
        at(one, "/majority_losses_per_year/point").is_some()
    })
}

fn storage(run: &Run, found: &[String], _: Option<&str>) -> bool {
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

fn memory(run: &Run, stamp: &str, term: &str) -> Option<f64> {
    at(
        &run.summary["stamps"][stamp]["memory_bytes"],
        &format!("/{term}"),
    )
}

fn stamp(run: &Run, found: &[String], _: Option<&str>) -> bool {
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

/// The worst verdict of an application over its objectives.
fn worst(one: &Value) -> Option<&str> {
    let rank = |verdict: &&str| match *verdict {
        "missed" => 4,
        "inconclusive" => 3,
        "met" => 2,
        _ => 1,
    };
    let all = [
        &one["rto"]["verdict"],
        &one["rpo"]["verdict"],
        &one["availability_objective"]["verdict"],
    ];
    all.into_iter().filter_map(Value::as_str).max_by_key(rank)
}

fn inconclusive(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let count = those(run, None, |one| worst(one) == Some("inconclusive")).len();
    let words = if count == 1 {
        "1 application is".to_string()
    } else {
        format!("{count} applications are")
    };
    found[0] == words
}

fn assumptions(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let all = run.scenario.assumptions.iter();
    let count = all
        .filter(|one| one.default.status == Status::Assumed)
        .count();
    let words = if count == 1 {
        "assumption without a source was"
    } else {
        "assumptions without a source were"
    };
    found[0] == format!("{count} {words}")
}

/// `1 application misses the RTO (erp), 2 applications miss the RPO (a, b)`, or that none misses any.
fn misses(run: &Run, text: &str, drill: Option<&str>) -> bool {
    let of = |path: &str| {
        those(run, drill, |one| {
            one.pointer(path).is_some_and(|verdict| verdict == "missed")
        })
    };
    let mut parts: Vec<String> = vec![];
    for (objective, path) in [
        ("the RTO", "/rto/verdict"),
        ("the RPO", "/rpo/verdict"),
        ("the stated availability", "/availability_objective/verdict"),
    ] {
        let names = of(path);
        if names.is_empty() {
            continue;
        }
        let Some(at) = text.find(&format!(" {objective} (")) else {
            return false;
        };
        let list = text[at..]
            .split_once('(')
            .map_or("", |(_, rest)| rest.split(')').next().unwrap_or(""));
        let opening = if names.len() == 1 {
            "1 application misses".to_string()
        } else {
            format!("{} applications miss", names.len())
        };
        parts.push(format!("{opening} {objective} ({list})"));
        if !same_names(list, &names) {
            return false;
        }
    }
    if parts.is_empty() {
        text == "no application misses an objective"
    } else {
        text == parts.join(", ")
    }
}

fn summary_of(run: &Run, text: &str, drill: Option<&str>) -> bool {
    let mut parts = text.split("; ");
    if !parts.next().is_some_and(|first| misses(run, first, drill)) {
        return false;
    }
    parts.all(|part| {
        let Some((count, words)) = part.split_once(' ') else {
            return false;
        };
        let verdict = match words {
            "is inconclusive" | "are inconclusive" => Some("inconclusive"),
            "keeps all that is stated" | "keep all that is stated" => Some("met"),
            "was never seen to stop" | "were never seen to stop" => Some("not_seen"),
            "has no objective" | "have no objective" => None,
            _ => return false,
        };
        let truth = those(run, drill, |one| worst(one) == verdict).len();
        let singular = ["is ", "keeps ", "was ", "has "]
            .iter()
            .any(|verb| words.starts_with(verb));
        number(count) == Some(truth as f64) && singular == (truth == 1)
    })
}

fn summary(run: &Run, found: &[String], _: Option<&str>) -> bool {
    // `lose-site 1 application misses …. In drill …`
    let drills = run.drills();
    let told: Vec<&str> = found[1].split(" In drill ").collect();
    summary_of(run, &found[0], None)
        && told.len() == drills.len()
        && told.iter().zip(&drills).all(|(told, drill)| {
            let rest = told
                .strip_prefix(drill.as_str())
                .and_then(|rest| rest.strip_prefix(' '));
            rest.is_some_and(|rest| misses(run, rest.trim_end_matches('.'), Some(drill)))
        })
}

/// Classes of an application, of both objectives, in the years and in all drills, with their runs.
fn classes<'r>(run: &'r Run, name: &str, of: Option<&str>) -> Vec<&'r Value> {
    let one = &run.applications(of)[name];
    let all = ["rto", "rpo"].into_iter();
    all.filter_map(|kind| one[kind]["by_class"].as_object())
        .flat_map(|classes| classes.values())
        .collect()
}

/// `{note}`: what is said of classes, of the years or of the drill in whose part it stands.
fn note(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let (names, _) = list(&found[0]);
    let told = &found[1];
    names.iter().all(|name| {
        let name = plain(name);
        let all = classes(run, name, drill);
        all.iter().any(|class| {
            class["note"] == told.as_str() && figures_of_note(run, (name, class), told, drill)
        })
    })
}

fn figures_of_note(
    run: &Run,
    (name, class): (&str, &Value),
    told: &str,
    drill: Option<&str>,
) -> bool {
    let of = |path: &str| at(class, path).unwrap_or(0.0);
    if let Some(found) = fit("survived: {} by {} ({} {} fault{})", told) {
        return number(&found[2]) == Some(of("/faults"))
            && found[4].is_empty() == (of("/faults") == 1.0);
    }
    let first = told.split([';', ',']).next().unwrap_or(told);
    if let Some(found) = fit("stopped in {} of {}", first) {
        let own = run.outages_of(drill.unwrap_or("years"), name).into_iter();
        let trials: BTreeSet<&String> = own.map(|row| &row["trial"]).collect();
        return number(&found[0]) == Some(trials.len() as f64)
            && of_count(&found[1], of("/observations"));
    }
    if let Some(found) = fit("not stopped in {}", first) {
        return of_count(&found[0], of("/observations")) && of("/outages") == 0.0;
    }
    true
}

/// `run about 86 trials: orders (RTO, node), …`: what would decide, and for whom.
fn advice(run: &Run, found: &[String], _: Option<&str>) -> bool {
    // The pattern splits at the first colon; advice may hold one itself, so the whole is put together again.
    let text = format!("{}: {} ({}){}", found[0], found[1], found[2], found[3]);
    let Some(open) = text
        .find(" (RTO, ")
        .into_iter()
        .chain(text.find(" (RPO, "))
        .min()
    else {
        return false;
    };
    let Some(colon) = text[..open].rfind(": ") else {
        return false;
    };
    let (what, whom) = (&text[..colon], &text[colon + 2..]);
    let mut rest = whom;
    while let Some((name, after)) = rest.split_once(" (") {
        let Some((place, after)) = after.split_once(')') else {
            return false;
        };
        let Some((kind, of)) = place.split_once(", ") else {
            return false;
        };
        let drill = of.strip_prefix("drill ");
        let all =
            run.applications(drill)[name.trim_start_matches(", ")][kind.to_lowercase()]["by_class"]
                .as_object();
        let holds = all.into_iter().flatten().any(|(class, one)| {
            let advice = one["advice"].as_str().unwrap_or("");
            let note = one["note"].as_str().unwrap_or("");
            let trials = at(one, "/trials_to_decide").unwrap_or(-1.0);
            let told = if note.is_empty() {
                advice.to_string()
            } else {
                format!("{note}: {advice}")
            };
            let decides = fit("about {} would probably decide", what);
            (drill.is_some() || *class == of.replace(' ', "_"))
                && (told == what || decides.is_some_and(|found| of_count(&found[0], trials)))
        });
        if !holds {
            return false;
        }
        rest = after;
    }
    rest.is_empty() || rest.starts_with(" and ")
}

fn drill_fact(run: &Run, drill: &str, fact: &str) -> bool {
    let this = &run.summary["drills"][drill];
    let Some((back, room)) = fact.split_once(". ") else {
        return false;
    };
    let (back, whole) = match back
        .split_once("; everything ")
        .or_else(|| back.split_once("; in at least half of the trials not everything "))
    {
        Some((back, _)) => (back, Some(&back_half(fact)[back.len() + 2..])),
        None => (back, None),
    };
    let back_holds = if at(this, "/whole_again_s/count") == Some(0.0) {
        back == "stops no application"
    } else {
        again(back, &this["whole_again_s"])
    };
    let whole_holds = whole.is_none_or(|whole| again(whole, &this["restored_s"]));
    let room_holds = match at(this, "/unplaced_vms/point").filter(|mean| *mean > 0.0) {
        None => room == "In no trial a VM was without room for an hour.",
        Some(_) => fit("What does not fit: on average {} VM{} no room for an hour or longer at the worst moment.", room)
            .is_some_and(|found| is_estimate(&found[0], &this["unplaced_vms"], is_number)),
    };
    back_holds && whole_holds && room_holds
}

/// What stands before the first full stop that ends a sentence.
fn back_half(fact: &str) -> &str {
    fact.split_once(". ").map_or(fact, |(back, _)| back)
}

fn reserve(run: &Run, stamp: &str, fact: &str) -> bool {
    let pattern = "H {} + R·(N−1)·H {} + V·(N−2) {}; {} are available";
    fit(pattern, fact).is_some_and(|found| {
        let terms = [
            "reserve/host",
            "reserve/host_os",
            "reserve/largest_vm",
            "available",
        ];
        terms.iter().zip(&found).all(|(term, text)| {
            let truth = memory(run, stamp, term);
            truth.is_some_and(|truth| is_bytes(text.trim_start_matches('-'), truth.abs()))
        })
    })
}

fn backup_fact(run: &Run, backup: &str, fact: &str) -> bool {
    let one = &run.summary["backups"][backup];
    let Some(found) = fit(
        "stated every {}, {}; {} of the jobs missed their window",
        fact,
    ) else {
        return false;
    };
    let every = match found[1].strip_prefix("effectively every ") {
        Some(every) => {
            at(one, "/effective_cadence_s/point").is_some_and(|truth| is_time(every, truth))
        }
        None => found[1] == "no good point seen" && at(one, "/effective_cadence_s/point").is_none(),
    };
    let due = at(one, "/jobs/due").unwrap_or(0.0);
    let missed = at(one, "/jobs/window_missed").unwrap_or(0.0) / due.max(1.0);
    at(one, "/stated_cadence_s").is_some_and(|truth| is_time(&found[0], truth))
        && every
        && is_share(&found[2], missed)
}
