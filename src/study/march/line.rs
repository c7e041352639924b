//! Recoveries and losses over the cycle, as straight lines from instant to instant, and the worst of them.
//!
//! Always true here: of instants that are equally bad the first is told, with how long it stays as bad.

use super::sight::{Detail, Sight};
use crate::model::marched::{Corner, Edge, MarchedCell, WorstMoment};
use crate::model::record::{LossReason, Phase, Resource};
use crate::model::{ApplicationId, Blueprint, Class, ObjectiveOf};
use crate::stats::frequencies::ENDLESS;

const KINDS: [ObjectiveOf; 2] = [ObjectiveOf::Recovery, ObjectiveOf::Loss];

/// A straight line: its first and its last instant, with the lengths there.
#[derive(Clone, Copy, Debug)]
struct Piece {
    from: (u64, u64),
    to: (u64, u64),
    opens: Edge,
    closes: Edge,
    detail: Option<Detail>,
    /// What is told of its end.
    last: Option<Detail>,
}

impl Piece {
    /// By how much it grows in a millisecond; none where that is no whole number, or where it is one instant.
    fn grows(&self) -> Option<i64> {
        let wide = (self.to.0 - self.from.0) as i64;
        let high = self.to.1 as i64 - self.from.1 as i64;
        (wide > 0 && high % wide == 0).then(|| high / wide)
    }

    /// Goes on with a line that follows at once and leads the same way. Returns whether it does.
    fn goes_on(&mut self, next: &Piece) -> bool {
        if self.to.0 + 1 != next.from.0 {
            return false;
        }
        let step = next.from.1 as i64 - self.to.1 as i64;
        let single = |piece: &Piece| piece.from.0 == piece.to.0;
        let follows = |piece: &Piece| single(piece) || piece.grows() == Some(step);
        // Of an instant by itself and what follows it nobody knows where it leads, unless it stays as it is.
        if !follows(self) || !follows(next) || single(self) && single(next) && step != 0 {
            return false;
        }
        self.to = next.to;
        self.closes = next.closes;
        self.last = next.last;
        true
    }
}

/// One figure of one application.
#[derive(Clone, Debug, Default)]
struct Track {
    pieces: Vec<Piece>,
}

/// See the module.
pub(super) struct Lines {
    /// By application and kind.
    tracks: Vec<[Track; 2]>,
    /// Single runs.
    points: Vec<Sight>,
}

impl Lines {
    pub(super) fn new(applications: usize) -> Lines {
        Lines {
            tracks: vec![Default::default(); applications],
            points: Vec::new(),
        }
    }

    /// A run by itself.
    pub(super) fn point(&mut self, sight: &Sight) {
        let mut sight = sight.clone();
        sight.told.clear();
        self.points.push(sight);
    }

    /// A stretch from a run to another one.
    pub(super) fn piece(&mut self, from: &Sight, to: &Sight, (opens, closes): (Edge, Edge)) {
        for (application, tracks) in self.tracks.iter_mut().enumerate() {
            for (kind, track) in KINDS.into_iter().zip(tracks) {
                let first = from.fates[application].of(kind);
                let last = to.fates[application].of(kind);
                let (Some(first), Some(last)) = (first, last) else {
                    continue;
                };
                let piece = Piece {
                    from: (from.at, first),
                    to: (to.at, last),
                    opens,
                    closes,
                    detail: from.details[application][kind as usize],
                    last: to.details[application][kind as usize],
                };
                let known = track.pieces.last_mut();
                if !known.is_some_and(|known| known.goes_on(&piece)) {
                    track.pieces.push(piece);
                }
            }
        }
    }

    /// The parts of the cycle, in each of which runs were looked at, the most damage first: by how near a figure comes there to the worst that
    /// it has in any of them.
    pub(super) fn by_damage(&self, parts: &[(u64, u64)]) -> Vec<usize> {
        let value = |point: &Sight, application: usize, kind| {
            point.fates[application]
                .of(kind)
                .map_or(0, |value| value + 1)
        };
        let part = |at: u64| parts.partition_point(|part| part.1 <= at);
        let mut damage = vec![0.0_f64; parts.len()];
        for application in 0..self.tracks.len() {
            for kind in KINDS {
                let all = self.points.iter();
                let all = all.map(|one| (part(one.at), value(one, application, kind)));
                let worst = all.clone().map(|one| one.1).max().unwrap_or(0).max(1) as f64;
                for (part, value) in all {
                    damage[part] = damage[part].max(value as f64 / worst);
                }
            }
        }
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by(|one, other| damage[*other].total_cmp(&damage[*one]).then(one.cmp(other)));
        order
    }

