//! Findings as JSON, and which figures each kind of them has.
//!
//! Always true here: a finding of a kind has exactly the figures that stand in [`KINDS`]; what does not
//! exist is null; times are in seconds, sizes in bytes, rates per year.

use super::super::json::{amount, estimate, quantiles};
use super::equipment::of_equipment;
use super::finding::{Finding, InDrill, OverYears, Severity, What};
use super::intrusion::NO_COPY;
use super::kind::kind;
pub(crate) use super::kind::{Kind, Shape};
use super::largest::{LARGEST, of_largest};
use super::mistaken::{MISTAKEN, mistaken};
use super::reach::{REACH, reach};
use crate::model::record::JobTally;
use serde_json::{Map, Value, json};

const IN_DRILL: &[(&str, Shape)] = &[
    ("trials_seen", Shape::Count),
    ("trials", Shape::Count),
    ("trials_found_down", Shape::Count),
    ("share", Shape::Estimate),
    ("whole_application", Shape::Flag),
    ("expendable", Shape::Names),
];

const OVER_YEARS: &[(&str, Shape)] = &[
    ("seen", Shape::Count),
    ("per_year", Shape::Estimate),
    ("whole_application", Shape::Flag),
    ("expendable", Shape::Names),
];

/// All kinds of findings by code. A code is never given to another kind.
pub(crate) const KINDS: &[Kind] = &[
    kind(
        "FD701",
        Severity::Error,
        "Trials are missing by a fault of firedrill; all figures are without them.",
        &[
            ("missing", Shape::Count),
            ("planned", Shape::Count),
            ("first_trial", Shape::Count),
            ("message", Shape::Text),
        ],
    ),
    kind(
        "FD702",
        Severity::Error,
        "A drill loses all data of applications, or of a VM of theirs.",
        IN_DRILL,
    ),
    kind(
        "FD703",
        Severity::Error,
        "Applications do not come back after a drill.",
        IN_DRILL,
    ),
    kind(
        "FD704",
        Severity::Error,
        "All data of an application, or of a VM of it, is lost over the years.",
        OVER_YEARS,
    ),
    kind(
        "FD705",
        Severity::Error,
        "An application does not come back over the years.",
        OVER_YEARS,
    ),
    kind(
        "FD706",
        Severity::Warning,
        "Copies to a second repository, or a replica, never keep up.",
        &[
            ("grows_s_per_day", Shape::Number),
            ("demand_bytes_per_s", Shape::Number),
            ("served_bytes_per_s", Shape::Number),
            ("bottleneck", Shape::Text),
            ("to_repository", Shape::Text),
        ],
    ),
    kind(
        "FD707",
        Severity::Warning,
        "Applications are down all the time in some trials.",
        &[("share_of_trials", Shape::Number)],
    ),
    kind(
        "FD708",
        Severity::Warning,
        "Applications are down for more than half of the years.",
        &[],
    ),
    kind(
        "FD709",
        Severity::Warning,
        "The mean recovery time is beyond the RTO.",
        &[("mttr_s", Shape::Estimate), ("objective_s", Shape::Number)],
    ),
    LARGEST,
    kind(
        "FD711",
        Severity::Warning,
        "What missed RTOs wait most for; null: for no resource.",
        &[("resource", Shape::Text)],
    ),
    kind(
        "FD712",
        Severity::Warning,
        "What missed RPOs lose most by.",
        &[
            ("reason", Shape::Text),
            ("protection", Shape::Text),
            ("keeps_up", Shape::Flag),
        ],
    ),
    kind(
        "FD713",
        Severity::Warning,
        "Data without any protection, and not on purpose.",
        &[],
    ),
    kind(
        "FD714",
        Severity::Warning,
        "A backup leaves VMs without any restore point.",
        &[
            ("vms", Shape::Count),
            ("without", Shape::Names),
            ("trials_seen", Shape::Count),
            ("trials", Shape::Count),
        ],
    ),
    kind(
        "FD715",
        Severity::Warning,
        "A backup leaves VMs without any restore point at its second repository.",
        &[
            ("vms", Shape::Count),
            ("without", Shape::Names),
            ("repository", Shape::Text),
        ],
    ),
    kind(
        "FD716",
        Severity::Warning,
        "A backup leaves no good restore point.",
        &[("stated_s", Shape::Number), ("jobs", Shape::Jobs)],
    ),
    kind(
        "FD717",
        Severity::Warning,
        "A backup leaves restore points less often than is stated.",
        &[
            ("stated_s", Shape::Number),
            ("effective_s", Shape::Estimate),
            ("jobs", Shape::Jobs),
        ],
    ),
    kind(
        "FD718",
        Severity::Warning,
        "A backup runs too seldom for an RPO that is missed.",
        &[("stated_s", Shape::Number)],
    ),
    kind(
        "FD719",
        Severity::Note,
        "Faults came over the years and never stopped the applications.",
        &[("note", Shape::Text)],
    ),
    kind(
        "FD720",
        Severity::Note,
        "A drill struck applications without stopping them in every trial.",
        &[("note", Shape::Text)],
    ),
    kind(
        "FD721",
        Severity::Warning,
        "If a place is lost, VMs find no room at another stamp by the memory formula.",
        &[
            ("lost", Shape::Text),
            ("vms", Shape::Count),
            ("bytes", Shape::Number),
            ("stopped_bytes", Shape::Number),
            ("vms_after_stopping", Shape::Count),
            ("bytes_after_stopping", Shape::Number),
            ("applications_after_stopping", Shape::Names),
        ],
    ),
    kind(
        "FD722",
        Severity::Note,
        "The replica that was furthest behind, and those that fell behind their log.",
        &[
            ("furthest_s", Shape::Number),
            ("behind_their_log", Shape::Names),
            ("groups", Shape::Count),
        ],
    ),
    kind(
        "FD723",
        Severity::Note,
        "What a cut of a link breaks, and after how long.",
        &[
            ("until_rpo_s", Shape::Number),
            ("first_rpo", Shape::Text),
            ("until_whole_copy_s", Shape::Number),
            ("first_whole_copy", Shape::Text),
            ("cut_s", Shape::Number),
            ("catch_up_s", Shape::Number),
        ],
    ),
    kind(
        "FD724",
        Severity::Warning,
        "High availability lost its majority.",
        &[("roles", Shape::Names)],
    ),
    kind(
        "FD725",
        Severity::Note,
        "How the storage of a stamp is made whole again, and what it loses.",
        &[
            ("rebuilds_per_year", Shape::Estimate),
            ("rebuild_s", Shape::Estimate),
            ("hours_exposed_per_year", Shape::Estimate),
            ("losses_per_year", Shape::Estimate),
            ("hours_full_per_year", Shape::Estimate),
        ],
    ),
    kind(
        "FD726",
        Severity::Warning,
        "A stamp is over its memory formula.",
        &[("bytes", Shape::Number)],
    ),
    kind(
        "FD727",
        Severity::Note,
        "How long a stamp is without N−1, and the largest VM that still fits.",
        &[
            ("hours_per_year", Shape::Estimate),
            ("largest_placeable_bytes", Shape::Number),
        ],
    ),
    kind(
        "FD728",
        Severity::Note,
        "When everything but expendable applications is back where it belongs after a drill.",
        &[("restored_s", Shape::Quantiles)],
    ),
    kind(
        "FD729",
        Severity::Note,
        "VMs that a drill stops to make room for others, on average.",
        &[("mean", Shape::Number)],
    ),
    kind(
        "FD730",
        Severity::Note,
        "Applications whose verdict is open.",
        &[("count", Shape::Count)],
    ),
    kind(
        "FD731",
        Severity::Note,
        "Defaults without a source that were used.",
        &[("count", Shape::Count)],
    ),
    kind(
        "FD732",
        Severity::Note,
        "Warnings about the scenario.",
        &[("count", Shape::Count)],
    ),
    kind(
        "FD733",
        Severity::Warning,
        "A drill destroys the only restore points of VMs that it does not strike.",
        &[
            ("repositories", Shape::Names),
            ("vms", Shape::Count),
            ("probability", Shape::Number),
        ],
    ),
    kind(
        "FD734",
        Severity::Note,
        "More different values were seen than are held exactly: they are rounded up to four digits.",
        &[("most", Shape::Count)],
    ),
    kind(
        "FD735",
        Severity::Note,
        "In how many restores an older point was back sooner than the newest, and whether it was taken.",
        &[
            ("restores", Shape::Count),
            ("sooner", Shape::Count),
            ("taken", Shape::Count),
            ("share", Shape::Estimate),
            ("saved_s", Shape::Estimate),
            ("lost_more_s", Shape::Estimate),
        ],
    ),
    kind(
        "FD736",
        Severity::Note,
        "How often an update runs, and how long N−1 is in use for it.",
        &[
            ("runs_per_year", Shape::Estimate),
            ("run_s", Shape::Estimate),
            ("hours_away_per_year", Shape::Estimate),
            ("pauses_per_year", Shape::Estimate),
        ],
    ),
    kind(
        "FD737",
        Severity::Note,
        "In how many outages people gave up waiting for what was down but intact, after how long, and what waiting would have taken.",
        &[
            ("trials", Shape::Count),
            ("gave_up", Shape::Count),
            ("gave_up_trials", Shape::Count),
            ("waited", Shape::Count),
            ("waited_trials", Shape::Count),
            ("decided_s", Shape::Estimate),
            ("settled", Shape::Count),
            ("waiting_s", Shape::Estimate),
        ],
    ),
    kind(
        "FD738",
        Severity::Note,
        "How often what was built again on another stamp went home, how long after it had begun to serve there, and what the planned outages took. Per year, in a drill per trial.",
        &[
            ("times_away", Shape::Estimate),
            ("returns", Shape::Estimate),
            ("until_home_s", Shape::Estimate),
            ("down_s", Shape::Estimate),
            ("hours_down", Shape::Estimate),
            ("hours_away", Shape::Estimate),
            ("put_off", Shape::Estimate),
            ("turned_back", Shape::Estimate),
            ("stayed_trials", Shape::Count),
        ],
    ),
    kind(
        "FD740",
        Severity::Note,
        "How much work waits for the crew, or how long repairs wait for the parts, that missed RTOs wait for most.",
        &[
            ("hours_waited", Shape::Estimate),
            ("hours_busy", Shape::Estimate),
            ("most_waiting", Shape::Number),
        ],
    ),
    kind(
        "FD741",
        Severity::Note,
        "What a missed RPO would be if backup jobs failed one by one and not in a row: with the stickiness off.",
        &[
            ("objective_s", Shape::Number),
            ("share", Shape::Estimate),
            ("share_without", Shape::Estimate),
            ("verdict_without", Shape::Text),
        ],
    ),
    NO_COPY,
    MISTAKEN,
    REACH,
];

