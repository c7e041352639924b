//! What single keys take less than others of their kind, for the JSON Schema of scenarios.
//!
//! Always true here: a narrowing is one that the reader makes as well; what depends on other keys is not
//! said (`src/doc/reference.md` lists it).

use super::super::elements::protection::{backup, replication};
use super::super::elements::{application, crew, drill, repository, role, run, stamp, storage, vm};
use super::super::keys::{Element, Key};
use super::super::limit::{self, Limit};
use super::pattern;
use serde_json::{Map, Value, json};

/// A key by its table and name.
type Place = (&'static str, &'static str);

/// Where a key stands.
const fn of<E: Element, F, N: Copy>(key: Key<E, F, N>) -> Place {
    (E::NAME, key.row.name)
}

/// What a value must not look like.
const NOT: &[(Place, &[&str])] = &[
    (
        of(application::AVAILABILITY),
        &[pattern::NO_SHARE, pattern::ALL],
    ),
    (
        of(application::RTO_SHARE),
        &[pattern::NO_SHARE, pattern::ALL],
    ),
    (
        of(application::RPO_SHARE),
        &[pattern::NO_SHARE, pattern::ALL],
    ),
    (of(run::LEVEL), &[pattern::BELOW_HALF, pattern::ALL]),
    (of(run::HORIZON), &[pattern::ZERO]),
    (of(run::DRAIN), &[pattern::ZERO]),
    (of(stamp::UPLINK_SHARE), &[pattern::NO_SHARE]),
    (of(stamp::HOST_OS), &[pattern::ABOVE_NINETY]),
    (of(stamp::NODE_MEMORY), &[pattern::ZERO]),
    (of(storage::DISK_SIZE), &[pattern::ZERO]),
    (of(repository::CAPACITY), &[pattern::ZERO]),
    (of(application::MEMORY), &[pattern::ZERO]),
    (of(role::MEMORY), &[pattern::ZERO]),
    (of(vm::MEMORY), &[pattern::ZERO]),
    (of(backup::STICKINESS), &[pattern::ABOVE_99]),
    (of(backup::EVERY), &[pattern::ZERO]),
    (of(replication::LOG_LIMIT), &[pattern::ZERO]),
];

/// The largest whole number.
const MOST: &[(Place, Limit)] = &[
    (of(stamp::NODES), limit::NODES),
    (of(stamp::VMS_PER_NODE), limit::VMS),
    (of(stamp::VMS_PER_STAMP), limit::VMS),
    (
        of(stamp::SWITCHES),
        Limit {
            name: "",
            most: stamp::MOST_SWITCHES as u64,
        },
    ),
    (of(storage::DISKS), limit::DISKS),
    (of(storage::RESERVE_DISKS), limit::DISKS),
    (of(repository::SLOTS), limit::VMS),
    (of(crew::PEOPLE), limit::SMALL_COUNT),
    (
        of(application::TIER),
        Limit {
            name: "",
            most: 255,
        },
    ),
    (of(application::COUNT), limit::VMS),
    (of(application::REQUIRED), limit::VMS),
    (of(application::DISKS), limit::SMALL_COUNT),
    (of(role::COUNT), limit::VMS),
    (of(role::REQUIRED), limit::VMS),
    (of(role::DISKS), limit::SMALL_COUNT),
    (of(vm::DISKS), limit::SMALL_COUNT),
    (of(backup::RETRIES), limit::POINTS),
    (of(replication::DISKS_AT_ONCE), limit::SMALL_COUNT),
    (of(drill::TRIALS), limit::TRIALS),
];

/// The least and the largest number.
const BETWEEN: &[(Place, f64, f64)] = &[
    (of(backup::REDUCTION), 0.1, 1_000.0),
    (of(replication::REDUCTION), 0.1, 1_000.0),
    (of(replication::SPACE), 1.0, 100.0),
];

/// Narrows the shape of a key.
pub(super) fn narrow(section: &str, key: &str, shape: &mut Map<String, Value>) {
    let place = (section, key);
    if let Some((_, patterns)) = NOT.iter().find(|(of, _)| *of == place) {
        let patterns: Vec<Value> = patterns
            .iter()
            .map(|pattern| json!({ "type": "string", "pattern": pattern }))
            .collect();
        shape.insert("not".to_string(), json!({ "anyOf": patterns }));
    }
    if let Some((_, limit)) = MOST.iter().find(|(of, _)| *of == place) {
        shape.insert("maximum".to_string(), json!(limit.most));
    }
    if let Some((_, least, most)) = BETWEEN.iter().find(|(of, ..)| *of == place) {
        shape.insert("minimum".to_string(), json!(least));
        shape.insert("maximum".to_string(), json!(most));
    }
    // Nothing is back at once: an RTO of zero, plain or for a class.
    if place == of(application::RTO) {
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
    let not = NOT.iter().map(|(place, _)| *place);
    let most = MOST.iter().map(|(place, _)| *place);
    let between = BETWEEN.iter().map(|(place, ..)| *place);
    not.chain(most).chain(between)
}
