//! What `check` says with names: codes that are explained, advice that is allowed or denied, and forms for programs.
//!
//! Always true here: what a form says is read back, by a strict reader where there is one.

use crate::run::Desk;
use firedrill::scenario::{Loaded, load};
use serde_json::Value;

const LEGAL: &str = "[stamp.a]\nnode_memory = '384 GiB'\n[application.x]\n[crew.c]\n";
const BROKEN: &str = "# ü\n[stamp.a]\nnode_memory = '384 gib'\n[application.\"x\"]\n\"rtö\" = '1 h'\nprotection = 'gold'\n";

fn read(text: &str) -> Loaded {
    let files = |_: &str| Err("there is no such file".to_string());
    load(text, "s.toml", &files).unwrap_or_else(|issues| panic!("{issues:#?}"))
}

fn codes(loaded: &Loaded) -> Vec<String> {
    let lints = loaded.blueprint.lints.iter();
    lints.map(|lint| lint.code().to_string()).collect()
}

#[test]
fn what_is_allowed_is_told_apart_with_its_reason_and_what_allows_nothing_too() {
    assert_eq!(codes(&read(LEGAL)), ["FD520", "FD524", "FD570", "FD621"]);
    let text = format!(
        "allow = [{{ rule = 'FD520', reason = ' a pilot ' }}, {{ rule = 'FD621', reason = 'on call' }}, {{ rule = 'FD549', reason = 'old' }}]\n{LEGAL}"
    );
    let loaded = read(&text);
    assert_eq!(codes(&loaded), ["FD524", "FD570", "FD574"]);
    let allowed = &loaded.blueprint.allowed;
    let told: Vec<(String, &str, usize)> = allowed
        .iter()
        .map(|one| (one.rule.to_string(), one.reason.as_str(), one.lints.len()))
        .collect();
    let expected = [
        ("FD520", "a pilot", 1),
        ("FD549", "old", 0),
        ("FD621", "on call", 1),
    ];
    assert_eq!(
        told,
        expected.map(|(code, reason, count)| (code.to_string(), reason, count))
    );
    // The resolved scenario allows the same, and is told the same.
    let again = read(&loaded.resolved);
    assert_eq!(codes(&again), codes(&loaded));
    assert_eq!(again.blueprint.sha256, loaded.blueprint.sha256);
    // Whoever allows allowances that nothing needs has no advice about them.
    let all = text.replace(
        "[{",
        "[{ rule = 'FD574', reason = 'shared with others' }, {",
    );
    assert_eq!(codes(&read(&all)), ["FD524", "FD570"]);
}

