//! Cases of intruders beside those of [`super::ransomware`]: what replicas, offline copies, full repositories and chains
//! no longer have when they are needed, and whether what is said of that is true.

use super::lost::{Said, said};
use super::number;

/// One stamp or two, a full each midnight that takes 6 min, no time for people; applications and faults come after it.
/// What is stated of the repository and of the backup stands in the place of what is here.
fn plan(vault: &str, backup: &str, rest: &str) -> Said {
    let defaults = |stated: &str, all: &[&str]| {
        let stated_keys: Vec<&str> = stated.lines().filter_map(key).collect();
        let left = all.iter();
        let left = left.filter(|line| key(line).is_none_or(|key| !stated_keys.contains(&key)));
        left.fold(stated.to_string(), |text, line| format!("{text}\n{line}"))
    };
    let vault = defaults(
        vault,
        &[
            "read = \"100 MB/s\"",
            "write = \"100 MB/s\"",
            "capacity = \"100 TiB\"",
        ],
    );
    let backup = defaults(
        backup,
        &["every = \"24 h\"", "chain = \"full\"", "to = \"vault\""],
    );
    let sited = if rest.contains("[site.") {
        "at = \"site.m\""
    } else {
        ""
    };
    said(&format!(
        r#"
[run]
trials = 1
horizon = "40 d"
[stamp.a]
node_memory = "384 GiB"
{sited}
[repository.vault]
{vault}
{sited}
[protection.p.backup]
phase = "0 h"
stagger = "0 s"
reduction = 1
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
{backup}
{rest}
"#
    ))
}

/// What a line states.
fn key(line: &str) -> Option<&str> {
    line.split_once(" = ").map(|(key, _)| key)
}

/// An application that is protected so.
fn application(name: &str, protection: &str, keys: &str) -> String {
    format!(
        "[application.{name}]\nstamp = \"a\"\nprotection = \"{protection}\"\nused = \"36 GB\"\nboot = \"0 s\"\n\
         rto = \"12 h\"\nrpo = \"24 h\"\n{keys}\n"
    )
}

/// A replica on a second stamp.
fn replicated(keys: &str) -> String {
    format!(
        "[stamp.b]\nnode_memory = \"384 GiB\"\n[protection.r.replication]\nto = \"b\"\npoints = \"1 h\"\n\
         detect = \"0 s\"\ndecide = \"0 s\"\ndns_ttl = \"0 s\"\n{keys}\n{}",
        application("erp", "r", "")
    )
}

/// Intruders at a stated instant of the years.
fn strike(name: &str, of: &str, at: &str, dwell: &str) -> String {
    format!(
        "[fault.{name}]\nof = \"{of}\"\nkind = \"ransomware\"\nat = \"{at}\"\ndetect = \"0 s\"\nrebuild = \"10 h\"\n\
         dwell = \"{dwell}\"\n"
    )
}

/// The same as a drill of three trials, on a Wednesday.
fn drill(of: &str, at: &str, keys: &str) -> String {
    format!(
        "[drill.intruders]\nof = \"{of}\"\nkind = \"ransomware\"\nat = \"Wed {at}\"\ndetect = \"0 s\"\n\
         rebuild = \"10 h\"\ntrials = 3\n{keys}\n"
    )
}

const OWN: &str = "credentials = \"own\"";
const FATE: &[&str] = &["class", "outcome", "total_loss"];

/// What became of an application in its outages by ransomware.
fn by_ransomware(said: &Said, part: &str, application: &str) -> Vec<String> {
    let mut rows = said.rows.of(part, application, FATE);
    rows.retain(|row| row.starts_with("ransomware"));
    rows
}

fn figure(said: &Said, place: &str, path: &str) -> Option<f64> {
    number(&said.summary, &format!("{place}/erp/{path}"))
}

fn remedy(said: &Said, application: &str) -> String {
    let told = &said.summary["drills"]["intruders"]["ransomware"][application]["would_have_saved"];
    told.as_str().unwrap_or_default().to_string()
}

