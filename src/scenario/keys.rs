//! Every table and key that a scenario may have: the one list behind messages, schema and reference.
//!
//! Always true here: a key that is not in this list is refused; a key with `Need::Default` or
//! `Need::Quiet` has its value in `model::default`.

mod kind;
mod protections;

pub(crate) use kind::Kind;

use crate::model::Class;
use protections::{BACKUP, HIGH_AVAILABILITY, NONE, PROTECTION, REPLICATION};

/// What happens where a key is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Need {
    /// It must be there.
    Required,
    /// Its default is used and listed with the assumptions.
    Default,
    /// Its default is used; it says how the run is made, or nothing about the world.
    Quiet,
    /// Its absence means this.
    Optional(&'static str),
}

/// A key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) need: Need,
    pub(crate) doc: &'static str,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    /// Its name in messages.
    pub(crate) name: &'static str,
    /// Pattern of its keys in the table of defaults.
    pub(crate) pattern: &'static str,
    /// How it is written.
    pub(crate) header: &'static str,
    /// Whether assumptions of many such tables are shown as one.
    pub(crate) collapse: bool,
    pub(crate) doc: &'static str,
    pub(crate) keys: &'static [Key],
}

impl Section {
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// The section of this name; unknown names are a fault of the program.
pub(crate) fn section(name: &str) -> &'static Section {
    SECTIONS
        .iter()
        .copied()
        .find(|section| section.name == name)
        .expect("only names of sections in this file are asked for")
}

const fn key(name: &'static str, kind: Kind, need: Need, doc: &'static str) -> Key {
    Key {
        name,
        kind,
        need,
        doc,
    }
}

use Kind::{
    Bytes, Choice, Churn, Flag, Hours, Law, LawOfEvery, NameOf, NamesOf, Objective, Own, Place,
    Rate, Refused, Share, Size, Span, Table, Tables, Targets, Text, Whole,
};
use Need::{Default, Optional, Quiet, Required};

/// The names of classes in the order of reports.
pub(crate) fn class_names() -> Vec<&'static str> {
    Class::ALL.iter().map(|class| class.name()).collect()
}

/// All sections.
pub(crate) const SECTIONS: &[&Section] = &[
    &TOP,
    &RUN,
    &SITE,
    &ENCLOSURE,
    &STAMP,
    &STORAGE,
    &RACK,
    &LINK,
    &REPOSITORY,
    &CREW,
    &PROTECTION,
    &BACKUP,
    &NONE,
    &REPLICATION,
    &HIGH_AVAILABILITY,
    &APPLICATION,
    &ROLE,
    &VM,
    &HAZARD,
    &FAULT,
    &DRILL,
    &TRACE,
];

#[rustfmt::skip]
const TOP: Section = Section {
    name: "scenario", pattern: "", header: "", collapse: false,
    doc: "The top of the file. Every table below it is keyed by name.",
    keys: &[
        key("name", Text, Optional("the name of the file"), "Name of the scenario; results go into a folder of this name."),
        key("description", Text, Optional("none"), "One sentence for the report."),
        key("inventory", Text, Optional("no inventory"), "A CSV with a row for each VM. Columns: `vm` (its name) and the keys of `[vm]`; several protections are separated by `;`."),
        key("from_defaults", Own("a list of keys", "[\"run.drain\"]"), Optional("none"), "Written into resolved scenarios: keys whose value was left to the default, so that the report still lists them as assumptions."),
        key("run", Table("run"), Optional("all defaults"), "How the run is made."),
        key("site", Tables("site"), Optional("one site named `site`"), "Places."),
        key("enclosure", Tables("enclosure"), Optional("none"), "Containers and the like, between site and stamp."),
        key("stamp", Tables("stamp"), Required, "Azure Stack Hub stamps."),
        key("rack", Tables("rack"), Optional("none"), "Racks inside stamps."),
        key("link", Tables("link"), Optional("none"), "Wide area links between sites."),
        key("repository", Tables("repository"), Optional("none"), "Where backups lie."),
        key("crew", Tables("crew"), Optional("none"), "People who repair or decide."),
        key("protection", Tables("protection"), Optional("none"), "Ways for applications to survive."),
        key("application", Tables("application"), Optional("none: only stamps are simulated"), "What has an RTO and an RPO."),
        key("vm", Tables("vm"), Optional("none"), "Single VMs, with the same keys as the inventory."),
        key("hazard", Tables("hazard"), Optional("none"), "Sources of random faults."),
        key("fault", Tables("fault"), Optional("none"), "Faults at stated times."),
        key("drill", Tables("drill"), Optional("none"), "Faults forced once in each trial of their own: what if?"),
        key("trace", Table("trace"), Optional("none"), "Recorded faults from a CSV; each group of the trace is a trial."),
    ],
};