#[test]
fn results_say_what_is_allowed() {
    let desk = Desk::new();
    let allow =
        "allow = [{ rule = 'FD520', reason = 'a pilot' }]\n[run]\ntrials = 2\nhorizon = '30 d'\n";
    desk.write("s.toml", &format!("{allow}{LEGAL}"));
    let ran = desk.run(&["run", "s.toml", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let summary: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(summary["allowed"][0]["code"], "FD520");
    assert_eq!(summary["allowed"][0]["reason"], "a pilot");
    assert_eq!(summary["warnings"].as_array().map(Vec::len), Some(3));
    let page = desk.read("out/s/report.html");
    assert!(page.contains("Allowed: FD520:") && page.contains("(reason: a pilot)"));
    let check = desk.run(&["check", "s.toml"]);
    assert!(
        check.out.contains("\nallowed\n  FD520, 1 time: a pilot\n"),
        "{}",
        check.out
    );
    assert!(!check.out.contains("advice[FD520]"), "{}", check.out);
}

#[test]
fn advice_is_denied_only_where_it_is_asked_and_not_allowed() {
    let desk = Desk::new();
    desk.write("s.toml", LEGAL);
    assert_eq!(desk.run(&["check", "s.toml"]).code, 0);
    let denied = desk.run(&["check", "s.toml", "--deny", "advice"]);
    assert_eq!(denied.code, 1);
    assert!(
        denied
            .err
            .starts_with("error: 4 pieces of advice are denied"),
        "{}",
        denied.err
    );
    assert!(denied.out.contains("advice[FD621]"), "{}", denied.out);
    for format in ["json", "github", "sarif"] {
        let ran = desk.run(&["check", "s.toml", "--deny", "advice", "--format", format]);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{format}");
        assert_eq!(desk.run(&["check", "s.toml", "--format", format]).code, 0);
    }
    let rules = ["FD520", "FD524", "FD570", "FD621"];
    let entries = rules.map(|rule| format!("{{ rule = '{rule}', reason = 'a pilot' }}"));
    desk.write(
        "a.toml",
        &format!("allow = [{}]\n{LEGAL}", entries.join(", ")),
    );
    let allowed = desk.run(&["check", "a.toml", "--deny", "advice"]);
    assert_eq!(allowed.code, 0, "{}", allowed.err);
    assert_eq!(
        desk.run(&["check", "quickstart", "--deny", "advice"]).code,
        0
    );
}

#[test]
fn json_has_every_problem_and_advice_with_its_place() {
    let desk = Desk::new();
    desk.write("b.toml", BROKEN);
    let ran = desk.run(&["check", "b.toml", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, ""));
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["schema"], "firedrill.check/1");
    assert_eq!(told["valid"], false);
    let places: Vec<(&str, u64, u64, u64)> = told["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let number = |key: &str| one[key].as_u64().unwrap();
            assert_eq!(one["file"], "b.toml");
            (
                one["code"].as_str().unwrap(),
                number("line"),
                number("column"),
                number("end_column"),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("FD139", 3, 15, 24),
            ("FD160", 5, 1, 6),
            ("FD203", 6, 14, 20)
        ]
    );
    desk.write("s.toml", LEGAL);
    let ran = desk.run(&["check", "s.toml", "--format", "json", "--set", "crew.d={}"]);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["valid"], true);
    let crews = told["advice"].as_array().unwrap().iter();
    let crews: Vec<&Value> = crews.filter(|one| one["code"] == "FD621").collect();
    assert_eq!(crews.len(), 2, "{told:#}");
    assert!(
        crews
            .iter()
            .any(|one| one["line"] == 4 && one["file"] == "s.toml"),
        "{told:#}"
    );
    assert!(
        crews
            .iter()
            .any(|one| one["argument"] == "--set crew.d={}" && one["file"].is_null())
    );
    let gone = desk.run(&["check", "gone.toml", "--format", "json"]);
    let told: Value = serde_json::from_str(&gone.out).unwrap();
    assert_eq!(
        (gone.code, &told["problems"][0]["code"]),
        (2, &Value::from("FD129"))
    );
}

#[test]
fn annotations_have_file_line_and_column() {
    let desk = Desk::new();
    desk.write("dir/b.toml", BROKEN);
    let ran = desk.run(&["check", "dir/b.toml", "--format", "github"]);
    assert_eq!(ran.code, 2);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.out);
    let first = "::error file=dir/b.toml,line=3,col=15,endLine=3,endColumn=24,title=FD139 An unknown unit of data::";
    assert!(lines[0].starts_with(first), "{}", ran.out);
    desk.write("s.toml", LEGAL);
    let ran = desk.run(&["check", "s.toml", "--format", "github"]);
    assert!(
        ran.out.contains("::warning file=s.toml,line=4,"),
        "{}",
        ran.out
    );
}

