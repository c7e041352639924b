//! The numbers of a scenario that a person may change to make a plan hold: lengths, rates, sizes and counts, those that are left to their
//! defaults among them.
//!
//! Always true here: a key is written as `--set` takes it; what is asked for (objectives, tiers) and what merely happens (hazards, drills) is none of them.

use crate::model::margin::{Amount, Lever};
use crate::scenario::{Loaded, bare, length};
use toml::{Table, Value};

/// Tables whose numbers may be changed.
const TABLES: [&str; 8] = [
    "application",
    "crew",
    "link",
    "parts",
    "protection",
    "repository",
    "site",
    "stamp",
];
/// What is asked for, or says nothing that can be bought.
const NOT: [&str; 11] = [
    "rto",
    "rpo",
    "tier",
    "required",
    "phase",
    "stagger",
    "seed",
    "votes",
    "retries",
    "prefer_within",
    "go_home_after",
];
/// What comes again after so long.
const PERIODS: [&str; 4] = ["every", "full_every", "log_every", "points"];

/// All levers of a scenario that may bear on an application, in the order of the resolved scenario.
#[must_use]
pub fn levers(loaded: &Loaded, application: &str) -> Vec<Lever> {
    let Ok(tree) = loaded.resolved.parse::<Table>() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for table in TABLES {
        let Some(Value::Table(rows)) = tree.get(table) else {
            continue;
        };
        for (name, row) in rows {
            if table != "application" || name == application {
                walk(&format!("{table}.{}", bare(name)), row, &mut found);
            }
        }
    }
    found
}

fn walk(path: &str, value: &Value, found: &mut Vec<Lever>) {
    let Value::Table(table) = value else {
        return;
    };
    for (key, value) in table {
        let own = format!("{path}.{}", bare(key));
        if NOT.contains(&key.as_str()) {
            continue;
        }
        match value {
            Value::Table(law) if is_law(law) => found.push(Lever {
                key: own,
                now: None,
            }),
            Value::Table(_) => walk(&own, value, found),
            _ => {
                let now = amount(key, value);
                found.extend(now.map(|now| Lever {
                    key: own,
                    now: Some(now),
                }));
            }
        }
    }
}

/// Whether a table is a law: one key, the name of its kind, behind which there is no table of a kind of protection.
fn is_law(table: &Table) -> bool {
    const KINDS: [&str; 7] = [
        "lognormal",
        "exponential",
        "uniform",
        "weibull",
        "gamma",
        "triangular",
        "empirical",
    ];
    table.len() == 1 && table.keys().all(|key| KINDS.contains(&key.as_str()))
}

/// The number of a value, where it has one that can be changed.
fn amount(key: &str, value: &Value) -> Option<Amount> {
    match value {
        Value::Integer(count) => u64::try_from(*count).ok().map(Amount::Count),
        Value::String(text) => {
            if let Some(span) = length(text) {
                let period = PERIODS.contains(&key);
                return Some(match period {
                    true => Amount::Period(span),
                    false => Amount::Length(span),
                });
            }
            let (number, unit) = text.split_once(' ')?;
            let number = number.parse::<f64>().ok().filter(|number| *number > 0.0)?;
            let data = unit.ends_with('B')
                || unit.ends_with("/s")
                || unit.ends_with("bps")
                || unit.ends_with("/day");
            data.then(|| Amount::Sized {
                number,
                unit: unit.to_string(),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_scenario_are_found_with_their_defaults() {
        let text = "[stamp.alpha]\nnode_memory = \"384 GiB\"\n[repository.vault]\nwrite = \"100 MB/s\"\n[protection.nightly.backup]\nevery = \"24 h\"\n\
                    [application.erp]\nprotection = \"nightly\"\nrto = \"4 h\"\n[application.web]\nprotection = \"nightly\"\n";
        let loaded = crate::scenario::load(text, "case.toml", &|_| Err("none".to_string()));
        let loaded = loaded.unwrap_or_else(|_| panic!("refused"));
        let found = levers(&loaded, "erp");
        let of = |key: &str| {
            found
                .iter()
                .find(|one| one.key == key)
                .map(|one| one.now.clone())
        };
        assert_eq!(of("stamp.alpha.nodes"), Some(Some(Amount::Count(4))));
        assert_eq!(
            of("repository.vault.write"),
            Some(Some(Amount::Sized {
                number: 800.0,
                unit: "Mbps".to_string()
            }))
        );
        let day = crate::units::Span::days(1);
        assert_eq!(
            of("protection.nightly.backup.every"),
            Some(Some(Amount::Period(day)))
        );
        // A law of the defaults, and what was asked for.
        assert_eq!(of("protection.nightly.backup.decide"), Some(None));
        assert_eq!(of("application.erp.rto"), None);
        assert!(found.iter().all(|one| !one.key.contains("web")));
    }
}
