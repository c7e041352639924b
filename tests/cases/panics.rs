//! Cases: trials that the program could not finish, and the numbers that were wrong before it gave up.

use super::{load_with, number, summary};
use crate::watchdog::in_time;
use firedrill::model::DrillId;
use firedrill::model::record::TrialRecord;
use firedrill::world::{Mode, World};
use serde_json::Value;

/// All trials of years and drills, `trials` of each.
fn records(text: &str, trials: u32) -> Vec<TrialRecord> {
    let blueprint = load_with(text, "").blueprint;
    in_time(text, move || {
        let mut world = World::new(&blueprint, 1);
        let drills = (0..blueprint.drills.len()).map(|drill| Mode::Drill(DrillId(drill as u32)));
        let mut found = Vec::new();
        for mode in std::iter::once(Mode::Years).chain(drills) {
            found.extend((0..trials).map(|trial| world.run(mode, trial)));
        }
        found
    })
}

/// Two stamps at two sites with a link.
const TWO_SITES: &str = r#"
[site.e]
[site.w]
[stamp.alpha]
at = "site.e"
node_memory = "384 GiB"
[stamp.beta]
like = "alpha"
at = "site.w"
[link.wan]
between = ["e", "w"]
rate = "1 Gbps"
"#;

/// A pair of instances at home, each with a hot replica, of which one is enough: after the fire one
/// of them may never have gone to its standby when the group goes home.
#[test]
fn a_standby_that_was_never_taken_is_not_recalled() {
    for (count, required, active) in [(2, 1, "one"), (3, 2, "all"), (4, 1, "one")] {
        let text = format!(
            r#"{TWO_SITES}
[protection]
ag.high_availability = {{ active = "{active}" }}
dr.replication = {{ to = "beta", standby = "hot", failback_after = "1 h" }}
[application.sql]
stamp = "alpha"
rto = "4 h"
rpo = "15 min"
role.db = {{ count = {count}, required = {required}, protection = ["ag", "dr"] }}
[drill]
fire = {{ of = "site.e", destroys = true }}
dark = {{ of = "site.e", returns = "3 h" }}
"#
        );
        let all = records(&text, 40);
        assert!(all.iter().skip(40).all(|record| !record.outages.is_empty()));
    }
}

/// Stamps that fail in turn, with a hot standby on the other: each recall gives back what one take took.
/// Where a backup may bring the VM to the stamp of its standby, the standby makes way as well.
#[test]
fn a_standby_is_there_exactly_while_its_vm_is_elsewhere() {
    for more in ["", "failback = false", "failback_after = \"30 min\""] {
        let text = format!(
            r#"{TWO_SITES}
[repository]
vault = {{ at = "site.w", capacity = "20 TiB" }}
[protection.twin.replication]
to = "beta"
standby = "hot"
{more}
[protection.nightly.backup]
every = "24 h"
to = "vault"
restore_to = "beta"
[application]
erp = {{ stamp = "alpha", rto = "4 h", rpo = "1 h", protection = ["twin", "nightly"] }}
mail = {{ stamp = "alpha", rto = "4 h", rpo = "1 h", count = 3, required = 2, protection = "twin" }}
[hazard]
stamp-outage = {{ of = "stamp", every = "30 d", returns = {{ exponential = "2 d" }} }}
fire = {{ of = "site", every = "60 d", destroys = true, returns = "5 d" }}
deletion = {{ of = "application", kind = "deletion", every = "40 d" }}
"#
        );
        assert!(records(&text, 60).iter().any(|one| one.outages.len() > 5));
    }
}

