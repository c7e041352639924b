//! How long a link may be cut before an RPO breaks or a whole copy is due, and how long it takes to
//! catch up: by closed form from the scenario alone (`model.md` §10.8).
//!
//! Always true here: data changes evenly; every group that lost the link works its backlog off at
//! once, at max–min fair rates over uplinks, links and pools; backups and restores are left out.

use super::share::{Course, Sender, fair, work_off};
use crate::model::group;
use crate::model::outcome::{AfterCut, CutOutcome, WayOutcome};
use crate::model::record::Resource;
use crate::model::route::{self, Pipes, Route};
use crate::model::{Blueprint, GroupId, LinkId, ReplicationGroup, ReplicationMode};
use crate::stats::nine_digits as nine;
use crate::units::HOUR;

/// Lengths of cuts that are worked out: 1 h, 8 h, 1 d, 3 d.
const CUTS: [u64; 4] = [HOUR, 8 * HOUR, 24 * HOUR, 72 * HOUR];

/// Everything that groups share.
struct Net<'b> {
    blueprint: &'b Blueprint,
    pipes: Pipes,
    capacity: Vec<f64>,
}

impl<'b> Net<'b> {
    fn new(blueprint: &'b Blueprint) -> Self {
        let pipes = Pipes::of(blueprint);
        let rates = pipes.all().iter().map(|pipe| pipe.rate(blueprint).0 as f64);
        Net {
            blueprint,
            capacity: rates.collect(),
            pipes,
        }
    }

    fn resource(&self, index: usize) -> Resource {
        self.pipes.all()[index].resource()
    }

    /// What a group sends over every day; none where nothing leads to its replica.
    fn everyday(&self, group: &ReplicationGroup) -> Option<Route> {
        let to = self.blueprint.replication(group.replication).to;
        route::between(self.blueprint, group.from, to)
    }

    /// The everyday link of a group; none within a site.
    fn link(&self, group: &ReplicationGroup) -> Option<LinkId> {
        self.everyday(group)?.link()
    }

    /// What a group sends over, while `cut` is down and its fallback takes over; none where there is no way.
    fn route(&self, group: &ReplicationGroup, cut: Option<LinkId>) -> Option<Route> {
        let everyday = self.everyday(group)?;
        match cut.filter(|cut| everyday.link() == Some(*cut)) {
            None => Some(everyday),
            Some(cut) => Some(everyday.over(self.blueprint.link(cut).fallback?)),
        }
    }

    /// All groups as senders without a backlog.
    fn senders(&self, cut: Option<LinkId>) -> Vec<Sender> {
        let groups = self.blueprint.groups.iter();
        groups
            .map(|group| {
                let reduction = self.blueprint.replication(group.replication).reduction;
                let route = self.route(group, cut);
                let weighed = route.map(|route| self.pipes.weighed(&route, reduction));
                (group, weighed)
            })
            .map(|(group, way)| Sender {
                way,
                churn: group::written(self.blueprint, group),
                limit: group::limit(self.blueprint, group),
                backlog: 0.0,
                copy: None,
            })
            .collect()
    }
}

/// The most that a whole copy is sent at, in bytes per second.
fn copy_limit(blueprint: &Blueprint, group: &ReplicationGroup) -> f64 {
    let replication = blueprint.replication(group.replication);
    let disks = group::disks(blueprint, group);
    group::copy_rate(replication, blueprint.stamp(group.from), disks).0 as f64
}

/// The RPO that the loss of a whole place must keep, in milliseconds.
fn rpo(blueprint: &Blueprint, group: &ReplicationGroup) -> Option<f64> {
    let stated = blueprint.application(group.application).rpo.of_places();
    stated.map(|limit| limit.0 as f64)
}

fn stands_still(blueprint: &Blueprint, group: &ReplicationGroup) -> bool {
    blueprint.replication(group.replication).mode == ReplicationMode::SyncOrStop
}

/// All groups, in order.
pub(crate) fn cuts(blueprint: &Blueprint) -> Vec<CutOutcome> {
    let net = Net::new(blueprint);
    let everyday = ways(&net, None);
    // What happens depends on which link is cut, and all groups on it are cut together.
    let mut by_link: Vec<Option<Cut>> = Vec::new();
    by_link.resize_with(blueprint.links.len(), || None);
    let groups = blueprint.groups.iter().zip(everyday).enumerate();
    groups
        .map(|(index, (group, main))| {
            let mut made = CutOutcome {
                group: GroupId::from_index(index),
                churn: nine(group::written(blueprint, group)),
                rpo_s: rpo(blueprint, group).map(seconds),
                log_limit_s: blueprint
                    .replication(group.replication)
                    .log_limit
                    .as_seconds(),
                stands_still: stands_still(blueprint, group),
                main,
                fallback: None,
                after_cut: Vec::new(),
                after_fallback: Vec::new(),
            };
            if let Some(link) = net.link(group) {
                let cut = by_link[link.index()].get_or_insert_with(|| Cut::of(&net, link));
                made.after_cut = cut.nothing.iter().map(|all| all[index].clone()).collect();
                if let Some((ways, after)) = &cut.fallback {
                    made.fallback = Some(ways[index].clone());
                    made.after_fallback = after.iter().map(|all| all[index].clone()).collect();
                }
            }
            made
        })
        .collect()
}

fn seconds(ms: f64) -> f64 {
    nine(ms / 1_000.0)
}

/// What the cut of one link does to all groups: by length of the cut, then by group.
struct Cut {
    nothing: Vec<Vec<AfterCut>>,
    fallback: Option<(Vec<WayOutcome>, Vec<Vec<AfterCut>>)>,
}

