//! What missing copies cost: volumes go offline, or their data is lost.
//!
//! Always true here: the volumes of a stamp are offline exactly while as many nodes miss copies as
//! there are copies of a slab.

use super::super::World;
use super::super::carry::Transfer;
use super::super::consequence::Consequence;
use super::super::event::Event;
use super::super::which::Fault;
use super::{Copies, CopyState, PoolState};
use crate::model::StampId;

impl World<'_> {
    /// Volumes are there while fewer nodes miss copies than there are copies.
    pub(in crate::world) fn settle_volumes(&mut self, stamp: StampId) {
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
                self.pass_pool(stamp);
                self.pools.stamps[stamp].offline = None;
                self.frame.dirty.flows = true;
                self.frame.dirty.waiters = true;
                let online = Consequence::VolumesOnline(stamp);
                self.frame.agenda.push(online);
            }
            return;
        }
        let fault = fault.expect("copies are away because of a fault");
        if lost >= copies {
            self.volumes_lost(stamp, fault);
        } else if offline.is_none() {
            self.pass_pool(stamp);
            self.pools.stamps[stamp].offline = Some(fault);
            let counts = u32::from(self.frame.counts_now());
            self.frame.record.storage[stamp.index()].offline += counts;
            self.frame.dirty.flows = true;
            let offline = Consequence::VolumesOffline(stamp, fault);
            self.frame.agenda.push(offline);
        }
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
        let lost = Consequence::VolumesLost(stamp, fault);
        self.frame.agenda.push(lost);
        let settle = Consequence::VolumesSettle(stamp);
        self.frame.agenda.push(settle);
    }
}
