//! Cases: who finds no room after the loss of a node, where less urgent VMs of the stamp may be stopped for it.

use super::load_with;
use crate::watchdog::in_time;
use firedrill::model::Class;
use firedrill::model::record::TrialRecord;
use firedrill::world::{Mode, World};

/// Two nodes of 64 GiB, on each a VM of URGENT and one of 20 GiB. A node is lost for 6 h after two days; it is noticed
/// after 1 min.
const STAMP: &str = r#"
[run]
trials = 1
horizon = "30 d"
build_up = "0 s"
settle = "0 s"
[stamp.home]
nodes = 2
node_memory = "64 GiB"
reserve = "none"
quorum = "none"
detection = "1 min"
isolation_share = "0 %"
start = "0 s"
cluster_restart = { count = 20, every = "1 min" }
TIERS
[protection.p.none]
[application.urgent]
tier = 1
rto = "8 h"
protection = "p"
stateful = false
memory = "URGENT"
count = 2
required = 2
boot = "1 min"
validate = "0 s"
[application.small]
tier = 4
rto = "8 h"
protection = "p"
stateful = false
memory = "20 GiB"
count = 2
required = 1
boot = "5 min"
validate = "0 s"
[fault.node]
of = "stamp.home.node.1"
at = "2 d"
lasts = "6 h"
"#;

/// When outages began, and how long they were, in minutes.
type Outages = Vec<(u64, Option<u64>)>;

/// The outages of both applications, and the record.
fn years(tiers: &str, urgent: &str) -> ([Outages; 2], TrialRecord) {
    let text = STAMP.replace("TIERS", tiers).replace("URGENT", urgent);
    let blueprint = load_with(&text, "").blueprint;
    let run = move || World::new(&blueprint, 1).run(Mode::Years, 0);
    let record = in_time(&text, run);
    let outages = [1, 0].map(|application| {
        let all = record.outages.iter();
        let own = all.filter(|one| one.application.index() == application);
        let minutes = |ms: u64| ms / 60_000;
        own.map(|one| (minutes(one.start as u64), one.recovery().map(minutes)))
            .collect()
    });
    (outages, record)
}

const STRUCK: u64 = 2 * 24 * 60;

/// The other node has 20 of 64 GiB left, and the urgent VM wants 24: without more it waits 6 h for its node. Where VMs of
/// tier 4 may be stopped it runs 2 min after the loss: a minute to notice, a minute of boot. The small one that made way
/// starts when the lost node is back, and boots in 5 min; until then none of the small ones runs.
#[test]
fn the_least_urgent_make_way_for_who_lost_its_node() {
    let ([urgent, small], record) = years("", "24 GiB");
    assert_eq!(urgent, [(STRUCK, Some(361))]);
    assert_eq!((small.len(), record.stamps[0].shed), (0, 0));
    let ([urgent, small], record) = years("displace_tiers = [4]", "24 GiB");
    assert_eq!(urgent, [(STRUCK, Some(2))]);
    assert_eq!(small, [(STRUCK + 1, Some(364))]);
    assert_eq!(record.stamps[0].shed, 1);
    // Others may be stopped, and not whom this is about.
    let ([urgent, small], _) = years("displace_tiers = [3, 5]", "24 GiB");
    assert_eq!((urgent.len(), urgent[0].1, small.len()), (1, Some(361), 0));
}

/// The urgent VMs want 41 GiB: with the small one gone 23 GiB are free, which are not enough. Nobody is stopped.
#[test]
fn nobody_makes_way_in_vain() {
    let ([urgent, small], record) = years("displace_tiers = [4]", "41 GiB");
    assert_eq!(urgent, [(STRUCK, Some(361))]);
    assert_eq!((small.len(), record.stamps[0].shed), (0, 0));
}

/// Nobody makes way for its like.
#[test]
fn who_is_as_urgent_stays() {
    let text = "displace_tiers = [1, 4]";
    let ([urgent, small], record) = years(text, "42 GiB");
    assert_eq!(urgent, [(STRUCK, Some(361))]);
    assert_eq!((small.len(), record.stamps[0].shed), (0, 0));
}

/// Who makes way has another place: both small VMs are needed. One goes with its node at once, the other makes way a minute later. People are
/// patient for an hour from each strike, and decide in 10 min; then it is redeployed on the other stamp, or fails over there, in 20 min, and
/// boots in 5 min: 1 + 60 + 10 + 20 + 5 = 96 min after the strike both run again. For ever patient, they wait for the node: 6 h, and the boot.
#[test]
fn who_makes_way_goes_elsewhere_when_people_decide_that() {
    let other = "[stamp.other]\nnodes = 2\nnode_memory = \"64 GiB\"\nreserve = \"none\"\nquorum = \"none\"\n[site.s]\n";
    let laws = "detect = \"0 s\"\ndecide = \"10 min\"";
    let redeploy = format!("[protection.q.none]\nto = \"other\"\nredeploy = \"20 min\"\n{laws}\n");
    let replicate = format!(
        "[protection.q.replication]\nto = \"other\"\nfailover = \"20 min\"\ndns_ttl = \"0 s\"\n{laws}\n"
    );
    let run = |protection: &str, patience: &str, stateful: bool| {
        let (tables, small) = STAMP.split_once("[application.small]").unwrap();
        let small = small
            .replace("protection = \"p\"", "protection = \"q\"")
            .replace("required = 1", "required = 2")
            .replace("stateful = false", &format!("stateful = {stateful}"));
        let text = format!(
            "{tables}{}{other}[application.small]\nstamp = \"home\"{small}",
            protection.replace("decide", &format!("give_up_after = \"{patience}\"\ndecide"))
        );
        let text = text
            .replace(
                "[application.urgent]",
                "[application.urgent]\nstamp = \"home\"",
            )
            .replace("TIERS", "displace_tiers = [4]\nat = \"site.s\"")
            .replace("[stamp.other]", "[stamp.other]\nat = \"site.s\"")
            .replace("URGENT", "24 GiB");
        let blueprint = load_with(&text, "").blueprint;
        let record = in_time(&text, move || World::new(&blueprint, 1).run(Mode::Years, 0));
        let own = record
            .outages
            .iter()
            .filter(|one| one.application.index() == 0)
            // The way home of a replica is a planned outage later.
            .filter(|one| one.class != Class::Planned);
        let own: Vec<_> = own
            .map(|one| one.recovery().map(|ms| ms / 60_000))
            .collect();
        (own, record.stamps[0].shed)
    };
    for (protection, stateful) in [(&redeploy, false), (&replicate, true)] {
        assert_eq!(run(protection, "1 h", stateful), (vec![Some(96)], 1));
        assert_eq!(run(protection, "never", stateful), (vec![Some(365)], 1));
    }
}
