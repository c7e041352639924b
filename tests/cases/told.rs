//! Cases: what a report says is what the rows of the same run say.

use super::lost::said;
use super::{load_with, number};
use firedrill::model::outcome::{DeletedAt, IntrusionOutcome, MissingOutcome};
use firedrill::model::outcome::{Estimate, Quantiles};
use firedrill::model::{ApplicationId, RepositoryId};

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Of 300 strikes 8 left no copy. At the vault newer copies were deleted in 5 others, which saved nothing; at the locked
/// repository one that would have been a copy in 1 of the 8, 10 d old, and newer ones of up to 30 d in 2 others. For the
/// tape credentials of its own are the remedy: it is offline. Of 8 that is 1 and 2, so 5 are not known.
#[test]
fn only_what_would_have_left_a_copy_would_have_saved_one() {
    let blueprint = load_with(
        "[repository]\nlocked = { immutable = \"5 d\" }\ntape = { offline = true }\nvault = {}\n[stamp.a]\nnode_memory = \"384 GiB\"\n",
        "",
    )
    .blueprint;
    const DAY: f64 = 86_400.0;
    let deleted = |name: &str, strikes, no_copy, of_none: f64, newer: f64| {
        let all = &blueprint.repositories;
        let place = all.iter().position(|one| one.name == name).unwrap();
        DeletedAt {
            repository: RepositoryId::from_index(place),
            strikes,
            no_copy,
            oldest_of_none_s: of_none * DAY,
            oldest_newer_s: newer * DAY,
        }
    };
    let outcome = |deleted: Vec<DeletedAt>, unknown| IntrusionOutcome {
        application: ApplicationId::from_index(0),
        strikes: 300,
        dwell_s: Quantiles::default(),
        survived_share: Estimate::default(),
        no_copy: 8,
        clean_age_s: Quantiles::default(),
        lay_at: vec![],
        deleted,
        missing: MissingOutcome {
            kept: (0, 0.0),
            replica: (0, 0.0),
            no_backup: (0, 0.0),
            room: vec![],
            unknown,
        },
        bared: 0,
        infected_again: 0,
    };
    let vault = deleted("vault", 5, 0, 0.0, 0.5);
    let made = outcome(
        vec![
            deleted("locked", 3, 1, 10.0, 30.0),
            deleted("tape", 2, 2, 20.0, 0.0),
            vault,
        ],
        5,
    );
    assert_eq!(
        made.remedy(&blueprint),
        "repository locked immutable for more than 10 d, or offline (1 of 8); repository tape immutable for more than \
         20 d, or run with credentials of its own (2 of 8); not known (5 of 8)"
            .replace("(1 of 8)", "(a copy at 1 of 8)")
            .replace("(2 of 8)", "(a copy at 2 of 8)")
    );
    assert_eq!(
        made.for_newer(&blueprint),
        "repository locked immutable for more than 30 d, or offline (2); repository vault immutable for more than 12 h, \
         or offline (5)"
    );
    // Newer copies alone: nobody knows what would have saved the eight.
    assert_eq!(outcome(vec![vault], 8).remedy(&blueprint), "");
}

/// On day 10 data is deleted and read from the tape, which is at hand from then on. On day 20 intruders strike who were in
/// for 14 d, since day 6: what is clean had come before day 10, is at hand, and is deleted. The tape is offline already;
/// run with credentials of its own, the copy is there.
#[test]
fn a_tape_that_was_fetched_wants_credentials_of_its_own() {
    let run = |tape: &str| {
        said(&format!(
            r#"
[run]
trials = 1
horizon = "60 d"
[stamp.a]
node_memory = "384 GiB"
[repository.tape]
offline = true
shipment = "1 h"
{tape}
[protection.p.backup]
every = "24 h"
keep = "50 d"
chain = "full"
job_failure = "0 %"
bad_point = "0 %"
[application.erp]
stamp = "a"
protection = "p"
used = "36 GB"
rto = "9 d"
[fault.slip]
of = "application.erp"
kind = "deletion"
at = "10 d"
[fault.intruders]
of = "everything"
kind = "ransomware"
dwell = "14 d"
at = "20 d"
"#
        ))
    };
    let reached = run("");
    assert_eq!(
        number(&reached.summary, "ransomware/erp/no_copy_survived"),
        Some(1.0)
    );
    let text = flat(&reached.terminal);
    let (_, taken) = text
        .split_once("It would have taken: repository tape immutable for more than ")
        .expect(&text);
    let (age, rest) = taken
        .split_once(" d, or run with credentials of its own (a copy at 1 of 1).")
        .expect(&text);
    // The newest from before day 6 is up to a day old then, and 14 d more at the strike.
    let age: f64 = age.parse().unwrap();
    assert!((14.0..=15.1).contains(&age), "{age} {rest}");
    let own = run("credentials = \"own\"");
    assert_eq!(
        number(&own.summary, "ransomware/erp/no_copy_survived"),
        Some(0.0)
    );
    assert!(
        !own.terminal.contains("It would have taken"),
        "{}",
        own.terminal
    );
}

