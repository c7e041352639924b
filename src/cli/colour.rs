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

/// Columns for tables: those of `COLUMNS`, else 100.
pub(super) fn width() -> usize {
    let stated = std::env::var("COLUMNS").ok();
    let columns = stated.and_then(|text| text.parse().ok()).unwrap_or(100);
    usize::clamp(columns, 40, 400)
}
