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

/// What is said of one VM with data, and of several.
const HAS: (&str, &str) = ("VM holds data and has", "VMs hold data and have");

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
    /// Of these, those whose replica has recovery points.
    pub(crate) pointed: usize,
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
        self.pointed += other.pointed;
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
    for vm in blueprint.vms_of(&application.vms) {
        let stateful = blueprint.role(vm.role).stateful;
        match cover(blueprint, application, vm) {
            Cover::Protected => {
                made.protected += 1;
                let corruptible = stateful && !vm.protection.keep(Keeps::Points);
                let replicated = vm.protection.replication;
                let keeps = replicated.is_some_and(|id| blueprint.replication(id).keep.0 > 0);
                made.corruptible += usize::from(corruptible);
                made.pointed += usize::from(corruptible && keeps);
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
            "{} no protection at all.",
            words::counted(total.omitted_stateful, HAS.0, HAS.1)
        )));
    }
    if total.corruptible > 0 {
        blocks.push(super::super::page::alert(format!(
            "{} a replica or high availability but no backup: corruption, deletion and \
             ransomware reach every copy at once, and nothing older is left{}.",
            words::counted(total.corruptible, HAS.0, HAS.1),
            match total.pointed {
                0 => "",
                _ => " but recovery points of replicas, for as long as these are kept",
            }
        )));
    }
    if total.empty > 0 {
        blocks.push(text(format!(
            "{} only a redeployment: after a loss of state {} back empty.",
            words::counted(total.empty, HAS.0, HAS.1),
            if total.empty == 1 {
                "it comes"
            } else {
                "they come"
            }
        )));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    fn of(blueprint: &Blueprint, name: &str) -> Counts {
        let mut all = blueprint.applications.iter();
        let found = all.find(|one| one.name == name);
        counts(blueprint, found.expect("an application of this name"))
    }

    /// Nine applications of two VMs that are built again, sixteen with a database and two members of a set.
    #[test]
    fn every_vm_is_counted_once() {
        let blueprint = &fixture::crowd().blueprint;
        let mut total = Counts::default();
        for application in &blueprint.applications {
            total.add(&counts(blueprint, application));
        }
        let expected = Counts {
            protected: 48,
            on_purpose: 18,
            needless_set: 32,
            ..Counts::default()
        };
        assert_eq!(total, expected);
        assert_eq!(total.all(), 66);
    }

    /// Every way of being protected, or not.
    const WAYS: &str = r#"
[site]
a = {}
b = {}
[link.l]
between = ["a", "b"]
rate = "1 Gbps"
[stamp]
m = { at = "site.a", node_memory = "384 GiB" }
n = { at = "site.b", node_memory = "384 GiB" }
[repository.vault]
at = "site.b"
capacity = "40 TiB"
[protection]
gold.backup = { every = "24 h", to = "vault" }
pair.high_availability = {}
template.none = { redeploy = "40 min" }
twin.replication = { to = "n" }
[application]
bare = { stamp = "m", expendable = true, role.db = { count = 2, protection = [] }, role.web = { count = 3, stateless = true, protection = [] } }
both = { stamp = "m", expendable = true, protection = ["twin", "gold"] }
copied = { stamp = "m", expendable = true, role.db = { protection = "twin" }, role.web = { count = 3, stateless = true, protection = "pair" } }
judged = { stamp = "m", rto = "4 h", role.db = { count = 2, protection = [] }, role.web = { count = 3, stateless = true, protection = [] } }
empty = { stamp = "m", rto = "4 h", stateful = true, protection = "template" }
set = { stamp = "m", rto = "4 h", role.one = { stateless = true, protection = "gold" }, role.two = { count = 2, set = "scale_set", stateless = true, protection = "gold" } }
twice = { stamp = "m", rto = "4 h", stateless = true, protection = ["twin", "template"] }
"#;

    #[test]
    fn each_kind_is_told_apart() {
        let blueprint = fixture::read(WAYS);
        let none = Counts::default();
        let expected = [
            // What may stay away is without protection on purpose, and nobody minds that it is empty.
            (
                "bare",
                Counts {
                    on_purpose: 5,
                    ..none
                },
            ),
            (
                "judged",
                Counts {
                    omitted: 5,
                    omitted_stateful: 2,
                    ..none
                },
            ),
            (
                "empty",
                Counts {
                    on_purpose: 1,
                    empty: 1,
                    ..none
                },
            ),
            // A replica copies corruption, instances without data have none; a backup beside it covers that.
            (
                "copied",
                Counts {
                    protected: 4,
                    corruptible: 1,
                    pointed: 1,
                    ..none
                },
            ),
            (
                "both",
                Counts {
                    protected: 1,
                    ..none
                },
            ),
            (
                "set",
                Counts {
                    protected: 3,
                    needless_stateless: 1,
                    needless_set: 2,
                    ..none
                },
            ),
            // A replica of what holds no data and would be built again anyway.
            (
                "twice",
                Counts {
                    protected: 1,
                    needless_stateless: 1,
                    ..none
                },
            ),
        ];
        for (name, counts) in expected {
            assert_eq!(of(&blueprint, name), counts, "{name}");
        }
    }

    /// Six of ten VMs are members of sets; 10 × 365 jobs come due a year. The ten hold 4,096 GiB of databases
    /// and 600 GiB of web servers.
    #[test]
    fn needless_backups_have_a_price() {
        let told = fixture::plain();
        let moved: u128 = told.years.iter().map(|one| one.backups[0].bytes).sum();
        let needless = moved as f64 / 40.0 * 600.0 / 4_696.0;
        assert_eq!(
            needless_cost(&told.blueprint, &told.outcome),
            Some(format!(
                "6 VMs are protected needlessly: 52,560 hours of protection a year, about 2,190 \
                 backup jobs and {} moved (bytes by share of the data in use).",
                number::bytes(needless)
            ))
        );
        // Databases alone are backed up there.
        let lost = fixture::lost();
        assert_eq!(needless_cost(&lost.blueprint, &lost.outcome), None);
    }
}
