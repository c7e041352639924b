//! Every sentence of the terminal and of the report's first page, read back against the data of the same run.
//!
//! A sentence that no kind below knows turns a test red: whoever writes a new one says here where its figures come from. Nothing
//! is formatted here as the program does it: figures are parsed and compared with numbers of `summary.json` and `outages.csv`.

pub(crate) mod figures;
mod kinds;
mod page;
mod tables;

use crate::generated::generated;
use firedrill::scenario::Loaded;
use firedrill::study::Options;
use serde_json::Value;
use std::collections::BTreeMap;

/// What one run says, and the data that it says it of.
pub(crate) struct Run {
    pub(crate) summary: Value,
    /// Rows of `outages.csv`, by column.
    pub(crate) outages: Vec<BTreeMap<String, String>>,
    /// Words of the scenario that only it has: names of what is protected by what.
    pub(crate) scenario: firedrill::model::Blueprint,
    terminal: String,
    report: String,
}

impl Run {
    /// The applications of the years, or of a drill.
    pub(crate) fn applications(&self, drill: Option<&str>) -> &Value {
        let all = match drill {
            None => &self.summary,
            Some(drill) => &self.summary["drills"][drill],
        };
        &all["applications"]
    }

    /// Counted outages of an application in a run.
    pub(crate) fn outages_of(
        &self,
        run: &str,
        application: &str,
    ) -> Vec<&BTreeMap<String, String>> {
        let own = self.outages.iter();
        own.filter(|row| row["run"] == run && row["application"] == application)
            .filter(|row| row["counted"] == "true")
            .collect()
    }

    pub(crate) fn drills(&self) -> Vec<String> {
        let drills = self.summary["drills"].as_object();
        drills.map_or(vec![], |drills| drills.keys().cloned().collect())
    }
}

fn run(mut loaded: Loaded, trials: u32) -> Run {
    let blueprint = &mut loaded.blueprint;
    for drill in &mut blueprint.drills {
        drill.trials = drill.trials.min(trials);
    }
    let options = Options {
        seed: blueprint.run.seed,
        trials: blueprint.trace.is_none().then_some(trials),
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
        found.unwrap_or_else(|| panic!("no `{name}`")).1.clone()
    };
    let table = file("outages.csv");
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let outages = reader.deserialize().map(Result::unwrap).collect();
    Run {
        summary: serde_json::from_slice(&file("summary.json")).unwrap(),
        outages,
        terminal: firedrill::report::terminal(blueprint, &outcome, 400, false),
        report: String::from_utf8(file("report.html")).unwrap(),
        scenario: loaded.blueprint,
    }
}

pub(crate) fn shipped(name: &str, trials: u32) -> Run {
    let folder = crate::run::checkout("scenarios");
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let companion =
        |file: &str| std::fs::read(folder.join(file)).map_err(|error| error.to_string());
    run(
        firedrill::scenario::load(&text, name, &companion).unwrap(),
        trials,
    )
}

/// Text of a page without its marks.
fn plain(text: &str) -> String {
    let mut made = String::new();
    let mut inside = false;
    for character in text.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => made.push(character),
            _ => {}
        }
    }
    for (mark, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ] {
        made = made.replace(mark, character);
    }
    made.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Elements of this name in a piece of a page, with their text.
fn elements(page: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = vec![];
    let mut rest = page;
    while let Some(from) = rest.find(&open) {
        rest = &rest[from + open.len()..];
        if !rest.starts_with(['>', ' ']) {
            continue;
        }
        let Some(to) = rest.find(&close) else { break };
        let body = rest[..to].split_once('>').map_or("", |(_, body)| body);
        found.push(plain(body));
        rest = &rest[to..];
    }
    found
}

/// The first page: from the verdicts to what follows them.
fn first_page(report: &str) -> &str {
    let begin = report.find("id=\"verdicts\"").expect("the verdicts");
    let page = &report[begin..];
    page.find("<h2").map_or(page, |end| &page[..end])
}

