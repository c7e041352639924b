//! How large a scenario may be.
//!
//! Always true here: whatever exceeds a limit is refused with the limit's name and value, so that
//! no input can exhaust the machine.

use crate::engine::SLOT_BITS;
use crate::units::{DAY, Moment};

/// A named limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// Its name, as messages give it.
    pub name: &'static str,
    /// The largest value that is accepted.
    pub most: u64,
}

const fn limit(name: &'static str, most: u64) -> Limit {
    Limit { name, most }
}

/// Bytes of a scenario, an inventory, a trace or an empirical law.
pub const FILE_BYTES: Limit = limit("FILE_BYTES", 32 << 20);
/// Levels of tables and lists inside each other.
pub const NESTING: Limit = limit("NESTING", 24);
/// Sites, enclosures, racks, links, repositories, crews, kinds of parts and updates, each.
pub const PLACES: Limit = limit("PLACES", 1_000);
/// Tiers, disks of a VM, people of a crew, and spares of a kind, each.
pub const SMALL_COUNT: Limit = limit("SMALL_COUNT", 1_000);
/// Stamps.
pub const STAMPS: Limit = limit("STAMPS", 200);
/// Nodes of one stamp.
pub const NODES: Limit = limit("NODES", 1_024);
/// Disks over all stamps.
pub const DISKS: Limit = limit("DISKS", 20_000);
/// Applications.
pub const APPLICATIONS: Limit = limit("APPLICATIONS", 5_000);
/// VMs over all stamps.
pub const VMS: Limit = limit("VMS", 100_000);
/// Sources of faults: a hazard on many targets counts once for each.
pub const SOURCES: Limit = limit("SOURCES", 20_000);
/// Rows of a trace.
pub const TRACE_ROWS: Limit = limit("TRACE_ROWS", 500_000);
/// Observed values of an empirical law.
pub const OBSERVED_VALUES: Limit = limit("OBSERVED_VALUES", 200_000);
/// Of each kind, what a plan claims to survive at once.
pub const CLAIMED: Limit = limit("CLAIMED", 16);
/// Components of a level of which a test loses each by itself.
pub const LOSSES: Limit = limit("LOSSES", 1_024);
/// Trials of years, or of one drill.
pub const TRIALS: Limit = limit("TRIALS", 10_000_000);
/// Faults that are expected over all trials: what is judged of each outage is kept until the report is
/// written, so that this bounds the memory of a run (`src/doc/performance.md`).
pub const FAULTS: Limit = limit("FAULTS", 10_000_000);
/// Backup jobs that come due over all trials.
pub const JOBS: Limit = limit("JOBS", 10_000_000_000);
/// Restore points kept for one VM.
pub const POINTS: Limit = limit("POINTS", 20_000);
/// Logs kept for one VM.
pub const LOGS: Limit = limit("LOGS", 200_000);
/// Tries of one job that are made again without a pause between them.
pub const RETRIES_AT_ONCE: Limit = limit("RETRIES_AT_ONCE", 100);
/// Days of a horizon, a build-up, a settling time, a drain.
pub const DAYS: Limit = limit("DAYS", 36_500);
/// Years of the mean of a law.
pub const LAW_YEARS: Limit = limit("LAW_YEARS", 10_000_000);
/// Characters of a name.
pub const NAME_CHARACTERS: Limit = limit("NAME_CHARACTERS", 100);
/// Problems that are reported at once.
pub const ISSUES: Limit = limit("ISSUES", 200);

/// Whatever the limits allow has a place in the calendar of a run: two events for each VM, one for its role, its group
/// and the way home of that; one for each node and the volume that goes with it, for each disk, source, drill, crew and update; eight for each
/// stamp, and a few for all.
const _: () = assert!(
    5 * VMS.most
        + STAMPS.most * (2 * NODES.most + 8)
        + DISKS.most
        + 2 * SOURCES.most
        + 2 * PLACES.most
        + 10
        < 1 << SLOT_BITS
);

/// Every trial ends before time does, with what comes before what is counted, and the rest of it after that.
const _: () = assert!(5 * DAYS.most * DAY < Moment::NEVER.0);

/// All limits, for the reference.
pub const ALL: &[Limit] = &[
    FILE_BYTES,
    NESTING,
    PLACES,
    SMALL_COUNT,
    STAMPS,
    NODES,
    DISKS,
    APPLICATIONS,
    VMS,
    SOURCES,
    TRACE_ROWS,
    OBSERVED_VALUES,
    LOSSES,
    CLAIMED,
    TRIALS,
    FAULTS,
    JOBS,
    POINTS,
    LOGS,
    RETRIES_AT_ONCE,
    DAYS,
    LAW_YEARS,
    NAME_CHARACTERS,
    ISSUES,
];
