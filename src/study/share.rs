//! Rates of groups that replicate over common ways, and how backlogs are worked off.
//!
//! Always true here: rates are max–min fair under each group's own limit (`model::fair`); amounts are
//! real numbers that flow evenly, so that everything is a closed form between two instants at which a
//! group is caught up.

use crate::model::fair::{self, Flow, Got};

/// Something that sends over some of the common resources.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Sender {
    /// The resources on its way, as indices, and what a byte that it sends counts there; none: it cannot
    /// send at all.
    pub(super) way: Option<Vec<(usize, f64)>>,
    /// Bytes per second that come up.
    pub(super) churn: f64,
    /// Most bytes per second that it sends.
    pub(super) limit: f64,
    /// Bytes that wait at the start.
    pub(super) backlog: f64,
    /// A whole copy that must be sent before: its bytes, and most bytes per second of it.
    pub(super) copy: Option<(f64, f64)>,
}

/// Max–min fair rates of senders that want so much each (bytes per second, may be infinite).
pub(super) fn fair(senders: &[Sender], wants: &[f64], capacity: &[f64]) -> Vec<Got> {
    let flow = |(sender, want): (&Sender, &f64)| Flow {
        count: 1.0,
        want: *want,
        way: sender.way.clone(),
    };
    let flows: Vec<Flow> = senders.iter().zip(wants).map(flow).collect();
    fair::fair(capacity, &flows)
}

/// How the backlog of each sender goes on.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Course {
    /// Points of time in seconds and bytes of backlog, from now, or from the end of the whole copy.
    pub(super) points: Vec<(f64, f64)>,
    /// When the whole copy has arrived, where there is one; none where it never does.
    pub(super) copied: Option<f64>,
    /// When the backlog is gone; none where it never is.
    pub(super) done: Option<f64>,
}

/// Where a sender is.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// A whole copy, with so many bytes to go; what comes up meanwhile is sent after it.
    Copy(f64),
    /// So many bytes are behind.
    Behind(f64),
    /// It sends what comes up.
    Even,
}

struct Progress {
    stages: Vec<Stage>,
    courses: Vec<Course>,
    now: f64,
}

impl Progress {
    fn of(senders: &[Sender]) -> Progress {
        let stage = |one: &Sender| match one.copy {
            Some((bytes, _)) => Stage::Copy(bytes),
            None if one.backlog > 0.0 => Stage::Behind(one.backlog),
            None => Stage::Even,
        };
        let course = |one: &Sender| Course {
            points: match one.copy {
                Some(_) => Vec::new(),
                None => vec![(0.0, one.backlog)],
            },
            copied: None,
            done: (stage(one) == Stage::Even).then_some(0.0),
        };
        Progress {
            stages: senders.iter().map(stage).collect(),
            courses: senders.iter().map(course).collect(),
            now: 0.0,
        }
    }

    /// Bytes per second that each wants to send.
    fn wants(&self, senders: &[Sender]) -> Vec<f64> {
        let stages = self.stages.iter().zip(senders);
        stages
            .map(|(stage, one)| match (stage, one.copy) {
                (Stage::Copy(_), Some((_, most))) => most,
                (Stage::Even, _) => one.churn.min(one.limit),
                _ => one.limit,
            })
            .collect()
    }

    /// The sender whose stage ends first at these rates, and after how long.
    fn first(&self, senders: &[Sender], got: &[Got]) -> Option<(f64, usize)> {
        let ends = |one: usize| match self.stages[one] {
            Stage::Copy(left) => (got[one].rate > 0.0).then(|| left / got[one].rate),
            Stage::Behind(left) => {
                let gain = got[one].rate - senders[one].churn;
                (gain > 1e-9 * senders[one].churn).then(|| left / gain)
            }
            Stage::Even => None,
        };
        (0..senders.len())
            .filter_map(|one| Some((ends(one)?, one)))
            .min_by(|one, other| one.0.total_cmp(&other.0))
    }

