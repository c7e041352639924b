//! Advice about backups, with sums that were worked out by hand.

use super::*;

/// A nightly backup of one VM; more keys of the backup and of the application stand behind it.
fn nightly(repository: &str, backup: &str, application: &str) -> String {
    format!(
        "[stamp.s]\nnode_memory = \"384 GiB\"\n[repository.vault]\n{repository}\n[protection.p.backup]\nreduction = 2\n{backup}\n[application.a]\nrto = \"1 h\"\nprotection = \"p\"\n{application}\n"
    )
}

/// Advice with this code, a line each.
pub(super) fn advice(text: &str, code: u16) -> String {
    let lints = loaded(text).blueprint.lints;
    let found = lints.iter().filter(|lint| lint.code().0 == code);
    let messages: Vec<String> = found.map(crate::model::Lint::message).collect();
    messages.join("\n")
}

#[track_caller]
pub(super) fn advises(text: &str, code: u16, part: &str) {
    let given = advice(text, code);
    assert!(given.contains(part), "`{part}` is not in `{given}`");
}

#[track_caller]
pub(super) fn is_silent(text: &str, code: u16) {
    assert_eq!(advice(text, code), "");
}

/// A chain has 7 points, and goes when 7 younger ones are there: 14 points, 2 fulls of 1 TiB and 12
/// increments of 2 TiB x 3 % / 2 = 30.72 GiB: 2.36 TiB.
#[test]
fn a_repository_holds_what_retention_keeps() {
    let files = |capacity: &str, backup: &str| {
        nightly(
            &format!("capacity = \"{capacity}\""),
            backup,
            "used = \"2 TiB\"\nchurn = \"3 %/day\"",
        )
    };
    let weekly = "full_every = \"7 d\"\nkeep = 7";
    advises(
        &files("2 TiB", weekly),
        600,
        "repository `vault` holds 2 TiB, and its retention needs up to 2.36 TiB: backup `p` of 1 VM keeps up to 2 fulls and 12 increments; all fulls take 2.00 TiB, all increments 0.36 TiB",
    );
    // 2048 GiB + 12 x 30.72 GiB = 2416.64 GiB.
    advises(&files("2416 GiB", weekly), 600, "2.36 TiB");
    is_silent(&files("2417 GiB", weekly), 600);
    // 8 younger points begin a third chain: 3 fulls and 12 increments.
    advises(
        &files("3 TiB", "keep = 8"),
        600,
        "up to 3 fulls and 12 increments",
    );
    // By age the last point of the chain must be older than 7 d: 7 younger ones, as with keep = 7.
    is_silent(&files("2417 GiB", "keep = \"7 d\""), 600);
    advises(
        &files("2416 GiB", "keep = \"7 d\""),
        600,
        "2 fulls and 12 increments",
    );
    // Only fulls: 7 + 1 of 1 TiB.
    advises(
        &files("7 TiB", "chain = \"full\"\nkeep = 7"),
        600,
        "8 fulls and 0 increments",
    );
    is_silent(&files("8 TiB", "chain = \"full\"\nkeep = 7"), 600);
    // Differentials of 1 to 6 days: 30.72 GiB x 21 in a chain, twice: 1290.24 GiB beside 2 TiB.
    let differential = "chain = \"differential\"\nkeep = 7";
    advises(
        &files("3338 GiB", differential),
        600,
        "all increments 1.26 TiB",
    );
    is_silent(&files("3339 GiB", differential), 600);
}

#[test]
fn all_backups_of_a_repository_and_its_copies_count() {
    let two = |capacity: &str| {
        format!(
            "[stamp.s]\nnode_memory = \"384 GiB\"\n[repository.near]\n[repository.off]\ncapacity = \"{capacity}\"\n[protection]\np.backup = {{ chain = \"full\", keep = 1, reduction = 1, to = \"near\", copy_to = \"off\" }}\nq.backup = {{ chain = \"full\", keep = 1, reduction = 1, to = \"off\" }}\n[application.a]\nrto = \"1 h\"\nrole.x = {{ count = 2, used = \"1 TiB\", protection = \"p\" }}\nrole.y = {{ used = \"1 TiB\", protection = \"q\" }}\n"
        )
    };
    // Each VM keeps 2 fulls while the older one goes: 3 x 2 TiB.
    advises(
        &two("5 TiB"),
        600,
        "repository `off` holds 5 TiB, and its retention needs up to 6.00 TiB: backup `p` of 2 VMs keeps up to 2 fulls and 0 increments for each VM, and 1 more",
    );
    is_silent(&two("6 TiB"), 600);
}

