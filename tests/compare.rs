//! `firedrill compare`: what it says of two variants, in which form, and with which exit code.

use crate::run::{Desk, Ran, checkout};
use crate::schemas::assert_comparison;
use serde_json::Value;

/// Arguments as they are typed, without quotes.
fn run(desk: &Desk, line: &str) -> Ran {
    desk.run(&line.split(' ').collect::<Vec<_>>())
}

fn json(ran: &Ran) -> Value {
    let value: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_comparison(&value);
    value
}

fn of<'v>(value: &'v Value, measure: &str) -> &'v Value {
    let all = value["differences"].as_array().unwrap();
    let found = all.iter().find(|one| one["measure"] == measure);
    found.unwrap_or_else(|| panic!("{measure} is not there"))
}

fn count(value: &Value, verdict: &str) -> usize {
    let all = value["differences"].as_array().unwrap();
    let found = all.iter().filter(|one| one["verdict"] == verdict).count();
    assert_eq!(value[verdict], found);
    found
}

/// The shipped quickstart with fewer trials: node faults, a drill, five restores that share a repository.
fn small() -> String {
    let text = std::fs::read_to_string(checkout("scenarios/quickstart.toml")).unwrap();
    let few = text.replace(
        "returns = \"4 weeks\"",
        "returns = \"4 weeks\", trials = 60",
    );
    assert_ne!(few, text);
    format!("{few}[run]\ntrials = 60\n")
}

#[test]
fn a_scenario_against_itself_has_no_difference_at_all() {
    let desk = Desk::new();
    desk.write("a.toml", &small());
    let same = json(&run(&desk, "compare a.toml a.toml --format json"));
    assert_eq!((count(&same, "worse"), count(&same, "better")), (0, 0));
    assert_eq!(count(&same, "undecided"), 0);
    assert!(count(&same, "same") > 10);
    let all = same["differences"].as_array().unwrap();
    for one in all {
        let nought = serde_json::json!({ "point": 0.0, "low": 0.0, "high": 0.0 });
        assert_eq!(
            (&one["difference"], &one["verdict"]),
            (&nought, &"same".into()),
            "{one}"
        );
        assert_eq!(
            (&one["a"], &one["paired"]),
            (&one["b"], &true.into()),
            "{one}"
        );
    }
    // Some of it was never seen: that it does not differ is known all the same.
    assert!(all.iter().any(|one| one["a"]["point"].is_null()));
    assert_eq!(same["inputs"], serde_json::json!([]));
    // The value that the file has changes no byte of it.
    let set = "stamp.alpha.node_memory=384 GiB";
    let set = desk.run(&[
        "compare", "a.toml", "a.toml", "--set", set, "--format", "json",
    ]);
    assert!(
        json(&set) == same,
        "setting what is there changes something"
    );
    let text = run(&desk, "compare a.toml --with stamp.alpha.nodes=4");
    assert_eq!(text.code, 0, "{}", text.err);
    assert!(text.out.contains("No input differs."), "{}", text.out);
}

