//! Cases: bytes. A disk and a pool count what VMs read and write; links, uplinks and repositories
//! what is left of it after the reduction.

use super::{assert_near, load_with, summary};
use firedrill::model::DrillId;
use firedrill::model::record::{Phase, TrialRecord};
use firedrill::world::{Mode, World};

const GB: f64 = 1e9;

/// The first trial of the first drill.
fn drill(text: &str) -> TrialRecord {
    let loaded = load_with(text, "");
    World::new(&loaded.blueprint, 1).run(Mode::Drill(DrillId::from_index(0)), 0)
}

/// Seconds in which data moved in the only outage of a record.
#[track_caller]
fn transfer(record: &TrialRecord) -> f64 {
    assert_eq!(record.outages.len(), 1);
    let outage = &record.outages[0];
    assert!(outage.recovery().is_some() && !outage.total_loss());
    let place = Phase::ALL
        .iter()
        .position(|phase| *phase == Phase::Transfer);
    outage.phases[place.unwrap()] as f64 / 1_000.0
}

#[track_caller]
fn near(found: f64, by_hand: f64, what: &str) {
    let close = (found - by_hand).abs() <= 0.002 + 1e-6 * by_hand;
    assert!(close, "{what}: {found} s, by hand {by_hand} s");
}

/// One VM of 400 GB on `a` is restored on `b`, from a vault at the other site; nothing else takes
/// time. Rates as in a test.
struct Way {
    disk: f64,
    disks: u32,
    pool: Option<f64>,
    uplink: f64,
    link: f64,
    read: f64,
    reduction: f64,
    /// Whether the vault lies on the pool of the stamp that the VM is restored to.
    inside: bool,
}

const FAST: Way = Way {
    disk: 20_000.0,
    disks: 1,
    pool: None,
    uplink: 50_000.0,
    link: 50_000.0,
    read: 50_000.0,
    reduction: 2.0,
    inside: false,
};

const USED: f64 = 400.0 * GB;

impl Way {
    fn text(&self) -> String {
        let storage = self.pool.map_or(String::new(), |rate| {
            format!("storage = {{ disks = 4, rate = \"{rate} MB/s\" }}\n")
        });
        let at = if self.inside { "stamp.b" } else { "site.there" };
        format!(
            r#"
[run]
trials = 2
[site.here]
[site.there]
[link.wan]
between = ["here", "there"]
rate = "{link} MB/s"
latency = "0 s"
[stamp.a]
at = "site.here"
node_memory = "384 GiB"
uplink = "{uplink} MB/s"
uplink_share = "100 %"
disk_rate = "{disk} MB/s"
{storage}
[stamp.b]
like = "a"
[repository.vault]
at = "{at}"
capacity = "10 TB"
write = "50 GB/s"
read = "{read} MB/s"
[protection.p.backup]
chain = "full"
every = "24 h"
window = "00:00-04:00"
reduction = {reduction}
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
restore_to = "b"
[application.x]
stamp = "a"
protection = "p"
used = "{USED} B"
disks = {disks}
boot = "0 s"
rto = "4 h"
[drill.lost]
of = "stamp.a"
destroys = true
at = "Wed 20:00"
trials = 2
"#,
            link = self.link,
            uplink = self.uplink,
            disk = self.disk,
            read = self.read,
            reduction = self.reduction,
            disks = self.disks,
        )
    }

    /// Seconds of the restore, and the calculator beside it within a per cent.
    #[track_caller]
    fn takes(&self, by_hand: f64, what: &str) {
        let text = self.text();
        near(transfer(&drill(&text)), by_hand, what);
        let found = summary(&text);
        assert_near(
            &found,
            "drills/lost/alone/x/transfer_s",
            by_hand,
            0.01 * by_hand,
        );
    }
}

