//! Cases: intruders who were in for some time encrypt everything at one instant, and delete the restore points that
//! they reach.

use super::lost::{Said, said};

/// One VM of 36 GB, a full each midnight that takes some minutes, points kept for 35 d. Intruders strike on a Wednesday
/// at noon and were in for 14 d: since the noon of the Wednesday a fortnight ago. So the newest clean point is that of
/// the midnight before, 14.5 d = 1,252,800 s old at the strike. A clean place stands after 10 h; then 36 GB are read
/// at 100 MB/s, in 360 s: back after 36,360 s.
fn struck(vault: &str, backup: &str, drill: &str) -> Said {
    said(&format!(
        r#"
[run]
trials = 1
[stamp.a]
node_memory = "384 GiB"
[repository.vault]
read = "100 MB/s"
capacity = "100 TiB"
{vault}
[protection.p.backup]
every = "24 h"
phase = "0 h"
stagger = "0 s"
chain = "full"
reduction = 1
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
{backup}
[application.erp]
stamp = "a"
protection = "p"
used = "36 GB"
boot = "0 s"
rto = "8 h"
rpo = "24 h"
[drill.intruders]
of = "everything"
kind = "ransomware"
at = "Wed 12:00"
detect = "0 s"
rebuild = "10 h"
trials = 3
{drill}
"#
    ))
}

const TOLD: &[&str] = &["class", "outcome", "total_loss", "loss_reason"];

/// Recovery and loss of each trial, in seconds; all of them are alike.
#[track_caller]
fn assert_back(said: &Said, recovery: f64, loss: f64, reason: &str) {
    let rows = said.rows.of("intruders", "erp", TOLD);
    assert_eq!(
        rows,
        vec![format!("ransomware recovered false {reason}"); 3],
        "{rows:?}"
    );
    let recoveries = said.rows.numbers("intruders", "erp", "recovery_s");
    let losses = said.rows.numbers("intruders", "erp", "data_loss_s");
    for (known, wanted) in [(recoveries, recovery), (losses, loss)] {
        assert!(
            known.iter().all(|one| (one - wanted).abs() < 1.0),
            "{known:?} and not {wanted}"
        );
    }
}

#[track_caller]
fn assert_lost(said: &Said, reason: &str) {
    let rows = said.rows.of("intruders", "erp", TOLD);
    let lost = format!("ransomware lost true {reason}");
    assert_eq!(rows, vec![lost; 3], "{rows:?}");
}

const OWN: &str = "credentials = \"own\"";
const FORTNIGHT: &str = "dwell = \"14 d\"";
const CLEAN: f64 = 14.5 * 86_400.0;

/// Kept for 14 d: at midnight the point of the Wednesday a fortnight ago went, the oldest one is 13.5 d old and holds
/// the intruders. Kept for 15 d, that point is there, and is the newest clean one; nothing better comes of 35 d.
#[test]
fn a_dwell_of_14_days_needs_points_that_are_kept_for_longer() {
    let kept = |keep: &str| struck(OWN, &format!("keep = \"{keep}\""), FORTNIGHT);
    assert_lost(&kept("14 d"), "noticed_late");
    assert_back(&kept("15 d"), 36_360.0, CLEAN, "dwell");
    assert_back(&kept("35 d"), 36_360.0, CLEAN, "dwell");
}

/// Points are complete some minutes after midnight: what is immutable for 14 d at the noon of the strike is at most
/// 13.5 d old, a day younger than what is clean. For 15 d, the clean one is among them.
#[test]
fn an_immutable_copy_that_is_younger_than_the_entry_is_of_no_use() {
    let immutable = |length: &str| {
        let vault = format!("immutable = \"{length}\"");
        struck(&vault, "keep = \"35 d\"", FORTNIGHT)
    };
    assert_lost(&immutable("14 d"), "deleted_by_intruders");
    assert_back(&immutable("15 d"), 36_360.0, CLEAN, "dwell");
}

/// What intruders reach is deleted. What is offline is fetched while the clean place is built: that takes 24 h, and
/// with the read it is 86,760 s.
#[test]
fn a_mutable_vault_goes_with_the_rest_and_an_offline_one_is_fetched() {
    let vault = |keys: &str| struck(keys, "keep = \"35 d\"", FORTNIGHT);
    assert_lost(&vault(""), "deleted_by_intruders");
    assert_back(&vault(OWN), 36_360.0, CLEAN, "dwell");
    assert_back(&vault("offline = true"), 86_760.0, CLEAN, "dwell");
    let near = vault("offline = true\nshipment = \"2 h\"");
    assert_back(&near, 36_360.0, CLEAN, "dwell");
}

/// With a scan the point of the last midnight is used, 12 h old: 36 GB at 50 MB/s take 720 s more. Where the scan
/// misses, that time is spent, and the clean point is read after it: 36,000 + 360 + 720 + 360 s.
#[test]
fn a_scan_takes_its_time_and_may_fail() {
    let scanned = |misses: &str| {
        let drill = format!("{FORTNIGHT}\nscan = \"50 MB/s\"\nscan_misses = \"{misses}\"");
        struck(OWN, "keep = \"35 d\"", &drill)
    };
    assert_back(&scanned("0 %"), 37_080.0, 12.0 * 3_600.0, "cadence");
    assert_back(&scanned("100 %"), 37_440.0, CLEAN, "dwell");
}

/// No dwell: whatever was captured before the strike is clean.
#[test]
fn without_a_dwell_the_newest_point_is_clean() {
    let said = struck(OWN, "", "dwell = \"0 s\"");
    assert_back(&said, 36_360.0, 12.0 * 3_600.0, "cadence");
}
