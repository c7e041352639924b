//! The patterns of the schema against the readers, value by value, on both sides.
//!
//! Always true here: a value on which the two differ is a rule that the reference lists as not said.

use super::super::{calendar, text};
use super::tests::{BASE, valid, validator};
use super::*;
use crate::scenario::load;

/// Judges a text by a definition of the schema.
fn judge(name: &str) -> impl Fn(&str) -> bool {
    let whole: Value = serde_json::from_str(&schema()).expect("valid JSON");
    let one = json!({
        "$ref": format!("#/definitions/{name}"),
        "definitions": whole["definitions"],
    });
    let validator = jsonschema::draft7::new(&one).expect("a schema");
    move |text| validator.is_valid(&json!(text))
}

fn agree(kind: &str, values: &[String], reads: impl Fn(&str) -> bool) {
    let judge = judge(kind);
    let differ: Vec<String> = values
        .iter()
        .filter(|value| judge(value) != reads(value))
        .map(|value| format!("{value:?}: the reader says {}", reads(value)))
        .collect();
    assert!(differ.is_empty(), "{kind}\n{}", differ.join("\n"));
    let legal = values.iter().filter(|value| reads(value)).count();
    assert!(
        legal > 2 && legal < values.len() - 2,
        "{kind}: {legal} of {} are legal",
        values.len()
    );
}

