//! Sentences on verdicts, waits, losses and notes.
//!
//! Always true here: each function is the check of one kind; it knows the data of the run, and not how the sentence was made.

use super::*;
use std::collections::BTreeMap;

pub(super) fn largest(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let one = &run.applications(drill)[&found[0]]["largest_outage"];
    let trial = number(&found[4]);
    let lengths = ["recovery_s", "downtime_s"];
    let rows = run.outages.iter();
    // Whether a mean of recoveries is made of it.
    let in_mttr = match (drill, found[7].as_str()) {
        (None, "MTTR and downtime rest on it") | (Some(_), "the MTTR rests on it") => true,
        (None, "the downtime rests on it, and the MTTR leaves it out") => false,
        _ => return false,
    };
    let is_in = |row: &&BTreeMap<String, String>| {
        row["counted"] == "true" && row["planned"] == "false" && row["outcome"] == "recovered"
    };
    // What never came back is as long as it was looked at; what was open at the start has no start in the years.
    let in_rows = rows
        .filter(|row| row["run"] == drill.unwrap_or("years") && row["application"] == found[0])
        .filter(|row| number(&row["trial"]) == trial && row["cause"] == found[6])
        .filter(|row| is_in(row) == in_mttr)
        .any(|row| {
            row["outcome"] != "recovered"
                || lengths.iter().any(|column| {
                    number(&row[*column]).is_some_and(|length| is_time(&found[3], length))
                })
        });
    at(one, "/share").is_some_and(|share| is_share(&found[1], share))
        && at(one, "/length_s").is_some_and(|length| is_time(&found[3], length))
        && trial == at(one, "/trial")
        && one["class"].as_str() == Some(&found[5].replace(' ', "_"))
        && one["cause"].as_str() == Some(&found[6])
        && in_rows
}

/// The run that a sentence on misses is about: its opening, or the part in which it stands.
pub(super) fn run_of<'f>(opening: &'f str, drill: Option<&'f str>) -> Option<Option<&'f str>> {
    match opening {
        "M" => Some(drill),
        "Over the years, m" => Some(None),
        _ => opening
            .strip_prefix("In drill ")?
            .strip_suffix(", m")
            .map(Some),
    }
}

pub(super) fn waits(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let Some(of) = run_of(&found[0], drill) else {
        return false;
    };
    let none = found[1] == "no resource: detection, decisions, starts and checks";
    let label = if none { "-" } else { found[1].as_str() };
    let expected = those(run, of, |one| {
        one["rto"]["verdict"] == "missed" && one["miss_bindings"][0]["resource"] == label
    });
    !expected.is_empty() && same_names(&found[2], &expected)
}

pub(super) fn losses(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let Some(of) = run_of(&found[0], drill) else {
        return false;
    };
    let (label, protection) = match found[1].rsplit_once(" (") {
        Some((label, protection)) => (label, protection.strip_suffix(')')),
        None => (found[1].as_str(), None),
    };
    let (label, is_endless) = match label.strip_suffix(", a queue that never keeps up") {
        Some(label) => (label, true),
        None => (label, false),
    };
    let Some((_, code)) = REASONS.iter().find(|(known, _)| *known == label) else {
        return false;
    };
    let expected = those(run, of, |one| {
        let first = &one["rpo_misses"][0];
        one["rpo"]["verdict"] == "missed"
            && first["reason"] == *code
            && first["protection"].as_str() == protection
            && (first["keeps_up"] == false) == is_endless
    });
    !expected.is_empty() && same_names(&found[2], &expected)
}

pub(super) fn always_down(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let (names, _) = list(&found[1]);
    names.iter().all(|name| {
        let share = at(&run.applications(None)[name], "/down_all_the_time/point");
        share.is_some_and(|share| is_share(&found[0], share))
    })
}

