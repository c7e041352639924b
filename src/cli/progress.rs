//! How far a run is, on standard error and only on a terminal.
//!
//! Always true here: nothing of it reaches results.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// A bar with an estimate of the time left, or nothing where nobody looks.
pub(super) fn bar(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} trials, {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// Moves the bar.
pub(super) fn show(bar: &ProgressBar, done: u64, total: u64) {
    bar.set_length(total);
    bar.set_position(done);
}
