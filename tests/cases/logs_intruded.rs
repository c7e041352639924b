//! Cases: intruders among logs: what they delete, what is kept from them, and to which instant is recovered.

use super::logs::before;
use super::lost::{Said, said};

/// One VM of 36 GB that writes 1 MB/s: a full each midnight, and a log of 3.6 GB each hour, which lies at the vault some
/// seconds later and at the far repository after another 36 s. Intruders strike on a Wednesday at 12:30; a clean place stands
/// after 10 h. Both repositories give 100 MB/s, and logs are replayed as fast: a log takes 36 s to read, and 36 s to replay;
/// a full takes 360 s.
fn scenario(vault: &str, far: &str, drill: &str) -> String {
    let far = match far {
        "" => String::new(),
        keys => format!("[repository.far]\nread = \"100 MB/s\"\ncapacity = \"100 TiB\"\n{keys}\n"),
    };
    let copies = if far.is_empty() {
        ""
    } else {
        "copy_to = \"far\""
    };
    format!(
        r#"
[run]
trials = 1
[stamp.a]
node_memory = "384 GiB"
uplink = "100 Gbps"
disk_rate = "1 GB/s"
[repository.vault]
read = "100 MB/s"
write = "10 GB/s"
capacity = "100 TiB"
{vault}
{far}
[protection.p.backup]
to = "vault"
{copies}
every = "24 h"
phase = "0 h"
stagger = "0 s"
chain = "full"
keep = "35 d"
reduction = 1
job_failure = "0 %"
bad_point = "0 %"
log_every = "1 h"
log_failure = "0 %"
bad_log = "0 %"
replay = "100 MB/s"
detect = "0 s"
decide = "0 s"
provision = "0 s"
[application.db]
stamp = "a"
protection = "p"
used = "36 GB"
churn = "86.4 GB/day"
boot = "0 s"
validate = "0 s"
rto = "12 h"
rpo = "1 h"
[drill.intruders]
of = "everything"
kind = "ransomware"
at = "Wed 12:30"
detect = "0 s"
rebuild = "10 h"
trials = 3
{drill}
"#
    )
}

const OWN: &str = "credentials = \"own\"";
const NO_DWELL: &str = "dwell = \"0 s\"";
/// Before the log of 9:00, which holds the entry of 8:45.
const SINCE_8_45: &str = "dwell = \"3 h 45 min\"";

const COLUMNS: &[&str] = &[
    "outcome",
    "loss_reason",
    "files_read",
    "logs_replayed",
    "chain_end",
];

/// Recovery, loss, and what was read, of three equal trials.
#[track_caller]
fn assert_back(said: &Said, (recovery, loss): (f64, f64), expected: &str) {
    let rows = said.rows.of("intruders", "db", COLUMNS);
    assert_eq!(rows, vec![format!("recovered {expected}"); 3]);
    for (column, wanted) in [("recovery_s", recovery), ("data_loss_s", loss)] {
        let found = said.rows.numbers("intruders", "db", column);
        assert!(
            found.iter().all(|one| (one - wanted).abs() < 1.0),
            "{column}: {found:?} for {wanted}"
        );
    }
    let back = before(said, "intruders");
    assert!(back.iter().all(|one| (one - loss).abs() < 1.0), "{back:?}");
}

#[track_caller]
fn assert_lost(said: &Said, reason: &str) {
    let rows = said
        .rows
        .of("intruders", "db", &["outcome", "total_loss", "loss_reason"]);
    assert_eq!(rows, vec![format!("lost true {reason}"); 3]);
}

fn figure(said: &Said, name: &str) -> f64 {
    let path = format!("/drills/intruders/ransomware/db/{name}");
    let found = said
        .summary
        .pointer(&path)
        .and_then(serde_json::Value::as_f64);
    found.unwrap_or_else(|| panic!("no {path}"))
}

/// The vault is wiped, and the far repository keeps its points and logs: the full of midnight and the logs of 1:00 to 12:00.
/// 36 + 12 · 3.6 = 79.2 GB are 792 s to read, 43.2 GB 432 s to replay: back after 36,000 + 792 + 432 s, to 12:00.
/// The same where the far one has credentials of its own, or the vault has. Where they reach both, all is lost.
#[test]
fn a_wiped_vault_leaves_the_logs_of_an_immutable_copy() {
    let (back, told) = ((37_224.0, 1_800.0), "log_cadence 13 12 newest");
    for far in ["immutable = \"30 d\"", OWN] {
        let said = said(&scenario("", far, NO_DWELL));
        assert_back(&said, back, told);
        let app = &said.summary["drills"]["intruders"]["ransomware"]["db"];
        assert_eq!(app["lay_at"][0], "repository far (3)");
        assert_eq!(figure(&said, "copy_age_s/p50"), 1_800.0);
    }
    assert_back(&said(&scenario(OWN, "", NO_DWELL)), back, told);
    assert_lost(
        &said(&scenario("", "immutable = \"1 s\"", NO_DWELL)),
        "deleted_by_intruders",
    );
    assert_lost(&said(&scenario("", "", NO_DWELL)), "deleted_by_intruders");
}

