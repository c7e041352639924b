//! Cases: verdicts say what was seen, class by class and strike by strike.

use super::{assert_near, load_with, number, summary};
use serde_json::Value;

/// What stands at a path.
fn at<'v>(summary: &'v Value, path: &str) -> &'v Value {
    let found = summary.pointer(&format!("/{path}"));
    found.unwrap_or_else(|| panic!("summary.json has no `{path}`"))
}

#[track_caller]
fn assert_word(summary: &Value, path: &str, expected: &str) {
    assert_eq!(at(summary, path).as_str(), Some(expected), "`{path}`");
}

/// Three domain controllers on three stamps, one must serve.
const RIDES_THROUGH: &str = r#"
[run]
trials = 1
[stamp.p1]
node_memory = "384 GiB"
[stamp.p2]
like = "p1"
[stamp.p3]
like = "p1"
[stamp.far]
like = "p1"
[repository]
vault = { capacity = "20 TiB" }
[protection]
dc.high_availability = { across = ["p1", "p2", "p3"], active = "all", dns_ttl = "0 s" }
[application.directory]
tier = 1
rto = "5 min"
rpo = "0 s"
role.dc = { count = 3, required = 1, size = "DS2_v2", protection = "dc" }
[application.lonely]
stamp = "far"
rto = "1 h"
rpo = "1 h"
size = "DS2_v2"
[drill.pod]
of = "stamp.p1"
destroys = true
returns = "10 weeks"
trials = 60
[drill.node]
of = "stamp.p1.node.1"
returns = "8 h"
trials = 200
[drill.manager]
of = "stamp.p1.control_plane"
returns = "8 h"
trials = 2
[drill.vault]
of = "repository.vault"
returns = "8 h"
trials = 2
"#;

/// No outage in any of 200 strikes is 200 times within RTO and RPO: the lower end of the attained share
/// is 0.025^(1/200) = 98.17 %, above 95 %. What a drill cannot hit has no verdict, and no object.
#[test]
fn a_cluster_that_rides_through_every_strike_meets_its_objectives() {
    let summary = summary(RIDES_THROUGH);
    for (drill, trials, low, class) in [
        ("node", 200.0, 0.981_725, "node"),
        ("pod", 60.0, 0.940_374, "stamp"),
    ] {
        let own = format!("drills/{drill}/applications/directory");
        assert_near(&summary, &format!("{own}/outages"), 0.0, 0.0);
        for kind in ["rto", "rpo"] {
            let one = format!("{own}/{kind}/by_class/{class}");
            assert_near(&summary, &format!("{one}/observations"), trials, 0.0);
            assert_near(&summary, &format!("{one}/attained/point"), 1.0, 0.0);
            assert_near(&summary, &format!("{one}/attained/low"), low, 1e-5);
            assert_near(&summary, &format!("{one}/achievable_s/point"), 0.0, 0.0);
            // 60 strikes are too few to show 95 %: 0.025^(1/60) = 94.04 %.
            let verdict = if trials > 72.0 { "met" } else { "inconclusive" };
            assert_word(&summary, &format!("{own}/{kind}/verdict"), verdict);
        }
        let note = format!("{own}/rto/by_class/{class}/note");
        assert_word(&summary, &note, &format!("not stopped in {trials} strikes"));
        let beyond = format!("{own}/rto/by_class/{class}/mttr_exceeds_rto");
        assert!(at(&summary, &beyond).is_null());
    }
    for (drill, application) in [
        ("manager", "directory"),
        ("vault", "directory"),
        ("manager", "lonely"),
        ("vault", "lonely"),
        ("node", "lonely"),
        ("pod", "lonely"),
    ] {
        for kind in ["rto", "rpo"] {
            let path = format!("drills/{drill}/applications/{application}/{kind}");
            assert!(at(&summary, &path).is_null(), "{path}");
        }
    }
    // No fault is in the scenario: nothing was seen, and nobody is in doubt.
    assert_word(&summary, "applications/directory/rto/verdict", "not_seen");
}

