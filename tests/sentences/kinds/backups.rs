//! Sentences on backups and what they leave.
//!
//! Always true here: each function is the check of one kind; it knows the data of the run, and not how the sentence was made.

use super::*;

pub(super) fn seldom(run: &Run, found: &[String], _: Option<&str>) -> bool {
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

pub(super) fn unprotected(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let (names, _) = list(&found[0]);
    let bare = |name: &String| {
        let all = &run.scenario.applications;
        let own = all.iter().find(|one| one.name == *name);
        own.is_some_and(|own| {
            let vms = &run.scenario.vms[own.vms.start as usize..own.vms.end as usize];
            vms.iter().any(|vm| vm.protection.backup.is_none())
        })
    };
    names.iter().all(bare)
}

pub(super) fn bare(run: &Run, found: &[String], _: Option<&str>) -> bool {
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

pub(super) fn uncopied(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.summary["backups"][&found[0]];
    number(&found[1]) == at(one, "/copies/vms_without_copy/worst_trial")
        && of_count(&found[2], at(one, "/vms").unwrap_or(0.0))
        && one["copies"]["to"] == found[3].as_str()
}

/// Why jobs left no good point, each with its share of the jobs that came due.
pub(super) fn lost_jobs(text: &str, jobs: &Value) -> bool {
    lost(text, "jobs", jobs)
}

fn lost(text: &str, of: &str, jobs: &Value) -> bool {
    let Some(reasons) = text.strip_prefix(": ") else {
        return text.is_empty();
    };
    let columns = [
        ("failed", "/failed"),
        ("had no full to hang on", "/without_full"),
        ("missed the window", "/window_missed"),
        ("came due before the one before was done", "/overrun"),
        ("were interrupted", "/interrupted"),
        ("found the repository full", "/repository_full"),
    ];
    reasons.split(", ").all(|reason| {
        let Some(found) = fit(&format!("{{}} of the {of} {{}}"), reason) else {
            return false;
        };
        let column = columns.iter().find(|(words, _)| *words == found[1]);
        let count = column.and_then(|(_, path)| at(jobs, path));
        let due = at(jobs, "/due").unwrap_or(0.0);
        count.is_some_and(|count| is_share(&found[0], count / due))
    })
}

pub(super) fn no_good(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.summary["backups"][&found[0]];
    at(one, "/stated_cadence_s").is_some_and(|stated| is_time(&found[1], stated))
        && at(one, "/jobs/good") == Some(0.0)
        && lost_jobs(&found[2], &one["jobs"])
}

pub(super) fn cadence(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.summary["backups"][&found[0]];
    at(one, "/stated_cadence_s").is_some_and(|stated| is_time(&found[1], stated))
        && at(one, "/effective_cadence_s/point").is_some_and(|every| is_time(&found[2], every))
        && lost_jobs(&found[3], &one["jobs"])
}

pub(super) fn cadence_of_logs(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let one = &run.summary["backups"][&found[0]];
    at(one, "/stated_cadence_s").is_some_and(|stated| is_time(&found[1], stated))
        && at(one, "/effective_cadence_s/point").is_some_and(|every| is_time(&found[2], every))
        && lost(&found[3], "logs", &one["logs"])
}
