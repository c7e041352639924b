//! `[[expect]]`: what a test holds the scenario to, beside its objectives.
//!
//! Always true here: an expectation says something of somebody, of the years or of one drill; it changes nothing of what is
//! simulated.

use super::{application, crew, drill, parts, protection, repository, run, stamp};
use crate::model::record::Path;
use crate::model::{BackupId, Blueprint, Class, Level, ObjectiveOf, Protection};
use crate::scenario::context::Context;
use crate::scenario::keys::{
    Bound, Element, Form, KeyOf, Kind, Lines, Name, Names, Whole, keys, quote,
};
use crate::scenario::limit;
use crate::scenario::names::look_up;
use crate::scenario::places::PlaceNames;
use crate::scenario::problem::{ApplicationProblem, ExpectProblem, KeyProblem, Known, Problem};
use crate::scenario::table::{Table, inner};
use crate::scenario::tree::{Item, Node, Spot, Tree};
use crate::scenario::value::{label, unexpected};
use crate::units::{Share, Span};
use std::collections::BTreeMap;

keys! {
    name: "expect", pattern: "expect", header: "[[expect]]", collapse: false,
    doc: "What `firedrill test` holds the scenario to, beside the objectives that it states: any number of tables, each about some applications or things, over the years or in one drill. `run` does not look at them.";

    APPLICATION: Names<application::Keys> = "application", "Whom it is about.", optional("all applications, or those of the `tier`");
    TIER: Whole<1> = "tier", "Whom it is about: the applications of this tier.", optional("of any tier"),
        bounds [Bound::Most(255)];
    CLASS: OneClass = "class", "The outages of the years that it is about. A class that is named here must be seen: else nothing is decided.", optional("each class by itself for `rto` and `rpo`, all together for the rest");
    DRILL: Name<drill::Keys> = "drill", "The drill that it is about.", optional("the years");
    RTO: Span = "rto", "Recovery time that the `share` of the outages, or of the trials of the drill, keeps.", optional("nothing is asserted of it"),
        bounds [Bound::NotZero];
    RPO: Span = "rpo", "Data loss that the `share` of them keeps.", optional("nothing is asserted of it");
    MTTR: Span = "mttr", "Most that the mean recovery time may be.", optional("nothing is asserted of it"),
        bounds [Bound::NotZero];
    SURVIVES: OneLevel = "survives", "What may be lost: whichever one component of this level is away for 30 d, with nothing else struck, in the `share` of the trials the application is back within the `rto` and has lost no more than the `rpo` of this table, else its own for the class, else before what was lost is. `rto` and `rpo` are then about nothing else.", optional("nothing is asserted of it");
    SERVED_BY: OnePath = "served_by", "What brings back the `share` of the outages that are stopped.", optional("anything may");
    RECOVERED: Share = "recovered", "Least share of the outages, or of the trials of the drill, that end recovered: service is back with its data, in whatever time. More than 0 %, less than 100 %.", optional("nothing is asserted of it"),
        bounds [Bound::NotNone, Bound::NotAll];
    DATA_LEFT: Share = "data_left", "Least share of the losses of data, with an outage or without, or of the trials of the drill, that are no total loss: some state is left. More than 0 %, less than 100 %.", optional("nothing is asserted of it"),
        bounds [Bound::NotNone, Bound::NotAll];
    AVAILABILITY: Share = "availability", "Least share of time up over the years: more than 0 %, less than 100 %.", optional("nothing is asserted of it"),
        bounds [Bound::NotNone, Bound::NotAll];
    RTO_MISSES: f64 = "rto_misses_per_year", "Most outages a year that miss the RTO that the application states.", optional("nothing is asserted of it"),
        bounds [Bound::Between(0.0, MOST)];
    RPO_MISSES: f64 = "rpo_misses_per_year", "Most losses a year that miss the RPO that the application states.", optional("nothing is asserted of it"),
        bounds [Bound::Between(0.0, MOST)];
    STAMP: Name<stamp::Keys> = "stamp", "The stamp that `without_n_minus_1` is about.", optional("every stamp");
    EXPOSED: Span = "without_n_minus_1", "Most time a year without N−1: the memory of one node more cannot be spared.", optional("nothing is asserted of it");
    REPOSITORY: Name<repository::Keys> = "repository", "The repository that `filled` is about.", optional("every repository");
    FILLED: Share = "filled", "How full a repository is at most, in the `share` of the trials.", optional("nothing is asserted of it");
    PROTECTION: Name<protection::Keys> = "protection", "The backup that `longest_gap` is about.", optional("every backup");
    GAP: Span = "longest_gap", "Longest time between two captures of a VM, in the `share` of the trials.", optional("nothing is asserted of it"),
        bounds [Bound::NotZero];
    CREW: Name<crew::Keys> = "crew", "The crew that `waits_for_crew` and `busy_share` are about.", optional("every crew");
    CREW_WAITS: Span = "waits_for_crew", "Most time a year that work waits for a person of a crew, summed over pieces of work, nights included.", optional("nothing is asserted of it");
    BUSY: Share = "busy_share", "Most of the hours of all its people that a crew works.", optional("nothing is asserted of it"),
        bounds [Bound::NotNone];
    PARTS: Name<parts::Keys> = "parts", "The spare parts that `waits_for_part` is about.", optional("all kinds");
    PART_WAITS: Span = "waits_for_part", "Most time a year that repairs wait for nothing but their part, summed over repairs.", optional("nothing is asserted of it");
    BASELINE: String = "baseline", "The folder of results of an earlier run, as seen from the file. Of each application, class and drill that it saw: no smaller share keeps the limit that was stated then, no smaller share ends recovered or with data left, MTTR and downtime of the years are no longer, by more than `worse_by`.", optional("nothing is compared");
    WORSE_BY: Share = "worse_by", "By how much something may be worse than in the `baseline`: so many points of a share, and so much of MTTR and downtime. Chance alone moves all of them: what the trials cannot tell stays undecided.", optional("stated with every `baseline`"),
        bounds [Bound::NotNone, Bound::NotAll];
    SHARE: Share = "share", "Share for `rto`, `rpo`, `survives`, `served_by`, `filled` and `longest_gap`: more than 0 %, less than 100 %.", optional("95 %"),
        bounds [Bound::NotNone, Bound::NotAll];
    NO_ADVICE: bool = "no_advice", "Whether `check` must have no advice.", optional("false");
}

