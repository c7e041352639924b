//! `[application.NAME]`: what has an RTO and an RPO.
//!
//! Always true here: keys of a role that stand here hold for its roles that do not say otherwise.

use super::reached::{Reached, reached_text};
use super::role;
use crate::model::{Application, ApplicationId, Blueprint, Class, Objective, Objectives};
use crate::scenario::keys::{
    Bound, Each, Form, Key, KeyOf, Kind, Lines, May, Names, Or, Whole, class_names, keys, quote,
};
use crate::scenario::limit;
use crate::scenario::names::natural;
use crate::scenario::problem::{ApplicationProblem, Known, NameProblem, PlaceProblem};
use crate::scenario::table::Table;
use crate::scenario::tree::{Item, Node};
use crate::scenario::value::span;
use crate::units::Share;
use std::ops::Range;

keys! {
    name: "application", pattern: "application.*", header: "[application.NAME]", collapse: true,
    doc: "What has an RTO and an RPO. Keys of a role that are written here hold for all its roles and VMs that do not say otherwise; without a role the application has one, named `main`.",
    handed: role but [], absent: "that of the role or VM";

    OWNER: String = "owner", "Who answers for it.", optional("nobody");
    TIER: Whole<1> = "tier", "Priority, 1 first.",
        default("2", Assumed, "between what matters most (1) and what may wait (3 and above)"),
        bounds [Bound::Most(255)];
    NEEDS: Names<Keys> = "needs", "Applications that must be up before and while it is.", optional("nothing");
    RTO: ByClass = "rto", "Recovery time objective.", optional("no objective"),
        bounds [Bound::NotZeroOfAnyClass];
    RTO_SHARE: Share = "rto_share", "Share of outages that must keep the RTO: more than 0 %, less than 100 %.",
        default("95 %", Assumed, "an objective that must never be missed cannot be shown to be met; 19 outages of 20"),
        bounds [Bound::NotNone, Bound::NotAll];
    RPO: ByClass = "rpo", "Recovery point objective.", optional("no objective");
    RPO_SHARE: Share = "rpo_share", "Share of outages that must keep the RPO: more than 0 %, less than 100 %.",
        default("95 %", Assumed, "an objective that must never be missed cannot be shown to be met; 19 outages of 20"),
        bounds [Bound::NotNone, Bound::NotAll];
    AVAILABILITY: Share = "availability", "Stated availability, as a share of time: more than 0 %, less than 100 %.", optional("no objective"),
        bounds [Bound::NotNone, Bound::NotAll];
    EXPENDABLE: bool = "expendable", "No objective on purpose: simulated, listed, not judged.", optional("false");
    REACHED_BY: Reached = "reached_by", "Applications from which intruders reach it: \"everything\", \"tier.1\", \"application.NAME\", \"stamp.NAME.applications\", \"site.NAME.applications\", or a list. Who enters one of them strikes it as well.", optional("it is struck where it is named, and reached from nowhere else");
    ROLE: Each<role::Keys> = "role", "Groups of equal VMs.", optional("one role named `main`");
}

/// An objective, or one for each class of fault.
pub(in crate::scenario) enum ByClass {}

impl Form for ByClass {
    const KIND: Kind = Kind::Objective;
}

/// The objective for classes that have none of their own.
pub(in crate::scenario) const DEFAULT: &str = "default";

/// Reads one application with these roles and VMs.
pub(in crate::scenario) fn read(
    table: &Table<'_, '_, Keys>,
    name: &str,
    (roles, vms): (Range<u32>, Range<u32>),
    expendable: bool,
    names: &[String],
) -> Application {
    Application {
        name: name.to_string(),
        owner: table.may(OWNER).unwrap_or_default(),
        tier: u8::try_from(table.get_count(TIER, limit::SMALL_COUNT)).unwrap_or_else(|_| {
            table.problem(TIER, PlaceProblem::TierTooHigh);
            1
        }),
        roles,
        vms,
        needs: table
            .names_of(NEEDS, names)
            .unwrap_or_default()
            .into_iter()
            .map(ApplicationId::from_index)
            .collect(),
        start_order: 0,
        rto: objectives(table, RTO, RTO_SHARE),
        rpo: objectives(table, RPO, RPO_SHARE),
        availability: availability(table),
        expendable,
        reached_by: Vec::new(),
    }
}

