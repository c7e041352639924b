//! Reads applications, their roles and VMs, with keys handed down from application to role to VM.
//!
//! Always true here: roles of an application and VMs of a role come out consecutive and in natural
//! order; every VM has its size, amounts and stamp.

mod advice;
mod instances;

use super::context::Context;
use super::elements::{application, role, vm};
use super::inventory::{self, Listed};
use super::keys::{Element, KeyOf};
use super::limit;
use super::names::{Named, check_name, look_up, named, natural};
use super::places::Places;
use super::problem::{ApplicationProblem, Known, NameProblem, OverLimit};
use super::protections::Protections;
use super::table::Table;
use super::text::Churn;
use super::tree::{Item, Node, Spot, Tree};
use super::value::label;
use crate::model::{
    Application, ApplicationId, ProtectingRole, Role, RoleId, SetId, SetKind, StampId, Vm,
};
use instances::Instance;
use std::collections::BTreeMap;

/// All applications with what they consist of.
#[derive(Default)]
pub(super) struct Applications {
    pub(super) applications: Vec<Application>,
    pub(super) application_spots: Vec<Spot>,
    pub(super) roles: Vec<Role>,
    pub(super) vms: Vec<Vm>,
    /// Churn of each VM as it was stated.
    pub(super) churns: Vec<Churn>,
    /// Growth of each VM as it was stated, if it was.
    pub(super) growths: Vec<Option<Churn>>,
    pub(super) vm_spots: Vec<Spot>,
    pub(super) sets: u32,
    pub(super) names: Vec<String>,
    /// From where intruders reach each of them, as it was stated.
    pub(super) reached_by: Vec<Option<Node>>,
}

/// Reads all applications.
pub(super) fn read(
    context: &Context<'_>,
    top: &Tree,
    places: &Places,
    protections: &Protections,
) -> Applications {
    let tables = named(context, top, application::Keys::NAME, limit::APPLICATIONS);
    let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    let listed = inventory::read(context, top);
    let names_of_rows = listed.iter().map(|vm| (vm.name.clone(), vm.spot.clone()));
    let mut reader = Reader {
        listed: names_of_rows.collect(),
        context,
        places,
        protections,
        expendable: false,
        stated_stamp: None,
        instances: Vec::new(),
        too_many: false,
        out: Applications {
            names,
            ..Applications::default()
        },
    };
    let names = &reader.out.names;
    let mut listed = by_application(context, listed, names);
    for table in &tables {
        let vms = listed.remove(&table.name).unwrap_or_default();
        reader.application(table, vms);
    }
    reader.number_backups();
    reader.out
}

/// Listed VMs under the names of their applications.
fn by_application(
    context: &Context<'_>,
    listed: Vec<Listed>,
    names: &[String],
) -> BTreeMap<String, Vec<Listed>> {
    let mut sorted: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
    let mut unknown = 0;
    for vm in listed {
        let Some(node) = vm.tree.get(vm::APPLICATION.row.name) else {
            context.problem(
                &vm.spot,
                NameProblem::NoApplication {
                    vm: vm.name.clone(),
                },
            );
            continue;
        };
        let found = label(node).and_then(|name| {
            let known = names.binary_search_by(|known| natural(known, name)).is_ok();
            if !known && unknown > limit::ISSUES.most {
                // Help with thousands of wrong names would take minutes, and nobody reads it.
                return Err(NameProblem::Undefined {
                    kind: application::Keys::NAME.to_string(),
                    name: name.to_string(),
                    known: Known::all(names),
                }
                .into());
            }
            Ok(look_up(names, name, application::Keys::NAME)?)
        });
        match found {
            Ok(index) => sorted.entry(names[index].clone()).or_default().push(vm),
            Err(problem) => {
                context.problem(&node.spot, problem);
                unknown += 1;
                // The rest of the row is checked as if the nearest name had been meant, where anybody will read it.
                if unknown <= limit::ISSUES.most
                    && let Some(name) = nearest(names, label(node).unwrap_or_default())
                {
                    sorted.entry(name.clone()).or_default().push(vm);
                }
            }
        }
    }
    sorted
}

