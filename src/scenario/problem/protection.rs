//! Backups, redeployments and replications that cannot be.
//!
//! Always true here: lengths are those of the file.

use crate::model::code::coded;
use crate::units::Span;

coded! {
    /// What is wrong with a protection.
    #[derive(Clone, PartialEq, Debug)]
    ProtectionProblem {
        360 "Not one kind of protection" "Under each name stands one kind."
        NotOneKind { protection: String, kinds: Vec<&'static str> }
            => format!("protection `{protection}` needs exactly one kind");
            format!("write {}", any_of(protection, kinds)),

        361 "A copy to the same repository" "A copy is lost with the repository that it stands in."
        CopyToItself => "the copy would go to the same repository"; "name another one",

        359 "A key of logs without logs" "Logs are made where `log_every` is stated."
        KeyOfLogs { key: &'static str }
            => format!("`{key}` without logs"); "leave it out, or say how often logs are made: log_every = \"15 min\"",

        480 "A key of synthetic fulls without them" "Fulls are put together at the repository where `synthetic = true` is stated."
        KeyOfSynthetic { key: &'static str }
            => format!("`{key}` without synthetic fulls"); "leave it out, or say `synthetic = true`",

        481 "Synthetic fulls of a full chain" "A synthetic full is made of increments or differentials."
        SyntheticOfFullChain
            => "a chain of fulls has nothing that a full could be put together from";
            "leave `synthetic` out, or choose chain = \"incremental\"",

        362 "Logs no more often than jobs" "A log holds what was written since the log before, between the jobs."
        LogsTooSeldom { log_every: Span, every: Span }
            => format!("logs every {log_every} come no more often than jobs (every {every})");
            "make them more often, or leave `log_every` out",

        363 "Every less than a minute" "Jobs and logs are told apart by minutes."
        TooOften { key: &'static str, value: Span }
            => format!("`{key}` of {value} is less than a minute"),

        364 "Fulls that are no n-th job" "Every n-th job of a chain is a full backup."
        FullNotMultiple { full_every: Span, every: Span }
            => format!("`full_every` of {full_every} is not a multiple of `every` ({every})");
            "every n-th job is a full backup",

        365 "Fulls of a full chain" "Every job of a full chain is a full backup."
        FullOfFullChain
            => "every backup of a full chain is full";
            "leave `full_every` out, or choose chain = \"incremental\"",

        366 "A phase of more than a week" "A phase is an instant of the week."
        PhaseBeyondWeek => "`phase` is an instant of the week"; "use less than 7 d",

        367 "An age that cannot be" "Points are kept for some time, and for a hundred years at most."
        ImpossibleAge => "not a possible age",

        368 "Points that expire before the next one" "The newest point is always kept, but what is older has to overlap."
        PointsExpire { keep: Span, every: Span }
            => format!("points are kept for {keep}, but come only every {every}");
            "keep them for at least two cadences",

        369 "Recovery points that expire before the next one" "What is kept reaches at least from one point to the next."
        RecoveryPointsExpire { keep: Span, every: Span }
            => format!("recovery points are kept for {keep}, but come only every {every}");
            "keep them for at least two of these, or \"0 s\" for only the newest",

        370 "Outcomes that never change" "A job that fails once would fail for ever."
        NeverChanges => "a job's outcome would never change"; "use at most 99 %",

        371 "A log that does not reach the last point" "A log reaches at least from one recovery point to the next."
        LogTooShort { log: Span, points: Span }
            => format!("the log reaches {log} back, but recovery points come only every {points}");
            "it must reach at least from one point to the next",

        372 "`when_cut` of an asynchronous replica" "An asynchronous replica falls behind when it is cut off."
        WhenCutAsync
            => "`when_cut` is for synchronous replication; an asynchronous replica falls behind";
            "leave it out, or write mode = \"sync\"",

        373 "A key of failback without failback" "Without failback VMs stay where they are."
        KeyOfFailback { key: &'static str }
            => format!("`{key}` without failback"); "leave it out, or write failback = true",

        374 "A key of mending where nobody notices" "Who never notices that jobs fail mends nothing."
        KeyOfMending { key: &'static str }
            => format!("`{key}` where failing jobs are never noticed");
            "leave it out, or say after how many failures in a row they are noticed: noticed_after = 3",

        375 "Not tests of restore points" "A test has a cadence, and takes its time."
        TestKeys
            => "not tests of restore points"; "write { every = \"30 d\", cost = \"2 h\" }",

        376 "Tests that overlap" "A VM is tested once at a time."
        TestsOverlap { every: Span, cost: Span }
            => format!("each test takes {cost}, but the next one comes after {every}");
            "test more seldom, or in less time",

        400 "A key of going home where nobody does" "What is built elsewhere and stays there has no way home."
        KeyOfGoHome { key: &'static str }
            => format!("`{key}` where nobody goes home");
            "leave it out, or say how long the planned outage takes: go_home = \"30 min\"",

        409 "Going home from nowhere" "What is built again on its own stamp alone is never away."
        GoHomeFromNowhere { key: &'static str, elsewhere: &'static str }
            => format!("`{key}` without `{elsewhere}`: nothing is ever built on another stamp");
            "leave it out, or list stamps in `restore_to` of a backup, `to` of a redeployment",

        398 "The soonest point without a loss" "The oldest point is often back soonest, and loses the most."
        SoonestWithoutLoss
            => "the point that is back soonest, but within which loss?";
            "state `prefer_within`, such as \"24 h\"",
    }
}

/// The kinds that could stand under a name: `x.backup = { ... }, x.none or x.replication`.
fn any_of(protection: &str, kinds: &[&str]) -> String {
    let Some((first, others)) = kinds.split_first() else {
        return String::new();
    };
    let mut text = format!("{protection}.{first} = {{ ... }}");
    for (index, kind) in others.iter().enumerate() {
        let joint = if index + 1 == others.len() {
            " or "
        } else {
            ", "
        };
        text.push_str(&format!("{joint}{protection}.{kind}"));
    }
    text
}
