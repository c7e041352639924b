//! Writes applications, roles and VMs.
//!
//! Always true here: what roles and VMs inherit is written out; VMs are listed one by one.

use super::super::names::natural;
use super::super::text::Churn;
use super::{Writer, list, quote, quoted};
use crate::model::{Blueprint, Objective, Objectives, SetKind, Vm};

impl Writer<'_> {
    pub(super) fn applications(&mut self) {
        let blueprint = self.blueprint;
        for application in &blueprint.applications {
            let mut keys = vec![("tier", application.tier.to_string())];
            if !application.owner.is_empty() {
                keys.push(("owner", quote(&application.owner)));
            }
            if !application.needs.is_empty() {
                let mut names: Vec<&str> = application
                    .needs
                    .iter()
                    .map(|id| blueprint.application(*id).name.as_str())
                    .collect();
                names.sort_by(|a, b| natural(a, b));
                keys.push(("needs", list(&names)));
            }
            objectives(&application.rto, "rto", "rto_share", &mut keys);
            objectives(&application.rpo, "rpo", "rpo_share", &mut keys);
            if let Some(availability) = application.availability {
                keys.push(("availability", quoted(availability)));
            }
            if application.expendable {
                keys.push(("expendable", "true".to_string()));
            }
            self.table(&["application", &application.name], keys);
            for role in
                &blueprint.roles[application.roles.start as usize..application.roles.end as usize]
            {
                let keys = vec![
                    ("required", role.required.to_string()),
                    ("stateful", role.stateful.to_string()),
                    ("boot", self.law(&role.boot)),
                    ("validate", self.law(&role.validate)),
                ];
                self.table(
                    &["application", &application.name, "role", &role.name],
                    keys,
                );
            }
        }
    }

    pub(super) fn vms(&mut self) {
        let blueprint = self.blueprint;
        let lines: Vec<(String, String)> = blueprint
            .vms
            .iter()
            .zip(
                self.parts
                    .applications
                    .churns
                    .iter()
                    .zip(&self.parts.applications.growths),
            )
            .map(|(vm, changes)| (vm.name.clone(), vm_line(blueprint, vm, changes)))
            .collect();
        let keys = lines
            .iter()
            .map(|(name, line)| (name.as_str(), line.clone()))
            .collect();
        self.table(&["vm"], keys);
    }
}

fn objectives(
    objectives: &Objectives,
    key: &'static str,
    share_key: &'static str,
    keys: &mut Vec<(&'static str, String)>,
) {
    let stated = objectives.by_class.first().map(|(_, objective)| objective);
    let Some(first) = objectives.default.as_ref().or(stated) else {
        return;
    };
    keys.push((share_key, quoted(first.target)));
    let text = |objective: &Objective| quoted(objective.limit);
    if objectives.by_class.is_empty() {
        keys.push((key, text(first)));
        return;
    }
    let mut parts = Vec::new();
    if let Some(objective) = &objectives.default {
        parts.push(format!("default = {}", text(objective)));
    }
    for (class, objective) in &objectives.by_class {
        parts.push(format!("{} = {}", class.name(), text(objective)));
    }
    parts.sort();
    keys.push((key, format!("{{ {} }}", parts.join(", "))));
}

fn vm_line(blueprint: &Blueprint, vm: &Vm, (churn, growth): (&Churn, &Option<Churn>)) -> String {
    let mut protections = Vec::new();
    if let Some(id) = vm.backup {
        protections.push(blueprint.backup(id).name.as_str());
    }
    if let Some(id) = blueprint.role(vm.role).high_availability {
        protections.push(blueprint.high_availability(id).name.as_str());
    }
    if let Some(id) = vm.redeploy {
        protections.push(blueprint.redeploy(id).name.as_str());
    }
    if let Some(id) = vm.replication {
        protections.push(blueprint.replication(id).name.as_str());
    }
    let set = match vm.set_kind {
        SetKind::Single => "single",
        SetKind::AvailabilitySet => "availability_set",
        SetKind::ScaleSet => "scale_set",
    };
    let size = if vm.size == "custom" {
        format!("memory = {}", quoted(vm.memory))
    } else {
        format!("size = {}", quote(&vm.size))
    };
    let mut parts = vec![
        format!(
            "application = {}",
            quote(&blueprint.application(vm.application).name)
        ),
        format!("churn = {}", quote(&churn.text())),
        format!("disks = {}", vm.disks),
        format!("protection = {}", list(&protections)),
        format!("role = {}", quote(&blueprint.role(vm.role).name)),
        format!("set = {}", quote(set)),
        size,
        format!("stamp = {}", quote(&blueprint.stamp(vm.stamp).name)),
        format!("used = {}", quoted(vm.used)),
    ];
    if let Some(growth) = growth {
        parts.push(format!("growth = {}", quote(&growth.text())));
    }
    parts.sort();
    format!("{{ {} }}", parts.join(", "))
}
