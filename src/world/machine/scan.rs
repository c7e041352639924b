//! What a VM was restored with after intruders is scanned before it boots.
//!
//! Always true here: whoever is scanned by a timer has the rate of a VM for itself; whoever shares a farm is a transfer
//! through it, and is listed among those who do.

use crate::model::record::Resource;
use crate::model::{Effect, Scan, SourceId, VmId};
use crate::units::{SECOND, Span};
use crate::world::World;
use crate::world::carry::Transfer;
use crate::world::life::VmPhase;
use crate::world::vault::Reading;

impl World<'_> {
    /// How what a VM was restored with is scanned, if it is, and after which strike.
    pub(in crate::world) fn scan_of(&self, vm: VmId) -> Option<(SourceId, Scan)> {
        let source = self.vms[vm].lost?.cleaned?;
        match &self.frame.blueprint.source(source).effect {
            Effect::Ransomware(intruders) => intruders.scan.map(|scan| (source, scan)),
            Effect::Stops { .. } | Effect::Logical { .. } | Effect::Mistake(_) => None,
        }
    }

    /// All is there that a VM is restored with: its data as it is after the replay is scanned, alone or among those that
    /// share the farm.
    pub(in crate::world) fn begin_scan(
        &mut self,
        vm: VmId,
        reading: Reading,
        (source, scan): (SourceId, Scan),
    ) {
        self.set_phase(vm, VmPhase::Scan(reading, Resource::Scan));
        let bytes = self.frame.blueprint.vm(vm).used.0;
        if let Some(farm) = self.frame.plan.farms.of(source) {
            let class = self.frame.order().class_of_restores();
            self.frame.start_scan((vm, class), bytes, farm, scan.rate);
            return;
        }
        let length = bytes as f64 / scan.rate.0.max(1) as f64 * SECOND as f64;
        self.set_timer(vm, Span::from_ms(length));
    }

    /// The scan of a VM stops in mid-way and leaves nothing. One that has a timer stops with that.
    pub(in crate::world) fn stop_scan(&mut self, vm: VmId) {
        if self.frame.scanned().contains(&vm) {
            self.frame.stop_transfer(Transfer::Scan(vm));
            self.frame.end_scan(vm);
        }
    }

    /// Names what bounds each scan at a farm: the farm, or the rate of the VM.
    pub(in crate::world) fn name_scans(&mut self) {
        for index in 0..self.frame.scanned().len() {
            let vm = self.frame.scanned()[index];
            let resource = match self.frame.bottleneck(Transfer::Scan(vm)) {
                Some(_) => Resource::ScanFarm,
                None => Resource::Scan,
            };
            if self.vms[vm].phase.resource() != resource {
                self.rename_wait(vm, resource);
            }
        }
    }
}
