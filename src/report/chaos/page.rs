//! A sweep as one HTML page: the field of signs, the faults by damage, what was assumed, and how to repeat it.
//!
//! Always true here: one file, no script, nothing loaded from elsewhere.

use super::text::{longest, named};
use super::{Chaos, breaks as schedules_of, margins, told, week};
use crate::chart::heat::{self, Heat, Row};
use crate::model::swept::{CellVerdict, EndOf, SweptCell, SweptRow};
use crate::report::page::{
    Block, Cell, Section, alert, capped_table, cell, figure, head, section, table, text,
};
use crate::report::{Error, html, words};
use crate::scenario::of_week_words;
use crate::units::number;

/// Rows of a table at most.
const ROWS: usize = 200;

/// The page as text.
///
/// # Errors
/// When a chart cannot be drawn, or the template and the page do not fit together.
pub fn chaos_page(chaos: &Chaos<'_>) -> Result<String, Error> {
    let mut sections: Vec<Section> = regressions(chaos).into_iter().collect();
    sections.push(matrix(chaos)?);
    sections.extend(week::moments(chaos)?);
    sections.extend(margins::margins(chaos));
    sections.extend([damage(chaos), breaks(chaos), method(chaos)]);
    let title = format!("Faults against {}", chaos.blueprint.run.name);
    html::page_of((&title, told::method(chaos)), chaos.seed, sections)
}

/// Schedules that broke the plan once, tried before all else; none where there are none.
fn regressions(chaos: &Chaos<'_>) -> Option<Section> {
    let rows = chaos.regressions.iter().map(|one| {
        vec![
            head(words::clean(&one.file)),
            cell(told::again(one.verdict)),
            cell(words::clean(&one.words))
                .detail(one.stale.as_deref().map_or_else(String::new, words::clean)),
            cell(words::clean(&one.command)),
        ]
    });
    let made = capped_table(
        "Schedules of what broke once",
        &["File", "Now", "What it comes to", "Show it"],
        rows.collect(),
        ROWS,
        "chaos.json",
    );
    Some(section("regressions", "What broke once", vec![made?]))
}

/// The field, rows that do anything alone.
fn matrix(chaos: &Chaos<'_>) -> Result<Section, Error> {
    let mut blocks = vec![text(told::headline(chaos))];
    if !chaos.made.complete {
        blocks.push(alert(
            "The sweep is not complete: what is not told here was not tried, or on too few trials.",
        ));
    }
    let applications = chaos.blueprint.applications.iter();
    let rows = chaos.made.rows.iter().filter(|row| row.damage().2 > 0);
    let rows: Vec<Row> = rows.map(|row| drawn(chaos, row)).collect();
    let quiet = chaos.made.rows.len() - rows.len();
    let spec = Heat {
        name: "matrix".to_string(),
        title: "What each fault does to each application".to_string(),
        subtitle: format!(
            "Faults by damage; of a fault that stands for others one was tried. {} stopped nothing and are not drawn.",
            number::counted(quiet, "fault")
        ),
        columns: applications.map(|one| words::clean(&one.name)).collect(),
        rows,
    };
    let chart = heat::draw(&spec)?;
    blocks.push(figure(
        chart.as_ref(),
        "No fault stopped any application, so there is nothing to draw.",
    ));
    Ok(section("matrix", "Faults against applications", blocks))
}

fn drawn(chaos: &Chaos<'_>, row: &SweptRow) -> Row {
    let fault = &chaos.faults[row.fault];
    let cells = row.cells.iter();
    let cells = cells.map(|one| (one.verdict, told::cell(chaos, fault, one)));
    Row {
        name: told::short(chaos, fault),
        cells: cells.collect(),
    }
}

/// The faults, the most damage first.
fn damage(chaos: &Chaos<'_>) -> Section {
    let rows = chaos.made.rows.iter().map(|row| {
        let fault = &chaos.faults[row.fault];
        let worst = longest(row).and_then(|cell| cell.recovery.as_ref());
        let loss = row.cells.iter().filter_map(|cell| cell.loss.as_ref());
        let loss = loss.max_by_key(|worst| worst.value.unwrap_or(u64::MAX));
        vec![
            head(told::fault(chaos, fault)).detail(told::end(fault)),
            cell(named(chaos, row, CellVerdict::Lost)),
            cell(named(chaos, row, CellVerdict::Missed)),
            cell(number::count(row.count(CellVerdict::Met) as u64)),
            cell(number::count(row.count(CellVerdict::Survived) as u64)),
            cell(told::length(worst, "never"))
                .detail(worst.map_or_else(String::new, |worst| told::delay(chaos, worst))),
            cell(told::length(loss, "everything")),
        ]
    });
    let names = [
        "Fault",
        "Lost",
        "Missed",
        "#Met",
        "#Survived",
        "Longest recovery",
        "Largest loss",
    ];
    let made = capped_table(
        "Faults by damage",
        &names,
        rows.collect(),
        ROWS,
        "matrix.csv",
    );
    section(
        "damage",
        "What does most damage",
        made.into_iter().collect(),
    )
}

