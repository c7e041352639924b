//! Which way a VM comes back, what that needs, and who decides it.
//!
//! Always true here: a way carries what it leads to, so that a VM that is restored has a backup, one that
//! is redeployed a template, and one that fails over a group. Which protections build a VM again, and what
//! they need for it, is the model's list of kinds; nothing here names one.

use crate::model::{
    Blueprint, CrewId, GroupId, Protecting, Protection, Rebuild, RepositoryId, StampId, VmId,
};

/// How a VM comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Way {
    /// It starts again where it is; its disks are intact.
    Restart,
    /// From its replica, in this group.
    Failover(GroupId),
    /// It is built again, with its data or empty.
    Build(Rebuild),
    /// Not at all.
    Nothing,
}

/// What a VM has to come back by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) struct Means {
    /// The group that it replicates with.
    pub(in crate::world) group: Option<GroupId>,
    pub(in crate::world) own: Protecting,
    /// It holds state: an empty one in its place is a loss.
    pub(in crate::world) stateful: bool,
}

impl Means {
    /// What a VM has.
    pub(in crate::world) fn of(
        blueprint: &Blueprint,
        vm: VmId,
        group: Option<GroupId>,
        stateful: bool,
    ) -> Means {
        Means {
            group,
            own: blueprint.vm(vm).protection,
            stateful,
        }
    }

    /// How it is built again without its replica.
    pub(in crate::world) fn built_by(self) -> Way {
        Rebuild::by(&self.own, self.stateful).map_or(Way::Nothing, Way::Build)
    }

    /// Whether its data comes back with it after its state is lost, rather than that it comes back empty.
    pub(in crate::world) fn restores(self) -> bool {
        self.built_by().brings_data()
    }
}

/// Which ways people are ready to go with what is down but intact: they have waited for it long enough.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(in crate::world) struct Ready {
    pub(in crate::world) failover: bool,
    pub(in crate::world) build: bool,
}

/// How a VM stands that does not serve.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Plight {
    /// Its data is there. Whether it has its place where its replica was; else whether its own place runs
    /// it, and which ways people are ready to go where that does not.
    Whole {
        failing_over: bool,
        runs: bool,
        ready: Ready,
    },
    /// Its data is gone, with its disks or by what was done to it; its write clock then.
    Lost { disks: bool, clock: u64 },
}

/// How a VM comes back as things are. How far its replica would set its write clock back, if that can be
/// resumed from, and the write clock of the newest state that can be brought back are asked for only where they matter.
pub(in crate::world) fn way_back(
    means: Means,
    plight: Plight,
    set_back: impl Fn() -> Option<u64>,
    newest: impl Fn(Rebuild) -> Option<u64>,
) -> Way {
    match (plight, means.group) {
        (
            Plight::Whole {
                failing_over,
                runs,
                ready,
            },
            Some(group),
        ) if failing_over || (!runs && ready.failover && set_back().is_some()) => {
            Way::Failover(group)
        }
        (Plight::Whole { runs, ready, .. }, _) if !runs && ready.build => {
            match means.built_by() {
                // What would come back empty, or not at all, is waited for.
                Way::Build(by) if !means.stateful && !by.brings_data() => Way::Build(by),
                Way::Build(by) if newest(by).is_some() => Way::Build(by),
                _ => Way::Restart,
            }
        }
        (Plight::Whole { .. }, _) => Way::Restart,
        // A replica carries what was done to the data: for that the backup comes first.
        (Plight::Lost { disks, clock }, Some(group)) if disks || !means.restores() => {
            let best = set_back().is_some_and(|set_back| {
                let mut ways = means.own.builders();
                let newest = ways.find(|by| by.brings_data()).and_then(&newest);
                newest.is_none_or(|point| clock - set_back >= point)
            });
            if best {
                Way::Failover(group)
            } else {
                means.built_by()
            }
        }
        (Plight::Lost { .. }, _) => means.built_by(),
    }
}

/// Where a VM that is built again may go beside its own stamp, and what that needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(in crate::world) struct Goal<'b> {
    pub(in crate::world) elsewhere: &'b [StampId],
    /// The resource manager must work.
    pub(in crate::world) control: bool,
    /// The repository of its template.
    pub(in crate::world) template: Option<RepositoryId>,
}

