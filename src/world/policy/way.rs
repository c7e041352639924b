//! Which way a VM comes back, what that needs, and who decides it.
//!
//! Always true here: a way carries what it leads to, so that a VM that is restored has a backup, one that
//! is redeployed a template, and one that fails over a group.

use crate::model::rebuild::Rebuild;
use crate::model::{BackupId, Blueprint, CrewId, GroupId, RedeployId, RepositoryId, StampId, VmId};

/// How a VM comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Way {
    /// It starts again where it is; its disks are intact.
    Restart,
    /// From its replica, in this group.
    Failover(GroupId),
    /// From a restore point of this backup.
    Restore(BackupId),
    /// From its template, empty.
    Redeploy(RedeployId),
    /// Not at all.
    Nothing,
}

/// What a VM has to come back by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) struct Means {
    /// The group that it replicates with.
    pub(in crate::world) group: Option<GroupId>,
    pub(in crate::world) backup: Option<BackupId>,
    pub(in crate::world) redeploy: Option<RedeployId>,
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
        let plan = blueprint.vm(vm);
        Means {
            group,
            backup: plan.backup,
            redeploy: plan.redeploy,
            stateful,
        }
    }

    /// How it is built again without its replica.
    pub(in crate::world) fn built_by(self) -> Way {
        match Rebuild::by(self.backup, self.redeploy, self.stateful) {
            Some(Rebuild::Restore(id)) => Way::Restore(id),
            Some(Rebuild::Redeploy(id)) => Way::Redeploy(id),
            None => Way::Nothing,
        }
    }

    /// Whether it comes back by restore rather than by redeployment after its state is lost.
    pub(in crate::world) fn restores(self) -> bool {
        matches!(self.built_by(), Way::Restore(_))
    }
}

/// How a VM stands that does not serve.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Plight {
    /// Its data is there. Whether it has its place where its replica was, and whether its stamp runs.
    Whole { failing_over: bool, stands: bool },
    /// Its data is gone, with its disks or by what was done to it; its write clock then.
    Lost { disks: bool, clock: u64 },
}

/// How a VM comes back as things are. How far its replica would set its write clock back, if that can be
/// resumed from, and the write clock of its newest restore point are asked for only where they matter.
pub(in crate::world) fn way_back(
    means: Means,
    plight: Plight,
    set_back: impl Fn() -> Option<u64>,
    newest: impl Fn(BackupId) -> Option<u64>,
) -> Way {
    match (plight, means.group) {
        (
            Plight::Whole {
                failing_over,
                stands,
            },
            Some(group),
        ) if failing_over || (!stands && set_back().is_some()) => Way::Failover(group),
        (Plight::Whole { .. }, _) => Way::Restart,
        // A replica carries what was done to the data: for that the backup comes first.
        (Plight::Lost { disks, clock }, Some(group)) if disks || !means.restores() => {
            let best = set_back().is_some_and(|set_back| {
                let newest = means.backup.and_then(&newest);
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
        match self {
            Way::Restore(id) => Goal {
                elsewhere: Rebuild::Restore(id).elsewhere(blueprint),
                control: true,
                template: None,
            },
            Way::Redeploy(id) => {
                let redeploy = blueprint.redeploy(id);
                Goal {
                    elsewhere: Rebuild::Redeploy(id).elsewhere(blueprint),
                    control: redeploy.needs_control_plane,
                    template: redeploy.template,
                }
            }
            Way::Restart | Way::Failover(_) | Way::Nothing => Goal {
                control: true,
                ..Goal::default()
            },
        }
    }

    /// Whose hours a decision for this way waits for.
    pub(in crate::world) fn decider(self, blueprint: &Blueprint) -> Option<CrewId> {
        match self {
            Way::Failover(group) => {
                let replication = blueprint.group(group).replication;
                blueprint.replication(replication).decided_by
            }
            Way::Restore(id) => blueprint.backup(id).decided_by,
            Way::Restart | Way::Redeploy(_) | Way::Nothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: GroupId = GroupId(3);
    const BACKUP: BackupId = BackupId(5);
    const REDEPLOY: RedeployId = RedeployId(7);

    fn all() -> Means {
        Means {
            group: Some(GROUP),
            backup: Some(BACKUP),
            redeploy: Some(REDEPLOY),
            stateful: true,
        }
    }

    fn unasked<T>(what: &str) -> T {
        panic!("{what} is asked for though it does not matter")
    }

    #[test]
    fn a_vm_with_its_data_restarts_unless_its_stamp_is_gone_and_a_replica_is_there() {
        let at = |failing_over, stands| Plight::Whole {
            failing_over,
            stands,
        };
        let newest = |_| unasked("a point");
        let way = |plight, offered| way_back(all(), plight, || offered, newest);
        assert_eq!(way(at(false, true), Some(0)), Way::Restart);
        assert_eq!(way(at(false, false), Some(0)), Way::Failover(GROUP));
        assert_eq!(way(at(false, false), None), Way::Restart);
        assert_eq!(way(at(true, true), None), Way::Failover(GROUP));
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
        assert_eq!(way(Some(991_000)), Way::Restore(BACKUP));
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
            Way::Restore(BACKUP)
        );
        let unbacked = Means {
            backup: None,
            ..all()
        };
        assert_eq!(way(unbacked), Way::Failover(GROUP));
    }

    #[test]
    fn a_vm_without_state_is_rather_redeployed_than_restored() {
        let stateless = Means {
            stateful: false,
            ..all()
        };
        assert_eq!(stateless.built_by(), Way::Redeploy(REDEPLOY));
        let only_backup = Means {
            redeploy: None,
            ..stateless
        };
        assert_eq!(only_backup.built_by(), Way::Restore(BACKUP));
        let nothing = Means {
            backup: None,
            ..only_backup
        };
        assert_eq!(nothing.built_by(), Way::Nothing);
    }
}
