//! Cases: how busy crews are, and how much work waits for their people.

use super::lost::said;
use super::people::{AT_ONCE, lost_stamp};
use super::{assert_near, load_with, number, summary_of};
use firedrill::model::record::CrewTally;
use firedrill::model::{Blueprint, DrillId};
use firedrill::study::Options;
use firedrill::world::{Mode, World};

const HOUR: u64 = 3_600_000;

fn in_drill(text: &str) -> CrewTally {
    let loaded = load_with(text, "");
    let drill = Mode::Drill(DrillId::from_index(0));
    World::new(&loaded.blueprint, 1).run(drill, 0).crews[0]
}

fn in_years(text: &str) -> CrewTally {
    let loaded = load_with(text, "");
    World::new(&loaded.blueprint, 1).run(Mode::Years, 0).crews[0]
}

/// Hours that a tally says, to a hundredth: busy, waited.
fn hours(one: &CrewTally) -> [f64; 2] {
    [one.busy, one.waited].map(|ms| (ms as f64 / HOUR as f64 * 100.0).round() / 100.0)
}

fn forty_checks() -> String {
    lost_stamp(
        "people = 2\nanswers_in = \"0 s\"",
        AT_ONCE,
        "validate = \"2 h\"\nchecked_by = \"admins\"",
        &[1; 40],
    )
    // All are built at once, so that all ask at once.
    .replace(
        "nodes = 8\n",
        "nodes = 8\nmanager_start = { count = 40, every = \"5 min\" }\n",
    )
}

/// Forty checks of 2 h by two people: 80 hours of people; of each round of two, who comes k rounds later waits 2 k
/// hours, 2 h * 2 * (0 + 1 + ... + 19) = 760 h; at first 38 wait.
#[test]
fn forty_checks_by_two_people_wait_for_760_hours() {
    let one = in_drill(&forty_checks());
    assert_eq!(hours(&one), [80.0, 760.0]);
    assert_eq!((one.most_busy, one.most_waiting), (2, 38));
    assert_eq!((one.repairs, one.recoveries), (0, 40));
}

/// The same stands in `summary.json`, in the report and in `trial_crews.csv`; in the years nothing happened.
#[test]
fn what_waits_for_people_stands_in_all_results() {
    let text = forty_checks();
    let told = said(&text);
    let crew = "drills/lost/crews/admins";
    for (key, expected) in [
        ("hours_busy_per_trial/point", 80.0),
        ("hours_waited_per_trial/point", 760.0),
        ("recoveries_per_trial/point", 40.0),
        ("most_busy_people", 2.0),
        ("most_waiting", 38.0),
    ] {
        assert_near(&told.summary, &format!("{crew}/{key}"), expected, 0.01);
    }
    let repairs = format!("{crew}/repairs_per_trial/point");
    assert_eq!(number(&told.summary, &repairs), None);
    let years = number(&told.summary, "crews/admins/hours_busy_per_year/point");
    assert_eq!(years, None);
    let report = told.report.split_once("<body").unwrap().1;
    for sentence in [
        "Most work waited for crew admins: 760 h",
        "of which at most 38 waited at once.",
        "Nobody waited for a person of admins.",
        "Crews in the years simulated: figures per year, most at once over all trials",
        "Drill lost: crews from the strike to the end of the trial: figures per trial, most at once over all trials",
        "2\u{a0}people, day and night",
    ] {
        assert!(report.contains(sentence), "{sentence}");
    }
    // Who decides the missed RTOs stands on the terminal as well.
    let missed = text.replace("12:00\"\ntrials = 1", "12:00\"\ntrials = 100");
    let terminal = said(&missed).terminal;
    let words: Vec<&str> = terminal.split_whitespace().collect();
    let terminal = words.join(" ");
    for part in [
        "Work waits for crew admins for 31.7 d",
        "; at most 38 pieces of work waited at once: missed RTOs wait for that most.",
    ] {
        assert!(terminal.contains(part), "{terminal}");
    }
    let loaded = load_with(&text, "");
    let rows = rows(&loaded.blueprint, "trial_crews.csv");
    let (header, row) = (&rows[0], rows.last().unwrap());
    assert_eq!(
        header,
        "kind,run,trial,crew,busy_s,waited_s,most_busy,most_waiting,repairs,recoveries"
    );
    assert_eq!(row, "drill,lost,0,admins,288000.0,2736000.0,2,38,0,40");
}

