//! What a restore read where there are logs: how many files, which log was the last, and what ended the chain there.
//!
//! Always true here: files are those of the point that was restored and the logs behind it, the last replayed one among
//! them.

use serde::{Deserialize, Serialize};

/// What ended a chain of logs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum ChainEnd {
    /// There was no newer log anywhere.
    Newest,
    /// What was to be left out, a corruption, begins there.
    Fault,
    /// The next log was bad.
    Bad,
    /// The next log was missing where the point lay.
    Missing,
    /// Newer logs had been made, and no copy of them had come to where the point was read.
    NotCopied,
    /// Further logs would have taken longer than was worth it (`prefer = "soonest"`).
    Sooner,
}

impl ChainEnd {
    /// How many there are.
    pub const COUNT: usize = 6;
    /// All of them.
    pub const ALL: [ChainEnd; ChainEnd::COUNT] = [
        ChainEnd::Newest,
        ChainEnd::Fault,
        ChainEnd::Bad,
        ChainEnd::Missing,
        ChainEnd::NotCopied,
        ChainEnd::Sooner,
    ];

    /// The word for it in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChainEnd::Newest => "newest",
            ChainEnd::Fault => "fault",
            ChainEnd::Bad => "bad",
            ChainEnd::Missing => "missing",
            ChainEnd::NotCopied => "not_copied",
            ChainEnd::Sooner => "sooner",
        }
    }
}

/// What one restore read and replayed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Replayed {
    /// Files that were read: of the point with all that it hangs on, and logs.
    pub files: u32,
    /// Of these, logs that were replayed.
    pub logs: u32,
    /// How long that took, in milliseconds.
    pub took: u64,
    /// The instant that was recovered to: the capture of the last log (of the point, where none was replayed), or just
    /// before a corruption. In milliseconds after the start of the horizon.
    pub instant: i64,
    /// What ended the chain there.
    pub end: ChainEnd,
}
