//! Verdicts: application by class, drills next to years.
//!
//! Always true here: every cell says its verdict in words; what is missed comes first.

use super::super::findings::{findings, long_cadences, some, waits};
use super::super::page::{Block, Cell, Section, cell, head, table, text, verdict_cell};
use super::super::words;
use super::{Source, glance};
use crate::chart::number::{self, DASH};
use crate::model::outcome::{ApplicationOutcome, ClassOutcome, Judged, Verdict};
use crate::model::{ApplicationId, Class};

/// Columns of classes and drills that one table holds; more go into a further table.
const MOST_COLUMNS: usize = 7;

/// Which objective.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Recovery,
    Loss,
}

impl Kind {
    fn of(self, one: &ApplicationOutcome) -> Option<&Judged> {
        match self {
            Kind::Recovery => one.rto.as_ref(),
            Kind::Loss => one.rpo.as_ref(),
        }
    }
}

/// A column: a class over years, or a drill.
#[derive(Clone, Copy)]
enum Column {
    Class(Class),
    Drill(usize),
}

pub(crate) fn section(source: &Source<'_>) -> Section {
    let mut blocks = vec![text(summary(source))];
    let mut found: Vec<String> = vec![];
    for drill in &source.outcome.drills {
        let name = words::clean(&source.blueprint.drills[drill.drill.index()].name);
        let order = words::by_interest(source.blueprint, &drill.applications);
        let opening = format!("In drill {name}, missed RTOs");
        found.extend(waits(source.blueprint, &order, &opening));
        for sentence in long_cadences(source.blueprint, &order) {
            // Several drills find the same.
            if !found.contains(&sentence) {
                found.push(sentence);
            }
        }
    }
    found.extend(findings(source.blueprint, source.outcome));
    if !found.is_empty() {
        blocks.push(Block::List { items: found });
    }
    blocks.push(glance::block(source));
    blocks.push(text(format!(
        "Each cell gives the verdict, the achievable figure with its {} interval, and the share of \
         the outages seen that kept the stated one. Achievable is the smallest observed figure that the required \
         share of outages kept. ✓ met: the whole interval of that share is at or above the \
         target. ✗ missed: it is wholly below. ? inconclusive: it is neither, so these trials \
         cannot tell. A dash: nothing was seen.",
        number::share(source.outcome.level)
    )));
    for (kind, title, sentence) in [
        (
            Kind::Recovery,
            "Recovery time against the RTO",
            "Recovery time runs from the moment service stopped, not from its detection, until the \
             application is back and stays back.",
        ),
        (
            Kind::Loss,
            "Data loss against the RPO",
            "Data loss is the time of writing that is gone after recovery; only outages that \
             stopped data from being written count. Losing everything is a miss and never a number.",
        ),
    ] {
        let tables = matrix(source, kind, title);
        if !tables.is_empty() {
            blocks.push(text(sentence));
            blocks.extend(tables);
        }
    }
    blocks.extend(availability(source));
    blocks.extend(advice(source));
    Section {
        id: "verdicts".into(),
        title: "Verdicts".into(),
        new_page: false,
        blocks,
    }
}

/// How many applications keep what was stated.
fn summary(source: &Source<'_>) -> String {
    let count = |verdict: Option<Verdict>| {
        source
            .outcome
            .applications
            .iter()
            .filter(|one| words::worst(one) == verdict)
            .count()
    };
    let mut sentence = format!(
        "Over the years {}",
        missing(source, &source.outcome.applications)
    );
    for (verdict, one, several) in [
        (
            Some(Verdict::Inconclusive),
            "is inconclusive",
            "are inconclusive",
        ),
        (
            Some(Verdict::Met),
            "keeps all that is stated",
            "keep all that is stated",
        ),
        (None, "has no objective", "have no objective"),
    ] {
        let count = count(verdict);
        if count > 0 {
            sentence.push_str(&format!("; {}", words::counted(count, one, several)));
        }
    }
    sentence.push('.');
    for drill in &source.outcome.drills {
        sentence.push_str(&format!(
            " In drill {} {}.",
            words::clean(&source.blueprint.drills[drill.drill.index()].name),
            missing(source, &drill.applications),
        ));
    }
    sentence
}

/// The verdict of an application on one of its objectives.
type VerdictOf = fn(&ApplicationOutcome) -> Option<Verdict>;