fn rows(blueprint: &Blueprint, name: &str) -> Vec<String> {
    let options = Options {
        seed: blueprint.run.seed,
        trials: None,
        threads: 2,
    };
    let (_, files) = firedrill::report::in_memory(blueprint, &options, &|_, _| {}).unwrap();
    let file = files.into_iter().find(|(known, _)| *known == name).unwrap();
    let text = String::from_utf8(file.1).unwrap();
    text.lines().map(str::to_string).collect()
}

/// A scenario without crews has nothing to tell of them.
#[test]
fn without_crews_nothing_is_told_of_them() {
    let text = forty_checks().replace("checked_by = \"admins\"", "");
    let text = text.replace("[crew.admins]\npeople = 2\nanswers_in = \"0 s\"\n", "");
    let told = said(&text);
    assert_eq!(told.summary.get("crews"), None);
    assert_eq!(told.summary["drills"]["lost"].get("crews"), None);
    assert!(!told.report.contains("id=\"crews\""));
}

/// One person repairs the stamp for 8 h and then checks two VMs, 2 h each, which ask at once: they wait for 8 h and
/// for 10 h.
#[test]
fn repairs_and_recoveries_are_counted_apart() {
    let text = lost_stamp(
        "people = 1\nanswers_in = \"0 s\"",
        AT_ONCE,
        "validate = \"2 h\"\nchecked_by = \"admins\"",
        &[1, 2],
    );
    let text = text.replace(
        "detect = \"0 s\"\nat =",
        "detect = \"0 s\"\ncrew = \"admins\"\nrepair = \"8 h\"\nat =",
    );
    let one = in_drill(&text);
    assert_eq!(hours(&one), [12.0, 18.0]);
    assert_eq!((one.repairs, one.recoveries), (1, 2));
    assert_eq!((one.most_busy, one.most_waiting), (1, 2));
}

/// Three applications need one decision of 2 h at 20:00: nobody comes before 8:00, so that one piece of work waits for
/// 12 h. Whoever is on call is on the way for 30 min, which is work.
#[test]
fn work_waits_at_night_and_one_decision_is_one_piece() {
    let text = |crew: &str| {
        lost_stamp(
            &format!("people = 1\nhours = \"Mon-Fri 08:00-16:00\"\n{crew}"),
            "decide = \"2 h\"\ndecided_by = \"admins\"\nprovision = \"0 s\"",
            "",
            &[1; 3],
        )
        .replace("Wed 12:00", "Wed 20:00")
    };
    let one = in_drill(&text(""));
    assert_eq!(hours(&one), [2.0, 12.0]);
    assert_eq!((one.recoveries, one.most_waiting), (1, 1));
    let one = in_drill(&text("on_call_after = \"30 min\""));
    assert_eq!(hours(&one), [2.5, 0.0]);
}

/// Repairs of 3 h of two nodes by one person, in a horizon of 364 days.
fn two_nodes(crew: &str, first: &str, second: &str) -> String {
    format!(
        "[run]\ntrials = 1\nhorizon = \"364 d\"\n[stamp.a]\nnodes = 4\nnode_memory = \"384 GiB\"\n\
         [crew.admins]\npeople = 1\nanswers_in = \"0 s\"\n{crew}\n[protection.none.none]\n\
         [application.x]\nprotection = \"none\"\nstateful = false\nboot = \"0 s\"\nrto = \"4 h\"\n\
         [fault.one]\nof = \"stamp.a.node.1\"\nat = \"{first}\"\ndetect = \"0 s\"\nrepair = \"3 h\"\ncrew = \"admins\"\n\
         [fault.two]\nof = \"stamp.a.node.2\"\nat = \"{second}\"\ndetect = \"0 s\"\nrepair = \"3 h\"\ncrew = \"admins\"\n"
    )
}