/// The name most like this one.
fn nearest<'n>(names: &'n [String], wanted: &str) -> Option<&'n String> {
    let likeness = |name: &str| strsim::jaro_winkler(name, wanted);
    names
        .iter()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)))
}

struct Reader<'a, 'f> {
    context: &'a Context<'f>,
    /// Names of the VMs that are listed, and where they stand.
    listed: BTreeMap<String, Spot>,
    places: &'a Places,
    protections: &'a Protections,
    /// Whether the application that is being read is expendable.
    expendable: bool,
    /// Where the role that is being read says on which stamp it is.
    stated_stamp: Option<Spot>,
    /// By VM.
    instances: Vec<Instance>,
    /// Whether there are more VMs than a scenario may have.
    too_many: bool,
    out: Applications,
}

impl Reader<'_, '_> {
    fn application(&mut self, named: &Named<'_>, listed: Vec<Listed>) {
        let table = Table::named(self.context, named);
        let id = ApplicationId::from_index(self.out.applications.len());
        let (first_role, first_vm) = (self.out.roles.len() as u32, self.out.vms.len() as u32);
        let expendable = table.may(application::EXPENDABLE).unwrap_or(false);
        self.expendable = expendable;
        self.roles(&table, &named.name, id, listed);
        let roles = first_role..self.out.roles.len() as u32;
        let vms = first_vm..self.out.vms.len() as u32;
        let names = &self.out.names;
        let application = application::read(&table, &named.name, (roles, vms), expendable, names);
        self.objective_lints(&table, &application);
        self.out.applications.push(application);
        let stated = table.node(application::REACHED_BY).cloned();
        self.out.reached_by.push(stated);
        self.out.application_spots.push(named.spot.clone());
    }

    /// The roles that are defined, those that listed VMs name, or one role named `main`.
    fn roles(
        &mut self,
        table: &Table<'_, '_, application::Keys>,
        application: &str,
        id: ApplicationId,
        listed: Vec<Listed>,
    ) {
        let empty = Tree::default();
        let mut trees: Vec<(String, &Tree, Spot)> = Vec::new();
        for role in named(self.context, table.tree, role::Keys::NAME, limit::VMS) {
            trees.push((role.name, role.tree, role.spot));
        }
        let defined = !trees.is_empty();
        let mut vms: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
        for vm in listed {
            let role = match vm.tree.get(vm::ROLE.row.name) {
                Some(node) => label(node).unwrap_or(MAIN).to_string(),
                None if trees.len() == 1 => trees[0].0.clone(),
                None => MAIN.to_string(),
            };
            if !trees.iter().any(|(name, ..)| *name == role) {
                let spot = vm
                    .tree
                    .get(vm::ROLE.row.name)
                    .map_or(&vm.spot, |node| &node.spot);
                check_name(self.context, &role, role::Keys::NAME, spot);
                trees.push((role.clone(), &empty, vm.spot.clone()));
            }
            vms.entry(role).or_default().push(vm);
        }
        if trees.is_empty() {
            trees.push((MAIN.to_string(), &empty, table.spot.clone()));
        }
        trees.sort_by(|a, b| natural(&a.0, &b.0));
        if defined || trees.len() > 1 {
            only_of_one_role(table, role::COUNT.handed());
            only_of_one_role(table, role::REQUIRED.handed());
        }
        for (name, tree, spot) in &trees {
            let handed = |key: &str| {
                let one = trees.len() == 1 && !defined;
                let of_one = [role::COUNT.row.name, role::REQUIRED.row.name].contains(&key);
                is_of::<role::Keys>(key) && (one || !of_one) && !contradicted(tree, key)
            };
            let merged = tree.over(table.tree, handed);
            // What an application with several roles says holds for those that say nothing else.
            let one = trees.len() == 1 && !defined;
            let stamp = tree.get(vm::STAMP.row.name);
            let stamp = stamp.or(table.node(vm::STAMP.handed()).filter(|_| one));
            self.stated_stamp = stamp.map(|node| node.spot.clone());
            let path = format!("application.{application}.role.{name}");
            let role = Table::new(self.context, path, &merged, spot);
            self.role(
                &role,
                application,
                name,
                id,
                vms.remove(name).unwrap_or_default(),
            );
        }
    }

