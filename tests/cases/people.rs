//! Cases: people of a crew decide, build and check, one piece of work at a time.

use super::lost::said;
use firedrill::world::{Mode, World};
use std::collections::BTreeMap;
use std::fmt::Write;

/// So many applications of one VM each on a stamp that is destroyed on Wednesday at noon, each with a fresh backup
/// and room on another stamp: what people do is all that takes time. `tiers` says the tier of each.
pub(super) fn lost_stamp(crew: &str, protection: &str, application: &str, tiers: &[u32]) -> String {
    let mut text = format!(
        r#"
[run]
trials = 1
[stamp.a]
nodes = 8
node_memory = "512 GiB"
[stamp.b]
like = "a"
[crew.admins]
{crew}
[repository.vault]
read = "4 GB/s"
slots = 1000
[protection.p.backup]
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
restore_to = "b"
{protection}
"#
    );
    for (index, tier) in tiers.iter().enumerate() {
        write!(
            text,
            "[application.a{index:02}]\nstamp = \"a\"\nprotection = \"p\"\nused = \"1 GiB\"\nboot = \"0 s\"\n\
             rto = \"24 h\"\ntier = {tier}\n{application}\n"
        )
        .unwrap();
    }
    text.push_str(
        "[drill.lost]\nof = \"stamp.a\"\ndestroys = true\ndetect = \"0 s\"\nat = \"Wed 12:00\"\ntrials = 1\n",
    );
    text
}

pub(super) const AT_ONCE: &str = "decide = \"0 s\"\nprovision = \"0 s\"";

/// When each application was back, in hours rounded to a tenth, in the order of their names.
fn back(text: &str, count: usize) -> Vec<f64> {
    let rows = said(text).rows;
    let hours = (0..count).map(|index| {
        let one = rows.numbers("lost", &format!("a{index:02}"), "recovery_s");
        assert_eq!(one.len(), 1, "one outage of each application");
        (one[0] / 360.0).round() / 10.0
    });
    hours.collect()
}

fn last(text: &str, count: usize) -> f64 {
    back(text, count).into_iter().fold(0.0, f64::max)
}

/// Forty checks of 2 h by two people take 40 h; where nobody is named, as many check as there is to check: 2 h.
#[test]
fn forty_applications_are_checked_by_two_people_in_forty_hours() {
    let crew = "people = 2\nanswers_in = \"0 s\"";
    let checks = |by: &str| {
        lost_stamp(
            crew,
            AT_ONCE,
            &format!("validate = \"2 h\"\n{by}"),
            &[1; 40],
        )
    };
    let by_two = back(&checks("checked_by = \"admins\""), 40);
    assert_eq!(by_two.iter().copied().fold(0.0, f64::max), 40.0);
    // Two of them every two hours.
    let mut sorted = by_two;
    sorted.sort_by(f64::total_cmp);
    let expected: Vec<f64> = (0..40)
        .map(|index| f64::from(index / 2 + 1) * 2.0)
        .collect();
    assert_eq!(sorted, expected);
    // What else takes time are batches of builds: minutes.
    assert!((2.0..2.3).contains(&last(&checks(""), 40)));
}

/// n jobs of 8 h by k people end at ceil(n / k) times 8 h: as checks, and as the hand work of restores.
#[test]
fn jobs_of_eight_hours_end_when_rounds_of_all_people_do() {
    for (jobs, people) in [(1, 1), (5, 2), (6, 3), (7, 3), (4, 9)] {
        let rounds = f64::from((jobs + people - 1) / people) * 8.0;
        let crew = format!("people = {people}");
        let tiers = vec![1; jobs as usize];
        let checks = lost_stamp(
            &crew,
            AT_ONCE,
            "validate = \"8 h\"\nchecked_by = \"admins\"",
            &tiers,
        );
        assert_eq!(
            last(&checks, tiers.len()),
            rounds,
            "{jobs} checks by {people}"
        );
        let restores = lost_stamp(
            &crew,
            "decide = \"0 s\"\nprovision = \"8 h\"\nrestored_by = \"admins\"",
            "",
            &tiers,
        );
        assert_eq!(
            last(&restores, tiers.len()),
            rounds,
            "{jobs} restores by {people}"
        );
    }
}

