//! What follows from going home: who does so together, and the sources of their planned outages.
//!
//! Always true here: the most urgent come first, as they go home, then they are sorted by application, stamp, protection
//! and VM; each has exactly one source. What also
//! replicates is not among them: it goes home with its group.

use super::applications::Applications;
use super::protections::Protections;
use crate::model::tiers::tiers;
use crate::model::{
    ApplicationId, Arrival, Class, Component, Effect, GoHome, Homecoming, HomecomingId, Protection,
    Rebuild, Restoration, Source, SourceId, Stamp, StampId, VmId,
};
use crate::units::Share;
use std::collections::BTreeMap;

/// All who go home.
#[derive(Clone, Default)]
pub(super) struct Homecomings {
    pub(super) all: Vec<Homecoming>,
    /// Names of the causes of their planned outages, also of those that no VM has.
    pub(super) labels: Vec<String>,
    /// Their sources, until they are put among the others.
    pub(super) sources: Vec<Source>,
}

/// Who goes home together: of a role with high availability each for itself.
type Together = (ApplicationId, StampId, Rebuild, Option<VmId>);

/// Works out who goes home.
pub(super) fn read(
    stamps: &[Stamp],
    protections: &Protections,
    applications: &Applications,
) -> Homecomings {
    let mut sorted: BTreeMap<Together, Vec<VmId>> = BTreeMap::new();
    for (index, vm) in applications.vms.iter().enumerate() {
        let Some(role) = applications.roles.get(vm.role.index()) else {
            continue;
        };
        let by = Rebuild::by(&vm.protection, role.stateful);
        let Some(by) = by.filter(|_| vm.protection.replication.is_none()) else {
            continue;
        };
        let builder = protections.tables.builder(by);
        let leaves = builder.elsewhere().iter().any(|stamp| *stamp != vm.stamp);
        if builder.go_home().is_none() || !leaves {
            continue;
        }
        let id = VmId::from_index(index);
        let alone = role.protection.high_availability.map(|_| id);
        let key = (vm.application, vm.stamp, by, alone);
        sorted.entry(key).or_default().push(id);
    }
    let mut homecomings = Homecomings {
        labels: labels(protections),
        ..Homecomings::default()
    };
    let tiers = tiers(&applications.applications);
    let mut sorted: Vec<(Together, Vec<VmId>)> = sorted.into_iter().collect();
    sorted.sort_by_key(|((id, ..), _)| {
        let order = applications.applications.get(id.index());
        (tiers[*id], order.map(|one| one.start_order))
    });
    for ((application, home, by, alone), vms) in sorted {
        let builder = protections.tables.builder(by);
        let (Some(owner), Some(stamp), Some(go_home)) = (
            applications.names.get(application.index()),
            stamps.get(home.index()),
            builder.go_home(),
        ) else {
            continue;
        };
        let one = alone.and_then(|vm| applications.vms.get(vm.index()));
        let one = one.map_or(String::new(), |vm| format!("/{}", vm.name));
        let name = builder.name();
        let stream = format!("go-home/{name}/{owner}/{}{one}", stamp.name);
        let id = HomecomingId::from_index(homecomings.all.len());
        let of = (application, id);
        homecomings
            .sources
            .push(source(of, (label(name), stream), go_home));
        homecomings.all.push(Homecoming {
            by,
            application,
            home,
            vms,
            source: SourceId(0),
        });
    }
    homecomings
}

fn labels(protections: &Protections) -> Vec<String> {
    let tables = &protections.tables;
    let builders = tables.all().filter_map(Protection::rebuild);
    let builders = builders.map(|by| tables.builder(by));
    let leave = builders.filter(|one| one.go_home().is_some());
    leave.map(|one| label(one.name())).collect()
}

fn label(protection: &str) -> String {
    format!("go-home-{protection}")
}

/// The source of the planned outages of who goes home together.
fn source(
    (application, id): (ApplicationId, HomecomingId),
    (label, stream): (String, String),
    go_home: &GoHome,
) -> Source {
    Source {
        label,
        stream,
        target: Component::Application(application),
        class: Class::Planned,
        arrival: Arrival::GoHome(id),
        effect: Effect::Stops {
            destroys: Share(0.0),
        },
        restoration: Restoration::by_itself(go_home.takes.clone()),
    }
}

impl Homecomings {
    /// Tells each which of the sorted sources is its own.
    pub(super) fn number(&mut self, sources: &[Source]) {
        for (index, source) in sources.iter().enumerate() {
            if let Arrival::GoHome(id) = source.arrival {
                self.all[id.index()].source = SourceId::from_index(index);
            }
        }
    }
}