/// One VM of a group finds no room at the refuge, comes home alone and loses its node; then the return
/// of the other is put off for lack of room. The one at home has nothing to do with that.
#[test]
fn a_return_that_is_put_off_leaves_those_at_home_alone() {
    for (count, size) in [(13, "DS13_v2"), (6, "DS14_v2")] {
        let text = format!(
            r#"
[site.east]
[site.west]
[stamp.alpha]
at = "site.east"
nodes = 4
node_memory = "256 GiB"
reserve = "none"
[stamp.beta]
at = "site.west"
nodes = 4
node_memory = "256 GiB"
reserve = "none"
[link.wan]
between = ["east", "west"]
rate = "10 Gbps"
[protection]
twin.replication = {{ to = "beta", failback_after = "1 h" }}
[application.orders]
stamp = "alpha"
rto = "4 h"
rpo = "15 min"
role.big = {{ count = 1, size = "DS14_v2", used = "100 GiB", churn = "1 %/day", protection = "twin" }}
role.small = {{ count = 1, size = "DS13_v2", used = "100 GiB", churn = "1 %/day", protection = "twin" }}
[application.filler]
stamp = "beta"
rto = "4 h"
role.main = {{ count = 15, size = "DS13_v2", stateless = true }}
[application.load]
stamp = "alpha"
rto = "4 h"
role.main = {{ count = {count}, size = "{size}", stateless = true }}
[hazard.site-outage]
of = "site.east"
every = "20 d"
destroys = true
returns = "2 h"
[hazard.node]
of = "stamp.alpha.node"
every = "10 d"
returns = "10 d"
"#
        );
        let loaded = load_with(&text, "");
        let named = |name: &str| {
            let mut all = loaded.blueprint.applications.iter();
            all.position(|one| one.name == name).unwrap()
        };
        let orders = named("orders");
        let mut put_off = 0;
        for record in records(&text, 400) {
            put_off += record.replicas.iter().map(|one| one.put_off).sum::<u32>();
            let outages = record.outages.iter();
            let mut outages = outages.filter(|one| one.application.index() == orders);
            // Nodes are back after 10 d and a site after 2 h: several of them in turn make no year.
            let longest = 200 * 86_400_000;
            let ended = |recovery: Option<u64>| recovery.is_some_and(|length| length < longest);
            assert!(outages.all(|one| ended(one.recovery())));
        }
        assert!(put_off > 0, "nothing was put off");
    }
}

/// One byte a second more is written than the replica may take: 31,536,000 B after a year, at
/// 1,000,001 B/s: 31.5 s. The log of 24 h is reached after 8.64 × 10^10 s, beyond the end of time.
#[test]
fn a_replica_that_falls_behind_by_a_byte_a_second_is_told_so() {
    let text = |rate: &str, churn: &str, limit: &str| {
        format!(
            r#"{TWO_SITES}
[run]
trials = 2
build_up = "0 s"
settle = "0 s"
[protection]
twin.replication = {{ to = "beta", rate = "{rate}", reduction = 1.0, log_limit = "{limit}" }}
[application.orders]
stamp = "alpha"
rto = "4 h"
rpo = "15 min"
role.db = {{ size = "DS14_v2", used = "1 TiB", churn = "{churn}", protection = "twin" }}
"#
        )
    };
    let behind = |text: &str| {
        let lags = records(text, 2)
            .into_iter()
            .map(|one| one.replicas[0].lag_max);
        lags.max().unwrap_or(0) as f64 / 1_000.0
    };
    let one = behind(&text("8 Mbps", "86400.0864 MB/day", "24 h"));
    assert!((one - 31.5).abs() < 0.2, "{one}");
    // A byte a second at ten times the rate: 31,536,000 B at 10 MB/s. The limit is much later.
    let two = behind(&text("80 Mbps", "864000.0864 MB/day", "365 d"));
    assert!((two - 3.15).abs() < 0.02, "{two}");
}

/// Outages that last longer than `drain`, and a service that must stay for longer than `drain`: the
/// trial ends where it must.
#[test]
fn a_trial_ends_whatever_drain_and_stays_recovered_are() {
    let lengths = [
        ("8 h", "10 min"),
        ("1 min", "0 s"),
        ("1 min", "3 d"),
        ("2 h", "30 d"),
        ("400 d", "1 h"),
    ];
    for (drain, stays) in lengths {
        let text = format!(
            r#"
[run]
drain = "{drain}"
stays_recovered = "{stays}"
trials = 10
[stamp]
alpha = {{ node_memory = "384 GiB" }}
beta = {{ like = "alpha" }}
[repository]
vault = {{ capacity = "60 TiB", read = "300 MB/s" }}
[protection]
nightly.backup = {{ every = "24 h", window = "20:00-06:00", restore_to = "beta" }}
rebuild.none = {{ redeploy = "40 min", to = "beta" }}
[application]
erp = {{ stamp = "alpha", tier = 1, rto = "8 h", rpo = "24 h", size = "DS14_v2", used = "2 TiB", protection = "nightly" }}
web = {{ stamp = "alpha", tier = 2, rto = "4 h", needs = "erp", size = "DS3_v2", count = 3, required = 2, set = "scale_set", protection = "rebuild" }}
[hazard]
node-failure = {{ of = "stamp.alpha.node", every = "100 h" }}
[drill]
lose-stamp = {{ of = "stamp.alpha", destroys = true, returns = "4 weeks", trials = 20 }}
spoilt = {{ of = "application.erp", kind = "corruption", noticed = "60 h", trials = 20 }}
"#
        );
        let found = summary(&text);
        // All is built again elsewhere within some 12 h: 2 TiB at 145 MB/s a disk, and what comes before.
        let back = number(&found, "drills/lose-stamp/applications/erp/recovery_s/p50");
        let within = |value: f64| value < 20.0 * 3_600.0;
        assert_eq!(back.is_some_and(within), drain == "400 d" || back.is_some());
    }
}