impl Way {
    /// Where a VM that is built this way may go.
    pub(in crate::world) fn goal(self, blueprint: &Blueprint) -> Goal<'_> {
        let Way::Build(one) = self else {
            return Goal {
                control: true,
                ..Goal::default()
            };
        };
        let builder = blueprint.protections.builder(one);
        Goal {
            elsewhere: builder.elsewhere(),
            control: builder.needs_control_plane(),
            template: builder.template(),
        }
    }

    /// Whether it builds a VM together with its data.
    pub(in crate::world) fn brings_data(self) -> bool {
        matches!(self, Way::Build(one) if one.brings_data())
    }

    /// Whose people decide on this way.
    pub(in crate::world) fn decider(self, blueprint: &Blueprint) -> Option<CrewId> {
        self.protection(blueprint)
            .and_then(|one| blueprint.protections.of(one).decided_by())
    }

    /// Whose people do the hand work of this way.
    pub(in crate::world) fn restored_by(self, blueprint: &Blueprint) -> Option<CrewId> {
        self.protection(blueprint)
            .and_then(|one| blueprint.protections.of(one).restored_by())
    }

    /// The protection that it belongs to.
    pub(in crate::world) fn protection(self, blueprint: &Blueprint) -> Option<Protection> {
        match self {
            Way::Failover(group) => Some(blueprint.group(group).replication.into()),
            Way::Build(one) => Some(one.into()),
            Way::Restart | Way::Nothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BackupId, RedeployId};

    const GROUP: GroupId = GroupId(3);
    const BACKUP: BackupId = BackupId(5);
    const REDEPLOY: RedeployId = RedeployId(7);

    fn all() -> Means {
        Means {
            group: Some(GROUP),
            own: Protecting {
                backup: Some(BACKUP),
                redeploy: Some(REDEPLOY),
                replication: None,
            },
            stateful: true,
        }
    }

    fn unasked<T>(what: &str) -> T {
        panic!("{what} is asked for though it does not matter")
    }

    fn without(mut means: Means, take: fn(&mut Protecting)) -> Means {
        take(&mut means.own);
        means
    }

    #[test]
    fn a_vm_with_its_data_restarts_unless_its_stamp_is_gone_and_a_replica_is_there() {
        let ready = Ready {
            failover: true,
            build: false,
        };
        let at = |failing_over, runs| Plight::Whole {
            failing_over,
            runs,
            ready,
        };
        let newest = |_| unasked("a point");
        let way = |plight, offered| way_back(all(), plight, || offered, newest);
        assert_eq!(way(at(false, true), Some(0)), Way::Restart);
        assert_eq!(way(at(false, false), Some(0)), Way::Failover(GROUP));
        assert_eq!(way(at(false, false), None), Way::Restart);
        assert_eq!(way(at(true, true), None), Way::Failover(GROUP));
    }

    /// People wait for what is down but intact until they are ready to go another way; nothing that would come
    /// back empty is given up.
    #[test]
    fn what_is_down_but_intact_is_given_up_when_people_are_ready_to() {
        let away = |failover, build| Plight::Whole {
            failing_over: false,
            runs: false,
            ready: Ready { failover, build },
        };
        let way = |means, plight, offered, newest| way_back(means, plight, || offered, |_| newest);
        let restored = Way::Build(Rebuild::Restore(BACKUP));
        assert_eq!(
            way(all(), away(false, false), Some(0), Some(0)),
            Way::Restart
        );
        assert_eq!(way(all(), away(false, true), Some(0), Some(0)), restored);
        assert_eq!(
            way(all(), away(true, true), Some(0), Some(0)),
            Way::Failover(GROUP)
        );
        assert_eq!(way(all(), away(true, true), None, Some(0)), restored);
        assert_eq!(way(all(), away(true, true), None, None), Way::Restart);
        let stateless = Means {
            stateful: false,
            ..all()
        };
        let redeployed = Way::Build(Rebuild::Redeploy(REDEPLOY));
        assert_eq!(way(stateless, away(false, true), None, None), redeployed);
        let runs = Plight::Whole {
            failing_over: false,
            runs: true,
            ready: Ready {
                failover: true,
                build: true,
            },
        };
        assert_eq!(way(all(), runs, Some(0), Some(0)), Way::Restart);
    }

    /// It has written for 1,000 s when its disks go. Its replica is 10 s behind: a point from 990 s is no
    /// newer, one from 991 s is.
    #[test]
    fn of_replica_and_restore_point_the_newer_is_taken_and_of_equals_the_replica() {
        let lost = Plight::Lost {
            disks: true,
            clock: 1_000_000,
        };
        let way = |point| way_back(all(), lost, || Some(10_000), |_| point);
        assert_eq!(way(Some(990_000)), Way::Failover(GROUP));
        assert_eq!(way(Some(991_000)), Way::Build(Rebuild::Restore(BACKUP)));
        assert_eq!(way(None), Way::Failover(GROUP));
    }

    #[test]
    fn what_was_done_to_the_data_is_in_the_replica_so_that_the_backup_comes_first() {
        let spoilt = Plight::Lost {
            disks: false,
            clock: 1_000_000,
        };
        let way = |means| way_back(means, spoilt, || Some(0), |_| None);
        assert_eq!(
            way_back(
                all(),
                spoilt,
                || unasked("an offer"),
                |_| unasked("a point")
            ),
            Way::Build(Rebuild::Restore(BACKUP))
        );
        let unbacked = without(all(), |own| own.backup = None);
        assert_eq!(way(unbacked), Way::Failover(GROUP));
    }

    #[test]
    fn a_vm_without_state_is_rather_redeployed_than_restored() {
        let stateless = Means {
            stateful: false,
            ..all()
        };
        assert_eq!(
            stateless.built_by(),
            Way::Build(Rebuild::Redeploy(REDEPLOY))
        );
        let only_backup = without(stateless, |own| own.redeploy = None);
        assert_eq!(only_backup.built_by(), Way::Build(Rebuild::Restore(BACKUP)));
        let nothing = without(only_backup, |own| own.backup = None);
        assert_eq!(nothing.built_by(), Way::Nothing);
    }
}
