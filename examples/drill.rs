//! What does the loss of a stamp cost? A shipped scenario, one of its drills, and when half of its trials are back.
//!
//! `cargo run --example drill`

use firedrill::{scenario, study};
use std::io::{self, Write};

/// The scenario that `firedrill run quickstart` runs.
const SCENARIO: &str = include_str!("../scenarios/quickstart.toml");

/// The name of the first drill, its trials, and the hours until all that it stopped is back in half of them.
pub(crate) fn drill() -> Result<(String, u32, Option<f64>), String> {
    let no_file = |name: &str| Err(format!("{name} is not there"));
    let loaded = scenario::load(SCENARIO, "quickstart.toml", &no_file).map_err(|issues| {
        let messages: Vec<String> = issues.iter().map(|issue| issue.message()).collect();
        messages.join("\n")
    })?;
    let blueprint = &loaded.blueprint;
    // The drill has a number of trials of its own; two of the years are enough here.
    let options = study::Options {
        seed: blueprint.run.seed,
        trials: Some(2),
        threads: 0,
    };
    let outcome = study::run(blueprint, &options, &|_, _| {});
    let first = outcome.drills.first().ok_or("the scenario has no drill")?;
    let name = blueprint.drill(first.drill).name.clone();
    let half = first.whole_again_s.p50.map(|seconds| seconds / 3_600.0);
    Ok((name, first.trials, half))
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    match drill() {
        Ok((name, trials, Some(hours))) => writeln!(
            out,
            "After drill {name} all is back within {hours:.2} h in half of its {trials} trials."
        ),
        Ok((name, trials, None)) => writeln!(
            out,
            "After drill {name} not all is back in half of its {trials} trials."
        ),
        Err(problem) => writeln!(out, "{problem}"),
    }
}
