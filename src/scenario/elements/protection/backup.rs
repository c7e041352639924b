//! `[protection.NAME.backup]`: restore from restore points.
//!
//! Always true here: a full backup comes at a multiple of the time between jobs.

use super::going_home::GoHomeKeys;
use super::upkeep::{Streak, Tests};
use crate::model::advice::ProtectionAdvice;
use crate::model::{
    Backup, BackupMethod, BackupScope, Blueprint, ChainKind, Hours, Law, Logs, Mending, Prefer,
    Preference, RepositoryId, Retention, Synthetic, Upkeep, WORKED_OUT, Waiting, Window,
};
use crate::scenario::context::Context;
use crate::scenario::elements::{crew as crews, repository, stamp};
use crate::scenario::keys::{
    Bound, Companions, Form, KeyOf, Kind, Lines, Name, Names, Plain, Whole, keys, quote, words,
};
use crate::scenario::limit;
use crate::scenario::places::{PlaceNames, Places, crew};
use crate::scenario::problem::{FitProblem, OverLimit, Problem, ProtectionProblem};
use crate::scenario::protections::{
    Length, Protections, Stated, narrow_window, positive, reduction, stamp_names, stamps,
};
use crate::scenario::table::Table;
use crate::scenario::text::milliseconds;
use crate::scenario::tree::{Item, Node};
use crate::scenario::value::{quantity, whole};
use crate::units::{DAY, Rate, Share, Span, WEEK};

