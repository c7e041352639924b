//! How much of a backup is kept at most while retention drops whole chains.
//!
//! Always true here: bytes are those that a repository holds, after the reduction; every job works and
//! comes in time.

use super::bytes::reduced;
use super::chain;
use super::protection::{Backup, Retention};
use crate::units::Span;

/// What is kept of one VM at most.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Kept {
    /// Fulls.
    pub fulls: u64,
    /// Increments or differentials.
    pub increments: u64,
    /// Bytes of one full.
    pub full: f64,
    /// Bytes of all points.
    pub bytes: f64,
}

/// How long points are kept by what is stated, whole chains aside.
#[must_use]
pub fn reach(backup: &Backup) -> Span {
    match backup.keep {
        Retention::Age(age) => age,
        Retention::Count(count) => Span(backup.every.0.saturating_mul(u64::from(count))),
    }
}

/// What is kept of a VM that uses so many bytes, of which `churn` change in a second, in the instant before
/// its oldest chain is dropped: that chain as a whole, and the younger points that let it go.
#[must_use]
pub fn most_kept(backup: &Backup, used: f64, churn: f64) -> Kept {
    let every = backup.every.0.max(1);
    let in_chain = chain::jobs_per_full(backup);
    let younger = match backup.keep {
        Retention::Count(count) => u64::from(count).max(1),
        Retention::Age(age) => age.0.div_ceil(every).max(1),
    };
    let (whole, rest) = (younger / in_chain, younger % in_chain);
    let fulls = 1 + whole + u64::from(rest > 0);
    let full = reduced(used, backup.reduction);
    let chain = |points: u64| match points {
        0 => 0.0,
        points => {
            let after = chain::after_full(backup, used, churn, points - 1);
            full + reduced(after, backup.reduction)
        }
    };
    Kept {
        fulls,
        increments: in_chain + younger - fulls,
        full,
        bytes: chain(in_chain) * (1 + whole) as f64 + chain(rest),
    }
}
