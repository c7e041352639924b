//! Cases: planned work. A node is drained before it is taken away: its VMs move, they do not crash.

use super::load_with;
use firedrill::model::record::TrialRecord;
use firedrill::model::{Blueprint, Class};
use firedrill::scenario::Loaded;
use firedrill::units::HOUR;
use firedrill::world::{Mode, World};
use std::fmt::Write;

/// Four nodes of 384 GiB and what stands on them.
fn years(stamp: &str, rest: &str) -> (Loaded, TrialRecord) {
    let text = format!(
        "[run]\ntrials = 1\nhorizon = \"30 d\"\n[stamp.a]\nnodes = 4\nnode_memory = \"384 GiB\"\n{stamp}\n\
         [protection.none.none]\n{rest}"
    );
    let loaded = load_with(&text, "");
    let record = World::new(&loaded.blueprint, 1).run(Mode::Years, 0);
    (loaded, record)
}

/// Nodes in turn, each for two hours, an hour apart.
fn updates(planned: bool) -> String {
    let mut text = String::new();
    for node in 1..=4 {
        let hour = 3 * node;
        write!(
            text,
            "[fault.update-{node}]\nof = \"stamp.a.node.{node}\"\nat = \"10 d {hour} h\"\nlasts = \"2 h\"\nplanned = {planned}\n"
        )
        .unwrap();
    }
    text
}

pub(super) const FARM: &str = "[application.x]\nprotection = \"none\"\ncount = 20\nstateful = false\nrequired = 20\nboot = \"5 min\"\nrto = \"1 h\"\n";

fn down(blueprint: &Blueprint, record: &TrialRecord) -> Vec<(String, i64, u64, Class)> {
    let outages = record.outages.iter();
    let told = outages.map(|one| {
        let name = blueprint.application(one.application).name.clone();
        (name, one.start, one.downtime, one.class)
    });
    told.collect()
}

/// Eight VMs of 90 GiB, two on each of four nodes of 384 GiB. Work on node 1 ends at the instant at which work on node 2
/// begins, which lasts 10 h: all VMs are on nodes 3 and 4 then. Three hours later node 3 is drained: node 1, which is back
/// and empty, takes its four VMs, and nobody notices. Who thought that node 1 leaves with node 2 would have to stop them.
#[test]
fn who_comes_back_when_another_one_goes_takes_vms_in() {
    let farm = "[application.x]\nprotection = \"none\"\ncount = 8\nstateful = false\nrequired = 8\nmemory = \"90 GiB\"\nboot = \"5 min\"\nvalidate = \"0 s\"\nrto = \"1 h\"\n";
    let work = |name: &str, node: u32, hour: u32, lasts: u32| {
        format!(
            "[fault.{name}]\nof = \"stamp.a.node.{node}\"\nat = \"10 d {hour} h\"\nlasts = \"{lasts} h\"\nplanned = true\n"
        )
    };
    // Whichever of the two is looked at first.
    for (first, second) in [("a", "b"), ("b", "a")] {
        let works = [
            work(first, 1, 10, 2),
            work(second, 2, 12, 10),
            work("c", 3, 15, 2),
        ];
        let stamp = "reserve = \"none\"\nquorum = \"none\"";
        let (loaded, record) = years(stamp, &format!("{farm}{}", works.concat()));
        assert_eq!(
            down(&loaded.blueprint, &record),
            [],
            "{first} before {second}"
        );
        assert_eq!(record.stamps[0].without_n_minus_1, 12 * HOUR);
    }
}