keys! {
    name: "backup", pattern: "protection.*.backup", header: "[protection.NAME.backup]", collapse: false,
    doc: "Backup: restore from restore points that are complete at a repository that stands.";

    METHOD: BackupMethod = "method", "`agent` reads in the guest and a restore rebuilds the VM first; `snapshot` reads disks through the stamp's API and needs its control plane. There is no backup from the hypervisor.",
        default("agent", Read, "Azure Stack Hub documentation, protect VMs: an agent in the guest, or disk snapshots through the API; the agent needs nothing of the stamp");
    SCOPE: BackupScope = "scope", "The whole VM with its disks, which is built again first; or application data, which goes into a VM that still stands (else it is redeployed first). Disks that are attached to a VM take the same steps as the whole VM.",
        default("vm", Assumed, "the whole VM is what backup products take unless told otherwise");
    CHAIN: ChainKind = "chain", "What follows a full backup.",
        default("incremental", Assumed, "Azure Stack Hub documentation, protect VMs, recommends incremental or differential backups without naming one");
    EVERY: Span = "every", "Time between jobs.",
        default("24 h", Assumed, "one backup a day is the usual cadence"),
        bounds [Bound::NotZero];
    FULL_EVERY: Span = "full_every", "Time between full backups: a multiple of `every`.",
        worked_out("7 d", Assumed, "a weekly full is the usual cycle; the time between jobs where that is longer");
    SYNTHETIC: bool = "synthetic", "Fulls after the first are put together at the repository: the VM moves an increment, then the repository reads the chain that lies there and writes a full, each byte once, at its own `read` and `write`; the job keeps its slot meanwhile. The increment can be restored from until the full takes its place. Where no whole chain lies there, or one of its files is known to be bad, and after a restore, the full is read from the VM.", optional("every full is read from the VM");
    SYNTHETIC_VERIFY: bool = "synthetic_verify", "Whether the files are verified that a synthetic full is put together from: a bad one is found at the end, the full is given up, and the next one is read from the VM. Without it the full is as bad as any file that it was made from, and so is the next one, until somebody finds out.", optional("they are verified, as blocks carry checksums that are compared when they are read");
    PHASE: Span = "phase", "The first job of the week, from Monday 00:00.",
        worked_out(WORKED_OUT, Assumed, "the opening of the window, or Monday 00:00 where there is none");
    WINDOW: Window = "window", "Daily window in which jobs may start.", optional("jobs may start at any time");
    STAGGER: Span = "stagger", "Each VM's jobs come this much after those of the VM before it.",
        default("0 s", Assumed, "all jobs come due together unless they are spread");
    TO: Name<repository::Keys> = "to", "Where restore points go.", optional("the only repository");
    COPY_TO: Name<repository::Keys> = "copy_to", "Where complete points are copied to.", optional("no copy");
    KEEP: Retention = "keep", "How long restore points are kept.",
        default("14 d", Assumed, "Veeam sizing example: 14 restore points, one a day");
    REDUCTION: f64 = "reduction", "Bytes read or written by the VM per byte moved and stored: 2.0 halves what links, uplinks and repositories see, not what disks and storage pools do.",
        default("2.0", SecondHand, "Veeam best practice: 2:1 usual, 3:1 common"),
        bounds [Bound::Between(0.1, 1_000.0)];
    JOB_FAILURE: Share = "job_failure", "Mean probability that a job fails.",
        default("4 %", Assumed, "no field rate is published as a number; a lab showed 16 %, well-kept installations stay below 5 %");
    STICKINESS: Share = "stickiness", "Probability that a job's outcome repeats the one before it.",
        default("50 %", Assumed, "failed jobs come in runs: in a lab 36 % of the runs were longer than one"),
        bounds [Bound::UpTo99];
    RETRIES: Whole<0> = "retries", "How often a failed job is tried again.",
        default("0", Assumed, "job_failure is that of a job after the retries of its product; state both for a product whose single tries are known"),
        bounds [Bound::Most(limit::POINTS.most)];
    RETRY_AFTER: Span = "retry_after", "Time before a retry.",
        default("10 min", Assumed, "a common setting of backup products");
    BAD_POINT: Share = "bad_point", "Probability that a file (a full, a differential, an increment; of logs `bad_log`) is bad, from when it is made and wherever it is copied to. Whoever reads it finds that out at the end of the transfer, and no point that hangs on it can be restored: of a chain of n increments 1 − (1 − p)^n of the newest.",
        default("0.75 %", Assumed, "restores fail in 2 to 5 % of cases where they are tested daily, 15 to 30 % where they are not, and no field rate of files is published: with the default chain, of four files on the mean, 0.75 % of files are 3 % of restores");
    LOG_EVERY: Span = "log_every", "Time between log backups of the database in the VM, less than `every`: they go on whatever the jobs do, to `to` and, with `copy_to`, on from there. A restore reads the newest point and replays all logs after it, up to the newest that nothing is missing before, or to just before a corruption once that is noticed.", optional("no logs: the newest point is all there is");
    LOG_FAILURE: Share = "log_failure", "Probability that a log job fails. It breaks nothing: the next one takes what it should have.",
        default("1 %", Assumed, "no field rate is published; log jobs are small and short, and fail less often than the 4 % of backup jobs");
    BAD_LOG: Share = "bad_log", "Probability that the file of a log is bad, from when it is made and wherever it is copied to. That is found in the replay, and the recovery ends before it.",
        default("0.05 %", Assumed, "no field rate is published, and a day of logs is a hundred small files: of 96 logs 4.7 % of restores meet a bad one, as restores fail in 2 to 5 % of cases");
    REPLAY: Rate = "replay", "How fast logs are replayed once they are read, in bytes of what was written, before the reduction.",
        default("50 MB/s", Assumed, "no figure published for replay: one stream of redo applies tens of MB/s, less than a disk writes (145 MB/s). At half of it the replay takes twice as long, and nothing else changes: measure it in a restore test"),
        bounds [Bound::NotZero];
    NOTICED_AFTER: Streak = "noticed_after", "After so many failed jobs of one VM in a row, retries included, somebody notices and mends them; \"never\": they fail until one works by itself.",
        default("never", Assumed, "backup products tell of each failure and installations differ in who reads it; a job that nobody mends is the careful side");
    MEND: Law = "mend", "How long it takes to mend jobs that fail, once somebody is at it: then the next one fails with the plain `job_failure`, whatever the one before did.",
        default("{ lognormal = { median = \"1 h\", sigma = 1.0 } }", Assumed, "no figure published: minutes for a password that has expired, hours for a snapshot that is stuck");
    MENDED_BY: Name<crews::Keys> = "mended_by", "Who mends failing jobs: one person of this crew for each VM, behind its repairs and recoveries, in its hours, after `answers_in`.", optional("somebody at once, at any hour");
    RESTORE_TEST: Tests = "restore_test", "The newest point of each VM is restored on trial once in `every`, which takes `cost`: a bad one is found before it is needed, and a good one cannot turn out bad any more.", optional("no point is tested");
    PREFER: Prefer = "prefer", "Which point a restore takes: the newest that can be read, or the one that would be back soonest of those whose loss is within `prefer_within`, from wherever they lie. Estimated when it asks for a slot: the bytes of its whole chain, the share of the path that is left, the wait for a slot.",
        default("newest", Assumed, "what was written is worth more than time unless somebody says otherwise");
    PREFER_WITHIN: Span = "prefer_within", "The loss within which an older point may be taken because it is back sooner. With prefer = \"newest\" nothing else is taken, and results say what the soonest would have given.", optional("only the newest point is looked at");
    DETECT: Law = "detect", "Time to notice that a restore is needed.",
        default("{ lognormal = { median = \"20 min\", sigma = 1.0 } }", SecondHand, "one review of a large cloud outage: investigation began 19 min after the impact; the spread is a guess");
    DECIDE: Law = "decide", "Time to decide to restore.",
        default("{ lognormal = { median = \"45 min\", sigma = 0.9 } }", Assumed, "no distribution published: hours for remote restores, and not knowing when to declare is a main problem");
    DECIDED_BY: Name<crews::Keys> = "decided_by", "Whose people decide: one of them for each fault that is decided about, in the hours of the crew.", optional("somebody decides at any hour");
    RESTORED_BY: Name<crews::Keys> = "restored_by", "Whose people do the hand work of `provision`: one of them for each VM, in the hours of the crew, urgent tiers first.", optional("somebody does it at any hour, however much there is");
    PROVISION: Law = "provision", "Time to make the VM that the data goes into, or to attach disks.",
        default("{ lognormal = { median = \"30 min\", sigma = 0.5 } }", Assumed, "no figure published for building a VM to restore into");
    GIVE_UP_AFTER: Option<Law> = "give_up_after", "How long what is down with its data intact (the stamp, or its control plane) is waited for, from the strike on, before people decide to restore on a stamp of `restore_to`; \"never\": until it is back.",
        default("24 h", Assumed, "plans name a threshold of their own and none is published: a restore costs what was written since the last point, up to a day with the usual cadence, so that who waits for a day has waited about as long as a restore sets back");
    KNOWN_AFTER: Law = "known_after", "When people know how long that lasts, from the strike on: from then on they give up at once where the rest of the wait is longer than the restore would take, and wait where it is shorter.", optional("not before it is over");
    MERGES: bool = "merges", "Whether what the old place still holds is merged with what went on elsewhere once it is back: then nothing is lost.",
        default("false", Assumed, "two states of one system are seldom brought together; what the old place holds is dropped");
    RESTORE_TO: Names<stamp::Keys> = "restore_to", "Stamps to restore to when the own one has lost its state, or is given up, and is not back.", optional("the own stamp");
    GO_HOME: Option<Law> = "go_home", "How long the planned outage takes, before guests boot, by which what was restored on another stamp goes home once its own one is whole again; \"never\": it stays where it is.",
        default("never", Assumed, "Azure Stack Hub documentation, Azure Site Recovery for VMs of a stamp: there is no automatic way back, somebody has to move what runs elsewhere; what nobody plans stays by choice");
    GO_HOME_AFTER: Span = "go_home_after", "How long its own stamp must have been whole without a break (all nodes, copies and the control plane) before anything is moved there.",
        default("24 h", Assumed, "no figure published: a day of undisturbed work before a stamp is trusted again, as for a failback");
    GO_HOME_WINDOW: Hours = "go_home_window", "Weekly hours in which the planned outage may begin, such as \"Sat 08:00-20:00\".", optional("at any time");
    GO_HOME_BY: Name<crews::Keys> = "go_home_by", "Whose people do the planned outage: it begins in the hours of the crew when one of them is free, and takes one of them for each VM.", optional("those of `restored_by`");
}

