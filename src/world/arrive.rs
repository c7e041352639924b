//! What moves has arrived, or goes at another rate.
//!
//! Always true here: of transfers that end at one instant, what follows from one comes before the next.

use crate::model::VmId;
use crate::model::record::Resource;
use crate::world::World;
use crate::world::carry::Transfer;
use crate::world::event::Event;
use crate::world::life::{From, VmPhase};

impl World<'_> {
    /// A VM has its state, whichever way it came.
    pub(super) fn state_arrives(&mut self, vm: VmId) {
        match self.vms[vm].phase {
            VmPhase::Transfer(From::Instance(source), _) => self.reseed_done(vm, source),
            VmPhase::Transfer(From::Replica, _) => self.copied_home(vm),
            VmPhase::Transfer(From::Point(reading), _) => self.restore_done(vm, reading),
            other => panic!("a VM in phase {other:?} gets its state"),
        }
    }

    /// Flows have ended.
    #[inline(never)]
    pub(super) fn flows_fire(&mut self) {
        let completed = self.frame.take_completed();
        for flow in &completed {
            match self.frame.plan.carry.transfer(*flow) {
                Transfer::ToVm(vm) => self.state_arrives(vm),
                Transfer::Backup(vm) => self.job_done(vm),
                Transfer::Copy(vm) => self.copy_done(vm),
                Transfer::Synthesis(vm) => self.synthesis_done(vm),
                Transfer::Log(vm) => self.log_done(vm),
                Transfer::LogCopy(vm) => self.log_copy_done(vm),
                Transfer::Replica(group) => self.mirror.copied(&mut self.frame, group),
                Transfer::Disk(disk) => self.plant.disk_rebuilt(&mut self.frame, disk),
                Transfer::Node(node) => self.plant.node_resynchronised(&mut self.frame, node),
                Transfer::Home(vm) => self.round_done(vm),
                Transfer::Scan(vm) => self.farm_is_done(vm),
            }
            self.hand_on();
        }
        self.frame.give_back_completed(completed);
    }

    /// Sets the instant of the next completion and names the bottlenecks of restores again.
    pub(super) fn settle_flows(&mut self) {
        match self.frame.flows_settled() {
            Some(at) => self.frame.schedule(Event::Flows, at.max(self.frame.now)),
            None => self.frame.unschedule(Event::Flows),
        }
        for index in 0..self.frame.readers().len() {
            let vm = self.frame.readers()[index];
            let resource = match self.frame.bottleneck(Transfer::ToVm(vm)) {
                Some(pipe) => self.plant.name_of_pipe(&self.frame, pipe),
                None => Resource::Disks,
            };
            if self.vms[vm].phase.resource() != resource {
                self.rename_wait(vm, resource);
            }
        }
        self.name_scans();
    }
}
