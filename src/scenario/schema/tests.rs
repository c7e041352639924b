//! The schema against the reader: a validator that knows nothing of either judges both.

use super::super::keys::Kind;
use super::*;
use crate::scenario::load;
use jsonschema::Validator;

pub(super) fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&schema()).expect("valid JSON");
    jsonschema::draft7::meta::validate(&schema).expect("a schema of draft 7");
    jsonschema::draft7::new(&schema).expect("a schema")
}

pub(super) fn valid(validator: &Validator, text: &str) -> Result<(), String> {
    let table: toml::Table = text.parse().map_err(|error| format!("{error}"))?;
    let value = serde_json::to_value(table).expect("tables are JSON");
    let wrong: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}

pub(super) const BASE: &str = r#"
[stamp.alpha]
nodes = 4
node_memory = "512 GiB"
uplink = "10 Gbps"

[repository.vault]
at = "site.site"
capacity = "20 TiB"
read = "400 MB/s"
write = "300 MB/s"

[protection.gold.backup]
every = "24 h"
method = "agent"
window = "20:00-06:00"

[crew.people]
hours = "Mon-Sat 07:00-19:00"

[application.erp]
tier = 1
rto = "8 h"
count = 1
size = "DS14_v2"
used = "500 GiB"
churn = "8 %/day"
stateful = true
protection = "gold"

[hazard.node-failure]
of = "stamp.alpha.node"
every = "5000 h"
repair = "4 h"
"#;

#[test]
fn every_reference_of_the_schema_is_defined() {
    let text = schema();
    let schema: Value = serde_json::from_str(&text).expect("valid JSON");
    for part in text.split("#/definitions/").skip(1) {
        let name: String = part.chars().take_while(|c| *c != '"').collect();
        assert!(
            schema["definitions"][&name].is_object(),
            "{name} is not defined"
        );
    }
    assert!(schema["properties"]["stamp"]["additionalProperties"].is_object());
    assert_eq!(
        schema["definitions"]["stamp"]["properties"]["nodes"]["type"],
        "integer"
    );
    assert!(
        schema["$id"]
            .as_str()
            .is_some_and(|id| id.starts_with("urn:firedrill:"))
    );
}

/// A key whose form is its own has a shape, so that nothing passes unseen.
#[test]
fn every_form_of_its_own_has_a_shape() {
    for section in sections() {
        for key in section.rows() {
            if let Kind::Own(what, _) = key.kind {
                let shape = shape(key.kind);
                assert!(
                    shape.as_object().is_some_and(|map| map.len() > 1),
                    "{}: `{what}` has no shape",
                    key.name
                );
            }
        }
    }
}

#[test]
fn the_example_of_every_kind_is_valid() {
    let validator = validator();
    assert_eq!(valid(&validator, BASE), Ok(()));
    let files = |_: &str| Err("no file is needed".to_string());
    if let Err(issues) = load(BASE, "s.toml", &files) {
        panic!("the reader refuses it: {issues:?}");
    }
}

/// What is wrong by itself is caught in the editor as well as by the reader.
#[test]
fn wrong_values_are_caught() {
    let validator = validator();
    for (right, wrong) in [
        ("\"20 TiB\"", "\"60 TB/s\""),
        ("\"20 TiB\"", "\"20 tib\""),
        ("\"20 TiB\"", "20"),
        ("\"400 MB/s\"", "\"300 MB\""),
        ("\"10 Gbps\"", "\"10 gbps\""),
        ("rto = \"8 h\"", "rto = \"8\""),
        ("rto = \"8 h\"", "rto = \"-8 h\""),
        ("rto = \"8 h\"", "rto = 8"),
        ("rto = \"8 h\"", "rto = \"8 fortnights\""),
        ("rto = \"8 h\"", "rto = {}"),
        ("rto = \"8 h\"", "rto = { nodes = \"1 h\" }"),
        ("rto = \"8 h\"", "rto = { node = \"1\" }"),
        ("\"20:00-06:00\"", "\"8pm-6am\""),
        ("\"20:00-06:00\"", "\"25:00-06:00\""),
        ("\"Mon-Sat 07:00-19:00\"", "\"Mo-Sa 07:00-19:00\""),
        ("\"Mon-Sat 07:00-19:00\"", "\"07:00-19:00\""),
        ("DS14_v2", "DS14_v9"),
        (
            "size = \"DS14_v2\"",
            "size = \"DS14_v2\"\nmemory = \"4 GiB\"",
        ),
        ("\"500 GiB\"", "\"500\""),
        ("\"8 %/day\"", "\"8 %\""),
        ("\"8 %/day\"", "\"-8 %/day\""),
        ("stamp.alpha.node", "stmp.alpha.node"),
        ("stamp.alpha.node", "stamp.alpha.nodes"),
        ("stamp.alpha.node", "stamp.alpha.node.one"),
        ("\"site.site\"", "\"sight.site\""),
        ("\"site.site\"", "\"site\""),
        (
            "every = \"5000 h\"",
            "every = { weibull = { shape = 0.7 } }",
        ),
        ("every = \"5000 h\"", "every = { normal = \"5000 h\" }"),
        ("every = \"5000 h\"", "every = { uniform = [\"1 h\"] }"),
        ("every = \"5000 h\"", "evry = \"5000 h\""),
        ("method = \"agent\"", "method = \"hypervisor\""),
        ("nodes = 4", "nodes = 0"),
        ("nodes = 4", "nodes = \"4\""),
        ("uplink = \"10 Gbps\"", "uplink_share = \"120 %\""),
        ("uplink = \"10 Gbps\"", "uplink_share = \"0.7\""),
        ("uplink = \"10 Gbps\"", "cluster_restart = { count = 20 }"),
        ("window = \"20:00-06:00\"", "keep = \"14\""),
        ("[crew.people]", "[protection.gold.none]\n[crew.people]"),
        ("[crew.people]", "[protection.empty]\n[crew.people]"),
        (
            "every = \"5000 h\"",
            "every = \"5000 h\"\ndestroys = \"all\"",
        ),
    ] {
        assert!(BASE.contains(right), "{right}");
        let text = BASE.replacen(right, wrong, 1);
        assert!(
            valid(&validator, &text).is_err(),
            "the schema accepts {wrong}"
        );
        let files = |_: &str| Err("no file is needed".to_string());
        assert!(
            load(&text, "s.toml", &files).is_err(),
            "the reader accepts {wrong}"
        );
    }
}

