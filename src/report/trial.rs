//! One trial by itself, so that a person can follow what happened in it.
//!
//! Always true here: times are counted from the start of the horizon, in a drill from its strike; the
//! phases of an outage add up to its length.

use super::words;
use crate::model::record::{Data, Ended, Outage, Phase, Resource, Stretch, TrialRecord, causes};
use crate::model::topology::component_label;
use crate::model::{Blueprint, DrillId, Effect, LogicalKind, Mistake};
use crate::units::number;
use serde_json::{Value, json};

/// A stated schedule of faults that was played.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scheduled {
    /// What it is called.
    pub name: String,
    /// Its faults, in the order in which they strike.
    pub drills: Vec<DrillId>,
    /// In which world they strike, what was written down and what was found, in sentences.
    pub said: Vec<String>,
}

/// One trial and what it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct OneTrial<'a> {
    /// Seed of all streams.
    pub seed: u64,
    /// The drill; none for years.
    pub drill: Option<DrillId>,
    /// What it left.
    pub record: &'a TrialRecord,
    /// What its applications went through, in the order in which it ended.
    pub stretches: &'a [Stretch],
}

impl OneTrial<'_> {
    fn zero(&self) -> i64 {
        self.drill.map_or(0, |_| self.record.strike as i64)
    }
    /// Seconds from where times are counted.
    fn seconds(&self, at: i64) -> f64 {
        (at - self.zero()) as f64 / 1_000.0
    }
    fn run<'b>(&self, blueprint: &'b Blueprint) -> Option<&'b str> {
        let name = |drill: DrillId| blueprint.drills[drill.index()].name.as_str();
        self.drill.map(name)
    }
}

/// A length of time, or an instant before or after zero.
fn time(seconds: f64) -> String {
    if seconds < 0.0 {
        format!("−{}", number::duration(-seconds))
    } else {
        number::duration(seconds)
    }
}

/// What trial it is, what it struck, and its outages with phases, path and loss; with `counted` of a drill those alone that it
/// caused.
pub(super) fn trial_head(blueprint: &Blueprint, one: &OneTrial<'_>, counted: bool) -> String {
    let names = causes(blueprint);
    let zero = match one.run(blueprint) {
        None => "the years".to_string(),
        Some(drill) => format!("drill {}", words::clean(drill)),
    };
    let from = one
        .drill
        .map_or("the start of the horizon", |_| "the strike");
    let mut text = format!(
        "{}: trial {} of {zero}, seed {}; times are counted from {from}.\n",
        words::scenario(blueprint),
        one.record.trial,
        one.seed,
    );
    text.push_str(&struck(blueprint, one.drill));
    text.push_str(&outages_told(blueprint, one, (&names, counted)));
    text
}

/// A schedule that was played: what it says of itself, what it struck, and the outages that it caused.
pub(super) fn schedule_head(
    blueprint: &Blueprint,
    one: &OneTrial<'_>,
    schedule: &Scheduled,
) -> String {
    let mut text = format!(
        "{}: schedule {}, seed {}; times are counted from the first strike.\n",
        words::scenario(blueprint),
        words::clean(&schedule.name),
        one.seed,
    );
    for said in &schedule.said {
        text.push_str(&format!("{}\n", words::clean(said)));
    }
    for drill in &schedule.drills {
        text.push_str(&struck(blueprint, Some(*drill)));
    }
    let names = causes(blueprint);
    text.push_str(&outages_told(blueprint, one, (&names, true)));
    text
}

fn outages_told(
    blueprint: &Blueprint,
    one: &OneTrial<'_>,
    (names, counted): (&[String], bool),
) -> String {
    let mut text = String::new();
    if one.record.outages.is_empty() {
        let until = match one.drill {
            None => "at any instant of the horizon",
            Some(_) => "by it",
        };
        text.push_str(&format!("No outage: no application was stopped {until}.\n"));
    }
    let told = |outage: &&Outage| outage.counted || !counted || one.drill.is_none();
    for outage in one.record.outages.iter().filter(told) {
        text.push('\n');
        text.push_str(&in_words(blueprint, one, names, outage));
    }
    let others = one.record.outages.iter().filter(|one| !told(one)).count();
    if others > 0 {
        text.push_str(&format!(
            "\nNot told here, since the drill did not cause it: {} of other faults and of planned work, which `run --trial` tells.\n",
            number::counted(others, "outage")
        ));
    }
    text
}