#[rustfmt::skip]
const RUN: Section = Section {
    name: "run", pattern: "run", header: "[run]", collapse: false,
    doc: "How the run is made. `firedrill run` can override seed and trials.",
    keys: &[
        key("seed", Whole(0), Quiet, "Seed of all random streams."),
        key("trials", Own("a whole number, or a precision to reach", "{ until = \"erp.availability\", half_width = \"0.1 %\", at_most = 100000 }"), Quiet, "How many trials; or until the interval of a measure is narrow enough."),
        key("horizon", Span, Quiet, "The time that is counted in each trial."),
        key("build_up", Span, Quiet, "Time before that without faults, in which backup chains, copies and recovery points come into being."),
        key("settle", Span, Quiet, "Time after the build-up with faults, not yet counted."),
        key("drain", Span, Quiet, "An outage longer than this is unrecovered."),
        key("stays_recovered", Span, Default, "Uptime that ends an outage for good."),
        key("level", Share, Quiet, "Level of all intervals: 50 % or more, less than 100 %."),
        key("restores_first", Flag, Quiet, "Whether restores go before backups on every pipe."),
    ],
};

const SITE: Section = Section {
    name: "site",
    pattern: "site.*",
    header: "[site.NAME]",
    collapse: false,
    doc: "A place: everything in it shares power, cooling, fire and position. It has no keys.",
    keys: &[],
};

const ENCLOSURE: Section = Section {
    name: "enclosure",
    pattern: "enclosure.*",
    header: "[enclosure.NAME]",
    collapse: false,
    doc: "A group of stamps that fails together, such as the container of an MDC.",
    keys: &[key(
        "site",
        NameOf("site"),
        Optional("the only site"),
        "Where it stands.",
    )],
};

#[rustfmt::skip]
const STAMP: Section = Section {
    name: "stamp", pattern: "stamp.*", header: "[stamp.NAME]", collapse: false,
    doc: "One Azure Stack Hub: one scale unit, one control plane.",
    keys: &[
        key("at", Place, Optional("the only site"), "Where it stands: a site or an enclosure."),
        key("like", NameOf("stamp"), Optional("no model"), "Another stamp whose keys hold here unless they are stated."),
        key("nodes", Whole(1), Default, "Number of nodes."),
        key("node_memory", Bytes, Required, "Memory of one node."),
        key("uplink", Rate, Default, "Rate of the uplink, both directions together. It carries bytes as they are left after the `reduction` of what moves."),
        key("uplink_share", Share, Default, "Share of the uplink that is left for tenants, backups and restores."),
        key("reserve", Choice(&["azure_stack_hub", "none"]), Default, "Rule of the memory reserve; `none` is a generic cluster."),
        key("host_os", Share, Default, "R of the memory formula: what each host keeps for itself."),
        key("vms_per_node", Whole(1), Default, "Most VMs on a node."),
        key("vms_per_stamp", Whole(1), Default, "Most VMs on the stamp."),
        key("start", Law, Default, "Time from power to running infrastructure after the whole stamp was down."),
        key("detection", Law, Default, "Time until the cluster notices a lost node."),
        key("isolation_share", Share, Default, "Share of node failures that are silent, so that the node is isolated first."),
        key("isolation", Span, Default, "How long an isolated node is waited for, on top of the detection."),
        key("cluster_restart", Own("a batch", "{ count = 20, every = \"1 min\" }"), Default, "Batches in which the cluster restarts VMs of a lost node."),
        key("manager_start", Own("a batch", "{ count = 30, every = \"5 min\" }"), Default, "Batches in which the resource manager starts VMs (restore, redeploy)."),
        key("quorum", Choice(&["dynamic", "none"]), Default, "How the cluster keeps its quorum; `none` runs while one node runs."),
        key("disk_rate", Rate, Default, "Most that one managed disk gives or takes: bytes as the VM reads and writes them, before any `reduction`."),
        key("running_vm_snapshot", Flag, Default, "Whether running VMs may be snapshotted."),
        key("storage", Table("storage"), Optional("disks and volumes are not simulated"), "Its storage pool."),
        key("switches", Whole(1), Optional("not simulated"), "Number of its top-of-rack switches, 1 to 4: while one of them is up the stamp has its network."),
        key("shed_tiers", Own("a list of tiers", "[4]"), Optional("nothing is stopped"), "Tiers whose VMs are stopped to make room for more urgent ones that fail over to here."),
        key("quota_change", Law, Optional("quotas are wide enough"), "Time until a raised quota takes hold, before VMs of other stamps can start here: up to 2 h (read: Azure Stack Hub documentation, quota types)."),
    ],
};

