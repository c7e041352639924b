//! Coverage: which VMs are protected, on purpose not, by omission not, and needlessly.
//!
//! Always true here: every VM is counted in exactly one of the first three columns; what is
//! protected needlessly is part of what is protected.

use super::super::page::{Block, Section, cell, head, table, text};
use super::super::words;
use super::Source;
use crate::model::outcome::Outcome;
use crate::model::{Application, BackupScope, Blueprint, Keeps, Protection, SetKind, Vm};
use crate::units::number;
use crate::units::{Span, YEAR};

/// How a VM is covered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cover {
    /// It has a backup, a replica, or instances that stand in for it.
    Protected,
    /// It has none of these, and a redeployment or the word `expendable` says that this is meant.
    OnPurpose,
    /// Nothing brings it back.
    Omitted,
}

/// VMs of one application.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) protected: usize,
    pub(crate) on_purpose: usize,
    pub(crate) omitted: usize,
    /// Of the omitted, those that hold data.
    pub(crate) omitted_stateful: usize,
    /// Of those on purpose, those that hold data: they come back empty.
    pub(crate) empty: usize,
    /// Of the protected, stateless ones.
    pub(crate) needless_stateless: usize,
    /// Of the protected, members of sets that are backed up as whole VMs.
    pub(crate) needless_set: usize,
    /// Of the protected, those that hold data and have no backup: what copies at once copies
    /// corruption at once.
    pub(crate) corruptible: usize,
}

impl Counts {
    fn all(&self) -> usize {
        self.protected + self.on_purpose + self.omitted
    }
    fn needless(&self) -> usize {
        self.needless_stateless + self.needless_set
    }
    fn add(&mut self, other: &Counts) {
        self.protected += other.protected;
        self.on_purpose += other.on_purpose;
        self.omitted += other.omitted;
        self.omitted_stateful += other.omitted_stateful;
        self.empty += other.empty;
        self.needless_stateless += other.needless_stateless;
        self.needless_set += other.needless_set;
        self.corruptible += other.corruptible;
    }
}

/// How one VM is covered.
pub(crate) fn cover(blueprint: &Blueprint, application: &Application, vm: &Vm) -> Cover {
    let mut all = blueprint.protecting(vm).map(Protection::keeps).peekable();
    let protected = all.peek().is_some();
    if all.any(|kept| kept != Keeps::Nothing) {
        Cover::Protected
    } else if protected || application.expendable {
        Cover::OnPurpose
    } else {
        Cover::Omitted
    }
}

/// Why a protection is needless.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needless {
    Set,
    Stateless,
}

/// High availability is for service as well as for data, so that no role has it needlessly; a replica
/// of what holds no data only where a redeployment would do.
fn needless(blueprint: &Blueprint, vm: &Vm) -> Option<Needless> {
    let stateful = blueprint.role(vm.role).stateful;
    let own = &vm.protection;
    let scope = own.backup.map(|id| blueprint.backup(id).scope);
    if vm.set_kind != SetKind::Single && scope == Some(BackupScope::Vm) {
        return Some(Needless::Set);
    }
    let redeployed = own.keep(Keeps::Copy) && own.keep(Keeps::Nothing);
    let needless = !stateful && (own.keep(Keeps::Points) || redeployed);
    needless.then_some(Needless::Stateless)
}

/// What backups that nobody needs cost in a year: hours of protection, jobs, bytes moved. A backup
/// counts jobs and bytes over all of its VMs: bytes are shared out by the data in use.
fn needless_cost(blueprint: &Blueprint, outcome: &Outcome) -> Option<String> {
    let years = f64::from(outcome.trials) * outcome.horizon_s / Span(YEAR).as_seconds();
    let (mut vms, mut jobs, mut bytes) = (0_u32, 0.0, 0.0);
    for (index, one) in outcome.backups.iter().enumerate() {
        let (mut all, mut own) = ((0_u32, 0.0), (0_u32, 0.0));
        for vm in &blueprint.vms {
            if vm.protection.backup.is_some_and(|id| id.index() == index) {
                let used = vm.used.0 as f64;
                all = (all.0 + 1, all.1 + used);
                if needless(blueprint, vm).is_some() {
                    own = (own.0 + 1, own.1 + used);
                }
            }
        }
        if own.0 > 0 && years > 0.0 {
            vms += own.0;
            jobs += one.tally.due as f64 / years * f64::from(own.0) / f64::from(all.0);
            bytes += one.tally.bytes as f64 / years * if all.1 > 0.0 { own.1 / all.1 } else { 0.0 };
        }
    }
    (vms > 0).then(|| {
        format!(
            "{} protected needlessly: {} hours of protection a year, about {} and {} \
             moved (bytes by share of the data in use).",
            words::counted(vms as usize, "VM is", "VMs are"),
            number::count(u64::from(vms) * 8_760),
            words::many((jobs + 0.5) as u64, "backup job", "backup jobs"),
            number::bytes(bytes),
        )
    })
}