/// One VM of a stamp with four nodes stands on one of them. A drill of that node stops it; drills of the
/// others hit nothing of it, and say nothing of what its own node would cost.
#[test]
fn a_drill_of_a_node_is_judged_by_what_stood_there() {
    let text = r#"
[run]
trials = 1
[stamp.a]
node_memory = "384 GiB"
[application.one]
stamp = "a"
size = "DS2_v2"
stateless = true
rto = "1 s"
[application.needy]
stamp = "a"
size = "DS2_v2"
stateless = true
needs = "one"
rto = "1 s"
[drill.n1]
of = "stamp.a.node.1"
trials = 10
[drill.n2]
of = "stamp.a.node.2"
trials = 10
[drill.n3]
of = "stamp.a.node.3"
trials = 10
[drill.n4]
of = "stamp.a.node.4"
trials = 10
"#;
    let summary = summary(text);
    let verdicts = |application: &str| -> Vec<Option<String>> {
        let of = |drill: &str| {
            let path = format!("drills/{drill}/applications/{application}/rto");
            let found = at(&summary, &path);
            (!found.is_null()).then(|| found["verdict"].as_str().unwrap_or("none").to_string())
        };
        ["n1", "n2", "n3", "n4"].map(of).to_vec()
    };
    let one = verdicts("one");
    assert_eq!(one.iter().flatten().count(), 1, "{one:?}");
    assert!(one.contains(&Some("missed".to_string())), "{one:?}");
    // It stops as well when what it needs does, wherever that stands.
    let needy = verdicts("needy");
    assert!(needy.iter().flatten().count() <= 2, "{needy:?}");
    for (one, needy) in one.iter().zip(&needy) {
        assert!(one.is_none() || needy.is_some(), "{one:?} {needy:?}");
    }
}

/// Without objectives. The web farm is down with its database: detect 20 + decide 40 + provision 30 +
/// transfer + boot 5 min. A restore reads the full and 0 to 6 increments of 5 % a day: 1 TiB to 1.3 TiB
/// of logical bytes. At least 1 TiB / 2 / 300 MB/s = 30.5 min of transfer, at most 1.3 TiB / 290 MB/s =
/// 82.2 min: 125 to 178 min in all; then 3 min of boot for the web farm.
const ASSESSMENT: &str = r#"
[run]
trials = 1
[stamp]
alpha = { node_memory = "384 GiB" }
beta = { like = "alpha" }
[repository]
vault = { capacity = "20 TiB", read = "300 MB/s" }
[protection]
nightly.backup = { every = "24 h", window = "20:00-06:00", restore_to = "beta", detect = "20 min", decide = "40 min", provision = "30 min", job_failure = "0 %", bad_point = "0 %" }
pipe.none = { detect = "20 min", decide = "40 min", redeploy = "40 min", to = "beta" }
[application.db]
stamp = "alpha"
tier = 1
size = "DS14_v2"
disks = 2
used = "1 TiB"
churn = "5 %/day"
boot = "5 min"
protection = "nightly"
[application.web]
stamp = "alpha"
tier = 1
needs = "db"
role.front = { count = 6, required = 4, size = "DS2_v2", set = "scale_set", stateless = true, boot = "3 min", protection = "pipe" }
[drill.fire]
of = "stamp.alpha"
destroys = true
returns = "10 weeks"
trials = 40
"#;

#[test]
fn without_objectives_it_is_said_what_can_be_achieved() {
    let summary = summary(ASSESSMENT);
    let fire = "drills/fire/applications";
    let db = number(
        &summary,
        &format!("{fire}/db/rto/by_class/stamp/achievable_s/point"),
    );
    let db = db.expect("it comes back");
    assert!((125.0 * 60.0..178.0 * 60.0).contains(&db), "{db}");
    let web = format!("{fire}/web/rto/by_class/stamp/achievable_s/point");
    assert_near(&summary, &web, db + 180.0, 60.0);
    // The newest point is from the window before, at most a day and the time that it took to be whole.
    let loss = format!("{fire}/db/rpo/by_class/stamp/achievable_s/point");
    let loss = number(&summary, &loss).expect("there is a point");
    assert!((20.0 * 3_600.0..34.0 * 3_600.0).contains(&loss), "{loss}");
    assert!(at(&summary, &format!("{fire}/web/rpo")).is_null());
    let class = format!("{fire}/db/rto/by_class/stamp");
    assert!(at(&summary, &format!("{class}/objective_s")).is_null());
    assert!(at(&summary, &format!("{class}/verdict")).is_null());
    assert!(at(&summary, &format!("{fire}/db/rto/verdict")).is_null());
    assert_near(&summary, &format!("{class}/target"), 0.95, 1e-12);
    let mean = number(&summary, &format!("{class}/mttr_s/point")).expect("a mean");
    assert!((125.0 * 60.0..178.0 * 60.0).contains(&mean), "{mean}");
    assert!(at(&summary, &format!("{class}/mttr_exceeds_rto")).is_null());
}

