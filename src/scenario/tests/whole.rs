//! Tests of storage, switches, links with a fallback, replication and high availability.

use super::*;
use crate::model::placement::{initial_placement, initial_standbys};
use crate::model::{
    DiskId, GroupId, LinkId, ReplicationLevel, ReplicationMode, Source, StampId, SwitchId, VmId,
    Window,
};

/// A container with two pods and a depot; every key of this file's subject that has no default is
/// stated somewhere.
pub(super) const WHOLE: &str = r#"
[site.mine]
[site.depot]
[enclosure.box]
site = "mine"
[stamp.pod-1]
at = "enclosure.box"
nodes = 4
node_memory = "384 GiB"
storage = { disks = 10, relief = "8 h", relief_to = "70 %", silent_share = "25 %" }
switches = 2
[stamp.pod-2]
like = "pod-1"
[stamp.depot]
at = "site.depot"
node_memory = "384 GiB"
shed_tiers = [4, 3]
quota_change = { uniform = ["30 min", "2 h"] }
switches = 1
storage = { disks = 4, disk_size = "8 TB", reserve_disks = 2, volume_size = "8 TB" }
[link.vpn]
between = ["mine", "depot"]
rate = "200 Mbps"
fallback = "satellite"
[link.satellite]
between = ["depot", "mine"]
rate = "50 Mbps"
latency = "300 ms"
[crew.duty]
[repository.vault]
at = "site.depot"
[protection]
gold.backup = { scope = "data" }
again.none = {}
twin.replication = { to = "depot", decided_by = "duty", failback_window = "22:00-04:00", rate = "136 MB/s", reduction = 2 }
near.replication = { level = "application", mode = "sync", when_cut = "stop", to = "pod-2", standby = "hot", failback = false, dns_ttl = "60 s" }
pair.high_availability = { across = ["pod-2", "pod-1"], witness = "site.depot" }
web.high_availability = { active = "all", probe = "5 s" }
[application.erp]
rto = "4 h"
rpo = { disk = "0 s", switch = "1 h", default = "4 h" }
growth = "5 GiB/day"
role.sql = { count = 3, protection = ["pair", "gold"], used = "1 TiB" }
role.web = { count = 3, required = 2, protection = ["web", "again"], stamp = "pod-1" }
[application.files]
rto = "4 h"
stamp = "pod-1"
role.share = { protection = ["twin", "gold"], used = "2 TiB", memory = "56 GiB" }
role.index = { count = 2, protection = "twin" }
role.log = { protection = ["near", "gold"], memory = "20 GiB", growth = "1 %/day" }
[application.lab]
expendable = true
stamp = "pod-2"
protection = "twin"
[hazard]
disks = { of = "disk", every = "60 years", repair = "1 d" }
some = { of = ["stamp.pod-1.node.3.disk", "stamp.pod-1.node.2.disk.10", "stamp.pod-2.disk", "stamp.depot.switch.1"], every = "70 years", repair = "1 d", crew = "duty" }
switches = { of = "switch", every = "320040 h", repair = "4 h" }
pair = { of = ["stamp.pod-1.switch", "node"], every = "100 years", repair = "4 h" }
[drill]
one = { of = "stamp.depot.switch.1", returns = "1 h" }
"#;

fn sources<'b>(blueprint: &'b Blueprint, label: &str) -> Vec<&'b Source> {
    let own = |source: &&Source| source.label == label;
    blueprint.sources.iter().filter(own).collect()
}

#[test]
fn it_resolves_to_itself_in_any_order_of_tables() {
    let first = loaded(WHOLE);
    same_after_resolving(&first, "whole");
    let mut turned = String::from("# a comment\n");
    for block in WHOLE.split("\n[").skip(1).collect::<Vec<_>>().iter().rev() {
        turned.push_str(&format!("[{}\n", block.trim_end()));
    }
    let second = loaded(&turned);
    same_text(
        &content(&first.blueprint),
        &content(&second.blueprint),
        "turned",
    );
    assert_eq!(first.resolved, second.resolved);
    // What was left to a default is still an assumption after that, worked out or not.
    let keys: Vec<&str> = first
        .blueprint
        .assumptions
        .iter()
        .map(|assumption| assumption.key.as_str())
        .collect();
    for key in [
        "stamp.pod-1.storage.volume_size",
        "stamp.pod-2.storage.rate",
        "protection.twin.replication.points",
        "protection.twin.replication.failback_takes",
        "protection.pair.high_availability.dns_ttl",
    ] {
        assert!(keys.contains(&key), "{key} is not in {keys:#?}");
    }
    // What has no meaning where it was left out is no assumption.
    for key in [
        "stamp.depot.storage.relief_to",
        "protection.twin.replication.when_cut",
        "protection.near.replication.failback_after",
        "protection.web.high_availability.dns_ttl",
    ] {
        assert!(!keys.contains(&key), "{key}");
    }
}