#[rustfmt::skip]
const STORAGE: Section = Section {
    name: "storage", pattern: "stamp.*.storage", header: "storage = { ... } in [stamp.NAME]", collapse: false,
    doc: "The storage pool of a stamp: a three-way mirror over its nodes, with one volume for VMs for each node.",
    keys: &[
        key("disks", Whole(1), Required, "Capacity disks of each node."),
        key("disk_size", Bytes, Default, "Capacity of one disk."),
        key("rate", Rate, Default, "What the pool gives in all: bytes as VMs read and write them, before any `reduction`; its copies are behind it. What lies in a repository at the stamp counts as it is stored, a copy that is rebuilt once. Shared by rebuilds, resynchronisation, backups, restores and replication."),
        key("rebuild_rate", Rate, Default, "Most that the rebuild of one disk, or the resynchronisation of one node, takes of it: bytes of the copies that are made."),
        key("retire_after", Span, Default, "After so long without an answer a disk is retired and its data is rebuilt."),
        key("silent_share", Share, Default, "Share of failing disks that fall silent rather than report an error."),
        key("reserve_disks", Whole(0), Default, "How many disks can be rebuilt into the room that is kept free for it."),
        key("volume_size", Bytes, Default, "What one volume holds."),
        key("warning", Share, Default, "A volume fuller than this raises a warning."),
        key("critical", Share, Default, "A volume fuller than this raises a critical alert."),
        key("relief", Law, Optional("nobody makes room"), "Time from the critical alert until somebody has made room."),
        key("relief_to", Share, Default, "How full a volume is after that; only with `relief`."),
    ],
};

const RACK: Section = Section {
    name: "rack",
    pattern: "rack.*",
    header: "[rack.NAME]",
    collapse: false,
    doc: "A rack or pod of a stamp: its loss takes its nodes.",
    keys: &[
        key(
            "stamp",
            NameOf("stamp"),
            Optional("the only stamp"),
            "The stamp that it belongs to.",
        ),
        key(
            "nodes",
            Own("a list of node numbers, or how many", "[1, 2]"),
            Required,
            "Which nodes stand in it: numbers from 1, or a count that takes the next free ones.",
        ),
    ],
};

#[rustfmt::skip]
const LINK: Section = Section {
    name: "link", pattern: "link.*", header: "[link.NAME]", collapse: false,
    doc: "The WAN between two sites.",
    keys: &[
        key("between", Own("two sites", "[\"mine\", \"depot\"]"), Required, "Its two ends."),
        key("rate", Rate, Required, "Its rate, both directions together. It carries bytes as they are left after the `reduction` of what moves."),
        key("latency", Span, Default, "Time for one way. A restore over it asks and is answered once; how fast bytes then move is its rate. `check` advises where writes of a synchronous replica would wait for it."),
        key("fallback", NameOf("link"), Optional("none"), "The link between the same sites that takes over while this one is down; until then it carries nothing."),
    ],
};

