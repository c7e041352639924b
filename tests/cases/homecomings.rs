//! Cases: what was built again on another stamp goes home in a planned way, or stays there.

use super::load_with;
use crate::watchdog::in_time;
use firedrill::model::record::{HomecomingTally, TrialRecord};
use firedrill::model::{Blueprint, Class, DrillId};
use firedrill::world::{Mode, World};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Stamp `a` is lost with all that it has after 10 d and is there again 3 d later. Its VM of 100 GiB is restored on `b` at
/// once, where the repository stands. Copied home over 1 Gbps it takes 107.37 GB / 125 MB/s = 859 s.
fn lost(go_home: &str, role: &str, more: &str) -> String {
    format!(
        r#"
[run]
trials = 1
horizon = "60 d"
[site.x]
[site.y]
[stamp.a]
at = "site.x"
nodes = 2
node_memory = "384 GiB"
reserve = "none"
quorum = "none"
start = "0 s"
isolation_share = "0 %"
manager_start = {{ count = 20, every = "0 s" }}
[stamp.b]
like = "a"
at = "site.y"
[stamp.c]
like = "a"
at = "site.y"
[link.w]
between = ["x", "y"]
rate = "1 Gbps"
[repository.vault]
at = "site.y"
[protection.p.backup]
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
restore_to = "b"
{go_home}
[protection.q.none]
detect = "0 s"
decide = "0 s"
redeploy = "0 s"
to = "b"
{go_home}
[application.erp]
stamp = "a"
rto = "8 h"
{role}
{more}
"#
    )
}

const ERP: &str = "role.db = { count = 1, memory = \"56 GiB\", used = \"100 GiB\", churn = \"0.1 MB/s\", boot = \"5 min\", validate = \"0 s\", protection = \"p\" }";
const STRIKE: &str =
    "[fault.lost]\nof = \"stamp.a\"\nat = \"10 d\"\ndestroys = true\nlasts = \"3 d\"\n";
const HOME: &str = "go_home = \"30 min\"\ngo_home_after = \"2 d\"";

fn years(text: &str) -> (Blueprint, TrialRecord) {
    let blueprint = load_with(text, "").blueprint;
    let whole = blueprint.clone();
    let record = in_time(text, move || World::new(&blueprint, 1).run(Mode::Years, 0));
    (whole, record)
}

/// Outages of the first application: class, when each began after the start of the horizon and how long it was, in minutes.
fn outages(record: &TrialRecord) -> Vec<(Class, u64, u64)> {
    let own = record
        .outages
        .iter()
        .filter(|one| one.application.index() == 0);
    let told = own.map(|one| {
        let down = one.recovery().expect("it comes back");
        (one.class, one.start as u64 / MINUTE, down / MINUTE)
    });
    told.collect()
}

fn minutes(days: u64, hours: u64, minutes: u64) -> u64 {
    (days * DAY + hours * HOUR) / MINUTE + minutes
}

/// It is back on the 13th day, whole for two days on the 15th; the copy takes 14 min 19 s, what was written meanwhile (86 MB)
/// 0.7 s. Then it is down for 30 min and 5 min of boot. It was away from some 13 min and 5 min after the strike on.
#[test]
fn it_goes_home_when_its_stamp_has_been_whole_for_long_enough() {
    let (_, record) = years(&lost(HOME, ERP, STRIKE));
    let all = outages(&record);
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!((all[0].0, all[0].1), (Class::Stamp, minutes(10, 0, 0)));
    assert!((17..=25).contains(&all[0].2), "{all:?}");
    assert_eq!(all[1], (Class::Planned, minutes(15, 0, 14), 35));
    let tally = record.homecomings[0];
    assert_eq!((tally.times_away, tally.returns, tally.put_off), (1, 1, 0));
    assert_eq!(
        (tally.turned_back, tally.stayed, tally.down_sum),
        (0, 0, 35 * MINUTE)
    );
    let home = 15 * DAY + 14 * MINUTE + 35 * MINUTE;
    let away = home - 10 * DAY - all[0].2 * MINUTE;
    assert!(
        away.abs_diff(tally.until_home_sum) < 2 * MINUTE,
        "{tally:?}"
    );
    assert_eq!(tally.away, tally.until_home_sum);
    // Nothing is lost by it.
    assert_eq!(record.outages[1].data_loss(), Some(0));
}

