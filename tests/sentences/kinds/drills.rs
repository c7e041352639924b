//! Sentences on what drills and years lose and bring back.
//!
//! Always true here: each function is the check of one kind; it knows the data of the run, and not how the sentence was made.

use super::*;

pub(super) fn lost_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let names = found[0]
        .trim_start_matches("at least one VM each of ")
        .trim_start_matches("at least one VM of ");
    let (names, _) = list(names);
    let drill = of_drill(&found[2]);
    names.iter().all(|name| {
        let one = &run.applications(Some(drill))[plain(name)];
        is_estimate(&found[1], &one["total_loss_share"], is_share)
    })
}

/// The drill, of which perhaps not all trials count.
fn of_drill(text: &str) -> &str {
    let text = text.strip_suffix(" that found it up").unwrap_or(text);
    text.strip_suffix(" that found them up").unwrap_or(text)
}

pub(super) fn never_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    // `200 drills lose-pod (98.2 % to 100 %)`
    let Some((count, rest)) = found[2].split_once(' ') else {
        return false;
    };
    let rest = rest
        .trim_start_matches("drills ")
        .trim_start_matches("drill ");
    let (drill, interval) = rest.split_once(" (").unwrap_or((rest, ""));
    let all_count = drill == of_drill(drill);
    let drill = of_drill(drill);
    let trials = at(&run.summary, &format!("/drills/{drill}/trials"));
    let (names, _) = list(&found[0]);
    (number(count) == trials) == all_count
        && number(count) <= trials
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

pub(super) fn seen(text: &str) -> Option<f64> {
    if text == "once" {
        return Some(1.0);
    }
    text.strip_suffix(" times")
        .and_then(number)
        .filter(|times| *times > 1.0)
}

pub(super) fn lost(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let name = plain(found[0].trim_start_matches("at least one VM of "));
    let one = &run.applications(None)[name];
    seen(&found[2]).is_some()
        && seen(&found[2]) == at(one, "/total_losses")
        && is_rate_estimate(&found[1], &one["total_losses_per_year"])
}

pub(super) fn never(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.applications(None)[plain(&found[0])];
    // Planned work is counted apart.
    let rows = run.outages_of("years", plain(&found[0])).into_iter();
    // Data that is not back is another matter where service is.
    let stopped = rows.filter(|row| row["loss_only"] == "false");
    let unplanned = stopped.filter(|row| row["class"] != "planned");
    let never = unplanned.filter(|row| row["outcome"] == "never").count();
    seen(&found[2]) == at(one, "/unrecovered")
        && seen(&found[2]) == Some(never as f64)
        && is_rate_estimate(&found[1], &one["never_per_year"])
}

/// `all are back after … in half of the trials, … in 95 % of them`, or that not all are.
pub(super) fn again(text: &str, value: &Value) -> bool {
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

pub(super) fn drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
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
pub(super) fn points_destroyed(run: &Run, found: &[String], _: Option<&str>) -> bool {
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

pub(super) fn restored(run: &Run, text: &str, drill: &str) -> bool {
    again(text, &run.summary["drills"][drill]["restored_s"])
}

pub(super) fn shed(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let mean = drill.and_then(|drill| at(&run.summary, &format!("/drills/{drill}/shed_vms/point")));
    let (count, words) = found[0].split_once(' ').unwrap_or(("", ""));
    mean.is_some_and(|mean| is_number(count, mean))
        && words == if count == "1" { "VM is" } else { "VMs are" }
}
