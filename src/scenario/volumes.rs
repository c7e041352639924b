//! What follows from growth: the sources that full volumes are blamed on.
//!
//! Always true here: there is one for each stamp with storage where any VM grows, since growing VMs
//! may go to other stamps; none where no VM does.

use crate::model::{
    Arrival, Class, Component, Effect, Law, Restoration, Source, Stamp, StampId, Vm,
};
use crate::units::Share;

/// The name by which full volumes are reported as a cause.
pub(super) const FULL_VOLUME: &str = "full-volume";

/// The sources of full volumes.
pub(super) fn sources<'s>(stamps: &'s [Stamp], vms: &[Vm]) -> impl Iterator<Item = Source> + 's {
    let grows = vms.iter().any(|vm| vm.growth > 0.0);
    let with_storage = move |(_, stamp): &(usize, &Stamp)| grows && stamp.storage.is_some();
    let stamps = stamps.iter().enumerate().filter(with_storage);
    stamps.map(|(index, stamp)| full_volume(StampId::from_index(index), stamp))
}

fn full_volume(id: StampId, stamp: &Stamp) -> Source {
    Source {
        label: FULL_VOLUME.into(),
        stream: format!("{FULL_VOLUME}/{}", stamp.name),
        target: Component::Stamp(id),
        class: Class::Stamp,
        arrival: Arrival::Volume(id),
        effect: Effect::Stops {
            destroys: Share(0.0),
        },
        restoration: Restoration::by_itself(Law::Constant(0.0)),
    }
}
