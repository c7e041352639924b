//! Sentences of the documents that state results, read against the committed results.
//!
//! A sentence of the page on the container that holds a figure is either among the statements below, with what it is compared
//! with, or it says what the scenario states. Whoever writes another one says here where its figure comes from.

use crate::house::sources;
use crate::run::checkout;
use crate::sentences::figures::number;
use std::fs;

/// The verdicts of a shipped scenario as they are committed.
struct Verdicts {
    /// In one line, with single spaces.
    text: String,
    /// Rows of all tables: the drill in whose part they stand, application, objective, the other cells.
    rows: Vec<(Option<String>, String, String, Vec<String>)>,
}

impl Verdicts {
    fn of(scenario: &str) -> Verdicts {
        let page =
            fs::read_to_string(checkout(&format!("results/{scenario}/verdicts.txt"))).unwrap();
        let (mut drill, mut name) = (None, String::new());
        let mut rows = vec![];
        for line in page.lines() {
            if line.is_empty() {
                drill = None;
            }
            if let Some(rest) = line.strip_prefix("Drill ") {
                drill = rest.split(" (").next().map(str::to_string);
            }
            let mut cells = line
                .split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty());
            if !line.contains("  ") {
                continue;
            }
            if !line.starts_with(' ') {
                name = cells.next().unwrap_or("").to_string();
            }
            // An interval may stand in a line of its own: it is no row.
            let Some(objective) = cells.next().filter(|cell| cell.starts_with('R')) else {
                continue;
            };
            let rest = cells.map(|cell| cell.split(" (").next().unwrap_or("").to_string());
            rows.push((
                drill.clone(),
                name.clone(),
                objective.to_string(),
                rest.collect(),
            ));
        }
        assert!(rows.len() > 5, "{page}");
        Verdicts {
            text: page.split_whitespace().collect::<Vec<_>>().join(" "),
            rows,
        }
    }

    /// Cells of a row: verdict, achievable, attained, and what follows.
    fn row(&self, drill: Option<&str>, application: &str, kind: &str) -> &[String] {
        let found = self.rows.iter().find(|(of, name, objective, _)| {
            of.as_deref() == drill && name == application && objective.starts_with(kind)
        });
        &found
            .unwrap_or_else(|| panic!("no row of {application}, {kind}, {drill:?}"))
            .3
    }

    fn says(&self, part: &str) -> bool {
        self.text.contains(part)
    }

    /// Applications whose objective has this verdict in a drill.
    fn are(&self, drill: &str, applications: &[&str], kind: &str, verdict: &str) -> bool {
        applications
            .iter()
            .all(|one| self.row(Some(drill), one, kind)[0].ends_with(verdict))
    }
}

/// Seconds of `12 h 15 min`.
fn seconds(text: &str) -> f64 {
    let words: Vec<&str> = text.split(' ').collect();
    let units = [
        ("ms", 0.001),
        ("s", 1.0),
        ("min", 60.0),
        ("h", 3_600.0),
        ("d", 86_400.0),
    ];
    let worth = |pair: &[&str]| {
        let unit = units.iter().find(|(name, _)| *name == pair[1]);
        number(pair[0]).unwrap_or(f64::NAN) * unit.map_or(f64::NAN, |unit| unit.1)
    };
    words
        .chunks(2)
        .map(|pair| {
            if pair.len() == 2 {
                worth(pair)
            } else {
                f64::NAN
            }
        })
        .sum()
}

const CONTAINER: &str = "lose-container";

