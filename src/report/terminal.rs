//! The verdicts on a terminal: what misses which objective, and why, in ten seconds.
//!
//! Always true here: what did not recover is said first, then what is missed; a verdict is a word and a
//! sign, colour only repeats it; every figure is that of the worst class, never one pooled over classes.

mod grid;

use super::findings::{
    findings, largest_of_drill, losses, missing, of_drill, pointers, points_destroyed, strikes,
    told, told_in_drill, unrecovered, waits,
};
use super::fold::folded;
use super::precision::precision;
use super::words;
use crate::chart::harmless::harmless_lines;
use crate::model::ObjectiveOf;
use crate::model::figure;
use crate::model::outcome::{
    ApplicationOutcome, ClassOutcome, DrillOutcome, Judged, Outcome, Verdict,
};
use crate::model::{Blueprint, Class, DEFAULT_TARGET};
use crate::units::number::{self, DASH};
pub use grid::aligned;
use grid::{Cell, Column, Folded, cell, grid, word};

/// Columns of the terminal, and what has been said about it already.
type Page<'f> = (usize, &'f mut Folded);

/// Applications that a drill's table names; the others are counted.
const DRILL_ROWS: usize = 15;

/// The least and the most columns that a page is laid out for.
const WIDTHS: (usize, usize) = (40, 400);

/// Verdicts of the years, a block per drill, and what matters most, for a terminal of this many
/// columns (values below 40 count as 40), with colour or without. Ends with a line feed.
#[must_use]
pub fn terminal(blueprint: &Blueprint, outcome: &Outcome, width: usize, colour: bool) -> String {
    let width = width.clamp(WIDTHS.0, WIDTHS.1);
    let mut folded = Folded::default();
    let page = &mut (width, &mut folded);
    let mut text = wrapped(&heading(blueprint, outcome), width);
    let missing = missing(blueprint, outcome);
    if let Some(found) = &missing {
        text.push_str(&wrapped(&found.sentence(), width));
    }
    for sentence in told(&unrecovered(blueprint, outcome)) {
        text.push_str(&wrapped(&sentence, width));
    }
    text.push('\n');
    text.push_str(&years(blueprint, outcome, page));
    text.push_str(&assessed(blueprint, outcome, page));
    for drill in &outcome.drills {
        text.push('\n');
        text.push_str(&self::drill(blueprint, outcome, drill, page));
    }
    text.push('\n');
    let mut found = findings(blueprint, outcome);
    found.extend(pointers(blueprint, outcome));
    // What is missing has been said first.
    found.retain(|one| Some(one) != missing.as_ref());
    for sentence in told(&found) {
        text.push_str(&wrapped(&sentence, width));
    }
    // Whatever a name holds, the only commands to the terminal are those of the colours below.
    let text = harmless_lines(&text);
    if colour { coloured(&text) } else { text }
}

fn heading(blueprint: &Blueprint, outcome: &Outcome) -> String {
    let mut text = format!(
        "{}: {} of {}, seed {}; intervals at {}.",
        words::clean(&blueprint.run.name),
        words::trials(outcome.trials),
        number::duration(outcome.horizon_s),
        outcome.seed,
        number::share(outcome.level),
    );
    if let Some(sentence) = precision(blueprint, outcome) {
        text.push(' ');
        text.push_str(&sentence);
    }
    text
}

/// One line per application and objective over years.
fn years(blueprint: &Blueprint, outcome: &Outcome, (width, folded): &mut Page<'_>) -> String {
    const COLUMNS: [Column; 7] = [
        grid::names("Application"),
        grid::figures("Objective"),
        grid::figures("Verdict"),
        grid::figures(ClassOutcome::ACHIEVABLE.short),
        grid::figures(ClassOutcome::ATTAINED.short),
        grid::figures("Class"),
        grid::names("Main cause"),
    ];
    let rows: Vec<Vec<Cell>> = words::by_interest(blueprint, &outcome.applications)
        .into_iter()
        .flat_map(|one| year_rows(blueprint, outcome, one))
        .collect();
    grid(*width, folded, (&COLUMNS, 3), &rows)
}

