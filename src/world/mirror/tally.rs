//! What replication costs and how far replicas are behind, counted.
//!
//! Always true here: sums lie inside the horizon of a trial of years, or after the strike of a drill.

use super::{Following, Frame, Mirror};
use crate::model::GroupId;
use crate::units::{MINUTE, Moment};

impl Mirror {
    /// The lag of a group went in a straight line from one value to another.
    pub(super) fn tally_lag(
        &self,
        frame: &mut Frame<'_>,
        group: GroupId,
        from: Moment,
        before: u64,
        after: u64,
    ) {
        let (start, end) = frame.counted_part(from, frame.now);
        if end <= start {
            return;
        }
        let state = &self.groups[group];
        let length = end.since(start).0;
        let whole = frame.now.since(from).0 as f64;
        let at = |moment: Moment| {
            let part = moment.since(from).0 as f64 / whole;
            before as f64 + (after as f64 - before as f64) * part
        };
        let (first, last) = (at(start), at(end));
        let limit = frame.replication_of(group).points.0.max(MINUTE) as f64;
        let above = share_above(first, last, limit);
        let stands = self.stands(group);
        let tally = &mut frame.record.replicas[group.index()];
        if state.following != Following::Follows {
            tally.unprotected += length;
        }
        if stands {
            tally.lag_max = tally.lag_max.max(first.max(last) as u64);
            tally.behind += (above * length as f64) as u64;
        }
        let sent = u128::from(state.rate) * u128::from(length);
        tally.bytes += sent >> crate::engine::FRACTION_BITS;
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

/// The share of a straight line from one value to another that lies above a limit.
fn share_above(first: f64, last: f64, limit: f64) -> f64 {
    let (low, high) = (first.min(last), first.max(last));
    if high <= limit {
        0.0
    } else if low >= limit {
        1.0
    } else {
        (high - limit) / (high - low)
    }
}

#[cfg(test)]
mod tests {
    use super::share_above;

    #[test]
    fn a_line_is_above_a_limit_for_its_part() {
        assert_eq!(share_above(0.0, 10.0, 10.0), 0.0);
        assert_eq!(share_above(0.0, 10.0, 4.0), 0.6);
        assert_eq!(share_above(10.0, 0.0, 4.0), 0.6);
        assert_eq!(share_above(5.0, 5.0, 4.0), 1.0);
    }
}
