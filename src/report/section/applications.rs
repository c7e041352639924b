//! One part per application: its figures, causes, phases and charts.
//!
//! Always true here: figures of the years are rates with intervals; phases add up to the mean
//! recovery time of their class.

use super::super::figures::{MOST_APPLICATIONS, is_judged};
use super::super::findings::{disruptions, largest_outage, told};
use super::super::measured::{cells, heads, read};
use super::super::page::{
    Block, Cell, Section, alert, cell, figure, head, table, text, verdict_cell,
};
use super::super::words;
use super::{Source, served};
use crate::model::Application;
use crate::model::figure;
use crate::model::measure::{Measure, Per, Table};
use crate::model::outcome::{ApplicationOutcome, CauseOutcome, ClassOutcome, Judged, Quantiles};
use crate::model::record::Phase;
use crate::units::number::{self, DASH};

pub(crate) fn section(source: &Source<'_>) -> Section {
    let mut blocks = vec![text(
        "What is missed comes first. Figures are those of the years unless a drill is named; \
         planned maintenance is counted apart.",
    )];
    for one in words::by_interest(source.blueprint, &source.outcome.applications) {
        blocks.extend(application(source, one));
    }
    Section {
        id: "applications".into(),
        title: "Applications".into(),
        new_page: true,
        blocks,
    }
}

fn application(source: &Source<'_>, one: &ApplicationOutcome) -> Vec<Block> {
    let stated = source.blueprint.application(one.application);
    let mut blocks = vec![
        Block::Heading {
            id: format!("application-{}", one.application.index() + 1),
            text: words::clean(&stated.name),
        },
        text(introduction(source, stated)),
    ];
    for sentence in told(&disruptions(source.blueprint, one, None)) {
        blocks.push(alert(format!(
            "{sentence} It is not possible to restore the application within the defined RTO."
        )));
    }
    blocks.push(Block::Facts {
        facts: facts(source, stated, one),
    });
    blocks.extend(classes("RTO", &one.rto));
    blocks.extend(classes("RPO", &one.rpo));
    blocks.extend(quantiles(one));
    blocks.extend(served::of_application(source, one));
    blocks.extend(phases(one));
    blocks.extend(causes(source, one));
    blocks.extend(charts(source, one));
    blocks
}

fn introduction(source: &Source<'_>, stated: &Application) -> String {
    let roles = source.blueprint.roles_of(&stated.roles);
    let described: Vec<String> = roles
        .iter()
        .map(|role| {
            format!(
                "{} ({}, {} needed, {})",
                words::clean(&role.name),
                words::counted((role.vms.end - role.vms.start) as usize, "VM", "VMs"),
                role.required,
                if role.stateful {
                    "holds data"
                } else {
                    "stateless"
                }
            )
        })
        .collect();
    let mut parts = vec![format!("Tier {}.", stated.tier)];
    if !stated.owner.is_empty() {
        parts.push(format!("Owner: {}.", words::clean(&stated.owner)));
    }
    parts.push(format!("Roles: {}.", described.join(", ")));
    if !stated.needs.is_empty() {
        let needs: Vec<String> = stated
            .needs
            .iter()
            .map(|id| words::clean(&source.blueprint.application(*id).name))
            .collect();
        parts.push(format!("Needs: {}.", needs.join(", ")));
    }
    if stated.expendable {
        parts.push("Expendable: simulated, not judged.".to_string());
    } else if !is_judged(stated) {
        parts.push("No objective is stated, so nothing is judged.".to_string());
    }
    if !stated.rpo.is_empty() && !roles.iter().any(|role| role.stateful) {
        parts.push(
            "An RPO is stated, but no role holds data: there is nothing to judge.".to_string(),
        );
    }
    parts.join(" ")
}

