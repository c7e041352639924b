//! The smallest scenario for every code of advice.
//!
//! Always true here: each scenario is legal and gets its own code; other advice may come with it.

use super::Case;
use super::problems::{SECOND, SITES, STAMP};

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
    let texts = places()
        .into_iter()
        .chain(applications())
        .chain(protections())
        .chain(faults());
    texts.map(|(code, text)| Case::new(code, text)).collect()
}

fn places() -> Vec<(u16, String)> {
    vec![
        (501, stamp("nodes = 3")),
        (
            502,
            sites("[link.more]\nbetween = ['n', 's']\nrate = '1 Mbps'"),
        ),
        (503, stamp("[repository.v]")),
        (504, stamp("[repository.v]\nimmutable = '7 d'")),
        (505, stamp("[application.x]\ngrowth = '1 GiB/day'")),
        (
            506,
            stamp("storage = { disks = 10, volume_size = '27 GB' }\n[application.x]"),
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
        (541, backup("write = '1 kbps'", "")),
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
    ]
}

fn faults() -> Vec<(u16, String)> {
    vec![
        (570, stamp("")),
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
    ]
}
