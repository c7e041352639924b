//! Cases: what is lost is not recovered.

use super::{assert_near, load_with, number, summary};
use firedrill::study::Options;
use serde_json::Value;

/// Rows of `outages.csv` as what stands under each of its columns.
pub(super) struct Rows {
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

impl Rows {
    /// The rows of an application in a run, with these columns joined by spaces.
    pub(super) fn of(&self, run: &str, application: &str, columns: &[&str]) -> Vec<String> {
        let place = |name: &str| {
            let found = self.header.iter().position(|column| column == name);
            found.unwrap_or_else(|| panic!("no column `{name}`"))
        };
        let own = self
            .rows
            .iter()
            .filter(|row| &row[place("run")] == run && &row[place("application")] == application);
        own.map(|row| {
            let fields = columns.iter().map(|name| row[place(name)].to_string());
            fields.collect::<Vec<_>>().join(" ")
        })
        .collect()
    }

    /// The numbers of a column in the rows of an application in a run.
    pub(super) fn numbers(&self, run: &str, application: &str, column: &str) -> Vec<f64> {
        let rows = self.of(run, application, &[column]);
        rows.iter().map(|row| row.parse().unwrap()).collect()
    }
}

/// What one run says in `summary.json`, `outages.csv`, on the terminal and in the report.
pub(super) struct Said {
    pub(super) summary: Value,
    pub(super) rows: Rows,
    pub(super) terminal: String,
    pub(super) report: String,
}

pub(super) fn said(text: &str) -> Said {
    let loaded = load_with(text, "");
    let blueprint = &loaded.blueprint;
    let options = Options {
        seed: blueprint.run.seed,
        trials: None,
        threads: 2,
    };
    let made = firedrill::report::in_memory(blueprint, &options, &|_, _| {});
    let (outcome, rows) = made.unwrap();
    let mut files = firedrill::report::files(blueprint, &outcome, "", "").unwrap();
    files.extend(
        rows.into_iter()
            .map(|(name, rows)| (name.to_string(), rows)),
    );
    let file = |name: &str| {
        let found = files.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no `{name}`")).1
    };
    let mut reader = csv::Reader::from_reader(file("outages.csv").as_slice());
    Said {
        summary: serde_json::from_slice(file("summary.json")).unwrap(),
        rows: Rows {
            header: reader.headers().unwrap().clone(),
            rows: reader.records().map(Result::unwrap).collect(),
        },
        terminal: firedrill::report::terminal(blueprint, &outcome, 200, false),
        report: String::from_utf8(file("report.html").clone()).unwrap(),
    }
}

/// Counts of an application in a drill: outages, lost, never, total losses.
fn counts(summary: &Value, drill: &str, application: &str) -> [u64; 4] {
    ["outages", "lost", "unrecovered", "total_losses"].map(|figure| {
        let path = format!("/drills/{drill}/applications/{application}/{figure}");
        summary.pointer(&path).and_then(Value::as_u64).unwrap()
    })
}

const FATE: [&str; 4] = ["outcome", "recovered", "total_loss", "path"];

/// The backup repository is a file server on the stamp that it protects.
const VAULT_ON_THE_STAMP: &str = r#"
[run]
trials = 1
[stamp.a]
node_memory = "384 GiB"
[stamp.b]
node_memory = "384 GiB"
[repository.vault]
at = "stamp.a"
[protection.p.backup]
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
restore_to = "b"
[application.erp]
stamp = "a"
protection = "p"
used = "100 GiB"
boot = "0 s"
rto = "4 h"
rpo = "24 h"
[drill.down]
of = "stamp.a"
detect = "0 s"
returns = "3 d"
trials = 5
"#;

/// Nothing can be read until the stamp is back: 3 d, and 2 h in which it starts.
#[test]
fn a_repository_on_a_stamp_that_is_away_is_waited_for() {
    let path = "drills/down/applications/erp/recovery_s/p50";
    assert_near(
        &summary(VAULT_ON_THE_STAMP),
        path,
        74.0 * 3_600.0,
        12.0 * 60.0,
    );
}

/// The stamp is destroyed and its repository with it. Another stamp builds the VM at once, and there is
/// nothing to put into it: service after 0 s, and no recovery. With 5 of 5 the share of such drills is
/// at least 0.025^(1/5) = 47.8 %.
#[test]
fn a_restore_that_finds_no_point_is_no_recovery() {
    let text = VAULT_ON_THE_STAMP.to_string()
        + r#"
[drill.gone]
of = "stamp.a"
destroys = true
detect = "0 s"
trials = 5
"#;
    let said = said(&text);
    assert_eq!(counts(&said.summary, "gone", "erp"), [5, 5, 0, 5]);
    let erp = "drills/gone/applications/erp";
    for objective in ["rto", "rpo"] {
        assert_near(
            &said.summary,
            &format!("{erp}/{objective}/pooled/point"),
            0.0,
            0.0,
        );
        let achievable = format!("{erp}/{objective}/by_class/stamp/achievable_s/point");
        assert_eq!(number(&said.summary, &achievable), None);
    }
    assert_near(&said.summary, &format!("{erp}/lost_share/point"), 1.0, 0.0);
    assert_near(
        &said.summary,
        &format!("{erp}/lost_share/low"),
        0.478,
        0.001,
    );
    assert_eq!(
        number(&said.summary, &format!("{erp}/never_share/point")),
        None
    );
    assert_eq!(number(&said.summary, &format!("{erp}/mttr_s/point")), None);
    assert_near(
        &said.summary,
        &format!("{erp}/recovery_s/infinite"),
        5.0,
        0.0,
    );
    assert_near(
        &said.summary,
        "drills/gone/whole_again_s/infinite",
        5.0,
        0.0,
    );
    assert_near(
        &said.summary,
        "drills/gone/up_share_by_hour/erp/72",
        0.0,
        0.0,
    );
    // Nothing served it, though a restore was tried.
    assert_near(
        &said.summary,
        &format!("{erp}/by_path/lost/outages"),
        5.0,
        0.0,
    );
    assert!(
        said.summary["drills"]["gone"]["served"]["stamp"]
            .get("restore")
            .is_none()
    );
    let waits = &said.summary["drills"]["gone"]["applications"]["erp"]["miss_bindings"];
    assert_eq!(waits[0]["resource"], "nothing to bring it back from");
    assert_eq!(
        said.rows.of("gone", "erp", &FATE),
        ["lost false true restore"; 5]
    );
    assert_eq!(
        said.rows.of("gone", "erp", &["recovery_s", "data_loss_s"]),
        ["0.0 "; 5]
    );
    assert_eq!(
        said.rows.of("down", "erp", &FATE),
        ["recovered true false restart"; 5]
    );
    // It is the first thing that is said, on the terminal and in the report.
    let sentence = "All data of erp is lost in 100 % (47.8 % to 100 %) of the drills gone.";
    assert_eq!(said.terminal.lines().nth(1), Some(sentence));
    let first = said.report.find("All data of erp is lost in 100").unwrap();
    assert!(first < said.report.find("Over the years").unwrap());
}

/// `bare` has no protection: it never comes back, and its data is gone. `erp` is built on its own stamp
/// after four weeks, empty, for its repository lay there too. `portal` needs `erp` and lies elsewhere:
/// it recovers when `erp` serves and has lost nothing itself.
#[test]
fn what_never_comes_back_has_no_path_and_what_is_lost_has_one() {
    let said = said(
        r#"
[run]
trials = 1
[stamp.a]
node_memory = "384 GiB"
[stamp.b]
node_memory = "384 GiB"
[repository.vault]
at = "stamp.a"
[protection.nightly.backup]
every = "24 h"
[application.bare]
stamp = "a"
rto = "8 h"
rpo = "24 h"
[application.erp]
stamp = "a"
protection = "nightly"
rto = "8 h"
rpo = "24 h"
[application.portal]
stamp = "b"
needs = "erp"
rto = "8 h"
[drill.gone]
of = "stamp.a"
destroys = true
returns = "4 weeks"
trials = 5
"#,
    );
    assert_eq!(counts(&said.summary, "gone", "bare"), [5, 0, 5, 5]);
    assert_eq!(counts(&said.summary, "gone", "erp"), [5, 5, 0, 5]);
    assert_eq!(counts(&said.summary, "gone", "portal"), [5, 0, 0, 0]);
    let fate = |application| said.rows.of("gone", application, &FATE);
    assert_eq!(fate("bare"), ["never false true never"; 5]);
    assert_eq!(fate("erp"), ["lost false true restore"; 5]);
    assert_eq!(fate("portal"), ["recovered true false dependency"; 5]);
    assert_eq!(
        said.rows.of("gone", "bare", &["recovery_s", "data_loss_s"]),
        [" "; 5]
    );
    let bare = "drills/gone/applications/bare";
    assert_near(
        &said.summary,
        &format!("{bare}/never_share/point"),
        1.0,
        0.0,
    );
    assert_near(
        &said.summary,
        &format!("{bare}/by_path/never/outages"),
        5.0,
        0.0,
    );
    for sentence in [
        "All data of bare, erp is lost in 100 % (47.8 % to 100 %) of the drills gone.",
        "Never back: bare in 5 of 5 drills gone (47.8 % to 100 %).",
    ] {
        assert!(said.terminal.contains(sentence), "{}", said.terminal);
    }
    // The worst trial says so too, and not after how long looking ended.
    assert!(
        said.report.contains("bare: never back")
            && said.report.contains("erp: back, but empty, after")
    );
}

const PLACES: &str = r#"
[run]
trials = 1
[stamp.a]
node_memory = "384 GiB"
[stamp.b]
node_memory = "384 GiB"
[repository.vault]
"#;

/// One application and one drill of 4 trials with these lines; outcomes and total losses of its rows.
fn fates(lines: &str) -> Vec<String> {
    let said = said(&format!("{PLACES}{lines}\ntrials = 4\n"));
    let fates = said.rows.of("strike", "app", &FATE);
    let [_, lost, never, total] = counts(&said.summary, "strike", "app");
    let of = |word: &str| fates.iter().filter(|fate| fate.starts_with(word)).count() as u64;
    let totals = said.rows.of("strike", "app", &["total_loss"]);
    let events = said.rows.of("strike", "app", &["loss_only"]);
    let events = events.iter().filter(|only| *only == "true").count() as u64;
    assert_eq!(never, of("never"), "rows and summary agree");
    assert!(lost == of("lost") - events.min(of("lost")));
    assert_eq!(
        total,
        totals.iter().filter(|total| *total == "true").count() as u64
    );
    fates
}

/// A stateful role that is only redeployed is back after minutes, empty.
#[test]
fn a_redeployed_stateful_role_is_lost() {
    let fates = fates(
        r#"
[protection.rebuild.none]
to = "b"
[application.app]
stamp = "a"
stateful = true
protection = "rebuild"
[drill.strike]
of = "stamp.a"
destroys = true
"#,
    );
    assert_eq!(fates, ["lost false true redeploy"; 4]);
}

/// What holds no data has lost none when it is redeployed.
#[test]
fn a_redeployed_stateless_role_has_recovered() {
    let fates = fates(
        r#"
[protection.rebuild.none]
to = "b"
[application.app]
stamp = "a"
protection = "rebuild"
[drill.strike]
of = "stamp.a"
destroys = true
"#,
    );
    assert_eq!(fates, ["recovered true false redeploy"; 4]);
}

/// The web role is back in minutes, the data is not: the application is lost with its database.
#[test]
fn an_application_is_lost_with_one_of_its_roles() {
    let fates = fates(
        r#"
[protection.rebuild.none]
to = "b"
[application.app]
stamp = "a"
protection = "rebuild"
role.web = { count = 2 }
role.db = { stateful = true }
[drill.strike]
of = "stamp.a"
destroys = true
"#,
    );
    assert_eq!(fates, ["lost false true redeploy"; 4]);
}

/// Every point that is tried turns out bad.
#[test]
fn a_backup_of_bad_points_is_lost() {
    let fates = fates(
        r#"
[protection.p.backup]
bad_point = "100 %"
restore_to = "b"
[application.app]
stamp = "a"
protection = "p"
[drill.strike]
of = "stamp.a"
destroys = true
"#,
    );
    assert_eq!(fates, ["lost false true restore"; 4]);
}

/// Deleted, and there is neither backup nor template: the VMs stand, and wait for ever.
#[test]
fn a_deletion_without_a_backup_never_ends_and_loses_all() {
    let fates = fates(
        r#"
[application.app]
stamp = "a"
[drill.strike]
of = "application.app"
kind = "deletion"
"#,
    );
    assert_eq!(fates, ["never false true never"; 4]);
}

/// Noticed after half a year, when every point holds the corruption.
#[test]
fn a_corruption_older_than_all_points_is_lost() {
    let fates = fates(
        r#"
[protection.p.backup]
keep = "14 d"
job_failure = "0 %"
[application.app]
stamp = "a"
protection = "p"
[drill.strike]
of = "application.app"
kind = "corruption"
noticed = "180 d"
"#,
    );
    assert_eq!(fates, ["lost false true restore"; 4]);
}

/// Both ends of a replica are gone, and nothing else has the data.
#[test]
fn a_replica_that_goes_too_leaves_nothing() {
    let said = said(
        r#"
[run]
trials = 1
[site.here]
[stamp.a]
at = "site.here"
node_memory = "384 GiB"
[stamp.b]
at = "site.here"
node_memory = "384 GiB"
[protection.metro.replication]
to = "b"
[application.app]
stamp = "a"
protection = "metro"
[drill.strike]
of = "site.here"
destroys = true
trials = 4
"#,
    );
    assert_eq!(
        said.rows.of("strike", "app", &FATE),
        ["never false true never"; 4]
    );
    assert_eq!(counts(&said.summary, "strike", "app"), [4, 0, 4, 4]);
    // Nothing is as it was, though nothing more can happen.
    assert_near(&said.summary, "drills/strike/restored_s/infinite", 4.0, 0.0);
}

/// The stamp is away for two years, its disks intact: not back in time, and nothing is lost.
#[test]
fn what_is_intact_but_away_too_long_is_no_total_loss() {
    let fates = fates(
        r#"
[application.app]
stamp = "a"
[drill.strike]
of = "stamp.a"
returns = "800 d"
"#,
    );
    assert_eq!(fates, ["never false false never"; 4]);
}

/// The points stand elsewhere, but nothing to restore to is back in time: not lost either.
#[test]
fn what_has_a_point_is_no_total_loss() {
    let fates = fates(
        r#"
[protection.p.backup]
[application.app]
stamp = "a"
protection = "p"
[drill.strike]
of = "stamp.a"
destroys = true
returns = "800 d"
"#,
    );
    assert_eq!(fates, ["never false false never"; 4]);
}

/// Waiting for a stamp to be redeployed to, empty, is as good as lost.
#[test]
fn a_template_that_comes_too_late_brings_no_data_either() {
    let fates = fates(
        r#"
[protection.rebuild.none]
[application.app]
stamp = "a"
stateful = true
protection = "rebuild"
[drill.strike]
of = "stamp.a"
destroys = true
returns = "800 d"
"#,
    );
    assert_eq!(fates, ["never false true never"; 4]);
}

/// One of two is enough to serve. The other one is destroyed for good: no outage, but all that it had
/// is lost, and that is said.
#[test]
fn a_spare_that_nothing_brings_back_is_a_loss_without_an_outage() {
    let text = format!(
        r#"{PLACES}
[application.app]
rpo = "24 h"
role.main = {{ required = 1 }}
[vm.first]
application = "app"
role = "main"
stamp = "a"
[vm.second]
application = "app"
role = "main"
stamp = "b"
[drill.strike]
of = "stamp.b"
destroys = true
trials = 4
"#
    );
    let said = said(&text);
    assert_eq!(counts(&said.summary, "strike", "app"), [0, 0, 0, 4]);
    assert_eq!(
        said.rows.of(
            "strike",
            "app",
            &["outcome", "recovery_s", "data_loss_s", "loss_only"]
        ),
        ["lost   true"; 4]
    );
    let sentence = "All data of at least one VM of app is lost in 100 %";
    assert!(said.terminal.contains(sentence), "{}", said.terminal);
    assert_near(
        &said.summary,
        "drills/strike/applications/app/rpo/pooled/point",
        0.0,
        0.0,
    );
}

/// Every instance has lost its state, and one of them is built again from a template.
#[test]
fn instances_that_are_rebuilt_from_nothing_are_lost() {
    let instances = |protections: &str| {
        format!(
            r#"
[protection.pair.high_availability]
[protection.rebuild.none]
[application.app]
stamp = "a"
count = 3
stateful = true
protection = [{protections}]
[drill.strike]
of = "stamp.a"
destroys = true
returns = "3 d"
"#
        )
    };
    assert_eq!(
        fates(&instances(r#""pair", "rebuild""#)),
        ["lost false true redeploy"; 4]
    );
    assert_eq!(
        fates(&instances(r#""pair""#).replace(
            "[protection.rebuild.none]
",
            ""
        )),
        ["never false true never"; 4]
    );
}

/// Over the years: two stated fires in a year, each of which destroys a stamp for three days. Two
/// losses in each of 20 years, downtime only until service is back, no mean of recoveries.
#[test]
fn years_count_losses_and_keep_them_out_of_the_mean() {
    let said = said(
        r#"
[run]
trials = 20
horizon = "365 d"
[stamp.a]
node_memory = "384 GiB"
[protection.rebuild.none]
detect = "0 s"
decide = "0 s"
redeploy = "1 h"
[application.app]
rto = "30 d"
stateful = true
boot = "0 s"
protection = "rebuild"
[fault.fire]
of = "stamp.a"
at = ["50 d", "200 d"]
lasts = "3 d"
destroys = true
"#,
    );
    let app = |figure: &str| format!("applications/app/{figure}");
    for (figure, expected) in [
        ("outages", 40.0),
        ("lost", 40.0),
        ("unrecovered", 0.0),
        ("total_losses", 40.0),
        ("lost_per_year/point", 2.0),
        ("total_losses_per_year/point", 2.0),
        ("rto/pooled/point", 0.0),
    ] {
        assert_near(&said.summary, &app(figure), expected, 1e-9);
    }
    assert_eq!(number(&said.summary, &app("mttr_s/point")), None);
    // Twice three days, the start of the stamp and an hour of building: below 7 days of downtime.
    let down = number(&said.summary, &app("downtime_s_per_year/point")).unwrap();
    assert!((6.0..7.0).contains(&(down / 86_400.0)), "{down}");
    let sentence = "Over the years, all data of app is lost 2 a year";
    assert!(said.terminal.contains(sentence), "{}", said.terminal);
}

/// Every job has failed since the backup was set up: what is deleted is lost, and that is said first.
#[test]
fn a_backup_of_which_no_job_ever_worked_brings_nothing_back() {
    let ran = said(
        r#"
[run]
trials = 2
[stamp.a]
node_memory = "384 GiB"
[repository.vault]
[protection.dump.backup]
job_failure = "100 %"
[application.db]
protection = "dump"
used = "310 GB"
rto = "4 h"
rpo = "24 h"
[drill.wiped]
of = "application.db"
kind = "deletion"
trials = 20
"#,
    );
    assert_eq!(counts(&ran.summary, "wiped", "db"), [20, 20, 0, 20]);
    assert!(
        ran.terminal.contains("All data of db is lost in 100 %"),
        "{}",
        ran.terminal
    );
    assert!(
        ran.terminal.contains("100 % of the jobs failed"),
        "{}",
        ran.terminal
    );
}
