//! The worlds of one thread: one for what goes on, and one for the copies of it that are struck.
//!
//! Always true here: each drill of a number strikes a copy of the history of that number, and its record is
//! that of the same trial by itself.

use super::failed::caught;
use super::{DrillTrial, Simulate};
use crate::model::record::{Stretch, TrialRecord};
use crate::model::{Blueprint, DrillId};
use crate::world::{Mode, Strike, World};

/// The worlds of one thread.
pub(super) struct Worlds<'b> {
    blueprint: &'b Blueprint,
    seed: u64,
    /// Runs trials, and the histories that drills strike.
    own: World<'b>,
    /// What copies are struck in; none where there was no use for one yet, or where a trial broke it.
    copy: Option<World<'b>>,
}

impl<'b> Worlds<'b> {
    pub(super) fn new(blueprint: &'b Blueprint, seed: u64) -> Worlds<'b> {
        Worlds {
            blueprint,
            seed,
            own: World::new(blueprint, seed),
            copy: None,
        }
    }

    /// A drill strikes where the history stands; its last one strikes the history itself.
    fn strike(&mut self, drill: DrillId, last: bool) -> Result<TrialRecord, String> {
        let strike = |world: &mut World<'b>| {
            assert!(
                world.strike(Strike::Drill(drill)),
                "a drill strikes what nothing has struck"
            );
            world.finish().0
        };
        if last {
            return caught(|| strike(&mut self.own));
        }
        let mut copy = self
            .copy
            .take()
            .unwrap_or_else(|| World::new(self.blueprint, self.seed));
        self.own.fork_into(&mut copy);
        let record = caught(|| strike(&mut copy))?;
        self.copy = Some(copy);
        Ok(record)
    }
}

impl Simulate for Worlds<'_> {
    fn trial(&mut self, mode: Mode, number: u32) -> TrialRecord {
        self.own.run(mode, number)
    }

    fn timeline(&mut self, mode: Mode, number: u32) -> Vec<Stretch> {
        self.own.timeline(mode, number).1
    }

    /// The history goes on from strike to strike.
    fn drills(&mut self, number: u32, drills: &[DrillId]) -> Vec<DrillTrial> {
        let mut made = Vec::with_capacity(drills.len());
        let mut stands = caught(|| {
            self.own.prepare(number, crate::units::Span::ZERO, false);
        });
        let mut order: Vec<_> = drills
            .iter()
            .map(|drill| (self.own.strikes_after(*drill), *drill))
            .collect();
        order.sort_unstable();
        for (place, (after, drill)) in order.iter().enumerate() {
            let last = place + 1 == order.len();
            stands = stands.and_then(|()| caught(|| self.own.go_on(*after)));
            let record = match &stands {
                Ok(()) => self.strike(*drill, last),
                Err(message) => Err(message.clone()),
            };
            made.push((*drill, record));
        }
        if stands.is_err() || made.last().is_some_and(|(_, record)| record.is_err()) {
            // Its tables may be broken: it is dropped.
            self.own = World::new(self.blueprint, self.seed);
        }
        made.sort_by_key(|(drill, _)| *drill);
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::Phase;
    use crate::scenario::load;

    /// Faults, backups and restores are under way when drills strike: at once, and at two instants of the week,
    /// of which either may come first.
    const DRILLS: &str = r#"
[run]
trials = 1
[stamp.alpha]
node_memory = "256 GiB"
[stamp.beta]
like = "alpha"
[repository.vault]
write = "25 MB/s"
[protection.daily.backup]
restore_to = "beta"
[application.shop]
stamp = "alpha"
count = 3
protection = "daily"
used = "500 GiB"
rto = "1 h"
[hazard.node]
of = "stamp.alpha.node"
every = "100 h"
returns = "8 h"
[drill.now]
of = "stamp.alpha"
destroys = true
[drill.twin]
of = "stamp.alpha"
destroys = true
[drill.saturday]
of = "stamp.alpha"
destroys = true
at = "Sat 12:00"
[drill.early]
of = "stamp.alpha.node.1"
at = "Mon 03:00"
returns = "1 d"
[drill.again]
of = "stamp.alpha"
at = "Sat 12:00"
returns = "1 d"
"#;

    #[test]
    fn each_drill_of_a_number_is_the_trial_that_it_is_by_itself() {
        let loaded = load(DRILLS, "drills.toml", &|_| Err("none".to_string()));
        let loaded = loaded.unwrap_or_else(|issues| panic!("{:?}", issues[0].message()));
        let blueprint = &loaded.blueprint;
        let drills: Vec<DrillId> = (0..blueprint.drills.len())
            .map(DrillId::from_index)
            .collect();
        let mut worlds = Worlds::new(blueprint, 3);
        let mut alone = World::new(blueprint, 3);
        let mut strikes = std::collections::BTreeSet::new();
        let mut outages = 0;
        for number in 0..8 {
            let made = worlds.drills(number, &drills);
            assert!(
                made.iter()
                    .map(|(drill, _)| *drill)
                    .eq(drills.iter().copied())
            );
            for (drill, record) in made {
                let record = record.expect("no trial fails");
                assert!(
                    record == alone.run(Mode::Drill(drill), number),
                    "{drill:?} {number}"
                );
                strikes.insert(record.strike);
                outages += record.outages.len();
            }
            // Of fewer drills the trials are the same.
            let (_, few) = worlds.drills(number, &drills[1..2]).remove(0);
            assert!(few.expect("no trial fails") == alone.run(Mode::Drill(drills[1]), number));
        }
        // The same fault of another drill has draws of its own from its strike on.
        let [now, twin] = ["now", "twin"].map(|name| {
            let place = blueprint.drills.iter().position(|drill| drill.name == name);
            let drill = DrillId::from_index(place.expect("a drill of this scenario"));
            alone.run(Mode::Drill(drill), 0)
        });
        // Not of the fault alone: how long a guest starts is drawn by its VM.
        let boot = |one: &TrialRecord| one.outages[0].phases[Phase::Boot as usize];
        assert_eq!(now.strike, twin.strike);
        assert_ne!(boot(&now), boot(&twin));
        // They strike at instants of their own, and hit something.
        assert!(strikes.len() > 10 && outages > 8, "{strikes:?} {outages}");
    }
}
