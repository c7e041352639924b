//! Figures of findings about replicas, links, storage, updates, people and memory.
//!
//! Always true here: they carry the names that the kind of the finding lists.

use super::super::json::estimate;
use super::finding::{Unroomed, What};
use super::intrusion::of_no_copy;
use serde_json::{Map, Value, json};

/// Figures of what concerns replicas, links, storage and memory.
pub(super) fn of_equipment(what: &What) -> Value {
    match what {
        What::NoCopySurvived { .. } => of_no_copy(what),
        What::NoRoomElsewhere {
            lost,
            unfit,
            shed_bytes,
            left,
        } => unroomed(lost, unfit, *shed_bytes, left),
        What::ReplicasBehind {
            furthest_s,
            broken,
            groups,
        } => json!({
            "furthest_s": furthest_s, "behind_their_log": broken, "groups": groups,
        }),
        What::LinkCut {
            until_rpo_s,
            until_copy_s,
            first_copy,
            catch_up_s,
        } => json!({
            "until_rpo_s": until_rpo_s.as_ref().map(|(after, _)| after),
            "first_rpo": until_rpo_s.as_ref().map(|(_, name)| name),
            "until_whole_copy_s": until_copy_s,
            "first_whole_copy": first_copy,
            "cut_s": catch_up_s.map(|(cut, _)| cut),
            // Null where not all ever catch up.
            "catch_up_s": catch_up_s.map(|(_, after)| after).filter(|after| after.is_finite()),
        }),
        What::Storage {
            rebuilds,
            rebuild_s,
            hours_exposed,
            losses,
            hours_full,
        } => json!({
            "rebuilds_per_year": estimate(rebuilds),
            "rebuild_s": estimate(rebuild_s),
            "hours_exposed_per_year": estimate(hours_exposed),
            "losses_per_year": estimate(losses),
            "hours_full_per_year": estimate(hours_full),
        }),
        What::Updates {
            runs,
            run_s,
            hours_away,
            pauses,
        } => json!({
            "runs_per_year": estimate(runs),
            "run_s": estimate(run_s),
            "hours_away_per_year": estimate(hours_away),
            "pauses_per_year": estimate(pauses),
        }),
        What::WithoutStickiness { .. } | What::WaitsForPeople { .. } => of_people(what),
        What::MemoryOver { bytes } => json!({ "bytes": bytes.round() }),
        What::WithoutReserve {
            hours,
            largest_placeable_bytes,
        } => json!({
            "hours_per_year": estimate(hours),
            "largest_placeable_bytes": largest_placeable_bytes.round(),
        }),
        _ => Value::Object(Map::new()),
    }
}

/// Figures of what waits for people, and of what they might do about failing jobs.
fn of_people(what: &What) -> Value {
    match what {
        What::WithoutStickiness {
            objective_s,
            attained,
            without,
            verdict,
        } => json!({
            "objective_s": objective_s,
            "share": estimate(attained),
            "share_without": estimate(without),
            "verdict_without": verdict.name(),
        }),
        What::WaitsForPeople {
            hours_waited,
            hours_busy,
            most_waiting,
        } => json!({
            "hours_waited": estimate(hours_waited),
            "hours_busy": estimate(&hours_busy.unwrap_or_default()),
            "most_waiting": most_waiting,
        }),
        _ => Value::Object(Map::new()),
    }
}

fn unroomed(lost: &str, unfit: &Unroomed, stopped: f64, left: &Unroomed) -> Value {
    json!({
        "lost": lost,
        "vms": unfit.vms,
        "bytes": unfit.bytes.round(),
        "stopped_bytes": stopped.round(),
        "vms_after_stopping": left.vms,
        "bytes_after_stopping": left.bytes.round(),
        "applications_after_stopping": left.applications,
    })
}