/// Most misses a year that can be written.
const MOST: f64 = 1e6;

/// One class of faults.
pub(in crate::scenario) enum OneClass {}

impl Form for OneClass {
    const KIND: Kind = Kind::Own("a class of faults", "\"node\"");
}

/// One level of components that a stamp and its places are made of.
pub(in crate::scenario) enum OneLevel {}

impl Form for OneLevel {
    const KIND: Kind = Kind::Own("a level of what can be lost", "\"node\"");
}

/// One way back to service.
pub(in crate::scenario) enum OnePath {}

impl Form for OnePath {
    const KIND: Kind = Kind::Own("a way back to service", "\"failover\"");
}

/// An expectation as it was stated; places of things are those of the blueprint's tables.
#[derive(Clone, Debug, Default)]
pub(in crate::scenario) struct Expect {
    pub(in crate::scenario) applications: Option<Vec<usize>>,
    pub(in crate::scenario) tier: Option<u32>,
    pub(in crate::scenario) class: Option<Class>,
    pub(in crate::scenario) drill: Option<usize>,
    pub(in crate::scenario) rto: Option<Span>,
    pub(in crate::scenario) rpo: Option<Span>,
    pub(in crate::scenario) mttr: Option<Span>,
    pub(in crate::scenario) survives: Option<Level>,
    pub(in crate::scenario) served_by: Option<Path>,
    pub(in crate::scenario) recovered: Option<Share>,
    pub(in crate::scenario) data_left: Option<Share>,
    pub(in crate::scenario) availability: Option<Share>,
    pub(in crate::scenario) misses: [Option<f64>; 2],
    pub(in crate::scenario) stamp: Option<usize>,
    pub(in crate::scenario) exposed: Option<Span>,
    pub(in crate::scenario) repository: Option<usize>,
    pub(in crate::scenario) filled: Option<Share>,
    pub(in crate::scenario) backup: Option<BackupId>,
    pub(in crate::scenario) gap: Option<Span>,
    pub(in crate::scenario) crew: Option<usize>,
    pub(in crate::scenario) crew_waits: Option<Span>,
    pub(in crate::scenario) busy: Option<Share>,
    pub(in crate::scenario) parts: Option<usize>,
    pub(in crate::scenario) part_waits: Option<Span>,
    pub(in crate::scenario) share: Option<Share>,
    pub(in crate::scenario) no_advice: bool,
    /// Whether it follows from an earlier run, so that it asks for nothing by name.
    pub(in crate::scenario) derived: bool,
    /// The earlier run that nothing may be worse than.
    pub(in crate::scenario) earlier: Option<Earlier>,
    /// The file and the line on which each of its keys stands.
    pub(in crate::scenario) places: BTreeMap<String, (String, usize)>,
    /// Where `survives` stands.
    pub(in crate::scenario) survives_spot: Spot,
}

