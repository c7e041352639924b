//! Verdicts at a glance, and what an operator should know beside them: the first page.
//!
//! Always true here: every verdict is a sign and a colour, never a colour alone; what did not
//! recover is said before them, and what is missed comes first.

use super::super::findings::{
    Finding, endless, findings, long_cadences, of_applications, of_strike, told, unrecovered,
    without_stickiness,
};
use super::super::page::{
    Block, Cell, Section, alert, cell, dense_table, head, table, text, verdict_cell,
};
use super::super::words;
use super::{Source, glance, served};
use crate::model::ObjectiveOf;
use crate::model::figure;
use crate::model::outcome::{ApplicationOutcome, ClassOutcome, Judged, Verdict};
use crate::model::{ApplicationId, Class, DEFAULT_TARGET};
use crate::stats::ENOUGH;
use crate::units::number::{self, DASH};

/// Columns of classes and drills that one table of signs holds; more go into a further table.
const MOST_COLUMNS: usize = 16;

/// A column: a class over years, or a drill.
#[derive(Clone, Copy)]
pub(crate) enum Column {
    Class(Class),
    Drill(usize),
}

pub(crate) fn section(source: &Source<'_>) -> Section {
    let lost = told(&unrecovered(source.blueprint, source.outcome));
    let mut blocks: Vec<Block> = lost.into_iter().map(alert).collect();
    blocks.push(text(summary(source)));
    blocks.extend(signs(source));
    let found = found(source);
    if !found.is_empty() {
        blocks.push(Block::List { items: found });
    }
    blocks.push(glance::block(source));
    blocks.extend(served::losses(source));
    blocks.extend(worst(source));
    blocks.extend(assessment(source));
    blocks.extend(availability(source));
    blocks.extend(advice(source));
    Section {
        id: "verdicts".into(),
        title: "Verdicts".into(),
        new_page: false,
        blocks,
    }
}

