//! Cases: people delete restore points by mistake, or set a retention wrong. Nothing stops by it, and nobody notices: what
//! is lost later is lost for want of them.

use super::lost::{Said, said};
use serde_json::{Value, json};
use std::sync::OnceLock;

/// One VM of 36 GB, a full each midnight that takes 6 min, kept for 35 d: on any day there are 35 points.
fn plan(vault: &str, backup: &str, faults: &str) -> Said {
    said(&format!(
        r#"
[run]
trials = 1
horizon = "40 d"
build_up = "60 d"
[stamp.a]
node_memory = "384 GiB"
[repository.vault]
read = "100 MB/s"
write = "100 MB/s"
capacity = "100 TiB"
{vault}
[protection.p.backup]
every = "24 h"
keep = "35 d"
to = "vault"
chain = "full"
phase = "0 h"
stagger = "0 s"
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
{faults}
"#
    ))
}

/// People delete what lies at the vault, on the tenth day at noon.
const MISTAKE: &str =
    "[fault.slip]\nof = \"repository.vault\"\nkind = \"deletion\"\nat = \"10 d 12 h\"\n";

fn deleted_at(at: &str) -> String {
    format!("[fault.loss]\nof = \"application.erp\"\nkind = \"deletion\"\nat = \"{at}\"\n")
}

fn corrupt(at: &str, noticed: &str) -> String {
    format!(
        "[fault.rot]\nof = \"application.erp\"\nkind = \"corruption\"\nat = \"{at}\"\nnoticed = \"{noticed}\"\n"
    )
}

const TOLD: &[&str] = &["class", "outcome", "total_loss", "loss_reason"];

#[track_caller]
fn assert_lost(said: &Said) {
    let rows = said.rows.of("years", "erp", TOLD);
    assert_eq!(rows, ["logical lost true deleted_by_mistake"]);
}

#[track_caller]
fn assert_back(said: &Said, loss: f64, reason: &str) {
    let rows = said.rows.of("years", "erp", TOLD);
    assert_eq!(rows, [format!("logical recovered false {reason}")]);
    let losses = said.rows.numbers("years", "erp", "data_loss_s");
    let loss = loss + begins();
    assert!((losses[0] - loss).abs() < 1.0, "{losses:?} and not {loss}");
}

/// How long after a midnight the horizon begins, in the one trial that there is: what a deletion a day after it costs
/// where nobody errs. Some hours: whatever is stated here happens so much later in its day.
fn begins() -> f64 {
    static AFTER: OnceLock<f64> = OnceLock::new();
    *AFTER.get_or_init(|| {
        let plain = plan("", "", &deleted_at("1 d"));
        let after = plain.rows.numbers("years", "erp", "data_loss_s")[0];
        assert!(after > 600.0 && after < 6.0 * 3_600.0, "{after}");
        after
    })
}

fn mistakes(said: &Said) -> &Value {
    &said.summary["repositories"]["vault"]["mistakes"]
}

const DAY: f64 = 86_400.0;

/// Six hours after the mistake the disks go: all 35 points are gone, and with them the data. Points that are immutable for
/// 7 d have stayed where they are younger than that: of the fourth day to the tenth, seven of them; the newest is 18 h old.
#[test]
fn what_is_deleted_by_mistake_is_missed_by_the_next_loss() {
    let faults = format!("{MISTAKE}{}", deleted_at("10 d 18 h"));
    let gone = plan("", "", &faults);
    assert_lost(&gone);
    assert_eq!(
        *mistakes(&gone),
        json!({ "deleted": 35, "kept": 0, "bared": 1 })
    );
    let sentence = "Over the years, people deleted 35 restore points of repository vault by mistake; 0 of those meant \
                    could not be deleted. VMs were left without any 1 time.";
    assert!(
        gone.terminal.replace('\n', " ").contains(sentence),
        "{}",
        gone.terminal
    );
    assert!(gone.report.contains("Restore points deleted by mistake"));
    // Who runs the repository is one of those who err.
    assert_lost(&plan("credentials = \"own\"", "", &faults));
    let locked = plan("immutable = \"7 d\"", "", &faults);
    assert_back(&locked, 0.75 * DAY, "cadence");
    assert_eq!(
        *mistakes(&locked),
        json!({ "deleted": 28, "kept": 7, "bared": 0 })
    );
    assert_back(
        &plan("offline = true\nshipment = \"1 h\"", "", &faults),
        0.75 * DAY,
        "cadence",
    );
    // The full of the next midnight is there by the next noon.
    let later = plan("", "", &format!("{MISTAKE}{}", deleted_at("11 d 12 h")));
    assert_back(&later, 0.5 * DAY, "cadence");
}

