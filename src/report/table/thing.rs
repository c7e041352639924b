//! Components and resources as a kind and a name, for columns that are filtered and joined.
//!
//! Always true here: kinds are words of a closed list; a name is what the scenario calls it, with numbers
//! behind a slash where it is one of several.

use crate::model::record::Resource;
use crate::model::topology::component_label;
use crate::model::{Blueprint, Component};

/// Kind and name of what a fault hit.
pub(super) fn component(blueprint: &Blueprint, component: Component) -> (&'static str, String) {
    let kind = component.kind();
    if let Component::ControlPlane(id) = component {
        return (kind, blueprint.stamp(id).name.clone());
    }
    let label = component_label(blueprint, component);
    let name = label.strip_prefix(kind).unwrap_or(&label);
    (kind, name.trim_start().to_string())
}

/// Kind and name of what was waited for, or bounded a transfer; empty where nothing was.
pub(super) fn resource(blueprint: &Blueprint, resource: Resource) -> (&'static str, String) {
    let stamp = |id| blueprint.stamp(id).name.clone();
    let repository = |id| blueprint.repository(id).name.clone();
    let role = |id| {
        let role = blueprint.role(id);
        let application = &blueprint.application(role.application).name;
        format!("{application}/{}", role.name)
    };
    match resource {
        Resource::None => ("", String::new()),
        Resource::Return(one) => {
            let (kind, name) = component(blueprint, one);
            ("return", format!("{kind} {name}"))
        }
        Resource::Crew(id) => ("crew", blueprint.crews[id.index()].name.clone()),
        Resource::Capacity(id) => ("memory", stamp(id)),
        Resource::ControlPlane(id) => ("control_plane", stamp(id)),
        Resource::ManagerBatch(id) => ("start_batches", stamp(id)),
        Resource::ClusterBatch(id) => ("cluster_restarts", stamp(id)),
        Resource::Slots(id) => ("repository_slots", repository(id)),
        Resource::Repository(id) => ("repository", repository(id)),
        Resource::RestorePoint => ("restore_point", String::new()),
        Resource::RepositoryRead(id) => ("repository_read", repository(id)),
        Resource::RepositoryWrite(id) => ("repository_write", repository(id)),
        Resource::Uplink(id) => ("uplink", stamp(id)),
        Resource::Link(id) => ("link", blueprint.links[id.index()].name.clone()),
        Resource::Disks => ("vm_disks", String::new()),
        Resource::Replay => ("replay", String::new()),
        Resource::Storage(id) => ("storage", stamp(id)),
        Resource::Volume(id) => {
            let label = crate::model::record::volume_label(blueprint, id);
            let name = label.strip_prefix("volume ").unwrap_or(&label);
            ("volume", name.to_string())
        }
        Resource::Quota(id) => ("quota", stamp(id)),
        Resource::Names => ("names", String::new()),
        Resource::Switch(id) => ("switch_over", role(id)),
        Resource::Majority(id) => ("majority", role(id)),
        Resource::Application(id) => ("application", blueprint.application(id).name.clone()),
        Resource::Part(id) => ("part", blueprint.parts(id).name.clone()),
        Resource::CleanPlace => ("clean_place", String::new()),
        Resource::Shipment(id) => ("shipment", repository(id)),
        Resource::Scan => ("scan", String::new()),
        Resource::ScanFarm => ("scan_farm", String::new()),
    }
}
