//! Names that are known where another one stands, and the one that may be meant.
//!
//! Always true here: as many names are kept as are shown; the others are counted.

use super::super::word::nearest;

/// As many names are shown.
const SHOWN: usize = 24;

/// The names that are known at a place.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Known {
    near: Option<String>,
    names: Vec<String>,
    more: usize,
}

impl Known {
    /// The names that could stand in the place of a wrong one.
    pub(crate) fn in_place_of<N: AsRef<str>>(wrong: &str, known: &[N]) -> Known {
        Known {
            near: nearest(wrong, known.iter().map(AsRef::as_ref)).map(str::to_string),
            ..Known::all(known)
        }
    }

    /// The names that there are, where none was written.
    pub(crate) fn all<N: AsRef<str>>(known: &[N]) -> Known {
        let shown = known.iter().take(SHOWN);
        Known {
            near: None,
            names: shown.map(|name| name.as_ref().to_string()).collect(),
            more: known.len().saturating_sub(SHOWN),
        }
    }

    /// The near name first, then all that are known, behind what they are called.
    pub(crate) fn help(&self, called: &str) -> String {
        let mut help = String::new();
        if let Some(near) = &self.near {
            help.push_str(&format!("did you mean `{near}`? "));
        }
        if self.names.is_empty() {
            help.push_str("none is defined");
            return help;
        }
        help.push_str(&format!("{called}: {}", self.names.join(", ")));
        if self.more > 0 {
            help.push_str(&format!(" and {} more", self.more));
        }
        help
    }
}