/// How what was restored elsewhere goes home.
const GOING_HOME: GoHomeKeys<Keys> = GoHomeKeys {
    takes: GO_HOME,
    after: GO_HOME_AFTER,
    window: GO_HOME_WINDOW,
    by: GO_HOME_BY,
    elsewhere: RESTORE_TO.row.name,
};

words!(Prefer { "newest" => Newest, "soonest" => Soonest });
words!(BackupMethod { "agent" => Agent, "snapshot" => Snapshot });
words!(BackupScope { "vm" => Vm, "data" => Data });
words!(ChainKind { "full" => Full, "incremental" => Incremental, "differential" => Differential });

impl Form for Retention {
    const KIND: Kind = Kind::Own("an age or a number of points", "\"14 d\" or 14");
}

impl Plain for Retention {
    type Value = Retention;
    fn stand_in() -> Retention {
        Retention::Count(1)
    }
    fn read(_: &Context<'_>, node: &Node) -> Result<Retention, Problem> {
        retention(node)
    }
    fn write(keep: &Retention, _: &mut Companions) -> String {
        match keep {
            Retention::Age(age) => quote(&age.to_string()),
            Retention::Count(count) => count.to_string(),
        }
    }
}

impl Stated for Backup {
    type Keys = Keys;

    fn read(
        table: &Table<'_, '_, Keys>,
        name: &str,
        places: &Places,
        _: &mut Protections,
    ) -> Backup {
        read(table, name, places)
    }

