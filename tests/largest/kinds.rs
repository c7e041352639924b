//! Scenarios of which one kind of thing there is much.
//!
//! Always true here: twice the size is twice as much of it, and each is legal up to what limits allow, but for the last.

/// Two sites with a link, and so many stamps.
fn stamps(count: usize, keys: &str) -> String {
    let mut text = String::from(
        "[run]\ntrials = 1\nhorizon = \"1 d\"\nbuild_up = \"0 s\"\nsettle = \"0 s\"\n[site.a]\n[site.b]\n[link.l]\nbetween = [\"a\", \"b\"]\nrate = \"40 Gbps\"\n",
    );
    for stamp in 0..count {
        let site = ["a", "b"][stamp % 2];
        text.push_str(&format!(
            "[stamp.m{stamp}]\nat = \"site.{site}\"\nnodes = 200\nnode_memory = \"3 TiB\"\nreserve = \"none\"\n{keys}\n"
        ));
    }
    text
}

fn repeated(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

const APPLICATION: &str =
    "[application.a]\nexpendable = true\nstamp = \"m0\"\nmemory = \"1 GiB\"\n";

/// A kind of scenario of which there is much, by its size.
pub(crate) type Kind = (&'static str, fn(usize) -> String);

#[rustfmt::skip]
pub(crate) const KINDS: &[Kind] = &[
    ("roles", |size| stamps(2, "vms_per_stamp = 20000") + APPLICATION + &repeated(size, |i| format!("role.r{i} = {{}}\n"))),
    ("hazards on two nodes", |size| stamps(100, "") + APPLICATION
        + &repeated(size, |i| format!("[hazard.h{i}]\nof = [\"stamp.m{}.node.1\", \"stamp.m{}.node.2\"]\nevery = \"100 years\"\nrepair = \"1 h\"\n", i % 100, (i + 7) % 100))),
    ("drills", |size| stamps(100, "") + APPLICATION
        + &repeated(size, |i| format!("[drill.d{i}]\nof = \"stamp.m{}\"\nreturns = \"1 h\"\n", i % 100))),
    ("replicas", |size| stamps(100, "")
        + &repeated(size, |i| format!("[protection.t{i}.replication]\nto = \"m{}\"\nstandby = \"hot\"\n[application.a{i}]\nrto = \"4 h\"\nstamp = \"m{}\"\nmemory = \"1 GiB\"\nprotection = \"t{i}\"\n", i % 100, (i + 1) % 100))),
    ("instances", |size| stamps(100, "")
        + &repeated(size, |i| format!("[protection.t{i}.high_availability]\nacross = [\"m{}\", \"m{}\"]\nwitness = \"site.a\"\n[application.a{i}]\nrto = \"4 h\"\ncount = 2\nmemory = \"1 GiB\"\nprotection = \"t{i}\"\n", i % 100, (i + 1) % 100))),
    ("backups", |size| stamps(100, "") + &repeated(50, |i| format!("[repository.v{i}]\nat = \"site.a\"\ncapacity = \"9000 TB\"\n"))
        + &repeated(size, |i| format!("[protection.b{i}.backup]\nto = \"v{}\"\ncopy_to = \"v{}\"\nfull_every = \"14 d\"\n[application.a{i}]\nrto = \"4 h\"\nstamp = \"m{}\"\nmemory = \"1 GiB\"\nused = \"1 GiB\"\nprotection = \"b{i}\"\n", i % 50, (i + 1) % 50, i % 100))),
    ("needs", |size| stamps(2, "vms_per_stamp = 20000")
        + &repeated(size, |i| format!("[application.a{i}]\nexpendable = true\nstamp = \"m0\"\nmemory = \"1 GiB\"\nneeds = [\"a{}\"]\n", i + 1))
        + &format!("[application.a{size}]\nexpendable = true\nstamp = \"m0\"\n")),
    ("VMs", |size| stamps(100, "") + APPLICATION
        + &repeated(size, |i| format!("[vm.v{i}]\napplication = \"a\"\nstamp = \"m{}\"\nmemory = \"1 GiB\"\n", i % 100))),
    ("wrong names", |size| stamps(2, "") + &repeated(100, |i| format!("[application.a{i}]\nexpendable = true\nstamp = \"m0\"\n"))
        + &repeated(size, |i| format!("[vm.v{i}]\napplication = \"b{i}\"\nstamp = \"m{i}\"\n"))),
];