/// Reading twice as fast: what is restored is back sooner in every strike, and nothing else moves.
#[test]
fn a_faster_repository_brings_back_sooner_and_moves_nothing_else() {
    let desk = Desk::new();
    desk.write("a.toml", &small());
    let line = "compare a.toml --with repository.vault.read=600MB/s --format json --threads";
    let ran = run(&desk, &format!("{line} 1"));
    assert_eq!(ran.code, 0);
    let value = json(&ran);
    let mttr = of(&value, "erp.mttr.lose-stamp");
    assert_eq!(mttr["verdict"], "better");
    assert_eq!(mttr["paired"], true);
    let point = |one: &Value| one["point"].as_f64().unwrap();
    let gap = point(&mttr["b"]) - point(&mttr["a"]);
    assert!((point(&mttr["difference"]) - gap).abs() < 1e-3, "{mttr}");
    // Draws of what is the same are the same: the years and what is lost do not move.
    for measure in [
        "erp.mttr.node",
        "erp.downtime",
        "erp.rpo.lose-stamp.achievable",
        "stamp.alpha.without_n_minus_1",
    ] {
        assert_eq!(of(&value, measure)["verdict"], "same", "{measure}");
    }
    // Trials of their own would have to be many more.
    assert!(mttr["variance_ratio"].as_f64().unwrap() > 5.0, "{mttr}");
    assert_eq!(value["inputs"][0]["path"], "repository.vault.read");
    assert_eq!(value["inputs"].as_array().unwrap().len(), 1);
    // The same bytes on any number of threads.
    assert_eq!(run(&desk, &format!("{line} 2")).out, ran.out);
    // Worse the other way round, and only then an exit code of 1.
    let back =
        "compare a.toml --with repository.vault.read=150MB/s --fail-on worse --only lose-stamp";
    let back = run(&desk, back);
    assert_eq!(back.code, 1, "{}", back.out);
    assert!(back.out.contains("✗ worse"), "{}", back.out);
    let fine =
        "compare a.toml --with repository.vault.read=600MB/s --fail-on worse --only lose-stamp";
    assert_eq!(run(&desk, fine).code, 0);
}

/// A longer settle is another default; more nodes are more sources: draws of those that were there stay.
#[test]
fn changed_defaults_and_more_nodes_do_not_spoil_the_pairing() {
    let desk = Desk::new();
    desk.write("a.toml", &small());
    let value = json(&desk.run(&[
        "compare",
        "a.toml",
        "--with",
        "run.settle=60 d",
        "--with",
        "stamp.beta.nodes=6; stamp.alpha.nodes=4",
        "--format",
        "json",
    ]));
    for one in value["differences"].as_array().unwrap() {
        let unseen = one["a"]["point"].is_null();
        assert!(unseen || one["paired"] == true, "{one}");
        if one["variant"] == 2 && !unseen {
            assert_eq!(one["verdict"], "same", "{one}");
        }
    }
    // What runs before the horizon moves nothing in it but what is still under way.
    let downtime = of(&value, "files.downtime");
    assert!(
        downtime["variance_ratio"].as_f64().unwrap() > 2.0,
        "{downtime}"
    );
    assert_eq!(count(&value, "better"), 0);
    assert_eq!(count(&value, "worse"), 0);
}

/// What a run left is compared trial by trial, from its rows; of another seed it is not, and that is said.
#[test]
fn results_are_paired_from_their_rows_where_these_suffice() {
    let desk = Desk::new();
    desk.write("a.toml", &small());
    assert_eq!(run(&desk, "run a.toml --quiet --out base").code, 0);
    let value = json(&run(&desk, "compare base/a a.toml --format json"));
    assert_eq!((count(&value, "worse"), count(&value, "better")), (0, 0));
    assert!(count(&value, "same") > 10);
    for one in value["differences"].as_array().unwrap() {
        assert!(
            one["paired"] == true || one["a"]["point"].is_null(),
            "{one}"
        );
    }
    let faster = "compare base/a a.toml --set repository.vault.read=600MB/s --format json";
    let faster = json(&run(&desk, faster));
    assert_eq!(of(&faster, "erp.mttr.lose-stamp")["verdict"], "better");
    assert_eq!(of(&faster, "erp.mttr.lose-stamp")["paired"], true);
    // Another seed.
    assert_eq!(
        run(&desk, "run a.toml --quiet --seed 9 --out other").code,
        0
    );
    let text = run(&desk, "compare base/a other/a");
    assert!(
        text.out
            .contains("Not held against A trial by trial: its seed is 9, that of A 1."),
        "{}",
        text.out
    );
    let value = json(&run(&desk, "compare base/a other/a --format json"));
    assert!(
        value["differences"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["paired"] == false)
    );
    assert_eq!(
        (
            count(&value, "worse"),
            count(&value, "better"),
            count(&value, "same")
        ),
        (0, 0, 0)
    );
    // Without rows their intervals are left.
    std::fs::remove_file(desk.path("base/a/outages.csv")).unwrap();
    let value = json(&run(&desk, "compare base/a a.toml --format json"));
    let why = value["variants"][1]["unpaired"].as_str().unwrap();
    assert!(why.contains("the rows of A are not there"), "{why}");
}

