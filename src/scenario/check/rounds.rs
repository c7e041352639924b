//! Advice about when jobs start and how long they take: windows, slots, stagger, phase, retries.
//!
//! Always true here: how long a round takes at best is asked of `model::queue::rounds`.

use super::Scene;
use crate::model::advice::BackupAdvice;
use crate::model::queue::{Load, Round, Shared, rounds as all_rounds, shared};
use crate::model::record::Resource;
use crate::model::{Backup, BackupId, ChainKind, Vm, Window};
use crate::units::{DAY, MINUTE, Span};

/// Advice about rounds of jobs and their starts.
pub(in super::super) fn rounds(scene: &Scene<'_, '_>) {
    for round in all_rounds(scene.blueprint) {
        fulls(scene, &round);
        increments(scene, &round);
    }
    for together in shared(scene.blueprint) {
        too_much_together(scene, &together);
    }
    let mut vms = vec![0_u32; scene.blueprint.protections.backups.len()];
    for vm in &scene.blueprint.vms {
        if let Some(id) = vm.protection.backup {
            vms[id.index()] = vms[id.index()].max(vm.backup_order + 1);
        }
    }
    for (index, count) in vms.into_iter().enumerate() {
        let id = BackupId::from_index(index);
        if count > 0 {
            stagger(scene, id, count);
            phase(scene, id);
            retries(scene, id);
            quick_retries(scene, id);
        }
    }
}

fn first<'a>(scene: &Scene<'a, '_>, round: &Round) -> (BackupId, &'a Backup) {
    let id = round.backups[0];
    (id, scene.blueprint.backup(id))
}

fn fulls(scene: &Scene<'_, '_>, round: &Round) {
    let (_, backup) = first(scene, round);
    let takes = Span::from_ms(round.fulls.seconds * 1_000.0);
    let (jobs, load) = ("full backups", &round.fulls);
    if takes > backup.full_every {
        too_long(
            scene,
            round,
            (jobs, load),
            (backup.full_every, "round of them"),
        );
    } else if misses_window(backup, load) {
        window_too_short(scene, round, (jobs, load));
    } else if takes.0 > backup.every.0.saturating_add(last_due(scene, round)) {
        too_long(scene, round, (jobs, load), (backup.every, "jobs"));
    }
}

/// How long after the first job of a round the last one comes due: by so much later comes its next one, so that a round may take
/// that much longer once in a while.
fn last_due(scene: &Scene<'_, '_>, round: &Round) -> u64 {
    let own = |vm: &Vm| {
        let id = vm
            .protection
            .backup
            .filter(|id| round.backups.contains(id))?;
        let stagger = scene.blueprint.backup(id).stagger.0;
        Some(stagger.saturating_mul(u64::from(vm.backup_order)))
    };
    let vms = scene.blueprint.vms.iter();
    vms.filter_map(own).max().unwrap_or(0)
}

fn increments(scene: &Scene<'_, '_>, round: &Round) {
    let (_, backup) = first(scene, round);
    if backup.chain == ChainKind::Full || backup.full_every == backup.every {
        return;
    }
    let load = &round.increments;
    let jobs = match backup.chain {
        ChainKind::Differential => "the last differentials before a full",
        ChainKind::Incremental | ChainKind::Full => "increments",
    };
    if load.seconds * 1_000.0 > backup.every.0 as f64 {
        too_long(scene, round, (jobs, load), (backup.every, "jobs"));
    } else if misses_window(backup, load) {
        window_too_short(scene, round, (jobs, load));
    }
}

/// For how long a window is open from the first job on, where jobs come due once a day or more seldom.
fn open_from(backup: &Backup, window: Window) -> Option<Span> {
    let of_day = backup.phase.0 % DAY;
    backup.every.0.is_multiple_of(DAY).then(|| {
        if window.holds(of_day) {
            window.left_at(of_day)
        } else {
            window.length()
        }
    })
}

/// How long after the first job comes due the window closes, where jobs come due once a day or more seldom. Who comes due before it opens
/// begins when it does.
fn closes(backup: &Backup, window: Window) -> Option<Span> {
    let of_day = backup.phase.0 % DAY;
    let before = match window.holds(of_day) {
        true => Span::ZERO,
        false => window.opens_in(of_day),
    };
    open_from(backup, window).map(|open| Span(before.0.saturating_add(open.0)))
}

fn misses_window(backup: &Backup, load: &Load) -> bool {
    let open = backup.window.and_then(|window| open_from(backup, window));
    open.is_some_and(|open| load.last_start * 1_000.0 > open.0 as f64)
}

/// The backups of a round, for a sentence.
fn names(scene: &Scene<'_, '_>, round: &Round) -> String {
    let (_, backup) = first(scene, round);
    match round.backups.len() {
        1 => format!("`{}`", backup.name),
        count => format!(
            "`{}` and {} more that start with it",
            backup.name,
            count - 1
        ),
    }
}

fn bound(scene: &Scene<'_, '_>, resource: Resource) -> String {
    resource.label(scene.blueprint)
}

