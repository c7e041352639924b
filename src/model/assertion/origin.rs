//! Where assertions come from.
//!
//! Always true here: words alone; nothing is judged otherwise for it.

/// Why something is asserted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// An application states it as its objective.
    Objective,
    /// It is expected in so many words.
    Expected,
    /// An earlier run found as much.
    Baseline,
}

impl Origin {
    /// All of them.
    pub const ALL: [Origin; 3] = [Origin::Objective, Origin::Expected, Origin::Baseline];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Origin::Objective => "objective",
            Origin::Expected => "expected",
            Origin::Baseline => "baseline",
        }
    }
}
