//! When a group should go back to the stamp where it belongs.
//!
//! Always true here: a group is to go back only while its replica follows; the time that it must have
//! been followed begins when it does.

use super::{Following, Frame, Mirror};
use crate::model::{Failback, GroupId};
use crate::units::{DAY, Moment, Span};

impl Mirror {
    fn failback_of<'f>(&self, frame: &'f Frame<'_>, group: GroupId) -> Option<&'f Failback> {
        frame.blueprint.group(group).failback?;
        frame.replication_of(group).failback.as_ref()
    }

    /// When a group should go back next; none while it is at home or not followed. The time that it
    /// must have been followed begins here.
    pub(in crate::world) fn failback_due(
        &mut self,
        frame: &Frame<'_>,
        group: GroupId,
    ) -> Option<Moment> {
        let state = &self.groups[group];
        if !state.away || state.following != Following::Follows {
            self.groups[group].failback_at = None;
            return None;
        }
        if state.failback_at.is_none() {
            let after = self.failback_of(frame, group)?.after;
            self.put_off(frame, group, after);
        }
        self.groups[group].failback_at
    }

    /// The return of a group is put off for so long, and until its window.
    pub(in crate::world) fn put_off(&mut self, frame: &Frame<'_>, group: GroupId, by: Span) {
        let at = self.window_from(frame, group, frame.now + by);
        self.groups[group].failback_at = Some(at);
    }

    /// The first instant from one on that lies in the window of a group's returns.
    fn window_from(&self, frame: &Frame<'_>, group: GroupId, at: Moment) -> Moment {
        let failback = self.failback_of(frame, group);
        let Some(window) = failback.and_then(|failback| failback.window) else {
            return at;
        };
        let of_day = (frame.offset + at.0) % DAY;
        if window.holds(of_day) {
            at
        } else {
            at + window.opens_in(of_day)
        }
    }
}