#[test]
fn disks_volumes_and_switches_are_numbered_over_all_stamps() {
    let blueprint = loaded(WHOLE).blueprint;
    let names: Vec<&str> = blueprint
        .stamps
        .iter()
        .map(|stamp| stamp.name.as_str())
        .collect();
    assert_eq!(names, ["depot", "pod-1", "pod-2"]);
    let storage = |stamp: usize| blueprint.stamps[stamp].storage.clone().expect("stated");
    let depot = storage(0);
    assert_eq!((depot.disks.clone(), depot.volumes.clone()), (0..16, 0..4));
    assert_eq!(
        (depot.disk_size, depot.reserve_disks, depot.volume_size),
        (Bytes(8_000_000_000_000), 2, Bytes(8_000_000_000_000))
    );
    assert_eq!(depot.relief, None);
    let pod = storage(1);
    assert_eq!((pod.disks.clone(), pod.volumes.clone()), (16..56, 4..8));
    // 9.925 TB by the published arithmetic, in whole GiB.
    assert_eq!(pod.volume_size, Bytes::gib(9_243));
    assert_eq!((pod.reserve_disks, pod.disks_per_node), (4, 10));
    assert_eq!(
        (pod.warning, pod.critical, pod.relief_to),
        (Share(0.9), Share(0.95), Share(0.7))
    );
    assert_eq!(pod.retire_after, Span::minutes(15));
    assert_eq!(pod.node_of(DiskId(36)), 2);
    let twin = storage(2);
    assert_eq!(
        (twin.disks.clone(), twin.volumes.clone()),
        (56..96, 8..12),
        "like pod-1"
    );
    let switches: Vec<_> = blueprint
        .stamps
        .iter()
        .map(|stamp| stamp.switches.clone())
        .collect();
    assert_eq!(switches, [0..1, 1..3, 3..5]);
    assert_eq!(blueprint.stamps[0].shed_tiers, [3, 4]);
    let (low, high) = (1_800_000.0, 7_200_000.0);
    assert_eq!(
        blueprint.stamps[0].quota_change,
        Some(Law::Uniform { low, high })
    );
    assert_eq!(blueprint.stamps[1].quota_change, None);
}

#[test]
fn disks_and_switches_are_hit_one_by_one_and_folded_again() {
    let first = loaded(WHOLE);
    let blueprint = &first.blueprint;
    assert_eq!(sources(blueprint, "disks").len(), 96);
    let some = sources(blueprint, "some");
    assert_eq!(some.len(), 10 + 1 + 40 + 1);
    let third = |source: &&&Source| source.stream == "hazard/some/stamp/pod-1/node/3/disk/2";
    let hit = some
        .iter()
        .find(third)
        .expect("the second disk of the third node");
    // The disks of pod-1 begin at 16, and each node has ten.
    assert_eq!(
        (hit.target, hit.class),
        (Component::Disk(DiskId(37)), Class::Disk)
    );
    assert_eq!(sources(blueprint, "switches").len(), 5);
    let drilled = sources(blueprint, "one")[0];
    assert_eq!(
        (drilled.target, drilled.class),
        (Component::Switch(SwitchId(0)), Class::Switch)
    );
    for line in [
        "of = \"disk\"\n",
        "of = [\"stamp.pod-1.node.3.disk\", \"stamp.pod-2.disk\", \"stamp.pod-1.node.2.disk.10\", \"stamp.depot.switch.1\"]\n",
        "of = \"switch\"\n",
        "of = \"stamp.depot.switch.1\"\n",
    ] {
        assert!(
            first.resolved.contains(line),
            "{line} is not in\n{}",
            first.resolved
        );
    }
    assert!(first.resolved.contains("\"stamp.pod-1.switch\""));
    let rpo = |class| {
        blueprint.applications[0]
            .rpo
            .for_class(class)
            .map(|one| one.limit)
    };
    assert_eq!(rpo(Class::Disk), Some(Span::ZERO));
    assert_eq!(rpo(Class::Switch), Some(Span::hours(1)));
}

