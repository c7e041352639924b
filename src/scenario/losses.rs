//! The drills behind an expectation of what is survived: each component of a level, lost by itself.
//!
//! Always true here: such a drill is what a table of the scenario with its name would be, so that a command can show its
//! trials; it is added behind everything else, and changes nothing of what is simulated beside it.

use super::context::Context;
use super::elements::drill;
use super::elements::expect::Expect;
use super::keys::Element;
use super::limit;
use super::problem::{ExpectProblem, OverLimit};
use super::target::{self, Scene};
use crate::model::{
    Arrival, Blueprint, Class, Component, Drill, DrillId, DrillTime, Effect, Law, Level, Loss,
    Restoration, Source, SourceId,
};
use crate::units::Share;

/// The losses that expectations ask for, level by level.
#[derive(Clone, Debug, Default)]
pub(super) struct Losses(Vec<(Source, Drill)>);

impl Losses {
    /// Those of all levels that are named, each component once.
    pub(super) fn read(
        context: &Context<'_>,
        scene: &Scene<'_>,
        blueprint: &Blueprint,
        expects: &[Expect],
    ) -> Losses {
        let mut losses = Losses::default();
        let mut known: Vec<Level> = Vec::new();
        for one in expects {
            let Some(level) = one.survives.filter(|level| !known.contains(level)) else {
                continue;
            };
            known.push(level);
            let all = target::all_of(scene, level);
            let spot = &one.survives_spot;
            if all.is_empty() {
                let word = level.words();
                context.problem(spot, ExpectProblem::NothingToLose { what: word });
            } else if all.len() as u64 > limit::LOSSES.most {
                context.problem(spot, too_many(all.len() as u64));
            } else {
                losses.add(scene, blueprint, level, &all);
            }
        }
        losses
    }

    fn add(&mut self, scene: &Scene<'_>, blueprint: &Blueprint, level: Level, all: &[Component]) {
        for component in all {
            let of = target::text(scene, *component);
            let id = DrillId::from_index(blueprint.drills.len() + self.0.len());
            let mut name = format!("lose-{}", of.replace('.', "-"));
            // Names are unique over all that strikes, so that a command can state the drill.
            let is_taken = |name: &String| {
                let stated = blueprint.sources.iter().map(|source| &source.label);
                let own = self.0.iter().map(|(source, _)| &source.label);
                stated.chain(own).any(|label| label == name)
            };
            while is_taken(&name) {
                name = format!("lose-{name}");
            }
            let source = Source {
                stream: format!("{}/{name}/{}", drill::Keys::NAME, of.replace('.', "/")),
                label: name.clone(),
                target: *component,
                class: Class::of(*component),
                arrival: Arrival::Drill(id),
                effect: Effect::Stops {
                    destroys: Share(0.0),
                },
                restoration: Restoration::by_itself(Law::Constant(Loss::AWAY.0 as f64)),
            };
            let drill = Drill {
                name,
                source: SourceId(0),
                time: DrillTime::Any,
                trials: drill::TRIALS_OF_A_DRILL,
                loss: Some(Loss { level, of }),
            };
            self.0.push((source, drill));
        }
    }

    /// The scenario with its losses behind everything else.
    pub(super) fn added_to(&self, blueprint: &Blueprint) -> Blueprint {
        let mut made = blueprint.clone();
        for (source, drill) in &self.0 {
            let id = SourceId::from_index(made.sources.len());
            made.sources.push(source.clone());
            made.drills.push(Drill {
                source: id,
                ..drill.clone()
            });
        }
        made
    }
}

fn too_many(count: u64) -> OverLimit {
    OverLimit::Count {
        count,
        things: "components that are lost one by one",
        limit: limit::LOSSES,
    }
}
