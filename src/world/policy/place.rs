//! Where a VM goes, and what it waits for where it cannot.
//!
//! Always true here: a stamp is asked for one thing after the other, and the first that is missing is
//! what a VM waits for there.

use crate::model::VolumeId;

/// A stamp that a VM may go to, as it stands.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Place {
    /// It runs.
    pub(in crate::world) stands: bool,
    /// The VM belongs there already.
    pub(in crate::world) own: bool,
    /// The VM has a node, which it keeps, and can be built there: it goes nowhere else.
    pub(in crate::world) settled: bool,
    /// Its resource manager works, or need not.
    pub(in crate::world) control: bool,
    /// A quota must be raised first.
    pub(in crate::world) quota: bool,
}

/// What a look at a stamp says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Look {
    /// Nothing can be had there.
    Passed,
    /// It waits for the control plane there.
    Control,
    /// A quota is to be raised there.
    Quota,
    /// It waits for this volume there.
    Volume(VolumeId),
    /// Room decides.
    Room,
}

impl Place {
    /// What a VM finds there. Whether what it needs can be read there, and which volume lacks room for
    /// it, are asked for only where they matter.
    pub(in crate::world) fn look(
        self,
        readable: impl FnOnce() -> bool,
        lacking: impl FnOnce() -> Option<VolumeId>,
    ) -> Look {
        if !self.stands || (!self.own && (self.settled || !readable())) {
            Look::Passed
        } else if !self.control {
            Look::Control
        } else if !self.own && self.quota {
            Look::Quota
        } else {
            lacking().map_or(Look::Room, Look::Volume)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: Place = Place {
        stands: true,
        own: false,
        settled: false,
        control: true,
        quota: false,
    };

    #[test]
    fn the_first_thing_that_is_missing_is_waited_for() {
        let volume = || Some(VolumeId(1));
        let look = |place: Place| place.look(|| true, volume);
        assert_eq!(FREE.look(|| true, || None), Look::Room);
        assert_eq!(look(FREE), Look::Volume(VolumeId(1)));
        let short = Place {
            quota: true,
            ..FREE
        };
        assert_eq!(look(short), Look::Quota);
        let own = Place { own: true, ..short };
        assert_eq!(look(own), Look::Volume(VolumeId(1)));
        let mute = Place {
            control: false,
            ..short
        };
        assert_eq!(look(mute), Look::Control);
        let down = Place {
            stands: false,
            ..own
        };
        assert_eq!(look(down), Look::Passed);
    }

    #[test]
    fn who_has_a_node_goes_nowhere_else_and_nobody_goes_where_nothing_can_be_read() {
        let settled = Place {
            settled: true,
            ..FREE
        };
        assert_eq!(settled.look(|| true, || None), Look::Passed);
        let at_home = Place {
            own: true,
            ..settled
        };
        assert_eq!(at_home.look(|| false, || None), Look::Room);
        assert_eq!(FREE.look(|| false, || None), Look::Passed);
    }
}