/// All VMs, counted, in one line.
pub(crate) fn line(blueprint: &Blueprint) -> String {
    let mut total = Counts::default();
    for application in &blueprint.applications {
        total.add(&counts(blueprint, application));
    }
    format!(
        "{} of {} protected ({} needlessly), {} unprotected on purpose, {} by omission",
        total.protected,
        words::counted(total.all(), "VM", "VMs"),
        total.needless(),
        total.on_purpose,
        total.omitted
    )
}

/// The VMs of an application, counted.
pub(crate) fn counts(blueprint: &Blueprint, application: &Application) -> Counts {
    let mut made = Counts::default();
    for vm in &blueprint.vms[application.vms.start as usize..application.vms.end as usize] {
        let stateful = blueprint.role(vm.role).stateful;
        match cover(blueprint, application, vm) {
            Cover::Protected => {
                made.protected += 1;
                made.corruptible += usize::from(stateful && !vm.protection.keep(Keeps::Points));
                match needless(blueprint, vm) {
                    Some(Needless::Set) => made.needless_set += 1,
                    Some(Needless::Stateless) => made.needless_stateless += 1,
                    None => {}
                }
            }
            Cover::OnPurpose => {
                made.on_purpose += 1;
                made.empty += usize::from(stateful && !application.expendable);
            }
            Cover::Omitted => {
                made.omitted += 1;
                made.omitted_stateful += usize::from(stateful);
            }
        }
    }
    made
}

pub(crate) fn section(source: &Source<'_>) -> Section {
    let blueprint = source.blueprint;
    let mut total = Counts::default();
    let mut rows = vec![];
    for application in &blueprint.applications {
        let one = counts(blueprint, application);
        total.add(&one);
        rows.push(row(&words::clean(&application.name), &one));
    }
    if rows.len() > 1 {
        rows.push(row("All applications", &total));
    }
    let mut blocks = sentences(&total);
    blocks.extend(needless_cost(blueprint, source.outcome).map(text));
    blocks.extend(table(
        "Coverage of VMs",
        &[
            "Application",
            "#VMs",
            "#Protected",
            "#Unprotected on purpose",
            "#By omission",
            "#Needlessly protected",
        ],
        rows,
    ));
    Section {
        id: "coverage".into(),
        title: "Coverage".into(),
        new_page: false,
        blocks,
    }
}

fn row(name: &str, one: &Counts) -> Vec<super::super::page::Cell> {
    let figure = |count: usize| cell(count.to_string());
    let omitted = figure(one.omitted);
    let purpose = figure(one.on_purpose);
    let needless = figure(one.needless());
    let protected = figure(one.protected);
    vec![
        head(name),
        figure(one.all()),
        if one.corruptible > 0 {
            protected.detail(format!("{} not against corruption", one.corruptible))
        } else {
            protected
        },
        if one.empty > 0 {
            purpose.detail(format!("{} come back empty", one.empty))
        } else {
            purpose
        },
        if one.omitted_stateful > 0 {
            omitted.detail(format!("{} hold data", one.omitted_stateful))
        } else {
            omitted
        },
        match (one.needless_stateless, one.needless_set) {
            (0, 0) => needless,
            (stateless, 0) => needless.detail(format!("{stateless} stateless")),
            (0, set) => needless.detail(format!("{set} members of sets")),
            (stateless, set) => {
                needless.detail(format!("{stateless} stateless, {set} members of sets"))
            }
        },
    ]
}