/// What the published schema of SARIF 2.1.0 says of the parts that are written here; every object is closed there as well. (The output was held
/// against the published one itself, which is not repeated here.)
const SARIF: &str = r##"{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "definitions": {
    "message": { "type": "object", "required": ["text"], "additionalProperties": false, "properties": { "text": { "type": "string", "minLength": 1 } } },
    "level": { "enum": ["none", "note", "warning", "error"] },
    "position": { "type": "integer", "minimum": 1 },
    "region": { "type": "object", "required": ["startLine"], "additionalProperties": false, "properties": {
      "startLine": { "$ref": "#/definitions/position" }, "startColumn": { "$ref": "#/definitions/position" },
      "endLine": { "$ref": "#/definitions/position" }, "endColumn": { "$ref": "#/definitions/position" } } },
    "location": { "type": "object", "additionalProperties": false, "properties": {
      "logicalLocations": { "type": "array", "uniqueItems": true, "items": { "type": "object", "additionalProperties": false, "properties": {
        "fullyQualifiedName": { "type": "string" } } } },
      "physicalLocation": { "type": "object", "required": ["artifactLocation"], "additionalProperties": false, "properties": {
        "artifactLocation": { "type": "object", "additionalProperties": false, "properties": {
          "uri": { "type": "string", "pattern": "^[A-Za-z0-9._~/:%-]+$" } } },
        "region": { "$ref": "#/definitions/region" } } } } },
    "rule": { "type": "object", "required": ["id"], "additionalProperties": false, "properties": {
      "id": { "type": "string" },
      "shortDescription": { "$ref": "#/definitions/message" }, "fullDescription": { "$ref": "#/definitions/message" },
      "help": { "$ref": "#/definitions/message" },
      "defaultConfiguration": { "type": "object", "additionalProperties": false, "properties": { "level": { "$ref": "#/definitions/level" } } } } },
    "result": { "type": "object", "required": ["message"], "additionalProperties": false, "properties": {
      "ruleId": { "type": "string" }, "ruleIndex": { "type": "integer", "minimum": -1 },
      "level": { "$ref": "#/definitions/level" }, "message": { "$ref": "#/definitions/message" },
      "locations": { "type": "array", "items": { "$ref": "#/definitions/location" } },
      "suppressions": { "type": "array", "uniqueItems": true, "items": { "type": "object", "required": ["kind"], "additionalProperties": false, "properties": {
        "kind": { "enum": ["inSource", "external"] }, "justification": { "type": "string" } } } } } },
    "run": { "type": "object", "required": ["tool"], "additionalProperties": false, "properties": {
      "columnKind": { "enum": ["utf16CodeUnits", "unicodeCodePoints"] },
      "tool": { "type": "object", "required": ["driver"], "additionalProperties": false, "properties": { "driver": { "type": "object", "required": ["name"], "additionalProperties": false, "properties": {
        "name": { "type": "string" }, "version": { "type": "string" },
        "rules": { "type": "array", "uniqueItems": true, "items": { "$ref": "#/definitions/rule" } } } } } },
      "results": { "type": "array", "items": { "$ref": "#/definitions/result" } } } }
  },
  "type": "object",
  "required": ["version", "runs"],
  "additionalProperties": false,
  "properties": {
    "$schema": { "type": "string" },
    "version": { "enum": ["2.1.0"] },
    "runs": { "type": "array", "minItems": 1, "items": { "$ref": "#/definitions/run" } }
  }
}"##;

