//! `[protection.NAME.high_availability]`: instances that stand in for one another.
//!
//! Always true here: the stamps that instances are spread over stand in the order of the file.

use crate::model::{Blueprint, HighAvailability, Law, Place};
use crate::scenario::elements::{crew, stamp};
use crate::scenario::keys::{Lines, Name, Names, keys, words};
use crate::scenario::places::{PlaceNames, Places, crew as crew_of, place};
use crate::scenario::protections::{Length, LengthOf, Protections, Stated, stamp_names, stamps};
use crate::scenario::table::Table;
use crate::units::{Share, Span};

keys! {
    name: "high_availability", pattern: "protection.*.high_availability", header: "[protection.NAME.high_availability]", collapse: false,
    doc: "High availability: the VMs of a role are instances that stand in for one another without a person. Instances on one stamp form an availability set unless `set` says otherwise.";

    ACROSS: Names<stamp::Keys> = "across", "Stamps over which the instances are spread in turn, in this order.", optional("the stamp of the role");
    ACTIVE: Active = "active", "Whether one instance at a time serves, or all do.", optional("one for stateful roles, all for stateless ones");
    WITNESS: Place = "witness", "The failure domain that the witness stands in.", optional("none");
    DETECT: Law = "detect", "Time until the cluster notices that an instance is gone.",
        default("{ uniform = [\"5 s\", \"20 s\"] }", SecondHand, "Windows Server failover clustering: heartbeat every second, threshold 5 documented, 20 reported for later versions");
    FAILOVER: Law = "failover", "Time until another instance has taken over.",
        default("30 s", Assumed, "no figure published: services of a cluster move within half a minute");
    PROBE: Span = "probe", "Time until the load balancer sends users to an instance that serves.",
        default("15 s", Assumed, "load balancers probe every few seconds and give up after a few tries");
    DNS_TTL: Span = "dns_ttl", "Time to live of names: until users find an instance on another stamp; only with several stamps in `across`.",
        default("300 s", Read, "Azure Stack Hub documentation, N-tier application on two stamps: names live 300 s by default");
    SWITCH_FAILURE: Share = "switch_failure", "Probability that taking over fails, so that a person must help.",
        default("2 %", Assumed, "no figure published for clusters of guests; redundancy in networks was found far from perfect");
    SWITCH_REPAIR: Law = "switch_repair", "How long that takes.",
        default("{ lognormal = { median = \"45 min\", sigma = 0.9 } }", Assumed, "no figure published: somebody is called, looks and helps");
    SWITCH_REPAIRED_BY: Name<crew::Keys> = "switch_repaired_by", "Whose people help: one of them for each role, in the hours of the crew, with the recoveries of its tier.", optional("somebody is always there");
}

/// How many instances serve at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scenario) enum Active {
    One,
    All,
}

words!(Active { "one" => One, "all" => All });

impl Stated for HighAvailability {
    type Keys = Keys;

    fn read(
        table: &Table<'_, '_, Keys>,
        name: &str,
        places: &Places,
        _: &mut Protections,
    ) -> HighAvailability {
        let across = stamps(table, ACROSS, places);
        // On one stamp nobody looks for a name elsewhere: no assumption about it then.
        let dns_ttl = if across.len() > 1 || table.node(DNS_TTL).is_some() {
            table.get(DNS_TTL)
        } else {
            Span::ZERO
        };
        HighAvailability {
            name: name.to_string(),
            across,
            one_active: table.may(ACTIVE).map(|active| active == Active::One),
            witness: table.maybe(WITNESS, |node| place(node, &places.names)),
            detect: table.get(DETECT),
            failover: table.get(FAILOVER),
            probe: table.get(PROBE),
            dns_ttl,
            switch_failure: table.get(SWITCH_FAILURE),
            switch_repair: table.get(SWITCH_REPAIR),
            switch_repaired_by: crew_of(table, SWITCH_REPAIRED_BY, &places.names),
        }
    }

    fn write(&self, blueprint: &Blueprint, names: &PlaceNames) -> Lines<Keys> {
        let mut lines = Lines::new();
        lines.put(DETECT, &self.detect);
        lines.put(FAILOVER, &self.failover);
        lines.put(PROBE, &self.probe);
        lines.put(SWITCH_FAILURE, &self.switch_failure);
        lines.put(SWITCH_REPAIR, &self.switch_repair);
        if let Some(id) = self.switch_repaired_by {
            lines.name(SWITCH_REPAIRED_BY, &blueprint.crew(id).name);
        }
        if !self.across.is_empty() {
            lines.names(ACROSS, &stamp_names(blueprint, &self.across));
        }
        if self.across.len() > 1 || self.dns_ttl.0 > 0 {
            lines.put(DNS_TTL, &self.dns_ttl);
        }
        let one = self.one_active;
        let active = one.map(|one| if one { Active::One } else { Active::All });
        lines.put_maybe(ACTIVE, active.as_ref());
        if let Some(at) = self.witness {
            lines.toml(WITNESS, names.toml(at));
        }
        lines
    }

    fn lengths(&self) -> Vec<Length<'_>> {
        vec![
            Length::of_outage(DETECT.row.name, &self.detect),
            Length::of_outage(FAILOVER.row.name, &self.failover),
            Length::of_outage(SWITCH_REPAIR.row.name, &self.switch_repair),
            Length::constant(DNS_TTL.row.name, self.dns_ttl, LengthOf::Names),
            Length::constant(PROBE.row.name, self.probe, LengthOf::Probe),
        ]
    }
}
