//! Cases: intruders who were in for some time encrypt everything at one instant, and delete the restore points that
//! they reach.

use super::lost::{Said, said};
use super::number;

/// One VM of 36 GB, a full each midnight that takes some minutes, points kept for 35 d. Intruders strike on a Wednesday
/// at noon and were in for 14 d: since the noon of the Wednesday a fortnight ago. So the newest clean point is that of
/// the midnight before, 14.5 d = 1,252,800 s old at the strike. A clean place stands after 10 h; then 36 GB are read
/// at 100 MB/s, in 360 s: back after 36,360 s.
fn struck(vault: &str, backup: &str, drill: &str) -> Said {
    said(&scenario(vault, backup, drill))
}

fn scenario(vault: &str, backup: &str, drill: &str) -> String {
    format!(
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
    )
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
    assert_lost(&kept("14 d"), "dwell");
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

fn figure(said: &Said, path: &str) -> Option<f64> {
    number(
        &said.summary,
        &format!("drills/intruders/ransomware/erp/{path}"),
    )
}

/// A copy of 14.5 d at the vault in 3 of 3 strikes; and none, where the vault is reached: of 3 of 3 strikes the share is at
/// most 1 - 0.025^(1/3) = 70.8 %. A copy that is immutable for more than 14.5 d would have been left.
#[test]
fn what_was_left_and_what_would_have_saved_more_is_told() {
    let kept = struck(OWN, "keep = \"35 d\"", FORTNIGHT);
    let app = &kept.summary["drills"]["intruders"]["ransomware"]["erp"];
    assert_eq!(app["lay_at"][0], "repository vault (3)");
    assert_eq!(figure(&kept, "strikes"), Some(3.0));
    assert_eq!(figure(&kept, "no_copy_survived"), Some(0.0));
    assert_eq!(figure(&kept, "copy_age_s/p50"), Some(CLEAN));
    assert_eq!(figure(&kept, "dwell_s/max"), Some(14.0 * 86_400.0));
    assert_eq!(app["would_have_saved"], "");
    assert!(kept.report.contains("repository vault (3)"));
    let gone = struck("", "keep = \"35 d\"", FORTNIGHT);
    assert_eq!(figure(&gone, "no_copy_survived"), Some(3.0));
    assert_eq!(figure(&gone, "copy_age_s/infinite"), Some(3.0));
    let high = figure(&gone, "survived_share/high").unwrap();
    assert!((high - 0.708).abs() < 0.001, "{high}");
    let sentence = "In drill intruders, no copy of erp survived ransomware at 3 of 3 strikes. It would have taken: \
                    repository vault immutable for more than 14.5 d, or offline (a copy at 3 of 3).";
    assert!(
        gone.terminal.replace('\n', " ").contains(sentence),
        "{}",
        gone.terminal
    );
    assert!(gone.report.contains(sentence));
    // Service is back in a clean place, and empty: rows, summary and terminal say what that missed for.
    let bound = gone
        .rows
        .of("intruders", "erp", &["outcome", "binding_resource"]);
    assert_eq!(bound, ["lost nothing to bring it back from"; 3]);
    assert!(
        gone.terminal
            .contains("Missed RTOs wait most for: nothing to bring it back from (erp).")
    );
    let short = struck(OWN, "keep = \"14 d\"", FORTNIGHT);
    let sentence = "points out of their reach that are kept for more than 14 d (3 of 3).";
    assert!(
        short.terminal.replace('\n', " ").contains(sentence),
        "{}",
        short.terminal
    );
    let missed = format!("{FORTNIGHT}\nscan = \"50 MB/s\"\nscan_misses = \"100 %\"");
    let missed = struck(OWN, "keep = \"35 d\"", &missed);
    assert_eq!(figure(&missed, "infected_again"), Some(3.0));
}

/// Fulls on Mondays, increments daily; in for 10 d at the noon of a Wednesday. The newest clean point is that of the Sunday
/// before last, 10.5 d old. It is an increment: immutable for 12 d, and the full and the increments before it, up to
/// 16.5 d old, are kept with it.
#[test]
fn what_an_immutable_point_is_built_on_is_kept_with_it() {
    let weekly = "chain = \"incremental\"\nfull_every = \"7 d\"\nkeep = \"35 d\"";
    let immutable = |length: &str| {
        let vault = format!("immutable = \"{length}\"");
        let text = scenario(&vault, "", "dwell = \"10 d\"").replace("chain = \"full\"", weekly);
        let said = said(&text);
        said.rows
            .of("intruders", "erp", &["outcome", "data_loss_s"])
    };
    assert_eq!(immutable("12 d"), ["recovered 907200.0"; 3]);
    assert_eq!(immutable("10 d"), ["lost "; 3]);
}

/// A crew of office hours is called on Saturday at noon and begins on Monday at 8:00, 44 h later: a clean place stands
/// after 54 h, and 36 GB are read in 360 s.
#[test]
fn a_clean_place_waits_for_its_crew() {
    let drill = format!("{FORTNIGHT}\nrebuilt_by = \"office\"");
    let crew = "[crew.office]\npeople = 1\nhours = \"Mon-Fri 8:00-17:00\"\nanswers_in = \"0 s\"\n[protection.p.backup]";
    let text = scenario(OWN, "keep = \"35 d\"", &drill)
        .replace("[protection.p.backup]", crew)
        .replace("Wed 12:00", "Sat 12:00");
    let said = said(&text);
    assert_back(&said, 194_760.0, CLEAN, "dwell");
    let rows = said.rows.of("intruders", "erp", &["binding_kind"]);
    assert_eq!(rows, ["crew"; 3]);
}

/// One restore at a time: the directory, of tier 1, is read first (360 s), then the application that needs it.
#[test]
fn applications_come_back_in_the_order_of_the_plan() {
    let text = scenario(&format!("{OWN}\nslots = 1"), "keep = \"35 d\"", FORTNIGHT)
        .replace("rto = \"8 h\"", "rto = \"8 h\"\ntier = 2\nneeds = \"ad\"")
        + "[application.ad]\nstamp = \"a\"\nprotection = \"p\"\nused = \"36 GB\"\nboot = \"0 s\"\ntier = 1\nexpendable = true\n";
    let said = said(&text);
    let seconds = |application: &str| said.rows.numbers("intruders", application, "recovery_s");
    assert_eq!(seconds("ad"), [36_360.0; 3]);
    assert_eq!(seconds("erp"), [36_720.0; 3]);
}

/// No backup, a replica with recovery points an hour apart that are kept for longer than the intruders were in, or not.
#[test]
fn a_replica_serves_where_it_keeps_points_from_before_the_entry() {
    let replicated = |keep: &str| {
        let replication = format!(
            "[stamp.b]\nnode_memory = \"384 GiB\"\n[protection.r.replication]\nto = \"b\"\npoints = \"1 h\"\n\
             keep = \"{keep}\"\ndetect = \"0 s\"\ndecide = \"0 s\"\nfailover = \"0 s\"\n[application.erp]"
        );
        let text = scenario(OWN, "", FORTNIGHT)
            .replace("[application.erp]", &replication)
            .replace("protection = \"p\"", "protection = \"r\"");
        said(&text)
    };
    let old = replicated("20 d");
    let app = &old.summary["drills"]["intruders"]["ransomware"]["erp"];
    assert_eq!(app["lay_at"][0], "replica r (3)");
    // Each failover is followed by a planned way home.
    let rows = old
        .rows
        .of("intruders", "erp", &["class", "outcome", "path"]);
    assert_eq!(
        rows.iter()
            .filter(|row| *row == "ransomware recovered failover")
            .count(),
        3
    );
    let losses = old.rows.numbers("intruders", "erp", "data_loss_s");
    let losses: Vec<f64> = losses.into_iter().filter(|loss| *loss > 0.0).collect();
    assert_eq!(losses.len(), 3);
    for loss in losses {
        let hours = loss / 3_600.0 - 336.0;
        assert!((0.0..=1.01).contains(&hours), "{hours}");
    }
    let young = replicated("10 d");
    assert_eq!(figure(&young, "no_copy_survived"), Some(3.0));
    assert_eq!(
        young.rows.of("intruders", "erp", &["total_loss"]),
        ["true"; 3]
    );
    let app = &young.summary["drills"]["intruders"]["ransomware"]["erp"];
    let remedy = "a backup of all its VMs with state, out of their reach and kept for more than 14 d and what lies between \
                  two jobs (3 of 3)";
    assert_eq!(app["would_have_saved"], remedy);
}

/// Points that are kept for 2 d and are immutable for 30 d take the room of 30: ten of them fill the repository.
#[test]
fn what_is_immutable_takes_its_room() {
    let full = |vault: &str| {
        let text = scenario(vault, "keep = \"2 d\"", FORTNIGHT)
            .replace("capacity = \"100 TiB\"", "capacity = \"360 GB\"");
        number(&said(&text).summary, "backups/p/jobs/repository_full").unwrap()
    };
    assert_eq!(full(""), 0.0);
    assert!(full("immutable = \"30 d\"") > 100.0);
    assert_eq!(full("immutable = \"7 d\""), 0.0);
}

/// What stands for several applications: those that are hit together go down at one instant, by one life; without it each
/// has lives of its own.
#[test]
fn applications_are_hit_together_by_one_draw() {
    let text = |keys: &str| {
        scenario(OWN, "", FORTNIGHT)
            + &format!(
                "[application.web]\nstamp = \"a\"\nprotection = \"p\"\nused = \"36 GB\"\nboot = \"0 s\"\nexpendable = true\n\
                 [hazard.crashes]\nof = \"stamp.a.applications\"\nkind = \"crash\"\nevery = \"30 d\"\n{keys}\n"
            )
    };
    let starts = |keys: &str| {
        let said = said(&text(keys));
        ["erp", "web"].map(|application| said.rows.of("years", application, &["start_s"]))
    };
    let [erp, web] = starts("together = true");
    assert!(erp.len() > 5 && erp == web, "{erp:?} {web:?}");
    let [erp, web] = starts("");
    assert!(erp.len() > 5 && erp != web, "{erp:?}");
}

/// Three VMs of 300, 300 and 600 GB, each with a repository of its own and with disks that take what that gives. A clean place stands after 3,600 s; the two are read at
/// 100 MB/s and have come 3,000 s later, and so has the third where it is read at 200 MB/s.
fn farmed(third_read: &str, scan: &str) -> (Said, [f64; 3]) {
    let text = three(third_read)
        + &format!("[drill.intruders]\nat = \"Wed 12:00\"\ntrials = 12\n{INTRUDERS}{scan}\n");
    let said = said(&text);
    let back = THREE.map(|name| said.rows.numbers("intruders", name, "recovery_s")[0]);
    (said, back)
}

const THREE: [&str; 3] = ["one", "two", "big"];
const INTRUDERS: &str = "of = \"everything\"\nkind = \"ransomware\"\ndetect = \"0 s\"\nrebuild = \"1 h\"\ndwell = \"14 d\"\nscan_misses = \"0 %\"\n";

/// The second of them stands on a stamp of its own.
fn three(third_read: &str) -> String {
    let mut text = String::from(
        "[run]\ntrials = 1\n[stamp.a]\nnode_memory = \"384 GiB\"\n\
         [stamp.b]\nlike = \"a\"\n[protection]\n",
    );
    let all = [
        ("one", "300 GB", "100 MB/s"),
        ("two", "300 GB", "100 MB/s"),
        ("big", "600 GB", third_read),
    ];
    for (name, ..) in all {
        text += &format!(
            "{name}.backup = {{ to = \"{name}\", every = \"24 h\", phase = \"0 h\", stagger = \"0 s\", chain = \"full\", \
             reduction = 1, job_failure = \"0 %\", bad_point = \"0 %\", detect = \"0 s\", decide = \"0 s\", provision = \"0 s\" }}\n"
        );
    }
    for (name, used, read) in all {
        let stamp = if name == "two" { "b" } else { "a" };
        text += &format!(
            "[repository.{name}]\nread = \"{read}\"\ncapacity = \"100 TiB\"\ncredentials = \"own\"\n\
             [application.{name}]\nstamp = \"{stamp}\"\nprotection = \"{name}\"\ndisks = 4\nused = \"{used}\"\nboot = \"0 s\"\nrto = \"4 h\"\nrpo = \"24 h\"\n"
        );
    }
    text
}

#[track_caller]
fn assert_scanned(back: [f64; 3], wanted: [f64; 3]) {
    for (known, wanted) in back.iter().zip(wanted) {
        assert!((known - wanted).abs() < 1.0, "{back:?} and not {wanted}");
    }
}

/// All begin to be scanned 6,600 s after the strike. A farm of 100 MB/s gives each 33.3 MB/s: the two are done after
/// 9,000 s, when 300 GB of the third are left, which is alone then at 100 MB/s: 3,000 s more. Without a farm they take 3,000,
/// 3,000 and 6,000 s, however many there are: the RTO of 4 h = 14,400 s, which all three miss with the farm, is kept by all.
#[test]
fn all_scans_of_a_strike_share_the_farm() {
    let (said, back) = farmed("200 MB/s", "scan = \"100 MB/s\"\nscan_farm = \"100 MB/s\"");
    assert_scanned(back, [15_600.0, 15_600.0, 18_600.0]);
    let bound = |said: &Said, name: &str| said.rows.of("intruders", name, &["binding_resource"]);
    assert_eq!(bound(&said, "one"), ["scan farm"; 12]);
    let waits = "Missed RTOs wait most for: scan farm (big, one, two).";
    assert!(said.terminal.contains(waits), "{}", said.terminal);
    assert!(said.report.contains("scan farm"));
    for alone in [
        "scan = \"100 MB/s\"",
        "scan = \"100 MB/s\"\nscan_farm = \"unlimited\"",
    ] {
        let (said, back) = farmed("200 MB/s", alone);
        assert_scanned(back, [9_600.0, 9_600.0, 12_600.0]);
        assert_eq!(bound(&said, "big"), ["scan of what was restored"; 12]);
        let listed = said.report.contains("drill.intruders.scan_farm");
        assert_eq!(listed, !alone.contains("farm"));
    }
}

/// A farm of 100 MB/s, each at most 50: three at once have 33.3 MB/s each for 9,000 s; then the third, of which 300 GB are left,
/// has 50 MB/s of its own for 6,000 s. With 40 MB/s at most and a farm of 120, nobody feels the farm: 7,500 and 15,000 s.
#[test]
fn a_scan_is_never_faster_than_that_of_a_vm() {
    let (_, back) = farmed("200 MB/s", "scan = \"50 MB/s\"\nscan_farm = \"100 MB/s\"");
    assert_scanned(back, [15_600.0, 15_600.0, 21_600.0]);
    let (said, back) = farmed("200 MB/s", "scan = \"40 MB/s\"\nscan_farm = \"120 MB/s\"");
    assert_scanned(back, [14_100.0, 14_100.0, 21_600.0]);
    let bound = said.rows.of("intruders", "big", &["binding_resource"]);
    assert_eq!(bound, ["scan of what was restored"; 12]);
}

/// The third is read at 100 MB/s and comes 3,000 s after the two, which have 50 MB/s each until then: 150 GB of each are left.
/// Now all have 33.3 MB/s, for 4,500 s; 450 GB of the third are left, at 100 MB/s in 4,500 s. From the strike that is
/// 3,600 + 3,000 + 3,000 + 4,500 s, and 4,500 s more.
#[test]
fn who_comes_later_shares_the_farm_from_then_on() {
    let (_, back) = farmed("100 MB/s", "scan = \"100 MB/s\"\nscan_farm = \"100 MB/s\"");
    assert_scanned(back, [14_100.0, 14_100.0, 18_600.0]);
}

/// The stamp of the second is lost for an hour 3,000 s after all began to be scanned, when 100 GB of each are done: its scan leaves
/// the farm to the others, which have 50 MB/s each. The first is done with its other 200 GB after 4,000 s, the third has 300 GB left
/// then, alone at 100 MB/s: 6,600 + 3,000 + 4,000 s, and 3,000 s more.
#[test]
fn a_scan_that_is_broken_off_leaves_the_farm_to_the_others() {
    let text = three("200 MB/s")
        + &format!(
            "[fault.intruders]\nat = \"30 d 12 h\"\nscan = \"100 MB/s\"\nscan_farm = \"100 MB/s\"\n{INTRUDERS}\
             [fault.lost]\nof = \"stamp.b\"\nat = \"30 d 14 h 40 min\"\nlasts = \"1 h\"\n"
        );
    let said = said(&text);
    let back = |name: &str| said.rows.numbers("years", name, "recovery_s");
    assert_eq!([back("one"), back("big")], [[13_600.0], [16_600.0]]);
    assert!(back("two")[0] > 16_600.0);
}

/// A farm that is slower than the rate of a VM bounds one VM alone as well, also for the calculator beside the drill: 600 GB
/// at 20 MB/s take 30,000 s, with 3,600 s and 3,000 s before that.
#[test]
fn the_calculator_knows_the_farm() {
    let (said, _) = farmed("200 MB/s", "scan = \"100 MB/s\"\nscan_farm = \"20 MB/s\"");
    let alone = number(&said.summary, "drills/intruders/alone/big/recovery_s");
    assert_eq!(alone, Some(36_600.0));
}
