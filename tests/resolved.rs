//! A resolved scenario is the scenario: read again, it gives the same text, hash, blueprint, assumptions and
//! warnings, and a run of it the same bytes.
//!
//! Nothing may differ but the lines of warnings, which are those of the file that was read: results do not hold
//! them. The name stands in the resolved scenario, so it is the same however the file is called.

use crate::generated::generated;
use crate::keys;
use crate::run::checkout;
use crate::stress::EVERYTHING;
use firedrill::model::Blueprint;
use firedrill::scenario::{Loaded, load};
use firedrill::study::Options;
use std::fs;

/// What a scenario reads beside itself.
type Beside<'b> = &'b dyn Fn(&str) -> Result<Vec<u8>, String>;

/// A blueprint as text, without the lines of warnings.
fn content(blueprint: &Blueprint) -> String {
    let mut blueprint = blueprint.clone();
    blueprint.lints.iter_mut().for_each(|lint| lint.line = 0);
    format!("{blueprint:#?}")
}

/// The first line in which two texts differ.
fn difference(what: &str, first: &str, second: &str) -> Result<(), String> {
    if first == second {
        return Ok(());
    }
    let mut lines = first.lines().zip(second.lines());
    Err(match lines.find(|(one, other)| one != other) {
        Some((one, other)) => format!("{what}: `{}` became `{}`", one.trim(), other.trim()),
        None => format!("{what}: {} bytes became {}", first.len(), second.len()),
    })
}

/// The resolved scenario, read with nothing but the files that were written beside it.
fn reload(first: &Loaded) -> Result<Loaded, String> {
    let files = |wanted: &str| {
        let found = first.companions.iter().find(|(name, _)| name == wanted);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| format!("{wanted} was not written"))
    };
    load(&first.resolved, "scenario.resolved.toml", &files).map_err(|issues| {
        let messages: Vec<String> = issues.into_iter().map(|issue| issue.message()).collect();
        format!("refused when read again: {}", messages.join("; "))
    })
}

/// What differs between a scenario and its resolved form.
pub(crate) fn resolves_to_itself(first: &Loaded) -> Result<Loaded, String> {
    let again = reload(first)?;
    difference("resolved text", &first.resolved, &again.resolved)?;
    difference(
        "blueprint",
        &content(&first.blueprint),
        &content(&again.blueprint),
    )?;
    if first.companions != again.companions {
        return Err("the files beside it differ".to_string());
    }
    Ok(again)
}

/// A loaded scenario's results, all files.
fn results(loaded: &Loaded) -> Vec<(String, Vec<u8>)> {
    let options = Options {
        seed: loaded.blueprint.run.seed,
        trials: Some(2),
        threads: 1,
    };
    let made = firedrill::report::in_memory(&loaded.blueprint, &options, &|_, _| {});
    let (outcome, rows) = made.unwrap();
    let blueprint = &loaded.blueprint;
    let files = firedrill::report::files(blueprint, &outcome, &loaded.resolved, "firedrill");
    let mut files = files.unwrap();
    files.extend(
        rows.into_iter()
            .map(|(name, rows)| (name.to_string(), rows)),
    );
    files
}

/// All scenarios of a kind and what went wrong with them.
#[derive(Default)]
struct Tried {
    accepted: usize,
    wrong: Vec<String>,
}

impl Tried {
    /// Reads a scenario; one that is refused has nothing to resolve.
    fn read(&mut self, name: &str, text: &str, beside: Beside<'_>) -> Option<(Loaded, Loaded)> {
        let first = load(text, &format!("{name}.toml"), beside).ok()?;
        self.accepted += 1;
        match resolves_to_itself(&first) {
            Ok(again) => Some((first, again)),
            Err(wrong) => {
                self.wrong.push(format!("{name}: {wrong}"));
                None
            }
        }
    }

