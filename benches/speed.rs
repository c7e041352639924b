//! How long things take: plain machine repair through the real scenario path beside a bare loop, two
//! threads, the shipped scenarios, and how time and memory grow.
//!
//! Always true here: nothing is asserted about time. `cargo bench` runs all; `cargo bench -- figures`
//! only what is measured in turn, made for machines that others use too; `cargo bench --
//! figures/threads` one part of it; `cargo bench -- --json` the ratios alone, as JSON; `cargo bench -- 'machine repair'` one group of criterion's.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark talks to whoever runs it, and its bare loop may use what is fastest"
)]

mod floor;
mod forks;
#[path = "../tests/largest/kinds.rs"]
mod kinds;
mod measure;
mod ratios;
mod scenarios;

use criterion::{Criterion, Throughput, criterion_group};
use firedrill::model::Blueprint;
use firedrill::report;
use firedrill::scenario::load;
use firedrill::study::{self, Options};
use firedrill::world::{Mode, World};
use measure::{in_turn, least_and_median, peak_mib, ratio, seconds};
use scenarios::{CONTAINER, MACHINE_REPAIR, QUICKSTART, RESTORE_STORM, cut_table, loaded, nightly};
use std::hint::black_box;

const SEED: [u8; 32] = [7; 32];
/// Trials of machine repair in one measurement.
const TRIALS: u32 = 200;

fn bare(trials: std::ops::Range<u32>) -> floor::Counts {
    trials
        .map(|trial| floor::trial(SEED, u64::from(trial)))
        .sum()
}

fn repaired(world: &mut World<'_>, trials: std::ops::Range<u32>) -> floor::Counts {
    trials
        .map(|trial| {
            let record = world.run(Mode::Years, trial);
            floor::Counts {
                events: record.events,
                failures: record.faults.iter().map(|count| u64::from(*count)).sum(),
                downtime: record.node_downtime.iter().sum(),
            }
        })
        .sum()
}

fn simulate(blueprint: &Blueprint, trials: Option<u32>, threads: usize) -> u64 {
    let options = Options {
        seed: 1,
        trials,
        threads,
    };
    study::run(blueprint, &options, &|_, _| {}).events
}

/// Reads, simulates and reports the shipped first scenario, as `firedrill run` does without writing.
fn quickstart() -> usize {
    let loaded = loaded(QUICKSTART);
    let options = Options {
        seed: loaded.blueprint.run.seed,
        trials: None,
        threads: 0,
    };
    let outcome = study::run(&loaded.blueprint, &options, &|_, _| {});
    let files = report::files(&loaded.blueprint, &outcome, &loaded.resolved, "bench");
    files.map_or(0, |files| files.iter().map(|(_, bytes)| bytes.len()).sum())
}

fn machine_repair(criterion: &mut Criterion) {
    let blueprint = loaded(MACHINE_REPAIR).blueprint;
    let mut world = World::new(&blueprint, 1);
    let mut group = criterion.benchmark_group("machine repair");
    group.throughput(Throughput::Elements(bare(0..TRIALS).events));
    group.bench_function("bare loop", |bencher| {
        bencher.iter(|| bare(black_box(0..TRIALS)).downtime);
    });
    group.throughput(Throughput::Elements(repaired(&mut world, 0..TRIALS).events));
    group.bench_function("firedrill", |bencher| {
        bencher.iter(|| repaired(&mut world, black_box(0..TRIALS)).downtime);
    });
    for threads in [1, 2] {
        let name = format!("2000 trials as a run, {threads} thread(s)");
        group.bench_function(&name, |bencher| {
            bencher.iter(|| simulate(&blueprint, None, threads));
        });
    }
    group.finish();
}

fn shipped(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("shipped");
    group.sample_size(10);
    group.bench_function("quickstart with report", |bencher| bencher.iter(quickstart));
    group.bench_function("check quickstart", |bencher| {
        bencher.iter(|| loaded(black_box(QUICKSTART)));
    });
    group.bench_function("check restore-storm with 300 VMs", |bencher| {
        bencher.iter(|| loaded(black_box(RESTORE_STORM)));
    });
    group.finish();
}

fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a year with nightly backups");
    group.sample_size(10);
    for vms in [50, 200, 800] {
        let blueprint = loaded(&nightly(vms)).blueprint;
        let mut world = World::new(&blueprint, 1);
        let mut trial = 0;
        group.bench_function(format!("{vms} VMs"), |bencher| {
            bencher.iter(|| {
                trial += 1;
                world.run(Mode::Years, trial).events
            });
        });
    }
    group.finish();
}

/// How long it takes to read and check as much as limits allow, by shares of it.
fn largest_read() {
    println!("\nreading the largest scenario: share of the limits, s");
    for share in [10, 25, 50, 100] {
        let text = scenarios::largest(share);
        let all = seconds(&mut || {
            black_box(loaded(&text));
        });
        println!("{share:>4} % {all:>8.3}");
    }
}