/// What an operator should know beside the verdicts, one sentence each.
fn found(source: &Source<'_>) -> Vec<String> {
    // What never keeps up stands above all that follows from it.
    let mut found = endless(source.blueprint, source.outcome);
    for drill in &source.outcome.drills {
        let name = source.blueprint.drills[drill.drill.index()].name.as_str();
        let order = words::by_interest(source.blueprint, &drill.applications);
        found.extend(of_applications(
            source.blueprint,
            &order,
            (of_strike(drill), Some(name)),
        ));
        found.extend(without_stickiness(
            source.blueprint,
            source.outcome,
            Some(drill.drill),
        ));
        found.extend(long_cadences(source.blueprint, &order));
    }
    found.extend(findings(source.blueprint, source.outcome));
    // Several drills find the same, and what never keeps up is among all findings.
    let mut once: Vec<Finding> = vec![];
    for one in found {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    told(&once)
}

/// One line for each application, one sign for each objective, class and drill.
fn signs(source: &Source<'_>) -> Vec<Block> {
    let columns = columns(
        source,
        &[ObjectiveOf::Recovery, ObjectiveOf::Loss],
        Judged::is_stated,
    );
    let order = words::by_interest(source.blueprint, &source.outcome.applications);
    let ids: Vec<ApplicationId> = order.iter().map(|one| one.application).collect();
    let mut blocks = vec![];
    for columns in columns.chunks(MOST_COLUMNS) {
        let mut names = vec!["Application".to_string()];
        names.extend(columns.iter().map(|column| column_name(source, *column)));
        let rows: Vec<Vec<Cell>> = ids
            .iter()
            .filter_map(|id| {
                let application = source.blueprint.application(*id);
                if application.rto.is_empty() && application.rpo.is_empty() {
                    return None;
                }
                let mut row = vec![head(words::clean(&application.name))];
                row.extend(columns.iter().map(|column| sign(source, *id, *column)));
                Some(row)
            })
            .collect();
        blocks.extend(dense_table(
            "Verdicts at a glance: RTO, then RPO, by class of fault over the years and by drill",
            &names,
            rows,
        ));
    }
    if !blocks.is_empty() {
        blocks.push(text(
            "✓ met: the whole interval of the share of outages that keep the objective is at or above \
             its target. ✗ missed: it is wholly below. ? inconclusive: it is neither, so these trials \
             cannot tell. · not seen: no outage of this class, because no such fault came or because \
             none of them stopped it; neither a proof nor a doubt. – not stated, or cannot be hit. In \
             a drill every strike counts: one that stops nothing keeps every objective. Classes and \
             drills are never added up: a thousand restarts do not hide one loss.",
        ));
    }
    blocks
}

fn sign(source: &Source<'_>, application: ApplicationId, column: Column) -> Cell {
    let of = |kind: ObjectiveOf| {
        of_column(source, kind, application, column).and_then(|class| class.verdict)
    };
    let (recovery, loss) = (of(ObjectiveOf::Recovery), of(ObjectiveOf::Loss));
    let mark = |verdict: Option<Verdict>| verdict.map_or(DASH, words::sign);
    let made = cell(format!("{} {}", mark(recovery), mark(loss)));
    match recovery.max(loss) {
        Some(worse) => made.verdict(worse),
        None => made,
    }
}

/// The worst class of the years and the worst drill of each application, with their figures.
fn worst(source: &Source<'_>) -> Option<Block> {
    let mut rows = vec![];
    for one in words::by_interest(source.blueprint, &source.outcome.applications) {
        let application = source.blueprint.application(one.application);
        if one.rto.is_none() && one.rpo.is_none() {
            continue;
        }
        let mut row = vec![
            head(words::clean(&application.name)).detail(format!("tier {}", application.tier)),
        ];
        for kind in [ObjectiveOf::Recovery, ObjectiveOf::Loss] {
            row.push(worst_cell(source, kind, one.application, false));
            row.push(worst_cell(source, kind, one.application, true));
        }
        rows.push(row);
    }
    let caption = "The worst class of the years and the worst drill: what can be achieved against what \
                   is stated";
    let names = [
        "Application",
        "RTO, years",
        "RTO, drills",
        "RPO, years",
        "RPO, drills",
    ];
    dense_table(caption, &names, rows)
}

fn worst_cell(
    source: &Source<'_>,
    kind: ObjectiveOf,
    application: ApplicationId,
    of_drills: bool,
) -> Cell {
    let own = columns(source, &[kind], |_| true).into_iter();
    let own = own.filter(|column| matches!(column, Column::Drill(_)) == of_drills);
    let all = own.filter_map(|column| {
        let found = of_column(source, kind, application, column)?;
        Some((column, found))
    });
    let worst = all.reduce(|one, other| {
        if ClassOutcome::by_gravity(&one.1, &other.1).is_le() {
            one
        } else {
            other
        }
    });
    let Some((column, class)) = worst else {
        return cell(DASH);
    };
    let achievable = match class.achievable_s.point {
        _ if class.observations == 0 => words::unseen(&class).to_string(),
        Some(seconds) => number::duration(seconds),
        None => "none".to_string(),
    };
    let made = match class.verdict {
        Some(verdict) => cell(format!("{} {achievable}", words::sign(verdict))).verdict(verdict),
        None => cell(achievable),
    };
    made.detail(format!(
        "{}, {}",
        words::stated(&class),
        column_name(source, column)
    ))
}

/// What can be achieved where nothing is stated: the assessment from which objectives are made.
fn assessment(source: &Source<'_>) -> Vec<Block> {
    let mut rows = vec![];
    for one in words::by_interest(source.blueprint, &source.outcome.applications) {
        if !words::lacks_an_objective(one) {
            continue;
        }
        let application = source.blueprint.application(one.application);
        let drilled = source.outcome.drills.iter().filter_map(|drill| {
            let found = drill.applications.iter();
            let mut found = found.filter(|other| other.application == one.application);
            let mean = found.next().map(|other| &other.mttr_s)?;
            mean.point?;
            let name = &source.blueprint.drills[drill.drill.index()].name;
            Some(format!(
                "{}: {}",
                words::clean(name),
                figure::estimate(mean, number::duration)
            ))
        });
        rows.push(vec![
            head(words::clean(&application.name)).detail(format!("tier {}", application.tier)),
            cell(figure::up(&one.availability)),
            cell(figure::rate(&one.outages_per_year)),
            cell(figure::estimate(&one.mttr_s, number::duration)),
            cell(drilled.collect::<Vec<_>>().join("; ")),
        ]);
    }
    let made = table(
        "Without a stated RTO or RPO: what can be achieved",
        &[
            "Application",
            "#Up",
            "#Outages",
            "#Mean recovery (MTTR), years",
            "Mean recovery, drills",
        ],
        rows,
    );
    let Some(made) = made else { return vec![] };
    vec![
        text(format!(
            "Where nothing is stated nothing is judged. The achievable figures above are those that {} \
             of the outages keep, in a drill of the strikes: a first proposal for an RTO and an RPO.",
            number::share(DEFAULT_TARGET.0)
        )),
        made,
    ]
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
        missing(source, &source.outcome.applications, "nothing is judged")
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
        (
            Some(Verdict::NotSeen),
            "was never seen to stop",
            "were never seen to stop",
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
            missing(
                source,
                &drill.applications,
                "nothing with an objective is hit"
            ),
        ));
    }
    sentence
}