/// Reads everything back; returns which kinds of sentences were met.
pub(crate) fn read_back(name: &str, run: &Run) -> Vec<&'static str> {
    let mut met = vec![];
    let mut wrong = vec![];
    for item in tables::blocks(&run.terminal) {
        let result = match &item {
            tables::Item::Sentence { text, drill } => kinds::check(run, text, drill.as_deref()),
            tables::Item::Table {
                header,
                rows,
                drill,
            } => tables::check(run, header, rows, drill.as_deref()).map(|()| "table"),
        };
        match result {
            Ok(kind) => met.push(kind),
            Err(problem) => wrong.push(format!("terminal: {problem}")),
        }
    }
    let page = first_page(&run.report);
    for sentence in elements(page, "li").into_iter().chain(elements(page, "p")) {
        match kinds::check(run, &sentence, None) {
            Ok(kind) => met.push(kind),
            Err(problem) => wrong.push(format!("first page: {problem}")),
        }
    }
    wrong.extend(page::wrong(run, page));
    let facts = elements(page, "dt").into_iter().zip(elements(page, "dd"));
    for (title, fact) in facts {
        match kinds::check_fact(run, &title, &fact) {
            Ok(kind) => met.push(kind),
            Err(problem) => wrong.push(format!("first page: {problem}")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{name}:\n{}\n{}",
        wrong.join("\n"),
        run.terminal
    );
    met.sort_unstable();
    met.dedup();
    met
}

#[test]
fn sentences_of_quickstart_are_those_of_its_data() {
    let met = read_back("quickstart", &shipped("quickstart.toml", 60));
    for kind in [
        "heading",
        "table",
        "drill",
        "waits",
        "losses",
        "beyond",
        "stamp",
        "assumptions",
    ] {
        assert!(met.contains(&kind), "{kind} in {met:?}");
    }
}

#[test]
fn sentences_of_hourly_backup_are_those_of_its_data() {
    let met = read_back("hourly-backup", &shipped("hourly-backup.toml", 40));
    assert!(met.contains(&"drill"), "{met:?}");
}

#[test]
fn sentences_of_remote_mine_are_those_of_its_data() {
    let met = read_back("remote-mine", &shipped("remote-mine.toml", 100));
    for kind in ["drill", "stopped for room"] {
        assert!(met.contains(&kind), "{kind} in {met:?}");
    }
}

#[test]
fn sentences_of_two_stamps_failover_are_those_of_its_data() {
    let met = read_back(
        "two-stamps-failover",
        &shipped("two-stamps-failover.toml", 30),
    );
    for kind in [
        "given up in a drill",
        "restored",
        "replicas in a drill",
        "replicas",
        "cut",
        "summary",
    ] {
        assert!(met.contains(&kind), "{kind} in {met:?}");
    }
}

/// A drill that takes the only repository stops nothing, and yet leaves nothing to restore from: five VMs hold data
/// of which no other copy is. A replica, or a second repository elsewhere, is one.
#[test]
fn a_drill_that_destroys_restore_points_is_not_told_as_harmless() {
    const TEXT: &str = "[run]\ntrials = 3\n[site.n]\n[site.s]\n[stamp.a]\nat = \"site.n\"\nnode_memory = \"384 GiB\"\n[stamp.b]\nlike = \"a\"\nat = \"site.s\"\n[link.l]\nbetween = [\"n\", \"s\"]\nrate = \"1 Gbps\"\n\
        [repository.v]\nat = \"site.s\"\n[repository.w]\nat = \"site.n\"\n[protection]\np.backup = { to = \"v\" }\nq.backup = { to = \"v\", copy_to = \"w\" }\nr.replication = { to = \"b\" }\n\
        [application.x]\nstamp = \"a\"\nrto = \"4 h\"\ncount = 4\nprotection = \"p\"\n[application.y]\nstamp = \"a\"\nrto = \"4 h\"\nprotection = \"p\"\n[application.z]\nstamp = \"a\"\nrto = \"4 h\"\nprotection = \"q\"\n[application.twin]\nstamp = \"a\"\nrto = \"4 h\"\nprotection = [\"p\", \"r\"]\n\
        [drill.lose]\nof = \"repository.v\"\ndestroys = true\nreturns = \"28 d\"\ntrials = 5\n[drill.part]\nof = \"site.s\"\ndestroys = \"20 %\"\nreturns = \"28 d\"\ntrials = 5\n[drill.cut]\nof = \"repository.v\"\nreturns = \"28 d\"\ntrials = 5\n[drill.home]\nof = \"site.n\"\ndestroys = true\nreturns = \"28 d\"\ntrials = 5\n";
    let files = |_: &str| Err(String::new());
    let loaded = firedrill::scenario::load(TEXT, "s.toml", &files).unwrap();
    let ran = run(loaded, 3);
    let met = read_back("points", &ran);
    assert!(met.contains(&"points destroyed"), "{met:?}");
    let terminal = ran
        .terminal
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for (drill, rest) in [
        (
            "lose",
            "repository v: no restore point of 5 VMs is left, and until new ones are complete what takes their disks takes all their data: x, y.",
        ),
        (
            "part",
            "repository v with a probability of 20 %: no restore point of 5 VMs is left",
        ),
    ] {
        let sentence = format!("Drill {drill} destroys what lies in {rest}");
        assert!(terminal.contains(&sentence), "{sentence}\n{terminal}");
        assert!(plain(&ran.report).contains(&sentence), "{sentence}");
    }
    assert!(!terminal.contains("Drill cut destroys") && !terminal.contains("Drill home destroys"));
}

#[test]
fn sentences_of_scenarios_that_nobody_thought_of_are_those_of_their_data() {
    let mut read = 0;
    let mut failed = vec![];
    for seed in 0..200 {
        let (text, trace) = generated(seed);
        let companion = |_: &str| Ok(trace.as_bytes().to_vec());
        let Ok(loaded) = firedrill::scenario::load(&text, "generated.toml", &companion) else {
            continue;
        };
        let name = format!("seed {seed}");
        let ran = run(loaded, 6);
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read_back(&name, &ran)))
            .is_err()
        {
            failed.push(seed);
        }
        read += 1;
        if read == 40 {
            break;
        }
    }
    assert!(failed.is_empty(), "seeds that fail: {failed:?}");
    assert!(read >= 30, "{read}");
}

