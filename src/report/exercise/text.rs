//! Real exercises as text: one after the other, the sum last.
//!
//! Always true here: a line of a verdict begins with its sign.

use super::{Recorded, among, interval, length, measured, of_which, sign, sum, why};
use crate::report::words;
use crate::scenario::figure_name;

/// Everything for a terminal. Ends with a line feed.
#[must_use]
pub fn record_text(recorded: &Recorded<'_>) -> String {
    let mut text = format!(
        "{}: {} trials of each exercise.\n",
        words::scenario(recorded.blueprint),
        recorded.trials
    );
    for (one, figures) in &recorded.made.rows {
        text.push_str(&format!("\n{}\n", of_which(recorded, one)));
        if figures.is_empty() {
            text.push_str("  ? no trial found it up\n");
        }
        for held in figures {
            let [narrow, wide] = &held.intervals;
            text.push_str(&format!(
                "  {:8}  {} {}; predicted {}, {}; median {}; {}\n",
                sign(held),
                figure_name(held.of),
                measured(held.of, held.measured),
                interval(held.of, wide),
                interval(held.of, narrow),
                length(held.of, held.median),
                among(held),
            ));
            let why = why(held);
            if !why.is_empty() {
                text.push_str(&format!("            {why}\n"));
            }
        }
    }
    text.push_str(&format!("\n{}\n", sum(recorded.made)));
    text
}