#[test]
fn a_node_is_drained_for_an_update() {
    // Twenty VMs of 14 GiB fit on three nodes many times over: nobody notices, and N−1 is gone for 4 × 2 h.
    let (loaded, record) = years("", &format!("{FARM}{}", updates(true)));
    assert_eq!(down(&loaded.blueprint, &record), []);
    assert_eq!(record.stamps[0].without_n_minus_1, 8 * HOUR);
    // The same without a plan is four crashes, of 30 s until the node is missed and 5 min to start, in each of which some VM
    // of the node stops.
    let (loaded, record) = years("", &format!("{FARM}{}", updates(false)));
    let crashes = down(&loaded.blueprint, &record);
    assert_eq!(crashes.len(), 4, "{crashes:?}");
    assert!(crashes.iter().all(|one| one.3 == Class::Node));
    assert_eq!(record.stamps[0].without_n_minus_1, 8 * HOUR);
}

/// Nine VMs of 56 GiB, most urgent first; half of the stamp is taken away for two hours. Usable are 326 GiB of each node,
/// of which 258 GiB of infrastructure take 129 GiB each on the two that are left: 197 GiB, three VMs each.
#[test]
fn the_least_urgent_stop_where_half_of_the_stamp_is_taken_away() {
    let mut text = String::new();
    for tier in 1..=9 {
        write!(
            text,
            "[application.a{tier}]\ntier = {tier}\nprotection = \"none\"\nstateful = false\nsize = \"DS13_v2\"\nboot = \"5 min\"\n"
        )
        .unwrap();
    }
    text.push_str("[rack.half]\nstamp = \"a\"\nnodes = [1, 2]\n[fault.pdu]\nof = \"rack.half\"\nat = \"10 d\"\nlasts = \"2 h\"\nplanned = true\n");
    let (loaded, record) = years("", &text);
    let stopped = down(&loaded.blueprint, &record);
    assert_eq!(record.stamps[0].two_or_more_down, 2 * HOUR);
    // Those on nodes 3 and 4 run on, whatever their tier: nobody is displaced for planned work.
    assert!((2..=3).contains(&stopped.len()), "{stopped:?}");
    let names: Vec<&str> = stopped.iter().map(|one| one.0.as_str()).collect();
    for urgent in ["a1", "a2", "a3"] {
        assert!(!names.contains(&urgent), "{names:?}");
    }
    for (_, start, downtime, class) in &stopped {
        assert_eq!((*start, *class), (10 * 24 * HOUR as i64, Class::Planned));
        // They start when the nodes are back.
        assert_eq!(*downtime, 2 * HOUR + HOUR / 12);
    }
}

/// Three of four nodes are taken away in order: their votes are taken back first, so that the one that is left is the
/// whole cluster and runs on. It has 326 − 258 GiB of room for the VM of 14 GiB. Lost together without a plan, they are a
/// majority, and the stamp stops.
#[test]
fn the_last_node_runs_on_where_the_others_are_taken_away_in_order() {
    let rack = |planned: bool| {
        format!(
            "[application.x]\nprotection = \"none\"\nstateful = false\n[rack.most]\nstamp = \"a\"\nnodes = [1, 2, 3]\n\
             [fault.pdu]\nof = \"rack.most\"\nat = \"10 d\"\nlasts = \"2 h\"\nplanned = {planned}\n"
        )
    };
    let (loaded, record) = years("", &rack(true));
    assert_eq!(down(&loaded.blueprint, &record), []);
    assert_eq!(record.stamps[0].quorum_losses, 0);
    let (loaded, record) = years("", &rack(false));
    assert_eq!(down(&loaded.blueprint, &record).len(), 1);
    assert_eq!(record.stamps[0].quorum_losses, 1);
}

/// While a node is drained another one fails: what stood there restarts, what was moved before does so once.
#[test]
fn a_node_that_fails_meanwhile_finds_the_others_as_they_are() {
    let fault = "[fault.crash]\nof = \"stamp.a.node.2\"\nat = \"10 d 4 h\"\nlasts = \"8 h\"\n";
    let (loaded, record) = years("", &format!("{FARM}{}{fault}", updates(true)));
    let told = down(&loaded.blueprint, &record);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].1, told[0].3),
        (10 * 24 * HOUR as i64 + 4 * HOUR as i64, Class::Node)
    );
}