#[test]
fn replications_have_their_keys_and_defaults() {
    let blueprint = loaded(WHOLE).blueprint;
    let [near, twin] = blueprint.protections.replications.as_slice() else {
        panic!("two replications")
    };
    assert_eq!(
        (near.level, near.mode),
        (ReplicationLevel::Application, ReplicationMode::SyncOrStop)
    );
    assert!(near.hot && near.failback.is_none() && !near.needs_control_plane);
    assert_eq!(
        (near.points, near.keep, near.dns_ttl),
        (Span::ZERO, Span::ZERO, Span::seconds(60))
    );
    assert_eq!(
        (twin.level, twin.mode, twin.hot),
        (ReplicationLevel::Vm, ReplicationMode::Async, false)
    );
    assert_eq!(
        (twin.points, twin.keep),
        (Span::minutes(5), Span::hours(24))
    );
    assert_eq!(
        (twin.log_limit, twin.dns_ttl),
        (Span::hours(24), Span::minutes(5))
    );
    assert_eq!((twin.rate, twin.reduction), (Some(Rate(136_000_000)), 2.0));
    assert_eq!((twin.space, twin.disks_at_once), (1.5, 31));
    assert!(twin.needs_control_plane && twin.decided_by.is_some());
    let failback = twin.failback.as_ref().expect("by default");
    assert_eq!(failback.after, Span::hours(24));
    let window = Window {
        start: 22 * HOUR,
        end: 4 * HOUR,
    };
    assert_eq!(failback.window, Some(window));
    assert_eq!(
        blueprint.links[1].fallback,
        Some(LinkId(0)),
        "vpn falls back to satellite"
    );
    let log = blueprint
        .vms
        .iter()
        .find(|vm| vm.name == "files/log/1")
        .expect("there");
    let per_second = (100_u64 << 30) as f64 * 0.01 / 86_400.0;
    assert!((log.growth - per_second).abs() < 1e-9);
    let sql = &blueprint.vms[0];
    assert!((sql.growth - (5_u64 << 30) as f64 / 86_400.0).abs() < 1e-6);
    let lab = blueprint.vms.last().expect("there");
    assert!(
        lab.growth.abs() < f64::EPSILON,
        "nothing is stated for the lab"
    );
}

#[test]
fn groups_failbacks_and_standbys_follow_from_the_vms() {
    let blueprint = loaded(WHOLE).blueprint;
    let groups: Vec<(&str, &str, &str, Vec<&str>)> = blueprint
        .groups
        .iter()
        .map(|group| {
            (
                blueprint.replication(group.replication).name.as_str(),
                blueprint.application(group.application).name.as_str(),
                blueprint.stamp(group.from).name.as_str(),
                group
                    .vms
                    .iter()
                    .map(|id| blueprint.vm(*id).name.as_str())
                    .collect(),
            )
        })
        .collect();
    assert_eq!(
        groups,
        [
            ("near", "files", "pod-1", vec!["files/log/1"]),
            (
                "twin",
                "files",
                "pod-1",
                vec!["files/index/1", "files/index/2", "files/share/1"]
            ),
            ("twin", "lab", "pod-2", vec!["lab/main/1"]),
        ]
    );
    assert_eq!(blueprint.groups[0].failback, None);
    for id in [1, 2] {
        let group = &blueprint.groups[id];
        let source = blueprint.source(group.failback.expect("twin goes back"));
        assert_eq!(source.arrival, Arrival::Failback(GroupId(id as u32)));
        assert_eq!(source.target, Component::Application(group.application));
        assert_eq!(
            (source.label.as_str(), source.class),
            ("failback-twin", Class::Planned)
        );
        assert_eq!(
            source.effect,
            Effect::Stops {
                destroys: Share(0.0)
            }
        );
        assert_eq!(
            source.restoration.repair,
            blueprint
                .replication(group.replication)
                .failback
                .as_ref()
                .expect("stated")
                .takes
        );
    }
    let streams: Vec<&str> = sources(&blueprint, "failback-twin")
        .iter()
        .map(|source| source.stream.as_str())
        .collect();
    assert_eq!(
        streams,
        ["failback/twin/files/pod-1", "failback/twin/lab/pod-2"]
    );
    let [standby] = blueprint.standbys.as_slice() else {
        panic!("one VM has a hot standby")
    };
    assert_eq!(blueprint.vm(standby.vm).name, "files/log/1");
    assert_eq!(
        (standby.stamp, standby.memory),
        (StampId(2), Bytes::gib(20))
    );
    let placed = initial_placement(&blueprint);
    let found = initial_standbys(&blueprint, &placed)[0].expect("room");
    assert_eq!(blueprint.node(found).stamp, StampId(2));
    // The node with the most room: nothing but a standby stands there.
    assert!(!placed.contains(&Some(found)));
}

