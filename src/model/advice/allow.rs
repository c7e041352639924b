//! Advice about what is allowed.
//!
//! Always true here: a rule is called by its code.

use crate::model::code::{Code, coded};

coded! {
    /// What is told about `allow`.
    #[derive(Clone, PartialEq, PartialOrd, Debug)]
    AllowAdvice {
        574 "An allowance that nothing needs" "What is allowed does not happen any more, or never did."
        Unused { rule: Code }
            => format!("`allow` names {rule}, and nothing in the scenario raises it: leave it out"),
    }
}