    /// The scenario as it is, and again without each of its lines: what was stated is left to a default.
    fn read_without_each_line(&mut self, name: &str, text: &str, beside: Beside<'_>) {
        self.read(name, text, beside);
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut kept = lines.clone();
            kept.remove(number);
            let name = format!("{name} without `{line}`");
            self.read(&name, &kept.join("\n"), beside);
        }
    }

    fn finish(self, at_least: usize) {
        let wrong = self.wrong.join("\n");
        assert!(wrong.is_empty(), "of {} scenarios:\n{wrong}", self.accepted);
        assert!(self.accepted >= at_least, "only {}", self.accepted);
    }
}

fn shipped(name: &str) -> Result<Vec<u8>, String> {
    fs::read(checkout("scenarios").join(name)).map_err(|error| error.to_string())
}

#[test]
fn shipped_scenarios_resolve_to_themselves_whatever_is_left_out() {
    let mut tried = Tried::default();
    for entry in fs::read_dir(checkout("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            tried.read_without_each_line(&name, &text, &shipped);
        }
    }
    tried.finish(100);
}

#[test]
fn scenarios_of_every_key_resolve_to_themselves() {
    let mut tried = Tried::default();
    for (key, text, rows) in keys::all() {
        let beside = |_: &str| Ok(rows.as_bytes().to_vec());
        tried.read(&key, &text, &beside);
    }
    tried.finish(300);
}

#[test]
fn scenarios_without_one_of_their_lines_resolve_to_themselves() {
    let mut tried = Tried::default();
    tried.read_without_each_line("base", keys::BASE, &shipped);
    tried.read_without_each_line("everything", EVERYTHING, &shipped);
    tried.finish(100);
}

#[test]
fn generated_scenarios_resolve_to_themselves() {
    let mut tried = Tried::default();
    for seed in 0..120 {
        let (text, trace) = generated(seed);
        let beside = |_: &str| Ok(trace.as_bytes().to_vec());
        let name = format!("seed {seed}");
        let Some((first, again)) = tried.read(&name, &text, &beside) else {
            continue;
        };
        if seed.is_multiple_of(30) && results(&first) != results(&again) {
            tried.wrong.push(format!("{name}: other results"));
        }
        if seed.is_multiple_of(12) {
            tried.read_without_each_line(&name, &text, &beside);
        }
    }
    tried.finish(500);
}

/// A stamp, a site and a depot, for the scenarios below.
pub(crate) const START: &str = "[run]\ntrials = 2\nhorizon = \"30 d\"\n[site.mine]\n[stamp.pod]\nnode_memory = \"384 GiB\"\n[repository.vault]\n[protection.p.backup]\n[protection.n.none]\n";

