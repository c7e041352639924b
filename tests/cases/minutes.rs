//! Cases: the march over a small plan against every minute of its week, tried one by one.

use super::load_with;
use crate::watchdog::in_time;
use firedrill::model::frozen::Frozen;
use firedrill::model::marched::{Corner, MarchedCell};
use firedrill::model::record::TrialRecord;
use firedrill::model::{Class, DrillId};
use firedrill::scenario::Alphabet;
use firedrill::study::{MarchOptions, march};
use firedrill::units::{MINUTE, Span, WEEK};
use firedrill::world::{Strike, World};

/// Two VMs, whose backups take turns at one slot of a vault that also restores read from; who is deleted waits for somebody who works by day.
const PLAN: &str = "[site.mine]\n[stamp.a]\nat = \"site.mine\"\nnode_memory = \"384 GiB\"\nstart = \"1 h\"\nuplink = \"100 Gbps\"\n\
    [repository.vault]\nat = \"site.mine\"\nslots = 1\nwrite = \"100 MB/s\"\nread = \"100 MB/s\"\n\
    [crew.day]\npeople = 1\nhours = \"Mon-Fri 08:00-17:00\"\n\
    [protection.nightly.backup]\nevery = \"24 h\"\nfull_every = \"7 d\"\nphase = \"22 h\"\nreduction = 1.0\njob_failure = \"0 %\"\nbad_point = \"0 %\"\n\
    detect = \"7 min\"\ndecide = \"10 min\"\ndecided_by = \"day\"\nprovision = \"3 min\"\n\
    [application]\nerp = { stamp = \"a\", size = \"DS4_v2\", used = \"360 GB\", churn = \"1 MB/s\", boot = \"2 min\", validate = \"0 s\", protection = \"nightly\", rto = \"3 h\", rpo = \"25 h\" }\n\
    files = { stamp = \"a\", size = \"DS4_v2\", used = \"180 GB\", churn = \"0 B/s\", boot = \"2 min\", validate = \"0 s\", protection = \"nightly\", rto = \"3 h\", rpo = \"25 h\" }\n";

/// What lines through these corners say of an instant; none where no corner goes before it.
fn between(corners: &[Corner], at: u64) -> Option<Option<u64>> {
    let next = corners.partition_point(|one| one.at <= at);
    let before = corners.get(next.checked_sub(1)?)?;
    if before.at == at {
        return Some(before.value);
    }
    let after = corners.get(next).filter(|one| one.joined)?;
    let (Some(from), Some(to)) = (before.value, after.value) else {
        return Some(before.value);
    };
    let (from, to) = (i128::from(from), i128::from(to));
    let (part, whole) = (i128::from(at - before.at), i128::from(after.at - before.at));
    u64::try_from(from + (to - from) * part / whole)
        .ok()
        .map(Some)
}

/// Longest recovery and largest loss of an application in a trial; none where it has none.
fn found(record: &TrialRecord, cell: &MarchedCell) -> [Option<u64>; 2] {
    let own = record.outages.iter().filter(|one| {
        one.counted && one.class != Class::Planned && one.application == cell.application
    });
    let own: Vec<_> = own.collect();
    let recovery = own.iter().filter(|one| !one.loss_only);
    let recovery = recovery.map(|one| one.recovered_after().unwrap_or(u64::MAX));
    let loss = own.iter().filter(|one| one.at_risk());
    let loss = loss.map(|one| one.lasting_loss().unwrap_or(u64::MAX));
    [recovery.max(), loss.max()]
}

#[test]
fn a_march_says_of_every_minute_of_the_week_what_a_run_of_it_says() {
    in_time(PLAN, || {
        let loaded = load_with(PLAN, "");
        let Alphabet {
            blueprint,
            mut faults,
        } = Alphabet::of(&loaded.blueprint);
        let name = |drill: DrillId| blueprint.drill(drill).name.clone();
        faults.retain(|one| {
            ["deletion-application-erp", "down-stamp-a"].contains(&name(one.drill).as_str())
        });
        assert_eq!(faults.len(), 2);
        let frozen = Frozen::of(&blueprint, 0.95);
        let options = MarchOptions {
            seed: 1,
            threads: 1,
            runs: None,
        };
        let outcome = march(&frozen, &faults, &options, &|_| true, &|_, _| {});
        assert!(
            outcome.is_complete(),
            "{:?}",
            outcome
                .rows
                .iter()
                .map(|row| &row.unmarched)
                .collect::<Vec<_>>()
        );
        let cycle = outcome.cycle.expect("a cycle");
        assert_eq!(cycle.length, WEEK);
        for row in &outcome.rows {
            let mut history = World::new(&frozen.blueprint, 1);
            history.prepare(0, Span(0), false);
            let monday = (WEEK - history.horizon_of_week()) % WEEK;
            let begins = monday + u64::from(cycle.warm_up) * cycle.length;
            let mut struck = history.clone();
            let mut worst = vec![[None; 2]; row.cells.len()];
            for at in (0..cycle.length).step_by(MINUTE as usize) {
                history.go_on(Span(begins + at));
                history.fork_into(&mut struck);
                assert!(struck.strike(Strike::Drill(faults[row.fault].drill)));
                let record = struck.finish().0;
                for (cell, worst) in row.cells.iter().zip(&mut worst) {
                    let seen = found(&record, cell);
                    for (place, lines) in [&cell.recoveries, &cell.losses].into_iter().enumerate() {
                        let Some(value) = seen[place] else { continue };
                        let said = between(lines, at).flatten().unwrap_or(u64::MAX);
                        assert!(
                            said.abs_diff(value) <= 1,
                            "{at} {place}: {value}, and the march says {said}"
                        );
                        worst[place] = worst[place].max(Some(value));
                    }
                }
            }
            // No minute is worse than the worst moment, and some minute is as bad but for a minute.
            for (cell, worst) in row.cells.iter().zip(&worst) {
                for (told, seen) in [&cell.recovery, &cell.loss].into_iter().zip(worst) {
                    let (Some(told), Some(seen)) = (told, seen) else {
                        continue;
                    };
                    let told = told.value.unwrap_or(u64::MAX);
                    assert!(
                        (told.saturating_sub(MINUTE)..=told).contains(seen),
                        "{seen} {told}"
                    );
                }
            }
        }
    });
}