#[test]
fn instances_are_spread_and_kept_apart() {
    let blueprint = loaded(WHOLE).blueprint;
    let [sql, web] = &blueprint.roles[0..2] else {
        panic!("two roles")
    };
    assert_eq!(
        (sql.required, sql.one_active, sql.stateful),
        (1, true, true)
    );
    let stamps: Vec<u32> = blueprint.vms[0..3].iter().map(|vm| vm.stamp.0).collect();
    assert_eq!(
        stamps,
        [2, 1, 2],
        "pod-2 and pod-1 in turn, in the order of the list"
    );
    let sets: Vec<_> = blueprint.vms[0..3].iter().map(|vm| vm.set_kind).collect();
    let (set, single) = (SetKind::AvailabilitySet, SetKind::Single);
    assert_eq!(sets, [set, single, set], "the two that share a stamp");
    assert_eq!(
        (web.required, web.one_active, web.stateful),
        (2, false, false)
    );
    assert!(
        blueprint.vms[3..6]
            .iter()
            .all(|vm| vm.set_kind == set && vm.stamp.0 == 1)
    );
    assert_ne!(blueprint.vms[0].set, blueprint.vms[3].set);
    let [pair, alone] = blueprint.protections.high_availabilities.as_slice() else {
        panic!("two of them")
    };
    assert_eq!(pair.across, [StampId(2), StampId(1)]);
    assert!(matches!(pair.witness, Some(Place::Site(_))));
    assert_eq!(
        (pair.dns_ttl, alone.dns_ttl),
        (Span::minutes(5), Span::ZERO)
    );
    assert_eq!(
        (pair.probe, alone.probe),
        (Span::seconds(15), Span::seconds(5))
    );
    assert_eq!(sql.protection.high_availability.map(|id| id.0), Some(0));
    assert!(
        blueprint.roles[2..]
            .iter()
            .all(|role| role.protection.high_availability.is_none())
    );
}

#[test]
fn a_row_names_its_stamp_and_a_set_that_is_stated_stays() {
    let text = format!(
        "{WHOLE}[vm]\nx = {{ application = \"db\", stamp = \"pod-1\" }}\ny = {{ application = \"db\" }}\nz = {{ application = \"db\", set = \"single\" }}\n[application.db]\nrto = \"1 h\"\nprotection = [\"pair\", \"gold\", \"twin\"]\n"
    );
    let first = loaded(&text);
    let named = |name: &str| {
        first
            .blueprint
            .vms
            .iter()
            .find(|vm| vm.name == name)
            .expect("there")
    };
    // In turn from the first instance on, whose own row says pod-1: y is the second.
    assert_eq!(["x", "y", "z"].map(|name| named(name).stamp.0), [1, 1, 2]);
    assert_eq!(named("z").set_kind, SetKind::Single);
    assert_eq!(named("x").set_kind, SetKind::AvailabilitySet);
    assert!(named("x").protection.replication.is_some() && named("x").protection.backup.is_some());
    same_after_resolving(&first, "rows");
    // All instances of one stamp, by hand: no set by itself where `set` is stated.
    let single = WHOLE.replace("required = 2,", "required = 2, set = \"single\",");
    assert!(
        loaded(&single).blueprint.vms[3..6]
            .iter()
            .all(|vm| vm.set.is_none())
    );
}

