//! The largest scenarios that are legal: whatever there is most of is read in time.
//!
//! Always true here: nothing is timed but for a watchdog that no busy machine wakes: what a bench measures is in `benches`.

#[path = "largest/kinds.rs"]
mod kinds;

use crate::watchdog::in_time;
use kinds::KINDS;

/// As many as every kind may have.
const MANY: usize = 4_800;

#[test]
fn much_of_every_kind_is_read() {
    for (name, kind) in KINDS {
        let wrong = in_time(name, move || {
            let none = |_: &str| Err("none".to_string());
            firedrill::scenario::load(&kind(MANY), "largest.toml", &none).err()
        });
        match (*name, wrong) {
            ("wrong names", wrong) => assert!(wrong.is_some(), "{name}"),
            (_, None) => {}
            (_, Some(issues)) => panic!("{name}: {:?}", issues.first()),
        }
    }
}
