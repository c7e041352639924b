//! Cases: what is down but intact is waited for, or people give it up.

use super::lost::said;

/// A stamp that is down and intact, with a backup and an empty stamp at another site. People need 2 h to decide; then
/// the chain of 100 GiB goes onto one disk at 145 MB/s, which takes 12 to 17 min. The stamp starts in 2 h.
pub(super) fn flood(waiting: &str, returns: &str) -> String {
    format!(
        r#"
[run]
trials = 1
[site.x]
[site.y]
[stamp.a]
at = "site.x"
node_memory = "384 GiB"
[stamp.b]
at = "site.y"
node_memory = "384 GiB"
[link.w]
between = ["x", "y"]
rate = "1 Gbps"
[repository.vault]
at = "site.y"
[protection.p.backup]
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "2 h"
provision = "0 s"
restore_to = "b"
{waiting}
[application.erp]
stamp = "a"
protection = "p"
used = "100 GiB"
boot = "0 s"
rto = "8 h"
rpo = "24 h"
[drill.flood]
of = "stamp.a"
detect = "0 s"
returns = "{returns}"
trials = 5
"#
    )
}

const TOLD: &[&str] = &["decision", "decided_s", "waiting_s", "path"];

/// The lengths of a column in seconds.
pub(super) fn seconds(text: &str, application: &str, column: &str) -> Vec<f64> {
    said(text).rows.numbers("flood", application, column)
}

#[track_caller]
pub(super) fn assert_within(lengths: &[f64], least: f64, most: f64) {
    assert!(!lengths.is_empty());
    for length in lengths {
        let (least, most) = (least * 60.0, most * 60.0);
        assert!((least..=most).contains(length), "{length} s");
    }
}

#[track_caller]
pub(super) fn assert_told(text: &str, expected: &str) {
    let rows = said(text).rows.of("flood", "erp", TOLD);
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!(row, expected);
    }
}

/// Nobody waits: decided after 2 h, restored 12 to 17 min later. To wait would have been 21 d and 2 h.
#[test]
fn a_stamp_that_is_away_for_weeks_is_given_up_at_once() {
    let text = flood("give_up_after = \"0 s\"", "21 d");
    assert_within(&seconds(&text, "erp", "recovery_s"), 132.0, 137.0);
    assert_told(&text, "gave_up 7200.0 1821600.0 restore");
    let lost = seconds(&text, "erp", "data_loss_s");
    assert!(lost.iter().all(|loss| (1.0..=86_400.0).contains(loss)));
}

/// Decided 2 h after the strike; the stamp would be back 21 d and 2 h after it.
#[test]
fn the_report_says_who_gave_up_after_how_long_and_what_waiting_would_have_taken() {
    let found = |told: &super::lost::Said| {
        let found = told.summary["findings"].as_array().unwrap().clone();
        found.into_iter().find(|one| one["code"] == "FD737")
    };
    let given_up = said(&flood("give_up_after = \"0 s\"", "21 d"));
    let sentence =
        "In drill flood, people gave up waiting for erp in 5 of 5 trials; they gave up 2 h";
    let terminal = given_up.terminal.replace('\n', " ");
    assert!(terminal.contains(sentence), "{terminal}");
    assert!(given_up.report.contains(sentence));
    // 21 d and 2 h, as long times are written.
    let taken = "after service stopped on average; waiting would have taken 21.1 d";
    assert!(terminal.contains(taken), "{terminal}");
    let figures = found(&given_up).unwrap()["figures"].clone();
    assert_eq!(
        (&figures["trials"], &figures["gave_up_trials"]),
        (&5.into(), &5.into())
    );
    let told = &given_up.summary["drills"]["flood"]["applications"]["erp"]["decisions"];
    for figures in [&figures, told] {
        assert_eq!(
            (&figures["gave_up"], &figures["waited"]),
            (&5.into(), &0.into())
        );
        assert_eq!(figures["decided_s"]["point"], 7_200.0);
        assert_eq!(figures["waiting_s"]["point"], 1_821_600.0);
        assert_eq!(figures["settled"], 5);
    }
    // Nobody gives it up: no finding, and the figures say that it was waited for.
    let waited = said(&flood("give_up_after = \"4 h\"", "14399 s"));
    assert_eq!(found(&waited), None);
    let told = &waited.summary["drills"]["flood"]["applications"]["erp"]["decisions"];
    assert_eq!(
        (&told["gave_up"], &told["waited_trials"]),
        (&0.into(), &5.into())
    );
    assert!(told["decided_s"]["point"].is_null());
    // Where there is no other way back nothing is decided.
    let none = said(&flood("give_up_after = \"0 s\"", "21 d").replace("restore_to = \"b\"\n", ""));
    let told = &none.summary["drills"]["flood"]["applications"]["erp"]["decisions"];
    assert!(told.is_null(), "{told}");
}

