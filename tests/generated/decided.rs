//! Waiting for what is down but intact, under common draws.
//!
//! Always true here: the variants of a scenario differ in how long people wait, and in nothing else.

use super::generated;
use super::scenario::Dice;
use firedrill::model::DrillId;
use firedrill::model::record::{Decision, TrialRecord};
use firedrill::scenario::load;
use firedrill::world::{Mode, World};

/// A scenario in which people wait so long.
fn waiting(text: &str, after: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("known_after"));
    let lines = lines.map(|line| match line.starts_with("give_up_after") {
        true => format!("give_up_after = {after}\n"),
        false => format!("{line}\n"),
    });
    lines.collect()
}

/// The same where nobody who repairs is taken by recoveries: what is decided delays no repair.
fn apart(text: &str) -> String {
    let keys = ["decided_by", "restored_by", "checked_by", "go_home_by"];
    let lines = text.lines();
    let kept = lines.filter(|line| !keys.iter().any(|key| line.starts_with(key)));
    kept.map(|line| format!("{line}\n")).collect()
}

/// Trials of all modes; none where the scenario is refused.
fn records(text: &str, trace: &str) -> Option<Vec<TrialRecord>> {
    let loaded = load(text, "waiting.toml", &|_| Ok(trace.as_bytes().to_vec())).ok()?;
    let blueprint = &loaded.blueprint;
    let mut world = World::new(blueprint, 1);
    let drills = (0..blueprint.drills.len()).map(|drill| Mode::Drill(DrillId(drill as u32)));
    let modes = std::iter::once(Mode::Years).chain(drills);
    Some(modes.map(|mode| world.run(mode, 0)).collect())
}

/// Where nothing is down for twenty years nothing is given up, and it is as if people waited for ever. Whatever they
/// do, each node is down as long as it would have been.
#[test]
fn generated_who_waits_longer_than_anything_lasts_waits_for_ever() {
    let (mut tried, mut given_up) = (0, 0);
    for seed in 0..60 {
        let (text, trace) = generated(seed);
        let text = apart(&text);
        let Some(never) = records(&waiting(&text, "\"never\""), &trace) else {
            continue;
        };
        tried += 1;
        let long = records(&waiting(&text, "\"7300 d\""), &trace).unwrap();
        assert!(
            long == never,
            "seed {seed}: a wait that never ends moves something"
        );
        let at_once = records(&waiting(&text, "\"0 s\""), &trace).unwrap();
        // A drill goes on until all is back, years for as long as their horizon.
        assert_eq!(
            at_once[0].node_downtime, never[0].node_downtime,
            "seed {seed}"
        );
        for (one, other) in at_once.iter().zip(&never) {
            let left = |outage: &&firedrill::model::record::Outage| {
                matches!(outage.decision, Decision::GaveUp { .. })
            };
            given_up += one.outages.iter().filter(left).count();
            assert_eq!(other.outages.iter().filter(left).count(), 0, "seed {seed}");
        }
    }
    assert!(
        tried >= 20 && given_up >= 10,
        "{tried} scenarios, {given_up} given up"
    );
}

/// One VM, one backup, an empty stamp, and a stamp that is away for days: who gives up sooner is back no later.
#[test]
fn generated_who_gives_up_sooner_is_back_no_later_where_the_restore_takes_less() {
    for seed in 0..25 {
        let mut dice = Dice::new(seed);
        let used = dice.between(1, 400);
        let decide = dice.between(0, 300);
        let text = format!(
            "[run]\ntrials = 1\n[stamp.a]\nnode_memory = \"384 GiB\"\n[stamp.b]\nlike = \"a\"\n[repository.vault]\n\
             [protection.p.backup]\njob_failure = \"0 %\"\nbad_point = \"0 %\"\ndetect = \"5 min\"\n\
             decide = \"{decide} min\"\nprovision = \"30 min\"\nrestore_to = \"b\"\ngive_up_after = \"never\"\n\
             [application.erp]\nstamp = \"a\"\nprotection = \"p\"\nused = \"{used} GiB\"\nboot = \"5 min\"\n\
             [drill.flood]\nof = \"stamp.a\"\nreturns = \"{} h\"\ntrials = 1\n",
            dice.between(120, 400)
        );
        let recovered = |hours: u64| {
            let text = waiting(&text, &format!("\"{hours} h\""));
            let record = records(&text, "").unwrap().pop().unwrap();
            record.outages[0].recovery().unwrap()
        };
        let lengths: Vec<u64> = [0, 1, 5, 24, 72].map(recovered).to_vec();
        assert!(lengths.is_sorted(), "seed {seed}: {lengths:?}");
    }
}
