//! Every key changes something: a pair of scenarios that differ in it alone has other results.
//!
//! Always true here: each key of the reference has a pair, or stands in the short list of those that
//! need none, with the reason. A key that changes nothing is a defect: it is made to work or refused.

use crate::cases::{load_with, summary_of};
use crate::run::checkout;
use crate::watchdog::{Desk, side_by_side};
use firedrill::model::DrillId;
use firedrill::model::record::TrialRecord;
use firedrill::world::{Mode, World};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

/// Keys that need no pair, and why.
const WITHOUT: &[(&str, &str)] = &[
    (
        "scenario.*",
        "names, files, and tables whose keys have pairs of their own",
    ),
    (
        "protection.*",
        "the kinds of protections, whose keys have pairs of their own",
    ),
    (
        "application.role",
        "a table whose keys have pairs of their own",
    ),
    (
        "run.max_trials",
        "asked by `test` alone, whose own tests have pairs of it",
    ),
    (
        "expect.*",
        "asked by `test` alone, whose own tests have pairs of them",
    ),
    (
        "survives.*",
        "told apart, and asked by `chaos`: see the tests of claims",
    ),
    ("crew.spares", "refused, with the reason"),
    ("trace.file", "the name of the file"),
];

/// A scenario in which every key has something to do.
pub(crate) const BASE: &str = include_str!("keys/base.toml");

/// A key, what is changed in the base for both, and how the two differ.
type Pair = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);

/// Intruders in place of what goes bad, whom one repository keeps from its points.
macro_rules! struck {
    ($noticed:literal) => {
        &[
            (
                concat!("kind = \"corruption\"\n", $noticed),
                "kind = \"ransomware\"\ndwell = \"2 d\"\nrebuild = \"9 h\"\nrebuilt_by = \"day\"\nscan = \"1 MB/s\"\nscan_misses = \"0 %\"",
            ),
            (
                "slots = 1\n[repository.deep]",
                "slots = 1\ncredentials = \"own\"\n[repository.deep]",
            ),
        ]
    };
}
const STRUCK: [&[(&str, &str)]; 3] = [
    struck!("noticed = \"1 d\""),
    struck!("noticed = \"8 h\""),
    struck!("noticed = \"2 d\""),
];
/// The same, with a repository that they reach.
const REACHED: &[(&str, &str)] = &[(
    "kind = \"corruption\"\nnoticed = \"2 d\"",
    "kind = \"ransomware\"\ndwell = \"2 d\"\nrebuild = \"9 h\"",
)];
const FETCHED: &[(&str, &str)] = &[
    REACHED[0],
    (
        "slots = 1\n[repository.deep]",
        "slots = 1\noffline = true\nshipment = \"24 h\"\n[repository.deep]",
    ),
];

/// Somebody sets a retention wrong.
const WRONG: [&[(&str, &str)]; 2] = [
    &[(
        "[hazard.cut]",
        "[hazard.slip]\nof = \"repository.vault\"\nevery = \"20 d\"\nkind = \"retention\"\nkeep = 1\ndetect = \"10 d\"\nrepair = \"1 h\"\n[hazard.cut]",
    )],
    &[(
        "[fault.flood]",
        "[fault.slip]\nof = \"repository.vault\"\nat = \"30 d\"\nkind = \"retention\"\nkeep = 1\ndetect = \"40 d\"\nrepair = \"1 h\"\n[fault.flood]",
    )],
];

/// The pod is away for ten days and keeps what it has; its applications may go elsewhere.
const WEEKS: &[(&str, &str)] = &[
    ("destroys = true\ntrials = 3", "trials = 3"),
    (
        "restore_to = \"home\" }",
        "give_up_after = \"1 h\", restore_to = \"home\" }",
    ),
    ("template = \"vault\", to", "to"),
    (
        "memory = \"60 GiB\"\ncount = 2\nrequired = 2",
        "memory = \"20 GiB\"\ncount = 2\nrequired = 2",
    ),
];

/// Nodes are repaired with parts.
const PARTS: &[(&str, &str)] = &[
    (
        "[hazard.node]",
        "[parts.nodes]\nspares = 0\ndelivery = \"2 d\"\nhours = \"always\"\n[hazard.node]",
    ),
    (
        "crew = \"day\"\ndetect = \"10 min\"\n[hazard.disk]",
        "crew = \"day\"\nparts = \"nodes\"\ndetect = \"10 min\"\n[hazard.disk]",
    ),
];

/// What was restored elsewhere goes home.
const HOME: &[(&str, &str)] = &[(
    "restore_to = \"home\" }",
    "restore_to = \"home\", go_home = \"30 min\", go_home_after = \"1 h\" }",
)];

/// What was redeployed elsewhere goes home.
const AGAIN: &[(&str, &str)] = &[(
    "\"vault\", to = \"home\" }",
    "\"vault\", to = \"home\", go_home = \"30 min\", go_home_after = \"1 h\" }",
)];

