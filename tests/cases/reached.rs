//! Cases: intruders strike what they reach from where they enter, and do not do the same to all of it.

use super::lost::{Said, said};
use super::number;

/// Three applications of one VM of 36 GB each; a full each midnight that takes some minutes, kept for 35 d. Those on stamp
/// `a` have theirs at the vault `near`, the one on stamp `b` at the vault `far`. Intruders strike on a Wednesday at noon and
/// were in for 14 d: what is clean was captured 14.5 d before, and what was captured last is 12 h old. A clean place stands
/// after 10 h.
fn struck(edits: &[(&str, &str)], drill: &str) -> Said {
    let mut text = PLAN.to_string();
    for (before, after) in edits {
        assert!(text.contains(before), "{before}");
        text = text.replacen(before, &format!("{before}{after}\n"), 1);
    }
    said(&text.replace("DRILL", drill))
}

const PLAN: &str = r#"
[run]
trials = 1
[site.m]
[site.n]
[stamp.a]
at = "site.m"
node_memory = "384 GiB"
[stamp.b]
at = "site.n"
node_memory = "384 GiB"
[link.l]
between = ["m", "n"]
rate = "10 Gbps"
[repository.far]
at = "site.n"
read = "100 MB/s"
capacity = "100 TiB"
[repository.near]
at = "site.m"
read = "100 MB/s"
capacity = "100 TiB"
[protection.p.backup]
to = "near"
every = "24 h"
keep = "35 d"
phase = "0 h"
stagger = "0 s"
chain = "full"
reduction = 1
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
[protection.q.backup]
to = "far"
every = "24 h"
keep = "35 d"
phase = "0 h"
stagger = "0 s"
chain = "full"
reduction = 1
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
[application.crm]
stamp = "a"
protection = "p"
used = "36 GB"
boot = "0 s"
[application.erp]
stamp = "a"
protection = "p"
used = "36 GB"
boot = "0 s"
[application.hr]
stamp = "b"
protection = "q"
used = "36 GB"
boot = "0 s"
[drill.intruders]
kind = "ransomware"
at = "Wed 12:00"
detect = "0 s"
rebuild = "10 h"
dwell = "14 d"
trials = 3
DRILL
"#;

const TOLD: &[&str] = &["outcome", "loss_reason"];

#[track_caller]
fn assert_all(said: &Said, application: &str, told: &str) {
    let rows = said.rows.of("intruders", application, TOLD);
    let wanted = match told {
        "" => vec![],
        told => vec![told.to_string(); 3],
    };
    assert_eq!(rows, wanted, "{application}");
}

#[track_caller]
fn assert_numbers(said: &Said, application: &str, recovery: f64, loss: f64) {
    for (column, wanted) in [("recovery_s", recovery), ("data_loss_s", loss)] {
        let known = said.rows.numbers("intruders", application, column);
        let near = known.iter().all(|one| (one - wanted).abs() < 1.0);
        assert!(
            known.len() == 3 && near,
            "{application}, {column}: {known:?} and not {wanted}"
        );
    }
}

const CLEAN: f64 = 14.5 * 86_400.0;
const NEWEST: f64 = 12.0 * 3_600.0;

/// Who is in everything deletes everything, wherever it lies. Where the vault of the other site is reached from there alone,
/// and intruders are in the applications of this one, its points stay; its application is not struck.
#[test]
fn a_vault_that_is_reached_from_the_other_site_alone_keeps_its_points() {
    let all = struck(&[], "of = \"everything\"");
    for application in ["crm", "erp", "hr"] {
        assert_all(&all, application, "lost deleted_by_intruders");
    }
    let here = "of = \"site.m.applications\"";
    let bared = |said: &Said| {
        let hr = &said.summary["drills"]["intruders"]["ransomware"]["hr"];
        hr["left_bare"].as_f64()
    };
    let shared = struck(&[], here);
    assert_all(&shared, "hr", "");
    assert_eq!(bared(&shared), Some(3.0));
    let apart = struck(
        &[("[repository.far]\n", "reached_by = \"site.n.applications\"")],
        here,
    );
    assert_all(&apart, "erp", "lost deleted_by_intruders");
    assert_all(&apart, "hr", "");
    assert_eq!(bared(&apart), None);
    // Points of those who are struck that lie there serve: 36 GB in 360 s, once a clean place stands.
    let far = [
        ("[repository.far]\n", "reached_by = \"site.n.applications\""),
        ("[protection.p.backup]\n", "copy_to = \"far\""),
    ];
    let copied = struck(&far, "of = \"application.erp\"");
    assert_all(&copied, "erp", "recovered dwell");
    assert_numbers(&copied, "erp", 36_360.0, CLEAN);
    assert_all(&copied, "crm", "");
    // Reached from nowhere: it keeps its points from all of them.
    let nowhere = struck(
        &[("[repository.far]\n", "reached_by = []")],
        "of = \"everything\"",
    );
    assert_all(&nowhere, "hr", "recovered dwell");
}