    /// Lets so much time pass; `ended` ends its stage exactly.
    fn pass(&mut self, senders: &[Sender], got: &[Got], step: f64, ended: usize) {
        self.now += step;
        for (one, sender) in senders.iter().enumerate() {
            let ends = one == ended;
            let gain = got[one].rate - sender.churn;
            let course = &mut self.courses[one];
            let behind = match self.stages[one] {
                Stage::Copy(left) if !ends => {
                    self.stages[one] = Stage::Copy((left - got[one].rate * step).max(0.0));
                    continue;
                }
                Stage::Copy(_) => {
                    course.copied = Some(self.now);
                    sender.churn * self.now
                }
                Stage::Behind(_) if ends => 0.0,
                Stage::Behind(left) => (left - gain * step).max(0.0),
                Stage::Even if gain >= -1e-9 * sender.churn => continue,
                Stage::Even => -gain * step,
            };
            course.points.push((self.now, behind));
            course.done = (behind <= 0.0).then_some(self.now);
            self.stages[one] = if behind > 0.0 {
                Stage::Behind(behind)
            } else {
                Stage::Even
            };
        }
    }
}

/// All senders with a backlog send as much as they can, the others what comes up; whoever is done
/// leaves the rest more.
pub(super) fn work_off(senders: &[Sender], capacity: &[f64]) -> Vec<Course> {
    let mut progress = Progress::of(senders);
    // Each step ends a copy or a backlog. A backlog could come back only where one that is done makes
    // room for others elsewhere; then some more steps are needed, and in the end none is better than
    // a wrong figure.
    for _ in 0..8 * senders.len() + 8 {
        let got = fair(senders, &progress.wants(senders), capacity);
        let Some((step, ended)) = progress.first(senders, &got) else {
            break;
        };
        progress.pass(senders, &got, step, ended);
    }
    progress.courses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(way: &[usize], churn: f64, backlog: f64) -> Sender {
        Sender {
            way: (!way.is_empty()).then(|| way.iter().map(|one| (*one, 1.0)).collect()),
            churn,
            limit: f64::INFINITY,
            backlog,
            copy: None,
        }
    }

    #[test]
    fn shares_are_max_min_fair() {
        // A link of 10 for three, of which one also has an uplink of 2 and one wants only 3.
        let senders = [
            sender(&[0, 1], 0.0, 0.0),
            sender(&[1], 0.0, 0.0),
            sender(&[1], 0.0, 0.0),
        ];
        let got = fair(&senders, &[f64::INFINITY, 3.0, f64::INFINITY], &[2.0, 10.0]);
        assert_eq!(
            got.iter().map(|one| one.rate).collect::<Vec<_>>(),
            [2.0, 3.0, 5.0]
        );
        assert_eq!(
            got.iter().map(|one| one.bottleneck).collect::<Vec<_>>(),
            [Some(0), None, Some(1)]
        );
    }

    #[test]
    fn one_backlog_alone_takes_backlog_over_gain() {
        let courses = work_off(&[sender(&[0], 4.0, 60.0)], &[10.0]);
        assert_eq!(courses[0].done, Some(10.0));
        assert_eq!(courses[0].points, [(0.0, 60.0), (10.0, 0.0)]);
    }

    #[test]
    fn whoever_is_done_leaves_the_rest_more() {
        // Both get 5 of 10. The small one gains 4 a second on its 8 and is done after 2 s; then the
        // large one, whose 5 of churn its share only just carried, has 9 and gains 4 on its 40.
        let senders = [sender(&[0], 1.0, 8.0), sender(&[0], 5.0, 40.0)];
        let courses = work_off(&senders, &[10.0]);
        assert_eq!(courses[0].done, Some(2.0));
        assert_eq!(courses[1].done, Some(12.0));
        assert_eq!(courses[1].points, [(0.0, 40.0), (2.0, 40.0), (12.0, 0.0)]);
    }

    #[test]
    fn a_whole_copy_comes_before_what_was_written_meanwhile() {
        // 100 at no more than 5 take 20 s; then 20 · 4 are behind, at a gain of 10 − 4.
        let copies = Sender {
            copy: Some((100.0, 5.0)),
            ..sender(&[0], 4.0, 0.0)
        };
        let course = &work_off(&[copies], &[10.0])[0];
        assert_eq!(course.copied, Some(20.0));
        assert_eq!(course.done, Some(20.0 + 80.0 / 6.0));
        assert_eq!(course.points[0], (20.0, 80.0));
    }

    #[test]
    fn more_churn_than_rate_is_never_caught_up() {
        let courses = work_off(&[sender(&[0], 11.0, 60.0)], &[10.0]);
        assert_eq!(courses[0].done, None);
        let nowhere = work_off(&[sender(&[], 1.0, 1.0)], &[10.0]);
        assert_eq!(nowhere[0].done, None);
        let limited = Sender {
            limit: 6.0,
            ..sender(&[0], 4.0, 60.0)
        };
        assert_eq!(work_off(&[limited], &[10.0])[0].done, Some(30.0));
    }
}
