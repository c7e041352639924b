//! How what was built again on another stamp goes home: keys that backups and redeployments have alike.
//!
//! Always true here: it is stated, and written, only where something may be built elsewhere; what belongs to going
//! home is stated only together with it.

use crate::model::{Blueprint, GoHome, Hours, Law};
use crate::scenario::elements::crew as crews;
use crate::scenario::keys::{Element, Key, KeyOf, Lines, May, Name, Or};
use crate::scenario::places::{PlaceNames, crew};
use crate::scenario::problem::ProtectionProblem;
use crate::scenario::protections::{Length, LengthOf};
use crate::scenario::table::Table;
use crate::units::Span;

/// The keys of a table that say how VMs go home.
pub(super) struct GoHomeKeys<E> {
    pub(super) takes: Key<E, Option<Law>, Or>,
    pub(super) after: Key<E, Span, Or>,
    pub(super) window: Key<E, Hours, May>,
    pub(super) by: Key<E, Name<crews::Keys>, May>,
    /// The key that lists the stamps they may be built on.
    pub(super) elsewhere: &'static str,
}

impl<E: Element> GoHomeKeys<E> {
    /// How VMs go home that may be built elsewhere; none where they stay there, or are never built elsewhere.
    pub(super) fn read(
        &self,
        table: &Table<'_, '_, E>,
        names: &PlaceNames,
        elsewhere: bool,
    ) -> Option<GoHome> {
        if !elsewhere {
            // The assumptions must not say of anybody that they stay where they never go.
            let problem = |key| ProtectionProblem::GoHomeFromNowhere {
                key,
                elsewhere: self.elsewhere,
            };
            self.refuse(table, self.takes, problem);
            self.refuse_others(table, problem);
            return None;
        }
        let Some(takes) = table.get(self.takes) else {
            self.refuse_others(table, |key| ProtectionProblem::KeyOfGoHome { key });
            return None;
        };
        Some(GoHome {
            takes,
            after: table.get(self.after),
            window: table.may(self.window).unwrap_or(Hours::Always),
            by: crew(table, self.by, names),
        })
    }

    fn refuse_others(
        &self,
        table: &Table<'_, '_, E>,
        problem: impl Fn(&'static str) -> ProtectionProblem,
    ) {
        self.refuse(table, self.after, &problem);
        self.refuse(table, self.window, &problem);
        self.refuse(table, self.by, &problem);
    }

    fn refuse(
        &self,
        table: &Table<'_, '_, E>,
        key: impl KeyOf<E>,
        problem: impl Fn(&'static str) -> ProtectionProblem,
    ) {
        table.refuse(key, problem(key.name()));
    }

    /// What the resolved scenario says of it.
    pub(super) fn write(
        &self,
        lines: &mut Lines<E>,
        go_home: Option<&GoHome>,
        (elsewhere, blueprint): (bool, &Blueprint),
    ) {
        if !elsewhere {
            return;
        }
        lines.put(self.takes, &go_home.map(|one| one.takes.clone()));
        let Some(one) = go_home else { return };
        lines.put(self.after, &one.after);
        let window = Some(&one.window).filter(|window| **window != Hours::Always);
        lines.put_maybe(self.window, window);
        if let Some(id) = one.by {
            lines.name(self.by, &blueprint.crews[id.index()].name);
        }
    }

    /// Its lengths of time.
    pub(super) fn lengths<'p>(&self, go_home: Option<&'p GoHome>) -> Vec<Length<'p>> {
        let Some(one) = go_home else {
            return Vec::new();
        };
        vec![
            Length::of_outage(self.takes.row.name, &one.takes),
            Length::constant(self.after.row.name, one.after, LengthOf::WayBack),
        ]
    }
}
