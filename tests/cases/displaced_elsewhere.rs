//! Cases: who is built anew, or is moved off a node for planned work, where less urgent VMs may be stopped for it.

use super::load_with;
use crate::watchdog::in_time;
use firedrill::model::Class;
use firedrill::model::record::TrialRecord;
use firedrill::world::{Mode, World};

/// Stamp `a` is lost for 6 h after two days, with all that it has. Its VM of 24 GiB is built again on `b`, two nodes of 64 GiB
/// with two small ones of SMALL each; that takes a minute of boot.
const LOST: &str = r#"
[run]
trials = 1
horizon = "30 d"
build_up = "0 s"
settle = "0 s"
[stamp.a]
nodes = 2
node_memory = "64 GiB"
reserve = "none"
quorum = "none"
isolation_share = "0 %"
start = "0 s"
manager_start = { count = 20, every = "0 s" }
[stamp.b]
like = "a"
BKEYS
[repository.vault]
read = "4 GB/s"
[protection.p.PROTECTION
[protection.q.none]
[application.urgent]
stamp = "a"
tier = TIER
rto = "8 h"
protection = "p"
stateful = STATE
used = "1 MiB"
memory = "24 GiB"
boot = "1 min"
validate = "0 s"
[application.small]
stamp = "b"
tier = 4
rto = "8 h"
protection = "q"
stateful = false
memory = "SMALL"
count = 4
required = 1
boot = "5 min"
validate = "0 s"
[fault.lost]
of = "stamp.a"
at = "2 d"
destroys = true
lasts = "6 h"
"#;

const REDEPLOYED: &str =
    "none]\ndetect = \"0 s\"\ndecide = \"0 s\"\nredeploy = \"0 s\"\nto = \"b\"";
const RESTORED: &str = "backup]\nevery = \"1 h\"\njob_failure = \"0 %\"\nbad_point = \"0 %\"\ndetect = \"0 s\"\ndecide = \"0 s\"\nprovision = \"0 s\"\nrestore_to = \"b\"";

fn years(text: &str) -> TrialRecord {
    let blueprint = load_with(text, "").blueprint;
    in_time(text, move || World::new(&blueprint, 1).run(Mode::Years, 0))
}

/// How long the urgent one was away, in minutes, and how many were stopped on `b`.
fn urgent(protection: &str, tier: u32, small: &str, keys: &str) -> (Vec<Option<u64>>, u32) {
    let text = LOST
        .replace("PROTECTION", protection)
        .replace("STATE", &protection.starts_with("backup").to_string())
        .replace("TIER", &tier.to_string())
        .replace("SMALL", small)
        .replace("BKEYS", keys);
    let record = years(&text);
    let own = record
        .outages
        .iter()
        .filter(|one| one.application.index() == 1);
    let away = own
        .map(|one| one.recovery().map(|ms| ms / 60_000))
        .collect();
    (away, record.stamps[1].shed)
}

/// Each node of `b` has 14 of 64 GiB left: it waits 6 h for its own stamp, or one of the small ones makes way.
#[test]
fn who_is_redeployed_or_restored_elsewhere_takes_the_room_of_the_least_urgent() {
    for protection in [REDEPLOYED, RESTORED] {
        let away = |tier: u32, keys: &str| urgent(protection, tier, "25 GiB", keys);
        assert_eq!(away(1, ""), (vec![Some(361)], 0));
        assert_eq!(away(1, "displace_tiers = [4]"), (vec![Some(1)], 1));
        // Others may be stopped, and not those; and nobody is stopped for its like.
        assert_eq!(away(1, "displace_tiers = [3, 5]"), (vec![Some(361)], 0));
        assert_eq!(away(4, "displace_tiers = [4]"), (vec![Some(361)], 0));
    }
}

/// The nodes have room and the formula has not: four VMs are as many as the stamp may have. One makes way for it.
#[test]
fn who_is_not_admitted_elsewhere_takes_the_place_of_the_least_urgent() {
    let away = |keys: &str| {
        let keys = format!("vms_per_stamp = 4\n{keys}");
        urgent(REDEPLOYED, 1, "5 GiB", &keys)
    };
    assert_eq!(away(""), (vec![Some(361)], 0));
    assert_eq!(away("displace_tiers = [4]"), (vec![Some(1)], 1));
}

/// Beside two small ones of 27 GiB a node of 64 GiB has 10 left: with one of them gone 37 are free, enough for 24, with both 64, enough
/// for 60. On nodes of 56 GiB nobody goes for 60.
#[test]
fn as_many_make_way_as_are_needed_and_none_in_vain() {
    let wanted = |memory: &str, keys: &str| {
        let text = LOST
            .replace("PROTECTION", REDEPLOYED)
            .replace("STATE", "false")
            .replace("TIER", "1")
            .replace("memory = \"24 GiB\"", &format!("memory = \"{memory}\""))
            .replace("SMALL", "27 GiB")
            .replace("BKEYS", keys);
        let record = years(&text);
        let own = record
            .outages
            .iter()
            .find(|one| one.application.index() == 1);
        (
            own.unwrap().recovery().unwrap() / 60_000,
            record.stamps[1].shed,
        )
    };
    assert_eq!(wanted("24 GiB", "displace_tiers = [4]"), (1, 1));
    assert_eq!(wanted("60 GiB", "displace_tiers = [4]"), (1, 2));
    // No node could ever take it: nobody is stopped.
    assert_eq!(
        wanted("60 GiB", "node_memory = \"56 GiB\"\ndisplace_tiers = [4]"),
        (361, 0)
    );
}

/// Two nodes of 64 GiB with an urgent VM of 24 and a small one of 20 GiB each. Node 1 is taken away for 6 h: its urgent VM finds 20
/// GiB on node 2, and stops; where tier 4 may be stopped, the small one of node 2 makes way, nobody notices the move, and the other small
/// one finds no room in turn. Both small ones are down for 6 h and 5 min of boot, all of it planned.
#[test]
fn who_is_moved_off_a_drained_node_takes_the_room_of_the_least_urgent() {
    let drained = |tiers: &str| {
        let text = format!(
            "[run]\ntrials = 1\nhorizon = \"30 d\"\nbuild_up = \"0 s\"\nsettle = \"0 s\"\n[stamp.home]\nnodes = 2\n\
             node_memory = \"64 GiB\"\nreserve = \"none\"\nquorum = \"none\"\nisolation_share = \"0 %\"\n{tiers}\n[protection.p.none]\n\
             [application.urgent]\ntier = 1\nrto = \"8 h\"\nprotection = \"p\"\nstateful = false\nmemory = \"24 GiB\"\ncount = 2\nrequired = 2\n\
             boot = \"1 min\"\nvalidate = \"0 s\"\n[application.small]\ntier = 4\nrto = \"8 h\"\nprotection = \"p\"\nstateful = false\n\
             memory = \"20 GiB\"\ncount = 2\nrequired = 1\nboot = \"5 min\"\nvalidate = \"0 s\"\n\
             [fault.work]\nof = \"stamp.home.node.1\"\nat = \"2 d\"\nlasts = \"6 h\"\nplanned = true\n"
        );
        let record = years(&text);
        let told = record.outages.iter().map(|one| {
            let length = one.recovery().unwrap() / 60_000;
            (one.application.index(), one.class, length)
        });
        let told: Vec<_> = told.collect();
        (told, record.stamps[0].shed)
    };
    assert_eq!(drained(""), (vec![(1, Class::Planned, 361)], 0));
    assert_eq!(
        drained("displace_tiers = [4]"),
        (vec![(0, Class::Planned, 365)], 1)
    );
}
