//! How an outage ended: with its data, without it, or not at all.
//!
//! Always true here: the outcome of an outage is worked out in one place, from whether service is back
//! and from what became of the data; everybody else asks for it.

use super::record::{Outage, Path};

/// Service that is back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Back {
    /// Milliseconds from the end of service until then.
    pub after: u64,
    /// What brought it back: the path of the last required VM.
    pub path: Path,
}

/// What became of the data of an application in an outage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Data {
    /// No stateful VM stopped, so that none was at risk: such an outage does not count for an RPO.
    Safe,
    /// Set back by so many milliseconds of the write clock, perhaps by none.
    SetBack(u64),
    /// A stateful VM has lost all of its data, and nothing can bring it back.
    Gone,
}

/// The outcome of an outage.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Ended {
    /// Service is back, with its data or with what a restore point or a replica had of it.
    Recovered,
    /// Service is back, its data is gone: no recovery, whatever service says.
    Lost,
    /// Service is not back within `drain`, or nothing can bring it back.
    Never,
}

impl Ended {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Ended::Recovered => "recovered",
            Ended::Lost => "lost",
            Ended::Never => "never",
        }
    }
}

/// Under what an outage stands where protections are compared: what brought the application back with
/// its data, or that nothing did.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Way {
    /// It came back with its data in this way.
    By(Path),
    /// It is back without its data: nothing served it, though a restore or a template was tried.
    Lost,
    /// It is not back.
    Never,
}

impl Way {
    /// All of them, in the order of reports.
    pub fn all() -> impl Iterator<Item = Way> {
        let paths = Path::ALL.into_iter().map(Way::By);
        paths.chain([Way::Lost, Way::Never])
    }

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Way::By(path) => path.name(),
            Way::Lost => Ended::Lost.name(),
            Way::Never => Ended::Never.name(),
        }
    }
}

impl Outage {
    /// Its outcome. A loss without an outage is recovered where something is left to go on with.
    #[must_use]
    pub fn ended(&self) -> Ended {
        match (self.back, self.data) {
            (None, _) => Ended::Never,
            (Some(_), Data::Gone) => Ended::Lost,
            (Some(_), Data::Safe | Data::SetBack(_)) => Ended::Recovered,
        }
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

    /// Milliseconds of the write clock by which its data was set back; 0 where all of it is gone.
    #[must_use]
    pub fn set_back(&self) -> u64 {
        match self.data {
            Data::SetBack(loss) => loss,
            Data::Safe | Data::Gone => 0,
        }
    }

    /// Data lost, in milliseconds of the write clock; none where no data was at risk, where all of it
    /// is gone, and where nothing resumed. This is what is held against an RPO.
    #[must_use]
    pub fn data_loss(&self) -> Option<u64> {
        match (self.ended(), self.data) {
            (Ended::Recovered, Data::SetBack(loss)) => Some(loss),
            _ => None,
        }
    }

    /// Milliseconds from the end of service to its return, or to the end of the trial that waited for it.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.phases.iter().sum()
    }
}