/// Without the key nobody moves it.
#[test]
fn it_stays_by_choice() {
    for keys in ["", "go_home = \"never\""] {
        let (_, record) = years(&lost(keys, ERP, STRIKE));
        assert_eq!(outages(&record).len(), 1);
        assert!(record.homecomings.is_empty());
    }
}

/// Struck on Monday at 6:00, back on Thursday at 6:00, whole for 12 h at 18:00, copied by 18:15. It goes on Saturday at 8:00,
/// when the window opens, and is home at 8:35: 5 d 2 h 35 min after the strike. Where the crew begins at 10:00 it is two hours later.
#[test]
fn it_goes_in_the_next_window_when_somebody_is_there() {
    let drill = "[drill.lost]\nof = \"stamp.a\"\ndestroys = true\nreturns = \"3 d\"\nat = \"Mon 06:00\"\ntrials = 1\n";
    let window =
        "go_home = \"30 min\"\ngo_home_after = \"12 h\"\ngo_home_window = \"Sat 08:00-20:00\"";
    let whole = |keys: &str, more: &str| {
        let text = lost(keys, ERP, &format!("{drill}{more}"));
        let blueprint = load_with(&text, "").blueprint;
        let record = in_time(&text, move || {
            World::new(&blueprint, 1).run(Mode::Drill(DrillId(0)), 0)
        });
        assert_eq!(record.homecomings[0].returns, 1);
        record.whole
    };
    let home = 5 * DAY + 2 * HOUR + 35 * MINUTE;
    assert_eq!(whole(window, ""), Some(home));
    let crew = "[crew.movers]\nhours = \"Mon-Sat 10:00-16:00\"\n";
    let by = format!("{window}\ngo_home_by = \"movers\"");
    assert_eq!(whole(&by, crew), Some(home + 2 * HOUR));
    // Those who restore move it where nobody else is named.
    let restorers = format!("{window}\nrestored_by = \"movers\"");
    assert_eq!(whole(&restorers, crew), Some(home + 2 * HOUR));
}

/// Its host goes for an hour on day 13 1/2: an ordinary outage of 65 min. The copy is made after that, as if nothing had been.
#[test]
fn the_host_that_fails_while_it_waits_is_an_ordinary_outage() {
    let host = "[fault.host]\nof = \"stamp.b\"\nat = \"13 d 12 h\"\nlasts = \"1 h\"\n";
    let (_, record) = years(&lost(HOME, ERP, &format!("{STRIKE}{host}")));
    let all = outages(&record);
    assert_eq!(all[1], (Class::Stamp, minutes(13, 12, 0), 65), "{all:?}");
    assert_eq!(all[2], (Class::Planned, minutes(15, 0, 14), 35), "{all:?}");
    // In the middle of the copy, which begins anew: 15 d 10 min + 1 h + 5 min, and 14 min of copying.
    let later = host.replace("13 d 12 h", "15 d 10 min");
    let (_, record) = years(&lost(HOME, ERP, &format!("{STRIKE}{later}")));
    let all = outages(&record);
    assert_eq!(all[1], (Class::Stamp, minutes(15, 0, 10), 65), "{all:?}");
    assert_eq!(all[2], (Class::Planned, minutes(15, 1, 29), 35), "{all:?}");
}