/// 20 fulls of 200 GB at a reduction of 2 are 2 TB: at 100 MB/s 20,000 s, 5.56 h.
#[test]
fn rounds_are_compared_with_the_window_and_the_cadence() {
    let fleet = |backup: &str| {
        nightly(
            "write = \"100 MB/s\"\nslots = 4",
            backup,
            "count = 20\nmemory = \"4 GiB\"\nused = \"200 GB\"\nchurn = \"0 B/s\"",
        )
    };
    // The last four of them have the last fifth of that time: the last starts after 4.44 h.
    advises(
        &fleet("window = \"20:00-00:26\""),
        602,
        "one round of full backups of `p` moves 1.82 TiB of 20 VMs through 4 slots (bounded by write rate of repository vault): the last job starts 4.44 h after the first at the earliest, but the window is open for 4 h 26 min",
    );
    is_silent(&fleet("window = \"20:00-00:27\""), 602);
    // What comes due after the opening has less of it.
    advises(
        &fleet("window = \"20:00-06:00\"\nphase = \"26 h\""),
        602,
        "the window is open for 4 h,",
    );
    is_silent(&fleet("window = \"20:00-06:00\"\nphase = \"25 h\""), 602);
    advises(
        &fleet("every = \"5 h\"\nfull_every = \"5 h\""),
        601,
        "one round of full backups of `p` moves 1.82 TiB of 20 VMs and takes 5.56 h at least (bounded by write rate of repository vault), longer than the 5 h to the next round of them",
    );
    is_silent(&fleet("every = \"6 h\"\nfull_every = \"6 h\""), 601);
    advises(
        &fleet("every = \"5 h\"\nfull_every = \"50 h\""),
        601,
        "longer than the 5 h to the next jobs",
    );
    // One VM after the other, each bounded by its own disk: 20 x 200 GB / 145 MB/s = 7.66 h.
    advises(
        &fleet("every = \"7 h\"\nfull_every = \"7 h\"").replacen(
            "write = \"100 MB/s\"\nslots = 4",
            "slots = 1",
            1,
        ),
        601,
        "takes 7.66 h at least (bounded by slots of repository vault)",
    );
}

/// 20 VMs change 8.64 TB a day in all, 4.32 TB after the reduction: 50 MB/s for the whole day.
#[test]
fn increments_have_rounds_of_their_own_and_backups_that_start_together_share() {
    let fleet = |write: &str, backup: &str| {
        nightly(
            &format!("write = \"{write}\""),
            backup,
            "count = 20\nmemory = \"4 GiB\"\nused = \"1 TB\"\nchurn = \"5 MB/s\"",
        )
    };
    advises(
        &fleet("49 MB/s", "full_every = \"30 d\""),
        601,
        "one round of increments of `p` moves 3.93 TiB of 20 VMs and takes 24.49 h at least",
    );
    assert!(!advice(&fleet("51 MB/s", "full_every = \"30 d\""), 601).contains("increments"));
    let window = "full_every = \"30 d\"\nwindow = \"20:00-06:00\"";
    assert!(advice(&fleet("60 MB/s", window), 602).contains("increments of `p`"));
    // Two backups with the same times go through the same slots: 2 TB each at 100 MB/s.
    let two = |phase: &str| {
        format!(
            "[stamp.s]\nnode_memory = \"384 GiB\"\n[repository.vault]\nwrite = \"100 MB/s\"\n[protection]\np.backup = {{ reduction = 1, every = \"8 h\", full_every = \"8 h\" }}\nq.backup = {{ reduction = 1, every = \"8 h\", full_every = \"8 h\", phase = \"{phase}\" }}\n[application.a]\nrto = \"1 h\"\nmemory = \"4 GiB\"\nused = \"200 GB\"\nrole.x = {{ count = 10, protection = \"p\" }}\nrole.y = {{ count = 10, protection = \"q\" }}\n"
        )
    };
    advises(
        &two("0 s"),
        601,
        "one round of full backups of `p` and 1 more that start with it moves 3.64 TiB of 20 VMs and takes 11.11 h at least",
    );
    // At different times they are too much together all the same.
    advises(
        &two("1 h"),
        601,
        "one round of all fulls and increments, whenever they start, of `p` and 1 more that share it moves 3.64 TiB of 20 VMs and takes 11.11 h at least (bounded by write rate of repository vault), longer than the 8 h to the next round of them: jobs that come due meanwhile are skipped",
    );
    is_silent(&two("1 h").replace("100 MB/s", "139 MB/s"), 601);
    assert_eq!(advice(&two("0 s"), 601).lines().count(), 1);
}