/// One person builds for 1 h and checks for 2 h. The urgent application asks for its check when the second one asks
/// to be built: both wait for the third hour, and the urgent one goes first.
#[test]
fn urgent_tiers_go_first_and_one_crew_serves_all_roles() {
    let text = lost_stamp(
        "people = 1",
        "decide = \"0 s\"\nprovision = \"1 h\"\nrestored_by = \"admins\"",
        "validate = \"2 h\"\nchecked_by = \"admins\"",
        &[2, 1, 3],
    );
    // Tier 1 is built to 1 h. Its check comes when the person has gone on to build tier 2, to 2 h: it takes 2 h to 4 h.
    // Then tier 2 is checked before tier 3 is built: to 6 h; built to 7 h, checked to 9 h.
    assert_eq!(back(&text, 3), [6.0, 4.0, 9.0]);
}

/// The stamp is lost on Wednesday at noon, and the crew goes home at 16:00: with checks of 3 h one person begins at
/// 12:00 and at 15:00 (which is finished), and the third waits for Thursday 8:00.
#[test]
fn checks_begin_in_the_hours_of_the_crew_and_are_finished() {
    let text = |on_call: &str| {
        lost_stamp(
            &format!("people = 1\nhours = \"Mon-Fri 08:00-16:00\"\n{on_call}"),
            AT_ONCE,
            "validate = \"3 h\"\nchecked_by = \"admins\"",
            &[1; 3],
        )
    };
    assert_eq!(back(&text(""), 3), [3.0, 6.0, 23.0]);
    // Who is there goes on with what waits.
    assert_eq!(back(&text("on_call_after = \"1 h\""), 3), [3.0, 6.0, 9.0]);
}

/// On Saturday nobody of the crew is there before Monday 8:00, 44 h later, but somebody on call answers in 1 h. With two
/// people both come then, and the third check goes on without another call.
#[test]
fn outside_of_hours_somebody_on_call_answers_later() {
    let text = |on_call: &str| {
        lost_stamp(
            &format!("people = 2\nhours = \"Mon-Fri 08:00-16:00\"\n{on_call}"),
            AT_ONCE,
            "validate = \"3 h\"\nchecked_by = \"admins\"",
            &[1; 3],
        )
        .replace("Wed 12:00", "Sat 12:00")
    };
    assert_eq!(back(&text(""), 3), [47.0, 47.0, 50.0]);
    assert_eq!(back(&text("on_call_after = \"1 h\""), 3), [4.0, 4.0, 7.0]);
    // The hours begin before an answer of two days.
    assert_eq!(
        back(&text("on_call_after = \"48 h\""), 3),
        [47.0, 47.0, 50.0]
    );
}

/// All that one fault takes is decided about once: three applications need one person for 2 h, not three. Outside
/// of hours whoever is on call answers in 30 min.
#[test]
fn one_fault_is_decided_about_once() {
    let text = |crew: &str| {
        lost_stamp(
            crew,
            "decide = \"2 h\"\ndecided_by = \"admins\"\nprovision = \"0 s\"",
            "",
            &[1; 3],
        )
    };
    assert_eq!(back(&text("people = 1"), 3), [2.0, 2.0, 2.0]);
    let night = |on_call: &str| {
        text(&format!(
            "people = 1\nhours = \"Mon-Fri 08:00-16:00\"\n{on_call}"
        ))
        .replace("Wed 12:00", "Wed 20:00")
    };
    assert_eq!(back(&night(""), 3), [14.0, 14.0, 14.0]);
    assert_eq!(
        back(&night("on_call_after = \"30 min\""), 3),
        [2.5, 2.5, 2.5]
    );
}

