//! Cases: what a drill did is held against the objectives, also where something else happens between its strike and what
//! comes of it.

use super::lost::said;
use super::{number, summary};
use serde_json::Value;

const START: &str = r#"
[run]
trials = 1
horizon = "30 d"
[stamp.alpha]
node_memory = "384 GiB"
"#;

/// How many strikes count for an objective of an application in a class, and which share of them kept it.
fn kept(summary: &Value, drill: &str, application: &str, of: [&str; 2]) -> [f64; 2] {
    let [objective, class] = of;
    let path = format!("drills/{drill}/applications/{application}/{objective}/by_class/{class}");
    ["observations", "attained/point"].map(|figure| {
        let value = number(summary, &format!("{path}/{figure}"));
        value.unwrap_or_else(|| panic!("{figure} is null"))
    })
}

/// The drill corrupts a, which nobody notices for 30 d and nothing protects. Meanwhile the same happens to b every other day,
/// and is noticed after a day: the trial goes on until that of a is.
#[test]
fn a_corruption_of_another_application_does_not_end_the_drill() {
    let summary = summary(&format!(
        r#"{START}
[repository.v]
[protection]
n.backup = {{}}
[application.a]
rto = "8 h"
rpo = "2 h"
[application.b]
protection = "n"
[hazard.rot-b]
of = "application.b"
kind = "corruption"
every = "2 d"
noticed = "1 d"
[drill.rot-a]
of = "application.a"
kind = "corruption"
noticed = "30 d"
trials = 100
"#
    ));
    assert_eq!(
        kept(&summary, "rot-a", "a", ["rto", "logical"]),
        [100.0, 0.0]
    );
    assert_eq!(
        kept(&summary, "rot-a", "a", ["rpo", "logical"]),
        [100.0, 0.0]
    );
}

/// Corrupt from Monday 09:00 on, noticed at 21:30, when an update has just taken a down: it waits for no migration. The loss is
/// at least what was written since a point from before 09:00, the newest of which is from 07:00: 14.5 h or more if a served, 9 h
/// or more until it was taken down at 18:00 at the earliest, and 11 h from 07:00 to then. So it is more than 8 h in every
/// strike.
#[test]
fn what_a_drill_does_to_one_that_an_update_has_down_counts() {
    let said = said(&format!(
        r#"{START}
[repository.v]
[protection]
n.backup = {{ every = "24 h", phase = "7 h", full_every = "24 h", job_failure = "0 %", bad_point = "0 %" }}
[application.a]
rto = "8 h"
rpo = "8 h"
protection = "n"
boot = "3 h"
count = 4
migrates = false
[update.weekly]
every = "7 d"
window = "Mon 18:00-24:00"
per_node = "1 h"
[drill.rot]
of = "application.a"
kind = "corruption"
noticed = "12 h 30 min"
at = "Mon 09:00"
trials = 60
"#
    ));
    assert_eq!(
        kept(&said.summary, "rot", "a", ["rpo", "logical"]),
        [60.0, 0.0]
    );
    let counted = said.rows.of("rot", "a", &["counted", "class"]);
    let own = counted.iter().filter(|row| *row == "true logical");
    assert_eq!(own.count(), 60, "{counted:?}");
    let [strikes, share] = kept(&said.summary, "rot", "a", ["rto", "logical"]);
    let recoveries = said.rows.numbers("rot", "a", "recovery_s");
    let within = recoveries.iter().filter(|length| **length <= 28_800.0);
    // Of the rows only those that count have a recovery here: the update alone stops nothing in the drill afterwards.
    let within = within.count() as f64;
    assert!(
        strikes == 60.0 && share <= within / 60.0 + 1e-9,
        "{share} {within}"
    );
    assert!(share < 1.0);
}

/// A crash every 3 h, and who is back must stay so for 12 h: nearly always the drill finds a back from one, and in an outage
/// that is not over. It takes the stamp for 20 d all the same.
#[test]
fn a_strike_on_one_that_has_just_come_back_is_a_strike() {
    let summary = summary(&format!(
        r#"{}
stays_recovered = "12 h"
[stamp.alpha]
node_memory = "384 GiB"
[application.a]
rto = "8 h"
stateful = false
[hazard.crash]
of = "application.a"
kind = "crash"
every = "3 h"
[drill.lose]
of = "stamp.alpha"
returns = "20 d"
trials = 100
"#,
        "[run]\ntrials = 1\nhorizon = \"30 d\""
    ));
    let [strikes, share] = kept(&summary, "lose", "a", ["rto", "stamp"]);
    assert!(share == 0.0 && strikes > 80.0, "{strikes} {share}");
}

/// A corruption each 100 d of a clean life that is noticed after 200 d: 365 d / 300.1 d = 1.22 outages a year, wherever the year
/// begins.
#[test]
fn what_nobody_has_noticed_when_the_years_begin_comes_in_them() {
    let summary = summary(
        r#"
[run]
trials = 400
[stamp.alpha]
node_memory = "384 GiB"
[repository.v]
[protection]
n.backup = { keep = "400 d", bad_point = "0 %", job_failure = "0 %" }
[application.a]
rto = "9 h"
protection = "n"
used = "10 GiB"
[hazard.rot]
of = "application.a"
kind = "corruption"
every = "100 d"
noticed = "200 d"
"#,
    );
    let rate = number(&summary, "applications/a/outages_per_year/point").unwrap();
    // Gaps have a mean of 300.1 d and a standard deviation of 100 d: in 400 years 487 of them, whose number has a standard
    // deviation of 487^0.5 / 3 = 7.4, or 0.018 a year.
    assert!((rate - 1.216).abs() < 0.06, "{rate}");
}

/// Deleted and not protected: nothing brings it back, from the first instant on, and that is why.
#[test]
fn what_nothing_can_bring_back_waits_for_nothing_else() {
    let said = said(&format!(
        r#"{START}
[application.c]
rto = "9 h"
rpo = "1 h"
[drill.wipe]
of = "application.c"
kind = "deletion"
trials = 5
"#
    ));
    let rows = said.rows.of("wipe", "c", &["outcome", "binding_resource"]);
    assert_eq!(rows, ["never nothing to bring it back from"; 5]);
    let words = "Missed RTOs wait most for: nothing to bring it back from (c).";
    assert!(said.terminal.contains(words), "{}", said.terminal);
}