fn facts(
    source: &Source<'_>,
    stated: &Application,
    one: &ApplicationOutcome,
) -> Vec<(String, String)> {
    let told = source.told(Per::Year);
    let fact = |row: Measure<ApplicationOutcome>| (row.words, read(&row, one, &told));
    let mut facts = vec![
        (ApplicationOutcome::MTTR.words, mean_recovery(one)),
        fact(ApplicationOutcome::OUTAGES),
        fact(ApplicationOutcome::AVAILABILITY),
        fact(ApplicationOutcome::DOWNTIME),
    ];
    if let Some(largest) = largest_outage(source.outcome, one) {
        facts.push(("Largest outage", largest));
    }
    let roles = source.blueprint.roles_of(&stated.roles);
    if roles.iter().any(|role| role.stateful) {
        facts.push(fact(ApplicationOutcome::DATA_LOSS));
        facts.push(fact(ApplicationOutcome::TOTAL_LOSSES));
    }
    for (name, judged) in [
        ("A year with a missed RTO", &one.rto),
        ("A year with a missed RPO", &one.rpo),
    ] {
        if let Some(judged) = judged.as_ref().filter(|judged| judged.is_stated()) {
            facts.push((
                name,
                format!("probability {}", figure::share(&judged.miss_in_a_year)),
            ));
        }
    }
    if one.planned_outages > 0 {
        facts.push(fact(ApplicationOutcome::PLANNED));
    }
    facts
        .into_iter()
        .map(|(name, value)| (name.to_string(), value))
        .collect()
}

fn mean_recovery(one: &ApplicationOutcome) -> String {
    let mut mean = figure::estimate(&one.mttr_s, number::duration);
    if one.ends.lost > 0 {
        mean.push_str(&format!(
            "; without outages that ended without their data: {}",
            number::count(one.ends.lost)
        ));
    }
    if one.unrecovered > 0 {
        mean.push_str(&format!(
            "; without outages that never recovered: {}",
            number::count(one.unrecovered)
        ));
    }
    mean
}

fn classes(kind: &str, judged: &Option<Judged>) -> Option<Block> {
    let judged = judged.as_ref()?;
    let of_recovery = kind == "RTO";
    let rows = judged
        .by_class
        .iter()
        .map(|class| {
            let hint = match (class.advice.is_empty(), class.trials_to_decide) {
                (false, _) => class.advice.clone(),
                (true, Some(trials)) => {
                    format!(
                        "about {} would decide",
                        words::many(trials, "trial", "trials")
                    )
                }
                (true, None) => String::new(),
            };
            let achievable = match (class.achievable_s.point, class.observations) {
                (None, seen) if seen > 0 => "none: too many never recover".to_string(),
                _ => figure::estimate(&class.achievable_s, number::duration),
            };
            let mut row = vec![
                head(class.class.words()),
                cell(class.objective_s.map_or_else(String::new, number::duration))
                    .detail(format!("for {}", number::share(class.target))),
                cell(number::count(class.outages)),
                cell(figure::share(&class.attained)),
                cell(achievable),
                class
                    .verdict
                    .map_or_else(|| cell(DASH), verdict_cell)
                    .detail(class.note.clone())
                    .note(hint),
            ];
            if of_recovery {
                row.push(mean_of_class(class));
            }
            row
        })
        .collect();
    let caption = if judged.is_stated() {
        format!(
            "{kind} by class of fault; over all classes, unjudged: {} kept",
            figure::share(&judged.pooled)
        )
    } else {
        format!("{kind} by class of fault: nothing is stated, so this is what can be achieved")
    };
    let mut names = vec!["Class".to_string(), "#Stated".to_string()];
    names.push("#Outages".to_string());
    names.push(format!("#{}", ClassOutcome::ATTAINED.words));
    names.push(format!("#{}", ClassOutcome::ACHIEVABLE.words));
    names.push("Verdict".to_string());
    if of_recovery {
        names.push(format!("#{}", ClassOutcome::MTTR.words));
    }
    table(&caption, &names, rows)
}

/// The mean recovery of a class, and how it stands to its RTO.
fn mean_of_class(class: &ClassOutcome) -> Cell {
    let mean = match class.mttr_s.point {
        None if class.outages > 0 => "never recovered".to_string(),
        _ => figure::estimate(&class.mttr_s, number::duration),
    };
    cell(mean).detail(match class.mttr_exceeds_rto {
        Some(true) => "beyond the RTO",
        Some(false) => "within the RTO",
        None if class.outages > 0 && class.objective_s.is_some() => "not decided",
        None => "",
    })
}

