//! Cases: a loss belongs to the outage and to the fault in which it was lost, whenever the VM is back, and whatever else
//! strikes meanwhile.

use super::lost::{Said, said};

/// What a row says of a loss.
const TOLD: [&str; 8] = [
    "start_s",
    "class",
    "cause",
    "counted",
    "loss_only",
    "outcome",
    "data_loss_s",
    "loss_reason",
];

/// Three VMs of which two are required. A disk reads 145 MB/s: 1.45 TB take 10,000 s, 145 GB take 1,000 s; all else takes no
/// time. Fulls are made each day, at an instant of their own for each VM.
fn three(stamps: [&str; 3], run: &str, protection: &str, more: &str) -> String {
    let [first, second, third] = stamps;
    format!(
        r#"
[run]
trials = 2
{run}
[stamp.a]
node_memory = "384 GiB"
uplink = "400 Gbps"
uplink_share = "100 %"
start = "0 s"
detection = "0 s"
isolation_share = "0 %"
[stamp.b]
like = "a"
[stamp.c]
like = "a"
[repository.v]
write = "20 GB/s"
read = "20 GB/s"
[protection.p.backup]
chain = "full"
every = "24 h"
stagger = "0 s"
reduction = 1.0
restore_to = "b"
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
{protection}
[application.x]
rto = "1 h"
rpo = {{ stamp = "1 h", node = "90 d" }}
boot = "0 s"
role.m = {{ required = 2, stateful = true }}
[vm.v1]
application = "x"
role = "m"
stamp = "{first}"
used = "1.45 TB"
protection = "p"
[vm.v2]
application = "x"
role = "m"
stamp = "{second}"
used = "145 GB"
protection = "p"
[vm.v3]
application = "x"
role = "m"
stamp = "{third}"
used = "145 GB"
protection = "p"
{more}"#
    )
}

/// A spare on `a`, which is destroyed on a Wednesday at noon.
const STRUCK: &str = r#"
[drill.d]
of = "stamp.a"
at = "Wed 12:00"
detect = "0 s"
trials = 8
destroys = true
returns = "60 d"
"#;

/// The same over the years, after 10 d.
const BURNT: &str = r#"
[fault.s]
of = "stamp.a"
at = "10 d"
lasts = "9 d"
destroys = true
"#;

fn rows(said: &Said, run: &str) -> Vec<String> {
    said.rows.of(run, "x", &TOLD)
}

fn rpo_kept(said: &Said, run: &str) -> f64 {
    let path = match run {
        "years" => "/applications/x/rpo/pooled/point".to_string(),
        drill => format!("/drills/{drill}/applications/x/rpo/pooled/point"),
    };
    said.summary
        .pointer(&path)
        .and_then(serde_json::Value::as_f64)
        .unwrap()
}

/// What a fault over the years cost: seconds of loss in the rows of a cause, and how often it is told.
fn lost_by(text: &str, cause: &str) -> Vec<String> {
    let columns = ["cause", "start_s", "loss_only", "data_loss_s"];
    let rows = said(text).rows.of("years", "x", &columns);
    let own = rows.iter().filter_map(|row| row.strip_prefix(cause));
    own.map(str::to_string).collect()
}

/// Struck at noon, the full was made at midnight: 43,200 s are lost.
#[test]
fn a_spare_that_is_restored_loses_half_a_day() {
    let said = said(&three(["a", "c", "c"], "", "", STRUCK));
    let expected = "0.0 stamp d true true recovered 43200.0 cadence";
    assert_eq!(rows_after_strike(&said), [expected; 8]);
    assert!(rpo_kept(&said, "d") == 0.0);
}

/// The same with the start told after the strike.
fn rows_after_strike(said: &Said) -> Vec<String> {
    let rows = rows(said, "d");
    let tails = rows.iter().map(|row| row.split_once(' ').unwrap().1);
    tails.map(|tail| format!("0.0 {tail}")).collect()
}