/// 2 TiB over one disk of 145 MB/s: 2,199,023,255,552 / 145,000,000 = 15,165.68 s = 4.213 h, whatever
/// the reduction is.
#[test]
fn a_disk_takes_what_is_unpacked() {
    let text = r#"
[run]
trials = 2
[stamp.a]
node_memory = "384 GiB"
uplink = "400 Gbps"
uplink_share = "100 %"
[stamp.b]
like = "a"
[repository.vault]
write = "20 GB/s"
read = "20 GB/s"
[protection.p.backup]
chain = "full"
every = "24 h"
window = "00:00-01:00"
reduction = 2.0
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
restore_to = "b"
[application.x]
stamp = "a"
protection = "p"
used = "2 TiB"
boot = "0 s"
rto = "4 h"
rpo = "24 h"
[drill.lost]
of = "stamp.a"
destroys = true
at = "Wed 12:00"
trials = 4
"#;
    for reduction in ["1.0", "2.0", "3.0", "0.5"] {
        let text = text.replace("reduction = 2.0", &format!("reduction = {reduction}"));
        near(transfer(&drill(&text)), 15_165.678, reduction);
    }
}

/// Each rate alone is the limit, with reductions of 1, 2 and 4: 400 GB are 400 GB on disks and pools,
/// and 400 GB over the reduction everywhere else.
#[test]
fn every_rate_counts_its_own_bytes() {
    for reduction in [1.0, 2.0, 4.0] {
        let moved = USED / reduction;
        let way = || Way { reduction, ..FAST };
        let bytes = |rate: f64| rate * 1e6;
        Way {
            disk: 100.0,
            ..way()
        }
        .takes(USED / bytes(100.0), "disk");
        Way {
            disk: 100.0,
            disks: 3,
            ..way()
        }
        .takes(USED / bytes(300.0), "three disks");
        Way {
            pool: Some(80.0),
            ..way()
        }
        .takes(USED / bytes(80.0), "pool");
        Way {
            uplink: 80.0,
            ..way()
        }
        .takes(moved / bytes(80.0), "uplink");
        Way {
            link: 40.0,
            ..way()
        }
        .takes(moved / bytes(40.0), "link");
        Way {
            read: 60.0,
            ..way()
        }
        .takes(moved / bytes(60.0), "repository");
        // The vault lies on the pool that the VM is restored to: what is stored is read there, and
        // what is unpacked written.
        let inside = Way {
            pool: Some(80.0),
            inside: true,
            ..way()
        };
        inside.takes((USED + moved) / bytes(80.0), "one pool for both");
    }
    // A disk of 100 MB/s unpacked is slower than 60 MB/s packed at a reduction of two, not at one.
    let both = |reduction| Way {
        disk: 100.0,
        read: 60.0,
        reduction,
        ..FAST
    };
    both(2.0).takes(USED / 1e8, "disk before repository");
    both(1.0).takes(USED / 6e7, "repository before disk");
}

/// A pool of 50 MB/s gives 400 GiB in 429,496,729,600 / 50,000,000 = 8,589.9 s: its copies are behind
/// its rate. The calculator says the same.
#[test]
fn calculator_and_simulation_agree_about_a_pool() {
    let text = r#"
[run]
trials = 2
[stamp.alpha]
nodes = 4
node_memory = "384 GiB"
storage = { disks = 4, disk_size = "4 TB", rate = "50 MB/s" }
[repository.vault]
capacity = "60 TiB"
read = "1 GB/s"
[protection]
nightly.backup = { every = "24 h", chain = "full", reduction = 1.0, bad_point = "0 %", job_failure = "0 %" }
[application]
erp = { rto = "8 h", rpo = "24 h", size = "DS3_v2", used = "400 GiB", churn = "1 %/day", protection = "nightly" }
[drill.lose]
of = "stamp.alpha"
destroys = true
returns = "1 h"
trials = 4
"#;
    near(transfer(&drill(text)), 8_589.935, "simulated");
    let found = summary(text);
    assert_near(&found, "drills/lose/alone/erp/transfer_s", 8_589.9, 86.0);
}

/// Increments: a restore writes the full and all that changed since, each as it is unpacked. 400 GB
/// and 10 % a day more: restored on Wednesday evening after the full of Monday and two increments:
/// 480 GB at 100 MB/s are 4,800 s.
#[test]
fn a_chain_is_written_unpacked() {
    let way = Way {
        disk: 100.0,
        ..FAST
    };
    let text = way
        .text()
        .replace(
            "chain = \"full\"",
            "chain = \"incremental\"\nfull_every = \"7 d\"",
        )
        .replace("boot = ", "churn = \"40 GB/day\"\nboot = ");
    let found = transfer(&drill(&text));
    // What changed while the full of Monday ran comes with the first increment: all is by captures.
    near(found, 4_800.0, "full and two increments");
}