/// Struck on Friday at 14:00 and noticed at 17:00, when the crew that repairs it has gone home until Monday.
fn on_friday() -> String {
    flood("give_up_after = \"never\"\nknown_after = \"30 min\"", "1 h")
        .replace("returns = \"1 h\"", "repair = \"1 h\"\ncrew = \"office\"\nat = \"Fri 14:00\"")
        .replace("detect = \"0 s\"\nrepair", "detect = \"3 h\"\nrepair")
        .replace("decide = \"2 h\"", "decide = \"20 h\"")
        .replace(
            "[repository.vault]",
            "[crew.office]\npeople = 1\nanswers_in = \"0 s\"\nhours = \"Mon-Fri 08:00-16:00\"\n[repository.vault]",
        )
}

/// Nobody had called for the repair when it was given up 20 h 30 min after the strike: what it would have taken is not known.
#[test]
fn what_was_not_settled_is_not_said() {
    let text = on_friday();
    let terminal = said(&text).terminal.replace('\n', " ");
    assert!(
        terminal.contains("in 5 of 5 trials; they gave up 20 h 30 min"),
        "{terminal}"
    );
    let unsettled = "what waiting would have taken was not settled by then.";
    assert!(terminal.contains(unsettled), "{terminal}");
}

/// It is waited for for 4 h, then decided for 2 h: from 6 h on. It stands 2 h after it has returned.
#[test]
fn what_is_back_before_the_decision_falls_is_not_given_up_and_one_second_later_it_is() {
    let at = |returns: &str| flood("give_up_after = \"4 h\"", returns);
    assert_within(&seconds(&at("14399 s"), "erp", "recovery_s"), 359.9, 360.0);
    assert_told(&at("14399 s"), "waited   restart");
    assert_within(&seconds(&at("14401 s"), "erp", "recovery_s"), 372.0, 377.0);
    assert_told(&at("14401 s"), "gave_up 21600.0 21601.0 restore");
    // Without any decision it is back 2 h after its return.
    let waits = seconds(
        &at("14401 s").replace("\"4 h\"", "\"never\""),
        "erp",
        "recovery_s",
    );
    assert_within(&waits, 360.0, 360.1);
}

/// Noticed in 20 min, decided in 40 min: the time to notice runs beside the wait, not after it.
#[test]
fn who_waits_has_noticed_meanwhile() {
    let text = flood("give_up_after = \"4 h\"", "21 d").replace(
        "detect = \"0 s\"\ndecide = \"2 h\"",
        "detect = \"20 min\"\ndecide = \"40 min\"",
    );
    assert_told(&text, "gave_up 16800.0 1821600.0 restore");
    let at_once = text.replace("\"4 h\"", "\"5 min\"");
    assert_told(&at_once, "gave_up 3600.0 1821600.0 restore");
}

/// It is struck on Saturday at noon, and the crew that decides is there from Monday 8:00 on: 44 h later it begins,
/// and 2 h later that has fallen. With a crew that is on call it falls at once.
#[test]
fn a_decision_outside_office_hours_waits_for_them_or_for_whoever_is_on_call() {
    let crew = |hours: &str| {
        flood("give_up_after = \"1 h\"\ndecided_by = \"office\"", "21 d")
            .replace("trials = 5", "trials = 5\nat = \"Sat 12:00\"")
            .replace(
                "[repository.vault]",
                &format!("[crew.office]\nhours = \"{hours}\"\n[repository.vault]"),
            )
    };
    assert_told(
        &crew("Mon-Fri 08:00-16:00"),
        "gave_up 165600.0 1821600.0 restore",
    );
    assert_told(&crew("always"), "gave_up 10800.0 1821600.0 restore");
}

