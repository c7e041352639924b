//! From text to a checked scenario.
//!
//! Always true here: nothing is opened (file access is handed in), every problem is found in one
//! reading, and what comes out is either a valid [`Blueprint`] or a list of problems.

mod allow;
mod alphabet;
mod applications;
mod asserted;
mod baseline;
mod calendar;
mod check;
pub mod codes;
mod context;
mod differs;
mod edit;
mod elements;
pub mod explain;
mod faults;
mod freeze;
mod homecomings;
mod inventory;
mod issue;
pub(crate) mod keys;
mod kind;
mod law;
pub mod limit;
mod losses;
mod names;
mod places;
pub(crate) mod problem;
mod protections;
mod reach;
pub(crate) mod recognise;
mod reference;
mod repeated;
mod replicas;
mod resolved;
mod schedule;
mod schema;
mod setting;
mod sheet;
mod table;
mod target;
mod text;
mod tree;
mod value;
mod volumes;
mod word;

pub use alphabet::{Alphabet, of_week_words};
pub use codes::codes;
pub use context::{ARGUMENTS, Files};
pub use differs::{Different, different};
pub use elements::expectations::Expectations;
pub(crate) use elements::top::is_scenario;
pub use issue::{Issue, known_names};
pub(crate) use names::natural;
pub use recognise::is_schedule;
pub use reference::reference;
pub use resolved::bare;
pub use schedule::{
    Break, Planned, Schedule, ScheduleProblem, drill_keys, figure_name, read_schedule,
};
pub use schema::schema;
pub use setting::{Edit, command_line};
pub(crate) use word::{nearest, with_article};

use crate::model::assertion::Assertion;
use crate::model::run_in::{RunIn, run_in};
use crate::model::{Blueprint, Homecoming};
use allow::Allowance;
use applications::Applications;
use context::Context;
use elements::{expect, expectations, protection, run, survives, top, trace};
use faults::Faults;
use keys::{Element, KeyOf};
use losses::Losses;
use places::Places;
use problem::{KeyProblem, OverLimit};
use protections::Protections;
use replicas::Replicas;
use sha2::{Digest, Sha256};
use table::Table;
use tree::{Item, Spot, Tree};

/// What the command line puts in the place of keys of the scenario.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Overrides {
    /// In place of `run.seed`.
    pub seed: Option<u64>,
    /// In place of `run.trials` and of the `trials` of every drill.
    pub trials: Option<u32>,
    /// In place of `trace.file`.
    pub trace: Option<String>,
    /// What is set in the tree of keys and taken out of it, one after the other.
    pub edits: Vec<Edit>,
    /// Name and text of a file of expectations beside the scenario.
    pub expectations: Option<(String, String)>,
}

/// A scenario that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What will be simulated.
    pub blueprint: Blueprint,
    /// The same as TOML with all defaults filled in.
    pub resolved: String,
    /// Files that the resolved scenario refers to, by name.
    pub companions: Vec<(String, Vec<u8>)>,
    /// Where its objectives stand.
    stands: asserted::Stands,
    /// What it expects beside them.
    expects: Vec<expect::Expect>,
    /// What they want to see survived.
    losses: Losses,
}

impl Loaded {
    /// What it asserts, in the order in which it is told: its objectives, then what it expects. Of thousands of applications under thousands of drills these are
    /// millions: made for whoever tests them.
    #[must_use]
    pub fn assertions(&self) -> Vec<Assertion> {
        let mut made = asserted::objectives(&self.stands, &self.blueprint);
        made.extend(asserted::expected(&self.blueprint, &self.expects));
        made
    }

    /// What is simulated to try them: the scenario, and behind it the losses that are to be survived, each as a drill.
    #[must_use]
    pub fn tried(&self) -> Blueprint {
        self.losses.added_to(&self.blueprint)
    }
}

/// Reads a scenario.
///
/// `name` is the file as the user named it; the scenario's own name is its stem unless the text
/// says otherwise. `files` reads what the scenario refers to.
///
/// # Errors
/// All problems that were found, in the order of the files.
pub fn load(text: &str, name: &str, files: Files<'_>) -> Result<Loaded, Vec<Issue>> {
    load_with(text, name, files, &Overrides::default())
}