/// What breaks, cell by cell.
fn breaks(chaos: &Chaos<'_>) -> Section {
    let rows = chaos.made.rows.iter();
    let cells = rows.flat_map(|row| row.cells.iter().map(move |one| (row, one)));
    let broken = cells.filter(|(_, one)| one.verdict.is_break());
    let rows: Vec<Vec<Cell>> = broken
        .map(|(row, one)| broken_row(chaos, row, one))
        .collect();
    let mut blocks = Vec::new();
    if rows.is_empty() {
        blocks.push(text(match chaos.only_at_worst(true) + chaos.only_at_worst(false) {
            0 => "Nothing breaks.",
            _ => "Nothing breaks in a trial of the sweep; what breaks at its worst moment stands below.",
        }));
    }
    let names = [
        "Application",
        "Fault",
        "Verdict",
        "Kept",
        "Longest recovery",
        "Largest loss",
        "Show the worst trial",
    ];
    blocks.extend(capped_table(
        "What breaks",
        &names,
        rows,
        ROWS,
        "chaos.json",
    ));
    blocks.extend(schedules(chaos));
    section("breaks", "What breaks", blocks)
}

/// The schedules of what breaks.
fn schedules(chaos: &Chaos<'_>) -> Vec<Block> {
    let made = schedules_of::broken(chaos);
    let rows = made.0.iter().map(|one| {
        vec![
            head(one.file.clone()),
            cell(told::fault(chaos, &chaos.faults[one.fault])),
            cell(schedules_of::short(one)),
            cell(one.words.clone()),
            cell(format!("firedrill replay {}", one.file)),
        ]
    });
    let names = [
        "File",
        "Fault",
        "Breaks",
        "What happens",
        "Tell it step by step",
    ];
    let said = schedules_of::counted(&made).map(text);
    let shown = table(
        "Schedules of what breaks, the worst first",
        &names,
        rows.collect(),
    );
    said.into_iter().chain(shown).collect()
}

fn broken_row(chaos: &Chaos<'_>, row: &SweptRow, one: &SweptCell) -> Vec<Cell> {
    let fault = &chaos.faults[row.fault];
    let kept = [("RTO", one.rto_kept), ("RPO", one.rpo_kept)];
    let kept = kept
        .into_iter()
        .filter_map(|(name, kept)| kept.map(|kept| format!("{name} {}", number::share(kept))));
    let recovery = one.recovery.as_ref();
    let worst = recovery.or(one.loss.as_ref());
    let command = worst.and_then(|worst| (chaos.again)(fault, worst.trial));
    vec![
        head(words::clean(
            &chaos.blueprint.application(one.application).name,
        )),
        cell(told::fault(chaos, fault)),
        cell(told::verdict(one.verdict))
            .detail(match one.lost {
                0 => String::new(),
                lost => format!("in {lost} of {} trials", one.trials),
            })
            .note(match one.outside {
                0 => String::new(),
                _ => told::left_out(one),
            }),
        cell(kept.collect::<Vec<_>>().join(", ")),
        cell(told::length(recovery, "never, or without its data"))
            .detail(recovery.map_or_else(String::new, |worst| told::delay(chaos, worst)))
            .note(worst.map_or_else(String::new, |worst| {
                format!("struck {}", of_week_words(worst.of_week))
            })),
        cell(told::length(one.loss.as_ref(), "everything")).detail(
            one.loss
                .as_ref()
                .filter(|worst| worst.value != Some(0))
                .map_or_else(String::new, |worst| worst.reason.label().to_string()),
        ),
        cell(command.unwrap_or_else(|| "its drill needs a file of its own".to_string())),
    ]
}

/// How it was swept, what was assumed and what is left out.
fn method(chaos: &Chaos<'_>) -> Section {
    let mut blocks = vec![text(
        "Each fault strikes trials of its own at a random instant of the week, in the middle of what backups, copies, crews and the \
         hazards of the scenario do then. Every cell is judged as a drill of a report is: at the level of the scenario, on its own trials.",
    )];
    blocks.push(Block::List {
        items: chaos.left_out(),
    });
    blocks.push(text(told::covered(chaos)));
    let covered = told::coverage(chaos);
    let covered = covered.map(|(one, seen)| vec![head(one.meaning()), cell(number::count(seen))]);
    blocks.extend(table(
        "Steps of recoveries that the scenario has, and how many outages of the sweep took them",
        &["Step", "#Outages"],
        covered.collect(),
    ));
    let assumed = chaos.faults.iter();
    let assumed = assumed.filter(|one| one.end_of == EndOf::Assumed && !one.end.is_empty());
    let rows = assumed.map(|one| vec![head(told::fault(chaos, one)), cell(words::clean(&one.end))]);
    let rows: Vec<Vec<Cell>> = rows.collect();
    if !rows.is_empty() {
        blocks.push(text(
            "Nothing in the scenario says how these faults end. What is assumed decides how long their outages are where nothing else \
             brings an application back: state a hazard or a drill of the same thing to say it.",
        ));
    }
    blocks.extend(capped_table(
        "How faults end that nobody stated",
        &["Fault", "Assumed"],
        rows,
        ROWS,
        "chaos.json",
    ));
    let alike = chaos.faults.iter().filter(|one| !one.stands_for.is_empty());
    let rows = alike.map(|one| {
        let others = one.stands_for.iter().take(20).cloned();
        let mut others = others.collect::<Vec<_>>().join(", ");
        if one.stands_for.len() > 20 {
            others.push_str(&format!(" and {} more", one.stands_for.len() - 20));
        }
        vec![
            head(words::clean(&one.of)),
            cell(one.harm.name()),
            cell(words::clean(&others)),
        ]
    });
    blocks.extend(table(
        "Faults that stand for others, since nothing of the scenario tells one from another",
        &["Tried", "What happens", "Stands for"],
        rows.collect(),
    ));
    section("method", "How it was swept", blocks)
}
