//! Cases: updates of stamps, node after node, along the calendar.

use super::planned::FARM;
use super::{assert_near, load_with, number, summary_of};
use firedrill::model::Class;
use firedrill::model::record::{Data, TrialRecord, UpdateTally};
use firedrill::scenario::Loaded;
use firedrill::units::{DAY, HOUR, WEEK};
use firedrill::world::{Mode, World};
use std::fmt::Write;

/// Four nodes of 384 GiB, fifty-two weeks, and an update every four weeks.
fn years(stamp: &str, update: &str, rest: &str) -> (Loaded, TrialRecord) {
    trial(stamp, update, rest, 0)
}

fn trial(stamp: &str, update: &str, rest: &str, number: u32) -> (Loaded, TrialRecord) {
    let text = format!(
        "[run]\ntrials = 1\nhorizon = \"364 d\"\n[stamp.a]\nnodes = 4\nnode_memory = \"384 GiB\"\n{stamp}\n\
         [update.monthly]\nevery = \"28 d\"\nper_node = \"2 h\"\n{update}\n[protection.none.none]\n{rest}"
    );
    let loaded = load_with(&text, "");
    let record = World::new(&loaded.blueprint, 1).run(Mode::Years, number);
    (loaded, record)
}

/// A VM that does not migrate.
const GPU: &str = "[application.gpu]\nprotection = \"none\"\nstateful = false\nboot = \"5 min\"\nmigrates = false\nrto = \"1 min\"\n";

fn of(record: &TrialRecord) -> UpdateTally {
    record.updates[0]
}

#[test]
fn an_update_drains_node_after_node_and_nobody_notices() {
    // Thirteen runs of four nodes of 2 h: 8 h each, a node away all the time, N−1 gone for 104 h in all, and no outage.
    let (_, record) = years("", "", FARM);
    assert_eq!(record.outages.len(), 0, "{:?}", record.outages);
    let tally = of(&record);
    assert_eq!((tally.runs, tally.nodes), (13, 52));
    assert_eq!((tally.run_sum, tally.run_max), (13 * 8 * HOUR, 8 * HOUR));
    assert_eq!(tally.away, 104 * HOUR);
    assert_eq!(record.stamps[0].without_n_minus_1, 104 * HOUR);
    assert_eq!((tally.pauses, tally.paused, tally.skipped), (0, 0, 0));
    // Each node is away for 26 h.
    assert!(record.node_downtime.iter().all(|down| *down == 26 * HOUR));
}

#[test]
fn the_next_node_waits_for_the_copies_of_the_one_before() {
    // An hour between any two of four nodes: 8 h + 3 h. N−1 is there meanwhile.
    let (_, record) = years("", "resync = \"1 h\"", FARM);
    let tally = of(&record);
    assert_eq!((tally.runs, tally.run_max), (13, 11 * HOUR));
    assert_eq!((tally.away, tally.pauses), (104 * HOUR, 0));
}

/// With storage: what changed while the node was away is copied first. Twenty VMs change 100 GiB a day each, 167 GiB in 2 h
/// and 500 GiB with their copies, of which each of four nodes gets its part: 20 · 100 GiB / 12 · 3 / 4 = 125 GiB at 40 MB/s, some 56 min.
#[test]
fn where_storage_is_simulated_the_copies_take_as_long_as_they_do() {
    let stamp = "storage = { disks = 4, disk_size = \"16 TB\", rate = \"4 GB/s\", rebuild_rate = \"40 MB/s\" }";
    let farm = format!("{FARM}used = \"200 GiB\"\nchurn = \"100 GiB/day\"\n");
    let (_, record) = years(stamp, "", &farm);
    let tally = of(&record);
    let gib = (1_u64 << 30) as f64;
    let resync = 125.0 * gib / 40.0e6 * 1_000.0;
    let expected = 8.0 * HOUR as f64 + 3.0 * resync;
    let off = (tally.run_max as f64 - expected).abs() / expected;
    assert!(
        off < 0.02,
        "{} h against {} h",
        tally.run_max as f64 / HOUR as f64,
        expected / HOUR as f64
    );
    assert_eq!((tally.runs, tally.pauses), (13, 0));
}