/// After 30 min people know how long it lasts. The restore would take 2 h and some 13 min from then on: what is back
/// 2 h later is waited for, what is back 3 h later is given up at once, whatever they would have waited otherwise.
#[test]
fn who_knows_how_long_it_lasts_gives_up_what_lasts_longer_than_the_restore() {
    let known = "known_after = \"30 min\"";
    for give_up in ["0 s", "10 h", "never"] {
        let at = |returns: &str| flood(&format!("give_up_after = \"{give_up}\"\n{known}"), returns);
        // It stands 2 h 30 min after the strike, and would be 2 h 12 min or more after the same at once.
        let soon = seconds(&at("30 min"), "erp", "recovery_s");
        if give_up == "0 s" {
            // Who has begun to decide at once knows when the decision falls that the stamp is back in 30 min, and
            // the restore in 13.
            assert_within(&soon, 132.0, 137.0);
        } else {
            assert_within(&soon, 150.0, 150.0);
        }
        let late = seconds(&at("90 min"), "erp", "recovery_s");
        match give_up {
            "0 s" => assert_within(&late, 132.0, 137.0),
            _ => assert_within(&late, 162.0, 167.0),
        }
    }
    // When the decision falls after 2 h it is known that the stamp is back in 5 min, sooner than the restore.
    let text = flood("give_up_after = \"0 s\"\nknown_after = \"90 min\"", "5 min");
    assert_within(&seconds(&text, "erp", "recovery_s"), 125.0, 125.0);
    assert_told(&text, "waited   restart");
}

/// It is struck on Friday at 14:00 and noticed at 17:00, when the crew that repairs it has gone home until Monday 8:00: it
/// works 1 h, and the stamp starts in 2 h, 69 h after the strike. After 30 min people know that, decide in 20 h and
/// restore. A repair that began at the call would be waited for: it would be over on Friday at 20:00.
#[test]
fn a_repair_that_nobody_has_called_for_yet_begins_in_the_hours_after_the_call() {
    let text = on_friday();
    assert_told(&text, "gave_up 73800.0  restore");
    // In time for the crew: called at 11:00, it is back at 14:00.
    assert_told(&text.replace("Fri 14:00", "Fri 08:00"), "waited   restart");
}

/// What the old place still holds is merged when it is back: nothing is lost then. Where it burns meanwhile, it is.
#[test]
fn what_is_merged_is_not_lost() {
    let text = flood("give_up_after = \"0 s\"\nmerges = true", "3 d");
    let lost = seconds(&text, "erp", "data_loss_s");
    assert!(lost.len() == 5 && lost.iter().all(|loss| *loss == 0.0));
    assert_within(&seconds(&text, "erp", "recovery_s"), 132.0, 137.0);
    // Back only after the trial may last: it stays lost.
    let never = text.replace("trials = 1\n", "trials = 1\ndrain = \"2 d\"\n");
    let lost = seconds(&never, "erp", "data_loss_s");
    assert!(lost.len() == 5 && lost.iter().all(|loss| *loss > 0.0));
}

/// All points turn out bad: what was left behind is waited for after all, and nothing is lost.
#[test]
fn who_finds_no_good_point_goes_back_to_what_was_left_behind() {
    let text = flood("give_up_after = \"0 s\"", "3 d")
        .replace("bad_point = \"0 %\"", "bad_point = \"100 %\"");
    let columns = ["outcome", "path", "total_loss", "data_loss_s"];
    for row in said(&text).rows.of("flood", "erp", &columns) {
        assert_eq!(row, "recovered restart false 0.0");
    }
    // It is back 2 h after its return.
    assert_within(&seconds(&text, "erp", "recovery_s"), 4_440.0, 4_440.0);
}

/// Without a point there is nothing to restore: the stamp is waited for.
#[test]
fn what_could_not_be_restored_is_waited_for() {
    let text = flood("give_up_after = \"0 s\"", "3 d")
        .replace("job_failure = \"0 %\"", "job_failure = \"100 %\"");
    assert_within(&seconds(&text, "erp", "recovery_s"), 4_440.0, 4_440.0);
    // The same where the repository is away as well, and where the other stamp is.
    for away in ["repository.vault", "stamp.b"] {
        let text = flood("give_up_after = \"0 s\"", "3 d");
        let with = format!(
            "{text}[hazard.other]\nof = \"{away}\"\nevery = \"1 h\"\nreturns = \"900 d\"\n"
        );
        assert_within(&seconds(&with, "erp", "recovery_s"), 4_440.0, 4_440.0);
    }
}