/// An earlier run, as a table names it.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Earlier {
    /// Its folder.
    pub(in crate::scenario) folder: String,
    /// Where it is named.
    pub(in crate::scenario) spot: Spot,
    /// By how much things may be worse.
    pub(in crate::scenario) worse_by: Share,
}

impl Expect {
    /// The file and the line on which a key stands.
    pub(in crate::scenario) fn place(&self, key: impl KeyOf<Keys>) -> (String, usize) {
        self.places.get(key.name()).cloned().unwrap_or_default()
    }

    /// One that follows from the earlier run that a table names: it stands where that does.
    pub(in crate::scenario) fn of_baseline(table: &Expect, application: usize) -> Expect {
        let place = table.place(BASELINE);
        let shares = [RECOVERED.name(), DATA_LEFT.name(), AVAILABILITY.name()];
        let keys = [RTO.name(), RPO.name(), MTTR.name()].into_iter();
        let keys = keys.chain(shares);
        let places = keys.map(|key| (key.to_string(), place.clone()));
        Expect {
            applications: Some(vec![application]),
            derived: true,
            places: places.collect(),
            ..Expect::default()
        }
    }

    /// Whether it says something of applications.
    fn is_of_applications(&self) -> bool {
        let lengths = [self.rto, self.rpo, self.mttr];
        lengths.iter().any(Option::is_some)
            || self.survives.is_some()
            || self.served_by.is_some()
            || [self.recovered, self.data_left, self.availability]
                .iter()
                .any(Option::is_some)
            || self.misses.iter().any(Option::is_some)
    }

    /// Whether it says something of crews and spare parts.
    fn is_of_people(&self) -> bool {
        self.busy.is_some()
            || [self.crew_waits, self.part_waits]
                .iter()
                .any(Option::is_some)
    }

    /// Whether it says anything by itself, without an earlier run.
    pub(in crate::scenario) fn says(&self) -> bool {
        self.is_of_applications()
            || self.exposed.is_some()
            || self.filled.is_some()
            || self.gap.is_some()
            || self.is_of_people()
            || self.no_advice
    }

    /// The applications that it is about.
    pub(in crate::scenario) fn meant(&self, blueprint: &Blueprint) -> Vec<usize> {
        let all = blueprint.applications.iter().enumerate();
        all.filter(|(index, one)| {
            let named = self.applications.as_ref();
            named.is_none_or(|named| named.contains(index))
                && self.tier.is_none_or(|tier| u32::from(one.tier) == tier)
        })
        .map(|(index, _)| index)
        .collect()
    }
}

/// Reads all expectations; what they name is looked up in this blueprint.
pub(in crate::scenario) fn read(
    context: &Context<'_>,
    top: &Tree,
    blueprint: &Blueprint,
    (places, applications): (&PlaceNames, &[String]),
) -> Vec<Expect> {
    let drills = blueprint.drills.iter().map(|one| one.name.clone());
    let names = Lists {
        places,
        applications,
        drills: drills.collect(),
    };
    let Some(node) = top.get(Keys::NAME) else {
        return Vec::new();
    };
    let nodes: Vec<&Node> = match &node.item {
        Item::List(nodes) => nodes.iter().collect(),
        _ => vec![node],
    };
    let mut made = Vec::new();
    for node in nodes {
        if let Some(tree) = inner(context, node, Keys::NAME) {
            let table = Table::new(context, Keys::NAME.to_string(), tree, &node.spot);
            made.push(one(&table, blueprint, &names));
        }
    }
    made
}

