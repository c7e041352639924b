//! The scenarios that are timed.
//!
//! Always true here: they go through the same reader as the files of users.

use firedrill::scenario::{Loaded, load};
use std::fmt::Write;

/// The shipped scenarios, as they are shipped.
pub(crate) const QUICKSTART: &str = include_str!("../scenarios/quickstart.toml");
pub(crate) const RESTORE_STORM: &str = include_str!("../scenarios/restore-storm.toml");
const RESTORE_STORM_VMS: &[u8] = include_bytes!("../scenarios/restore-storm-vms.csv");
pub(crate) const CONTAINER: &str = include_str!("../scenarios/mdc-container.toml");
const CONTAINER_VMS: &[u8] = include_bytes!("../scenarios/mdc-container-vms.csv");

pub(crate) const HOURLY: &str = include_str!("../scenarios/hourly-backup.toml");

/// Sixteen nodes of life 1,000 h, two people, lognormal repairs of mean 8 h and sigma 0.8, one year a
/// trial.
pub(crate) const MACHINE_REPAIR: &str = r#"
[run]
trials = 2000
horizon = "365 d"
build_up = "0 s"
settle = "0 s"

[stamp.alpha]
nodes = 16
node_memory = "256 GiB"
reserve = "none"
quorum = "none"

[crew.two]
people = 2
hours = "always"
answers_in = "0 s"

[hazard.failure]
of = "node"
every = { exponential = "1000 h" }
detect = "0 s"
repair = { lognormal = { median = "5 h 48 min 33 s", sigma = 0.8 } }
crew = "two"
"#;

/// The text without one table.
pub(crate) fn cut_table(text: &str, header: &str) -> String {
    let Some(start) = text.find(header) else {
        return text.to_string();
    };
    let end = text[start + 1..]
        .find("\n[")
        .map_or(text.len(), |at| start + 1 + at + 1);
    text[..start].to_string() + &text[end..]
}

/// Machine repair with VMs of which only one fits on a node: those of a lost node wait for it.
const ONE_ON_EACH_NODE: &str = r#"
memory = "200 GiB"
used = "1 GiB"
boot = "0 s"
"#;

/// One application on all sixteen nodes, of whose VMs fifteen must run.
pub(crate) fn fifteen_of_sixteen() -> String {
    format!(
        "{MACHINE_REPAIR}\n[application.all]\nrto = \"1 h\"\ncount = 16\nrequired = 15\n{ONE_ON_EACH_NODE}"
    )
}

/// Eight applications of two VMs, of which one must run.
pub(crate) fn eight_of_one_of_two() -> String {
    let one = |number: u32| {
        format!(
            "\n[application.a{number}]\nrto = \"1 h\"\ncount = 2\nrequired = 1\n{ONE_ON_EACH_NODE}"
        )
    };
    MACHINE_REPAIR.to_string() + &(1..=8).map(one).collect::<String>()
}

/// So many VMs on stamps of 400, in applications of ten; nodes of the first stamp alone fail.
pub(crate) fn many_vms(vms: usize) -> String {
    let mut text = String::from(
        "[run]\ntrials = 1\nhorizon = \"365 d\"\nbuild_up = \"0 s\"\nsettle = \"0 s\"\n\n[hazard.failure]\nof = \"stamp.s0.node\"\n\
         every = \"1000 h\"\nrepair = \"8 h\"\n",
    );
    for stamp in 0..vms / 400 {
        text.push_str(&format!(
            "\n[stamp.s{stamp}]\nnodes = 16\nnode_memory = \"384 GiB\"\n"
        ));
        for one in 0..40 {
            text.push_str(&format!(
                "\n[application.a{stamp}x{one}]\ncount = 10\nrto = \"8 h\"\nmemory = \"8 GiB\"\nused = \"1 GiB\"\n\
                 expendable = true\nstamp = \"s{stamp}\"\n"
            ));
        }
    }
    text
}

/// One to a few stamps with so many VMs in applications of ten, backed up every night; nodes fail, and
/// once in a long while a stamp is lost.
pub(crate) fn nightly(vms: usize) -> String {
    const MOST_PER_STAMP: usize = 400;
    let stamps = vms.div_ceil(MOST_PER_STAMP);
    let mut text = String::from(
        r#"
[run]
trials = 1

[repository.vault]
capacity = "2000 TiB"
read = "2 GB/s"
write = "2 GB/s"
slots = 32

[protection.nightly.backup]
every = "24 h"
full_every = "7 d"
window = "20:00-06:00"
to = "vault"
keep = "14 d"

[hazard.node-failure]
of = "node"
every = "7550 h"

[hazard.fire]
of = "stamp"
every = "100 years"
destroys = true
returns = "4 weeks"
"#,
    );
    for stamp in 0..stamps {
        write!(
            text,
            "\n[stamp.s{stamp}]\nnodes = 12\nnode_memory = \"768 GiB\"\n"
        )
        .ok();
    }
    for application in 0..vms / 10 {
        let stamp = application * 10 / MOST_PER_STAMP;
        write!(
            text,
            "\n[application.a{application:03}]\ncount = 10\nrto = \"8 h\"\nrpo = \"24 h\"\n\
             used = \"100 GiB\"\nprotection = \"nightly\"\nstamp = \"s{stamp}\"\n"
        )
        .ok();
    }
    text
}

/// Reads a scenario.
pub(crate) fn loaded(text: &str) -> Loaded {
    let files = |name: &str| match name {
        "restore-storm-vms.csv" => Ok(RESTORE_STORM_VMS.to_vec()),
        "mdc-container-vms.csv" => Ok(CONTAINER_VMS.to_vec()),
        other => Err(format!("no file {other}")),
    };
    match load(text, "bench", &files) {
        Ok(loaded) => loaded,
        Err(issues) => panic!("a scenario of the benchmark is refused: {issues:?}"),
    }
}

/// So many per cent of what limits allow: stamps of 1,024 nodes, applications of four VMs, each with a backup of its own,
/// a drill for each, and hazards on single nodes.
pub(crate) fn largest(per_cent: usize) -> String {
    let of = |most: usize| most * per_cent / 100;
    let stamps = of(200);
    let mut text = String::from(
        "[run]\ntrials = 1\nhorizon = \"1 d\"\nbuild_up = \"0 s\"\nsettle = \"0 s\"\n[site.mine]\n[repository.vault]\ncapacity = \"9000 TB\"\n",
    );
    for stamp in 0..stamps {
        text.push_str(&format!(
            "[stamp.m{stamp}]\nnodes = 1024\nnode_memory = \"384 GiB\"\nreserve = \"none\"\n"
        ));
    }
    for one in 0..of(5_000) {
        let stamp = one % stamps;
        text.push_str(&format!(
            "[protection.b{one}.backup]\nfull_every = \"14 d\"\n[application.a{one}]\nrto = \"4 h\"\nstamp = \"m{stamp}\"\ncount = 4\n\
             memory = \"4 GiB\"\nused = \"1 GiB\"\nprotection = \"b{one}\"\n[drill.d{one}]\nof = \"stamp.m{stamp}\"\nreturns = \"1 h\"\n\
             trials = 1\n"
        ));
    }
    for one in 0..of(12_000) {
        let (stamp, node) = (one % stamps, one / stamps % 1_024 + 1);
        text.push_str(&format!(
            "[hazard.h{one}]\nof = \"stamp.m{stamp}.node.{node}\"\nevery = \"100 years\"\nrepair = \"1 h\"\n"
        ));
    }
    text
}
