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

/// Memory of the depot's nodes, as it is written.
const DEPOT: &str = "node_memory = \"384 GiB\"\nshed";

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
    let [near, twin] = blueprint.replications.as_slice() else {
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
    let [pair, alone] = blueprint.high_availabilities.as_slice() else {
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
    assert_eq!(sql.high_availability.map(|id| id.0), Some(0));
    assert!(
        blueprint.roles[2..]
            .iter()
            .all(|role| role.high_availability.is_none())
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
    assert!(named("x").replication.is_some() && named("x").backup.is_some());
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
fn wrong_storage_and_switches_are_refused() {
    let with = |from: &str, to: &str| {
        assert!(WHOLE.contains(from), "{from}");
        WHOLE.replacen(from, to, 1)
    };
    let pod =
        "storage = { disks = 10, relief = \"8 h\", relief_to = \"70 %\", silent_share = \"25 %\" }";
    let storage = |keys: &str| with(pod, &format!("storage = {{ {keys} }}"));
    refuses(
        &with(pod, "storage = 10"),
        "`storage` is a whole number",
        "storage = { }",
    );
    refuses(
        &storage("disk = 10"),
        "unknown key `disk` in a storage",
        "did you mean `disks`?",
    );
    refuses(
        &storage("disk_size = \"4 TB\""),
        "has no `disks`",
        "a whole number",
    );
    refuses(&storage("disks = 0"), "0 is less than 1", "");
    refuses(&storage("disks = 6000"), "limit DISKS of 20000", "");
    refuses(&storage("disks = 4294967295"), "limit DISKS of 20000", "");
    refuses(
        &storage("disks = 10, disk_size = \"0 B\""),
        "without capacity",
        "",
    );
    refuses(
        &storage("disks = 10, rate = \"0 B/s\""),
        "moves nothing",
        "",
    );
    refuses(
        &storage("disks = 10, warning = \"96 %\""),
        "the warning at 96 % comes after the critical alert at 95 %",
        "first",
    );
    refuses(
        &storage("disks = 10, critical = \"101 %\""),
        "not between 0 % and 100 %",
        "",
    );
    refuses(
        &storage("disks = 10, relief_to = \"50 %\""),
        "`relief_to` without `relief`",
        "state `relief`",
    );
    refuses(
        &storage("disks = 10, relief = \"1 h\", relief_to = \"95 %\""),
        "leaves the critical alert at 95 %",
        "less than",
    );
    refuses(
        &storage("disks = 1"),
        "nothing of the pool is left for volumes",
        "state `volume_size`",
    );
    refuses(
        &storage("disks = 10, volume_size = \"13 TB\""),
        "do not fit into the pool",
        "48.0 TB",
    );
    refuses(
        &with("nodes = 4\n", "nodes = 2\n"),
        "a three-way mirror needs three nodes, stamp `pod-1` has 2",
        "more nodes",
    );
    refuses(
        &storage("disks = 10, volume_size = \"900 GB\""),
        "the volumes of stamp `pod-1` hold 3.3 TiB, but 3.6 TiB are in use",
        "replicas of others take 0.0 TiB",
    );
    refuses(
        &with("volume_size = \"8 TB\"", "volume_size = \"800 GB\""),
        "the volumes of stamp `depot` hold 2.9 TiB, but 3.4 TiB are in use",
        "VMs use 0.0 TiB, replicas of others take 3.4 TiB",
    );
    refuses(
        &with("switches = 2", "switches = 5"),
        "5 top-of-rack switches",
        "at most 4",
    );
    refuses(
        &with("switches = 2", "switches = 0"),
        "0 is less than 1",
        "",
    );
    refuses(
        &with("[4, 3]", "[4, 4]"),
        "tier 4 stands twice",
        "list of tiers",
    );
    refuses(&with("[4, 3]", "[0]"), "0 is less than 1", "");
    refuses(&with("[4, 3]", "[300]"), "tiers go up to 255", "");
    refuses(&with("[4, 3]", "4"), "does not fit here", "such as [4]");
    refuses(
        &with("5 GiB/day", "5 GiB"),
        "`growth`: `5 GiB` is not a churn",
        "GiB/day",
    );
}

#[test]
fn wrong_targets_and_links_are_refused() {
    let hazard =
        |of: &str| format!("{WHOLE}[hazard.h]\nof = \"{of}\"\nevery = \"1 d\"\nrepair = \"1 h\"\n");
    refuses(
        &hazard("stamp.pod-1.node.3.disk.11"),
        "node 3 of stamp `pod-1` has no disk 11",
        "its disks are 1 to 10",
    );
    refuses(
        &hazard("stamp.pod-1.node.5.disk"),
        "stamp `pod-1` has no node 5",
        "1 to 4",
    );
    refuses(
        &hazard("stamp.pod-1.switch.3"),
        "has no switch 3",
        "its switches are 1 to 2",
    );
    refuses(
        &hazard("stamp.pod-1.disk.3"),
        "not something that can be hit",
        "node.3.disk.2",
    );
    refuses(
        &hazard("disc"),
        "not something that can be hit",
        "did you mean `disk`?",
    );
    let bare =
        |of: &str| format!("{SMALL}[hazard.h]\nof = \"{of}\"\nevery = \"1 d\"\nrepair = \"1 h\"\n");
    for of in [
        "stamp.alpha.disk",
        "stamp.alpha.node.1.disk",
        "stamp.alpha.node.1.disk.1",
    ] {
        refuses(
            &bare(of),
            "the disks of stamp `alpha` are not simulated",
            "storage = { disks = 10 }",
        );
    }
    refuses(
        &bare("stamp.alpha.switch"),
        "the switches of stamp `alpha` are not simulated",
        "switches = 2",
    );
    refuses(&bare("disk"), "nothing is hit", "");
    for of in ["disk", "switch"] {
        refuses(
            &hazard(of).replace("every = \"1 d\"", "every = \"1 d\"\ndestroys = true"),
            "hold no state of their own",
            "",
        );
        refuses(
            &hazard(of).replace("repair = \"1 h\"\n", ""),
            "neither `repair` nor `returns`",
            "",
        );
    }
    let link = |lines: &str| WHOLE.replacen("fallback = \"satellite\"\n", lines, 1);
    refuses(
        &link("fallback = \"vpn\"\n"),
        "would take over for itself",
        "another link",
    );
    refuses(
        &link("fallback = \"satelite\"\n"),
        "link `satelite` is not defined",
        "did you mean `satellite`?",
    );
    refuses(
        &link("fallback = 3\n"),
        "`fallback`: a whole number does not fit here",
        "",
    );
    refuses(
        &format!(
            "{}[site.far]\n[link.x]\nbetween = [\"far\", \"mine\"]\nrate = \"1 Mbps\"\n",
            link("fallback = \"x\"\n")
        ),
        "link `x` joins other sites: far and mine",
        "same two sites",
    );
    refuses(
        &WHOLE.replacen("latency = \"300 ms\"", "fallback = \"vpn\"", 1),
        "has a fallback of its own",
        "leave one `fallback` out",
    );
    refuses(
        &format!(
            "{WHOLE}[link.a]\nbetween = [\"mine\", \"depot\"]\nrate = \"1 Mbps\"\nfallback = \"vpn\"\n"
        ),
        "link `vpn`, the fallback of `a`, has a fallback of its own",
        "leave one",
    );
    refuses(
        &format!(
            "{WHOLE}[link.z]\nbetween = [\"mine\", \"depot\"]\nrate = \"1 Mbps\"\nfallback = \"vpn\"\n"
        ),
        "link `vpn`, the fallback of `z`, has a fallback of its own",
        "leave one",
    );
}

#[test]
fn wrong_replications_are_refused() {
    let with = |from: &str, to: &str| {
        assert!(WHOLE.contains(from), "{from}");
        WHOLE.replacen(from, to, 1)
    };
    let twin = |keys: &str| {
        with(
            "twin.replication = { to = \"depot\",",
            &format!("twin.replication = {{ {keys}"),
        )
    };
    let also = |keys: &str| twin(&format!("to = \"depot\", {keys},"));
    refuses(&twin(""), "has no `to`", "the name of a stamp");
    refuses(
        &twin("to = \"depo\","),
        "stamp `depo` is not defined",
        "did you mean `depot`?",
    );
    refuses(
        &also("modus = \"sync\""),
        "unknown key `modus` in a replication",
        "did you mean `mode`?",
    );
    refuses(&also("level = \"hypervisor\""), "hypervisor", "");
    refuses(
        &also("when_cut = \"stop\""),
        "`when_cut` is for synchronous replication",
        "sync",
    );
    refuses(
        &also("mode = \"sync\", when_cut = \"halt\""),
        "not one of the legal words",
        "continue, stop",
    );
    refuses(
        &also("points = \"2 d\""),
        "recovery points come only every 2 d",
        "from one point",
    );
    refuses(
        &also("keep = \"1 min\""),
        "kept for 1 min, but come only every 5 min",
        "at least two",
    );
    refuses(
        &also("points = \"1 s\", keep = \"30 d\""),
        "limit POINTS of 20000",
        "",
    );
    refuses(&also("log_limit = \"10 s\""), "less than a minute", "");
    refuses(&also("space = 0.5"), "0.5 is not between 1 and 100", "1.5");
    refuses(&also("disks_at_once = 0"), "0 is less than 1", "");
    refuses(
        &also("failback = false"),
        "`failback_window` without failback",
        "failback = true",
    );
    refuses(
        &also("failback = \"no\""),
        "does not fit here",
        "true or false",
    );
    refuses(
        &with(
            "near.replication = {",
            "near.backup = {}\nnear.replication = {",
        ),
        "protection `near` needs exactly one kind",
        "near.high_availability",
    );
    refuses(
        &with("[\"twin\", \"gold\"]", "[\"twin\", \"near\"]"),
        "two protections of the same kind",
        "at most one of each kind",
    );
    refuses(
        &with(
            "stamp = \"pod-2\"\nprotection = \"twin\"",
            "stamp = \"depot\"\nprotection = \"twin\"",
        ),
        "replication `twin` of application `lab` goes to stamp `depot`, where its VMs run",
        "another stamp",
    );
    refuses(
        &WHOLE
            .replace("\"depot\", \"mine\"", "\"other\", \"mine\"")
            .replace("fallback = \"satellite\"", "")
            .replace("\"mine\", \"depot\"", "\"mine\", \"other\"")
            .replace("[site.mine]", "[site.mine]\n[site.other]"),
        "from stamp `pod-1` to stamp `depot`, but no link joins their sites",
        "between = [\"mine\", \"depot\"]",
    );
    refuses(
        &format!("{WHOLE}[fault.failback-twin]\nof = \"node\"\nat = \"1 d\"\n"),
        "`failback-twin` is the name of the failbacks of a replication",
        "another one",
    );
    // Hot standbys are VMs of their stamp: they count in the formula, the caps and the placement.
    let hot = WHOLE
        .replace(
            "stamp = \"pod-1\"\nrole.share",
            "stamp = \"depot\"\nrole.share",
        )
        .replace("[\"twin\", \"gold\"]", "\"gold\"")
        .replace(
            "index = { count = 2, protection = \"twin\"",
            "index = { count = 2, protection = \"gold\"",
        );
    refuses(
        &hot.replace("memory = \"20 GiB\"", "count = 16, memory = \"20 GiB\"")
            .replace(
                "like = \"pod-1\"",
                "like = \"pod-1\"\nnode_memory = \"256 GiB\"",
            ),
        "stamp `pod-2` is 7.2 GiB over its memory formula",
        "VMs 362.0 GiB",
    );
    refuses(
        &hot.replace("memory = \"20 GiB\"", "count = 20, memory = \"0.1 GiB\"")
            .replace("like = \"pod-1\"", "like = \"pod-1\"\nvms_per_node = 5"),
        "stamp `pod-2` has 23 VMs (20 hot standbys included), at most 20 are possible",
        "5 per node",
    );
    refuses(
        &WHOLE
            .replace("memory = \"20 GiB\"", "memory = \"100 GiB\"")
            .replace(
                "like = \"pod-1\"",
                "like = \"pod-1\"\nnode_memory = \"96 GiB\"",
            ),
        "the hot standby of vm `files/log/1` with 100 GiB does not fit on a node of stamp `pod-2`",
        "82 GiB",
    );
    refuses(
        &WHOLE
            .replace("memory = \"20 GiB\"", "count = 3, memory = \"70 GiB\"")
            .replace(
                "like = \"pod-1\"",
                "like = \"pod-1\"\nreserve = \"none\"\nnode_memory = \"72 GiB\"",
            ),
        "stamp `pod-2` has no node with room for 2 of its hot standbys, first that of `files/log/2` with 70 GiB",
        "warm standbys",
    );
}

#[test]
fn wrong_instances_are_refused() {
    let with = |from: &str, to: &str| {
        assert!(WHOLE.contains(from), "{from}");
        WHOLE.replacen(from, to, 1)
    };
    let pair = |keys: &str| {
        with(
            "pair.high_availability = { across = [\"pod-2\", \"pod-1\"], witness = \"site.depot\" }",
            &format!("pair.high_availability = {{ {keys} }}"),
        )
    };
    refuses(
        &pair("accross = []"),
        "unknown key `accross` in a high_availability",
        "did you mean `across`?",
    );
    refuses(&pair("across = [\"pod-1\", \"pod-1\"]"), "stands twice", "");
    refuses(
        &pair("across = [\"pod-3\"]"),
        "stamp `pod-3` is not defined",
        "pod-1",
    );
    refuses(&pair("witness = \"depot\""), "not a place", "site.NAME");
    refuses(
        &pair("active = \"both\""),
        "not one of the legal words",
        "one, all",
    );
    refuses(&pair("switch_failure = 2"), "has no unit", "%");
    refuses(
        &with(
            "role.sql = { count = 3,",
            "role.sql = { count = 3, required = 2,",
        ),
        "one instance at a time serves, so `required` is 1",
        "active = \"all\"",
    );
    refuses(
        &with(
            "role.sql = { count = 3,",
            "role.sql = { count = 3, stamp = \"pod-1\",",
        ),
        "`pair` spreads the instances over pod-2, pod-1",
        "leave `stamp` out",
    );
    refuses(
        &format!(
            "{WHOLE}[application.db]\nrto = \"1 h\"\ncount = 2\nstamp = \"pod-1\"\nprotection = \"pair\"\n"
        ),
        "`pair` spreads the instances over pod-2, pod-1",
        "leave `stamp` out",
    );
    let row = |one: &str, other: &str| {
        format!(
            "{WHOLE}[application.db]\nrto = \"1 h\"\n[vm]\nx = {{ application = \"db\", {one} }}\ny = {{ application = \"db\", {other} }}\n"
        )
    };
    refuses(
        &row(
            "protection = \"pair\", stamp = \"depot\"",
            "protection = \"pair\"",
        ),
        "vm `x` runs on stamp `depot`, but `pair` spreads its instances over pod-2, pod-1",
        "`across`",
    );
    refuses(
        &row("protection = \"pair\"", "stamp = \"pod-1\""),
        "differ in their high availability",
        "at the role",
    );
    refuses(
        &row(
            "protection = \"web\", stamp = \"pod-1\"",
            "protection = \"web\", stamp = \"pod-2\"",
        ),
        "stand on stamps `pod-1` and `pod-2`, but `web` does not say so",
        "across",
    );
    // An application with several roles may say where the others run.
    let others = WHOLE.replacen(
        "growth = \"5 GiB/day\"",
        "growth = \"5 GiB/day\"\nstamp = \"depot\"",
        1,
    );
    let stamps: Vec<u32> = loaded(&others).blueprint.vms[0..3]
        .iter()
        .map(|vm| vm.stamp.0)
        .collect();
    assert_eq!(stamps, [2, 1, 2]);
}

/// All advice about a scenario, a line each.
fn advice(text: &str) -> String {
    let lints = loaded(text).blueprint.lints;
    let messages: Vec<String> = lints.into_iter().map(|lint| lint.message).collect();
    messages.join("\n")
}

#[track_caller]
fn advises(from: &str, to: &str, part: &str) {
    assert!(WHOLE.contains(from), "{from}");
    let given = advice(&WHOLE.replacen(from, to, 1));
    assert!(given.contains(part), "`{part}` is not in\n{given}");
    assert!(
        !advice(WHOLE).contains(part),
        "`{part}` is there without the change"
    );
}

#[test]
fn advice_about_replication() {
    let given = advice(WHOLE);
    assert!(
        given.contains("`near` copies stamp `pod-1` to stamp `pod-2` in the same enclosure"),
        "{given}"
    );
    assert!(
        given.contains("role `index` of application `files` is replicated but not backed up"),
        "{given}"
    );
    // 2 x 14 GiB and 56 GiB find room on smaller nodes, 5 x 56 GiB do not: 1024 GiB less the reserve
    // of 256 + 115.2 + 112 GiB and 258 GiB of infrastructure leave 282.8 GiB.
    let smaller = WHOLE.replacen(DEPOT, "node_memory = \"256 GiB\"\nshed", 1);
    assert!(!advice(&smaller).contains("short by its memory formula"));
    let five = smaller.replacen("memory = \"56 GiB\"", "count = 5, memory = \"56 GiB\"", 1);
    let part = "stamp `depot` is 25.2 GiB short by its memory formula when all 7 VMs with a warm standby fail over from stamp `pod-1`: some will wait";
    assert!(advice(&five).contains(part), "{}", advice(&five));
    advises(
        "role.index = { count = 2, protection = \"twin\"",
        "role.index = { count = 2, protection = \"twin\", set = \"availability_set\"",
        "is a set that is replicated at VM level",
    );
    advises(
        "role.index = { count = 2,",
        "role.index = { count = 2, churn = \"60 MB/s\",",
        "over link `vpn` changes by 61.",
    );
    advises(
        "rate = \"136 MB/s\"",
        "rate = \"8 kbps\"",
        "application `files` changes",
    );
    advises(
        "role.index = { count = 2, protection = \"twin\"",
        "role.index = { count = 2, stateless = true, protection = \"twin\"",
        "is stateless and replicated: protection that nobody needs",
    );
    advises(
        "to = \"pod-2\", standby",
        "to = \"depot\", standby",
        "replication `near` is synchronous over link `vpn` with a latency of 20 ms",
    );
    advises(
        "node_memory = \"384 GiB\"\nshed",
        "vms_per_node = 2\nnode_memory = \"40 GiB\"\nreserve = \"none\"\nshed",
        "vm `files/share/1` with 56 GiB can never fail over to stamp `depot`",
    );
    advises(
        "node_memory = \"384 GiB\"\nshed",
        "vms_per_stamp = 2\nnode_memory = \"384 GiB\"\nshed",
        "stamp `depot` would have 3 VMs when all 3 with a warm standby fail over",
    );
    let site = WHOLE
        .replace("[enclosure.box]\nsite = \"mine\"", "")
        .replace("enclosure.box", "site.mine");
    assert!(advice(&site).contains("in the same site: one loss takes both"));
}

#[test]
fn room_is_counted_after_lower_tiers_are_stopped() {
    // 282.8 GiB for VMs (see above): 84 GiB that fail over fit beside 200 GiB only if these stop.
    let text = format!(
        "{WHOLE}[application.test]\nexpendable = true\ntier = 3\nstamp = \"depot\"\ncount = 4\nmemory = \"50 GiB\"\n"
    )
    .replacen(DEPOT, "node_memory = \"256 GiB\"\nshed", 1);
    assert!(!advice(&text).contains("short by its memory formula"));
    let kept = advice(&text.replacen("shed_tiers = [4, 3]", "shed_tiers = [4]", 1));
    let part = "1.2 GiB short by its memory formula when all 3 VMs with a warm standby fail over from stamp `pod-1`: some will wait";
    assert!(kept.contains(part), "{kept}");
    let more = advice(&text.replacen("memory = \"56 GiB\"", "count = 5, memory = \"56 GiB\"", 1));
    let part = "25.2 GiB short by its memory formula when all 7 VMs with a warm standby fail over from stamp `pod-1`, after 200.0 GiB of its own are stopped";
    assert!(more.contains(part), "{more}");
}

#[test]
fn advice_about_instances() {
    let pair = "across = [\"pod-2\", \"pod-1\"], witness = \"site.depot\"";
    // Three instances: the witness has no vote, and pod-2 holds two of three.
    assert!(advice(WHOLE).contains("role `sql` of application `erp` stops when stamp `pod-2` is lost: 2 of 3 votes of `pair` stand there"));
    let even = WHOLE.replacen("role.sql = { count = 3", "role.sql = { count = 2", 1);
    assert!(
        !advice(&even).contains("stops when stamp"),
        "two and a witness survive either stamp"
    );
    let lone = even.replacen(pair, "across = [\"pod-2\", \"pod-1\"]", 1);
    assert!(advice(&lone).contains("has 2 instances and `pair` no witness: the loss of 1 of them"));
    assert!(advice(&lone).contains("stops when stamp `pod-1` is lost: 1 of 2 votes"));
    advises(
        pair,
        "across = [\"pod-2\", \"pod-1\"], witness = \"stamp.pod-1\"",
        "the witness of `pair` stands in the same stamp",
    );
    advises(
        pair,
        "across = [\"pod-2\", \"pod-1\"], witness = \"enclosure.box\"",
        "the witness of `pair` stands in the same enclosure",
    );
    assert!(!advice(WHOLE).contains("the witness of"));
    advises(
        "role.sql = { count = 3",
        "role.sql = { count = 1",
        "has `pair` with one instance: nothing stands in for it",
    );
    advises(
        "required = 2, protection",
        "required = 3, protection",
        "needs all of its 3 instances",
    );
    advises(
        "protection = [\"pair\", \"gold\"]",
        "protection = \"pair\"",
        "role `sql` of application `erp` is highly available but not backed up",
    );
}

#[test]
fn advice_about_storage_and_links() {
    advises(
        "used = \"2 TiB\"",
        "used = \"18 TiB\"",
        "the volumes of stamp `depot` are 94.3 % full from the start, above the warning at 90 %",
    );
    let grows = format!("{SMALL}[application.b]\nexpendable = true\ngrowth = \"1 GiB/day\"\n");
    assert!(advice(&grows).contains("VMs on stamp `alpha` grow, but its storage is not simulated"));
    assert!(!advice(WHOLE).contains("nothing gets full"));
    advises(
        "fallback = \"satellite\"",
        "",
        "link `vpn` carries nothing: link `satellite` joins the same sites",
    );
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

#[test]
fn a_rack_or_witness_without_any_stamp_is_only_a_problem() {
    let text = "[rack.r]\n[repository.x]\nat = \"rack.r\"\n[protection.h.high_availability]\nwitness = \"rack.r\"\n[application.a]\ncount = 2\nprotection = \"h\"\n";
    refuses(text, "has no stamp", "");
}
