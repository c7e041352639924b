//! Machine repair as a bare loop: the least that this work costs.
//!
//! Always true here: the same laws, the same people and the same rule of service as the scenario beside
//! it, no other bookkeeping than the time that nodes are down.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, StandardNormal};

const NODES: usize = 16;
const HOUR: f64 = 3_600_000.0;
const YEAR: u64 = 8_760 * 3_600_000;
const NEVER: u64 = u64::MAX;

/// What one trial did.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    /// Failures and repairs before the end of the year.
    pub(crate) events: u64,
    /// Of these the failures.
    pub(crate) failures: u64,
    /// Milliseconds that nodes were down.
    pub(crate) downtime: u64,
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Counts>>(all: I) -> Counts {
        all.fold(Counts::default(), |sum, one| Counts {
            events: sum.events + one.events,
            failures: sum.failures + one.failures,
            downtime: sum.downtime + one.downtime,
        })
    }
}

/// The next event of each node, the time above and the node below in one word, in a tournament tree.
struct Tree([u64; 2 * NODES]);

impl Tree {
    #[inline(always)]
    fn set(&mut self, node: usize, key: u64) {
        let mut place = NODES + node;
        let mut winner = key;
        self.0[place] = key;
        while place > 1 {
            winner = winner.min(self.0[place ^ 1]);
            place /= 2;
            self.0[place] = winner;
        }
    }
}

#[inline(always)]
fn life(random: &mut ChaCha8Rng) -> u64 {
    let unit: f64 = Exp1.sample(random);
    (unit * (1_000.0 * HOUR)) as i64 as u64
}

#[inline(always)]
fn repair(random: &mut ChaCha8Rng) -> u64 {
    let normal: f64 = StandardNormal.sample(random);
    // The platform's function: faster than the one with the same bits everywhere.
    (8.0 * HOUR * (0.8 * normal - 0.32).exp()) as i64 as u64
}

/// One trial: one year.
pub(crate) fn trial(seed: [u8; 32], number: u64) -> Counts {
    let mut random = ChaCha8Rng::from_seed(seed);
    random.set_stream(number);
    let mut tree = Tree([NEVER; 2 * NODES]);
    let mut down_since = [0u64; NODES];
    let mut up = [true; NODES];
    let mut queue = [0u8; NODES];
    let (mut head, mut waiting, mut busy) = (0usize, 0usize, 0);
    let mut counts = Counts::default();
    let key = |at: u64, node: usize| at << 4 | node as u64;
    for node in 0..NODES {
        let at = life(&mut random);
        tree.set(node, key(at, node));
    }
    loop {
        let next = tree.0[1];
        let (now, node) = (next >> 4, (next % NODES as u64) as usize);
        if now >= YEAR {
            return counts;
        }
        counts.events += 1;
        if up[node] {
            counts.failures += 1;
            up[node] = false;
            down_since[node] = now;
            if busy < 2 {
                busy += 1;
                let at = now + repair(&mut random);
                tree.set(node, key(at, node));
            } else {
                queue[(head + waiting) % NODES] = node as u8;
                waiting += 1;
                tree.set(node, NEVER);
            }
        } else {
            up[node] = true;
            counts.downtime += now - down_since[node];
            let at = now + life(&mut random);
            tree.set(node, key(at, node));
            if waiting > 0 {
                let first = usize::from(queue[head % NODES]) % NODES;
                head += 1;
                waiting -= 1;
                let at = now + repair(&mut random);
                tree.set(first, key(at, first));
            } else {
                busy -= 1;
            }
        }
    }
}
