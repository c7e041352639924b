//! The HTML report: one file, no script, nothing loaded from elsewhere.
//!
//! Always true here: names from the scenario are escaped by the template; a name that the template
//! does not know is an error, not an empty text.

use super::Error;
use super::figures::Figures;
use super::page::Section;
use super::precision::precision;
use super::section::{self, Source};
use super::words;
use crate::chart::harmless::harmless;
use crate::model::Blueprint;
use crate::model::outcome::Outcome;
use crate::stats::ENOUGH;
use crate::units::number;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

const TEMPLATE: &str = include_str!("template.html");
const STYLE: &str = include_str!("style.css");

#[derive(Serialize)]
struct Page<'a> {
    name: &'a str,
    description: &'a str,
    run: String,
    version: &'a str,
    seed: u64,
    style: &'a str,
    sections: Vec<Section>,
}

/// The page as text.
///
/// # Errors
/// When the template and the page do not fit together, which a test rules out.
pub(crate) fn page(
    blueprint: &Blueprint,
    outcome: &Outcome,
    figures: &Figures,
    command: &str,
) -> Result<String, Error> {
    let sections = section::all(&Source {
        blueprint,
        outcome,
        figures,
        command,
    });
    let page = Page {
        name: &blueprint.run.name,
        description: &blueprint.run.description,
        run: run(blueprint, outcome),
        version: env!("CARGO_PKG_VERSION"),
        seed: outcome.seed,
        style: STYLE,
        sections,
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // Every text of the page passes here, and no character that a page must not have passes with it.
    environment.set_formatter(|out, state, value| {
        let text = value.as_str().filter(|_| !value.is_safe()).map(harmless);
        match text {
            Some(text) => minijinja::escape_formatter(out, state, &text.into()),
            None => minijinja::escape_formatter(out, state, value),
        }
    });
    environment.add_filter("keep", |text: String| kept_together(&text));
    let made = environment
        .template_from_named_str("report.html", TEMPLATE)
        .and_then(|template| template.render(minijinja::value::Serde(&page)))?;
    Ok(made)
}

/// Text in which a figure and its unit stay on one line: the space between them does not break.
fn kept_together(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters
        .iter()
        .enumerate()
        .map(|(index, character)| {
            let before = index
                .checked_sub(1)
                .and_then(|before| characters.get(before));
            let after = characters.get(index + 1);
            let unit = before.is_some_and(char::is_ascii_digit)
                && after.is_some_and(|after| after.is_alphabetic() || *after == '%');
            // The second part of a length of time, as in `4 h 5 min`.
            let word: String = characters[..index]
                .iter()
                .rev()
                .take_while(|character| character.is_alphabetic())
                .collect();
            let second = matches!(word.as_str(), "h" | "d" | "nim")
                && after.is_some_and(char::is_ascii_digit);
            if *character == ' ' && (unit || second) {
                '\u{a0}'
            } else {
                *character
            }
        })
        .collect()
}

fn run(blueprint: &Blueprint, outcome: &Outcome) -> String {
    let drills: u64 = outcome
        .drills
        .iter()
        .map(|drill| u64::from(drill.trials))
        .sum();
    let mut text = format!(
        "{} of {}",
        words::trials(outcome.trials),
        number::duration(outcome.horizon_s)
    );
    if drills > 0 {
        text.push_str(&format!(
            " and {} of drills",
            words::many(drills, "trial", "trials")
        ));
    }
    text.push_str(&format!(
        ", seed {}. Intervals are at {} and come from the trials; a mean of fewer than \
         {ENOUGH} outages has only the end that holds.",
        outcome.seed,
        number::share(outcome.level)
    ));
    if let Some(sentence) = precision(blueprint, outcome) {
        text.push(' ');
        text.push_str(&sentence);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{figures, fixture};
    use super::*;

    fn made(blueprint: &Blueprint, outcome: &Outcome) -> String {
        let figures = figures::draw(blueprint, outcome).expect("memory");
        page(
            blueprint,
            outcome,
            &figures,
            "firedrill run scenarios/mine.toml",
        )
        .expect("the template fits the page")
    }

    /// Colours of a cell of this verdict, as the style has them.
    fn grounds(verdict: &str) -> Vec<(u8, u8, u8)> {
        let rule = format!("\ntd.{verdict} {{ background: ");
        let (_, rest) = STYLE.split_once(&rule).expect("the verdict has a ground");
        let (body, _) = rest.split_once('}').expect("the rule ends");
        let colours = body.split('#').skip(1);
        colours
            .map(|text| {
                let part = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hex");
                (part(0), part(2), part(4))
            })
            .collect()
    }

    #[test]
    fn verdicts_are_apart_for_all_eyes_and_what_was_not_seen_is_white() {
        use crate::chart::difference_of_colours as difference;
        const WHITE: (u8, u8, u8) = (255, 255, 255);
        let (met, missed) = (grounds("met")[0], grounds("missed")[0]);
        // What counts most is furthest apart: the pale red and green of before were at 4.
        assert!(
            difference(met, missed) >= 40.0,
            "{}",
            difference(met, missed)
        );
        let hatch = grounds("inconclusive");
        assert_eq!(hatch.len(), 2, "inconclusive is hatched");
        for (name, ground) in [("met", met), ("missed", missed)] {
            assert!(difference(ground, WHITE) >= 15.0, "{name}");
            for line in &hatch {
                assert!(difference(ground, *line) >= 12.0, "{name}: {line:?}");
            }
            // Text on it is read as on white.
            assert!(difference(ground, (0x1f, 0x29, 0x37)) >= 50.0, "{name}");
        }
        assert!(grounds("not_seen").is_empty());
        assert!(STYLE.contains("\ntd.not_seen { background: none; }"));
    }

    #[test]
    fn nothing_is_loaded_and_nothing_runs() {
        let blueprint = fixture::blueprint(3);
        let html = made(&blueprint, &fixture::outcome(&blueprint));
        for forbidden in [
            "http://",
            "https://",
            "<script",
            "<link",
            "@import",
            "src=",
            "url(",
            "javascript:",
        ] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
        assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<html lang=\"en\">"));
        assert!(html.contains("<caption>") && html.contains("scope=\"row\""));
    }

    #[test]
    fn the_first_page_answers_what_was_asked() {
        let blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        let erp = outcome.applications[1].rto.as_mut().expect("figures");
        erp.by_class[0].mttr_exceeds_rto = Some(true);
        let html = made(&blueprint, &outcome);
        for part in [
            "Recovery time against the RTO",
            "✗ missed",
            "drill lose-stamp",
            "What does not fit: on average 2.38",
            "one VM at a time against the simulated recovery",
            "Coverage of VMs",
            "Largest VM that still fits",
            "Without N−1, a year",
            "Stated and effective cadence",
            "Window missed",
            "read rate of repository vault",
            "protection.gold.backup.job_failure",
            "unacceptable business disruption",
            "Without a stated RTO or RPO: what can be achieved",
            "· not seen: no outage of this class",
            "firedrill run scenarios&#x2f;mine.toml",
            &blueprint.sha256,
            env!("CARGO_PKG_VERSION"),
            "&lt; 0.0092\u{a0}a year (not seen)",
        ] {
            assert!(html.contains(part), "{part} is missing");
        }
    }

    #[test]
    fn every_kind_of_protection_is_shown() {
        let blueprint = fixture::protected(3);
        let html = made(&blueprint, &fixture::protected_outcome(&blueprint));
        let html = html.replace('\u{a0}', " ");
        for part in [
            "Which protection served which loss",
            "half back in ",
            "restore: read back from a restore point (gold)",
            "What brought it back: which protection served which outage",
            "erp: alpha → beta (metro)",
            "40 h",
            "13 h each",
            "put off 0.1 a year",
            "RPO breaks after a cut of",
            "23 h 55 min",
            "whole copy",
            "behind in a day",
            "Assumed for this: data changes evenly",
            "Lag of erp: alpha → beta (metro) when link vpn is cut",
            "Caught up, once the everyday link is back",
            "files&#x2f;sql",
            "2 of 2 must serve",
            "80 disks, 8 volumes",
            "19 h",
            "over 70 %",
            "&lt; 0.0092 a year (not seen)",
            "of it hot standbys 14 GiB",
            "If a place is lost tonight",
            "If stamp alpha is lost tonight, by the memory formula stamp beta has no room for 2 VMs of 28 GiB (erp); with 14 GiB of lower tiers stopped there, still none for 1 VM of 14 GiB (erp).",
            "Whole again: everything is back where it belongs",
            "in 50 of 200 trials not while it was looked at",
            " VMs of lower tiers are stopped to make room for others",
            "Drill lose-stamp: replicas from the strike",
        ] {
            assert!(html.contains(part), "{part} is missing");
        }
        let plain = made_plain();
        for part in [
            "id=\"replication\"",
            "id=\"storage\"",
            "id=\"availability\"",
            "Whole again",
        ] {
            assert!(!plain.contains(part), "{part} is in a report that has none");
        }
    }

    fn made_plain() -> String {
        let blueprint = fixture::blueprint(3);
        made(&blueprint, &fixture::outcome(&blueprint))
    }

    /// One sign for each objective, class and drill, and one line for each application.
    #[test]
    fn verdicts_are_seen_at_a_glance() {
        let html = made_plain();
        let glance = html
            .split("Verdicts at a glance")
            .nth(1)
            .and_then(|rest| rest.split("</table>").next())
            .expect("the table");
        // Build has no objective and no line.
        assert_eq!(glance.matches("<th scope=\"row\">").count(), 2);
        assert!(
            glance.contains("<td class=\"missed\"><b>✗ ✗</b>"),
            "{glance}"
        );
        assert!(
            glance.contains("<td class=\"not_seen\"><b>· ·</b>"),
            "{glance}"
        );
        assert!(html.contains("<table class=\"dense\">"));
    }

    #[test]
    fn hostile_names_are_text() {
        let name = "<b>&\"<script>alert(1)</script>".to_string();
        let mut blueprint = fixture::named_blueprint(std::slice::from_ref(&name));
        blueprint.run.name.clone_from(&name);
        blueprint.run.description.clone_from(&name);
        blueprint.drills[0].name.clone_from(&name);
        let html = made(&blueprint, &fixture::outcome(&blueprint));
        assert!(!html.contains("<b>") && !html.contains("<script"));
        assert!(html.contains("&lt;b&gt;&amp;"));
    }

    #[test]
    fn assumptions_without_a_source_come_first() {
        let blueprint = fixture::blueprint(1);
        let html = made(&blueprint, &fixture::outcome(&blueprint));
        let table = html.split("id=\"defaults\"").nth(1).expect("the section");
        let place = |key: &str| table.find(key).expect("the key is listed");
        assert!(
            place("protection.gold.backup.job_failure") < place("stamp.alpha.detection")
                && place("stamp.alpha.detection") < place("stamp.alpha.vms_per_node")
        );
    }

    #[test]
    fn an_empty_outcome_says_why_charts_are_missing() {
        let blueprint = fixture::blueprint(3);
        let html = made(&blueprint, &fixture::empty_outcome(&blueprint));
        for sentence in [
            "No chart of causes: no objective was missed",
            "No timeline of a worst incident",
            "No chart of backup jobs",
            "The scenario has no drill",
            "No outage was seen",
        ] {
            assert!(html.contains(sentence), "{sentence}");
        }
    }

    #[test]
    fn figures_stay_with_their_units() {
        assert_eq!(
            kept_together("for 95 % of 4 h 5 min"),
            "for 95\u{a0}% of 4\u{a0}h\u{a0}5\u{a0}min"
        );
    }

    #[test]
    fn ids_are_unique() {
        let blueprint = fixture::blueprint(25);
        let html = made(&blueprint, &fixture::outcome(&blueprint));
        let mut ids: Vec<&str> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
