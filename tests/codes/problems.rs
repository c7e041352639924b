//! The smallest scenario for every code of a problem.
//!
//! Always true here: each scenario raises its own code and no other.

use super::Case;
use firedrill::scenario::Edit;

/// A stamp; keys that follow are its own.
pub(super) const STAMP: &str = "[stamp.a]\nnode_memory = '384 GiB'\n";
/// A second one.
pub(super) const SECOND: &str = "[stamp.b]\nnode_memory = '384 GiB'\n";
/// What the columns of a trace mean.
pub(super) const TRACE: &str = "[trace]\nfile = 't.csv'\nnode = 'node'\nstart = { column = 'h', unit = 'h' }\nlength = { column = 'm', unit = 'min' }\n";
/// Three sites, two of them with a link between them.
pub(super) const SITES: &str = "[site]\nn = {}\ns = {}\nw = {}\n[stamp]\na = { at = 'site.n', node_memory = '384 GiB' }\nb = { at = 'site.s', node_memory = '384 GiB' }\nc = { at = 'site.w', node_memory = '384 GiB' }\n[link.wan]\nbetween = ['n', 's']\nrate = '1 Gbps'\n";

fn stamp(rest: &str) -> String {
    format!("{STAMP}{rest}\n")
}

fn two(rest: &str) -> String {
    format!("{STAMP}{SECOND}{rest}\n")
}

fn sites(rest: &str) -> String {
    format!("{SITES}{rest}\n")
}

/// An application with these keys.
fn application(keys: &str) -> String {
    stamp(&format!("[application.x]\n{keys}"))
}

/// A hazard with these keys.
fn hazard(keys: &str) -> String {
    stamp(&format!("[application.x]\n[hazard.h]\n{keys}"))
}

/// A backup with these keys.
fn backup(keys: &str) -> String {
    stamp(&format!("[repository.v]\n[protection.p.backup]\n{keys}"))
}

/// A replication to another stamp with these keys.
fn replication(keys: &str) -> String {
    two(&format!("[protection.p.replication]\nto = 'b'\n{keys}"))
}

