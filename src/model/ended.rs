//! How an outage ended: with its data, without it, or not at all.
//!
//! Always true here: the outcome of an outage is worked out in one place, from whether service is back
//! and from what became of the data; everybody else asks for it.

use serde::{Deserialize, Serialize};

/// Declares the ways back: each with its word and with what it means.
macro_rules! paths {
    ($( $(#[$doc:meta])* $path:ident = $word:literal, $meaning:literal; )+) => {
        /// What brought an application back, in the order of reports.
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize,
        )]
        pub enum Path {
            $( $(#[$doc])* $path, )+
        }

        impl Path {
            /// All of them, in the order of reports.
            pub const ALL: &[Path] = &[$( Path::$path ),+];
            /// The word for it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $( Path::$path => $word, )+
                }
            }
            /// What that means, in a few words.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $( Path::$path => $meaning, )+
                }
            }
        }
    };
}

paths! {
    /// Restart with intact disks.
    Restart = "restart", "started again with its disks intact";
    /// Another instance took over by itself.
    Switch = "switch", "another instance took over by itself";
    /// Failover to a replica, by a person.
    Failover = "failover", "a person had it resume from its replica";
    /// Planned return to the stamp where it belongs.
    Failback = "failback", "planned return to where it belongs";
    /// Restore from a restore point.
    Restore = "restore", "read back from a restore point";
    /// Built again from another instance that still has the state.
    Reseed = "reseed", "an instance built again from another";
    /// Redeployment from template.
    Redeploy = "redeploy", "built again from its template";
    /// Repair of the software, data intact.
    Repair = "repair", "software repaired, data intact";
    /// The return of an application that it needs.
    Dependency = "dependency", "an application that it needs came back";
}

/// Service that is back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Back {
    /// Milliseconds from the end of service until then.
    pub after: u64,
    /// What brought it back: the path of the last required VM.
    pub path: Path,
}

/// What became of the data of an application in an outage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Data {
    /// No stateful VM stopped, so that none was at risk: such an outage does not count for an RPO.
    Safe,
    /// Set back by so many milliseconds of the write clock, perhaps by none.
    SetBack(u64),
    /// A stateful VM was not back with its data within `drain`, though something had it: whether service is or not.
    NotBack,
    /// A stateful VM has lost all of its data, and nothing can bring it back.
    Gone,
}

/// The outcome of an outage.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
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
/// its data, or that nothing did. Ways compare in the order of reports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
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
        let paths = Path::ALL.iter().copied().map(Way::By);
        paths.chain([Way::Lost, Way::Never])
    }

    /// What that means, in a few words.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Way::By(path) => path.meaning(),
            Way::Lost => "service is back, its data is gone: a miss of RTO and RPO",
            Way::Never => "not back while it was waited for: a miss",
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables by way stand in the order of reports without being sorted for them.
    #[test]
    fn ways_compare_in_the_order_of_reports() {
        assert!(Way::all().is_sorted());
    }
}