/// What people leave out in one place and state in another, and what changes nothing where it stands.
pub(crate) const DIFFERENT: &[(&str, &str)] = &[
    (
        "a share for hosts without a reserve",
        "[stamp.other]\nnode_memory = \"256 GiB\"\nreserve = \"none\"\nhost_os = \"20 %\"\n[stamp.third]\nlike = \"other\"\n[application.x]\nexpendable = true\nstamp = \"pod\"\n",
    ),
    (
        "a tier that is stated as it is by default, and one that is left out",
        "[application.a]\ntier = 3\nexpendable = true\n[application.b]\nexpendable = true\n[application.c]\ntier = 1\nexpendable = true\n",
    ),
    (
        "roles whose state is stated, and worked out both ways",
        "[application.a]\nexpendable = true\nrole.one = { stateful = false, protection = \"n\" }\nrole.two = { protection = \"p\" }\nrole.three = { protection = \"n\" }\nrole.four = { stateless = true, protection = \"n\", boot = \"4 min\" }\n",
    ),
    (
        "state that is worked out one way and stated the other",
        "[application.a]\nexpendable = true\nrole.a = { stateless = true, protection = \"n\" }\nrole.b = { protection = \"p\" }\n",
    ),
    (
        "VMs of which some state what is the default",
        "[application.a]\nexpendable = true\nrole.one = { count = 3, protection = \"p\" }\nrole.two = { count = 2, protection = \"p\", churn = \"5 %/day\", disks = 2, memory = \"8 GiB\" }\n[vm.z]\napplication = \"a\"\nrole = \"three\"\nused = \"1 GiB\"\n",
    ),
    (
        "changes by the week and the year",
        "[application.a]\nexpendable = true\nprotection = \"p\"\nchurn = \"1 %/week\"\ngrowth = \"7 %/year\"\nrole.b = { churn = \"3 GiB/week\", growth = \"1 B/year\" }\nrole.a = {}\n",
    ),
    (
        "a time until somebody notices where nobody is needed",
        "[application.a]\nexpendable = true\nprotection = \"p\"\n[hazard.x]\nof = \"stamp.pod\"\nevery = \"90 d\"\nreturns = \"1 h\"\ndetect = { uniform = [\"1 min\", \"2 min\"] }\n[hazard.y]\nof = \"application.a\"\nkind = \"deletion\"\nevery = \"90 d\"\ndetect = \"5 min\"\n[fault.z]\nof = \"stamp.pod\"\nat = \"3 d\"\nlasts = \"1 h\"\ndetect = \"7 min\"\n[drill.w]\nof = \"stamp.pod\"\ndestroys = true\ndetect = \"8 min\"\n",
    ),
    (
        "objectives by class, and one for all written as a table",
        "[application.a]\nrto = { default = \"4 h\" }\nrpo = { node = \"0 s\", site = \"8 h\", default = \"1 d\" }\nrpo_share = \"90 %\"\nprotection = \"p\"\n[application.b]\nrto = { node = \"4 h\" }\nprotection = \"p\"\n",
    ),
    (
        "laws whose numbers are no whole milliseconds",
        "[application.a]\nexpendable = true\nprotection = \"p\"\nboot = { lognormal = { p10 = \"1.1 min\", p95 = \"7.77 min\" } }\nvalidate = { gamma = { shape = 0.3333333333333333, scale = \"0.1 ms\" } }\n[hazard.x]\nof = \"node\"\nevery = { weibull = { shape = 0.7, scale = \"9_000_000 years\" } }\n[hazard.y]\nof = \"node\"\nevery = { constant = \"1.7 d\" }\nrepair = { triangular = [\"1.1 s\", \"2.2 s\", \"3.3 s\"] }\n",
    ),
    (
        "names with letters of all languages, and a description with every sign",
        "[application.\"Größe-1\"]\nexpendable = true\nprotection = \"p\"\n[vm.\"наш сервер.1/a\"]\napplication = \"Größe-1\"\n[application.\"数据\"]\nexpendable = true\n",
    ),
    (
        "no protection by a list of none, and by leaving it out",
        "[application.a]\nrto = \"4 h\"\nrole.one = { protection = [] }\nrole.two = {}\n[vm.x]\napplication = \"a\"\nrole = \"three\"\nprotection = []\n",
    ),
    (
        "racks of all, some and no nodes",
        "[stamp.more]\nnode_memory = \"384 GiB\"\nnodes = 6\n[rack.a]\nstamp = \"more\"\nnodes = 2\n[rack.b]\nstamp = \"more\"\nnodes = [6, 4]\n[rack.c]\nstamp = \"more\"\nnodes = []\n[application.a]\nexpendable = true\nstamp = \"more\"\n[hazard.x]\nof = [\"rack\", \"stamp.more.node.1\", \"stamp.more.node.2\", \"control_plane\"]\nevery = \"90 d\"\nreturns = \"1 h\"\n",
    ),
    (
        "a fault at instants in any order, and hours over the end of the week",
        "[crew.c]\nhours = \"Sun 20:00-06:00, Fri-Mon 22:00-02:00\"\n[application.a]\nexpendable = true\n[fault.z]\nof = \"stamp.pod\"\nat = [\"3 d\", \"1 d 2 h\", \"0 s\"]\nrepair = \"1 h\"\ncrew = \"c\"\n[drill.w]\nof = \"stamp.pod\"\nat = \"sunday 24:00\"\nreturns = \"1 h\"\n",
    ),
    (
        "a repair that outlasts the longest run-in",
        "[application.a]\nexpendable = true\nprotection = \"p\"\n[hazard.x]\nof = \"stamp.pod\"\nevery = \"9 years\"\nreturns = { exponential = \"900 d\" }\n",
    ),
    (
        "a VM that is named as counted ones of another application are",
        "[application.a]\nexpendable = true\n[application.b]\nexpendable = true\ncount = 2\n[vm.\"b/main/3\"]\napplication = \"a\"\nrole = \"other\"\n",
    ),
    (
        "trials until it is known well enough",
        "[application.a]\nrto = \"4 h\"\nprotection = \"p\"\n[drill.w]\nof = \"stamp.pod\"\ndestroys = true\n",
    ),
    (
        "jobs that keep a count of points, start by day or hour, and are retried never",
        "[protection.q.backup]\nchain = \"full\"\nkeep = 7\nevery = \"1 h\"\nretries = 0\nwindow = \"00:00-24:00\"\nphase = \"30 min\"\n[protection.r.backup]\nfull_every = \"weekly\"\nevery = \"daily\"\nwindow = \"22:00-00:00\"\nreduction = 1e-1\n[application.a]\nexpendable = true\nrole.x = { protection = \"q\" }\nrole.y = { protection = \"r\" }\n",
    ),
];

