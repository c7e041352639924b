//! The ratios that this program is held to, of one run, as one JSON object.
//!
//! Always true here: what is compared is measured in turn, and each figure is the least of its rounds or the median
//! of neighbours; nothing else goes to standard output. What lasts long is measured only when it is named.

use crate::measure::{in_turn, least_and_median, peak_mib, ratio, seconds};
use crate::scenarios::{
    CONTAINER, HOURLY, MACHINE_REPAIR, QUICKSTART, eight_of_one_of_two, fifteen_of_sixteen, loaded,
    many_vms,
};
use crate::{SEED, TRIALS, floor};
use firedrill::model::{Blueprint, DrillId};
use firedrill::study::{self, Options};
use firedrill::units::Span;
use firedrill::world::{Mode, World};
use serde_json::{Map, Value, json};
use std::hint::black_box;

/// One part: its name, whether it is measured without being named, and what it tells.
type Part = (&'static str, bool, fn() -> Value);

const PARTS: [Part; 8] = [
    ("machine_repair", true, machine_repair),
    ("availability", true, availability),
    ("mdc_container", true, container),
    ("hourly_backup", true, hourly),
    ("scale", true, scale),
    ("fork", true, fork),
    ("threads", true, threads),
    ("memory", false, memory),
];

/// Prints the parts that are named, or all that do not last long.
pub(crate) fn print(named: &[String]) {
    let mut all = Map::new();
    for (name, short, part) in PARTS {
        let asked = named.iter().any(|word| word == name);
        if asked || (named.is_empty() && short) {
            all.insert(name.to_string(), part());
        }
    }
    println!("{:#}", Value::Object(all));
}

/// Two decimals are what the machine's clock allows.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Trials of years of a scenario: nanoseconds of an event, and events of a year.
struct Years<'b> {
    world: World<'b>,
    trials: u32,
    events: u64,
    next: u32,
}