fn inventory(text: &str) -> (String, Vec<(&'static str, Vec<u8>)>) {
    let scenario = format!("inventory = 'v.csv'\n{STAMP}[application.x]\n");
    (scenario, vec![("v.csv", text.as_bytes().to_vec())])
}

fn trace(text: &str) -> (String, Vec<(&'static str, Vec<u8>)>) {
    let files = vec![("t.csv", text.as_bytes().to_vec())];
    (format!("{STAMP}{TRACE}group = 'g'\n"), files)
}

fn observed(law: &str, text: &str) -> (String, Vec<(&'static str, Vec<u8>)>) {
    let scenario = stamp(&format!("detection = {{ empirical = {law} }}"));
    (scenario, vec![("t.csv", text.as_bytes().to_vec())])
}

/// Held against an earlier run with this summary.
fn earlier(summary: &str) -> (String, Vec<(&'static str, Vec<u8>)>) {
    let scenario = application("[[expect]]\nbaseline = 'old'\nworse_by = '2 %'");
    let files = vec![("old/summary.json", summary.as_bytes().to_vec())];
    (scenario, files)
}

/// All of them.
pub(super) fn all() -> Vec<Case> {
    let mut cases = files();
    for (code, text) in texts()
        .into_iter()
        .chain(keys())
        .chain(laws())
        .chain(names())
        .chain(limits())
        .chain(places())
        .chain(rooms_and_ways())
        .chain(applications())
        .chain(protections())
        .chain(faults())
        .chain(fits())
    {
        cases.push(Case::new(code, text));
    }
    cases.extend(changes());
    let allow = |entries: &str| format!("allow = [{entries}]\n{STAMP}[application.x]\n");
    let once = "{ rule = 'FD520', reason = 'a pilot' }";
    cases.push(Case::new(
        228,
        allow("{ rule = 'FD999', reason = 'a pilot' }"),
    ));
    cases.push(Case::new(
        229,
        allow("{ rule = 'FD203', reason = 'a pilot' }"),
    ));
    cases.push(Case::new(230, allow("{ rule = 'FD520' }")));
    cases.push(Case::new(231, allow("'FD520'")));
    cases.push(Case::new(232, allow(&format!("{once}, {once}"))));
    cases
}

/// What the command line sets and takes out.
fn changes() -> Vec<Case> {
    let rack = || stamp("nodes = 4\n[rack.r]\nstamp = 'a'\nnodes = [1, 2]");
    let set = |code, text: &str| Case::of_edits(code, rack(), &[Edit::Set(text.to_string())]);
    let unset = |code, text: &str| Case::of_edits(code, rack(), &[Edit::Unset(text.to_string())]);
    vec![
        set(155, "stamp.a.nodes"),
        set(156, "rack.r.nodes[0]=2"),
        set(157, "stamp.a.nodes.first=1"),
        unset(158, "stamp.a.at"),
        set(159, "application.*.rto=2 h"),
        set(196, "rack.r.nodes.7=2"),
        set(197, "stamp.b.nodes=6"),
        set(198, "stamp..nodes=6"),
        set(199, "stamp.'a.nodes=6"),
        unset(226, "stamp.a.nodes=6"),
        set(227, "*.a.nodes=6"),
    ]
}

fn files() -> Vec<Case> {
    let with = |code: u16, (text, files): (String, Vec<(&'static str, Vec<u8>)>)| Case {
        files,
        ..Case::new(code, text)
    };
    let column = "{ file = 't.csv', column = 'h', unit = 'h' }";
    vec![
        Case::new(101, "[stamp.a]\nnode_memory = = 1\n".to_string()),
        Case::new(102, format!("x = {}\n", "[".repeat(30))),
        Case::new(103, format!("inventory = 'gone.csv'\n{STAMP}")),
        with(104, inventory("{ \"vm\": \"a\" }")),
        with(105, {
            let (scenario, mut files) = inventory("");
            files[0].1 = b"vm,application\n\xff,x\n".to_vec();
            (scenario, files)
        }),
        with(494, earlier("{}")),
        with(
            496,
            (
                application("[[expect]]\nrto = '4 h'\nbaseline = 'old'\nworse_by = '2 %'"),
                vec![(
                    "old/summary.json",
                    b"{ \"schema\": \"firedrill.summary/1\", \"applications\": { \"y\": {} } }"
                        .to_vec(),
                )],
            ),
        ),
        with(
            495,
            earlier("{ \"schema\": \"firedrill.summary/1\", \"applications\": {} }"),
        ),
        with(
            497,
            (
                application("[[expect]]\nbaseline = 'old'\nworse_by = '100 %'"),
                vec![],
            ),
        ),
        with(106, inventory("")),
        with(107, inventory("colour,shape\nred,round\n")),
        with(108, inventory("vm;application\na;x\n")),
        with(109, inventory("vm,application,used,used\na,x,,\n")),
        with(110, inventory("vm,application\n\"a,x\n")),
        with(111, inventory("vm,application\na\n")),
        with(112, inventory("vm,application,colour\na,x,red\n")),
        with(113, inventory("application,size\nx,DS3_v2\n")),
        with(114, inventory("vm,application\n")),
        with(115, trace("g,node,h,m\n")),
        with(116, observed("'t.csv'", "h,m\n1 h,2 min\n")),
        with(117, observed("'t.csv'", "h\nlong\n")),
        with(118, observed(column, "h\n1\n-1\n")),
        with(119, trace("g,node,h,m\na\u{7}b,1,5,60\n")),
        with(120, trace("g,node,h,m\n1,first,5,60\n")),
        with(121, trace("g,node,h,m\n1,1,-5,60\n")),
        with(122, trace("g,node,h,m\n1,9,5,60\n")),
        Case {
            trace: Some("t.csv"),
            files: vec![("t.csv", b"node,h,m\n1,5,60\n".to_vec())],
            ..Case::new(123, STAMP.to_string())
        },
        Case {
            files: vec![("t.csv", b"node,h,m\n1,5,60\n".to_vec())],
            ..Case::new(
                124,
                format!("{STAMP}{TRACE}").replace("{ column = 'h', unit = 'h' }", "'h'"),
            )
        },
        Case {
            files: vec![("t.csv", b"node,h,m\n1,5,60\n".to_vec())],
            ..Case::new(125, format!("{STAMP}{TRACE}").replace(", unit = 'h'", ""))
        },
        Case {
            files: vec![("t.csv", b"node,h,m,cause\n1,5,60,disk\n".to_vec())],
            ..Case::new(
                408,
                format!(
                    "{STAMP}{TRACE}cause = 'cause'\n[hazard.disk]\nof = 'node'\nevery = '1000 h'\n"
                ),
            )
        },
        with(169, observed(column, "h\n1\nlong\n")),
        with(171, inventory("vm,application,disks\na,x,two\n")),
    ]
}

fn texts() -> Vec<(u16, String)> {
    vec![
        (130, stamp("detection = '-4 h'")),
        (131, stamp("detection = 'soon'")),
        (132, stamp("detection = '4'")),
        (133, stamp("detection = '4 fortnights'")),
        (134, stamp("detection = '1 h 1 h'")),
        (135, stamp("detection = 'PX'")),
        (136, stamp("detection = 'P1M'")),
        (137, "[stamp.a]\nnode_memory = 'much'\n".to_string()),
        (138, "[stamp.a]\nnode_memory = '384'\n".to_string()),
        (139, "[stamp.a]\nnode_memory = '384 gib'\n".to_string()),
        (140, "[stamp.a]\nnode_memory = '9 PiB'\n".to_string()),
        (141, stamp("uplink = 'fast'")),
        (142, stamp("uplink = '10'")),
        (143, stamp("uplink = '10 Gb'")),
        (144, stamp("uplink = '10 mbps'")),
        (145, stamp("uplink = '2000 TB/s'")),
        (146, stamp("uplink_share = 'half'")),
        (147, stamp("uplink_share = '120 %'")),
        (148, application("churn = '8 %'")),
        (149, application("churn = '200000 %/day'")),
        (150, application("churn = '2 TB/s'")),
        (151, backup("window = 'at night'")),
        (152, backup("window = '06:00-06:00'")),
        (153, stamp("[crew.c]\nhours = 'often'")),
        (
            154,
            stamp("[drill.d]\nof = 'stamp.a'\nat = 'noon'\nrepair = '1 h'"),
        ),
    ]
}

fn keys() -> Vec<(u16, String)> {
    vec![
        (160, stamp("detecton = '5 s'")),
        (161, stamp("[crew.c]\nspares = { node = 1 }")),
        (162, hazard("of = 'node'")),
        (163, format!("run = 3\n{STAMP}")),
        (164, format!("crew = 3\n{STAMP}")),
        (165, stamp("[crew]\nc = 3")),
        (166, stamp("running_vm_snapshot = 'yes'")),
        (167, stamp("detection = 5")),
        (170, backup("reduction = inf")),
        (172, stamp("nodes = 0")),
        (173, backup("reduction = 0.01")),
        (174, stamp("[run]\nhorizon = '0 s'")),
        (175, stamp("uplink = '0 Mbps'")),
        (176, stamp("reserve = 'some'")),
        (177, backup("method = 'hypervisor'")),
        (178, stamp("[run]\nseed = -1")),
        (179, stamp("uplink = '1 bps'")),
    ]
}

fn laws() -> Vec<(u16, String)> {
    let law = |law: &str| stamp(&format!("detection = {law}"));
    vec![
        (180, hazard("of = 'node'\nevery = '30 s'")),
        (181, law("{}")),
        (182, law("{ normal = '1 h' }")),
        (183, law("{ weibull = { shape = 1.0 } }")),
        (184, law("{ uniform = ['1 h'] }")),
        (185, law("{ uniform = ['2 h', '1 h'] }")),
        (186, law("{ triangular = ['2 h', '1 h', '3 h'] }")),
        (187, law("{ lognormal = '1 h' }")),
        (188, law("{ lognormal = { p0 = '1 h', p50 = '2 h' } }")),
        (189, law("{ lognormal = { p50 = '2 h' } }")),
        (190, law("{ lognormal = { p50 = '2 h', p95 = '1 h' } }")),
        (191, law("{ lognormal = { p50 = '1 s', p51 = '1 year' } }")),
        (192, law("{ weibull = { shape = 1e9, scale = '6 h' } }")),
        (193, law("{ empirical = { fiel = 't.csv' } }")),
        (194, law("{ empirical = { column = 'h' } }")),
        (195, law("{ empirical = [] }")),
    ]
}

fn names() -> Vec<(u16, String)> {
    vec![
        (201, "[stamp.'a.b']\nnode_memory = '384 GiB'\n".to_string()),
        (202, application("[vm.'one ']\napplication = 'x'")),
        (203, application("protection = 'gold'")),
        (204, two("[application.x]")),
        (
            205,
            stamp(
                "[repository.v]\n[protection]\np.backup = {}\n[application.x]\nprotection = ['p', 'p']",
            ),
        ),
        (207, stamp("[repository.v]\nat = 'depot'")),
        (208, hazard("of = 'nodes'\nevery = '1000 h'")),
        (209, hazard("of = 'stamp.a.node.9'\nevery = '1000 h'")),
        (
            210,
            hazard("of = 'stamp.a.disk'\nevery = '1000 h'\nrepair = '1 h'"),
        ),
        (211, hazard("of = 'link'\nevery = '1000 h'\nrepair = '1 h'")),
        (
            212,
            stamp("[hazard.h]\nof = 'node'\nevery = '1000 h'\n[fault.h]\nof = 'node'\nat = '1 d'"),
        ),
        (
            213,
            stamp("[hazard.full-volume]\nof = 'node'\nevery = '1000 h'"),
        ),
        (
            214,
            replication(
                "failback = true\n[application.x]\nstamp = 'a'\nprotection = 'p'\n[fault.failback-p]\nof = 'node'\nat = '1 d'",
            ),
        ),
        (215, application("size = 'DS3'")),
        (216, application("rto = { stite = '1 h' }")),
        (
            217,
            application("[run]\ntrials = { until = 'x.uptime', half_width = '1 %', at_most = 9 }"),
        ),
        (
            218,
            "[stamp.a]\nlike = 'a'\nnode_memory = '384 GiB'\n".to_string(),
        ),
        (
            219,
            stamp("[application.x]\nneeds = 'y'\n[application.y]\nneeds = 'x'"),
        ),
        (
            221,
            stamp("[application.x]\n[application.y]\n[vm.'y/main/1']\napplication = 'x'"),
        ),
        (220, stamp("[vm.one]\nsize = 'DS3_v2'")),
        (
            222,
            application(
                "rpo = '4 h'\nrto = { stamp = '1 d' }\n[run]\ntrials = { until = 'x.rto.node', half_width = '1 %', at_most = 9 }",
            ),
        ),
        (223, hazard("every = '1000 h'\nof = 'tier.9'")),
    ]
}

fn limits() -> Vec<(u16, String)> {
    let crews: String = (0..1_001).map(|n| format!("c{n} = {{}}\n")).collect();
    vec![
        (241, stamp("storage = { disks = 6000 }")),
        (242, stamp(&format!("[crew]\n{crews}"))),
        (243, stamp(&format!("[crew.{}]", "c".repeat(101)))),
        (244, backup("every = '1 min'\nkeep = '60 d'")),
        (
            249,
            backup("every = '1 d'\nlog_every = '1 min'\nkeep = '365 d'"),
        ),
        (245, replication("points = '1 s'\nkeep = '30 d'")),
        (246, stamp("[run]\nhorizon = '200 years'")),
        (247, stamp("[run]\ntrials = 20000000")),
        (
            248,
            hazard("of = 'node'\nevery = '24 h'\n[run]\ntrials = 10000000\nhorizon = '36500 d'"),
        ),
    ]
}

fn places() -> Vec<(u16, String)> {
    let storage = |keys: &str| stamp(&format!("storage = {{ {keys} }}"));
    let links = |rest: &str| sites(&format!("[link.more]\nrate = '1 Mbps'\n{rest}"));
    vec![
        (301, String::new()),
        (302, stamp("at = 'stamp.a'")),
        (303, stamp("uplink = '1 kbps'\nuplink_share = '0.1 %'")),
        (304, stamp("host_os = '95 %'")),
        (305, "[stamp.a]\nnode_memory = '0 B'\n".to_string()),
        (306, application("tier = 300")),
        (307, stamp("shed_tiers = [4, 4]")),
        (308, stamp("cluster_restart = 30")),
        (309, stamp("cluster_restart = { count = 30 }")),
        (310, stamp("[rack.r]\nnodes = 5")),
        (
            311,
            stamp("[rack]\nr = { nodes = [1] }\ns = { nodes = [1] }"),
        ),
        (312, stamp("[repository.v]\ncapacity = '0 B'")),
        (313, links("between = ['n']")),
        (314, links("between = ['n', 'n']")),
        (315, links("between = ['n', 's']\nfallback = 'more'")),
        (316, links("between = ['n', 'w']\nfallback = 'wan'")),
        (
            317,
            links(
                "between = ['n', 's']\nfallback = 'wan'\n[link.most]\nbetween = ['n', 's']\nrate = '1 Mbps'\nfallback = 'more'",
            ),
        ),
        (
            318,
            stamp("nodes = 2\nreserve = 'none'\nstorage = { disks = 10 }"),
        ),
        (319, storage("disks = 10, disk_size = '0 B'")),
        (320, storage("disks = 10, warning = '96 %'")),
        (321, storage("disks = 10, relief_to = '50 %'")),
        (
            322,
            storage("disks = 10, relief = '1 h', relief_to = '95 %'"),
        ),
        (323, storage("disks = 1")),
        (324, storage("disks = 10, volume_size = '90 TB'")),
        (325, stamp("switches = 5")),
    ]
}

fn rooms_and_ways() -> Vec<(u16, String)> {
    let small =
        "[stamp.a]\nnode_memory = '384 GiB'\n[stamp.b]\nnode_memory = '96 GiB'\nreserve = 'none'\n";
    let hot = |memory: &str| {
        format!(
            "{small}[protection.p.replication]\nto = 'b'\nstandby = 'hot'\n[application.x]\nstamp = 'a'\nprotection = 'p'\n{memory}\n"
        )
    };
    let replica = |from: &str, to: &str| {
        sites(&format!(
            "[protection.p.replication]\nto = '{to}'\n[application.x]\nstamp = '{from}'\nprotection = 'p'"
        ))
    };
    let instances = |across: &str, witness: &str| {
        sites(&format!(
            "[protection.p.high_availability]\nacross = [{across}]\nwitness = 'site.{witness}'\n[application.x]\ncount = 2\nprotection = 'p'"
        ))
    };
    let repositories = "[repository]\nn = { at = 'site.n' }\nw = { at = 'site.w' }\n[application.x]\nstamp = 'a'\nprotection = 'p'\n";
    let backups = |keys: &str| sites(&format!("{repositories}[protection.p.backup]\n{keys}"));
    vec![
        (326, application("count = 300\nmemory = '0.1 GiB'")),
        (
            327,
            "[stamp.a]\nnodes = 2\nnode_memory = '256 GiB'\nreserve = 'none'\n[application.x]\ncount = 3\nmemory = '150 GiB'\n".to_string(),
        ),
        (328, hot("count = 5\nmemory = '70 GiB'")),
        (329, application("memory = '350 GiB'")),
        (330, hot("memory = '100 GiB'")),
        (331, application("count = 60")),
        (
            332,
            stamp("storage = { disks = 10, volume_size = '7 GB' }\n[application.x]\ncount = 5\nused = '6 GB'"),
        ),
        (333, backups("to = 'w'")),
        (334, backups("to = 'n'\ncopy_to = 'w'")),
        (335, backups("to = 'n'\nrestore_to = 'c'")),
        (336, replica("a", "c")),
        (337, instances("'a', 'c'", "n")),
        (338, instances("'a', 'b'", "w")),
        (339, replica("a", "a")),
        (
            357,
            sites("[repository.w]\nat = 'site.w'\n[protection.p.none]\ntemplate = 'w'\n[application.x]\nstamp = 'a'\nprotection = 'p'"),
        ),
    ]
}

fn applications() -> Vec<(u16, String)> {
    let instances = |plan: &str, rest: &str| {
        two(&format!(
            "[protection.p.high_availability]\n{plan}\n[application.x]\n{rest}"
        ))
    };
    vec![
        (340, application("count = 2\nrole.web = {}")),
        (341, application("count = 3\n[vm.one]\napplication = 'x'")),
        (342, application("required = 2")),
        (358, stamp("[crew.c]\n[application.x]\nchecked_by = 'c'")),
        (
            343,
            stamp(
                "[repository.v]\n[protection]\np.backup = {}\nq.backup = {}\n[application.x]\nprotection = ['p', 'q']",
            ),
        ),
        (344, application("rto = '1 h'\nexpendable = true")),
        (345, application("size = 'DS3_v2'\nmemory = '14 GiB'")),
        (346, application("memory = '0 B'")),
        (347, application("availability = '0 %'")),
        (348, application("rto_share = '95 %'")),
        (349, application("rto = '1 h'\nrto_share = '100 %'")),
        (349, application("availability = '100 %'")),
        (350, application("rto = '0 s'")),
        (351, application("rto = {}")),
        (
            352,
            instances(
                "across = ['a', 'b']",
                "stamp = 'a'\n[vm]\none = { application = 'x', stamp = 'a', protection = 'p' }\ntwo = { application = 'x', stamp = 'a' }",
            ),
        ),
        (
            353,
            instances(
                "",
                "protection = 'p'\n[vm]\none = { application = 'x', stamp = 'a' }\ntwo = { application = 'x', stamp = 'b' }",
            ),
        ),
        (
            354,
            instances("across = ['a', 'b']", "protection = 'p'\nstamp = 'a'"),
        ),
        (
            355,
            instances(
                "across = ['a']",
                "protection = 'p'\n[vm]\none = { application = 'x', stamp = 'b' }",
            ),
        ),
        (377, application("[[expect]]\nshare = '90 %'")),
        (378, application("[[expect]]\ntier = 7\nrto = '1 h'")),
        (
            379,
            application(
                "[drill.d]\nof = 'stamp.a'\nreturns = '1 h'\n[[expect]]\ndrill = 'd'\navailability = '90 %'",
            ),
        ),
        (486, application("[[expect]]\nrto_misses_per_year = 1")),
        (
            487,
            application("[repository.v]\n[protection.p.backup]\n[[expect]]\nlongest_gap = '25 h'"),
        ),
        (
            490,
            application("[[expect]]\nsurvives = 'node'\nclass = 'node'"),
        ),
        (491, application("[[expect]]\nsurvives = 'rack'")),
        (492, application("[[expect]]\nbaseline = 'old'")),
        (
            493,
            application("[[expect]]\nrto = '1 h'\nworse_by = '2 %'"),
        ),
        (498, application("[survives]")),
        (499, application("[survives]\nrack = 1")),
        (
            356,
            instances(
                "active = 'one'",
                "protection = 'p'\nstamp = 'a'\ncount = 2\nrequired = 2",
            ),
        ),
    ]
}

fn protections() -> Vec<(u16, String)> {
    vec![
        (360, stamp("[protection.p]")),
        (361, backup("to = 'v'\ncopy_to = 'v'")),
        (359, backup("replay = '50 MB/s'")),
        (480, backup("synthetic_verify = false")),
        (481, backup("synthetic = true\nchain = 'full'")),
        (362, backup("every = '1 h'\nlog_every = '1 h'")),
        (363, backup("every = '30 s'")),
        (364, backup("full_every = '25 h'")),
        (365, backup("chain = 'full'\nfull_every = '48 h'")),
        (366, backup("phase = '8 d'")),
        (367, backup("keep = '0 s'")),
        (368, backup("keep = '1 h'")),
        (369, replication("keep = '1 min'")),
        (370, backup("stickiness = '100 %'")),
        (371, replication("points = '2 d'\nkeep = '4 d'")),
        (372, replication("when_cut = 'stop'")),
        (373, replication("failback = false\nfailback_after = '1 h'")),
        (398, backup("prefer = 'soonest'")),
        (400, backup("restore_to = 'a'\ngo_home_after = '1 d'")),
        (409, backup("go_home = '30 min'")),
        (374, backup("mend = '1 h'")),
        (375, backup("restore_test = '30 d'")),
        (
            376,
            backup("restore_test = { every = '1 h', cost = '2 h' }"),
        ),
    ]
}

fn faults() -> Vec<(u16, String)> {
    let every = |keys: &str| hazard(&format!("every = '1000 h'\n{keys}"));
    vec![
        (380, stamp("[fault.f]\nof = 'node'\nat = ['1 d', '1 d']")),
        (381, stamp("[drill.d]\nof = 'node'")),
        (382, every("of = ['application.x', 'node']")),
        (383, every("of = 'application.x'\ndestroys = true")),
        (384, every("of = 'node'\nkind = 'crash'")),
        (385, every("of = 'node'\ndestroys = true")),
        (386, every("of = 'application.x'\nnoticed = '1 h'")),
        (
            387,
            every("of = 'stamp.a'\nreturns = '1 h'\ncrew = 'c'\n[crew.c]"),
        ),
        (
            410,
            every("of = 'stamp.a'\nreturns = '1 h'\nparts = 'p'\n[parts.p]\ndelivery = '1 d'"),
        ),
        (
            411,
            every("of = 'stamp.a'\nreturns = '1 h'\ntogether = true"),
        ),
        (
            412,
            every("of = 'everything'\nkind = 'ransomware'\nrepair = '1 h'"),
        ),
        (413, every("of = 'application.x'\ndwell = '1 d'")),
        (
            414,
            every("of = 'everything'\nkind = 'ransomware'\nscan_misses = '5 %'"),
        ),
        (
            424,
            every("of = 'everything'\nkind = 'ransomware'\nscan_farm = '1 GB/s'"),
        ),
        (415, stamp("[repository.v]\nshipment = '1 d'")),
        (388, every("of = 'application.x'\nkind = 'release'")),
        (389, every("of = 'stamp.a'")),
        (390, every("of = 'application.x'\nrepair = '1 h'")),
        (399, stamp("[crew.c]\non_call_after = '1 h'")),
        (
            391,
            format!("{STAMP}{TRACE}").replace("file = 't.csv'\n", ""),
        ),
        (395, stamp("[run]\nlevel = '10 %'")),
        (
            392,
            stamp("[update.u]\nwindow = 'Sat 08:00-09:00'\nper_node = '2 h'"),
        ),
        (393, stamp("[update.u]\nevery = '7 d'\nper_node = '2 d'")),
        (394, stamp("[update.u]\nstamp = []")),
        (396, stamp("[run]\ntrials = { at_most = 9 }")),
        (
            397,
            application(
                "[run]\ntrials = { until = 'x.availability', half_width = '0 %', at_most = 9 }",
            ),
        ),
    ]
}

fn fits() -> Vec<(u16, String)> {
    let storage = "storage = { disks = 4, disk_size = '2 TB' }";
    vec![
        (
            401,
            stamp(&format!("{storage}\n[application.x]\nused = '900 GiB'")),
        ),
        (
            402,
            two(&format!(
                "{storage}\n[protection.p.replication]\nto = 'b'\nspace = 2\n[application.x]\nstamp = 'a'\nused = '450 GiB'\nprotection = 'p'"
            )),
        ),
        (
            403,
            stamp(
                "[repository.v]\ncapacity = '1 GiB'\n[protection]\np.backup = {}\n[application.x]\nprotection = 'p'",
            ),
        ),
        (404, backup("retries = 1000\nretry_after = '0 s'")),
        (405, stamp("[drill.years]\nof = 'stamp.a.node.1'")),
        (406, stamp("[crew]\nc = {}\nC = {}")),
        (407, format!("name = 'con'\n{STAMP}")),
        (
            416,
            stamp(
                "[fault.f]\nof = 'stamp.a'\nat = '1 d'\nlasts = '1 h'\nplanned = true\ndestroys = true",
            ),
        ),
        (
            417,
            format!(
                "{STAMP}[repository.v]\n[application.x]\n[fault.f]\nof = 'repository.v'\nat = '1 d'\nlasts = '1 h'\nkind = 'crash'"
            ),
        ),
        (
            418,
            format!(
                "{STAMP}[repository.v]\n[application.x]\n[fault.f]\nof = 'repository.v'\nat = '1 d'\nkind = 'retention'\nkeep = 2\nrepair = '1 h'"
            ),
        ),
        (
            419,
            format!(
                "{STAMP}[repository.v]\n[application.x]\n[fault.f]\nof = 'repository.v'\nat = '1 d'\nkind = 'deletion'\nrepair = '1 h'"
            ),
        ),
        (
            420,
            format!(
                "{STAMP}[repository.v]\n[application.x]\n[fault.f]\nof = 'repository.v'\nat = '1 d'\nkind = 'deletion'\nkeep = 2"
            ),
        ),
        (
            421,
            format!(
                "{STAMP}[repository.v]\ncredentials = 'own'\nreached_by = 'everything'\n[application.x]\n[drill.f]\nof = 'everything'\nkind = 'ransomware'"
            ),
        ),
        (
            422,
            format!(
                "{STAMP}[repository.v]\nreached_by = 'stamp.a'\n[application.x]\n[drill.f]\nof = 'everything'\nkind = 'ransomware'"
            ),
        ),
        (
            423,
            format!(
                "{STAMP}[application.x]\n[application.y]\n[drill.f]\nof = 'application.x'\nkind = 'ransomware'\nkinds = {{ \"application.y\" = 'deletion' }}"
            ),
        ),
    ]
}