#[test]
fn a_window_that_closes_lets_the_node_under_way_finish() {
    // Saturdays from 8:00 to 11:00: a node at 8:00, one at 10:00 that is back at 12:00, two more a week later. From the first
    // to the last: a week and 4 h. Runs are due on Mondays at 0:00.
    let (_, record) = years("", "window = \"Sat 08:00-11:00\"", FARM);
    let tally = of(&record);
    assert_eq!((tally.runs, tally.run_max), (13, WEEK + 4 * HOUR));
    assert_eq!(tally.run_sum, 13 * (WEEK + 4 * HOUR));
    assert_eq!((tally.away, tally.pauses), (104 * HOUR, 0));
}

/// A node that is down keeps the update: it goes on when the node is back.
#[test]
fn an_update_pauses_while_another_node_is_missing() {
    let fault = "[fault.board]\nof = \"stamp.a.node.4\"\nat = \"1 h\"\nlasts = \"60 d\"\n";
    let (_, record) = years("", "", &format!("{FARM}{fault}"));
    let tally = of(&record);
    // Two runs come due in sixty days, or three; the first of them waits until the node is back, the others are left out.
    assert_eq!(tally.pauses, 1);
    assert!(tally.skipped == 1 || tally.skipped == 2, "{tally:?}");
    assert_eq!(tally.runs + tally.skipped, 13);
    assert!(
        tally.paused > 30 * DAY && tally.paused < 60 * DAY,
        "{tally:?}"
    );
    // No node goes beside the one that is missing.
    assert_eq!(record.stamps[0].two_or_more_down, 0);
}

/// Faults strike while a node is away: eight VMs of 56 GiB stand on four nodes, two on each, of 326 GiB usable of which
/// 64.5 GiB of infrastructure; three nodes hold them (240 GiB each), and two (197 GiB each, three VMs) hold six.
#[test]
fn the_loss_of_a_node_while_another_is_away_finds_no_room() {
    let big = "[application.x]\nprotection = \"none\"\ncount = 8\nstateful = false\nrequired = 8\nsize = \"DS13_v2\"\nboot = \"5 min\"\n";
    // A node is away at any time, for a day at a time, four of 28 days; and every five days or so a node is lost for 6 h.
    let text = |update: &str| {
        format!(
            "[run]\ntrials = 1\nhorizon = \"3640 d\"\n[stamp.a]\nnodes = 4\nnode_memory = \"384 GiB\"\n{update}\
             [protection.none.none]\n{big}[hazard.h]\nof = \"stamp.a.node.1\"\nevery = {{ constant = \"5 d\" }}\nreturns = \"6 h\"\n"
        )
    };
    let waiting = |update: &str| {
        let loaded = load_with(&text(update), "");
        World::new(&loaded.blueprint, 1).run(Mode::Years, 0).stamps[0]
    };
    let without = waiting("");
    let with = waiting("[update.monthly]\nevery = \"28 d\"\nper_node = \"1 d\"\n");
    assert_eq!((without.most_waiting, without.two_or_more_down), (0, 0));
    assert_eq!(with.most_waiting, 2);
    assert!(with.two_or_more_down > 0);
}

/// What does not migrate stops with its node and starts on another one: 5 min each time that its node goes, planned, and
/// counted apart. It moves to a node that has been updated or is still to be: one to four times in a run.
#[test]
fn what_does_not_migrate_stops_and_starts_again() {
    let (loaded, record) = years("", "", &format!("{FARM}{GPU}"));
    assert!(record.outages.len() >= 13 && record.outages.len() <= 52);
    for outage in &record.outages {
        let name = &loaded.blueprint.application(outage.application).name;
        assert_eq!((name.as_str(), outage.class), ("gpu", Class::Planned));
        assert_eq!(outage.downtime, HOUR / 12);
    }
    let told: Vec<String> = loaded
        .blueprint
        .lints
        .iter()
        .map(|lint| lint.message())
        .collect();
    let named = "`monthly` drains nodes, and `gpu/main/1` does not migrate: they stop with their node and start again on another one";
    assert!(told.iter().any(|message| message == named), "{told:?}");
}

