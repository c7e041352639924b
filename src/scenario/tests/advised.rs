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
    assert!(advice(&lone).contains("has 2 instances and `pair` no witness: the last one has no vote then, and the loss of the other one leaves no majority"));
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

/// Instances on stamps a and b by turns, without a witness. Of two, the second has no vote: the only one stands on a. Of four
/// (a, b, a, b) the fourth has none, 2 of 3 stand on a and 1 of 3 on b, which leaves a majority.
#[test]
fn the_last_of_an_even_number_has_no_vote() {
    let of = |count: u32| {
        advice(&format!(
            "[stamp.a]\nnode_memory = \"384 GiB\"\n[stamp.b]\nlike = \"a\"\n[repository.v]\n[protection.p.backup]\n\
             [protection.h.high_availability]\nacross = [\"a\", \"b\"]\n[application.x]\nprotection = [\"h\", \"p\"]\nrto = \"1 h\"\ncount = {count}\n"
        ))
    };
    let two = of(2);
    assert!(
        two.contains("stops when stamp `a` is lost: the only vote of `h` stands there"),
        "{two}"
    );
    let four = of(4);
    assert!(
        four.contains("stops when stamp `a` is lost: 2 of 3 votes of `h` stand there"),
        "{four}"
    );
    assert!(
        four.contains("the loss of 2 of the others at once leaves no majority"),
        "{four}"
    );
    for given in [two, four] {
        assert!(!given.contains("stops when stamp `b`"), "{given}");
    }
}

/// One VM each on a and b, 145 GB each at 145 MB/s of a disk: 1,000 s and more to build one again, against an RTO of 10 min. Where one
/// is enough, the loss of a stops nothing; where both are needed, or a site takes both stamps, it does.
#[test]
fn an_rto_asks_whether_enough_is_left() {
    let of = |required: u32, lost: &str| {
        advice(&format!(
            "[site.e]\n[stamp.a]\nat = \"site.e\"\nnode_memory = \"384 GiB\"\n[stamp.b]\nlike = \"a\"\n[repository.v]\nat = \"site.e\"\n\
             [protection.p.backup]\nreduction = 1.0\nrestore_to = [\"a\", \"b\"]\n[application.x]\nprotection = \"p\"\nrto = \"10 min\"\nrequired = {required}\n\
             [vm.v1]\napplication = \"x\"\nstamp = \"a\"\nused = \"145 GB\"\n[vm.v2]\napplication = \"x\"\nstamp = \"b\"\nused = \"145 GB\"\n\
             [drill.d]\nof = \"{lost}\"\ndestroys = true\nreturns = \"1 d\"\n"
        ))
    };
    let part = "has an RTO of 10 min that no loss of its disks keeps";
    assert!(!of(1, "stamp.a").contains(part), "{}", of(1, "stamp.a"));
    assert!(of(2, "stamp.a").contains(part), "{}", of(2, "stamp.a"));
    assert!(of(1, "site.e").contains(part), "{}", of(1, "site.e"));
}

/// A deletion is decided about in 45 min and 145 GB are read in 1,000 s (16.67 min): 61.67 min at least.
#[test]
fn an_rto_asks_how_long_a_deletion_takes() {
    let of = |rto: &str| {
        advice(&format!(
            "[stamp.a]\nnode_memory = \"384 GiB\"\nuplink = \"400 Gbps\"\nuplink_share = \"100 %\"\n[repository.v]\nread = \"20 GB/s\"\n\
             [protection.p.backup]\nreduction = 1.0\ndecide = \"45 min\"\n[application.x]\nprotection = \"p\"\nrto = \"{rto}\"\nused = \"145 GB\"\n\
             [drill.d]\nof = \"application.x\"\nkind = \"deletion\"\n"
        ))
    };
    let given = of("61 min");
    let part = "has an RTO of 1 h 1 min that no deletion of its data keeps: to restore vm `x/main/1` takes 1.03 h at least, 16.67 min of it transfer";
    assert!(given.contains(part), "{given}");
    let given = of("62 min");
    assert!(!given.contains("no deletion of its data"), "{given}");
}

/// A failover takes 10 + 30 + 5 min, the boot 4 min: 49 min. With points 5 min apart 1 of 5 losses keeps 1 min; 95 % keep 4 min 45 s.
#[test]
fn objectives_ask_what_replicas_can_keep() {
    let of = |rto: &str, rpo: &str, more: &str| {
        advice(&format!(
            "[site.e]\n[site.w]\n[stamp.a]\nat = \"site.e\"\nnode_memory = \"384 GiB\"\n[stamp.b]\nlike = \"a\"\nat = \"site.w\"\n\
             [link.l]\nbetween = [\"e\", \"w\"]\nrate = \"1 Gbps\"\n[protection.r.replication]\nto = \"b\"\nlevel = \"vm\"\npoints = \"5 min\"\n\
             detect = \"10 min\"\ndecide = \"30 min\"\nfailover = \"5 min\"\ndns_ttl = \"0 s\"\n{more}[application.x]\nstamp = \"a\"\nprotection = \"r\"\n\
             boot = \"4 min\"\nrto = \"{rto}\"\nrpo = \"{rpo}\"\n[drill.d]\nof = \"stamp.a\"\ndestroys = true\nreturns = \"1 d\"\n"
        ))
    };
    let given = of("48 min", "1 min", "");
    for part in [
        "has an RTO of 48 min that a failover never keeps: for vm `x/main/1` it takes 49 min at least",
        "recovery points of replication `r` lie 5 min apart: 20 % of losses keep it if nothing is ever behind",
    ] {
        assert!(given.contains(part), "{part}\n{given}");
    }
    let given = of("49 min", "285 s", "");
    for part in ["a failover never keeps", "recovery points of"] {
        assert!(!given.contains(part), "{part}\n{given}");
    }
    assert!(of("49 min", "284 s", "").contains("recovery points of replication `r`"));
}

/// A point is gone when it is 5 d old: corruption that is noticed after 5 d leaves none from before it, after a second less it may.
#[test]
fn points_are_gone_when_corruption_is_noticed_at_their_end() {
    let of = |noticed: &str| {
        advice(&format!(
            "[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.v]\n[protection.p.backup]\nchain = \"full\"\nevery = \"24 h\"\nkeep = \"5 d\"\n\
             [application.x]\nprotection = \"p\"\nrto = \"1 d\"\n[drill.d]\nof = \"application.x\"\nkind = \"corruption\"\nnoticed = \"{noticed}\"\n"
        ))
    };
    let part = "by then every point may be corrupt";
    assert!(of("5 d").contains(part), "{}", of("5 d"));
    assert!(!of("431999 s").contains(part), "{}", of("431999 s"));
}

/// Two fulls of 145 GB are 290 GB, 0.264 TiB; the repository holds 289 GB, 0.263 TiB.
#[test]
fn two_sizes_that_differ_are_told_with_digits_that_do() {
    let given = advice(
        "[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.v]\ncapacity = \"289 GB\"\n[protection.p.backup]\nchain = \"full\"\nevery = \"24 h\"\n\
         reduction = 1.0\nkeep = 1\n[application.x]\nprotection = \"p\"\nused = \"145 GB\"\nrto = \"1 d\"\n",
    );
    assert!(
        given.contains("`v` holds 0.263 TiB, and its retention needs up to 0.264 TiB"),
        "{given}"
    );
}
