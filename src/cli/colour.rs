//! Whether to use colour, and how wide tables may be.
//!
//! Always true here: `NO_COLOR`, `CLICOLOR` and pipes are honoured by `anstream`.

use anstream::{AutoStream, ColorChoice};

/// Colour on standard output.
pub(super) fn on_output() -> bool {
    AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
}

/// Colour on standard error.
pub(super) fn on_errors() -> bool {
    AutoStream::choice(&std::io::stderr()) != ColorChoice::Never
}

/// Columns for sentences of what is read by programs as well: those that `COLUMNS` states, else those of the terminal
/// that standard output is; none where it is no terminal, so that a line stays a line for `grep`.
pub(super) fn window() -> Option<usize> {
    use std::io::IsTerminal;
    let stated = std::env::var_os("COLUMNS").is_some();
    (stated || std::io::stdout().is_terminal()).then(width)
}

/// Columns for tables: those that `COLUMNS` states, else those of the terminal that standard output is, else 100.
pub(super) fn width() -> usize {
    let stated = std::env::var("COLUMNS").ok();
    let stated = stated.and_then(|text| text.trim().parse().ok());
    let asked = || {
        terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
    };
    let columns = stated.filter(|columns| *columns > 0).or_else(asked);
    // A terminal that does not know its width says that it has none.
    let columns = columns.filter(|columns| *columns > 0).unwrap_or(100);
    usize::clamp(columns, 40, 400)
}