fn quantiles(one: &ApplicationOutcome) -> Option<Block> {
    let row = |name: &str, quantiles: &Quantiles, infinite: &str| {
        let value = |value: Option<f64>| match value {
            Some(seconds) => cell(number::duration(seconds)),
            None if quantiles.count > 0 => cell(infinite),
            None => cell(DASH),
        };
        vec![
            head(name),
            cell(number::count(quantiles.count)),
            value(quantiles.p50),
            value(quantiles.p95),
            value(quantiles.p99),
            value(quantiles.max),
            cell(number::count(quantiles.infinite)),
        ]
    };
    if one.recovery_s.count == 0 && one.data_loss_s.count == 0 {
        return Some(text("No outage was seen in the years simulated."));
    }
    table(
        "Over all classes: half, 95 % and 99 % of outages are at or below",
        &[
            "Measure",
            "#Outages",
            "#Half",
            "#95 %",
            "#99 %",
            "#Largest finite",
            "#Without end",
        ],
        vec![
            row("Recovery time", &one.recovery_s, words::no_recovery(one)),
            row("Data lost", &one.data_loss_s, words::endless_loss(one)),
        ],
    )
}

fn phases(one: &ApplicationOutcome) -> Option<Block> {
    let used: Vec<Phase> = Phase::ALL
        .into_iter()
        .filter(|phase| {
            one.phases
                .iter()
                .any(|class| class.mean_s[*phase as usize] > 0.0)
        })
        .collect();
    let mut names = vec!["Class".to_string(), "#Outages".to_string()];
    names.extend(used.iter().map(|phase| format!("#{}", phase.name())));
    names.push("#all".to_string());
    let rows = one
        .phases
        .iter()
        .map(|class| {
            let mut row = vec![
                head(class.class.words()),
                cell(number::count(class.outages)),
            ];
            for phase in &used {
                let seconds = class.mean_s[*phase as usize];
                row.push(cell(if seconds == 0.0 {
                    DASH.to_string()
                } else {
                    number::duration(seconds)
                }));
            }
            row.push(cell(number::duration(class.mean_s.iter().sum())));
            row
        })
        .collect();
    table(
        "Where recovery time goes: mean of each phase by class",
        &names,
        rows,
    )
}

fn causes(source: &Source<'_>, one: &ApplicationOutcome) -> Option<Block> {
    let is_stated = |judged: &Option<Judged>| judged.as_ref().is_some_and(Judged::is_stated);
    // What is not stated cannot be missed.
    let left_out = |row: &Measure<CauseOutcome>| {
        let unstated =
            |judged, misses: &Measure<CauseOutcome>| !is_stated(judged) && row.key == misses.key;
        unstated(&one.rto, &CauseOutcome::RTO_MISSES)
            || unstated(&one.rpo, &CauseOutcome::RPO_MISSES)
    };
    let shown: Vec<Measure<CauseOutcome>> = CauseOutcome::MEASURES
        .iter()
        .filter(|row| !left_out(row))
        .copied()
        .collect();
    let columns = (shown.as_slice(), Table::Causes);
    let told = source.told(Per::Year);
    let rows = one
        .by_cause
        .iter()
        .map(|cause| {
            let name = words::clean(words::cause(source.outcome, cause.cause));
            cells(vec![head(name)], columns, cause, &told)
        })
        .collect();
    table(
        "By cause: the fault that ended uptime",
        &heads(&["Cause"], columns),
        rows,
    )
}

fn charts(source: &Source<'_>, one: &ApplicationOutcome) -> Vec<Block> {
    let found = source
        .figures
        .applications
        .iter()
        .find(|figures| figures.application == one.application);
    match found {
        None => vec![text(format!(
            "No charts: only the first {MOST_APPLICATIONS} applications of this list have some."
        ))],
        Some(figures) if figures.charts.is_empty() => {
            vec![text("No charts: no outage was seen.")]
        }
        Some(figures) => figures
            .charts
            .iter()
            .map(|chart| figure(Some(chart), ""))
            .collect(),
    }
}
