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
    changed: &'a [String],
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
        changed: &blueprint.run.changed,
        run: run(blueprint, outcome),
        version: env!("CARGO_PKG_VERSION"),
        seed: outcome.seed,
        style: STYLE,
        sections,
    };
    rendered(&page)
}

/// A page of other sections in the same form, with this title and the line below it.
///
/// # Errors
/// When the template and the page do not fit together, which a test rules out.
pub(crate) fn page_of(
    (name, run): (&str, String),
    seed: u64,
    sections: Vec<Section>,
) -> Result<String, Error> {
    rendered(&Page {
        name,
        description: "",
        changed: &[],
        run,
        version: env!("CARGO_PKG_VERSION"),
        seed,
        style: STYLE,
        sections,
    })
}

fn rendered(page: &Page<'_>) -> Result<String, Error> {
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
        .and_then(|template| template.render(minijinja::value::Serde(page)))?;
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
    let mut text =
        words::only(outcome).map_or_else(String::new, |only| format!("A part: {only}. "));
    text.push_str(&format!(
        "{} of {}",
        words::trials(outcome.trials),
        number::duration(outcome.horizon_s)
    ));
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
    use super::super::fixture;
    use super::*;

    /// What is read on a page: its text, with a stroke where elements begin or end, and without drawings.
    fn read(html: &str) -> String {
        let mut text = String::new();
        let body = html.split("</style>").last().unwrap_or_default();
        for (index, part) in body.split("<svg").enumerate() {
            let part = if index == 0 {
                part
            } else {
                part.split_once("</svg>").map_or("", |(_, after)| after)
            };
            let mut inside = false;
            for letter in part.chars() {
                inside = (inside || letter == '<') && letter != '>';
                match letter {
                    '>' => text.push('|'),
                    _ if inside => {}
                    '\u{a0}' => text.push(' '),
                    other => text.push(other),
                }
            }
        }
        let words: Vec<&str> = text.split('|').map(str::trim).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        format!("|{}|", words.join("|"))
    }

    #[track_caller]
    fn holds(told: &fixture::Told, parts: &[&str]) {
        let text = read(&told.page());
        for part in parts {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
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
        for told in fixture::all() {
            let html = told.page();
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
    }

    /// Figures are worked out beside the scenario.
    #[test]
    fn the_first_page_answers_what_was_asked() {
        let told = fixture::plain();
        holds(
            told,
            &[
                "|40 trials of 365 d and 10 trials of drills, seed 7.",
                "|Over the years 2 applications miss the RTO (erp, files), 1 application misses the RPO (files); 1 has no \
             objective. In drill lose-stamp 2 applications miss the RTO (erp, files), 1 application misses the RPO \
             (files).|",
                "|erp|tier 1|✗ 8 h 33 min|of 4 h, stamp|✗ 8 h 33 min|of 4 h, drill lose-stamp|",
                "|build|tier 2|5 h 7 min|for 95 %, nothing stated, site|3 h 17 min|for 95 %, nothing stated, drill \
             lose-stamp|–|–|",
                "|Reserve of alpha|H 768 GiB + R·(N−1)·H 806 GiB + V·(N−2) 84 GiB; 3.95 TiB are available|",
                // A node twice, of two applications at once or of one alone.
                "|node|3 a year|half back in 7 min 10 s|no data lost|–|–|–|",
                "|drill lose-stamp|–|2 a trial|half back in 8 h 33 min|at worst 14 h lost|1 a trial|half back in 3 h 17 \
             min|–|",
                "|logical|–|–|–|1 a year|half back in 1 h 17 min|no data lost|",
                // Alone, a database of 512 GiB is read in 512 GiB / (145 MB/s / 2 of its disk, 125 MB/s of the vault).
                "|Drill lose-stamp: one VM at a time against the simulated recovery|",
                "|build|2|0|2|0|0|erp|5|5|0|0|3|3 members of sets|",
                "|alpha|8 nodes of 768 GiB|6 TiB|168 GiB|274 GiB|768 GiB|806 GiB|84 GiB|3.95 TiB|590 GiB|",
                "|alpha|21 h 20 min (at least 19 h 27 min)|3 h 30 min (at least 3 h 11 min)|7 h 30 min (at least 6 h 50 \
             min)|&lt; 0.092 a year (not seen)|0|",
                "|gold|10 VMs|24 h|30 h 6 min (27 h 26 min to 32 h 56 min)|75 d|",
                "|erp|years|return of site mine|40|",
                "|erp|years|read rate of repository vault|40|",
                "|Without a stated RTO or RPO: what can be achieved|",
                "|What would decide the inconclusive verdicts, and show what was not seen:|",
                "no rack fault came in 40 years: add a drill of a rack: erp (RTO, rack), erp (RPO, rack)",
                "firedrill run scenarios&#x2f;mine.toml",
                &told.blueprint.sha256,
                env!("CARGO_PKG_VERSION"),
                "&lt; 0.092 a year (not seen)",
            ],
        );
    }

    /// Figures are worked out beside the scenario.
    #[test]
    fn every_kind_of_protection_is_shown() {
        let told = fixture::protected();
        let never = told.drills[0].iter().filter(|one| one.whole.is_none());
        let whole = format!(
            "in {} of 20 trials not while it was looked at",
            never.count()
        );
        holds(
            told,
            &[
                "|site|2 a year|half back in 5 h 7 min|",
                "|planned|–|–|–|1 a year|half back in 27 min|no data lost|–|",
                "switch: another instance took over by itself (group). failover: a person had it resume from its replica \
             (metro, standby).",
                "|erp: alpha → beta (metro)|2 VMs|",
                "|mail: alpha → beta (standby)|1 VM|",
                "RPO breaks after a cut of",
                "23 h 55 min",
                "whole copy",
                "behind in a day",
                "Assumed for this: data changes evenly",
                "|files&#x2f;sql|1 of 2 must serve|group|",
                "|80 disks, 8 volumes|6 a year (6 to 6)|",
                "|3 h (at least 2 h 30 min)|3 h (at least 2 h 30 min)|5 h (at least 4 h 9 min)|&lt; 0.18 a year (not seen)|",
                "|3 VMs hold data and have a replica or high availability but no backup: corruption, deletion and ransomware \
             reach every copy at once, and nothing older is left but recovery points of replicas, for as long as these are kept.|",
                "of it hot standbys 14 GiB",
                "|If a place is lost tonight: ",
                "If stamp alpha is lost tonight, by the memory formula stamp beta has no room for 2 VMs of 28 GiB (erp); \
             with 14 GiB of lower tiers stopped there, still none for 1 VM of 14 GiB (erp).",
                "Restored: everything but expendable applications is back where it belongs",
                &whole,
                "On average 1 (at least 0.831) VMs of lower tiers are stopped to make room for others.",
                "|Drill lose-stamp: replicas from the strike",
            ],
        );
        let html = told.page();
        assert!(html.contains("Lag of erp: alpha → beta (metro) when link vpn is cut"));
        let plain = fixture::plain().page();
        for part in [
            "id=\"replication\"",
            "id=\"storage\"",
            "id=\"availability\"",
        ] {
            assert_eq!(html.matches(part).count(), 1, "{part}");
            assert_eq!(plain.matches(part).count(), 0, "{part}");
        }
        assert!(!plain.contains("Restored"));
    }

    /// One sign for each objective, class and drill, and one line for each application with an objective.
    #[test]
    fn verdicts_are_seen_at_a_glance() {
        let html = fixture::plain().page();
        let glance = html
            .split("Verdicts at a glance")
            .nth(1)
            .and_then(|rest| rest.split("</table>").next())
            .expect("the table");
        // Of erp node and repair are kept in all 80 and 40 cases, stamp and site never; nothing is of a rack.
        let text = read(glance);
        assert!(
            text.ends_with(
                "|Application|node|rack|stamp|site|logical|drill lose-stamp\
                 |erp|✓ ✓|· ·|✗ ?|✗ ✓|✓ ✓|✗ ?\
                 |files|? ?|· ·|✗ ✗|✗ ?|– –|✗ ✗|"
            ),
            "{text}"
        );
        assert_eq!(glance.matches("<td class=\"missed\"><b>✗ ✗</b>").count(), 2);
        assert_eq!(glance.matches("<td class=\"met\"><b>✓ ✓</b>").count(), 2);
        assert_eq!(
            glance.matches("<td class=\"not_seen\"><b>· ·</b>").count(),
            2
        );
        let dense = "<table class=\"dense\">\n<caption>Verdicts at a glance";
        assert_eq!(html.matches(dense).count(), 1);
    }

    #[test]
    fn hostile_names_are_text() {
        // Readers of scenarios refuse it.
        let name = "<b>&\"<script>alert(1)</script>".to_string();
        let mut told = fixture::plain().clone();
        told.blueprint.applications[1].name.clone_from(&name);
        told.blueprint.run.name.clone_from(&name);
        told.blueprint.run.description.clone_from(&name);
        told.blueprint.drills[0].name.clone_from(&name);
        let html = told.page();
        assert!(!html.contains("<b>&") && !html.contains("<script"));
        let written = "&lt;b&gt;&amp;&quot;&lt;script&gt;alert(1)&lt;&#x2f;script&gt;";
        // Title, heading and description begin with it.
        assert!(html.contains(&format!("<title>Firedrill report: {written}</title>")));
        assert!(html.matches(written).count() > 10);
    }

    /// First what nobody has a source for, then what was heard of, then what was read.
    #[test]
    fn assumptions_without_a_source_come_first() {
        let html = fixture::plain().page();
        let table = html.split("id=\"defaults\"").nth(1).expect("the section");
        let place = |key: &str| {
            let found = table.find(&format!(">{key}<"));
            found.unwrap_or_else(|| panic!("{key} is not listed"))
        };
        let (guessed, heard, read) = (
            place("protection.gold.backup.stickiness"),
            place("stamp.alpha.running_vm_snapshot"),
            place("stamp.alpha.vms_per_node"),
        );
        assert!(guessed < heard && heard < read, "{guessed} {heard} {read}");
    }

    #[test]
    fn an_empty_outcome_says_why_charts_are_missing() {
        holds(
            fixture::calm(),
            &[
                "No chart of causes: no objective was missed",
                "No timeline of a worst incident",
                "No chart of backup jobs",
                "The scenario has no drill",
                "No outage was seen",
                "|Over the years no application misses an objective; 1 was never seen to stop.|",
                "|1 VM holds data and has no protection at all.|",
            ],
        );
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
        let html = fixture::crowd().page();
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