/// Its host is lost for good while its own stamp stands: it is restored there, from points that were made where it ran.
#[test]
fn who_loses_its_host_is_restored_at_home_from_what_was_backed_up_there() {
    let host = "[fault.host]\nof = \"stamp.b\"\nat = \"14 d\"\ndestroys = true\nlasts = \"30 d\"\n";
    let (_, record) = years(&lost(HOME, ERP, &format!("{STRIKE}{host}")));
    let all = outages(&record);
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!((all[1].0, all[1].1), (Class::Stamp, minutes(14, 0, 0)));
    // Stored as 54 GB it is bound by the disk: 107 GB at 145 MB/s are 12 min, with what came after the full more; and 5 min of boot.
    assert!((17..=26).contains(&all[1].2), "{all:?}");
    let loss = record.outages[1]
        .data_loss()
        .expect("a point is resumed from");
    assert!((1..=DAY + HOUR).contains(&loss), "{loss}");
    let tally = record.homecomings[0];
    assert_eq!((tally.times_away, tally.returns, tally.stayed), (1, 0, 0));
}

/// Two VMs of 300 GiB of stamp `c` have come to the two nodes of `a` on day 13 1/4, so that nobody else fits there. Each day at the same
/// time it is tried again, from day 15 on: 15 to 21 are seven times. `c` is back on day 20, whole for a day on day 21, when
/// its VMs go home; so the next time, on day 22, there is room.
#[test]
fn who_finds_no_room_at_home_is_put_off_from_day_to_day() {
    let big = ERP.replace("56 GiB", "300 GiB");
    let other = "[protection.o.backup]\njob_failure = \"0 %\"\nbad_point = \"0 %\"\ndetect = \"0 s\"\ndecide = \"0 s\"\nprovision = \"0 s\"\nrestore_to = \"a\"\ngo_home = \"30 min\"\ngo_home_after = \"1 d\"\n\
                 [application.other]\nstamp = \"c\"\ncount = 2\nmemory = \"300 GiB\"\nused = \"100 GiB\"\nprotection = \"o\"\nrto = \"8 h\"\n\
                 [fault.other]\nof = \"stamp.c\"\nat = \"13 d 6 h\"\ndestroys = true\nlasts = \"6 d 18 h\"\n";
    let (_, record) = years(&lost(HOME, &big, &format!("{STRIKE}{other}")));
    let all = outages(&record);
    assert_eq!(all[1], (Class::Planned, minutes(22, 0, 14), 35), "{all:?}");
    let tallies = &record.homecomings;
    assert_eq!(
        (tallies[0].put_off, tallies[0].returns),
        (7, 1),
        "{tallies:?}"
    );
    assert_eq!(
        (tallies[1].put_off, tallies[1].returns),
        (0, 1),
        "{tallies:?}"
    );
}

/// Three of 100 GiB share the link: 2,577 s of copying, and 6 s for what was written meanwhile. Then all stop together: the application is down once, for as long as one
/// of them. A crew of one moves one after the other, three of them in 90 min.
#[test]
fn several_vms_of_an_application_go_together() {
    let three = ERP.replace("count = 1", "count = 3");
    let (_, record) = years(&lost(HOME, &three, STRIKE));
    let all = outages(&record);
    assert_eq!(
        all[1..],
        [(Class::Planned, minutes(15, 0, 43), 35)],
        "{all:?}"
    );
    let crew = |people: u32| format!("{STRIKE}[crew.movers]\npeople = {people}\n");
    let by = format!("{HOME}\ngo_home_by = \"movers\"");
    for (people, down) in [(1, 95), (2, 65), (3, 35)] {
        let (_, record) = years(&lost(&by, &three, &crew(people)));
        let all = outages(&record);
        assert_eq!(
            all[1..],
            [(Class::Planned, minutes(15, 0, 43), down)],
            "{all:?}"
        );
    }
}

