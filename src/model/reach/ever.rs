//! Which classes of faults may ever reach an application, wherever it has come to stand by then.
//!
//! Always true here: where it is in doubt, a fault reaches an application. Stamps hang together when an
//! application has VMs on both, or may go from one to the other, or lets its points or its witness lie
//! there; what strikes one of them reaches every application of all of them.

use super::super::blueprint::Blueprint;
use super::super::fault::{Arrival, Class};
use super::super::ids::{ApplicationId, StampId};
use super::super::needs::needed_by;
use super::super::place::{Component, Place};
use super::super::protection::Protection;
use super::super::topology::{around, tree};
use super::stands_on;
use std::collections::{BTreeMap, BTreeSet};

/// Classes by what they may ever reach.
pub struct Ever {
    /// Stamps that hang together have one number, that of the first of them.
    together: Vec<usize>,
    /// Classes of what strikes a stamp or a part of it, by that number.
    of_stamps: BTreeMap<usize, BTreeSet<Class>>,
    /// Classes of what strikes an application, by application.
    of_applications: BTreeMap<ApplicationId, BTreeSet<Class>>,
    /// Classes of everything.
    anywhere: BTreeSet<Class>,
    /// Classes of what may reach every application.
    everywhere: BTreeSet<Class>,
}

impl Ever {
    /// Of all sources and records.
    #[must_use]
    pub fn of(blueprint: &Blueprint) -> Ever {
        let mut reach = Ever {
            together: together(blueprint),
            of_stamps: BTreeMap::new(),
            of_applications: BTreeMap::new(),
            anywhere: BTreeSet::new(),
            everywhere: BTreeSet::new(),
        };
        for source in &blueprint.sources {
            // A planned failback stops others where it makes room.
            let planned = matches!(source.arrival, Arrival::Failback(_));
            let target = (!planned).then_some(source.target);
            reach.strikes(blueprint, target, source.class);
        }
        let groups = blueprint.trace.iter().flat_map(|trace| &trace.groups);
        for row in groups.flat_map(|group| &group.rows) {
            reach.strikes(blueprint, Some(row.target), Class::of(row.target));
        }
        reach
    }

    /// Something of this class strikes this component, or no one knows which.
    fn strikes(&mut self, blueprint: &Blueprint, target: Option<Component>, class: Class) {
        self.anywhere.insert(class);
        // A failover after a corruption may stop VMs of others where tiers are shed.
        let sheds = || {
            blueprint
                .stamps
                .iter()
                .any(|one| !one.shed_tiers.is_empty())
        };
        if let Some(struck) = target.filter(|one| one.is_logical())
            && !sheds()
        {
            for id in blueprint.applications_hit(struck) {
                self.of_applications.entry(id).or_default().insert(class);
            }
            return;
        }
        // Whoever has points in a repository may stand anywhere.
        let elsewhere = |one: &Component| matches!(one, Component::Repository(_));
        let part = target.filter(|one| !elsewhere(one));
        match part.and_then(|part| around(blueprint, part).stamp) {
            Some(stamp) => {
                let number = self.together[stamp.index()];
                self.of_stamps.entry(number).or_default().insert(class);
            }
            None => {
                self.everywhere.insert(class);
            }
        }
    }

    /// Whether nothing strikes anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anywhere.is_empty()
    }

    /// Whether something of this class strikes anything.
    #[must_use]
    pub fn is_there(&self, class: Class) -> bool {
        self.anywhere.contains(&class)
    }

    /// Whether something of this class may reach an application.
    #[must_use]
    pub fn reaches(&self, blueprint: &Blueprint, id: ApplicationId, class: Class) -> bool {
        let Some(vm) = blueprint.vms_of(&blueprint.application(id).vms).first() else {
            return self.is_there(class);
        };
        let number = self.together[vm.stamp.index()];
        let stamps = self.of_stamps.get(&number);
        self.everywhere.contains(&class)
            || stamps.is_some_and(|classes| classes.contains(&class))
            || self.strikes_needed(blueprint, id, class)
    }

    /// Whether something of this class strikes an application, or one that it needs.
    fn strikes_needed(&self, blueprint: &Blueprint, id: ApplicationId, class: Class) -> bool {
        let mut needed = needed_by(blueprint, id).into_iter();
        needed.any(|one| {
            let struck = self.of_applications.get(&one);
            struck.is_some_and(|classes| classes.contains(&class))
        })
    }
}

/// The number of each stamp: equal for those that hang together.
fn together(blueprint: &Blueprint) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..blueprint.stamps.len()).collect();
    for application in &blueprint.applications {
        let own = blueprint.vms_of(&application.vms);
        let Some(first) = own.first() else { continue };
        let roles = blueprint.roles_of(&application.roles);
        let stands = roles.iter().flat_map(|role| stands_on(blueprint, role));
        let mut joined: BTreeSet<StampId> = stands.collect();
        let protections = own.iter().flat_map(|vm| blueprint.protecting(vm));
        for one in protections.collect::<BTreeSet<Protection>>() {
            joined.extend(ways(blueprint, one));
        }
        for needed in &application.needs {
            let needed = blueprint.vms_of(&blueprint.application(*needed).vms);
            joined.extend(needed.iter().map(|vm| vm.stamp));
        }
        for stamp in joined {
            join(&mut numbers, first.stamp.index(), stamp.index());
        }
    }
    for standby in &blueprint.standbys {
        let home = blueprint.vm(standby.vm).stamp;
        join(&mut numbers, home.index(), standby.stamp.index());
    }
    (0..numbers.len())
        .map(|one| root(&mut numbers, one))
        .collect()
}