fn year_rows(blueprint: &Blueprint, outcome: &Outcome, one: &ApplicationOutcome) -> Vec<Vec<Cell>> {
    let stated = blueprint.application(one.application);
    let cause = |name: Option<&str>| word(words::clean(name.unwrap_or(DASH)));
    let mut name = words::clean(&stated.name);
    let mut rows = vec![];
    for (kind, judged) in [
        (ObjectiveOf::Recovery, &one.rto),
        (ObjectiveOf::Loss, &one.rpo),
    ] {
        let Some(judged) = judged else { continue };
        let mut row = vec![word(std::mem::take(&mut name))];
        row.extend(figures(blueprint, kind, (one, judged)));
        row.push(word(
            judged
                .worst_class
                .map_or_else(|| DASH.to_string(), Class::words),
        ));
        // Verdict, figures, class and cause belong together: all are those of one class.
        let worst = judged.worst().and_then(|class| class.main_cause);
        row.push(cause(worst.map(|index| words::cause(outcome, index))));
        rows.push(row);
    }
    if let (Some(share), Some(verdict)) = (stated.availability, one.availability_verdict) {
        // Availability is over all classes: the time is the same, whatever took it.
        rows.push(vec![
            word(std::mem::take(&mut name)),
            word(format!("up {}", number::share(share.0))),
            word(words::verdict(verdict)),
            cell(up(one)),
            word(DASH),
            word("all"),
            cause(words::cause_of_downtime(outcome, one)),
        ]);
    }
    if rows.is_empty() {
        let mut row = vec![word(name), word("none")];
        row.extend(vec![word(DASH); 5]);
        rows.push(row);
    }
    rows
}

/// The share of time up with its interval. What is met without a lower end is so
/// by the bound that is sure.
fn up(one: &ApplicationOutcome) -> String {
    let share = &one.availability;
    let met = one.availability_verdict == Some(Verdict::Met);
    match (share.point, share.low, share.high) {
        (Some(point), None, _) if met => match one.availability_surely {
            Some(surely) => format!(
                "{} (at least {})",
                number::share(point),
                number::share(surely)
            ),
            None => number::share(point),
        },
        (Some(_), None, Some(_)) => figure::estimate(share, number::share),
        (Some(point), Some(low), Some(high)) if low < high => format!(
            "{} ({}–{})",
            number::share(point),
            number::share(low).trim_end_matches(" %"),
            number::share(high)
        ),
        (Some(point), ..) => number::share(point),
        (None, Some(low), _) if low > 0.0 => format!("> {} (never down)", number::share(low)),
        (None, ..) => DASH.to_string(),
    }
}

/// Applications for which no RTO or no RPO is stated, with what else there is to say of them.
fn assessed(blueprint: &Blueprint, outcome: &Outcome, (width, folded): &mut Page<'_>) -> String {
    const COLUMNS: [Column; 4] = [
        grid::names("Application"),
        grid::figures(ApplicationOutcome::OUTAGES.short),
        grid::figures(ApplicationOutcome::MTTR.short),
        grid::figures(ApplicationOutcome::AVAILABILITY.short),
    ];
    let unstated: Vec<&ApplicationOutcome> = words::by_interest(blueprint, &outcome.applications)
        .into_iter()
        .filter(|one| words::lacks_an_objective(one))
        .collect();
    if unstated.is_empty() {
        return String::new();
    }
    let mut text = wrapped(
        &format!(
            "Where no objective is stated, achievable is what {} of the outages keep. Of these \
             applications:",
            number::share(DEFAULT_TARGET.0)
        ),
        *width,
    );
    text.insert(0, '\n');
    let row = |one: &ApplicationOutcome| {
        vec![
            word(words::clean(&blueprint.application(one.application).name)),
            cell(figure::rate(&one.outages_per_year)),
            cell(figure::short_duration(&one.mttr_s)),
            cell(up(one)),
        ]
    };
    let rows: Vec<Vec<Cell>> = unstated.into_iter().map(row).collect();
    text.push_str(&grid(*width, folded, (&COLUMNS, 1), &rows));
    text
}

