//! A world in which everything fails all the time: no invariant breaks, whatever meets whatever.

use crate::watchdog::{Desk, side_by_side};
use firedrill::model::DrillId;
use firedrill::model::record::{Path, Phase, TakenFrom, TrialRecord};
use firedrill::world::{Mode, World};

/// Two sites, an enclosure, racks, copies, crews, every kind of fault, and rates far beyond reason.
pub(crate) const EVERYTHING: &str = r#"
[run]
horizon = "60 d"
build_up = "10 d"
settle = "5 d"
drain = "30 d"

[site]
mine = {}
depot = {}

[enclosure]
container = { site = "mine" }

[stamp]
alpha = { at = "enclosure.container", nodes = 4, node_memory = "384 GiB", cluster_restart = { count = 2, every = "1 min" }, manager_start = { count = 2, every = "5 min" }, isolation_share = "50 %" }
beta = { at = "site.mine", nodes = 4, node_memory = "384 GiB", start = { uniform = ["10 min", "2 h"] } }
gamma = { at = "site.depot", nodes = 4, node_memory = "256 GiB" }

[rack]
left = { stamp = "alpha", nodes = [1, 2] }

[link]
vpn = { between = ["mine", "depot"], rate = "200 Mbps" }

[repository]
near = { at = "stamp.beta", capacity = "3 TiB", slots = 2, read = "100 MB/s", write = "100 MB/s" }
far = { at = "site.depot", capacity = "10 TiB", slots = 3 }
box = { at = "rack.left", capacity = "2 TiB" }

[crew]
day = { people = 1, hours = "Mon-Fri 08:00-17:00" }
duty = { people = 1, hours = "always", answers_in = { lognormal = { median = "45 min", sigma = 0.9 } } }

[protection]
gold.backup = { every = "6 h", full_every = "24 h", window = "18:00-09:00", to = "near", copy_to = "far", keep = 4, restore_to = ["beta", "gamma"], bad_point = "20 %", retries = 2, decided_by = "day", job_failure = "20 %" }
silver.backup = { method = "snapshot", chain = "differential", every = "12 h", full_every = "48 h", to = "box", keep = "3 d", restore_to = "gamma", stagger = "7 min" }
bronze.backup = { chain = "full", every = "24 h", to = "far", scope = "data", keep = "4 d" }
again.none = { redeploy = "40 min", template = "far", to = ["beta", "gamma"] }

[application]
erp = { tier = 1, rto = "4 h", rpo = "6 h", size = "DS3_v2", stamp = "alpha", count = 4, required = 3, used = "100 GiB", churn = "10 %/day", set = "availability_set", protection = "gold" }
web = { tier = 2, rto = "1 h", needs = "erp", size = "DS3_v2", stamp = "alpha", count = 3, required = 2, set = "scale_set", stateless = true, protection = "again" }
files = { tier = 2, rto = "8 h", rpo = "12 h", size = "DS4_v2", stamp = "alpha", count = 2, used = "300 GiB", churn = "5 %/day", protection = "silver" }
mail = { tier = 3, rto = "8 h", rpo = "24 h", size = "DS12_v2", stamp = "beta", count = 3, used = "50 GiB", churn = "3 %/day", protection = "bronze" }
lab = { tier = 4, expendable = true, size = "DS4_v2", stamp = "beta", count = 2 }
portal = { tier = 3, needs = ["web", "mail"], rto = "2 h", size = "DS2_v2", stamp = "gamma", count = 2, required = 1, stateless = true, protection = "again" }

[hazard]
node = { of = "node", every = "300 h", repair = { lognormal = { median = "8 h", sigma = 1.0 } }, crew = "day", detect = "10 min" }
rack = { of = "rack.left", every = "900 h", repair = { uniform = ["1 h", "6 h"] }, crew = "duty" }
stamp = { of = "stamp", every = "700 h", returns = { gamma = { shape = 2.0, scale = "5 h" } }, destroys = "30 %" }
container = { of = "enclosure.container", every = "1500 h", returns = { weibull = { shape = 0.7, scale = "20 h" } }, destroys = "50 %" }
mine = { of = "site.mine", every = "1500 h", returns = { triangular = ["1 h", "2 h", "9 h"] }, destroys = "20 %" }
depot = { of = "site.depot", every = { weibull = { shape = 0.7, scale = "1500 h" } }, returns = "12 h", destroys = "20 %" }
link = { of = "link.vpn", every = "100 h", returns = "7 h" }
repository = { of = "repository", every = "400 h", returns = "10 h", destroys = "30 %" }
control = { of = "control_plane", every = "100 h", repair = "5 h", crew = "duty" }
crash = { of = "application", kind = "crash", every = "200 h" }
release = { of = "application", kind = "release", every = "300 h", repair = "3 h", crew = "day", detect = "10 min" }
deletion = { of = "application", kind = "deletion", every = "500 h" }
corruption = { of = "application", kind = "corruption", every = "400 h", noticed = { lognormal = { median = "30 h", sigma = 1.0 } } }

