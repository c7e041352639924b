//! Links with fallbacks, and the switches of stamps.
//!
//! Always true here: a link is down when neither it nor what it falls back on is up; a stamp has its
//! network while one of its switches is up.

use crate::model::place::{Joined, joined};
use crate::model::record::Resource;
use crate::model::{LinkId, SiteId, StampId, SwitchId};
use crate::units::Span;
use crate::world::consequence::Consequence;
use crate::world::frame::Frame;
use crate::world::pipes::PipePath;
use crate::world::plant::Plant;

impl Plant {
    /// Whether two sites reach each other as things are: over the link that joins them, or over its
    /// fallback.
    pub(in crate::world) fn sites_joined(
        &self,
        frame: &Frame<'_>,
        one: SiteId,
        other: SiteId,
    ) -> bool {
        match joined(&frame.blueprint.links, one, other) {
            None => false,
            Some(Joined::Within) => true,
            Some(Joined::Over(link)) => self.carrier(frame, link).is_some(),
        }
    }

    /// The link that carries what goes over a link: itself, or what it falls back on.
    fn carrier(&self, frame: &Frame<'_>, link: LinkId) -> Option<LinkId> {
        self.chain_of_link(frame, link)
            .find(|one| self.link_down[*one] == 0)
    }

    /// A link, what it falls back on, and so on.
    fn chain_of_link<'f>(
        &'f self,
        frame: &'f Frame<'_>,
        link: LinkId,
    ) -> impl Iterator<Item = LinkId> + 'f {
        let next = |one: &LinkId| frame.blueprint.link(*one).fallback;
        // No chain is longer than there are links, even one that comes back to itself.
        std::iter::successors(Some(link), next).take(self.link_down.len())
    }

    /// A link went down or came back: what goes over it, or falls back on it, has another rate, or
    /// none. A change of the carrier is seamless; jobs end only where nothing carries them.
    fn link_changed(&mut self, frame: &mut Frame<'_>, changed: LinkId) {
        for link in self.link_down.ids() {
            if !self.chain_of_link(frame, link).any(|one| one == changed) {
                continue;
            }
            let pipe = frame.plan.pipe_of(link);
            let carrier = self.carrier(frame, link);
            let rate = carrier.map(|carrier| frame.blueprint.link(carrier).rate);
            frame.pipe_carries(pipe, rate);
            if carrier.is_none() {
                frame.agenda.push(Consequence::LinkGone(link));
            }
        }
    }

    /// Whether a link has a part in a path as things are: it is on it, or stands in for one that is.
    pub(in crate::world) fn has_part(
        &self,
        frame: &Frame<'_>,
        path: &PipePath,
        link: LinkId,
    ) -> bool {
        let on_path = |one: &LinkId| frame.plan.goes_over(path, *one);
        let stands_in = |one: LinkId| {
            self.link_down[one] > 0 && self.chain_of_link(frame, one).any(|other| other == link)
        };
        frame.plan.goes_over(path, link) || self.link_down.ids().filter(on_path).any(stands_in)
    }

    /// The time in which something asked for over a path begins to come: there and back over its links,
    /// as they carry now.
    pub(in crate::world) fn round_trip(&self, frame: &Frame<'_>, path: &PipePath) -> Span {
        let on_path = self
            .link_down
            .ids()
            .filter(|link| frame.plan.goes_over(path, *link));
        let one_way = on_path.map(|link| {
            let carrier = self.carrier(frame, link).unwrap_or(link);
            frame.blueprint.link(carrier).latency.0
        });
        Span(2 * one_way.sum::<u64>())
    }

    /// What a pipe is called now: a link that has fallen back is named by what carries.
    pub(in crate::world) fn name_of_pipe(&self, frame: &Frame<'_>, pipe: u16) -> Resource {
        match frame.plan.pipe_resources[usize::from(pipe)] {
            Resource::Link(link) => {
                let carrier = self.carrier(frame, link).unwrap_or(link);
                Resource::Link(carrier)
            }
            other => other,
        }
    }

    fn without_network(&self, frame: &Frame<'_>, stamp: StampId) -> bool {
        let stamp = frame.blueprint.stamp(stamp);
        let mut switches = stamp.switch_ids();
        !stamp.switches.is_empty() && switches.all(|switch| self.switch_down[switch] > 0)
    }

    /// Whether a stamp has no network, and a switch is one of those that it misses.
    pub(in crate::world) fn cuts_off(
        &self,
        frame: &Frame<'_>,
        switch: SwitchId,
        stamp: StampId,
    ) -> bool {
        frame.blueprint.stamp_of_switch(switch) == stamp && self.without_network(frame, stamp)
    }

    /// Whether every link on a path carries, by itself or by what it falls back on.
    pub(in crate::world) fn path_stands(&self, frame: &Frame<'_>, path: &PipePath) -> bool {
        let mut down = (self.link_down.ids()).filter(|link| self.carrier(frame, *link).is_none());
        down.all(|link| !frame.plan.goes_over(path, link))
    }

    /// A fault takes a link.
    pub(in crate::world) fn link_fails(&mut self, frame: &mut Frame<'_>, link: LinkId) {
        self.link_down[link] += 1;
        self.link_changed(frame, link);
    }

    /// It is over.
    pub(in crate::world) fn link_works(&mut self, frame: &mut Frame<'_>, link: LinkId) {
        self.link_down[link] -= 1;
        self.link_changed(frame, link);
    }

    /// Whether all links work.
    pub(in crate::world) fn no_link_is_down(&self) -> bool {
        self.link_down.iter().all(|faults| *faults == 0)
    }

    /// A switch fails: the stamp that has no network any more, if it was the last.
    pub(in crate::world) fn switch_fails(
        &mut self,
        frame: &Frame<'_>,
        switch: SwitchId,
    ) -> Option<StampId> {
        let stamp = frame.blueprint.stamp_of_switch(switch);
        let before = self.without_network(frame, stamp);
        self.switch_down[switch] += 1;
        (!before && self.without_network(frame, stamp)).then_some(stamp)
    }

    /// A switch works again: the stamp that has its network again, if it is the first.
    pub(in crate::world) fn switch_works(
        &mut self,
        frame: &Frame<'_>,
        switch: SwitchId,
    ) -> Option<StampId> {
        let stamp = frame.blueprint.stamp_of_switch(switch);
        let before = self.without_network(frame, stamp);
        self.switch_down[switch] -= 1;
        (before && !self.without_network(frame, stamp)).then_some(stamp)
    }
}
