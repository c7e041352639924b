//! Cases: planned work that something unplanned keeps from ending, and what is destroyed with a rack or a repository.

use super::lost::said;

/// Two stamps whose lengths for people, starts and boots are nothing; 145 GB over one disk of 145 MB/s take 1,000 s.
const STAMPS: &str = r#"
[run]
trials = 2
horizon = "60 d"
[stamp.a]
nodes = 4
node_memory = "384 GiB"
uplink = "400 Gbps"
uplink_share = "100 %"
start = "0 s"
detection = "0 s"
isolation_share = "0 %"
[stamp.b]
like = "a"
"#;

const BACKUP: &str = r#"
[protection.p.backup]
chain = "full"
every = "24 h"
phase = "0 h"
stagger = "0 s"
reduction = 1.0
restore_to = "b"
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
give_up_after = "never"
[application.x]
stamp = "a"
protection = "p"
used = "145 GB"
boot = "0 s"
rto = "1 h"
rpo = "24 h"
"#;

const VAULT: &str = "[repository.v]\nwrite = \"20 GB/s\"\nread = \"20 GB/s\"\n";

/// Planned work on stamp a from 10 d on, for 8 h.
const WORK: &str =
    "[fault.work]\nof = \"stamp.a\"\nat = \"10 d\"\nlasts = \"8 h\"\nplanned = true\n";

/// The outages of x over the years: planned or not, class, recovery.
fn outages(rest: &str) -> Vec<String> {
    let said = said(&format!("{STAMPS}{VAULT}{BACKUP}{WORK}{rest}"));
    said.rows
        .of("years", "x", &["planned", "class", "recovery_s"])
}

/// Without anything else it is back after the 8 h, as planned.
#[test]
fn planned_work_that_ends_as_planned_is_planned() {
    assert_eq!(outages(""), ["true planned 28800.0"; 2]);
    // A node that fails and is back meanwhile keeps nobody waiting.
    let node = "[fault.node]\nof = \"stamp.a.node.1\"\nat = \"10 d 1 h\"\nlasts = \"2 h\"\n";
    assert_eq!(outages(node), ["true planned 28800.0"; 2]);
}

/// The control plane fails an hour after the work began, for 2 d: until 10 d 1 h + 48 h nothing is powered on, 49 h after x went
/// down. So it is with three of four nodes.
#[test]
fn what_keeps_planned_work_from_ending_is_judged() {
    let control = "[fault.u]\nof = \"stamp.a.control_plane\"\nat = \"10 d 1 h\"\nlasts = \"2 d\"\n";
    assert_eq!(outages(control), ["false control_plane 176400.0"; 2]);
    let rack = "[rack.r]\nstamp = \"a\"\nnodes = [1, 2, 3]\n\
                [fault.u]\nof = \"rack.r\"\nat = \"10 d 1 h\"\nlasts = \"2 d\"\n";
    assert_eq!(outages(rack), ["false rack 176400.0"; 2]);
}

/// x needs y, which stands on b and is deleted at 10 d 7 h, noticed after 5 h and restored in 1,000 s: x is back 12 h + 1,000 s =
/// 44,200 s after it went down, and waits for y alone from 8 h on.
#[test]
fn a_deletion_of_what_is_needed_is_no_plan() {
    let rest = "[application.y]\nstamp = \"b\"\nprotection = \"q\"\nused = \"145 GB\"\nboot = \"0 s\"\nrto = \"1 h\"\n\
                [protection.q.backup]\nchain = \"full\"\nevery = \"24 h\"\nreduction = 1.0\njob_failure = \"0 %\"\nbad_point = \"0 %\"\n\
                decide = \"0 s\"\nprovision = \"0 s\"\ndetect = \"5 h\"\n\
                [fault.u]\nof = \"application.y\"\nkind = \"deletion\"\nat = \"10 d 7 h\"\n";
    let text = format!("{STAMPS}{VAULT}{BACKUP}{WORK}{rest}");
    let text = text.replace("rpo = \"24 h\"\n", "rpo = \"24 h\"\nneeds = \"y\"\n");
    let rows = said(&text)
        .rows
        .of("years", "x", &["planned", "recovery_s"]);
    assert_eq!(rows, ["false 44200.0"; 2]);
}