/// The trial in words: its outages with phases, path and loss, then the stretches of all applications.
#[must_use]
pub fn trial_text(blueprint: &Blueprint, one: &OneTrial<'_>) -> String {
    let mut text = trial_head(blueprint, one, false);
    if !one.stretches.is_empty() {
        text.push_str("\nTimeline:\n");
    }
    let width = blueprint
        .applications
        .iter()
        .map(|known| known.name.chars().count());
    let width = width.max().unwrap_or(0).min(30);
    let mut stretches: Vec<&Stretch> = one.stretches.iter().collect();
    stretches.sort_by_key(|stretch| (stretch.from, stretch.application));
    for stretch in stretches {
        let name = words::clean(&blueprint.application(stretch.application).name);
        let what = match stretch.resource {
            Resource::None => String::new(),
            resource => format!(": {}", words::clean(&resource.label(blueprint))),
        };
        let (from, to) = (one.seconds(stretch.from), one.seconds(stretch.to));
        text.push_str(&format!(
            "  {name:width$}  at {}, for {}: {}{what}\n",
            time(from),
            time(to - from),
            stretch.phase.name(),
        ));
    }
    text
}

/// What the drill of a trial strikes; nothing for the years, whose faults are many.
fn struck(blueprint: &Blueprint, drill: Option<DrillId>) -> String {
    let Some(drill) = drill else {
        return String::new();
    };
    let source = blueprint.source(blueprint.drill(drill).source);
    let target = words::clean(&component_label(blueprint, source.target));
    let how = match &source.effect {
        Effect::Stops { destroys } if destroys.0 >= 1.0 => ", and destroyed".to_string(),
        Effect::Stops { destroys } if destroys.0 > 0.0 => format!(
            ", and destroyed with a probability of {}",
            number::share(destroys.0)
        ),
        Effect::Stops { .. } => String::new(),
        Effect::Ransomware(_) => " by ransomware".to_string(),
        Effect::Mistake(Mistake::Deletion) => {
            ", of which people delete all restore points by mistake".to_string()
        }
        Effect::Mistake(Mistake::Retention(_)) => ", whose retention is set wrong".to_string(),
        Effect::Logical { kind, .. } => format!(
            " by a {}",
            match kind {
                LogicalKind::Crash => "crash",
                LogicalKind::Release => "bad release",
                LogicalKind::Deletion => "deletion",
                LogicalKind::Corruption => "corruption",
            }
        ),
    };
    format!("Struck: {target}{how}; class {}.\n", source.class.name())
}

fn in_words(
    blueprint: &Blueprint,
    one: &OneTrial<'_>,
    names: &[String],
    outage: &Outage,
) -> String {
    let name = words::clean(&blueprint.application(outage.application).name);
    let length: u64 = outage.phases.iter().sum();
    let (start, length) = (one.seconds(outage.start), length as f64 / 1_000.0);
    let path = outage.path().map_or("nothing", |path| path.name());
    let mut text = match outage.ended() {
        _ if outage.loss_only => {
            format!("{name}: lost state at {} without an outage", time(start))
        }
        Ended::Never if length == 0.0 => {
            format!(
                "{name}: down at {}, and nothing can bring it back",
                time(start)
            )
        }
        Ended::Never => format!(
            "{name}: down at {}, not back after {}",
            time(start),
            time(length)
        ),
        Ended::Lost => format!(
            "{name}: down at {} for {}, back by {path}, its data is gone",
            time(start),
            time(length)
        ),
        Ended::Recovered => format!(
            "{name}: down at {} for {}, back by {path}",
            time(start),
            time(length)
        ),
    };
    if !outage.counted {
        text.push_str(" (not counted)");
    }
    text.push_str(&format!(
        "\n  cause: {} ({}), class {}\n",
        words::clean(&names[usize::from(outage.cause)]),
        words::clean(&component_label(blueprint, outage.target)),
        outage.class.name(),
    ));
    let phases = Phase::ALL
        .iter()
        .zip(outage.phases)
        .filter(|(_, ms)| *ms > 0);
    let phases: Vec<String> = phases
        .map(|(phase, ms)| format!("{} {}", phase.name(), time(ms as f64 / 1_000.0)))
        .collect();
    if !phases.is_empty() {
        text.push_str(&format!("  phases: {}\n", phases.join(", ")));
    }
    if outage.binding != Resource::None {
        text.push_str(&format!(
            "  longest for: {}, {}\n",
            words::clean(&outage.binding.label(blueprint)),
            time(outage.binding_ms as f64 / 1_000.0)
        ));
    }
    if let Some(loss) = outage.data_loss() {
        text.push_str(&format!("  data loss: {}\n", time(loss as f64 / 1_000.0)));
    }
    if outage.data == Data::NotBack {
        text.push_str("  data of a VM is not back in time\n");
    }
    text
}