#[test]
fn sarif_has_what_its_schema_requires() {
    let desk = Desk::new();
    let schema: Value = serde_json::from_str(SARIF).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    desk.write("a dir/b.toml", BROKEN);
    desk.write(
        "s.toml",
        &format!("allow = [{{ rule = 'FD520', reason = 'a pilot' }}]\n{LEGAL}"),
    );
    for (arguments, results) in [
        (&["check", "a dir/b.toml"][..], 3),
        (&["check", "s.toml", "--set", "crew.d={}"], 5),
        (&["check", "quickstart"], 0),
        (&["check", "gone.toml"], 1),
    ] {
        let mut all = arguments.to_vec();
        all.extend(["--format", "sarif"]);
        let told: Value = serde_json::from_str(&desk.run(&all).out).unwrap();
        let wrong: Vec<String> = schema
            .iter_errors(&told)
            .map(|one| one.to_string())
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let run = &told["runs"][0];
        let found = run["results"].as_array().unwrap();
        assert_eq!(found.len(), results, "{told:#}");
        for one in found {
            let index = one["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], one["ruleId"]);
        }
        if results == 3 {
            let place = &found[0]["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "a%20dir/b.toml");
            assert_eq!(place["region"]["startLine"], 3);
            assert_eq!(found[0]["level"], "error");
        }
        if results == 5 {
            let spared = found.iter().find(|one| one["ruleId"] == "FD520").unwrap();
            assert_eq!(spared["suppressions"][0]["justification"], "a pilot");
        }
    }
}

#[test]
fn codes_are_listed_and_explained() {
    let desk = Desk::new();
    let rules = desk.run(&["rules"]);
    assert_eq!(rules.code, 0);
    let lines: Vec<&str> = rules.out.lines().collect();
    assert!(
        lines.contains(&"FD101  problem   The file is not TOML"),
        "{}",
        rules.out
    );
    assert!(
        lines.contains(&"FD525  advice    A set backed up at VM level"),
        "{}",
        rules.out
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("FD701  finding   ")),
        "{}",
        rules.out
    );
    let mut sorted = lines.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted, lines);
    for line in &lines {
        let code = line.split(' ').next().unwrap();
        let told = desk.run(&["explain", code]);
        assert_eq!(told.code, 0, "{code}: {}", told.err);
        assert!(told.out.contains("\nSource: "), "{code}: {}", told.out);
    }
    let told = desk.run(&["explain", "fd525"]).out;
    for part in [
        "FD525, advice: A set backed up at VM level\n",
        "should not be backed up at the VM level",
        "Source: Protect VMs deployed on Azure Stack Hub - Modular Data Center (MDC), Microsoft: Planning",
        "\nWrong:\n\n    [stamp.a]\n",
        "    set = 'scale_set'\n",
        "FD525: role `main` of application `x` is a set that is backed up at VM level",
        "\nRight:\n",
        "scope = 'data'",
        "allow = [{ rule = \"FD525\"",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let wrong = desk.run(&["explain", "FD1011"]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("there is no rule `FD1011`")
            && wrong.err.contains("did you mean `FD101`?"),
        "{}",
        wrong.err
    );
}

/// Objectives by arithmetic, each rule where it fires and next to where it does not.
#[test]
fn objectives_below_what_an_idle_system_needs_are_told() {
    let restored = |rto: &str, used: &str, more: &str| {
        format!(
            "[stamp]\na = {{ node_memory = '384 GiB' }}\nb = {{ node_memory = '384 GiB' }}\n[repository]\nv = {{ read = '100 MB/s', write = '100 MB/s' }}\n\
             [protection]\np.backup = {{ every = '4 h', restore_to = 'b', reduction = 1.0, detect = '10 min', decide = '20 min', provision = '10 min' }}\nq.replication = {{ to = 'b' }}\n\
             [application.x]\nstamp = 'a'\nboot = '10 min'\nvalidate = '10 min'\nused = '{used}'\nchurn = '0 B/s'\nrto = '{rto}'\n{more}\n[drill.d]\nof = 'stamp.a'\ndestroys = true\nreturns = '28 d'\n"
        )
    };
    let told = |text: &str, code: &str| codes(&read(text)).iter().any(|one| one == code);
    // 10 + 20 + 10 + 10 + 10 min, and 360 GB at 100 MB/s take 60 min: two hours.
    let backup = "protection = 'p'";
    assert!(told(&restored("119 min", "360 GB", backup), "FD535"));
    assert!(!told(&restored("121 min", "360 GB", backup), "FD535"));
    assert!(!told(&restored("119 min", "350 GB", backup), "FD535"));
    // A replica is failed over to instead: with its defaults that takes 2.28 h on the mean, with 10 + 20 + 5 min, boots and checks less than one.
    let failed_over = restored("119 min", "360 GB", "protection = ['p', 'q']");
    assert!(told(&failed_over, "FD535"));
    let quick =
        "q.replication = { to = 'b', detect = '10 min', decide = '20 min', failover = '5 min' }";
    assert!(!told(
        &failed_over.replace("q.replication = { to = 'b' }", quick),
        "FD535"
    ));
    // Where the decision takes between nothing and 40 min, the least sum is 100 min and the mean two hours.
    let spread = |rto: &str| {
        restored(rto, "360 GB", backup).replace(
            "decide = '20 min'",
            "decide = { uniform = ['0 s', '40 min'] }",
        )
    };
    assert!(told(&spread("119 min"), "FD534") && !told(&spread("119 min"), "FD535"));
    assert!(!told(&spread("121 min"), "FD534"));
    assert!(told(&spread("99 min"), "FD535") && !told(&spread("99 min"), "FD534"));
    // Four hours between jobs that carry nothing: 95 % of losses need 3 h 48 min.
    let loss = |rpo: &str| restored("9 h", "360 GB", &format!("{backup}\nrpo = '{rpo}'"));
    assert!(told(&loss("227 min"), "FD536"));
    assert!(!told(&loss("229 min"), "FD536"));
    // A set of which some are enough needs something that finds them.
    let set = |keys: &str| {
        format!(
            "[stamp.a]\nnode_memory = '384 GiB'\n[protection.h.high_availability]\n[application.x]\nstateless = true\n{keys}\n"
        )
    };
    assert!(told(
        &set("count = 3\nrequired = 2\nset = 'availability_set'"),
        "FD533"
    ));
    assert!(!told(&set("count = 3\nset = 'availability_set'"), "FD533"));
    assert!(!told(
        &set("count = 3\nrequired = 2\nset = 'availability_set'\nprotection = 'h'"),
        "FD533"
    ));
}
