//! Cases: what `check` says of waits that nobody gives up, of ways home that nobody can go, and what it refuses of going home.

use super::load_with;

/// Two stamps at two sites, a backup between them, and these keys and faults.
fn pair(keys: &str, more: &str) -> String {
    format!(
        "[site.x]\n[site.y]\n[stamp.a]\nat = \"site.x\"\nnode_memory = \"384 GiB\"\nstart = \"1 h\"\n[stamp.b]\nat = \"site.y\"\nnode_memory = \"384 GiB\"\n\
         [link.w]\nbetween = [\"x\", \"y\"]\nrate = \"1 Gbps\"\n[repository.v]\nat = \"site.y\"\n[protection.p.backup]\n{keys}\n\
         [application.erp]\nstamp = \"a\"\nprotection = \"p\"\nrto = \"8 h\"\n{more}"
    )
}

/// Messages of a code.
fn told(text: &str, code: &str) -> Vec<String> {
    let lints = load_with(text, "").blueprint.lints;
    let own = lints.iter().filter(|one| one.code().to_string() == code);
    own.map(|one| one.message()).collect()
}

#[track_caller]
fn fires(text: &str, code: &str, part: &str) {
    let found = told(text, code);
    assert!(found.len() == 1 && found[0].contains(part), "{found:?}");
}

#[track_caller]
fn is_silent(text: &str, code: &str) {
    assert_eq!(told(text, code), Vec::<String>::new());
}

/// A flood of 20 h, after which the stamp starts in 1 h: 21 h in all.
const FLOOD: &str = "[fault.flood]\nof = \"site.x\"\nat = \"10 d\"\nlasts = \"20 h\"\n";

#[test]
fn a_wait_that_nothing_outlasts_is_told() {
    let waits = |after: &str, fault: &str| {
        pair(
            &format!("restore_to = \"b\"\ngive_up_after = \"{after}\""),
            fault,
        )
    };
    let part = "backup `p` waits for what is down but intact never matters: nothing keeps its VMs down with their data intact for more than 21 h, and people wait for 22 h at least";
    fires(&waits("22 h", FLOOD), "FD552", part);
    is_silent(&waits("21 h", FLOOD), "FD552");
    // The default is nobody's figure.
    is_silent(&waits("24 h", FLOOD), "FD552");
    is_silent(&waits("never", FLOOD), "FD552");
    // What has no bound, may come again, waits for people, or takes parts whose copies have to be made again may last longer.
    for fault in [
        FLOOD.replace("lasts = \"20 h\"", "repair = { exponential = \"1 h\" }"),
        FLOOD
            .replace(
                "at = \"10 d\"\nlasts = \"20 h\"",
                "repair = \"1 h\"\nevery = \"90 d\"",
            )
            .replace("fault", "hazard"),
        FLOOD
            .replace("lasts", "repair")
            .replace("at = ", "crew = \"c\"\nat = ")
            + "[crew.c]\n",
        format!("{FLOOD}[fault.node]\nof = \"stamp.a.node.1\"\nat = \"10 d\"\nlasts = \"2 h\"\n"),
    ] {
        is_silent(&waits("22 h", &fault), "FD552");
    }
    // What takes all data with it, or is planned, keeps nothing intact; without anything else there is nothing to say.
    for keys in ["destroys = true\n", "planned = true\n"] {
        is_silent(&waits("22 h", &format!("{FLOOD}{keys}")), "FD552");
    }
    // Who knows how long it lasts gives up at once.
    let knows = waits("22 h", FLOOD).replace("give_up", "known_after = \"1 h\"\ngive_up");
    is_silent(&knows, "FD552");
}

#[test]
fn a_wait_without_another_way_is_told() {
    let part = "no VM that has it may go to another stamp";
    fires(&pair("give_up_after = \"4 h\"", FLOOD), "FD552", part);
    fires(
        &pair("restore_to = \"a\"\ngive_up_after = \"4 h\"", FLOOD),
        "FD552",
        part,
    );
    fires(&pair("known_after = \"4 h\"", FLOOD), "FD552", part);
    is_silent(
        &pair("restore_to = \"b\"\ngive_up_after = \"4 h\"", FLOOD),
        "FD552",
    );
    let part = "none of its jobs works, so that there is no point to restore";
    let never = "restore_to = \"b\"\ngive_up_after = \"4 h\"\njob_failure = \"100 %\"";
    fires(&pair(never, FLOOD), "FD552", part);
    // A redeployment is for what holds no state; what does would come back empty, and waits.
    let farm = |stateful: bool| {
        pair("", FLOOD)
            + "[protection.q.none]\ngive_up_after = \"4 h\"\n[application.web]\nstamp = \"a\"\nprotection = \"q\"\nrto = \"8 h\"\n"
            + &format!("stateful = {stateful}\n")
    };
    fires(&farm(false), "FD552", "protection `q` waits");
    is_silent(&farm(true), "FD552");
    is_silent(
        &farm(false).replace("none]\n", "none]\nto = \"b\"\n"),
        "FD552",
    );
    // A replica that may be failed over to later than anything lasts.
    let twin = |after: &str| {
        pair("", FLOOD).replace(
            "[protection.p.backup]",
            &format!("[protection.p.replication]\nto = \"b\"\ngive_up_after = \"{after}\""),
        )
    };
    fires(&twin("22 h"), "FD552", "replication `p` waits");
    is_silent(&twin("20 h"), "FD552");
}

