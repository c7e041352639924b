//! Which classes of faults can reach an application at all.
//!
//! Always true here: where it is in doubt, a fault reaches an application. Stamps hang together when an
//! application has VMs on both, or may go from one to the other, or lets its points or its witness lie
//! there; what strikes one of them reaches every application of all of them.

use crate::model::needs::needed_by;
use crate::model::topology::{around, tree};
use crate::model::{
    Application, ApplicationId, Arrival, Blueprint, Class, Component, Place, StampId, Vm,
};
use std::collections::{BTreeMap, BTreeSet};

/// Classes by what they reach.
pub(super) struct Reach {
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

impl Reach {
    /// Of all sources and records.
    pub(super) fn of(blueprint: &Blueprint) -> Reach {
        let mut reach = Reach {
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
        if let Some(Component::Application(id)) = target
            && !sheds()
        {
            self.of_applications.entry(id).or_default().insert(class);
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
    pub(super) fn is_empty(&self) -> bool {
        self.anywhere.is_empty()
    }

    /// Whether something of this class strikes anything.
    pub(super) fn is_there(&self, class: Class) -> bool {
        self.anywhere.contains(&class)
    }

    /// Whether something of this class may reach an application.
    pub(super) fn reaches(&self, blueprint: &Blueprint, id: ApplicationId, class: Class) -> bool {
        let Some(vm) = vms(blueprint, blueprint.application(id)).first() else {
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

fn vms<'b>(blueprint: &'b Blueprint, application: &Application) -> &'b [Vm] {
    &blueprint.vms[application.vms.start as usize..application.vms.end as usize]
}

/// The number of each stamp: equal for those that hang together.
fn together(blueprint: &Blueprint) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..blueprint.stamps.len()).collect();
    for application in &blueprint.applications {
        let own = vms(blueprint, application);
        let Some(first) = own.first() else { continue };
        let mut joined: BTreeSet<StampId> = own.iter().map(|vm| vm.stamp).collect();
        for vm in own {
            joined.extend(ways(blueprint, vm));
        }
        for needed in &application.needs {
            let needed = vms(blueprint, blueprint.application(*needed));
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

/// Stamps that a VM may go to, and those on which its points, its template or its witness lie.
fn ways(blueprint: &Blueprint, vm: &Vm) -> Vec<StampId> {
    let tree = tree(blueprint);
    let on = |place: Place| tree.around_place(place).stamp;
    let mut stamps = Vec::new();
    for one in blueprint.protecting(vm) {
        let reaches = blueprint.protections.of(one).reaches();
        stamps.extend(reaches.stamps);
        let repositories = reaches.repositories.into_iter();
        let places = repositories.map(|id| blueprint.repository(id).at);
        stamps.extend(places.chain(reaches.witness).filter_map(on));
    }
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