/// Objective, verdict, achievable and attained of the class that decides.
fn figures(
    blueprint: &Blueprint,
    kind: ObjectiveOf,
    (one, judged): (&ApplicationOutcome, &Judged),
) -> Vec<Cell> {
    let deciding = judged.worst();
    // Where nothing can stop it no class decides: then it is what is stated for all.
    let stated = kind.stated(blueprint.application(one.application)).default;
    let limit = match deciding {
        Some(class) => class.objective_s,
        None => stated.map(|objective| objective.limit.as_seconds()),
    };
    let objective = format!(
        "{} {}",
        kind.name(),
        limit.map_or_else(|| DASH.to_string(), number::duration)
    );
    let verdict = judged.verdict.map_or(DASH, words::verdict);
    vec![
        word(objective),
        word(verdict),
        cell(deciding.map_or_else(|| "not seen".to_string(), achievable)),
        word(
            deciding
                .and_then(|class| class.attained.point)
                .map_or_else(|| DASH.to_string(), number::share),
        ),
    ]
}

fn achievable(class: &ClassOutcome) -> String {
    match class.achievable_s.point {
        None if class.observations > 0 => "none".to_string(),
        None => words::unseen(class).to_string(),
        Some(_) => figure::short_duration(&class.achievable_s),
    }
}

/// One block: what the drill costs and which objectives it breaks.
fn drill(
    blueprint: &Blueprint,
    outcome: &Outcome,
    drill: &DrillOutcome,
    page: &mut Page<'_>,
) -> String {
    const COLUMNS: [Column; 6] = [
        grid::names("Application"),
        grid::figures("Objective"),
        grid::figures("Verdict"),
        grid::figures(ClassOutcome::ACHIEVABLE.short),
        grid::figures(ClassOutcome::ATTAINED.short),
        grid::figures(ClassOutcome::MTTR.short),
    ];
    let width = page.0;
    let order = words::by_interest(blueprint, &drill.applications);
    let stopped: Vec<&ApplicationOutcome> = order
        .iter()
        .copied()
        .filter(|one| one.outages > 0)
        .collect();
    let mut text = wrapped(&drill_sentence(blueprint, drill, stopped.len()), width);
    let rests = largest_of_drill(blueprint, outcome, drill);
    let found: Vec<_> = points_destroyed(blueprint, drill)
        .into_iter()
        .chain(strikes(blueprint, drill))
        .chain(of_drill(blueprint, outcome, drill))
        .chain(rests)
        .collect();
    for sentence in told(&found) {
        text.push_str(&wrapped(&sentence, width));
    }
    // What it struck and did not stop kept its objectives: that is a result, not a gap.
    let struck: Vec<&ApplicationOutcome> = order
        .into_iter()
        .filter(|one| one.outages > 0 || one.rto.is_some() || one.rpo.is_some())
        .collect();
    if struck.is_empty() {
        return text;
    }
    let shown = struck.iter().take(DRILL_ROWS);
    let rows: Vec<Vec<Cell>> = shown.flat_map(|one| drill_rows(blueprint, one)).collect();
    text.push_str(&grid(width, page.1, (&COLUMNS, 3), &rows));
    let more = struck.len().saturating_sub(DRILL_ROWS);
    if more > 0 {
        let more = words::counted(more, "more application", "more applications");
        text.push_str(&wrapped(&format!("… and {more}; see the report."), width));
    }
    let name = blueprint.drills[drill.drill.index()].name.as_str();
    let mut found = waits(blueprint, &stopped, Some(name));
    found.extend(losses(blueprint, &stopped, Some(name)));
    for sentence in told_in_drill(&found) {
        text.push_str(&wrapped(&sentence, width));
    }
    text
}

fn drill_rows(blueprint: &Blueprint, one: &ApplicationOutcome) -> Vec<Vec<Cell>> {
    let stated = blueprint.application(one.application);
    let mut name = words::clean(&stated.name);
    let mut rows = vec![];
    for (kind, judged) in [
        (ObjectiveOf::Recovery, &one.rto),
        (ObjectiveOf::Loss, &one.rpo),
    ] {
        let Some(judged) = judged else { continue };
        let mut row = vec![word(std::mem::take(&mut name))];
        row.extend(figures(blueprint, kind, (one, judged)));
        let mean = judged.worst().and_then(|class| class.mttr_s.point);
        row.push(word(
            mean.map_or_else(|| DASH.to_string(), number::duration),
        ));
        rows.push(row);
    }
    rows
}

