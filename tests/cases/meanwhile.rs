//! Cases: something else comes while people wait, work or move.

use super::lost::said;

/// Three stamps of four nodes, which take 1 h to start; a vault stands at the site of the second one.
fn stamps(rest: &str) -> String {
    format!(
        r#"
[run]
trials = 1
horizon = "60 d"
drain = "60 d"
[site.a]
[site.b]
[stamp.alpha]
at = "site.a"
nodes = 4
node_memory = "512 GiB"
reserve = "none"
start = "1 h"
detection = "10 s"
isolation_share = "0 %"
uplink = "10 Gbps"
uplink_share = "100 %"
[stamp.beta]
like = "alpha"
at = "site.b"
[stamp.gamma]
like = "alpha"
[link.wan]
between = ["a", "b"]
rate = "1 Gbps"
latency = "0 s"
[repository.vault]
at = "site.b"
{rest}
"#
    )
}

/// The outages of an application in the years: when each began in hours, how long it was in hours, and what else is asked for.
fn outages(text: &str, application: &str, column: &str) -> Vec<(f64, f64, String)> {
    let rows = said(text).rows;
    let (starts, lengths) = (
        rows.numbers("years", application, "start_s"),
        rows.numbers("years", application, "recovery_s"),
    );
    let others = rows.of("years", application, &[column]);
    let all = starts.into_iter().zip(lengths).zip(others);
    all.map(|((start, length), other)| (start / 3_600.0, length / 3_600.0, other))
        .collect()
}

#[track_caller]
fn assert_hours(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 0.02,
        "{found} h, by hand {expected} h"
    );
}

/// 500 GB grow by 100 GB a day on a volume of 1,000 GB: critical after 4 d 12 h, full after 5 d. The one person repairs another
/// stamp until 118 h, then makes room for 10 h: it is full from 120 h to 128 h, and 5 min of boot.
#[test]
fn a_volume_fills_while_somebody_makes_room() {
    let text = stamps(
        r#"
[crew.ops]
people = 1
answers_in = "0 s"
[application.x]
memory = "16 GiB"
boot = "5 min"
stamp = "alpha"
used = "500 GB"
growth = "100 GB/day"
[application.y]
memory = "16 GiB"
stamp = "beta"
[fault.b]
of = "stamp.beta"
at = "4 d"
detect = "0 s"
repair = "22 h"
crew = "ops"
"#,
    )
    .replace(
        "[stamp.beta]\nlike = \"alpha\"",
        "storage = { disks = 4, disk_size = \"4 TB\", volume_size = \"1000 GB\", relief = \"10 h\", relief_by = \"ops\", relief_to = \"80 %\" }\n[stamp.beta]\nnodes = 4\nnode_memory = \"512 GiB\"",
    )
    .replace("horizon = \"60 d\"", "horizon = \"10 d\"\nsettle = \"0 s\"");
    let found = outages(&text, "x", "cause");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_hours(found[0].0, 120.0);
    assert_hours(found[0].1, 8.0 + 5.0 / 60.0);
    assert_eq!(found[0].2, "full-volume");
}

const GIVES_UP: &str = r#"
[protection.nightly.backup]
detect = "10 min"
decide = "20 min"
provision = "30 min"
job_failure = "0 %"
bad_point = "0 %"
give_up_after = "4 h"
restore_to = "beta"
reduction = 1.0
"#;

/// A node is down as planned after 10 d, and one of four VMs finds no room. A day later the stamp is away for 15 d: given up 4 h after that,
/// decided 20 min later, built in 30 min, read in some minutes, booted in 5 min: some 24 h + 5 h.
#[test]
fn what_nobody_planned_is_given_up_though_planned_work_came_first() {
    let text = stamps(&format!(
        r#"{GIVES_UP}
[application.erp]
count = 4
memory = "300 GiB"
boot = "5 min"
used = "9 GB"
churn = "1 %/day"
stamp = "alpha"
protection = "nightly"
[fault.work]
of = "stamp.alpha.node.1"
at = "10 d"
lasts = "2 d"
planned = true
[fault.flood]
of = "stamp.alpha"
at = "11 d"
lasts = "15 d"
"#
    ));
    let found = outages(&text, "erp", "decision");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_hours(found[0].0, 240.0);
    assert!((28.9..29.1).contains(&found[0].1), "{found:?}");
    assert_eq!(found[0].2, "gave_up");
}