/// The second node waits for 2 h. In the year 6 h of work are 6 h of 8,760, or, of a crew that works 40 h a week, of
/// 8,760 * 40 / 168.
#[test]
fn busy_hours_are_a_share_of_the_hours_that_a_crew_works() {
    let text = two_nodes("", "2400 h", "2401 h");
    let one = in_years(&text);
    assert_eq!(hours(&one), [6.0, 2.0]);
    assert_eq!((one.repairs, one.recoveries, one.most_waiting), (2, 0, 1));
    let year = 365.0 / 364.0;
    let summary = summary_of(&load_with(&text, ""));
    let at = |key: &str| format!("crews/admins/{key}/point");
    assert_near(&summary, &at("hours_busy_per_year"), 6.0 * year, 1e-6);
    assert_near(&summary, &at("hours_waited_per_year"), 2.0 * year, 1e-6);
    assert_near(&summary, &at("repairs_per_year"), 2.0 * year, 1e-6);
    let share = 6.0 * year / 8_760.0;
    assert_near(&summary, &at("busy_share"), share, 1e-9);
    let weekly = two_nodes("hours = \"Mon-Fri 08:00-16:00\"", "2400 h", "2401 h");
    let summary = summary_of(&load_with(&weekly, ""));
    let share = share * 168.0 / 40.0;
    assert_near(&summary, &at("busy_share"), share, 1e-9);
}

/// The horizon ends at 8,736 h: of work that begins 2 h before, as much counts, and of what waits for it as well.
#[test]
fn work_counts_inside_of_the_horizon() {
    let one = in_years(&two_nodes("", "8734 h", "8735 h"));
    assert_eq!(hours(&one), [2.0, 1.0]);
    assert_eq!((one.repairs, one.most_waiting), (1, 1));
}

/// Two of eight nodes that fail every day keep the only person busy for 30 days each, long before anything counts: in years
/// that is all of the horizon. The other node waits, but for the hours until the one that was mended fails again. In
/// a drill it is the hour from its strike until the stamp is back with all that it ran.
#[test]
fn only_what_counts_is_summed_up() {
    let hazard = |node: u32| {
        format!(
            "[hazard.of{node}]\nof = \"stamp.a.node.{node}\"\nevery = \"1 d\"\ndetect = \"0 s\"\nrepair = \"30 d\"\n\
             crew = \"admins\"\n"
        )
    };
    let text = format!(
        "[run]\ntrials = 1\nhorizon = \"364 d\"\nstays_recovered = \"0 s\"\n\
         [stamp.a]\nnodes = 8\nnode_memory = \"384 GiB\"\nstart = \"0 s\"\n\
         [crew.admins]\npeople = 1\nanswers_in = \"0 s\"\n[protection.none.none]\n\
         [application.x]\nprotection = \"none\"\nstateful = false\nboot = \"0 s\"\nrto = \"4 h\"\n{}{}\
         [drill.lost]\nof = \"stamp.a\"\nat = \"Wed 12:00\"\nreturns = \"1 h\"\ndetect = \"0 s\"\ntrials = 1\n",
        hazard(1),
        hazard(2)
    );
    let loaded = load_with(&text, "");
    let mut world = World::new(&loaded.blueprint, 1);
    let years = world.run(Mode::Years, 0);
    let one = years.crews[0];
    assert_eq!(one.busy, years.horizon);
    assert!((12..=13).contains(&one.repairs), "{one:?}");
    assert_eq!((one.most_busy, one.most_waiting), (1, 1));
    assert!(one.waited < years.horizon && one.waited > years.horizon / 2);
    let drill = world.run(Mode::Drill(DrillId::from_index(0)), 0);
    let one = drill.crews[0];
    assert!((HOUR..2 * HOUR).contains(&one.busy), "{one:?}");
    assert_eq!(one.most_busy, 1);
}