/// A replica that is written to in step, and writing that stands still while it cannot be reached. What
/// cuts it off may be over already: a stamp that lost its quorum is still starting when its nodes are
/// back. Every stop names a fault all the same, of a hazard or of the records.
#[test]
fn what_stands_still_names_what_cut_it_off() {
    let text = |more: &str, storage: &str| {
        format!(
            r#"
[stamp.s0]
node_memory = "768 GiB"
start = "3 h"
{storage}
[stamp.s1]
like = "s0"
[protection]
twin.replication = {{ to = "s1", mode = "sync", when_cut = "stop" }}
[application.a]
protection = "twin"
stamp = "s0"
rto = "1 h"
{more}
"#
        )
    };
    let nodes = "[hazard.node]\nof = \"node\"\nevery = \"60 h\"";
    let switches = "[hazard.switch]\nof = \"switch\"\nevery = \"60 h\"\nreturns = \"5 h\"";
    let pool = r#"storage = { disks = 4, disk_size = "8 TB" }"#;
    let pair = format!("{nodes}\n{switches}");
    for (more, storage) in [(nodes, ""), (nodes, pool), (&pair, "switches = 2")] {
        let frozen = records(&text(more, storage), 60);
        assert!(frozen.iter().any(|one| !one.outages.is_empty()));
    }
    // The same from records: three nodes of the replica's stamp at one instant, for two hours.
    let trace = r#"[trace]
file = "faults.csv"
stamp = "s1"
node = "node"
start = { column = "start_h", unit = "h" }
length = { column = "hours", unit = "h" }
"#;
    let recorded = "node,start_h,hours\n1,10,2\n2,10,2\n3,10,2\n";
    let loaded = load_with(&text(trace, ""), recorded);
    let record = World::new(&loaded.blueprint, 1).run(Mode::Years, 0);
    assert_eq!(record.outages.len(), 1);
}

