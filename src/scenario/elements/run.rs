//! `[run]`: how a run is made.
//!
//! Always true here: build-up and settling follow from the rest of the scenario unless stated (see
//! `model::run_in`).

use super::application;
use crate::model::advice::FaultAdvice;
use crate::model::run_in::{LONGEST, RunIn};
use crate::model::{
    Address, ApplicationId, Arrival, Blueprint, Class, Figure, HalfWidth, ObjectiveOf, Part, Run,
    Source, Trials, WORKED_OUT,
};
use crate::scenario::context::Context;
use crate::scenario::keys::{
    Bound, Element, Form, KeyOf, Kind, Lines, Whole, class_names, keys, quote,
};
use crate::scenario::limit;
use crate::scenario::names::look_up;
use crate::scenario::problem::{FaultProblem, KeyProblem, Known, NameProblem, Problem};
use crate::scenario::table::Table;
use crate::scenario::table_of;
use crate::scenario::tree::{Item, Node, Spot, Tree};
use crate::scenario::value::{label, share, span, unexpected, whole};
use crate::units::{Share, Span, YEAR};

keys! {
    name: "run", pattern: "run", header: "[run]", collapse: false,
    doc: "How the run is made. `firedrill run` can override seed and trials, those of drills with them.";

    SEED: Whole<0> = "seed", "Seed of all random streams.",
        quiet("1", Assumed, "any fixed number serves; another seed gives an independent repetition");
    TRIALS: Trials = "trials", "How many trials; or until the interval of a measure is narrow enough.",
        quiet("1000", Assumed, "enough for a share near 95 % to be known within about 1.4 points where each trial has one outage");
    MAX_TRIALS: Whole<1> = "max_trials", "Most trials of years, and of each drill, that `firedrill test` makes until all is decided.", optional("10000"),
        bounds [Bound::Most(limit::TRIALS.most)];
    HORIZON: Span = "horizon", "The time that is counted in each trial.",
        quiet("365 d", Assumed, "one year, so that figures per year need no conversion"),
        bounds [Bound::NotZero];
    BUILD_UP: Span = "build_up", "Time before that without faults, in which backup chains, copies and recovery points come into being.",
        quietly_worked_out(WORKED_OUT, Assumed, "as far back as anything remembers: two cycles of the slowest backup and what its fulls and their copies take, as many jobs as fail or turn out bad in a row all but once in a thousand times, four times the retention where a repository may fill; two recovery points, and a whole cycle of a replica that falls behind its log; nothing where nothing remembers, at most 731 d");
    SETTLE: Span = "settle", "Time after the build-up with faults, not yet counted.",
        quietly_worked_out(WORKED_OUT, Assumed, "three of the longest mean repairs of hazards, with rebuilds, whole copies and the way home where these are not too seldom to matter, and `stays_recovered`, so that the first counted day is like any other; at most 731 d");
    DRAIN: Span = "drain", "An outage longer than this is unrecovered.",
        default("365 d", Assumed, "an outage of more than a year is not a recovery any more"),
        bounds [Bound::NotZero];
    STAYS_RECOVERED: Span = "stays_recovered", "Uptime that ends an outage for good.",
        default("5 min", Assumed, "a service that fails again within minutes has not recovered for its users");
    LEVEL: Share = "level", "Level of all intervals: 50 % or more, less than 100 %.",
        quiet("95 %", Assumed, "the usual level of intervals"),
        bounds [Bound::FromHalf, Bound::NotAll];
    RESTORES_FIRST: bool = "restores_first", "Whether restores go before backups on every pipe.",
        default("true", Assumed, "in an incident operators hold backup jobs back");
}

impl Form for Trials {
    const KIND: Kind = Kind::Own(
        "a whole number, or a precision to reach",
        "{ until = \"erp.availability\", half_width = \"0.1 %\", at_most = 100000 }",
    );
}

/// Reads `[run]`.
pub(in crate::scenario) fn read(
    context: &Context<'_>,
    top: &Tree,
    run_in: &RunIn,
    sources: &[Source],
    applications: &[String],
    has_backups: bool,
) -> Run {
    let empty = Tree::default();
    let (tree, spot) = table_of(context, top, Keys::NAME).unwrap_or((&empty, Spot::default()));
    let table = Table::<Keys>::new(context, Keys::NAME.to_string(), tree, &spot);
    let level = table.get(LEVEL);
    if !(0.5..1.0).contains(&level.0) {
        table.problem(LEVEL, FaultProblem::Level { level });
    }
    let horizon = table.get_as(HORIZON, Span(YEAR), positive);
    let drain = table.get_as(DRAIN, Span(YEAR), positive);
    let stays_recovered = table.get(STAYS_RECOVERED);
    let comes =
        |arrival: &Arrival| matches!(arrival, Arrival::Renewal { .. } | Arrival::Update(..));
    let settle = match sources.iter().any(|one| comes(&one.arrival)) {
        true => Span(run_in.settle.0.saturating_add(stays_recovered.0)),
        false => Span::ZERO,
    };
    advise(&table, &spot, run_in);
    Run {
        name: String::new(),
        description: String::new(),
        changed: Vec::new(),
        seed: table.get_as(SEED, 1, seed),
        trials: table.get_as(TRIALS, Trials::Fixed(1), |node| trials(node, applications)),
        max_trials: table.may_count(MAX_TRIALS, limit::TRIALS),
        horizon,
        build_up: table.worked_out(BUILD_UP, run_in.build_up),
        settle: table.worked_out(SETTLE, settle),
        roam: run_in.roam,
        drain,
        stays_recovered,
        level,
        // The assumptions must not list what has no meaning.
        restores_first: match has_backups || table.node(RESTORES_FIRST).is_some() {
            true => table.get(RESTORES_FIRST),
            false => draft().restores_first,
        },
        part: Part::default(),
    }
}