#[test]
fn what_is_stated_here_and_left_out_there_stays_so() {
    let mut tried = Tried::default();
    for (name, rest) in DIFFERENT {
        let description = "description = \"a \\\"b\\\" \\\\ \\t \\u0007 \\u0085 \\U0001F600\"\n";
        let trials = "trials = { until = \"a.rto.stamp\", half_width = \"0.3 %\", at_most = 900 }";
        let mut text = format!("{description}{START}{rest}");
        if name.starts_with("trials until") {
            text = text.replace("trials = 2", trials);
        }
        match tried.read(name, &text, &shipped) {
            Some((first, again)) if results(&first) != results(&again) => {
                tried.wrong.push(format!("{name}: other results"));
            }
            _ => {}
        }
        tried.read_without_each_line(name, &text, &shipped);
    }
    for (name, rest) in DIFFERENT {
        let text = format!("{START}{rest}");
        if let Err(issues) = load(&text, "x.toml", &shipped) {
            tried
                .wrong
                .push(format!("{name}: refused: {}", issues[0].message()));
        }
    }
    tried.finish(DIFFERENT.len());
}

#[test]
fn a_trace_keeps_its_groups_and_causes_whatever_is_in_their_cells() {
    let text = format!(
        "{START}[application.a]\nexpendable = true\n[trace]\nfile = \"t.csv\"\ngroup = \"g\"\nnode = \"n\"\ncause = \"c\"\nstart = {{ column = \"s\", unit = \"h\" }}\nlength = {{ column = \"l\", unit = \"s\" }}\n"
    );
    let cells = [
        "plain",
        "\" both sides \"",
        "\"#note\"",
        "#mark",
        "'=1+1",
        "'-x",
        "-5",
        "+",
        "\"a,b\"",
        "\"say \"\"x\"\"\"",
        "1.0",
        "\"\"",
        "'quoted'",
        "''=x",
        "\"\u{a0}wide\u{a0}\"",
        "10",
        "9",
        "Zoë",
    ];
    let mut rows = String::from("n,g,c,s,l\n");
    for (number, cell) in cells.iter().enumerate() {
        let length = [0.25, 61.0, 3_600.001][number % 3];
        rows.push_str(&format!(
            "{},{cell},{cell},{}.017,{length}\n",
            number % 4 + 1,
            number * 30
        ));
    }
    let beside = |_: &str| Ok(rows.clone().into_bytes());
    let mut tried = Tried::default();
    let read = tried.read("trace", &text, &beside);
    let groups = read.map(|(first, _)| first.blueprint.trace.unwrap().groups.len());
    assert_eq!(groups, Some(cells.len()), "{:?}", tried.wrong);
    tried.finish(1);
}