/// People decide after 40 d, the trial waits for 30 d: nobody has the state of the spare by then. The application was up all the
/// time, so that this is no outage; but it is no state that was kept.
#[test]
fn a_spare_that_is_not_back_in_time_has_not_kept_its_state() {
    let late = "decide = \"40 d\"";
    let text = three(["a", "c", "c"], "drain = \"30 d\"", "", STRUCK);
    let text = text.replace("decide = \"0 s\"", late);
    let said = said(&text);
    let expected = "0.0 stamp d true true never  data_not_back";
    assert_eq!(rows_after_strike(&said), [expected; 8]);
    assert!(rpo_kept(&said, "d") == 0.0);
    // It is no total loss, and the report says what it is.
    let figure = said
        .summary
        .pointer("/drills/d/applications/x/total_losses");
    assert_eq!(figure, Some(&serde_json::json!(0)));
    assert!(said.report.contains("data that is not back in time"));
}

/// Two of three are back after 1,000 s, the third after 10,000 s, and 1 h is waited: the application has recovered, and a part of
/// its data is not back. The RTO of 1 h is kept, no RPO is.
#[test]
fn an_application_that_is_back_without_one_of_its_vms_has_not_all_of_its_data() {
    let text = three(["a", "a", "a"], "drain = \"1 h\"", "", STRUCK);
    let said = said(&text);
    let expected = "0.0 stamp d true false recovered  data_not_back";
    assert_eq!(rows_after_strike(&said), [expected; 8]);
    assert!(said.rows.numbers("d", "x", "recovery_s") == [1_000.0; 8]);
    assert!(rpo_kept(&said, "d") == 0.0);
}

/// What comes back later than is waited for is as good as not back, in years as in drills: 10,000 s after the strike, of which 1 h
/// is waited, long before the horizon ends. With 3 h it is back in time.
#[test]
fn who_is_back_later_than_is_waited_for_is_not_back() {
    let text = |drain: &str| {
        let run = format!("horizon = \"60 d\"\ndrain = \"{drain}\"");
        said(&three(["a", "c", "c"], &run, "", BURNT))
    };
    let late = rows(&text("1 h"), "years");
    assert_eq!(late, ["864000.0 stamp s true true never  data_not_back"; 2]);
    for row in rows(&text("3 h"), "years") {
        assert!(
            row.starts_with("864000.0 stamp s true true recovered"),
            "{row}"
        );
    }
}

/// The repository is away for the rest of the horizon and all that is waited after it: a row, and a miss.
#[test]
fn a_spare_that_nothing_can_be_read_for_is_told_over_the_years() {
    let more =
        format!("{BURNT}[fault.r]\nof = \"repository.v\"\nat = \"9 d 23 h\"\nlasts = \"100 d\"\n");
    let run = "horizon = \"60 d\"\ndrain = \"10 d\"";
    let said = said(&three(["a", "c", "c"], run, "", &more));
    assert_eq!(
        rows(&said, "years"),
        ["864000.0 stamp s true true never  data_not_back"; 2]
    );
    assert!(rpo_kept(&said, "years") == 0.0);
}

/// The spare is being restored for 10,000 s, while crashes of the application, which take an hour to be noticed, come every
/// hour: what the drill took is the drill's, in every trial.
#[test]
fn a_crash_meanwhile_takes_no_loss_over_from_the_drill() {
    let crashes = "[hazard.cr]\nof = \"application.x\"\nkind = \"crash\"\nevery = \"1 h\"\ndetect = \"1 h\"\n";
    let more = format!("{crashes}{}", STRUCK.replace("trials = 8", "trials = 40"));
    let said = said(&three(["a", "b", "b"], "horizon = \"10 d\"", "", &more));
    let columns = ["cause", "counted", "data_loss_s"];
    // Where the application was down already there is none of it; else each tells it once.
    let rows = said.rows.of("d", "x", &columns);
    let own = rows.iter().filter(|row| row.starts_with("d true "));
    let own: Vec<f64> = own.map(|row| row[7..].parse().unwrap()).collect();
    assert!(
        own.len() > 10 && own.iter().all(|loss| *loss > 3_600.0),
        "{own:?}"
    );
    assert!(rpo_kept(&said, "d") == 0.0);
}