/// The own stamp is off from the tenth day on, for 10 h, and erp fails over. What it left at home is one state, that of
/// the cut, and no recovery points: intruders who strike 2 h later and were in for a day encrypt it, and it holds them.
/// Nothing is left. The same 36 h later, when home is a replica again, of which the whole copy began on the tenth day:
/// there are no points from before the entry, six and a half days in.
#[test]
fn a_replica_has_no_recovery_points_from_before_a_failover() {
    let struck = |at: &str, dwell: &str| {
        let keys = "keep = \"20 d\"\nfailover = \"30 min\"\nfailback_after = \"20 d\"\nfailback_takes = \"1 h\"";
        let off = "[fault.off]\nof = \"stamp.a\"\nat = \"10 d\"\nlasts = \"10 h\"\n";
        let rest = replicated(keys) + off + &strike("r", "everything", at, dwell);
        by_ransomware(&plan(OWN, "", &rest), "years", "erp")
    };
    assert_eq!(struck("10 d 2 h", "1 d"), ["ransomware never true"]);
    assert_eq!(struck("11 d 12 h", "5 d"), ["ransomware never true"]);
    // Since the copy went home there are points: of the five days after it.
    assert_eq!(struck("16 d", "2 d"), ["ransomware recovered false"]);
}

/// The link is cut for 3 d from day 15 on, longer than the log reaches: a whole copy is made on day 18, another disk that
/// has no points of the one before. Intruders who strike on day 20 and were in for 4 d, since day 16, leave nothing; those
/// who were in for 1 d leave the point from before they came in, at most 1 h older.
#[test]
fn a_whole_copy_has_no_recovery_points_from_before_it() {
    let struck = |dwell: &str| {
        let sites = "[site.m]\n[site.n]\n[link.l]\nbetween = [\"m\", \"n\"]\nrate = \"1 Gbps\"\n";
        let cut = "[fault.cut]\nof = \"link.l\"\nat = \"15 d\"\nlasts = \"3 d\"\n";
        let keys = "keep = \"20 d\"\nfailover = \"0 s\"\nlog_limit = \"24 h\"";
        let rest = replicated(keys).replace("[stamp.b]\n", "[stamp.b]\nat = \"site.n\"\n")
            + sites
            + cut
            + &strike("r", "everything", "20 d", dwell);
        plan(OWN, "", &rest)
    };
    assert_eq!(
        by_ransomware(&struck("4 d"), "years", "erp"),
        ["ransomware never true"]
    );
    let young = struck("1 d");
    assert_eq!(
        by_ransomware(&young, "years", "erp"),
        ["ransomware recovered false"]
    );
    let losses = young.rows.numbers("years", "erp", "data_loss_s");
    let loss = losses.into_iter().fold(0.0, f64::max) / 3_600.0;
    assert!((24.0..=25.1).contains(&loss), "{loss}");
}

/// It keeps points for 14 d 5 h; at the strike the clean one is 14 d old, after the 10 h until a clean place stands it is
/// gone. So no copy served; points that are kept for 14 d and at most 11 h would have.
#[test]
fn a_copy_that_is_gone_before_it_can_be_used_has_not_survived() {
    let keys = "keep = \"14 d 5 h\"\nfailover = \"0 s\"";
    let rest = replicated(keys) + &drill("everything", "12:00", "dwell = \"14 d\"");
    let said = plan(OWN, "", &rest);
    let place = "drills/intruders/ransomware";
    assert_eq!(
        by_ransomware(&said, "intruders", "erp"),
        ["ransomware never true"; 3]
    );
    assert_eq!(
        said.rows.of("intruders", "erp", &["loss_reason"]),
        ["dwell"; 3]
    );
    assert_eq!(figure(&said, place, "no_copy_survived"), Some(3.0));
    assert_eq!(figure(&said, place, "copy_age_s/infinite"), Some(3.0));
    let told = remedy(&said, "erp");
    let of = |days: &str| {
        format!("recovery points of its replicas that are kept for more than {days} d (3 of 3)")
    };
    assert!(told == of("14.4") || told == of("14.5"), "{told}");
}

/// Nothing is left after the first of two strikes: the second one strikes nothing that could still be lost.
#[test]
fn what_is_lost_already_is_not_struck_again() {
    let keys = "keep = \"4 d\"\nfailover = \"0 s\"";
    let rest = replicated(keys)
        + &strike("r1", "everything", "10 d", "8 d")
        + &strike("r2", "everything", "20 d", "1 d");
    let said = plan(OWN, "", &rest);
    assert_eq!(figure(&said, "ransomware", "strikes"), Some(1.0));
    assert_eq!(figure(&said, "ransomware", "no_copy_survived"), Some(1.0));
}