fn too_long(
    scene: &Scene<'_, '_>,
    round: &Round,
    (jobs, load): (&'static str, &Load),
    (next, what_next): (Span, &'static str),
) {
    let (id, _) = first(scene, round);
    scene.context.advise(
        scene.protections.spot_of(id),
        BackupAdvice::RoundTooLong {
            backups: names(scene, round),
            jobs,
            vms: round.vms,
            bytes: load.bytes,
            seconds: load.seconds,
            bound: bound(scene, load.bound),
            next,
            what_next,
        },
    );
}

/// Backups that come due at different times, or go to different repositories, fill what they share.
fn too_much_together(scene: &Scene<'_, '_>, together: &Shared) {
    let id = together.backups[0];
    let name = &scene.blueprint.backup(id).name;
    scene.context.advise(
        scene.protections.spot_of(id),
        BackupAdvice::RoundTooLong {
            backups: match together.backups.len() {
                1 => format!("`{name}`"),
                count => format!("`{name}` and {} more that share it", count - 1),
            },
            jobs: if together.beside {
                "all fulls and increments, whenever they start, with the copies and replicas that go the same way,"
            } else {
                "all fulls and increments, whenever they start,"
            },
            vms: together.vms,
            bytes: together.bytes,
            seconds: together.seconds,
            bound: bound(scene, together.bound),
            next: together.cycle,
            what_next: "round of them",
        },
    );
}

fn window_too_short(scene: &Scene<'_, '_>, round: &Round, (jobs, load): (&'static str, &Load)) {
    let (id, backup) = first(scene, round);
    let open = backup.window.and_then(|window| open_from(backup, window));
    scene.context.advise(
        scene.protections.spot_of(id),
        BackupAdvice::WindowTooShort {
            backups: names(scene, round),
            jobs,
            vms: round.vms,
            bytes: load.bytes,
            last_start: load.last_start,
            bound: bound(scene, load.bound),
            open: open.unwrap_or_default(),
            slots: scene.blueprint.repository(backup.to).slots,
        },
    );
}

fn stagger(scene: &Scene<'_, '_>, id: BackupId, vms: u32) {
    let backup = scene.blueprint.backup(id);
    let last = backup.stagger.0.saturating_mul(u64::from(vms - 1));
    let spot = scene.protections.spot_of(id);
    if last == 0 {
        return;
    }
    let closes = backup.window.and_then(|window| closes(backup, window));
    match closes {
        Some(closes) if last >= closes.0 => {
            let late = u64::from(vms) - closes.0.div_ceil(backup.stagger.0);
            scene.context.advise(
                spot,
                BackupAdvice::StaggerBeyondWindow {
                    backup: backup.name.clone(),
                    vms,
                    stagger: backup.stagger,
                    closes,
                    late: late as u32,
                },
            );
        }
        None if last >= backup.every.0 => stagger_beyond_cadence(scene, id, vms),
        _ => {}
    }
}

fn stagger_beyond_cadence(scene: &Scene<'_, '_>, id: BackupId, vms: u32) {
    let backup = scene.blueprint.backup(id);
    scene.context.advise(
        scene.protections.spot_of(id),
        BackupAdvice::StaggerBeyondCadence {
            backup: backup.name.clone(),
            vms,
            stagger: backup.stagger,
            every: backup.every,
        },
    );
}

/// The first job of a day that comes due while the window is closed, where none comes due in it.
fn phase(scene: &Scene<'_, '_>, id: BackupId) {
    let backup = scene.blueprint.backup(id);
    let Some(window) = backup.window else { return };
    let every = backup.every.0;
    let of_day = if every.is_multiple_of(DAY) {
        let of_day = backup.phase.0 % DAY;
        (!window.holds(of_day)).then_some(of_day)
    } else if DAY.is_multiple_of(every) {
        let first = backup.phase.0 % every;
        let inside = (0..DAY / every).any(|job| window.holds(first + job * every));
        (!inside).then_some(first)
    } else {
        None
    };
    let Some(of_day) = of_day else { return };
    scene.context.advise(
        scene.protections.spot_of(id),
        BackupAdvice::PhaseOutsideWindow {
            backup: backup.name.clone(),
            phase: Span(of_day),
            opens: Span(window.start),
            wait: window.opens_in(of_day),
        },
    );
}

fn retries(scene: &Scene<'_, '_>, id: BackupId) {
    let backup = scene.blueprint.backup(id);
    let last = backup
        .retry_after
        .0
        .saturating_mul(u64::from(backup.retries));
    if backup.job_failure.0 <= 0.0 || last < backup.every.0 {
        return;
    }
    scene.context.advise(
        scene.protections.spot_of(id),
        BackupAdvice::RetriesIntoNext {
            backup: backup.name.clone(),
            retries: backup.retries,
            after: backup.retry_after,
            every: backup.every,
        },
    );
}

/// Common products try three times; beyond this many tries within a moment no job ever fails.
const TRIES: u32 = 10;
/// What stood in the way is hardly gone sooner.
const PAUSE: Span = Span(MINUTE);

fn quick_retries(scene: &Scene<'_, '_>, id: BackupId) {
    let backup = scene.blueprint.backup(id);
    let quick = backup.retries > TRIES && backup.retry_after < PAUSE;
    if !quick {
        return;
    }
    scene.context.advise(
        scene.protections.spot_of(id),
        BackupAdvice::QuickRetries {
            backup: backup.name.clone(),
            retries: backup.retries,
            after: backup.retry_after,
            bound: TRIES,
            pause: PAUSE,
        },
    );
}