/// A part of a sentence, and whether it is so.
type Statement = (&'static str, fn(&Verdicts) -> bool);

const STATEMENTS: &[Statement] = &[
    ("21 applications)", |v| v.says("stops 0 of 21 applications")),
    ("and its 200 trials", |v| v.says(": 200 trials of 365 d")),
    (
        "The column `node` is nowhere red: the everyday fault, some 30 a year here",
        |v| {
            let missed = |row: &&(Option<String>, String, String, Vec<String>)| {
                row.0.is_none()
                    && row.3.get(3).is_some_and(|class| class == "node")
                    && row.3[0].ends_with("missed")
            };
            // Of the faults of two hundred years.
            let faults = v
                .text
                .split(" node faults)")
                .next()
                .and_then(|before| before.rsplit('(').next());
            v.rows.iter().find(missed).is_none()
                && faults
                    .and_then(number)
                    .is_some_and(|count| (25.0..35.0).contains(&(count / 200.0)))
        },
    ),
    ("`directory` rides through all of them", |v| {
        v.says("directory: survived: never stopped by a node")
    }),
    (
        "`desktops` has a `?`: one outage in 200 years decides nothing",
        |v| {
            let row = v.row(None, "desktops", "RTO");
            row[0] == "? inconclusive" && row[3] == "node"
        },
    ),
    ("The column `lose-container` is red", |v| {
        let of = |row: &&(Option<String>, String, String, Vec<String>)| {
            row.0.as_deref() == Some(CONTAINER)
        };
        let missed = v
            .rows
            .iter()
            .filter(of)
            .filter(|row| row.3[0].ends_with("missed"));
        2 * missed.count() > v.rows.iter().filter(of).count()
    }),
    (
        "disks and switches fail, and mirrors and pairs do their work",
        |v| v.says("never stopped by a disk (") && v.says("never stopped by a switch ("),
    ),
    ("two hundred times", |v| {
        v.says("Drill lose-container (200 trials)")
    }),
    ("and within seven in nearly all", |v| {
        let tier_1 = [
            "directory",
            "dispatch",
            "erp",
            "gas-monitoring",
            "historian",
            "permits",
            "ventilation",
        ];
        tier_1
            .iter()
            .all(|one| seconds(&v.row(Some(CONTAINER), one, "RTO")[1]) <= 7.0 * 3_600.0)
    }),
    (
        "the quota at the depot, which is named as what most misses wait for",
        |v| {
            v.says("wait most for: quota of stamp depot (directory, dispatch, gas-monitoring, historian)")
        },
    ),
    (
        "`gas-monitoring` and `dispatch` lose minutes at most: their replicas keep their RPO of 15 min",
        |v| {
            let all = ["gas-monitoring", "dispatch"];
            v.are(CONTAINER, &all, "RPO 15 min", "met")
                && all
                    .iter()
                    .all(|one| seconds(&v.row(Some(CONTAINER), one, "RPO")[1]) < 900.0)
        },
    ),
    ("Of `historian` 200 strikes leave that open", |v| {
        v.are(CONTAINER, &["historian"], "RPO 15 min", "inconclusive")
    }),
    (
        "more than a day and a half in one loss of twenty, because copies queue for the VPN",
        |v| {
            let all = ["erp", "permits", "ventilation"];
            all.iter().all(|one| seconds(&v.row(Some(CONTAINER), one, "RPO")[1]) > 36.0 * 3_600.0)
            && v.says("points not yet copied to the second repository (gold): erp, permits, ventilation")
        },
    ),
    (
        "by the memory formula there is no room for 225 VMs, and even with the depot's own test machines stopped none for 215 of them",
        |v| v.says("stamp depot has no room for 225 VMs") && v.says("still none for 215 VMs"),
    ),
    (
        "They wait for a new container, 82 to 84 days on average",
        |v| {
            ["portal", "desktops"].iter().all(|one| {
                let mean = seconds(&v.row(Some(CONTAINER), one, "RTO")[3]) / 86_400.0;
                (81.45..84.5).contains(&mean)
            })
        },
    ),
    (
        "`files`, `mail` and five others come back empty in every drill that finds them up",
        |v| {
            let lost = [
                "All data of at least one VM each of camera (expendable), files, maintenance, training is lost in 100 %",
                "All data of at least one VM each of geology, laboratory, mail, reporting is lost in 100 %",
            ];
            let empty = [
                "files",
                "mail",
                "geology",
                "laboratory",
                "maintenance",
                "reporting",
            ];
            lost.iter().all(|one| v.says(one))
                && empty
                    .iter()
                    .all(|one| v.row(Some(CONTAINER), one, "RTO")[1] == "none")
        },
    ),
    (
        "`camera` has no protection at all and never comes back",
        |v| v.says("Never back: camera (expendable) in 200 of 200 drills lose-container"),
    ),
    (
        "`directory` and `permits` do not notice but once in 200 drills",
        |v| {
            let all = ["directory", "permits"];
            v.says("directory, permits, fleet, maintenance: stopped in 1 of 200 strikes.")
                && v.are("lose-pod", &all, "RTO", "met")
        },
    ),
    ("and still misses its 15 min nearly always", |v| {
        let row = v.row(Some("lose-pod"), "erp", "RTO 15 min");
        row[0].ends_with("missed") && row[2] == "5.5 %"
    }),
    (
        "After `lose-container`: never, as the scenario stands",
        |v| v.says("in 200 of 200 trials not while it was looked at"),
    ),
    (
        "76 days after the loss in half of the trials, long after the last application was up in some seven hours",
        |v| {
            let part = v.text.split("Drill lose-pod ").nth(1).unwrap_or("");
            let after = |opening: &str| {
                let rest = part.split(opening).nth(1).unwrap_or("");
                seconds(rest.split(" in half").next().unwrap_or(""))
            };
            (after("instances, after ") / 86_400.0).round() == 76.0
                && (after("are back after ") / 3_600.0).round() == 7.0
        },
    ),
    (
        "the RPO of 15 min breaks ten minutes into a cut without a fallback",
        |v| v.says("A cut of link vpn breaks the first RPO after 10 min"),
    ),
    ("after 24 h the log is full and a whole copy is due", |v| {
        v.says("makes the first whole copy due after 24 h")
    }),
    ("costs whole copies and 33 to 82 h", |v| {
        v.says("after 72 h all have caught up 82 h later")
    }),
    (
        "all four groups fall behind their log in some of the trials, and it takes eight days until all is whole",
        |v| {
            let part = v.text.split("Drill cut-vpn ").nth(1).unwrap_or("");
            let after = part.split("instances, after ").nth(1).unwrap_or("");
            let days = seconds(after.split(" in half").next().unwrap_or("")) / 86_400.0;
            part.contains("4 of 4 groups") && days.round() == 8.0
        },
    ),
    ("`lose-control-plane` stops nobody", |v| {
        v.says("Drill lose-control-plane (200 trials): stops 0 of 21 applications")
    }),
];

/// Sentences with figures that the scenario states, or that follow from its figures alone.
const STATED: &[&str] = &[
    "a container with three pods of eight nodes, each filled to about 80 %",
    "`gas-monitoring` keeps",
    "(`copy_to`)",
    "in 200 years a pod is seldom lost",
    // Compared below.
    "The satellite keeps up with what the four groups write, 4.8 of 6.25 MB/s",
    "batches of 30 every five minutes",
];

/// Sentences of a page, without its headings.
fn sentences(page: &str) -> Vec<String> {
    let body: Vec<&str> = page.lines().filter(|line| !line.starts_with('#')).collect();
    let text = body.join(" ").replace(" - ", ". ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split_inclusive(['.', '?'])
        .fold(vec![String::new()], |mut made: Vec<String>, piece| {
            // A full stop ends a sentence where a space and a capital or a mark follow, not inside `4.8`.
            if piece.starts_with(' ') && made.last().is_some_and(|last| !last.is_empty()) {
                made.push(String::new());
            }
            if let Some(last) = made.last_mut() {
                last.push_str(piece);
            }
            made
        })
}

#[test]
fn the_page_on_the_container_says_what_its_results_say() {
    let page = fs::read_to_string(checkout("src/doc/container.md")).unwrap();
    let text = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let verdicts = Verdicts::of("mdc-container");
    for (statement, holds) in STATEMENTS {
        assert!(
            text.contains(statement),
            "the page no longer says: {statement}"
        );
        assert!(holds(&verdicts), "not what the results say: {statement}");
    }
    for sentence in sentences(&page) {
        let known = STATEMENTS
            .iter()
            .map(|statement| statement.0)
            .chain(STATED.iter().copied());
        let has_figure = sentence.chars().any(|c| c.is_ascii_digit());
        let is_known = known
            .clone()
            .any(|part| sentence.contains(part) || part.contains(sentence.trim()));
        assert!(
            !has_figure || is_known,
            "a sentence whose figures nobody checks: {sentence}"
        );
    }
}

#[test]
fn the_page_on_the_container_says_what_is_calculated() {
    let page = fs::read_to_string(checkout("src/doc/container.md")).unwrap();
    let text = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "A cut of 8 h is caught up in one to two hours; one of a day or of three costs whole copies and 33 to 82 h",
        "what the four groups write, 4.8 of 6.25 MB/s",
    ] {
        assert!(text.contains(part), "the page no longer says: {part}");
    }
    let run = crate::sentences::shipped("mdc-container.toml", 1);
    let groups = run.summary["replication"].as_object().unwrap();
    assert_eq!(groups.len(), 4);
    let of = |path: &str| -> Vec<f64> {
        groups
            .values()
            .filter_map(|one| one.pointer(path)?.as_f64())
            .collect()
    };
    let after = |index: usize| of(&format!("/cut/after/{index}/catch_up_s"));
    let (least, most) = (
        |all: Vec<f64>| all.into_iter().fold(f64::INFINITY, f64::min),
        |all: Vec<f64>| all.into_iter().fold(0.0, f64::max),
    );
    assert_eq!(of("/cut/after/1/cut_s")[0], 8.0 * 3_600.0);
    assert!(
        least(after(1)) >= 3_600.0 && most(after(1)) <= 2.0 * 3_600.0,
        "{:?}",
        after(1)
    );
    let long = [after(2), after(3)].concat();
    let whole = (least(long.clone()) / 3_600.0, most(long) / 3_600.0);
    assert_eq!((whole.0.round(), whole.1.round()), (33.0, 82.0));
    let written: f64 = of("/cut/churn_bytes_per_s").iter().sum();
    assert!((written / 1e6 - 4.8).abs() < 0.05, "{written}");
    assert_eq!(50e6 / 8.0, 6.25e6);
    crate::sentences::read_back("mdc-container", &run);
}

#[test]
fn the_readme_says_what_the_results_of_quickstart_say() {
    let text = fs::read_to_string(checkout("README.md")).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let verdicts = Verdicts::of("quickstart");
    let drill = "lose-stamp";
    for (statement, holds) in [
        (
            "a lost node is no problem",
            verdicts.row(None, "erp", "RTO")[0].ends_with("met")
                && verdicts.row(None, "erp", "RTO")[3] == "node",
        ),
        (
            "`erp` misses the RTO that a calculator would promise it",
            verdicts.are(drill, &["erp"], "RTO", "missed"),
        ),
        (
            "and `web`, rebuilt in 40 minutes, waits for `erp`",
            verdicts.says("wait most for: application erp (web)"),
        ),
        (
            "five restores share one repository",
            verdicts.says("wait most for: read rate of repository vault (erp, files)"),
        ),
        (
            "an RPO equal to the cadence is not kept",
            verdicts.are(drill, &["erp"], "RPO 24 h", "missed"),
        ),
    ] {
        assert!(
            text.contains(statement),
            "the page no longer says: {statement}"
        );
        assert!(holds, "not what the results say: {statement}");
    }
}

#[test]
fn pages_that_the_sources_name_exist() {
    let mut seen = 0;
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let comments = text
            .lines()
            .filter(|line| line.trim_start().starts_with("//"));
        for word in comments.flat_map(|line| line.split(['`', ' ', '(', ')', ','])) {
            if word.starts_with("src/") && word.contains('.') {
                let name = word.trim_end_matches(['.', ';', ':']);
                assert!(
                    checkout(name).exists(),
                    "{} names {name}, which is not there",
                    path.display()
                );
                seen += 1;
            }
        }
    }
    assert!(seen >= 1);
}