/// The earlier run that a table names, with all that belongs to it.
fn earlier(table: &Table<'_, '_, Keys>) -> Option<Earlier> {
    let folder = table.may(BASELINE);
    let worse_by = table.may(WORSE_BY);
    match (folder, worse_by) {
        (Some(folder), Some(worse_by)) if worse_by.0 > 0.0 && worse_by.0 < 1.0 => Some(Earlier {
            folder,
            spot: table.spot_of(BASELINE),
            worse_by,
        }),
        (Some(_), Some(_)) => {
            table.problem(WORSE_BY, ExpectProblem::WorseByShare);
            None
        }
        (Some(_), None) if table.node(WORSE_BY).is_none() => {
            table.problem(BASELINE, ExpectProblem::WorseByMissing);
            None
        }
        (None, Some(_)) if table.node(BASELINE).is_none() => {
            table.problem(WORSE_BY, ExpectProblem::NoBaseline);
            None
        }
        _ => None,
    }
}

/// What names are looked up in.
struct Lists<'n> {
    places: &'n PlaceNames,
    applications: &'n [String],
    drills: Vec<String>,
}

fn one(table: &Table<'_, '_, Keys>, blueprint: &Blueprint, names: &Lists<'_>) -> Expect {
    let stated = table.tree.entries.iter();
    let made = Expect {
        applications: table.names_of(APPLICATION, names.applications),
        tier: table.may_count(TIER, limit::SMALL_COUNT),
        class: table.maybe(CLASS, |node| run::class_of(label(node)?)),
        drill: table.name_of(DRILL, &names.drills),
        rto: table.may(RTO),
        rpo: table.may(RPO),
        mttr: table.may(MTTR),
        survives: table.maybe(SURVIVES, level),
        served_by: table.maybe(SERVED_BY, path),
        recovered: table.may(RECOVERED),
        data_left: table.may(DATA_LEFT),
        availability: table.may(AVAILABILITY),
        misses: [
            table.maybe(RTO_MISSES, number),
            table.maybe(RPO_MISSES, number),
        ],
        stamp: table.name_of(STAMP, &names.places.stamp),
        exposed: table.may(EXPOSED),
        repository: table.name_of(REPOSITORY, &names.places.repository),
        filled: table.may(FILLED),
        backup: table.maybe(PROTECTION, |node| backup(blueprint, label(node)?)),
        gap: table.may(GAP),
        crew: table.name_of(CREW, &names.places.crew),
        crew_waits: table.may(CREW_WAITS),
        busy: table.may(BUSY),
        parts: table.name_of(PARTS, &names.places.parts),
        part_waits: table.may(PART_WAITS),
        share: table.may(SHARE),
        no_advice: table.may(NO_ADVICE).unwrap_or(false),
        derived: false,
        earlier: earlier(table),
        places: stated
            .map(|(key, entry)| (key.clone(), table.context.place(&entry.key_spot)))
            .collect(),
        survives_spot: table.spot_of(SURVIVES),
    };
    checked(table, &made, blueprint);
    made
}

