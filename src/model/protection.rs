//! Protections: the one list of their kinds, and what follows from it.
//!
//! Always true here: a VM has at most one of each kind; each kind has a table of its own, a file of its own,
//! and stands in the list below. Nobody else lists kinds.

mod backup;
mod go_home;
mod high_availability;
mod list;
mod logs;
mod preference;
mod protects;
mod redeploy;
mod replication;
mod upkeep;
mod waiting;
mod window;

pub use backup::{Backup, BackupMethod, BackupScope, ChainKind, Retention, Synthetic};
pub use go_home::{GoHome, Homecoming};
pub use high_availability::HighAvailability;
pub use logs::Logs;
pub use preference::{Prefer, Preference};
pub use protects::{Builds, Keeps, Kind, Laws, Names, Protected, Protects, Reaches};
pub use redeploy::Redeploy;
pub use replication::{
    Failback, Replication, ReplicationGroup, ReplicationLevel, ReplicationMode, Standby,
};
pub use upkeep::{Mending, RestoreTest, Upkeep};
pub use waiting::Waiting;
pub use window::Window;

// In the order of the reference, which is that of preference where several could build a VM again. The way
// back by one that builds VMs again is called as its `Path`.
list::kinds! {
    of VMs {
        /// A backup.
        Backup: BackupId, backup in backups, builds Restore;
        /// A redeployment (`none`).
        Redeploy: RedeployId, redeploy in redeploys, builds Redeploy;
        /// A replication.
        Replication: ReplicationId, replication in replications;
    }
    of roles {
        /// A high availability.
        HighAvailability: HighAvailabilityId, high_availability in high_availabilities;
    }
}

impl ProtectingRole {
    /// Whether what its VMs have together keeps data of theirs.
    #[must_use]
    pub fn keeps_data(&self) -> bool {
        self.all().any(|one| one.keeps() != Keeps::Nothing)
    }
}

impl Protecting {
    /// Whether anything keeps this of the VM.
    #[must_use]
    pub fn keep(&self, what: Keeps) -> bool {
        self.all().any(|one| one.keeps() == what)
    }
    /// Whether anything keeps data of the VM.
    #[must_use]
    pub fn keeps_data(&self) -> bool {
        self.all().any(|one| one.keeps() != Keeps::Nothing)
    }
}