/// The same over the years, and with one objective stated and the others not. A failed node is a restart
/// of a minute or two.
#[test]
fn years_without_objectives_and_with_some() {
    let text = r#"
[run]
trials = 100
[stamp.a]
node_memory = "384 GiB"
[application.plain]
stamp = "a"
size = "DS2_v2"
[application.half]
stamp = "a"
size = "DS2_v2"
rpo = { node = "1 h" }
[hazard.node]
of = "stamp.a.node"
every = "2000 h"
[hazard.power]
of = "stamp.a"
every = "400 d"
returns = "6 h"
"#;
    let summary = summary(text);
    for application in ["plain", "half"] {
        let own = format!("applications/{application}");
        for key in ["outages_per_year", "mttr_s", "availability"] {
            assert!(number(&summary, &format!("{own}/{key}/point")).is_some());
        }
        let rto = format!("{own}/rto");
        assert!(at(&summary, &format!("{rto}/verdict")).is_null());
        // The worst that can be achieved is what a loss of power leaves.
        assert_word(&summary, &format!("{rto}/worst_class"), "stamp");
        let power = format!("{rto}/by_class/stamp/achievable_s/point");
        assert!(number(&summary, &power).expect("seen") > 6.0 * 3_600.0);
        assert!(at(&summary, &format!("{rto}/miss_in_a_year/high")).is_null());
    }
    // Stated for one class: that is judged, the other has its figure.
    let half = "applications/half/rpo";
    assert_word(&summary, &format!("{half}/verdict"), "met");
    assert_word(&summary, &format!("{half}/worst_class"), "node");
    assert!(at(&summary, &format!("{half}/by_class/stamp/verdict")).is_null());
    assert_near(
        &summary,
        &format!("{half}/by_class/stamp/achievable_s/point"),
        0.0,
        0.0,
    );
}

/// Disks fail and stop nothing: a mirror rides through. That is no doubt, and not the headline.
const MIRROR: &str = r#"
[run]
trials = 100
[stamp.alpha]
node_memory = "384 GiB"
storage = { disks = 4 }
[repository]
vault = { capacity = "60 TiB" }
[protection]
nightly.backup = { every = "24 h" }
[application]
erp = { stamp = "alpha", tier = 1, rto = "8 h", rpo = "24 h", size = "DS14_v2", used = "200 GiB", protection = "nightly" }
[hazard]
disk-failure = { of = "stamp.alpha.disk", every = "100000 h", repair = "4 h" }
node-failure = { of = "stamp.alpha.node", every = "4000 h" }
flood = { of = "stamp.alpha", every = "100000 years", returns = "1 d" }
[drill]
lose-disk = { of = "stamp.alpha.node.1.disk.1", trials = 100, repair = "4 h" }
"#;

#[test]
fn what_was_survived_is_no_doubt() {
    let summary = summary(MIRROR);
    for kind in ["rto", "rpo"] {
        let own = format!("applications/erp/{kind}");
        assert_word(&summary, &format!("{own}/verdict"), "met");
        assert_word(&summary, &format!("{own}/worst_class"), "node");
        assert_word(
            &summary,
            &format!("{own}/by_class/disk/verdict"),
            "not_seen",
        );
        assert_word(
            &summary,
            &format!("{own}/by_class/stamp/verdict"),
            "not_seen",
        );
        // The strike of the drill stopped it in none of 100 trials: 0.025^(1/100) = 96.38 %.
        let drill = format!("drills/lose-disk/applications/erp/{kind}");
        assert_word(&summary, &format!("{drill}/verdict"), "met");
        let low = format!("{drill}/by_class/disk/attained/low");
        assert_near(&summary, &low, 0.963_783, 1e-5);
    }
    // 16 disks, 8,760 of 100,000 h, 100 years: 140 on average.
    let disk = "applications/erp/rto/by_class/disk";
    assert_near(&summary, &format!("{disk}/faults"), 140.0, 48.0);
    let faults = number(&summary, &format!("{disk}/faults")).expect("counted");
    let note = at(&summary, &format!("{disk}/note"))
        .as_str()
        .expect("words");
    assert_eq!(
        note,
        format!("survived: never stopped by a disk ({faults} disk faults)")
    );
    assert_word(&summary, &format!("{disk}/advice"), "see drill lose-disk");
    let stamp = "applications/erp/rto/by_class/stamp/note";
    assert_word(&summary, stamp, "no stamp fault came in 100 years");
    let (loaded, outcome) = run(MIRROR);
    let text = firedrill::report::terminal(&loaded.blueprint, &outcome, 200, false);
    assert!(
        text.contains("erp: survived: never stopped by a disk ("),
        "{text}"
    );
    assert!(text.contains("erp: not stopped in 100 strikes."), "{text}");
    assert!(!text.contains("? inconclusive"), "{text}");
}

