//! What an outage says of its own end: outcome, way back, times and losses.
//!
//! Always true here: everything is worked out from whether service is back and from what became of the data.

use super::{Data, Ended, Outage, Path, Way};
use crate::model::Class;

impl Outage {
    /// Its outcome. A loss without an outage is recovered where the VM has gone on with something, never where it was not
    /// back in time.
    #[must_use]
    pub fn ended(&self) -> Ended {
        match (self.back, self.data) {
            (None, _) => Ended::Never,
            (Some(_), Data::Gone) => Ended::Lost,
            (Some(_), Data::Safe | Data::SetBack(_) | Data::NotBack) => Ended::Recovered,
        }
    }

    /// The contributors, as far as they are named.
    #[must_use]
    pub fn named_contributors(&self) -> &[u16] {
        let all = usize::from(self.contributor_count);
        &self.contributors[..all.min(self.contributors.len())]
    }

    /// The classes of all contributors, ascending.
    pub fn contributor_classes(&self) -> impl Iterator<Item = Class> {
        let all = self.contributed;
        Class::ALL
            .into_iter()
            .filter(move |class| all & class.bit() != 0)
    }

    /// Milliseconds until service was back, with its data or without; none where it never was.
    #[must_use]
    pub fn recovery(&self) -> Option<u64> {
        self.back.map(|back| back.after)
    }

    /// Milliseconds until the application had recovered; none where it never did, which a return
    /// without its data is no exception to. This is what is held against an RTO.
    #[must_use]
    pub fn recovered_after(&self) -> Option<u64> {
        match self.ended() {
            Ended::Recovered => self.recovery(),
            Ended::Lost | Ended::Never => None,
        }
    }

    /// What brought service back; none where nothing did.
    #[must_use]
    pub fn path(&self) -> Option<Path> {
        self.back.map(|back| back.path)
    }

    /// Under what it stands where protections are compared.
    #[must_use]
    pub fn way(&self) -> Way {
        match (self.ended(), self.back) {
            (Ended::Recovered, Some(back)) => Way::By(back.path),
            (Ended::Lost, _) => Way::Lost,
            (Ended::Never | Ended::Recovered, _) => Way::Never,
        }
    }

    /// Whether a stateful VM stopped: only these outages count for an RPO.
    #[must_use]
    pub fn at_risk(&self) -> bool {
        self.data != Data::Safe
    }

    /// Whether a stateful VM has lost all of its data.
    #[must_use]
    pub fn total_loss(&self) -> bool {
        self.data == Data::Gone
    }

    /// Milliseconds of the write clock by which its data was set back; 0 where all of it is gone or not back.
    #[must_use]
    pub fn set_back(&self) -> u64 {
        match self.data {
            Data::SetBack(loss) => loss,
            Data::Safe | Data::NotBack | Data::Gone => 0,
        }
    }

    /// Data lost, in milliseconds of the write clock; none where no data was at risk, where all of it
    /// is gone, and where a VM did not resume with any of it in time. This is what is held against an RPO.
    #[must_use]
    pub fn data_loss(&self) -> Option<u64> {
        match (self.ended(), self.data) {
            (Ended::Recovered, Data::SetBack(loss)) => Some(loss),
            _ => None,
        }
    }

    /// The same, none as well where it rests on a queue that never keeps up: how long the simulation
    /// had run by then is no figure of the loss.
    #[must_use]
    pub fn lasting_loss(&self) -> Option<u64> {
        self.data_loss().filter(|_| !self.resumed.endless)
    }

    /// Milliseconds from the end of service to its return, or to the end of the trial that waited for it.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.phases.iter().sum()
    }

    /// When service was back, or looking for that ended, in milliseconds after the start of the horizon.
    #[must_use]
    pub fn end(&self) -> i64 {
        self.start.saturating_add_unsigned(self.length())
    }
}
