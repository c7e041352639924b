//! A scenario as it is, or with changes: what every command reads that simulates or checks one.
//!
//! Always true here: a variant is made on the tree of keys before anything of it is resolved, so it is refused, resolved
//! and simulated as a file with these changes would be. A variant that changes nothing is the scenario itself.

mod levers;
mod pick;
mod swept;
mod with;

pub use levers::levers;
pub use pick::{NotThere, Pick};
pub use swept::picked;
pub use with::changes;

use crate::model::Code;
use crate::scenario::{self, Files, Issue, Loaded, Overrides};

/// Reads a scenario with what the command line puts in the place of its keys.
///
/// # Errors
/// All problems that were found, those of the command line among them.
pub fn load(
    text: &str,
    name: &str,
    files: Files<'_>,
    overrides: &Overrides,
) -> Result<Loaded, Vec<Issue>> {
    let varied = scenario::load_with(text, name, files, overrides)?;
    if overrides.edits.is_empty() {
        return Ok(varied);
    }
    let plain = Overrides {
        edits: Vec::new(),
        ..overrides.clone()
    };
    match scenario::load_with(text, name, files, &plain) {
        Ok(plain) if is_same(&plain, &varied) => Ok(plain),
        // Another one; or the changes make one of what is none.
        _ => Ok(varied),
    }
}

/// Whether two scenarios are the same in all that results say of them, but for what was changed.
fn is_same(one: &Loaded, other: &Loaded) -> bool {
    let labels = |loaded: &Loaded| {
        let (run, allowed) = (&loaded.blueprint.run, &loaded.blueprint.allowed);
        let reasons = allowed.iter().map(|one| (one.rule, one.reason.clone()));
        let reasons: Vec<(Code, String)> = reasons.collect();
        (run.name.clone(), run.description.clone(), reasons)
    };
    one.blueprint.sha256 == other.blueprint.sha256 && labels(one) == labels(other)
}