    fn write(&self, blueprint: &Blueprint, _: &PlaceNames) -> Lines<Keys> {
        write(self, blueprint)
    }

    fn lengths(&self) -> Vec<Length<'_>> {
        let mut all = vec![
            Length::of_outage(DETECT.row.name, &self.detect),
            Length::of_outage(DECIDE.row.name, &self.decide),
            Length::of_outage(PROVISION.row.name, &self.provision),
        ];
        all.extend(GOING_HOME.lengths(self.go_home.as_ref()));
        all
    }
}

/// Reads one backup.
fn read(table: &Table<'_, '_, Keys>, name: &str, places: &Places) -> Backup {
    let every = positive(table, EVERY);
    let chain = table.get(CHAIN);
    let window = table.may(WINDOW);
    let names = &places.names;
    let keep = table.get(KEEP);
    check_points(table, keep, every);
    let copy_to = table.name_of(COPY_TO, &names.repository);
    let to = table.name_or_the_only(TO, &names.repository);
    if copy_to == Some(to) && table.node(TO).is_some() {
        table.problem(COPY_TO, ProtectionProblem::CopyToItself);
    }
    let (retries, retry_after) = retries(table);
    let restore_to = stamps(table, RESTORE_TO, places);
    let go_home = GOING_HOME.read(table, names, table.node(RESTORE_TO).is_some());
    let backup = Backup {
        name: name.to_string(),
        method: table.get(METHOD),
        scope: table.get(SCOPE),
        chain,
        every,
        full_every: full_every(table, chain, every),
        synthetic: synthetic(table, chain),
        phase: phase(table, window),
        window,
        stagger: table.get(STAGGER),
        logs: logs(table, every, keep),
        to: RepositoryId::from_index(to),
        copy_to: copy_to.map(RepositoryId::from_index),
        keep,
        reduction: reduction(table, REDUCTION),
        job_failure: table.get(JOB_FAILURE),
        stickiness: stickiness(table),
        retries,
        retry_after,
        bad_point: table.get(BAD_POINT),
        upkeep: upkeep(table, names),
        preference: preference(table),
        detect: table.get(DETECT),
        decide: table.get(DECIDE),
        restored_by: crew(table, RESTORED_BY, names),
        decided_by: crew(table, DECIDED_BY, names),
        provision: table.get(PROVISION),
        waiting: Waiting {
            give_up_after: table.get(GIVE_UP_AFTER),
            known_after: table.may(KNOWN_AFTER),
            merges: table.get(MERGES),
        },
        restore_to,
        go_home,
    };
    window_lint(table, &backup);
    backup
}

