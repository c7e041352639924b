//! Advice about backups, copies and replications.
//!
//! Always true here: names are those of the file, amounts and lengths are exact; text rounds them.

use crate::model::code::coded;
use crate::units::{Bytes, Rate, Span};

coded! {
    /// What is told about a protection.
    #[derive(Clone, PartialEq, PartialOrd, Debug)]
    ProtectionAdvice {
        540 "A repository beside what it protects" "One loss takes VMs and restore points."
        BesideStamp { repository: String, backup: String, domain: &'static str, stamp: String }
            => format!("repository `{repository}` of backup `{backup}` stands in the same {domain} as stamp `{stamp}` that it protects: one loss takes both"),

        542 "A window that does not fit the cadence" "Jobs come due while the window is closed."
        WindowTooShort { backup: String, every: Span, open: Span }
            => format!("backup `{backup}` comes every {every} but its window is open for {open} a day: jobs outside of it wait or are missed"),

        543 "A narrow window" "A window of less than an hour a day lets few jobs or failbacks through."
        NarrowWindow { window: &'static str, of: String, open: Span }
            => format!("the {window} of {of} is open for only {open} a day"),

        544 "A replica beside what it copies" "One loss takes both."
        ReplicaBeside { replication: String, from: String, to: String, domain: &'static str }
            => format!("replication `{replication}` copies stamp `{from}` to stamp `{to}` in the same {domain}: one loss takes both"),

        545 "Writes that wait for a far replica" "A synchronous write waits for the way there and back."
        SlowWrites { replication: String, link: String, latency: Span }
            => format!("replication `{replication}` is synchronous over link `{link}` with a latency of {latency}: each write waits for the way there and back"),

        546 "A VM that can never fail over" "It is larger than a node of the target."
        NeverFailsOver { vm: String, memory: Bytes, stamp: String, room: Bytes }
            => format!("vm `{vm}` with {memory} can never fail over to stamp `{stamp}`: a node has {} for VMs", gib(*room)),

        547 "Too little memory for a failover" "Not all VMs with a warm standby find room at once."
        ShortOfMemory { stamp: String, short: Bytes, vms: usize, from: String, stopped: Bytes }
            => format!(
                "stamp `{stamp}` is {} short by its memory formula when all {vms} VMs with a warm standby fail over from stamp `{from}`{}: some will wait",
                gib(*short),
                after(*stopped)
            ),

        548 "Too many VMs after a failover" "A stamp runs so many VMs at most."
        ManyAfterFailover { stamp: String, vms: usize, moving: usize, from: String, stopped: Bytes, most: usize }
            => format!(
                "stamp `{stamp}` would have {vms} VMs when all {moving} with a warm standby fail over from stamp `{from}`{}: at most {most} are possible",
                after(*stopped)
            ),

        549 "A copy or replica that never keeps up" "More comes up than is carried, day by day."
        NeverKeepsUp { queue: Queue, demand: Bytes, served: Bytes, bound_by: Option<String>, meanwhile: Meanwhile }
            => format!(
                "{} never keeps up: {} a day come up after reduction and {} a day are carried (bounded by {}), {}",
                queue.words(),
                gigabytes(*demand),
                gigabytes(*served),
                bound_by.as_deref().unwrap_or("its own limit"),
                meanwhile.words()
            ),

        551 "A redeployment where nothing leads" "Nothing is carried to where it is redeployed; what it needs has to lie there."
        NoWayToRedeploy { protection: String, application: String, from: String, to: String, sites: [String; 2] }
            => format!(
                "protection `{protection}` may redeploy application `{application}` from stamp `{from}` to stamp `{to}`, and no link joins site `{}` to site `{}`: it is simulated as if all that it needs lay there; state its `template` where it lies elsewhere",
                sites[0], sites[1]
            ),

        552 "A wait that nobody ever gives up" "There is nowhere to go, nothing to go with, or nothing keeps VMs down with their data intact for that long."
        NeverGivenUp { protection: String, why: NeverGivenUp }
            => format!("how long {protection} waits for what is down but intact never matters: {}", why.words()),

        553 "A way home that nobody can go" "No link leads there, more is written than it carries, or the window and the hours of whoever moves VMs there never meet."
        NobodyGoesHome { protection: String, why: NobodyGoesHome }
            => format!("nothing that {protection} builds elsewhere ever goes home {}", why.words()),

        550 "A protection that nothing uses" "No application, role or VM names it."
        Unused { protection: String }
            => format!("protection `{protection}` is used by no VM: name it as `protection` of an application, role or VM, or leave it out"),
    }
}

/// Why people never give up what is down but intact.
#[derive(Clone, PartialEq, PartialOrd, Debug)]
pub(crate) enum NeverGivenUp {
    /// There is no other stamp to go to.
    NoStamp,
    /// There is no point to restore.
    NoPoint,
    /// Nothing lasts as long as the least that is waited.
    Shorter { after: Span, longest: Span },
}

impl NeverGivenUp {
    fn words(&self) -> String {
        match self {
            NeverGivenUp::NoStamp => "no VM that has it may go to another stamp".to_string(),
            NeverGivenUp::NoPoint => {
                "none of its jobs works, so that there is no point to restore".to_string()
            }
            NeverGivenUp::Shorter { after, longest } => format!(
                "nothing keeps its VMs down with their data intact for more than {longest}, and people wait for {after} at least"
            ),
        }
    }
}

/// Why nobody goes home.
#[derive(Clone, PartialEq, PartialOrd, Debug)]
pub(crate) enum NobodyGoesHome {
    /// No link joins the two stamps.
    NoLink { from: String, to: String },
    /// What is written meanwhile comes up faster than the way carries it, of an application.
    NeverKeepsUp {
        application: String,
        from: String,
        to: String,
        written: Rate,
        carried: Rate,
    },
    /// The people who would do it are never there in the window.
    NobodyThere { crew: String },
}

impl NobodyGoesHome {
    fn words(&self) -> String {
        match self {
            NobodyGoesHome::NoLink { from, to } => format!(
                "from stamp `{from}` to stamp `{to}`: no link joins their sites, so that nothing is copied there"
            ),
            NobodyGoesHome::NeverKeepsUp {
                application,
                from,
                to,
                written,
                carried,
            } => format!(
                "from stamp `{from}` to stamp `{to}` of application `{application}`: its VMs write {written}, without a reduction, and the way carries {carried} at best, so that the copy never ends; it stays where it is, however long home has been whole"
            ),
            NobodyGoesHome::NobodyThere { crew } => format!(
                "in its `go_home_window`: crew `{crew}`, which does it, is never there in these hours"
            ),
        }
    }
}

/// What never keeps up.
#[derive(Clone, PartialEq, PartialOrd, Debug)]
pub(crate) enum Queue {
    /// The copies of a backup.
    Copies { backup: String, repository: String },
    /// The replica of an application.
    Replica {
        application: String,
        replication: String,
        stamp: String,
    },
}

impl Queue {
    fn words(&self) -> String {
        match self {
            Queue::Copies { backup, repository } => {
                format!("the queue of copies of backup `{backup}` to repository `{repository}`")
            }
            Queue::Replica {
                application,
                replication,
                stamp,
            } => format!(
                "the replica of application `{application}` by `{replication}` from stamp `{stamp}`"
            ),
        }
    }
}

/// What becomes of what is not carried.
#[derive(Clone, PartialEq, PartialOrd, Debug)]
pub(crate) enum Meanwhile {
    /// It waits, and more comes up.
    Grows {
        /// In a day.
        growth: Span,
        limit: QueueLimit,
        after: Span,
    },
    /// It is not written: writing waits for the replica.
    HeldBack {
        /// The share of the writing.
        share: f64,
    },
}

impl Meanwhile {
    fn words(&self) -> String {
        match self {
            Meanwhile::Grows {
                growth,
                limit,
                after,
            } => format!(
                "so it grows by {} a day and passes {} after {}",
                rough(*growth),
                limit.words(),
                rough(*after)
            ),
            Meanwhile::HeldBack { share } => format!(
                "and it is synchronous, so {:.1} % of the writing is held back by it; that is not simulated further: the replica counts as up to date, and the application as unhindered",
                share * 100.0
            ),
        }
    }
}

/// What a queue passes when it grows.
#[derive(Clone, PartialEq, PartialOrd, Debug)]
pub(crate) enum QueueLimit {
    /// The RPO of an application.
    Rpo { rpo: Span, application: String },
    /// How long points are kept.
    Kept { keep: Span },
    /// How far a log reaches back.
    Log { log: Span },
}

impl QueueLimit {
    fn words(&self) -> String {
        match self {
            QueueLimit::Rpo { rpo, application } => {
                format!("the RPO of {rpo} of application `{application}`")
            }
            QueueLimit::Kept { keep } => format!("the {keep} that its points are kept"),
            QueueLimit::Log { log } => format!("its log limit of {log}"),
        }
    }
}

fn gib(bytes: Bytes) -> String {
    format!("{:.1} GiB", bytes.as_gib())
}

/// What is stopped first, where anything is.
fn after(stopped: Bytes) -> String {
    if stopped.0 > 0 {
        format!(", after {} of its own are stopped", gib(stopped))
    } else {
        String::new()
    }
}

fn gigabytes(bytes: Bytes) -> String {
    format!("{:.1} GB", bytes.0 as f64 / 1e9)
}

/// A length that need not be exact: `14.9 h`, `3.2 d`.
fn rough(length: Span) -> String {
    let hours = length.as_hours();
    if hours >= 48.0 {
        format!("{:.1} d", hours / 24.0)
    } else if hours >= 1.0 {
        format!("{hours:.1} h")
    } else {
        format!("{:.1} min", hours * 60.0)
    }
}
