//! Where two resolved scenarios differ: path by path, with both values.
//!
//! Always true here: only what is simulated is compared, not what a scenario is called, where it came from, or what is allowed in it;
//! paths are those of `--set`, in the order of the first scenario, then of the second.

use super::elements::{expect, top};
use super::keys::Element;
use super::resolved::bare;
use std::collections::BTreeMap;
use toml::{Table, Value};

/// A path, and its value in the first and in the second scenario; none where it is not there.
pub type Different = (String, Option<String>, Option<String>);

/// Paths whose values differ. What cannot be read as TOML has none.
#[must_use]
pub fn different(first: &str, second: &str) -> Vec<Different> {
    let (first, second) = (values(first), values(second));
    let mut made: Vec<Different> = Vec::new();
    for (path, value) in &first {
        let other = second.get(path);
        if other != Some(value) {
            made.push((path.clone(), Some(value.clone()), other.cloned()));
        }
    }
    let new = second.iter().filter(|(path, _)| !first.contains_key(*path));
    made.extend(new.map(|(path, value)| (path.clone(), None, Some(value.clone()))));
    made
}

fn values(text: &str) -> BTreeMap<String, String> {
    let mut made = BTreeMap::new();
    let Ok(mut table) = text.parse::<Table>() else {
        return made;
    };
    for label in [
        top::NAME.row.name,
        top::DESCRIPTION.row.name,
        top::FROM_DEFAULTS.row.name,
        top::CHANGED.row.name,
        top::ALLOW.row.name,
        // What is expected of it is no part of what is simulated.
        expect::Keys::NAME,
    ] {
        table.remove(label);
    }
    below(&mut made, "", &Value::Table(table));
    made
}

fn below(made: &mut BTreeMap<String, String>, path: &str, value: &Value) {
    match value {
        Value::Table(table) if !table.is_empty() => {
            for (key, value) in table {
                let key = bare(key);
                let path = match path {
                    "" => key,
                    path => format!("{path}.{key}"),
                };
                below(made, &path, value);
            }
        }
        value => {
            made.insert(path.to_string(), value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_with_both_values_and_labels_are_not() {
        let first = "name = \"a\"\n[stamp.alpha]\nnodes = 4\nmemory = \"384 GiB\"\n[vm]\n\"x y\" = { size = \"A1\" }\n";
        let second = "name = \"b\"\n[stamp.alpha]\nnodes = 6\nmemory = \"384 GiB\"\n[link.wan]\n";
        let some = |text: &str| Some(text.to_string());
        assert_eq!(
            different(first, second),
            [
                ("stamp.alpha.nodes".to_string(), some("4"), some("6")),
                ("vm.\"x y\".size".to_string(), some("\"A1\""), None),
                ("link.wan".to_string(), None, some("{}")),
            ]
        );
        assert_eq!(different(first, first), []);
    }
}