/// Two outages of 15 min and planned work of 10 h in each of two trials: the work is 10 of 21 h of downtime, and the MTTR is
/// that of the others, 900 s. Of 60 d = 1,440 h it is up all but 10.5 h, 99.2708 %, which misses 99.9 %; the RTO of an hour
/// is kept by all that it is held against.
#[test]
fn planned_work_is_downtime_and_no_recovery() {
    let said = said(
        r#"
fault.short = { of = "site.here", at = ["10 d", "20 d"], lasts = "15 min" }
fault.work = { of = "site.here", at = "30 d", lasts = "10 h", planned = true }
[run]
trials = 2
horizon = "60 d"
[site.here]
[stamp.a]
at = "site.here"
node_memory = "384 GiB"
start = "0 s"
[application.x]
stamp = "a"
stateful = false
boot = "0 s"
rto = "1 h"
availability = "99.9 %"
"#,
    );
    let x = &said.summary["applications"]["x"];
    let rows = said.rows.of("years", "x", &["planned"]);
    assert_eq!(
        rows.iter().filter(|row| *row == "true").count(),
        2,
        "{rows:?}"
    );
    let recoveries = said.rows.of("years", "x", &["planned", "recovery_s"]);
    assert!(
        recoveries.contains(&"true 36000.0".to_string()),
        "{recoveries:?}"
    );
    assert_eq!(x["mttr_s"]["point"], 900.0);
    let up = x["availability"]["point"].as_f64().unwrap();
    assert!((up - (1.0 - 10.5 / 1_440.0)).abs() < 1e-9, "{up}");
    let text = flat(&said.terminal);
    let wanted = "x: one outage carries 47.6 % of all its downtime (10 h in trial 0, planned by work): the downtime rests on it, \
                  and the MTTR leaves it out.";
    assert!(text.contains(wanted), "{text}");
    let attained = number(
        &said.summary,
        "applications/x/rto/by_class/site/attained/point",
    );
    assert_eq!(attained, Some(1.0));
    let page = flat(&said.report);
    let wanted = "no RTO or RPO is held against them; their downtime counts in the availability.";
    assert!(
        page.contains(wanted),
        "the page does not say what planned outages count for"
    );
}

/// A crash at 10 d takes the guest two hours to boot, and an hour later its stamp is lost for five. The stamp began no
/// outage, and was not survived.
#[test]
fn what_strikes_somebody_who_is_down_was_not_survived() {
    let said = said(
        r#"
[run]
trials = 2
horizon = "60 d"
[stamp.a]
node_memory = "384 GiB"
start = "0 s"
[application.x]
stamp = "a"
stateful = false
boot = "2 h"
rto = "1 h"
[fault.crash]
of = "application.x"
kind = "crash"
at = "10 d"
[fault.fire]
of = "stamp.a"
at = "10 d 1 h"
lasts = "5 h"
"#,
    );
    let class = &said.summary["applications"]["x"]["rto"]["by_class"]["stamp"];
    assert_eq!(class["outages"], 0);
    assert_eq!(
        class["note"],
        "2 stamp faults began none of its outages, but bore on 2 that others had begun"
    );
    assert_eq!(class["advice"], "add a drill of stamp a");
    assert!(!said.terminal.contains("survived"), "{}", said.terminal);
    let rows = said.rows.of("years", "x", &["cause", "contributors"]);
    assert_eq!(rows, ["crash fire"; 2]);
}

/// Nothing is stated, and the stamp takes all that there is: nothing was kept, and nothing missed.
#[test]
fn without_an_objective_nothing_keeps_one() {
    let said = said(
        r#"
[run]
trials = 1
horizon = "30 d"
[stamp.a]
node_memory = "384 GiB"
[application.x]
stamp = "a"
[drill.fire]
of = "stamp.a"
destroys = true
returns = "1 d"
trials = 3
"#,
    );
    let page = flat(&said.report);
    let wanted = "In drill fire nothing with an objective is hit.";
    assert!(page.contains(wanted), "the page does not say so");
    assert!(!page.contains("In drill fire no application misses"));
    // What is drawn is told: outages of the drill.
    let wanted =
        "per cent of the trials in which no outage of this drill has the application down then";
    assert!(
        page.contains(wanted),
        "the chart does not say what it draws"
    );
}