/// Stamps that VMs may go to by a protection, and those on which its points, its template or its witness lie.
fn ways(blueprint: &Blueprint, one: Protection) -> Vec<StampId> {
    let tree = tree(blueprint);
    let on = |place: Place| tree.around_place(place).stamp;
    let reaches = blueprint.protections.of(one).reaches();
    let mut stamps: Vec<StampId> = reaches.stamps.into_iter().collect();
    let repositories = reaches.repositories.into_iter();
    let places = repositories.map(|id| blueprint.repository(id).at);
    stamps.extend(places.chain(reaches.witness).filter_map(on));
    stamps
}

fn root(numbers: &mut [usize], mut one: usize) -> usize {
    while numbers[one] != one {
        numbers[one] = numbers[numbers[one]];
        one = numbers[one];
    }
    one
}

fn join(numbers: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(numbers, one), root(numbers, other));
    numbers[one.max(other)] = one.min(other);
}

#[cfg(test)]
mod tests {
    use super::super::super::address::ObjectiveOf;
    use super::super::Reach;
    use super::*;
    use crate::scenario::load;

    fn blueprint(text: &str) -> Blueprint {
        match load(text, "test.toml", &|name: &str| Err(format!("no {name}"))) {
            Ok(loaded) => loaded.blueprint,
            Err(issues) => panic!("{issues:#?}"),
        }
    }

    /// Applications base, on beta, and shop, on alpha; nodes of beta fail, and gamma as a whole.
    fn with(protection: &str, shop: &str) -> Blueprint {
        blueprint(&format!(
            r#"
[stamp]
alpha = {{ node_memory = "384 GiB" }}
beta = {{ node_memory = "384 GiB" }}
gamma = {{ node_memory = "384 GiB" }}
[repository]
vault = {{ capacity = "40 TiB" }}
beside = {{ at = "stamp.beta", capacity = "40 TiB" }}
{protection}
[application]
base = {{ stamp = "beta", expendable = true }}
shop = {{ rto = "4 h", rpo = "4 h", {shop} }}
[hazard]
node-failure = {{ of = "stamp.beta.node", every = "7550 h" }}
fire = {{ of = "stamp.gamma", every = "20000 h", returns = "100 h" }}
"#
        ))
    }

    const SHOP: ApplicationId = ApplicationId(1);

    /// Of a class: by recovery time, by data loss, and ever.
    fn said(blueprint: &Blueprint, class: Class) -> [bool; 3] {
        let own = |kind| {
            let reach = Reach::of(blueprint, SHOP.index(), kind);
            reach.classes_of_years().contains(&class)
        };
        let ever = Ever::of(blueprint).reaches(blueprint, SHOP, class);
        [own(ObjectiveOf::Recovery), own(ObjectiveOf::Loss), ever]
    }

    /// What stands on beta, or writes there, is hit by its nodes; what may come there, or has something there, may
    /// one day be.
    #[test]
    fn what_hits_where_it_stands_is_less_than_what_may_ever_reach_it() {
        let used = "stamp = \"alpha\", protection = \"p\"";
        let backup = |more: &str| format!("[protection.p.backup]\nevery = \"24 h\"\n{more}\n");
        let cases = [
            (String::new(), "stamp = \"alpha\"", [false, false, false]),
            (
                "[protection.p.replication]\nto = \"beta\"".to_string(),
                used,
                [true, true, true],
            ),
            (
                "[protection.p.high_availability]\nacross = [\"alpha\", \"beta\"]".to_string(),
                "count = 2, protection = \"p\"",
                [true, true, true],
            ),
            (backup("to = \"vault\""), used, [false, false, false]),
            (backup("to = \"beside\""), used, [false, false, true]),
            (
                backup("to = \"vault\"\nrestore_to = \"beta\""),
                used,
                [false, false, true],
            ),
            (
                "[protection.p.none]\nredeploy = \"40 min\"\nto = \"beta\"".to_string(),
                used,
                [false, false, true],
            ),
            (
                String::new(),
                "stamp = \"alpha\", needs = \"base\"",
                [true, false, true],
            ),
        ];
        for (protection, shop, expected) in cases {
            let blueprint = with(&protection, shop);
            assert_eq!(
                said(&blueprint, Class::Node),
                expected,
                "{protection} {shop}"
            );
            // Gamma is nobody's.
            assert_eq!(
                said(&blueprint, Class::Stamp),
                [false; 3],
                "{protection} {shop}"
            );
        }
    }

    /// What advice calls never judged, no verdict may list.
    #[test]
    fn whatever_hits_it_may_reach_it() {
        for text in [
            include_str!("../../../scenarios/quickstart.toml"),
            include_str!("../../../scenarios/two-stamps-failover.toml"),
            include_str!("../../../scenarios/hourly-backup.toml"),
            include_str!("../../../scenarios/n-minus-one.toml"),
        ] {
            let blueprint = blueprint(text);
            let ever = Ever::of(&blueprint);
            let mut seen = 0;
            for index in 0..blueprint.applications.len() {
                for kind in ObjectiveOf::ALL {
                    for class in Reach::of(&blueprint, index, kind).classes_of_years() {
                        let id = ApplicationId::from_index(index);
                        assert!(ever.reaches(&blueprint, id, class), "{class:?}");
                        seen += 1;
                    }
                }
            }
            assert!(seen > 0);
        }
    }
}