/// Log backups between the jobs.
fn logs(table: &Table<'_, '_, Keys>, every: Span, keep: Retention) -> Option<Logs> {
    let Some(log_every) = table.may(LOG_EVERY) else {
        // The assumptions must not list what nobody replays. What is stated and cannot be read is told of already.
        if table.node(LOG_EVERY).is_none() {
            only_with_logs(table, LOG_FAILURE);
            only_with_logs(table, BAD_LOG);
            only_with_logs(table, REPLAY);
        }
        return None;
    };
    let too_often = log_every < Span::minutes(1);
    if too_often {
        let problem = ProtectionProblem::TooOften {
            key: LOG_EVERY.name(),
            value: log_every,
        };
        table.problem(LOG_EVERY, problem);
    } else if log_every >= every {
        table.problem(
            LOG_EVERY,
            ProtectionProblem::LogsTooSeldom { log_every, every },
        );
    } else {
        // Of a number of points the logs between them are kept.
        let reach = match keep {
            Retention::Age(age) => age,
            Retention::Count(count) => Span(every.0.saturating_mul(u64::from(count))),
        };
        let logs = reach.0 / log_every.0;
        if logs > limit::LOGS.most {
            let problem = OverLimit::Logs {
                keep: reach,
                every: log_every,
                logs,
                limit: limit::LOGS,
            };
            table.problem(LOG_EVERY, problem);
        }
    }
    Some(Logs {
        every: Span(log_every.0.max(1)),
        failure: table.get(LOG_FAILURE),
        bad: table.get(BAD_LOG),
        replay: table.get(REPLAY),
    })
}

fn only_with_logs(table: &Table<'_, '_, Keys>, key: impl KeyOf<Keys>) {
    table.refuse(key, ProtectionProblem::KeyOfLogs { key: key.name() });
}

/// Which point a restore takes.
fn preference(table: &Table<'_, '_, Keys>) -> Preference {
    let preference = Preference {
        prefer: table.get(PREFER),
        within: table.may(PREFER_WITHIN),
    };
    if preference.prefer == Prefer::Soonest && table.node(PREFER_WITHIN).is_none() {
        table.problem(PREFER, ProtectionProblem::SoonestWithoutLoss);
    }
    preference
}

/// What people do about failing jobs and bad points.
fn upkeep(table: &Table<'_, '_, Keys>, names: &PlaceNames) -> Upkeep {
    let mending = match table.get(NOTICED_AFTER) {
        Some(noticed_after) => Some(Mending {
            noticed_after,
            takes: table.get(MEND),
            by: crew(table, MENDED_BY, names),
        }),
        // The assumptions must not list how long that takes which nobody does.
        None => {
            only_with_mending(table, MEND);
            only_with_mending(table, MENDED_BY);
            None
        }
    };
    Upkeep {
        mending,
        test: table.may(RESTORE_TEST),
    }
}

fn only_with_mending(table: &Table<'_, '_, Keys>, key: impl KeyOf<Keys>) {
    table.refuse(key, ProtectionProblem::KeyOfMending { key: key.name() });
}

/// Less than this between two tries is no pause.
const PAUSE: Span = Span::seconds(1);

