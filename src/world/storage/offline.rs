//! What missing copies cost: volumes go offline, or their data is lost.
//!
//! Always true here: the volumes of a stamp are offline exactly while as many nodes miss copies as
//! there are copies of a slab.

use super::super::World;
use super::super::carry::Transfer;
use super::super::event::Event;
use super::super::which::Fault;
use super::{Copies, CopyState, PoolState};
use crate::model::{Component, Place, StampId};

impl World<'_> {
    /// Volumes are there while fewer nodes miss copies than there are copies.
    pub(super) fn settle_volumes(&mut self, stamp: StampId) {
        let copies = self.copies_on(stamp);
        let PoolState {
            impaired,
            lost,
            offline,
            fault,
            ..
        } = self.pools.stamps[stamp];
        if impaired < copies {
            if offline.is_some() {
                self.volumes_online(stamp);
            }
            return;
        }
        let fault = fault.expect("copies are away because of a fault");
        if lost >= copies {
            self.volumes_lost(stamp, fault);
        } else if offline.is_none() {
            self.volumes_offline(stamp, fault);
        }
    }

    fn volumes_offline(&mut self, stamp: StampId, fault: Fault) {
        self.pass_pool(stamp);
        self.pools.stamps[stamp].offline = Some(fault);
        self.frame.record.storage[stamp.index()].offline += u32::from(self.frame.counts_now());
        self.stand_on_volumes(stamp, false);
        self.frame.dirty.flows = true;
        self.drop_standbys(stamp, None);
        if !self.stamps[stamp].up {
            return;
        }
        self.stop_all_on(stamp, fault, false);
        self.blame_copies(stamp);
    }

    /// What else took copies away contributes to the outages on a stamp.
    fn blame_copies(&mut self, stamp: StampId) {
        for index in 0..self.active_faults.len() {
            let other = self.active_faults[index];
            let takes = match self.frame.fault_facts(other).0 {
                Component::Disk(disk) => self.stamp_of_disk(disk) == stamp,
                _ => self.takes_nodes_of(other, stamp),
            };
            for application in self.applications.ids() {
                let mut vms = self.frame.blueprint.application(application).vm_ids();
                if takes && vms.any(|vm| self.vms[vm].stamp == stamp) {
                    self.contribute(application, other);
                }
            }
        }
    }

    fn volumes_online(&mut self, stamp: StampId) {
        self.pass_pool(stamp);
        self.pools.stamps[stamp].offline = None;
        self.stand_on_volumes(stamp, true);
        self.frame.dirty.flows = true;
        self.frame.dirty.waiters = true;
        self.stay_at_home(stamp);
    }

    /// Every copy of some slab of every volume is gone: the volumes are made anew, empty, and all
    /// that is there counts as whole.
    fn volumes_lost(&mut self, stamp: StampId, fault: Fault) {
        self.frame.record.storage[stamp.index()].lost += u32::from(self.frame.counts_now());
        let Some(storage) = self.storage_of(stamp) else {
            return;
        };
        self.pass_pool(stamp);
        for disk in storage.disk_ids() {
            match self.pools.disks[disk].copies {
                Copies::Rebuilding | Copies::Resynchronising => {
                    self.frame.stop_transfer(Transfer::Disk(disk));
                }
                Copies::Silent => self.frame.unschedule(Event::DiskRetires(disk)),
                Copies::Whole | Copies::Missing => {}
            }
            self.pools.disks[disk].copies = Copies::Whole;
            self.pools.disks[disk].reserved = false;
        }
        let written = self.pools.stamps[stamp].written;
        let (mut impaired, nodes) = (0, self.frame.blueprint.stamp(stamp).node_ids());
        for node in nodes {
            if self.pools.nodes[node].resynchronising {
                self.frame.stop_transfer(Transfer::Node(node));
            }
            let away = self.nodes[node].faults > 0;
            impaired += u32::from(away);
            self.pools.nodes[node] = CopyState {
                impaired: away,
                since: self.pools.nodes[node].since,
                left_at: written,
                ..CopyState::default()
            };
        }
        let pool = &mut self.pools.stamps[stamp];
        (pool.impaired, pool.lost, pool.reserved) = (impaired, 0, 0);
        for repository in self.vault.repositories() {
            if self.frame.blueprint.repository(repository).at == at(stamp) {
                self.repository_stops(repository, true);
            }
        }
        self.drop_standbys(stamp, None);
        self.mirror.lose_stamp(&mut self.frame, stamp);
        self.stop_all_on(stamp, fault, true);
        self.blame_copies(stamp);
        self.settle_volumes(stamp);
    }

    /// A repository at a stamp lies on its volumes.
    fn stand_on_volumes(&mut self, stamp: StampId, up: bool) {
        for repository in self.vault.repositories() {
            if self.frame.blueprint.repository(repository).at != at(stamp) {
                continue;
            }
            if up {
                self.repository_back(repository);
            } else {
                self.repository_down(repository, false);
            }
        }
    }
}

/// The place of a stamp.
fn at(stamp: StampId) -> Place {
    Place::Stamp(stamp)
}
