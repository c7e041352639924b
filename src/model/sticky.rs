//! How often the newest good point of a backup is younger than an objective, by its cadence and its odds alone.
//!
//! Always true here: a loss strikes at any instant between two jobs; jobs take no time, and nothing else goes wrong.

use super::blueprint::Blueprint;
use super::chain;
use super::fault::{Class, Effect, LogicalKind, Source};
use super::place::Component;
use super::protection::Backup;
use crate::units::Span;

/// Less than this is not followed further back.
const NOTHING: f64 = 1e-12;
/// Jobs in a row that are followed at most: who does without a thousand of them does not ask for one.
const MOST: u64 = 1_000;

/// The share of losses that are within a limit, if a job's outcome repeats the one before it with this probability; none
/// for a limit of more jobs than are followed, and for a backup with logs.
#[must_use]
pub fn kept_within(backup: &Backup, limit: Span, stickiness: f64) -> Option<f64> {
    let every = backup.every.0.max(1);
    let (whole, rest) = (limit.0 / every, (limit.0 % every) as f64 / every as f64);
    // With logs their cadence decides, and a failed log job does not repeat itself.
    if whole > MOST || backup.logs.is_some() {
        return None;
    }
    let failure = backup.job_failure.0;
    let again = stickiness + (1.0 - stickiness) * failure;
    let anew = (1.0 - stickiness) * failure;
    // Our choice: bad points are met by themselves here, as often as in a whole chain; in a chain they are neighbours.
    let bad = chain::unreadable(backup);
    let retries = libm::pow(failure, f64::from(backup.retries));
    let unusable = retries + (1.0 - retries) * bad;
    // The newest jobs, going back, all left nothing that can be read: where the last of them failed, and where it did not.
    let (mut failed, mut worked) = (failure * unusable, (1.0 - failure) * bad);
    let mut before = 1.0;
    let mut back = 0;
    while back < whole && failed + worked > NOTHING {
        before = failed + worked;
        let next = failed * again + worked * anew;
        worked = (failed * (1.0 - again) + worked * (1.0 - anew)) * bad;
        failed = next * unusable;
        back += 1;
    }
    let all = failed + worked;
    Some(1.0 - all - (before - all) * (1.0 - rest))
}

/// Whether after some fault of a class what a backup protects goes on with an older state: it is destroyed, deleted or
/// corrupt, or what is intact is given up.
#[must_use]
pub fn loses_data(blueprint: &Blueprint, backup: &Backup, class: Class) -> bool {
    // VMs of a lost node start elsewhere; what takes a stamp with it keeps them down.
    let keeps_down = [
        Class::Rack,
        Class::Switch,
        Class::Stamp,
        Class::Enclosure,
        Class::Site,
    ];
    let gives_up = backup.waiting.give_up_after.is_some() && keeps_down.contains(&class);
    let loses = |source: &Source| match &source.effect {
        Effect::Stops { destroys } => {
            let disk = matches!(source.target, Component::Disk(_));
            let points = matches!(source.target, Component::Repository(_));
            gives_up || disk || (destroys.0 > 0.0 && !points)
        }
        Effect::Logical { kind, .. } => {
            matches!(kind, LogicalKind::Deletion | LogicalKind::Corruption)
        }
        Effect::Ransomware(_) => true,
        Effect::Mistake(_) => false,
    };
    let recorded = || {
        let groups = blueprint.trace.iter().flat_map(|trace| &trace.groups);
        let mut rows = groups.flat_map(|group| &group.rows);
        rows.any(|row| Class::of(row.target) == class)
    };
    let mut sources = blueprint.sources.iter();
    sources.any(|source| source.class == class && loses(source)) || (gives_up && recorded())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::HOUR;

    /// One job a day, of which one in five fails, half of them like the one before. A loss is older than 48 h where the
    /// newest two failed: 20 % · 60 % = 12 %, and 4 % if each fails by itself. Older than 36 h it is where two failed, or one
    /// did and the loss comes in the second half of the day: 12 % + (20 % − 12 %) / 2.
    #[test]
    fn jobs_that_fail_in_a_row_make_losses_old() {
        let text = "[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.v]\n[protection.p.backup]\nevery = \"24 h\"\n\
                    job_failure = \"20 %\"\nbad_point = \"0 %\"\n[application.x]\nprotection = \"p\"\n";
        let files = |_: &str| Err("no file is needed".to_string());
        let loaded = crate::scenario::load(text, "s.toml", &files).expect("a scenario");
        let backup = &loaded.blueprint.protections.backups[0];
        let about = |hours, stickiness, expected: f64| {
            let kept = kept_within(backup, Span(hours * HOUR), stickiness).expect("few jobs");
            assert!((kept - expected).abs() < 1e-9, "{kept} for {expected}");
        };
        about(48, 0.5, 0.88);
        about(48, 0.0, 0.96);
        about(36, 0.5, 0.84);
        about(24, 0.5, 0.8);
        about(12, 0.5, 0.5 * 0.8);
        assert_eq!(kept_within(backup, Span(24_024 * HOUR), 0.5), None);
    }
}