#[rustfmt::skip]
const REPOSITORY: Section = Section {
    name: "repository", pattern: "repository.*", header: "[repository.NAME]", collapse: false,
    doc: "Where backups lie.",
    keys: &[
        key("at", Place, Optional("the only site"), "The failure domain that it stands in."),
        key("capacity", Bytes, Default, "How much it holds: bytes as they are stored, after the `reduction`."),
        key("write", Rate, Default, "Write rate over all jobs: bytes as they are stored, after the `reduction`."),
        key("read", Rate, Default, "Read rate over all restores: bytes as they are stored, after the `reduction`."),
        key("slots", Whole(1), Default, "Jobs and restores at once."),
        key("immutable", Span, Optional("points can be changed"), "How long points cannot be changed by anybody. It does not act yet: what changes points (ransomware) is not simulated."),
    ],
};

#[rustfmt::skip]
const CREW: Section = Section {
    name: "crew", pattern: "crew.*", header: "[crew.NAME]", collapse: false,
    doc: "People who repair or decide: a shared, limited resource.",
    keys: &[
        key("people", Whole(1), Default, "Repairs at once."),
        key("hours", Hours, Default, "When they start repairs; work that has begun is finished."),
        key("answers_in", Law, Default, "Time from the call to the start of work: answer and travel."),
        key("spares", Refused("spare parts come with a later version"), Optional(""), "Not in this version."),
    ],
};

#[rustfmt::skip]
const APPLICATION: Section = Section {
    name: "application", pattern: "application.*", header: "[application.NAME]", collapse: true,
    doc: "What has an RTO and an RPO. Keys of a role that are written here hold for all its roles and VMs that do not say otherwise; without a role the application has one, named `main`.",
    keys: &[
        key("owner", Text, Optional("nobody"), "Who answers for it."),
        key("tier", Whole(1), Default, "Priority, 1 first."),
        key("needs", NamesOf("application"), Optional("nothing"), "Applications that must be up before and while it is."),
        key("rto", Objective, Optional("no objective"), "Recovery time objective."),
        key("rto_share", Share, Default, "Share of outages that must keep the RTO: more than 0 %, less than 100 %."),
        key("rpo", Objective, Optional("no objective"), "Recovery point objective."),
        key("rpo_share", Share, Default, "Share of outages that must keep the RPO: more than 0 %, less than 100 %."),
        key("availability", Share, Optional("no objective"), "Stated availability, as a share of time: more than 0 %, less than 100 %."),
        key("expendable", Flag, Optional("false"), "No objective on purpose: simulated, listed, not judged."),
        key("role", Tables("role"), Optional("one role named `main`"), "Groups of equal VMs."),
        key("count", Whole(1), Optional("1"), "For the one role: how many VMs."),
        key("required", Whole(1), Optional("all"), "For the one role: how many must serve."),
        key("size", Size, Optional("that of the role or VM"), "VM size."),
        key("memory", Bytes, Optional("that of the size"), "Memory of a VM, in place of a size."),
        key("disks", Whole(1), Optional("that of the role or VM"), "Number of disks."),
        key("used", Bytes, Optional("that of the role or VM"), "Bytes in use on them."),
        key("churn", Churn, Optional("that of the role or VM"), "How fast they change."),
        key("growth", Churn, Optional("no growth"), "How fast its volume gets fuller."),
        key("stateful", Flag, Optional("see `role`"), "Whether disks hold data that counts."),
        key("stateless", Flag, Optional("see `role`"), "The opposite of `stateful`."),
        key("set", Choice(SETS), Optional("single"), "Availability set, scale set, or single."),
        key("boot", Law, Optional("that of the role"), "Time from start to running guest and service."),
        key("validate", Law, Optional("that of the role"), "Time to check that it works before users are let in."),
        key("protection", NamesOf("protection"), Optional("none"), "How it survives: at most one protection of each kind."),
        key("stamp", NameOf("stamp"), Optional("the only stamp"), "Where its VMs run."),
    ],
};

const SETS: &[&str] = &["single", "availability_set", "scale_set"];

