//! Trials that stop on their way, and their copies: each ends as the trial does that never stopped.

use super::{from_environment, generated};
use crate::stress::check;
use firedrill::model::record::{Stretch, TrialRecord};
use firedrill::model::{Arrival, Blueprint, DrillId, SourceId};
use firedrill::scenario::load;
use firedrill::units::{DAY, HOUR, Span};
use firedrill::world::{Mode, Strike, World};
use std::collections::BTreeSet;

/// Accepted scenarios in the suite.
const IN_THE_SUITE: u64 = 24;
/// Phases of outages in which one trial is stopped, at most.
const PHASES: usize = 4;

type Told = (TrialRecord, Vec<Stretch>);

/// A trial that never stopped, and where it is stopped.
struct Whole {
    mode: Mode,
    trial: u32,
    told: Told,
    stops: BTreeSet<Span>,
}

impl Whole {
    fn of(world: &mut World<'_>, mode: Mode, trial: u32) -> Whole {
        let told = world.timeline(mode, trial);
        let until = match mode {
            Mode::Years => told.0.horizon,
            Mode::Drill(_) => told.0.strike,
        };
        let parts = [0, 1, 3, 6].map(|part| Span(until / 7 * part));
        let mut stops = BTreeSet::from(parts);
        // In the middle of what outages go through: restores, copies home, failovers, starts.
        let mut seen = BTreeSet::new();
        for stretch in &told.1 {
            let middle = (stretch.from + stretch.to) / 2;
            if stretch.from >= 0 && seen.len() < PHASES && seen.insert(stretch.phase) {
                stops.insert(Span(middle as u64));
            }
        }
        Whole {
            mode,
            trial,
            told,
            stops,
        }
    }

    fn prepare(&self, world: &mut World<'_>, to: Span) {
        match self.mode {
            Mode::Years => world.prepare_years(self.trial, to, true),
            Mode::Drill(_) => world.prepare(self.trial, to, true),
        }
    }

    /// Goes on to an instant; what strikes does so when it did in the trial that never stopped.
    fn go_on(&self, world: &mut World<'_>, struck: &mut bool, to: Span) {
        let at = Span(self.told.0.strike);
        if let (Mode::Drill(drill), false) = (self.mode, *struck || to < at) {
            world.go_on(at);
            assert!(world.strike(Strike::Drill(drill)));
            *struck = true;
        }
        world.go_on(to);
    }

    /// The rest of it, which must be that of the trial that never stopped.
    fn ends(&self, world: &mut World<'_>, mut struck: bool, what: &str) {
        self.go_on(world, &mut struck, Span(self.told.0.strike));
        let told = world.finish();
        assert!(told.0 == self.told.0, "{what}: {:?}", self.mode);
        assert!(told.1 == self.told.1, "{what}: {:?}", self.mode);
    }

    /// Stops it on its way, and lets copies go on from there.
    fn stop<'a>(&self, original: &mut World<'a>, used: &mut World<'a>) {
        self.prepare(original, Span(0));
        let mut struck = false;
        for stop in &self.stops {
            self.go_on(original, &mut struck, *stop);
            original.fork_into(used);
            self.ends(used, struck, "a copy into a used world");
        }
        let mut copy = original.clone();
        self.ends(original, struck, "what was copied");
        self.ends(&mut copy, struck, "a copy by itself");
        // To its strike at once.
        self.prepare(original, Span(self.told.0.strike));
        self.ends(original, false, "a trial that was prepared");
    }
}

/// One history that goes on from drill to drill, each of which strikes a copy: each ends as the trial by itself.
fn struck_by_its_drills(blueprint: &Blueprint, seed: u64) {
    let [mut history, mut copy, mut alone] = [(); 3].map(|()| World::new(blueprint, seed));
    for trial in 0..2 {
        history.prepare(trial, Span(0), true);
        let drills = (0..blueprint.drills.len()).map(|drill| DrillId(drill as u32));
        let mut order: Vec<_> = drills
            .map(|drill| (history.strikes_after(drill), drill))
            .collect();
        order.sort_unstable();
        for (after, drill) in order {
            history.go_on(after);
            history.fork_into(&mut copy);
            assert!(copy.strike(Strike::Drill(drill)));
            assert!(copy.finish() == alone.timeline(Mode::Drill(drill), trial));
        }
    }
}

/// Whatever can strike a scenario: its drills, and the first source of each kind of component.
fn strikes(blueprint: &Blueprint) -> Vec<Strike> {
    let drills = (0..blueprint.drills.len()).map(|drill| Strike::Drill(DrillId(drill as u32)));
    let mut classes = BTreeSet::new();
    let sources = blueprint.sources.iter().enumerate();
    let hazards = sources.filter(|(_, source)| {
        matches!(source.arrival, Arrival::Renewal { .. })
            && classes.insert(format!("{:?}", source.class))
    });
    let faults = hazards.map(|(place, _)| Strike::Fault(SourceId(place as u32)));
    drills.chain(faults).collect()
}

