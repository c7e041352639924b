//! What people decide about what is down but intact, and what comes back of what they gave up.
//!
//! Always true here: the first decision of an outage is told, once anything was done about it.

use crate::model::record::{Data, Decision, PointChoice, Resumed};
use crate::model::{ApplicationId, VmId};
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

    /// What a VM had left behind is merged with what it went on with: it has lost so much less.
    pub(in crate::world) fn merges(&mut self, frame: &mut Frame<'_>, vm: VmId, set_back: u64) {
        let losses = &mut self.losses[vm];
        if losses.sum >= set_back {
            losses.sum -= set_back;
            if losses.sum == 0 {
                *losses = losses.of_nothing();
            }
            return;
        }
        let application = frame.blueprint.vm(vm).application;
        let Some((start, _)) = self.settled[vm] else {
            return;
        };
        if let Some((_, sum)) = &mut self.settled[vm] {
            *sum = sum.saturating_sub(set_back);
        }
        let vms = frame.blueprint.application(application).vm_ids();
        let others = vms.filter_map(|other| self.settled[other]);
        let left = others.filter(|(other, _)| *other == start);
        let left = left.map(|(_, sum)| sum).max().unwrap_or_default();
        let mut rows = frame.record.outages.iter_mut().rev();
        let row = rows.find(|row| {
            let own = row.application == application && row.start == start;
            own && (!row.loss_only || row.data == Data::SetBack(set_back))
        });
        let Some(row) = row else { return };
        let left = if row.loss_only { 0 } else { left };
        if let Data::SetBack(loss) = &mut row.data {
            *loss = left;
            if left == 0 {
                row.resumed = Resumed::default();
            }
        }
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
        None if waits => Decision::Waited,
        None => Decision::None,
    }
}