pub(super) fn hardly_up(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let expected = those(run, None, |one| {
        at(one, "/availability/point").is_some_and(|share| share < 0.5)
    });
    same_names(&found[0], &expected)
}

/// `loss of a stamp`, `logical fault`, `planned work` as the name of a class.
pub(super) fn class(text: &str) -> String {
    match text {
        "logical fault" => "logical".to_string(),
        "planned work" => "planned".to_string(),
        _ => {
            let name = text.trim_start_matches("loss of ");
            name.trim_start_matches("an ")
                .trim_start_matches("a ")
                .replace(' ', "_")
        }
    }
}

pub(super) fn beyond(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let drill = found[1].strip_prefix("drill ");
    let classes = run.applications(drill)[&found[0]]["rto"]["by_class"].as_object();
    let holds = |(name, one): (&String, &Value)| {
        let mean = match found[2].strip_prefix("mean ") {
            Some(mean) => is_estimate(mean, &one["mttr_s"], is_time),
            None => found[2] == "never recovered" && at(one, "/mttr_s/point").is_none(),
        };
        one["mttr_exceeds_rto"] == true
            && mean
            && at(one, "/objective_s").is_some_and(|limit| is_time(&found[3], limit))
            && (drill.is_some() || *name == class(&found[1]))
    };
    classes.into_iter().flatten().any(holds)
}

pub(super) fn more_beyond(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let drills = run.drills();
    let runs = drills
        .iter()
        .map(|drill| Some(drill.as_str()))
        .chain([None]);
    let beyond: usize = runs
        .flat_map(|of| run.applications(of).as_object().into_iter().flatten())
        .filter_map(|(_, one)| one["rto"]["by_class"].as_object())
        .map(|classes| {
            classes
                .values()
                .filter(|one| one["mttr_exceeds_rto"] == true)
                .count()
        })
        .sum();
    let more = beyond as f64 - 8.0;
    let words = found[0].split_once(' ').map_or("", |(_, words)| words);
    let right = if more == 1.0 {
        "more mean recovery is"
    } else {
        "more mean recoveries are"
    };
    words == right && number(found[0].split(' ').next().unwrap_or("")) == Some(more)
}

/// The worst verdict of an application over its objectives.
pub(super) fn worst(one: &Value) -> Option<&str> {
    let rank = |verdict: &&str| match *verdict {
        "missed" => 4,
        "inconclusive" => 3,
        "met" => 2,
        _ => 1,
    };
    let all = [
        &one["rto"]["verdict"],
        &one["rpo"]["verdict"],
        &one["availability_objective"]["verdict"],
    ];
    all.into_iter().filter_map(Value::as_str).max_by_key(rank)
}

pub(super) fn inconclusive(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let count = those(run, None, |one| worst(one) == Some("inconclusive")).len();
    let words = if count == 1 {
        "1 application is".to_string()
    } else {
        format!("{count} applications are")
    };
    found[0] == words
}

/// `1 application misses the RTO (erp), 2 applications miss the RPO (a, b)`, or that none misses any.
pub(super) fn misses(run: &Run, text: &str, drill: Option<&str>) -> bool {
    let of = |path: &str| {
        those(run, drill, |one| {
            one.pointer(path).is_some_and(|verdict| verdict == "missed")
        })
    };
    let mut parts: Vec<String> = vec![];
    for (objective, path) in [
        ("the RTO", "/rto/verdict"),
        ("the RPO", "/rpo/verdict"),
        ("the stated availability", "/availability_objective/verdict"),
    ] {
        let names = of(path);
        if names.is_empty() {
            continue;
        }
        let Some(at) = text.find(&format!(" {objective} (")) else {
            return false;
        };
        let list = text[at..]
            .split_once('(')
            .map_or("", |(_, rest)| rest.split(')').next().unwrap_or(""));
        let opening = if names.len() == 1 {
            "1 application misses".to_string()
        } else {
            format!("{} applications miss", names.len())
        };
        parts.push(format!("{opening} {objective} ({list})"));
        if !same_names(list, &names) {
            return false;
        }
    }
    let unjudged = those(run, drill, |one| worst(one).is_some()).is_empty();
    if parts.is_empty() && unjudged {
        text == match drill {
            None => "nothing is judged",
            Some(_) => "nothing with an objective is hit",
        }
    } else if parts.is_empty() {
        text == "no application misses an objective"
    } else {
        text == parts.join(", ")
    }
}