/// Words that follow a number in texts of ours, as they are for several.
const SEVERAL: [&str; 24] = [
    "trials",
    "drills",
    "applications",
    "VMs",
    "outages",
    "groups",
    "jobs",
    "nodes",
    "strikes",
    "faults",
    "warnings",
    "rows",
    "disks",
    "volumes",
    "misses",
    "years",
    "values",
    "assumptions",
    "recoveries",
    "queues",
    "rebuilds",
    "copies",
    "stamps",
    "backups",
];

/// Places where one of something is told as several.
fn one_as_several(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| {
        word.trim_matches(|c: char| !c.is_alphanumeric())
            .to_string()
    };
    words
        .windows(2)
        // An interval that ends in one, and a share or a rate of one, are followed by other words.
        .filter(|pair| {
            pair[0].trim_start_matches('(') == "1" && SEVERAL.contains(&bare(pair[1]).as_str())
        })
        .map(|pair| pair.join(" "))
        .collect()
}

#[test]
fn one_of_something_is_never_told_as_several() {
    assert_eq!(one_as_several("Drill a (1 trials): 1 VM"), ["(1 trials):"]);
    let mut runs = vec![
        shipped("quickstart.toml", 1),
        shipped("two-stamps-failover.toml", 1),
    ];
    for seed in 0..12 {
        let (text, trace) = generated(seed);
        let companion = |_: &str| Ok(trace.as_bytes().to_vec());
        if let Ok(loaded) = firedrill::scenario::load(&text, "generated.toml", &companion) {
            runs.push(run(loaded, 1));
        }
    }
    let mut found = vec![];
    for run in &runs {
        found.extend(one_as_several(&run.terminal));
        // Drawings have their texts in the page as well.
        found.extend(one_as_several(&plain(&run.report.replace("</", " </"))));
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{found:?}");
}