fn availability(table: &Table<'_, '_, Keys>) -> Option<Share> {
    let share = table.may(AVAILABILITY)?;
    if share.0 <= 0.0 {
        table.problem(AVAILABILITY, ApplicationProblem::NoAvailability);
    } else if share.0 >= 1.0 {
        // However many trials pass without an outage, the next may have one.
        let target = share;
        table.problem(AVAILABILITY, ApplicationProblem::TargetShare { target });
    }
    Some(share)
}

/// An objective: one length, or a table by class with an optional `default`.
fn objectives(
    table: &Table<'_, '_, Keys>,
    key: Key<Keys, ByClass, May>,
    share_key: Key<Keys, Share, Or>,
) -> Objectives {
    let Some(node) = table.node(key) else {
        if table.node(share_key).is_some() {
            table.problem(
                share_key,
                ApplicationProblem::ShareAlone {
                    share: share_key.name().to_string(),
                    objective: key.name().to_string(),
                },
            );
        }
        return Objectives::default();
    };
    let target = table.get(share_key);
    if target.0 <= 0.0 || target.0 >= 1.0 {
        table.problem(share_key, ApplicationProblem::TargetShare { target });
    }
    let one = |node: &Node| {
        let limit = span(node)?;
        // Without any loss of data one can live, but nothing is back at once.
        if key.name() == RTO.name() && limit.0 == 0 {
            return Err(ApplicationProblem::ZeroRto.into());
        }
        Ok(Objective { limit, target })
    };
    let Item::Table(tree) = &node.item else {
        return Objectives {
            default: table.maybe(key, one),
            by_class: Vec::new(),
        };
    };
    if tree.entries.is_empty() {
        table.problem(
            key,
            ApplicationProblem::EmptyObjectives {
                key: key.name().to_string(),
            },
        );
    }
    let mut objectives = Objectives::default();
    for (name, entry) in &tree.entries {
        match (Class::named(name), one(&entry.node)) {
            (_, Err(problem)) => table.context.problem(&entry.node.spot, problem),
            (Some(class), Ok(objective)) => objectives.by_class.push((class, objective)),
            (None, Ok(objective)) if name == DEFAULT => objectives.default = Some(objective),
            (None, Ok(_)) => {
                let mut known = vec![DEFAULT];
                known.extend(class_names());
                table.context.problem(
                    &entry.key_spot,
                    NameProblem::NotAClass {
                        name: name.clone(),
                        known: Known::in_place_of(name, &known),
                    },
                );
            }
        }
    }
    objectives.by_class.sort_by_key(|(class, _)| *class);
    objectives
}

/// What the resolved scenario says of an application.
pub(in crate::scenario) fn write(application: &Application, blueprint: &Blueprint) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.count(TIER, application.tier);
    if !application.owner.is_empty() {
        lines.put(OWNER, &application.owner);
    }
    if !application.needs.is_empty() {
        let needs = application.needs.iter();
        let mut names: Vec<&str> = needs
            .map(|id| blueprint.application(*id).name.as_str())
            .collect();
        names.sort_by(|a, b| natural(a, b));
        lines.names(NEEDS, &names);
    }
    write_objectives(&mut lines, RTO, RTO_SHARE, &application.rto);
    write_objectives(&mut lines, RPO, RPO_SHARE, &application.rpo);
    lines.put_maybe(AVAILABILITY, application.availability.as_ref());
    if application.expendable {
        lines.put(EXPENDABLE, &true);
    }
    if !application.reached_by.is_empty() {
        lines.toml(REACHED_BY, reached_text(&application.reached_by, blueprint));
    }
    lines
}

fn write_objectives(
    lines: &mut Lines<Keys>,
    key: Key<Keys, ByClass, May>,
    share_key: Key<Keys, Share, Or>,
    objectives: &Objectives,
) {
    let stated = objectives.by_class.first().map(|(_, objective)| objective);
    let Some(first) = objectives.default.as_ref().or(stated) else {
        return;
    };
    lines.put(share_key, &first.target);
    let text = |objective: &Objective| quote(&objective.limit.to_string());
    if objectives.by_class.is_empty() {
        lines.toml(key, text(first));
        return;
    }
    let mut parts = Vec::new();
    if let Some(objective) = &objectives.default {
        parts.push(format!("{DEFAULT} = {}", text(objective)));
    }
    for (class, objective) in &objectives.by_class {
        parts.push(format!("{} = {}", class.name(), text(objective)));
    }
    parts.sort();
    lines.toml(key, format!("{{ {} }}", parts.join(", ")));
}