impl Finding {
    /// The finding as an object of `findings`.
    pub(crate) fn json(&self) -> Value {
        let (code, severity) = self.what.code();
        let subject = self
            .subject
            .as_ref()
            .map(|subject| json!({ "kind": subject.kind, "name": subject.name }));
        json!({
            "code": code,
            "severity": severity.name(),
            "drill": self.drill,
            "class": self.class.map(crate::model::Class::name),
            "applications": self.applications,
            "subject": subject,
            "figures": figures(&self.what),
            "sentence": self.sentence(),
        })
    }
}

fn figures(what: &What) -> Value {
    match what {
        What::TrialsMissing {
            missing,
            planned,
            first_trial,
            message,
        } => json!({
            "missing": missing, "planned": planned, "first_trial": first_trial, "message": message,
        }),
        What::DrillLosesData(seen) | What::DrillNeverBack(seen) => in_drill(seen),
        What::YearsLoseData(seen) | What::YearsNeverBack(seen) => over_years(seen),
        What::QueueGrows {
            grows_s_per_day,
            demand_bytes_per_s,
            served_bytes_per_s,
            bottleneck,
            to_repository,
        } => json!({
            "grows_s_per_day": number(*grows_s_per_day),
            "demand_bytes_per_s": number(*demand_bytes_per_s),
            "served_bytes_per_s": number(*served_bytes_per_s),
            "bottleneck": bottleneck, "to_repository": to_repository,
        }),
        What::AlwaysDown { share } => json!({ "share_of_trials": share }),
        What::Rounded { most } => json!({ "most": most }),
        What::MostlyDown | What::Unprotected => Value::Object(Map::new()),
        What::MeanBeyondRto {
            mttr_s,
            objective_s,
        } => json!({
            "mttr_s": estimate(mttr_s), "objective_s": objective_s,
        }),
        What::LargestOutage { .. } => of_largest(what),
        What::RtoWaits { resource } => json!({ "resource": resource }),
        What::RpoLoses {
            reason,
            protection,
            keeps_up,
        } => json!({
            "reason": reason.name(), "protection": protection, "keeps_up": keeps_up,
        }),
        What::Survived { note } | What::Struck { note } => json!({ "note": note }),
        What::MajorityLost { roles } => json!({ "roles": roles }),
        What::Restored { whole, .. } => json!({ "restored_s": quantiles(whole) }),
        What::VmsStopped { mean } => json!({ "mean": number(*mean) }),
        What::Inconclusive {
            applications: count,
        }
        | What::Assumed { values: count }
        | What::Advised { warnings: count } => json!({ "count": count }),
        _ => of_backup(what),
    }
}

