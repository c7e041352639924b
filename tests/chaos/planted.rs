//! Plans with a flaw that was planted: the sweep finds each by its name, with the reason, and finds nothing once it is mended.

use super::{cell, swept, text, verdict};
use crate::run::Desk;

/// Four VMs fail over to a stamp that holds three: the fourth waits for room until its own is bought again, in ten weeks. One VM more there, and it is back.
#[test]
fn a_standby_too_small_by_one_vm_is_found() {
    const PLAN: &str = "[site]\nmine = {}\ntown = {}\n[link.wan]\nbetween = [\"mine\", \"town\"]\nrate = \"10 Gbps\"\n\
        [stamp]\na = { at = \"site.mine\", node_memory = \"384 GiB\" }\nb = { at = \"site.town\", node_memory = \"384 GiB\", vms_per_stamp = ROOM }\n\
        [protection.dr.replication]\nto = \"b\"\nstandby = \"warm\"\n\
        [application.erp]\nstamp = \"a\"\ncount = 4\nrequired = 4\nused = \"20 GiB\"\nchurn = \"0 B/s\"\nprotection = \"dr\"\nrto = \"8 h\"\nrpo = \"1 h\"\n";
    let desk = Desk::new();
    desk.write("bad.toml", &PLAN.replace("ROOM", "3"));
    desk.write("good.toml", &PLAN.replace("ROOM", "4"));
    let only = ["--only", "destroyed-stamp-a"];
    let bad = swept(&desk, &[&["bad.toml"], &only[..]].concat());
    let own = cell(&bad, "destroyed-stamp-a", "erp");
    assert_eq!(text(own, "verdict"), "missed", "{own}");
    assert_eq!(
        (text(own, "phase"), text(own, "resource")),
        ("wait", "memory of stamp b")
    );
    let good = swept(&desk, &[&["good.toml"], &only[..]].concat());
    let own = cell(&good, "destroyed-stamp-a", "erp");
    assert_eq!(text(own, "verdict"), "met", "{own}");
    assert!(good["certificate"]["words"].is_string(), "{good}");
}

/// Replica and repository behind one link, which is away for five days in fifteen: then the replica falls behind, and a deletion waits for the link until it can be
/// read from the vault. A second way mends both.
#[test]
fn a_replica_and_a_repository_behind_one_link_are_found() {
    const PLAN: &str = "[site]\nmine = {}\ntown = {}\n\
        [link.wan]\nbetween = [\"mine\", \"town\"]\nrate = \"1 Gbps\"\nFALLBACK\
        [stamp]\na = { at = \"site.mine\", node_memory = \"384 GiB\" }\nb = { at = \"site.town\", node_memory = \"384 GiB\" }\n\
        [repository.vault]\nat = \"site.town\"\n\
        [protection.dr.replication]\nto = \"b\"\nstandby = \"warm\"\ndetect = \"10 min\"\n\
        [protection.nightly.backup]\nrestore_to = \"a\"\ndetect = \"10 min\"\njob_failure = \"0 %\"\nbad_point = \"0 %\"\n\
        [application.erp]\nstamp = \"a\"\nused = \"20 GiB\"\nchurn = \"10 kB/s\"\nprotection = [\"dr\", \"nightly\"]\nrto = \"8 h\"\nrpo = \"26 h\"\n\
        [hazard.wan]\nof = \"link.wan\"\nevery = { exponential = \"10 d\" }\nreturns = \"5 d\"\n";
    let desk = Desk::new();
    desk.write("bad.toml", &PLAN.replace("FALLBACK", ""));
    desk.write(
        "good.toml",
        &PLAN.replace("FALLBACK", "fallback = \"second\"\n[link.second]\nbetween = [\"mine\", \"town\"]\nrate = \"1 Gbps\"\n"),
    );
    let only = [
        "--no-moments",
        "--only",
        "destroyed-stamp-a",
        "--only",
        "deletion-application-erp",
    ];
    let bad = swept(&desk, &[&["bad.toml"], &only[..]].concat());
    let deletion = cell(&bad, "deletion-application-erp", "erp");
    assert_eq!(text(deletion, "verdict"), "missed", "{deletion}");
    assert!(
        text(deletion, "resource").contains("link wan"),
        "{deletion}"
    );
    // The way of the link is away at a third of the strikes: about so many miss.
    assert!(
        (0.5..0.85).contains(&deletion["rto_kept"].as_f64().unwrap()),
        "{deletion}"
    );
    let burnt = cell(&bad, "destroyed-stamp-a", "erp");
    assert_eq!(text(burnt, "verdict"), "missed", "{burnt}");
    assert!(burnt["rpo_kept"].as_f64().unwrap() < 0.95, "{burnt}");
    let good = swept(&desk, &[&["good.toml"], &only[..]].concat());
    for fault in ["deletion-application-erp", "destroyed-stamp-a"] {
        assert_eq!(
            verdict(&good, fault, "erp"),
            "met",
            "{}",
            cell(&good, fault, "erp")
        );
    }
}

/// With replica, backup and template: a stamp that is destroyed is failed over, a deletion is restored from where backups are written, and nobody ever reads the second repository, since nothing
/// takes the first one away while a point is asked for. By hand: 100 failovers, 100 restores.
#[test]
fn what_was_never_exercised_is_named() {
    const PLAN: &str = "[site]\nmine = {}\ntown = {}\n[link.wan]\nbetween = [\"mine\", \"town\"]\nrate = \"10 Gbps\"\n\
        [stamp]\na = { at = \"site.mine\", node_memory = \"384 GiB\" }\nb = { at = \"site.town\", node_memory = \"384 GiB\" }\n\
        [repository]\nnear = { at = \"site.mine\" }\nfar = { at = \"site.town\" }\n\
        [protection]\ndr.replication = { to = \"b\", standby = \"warm\" }\nnightly.backup = { to = \"near\", copy_to = \"far\", job_failure = \"0 %\", bad_point = \"0 %\" }\n\
        [application.erp]\nstamp = \"a\"\nused = \"20 GiB\"\nchurn = \"0 B/s\"\nprotection = [\"dr\", \"nightly\"]\nrto = \"8 h\"\nrpo = \"26 h\"\n";
    let desk = Desk::new();
    desk.write("plan.toml", PLAN);
    let arguments = [
        "plan.toml",
        "--no-moments",
        "--only",
        "destroyed-stamp-a",
        "--only",
        "deletion-application-erp",
    ];
    let found = swept(&desk, &arguments);
    let seen = |step: &str| {
        let all = found["coverage"].as_array().unwrap().iter();
        let mut own = all.filter(|one| one["step"] == step);
        own.next().map(|one| one["outages"].as_u64().unwrap())
    };
    assert_eq!(seen("failover"), Some(100));
    assert_eq!(seen("restore"), Some(100));
    assert_eq!(
        (seen("first_repository"), seen("second_repository")),
        (Some(100), Some(0))
    );
    // What the scenario does not have is not told.
    assert_eq!(
        (seen("switch"), seen("redeploy"), seen("newest_log")),
        (None, None, None)
    );
    let ran = desk.run(&[&["chaos"], &arguments[..]].concat());
    let flat = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = flat
        .split_once("never: ")
        .map(|(_, rest)| rest.split('.').next().unwrap());
    assert!(
        said.is_some_and(|said| said.contains("a point read at the second repository")),
        "{flat}"
    );
    assert!(!said.unwrap().contains("failover"), "{flat}");
    let page = desk.read("chaos/plan/chaos.html");
    assert!(
        page.contains("Steps of recoveries that the scenario has"),
        "the page does not tell them"
    );
}