[fault]
update = { of = "stamp.gamma", at = ["10 d", "40 d"], lasts = "6 h", planned = true }

[drill]
lose-container = { of = "enclosure.container", destroys = true, returns = "10 d" }
spoilt = { of = "application.erp", kind = "corruption", noticed = "20 h" }
"#;

pub(crate) fn check(record: &TrialRecord) {
    for outage in &record.outages {
        let length: u64 = outage.phases.iter().sum();
        if let Some(recovery) = outage.recovery() {
            assert_eq!(recovery, length, "phases add up to the recovery time");
        }
        assert!(
            outage.downtime <= length,
            "downtime in the horizon is part of the outage"
        );
        // Down for no time, and again soon: then all of it is relapse.
        let relapse = outage.phases[Phase::Relapse as usize];
        assert!(relapse < length || (relapse == length && outage.downtime == 0));
        assert!(outage.binding_ms <= length);
        // A restart has its own disks: what was taken from elsewhere came back by that.
        let taken = matches!(
            outage.resumed.from,
            TakenFrom::Replica(_) | TakenFrom::Point { .. }
        );
        assert!(
            !taken || outage.loss_only || outage.path() != Some(Path::Restart),
            "{outage:?}"
        );
    }
    for (application, downtime) in record.downtime.iter().enumerate() {
        let sum: u64 = record
            .outages
            .iter()
            .filter(|outage| outage.application.index() == application)
            .map(|outage| outage.downtime)
            .sum();
        assert_eq!(
            sum, *downtime,
            "downtime of application {application} is that of its outages"
        );
        assert!(*downtime <= record.horizon);
    }
    for tally in &record.backups {
        let ended = tally.good
            + tally.failed
            + tally.window_missed
            + tally.overrun
            + tally.interrupted
            + tally.repository_full;
        // Jobs that came due in the horizon end after it; a job may still be under way at the end of the trial.
        assert!(ended <= tally.due, "{tally:?}");
        assert_eq!(ended + tally.under_way(), tally.due, "{tally:?}");
        assert!(ended + 20 >= tally.due, "{tally:?}");
    }
}

#[test]
fn nothing_breaks_when_everything_fails() {
    side_by_side(1, everything_fails);
}

fn everything_fails(desk: &Desk) {
    let loaded = firedrill::scenario::load(EVERYTHING, "everything.toml", &|name| {
        Err(format!("no file {name}"))
    })
    .unwrap_or_else(|issues| {
        panic!(
            "{}",
            issues
                .iter()
                .map(|issue| format!("{}\n", issue.message()))
                .collect::<String>()
        )
    });
    let blueprint = loaded.blueprint;
    let (mut outages, mut restores, mut total_losses, mut relapses, mut losses) =
        (0u64, 0u64, 0u64, 0u64, 0u64);
    for seed in 0..4 {
        let mut world = World::new(&blueprint, seed);
        for trial in 0..25 {
            desk.begins(format!("trial {trial} of seed {seed}"));
            let record = world.run(Mode::Years, trial);
            check(&record);
            // The same trial again, from a world that has seen others, and from a fresh one.
            if trial % 8 == 3 {
                assert!(record == world.run(Mode::Years, trial), "a second time");
                assert!(
                    record == World::new(&blueprint, seed).run(Mode::Years, trial),
                    "from a fresh world"
                );
                let (again, stretches) = world.timeline(Mode::Years, trial);
                assert!(record == again, "with its timeline");
                assert!(!stretches.is_empty());
            }
            for outage in &record.outages {
                outages += 1;
                restores +=
                    u64::from(outage.path() == Some(firedrill::model::record::Path::Restore));
                total_losses += u64::from(outage.total_loss());
                relapses += u64::from(outage.phases[Phase::Relapse as usize] > 0);
                losses += u64::from(outage.set_back() > 0);
            }
        }
        for drill in 0..blueprint.drills.len() {
            for trial in 0..25 {
                desk.begins(format!("trial {trial} of drill {drill}, seed {seed}"));
                check(&world.run(Mode::Drill(DrillId(drill as u32)), trial));
            }
        }
    }
    assert!(
        outages > 1_000 && restores > 100 && total_losses > 0 && relapses > 0 && losses > 50,
        "{outages} {restores} {total_losses} {relapses} {losses}"
    );
}
