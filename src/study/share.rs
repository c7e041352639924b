//! Rates of groups that replicate over common ways, and how backlogs are worked off.
//!
//! Always true here: rates are max–min fair under each group's own limit; amounts are real numbers
//! that flow evenly, so that everything is a closed form between two instants at which a group is
//! caught up.

/// Something that sends over some of the common resources.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Sender {
    /// The resources on its way, as indices; empty: it cannot send at all.
    pub(super) way: Vec<usize>,
    /// Bytes per second that come up.
    pub(super) churn: f64,
    /// Most bytes per second that it sends.
    pub(super) limit: f64,
    /// Bytes that wait at the start.
    pub(super) backlog: f64,
}

/// What one sender gets.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Got {
    /// Bytes per second.
    pub(super) rate: f64,
    /// The resource that bounds it; none where its own limit does.
    pub(super) bottleneck: Option<usize>,
}

/// Max–min fair rates by progressive filling: all rise together until a resource is full or a sender
/// has all that it wants (`wants`, bytes per second, may be infinite).
pub(super) fn fair(senders: &[Sender], wants: &[f64], capacity: &[f64]) -> Vec<Got> {
    let mut left = capacity.to_vec();
    let mut got = vec![
        Got {
            rate: 0.0,
            bottleneck: None
        };
        senders.len()
    ];
    let mut open: Vec<usize> = (0..senders.len())
        .filter(|one| !senders[*one].way.is_empty() && wants[*one] > 0.0)
        .collect();
    let mut level = 0.0;
    while !open.is_empty() {
        let users = |resource: usize| {
            let on = |one: &&usize| senders[**one].way.contains(&resource);
            open.iter().filter(on).count() as f64
        };
        let full = (0..capacity.len())
            .filter(|resource| users(*resource) > 0.0)
            .map(|resource| (left[resource].max(0.0) / users(resource), resource))
            .min_by(|one, other| one.0.total_cmp(&other.0));
        let wish = open
            .iter()
            .map(|one| wants[*one] - level)
            .fold(f64::INFINITY, f64::min);
        let rise = full.map_or(wish, |(room, _)| room.min(wish));
        level += rise;
        for one in &open {
            got[*one].rate = level;
            for resource in &senders[*one].way {
                left[*resource] -= rise;
            }
        }
        let bounded = full.filter(|(room, _)| *room <= wish);
        open.retain(|one| {
            if let Some((_, resource)) = bounded
                && senders[*one].way.contains(&resource)
            {
                got[*one].bottleneck = Some(resource);
                return false;
            }
            wants[*one] > level
        });
    }
    got
}

/// How the backlog of each sender goes on: points of time in seconds and bytes, from now until it is
/// gone.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Course {
    /// The line.
    pub(super) points: Vec<(f64, f64)>,
    /// When it is gone; none where it never is.
    pub(super) done: Option<f64>,
}

/// All senders with a backlog send as much as they can, the others what comes up; whoever is done
/// leaves the rest more.
pub(super) fn work_off(senders: &[Sender], capacity: &[f64]) -> Vec<Course> {
    let mut waiting: Vec<f64> = senders.iter().map(|one| one.backlog).collect();
    let mut courses: Vec<Course> = waiting
        .iter()
        .map(|backlog| Course {
            points: vec![(0.0, *backlog)],
            done: (*backlog <= 0.0).then_some(0.0),
        })
        .collect();
    let mut now = 0.0;
    // Each step ends the backlog of at least one sender. It could come back only where one that is
    // done makes room for others elsewhere; then some more steps are needed, and in the end none is
    // better than a wrong figure.
    for _ in 0..4 * senders.len() + 4 {
        let behind = |one: usize, waiting: &[f64]| waiting[one] > 0.0;
        let wants: Vec<f64> = (0..senders.len())
            .map(|one| {
                let wish = if behind(one, &waiting) {
                    f64::INFINITY
                } else {
                    senders[one].churn
                };
                wish.min(senders[one].limit)
            })
            .collect();
        let got = fair(senders, &wants, capacity);
        let gain = |one: usize| got[one].rate - senders[one].churn;
        let first = (0..senders.len())
            .filter(|one| behind(*one, &waiting) && gain(*one) > 1e-9 * senders[*one].churn)
            .map(|one| (waiting[one] / gain(one), one))
            .min_by(|one, other| one.0.total_cmp(&other.0));
        let Some((step, done)) = first else { break };
        now += step;
        for one in 0..senders.len() {
            let was = waiting[one];
            if was > 0.0 || gain(one) < -1e-9 * senders[one].churn {
                waiting[one] = if one == done {
                    0.0
                } else {
                    (was - gain(one) * step).max(0.0)
                };
                let course = &mut courses[one];
                course.points.push((now, waiting[one]));
                course.done = (waiting[one] <= 0.0).then_some(now);
            }
        }
    }
    courses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(way: &[usize], churn: f64, backlog: f64) -> Sender {
        Sender {
            way: way.to_vec(),
            churn,
            limit: f64::INFINITY,
            backlog,
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
