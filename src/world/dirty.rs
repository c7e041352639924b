//! What must be looked at again when an event is over.
//!
//! Always true here: no time passes within an event, so that looking once at its end gives the same
//! sums as looking after each change; the loop settles all of it, and nobody else.

use crate::engine::{Table, clones};
use crate::model::{ApplicationId, Blueprint, SourceId};

/// See the module.
#[derive(Debug)]
pub(super) struct Dirty {
    /// Applications that may wait for something else now, each once.
    applications: Vec<ApplicationId>,
    marked: Table<ApplicationId, bool>,
    /// Sources whose crew came, was called or the like: what waits for them has another name.
    sources: Vec<SourceId>,
    /// Something freed room, a stamp, a control plane or a repository: waiting VMs look again.
    pub(super) waiters: bool,
    /// There are VMs, so that somebody may wait for something at all.
    somebody: bool,
    /// What groups write, or what of them reaches their replicas, may have changed: they are to be
    /// steered again, and all that moves is to be settled.
    pub(super) groups: bool,
}

clones!(Dirty {
    applications,
    marked,
    sources,
    waiters,
    somebody,
    groups,
});

impl Dirty {
    /// Nothing is to be looked at.
    pub(super) fn new(blueprint: &Blueprint) -> Dirty {
        let count = blueprint.applications.len();
        Dirty {
            applications: Vec::with_capacity(count),
            marked: Table::of(count, false),
            sources: Vec::with_capacity(blueprint.sources.len()),
            waiters: false,
            somebody: !blueprint.vms.is_empty(),
            groups: false,
        }
    }

    /// Whether nothing is to be looked at.
    #[inline(always)]
    pub(super) fn is_clean(&self) -> bool {
        // Without a jump for each: nearly always all of it holds.
        let listed = self.applications.len() | self.sources.len();
        (listed == 0) & !self.waiters & !self.groups
    }

    /// Something that somebody may wait for is there again.
    #[inline(always)]
    pub(super) fn freed(&mut self) {
        self.waiters |= self.somebody;
    }

    /// As at the start of a trial, whatever the one before left.
    pub(super) fn renew(&mut self) {
        self.applications.clear();
        self.marked.fill(false);
        self.sources.clear();
        self.waiters = false;
        self.groups = false;
    }

    /// What an application waits for may have changed.
    #[inline]
    pub(super) fn application(&mut self, application: ApplicationId) {
        if !std::mem::replace(&mut self.marked[application], true) {
            self.applications.push(application);
        }
    }

    /// The next application to look at; it is looked at now.
    #[inline]
    pub(super) fn next_application(&mut self) -> Option<ApplicationId> {
        let application = self.applications.pop()?;
        self.marked[application] = false;
        Some(application)
    }

    /// What waits for a fault of this source may be called something else now.
    #[inline(always)]
    pub(super) fn source(&mut self, source: SourceId) {
        if self.somebody {
            self.sources.push(source);
        }
    }

    /// The next source to look at.
    #[inline]
    pub(super) fn next_source(&mut self) -> Option<SourceId> {
        self.sources.pop()
    }
}