/// The verdict of an application on one of its objectives.
type VerdictOf = fn(&ApplicationOutcome) -> Option<Verdict>;

/// Which applications miss which objective; `unjudged` where none has a verdict.
fn missing(source: &Source<'_>, applications: &[ApplicationOutcome], unjudged: &str) -> String {
    let order = words::by_interest(source.blueprint, applications);
    let mut parts = vec![];
    let objectives: [(&str, VerdictOf); 3] = [
        ("the RTO", |one| {
            one.rto.as_ref().and_then(|judged| judged.verdict)
        }),
        ("the RPO", |one| {
            one.rpo.as_ref().and_then(|judged| judged.verdict)
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
                first(&names)
            ));
        }
    }
    match parts.is_empty() {
        true if applications.iter().all(|one| words::worst(one).is_none()) => unjudged.to_string(),
        true => "no application misses an objective".to_string(),
        false => parts.join(", "),
    }
}

/// Classes of the years that any application has an outcome of, then drills.
pub(crate) fn columns(
    source: &Source<'_>,
    kinds: &[ObjectiveOf],
    wanted: fn(&Judged) -> bool,
) -> Vec<Column> {
    let all = |one: &ApplicationOutcome| -> Vec<Judged> {
        kinds
            .iter()
            .filter_map(|kind| one.judged(*kind).cloned())
            .filter(wanted)
            .collect()
    };
    let judged = |one: &ApplicationOutcome, class: Class| {
        let mut classes = all(one).into_iter().flat_map(|judged| judged.by_class);
        classes.any(|found| found.class == class)
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
        if drill.applications.iter().any(|one| !all(one).is_empty()) {
            columns.push(Column::Drill(index));
        }
    }
    columns
}

pub(crate) fn column_name(source: &Source<'_>, column: Column) -> String {
    match column {
        Column::Class(class) => class.words(),
        Column::Drill(index) => {
            let drill = source.outcome.drills[index].drill;
            format!(
                "drill {}",
                words::clean(&source.blueprint.drills[drill.index()].name)
            )
        }
    }
}

/// The verdict of an application in a column; of a drill that of its worst class.
pub(crate) fn of_column(
    source: &Source<'_>,
    kind: ObjectiveOf,
    application: ApplicationId,
    column: Column,
) -> Option<ClassOutcome> {
    let find = |applications: &'_ [ApplicationOutcome]| -> Option<Judged> {
        applications
            .iter()
            .find(|one| one.application == application)
            .and_then(|one| one.judged(kind).cloned())
    };
    match column {
        Column::Class(class) => find(&source.outcome.applications)
            .and_then(|judged| judged.by_class.into_iter().find(|one| one.class == class)),
        Column::Drill(index) => {
            find(&source.outcome.drills[index].applications).and_then(|judged| worst_of(&judged))
        }
    }
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

/// The first names of a list, or only how many more there are: the table below shows all of them.
fn first(names: &[String]) -> String {
    const MOST: usize = 3;
    match names.len().saturating_sub(MOST) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..MOST].join(", ")),
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
            cell(figure::up(&one.availability)).detail(surely(one)),
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

/// What an availability without a lower end is judged by.
fn surely(one: &ApplicationOutcome) -> String {
    match (
        one.availability.point,
        one.availability.low,
        one.availability_surely,
    ) {
        (Some(_), None, Some(surely)) => format!(
            "judged by what is sure: at least {}, since no trial is down for more than all its time; \
             {ENOUGH} outages would give both ends",
            number::share(surely)
        ),
        _ => String::new(),
    }
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
                let Some(what) = to_decide(class) else {
                    continue;
                };
                let of = drill
                    .as_ref()
                    .map_or_else(|| class.class.words(), |drill| format!("drill {drill}"));
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
        text("What would decide the inconclusive verdicts, and show what was not seen:"),
        Block::List { items },
    ]
}

/// What would decide a class that is not decided; none where it is, or where nobody can.
fn to_decide(class: &ClassOutcome) -> Option<String> {
    match class.verdict? {
        Verdict::Met | Verdict::Missed => return None,
        Verdict::NotSeen | Verdict::Inconclusive => {}
    }
    match (class.advice.is_empty(), class.trials_to_decide) {
        (false, _) if class.note.is_empty() => Some(class.advice.clone()),
        (false, _) => Some(format!("{}: {}", class.note, class.advice)),
        (true, Some(trials)) => Some(format!(
            "about {} would probably decide",
            words::many(trials, "trial", "trials")
        )),
        (true, None) => None,
    }
}