/// Two repositories behind one link of 100 MB/s: 2 TB to each in 8 h are 4 TB in 11.11 h.
#[test]
fn repositories_behind_one_link_share_it() {
    let two = |rate: &str, every: &str| {
        format!(
            "[site.x]\n[site.y]\n[link.wan]\nbetween = [\"x\", \"y\"]\nrate = \"{rate}\"\n[stamp.s]\nat = \"site.x\"\nnode_memory = \"384 GiB\"\n[repository.v]\nat = \"site.y\"\n[repository.w]\nat = \"site.y\"\n[protection]\np.backup = {{ to = \"v\", reduction = 1, every = \"8 h\", full_every = \"8 h\" }}\nq.backup = {{ to = \"w\", reduction = 1, every = \"{every}\", full_every = \"{every}\" }}\n[application.a]\nrto = \"1 h\"\nmemory = \"4 GiB\"\nused = \"200 GB\"\nrole.x = {{ count = 10, protection = \"p\" }}\nrole.y = {{ count = 10, protection = \"q\" }}\n"
        )
    };
    advises(
        &two("100 MB/s", "8 h"),
        601,
        "takes 11.11 h at least (bounded by link wan), longer than the 8 h",
    );
    is_silent(&two("139 MB/s", "8 h"), 601);
    // 2 TB in 16 h beside 2 TB in 8 h: 6 TB in 16 h, 104.2 MB/s.
    advises(
        &two("100 MB/s", "16 h"),
        601,
        "moves 5.46 TiB of 20 VMs and takes 16.67 h at least (bounded by link wan), longer than the 16 h",
    );
    is_silent(&two("105 MB/s", "16 h"), 601);
}

#[test]
fn starts_lie_in_the_window() {
    let fleet = |backup: &str| {
        nightly(
            "",
            backup,
            "count = 40\nmemory = \"4 GiB\"\nused = \"1 GiB\"",
        )
    };
    // The last starts 39 x 30 min after the first; from the 20th on the window has closed.
    advises(
        &fleet("window = \"20:00-06:00\"\nstagger = \"30 min\""),
        603,
        "backup `p` starts the jobs of 40 VMs 30 min apart, the last one 19 h 30 min after the first, but the window closes 10 h after the first is due: the jobs of 20 of them wait until it opens again",
    );
    advises(
        &fleet("window = \"20:00-06:00\"\nstagger = \"923077 ms\""),
        603,
        "the jobs of 1 of them",
    );
    is_silent(
        &fleet("window = \"20:00-06:00\"\nstagger = \"15 min\""),
        603,
    );
    advises(
        &fleet("stagger = \"37 min\""),
        604,
        "the last one 1 d 3 min after the first: that is beyond the 1 d between jobs",
    );
    is_silent(&fleet("stagger = \"36 min\""), 604);
    advises(
        &fleet("window = \"20:00-06:00\"\nphase = \"12 h\""),
        605,
        "the jobs of backup `p` come due at 12:00 of the day by its `phase`, outside of its window: each waits 8 h until it opens at 20:00",
    );
    advises(
        &fleet("window = \"20:00-06:00\"\nphase = \"30 h\""),
        605,
        "at 06:00",
    );
    is_silent(&fleet("window = \"20:00-06:00\"\nphase = \"20 h\""), 605);
    is_silent(&fleet("window = \"20:00-06:00\"\nphase = \"29 h\""), 605);
    // Of jobs that come several times a day one lies in it.
    is_silent(
        &fleet("window = \"20:00-06:00\"\nevery = \"6 h\"\nphase = \"1 h\""),
        605,
    );
    advises(
        &fleet("window = \"20:00-21:00\"\nevery = \"6 h\"\nphase = \"1 h\""),
        605,
        "come due at 01:00",
    );
    // 12 tries an hour apart fill half a day.
    advises(
        &fleet("every = \"12 h\"\nfull_every = \"24 h\"\nretries = 12\nretry_after = \"1 h\""),
        606,
        "backup `p` tries a job that fails 12 times again, 1 h apart: that takes 12 h, and the next job is due after 12 h",
    );
    is_silent(
        &fleet("every = \"12 h\"\nfull_every = \"24 h\"\nretries = 11\nretry_after = \"1 h\""),
        606,
    );
}