/// Two VMs of 90 GB are restored on `beta` after 5 d; `alpha` is back 3 d later, runs an hour after that and is whole for two days
/// 241 h after the start. The copies take 180 GB / 125 MB/s = 24 min.
fn away(more: &str, window: &str) -> String {
    let gives_up = GIVES_UP.replace(
        "restore_to",
        &format!("{window}go_home = \"30 min\"\ngo_home_after = \"2 d\"\nrestore_to"),
    );
    stamps(&format!(
        r#"{gives_up}
[application.erp]
count = 2
required = 2
memory = "16 GiB"
boot = "5 min"
used = "90 GB"
disks = 4
churn = "1 %/day"
stamp = "alpha"
protection = "nightly"
[fault.flood]
of = "stamp.alpha"
at = "5 d"
lasts = "3 d"
{more}
"#
    ))
}

/// The move begins at 241.4 h. In the middle of it `beta` goes, then `alpha`, intact, for 5 h: nobody turns back to what does not stand. `alpha`
/// runs 5 h after 241.73 h and they boot in 5 min. Where `beta` is destroyed and back before that, what was left there is gone: 4 h after `alpha` goes they are
/// given up, decided in 20 min, built in 30 min, read in 463 s as before, and boot.
#[test]
fn nobody_turns_back_to_a_stamp_that_is_away_or_destroyed() {
    let gone = |beta: &str| {
        format!(
            "[fault.other]\nof = \"stamp.beta\"\nat = \"10 d 1 h 34 min\"\n{beta}\n[fault.home]\nof = \"stamp.alpha\"\nat = \"10 d 1 h 44 min\"\nlasts = \"5 h\"\n"
        )
    };
    let boots = 5.0 / 60.0;
    let restored = 4.0 + 50.0 / 60.0 + 463.5 / 3_600.0 + boots;
    for (beta, comes) in [
        ("lasts = \"20 d\"", 5.0 + boots),
        ("lasts = \"20 d\"\ndestroys = true", 5.0 + boots),
        ("lasts = \"1 min\"\ndestroys = true", restored),
    ] {
        let text = away(&gone(beta), "").replace("start = \"1 h\"", "start = \"0 s\"");
        let text = text.replace(
            "at = \"5 d\"\nlasts = \"3 d\"",
            "at = \"5 d\"\nlasts = \"73 h\"",
        );
        let found = outages(&text, "erp", "cause");
        assert!(found.len() >= 2, "{beta}: {found:?}");
        let (begins, length) = (found[1].0, found[1].1);
        assert_hours(begins, 241.4);
        assert_hours(begins + length, 241.0 + 44.0 / 60.0 + comes);
    }
}

/// They may go on Saturdays only, and on the first one nothing leads home, from 10 d 12 h to 20 d 12 h: what was written since the copy could not follow.
/// They go on the next one.
#[test]
fn nobody_goes_home_over_a_link_that_is_down() {
    let window = "go_home_window = \"Sat 08:00-20:00\"\n";
    let cut = "[fault.cut]\nof = \"link.wan\"\nat = \"10 d 12 h\"\nlasts = \"10 d\"\n";
    let planned = |more: &str| {
        let found = outages(&away(more, window), "erp", "planned");
        let moves = found.iter().filter(|one| one.2 == "true");
        moves.map(|one| one.0).collect::<Vec<_>>()
    };
    let (whole, late) = (planned(""), planned(cut));
    assert_eq!((whole.len(), late.len()), (1, 1));
    assert!((252.0..492.0).contains(&whole[0]), "{whole:?}");
    assert!((492.0..660.0).contains(&late[0]), "{late:?}");
}

/// The shelf is empty and the next board takes 2 d; the repair is promised within 6 h, then the stamp starts for 1 h. Somebody is on the way for 2 h
/// and could begin then: 4 h wait for the part, and neither 5 h nor 7 h.
#[test]
fn what_waits_for_the_start_waits_for_no_part() {
    let text = stamps(
        r#"
[crew.tech]
people = 1
answers_in = "2 h"
repair_within = "6 h"
[parts.board]
delivery = "48 h"
[application.x]
memory = "16 GiB"
boot = "5 min"
stamp = "alpha"
[fault.f]
of = "stamp.alpha"
at = "5 d"
detect = "0 s"
repair = "3 h"
crew = "tech"
parts = "board"
"#,
    );
    let rows = said(&text).rows;
    let columns = ["binding_kind", "binding_name", "binding_s", "wait_s"];
    let found = rows.of("years", "x", &columns);
    assert_eq!(found, ["part board 14400.0 25200.0"]);
}

