//! How much of a backup is kept at most while retention drops whole chains.
//!
//! Always true here: bytes are those that a repository holds, after the reduction; every job works and
//! comes in time.

use super::blueprint::Blueprint;
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

/// The same at a repository that keeps points from deletion for so long, if it does.
#[must_use]
pub fn reach_at(backup: &Backup, immutable: Option<Span>) -> Span {
    reach(backup).max(immutable.unwrap_or(Span::ZERO))
}

/// The longest that points of a backup are kept at any of its repositories.
#[must_use]
pub fn longest_reach(blueprint: &Blueprint, backup: &Backup) -> Span {
    let all = backup.repositories();
    let reaches = all.map(|id| reach_at(backup, blueprint.repository(id).immutable));
    reaches.max().unwrap_or(reach(backup))
}

/// What is kept of a VM that uses so many bytes, of which `churn` change in a second, in the instant before
/// its oldest chain is dropped: that chain as a whole, and the younger points that let it go. What is immutable for so
/// long is not dropped before.
#[must_use]
pub fn most_kept(backup: &Backup, immutable: Option<Span>, used: f64, churn: f64) -> Kept {
    let every = backup.every.0.max(1);
    let in_chain = chain::jobs_per_full(backup);
    let stated = match backup.keep {
        Retention::Count(count) => u64::from(count).max(1),
        Retention::Age(age) => age.0.div_ceil(every).max(1),
    };
    let locked = immutable.map_or(0, |length| length.0.div_ceil(every));
    let younger = stated.max(locked);
    let (whole, rest) = (younger / in_chain, younger % in_chain);
    let fulls = 1 + whole + u64::from(rest > 0);
    let bytes = |points| chain_bytes(backup, used, churn, points);
    // Logs are kept as long as a point that they can be replayed on: from the oldest to the newest.
    let length = Span(every.saturating_mul(in_chain + younger - 1));
    let logs = reduced(chain::logged(backup, churn, length), backup.reduction);
    Kept {
        fulls,
        increments: in_chain + younger - fulls,
        full: reduced(used, backup.reduction),
        bytes: bytes(in_chain) * (1 + whole) as f64 + bytes(rest) + logs,
    }
}

/// Bytes of a full and of the points that build on it, so many together.
fn chain_bytes(backup: &Backup, used: f64, churn: f64, points: u64) -> f64 {
    match points {
        0 => 0.0,
        points => {
            let after = chain::after_full(backup, used, churn, points - 1);
            reduced(used, backup.reduction) + reduced(after, backup.reduction)
        }
    }
}

/// Bytes of a VM that a repository may hold where jobs fail or come late, on the safe side: what is kept at
/// most; one chain more, since a full that is made up for begins a chain beside the schedule; and a full
/// that is under way, which has its room from the start.
#[must_use]
pub fn may_be_kept(backup: &Backup, immutable: Option<Span>, used: f64, churn: f64) -> f64 {
    let kept = most_kept(backup, immutable, used, churn);
    let chain = chain_bytes(backup, used, churn, chain::jobs_per_full(backup));
    let logs = chain::logged(backup, churn, chain::cycle(backup));
    kept.bytes + chain + kept.full + reduced(logs, backup.reduction)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1,000 bytes in use, of which 100 change from one job to the next; a full with every fifth job, and
    /// ten points kept. A chain is 1,400 bytes; at most three of them lie there while every job works. On
    /// the safe side it is a fourth, and a full under way.
    #[test]
    fn what_may_be_kept_is_what_is_kept_at_most_a_chain_and_a_full() {
        let text = "[stamp.alpha]\nnodes = 4\nnode_memory = \"384 GiB\"\n[repository.vault]\n\
            [protection.gold.backup]\nevery = \"10 h\"\nfull_every = \"50 h\"\n\
            [application.erp]\nexpendable = true\nprotection = \"gold\"\n";
        let none = |name: &str| Err(format!("no {name}"));
        let loaded = crate::scenario::load(text, "test.toml", &none);
        let mut backup = loaded
            .expect("a sound scenario")
            .blueprint
            .protections
            .backups
            .remove(0);
        (backup.keep, backup.reduction) = (Retention::Count(10), 1.0);
        let (used, churn) = (1_000.0, 100.0 / 36_000.0);
        let kept = most_kept(&backup, None, used, churn);
        assert_eq!((kept.fulls, kept.increments), (3, 12));
        assert_eq!(kept.bytes.round(), 4_200.0);
        assert_eq!(may_be_kept(&backup, None, used, churn).round(), 6_600.0);
    }
}