/// How often a failed job is tried again, and after how long.
fn retries(table: &Table<'_, '_, Keys>) -> (u32, Span) {
    let retries = table.get_count(RETRIES, limit::POINTS);
    let after = table.get(RETRY_AFTER);
    if u64::from(retries) > limit::RETRIES_AT_ONCE.most && after < PAUSE {
        let problem = FitProblem::NoPause {
            retries,
            after,
            pause: PAUSE,
            limit: limit::RETRIES_AT_ONCE,
        };
        table.problem(RETRIES, problem);
    }
    (retries, after)
}

fn full_every(table: &Table<'_, '_, Keys>, chain: ChainKind, every: Span) -> Span {
    if chain == ChainKind::Full && table.node(FULL_EVERY).is_none() {
        return every;
    }
    let week = Span(WEEK);
    // The default of a week must be a multiple of the cadence as well.
    let fitting = if every.0 >= week.0 {
        every
    } else {
        Span(week.0 / every.0 * every.0)
    };
    let value = table.worked_out(FULL_EVERY, fitting);
    if value.0 == 0 || !value.0.is_multiple_of(every.0) {
        table.problem(
            FULL_EVERY,
            ProtectionProblem::FullNotMultiple {
                full_every: value,
                every,
            },
        );
        return every;
    }
    if chain == ChainKind::Full && value != every {
        table.problem(FULL_EVERY, ProtectionProblem::FullOfFullChain);
    }
    value
}

/// Fulls that are put together at the repository.
fn synthetic(table: &Table<'_, '_, Keys>, chain: ChainKind) -> Option<Synthetic> {
    let verify = table.may(SYNTHETIC_VERIFY);
    let stated = table.may(SYNTHETIC);
    if stated != Some(true) {
        // What is stated and cannot be read is told of already.
        if stated == Some(false) || table.node(SYNTHETIC).is_none() {
            let key = SYNTHETIC_VERIFY.name();
            table.refuse(SYNTHETIC_VERIFY, ProtectionProblem::KeyOfSynthetic { key });
        }
        return None;
    }
    if chain == ChainKind::Full {
        table.problem(SYNTHETIC, ProtectionProblem::SyntheticOfFullChain);
        return None;
    }
    Some(Synthetic {
        verify: verify.unwrap_or(true),
    })
}

fn phase(table: &Table<'_, '_, Keys>, window: Option<Window>) -> Span {
    let opening = Span(window.map_or(0, |window| window.start));
    let value = table.worked_out(PHASE, opening);
    if value.0 >= WEEK {
        table.problem(PHASE, ProtectionProblem::PhaseBeyondWeek);
        return Span::ZERO;
    }
    value
}

fn retention(node: &Node) -> Result<Retention, Problem> {
    match &node.item {
        Item::Whole(_) => Ok(Retention::Count(whole(node, 1, limit::POINTS)?)),
        _ => {
            let ms = milliseconds(quantity(node)?)?;
            if ms <= 0.0 || ms > (limit::DAYS.most * DAY) as f64 {
                return Err(ProtectionProblem::ImpossibleAge.into());
            }
            Ok(Retention::Age(Span::from_ms(ms)))
        }
    }
}

fn check_points(table: &Table<'_, '_, Keys>, keep: Retention, every: Span) {
    if let Retention::Age(age) = keep {
        let points = age.0 / every.0.max(1);
        if points > limit::POINTS.most {
            let problem = OverLimit::Points {
                keep: age,
                every,
                points,
                limit: limit::POINTS,
            };
            table.problem(KEEP, problem);
        }
        if age < every {
            table.problem(KEEP, ProtectionProblem::PointsExpire { keep: age, every });
        }
    }
}

fn stickiness(table: &Table<'_, '_, Keys>) -> Share {
    let value = table.get(STICKINESS);
    if value.0 > 0.99 {
        table.problem(STICKINESS, ProtectionProblem::NeverChanges);
    }
    value
}