/// They came in at 8:45. The log of 9:00 holds that instant: it is read whole, and three quarters of it are replayed.
/// 36 + 9 · 3.6 = 68.4 GB are 684 s; 8.75 · 3.6 = 31.5 GB are 315 s. What was written since 8:45 is lost.
/// In at 8:00, the log of 8:00 is clean, and the last: 36 + 8 · 3.6 = 64.8 GB are 648 s, 28.8 GB 288 s.
#[test]
fn an_entry_between_two_logs_is_recovered_to_the_instant() {
    let between = said(&scenario(OWN, "", SINCE_8_45));
    assert_back(&between, (36_999.0, 13_500.0), "dwell 10 9 fault");
    assert_eq!(figure(&between, "copy_age_s/p50"), 13_500.0);
    let at_a_log = said(&scenario(OWN, "", "dwell = \"4 h 30 min\""));
    assert_back(&at_a_log, (36_936.0, 16_200.0), "dwell 9 8 fault");
}

/// With a scan all logs are replayed (792 s and 432 s), and then the 36 GB that the VM has are scanned, at 50 MB/s in 720 s.
/// Where the scan misses, the VM is recovered to before the entry after that: 684 s and 315 s more.
#[test]
fn a_scan_comes_after_the_replay() {
    let scanned = |misses: &str| {
        let drill = format!("{SINCE_8_45}\nscan = \"50 MB/s\"\nscan_misses = \"{misses}\"");
        said(&scenario(OWN, "", &drill))
    };
    let cleaned = scanned("0 %");
    assert_back(&cleaned, (37_944.0, 1_800.0), "log_cadence 13 12 newest");
    let replays = cleaned.rows.numbers("intruders", "db", "replay_s");
    assert!(
        replays.iter().all(|one| (one - 432.0).abs() < 0.1),
        "{replays:?}"
    );
    let transfers = cleaned.rows.numbers("intruders", "db", "transfer_s");
    assert!(
        transfers.iter().all(|one| (one - 1_512.0).abs() < 0.1),
        "{transfers:?}"
    );
    assert_back(&scanned("100 %"), (38_943.0, 13_500.0), "dwell 10 9 fault");
}

/// The vault gives 2 MB/s to copies, and the full and the logs of each hour share that: the full of midnight is there at
/// 10:00, the log of 10:00 half an hour later, that of 11:00 at 11:30, that of 12:00 at 12:30. Struck at 12:20, that one goes with
/// the vault: recovered to 11:00, 80 min are lost, 60 of them because it was deleted. 36 + 11 · 3.6 = 75.6 GB and 39.6 GB.
#[test]
fn logs_end_at_the_wipe_where_they_were_not_copied() {
    let text = scenario("", "immutable = \"30 d\"", NO_DWELL)
        .replacen("read = \"100 MB/s\"", "read = \"2 MB/s\"", 1)
        .replace("Wed 12:30", "Wed 12:20");
    let told = "deleted_by_intruders 12 11 not_copied";
    assert_back(&said(&text), (37_152.0, 4_800.0), told);
}

/// All logs are bad, and nobody knows: 68.4 GB are read, and the first log turns out bad at once. Recovered to midnight, 12.5 h
/// are lost, 8.75 h of them through the bad log.
#[test]
fn a_bad_log_before_the_entry_ends_the_chain() {
    let text = scenario(OWN, "", SINCE_8_45).replace("bad_log = \"0 %\"", "bad_log = \"100 %\"");
    assert_back(&said(&text), (36_684.0, 45_000.0), "log_bad 1 0 bad");
}