/// The stamp or the node where the spare is being restored fails meanwhile, again and again: no fault at the refuge makes the
/// drill's loss its own.
#[test]
fn a_fault_at_the_refuge_does_not_erase_what_the_drill_took() {
    for of in ["stamp.b", "stamp.b.node"] {
        let blips = format!("[hazard.cr]\nof = \"{of}\"\nevery = \"2 h\"\nreturns = \"10 min\"\n");
        let said = said(&three(
            ["a", "c", "c"],
            "horizon = \"10 d\"",
            "",
            &format!("{blips}{}", STRUCK.replace("trials = 8", "trials = 40")),
        ));
        let expected = "0.0 stamp d true true recovered 43200.0 cadence";
        assert_eq!(rows_after_strike(&said), [expected; 40], "{of}");
    }
}

/// v1 and v2 are lost with `a`: v2 is back after 1,000 s and with it the application; v1 after 10,000 s. The application
/// crashes after 9,000 s, when that outage is long over: what v1 lost is told in it all the same, as without the crash.
#[test]
fn what_was_lost_in_an_outage_is_told_in_it_though_it_is_closed() {
    // v1 has a point a week, v2 one a day: v1 loses the most.
    let weekly = "[protection.q.backup]\nchain = \"full\"\nevery = \"7 d\"\nkeep = \"30 d\"\nstagger = \"0 s\"\nreduction = 1.0\nrestore_to = \"b\"\njob_failure = \"0 %\"\nbad_point = \"0 %\"\ndetect = \"0 s\"\ndecide = \"0 s\"\nprovision = \"0 s\"\n";
    let run = "horizon = \"60 d\"";
    let with = |more: &str| {
        let text = three(["a", "a", "b"], run, weekly, &format!("{BURNT}{more}"));
        text.replacen("protection = \"p\"", "protection = \"q\"", 1)
    };
    let alone = lost_by(&with(""), "s ");
    assert_eq!(alone.len(), 2);
    for more in [
        "[fault.p]\nof = \"application.x\"\nat = \"10 d 2 h 30 min\"\nkind = \"crash\"\ndetect = \"1 h\"\n",
        "[fault.p]\nof = \"stamp.b\"\nat = \"10 d 2 h 30 min\"\nlasts = \"1 min\"\nplanned = true\n",
    ] {
        let text = with(more);
        let rows = lost_by(&text, "s ");
        if more.contains("crash") {
            assert_eq!(rows, alone);
        }
        // What is restored at `b`, which is shut down, begins anew: the loss stays the same.
        assert_eq!(rows.len(), 2);
        assert_eq!(rows, alone);
        let others = lost_by(&text, "p ");
        assert!(
            others.len() == 2 && others.iter().all(|row| row.ends_with(" 0.0")),
            "{others:?}"
        );
    }
}

