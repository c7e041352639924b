//! What a copy of a trial costs, which is prepared to just before its strike.
//!
//! Always true here: what is copied into has run another trial to its end.

use crate::measure::{in_turn, least_and_median, ratio, seconds};
use crate::scenarios::{CONTAINER, loaded};
use firedrill::model::DrillId;
use firedrill::units::Span;
use firedrill::world::{Mode, Strike, World};
use std::hint::black_box;

/// Copies in one measurement.
const MANY: u32 = 100;

/// A fork of the container, beside a year of it and beside a drill of it run directly.
pub(crate) fn forks() {
    let blueprint = loaded(CONTAINER).blueprint;
    let drill = DrillId(0);
    let mut original = World::new(&blueprint, 1);
    let [mut other, mut years, mut direct] = [(); 3].map(|()| World::new(&blueprint, 1));
    original.prepare(0, Span::ZERO, false);
    original.go_on(original.strikes_after(drill));
    let mut after_a_run = Vec::new();
    for _ in 0..MANY {
        original.fork_into(&mut other);
        black_box(other.strike(Strike::Drill(drill)));
        black_box(other.finish());
        after_a_run.push(seconds(&mut || original.fork_into(&mut other)));
    }
    let mut trial = 0;
    let times = in_turn(
        15,
        &mut [
            &mut || (0..MANY).for_each(|_| original.fork_into(black_box(&mut other))),
            &mut || {
                trial += 1;
                black_box(years.run(Mode::Years, trial));
            },
            &mut || {
                black_box(direct.run(Mode::Drill(drill), 0));
            },
        ],
    );
    let micro = |(least, median): (f64, f64)| (least * 1e6, median * 1e6);
    let many = f64::from(MANY);
    let by_itself: Vec<f64> = times[0].iter().map(|all| all / many).collect();
    println!("\na fork of mdc-container at its strike");
    for (name, list) in [
        ("one after the other", by_itself.clone()),
        ("into a world that has run to an end", after_a_run),
        ("a drill of it run directly", times[2].clone()),
        ("a year of it", times[1].clone()),
    ] {
        let (least, median) = micro(least_and_median(list));
        println!("  {name}: {least:.1} us at least, {median:.1} in the median");
    }
    println!(
        "  forks for a year of it: {:.0} by the median of neighbours",
        ratio(&times[1], &by_itself)
    );
}