/// Immutable for 40 min, the log of 12:00 cannot be deleted at 12:30, nor what a restore of it reads: the full of midnight
/// and the logs before it. Immutable for 20 min, nothing is left.
#[test]
fn what_an_immutable_log_is_replayed_on_is_kept_with_it() {
    let immutable = |length: &str| {
        let vault = format!("immutable = \"{length}\"");
        said(&scenario(&vault, "", NO_DWELL))
    };
    assert_back(
        &immutable("40 min"),
        (37_224.0, 1_800.0),
        "log_cadence 13 12 newest",
    );
    assert_lost(&immutable("20 min"), "deleted_by_intruders");
}

/// What is offline is fetched as a whole, the logs with their base, while the clean place is built.
#[test]
fn logs_are_fetched_with_their_base() {
    let near = said(&scenario(
        "offline = true\nshipment = \"2 h\"",
        "",
        NO_DWELL,
    ));
    assert_back(&near, (37_224.0, 1_800.0), "log_cadence 13 12 newest");
    let far = said(&scenario(
        "offline = true\nshipment = \"20 h\"",
        "",
        NO_DWELL,
    ));
    assert_back(&far, (73_224.0, 1_800.0), "log_cadence 13 12 newest");
}

/// Another VM lets what is offline be fetched, 200 min before the database is deleted: three of its logs, or four, are not
/// among that, even where the full is. So they are fetched anew, which takes a day from then on, and no more than an hour is lost.
#[test]
fn logs_that_came_after_the_order_are_fetched_anew() {
    let text = scenario("offline = true\nshipment = \"24 h\"", "", NO_DWELL);
    let (text, _) = text.split_once("[drill.intruders]").unwrap();
    let text = text.replace("trials = 1\n", "trials = 20\nhorizon = \"30 d\"\n")
        + "[application.web]\nstamp = \"a\"\nprotection = \"p\"\nused = \"36 GB\"\nboot = \"0 s\"\nexpendable = true\n\
           [fault.first]\nof = \"application.web\"\nkind = \"deletion\"\ndetect = \"0 s\"\nat = \"10 d\"\n\
           [fault.second]\nof = \"application.db\"\nkind = \"deletion\"\ndetect = \"0 s\"\nat = \"10 d 200 min\"\n";
    let said = said(&text);
    let recoveries = said.rows.numbers("years", "db", "recovery_s");
    let losses = said.rows.numbers("years", "db", "data_loss_s");
    assert_eq!((recoveries.len(), losses.len()), (20, 20));
    assert!(
        recoveries
            .iter()
            .all(|one| (86_760.0..90_000.0).contains(one)),
        "{recoveries:?}"
    );
    assert!(losses.iter().all(|one| *one < 3_700.0), "{losses:?}");
}

/// Struck at 10 d by intruders who were in for two days, with logs or without, and back at 10 d 10 h and some minutes in the
/// state of 8 d, or of the point before; deleted at 10 d 11 h. The points and logs of the two days hold them, and nothing
/// is resumed from these: all that was written in between is lost, unless a full came meanwhile (in one trial of 24).
#[test]
fn what_intruders_were_in_is_left_behind() {
    let text = scenario(OWN, "", NO_DWELL);
    let (text, _) = text.split_once("[drill.intruders]").unwrap();
    let text = text.replace("trials = 1\n", "trials = 20\nhorizon = \"30 d\"\n")
        + "[fault.struck]\nof = \"everything\"\nkind = \"ransomware\"\ndetect = \"0 s\"\nrebuild = \"10 h\"\ndwell = \"2 d\"\nat = \"10 d\"\n\
           [fault.gone]\nof = \"application.db\"\nkind = \"deletion\"\ndetect = \"0 s\"\nat = \"10 d 11 h\"\n";
    let logs =
        "log_every = \"1 h\"\nlog_failure = \"0 %\"\nbad_log = \"0 %\"\nreplay = \"100 MB/s\"\n";
    assert!(text.contains(logs));
    for text in [text.replace(logs, ""), text] {
        let said = said(&text);
        let mut just = 0;
        let all = said
            .rows
            .of("years", "db", &["start_s", "recovery_s", "data_loss_s"]);
        let numbers = |row: &String| -> Vec<f64> {
            row.split(' ').map(|cell| cell.parse().unwrap()).collect()
        };
        for pair in all.chunks(2) {
            let [first, second] = &pair.iter().map(numbers).collect::<Vec<_>>()[..] else {
                panic!("{pair:?}");
            };
            let written = second[0] - (first[0] + first[1]);
            assert!(written < 3_600.0 && second[2] <= written + 0.01, "{pair:?}");
            just += usize::from((second[2] - written).abs() < 0.01);
        }
        assert!(all.len() == 40 && just >= 17, "{just} of {}", all.len());
    }
}