/// Restarts of minutes against an RTO of 1 h, losses of power of 6 h and more against one of 24 h. The
/// pooled mean lies above the RTO of a node, and nothing is missed.
#[test]
fn a_mean_is_held_against_the_objective_of_its_class() {
    let text = r#"
[run]
trials = 300
[site.a]
[site.b]
[stamp.s]
at = "site.a"
node_memory = "384 GiB"
[stamp.t]
at = "site.b"
node_memory = "384 GiB"
[application.a]
rto = { node = "1 h", default = "24 h" }
stamp = "s"
stateless = true
[application.tight]
rto = { node = "1 s", site = "5 h" }
stamp = "s"
stateless = true
[hazard.node]
of = "stamp.s.node"
every = "2500 h"
[hazard.power]
of = "site.a"
every = "200 d"
returns = "6 h"
"#;
    let summary = summary(text);
    let own = "applications/a";
    assert_word(&summary, &format!("{own}/rto/verdict"), "met");
    let pooled = number(&summary, &format!("{own}/mttr_s/point")).expect("outages");
    let node = number(&summary, &format!("{own}/rto/by_class/node/mttr_s/point"));
    let site = number(&summary, &format!("{own}/rto/by_class/site/mttr_s/point"));
    let (node, site) = (node.expect("seen"), site.expect("seen"));
    assert!(node < 1_200.0 && site > 6.0 * 3_600.0 && pooled > 3_600.0);
    for class in ["node", "site"] {
        let beyond = format!("{own}/rto/by_class/{class}/mttr_exceeds_rto");
        assert_eq!(at(&summary, &beyond).as_bool(), Some(false), "{beyond}");
    }
    assert_eq!(
        at(&summary, &format!("{own}/mttr_exceeds_rto")).as_bool(),
        Some(false)
    );
    // Held to a second and to five hours it is beyond both.
    for class in ["node", "site"] {
        let beyond = format!("applications/tight/rto/by_class/{class}/mttr_exceeds_rto");
        assert_eq!(at(&summary, &beyond).as_bool(), Some(true), "{beyond}");
    }
    let (loaded, outcome) = run(text);
    let text = firedrill::report::terminal(&loaded.blueprint, &outcome, 200, false);
    let about_a = text.lines().filter(|line| line.starts_with("a, loss of"));
    assert_eq!(about_a.count(), 0, "{text}");
    assert!(text.contains("tight, loss of a site: mean "), "{text}");
    assert!(text.contains("RTO 5 h: a failure causes an unacceptable business disruption."));
}

/// What never comes back has no mean, and is beyond every RTO: two hours are given, ten weeks are
/// needed. In the years it is down from before the first to the last instant of most trials.
#[test]
fn what_is_down_all_the_time_says_so() {
    let text = r#"
[run]
trials = 40
horizon = "1 year"
settle = "2 years"
[stamp.a]
node_memory = "384 GiB"
[application.gone]
stamp = "a"
rto = "1 d"
rpo = "1 d"
size = "DS2_v2"
[hazard.fire]
of = "stamp.a"
destroys = true
every = "30 d"
returns = "1 h"
[drill.fire-now]
of = "stamp.a"
destroys = true
returns = "1 h"
trials = 5
"#;
    let summary = summary(text);
    let own = "applications/gone";
    // Two years of settling with a fire a month: down at the start in all trials.
    assert_near(
        &summary,
        &format!("{own}/down_all_the_time/point"),
        1.0,
        0.0,
    );
    assert_near(&summary, &format!("{own}/availability/point"), 0.0, 0.0);
    assert_near(&summary, &format!("{own}/outages"), 0.0, 0.0);
    for kind in ["rto", "rpo"] {
        assert_word(&summary, &format!("{own}/{kind}/verdict"), "missed");
        assert_word(&summary, &format!("{own}/{kind}/worst_class"), "stamp");
    }
    let class = format!("{own}/rto/by_class/stamp");
    assert_near(&summary, &format!("{class}/open_at_start"), 40.0, 0.0);
    assert_word(&summary, &format!("{class}/main_cause"), "fire");
    let (loaded, outcome) = run(text);
    let text = firedrill::report::terminal(&loaded.blueprint, &outcome, 200, false);
    assert!(
        text.contains("Down all the time in 100 % of the trials: gone."),
        "{text}"
    );
    // A drill cannot stop what is down already.
    let drill = "drills/fire-now/applications/gone/rto";
    assert_word(&summary, &format!("{drill}/verdict"), "not_seen");
    let note = format!("{drill}/by_class/stamp/note");
    assert_word(
        &summary,
        &note,
        "it was down already whenever the drill struck",
    );
}

