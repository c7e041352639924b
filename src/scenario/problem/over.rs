//! What exceeds a limit.
//!
//! Always true here: the limit is named with its value.

use super::super::limit::Limit;
use crate::model::code::coded;
use crate::units::Span;

coded! {
    /// What exceeds a limit.
    #[derive(Clone, PartialEq, Debug)]
    OverLimit {
        240 "A file that is too large" "Files are read as a whole."
        File { file: Option<String>, limit: Limit }
            => {
                let file = file.as_ref().map_or_else(|| "the scenario".to_string(), |file| format!("`{file}`"));
                format!("{file} has more bytes than the limit {} of {}", limit.name, limit.most)
            },

        241 "Too many things" "So many can be simulated at once."
        Count { count: u64, things: &'static str, limit: Limit }
            => format!("{count} {things}: {}", more_than(limit)),

        242 "Too many tables" "So many things of a kind can be simulated at once."
        Tables { count: u64, kind: &'static str, limit: Limit }
            => format!("{count} tables in `{kind}`: {}", more_than(limit)),

        243 "A name that is too long" "Names stand in tables and charts."
        Name { limit: Limit }
            => format!("the name is too long: {}", more_than(limit)),

        244 "Too many restore points" "Each VM has so many at most."
        Points { keep: Span, every: Span, points: u64, limit: Limit }
            => format!("keeping {keep} at one point every {every} makes {points} points for each VM: {}", more_than(limit)),

        245 "Too many recovery points" "Each replica has so many at most."
        RecoveryPoints { keep: Span, every: Span, points: u64, limit: Limit }
            => format!("keeping {keep} at one recovery point every {every} makes {points} points: {}", more_than(limit)),

        246 "A length of time that is too long" "Beyond it nothing could be meant."
        Length { limit: Limit }
            => format!("longer than the limit {} of {}", limit.name, limit.most);
            if limit.name == "DAYS" { "a hundred years are enough" } else { "" },

        247 "A number that is too large" "Beyond it nothing could be simulated."
        Number { limit: Limit }
            => more_than(limit),

        249 "Too many logs" "Each VM has so many at most."
        Logs { keep: Span, every: Span, logs: u64, limit: Limit }
            => format!("keeping {keep} at one log every {every} makes {logs} logs for each VM: {}", more_than(limit)),

        248 "More work than a run can do" "The run would take weeks, or more memory than there is."
        Work { count: f64, what: &'static str, limit: Limit }
            => format!("about {count:.1e} {what} over all trials: {}", more_than(limit));
            "use fewer trials, a shorter horizon, or longer times between them",
    }
}

fn more_than(limit: &Limit) -> String {
    format!("more than the limit {} of {}", limit.name, limit.most)
}