/// A backup reads what is unpacked too: a full of 360 GB from a disk of 100 MB/s takes an hour, with
/// any reduction; to a repository that writes 50 MB/s it takes 360 GB over the reduction over that.
/// Increments read changed blocks only: 36 GB are 6 min.
#[test]
fn a_backup_reads_what_is_unpacked() {
    let lag = |write: f64, reduction: f64, chain: &str| {
        let way = Way {
            disk: 100.0,
            reduction,
            ..FAST
        };
        let text = way.text();
        let text = text
            .replace(
                &format!("used = \"{USED} B\""),
                "used = \"360 GB\"\nchurn = \"36 GB/day\"",
            )
            .replace("write = \"50 GB/s\"", &format!("write = \"{write} MB/s\""))
            .replace("chain = \"full\"", chain)
            .replace("trials = 2\n[site", "trials = 1\nhorizon = \"21 d\"\n[site");
        let loaded = load_with(&text, "");
        let record = World::new(&loaded.blueprint, 1).run(Mode::Years, 0);
        let tally = &record.backups[0];
        assert!(tally.good >= 20 && tally.good + 1 >= tally.due);
        (
            tally.lag_max as f64 / 1_000.0,
            tally.lag_sum as f64 / 1_000.0 / tally.good as f64,
        )
    };
    for reduction in [1.0, 2.0, 5.0] {
        let (longest, mean) = lag(10_000.0, reduction, "chain = \"full\"");
        near(longest, 3_600.0, "full");
        near(mean, 3_600.0, "full");
        let (longest, mean) = lag(
            10_000.0,
            reduction,
            "chain = \"incremental\"\nfull_every = \"7 d\"",
        );
        near(longest, 3_600.0, "full in a chain");
        near(mean, (3_600.0 + 6.0 * 360.0) / 7.0, "mean over a chain");
        let (longest, _) = lag(10.0, reduction, "chain = \"full\"");
        let by_hand = 360.0 * GB / reduction / 1e7;
        near(longest, by_hand.min(longest), "slow repository");
        if by_hand < 80_000.0 {
            near(longest, by_hand, "slow repository");
        }
    }
}

/// Copies to a second repository move as they are stored: 400 GB at a reduction of 2 over a link of
/// 100 MB/s take 2,000 s. Struck 1 s before that all is lost but the copy of the day before.
#[test]
fn copies_move_as_stored() {
    let base = FAST.text().replace(
        "rate = \"50000 MB/s\"\nlatency",
        "rate = \"100 MB/s\"\nlatency",
    );
    let base = base
        .replace("at = \"site.there\"\ncapacity", "at = \"site.here\"\ncapacity")
        .replace("[protection.p.backup]", "[repository.far]\nat = \"site.there\"\nwrite = \"50 GB/s\"\nread = \"50 GB/s\"\n[protection.p.backup]\nto = \"vault\"\ncopy_to = \"far\"")
        .replace("of = \"stamp.a\"", "of = \"site.here\"")
        .replace("[stamp.b]\nlike = \"a\"", "[stamp.b]\nlike = \"a\"\nat = \"site.there\"");
    // The job itself: 400 GB at 20 GB/s are 20 s. 00:34 is 2,040 s after midnight.
    let struck = |minute: u32| {
        let text = base.replace("Wed 20:00", &format!("Wed 00:{minute}"));
        drill(&text).outages[0].data_loss().unwrap() / 60_000
    };
    assert_eq!(struck(33), 24 * 60 + 33, "the copy takes 20 s more");
    assert_eq!(struck(34), 34);
}

/// A VM of 20 GiB on board is restored ashore. The same point lies on board and, copied over 20 Mbps in
/// 71.6 min, ashore: more than 73 min after 20:00 it is read ashore, at 145 MB/s unpacked in 148 s, and
/// recovery takes 20 + 40 + 30 + 2.5 + 5 min = 97.5 min.
const TWO_PLACES: &str = r#"
[run]
trials = 2
[site.ship]
[site.shore]
[enclosure.container]
site = "ship"
[stamp.pod]
at = "enclosure.container"
node_memory = "384 GiB"
[stamp.shore]
like = "pod"
at = "site.shore"
[link.sat]
between = ["ship", "shore"]
rate = "20 Mbps"
latency = "0 s"
[repository.onboard]
at = "site.ship"
[repository.depot]
at = "site.shore"
[protection]
n.backup = { chain = "full", every = "24 h", window = "20:00-06:00", to = "onboard", copy_to = "depot", restore_to = "shore", detect = "20 min", decide = "40 min", provision = "30 min", job_failure = "0 %", bad_point = "0 %" }
[application.nav]
stamp = "pod"
rto = "2 h"
rpo = "26 h"
size = "DS12_v2"
used = "20 GiB"
boot = "5 min"
protection = "n"
[drill.sinks]
of = "enclosure.container"
destroys = true
at = "Wed 12:00"
trials = 2
"#;

