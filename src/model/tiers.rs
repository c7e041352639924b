//! How urgent an application is in truth: its own tier, or what it inherits from those that need it.
//!
//! Always true here: an application is at least as urgent as each that needs it, directly or through others.

use super::application::Application;
use super::blueprint::Blueprint;
use super::ids::{ApplicationId, VmId};
use crate::engine::Table;
use std::cmp::Reverse;

/// The tier of each application, or of the most urgent one that needs it: a first-tier application
/// is not back before what it needs is.
#[must_use]
pub fn tiers(applications: &[Application]) -> Table<ApplicationId, u8> {
    let mut tiers: Table<ApplicationId, u8> = applications.iter().map(|one| one.tier).collect();
    let mut order: Vec<ApplicationId> = tiers.ids().collect();
    // Whoever needs others starts after them.
    order.sort_by_key(|one| Reverse(applications[one.index()].start_order));
    for one in order {
        for need in &applications[one.index()].needs {
            tiers[*need] = tiers[*need].min(tiers[one]);
        }
    }
    tiers
}

/// In which order VMs take their turn wherever several want the same: tier, start order, number.
#[must_use]
pub fn rank(blueprint: &Blueprint, tiers: &Table<ApplicationId, u8>, vm: VmId) -> (u8, u32, VmId) {
    let id = blueprint.vm(vm).application;
    (tiers[id], blueprint.application(id).start_order, vm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    /// `shop` (tier 1) needs `stock` (2), which needs `base` (4); `wiki` (3) needs `base` too, and
    /// nobody needs `wiki`. So all but that are of the first tier.
    #[test]
    fn what_an_urgent_application_needs_is_as_urgent() {
        let text = r#"
[stamp.alpha]
nodes = 4
node_memory = "384 GiB"
[application]
base = { tier = 4, expendable = true }
shop = { tier = 1, needs = ["stock"], expendable = true }
stock = { tier = 2, needs = ["base"], expendable = true }
wiki = { tier = 3, needs = ["base"], expendable = true }
"#;
        let loaded = load(text, "test.toml", &|name: &str| Err(format!("no {name}")));
        let applications = loaded.expect("a sound scenario").blueprint.applications;
        let made = tiers(&applications);
        let named = made.pairs().map(|(id, tier)| {
            let name = applications[id.index()].name.as_str();
            (name, *tier)
        });
        let expected = [("base", 1), ("shop", 1), ("stock", 1), ("wiki", 3)];
        assert_eq!(named.collect::<Vec<_>>(), expected);
    }
}
