//! What single keys take less than others of their kind, for the JSON Schema of scenarios.
//!
//! Always true here: a narrowing is one that the reader makes as well; what depends on other keys is not
//! said (`src/doc/reference.md` lists it).

use super::super::limit::{self, Limit};
use super::pattern;
use serde_json::{Map, Value, json};

/// What a value must not look like.
const NOT: &[(&str, &str, &[&str])] = &[
    (
        "application",
        "availability",
        &[pattern::NO_SHARE, pattern::ALL],
    ),
    (
        "application",
        "rto_share",
        &[pattern::NO_SHARE, pattern::ALL],
    ),
    (
        "application",
        "rpo_share",
        &[pattern::NO_SHARE, pattern::ALL],
    ),
    ("run", "level", &[pattern::BELOW_HALF, pattern::ALL]),
    ("run", "horizon", &[pattern::ZERO]),
    ("run", "drain", &[pattern::ZERO]),
    ("stamp", "uplink_share", &[pattern::NO_SHARE]),
    ("stamp", "host_os", &[pattern::ABOVE_NINETY]),
    ("stamp", "node_memory", &[pattern::ZERO]),
    ("storage", "disk_size", &[pattern::ZERO]),
    ("repository", "capacity", &[pattern::ZERO]),
    ("application", "memory", &[pattern::ZERO]),
    ("role", "memory", &[pattern::ZERO]),
    ("vm", "memory", &[pattern::ZERO]),
    ("backup", "stickiness", &[pattern::ABOVE_99]),
    ("backup", "every", &[pattern::ZERO]),
    ("replication", "log_limit", &[pattern::ZERO]),
];

/// The largest whole number.
const MOST: &[(&str, &str, Limit)] = &[
    ("stamp", "nodes", limit::NODES),
    ("stamp", "vms_per_node", limit::VMS),
    ("stamp", "vms_per_stamp", limit::VMS),
    ("stamp", "switches", Limit { name: "", most: 4 }),
    ("storage", "disks", limit::DISKS),
    ("storage", "reserve_disks", limit::DISKS),
    ("repository", "slots", limit::VMS),
    ("crew", "people", limit::SMALL_COUNT),
    (
        "application",
        "tier",
        Limit {
            name: "",
            most: 255,
        },
    ),
    ("application", "count", limit::VMS),
    ("application", "required", limit::VMS),
    ("application", "disks", limit::SMALL_COUNT),
    ("role", "count", limit::VMS),
    ("role", "required", limit::VMS),
    ("role", "disks", limit::SMALL_COUNT),
    ("vm", "disks", limit::SMALL_COUNT),
    ("backup", "retries", limit::POINTS),
    ("replication", "disks_at_once", limit::SMALL_COUNT),
    ("drill", "trials", limit::TRIALS),
];

/// The least and the largest number.
const BETWEEN: &[(&str, &str, f64, f64)] = &[
    ("backup", "reduction", 0.1, 1_000.0),
    ("replication", "reduction", 0.1, 1_000.0),
    ("replication", "space", 1.0, 100.0),
];

/// Narrows the shape of a key.
pub(super) fn narrow(section: &str, key: &str, shape: &mut Map<String, Value>) {
    let is = |of: &&str, name: &&str| *of == section && *name == key;
    if let Some((.., patterns)) = NOT.iter().find(|(of, name, _)| is(of, name)) {
        let patterns: Vec<Value> = patterns
            .iter()
            .map(|pattern| json!({ "type": "string", "pattern": pattern }))
            .collect();
        shape.insert("not".to_string(), json!({ "anyOf": patterns }));
    }
    if let Some((.., limit)) = MOST.iter().find(|(of, name, _)| is(of, name)) {
        shape.insert("maximum".to_string(), json!(limit.most));
    }
    if let Some((.., least, most)) = BETWEEN.iter().find(|(of, name, ..)| is(of, name)) {
        shape.insert("minimum".to_string(), json!(least));
        shape.insert("maximum".to_string(), json!(most));
    }
    // Nothing is back at once: an RTO of zero, plain or for a class.
    if (section, key) == ("application", "rto") {
        let zero = json!({ "type": "string", "pattern": pattern::ZERO });
        let tables = json!({
            "type": "object",
            "additionalProperties": { "not": zero },
        });
        shape.insert("not".to_string(), zero);
        shape.insert(
            "allOf".to_string(),
            json!([{ "anyOf": [{ "type": "string" }, tables] }]),
        );
    }
}

/// Keys that are narrowed; tests ask whether they are there.
#[cfg(test)]
pub(super) fn narrowed() -> impl Iterator<Item = (&'static str, &'static str)> {
    let not = NOT.iter().map(|(section, key, _)| (*section, *key));
    let most = MOST.iter().map(|(section, key, _)| (*section, *key));
    let between = BETWEEN.iter().map(|(section, key, ..)| (*section, *key));
    not.chain(most).chain(between)
}
