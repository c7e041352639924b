//! `[protection.NAME.none]`: no protection, but a way back by redeployment.
//!
//! Always true here: no data comes back.

use super::going_home::GoHomeKeys;
use crate::model::{Blueprint, Hours, Law, Redeploy, RepositoryId, Waiting};
use crate::scenario::elements::{crew as crews, repository, stamp};
use crate::scenario::keys::{Lines, Name, Names, keys};
use crate::scenario::places::{PlaceNames, Places, crew};
use crate::scenario::protections::{Length, LengthOf, Protections, Stated, stamp_names, stamps};
use crate::scenario::table::Table;
use crate::units::Span;

keys! {
    name: "none", pattern: "protection.*.none", header: "[protection.NAME.none]", collapse: false,
    doc: "No protection, but a way back: redeploy from template or pipeline, without data.";

    DETECT: Law = "detect", "Time to notice.",
        default("{ lognormal = { median = \"20 min\", sigma = 1.0 } }", SecondHand, "one review of a large cloud outage: investigation began 19 min after the impact; the spread is a guess");
    DECIDE: Law = "decide", "Time to decide.",
        default("{ lognormal = { median = \"45 min\", sigma = 0.9 } }", Assumed, "no distribution published");
    DECIDED_BY: Name<crews::Keys> = "decided_by", "Whose people decide: one of them for each fault that is decided about, in the hours of the crew.", optional("somebody decides at any hour");
    RESTORED_BY: Name<crews::Keys> = "restored_by", "Whose people do the hand work of `redeploy`: one of them for each VM, in the hours of the crew, urgent tiers first.", optional("somebody does it at any hour, however much there is");
    REDEPLOY: Law = "redeploy", "How long the redeployment takes.",
        default("{ lognormal = { median = \"40 min\", sigma = 0.5 } }", Assumed, "no figure published for a redeployment from template or pipeline");
    NEEDS_CONTROL_PLANE: bool = "needs_control_plane", "Whether it goes through the stamp's control plane.",
        default("true", Assumed, "templates are deployed through the resource manager");
    TEMPLATE: Name<repository::Keys> = "template", "The repository that holds the template, where its loss matters.", optional("nothing that can be lost");
    GIVE_UP_AFTER: Option<Law> = "give_up_after", "How long what is down but intact (the stamp, or its control plane) is waited for, from the strike on, before people decide to redeploy VMs without state on a stamp of `to`; \"never\": until it is back.",
        default("0 s", Assumed, "what holds no data loses none: it is redeployed elsewhere as soon as its failure is noticed and that is decided");
    KNOWN_AFTER: Law = "known_after", "When people know how long that lasts, from the strike on: from then on they give up at once where the rest of the wait is longer than the redeployment would take, and wait where it is shorter.", optional("not before it is over");
    TO: Names<stamp::Keys> = "to", "Stamps to redeploy to when the own one has lost its state, or is given up, and is not back.", optional("the own stamp");
    GO_HOME: Option<Law> = "go_home", "How long the planned outage takes, before guests boot, by which what was redeployed on another stamp goes home once its own one is whole again; \"never\": it stays where it is.",
        default("never", Assumed, "Azure Stack Hub documentation, Azure Site Recovery for VMs of a stamp: there is no automatic way back, somebody has to move what runs elsewhere; what nobody plans stays by choice");
    GO_HOME_AFTER: Span = "go_home_after", "How long its own stamp must have been whole without a break (all nodes, copies and the control plane) before anything is moved there.",
        default("24 h", Assumed, "no figure published: a day of undisturbed work before a stamp is trusted again, as for a failback");
    GO_HOME_WINDOW: Hours = "go_home_window", "Weekly hours in which the planned outage may begin, such as \"Sat 08:00-20:00\".", optional("at any time");
    GO_HOME_BY: Name<crews::Keys> = "go_home_by", "Whose people do the planned outage: it begins in the hours of the crew when one of them is free, and takes one of them for each VM.", optional("those of `restored_by`");
}

/// How what was redeployed elsewhere goes home.
const GOING_HOME: GoHomeKeys<Keys> = GoHomeKeys {
    takes: GO_HOME,
    after: GO_HOME_AFTER,
    window: GO_HOME_WINDOW,
    by: GO_HOME_BY,
    elsewhere: TO.row.name,
};

impl Stated for Redeploy {
    type Keys = Keys;

    fn read(
        table: &Table<'_, '_, Keys>,
        name: &str,
        places: &Places,
        _: &mut Protections,
    ) -> Redeploy {
        Redeploy {
            name: name.to_string(),
            detect: table.get(DETECT),
            decide: table.get(DECIDE),
            decided_by: crew(table, DECIDED_BY, &places.names),
            restored_by: crew(table, RESTORED_BY, &places.names),
            takes: table.get(REDEPLOY),
            waiting: Waiting {
                give_up_after: table.get(GIVE_UP_AFTER),
                known_after: table.may(KNOWN_AFTER),
                merges: false,
            },
            needs_control_plane: table.get(NEEDS_CONTROL_PLANE),
            template: table
                .name_of(TEMPLATE, &places.names.repository)
                .map(RepositoryId::from_index),
            to: stamps(table, TO, places),
            go_home: GOING_HOME.read(table, &places.names, table.node(TO).is_some()),
        }
    }

    fn write(&self, blueprint: &Blueprint, _: &PlaceNames) -> Lines<Keys> {
        let mut lines = Lines::new();
        lines.put(DETECT, &self.detect);
        lines.put(DECIDE, &self.decide);
        lines.put(REDEPLOY, &self.takes);
        lines.put(GIVE_UP_AFTER, &self.waiting.give_up_after);
        lines.put_maybe(KNOWN_AFTER, self.waiting.known_after.as_ref());
        lines.put(NEEDS_CONTROL_PLANE, &self.needs_control_plane);
        if let Some(id) = self.decided_by {
            lines.name(DECIDED_BY, &blueprint.crews[id.index()].name);
        }
        if let Some(id) = self.restored_by {
            lines.name(RESTORED_BY, &blueprint.crews[id.index()].name);
        }
        if let Some(id) = self.template {
            lines.name(TEMPLATE, &blueprint.repository(id).name);
        }
        if !self.to.is_empty() {
            lines.names(TO, &stamp_names(blueprint, &self.to));
        }
        let elsewhere = !self.to.is_empty();
        GOING_HOME.write(&mut lines, self.go_home.as_ref(), (elsewhere, blueprint));
        lines
    }

    fn lengths(&self) -> Vec<Length<'_>> {
        let mut all = vec![
            Length::of_outage(DETECT.row.name, &self.detect),
            Length::of_outage(DECIDE.row.name, &self.decide),
            Length {
                of: LengthOf::Start,
                ..Length::of_outage(REDEPLOY.row.name, &self.takes)
            },
        ];
        all.extend(GOING_HOME.lengths(self.go_home.as_ref()));
        all
    }
}