/// A length of time as scenarios write it, such as `60s` or `1 h 30 min`; none where the text is none.
#[must_use]
pub fn length(text: &str) -> Option<crate::units::Span> {
    let ms = text::milliseconds(text).ok()?;
    let most = (limit::DAYS.most * crate::units::DAY) as f64;
    (ms <= most).then(|| crate::units::Span::from_ms(ms))
}

/// Reads a scenario with some keys replaced.
///
/// # Errors
/// All problems that were found, in the order of the files.
pub fn load_with(
    text: &str,
    name: &str,
    files: Files<'_>,
    overrides: &Overrides,
) -> Result<Loaded, Vec<Issue>> {
    let arguments = command_line(&overrides.edits);
    let beside = overrides.expectations.as_ref();
    let beside = beside.map_or(("", ""), |(name, text)| (name, text));
    let mut context = Context::new(name, text, files, arguments, beside);
    context.trials = overrides.trials;
    context.beside = Expectations::stated(beside.1, &overrides.edits);
    if text.len() as u64 > limit::FILE_BYTES.most {
        let problem = OverLimit::File {
            file: None,
            limit: limit::FILE_BYTES,
        };
        context.problem(&Spot::default(), problem);
        return Err(context.issues.into_inner());
    }
    let mut top = tree::from_toml(text, 0, name, &mut context.issues.borrow_mut());
    if overrides.expectations.is_some() {
        expectations::add(&context, beside, &mut top);
    }
    let syntax_is_broken = !context.issues.borrow().is_empty();
    let tell = |spot: &Spot, problem| context.problem(spot, problem);
    let settings = setting::read(&overrides.edits, &tell);
    edit::apply(&context, &mut top, settings);
    let parts = read(&context, &top, name, overrides);
    let mut issues = context.all_issues();
    if syntax_is_broken {
        // What recovery left out is not missing; only what stands wrongly is worth a message.
        issues.retain(|issue| issue.problem.stands_in_broken_text());
    }
    if !issues.is_empty() {
        let order = |issue: &Issue| (issue.file != name, issue.file.clone(), issue.span.start);
        issues.sort_by_key(order);
        return Err(issues);
    }
    let stands = asserted::Stands::read(&context, &top, &parts.blueprint);
    Ok(finish(&context, parts, stands))
}

/// Everything that was read, with what only the resolved scenario needs.
pub(crate) struct Parts {
    blueprint: Blueprint,
    places: Places,
    applications: Applications,
    trace_stamp: Option<usize>,
    allowances: Vec<Allowance>,
    expects: Vec<expect::Expect>,
    losses: Losses,
}

fn read(context: &Context<'_>, top: &Tree, name: &str, overrides: &Overrides) -> Parts {
    remember_defaults(context, top);
    let table = Table::<top::Keys>::new(context, String::new(), top, &Spot::default());
    let title = table.may(top::NAME).unwrap_or_else(|| name_of(name));
    names::check_name(context, &title, "scenario", &table.spot_of(top::NAME));
    check::scenario_name(context, &title, &table.spot_of(top::NAME));
    check::names(context, top);
    let description = table.may(top::DESCRIPTION).unwrap_or_default();
    let mut places = elements::places(context, top);
    let protections = protection::read(context, top, &places);
    let mut applications = applications::read(context, top, &places, &protections);
    check::order_by_needs(context, &mut applications);
    reach::read(context, &mut places, &mut applications);
    let mut replicas = replicas::read(&places.stamps, &protections, &applications);
    let full = volumes::sources(&places.stamps, &applications.vms);
    replicas.followers.extend(full);
    let mut homecomings = homecomings::read(&places.stamps, &protections, &applications);
    replicas.followers.append(&mut homecomings.sources);
    let follows = (&mut replicas, &mut homecomings);
    let faults = faults::read(context, top, &places, &applications, follows);
    let trace = trace::read(
        context,
        top,
        &places,
        overrides.trace.as_deref(),
        overrides.trials,
    );
    let trace_stamp = trace.as_ref().map(|trace| trace.stamp);
    let trace_spot = (trace.as_ref()).map_or_else(Spot::default, |trace| trace.spot.clone());
    let readings = (&places, &protections, &applications);
    let mut blueprint = assemble(
        run::draft(),
        readings,
        (replicas.clone(), homecomings.all),
        faults.clone(),
        trace,
    );
    let run_in = match context.issues.borrow().is_empty() {
        true => run_in(&blueprint),
        // Where something is wrong, ids may point nowhere.
        false => RunIn::default(),
    };
    let has_backups = !blueprint.protections.backups.is_empty();
    let names = &applications.names;
    let mut run = run::read(context, top, &run_in, &faults.sources, names, has_backups);
    run.name = title;
    run.description = description;
    run.changed = changes(context, top, overrides);
    override_run(context, overrides, &mut run);
    blueprint.run = run;
    blueprint.claims = survives::read(context, top, &blueprint);
    checked(
        context,
        top,
        readings,
        (&faults, &replicas),
        &blueprint,
        trace_spot,
    );
    let (expects, losses) = expected(context, top, (&places, &applications), &blueprint);
    Parts {
        blueprint,
        places,
        applications,
        trace_stamp,
        allowances: allow::read(context, top),
        expects,
        losses,
    }
}