/// A stamp, or its site, that is shut down for 4 h: its VMs stop at once, it is off after 30 min, stays so for 4 h and starts in
/// 2 h. Without `shutdown` that is 6 h, with it 6.5 h; a loss of power has none.
#[test]
fn a_shutdown_takes_its_time_before_the_stamp_is_off() {
    for of in ["stamp.a", "site.s"] {
        let length = |shutdown: &str, planned: bool| {
            let text = format!(
                "[run]\ntrials = 1\nhorizon = \"60 d\"\n[site.s]\n[stamp.a]\nnode_memory = \"384 GiB\"\nstart = \"2 h\"\n{shutdown}\n\
                 [application.x]\nboot = \"0 s\"\n[fault.off]\nof = \"{of}\"\nat = \"10 d\"\nlasts = \"4 h\"\nplanned = {planned}\n"
            );
            let loaded = load_with(&text, "");
            let record = World::new(&loaded.blueprint, 1).run(Mode::Years, 0);
            assert_eq!(record.outages.len(), 1);
            record.outages[0].phases.iter().sum::<u64>() as f64 / 3_600_000.0
        };
        let stated = "shutdown = \"30 min\"";
        assert_eq!(length(stated, true), 6.5, "{of}");
        assert_eq!(length("", true), 6.0, "{of}");
        assert_eq!(length(stated, false), 6.0, "{of}");
    }
}

/// A stamp of four nodes on which one VM does not migrate, and work on its node that is due at an instant and takes 3 h.
fn agreed(at: &str, crew: &str, rest: &str) -> TrialRecord {
    let text = format!(
        "[application.x]\nprotection = \"none\"\nmigrates = false\nstateful = false\nboot = \"5 min\"\nvalidate = \"0 s\"\n\
         [crew.c]\npeople = 1\n{crew}\n[fault.work]\nof = \"stamp.a.node\"\nat = \"{at}\"\nrepair = \"3 h\"\nplanned = true\ncrew = \"c\"\n{rest}"
    );
    years("", &text).1
}

/// A Saturday 03:00 of trial 0, in milliseconds after its horizon begins: when a crew comes that is there for an hour then.
fn saturday() -> i64 {
    let hours = "hours = \"Sat 03:00-04:00\"\nanswers_in = \"0 s\"";
    agreed("8 d", hours, "").outages[0].start
}

const OFFICE: &str = "hours = \"Mon-Fri 08:00-17:00\"";

/// Work on all four nodes is due on Saturday at 03:00, by one person who is there from Monday 08:00 on: 21 + 24 + 8 = 53 h later the
/// first node is drained, for 3 h, and then the next. So the VM, which does not migrate, has its first outage on Monday at 08:00,
/// 11:00 or 14:00, on which of the nodes it is; the fourth node would begin at 17:00, when the day is over, and does on Tuesday at 08:00.
/// N−1 is in use for the 4 · 3 h alone.
#[test]
fn planned_work_begins_when_somebody_is_there() {
    let hour = HOUR as i64;
    let due = saturday();
    let at = format!("{due} ms");
    let begins = |crew: &str, rest: &str| {
        let record = agreed(&at, crew, rest);
        assert_eq!(record.stamps[0].without_n_minus_1, 12 * HOUR);
        assert_eq!(record.node_downtime, [3 * HOUR; 4]);
        assert_eq!(
            (record.crews[0].busy, record.crews[0].repairs),
            (12 * HOUR, 4)
        );
        let all = record.outages.iter();
        all.map(|one| (one.start - due) / hour).collect::<Vec<_>>()
    };
    let day = [53, 56, 59, 77];
    let plain = begins(OFFICE, "");
    assert!(
        !plain.is_empty() && plain.iter().all(|hours| day.contains(hours)),
        "{plain:?}"
    );
    // Nobody is called at night for it, whoever is on call; and whoever comes is there when it begins.
    for more in [
        "on_call_after = \"1 h\"",
        "answers_in = \"4 h\"",
        "repair_within = \"6 h\"",
    ] {
        assert_eq!(begins(&format!("{OFFICE}\n{more}"), ""), plain, "{more}");
    }
    // Nobody has to notice it.
    assert_eq!(begins(OFFICE, "detect = \"9 h\""), plain);
}