/// The application stays up without v1, which is restored while an outage is open that is planned, or one of a rack: the loss is
/// that of the stamp, from when it struck.
#[test]
fn what_was_lost_while_the_application_was_up_is_of_no_outage_that_came_later() {
    let run = "horizon = \"60 d\"";
    let with = |more: &str| three(["a", "b", "b"], run, "", &format!("{BURNT}{more}"));
    let alone = rows(&said(&with("")), "years");
    assert!(
        alone.len() == 2
            && alone
                .iter()
                .all(|row| row.starts_with("864000.0 stamp s true true recovered"))
    );
    for more in [
        "[fault.p]\nof = \"stamp.b\"\nat = \"10 d 1 h\"\nlasts = \"8 h\"\nplanned = true\n",
        "[fault.p]\nof = \"rack.r\"\nat = \"10 d 1 h\"\nlasts = \"8 h\"\n[rack.r]\nstamp = \"b\"\nnodes = [1, 2, 3]\n",
        "[fault.p]\nof = \"application.x\"\nat = \"10 d 1 h\"\nkind = \"crash\"\ndetect = \"8 h\"\n",
    ] {
        let said = said(&with(more));
        let all = rows(&said, "years");
        let own: Vec<&String> = all
            .iter()
            .filter(|row| row.contains(" s true true "))
            .collect();
        assert_eq!(own, alone.iter().collect::<Vec<_>>(), "{more}: {all:?}");
        assert!(rpo_kept(&said, "years") < 1.0);
    }
}

/// The spare goes an hour before the horizon ends and is back 10,000 s later: it was lost inside, and counts.
#[test]
fn what_is_lost_in_the_last_hours_is_told() {
    let fault = BURNT.replace("10 d", "1 d 23 h");
    let said = said(&three(["a", "c", "c"], "horizon = \"2 d\"", "", &fault));
    for row in rows(&said, "years") {
        assert!(
            row.starts_with("169200.0 stamp s true true recovered"),
            "{row}"
        );
    }
    assert_eq!(rows(&said, "years").len(), 2);
}

/// One VM on `a`, which is away intact from 10 d to 15 d and given up after 1 h; what it left is merged when it is back.
fn merged(more: &str, merges: bool) -> String {
    let text = three(["a", "c", "c"], "horizon = \"60 d\"", "", "");
    let (head, _) = text.split_once("[application.x]").unwrap();
    let head = head.replace("restore_to = \"b\"", "restore_to = [\"b\", \"c\"]");
    let waits = format!("give_up_after = \"1 h\"\nmerges = {merges}\n");
    format!(
        "{head}{waits}[application.x]\nstamp = \"a\"\nprotection = \"p\"\nused = \"145 GB\"\nboot = \"0 s\"\nrto = \"1 h\"\nrpo = \"24 h\"\n[fault.s]\nof = \"stamp.a\"\nat = \"10 d\"\nlasts = \"5 d\"\n{more}"
    )
}

/// A deletion after 11 d, a fire where it was restored, or a second give-up there: what lies at `a` returns the loss of the outage
/// in which it was left there, and no other.
#[test]
fn what_is_merged_returns_the_loss_of_its_own_outage() {
    let cases = [
        (
            "[fault.t]\nof = \"application.x\"\nat = \"11 d\"\nkind = \"deletion\"\n",
            false,
        ),
        (
            "[fault.t]\nof = \"stamp.b\"\nat = \"11 d\"\nlasts = \"40 d\"\ndestroys = true\n",
            false,
        ),
        // Away and intact until 20 d: that is merged as well.
        (
            "[fault.t]\nof = \"stamp.b\"\nat = \"11 d\"\nlasts = \"9 d\"\n",
            true,
        ),
    ];
    for (more, both) in cases {
        let dropped = lost_by(&merged(more, false), "t ");
        let text = merged(more, true);
        let first = lost_by(&text, "s ");
        assert_eq!(first, ["864000.0 false 0.0"; 2], "{more}");
        let second = lost_by(&text, "t ");
        if both {
            assert_eq!(second, ["950400.0 false 0.0"; 2], "{more}");
        } else {
            assert_eq!(second, dropped, "{more}");
            assert!(
                second.iter().all(|row| !row.ends_with(" 0.0")),
                "{second:?}"
            );
        }
    }
}

