//! Storage, switches, links, replication and high availability that are refused.

use super::whole::WHOLE;
use super::*;

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
        &storage("disks = 10, relief_by = \"duty\""),
        "`relief_by` without `relief`",
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

#[test]
fn a_rack_or_witness_without_any_stamp_is_only_a_problem() {
    let text = "[rack.r]\n[repository.x]\nat = \"rack.r\"\n[protection.h.high_availability]\nwitness = \"rack.r\"\n[application.a]\ncount = 2\nprotection = \"h\"\n";
    refuses(text, "has no stamp", "");
}

#[test]
fn a_rate_below_a_byte_a_second_is_said_as_such() {
    let link = |rate: &str| {
        format!(
            "{SMALL}[site.a]\n[site.b]\n[link.l]\nbetween = [\"a\", \"b\"]\nrate = \"{rate}\"\n"
        )
    };
    for rate in ["1 bps", "0.3 B/s", "0.003 kbps"] {
        let message = format!("`{rate}` is less than half a byte a second");
        refuses(&link(rate), &message, "1 B/s");
    }
    refuses(&link("0 Mbps"), "a rate of zero moves nothing", "");
    refuses(&link("0.0 B/s"), "a rate of zero moves nothing", "");
}

#[test]
fn a_listed_vm_has_the_name_of_no_counted_one() {
    let text = "[stamp.pod]\nnode_memory = \"384 GiB\"\n[application.a]\nexpendable = true\n[application.b]\nexpendable = true\ncount = 2\n[vm.\"b/main/2\"]\napplication = \"a\"\n";
    refuses(
        text,
        "vm `b/main/2` is listed, and is also number 2 of role `main` of application `b`",
        "name it otherwise",
    );
    loaded(&text.replace("b/main/2", "b/main/3"));
    // Listed for that very role, it takes the place of the counted ones.
    loaded(
        &text
            .replace("count = 2\n", "")
            .replace("application = \"a\"", "application = \"b\""),
    );
}