/// A VM without state is made from its restore point, 2 TB at 100 MB/s after 10 h: 36,000 + 20,000 s. Where intruders
/// deleted all of them there is nothing to make it from, and it never comes back.
#[test]
fn a_vm_without_state_is_made_from_its_point_or_not_at_all() {
    let struck = |vault: &str| {
        let web = application("erp", "p", "stateless = true")
            .replace("rpo = \"24 h\"\n", "")
            .replace("36 GB", "2 TB");
        let rest = web + &drill("everything", "12:00", "dwell = \"14 d\"");
        plan(vault, "keep = \"35 d\"", &rest)
    };
    let kept = struck(OWN);
    assert_eq!(
        kept.rows.numbers("intruders", "erp", "recovery_s"),
        [56_000.0; 3]
    );
    let gone = struck("");
    assert_eq!(gone.rows.of("intruders", "erp", &["outcome"]), ["never"; 3]);
    assert_eq!(
        figure(&gone, "drills/intruders/ransomware", "no_copy_survived"),
        Some(3.0)
    );
}

/// What lies offline takes 24 h to be fetched, and 36 GB are read in 360 s. The deletion on day 20 fetches what lies there
/// by then, and that stays for four weeks; that on day 30 needs the point of the night before, which came after it.
#[test]
fn what_came_after_the_fetch_has_not_been_fetched() {
    let gone = |name: &str, at: &str| {
        format!("[fault.{name}]\nof = \"application.erp\"\nkind = \"deletion\"\nat = \"{at}\"\n")
    };
    let rest = application("erp", "p", "") + &gone("f1", "20 d") + &gone("f2", "30 d 12 h");
    let vault = "offline = true\nshipment = \"24 h\"";
    let said = plan(vault, "keep = \"35 d\"", &rest);
    assert_eq!(
        said.rows.numbers("years", "erp", "recovery_s"),
        [86_760.0; 2]
    );
}

/// Intruders who strike erp delete the points of crm at the second repository as well. Its next job, at the next midnight,
/// is a full and is copied, so that nights later crm loses no more than a day and the copy, though the first repository has
/// burnt.
#[test]
fn whose_points_were_deleted_anywhere_has_a_full_next() {
    let far =
        "[repository.far]\nread = \"100 MB/s\"\nwrite = \"100 MB/s\"\ncapacity = \"100 TiB\"\n";
    let rest = far.to_string()
        + &application("erp", "p", "")
        + &application("crm", "p", "churn = \"1 GB/h\"")
        + &strike("r", "application.erp", "20 d", "5 d")
        + "[fault.burns]\nof = \"repository.vault\"\nat = \"25 d 23 h\"\ndestroys = true\nlasts = \"20 d\"\n\
           [fault.gone]\nof = \"application.crm\"\nkind = \"deletion\"\nat = \"26 d\"\n";
    let backup =
        "keep = \"100 d\"\nchain = \"incremental\"\nfull_every = \"98 d\"\ncopy_to = \"far\"";
    let said = plan(OWN, backup, &rest);
    let rows = said.rows.of("years", "crm", &["class", "outcome"]);
    assert_eq!(rows, ["logical recovered"]);
    let losses = said.rows.numbers("years", "crm", "data_loss_s");
    assert!(losses[0] < 36.0 * 3_600.0, "{losses:?}");
}

/// A strike on erp takes the points of crm too, which lie where erp's do: crm runs on, and has nothing to go back to.
#[test]
fn who_is_not_struck_and_loses_all_points_is_told() {
    let rest = application("erp", "p", "")
        + &application("crm", "p", "")
        + &drill("application.erp", "12:00", "dwell = \"14 d\"");
    let said = plan("", "keep = \"35 d\"", &rest);
    let crm = &said.summary["drills"]["intruders"]["ransomware"]["crm"];
    assert_eq!(crm["left_bare"], 3);
    assert_eq!(crm["strikes"], 0);
    let sentence = "In drill intruders, ransomware that struck others took the last restore points of crm: 3 times.";
    assert!(
        said.terminal.replace('\n', " ").contains(sentence),
        "{}",
        said.terminal
    );
    assert!(said.report.contains(sentence));
}