/// What an application waited for is told: of three checks of 2 h by one person, the last one waits for 4 h.
#[test]
fn what_waits_for_people_is_told_as_their_crew() {
    let text = lost_stamp(
        "people = 1",
        AT_ONCE,
        "validate = \"2 h\"\nchecked_by = \"admins\"",
        &[1, 2, 3],
    );
    let rows = said(&text).rows;
    let told = |application: &str| {
        rows.of(
            "lost",
            application,
            &["wait_s", "validate_s", "binding_kind", "binding_name"],
        )
        .remove(0)
    };
    assert_eq!(told("a01"), "7200.0 7200.0 crew admins");
    assert_eq!(told("a02"), "14400.0 7200.0 crew admins");
    assert!(told("a00").starts_with("0.0 7200.0"));
}

/// More people never bring the last application of a tier back later, whatever tiers there are, where all of it is asked for at once.
#[test]
fn more_people_delay_no_tier() {
    let tiers = [3, 1, 2, 2, 1, 3, 3, 1, 2];
    let last_of_tiers = |people: u32| {
        let text = lost_stamp(
            &format!("people = {people}\nhours = \"Mon-Fri 08:00-16:00\""),
            "decide = \"1 h\"\ndecided_by = \"admins\"\nprovision = \"0 s\"",
            "validate = { uniform = [\"1 h\", \"5 h\"] }\nchecked_by = \"admins\"",
            &tiers,
        );
        let back = back(&text, tiers.len());
        [1, 2, 3].map(|tier| {
            let own = back.iter().zip(tiers).filter(|(_, of)| *of == tier);
            own.map(|(back, _)| *back).fold(0.0, f64::max)
        })
    };
    let mut before = last_of_tiers(1);
    for people in 2..8 {
        let now = last_of_tiers(people);
        for (now, before) in now.iter().zip(before) {
            assert!(*now <= before, "{people} people: {now} h after {before} h");
        }
        before = now;
    }
}

/// One person of one crew: the repair of the stamp itself goes before the checks of what lay on it.
#[test]
fn repairs_of_places_go_before_recoveries() {
    let text = |of: &str, first: &str| {
        lost_stamp(
            "people = 1\nanswers_in = \"0 s\"",
            AT_ONCE,
            "validate = \"2 h\"\nchecked_by = \"admins\"",
            &[1, 2],
        )
        .replace(
            "[drill.lost]\nof = \"stamp.a\"\ndestroys = true\ndetect = \"0 s\"\n",
            &format!("[drill.lost]\nof = \"{of}\"\ndestroys = true\n{first}\ncrew = \"admins\"\nrepair = \"8 h\"\n"),
        )
    };
    // Called at once, the repair comes first: checks from 8 h on, to 10 h and 12 h.
    assert_eq!(back(&text("stamp.a", "detect = \"0 s\""), 2), [10.0, 12.0]);
    // Called after 1 h, while the first check is done: the repair comes before the second.
    assert_eq!(back(&text("stamp.a", "detect = \"1 h\""), 2), [2.0, 12.0]);
}

/// Two applications are checked by one person, 10 h each. After 4 h the stamp that they came to fails for 1 h: nobody is
/// kept for the check that broke off, and both ask again, the urgent one first. It is checked from 5 h to 15 h, the
/// other one from then to 25 h.
#[test]
fn who_stops_while_it_is_checked_or_waits_frees_its_person() {
    let text = lost_stamp(
        "people = 1",
        AT_ONCE,
        "validate = \"10 h\"\nchecked_by = \"admins\"",
        &[1, 2],
    );
    let text = text.replace("nodes = 8", "nodes = 8\nstart = \"0 s\"");
    let text = format!(
        "{text}[fault.gone]\nof = \"stamp.a\"\nat = \"30 d\"\ndestroys = true\nlasts = \"40 d\"\n\
         [fault.again]\nof = \"stamp.b\"\nat = \"724 h\"\nlasts = \"1 h\"\n"
    );
    let rows = said(&text).rows;
    for (application, expected) in [("a00", 15.0), ("a01", 25.0)] {
        let told = rows.numbers("years", application, "recovery_s");
        assert_eq!(told.len(), 1, "{application}: {told:?}");
        let hours = told[0] / 3_600.0;
        assert!(
            (expected..expected + 0.2).contains(&hours),
            "{application}: {hours} h"
        );
    }
}