fn minutes(text: &str) -> f64 {
    drill(text).outages[0].recovery().unwrap() as f64 / 60_000.0
}

#[test]
fn a_point_at_two_places_is_read_where_that_ends_soonest() {
    let unpacked = 20.0 * 1_073_741_824.0 / 145e6 / 60.0;
    near(
        minutes(TWO_PLACES) * 60.0,
        (95.0 + unpacked) * 60.0,
        "ashore",
    );
    let found = summary(TWO_PLACES);
    assert_near(
        &found,
        "drills/sinks/alone/nav/transfer_s",
        unpacked * 60.0,
        1.0,
    );
    // The other way round: the first repository is the near one, and stays it.
    let turned = TWO_PLACES.replace(
        "to = \"onboard\", copy_to = \"depot\"",
        "to = \"depot\", copy_to = \"onboard\"",
    );
    near(minutes(&turned) * 60.0, (95.0 + unpacked) * 60.0, "first");
    // The link fast and the repository ashore slow: read on board.
    let fast = TWO_PLACES
        .replace("rate = \"20 Mbps\"", "rate = \"10 Gbps\"")
        .replace(
            "[repository.depot]",
            "[repository.depot]\nread = \"10 MB/s\"",
        );
    near(minutes(&fast) * 60.0, (95.0 + unpacked) * 60.0, "on board");
    // The near one is down when the data is wanted: it is not waited for. 10 GiB over 20 Mbps.
    let sent = 10.0 * 1_073_741_824.0 * 8.0 / 20e6 / 60.0;
    let down = format!(
        "hazard.away = {{ of = \"repository.depot\", every = {{ constant = \"36500 d\" }}, returns = \"1 d\" }}\n{TWO_PLACES}"
    );
    assert!(minutes(&down) < 98.0);
    let struck_before = TWO_PLACES.replace("Wed 12:00", "Tue 20:30");
    // The copy is still under way when the data is wanted, 90 min after the strike at 22:00: it has come.
    assert!(
        minutes(&struck_before) < 98.0,
        "copied at 21:12, read from 22:00 on"
    );
    let alone = TWO_PLACES.replace(", copy_to = \"depot\"", "");
    near(
        minutes(&alone) * 60.0,
        (95.0 + sent) * 60.0,
        "no second place",
    );
}

/// The near repository has one slot, and others hold and wait for it: who comes later reads on the
/// other side as soon as that ends sooner. 20 VMs of 20 GiB: read ashore one after another each takes
/// 148 s; over the link one alone takes 4,295 s, so the 29th would go there, and 20 do not.
#[test]
fn slots_that_are_waited_for_count() {
    let many = TWO_PLACES
        .replace("rto = \"2 h\"", "rto = \"2 h\"\ncount = 20\nrequired = 20")
        .replace("trials = 2\n[site", "trials = 2\nhorizon = \"60 d\"\n[site")
        .replace("[repository.depot]", "[repository.depot]\nslots = 1")
        .replace("rate = \"20 Mbps\"", "rate = \"2 Gbps\"");
    // At 2 Gbps the link takes what 250 MB/s packed, 500 MB/s unpacked, are: each disk takes 148 s there
    // too. Onboard eight slots share: eight read at 62.5 MB/s unpacked each, 344 s. So both are used, and
    // the last is back long before 20 · 148 s = 49 min.
    let found = minutes(&many);
    assert!(found < 95.0 + 20.0, "{found} min");
    let near_only = many.replace("to = \"onboard\", copy_to = \"depot\"", "to = \"depot\"");
    let one_by_one = minutes(&near_only);
    assert!(one_by_one > 95.0 + 45.0, "{one_by_one} min");
}