impl Cut {
    fn of(net: &Net<'_>, link: LinkId) -> Cut {
        let still: Vec<f64> = vec![1.0; net.blueprint.groups.len()];
        let after = |growth: &[f64]| {
            CUTS.iter()
                .map(|length| after(net, link, *length as f64 / 1_000.0, growth))
                .collect()
        };
        let fallback = net.blueprint.links[link.index()].fallback.map(|_| {
            let ways = ways(net, Some(link));
            let growth: Vec<f64> = ways.iter().map(|way| way.growth).collect();
            let after = after(&growth);
            (ways, after)
        });
        Cut {
            nothing: after(&still),
            fallback,
        }
    }
}

/// What every group gets while `cut` is down and its fallback takes over.
fn ways(net: &Net<'_>, cut: Option<LinkId>) -> Vec<WayOutcome> {
    let blueprint = net.blueprint;
    let senders = net.senders(cut);
    let churns: Vec<f64> = senders.iter().map(|one| one.churn.min(one.limit)).collect();
    let limits: Vec<f64> = senders.iter().map(|one| one.limit).collect();
    let steady = fair(&senders, &churns, &net.capacity);
    let all_out = fair(&senders, &limits, &net.capacity);
    let groups = blueprint.groups.iter().enumerate();
    groups
        .map(|(index, group)| {
            let replication = blueprint.replication(group.replication);
            let change = senders[index].churn;
            // A hair below what changes is what changes: rates are sums of real numbers. Where writing
            // waits for the replica, nothing piles up.
            let growth = match steady[index].rate {
                _ if change <= 0.0 || replication.mode != ReplicationMode::Async => 0.0,
                rate if rate >= change * (1.0 - 1e-9) => 0.0,
                rate => 1.0 - rate / change,
            };
            let mut copies = senders.clone();
            copies[index].copy =
                Some((group::whole(blueprint, group), copy_limit(blueprint, group)));
            let copy = work_off(&copies, &net.capacity)[index].copied;
            let points = replication.points.0 as f64;
            let room = rpo(blueprint, group).map(|rpo| (rpo - points).max(0.0));
            let log = replication.log_limit.0 as f64;
            let (until_rpo, until_log) = if stands_still(blueprint, group) {
                (None, None)
            } else if cut.is_none() {
                // The everyday way: what is behind already has nothing left for a cut.
                // What grows so slowly that it matters to nothing within the horizon is caught up.
                let grown = growth * blueprint.run.horizon.0 as f64;
                let behind = grown > room.unwrap_or(log).min(log);
                let left = |room: f64| if behind { 0.0 } else { room };
                (room.map(left), Some(left(log)))
            } else {
                let until = |room: f64| (growth > 0.0).then(|| room / growth);
                (room.and_then(until), until(log))
            };
            WayOutcome {
                link: net.route(group, cut).and_then(|route| route.link()),
                rate: nine(steady[index].rate),
                share: nine(all_out[index].rate),
                bottleneck: all_out[index]
                    .bottleneck
                    .map_or(Resource::None, |index| net.resource(index)),
                growth: nine(growth),
                until_rpo_s: until_rpo.map(seconds),
                until_log_s: until_log.map(seconds),
                copy_s: copy.map(nine),
            }
        })
        .collect()
}

/// What comes after a cut of `cut_s` seconds in which the groups on the link fall behind by `growth`
/// seconds in a second, and then have the link again.
fn after(net: &Net<'_>, link: LinkId, cut_s: f64, growth: &[f64]) -> Vec<AfterCut> {
    let blueprint = net.blueprint;
    let mut senders = net.senders(None);
    let lag: Vec<f64> = blueprint
        .groups
        .iter()
        .zip(growth)
        .map(|(group, growth)| {
            let cut = net.link(group) == Some(link) && !stands_still(blueprint, group);
            if cut { growth * cut_s } else { 0.0 }
        })
        .collect();
    let mut copied = vec![false; senders.len()];
    for (index, group) in blueprint.groups.iter().enumerate() {
        let log = blueprint
            .replication(group.replication)
            .log_limit
            .as_seconds();
        copied[index] = lag[index] > 0.0 && lag[index] >= log;
        if copied[index] {
            senders[index].copy =
                Some((group::whole(blueprint, group), copy_limit(blueprint, group)));
        } else {
            senders[index].backlog = lag[index] * senders[index].churn;
        }
    }
    let courses = work_off(&senders, &net.capacity);
    let all = courses.iter().zip(&senders).zip(lag.iter().zip(copied));
    all.map(|((course, sender), (lag, whole_copy))| AfterCut {
        cut_s,
        whole_copy,
        catch_up_s: course.done.map(nine),
        lag: line(course, sender.churn, cut_s, *lag),
    })
    .collect()
}

/// Lag over time since the cut began. Until a whole copy has arrived, the replica stays where it was;
/// then it is as old as the copy took.
fn line(course: &Course, churn: f64, cut_s: f64, lag: f64) -> Vec<(f64, f64)> {
    let mut points = vec![(0.0, 0.0), (cut_s, lag)];
    points.extend(course.copied.map(|copied| (cut_s + copied, lag + copied)));
    if churn > 0.0 {
        let rest = course.points.iter().filter(|(at, _)| *at > 0.0);
        points.extend(rest.map(|(at, backlog)| (cut_s + at, backlog / churn)));
    }
    points
        .into_iter()
        .map(|(at, lag)| (nine(at), nine(lag)))
        .collect()
}