#[rustfmt::skip]
const ROLE: Section = Section {
    name: "role", pattern: "role.*", header: "role.NAME = { ... } in [application.NAME]", collapse: true,
    doc: "Equal VMs of which some must run. VMs that `[vm]` or the inventory lists for the role take the place of `count`.",
    keys: &[
        key("count", Whole(1), Optional("1, or the VMs that are listed"), "How many VMs."),
        key("required", Whole(1), Optional("all; 1 where one instance at a time serves"), "How many must serve."),
        key("stateful", Flag, Default, "Whether disks hold data that counts."),
        key("stateless", Flag, Optional(""), "The opposite of `stateful`."),
        key("boot", Law, Default, "Time from start to running guest and service."),
        key("validate", Law, Default, "Time to check that it works before users are let in."),
        key("size", Size, Optional("that of the VM"), "VM size."),
        key("memory", Bytes, Optional("that of the size"), "Memory of a VM, in place of a size."),
        key("disks", Whole(1), Optional("that of the VM"), "Number of disks."),
        key("used", Bytes, Optional("that of the VM"), "Bytes in use on them."),
        key("churn", Churn, Optional("that of the VM"), "How fast they change."),
        key("growth", Churn, Optional("no growth"), "How fast its volume gets fuller."),
        key("set", Choice(SETS), Optional("single"), "Availability set, scale set, or single."),
        key("protection", NamesOf("protection"), Optional("that of the application"), "How it survives."),
        key("stamp", NameOf("stamp"), Optional("that of the application"), "Where its VMs run."),
    ],
};

#[rustfmt::skip]
const VM: Section = Section {
    name: "vm", pattern: "vm.*", header: "[vm.NAME]", collapse: true,
    doc: "One VM; the inventory has a row for each, with these keys as columns. Empty cells are left to role, application and default.",
    keys: &[
        key("application", NameOf("application"), Required, "Its application."),
        key("role", Text, Optional("main"), "Its role; a role that the application does not define comes into being."),
        key("size", Size, Default, "VM size."),
        key("memory", Bytes, Optional("that of the size"), "Memory, in place of a size."),
        key("disks", Whole(1), Default, "Number of disks."),
        key("used", Bytes, Default, "Bytes in use on them."),
        key("churn", Churn, Default, "How fast they change."),
        key("growth", Churn, Optional("no growth"), "How fast its volume gets fuller."),
        key("stamp", NameOf("stamp"), Optional("that of the role, or the only stamp"), "Where it runs."),
        key("set", Choice(SETS), Optional("that of the role"), "Availability set, scale set, or single; VMs of a role with the same kind form one set."),
        key("protection", NamesOf("protection"), Optional("that of the role"), "How it survives; [] for not at all."),
    ],
};

const LOGICAL: &[&str] = &["crash", "release", "deletion", "corruption"];

#[rustfmt::skip]
const HAZARD: Section = Section {
    name: "hazard", pattern: "hazard.*", header: "[hazard.NAME]", collapse: false,
    doc: "A source of random faults. A hazard on many targets is as many independent sources.",
    keys: &[
        key("of", Targets, Required, "What it hits."),
        key("every", LawOfEvery, Required, "Time from restoration to the next fault of each target."),
        key("repair", Law, Optional("needed, except for nodes, which have a default, and for crashes, deletions and corruptions, which nobody repairs"), "Length of the work of a repair: after `detect`, and after a person of the `crew` has come."),
        key("crew", NameOf("crew"), Optional("somebody is always there"), "Who repairs."),
        key("returns", Law, Optional("it is repaired"), "Time until it comes back by itself, in place of `repair`: all of its length, from the fault on. A stamp begins its `start` then."),
        key("destroys", Own("false, true or a share", "\"5 %\""), Optional("false"), "Probability that state is lost: disks of VMs there, replicas, restore points in repositories."),
        key("detect", Law, Default, "Time until somebody starts to do something about it, before a `repair` or the boot after a crash. What comes back by itself (`returns`) needs nobody: there it changes nothing, nor where a protection brings data back after a deletion or corruption."),
        key("kind", Choice(LOGICAL), Optional("crash"), "For applications: how the fault shows."),
        key("noticed", Law, Default, "For corruption: time until it is noticed."),
        key("planned", Flag, Optional("false"), "Planned maintenance, counted apart."),
    ],
};