/// A node is lost at night and the crew comes in the morning, 12 h later; whoever is on call comes in 2 h. The
/// answer of 1 h that holds in its hours begins with them.
#[test]
fn whoever_is_on_call_repairs_at_night() {
    let back = |crew: &str| {
        let text = format!(
            "[run]\ntrials = 1\n[stamp.a]\nnodes = 4\nnode_memory = \"384 GiB\"\nstart = \"0 s\"\n[crew.admins]\n\
             hours = \"Mon-Fri 08:00-20:00\"\nanswers_in = \"1 h\"\n{crew}\n[application.x]\nstamp = \"a\"\n\
             boot = \"0 s\"\nrto = \"4 h\"\nprotection = []\n\
             [drill.off]\nof = \"stamp.a\"\nat = \"Wed 20:00\"\ndetect = \"0 s\"\nrepair = \"3 h\"\ncrew = \"admins\"\n\
             trials = 1\n"
        );
        let told = said(&text).rows.numbers("off", "x", "recovery_s");
        (told[0] / 360.0).round() / 10.0
    };
    assert_eq!(back(""), 16.0);
    assert_eq!(back("on_call_after = \"2 h\""), 5.0);
    assert_eq!(back("on_call_after = \"14 h\""), 16.0);
}

/// One person decides about a busy application for 2 h from day 10 on. After 10 min another stamp is lost, with a VM of tier 4 that is
/// noticed at once and one of tier 1 that is noticed 40 min later; after 20 min a third one, with a VM of tier 3. At 0:50 the decision about the second
/// stamp is one about tier 1: it goes first, from 2:00 to 3:00, and the other one until 4:00. 5 min of boot come after each.
#[test]
fn a_decision_is_as_urgent_as_the_most_urgent_that_joins_it() {
    let mut text = "[run]\ntrials = 1\nhorizon = \"30 d\"\nbuild_up = \"0 s\"\nsettle = \"0 s\"\n[crew.admins]\npeople = 1\n\
                    [stamp.b]\nnodes = 4\nnode_memory = \"384 GiB\"\nisolation_share = \"0 %\"\nmanager_start = { count = 20, every = \"0 s\" }\n"
        .to_string();
    for (stamp, at) in [("x", "10 d"), ("y", "10 d 10 min"), ("z", "10 d 20 min")] {
        write!(
            text,
            "[stamp.{stamp}]\nlike = \"b\"\n[fault.{stamp}]\nof = \"stamp.{stamp}\"\nat = \"{at}\"\ndestroys = true\nlasts = \"9 d\"\n"
        )
        .unwrap();
    }
    for (name, stamp, tier, detect, decide) in [
        ("busy", "x", 5, "0 s", "2 h"),
        ("late", "y", 4, "0 s", "1 h"),
        ("urgent", "y", 1, "40 min", "1 h"),
        ("middle", "z", 3, "0 s", "1 h"),
    ] {
        write!(
            text,
            "[protection.{name}.none]\ndetect = \"{detect}\"\ndecide = \"{decide}\"\ndecided_by = \"admins\"\nredeploy = \"0 s\"\nto = \"b\"\n\
             [application.{name}]\nstamp = \"{stamp}\"\ntier = {tier}\nprotection = \"{name}\"\nstateful = false\nboot = \"5 min\"\nvalidate = \"0 s\"\nrto = \"8 h\"\n"
        )
        .unwrap();
    }
    let blueprint = super::load_with(&text, "").blueprint;
    let names = blueprint.applications.clone();
    let record = World::new(&blueprint, 1).run(Mode::Years, 0);
    let told = record.outages.iter().map(|one| {
        let name = names[one.application.index()].name.as_str();
        (name, one.recovery().unwrap() / 60_000)
    });
    let told: BTreeMap<&str, u64> = told.collect();
    let expected = [
        ("busy", 125),
        ("late", 175),
        ("middle", 225),
        ("urgent", 175),
    ];
    assert_eq!(told, BTreeMap::from(expected));
}
