//! Reads what intruders do: whom they reach, and what they do to some of these.
//!
//! Always true here: who is struck has one kind; what has no part in ransomware is refused.

use super::super::elements::strike::{FaultKind, Strike};
use super::super::keys::{KeyOf, Plain};
use super::super::problem::{FaultProblem, Problem};
use super::super::table::Table;
use super::super::target;
use super::super::tree::{Item, Node};
use super::super::value::unexpected;
use super::Reader;
use crate::model::{ApplicationId, Component, Ransomware, Scan, reached_from};

impl Reader<'_, '_> {
    /// Intruders enter what is named, and strike what they reach from there.
    pub(super) fn spread(&self, intruders: &mut Ransomware, targets: &mut Vec<Component>) {
        let all = &self.scene.applications.applications;
        intruders.entered = targets.iter().filter_map(|one| one.application()).collect();
        let by = |one: ApplicationId| all[one.index()].reached_by.as_slice();
        let reached = reached_from(&intruders.entered, by, all.len());
        *targets = reached
            .into_iter()
            .map(|(one, _)| Component::Application(one))
            .collect();
    }

    /// What intruders do to some of those whom they strike.
    pub(super) fn kinds<E: Strike>(
        &self,
        table: &Table<'_, '_, E>,
        intruders: &mut Ransomware,
        struck: &[Component],
    ) {
        let Some(node) = table.node(E::KINDS) else {
            return;
        };
        let Item::Table(kinds) = &node.item else {
            let wrong = table.of_key(E::KINDS, unexpected(&node.item));
            self.context.problem(&node.spot, wrong);
            return;
        };
        for (text, entry) in &kinds.entries {
            if let Err(problem) = self.kind_of(text, &entry.node, intruders, struck) {
                self.context.problem(&entry.key_spot, problem);
            }
        }
        for all in [&mut intruders.deleted, &mut intruders.corrupted] {
            all.sort_unstable();
            all.dedup();
        }
        let twice = |one: &ApplicationId| intruders.corrupted.binary_search(one).is_ok();
        if let Some(one) = intruders.deleted.iter().find(|one| twice(one)) {
            let text = target::text(&self.scene, Component::Application(*one));
            let why = "it has two kinds";
            table.problem(E::KINDS, FaultProblem::KindsCannotBe { text, why });
        }
    }

    fn kind_of(
        &self,
        text: &str,
        kind: &Node,
        intruders: &mut Ransomware,
        struck: &[Component],
    ) -> Result<(), Problem> {
        let cannot = |why: &'static str| FaultProblem::KindsCannotBe {
            text: text.to_string(),
            why,
        };
        let into = match FaultKind::read(self.context, kind)? {
            FaultKind::Deletion => &mut intruders.deleted,
            FaultKind::Corruption => &mut intruders.corrupted,
            FaultKind::Crash
            | FaultKind::Release
            | FaultKind::Ransomware
            | FaultKind::Retention => {
                return Err(
                    cannot("only `deletion` and `corruption` stand beside ransomware").into(),
                );
            }
        };
        for one in target::one(&self.scene, text)? {
            let id = one
                .application()
                .ok_or_else(|| cannot("it is no application"))?;
            if !struck.contains(&one) {
                return Err(cannot("intruders do not strike it").into());
            }
            into.push(id);
        }
        Ok(())
    }
}

/// Whether a table says that intruders strike.
pub(super) fn says_ransomware<E: Strike>(table: &Table<'_, '_, E>) -> bool {
    let word = "ransomware";
    let says = |node: &Node| matches!(&node.item, Item::Text(text) if text == word);
    table.node(E::KIND).is_some_and(says)
}

/// Intruders, and what people do about them. What else has a part in other faults has none here.
pub(super) fn ransomware<E: Strike>(table: &Table<'_, '_, E>) -> Ransomware {
    fn none<E>(table: &Table<'_, '_, E>, key: impl KeyOf<E>) {
        table.refuse(key, FaultProblem::NoPartInRansomware { key: key.name() });
    }
    none(table, E::NOTICED);
    none(table, E::REPAIR);
    none(table, E::BACK);
    none(table, E::CREW);
    none(table, E::PARTS);
    if let Some(key) = E::PLANNED {
        none(table, key);
    }
    if table.may(E::TOGETHER) == Some(false) {
        none(table, E::TOGETHER);
    }
    let scan = table.may(E::SCAN);
    if scan.is_none() && table.node(E::SCAN_MISSES).is_some() {
        table.problem(E::SCAN_MISSES, FaultProblem::NoScan);
    }
    if scan.is_none() {
        table.refuse(E::SCAN_FARM, FaultProblem::FarmWithoutScan);
    }
    Ransomware {
        dwell: table.get(E::DWELL),
        scan: scan.map(|rate| Scan {
            rate,
            farm: table.get(E::SCAN_FARM),
            misses: table.get(E::SCAN_MISSES),
        }),
        entered: Vec::new(),
        deleted: Vec::new(),
        corrupted: Vec::new(),
    }
}

pub(super) fn only_of_ransomware<E: Strike>(table: &Table<'_, '_, E>) {
    fn only<E>(table: &Table<'_, '_, E>, key: impl KeyOf<E>) {
        table.refuse(key, FaultProblem::KeyOfRansomware { key: key.name() });
    }
    only(table, E::KINDS);
    only(table, E::DWELL);
    only(table, E::REBUILD);
    only(table, E::REBUILT_BY);
    only(table, E::SCAN);
    only(table, E::SCAN_FARM);
    only(table, E::SCAN_MISSES);
}