/// Three of the four nodes of a stamp burn on Wednesday at 12:00: all three copies of something of every volume lay in them. x is
/// restored on b in 1,000 s, with the state of 00:00.
#[test]
fn a_rack_that_burns_takes_the_data_of_its_nodes() {
    let drill = |nodes: &str| {
        format!(
            "[rack.r]\nstamp = \"a\"\nnodes = {nodes}\n[drill.d]\nof = \"rack.r\"\nat = \"Wed 12:00\"\ndetect = \"0 s\"\n\
             trials = 3\ndestroys = true\nreturns = \"1 h\"\n"
        )
    };
    let fate = |vault: &str, nodes: &str| {
        let said = said(&format!("{STAMPS}{vault}{BACKUP}{}", drill(nodes)));
        said.rows
            .of("d", "x", &["outcome", "recovery_s", "data_loss_s"])
    };
    assert_eq!(fate(VAULT, "[1, 2, 3]"), ["recovered 1000.0 43200.0"; 3]);
    assert_eq!(fate(VAULT, "[1, 2, 3, 4]"), ["recovered 1000.0 43200.0"; 3]);
    // Of two nodes there is a third copy of everything: whoever ran there is restarted.
    let two = fate(VAULT, "[1, 2]");
    assert!(two.iter().all(|row| row.ends_with(" 0.0")), "{two:?}");
    // The repository lay on the same volumes.
    let own = "[repository.v]\nat = \"stamp.a\"\n";
    let lost = fate(own, "[1, 2, 3, 4]");
    assert!(lost.iter().all(|row| row.starts_with("lost ")), "{lost:?}");
}

/// The repository of the template is destroyed at 10 d and stands again after an hour, empty: a day later nothing builds x anew.
#[test]
fn a_template_goes_with_its_repository() {
    let years = |destroys: bool| {
        let said = said(&format!(
            "{STAMPS}{VAULT}[protection.n]\nnone = {{ redeploy = \"10 min\", template = \"v\", to = \"b\", detect = \"0 s\", decide = \"0 s\" }}\n\
             [application.x]\nstamp = \"a\"\nprotection = \"n\"\nstateful = false\nboot = \"0 s\"\nrto = \"1 h\"\n\
             [fault.burnt]\nof = \"repository.v\"\nat = \"10 d\"\nlasts = \"1 h\"\ndestroys = {destroys}\n\
             [fault.gone]\nof = \"stamp.a\"\nat = \"11 d\"\nlasts = \"300 d\"\ndestroys = true\n"
        ));
        said.rows
            .of("years", "x", &["outcome", "recovery_s", "binding_resource"])
    };
    let kept = years(false);
    assert!(
        kept.iter().all(|row| row.starts_with("recovered 600")),
        "{kept:?}"
    );
    assert_eq!(years(true), ["never  nothing to bring it back from"; 2]);
}

/// One slot, jobs of 1,800 s, a window of an hour: the slot that comes free at its end is too late for the third, which has no
/// point.
#[test]
fn a_slot_at_the_end_of_a_window_comes_too_late() {
    let one = |name: &str, order: u32| {
        format!(
            "[application.{name}]\nstamp = \"a\"\nprotection = \"p\"\nused = \"261 GB\"\nboot = \"0 s\"\nrto = \"9 h\"\nrpo = \"48 h\"\ntier = {order}\n"
        )
    };
    let backup = BACKUP.split("[application.x]").next().unwrap().replace(
        "reduction = 1.0",
        "reduction = 1.0\nwindow = \"00:00-01:00\"",
    );
    let said = said(&format!(
        "{STAMPS}[repository.v]\nwrite = \"145 MB/s\"\nread = \"20 GB/s\"\nslots = 1\n{backup}{}{}{}\
         [drill.d]\nof = \"stamp.a\"\nat = \"Wed 12:00\"\ndestroys = true\ndetect = \"0 s\"\nreturns = \"30 d\"\ntrials = 2\n",
        one("x", 1),
        one("y", 2),
        one("z", 3)
    ));
    let fates = ["x", "y", "z"].map(|name| said.rows.of("d", name, &["outcome"]));
    assert_eq!(fates[0], ["recovered"; 2]);
    assert_eq!(fates[1], ["recovered"; 2]);
    assert_eq!(fates[2], ["lost"; 2]);
}
