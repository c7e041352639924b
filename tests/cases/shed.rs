//! Cases: who is stopped to make room for a VM that comes from another stamp.

use super::load_with;
use crate::watchdog::in_time;
use firedrill::model::record::TrialRecord;
use firedrill::world::{Mode, World};

/// Two nodes of 64 GiB at home, each with a VM of 40 GiB that nobody may stop and one of 20 GiB that may be
/// stopped: 4 GiB are left. Two VMs of BIG each have their replica there.
const FULL: &str = r#"
[run]
trials = 1
horizon = "30 d"
build_up = "0 s"
settle = "0 s"
[site.mine]
[site.depot]
[link.wan]
between = ["mine", "depot"]
rate = "1 Gbps"
[stamp.pod]
at = "site.mine"
nodes = 2
node_memory = "64 GiB"
reserve = "none"
[stamp.home]
at = "site.depot"
nodes = 2
node_memory = "64 GiB"
reserve = "none"
shed_tiers = [4]
detection = "1 min"
start = "0 s"
[protection.twin.replication]
to = "home"
detect = "10 min"
decide = "10 min"
[application.big]
tier = 1
rto = "8 h"
stamp = "pod"
memory = "BIG"
count = 2
boot = "1 min"
validate = "0 s"
protection = "twin"
[application.held]
tier = 1
rto = "8 h"
stamp = "home"
memory = "40 GiB"
count = 2
boot = "1 min"
validate = "0 s"
[application.small]
tier = 4
rto = "8 h"
stamp = "home"
memory = "20 GiB"
count = 2
boot = "5 min"
validate = "0 s"
[fault.away]
of = "stamp.pod"
at = "1 d"
lasts = "4 d"
"#;

fn years(text: &str) -> TrialRecord {
    let blueprint = load_with(text, "").blueprint;
    in_time(text, move || World::new(&blueprint, 1).run(Mode::Years, 0))
}

/// When the outages of an application began, and how long they were, in minutes.
fn outages(record: &TrialRecord, application: usize) -> Vec<(u64, Option<u64>)> {
    let own = record
        .outages
        .iter()
        .filter(|one| one.application.index() == application);
    let minutes = |ms: u64| ms / 60_000;
    own.map(|one| (minutes(one.start as u64), one.recovery().map(minutes)))
        .collect()
}

const DAY: u64 = 24 * 60;

/// Both small ones are stopped and it is still not enough: they start again at once, 5 min of boot, and the big ones
/// wait for their own stamp. Then a node of home is lost for 6 h with one of the small ones. When it is back, one
/// small VM is running and the other starts: whoever stopped the one that runs would wake the other, and so on
/// for ever at that instant.
#[test]
fn nobody_is_stopped_in_vain_twice() {
    let text = FULL.replace("BIG", "50 GiB");
    let one = years(&text);
    let [big, _, small] = [0, 1, 2].map(|application| outages(&one, application));
    assert_eq!(small, [(DAY + 20, Some(5))]);
    assert_eq!(big.len(), 1);
    assert!(big[0].0 == DAY && big[0].1 >= Some(4 * DAY), "{big:?}");
    let node = "[fault.node]\nof = \"stamp.home.node.1\"\nat = \"2 d\"\nlasts = \"6 h\"\n";
    let both = years(&format!("{text}{node}"));
    let [big_again, held, small] = [0, 1, 2].map(|application| outages(&both, application));
    assert_eq!(big_again, big);
    // Six hours on the lost node, then the boot.
    assert_eq!(held, [(2 * DAY, Some(361))]);
    assert_eq!(small, [(DAY + 20, Some(5)), (2 * DAY, Some(365))]);
}

/// What fits when the small ones are stopped is worth it: 24 GiB are free on each node then.
#[test]
fn who_is_stopped_makes_room_where_that_is_enough() {
    let record = years(&FULL.replace("BIG", "24 GiB"));
    let [big, held, small] = [0, 1, 2].map(|application| outages(&record, application));
    assert!(big[0].1 < Some(60), "{big:?}");
    assert!(held.is_empty());
    assert!(
        small[0].0 == DAY + 20 && small[0].1 > Some(3 * DAY),
        "{small:?}"
    );
}