/// What the scenario is held to, and what is lost to see that.
fn expected(
    context: &Context<'_>,
    top: &Tree,
    (places, applications): (&Places, &Applications),
    blueprint: &Blueprint,
) -> (Vec<expect::Expect>, Losses) {
    let names = (&places.names, applications.names.as_slice());
    let expects = expect::read(context, top, blueprint, names);
    let expects = baseline::put(context, blueprint, expects);
    let scene = target::Scene {
        names: &places.names,
        tree: places.tree(),
        applications,
    };
    let losses = Losses::read(context, &scene, blueprint, &expects);
    (expects, losses)
}

/// The seed and the trials of the command line hold in place of the scenario's.
fn override_run(context: &Context<'_>, overrides: &Overrides, run: &mut crate::model::Run) {
    if let Some(seed) = overrides.seed {
        run.seed = seed;
        overridden(context, run::SEED);
    }
    if let Some(trials) = overrides.trials {
        run.trials = crate::model::Trials::Fixed(trials);
        overridden(context, run::TRIALS);
    }
}

/// Checks what no single key can tell: sums, ways and what works together.
fn checked(
    context: &Context<'_>,
    top: &Tree,
    (places, protections, applications): (&Places, &Protections, &Applications),
    (faults, replicas): (&Faults, &Replicas),
    blueprint: &Blueprint,
    trace_spot: Spot,
) {
    // Where something is wrong, ids may point nowhere.
    let sound = context.issues.borrow().is_empty();
    check::memory(context, places, applications, replicas);
    check::replication(context, places, protections, replicas, applications);
    check::storage(context, places, protections, applications);
    let run = &blueprint.run;
    check::work(context, top, run, faults, protections, applications);
    let scene = check::Scene {
        context,
        places,
        protections,
        applications,
        faults,
        blueprint,
        trace_spot,
        horizon_spot: run::spot_of(top, run::HORIZON).unwrap_or_default(),
        trials_spot: run::spot_of(top, run::TRIALS).unwrap_or_default(),
    };
    if sound {
        check::refusals(&scene);
    }
    if context.issues.borrow().is_empty() {
        check::lints(
            context,
            places,
            protections,
            applications,
            faults,
            replicas,
            blueprint.trace.is_some(),
        );
    }
    if context.issues.borrow().is_empty() {
        check::placement(context, places, blueprint);
        check::queues(context, places, protections, blueprint);
        check::advice(&scene);
    }
}

/// The command line states this key, so that its default is no assumption.
fn overridden(context: &Context<'_>, key: impl KeyOf<run::Keys>) {
    let path = format!("{}.{}", run::Keys::NAME, key.name());
    context.used.borrow_mut().remove(&path);
}

/// The name of a scenario that states none, by what its file is called.
pub(crate) fn name_of(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = without_ending(file, ".toml");
    let stem = without_ending(stem, ".resolved");
    let legal = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let cleaned: String = stem
        .chars()
        .map(|c| if legal(c) { c } else { '-' })
        .take(80)
        .collect();
    // What is cleaned away at the ends says nothing: `...toml`, `.hidden.toml`.
    let named = cleaned.trim_matches('-');
    if !named.contains(char::is_alphanumeric) {
        "scenario".to_string()
    } else {
        named.to_string()
    }
}

