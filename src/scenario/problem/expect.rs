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

        486 "Misses of an objective that nobody states" "What is missed is an objective that an application states."
        NoObjective { key: &'static str, objective: &'static str }
            => format!("`{key}` is expected, and nobody whom this is about states an {objective}");
            format!("state an {objective} of the application, or leave `{key}` out"),

        487 "A gap of a backup of nobody" "A gap lies between captures of a VM."
        NobodyBackedUp => "no VM has this backup"; "name the backup that VMs have, or leave `longest_gap` out",

        490 "The loss of any one, and of one drill" "An expectation of what is survived is about every component of a level, each lost by itself."
        LossOfAny { key: &'static str }
            => format!("`survives` is about the loss of any one component, and `{key}` is stated"); "leave one of them out",

        491 "Nothing of a level to lose" "What may be lost is there in the scenario."
        NothingToLose { what: String }
            => format!("there is no {what} that could be lost"); "name a level that the scenario has, such as \"node\"",

        492 "An earlier run without a tolerance" "A comparison says by how much something may be worse."
        WorseByMissing => "`worse_by` is missing"; "write worse_by = \"2 %\": chance alone moves every figure",

        493 "A tolerance without an earlier run" "A tolerance belongs to an earlier run."
        NoBaseline => "`worse_by` is stated, and no `baseline`"; "write baseline = \"FOLDER\", a folder that `firedrill run` left",

        494 "A folder without results" "An earlier run is known by its summary."
        NoResults { file: String }
            => format!("`{file}` is not the summary of a run"); "name a folder that `firedrill run` of this version left",

        495 "An earlier run that knows nothing of it" "An earlier run saw something of whom the table is about."
        NothingKnown { file: String }
            => format!("`{file}` holds no figure of whom this is about"); "its applications, classes and drills have the names that they have here",

        496 "Something of the earlier run that is gone" "What an earlier run knew is held against what is here, or it is said whom the comparison is about."
        Gone { file: String, kind: &'static str, name: String }
            => format!("`{file}` knows {kind} `{name}`, and nothing here is called so");
            "name whom it is about (application, tier, class or drill), or make the baseline anew",

        497 "A tolerance of nothing or of all" "A comparison lets some of a figure be worse, and not all of it."
        WorseByShare => "`worse_by` is neither nothing nor all"; "write worse_by = \"2 %\"",

        498 "A claim of nothing" "A plan that claims to survive something says what."
        ClaimOfNothing => "nothing is claimed here"; "write survives = { node = 1 } or the like, or leave the table out",

        499 "A claim beyond what there is" "Of what a plan claims to survive the loss of there is as much."
        ClaimBeyond { key: &'static str, count: u32, there: usize, what: &'static str }
            => match there {
                0 => format!("`{key}` is {count}, and there is no {what} in this scenario"),
                1 => format!("`{key}` is {count}, and there is 1 here"),
                _ => format!("`{key}` is {count}, and there are {there} here"),
            };
            match there {
                0 => "leave it out, or state what could fail".to_string(),
                _ => format!("write {key} = {there} or less"),
            },
    }
}
