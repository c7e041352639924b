//! What an incident is asked again and again: when who was down, how causes are called.
//!
//! Always true here: it is worked out once for each form that tells the incident.

use super::Incident;
use crate::model::ApplicationId;
use crate::model::record::{Outage, Resource, causes};
use crate::report::words::clean;

/// An incident and what is asked of it.
pub(super) struct Scene<'i> {
    pub(super) incident: &'i Incident<'i>,
    /// Names of the causes.
    names: Vec<String>,
    /// By application, in the order in which its outages began: when each did, and the last end of these.
    windows: Vec<Vec<(i64, i64)>>,
    /// When the last outage ended that did end; where none did, when the trial did.
    pub(super) last_return: i64,
}

impl<'i> Scene<'i> {
    pub(super) fn of(incident: &'i Incident<'i>) -> Scene<'i> {
        let mut windows = vec![Vec::new(); incident.blueprint.applications.len()];
        for one in incident.outages() {
            windows[one.application.index()].push((one.start, one.end()));
        }
        for own in &mut windows {
            own.sort_unstable();
            let mut last = i64::MIN;
            for (_, end) in own {
                last = last.max(*end);
                *end = last;
            }
        }
        let back = incident.outages().filter(|one| one.back.is_some());
        Scene {
            incident,
            names: causes(incident.blueprint),
            windows,
            last_return: back
                .map(Outage::end)
                .max()
                .unwrap_or(incident.followed.ended),
        }
    }

    /// When the outages of an application began.
    pub(super) fn begins(&self, application: ApplicationId) -> impl Iterator<Item = i64> + '_ {
        let own = self.windows[application.index()].iter();
        own.map(|(from, _)| *from)
    }

    /// Whether an outage of an application lasted from one instant to another.
    pub(super) fn lasts(&self, application: ApplicationId, from: i64, to: i64) -> bool {
        let own = &self.windows[application.index()];
        let begun = own.partition_point(|(begins, _)| *begins <= from);
        begun > 0 && own[begun - 1].1 >= to
    }

    /// What a cause is called.
    pub(super) fn cause(&self, cause: u16) -> &str {
        let name = self.names.get(usize::from(cause));
        name.map_or("", String::as_str)
    }

    /// What is waited for; none where that is nothing.
    pub(super) fn resource(&self, resource: Resource) -> Option<String> {
        let named = resource != Resource::None;
        named.then(|| clean(&resource.label(self.incident.blueprint)))
    }
}