    fn role(
        &mut self,
        table: &Table<'_, '_, role::Keys>,
        application: &str,
        name: &str,
        id: ApplicationId,
        listed: Vec<Listed>,
    ) {
        let role_id = RoleId::from_index(self.out.roles.len());
        let first = self.out.vms.len() as u32;
        let count = self.count(table, listed.len());
        if listed.is_empty() {
            self.counted_vms(table, application, name, (role_id, id), count);
        }
        for vm in listed {
            let handed = |key: &str| is_of::<vm::Keys>(key) && !contradicted(&vm.tree, key);
            let tree = vm.tree.over(table.tree, handed);
            let path = format!("vm.{}", vm.name);
            let row = Table::new(self.context, path, &tree, &vm.spot);
            self.vm(
                &row,
                &vm.name,
                (role_id, id),
                vm.tree.get(vm::STAMP.row.name).is_some(),
            );
            self.out.vm_spots.push(vm.spot);
        }
        let last = self.out.vms.len() as u32;
        let protection = self.protection_of_role(table, first as usize..last as usize);
        self.number_sets(first, last);
        let members = &self.out.vms[first as usize..last as usize];
        let owner = (id, protection);
        let role = role::read(
            table,
            name,
            owner,
            (first..last, members),
            (self.protections, &self.places.names),
        );
        self.role_lints(table, &role, members);
        self.instance_lints(table, &role, members);
        self.out.roles.push(role);
    }

    /// Equal VMs, read once.
    fn counted_vms(
        &mut self,
        table: &Table<'_, '_, role::Keys>,
        application: &str,
        role: &str,
        (role_id, id): (RoleId, ApplicationId),
        count: u32,
    ) {
        let mut tree = Tree::default().over(table.tree, is_of::<vm::Keys>);
        // The section of a VM wants its application; it is this one.
        tree.entries.insert(
            vm::APPLICATION.row.name.to_string(),
            named_entry(application, &table.spot),
        );
        let path = format!("vm.{application}/{role}/1");
        let row = Table::new(self.context, path, &tree, &table.spot);
        self.vm(&row, "", (role_id, id), false);
        let others = (2..=count).map(|number| format!("vm.{application}/{role}/{number}"));
        self.context
            .assume_alike(&row.path, &others.collect::<Vec<String>>());
        let (vm, churn) = (self.out.vms.pop(), self.out.churns.pop());
        let (growth, instance) = (self.out.growths.pop(), self.instances.pop());
        let (Some(vm), Some(churn), Some(growth), Some(instance)) = (vm, churn, growth, instance)
        else {
            return;
        };
        for number in 1..=count {
            let name = format!("{application}/{role}/{number}");
            if let Some(spot) = self.listed.get(&name) {
                self.context.problem(
                    spot,
                    NameProblem::ListedAndCounted {
                        vm: name.clone(),
                        number,
                        role: role.to_string(),
                        application: application.to_string(),
                    },
                );
            }
            self.out.vms.push(Vm { name, ..vm.clone() });
            self.out.churns.push(churn);
            self.out.growths.push(growth);
            self.instances.push(instance);
            self.out.vm_spots.push(table.spot.clone());
        }
    }

