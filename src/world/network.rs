//! Links with fallbacks, and the switches of stamps.
//!
//! Always true here: a link is down when neither it nor what it falls back on is up; a stamp has its
//! network while one of its switches is up.

use super::World;
use super::consequence::Consequence;
use super::which::Fault;
use crate::model::record::Resource;
use crate::model::{LinkId, Place, RepositoryId, StampId, SwitchId};
use crate::units::Span;

impl World<'_> {
    /// The link that carries what goes over a link: itself, or what it falls back on.
    pub(super) fn carrier(&self, link: LinkId) -> Option<LinkId> {
        self.chain_of_link(link)
            .find(|one| self.link_down[*one] == 0)
    }

    /// A link, what it falls back on, and so on.
    fn chain_of_link(&self, link: LinkId) -> impl Iterator<Item = LinkId> + use<'_> {
        let next = |one: &LinkId| self.frame.blueprint.link(*one).fallback;
        // No chain is longer than there are links, even one that comes back to itself.
        std::iter::successors(Some(link), next).take(self.link_down.len())
    }

    /// A link went down or came back: what goes over it, or falls back on it, has another rate, or
    /// none. A change of the carrier is seamless; jobs end only where nothing carries them.
    pub(super) fn link_changed(&mut self, changed: LinkId) {
        for link in self.link_down.ids() {
            if !self.chain_of_link(link).any(|one| one == changed) {
                continue;
            }
            let pipe = self.frame.plan.pipe_of(link);
            let carrier = self.carrier(link);
            if let Some(carrier) = carrier {
                let rate = self.frame.blueprint.link(carrier).rate;
                self.frame.flows.set_rate(self.frame.now, pipe, rate);
            }
            self.frame
                .flows
                .set_up(self.frame.now, pipe, carrier.is_some());
            self.frame.dirty.flows = true;
            if carrier.is_none() {
                self.frame.agenda.push(Consequence::LinkGone(link));
            }
        }
    }

    /// Whether a link has a part in a path as things are: it is on it, or stands in for one that is.
    pub(super) fn has_part(&self, path: &super::pipes::PipePath, link: LinkId) -> bool {
        let on_path = |one: &LinkId| self.frame.plan.goes_over(path, *one);
        let stands_in = |one: LinkId| {
            self.link_down[one] > 0 && self.chain_of_link(one).any(|other| other == link)
        };
        self.frame.plan.goes_over(path, link) || self.link_down.ids().filter(on_path).any(stands_in)
    }

    /// The time in which something asked for over a path begins to come: there and back over its links,
    /// as they carry now.
    pub(super) fn round_trip(&self, path: &super::pipes::PipePath) -> Span {
        let on_path = self
            .link_down
            .ids()
            .filter(|link| self.frame.plan.goes_over(path, *link));
        let one_way = on_path.map(|link| {
            let carrier = self.carrier(link).unwrap_or(link);
            self.frame.blueprint.link(carrier).latency.0
        });
        Span(2 * one_way.sum::<u64>())
    }

    /// What a pipe is called now: a link that has fallen back is named by what carries.
    pub(super) fn name_of_pipe(&self, pipe: u16) -> Resource {
        match self.frame.plan.pipe_resources[usize::from(pipe)] {
            Resource::Link(link) => {
                let carrier = self.carrier(link).unwrap_or(link);
                Resource::Link(carrier)
            }
            other => other,
        }
    }

    fn without_network(&self, stamp: StampId) -> bool {
        let stamp = self.frame.blueprint.stamp(stamp);
        let mut switches = stamp.switch_ids();
        !stamp.switches.is_empty() && switches.all(|switch| self.switch_down[switch] > 0)
    }

    /// Whether a stamp has no network, and a switch is one of those that it misses.
    pub(super) fn cuts_off(&self, switch: SwitchId, stamp: StampId) -> bool {
        self.frame.blueprint.stamp_of_switch(switch) == stamp && self.without_network(stamp)
    }

    /// A switch fails. With the last one the stamp goes, and nothing reaches what stands in its racks.
    pub(super) fn lose_switch(&mut self, switch: SwitchId, fault: Fault) {
        let stamp = self.frame.blueprint.stamp_of_switch(switch);
        let before = self.without_network(stamp);
        self.switch_down[switch] += 1;
        if before || !self.without_network(stamp) {
            return;
        }
        for repository in self.vault.repositories() {
            if self.in_rack_of(repository, stamp) {
                self.repository_down(repository, false);
            }
        }
        self.stamp_down(stamp, fault, false);
    }

    /// A switch works again. The stamp starts when it is the first.
    pub(super) fn regain_switch(&mut self, switch: SwitchId) {
        let stamp = self.frame.blueprint.stamp_of_switch(switch);
        let before = self.without_network(stamp);
        self.switch_down[switch] -= 1;
        if !before || self.without_network(stamp) {
            return;
        }
        for repository in self.vault.repositories() {
            if self.in_rack_of(repository, stamp) {
                self.repository_back(repository);
            }
        }
        self.stamp_back(stamp);
    }

    fn in_rack_of(&self, repository: RepositoryId, stamp: StampId) -> bool {
        match self.frame.blueprint.repository(repository).at {
            Place::Rack(rack) => self.frame.blueprint.rack(rack).stamp == stamp,
            Place::Site(_) | Place::Enclosure(_) | Place::Stamp(_) => false,
        }
    }
}