/// Nothing in `summary.json` is a number that a reader of JSON would round.
fn assert_exact(value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(assert_exact),
        Value::Object(members) => members.values().for_each(assert_exact),
        Value::Number(number) => {
            let size = number.as_f64().unwrap_or(f64::INFINITY).abs();
            assert!(size <= 9_007_199_254_740_992.0, "{number}");
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// Four VMs of 256 TiB, captured as a whole every hour: 4 × 2^48 B × 8,760 h over three years are
/// 2.96 × 10^19 B, more than 64 bits hold. The sum is whole all the same, and so is the seed.
#[test]
fn sums_of_bytes_neither_overflow_nor_are_rounded() {
    let found = summary(
        r#"
[run]
trials = 3
seed = 18446744073709551615
[stamp.alpha]
node_memory = "384 GiB"
disk_rate = "900 GB/s"
uplink = "40000 Gbps"
[repository]
vault = { capacity = "7 PiB", read = "5000 GB/s", write = "5000 GB/s", slots = 8 }
[protection]
hourly.backup = { every = "1 h", chain = "full", keep = "2 h", reduction = 1.0, job_failure = "0 %" }
[application]
erp = { stamp = "alpha", rto = "8 h", size = "DS4_v2", count = 4, disks = 1, used = "256 TiB", protection = "hourly" }
"#,
    );
    assert_exact(&found);
    assert_eq!(found["seed"], "18446744073709551615");
    let digits = found["backups"]["hourly"]["jobs"]["bytes"].as_str();
    let bytes: u128 = digits.unwrap().parse().unwrap();
    // A job more or less at each end of the three years.
    let expected = 3 * 4 * 8_760 * (1u128 << 48);
    assert!(bytes.abs_diff(expected) <= 12 * (1 << 48), "{bytes}");
    let pipes = found["pipes"].as_array().unwrap();
    let moved = pipes
        .iter()
        .filter_map(|pipe| pipe["backup_bytes"].as_str());
    assert!(
        moved
            .map(|digits| digits.parse::<u128>().unwrap())
            .any(|moved| moved.abs_diff(expected) <= 24 * (1 << 48))
    );
}

/// A rack with two of four nodes goes: each node that is left has room for one VM more, so that two of
/// the five that lost theirs at one instant run on, by tier and not by the number of the node.
#[test]
fn the_most_urgent_go_first_whatever_node_they_stood_on() {
    let mut text = r#"
[run]
trials = 1
horizon = "60 d"
build_up = "21 d"
settle = "0 s"
[stamp.alpha]
node_memory = "384 GiB"
detection = "10 s"
isolation_share = "0 %"
[rack.half]
stamp = "alpha"
nodes = [1, 2]
[drill.half]
of = "rack.half"
at = "Wed 12:00"
detect = "0 s"
returns = "2 d"
trials = 2
"#
    .to_string();
    for tier in 1..=9 {
        text += &format!(
            "[application.a{tier}]\nstamp = \"alpha\"\ntier = {tier}\nmemory = \"56 GiB\"\n\
             used = \"100 GB\"\nboot = \"4 min\"\nrto = \"1 h\"\n"
        );
    }
    let found = summary(&text);
    let back = |name: &str| {
        number(
            &found,
            &format!("drills/half/applications/{name}/recovery_s/p50"),
        )
    };
    let early: Vec<&str> = ["a1", "a2", "a5", "a6", "a9"]
        .into_iter()
        .filter(|name| back(name).unwrap() < 600.0)
        .collect();
    assert_eq!(early, ["a1", "a2"]);
}

/// Two stamps at one site burn down. The third has room for half of their VMs, which are restored there
/// after the same decision: the most urgent of both stamps, not those of the first.
#[test]
fn the_most_urgent_go_first_whatever_stamp_they_stood_on() {
    for protection in [
        r#"backup = { every = "24 h", to = "vault", restore_to = "gamma", detect = "10 min", decide = "20 min", job_failure = "0 %", bad_point = "0 %" }"#,
        r#"replication = { to = "gamma", detect = "10 min", decide = "20 min", failback = false }"#,
        r#"none = { redeploy = "40 min", to = "gamma", detect = "10 min", decide = "20 min" }"#,
    ] {
        let mut text = format!(
            r#"
[run]
trials = 1
[site]
near = {{}}
far = {{}}
[link.wan]
between = ["near", "far"]
rate = "1 Gbps"
[stamp]
alpha = {{ at = "site.near", node_memory = "768 GiB" }}
beta = {{ at = "site.near", node_memory = "768 GiB" }}
gamma = {{ at = "site.far", node_memory = "384 GiB", reserve = "none" }}
[repository]
vault = {{ at = "site.far", capacity = "20 TiB" }}
[protection]
p.{protection}
[drill.fire]
of = "site.near"
destroys = true
returns = "90 d"
trials = 2
"#
        );
        // 200 GiB each: one on each of the four nodes.
        for (name, stamp, tier) in [
            ("a1", "beta", 1),
            ("a2", "alpha", 5),
            ("b1", "alpha", 2),
            ("b2", "beta", 6),
            ("c1", "beta", 3),
            ("c2", "alpha", 7),
            ("d1", "alpha", 4),
        ] {
            text += &format!(
                "[application.{name}]\nstamp = \"{stamp}\"\ntier = {tier}\nmemory = \"200 GiB\"\n\
                 used = \"50 GB\"\nrto = \"1 h\"\nprotection = \"p\"\n"
            );
        }
        let found = summary(&text);
        let back = |name: &str| {
            let path = format!("drills/fire/applications/{name}/recovery_s/p50");
            number(&found, &path).unwrap_or(f64::INFINITY)
        };
        let all = ["a1", "b1", "c1", "d1", "a2", "b2", "c2"];
        let soon = all.into_iter().filter(|name| back(name) < 5.0 * 86_400.0);
        let soon: Vec<&str> = soon.collect();
        assert!(!soon.is_empty() && soon.len() < all.len(), "{soon:?}");
        assert_eq!(soon, all[..soon.len()], "{protection}");
    }
}