/// `erp` is reached from `crm`, and `hr` from `erp`: who enters `crm` strikes all three, who enters `erp` two of them. The
/// report says from where.
#[test]
fn what_is_reached_from_where_intruders_enter_is_struck_with_it() {
    let spread = [
        ("[application.erp]\n", "reached_by = \"application.crm\""),
        ("[application.hr]\n", "reached_by = [\"application.erp\"]"),
        ("[repository.far]\n", "reached_by = []"),
    ];
    let from_crm = struck(&spread, "of = \"application.crm\"");
    for application in ["crm", "erp"] {
        assert_all(&from_crm, application, "lost deleted_by_intruders");
    }
    assert_all(&from_crm, "hr", "recovered dwell");
    let sentence = "In drill intruders, intruders enter crm, and reach from there: erp (from crm), hr (from erp). They \
                    delete points at near. They do not reach: repository far (reached from none of these).";
    let terminal = from_crm.terminal.replace('\n', " ");
    assert!(terminal.contains(sentence), "{terminal}");
    let from_erp = struck(&spread, "of = \"application.erp\"");
    assert_all(&from_erp, "crm", "");
    assert_all(&from_erp, "hr", "recovered dwell");
    let terminal = from_erp.terminal.replace('\n', " ");
    assert!(
        terminal.contains("They do not reach: crm, repository far"),
        "{terminal}"
    );
}

/// Of one strike: the data of `crm` is deleted, whose point of the last midnight is good; that of `erp` has been spoilt since
/// the entry, and that of `hr` is encrypted: both go back to before it. All wait for the clean place, 10 h, and read 36 GB
/// at 100 MB/s, two of them from one vault at the same time: 360 s alone, and 720 s side by side.
#[test]
fn one_strike_deletes_spoils_and_encrypts() {
    let own = [
        ("[repository.far]\n", "credentials = \"own\""),
        ("[repository.near]\n", "credentials = \"own\""),
    ];
    let kinds =
        "kinds = { \"application.crm\" = \"deletion\", \"application.erp\" = \"corruption\" }";
    let said = struck(&own, &format!("of = \"everything\"\n{kinds}"));
    assert_all(&said, "crm", "recovered cadence");
    assert_numbers(&said, "crm", 36_720.0, NEWEST);
    assert_all(&said, "erp", "recovered dwell");
    assert_numbers(&said, "erp", 36_720.0, CLEAN);
    assert_all(&said, "hr", "recovered dwell");
    assert_numbers(&said, "hr", 36_360.0, CLEAN);
    for application in ["crm", "erp", "hr"] {
        let figure = |path: &str| {
            let path = format!("drills/intruders/ransomware/{application}/{path}");
            number(&said.summary, &path)
        };
        assert_eq!(figure("no_copy_survived"), Some(0.0));
        let age = if application == "crm" { NEWEST } else { CLEAN };
        assert_eq!(figure("copy_age_s/p50"), Some(age), "{application}");
    }
    // Points that are reached go all the same, whatever is done to whom.
    let reached = struck(&[], &format!("of = \"everything\"\n{kinds}"));
    for application in ["crm", "erp", "hr"] {
        assert_all(&reached, application, "lost deleted_by_intruders");
    }
}

/// A VM without state is built from its template in an hour, once a clean place stands: 11 h. Where intruders reach the
/// repository that the template lies at, it goes with the rest, immutable or not, and nothing is left to build from.
#[test]
fn a_template_goes_with_the_repository_that_is_reached() {
    let template = "[protection.t.none]\ndetect = \"0 s\"\ndecide = \"0 s\"\nredeploy = \"1 h\"\ntemplate = \"near\"\n\
                    [application.web]\nstamp = \"a\"\nprotection = \"t\"\nstateful = false\nboot = \"0 s\"\nmemory = \"4 GiB\"\n";
    let web = |edits: &[(&str, &str)]| {
        let drill = format!("of = \"application.web\"\n{template}");
        struck(edits, &drill)
    };
    let near = |keys: &'static str| [("[repository.near]\n", keys)];
    let kept = web(&near("credentials = \"own\""));
    assert_eq!(
        kept.rows.of("intruders", "web", &["outcome"]),
        ["recovered"; 3]
    );
    let recoveries = kept.rows.numbers("intruders", "web", "recovery_s");
    assert!(
        recoveries.iter().all(|one| (one - 39_600.0).abs() < 1.0),
        "{recoveries:?}"
    );
    let apart = web(&near("reached_by = \"application.hr\""));
    assert_eq!(
        apart.rows.of("intruders", "web", &["outcome"]),
        ["recovered"; 3]
    );
    for keys in ["", "immutable = \"30 d\""] {
        let gone = web(&near(keys));
        assert_eq!(gone.rows.of("intruders", "web", &["outcome"]), ["never"; 3]);
    }
}