/// What holds no state is not copied: it goes when its stamp has been whole for long enough. Together with what is copied for its
/// application, so that this is down once.
#[test]
fn what_holds_no_state_waits_for_what_is_copied() {
    let web = "role.web = { count = 1, stateful = false, memory = \"14 GiB\", boot = \"5 min\", validate = \"0 s\", protection = \"q\" }";
    let (_, record) = years(&lost(HOME, web, STRIKE));
    let all = outages(&record);
    assert_eq!(
        all[1..],
        [(Class::Planned, minutes(15, 0, 0), 35)],
        "{all:?}"
    );
    let (_, record) = years(&lost(HOME, &format!("{ERP}\n{web}"), STRIKE));
    let planned: Vec<_> = outages(&record)[1..].to_vec();
    assert_eq!(planned, [(Class::Planned, minutes(15, 0, 14), 35)]);
    assert_eq!(
        record
            .homecomings
            .iter()
            .map(|one| one.returns)
            .sum::<u32>(),
        2
    );
}

/// Three instances of which two are enough go home one by one: nobody notices.
#[test]
fn instances_go_home_one_by_one_beside_the_others() {
    let pair = "[protection.farm.high_availability]\nactive = \"all\"\nprobe = \"10 s\"\n";
    let role = "role.web = { count = 3, required = 2, stateful = false, memory = \"14 GiB\", boot = \"5 min\", validate = \"0 s\", protection = [\"q\", \"farm\"] }";
    let (blueprint, record) = years(&lost(HOME, role, &format!("{STRIKE}{pair}")));
    assert_eq!(blueprint.homecomings.len(), 3);
    let all = outages(&record);
    assert_eq!(all.len(), 1, "{all:?}");
    let returns: Vec<HomecomingTally> = record.homecomings.clone();
    assert!(
        returns
            .iter()
            .all(|one| one.returns == 1 && one.down_sum == 35 * MINUTE),
        "{returns:?}"
    );
    // The second one goes when the first serves again, an hour later than it could.
    let mut until: Vec<u64> = returns
        .iter()
        .map(|one| one.until_home_sum / MINUTE)
        .collect();
    until.sort_unstable();
    assert!(
        until.windows(2).all(|two| two[1] >= two[0] + 35),
        "{until:?}"
    );
}

/// Its own stamp goes again, 6 min into the planned outage: it starts where it ran, in 5 min. That was no planned outage then.
/// Back a day later, whole two days after that, it is copied and moved again.
#[test]
fn home_that_goes_in_the_middle_of_the_move_leaves_it_where_it_ran() {
    let again = "[fault.again]\nof = \"stamp.a\"\nat = \"15 d 20 min\"\nlasts = \"1 d\"\n";
    for destroys in ["", "destroys = true\n"] {
        let (_, record) = years(&lost(HOME, ERP, &format!("{STRIKE}{again}{destroys}")));
        let all = outages(&record);
        assert_eq!((all[1].1, all[1].2), (minutes(15, 0, 14), 10), "{all:?}");
        assert_eq!(all[2], (Class::Planned, minutes(18, 0, 34), 35), "{all:?}");
        let tally = record.homecomings[0];
        assert_eq!((tally.turned_back, tally.returns), (1, 1), "{tally:?}");
        assert_eq!(record.outages[1].data_loss(), Some(0));
    }
    // While it is copied nobody notices: the copy begins anew.
    let copied = again.replace("15 d 20 min", "15 d 10 min");
    let (_, record) = years(&lost(HOME, ERP, &format!("{STRIKE}{copied}")));
    let all = outages(&record);
    assert_eq!(
        all[1..],
        [(Class::Planned, minutes(18, 0, 24), 35)],
        "{all:?}"
    );
}

/// A node, or the control plane, of its own stamp is away from day 14 to day 14 1/2: that is not whole, and the two days begin then.
#[test]
fn what_breaks_at_home_begins_the_wait_anew() {
    for part in ["stamp.a.node.1", "stamp.a.control_plane"] {
        let broken = format!("[fault.part]\nof = \"{part}\"\nat = \"14 d\"\nlasts = \"12 h\"\n");
        let (_, record) = years(&lost(HOME, ERP, &format!("{STRIKE}{broken}")));
        let all = outages(&record);
        assert_eq!(
            all[1..],
            [(Class::Planned, minutes(16, 12, 14), 35)],
            "{all:?}"
        );
    }
}
