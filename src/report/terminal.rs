//! The verdicts on a terminal: what misses which objective, and why, in ten seconds.
//!
//! Always true here: what did not recover is said first, then what is missed; a verdict is a word and a
//! sign, colour only repeats it; every figure is that of the worst class, never one pooled over classes.

pub(super) mod grid;

use super::findings::{
    findings, largest_of_drill, missing, of_applications, of_drill, of_strike, pointers,
    points_destroyed, strikes, told, told_in_drill, unrecovered,
};
use super::fold::folded;
use super::precision::precision;
use super::section::claims;
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
    if let Some(stated) = &blueprint.claims {
        text.push_str(&wrapped(&claims::line(stated, outcome), width));
    }
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
    let years = match outcome.trials {
        0 => String::new(),
        trials => format!(
            "{} of {}, ",
            words::trials(trials),
            number::duration(outcome.horizon_s)
        ),
    };
    let only = words::only(outcome).map_or_else(String::new, |only| format!(", {only}"));
    let mut text = format!(
        "{}{only}: {years}seed {}; intervals at {}.",
        words::scenario(blueprint),
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
    if outcome.applications.is_empty() && !outcome.only.is_empty() {
        return String::new();
    }
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
        (None, ..) => figure::up(share),
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
    let found = of_applications(blueprint, &stopped, (of_strike(drill), Some(name)));
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
        let mean = judged.worst().map(|class| class.mttr_s);
        row.push(cell(figure::short_duration(&mean.unwrap_or_default())));
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
pub(super) fn wrapped(sentence: &str, width: usize) -> String {
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
    use super::super::fixture::{self, Told};
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[track_caller]
    fn fits(told: &Told) {
        for width in [40, 60, 80, 100, 140, 200] {
            for line in told.printed(width).lines() {
                let wide = line.width();
                assert!(wide <= width, "{wide} columns at {width}: {line}");
            }
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for told in fixture::all() {
            fits(told);
        }
    }

    #[test]
    fn letters_that_take_two_columns_are_counted_as_two() {
        let name = "倉庫管理物流制御設備監視系統北一";
        let text = fixture::LOST
            .replace("[application.ledger]", &format!("[application.\"{name}\"]"))
            .replace("ledger", name);
        let told = fixture::run(&text);
        assert!(told.printed(100).contains(name));
        fits(&told);
    }

    /// Words of a line, a space apart.
    fn words_of(line: &str) -> String {
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The table of the years, line by line.
    #[test]
    fn what_misses_stands_above_what_does_not() {
        let text = fixture::plain().printed(100);
        let lines: Vec<String> = text.lines().map(words_of).collect();
        assert_eq!(
            lines[0],
            "mine-north: 40 trials of 365 d, seed 7; intervals at 95 %."
        );
        assert_eq!(
            lines[2],
            "Application Objective Verdict Achievable Attained Class Main cause"
        );
        let begins = [
            "erp RTO 4 h ✗ missed 8 h 33 min",
            "RPO 24 h ? inconclusive 26 h 10 min (23.6–29 h) 80 % stamp flood",
            "files RTO 4 h ✗ missed 8 h 33 min (≥ 8.55 h) 0 % stamp flood",
            "RPO 12 h ✗ missed 27 h 13 min (≥ 25.8 h) 32.5 % stamp flood",
            "build RTO – – 5 h 7 min (≥ 5.12 h) – site power",
        ];
        for (line, begin) in lines[4..].iter().zip(begins) {
            assert!(line.starts_with(begin), "{line}");
        }
        assert!(lines[4].ends_with(" 0 % stamp flood"), "{text}");
    }

    /// The drill has a table, and what it costs is said below.
    #[test]
    fn a_drill_is_told_with_what_it_stops() {
        let text = fixture::plain().sentences();
        for part in [
            "Drill lose-stamp (10 trials): stops 3 of 3 applications; all but expendable ones are back after 8 h 33 \
             min in half of the trials, 8 h 33 min in 95 % of them. Application Objective Verdict Achievable \
             Attained MTTR",
            "files RTO 4 h ✗ missed 8 h 33 min (≥ 8.55 h) 0 % 8 h 33 min",
            "RPO 12 h ✗ missed 14 h (≥ 14 h) 0 % –",
            "build RTO – – 3 h 17 min (≥ 3.28 h) – 3 h 17 min",
            "Missed RTOs wait most for: read rate of repository vault (erp, files).",
            "Stamp alpha: 21 h 20 min a year without N−1; the largest VM that still fits has 590 GiB.",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
    }

    #[test]
    fn protections_have_a_line_each() {
        let told = fixture::protected();
        let text = told.sentences();
        let never = told.drills[0].iter().filter(|one| one.whole.is_none());
        let whole = format!(
            "Restored: everything but expendable applications is back where it belongs, with all copies, replicas and instances, after 12 d 11 \
             h in half of the trials; in {} of 20 trials not while it was looked at.",
            never.count()
        );
        for part in [
            whole.as_str(),
            "1 VM is stopped to make room for others (mean).",
            "Replicas: furthest behind is erp: alpha → beta (metro) with 42 h 9 min; behind their log in at least one \
             trial: 0 of 2 groups.",
            "Replicas over the years: furthest behind was erp: alpha → beta (metro) with 42 h 55 min; behind their \
             log fell erp: alpha → beta (metro).",
            "A cut of link vpn breaks the first RPO after 23 h 55 min (erp) and makes the first whole copy due after \
             24 h (erp); after 72 h all have caught up 12 h 41 min later.",
            "If stamp alpha is lost tonight, by the memory formula stamp beta has no room for 2 VMs of 28 GiB (erp);",
            "High availability lost its majority at least once in: files/sql.",
            "Storage of stamp alpha: 6 rebuilds a year of 2 h 51 min on average; 10 min 19 s a year with copies \
             missing in two nodes; volumes lost < 0.18 a year (not seen).",
            "Stamp beta: 3 h a year without N−1; no further VM fits.",
            "Never back: build (expendable) in 3 of 20 drills lose-stamp",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
    }

    /// Of build, for which nothing is stated, no mean is beyond anything; a restart of 7 min is within 4 h.
    #[test]
    fn a_mean_above_the_objective_is_said_in_plain_words() {
        let text = fixture::plain().sentences();
        let said = |of: &str| text.matches(of).count();
        assert_eq!(
            said("a failure causes an unacceptable business disruption."),
            6,
            "{text}"
        );
        assert_eq!(
            said(
                "erp, loss of a stamp: mean 8 h 33 min (at least 7 h 48 min), RTO 4 h: a failure causes an \
                  unacceptable business disruption."
            ),
            1
        );
        assert_eq!(said("loss of a node: mean") + said("build, loss of a"), 0);
        assert!(
            !fixture::protected()
                .sentences()
                .contains("business disruption")
        );
    }

    /// Ledger, as in lost, with an availability in place of what it states there.
    #[test]
    fn a_stated_availability_has_a_line_and_is_never_called_none() {
        let text = fixture::LOST.replace(
            "[application.ledger]\nrto = \"4 h\"\nrpo = \"24 h\"\n",
            "[application.ledger]\navailability = \"99.9 %\"\n",
        );
        let printed = fixture::run(&text).printed(120);
        let years = printed.split("Drill").next().expect("text");
        // Up for 61 of 365 days but for 68 min: 16.7 %.
        let lines: Vec<String> = years.lines().map(words_of).collect();
        let own = lines.iter().position(|line| line.contains("up 99.9 %"));
        let own = own.expect("a line of its own");
        assert_eq!(
            lines[own],
            "up 99.9 % ✗ missed 16.7 % (at most 67.1 %) – all rot"
        );
        // Nothing is stated beside it, and what can be achieved is none: it never comes back.
        assert_eq!(lines[own - 2], "ledger RTO – – none – logical rot");
    }

    #[test]
    fn colour_is_asked_for() {
        let told = fixture::plain();
        assert!(!told.printed(100).contains('\u{1b}'));
        let text = terminal(&told.blueprint, &told.outcome, 100, true);
        // In the years erp and files miss three objectives, in the drill three.
        assert_eq!(
            text.matches("\u{1b}[1m\u{1b}[31m✗ missed\u{1b}[0m").count(),
            6
        );
    }

    #[test]
    fn nothing_happened_is_a_table_as_well() {
        let text = fixture::calm().printed(100);
        let lines: Vec<String> = text.lines().map(words_of).collect();
        assert_eq!(lines[4], "erp RTO 4 h · not seen not seen – – –");
        assert_eq!(lines[5], "RPO 24 h · not seen not seen – – –");
    }

    #[test]
    fn control_characters_never_reach_a_terminal() {
        // Readers of scenarios refuse it.
        let mut told = fixture::plain().clone();
        told.blueprint.applications[1].name = "evil\u{1b}[2Jname".to_string();
        let text = told.printed(100);
        assert!(
            !text.contains('\u{1b}') && text.contains("evil"),
            "{text:?}"
        );
    }
}