fn drill_sentence(blueprint: &Blueprint, drill: &DrillOutcome, stopped: usize) -> String {
    let stated = &blueprint.drills[drill.drill.index()];
    let mut sentence = format!(
        "Drill {} ({}): stops {stopped} of {}",
        words::clean(&stated.name),
        words::trials(drill.trials),
        words::counted(drill.applications.len(), "application", "applications"),
    );
    if let Some(again) = words::whole_again(blueprint, &drill.whole_again_s) {
        sentence.push_str("; ");
        sentence.push_str(&again);
    }
    if let Some(unplaced) = drill.unplaced_vms.point.filter(|mean| *mean > 0.0) {
        sentence.push_str(&format!(
            "; {} no room for an hour or longer (mean)",
            words::amount(&number::significant(unplaced, 3), "VM finds", "VMs find")
        ));
    }
    sentence.push('.');
    sentence
}

/// A sentence broken at spaces so that no line is longer than the terminal, with a line feed.
fn wrapped(sentence: &str, width: usize) -> String {
    folded(sentence, 0, width)
}

/// Verdicts in colour: the sign with its word is the only text that is touched.
fn coloured(text: &str) -> String {
    let mut made = text.to_string();
    for verdict in Verdict::ALL {
        let colour = match verdict {
            Verdict::NotSeen => continue,
            Verdict::Met => anstyle::AnsiColor::Cyan,
            Verdict::Inconclusive => anstyle::AnsiColor::Yellow,
            Verdict::Missed => anstyle::AnsiColor::Red,
        };
        let style = anstyle::Style::new().fg_color(Some(colour.into())).bold();
        let word = words::verdict(verdict);
        made = made.replace(word, &format!("{style}{word}{style:#}"));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use unicode_width::UnicodeWidthStr;

    fn printed(applications: usize, width: usize) -> String {
        let blueprint = fixture::blueprint(applications);
        terminal(&blueprint, &fixture::outcome(&blueprint), width, false)
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [40, 60, 80, 100, 140, 200] {
            for line in printed(25, width).lines() {
                assert!(
                    line.chars().count() <= width,
                    "{} columns at {width}: {line}",
                    line.chars().count()
                );
            }
        }
    }

    #[test]
    fn letters_that_take_two_columns_are_counted_as_two() {
        let name = "倉庫管理物流制御設備監視系統北一".repeat(3);
        let blueprint = fixture::named_blueprint(&[name]);
        let outcome = fixture::outcome(&blueprint);
        for width in [40, 60, 80, 100, 200] {
            for line in terminal(&blueprint, &outcome, width, false).lines() {
                assert!(
                    line.width() <= width,
                    "{} columns at {width}: {line}",
                    line.width()
                );
            }
        }
    }

    #[test]
    fn what_misses_stands_above_what_does_not() {
        let text = printed(3, 100);
        let line = |part: &str| {
            text.lines()
                .position(|line| line.starts_with(part))
                .expect("the line exists")
        };
        assert!(text.contains("✗ missed"), "{text}");
        assert!(line("erp") < line("build"), "{text}");
        assert!(text.contains("Drill lose-stamp (200 trials): stops 3 of 3 applications"));
        assert!(text.contains("read rate of repository vault"), "{text}");
        assert!(text.contains("without N−1"));
    }

    #[test]
    fn protections_have_a_line_each() {
        let blueprint = fixture::protected(3);
        let text = terminal(
            &blueprint,
            &fixture::protected_outcome(&blueprint),
            200,
            false,
        );
        for part in [
            "Whole again: everything is back where it belongs, with all copies, replicas and instances, after 25 h in half of the trials",
            "3 VMs are stopped to make room for others (mean).",
            "Replicas: furthest behind is erp: alpha → beta (metro) with 5 h; behind their log in at least one trial: 0 of 1 group.",
            "Replicas over the years: furthest behind was erp: alpha → beta (metro) with 40 h; behind their log fell",
            "A cut of link vpn breaks the first RPO after 23 h 55 min (erp) and makes the first whole copy due after 24 h (erp); after 72 h all have caught up 12 h 40 min later.",
            "If stamp alpha is lost tonight, by the memory formula stamp beta has no room for 2 VMs",
            "High availability lost its majority at least once in: files/sql.",
            "Storage of stamp alpha: 3.2 rebuilds a year of 6 h 30 min on average; 30 min a year with copies missing in two nodes; volumes lost < 0.0092 a year (not seen); a volume is full 2 h 30 min a year.",
        ] {
            let one_line = text.replace('\n', " ");
            assert!(one_line.contains(part), "{part} is missing in {text}");
        }
    }

    #[test]
    fn one_line_fits_a_hundred_columns() {
        let text = printed(3, 100);
        let line = text
            .lines()
            .find(|line| line.starts_with("erp"))
            .expect("erp has a line");
        assert!(line.contains("RTO 4 h"), "{text}");
        assert!(
            line.contains("missed") && line.ends_with("stamp   update"),
            "{text}"
        );
    }

    #[test]
    fn a_mean_above_the_objective_is_said_in_plain_words() {
        let blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        for one in &mut outcome.applications {
            for class in one.rto.iter_mut().flat_map(|judged| &mut judged.by_class) {
                class.mttr_exceeds_rto = Some(false);
            }
        }
        outcome.drills.clear();
        let text = terminal(&blueprint, &outcome, 200, false);
        assert!(!text.contains("business disruption"), "{text}");
        let erp = outcome.applications[1].rto.as_mut().expect("figures");
        let stamp = erp
            .by_class
            .iter_mut()
            .find(|class| class.class == crate::model::Class::Stamp)
            .expect("the class was seen");
        stamp.mttr_s = crate::model::outcome::Estimate {
            point: Some(37_980.0),
            low: Some(36_000.0),
            high: Some(39_600.0),
        };
        stamp.mttr_exceeds_rto = Some(true);
        let text = terminal(&blueprint, &outcome, 200, false);
        assert!(
            text.contains(
                "erp, loss of a stamp: mean 10 h 33 min (10 h to 11 h), RTO 4 h: a failure causes an \
                 unacceptable business disruption."
            ),
            "{text}"
        );
    }

    #[test]
    fn a_stated_availability_has_a_line_and_is_never_called_none() {
        let mut blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        for (index, one) in outcome.applications.iter_mut().enumerate() {
            blueprint.applications[index].availability = Some(crate::units::Share(0.999));
            one.rto = None;
            one.rpo = None;
            one.availability_verdict = Some(Verdict::Missed);
            one.availability = crate::model::outcome::Estimate {
                point: Some(0.99),
                low: Some(0.985),
                high: Some(0.994),
            };
        }
        let text = terminal(&blueprint, &outcome, 120, false);
        let years = text.split("Drill").next().expect("text");
        let lines = years
            .lines()
            .filter(|line| line.contains("up 99.9 %") && line.contains("99 % (98.5–99.4 %)"));
        assert_eq!(lines.count(), 3, "{text}");
        assert!(!years.contains(" none "), "{text}");
    }

    #[test]
    fn colour_is_asked_for() {
        let blueprint = fixture::blueprint(3);
        let outcome = fixture::outcome(&blueprint);
        assert!(!terminal(&blueprint, &outcome, 100, false).contains('\u{1b}'));
        let text = terminal(&blueprint, &outcome, 100, true);
        assert!(
            text.contains("\u{1b}[1m\u{1b}[31m✗ missed\u{1b}[0m"),
            "{text:?}"
        );
    }

    #[test]
    fn nothing_happened_is_a_table_as_well() {
        let blueprint = fixture::blueprint(3);
        let text = terminal(&blueprint, &fixture::empty_outcome(&blueprint), 100, false);
        assert!(text.contains("erp"), "{text}");
    }

    #[test]
    fn control_characters_never_reach_a_terminal() {
        let name = "evil\u{1b}[2Jname".to_string();
        let blueprint = fixture::named_blueprint(std::slice::from_ref(&name));
        let text = terminal(&blueprint, &fixture::outcome(&blueprint), 100, false);
        assert!(!text.contains('\u{1b}'));
    }
}
