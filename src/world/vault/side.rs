//! The two places where the points and logs of a VM lie, and what cannot be deleted there.
//!
//! Always true here: what is immutable at a repository is so for its time from when it was complete there.

use super::Vault;
use super::log::Log;
use super::point::Point;
use crate::model::{Backup, RepositoryId};
use crate::units::{Moment, Span};

/// One of the two places where the points of a VM lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Side {
    pub(super) first: bool,
    /// For how long a point cannot be deleted there.
    immutable: Option<Span>,
}

impl Side {
    pub(super) fn holds(self, point: &Point) -> bool {
        match self.first {
            true => point.first,
            false => point.second,
        }
    }

    /// When a point was complete there.
    pub(super) fn came(self, point: &Point) -> Moment {
        match self.first {
            true => point.complete,
            false => point.copied,
        }
    }

    /// When a log was complete there.
    pub(super) fn log_came(self, log: &Log) -> Moment {
        match self.first {
            true => log.complete,
            false => log.copied,
        }
    }

    /// Whether a point that lies there is immutable by itself.
    pub(super) fn locks(self, point: &Point, now: Moment) -> bool {
        let complete = self.came(point);
        let length = self.immutable.filter(|_| self.holds(point));
        length.is_some_and(|length| now.since(complete) < length)
    }

    /// Whether a log that lies there is.
    pub(super) fn locks_log(self, log: &Log, now: Moment) -> bool {
        let length = self.immutable.filter(|_| log.lies(self.first));
        length.is_some_and(|length| now.since(self.log_came(log)) < length)
    }
}

impl Vault<'_> {
    /// The sides of a backup, and their repositories.
    pub(super) fn sides(
        &self,
        backup: &Backup,
    ) -> impl Iterator<Item = (RepositoryId, Side)> + Clone + use<> {
        let side = |id: RepositoryId, first: bool| {
            let immutable = self.blueprint.repository(id).immutable;
            (id, Side { first, immutable })
        };
        let second = backup.copy_to.map(|id| side(id, false));
        std::iter::once(side(backup.to, true)).chain(second)
    }
}
