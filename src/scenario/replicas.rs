//! What follows from the replications: groups, hot standbys, and the sources of failbacks.
//!
//! Always true here: groups are sorted by replication, application and stamp, standbys by VM; a
//! group that goes back has exactly one source.

use super::applications::Applications;
use super::protections::Protections;
use crate::model::{
    Application, ApplicationId, Arrival, Class, Component, Effect, GroupId, Replication,
    ReplicationGroup, ReplicationId, Restoration, Source, SourceId, Stamp, StampId, Standby, VmId,
};
use crate::units::Share;
use std::collections::BTreeMap;

/// All replicas.
#[derive(Clone, Default)]
pub(super) struct Replicas {
    pub(super) groups: Vec<ReplicationGroup>,
    pub(super) standbys: Vec<Standby>,
    /// Labels of failbacks, also of those that no VM uses.
    pub(super) labels: Vec<String>,
    /// Sources of what follows from other faults, until they are put among the others.
    pub(super) followers: Vec<Source>,
}

/// Works out all replicas.
pub(super) fn read(
    stamps: &[Stamp],
    protections: &Protections,
    applications: &Applications,
) -> Replicas {
    let mut sorted: BTreeMap<(ReplicationId, ApplicationId, StampId), Vec<VmId>> = BTreeMap::new();
    let mut replicas = Replicas::default();
    for (index, vm) in applications.vms.iter().enumerate() {
        let Some(id) = vm.protection.replication else {
            continue;
        };
        let vm_id = VmId::from_index(index);
        let key = (id, vm.application, vm.stamp);
        sorted.entry(key).or_default().push(vm_id);
        let replication = &protections.tables.replications[id.index()];
        if replication.hot && protections.replication_has_target[id.index()] {
            replicas.standbys.push(Standby {
                vm: vm_id,
                stamp: replication.to,
                memory: vm.memory,
            });
        }
    }
    let goes_back = |replication: &&Replication| replication.failback.is_some();
    replicas.labels = protections
        .tables
        .replications
        .iter()
        .filter(goes_back)
        .map(label)
        .collect();
    for ((replication, application, from), vms) in sorted {
        let group = GroupId::from_index(replicas.groups.len());
        let plan = &protections.tables.replications[replication.index()];
        let owner = applications.applications.get(application.index());
        if let (Some(owner), Some(stamp)) = (owner, stamps.get(from.index())) {
            let source = failback(plan, (application, owner), stamp, group);
            replicas.followers.extend(source);
        }
        replicas.groups.push(ReplicationGroup {
            replication,
            application,
            from,
            vms,
            failback: None,
        });
    }
    replicas
}

fn label(replication: &Replication) -> String {
    format!("failback-{}", replication.name)
}

/// The source of the planned returns of a group, if it returns.
fn failback(
    replication: &Replication,
    (id, application): (ApplicationId, &Application),
    from: &Stamp,
    group: GroupId,
) -> Option<Source> {
    let failback = replication.failback.as_ref()?;
    Some(Source {
        label: label(replication),
        stream: format!(
            "failback/{}/{}/{}",
            replication.name, application.name, from.name
        ),
        target: Component::Application(id),
        class: Class::Planned,
        arrival: Arrival::Failback(group),
        effect: Effect::Stops {
            destroys: Share(0.0),
        },
        restoration: Restoration::by_itself(failback.takes.clone()),
    })
}

impl Replicas {
    /// Tells each group which of the sorted sources is its own.
    pub(super) fn number_failbacks(&mut self, sources: &[Source]) {
        for (index, source) in sources.iter().enumerate() {
            if let Arrival::Failback(group) = source.arrival {
                self.groups[group.index()].failback = Some(SourceId::from_index(index));
            }
        }
    }
}
