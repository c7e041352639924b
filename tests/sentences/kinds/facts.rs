//! Facts of the first page, and what it points to.
//!
//! Always true here: each function is the check of one kind; it knows the data of the run, and not how the sentence was made.

use super::*;

/// What is claimed, as the table of the scenario has it, and the sums of all applications.
pub(super) fn claimed(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let sum = |key: &str| {
        let all = run.applications(None).as_object().into_iter().flatten();
        let each = all.filter_map(|(_, one)| one["claims"][key].as_f64());
        each.sum::<f64>()
    };
    let kinds = ["outages", "rto_misses", "rpo_misses", "lost"];
    let sides = ["inside", "outside"].map(|side| kinds.map(|kind| sum(&format!("{kind}_{side}"))));
    let told = sides.concat();
    let is = |(told, text): (&f64, &String)| number(text) == Some(*told);
    let stated = run.summary["survives"].as_object().into_iter().flatten();
    let mut stated =
        stated.filter_map(|(kind, count)| Some((kind.replace('_', " "), count.as_u64()?)));
    let is_said = |(kind, count): (String, u64)| {
        found[0].contains(&count.to_string()) && found[0].contains(&kind[..kind.len().min(5)])
    };
    stated.all(is_said) && told.iter().zip(&found[1..]).all(is)
}

pub(super) fn assumptions(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let all = run.scenario.assumptions.iter();
    let count = all
        .filter(|one| one.default.status == Status::Assumed)
        .count();
    let words = if count == 1 {
        "assumption without a source was"
    } else {
        "assumptions without a source were"
    };
    found[0] == format!("{count} {words}")
}

/// `run about 86 trials: orders (RTO, node), …`: what would decide, and for whom.
pub(super) fn advice(run: &Run, found: &[String], _: Option<&str>) -> bool {
    // The pattern splits at the first colon; advice may hold one itself, so the whole is put together again.
    let text = format!("{}: {} ({}){}", found[0], found[1], found[2], found[3]);
    let Some(open) = text
        .find(" (RTO, ")
        .into_iter()
        .chain(text.find(" (RPO, "))
        .min()
    else {
        return false;
    };
    let Some(colon) = text[..open].rfind(": ") else {
        return false;
    };
    let (what, whom) = (&text[..colon], &text[colon + 2..]);
    let mut rest = whom;
    while let Some((name, after)) = rest.split_once(" (") {
        let Some((place, after)) = after.split_once(')') else {
            return false;
        };
        let Some((kind, of)) = place.split_once(", ") else {
            return false;
        };
        let drill = of.strip_prefix("drill ");
        let all =
            run.applications(drill)[name.trim_start_matches(", ")][kind.to_lowercase()]["by_class"]
                .as_object();
        let holds = all.into_iter().flatten().any(|(class, one)| {
            let advice = one["advice"].as_str().unwrap_or("");
            let note = one["note"].as_str().unwrap_or("");
            let trials = at(one, "/trials_to_decide").unwrap_or(-1.0);
            let told = if note.is_empty() {
                advice.to_string()
            } else {
                format!("{note}: {advice}")
            };
            let decides = fit("about {} would probably decide", what);
            (drill.is_some() || *class == of.replace(' ', "_"))
                && (told == what || decides.is_some_and(|found| of_count(&found[0], trials)))
        });
        if !holds {
            return false;
        }
        rest = after;
    }
    rest.is_empty() || rest.starts_with(" and ")
}

pub(super) fn drill_fact(run: &Run, drill: &str, fact: &str) -> bool {
    let this = &run.summary["drills"][drill];
    let Some((back, room)) = fact.split_once(". ") else {
        return false;
    };
    let (back, whole) = match back
        .split_once("; everything ")
        .or_else(|| back.split_once("; in at least half of the trials not everything "))
    {
        Some((back, _)) => (back, Some(&back_half(fact)[back.len() + 2..])),
        None => (back, None),
    };
    let back_holds = if at(this, "/whole_again_s/count") == Some(0.0) {
        back == "stops no application"
    } else {
        again(back, &this["whole_again_s"])
    };
    let whole_holds = whole.is_none_or(|whole| again(whole, &this["restored_s"]));
    let room_holds = match at(this, "/unplaced_vms/point").filter(|mean| *mean > 0.0) {
        None => room == "In no trial a VM was without room for an hour.",
        Some(_) => fit("What does not fit: on average {} VM{} no room for an hour or longer at the worst moment.", room)
            .is_some_and(|found| is_estimate(&found[0], &this["unplaced_vms"], is_number)),
    };
    back_holds && whole_holds && room_holds
}

/// What stands before the first full stop that ends a sentence.
pub(super) fn back_half(fact: &str) -> &str {
    fact.split_once(". ").map_or(fact, |(back, _)| back)
}

pub(super) fn reserve(run: &Run, stamp: &str, fact: &str) -> bool {
    let pattern = "H {} + R·(N−1)·H {} + V·(N−2) {}; {} are available";
    fit(pattern, fact).is_some_and(|found| {
        let terms = [
            "reserve/host",
            "reserve/host_os",
            "reserve/largest_vm",
            "available",
        ];
        terms.iter().zip(&found).all(|(term, text)| {
            let truth = memory(run, stamp, term);
            truth.is_some_and(|truth| is_bytes(text.trim_start_matches('-'), truth.abs()))
        })
    })
}

pub(super) fn backup_fact(run: &Run, backup: &str, fact: &str) -> bool {
    let one = &run.summary["backups"][backup];
    let Some(found) = fit(
        "stated every {}, {}; {} of the jobs missed their window",
        fact,
    ) else {
        return false;
    };
    let every = match found[1].strip_prefix("effectively every ") {
        Some(every) => {
            at(one, "/effective_cadence_s/point").is_some_and(|truth| is_time(every, truth))
        }
        None => found[1] == "no good point seen" && at(one, "/effective_cadence_s/point").is_none(),
    };
    let due = at(one, "/jobs/due").unwrap_or(0.0);
    let missed = at(one, "/jobs/window_missed").unwrap_or(0.0) / due.max(1.0);
    at(one, "/stated_cadence_s").is_some_and(|truth| is_time(&found[0], truth))
        && every
        && is_share(&found[2], missed)
}
