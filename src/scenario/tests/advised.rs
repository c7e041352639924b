//! Advice about storage, links, replication and high availability.

use super::whole::WHOLE;
use super::*;

/// Memory of the depot's nodes, as it is written.
const DEPOT: &str = "node_memory = \"384 GiB\"\nshed";

/// All advice about a scenario, a line each.
fn advice(text: &str) -> String {
    let lints = loaded(text).blueprint.lints;
    let messages: Vec<String> = lints.into_iter().map(|lint| lint.message()).collect();
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
        "never keeps up: 5239.0 GB a day come up after reduction and 1636.9 GB a day are carried (bounded by link vpn)",
    );
    advises(
        "rate = \"136 MB/s\"",
        "rate = \"8 kbps\"",
        "bounded by its own limit",
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
    // What the first tier needs is of the first tier, so that nobody stops it.
    let needed = format!(
        "{text}[application.boss]\nexpendable = true\ntier = 1\nneeds = [\"test\"]\nstamp = \"pod-2\"\n"
    );
    let needed = advice(&needed);
    assert!(needed.contains(part), "{needed}");
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
        "count = 6, used = \"3 TiB\"",
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

/// 172.8 GB a day are 2 MB/s: of that 1.5 MB/s pass, and a quarter of the writing waits.
#[test]
fn a_synchronous_replica_that_never_keeps_up_holds_writing_back() {
    let text = |mode: &str, rate: &str| {
        format!(
            "[stamp.a]\nnode_memory = \"384 GiB\"\n[stamp.b]\nnode_memory = \"384 GiB\"\n[protection.p.replication]\nto = \"b\"\n{mode}\nrate = \"{rate}\"\n[application.x]\nstamp = \"a\"\nprotection = \"p\"\nused = \"1 TiB\"\nchurn = \"172.8 GB/day\"\n"
        )
    };
    let part = "the replica of application `x` by `p` from stamp `a` never keeps up: 172.8 GB a day come up after reduction and 129.6 GB a day are carried (bounded by its own limit), and it is synchronous, so 25.0 % of the writing is held back by it; that is not simulated further: the replica counts as up to date, and the application as unhindered";
    for mode in ["mode = \"sync\"", "mode = \"sync\"\nwhen_cut = \"stop\""] {
        let given = advice(&text(mode, "1.5 MB/s"));
        assert!(given.contains(part), "{given}");
        assert!(!advice(&text(mode, "2 MB/s")).contains("never keeps up"));
    }
    let follows = advice(&text("mode = \"async\"", "1.5 MB/s"));
    assert!(follows.contains("so it grows by 6.0 h a day"), "{follows}");
}
