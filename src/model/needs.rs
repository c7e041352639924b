//! What an application needs: directly, and through what that needs.
//!
//! Always true here: an application is among what it needs.

use super::blueprint::Blueprint;
use super::ids::ApplicationId;
use std::collections::BTreeSet;

/// An application, and all that it needs in order to be up.
#[must_use]
pub fn needed_by(blueprint: &Blueprint, application: ApplicationId) -> BTreeSet<ApplicationId> {
    let mut known = BTreeSet::from([application]);
    let mut ahead = vec![application];
    while let Some(next) = ahead.pop() {
        let needs = blueprint.application(next).needs.iter().copied();
        ahead.extend(needs.filter(|need| known.insert(*need)));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    /// In the order of names: base 0, shop 1, stock 2, wiki 3.
    #[test]
    fn what_is_needed_is_needed_with_all_that_it_needs() {
        let text = r#"
[stamp.alpha]
nodes = 4
node_memory = "384 GiB"
[application]
base = { expendable = true }
shop = { needs = ["stock"], expendable = true }
stock = { needs = ["base"], expendable = true }
wiki = { needs = ["base"], expendable = true }
"#;
        let loaded = load(text, "test.toml", &|name: &str| Err(format!("no {name}")));
        let blueprint = loaded.expect("a sound scenario").blueprint;
        let needed = |id| -> Vec<u32> {
            let all = needed_by(&blueprint, ApplicationId(id));
            all.into_iter().map(|one| one.0).collect()
        };
        assert_eq!(needed(0), [0]);
        assert_eq!(needed(1), [0, 1, 2]);
        assert_eq!(needed(3), [0, 3]);
    }
}