#[test]
fn growth_is_a_column_of_the_inventory() {
    let text = format!("inventory = \"vms.csv\"\n{WHOLE}");
    let csv =
        "vm,application,used,growth,protection\nold,lab,1 GiB,86400 B/day,\nnew,lab,1 GiB,,twin\n";
    let files = |_: &str| Ok(csv.as_bytes().to_vec());
    let first = load(&text, "x.toml", &files).unwrap_or_else(|issues| panic!("{issues:#?}"));
    let named = |name: &str| {
        let found = first.blueprint.vms.iter().find(|vm| vm.name == name);
        found.expect("listed")
    };
    assert!((named("old").growth - 1.0).abs() < 1e-9);
    assert!(named("new").growth.abs() < f64::EPSILON);
    // An empty cell is left to the application, whose VMs are replicated as well.
    assert_eq!(
        named("old").protection.replication,
        named("new").protection.replication
    );
    same_after_resolving(&first, "growth");
}

#[test]
fn paths_go_over_the_first_link_that_is_no_fallback() {
    use crate::model::SiteId;
    use crate::model::place::link_between;
    let blueprint = loaded(WHOLE).blueprint;
    let names: Vec<&str> = blueprint
        .links
        .iter()
        .map(|link| link.name.as_str())
        .collect();
    assert_eq!(names, ["satellite", "vpn"]);
    let (depot, mine) = (SiteId(0), SiteId(1));
    assert_eq!(link_between(&blueprint.links, mine, depot), Some(LinkId(1)));
    assert_eq!(link_between(&blueprint.links, depot, mine), Some(LinkId(1)));
    assert_eq!(link_between(&blueprint.links, depot, SiteId(2)), None);
}

#[test]
fn standbys_stand_after_vms_largest_first_and_within_the_caps() {
    let text = "[stamp.a]\nreserve = \"none\"\nnodes = 2\nnode_memory = \"64 GiB\"\n[stamp.b]\nreserve = \"none\"\nnodes = 2\nnode_memory = \"64 GiB\"\nvms_per_node = 2\n[protection.p.replication]\nto = \"b\"\nstandby = \"hot\"\n[application.x]\nexpendable = true\nrole.big = { stamp = \"b\", memory = \"30 GiB\" }\nrole.small = { stamp = \"a\", memory = \"10 GiB\", count = 2, protection = \"p\" }\nrole.tall = { stamp = \"a\", memory = \"40 GiB\", protection = \"p\" }\n";
    let blueprint = loaded(text).blueprint;
    let placed = initial_placement(&blueprint);
    let standbys: Vec<VmId> = blueprint
        .standbys
        .iter()
        .map(|standby| standby.vm)
        .collect();
    assert_eq!(
        standbys,
        [VmId(1), VmId(2), VmId(3)],
        "two small ones, then the tall one"
    );
    let nodes: Vec<_> = initial_standbys(&blueprint, &placed)
        .iter()
        .map(|node| node.map(|id| id.0))
        .collect();
    // The big VM takes the first node of b (2); the tall standby comes first and takes the other,
    // then a small one where most room is left, then the cap of two a node leaves only one place.
    assert_eq!(placed[0].map(|id| id.0), Some(2));
    assert_eq!(nodes, [Some(2), Some(3), Some(3)]);
}

/// Where a VM grows, every stamp with storage has a source for full volumes; nowhere else.
#[test]
fn full_volumes_have_a_source() {
    let blueprint = loaded(WHOLE).blueprint;
    let found: Vec<(Component, &Arrival)> = sources(&blueprint, "full-volume")
        .iter()
        .map(|source| (source.target, &source.arrival))
        .collect();
    let stamps = blueprint.stamps.iter().enumerate();
    let with_storage = stamps.filter(|(_, stamp)| stamp.storage.is_some());
    let arrivals: Vec<(Component, Arrival)> = with_storage
        .map(|(index, _)| StampId::from_index(index))
        .map(|id| (Component::Stamp(id), Arrival::Volume(id)))
        .collect();
    assert!(!arrivals.is_empty());
    assert_eq!(found.len(), arrivals.len());
    for ((target, arrival), (stamp, expected)) in found.iter().zip(&arrivals) {
        assert_eq!((target, *arrival), (stamp, expected));
    }
    let still = WHOLE
        .replace("growth = \"5 GiB/day\"", "")
        .replace(", growth = \"1 %/day\"", "");
    assert!(sources(&loaded(&still).blueprint, "full-volume").is_empty());
    refuses(
        &format!("{WHOLE}[fault.full-volume]\nof = \"node\"\nat = \"1 d\"\n"),
        "`full-volume` is the name of full volumes",
        "another one",
    );
}
