//! Cases: the newest restore point, or an older one that is back sooner.

use super::lost::said;

/// A full of 20 GiB every night at 20:00 is stored on board as 10.74 GB and copied to shore over 20 Mbps, which takes
/// 71.6 min. At 20:30 the container is lost: the newest point lies on board alone, the one of the night before on
/// shore as well.
fn sinks(keys: &str) -> String {
    format!(
        r#"
[run]
trials = 1
[site.ship]
[site.shore]
[enclosure.container]
site = "ship"
[stamp.pod]
at = "enclosure.container"
node_memory = "384 GiB"
[stamp.shore]
like = "pod"
at = "site.shore"
[link.sat]
between = ["ship", "shore"]
rate = "20 Mbps"
[repository.onboard]
at = "site.ship"
[repository.depot]
at = "site.shore"
[protection.n.backup]
chain = "full"
every = "24 h"
phase = "20 h"
to = "onboard"
copy_to = "depot"
restore_to = "shore"
detect = "0 s"
decide = "0 s"
provision = "0 s"
job_failure = "0 %"
bad_point = "0 %"
{keys}
[application.nav]
stamp = "pod"
protection = "n"
used = "20 GiB"
boot = "0 s"
validate = "0 s"
rto = "2 h"
rpo = "26 h"
[drill.sinks]
of = "enclosure.container"
destroys = true
at = "Tue 20:30"
trials = 5
"#
    )
}

const SECONDS: &[&str] = &[
    "recovery_s",
    "data_loss_s",
    "choice_s",
    "other_s",
    "other_loss_s",
];

/// What each trial says: how it was chosen and why that is old, and the lengths in seconds.
fn rows(text: &str, drill: &str, application: &str) -> Vec<(String, Vec<f64>)> {
    let said = said(text);
    let words = said
        .rows
        .of(drill, application, &["point_choice", "loss_reason"]);
    let lengths = said.rows.of(drill, application, SECONDS);
    let parsed = lengths.iter().map(|row| {
        let cells = row.split(' ').filter(|cell| !cell.is_empty());
        cells.map(|cell| cell.parse().unwrap()).collect()
    });
    let rows: Vec<_> = words.into_iter().zip(parsed).collect();
    assert!(!rows.is_empty());
    rows
}

#[track_caller]
fn is_like(row: &(String, Vec<f64>), words: &str, expected: &[f64]) {
    assert_eq!(row.0, words);
    assert_eq!(row.1.len(), expected.len(), "{row:?}");
    for (found, expected) in row.1.iter().zip(expected) {
        assert!((found - expected).abs() <= 3.0, "{row:?} for {expected}");
    }
}

/// From on board 10.74 GB come in 4,295 s and lose half an hour; from shore 20 GiB go onto a disk at 145 MB/s in 148 s
/// and lose 24.5 h.
#[test]
fn the_point_that_is_back_sooner_is_taken_within_the_stated_loss() {
    let soonest = |within: &str| format!("prefer = \"soonest\"\nprefer_within = \"{within}\"");
    for row in rows(&sinks(&soonest("25 h")), "sinks", "nav") {
        let lengths = [148.0, 88_200.0, 148.0, 4_295.0, 1_800.0];
        is_like(&row, "soonest sooner_point", &lengths);
    }
    // Half an hour beyond the loss it is not looked at.
    for row in rows(&sinks(&soonest("24 h")), "sinks", "nav") {
        is_like(&row, "both cadence", &[4_295.0, 1_800.0, 4_295.0]);
    }
}

/// The newest is taken as ever; where a loss is stated, it is told what the soonest would have given.
#[test]
fn the_newest_point_is_taken_unless_it_is_said_otherwise() {
    for row in rows(&sinks("prefer_within = \"25 h\""), "sinks", "nav") {
        let lengths = [4_295.0, 1_800.0, 4_295.0, 148.0, 88_200.0];
        is_like(&row, "newest cadence", &lengths);
    }
    for row in rows(&sinks(""), "sinks", "nav") {
        is_like(&row, " cadence", &[4_295.0, 1_800.0]);
    }
}

/// A full of 1 TiB on Monday and increments of a tenth each day. On Sunday at noon the newest point reads 1.6 TiB and loses
/// 12 h, the full alone 1 TiB and loses 6.5 d.
fn wiped(keys: &str) -> String {
    format!(
        r#"
[run]
trials = 1
[stamp.a]
node_memory = "384 GiB"
[repository.vault]
read = "100 MB/s"
[protection.p.backup]
every = "24 h"
job_failure = "0 %"
bad_point = "0 %"
reduction = 1.0
detect = "0 s"
decide = "0 s"
provision = "0 s"
{keys}
[application.db]
protection = "p"
used = "1 TiB"
churn = "10 %/day"
boot = "0 s"
validate = "0 s"
[drill.wiped]
of = "application.db"
kind = "deletion"
detect = "0 s"
at = "Sun 12:00"
trials = 3
"#
    )
}

