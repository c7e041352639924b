//! Log backups of a database, beside its restore points.
//!
//! Always true here: logs come more often than jobs.

use crate::units::{Rate, Share, Span};

/// Log backups: what was written since the log before.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Logs {
    /// Time between logs, less than that between jobs.
    pub every: Span,
    /// Probability that a log job fails; the next one takes what it should have.
    pub failure: Share,
    /// Probability that the file of a log is bad.
    pub bad: Share,
    /// How fast logs are replayed, in bytes per second of what was written, before the reduction.
    pub replay: Rate,
}