/// One history, struck with everything there is, at two instants: of these one is later than a drill of
/// its own could strike. The laws of conservation are asserted at the end of each.
fn struck_with_all(blueprint: &Blueprint, seed: u64) {
    let mut history = World::new(blueprint, seed);
    let [mut used, mut again] = [(); 2].map(|()| World::new(blueprint, seed));
    history.prepare(1, Span(DAY / 3), true);
    for at in [Span(DAY / 3), Span(10 * DAY)] {
        history.go_on(at);
        for strike in strikes(blueprint) {
            history.fork_into(&mut used);
            history.fork_into(&mut again);
            let strikes = used.strike(strike);
            assert_eq!(strikes, again.strike(strike));
            if !strikes {
                continue;
            }
            assert!(!used.strike(strike), "nothing strikes twice");
            let told = used.finish();
            check(&told.0);
            assert_eq!(told.0.strike, at.0);
            assert!(told.0.horizon >= at.0 + blueprint.run.drain.0);
            assert!(
                told == again.finish(),
                "the same history, struck with the same"
            );
        }
    }
}

/// Returns whether the scenario of a seed is one.
fn try_forks(seed: u64) -> bool {
    let (text, trace) = generated(seed);
    let Ok(loaded) = load(&text, "generated.toml", &|_| Ok(trace.clone().into_bytes())) else {
        return false;
    };
    let blueprint = &loaded.blueprint;
    let mut used = World::new(blueprint, seed);
    let mut original = World::new(blueprint, seed);
    let drills = (0..blueprint.drills.len()).map(|drill| Mode::Drill(DrillId(drill as u32)));
    for mode in drills.chain([Mode::Years]) {
        Whole::of(&mut used, mode, seed as u32 % 2).stop(&mut original, &mut used);
    }
    struck_by_its_drills(blueprint, seed);
    struck_with_all(blueprint, seed);
    true
}

#[test]
fn forks_of_generated_scenarios_end_as_what_never_stopped() {
    let wanted = from_environment("FIREDRILL_SCENARIOS").unwrap_or(IN_THE_SUITE);
    let first = from_environment("FIREDRILL_FIRST").unwrap_or(0);
    let accepted = (first..)
        .filter(|seed| try_forks(*seed))
        .take(wanted as usize);
    assert_eq!(accepted.count() as u64, wanted);
}

/// In this one somebody's turn comes at an instant at which the strike could have come and did not.
#[test]
fn a_strike_that_is_put_off_keeps_nobody_waiting() {
    assert!(try_forks(121));
}

/// Two VMs whose exports take most of a day, copied to a second place after that; nodes and the whole
/// stamp fail: whatever the hour, a job, a copy or a restore is under way.
const BUSY: &str = r#"
[run]
trials = 1
horizon = "30 d"
build_up = "20 d"

[site.here]
[site.there]

[stamp.alpha]
at = "site.here"
node_memory = "256 GiB"
[stamp.beta]
at = "site.there"
node_memory = "256 GiB"

[link.wan]
between = ["here", "there"]
rate = "400 Mbps"

[repository.near]
at = "site.here"
capacity = "60 TiB"
read = "25 MB/s"
write = "25 MB/s"
[repository.far]
at = "site.there"
capacity = "60 TiB"
read = "20 MB/s"
write = "20 MB/s"

[protection.daily.backup]
every = "24 h"
full_every = "2 d"
keep = "6 d"
to = "near"
copy_to = "far"
restore_to = "beta"

[application.shop]
stamp = "alpha"
memory = "32 GiB"
count = 2
used = "500 GiB"
protection = "daily"

[hazard.node]
of = "stamp.alpha.node"
every = "300 h"
returns = "8 h"
[hazard.stamp]
of = "stamp.alpha"
destroys = true
every = "300 h"
returns = "8 h"

[drill.fire]
of = "stamp.alpha"
destroys = true
at = "Sat 12:00"
returns = "1 d"
"#;

#[test]
fn a_fork_in_the_middle_of_a_job_or_a_copy_is_exact() {
    let loaded = load(BUSY, "busy.toml", &|_| Err("none".to_string()));
    let loaded = loaded.unwrap_or_else(|issues| panic!("{:?}", issues[0].message()));
    let blueprint = &loaded.blueprint;
    let [mut original, mut used] = [(); 2].map(|()| World::new(blueprint, 1));
    for mode in [Mode::Years, Mode::Drill(DrillId(0))] {
        let mut whole = Whole::of(&mut used, mode, 0);
        let until = 1.max(whole.told.0.strike + 4 * DAY);
        whole
            .stops
            .extend((0..until).step_by(6 * HOUR as usize).map(Span));
        whole.stop(&mut original, &mut used);
    }
}