/// What else a person does comes first: node 2 fails on Sunday 03:00, 24 h after the work on node 1 is due; its repair of 4 h waits for
/// Monday 08:00 as well and goes before. So the VM, which the cluster keeps on node 1 or not, has a planned outage at 12:00 at the
/// soonest: 57 h. A part that takes 3 d, ordered on Saturday 03:00, is there on Tuesday 03:00, and somebody at 08:00: 77 h.
#[test]
fn planned_work_waits_for_its_turn_and_for_its_part() {
    let hour = HOUR as i64;
    let due = saturday();
    let run = |rest: &str, more: &str| {
        let text = format!(
            "[application.x]\nprotection = \"none\"\nmigrates = false\nstateful = false\nboot = \"5 min\"\nvalidate = \"0 s\"\n\
             [crew.c]\npeople = 1\nanswers_in = \"0 s\"\n{OFFICE}\n{rest}\n\
             [rack.r]\nstamp = \"a\"\nnodes = [1, 2, 3]\n[fault.work]\nof = \"rack.r\"\nat = \"{due} ms\"\nrepair = \"3 h\"\nplanned = true\ncrew = \"c\"\n{more}\n"
        );
        years("quorum = \"none\"", &text).1
    };
    let begins = |record: &TrialRecord| {
        let planned = record
            .outages
            .iter()
            .filter(|one| one.class == Class::Planned);
        planned
            .map(|one| (one.start - due) / hour)
            .collect::<Vec<_>>()
    };
    let failed = format!(
        "[fault.failed]\nof = \"stamp.a.node.4\"\nat = \"{} ms\"\nrepair = \"4 h\"\ndetect = \"0 s\"\ncrew = \"c\"",
        due + 24 * hour
    );
    let busy = run(&failed, "");
    assert_eq!(busy.node_downtime, [3, 3, 3, 33].map(|hours| hours * HOUR));
    // 33 h from Sunday 03:00 on, then the rack by itself.
    assert_eq!(busy.stamps[0].without_n_minus_1, 36 * HOUR);
    assert_eq!(busy.stamps[0].two_or_more_down, 3 * HOUR);
    let parts = run("[parts.p]\ndelivery = \"3 d\"", "parts = \"p\"");
    assert_eq!(parts.node_downtime, [3, 3, 3, 0].map(|hours| hours * HOUR));
    assert_eq!((parts.parts[0].used, parts.parts[0].shelf_empty), (1, 1));
    for (record, wanted) in [(&busy, 57), (&parts, 77)] {
        let found = begins(record);
        assert!(found.iter().all(|hours| *hours == wanted), "{found:?}");
    }
    assert!(!(begins(&busy).is_empty() && begins(&parts).is_empty()));
}

/// A stamp is shut down for work of 3 h by people: it stops when they are there, not when that is due.
#[test]
fn a_stamp_is_shut_down_when_somebody_is_there() {
    let due = saturday();
    let text = format!(
        "[application.x]\nprotection = \"none\"\nstateful = false\nboot = \"0 s\"\nvalidate = \"0 s\"\n[crew.c]\npeople = 1\n{OFFICE}\n\
         [fault.work]\nof = \"stamp.a\"\nat = \"{due} ms\"\nrepair = \"3 h\"\nplanned = true\ncrew = \"c\"\n"
    );
    let record = years("start = \"1 h\"", &text).1;
    let outages: Vec<(i64, u64)> = record
        .outages
        .iter()
        .map(|one| (one.start - due, one.downtime))
        .collect();
    assert_eq!(outages, [(53 * HOUR as i64, 4 * HOUR)]);
}