/// A run with what it was made of.
fn run(
    text: &str,
) -> (
    firedrill::scenario::Loaded,
    firedrill::model::outcome::Outcome,
) {
    let loaded = load_with(text, "");
    let options = firedrill::study::Options {
        seed: loaded.blueprint.run.seed,
        trials: None,
        threads: 2,
    };
    let outcome = firedrill::study::run(&loaded.blueprint, &options, &|_, _| {});
    (loaded, outcome)
}

/// One objective for some, none for others; a drill, years, nothing seen, something missed.
const MIXED: &str = r#"
[run]
trials = 60
[site.a]
[site.b]
[stamp.s]
at = "site.a"
node_memory = "384 GiB"
[stamp.t]
at = "site.b"
node_memory = "384 GiB"
[application.strict]
stamp = "s"
size = "DS2_v2"
rto = { node = "1 s", default = "2 d" }
rpo = "1 h"
[application.loose]
stamp = "s"
size = "DS2_v2"
rto = { site = "2 d" }
[application.free]
stamp = "t"
size = "DS2_v2"
stateless = true
[hazard.node]
of = "node"
every = "3000 h"
[hazard.power]
of = "site.a"
every = "300 d"
returns = "6 h"
[hazard.meteor]
of = "site.b"
every = "90000 years"
returns = "6 d"
[drill.dark]
of = "site.a"
returns = "3 d"
trials = 80
[drill.burnt]
of = "stamp.s"
destroys = true
returns = "3 d"
trials = 80
"#;

/// The word of `summary.json` for a sign with or without its word.
fn word_of(shown: &str) -> Option<&'static str> {
    match shown.split_whitespace().next() {
        Some("✓") => Some("met"),
        Some("✗") => Some("missed"),
        Some("?") => Some("inconclusive"),
        Some("·") => Some("not_seen"),
        Some("–") => None,
        other => panic!("{other:?} is no sign of a verdict"),
    }
}

/// Verdicts of the tables of the terminal: run, application, objective, verdict, and over the years
/// class and cause of the row.
fn shown_on_terminal(text: &str) -> Vec<[String; 6]> {
    let mut found = vec![];
    let (mut run, mut name) = ("years".to_string(), String::new());
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("Drill ") {
            run = rest.split(' ').next().unwrap_or_default().to_string();
        }
        let cells: Vec<&str> = line
            .split("   ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect();
        let Some(place) = cells
            .iter()
            .position(|cell| cell.starts_with("RTO ") || cell.starts_with("RPO "))
        else {
            continue;
        };
        if place == 1 {
            name = cells[0].to_string();
        }
        let text = |index: usize| cells.get(index).map_or(String::new(), ToString::to_string);
        found.push([
            run.clone(),
            name.clone(),
            cells[place][..3].to_lowercase(),
            text(place + 1),
            text(place + 4),
            text(place + 5),
        ]);
    }
    found
}

