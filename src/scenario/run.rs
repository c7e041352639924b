//! Reads how a run is made.
//!
//! Always true here: build-up and settling follow from the rest of the scenario unless stated (see
//! `model::run_in`).

use super::context::Context;
use super::faults::Faults;
use super::keys::class_names;
use super::limit;
use super::problem::{FaultProblem, KeyProblem, Known, NameProblem, Problem};
use super::table::{Table, label, share, span, unexpected, whole};
use super::table_of;
use super::tree::{Item, Node, Spot, Tree};
use crate::model::advice::FaultAdvice;
use crate::model::run_in::{LONGEST, RunIn};
use crate::model::{Address, ApplicationId, Arrival, Class, Figure, ObjectiveOf, Run, Trials};
use crate::units::{Share, Span, YEAR};

/// Reads `[run]`.
pub(super) fn read(
    context: &Context<'_>,
    top: &Tree,
    run_in: &RunIn,
    found: &Faults,
    applications: &[String],
) -> Run {
    let empty = Tree::default();
    let (tree, spot) = table_of(context, top, "run").unwrap_or((&empty, Spot::default()));
    let table = Table::open(context, "run", "run".to_string(), tree, &spot);
    let print = |value: &Span| value.to_string();
    let level = table.share("level");
    if !(0.5..1.0).contains(&level.0) {
        table.problem("level", FaultProblem::Level { level });
    }
    let horizon = table.with_default("horizon", Span(YEAR), positive);
    let drain = table.with_default("drain", Span(YEAR), positive);
    let stays_recovered = table.span("stays_recovered");
    let comes = |arrival: &Arrival| matches!(arrival, Arrival::Renewal { .. });
    let settle = match found.sources.iter().any(|one| comes(&one.arrival)) {
        true => Span(run_in.settle.0.saturating_add(stays_recovered.0)),
        false => Span::ZERO,
    };
    advise(&table, &spot, run_in);
    Run {
        name: String::new(),
        description: String::new(),
        seed: table.with_default("seed", 1, seed),
        trials: table.with_default("trials", Trials::Fixed(1), |node| {
            trials(node, applications)
        }),
        horizon,
        build_up: table.worked_out("build_up", run_in.build_up, print, span),
        settle: table.worked_out("settle", settle, print, span),
        roam: run_in.roam,
        drain,
        stays_recovered,
        level,
        restores_first: table.flag("restores_first"),
    }
}

fn positive(node: &Node) -> Result<Span, Problem> {
    let value = span(node)?;
    if value.0 == 0 {
        return Err(KeyProblem::ZeroLength.into());
    }
    Ok(value)
}

fn seed(node: &Node) -> Result<u64, Problem> {
    match &node.item {
        Item::Whole(number) => {
            u64::try_from(*number).map_err(|_| KeyProblem::NotASeed { number: *number }.into())
        }
        other => Err(unexpected(other)),
    }
}

/// The run before it is read: what is worked out of the rest of the scenario does not look at it.
pub(super) fn draft() -> Run {
    Run {
        name: String::new(),
        description: String::new(),
        seed: 1,
        trials: Trials::Fixed(1),
        horizon: Span(YEAR),
        build_up: Span::ZERO,
        settle: Span::ZERO,
        drain: Span(YEAR),
        stays_recovered: Span::ZERO,
        level: Share(0.95),
        roam: Span::ZERO,
        restores_first: true,
    }
}

/// Says what a run-in that is worked out is too short for.
fn advise(table: &Table<'_, '_>, spot: &Spot, run_in: &RunIn) {
    // A resolved scenario states what was worked out, which makes it no longer.
    if table.node("build_up").is_some() && !table.was_default("build_up") {
        return;
    }
    for memory in &run_in.too_long {
        table.context.advise(
            spot,
            FaultAdvice::LongMemory {
                what: memory.what.clone(),
                length: Span::from_ms(memory.length),
                longest: LONGEST,
            },
        );
    }
}

fn trials(node: &Node, applications: &[String]) -> Result<Trials, Problem> {
    let Item::Table(tree) = &node.item else {
        return Ok(Trials::Fixed(whole(node, 1, limit::TRIALS)?));
    };
    let (Some(measure), Some(half_width), Some(at_most), 3) = (
        tree.get("until"),
        tree.get("half_width"),
        tree.get("at_most"),
        tree.entries.len(),
    ) else {
        return Err(FaultProblem::PrecisionKeys.into());
    };
    let measure = address(label(measure)?, applications)?;
    let half_width = share(half_width)?.0;
    if half_width <= 0.0 {
        return Err(FaultProblem::ZeroHalfWidth.into());
    }
    Ok(Trials::Until {
        measure,
        half_width,
        at_most: whole(at_most, 1, limit::TRIALS)?,
    })
}

/// `erp.availability`, `erp.rto.node`, `erp.rpo.site`: shares, so that a half-width is one too.
fn address(text: &str, applications: &[String]) -> Result<Address, Problem> {
    let unknown = || Problem::from(NameProblem::NotAMeasure { text: text.into() });
    let parts: Vec<&str> = text.split('.').collect();
    let [application, rest @ ..] = parts.as_slice() else {
        return Err(unknown());
    };
    let index = super::names::look_up(applications, application, "application")?;
    let figure = match rest {
        ["availability"] => Figure::Availability,
        [objective, class] => {
            let of = ObjectiveOf::ALL
                .into_iter()
                .find(|of| of.key() == *objective)
                .ok_or_else(unknown)?;
            Figure::Attained(of, class_of(class)?)
        }
        _ => return Err(unknown()),
    };
    Ok(Address {
        application: ApplicationId::from_index(index),
        figure,
    })
}

/// The class of this name.
fn class_of(name: &str) -> Result<Class, Problem> {
    let found = Class::ALL.into_iter().find(|class| class.name() == name);
    found.ok_or_else(|| {
        let known = Known::in_place_of(name, &class_names());
        let name = name.to_string();
        NameProblem::NotAClass { name, known }.into()
    })
}