/// The same as indented JSON with a final line feed. Times in seconds.
#[must_use]
pub fn trial_json(blueprint: &Blueprint, one: &OneTrial<'_>) -> String {
    scheduled_json(blueprint, one, None)
}

/// The same of a schedule that was played, where it is one.
pub(super) fn scheduled_json(
    blueprint: &Blueprint,
    one: &OneTrial<'_>,
    schedule: Option<&Scheduled>,
) -> String {
    let names = causes(blueprint);
    let outages = one.record.outages.iter().map(|outage| {
        let phases = Phase::ALL.iter().zip(outage.phases);
        let phases: serde_json::Map<String, Value> = phases
            .map(|(phase, ms)| (phase.name().to_string(), json!(ms as f64 / 1_000.0)))
            .collect();
        let back = outage.recovery().filter(|_| !outage.loss_only);
        json!({
            "application": blueprint.application(outage.application).name,
            "start_s": one.seconds(outage.start),
            "counted": outage.counted,
            "outcome": outage.ended().name(),
            "class": outage.class.name(),
            "cause": names[usize::from(outage.cause)],
            "target": component_label(blueprint, outage.target),
            "recovery_s": back.map(|ms| ms as f64 / 1_000.0),
            "data_loss_s": outage.data_loss().map(|ms| ms as f64 / 1_000.0),
            "loss_only": outage.loss_only,
            "path": outage.path().map_or("never", |path| path.name()),
            "phases_s": phases,
            "binding_resource": match outage.binding {
                Resource::None => None,
                resource => Some(resource.label(blueprint)),
            },
            "binding_s": outage.binding_ms as f64 / 1_000.0,
        })
    });
    let stretches = one.stretches.iter().map(|stretch| {
        json!({
            "application": blueprint.application(stretch.application).name,
            "from_s": one.seconds(stretch.from),
            "to_s": one.seconds(stretch.to),
            "phase": stretch.phase.name(),
            "resource": match stretch.resource {
                Resource::None => None,
                resource => Some(resource.label(blueprint)),
            },
        })
    });
    let mut value = json!({
        "schema": "firedrill.trial/1",
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": super::json::scenario(blueprint, &[]),
        "seed": one.seed,
        "drill": one.run(blueprint),
        "trial": one.record.trial,
        "struck": one.drill.map(|drill| {
            let source = blueprint.source(blueprint.drill(drill).source);
            component_label(blueprint, source.target)
        }),
        "outages": outages.collect::<Vec<Value>>(),
        "timeline": stretches.collect::<Vec<Value>>(),
    });
    if let Some(schedule) = schedule {
        let drills = schedule
            .drills
            .iter()
            .map(|drill| &blueprint.drill(*drill).name);
        let drills: Vec<&String> = drills.collect();
        value["schedule"] =
            json!({ "name": schedule.name, "faults": drills, "said": schedule.said });
    }
    super::json::keep_exact(&mut value);
    format!("{value:#}\n")
}