impl<'b> Years<'b> {
    fn new(blueprint: &'b Blueprint, trials: u32) -> Years<'b> {
        Years {
            world: World::new(blueprint, 1),
            trials,
            events: 0,
            next: 0,
        }
    }
    /// The same trials each time.
    fn again(&mut self) {
        self.next = 0;
        self.events = 0;
        self.go_on();
    }
    fn go_on(&mut self) {
        for _ in 0..self.trials {
            self.events += black_box(self.world.run(Mode::Years, self.next)).events;
            self.next += 1;
        }
    }
}

fn bare() -> u64 {
    let trials = 0..u64::from(TRIALS);
    let counts: floor::Counts = trials.map(|trial| floor::trial(SEED, trial)).sum();
    black_box(counts.downtime);
    counts.events
}

/// A scenario of sixteen nodes beside the bare loop of machine repair.
fn beside_the_bare_loop(text: &str) -> Value {
    let blueprint = loaded(text).blueprint;
    let mut years = Years::new(&blueprint, TRIALS);
    let times = in_turn(
        300,
        &mut [
            &mut || {
                black_box(bare());
            },
            &mut || years.again(),
        ],
    );
    let of_floor = bare() as f64;
    let of_ours = years.events as f64;
    let [floor, ours] = [0, 1].map(|place: usize| least_and_median(times[place].clone()).0);
    let failures = of_ours.min(of_floor);
    json!({
        "bare_loop_ns_an_event": rounded(floor / of_floor * 1e9),
        "ns_an_event": rounded(ours / of_ours * 1e9),
        "events_a_trial": rounded(of_ours / f64::from(TRIALS)),
        "times_the_bare_loop": rounded(ours / floor),
        "times_the_bare_loop_by_neighbours": rounded(ratio(&times[1], &times[0])),
        "ns_a_failure_or_repair": rounded(ours / failures * 1e9),
    })
}

fn machine_repair() -> Value {
    beside_the_bare_loop(MACHINE_REPAIR)
}

fn availability() -> Value {
    json!({
        "fifteen_of_sixteen": beside_the_bare_loop(&fifteen_of_sixteen()),
        "eight_times_one_of_two": beside_the_bare_loop(&eight_of_one_of_two()),
    })
}

/// Milliseconds of a year and nanoseconds of an event, the least of some rounds.
fn a_year(text: &str, rounds: usize) -> Value {
    let blueprint = loaded(text).blueprint;
    let mut years = Years::new(&blueprint, 1);
    let times = in_turn(rounds, &mut [&mut || years.again()]);
    let (least, _) = least_and_median(times[0].clone());
    let length = blueprint.run.horizon.as_years();
    json!({
        "ms_a_year": rounded(least / length * 1e3),
        "events_a_year": (years.events as f64 / length).round(),
        "ns_an_event": rounded(least / years.events as f64 * 1e9),
    })
}

fn container() -> Value {
    let years = CONTAINER.split("\n[drill.").next().unwrap_or(CONTAINER);
    json!({ "all": a_year(years, 30), "without_backups": a_year(&without_backups(years), 200) })
}

/// The container with no VM that is backed up: what was, is deployed again.
fn without_backups(text: &str) -> String {
    let line = |line: &str| match line.split_once(".backup = ") {
        Some((name, _)) => format!("{name}.none = {{ redeploy = \"40 min\" }}\n"),
        None => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

fn hourly() -> Value {
    a_year(HOURLY, 200)
}

/// The same faults of one stamp, alone and beside thirty-nine others: an event costs what it touches.
fn scale() -> Value {
    let [few, many] = [400, 16_000].map(|vms| loaded(&many_vms(vms)).blueprint);
    let (mut few, mut many) = (Years::new(&few, 4), Years::new(&many, 4));
    let times = in_turn(9, &mut [&mut || few.again(), &mut || many.again()]);
    let each =
        |events: u64, place: usize| least_and_median(times[place].clone()).0 / events as f64 * 1e9;
    let (of_few, of_many) = (each(few.events, 0), each(many.events, 1));
    json!({
        "ns_an_event_of_400_vms": rounded(of_few),
        "ns_an_event_of_16000_vms": rounded(of_many),
        "events_of_400_vms": few.events,
        "events_of_16000_vms": many.events,
        "ratio": rounded(of_many / of_few),
    })
}

fn fork() -> Value {
    const MANY: u32 = 100;
    let blueprint = loaded(CONTAINER).blueprint;
    let mut original = World::new(&blueprint, 1);
    let mut other = World::new(&blueprint, 1);
    original.prepare(0, Span::ZERO, false);
    original.go_on(original.strikes_after(DrillId(0)));
    let mut forks = || (0..MANY).for_each(|_| original.fork_into(black_box(&mut other)));
    let times = in_turn(30, &mut [&mut forks]);
    let (least, median) = least_and_median(times[0].clone());
    let micro = |all: f64| rounded(all / f64::from(MANY) * 1e6);
    json!({ "mdc_container_us": micro(least), "mdc_container_us_by_median": micro(median) })
}

fn simulated(blueprint: &Blueprint, trials: u32, threads: usize) {
    let options = Options {
        seed: 1,
        trials: Some(trials),
        threads,
    };
    black_box(study::run(blueprint, &options, &|_, _| {}).events);
}

fn threads() -> Value {
    let of = |text: &str, trials: u32| {
        let blueprint = loaded(text).blueprint;
        let times = in_turn(
            15,
            &mut [&mut || simulated(&blueprint, trials, 1), &mut || {
                simulated(&blueprint, trials, 2);
            }],
        );
        let [one, two] = [0, 1].map(|place: usize| least_and_median(times[place].clone()).0);
        json!({
            "two_against_one": rounded(one / two),
            "two_against_one_by_neighbours": rounded(ratio(&times[0], &times[1])),
        })
    };
    let years = CONTAINER.split("\n[drill.").next().unwrap_or(CONTAINER);
    json!({ "machine_repair": of(MACHINE_REPAIR, 4_000), "mdc_container": of(years, 20) })
}

fn memory() -> Value {
    let blueprint = loaded(QUICKSTART).blueprint;
    peak_mib();
    let taken = seconds(&mut || simulated(&blueprint, 1_000_000, 0));
    json!({ "quickstart_million_trials_mib": peak_mib().map(rounded), "s": rounded(taken) })
}
