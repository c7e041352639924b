//! Scratch.
#![allow(
    missing_docs,
    dead_code,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::restriction
)]
#[path = "../tests/generated/scenario.rs"]
mod scenario;
use firedrill::model::DrillId;
use firedrill::world::{Mode, World};
use scenario::{Dice, scenario};
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf29ce484222325, |h, b| {
        (h ^ u64::from(*b)).wrapping_mul(0x100000001b3)
    })
}
fn main() {
    let count: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    std::panic::set_hook(Box::new(|i| {
        eprintln!("{i}");
    }));
    for seed in count..count + 1 {
        let (text, trace) = scenario(&mut Dice::new(seed));
        let companion = |_: &str| Ok(trace.as_bytes().to_vec());
        let Ok(loaded) = firedrill::scenario::load(&text, "generated.toml", &companion) else {
            continue;
        };
        let blueprint = &loaded.blueprint;
        let drills = (0..blueprint.drills.len()).map(|d| Mode::Drill(DrillId(d as u32)));
        let modes: Vec<Mode> = std::iter::once(Mode::Years).chain(drills).collect();
        let r = std::panic::catch_unwind(|| {
            let mut world = World::new(blueprint, seed);
            let (mut a, mut b, mut e) = (0u64, 0u64, 0);
            for mode in &modes {
                for trial in 0..3 {
                    let (record, mut stretches) = world.timeline(*mode, trial);
                    a = a.rotate_left(5) ^ fnv(format!("{record:?}").as_bytes());
                    e += record.events;
                    // Stretches by application, those that continue each other joined.
                    stretches.sort_by_key(|s| (s.application, s.from));
                    let mut joined: Vec<firedrill::model::record::Stretch> = Vec::new();
                    for s in stretches {
                        match joined.last_mut() {
                            Some(l)
                                if l.application == s.application
                                    && l.to == s.from
                                    && l.phase == s.phase
                                    && l.resource == s.resource =>
                            {
                                l.to = s.to
                            }
                            _ => joined.push(s),
                        }
                    }
                    for s in &joined {
                        println!("{mode:?} {trial} {s:?}");
                    }
                    b = b.rotate_left(5) ^ fnv(format!("{joined:?}").as_bytes());
                }
            }
            (a, b, e)
        });
        match r {
            Ok((a, b, e)) => println!("{seed} {a:016x} {b:016x} {e}"),
            Err(_) => println!("{seed} panic"),
        }
    }
}
