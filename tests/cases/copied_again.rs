//! Cases: what a second repository lost is copied to it again.

use super::lost::{Said, said};
use super::{assert_near, number};

/// 100 GB that do not change, a full at the start of a year and an increment (of nothing) each midnight. The copy goes over
/// 1 MB/s, so that the full takes 100,000 s, 27 h 46 min 40 s. The second repository is destroyed 10 d into the horizon, and
/// back a day later: the full is there again at 12 d 3:46:40.
fn destroyed(fire: &str, keys: &str) -> Said {
    said(&format!(
        r#"
[run]
trials = 20
horizon = "20 d"
[site.main]
[site.far]
[stamp.a]
at = "site.main"
node_memory = "384 GiB"
uplink = "10 Gbps"
[stamp.b]
at = "site.far"
node_memory = "384 GiB"
uplink = "10 Gbps"
[link.wan]
between = ["main", "far"]
rate = "8 Mbps"
[repository.vault]
at = "site.main"
capacity = "2 TB"
[repository.deep]
at = "site.far"
capacity = "2 TB"
[protection.p.backup]
to = "vault"
copy_to = "deep"
restore_to = "b"
every = "24 h"
full_every = "364 d"
keep = "400 d"
reduction = 1.0
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
{keys}
[application.x]
stamp = "a"
protection = "p"
used = "100 GB"
churn = "0 B/day"
rto = "48 h"
rpo = "24 h"
boot = "0 s"
validate = "0 s"
[fault.flood]
of = "repository.deep"
at = "10 d"
destroys = true
repair = "24 h"
detect = "0 s"
[fault.fire]
of = "site.main"
at = "{fire}"
destroys = true
repair = "28 d"
"#
    ))
}

fn fates(said: &Said) -> (usize, usize) {
    let all = said.rows.of("years", "x", &["outcome"]);
    let count = |word: &str| all.iter().filter(|one| *one == word).count();
    assert_eq!(all.len(), 20);
    (count("recovered"), count("lost"))
}

/// The site is lost with the first repository. At 12 d 3:30 the full is on its way, and nothing is left: all are lost. At 12 d
/// 4:00 it is there, with all increments: each of the 20 is back and has lost what was written since midnight. Ten to
/// thirteen points of 100 GB together and of nothing were copied again by then.
#[test]
fn the_newest_chain_is_copied_again() {
    let before = destroyed("291.5 h", "");
    assert_eq!(fates(&before), (0, 20));
    assert_eq!(
        number(&before.summary, "backups/p/jobs/due").map(|due| due > 0.0),
        Some(true)
    );
    let after = destroyed("292 h", "");
    assert_eq!(fates(&after), (20, 0));
    let losses = after.rows.numbers("years", "x", "data_loss_s");
    assert!(losses.iter().all(|loss| *loss <= 86_400.5), "{losses:?}");
    assert_near(
        &after.summary,
        "backups/p/copied_again/bytes",
        20.0 * 1e11,
        1.0,
    );
    assert!(after.report.contains("Copied again, over all trials"));
}

/// With logs (of nothing) every hour those behind the full are copied again as well: no more than an hour is lost.
#[test]
fn logs_behind_it_are_copied_again() {
    let after = destroyed(
        "292 h",
        "log_every = \"1 h\"\nlog_failure = \"0 %\"\nbad_log = \"0 %\"",
    );
    assert_eq!(fates(&after), (20, 0));
    let losses = after.rows.numbers("years", "x", "data_loss_s");
    assert!(losses.iter().all(|loss| *loss <= 3_600.5), "{losses:?}");
    assert!(number(&after.summary, "backups/p/copied_again/logs").is_some_and(|logs| logs > 0.0));
}
