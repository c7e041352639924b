//! How available is an application? A scenario in the program, simulated over some years, and one figure of it.
//!
//! `cargo run --example availability`

use firedrill::model::outcome::Estimate;
use firedrill::{scenario, study};
use std::io::{self, Write};

/// One stamp of four nodes whose nodes fail; the application restarts on another node.
const SCENARIO: &str = r#"
[stamp.alpha]
node_memory = "384 GiB"
[application.shop]
rto = "30 min"
stateless = true
[hazard.node-failure]
of = "node"
every = "7550 h"
[run]
trials = 1000
"#;

/// The availability of the shop, as a share of time with its interval.
pub(crate) fn availability() -> Result<Estimate, String> {
    // A scenario that names no inventory and no trace reads no file.
    let no_file = |name: &str| Err(format!("{name} is not there"));
    let loaded = scenario::load(SCENARIO, "shop.toml", &no_file).map_err(|issues| {
        let messages: Vec<String> = issues.iter().map(|issue| issue.message()).collect();
        messages.join("\n")
    })?;
    let options = study::Options {
        seed: loaded.blueprint.run.seed,
        trials: None,
        threads: 0,
    };
    let outcome = study::run(&loaded.blueprint, &options, &|_, _| {});
    let shop = outcome.applications.first();
    let shop = shop.ok_or("the scenario has no application")?;
    Ok(shop.availability)
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    match availability() {
        Ok(found) => {
            // Rare long outages may leave an end of the interval open.
            let per_cent = |share: Option<f64>| match share {
                Some(share) => format!("{:.4} %", share * 100.0),
                None => "not known".to_string(),
            };
            writeln!(
                out,
                "The shop is up for {} of the time (from {} to {}).",
                per_cent(found.point),
                per_cent(found.low),
                per_cent(found.high)
            )
        }
        Err(problem) => writeln!(out, "{problem}"),
    }
}
