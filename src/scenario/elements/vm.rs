//! `[vm.NAME]`, and rows of the inventory: one VM.
//!
//! Always true here: keys of a VM but its application and role can stand with its role and application as well.

use super::{protection, stamp};
use crate::model::size;
use crate::model::{
    ApplicationId, Blueprint, Protecting, Protection, RoleId, SetKind, StampId, Vm,
};
use crate::scenario::keys::{
    Bound, Form, Kind, Lines, Name, Names, Size, Whole, keys, quote, words,
};
use crate::scenario::limit;
use crate::scenario::problem::{ApplicationProblem, Known, NameProblem};
use crate::scenario::table::Table;
use crate::scenario::text::Churn;
use crate::scenario::value::label;
use crate::units::Bytes;

keys! {
    name: "vm", pattern: "vm.*", header: "[vm.NAME]", collapse: true,
    doc: "One VM; the inventory has a row for each, with these keys as columns. What is left out here is what its role says, else its application, else what stands in the last column.";

    APPLICATION: Above = "application", "Its application.", required;
    ROLE: String = "role", "Its role; a role that the application does not define comes into being.", optional("main");
    SIZE: Size = "size", "VM size.",
        default("DS3_v2", Assumed, "4 cores and 14 GiB: a middling server; sizes differ much between sites");
    MEMORY: Bytes = "memory", "Memory, in place of a size.", optional("that of the size"),
        bounds [Bound::NotZero];
    DISKS: Whole<1> = "disks", "Number of disks.",
        default("1", Assumed, "a guess: one disk for each VM; more disks move more bytes at once"),
        bounds [Bound::Most(limit::SMALL_COUNT.most)];
    USED: Bytes = "used", "Bytes in use on them.",
        default("100 GiB", Assumed, "depends on what the VM does");
    CHURN: Churn = "churn", "How fast they change.",
        default("5 %/day", SecondHand, "Veeam best practice: 2 to 5 % a day is typical, databases up to 30 to 50 %");
    GROWTH: Churn = "growth", "How fast its volume gets fuller.", optional("no growth");
    STAMP: Name<stamp::Keys> = "stamp", "Where it runs.", optional("the only stamp");
    SET: SetKind = "set", "Availability set, scale set, or single; VMs of a role with the same kind form one set.", optional("single");
    MIGRATES: bool = "migrates", "Whether it goes to another node by live migration where its own is drained for planned work. Where not, it stops with the node and starts again on another one: VMs with GPUs are down during patch and update and replacement of hardware (Azure Stack Hub documentation, GPU VMs).", optional("true");
    PROTECTION: Names<protection::Keys> = "protection", "How it survives; [] for not at all.", optional("none");
}

/// The name of an application: its table has the keys of a VM, and so knows this file.
pub(in crate::scenario) enum Above {}

impl Form for Above {
    const KIND: Kind = Kind::NameOf("application");
}

words!(SetKind { "single" => Single, "availability_set" => AvailabilitySet, "scale_set" => ScaleSet });

/// The size of a VM whose memory is stated.
const CUSTOM: &str = "custom";

/// A VM with what changes on its disks, as it was stated.
pub(in crate::scenario) struct Read {
    pub(in crate::scenario) vm: Vm,
    pub(in crate::scenario) churn: Churn,
    pub(in crate::scenario) growth: Option<Churn>,
}

/// Reads one VM; its stamp, set and protections are those of the first stamp, of none, and none until they are
/// looked up.
pub(in crate::scenario) fn read(
    table: &Table<'_, '_, Keys>,
    name: &str,
    (role, application): (RoleId, ApplicationId),
) -> Read {
    let (size, memory) = size_of(table);
    let used = table.get(USED);
    let churn = table.get(CHURN);
    let growth = table.may(GROWTH);
    let vm = Vm {
        name: name.to_string(),
        role,
        application,
        stamp: StampId(0),
        size,
        memory,
        disks: table.get_count(DISKS, limit::SMALL_COUNT),
        used,
        churn: churn.rate(used),
        set: None,
        set_kind: table.may(SET).unwrap_or(SetKind::Single),
        protection: Protecting::default(),
        backup_order: 0,
        growth: growth.map_or(0.0, |growth| growth.rate(used)),
        migrates: table.may(MIGRATES).unwrap_or(true),
    };
    Read { vm, churn, growth }
}

/// Size and memory: one of the two is stated, or the size has its default.
fn size_of(table: &Table<'_, '_, Keys>) -> (String, Bytes) {
    if let Some(memory) = table.may(MEMORY) {
        if table.node(SIZE).is_some() {
            table.problem(
                MEMORY,
                ApplicationProblem::BothStated {
                    keys: [SIZE.row.name, MEMORY.row.name],
                    remedy: "leave one of them out",
                },
            );
        }
        if memory.0 == 0 {
            table.problem(MEMORY, ApplicationProblem::VmWithoutMemory);
        }
        return (CUSTOM.to_string(), memory);
    }
    let fallback = (CUSTOM.to_string(), Bytes::gib(1));
    table.get_as(SIZE, fallback, |node| {
        let name = label(node)?;
        size::find(name)
            .map(|size| (size.name.to_string(), size.memory()))
            .ok_or_else(|| {
                let known: Vec<&str> = size::SIZES.iter().map(|size| size.name).collect();
                NameProblem::NotASize {
                    name: name.to_string(),
                    known: Known::in_place_of(name, &known),
                }
                .into()
            })
    })
}

/// What the resolved scenario says of a VM whose disks change like this.
pub(in crate::scenario) fn write(
    vm: &Vm,
    (churn, growth): (&Churn, Option<&Churn>),
    blueprint: &Blueprint,
) -> Lines<Keys> {
    let role = blueprint.role(vm.role);
    // By the names of their kinds.
    let mut own: Vec<Protection> = blueprint.protecting(vm).collect();
    own.sort_by_key(|one| one.word());
    let own = own
        .into_iter()
        .map(|one| blueprint.protections.of(one).name());
    let protections: Vec<&str> = own.collect();
    let mut lines = Lines::new();
    lines.toml(
        APPLICATION,
        quote(&blueprint.application(vm.application).name),
    );
    lines.put(CHURN, churn);
    lines.count(DISKS, vm.disks);
    lines.names(PROTECTION, &protections);
    lines.put(ROLE, &role.name);
    lines.put(SET, &vm.set_kind);
    if vm.size == CUSTOM {
        lines.put(MEMORY, &vm.memory);
    } else {
        lines.toml(SIZE, quote(&vm.size));
    }
    lines.name(STAMP, &blueprint.stamp(vm.stamp).name);
    lines.put(USED, &vm.used);
    lines.put_maybe(GROWTH, growth);
    if !vm.migrates {
        lines.put(MIGRATES, &false);
    }
    lines
}