#[test]
fn a_page_a_table_and_json_are_written_whole() {
    let desk = Desk::new();
    desk.write("a.toml", &small());
    let line =
        "compare a.toml --with repository.vault.read=600MB/s --only lose-stamp --out made/cmp";
    let ran = run(&desk, line);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let files = crate::run::files_below(&desk.path("made"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "cmp/compare.csv",
            "cmp/compare.html",
            "cmp/compare.json",
            "cmp/files.sha256"
        ]
    );
    let value: Value = serde_json::from_str(&desk.read("made/cmp/compare.json")).unwrap();
    assert_comparison(&value);
    let rows = desk.read("made/cmp/compare.csv").lines().count();
    assert_eq!(rows, 1 + value["differences"].as_array().unwrap().len());
    let page = desk.read("made/cmp/compare.html");
    let page = page.replacen("<!DOCTYPE html>", "", 1);
    let read = roxmltree::Document::parse(&page).unwrap();
    let svg = read
        .descendants()
        .filter(|node| node.has_tag_name("svg"))
        .count();
    assert_eq!(svg, 1);
    for remote in ["http:", "https:", "<script"] {
        assert!(!page.contains(remote), "{remote}");
    }
    // A second time it is replaced; what is no comparison is left alone, before anything is simulated.
    assert_eq!(run(&desk, line).code, 0);
    desk.write("mine/notes.txt", "mine");
    let ran = run(&desk, &line.replace("made/cmp", "mine"));
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(desk.read("mine/notes.txt"), "mine");
    assert_eq!(crate::run::files_below(&desk.path("mine")).len(), 1);
    // Nor do results give way to it, nor a comparison to results.
    assert_eq!(
        run(&desk, "run a.toml --quiet --trials 2 --out made").code,
        0
    );
    let ran = run(&desk, &line.replace("made/cmp", "made/a"));
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(
        ran.err.contains("holds the results of scenario a"),
        "{}",
        ran.err
    );
}

#[test]
fn what_cannot_be_compared_is_refused_in_one_message() {
    let desk = Desk::new();
    desk.write("a.toml", &small());
    desk.write("b.toml", &small().replace("lose-stamp =", "lost-stamp ="));
    desk.write("empty/readme.txt", "x");
    desk.write("wrong/summary.json", "{}");
    assert_eq!(
        run(&desk, "run a.toml --quiet --trials 2 --out base").code,
        0
    );
    for (line, said) in [
        ("compare a.toml", "there is nothing to compare it with"),
        (
            "compare a.toml empty",
            "empty is no folder of results: it has no summary.json",
        ),
        (
            "compare a.toml wrong",
            "its summary.json is not one of firedrill's",
        ),
        ("compare a.toml nowhere.toml", "nowhere.toml"),
        (
            "compare a.toml --with stamp.alfa.nodes=6",
            "stamp `alfa` is not defined",
        ),
        ("compare a.toml --with ;", "changes nothing"),
        (
            "compare base/a --with stamp.alpha.nodes=6",
            "`--with` changes a scenario, and base/a are results",
        ),
        (
            "compare base/a base/a --only lose-stamp",
            "`--only` picks what is simulated",
        ),
        (
            "compare base/a base/a --set stamp.alpha.nodes=6",
            "all that is named are results",
        ),
        (
            "compare a.toml b.toml",
            "different drills: b.toml has no drill `lose-stamp`; a.toml has no drill `lost-stamp`",
        ),
        ("compare a.toml a.toml --only erpp", "did you mean `erp`?"),
        ("compare - a.toml", "a pipe can be read once"),
    ] {
        let ran = run(&desk, line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}: {}", ran.err);
        assert!(ran.err.contains(said), "{line}: {}", ran.err);
    }
    // What one of them alone has is told, not compared.
    let more = small().replace(
        "[hazard]",
        "mail = { stamp = \"alpha\", rto = \"4 h\", size = \"DS3_v2\" }\n[hazard]",
    );
    desk.write("c.toml", &more);
    let value = json(&run(&desk, "compare a.toml c.toml --format json"));
    assert_eq!(of(&value, "mail.downtime")["only"], "b");
    assert_eq!(of(&value, "mail.downtime")["verdict"], "undecided");
}