/// All the ways in which the reader lets people write a value.
#[test]
fn what_the_reader_accepts_is_valid() {
    let validator = validator();
    for (right, other) in [
        ("\"8 h\"", "\"8 H\""),
        ("\"8 h\"", "\"7 hours, 60 Min\""),
        ("\"8 h\"", "\" 1d 4h \""),
        ("\"8 h\"", "\"PT8H\""),
        ("\"8 h\"", "\"p1dt12h\""),
        ("\"8 h\"", "\"1_000 min\""),
        ("\"8 h\"", "\".5 d\""),
        ("\"8 h\"", "\"5. h\""),
        ("\"8 h\"", "\"weekly\""),
        ("\"8 h\"", "{ default = \"8 h\", node = \"1 h\" }"),
        ("\"20 TiB\"", "\"22000GB\""),
        ("\"20 TiB\"", "\"22_000 GB\""),
        ("\"10 Gbps\"", "\"10 Gbit/s\""),
        ("\"10 Gbps\"", "\"1.25 GB/s\""),
        ("\"10 Gbps\"", "\"10Gb/s\""),
        ("\"20:00-06:00\"", "\" 8:30 - 24:00\""),
        ("\"Mon-Sat 07:00-19:00\"", "\"always\""),
        (
            "\"Mon-Sat 07:00-19:00\"",
            "\"monday-fri 8:00-17:00, SAT 09:00-12:00\"",
        ),
        ("DS14_v2", "standard_ds14_V2"),
        ("DS14_v2", "Standard_DS14_v2"),
        ("\"8 %/day\"", "\"50 GiB/day\""),
        ("\"8 %/day\"", "\"1e1 %/ Week\""),
        ("\"8 %/day\"", "\"2 MB/s\""),
        (
            "\"stamp.alpha.node\"",
            "[\"stamp.alpha.node.3\", \"stamp.alpha\", \"node\"]",
        ),
        (
            "\"5000 h\"",
            "{ lognormal = { p50 = \"1000 h\", p95 = \"6000 h\" } }",
        ),
        ("\"5000 h\"", "{ empirical = [\"1000 h\", \"2000 h\"] }"),
        (
            "\"5000 h\"",
            "{ weibull = { shape = 1, scale = \"6000 h\" } }",
        ),
        ("uplink = \"10 Gbps\"", "uplink_share = \"100%\""),
        ("uplink = \"10 Gbps\"", "uplink_share = \" 99.5 %\""),
        (
            "uplink = \"10 Gbps\"",
            "cluster_restart = { count = 20, every = \"1 min\" }",
        ),
        ("method = \"agent\"", "keep = 14"),
        ("method = \"agent\"", "keep = \"30 d\""),
    ] {
        assert!(BASE.contains(right), "{right}");
        let text = BASE.replacen(right, other, 1);
        let files = |_: &str| Err("no file is needed".to_string());
        if let Err(issues) = load(&text, "s.toml", &files) {
            panic!("the reader refuses {other}: {issues:?}");
        }
        assert_eq!(valid(&validator, &text), Ok(()), "{other}");
    }
}

/// Scenarios that are shipped, the one to start from, and those of tests.
#[test]
fn scenarios_are_valid() {
    let validator = validator();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for folder in ["scenarios", "tests/keys", "src/cli"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|kind| kind != "toml") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            assert_eq!(valid(&validator, &text), Ok(()), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 8, "{seen}");
}
