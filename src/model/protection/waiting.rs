//! How long people wait for what is down but intact, before they go another way.
//!
//! Always true here: it counts from the strike; what comes back before the decision has fallen is not given up.

use crate::random::Law;

/// How long people wait for what is down but intact.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Waiting {
    /// How long after the strike people decide to go another way, in milliseconds; none: they never do.
    pub give_up_after: Option<Law>,
    /// How long after the strike people know when it ends, in milliseconds; none: not before it does.
    pub known_after: Option<Law>,
    /// What the old place still holds is merged with the state that went on elsewhere, once it is back.
    pub merges: bool,
}
