//! The smallest scenario for every code of advice.
//!
//! Always true here: each scenario is legal and gets its own code; other advice may come with it.

use super::Case;
use super::problems::{SECOND, SITES, STAMP, TRACE};

fn stamp(rest: &str) -> String {
    format!("{STAMP}{rest}\n")
}

fn two(rest: &str) -> String {
    format!("{STAMP}{SECOND}{rest}\n")
}

fn sites(rest: &str) -> String {
    format!("{SITES}{rest}\n")
}

/// All of them.
pub(super) fn all() -> Vec<Case> {
    let mut cases = traces();
    let texts = places()
        .into_iter()
        .chain(applications())
        .chain(protections())
        .chain(faults())
        .chain(backups())
        .chain(beyond())
        .chain(values());
    cases.extend(texts.map(|(code, text)| Case::new(code, text)));
    cases
}

fn places() -> Vec<(u16, String)> {
    vec![
        (501, stamp("nodes = 3")),
        (
            502,
            sites("[link.more]\nbetween = ['n', 's']\nrate = '1 Mbps'"),
        ),
        (503, stamp("[repository.v]")),
        (
            509,
            stamp(
                "[repository.v]\nimmutable = '7 d'\n[protection.p.backup]\n[application.x]\nprotection = 'p'",
            ),
        ),
        (507, stamp("reserve = 'none'\nhost_os = '15 %'")),
        (508, stamp("displace_tiers = [4]\n[application.x]")),
        (505, stamp("[application.x]\ngrowth = '1 GiB/day'")),
        (
            506,
            stamp(
                "storage = { disks = 10, volume_size = '6.5 GB' }\n[application.x]\ncount = 4\nused = '6 GB'",
            ),
        ),
    ]
}

fn applications() -> Vec<(u16, String)> {
    let application = |keys: &str| stamp(&format!("[application.x]\n{keys}"));
    let backed_up = |keys: &str| {
        stamp(&format!(
            "[repository.v]\n[protection]\np.backup = {{}}\n[application.x]\nprotection = 'p'\n{keys}"
        ))
    };
    let instances = |plan: &str, keys: &str| {
        two(&format!(
            "[protection.p.high_availability]\n{plan}\n[application.x]\nprotection = 'p'\n{keys}"
        ))
    };
    let restored = |used: &str, keys: &str| {
        two(&format!(
            "[repository.v]\n[protection.p.backup]\nrestore_to = 'b'\ndecide = {{ uniform = ['0 s', '2 h'] }}\nprovision = '10 min'\n[application.x]\nstamp = 'a'\nboot = '10 min'\nvalidate = '10 min'\nused = '{used}'\nprotection = 'p'\n{keys}\n[drill.d]\nof = 'stamp.a'\ndestroys = true\nreturns = '28 d'"
        ))
    };
    let across = "across = ['a', 'b']";
    vec![
        (520, application("")),
        (521, application("rpo = '1 h'\nstateless = true")),
        (
            522,
            application(
                "rpo = '1 h'\nstateful = true\nprotection = 'p'\n[protection.p.none]\nredeploy = '1 h'",
            ),
        ),
        (523, backed_up("stateless = true")),
        (524, application("rto = '1 h'")),
        (525, backed_up("set = 'scale_set'")),
        (
            526,
            two(
                "[protection.p.replication]\nto = 'b'\n[application.x]\nstamp = 'a'\nprotection = 'p'\nset = 'scale_set'",
            ),
        ),
        (527, instances(across, "count = 2")),
        (528, instances(across, "")),
        (529, instances(across, "count = 2\nstateless = true")),
        (530, instances("active = 'one'", "count = 2\nstamp = 'a'")),
        (
            531,
            instances(&format!("{across}\nactive = 'one'"), "count = 3"),
        ),
        (
            533,
            application("count = 3\nrequired = 2\nset = 'availability_set'\nstateless = true"),
        ),
        (534, restored("10 GiB", "rto = '75 min'")),
        (535, restored("8 TiB", "rto = '15 min'")),
        (536, backed_up("rpo = '4 h'")),
        (
            532,
            instances(
                &format!("{across}\nactive = 'one'\nwitness = 'stamp.a'"),
                "count = 2",
            ),
        ),
    ]
}

