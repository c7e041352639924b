//! What the commands print of others' text: names, paths, descriptions.
//!
//! Always true here: no character reaches the terminal that it would take for a command, except line feeds.

use crate::chart::harmless::harmless_lines;
use std::io::{self, Write};

/// A writer that lets only harmless text through.
pub(super) struct Plain<'w>(pub(super) &'w mut dyn Write);

impl Write for Plain<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Formatting hands over whole texts, so no character is cut.
        let text = String::from_utf8_lossy(bytes);
        self.0.write_all(harmless_lines(&text).as_bytes())?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_commands_nothing() {
        let mut out = Vec::new();
        let name = "x\u{1b}[2J\u{9b}1m\u{202e}\u{7}";
        writeln!(Plain(&mut out), "scenario {name} is valid\nü").expect("memory");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "scenario x [2J 1m\u{fffd}  is valid\nü\n"
        );
    }
}