#[test]
fn backups_without_a_good_point_are_told() {
    let text = |backup: &str| nightly("", backup, "used = \"1 GiB\"");
    advises(
        &text("job_failure = \"100 %\""),
        607,
        "every job of backup `p` fails (job_failure = 100 %): no restore point is ever made",
    );
    is_silent(&text("job_failure = \"99 %\""), 607);
    advises(
        &text("bad_point = \"100 %\""),
        608,
        "every point of backup `p` is bad",
    );
    is_silent(&text("bad_point = \"99 %\""), 608);
}

#[test]
fn corruption_is_noticed_while_something_older_is_kept() {
    let text = |keep: &str, kind: &str, noticed: &str| {
        let text = nightly("", keep, "used = \"1 GiB\"");
        let rate = if kind == "drill" {
            ""
        } else {
            "every = \"1 years\"\n"
        };
        format!(
            "{text}[{kind}.rot]\nof = \"application.a\"\nkind = \"corruption\"\n{rate}noticed = {noticed}\n"
        )
    };
    for kind in ["hazard", "drill"] {
        advises(
            &text("keep = \"14 d\"", kind, "\"15 d\""),
            609,
            "corruption by `rot` of application `a` is noticed after 15 d, but `p` reaches 14 d back: by then every point may be corrupt",
        );
        // What was captured just before it is gone just then.
        advises(
            &text("keep = \"14 d\"", kind, "\"14 d\""),
            609,
            "is noticed after 14 d, but `p` reaches 14 d back",
        );
        is_silent(&text("keep = \"14 d\"", kind, "\"335 h\""), 609);
    }
    advises(
        &text("keep = 7", "hazard", "\"8 d\""),
        609,
        "`p` reaches 7 d back",
    );
    is_silent(&text("keep = 7", "hazard", "\"167 h\""), 609);
    advises(
        &text("keep = \"14 d\"", "drill", "{ exponential = \"20 d\" }"),
        609,
        "is noticed after 20 d on the mean",
    );
    // A replica with recovery points of 24 h; beside a backup the backup is asked.
    let twin = |protection: &str| {
        format!(
            "{}[stamp.t]\nlike = \"s\"\n[protection.twin.replication]\nto = \"t\"\n[drill.rot]\nof = \"application.a\"\nkind = \"corruption\"\nnoticed = \"2 d\"\n",
            nightly("", "keep = \"14 d\"", "used = \"1 GiB\"\nstamp = \"s\"").replacen(
                "protection = \"p\"",
                &format!("protection = {protection}"),
                1
            )
        )
    };
    advises(
        &twin("\"twin\""),
        609,
        "is noticed after 2 d, but `twin` reaches 1 d back",
    );
    is_silent(&twin("[\"twin\", \"p\"]"), 609);
}

/// One slot, fulls of 290 GB at 145 MB/s: four of 2,000 s are done after 8,000 s, and jobs come due every 7,200 s. By 4 min more for each VM
/// the last one is due again after 7,200 + 720 s, before it is done; by 5 min more after 8,100 s.
#[test]
fn a_stagger_leaves_a_round_as_much_longer() {
    let text = |stagger: &str| {
        format!(
            "[stamp.a]\nnode_memory = \"384 GiB\"\nuplink = \"400 Gbps\"\nuplink_share = \"100 %\"\n[repository.v]\nwrite = \"20 GB/s\"\nslots = 1\n\
             [protection.p.backup]\nchain = \"incremental\"\nevery = \"2 h\"\nfull_every = \"7 d\"\nreduction = 1.0\nstagger = \"{stagger}\"\n\
             [application.x]\nexpendable = true\nprotection = \"p\"\nused = \"290 GB\"\nmemory = \"4 GiB\"\ncount = 4\n"
        )
    };
    advises(&text("4 min"), 601, "takes 2.22 h at least (bounded by");
    is_silent(&text("5 min"), 601);
}

/// Six VMs 20 min apart, the last 1 h 40 min after the first. Due from 03:00 on, all wait for 00:00 and begin together; due from 23:30 on, the window
/// of an hour closes 1 h 30 min after the first, and the sixth waits for the next night.
#[test]
fn a_stagger_before_the_window_opens_costs_nothing() {
    let text = |phase: &str| {
        format!(
            "[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.v]\n[protection.p.backup]\nchain = \"full\"\nevery = \"24 h\"\nphase = \"{phase}\"\n\
             window = \"00:00-01:00\"\nstagger = \"20 min\"\n[application.x]\nexpendable = true\nprotection = \"p\"\nused = \"1 GB\"\nmemory = \"4 GiB\"\ncount = 6\n"
        )
    };
    is_silent(&text("3 h"), 603);
    advises(
        &text("23 h 30 min"),
        603,
        "the window closes 1 h 30 min after the first is due: the jobs of 1 of them wait",
    );
}