/// Figures of what concerns backups, and of what people decided.
fn of_backup(what: &What) -> Value {
    match what {
        What::WithoutPoint {
            vms,
            without,
            trials_seen,
            trials,
        } => json!({
            "vms": vms, "without": without, "trials_seen": trials_seen, "trials": trials,
        }),
        What::WithoutCopy {
            vms,
            without,
            repository,
        } => json!({
            "vms": vms, "without": without, "repository": repository,
        }),
        What::NoGoodPoint { stated_s, jobs } => {
            json!({ "stated_s": stated_s, "jobs": counts(jobs) })
        }
        What::PointsTooSeldom {
            stated_s,
            effective_s,
            jobs,
        } => json!({
            "stated_s": stated_s, "effective_s": estimate(effective_s), "jobs": counts(jobs),
        }),
        What::PointsMistaken(one) => mistaken(one),
        What::Reach(one) => reach(one),
        What::PointsDestroyed {
            repositories,
            vms,
            probability,
        } => json!({
            "repositories": repositories, "vms": vms, "probability": probability,
        }),
        What::PointsChosen(one) => json!({
            "restores": one.restores, "sooner": one.sooner, "taken": one.taken,
            "share": estimate(&one.share), "saved_s": estimate(&one.saved_s),
            "lost_more_s": estimate(&one.lost_more_s),
        }),
        What::GaveUpWaiting(one) => json!({
            "trials": one.trials, "gave_up": one.gave_up, "gave_up_trials": one.gave_up_trials,
            "waited": one.waited, "waited_trials": one.waited_trials,
            "decided_s": estimate(&one.decided_s), "settled": one.settled,
            "waiting_s": estimate(&one.waiting_s),
        }),
        What::WentHome(one) => json!({
            "times_away": estimate(&one.times_away), "returns": estimate(&one.returns),
            "until_home_s": estimate(&one.until_home_s), "down_s": estimate(&one.down_s),
            "hours_down": estimate(&one.hours_down), "hours_away": estimate(&one.hours_away),
            "put_off": estimate(&one.put_off), "turned_back": estimate(&one.turned_back),
            "stayed_trials": one.stayed_trials,
        }),
        What::CadenceBeyondRpo { stated_s } => json!({ "stated_s": stated_s }),
        _ => of_equipment(what),
    }
}