/// Three days of points are immutable, and all of them hold the intruders. A scan that misses them leaves nothing: the
/// clean point of 14.5 d was deleted.
#[test]
fn what_a_scan_missed_has_not_survived() {
    let keys = "dwell = \"14 d\"\nscan = \"50 MB/s\"\nscan_misses = \"100 %\"";
    let rest = application("erp", "p", "") + &drill("everything", "12:00", keys);
    let said = plan("immutable = \"3 d\"", "keep = \"35 d\"", &rest);
    assert_eq!(
        by_ransomware(&said, "intruders", "erp"),
        ["ransomware lost true"; 3]
    );
    let place = "drills/intruders/ransomware";
    assert_eq!(figure(&said, place, "no_copy_survived"), Some(3.0));
    let told = "repository vault immutable for more than 14.5 d, or offline (a copy at 3 of 3)";
    assert_eq!(remedy(&said, "erp"), told);
}

/// A full each Monday at 0:00. At noon of a Wednesday, 10 d after they came in (on a Sunday), the newest clean point is that of
/// the Monday 16.5 d before. It was let go when the last one arrived, 14 d after it. Kept for 12 d it is gone, kept for
/// 14 d and 1 h it is there.
#[test]
fn points_have_to_be_kept_until_the_last_one_arrives() {
    let kept = |keep: &str| {
        let rest = application("erp", "p", "") + &drill("everything", "12:00", "dwell = \"10 d\"");
        plan(OWN, &format!("every = \"7 d\"\nkeep = \"{keep}\""), &rest)
    };
    let short = kept("12 d");
    assert_eq!(
        by_ransomware(&short, "intruders", "erp"),
        ["ransomware lost true"; 3]
    );
    assert_eq!(
        short.rows.of("intruders", "erp", &["loss_reason"]),
        ["dwell"; 3]
    );
    let told = "points out of their reach that are kept for more than 14 d (3 of 3)";
    assert_eq!(remedy(&short, "erp"), told);
    let long = kept("14 d 1 h");
    assert_eq!(
        long.rows.numbers("intruders", "erp", "data_loss_s"),
        [16.5 * 86_400.0; 3]
    );
}

/// Points cannot be deleted for 30 d, and there is room for ten: the others found it full. Room is what was missing, and
/// not that they are kept for longer. Kept for 1,100 d they cannot be older than what is simulated before the strike, 731 d:
/// what would have left one of 800 d is not known.
#[test]
fn what_would_not_have_helped_is_not_said() {
    let rest = application("erp", "p", "") + &drill("everything", "12:00", "dwell = \"14 d\"");
    let locked = "immutable = \"30 d\"\ncapacity = \"360 GB\"";
    let full = plan(
        locked,
        "keep = \"2 d\"",
        &rest.replace("trials = 3", "trials = 12"),
    );
    let told = remedy(&full, "erp");
    assert!(
        told.starts_with("more room at repository vault ("),
        "{told}"
    );
    assert!(!told.contains("kept for"), "{told}");
    let lost = full
        .rows
        .of("intruders", "erp", &["outcome", "loss_reason"]);
    let lost: Vec<&String> = lost.iter().filter(|row| row.starts_with("lost")).collect();
    assert!(
        !lost.is_empty() && lost.iter().all(|row| *row == "lost repository_full"),
        "{lost:?}"
    );
    let rest = application("erp", "p", "") + &drill("everything", "12:00", "dwell = \"800 d\"");
    let old = plan(OWN, "every = \"7 d\"\nkeep = \"1100 d\"", &rest);
    assert_eq!(remedy(&old, "erp"), "");
    let sentence = "no copy of erp survived ransomware at 3 of 3 strikes. What it would have taken is not known.";
    assert!(
        old.terminal.replace('\n', " ").contains(sentence),
        "{}",
        old.terminal
    );
}

/// They strike 3 min past midnight, when the job of that midnight is under way, and had not been in: the point of the night
/// before is 86,400 + 180 s old, of which 86,400 s are that job's.
#[test]
fn a_job_that_was_under_way_is_why_its_writing_is_lost() {
    let rest = application("erp", "p", "") + &drill("everything", "00:03", "dwell = \"0 s\"");
    let said = plan(OWN, "keep = \"35 d\"", &rest);
    let rows = said
        .rows
        .of("intruders", "erp", &["data_loss_s", "loss_reason"]);
    assert_eq!(rows, ["86580.0 job_under_way"; 3]);
}