/// Tables of a page by the beginning of their caption: the names of columns, then rows of texts, the
/// name of the row first.
fn tables(html: &str, caption: &str) -> Vec<(Vec<String>, Vec<Vec<String>>)> {
    let opening = format!("<caption>{caption}");
    let text = |cell: &str| {
        let cell = cell.split_once('>').map_or("", |(_, rest)| rest);
        let cell = cell.split("<span").next().unwrap_or_default();
        let cell = cell.replace("<b>", "").replace("</b>", "");
        let cell = cell.split("</").next().unwrap_or_default();
        cell.replace('\u{a0}', " ").trim().to_string()
    };
    let cells = |row: &str| -> Vec<String> {
        let row = row.replace("<td", "\u{1}").replace("<th", "\u{1}");
        row.split('\u{1}').skip(1).map(text).collect()
    };
    html.split(&opening)
        .skip(1)
        .filter_map(|rest| rest.split("</table>").next())
        .map(|table| {
            let (head, body) = table.split_once("<tbody>").unwrap_or((table, ""));
            let head = head.split_once("<thead>").map_or("", |(_, rest)| rest);
            let rows = body.split("<tr>").skip(1).map(cells).collect();
            (cells(head), rows)
        })
        .collect()
}

/// A verdict shown anywhere is that of `summary.json`: in the tables of the terminal, on the first page
/// at a glance, and in detail.
#[test]
fn every_output_tells_the_same_verdicts() {
    let (mut on_terminal, mut at_a_glance, mut in_detail) = (0, 0, 0);
    let mut seen = std::collections::BTreeSet::new();
    for text in [MIRROR, RIDES_THROUGH, ASSESSMENT, MIXED] {
        let (loaded, outcome) = run(text);
        let blueprint = &loaded.blueprint;
        let json = firedrill::report::summary_json(blueprint, &outcome);
        let summary: Value = serde_json::from_str(&json).unwrap();
        let part = |run: &str, application: &str, kind: &str| -> Value {
            let root = match run {
                "years" => &summary,
                drill => &summary["drills"][drill],
            };
            root["applications"][application][kind].clone()
        };
        let terminal = firedrill::report::terminal(blueprint, &outcome, 200, false);
        for [run, application, kind, verdict, class, cause] in shown_on_terminal(&terminal) {
            let known = part(&run, &application, &kind);
            assert!(known.is_object(), "{run} {application} {kind}");
            let word = word_of(&verdict);
            assert_eq!(
                known["verdict"].as_str(),
                word,
                "{run} {application} {kind}"
            );
            seen.insert(word);
            if run == "years" {
                let worst = known["worst_class"].as_str();
                assert_eq!(worst.unwrap_or("–"), class.replace(' ', "_"));
                let own = &known["by_class"][worst.unwrap_or("none")]["main_cause"];
                assert_eq!(own.as_str().unwrap_or("–"), cause);
            }
            on_terminal += 1;
        }
        let files =
            firedrill::report::files(blueprint, &outcome, &loaded.resolved, "firedrill run")
                .expect("a report");
        let html = files
            .into_iter()
            .find(|(name, _)| name == "report.html")
            .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
            .expect("a page");
        // Of a column: a class of the years, or a drill and what decides there.
        let verdict = |application: &str, kind: &str, column: &str| -> Option<String> {
            let found = match column.strip_prefix("drill ") {
                Some(drill) => part(drill, application, kind)["verdict"].clone(),
                None => {
                    let class = column.replace(' ', "_");
                    part("years", application, kind)["by_class"][class]["verdict"].clone()
                }
            };
            found.as_str().map(str::to_string)
        };
        for (names, rows) in tables(&html, "Verdicts at a glance") {
            for row in rows {
                for (column, shown) in names.iter().zip(&row).skip(1) {
                    let (rto, rpo) = shown.split_once(' ').expect("two signs");
                    for (kind, sign) in [("rto", rto), ("rpo", rpo)] {
                        let known = verdict(&row[0], kind, column);
                        assert_eq!(
                            known.as_deref(),
                            word_of(sign),
                            "{} {kind} {column}",
                            row[0]
                        );
                        at_a_glance += 1;
                    }
                }
            }
        }
        for (caption, kind) in [
            ("Recovery time against the RTO", "rto"),
            ("Data loss against the RPO", "rpo"),
        ] {
            for (names, rows) in tables(&html, caption) {
                for row in rows {
                    for (column, shown) in names.iter().zip(&row).skip(2) {
                        let known = verdict(&row[0], kind, column);
                        assert_eq!(
                            known.as_deref(),
                            word_of(shown),
                            "{} {kind} {column}",
                            row[0]
                        );
                        in_detail += 1;
                    }
                }
            }
        }
    }
    assert!(on_terminal > 25 && at_a_glance > 30 && in_detail > 30);
    let all = [
        None,
        Some("inconclusive"),
        Some("met"),
        Some("missed"),
        Some("not_seen"),
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all);
}