#[test]
fn a_full_is_back_sooner_than_the_chain_behind_it() {
    let text = wiped("prefer = \"soonest\"\nprefer_within = \"7 d\"");
    for (words, lengths) in rows(&text, "wiped", "db") {
        assert_eq!(words, "soonest sooner_point");
        let [_, loss, takes, other, other_loss] = lengths[..] else {
            panic!("{lengths:?}")
        };
        assert_eq!((loss, other_loss), (6.5 * 86_400.0, 43_200.0));
        assert!((takes - 10_995.0).abs() < 2.0, "{takes}");
        assert!((other / takes - 1.6).abs() < 0.1, "{}", other / takes);
    }
}

/// Each point is read once and turns out bad, whichever comes first; then all is lost.
#[test]
fn points_that_turn_out_bad_are_not_taken_again() {
    let keys = "prefer = \"soonest\"\nprefer_within = \"3 d\"";
    let text = wiped(keys).replace("bad_point = \"0 %\"", "bad_point = \"100 %\"");
    let told = said(&text)
        .rows
        .of("wiped", "db", &["outcome", "loss_reason"]);
    assert!(!told.is_empty());
    assert!(told.iter().all(|row| row == "lost bad_point"), "{told:?}");
}

/// 4,295 s less 148 s are 69 min; 24.5 h less half an hour are 24 h.
#[test]
fn the_report_says_how_often_a_sooner_point_was_taken() {
    let taken = said(&sinks("prefer = \"soonest\"\nprefer_within = \"25 h\""));
    let sentence = "nav, drill sinks: in 5 of 5 restores an older point was taken because it was back sooner: by 1 h 9 min";
    let terminal = taken.terminal.replace('\n', " ");
    assert!(terminal.contains(sentence), "{terminal}");
    assert!(terminal.contains(", for 24 h"), "{terminal}");
    assert!(taken.report.contains(sentence));
    let found = taken.summary["findings"].as_array().unwrap();
    let found = found.iter().find(|one| one["code"] == "FD735").unwrap();
    assert_eq!(found["figures"]["taken"], 5);
    assert_eq!(found["figures"]["lost_more_s"]["point"], 86_400.0);
    let left = said(&sinks("prefer_within = \"25 h\"")).terminal;
    let would = "in 5 of 5 restores an older point would have been back sooner, and the newest was taken: by 1 h 9 min";
    assert!(left.replace('\n', " ").contains(would), "{left}");
    let alone = said(&sinks("prefer_within = \"24 h\"")).terminal;
    assert!(
        alone.contains("in none of 5 restores would an older point"),
        "{alone}"
    );
    assert!(!said(&sinks("")).terminal.contains("older point"));
}

/// On Sunday at noon six increments of 86.4 GB lie behind the full of 107.4 GB: 626 GB onto one disk at 145 MB/s are 72 min, the full alone
/// 12 min and 20 s. The stamp is back in 30 min, and people know that: who takes the newest point waits, who takes the soonest does not.
#[test]
fn who_knows_how_long_it_lasts_judges_by_the_point_that_would_be_taken() {
    let text = |keys: &str| {
        format!(
            "[run]\ntrials = 1\nbuild_up = \"30 d\"\n[stamp.a]\nnode_memory = \"384 GiB\"\nstart = \"0 s\"\n[stamp.b]\nlike = \"a\"\n[repository.vault]\n\
             [protection.p.backup]\nevery = \"24 h\"\nfull_every = \"7 d\"\njob_failure = \"0 %\"\nbad_point = \"0 %\"\ndetect = \"0 s\"\ndecide = \"0 s\"\n\
             provision = \"0 s\"\nrestore_to = \"b\"\ngive_up_after = \"never\"\nknown_after = \"0 s\"\n{keys}\n\
             [application.erp]\nstamp = \"a\"\nprotection = \"p\"\nused = \"100 GiB\"\nchurn = \"1 MB/s\"\nboot = \"0 s\"\nvalidate = \"0 s\"\nrto = \"8 h\"\nrpo = \"24 h\"\n\
             [drill.flood]\nof = \"stamp.a\"\nreturns = \"30 min\"\nat = \"Sun 12:00\"\ntrials = 2\n"
        )
    };
    let told = |keys: &str| {
        let said = said(&text(keys));
        let lengths = said.rows.numbers("flood", "erp", "recovery_s");
        let words = said.rows.of("flood", "erp", &["decision", "path"]);
        (words[0].clone(), lengths[0])
    };
    assert_eq!(told(""), ("waited restart".to_string(), 1_800.0));
    // Who may give up no more than the way to the last increments takes one of these: within 30 h the one before, which is no sooner.
    let newest = "prefer = \"newest\"\nprefer_within = \"9 d\"";
    assert_eq!(told(newest), ("waited restart".to_string(), 1_800.0));
    let near = "prefer = \"soonest\"\nprefer_within = \"30 h\"";
    assert_eq!(told(near), ("waited restart".to_string(), 1_800.0));
    let (words, length) = told("prefer = \"soonest\"\nprefer_within = \"9 d\"");
    assert_eq!(words, "gave_up restore");
    assert!((735.0..=750.0).contains(&length), "{length}");
}