/// Refuses what cannot be judged, and what says nothing.
fn checked(table: &Table<'_, '_, Keys>, made: &Expect, blueprint: &Blueprint) {
    if table.node(CLASS).is_some() && table.node(DRILL).is_some() {
        table.problem(
            DRILL,
            ApplicationProblem::BothStated {
                keys: [CLASS.name(), DRILL.name()],
                remedy: "`class` is about the years: leave one of them out",
            },
        );
    }
    for key in [DRILL.name(), CLASS.name()] {
        let is_stated = table.tree.get(key).is_some();
        if is_stated && table.node(SURVIVES).is_some() {
            table.problem(SURVIVES, ExpectProblem::LossOfAny { key });
        }
    }
    for (key, length) in [(RTO, made.rto), (MTTR, made.mttr), (GAP, made.gap)] {
        if length == Some(Span::ZERO) {
            table.problem(key, KeyProblem::ZeroLength);
        }
    }
    let shares = [
        (SHARE, made.share),
        (RECOVERED, made.recovered),
        (DATA_LEFT, made.data_left),
        (AVAILABILITY, made.availability),
    ];
    for (key, share) in shares {
        if let Some(target) = share.filter(|share| share.0 <= 0.0 || share.0 >= 1.0) {
            table.problem(key, ApplicationProblem::TargetShare { target });
        }
    }
    let of_applications = made.is_of_applications()
        || [SERVED_BY.name(), SURVIVES.name(), BASELINE.name()]
            .into_iter()
            .any(|key| table.tree.get(key).is_some());
    let says = of_applications
        || made.says()
        || [EXPOSED.name(), FILLED.name(), GAP.name(), WORSE_BY.name()]
            .into_iter()
            .chain([CREW_WAITS.name(), BUSY.name(), PART_WAITS.name()])
            .any(|key| table.tree.get(key).is_some());
    if !says && table.context.issues.borrow().is_empty() {
        table.context.problem(&table.spot, ExpectProblem::Nothing);
    } else if of_applications && made.meant(blueprint).is_empty() {
        table.context.problem(&table.spot, ExpectProblem::Nobody);
    }
    misses(table, made, blueprint);
    let of_years = [
        (EXPOSED.name(), made.exposed.is_some()),
        (FILLED.name(), made.filled.is_some()),
        (GAP.name(), made.gap.is_some()),
        (CREW_WAITS.name(), made.crew_waits.is_some()),
        (BUSY.name(), made.busy.is_some()),
        (PART_WAITS.name(), made.part_waits.is_some()),
        (AVAILABILITY.name(), made.availability.is_some()),
        (RTO_MISSES.name(), made.misses[0].is_some()),
        (RPO_MISSES.name(), made.misses[1].is_some()),
    ];
    for (key, stated) in of_years {
        if stated && table.node(DRILL).is_some() {
            table.problem(DRILL, ExpectProblem::OfYears { key });
        }
    }
}

/// Refuses what could not be missed by anybody.
fn misses(table: &Table<'_, '_, Keys>, made: &Expect, blueprint: &Blueprint) {
    let meant = made.meant(blueprint);
    for (place, of) in ObjectiveOf::ALL.into_iter().enumerate() {
        let (key, objective) = match of {
            ObjectiveOf::Recovery => (RTO_MISSES, "RTO"),
            ObjectiveOf::Loss => (RPO_MISSES, "RPO"),
        };
        let states =
            |application: &usize| of.stated(&blueprint.applications[*application]).is_stated();
        if made.misses[place].is_some() && !meant.is_empty() && !meant.iter().any(states) {
            let key_name = key.name();
            table.problem(
                key,
                ExpectProblem::NoObjective {
                    key: key_name,
                    objective,
                },
            );
        }
    }
    let backed_up = |backup: Option<BackupId>| {
        let mut vms = blueprint.vms.iter();
        vms.any(|vm| {
            vm.protection.backup.is_some() && (backup.is_none() || vm.protection.backup == backup)
        })
    };
    if made.gap.is_some() && !backed_up(made.backup) {
        table.problem(GAP, ExpectProblem::NobodyBackedUp);
    }
}

fn number(node: &Node) -> Result<f64, Problem> {
    let number = match node.item {
        Item::Whole(number) => number as f64,
        Item::Real(number) => number,
        ref other => return Err(unexpected(other)),
    };
    if (0.0..=MOST).contains(&number) {
        return Ok(number);
    }
    Err(KeyProblem::OutOfRange {
        number,
        least: 0.0,
        most: MOST,
        remedy: "",
    }
    .into())
}

/// The words of all ways back.
pub(in crate::scenario) fn path_names() -> Vec<&'static str> {
    Path::ALL.iter().map(|path| path.name()).collect()
}

/// The words of all levels of which one can be lost: an application is none.
pub(in crate::scenario) fn level_names() -> Vec<&'static str> {
    levels().map(Level::word).collect()
}

