//! The commands `completions` and `man`: what shells and the manual know of the arguments.
//!
//! Always true here: both are made of the arguments themselves, so that none is missing.

use super::{Arguments, Stop};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;

/// The name that the program is called by.
const NAME: &str = "firedrill";

/// Prints completions for a shell.
pub(super) fn completions(shell: Shell, out: &mut dyn Write) -> Result<(), Stop> {
    let mut made = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), NAME, &mut made);
    Ok(out.write_all(&made)?)
}

/// Prints the page of the manual, as roff.
pub(super) fn man(out: &mut dyn Write) -> Result<(), Stop> {
    let mut made = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut made)?;
    Ok(out.write_all(&made)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(print: impl Fn(&mut dyn Write) -> Result<(), Stop>) -> String {
        let mut out = Vec::new();
        assert!(print(&mut out).is_ok());
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn every_shell_knows_commands_and_arguments() {
        for shell in [
            Shell::Bash,
            Shell::Elvish,
            Shell::Fish,
            Shell::PowerShell,
            Shell::Zsh,
        ] {
            let text = printed(|out| completions(shell, out));
            for word in ["explain", "unset", "deny"] {
                assert!(text.contains(word), "{shell}: {word}");
            }
        }
    }

    #[test]
    fn the_manual_has_all_commands_and_exit_codes() {
        let text = printed(man);
        assert!(text.contains(".TH firedrill"), "{text}");
        assert!(
            text.contains("explain") && text.contains("Exit codes"),
            "{text}"
        );
    }
}