#[rustfmt::skip]
const FAULT: Section = Section {
    name: "fault", pattern: "fault.*", header: "[fault.NAME]", collapse: false,
    doc: "A fault at stated times.",
    keys: &[
        key("of", Targets, Required, "What it hits."),
        key("at", Own("a time after the start of the horizon, or a list", "\"30 d 4 h\""), Required, "When."),
        key("lasts", Law, Optional("it is repaired"), "Time until it comes back by itself: all of its length, from the fault on. A stamp begins its `start` then."),
        key("repair", Law, Optional("it lasts"), "Length of the work of a repair, in place of `lasts`: after `detect`, and after a person of the `crew` has come."),
        key("crew", NameOf("crew"), Optional("somebody is always there"), "Who repairs."),
        key("destroys", Own("false, true or a share", "\"5 %\""), Optional("false"), "Probability that state is lost."),
        key("detect", Law, Default, "Time until somebody starts to do something about it, before a `repair` or the boot after a crash. What comes back by itself (`lasts`) needs nobody: there it changes nothing, nor where a protection brings data back after a deletion or corruption."),
        key("kind", Choice(LOGICAL), Optional("crash"), "For applications: how the fault shows."),
        key("noticed", Law, Default, "For corruption: time until it is noticed."),
        key("planned", Flag, Optional("false"), "Planned maintenance, counted apart."),
    ],
};

#[rustfmt::skip]
const DRILL: Section = Section {
    name: "drill", pattern: "drill.*", header: "[drill.NAME]", collapse: false,
    doc: "One named fault, forced once in each trial of its own, everything else as usual.",
    keys: &[
        key("of", Targets, Required, "What it hits: exactly one thing."),
        key("at", Own("\"any\" or an instant of the week", "\"Tue 14:00\""), Default, "When it strikes."),
        key("returns", Law, Default, "Time until it comes back by itself: all of its length, from the strike on. A stamp begins its `start` then. The default holds only where it is destroyed."),
        key("repair", Law, Optional("it returns"), "Length of the work of a repair, in place of `returns`: after `detect`, and after a person of the `crew` has come."),
        key("crew", NameOf("crew"), Optional("somebody is always there"), "Who repairs."),
        key("destroys", Own("false, true or a share", "true"), Optional("false"), "Probability that state is lost."),
        key("detect", Law, Default, "Time until somebody starts to do something about it, before a `repair` or the boot after a crash. What comes back by itself (`returns`) needs nobody: there it changes nothing, nor where a protection brings data back after a deletion or corruption."),
        key("kind", Choice(LOGICAL), Optional("crash"), "For applications: how the fault shows."),
        key("noticed", Law, Default, "For corruption: time until it is noticed."),
        key("trials", Whole(1), Quiet, "How many trials."),
    ],
};

#[rustfmt::skip]
const TRACE: Section = Section {
    name: "trace", pattern: "trace", header: "[trace]", collapse: false,
    doc: "Recorded faults of nodes from a CSV; each group of rows is a trial. Starts are rounded to the minute.",
    keys: &[
        key("file", Text, Optional("the file that the command line gives"), "The CSV."),
        key("stamp", NameOf("stamp"), Optional("the only stamp"), "The stamp whose nodes the rows are about."),
        key("group", Text, Optional("one group"), "Column whose values tell the groups apart."),
        key("node", Text, Required, "Column with the number of the node."),
        key("first_node", Whole(0), Optional("0 where the file has a node 0, else 1"), "The number that the file gives to the first node."),
        key("start", Own("a column and its unit", "{ column = \"start_h\", unit = \"h\" }"), Required, "When the fault began, since the start of the trace."),
        key("length", Own("a column and its unit", "{ column = \"down_min\", unit = \"min\" }"), Required, "How long the node was down."),
        key("cause", Text, Optional("all rows have the cause `trace`"), "Column with the cause."),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::default::{DEFAULTS, position};

    #[test]
    fn every_default_has_its_key_and_every_key_its_default() {
        for section in SECTIONS {
            for key in section.keys {
                let pattern = format!("{}.{}", section.pattern, key.name);
                if matches!(key.need, Need::Default | Need::Quiet) {
                    assert!(position(&pattern).is_some(), "{pattern} has no default");
                }
                assert!(!key.doc.is_empty());
            }
        }
        for default in DEFAULTS {
            let (pattern, name) = default.key.rsplit_once('.').expect("a dotted key");
            let known = SECTIONS
                .iter()
                .any(|section| section.pattern == pattern && section.key(name).is_some());
            assert!(known, "{} is no key", default.key);
        }
    }
}