/// However many variants there are, each table has the letter of its own; and all are held against the first as if they were alone.
#[test]
fn the_ninth_variant_has_its_letter() {
    let desk = Desk::new();
    desk.write("a.toml", &small());
    let with = "--with repository.vault.read=600MB/s";
    let all = format!("compare a.toml {} --only lose-stamp", [with; 8].join(" "));
    let text = run(&desk, &all).out;
    let heads: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("Verdict"))
        .collect();
    assert_eq!(heads.len(), 8, "{text}");
    for (head, letter) in heads.iter().zip("BCDEFGHI".chars()) {
        let words: Vec<&str> = head.split_whitespace().filter(|one| *one != "│").collect();
        assert!(words.contains(&letter.to_string().as_str()), "{head}");
    }
    let value = json(&run(&desk, &format!("{all} --format json")));
    let of = |variant: u64| {
        let differences = value["differences"].as_array().unwrap().iter();
        let own = differences.filter(|one| one["variant"] == variant);
        own.map(|one| (one["measure"].clone(), one["difference"]["point"].clone()))
            .collect::<Vec<_>>()
    };
    assert!(!of(1).is_empty() && (2..9).all(|variant| of(variant) == of(1)));
}

/// Narrow and wide terminals: no line is longer, and no figure goes.
#[test]
fn the_table_follows_the_terminal() {
    let desk = Desk::new();
    desk.write("a.toml", &small());
    for width in [40, 72, 140] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_firedrill"))
            .args([
                "compare",
                "a.toml",
                "--with",
                "repository.vault.read=600MB/s",
                "--only",
                "lose-stamp",
            ])
            .current_dir(desk.path(""))
            .env("COLUMNS", width.to_string())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.contains("✓ better") || text.contains("better"),
            "{text}"
        );
        for line in text.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}

/// One VM with a backup; intruders who were in for 14 d strike. With credentials of its own the vault keeps a point of 14.5 d: back
/// with its data in 50 of 50 trials, though within neither objective. With those of the estate nothing is left in 50 of 50. Both miss
/// both objectives always: what differs is that one recovers, by 100 points; no trial speaks against it.
#[test]
fn what_does_not_recover_is_worse_than_what_does() {
    let desk = Desk::new();
    let scenario = |credentials: &str| {
        format!(
            "[run]\ntrials = 20\nhorizon = \"30 d\"\n[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.vault]\n\
             capacity = \"100 TiB\"\ncredentials = \"{credentials}\"\n[protection.p.backup]\nevery = \"24 h\"\n\
             chain = \"full\"\nkeep = \"35 d\"\n[application.erp]\nstamp = \"a\"\nprotection = \"p\"\nused = \"36 GB\"\n\
             rto = \"1 h\"\nrpo = \"24 h\"\n[drill.intruders]\nof = \"everything\"\nkind = \"ransomware\"\n\
             rebuild = \"10 h\"\ndwell = \"14 d\"\ntrials = 50\n"
        )
    };
    desk.write("a.toml", &scenario("own"));
    desk.write("b.toml", &scenario("shared"));
    let ran = run(
        &desk,
        "compare a.toml b.toml --only intruders --fail-on worse --format json",
    );
    assert_eq!(ran.code, 1, "{}", ran.err);
    let made = json(&ran);
    let found = of(&made, "erp.recovered.intruders");
    assert_eq!(found["a"]["point"], 1.0);
    assert_eq!(found["b"]["point"], 0.0);
    assert_eq!(found["difference"]["point"], -1.0);
    assert_eq!(found["verdict"], "worse");
    assert_eq!(found["paired"], true);
    assert_eq!(of(&made, "erp.rto.intruders.attained")["verdict"], "same");
}
