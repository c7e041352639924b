//! Cases: intervals. A mean of few outages has the end that holds and no other, in whatever it is
//! printed; a mean that rests on one outage says so.

use super::{load_with, number, summary_of};
use firedrill::study::{self, Options};
use serde_json::Value;

/// One VM that is up whenever its site has power.
const BARE: &str = r#"
stays_recovered = "0 s"
[site.here]
[stamp.a]
at = "site.here"
nodes = 1
node_memory = "512 GiB"
reserve = "none"
quorum = "none"
start = "0 s"
detection = "0 s"
[protection]
none.none = {}
"#;

/// About three losses of power in the 60 days of a trial, of lognormal length: median 2 h, sigma 1, so
/// 3.3 h on average and about 0.7 % of the time.
fn losses_of_power(trials: u32, seed: u32, availability: &str) -> String {
    format!(
        "hazard.power = {{ of = \"site.here\", every = \"20 d\", returns = {{ lognormal = {{ median = \"2 h\", sigma = 1.0 }} }} }}
[run]\ntrials = {trials}\nseed = {seed}\nhorizon = \"60 d\"\n{BARE}
[application.x]\nstamp = \"a\"\nprotection = \"none\"\nstateful = false\nboot = \"0 s\"\nrto = \"1 h\"\navailability = \"{availability}\"\n"
    )
}

fn run(text: &str) -> (Value, String, String) {
    let loaded = load_with(text, "");
    let options = Options {
        seed: loaded.blueprint.run.seed,
        trials: None,
        threads: 2,
    };
    let outcome = study::run(&loaded.blueprint, &options, &|_, _| {});
    let terminal = firedrill::report::terminal(&loaded.blueprint, &outcome, 200, false);
    let page = String::from_utf8(
        firedrill::report::files(&loaded.blueprint, &outcome, "", "")
            .unwrap()
            .into_iter()
            .find(|file| file.0 == "report.html")
            .unwrap()
            .1,
    )
    .unwrap();
    (summary_of(&loaded), terminal, page)
}

/// What stands in `x` with the ends of one figure.
fn ends(summary: &Value, figure: &str) -> (Option<f64>, Option<f64>, Option<f64>) {
    let of = |end: &str| number(summary, &format!("applications/x/{figure}/{end}"));
    (of("low"), of("point"), of("high"))
}

/// By hand: the mean is 2 h·e^0.5 = 3.297 h = 11,871 s; down for 3.297 of 483.3 h, 0.68 %.
#[test]
fn few_outages_have_one_end_and_enough_have_both() {
    for seed in 1..=8 {
        let (few, terminal, page) = run(&losses_of_power(30, seed, "99.9 %"));
        let outages = number(&few, "applications/x/outages").unwrap();
        assert!((50.0..150.0).contains(&outages), "{outages}");
        let (low, point, high) = ends(&few, "mttr_s");
        assert!(low < point && low.unwrap() < 11_871.0 && high.is_none());
        let (low, point, high) = ends(&few, "downtime_s_per_year");
        assert!(low < point && low.is_some() && high.is_none());
        let (low, point, high) = ends(&few, "availability");
        assert!(low.is_none() && high > point && high.unwrap() > 0.993);
        assert!(page.contains("(at least "), "the page writes the one end");
        assert!(terminal.contains("(at most 99."), "{terminal}");
        let (enough, ..) = run(&losses_of_power(150, seed, "99.9 %"));
        let (low, point, high) = ends(&enough, "mttr_s");
        assert!(low < point && point < high && high.unwrap() > 11_871.0);
        let (low, point, high) = ends(&enough, "availability");
        assert!(low < point && point < high);
        assert!(low.unwrap() < 0.9932 && high.unwrap() > 0.9932);
    }
}

/// By hand: of 30 trials 3.69/30 = 12 % may be down though it was not seen, so 80 % is sure and met.
/// 99 % is beyond what is sure, and within "at most"; 99.9 % is not.
#[test]
fn few_outages_meet_an_availability_only_where_it_is_sure() {
    for (stated, verdict) in [
        ("80 %", "met"),
        ("99 %", "inconclusive"),
        ("99.9 %", "missed"),
    ] {
        let (summary, terminal, _) = run(&losses_of_power(30, 3, stated));
        let found = summary
            .pointer("/applications/x/availability_objective/verdict")
            .unwrap();
        assert_eq!(found, verdict, "{stated}");
        let surely = number(&summary, "applications/x/availability_surely").unwrap();
        assert!((0.85..0.89).contains(&surely), "{surely}");
        assert_eq!(terminal.contains("(at least 8"), verdict == "met");
    }
}

/// By hand: two outages of 15 min and one of 10 h in each trial, 10.5 h. Of two trials the one of 10 h is
/// 10/21 = 47.6 %, of three 10/31.5 = 31.7 %, less than a third.
#[test]
fn an_outage_that_carries_a_third_is_named() {
    let text = |trials: u32| {
        format!(
            "fault.short = {{ of = \"site.here\", at = [\"10 d\", \"20 d\"], lasts = \"15 min\" }}
fault.long = {{ of = \"site.here\", at = \"30 d\", lasts = \"10 h\" }}
[run]\ntrials = {trials}\nhorizon = \"60 d\"\n{BARE}
[application.x]\nstamp = \"a\"\nprotection = \"none\"\nstateful = false\nboot = \"0 s\"\n"
        )
    };
    let (two, terminal, page) = run(&text(2));
    let largest = &two["applications"]["x"]["largest_outage"];
    assert_eq!(largest["length_s"], 36_000.0);
    assert_eq!(largest["cause"], "long");
    assert!((largest["share"].as_f64().unwrap() - 10.0 / 21.0).abs() < 1e-9);
    let said = "x: one outage carries 47.6 % of all its downtime (10 h in trial 0,";
    assert!(terminal.contains(said), "{terminal}");
    let terminal: Vec<&str> = terminal.split_whitespace().collect();
    assert!(
        terminal
            .join(" ")
            .contains("site by long): MTTR and downtime rest on it.")
    );
    assert!(page.contains("47.6\u{a0}% of the downtime of all trials"));
    let (three, terminal, page) = run(&text(3));
    let share = number(&three, "applications/x/largest_outage/share").unwrap();
    assert!((share - 10.0 / 31.5).abs() < 1e-9);
    assert!(!terminal.contains("one outage carries") && !page.contains("of the downtime of all"));
}