fn protections() -> Vec<(u16, String)> {
    let backup = |repository: &str, keys: &str| {
        stamp(&format!(
            "[repository.v]\n{repository}\n[application.x]\nprotection = 'p'\n[protection.p.backup]\n{keys}"
        ))
    };
    let replica = |stamps: String, keys: &str| {
        format!(
            "{stamps}[protection.p.replication]\nto = 'b'\n{keys}\n[application.x]\nstamp = 'a'\nprotection = 'p'\n"
        )
    };
    let target = |keys: &str| format!("{STAMP}[stamp.b]\n{keys}\n");
    let many = |keys: &str| replica(target(keys), "") + "count = 8\nmemory = '40 GiB'\n";
    let one_box = "[enclosure.e]\n[stamp]\na = { at = 'enclosure.e', node_memory = '384 GiB' }\nb = { at = 'enclosure.e', node_memory = '384 GiB' }\n";
    vec![
        (540, backup("at = 'stamp.a'", "")),
        (542, backup("", "every = '1 h'\nwindow = '20:00-22:00'")),
        (543, backup("", "window = '20:00-20:30'")),
        (544, replica(one_box.to_string(), "")),
        (
            545,
            replica(
                SITES.replace("rate = '1 Gbps'", "rate = '1 Gbps'\nlatency = '20 ms'"),
                "mode = 'sync'",
            ),
        ),
        (
            546,
            replica(target("node_memory = '40 GiB'\nreserve = 'none'"), "") + "memory = '50 GiB'\n",
        ),
        (547, many("node_memory = '256 GiB'")),
        (548, many("node_memory = '384 GiB'\nvms_per_stamp = 4")),
        (
            549,
            replica(two(""), "rate = '8 kbps'") + "churn = '1 MB/s'\n",
        ),
        (550, stamp("[protection.p.none]")),
        (
            552,
            stamp("[protection.p.none]\ngive_up_after = '1 h'\n[application.x]\nstateful = false\nprotection = 'p'"),
        ),
        (
            553,
            "[site.n]\n[site.s]\n[site.v]\n[stamp.a]\nat = 'site.n'\nnode_memory = '384 GiB'\n[stamp.b]\nat = 'site.s'\nnode_memory = '384 GiB'\n\
             [link.one]\nbetween = ['n', 'v']\nrate = '1 Gbps'\n[link.two]\nbetween = ['s', 'v']\nrate = '1 Gbps'\n[repository.v]\nat = 'site.v'\n\
             [protection.p.backup]\nrestore_to = 'b'\ngo_home = '30 min'\n[application.x]\nstamp = 'a'\nprotection = 'p'\n"
                .to_string(),
        ),
        (
            551,
            "[site.n]\n[site.s]\n[stamp.a]\nat = 'site.n'\nnode_memory = '384 GiB'\n[stamp.b]\nat = 'site.s'\nnode_memory = '384 GiB'\n\
             [protection.p.none]\nto = 'b'\n[application.x]\nstamp = 'a'\nprotection = 'p'\n"
                .to_string(),
        ),
    ]
}

fn faults() -> Vec<(u16, String)> {
    vec![
        (570, stamp("")),
        (
            574,
            format!("allow = [{{ rule = 'FD523', reason = 'kept for an audit' }}]\n{STAMP}"),
        ),
        (
            571,
            stamp("[hazard.h]\nof = 'stamp.a'\nevery = '1000 h'\nreturns = '1 h'\ndetect = '1 h'"),
        ),
        (
            572,
            stamp(
                "[application.x]\nprotection = 'p'\n[repository.v]\n[protection.p.backup]\nkeep = '36000 d'\nevery = '3600 d'",
            ),
        ),
        (575, stamp("[application.x]\nmigrates = false\n[update.u]")),
        (
            573,
            stamp(
                "[application.x]\n[hazard.corruption]\nof = 'application.x'\nevery = '1000 h'\nkind = 'crash'",
            ),
        ),
    ]
}

/// Records of 30 days.
fn traces() -> Vec<Case> {
    let case = |code: u16, rows: &str| Case {
        files: vec![("t.csv", format!("node,h,m\n{rows}").into_bytes())],
        ..Case::new(code, format!("{STAMP}[run]\nhorizon = '30 d'\n{TRACE}"))
    };
    vec![case(618, "1,720,5\n"), case(619, "1,5,61\n1,6,30\n")]
}

