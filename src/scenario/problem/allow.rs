//! What is wrong with an allowance of an advice.
//!
//! Always true here: what could stand there instead is data, not text.

use super::Known;
use crate::model::code::{Code, coded};

const FORM: &str = "write allow = [{ rule = \"FD523\", reason = \"why it is meant here\" }]; `firedrill rules` lists the rules";

coded! {
    /// What is wrong with an entry of `allow`.
    #[derive(Clone, PartialEq, Debug)]
    AllowProblem {
        228 "A rule that is not known" "Rules are called by their codes."
        UnknownRule { rule: String, known: Known }
            => format!("there is no rule `{rule}`"); known.help("advice that can be allowed"),

        229 "A rule that cannot be allowed" "Only advice can: a problem makes that nothing is simulated, and a finding is what a run found."
        NotAdvice { rule: Code }
            => format!("{rule} is a {} and cannot be allowed", rule.severity().name());
            match rule.severity() {
                crate::model::Severity::Finding => "what a run finds is judged by whoever reads it; leave it out",
                _ => "mend what it says; leave it out here",
            },

        230 "An allowance without a reason" "Whoever reads the scenario later has to know why."
        NoReason { rule: String }
            => format!("`{rule}` is allowed without a reason"); FORM,

        231 "Not an allowance" "An entry of `allow` has a rule and a reason, and nothing else."
        Form { found: String }
            => format!("{found} does not fit here"); FORM,

        232 "A rule that is allowed twice" "One entry allows a rule wherever it holds."
        Twice { rule: Code }
            => format!("{rule} is allowed twice"); "leave one of them out",
    }
}
