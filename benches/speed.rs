//! How long things take: plain machine repair through the real scenario path beside a bare loop,
//! two threads, the shipped scenarios, and how time grows with VMs.
//!
//! Always true here: nothing is asserted; run with `cargo bench`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use firedrill::model::Blueprint;
use firedrill::world::{Mode, World};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rand_distr::{Distribution, Exp1, StandardNormal};
use std::hint::black_box;

const NODES: usize = 16;
const HOUR: f64 = 3_600_000.0;
const YEAR: u64 = 8_760 * 3_600_000;

/// Sixteen nodes of life 1,000 h, two people, lognormal repairs of mean 8 h and sigma 0.8, one year a trial.
const MACHINE_REPAIR: &str = r#"
[run]
trials = 1000
horizon = "365 d"
build_up = "0 s"
settle = "0 s"

[stamp.alpha]
nodes = 16
node_memory = "256 GiB"
reserve = "none"
quorum = "none"

[crew.two]
people = 2
hours = "always"
answers_in = "0 s"

[hazard.failure]
of = "node"
every = { exponential = "1000 h" }
detect = "0 s"
repair = { lognormal = { median = "5 h 48 min 33 s", sigma = 0.8 } }
crew = "two"
"#;

fn load(text: &str) -> Blueprint {
    match firedrill::scenario::load(text, "bench", &|name| Err(format!("no file {name}"))) {
        Ok(loaded) => loaded.blueprint,
        Err(issues) => panic!("the scenario of the benchmark is refused: {issues:?}"),
    }
}

/// The floor: a bare loop over a tournament tree of sixteen keys, ChaCha8, ziggurat variates.
/// Returns events and, so that nothing is optimised away, the milliseconds down.
fn floor(seed: u64, trial: u64) -> (u64, u64) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(trial);
    let mut tree = [u64::MAX; 2 * NODES];
    let mut down_since = [0u64; NODES];
    let mut up = [true; NODES];
    let mut queue = [0usize; NODES];
    let (mut head, mut waiting, mut busy) = (0, 0, 0);
    let (mut events, mut downtime) = (0, 0);
    let life = |random: &mut ChaCha8Rng| {
        (Distribution::<f64>::sample(&Exp1, random) * 1_000.0 * HOUR) as u64
    };
    let repair = |random: &mut ChaCha8Rng| {
        let normal: f64 = StandardNormal.sample(random);
        (8.0 * HOUR * libm::exp(0.8 * normal - 0.32)) as u64
    };
    let set = |tree: &mut [u64; 2 * NODES], node: usize, at: u64| {
        let mut place = NODES + node;
        tree[place] = if at == u64::MAX {
            at
        } else {
            at << 4 | node as u64
        };
        while place > 1 {
            place /= 2;
            tree[place] = tree[2 * place].min(tree[2 * place + 1]);
        }
    };
    for node in 0..NODES {
        let at = life(&mut random);
        set(&mut tree, node, at);
    }
    loop {
        let key = tree[1];
        let (now, node) = (key >> 4, (key & 15) as usize);
        if key == u64::MAX || now >= YEAR {
            break;
        }
        events += 1;
        if up[node] {
            up[node] = false;
            down_since[node] = now;
            if busy < 2 {
                busy += 1;
                let at = now + repair(&mut random);
                set(&mut tree, node, at);
            } else {
                queue[(head + waiting) % NODES] = node;
                waiting += 1;
                set(&mut tree, node, u64::MAX);
            }
        } else {
            up[node] = true;
            downtime += now - down_since[node];
            let at = now + life(&mut random);
            set(&mut tree, node, at);
            if waiting > 0 {
                let next = queue[head];
                head = (head + 1) % NODES;
                waiting -= 1;
                let at = now + repair(&mut random);
                set(&mut tree, next, at);
            } else {
                busy -= 1;
            }
        }
    }
    (events, downtime + random.next_u64() % 2)
}

const TRIALS: u32 = 200;

fn machine_repair(criterion: &mut Criterion) {
    let blueprint = load(MACHINE_REPAIR);
    let floor_events: u64 = (0..u64::from(TRIALS)).map(|trial| floor(1, trial).0).sum();
    let mut world = World::new(&blueprint, 1);
    let events: u64 = (0..TRIALS)
        .map(|trial| world.run(Mode::Years, trial).events)
        .sum();
    let mut group = criterion.benchmark_group("machine repair");
    group.throughput(Throughput::Elements(floor_events));
    group.bench_function("bare loop", |bencher| {
        bencher.iter(|| {
            (0..u64::from(TRIALS))
                .map(|trial| black_box(floor(1, trial)).0)
                .sum::<u64>()
        });
    });
    group.throughput(Throughput::Elements(events));
    group.bench_function("firedrill", |bencher| {
        bencher.iter(|| {
            (0..TRIALS)
                .map(|trial| black_box(world.run(Mode::Years, trial)).events)
                .sum::<u64>()
        });
    });
    group.finish();
}

criterion_group!(benches, machine_repair);
criterion_main!(benches);