    fn count(&mut self, table: &Table<'_, '_, role::Keys>, listed: usize) -> u32 {
        let stated = table.may_count(role::COUNT, limit::VMS);
        if let Some(stated) = stated
            && listed > 0
            && stated as usize != listed
        {
            table.problem(
                role::COUNT,
                ApplicationProblem::CountDiffers {
                    count: stated,
                    listed,
                },
            );
        }
        let count = stated.unwrap_or(1);
        let sum = self.out.vms.len() as u64 + u64::from(count);
        if sum <= limit::VMS.most {
            return count;
        }
        // The first role that is too many says it for those after it.
        if !self.too_many {
            self.too_many = true;
            self.context.problem(
                &table.spot_of(role::COUNT),
                OverLimit::Count {
                    count: sum,
                    things: "VMs",
                    limit: limit::VMS,
                },
            );
        }
        1
    }

    fn vm(
        &mut self,
        table: &Table<'_, '_, vm::Keys>,
        name: &str,
        owner: (RoleId, ApplicationId),
        own_stamp: bool,
    ) {
        let vm::Read {
            mut vm,
            churn,
            growth,
        } = vm::read(table, name, owner);
        let instance = Instance {
            protection: self.protect(table, &mut vm),
            own_stamp,
            own_set: table.node(vm::SET).is_some(),
        };
        if own_stamp || !self.is_spread(instance) {
            let stamps = &self.places.names.stamp;
            vm.stamp = StampId::from_index(table.name_or_the_only(vm::STAMP, stamps));
        }
        self.out.vms.push(vm);
        self.out.churns.push(churn);
        self.out.growths.push(growth);
        self.instances.push(instance);
    }

    /// Gives a VM its protections; what is left is of its role.
    fn protect(&self, table: &Table<'_, '_, vm::Keys>, vm: &mut Vm) -> ProtectingRole {
        let mut of_role = ProtectingRole::default();
        let protections = table.names_of(vm::PROTECTION, &self.protections.names);
        let kinds = protections.unwrap_or_default().into_iter();
        for one in kinds.filter_map(|index| self.protections.kinds[index]) {
            if vm.protection.add(one, &mut of_role) {
                table.problem(vm::PROTECTION, ApplicationProblem::TwoOfOneKind);
            }
        }
        of_role
    }

    /// VMs of a role with the same kind of set form one set.
    fn number_sets(&mut self, first: u32, last: u32) {
        for kind in [SetKind::AvailabilitySet, SetKind::ScaleSet] {
            let mut set = None;
            for vm in &mut self.out.vms[first as usize..last as usize] {
                if vm.set_kind == kind {
                    let id = *set.get_or_insert_with(|| {
                        self.out.sets += 1;
                        SetId(self.out.sets - 1)
                    });
                    vm.set = Some(id);
                }
            }
        }
    }

    fn number_backups(&mut self) {
        let mut next = vec![0_u32; self.protections.tables.backups.len()];
        for vm in &mut self.out.vms {
            if let Some(backup) = vm.protection.backup {
                vm.backup_order = next[backup.index()];
                next[backup.index()] += 1;
            }
        }
    }
}

/// The role of VMs that name none.
const MAIN: &str = "main";

/// Keys that a table and the one below it both have are handed down.
fn is_of<E: Element>(key: &str) -> bool {
    E::SECTION.key(key).is_some()
}

/// Keys that say the same in other words.
const EITHER: [[&str; 2]; 2] = [
    [vm::SIZE.row.name, vm::MEMORY.row.name],
    [role::STATEFUL.row.name, role::STATELESS.row.name],
];

/// Whether a table says in its own words what a key that is handed down would say.
fn contradicted(own: &Tree, key: &str) -> bool {
    let pair = EITHER.iter().find(|pair| pair.contains(&key));
    pair.is_some_and(|pair| pair.iter().any(|key| own.get(key).is_some()))
}

fn only_of_one_role(table: &Table<'_, '_, application::Keys>, key: impl KeyOf<application::Keys>) {
    table.refuse(key, ApplicationProblem::KeyOfRole { key: key.name() });
}

fn named_entry(name: &str, spot: &Spot) -> super::tree::Entry {
    super::tree::Entry {
        key_spot: spot.clone(),
        node: Node {
            item: Item::Text(name.to_string()),
            spot: spot.clone(),
        },
    }
}
