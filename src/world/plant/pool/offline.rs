//! What missing copies cost: volumes go offline, or their data is lost.
//!
//! Always true here: the volumes of a stamp are offline exactly while as many nodes miss copies as
//! there are copies of a slab.

use super::{CopyState, PoolState};
use crate::model::StampId;
use crate::world::carry::Transfer;
use crate::world::consequence::Consequence;
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::Plant;
use crate::world::plant::pool::Copies;
use crate::world::which::Fault;

impl Plant {
    /// Volumes are there while fewer nodes miss copies than there are copies.
    pub(in crate::world) fn settle_volumes(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        let copies = frame.copies_on(stamp);
        let PoolState {
            impaired,
            lost,
            offline,
            fault,
            ..
        } = self.pools.stamps[stamp];
        if impaired < copies {
            if offline.is_some() {
                self.set_offline(frame, stamp, None);
                frame.dirty.freed();
                let online = Consequence::VolumesOnline(stamp);
                frame.agenda.push(online);
            }
            return;
        }
        let fault = fault.expect("copies are away because of a fault");
        if lost >= copies {
            self.volumes_lost(frame, stamp, fault);
        } else if offline.is_none() {
            self.set_offline(frame, stamp, Some(fault));
            let counts = u32::from(frame.counts_now());
            frame.record.storage[stamp.index()].offline += counts;
            let offline = Consequence::VolumesOffline(stamp, fault);
            frame.agenda.push(offline);
        }
    }

    /// The volumes of a stamp are not there from now on, by this fault, or are there: groups reach them, or
    /// do not.
    fn set_offline(&mut self, frame: &mut Frame<'_>, stamp: StampId, fault: Option<Fault>) {
        self.pass_pool(frame, stamp);
        self.pools.stamps[stamp].offline = fault;
        frame.dirty.groups = true;
    }

    /// Every copy of some slab of every volume is gone: the volumes are made anew, empty, and all
    /// that is there counts as whole.
    fn volumes_lost(&mut self, frame: &mut Frame<'_>, stamp: StampId, fault: Fault) {
        frame.record.storage[stamp.index()].lost += u32::from(frame.counts_now());
        let Some(storage) = frame.storage_of(stamp) else {
            return;
        };
        self.pass_pool(frame, stamp);
        for disk in storage.disk_ids() {
            match self.pools.disks[disk].copies {
                Copies::Rebuilding | Copies::Resynchronising => {
                    frame.stop_transfer(Transfer::Disk(disk));
                }
                Copies::Silent => frame.unschedule(Event::DiskRetires(disk)),
                Copies::Whole | Copies::Missing => {}
            }
            self.pools.disks[disk].copies = Copies::Whole;
            self.pools.disks[disk].reserved = false;
        }
        let written = self.pools.stamps[stamp].written;
        let (mut impaired, nodes) = (0, frame.blueprint.stamp(stamp).node_ids());
        for node in nodes {
            if self.pools.nodes[node].resynchronising {
                frame.stop_transfer(Transfer::Node(node));
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
        frame.agenda.push(lost);
        let settle = Consequence::VolumesSettle(stamp);
        frame.agenda.push(settle);
    }
}