#[test]
fn a_way_home_that_nobody_can_go_is_told() {
    let crew = |hours: &str| format!("[crew.c]\nhours = \"{hours}\"\n");
    let keys = |by: &str| {
        format!(
            "restore_to = \"b\"\ngo_home = \"30 min\"\ngo_home_window = \"Sat 08:00-20:00\"\n{by} = \"c\""
        )
    };
    let part = "nothing that backup `p` builds elsewhere ever goes home in its `go_home_window`: crew `c`, which does it, is never there in these hours";
    for by in ["go_home_by", "restored_by"] {
        fires(
            &pair(&keys(by), &crew("Mon-Fri 08:00-17:00")),
            "FD553",
            part,
        );
        is_silent(&pair(&keys(by), &crew("Mon-Sat 08:00-17:00")), "FD553");
        is_silent(&pair(&keys(by), &crew("always")), "FD553");
    }
    // Two ways to a repository between them, and none from one to the other.
    let apart = pair("restore_to = \"b\"\ngo_home = \"30 min\"", "")
        .replace("[link.w]\nbetween = [\"x\", \"y\"]", "[site.z]\n[link.u]\nbetween = [\"x\", \"z\"]\nrate = \"1 Gbps\"\n[link.w]\nbetween = [\"z\", \"y\"]")
        .replace("[repository.v]\nat = \"site.y\"", "[repository.v]\nat = \"site.z\"");
    fires(
        &apart,
        "FD553",
        "from stamp `b` to stamp `a`: no link joins their sites",
    );
    is_silent(&apart.replace("go_home = \"30 min\"", ""), "FD553");
}

/// A link of 80 Mbps carries 10 MB/s. A VM that writes 11 MB/s is never copied, and one of 9 MB/s is. Of two that write 6 MB/s neither is, with 5 MB/s
/// each; where one of them writes 4 MB/s, that one is, and leaves 10 MB/s to the other. Who uses so little that all of it moves in 5 min is
/// copied whatever it writes: 2.9 GB at 10 MB/s take 290 s.
#[test]
fn a_way_home_that_never_keeps_up_is_told() {
    let text = |vms: &[(u32, &str)]| {
        let rows: Vec<String> = (0..).zip(vms).map(|(number, (churn, used))| {
            format!("[vm.v{number}]\napplication = \"x\"\nrole = \"r{number}\"\nchurn = \"{churn} MB/s\"\nused = \"{used}\"\n")
        }).collect();
        format!(
            "[site.s]\n[site.t]\n[link.w]\nbetween = [\"s\", \"t\"]\nrate = \"80 Mbps\"\n[stamp.a]\nat = \"site.s\"\nnode_memory = \"384 GiB\"\n[stamp.b]\nat = \"site.t\"\nnode_memory = \"384 GiB\"\n\
             [repository.v]\nat = \"site.t\"\n[protection.p.backup]\nrestore_to = \"b\"\ngo_home = \"30 min\"\n[application.x]\nstamp = \"a\"\nprotection = \"p\"\n{}",
            rows.concat()
        )
    };
    let big = "500 GB";
    fires(
        &text(&[(11, big)]),
        "FD553",
        "its VMs write 88 Mbps, without a reduction, and the way carries 80 Mbps at best",
    );
    is_silent(&text(&[(9, big)]), "FD553");
    fires(
        &text(&[(6, big), (6, big)]),
        "FD553",
        "its VMs write 96 Mbps",
    );
    is_silent(&text(&[(4, big), (6, big)]), "FD553");
    is_silent(&text(&[(11, "2.9 GB")]), "FD553");
    fires(&text(&[(11, "3.1 GB")]), "FD553", "never ends");
}

#[test]
fn what_says_nothing_of_going_home_is_refused() {
    let refused = |keys: &str, more: &str, part: &str| {
        let text = pair(keys, more);
        let read = firedrill::scenario::load(&text, "s.toml", &|_| Err(String::new()));
        let issues = read.err().unwrap_or_default();
        let told: Vec<String> = issues.iter().map(|one| one.message()).collect();
        assert!(told.iter().any(|one| one.contains(part)), "{told:?}");
    };
    refused(
        "go_home = \"30 min\"",
        "",
        "`go_home` without `restore_to`: nothing is ever built on another stamp",
    );
    for key in [
        "go_home_after = \"1 d\"",
        "go_home_window = \"Sat 08:00-20:00\"",
        "go_home_by = \"c\"",
    ] {
        let name = key.split(' ').next().unwrap();
        refused(key, "[crew.c]\n", &format!("`{name}` without `restore_to`"));
        for keys in [
            "restore_to = \"b\"\n",
            "restore_to = \"b\"\ngo_home = \"never\"\n",
        ] {
            refused(
                &format!("{keys}{key}"),
                "[crew.c]\n",
                &format!("`{name}` where nobody goes home"),
            );
        }
    }
    let none = "[protection.q.none]\ngo_home = \"1 h\"\n";
    refused("", none, "`go_home` without `to`");
    refused(
        "restore_to = \"b\"\ngo_home = true",
        "",
        "does not fit here",
    );
    refused("restore_to = \"b\"\ngo_home = \"-1 h\"", "", "negative");
    refused(
        "restore_to = \"b\"\ngo_home = \"1 h\"\ngo_home_window = \"08:00-20:00\"",
        "",
        "weekly hours",
    );
    refused(
        "restore_to = \"b\"\ngo_home = \"1 h\"\ngo_home_by = \"nobody\"",
        "",
        "crew `nobody` is not defined",
    );
    let named = "[fault.go-home-p]\nof = \"stamp.a\"\nat = \"1 d\"\nlasts = \"1 h\"\n";
    refused(
        "restore_to = \"b\"\ngo_home = \"1 h\"",
        named,
        "`go-home-p` is the name of the planned outages by which what was built elsewhere goes home",
    );
}