/// Restored after 20 + 40 + 30 min, 32 to 41 min of transfer and 5 min of boot; the farm without state is redeployed
/// after 20 + 40 + 40 + 3 min. Where it would come back without its data, it is waited for.
const COOLING: &str = r#"
[run]
trials = 1
[site.e]
[site.w]
[stamp.alpha]
at = "site.e"
node_memory = "384 GiB"
[stamp.beta]
like = "alpha"
at = "site.w"
[link.wan]
between = ["e", "w"]
rate = "1 Gbps"
[repository.vault]
at = "site.w"
capacity = "40 TiB"
[protection]
nightly.backup = { every = "24 h", window = "20:00-06:00", restore_to = "beta", detect = "20 min", decide = "40 min", provision = "30 min", job_failure = "0 %", bad_point = "0 %", give_up_after = "0 s" }
pipe.none = { detect = "20 min", decide = "40 min", redeploy = "40 min", to = "beta" }
[application.erp]
stamp = "alpha"
size = "DS14_v2"
disks = 4
used = "1 TiB"
boot = "5 min"
protection = "nightly"
[application.web]
stamp = "alpha"
role.m = { count = 4, required = 2, size = "DS2_v2", stateful = false, set = "scale_set", boot = "3 min", protection = "pipe" }
[application.files]
stamp = "alpha"
role.m = { count = 1, stateful = true, boot = "3 min", protection = "pipe" }
[drill.flood]
of = "site.e"
returns = "7 d"
trials = 20
"#;

#[test]
fn a_site_that_is_away_is_restored_and_redeployed_elsewhere() {
    assert_within(&seconds(COOLING, "erp", "recovery_s"), 126.0, 136.5);
    assert_within(&seconds(COOLING, "web", "recovery_s"), 103.0, 103.0);
    assert_within(&seconds(COOLING, "files", "recovery_s"), 10_203.0, 10_210.0);
    // A node or the enclosure takes nothing that is to be given up: those restart or wait as ever.
    let never = COOLING.replace("give_up_after = \"0 s\"", "give_up_after = \"never\"");
    assert_within(&seconds(&never, "erp", "recovery_s"), 10_200.0, 10_230.0);
}

/// A replica is failed over to when it has been waited for: after 4 h, 40 min, 5 min and 5 min of boot.
#[test]
fn a_replica_waits_as_long_as_people_do() {
    let text = |give_up: &str, returns: &str| {
        format!(
            "[run]\ntrials = 1\n[stamp.alpha]\nnode_memory = \"384 GiB\"\nstart = \"0 s\"\n[stamp.beta]\nlike = \"alpha\"\n\
             [protection.twin.replication]\nto = \"beta\"\ndetect = \"20 min\"\ndecide = \"40 min\"\nfailover = \"5 min\"\n\
             dns_ttl = \"0 s\"\nfailback = false\n{give_up}\n[application.erp]\nstamp = \"alpha\"\nboot = \"5 min\"\nprotection = \"twin\"\n\
             [drill.flood]\nof = \"stamp.alpha\"\nreturns = \"{returns}\"\ntrials = 2\n"
        )
    };
    let at_once = text("", "3 d");
    assert_within(&seconds(&at_once, "erp", "recovery_s"), 70.0, 70.0);
    assert_told(&at_once, "gave_up 3600.0 259200.0 failover");
    let later = text("give_up_after = \"4 h\"", "3 d");
    assert_within(&seconds(&later, "erp", "recovery_s"), 290.0, 290.0);
    let waits = text("give_up_after = \"4 h\"", "279 min");
    assert_within(&seconds(&waits, "erp", "recovery_s"), 284.0, 284.0);
    let never = text("give_up_after = \"never\"", "3 d");
    assert_within(&seconds(&never, "erp", "recovery_s"), 4_325.0, 4_325.0);
    // The lag of its points is lost, until what was left behind is merged.
    let lost = seconds(&at_once, "erp", "data_loss_s");
    assert!(lost.iter().any(|loss| *loss > 0.0));
    let merged = seconds(&text("merges = true", "3 d"), "erp", "data_loss_s");
    assert!(merged.iter().all(|loss| *loss == 0.0));
}