    /// What was found of each application that is hit at some instant.
    pub(super) fn cells(mut self, blueprint: &Blueprint, cycle: u64) -> Vec<MarchedCell> {
        let points = std::mem::take(&mut self.points);
        let mut cells = Vec::new();
        for (row, tracks) in self.tracks.iter_mut().enumerate() {
            for (kind, track) in KINDS.into_iter().zip(tracks.iter_mut()) {
                track.close(&points, row, kind);
            }
            let [recovery, loss] = tracks;
            if recovery.pieces.is_empty() && loss.pieces.is_empty() {
                continue;
            }
            let application = ApplicationId::from_index(row);
            let own = blueprint.application(application);
            cells.push(MarchedCell {
                application,
                recovery: recovery.worst(cycle, |class| own.rto.for_class(class)),
                loss: loss.worst(cycle, |class| own.rpo.for_class(class)),
                recoveries: recovery.corners(),
                losses: loss.corners(),
            });
        }
        cells
    }
}

impl Track {
    /// Puts pieces in the order of their instants, and runs by themselves where no piece is.
    fn close(&mut self, points: &[Sight], application: usize, kind: ObjectiveOf) {
        self.pieces.sort_by_key(|piece| piece.from.0);
        for point in points {
            let Some(value) = point.fates[application].of(kind) else {
                continue;
            };
            let held = |piece: &Piece| (piece.from.0..=piece.to.0).contains(&point.at);
            if self.pieces.iter().any(held) {
                continue;
            }
            let detail = point.details[application][kind as usize];
            self.pieces.push(Piece {
                from: (point.at, value),
                to: (point.at, value),
                opens: Edge::Unknown,
                closes: Edge::Unknown,
                detail,
                last: detail,
            });
        }
        self.pieces.sort_by_key(|piece| piece.from.0);
        let mut joined: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        for piece in std::mem::take(&mut self.pieces) {
            if !joined.last_mut().is_some_and(|known| known.goes_on(&piece)) {
                joined.push(piece);
            }
        }
        self.pieces = joined;
    }

    fn worst(
        &self,
        cycle: u64,
        limit: impl Fn(Class) -> Option<crate::model::Objective>,
    ) -> Option<WorstMoment> {
        let most = self
            .pieces
            .iter()
            .map(|piece| piece.from.1.max(piece.to.1))
            .max()?;
        let place = self
            .pieces
            .iter()
            .position(|piece| piece.from.1 == most || piece.to.1 == most)?;
        let piece = &self.pieces[place];
        let (at, edge, detail) = match piece.from.1 == most {
            true => (piece.from.0, piece.opens, piece.detail),
            false => (piece.to.0, piece.closes, piece.last),
        };
        let mut until = at;
        for next in &self.pieces[place..] {
            if next.from.0 > until + 1 || next.from.0 > until && next.from.1 != most {
                break;
            }
            if next.to.1 != most {
                break;
            }
            until = next.to.0;
        }
        let detail = detail.unwrap_or(Detail {
            phase: Phase::Detect,
            resource: Resource::None,
            reason: LossReason::None,
            class: Class::Planned,
        });
        Some(WorstMoment {
            value: (most < ENDLESS).then_some(most),
            at,
            until,
            edge: if at == 0 && until + 1 == cycle {
                Edge::Always
            } else {
                edge
            },
            phase: detail.phase,
            resource: detail.resource,
            reason: detail.reason,
            limit: limit(detail.class).map(|objective| objective.limit.0),
        })
    }

    fn corners(&self) -> Vec<Corner> {
        let mut corners: Vec<Corner> = Vec::new();
        let value = |value: u64| (value < ENDLESS).then_some(value);
        let mut before = None;
        for piece in &self.pieces {
            let joined = before == Some((piece.from.0.wrapping_sub(1), piece.from.1));
            corners.push(Corner {
                at: piece.from.0,
                value: value(piece.from.1),
                joined,
            });
            if piece.to.0 > piece.from.0 {
                corners.push(Corner {
                    at: piece.to.0,
                    value: value(piece.to.1),
                    joined: true,
                });
            }
            before = Some(piece.to);
        }
        corners
    }
}