/// Which applications miss which objective.
fn missing(source: &Source<'_>, applications: &[ApplicationOutcome]) -> String {
    let order = words::by_interest(source.blueprint, applications);
    let mut parts = vec![];
    let objectives: [(&str, VerdictOf); 3] = [
        ("the RTO", |one| {
            one.rto.as_ref().map(|judged| judged.verdict)
        }),
        ("the RPO", |one| {
            one.rpo.as_ref().map(|judged| judged.verdict)
        }),
        ("the stated availability", |one| one.availability_verdict),
    ];
    for (objective, verdict) in objectives {
        let names: Vec<String> = order
            .iter()
            .filter(|one| verdict(one) == Some(Verdict::Missed))
            .map(|one| words::clean(&source.blueprint.application(one.application).name))
            .collect();
        if !names.is_empty() {
            parts.push(format!(
                "{} {objective} ({})",
                words::counted(names.len(), "application misses", "applications miss"),
                some(&names)
            ));
        }
    }
    if parts.is_empty() {
        "no application misses an objective".to_string()
    } else {
        parts.join(", ")
    }
}

fn matrix(source: &Source<'_>, kind: Kind, title: &str) -> Vec<Block> {
    let columns = columns(source, kind);
    columns
        .chunks(MOST_COLUMNS)
        .filter_map(|columns| {
            let mut names = vec!["Application".to_string(), "Stated".to_string()];
            names.extend(columns.iter().map(|column| column_name(source, *column)));
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            table(title, &names, rows(source, kind, columns))
        })
        .collect()
}

/// Classes of the years that any application is judged on, then drills.
fn columns(source: &Source<'_>, kind: Kind) -> Vec<Column> {
    let judged = |one: &ApplicationOutcome, class: Class| {
        kind.of(one)
            .is_some_and(|judged| judged.by_class.iter().any(|found| found.class == class))
    };
    let mut columns: Vec<Column> = Class::ALL
        .into_iter()
        .filter(|class| {
            source
                .outcome
                .applications
                .iter()
                .any(|one| judged(one, *class))
        })
        .map(Column::Class)
        .collect();
    for (index, drill) in source.outcome.drills.iter().enumerate() {
        if drill.applications.iter().any(|one| kind.of(one).is_some()) {
            columns.push(Column::Drill(index));
        }
    }
    columns
}

fn column_name(source: &Source<'_>, column: Column) -> String {
    match column {
        Column::Class(class) => words::class(class),
        Column::Drill(index) => {
            let drill = source.outcome.drills[index].drill;
            format!(
                "drill {}",
                words::clean(&source.blueprint.drills[drill.index()].name)
            )
        }
    }
}

fn rows(source: &Source<'_>, kind: Kind, columns: &[Column]) -> Vec<Vec<Cell>> {
    let mut made = vec![];
    for one in words::by_interest(source.blueprint, &source.outcome.applications) {
        let application = source.blueprint.application(one.application);
        let stated = match kind {
            Kind::Recovery => &application.rto,
            Kind::Loss => &application.rpo,
        };
        if stated.is_empty() {
            continue;
        }
        let default = stated.default.map(|objective| {
            cell(number::duration(objective.limit.as_seconds()))
                .detail(format!("for {}", number::share(objective.target.0)))
        });
        let mut row = vec![
            head(words::clean(&application.name)).detail(format!("tier {}", application.tier)),
            default.unwrap_or_else(|| cell("by class")),
        ];
        for column in columns {
            row.push(verdict_of(source, kind, one.application, *column));
        }
        made.push(row);
    }
    made
}

fn verdict_of(source: &Source<'_>, kind: Kind, application: ApplicationId, column: Column) -> Cell {
    let find = |applications: &'_ [ApplicationOutcome]| -> Option<Judged> {
        applications
            .iter()
            .find(|one| one.application == application)
            .and_then(|one| kind.of(one).cloned())
    };
    let found = match column {
        Column::Class(class) => find(&source.outcome.applications)
            .and_then(|judged| judged.by_class.into_iter().find(|one| one.class == class)),
        Column::Drill(index) => {
            find(&source.outcome.drills[index].applications).and_then(|judged| worst_of(&judged))
        }
    };
    let application = source.blueprint.application(application);
    let stated = match kind {
        Kind::Recovery => &application.rto,
        Kind::Loss => &application.rpo,
    };
    let default_s = stated.default.map(|objective| objective.limit.as_seconds());
    found.map_or_else(|| cell(DASH), |class| class_cell(&class, default_s))
}

/// A drill strikes with one class; where more were recorded the worst decides.
fn worst_of(judged: &Judged) -> Option<ClassOutcome> {
    let worst = judged.worst_class?;
    judged
        .by_class
        .iter()
        .find(|class| class.class == worst)
        .cloned()
}

/// `default_s` is the objective that the row already states; another one is named in the cell.
fn class_cell(class: &ClassOutcome, default_s: Option<f64>) -> Cell {
    let own = if default_s == Some(class.objective_s) {
        String::new()
    } else {
        format!(", stated {}", number::duration(class.objective_s))
    };
    let made = cell(words::verdict(class.verdict)).verdict(class.verdict);
    if class.outages == 0 {
        return made.detail(format!("not seen{own}"));
    }
    let kept = class
        .attained
        .point
        .map_or_else(|| DASH.to_string(), number::share);
    let made = made.note(format!("{kept} of {}{own}", number::count(class.outages)));
    match class.achievable_s.point {
        None => made.second("none achievable"),
        Some(point) => made
            .second(number::duration(point))
            .detail(number::short_interval(&class.achievable_s)),
    }
}

