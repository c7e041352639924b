//! Schedules of faults over generated scenarios: two faults of any kinds, one while the other lasts.
//!
//! Always true here: which faults strike follows from the seed alone.

use firedrill::model::frozen::Frozen;
use firedrill::model::scheduled::{Due, Stand};
use firedrill::model::swept::SweptFault;
use firedrill::model::{Blueprint, DrillTime};
use firedrill::scenario::Alphabet;
use firedrill::study::{Unplayed, play};
use firedrill::units::{HOUR, MINUTE, WEEK};
use firedrill::world::{Mode, World};

/// Pairs of each scenario.
const PAIRS: usize = 3;

/// Some pairs of faults: a schedule of the first alone is the trial of its drill; both strike, in a trial and where everything stands still; and the
/// same schedule comes to the same.
pub(crate) fn some_pairs(blueprint: &Blueprint, seed: u64) {
    let all = Alphabet::of(blueprint);
    let count = all.faults.len();
    let frozen = Frozen::of(&all.blueprint, 0.95);
    for number in 0..PAIRS.min(count) {
        let at = |place: usize| &all.faults[(seed as usize + place) % count];
        let first = at(number * 5);
        alone(&all.blueprint, first, seed);
        let other = at(number * 5 + 1 + number * 3);
        if other.drill == first.drill {
            continue;
        }
        let dues = [
            Due {
                drill: first.drill,
                at: seed % 7 * 24 * HOUR + seed % 100 * MINUTE,
            },
            Due {
                drill: other.drill,
                at: seed % 5 * HOUR,
            },
        ];
        for (world, stand) in [
            (&all.blueprint, Stand::Trial(seed as u32 % 50)),
            (&frozen.blueprint, Stand::Cycle),
        ] {
            let made = play(world, seed, stand, &dues);
            let struck = match &made {
                Ok(followed) => followed.record.strike,
                Err(Unplayed::CannotStrike) => continue,
                Err(Unplayed::Failed(message)) => {
                    panic!("{} and {} in {stand:?}: {message}", first.of, other.of)
                }
            };
            assert!(struck <= 120 * WEEK, "{struck}");
            assert!(
                made == play(world, seed, stand, &dues),
                "the same schedule comes to another end"
            );
        }
    }
}

/// A schedule of one fault is the trial of that drill that strikes when it does.
fn alone(blueprint: &Blueprint, fault: &SweptFault, seed: u64) {
    let (number, at) = (seed as u32 % 50, seed % 7 * 24 * HOUR);
    let mut timed = blueprint.clone();
    timed.drills[fault.drill.index()].time = DrillTime::OfWeek(at);
    let record = World::new(&timed, seed).followed(Mode::Drill(fault.drill), number);
    let due = Due {
        drill: fault.drill,
        at,
    };
    match play(blueprint, seed, Stand::Trial(number), &[due]) {
        Ok(mut played) => {
            // Whether a queue keeps up is noted afterwards.
            for one in &mut played.record.outages {
                one.resumed.endless = false;
            }
            assert!(played == record, "{}", fault.of);
        }
        Err(why) => panic!("{}: {why:?}", fault.of),
    }
}
