//! `role.NAME` of an application: equal VMs of which some must run.
//!
//! Always true here: keys of a VM that stand here hold for its VMs that do not say otherwise.

use super::{crew as crews, vm};
use crate::model::{
    ApplicationId, Blueprint, CrewId, HighAvailabilityId, Law, ProtectingRole, Role, Vm, WORKED_OUT,
};
use crate::scenario::keys::{Bound, Lines, Name, Whole, keys};
use crate::scenario::limit;
use crate::scenario::places::{PlaceNames, crew};
use crate::scenario::problem::ApplicationProblem;
use crate::scenario::protections::Protections;
use crate::scenario::table::Table;
use std::ops::Range;

keys! {
    name: "role", pattern: "role.*", header: "role.NAME = { ... } in [application.NAME]", collapse: true,
    doc: "Equal VMs of which some must run. VMs that `[vm]` or the inventory lists for the role take the place of `count`.",
    handed: vm but [APPLICATION, ROLE], absent: "that of the VM, else of the application";

    COUNT: Whole<1> = "count", "How many VMs; an application states it for its one role.", optional("1, or the VMs that are listed"),
        bounds [Bound::Most(limit::VMS.most)];
    REQUIRED: Whole<1> = "required", "How many of them must serve; an application states it for its one role.", optional("all; 1 where one instance at a time serves"),
        bounds [Bound::Most(limit::VMS.most)];
    STATEFUL: bool = "stateful", "Whether disks hold data that counts.",
        worked_out(WORKED_OUT, Assumed, "true, except where redeployment (none) is the only protection");
    STATELESS: bool = "stateless", "The opposite of `stateful`.", optional("");
    BOOT: Law = "boot", "Time from start to running guest and service.",
        default("{ lognormal = { median = \"5 min\", sigma = 0.8 } }", Assumed, "guest and service; published starts of guests: Linux below 5 min, Windows below 20 min (AWS documentation)");
    VALIDATE: Law = "validate", "Time to check that it works before users are let in.",
        default("0 s", Assumed, "users are let in as soon as the service runs");
    CHECKED_BY: Name<crews::Keys> = "checked_by", "Whose people do the checks of `validate`: one of them for each VM, in the hours of the crew, urgent tiers first.", optional("somebody checks at any hour, however much there is");
}

/// Reads one role whose VMs are read.
pub(in crate::scenario) fn read(
    table: &Table<'_, '_, Keys>,
    name: &str,
    (application, protection): (ApplicationId, ProtectingRole),
    (vms, members): (Range<u32>, &[Vm]),
    (protections, names): (&Protections, &PlaceNames),
) -> Role {
    // Instances that stand in for one another bring no data back when all of them lost it.
    let mut own = members.iter().flat_map(|vm| vm.protection.all());
    let redeployed = own.next().is_some() && !members.iter().any(|vm| vm.protection.keeps_data());
    let stateful = stateful(table, !redeployed);
    let plan = |id: HighAvailabilityId| &protections.tables.high_availabilities[id.index()];
    let together = protection.high_availability.map(plan);
    let one_active = together.is_some_and(|plan| plan.one_active.unwrap_or(stateful));
    let count = vms.end - vms.start;
    let required = required(table, count, one_active);
    if required > count {
        table.problem(
            REQUIRED,
            ApplicationProblem::RequiredTooMany { required, count },
        );
    }
    Role {
        name: name.to_string(),
        application,
        vms,
        required,
        stateful,
        boot: table.get(BOOT),
        validate: table.get(VALIDATE),
        checked_by: checked_by(table, names),
        protection,
        one_active,
    }
}

fn stateful(table: &Table<'_, '_, Keys>, worked_out: bool) -> bool {
    if let Some(stateless) = table.may(STATELESS) {
        if table.node(STATEFUL).is_some() {
            table.problem(
                STATELESS,
                ApplicationProblem::BothStated {
                    keys: [STATEFUL.row.name, STATELESS.row.name],
                    remedy: "leave one of them out",
                },
            );
        }
        table.state(STATEFUL);
        return !stateless;
    }
    table.worked_out(STATEFUL, worked_out)
}

/// Who checks that a role works, where anything is checked.
fn checked_by(table: &Table<'_, '_, Keys>, names: &PlaceNames) -> Option<CrewId> {
    let crew = crew(table, CHECKED_BY, names)?;
    if table.get(VALIDATE).mean() <= 0.0 {
        table.problem(CHECKED_BY, ApplicationProblem::NothingToCheck);
    }
    Some(crew)
}

/// How many VMs of a role must serve.
fn required(table: &Table<'_, '_, Keys>, count: u32, one_active: bool) -> u32 {
    let stated = table.may_count(REQUIRED, limit::VMS);
    if !one_active {
        return stated.unwrap_or(count);
    }
    if stated.is_some_and(|stated| stated != 1) {
        table.problem(REQUIRED, ApplicationProblem::OneServes);
    }
    1
}

/// What the resolved scenario says of a role; its VMs are listed one by one.
pub(in crate::scenario) fn write(role: &Role, blueprint: &Blueprint) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.count(REQUIRED, role.required);
    lines.put(STATEFUL, &role.stateful);
    lines.put(BOOT, &role.boot);
    lines.put(VALIDATE, &role.validate);
    if let Some(id) = role.checked_by {
        lines.name(CHECKED_BY, &blueprint.crew(id).name);
    }
    lines
}