fn availability(source: &Source<'_>) -> Option<Block> {
    let mut rows = vec![];
    for one in &source.outcome.applications {
        let application = source.blueprint.application(one.application);
        let Some(stated) = application.availability else {
            continue;
        };
        rows.push(vec![
            head(words::clean(&application.name)),
            cell(number::share(stated.0)),
            cell(number::estimate(&one.availability, number::share)),
            one.availability_verdict
                .map_or_else(|| cell(DASH), verdict_cell),
        ]);
    }
    table(
        "Availability: the share of time in which the application is up",
        &["Application", "#Stated", "#Simulated", "Verdict"],
        rows,
    )
}

/// What would decide the inconclusive verdicts.
fn advice(source: &Source<'_>) -> Vec<Block> {
    let mut found: Vec<(String, Vec<String>)> = vec![];
    let years = source.outcome.applications.iter().map(|one| (one, None));
    let drills = source.outcome.drills.iter().flat_map(|drill| {
        let name = &source.blueprint.drills[drill.drill.index()].name;
        let all = drill.applications.iter();
        all.map(move |one| (one, Some(words::clean(name))))
    });
    for (one, drill) in years.chain(drills) {
        let name = words::clean(&source.blueprint.application(one.application).name);
        for (kind, judged) in [("RTO", &one.rto), ("RPO", &one.rpo)] {
            for class in judged.iter().flat_map(|judged| &judged.by_class) {
                if class.verdict != Verdict::Inconclusive {
                    continue;
                }
                let what = match (class.advice.is_empty(), class.trials_to_decide) {
                    (false, _) => class.advice.clone(),
                    (true, Some(trials)) => {
                        format!(
                            "about {} trials would probably decide",
                            number::count(trials)
                        )
                    }
                    (true, None) => continue,
                };
                let of = drill.as_ref().map_or_else(
                    || words::class(class.class),
                    |drill| format!("drill {drill}"),
                );
                let whom = format!("{name} ({kind}, {of})");
                match found.iter_mut().find(|(known, _)| *known == what) {
                    Some((_, whoms)) => whoms.push(whom),
                    None => found.push((what, vec![whom])),
                }
            }
        }
    }
    if found.is_empty() {
        return vec![];
    }
    let items = found
        .iter()
        .map(|(what, whoms)| {
            let shown = whoms.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
            let more = whoms.len().saturating_sub(6);
            if more > 0 {
                format!("{what}: {shown} and {more} more")
            } else {
                format!("{what}: {shown}")
            }
        })
        .collect();
    vec![
        text("What would decide the inconclusive verdicts:"),
        Block::List { items },
    ]
}

/// The seed's sentence about an MTTR above the RTO.
pub(crate) fn disruption(source: &Source<'_>, one: &ApplicationOutcome) -> String {
    let application = source.blueprint.application(one.application);
    format!(
        "{}: the MTTR of {} exceeds the RTO{}. A failure causes an unacceptable business \
         disruption, because it is not possible to restore the application within the defined RTO.",
        words::clean(&application.name),
        number::estimate(&one.mttr_s, number::duration),
        words::tightest(&application.rto).map_or_else(String::new, |limit| format!(
            " of {}",
            number::duration(limit.as_seconds())
        )),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::Estimate;

    fn outcome(outages: u64, achievable: Option<f64>) -> ClassOutcome {
        ClassOutcome {
            class: Class::Site,
            objective_s: 14_400.0,
            target: 0.95,
            outages,
            attained: Estimate {
                point: (outages > 0).then_some(0.5),
                ..Estimate::default()
            },
            achievable_s: Estimate {
                point: achievable,
                ..Estimate::default()
            },
            verdict: Verdict::Missed,
            trials_to_decide: None,
            advice: String::new(),
        }
    }

    #[test]
    fn a_cell_names_an_objective_of_its_own() {
        let own = class_cell(&outcome(10, Some(60.0)), Some(300.0));
        assert_eq!(own.note, "50 % of 10, stated 4 h");
        let shared = class_cell(&outcome(10, Some(60.0)), Some(14_400.0));
        assert_eq!(
            (shared.note.as_str(), shared.second.as_str()),
            ("50 % of 10", "1 min")
        );
    }

    #[test]
    fn no_figure_is_made_up() {
        assert_eq!(
            class_cell(&outcome(10, None), None).second,
            "none achievable"
        );
        assert_eq!(
            class_cell(&outcome(0, None), Some(14_400.0)).detail,
            "not seen"
        );
    }
}