pub(super) fn summary_of(run: &Run, text: &str, drill: Option<&str>) -> bool {
    let mut parts = text.split("; ");
    if !parts.next().is_some_and(|first| misses(run, first, drill)) {
        return false;
    }
    parts.all(|part| {
        let Some((count, words)) = part.split_once(' ') else {
            return false;
        };
        let verdict = match words {
            "is inconclusive" | "are inconclusive" => Some("inconclusive"),
            "keeps all that is stated" | "keep all that is stated" => Some("met"),
            "was never seen to stop" | "were never seen to stop" => Some("not_seen"),
            "has no objective" | "have no objective" => None,
            _ => return false,
        };
        let truth = those(run, drill, |one| worst(one) == verdict).len();
        let singular = ["is ", "keeps ", "was ", "has "]
            .iter()
            .any(|verb| words.starts_with(verb));
        number(count) == Some(truth as f64) && singular == (truth == 1)
    })
}

pub(super) fn summary(run: &Run, found: &[String], _: Option<&str>) -> bool {
    // `lose-site 1 application misses …. In drill …`
    let drills = run.drills();
    let told: Vec<&str> = found[1].split(" In drill ").collect();
    summary_of(run, &found[0], None)
        && told.len() == drills.len()
        && told.iter().zip(&drills).all(|(told, drill)| {
            let rest = told
                .strip_prefix(drill.as_str())
                .and_then(|rest| rest.strip_prefix(' '));
            rest.is_some_and(|rest| misses(run, rest.trim_end_matches('.'), Some(drill)))
        })
}

/// Classes of an application, of both objectives, in the years and in all drills, with their runs.
pub(super) fn classes<'r>(run: &'r Run, name: &str, of: Option<&str>) -> Vec<&'r Value> {
    let one = &run.applications(of)[name];
    let all = ["rto", "rpo"].into_iter();
    all.filter_map(|kind| one[kind]["by_class"].as_object())
        .flat_map(|classes| classes.values())
        .collect()
}

/// `{note}`: what is said of classes, of the years or of the drill in whose part it stands.
pub(super) fn note(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    let (names, _) = list(&found[0]);
    let told = &found[1];
    names.iter().all(|name| {
        let name = plain(name);
        let all = classes(run, name, drill);
        all.iter().any(|class| {
            class["note"] == told.as_str() && figures_of_note(run, (name, class), told, drill)
        })
    })
}

pub(super) fn figures_of_note(
    run: &Run,
    (name, class): (&str, &Value),
    told: &str,
    drill: Option<&str>,
) -> bool {
    let of = |path: &str| at(class, path).unwrap_or(0.0);
    if let Some(found) = fit("survived: {} by {} ({} {} fault{})", told) {
        return number(&found[2]) == Some(of("/faults"))
            && found[4].is_empty() == (of("/faults") == 1.0);
    }
    let first = told.split([';', ',']).next().unwrap_or(told);
    if let Some(found) = fit("stopped in {} of {}", first) {
        let own = run.outages_of(drill.unwrap_or("years"), name).into_iter();
        let trials: BTreeSet<&String> = own.map(|row| &row["trial"]).collect();
        return number(&found[0]) == Some(trials.len() as f64)
            && of_count(&found[1], of("/observations"));
    }
    if let Some(found) = fit("not stopped in {}", first) {
        return of_count(&found[0], of("/observations")) && of("/outages") == 0.0;
    }
    true
}