fn strings(values: &[&str]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

/// Every one of the first with every one of the second.
fn pairs(first: &[&str], second: &[&str]) -> Vec<String> {
    let of = |one: &&str| {
        second
            .iter()
            .map(move |other| format!("{one}{other}"))
            .collect::<Vec<_>>()
    };
    first.iter().flat_map(of).collect()
}

#[test]
fn lengths_of_time() {
    let mut values = strings(&[
        "1 h 1 h",
        "1 h 30 min 1 hour",
        "1 d, 1 day",
        "1h1h",
        "1 h 1 H",
        "5 s 5 sec",
        "1 ms 1 s",
        "1 min 1 ms 1 mins",
        "1 d 2 days 3 h",
        "1 h, 30 min",
        "1 h,30min",
        "1h30min",
        "1h.5min",
        "1 h .5 min",
        "1 h_5 min",
        "1 h _5 min",
        "1 h\t5 min",
        "1\th",
        " 1 h ",
        "1 h,",
        "1 h ,,",
        ",1 h",
        "",
        " ",
        "h",
        "1",
        "1 m",
        "1 month",
        "1 fortnight",
        "-1 h",
        "+1 h",
        "1.5.5 h",
        "1_0 h",
        "_1 h",
        ". h",
        ".5 h",
        "5. h",
        "1e3 h",
        "daily",
        "Daily",
        "weekly",
        "hourly",
        "1 w 1 d 1 h 1 min 1 s 1 ms 1 y",
        "1 week 1 y 1 years",
        "0 h",
        "0 d 0 h",
        "1 h 1",
        "1 h min",
        "1 hourdays",
    ]);
    let periods = [
        "1D",
        "D",
        "",
        "1",
        "T",
        "1DT",
        "T1H",
        "T1H30M",
        "T1.5H",
        "T1H1.5M",
        "T1.5H1M",
        "T1H1.5S",
        "1M",
        "0M",
        "0M1D",
        "1Y",
        "1Y1M",
        "1Y2W3DT4H5M6S",
        "1DT1H1H",
        "1H",
        "T1D",
        "1W1D",
        "1D1W",
        "T,5H",
        "T1,5H",
        "T1.S",
        "T0S",
        "1.5D",
        "-1D",
        "+1D",
        "T1M1H",
        " 1D",
    ];
    values.extend(pairs(&["P", "p", "-P"], &periods));
    values.extend(
        periods
            .iter()
            .map(|period| format!("p{}", period.to_lowercase())),
    );
    agree("span", &values, |value| text::milliseconds(value).is_ok());
}

#[test]
fn amounts_rates_and_changes() {
    let numbers = [
        "4", "0", "0.0", "4.5", ".5", "5.", "0_5", "-1", "+1", "1e3", "", "4 5", "1.2.3",
    ];
    let units = [
        " TiB", "TiB", " tib", " B", " kB", " KB", " b", " Gb", " GB,", "\tGiB", " GiB/s", " Mbps",
        " mbps", " Mbit/s", " MB/s", " MB /s", " bps", "", " TiBs", " PB", " Tb/s", " kb/s",
    ];
    let values = pairs(&numbers, &units);
    agree("bytes", &values, |value| text::bytes(value).is_ok());
    agree("rate", &values, |value| {
        // That a rate rounds to nothing is not said.
        let rounds = || value.contains(|digit: char| ('1'..='9').contains(&digit));
        text::rate(value).is_ok_and(|rate| rate.0 > 0 || rounds())
    });
    let per = [
        " %/day",
        "%/h",
        " %",
        " GiB/day",
        " GiB / Day",
        " gib/day",
        " MB/s",
        "/day",
        " %/fortnight",
        " B/ms",
        " GiB/2 d",
    ];
    agree("churn", &pairs(&numbers, &per), |value| {
        text::churn(value).is_ok()
    });
}

#[test]
fn shares() {
    let numbers = [
        "0", "50", "100", "100.0", "100.1", "101", "99.999", "-1", "-0", "-0.0", "+5", "1_0", ".5",
        "5.", "", "1.2.3", "0100", "00050", "abc",
    ];
    let values = pairs(&numbers, &[" %", "%", "", " % ", " per cent", " %%"]);
    agree("share", &values, |value| text::share(value).is_ok());
}

#[test]
fn windows_and_hours() {
    let clocks = [
        "20:00", "06:00", "6:00", "0:00", "00:00", "24:00", "24:01", "25:00", "6:0", "6", "+6:00",
        "06:+0", "23:59", "10:10", "01:10",
    ];
    let values: Vec<String> = clocks
        .iter()
        .flat_map(|from| {
            let to = clocks.iter().map(move |to| format!("{from}-{to}"));
            to.collect::<Vec<_>>()
        })
        .collect();
    let mut spaced = strings(&[
        " 20:00 - 06:00 ",
        "20:00 - 20:00",
        "20:00",
        "20:00-",
        "-20:00",
        "8pm-6am",
        "20:00-06:00-07:00",
        "08:00 -8:00",
    ]);
    spaced.extend(values.iter().cloned());
    agree("window", &spaced, |value| calendar::window(value).is_ok());
    let mut hours: Vec<String> = values.iter().map(|value| format!("Mon {value}")).collect();
    hours.extend(
        values
            .iter()
            .take(40)
            .map(|value| format!("Mon-Fri 07:00-19:00, Sat {value}")),
    );
    hours.extend(strings(&[
        "always",
        " always ",
        "Always",
        "mon 7:00-8:00",
        "monday-FRI 7:00-8:00",
        "Mo 7:00-8:00",
        "Mondays 7:00-8:00",
        "Mon",
        "7:00-8:00",
        "Mon 7:00-8:00,",
        "Mon,Tue 7:00-8:00",
        "Mon-Tue-Wed 7:00-8:00",
        "Mon 7:00-8:00 Tue 7:00-8:00",
        "Mon 7:00-7:00, Tue 7:00-8:00",
    ]));
    agree("hours", &hours, |value| calendar::hours(value).is_ok());
}

/// Keys whose values are narrower than their kind, through the whole reader.
#[test]
fn keys_that_take_less_than_their_kind() {
    const STORED: &str = "storage = { disks = 10 }\nnodes = 4";
    let validator = validator();
    let share = |key: &str| format!("tier = 1\n{key}");
    let cases: Vec<(&str, String, &[&str])> = vec![
        (
            "tier = 1",
            share("availability"),
            &[
                "\"0 %\"",
                "\"50 %\"",
                "\"99.99 %\"",
                "\"100 %\"",
                "\"100.0%\"",
                "\"101 %\"",
            ],
        ),
        (
            "tier = 1",
            share("rto_share"),
            &[
                "\"0 %\"",
                "\"0.0 %\"",
                "\"50 %\"",
                "\"100 %\"",
                "\"99.9 %\"",
            ],
        ),
        (
            "tier = 1",
            share("rpo = \"1 h\"\nrpo_share"),
            &["\"0 %\"", "\"95 %\"", "\"100 %\""],
        ),
        (
            "tier = 1",
            "tier".to_string(),
            &["0", "1", "255", "256", "1000", "1.5", "\"1\""],
        ),
        (
            "rto = \"8 h\"",
            "rto".to_string(),
            &[
                "\"0 s\"",
                "\"8 h\"",
                "{ node = \"0 s\" }",
                "{ node = \"1 s\" }",
                "\"PT0S\"",
                "\"daily\"",
            ],
        ),
        ("count = 1", "count".to_string(), &["0", "1", "2", "100001"]),
        (
            "used = ",
            "growth = \"0 B/day\"\nused".to_string(),
            &["\"500 GiB\"", "\"x\""],
        ),
        (
            "size = \"DS14_v2\"",
            "memory".to_string(),
            &["\"0 B\"", "\"4 GiB\"", "\"4 gib\""],
        ),
        (
            "nodes = 4",
            "nodes".to_string(),
            &["0", "2", "16", "1024", "1025"],
        ),
        (
            "nodes = 4",
            "nodes = 4\nuplink_share".to_string(),
            &["\"0 %\"", "\"1 %\"", "\"100 %\""],
        ),
        (
            "nodes = 4",
            "nodes = 4\nhost_os".to_string(),
            &["\"0 %\"", "\"15 %\"", "\"90.1 %\"", "\"91 %\"", "\"100 %\""],
        ),
        (
            "nodes = 4",
            "nodes = 4\nswitches".to_string(),
            &["0", "1", "4", "5"],
        ),
        (
            "nodes = 4",
            "nodes = 4\nshed_tiers".to_string(),
            &["[]", "[4]", "[0]", "[255, 4]", "[256]", "[4, 4]"],
        ),
        (
            "nodes = 4",
            format!("{STORED}\nvms_per_node"),
            &["0", "60", "100001"],
        ),
        (
            "\"512 GiB\"",
            "\"512 GiB\"\ndisk_rate".to_string(),
            &["\"0 B/s\"", "\"1 GB/s\""],
        ),
        (
            "node_memory = \"512 GiB\"",
            "node_memory".to_string(),
            &["\"0 B\"", "\"384 GiB\""],
        ),
        (
            "capacity = \"20 TiB\"",
            "capacity".to_string(),
            &["\"0 B\"", "\"9 TiB\""],
        ),
        (
            "capacity = \"20 TiB\"",
            "slots".to_string(),
            &["0", "1", "100000", "100001"],
        ),
        (
            "method = \"agent\"",
            "reduction".to_string(),
            &["0", "0.1", "2", "1000", "1000.5"],
        ),
        (
            "method = \"agent\"",
            "stickiness".to_string(),
            &["\"0 %\"", "\"99 %\"", "\"99.5 %\"", "\"100 %\""],
        ),
        (
            "method = \"agent\"",
            "retries".to_string(),
            &["-1", "0", "5", "20001"],
        ),
        (
            "method = \"agent\"",
            "keep".to_string(),
            &["0", "14", "20001", "\"14 d\"", "\"0 d\""],
        ),
        (
            "hours = \"Mon-Sat 07:00-19:00\"",
            "people".to_string(),
            &["0", "1", "1000", "1001"],
        ),
        (
            "[crew.people]",
            "[run]\nhorizon".to_string(),
            &["\"0 s\"", "\"1 s\"", "\"365 d\""],
        ),
        (
            "[crew.people]",
            "[run]\ndrain".to_string(),
            &["\"0 d\"", "\"1 d\""],
        ),
        (
            "[crew.people]",
            "[run]\nlevel".to_string(),
            &["\"0 %\"", "\"49.9 %\"", "\"50 %\"", "\"95 %\"", "\"100 %\""],
        ),
        (
            "[crew.people]",
            "[run]\ntrials".to_string(),
            &[
                "0",
                "1",
                "10000001",
                "{ until = \"erp.availability\", half_width = \"0 %\", at_most = 9 }",
                "{ until = \"erp.availability\", half_width = \"1 %\", at_most = 9 }",
            ],
        ),
        (
            "[crew.people]",
            "[drill.d]\nof = \"stamp.alpha\"\nreturns = \"1 h\"\ntrials".to_string(),
            &["0", "10"],
        ),
        (
            "repair = \"4 h\"",
            "repair".to_string(),
            &[
                "{ lognormal = { median = \"1 h\", sigma = 0 } }",
                "{ lognormal = { median = \"1 h\", sigma = 0.5 } }",
                "{ lognormal = { median = \"1 h\", sigma = 7 } }",
                "{ lognormal = { median = \"0 h\", sigma = 1 } }",
                "{ lognormal = { p50 = \"1 h\", p95 = \"2 h\" } }",
                "{ lognormal = { p50 = \"1 h\" } }",
                "{ lognormal = { median = \"1 h\", p95 = \"2 h\" } }",
                "{ weibull = { shape = 0, scale = \"1 h\" } }",
                "{ weibull = { shape = 101, scale = \"1 h\" } }",
                "{ weibull = { shape = 1, scale = \"0 h\" } }",
                "{ gamma = { shape = 0.01, scale = \"1 h\" } }",
                "{ gamma = { shape = 1, scale = \"1 h\" } }",
                "{ exponential = \"0 h\" }",
                "{ exponential = \"1 h\" }",
                "{ constant = \"0 h\" }",
                "{ uniform = [\"1 h\", \"2 h\"] }",
            ],
        ),
        (
            "[crew.people]",
            "[site.\"a b\"]\n[site]\nx".to_string(),
            &["{}"],
        ),
        (
            "[crew.people]",
            "[crew.\"a.b\"]\n[crew.x]\npeople".to_string(),
            &["1"],
        ),
        (
            "[crew.people]",
            "[crew.\"ü-1_2\"]\npeople".to_string(),
            &["1"],
        ),
        (
            "[crew.people]",
            "[vm.\"web 1\"]\napplication".to_string(),
            &["\"erp\""],
        ),
    ];
    let (mut differ, mut refused) = (Vec::new(), 0);
    for (place, key, values) in cases {
        assert!(BASE.contains(place), "{place}");
        for value in values {
            let (before, rest) = BASE.split_once(place).expect("it is there");
            let line_end = if place.starts_with('[')
                || place.ends_with("= ")
                || place.ends_with('"') && !place.contains('=')
            {
                format!("\n{}", if place.starts_with('[') { place } else { "" })
            } else {
                String::new()
            };
            let rest = if place.ends_with("= ") {
                rest.split_once('\n').expect("a line").1
            } else {
                rest
            };
            let text = format!("{before}{key} = {value}{line_end}{rest}");
            if text.parse::<toml::Table>().is_err() {
                panic!("not TOML: {key} = {value}\n{text}");
            }
            let reads = load(&text, "s.toml", &|_| Err(String::new())).is_ok();
            refused += usize::from(!reads);
            if valid(&validator, &text).is_ok() != reads {
                differ.push(format!("{key} = {value}: the reader says {reads}"));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(refused > 40, "{refused}");
}
