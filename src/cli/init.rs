//! Writes a commented scenario to start from.
//!
//! Always true here: a file that exists is never overwritten, and the new one is whole or not there;
//! an editor is pointed to a schema only where there is one, for it complains of one that is missing.

use super::Stop;
use super::folder::write_new;
use super::plain::Plain;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The scenario.
pub(super) const STARTER: &str = include_str!("starter.toml");

/// The name of the schema beside a scenario.
const SCHEMA: &str = "firedrill.schema.json";

/// The scenario with the line by which editors find the schema, where that lies beside the file.
fn starter(file: &Path) -> String {
    let beside = file.with_file_name(SCHEMA);
    if beside.is_file() {
        format!("#:schema ./{SCHEMA}\n{STARTER}")
    } else {
        STARTER.to_string()
    }
}

/// Writes it to a file or to standard output.
pub(super) fn init(file: Option<&Path>, out: &mut dyn Write) -> Result<(), Stop> {
    let Some(file) = file else {
        return Ok(out.write_all(STARTER.as_bytes())?);
    };
    let name = file.display();
    write_new(file, starter(file).as_bytes()).map_err(|error| {
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
    fn editors_are_pointed_to_the_schema_that_lies_beside_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let written = |name: &str| {
            let file = folder.path().join(name);
            assert!(init(Some(&file), &mut Vec::new()).is_ok());
            std::fs::read_to_string(file).expect("written")
        };
        assert_eq!(written("before.toml"), STARTER);
        std::fs::write(folder.path().join(SCHEMA), "{}").expect("written");
        let text = written("after.toml");
        assert_eq!(text, format!("#:schema ./firedrill.schema.json\n{STARTER}"));
        let files = |_: &str| Err("no file is needed".to_string());
        assert!(crate::scenario::load(&text, "after.toml", &files).is_ok());
    }

    #[test]
    fn the_starter_loads_without_advice() {
        let files = |_: &str| Err("no file is needed".to_string());
        let loaded = crate::scenario::load(STARTER, "starter.toml", &files)
            .unwrap_or_else(|issues| panic!("{issues:#?}"));
        assert_eq!(loaded.blueprint.lints, []);
    }
}