/// Home has room for one more: the application of the first tier goes, whatever they are called.
#[test]
fn the_most_urgent_go_home_first() {
    let gives_up = GIVES_UP.replace(
        "restore_to",
        "go_home = \"30 min\"\ngo_home_after = \"2 d\"\nrestore_to",
    );
    let own = |name: &str, tier: u32| {
        format!(
            "[application.{name}]\ntier = {tier}\nmemory = \"300 GiB\"\nboot = \"5 min\"\nused = \"90 GB\"\nstamp = \"alpha\"\nprotection = \"nightly\"\n"
        )
    };
    let text = stamps(&format!(
        r#"{gives_up}
[protection.g.none]
detect = "0 s"
decide = "0 s"
redeploy = "0 s"
to = "alpha"
{}{}
[application.fill]
tier = 2
count = 3
memory = "300 GiB"
boot = "5 min"
stateless = true
stamp = "gamma"
protection = "g"
[fault.flood]
of = "stamp.alpha"
at = "5 d"
lasts = "3 d"
[fault.g]
of = "stamp.gamma"
at = "9 d"
lasts = "100 d"
"#,
        own("aaa", 4),
        own("bbb", 1)
    ));
    let moves = |name: &str| {
        let found = outages(&text, name, "planned");
        found.iter().filter(|one| one.2 == "true").count()
    };
    assert_eq!((moves("aaa"), moves("bbb")), (0, 1));
}

/// The person was there after 4 h and comes back for the part after 24 h, but repairs another stamp from 23 h to 24.5 h. Who knows the damage after 24.25 h
/// expects the repair (2 h), the start (1 h): at 27.25 h, before the 29.25 h of a redeployment. So it is waited for: 24.5 h + 2 h + 1 h + 5 min.
#[test]
fn who_was_there_already_answers_no_second_time() {
    let text = stamps(
        r#"
[crew.tech]
people = 1
answers_in = "4 h"
[parts.board]
delivery = "24 h"
[protection.re.none]
detect = "0 s"
decide = "0 s"
redeploy = "5 h"
give_up_after = "never"
known_after = "24 h 15 min"
to = "beta"
[application.web]
memory = "16 GiB"
boot = "5 min"
stamp = "alpha"
stateless = true
protection = "re"
[application.g]
memory = "16 GiB"
boot = "5 min"
stamp = "gamma"
[fault.f1]
of = "stamp.alpha"
at = "5 d"
detect = "0 s"
repair = "2 h"
crew = "tech"
parts = "board"
[fault.f2]
of = "stamp.gamma"
at = "5 d 19 h"
detect = "0 s"
repair = "90 min"
crew = "tech"
"#,
    );
    let found = outages(&text, "web", "decision");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_hours(found[0].1, 27.5 + 5.0 / 60.0);
    assert_eq!(found[0].2, "waited");
}

/// A stamp is shut down for 2 h after 10 d, and is away for 20 d from an hour later on: given up 4 h after that, decided in 20 min, built in 30 min, read in
/// less than 10 min, booted in 5 min: 1 h + 4 h + 55 min and some.
#[test]
fn what_comes_during_a_shutdown_is_given_up() {
    let text = stamps(&format!(
        r#"{GIVES_UP}
[application.erp]
memory = "16 GiB"
boot = "5 min"
used = "9 GB"
churn = "1 %/day"
stamp = "alpha"
protection = "nightly"
[fault.shut]
of = "stamp.alpha"
at = "10 d"
lasts = "2 h"
planned = true
[fault.flood]
of = "stamp.alpha"
at = "10 d 1 h"
lasts = "20 d"
"#
    ));
    let found = outages(&text, "erp", "decision");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!((5.91..6.1).contains(&found[0].1), "{found:?}");
    assert_eq!(found[0].2, "gave_up");
}