/// How much longer four times as much of one kind takes to read: 4 where each costs the same.
fn much_of_a_kind() {
    println!("\nreading much of one kind: 400 of it, s; 1,600 of it in ratio");
    for (name, kind) in kinds::KINDS {
        let read = |text: &str| {
            let _ = black_box(load(text, "bench", &|_| Err("none".to_string())));
        };
        let (small, large) = (kind(400), kind(1_600));
        let times = in_turn(5, &mut [&mut || read(&small), &mut || read(&large)]);
        let (least, _) = least_and_median(times[0].clone());
        println!(
            "{name:>24} {least:>8.4} {:>6.2}",
            ratio(&times[1], &times[0])
        );
    }
}

/// Comparisons that criterion does not make: works measured in turn.
fn figures(_: &mut Criterion) {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let filter = asked.iter().find(|word| !word.starts_with('-'));
    let testing = asked
        .iter()
        .any(|word| word == "--test" || word == "--list");
    let wanted = |name: &str| {
        !testing && filter.is_none_or(|word| format!("figures/{name}").starts_with(word.as_str()))
    };
    // Memory first, while the process is still small.
    let parts: [(&str, fn()); 9] = [
        ("memory", memory_by_trials),
        ("container", container),
        ("floor", ratio_to_the_floor),
        ("threads", two_threads),
        ("fork", forks::forks),
        ("shipped", shipped_once),
        ("vms", years_by_vms),
        ("largest", largest_read),
        ("kinds", much_of_a_kind),
    ];
    for (name, part) in parts {
        if wanted(name) {
            part();
        }
    }
}

fn ratio_to_the_floor() {
    let blueprint = loaded(MACHINE_REPAIR).blueprint;
    let mut world = World::new(&blueprint, 1);
    let many = 20 * TRIALS;
    let (floor, ours) = (bare(0..many), repaired(&mut world, 0..many));
    let mean = |count: u64| count as f64 / f64::from(many);
    let hours = |ms: u64| mean(ms) / 3_600_000.0;
    println!("\nmachine repair, one year a trial: means over {many} trials");
    println!(
        "  bare loop  {:.1} failures, {:.0} node hours down, {:.1} events",
        mean(floor.failures),
        hours(floor.downtime),
        mean(floor.events)
    );
    println!(
        "  firedrill  {:.1} failures, {:.0} node hours down, {:.1} events",
        mean(ours.failures),
        hours(ours.downtime),
        mean(ours.events)
    );
    let times = in_turn(
        300,
        &mut [
            &mut || {
                black_box(bare(black_box(0..TRIALS)));
            },
            &mut || {
                black_box(repaired(&mut world, black_box(0..TRIALS)));
            },
        ],
    );
    // The same number of events below both: failures and repairs.
    let events = 2.0 * mean(floor.failures) * f64::from(TRIALS);
    for (name, list) in ["bare loop", "firedrill"].iter().zip(&times) {
        let (least, median) = least_and_median(list.clone());
        println!(
            "  {name}  {:.1} ns an event at least, {:.1} in the median",
            least / events * 1e9,
            median / events * 1e9
        );
    }
    let (floor_least, _) = least_and_median(times[0].clone());
    let (our_least, _) = least_and_median(times[1].clone());
    println!(
        "  times the bare loop: {:.2} by the least, {:.2} by the median of neighbours",
        our_least / floor_least,
        ratio(&times[1], &times[0])
    );
}

fn two_threads() {
    let blueprint = loaded(MACHINE_REPAIR).blueprint;
    const MANY: u32 = 4_000;
    let halves = |work: &(dyn Fn(std::ops::Range<u32>) + Sync)| {
        std::thread::scope(|scope| {
            scope.spawn(|| work(0..MANY / 2));
            work(MANY / 2..MANY);
        });
    };
    let floor = |trials: std::ops::Range<u32>| {
        black_box(bare(trials));
    };
    let ours = |trials: std::ops::Range<u32>| {
        black_box(repaired(&mut World::new(&blueprint, 1), trials));
    };
    let times = in_turn(
        40,
        &mut [
            &mut || floor(0..MANY),
            &mut || halves(&floor),
            &mut || ours(0..MANY),
            &mut || halves(&ours),
            &mut || {
                black_box(simulate(&blueprint, Some(MANY), 1));
            },
            &mut || {
                black_box(simulate(&blueprint, Some(MANY), 2));
            },
        ],
    );
    println!("\ntwo threads against one, {MANY} trials of machine repair");
    let names = ["bare loop", "worlds", "run"];
    for (name, pair) in names.iter().zip(times.chunks(2)) {
        let (one, _) = least_and_median(pair[0].clone());
        let (two, _) = least_and_median(pair[1].clone());
        println!(
            "  {name}: {:.2} times as fast by the least, {:.2} by the median of neighbours ({:.1} ms on one)",
            one / two,
            ratio(&pair[0], &pair[1]),
            one * 1e3
        );
    }
}