fn levels() -> impl Iterator<Item = Level> {
    let all = Level::ALL.iter().copied();
    all.filter(|level| !matches!(level, Level::Application | Level::Applications))
}

fn level(node: &Node) -> Result<Level, Problem> {
    one_of(node, levels(), &level_names())
}

fn path(node: &Node) -> Result<Path, Problem> {
    one_of(node, Path::ALL.iter().copied(), &path_names())
}

/// What one of these words stands for.
fn one_of<T>(
    node: &Node,
    mut all: impl Iterator<Item = T>,
    words: &[&'static str],
) -> Result<T, Problem> {
    let text = label(node)?;
    let at = words.iter().position(|word| *word == text);
    at.and_then(|at| all.nth(at)).ok_or_else(|| {
        let known = Known::in_place_of(text, words);
        let text = text.to_string();
        KeyProblem::NotAWord { text, known }.into()
    })
}

fn backup(blueprint: &Blueprint, name: &str) -> Result<BackupId, Problem> {
    let backups = blueprint.protections.backups.iter();
    let names: Vec<String> = backups.map(|one| one.name.clone()).collect();
    let index = look_up(
        &names,
        name,
        Protection::Backup(BackupId::from_index(0)).word(),
    )?;
    Ok(BackupId::from_index(index))
}

/// What the resolved scenario says of one.
pub(in crate::scenario) fn write(expect: &Expect, blueprint: &Blueprint) -> Lines<Keys> {
    let mut lines = Lines::new();
    if let Some(own) = &expect.applications {
        let names: Vec<&str> = own
            .iter()
            .map(|index| blueprint.applications[*index].name.as_str())
            .collect();
        lines.names(APPLICATION, &names);
    }
    if let Some(tier) = expect.tier {
        lines.count(TIER, tier);
    }
    if let Some(class) = expect.class {
        lines.toml(CLASS, quote(class.name()));
    }
    if let Some(drill) = expect.drill {
        lines.name(DRILL, &blueprint.drills[drill].name);
    }
    lines.put_maybe(RTO, expect.rto.as_ref());
    lines.put_maybe(RPO, expect.rpo.as_ref());
    lines.put_maybe(MTTR, expect.mttr.as_ref());
    if let Some(level) = expect.survives {
        lines.toml(SURVIVES, quote(level.word()));
    }
    if let Some(path) = expect.served_by {
        lines.toml(SERVED_BY, quote(path.name()));
    }
    lines.put_maybe(RECOVERED, expect.recovered.as_ref());
    lines.put_maybe(DATA_LEFT, expect.data_left.as_ref());
    lines.put_maybe(AVAILABILITY, expect.availability.as_ref());
    for (key, misses) in [RTO_MISSES, RPO_MISSES].into_iter().zip(expect.misses) {
        if let Some(misses) = misses {
            lines.number(key, misses);
        }
    }
    if let Some(stamp) = expect.stamp {
        lines.name(STAMP, &blueprint.stamps[stamp].name);
    }
    lines.put_maybe(EXPOSED, expect.exposed.as_ref());
    if let Some(repository) = expect.repository {
        lines.name(REPOSITORY, &blueprint.repositories[repository].name);
    }
    lines.put_maybe(FILLED, expect.filled.as_ref());
    if let Some(backup) = expect.backup {
        lines.name(PROTECTION, &blueprint.backup(backup).name);
    }
    lines.put_maybe(GAP, expect.gap.as_ref());
    if let Some(crew) = expect.crew {
        lines.name(CREW, &blueprint.crews[crew].name);
    }
    lines.put_maybe(CREW_WAITS, expect.crew_waits.as_ref());
    lines.put_maybe(BUSY, expect.busy.as_ref());
    if let Some(parts) = expect.parts {
        lines.name(PARTS, &blueprint.parts[parts].name);
    }
    lines.put_maybe(PART_WAITS, expect.part_waits.as_ref());
    lines.put_maybe(SHARE, expect.share.as_ref());
    if expect.no_advice {
        lines.put(NO_ADVICE, &true);
    }
    lines
}
