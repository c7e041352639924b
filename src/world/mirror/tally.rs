//! What replication costs and how far replicas are behind, counted.
//!
//! Always true here: sums lie inside the horizon of a trial of years, or after the strike of a drill.

use super::line::Line;
use super::{Following, Frame, Mirror};
use crate::engine::FRACTION_BITS;
use crate::model::GroupId;
use crate::units::MINUTE;

impl Mirror {
    /// A group went on as it was from when its amounts stand until now.
    pub(super) fn tally_lag(&mut self, frame: &mut Frame<'_>, group: GroupId, line: &Line) {
        let from = self.groups[group].since;
        let (start, end) = frame.counted_part(from, frame.now);
        if end <= start {
            return;
        }
        let (first, last) = (start.since(from).0, end.since(from).0);
        let length = last - first;
        let limit = frame.replication_of(group).points.0.max(MINUTE);
        let stands = self.stands(group);
        let state = &mut self.groups[group];
        let tally = &mut frame.record.replicas[group.index()];
        if state.following != Following::Follows {
            tally.unprotected += length;
        }
        if stands {
            let most = line.lag(first).max(line.lag(last));
            tally.lag_max = tally.lag_max.max(most);
            if most > limit {
                tally.behind += line.behind(first, last, limit);
            }
        }
        state.sent += u128::from(state.rate) * u128::from(length);
    }

    /// A trial is over: what was sent in all is told in whole bytes.
    pub(super) fn tally_sent(&self, frame: &mut Frame<'_>, group: GroupId) {
        let sent = self.groups[group].sent >> FRACTION_BITS;
        frame.record.replicas[group.index()].bytes += sent;
    }

    /// A whole copy has arrived.
    pub(super) fn tally_copy(&self, frame: &mut Frame<'_>, group: GroupId) {
        if frame.counts_now() {
            let began = self.groups[group].copy_began;
            let tally = &mut frame.record.replicas[group.index()];
            tally.copies += 1;
            tally.copy_sum += frame.now.since(began).0;
            tally.bytes += u128::from(frame.plan.groups[group].bytes);
        }
    }

    /// A replica broke off.
    pub(super) fn tally_break(&self, frame: &mut Frame<'_>, group: GroupId) {
        if frame.counts_now() {
            frame.record.replicas[group.index()].broken += 1;
        }
    }
}