/// A sum of real numbers to the digits that mean something.
fn number(value: f64) -> f64 {
    crate::stats::nine_digits(value)
}

fn in_drill(seen: &InDrill) -> Value {
    json!({
        "trials_seen": seen.seen,
        "trials": seen.trials,
        "trials_found_down": seen.found_down,
        "share": estimate(&seen.share),
        "whole_application": seen.whole,
        "expendable": seen.expendable,
    })
}

fn over_years(seen: &OverYears) -> Value {
    json!({
        "seen": seen.seen,
        "per_year": estimate(&seen.per_year),
        "whole_application": seen.whole,
        "expendable": seen.expendable,
    })
}

fn counts(jobs: &JobTally) -> Value {
    json!({
        "due": jobs.due,
        "good": jobs.good,
        "failed": jobs.failed,
        "window_missed": jobs.window_missed,
        "overrun": jobs.overrun,
        "interrupted": jobs.interrupted,
        "repository_full": jobs.repository_full,
        "under_way": jobs.under_way(),
        "bytes": amount(jobs.bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    /// Codes are for good: one that is here stays what it is, a new one is added at the end.
    #[test]
    fn codes_are_frozen_and_unique() {
        let codes: Vec<&str> = KINDS.iter().map(|one| one.code).collect();
        let frozen: Vec<String> = (701..=738)
            .chain(740..=744)
            .map(|number| format!("FD{number}"))
            .collect();
        assert_eq!(codes, frozen);
        let gravest: Vec<&str> = KINDS
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .map(|one| one.code)
            .collect();
        assert_eq!(
            gravest,
            ["FD701", "FD702", "FD703", "FD704", "FD705", "FD742"]
        );
        for (code, meaning) in [
            ("FD706", "never keep up"),
            ("FD709", "beyond the RTO"),
            ("FD711", "missed RTOs wait"),
            ("FD712", "missed RPOs lose"),
            ("FD713", "without any protection"),
            ("FD717", "less often than is stated"),
            ("FD721", "no room"),
            ("FD723", "cut of a link"),
            ("FD727", "without N−1"),
        ] {
            let kind = KINDS.iter().find(|one| one.code == code).expect("a kind");
            assert!(kind.meaning.contains(meaning), "{code}: {}", kind.meaning);
        }
    }

    /// The page that users look codes up in.
    #[test]
    fn every_kind_stands_on_the_page_on_results() {
        let page = include_str!("../../doc/results.md");
        let start = page.find("## `findings`").expect("a heading");
        let rows = KINDS.iter().map(|kind| {
            let names: Vec<String> = kind
                .figures
                .iter()
                .map(|(name, _)| format!("`{name}`"))
                .collect();
            let figures = if names.is_empty() {
                "none".to_string()
            } else {
                names.join(", ")
            };
            let severity = kind.severity.name();
            format!(
                "| {} | {severity} | {} | {figures} |\n",
                kind.code, kind.meaning
            )
        });
        let made: String = rows.collect();
        assert!(
            page[start..].contains(&made),
            "the table is to become:\n{made}"
        );
    }

    /// What a person reads on the terminal is what a program finds in the JSON.
    #[test]
    fn findings_have_the_figures_of_their_kind() {
        let mut seen = std::collections::BTreeSet::new();
        for told in fixture::all() {
            for one in &super::super::all(&told.blueprint, &told.outcome) {
                let value = one.json();
                let kind = KINDS.iter().find(|kind| value["code"] == kind.code);
                let kind = kind.unwrap_or_else(|| panic!("{} is no kind", value["code"]));
                seen.insert(kind.code);
                assert_eq!(value["severity"], kind.severity.name());
                let figures = value["figures"].as_object().expect("figures");
                let named: Vec<&String> = figures.keys().collect();
                let stated: Vec<&str> = kind.figures.iter().map(|(name, _)| *name).collect();
                assert_eq!(named, stated, "{}", kind.code);
                assert_eq!(value["sentence"], one.sentence().as_str(), "{}", kind.code);
                let ends = one.sentence().ends_with(['.', ')']);
                assert!(ends, "{}: {}", kind.code, one.sentence());
            }
        }
        let seen: Vec<&str> = seen.into_iter().collect();
        // What fails, never keeps up, is always down or without points has tests of its own.
        assert_eq!(
            seen,
            [
                "FD702", "FD703", "FD704", "FD705", "FD708", "FD709", "FD710", "FD711", "FD712",
                "FD713", "FD717", "FD718", "FD719", "FD721", "FD722", "FD723", "FD724", "FD725",
                "FD727", "FD728", "FD729", "FD730", "FD731", "FD732", "FD737",
            ]
        );
    }
}