/// erp goes home by a planned outage of 20 h, two days and more after its stamp burnt, and is struck meanwhile: that is no outage
/// of any other class.
#[test]
fn a_strike_during_a_planned_outage_is_ransomware() {
    let home = "keep = \"35 d\"\nrestore_to = \"b\"\ngo_home = \"20 h\"\ngo_home_after = \"1 d\"";
    let rest = "[stamp.b]\nnode_memory = \"384 GiB\"\n".to_string()
        + &application("erp", "p", "")
        + "[fault.burns]\nof = \"stamp.a\"\nat = \"19 d 20 h\"\ndestroys = true\nlasts = \"3 d\"\n"
        + &strike("r", "everything", "24 d 8 h", "1 d");
    let said = plan(OWN, home, &rest);
    let rows = said.rows.of("years", "erp", &["class", "outcome", "cause"]);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows[1], "ransomware recovered go-home-p", "{rows:?}");
}

/// What is wrong with `of` is said of `of` alone, not that what is stated of intruders belongs to others; a length of nought locks
/// nothing.
#[test]
fn what_is_wrong_with_the_target_is_said_of_the_target() {
    let codes = |text: &str| {
        let found = firedrill::scenario::load(text, "case.toml", &|_| Ok(Vec::new()));
        let issues = found.expect_err("it is refused");
        let codes = issues.iter().map(|one| one.code().to_string());
        codes.collect::<Vec<String>>()
    };
    let scenario = |of: &str, vault: &str| {
        format!(
            "[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.vault]\n{vault}\n[protection.p.backup]\n{}{}",
            application("erp", "p", ""),
            drill(of, "12:00", "dwell = \"14 d\"")
        )
    };
    assert_eq!(codes(&scenario("tier.7", "")), ["FD223"]);
    assert_eq!(codes(&scenario("tier.300", "")), ["FD208"]);
    assert_eq!(
        codes(&scenario("everything", "immutable = \"0 s\"")).len(),
        1
    );
}

/// What points would have had to be kept for is exact, whatever chains they are in and whatever jobs failed: kept for a second more
/// than the longest of all trials, none of the trials loses all; for a second less, one does.
#[test]
fn what_is_said_to_be_enough_is_enough_and_no_more() {
    let struck = |chain: &str, dwell: &str, keep: &str| {
        let text = format!(
            "[run]\ntrials = 1\nbuild_up = \"150 d\"\n[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.vault]\n\
             capacity = \"900 TiB\"\ncredentials = \"own\"\n[protection.p.backup]\nevery = \"24 h\"\nchain = \"{chain}\"\n\
             job_failure = \"15 %\"\nstickiness = \"0 %\"\nbad_point = \"0 %\"\nkeep = \"{keep}\"\n{}{}",
            application("erp", "p", ""),
            drill("everything", "12:00", &format!("dwell = \"{dwell}\""))
        )
        .replace("trials = 3", "trials = 30");
        let loaded = super::load_with(&text, "");
        let options = firedrill::study::Options {
            seed: 5,
            trials: None,
            threads: 2,
        };
        let outcome = firedrill::study::run(&loaded.blueprint, &options, &|_, _| {});
        outcome.drills[0].intrusions[0].clone()
    };
    for chain in ["full", "incremental", "differential"] {
        for dwell in ["9 d", "23 d"] {
            let short = struck(chain, dwell, "1 d");
            assert_eq!((short.strikes, short.no_copy), (30, 30), "{chain} {dwell}");
            let (told, longest) = short.missing.kept;
            assert_eq!(told, 30, "{:?}", short.missing);
            let seconds = longest.round() as u64;
            let more = struck(chain, dwell, &format!("{} s", seconds + 1));
            assert_eq!(more.no_copy, 0, "{chain} {dwell} {seconds}");
            let less = struck(chain, dwell, &format!("{} s", seconds - 1));
            assert!(less.no_copy > 0, "{chain} {dwell} {seconds}");
        }
    }
}