/// A name without an ending, in capital letters or small ones.
fn without_ending<'n>(name: &'n str, ending: &str) -> &'n str {
    let at = name.len().saturating_sub(ending.len());
    match (name.get(..at), name.get(at..)) {
        (Some(stem), Some(end)) if end.eq_ignore_ascii_case(ending) => stem,
        _ => name,
    }
}

/// What the command line changed: what a resolved scenario tells of, then what was changed now.
fn changes(context: &Context<'_>, top: &Tree, overrides: &Overrides) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(node) = top.get(top::CHANGED.row.name) {
        match names::texts(node) {
            Ok(told) => all.extend(told.into_iter().map(|(text, _)| text.to_string())),
            Err(problem) => context.problem(&node.spot, problem),
        }
    }
    let changed = context.changed.borrow();
    let now = overrides.edits.iter().enumerate();
    let now = now.filter(|(number, _)| changed.contains(number));
    all.extend(now.map(|(_, edit)| edit.words()));
    all
}

fn remember_defaults(context: &Context<'_>, top: &Tree) {
    let Some(node) = top.get(top::FROM_DEFAULTS.row.name) else {
        return;
    };
    match names::texts(node) {
        Ok(keys) => {
            let mut known = context.from_defaults.borrow_mut();
            known.extend(keys.into_iter().map(|(key, _)| key.to_string()));
        }
        Err(problem) => context.problem(&node.spot, problem),
    }
}

fn assemble(
    run: crate::model::Run,
    (places, protections, applications): (&Places, &Protections, &Applications),
    (replicas, homecomings): (Replicas, Vec<Homecoming>),
    faults: Faults,
    trace: Option<trace::ReadTrace>,
) -> Blueprint {
    Blueprint {
        run,
        sites: places.sites.clone(),
        enclosures: places.enclosures.clone(),
        stamps: places.stamps.clone(),
        racks: places.racks.clone(),
        nodes: places.nodes.clone(),
        links: places.links.clone(),
        repositories: places.repositories.clone(),
        crews: places.crews.clone(),
        parts: places.parts.clone(),
        applications: applications.applications.clone(),
        roles: applications.roles.clone(),
        vms: applications.vms.clone(),
        sets: applications.sets,
        protections: protections.tables.clone(),
        groups: replicas.groups,
        standbys: replicas.standbys,
        homecomings,
        sources: faults.sources,
        scopes: faults.scopes,
        drills: faults.drills,
        updates: faults.updates,
        trace: trace.map(|trace| trace.trace),
        claims: None,
        assumptions: Vec::new(),
        lints: Vec::new(),
        allowed: Vec::new(),
        sha256: String::new(),
    }
}

fn finish(context: &Context<'_>, mut parts: Parts, stands: asserted::Stands) -> Loaded {
    parts.blueprint.assumptions = context.assumptions();
    let mut lints = context.lints.take();
    // By code and data, not by line: a resolved scenario has others, and the same advice in the same order.
    lints.sort_by_cached_key(|lint| (lint.code(), format!("{:?}", lint.advice)));
    lints.dedup_by(|a, b| a.advice == b.advice);
    let allowances = std::mem::take(&mut parts.allowances);
    (parts.blueprint.lints, parts.blueprint.allowed) = allow::parted(context, lints, allowances);
    let written = resolved::write(&parts, context);
    let mut hash = Sha256::new();
    hash.update(written.hashed.as_bytes());
    for (name, content) in &written.companions {
        hash.update(name.as_bytes());
        hash.update((content.len() as u64).to_le_bytes());
        hash.update(content);
    }
    let hex = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    parts.blueprint.sha256 = hex;
    Loaded {
        blueprint: parts.blueprint,
        resolved: written.text,
        companions: written.companions,
        stands,
        expects: parts.expects,
        losses: parts.losses,
    }
}

/// The table that a key of the top holds, if it is one.
fn table_of<'t>(context: &Context<'_>, top: &'t Tree, key: &str) -> Option<(&'t Tree, Spot)> {
    let node = top.get(key)?;
    if let Item::Table(tree) = &node.item {
        return Some((tree, node.spot.clone()));
    }
    context.problem(
        &node.spot,
        KeyProblem::NotATable {
            key: key.to_string(),
            found: node.item.kind(),
            inline: false,
        },
    );
    None
}

#[cfg(test)]
mod tests;
