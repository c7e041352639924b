//! Writes a commented scenario to start from.
//!
//! Always true here: a file that exists is never overwritten, and the new one is whole or not there.

use super::Stop;
use super::folder::write_new;
use super::plain::Plain;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The scenario.
pub(super) const STARTER: &str = include_str!("starter.toml");

/// Writes it to a file or to standard output.
pub(super) fn init(file: Option<&Path>, out: &mut dyn Write) -> Result<(), Stop> {
    let Some(file) = file else {
        return Ok(out.write_all(STARTER.as_bytes())?);
    };
    let name = file.display();
    write_new(file, STARTER.as_bytes()).map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            Stop::Refused(format!("error: {name} exists already; it is left alone"))
        } else {
            Stop::Trouble(format!("error: cannot write {name}: {error}"))
        }
    })?;
    writeln!(Plain(out), "wrote {name}; next: firedrill check {name}")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_loads_without_advice() {
        let files = |_: &str| Err("no file is needed".to_string());
        let loaded = crate::scenario::load(STARTER, "starter.toml", &files)
            .unwrap_or_else(|issues| panic!("{issues:#?}"));
        assert_eq!(loaded.blueprint.lints, []);
    }
}