fn backups() -> Vec<(u16, String)> {
    let nightly = |repository: &str, keys: &str, application: &str| {
        stamp(&format!(
            "[repository.v]\n{repository}\n[application.x]\nprotection = 'p'\n{application}\n[protection.p.backup]\nreduction = 2\n{keys}"
        ))
    };
    let round = |keys: &str| {
        nightly(
            "write = '100 MB/s'\nslots = 4",
            keys,
            "count = 20\nmemory = '4 GiB'\nused = '200 GB'\nchurn = '0 B/s'",
        )
    };
    let many = |keys: &str| nightly("", keys, "count = 40\nmemory = '4 GiB'\nused = '1 GiB'");
    vec![
        (
            600,
            nightly(
                "capacity = '2 TiB'",
                "full_every = '7 d'\nkeep = 7",
                "used = '2 TiB'\nchurn = '3 %/day'",
            ),
        ),
        (601, round("every = '5 h'\nfull_every = '5 h'")),
        (602, round("window = '20:00-00:26'")),
        (603, many("window = '20:00-06:00'\nstagger = '30 min'")),
        (604, many("stagger = '37 min'")),
        (605, many("window = '20:00-06:00'\nphase = '12 h'")),
        (606, many("retries = 24\nretry_after = '1 h'")),
        (607, many("job_failure = '100 %'")),
        (608, many("bad_point = '100 %'")),
        (
            609,
            many(
                "keep = '14 d'\n[drill.rot]\nof = 'application.x'\nkind = 'corruption'\nnoticed = '15 d'",
            ),
        ),
        (613, many("noticed_after = 3\nstickiness = '0 %'")),
        (
            614,
            many("restore_test = { every = '30 d', cost = '1 h' }\nbad_point = '0 %'"),
        ),
        (
            640,
            nightly(
                "",
                "every = '24 h'\njob_failure = '20 %'\nbad_point = '0 %'\nretries = 0\nstickiness = '50 %'",
                "rpo = '48 h'\n[hazard.fire]\nof = 'stamp.a'\nevery = '20 years'\nreturns = '1 d'\ndestroys = true",
            ),
        ),
        (612, many("retries = 1000\nretry_after = '1 s'")),
        (
            610,
            "[stamp.a]\nnode_memory = '384 GiB'\n[stamp.b]\nnode_memory = '384 GiB'\nstorage = { disks = 4, disk_size = '2 TB' }\n\
             [repository.r]\n[protection.p.backup]\nrestore_to = ['a', 'b']\n[application.x]\nstamp = 'a'\nused = '4 TiB'\nprotection = 'p'\n"
                .to_string(),
        ),
        (
            611,
            "[stamp.a]\nnode_memory = '384 GiB'\n[stamp.b]\nnode_memory = '40 GiB'\nreserve = 'none'\n\
             [repository.r]\n[protection.p.backup]\nrestore_to = ['a', 'b']\n[application.x]\nstamp = 'a'\nmemory = '50 GiB'\nprotection = 'p'\n"
                .to_string(),
        ),
    ]
}

fn beyond() -> Vec<(u16, String)> {
    let fault = |at: &str| format!("of = 'stamp.a.node.1'\nat = {at}\nlasts = '4 h'\n");
    let first = |at: &str| stamp(&format!("[fault.f]\n{}", fault(at)));
    vec![
        (615, first("'400 d'")),
        (616, first("['2 d', '2 d 3 h']")),
        (617, first("'2 d'") + "[fault.g]\n" + &fault("'2 d 3 h'")),
        (
            620,
            stamp("[run]\ndrain = '10 d'\n[drill.d]\nof = 'stamp.a'\nreturns = '28 d'"),
        ),
        (621, stamp("[crew.c]")),
        (627, stamp("[parts.p]\ndelivery = '1 d'")),
        (
            623,
            stamp(
                "[run]\nhorizon = '1 s'\n[repository.v]\n[protection.p.backup]\n[application.x]\nprotection = 'p'",
            ),
        ),
        (
            624,
            stamp("[run]\nhorizon = '1 s'\n[hazard.h]\nof = 'node'\nevery = '1000 h'"),
        ),
        (
            622,
            stamp(
                "[application.x]\nrto = { node = '1 h', site = '2 h' }\n[hazard.h]\nof = 'node'\nevery = '1000 h'",
            ),
        ),
    ]
}

fn values() -> Vec<(u16, String)> {
    let application = |keys: &str| stamp(&format!("[application.x]\n{keys}"));
    vec![
        (630, application("churn = '500 GiB/s'")),
        (631, application("used = '33 TiB'")),
        (632, application("memory = '1 B'")),
        (633, application("boot = '100 years'")),
        (634, stamp("[crew.c]\nhours = 'Mon 08:00-08:01'")),
        (635, stamp("uplink = '1601 Gbps'")),
        (636, application("rto = '1 ms'")),
        (637, stamp("[repository.v]\nread = '1 B/s'")),
        (638, application("used = '1 B'")),
        (639, application("churn = '1 B/day'")),
    ]
}
