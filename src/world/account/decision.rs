//! What people decide about what is down but intact, and what comes back of what they gave up.
//!
//! Always true here: the first decision of an outage is told, once anything was done about it.

use crate::model::record::{Decision, PointChoice};
use crate::model::{ApplicationId, Class};
use crate::units::Moment;
use crate::world::account::Account;
use crate::world::account::state::{Decides, OutageState};
use crate::world::frame::Frame;

impl Account {
    /// An application waits for what is down but intact, and there is another way.
    pub(in crate::world) fn waits(&mut self, application: ApplicationId) {
        self.outages[application].decides.waits = true;
    }

    /// It is decided to give up what would be back then, where that is settled.
    pub(in crate::world) fn gives_up(
        &mut self,
        frame: &Frame<'_>,
        application: ApplicationId,
        back: Option<Moment>,
    ) {
        let decides = &mut self.outages[application].decides;
        decides.fell.get_or_insert((frame.now, back));
    }

    /// A VM of an application resumes from a restore point that there was a choice of: that which takes longest is told.
    pub(in crate::world) fn chose(&mut self, application: ApplicationId, choice: PointChoice) {
        let told = &mut self.outages[application].choice;
        if told.is_none_or(|told| told.taken.takes < choice.taken.takes) {
            *told = Some(choice);
        }
    }

    /// It is given up.
    pub(in crate::world) fn leaves(&mut self, application: ApplicationId) {
        self.outages[application].decides.left = true;
    }
}

/// What people decided in an outage.
pub(super) fn decision(outage: &OutageState) -> Decision {
    let Decides { waits, fell, left } = outage.decides;
    match fell.filter(|_| left) {
        Some((fell, back)) => Decision::GaveUp {
            after: fell.since(outage.start).0,
            waiting: back.map(|back| back.since(outage.start).0),
        },
        // Planned work is waited for by agreement, and nobody decides about that.
        None if waits && outage.class != Class::Planned => Decision::Waited,
        None => Decision::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nobody decides about planned work, though another way would lead back.
    #[test]
    fn planned_work_is_no_decision() {
        let mut outage = OutageState::new();
        outage.decides.waits = true;
        assert_eq!(decision(&outage), Decision::Waited);
        outage.class = Class::Planned;
        assert_eq!(decision(&outage), Decision::None);
    }
}