fn sentences(total: &Counts) -> Vec<Block> {
    let mut blocks = vec![text(
        "Protected: a backup, a replica or high availability exists. On purpose: none of these, but a \
         redeployment is stated or the application is expendable. By omission: nothing brings the VM \
         back after its state is lost. Needlessly: a backup of what holds no data, a replica of what a \
         redeployment would bring back as well, or a backup of members of a scale set or \
         availability set as whole VMs; such sets come and go, so what must persist belongs into \
         a separate store or an application-level backup.",
    )];
    if total.omitted_stateful > 0 {
        blocks.push(super::super::page::alert(format!(
            "{} data and have no protection at all.",
            words::counted(total.omitted_stateful, "VM holds", "VMs hold")
        )));
    }
    if total.corruptible > 0 {
        blocks.push(super::super::page::alert(format!(
            "{} data and have a replica or high availability but no backup: corruption, deletion and \
             ransomware reach every copy at once, and nothing older is left.",
            words::counted(total.corruptible, "VM holds", "VMs hold")
        )));
    }
    if total.empty > 0 {
        blocks.push(text(format!(
            "{} data but only a redeployment: after a loss of state they come back empty.",
            words::counted(total.empty, "VM holds", "VMs hold")
        )));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn every_vm_is_counted_once() {
        let blueprint = fixture::blueprint(25);
        let mut total = Counts::default();
        for application in &blueprint.applications {
            total.add(&counts(&blueprint, application));
        }
        assert_eq!(total.all(), blueprint.vms.len());
        assert!(total.needless_set > 0 && total.omitted == 0);
    }

    #[test]
    fn replicas_and_instances_protect_though_not_against_corruption() {
        let mut blueprint = fixture::blueprint(3);
        let erp = blueprint.applications[1].clone();
        let first = erp.vms.start as usize;
        for vm in &mut blueprint.vms[first..first + 5] {
            vm.protection.backup = None;
        }
        let bare = counts(&blueprint, &erp);
        assert_eq!(
            (bare.protected, bare.omitted, bare.omitted_stateful),
            (0, 5, 2)
        );
        // A replica of one database VM, instances of the stateless web servers.
        blueprint.vms[first].protection.replication = Some(crate::model::ReplicationId(0));
        let role = blueprint.vms[first + 2].role.index();
        blueprint.roles[role].protection.high_availability =
            Some(crate::model::HighAvailabilityId(0));
        let made = counts(&blueprint, &erp);
        assert_eq!(
            (made.protected, made.omitted, made.omitted_stateful),
            (4, 1, 1)
        );
        assert_eq!((made.corruptible, made.needless()), (1, 0));
        // With a backup as well, corruption is covered.
        blueprint.vms[first].protection.backup = Some(crate::model::BackupId(0));
        assert_eq!(counts(&blueprint, &erp).corruptible, 0);
        // A replica of what holds no data and would be built again anyway.
        blueprint.roles[role].protection.high_availability = None;
        let web = &mut blueprint.vms[first + 2];
        web.protection.replication = Some(crate::model::ReplicationId(0));
        web.protection.redeploy = Some(crate::model::RedeployId(0));
        assert_eq!(counts(&blueprint, &erp).needless_stateless, 1);
    }

    #[test]
    fn needless_backups_have_a_price() {
        let mut blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        let mut total = Counts::default();
        for application in &blueprint.applications {
            total.add(&counts(&blueprint, application));
        }
        assert_eq!(total.needless(), 6);
        // A job a day for every VM that backup 0 protects, over all trials of one year, and one byte
        // a year for each byte in use.
        let own = |vm: &&Vm| vm.protection.backup.is_some_and(|id| id.index() == 0);
        let trials = u64::from(outcome.trials);
        let used: u64 = blueprint.vms.iter().filter(own).map(|vm| vm.used.0).sum();
        let tally = &mut outcome.backups[0].tally;
        tally.due = blueprint.vms.iter().filter(own).count() as u64 * 365 * trials;
        tally.bytes = u128::from(used * trials);
        let needless_bytes: u64 = blueprint
            .vms
            .iter()
            .filter(|vm| needless(&blueprint, vm).is_some())
            .map(|vm| vm.used.0)
            .sum();
        assert_eq!(
            needless_cost(&blueprint, &outcome),
            Some(format!(
                "6 VMs are protected needlessly: 52,560 hours of protection a year, about 2,190 \
                 backup jobs and {} moved (bytes by share of the data in use).",
                number::bytes(needless_bytes as f64)
            ))
        );
        for vm in &mut blueprint.vms {
            vm.protection.backup = None;
        }
        assert_eq!(needless_cost(&blueprint, &outcome), None);
    }

    #[test]
    fn each_kind_is_told_apart() {
        let mut blueprint = fixture::blueprint(3);
        let erp = blueprint.applications[1].clone();
        // Two database VMs with data, three web servers of a scale set, all backed up as VMs.
        let before = counts(&blueprint, &erp);
        assert_eq!((before.protected, before.needless()), (5, 3));
        let first = erp.vms.start as usize;
        blueprint.vms[first].protection.backup = None;
        blueprint.vms[first + 1].protection.backup = None;
        blueprint.vms[first + 1].protection.redeploy = Some(crate::model::RedeployId(0));
        blueprint.vms[first + 2].set_kind = SetKind::Single;
        let after = counts(&blueprint, &erp);
        assert_eq!((after.omitted, after.omitted_stateful), (1, 1));
        assert_eq!((after.on_purpose, after.empty), (1, 1));
        assert_eq!((after.needless_stateless, after.needless_set), (1, 2));
    }
}