fn shipped_once() {
    let times = in_turn(
        9,
        &mut [
            &mut || {
                black_box(quickstart());
            },
            &mut || {
                black_box(loaded(QUICKSTART));
            },
            &mut || {
                black_box(loaded(RESTORE_STORM));
            },
        ],
    );
    println!("\nshipped scenarios");
    let names = [
        "quickstart with report",
        "check quickstart",
        "check restore-storm with its 300 VMs",
    ];
    for (name, list) in names.iter().zip(times) {
        let (least, median) = least_and_median(list);
        println!(
            "  {name}: {:.1} ms at least, {:.1} in the median",
            least * 1e3,
            median * 1e3
        );
    }
}

fn years_by_vms() {
    println!("\na simulated year with nightly backups");
    for vms in [50, 200, 800] {
        let blueprint = loaded(&nightly(vms)).blueprint;
        let mut world = World::new(&blueprint, 1);
        let years = blueprint.run.horizon.as_years();
        let mut events = 0;
        let times: Vec<f64> = (0..15)
            .map(|trial| {
                seconds(&mut || {
                    events += world.run(Mode::Years, trial).events;
                })
            })
            .collect();
        let events = events as f64 / times.len() as f64;
        let (least, median) = least_and_median(times);
        println!(
            "  {vms} VMs: {:.2} ms at least, {:.2} in the median, {:.0} events, {:.0} ns an event",
            least / years * 1e3,
            median / years * 1e3,
            events / years,
            median / events * 1e9
        );
    }
}

fn memory_by_trials() {
    let blueprint = loaded(QUICKSTART).blueprint;
    println!("\nquickstart by trials: time, and most memory held meanwhile");
    peak_mib();
    for trials in [250, 1_000, 4_000, 16_000] {
        let (mut outages, mut events) = (0_u64, 0);
        let taken = seconds(&mut || {
            let options = Options {
                seed: 1,
                trials: Some(trials),
                threads: 0,
            };
            let outcome = study::run(&blueprint, &options, &|_, _| {});
            let drills = outcome.drills.iter().flat_map(|drill| &drill.applications);
            let all = outcome.applications.iter().chain(drills);
            events = outcome.events;
            outages = all.map(|one| one.outages).sum();
        });
        let memory = peak_mib().map_or("unknown".to_string(), |mib| format!("{mib:.0} MiB"));
        println!(
            "  {trials} trials: {:.0} ms, {memory}, {outages} outages, {:.0} ns an event",
            taken * 1e3,
            taken * 1e9 / events as f64
        );
    }
}

/// The container of a mine: a thousand years of it and what its drills cost, and the price of its parts.
fn container() {
    println!("\nmdc-container: 1,000 trials of a year, and its drills of 200");
    peak_mib();
    let blueprint = loaded(CONTAINER).blueprint;
    let mut events = 0;
    let taken = seconds(&mut || events = simulate(&blueprint, Some(1_000), 0));
    let memory = peak_mib().map_or("unknown".to_string(), |mib| format!("{mib:.0} MiB"));
    println!(
        "  {taken:.0} s, {memory}, {:.1} million events, {:.2} million events a second",
        events as f64 / 1e6,
        events as f64 / taken / 1e6
    );
    let years = CONTAINER.split("\n[drill.").next().unwrap_or(CONTAINER);
    let without = |tables: &[&str]| {
        let cut = |text: String, header: &&str| cut_table(&text, header);
        tables.iter().fold(years.to_string(), cut)
    };
    let pools = |line: &&str| !line.starts_with("storage = ");
    let storage = without(&["[hazard.disk-failure]"]);
    let storage: Vec<&str> = storage.lines().filter(pools).collect();
    let parts = [
        ("years alone", years.to_string()),
        ("without storage", storage.join("\n")),
        (
            "without the copies to the depot",
            years.replace(" copy_to = \"vault\",", ""),
        ),
        (
            "without cuts of links",
            without(&["[hazard.vpn-cut]", "[hazard.satellite-outage]"]),
        ),
    ];
    for (name, text) in parts {
        let blueprint = loaded(&text).blueprint;
        let mut events = 0;
        let taken = seconds(&mut || events = simulate(&blueprint, Some(100), 1));
        println!(
            "  {name}: {:.1} ms a year on one thread, {:.0} events, {:.0} ns an event",
            taken * 10.0,
            events as f64 / 100.0,
            taken * 1e9 / events as f64
        );
    }
}

criterion_group!(benches, figures, machine_repair, shipped, growth);

/// `--json` prints the ratios and nothing else; words behind it name parts of them.
fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if asked.iter().any(|word| word == "--json") {
        let named = asked.iter().filter(|word| !word.starts_with('-'));
        ratios::print(&named.cloned().collect::<Vec<String>>());
        return;
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
