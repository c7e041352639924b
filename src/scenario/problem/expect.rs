//! Expectations that say nothing that a test could try.
//!
//! Always true here: what is refused could never pass or fail.

use crate::model::code::coded;

coded! {
    /// What is wrong with an expectation as a whole.
    #[derive(Clone, PartialEq, Debug)]
    ExpectProblem {
        377 "An expectation of nothing" "An expectation asserts something, such as an RTO."
        Nothing => "nothing is expected here"; "write rto = \"4 h\", served_by = \"failover\", filled = \"80 %\" or the like",

        378 "An expectation of nobody" "An expectation of recoveries or losses is about some application."
        Nobody => "no application is meant here"; "`application` and `tier` together leave none",

        379 "A figure of the years in a drill" "What is counted by the year, or over it, has no figure in a drill."
        OfYears { key: &'static str }
            => format!("`{key}` is a figure of the years, and `drill` is stated"); "leave one of them out",
    }
}