/// What is told of it: 365 / 28 runs a year of 8 h, a node away for 104.3 h, and of what does not migrate its planned downtime, which is
/// no part of what objectives are held against.
#[test]
fn an_update_is_told_with_what_it_costs() {
    let text = format!(
        "[run]\ntrials = 4\nhorizon = \"364 d\"\n[stamp.a]\nnodes = 4\nnode_memory = \"384 GiB\"\n\
         [update.monthly]\nevery = \"28 d\"\nper_node = \"2 h\"\n[protection.none.none]\n{FARM}{GPU}"
    );
    let loaded = load_with(&text, "");
    let summary = summary_of(&loaded);
    let years = 365.0 / 364.0;
    assert_near(
        &summary,
        "updates/monthly/runs_per_year/point",
        13.0 * years,
        1e-6,
    );
    assert_near(&summary, "updates/monthly/run_s/point", 28_800.0, 1e-6);
    assert_near(
        &summary,
        "updates/monthly/hours_away_per_year/point",
        104.0 * years,
        1e-6,
    );
    assert_eq!(
        number(&summary, "updates/monthly/pauses_per_year/point"),
        None
    );
    let outages = number(&summary, "planned/gpu/outages").unwrap();
    assert!(outages >= 4.0 * 13.0);
    let downtime = outages / 4.0 * 300.0 * years;
    assert_near(
        &summary,
        "planned/gpu/downtime_s_per_year/point",
        downtime,
        1e-3,
    );
    assert_eq!(
        number(&summary, "planned/x/downtime_s_per_year/point"),
        None
    );
    // No outage of another class was seen, though each planned one is five times the RTO.
    assert_eq!(summary["applications"]["gpu"]["rto"]["verdict"], "not_seen");
    let told = summary["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == "FD736");
    assert_eq!(
        told.unwrap()["sentence"],
        "Update monthly: 13 runs a year of 8 h on average; a node is away 4 d 8 h a year, and N−1 in use."
    );
}

/// Two stamps in one update are done one after the other; in two updates side by side.
#[test]
fn stamps_of_one_update_go_one_after_the_other() {
    let text = |updates: &str| {
        format!(
            "[run]\ntrials = 1\nhorizon = \"364 d\"\n[stamp.a]\nnodes = 4\nnode_memory = \"384 GiB\"\n[stamp.b]\nlike = \"a\"\n{updates}"
        )
    };
    let run = |updates: &str| {
        let loaded = load_with(&text(updates), "");
        World::new(&loaded.blueprint, 1).run(Mode::Years, 0)
    };
    let one = run("[update.u]\nstamp = [\"a\", \"b\"]\nevery = \"28 d\"\nper_node = \"2 h\"\n");
    assert_eq!(
        (one.updates[0].runs, one.updates[0].run_max),
        (13, 16 * HOUR)
    );
    let each = |name: &str| {
        format!("[update.of-{name}]\nstamp = \"{name}\"\nevery = \"28 d\"\nper_node = \"2 h\"\n")
    };
    let two = run(&format!("{}{}", each("a"), each("b")));
    assert_eq!(two.updates.len(), 2);
    assert!(
        two.updates
            .iter()
            .all(|one| one.run_max == 8 * HOUR && one.runs == 13)
    );
}

/// A stamp that is shut down on purpose is not given up, whatever patience people have with what failed: nobody restores a day-old
/// point beside a stamp that comes back on Sunday.
#[test]
fn a_stamp_that_is_shut_down_on_purpose_comes_back_as_planned() {
    let text = |planned: bool| {
        format!(
            "[run]\ntrials = 1\nhorizon = \"60 d\"\n[stamp.a]\nnode_memory = \"384 GiB\"\nstart = \"1 h\"\n[stamp.b]\nlike = \"a\"\n[repository.v]\n\
             [protection.p.backup]\nrestore_to = \"b\"\ngive_up_after = \"1 h\"\ndetect = \"0 s\"\ndecide = \"0 s\"\n\
             [application.x]\nstamp = \"a\"\nprotection = \"p\"\nboot = \"5 min\"\n\
             [fault.memory]\nof = \"stamp.a\"\nat = \"30 d\"\nlasts = \"48 h\"\nplanned = {planned}\n"
        )
    };
    let run = |planned| {
        let loaded = load_with(&text(planned), "");
        World::new(&loaded.blueprint, 1).run(Mode::Years, 0).outages
    };
    let planned = run(true);
    assert_eq!(planned.len(), 1);
    assert_eq!(
        (planned[0].class, planned[0].data),
        (Class::Planned, Data::SetBack(0))
    );
    // 48 h, an hour until the stamp runs, and the boot.
    assert_eq!(planned[0].downtime, 49 * HOUR + HOUR / 12);
    assert!(run(false)[0].downtime < 24 * HOUR);
}

/// Two nodes are taken away at one instant, each by a fault of its own: who has to stop is as if both went in one rack. Nine VMs of
/// 56 GiB, of which six find room on two nodes: the three least urgent of those that have to move stop.
#[test]
fn nodes_that_go_together_are_drained_together() {
    let mut vms = String::new();
    for tier in (1..=9).rev() {
        write!(
            vms,
            "[application.a{tier}]\ntier = {tier}\nprotection = \"none\"\nstateful = false\nsize = \"DS13_v2\"\nboot = \"5 min\"\n"
        )
        .unwrap();
    }
    let run = |faults: &str| {
        let text = format!(
            "[run]\ntrials = 1\nhorizon = \"30 d\"\n[stamp.a]\nnodes = 4\nnode_memory = \"384 GiB\"\n[protection.none.none]\n{vms}{faults}"
        );
        let loaded = load_with(&text, "");
        let record = World::new(&loaded.blueprint, 1).run(Mode::Years, 0);
        let outages = record.outages.iter();
        let told = outages.map(|one| (one.application, one.start, one.downtime, one.class));
        told.collect::<Vec<_>>()
    };
    let keys = "at = \"10 d\"\nlasts = \"2 h\"\nplanned = true\n";
    let rack = run(&format!(
        "[rack.half]\nstamp = \"a\"\nnodes = [1, 2]\n[fault.pdu]\nof = \"rack.half\"\n{keys}"
    ));
    assert!((2..=3).contains(&rack.len()), "{rack:?}");
    for order in [[1, 2], [2, 1]] {
        let each = |place: usize| {
            let node = order[place];
            format!("[fault.f{place}]\nof = \"stamp.a.node.{node}\"\n{keys}")
        };
        assert_eq!(run(&format!("{}{}", each(0), each(1))), rack);
        // By two people, who are always there. By one of them, the second node goes when the first is back.
        let people = |count: usize| {
            let crew = format!("[crew.c]\npeople = {count}\nanswers_in = \"0 s\"\n");
            let by = |place| each(place).replace("lasts", "crew = \"c\"\nrepair");
            run(&format!("{crew}{}{}", by(0), by(1)))
        };
        assert_eq!(people(2), rack);
        assert_ne!(people(1), rack);
    }
}

#[test]
fn an_update_that_cannot_be_is_refused() {
    let stamp = "[stamp.a]\nnodes = 4\nnode_memory = \"384 GiB\"\n";
    let refused = |update: &str, said: &str| {
        let text = format!("{stamp}[update.u]\n{update}");
        let none = |_: &str| Err("no file".to_string());
        let issues = firedrill::scenario::load(&text, "case.toml", &none).expect_err(update);
        let told: Vec<String> = issues.iter().map(|issue| issue.message()).collect();
        assert!(
            told.iter().any(|one| one.contains(said)),
            "{said}: {told:?}"
        );
    };
    refused("stamp = \"b\"", "stamp `b` is not defined");
    refused(
        "window = \"Sat 08:00-09:00\"\nper_node = \"2 h\"",
        "the window is open for 1 h at most, and a node is away for 2 h on the mean",
    );
    refused(
        "every = \"8 h\"\nper_node = \"2 h\"",
        "due every 8 h, and a run over 4 nodes takes 8 h where all goes well",
    );
    refused(
        "every = \"7 d\"\nper_node = \"2 h\"\nwindow = \"Sat 08:00-11:00\"",
        "due every 7 d, and a run over 4 nodes takes",
    );
    refused("stamp = []", "an update of no stamp");
    refused("every = \"0 s\"", "due every 0 s");
    refused("per_node = \"-1 h\"", "`per_node`");
    refused("every = \"4 weeks\"\nnodes = 3", "unknown key `nodes`");
}