#[rustfmt::skip]
const PAIRS: &[Pair] = &[
    ("run.seed", &[], "seed = 1", "seed = 2"),
    ("run.trials", &[], r#"trials = 3
horizon"#, r#"trials = 4
horizon"#),
    ("run.horizon", &[], r#"horizon = "120 d""#, r#"horizon = "121 d""#),
    ("run.build_up", &[], r#"build_up = "8 d""#, r#"build_up = "15 d""#),
    ("run.settle", &[], r#"settle = "5 d""#, r#"settle = "9 d""#),
    ("run.drain", &[], r#"drain = "20 d""#, r#"drain = "1 h""#),
    ("run.stays_recovered", &[], r#"stays_recovered = "5 min""#, r#"stays_recovered = "2 d""#),
    ("run.level", &[], r#"level = "95 %"
restores"#, r#"level = "90 %"
restores"#),
    ("run.restores_first", &[], "restores_first = true", "restores_first = false"),
    ("enclosure.site", &[], r#"[enclosure.box]
site = "mine""#, r#"[enclosure.box]
site = "depot""#),
    ("stamp.at", &[], r#"at = "enclosure.box"
nodes"#, r#"at = "site.depot"
nodes"#),
    ("stamp.like", &[], r#"like = "home""#, r#"like = "pod""#),
    ("stamp.nodes", &[], "nodes = 4", "nodes = 5"),
    ("stamp.node_memory", &[(r#"memory = "2 GiB""#, r#"memory = "40 GiB""#)], r#"node_memory = "256 GiB""#, r#"node_memory = "140 GiB""#),
    ("stamp.uplink", &[], r#"uplink = "400 Mbps""#, r#"uplink = "20 Mbps""#),
    ("stamp.uplink_share", &[], r#"uplink_share = "50 %""#, r#"uplink_share = "5 %""#),
    ("stamp.reserve", &[(r#"memory = "60 GiB"
count = 2"#, r#"memory = "20 GiB"
count = 2"#)], r#"node_memory = "256 GiB"
reserve = "none""#, r#"node_memory = "256 GiB"
reserve = "azure_stack_hub""#),
    ("stamp.host_os", &[(r#"node_memory = "256 GiB"
reserve = "none""#, r#"node_memory = "256 GiB"
host_os = "15 %""#), (r#"memory = "60 GiB"
count = 2"#, r#"memory = "20 GiB"
count = 2"#)], r#"node_memory = "256 GiB"
host_os = "15 %""#, r#"node_memory = "256 GiB"
host_os = "25 %""#),
    ("stamp.vms_per_node", &[], "vms_per_node = 60", "vms_per_node = 4"),
    ("stamp.vms_per_stamp", &[(r#"[stamp.home]
"#, r#"[stamp.home]
vms_per_stamp = 600
"#)], "vms_per_stamp = 600", "vms_per_stamp = 5"),
    ("stamp.start", &[], r#"start = "2 h""#, r#"start = "3 h""#),
    ("stamp.shutdown", &[("planned = false\n[fault.worm]", "planned = true\n[fault.worm]"), ("destroys = \"50 %\"\n", "")], "start = \"2 h\"", "start = \"2 h\"\nshutdown = \"1 h\""),
    ("stamp.detection", &[], r#"detection = "15 s""#, r#"detection = "5 min""#),
    ("stamp.isolation_share", &[], r#"isolation_share = "50 %""#, r#"isolation_share = "0 %""#),
    ("stamp.isolation", &[], r#"isolation = "240 s""#, r#"isolation = "20 min""#),
    ("stamp.cluster_restart", &[], r#"cluster_restart = { count = 1, every = "1 min" }"#, r#"cluster_restart = { count = 20, every = "1 min" }"#),
    ("stamp.manager_start", &[], r#"manager_start = { count = 1, every = "5 min" }"#, r#"manager_start = { count = 30, every = "5 min" }"#),
    ("stamp.quorum", &[], r#"quorum = "dynamic""#, r#"quorum = "none""#),
    ("stamp.disk_rate", &[], r#"disk_rate = "20 MB/s""#, r#"disk_rate = "10 MB/s""#),
    ("stamp.running_vm_snapshot", &[(r#"method = "agent""#, r#"method = "snapshot""#)], "running_vm_snapshot = true", "running_vm_snapshot = false"),
    ("stamp.storage", &[(r#"of = "disk""#, r#"of = "stamp.twin.node""#)], "storage = {", "#storage = {"),
    ("stamp.switches", &[(r#"of = "disk""#, r#"of = "stamp.pod.switch""#)], "switches = 1", "switches = 2"),
    ("stamp.shed_tiers", &[(r#"memory = "60 GiB"
count = 2
required = 2"#, r#"memory = "120 GiB"
count = 3
required = 3"#), (r#"memory = "2 GiB""#, r#"memory = "80 GiB""#)], "shed_tiers = [4]", "shed_tiers = []"),
    ("stamp.displace_tiers", &[(r#"memory = "2 GiB""#, r#"memory = "60 GiB""#)], "displace_tiers = [4]", "displace_tiers = []"),
    ("stamp.quota_change", &[], r#"quota_change = "30 min""#, r#"quota_change = "5 h""#),
    ("storage.disks", &[], "disks = 4, disk_size", "disks = 6, disk_size"),
    ("storage.disk_size", &[(r#"volume_size = "400 GiB", "#, "")], r#"disk_size = "4 TB""#, r#"disk_size = "200 GB""#),
    ("storage.rate", &[], r#"disk_size = "4 TB", rate = "60 MB/s""#, r#"disk_size = "4 TB", rate = "10 MB/s""#),
    ("storage.rebuild_rate", &[], r#"rebuild_rate = "50 MB/s""#, r#"rebuild_rate = "5 MB/s""#),
    ("storage.retire_after", &[], r#"retire_after = "15 min""#, r#"retire_after = "15 h""#),
    ("storage.silent_share", &[], r#"silent_share = "50 %""#, r#"silent_share = "0 %""#),
    ("storage.reserve_disks", &[], "reserve_disks = 1", "reserve_disks = 0"),
    ("storage.volume_size", &[], r#"volume_size = "400 GiB""#, r#"volume_size = "300 GiB""#),
    ("storage.warning", &[], r#"warning = "70 %""#, r#"warning = "30 %""#),
    ("storage.critical", &[], r#"critical = "80 %""#, r#"critical = "75 %""#),
    ("storage.relief", &[], r#"relief = "8 h""#, r#"relief = "80 h""#),
    ("storage.relief_to", &[], r#"relief_to = "40 %""#, r#"relief_to = "70 %""#),
    ("rack.stamp", &[(r#"of = "disk""#, r#"of = "rack.left""#)], r#"[rack.left]
stamp = "pod""#, r#"[rack.left]
stamp = "home""#),
    ("rack.nodes", &[(r#"of = "disk""#, r#"of = "rack.left""#)], "nodes = [1]", "nodes = [1, 2]"),
    ("link.between", &[(r#"fallback = "sat"
"#, ""), (r#"[link.sat]
between = ["mine", "depot"]
rate = "8 Mbps"
"#, ""), (r#"of = ["link.wan", "link.sat"]"#, r#"of = "link.wan""#)], r#"[link.fiber]
between = ["depot", "far"]"#, r#"[link.fiber]
between = ["mine", "far"]"#),
    ("link.rate", &[], r#"rate = "100 Mbps""#, r#"rate = "20 Mbps""#),
    ("link.latency", &[], r#"latency = "20 ms""#, r#"latency = "600 ms""#),
    ("link.fallback", &[], r#"fallback = "sat"
"#, ""),
    ("repository.at", &[], r#"at = "site.mine"
capacity"#, r#"at = "stamp.pod"
capacity"#),
    ("repository.capacity", &[], r#"capacity = "2 TiB""#, r#"capacity = "200 GiB""#),
    ("repository.write", &[], r#"write = "30 MB/s""#, r#"write = "3 MB/s""#),
    ("repository.read", &[], r#"read = "25 MB/s""#, r#"read = "3 MB/s""#),
    ("repository.slots", &[], "slots = 1", "slots = 4"),
    ("crew.people", &[], "people = 1", "people = 4"),
    ("crew.hours", &[], r#"hours = "Mon-Fri 08:00-17:00""#, r#"hours = "always""#),
    ("crew.on_call_after", &[], r#"answers_in = "1 h""#, "answers_in = \"1 h\"\non_call_after = \"2 h\""),
    ("crew.repair_within", &[], r#"answers_in = "1 h""#, "answers_in = \"1 h\"\nrepair_within = \"2 h\""),
    ("storage.relief_by", &[], r#"relief_to = "#, "relief_by = \"day\", relief_to = "),
    ("high_availability.switch_repaired_by", &[], r#"switch_failure = "20 %""#, r#"switch_failure = "20 %", switch_repaired_by = "day""#),
    ("parts.spares", PARTS, "spares = 0", "spares = 20"),
    ("parts.delivery", PARTS, r#"delivery = "2 d""#, r#"delivery = "next business day""#),
    ("parts.hours", PARTS, r#"hours = "always""#, r#"hours = "Mon-Fri 08:00-17:00""#),
    ("hazard.parts", PARTS, r#"crew = "day"
parts = "nodes"
detect = "10 min"
[hazard.disk]"#, r#"crew = "day"
detect = "10 min"
[hazard.disk]"#),
    ("fault.parts", PARTS, r#"crew = "day"
detect = "10 min"
[fault.flood]"#, r#"crew = "day"
parts = "nodes"
detect = "10 min"
[fault.flood]"#),
    ("drill.parts", PARTS, r#"crew = "day"
detect = "10 min"
trials"#, r#"crew = "day"
parts = "nodes"
detect = "10 min"
trials"#),
    ("crew.answers_in", &[], r#"answers_in = "1 h""#, r#"answers_in = "5 h""#),
    ("backup.method", &[], r#"method = "agent""#, r#"method = "snapshot""#),
    ("backup.scope", &[], r#"scope = "vm""#, r#"scope = "data""#),
    ("backup.chain", &[], r#"chain = "incremental""#, r#"chain = "differential""#),
    ("backup.every", &[], r#"every = "24 h", full"#, r#"every = "12 h", full"#),
    ("backup.full_every", &[], r#"full_every = "7 d""#, r#"full_every = "14 d""#),
    ("backup.synthetic", &[], r#"full_every = "7 d""#, r#"full_every = "7 d", synthetic = true"#),
    ("backup.synthetic_verify", &[(r#"full_every = "7 d""#, r#"full_every = "7 d", synthetic = true"#)], "synthetic = true", "synthetic = true, synthetic_verify = false"),
    ("backup.phase", &[], r#"phase = "2 h""#, r#"phase = "22 h""#),
    ("backup.window", &[], r#"window = "20:00-06:00""#, r#"window = "00:00-23:00""#),
    ("backup.stagger", &[], r#"stagger = "10 min""#, r#"stagger = "50 min""#),
    ("backup.to", &[], r#"to = "vault", copy_to = "deep""#, r#"to = "deep", copy_to = "vault""#),
    ("backup.copy_to", &[], r#"copy_to = "deep", "#, ""),
    ("backup.keep", &[], r#"keep = "14 d""#, r#"keep = "40 d""#),
    ("backup.reduction", &[], "reduction = 2.0", "reduction = 4.0"),
    ("backup.job_failure", &[], r#"job_failure = "20 %""#, r#"job_failure = "0 %""#),
    ("backup.stickiness", &[], r#"stickiness = "50 %""#, r#"stickiness = "0 %""#),
    ("backup.retries", &[], "retries = 1", "retries = 0"),
    ("backup.retry_after", &[], r#"retry_after = "10 min""#, r#"retry_after = "2 h""#),
    ("backup.bad_point", &[], r#"bad_point = "20 %""#, r#"bad_point = "0 %""#),
    ("backup.log_every", &[], r#"bad_point = "20 %", detect"#, r#"log_every = "1 h", bad_point = "20 %", detect"#),
    ("backup.log_failure", &[(r#"bad_point = "20 %", detect"#, r#"log_every = "1 h", log_failure = "0 %", bad_point = "20 %", detect"#)], r#"log_failure = "0 %""#, r#"log_failure = "60 %""#),
    ("backup.bad_log", &[(r#"bad_point = "20 %", detect"#, r#"log_every = "1 h", bad_log = "0 %", bad_point = "20 %", detect"#)], r#"bad_log = "0 %""#, r#"bad_log = "30 %""#),
    ("backup.replay", &[(r#"bad_point = "20 %", detect"#, r#"log_every = "1 h", replay = "50 MB/s", bad_point = "20 %", detect"#)], r#"replay = "50 MB/s""#, r#"replay = "10 kB/s""#),
    ("backup.noticed_after", &[], r#"retry_after = "10 min", bad"#, r#"retry_after = "10 min", noticed_after = 1, bad"#),
    ("backup.mend", &[(r#"retry_after = "10 min", bad"#, r#"retry_after = "10 min", noticed_after = 1, mend = "1 h", bad"#)], r#"mend = "1 h""#, r#"mend = "90 h""#),
    ("backup.mended_by", &[(r#"retry_after = "10 min", bad"#, r#"retry_after = "10 min", noticed_after = 1, mend = "1 h", mended_by = "day", bad"#)], r#"mended_by = "day", "#, ""),
    ("backup.restore_test", &[], r#"bad_point = "20 %", detect"#, r#"restore_test = { every = "3 d", cost = "2 h" }, bad_point = "20 %", detect"#),
    ("backup.prefer", &[(r#"bad_point = "20 %", detect"#, r#"bad_point = "20 %", prefer = "newest", prefer_within = "9 d", detect"#)], r#"prefer = "newest""#, r#"prefer = "soonest""#),
    ("backup.prefer_within", &[(r#"bad_point = "20 %", detect"#, r#"bad_point = "20 %", prefer = "soonest", prefer_within = "0 s", detect"#)], r#"prefer_within = "0 s""#, r#"prefer_within = "9 d""#),
    ("backup.detect", &[], r#"bad_point = "20 %", detect = "20 min""#, r#"bad_point = "20 %", detect = "50 min""#),
    ("backup.decide", &[], r#"decide = "45 min", decided_by = "day", provision"#, r#"decide = "90 min", decided_by = "day", provision"#),
    ("backup.decided_by", &[], r#"decided_by = "day", provision"#, "provision"),
    ("backup.restored_by", &[], r#"provision = "30 min""#, r#"provision = "30 min", restored_by = "day""#),
    ("backup.provision", &[], r#"provision = "30 min""#, r#"provision = "70 min""#),
    ("backup.restore_to", &[], r#"restore_to = "home""#, r#"restore_to = "twin""#),
    ("backup.give_up_after", WEEKS, "give_up_after = \"1 h\", restore", "give_up_after = \"30 h\", restore"),
    ("backup.known_after", WEEKS, "give_up_after = \"1 h\", restore", "give_up_after = \"1 h\", known_after = \"0 s\", restore"),
    ("backup.merges", WEEKS, "give_up_after = \"1 h\", restore", "give_up_after = \"1 h\", merges = true, restore"),
    ("backup.go_home", &[], "restore_to = \"home\" }", "restore_to = \"home\", go_home = \"30 min\", go_home_after = \"1 h\" }"),
    ("backup.go_home_after", HOME, "go_home_after = \"1 h\" }", "go_home_after = \"5 d\" }"),
    ("backup.go_home_window", HOME, "go_home_after = \"1 h\" }", "go_home_after = \"1 h\", go_home_window = \"Sun 03:00-05:00\" }"),
    ("backup.go_home_by", HOME, "go_home_after = \"1 h\" }", "go_home_after = \"1 h\", go_home_by = \"day\" }"),
    ("none.detect", &[], r#"again.none = { detect = "10 min""#, r#"again.none = { detect = "40 min""#),
    ("none.decide", &[], r#"decide = "20 min", redeploy"#, r#"decide = "70 min", redeploy"#),
    ("none.decided_by", &[], r#"redeploy = "40 min""#, r#"decided_by = "day", redeploy = "40 min""#),
    ("none.restored_by", &[], r#"redeploy = "40 min""#, r#"restored_by = "day", redeploy = "40 min""#),
    ("none.redeploy", &[], r#"redeploy = "40 min""#, r#"redeploy = "90 min""#),
    ("none.give_up_after", WEEKS, "redeploy = \"40 min\"", "give_up_after = \"1 d\", redeploy = \"40 min\""),
    ("none.known_after", WEEKS, "redeploy = \"40 min\"", "give_up_after = \"1 d\", known_after = \"0 s\", redeploy = \"40 min\""),
    ("none.go_home", &[], "\"vault\", to = \"home\" }", "\"vault\", to = \"home\", go_home = \"30 min\", go_home_after = \"1 h\" }"),
    ("none.go_home_after", AGAIN, "go_home_after = \"1 h\" }", "go_home_after = \"5 d\" }"),
    ("none.go_home_window", AGAIN, "go_home_after = \"1 h\" }", "go_home_after = \"1 h\", go_home_window = \"Sun 03:00-05:00\" }"),
    ("none.go_home_by", AGAIN, "go_home_after = \"1 h\" }", "go_home_after = \"1 h\", go_home_by = \"day\" }"),
    ("none.needs_control_plane", &[(r#"at = "30 d"
repair = "12 h""#, r#"at = "39 d"
repair = "400 h""#), (r#"destroys = "50 %""#, "destroys = true"), (r#"template = "vault", to = "home""#, r#"template = "deep""#)], "needs_control_plane = true, template", "needs_control_plane = false, template"),
    ("none.template", &[(r#"of = "stamp.pod.control_plane"
at = "30 d"
repair = "12 h""#, r#"of = "repository.vault"
at = "39 d"
repair = "400 h""#), (r#"destroys = "50 %""#, "destroys = true")], r#"template = "vault", "#, ""),
    ("none.to", &[(r#"destroys = "50 %""#, "destroys = true")], r#"template = "vault", to = "home""#, r#"template = "vault""#),
    ("replication.level", &[], r#"level = "vm", mode = "async", to = "home", standby = "warm", reduction = 1.5, points = "5 min", keep = "24 h""#, r#"level = "application", mode = "async", to = "home", standby = "warm", reduction = 1.5"#),
    ("replication.mode", &[], r#"step.replication = { level = "application", mode = "sync", when_cut = "continue""#, r#"step.replication = { level = "application", mode = "async""#),
    ("replication.when_cut", &[], r#"when_cut = "continue""#, r#"when_cut = "stop""#),
    ("replication.to", &[], r#"mode = "async", to = "home""#, r#"mode = "async", to = "twin""#),
    ("replication.standby", &[], r#"standby = "warm""#, r#"standby = "hot""#),
    ("replication.reduction", &[], "reduction = 1.5", "reduction = 3.0"),
    ("replication.points", &[], r#"points = "5 min""#, r#"points = "3 h""#),
    ("replication.keep", &[(r#"protection = ["lag", "night"]"#, r#"protection = "lag""#)], r#"keep = "24 h""#, r#"keep = "1 h""#),
    ("replication.log_limit", &[], r#"log_limit = "6 h""#, r#"log_limit = "30 h""#),
    ("replication.rate", &[], r#"rate = "3 MB/s", space"#, r#"rate = "100 kB/s", space"#),
    ("replication.space", &[(r#"[stamp.home]
"#, r#"[stamp.home]
storage = { disks = 4, disk_size = "4 TB", volume_size = "400 GiB" }
"#)], "space = 1.0", "space = 5.0"),
    ("replication.disks_at_once", &[(r#"rate = "3 MB/s", space"#, "space"), (r#"rate = "100 Mbps""#, r#"rate = "10 Gbps""#), (r#"uplink = "400 Mbps""#, r#"uplink = "40 Gbps""#)], "disks_at_once = 1", "disks_at_once = 2"),
    ("replication.detect", &[], r#"disks_at_once = 1, detect = "20 min""#, r#"disks_at_once = 1, detect = "50 min""#),
    ("replication.give_up_after", &[], r#"disks_at_once = 1, detect = "20 min""#, r#"disks_at_once = 1, give_up_after = "never", detect = "20 min""#),
    ("replication.known_after", &[], r#"disks_at_once = 1, detect = "20 min""#, r#"disks_at_once = 1, known_after = "0 s", detect = "20 min""#),
    ("replication.merges", &[], r#"disks_at_once = 1, detect = "20 min""#, r#"disks_at_once = 1, merges = true, detect = "20 min""#),
    ("replication.decide", &[], r#"decide = "45 min", decided_by = "day", needs"#, r#"decide = "90 min", decided_by = "day", needs"#),
    ("replication.decided_by", &[], r#"decided_by = "day", needs"#, "needs"),
    ("replication.restored_by", &[], r#"decided_by = "day", needs"#, r#"decided_by = "day", restored_by = "day", needs"#),
    ("replication.needs_control_plane", &[(r#"of = "stamp.pod.control_plane"
at = "30 d"
repair = "12 h""#, r#"of = "stamp.home.control_plane"
at = "39 d"
repair = "400 h""#), (r#"destroys = "50 %""#, "destroys = true")], "needs_control_plane = true, failover", "needs_control_plane = false, failover"),
    ("replication.failover", &[], r#"failover = "10 min""#, r#"failover = "60 min""#),
    ("replication.dns_ttl", &[], r#"dns_ttl = "5 min", failback"#, r#"dns_ttl = "50 min", failback"#),
    ("replication.failback", &[], r#"failback = true, failback_after = "1 h", failback_window = "20:00-04:00", failback_takes = "20 min""#, "failback = false"),
    ("replication.failback_after", &[], r#"failback_after = "1 h""#, r#"failback_after = "90 h""#),
    ("replication.failback_window", &[], r#"failback_window = "20:00-04:00""#, r#"failback_window = "10:00-12:00""#),
    ("replication.failback_takes", &[], r#"failback_takes = "20 min""#, r#"failback_takes = "60 min""#),
    ("high_availability.across", &[], r#"across = ["pod", "home"]"#, r#"across = ["home", "pod"]"#),
    ("high_availability.active", &[], r#"active = "one""#, r#"active = "all""#),
    ("high_availability.witness", &[], r#"witness = "site.far", "#, ""),
    ("high_availability.detect", &[], r#"witness = "site.far", detect = "20 s""#, r#"witness = "site.far", detect = "10 min""#),
    ("high_availability.failover", &[], r#"failover = "40 s""#, r#"failover = "10 min""#),
    ("high_availability.probe", &[], r#"probe = "10 s""#, r#"probe = "5 min""#),
    ("high_availability.dns_ttl", &[], r#"dns_ttl = "5 min", switch"#, r#"dns_ttl = "15 min", switch"#),
    ("high_availability.switch_failure", &[], r#"switch_failure = "20 %""#, r#"switch_failure = "90 %""#),
    ("high_availability.switch_repair", &[], r#"switch_repair = "1 h""#, r#"switch_repair = "3 h""#),
    ("application.owner", &[], r#"owner = "finance""#, r#"owner = "sales""#),
    ("application.tier", &[], "tier = 2", "tier = 4"),
    ("application.needs", &[], r#"needs = "dns"
"#, ""),
    ("application.rto", &[], r#"rto = "4 h""#, r#"rto = "40 min""#),
    ("application.rto_share", &[], r#"rto_share = "95 %""#, r#"rto_share = "50 %""#),
    ("application.rpo", &[], r#"rpo = "24 h""#, r#"rpo = "90 h""#),
    ("application.rpo_share", &[], r#"rpo_share = "95 %""#, r#"rpo_share = "50 %""#),
    ("application.availability", &[], r#"availability = "99 %""#, r#"availability = "10 %""#),
    ("application.expendable", &[(r#"rto = "4 h"
rto_share = "95 %"
rpo = "24 h"
rpo_share = "95 %"
availability = "99 %"
"#, "")], "expendable = false", "expendable = true"),
    ("application.count", &[], r#"[application.dns]
count = 2"#, r#"[application.dns]
count = 3"#),
    ("application.required", &[], r#"required = 1
memory"#, r#"required = 2
memory"#),
    ("application.size", &[], r#"memory = "2 GiB"
disks"#, r#"size = "DS12_v2"
disks"#),
    ("application.memory", &[], r#"memory = "2 GiB""#, r#"memory = "40 GiB""#),
    ("application.disks", &[], r#"memory = "2 GiB"
disks = 1"#, r#"memory = "2 GiB"
disks = 2"#),
    ("application.used", &[], r#"disks = 1
used = "20 GiB""#, r#"disks = 1
used = "40 GiB""#),
    ("application.churn", &[], r#"churn = "5 %/day"
growth = "100 MiB"#, r#"churn = "90 %/day"
growth = "100 MiB"#),
    ("application.growth", &[], r#"growth = "100 MiB/day""#, r#"growth = "3 GiB/day""#),
    ("application.stateful", &[], r#"stateful = true
set"#, r#"stateful = false
set"#),
    ("application.stateless", &[], r#"stateful = true
set"#, r#"stateless = true
set"#),
    ("application.set", &[], r#"set = "availability_set"
boot"#, r#"set = "single"
boot"#),
    ("application.boot", &[], r#"boot = "2 min""#, r#"boot = "9 min""#),
    ("application.checked_by", &[], r#"validate = "1 min""#, "validate = \"1 min\"\nchecked_by = \"day\""),
    ("application.validate", &[], r#"validate = "1 min""#, r#"validate = "9 min""#),
    ("application.protection", &[], r#"protection = ["lag", "night"]"#, r#"protection = ["night"]"#),
    ("application.stamp", &[], r#"protection = ["lag", "night"]
stamp = "pod""#, r#"protection = ["lag", "night"]
stamp = "twin""#),
    ("role.count", &[], "role.sql = { count = 2, required = 2", "role.sql = { count = 3, required = 2"),
    ("role.required", &[], "count = 2, required = 2, stateful", "count = 2, required = 1, stateful"),
    ("role.stateful", &[], "required = 2, stateful = true", "required = 2, stateful = false"),
    ("role.stateless", &[], r#"stateful = false, boot = "3 min""#, r#"stateless = false, boot = "3 min""#),
    ("role.boot", &[], r#"boot = "5 min""#, r#"boot = "50 min""#),
    ("role.checked_by", &[], r#"validate = "2 min""#, r#"validate = "2 min", checked_by = "day""#),
    ("role.validate", &[], r#"validate = "2 min""#, r#"validate = "20 min""#),
    ("role.size", &[], r#"size = "DS3_v2", disks = 1, used = "100 GiB""#, r#"size = "DS12_v2", disks = 1, used = "100 GiB""#),
    ("role.memory", &[], r#"size = "DS3_v2", disks = 1, used = "100 GiB""#, r#"memory = "50 GiB", disks = 1, used = "100 GiB""#),
    ("role.disks", &[], r#"disks = 1, used = "100 GiB""#, r#"disks = 3, used = "100 GiB""#),
    ("role.used", &[], r#"used = "100 GiB""#, r#"used = "50 GiB""#),
    ("role.churn", &[], r#"used = "100 GiB", churn = "5 %/day""#, r#"used = "100 GiB", churn = "25 %/day""#),
    ("role.growth", &[], r#"growth = "1 GiB/day""#, r#"growth = "9 GiB/day""#),
    ("role.set", &[], r#"required = 2, stateful = false, boot = "3 min", protection = "again", set = "scale_set""#, r#"required = 2, stateful = false, boot = "3 min", protection = "again", set = "single""#),
    ("role.protection", &[], r#"set = "availability_set", protection = "night""#, r#"set = "availability_set", protection = "again""#),
    ("role.stamp", &[], r#"protection = "again", set = "scale_set""#, r#"protection = "again", set = "scale_set", stamp = "home""#),
    ("vm.application", &[], r#"[vm.extra]
application = "erp""#, r#"[vm.extra]
application = "held""#),
    ("vm.role", &[("role.sql = { count = 2, required = 2, ", "role.sql = { ")], r#"role = "batch""#, r#"role = "sql""#),
    ("vm.size", &[], r#"role = "batch"
size = "DS3_v2""#, r#"role = "batch"
size = "DS13_v2""#),
    ("vm.memory", &[], r#"role = "batch"
size = "DS3_v2""#, r#"role = "batch"
memory = "60 GiB""#),
    ("vm.disks", &[], r#"size = "DS3_v2"
disks = 1"#, r#"size = "DS3_v2"
disks = 3"#),
    ("vm.used", &[], r#"used = "80 GiB""#, r#"used = "30 GiB""#),
    ("vm.churn", &[], r#"used = "80 GiB"
churn = "5 %/day""#, r#"used = "80 GiB"
churn = "50 %/day""#),
    ("vm.growth", &[], r#"growth = "500 MiB/day""#, r#"growth = "9 GiB/day""#),
    ("vm.stamp", &[], r#"growth = "500 MiB/day"
stamp = "pod""#, r#"growth = "500 MiB/day"
stamp = "home""#),
    ("vm.set", &[("[hazard.node]", r#"[vm.more]
application = "erp"
role = "batch"
set = "availability_set"
[hazard.node]"#)], r#"set = "single"
protection"#, r#"set = "availability_set"
protection"#),
    ("vm.protection", &[], r#"set = "single"
protection = "night""#, r#"set = "single"
protection = []"#),
    ("hazard.of", &[], r#"of = "stamp.pod.node""#, r#"of = "stamp.home.node""#),
    ("hazard.every", &[], r#"every = "20 d""#, r#"every = "30 d""#),
    ("hazard.repair", &[], r#"repair = "12 h"
crew = "day"
detect = "10 min"
[hazard.disk]"#, r#"repair = "20 h"
crew = "day"
detect = "10 min"
[hazard.disk]"#),
    ("hazard.crew", &[], r#"crew = "day"
detect = "10 min"
[hazard.disk]"#, r#"detect = "10 min"
[hazard.disk]"#),
    ("hazard.returns", &[], r#"returns = "3 h"
destroys"#, r#"returns = "9 h"
destroys"#),
    ("hazard.destroys", &[], r#"destroys = "30 %""#, "destroys = false"),
    ("hazard.detect", &[], r#"detect = "10 min"
[hazard.disk]"#, r#"detect = "3 h"
[hazard.disk]"#),
    ("hazard.kind", &[], r#"kind = "corruption"
noticed = "1 d""#, r#"kind = "deletion""#),
    ("hazard.noticed", &[], r#"noticed = "1 d""#, r#"noticed = "9 d""#),
    ("hazard.planned", &[("destroys = \"30 %\"\nplanned = false", "destroys = false\nplanned = false")], "destroys = false\nplanned = false", "destroys = false\nplanned = true"),
    ("fault.of", &[], r#"of = "stamp.pod.control_plane""#, r#"of = "repository.vault""#),
    ("fault.at", &[], r#"at = "30 d""#, r#"at = "31 d""#),
    ("fault.lasts", &[], r#"lasts = "6 h""#, r#"lasts = "16 h""#),
    ("fault.repair", &[], r#"at = "30 d"
repair = "12 h""#, r#"at = "30 d"
repair = "40 h""#),
    ("fault.crew", &[], r#"crew = "day"
detect = "10 min"
[fault.flood]"#, r#"detect = "10 min"
[fault.flood]"#),
    ("fault.destroys", &[], r#"destroys = "50 %""#, "destroys = false"),
    ("fault.detect", &[], r#"detect = "10 min"
[fault.flood]"#, r#"detect = "40 h"
[fault.flood]"#),
    ("fault.kind", &[], r#"kind = "corruption"
noticed = "8 h""#, r#"kind = "crash""#),
    ("fault.noticed", &[], r#"noticed = "8 h""#, r#"noticed = "60 h""#),
    ("fault.planned", &[("destroys = \"50 %\"\nplanned = false", "destroys = false\nplanned = false")], "destroys = false\nplanned = false", "destroys = false\nplanned = true"),
    ("drill.of", &[], r#"of = "stamp.pod.node.1""#, r#"of = "stamp.home.node.1""#),
    ("drill.at", &[], r#"at = "Tue 14:00""#, r#"at = "Sat 23:00""#),
    ("drill.returns", &[], r#"returns = "10 d""#, r#"returns = "2 h""#),
    ("drill.repair", &[], r#"of = "stamp.pod.node.1"
repair = "12 h""#, r#"of = "stamp.pod.node.1"
repair = "1 h""#),
    ("drill.crew", &[], r#"crew = "day"
detect = "10 min"
trials"#, r#"detect = "10 min"
trials"#),
    ("drill.destroys", &[], r#"returns = "10 d"
destroys = true"#, r#"returns = "10 d"
destroys = false"#),
    ("drill.detect", &[], r#"detect = "10 min"
trials"#, r#"detect = "10 h"
trials"#),
    ("drill.kind", &[], r#"kind = "corruption"
noticed = "2 d""#, r#"kind = "deletion""#),
    ("drill.noticed", &[], r#"noticed = "2 d""#, r#"noticed = "20 d""#),
    ("repository.reached_by", REACHED, "slots = 1\n[repository.deep]", "slots = 1\nreached_by = []\n[repository.deep]"),
    ("application.reached_by", REACHED, "[application.dns]\n", "[application.dns]\nreached_by = \"application.erp\"\n"),
    ("hazard.kinds", STRUCK[0], "dwell = \"2 d\"", "dwell = \"2 d\"\nkinds = { \"application.erp\" = \"deletion\" }"),
    ("fault.kinds", STRUCK[1], "dwell = \"2 d\"", "dwell = \"2 d\"\nkinds = { \"application.dns\" = \"deletion\" }"),
    ("drill.kinds", STRUCK[2], "dwell = \"2 d\"", "dwell = \"2 d\"\nkinds = { \"application.erp\" = \"deletion\" }"),
    ("hazard.keep", WRONG[0], "keep = 1\n", "keep = 40\n"),
    ("fault.keep", WRONG[1], "keep = 1\n", "keep = 40\n"),
    ("hazard.dwell", STRUCK[0], r#"dwell = "2 d""#, r#"dwell = "90 d""#),
    ("hazard.rebuild", STRUCK[0], r#"rebuild = "9 h""#, r#"rebuild = "90 h""#),
    ("hazard.rebuilt_by", STRUCK[0], "rebuilt_by = \"day\"\n", ""),
    ("hazard.scan", STRUCK[0], r#"scan = "1 MB/s""#, r#"scan = "2 MB/s""#),
    ("hazard.scan_farm", STRUCK[0], "scan_misses = \"0 %\"", "scan_misses = \"0 %\"\nscan_farm = \"300 kB/s\""),
    ("hazard.scan_misses", STRUCK[0], r#"scan_misses = "0 %""#, r#"scan_misses = "100 %""#),
    ("fault.dwell", STRUCK[1], r#"dwell = "2 d""#, r#"dwell = "90 d""#),
    ("fault.rebuild", STRUCK[1], r#"rebuild = "9 h""#, r#"rebuild = "90 h""#),
    ("fault.rebuilt_by", STRUCK[1], "rebuilt_by = \"day\"\n", ""),
    ("fault.scan", STRUCK[1], r#"scan = "1 MB/s""#, r#"scan = "2 MB/s""#),
    ("fault.scan_farm", STRUCK[1], "scan_misses = \"0 %\"", "scan_misses = \"0 %\"\nscan_farm = \"300 kB/s\""),
    ("fault.scan_misses", STRUCK[1], r#"scan_misses = "0 %""#, r#"scan_misses = "100 %""#),
    ("drill.dwell", STRUCK[2], r#"dwell = "2 d""#, r#"dwell = "90 d""#),
    ("drill.rebuild", STRUCK[2], r#"rebuild = "9 h""#, r#"rebuild = "90 h""#),
    ("drill.rebuilt_by", STRUCK[2], "rebuilt_by = \"day\"\n", ""),
    ("drill.scan", STRUCK[2], r#"scan = "1 MB/s""#, r#"scan = "2 MB/s""#),
    ("drill.scan_farm", STRUCK[2], "scan_misses = \"0 %\"", "scan_misses = \"0 %\"\nscan_farm = \"300 kB/s\""),
    ("drill.scan_misses", STRUCK[2], r#"scan_misses = "0 %""#, r#"scan_misses = "100 %""#),
    ("hazard.together", &[("of = \"application.erp\"\nevery", "of = [\"application.erp\", \"application.dns\"]\nevery")], r#"noticed = "1 d""#, "noticed = \"1 d\"\ntogether = true"),
    ("fault.together", &[("of = \"application.dns\"\nat", "of = [\"application.erp\", \"application.dns\"]\nat"), (r#"noticed = "8 h""#, r#"noticed = { lognormal = { median = "8 h", sigma = 1.0 } }"#)], "kind = \"corruption\"\nnoticed = {", "kind = \"corruption\"\ntogether = true\nnoticed = {"),
    ("drill.together", &[], "of = \"application.erp\"\nkind = \"corruption\"\nnoticed = \"2 d\"", "of = [\"application.erp\", \"application.dns\"]\ntogether = true\nkind = \"corruption\"\nnoticed = \"2 d\""),
    ("repository.credentials", REACHED, "slots = 1\n[repository.deep]", "slots = 1\ncredentials = \"own\"\n[repository.deep]"),
    ("repository.immutable", REACHED, "slots = 1\n[repository.deep]", "slots = 1\nimmutable = \"9 d\"\n[repository.deep]"),
    ("repository.offline", REACHED, "slots = 1\n[repository.deep]", "slots = 1\noffline = true\n[repository.deep]"),
    ("repository.shipment", FETCHED, r#"shipment = "24 h""#, r#"shipment = "90 h""#),
    ("drill.trials", &[], r#"destroys = true
trials = 3"#, r#"destroys = true
trials = 4"#),
    ("update.stamp", &[], r#"stamp = "twin""#, r#"stamp = "home""#),
    ("update.every", &[], r#"every = "30 d"
window"#, r#"every = "20 d"
window"#),
    ("update.window", &[], r#"window = "always""#, r#"window = "Sat 08:00-12:00""#),
    ("update.per_node", &[], r#"per_node = "3 h""#, r#"per_node = "5 h""#),
    ("update.resync", &[], r#"resync = "1 h""#, r#"resync = "2 h""#),
    ("application.migrates", &[(r#"stamp = "twin""#, r#"stamp = "home""#)], r#"stamp = "home"
tier = 4"#, r#"stamp = "home"
migrates = false
tier = 4"#),
    ("role.migrates", &[(r#"stamp = "twin""#, r#"stamp = "pod""#)], r#"role.web = { count = 3,"#, r#"role.web = { migrates = false, count = 3,"#),
    ("vm.migrates", &[(r#"stamp = "twin""#, r#"stamp = "pod""#)], r#"set = "single"
protection"#, r#"set = "single"
migrates = false
protection"#),
];

/// Recorded faults, and how their columns are read.
pub(crate) const TRACE: &str = r#"
[run]
trials = 1
horizon = "100 d"
[stamp.a]
nodes = 2
node_memory = "384 GiB"
reserve = "none"
[stamp.b]
nodes = 2
node_memory = "384 GiB"
reserve = "none"
[protection.none.none]
[application.x]
stamp = "a"
protection = "none"
stateful = false
count = 2
set = "availability_set"
[trace]
file = "faults.csv"
stamp = "a"
group = "group"
node = "node"
first_node = 0
start = { column = "start", unit = "h" }
length = { column = "length", unit = "h" }
cause = "cause"
"#;

/// Two groups; the faults of node 0 and 1, and the same the other way round as `other`.
pub(crate) const ROWS: &str = "group,third,node,other,start,length,cause\n1,1,0,1,100,9,power\n1,2,0,1,300,7,board\n1,1,1,0,500,5,power\n";

#[rustfmt::skip]
const TRACES: &[(&str, &str, &str)] = &[
    ("trace.stamp", "stamp = \"a\"\ngroup", "stamp = \"b\"\ngroup"),
    ("trace.group", "group = \"group\"", "group = \"third\""),
    ("trace.node", "node = \"node\"", "node = \"other\""),
    ("trace.first_node", "first_node = 0", ""),
    ("trace.start", "\"start\", unit = \"h\"", "\"start\", unit = \"min\""),
    ("trace.length", "\"length\", unit = \"h\"", "\"length\", unit = \"min\""),
    ("trace.cause", "cause = \"cause\"\n", ""),
];

/// What comes of a scenario: the records of its trials, and what the report says of them.
#[derive(PartialEq)]
struct Results {
    records: Vec<TrialRecord>,
    summary: Value,
}

fn results(text: &str, companion: &str) -> Results {
    let loaded = load_with(text, companion);
    let mut world = World::new(&loaded.blueprint, loaded.blueprint.run.seed);
    let mut records = vec![world.run(Mode::Years, 0)];
    for drill in 0..loaded.blueprint.drills.len() {
        records.push(world.run(Mode::Drill(DrillId::from_index(drill)), 0));
    }
    Results {
        records,
        summary: without_echo(summary_of(&loaded)),
    }
}

/// Nothing that only repeats the scenario.
fn without_echo(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let said = |(key, _): &(String, Value)| !key.contains("hash") && key != "assumptions";
            let kept = entries.into_iter().filter(said);
            Value::Object(
                kept.map(|(key, value)| (key, without_echo(value)))
                    .collect(),
            )
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_echo).collect()),
        other => other,
    }
}

#[track_caller]
fn changed(text: &str, key: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{key}: `{from}` is not there");
    text.replacen(from, to, 1)
}

/// Every fourth pair, so that they are tried side by side.
fn try_every_fourth(first: usize) {
    side_by_side(1, move |desk| try_those(first, desk));
}

fn try_those(first: usize, desk: &Desk) {
    let base = results(BASE, "");
    let mut same = Vec::new();
    for (key, before, from, to) in PAIRS.iter().skip(first).step_by(4) {
        desk.begins(format!("{key} with {from} or {to}"));
        let mut text = BASE.to_string();
        for (from, to) in *before {
            text = changed(&text, key, from, to);
        }
        let one = changed(&text, key, from, to);
        let other = if before.is_empty() {
            None
        } else {
            Some(results(&text, ""))
        };
        if results(&one, "") == *other.as_ref().unwrap_or(&base) {
            same.push(*key);
        }
    }
    assert!(same.is_empty(), "keys that change nothing: {same:?}");
}

#[test]
fn every_key_changes_something_1() {
    try_every_fourth(0);
}

#[test]
fn every_key_changes_something_2() {
    try_every_fourth(1);
}

#[test]
fn every_key_changes_something_3() {
    try_every_fourth(2);
}

#[test]
fn every_key_changes_something_4() {
    try_every_fourth(3);
}

#[test]
fn every_key_of_a_trace_changes_something() {
    let base = results(TRACE, ROWS);
    for (key, from, to) in TRACES {
        // Without a number for the first node the file would have one by itself.
        let rows = if *key == "trace.first_node" {
            ROWS.replace(",0,1,", ",1,1,").replace(",1,0,", ",1,1,")
        } else {
            ROWS.to_string()
        };
        let before = if rows == ROWS {
            None
        } else {
            Some(results(TRACE, &rows))
        };
        let other = results(&changed(TRACE, key, from, to), &rows);
        assert!(
            other != *before.as_ref().unwrap_or(&base),
            "{key} changes nothing"
        );
    }
}

/// A new key needs a pair, or a reason why it has none.
#[test]
fn every_key_of_the_reference_has_a_pair() {
    let pairs = PAIRS.iter().map(|pair| pair.0);
    let traces = TRACES.iter().map(|trace| trace.0);
    let tried: BTreeSet<&str> = pairs.chain(traces).collect();
    let without = |section: &str, key: &str| {
        WITHOUT
            .iter()
            .any(|(name, _)| *name == key || *name == format!("{section}.*"))
    };
    let text = fs::read_to_string(checkout("src/doc/reference.md")).unwrap();
    let (mut section, mut found) = (String::new(), BTreeSet::new());
    for line in text
        .lines()
        .take_while(|line| !line.starts_with("## Limits"))
    {
        if let Some(heading) = line.strip_prefix("## ") {
            section = heading.split(':').next().unwrap().to_string();
        } else if let Some(rest) = line.strip_prefix("| `") {
            let key = format!("{section}.{}", rest.split('`').next().unwrap());
            assert!(
                tried.contains(key.as_str()) || without(&section, &key),
                "{key}: no pair of scenarios shows that it changes something"
            );
            found.insert(key);
        }
    }
    for key in tried {
        assert!(found.contains(key), "{key} is no key of the reference");
    }
}

/// Both scenarios of every pair, each with its key and the text of its trace.
pub(crate) fn all() -> Vec<(String, String, &'static str)> {
    let mut all = Vec::new();
    for (key, before, from, to) in PAIRS {
        let mut text = BASE.to_string();
        for (from, to) in *before {
            text = changed(&text, key, from, to);
        }
        let one = changed(&text, key, from, to);
        all.push((format!("{key}, before"), text, ""));
        all.push((format!("{key}, after"), one, ""));
    }
    for (key, from, to) in TRACES {
        all.push((format!("{key}, before"), TRACE.to_string(), ROWS));
        all.push((format!("{key}, after"), changed(TRACE, key, from, to), ROWS));
    }
    all
}
