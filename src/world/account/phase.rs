//! What an outage waits for, and for how long.
//!
//! Always true here: the phases of an outage add up to the time from its start to its end.

use crate::model::ApplicationId;
use crate::model::record::{Phase, Resource, Stretch};
use crate::units::Moment;
use crate::world::account::Account;
use crate::world::account::state::RESOURCES;
use crate::world::frame::Frame;

impl Account {
    /// What an application that is down waits for from now on.
    pub(in crate::world) fn waits_for(
        &mut self,
        frame: &Frame<'_>,
        application: ApplicationId,
        (phase, resource): (Phase, Resource),
    ) {
        let outage = &self.outages[application];
        if outage.phase != phase || outage.resource != resource {
            self.pass(frame, application);
            let outage = &mut self.outages[application];
            outage.phase = phase;
            outage.resource = resource;
        }
    }

    /// Adds the time since the last look to the phase and the resource that held.
    pub(super) fn pass(&mut self, frame: &Frame<'_>, application: ApplicationId) {
        let outage = &mut self.outages[application];
        let from = std::mem::replace(&mut outage.since, frame.now);
        let length = frame.now.since(from).0;
        if length == 0 {
            return;
        }
        let (phase, resource) = (outage.phase, outage.resource);
        outage.phases[phase as usize] += length;
        // To decide is work; to wait for the hours of whoever decides is not.
        let hours = phase == Phase::Decide && matches!(resource, Resource::Crew(_));
        let waits = matches!(
            phase,
            Phase::Wait | Phase::Transfer | Phase::Replay | Phase::Dependency
        );
        let binds = hours || waits;
        if binds && resource != Resource::None {
            let place = outage
                .resources
                .iter()
                .position(|(known, _)| *known == resource || *known == Resource::None);
            let place = place.unwrap_or(RESOURCES - 1);
            outage.resources[place].0 = resource;
            outage.resources[place].1 += length;
        }
        self.stretch(frame, application, (phase, resource), from);
    }

    /// An application went through this since an instant.
    pub(super) fn stretch(
        &mut self,
        frame: &Frame<'_>,
        application: ApplicationId,
        (phase, resource): (Phase, Resource),
        from: Moment,
    ) {
        let start = frame.horizon_start;
        if let Some(stretches) = &mut self.stretches {
            let relative = |moment: Moment| moment.0 as i64 - start.0 as i64;
            stretches.push(Stretch {
                application,
                phase,
                resource,
                from: relative(from),
                to: relative(frame.now),
            });
        }
    }
}