/// The data goes bad on the second day at noon, which is noticed 9 d later, a day after the mistake: the point of the
/// second midnight was good, and is 9.5 d old. Immutable for 7 d it is not, for 14 d it is.
#[test]
fn a_corruption_that_is_noticed_late_needs_what_was_deleted() {
    let rot = corrupt("2 d 12 h", "9 d");
    assert_back(&plan("", "", &rot), 9.5 * DAY, "noticed_late");
    let faults = format!("{MISTAKE}{rot}");
    assert_lost(&plan("", "", &faults));
    assert_lost(&plan("immutable = \"7 d\"", "", &faults));
    let locked = plan("immutable = \"14 d\"", "", &faults);
    assert_back(&locked, 9.5 * DAY, "noticed_late");
}

/// A copy elsewhere is not deleted with the rest.
#[test]
fn a_copy_at_another_repository_stays() {
    let far = "[repository.far]\nread = \"100 MB/s\"\ncapacity = \"100 TiB\"";
    let faults = format!("{MISTAKE}{}", deleted_at("10 d 18 h"));
    let said = plan(far, "copy_to = \"far\"", &faults);
    assert_back(&said, 0.75 * DAY, "cadence");
    assert_eq!(
        *mistakes(&said),
        json!({ "deleted": 35, "kept": 0, "bared": 0 })
    );
}

/// From the fifth day on points are kept for 2 d, which somebody notices 3 d later and mends in an hour: until 01:00 of the
/// eighth day. The point of the sixth midnight takes those up to the fourth with it, 33 of 35, and the next two one each.
fn wrong(vault: &str, rest: &str) -> Said {
    let slip = "[fault.slip]\nof = \"repository.vault\"\nkind = \"retention\"\nkeep = \"2 d\"\nat = \"5 d\"\n\
                detect = \"3 d\"\nrepair = \"1 h\"\n";
    plan(vault, "", &format!("{slip}{rest}"))
}

/// What went bad on the fourth day at noon needs the point of that midnight: it is there a day later, and gone on the
/// eighth. Immutable for 7 d it stays, 4.5 d old then. What goes bad when all is mended has its point.
#[test]
fn a_wrong_retention_lets_points_go_until_it_is_mended() {
    assert_back(
        &wrong("", &corrupt("4 d 12 h", "1 d")),
        1.5 * DAY,
        "noticed_late",
    );
    let late = corrupt("4 d 12 h", "4 d");
    let gone = wrong("", &late);
    assert_lost(&gone);
    assert_eq!(
        *mistakes(&gone),
        json!({ "deleted": 35, "kept": 0, "bared": 0 })
    );
    assert_back(
        &wrong("immutable = \"7 d\"", &late),
        4.5 * DAY,
        "noticed_late",
    );
    let after = wrong("", &corrupt("10 d 12 h", "3 d"));
    assert_back(&after, 3.5 * DAY, "noticed_late");
}

/// Two months after the mistake retention has dropped whatever was deleted: nobody misses it, and what goes for want of
/// an old point goes since it was noticed late.
#[test]
fn what_retention_would_have_dropped_by_now_is_no_mistake_any_more() {
    let faults = format!(
        "{}{}",
        MISTAKE.replace("10 d 12 h", "1 d"),
        corrupt("1 d 6 h", "37 d")
    );
    let said = plan("", "", &faults);
    let rows = said.rows.of("years", "erp", TOLD);
    assert_eq!(rows, ["logical lost true noticed_late"]);
}

/// A drill of it stops nothing: no objective is judged by it, and what is left to restore from is said.
#[test]
fn a_drill_of_a_mistake_judges_nothing() {
    let drill = "[drill.slip]\nof = \"repository.vault\"\nkind = \"deletion\"\ntrials = 3\n";
    let said = plan(
        "",
        "",
        &format!("{drill}[drill.rest]\nof = \"stamp.a.node.1\"\ntrials = 1\n"),
    );
    let erp = &said.summary["drills"]["slip"]["applications"]["erp"];
    assert_eq!(erp["outages"], 0);
    assert!(
        said.terminal.contains("no restore point of 1 VM is left"),
        "{}",
        said.terminal
    );
    let locked = plan("immutable = \"7 d\"", "", drill);
    assert!(!locked.terminal.contains("no restore point of 1 VM is left"));
}