/// `a` is back after 1,000 s while what was deleted at `b` is read back for 1,000 s more: it is merged with that when it is there, and
/// the deletion has lost no more for it.
#[test]
fn what_comes_back_before_the_vm_has_state_waits_for_it() {
    // Deleted 500 s before `a` stands again at 15 d.
    let more =
        "[fault.t]\nof = \"application.x\"\nat = \"14 d 23 h 51 min 40 s\"\nkind = \"deletion\"\n";
    let dropped = lost_by(&merged(more, false), "t ");
    let text = merged(more, true);
    assert_eq!(lost_by(&text, "s "), ["864000.0 false 0.0"; 2]);
    assert_eq!(lost_by(&text, "t "), dropped);
}

/// A spare with a replica: its stamp goes intact 10 min before the horizon ends, which is noticed after 10 min and decided 30 min
/// later. By then no outage is open and the horizon is over; what the spare went on with is told all the same.
#[test]
fn a_spare_that_fails_over_is_told_like_one_that_is_restored() {
    let replica = "[protection.r.replication]\nto = \"b\"\nlevel = \"application\"\npoints = \"0 s\"\ndetect = \"10 min\"\ndecide = \"30 min\"\nfailover = \"5 min\"\ndns_ttl = \"0 s\"\n";
    for at in ["1 d", "1 d 23 h 50 min"] {
        let fault = format!("[fault.s]\nof = \"stamp.a\"\nat = \"{at}\"\nlasts = \"30 d\"\n");
        let text = three(["a", "c", "c"], "horizon = \"2 d\"", replica, &fault);
        let said = said(&text.replacen("protection = \"p\"", "protection = \"r\"", 1));
        let start = if at == "1 d" { "86400.0" } else { "172200.0" };
        let columns = [
            "start_s",
            "cause",
            "loss_only",
            "outcome",
            "resumed_from",
            "path",
        ];
        let rows = said.rows.of("years", "x", &columns);
        assert!(rows.len() == 2, "{rows:?}");
        for row in rows {
            assert!(
                row.starts_with(&format!("{start} s true recovered")),
                "{row}"
            );
            assert!(row.ends_with("failover"), "{row}");
        }
    }
}

/// Fires that do not count destroy `a` every two hours, so that the spare there, which takes 10,000 s to restore, has no state when
/// the drill strikes nearly ever; the application is up without it. What the drill strikes is the drill's all the same.
#[test]
fn a_drill_is_held_to_account_for_a_spare_that_had_no_state() {
    let fires =
        "[hazard.fires]\nof = \"stamp.a\"\nevery = \"2 h\"\nreturns = \"1 min\"\ndestroys = true\n";
    let strike = STRUCK.replace("60 d", "1 min");
    let more = format!("{fires}{strike}");
    let text = three(["a", "c", "c"], "horizon = \"10 d\"", "", &more);
    let said = said(&text.replace("restore_to = \"b\"", "restore_to = []"));
    let columns = ["cause", "counted", "loss_only"];
    assert_eq!(said.rows.of("d", "x", &columns), ["d true true"; 8]);
}

/// `a` is shut down for two hours as planned, and goes for 5 d an hour later, with all that it holds intact: people give up the spare
/// there an hour after that. What it lost when it is restored is of the fault, from its strike; nothing of it was planned.
#[test]
fn what_is_given_up_is_lost_by_the_fault_that_people_have_waited_from() {
    let faults = "[fault.p]\nof = \"stamp.a\"\nat = \"10 d\"\nlasts = \"2 h\"\nplanned = true\n[fault.s]\nof = \"stamp.a\"\nat = \"10 d 1 h\"\nlasts = \"5 d\"\n";
    let run = "horizon = \"60 d\"";
    let text = three(["a", "c", "c"], run, "", faults);
    let said = said(&text.replace(
        "decide = \"0 s\"",
        "decide = \"0 s\"\ngive_up_after = \"1 h\"",
    ));
    let rows = rows(&said, "years");
    assert!(rows.len() == 2, "{rows:?}");
    for row in rows {
        assert!(
            row.starts_with("867600.0 stamp s true true recovered"),
            "{row}"
        );
    }
}