/// Where a key of this table is stated, if it is.
pub(in crate::scenario) fn spot_of(top: &Tree, key: impl KeyOf<Keys>) -> Option<Spot> {
    let Item::Table(run) = &top.get(Keys::NAME)?.item else {
        return None;
    };
    run.get(key.name()).map(|node| node.spot.clone())
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
pub(in crate::scenario) fn draft() -> Run {
    Run {
        name: String::new(),
        description: String::new(),
        changed: Vec::new(),
        seed: 1,
        trials: Trials::Fixed(1),
        max_trials: None,
        horizon: Span(YEAR),
        build_up: Span::ZERO,
        settle: Span::ZERO,
        drain: Span(YEAR),
        stays_recovered: Span::ZERO,
        level: Share(0.95),
        roam: Span::ZERO,
        restores_first: true,
        part: Part::default(),
    }
}

/// Says what a run-in that is worked out is too short for.
fn advise(table: &Table<'_, '_, Keys>, spot: &Spot, run_in: &RunIn) {
    // A resolved scenario states what was worked out, which makes it no longer.
    if table.node(BUILD_UP).is_some() && !table.was_default(BUILD_UP) {
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
    let (half, relative) = (tree.get("half_width"), tree.get("relative_half_width"));
    let (Some(measure), Some(at_most), 3) =
        (tree.get("until"), tree.get("at_most"), tree.entries.len())
    else {
        return Err(FaultProblem::PrecisionKeys.into());
    };
    let measure = address(label(measure)?, applications)?;
    let half_width = match (half, relative) {
        (Some(half), None) if measure.figure.is_length() => HalfWidth::Length(span(half)?),
        (Some(half), None) => HalfWidth::Points(share(half)?),
        (None, Some(relative)) => HalfWidth::Relative(share(relative)?),
        _ => return Err(FaultProblem::PrecisionKeys.into()),
    };
    if let HalfWidth::Length(Span::ZERO)
    | HalfWidth::Points(Share(0.0))
    | HalfWidth::Relative(Share(0.0)) = half_width
    {
        return Err(FaultProblem::ZeroHalfWidth.into());
    }
    Ok(Trials::Until {
        measure,
        half_width,
        at_most: whole(at_most, 1, limit::TRIALS)?,
    })
}

/// `erp.availability`, `erp.downtime`, `erp.mttr`, `erp.rto.node`, `erp.rpo.site`.
fn address(text: &str, applications: &[String]) -> Result<Address, Problem> {
    let unknown = || Problem::from(NameProblem::NotAMeasure { text: text.into() });
    let parts: Vec<&str> = text.split('.').collect();
    let [application, rest @ ..] = parts.as_slice() else {
        return Err(unknown());
    };
    let index = look_up(applications, application, application::Keys::NAME)?;
    let figure = match rest {
        ["availability"] => Figure::Availability,
        ["downtime"] => Figure::Downtime,
        ["mttr"] => Figure::Mttr,
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
pub(in crate::scenario) fn class_of(name: &str) -> Result<Class, Problem> {
    Class::named(name).ok_or_else(|| {
        let known = Known::in_place_of(name, &class_names());
        let name = name.to_string();
        NameProblem::NotAClass { name, known }.into()
    })
}

/// What the resolved scenario says of a run.
pub(in crate::scenario) fn write(blueprint: &Blueprint) -> Lines<Keys> {
    let run = &blueprint.run;
    let trials = match &run.trials {
        Trials::Fixed(trials) => trials.to_string(),
        Trials::Until {
            measure,
            half_width,
            at_most,
        } => {
            let (key, text) = match half_width {
                HalfWidth::Points(share) => ("half_width", share.to_string()),
                HalfWidth::Length(length) => ("half_width", length.to_string()),
                HalfWidth::Relative(share) => ("relative_half_width", share.to_string()),
            };
            format!(
                "{{ at_most = {at_most}, {key} = {}, until = {} }}",
                quote(&text),
                quote(&blueprint.text_of(measure))
            )
        }
    };
    let mut lines = Lines::new();
    lines.count(SEED, run.seed);
    lines.toml(TRIALS, trials);
    if let Some(most) = run.max_trials {
        lines.count(MAX_TRIALS, most);
    }
    lines.put(HORIZON, &run.horizon);
    lines.put(BUILD_UP, &run.build_up);
    lines.put(SETTLE, &run.settle);
    lines.put(DRAIN, &run.drain);
    lines.put(STAYS_RECOVERED, &run.stays_recovered);
    lines.put(LEVEL, &run.level);
    lines.put(RESTORES_FIRST, &run.restores_first);
    lines
}