/// The stamp is back after an hour and its control plane is not for 3 d: nothing that was powered off with it starts
/// there, so that people decide after 2 h all the same.
#[test]
fn a_control_plane_that_stays_away_is_given_up_as_well() {
    let text = flood("give_up_after = \"0 s\"", "1 h").replace(
        "node_memory = \"384 GiB\"\n[stamp.b]",
        "node_memory = \"384 GiB\"\nstart = \"0 s\"\n[stamp.b]",
    );
    assert_within(&seconds(&text, "erp", "recovery_s"), 60.0, 60.0);
    let mute = format!(
        "{text}[hazard.mute]\nof = \"stamp.a.control_plane\"\nevery = \"1 h\"\nreturns = \"900 d\"\n"
    );
    assert_within(&seconds(&mute, "erp", "recovery_s"), 132.0, 137.0);
}

/// Of a cluster with all its instances on the stamp one is restored elsewhere, and the other reads from it. One that
/// still serves elsewhere keeps people from giving up anything.
#[test]
fn instances_are_given_up_together_and_only_while_their_application_is_down() {
    let together = flood("give_up_after = \"0 s\"", "21 d")
        .replace(
            "protection = \"p\"",
            "role.db = { count = 2, used = \"100 GiB\", boot = \"0 s\", protection = [\"p\", \"pair\"], size = \"DS3_v2\" }\n",
        )
        .replace("used = \"100 GiB\"\nboot = \"0 s\"\nrto", "rto")
        .replace(
            "[application.erp]",
            "[protection.pair.high_availability]\nactive = \"one\"\nwitness = \"site.y\"\ndetect = \"20 s\"\nfailover = \"40 s\"\nprobe = \"10 s\"\ndns_ttl = \"0 s\"\nswitch_failure = \"0 %\"\n[application.erp]",
        );
    assert_within(&seconds(&together, "erp", "recovery_s"), 132.0, 150.0);
    assert_told(&together, "gave_up 7200.0 1821600.0 restore");
    let apart = together
        .replace(
            "active = \"one\"",
            "across = [\"a\", \"b\"]\nactive = \"one\"",
        )
        .replace("stamp = \"a\"\n", "");
    for row in said(&apart).rows.of("flood", "erp", &["decision", "path"]) {
        assert!(!row.contains("gave_up"), "{row}");
    }
}

/// Two of four nodes are lost for 3 d: of nine VMs of 56 GiB some find no room among those that are left. Their
/// replicas stand ready: noticed in 20 min, decided in 40 min, 5 min each for the failover and the boot.
#[test]
fn who_finds_no_room_fails_over_where_a_replica_stands_ready() {
    let mut text = "[run]\ntrials = 1\n[stamp.alpha]\nnode_memory = \"384 GiB\"\n[stamp.beta]\nlike = \"alpha\"\n\
                    [rack.half]\nstamp = \"alpha\"\nnodes = [1, 2]\n[protection.twin.replication]\nto = \"beta\"\n\
                    detect = \"20 min\"\ndecide = \"40 min\"\nfailover = \"5 min\"\ndns_ttl = \"0 s\"\nfailback = false\n\
                    give_up_after = \"0 s\"\n[drill.half]\nof = \"rack.half\"\nreturns = \"3 d\"\ntrials = 3\n"
        .to_string();
    for number in 1..=9 {
        text += &format!(
            "[application.a{number}]\nstamp = \"alpha\"\ntier = {number}\nsize = \"DS13_v2\"\nused = \"100 GiB\"\nboot = \"5 min\"\nprotection = \"twin\"\n"
        );
    }
    let longest = |text: &str, path: &str| {
        let said = said(text);
        let rows = (1..=9).flat_map(|number| {
            let name = format!("a{number}");
            said.rows.of("half", &name, &["path", "recovery_s"])
        });
        let own = rows.filter_map(|row| row.strip_prefix(path).map(|rest| rest.trim().to_string()));
        let lengths: Vec<f64> = own.map(|length| length.parse().unwrap()).collect();
        lengths
    };
    let failed_over = longest(&text, "failover");
    assert!((6..=9).contains(&failed_over.len()), "{failed_over:?}");
    assert_within(&failed_over, 70.0, 70.0);
    let waits = text.replace("\"0 s\"\n[drill", "\"never\"\n[drill");
    assert!(longest(&waits, "failover").is_empty());
    assert!(
        longest(&waits, "restart")
            .iter()
            .any(|length| *length > 200_000.0)
    );
    // Nodes that are back before the decision falls have room: nobody fails over.
    let back = text.replace("\"3 d\"", "\"59 min\"");
    assert!(longest(&back, "failover").is_empty());
}