/// Advice about a window while whose closure jobs come due more than once, and about one that is hardly open.
fn window_lint(table: &Table<'_, '_, Keys>, backup: &Backup) {
    let Some(window) = backup.window else { return };
    let length = window.length().0;
    if backup.every.0 < DAY && backup.every.0 < DAY - length {
        table.context.advise(
            &table.spot_of(WINDOW),
            ProtectionAdvice::WindowTooShort {
                backup: backup.name.clone(),
                every: backup.every,
                open: Span(length),
            },
        );
    }
    let of = format!("backup `{}`", backup.name);
    narrow_window(table, (WINDOW, "window"), of, window);
}

/// What the resolved scenario says of a backup.
fn write(backup: &Backup, blueprint: &Blueprint) -> Lines<Keys> {
    let mut lines = Lines::new();
    lines.put(METHOD, &backup.method);
    lines.put(SCOPE, &backup.scope);
    lines.put(CHAIN, &backup.chain);
    lines.put(EVERY, &backup.every);
    lines.put(FULL_EVERY, &backup.full_every);
    if let Some(synthetic) = backup.synthetic {
        lines.put(SYNTHETIC, &true);
        lines.put(SYNTHETIC_VERIFY, &synthetic.verify);
    }
    lines.put(PHASE, &backup.phase);
    lines.put(STAGGER, &backup.stagger);
    lines.name(TO, &blueprint.repository(backup.to).name);
    lines.number(REDUCTION, backup.reduction);
    lines.put(JOB_FAILURE, &backup.job_failure);
    lines.put(STICKINESS, &backup.stickiness);
    lines.count(RETRIES, backup.retries);
    lines.put(RETRY_AFTER, &backup.retry_after);
    lines.put(BAD_POINT, &backup.bad_point);
    if let Some(logs) = &backup.logs {
        lines.put(LOG_EVERY, &logs.every);
        lines.put(LOG_FAILURE, &logs.failure);
        lines.put(BAD_LOG, &logs.bad);
        lines.put(REPLAY, &logs.replay);
    }
    lines.put(PREFER, &backup.preference.prefer);
    lines.put_maybe(PREFER_WITHIN, backup.preference.within.as_ref());
    let mending = backup.upkeep.mending.as_ref();
    lines.put(NOTICED_AFTER, &mending.map(|one| one.noticed_after));
    lines.put_maybe(MEND, mending.map(|one| &one.takes));
    if let Some(id) = mending.and_then(|one| one.by) {
        lines.name(MENDED_BY, &blueprint.crews[id.index()].name);
    }
    lines.put_maybe(RESTORE_TEST, backup.upkeep.test.as_ref());
    lines.put(DETECT, &backup.detect);
    lines.put(DECIDE, &backup.decide);
    lines.put(PROVISION, &backup.provision);
    lines.put(GIVE_UP_AFTER, &backup.waiting.give_up_after);
    lines.put_maybe(KNOWN_AFTER, backup.waiting.known_after.as_ref());
    lines.put(MERGES, &backup.waiting.merges);
    lines.put(KEEP, &backup.keep);
    lines.put_maybe(WINDOW, backup.window.as_ref());
    if let Some(id) = backup.copy_to {
        lines.name(COPY_TO, &blueprint.repository(id).name);
    }
    if let Some(id) = backup.decided_by {
        lines.name(DECIDED_BY, &blueprint.crews[id.index()].name);
    }
    if let Some(id) = backup.restored_by {
        lines.name(RESTORED_BY, &blueprint.crews[id.index()].name);
    }
    if !backup.restore_to.is_empty() {
        lines.names(RESTORE_TO, &stamp_names(blueprint, &backup.restore_to));
    }
    let elsewhere = !backup.restore_to.is_empty();
    GOING_HOME.write(&mut lines, backup.go_home.as_ref(), (elsewhere, blueprint));
    lines
}
