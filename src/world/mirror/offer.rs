//! What the replica of a VM offers, and where that lies.
//!
//! Always true here: a replica is never ahead of its source; asking changes nothing.

use super::{Following, Frame, Mirror};
use crate::model::record::{LossReason, Resumed, TakenFrom};
use crate::model::{GroupId, StampId};
use crate::units::Moment;

/// What a replica offers a VM.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) struct Offer {
    /// How far the write clock is set back, in milliseconds.
    pub(in crate::world) set_back: u64,
    /// Whether what is resumed holds a corruption.
    pub(in crate::world) bad: bool,
    /// What makes it as old as it is.
    pub(in crate::world) resumed: Resumed,
}

/// A VM that may be resumed from its replica, as it stands.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Loser {
    /// The group that it replicates with.
    pub(in crate::world) group: GroupId,
    /// Where it belongs now.
    pub(in crate::world) stamp: StampId,
    /// Its write clock.
    pub(in crate::world) clock: u64,
    /// Its write clock when it went bad, where it is.
    pub(in crate::world) corrupt: Option<u64>,
    /// Its corruption is known.
    pub(in crate::world) noticed: bool,
    /// When its data was deleted, where it was.
    pub(in crate::world) deleted: Option<Moment>,
    /// Intruders encrypted it, and what it left behind elsewhere with it.
    pub(in crate::world) encrypted: bool,
}

/// How a replica stood when it was cut off.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// What had been written, and what of that had arrived.
    written: u64,
    reached: u64,
    /// How much had been written at the first of its recovery points.
    began: u64,
    /// It did not follow.
    broken: bool,
}

impl Mirror {
    /// What the replica of a VM offers, if it can be resumed from.
    pub(in crate::world) fn offer(&self, frame: &Frame<'_>, loser: &Loser) -> Option<Offer> {
        let group = loser.group;
        let state = &self.groups[group];
        if loser.stamp == self.source_stamp(frame, group) {
            let (written, reached) = self.written_and_reached(frame, group);
            let cut = Cut {
                written,
                reached,
                began: state.began,
                broken: state.following != Following::Follows,
            };
            let stands = self.stands(group) && !(loser.encrypted && state.left_behind);
            return stands.then(|| self.offer_of(frame, loser, cut))?;
        }
        // Others of its group failed over before it: its replica stands where they run now.
        let behind = loser.stamp == self.replica_stamp(frame, group) && state.turned;
        let cut = Cut {
            written: state.cut.0,
            reached: state.cut.1,
            began: state.cut_began,
            broken: state.cut_broken,
        };
        behind.then(|| self.offer_of(frame, loser, cut))?
    }

    /// The other end of a group, for a VM at this stamp; none where it is at neither.
    pub(in crate::world) fn refuge(
        &self,
        frame: &Frame<'_>,
        group: GroupId,
        stamp: StampId,
    ) -> Option<StampId> {
        let source = self.source_stamp(frame, group);
        let replica = self.replica_stamp(frame, group);
        match stamp {
            _ if stamp == source => Some(replica),
            _ if stamp == replica => Some(source),
            _ => None,
        }
    }

    /// What is offered after a cut at which so much had been written, and so much had arrived: the
    /// newest recovery point; or the newest one from before a corruption that is known or a deletion
    /// that has arrived, if points reach back so far.
    fn offer_of(&self, frame: &Frame<'_>, loser: &Loser, cut: Cut) -> Option<Offer> {
        let (group, clock) = (loser.group, loser.clock);
        let Cut {
            written,
            reached,
            began,
            broken,
        } = cut;
        let on_group = |of_vm: u64| written.saturating_sub(clock.saturating_sub(of_vm));
        let corrupt = loser.corrupt.map(on_group);
        let spoilt = [
            corrupt.filter(|_| loser.noticed),
            loser.deleted.map(|_| on_group(clock)),
        ];
        let mut usable = reached;
        let mut point = self.point_at(frame, group, reached);
        if let Some(spoilt) = spoilt.into_iter().flatten().min()
            && reached >= spoilt
        {
            usable = spoilt.saturating_sub(1);
            point = self.point_at(frame, group, usable);
            let since = loser.deleted.map_or(0, |at| frame.now.since(at).0);
            // What went bad before there was anything has no point from before it, nor has a replica that was made
            // anew since then.
            let none = point >= spoilt || point < began;
            if none || written - point + since > frame.replication_of(group).keep.0 {
                return None;
            }
        }
        Some(Offer {
            set_back: (written - point).min(clock),
            bad: corrupt.is_some_and(|corrupt| point >= corrupt),
            resumed: why_behind(loser, (written, reached, usable, point), broken),
        })
    }

    /// Where in their interval the recovery points of a group lie.
    #[cfg(test)]
    pub(in crate::world) fn points_phase(&self, group: GroupId) -> u64 {
        self.groups[group].points_phase
    }

    /// The newest recovery point at or before so much writing.
    fn point_at(&self, frame: &Frame<'_>, group: GroupId, written: u64) -> u64 {
        let interval = frame.replication_of(group).points.0;
        if interval == 0 {
            return written;
        }
        let phase = self.groups[group].points_phase;
        if written < phase {
            return 0;
        }
        (written - phase) / interval * interval + phase
    }
}

/// What makes a recovery point old: how far the replica was behind, what of it is of no use, or how far
/// points lie apart.
fn why_behind(
    loser: &Loser,
    (written, reached, usable, point): (u64, u64, u64, u64),
    broken: bool,
) -> Resumed {
    let lag = if broken {
        LossReason::WholeCopy
    } else {
        LossReason::ReplicaLag
    };
    let late = match loser.encrypted {
        true => LossReason::Dwell,
        false => LossReason::NoticedLate,
    };
    let parts = [
        (written - reached, lag),
        (reached.saturating_sub(usable), late),
        (usable - point, LossReason::PointSpacing),
    ];
    let (part, reason) = parts
        .into_iter()
        .max_by_key(|(part, reason)| (*part, std::cmp::Reverse(*reason)))
        .unwrap_or_default();
    Resumed {
        from: TakenFrom::Replica(loser.group),
        reason: if part == 0 { LossReason::None } else { reason },
        part,
        endless: false,
    }
}
